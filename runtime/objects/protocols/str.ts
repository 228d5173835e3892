/**
 * str - `str(x)`: the text of a value.
 *
 * Mirrors     PyObject_Str of Objects/object.c
 * Suspends    all: `__str__`, `__repr__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError } from "../exceptions.js";
import { Float } from "../float.js";
import { floatRepr } from "../float/text.js";
import { intText } from "../int/text.js";
import { specialMethod, type Value } from "../object.js";
import { typeName } from "../typename.js";

/** The text of a value as a plain string. */
export function text(x: Value): Suspends<string> {
  switch (typeof x) {
    case "string":
      return x;
    case "number":
      return "" + x;
    case "boolean":
      return x ? "True" : "False";
    case "bigint":
      return intText(x);
    default:
      if (x === null) return "None";
      if (x instanceof Float) return floatRepr(x.value);
      const result = strByMethod(x);
      return typeof result === "string" ? result : result.$value;
  }
}

/** What `__str__` gives: a string, or an instance of a subclass. */
export function strByMethod(x: Value): Suspends<Value> {
  const method = specialMethod(x, "__str__");
  if (method === null) throw new TypeError("'NoneType' object is not callable");
  const result = method.call(x);
  if (typeof result === "string" || (typeof result === "object" && result !== null && typeof result.$value === "string")) return result;
  throw new TypeError(`__str__ returned non-string (type ${typeName(result)})`);
}

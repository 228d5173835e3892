/**
 * repr - `repr(x)` and `ascii(x)`.
 *
 * Mirrors     PyObject_Repr, PyObject_ASCII of Objects/object.c
 * Suspends    all: `__repr__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { RecursionError, TypeError } from "../exceptions.js";
import { Float } from "../float.js";
import { floatRepr } from "../float/text.js";
import { intText } from "../int/text.js";
import { specialMethod, type Value } from "../object.js";
import { asciiText, textRepr } from "../str/categories.js";
import { typeName } from "../typename.js";

export function repr(x: Value): Suspends<string> {
  switch (typeof x) {
    case "string":
      return textRepr(x);
    case "number":
      return "" + x;
    case "boolean":
      return x ? "True" : "False";
    case "bigint":
      return intText(x);
    default:
      if (x === null) return "None";
      if (x instanceof Float) return floatRepr(x.value);
      return reprByMethod(x);
  }
}

function reprByMethod(x: Value): Suspends<string> {
  const method = specialMethod(x, "__repr__");
  if (method === null) throw new TypeError("'NoneType' object is not callable");
  let result: Value;
  try {
    result = method.call(x);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(error);
    throw error;
  }
  if (typeof result === "string") return result;
  if (typeof result === "object" && result !== null && typeof result.$value === "string") return result.$value;
  throw new TypeError(`__repr__ returned non-string (type ${typeName(result)})`);
}

/** JavaScript's stack is at its end: containers in containers. */
function tooDeep(error: RangeError): Value {
  return error.message === "Maximum call stack size exceeded"
    ? new RecursionError("maximum recursion depth exceeded while getting the repr of an object")
    : error;
}

export function ascii(x: Value): Suspends<string> {
  return asciiText(repr(x));
}

/**
 * format - `format(x, spec)`, the fields of f-strings.
 *
 * Mirrors     PyObject_Format of Objects/abstract.c
 * Suspends    all: `__format__`, `__str__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError } from "../exceptions.js";
import { Float } from "../float.js";
import { floatRepr } from "../float/text.js";
import { formatFloat, formatInt, formatText } from "../format/spec.js";
import { intText } from "../int/text.js";
import { specialMethod, type Value } from "../object.js";
import { typeName } from "../typename.js";

/** The text of a value under a format specification. */
export function format(x: Value, spec: string): Suspends<string> {
  switch (typeof x) {
    case "string":
      return spec === "" ? x : formatText(x, spec);
    case "number":
    case "bigint":
      return spec === "" ? intText(x) : formatInt(x, spec);
    case "boolean":
      return spec === "" ? (x ? "True" : "False") : formatInt(x ? 1 : 0, spec, "bool");
    default:
      if (x instanceof Float) return spec === "" ? floatRepr(x.value) : formatFloat(x.value, spec);
      return formatByMethod(x, spec);
  }
}

function formatByMethod(x: Value, spec: string): Suspends<string> {
  const method = specialMethod(x, "__format__");
  if (method === undefined || method === null) throw new TypeError(`Type ${typeName(x)} doesn't define __format__`);
  const result = method.call(x, spec);
  if (typeof result === "string") return result;
  if (typeof result === "object" && result !== null && typeof result.$value === "string") return result.$value;
  throw new TypeError(`__format__ must return a str, not ${typeName(result)}`);
}

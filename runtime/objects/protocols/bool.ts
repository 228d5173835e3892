/**
 * bool - the truth of a value.
 *
 * Mirrors     PyObject_IsTrue of Objects/object.c
 * Suspends    truth: `__bool__` or `__len__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { KeyMap } from "../keymap.js";
import { OverflowError, TypeError, ValueError } from "../exceptions.js";
import { Float } from "../float.js";
import type { Int } from "../int/big.js";
import { specialMethod, typeOf, type Value } from "../object.js";
import { SetBase } from "../set.js";
import { Tuple } from "../tuple.js";
import { typeName } from "../typename.js";
import { dict } from "../dict.js";

export function truth(x: Value): Suspends<boolean> {
  switch (typeof x) {
    case "boolean":
      return x;
    case "number":
      return x !== 0;
    case "string":
      return x !== "";
    case "bigint":
      return true;
    default:
      return x !== null && truthOfObject(x);
  }
}

function truthOfObject(x: Value): Suspends<boolean> {
  if (x instanceof Float) return x.value !== 0;
  if (x instanceof Tuple) return x.items.length !== 0;
  const cls = typeOf(x);
  if (!cls.$heap) {
    if (Array.isArray(x)) return x.length !== 0;
    if (x instanceof KeyMap && cls === dict) return x.$map.size !== 0;
    if (x instanceof SetBase) return x.$size() !== 0;
    // builtin classes have these methods on their prototypes, and instances without attributes of that name
    if (typeof x === "object" && x.__bool__ === undefined) return x.__len__ === undefined || checkedLength(x.__len__()) !== 0;
  }
  return truthByMethod(x);
}

function truthByMethod(x: Value): Suspends<boolean> {
  const asBool = specialMethod(x, "__bool__");
  if (asBool !== undefined) {
    if (asBool === null) throw new TypeError("'NoneType' object is not callable");
    const result = asBool.call(x);
    if (typeof result === "boolean") return result;
    throw new TypeError(`__bool__ should return bool, returned ${typeName(result)}`);
  }
  const length = specialMethod(x, "__len__");
  if (length === undefined) return true;
  if (length === null) throw new TypeError("'NoneType' object is not callable");
  return checkedLength(length.call(x)) !== 0;
}

/** PY_SSIZE_T_MAX */
export const MOST = 2n ** 63n - 1n;

/** What `__len__` returned, as an int. */
export function checkedLength(result: Value): Suspends<Int> {
  let n = result;
  if (typeof n === "boolean") n = n ? 1 : 0;
  if (typeof n !== "number" && typeof n !== "bigint") {
    const value = n?.$value;
    const method = typeof value === "number" || typeof value === "bigint" ? undefined : specialMethod(n, "__index__");
    if (method !== undefined && method !== null) n = method.call(n);
    else if (value !== undefined && (typeof value === "number" || typeof value === "bigint")) n = value;
    else throw new TypeError(`'${typeName(result)}' object cannot be interpreted as an integer`);
  }
  if (n < 0) throw new ValueError("__len__() should return >= 0");
  if (n > MOST) throw new OverflowError("cannot fit 'int' into an index-sized integer");
  return n as Int;
}

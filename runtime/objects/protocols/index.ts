/**
 * index - values used as integers: positions, lengths, counts.
 *
 * Mirrors     PyNumber_Index, PyNumber_AsSsize_t of Objects/abstract.c
 * Suspends    all: `__index__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { IndexError, OverflowError, TypeError } from "../exceptions.js";
import { specialMethod, type PyType, type Value } from "../object.js";
import { typeName } from "../typename.js";
import { warn } from "../warn.js";

/** The int that a value stands for by `__index__`; undefined if it does for none. */
export function indexOf(x: Value): Suspends<number | bigint | undefined> {
  if (typeof x === "number" || typeof x === "bigint") return x;
  if (typeof x === "boolean") return x ? 1 : 0;
  if (typeof x !== "object" || x === null) return undefined;
  if (typeof x.$value === "number" || typeof x.$value === "bigint") return x.$value;
  const method = specialMethod(x, "__index__");
  if (method === undefined || method === null) return undefined;
  const result = method.call(x);
  if (typeof result === "number" || typeof result === "bigint") return result;
  const plain = typeof result === "boolean" ? Number(result) : typeof result === "object" && result !== null ? result.$value : undefined;
  if (typeof plain !== "number" && typeof plain !== "bigint") throw new TypeError(`__index__ returned non-int (type ${typeName(result)})`);
  warnOfSubclass("__index__", "int", result);
  return plain;
}

/** A method like `__index__` has returned an instance of a subclass of what it should. */
export function warnOfSubclass(method: string, type: string, result: Value): Suspends<null> {
  return warn(
    "DeprecationWarning",
    `${method} returned non-${type} (type ${typeName(result)}).  The ability to return an instance of a strict subclass of ${type} is deprecated, and may be removed in a future version of Python.`,
  );
}

/** The int that a value stands for; TypeError if it does for none. */
export function toIndex(x: Value): Suspends<number | bigint> {
  const n = indexOf(x);
  if (n === undefined) throw new TypeError(`'${typeName(x)}' object cannot be interpreted as an integer`);
  return n;
}

/** The same as a number; what does not fit raises `error`. */
export function toSize(x: Value, error: PyType = OverflowError): Suspends<number> {
  const n = toIndex(x);
  return typeof n === "number" ? n : inWord(n, error, `cannot fit '${typeName(x)}' into an index-sized integer`);
}

/** The same for an argument of a C function that is a Py_ssize_t. */
export function toSsize(x: Value): Suspends<number> {
  const n = typeof x === "number" ? x : toIndex(x);
  return typeof n === "number" ? n : inWord(n, OverflowError, "Python int too large to convert to C ssize_t");
}

/** The same for one that is a long. */
export function toLong(x: Value): Suspends<number> {
  const n = typeof x === "number" ? x : toIndex(x);
  return typeof n === "number" ? n : inWord(n, OverflowError, "Python int too large to convert to C long");
}

/** The same for one that is an int. */
export function toInt(x: Value): Suspends<number> {
  const n = toIndex(x);
  if (n > 2147483647 || n < -2147483648) throw new OverflowError("Python int too large to convert to C int");
  return Number(n);
}

/** A machine word that is no safe integer is beyond the end of anything. */
function inWord(n: bigint, error: PyType, message: string): number {
  if (BigInt.asIntN(64, n) !== n) throw new error(message);
  return clamp(n);
}

/** A position in a container that may be negative; `what` begins the TypeError. */
export function toPosition(x: Value, what: string): Suspends<number> {
  if (typeof x === "number") return x;
  const n = indexOf(x);
  if (n === undefined) throw new TypeError(`${what}, not ${typeName(x)}`);
  return typeof n === "number" ? n : inWord(n, IndexError, `cannot fit '${typeName(x)}' into an index-sized integer`);
}

/** The limits of a position that is cut to what a machine word holds. */
export const MAX_SIZE = 9007199254740991;

/** An int cut to +-2**53 - 1. */
export function clamp(n: number | bigint): number {
  return typeof n === "number" ? n : n > 0n ? MAX_SIZE : -MAX_SIZE;
}

/** A bound of `xs.index(v, start, stop)`: negative ones count from the end, all are cut. */
export function toBound(x: Value, length: number): Suspends<number> {
  if (x === undefined) return length;
  const n = indexOf(x);
  if (n === undefined) throw new TypeError("slice indices must be integers or have an __index__ method");
  const at = clamp(n);
  return at < 0 ? Math.max(0, at + length) : at;
}

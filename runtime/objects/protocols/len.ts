/**
 * len - the length of a container.
 *
 * Mirrors     PyObject_Size, PyObject_LengthHint of Objects/abstract.c
 * Suspends    len: `__len__`, lengthHint: `__length_hint__`
 */
import { S, type Suspends } from "../../frames/suspend.js";
import { ByteArray, Bytes } from "../bytes/data.js";
import { dict } from "../dict.js";
import { OverflowError, TypeError, ValueError } from "../exceptions.js";
import type { Int } from "../int/big.js";
import { KeyMap } from "../keymap.js";
import { NotImplemented, specialMethod, typeOf, type Value } from "../object.js";
import { SetBase } from "../set.js";
import { pointCount } from "../str/points.js";
import { Tuple } from "../tuple.js";
import { typeName } from "../typename.js";
import { checkedLength, MOST } from "./bool.js";

/** `len(x)` for what counts by plain numbers: OverflowError beyond 2**53. */
export function len(x: Value): Suspends<number> {
  const size = sizeOf(x);
  if (typeof size === "bigint") throw new OverflowError("cannot fit 'int' into an index-sized integer");
  return size;
}

/** `len(x)` */
export function sizeOf(x: Value): Suspends<Int> {
  if (typeof x === "string") return pointCount(x);
  if (x instanceof Tuple) return x.items.length;
  return x === null ? lengthByMethod(x) : lengthOfObject(x);
}

function lengthOfObject(x: Value): Suspends<Int> {
  const cls = typeOf(x);
  if (!cls.$heap) {
    if (Array.isArray(x)) return x.length;
    if (x instanceof KeyMap && cls === dict) return x.$map.size;
    if (x instanceof SetBase) return x.$size();
    if (x instanceof Bytes) return x.$data.length;
    if (x instanceof ByteArray) return x.$size;
  }
  return lengthByMethod(x);
}

function lengthByMethod(x: Value): Suspends<Int> {
  const method = specialMethod(x, "__len__");
  if (method === undefined) throw new TypeError(`object of type '${typeName(x)}' has no len()`);
  if (method === null) throw new TypeError("'NoneType' object is not callable");
  const result = method.call(x);
  return typeof result === "number" && result >= 0 ? result : checkedLength(result);
}

/** Whether `len(x)` has somewhere to go. */
export function hasLength(x: Value): boolean {
  return typeof specialMethod(x, "__len__") === "function";
}

/**
 * PyObject_LengthHint: how many items an iterable says to have, by `__len__` or `__length_hint__`.
 *
 * @param otherwise where it says nothing
 */
export function lengthHint(x: Value, otherwise: Value): Suspends<Value> {
  if (hasLength(x)) {
    const size = unlessTypeError(lengthByMethod, x);
    if (size !== undefined) return size;
  }
  const method = specialMethod(x, "__length_hint__");
  if (typeof method !== "function") return otherwise;
  const hint = unlessTypeError(hintOf, x);
  if (hint === undefined || hint === NotImplemented) return otherwise;
  const plain = typeof hint === "boolean" ? Number(hint) : (hint?.$value ?? hint);
  if (typeof plain !== "number" && typeof plain !== "bigint") throw new TypeError(`__length_hint__ must be an integer, not ${typeName(hint)}`);
  if (plain < 0) throw new ValueError("__length_hint__() should return >= 0");
  if (plain > MOST) throw new OverflowError("Python int too large to convert to C ssize_t");
  return plain;
}

/** What makes a sequence of an iterable asks it for its length first; only Python code can tell. */
export function askLength(x: Value): Suspends<void> {
  if (typeOf(x).$heap) lengthHint(x, 0);
}

function hintOf(x: Value): Suspends<Value> {
  return specialMethod(x, "__length_hint__").call(x);
}

function unlessTypeError(f: (x: Value) => Suspends<Value>, x: Value): Suspends<Value> {
  const handled = S.handled;
  try {
    return f(x);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    S.handled = handled;
    return undefined;
  }
}

/** A guess of how many items an iterable has, as `operator.length_hint`: only `len()` where that is cheap. */
export function quickLength(x: Value): number {
  if (Array.isArray(x)) return x.length;
  if (x instanceof Tuple) return x.items.length;
  return 0;
}

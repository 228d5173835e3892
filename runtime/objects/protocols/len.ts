/**
 * len - the length of a container.
 *
 * Suspends    len: `__len__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { dict } from "../dict.js";
import { TypeError } from "../exceptions.js";
import { KeyMap } from "../keymap.js";
import { specialMethod, typeOf, type Value } from "../object.js";
import { SetBase } from "../set.js";
import { pointCount } from "../str/points.js";
import { Tuple } from "../tuple.js";
import { typeName } from "../typename.js";
import { checkedLength } from "./bool.js";

/** `len(x)` */
export function len(x: Value): Suspends<number> {
  if (typeof x === "string") return pointCount(x);
  if (x instanceof Tuple) return x.items.length;
  return x === null ? lengthByMethod(x) : lengthOfObject(x);
}

function lengthOfObject(x: Value): Suspends<number> {
  const cls = typeOf(x);
  if (!cls.$heap) {
    if (Array.isArray(x)) return x.length;
    if (x instanceof KeyMap && cls === dict) return x.$map.size;
    if (x instanceof SetBase) return x.$size();
  }
  return lengthByMethod(x);
}

function lengthByMethod(x: Value): Suspends<number> {
  const method = specialMethod(x, "__len__");
  if (method === undefined) throw new TypeError(`object of type '${typeName(x)}' has no len()`);
  if (method === null) throw new TypeError("'NoneType' object is not callable");
  const result = method.call(x);
  return typeof result === "number" && result >= 0 ? result : checkedLength(result);
}

/** A guess of how many items an iterable has, as `operator.length_hint`: only `len()` where that is cheap. */
export function quickLength(x: Value): number {
  if (Array.isArray(x)) return x.length;
  if (x instanceof Tuple) return x.items.length;
  return 0;
}

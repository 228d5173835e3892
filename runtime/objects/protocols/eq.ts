/**
 * eq - `==` and `!=`.
 *
 * Mirrors     do_richcompare of Objects/object.c
 * Suspends    all: `__eq__` of the operands and of what they contain
 */
import type { Suspends } from "../../frames/suspend.js";
import type { Value } from "../object.js";
import { truth } from "./bool.js";
import { compareSlowly, EQ, NE, numeric } from "./compare.js";

/** `a == b`, as the operands give it. */
export function eq(a: Value, b: Value): Suspends<Value> {
  if (typeof a === "number" ? typeof b === "number" : typeof a === "string" && typeof b === "string") return a === b;
  return eqOther(a, b);
}

/** `a != b`, as the operands give it. */
export function ne(a: Value, b: Value): Suspends<Value> {
  if (typeof a === "number" ? typeof b === "number" : typeof a === "string" && typeof b === "string") return a !== b;
  const quick = eqQuickly(a, b);
  if (quick !== undefined) return !quick;
  return compareSlowly(a, b, NE);
}

function eqOther(a: Value, b: Value): Suspends<Value> {
  const quick = eqQuickly(a, b);
  if (quick !== undefined) return quick;
  return compareSlowly(a, b, EQ);
}

/** Equality of numbers, strings and None; undefined where a method has to say. */
function eqQuickly(a: Value, b: Value): boolean | undefined {
  const x = numeric(a);
  if (x !== undefined) {
    const y = numeric(b);
    if (y !== undefined) return x == y;
    if (b === null || typeof b === "string") return false;
    return undefined;
  }
  if (typeof a === "string") return typeof b === "string" ? a === b : b === null || numeric(b) !== undefined ? false : undefined;
  if (a === null && (b === null || typeof b !== "object")) return b === null;
  return undefined;
}

/** Whether two items of containers count as the same: one object, or equal. */
export function same(a: Value, b: Value): Suspends<boolean> {
  if (a === b) return true;
  const quick = eqQuickly(a, b);
  if (quick !== undefined) return quick;
  const equal = compareSlowly(a, b, EQ);
  return equal === true || (equal !== false && truth(equal));
}

/** Equality of two lists or the items of two tuples. */
export function sameItems(a: Value[], b: Value[]): Suspends<boolean> {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a[i];
    const y = b[i];
    if (x === y) continue;
    if (!same(x, y)) return false;
  }
  return a.length === b.length;
}

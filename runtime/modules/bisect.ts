/**
 * bisect - positions in sorted sequences.
 *
 * Mirrors     Modules/_bisectmodule.c
 * Suspends    all: `__lt__` and the key function
 */
import type { Suspends } from "../frames/suspend.js";
import { OverflowError, ValueError } from "../objects/exceptions.js";
import { canon, type Int } from "../objects/int/big.js";
import { intAdd } from "../objects/int/ops.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { lessThan } from "../objects/protocols/compare.js";
import { getitem } from "../objects/protocols/getitem.js";
import { toIndex } from "../objects/protocols/index.js";
import { MOST } from "../objects/protocols/bool.js";
import { sizeOf } from "../objects/protocols/len.js";
import { builtin } from "../objects/register.js";

/** PY_SSIZE_T_MAX */
const TOO_LARGE = "Python int too large to convert to C ssize_t";

/** What fits into a Py_ssize_t, which may be beyond what numbers count exactly. */
function inSize(n: Int, message: string): Int {
  if (n > MOST || n < -MOST - 1n) throw new OverflowError(message);
  return n;
}

function half(low: Int, high: Int): Int {
  if (typeof low === "number" && typeof high === "number" && Number.isSafeInteger(low + high)) return Math.floor((low + high) / 2);
  return canon((BigInt(low) + BigInt(high)) >> 1n);
}

function search(a: Value, x: Value, lo: Value, hi: Value, key: Value, right: boolean): Suspends<Int> {
  let low = lo === undefined ? 0 : inSize(toIndex(lo), TOO_LARGE);
  if (low < 0) throw new ValueError("lo must be non-negative");
  let high = hi === undefined || hi === null ? -1 : inSize(toIndex(hi), "cannot fit 'int' into an index-sized integer");
  if (high === -1) high = sizeOf(a);
  const keyed = key !== undefined && key !== null;
  while (low < high) {
    const middle = half(low, high);
    const item = getitem(a, middle);
    const found = keyed ? call(key, item) : item;
    if (right) {
      if (lessThan(x, found)) high = middle;
      else low = intAdd(middle, 1);
    } else if (lessThan(found, x)) low = intAdd(middle, 1);
    else high = middle;
  }
  return low;
}

function insert(a: Value, x: Value, lo: Value, hi: Value, key: Value, right: boolean): Suspends<null> {
  const sought = key === undefined || key === null ? x : call(key, x);
  const at = search(a, sought, lo, hi, key, right);
  callMethod(a, "insert", at, x);
  return null;
}

export const bisect_right = builtin(
  "bisect_right(a, x, lo=0, hi=None, *, key=None)",
  (a: Value, x: Value, lo: Value, hi: Value, key: Value): Suspends<Int> => search(a, x, lo, hi, key, true),
  "_bisect",
);
export const bisect_left = builtin(
  "bisect_left(a, x, lo=0, hi=None, *, key=None)",
  (a: Value, x: Value, lo: Value, hi: Value, key: Value): Suspends<Int> => search(a, x, lo, hi, key, false),
  "_bisect",
);
export const insort_right = builtin(
  "insort_right(a, x, lo=0, hi=None, *, key=None)",
  (a: Value, x: Value, lo: Value, hi: Value, key: Value): Suspends<null> => insert(a, x, lo, hi, key, true),
  "_bisect",
);
export const insort_left = builtin(
  "insort_left(a, x, lo=0, hi=None, *, key=None)",
  (a: Value, x: Value, lo: Value, hi: Value, key: Value): Suspends<null> => insert(a, x, lo, hi, key, false),
  "_bisect",
);
export const bisect = bisect_right;
export const insort = insort_right;

export default pymodule("bisect", { bisect_right, bisect_left, insort_right, insort_left, bisect, insort });

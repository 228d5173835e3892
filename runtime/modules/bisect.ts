/**
 * bisect - positions in sorted sequences.
 *
 * Mirrors     Modules/_bisectmodule.c
 * Suspends    all: `__lt__` and the key function
 */
import type { Suspends } from "../frames/suspend.js";
import { ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { lessThan } from "../objects/protocols/compare.js";
import { getitem } from "../objects/protocols/getitem.js";
import { toSize } from "../objects/protocols/index.js";
import { len } from "../objects/protocols/len.js";
import { builtin } from "../objects/register.js";

function search(a: Value, x: Value, lo: Value, hi: Value, key: Value, right: boolean): Suspends<number> {
  let low = lo === undefined ? 0 : toSize(lo);
  if (low < 0) throw new ValueError("lo must be non-negative");
  let high = hi === undefined || hi === null ? -1 : toSize(hi);
  if (high === -1) high = len(a);
  const keyed = key !== undefined && key !== null;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const item = getitem(a, middle);
    const found = keyed ? call(key, item) : item;
    if (right) {
      if (lessThan(x, found)) high = middle;
      else low = middle + 1;
    } else if (lessThan(found, x)) low = middle + 1;
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
  (a: Value, x: Value, lo: Value, hi: Value, key: Value): Suspends<number> => search(a, x, lo, hi, key, true),
  "_bisect",
);
export const bisect_left = builtin(
  "bisect_left(a, x, lo=0, hi=None, *, key=None)",
  (a: Value, x: Value, lo: Value, hi: Value, key: Value): Suspends<number> => search(a, x, lo, hi, key, false),
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

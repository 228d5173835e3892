/**
 * slice - slice objects, and the positions they stand for.
 *
 * Mirrors     Objects/sliceobject.c
 * Suspends    sliceIndices: `__index__` of the bounds
 */
import type { Suspends } from "../frames/suspend.js";
import { TypeError, ValueError } from "./exceptions.js";
import { canon } from "./int/big.js";
import { copyItems } from "./moves.js";
import { inward, NotImplemented, object, type Value } from "./object.js";
import { clamp, indexOf, toIndex } from "./protocols/index.js";
import { compareItems, EQ, GE, GT, LE, LT, NE } from "./protocols/compare.js";
import { hash } from "./protocols/hash.js";
import { repr } from "./protocols/repr.js";
import { builtinType, getset, memberType, methods } from "./register.js";
import { Tuple } from "./tuple.js";

export class Slice {
  constructor(
    readonly start: Value,
    readonly stop: Value,
    readonly step: Value,
  ) {}
}
Object.setPrototypeOf(Slice.prototype, object.prototype);
inward(Slice.prototype);

/** Positions that a slice takes from a sequence: `count` of them from `start` on, each `step` further. */
export interface Indices {
  start: number;
  stop: number;
  step: number;
  count: number;
}

function bound(x: Value): Suspends<number> {
  if (typeof x === "number") return x;
  const n = indexOf(x);
  if (n === undefined) throw new TypeError("slice indices must be integers or None or have an __index__ method");
  return clamp(n);
}

/** The positions of a slice in a sequence of this length. */
export function sliceIndices(slice: Slice, length: number): Suspends<Indices> {
  const step = slice.step === null ? 1 : bound(slice.step);
  if (step === 0) throw new ValueError("slice step cannot be zero");
  const first = slice.start === null ? undefined : bound(slice.start);
  const last = slice.stop === null ? undefined : bound(slice.stop);
  return adjust(first, last, step, length);
}

function adjust(start: number | undefined, stop: number | undefined, step: number, length: number): Indices {
  const low = step < 0 ? -1 : 0;
  const high = step < 0 ? length - 1 : length;
  let from = step < 0 ? high : low;
  let to = step < 0 ? low : high;
  if (start !== undefined) from = start < 0 ? Math.max(start + length, low) : Math.min(start, high);
  if (stop !== undefined) to = stop < 0 ? Math.max(stop + length, low) : Math.min(stop, high);
  const count = step < 0 ? (to < from ? Math.floor((from - to - 1) / -step) + 1 : 0) : from < to ? Math.floor((to - from - 1) / step) + 1 : 0;
  return { start: from, stop: to, step, count };
}

/** The items that a slice takes. */
export function sliceItems(items: Value[], slice: Slice): Suspends<Value[]> {
  const at = sliceIndices(slice, items.length);
  return takeItems(items, at);
}

export function takeItems(items: Value[], { start, step, count }: Indices): Value[] {
  if (step === 1) return copyItems(items, start, start + count);
  const taken = new Array<Value>(count);
  for (let i = 0, at = start; i < count; i++, at += step) taken[i] = items[at];
  return taken;
}

export const slice = builtinType(
  "slice(start, stop=None, step=None, /)",
  function (start: Value, stop: Value, step: Value): Slice {
    return stop === undefined ? new Slice(null, start, null) : new Slice(start, stop, step === undefined ? null : step);
  },
  { prototype: Slice.prototype, final: true },
);
getset(slice, { start: [(self: Slice) => self.start], stop: [(self: Slice) => self.stop], step: [(self: Slice) => self.step] }, memberType);

function wholeBound(x: Value): Suspends<number | bigint | undefined> {
  if (x === null) return undefined;
  const n = indexOf(x);
  if (n === undefined) throw new TypeError("slice indices must be integers or None or have an __index__ method");
  return n;
}

/** _PySlice_GetLongIndices: the same as `adjust` for ints of any size. */
function wholeIndices(start: number | bigint | undefined, stop: number | bigint | undefined, step: number | bigint, length: number | bigint): Tuple {
  const size = BigInt(length);
  const back = step < 0;
  const low = back ? -1n : 0n;
  const high = back ? size - 1n : size;
  const cut = (n: number | bigint): bigint => {
    const at = n < 0 ? BigInt(n) + size : BigInt(n);
    return at < low ? low : at > high ? high : at;
  };
  const from = start === undefined ? (back ? high : low) : cut(start);
  const to = stop === undefined ? (back ? low : high) : cut(stop);
  return new Tuple([canon(from), canon(to), step]);
}

function parts(s: Slice): Value[] {
  return [s.start, s.stop, s.step];
}

methods(slice, {
  "__repr__(self, /)": function (this: Slice): Suspends<string> {
    const start = repr(this.start);
    const stop = repr(this.stop);
    const step = repr(this.step);
    return `slice(${start}, ${stop}, ${step})`;
  },
  "__hash__(self, /)": function (this: Slice): Suspends<Value> {
    return hash(new Tuple(parts(this)));
  },
  "__eq__(self, value, /)": function (this: Slice, value: Value): Suspends<Value> {
    return value instanceof Slice ? this === value || compareItems(parts(this), parts(value), EQ) : NotImplemented;
  },
  "__ne__(self, value, /)": function (this: Slice, value: Value): Suspends<Value> {
    return value instanceof Slice ? this !== value && compareItems(parts(this), parts(value), NE) : NotImplemented;
  },
  "__lt__(self, value, /)": function (this: Slice, value: Value): Suspends<Value> {
    return value instanceof Slice ? this !== value && compareItems(parts(this), parts(value), LT) : NotImplemented;
  },
  "__le__(self, value, /)": function (this: Slice, value: Value): Suspends<Value> {
    return value instanceof Slice ? this === value || compareItems(parts(this), parts(value), LE) : NotImplemented;
  },
  "__gt__(self, value, /)": function (this: Slice, value: Value): Suspends<Value> {
    return value instanceof Slice ? this !== value && compareItems(parts(this), parts(value), GT) : NotImplemented;
  },
  "__ge__(self, value, /)": function (this: Slice, value: Value): Suspends<Value> {
    return value instanceof Slice ? this === value || compareItems(parts(this), parts(value), GE) : NotImplemented;
  },
  "indices(self, object, /)": function (this: Slice, length: Value): Suspends<Tuple> {
    const n = toIndex(length);
    if (n < 0) throw new ValueError("length should not be negative");
    const step = wholeBound(this.step) ?? 1;
    if (step === 0) throw new ValueError("slice step cannot be zero");
    const start = wholeBound(this.start);
    const stop = wholeBound(this.stop);
    if (typeof step === "bigint" || typeof start === "bigint" || typeof stop === "bigint" || typeof n === "bigint") return wholeIndices(start, stop, step, n);
    const at = adjust(start, stop, step, n);
    return new Tuple([at.start, at.stop, step]);
  },
  "__reduce__(self, /)": function (this: Slice): Tuple {
    return new Tuple([slice, new Tuple(parts(this))]);
  },
});

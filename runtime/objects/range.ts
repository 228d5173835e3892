/**
 * range - ranges.
 *
 * Mirrors     Objects/rangeobject.c
 */
import type { Suspends } from "../frames/suspend.js";
import { IndexError, OverflowError, TypeError, ValueError } from "./exceptions.js";
import type { Int } from "./int/big.js";
import { intAdd, intFloordiv, intMul, intNeg, intSub } from "./int/ops.js";
import { END, iteratorType } from "./iterator.js";
import { PyIterator } from "./iteratorbase.js";
import { inward, NotImplemented, object, type Value } from "./object.js";
import { same } from "./protocols/eq.js";
import { hash } from "./protocols/hash.js";
import { clamp, indexOf, toIndex, toSsize } from "./protocols/index.js";
import { repr } from "./protocols/repr.js";
import { builtinType, getset, memberType, methods } from "./register.js";
import { Slice } from "./slice.js";
import { Tuple } from "./tuple.js";
import { typeName } from "./typename.js";

export class Range {
  readonly $length: Int;
  constructor(
    readonly start: Int,
    readonly stop: Int,
    readonly step: Int,
  ) {
    this.$length = lengthOf(start, stop, step);
  }
}
Object.setPrototypeOf(Range.prototype, object.prototype);
inward(Range.prototype);

function lengthOf(start: Int, stop: Int, step: Int): Int {
  if (step > 0) return start < stop ? intAdd(intFloordiv(intSub(intSub(stop, start), 1), step), 1) : 0;
  return stop < start ? intAdd(intFloordiv(intSub(intSub(start, stop), 1), intNeg(step)), 1) : 0;
}

/** Item of a range that is not checked for being inside. */
function itemAt(r: Range, at: Int): Int {
  return intAdd(r.start, intMul(at, r.step));
}

/** `range(start, stop, step)` */
export function makeRange(a: Value, b: Value, c: Value): Suspends<Range> {
  if (b === undefined) return new Range(0, toIndex(a), 1);
  const start = toIndex(a);
  const stop = toIndex(b);
  const step = c === undefined ? 1 : toIndex(c);
  if (step === 0) throw new ValueError("range() arg 3 must not be zero");
  return new Range(start, stop, step);
}

export const range = builtinType(
  "range(start, stop=None, step=1, /)",
  function (a: Value, b: Value, c: Value): Suspends<Range> {
    return makeRange(a, b, c);
  },
  { prototype: Range.prototype, final: true },
);
getset(range, { start: [(self: Range) => self.start], stop: [(self: Range) => self.stop], step: [(self: Range) => self.step] }, memberType);

export class RangeIterator extends PyIterator {
  constructor(
    public next: number,
    readonly step: number,
    public left: number,
  ) {
    super();
  }
  $next(): Value {
    if (this.left <= 0) return END;
    this.left--;
    const value = this.next;
    this.next = value + this.step;
    return value;
  }
}

/** Where the numbers leave the safe range. */
export class LongRangeIterator extends PyIterator {
  at: Int = 0;
  constructor(readonly range: Range) {
    super();
  }
  $next(): Value {
    if (this.at >= this.range.$length) return END;
    const value = itemAt(this.range, this.at);
    this.at = intAdd(this.at, 1);
    return value;
  }
}

export const rangeIterator = iteratorType("range_iterator", RangeIterator);
export const longRangeIterator = iteratorType("longrange_iterator", LongRangeIterator);
methods(rangeIterator, {
  "__length_hint__(self, /)": function (this: RangeIterator): number {
    return this.left;
  },
  "__setstate__(self, object, /)": function (this: RangeIterator, at: Value): Suspends<null> {
    const steps = Math.min(Math.max(toSsize(at), 0), this.left);
    this.next += steps * this.step;
    this.left -= steps;
    return null;
  },
});
methods(longRangeIterator, {
  "__length_hint__(self, /)": function (this: LongRangeIterator): Int {
    return intSub(this.range.$length, this.at);
  },
  "__setstate__(self, object, /)": function (this: LongRangeIterator, at: Value): Suspends<null> {
    const steps = toIndex(at);
    const { $length } = this.range;
    this.at = steps < 0 ? 0 : steps > $length ? $length : steps;
    return null;
  },
});

/** The iterator of a range. */
export function iterateRange(r: Range): RangeIterator | LongRangeIterator {
  const { start, step, $length } = r;
  if (typeof start === "number" && typeof step === "number" && typeof $length === "number" && Number.isSafeInteger(start + step * $length)) {
    return new RangeIterator(start, step, $length);
  }
  return new LongRangeIterator(r);
}

function reversedRange(r: Range): Range {
  const { start, step, $length } = r;
  const last = itemAt(r, intSub($length, 1));
  return new Range(last, intSub(start, step), intNeg(step));
}

/** The items of a range that fits in memory. */
export function rangeItems(r: Range): Value[] {
  const items: Value[] = [];
  const it = iterateRange(r);
  for (let item = it.$next(); item !== END; item = it.$next()) items.push(item);
  return items;
}

/** Position of an int in a range; undefined if it is not in it. */
function positionOf(r: Range, x: Int): Int | undefined {
  const { start, stop, step } = r;
  const inside = step > 0 ? start <= x && x < stop : stop < x && x <= start;
  if (!inside) return undefined;
  const distance = intSub(x, start);
  const at = intFloordiv(distance, step);
  return intMul(at, step) === distance ? at : undefined;
}

function plainInt(x: Value): Int | undefined {
  if (typeof x === "number" || typeof x === "bigint") return x;
  return typeof x === "boolean" ? Number(x) : undefined;
}

/** `x in r` */
export function rangeContains(r: Range, x: Value): Suspends<boolean> {
  const n = plainInt(x);
  if (n !== undefined) return positionOf(r, n) !== undefined;
  const it = iterateRange(r);
  for (let item = it.$next(); item !== END; item = it.$next()) if (same(item, x)) return true;
  return false;
}

/** `r[key]` */
export function rangeGetitem(r: Range, key: Value): Suspends<Value> {
  if (key instanceof Slice) return rangeSlice(r, key);
  const n = indexOf(key);
  if (n === undefined) throw new TypeError(`range indices must be integers or slices, not ${typeName(key)}`);
  const at = n < 0 ? intAdd(n, r.$length) : n;
  if (at < 0 || at >= r.$length) throw new IndexError("range object index out of range");
  return itemAt(r, at);
}

function rangeSlice(r: Range, slice: Slice): Suspends<Range> {
  const length = r.$length;
  const step = bound(slice.step) ?? 1;
  if (step === 0) throw new ValueError("slice step cannot be zero");
  const low: Int = step < 0 ? -1 : 0;
  const high: Int = step < 0 ? intSub(length, 1) : length;
  const start = within(bound(slice.start), length, low, high) ?? (step < 0 ? high : low);
  const stop = within(bound(slice.stop), length, low, high) ?? (step < 0 ? low : high);
  return new Range(itemAt(r, start), itemAt(r, stop), intMul(r.step, step));
}

function bound(x: Value): Suspends<Int | undefined> {
  if (x === null) return undefined;
  const n = indexOf(x);
  if (n === undefined) throw new TypeError("slice indices must be integers or None or have an __index__ method");
  return n;
}

function within(n: Int | undefined, length: Int, low: Int, high: Int): Int | undefined {
  if (n === undefined) return undefined;
  if (n < 0) {
    const at = intAdd(n, length);
    return at < low ? low : at;
  }
  return n > high ? high : n;
}

/** What equal ranges have in common. */
function identity(r: Range): Value[] {
  if (r.$length === 0) return [r.$length, null, null];
  return r.$length === 1 ? [r.$length, r.start, null] : [r.$length, r.start, r.step];
}

function sameRanges(a: Range, b: Range): boolean {
  const x = identity(a);
  const y = identity(b);
  return x[0] === y[0] && x[1] === y[1] && x[2] === y[2];
}

methods(range, {
  "__repr__(self, /)": function (this: Range): Suspends<string> {
    const start = repr(this.start);
    const stop = repr(this.stop);
    return this.step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${repr(this.step)})`;
  },
  "__hash__(self, /)": function (this: Range): Suspends<Value> {
    return hash(new Tuple(identity(this)));
  },
  "__eq__(self, value, /)": function (this: Range, value: Value): Value {
    return value instanceof Range ? sameRanges(this, value) : NotImplemented;
  },
  "__ne__(self, value, /)": function (this: Range, value: Value): Value {
    return value instanceof Range ? !sameRanges(this, value) : NotImplemented;
  },
  "__lt__(self, value, /)": () => NotImplemented,
  "__le__(self, value, /)": () => NotImplemented,
  "__gt__(self, value, /)": () => NotImplemented,
  "__ge__(self, value, /)": () => NotImplemented,
  "__iter__(self, /)": function (this: Range): PyIterator {
    return iterateRange(this);
  },
  "__reversed__(self, /)": function (this: Range): PyIterator {
    return iterateRange(reversedRange(this));
  },
  "__bool__(self, /)": function (this: Range): boolean {
    return this.$length > 0;
  },
  "__len__(self, /)": function (this: Range): Value {
    if (this.$length > 2n ** 63n - 1n) throw new OverflowError("Python int too large to convert to C ssize_t");
    return this.$length;
  },
  "__getitem__(self, key, /)": function (this: Range, key: Value): Suspends<Value> {
    return rangeGetitem(this, key);
  },
  "__contains__(self, key, /)": function (this: Range, key: Value): Suspends<boolean> {
    return rangeContains(this, key);
  },
  "__reduce__(self, /)": function (this: Range): Tuple {
    return new Tuple([range, new Tuple([this.start, this.stop, this.step])]);
  },
  "count(self, object, /)": function (this: Range, value: Value): Suspends<number> {
    const n = plainInt(value);
    if (n !== undefined) return positionOf(this, n) === undefined ? 0 : 1;
    let count = 0;
    const it = iterateRange(this);
    for (let item = it.$next(); item !== END; item = it.$next()) if (same(item, value)) count++;
    return count;
  },
  "index(self, object, /)": function (this: Range, value: Value): Suspends<Value> {
    const n = plainInt(value);
    if (n !== undefined) {
      const at = positionOf(this, n);
      if (at !== undefined) return at;
      throw new ValueError(`${repr(value)} is not in range`);
    }
    let at = 0;
    const it = iterateRange(this);
    for (let item = it.$next(); item !== END; item = it.$next(), at++) if (same(item, value)) return at;
    throw new ValueError("sequence.index(x): x not in sequence");
  },
});

/** The bound of a counting loop: an index as a number. */
export function $rangestop(x: Value): Suspends<number> {
  return typeof x === "number" ? x : clamp(toIndex(x));
}

/** The iterator of a range that a counting loop cannot run. */
export function $rangeslow(start: Value, stop: Value, step: Value): Suspends<PyIterator> {
  return iterateRange(makeRange(start, stop, step));
}

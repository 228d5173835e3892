/**
 * tuple - tuples.
 *
 * Mirrors     Objects/tupleobject.c
 * Suspends    methods that compare, hash or print items
 * Mind        an instance of a subclass is not a Tuple: it holds one in `$value`
 */
import type { Suspends } from "../frames/suspend.js";
import { IndexError, TypeError, ValueError } from "./exceptions.js";
import { hashValue, type TupleHash } from "./hash64.js";
import { spread, TupleIterator } from "./iterator.js";
import { inward, NotImplemented, object, type Value } from "./object.js";
import { compareItems, EQ, GE, GT, LE, LT, NE, type Comparison } from "./protocols/compare.js";
import { same } from "./protocols/eq.js";
import { hashTupleInto } from "./protocols/hash.js";
import { toBound, toPosition } from "./protocols/index.js";
import { repr } from "./protocols/repr.js";
import { generic } from "./genericalias.js";
import { builtinType, methods } from "./register.js";
import { isWithin, leave } from "./recursion.js";
import { repeated } from "./sequence.js";
import { Slice, sliceItems } from "./slice.js";
import { typeName } from "./typename.js";

export class Tuple {
  /** 1: hashed once, and the same hash comes out until a class changes; the next time it is kept here */
  $hash: TupleHash | 0 | 1 = 0;
  constructor(readonly items: Value[]) {}
}
Object.setPrototypeOf(Tuple.prototype, object.prototype);
inward(Tuple.prototype);

const EMPTY = new Tuple([]);

/** The plain tuple of a tuple or an instance of a subclass. */
export function plainTuple(x: Value): Tuple {
  return x instanceof Tuple ? x : x.$value;
}

/** Whether a value is a tuple, subclasses included. */
export function isTuple(x: Value): boolean {
  return x instanceof Tuple || (typeof x === "object" && x !== null && x.$value instanceof Tuple);
}

/** `tuple(iterable)` */
export function makeTuple(iterable: Value): Suspends<Tuple> {
  if (iterable === undefined) return EMPTY;
  if (iterable instanceof Tuple) return iterable;
  const items = spread(iterable);
  return items.length === 0 ? EMPTY : new Tuple(items);
}

export const tuple = builtinType(
  "tuple(iterable=(), /)",
  function (iterable: Value): Suspends<Tuple> {
    return makeTuple(iterable);
  },
  { prototype: Tuple.prototype, boxes: true },
);

function compareTuples(a: Value, b: Value, op: Comparison): Suspends<Value> {
  return isTuple(b) ? compareItems(plainTuple(a).items, plainTuple(b).items, op) : NotImplemented;
}

/** `t[key]` */
export function tupleGetitem(t: Tuple, key: Value): Suspends<Value> {
  const { items } = t;
  if (key instanceof Slice) {
    const taken = sliceItems(items, key);
    return taken.length === items.length && taken[0] === items[0] && key.step === null ? t : taken.length === 0 ? EMPTY : new Tuple(taken);
  }
  let at = toPosition(key, "tuple indices must be integers or slices");
  if (at < 0) at += items.length;
  const item = items[at];
  if (item === undefined) throw new IndexError("tuple index out of range");
  return item;
}

/** A tuple as often as asked for: once is itself. */
function times(this: Value, value: Value): Suspends<Tuple> {
  const own = plainTuple(this);
  const items = repeated(own.items, value);
  return own === this && items.length === own.items.length ? own : new Tuple(items);
}

methods(tuple, {
  "__repr__(self, /)": function (this: Value): Suspends<string> {
    const { items } = plainTuple(this);
    if (items.length === 0) return "()";
    if (isWithin(this)) return "(...)";
    try {
      let text = "(";
      for (let i = 0; i < items.length; i++) text += (i > 0 ? ", " : "") + repr(items[i]);
      return items.length === 1 ? text + ",)" : text + ")";
    } finally {
      leave(this);
    }
  },
  "__hash__(self, /)": function (this: Value): Suspends<Value> {
    hashTupleInto(plainTuple(this));
    return hashValue();
  },
  "__eq__(self, value, /)": function (this: Value, value: Value): Suspends<Value> {
    return compareTuples(this, value, EQ);
  },
  "__ne__(self, value, /)": function (this: Value, value: Value): Suspends<Value> {
    return compareTuples(this, value, NE);
  },
  "__lt__(self, value, /)": function (this: Value, value: Value): Suspends<Value> {
    return compareTuples(this, value, LT);
  },
  "__le__(self, value, /)": function (this: Value, value: Value): Suspends<Value> {
    return compareTuples(this, value, LE);
  },
  "__gt__(self, value, /)": function (this: Value, value: Value): Suspends<Value> {
    return compareTuples(this, value, GT);
  },
  "__ge__(self, value, /)": function (this: Value, value: Value): Suspends<Value> {
    return compareTuples(this, value, GE);
  },
  "__iter__(self, /)": function (this: Value): TupleIterator {
    return new TupleIterator(plainTuple(this).items);
  },
  "__len__(self, /)": function (this: Value): number {
    return plainTuple(this).items.length;
  },
  "__getitem__(self, key, /)": function (this: Value, key: Value): Suspends<Value> {
    return tupleGetitem(plainTuple(this), key);
  },
  "__add__(self, value, /)": function (this: Value, value: Value): Tuple {
    if (!isTuple(value)) throw new TypeError(`can only concatenate tuple (not "${typeName(value)}") to tuple`);
    const own = plainTuple(this);
    const other = plainTuple(value);
    if (other.items.length === 0 && this === own) return own;
    if (own.items.length === 0 && value === other) return other;
    return new Tuple([...own.items, ...other.items]);
  },
  "__mul__(self, value, /)": times,
  "__rmul__(self, value, /)": times,
  "__contains__(self, key, /)": function (this: Value, key: Value): Suspends<boolean> {
    const { items } = plainTuple(this);
    for (let i = 0; i < items.length; i++) if (same(items[i], key)) return true;
    return false;
  },
  "__getnewargs__(self, /)": function (this: Value): Tuple {
    return new Tuple([new Tuple(plainTuple(this).items)]);
  },
  "index(self, value, start=0, stop=sys.maxsize, /)": function (this: Value, value: Value, start: Value, stop: Value): Suspends<number> {
    const { items } = plainTuple(this);
    const from = start === undefined ? 0 : toBound(start, items.length);
    const to = toBound(stop, items.length);
    for (let i = from; i < to && i < items.length; i++) if (same(items[i], value)) return i;
    throw new ValueError("tuple.index(x): x not in tuple");
  },
  "count(self, value, /)": function (this: Value, value: Value): Suspends<number> {
    const { items } = plainTuple(this);
    let count = 0;
    for (let i = 0; i < items.length; i++) if (same(items[i], value)) count++;
    return count;
  },
});
generic(tuple);

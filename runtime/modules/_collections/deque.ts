/**
 * deque - lists that grow and shrink at both ends.
 *
 * Mirrors     Modules/_collectionsmodule.c
 * Suspends    what compares, prints or iterates
 * Mind        items lie in a ring: item i at `(#head + i) & mask`
 */
import type { Suspends } from "../../frames/suspend.js";
import { IndexError, RuntimeError, TypeError, ValueError } from "../../objects/exceptions.js";
import { END, iterate, iteratorType } from "../../objects/iterator.js";
import { PyIterator } from "../../objects/iteratorbase.js";
import { NotImplemented, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { compareItems, EQ, GE, GT, LE, LT, NE, type Comparison } from "../../objects/protocols/compare.js";
import { same } from "../../objects/protocols/eq.js";
import { call } from "../../objects/protocols/call.js";
import { indexOf, toBound, toSize } from "../../objects/protocols/index.js";
import { repr } from "../../objects/protocols/repr.js";
import { isWithin, leave } from "../../objects/recursion.js";
import { builtinType, define, getset, methods } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";

export class Deque {
  $ring: Value[] = new Array<Value>(8).fill(undefined);
  $head = 0;
  $size = 0;
  $maxlen: number | null = null;
  /** changes with every item that comes or goes */
  $state = 0;

  $at(i: number): Value {
    return this.$ring[(this.$head + i) & (this.$ring.length - 1)];
  }
  $put(i: number, value: Value): void {
    this.$ring[(this.$head + i) & (this.$ring.length - 1)] = value;
  }

  $push(value: Value): void {
    if (this.$size === this.$ring.length) this.$grow();
    this.$ring[(this.$head + this.$size) & (this.$ring.length - 1)] = value;
    this.$size++;
    this.$state++;
    if (this.$maxlen !== null && this.$size > this.$maxlen) this.$shift();
  }
  $unshift(value: Value): void {
    if (this.$size === this.$ring.length) this.$grow();
    this.$head = (this.$head - 1) & (this.$ring.length - 1);
    this.$ring[this.$head] = value;
    this.$size++;
    this.$state++;
    if (this.$maxlen !== null && this.$size > this.$maxlen) this.$pop();
  }
  /** The last item, taken out; undefined if there is none. */
  $pop(): Value {
    if (this.$size === 0) return undefined;
    this.$size--;
    this.$state++;
    const at = (this.$head + this.$size) & (this.$ring.length - 1);
    const value = this.$ring[at];
    this.$ring[at] = undefined;
    return value;
  }
  /** The first item, taken out; undefined if there is none. */
  $shift(): Value {
    if (this.$size === 0) return undefined;
    const value = this.$ring[this.$head];
    this.$ring[this.$head] = undefined;
    this.$head = (this.$head + 1) & (this.$ring.length - 1);
    this.$size--;
    this.$state++;
    return value;
  }
  private $grow(): void {
    const items = this.$items();
    const ring = new Array<Value>(this.$ring.length * 2).fill(undefined);
    for (let i = 0; i < items.length; i++) ring[i] = items[i];
    this.$ring = ring;
    this.$head = 0;
  }

  $items(): Value[] {
    const items = new Array<Value>(this.$size);
    for (let i = 0; i < this.$size; i++) items[i] = this.$at(i);
    return items;
  }
  $clear(): void {
    this.$ring = new Array<Value>(8).fill(undefined);
    this.$head = 0;
    this.$size = 0;
    this.$state++;
  }
  /** Puts these items in place of all others. */
  $fill(items: readonly Value[]): void {
    this.$clear();
    for (let i = 0; i < items.length; i++) this.$push(items[i]);
  }
  $extend(iterable: Value): Suspends<void> {
    const it = iterate(iterable === this ? this.$items() : iterable);
    for (let item = it.$next(); item !== END; item = it.$next()) this.$push(item);
  }
}
Object.setPrototypeOf(Deque.prototype, object.prototype);

export const deque = builtinType(
  "deque(iterable=None, maxlen=None)",
  function (iterable: Value, maxlen: Value): Suspends<Deque> {
    const made = new Deque();
    fill(made, iterable, maxlen);
    return made;
  },
  { prototype: Deque.prototype, module: "collections", empty: (cls: PyType) => Reflect.construct(Deque, [], cls) as Value },
);

function fill(d: Deque, iterable: Value, maxlen: Value): Suspends<void> {
  let most: number | null = null;
  if (maxlen !== undefined && maxlen !== null) {
    const n = indexOf(maxlen);
    if (n === undefined) throw new TypeError("an integer is required");
    most = toSize(n);
    if (most < 0) throw new ValueError("maxlen must be non-negative");
  }
  d.$maxlen = most;
  if (d.$size > 0) d.$clear();
  if (iterable !== undefined && iterable !== null) d.$extend(iterable);
  else if (iterable === null) iterate(null);
}

class DequeIterator extends PyIterator {
  at = 0;
  left: number;
  state: number;
  constructor(readonly deque: Deque) {
    super();
    this.left = deque.$size;
    this.state = deque.$state;
  }
  $next(): Value {
    if (this.deque.$state !== this.state) {
      this.left = 0;
      throw new RuntimeError("deque mutated during iteration");
    }
    if (this.left === 0) return END;
    this.left--;
    return this.deque.$at(this.at++);
  }
}
class DequeReverseIterator extends PyIterator {
  left: number;
  state: number;
  constructor(readonly deque: Deque) {
    super();
    this.left = deque.$size;
    this.state = deque.$state;
  }
  $next(): Value {
    if (this.left === 0) return END;
    if (this.deque.$state !== this.state) {
      this.left = 0;
      throw new RuntimeError("deque mutated during iteration");
    }
    return this.deque.$at(--this.left);
  }
}
for (const type of [iteratorType("_deque_iterator", DequeIterator, "_collections"), iteratorType("_deque_reverse_iterator", DequeReverseIterator, "_collections")]) {
  methods(type, {
    "__length_hint__(self, /)": function (this: DequeIterator): number {
      return this.left;
    },
  });
}

/** A copy of the same class. */
function copyOf(d: Deque): Suspends<Value> {
  if (typeOf(d) === deque) {
    const copy = new Deque();
    copy.$maxlen = d.$maxlen;
    copy.$fill(d.$items());
    return copy;
  }
  return d.$maxlen === null ? call(typeOf(d), d) : call(typeOf(d), d, d.$maxlen);
}

function compareDeques(a: Deque, b: Value, op: Comparison): Suspends<Value> {
  return b instanceof Deque ? compareItems(a.$items(), b.$items(), op) : NotImplemented;
}

function position(d: Deque, index: Value): Suspends<number> {
  const n = indexOf(index);
  if (n === undefined) throw new TypeError(`sequence index must be integer, not '${typeName(index)}'`);
  const i = typeof n === "bigint" ? -1 : n < 0 ? n + d.$size : n;
  if (i < 0 || i >= d.$size) throw new IndexError("deque index out of range");
  return i;
}

function repeat(d: Deque, count: Value): Suspends<Value[]> {
  const n = indexOf(count);
  if (n === undefined) throw new TypeError(`can't multiply sequence by non-int of type '${typeName(count)}'`);
  const items = d.$items();
  const all: Value[] = [];
  for (let i = 0; i < n; i++) for (let j = 0; j < items.length; j++) all.push(items[j]);
  return all;
}

function rotate(d: Deque, steps: number): void {
  const size = d.$size;
  if (size < 2) return;
  let n = steps % size;
  if (n > size / 2) n -= size;
  else if (n < -size / 2) n += size;
  for (; n > 0; n--) d.$unshift(d.$pop());
  for (; n < 0; n++) d.$push(d.$shift());
}

methods(deque, {
  "__init__(self, /, iterable=None, maxlen=None)": function (this: Deque, iterable: Value, maxlen: Value): Suspends<null> {
    fill(this, iterable, maxlen);
    return null;
  },
  "__repr__(self, /)": function (this: Deque): Suspends<string> {
    const name = typeOf(this).$name;
    if (isWithin(this)) return "[...]";
    try {
      const items = repr(this.$items());
      return this.$maxlen === null ? `${name}(${items})` : `${name}(${items}, maxlen=${this.$maxlen})`;
    } finally {
      leave(this);
    }
  },
  "__eq__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return compareDeques(this, value, EQ);
  },
  "__ne__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return compareDeques(this, value, NE);
  },
  "__lt__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return compareDeques(this, value, LT);
  },
  "__le__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return compareDeques(this, value, LE);
  },
  "__gt__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return compareDeques(this, value, GT);
  },
  "__ge__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return compareDeques(this, value, GE);
  },
  "__iter__(self, /)": function (this: Deque): PyIterator {
    return new DequeIterator(this);
  },
  "__reversed__(self, /)": function (this: Deque): PyIterator {
    return new DequeReverseIterator(this);
  },
  "__len__(self, /)": function (this: Deque): number {
    return this.$size;
  },
  "__getitem__(self, key, /)": function (this: Deque, key: Value): Suspends<Value> {
    return this.$at(position(this, key));
  },
  "__setitem__(self, key, value, /)": function (this: Deque, key: Value, value: Value): Suspends<null> {
    this.$put(position(this, key), value);
    return null;
  },
  "__delitem__(self, key, /)": function (this: Deque, key: Value): Suspends<null> {
    const items = this.$items();
    items.splice(position(this, key), 1);
    this.$fill(items);
    return null;
  },
  "__contains__(self, key, /)": function (this: Deque, key: Value): Suspends<boolean> {
    const state = this.$state;
    for (let i = 0; i < this.$size; i++) {
      if (same(this.$at(i), key)) return true;
      if (state !== this.$state) throw new RuntimeError("deque mutated during iteration");
    }
    return false;
  },
  "__add__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    if (!(value instanceof Deque)) throw new TypeError(`can only concatenate deque (not "${typeName(value)}") to deque`);
    const sum = copyOf(this);
    (sum as Deque).$extend(value);
    return sum;
  },
  "__iadd__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    this.$extend(value);
    return this;
  },
  "__mul__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    const all = repeat(this, value);
    const made = copyOf(this) as Deque;
    made.$fill(all);
    return made;
  },
  "__rmul__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    const all = repeat(this, value);
    const made = copyOf(this) as Deque;
    made.$fill(all);
    return made;
  },
  "__imul__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    this.$fill(repeat(this, value));
    return this;
  },
  "__copy__(self, /)": function (this: Deque): Suspends<Value> {
    return copyOf(this);
  },
  "__reduce__(self, /)": function (this: Deque): Tuple {
    const args = this.$maxlen === null ? [] : [new Tuple([]), this.$maxlen];
    return new Tuple([typeOf(this), new Tuple(args), null, new DequeIterator(this)]);
  },
  "append(self, item, /)": function (this: Deque, item: Value): null {
    this.$push(item);
    return null;
  },
  "appendleft(self, item, /)": function (this: Deque, item: Value): null {
    this.$unshift(item);
    return null;
  },
  "clear(self, /)": function (this: Deque): null {
    this.$clear();
    return null;
  },
  "copy(self, /)": function (this: Deque): Suspends<Value> {
    return copyOf(this);
  },
  "count(self, value, /)": function (this: Deque, value: Value): Suspends<number> {
    const state = this.$state;
    let count = 0;
    for (let i = 0; i < this.$size; i++) {
      if (same(this.$at(i), value)) count++;
      if (state !== this.$state) throw new RuntimeError("deque mutated during iteration");
    }
    return count;
  },
  "extend(self, iterable, /)": function (this: Deque, iterable: Value): Suspends<null> {
    this.$extend(iterable);
    return null;
  },
  "extendleft(self, iterable, /)": function (this: Deque, iterable: Value): Suspends<null> {
    const it = iterate(iterable === this ? this.$items() : iterable);
    for (let item = it.$next(); item !== END; item = it.$next()) this.$unshift(item);
    return null;
  },
  "index(self, value, start=0, stop=sys.maxsize, /)": function (this: Deque, value: Value, start: Value, stop: Value): Suspends<number> {
    const from = start === undefined ? 0 : toBound(start, this.$size);
    const to = Math.min(toBound(stop, this.$size), this.$size);
    const state = this.$state;
    for (let i = from; i < to; i++) {
      if (same(this.$at(i), value)) return i;
      if (state !== this.$state) throw new RuntimeError("deque mutated during iteration");
    }
    throw new ValueError(`${repr(value)} is not in deque`);
  },
  "insert(self, index, value, /)": function (this: Deque, index: Value, value: Value): Suspends<null> {
    const at = toSize(index);
    if (this.$size === this.$maxlen) throw new IndexError("deque already at its maximum size");
    const items = this.$items();
    items.splice(at, 0, value);
    this.$fill(items);
    return null;
  },
  "pop(self, /)": function (this: Deque): Value {
    if (this.$size === 0) throw new IndexError("pop from an empty deque");
    return this.$pop();
  },
  "popleft(self, /)": function (this: Deque): Value {
    if (this.$size === 0) throw new IndexError("pop from an empty deque");
    return this.$shift();
  },
  "remove(self, value, /)": function (this: Deque, value: Value): Suspends<null> {
    const state = this.$state;
    for (let i = 0; i < this.$size; i++) {
      const found = same(this.$at(i), value);
      if (state !== this.$state) throw new IndexError("deque mutated during remove().");
      if (found) {
        const items = this.$items();
        items.splice(i, 1);
        this.$fill(items);
        return null;
      }
    }
    throw new ValueError("deque.remove(x): x not in deque");
  },
  "reverse(self, /)": function (this: Deque): null {
    this.$fill(this.$items().reverse());
    return null;
  },
  "rotate(self, n=1, /)": function (this: Deque, n: Value): Suspends<null> {
    rotate(this, n === undefined ? 1 : toSize(n));
    return null;
  },
});
getset(deque, { maxlen: [(self: Deque) => self.$maxlen] });
define(deque, "__hash__", null, null);

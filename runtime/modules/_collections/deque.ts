/**
 * collections.deque - a sequence with two ends: a ring in an array whose size is a power of two.
 *
 * Mirrors     Modules/_collectionsmodule.c: deque
 * Suspends    what compares, prints or iterates
 */
import type { Suspends } from "../../frames/suspend.js";
import { IndexError, RuntimeError, TypeError, ValueError, OverflowError } from "../../objects/exceptions.js";
import { genericAlias } from "../../objects/genericalias.js";
import { iteratorMethods } from "../../objects/iterator.js";
import { madeFor, NotImplemented, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { compareItems, EQ, GE, GT, LE, LT, NE, type Comparison } from "../../objects/protocols/compare.js";
import { same } from "../../objects/protocols/eq.js";
import { indexOf, toBound, toIndex, toSize } from "../../objects/protocols/index.js";
import { END, iter, PyIterator, spread } from "../../objects/protocols/iter.js";
import { repr } from "../../objects/protocols/repr.js";
import { isWithin, leave } from "../../objects/recursion.js";
import { builtinType, getset, methods, unhashable } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";

const SMALLEST = 8;

export class Deque {
  $ring: Value[] = new Array<Value>(SMALLEST);
  $head = 0;
  $size = 0;
  /** counts changes, for iterators */
  $changes = 0;
  $maxlen: number | null = null;

  $at(index: number): Value {
    return this.$ring[(this.$head + index) & (this.$ring.length - 1)];
  }

  $put(index: number, value: Value): void {
    this.$ring[(this.$head + index) & (this.$ring.length - 1)] = value;
  }

  $grow(): void {
    const { $ring: ring, $head: head } = this;
    const size = ring.length;
    const wider: Value[] = new Array<Value>(2 * size);
    for (let i = 0; i < size; i++) wider[i] = ring[(head + i) & (size - 1)];
    this.$ring = wider;
    this.$head = 0;
  }

  $push(value: Value): void {
    if (this.$size === this.$ring.length) this.$grow();
    this.$changes++;
    this.$ring[(this.$head + this.$size++) & (this.$ring.length - 1)] = value;
    if (this.$maxlen !== null && this.$size > this.$maxlen) this.$shift();
  }

  $unshift(value: Value): void {
    if (this.$size === this.$ring.length) this.$grow();
    this.$changes++;
    this.$head = (this.$head - 1) & (this.$ring.length - 1);
    this.$ring[this.$head] = value;
    this.$size++;
    if (this.$maxlen !== null && this.$size > this.$maxlen) this.$pop();
  }

  /** Takes the first item; the deque is not empty. */
  $shift(): Value {
    const { $ring: ring, $head: head } = this;
    const value = ring[head];
    ring[head] = undefined;
    this.$head = (head + 1) & (ring.length - 1);
    this.$size--;
    this.$changes++;
    return value;
  }

  /** Takes the last item; the deque is not empty. */
  $pop(): Value {
    const at = (this.$head + --this.$size) & (this.$ring.length - 1);
    const value = this.$ring[at];
    this.$ring[at] = undefined;
    this.$changes++;
    return value;
  }

  /** The items in order, as an array of its own. */
  $items(): Value[] {
    const items: Value[] = [];
    for (let i = 0; i < this.$size; i++) items.push(this.$at(i));
    return items;
  }

  $replace(items: readonly Value[]): void {
    this.$ring = new Array<Value>(SMALLEST);
    this.$head = 0;
    this.$size = 0;
    this.$changes++;
    for (const item of items) this.$push(item);
  }
}
Object.setPrototypeOf(Deque.prototype, object.prototype as object);

function initDeque(self: Deque, iterable: Value, maxlen: Value): Suspends<void> {
  let most: number | null = null;
  if (maxlen !== undefined && maxlen !== null) {
    const n = indexOf(maxlen);
    if (n === undefined) throw new TypeError("an integer is required");
    if (n < 0) throw new ValueError("maxlen must be non-negative");
    most = Number(n);
  }
  self.$maxlen = most;
  self.$replace([]);
  if (iterable !== undefined) extend(self, iterable);
}

function extend(self: Deque, iterable: Value): Suspends<null> {
  if (iterable === self) {
    for (const item of self.$items()) self.$push(item);
    return null;
  }
  const it = iter(iterable);
  for (let item = it.$next(); item !== END; item = it.$next()) self.$push(item);
  return null;
}

function extendLeft(self: Deque, iterable: Value): Suspends<null> {
  const items = iterable === self ? self.$items() : spread(iterable);
  for (const item of items) self.$unshift(item);
  return null;
}

/** The place that an index means. */
function position(self: Deque, index: Value): Suspends<number> {
  const n = indexOf(index);
  if (n === undefined) throw new TypeError(`sequence index must be integer, not '${typeOf(index).$name}'`);
  const at = Number(n) < 0 ? Number(n) + self.$size : Number(n);
  if (at < 0 || at >= self.$size) throw new IndexError("deque index out of range");
  return at;
}

function removeAt(self: Deque, at: number): void {
  for (let i = at; i < self.$size - 1; i++) self.$put(i, self.$at(i + 1));
  self.$pop();
}

function rotate(self: Deque, by: number): void {
  const size = self.$size;
  if (size < 2) return;
  let steps = ((by % size) + size) % size;
  if (steps * 2 <= size) for (; steps > 0; steps--) rotateOne(self, true);
  else for (steps = size - steps; steps > 0; steps--) rotateOne(self, false);
}

function rotateOne(self: Deque, right: boolean): void {
  const most = self.$maxlen;
  self.$maxlen = null;
  if (right) self.$unshift(self.$pop());
  else self.$push(self.$shift());
  self.$maxlen = most;
}

class DequeIterator extends PyIterator {
  at = 0;
  readonly changes: number;
  constructor(
    readonly deque: Deque,
    readonly backwards: boolean,
  ) {
    super();
    this.changes = deque.$changes;
  }
  $next(): Value {
    const { deque } = this;
    if (this.at < 0) return END;
    if (deque.$changes !== this.changes) {
      this.at = -1;
      throw new RuntimeError("deque mutated during iteration");
    }
    if (this.at >= deque.$size) {
      this.at = -1;
      return END;
    }
    const i = this.at++;
    return deque.$at(this.backwards ? deque.$size - 1 - i : i);
  }
}
class DequeReverseIterator extends DequeIterator {}

/** An iterator's class; called, it gives an iterator of a deque that is so many items on. */
function iteratorOf(name: string, iterator: typeof DequeIterator, backwards: boolean): PyType {
  const cls: PyType = builtinType(
    `${name}(deque, index=0, /)`,
    (source: Value, index: Value): Suspends<Value> => {
      const n = index === undefined ? 0 : toSize(index);
      if (!(source instanceof Deque)) throw new TypeError(`argument 1 must be collections.deque, not ${typeName(source)}`);
      const made = new iterator(source, backwards);
      made.at = Math.min(Math.max(0, n), source.$size);
      return made as Value;
    },
    { prototype: iterator.prototype, final: true, module: "collections" },
  );
  iteratorMethods(cls);
  const left = (it: DequeIterator): number => (it.at < 0 || it.deque.$changes !== it.changes ? 0 : it.deque.$size - it.at);
  methods(cls, {
    "__length_hint__(self, /)": function (this: DequeIterator): number {
      return left(this);
    },
    "__reduce__(self, /)": function (this: DequeIterator): Value {
      return new Tuple([cls, new Tuple([this.deque, this.deque.$size - left(this)])]);
    },
  });
  return cls;
}
export const _deque_iterator = iteratorOf("_deque_iterator", DequeIterator, false);
export const _deque_reverse_iterator = iteratorOf("_deque_reverse_iterator", DequeReverseIterator, true);

export const deque = builtinType(
  "deque(iterable=(), maxlen=None)",
  function (iterable: Value, maxlen: Value): Suspends<Deque> {
    const made = new Deque();
    initDeque(made, iterable, maxlen);
    return made;
  },
  {
    module: "collections",
    prototype: Deque.prototype,
    empty: (cls: PyType): Value => madeFor(Deque, cls),
    doc: "A list-like sequence optimized for data accesses near its endpoints.",
  },
);

function compared(self: Deque, other: Value, op: Comparison): Suspends<Value> {
  return other instanceof Deque ? compareItems(self.$items(), other.$items(), op) : NotImplemented;
}

/** A copy, of the class of `self`. */
function copyOf(self: Deque): Suspends<Deque> {
  const cls: Value = typeOf(self);
  if (cls === deque) {
    const made = new Deque();
    made.$maxlen = self.$maxlen;
    made.$replace(self.$items());
    return made;
  }
  const made: Value = self.$maxlen === null ? call(cls, self) : call(cls, self, self.$maxlen);
  if (!(made instanceof Deque)) throw new TypeError(`${typeName(self)}() must return a deque, not ${typeName(made)}`);
  return made;
}

/** A copy that is repeated. */
function repeated(self: Deque, count: Value): Suspends<Value> {
  const made = copyOf(self);
  made.$replace(times(made, count));
  return made;
}

function times(self: Deque, count: Value): Suspends<Value[]> {
  const n = indexOf(count);
  if (n === undefined) throw new TypeError(`can't multiply sequence by non-int of type '${typeOf(count).$name}'`);
  if (typeof n === "bigint" && n > 0) throw new OverflowError(`cannot fit '${typeOf(count).$name}' into an index-sized integer`);
  const once = self.$items();
  if (once.length === 0) return once;
  const all: Value[] = [];
  for (let i = 0; i < n; i++) for (const item of once) all.push(item);
  return all;
}

function mustHaveItems(self: Deque): void {
  if (self.$size === 0) throw new IndexError("pop from an empty deque");
}

methods(deque, {
  "__init__(self, /, iterable=(), maxlen=None)": function (this: Deque, iterable: Value, maxlen: Value): Suspends<null> {
    initDeque(this, iterable, maxlen);
    return null;
  },
  "__repr__(self, /)": function (this: Deque): Suspends<string> {
    if (isWithin(this)) return "[...]";
    try {
      const name = typeOf(this).$name;
      let text = `${name}([`;
      const items = this.$items();
      for (let i = 0; i < items.length; i++) text += (i === 0 ? "" : ", ") + repr(items[i]);
      return text + (this.$maxlen === null ? "])" : `], maxlen=${this.$maxlen})`);
    } finally {
      leave(this);
    }
  },
  "__eq__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return compared(this, value, EQ);
  },
  "__ne__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return compared(this, value, NE);
  },
  "__lt__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return compared(this, value, LT);
  },
  "__le__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return compared(this, value, LE);
  },
  "__gt__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return compared(this, value, GT);
  },
  "__ge__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return compared(this, value, GE);
  },
  "__iter__(self, /)": function (this: Deque): Value {
    return new DequeIterator(this, false);
  },
  "__reversed__(self, /)": function (this: Deque): Value {
    return new DequeReverseIterator(this, true);
  },
  "__len__(self, /)": function (this: Deque): number {
    return this.$size;
  },
  "__contains__(self, key, /)": function (this: Deque, key: Value): Suspends<boolean> {
    const { $changes } = this;
    for (let i = 0; i < this.$size; i++) {
      if (same(this.$at(i), key)) return true;
      if (this.$changes !== $changes) throw new RuntimeError("deque mutated during iteration");
    }
    return false;
  },
  "__getitem__(self, key, /)": function (this: Deque, key: Value): Suspends<Value> {
    return this.$at(position(this, key));
  },
  "__setitem__(self, key, value, /)": function (this: Deque, key: Value, value: Value): Suspends<null> {
    this.$put(position(this, key), value);
    return null;
  },
  "__delitem__(self, key, /)": function (this: Deque, key: Value): Suspends<null> {
    removeAt(this, position(this, key));
    return null;
  },
  "__add__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    if (!(value instanceof Deque)) throw new TypeError(`can only concatenate deque (not "${typeOf(value).$name}") to deque`);
    const made = copyOf(this);
    extend(made, value);
    return made;
  },
  "__iadd__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    extend(this, value);
    return this;
  },
  "__mul__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return repeated(this, value);
  },
  "__rmul__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    return repeated(this, value);
  },
  "__imul__(self, value, /)": function (this: Deque, value: Value): Suspends<Value> {
    this.$replace(times(this, value));
    return this;
  },
  "append(self, item, /)": function (this: Deque, item: Value): null {
    this.$push(item);
    return null;
  },
  "appendleft(self, item, /)": function (this: Deque, item: Value): null {
    this.$unshift(item);
    return null;
  },
  "pop(self, /)": function (this: Deque): Value {
    mustHaveItems(this);
    return this.$pop();
  },
  "popleft(self, /)": function (this: Deque): Value {
    mustHaveItems(this);
    return this.$shift();
  },
  "extend(self, iterable, /)": function (this: Deque, iterable: Value): Suspends<null> {
    return extend(this, iterable);
  },
  "extendleft(self, iterable, /)": function (this: Deque, iterable: Value): Suspends<null> {
    return extendLeft(this, iterable);
  },
  "clear(self, /)": function (this: Deque): null {
    this.$replace([]);
    return null;
  },
  "copy(self, /)": function (this: Deque): Suspends<Value> {
    return copyOf(this);
  },
  "__copy__(self, /)": function (this: Deque): Suspends<Value> {
    return copyOf(this);
  },
  "count(self, value, /)": function (this: Deque, value: Value): Suspends<number> {
    let n = 0;
    const { $changes } = this;
    for (let i = 0; i < this.$size; i++) {
      if (same(this.$at(i), value)) n++;
      if (this.$changes !== $changes) throw new RuntimeError("deque mutated during iteration");
    }
    return n;
  },
  "index(self, value, start=0, stop=sys.maxsize, /)": function (this: Deque, value: Value, start: Value, stop: Value): Suspends<number> {
    const from = start === undefined ? 0 : toBound(start, this.$size);
    const to = stop === undefined ? this.$size : Math.min(toBound(stop, this.$size), this.$size);
    const { $changes } = this;
    for (let i = from; i < to; i++) {
      if (same(this.$at(i), value)) return i;
      if (this.$changes !== $changes) throw new RuntimeError("deque mutated during iteration");
    }
    throw new ValueError(`${repr(value)} is not in deque`);
  },
  "insert(self, index, value, /)": function (this: Deque, index: Value, value: Value): Suspends<null> {
    if (this.$maxlen !== null && this.$size >= this.$maxlen) throw new IndexError("deque already at its maximum size");
    const at = Math.min(toBound(index, this.$size), this.$size);
    this.$push(value);
    for (let i = this.$size - 1; i > at; i--) this.$put(i, this.$at(i - 1));
    this.$put(at, value);
    return null;
  },
  "remove(self, value, /)": function (this: Deque, value: Value): Suspends<null> {
    const size = this.$size;
    for (let i = 0; i < size; i++) {
      const found = truth(same(this.$at(i), value));
      if (this.$size !== size) throw new IndexError("deque mutated during remove().");
      if (found) {
        removeAt(this, i);
        return null;
      }
    }
    throw new ValueError(`${repr(value)} is not in deque`);
  },
  "reverse(self, /)": function (this: Deque): null {
    const items = this.$items().reverse();
    for (let i = 0; i < items.length; i++) this.$put(i, items[i]);
    return null;
  },
  "rotate(self, n=1, /)": function (this: Deque, n: Value): Suspends<null> {
    rotate(this, n === undefined ? 1 : Number(toIndex(n)));
    return null;
  },
  "__reduce__(self, /)": function (this: Deque): Suspends<Value> {
    const args = this.$maxlen === null ? [] : [new Tuple([]), this.$maxlen];
    return new Tuple([typeOf(this), new Tuple(args), callMethod(this, "__getstate__"), iter(this)]);
  },
  "__class_getitem__(cls, item, /)": function (this: Value, item: Value): Value {
    return genericAlias(this, item);
  },
});
getset(deque, { maxlen: [(self: Deque) => self.$maxlen] });
unhashable(deque);

/**
 * list - lists, which are JavaScript arrays.
 *
 * Mirrors     Objects/listobject.c
 * Suspends    methods that compare, print or iterate
 * Mind        an instance of a subclass is an array with the subclass's prototype
 */
import type { Suspends } from "../frames/suspend.js";
import { IndexError, MemoryError, TypeError, ValueError } from "./exceptions.js";
import { raised } from "./raise.js";
import { END, iterate, ListIterator, ListReverseIterator, type PyIterator } from "./iterator.js";
import { lookup, NotImplemented, type PyType, type Value } from "./object.js";
import { compareItems, EQ, GE, GT, LE, LT, NE, type Comparison } from "./protocols/compare.js";
import { truth } from "./protocols/bool.js";
import { call } from "./protocols/call.js";
import { same } from "./protocols/eq.js";
import { toBound, toPosition, toSsize } from "./protocols/index.js";
import { askLength } from "./protocols/len.js";
import { repr } from "./protocols/repr.js";
import { copyItems, insertItem, removeItem, removeItems, replaceItems, reverseItems } from "./moves.js";
import { RangeIterator } from "./range.js";
import { isWithin, leave } from "./recursion.js";
import { builtinType, methods, unhashable } from "./register.js";
import { generic } from "./genericalias.js";
import { repeated } from "./sequence.js";
import { Slice, sliceIndices, sliceItems } from "./slice.js";
import { sortKeys } from "./sort.js";
import { Tuple } from "./tuple.js";
import { typeName } from "./typename.js";

declare global {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- it must be declared as JavaScript does
  interface Array<T> {
    readonly $cls: PyType;
  }
}

export const list = builtinType(
  "list(iterable=(), /)",
  function (iterable: Value): Suspends<Value[]> {
    const items: Value[] = [];
    if (iterable !== undefined) extend(items, iterable);
    return items;
  },
  {
    prototype: Array.prototype,
    empty: (cls: PyType) => Object.setPrototypeOf([], cls.prototype as object) as Value,
  },
);

/** `xs.extend(iterable)` */
export function extend(items: Value[], iterable: Value): Suspends<null> {
  if ((Array.isArray(iterable) && iterable.$cls === list) || iterable instanceof Tuple) {
    const more: Value[] = iterable instanceof Tuple ? iterable.items : iterable;
    const count = more.length;
    for (let i = 0; i < count; i++) items.push(more[i]);
    return null;
  }
  const it = iterate(iterable);
  askLength(iterable);
  if (it instanceof RangeIterator && it.left > MOST_ITEMS) throw new MemoryError();
  for (let item = it.$next(); item !== END; item = it.$next()) {
    if (items.length >= MOST_ITEMS) throw new MemoryError();
    items.push(item);
  }
  return null;
}

/** V8 ends the process when an array that grows step by step passes 2**27 items. */
const MOST_ITEMS = 100_000_000;

/** `xs[key]` for what is no small index in range. */
export function listGetitem(items: Value[], key: Value): Suspends<Value> {
  if (key instanceof Slice) return sliceItems(items, key);
  let at = toPosition(key, "list indices must be integers or slices");
  if (at < 0) at += items.length;
  const item = items[at];
  if (item === undefined) throw new IndexError("list index out of range");
  return item;
}

/** `xs[key] = value` */
export function listSetitem(items: Value[], key: Value, value: Value): Suspends<null> {
  if (key instanceof Slice) return setSlice(items, key, value);
  let at = toPosition(key, "list indices must be integers or slices");
  if (at < 0) at += items.length;
  if (at < 0 || at >= items.length) throw new IndexError("list assignment index out of range");
  items[at] = value;
  return null;
}

function setSlice(items: Value[], slice: Slice, value: Value): Suspends<null> {
  const { step } = sliceIndices(slice, items.length);
  const more = asArray(value, "must assign iterable to extended slice");
  const at = sliceIndices(slice, items.length);
  if (step === 1) {
    replaceItems(items, at.start, Math.max(at.start, at.stop), more === items ? copyItems(more, 0, more.length) : more);
    return null;
  }
  if (more.length !== at.count) {
    throw new ValueError(`attempt to assign sequence of size ${more.length} to extended slice of size ${at.count}`);
  }
  const values = more === items ? copyItems(more, 0, more.length) : more;
  for (let i = 0, to = at.start; i < at.count; i++, to += step) items[to] = values[i];
  return null;
}

function asArray(value: Value, message: string): Suspends<Value[]> {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  const items: Value[] = [];
  const it = iterateFor(value, message);
  for (let item = it.$next(); item !== END; item = it.$next()) items.push(item);
  return items;
}

function iterateFor(value: Value, message: string): Suspends<PyIterator> {
  try {
    return iterate(value);
  } catch (error) {
    if (error instanceof TypeError) throw new TypeError(message);
    throw error;
  }
}

/** `del xs[key]` */
export function listDelitem(items: Value[], key: Value): Suspends<null> {
  if (!(key instanceof Slice)) {
    let at = toPosition(key, "list indices must be integers or slices");
    if (at < 0) at += items.length;
    if (at < 0 || at >= items.length) throw new IndexError("list assignment index out of range");
    removeItem(items, at);
    return null;
  }
  const { start, step, count } = sliceIndices(key, items.length);
  if (count === 0) return null;
  if (step === 1) {
    removeItems(items, start, count);
    return null;
  }
  const low = step > 0 ? start : start + (count - 1) * step;
  const stride = Math.abs(step);
  let to = low;
  for (let from = low, next = low, left = count; from < items.length; from++) {
    if (left > 0 && from === next) {
      next += stride;
      left--;
    } else items[to++] = items[from];
  }
  items.length = to;
  return null;
}

/** `xs.sort(key=key, reverse=reverse)` */
export function sortList(items: Value[], key: Value, reverse: boolean): Suspends<null> {
  const values = copyItems(items, 0, items.length);
  const length = items.length;
  items.length = 0;
  let keys = values;
  try {
    if (key !== undefined && key !== null) {
      keys = [];
      for (let i = 0; i < length; i++) keys.push(call(key, values[i]));
      sortKeys(keys, values, reverse);
    } else sortKeys(values, null, reverse);
    if (items.length !== 0) throw new ValueError("list modified during sort");
  } finally {
    items.length = 0;
    for (let i = 0; i < length; i++) items.push(values[i]);
  }
  return null;
}

function compareLists(a: Value[], b: Value, op: Comparison): Suspends<Value> {
  return Array.isArray(b) ? compareItems(a, b, op) : NotImplemented;
}

function insertIndex(index: Value): Suspends<number> {
  return toSsize(index);
}

methods(list, {
  "__init__(self, /, *args, **kwargs)": function (this: Value[], args: Value[], kwargs: Value): Suspends<null> {
    if (kwargs !== undefined && Object.keys(kwargs as object).length > 0 && lookup(this.$cls, "__new__") === lookup(list, "__new__"))
      throw new TypeError("list() takes no keyword arguments");
    if (args.length > 1) throw new TypeError(`list expected at most 1 argument, got ${args.length}`);
    this.length = 0;
    if (args.length === 1) extend(this, args[0]);
    return null;
  },
  "__repr__(self, /)": function (this: Value[]): Suspends<string> {
    if (this.length === 0) return "[]";
    if (isWithin(this)) return "[...]";
    try {
      let text = "[";
      for (let i = 0; i < this.length; i++) text += (i > 0 ? ", " : "") + repr(this[i]);
      return text + "]";
    } finally {
      leave(this);
    }
  },
  "__eq__(self, value, /)": function (this: Value[], value: Value): Suspends<Value> {
    return compareLists(this, value, EQ);
  },
  "__ne__(self, value, /)": function (this: Value[], value: Value): Suspends<Value> {
    return compareLists(this, value, NE);
  },
  "__lt__(self, value, /)": function (this: Value[], value: Value): Suspends<Value> {
    return compareLists(this, value, LT);
  },
  "__le__(self, value, /)": function (this: Value[], value: Value): Suspends<Value> {
    return compareLists(this, value, LE);
  },
  "__gt__(self, value, /)": function (this: Value[], value: Value): Suspends<Value> {
    return compareLists(this, value, GT);
  },
  "__ge__(self, value, /)": function (this: Value[], value: Value): Suspends<Value> {
    return compareLists(this, value, GE);
  },
  "__iter__(self, /)": function (this: Value[]): ListIterator {
    return new ListIterator(this);
  },
  "__reversed__(self, /)": function (this: Value[]): ListReverseIterator {
    return new ListReverseIterator(this);
  },
  "__len__(self, /)": function (this: Value[]): number {
    return this.length;
  },
  "__getitem__(self, index, /)": function (this: Value[], index: Value): Suspends<Value> {
    return listGetitem(this, index);
  },
  "__setitem__(self, key, value, /)": function (this: Value[], key: Value, value: Value): Suspends<null> {
    return listSetitem(this, key, value);
  },
  "__delitem__(self, key, /)": function (this: Value[], key: Value): Suspends<null> {
    return listDelitem(this, key);
  },
  "__add__(self, value, /)": function (this: Value[], value: Value): Value[] {
    if (!Array.isArray(value)) throw new TypeError(`can only concatenate list (not "${typeName(value)}") to list`);
    const sum: Value[] = [];
    for (let i = 0; i < this.length; i++) sum.push(this[i]);
    for (let i = 0; i < value.length; i++) sum.push(value[i]);
    return sum;
  },
  "__mul__(self, value, /)": function (this: Value[], value: Value): Suspends<Value[]> {
    return repeated(this, value);
  },
  "__rmul__(self, value, /)": function (this: Value[], value: Value): Suspends<Value[]> {
    return repeated(this, value);
  },
  "__iadd__(self, value, /)": function (this: Value[], value: Value): Suspends<Value> {
    extend(this, value);
    return this;
  },
  "__imul__(self, value, /)": function (this: Value[], value: Value): Suspends<Value> {
    const all = repeated(this, value);
    this.length = 0;
    for (let i = 0; i < all.length; i++) this.push(all[i]);
    return this;
  },
  "__contains__(self, key, /)": function (this: Value[], key: Value): Suspends<boolean> {
    return listContains(this, key);
  },
  "clear(self, /)": function (this: Value[]): null {
    this.length = 0;
    return null;
  },
  "copy(self, /)": function (this: Value[]): Value[] {
    return copyItems(this, 0, this.length);
  },
  "append(self, object, /)": function (this: Value[], object: Value): null {
    this.push(object);
    return null;
  },
  "insert(self, index, object, /)": function (this: Value[], index: Value, object: Value): Suspends<null> {
    let at = insertIndex(index);
    if (at < 0) at = Math.max(0, at + this.length);
    insertItem(this, Math.min(at, this.length), object);
    return null;
  },
  "extend(self, iterable, /)": function (this: Value[], iterable: Value): Suspends<null> {
    return extend(this, iterable);
  },
  "pop(self, index=-1, /)": function (this: Value[], index: Value): Suspends<Value> {
    let at = index === undefined ? -1 : toSsize(index);
    if (this.length === 0) return raised(new IndexError("pop from empty list"));
    if (at < 0) at += this.length;
    if (at < 0 || at >= this.length) throw new IndexError("pop index out of range");
    return removeItem(this, at);
  },
  "remove(self, value, /)": function (this: Value[], value: Value): Suspends<null> {
    for (let i = 0; i < this.length; i++) {
      if (same(this[i], value)) {
        removeItem(this, i);
        return null;
      }
    }
    return raised(new ValueError("list.remove(x): x not in list"));
  },
  "index(self, value, start=0, stop=sys.maxsize, /)": function (this: Value[], value: Value, start: Value, stop: Value): Suspends<number> {
    const from = start === undefined ? 0 : toBound(start, this.length);
    const to = toBound(stop, this.length);
    for (let i = from; i < to && i < this.length; i++) if (same(this[i], value)) return i;
    throw new ValueError(`${repr(value)} is not in list`);
  },
  "count(self, value, /)": function (this: Value[], value: Value): Suspends<number> {
    let count = 0;
    for (let i = 0; i < this.length; i++) if (same(this[i], value)) count++;
    return count;
  },
  "reverse(self, /)": function (this: Value[]): null {
    reverseItems(this);
    return null;
  },
  "sort(self, /, *, key=None, reverse=False)": function (this: Value[], key: Value, reverse: Value): Suspends<null> {
    const backwards = reverse !== undefined && truth(reverse);
    return sortList(this, key, backwards);
  },
});
unhashable(list);

/** `key in items` */
export function listContains(items: Value[], key: Value): Suspends<boolean> {
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item === key || same(item, key)) return true;
  }
  return false;
}
generic(list);

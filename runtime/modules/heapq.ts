/**
 * heapq - heaps in lists.
 *
 * Mirrors     Modules/_heapqmodule.c, Lib/heapq.py
 * Suspends    all: `__lt__` of the items
 */
import type { Suspends } from "../frames/suspend.js";
import { IndexError, RuntimeError, TypeError } from "../objects/exceptions.js";
import { END, iterate, iteratorType, spread } from "../objects/iterator.js";
import { PyIterator } from "../objects/iteratorbase.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { call } from "../objects/protocols/call.js";
import { lessThan } from "../objects/protocols/compare.js";
import { toSize } from "../objects/protocols/index.js";
import { builtin } from "../objects/register.js";
import { sortList } from "../objects/list.js";
import { typeName } from "../objects/typename.js";

type Order = (a: Value, b: Value) => Suspends<boolean>;
function greater(a: Value, b: Value): Suspends<boolean> {
  return lessThan(b, a);
}

function checked(heap: Value): Value[] {
  if (!Array.isArray(heap)) throw new TypeError(`heap argument must be a list, not ${typeName(heap)}`);
  return heap;
}

function siftDown(heap: Value[], start: number, from: number, before: Order): Suspends<void> {
  const { length } = heap;
  const item = heap[from];
  let at = from;
  while (at > start) {
    const up = (at - 1) >> 1;
    const parent = heap[up];
    const less = before(item, parent);
    if (length !== heap.length) throw new RuntimeError("list changed size during iteration");
    if (!less) break;
    heap[at] = heap[up];
    heap[up] = item;
    at = up;
  }
}

function siftUp(heap: Value[], from: number, before: Order): Suspends<void> {
  const { length } = heap;
  const limit = length >> 1;
  let at = from;
  while (at < limit) {
    let child = 2 * at + 1;
    if (child + 1 < length) {
      const less = before(heap[child], heap[child + 1]);
      if (length !== heap.length) throw new RuntimeError("list changed size during iteration");
      if (!less) child++;
    }
    const moved = heap[child];
    heap[child] = heap[at];
    heap[at] = moved;
    at = child;
  }
  siftDown(heap, from, at, before);
}

function push(heap: Value[], item: Value): Suspends<null> {
  heap.push(item);
  siftDown(heap, 0, heap.length - 1, lessThan);
  return null;
}

function pop(heap: Value[], before: Order): Suspends<Value> {
  if (heap.length === 0) throw new IndexError("index out of range");
  const last = heap.pop();
  if (heap.length === 0) return last;
  const first = heap[0];
  heap[0] = last;
  siftUp(heap, 0, before);
  return first;
}

function replace(heap: Value[], item: Value, before: Order): Suspends<Value> {
  if (heap.length === 0) throw new IndexError("index out of range");
  const first = heap[0];
  heap[0] = item;
  siftUp(heap, 0, before);
  return first;
}

function order(heap: Value[], before: Order): Suspends<null> {
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) siftUp(heap, i, before);
  return null;
}

export const heappush = builtin("heappush(heap, item, /)", (heap: Value, item: Value): Suspends<null> => push(checked(heap), item), "_heapq");
export const heappop = builtin("heappop(heap, /)", (heap: Value): Suspends<Value> => pop(checked(heap), lessThan), "_heapq");
export const heapreplace = builtin("heapreplace(heap, item, /)", (heap: Value, item: Value): Suspends<Value> => replace(checked(heap), item, lessThan), "_heapq");
export const heapify = builtin("heapify(heap, /)", (heap: Value): Suspends<null> => order(checked(heap), lessThan), "_heapq");
export const heappushpop = builtin(
  "heappushpop(heap, item, /)",
  function (heap: Value, item: Value): Suspends<Value> {
    const items = checked(heap);
    if (items.length === 0) return item;
    if (!lessThan(items[0], item)) return item;
    return replace(items, item, lessThan);
  },
  "_heapq",
);
export const _heappop_max = builtin("_heappop_max(heap, /)", (heap: Value): Suspends<Value> => pop(checked(heap), greater), "_heapq");
export const _heapreplace_max = builtin("_heapreplace_max(heap, item, /)", (heap: Value, item: Value): Suspends<Value> => replace(checked(heap), item, greater), "_heapq");
export const _heapify_max = builtin("_heapify_max(heap, /)", (heap: Value): Suspends<null> => order(checked(heap), greater), "_heapq");

/** The first n of the items sorted, as nsmallest and nlargest define them. */
function firstSorted(n: Value, iterable: Value, key: Value, reverse: boolean): Suspends<Value[]> {
  const items = spread(iterable);
  sortList(items, key, reverse);
  const count = toSize(n);
  return items.slice(0, Math.max(0, count));
}
export const nlargest = builtin("nlargest(n, iterable, key=None)", (n: Value, iterable: Value, key: Value): Suspends<Value[]> => firstSorted(n, iterable, key, true), "heapq");
export const nsmallest = builtin("nsmallest(n, iterable, key=None)", (n: Value, iterable: Value, key: Value): Suspends<Value[]> => firstSorted(n, iterable, key, false), "heapq");

interface Source {
  key: Value;
  value: Value;
  items: PyIterator;
}

class Merge extends PyIterator {
  sources: Source[] | null = null;
  constructor(
    readonly iterables: Value[],
    readonly key: Value,
    readonly reverse: boolean,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    if (this.sources === null) this.start();
    const sources = this.sources as Source[];
    if (sources.length === 0) return END;
    let best = 0;
    for (let i = 1; i < sources.length; i++) {
      const better = this.reverse ? lessThan((sources[best] as Source).key, (sources[i] as Source).key) : lessThan((sources[i] as Source).key, (sources[best] as Source).key);
      if (better) best = i;
    }
    const source = sources[best] as Source;
    const { value } = source;
    if (!this.advance(source)) sources.splice(best, 1);
    return value;
  }
  private start(): Suspends<void> {
    const sources: Source[] = [];
    for (let i = 0; i < this.iterables.length; i++) {
      const source: Source = { key: null, value: null, items: iterate(this.iterables[i]) };
      if (this.advance(source)) sources.push(source);
    }
    this.sources = sources;
  }
  private advance(source: Source): Suspends<boolean> {
    const value = source.items.$next();
    if (value === END) return false;
    source.value = value;
    source.key = this.key === undefined || this.key === null ? value : call(this.key, value);
    return true;
  }
}
iteratorType("generator", Merge);

export const merge = builtin(
  "merge(*iterables, key=None, reverse=False)",
  (iterables: Value[], key: Value, reverse: Value): Suspends<Value> => new Merge(iterables, key, reverse !== undefined && truth(reverse)),
  "heapq",
);

export default pymodule("heapq", {
  heappush, heappop, heapify, heapreplace, merge, nlargest, nsmallest, heappushpop, _heappop_max, _heapreplace_max, _heapify_max,
});

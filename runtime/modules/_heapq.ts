/**
 * _heapq - a list as a heap, the smallest item first.
 *
 * Mirrors     Modules/_heapqmodule.c of CPython 3.13
 * Suspends    all: `__lt__` of the items
 */
import type { Suspends } from "../frames/suspend.js";
import { IndexError, RuntimeError, TypeError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import { typeOf, type Value } from "../objects/object.js";
import { lessThan } from "../objects/protocols/compare.js";
import { builtin } from "../objects/register.js";

function mustBeList(heap: Value, name: string): void {
  if (!Array.isArray(heap)) throw new TypeError(`${name}() argument ${name === "heapify" ? "" : "1 "}must be list, not ${typeOf(heap).$name}`);
}

type Less = (a: Value, b: Value) => Suspends<boolean>;

function greater(a: Value, b: Value): Suspends<boolean> {
  return lessThan(b, a);
}

/** Moves the item at `at` towards the root, not beyond `start`. */
function rise(heap: Value[], start: number, at: number, less: Less): Suspends<void> {
  const size = heap.length;
  const item: Value = heap[at];
  while (at > start) {
    const up = (at - 1) >> 1;
    const below = less(item, heap[up]);
    if (heap.length !== size) throw new RuntimeError("list changed size during iteration");
    if (!below) break;
    heap[at] = heap[up];
    heap[up] = item;
    at = up;
  }
}

/** Moves the item at `start` down to a leaf by the smaller children, then up to where it belongs. */
function sink(heap: Value[], start: number, less: Less): Suspends<void> {
  const size = heap.length;
  let at = start;
  for (let down = 2 * at + 1; down < size; down = 2 * at + 1) {
    if (down + 1 < size) {
      const left = less(heap[down], heap[down + 1]);
      if (heap.length !== size) throw new RuntimeError("list changed size during iteration");
      if (!left) down++;
    }
    const child: Value = heap[down];
    heap[down] = heap[at];
    heap[at] = child;
    at = down;
  }
  rise(heap, start, at, less);
}

function pop(heap: Value[], less: Less): Suspends<Value> {
  if (heap.length === 0) throw new IndexError("index out of range");
  const last: Value = heap.pop();
  if (heap.length === 0) return last;
  const first: Value = heap[0];
  heap[0] = last;
  sink(heap, 0, less);
  return first;
}

function replace(heap: Value[], item: Value, less: Less): Suspends<Value> {
  if (heap.length === 0) throw new IndexError("index out of range");
  const first: Value = heap[0];
  heap[0] = item;
  sink(heap, 0, less);
  return first;
}

function build(heap: Value[], less: Less): Suspends<null> {
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) sink(heap, i, less);
  return null;
}

export const heappush = builtin(
  "heappush(heap, item, /)",
  (heap: Value, item: Value): Suspends<null> => {
    mustBeList(heap, "heappush");
    heap.push(item);
    rise(heap, 0, heap.length - 1, lessThan);
    return null;
  },
  "_heapq",
);

export const heappop = builtin(
  "heappop(heap, /)",
  (heap: Value): Suspends<Value> => {
    mustBeList(heap, "heappop");
    return pop(heap, lessThan);
  },
  "_heapq",
);

export const heapreplace = builtin(
  "heapreplace(heap, item, /)",
  (heap: Value, item: Value): Suspends<Value> => {
    mustBeList(heap, "heapreplace");
    return replace(heap, item, lessThan);
  },
  "_heapq",
);

export const heappushpop = builtin(
  "heappushpop(heap, item, /)",
  (heap: Value, item: Value): Suspends<Value> => {
    mustBeList(heap, "heappushpop");
    if (heap.length === 0 || !lessThan(heap[0], item)) return item;
    return replace(heap, item, lessThan);
  },
  "_heapq",
);

export const heapify = builtin(
  "heapify(heap, /)",
  (heap: Value): Suspends<null> => {
    mustBeList(heap, "heapify");
    return build(heap, lessThan);
  },
  "_heapq",
);

export const _heappop_max = builtin(
  "_heappop_max(heap, /)",
  (heap: Value): Suspends<Value> => {
    mustBeList(heap, "_heappop_max");
    return pop(heap, greater);
  },
  "_heapq",
);

export const _heapreplace_max = builtin(
  "_heapreplace_max(heap, item, /)",
  (heap: Value, item: Value): Suspends<Value> => {
    mustBeList(heap, "_heapreplace_max");
    return replace(heap, item, greater);
  },
  "_heapq",
);

export const _heapify_max = builtin(
  "_heapify_max(heap, /)",
  (heap: Value): Suspends<null> => {
    mustBeList(heap, "_heapify_max");
    return build(heap, greater);
  },
  "_heapq",
);

export default pymodule("_heapq", { heappush, heappop, heapreplace, heappushpop, heapify, _heappop_max, _heapreplace_max, _heapify_max });

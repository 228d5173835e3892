/**
 * heapq - heaps in lists: what _heapq leaves to Python.
 *
 * Mirrors     Lib/heapq.py
 * Suspends    all: `__lt__` of the items, key functions
 */
import { generatorIterator } from "../objects/generatoriterators.js";
import type { Suspends } from "../frames/suspend.js";
import { END, iterate, spread } from "../objects/iterator.js";
import { PyIterator } from "../objects/iteratorbase.js";
import { sortList } from "../objects/list.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { call } from "../objects/protocols/call.js";
import { lessThan } from "../objects/protocols/compare.js";
import { toSize } from "../objects/protocols/index.js";
import { pyfunction } from "../objects/register.js";
import { _heapify_max, _heappop_max, _heapreplace_max, heapify, heappop, heappush, heappushpop, heapreplace } from "./_heapq.js";

export { _heapify_max, _heappop_max, _heapreplace_max, heapify, heappop, heappush, heappushpop, heapreplace };

/** The first n of the items sorted, as nsmallest and nlargest define them. */
function firstSorted(n: Value, iterable: Value, key: Value, reverse: boolean): Suspends<Value[]> {
  const items = spread(iterable);
  sortList(items, key, reverse);
  const count = toSize(n);
  return items.slice(0, Math.max(0, count));
}
export const nlargest = pyfunction(
  "nlargest(n, iterable, key=None)",
  (n: Value, iterable: Value, key: Value): Suspends<Value[]> => firstSorted(n, iterable, key, true),
  "heapq",
);
export const nsmallest = pyfunction(
  "nsmallest(n, iterable, key=None)",
  (n: Value, iterable: Value, key: Value): Suspends<Value[]> => firstSorted(n, iterable, key, false),
  "heapq",
);

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
      const better = this.reverse
        ? lessThan((sources[best] as Source).key, (sources[i] as Source).key)
        : lessThan((sources[i] as Source).key, (sources[best] as Source).key);
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
generatorIterator("merge", Merge);

export const merge = pyfunction(
  "merge(*iterables, key=None, reverse=False)",
  (iterables: Value[], key: Value, reverse: Value): Suspends<Value> => new Merge(iterables, key, reverse !== undefined && truth(reverse)),
  "heapq",
);

export default pymodule("heapq", {
  heappush,
  heappop,
  heapify,
  heapreplace,
  merge,
  nlargest,
  nsmallest,
  heappushpop,
  _heappop_max,
  _heapreplace_max,
  _heapify_max,
});

/**
 * itertools - iterators made of iterators.
 *
 * Mirrors     Modules/itertoolsmodule.c of CPython 3.13
 * Suspends    all: iteration of the sources, and the functions given
 */
import { refill, supply } from "../../frames/save.js";
import type { Suspends } from "../../frames/suspend.js";
import { add } from "../../objects/arithmetic.js";
import { RuntimeError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import type { Kw } from "../../objects/function.js";
import { generic } from "../../objects/genericalias.js";
import { callOrEnd, callWithOrEnd, END, endsWith, iterate, iteratorType, spread } from "../../objects/iterator.js";
import { PyIterator } from "../../objects/iteratorbase.js";
import { callableType } from "../../objects/iterators.js";
import { pymodule } from "../../objects/module.js";
import { specialMethod, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { same } from "../../objects/protocols/eq.js";
import { indexOf, toSize } from "../../objects/protocols/index.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtin, methods } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { reductions } from "./reductions.js";
import { combinations, combinations_with_replacement, permutations, product } from "./combinatoric.js";

export { combinations, combinations_with_replacement, permutations, product };

const MODULE = "itertools";

export class Accumulate extends PyIterator {
  total: Value = undefined;
  constructor(
    readonly items: PyIterator,
    readonly f: Value,
    public initial: Value,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    if (this.initial !== null && this.initial !== undefined) {
      this.total = this.initial;
      this.initial = null;
      return this.total;
    }
    const item = this.items.$next();
    if (item === END) return endsWith(this, this.items);
    if (this.total === undefined) this.total = item;
    else {
      const total = this.f === null ? add(this.total, item) : callWithOrEnd(this, this.f, [this.total, item]);
      if (total === END) return END;
      this.total = total;
    }
    return this.total;
  }
}
export const accumulate = callableType(
  "accumulate(iterable, func=None, *, initial=None)",
  (iterable: Value, func: Value, initial: Value): Suspends<Value> => new Accumulate(iterate(iterable), func === undefined ? null : func, initial),
  Accumulate,
  MODULE,
);

class Batched extends PyIterator {
  constructor(
    public items: PyIterator | null,
    readonly size: number,
    readonly strict: boolean,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    if (this.items === null) return END;
    const batch: Value[] = [];
    while (batch.length < this.size) {
      const item = this.items.$next();
      if (item === END) {
        this.items = null;
        if (batch.length === 0) return END;
        if (this.strict) throw new ValueError("batched(): incomplete batch");
        break;
      }
      batch.push(item);
    }
    return new Tuple(batch);
  }
}
export const batched = callableType(
  "batched(iterable, n, *, strict=False)",
  function (iterable: Value, n: Value, strict: Value): Suspends<Value> {
    const size = toSize(n);
    if (size < 1) throw new ValueError("n must be at least one");
    const strictly = strict !== undefined && truth(strict);
    return new Batched(iterate(iterable), size, strictly);
  },
  Batched,
  MODULE,
);

export class Chain extends PyIterator {
  current: PyIterator | null = null;
  constructor(public sources: PyIterator | null) {
    super();
  }
  $next(): Suspends<Value> {
    while (this.sources !== null) {
      if (this.current === null) {
        const source = this.sources.$next();
        if (source === END) {
          this.sources = null;
          return END;
        }
        this.current = iterate(source);
      }
      const item = this.current.$next();
      if (item !== END) return item;
      this.current = null;
    }
    return END;
  }
}
export const chain = callableType("chain(*iterables)", (iterables: Value[]): Suspends<Value> => new Chain(iterate(new Tuple(iterables))), Chain, MODULE);
methods(chain, {
  "from_iterable(cls, iterable, /)": function (this: Value, iterable: Value): Suspends<Value> {
    return new Chain(iterate(iterable));
  },
});
generic(chain);

export class Compress extends PyIterator {
  constructor(
    readonly data: PyIterator,
    readonly selectors: PyIterator,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    for (;;) {
      const item = this.data.$next();
      if (item === END) return endsWith(this, this.data);
      const selector = this.selectors.$next();
      if (selector === END) return endsWith(this, this.selectors);
      if (truth(selector)) return item;
    }
  }
}
export const compress = callableType(
  "compress(data, selectors)",
  (data: Value, selectors: Value): Suspends<Value> => new Compress(iterate(data), iterate(selectors)),
  Compress,
  MODULE,
);

function isNumber(x: Value): Suspends<boolean> {
  return (
    typeof x === "number" ||
    typeof x === "bigint" ||
    typeof x === "boolean" ||
    x instanceof Float ||
    (x !== null && typeof x === "object" && (specialMethod(x, "__index__") != null || specialMethod(x, "__float__") != null || typeOf(x).$name === "complex"))
  );
}

export class Count extends PyIterator {
  constructor(
    public value: Value,
    readonly step: Value,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    if (--supply.left < 0) refill();
    const { value } = this;
    this.value = add(value, this.step);
    return value;
  }
}
export const count = callableType(
  "count(start=0, step=1)",
  function (start: Value, step: Value): Suspends<Value> {
    const from = start === undefined ? 0 : start;
    const by = step === undefined ? 1 : step;
    if (!isNumber(from) || !isNumber(by)) throw new TypeError("a number is required");
    return new Count(from, by);
  },
  Count,
  MODULE,
);
methods(count, {
  "__repr__(self, /)": function (this: Count): Suspends<string> {
    return this.step === 1 ? `count(${repr(this.value)})` : `count(${repr(this.value)}, ${repr(this.step)})`;
  },
});

export class Cycle extends PyIterator {
  saved: Value[] = [];
  at = -1;
  /** `saved` has all items already, though `items` is not at its end */
  passed = false;
  constructor(readonly items: PyIterator) {
    super();
  }
  $next(): Suspends<Value> {
    if (this.at < 0) {
      const item = this.items.$next();
      if (item !== END) {
        if (!this.passed) this.saved.push(item);
        return item;
      }
      this.at = 0;
    }
    if (--supply.left < 0) refill();
    const { saved } = this;
    if (saved.length === 0) return END;
    const item = saved[this.at];
    this.at = (this.at + 1) % saved.length;
    return item;
  }
}
export const cycle = callableType("cycle(iterable, /)", (iterable: Value): Suspends<Value> => new Cycle(iterate(iterable)), Cycle, MODULE);

export class DropWhile extends PyIterator {
  started = false;
  constructor(
    readonly predicate: Value,
    readonly items: PyIterator,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    for (;;) {
      const item = this.items.$next();
      if (item === END) return endsWith(this, this.items);
      if (this.started) return item;
      const given = callOrEnd(this, this.predicate, item);
      if (given === END) return END;
      if (!truth(given)) {
        this.started = true;
        return item;
      }
    }
  }
}
export const dropwhile = callableType(
  "dropwhile(predicate, iterable, /)",
  (predicate: Value, iterable: Value): Suspends<Value> => new DropWhile(predicate, iterate(iterable)),
  DropWhile,
  MODULE,
);

export class TakeWhile extends PyIterator {
  done = false;
  constructor(
    readonly predicate: Value,
    readonly items: PyIterator,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    if (this.done) return END;
    const item = this.items.$next();
    if (item === END) return endsWith(this, this.items);
    const given = callOrEnd(this, this.predicate, item);
    if (given === END) return END;
    if (truth(given)) return item;
    this.done = true;
    return END;
  }
}
export const takewhile = callableType(
  "takewhile(predicate, iterable, /)",
  (predicate: Value, iterable: Value): Suspends<Value> => new TakeWhile(predicate, iterate(iterable)),
  TakeWhile,
  MODULE,
);

export class FilterFalse extends PyIterator {
  constructor(
    readonly f: Value,
    readonly items: PyIterator,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    for (;;) {
      const item = this.items.$next();
      if (item === END) return endsWith(this, this.items);
      const given = this.f === null ? item : callOrEnd(this, this.f, item);
      if (given === END) return END;
      if (!truth(given)) return item;
    }
  }
}
export const filterfalse = callableType(
  "filterfalse(function, iterable, /)",
  (f: Value, iterable: Value): Suspends<Value> => new FilterFalse(f, iterate(iterable)),
  FilterFalse,
  MODULE,
);

export class GroupBy extends PyIterator {
  /** key of the group being given; undefined before the first */
  target: Value = undefined;
  key: Value = undefined;
  value: Value = undefined;
  group: Group | null = null;
  constructor(
    readonly items: PyIterator,
    readonly f: Value,
  ) {
    super();
  }
  /** Reads one item; false at the end. */
  step(): Suspends<boolean> {
    const value = this.items.$next();
    if (value === END) return false;
    const key = this.f === null ? value : callOrEnd(this, this.f, value);
    if (key === END) return false;
    this.value = value;
    this.key = key;
    return true;
  }
  $next(): Suspends<Value> {
    this.group = null;
    for (;;) {
      if (this.key !== undefined) {
        if (this.target === undefined) break;
        if (!same(this.target, this.key)) break;
      }
      if (!this.step()) return END;
    }
    this.target = this.key;
    this.group = new Group(this, this.target);
    return new Tuple([this.key, this.group]);
  }
}
class Group extends PyIterator {
  constructor(
    readonly parent: GroupBy,
    readonly target: Value,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    const { parent } = this;
    if (parent.group !== this) return END;
    if (parent.value === undefined && !parent.step()) return END;
    if (!same(this.target, parent.key)) return END;
    const { value } = parent;
    parent.value = undefined;
    return value;
  }
}
iteratorType("_grouper", Group, MODULE);
export const groupby = callableType(
  "groupby(iterable, key=None)",
  (iterable: Value, key: Value): Suspends<Value> => new GroupBy(iterate(iterable), key === undefined ? null : key),
  GroupBy,
  MODULE,
);

export class ISlice extends PyIterator {
  position = 0;
  constructor(
    public items: PyIterator | null,
    public next: number,
    readonly stop: number,
    readonly step: number,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    if (this.items === null) return END;
    const stop = Math.min(this.next, this.stop);
    while (this.position < stop) {
      if (this.items.$next() === END) return this.end(this.items);
      this.position++;
    }
    if (this.position >= this.stop) return this.end();
    const item = this.items.$next();
    if (item === END) return this.end(this.items);
    this.position++;
    this.next = Math.min(this.next + this.step, this.stop);
    return item;
  }
  private end(source: PyIterator | null = null): Value {
    this.items = null;
    return source === null ? END : endsWith(this, source);
  }
}
function sliceBound(x: Value, otherwise: number, message: string, least: number): Suspends<number> {
  if (x === null || x === undefined) return otherwise;
  const n = indexOf(x);
  if (n === undefined || n < least) throw new ValueError(message);
  return Number(n);
}
export const islice = callableType(
  "islice(iterable, start, stop=None, step=None, /)",
  function (iterable: Value, a: Value, b: Value, c: Value): Suspends<Value> {
    const single = b === undefined;
    const first = single
      ? "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
      : "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    const stop = sliceBound(single ? a : b, Infinity, single ? first : "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.", 0);
    const start = single ? 0 : sliceBound(a, 0, first, 0);
    const step = sliceBound(c, 1, "Step for islice() must be a positive integer or None.", 1);
    return new ISlice(iterate(iterable), start, stop, step);
  },
  ISlice,
  MODULE,
);

class Pairwise extends PyIterator {
  last: Value = undefined;
  constructor(public items: PyIterator | null) {
    super();
  }
  $next(): Suspends<Value> {
    const { items } = this;
    if (items === null) return END;
    let old: Value = this.last;
    if (old === undefined) {
      old = items.$next();
      if (old === END) return this.end(items);
      this.last = old;
      // the items may have asked for the next pair themselves
      if (this.items === null) return this.end();
    }
    const item = items.$next();
    if (item === END) return this.end(items);
    this.last = item;
    return new Tuple([old, item]);
  }
  private end(source: PyIterator | null = null): Value {
    this.items = null;
    this.last = undefined;
    return source === null ? END : endsWith(this, source);
  }
}
export const pairwise = callableType("pairwise(iterable, /)", (iterable: Value): Suspends<Value> => new Pairwise(iterate(iterable)), Pairwise, MODULE);

export class Repeat extends PyIterator {
  constructor(
    readonly object: Value,
    public left: number,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    if (this.left === 0) return END;
    if (this.left > 0) this.left--;
    else if (--supply.left < 0) refill();
    return this.object;
  }
}
export const repeat = callableType(
  "repeat(object, times=None)",
  function (object: Value, times: Value): Suspends<Value> {
    return new Repeat(object, times === undefined ? -1 : Math.max(0, toSize(times)));
  },
  Repeat,
  MODULE,
);
methods(repeat, {
  "__repr__(self, /)": function (this: Repeat): Suspends<string> {
    const shown = repr(this.object);
    return this.left < 0 ? `repeat(${shown})` : `repeat(${shown}, ${this.left})`;
  },
  "__length_hint__(self, /)": function (this: Repeat): number {
    if (this.left < 0) throw new TypeError("len() of unsized object");
    return this.left;
  },
});

export class StarMap extends PyIterator {
  constructor(
    readonly f: Value,
    readonly items: PyIterator,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    const item = this.items.$next();
    if (item === END) return endsWith(this, this.items);
    const args = spread(item);
    return callWithOrEnd(this, this.f, args);
  }
}
export const starmap = callableType(
  "starmap(function, iterable, /)",
  (f: Value, iterable: Value): Suspends<Value> => new StarMap(f, iterate(iterable)),
  StarMap,
  MODULE,
);

/** One item of a teed iterator, and where the next one will be. */
interface Link {
  value: Value;
  next: Link | null;
}
class Tee extends PyIterator {
  constructor(
    readonly source: { items: PyIterator; running: boolean },
    public link: Link,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    const { link, source } = this;
    if (link.next === null) {
      if (source.running) throw new RuntimeError("cannot re-enter the tee iterator");
      source.running = true;
      try {
        const value = source.items.$next();
        if (value === END) return END;
        link.value = value;
        link.next = { value: undefined, next: null };
      } finally {
        source.running = false;
      }
    }
    this.link = link.next;
    return link.value;
  }
}
const teeType = callableType(
  "_tee(iterable, /)",
  function (iterable: Value): Suspends<Value> {
    const made = teeOf(iterable);
    return new Tee(made.source, made.link);
  },
  Tee,
  MODULE,
);
methods(teeType, {
  "__copy__(self, /)": function (this: Tee): Value {
    return new Tee(this.source, this.link);
  },
});
function teeOf(iterable: Value): Suspends<Tee> {
  const items = iterate(iterable);
  return items instanceof Tee ? items : new Tee({ items, running: false }, { value: undefined, next: null });
}
export const tee = builtin(
  "tee(iterable, n=2, /)",
  function (iterable: Value, n: Value): Suspends<Value> {
    const times = n === undefined ? 2 : toSize(n);
    if (times < 0) throw new ValueError("n must be >= 0");
    const all: Tee[] = [];
    if (times > 0) {
      const first = teeOf(iterable);
      all.push(first);
      while (all.length < times) all.push(new Tee(first.source, first.link));
    }
    return new Tuple(all);
  },
  MODULE,
);

export class ZipLongest extends PyIterator {
  active: number;
  constructor(
    readonly sources: (PyIterator | null)[],
    public fill: Value,
  ) {
    super();
    this.active = sources.length;
  }
  $next(): Suspends<Value> {
    const { sources } = this;
    if (this.active === 0) return END;
    const row: Value[] = [];
    for (let i = 0; i < sources.length; i++) {
      const source = sources[i] as PyIterator | null;
      if (source === null) {
        row.push(this.fill);
        continue;
      }
      const item = source.$next();
      if (item !== END) row.push(item);
      else {
        sources[i] = null;
        this.active--;
        if (this.active === 0) return END;
        row.push(this.fill);
      }
    }
    return new Tuple(row);
  }
}
export const zip_longest = callableType(
  "zip_longest(*iterables, **kwargs)",
  function (iterables: Value[], kwargs: Kw): Suspends<Value> {
    for (const name in kwargs) if (name !== "fillvalue") throw new TypeError("zip_longest() got an unexpected keyword argument");
    const sources: PyIterator[] = [];
    for (let i = 0; i < iterables.length; i++) sources.push(iterate(iterables[i]));
    return new ZipLongest(sources, kwargs.fillvalue === undefined ? null : kwargs.fillvalue);
  },
  ZipLongest,
  MODULE,
);

reductions({
  accumulate,
  chain,
  combinations,
  combinations_with_replacement,
  compress,
  count,
  cycle,
  dropwhile,
  filterfalse,
  groupby,
  islice,
  permutations,
  product,
  repeat,
  starmap,
  takewhile,
  zip_longest,
});

export default pymodule("itertools", {
  accumulate,
  batched,
  chain,
  combinations,
  combinations_with_replacement,
  compress,
  count,
  cycle,
  dropwhile,
  filterfalse,
  groupby,
  islice,
  pairwise,
  permutations,
  product,
  repeat,
  starmap,
  takewhile,
  tee,
  zip_longest,
  _tee: teeType,
});

/**
 * combinatoric - product, permutations, combinations, combinations_with_replacement.
 *
 * Mirrors     Modules/itertoolsmodule.c
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { END, spread } from "../../objects/iterator.js";
import { PyIterator } from "../../objects/iteratorbase.js";
import { callableType } from "../../objects/iterators.js";
import type { Value } from "../../objects/object.js";
import { toSize } from "../../objects/protocols/index.js";
import { Tuple } from "../../objects/tuple.js";

/** Rows of items chosen by a list of positions that `step` moves on. */
abstract class Rows extends PyIterator {
  started = false;
  done = false;
  constructor(
    readonly pool: Value[],
    readonly places: number[],
  ) {
    super();
  }
  abstract step(): boolean;
  row(): Value {
    return new Tuple(this.places.map((place) => this.pool[place]));
  }
  $next(): Value {
    if (this.done) return END;
    if (!this.started) this.started = true;
    else if (!this.step()) {
      this.done = true;
      return END;
    }
    return this.row();
  }
}

export class Product extends Rows {
  constructor(readonly pools: Value[][]) {
    super(
      [],
      pools.map(() => 0),
    );
    this.done = pools.some((pool) => pool.length === 0);
  }
  step(): boolean {
    for (let i = this.pools.length - 1; i >= 0; i--) {
      const place = (this.places[i] as number) + 1;
      if (place < (this.pools[i] as Value[]).length) {
        this.places[i] = place;
        return true;
      }
      this.places[i] = 0;
    }
    return false;
  }
  override row(): Value {
    return new Tuple(this.pools.map((pool, i) => pool[this.places[i] as number]));
  }
}
export const product = callableType(
  "product(*iterables, repeat=1)",
  function (iterables: Value[], repeat: Value): Suspends<Value> {
    const times = repeat === undefined ? 1 : toSize(repeat);
    if (times < 0) throw new ValueError("repeat argument cannot be negative");
    const pools: Value[][] = [];
    if (times > 0) for (let i = 0; i < iterables.length; i++) pools.push(spread(iterables[i]));
    const all: Value[][] = [];
    for (let i = 0; i < times; i++) all.push(...pools);
    return new Product(all);
  },
  Product,
  "itertools",
);

export class Permutations extends Rows {
  /** positions not in the row come after those in it */
  readonly order: number[];
  readonly cycles: number[];
  constructor(pool: Value[], r: number) {
    super(
      pool,
      Array.from({ length: Math.min(r, pool.length) }, (_, i) => i),
    );
    this.order = pool.map((_, i) => i);
    this.cycles = Array.from({ length: r }, (_, i) => pool.length - i);
    this.done = r > pool.length;
  }
  step(): boolean {
    const { order, cycles, places, pool } = this;
    const n = pool.length;
    for (let i = cycles.length - 1; i >= 0; i--) {
      const left = (cycles[i] as number) - 1;
      cycles[i] = left;
      if (left === 0) {
        order.push(...order.splice(i, 1));
        cycles[i] = n - i;
      } else {
        const j = n - left;
        const place = order[i] as number;
        order[i] = order[j] as number;
        order[j] = place;
        for (let k = i; k < places.length; k++) places[k] = order[k] as number;
        return true;
      }
    }
    return false;
  }
}
export const permutations = callableType(
  "permutations(iterable, r=None)",
  function (iterable: Value, r: Value): Suspends<Value> {
    const pool = spread(iterable);
    if (r !== undefined && r !== null && typeof r !== "number" && typeof r !== "bigint" && typeof r !== "boolean") throw new TypeError("Expected int as r");
    const length = r === undefined || r === null ? pool.length : toSize(r);
    if (length < 0) throw new ValueError("r must be non-negative");
    return new Permutations(pool, length);
  },
  Permutations,
  "itertools",
);

export class Combinations extends Rows {
  constructor(
    pool: Value[],
    readonly r: number,
  ) {
    super(
      pool,
      Array.from({ length: r }, (_, i) => i),
    );
    this.done = r > pool.length;
  }
  step(): boolean {
    const { places, pool, r } = this;
    let i = r - 1;
    while (i >= 0 && places[i] === i + pool.length - r) i--;
    if (i < 0) return false;
    let place = (places[i] as number) + 1;
    for (; i < r; i++) places[i] = place++;
    return true;
  }
}
export const combinations = callableType(
  "combinations(iterable, r)",
  function (iterable: Value, r: Value): Suspends<Value> {
    const pool = spread(iterable);
    const length = toSize(r);
    if (length < 0) throw new ValueError("r must be non-negative");
    return new Combinations(pool, length);
  },
  Combinations,
  "itertools",
);

export class CombinationsWithReplacement extends Rows {
  constructor(
    pool: Value[],
    readonly r: number,
  ) {
    super(pool, new Array<number>(r).fill(0));
    this.done = pool.length === 0 && r > 0;
  }
  step(): boolean {
    const { places, pool, r } = this;
    let i = r - 1;
    while (i >= 0 && places[i] === pool.length - 1) i--;
    if (i < 0) return false;
    places.fill((places[i] as number) + 1, i);
    return true;
  }
}
export const combinations_with_replacement = callableType(
  "combinations_with_replacement(iterable, r)",
  function (iterable: Value, r: Value): Suspends<Value> {
    const pool = spread(iterable);
    const length = toSize(r);
    if (length < 0) throw new ValueError("r must be non-negative");
    return new CombinationsWithReplacement(pool, length);
  },
  CombinationsWithReplacement,
  "itertools",
);

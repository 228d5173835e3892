/**
 * reductions - iterators of itertools as calls and a state, with the warning that this will end.
 *
 * Mirrors     `__reduce__` and `__setstate__` of Modules/itertoolsmodule.c of CPython 3.13
 * Suspends    conversions of states
 * Differs     tee is not pickled
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError } from "../../objects/exceptions.js";
import { iterate } from "../../objects/iterator.js";
import { shownIterator } from "../../objects/iteratorreductions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call } from "../../objects/protocols/call.js";
import { toSize } from "../../objects/protocols/index.js";
import { spread } from "../../objects/protocols/iter.js";
import { methods } from "../../objects/register.js";
import { Tuple, isTuple } from "../../objects/tuple.js";
import { unpack } from "../../objects/unpack.js";
import { warn } from "../../objects/warn.js";
import type { Combinations, Permutations, Product } from "./combinatoric.js";
import type { Accumulate, Chain, Compress, Count, Cycle, DropWhile, FilterFalse, GroupBy, ISlice, Repeat, StarMap, TakeWhile, ZipLongest } from "./index.js";

function ending(): Suspends<void> {
  warn("DeprecationWarning", "Pickle, copy, and deepcopy support will be removed from itertools in Python 3.14.");
}

type Reduce = (it: Value) => Suspends<Value[] | Tuple>;
type SetState = (it: Value, state: Value) => Suspends<void>;

/** A reduction: what to call the type with, and a state; a tuple is all of it. */
function reducible(cls: Value, reduce: Reduce, setState: SetState | null = null): void {
  methods(cls, {
    "__reduce__(self, /)": function (this: Value): Suspends<Value> {
      ending();
      const reduced = reduce(this);
      if (reduced instanceof Tuple) return reduced;
      const [args, ...state] = reduced;
      return new Tuple([typeOf(this), args, ...state]);
    },
  });
  if (setState === null) return;
  methods(cls, {
    "__setstate__(self, state, /)": function (this: Value, state: Value): Suspends<null> {
      ending();
      setState(this, state);
      return null;
    },
  });
}

function tuple(...items: Value[]): Tuple {
  return new Tuple(items);
}

/** Positions as a state has them, each within its pool. */
function positions(state: Value, limits: readonly number[]): Suspends<number[]> {
  const given = spread(state);
  const found: number[] = [];
  for (let i = 0; i < limits.length; i++) found.push(Math.max(0, Math.min(toSize(given[i]), (limits[i] as number) - 1)));
  return found;
}

function usual(types: Record<string, Value>): void {
  reducible(types.count, (it: Count) => [it.step === 1 ? tuple(it.value) : tuple(it.value, it.step)]);
  reducible(types.repeat, (it: Repeat) => [it.left < 0 ? tuple(it.object) : tuple(it.object, it.left)]);
  reducible(types.compress, (it: Compress) => [tuple(shownIterator(it.data), shownIterator(it.selectors))]);
  reducible(types.filterfalse, (it: FilterFalse) => [tuple(it.f, shownIterator(it.items))]);
  reducible(types.starmap, (it: StarMap) => [tuple(it.f, shownIterator(it.items))]);
  reducible(
    types.accumulate,
    (it: Accumulate) => {
      const { total, initial } = it;
      const items = shownIterator(it.items);
      if (initial !== null && initial !== undefined) return [tuple(call(types.chain, tuple(initial), items), it.f), null];
      // a state that is None would be none
      if (total === null) return tuple(types.islice, tuple(call(typeOf(it), call(types.chain, tuple(null), items), it.f), 1, null));
      return total === undefined ? [tuple(items, it.f)] : [tuple(items, it.f), total];
    },
    (it: Accumulate, state) => {
      it.total = state;
    },
  );
  reducible(
    types.cycle,
    (it: Cycle) => {
      if (it.at < 0) return [tuple(shownIterator(it.items)), tuple(it.saved, false)];
      const again = iterate(it.saved) as Value;
      again.at = it.at;
      return [tuple(again), tuple(it.saved, true)];
    },
    (it: Cycle, state) => {
      const [saved, firstPass] = unpack(state, 2);
      it.saved = spread(saved);
      if (truth(firstPass)) it.passed = true;
    },
  );
  reducible(
    types.chain,
    (it: Chain) => {
      if (it.sources === null) return [tuple()];
      const source = shownIterator(it.sources);
      return [tuple(), it.current === null ? tuple(source) : tuple(source, shownIterator(it.current))];
    },
    (it: Chain, state) => {
      if (!isTuple(state)) throw new TypeError("state is not a tuple");
      const items = spread(state);
      if (items.length === 0) throw new TypeError("function takes at least 1 argument (0 given)");
      it.sources = iterate(items[0]);
      it.current = items.length > 1 ? iterate(items[1]) : null;
    },
  );
  reducible(
    types.dropwhile,
    (it: DropWhile) => [tuple(it.predicate, shownIterator(it.items)), it.started ? 1 : 0],
    (it: DropWhile, state) => {
      it.started = truth(state);
    },
  );
  reducible(
    types.takewhile,
    (it: TakeWhile) => [tuple(it.predicate, shownIterator(it.items)), it.done ? 1 : 0],
    (it: TakeWhile, state) => {
      it.done = truth(state);
    },
  );
}

function withStates(types: Record<string, Value>): void {
  reducible(
    types.groupby,
    (it: GroupBy) => {
      const args = tuple(shownIterator(it.items), it.f);
      return it.target === undefined || it.key === undefined ? [args] : [args, tuple(it.value, it.target, it.key)];
    },
    (it: GroupBy, state) => {
      const items = unpack(state, 3);
      it.value = items[0];
      it.target = items[1];
      it.key = items[2];
    },
  );
  reducible(
    types.islice,
    (it: ISlice) => {
      if (it.items === null) return [tuple(iterate([]), 0), 0];
      return [tuple(shownIterator(it.items), it.next, it.stop === Infinity ? null : it.stop, it.step), it.position];
    },
    (it: ISlice, state) => {
      it.position = toSize(state);
    },
  );
  reducible(
    types.zip_longest,
    (it: ZipLongest) => {
      const args = tuple(...it.sources.map((source) => (source === null ? tuple() : shownIterator(source))));
      return it.fill === null ? [args] : [args, it.fill];
    },
    (it: ZipLongest, state) => {
      it.fill = state;
    },
  );
  reducible(
    types.product,
    (it: Product) => {
      if (it.done) return [tuple(tuple())];
      const pools = tuple(...it.pools.map((pool) => tuple(...pool)));
      return it.started ? [pools, tuple(...it.places)] : [pools];
    },
    (it: Product, state) => {
      const found = positions(
        state,
        it.pools.map((pool) => pool.length),
      );
      for (let i = 0; i < found.length; i++) it.places[i] = found[i] as number;
      it.started = true;
    },
  );
  for (const cls of [types.combinations, types.combinations_with_replacement]) {
    reducible(
      cls,
      (it: Combinations) => {
        if (it.done) return [tuple(tuple(), it.r)];
        const args = tuple(tuple(...it.pool), it.r);
        return it.started ? [args, tuple(...it.places)] : [args];
      },
      (it: Combinations, state) => {
        const found = positions(
          state,
          it.places.map(() => it.pool.length),
        );
        for (let i = 0; i < found.length; i++) it.places[i] = found[i] as number;
        it.started = true;
      },
    );
  }
  reducible(
    types.permutations,
    (it: Permutations) => {
      if (it.done) return [tuple(tuple(), it.cycles.length)];
      const args = tuple(tuple(...it.pool), it.cycles.length);
      return it.started ? [args, tuple(tuple(...it.order), tuple(...it.cycles))] : [args];
    },
    (it: Permutations, state) => {
      const [order, cycles] = unpack(state, 2);
      const places = positions(
        order,
        it.pool.map(() => it.pool.length),
      );
      const turns = spread(cycles);
      for (let i = 0; i < places.length; i++) it.order[i] = places[i] as number;
      for (let i = 0; i < it.cycles.length; i++) it.cycles[i] = Math.max(1, Math.min(toSize(turns[i]), it.pool.length - i));
      for (let i = 0; i < it.places.length; i++) it.places[i] = it.order[i] as number;
      it.started = true;
    },
  );
}

/** Gives the types of the module their reductions. */
export function reductions(types: Record<string, Value>): void {
  usual(types);
  withStates(types);
}

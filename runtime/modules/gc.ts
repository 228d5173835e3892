/**
 * gc - the collector's switches, and a collection on demand.
 *
 * Mirrors     Modules/gcmodule.c of CPython 3.13
 * Suspends    collect: what ends runs Python code
 * Differs     objects are JavaScript's: thresholds and flags are kept and change nothing; counts are 0; get_objects and
 *             get_referrers know what the program can reach, without the runtime's own classes and functions; get_referents sees lists, tuples, dictionaries, sets and instances of scripts' classes. collect() counts what is in cycles with an object whose end could be noticed
 */
import { collect as collectLost, reachable } from "../lifetimes/settle.js";
import type { Suspends } from "../frames/suspend.js";
import { attributeDict } from "../objects/attributedict.js";
import { Dict } from "../objects/dict.js";
import { ValueError } from "../objects/exceptions.js";
import { moduleType, pymodule } from "../objects/module.js";
import { typeOf, type Value } from "../objects/object.js";
import { call } from "../objects/protocols/call.js";
import { toIndex } from "../objects/protocols/index.js";
import { $caught, $handled, $uncaught } from "../objects/raise.js";
import { builtin } from "../objects/register.js";
import { FrozenSet, PySet } from "../objects/set.js";
import { tuple, Tuple } from "../objects/tuple.js";
import { carriedContents } from "../snapshot/carried.js";
import { reportUnraisable } from "./unraisable.js";
import { audit } from "../objects/audit.js";

const state = { enabled: true, debug: 0, threshold: [2000, 10, 10], frozen: 0 };
carriedContents("gc", state);
const callbacks: Value[] = [];
carriedContents("gc callbacks", callbacks);

export const collect = builtin(
  "collect(generation=2)",
  (generation: Value): Suspends<number> => {
    const n = generation === undefined ? 2 : Number(toIndex(generation));
    if (n < 0 || n > 2) throw new ValueError("invalid generation");
    if (callbacks.length === 0) return collectLost();
    tellCallbacks("start", n, 0);
    const found = collectLost();
    tellCallbacks("stop", n, found);
    return found;
  },
  "gc",
);

/** Calls what stands in `gc.callbacks`. */
function tellCallbacks(phase: string, generation: number, collected: number): Suspends<void> {
  const info = Dict.$of([
    ["generation", generation],
    ["collected", collected],
    ["uncollectable", 0],
  ]);
  for (let i = 0; i < callbacks.length; i++) {
    const callback = callbacks[i];
    const handled = $handled();
    try {
      call(callback, phase, info);
    } catch (thrown) {
      reportUnraisable($caught(thrown, null), null, callback);
      $uncaught(handled);
    }
  }
}

/** What an object refers to, in the order in which CPython's types visit it. */
function referentsOf(o: Value): Value[] {
  if (Array.isArray(o)) return [...(o as Value[])].reverse();
  if (typeOf(o) === tuple) return [...(o.items as Value[])].reverse();
  if (o instanceof Dict) {
    const entries = [...o.$entries()];
    // names are not visited
    return entries.every((entry) => typeof entry.key === "string") ? entries.map((entry) => entry.value) : entries.flatMap((entry) => [entry.value, entry.key]);
  }
  if (o instanceof PySet || o instanceof FrozenSet) return o.$array();
  if (o === null || typeof o !== "object" || o.$plain !== true) return [];
  return [...[...attributeDict(o).$entries()].map((entry): Value => entry.value), typeOf(o)];
}

export const get_referents = builtin(
  "get_referents(*objs)",
  (objects: Value[]): Suspends<Value[]> => {
    audit("gc.get_referents", new Tuple(objects));
    return objects.flatMap(referentsOf);
  },
  "gc",
);

export const enable = builtin(
  "enable()",
  (): null => {
    state.enabled = true;
    return null;
  },
  "gc",
);
export const disable = builtin(
  "disable()",
  (): null => {
    state.enabled = false;
    return null;
  },
  "gc",
);
export const isenabled = builtin("isenabled()", (): boolean => state.enabled, "gc");
export const get_debug = builtin("get_debug()", (): Value => state.debug, "gc");
export const set_debug = builtin(
  "set_debug(flags, /)",
  (flags: Value): Suspends<null> => {
    state.debug = Number(toIndex(flags));
    return null;
  },
  "gc",
);
export const get_threshold = builtin("get_threshold()", (): Value => new Tuple([...state.threshold]), "gc");
export const set_threshold = builtin(
  "set_threshold(threshold0, threshold1=10, threshold2=10, /)",
  (a: Value, b: Value, c: Value): Suspends<null> => {
    state.threshold = [
      Number(toIndex(a)),
      b === undefined ? state.threshold[1]! : Number(toIndex(b)),
      c === undefined ? state.threshold[2]! : Number(toIndex(c)),
    ];
    return null;
  },
  "gc",
);
export const get_count = builtin("get_count()", (): Value => new Tuple([0, 0, 0]), "gc");
export const get_stats = builtin(
  "get_stats()",
  (): Value =>
    [0, 1, 2].map(() =>
      Dict.$of([
        ["collections", 0],
        ["collected", 0],
        ["uncollectable", 0],
      ]),
    ),
  "gc",
);
export const is_tracked = builtin("is_tracked(obj, /)", (x: Value): boolean => (typeof x === "object" && x !== null) || typeof x === "function", "gc");
export const is_finalized = builtin("is_finalized(obj, /)", (_x: Value): boolean => false, "gc");
export const freeze = builtin("freeze()", (): null => null, "gc");
export const unfreeze = builtin("unfreeze()", (): null => null, "gc");
export const get_freeze_count = builtin("get_freeze_count()", (): Value => state.frozen, "gc");

export const get_objects = builtin(
  "get_objects(generation=None)",
  (generation: Value): Suspends<Value[]> => {
    audit("gc.get_objects", generation ?? -1);
    if (generation !== undefined && generation !== null) {
      const n = Number(toIndex(generation));
      if (n < -1) throw new ValueError("generation parameter cannot be negative");
      if (n > 2) throw new ValueError("generation parameter must be less than the number of available generations (3)");
      // nothing tells how old an object is
      if (n === 0 || n === 1) return [];
    }
    return reachable();
  },
  "gc",
);

/** The dictionaries of modules refer to what is in them, as instances do. */
export const get_referrers = builtin(
  "get_referrers(*objs)",
  (objects: Value[]): Suspends<Value[]> => {
    audit("gc.get_referrers", new Tuple(objects));
    const wanted = new Set(objects);
    const found = new Set<Value>();
    for (const o of reachable()) {
      const holder: Value = typeOf(o) === moduleType ? attributeDict(o) : o;
      if (holder !== objects && referentsOf(holder).some((one) => wanted.has(one))) found.add(holder);
    }
    return [...found];
  },
  "gc",
);

export default pymodule("gc", {
  collect,
  enable,
  disable,
  isenabled,
  get_debug,
  set_debug,
  get_threshold,
  set_threshold,
  get_count,
  get_stats,
  is_tracked,
  is_finalized,
  freeze,
  unfreeze,
  get_freeze_count,
  get_objects,
  get_referrers,
  get_referents,
  garbage: [],
  callbacks,
  DEBUG_STATS: 1,
  DEBUG_COLLECTABLE: 2,
  DEBUG_UNCOLLECTABLE: 4,
  DEBUG_SAVEALL: 32,
  DEBUG_LEAK: 38,
});

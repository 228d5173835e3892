/**
 * cache - functools.lru_cache, cache, cached_property.
 *
 * Mirrors     Modules/_functoolsmodule.c (lru_cache), Lib/functools.py
 * Frames      wrapper: C
 * Suspends    the cached functions, hashes and comparisons of their arguments
 * Mind        what lru_cache gives is a JavaScript function of the class `_lru_cache_wrapper`, which binds as functions of `def` do
 */
import type { Suspends } from "../../frames/suspend.js";
import { $callx } from "../../objects/call.js";
import { $getattr, $setattr, getattrOr } from "../../objects/attributes.js";
import { TypeError } from "../../objects/exceptions.js";
import { bindMethod, describe, Kw, methodForm, plainMeta } from "../../objects/function.js";
import { attributeDict } from "../../objects/attributedict.js";
import { generic } from "../../objects/genericalias.js";
import { isCallable } from "../../objects/iterators.js";
import { Dict, type Entry } from "../../objects/keymap.js";
import { madeFor, hidden, object, specialMethod, typeOf, type PyInstance, type PyType, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { indexOf } from "../../objects/protocols/index.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtinType, define, getset, methods, pyfunction } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { namedTuple } from "../collections/namedtuple.js";
import { updateWrapper } from "./wraps.js";
import { carriedContents } from "../../snapshot/carried.js";

/** Stands between positional arguments and keywords in a key. */
const MARK = Object.create(object.prototype as object) as Value;

interface Store {
  readonly f: Value;
  /** null: no limit */
  readonly maxsize: number | null;
  readonly typed: boolean;
  /** the class of what cache_info() gives; null: `functools._CacheInfo` */
  readonly info: Value;
  readonly kept: Dict;
  hits: number;
  misses: number;
  /** the entry used last: it need not become the last again */
  newest: Entry | undefined;
}

function keyOf(args: Value[], kw: Kw | null, typed: boolean): Value {
  if (kw === null && !typed && args.length === 1) {
    const only = args[0];
    if (typeof only === "string" || typeof only === "number" || typeof only === "bigint") return only;
  }
  const parts = args.slice();
  if (kw !== null) {
    parts.push(MARK);
    for (const name in kw) parts.push(name, kw[name]);
  }
  if (typed) {
    for (const arg of args) parts.push(typeOf(arg));
    if (kw !== null) for (const name in kw) parts.push(typeOf(kw[name]));
  }
  return new Tuple(parts);
}

function callCached(store: Store, args: Value[]): Suspends<Value> {
  let kw = args.length > 0 && args[args.length - 1] instanceof Kw ? (args.pop() as Kw) : null;
  if (kw !== null && Object.keys(kw).length === 0) kw = null;
  if (store.maxsize === 0) {
    store.misses++;
    return $callx(store.f, args, kw);
  }
  const key = keyOf(args, kw, store.typed);
  const { kept } = store;
  const known = kept.$find(key);
  if (known !== undefined) {
    store.hits++;
    if (store.maxsize !== null && store.newest !== known) {
      kept.$drop(known);
      kept.$set(known.key, known.value);
      store.newest = kept.$find(known.key);
    }
    return known.value;
  }
  store.misses++;
  const value = $callx(store.f, args, kw);
  if (store.maxsize !== null && kept.$map.size >= store.maxsize && kept.$find(key) === undefined) {
    const oldest = kept.$map.values().next().value;
    if (oldest !== undefined) kept.$drop(oldest);
  }
  kept.$set(key, value);
  return value;
}

interface Wrapper extends PyInstance {
  $memo: Store;
}

/** Makes the function that has a store, without the attributes of what it calls. */
function makeWrapper(store: Store): Value {
  const wrapper: Value = function (...args: Value[]) {
    return callCached(store, args);
  };
  describe(wrapper, plainMeta("wrapper", "functools", { varargs: "args", varkw: "kwds" }));
  hidden(wrapper as object, "$cls", lruCacheWrapper);
  hidden(wrapper as object, "$memo", store);
  return wrapper;
}

export const lruCacheWrapper = builtinType(
  "_lru_cache_wrapper(user_function, maxsize, typed, cache_info_type)",
  (f: Value, maxsize: Value, typed: Value, info: Value): Suspends<Value> => {
    if (!isCallable(f)) throw new TypeError("the first argument must be callable");
    const size = maxsize === null ? null : indexOf(maxsize);
    if (size === undefined) throw new TypeError("maxsize should be integer or None");
    return makeWrapper(storeOf(f, size === null ? null : Math.max(0, Number(size)), truth(typed), info));
  },
  { module: "functools", atOnce: true },
);
lruCacheWrapper.$hasDict = true;
lruCacheWrapper.$binds = true;
// an attribute of each wrapper, not object's computed one
define(lruCacheWrapper, "__doc__", null, null);
methods(lruCacheWrapper, {
  "cache_info(self, /)": function (this: Wrapper): Suspends<Value> {
    const { info, hits, misses, maxsize, kept } = this.$memo;
    return call(
      info ?? (cacheInfo.make ??= namedTuple("CacheInfo", ["hits", "misses", "maxsize", "currsize"], "functools")),
      hits,
      misses,
      maxsize,
      kept.$map.size,
    );
  },
  "cache_clear(self, /)": function (this: Wrapper): null {
    const store = this.$memo;
    store.kept.$clear();
    store.newest = undefined;
    store.hits = store.misses = 0;
    return null;
  },
  "__call__(self, /, *args, **kwargs)": function (this: Value, args: Value[], kw: Kw): Suspends<Value> {
    return $callx(this, args, kw);
  },
  "__get__(self, instance, owner=None, /)": function (this: Value, o: Value): Value {
    return o === null ? this : bindMethod(o, methodForm(this));
  },
  "__reduce__(self, /)": function (this: Value): Suspends<Value> {
    return $getattr(this, "__qualname__");
  },
  "__copy__(self, /)": function (this: Value): Value {
    return this;
  },
  "__deepcopy__(self, memo, /)": function (this: Value, _memo: Value): Value {
    return this;
  },
});
getset(lruCacheWrapper, { __dict__: [(self: Value) => attributeDict(self)] });

/** `functools._CacheInfo`, made when it is first needed. */
const cacheInfo: { make: Value } = { make: null };
carriedContents("functools.cache_info", cacheInfo);

function storeOf(f: Value, maxsize: number | null, typed: boolean, info: Value): Store {
  return { f, maxsize, typed, info, kept: new Dict(), hits: 0, misses: 0, newest: undefined };
}

/** @param within the function whose lambda gives `cache_parameters` */
function cached(f: Value, maxsize: number | null, typed: boolean, within: string): Suspends<Value> {
  const wrapper = makeWrapper(storeOf(f, maxsize, typed, null));
  const parameters = (): Value =>
    Dict.$of([
      ["maxsize", maxsize],
      ["typed", typed],
    ]);
  $setattr(wrapper, "cache_parameters", describe(parameters, plainMeta("<lambda>", "functools", { qualname: `${within}.<locals>.<lambda>` })));
  return updateWrapper(wrapper, f);
}

export const lru_cache = pyfunction(
  "lru_cache(maxsize=128, typed=False)",
  function (maxsize: Value, typed: Value): Suspends<Value> {
    const byType = typed !== undefined && truth(typed);
    if (maxsize === null) return decorator(null, byType);
    if (maxsize === undefined) return decorator(128, byType);
    const size = typeof maxsize === "function" ? undefined : indexOf(maxsize);
    if (size !== undefined) return decorator(size < 0 ? 0 : Number(size), byType);
    if (isCallable(maxsize) && (typed === undefined || typeof typed === "boolean")) return cached(maxsize, 128, byType, "lru_cache");
    throw new TypeError("Expected first argument to be an integer, a callable, or None");
  },
  "functools",
);

function decorator(maxsize: number | null, typed: boolean): Value {
  return describe(
    (f: Value): Suspends<Value> => cached(f, maxsize, typed, "lru_cache.<locals>.decorating_function"),
    plainMeta("decorating_function", "functools", { qualname: "lru_cache.<locals>.decorating_function", params: ["user_function"], required: 1 }),
  );
}

export const cache = pyfunction(
  "cache(user_function, /)",
  (f: Value): Suspends<Value> => cached(f, null, false, "lru_cache.<locals>.decorating_function"),
  "functools",
);

/** functools.cached_property: computed once, then an attribute of the instance. */
export class CachedProperty {
  declare func: Value;
  declare attrname: Value;
  declare __doc__: Value;
  declare __module__: Value;
}
Object.setPrototypeOf(CachedProperty.prototype, object.prototype);
export const cached_property = builtinType(
  "cached_property(func)",
  function (func: Value): Suspends<Value> {
    const made = new CachedProperty();
    fill(made, func);
    return made;
  },
  { prototype: CachedProperty.prototype, module: "functools", empty: (cls: PyType) => madeFor(CachedProperty, cls) },
);
cached_property.$hasDict = true;
define(cached_property, "__doc__", null, null);
getset(cached_property, { __dict__: [(self: Value) => attributeDict(self)] });

function fill(self: CachedProperty, func: Value): Suspends<void> {
  self.func = func;
  self.attrname = null;
  self.__doc__ = getattrOr(func, "__doc__") ?? null;
  self.__module__ = getattrOr(func, "__module__") ?? null;
}

function keep(self: CachedProperty, instance: Value, values: Value, value: Value): Suspends<void> {
  if (specialMethod(values, "__setitem__") === undefined) {
    const whose = `The '__dict__' attribute on '${typeOf(instance).$name}' instance`;
    throw new TypeError(`${whose} does not support item assignment for caching ${repr(self.attrname)} property.`);
  }
  callMethod(values, "__setitem__", self.attrname, value);
}

methods(cached_property, {
  "__init__(self, func)": function (this: CachedProperty, func: Value): Suspends<null> {
    fill(this, func);
    return null;
  },
  "__set_name__(self, owner, name)": function (this: CachedProperty, _owner: Value, name: Value): Suspends<null> {
    if (this.attrname === null) this.attrname = name;
    else if (name !== this.attrname)
      throw new TypeError(`Cannot assign the same cached_property to two different names (${repr(this.attrname)} and ${repr(name)}).`);
    return null;
  },
  "__get__(self, instance, owner=None)": function (this: CachedProperty, instance: Value): Suspends<Value> {
    if (instance === null) return this;
    if (this.attrname === null) throw new TypeError("Cannot use cached_property instance without calling __set_name__ on it.");
    const values = getattrOr(instance, "__dict__");
    if (values === undefined) {
      throw new TypeError(`No '__dict__' attribute on '${typeOf(instance).$name}' instance to cache ${repr(this.attrname)} property.`);
    }
    const known = callMethod(values, "get", this.attrname, MARK);
    if (known !== MARK) return known;
    const value = $callx(this.func, [instance], null);
    keep(this, instance, values, value);
    return value;
  },
});
generic(cached_property);

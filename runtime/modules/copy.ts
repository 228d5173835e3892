/**
 * copy - shallow and deep copies.
 *
 * Mirrors     Lib/copy.py of CPython 3.13
 * Suspends    `__copy__`, `__deepcopy__`, `__reduce_ex__` and what they give
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr, $setattr, getattrOr } from "../objects/attributes.js";
import { $callx } from "../objects/call.js";
import { dict } from "../objects/dict.js";
import { Exception, TypeError } from "../objects/exceptions.js";
import { bindCallable, Kw } from "../objects/function.js";
import { idOf } from "../objects/identity.js";
import { END, iterate, spread } from "../objects/iterator.js";
import { Dict, type Entry } from "../objects/keymap.js";
import { list } from "../objects/list.js";
import { pymodule } from "../objects/module.js";
import { isType, methodType, typeOf, type PyType, type Value } from "../objects/object.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { setitem } from "../objects/protocols/getitem.js";
import { text } from "../objects/protocols/str.js";
import { pyclass, pyfunction } from "../objects/register.js";
import { PySet, set } from "../objects/set.js";
import { isTuple, plainTuple, Tuple } from "../objects/tuple.js";
import { unpack } from "../objects/unpack.js";
import { dispatchTable } from "./copyreg.js";

@pyclass("copy.Error")
export class Error extends Exception {}

/** Builtin types whose values are their own copies, shallow and deep. */
const ATOMIC: ReadonlySet<string> = new Set(
  "NoneType int float bool complex str bytes range property builtin_function_or_method ellipsis NotImplementedType function code type".split(" "),
);
/** Those that are so only where the copy is shallow. */
const SHALLOW: ReadonlySet<string> = new Set(["tuple", "frozenset", "slice"]);

function isAtomic(cls: PyType): boolean {
  return !cls.$heap && (ATOMIC.has(cls.$name) ? cls.$module === "builtins" : isWeakReference(cls));
}

function isWeakReference(cls: PyType): boolean {
  return cls.$name === "ReferenceType" || (cls.$name === "ref" && cls.$module === "weakref");
}

export const copy = pyfunction("copy(x)", (x: Value): Suspends<Value> => shallow(x), "copy");

function shallow(x: Value): Suspends<Value> {
  if (typeof x === "string" || typeof x === "number" || x instanceof Tuple) return x;
  const cls = typeOf(x);
  if (cls === list) return (x as Value[]).slice();
  if (cls === dict) return (x as Dict).$copy();
  if (cls === set) {
    const made = new PySet();
    made.$update(x);
    return made;
  }
  if (isType(x) || isAtomic(cls) || (!cls.$heap && SHALLOW.has(cls.$name))) return x;
  if (cls.$name === "bytearray" && !cls.$heap) return call(cls, x);
  const own = getattrOr(cls, "__copy__");
  if (own !== undefined && own !== null) return call(own, x);
  const reduced = reduction(x, cls, "shallow");
  return typeof reduced === "string" ? x : reconstruct(x, null, spread(reduced));
}

/** What an object says of how to make it again. */
function reduction(x: Value, cls: PyType, depth: string): Suspends<Value> {
  const reducer = dispatchTable.$get(cls);
  if (reducer !== undefined && reducer !== null) return call(reducer, x);
  const reduceEx = getattrOr(x, "__reduce_ex__");
  if (reduceEx !== undefined && reduceEx !== null) return call(reduceEx, 4);
  const reduce = getattrOr(x, "__reduce__");
  if (reduce !== undefined && reduce !== null) return call(reduce);
  throw new Error(`un(${depth})copyable object of type ${text(cls)}`);
}

export const deepcopy = pyfunction(
  "deepcopy(x, memo=None, _nil=[])",
  (x: Value, memo: Value): Suspends<Value> => deep(x, memo === undefined || memo === null ? new Dict() : memo),
  "copy",
);

/** What the memo has under an id; undefined if nothing. */
function remembered(memo: Value, id: number): Suspends<Value> {
  if (typeOf(memo) === dict) return memo.$get(id);
  const found = callMethod(memo, "get", id, NOTHING);
  return found === NOTHING ? undefined : found;
}
const NOTHING: Value[] = [];

function deep(x: Value, memo: Value): Suspends<Value> {
  if (typeof x === "string" || typeof x === "number") return x;
  const id = idOf(x);
  const known = remembered(memo, id);
  if (known !== undefined) return known;
  const made = deepByType(x, memo, id);
  if (made !== x) {
    setitem(memo, id, made);
    keepAlive(x, memo);
  }
  return made;
}

/** The memo holds on to what was copied, so that no id is used twice. */
function keepAlive(x: Value, memo: Value): Suspends<void> {
  const key = idOf(memo);
  const kept = remembered(memo, key);
  if (Array.isArray(kept)) kept.push(x);
  else setitem(memo, key, [x]);
}

function deepByType(x: Value, memo: Value, id: number): Suspends<Value> {
  const cls = typeOf(x);
  if (isType(x) || isAtomic(cls)) return x;
  if (cls === list) {
    const made: Value[] = [];
    setitem(memo, id, made);
    for (let i = 0; i < x.length; i++) made.push(deep(x[i], memo));
    return made;
  }
  if (x instanceof Tuple) return deepTuple(x, memo, id);
  if (cls === dict) {
    const made = new Dict();
    setitem(memo, id, made);
    const entries = (x as Dict).$entries();
    for (let i = 0; i < entries.length; i++) {
      const { key, value } = entries[i] as Entry;
      const newKey = deep(key, memo);
      made.$set(newKey, deep(value, memo));
    }
    return made;
  }
  if (cls === methodType) return bindCallable(deep(x.$self, memo), $getattr(x, "__func__"));
  const own = getattrOr(x, "__deepcopy__");
  if (own !== undefined && own !== null) return call(own, memo);
  const reduced = reduction(x, cls, "deep");
  return typeof reduced === "string" ? x : reconstruct(x, memo, spread(reduced));
}

function deepTuple(x: Tuple, memo: Value, id: number): Suspends<Value> {
  const items: Value[] = [];
  let changed = false;
  for (let i = 0; i < x.items.length; i++) {
    const item = deep(x.items[i], memo);
    if (item !== x.items[i]) changed = true;
    items.push(item);
  }
  const known = remembered(memo, id);
  if (known !== undefined) return known;
  return changed ? new Tuple(items) : x;
}

/** Makes an object from its reduction; deep if there is a memo. */
function reconstruct(x: Value, memo: Value, reduced: Value[]): Suspends<Value> {
  if (reduced.length < 2) throw new TypeError("_reconstruct() missing 1 required positional argument: 'args'");
  if (reduced.length > 5) {
    throw new TypeError(`_reconstruct() takes from 4 to 7 positional arguments but ${reduced.length + 2} were given`);
  }
  const [func, args, state = null, listItems = null, dictItems = null] = reduced;
  const positional = spread(args);
  if (memo !== null) for (let i = 0; i < positional.length; i++) positional[i] = deep(positional[i], memo);
  const made = $callx(func, positional, null);
  if (memo !== null) setitem(memo, idOf(x), made);
  if (state !== null) setState(made, memo === null ? state : deep(state, memo));
  if (listItems !== null) {
    const it = iterate(listItems);
    for (let item = it.$next(); item !== END; item = it.$next()) callMethod(made, "append", memo === null ? item : deep(item, memo));
  }
  if (dictItems !== null) {
    const it = iterate(dictItems);
    for (let pair = it.$next(); pair !== END; pair = it.$next()) {
      const items = unpack(pair, 2);
      const key = memo === null ? items[0] : deep(items[0], memo);
      setitem(made, key, memo === null ? items[1] : deep(items[1], memo));
    }
  }
  return made;
}

function setState(made: Value, state: Value): Suspends<void> {
  const own = getattrOr(made, "__setstate__");
  if (own !== undefined) {
    call(own, state);
    return;
  }
  let attributes = state;
  let slots: Value = null;
  if (isTuple(state) && plainTuple(state).items.length === 2) [attributes, slots] = plainTuple(state).items as [Value, Value];
  if (attributes !== null) callMethod($getattr(made, "__dict__"), "update", attributes);
  if (slots !== null) {
    const entries = spread(callMethod(slots, "items"));
    for (let i = 0; i < entries.length; i++) {
      const pair = unpack(entries[i], 2);
      $setattr(made, pair[0] as string, pair[1]);
    }
  }
}

export const replace = pyfunction(
  "replace(obj, /, **changes)",
  function (obj: Value, changes: Kw): Suspends<Value> {
    const own = getattrOr($getattr(obj, "__class__"), "__replace__");
    if (own === undefined || own === null) throw new TypeError(`replace() does not support ${typeOf(obj).$name} objects`);
    return $callx(own, [obj], changes);
  },
  "copy",
);

export default pymodule("copy", { __all__: ["Error", "copy", "deepcopy", "replace"], Error, copy, deepcopy, replace, error: Error });

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
import { Kw } from "../objects/function.js";
import { idOf } from "../objects/identity.js";
import { END, iterate } from "../objects/iterator.js";
import { Dict, type Entry } from "../objects/keymap.js";
import { list } from "../objects/list.js";
import { pymodule } from "../objects/module.js";
import { object, typeOf, type Value } from "../objects/object.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { setitem } from "../objects/protocols/getitem.js";
import { builtin, pyclass } from "../objects/register.js";
import { PySet, set } from "../objects/set.js";
import { plainTuple, Tuple } from "../objects/tuple.js";
import { bareInstance } from "../objects/objectmethods.js";

@pyclass("copy.Error")
export class Error extends Exception {}

/** Values that are their own copy. */
function atomic(x: Value): boolean {
  return typeof x !== "object" || x === null || ATOMIC.has(typeOf(x).$name);
}
const ATOMIC: ReadonlySet<string> = new Set("float complex bytes range ellipsis NotImplementedType code property weakref module".split(" "));

export const copy = builtin("copy(x)", (x: Value): Suspends<Value> => shallow(x), "copy");

function shallow(x: Value): Suspends<Value> {
  if (atomic(x) || x instanceof Tuple) return x;
  const cls = typeOf(x);
  if (cls === list) return (x as Value[]).slice();
  if (cls === dict) return (x as Dict).$copy();
  if (cls === set) {
    const made = new PySet();
    made.$update(x);
    return made;
  }
  if (cls.$name === "frozenset" && !cls.$heap) return x;
  if (cls.$name === "bytearray" && !cls.$heap) return call(cls, x);
  const own = getattrOr(cls, "__copy__");
  if (own !== undefined) return call(own, x);
  return rebuilt(x, null);
}

export const deepcopy = builtin(
  "deepcopy(x, memo=None, _nil=[])",
  (x: Value, memo: Value): Suspends<Value> => deep(x, memo === undefined || memo === null ? new Dict() : memo),
  "copy",
);

function deep(x: Value, memo: Value): Suspends<Value> {
  if (atomic(x)) return x;
  const id = idOf(x);
  const known = memo instanceof Dict ? memo.$get(id) : callMethod(memo, "get", id);
  if (known !== undefined && known !== null) return known;
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
  const kept = memo instanceof Dict ? memo.$get(key) : callMethod(memo, "get", key);
  if (Array.isArray(kept)) kept.push(x);
  else setitem(memo, key, [x]);
}

function deepByType(x: Value, memo: Value, id: number): Suspends<Value> {
  const cls = typeOf(x);
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
  if (cls.$name === "bytearray" && !cls.$heap) return call(cls, x);
  const own = getattrOr(x, "__deepcopy__");
  if (own !== undefined) return call(own, memo);
  return rebuilt(x, memo);
}

function deepTuple(x: Tuple, memo: Value, id: number): Suspends<Value> {
  const items: Value[] = [];
  let changed = false;
  for (let i = 0; i < x.items.length; i++) {
    const item = deep(x.items[i], memo);
    if (item !== x.items[i]) changed = true;
    items.push(item);
  }
  const known = memo instanceof Dict ? memo.$get(id) : callMethod(memo, "get", id);
  if (known !== undefined && known !== null) return known;
  return changed ? new Tuple(items) : x;
}

/** A copy by `__reduce_ex__(4)`; deep if there is a memo. */
function rebuilt(x: Value, memo: Value): Suspends<Value> {
  const cls = typeOf(x);
  const reduceEx = getattrOr(x, "__reduce_ex__");
  const reduce = getattrOr(cls, "__reduce__");
  const ownReduce = reduce !== undefined && reduce !== getattrOr(object, "__reduce__");
  if (reduceEx === undefined && !ownReduce) return rebuiltPlainly(x, memo);
  const reduced = reduceEx !== undefined ? call(reduceEx, 4) : call(reduce, x);
  if (typeof reduced === "string") return x;
  const [func, args, state, listItems, dictItems] = plainTuple(reduced).items;
  if (args === undefined) throw new TypeError("_reconstruct() missing 1 required positional argument: 'args'");
  const positional: Value[] = [];
  for (const arg of plainTuple(args).items) positional.push(memo === null ? arg : deep(arg, memo));
  const made = $callx(func, positional, null);
  if (memo !== null) setitem(memo, idOf(x), made);
  if (state !== undefined && state !== null) setState(made, memo === null ? state : deep(state, memo));
  if (listItems !== undefined && listItems !== null) {
    const it = iterate(listItems);
    for (let item = it.$next(); item !== END; item = it.$next()) callMethod(made, "append", memo === null ? item : deep(item, memo));
  }
  if (dictItems !== undefined && dictItems !== null) {
    const it = iterate(dictItems);
    for (let pair = it.$next(); pair !== END; pair = it.$next()) {
      const { items } = plainTuple(pair);
      if (memo === null) setitem(made, items[0], items[1]);
      else {
        const key = deep(items[0], memo);
        setitem(made, key, deep(items[1], memo));
      }
    }
  }
  return made;
}

/** What object.__reduce_ex__ and copyreg do for an instance: its class's `__new__`, its attributes, its items. */
function rebuiltPlainly(x: Value, memo: Value): Suspends<Value> {
  const cls: Value = typeOf(x);
  let made: Value;
  const newArgs = getattrOr(x, "__getnewargs__");
  if (newArgs !== undefined) {
    const args = plainTuple(call(newArgs)).items;
    const positional: Value[] = [cls];
    for (const arg of args) positional.push(memo === null ? arg : deep(arg, memo));
    made = $callx($getattr(cls, "__new__"), positional, null);
  } else made = bareInstance(cls);
  if (memo !== null) setitem(memo, idOf(x), made);
  const getState = getattrOr(x, "__getstate__");
  const state = getState !== undefined ? call(getState) : (getattrOr(x, "__dict__") ?? null);
  if (state !== null) setState(made, memo === null ? state : deep(plainCopy(state), memo));
  if (Array.isArray(x)) for (let i = 0; i < x.length; i++) callMethod(made, "append", memo === null ? x[i] : deep(x[i], memo));
  else if (x instanceof Dict) {
    const entries = x.$entries();
    for (let i = 0; i < entries.length; i++) {
      const { key, value } = entries[i] as Entry;
      setitem(made, memo === null ? key : deep(key, memo), memo === null ? value : deep(value, memo));
    }
  } else if (x instanceof PySet) {
    const keys = x.$array();
    for (let i = 0; i < keys.length; i++) (made as PySet).$add(memo === null ? keys[i] : deep(keys[i], memo));
  }
  return made;
}

/** A `__dict__` is a view of its object: a copy of it is taken first. */
function plainCopy(state: Value): Value {
  return state instanceof Dict ? state.$copy() : state;
}

function setState(made: Value, state: Value): Suspends<void> {
  const own = getattrOr(made, "__setstate__");
  if (own !== undefined) {
    call(own, state);
    return;
  }
  let attributes = state;
  let slots: Value = null;
  if (state instanceof Tuple && state.items.length === 2) [attributes, slots] = state.items as [Value, Value];
  if (attributes !== null) callMethod($getattr(made, "__dict__"), "update", attributes);
  if (slots !== null) {
    const entries = (slots as Dict).$entries();
    for (let i = 0; i < entries.length; i++) $setattr(made, (entries[i] as Entry).key, (entries[i] as Entry).value);
  }
}

export const replace = builtin(
  "replace(obj, /, **changes)",
  function (obj: Value, changes: Kw): Suspends<Value> {
    const own = getattrOr(typeOf(obj), "__replace__");
    if (own === undefined) throw new TypeError(`replace() does not support ${typeOf(obj).$name} objects`);
    return $callx(own, [obj], changes);
  },
  "copy",
);

export default pymodule("copy", { Error, copy, deepcopy, replace, error: Error });

/**
 * reduce - how objects say what they can be made of again: the `__reduce_ex__` and `__getstate__` of object, and the functions of copyreg
 * that their answers name.
 *
 * Mirrors     Objects/typeobject.c (object___reduce_ex__, reduce_newobj, object_getstate), Lib/copyreg.py
 * Suspends    `__getnewargs_ex__`, `__getnewargs__`, `__getstate__`, `__reduce__`
 */
import type { Suspends } from "../frames/suspend.js";
import { attributeDict } from "./attributedict.js";
import { $getattr, getattrOr } from "./attributes.js";
import { $callx } from "./call.js";
import { Dict, isDict } from "./dict.js";
import { TypeError, ValueError } from "./exceptions.js";
import { describe, Kw, type FunctionMeta } from "./function.js";
import { pyIterator, spread } from "./iterator.js";
import type { Entry } from "./keymap.js";
import { lookup, object, specialMethod, typeOf, type PyType, type Value } from "./object.js";
import { call, callMethod } from "./protocols/call.js";
import { truth } from "./protocols/bool.js";
import { repr } from "./protocols/repr.js";
import { isTuple, plainTuple, Tuple } from "./tuple.js";
import { className } from "./typename.js";

/** A function of the module copyreg. */
function copyregFunction<F extends object>(name: string, params: string[], varargs: string | null, f: F): F {
  const meta: FunctionMeta = {
    name,
    qualname: name,
    module: "copyreg",
    params,
    posonly: 0,
    required: params.length,
    kwonly: [],
    kwrequired: 0,
    varargs,
    varkw: null,
    doc: null,
    kind: "function",
    method: false,
    line: 0,
  };
  return describe(f, meta);
}

export const __newobj__ = copyregFunction("__newobj__", ["cls"], "args", function (cls: Value, ...args: Value[]): Suspends<Value> {
  return call($getattr(cls, "__new__"), cls, ...args);
});

export const __newobj_ex__ = copyregFunction(
  "__newobj_ex__",
  ["cls", "args", "kwargs"],
  null,
  function (cls: Value, args: Value, kwargs: Value): Suspends<Value> {
    return newWithKeywords(cls, spread(args), kwargs);
  },
);

/** `cls.__new__(cls, *args, **kwargs)` */
export function newWithKeywords(cls: Value, args: Value[], kwargs: Dict): Suspends<Value> {
  const kw = new Kw();
  const entries = kwargs.$entries();
  for (let i = 0; i < entries.length; i++) {
    const { key, value } = entries[i] as Entry;
    if (typeof key !== "string") throw new TypeError("keywords must be strings");
    kw[key] = value;
  }
  return $callx($getattr(cls, "__new__"), [cls, ...args], kw);
}

export const _reconstructor = copyregFunction(
  "_reconstructor",
  ["cls", "base", "state"],
  null,
  function (cls: Value, base: Value, state: Value): Suspends<Value> {
    if (base === object) return call($getattr(object, "__new__"), cls);
    const made = call($getattr(base, "__new__"), cls, state);
    const init = lookup(base as PyType, "__init__");
    if (init !== undefined && init.$owner !== object) call($getattr(base, "__init__"), made, state);
    return made;
  },
);

/** The first class of the MRO that is no class of Python code. */
function builtinBase(cls: PyType): PyType {
  for (const base of cls.$mro) if (!base.$heap) return base;
  return object;
}

export const _reduce_ex = copyregFunction("_reduce_ex", ["self", "proto"], null, function (self: Value, _proto: Value): Suspends<Value> {
  const cls = $getattr(self, "__class__");
  const base = builtinBase(cls as PyType);
  let held: Value = null;
  if (base !== object) {
    if (base === cls) throw new TypeError(`cannot pickle ${repr(cls.$name)} object`);
    held = call(base, self);
  }
  const args = new Tuple([cls, base, held]);
  const slots = getattrOr(self, "__slots__");
  const hasSlots = slots !== undefined && truth(slots);
  if (hasSlots && getattrOr(typeOf(self), "__getstate__") === getattrOr(object, "__getstate__")) {
    throw new TypeError("a class that defines __slots__ without defining __getstate__ cannot be pickled");
  }
  const state = callMethod(self, "__getstate__");
  return truth(state) ? new Tuple([_reconstructor, args, state]) : new Tuple([_reconstructor, args]);
});

/** The names of a class's slots, those of its bases included. */
export function slotNames(cls: PyType): Suspends<string[]> {
  if (cls.$slotNames !== undefined) return cls.$slotNames as string[];
  const names: string[] = [];
  for (const base of cls.$mro) {
    const slots = base.$dict.get("__slots__");
    if (slots === undefined || slots === null) continue;
    const listed: Value[] = typeof slots === "string" ? [slots] : spread(slots);
    for (let i = 0; i < listed.length; i++) {
      const name = listed[i] as string;
      if (name === "__dict__" || name === "__weakref__") continue;
      const bare = base.$name.replace(/^_+/, "");
      names.push(name.startsWith("__") && !name.endsWith("__") && bare !== "" ? `_${bare}${name}` : name);
    }
  }
  if (cls.$heap) cls.$slotNames = names;
  return names;
}

/** Classes in C whose instances have no fixed size, and no `__getnewargs__`. */
const UNSIZED: ReadonlySet<string> = new Set(["code", "memoryview"]);

/** object.__getstate__; `required`: the state must hold all that the object is. Of a class in C with `$bare` it does: that has no more than object. */
function defaultState(o: Value, required: boolean): Suspends<Value> {
  const cls = typeOf(o);
  if (required) {
    const base = builtinBase(cls);
    if (base !== object && base.$bare !== true)
      throw new TypeError(UNSIZED.has(base.$name) ? `cannot pickle ${className(cls)} objects` : `cannot pickle '${className(cls)}' object`);
  }
  const names = slotNames(cls);
  const attributes = cls.$hasDict ? attributeDict(o) : null;
  const state = attributes === null || attributes.$size() === 0 ? null : attributes;
  if (names.length === 0) return state;
  const values = new Dict();
  for (let i = 0; i < names.length; i++) {
    const value = getattrOr(o, names[i] as string);
    if (value !== undefined) values.$setNamed(names[i] as string, value);
  }
  return values.$size() === 0 ? state : new Tuple([state, values]);
}

export function getState(o: Value): Suspends<Value> {
  return defaultState(o, false);
}

/** What `__getnewargs_ex__` or `__getnewargs__` says; undefined if there is neither. */
function newArguments(o: Value): Suspends<{ args: Tuple; kwargs: Value } | undefined> {
  const full = specialMethod(o, "__getnewargs_ex__");
  if (full !== undefined && full !== null) {
    const given = full.call(o);
    if (!isTuple(given)) throw new TypeError(`__getnewargs_ex__ should return a tuple, not '${typeOf(given).$name}'`);
    const { items } = plainTuple(given);
    if (items.length !== 2) throw new ValueError(`__getnewargs_ex__ should return a tuple of length 2, not ${items.length}`);
    if (!isTuple(items[0])) throw new TypeError(`first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '${typeOf(items[0]).$name}'`);
    if (!isDict(items[1])) throw new TypeError(`second item of the tuple returned by __getnewargs_ex__ must be a dict, not '${typeOf(items[1]).$name}'`);
    return { args: plainTuple(items[0]), kwargs: items[1] };
  }
  const short = specialMethod(o, "__getnewargs__");
  if (short === undefined || short === null) return undefined;
  const given = short.call(o);
  if (!isTuple(given)) throw new TypeError(`__getnewargs__ should return a tuple, not '${typeOf(given).$name}'`);
  return { args: plainTuple(given), kwargs: null };
}

/** The reduction of protocol 2 and up. */
function reduceNew(o: Value): Suspends<Value> {
  const cls = typeOf(o);
  const isList = Array.isArray(o);
  const isMapping = isDict(o);
  if (cls.$noNew === true) throw new TypeError(`cannot pickle '${className(cls)}' object`);
  const given = newArguments(o);
  let make: Value = __newobj__;
  let args: Tuple;
  if (given === undefined) args = new Tuple([cls]);
  else if (given.kwargs === null || given.kwargs.$size() === 0) args = new Tuple([cls, ...given.args.items]);
  else {
    make = __newobj_ex__;
    args = new Tuple([cls, given.args, given.kwargs]);
  }
  const required = given === undefined && !isList && !isMapping;
  const getstate = $getattr(o, "__getstate__");
  const state = getstate.$func === object.prototype.__getstate__ && getstate.$self === o ? defaultState(o, required) : call(getstate);
  const items = isList ? pyIterator(o) : null;
  const pairs = isMapping ? pyIterator(callMethod(o, "items")) : null;
  return new Tuple([make, args, state, items, pairs]);
}

/** object.__reduce__ */
export function reduceOld(o: Value): Suspends<Value> {
  return _reduce_ex(o, 0);
}

/** object.__reduce_ex__ */
export function reduceEx(o: Value, protocol: number): Suspends<Value> {
  const reduce = getattrOr(o, "__reduce__");
  if (reduce !== undefined) {
    const own = lookup(typeOf(o), "__reduce__");
    if (own === undefined || own === null || own.$owner !== object) return call(reduce);
  }
  return protocol >= 2 ? reduceNew(o) : _reduce_ex(o, protocol);
}

/**
 * _weakref - references that do not keep their object alive.
 *
 * Mirrors     Modules/_weakref.c, Objects/weakrefobject.c of CPython 3.13
 * Calls back  __hash__ and __eq__ of the objects
 * Differs     when an object dies is as lifetimes/settle.ts says
 */
import { lives, refer } from "../lifetimes/tracked.js";
import type { Suspends } from "../frames/suspend.js";
import { TypeError } from "../objects/exceptions.js";
import { genericAlias } from "../objects/genericalias.js";
import { address } from "../objects/identity.js";
import type { Dict } from "../objects/dict.js";
import { isReferable, weakReferences } from "../objects/class.js";
import { pymodule } from "../objects/module.js";
import type { Kw } from "../objects/function.js";
import { isType, lookup, NotImplemented, object, typeOf, type PyType, type Value } from "../objects/object.js";
import { eq } from "../objects/protocols/eq.js";
import { call } from "../objects/protocols/call.js";
import { hash } from "../objects/protocols/hash.js";
import { $caught, $handled, $uncaught } from "../objects/raise.js";
import { isCallable } from "../objects/iterators.js";
import { CallableProxyType, ProxyType } from "./weakproxy.js";
import { reportUnraisable } from "./unraisable.js";
import { builtin, builtinType, getset, methods } from "../objects/register.js";
import { fullName, typeName } from "../objects/typename.js";
import { carriedContents, carriedTable } from "../snapshot/carried.js";

class RefObject {
  /** null: told that it is gone */
  declare $target: WeakRef<object> | null;
  declare $callback: Value;
  declare $hash: Value;
}
Object.setPrototypeOf(RefObject.prototype, object.prototype as object);

function targetOf(one: RefObject): Value {
  return one.$target === null ? undefined : one.$target.deref();
}

/** The references of an object that are alive themselves: the one without a callback is made once. */
const known = new WeakMap<object, WeakRef<RefObject>[]>();
carriedTable("weak references", () => known);

function mayRefer(x: Value): boolean {
  return typeof x === "function" || (typeof x === "object" && x !== null && isReferable(typeOf(x)));
}

function alive(x: object): RefObject[] {
  const refs: RefObject[] = [];
  for (const weak of known.get(x) ?? []) {
    const one = weak.deref();
    if (one !== undefined) refs.push(one);
  }
  return refs;
}

/** `__weakref__`: the reference without a callback stands before the others, of which the newest comes first. */
function firstOf(x: Value): Value {
  const refs = alive(x as object);
  return refs.find((one) => one.$callback === null) ?? refs.at(-1) ?? null;
}

/** Tells the references of an object that it is gone, the newest first. */
function tell(o: Value): Suspends<void> {
  const refs = alive(o as object);
  known.delete(o as object);
  for (let i = 0; i < refs.length; i++) refs[i]!.$target = null;
  for (let i = refs.length - 1; i >= 0; i--) if (refs[i]!.$callback !== null) notify(refs[i]!);
}

/** The references with a callback, while they are alive themselves. */
const calling = new Set<WeakRef<RefObject>>();
carriedContents("weak references with a callback", calling);

/** Calls back for what JavaScript has collected before anyone looked; what a callback raises is only told. */
function tellUnseen(): Suspends<void> {
  const due: RefObject[] = [];
  for (const weak of [...calling]) {
    const one = weak.deref();
    if (one === undefined) calling.delete(weak);
    else if (one.$target === null) calling.delete(weak);
    else if (targetOf(one) === undefined) {
      calling.delete(weak);
      due.push(one);
    }
  }
  for (let i = due.length - 1; i >= 0; i--) notify(due[i]!);
}

lives.tell = tell;
lives.tellUnseen = tellUnseen;
weakReferences.first = firstOf;

function notify(one: RefObject): Suspends<void> {
  const handled = $handled();
  try {
    call(one.$callback, one);
  } catch (thrown) {
    reportUnraisable($caught(thrown, null), null, one.$callback);
    $uncaught(handled);
  }
}

/** A reference or a proxy; the one without a callback is made once. */
function makeReference(cls: Value, x: Value, callback: Value): Value {
  if (!mayRefer(x)) throw new TypeError(`cannot create weak reference to '${typeName(x)}' object`);
  const refs = alive(x as object);
  if (callback === null && !cls.$heap) {
    const same = refs.find((one) => one.$callback === null && typeOf(one) === cls);
    if (same !== undefined) return same;
  }
  const made = Object.create(cls.prototype as object) as RefObject;
  made.$target = new WeakRef(x as object);
  made.$callback = callback;
  made.$hash = undefined;
  if (callback !== null) calling.add(new WeakRef(made));
  if (refs.length === 0) refer(x as object);
  known.set(
    x as object,
    [...refs, made].map((one) => new WeakRef(one)),
  );
  return made;
}

/** What a reference takes; keywords are for the `__init__` of a derived class. */
function checkParts(name: string, args: readonly Value[]): void {
  if (args.length < 1) throw new TypeError(`${name} expected at least 1 argument, got 0`);
  if (args.length > 2) throw new TypeError(`${name} expected at most 2 arguments, got ${args.length}`);
}

function noKeywords(kw: Kw): void {
  if (Object.keys(kw).length > 0) throw new TypeError("ref() takes no keyword arguments");
}

function makeRef(cls: Value, args: readonly Value[]): Value {
  checkParts("__new__", args);
  return makeReference(cls, args[0], args[1] ?? null);
}

function makePlain(args: Value[], kw: Kw): Value {
  noKeywords(kw);
  return makeRef(ref, args);
}

export const ref = builtinType("ReferenceType(*args, **kwargs)", makePlain, { module: "weakref", prototype: RefObject.prototype });

methods(ref, {
  "__new__(cls, /, *args, **kwargs)": function (this: Value, args: Value[]): Value {
    // keywords stand where the `__init__` of a derived class has them
    return makeRef(this, lookup(this as PyType, "__init__")?.$owner === ref ? args : args.slice(0, 2));
  },
  "__init__(self, /, *args, **kwargs)": function (this: Value, args: Value[], kw: Kw): null {
    noKeywords(kw);
    checkParts("__init__", args);
    return null;
  },
  "__call__(self, /)": function (this: RefObject): Value {
    return targetOf(this) ?? null;
  },
  "__hash__(self, /)": function (this: RefObject): Suspends<Value> {
    if (this.$hash !== undefined) return this.$hash;
    const target = targetOf(this);
    if (target === undefined) throw new TypeError("weak object has gone away");
    return (this.$hash = hash(target));
  },
  "__eq__(self, value, /)": function (this: RefObject, value: Value): Suspends<Value> {
    if (!(value instanceof RefObject)) return NotImplemented;
    const a = targetOf(this);
    const b = targetOf(value);
    return a === undefined || b === undefined ? this === value : eq(a, b);
  },
  "__repr__(self, /)": function (this: RefObject): string {
    const target: Value = targetOf(this);
    if (target === undefined) return `<weakref at ${address(this)}; dead>`;
    const name: Value = typeof target === "function" ? (isType(target) ? target.$name : target.$f?.name) : undefined;
    return `<weakref at ${address(this)}; to '${fullName(typeOf(target))}' at ${address(target)}${name === undefined ? "" : ` (${String(name)})`}>`;
  },
  "__class_getitem__(cls, item, /)": function (this: Value, item: Value): Value {
    return genericAlias(this, item);
  },
});
getset(ref, { __callback__: [(self: RefObject) => (targetOf(self) === undefined ? null : self.$callback)] });

export const proxy = builtin(
  "proxy(object, callback=None, /)",
  (x: Value, callback: Value): Suspends<Value> => makeReference(isCallable(x) ? CallableProxyType : ProxyType, x, callback ?? null),
  "_weakref",
);

export const getweakrefcount = builtin("getweakrefcount(object, /)", (x: Value): number => (mayRefer(x) ? alive(x as object).length : 0), "_weakref");
export const getweakrefs = builtin("getweakrefs(object, /)", (x: Value): Value[] => (mayRefer(x) ? alive(x as object) : []), "_weakref");

export const _remove_dead_weakref = builtin(
  "_remove_dead_weakref(dct, key, /)",
  (dct: Value, key: Value): Suspends<null> => {
    const found: Value = (dct as Dict).$get(key);
    if (found instanceof RefObject && targetOf(found) === undefined) (dct as Dict).$delete(key);
    return null;
  },
  "_weakref",
);

export default pymodule("_weakref", {
  ref,
  ReferenceType: ref,
  ProxyType,
  CallableProxyType,
  proxy,
  getweakrefcount,
  getweakrefs,
  _remove_dead_weakref,
});

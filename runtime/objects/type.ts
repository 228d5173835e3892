/**
 * type - making instances, and making classes: order of bases, layout, mirrors, slots.
 *
 * Mirrors     Objects/typeobject.c (type_call, type_new, mro_implementation)
 */
import type { Suspends } from "../frames/suspend.js";
import { descriptorGet } from "./attributes.js";
import { kwCount, makerBelow, placeInit } from "./construct.js";
import { hasEnd, track } from "../lifetimes/settle.js";
import { BaseException, exceptionAllocator, TypeError } from "./exceptions.js";
import { $callx } from "./call.js";
import { staticmethodType } from "./descriptors.js";
import { Kw, methodForm, plain } from "./function.js";
import { isinstance, late, isObjectsNew, lookup, Make, object, specialMethod, type, typeOf, wrapperDescriptorType, type PyType, type Value } from "./object.js";

/** Finds out how a class makes its instances. */
function prepare(cls: PyType): Make {
  const meta = cls.$cls;
  const call = lookup(meta, "__call__");
  if (meta !== type && call !== undefined && call.$owner !== type) return (cls.$make = Make.Meta);
  const make = lookup(cls, "__new__");
  const init = lookup(cls, "__init__");
  cls.$new = make === undefined ? null : unwrapStatic(make);
  const ownInit = init === undefined || init.$owner === object || init.$owner === BaseException ? null : init;
  cls.$init = ownInit === null ? null : typeof ownInit === "function" && ownInit.$f !== undefined ? methodForm(ownInit) : boundInit(ownInit);
  if (cls.$new === null || isObjectsNew(cls.$new)) {
    if (cls.$abstract || madeOnlyWithin(cls) || makerBelow(cls) !== null) return (cls.$make = Make.General);
    if (cls.$alloc === null || cls.$alloc.prototype !== cls.prototype) cls.$alloc = allocator(cls);
    return (cls.$make = cls.$init === null ? Make.Plain : Make.Init);
  }
  if (cls.$new.$owner === BaseException) {
    if (cls.$alloc === null) cls.$alloc = exceptionAllocator(cls);
    return (cls.$make = Make.Exception);
  }
  return (cls.$make = Make.General);
}

/** Whether a class makes no instances for Python code, as C types without a `tp_new` do not. */
function madeOnlyWithin(cls: PyType): boolean {
  if (cls.$noNew === true) return true;
  return cls.$builtinMake === null && cls.$empty === null && cls !== object && isObjectsNew(lookup(cls, "__new__") ?? null);
}

function unwrapStatic(make: Value): Value {
  return make !== null && typeOf(make) === staticmethodType ? make.$func : make;
}

function boundInit(init: Value): Value {
  return function (this: Value, ...args: Value[]) {
    return (late.bindSpecial(this, typeOf(this), init) as Value).apply(this, args);
  };
}

/** What makes the bare instances of a class; those that have `__del__` are kept until it has run. */
export function allocator(cls: PyType): new () => Value {
  const Alloc = bareAllocator(cls);
  if (!hasEnd(cls)) return Alloc;
  const Tracked: Value = function () {
    const o: Value = new Alloc();
    track(o as object, cls);
    return o;
  };
  Tracked.prototype = Alloc.prototype;
  return Tracked as new () => Value;
}

function bareAllocator(cls: PyType): new () => Value {
  const empty = cls.$empty;
  const Alloc: Value =
    empty === null
      ? function () {}
      : function () {
          return empty(cls);
        };
  Alloc.prototype = cls.prototype;
  return Alloc as new () => Value;
}

/** Calls anything; a Kw may be the last of the arguments. */
function callWith(f: Value, args: Value[]): Suspends<Value> {
  const kw: Value = args[args.length - 1];
  return kw instanceof Kw ? $callx(f, args.slice(0, -1), kw) : $callx(f, args, null);
}

/** `cls(*args)`; a Kw may be the last of the arguments, with the keywords unplaced. */
export function instantiate(cls: PyType, args: Value[]): Suspends<Value> {
  let make = cls.$make;
  if (make === Make.Unknown) make = prepare(cls);
  if (make === Make.Init) {
    const o: Value = new cls.$alloc!();
    const n = args.length;
    const init = cls.$init;
    const kw = n > 0 && args[n - 1] instanceof Kw;
    badInit(init.apply(o, kw ? placeInit(init, args) : args));
    return o;
  }
  if (make === Make.Plain) {
    if (args.length > 0 && kwCount(args) !== 0) throw new TypeError(`${cls.$name}() takes no arguments`);
    return new cls.$alloc!();
  }
  if (make === Make.Exception) return makeException(cls, args);
  if (make === Make.Meta) {
    const call = specialMethod(cls, "__call__");
    return call.apply(cls, placeInit(call, args));
  }
  if (cls === type && args.length === 1) return typeOf(args[0]);
  return typeCall(cls, args);
}

/** An instance of a class that is made by `__init__` (Make.Init), from placed arguments. */
function makeInit(cls: PyType, args: Value[]): Suspends<Value> {
  const o: Value = new cls.$alloc!();
  badInit(cls.$init.apply(o, args));
  return o;
}

function badInit(done: Value): void {
  if (done !== null && done !== undefined) throw new TypeError(`__init__() should return None, not '${typeOf(done).$name}'`);
}

function makeException(cls: PyType, args: Value[]): Suspends<Value> {
  if (cls.$pick !== undefined) cls = cls.$pick(cls, args);
  if (cls.$make === Make.Unknown) prepare(cls);
  const e: Value = new cls.$alloc!();
  const init = cls.$init;
  const n = args.length;
  const kw = n > 0 && args[n - 1] instanceof Kw ? args[n - 1] : null;
  e.$args = kw === null ? args : args.slice(0, -1);
  if (init !== null) {
    badInit(init.apply(e, kw === null ? args.slice() : placeInit(init, args)));
  } else if (kw !== null && Object.keys(kw).length > 0) throw new TypeError(`${cls.$name}() takes no keyword arguments`);
  return e;
}

/** Builtin classes whose `__new__` leaves keywords to the `__init__` of a subclass that has its own. */
const LEAVE_KEYWORDS: ReadonlySet<string> = new Set(
  "tuple frozenset float filter filterfalse chain map starmap islice takewhile dropwhile cycle reversed".split(" "),
);

function argumentsOfNew(f: Value, cls: PyType, args: Value[]): Value[] {
  const owner = f.$owner as PyType | undefined;
  if (owner === undefined || owner.$heap || !(args.at(-1) instanceof Kw) || !LEAVE_KEYWORDS.has(owner.$name)) return args;
  return lookup(cls, "__init__") === lookup(owner, "__init__") ? args : args.slice(0, -1);
}

/** type.__call__ in full: `__new__`, then `__init__` if it gave an instance. */
export function typeCall(cls: PyType, args: Value[]): Suspends<Value> {
  const make = lookup(cls, "__new__");
  if (make === undefined || madeOnlyWithin(cls))
    throw new TypeError(`cannot create '${cls.$module === "builtins" ? "" : `${cls.$module}.`}${cls.$name}' instances`);
  const found = unwrapStatic(make);
  const f = typeof found === "function" ? plain(found) : descriptorGet(found, undefined, cls, "__new__");
  const o = f?.$f === undefined ? callWith(f, [cls, ...args]) : f(...placeInit(f, [cls, ...argumentsOfNew(f, cls, args)]));
  if (!isinstance(o, cls)) return o;
  const init = lookup(typeOf(o), "__init__");
  if (init === undefined || (init.$owner === object && init.$cls === wrapperDescriptorType)) {
    if (args.length > 0 && isObjectsNew(f) && kwCount(args) !== 0 && makerBelow(cls) === null) throw new TypeError(`${cls.$name}() takes no arguments`);
    return o;
  }
  const method = typeof init === "function" && init.$f !== undefined ? methodForm(init) : boundInit(init);
  badInit(method.apply(o, placeInit(method, args)));
  return o;
}

late.instantiate = instantiate;
late.makeInit = makeInit;
late.badInit = badInit;
late.typeCall = typeCall;

/**
 * objectmethods - what `object` gives to everything.
 *
 * Mirrors     Objects/typeobject.c (object_methods, object_getsets)
 */
import { hasEnd, track } from "../lifetimes/settle.js";
import type { Suspends } from "../frames/suspend.js";
import { haveSameLayout } from "./class.js";
import { attributeName, genericDelete, genericGet, genericSet, getattrOr, isVeiled, noAttribute } from "./attributes.js";
import { moveAll, unveil } from "./attributedict.js";
import { $callx } from "./call.js";
import { kwCount, makerBelow } from "./construct.js";
import { TypeError } from "./exceptions.js";
import type { Kw } from "./function.js";
import { address, idOf } from "./identity.js";
import {
  changes,
  Ellipsis,
  ellipsisType,
  forget,
  isObjectsNew,
  issubclass,
  isType,
  lookup,
  NoneType,
  NotImplemented,
  notImplementedType,
  object,
  type PyType,
  specialMethod,
  typeOf,
  type Value,
} from "./object.js";
import { isDict } from "./dict.js";
import { iterate } from "./iterate.js";
import { moduleNamed } from "./modulehooks.js";
import { ownSize } from "./sizes.js";
import { truth } from "./protocols/bool.js";
import { toSize } from "./protocols/index.js";
import { repr } from "./protocols/repr.js";
import { getState, reduceEx, reduceOld } from "./reduce.js";
import { text } from "./protocols/str.js";
import { define, general, getset, methods } from "./register.js";
import { warn } from "./warn.js";

/** An instance without attributes; what `object.__new__` makes. */
export function bareInstance(cls: PyType): Value {
  const o = emptyInstance(cls);
  if (hasEnd(cls)) track(o as object, cls);
  return o;
}

/** An instance of a class that derives from one in C, made as that one's are. */
function madeBelow(cls: PyType, maker: Value, args: Value[], kw: Kw): Suspends<Value> {
  const made: Value = $callx(maker, args, kw);
  if (typeOf(made) !== cls) Object.setPrototypeOf(made, cls.prototype as object);
  if (hasEnd(cls)) track(made as object, cls);
  return made;
}

function emptyInstance(cls: PyType): Value {
  if (cls.$abstract) throw abstractError(cls);
  if (cls.$empty !== null) return cls.$empty(cls);
  return Object.create(cls.prototype as object);
}

function abstractError(cls: PyType): Value {
  const names: string[] = [...(cls.$abstractNames as string[])].sort();
  const list = names.map((name) => `'${name}'`).join(", ");
  return new TypeError(`Can't instantiate abstract class ${cls.$name} without an implementation for abstract method${names.length === 1 ? "" : "s"} ${list}`);
}

/** Classes have their own way of changing attributes, past which object's must not go. */
function notOfClass(o: Value, what: string): void {
  if (isType(o)) throw new TypeError(`can't apply this ${what} to ${typeOf(o).$name} object`);
}

function newObject(this: PyType, args: Value[], kw: Kw): Suspends<Value> {
  // lists, dicts and their like look at arguments in `__init__` alone
  if (this.$layout === object && kwCount([...args, kw]) > 0) {
    const init = lookup(this, "__init__");
    const make = lookup(this, "__new__");
    if (make !== undefined && !isObjectsNew(make)) throw new TypeError("object.__new__() takes exactly one argument (the type to instantiate)");
    if (init === undefined || init.$owner === object) throw new TypeError(`${this.$name}() takes no arguments`);
  }
  const maker = this.$abstract ? null : makerBelow(this);
  return maker === null ? bareInstance(this) : madeBelow(this, maker, args, kw);
}
general.make = newObject;

methods(object, {
  "__new__(cls, /, *args, **kwargs)": newObject,
  "__init__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw) {
    if (kwCount([...args, kw]) > 0) {
      const cls = typeOf(this);
      const init = lookup(cls, "__init__");
      const make = lookup(cls, "__new__");
      if (init !== undefined && init.$owner !== object) throw new TypeError("object.__init__() takes exactly one argument (the instance to initialize)");
      if ((make === undefined || isObjectsNew(make)) && !cls.$mro.some((one: Value) => one !== object && (one.$builtinMake ?? null) !== null))
        throw new TypeError(`${cls.$name}.__init__() takes exactly one argument (the instance to initialize)`);
    }
    return null;
  },
  "__getattribute__(self, name, /)"(this: Value, given: Value): Suspends<Value> {
    const name = typeof given === "string" ? given : attributeName(given);
    const value = genericGet(this, typeOf(this), name);
    if (value === undefined) throw noAttribute(this, name);
    return value;
  },
  "__setattr__(self, name, value, /)"(this: Value, name: Value, value: Value): Suspends<null> {
    notOfClass(this, "__setattr__");
    genericSet(this, typeOf(this), typeof name === "string" ? name : attributeName(name), value);
    return null;
  },
  "__delattr__(self, name, /)"(this: Value, name: Value): Suspends<null> {
    notOfClass(this, "__delattr__");
    genericDelete(this, typeOf(this), typeof name === "string" ? name : attributeName(name));
    return null;
  },
  "__eq__(self, value, /)"(this: Value, other: Value) {
    return this === other ? true : NotImplemented;
  },
  "__ne__(self, value, /)"(this: Value, other: Value): Suspends<Value> {
    const equal = specialMethod(this, "__eq__").call(this, other);
    return equal === NotImplemented ? NotImplemented : !truth(equal);
  },
  "__lt__(self, value, /)": () => NotImplemented,
  "__le__(self, value, /)": () => NotImplemented,
  "__gt__(self, value, /)": () => NotImplemented,
  "__ge__(self, value, /)": () => NotImplemented,
  "__repr__(self, /)"(this: Value) {
    const cls = typeOf(this);
    return `<${cls.$module === "builtins" ? "" : `${cls.$module}.`}${cls.$qualname} object at ${address(this)}>`;
  },
  "__str__(self, /)"(this: Value): Suspends<Value> {
    return repr(this);
  },
  "__format__(self, format_spec, /)"(this: Value, spec: Value): Suspends<Value> {
    const wanted = typeof spec === "string" ? spec : (spec?.$value as Value);
    if (typeof wanted !== "string") throw new TypeError(`__format__() argument must be str, not ${typeOf(spec).$name}`);
    if (wanted !== "") throw new TypeError(`unsupported format string passed to ${typeOf(this).$name}.__format__`);
    return text(this);
  },
  "__hash__(self, /)"(this: Value) {
    return idOf(this) / 16;
  },
  "__dir__(self, /)"(this: Value): Suspends<Value> {
    return namesOf(this);
  },
  "__sizeof__(self, /)"(this: Value): Suspends<number> {
    return ownSize(this);
  },
  "__getstate__(self, /)"(this: Value): Suspends<Value> {
    return getState(this);
  },
  "__reduce__(self, /)"(this: Value): Suspends<Value> {
    return reduceOld(this);
  },
  "__reduce_ex__(self, protocol, /)"(this: Value, protocol: Value): Suspends<Value> {
    return reduceEx(this, toSize(protocol));
  },
  "__init_subclass__(cls, /, *args, **kwargs)"(this: PyType, args: Value[], kw: Kw) {
    if (Object.keys(kw).length > 0) throw new TypeError(`${this.$qualname}.__init_subclass__() takes no keyword arguments`);
    if (args.length > 0) throw new TypeError(`${this.$qualname}.__init_subclass__() takes no arguments (${args.length} given)`);
    return null;
  },
  "__subclasshook__(cls, object, /)": () => NotImplemented,
});

const isModuleType = (cls: PyType): boolean => issubclass(cls, typeOf(moduleNamed("builtins")));

/** What `object.__dir__` lists: the instance's attributes and those of its classes. */
export function namesOf(o: Value): Suspends<string[]> {
  const names = new Set<string>();
  const dict = getattrOr(o, "__dict__");
  if (isType(o)) for (const name of o.$dict.keys()) names.add(name);
  else if (isDict(dict)) for (const name of dict.$keys()) names.add(name as string);
  const cls = getattrOr(o, "__class__");
  if (isType(cls)) for (const base of cls.$mro) for (const name of base.$dict.keys()) names.add(name);
  return [...names];
}

/** What `dir(o)` lists, unsorted: what its `__dir__` gives. */
export function listed(o: Value): Suspends<Value[]> {
  const method = specialMethod(o, "__dir__");
  return method === undefined || method === null ? namesOf(o) : iterate(method.call(o));
}

getset(object, {
  __class__: [
    (self: Value) => typeOf(self),
    (self: Value, cls: Value) => {
      if (!isType(cls)) throw new TypeError(`__class__ must be set to a class, not '${typeOf(cls).$name}' object`);
      const own = typeOf(self);
      const mayChange = (cls.$heap && own.$heap) || (isModuleType(cls) && isModuleType(own));
      if (!mayChange) throw new TypeError("__class__ assignment only supported for mutable types or ModuleType subclasses");
      if (!haveSameLayout(cls, own)) throw new TypeError(`__class__ assignment: '${cls.$name}' object layout differs from '${own.$name}'`);
      if (isType(self)) changeMetaclass(self as PyType, cls as PyType);
      else {
        const moves = isVeiled(own) !== isVeiled(cls as PyType);
        Object.setPrototypeOf(self as object, cls.prototype as object);
        changes.count++;
        if (!moves) return;
        if (!isModuleType(cls)) moveAll(self);
        else if (!isVeiled(cls)) unveil(self);
      }
    },
    () => {
      throw new TypeError("can't delete __class__ attribute");
    },
  ],
});

/** What a class is by its metaclass is found out anew. */
function changeMetaclass(cls: PyType, meta: PyType): void {
  cls.$cls = meta;
  forget(cls);
}

/** The one value of a class. */
function onlyOne(value: Value, name: string, args: Value[], kw: Kw): Value {
  if (kwCount([...args, kw]) > 0) throw new TypeError(`${name} takes no arguments`);
  return value;
}

methods(notImplementedType, {
  "__new__(cls, /, *args, **kwargs)"(this: PyType, args: Value[], kw: Kw) {
    return onlyOne(NotImplemented, "NotImplementedType", args, kw);
  },
  "__repr__(self, /)": () => "NotImplemented",
  "__reduce__(self, /)": () => "NotImplemented",
  "__bool__(self, /)": (): Suspends<boolean> => {
    warn("DeprecationWarning", "NotImplemented should not be used in a boolean context");
    return true;
  },
});
methods(ellipsisType, {
  "__new__(cls, /, *args, **kwargs)"(this: PyType, args: Value[], kw: Kw) {
    return onlyOne(Ellipsis, "EllipsisType", args, kw);
  },
  "__repr__(self, /)": () => "Ellipsis",
  "__reduce__(self, /)": () => "Ellipsis",
});
methods(NoneType, {
  "__new__(cls, /, *args, **kwargs)"(this: PyType, args: Value[], kw: Kw) {
    return onlyOne(null, "NoneType", args, kw);
  },
  "__repr__(self, /)": () => "None",
  "__bool__(self, /)": () => false,
  "__eq__(self, value, /)": (value: Value) => (value === null ? true : NotImplemented),
});
object.$doc =
  "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n";
define(object, "__doc__", object.$doc, object.$doc);

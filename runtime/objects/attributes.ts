/**
 * attributes - reading, setting and deleting attributes, on every path that is not a plain property.
 *
 * Mirrors     Objects/object.c (PyObject_GenericGetAttr ...), Objects/typeobject.c (type_getattro), Objects/descrobject.c
 * Suspends    descriptors, __getattribute__, __getattr__, __setattr__, __delattr__ may be Python code
 */
import type { Suspends } from "../frames/suspend.js";
import { AttributeError, TypeError } from "./exceptions.js";
import { bindMethod, exposed, methodForm } from "./function.js";
import { jsName } from "./names.js";
import { className, typeName } from "./typename.js";
import {
  builtinFunctionType,
  classMethodDescriptorType,
  functionType,
  isinstance,
  isType,
  late,
  lookup,
  object,
  methodDescriptorType,
  methodType,
  noteStore,
  specialMethod,
  type,
  typeOf,
  wrapperDescriptorType,
  type AttributeHooks,
  type PyType,
  type Value,
} from "./object.js";
import { $caught, $handled, $reraise, $uncaught } from "./raise.js";
import { getsetType, memberType } from "./register.js";
import { carriedContents } from "../snapshot/carried.js";

/** The attribute of any value; AttributeError if it has none. */
export function $getattr(o: Value, name: string): Suspends<Value> {
  const cls = typeOf(o);
  const hooks = cls.$hooks ?? findHooks(cls);
  if (hooks === NO_HOOKS || (hooks.getattribute === null && hooks.getattr === null)) {
    const value = genericGet(o, cls, name);
    if (value !== undefined) return value;
    throw noAttribute(o, name);
  }
  return hookedGet(o, cls, hooks, name);
}

/** The attribute, or undefined where `$getattr` raises AttributeError. */
export function getattrOr(o: Value, name: string): Suspends<Value> {
  const cls = typeOf(o);
  const hooks = cls.$hooks ?? findHooks(cls);
  const handled = $handled();
  try {
    return hooks.getattribute === null && hooks.getattr === null ? genericGet(o, cls, name) : hookedGet(o, cls, hooks, name);
  } catch (e) {
    const error = $caught(e, null);
    if (!isinstance(error, AttributeError)) throw $reraise(error);
    $uncaught(handled);
    return undefined;
  }
}

const NO_HOOKS: AttributeHooks = { getattribute: null, getattr: null, setattr: null, delattr: null, veiled: false };

/** The class's own ways of attribute access, as methods with `this`; null where they are object's. */
export function findHooks(cls: PyType): AttributeHooks {
  const found = (name: string): Value => {
    const method = lookup(cls, name);
    if (method === undefined) return null;
    // object's own, and those of C types, which attribute access knows; but what an alias shows is its class's
    if (method.$cls === wrapperDescriptorType && method.$f.name === name && (name !== "__getattribute__" || method.$owner === object)) return null;
    return specialFrom(method);
  };
  const getattribute = found("__getattribute__");
  const veiled = getattribute !== null && cls.$heap && cls.$layout !== type && lookup(cls, "__getattribute__").$cls !== wrapperDescriptorType;
  const hooks = { getattribute, getattr: found("__getattr__"), setattr: found("__setattr__"), delattr: found("__delattr__"), veiled };
  const none = hooks.getattribute === null && hooks.getattr === null && hooks.setattr === null && hooks.delattr === null;
  return (cls.$hooks = none ? NO_HOOKS : hooks);
}

function specialFrom(method: Value): Value {
  if (typeof method === "function" && method.$f !== undefined && binds(method)) return methodForm(method);
  return function (this: Value, ...args: Value[]) {
    return (late.bindSpecial(this, typeOf(this), method) as Value).apply(this, args);
  };
}

function hookedGet(o: Value, cls: PyType, hooks: AttributeHooks, name: string): Suspends<Value> {
  const handled = $handled();
  try {
    if (hooks.getattribute !== null) return hooks.getattribute.call(o, name);
    const value = genericGet(o, cls, name);
    if (value !== undefined) return value;
  } catch (e) {
    const error = $caught(e, null);
    if (hooks.getattr === null || !isinstance(error, AttributeError)) throw $reraise(error);
    $uncaught(handled);
  }
  try {
    return hooks.getattr.call(o, name);
  } catch (e) {
    const error = $caught(e, null);
    $uncaught(handled);
    if (isinstance(error, AttributeError) && error.$obj === undefined && error.$attr === undefined) {
      error.$obj = o;
      error.$attr = name;
    }
    throw $reraise(error);
  }
}

/** Before the names of properties that no plain read is to find: an attribute that the class overrides, or of a class with a `__getattribute__`; no character of any text. */
export const HIDDEN = "\ufdd0";

/** Whether no plain read may find what instances of a class have: it has a `__getattribute__`. */
export function isVeiled(cls: PyType): boolean {
  return (cls.$hooks ?? findHooks(cls)).veiled;
}

/** The property under which an instance of a class has an attribute; the runtime's own stores of it are plain. */
export function ownProperty(store: Value, hooks: AttributeHooks, name: string): string {
  const property = jsName(name);
  if (!hooks.veiled || Object.hasOwn(store as object, property)) return property;
  veiled.any = true;
  return HIDDEN + name;
}

/** Whether a function found in a class becomes a method of its instances. */
export function binds(f: Value): boolean {
  const kind = f.$cls;
  return kind === functionType || kind === methodDescriptorType || kind === wrapperDescriptorType || kind.$binds === true;
}

/** object.__getattribute__, but undefined where that raises for want of the attribute. */
export function genericGet(o: Value, cls: PyType, name: string): Suspends<Value> {
  if (cls.$getattro !== null) return cls.$getattro(o, name);
  const found = lookup(cls, name);
  if (found !== undefined && overrides(found)) return descriptorGet(found, o, cls, name);
  if (cls.$hasDict) {
    const property = jsName(name);
    const store = o.$store ?? o;
    if (Object.hasOwn(store as object, property)) {
      const own = store[property];
      if (own !== undefined) return own;
    }
    if (veiled.any) {
      const own: Value = store[HIDDEN + name];
      if (own !== undefined) return own;
    }
  }
  return found === undefined ? undefined : descriptorGet(found, o, cls, name);
}

/** What an attribute of a class is when it is read from an instance (`o`), or from the class itself (`o` undefined). */
export function descriptorGet(found: Value, o: Value, cls: PyType, _name: string): Suspends<Value> {
  if (typeof found === "function") {
    if (found.$f === undefined || found.$self !== undefined || isType(found)) return found;
    const kind = found.$cls;
    if (binds(found)) {
      return o === undefined ? exposed(found) : bindMethod(o, methodForm(found));
    }
    if (kind === classMethodDescriptorType) return bindMethod(cls, found);
    return exposed(found);
  }
  if (found === null || typeof found !== "object") return found;
  const kind = found.$cls as PyType;
  if (kind === getsetType) return o === undefined ? found : getsetGet(found, o);
  if (kind === memberType) return o === undefined ? found : memberGet(found, o);
  if (kind.$isProperty === true && o !== undefined && found.$getter !== null) return found.$getter.call(o);
  const get = specialMethod(found, "__get__");
  if (get === undefined) return found;
  if (get === null) throw new TypeError("'NoneType' object is not callable");
  return get.call(found, o === undefined ? null : o, cls);
}

function getsetGet(descriptor: Value, o: Value): Suspends<Value> {
  if (descriptor.$get === null) throw new AttributeError(`unreadable attribute '${descriptor.$name}'`);
  return descriptor.$get(o);
}

/** Value of a slot; undefined if it is unset. */
function memberGet(descriptor: Value, o: Value): Suspends<Value> {
  if (descriptor.$get !== null) return descriptor.$get(o);
  const property = jsName(descriptor.$name as string);
  const value: Value = Object.hasOwn(o as object, property) ? o[property] : veiled.any ? o[HIDDEN + descriptor.$name] : undefined;
  if (value !== undefined) return value;
  throw attributeError(o, descriptor.$name as string, `'${fullTypeName(typeOf(o))}' object has no attribute '${descriptor.$name}'`);
}

/** Name of a class with its module, but for those of the script and builtins. */
function fullTypeName(cls: PyType): string {
  return cls.$module === "builtins" || cls.$module === "__main__" ? cls.$qualname : `${cls.$module}.${cls.$qualname}`;
}

/** Whether an attribute of a class is read where the instance has its own: one with `__set__` alone is not. */
export function overrides(found: Value): boolean {
  if (typeof found !== "object" || found === null || !isDataDescriptor(found)) return false;
  const kind = found.$cls as PyType;
  return kind === getsetType || kind === memberType || lookup(kind, "__get__") !== undefined;
}

/** Whether an attribute of a class is asked before the instance is changed. */
export function isDataDescriptor(found: Value): boolean {
  if (typeof found !== "object" || found === null) return false;
  const kind = found.$cls as PyType;
  if (kind === getsetType || kind === memberType) return true;
  return kind !== undefined && (lookup(kind, "__set__") !== undefined || lookup(kind, "__delete__") !== undefined);
}

/** type.__getattribute__ */
type.$getattro = function typeAttribute(cls: Value, name: string): Suspends<Value> {
  const meta = cls.$cls as PyType;
  const own = lookup(meta, name);
  if (own !== undefined && overrides(own)) return descriptorGet(own, cls, meta, name);
  const found = lookup(cls as PyType, name);
  if (found !== undefined) {
    late.show(cls as PyType, name, found);
    return descriptorGet(found, undefined, cls as PyType, name);
  }
  return own === undefined ? undefined : descriptorGet(own, cls, meta, name);
};

/** A method's own attributes, then those of its function. */
methodType.$getattro = function methodAttribute(method: Value, name: string): Suspends<Value> {
  const cls = typeOf(method);
  const own = lookup(cls, name);
  if (own !== undefined) return descriptorGet(own, method, cls, name);
  return getattrOr(exposed(method.$func), name);
};

/** `o.x = v` */
export function $setattr(o: Value, name: string, value: Value): Suspends<void> {
  const cls = typeOf(o);
  const property = cls.$stores.get(name);
  if (property !== undefined) {
    o[property] = value;
    return;
  }
  const hooks = cls.$hooks ?? findHooks(cls);
  if (hooks.setattr !== null) {
    hooks.setattr.call(o, name, value);
    return;
  }
  genericSet(o, cls, name, value);
}

/** object.__setattr__ */
export function genericSet(o: Value, cls: PyType, name: string, value: Value): Suspends<void> {
  if (cls.$setattro !== null && cls.$setattro(o, name, value)) return;
  const found = lookup(cls, name);
  if (found !== undefined && typeof found === "object" && found !== null) {
    if (found.$cls === memberType && found.$get === null) {
      const hooks = cls.$hooks ?? findHooks(cls);
      const property = ownProperty(o, hooks, name);
      o[property] = value;
      if (hooks === NO_HOOKS) noteStore(cls, name, property);
      return;
    }
    if (descriptorSet(found, o, value)) return;
  }
  if (!cls.$hasDict) throw cannotSet(o, cls, name, found);
  const hooks = cls.$hooks ?? findHooks(cls);
  if (sharedStores.any) {
    const store = o.$store ?? o;
    store[ownProperty(store, hooks, name)] = value;
    return;
  }
  const property = ownProperty(o, hooks, name);
  if (hooks === NO_HOOKS && cls.$setattro === null) noteStore(cls, name, property);
  o[property] = value;
}

/** Whether any object has been given another one's `__dict__`: from then on no class remembers where attributes are stored. */
export const sharedStores = { any: false };
carriedContents("shared stores", sharedStores);

/** Whether any object has attributes that no plain read finds since its class has a `__getattribute__`. */
export const veiled = { any: false };
carriedContents("veiled attributes", veiled);

/** Raises where a descriptor of a C class or of a slot is used for an object of another class. */
export function appliesTo(descriptor: Value, o: Value): void {
  if (!isinstance(o, descriptor.$owner))
    throw new TypeError(`descriptor '${descriptor.$name}' for '${className(descriptor.$owner)}' objects doesn't apply to a '${typeName(o)}' object`);
}

/** Stores through a data descriptor; false if `found` is none. `value` undefined deletes. */
export function descriptorSet(found: Value, o: Value, value: Value): Suspends<boolean> {
  const kind = found.$cls as PyType;
  if (kind === getsetType) {
    getsetSet(found, o, value);
    return true;
  }
  if (kind === memberType) {
    memberSet(found, o, value);
    return true;
  }
  const set = specialMethod(found, value === undefined ? "__delete__" : "__set__");
  if (set === undefined) {
    if (specialMethod(found, value === undefined ? "__set__" : "__delete__") === undefined) return false;
    throw new AttributeError(value === undefined ? "__delete__" : "__set__");
  }
  if (set === null) throw new TypeError("'NoneType' object is not callable");
  if (value === undefined) set.call(found, o);
  else set.call(found, o, value);
  return true;
}

function getsetSet(descriptor: Value, o: Value, value: Value): Suspends<void> {
  const act = value === undefined ? descriptor.$delete : descriptor.$set;
  if (act === null || act === undefined) {
    // a class that is Python code in CPython has a property there
    if (descriptor.$owner.$heap === true)
      throw new AttributeError(`property '${descriptor.$name}' of '${typeOf(o).$qualname}' object has no ${value === undefined ? "deleter" : "setter"}`);
    throw new AttributeError(
      value === undefined && descriptor.$set !== null
        ? `cannot delete attribute '${descriptor.$name}' of '${descriptor.$owner.$name}' objects`
        : `attribute '${descriptor.$name}' of '${className(descriptor.$owner)}' objects is not writable`,
    );
  }
  act(o, value);
}

function memberSet(descriptor: Value, o: Value, value: Value): void {
  if (descriptor.$get !== null) throw new AttributeError("readonly attribute");
  const property = ownProperty(o, typeOf(o).$hooks ?? findHooks(typeOf(o)), descriptor.$name as string);
  if (value !== undefined) o[property] = value;
  else if (!Object.hasOwn(o as object, property)) throw new AttributeError(descriptor.$name);
  else delete o[property];
}

function cannotSet(o: Value, cls: PyType, name: string, found: Value): Value {
  if (found !== undefined) return attributeError(o, name, `'${className(cls)}' object attribute '${name}' is read-only`);
  if (cls === functionType || cls === builtinFunctionType || cls === methodType || (cls.$hooks ?? findHooks(cls)).setattr !== null)
    return attributeError(o, name, `'${className(cls)}' object has no attribute '${name}'`);
  return attributeError(o, name, `'${className(cls)}' object has no attribute '${name}' and no __dict__ for setting new attributes`);
}

/** `del o.x` */
export function $delattr(o: Value, name: string): Suspends<void> {
  const cls = typeOf(o);
  const hooks = cls.$hooks ?? findHooks(cls);
  if (hooks.delattr !== null) {
    hooks.delattr.call(o, name);
    return;
  }
  genericDelete(o, cls, name);
}

/** object.__delattr__ */
export function genericDelete(o: Value, cls: PyType, name: string): Suspends<void> {
  if (cls.$setattro !== null && cls.$setattro(o, name, undefined)) return;
  const found = lookup(cls, name);
  if (found !== undefined && typeof found === "object" && found !== null && descriptorSet(found, o, undefined)) return;
  if (!cls.$hasDict) throw cannotSet(o, cls, name, found);
  const store = o.$store ?? o;
  const property = ownProperty(store, cls.$hooks ?? findHooks(cls), name);
  if (!Object.hasOwn(store as object, property) || store[property] === undefined) throw noAttribute(o, name);
  delete store[property];
}

/** An AttributeError with its fields. */
export function attributeError(o: Value, name: string, message: string): Value {
  const error: Value = new AttributeError(message);
  error.$obj = o;
  error.$attr = name;
  return error;
}

/** The AttributeError of a read. */
export function noAttribute(o: Value, name: string): Value {
  if (isType(o)) return attributeError(o, name, `type object '${className(o)}' has no attribute '${name}'`);
  return attributeError(o, name, `'${typeName(o)}' object has no attribute '${name}'`);
}

// what a descriptor gives is found out when the method is called: looking it up runs no Python code
late.bindSpecial = function bindSpecial(_value: Value, cls: PyType, found: Value): object | null | undefined {
  if (found === null) return null;
  if (typeof found === "function" && found.$f !== undefined && found.$self === undefined && binds(found)) return methodForm(found) as object;
  return function (this: Value, ...args: Value[]): Suspends<Value> {
    const f = descriptorGet(found, this, cls, "");
    if (typeof f === "function") return f(...args);
    const call = f === null ? undefined : specialMethod(f, "__call__");
    if (call === undefined || call === null) throw new TypeError(`'${typeName(f)}' object is not callable`);
    return call.apply(f, args);
  };
};

/** The name of an attribute that a function was given. @throws TypeError it is no str */
export function attributeName(name: Value): string {
  if (typeof name === "string") return name;
  if (name !== null && typeof name === "object" && typeof name.$value === "string") return name.$value;
  throw new TypeError(`attribute name must be string, not '${typeOf(name).$name}'`);
}

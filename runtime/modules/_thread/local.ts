/**
 * _thread._local - attributes that each thread has for itself.
 *
 * Mirrors     Modules/_threadmodule.c: local
 * Calls back  __init__ of a subclass, in each thread at its first look
 */
import type { Suspends } from "../../frames/suspend.js";
import { $callx } from "../../objects/call.js";
import { descriptorGet, isDataDescriptor, noAttribute } from "../../objects/attributes.js";
import { AttributeError, TypeError } from "../../objects/exceptions.js";
import { Dict } from "../../objects/dict.js";
import { lookup, object, specialMethod, typeOf, type Value } from "../../objects/object.js";
import { builtinType, methods } from "../../objects/register.js";
import { isolate, type GreenThread } from "../../scheduler/current.js";
import { bindMethod, type Kw } from "../../objects/function.js";

class LocalObject {
  $args: Value[] = [];
  $kw: Kw | null = null;
}
Object.setPrototypeOf(LocalObject.prototype, object.prototype as object);

/** The running thread's attributes of a local; made, and filled by the subclass's __init__, when it first looks. */
function attributes(local: LocalObject): Suspends<Dict> {
  const { local: state } = isolate.current as GreenThread;
  const dicts = (state.dicts ??= new WeakMap()) as WeakMap<LocalObject, Dict>;
  let own = dicts.get(local);
  if (own === undefined) {
    own = new Dict();
    dicts.set(local, own);
    const init = lookup(typeOf(local), "__init__");
    if (init !== undefined && init !== lookup(object, "__init__")) $callx(bindMethod(local, specialMethod(local, "__init__")), local.$args.slice(), local.$kw);
  }
  return own;
}

export const _local = builtinType("_local(*args, **kw)", null, { module: "_thread", prototype: LocalObject.prototype, doc: "Thread-local data" });

methods(_local, {
  "__new__(cls, /, *args, **kw)": function (this: Value, args: Value[], kw: Kw | null): Value {
    const plain = lookup(this, "__init__") === lookup(object, "__init__");
    if (plain && (args.length > 0 || (kw !== null && Object.keys(kw).length > 0))) throw new TypeError("Initialization arguments are not supported");
    const made: LocalObject = Object.create(this.prototype as object);
    made.$args = args;
    made.$kw = kw;
    const { local: state } = isolate.current as GreenThread;
    ((state.dicts ??= new WeakMap()) as WeakMap<LocalObject, Dict>).set(made, new Dict());
    return made;
  },
});

(_local as Value).$keepsApart = true;

/** Reads go to the running thread's attributes, then to the class. */
_local.$getattro = function localAttribute(self: Value, name: string): Suspends<Value> {
  const own = attributes(self);
  if (name === "__dict__") return own;
  const found = lookup(typeOf(self), name);
  if (found !== undefined && isDataDescriptor(found)) return descriptorGet(found, self, typeOf(self), name);
  const value: Value = own.$get(name);
  if (value !== undefined) return value;
  return found === undefined ? undefined : descriptorGet(found, self, typeOf(self), name);
};

/** Stores, and deletes where `value` is undefined, in the running thread's attributes, unless the class has a data descriptor. */
_local.$setattro = function setLocalAttribute(self: Value, name: string, value: Value): Suspends<boolean> {
  const own = attributes(self);
  const cls = typeOf(self);
  if (name === "__dict__") throw new AttributeError(`'${cls.$module}.${cls.$name}' object attribute '__dict__' is read-only`);
  const found = lookup(cls, name);
  if (found !== undefined && isDataDescriptor(found)) return false;
  if (value !== undefined) own.$set(name, value);
  else if (own.$get(name) === undefined) throw noAttribute(self, name);
  else own.$delete(name);
  return true;
};

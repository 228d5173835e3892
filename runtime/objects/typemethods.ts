/**
 * typemethods - the attributes and methods that classes have by being instances of `type`.
 *
 * Mirrors     Objects/typeobject.c (type_methods, type_getsets)
 * Differs     entries of a namespace whose keys are no strings do not get into the class, after CPython's warning
 */
import { libraryDoc } from "./librarydocs.js";
import type { Suspends } from "../frames/suspend.js";
import { attributeError, attributeName, descriptorGet, isVeiled, genericDelete, genericSet, isDataDescriptor, overrides } from "./attributes.js";
import { classDict, moveAll, moveOwn } from "./attributedict.js";
import { reachable } from "../lifetimes/settle.js";
import { bestBase, haveSameLayout, isReferable, newClass, winner } from "./class.js";
import { Dict, isDict } from "./dict.js";
import { BaseException, TypeError, ValueError } from "./exceptions.js";
import { $callx } from "./call.js";
import { plain, type Kw } from "./function.js";
import { changed, mirror, replaced } from "./mirror.js";
import { c3, isComplete, mroOf } from "./mro.js";
import { forget, isinstance, issubclass, isType, late, lookup, object, type, typeOf, type PyType, type Value } from "./object.js";
import { forgetShown } from "./shown.js";
import { isCollected, ownSize } from "./sizes.js";
import { truth } from "./protocols/bool.js";
import { plainSubclass, typeInstance } from "./protocols/isinstance.js";
import { getset, methods } from "./register.js";
import { docOf, makerSignature, textSignature } from "./signaturetext.js";
import { iterate } from "./iterate.js";
import { str, stringOf } from "./str.js";
import { isTuple, plainTuple, Tuple } from "./tuple.js";
import { argumentName, className } from "./typename.js";
import { makeUnion } from "./union.js";
import { warn } from "./warn.js";
import { readAll } from "../snapshot/unread.js";

type.$setattro = function setTypeAttribute(cls: Value, name: string, value: Value): Suspends<boolean> {
  if (!cls.$heap) throw new TypeError(`cannot set '${name}' attribute of immutable type '${className(cls as PyType)}'`);
  const meta = lookup(cls.$cls as PyType, name);
  if (meta !== undefined && isDataDescriptor(meta)) return false;
  if (replaced(cls as PyType, name, value)) return true;
  const before = doesOverride(cls as PyType, name);
  const veiled = isVeiled(cls as PyType);
  if (value !== undefined) cls.$dict.set(name, value);
  else if (!cls.$dict.delete(name)) throw attributeError(cls, name, `type object '${className(cls)}' has no attribute '${name}'`);
  changed(cls as PyType, name);
  if (before !== doesOverride(cls as PyType, name) && hasInstances(cls as PyType)) moveInstances(cls as PyType, name);
  if (name === "__getattribute__" && veiled !== isVeiled(cls as PyType)) moveInstances(cls as PyType, null);
  return true;
};

/** Is an attribute of a class asked before what its instances have of that name? */
function doesOverride(cls: PyType, name: string): boolean {
  const found = lookup(cls, name);
  return found !== undefined && overrides(found);
}

function hasInstances(cls: PyType): boolean {
  return cls.$alloc !== null || cls.$subclasses.some(hasInstances);
}

/** What instances have under a name, or under all, is read no more as their own, or again. */
function moveInstances(cls: PyType, name: string | null): Suspends<void> {
  const all = reachable();
  for (const o of all) {
    if (typeof o !== "object" || o === null || !(o.$cls as PyType).$mro.includes(cls)) continue;
    if (name === null) moveAll(o);
    else moveOwn(o, name);
  }
}

/** The module whose code makes a class: that of a metaclass which is Python code in CPython and the runtime's here, else the caller's. */
function moduleOfMaker(meta: PyType): string {
  for (const base of meta.$mro) {
    if (base === type) break;
    const module = base.$dict.has("__module__") ? undefined : base.$module;
    if (module !== undefined && module !== "builtins" && !module.startsWith("_")) return module;
  }
  return late.callerModule() ?? "builtins";
}

/** `type(name, bases, dict, **kwds)` and `super().__new__(mcs, ...)`. */
function typeNew(meta: PyType, args: Value[], kw: Kw): Suspends<Value> {
  if (args.length !== 3)
    throw new TypeError(
      meta === type && args.length !== 0 ? "type() takes 1 or 3 arguments" : `type.__new__() takes exactly 3 arguments (${args.length} given)`,
    );
  const [given, bases, names] = args;
  const name = stringOf(given);
  if (name === undefined) throw new TypeError(`type.__new__() argument 1 must be str, not ${argumentName(given)}`);
  if (!isTuple(bases)) throw new TypeError(`type.__new__() argument 2 must be tuple, not ${argumentName(bases)}`);
  if (!isDict(names)) throw new TypeError(`type.__new__() argument 3 must be dict, not ${argumentName(names)}`);
  if (name.includes("\0")) throw new ValueError("type name must not contain null characters");
  const parents = plainTuple(bases).items;
  for (const base of parents)
    if (!isType(base) && lookup(typeOf(base), "__mro_entries__") !== undefined)
      throw new TypeError("type() doesn't support MRO entry resolution; use types.new_class()");
  const own = winner(meta, parents);
  const make = own === meta ? undefined : lookup(own, "__new__");
  if (make !== undefined && make.$owner !== type) {
    const f = plain(make.$func ?? make);
    return $callx(f, [own, ...args], Object.keys(kw).length === 0 ? null : kw);
  }
  const map = new Map<string, Value>();
  for (const { key, value } of names.$entries()) {
    const attribute = stringOf(key);
    if (attribute !== undefined) map.set(attribute, value);
    else warn("RuntimeWarning", `non-string key in the __dict__ of class ${name}`);
  }
  if (!map.has("__module__")) map.set("__module__", moduleOfMaker(own));
  let rest: Kw | null = null;
  for (const key in kw) (rest ??= kw)[key] = kw[key];
  return newClass(own, name, parents as PyType[], map, rest, null);
}

/** What the importer sets: the subclasses of an exception of builtins, with those that CPython has from the beginning. */
export const subclassHooks = { ofException: (cls: PyType): Suspends<PyType[]> => cls.$subclasses.slice() };

methods(type, {
  "__new__(cls, /, *args, **kwargs)"(this: PyType, args: Value[], kw: Kw): Suspends<Value> {
    if (this === type && args.length === 1) return typeOf(args[0]);
    return typeNew(this, args, kw);
  },
  "__init__(self, /, *args, **kwargs)"(this: PyType, args: Value[]) {
    if (args.length !== 1 && args.length !== 3) throw new TypeError("type.__init__() takes 1 or 3 arguments");
    return null;
  },
  "__call__(self, /, *args, **kwargs)"(this: PyType, args: Value[], kw: Kw): Suspends<Value> {
    return late.typeCall(this, Object.keys(kw).length === 0 ? args : [...args, kw]);
  },
  "__prepare__(cls, /, *args, **kwargs)": () => new Dict(),
  "__setattr__(self, name, value, /)"(this: PyType, name: Value, value: Value): Suspends<null> {
    genericSet(this, typeOf(this), attributeName(name), value);
    return null;
  },
  "__delattr__(self, name, /)"(this: PyType, name: Value): Suspends<null> {
    genericDelete(this, typeOf(this), attributeName(name));
    return null;
  },
  "mro(self, /)"(this: PyType) {
    return c3(this);
  },
  "__subclasses__(self, /)"(this: PyType): Suspends<PyType[]> {
    readAll();
    return this.$module === "builtins" && issubclass(this, BaseException) ? subclassHooks.ofException(this) : this.$subclasses.slice();
  },
  "__instancecheck__(self, instance, /)"(this: PyType, instance: Value): Suspends<boolean> {
    return typeInstance(instance, this);
  },
  "__subclasscheck__(self, subclass, /)"(this: PyType, subclass: Value): Suspends<boolean> {
    return plainSubclass(subclass, this);
  },
  "__repr__(self, /)"(this: PyType): string {
    return typeText(this);
  },
  "__or__(self, value, /)"(this: Value, other: Value): Suspends<Value> {
    return makeUnion(this, other);
  },
  "__ror__(self, value, /)"(this: Value, other: Value): Suspends<Value> {
    return makeUnion(other, this);
  },
  "__dir__(self, /)"(this: PyType): Value[] {
    const names = new Set<string>();
    for (const base of this.$mro) for (const name of base.$dict.keys()) names.add(name);
    return [...names];
  },
  "__sizeof__(self, /)"(this: PyType): Suspends<number> {
    return ownSize(this);
  },
});

/** `<class 'module.name'>` */
export function typeText(cls: PyType): string {
  const module = moduleOf(cls);
  return module === null || module === "builtins"
    ? `<class '${cls.$qualname === cls.$name ? cls.$name : cls.$qualname}'>`
    : `<class '${String(module)}.${cls.$qualname}'>`;
}

function moduleOf(cls: PyType): Value {
  const own = cls.$heap ? cls.$dict.get("__module__") : undefined;
  return typeof own === "string" ? own : cls.$module;
}

function mutable(cls: PyType, name: string, value: Value): void {
  if (!cls.$heap) throw new TypeError(`cannot set '${name}' attribute of immutable type '${className(cls)}'`);
  // CPython says so of every class
  if (value === undefined) throw new TypeError(`cannot delete '${name}' attribute of immutable type '${className(cls)}'`);
}

type Setter = (cls: Value, value: Value) => void;

/** An attribute that can be set but never deleted, as the setter says. */
function kept(get: (cls: Value) => Value, set: Setter): [(cls: Value) => Value, Setter, (cls: Value) => void] {
  return [get, set, (cls) => set(cls, undefined)];
}

function assignedName(cls: PyType, what: string, value: Value): string {
  if (!isinstance(value, str)) throw new TypeError(`can only assign string to ${cls.$name}.${what}, not '${typeOf(value).$name}'`);
  const name: string = typeof value === "string" ? value : value.$value;
  if (name.includes("\0")) throw new ValueError("type name must not contain null characters");
  return name;
}

getset(type, {
  __name__: kept(
    (cls) => cls.$name,
    (cls, value) => {
      mutable(cls as PyType, "__name__", value);
      cls.$name = assignedName(cls as PyType, "__name__", value);
    },
  ),
  __qualname__: kept(
    (cls) => cls.$qualname,
    (cls, value) => {
      mutable(cls as PyType, "__qualname__", value);
      cls.$qualname = assignedName(cls as PyType, "__qualname__", value);
    },
  ),
  __module__: kept(
    (cls) => moduleOf(cls as PyType),
    (cls, value) => {
      mutable(cls as PyType, "__module__", value);
      cls.$dict.set("__module__", value);
      // the line is one of the module before
      cls.$dict.delete("__firstlineno__");
      if (typeof value === "string") cls.$module = value;
      changed(cls as PyType, "__module__");
    },
  ),
  __bases__: kept(
    (cls) => new Tuple(cls.$bases as Value[]),
    (cls, value) => {
      mutable(cls as PyType, "__bases__", value);
      if (!isTuple(value)) throw new TypeError(`can only assign tuple to ${cls.$name}.__bases__, not ${typeOf(value).$name}`);
      rebase(cls as PyType, plainTuple(value).items as PyType[]);
    },
  ),
  __mro__: [(cls) => (isComplete(cls as PyType) ? new Tuple(cls.$mro as Value[]) : null)],
  __base__: [(cls) => (cls === object ? null : (cls.$base ?? cls.$bases[0]))],
  __dict__: [(cls) => classDict(cls as PyType)],
  __doc__: kept(
    (cls) => {
      if (!cls.$heap) return docOf(cls);
      const own = cls.$dict.get("__doc__");
      return own === undefined || own === null || typeof own === "string"
        ? (own ?? cls.$doc ?? (cls.$ofLibrary === true ? libraryDoc(cls.$module as string, cls.$qualname as string) : null))
        : descriptorGet(own, undefined, cls as PyType, "__doc__");
    },
    (cls, value) => {
      mutable(cls as PyType, "__doc__", value);
      cls.$dict.set("__doc__", value);
      cls.$doc = value;
      changed(cls as PyType, "__doc__");
    },
  ),
  __text_signature__: [
    (cls) => {
      if (cls.$heap) return makerSignature(cls as PyType);
      if (cls === object) return "()";
      return issubclass(cls as PyType, BaseException as Value) ? null : textSignature(cls);
    },
  ],
  __annotations__: [
    (cls) => {
      if (!cls.$heap) throw attributeError(cls, "__annotations__", `type object '${cls.$name}' has no attribute '__annotations__'`);
      let own = cls.$dict.get("__annotations__");
      if (own === undefined) cls.$dict.set("__annotations__", (own = new Dict()));
      return own;
    },
    (cls, value) => {
      mutable(cls as PyType, "__annotations__", value);
      cls.$dict.set("__annotations__", value);
      changed(cls as PyType, "__annotations__");
    },
    (cls) => {
      if (!cls.$dict.delete("__annotations__")) throw attributeError(cls, "__annotations__", "__annotations__");
      changed(cls as PyType, "__annotations__");
    },
  ],
  __abstractmethods__: [
    (cls) => {
      const own = cls === type ? undefined : cls.$dict.get("__abstractmethods__");
      if (own === undefined) throw attributeError(cls, "__abstractmethods__", `type object '${cls.$name}' has no attribute '__abstractmethods__'`);
      return own;
    },
    (cls, value): Suspends<void> => {
      cls.$dict.set("__abstractmethods__", value);
      cls.$abstract = truth(value);
      cls.$abstractNames = iterate(value);
      forget(cls as PyType);
    },
  ],
  __type_params__: kept(
    (cls) => (cls === type ? undefined : cls.$dict.get("__type_params__")) ?? new Tuple([]),
    (cls, value) => {
      mutable(cls as PyType, "__type_params__", value);
      cls.$dict.set("__type_params__", value);
      changed(cls as PyType, "__type_params__");
    },
  ),
  __flags__: [(cls) => (cls.$abstract ? 1 << 20 : 0) | (cls.$heap ? 1 << 9 : 0) | (cls.$final ? 0 : 1 << 10) | (isCollected(cls as PyType) ? 1 << 14 : 0)],
  __basicsize__: [() => 16],
  __itemsize__: [() => 0],
  __dictoffset__: [(cls) => (cls.$hasDict ? -1 : 0)],
  __weakrefoffset__: [(cls) => (isReferable(cls as PyType) ? -32 : 0)],
});

/** Whether a class derives from another one by its bases, which `mro()` may have changed just now. */
function isDerived(cls: PyType, from: PyType): boolean {
  return cls === from || cls.$bases.some((base) => isDerived(base, from));
}

/** `cls.__bases__ = bases` */
function rebase(cls: PyType, bases: PyType[]): Suspends<void> {
  if (bases.length === 0) throw new TypeError(`can only assign non-empty tuple to ${cls.$name}.__bases__, not ()`);
  for (const base of bases) {
    if (!isType(base)) throw new TypeError(`${cls.$name}.__bases__ must be tuple of classes, not '${typeOf(base).$name}'`);
    if (issubclass(base, cls) || isDerived(base, cls)) throw new TypeError("a __bases__ item causes an inheritance cycle");
  }
  const best = bestBase(bases);
  const { $bases: before, $base: bestBefore } = cls;
  if (!haveSameLayout(best, bestBefore as PyType))
    throw new TypeError(`__bases__ assignment: '${best.$name}' object layout differs from '${(bestBefore as PyType).$name}'`);
  cls.$bases = bases;
  cls.$base = best;
  const orders: Reordered[] = [];
  try {
    reorder(cls, orders);
  } catch (e) {
    for (const [one, old, order] of orders) if (one.$mro === order) one.$mro = old;
    if (cls.$bases === bases) Object.assign(cls, { $bases: before, $base: bestBefore });
    forget(cls);
    throw e;
  }
  // `mro()` may have given the class other bases again
  if (cls.$bases !== bases) return;
  for (const base of before) base.$subclasses = base.$subclasses.filter((sub) => sub !== cls);
  for (const base of bases) base.$subclasses.push(cls);
  Object.setPrototypeOf(cls.prototype as object, best.prototype as object);
  renew(cls);
  forgetShown(cls, null);
}

type Reordered = [cls: PyType, before: PyType[], now: PyType[]];

/** Gives a class and those that derive from it their MRO anew; notes the ones before. */
function reorder(cls: PyType, orders: Reordered[]): Suspends<void> {
  const before = cls.$mro;
  const order = mroOf(cls);
  if (cls.$mro !== before) return;
  orders.push([cls, before, order]);
  cls.$mro = order;
  forget(cls);
  for (const sub of cls.$subclasses.slice()) reorder(sub, orders);
}

function renew(cls: PyType): void {
  forget(cls);
  mirror(cls);
  for (const sub of cls.$subclasses) renew(sub);
}

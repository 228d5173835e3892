/**
 * class - the class statement and type(name, bases, dict): bases, metaclass, namespace, layout, slots, hooks.
 *
 * Mirrors     Python/bltinmodule.c (__build_class__), Objects/typeobject.c (type_new)
 * Suspends    the body, __prepare__, the metaclass, __mro_entries__, __set_name__, __init_subclass__
 */
import type { Suspends } from "../frames/suspend.js";
import { getattrOr } from "./attributes.js";
import { $callx } from "./call.js";
import { makeClassmethod, makeProperty, makeStaticmethod, withAccessor } from "./descriptors.js";
import { Dict, dict } from "./dict.js";
import { KeyError, NameError, TypeError, ValueError } from "./exceptions.js";
import {
  functionType,
  initType,
  isinstance,
  isType,
  issubclass,
  object,
  specialMethod,
  type,
  typeFunction,
  typeOf,
  type PyType,
  type Value,
} from "./object.js";
import { exposed, Kw, plain } from "./function.js";
import { iterate } from "./iterate.js";
import { mirror } from "./mirror.js";
import { mroOf } from "./mro.js";
import { getsetType, memberType, open } from "./register.js";
import { Tuple } from "./tuple.js";
import { getitem } from "./protocols/getitem.js";

export interface ClassMeta {
  name: string;
  qualname: string;
  module: string;
  doc: string | null;
  line: number;
  /** names that methods assign through `this`, for `__static_attributes__` */
  statics?: string[];
}

/** The names of a class body while it runs. */
export class Namespace {
  /** the class once it is made: `__class__` of its methods */
  cls: PyType | undefined = undefined;
  readonly names = new Map<string, Value>();
  constructor(
    /** what `__prepare__` gave, if it is not simply a dict; what locals() gave */
    public mapping: Value,
  ) {}

  set(name: string, value: Value): Suspends<void> {
    if (this.mapping === null) this.names.set(name, value);
    else specialMethod(this.mapping, "__setitem__").call(this.mapping, name, exposed(value));
  }
  get(name: string): Suspends<Value> {
    const value = this.find(name);
    if (value === undefined) throw new NameError(`name '${name}' is not defined`);
    return exposed(value);
  }
  /** The value of a name as it is kept, undefined if there is none. */
  find(name: string): Suspends<Value> {
    return this.mapping === null ? this.names.get(name) : this.fromMapping(name);
  }
  private fromMapping(name: string): Suspends<Value> {
    const { mapping } = this;
    if (mapping.$cls === dict) return mapping.$get(name);
    try {
      return getitem(mapping, name);
    } catch (error) {
      if (!isinstance(error as Value, KeyError)) throw error;
      return undefined;
    }
  }
  del(name: string): Suspends<void> {
    if (this.mapping !== null) specialMethod(this.mapping, "__delitem__").call(this.mapping, name);
    else if (!this.names.delete(name)) throw new NameError(`name '${name}' is not defined`);
  }
  /** `"x" in C` in the class body of the text. */
  has(name: string): Suspends<boolean> {
    return this.find(name) !== undefined;
  }
  /** `locals()` */
  locals(): Value {
    if (this.mapping !== null) return this.mapping;
    // from now on the names are there: who asked for them may set some
    const dict = new Dict();
    for (const [name, value] of this.names) dict.$setNamed(name, exposed(value));
    this.mapping = dict;
    return dict;
  }
  classmethod(name: string, f: Value): Suspends<void> {
    this.set(name, makeClassmethod(plain(f)));
  }
  staticmethod(name: string, f: Value): Suspends<void> {
    this.set(name, makeStaticmethod(f));
  }
  getter(name: string, f: Value): Suspends<void> {
    this.set(name, makeProperty(plain(f), null, null));
  }
  setter(name: string, f: Value): Suspends<void> {
    this.set(name, withAccessor(this.get(name), "setter", plain(f)));
  }
  deleter(name: string, f: Value): Suspends<void> {
    this.set(name, withAccessor(this.get(name), "deleter", plain(f)));
  }
  annotate(name: string, annotation: Value): Suspends<void> {
    let annotations: Value = this.mapping === null ? this.names.get("__annotations__") : this.fromMapping("__annotations__");
    if (annotations === undefined) {
      annotations = new Dict();
      this.set("__annotations__", annotations);
    }
    specialMethod(annotations, "__setitem__").call(annotations, name, annotation);
  }
}

/** The class statement. */
export function $class(meta: ClassMeta, bases: Value[], kw: Kw | null, body: (ns: Namespace) => void): Suspends<PyType> {
  const resolved = resolveBases(bases);
  let metaclass: Value = undefined;
  let rest: Kw | null = null;
  for (const name in kw ?? {}) {
    if (name === "metaclass") metaclass = kw![name];
    else (rest ??= new Kw())[name] = kw![name];
  }
  metaclass ??= resolved.length > 0 ? typeOf(resolved[0]) : type;
  if (isType(metaclass)) metaclass = winner(metaclass, resolved);
  const ns = new Namespace(prepare(metaclass, meta.name, resolved, rest));
  ns.set("__module__", meta.module);
  ns.set("__qualname__", meta.qualname);
  const listed = bases.length > 0 ? bases.at(-1)?.$typeParams : undefined;
  if (listed instanceof Tuple) ns.set("__type_params__", listed);
  ns.set("__firstlineno__", meta.line);
  if (meta.doc !== null) ns.set("__doc__", meta.doc);
  body(ns);
  ns.set("__static_attributes__", new Tuple(meta.statics ?? []));
  if (resolved !== bases) ns.set("__orig_bases__", new Tuple(bases));
  if (metaclass === type && ns.mapping === null) return newClass(type, meta.name, resolved as PyType[], ns.names, rest, ns);
  const names: Value = ns.mapping ?? dictOf(ns.names);
  names.$cell = ns;
  const made = $callx(metaclass, [meta.name, new Tuple(resolved), names], rest);
  ns.cls ??= made as PyType;
  return made as PyType;
}

function dictOf(names: Map<string, Value>): Value {
  const made = new Dict();
  for (const [name, value] of names) made.$setNamed(name, exposed(value));
  return made;
}

function prepare(metaclass: Value, name: string, bases: Value[], kw: Kw | null): Suspends<Value> {
  if (metaclass === type) return null;
  const found = getattrOr(metaclass, "__prepare__");
  if (found === undefined || (found.$func !== undefined && found.$func.$owner === type)) return null;
  const mapping = $callx(found, [name, new Tuple(bases)], kw);
  if (specialMethod(mapping, "__getitem__") === undefined) {
    const of = isType(metaclass) ? metaclass.$name : "<metaclass>";
    throw new TypeError(`${of}.__prepare__() must return a mapping, not ${typeOf(mapping).$name}`);
  }
  return typeOf(mapping) === dict && mapping.$size() === 0 ? null : mapping;
}

/** The bases with `__mro_entries__` of those that are no classes. */
function resolveBases(bases: Value[]): Suspends<Value[]> {
  let resolved = bases;
  for (let i = 0; i < bases.length; i++) {
    const base = bases[i];
    const entries = isType(base) ? undefined : getattrOr(base, "__mro_entries__");
    if (entries === undefined) {
      if (resolved !== bases) resolved.push(base);
      continue;
    }
    if (resolved === bases) resolved = bases.slice(0, i);
    const made = $callx(entries, [new Tuple(bases)], null);
    if (!(made instanceof Tuple)) throw new TypeError("__mro_entries__ must return a tuple");
    resolved.push(...made.items);
  }
  return resolved;
}

/** The most derived metaclass of the bases. */
export function winner(metaclass: PyType, bases: Value[]): PyType {
  for (const base of bases) {
    const other = typeOf(base);
    if (issubclass(metaclass, other)) continue;
    if (issubclass(other, metaclass)) metaclass = other;
    else throw new TypeError("metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases");
  }
  return metaclass;
}

/** The base whose layout instances have. */
function bestBase(bases: PyType[]): PyType {
  let best = bases[0]!;
  for (const base of bases) {
    if (!isType(base)) throw new TypeError(`bases must be types`);
    if (base.$final) throw new TypeError(`type '${base.$module === "builtins" ? "" : `${base.$module}.`}${base.$name}' is not an acceptable base type`);
    if (issubclass(best.$layout, base.$layout)) continue;
    if (!issubclass(base.$layout, best.$layout)) throw new TypeError("multiple bases have instance lay-out conflict");
    best = base;
  }
  return best;
}

/** type.__new__ */
export function newClass(meta: PyType, name: string, given: PyType[], names: Map<string, Value>, kw: Kw | null, ns: Namespace | null): Suspends<PyType> {
  const bases = given.length === 0 ? [object] : given;
  const best = bestBase(bases);
  bases.forEach(open);
  const cls = initType(typeFunction(), name, bases, null, Object.create(best.prototype as object) as object, meta);
  cls.$heap = true;
  cls.$layout = best.$layout;
  cls.$empty = best.$empty;
  cls.$boxes = best.$boxes;
  cls.$getattro = best.$getattro;
  cls.$setattro = best.$setattro;
  cls.$hasDict = bases.some((base) => base.$hasDict);
  cls.$base = best;
  takeNames(cls, names);
  makeSlots(cls, names, best);
  if (!cls.$dict.has("__doc__")) cls.$dict.set("__doc__", null);
  try {
    cls.$mro = mroOf(cls);
  } catch (e) {
    for (const base of bases) base.$subclasses = base.$subclasses.filter((sub) => sub !== cls);
    throw e;
  }
  inheritAbstract(cls);
  mirror(cls);
  if (ns !== null) ns.cls = cls;
  setNames(cls, names);
  initSubclass(cls, kw);
  return cls;
}

/** Puts the namespace into the class, with what type.__new__ does to some of its names. */
function takeNames(cls: PyType, names: Map<string, Value>): void {
  const dict = cls.$dict;
  for (const [key, value] of names) dict.set(key, value);
  const qualname = names.get("__qualname__");
  if (qualname === undefined) cls.$qualname = cls.$name;
  else if (typeof qualname === "string") cls.$qualname = qualname;
  else throw new TypeError(`type __qualname__ must be a str, not ${typeOf(qualname).$name}`);
  dict.delete("__qualname__");
  const module = names.get("__module__");
  if (typeof module === "string") cls.$module = module;
  const doc = dict.get("__doc__");
  cls.$doc = doc === undefined ? null : doc;
  const make = dict.get("__new__");
  if (isFunction(make)) dict.set("__new__", makeStaticmethod(plain(make)));
  for (const hook of ["__init_subclass__", "__class_getitem__"]) {
    const f = dict.get(hook);
    if (isFunction(f)) dict.set(hook, makeClassmethod(plain(f)));
  }
  if (dict.has("__eq__") && !dict.has("__hash__")) dict.set("__hash__", null);
  dict.delete("__classcell__");
}

function isFunction(f: Value): boolean {
  return typeof f === "function" && f.$cls === functionType;
}

/** A function, since V8 reads Unicode classes as soon as it meets the literal. */
function isIdentifier(text: string): boolean {
  return /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}_]*$/u.test(text);
}

/** Builtin types whose instances are of any size: their subclasses have no room for slots. */
const OF_ANY_SIZE: ReadonlySet<string> = new Set(["int", "bytes", "tuple"]);

function makeSlots(cls: PyType, names: Map<string, Value>, best: PyType): Suspends<void> {
  const given = names.get("__slots__");
  if (best.$layout === type) cls.$hasDict = true; // a class's dictionary is the one that type shows
  if (given === undefined) {
    // what a metaclass makes has type's own `__dict__`
    if (best.$layout === type) cls.$hasDict = true;
    else if (!cls.$hasDict) addDict(cls);
    return;
  }
  const slots = typeof given === "string" ? [given] : iterate(given);
  if (slots.length > 0 && (OF_ANY_SIZE.has(best.$layout.$name as string) || best.$layout === type) && slots.some((slot) => slot !== "__dict__")) {
    throw new TypeError(`nonempty __slots__ not supported for subtype of '${best.$name}'`);
  }
  let own = false;
  for (const slot of slots) {
    if (typeof slot !== "string") throw new TypeError(`__slots__ items must be strings, not '${typeOf(slot).$name}'`);
    if (!isIdentifier(slot)) throw new TypeError("__slots__ must be identifiers");
  }
  for (const slot of slots) {
    if (slot === "__dict__") {
      if (cls.$hasDict) throw new TypeError("__dict__ slot disallowed: we already got one");
      addDict(cls);
    } else if (slot === "__weakref__") {
      if (best.$layout !== object && best.$heap) throw new TypeError("__weakref__ slot disallowed: we already got one");
    } else {
      const mangled = mangle(cls.$name, slot);
      if (names.has(mangled) && mangled !== "__qualname__" && mangled !== "__classcell__")
        throw new ValueError(`'${mangled}' in __slots__ conflicts with class variable`);
      cls.$dict.set(mangled, slotDescriptor(cls, mangled));
      own = true;
    }
  }
  if (own) cls.$layout = cls;
}

function slotDescriptor(cls: PyType, name: string): Value {
  const descriptor: Value = Object.create(memberType.prototype as object);
  descriptor.$name = name;
  descriptor.$owner = cls;
  descriptor.$get = null;
  return descriptor;
}

function mangle(cls: string, name: string): string {
  const bare = cls.replace(/^_+/, "");
  return name.startsWith("__") && !name.endsWith("__") && bare !== "" ? `_${bare}${name}` : name;
}

/** The class is the first of its line whose instances have a `__dict__`. */
function addDict(cls: PyType): void {
  cls.$hasDict = true;
  for (const [name, get, set] of DICT_ATTRIBUTES) {
    const descriptor: Value = Object.create(getsetType.prototype as object);
    descriptor.$name = name;
    descriptor.$owner = cls;
    descriptor.$get = get;
    descriptor.$set = set;
    descriptor.$delete = null;
    cls.$dict.set(name, descriptor);
  }
}
type DictAttribute = [string, (self: Value) => Value, ((self: Value, value: Value) => void) | null];
/** `__dict__` and `__weakref__`; attributedict.ts fills the first in. */
export const DICT_ATTRIBUTES: DictAttribute[] = [];

function inheritAbstract(cls: PyType): Suspends<void> {
  const own = cls.$dict.get("__abstractmethods__");
  if (own === undefined) return;
  cls.$abstractNames = iterate(own);
  cls.$abstract = cls.$abstractNames.length > 0;
}

function setNames(cls: PyType, names: Map<string, Value>): Suspends<void> {
  for (const [name, value] of [...names]) {
    if (value === null || (typeof value !== "object" && !(typeof value === "function" && isType(value)))) continue;
    const hook = specialMethod(value, "__set_name__");
    if (hook === undefined || hook === null) continue;
    hook.call(value, cls, name);
  }
}

function initSubclass(cls: PyType, kw: Kw | null): Suspends<void> {
  for (let i = 1; i < cls.$mro.length; i++) {
    const base = cls.$mro[i]!;
    const found = base.$dict.get("__init_subclass__");
    if (found === undefined) continue;
    if (base === object) {
      if (kw !== null) throw new TypeError(`${cls.$qualname}.__init_subclass__() takes no keyword arguments`);
      return;
    }
    const get = specialMethod(found, "__get__");
    $callx(get === undefined ? found : get.call(found, null, cls), [], kw);
    return;
  }
}

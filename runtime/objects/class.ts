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
import { Cell } from "./cell.js";
import { KeyError, NameError, RuntimeError, TypeError, ValueError } from "./exceptions.js";
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
import { isComplete, mroOf } from "./mro.js";
import { callMethod } from "./protocols/call.js";
import { repr } from "./protocols/repr.js";
import { $caught, $handled, $reraise, $uncaught } from "./raise.js";
import { getsetType, memberType, open } from "./register.js";
import { str } from "./str.js";
import { isIdentifier } from "./str/categories.js";
import { Tuple } from "./tuple.js";
import { getitem } from "./protocols/getitem.js";

export interface ClassMeta {
  /** its methods use `__class__` or super() */
  cell?: boolean;
  name: string;
  qualname: string;
  module: string;
  doc: string | null;
  line: number;
  /** its body ends with its `__annotations__`, which come before all that it binds */
  readonly annotated?: boolean;
  /** names that methods assign through `this`, for `__static_attributes__` */
  statics?: string[];
}

/** The names of a class body while it runs; to the cell of `__class__` it is what holds the value. */
export class Namespace {
  /** the class once it is made: `__class__` of its methods */
  cls: PyType | undefined = undefined;
  readonly names = new Map<string, Value>();
  constructor(
    /** what `__prepare__` gave, if it is not simply a dict; what locals() gave */
    public mapping: Value,
  ) {}

  get v(): Value {
    return this.cls;
  }
  set v(cls: Value) {
    this.cls = cls as PyType | undefined;
  }

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
    for (const [name, value] of this.names) if (value !== undefined) dict.$setNamed(name, exposed(value));
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
  ns.set("__firstlineno__", meta.line);
  if (listed instanceof Tuple) ns.set("__type_params__", listed);
  // the place of what the body sets at its end
  if (meta.annotated === true && ns.mapping === null) ns.names.set("__annotations__", undefined);
  if (meta.doc !== null) ns.set("__doc__", meta.doc);
  body(ns);
  ns.set("__static_attributes__", new Tuple(meta.statics ?? []));
  if (resolved !== bases) ns.set("__orig_bases__", new Tuple(bases));
  const viaMetaclass = metaclass !== type || ns.mapping !== null;
  if (viaMetaclass && meta.cell === true) ns.set("__classcell__", new Cell(ns, true));
  if (!viaMetaclass) return newClass(type, meta.name, resolved as PyType[], ns.names, rest, ns);
  const made = $callx(metaclass, [meta.name, new Tuple(resolved), ns.mapping ?? dictOf(ns.names)], rest);
  if (meta.cell === true && isType(made)) checkCell(ns, meta.name, made);
  return made as PyType;
}

/** Whether the metaclass has handed `__classcell__` on. */
function checkCell(ns: Namespace, name: string, made: PyType): Suspends<void> {
  if (ns.cls === made) return;
  const what = `defining ${repr(name)} as ${repr(made)}`;
  if (ns.cls === undefined) throw new RuntimeError(`__class__ not set ${what}. Was __classcell__ propagated to type.__new__?`);
  throw new TypeError(`__class__ set to ${repr(ns.cls)} ${what}`);
}

/** A class's names as the dict that a metaclass is given. */
export function dictOf(names: Map<string, Value>): Value {
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
export function bestBase(bases: PyType[]): PyType {
  let best = bases[0]!;
  for (const base of bases) {
    if (!isType(base)) throw new TypeError(`bases must be types`);
    if (!isComplete(base)) throw new TypeError(`Cannot extend an incomplete type '${base.$name}'`);
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
  cls.$referable = bases.some((base) => isReferable(base));
  cls.$base = best;
  takeNames(cls, names);
  fillCell(cls, names.get("__classcell__"));
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

/** Tells the methods of a class which one they are of. */
function fillCell(cls: PyType, cell: Value): Suspends<void> {
  if (cell === undefined) return;
  if (!(cell instanceof Cell)) throw new TypeError(`__classcell__ must be a nonlocal cell, not ${repr(typeOf(cell))}`);
  cell.$box.v = cls;
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

/** Builtin types whose instances are of any size: their subclasses have no room for slots. */
const OF_ANY_SIZE: ReadonlySet<string> = new Set(["int", "bytes", "tuple"]);
const isOfAnySize = (best: PyType): boolean => OF_ANY_SIZE.has(best.$layout.$name as string);

function makeSlots(cls: PyType, names: Map<string, Value>, best: PyType): Suspends<void> {
  const given = names.get("__slots__");
  if (best.$layout === type) cls.$hasDict = true; // a class's dictionary is the one that type shows
  if (given === undefined) {
    // what a metaclass makes has type's own `__dict__`
    if (best.$layout === type) cls.$hasDict = true;
    else if (!cls.$hasDict) addDict(cls);
    if (!isReferable(cls) && !isOfAnySize(best)) addWeakref(cls);
    return;
  }
  const slots = (isinstance(given, str) ? [given] : iterate(given)).map((slot) =>
    isinstance(slot, str) && typeof slot !== "string" ? (slot as Value).$value : slot,
  );
  if (slots.length > 0 && (isOfAnySize(best) || best.$layout === type) && slots.some((slot) => slot !== "__dict__")) {
    throw new TypeError(`nonempty __slots__ not supported for subtype of '${best.$name}'`);
  }
  const own: string[] = [];
  for (const slot of slots) {
    if (typeof slot !== "string") throw new TypeError(`__slots__ items must be strings, not '${typeOf(slot).$name}'`);
    if (!isIdentifier(slot)) throw new TypeError("__slots__ must be identifiers");
  }
  for (const [i, slot] of slots.entries()) {
    if (slot === "__dict__") {
      if (cls.$hasDict) throw new TypeError("__dict__ slot disallowed: we already got one");
      addDict(cls);
    } else if (slot === "__weakref__") {
      if ((best.$heap && isReferable(cls)) || isOfAnySize(best) || slots.indexOf(slot) < i)
        throw new TypeError("__weakref__ slot disallowed: we already got one");
      addWeakref(cls);
    } else {
      const mangled = mangle(cls.$name, slot);
      if (names.has(mangled) && mangled !== "__qualname__" && mangled !== "__classcell__")
        throw new ValueError(`'${mangled}' in __slots__ conflicts with class variable`);
      cls.$dict.set(mangled, slotDescriptor(cls, mangled));
      own.push(mangled);
    }
  }
  if (own.length === 0) return;
  cls.$layout = cls;
  cls.$slots = own.sort().join(" ");
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
  addComputed(cls, "__dict__", dictAttribute);
}

/** The class is the first of its line whose instances may have weak references. */
function addWeakref(cls: PyType): void {
  cls.$referable = true;
  addComputed(cls, "__weakref__", weakrefAttribute);
}

interface Computed {
  readonly get: ((self: Value) => Value) | null;
  readonly set: ((self: Value, value: Value) => void) | null;
  readonly remove: ((self: Value) => void) | null;
}

/** What the class's body binds to the name stays. */
function addComputed(cls: PyType, name: string, how: Computed): void {
  if (cls.$dict.has(name)) return;
  const descriptor: Value = Object.create(getsetType.prototype as object);
  descriptor.$name = name;
  descriptor.$owner = cls;
  descriptor.$get = how.get;
  descriptor.$set = how.set;
  descriptor.$delete = how.remove;
  cls.$dict.set(name, descriptor);
}

/** `__dict__` of instances; attributedict.ts fills it in. */
export const dictAttribute: Computed = { get: null, set: null, remove: null };
/** The first weak reference of an object, None if there is none; the module _weakref sets it. */
export const weakReferences = { first: (_o: Value): Value => null };
/** `__weakref__` of instances */
const weakrefAttribute: Computed = { get: (self) => weakReferences.first(self), set: null, remove: null };

/** Builtin types whose instances have no weak references; nor have exceptions of builtins, or named tuples. */
const NOT_REFERABLE: ReadonlySet<string> = new Set(
  "object NoneType NotImplementedType ellipsis int bool float complex str bytes bytearray tuple list dict range slice property cell frame mappingproxy ReferenceType".split(
    " ",
  ),
);

/** Whether instances of a class may have weak references. */
export function isReferable(cls: PyType): boolean {
  if (cls.$referable !== undefined) return cls.$referable as boolean;
  if (cls.$module !== "builtins" && cls.$module !== "weakref") return cls.$layout.$name !== "tuple";
  return !NOT_REFERABLE.has(cls.$name) && !cls.$mro.some((base) => base.$name === "BaseException");
}

/** Whether an instance of one class can become one of the other: what the two add to their common base is the same. */
export function haveSameLayout(a: PyType, b: PyType): boolean {
  const [one, other] = [shaping(a), shaping(b)];
  if (one === other) return true;
  return (
    one.$heap &&
    other.$heap &&
    one.$base === other.$base &&
    one.$slots === other.$slots &&
    one.$hasDict === other.$hasDict &&
    one.$referable === other.$referable
  );
}

/** The nearest class of the line that adds a slot, a `__dict__` or weak references. */
function shaping(cls: PyType): PyType {
  while (cls.$heap && cls.$layout !== cls) {
    const base = cls.$base as PyType;
    if (cls.$hasDict !== base.$hasDict || cls.$referable !== isReferable(base)) break;
    cls = base;
  }
  return cls;
}

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
    const handled = $handled();
    try {
      hook.call(value, cls, name);
    } catch (thrown) {
      const error = $caught(thrown, null);
      callMethod(error, "add_note", `Error calling __set_name__ on '${typeOf(value).$name}' instance ${repr(name)} in '${cls.$name}'`);
      $uncaught(handled);
      throw $reraise(error);
    }
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

/**
 * object - what every value has in common: its class, its attributes' places, and the two classes that all else stands on.
 *
 * Mirrors     Objects/object.c, Objects/typeobject.c (lookup)
 * Invariants
 *   O1  Loading this file needs nothing but names.ts, signature.ts, late.ts and carried.ts: every other file registers its types with it while it loads.
 *   O2  `$dict` of a class holds what the class statement put there under Python's names; `prototype` mirrors it (docs/conventions.md, 2).
 *   O3  `$cache` of a class is emptied whenever the class or one of its bases changes.
 */
import type { Suspends } from "../frames/suspend.js";
import { carriedContents } from "../snapshot/carried.js";
import { jsName } from "./names.js";

import type { Value } from "./value.js";

export type { Value } from "./value.js";

/** What code in the runtime sees of an instance. */
export interface PyInstance {
  readonly $cls: PyType;
  /** attributes by their JavaScript names */
  [name: string]: Value;
}

/** How a class makes its instances; found out at the first call. */
export const enum Make {
  Unknown,
  /** object.__new__ and a Python __init__ */
  Init,
  /** object.__new__ and object.__init__ */
  Plain,
  /** BaseException.__new__, and perhaps an __init__ */
  Exception,
  /** anything else */
  General,
  /** the metaclass has its own __call__ */
  Meta,
}

/** A Python class: a function that makes instances. */
export interface PyType<T = Value> {
  (...args: Value[]): T;
  new (...args: Value[]): T;
  readonly prototype: Value;
  $cls: PyType;
  $name: string;
  $qualname: string;
  $module: string;
  $bases: PyType[];
  $mro: PyType[];
  $dict: Map<string, Value>;
  $subclasses: PyType[];
  $cache: Map<string, Value>;
  /** the class whose memory layout instances have: object, a builtin class, or a class with slots */
  $layout: PyType;
  /** made by a class statement or by type(): may be changed */
  $heap: boolean;
  /** instances have a __dict__ */
  $hasDict: boolean;
  $abstract: boolean;
  /** may not be a base */
  $final: boolean;
  /** instances of subclasses carry the plain value in `$value` */
  $boxes: boolean;
  /** an empty instance of a subclass of a builtin class */
  $empty: ((cls: PyType) => object) | null;
  $make: Make;
  $new: Value;
  $init: Value;
  $alloc: (new () => Value) | null;
  /** properties to which instances' attributes are stored, by name, where that runs no code; filled by stores */
  $stores: Map<string, string>;
  /** what `C.x` has been found to be, by JavaScript's name, where reading it runs no code (shown.ts) */
  $shown: Shown;
  /** __getattribute__, __getattr__, __setattr__, __delattr__ of the class itself, where they are not object's; undefined until asked for */
  $hooks: AttributeHooks | null;
  /** attribute access in C: modules, classes, super objects, methods; inherited */
  $getattro: ((o: Value, name: string) => Value) | null;
  $setattro: ((o: Value, name: string, value: Value) => Suspends<boolean>) | null;
  /** text signature of a builtin class */
  $signature: string | null;
  $doc: Value;
  /** what a class of the runtime's has yet to be given, at the first look at it (register.ts); null once it has */
  $tables: (() => undefined)[] | null;
  [key: `$${string}`]: Value;
}

export interface AttributeHooks {
  getattribute: Value;
  getattr: Value;
  setattr: Value;
  delattr: Value;
  /** whether __getattribute__ is the script's: no plain read may find an attribute of an instance */
  veiled: boolean;
}

/** Plain values as they are; functions as `f.call(C, ...)` takes them: class methods in method form, those of instances in plain form. */
export class Shown {
  [name: string]: Value;
}
Object.setPrototypeOf(Shown.prototype, null);
delete (Shown.prototype as { constructor?: unknown }).constructor;

/** What classes have as `$shown` before the first read. */
export const NOTHING_SHOWN: Shown = new Shown();

const MISSING: unique symbol = Symbol("missing");

/** Defines a property that JavaScript's enumerations pass over. */
export function hidden(target: object, name: string, value: Value): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
}

/** Objects with this prototype have properties of the runtime's own under names that Python attributes may have: reads of such names look for it. */
export function inward(prototype: object): void {
  hidden(prototype, "$inner", true);
}

/** What classes have as `$cache` and `$stores` before the first entry. */
const NOTHING: Map<string, Value> = new Map();

/** Gives a function everything that a class has; one that `waits` has no `$dict`, nor its prototype `$cls` (register.ts). */
export function initType(cls: Value, name: string, bases: PyType[], mro: PyType[] | null, prototype: Value, meta: PyType | null, waits = false): PyType {
  const type = cls as PyType;
  type.$cls = meta as PyType;
  type.$name = name;
  type.$qualname = name;
  type.$module = "builtins";
  type.$bases = bases;
  type.$mro = mro === null ? [type] : [type, ...mro];
  if (!waits) type.$dict = new Map();
  type.$subclasses = [];
  type.$cache = NOTHING;
  type.$layout = bases.length === 0 ? type : bases[0]!.$layout;
  type.$heap = false;
  type.$hasDict = false;
  type.$abstract = false;
  type.$final = false;
  type.$boxes = bases.length === 0 ? false : bases[0]!.$boxes;
  type.$empty = bases.length === 0 ? null : bases[0]!.$empty;
  type.$make = Make.Unknown;
  type.$new = null;
  type.$init = null;
  type.$alloc = null;
  type.$stores = NOTHING;
  type.$shown = NOTHING_SHOWN;
  type.$hooks = null;
  type.$getattro = bases.length === 0 ? null : bases[0]!.$getattro;
  type.$setattro = bases.length === 0 ? null : bases[0]!.$setattro;
  type.$signature = null;
  type.$doc = null;
  type.$tables = null;
  if (type.prototype !== prototype) Object.defineProperty(type, "prototype", { value: prototype, writable: true });
  if (!waits) hidden(prototype, "$cls", type);
  for (const base of bases) base.$subclasses.push(type);
  return type;
}

/** Called for a class without an own way to make instances; set by type.ts. */
export interface Late {
  instantiate(cls: PyType, args: Value[]): Value;
  /** the same for a class whose `$make` is Make.Init, from arguments in their places */
  makeInit(cls: PyType, args: Value[]): Value;
  badargs(f: Value, self: Value, args: ArrayLike<Value>): never;
  /** raises if a method of C, taken from an object of another class before it is called, cannot take so many arguments */
  checkBound(method: Value, self: Value, args: readonly Value[]): void;
  /** raises: a method of C called on something that is no instance of its class, or on nothing */
  badself(method: Value, self: Value): never;
  /** raises if this `__new__` of C is not the one that instances of the class begin with */
  checkNew(method: Value, cls: Value): void;
  /** arguments of a C function, from positional ones with perhaps a Kw at the end, as one slot for each parameter */
  slots(f: Value, self: Value, args: Value[]): Value[];
  /** a class attribute that is no plain method, as something to call with any `this` */
  bindSpecial(value: Value, cls: PyType, found: Value): object | null | undefined;
  /** raises: what is called is nothing that can be */
  notCallable(f: Value): never;
  /** notes what `C.x` was found to be (shown.ts) */
  show(cls: PyType, name: string, found: Value): void;
  /** complains if `__init__` gave something */
  badInit(done: Value): void;
  /** type.__call__ in full */
  typeCall(cls: PyType, args: Value[]): Value;
  /** the type `staticmethod` */
  staticmethod: PyType;
  /** `__dict__` of an instance, and the setting of it */
  dictOf(self: Value): Value;
  setDict(self: Value, value: Value): void;
  /** `__name__` of the module whose code runs */
  callerModule(): string | null;
}
/**
 * An instance of a class that may derive from one of the runtime's, made as that one's are. (Reflect.construct() has V8 make the layout of each object anew:
 * a function is no class to it.)
 */
export function madeFor<T extends object, A extends readonly unknown[]>(base: new (...args: A) => T, cls: Value, ...args: A): T {
  const made = new base(...args);
  if (Object.getPrototypeOf(made) !== cls.prototype) Object.setPrototypeOf(made, cls.prototype as object);
  return made;
}

/** Whether a `__new__` does what object's does: it is that one, or of a class of C whose instances begin in its own way all the same. */
export function isObjectsNew(make: Value): boolean {
  return make !== null && (make.$owner === object || make.$general === true);
}

/** Functions of files that are loaded after this one (invariant O1). */
export const late = {} as Late;

/** The function that a class is. The two usual ways of making instances are written out here: each class gets its own copy of this closure. */
export function typeFunction(): PyType {
  const cls = function (...args: Value[]) {
    if (cls.$make === Make.Init) {
      const o: Value = new cls.$alloc!();
      const init = cls.$init;
      const n = args.length;
      const done = n === 1 ? init.call(o, args[0]) : n === 2 ? init.call(o, args[0], args[1]) : n === 0 ? init.call(o) : init.apply(o, args);
      if (done !== null) late.badInit(done);
      return o;
    }
    if (cls.$make === Make.Exception && cls.$init === null) {
      const e: Value = new cls.$alloc!();
      e.$args = args;
      return e;
    }
    return late.instantiate(cls, args);
  } as unknown as PyType;
  return cls;
}

const root = Object.create(null) as object;
export const object = initType(typeFunction(), "object", [], null, root, null);
/** `type`: calling it is in type.ts. */
export const type = initType(typeFunction(), "type", [object], [object], Object.create(root) as object, null);
object.$cls = type;
type.$cls = type;
type.$layout = type;

/** The base of classes written in the runtime's TypeScript; the same thing as `object`. */
export const PyObject = object as PyType<PyInstance>;

export const NoneType = initType(typeFunction(), "NoneType", [object], [object], Object.create(root) as object, type);
NoneType.$final = true;
NoneType.$layout = NoneType;

/** The classes of JavaScript functions: of `def`, of builtin functions, of methods. */
export const functionType = initType(typeFunction(), "function", [object], [object], Function.prototype, type);
export const builtinFunctionType = initType(typeFunction(), "builtin_function_or_method", [object], [object], Object.create(root) as object, type);
builtinFunctionType.$noNew = true;
export const methodType = initType(typeFunction(), "method", [object], [object], Object.create(root) as object, type);
export const methodDescriptorType = initType(typeFunction(), "method_descriptor", [object], [object], Object.create(root) as object, type);
export const wrapperDescriptorType = initType(typeFunction(), "wrapper_descriptor", [object], [object], Object.create(root) as object, type);
export const classMethodDescriptorType = initType(typeFunction(), "classmethod_descriptor", [object], [object], Object.create(root) as object, type);
export const methodWrapperType = initType(typeFunction(), "method-wrapper", [object], [object], Object.create(root) as object, type);
for (const kind of [functionType, builtinFunctionType, methodType, methodDescriptorType, wrapperDescriptorType, classMethodDescriptorType, methodWrapperType]) {
  kind.$layout = kind;
  kind.$final = true;
}
for (const kind of [methodDescriptorType, wrapperDescriptorType, classMethodDescriptorType, methodWrapperType]) kind.$noNew = true;
functionType.$hasDict = true;

/** The class of a value. */
export function typeOf(value: Value): PyType {
  return value === null ? NoneType : value.$cls;
}

export function isType(value: Value): value is PyType {
  return typeof value === "function" && value.$mro !== undefined;
}

/** Whether the class of `value` is `cls` or derives from it; what `isinstance()` is without `__instancecheck__`. */
export function isinstance(value: Value, cls: Value): boolean {
  const own = typeOf(value);
  return own === cls || (own !== undefined && own.$mro.includes(cls as PyType));
}

/** Whether `cls` is `base` or derives from it. */
export function issubclass(cls: PyType, base: Value): boolean {
  return cls === base || cls.$mro.includes(base as PyType);
}

/** What the classes of the MRO have under a name, as it stands in `__dict__`; undefined if nothing. */
export function lookup(cls: PyType, name: string): Value {
  const known = cls.$cache.get(name);
  if (known !== undefined) return known === MISSING ? undefined : known;
  if (cls.$cache === NOTHING) cls.$cache = new Map();
  for (const base of cls.$mro) {
    const value = base.$dict.get(name);
    if (value !== undefined) {
      cls.$cache.set(name, value);
      return value;
    }
  }
  cls.$cache.set(name, MISSING);
  return undefined;
}

/** Notes something else about a class, until it changes. */
export function noteFound(cls: PyType, key: string, value: Value): void {
  if (cls.$cache === NOTHING) cls.$cache = new Map();
  cls.$cache.set(key, value);
}

/** Notes to which property stores of an attribute go. */
export function noteStore(cls: PyType, name: string, property: string): void {
  if (cls.$stores === NOTHING) cls.$stores = new Map();
  cls.$stores.set(name, property);
}

/** How often a class has changed, or an object got another one. */
export const changes = { count: 0 };
carriedContents("changes of classes", changes);

/** Forgets what was found out about a class and those derived from it. */
export function forget(cls: PyType): void {
  changes.count++;
  if (cls.$cache !== NOTHING) cls.$cache.clear();
  cls.$make = Make.Unknown;
  if (cls.$stores !== NOTHING) cls.$stores.clear();
  cls.$shown = NOTHING_SHOWN;
  cls.$hooks = null;
  for (const sub of cls.$subclasses) forget(sub);
}

/** The class's method of that name in method form (`this` is the instance), past any attribute of the instance; undefined if there is none. */
export function specialMethod(value: Value, name: string): Value {
  const cls = typeOf(value);
  const method = cls.prototype[name];
  if (typeof method === "function") return method;
  return slowSpecial(value, cls, name, method);
}

function slowSpecial(value: Value, cls: PyType, name: string, mirrored: Value): Value {
  if (mirrored === null) return null;
  const found = lookup(cls, name);
  if (found === undefined) return undefined;
  return late.bindSpecial(value, cls, found);
}
/** Python's Ellipsis and NotImplemented. */
const ellipsisType = initType(typeFunction(), "ellipsis", [object], [object], Object.create(root) as object, type);
const notImplementedType = initType(typeFunction(), "NotImplementedType", [object], [object], Object.create(root) as object, type);
ellipsisType.$final = notImplementedType.$final = true;
ellipsisType.$layout = ellipsisType;
notImplementedType.$layout = notImplementedType;
export const Ellipsis: PyInstance = Object.create(ellipsisType.prototype);
export const NotImplemented: PyInstance = Object.create(notImplementedType.prototype);
export { ellipsisType, notImplementedType };

/** An own attribute of an instance, past its class. */
export function ownAttribute(value: Value, name: string): Value {
  const property = jsName(name);
  return Object.hasOwn(value as object, property) ? value[property] : undefined;
}

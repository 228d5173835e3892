/**
 * register - how the runtime's files make their types, methods and functions known to Python code.
 *
 * Everything here works while files are being loaded: it needs only object.ts. Forms are described in docs/conventions.md, section 6.
 *
 * Invariants
 *   R1  A class of builtinType waits: it gets its methods at the first look at its `$dict` or at `$cls` of an instance, as getters, since few programs
 *       use many classes. With it all its bases get theirs, and the classes that derive from it: only names of `object` may be seen on the prototype
 *       of a class that waits, and those are read past a look at the class (`typeOf`).
 *   R2  A class does not wait whose instances say their class themselves (functions, classes), or whose base has its methods already.
 *   R3  A class that is `alone` shows its bases' methods while it waits, which are its own as well, and has a getter of its class for itself.
 */
import type { Suspends } from "../frames/suspend.js";
import { boxedInstance } from "./boxed.js";
import type { Kw } from "./function.js";
import { DOCS } from "./docs.js";
import { jsName, pyName } from "./names.js";
import {
  builtinFunctionType,
  classMethodDescriptorType,
  functionType,
  hidden,
  initType,
  isType,
  late,
  methodDescriptorType,
  object,
  type,
  typeFunction,
  wrapperDescriptorType,
  type PyType,
  type Value,
} from "./object.js";
import { SignatureMeta } from "./signature.js";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a value of Python can be anything
type AnyFunction = (this: any, ...args: any[]) => Value;

export interface TypeOptions {
  /** the bases; `object` alone if left out */
  bases?: PyType[];
  /** "collections" where it is not "builtins" */
  module?: string;
  /** the prototype of instances: `Array.prototype`, or that of a TypeScript class; made if left out */
  prototype?: object;
  /** instances of subclasses hold the plain value in `$value` (int, str, float, tuple, bytes ...) */
  boxes?: boolean;
  /** makes the empty instance that `__new__` of a subclass gives (list, dict, set ...) */
  empty?: (cls: PyType) => Value;
  /** may not be a base class */
  final?: boolean;
  doc?: string;
  /** name in Python, if it is not the signature's */
  name?: string;
  /** has its methods from the beginning (R2) */
  atOnce?: boolean;
  /** of its bases' names it replaces none but those of `object`: it waits for a look at itself, whatever has become of them (R3) */
  alone?: boolean;
}

/**
 * A class that is C in CPython: `builtinType("list(iterable=(), /)", function (iterable) {...}, { prototype: Array.prototype, empty: ... })`.
 * `make` is what calling the class itself does; positional parameters in slots, as in `builtin`. Without it the class cannot be called.
 */
export function builtinType<F extends AnyFunction>(signature: string, make: F | null, options: TypeOptions = {}): PyType<ReturnType<F>> & F {
  const meta = new SignatureMeta(signature, null, options.module ?? "builtins", false);
  meta.makes = true;
  const bases = options.bases ?? [object];
  const prototype =
    options.boxes === true ? sharedPrototype(options.prototype, bases[0]!) : (options.prototype ?? (Object.create(bases[0]!.prototype as object) as object));
  const callable: Value = make === null ? typeFunction() : checked(make, meta);
  const alone = options.alone === true;
  const waits = alone || (options.atOnce !== true && mayWait(bases));
  const cls = initType(callable, options.name ?? meta.name, bases, linearMro(bases), prototype, bases[0]!.$cls, waits);
  cls.$f = meta;
  cls.$layout = cls;
  cls.$signature = signature;
  cls.$builtinMake = make === null ? null : callable;
  if (options.module !== undefined) cls.$module = options.module;
  if (options.boxes === true) cls.$boxes = true;
  if (options.empty !== undefined) cls.$empty = options.empty;
  if (options.final === true) cls.$final = true;
  const doc = options.doc ?? (options.module === undefined ? DOCS[cls.$name] : undefined) ?? null;
  cls.$doc = doc;
  if (waits) wait(cls, prototype, alone);
  else {
    bases.forEach(open);
    define(cls, "__doc__", doc, doc);
  }
  if (options.boxes === true && make !== null) whenOpened(cls, () => boxingNew(cls, make, signature));
  return cls as PyType<ReturnType<F>> & F;
}

/** R2 */
function mayWait(bases: PyType[]): boolean {
  for (const base of bases) if (base !== object && base.$tables === null) return false;
  return true;
}

/** Lets a class wait for the first look at it (R1): at `$dict`, which it does not have, or at `$cls` of an instance, which its prototype does not have. */
function wait(cls: PyType, prototype: object, alone: boolean): void {
  cls.$tables = [];
  if (alone) cls.$alone = true;
  if (Object.hasOwn(prototype, "$waiting")) clean(prototype);
  hidden(prototype, "$waiting", cls);
  // JavaScript's own prototypes do not derive from object's, nor some of TypeScript classes from their base's alone
  if (alone || Object.getPrototypeOf(prototype) !== cls.$bases[0]!.prototype) Object.defineProperty(prototype, "$cls", classLook);
}

/** Where the runtime has been evaluated before (processes/renewal.ts), prototypes of JavaScript's own have that one's methods. */
function clean(prototype: Value): void {
  const before = prototype.$waiting as PyType;
  if (before.$tables === null) for (const name of before.$dict.keys()) delete prototype[jsName(name)];
}

const classLook = {
  get(this: Value): PyType {
    const cls = this.$waiting as PyType;
    open(cls);
    return cls;
  },
  set(this: object, cls: PyType): void {
    hidden(this, "$cls", cls);
  },
  configurable: true,
  enumerable: false,
};
const dictLook = {
  get(this: PyType): Map<string, Value> | undefined {
    if (this.$tables === undefined || this.$tables === null) return undefined;
    open(this);
    return this.$dict;
  },
  set(this: PyType, names: Map<string, Value>): void {
    Object.defineProperty(this, "$dict", { value: names, writable: true, configurable: true, enumerable: true });
  },
  configurable: true,
  enumerable: false,
};
hidden(object.prototype as object, "$waiting", object);
Object.defineProperty(object.prototype, "$cls", classLook);
Object.defineProperty(Function.prototype, "$dict", dictLook);

/** `object.__new__` in method form, which objectmethods.ts has. */
export const general: { make: ((this: PyType, args: Value[], kw: Kw) => Suspends<Value>) | undefined } = { make: undefined };

/** Builtin classes whose instances are made as object's are have a `__new__` of their own, past which object's is refused. */
function giveNew(cls: PyType): void {
  if (cls.$module !== "builtins" || cls.$layout !== cls || cls.$bases[0] !== object || cls.$dict.has("__new__")) return;
  if (cls.$builtinMake === null && cls.$empty === null) return;
  takeMethods(cls, { "__new__(cls, /, *args, **kwargs)": newGenerally }, true);
  cls.$dict.get("__new__").$general = true;
}

function newGenerally(this: PyType, args: Value[], kw: Kw): Suspends<Value> {
  return general.make!.call(this, args, kw);
}

/** Gives a class that waits what it waits for. */
export function open(cls: PyType): void {
  const tables = cls.$tables;
  if (tables !== null) {
    cls.$tables = null;
    for (const base of cls.$bases) open(base);
    cls.$dict = new Map();
    classShown(cls);
    define(cls, "__doc__", cls.$doc, cls.$doc);
    for (const give of tables) give();
    giveNew(cls);
    if (cls.$boxes) readFast(cls.prototype as object);
    openBelow(cls);
  }
}

/**
 * Has V8 keep a prototype as one that is read: so it does by itself where objects with it are read, but not for strings and numbers, whose prototype
 * stays a table that optimised code does not look into.
 */
function readFast(prototype: object): void {
  const read: Value = Object.create(prototype);
  for (let i = 0; i < 100; i++) if (read.$waiting === null) return;
}

/** Instances say their class. V8 folds no property that replaced an accessor, so that goes first: `o.$cls === dict` is all over fast paths. */
function classShown(cls: PyType): void {
  delete (cls.prototype as Value).$cls;
  hidden(cls.prototype as object, "$cls", cls);
}

/** Opens those of the classes that derive from it which have methods of their own (but R3); instances of the others say their class from now on. */
function openBelow(cls: PyType): void {
  for (const sub of cls.$subclasses) {
    if (sub.$alone === true && sub.$tables !== null) continue;
    if (sub.$tables !== null && sub.$tables.length > 0) open(sub);
    else {
      if (sub.$tables !== null) classShown(sub);
      openBelow(sub);
    }
  }
}

/** Does something to a class of the runtime's when it gets its methods. */
export function whenOpened(cls: PyType, give: () => undefined): void {
  if (cls.$tables === null) give();
  else cls.$tables.push(give);
}

/** `__hash__ = None` */
export function unhashable(cls: PyType): void {
  whenOpened(cls, () => define(cls, "__hash__", null, null));
}

/**
 * The prototype that plain values and instances of subclasses share. That of a TypeScript class comes below it, so that `x instanceof Float` holds
 * for plain floats alone; JavaScript's own (Number.prototype) are shared as they are.
 */
function sharedPrototype(given: object | undefined, base: PyType): object {
  if (given !== undefined && Object.getPrototypeOf(given) !== base.prototype) return given;
  const shared = Object.create(base.prototype as object) as object;
  if (given !== undefined) Object.setPrototypeOf(given, shared);
  return shared;
}

/** `__new__` of a class whose subclasses' instances hold the plain value: it makes that value and, for a subclass, puts it into an instance. */
function boxingNew(cls: PyType, make: AnyFunction, signature: string): undefined {
  methods(cls, {
    [`__new__(cls, ${signature.slice(signature.indexOf("(") + 1)}`]: function (this: PyType, ...slots: Value[]) {
      const value = make.apply(undefined, slots);
      if (this === cls) return value;
      return boxedInstance(this, value !== null && typeof value === "object" && value.$value !== undefined ? value.$value : value);
    },
  });
}

/** The MRO below a class whose bases have one chain among them (all that builtin classes need). */
function linearMro(bases: PyType[]): PyType[] {
  if (bases.length === 1) return bases[0]!.$mro;
  const order: PyType[] = [];
  for (const base of bases) for (const cls of base.$mro) if (!order.includes(cls)) order.push(cls);
  return order.sort((a, b) => Number(a.$mro.includes(b) ? -1 : 0) + Number(b.$mro.includes(a) ? 1 : 0));
}

/** Makes a function one that Python code sees: the callable form of a function with slots. */
export function builtin<F extends AnyFunction>(signature: string, body: F, module = "builtins"): F {
  const meta = new SignatureMeta(signature, null, module, false);
  const f: Value = checked(body, meta);
  f.$f = meta;
  f.$cls = builtinFunctionType;
  return f as F;
}

/** The same for what is a function of Python code in CPython, where TypeScript's own parameters do not say it (`*args` with keywords). */
export function pyfunction<F extends AnyFunction>(signature: string, body: F, module: string): F {
  const meta = new SignatureMeta(signature, null, module, false, false);
  const f: Value = checked(body, meta);
  hidden(f as object, "$f", meta);
  return f as F;
}

/**
 * Methods of a class that is C in CPython. The first parameter says the kind: `self` a method (`this`), `cls` a class method (`this`; `__new__`:
 * static with the class as `this`), anything else a static method.
 */
export function methods(cls: Value, table: Table<AnyFunction>, inC = true): void {
  const owner = cls as PyType;
  whenOpened(owner, () => takeMethods(owner, typeof table === "function" ? table() : table, inC));
}

/** `lower` makes functions of the tables at the top of a file, so that they are made when they are needed. */
type Table<T> = Readonly<Record<string, T>> | (() => Readonly<Record<string, T>>);

function takeMethods(owner: PyType, table: Readonly<Record<string, AnyFunction>>, inC: boolean): undefined {
  for (const signature in table) {
    const body = table[signature]!;
    const first = firstParameter(signature);
    const meta = new SignatureMeta(signature, owner.$name, owner.$module, first !== undefined, inC);
    const f: Value = checked(body, meta);
    f.$f = meta;
    if (!inC) {
      define(owner, meta.name, f, f);
      continue;
    }
    becomeC(owner, f, meta, first);
    if (first === undefined && meta.name !== "__new__") define(owner, meta.name, asStatic(owner, meta.name, f), f);
    else define(owner, meta.name, f, first === "cls" && meta.name !== "__new__" ? undefined : f);
  }
  if (inC && !owner.$heap && owner !== object && owner.$dict.has("__eq__")) completeComparisons(owner);
}

/** Types of C have all six comparisons or none (tp_richcompare): what one does not have it takes from object. */
function completeComparisons(owner: PyType): undefined {
  for (const name of COMPARISONS) {
    if (owner.$dict.has(name)) continue;
    const f = likeObjects(object.$dict.get(name));
    f.$f = new SignatureMeta(`${name}(self, value, /)`, owner.$name, owner.$module, true);
    becomeC(owner, f, f.$f as SignatureMeta, "self");
    define(owner, name, f, f);
  }
}
const COMPARISONS = ["__ne__", "__lt__", "__le__", "__gt__", "__ge__"] as const;

function likeObjects(comparison: Value): Value {
  const f: Value = function (this: Value, ...args: Value[]) {
    return args.length === 1 ? comparison.call(this, args[0]) : late.badargs(f, this, args);
  };
  return f;
}

function asStatic(owner: PyType, name: string, f: Value): Value {
  const made: Value = Object.create(late.staticmethod.prototype as object);
  made.$owner = owner;
  made.$name = name;
  made.$func = f;
  return made;
}

/** Makes a function one of C's: of what type it is, and which words its errors have. */
function becomeC(owner: PyType, f: Value, meta: SignatureMeta, first: "self" | "cls" | undefined): undefined {
  f.$owner = owner;
  if (meta.name === "__new__") meta.errorName = owner.$name;
  if (meta.name === "__new__" || first === undefined) f.$cls = builtinFunctionType;
  else if (first === "cls") f.$cls = classMethodDescriptorType;
  else {
    meta.wrapper = meta.name.startsWith("__") && !PLAIN_DUNDERS.has(meta.name) && !COEXIST.has(meta.qualname);
    f.$cls = meta.wrapper ? wrapperDescriptorType : methodDescriptorType;
  }
}

/** Whether a signature's first parameter is `self` or `cls`. A regular expression would be compiled at each start. */
function firstParameter(signature: string): "self" | "cls" | undefined {
  let at = signature.indexOf("(") + 1;
  if (signature.charCodeAt(at) === 36 /* $ */) at++;
  for (const name of ["self", "cls"] as const) {
    if (!signature.startsWith(name, at)) continue;
    const after = signature[at + name.length];
    if (after === "," || after === ")") return name;
  }
  return undefined;
}

/** Slots that some types also have as methods, which win. */
const COEXIST: ReadonlySet<string> = new Set("list.__getitem__ dict.__getitem__ dict.__contains__ set.__contains__ frozenset.__contains__".split(" "));
/** Dunder methods that are no slots of the type in CPython. */
const PLAIN_DUNDERS: ReadonlySet<string> = new Set(
  "__reduce__ __reduce_ex__ __format__ __sizeof__ __dir__ __enter__ __exit__ __getstate__ __setstate__ __reversed__ __length_hint__ __round__ __floor__ __ceil__ __trunc__ __complex__ __copy__ __deepcopy__ __bytes__ __getnewargs__ __getnewargs_ex__ __instancecheck__ __subclasscheck__ __subclasses__ __prepare__ __class_getitem__ __init_subclass__ __subclasshook__ __missing__".split(
    " ",
  ),
);

/** Puts a value into a class under Python's name, and its mirror on the prototype. */
export function define(cls: PyType, name: string, value: Value, mirror: Value): undefined {
  cls.$dict.set(name, value);
  // classes are functions as well, and must not find the attributes of functions
  if (cls !== functionType) hidden(cls.prototype as object, jsName(name), mirror);
}

/** An attribute that C code computes, as `getset` makes it. */
export interface Getset {
  readonly $cls: PyType;
  readonly name: string;
  readonly owner: PyType;
  readonly get: ((self: Value) => Value) | null;
  readonly set: ((self: Value, value: Value) => void) | null;
  readonly delete: ((self: Value) => void) | null;
}
export const getsetType = initType(typeFunction(), "getset_descriptor", [object], [object], Object.create(object.prototype as object) as object, type);
export const memberType = initType(typeFunction(), "member_descriptor", [object], [object], Object.create(object.prototype as object) as object, type);
getsetType.$layout = getsetType;
memberType.$layout = memberType;
getsetType.$final = memberType.$final = true;

type Accessors = readonly [get: ((self: Value) => Value) | null, set?: ((self: Value, value: Value) => void) | null, remove?: ((self: Value) => void) | null];

/** Computed attributes: `getset(list, { __doc__: [(self) => ..., (self, value) => {...}] })`. */
export function getset(cls: Value, table: Table<Accessors>, kind: PyType = getsetType): void {
  const owner = cls as PyType;
  if (owner.prototype.$plain === true) hidden(owner.prototype as object, "$plain", false);
  whenOpened(owner, () => takeAccessors(owner, typeof table === "function" ? table() : table, kind));
}

function takeAccessors(owner: PyType, table: Readonly<Record<string, Accessors>>, kind: PyType): undefined {
  for (const name in table) {
    const [get, set, remove] = table[name]!;
    const descriptor: Value = Object.create(kind.prototype as object);
    descriptor.$name = name;
    descriptor.$owner = owner;
    descriptor.$get = get;
    descriptor.$set = set ?? null;
    descriptor.$delete = remove ?? null;
    define(owner, name, descriptor, undefined);
  }
}

interface ClassOptions {
  doc?: string;
  final?: boolean;
  /** a static type, as C has them */
  builtin?: boolean;
  /** its methods are C's, and take positional parameters by position alone */
  positional?: boolean;
}

/** A class written in TypeScript: `@pyclass("queue.Queue") export class Queue extends PyObject {...}`. */
export function pyclass(qualified: string, options: ClassOptions = {}) {
  return <T>(target: T, _context?: unknown): T => makeClass(target, qualified, options) as T;
}

function makeClass(target: Value, qualified: string, options: ClassOptions): PyType {
  const dot = qualified.lastIndexOf(".");
  const name = qualified.slice(dot + 1);
  const module = dot < 0 ? "builtins" : qualified.slice(0, dot);
  const parent: Value = Object.getPrototypeOf(target);
  const base = isType(parent) ? parent : object;
  open(base);
  const prototype: Value = target.prototype;
  const cls = initType(typeFunction(), name, [base], base.$mro, prototype, base.$cls);
  cls.$module = module;
  cls.$hasDict = true;
  cls.$heap = options.builtin !== true;
  cls.$written = true;
  if (options.final === true) cls.$final = true;
  if (options.doc === undefined) cls.$ofLibrary = true;
  else cls.$doc = options.doc;
  define(cls, "__module__", module, module);
  define(cls, "__doc__", options.doc ?? null, options.doc ?? null);
  for (const property of Object.getOwnPropertyNames(prototype)) takeMember(cls, prototype, property, options.positional === true);
  for (const property of Object.getOwnPropertyNames(target)) takeStatic(cls, target, property);
  hidden(
    prototype as object,
    "$plain",
    !cls.$dict.has("__setattr__") &&
      base.prototype.$plain !== false &&
      ![...cls.$dict.values()].some((v) => v !== null && typeof v === "object" && v.$cls === getsetType),
  );
  if (!base.$hasDict) defineDict(cls);
  return cls;
}

/** `__dict__` of instances of a class written in TypeScript. */
function defineDict(cls: PyType): void {
  const descriptor: Value = Object.create(getsetType.prototype as object);
  descriptor.$name = "__dict__";
  descriptor.$owner = cls;
  descriptor.$get = (self: Value) => late.dictOf(self);
  descriptor.$set = (self: Value, value: Value) => late.setDict(self, value);
  descriptor.$delete = null;
  define(cls, "__dict__", descriptor, undefined);
}

function takeMember(cls: PyType, prototype: Value, property: string, inC: boolean): void {
  const name = property === "constructor" ? undefined : pyName(property);
  if (name === undefined || property === "constructor") return;
  const found = Object.getOwnPropertyDescriptor(prototype, property)!;
  if (found.get !== undefined || found.set !== undefined) {
    const { get, set }: { get?: Value; set?: Value } = found;
    getset(cls, {
      [name]: [get === undefined ? null : (self) => get.call(self), set === undefined ? null : (self, value) => void set.call(self, value)],
    });
    return;
  }
  const value: Value = found.value;
  if (typeof value === "function" && value.$f === undefined) {
    const signature = textSignature(value, name, "self");
    // what makes an instance takes keywords, and names the class in its errors
    const byPosition = inC && name !== "__init__";
    const meta = new SignatureMeta(byPosition ? positional(signature) : signature, cls.$name, cls.$module, true, byPosition);
    value.$f = meta;
    if (byPosition) becomeC(cls, value, meta, "self");
  }
  cls.$dict.set(name, value);
}

/** A signature whose positional parameters take no keywords, as those of C's methods are. */
function positional(signature: string): string {
  const text = signature.replace(/\s*=\s*(?:null|undefined)\b/g, "=None").replace(/\s*=\s*true\b/g, "=True");
  const named = /, (?=[*{]|\.\.\.)/.exec(text);
  return named === null ? `${text.slice(0, -1)}, /)` : `${text.slice(0, named.index)}, /${text.slice(named.index)}`;
}

function takeStatic(cls: PyType, target: Value, property: string): void {
  if (property === "length" || property === "name" || property === "prototype") return;
  const name = pyName(property);
  if (name === undefined) {
    cls[property as `$${string}`] = target[property];
    return;
  }
  const value: Value = target[property];
  if (typeof value === "function" && value.$f === undefined) {
    value.$f = new SignatureMeta(textSignature(value, name, null), cls.$name, cls.$module, false, false);
    value.$cls = builtinFunctionType;
    define(cls, name, asStatic(cls, name, value), value);
  } else define(cls, name, value, value);
}

/** The text signature of a TypeScript function: from what `lower` noted, or (not lowered) from its own text. */
function textSignature(f: Value, name: string, self: string | null): string {
  const text = (f.$text as string | undefined) ?? parameterText(Function.prototype.toString.call(f));
  const inside = text.slice(1, -1);
  return self === null ? `${name}(${inside})` : inside === "" ? `${name}(${self})` : `${name}(${self}, ${inside})`;
}

/** The parenthesised parameters at the start of a function's text. */
function parameterText(text: string): string {
  const open = text.indexOf("(");
  let depth = 0;
  let end = open;
  for (; end < text.length; end++) {
    if (text[end] === "(") depth++;
    else if (text[end] === ")" && --depth === 0) break;
  }
  return text.slice(open, end + 1);
}

/**
 * The callable form of a function with slots: wrong arguments raise what C functions raise; `*args`, keyword-only and `**kw` parameters arrive in their slots.
 * `lower` may write the check into the function itself, and says so with `$checked`.
 */
function checked(body: Value, meta: SignatureMeta): Value {
  if (body.$checked === true) return body;
  const { signature } = meta;
  let f: Value;
  if (signature.includes("*") || signature.indexOf("(") < 0) {
    f = function (this: Value, ...args: Value[]) {
      return body.apply(this, late.slots(f, this, args));
    };
  } else f = checkedPositional(body, meta);
  f.$body = body;
  return f;
}

function checkedPositional(body: Value, meta: SignatureMeta): Value {
  const count = meta.params.length - (meta.method ? 1 : 0);
  const required = meta.required - (meta.method ? 1 : 0);
  let f: Value;
  if (count === 0) {
    f = function (this: Value, ...args: Value[]) {
      return args.length === 0 ? body.call(this) : late.badargs(f, this, args);
    };
  } else if (count === 1) {
    f = function (this: Value, ...args: Value[]) {
      return args.length > 1 || (required === 1 && args[0] === undefined) ? late.badargs(f, this, args) : body.call(this, args[0]);
    };
  } else if (count === 2) {
    f = function (this: Value, ...args: Value[]) {
      return args.length > 2 || (required > 0 && args[required - 1] === undefined) ? late.badargs(f, this, args) : body.call(this, args[0], args[1]);
    };
  } else {
    f = function (this: Value, ...args: Value[]) {
      return args.length > count || (required > 0 && args[required - 1] === undefined) ? late.badargs(f, this, args) : body.apply(this, args);
    };
  }
  return f;
}

/** Whether a function is one of `def`: it binds when it is found in a class. */
export function isPythonFunction(f: Value): boolean {
  return f.$cls === functionType;
}

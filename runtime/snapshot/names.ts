/**
 * names - what is the same in every isolate, by name: the runtime's declarations and what hangs on them, scripts' constants, JavaScript's own objects.
 *
 * A name is a path, its steps joined by NUL: a file and one of its declarations, "module" and a native module's name, "script" and an instance's
 * number; then properties, with `#` before a name in a class's `$dict` and `@` before a key of a dict. The new isolate follows the path (valueOf), so nothing is listed there.
 *
 * What files declare is named before the first snapshot; what hangs on their functions and classes when the writer meets it.
 *
 * Invariants
 *   N1  A name stands for the same thing in the isolate that writes and in the one that reads: what scripts made has none, wherever it was put.
 */
import { frameCode, frameCodes } from "gilt:natives";
import { instances, type Instance } from "../importer/instances.js";
import { gilt } from "../importer/namespace.js";
import { isOfLibrary } from "../importer/place.js";
import { methodForm, plain } from "../objects/function.js";
import { patched } from "../objects/mirror.js";
import { classmethodType, property as propertyType, staticmethodType } from "../objects/descriptors.js";
import { Float } from "../objects/float.js";
import { FrozenSet } from "../objects/set.js";
import { Tuple } from "../objects/tuple.js";
import { hidden, isType, type PyType, type Value } from "../objects/object.js";
import { moduleType } from "../objects/module.js";
import { jsName } from "../objects/names.js";
import { open } from "../objects/register.js";
import { loadedNatives, nativeModule } from "../modules/registry.js";
import { declaredAs, files, ISOLATE } from "./anchors.js";
import { carriedState, containers } from "./carried.js";
import { readScript } from "./unread.js";

const STEP = "\0";
const names = new Map<unknown, string>();
const seen = { files: 0, natives: 0, names: new Set<string>() };
/** JavaScript's own. */
const INTRINSICS: readonly string[] = (
  "Buffer Object Function Array Map Set WeakMap WeakSet WeakRef String Number Boolean BigInt Symbol RegExp Date Error TypeError RangeError ArrayBuffer SharedArrayBuffer DataView " +
  "Uint8Array Uint8ClampedArray Int8Array Uint16Array Int16Array Uint32Array Int32Array BigInt64Array BigUint64Array Float32Array Float64Array Promise TextDecoder TextEncoder Math JSON Reflect"
).split(" ");

/** The name of a value that every isolate has; undefined: it has to travel itself. */
export function nameOf(value: unknown): string | undefined {
  return names.get(value) ?? scriptNames.get(value) ?? frameCodes.get(value) ?? (mayHang(value as Value) ? nameOfHanging(value as Value) : undefined);
}

/** Is it the runtime's own? A quick answer, which takes what nobody has looked into for the program's. */
export function isOwn(value: Value): boolean {
  if (names.has(value) || scriptNames.has(value) || frameCodes.has(value)) return true;
  if (typeof value === "function") return isType(value) && value.$c === undefined;
  for (const step of TELLING) if (isPrototypeOf(value[step], value as object)) return isOwn(value[step]);
  return Object.hasOwn(value as object, "$owner") && typeof value.$owner === "function" && isOwn(value.$owner);
}

const scriptNames = new Map<unknown, string>();
/** Names of the modules that scripts are: what their classes say of themselves. */
const scriptModules = new Set<string>();
/** The modules themselves. */
const moduleObjects = new Set<Value>();

/** Brings the tables up to date; before a snapshot is written. */
export function collectNames(): void {
  nameScripts();
  if (names.size === 0) nameIntrinsics();
  if (files.size !== seen.files) {
    noteTravelling();
    seen.files = files.size;
    const fresh: Declared[] = [];
    for (const [file, { names, values }] of files) if (!seen.names.has(file)) fresh.push({ file, names: names.split(" "), values: values() });
    // classes and functions get the names that their files give them, before tables that refer to them are looked into
    for (const declared of fresh) nameFunctions(declared);
    for (const declared of fresh) {
      nameOthers(declared);
      seen.names.add(declared.file);
    }
  }
  for (; seen.natives < loadedNatives.length; seen.natives++) {
    const name = loadedNatives[seen.natives]!;
    const later: Value[] = [];
    const path = `module${STEP}${name}`;
    closed.set(path, later);
    visit(nativeModule(name), path, 0, later);
  }
}

/** The builtins, which scripts have among their own. */
const given = new Set<unknown>();

function nameScripts(): void {
  if (given.size === 0) for (const value of Object.values(gilt.builtins)) given.add(value);
  scriptNames.clear();
  for (const instance of instances.values()) {
    const { number, own, record, text } = instance;
    scriptNames.set(record, `record${STEP}${number}`);
    scriptNames.set(instance, `instance${STEP}${number}`);
    if (instance.code !== undefined) scriptNames.set(instance.code, `code${STEP}${number}`);
    const module: Value = record.module.__name__;
    moduleObjects.add(record.module);
    if (typeof module === "string") {
      scriptModules.add(module);
      if (loadedNatives.includes(module)) tellApart(nativeModule(module), record.module);
    }
    if (own === null) continue;
    // a constant by itself is no reason to read its module
    const isLibrary = isOfLibrary(text.path);
    const declared = own();
    for (const name in declared) {
      const value = declared[name];
      if (given.has(value) || (isLibrary && value instanceof Tuple && isUnchangeable(value))) continue;
      if (typeof value === "function" || (typeof value === "object" && value !== null)) scriptNames.set(value, `script${STEP}${number}${STEP}${name}`);
    }
  }
}

/** The classes of a module of the runtime's whose text has been run beside it (importer/twin.ts) say the same module as the text's: those are a script's. */
function tellApart(own: Value, text: Value): void {
  if (own === text || own?.$members === undefined) return;
  for (const value of Object.values(own.$members as object) as Value[]) if (isType(value) && value.$heap) hidden(value as object, "$native", true);
}

/** What carried variables hold is made anew, so it has no names. */
function noteTravelling(): void {
  travelling.clear();
  for (const { read } of carriedState.values()) {
    const value = read();
    if (typeof value === "object" || typeof value === "function") travelling.add(value);
  }
}

/** Prototypes of JavaScript's iterators. */
const ITERATORS: Readonly<Record<string, () => object>> = {
  Array: () => Object.getPrototypeOf([].values()) as object,
  Map: () => Object.getPrototypeOf(new Map().values()) as object,
  Set: () => Object.getPrototypeOf(new Set().values()) as object,
};

function nameIntrinsics(): void {
  for (const kind in ITERATORS) names.set(ITERATORS[kind]!(), `iterator${STEP}${kind}`);
  const root = globalThis as unknown as Record<string, Value>;
  for (const name of INTRINSICS) {
    const path = `global${STEP}${name}`;
    names.set(root[name], path);
    const { prototype } = root[name] as { prototype?: object };
    if (prototype !== undefined) names.set(prototype, `${path}${STEP}prototype`);
  }
  names.set(Object.getPrototypeOf(Uint8Array), `global${STEP}Uint8Array${STEP}__proto__`);
  for (const name of ["iterator", "toStringTag", "asyncIterator", "toPrimitive"]) names.set(root.Symbol[name], `global${STEP}Symbol${STEP}${name}`);
}

const travelling = new Set<unknown>();

/** Constants that are objects of Python's: their attributes travel. */
export const singletons: Value[] = [];

/** Functions and classes that were named and not looked into yet, each with its name; by file, or "module" and the module's name. */
const closed = new Map<string, Value[]>();

/** What a file declares. */
interface Declared {
  readonly file: string;
  readonly names: readonly string[];
  readonly values: readonly Value[];
}

function nameFunctions({ file, names: own, values }: Declared): void {
  const found: Value[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== "function" || isNamed(value) || ofScript(value) || travelling.has(value)) continue;
    const path = file + STEP + own[i]!;
    names.set(value, path);
    found.push(value, path);
    if (isType(value)) nameInstances(value, path);
  }
  closed.set(file, found);
}

function nameOthers({ file, names: own, values }: Declared): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if ((typeof value !== "object" && typeof value !== "symbol") || value === null) continue;
    const path = file + STEP + own[i]!;
    if (isFrameCode(own[i]!) || ISOLATE.test(file)) {
      names.set(value, path);
      continue;
    }
    if (isInstanceApart(value)) singletons.push(value);
    visit(value, path, 0, closed.get(file));
  }
}

/** `lower` calls the code of frames `$F1` and so on: a third of all that is declared, in which nothing else has to be found. */
function isFrameCode(name: string): boolean {
  return name.charCodeAt(0) === 36 && name.charCodeAt(1) === 70;
}

/** How deep tables of functions may be nested. */
const DEEPEST = 6;

function isNamed(value: unknown): boolean {
  return names.has(value) || scriptNames.has(value);
}

/**
 * Names a value, and what hangs on it.
 *
 * @param later functions that are met are put there with their names, to be looked into when one of their parts is asked for; undefined: now
 */
function visit(value: Value, path: string, depth: number, later?: Value[]): void {
  if (typeof value === "symbol") {
    if (!names.has(value)) names.set(value, path);
    return;
  }
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return;
  if (isNamed(value) || ofScript(value) || travelling.has(value)) return;
  names.set(value, path);
  if (depth > DEEPEST || containers.has(value as object)) return;
  if (typeof value === "function") {
    if (isType(value)) nameInstances(value, path);
    if (later === undefined) visitFunction(value, path, depth + 1);
    else later.push(value, path);
  } else if (Object.getPrototypeOf(value as object) === moduleType.prototype) visitModule(value, path, depth + 1, later);
  else if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) return;
  else if (Array.isArray(value)) visitItems(value, path, depth + 1, later);
  else if (isTable(value)) visitProperties(value, path, depth + 1, later);
}

function isTable(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Functions and classes that a script made, and the methods of such classes. */
function ofScript(value: Value): boolean {
  const made: unknown = value.$c;
  if (made !== undefined && scriptNames.has(Array.isArray(made) ? made[0] : made)) return true;
  return isType(value) ? value.$heap && scriptModules.has(value.$module) && !Object.hasOwn(value, "$native") : moduleObjects.has(value);
}

/** Objects that a class of the runtime's holds: members of an enumeration have names, others with a life of their own travel. */
function nameInstances(cls: Value, path: string): void {
  if (cls.$heap !== true) return;
  const members: Value = cls.$dict.get("_member_map_");
  if (members !== undefined && members.$map instanceof Map) {
    for (const entry of members.$entries()) if (!names.has(entry.value)) names.set(entry.value, `${path}${STEP}#_member_map_${STEP}@${entry.key as string}`);
  }
  const changed = patched.get(cls as PyType);
  for (const [name, value] of cls.$dict) if (typeof value === "object" && isInstanceApart(value) && changed?.has(name) !== true) looseMembers.push([cls, name]);
}

function visitFunction(f: Value, path: string, depth: number): void {
  if (isType(f)) open(f as PyType);
  if (Object.hasOwn(f as object, "prototype") && typeof f.prototype === "object") visitPrototype(f.prototype, path + STEP + "prototype", depth);
  for (const property of PARTS) if (Object.hasOwn(f as object, property)) visit(f[property], path + STEP + property, depth);
  if (!isType(f)) return;
  const changed = patched.get(f as PyType);
  for (const [name, value] of f.$dict) if (changed?.has(name) !== true && !isInstanceApart(value)) visitMember(value, `${path}${STEP}#${name}`, depth);
}
/** What hangs on a function and has no other name. `$plain` and `$method` are made when they are asked for. */
const PARTS: readonly string[] = ["$plain", "$method", "$body", "$f", "$builtinMake", "$getattro", "$setattro", "$empty"];

/** Class attributes that hold an object with a life of its own (`logging.Logger.root`): it travels. */
export const looseMembers: [PyType, string][] = [];

function isInstanceApart(value: Value): boolean {
  return typeof value === "object" && value !== null && value.$cls?.$heap === true && value.$cls.$hasDict === true && !names.has(value);
}

/** A member of a class: functions and descriptors. */
function visitMember(value: Value, path: string, depth: number): void {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return;
  if (names.has(value) || ofScript(value)) return;
  if (typeof value === "function") {
    visit(value, path, depth);
    return;
  }
  names.set(value, path);
  if (depth > DEEPEST) return;
  for (const property of Object.getOwnPropertyNames(value as object)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, property)!;
    if (typeof descriptor.value === "function") visit(descriptor.value, `${path}${STEP}${property}`, depth + 1);
  }
}

function visitPrototype(prototype: Value, path: string, depth: number): void {
  if (names.has(prototype)) return;
  names.set(prototype, path);
  for (const property of Object.getOwnPropertyNames(prototype as object)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, property)!;
    if (typeof descriptor.value === "function" && property !== "constructor") visit(descriptor.value, `${path}${STEP}${property}`, depth + 1);
    if (property === "constructor" && !names.has(descriptor.value)) names.set(descriptor.value, `${path}${STEP}constructor`);
  }
}

function visitProperties(table: Value, path: string, depth: number, later?: Value[]): void {
  for (const property of Object.keys(table as object)) {
    const descriptor = Object.getOwnPropertyDescriptor(table, property)!;
    const value: Value = descriptor.value;
    if (typeof value === "function" || (typeof value === "object" && value !== null && isTable(value))) visit(value, `${path}${STEP}${property}`, depth, later);
  }
}

/** What a module had when it was loaded; what scripts have put there since travels. */
function visitModule(module: Value, path: string, depth: number, later?: Value[]): void {
  const members: Record<string, Value> = module.$members ?? {};
  for (const name in members) {
    const value = members[name];
    if (value === null || (typeof value !== "object" && typeof value !== "function")) continue;
    const property = jsName(name);
    if (!Object.hasOwn(module as object, property) || module[property] !== value) continue;
    // other objects may have changed since: they travel
    if (typeof value === "function" || isTable(value as object) || Object.getPrototypeOf(value) === moduleType.prototype || isUnchangeable(value)) {
      visit(value, path + STEP + property, depth, later);
    }
  }
}

/** Tuples, sets and the like that nobody can change, of what nobody can change. */
function isUnchangeable(value: Value): boolean {
  if (value instanceof Tuple) return value.items.every((item) => item === null || typeof item !== "object" || item instanceof Float);
  // plain keys only: no object is in it
  return value instanceof Float || (value instanceof FrozenSet && (value.$keys === null || value.$keys.$hashed === 0));
}

function visitItems(items: Value[], path: string, depth: number, later?: Value[]): void {
  for (let i = 0; i < items.length; i++) if (typeof items[i] === "function" || Array.isArray(items[i])) visit(items[i], `${path}${STEP}${i}`, depth, later);
}

// What hangs on a function or a class is named when the first such thing is met: most snapshots meet a handful.

/** How a prototype tells whose it is. */
const TELLING: readonly string[] = ["constructor", "$waiting", "$cls"];

/** May it hang on something that has a name, without having been given its own yet? */
function mayHang(value: Value): boolean {
  if (typeof value === "function") return value.$self === undefined;
  if (typeof value !== "object" || value === null) return false;
  if (value.$owner !== undefined && Object.hasOwn(value as object, "$owner")) return true;
  return isPrototypeOf(value.constructor, value) || isPrototypeOf(value.$cls, value) || isPrototypeOf(value.$waiting, value) || isWrapper(value);
}

function isPrototypeOf(cls: Value, value: object): boolean {
  return typeof cls === "function" && cls.prototype === value;
}

function isWrapper(value: Value): boolean {
  const cls: Value = value.$cls;
  return cls !== undefined && (cls === propertyType || cls === staticmethodType || cls === classmethodType);
}

/** A prototype that does not tell whose it is. */
export function nameHiddenPrototype(prototype: object): void {
  if (mayHang(prototype) || isNamed(prototype)) return;
  for (const found of closed.values()) {
    for (let i = 0; i < found.length; i += 2) {
      const f: Value = found[i];
      if (Object.hasOwn(f as object, "prototype") && f.prototype === prototype) {
        names.set(prototype, `${found[i + 1] as string}${STEP}prototype`);
        return;
      }
    }
  }
}

function nameOfHanging(value: Value): string | undefined {
  const path = pathOf(value);
  if (path === undefined || names.has(value)) return path;
  names.set(value, path);
  if (typeof value !== "function") return path;
  // whoever looks at its owner will pass it by
  const found = closed.get(MET);
  if (found === undefined) closed.set(MET, [value, path]);
  else found.push(value, path);
  return path;
}

/** Those that were named when they were met. */
const MET = "";

function pathOf(value: Value): string | undefined {
  if (typeof value === "function") return pathOfFunction(value);
  if (Object.hasOwn(value as object, "$owner")) return pathOfMember(value, value.$name as string);
  for (const step of TELLING) {
    if (!Object.hasOwn(value as object, step)) continue;
    const cls: Value = value[step];
    if (typeof cls !== "function" || cls.prototype !== value) continue;
    const path = nameOf(cls);
    if (path !== undefined) return path + STEP + "prototype";
  }
  if (!isWrapper(value)) return undefined;
  for (const part of Object.values(value as object)) {
    if (typeof part !== "function" || part.$f === undefined) continue;
    return madeByScript(part as Value, 3) ? undefined : lookFor(value, part as Value);
  }
  return undefined;
}

/** A member of a class that says which. */
function pathOfMember(member: Value, name: string): string | undefined {
  const owner: Value = member.$owner;
  if (typeof owner !== "function" || patched.get(owner as PyType)?.has(name) === true) return undefined;
  const held: Value = owner.$dict?.get(name);
  const isStatic = held !== member && held?.$cls === staticmethodType && held.$func === member;
  if (held !== member && !isStatic) return undefined;
  const path = nameOf(owner);
  return path === undefined ? undefined : `${path}${STEP}#${name}${isStatic ? `${STEP}$func` : ""}`;
}

/** `alone`: its other form was asked for before. */
function pathOfFunction(f: Value, alone = false): string | undefined {
  if (closed.size === 0 || madeByScript(f, 3)) return undefined;
  const meta: Value = f.$f;
  // closures of the runtime's are made again by what they captured
  if (f.$c !== undefined && (meta === undefined || isType(f))) return undefined;
  if (Object.hasOwn(f as object, "$owner") && meta !== undefined) {
    const path = pathOfMember(f, meta.name as string);
    // the methods of a class that travels travel with it
    if (path !== undefined || nameOf(f.$owner) === undefined) return path;
  }
  if (!alone) {
    for (const [form, step] of FORMS) {
      if (!Object.hasOwn(f as object, form)) continue;
      const other: Value = f[form];
      const path = names.get(other) ?? pathOfFunction(other, true);
      if (path !== undefined) return path + STEP + step;
    }
  }
  // what has captured something is made again with it
  return Array.isArray(f.$c) && f.$c.length > 1 ? undefined : lookFor(f, f);
}

/** A function and its other form, which is made from it. */
const FORMS: readonly (readonly [string, string])[] = [
  ["$method", "$plain"],
  ["$plain", "$method"],
];

/** Is it a function of a script, or a closure over one? */
function madeByScript(f: Value, depth: number): boolean {
  const made: Value = f.$c;
  if (made === undefined) return false;
  if (!Array.isArray(made)) return scriptNames.has(made);
  if (scriptNames.has(made[0])) return true;
  if (depth === 0) return false;
  for (let i = 1; i < made.length; i++) if (typeof made[i] === "function" && madeByScript(made[i], depth - 1)) return true;
  return false;
}

/**
 * Looks into the functions and classes that nobody has looked into yet, those of the module's own files first. A closure that something of the runtime's has
 * made may be one of a class that it made for the program (a named tuple's `_make`), and hang nowhere; so may what wraps a function that has a name.
 *
 * @param f what `value` is made from: itself, or the function that it wraps
 */
function lookFor(value: Value, f: Value): string | undefined {
  noteTravelling();
  const module = typeof f.$f?.module === "string" ? (f.$f.module as string) : "builtins";
  const near = module === "builtins" ? "objects/" : `modules/${module.replaceAll(".", "/")}`;
  const keys = [...closed.keys()];
  const onlyNear = f.$c !== undefined || (f !== value && nameOf(f) !== undefined);
  for (const isNear of onlyNear ? [true] : [true, false]) {
    for (const key of keys) {
      // those that the search for another name has looked into meanwhile are closed no more
      if ((key.startsWith(near) || key === `module${STEP}${module}`) !== isNear || !closed.has(key)) continue;
      lookInto(key);
      const path = names.get(value);
      if (path !== undefined) return path;
    }
  }
  return undefined;
}

function lookInto(key: string): void {
  const found = closed.get(key)!;
  closed.delete(key);
  for (let i = 0; i < found.length; i += 2) visitFunction(found[i], found[i + 1] as string, 1);
}

/** What names of the runtime stand for, and of scripts. */
export const found = new Map<string, Value>();
const foundOfScripts = new Map<string, Value>();
const OF_SCRIPTS = new RegExp(`^(?:script|record|instance|code)${STEP}`);

/** What a name stands for in this isolate. */
export function valueOf(name: string): Value {
  const known = OF_SCRIPTS.test(name) ? foundOfScripts : found;
  let value = known.get(name);
  if (value === undefined) {
    const at = name.lastIndexOf(STEP);
    const before = name.slice(0, at);
    const last = name.slice(at + 1);
    if (!before.includes(STEP)) value = rootOf(before, last);
    else {
      const owner: Value = before.startsWith("script") && before.split(STEP).length === 2 ? scriptOwn(before.split(STEP)[1]!) : valueOf(before);
      if (last === "$plain") plain(owner);
      else if (last === "$method") methodForm(owner);
      value = last === "__proto__" ? Object.getPrototypeOf(owner as object) : stepOf(owner, last);
    }
    if (value === undefined) throw new Error(`a snapshot names ${name.replaceAll(STEP, " ")}, which this isolate does not have`);
    known.set(name, value);
  }
  return value;
}

function stepOf(owner: Value, step: string): Value {
  if (step === "prototype") {
    const cls = owner.prototype?.$waiting as PyType | undefined;
    if (cls !== undefined) open(cls);
  }
  if (step.startsWith("#")) return owner.$dict.get(step.slice(1));
  return step.startsWith("@") ? owner.$named(step.slice(1)) : owner[step];
}

function rootOf(first: string, name: string): Value {
  if (first === "iterator") return ITERATORS[name]?.();
  if (first === "record") return instanceOf(name)?.record;
  if (first === "instance") return instanceOf(name);
  if (first === "code") return instanceOf(name)?.code;
  if (first === "global") return (globalThis as unknown as Record<string, Value>)[name];
  if (first === "frame") return frameCode(name);
  if (first === "module") return nativeModule(name);
  return declaredAs(first, name);
}

function scriptOwn(number: string): Value {
  return instanceOf(number)?.own?.();
}

function instanceOf(number: string): Instance | undefined {
  readScript(Number(number));
  return instances.get(Number(number));
}

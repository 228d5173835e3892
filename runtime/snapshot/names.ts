/**
 * names - what is the same in every isolate, by name: the runtime's declarations and what hangs on them, scripts' constants, JavaScript's own objects.
 *
 * A name is a path, its steps joined by NUL: a file and one of its declarations, "module" and a native module's name, "script" and an instance's
 * number; then properties, with `#` before a name in a class's `$dict` and `@` before a key of a dict. The new isolate follows the path (valueOf), so nothing is listed there.
 *
 * Invariants
 *   N1  A name stands for the same thing in the isolate that writes and in the one that reads: what scripts made has none, wherever it was put.
 */
import { instances } from "../importer/instances.js";
import { methodForm, plain } from "../objects/function.js";
import { patched } from "../objects/mirror.js";
import { isType, type PyType, type Value } from "../objects/object.js";
import { moduleType } from "../objects/module.js";
import { jsName } from "../objects/names.js";
import { loadedNatives, nativeModule } from "../modules/registry.js";
import { files } from "./anchors.js";
import { carriedState, containers } from "./carried.js";

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
  return names.get(value) ?? scriptNames.get(value);
}

const scriptNames = new Map<unknown, string>();
/** Names of the modules that scripts are: what their classes say of themselves. */
const scriptModules = new Set<string>();
/** The modules themselves. */
const moduleObjects = new Set<Value>();

/** Brings the tables up to date; before a snapshot is written. */
export function collectNames(): void {
  scriptNames.clear();
  for (const instance of instances.values()) {
    const { number, own, record } = instance;
    scriptNames.set(record, `record${STEP}${number}`);
    scriptNames.set(instance, `instance${STEP}${number}`);
    if (instance.code !== undefined) scriptNames.set(instance.code, `code${STEP}${number}`);
    const module: Value = record.module.__name__;
    moduleObjects.add(record.module);
    if (typeof module === "string") scriptModules.add(module);
    if (own === null) continue;
    const declared = own();
    for (const name in declared) {
      const value = declared[name];
      if (typeof value === "function" || (typeof value === "object" && value !== null)) scriptNames.set(value, `script${STEP}${number}${STEP}${name}`);
    }
  }
  if (names.size === 0) nameIntrinsics();
  for (const { read } of carriedState.values()) {
    const value = read();
    if (typeof value === "object" || typeof value === "function") travelling.add(value);
  }
  if (files.size !== seen.files) {
    seen.files = files.size;
    const fresh = [...files].filter(([file]) => !seen.names.has(file)).map(([file, own]) => [file, own()] as const);
    // classes and functions get the names that their files give them, before tables that refer to them are looked into
    for (const [file, declared] of fresh) nameDeclared(file, declared, isFunction);
    for (const [file, declared] of fresh) {
      nameDeclared(file, declared, (value) => !isFunction(value));
      seen.names.add(file);
    }
  }
  for (; seen.natives < loadedNatives.length; seen.natives++) {
    const name = loadedNatives[seen.natives]!;
    visit(nativeModule(name), `module${STEP}${name}`, 0);
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

/** What variables hold that travel: they are made anew, so they have no names. */
const travelling = new Set<unknown>();

/** Constants that are objects of Python's: their attributes travel. */
export const singletons: Value[] = [];

const isFunction = (value: unknown): boolean => typeof value === "function";

function nameDeclared(file: string, declared: Readonly<Record<string, unknown>>, which: (value: unknown) => boolean): void {
  for (const name in declared) {
    const value: Value = declared[name];
    if (!which(value)) continue;
    if (isInstanceApart(value)) singletons.push(value);
    visit(value, `${file}${STEP}${name}`, 0);
  }
}

/** How deep tables of functions may be nested. */
const DEEPEST = 6;

/** Names a value, and the functions and classes that hang on it. */
function visit(value: Value, path: string, depth: number): void {
  if (typeof value === "symbol") {
    if (!names.has(value)) names.set(value, path);
    return;
  }
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return;
  if (names.has(value) || scriptNames.has(value) || ofScript(value)) return;
  if (travelling.has(value)) return;
  names.set(value, path);
  if (depth > DEEPEST || containers.has(value as object)) return;
  if (typeof value === "function") visitFunction(value, path, depth + 1);
  else if (Object.getPrototypeOf(value as object) === moduleType.prototype) visitModule(value, path, depth + 1);
  else if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) return;
  else if (Array.isArray(value)) visitItems(value, path, depth + 1);
  else if (isTable(value)) visitProperties(value, path, depth + 1);
}

function isTable(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Functions and classes that a script made, and the methods of such classes. */
function ofScript(value: Value): boolean {
  const made: unknown = value.$c;
  if (made !== undefined && scriptNames.has(Array.isArray(made) ? made[0] : made)) return true;
  return isType(value) ? scriptModules.has(value.$module) && !Object.hasOwn(value, "$native") : moduleObjects.has(value);
}

function visitFunction(f: Value, path: string, depth: number): void {
  if (Object.hasOwn(f as object, "prototype") && typeof f.prototype === "object") visitPrototype(f.prototype, `${path}${STEP}prototype`, depth);
  for (const property of PARTS) if (Object.hasOwn(f as object, property)) visit(f[property], `${path}${STEP}${property}`, depth);
  if (!isType(f)) return;
  const changed = patched.get(f as PyType);
  const members: Value = f.$dict.get("_member_map_");
  if (members !== undefined && members.$map instanceof Map) {
    for (const entry of members.$entries()) if (!names.has(entry.value)) names.set(entry.value, `${path}${STEP}#_member_map_${STEP}@${entry.key as string}`);
  }
  for (const [name, value] of f.$dict) {
    if (changed?.has(name) === true) continue;
    if (isInstanceApart(value)) looseMembers.push([f, name]);
    else visitMember(value, `${path}${STEP}#${name}`, depth);
  }
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

function visitProperties(table: Value, path: string, depth: number): void {
  for (const property of Object.keys(table as object)) {
    const descriptor = Object.getOwnPropertyDescriptor(table, property)!;
    const value: Value = descriptor.value;
    if (typeof value === "function" || (typeof value === "object" && value !== null && isTable(value))) visit(value, `${path}${STEP}${property}`, depth);
  }
}

/** What a module had when it was loaded; what scripts have put there since travels. */
function visitModule(module: Value, path: string, depth: number): void {
  const members: Record<string, Value> = module.$members ?? {};
  for (const name in members) {
    const property = jsName(name);
    const value = members[name];
    if (!Object.hasOwn(module as object, property) || module[property] !== value) continue;
    // other objects may have changed since: they travel
    if (
      typeof value === "function" ||
      (typeof value === "object" && value !== null && (isTable(value) || Object.getPrototypeOf(value) === moduleType.prototype))
    ) {
      visit(value, `${path}${STEP}${property}`, depth);
    }
  }
}

function visitItems(items: Value[], path: string, depth: number): void {
  for (let i = 0; i < items.length; i++) if (typeof items[i] === "function" || Array.isArray(items[i])) visit(items[i], `${path}${STEP}${i}`, depth);
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
      const owner: Value = before.startsWith("script") && before.split(STEP).length === 2 ? scriptOwn(Number(before.split(STEP)[1])) : valueOf(before);
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
  if (step.startsWith("#")) return owner.$dict.get(step.slice(1));
  return step.startsWith("@") ? owner.$named(step.slice(1)) : owner[step];
}

function rootOf(first: string, name: string): Value {
  if (first === "iterator") return ITERATORS[name]?.();
  if (first === "record") return instances.get(Number(name))?.record;
  if (first === "instance") return instances.get(Number(name));
  if (first === "code") return instances.get(Number(name))?.code;
  if (first === "global") return (globalThis as unknown as Record<string, Value>)[name];
  if (first === "module") return nativeModule(name);
  return files.get(first)?.()[name];
}

function scriptOwn(number: number): Value {
  return instances.get(number)?.own?.();
}

/**
 * importer - import: which module a name means, where it is found, and the running of its body.
 *
 * Mirrors     Lib/importlib/_bootstrap.py and Python/import.c of CPython 3.13
 * Suspends    everything: a module's body is Python code
 * Invariants
 *   I1  A module is in sys.modules before its body runs, and taken out if the body fails.
 *   I2  Places in order: sys.modules, gilt's own modules, sys.path (script's folder, PYTHONPATH, GILT_PATH, the library: place.ts).
 */
import { loadPart } from "gilt:natives";
import fs from "node:fs";
import { ImportError, ModuleNotFoundError, TypeError, ValueError } from "../objects/exceptions.js";
import { docsHooks } from "../objects/builtindocs.js";
import { describing, exporting, libraryText, newModule, shadowing, type PyModule } from "../objects/module.js";
import { isType, typeOf, type PyType, type Value } from "../objects/object.js";
import { looked } from "../modules/io/writers.js";
import { $getattr, getattrOr } from "../objects/attributes.js";
import { moduleHooks } from "../objects/modulehooks.js";
import { typing } from "../objects/typeparams.js";
import { subclassHooks } from "../objects/typemethods.js";
import { jsName } from "../objects/names.js";
import { $passing, type Passed } from "../objects/raise.js";
import { truth } from "../objects/protocols/bool.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { repr } from "../objects/protocols/repr.js";
import { END, iterate as $iter } from "../objects/iterator.js";
import type { Suspends } from "../frames/suspend.js";
import { Dict, isDict } from "../objects/dict.js";
import { noteImport } from "../scheduler/scheduler.js";
import { currentFolder } from "../system/folder.js";
import { custom } from "../objects/bytes/codecs.js";
import { REPLACED } from "./beginnings.js";
import { compileFlags, loadCode, loader, type Source } from "./code.js";
import { describe, describeNamespace, describeNative } from "./describe.js";
import { isOrdinary, loadByFinders, loadSpec } from "./finders.js";
import { finderOf, isHooked } from "./pathhooks.js";
import { isOfLibrary, LIBRARY, library } from "./place.js";
import { loading } from "./sourceloader.js";
import { textOf } from "./instances.js";
import { bindModule, gilt } from "./namespace.js";
import { awaitModule, withModuleLock } from "./modulelocks.js";
import { inGlobals, resolveName } from "./resolvename.js";
import { COMPILING, EXECUTING, goOn, $withoutImporter, type Way } from "./way.js";
import { isTracing } from "../modules/sys/tracing.js";
import { libraryNames } from "../modules/sys/librarynames.js";
import { importTimes, timedImport } from "./importtime.js";
import { acceleratorOf, isNative, nativeModule } from "../modules/registry.js";
import { carriedContents } from "../snapshot/carried.js";
import { stringOf } from "../objects/str.js";
import { audit, auditHooks } from "../objects/audit.js";
import { sysModule } from "../modules/sys/module.js";

/** sys.modules */
export const modules: Value = new Dict();
carriedContents("sys.modules", modules as object);
moduleHooks.modules = modules as Dict;
shadowing.isBesideScript = (file) => {
  const folder = ownFolder.path === "" ? currentFolder() : ownFolder.path;
  return folder !== null && file.endsWith(".py") && file.replace(/\/__init__\.py$/, "").replace(/\/[^/]*$/, "") === folder;
};
exporting.namesOf = (name) => (loadPart("importer/exports") as typeof import("./exports.js")).EXPORTS[name];
typing.module = (): Suspends<Value> => importModule("typing");
const twins = (): typeof import("./twin.js") => loadPart("importer/twin") as typeof import("./twin.js");
docsHooks.read = () => loader.readForNow(`${loader.dist}/builtin-docs.json`)?.toString("utf8");
subclassHooks.ofException = (cls): Suspends<PyType[]> => {
  const { start, inOrder } = loadPart("importer/started") as typeof import("./started.js");
  start();
  return inOrder(cls.$subclasses);
};
describing.native = (module) => {
  if (module.__spec__ === null) describeNative(module);
};
libraryText.find = (module, name): Suspends<Value> => twins().fromText(module, name);
libraryText.isLookedAt = (module) => twins().isLookedAt(module);
shadowing.isLibraryName = (name) => libraryNames().includes(name);
/** sys.path */
export const path: Value[] = [];
carriedContents("sys.path", path);
/** config->sys_path_0: what the first entry was when the program began; null: none of its own. */
export const ownFolder = { path: null as string | null };
carriedContents("folder of the program", ownFolder);

function known(name: string): Suspends<Value> {
  return modules.$get(name);
}

/** Where a module's text is. */
interface Found {
  readonly file: string;
  readonly isPackage: boolean;
}

function isFile(file: string): boolean {
  if (isOfLibrary(file)) return library().isThere(file);
  try {
    return fs.statSync(file, QUIETLY)?.isFile() === true;
  } catch {
    return false; // not there, or not to be looked at: either way it is no module
  }
}

/** _path_abspath: an entry of sys.path that says no whole way. */
function fromHere(folder: string): string {
  const way = folder === "." ? "" : folder.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
  return way === "" ? currentFolder() : `${currentFolder()}/${way}`;
}

function isFolder(path: string): boolean {
  try {
    return fs.statSync(path, QUIETLY)?.isDirectory() === true;
  } catch {
    return false; // no such folder here: look in the next one
  }
}

/** Files of a module as a FileFinder prefers them: text, and code that stands for it. */
const SUFFIXES = [".py", ".pyc"] as const;

/** Where a module of that last name is in the folders: a file, or the parts of a namespace package. */
export function findIn(folders: readonly Value[], last: string): Found | { namespace: string[] } | undefined {
  const portions: string[] = [];
  for (const folder of folders) {
    if (typeof folder !== "string") continue;
    const base = `${folder.startsWith("/") ? folder : fromHere(folder)}/${last}`;
    const inLibrary = isOfLibrary(base);
    const isThere = inLibrary || isFolder(base);
    const inside = isThere ? fileOf(`${base}/__init__`) : undefined;
    if (inside !== undefined) return { file: inside, isPackage: true };
    const file = fileOf(base);
    if (file !== undefined) return { file, isPackage: false };
    if (isThere && !inLibrary) portions.push(base);
  }
  return portions.length > 0 ? { namespace: portions } : undefined;
}

/** The file of a module's, given what stands before its suffix. */
function fileOf(base: string): string | undefined {
  const suffix = SUFFIXES.find((one) => isFile(base + one));
  return suffix === undefined ? undefined : base + suffix;
}

/** What the entries of a path have of a name, in their order; what is no text has a spec, whose loader runs it. */
export function findAmong(entries: readonly Value[], name: string): Suspends<Found | { namespace: Value[] } | { spec: Value } | undefined> {
  const found = entries.some(isHooked) ? findHooked(entries, name) : findIn(entries, lastName(name));
  if (found === undefined || !("file" in found) || found.file.endsWith(".py")) return found;
  return { spec: call((nativeModule("importlib._bootstrap_external") as Value).spec_from_file_location, name, found.file) };
}

const lastName = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/** Looks in folders as `findIn` does, in others (zip files) by their finders. */
function findHooked(entries: readonly Value[], name: string): Suspends<Found | { namespace: Value[] } | { spec: Value } | undefined> {
  const portions: Value[] = [];
  for (let from = 0, at = 0; at <= entries.length; at++) {
    const finder = at === entries.length ? null : finderOf(entries[at]);
    if (at < entries.length && finder === null) continue;
    const found = findIn(entries.slice(from, at), lastName(name));
    if (found !== undefined && "file" in found) return found;
    if (found !== undefined) portions.push(...found.namespace);
    from = at + 1;
    const spec = finder === null ? null : callMethod(finder, "find_spec", name);
    if (spec === null) continue;
    if ($getattr(spec, "loader") !== null) return { spec };
    portions.push(...listOf($getattr(spec, "submodule_search_locations")));
  }
  return portions.length > 0 ? { namespace: portions } : undefined;
}

/** Where the text of a module is, or its spec if it has none, found as `import` finds it. */
export function locate(name: string): Suspends<Found | { spec: Value } | undefined> {
  const dot = name.lastIndexOf(".");
  const parent = dot < 0 ? undefined : known(name.slice(0, dot));
  const folders = dot < 0 ? path : parent === undefined ? [] : listOf(getattrOr(parent, "__path__") ?? []);
  const found = findAmong(folders, name);
  return found !== undefined && "namespace" in found ? undefined : found;
}

function missing(name: string, message = `No module named ${repr(name)}`): Suspends<Value> {
  const error = new ModuleNotFoundError(message);
  error.$modname = name;
  return error;
}

/**
 * The module of a full name, with its parents; all of them imported.
 *
 * @param way takes the functions of importlib that an exception passes
 * @param isOutermost an import statement's, of which audit hooks are told
 */
export function importModule(name: string, way: Way = null, isOutermost = way === null): Suspends<PyModule> {
  const depth = way === null ? 0 : way.length;
  const there = known(name);
  if (there !== undefined) {
    if (there === null) {
      goOn(way, depth, "halted");
      const error = new ModuleNotFoundError(`import of ${name} halted; None in sys.modules`);
      error.$modname = name;
      throw error;
    }
    awaitModule(name);
    return there;
  }
  if (isOutermost && auditHooks.length > 0) audit("import", name, null, sysModule.path, sysModule.meta_path, sysModule.path_hooks);
  const load = (): Suspends<PyModule> => known(name) ?? findAndLoad(name, way, depth); // another thread may have loaded it meanwhile
  return withModuleLock(name, importTimes.on ? (): Suspends<PyModule> => timedImport(name, load) : load);
}

function findAndLoad(name: string, way: Way, depth: number): Suspends<PyModule> {
  const dot = name.lastIndexOf(".");
  if (dot < 0) return load(name, null, null, way, depth);
  const parentName = name.slice(0, dot);
  goOn(way, depth, "parent");
  const parent: Value = importModule(parentName, way, false);
  const again = known(name);
  if (again !== undefined && again !== null) return again;
  const last = name.slice(dot + 1);
  const folders = getattrOr(parent, "__path__");
  const module = loadBelow(parent, last, () => load(name, parent, folders === undefined ? null : listOf(folders), way, depth));
  parent[jsName(last)] = module;
  return module;
}

/** Loads a module of a package, which knows meanwhile that it is coming. */
function loadBelow(parent: Value, last: string, load: () => Suspends<PyModule>): Suspends<PyModule> {
  const coming: unknown = parent.__spec__?._uninitialized_submodules;
  if (!Array.isArray(coming)) return load();
  coming.push(last);
  try {
    return load();
  } finally {
    coming.pop();
  }
}

/** The items of an iterable. */
export function listOf(x: Value): Suspends<Value[]> {
  if (Array.isArray(x)) return x;
  const items: Value[] = [];
  const it = $iter(x);
  for (let item = it.$next(); item !== END; item = it.$next()) items.push(item);
  return items;
}

/** Modules that CPython has before it looks at sys.path: built in, frozen, or imported at its start. */
const BEFORE_PATH: ReadonlySet<string> = new Set(
  (
    "sys builtins time itertools marshal posix errno faulthandler gc atexit pwd _thread _weakref _warnings _collections _functools _operator _signal _sre _stat _string " +
    "_symtable _tokenize _tracemalloc _typing _ast _abc _imp _locale _codecs _io abc codecs encodings io _collections_abc _sitebuiltins genericpath posixpath os site stat " +
    "importlib runpy zipimport"
  ).split(" "),
);

/** Whether a folder that comes before the library has a module of this name (a script's own `queue.py`). */
function isShadowed(name: string): boolean {
  if (BEFORE_PATH.has(name) || !isNative(name)) return false;
  for (const folder of path) {
    // GILT_PATH is searched after everything else
    if (typeof folder !== "string" || folder === LIBRARY || (process.env["GILT_PATH"] ?? "").split(":").includes(folder)) return false;
    const found = findIn([folder], name);
    if (found !== undefined && "file" in found) return true;
  }
  return false;
}

/** Whether a script has put None in the place of the C module that a module of the library would use: then its text is meant. */
function isBlocked(name: string): Suspends<boolean> {
  const accelerator = acceleratorOf(name);
  return accelerator !== undefined && known(accelerator) === null;
}

const QUIETLY = { throwIfNoEntry: false } as const;

function load(name: string, parent: Value, folders: Value[] | null, way: Way, depth: number): Suspends<PyModule> {
  const module: Value = isOrdinary()
    ? loadPlainly(name, parent, folders, way, depth)
    : way === null
      ? loadUnshown(name, parent, folders)
      : loadHooked(name, parent, folders, way, depth);
  if (module !== undefined) return module as PyModule;
  goOn(way, depth, "missing");
  throw missing(name);
}

function loadHooked(name: string, parent: Value, folders: Value[] | null, way: Way, depth: number): Suspends<PyModule | undefined> {
  const places: Value = folders === null ? null : $getattr(parent, "__path__");
  return loadByFinders(name, places, () => loadPlainly(name, parent, folders, way, depth), way, depth);
}

/** For an import statement, whose traceback shows who has called finders and loaders of the script. */
function loadUnshown(name: string, parent: Value, folders: Value[] | null): Suspends<PyModule | undefined> {
  const way: Passed[] = [];
  try {
    return loadHooked(name, parent, folders, way, 0);
  } catch (thrown) {
    // the outermost would be _gcd_import, where C calls _find_and_load
    throw $withoutImporter($passing(thrown, way.slice(1).reverse()));
  }
}

/** Loads a module from the places that the importer knows; undefined: none has it. */
function loadPlainly(name: string, parent: Value, folders: Value[] | null, way: Way, depth: number): Suspends<PyModule | undefined> {
  if (parent !== null && folders === null) {
    goOn(way, depth, "noPackage");
    throw missing(name, `No module named ${repr(name)}; ${repr(name.slice(0, name.lastIndexOf(".")))} is not a package`);
  }
  const native = (parent === null && isShadowed(name)) || isBlocked(name) ? undefined : nativeModule(name);
  if (native !== undefined) {
    noteImport();
    const module = native as Value;
    modules.$set(name, module);
    if (module.__spec__ === null) describeNative(module);
    // what CPython's module of that name imports, and scripts find there without importing it themselves
    for (const other of (module.$imports ?? []) as string[]) importModule(other);
    const imported = module.$imported;
    if (imported !== undefined) imported();
    return module;
  }
  const found = findAmong(folders ?? path, name);
  if (found === undefined) return undefined;
  if ("spec" in found) return loadSpec(name, found.spec, way, depth) as PyModule;
  const module = newModule(name) as Value;
  if ("namespace" in found) {
    describeNamespace(module, name, found.namespace);
    modules.$set(name, module);
    return module;
  }
  describe(module, name, found.file, found.isPackage);
  if (isOfLibrary(found.file)) noteImport();
  if (found.isPackage) module.__path__ = module.__spec__.submodule_search_locations;
  modules.$set(name, module);
  module.__spec__._initializing = true;
  try {
    goOn(way, depth, "compiling");
    const run = prepare(module, sourceOf(found.file), found.file, name);
    goOn(way, depth, "executing");
    run();
  } catch (error) {
    modules.$delete(name);
    if (way === null) $withoutImporter(error);
    throw error;
  }
  module.__spec__._initializing = false;
  return known(name) ?? module;
}

/** Modules of the library whose text was run beside gilt's own module of that name, for what that does not have. */
const besides = new Map<string, Value>();
carriedContents("texts beside", besides);

moduleHooks.textBeside = (name: string): Suspends<Value> => {
  const before = besides.get(name);
  if (before !== undefined) return before;
  const file = `${LIBRARY}/${name.replaceAll(".", "/")}.py`;
  const module = newModule(name) as Value;
  describe(module, name, file, false);
  const run = prepare(module, sourceOf(file), file, name);
  besides.set(name, module);
  run();
  // its classes are gilt's: what the text raises is caught by that name
  const members: Readonly<Record<string, Value>> = (nativeModule(name) as Value).$members;
  for (const member in members) if (isType(members[member])) module[jsName(member)] = members[member];
  return module;
};

/** The text of a file that was found. */
export function sourceOf(file: string): Suspends<Source> {
  if (isOfLibrary(file)) return { key: library().keyOf(file), read: () => library().readFile(file)!, compiled: () => library().compiledOf(file) };
  looked(file);
  return fs.readFileSync(file);
}

/** The body of a module, ready to run in it. */
export function prepare(module: Value, source: Source, file: string, name: string): Suspends<() => Suspends<unknown>> {
  const code = loadCode(source, { path: file, name, ...compileFlags, ...(isTracing() && !isOfLibrary(file) ? { traced: true } : {}) });
  const run = code(gilt, bindModule(module, textOf(code)));
  const replace = isOfLibrary(file) && Object.hasOwn(REPLACED, name) ? REPLACED[name] : undefined;
  if (replace === undefined) return run;
  return (): Suspends<void> => {
    run();
    replace(module);
  };
}

custom.load = () => void nativeModule("_codecs");
loading.run = (module, file, name) => {
  let at = COMPILING;
  try {
    const run = prepare(module, sourceOf(file), file, name);
    at = EXECUTING;
    run();
  } catch (thrown) {
    throw $passing(thrown, [...at].reverse());
  }
};

/** `from m import x, y`: the values, submodules included. */
export function importFrom(target: string, names: readonly string[]): Suspends<Value[]> {
  return membersOf(importModule(target), target, names);
}

/** What a module has under these names. */
export function membersOf(module: Value, target: string, names: readonly string[]): Suspends<Value[]> {
  const values: Value[] = [];
  for (const name of names) values.push(member(module, target, name));
  return values;
}

/** The attribute of the last name, looked up from the package on; there is one for each dot. */
export function importAs(target: string): Suspends<Value> {
  const loaded = importModule(target);
  const parts = target.split(".");
  return parts.length === 1 ? loaded : lastOf(importModule(parts[0]!), parts);
}

/** What stands under a name with dots, from the module of its first part on. */
export function lastOf(first: Value, parts: readonly string[]): Suspends<Value> {
  let value = first;
  for (let i = 1; i < parts.length; i++) value = member(value, parts.slice(0, i).join("."), parts[i]!);
  return value;
}

/** A module of a package; undefined: there is none of that name. */
function submodule(full: string): Suspends<Value> {
  try {
    return importModule(full);
  } catch (error) {
    if (!(typeOf(error as Value) === ModuleNotFoundError && (error as Value).$modname === full)) throw error;
    return undefined;
  }
}

function member(module: Value, target: string, name: string): Suspends<Value> {
  const found = getattrOr(module, name);
  if (found !== undefined) return found;
  const full = `${String(getattrOr(module, "__name__") ?? target)}.${name}`;
  const below = getattrOr(module, "__path__") === undefined ? undefined : submodule(full);
  if (below !== undefined) return below;
  const late = known(full);
  if (late !== undefined && late !== null) return late;
  const own = String(getattrOr(module, "__name__") ?? "<unknown module name>");
  const file = getattrOr(module, "__file__");
  const where = file === undefined || file === null ? "unknown location" : String(file);
  const spec = getattrOr(module, "__spec__");
  const partial = spec !== undefined && spec !== null && getattrOr(spec, "_initializing") === true;
  const beside = typeof file === "string" && shadowing.isBesideScript(file);
  let message = `cannot import name ${repr(name)} from ${repr(own)} (${where})`;
  if (beside && shadowing.isLibraryName(own)) {
    message = `cannot import name ${repr(name)} from ${repr(own)} (consider renaming ${repr(file)} since it has the same name as the standard library module named ${repr(own)} and the import system gives it precedence)`;
  } else if (partial)
    message = `cannot import name ${repr(name)} from partially initialized module ${repr(own)} (most likely due to a circular import) (${where})`;
  const error = new ImportError(message);
  error.$modname = own;
  error.$path = file ?? null;
  error.$namefrom = name;
  throw error;
}

/** The names that `from m import *` takes. */
export function publicNames(module: Value): Suspends<string[]> {
  const all = getattrOr(module, "__all__");
  if (all === undefined) {
    const names: string[] = [];
    const dict = $getattr(module, "__dict__");
    for (const name of isDict(dict) ? dict.$keys() : listOf(callMethod(callMethod(dict, "keys"), "__iter__"))) {
      if (typeof name === "string" && !name.startsWith("_")) names.push(name);
    }
    return names;
  }
  const names: string[] = [];
  for (const name of listOf(all)) {
    if (typeof name !== "string") throw new TypeError(`Item in ${String(module.__name__)}.__all__ must be str, not ${typeOf(name).$name}`);
    names.push(name);
  }
  return names;
}

/**
 * _handle_fromlist: modules of a package that are named are imported; `*` stands for its `__all__`.
 *
 * @param where what the names are in, for errors; undefined: a fromlist
 */
export function importNamed(module: Value, names: Value, where?: string): Suspends<void> {
  if (getattrOr(module, "__path__") === undefined) return;
  for (const item of listOf(names)) {
    const name = stringOf(item);
    if (name === undefined) throw new TypeError(`Item in ${where ?? "``from list''"} must be str, not ${typeOf(item).$name}`);
    if (name !== "*") {
      if (getattrOr(module, name) === undefined) submodule(`${String(module.__name__)}.${name}`);
    } else if (where === undefined) {
      const all = getattrOr(module, "__all__");
      if (all !== undefined) importNamed(module, all, `${String(module.__name__)}.__all__`);
    }
  }
}

/**
 * `builtins.__import__`
 *
 * @param way takes the functions of importlib that an exception passes
 */
export function dunderImport(given: Value, globals: Value, fromlist: Value, level: Value, way: Way = null): Suspends<Value> {
  const name = stringOf(given);
  if (name === undefined) throw new TypeError("module name must be a string");
  if (level < 0) throw new ValueError("level must be >= 0");
  let target = name;
  if (level > 0) target = resolveName(name, Number(level), inGlobals(globals));
  else if (name === "") throw new ValueError("Empty module name");
  const module = importModule(target, way);
  if (!truth(fromlist)) {
    const dot = name.indexOf(".");
    return dot < 0 ? module : known(target.slice(0, target.length - name.length + dot));
  }
  importNamed(module, fromlist);
  return module;
}

/**
 * global - functions and classes as names: which module has them, and what is found there again.
 *
 * Mirrors     Modules/_pickle.c (whichmodule, get_deep_attribute, save_global, fix_imports)
 * Suspends    imports, `__getattr__` of modules and classes
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule, modules } from "../../importer/importer.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { AttributeError, Exception, ExceptionGroup, RuntimeError } from "../../objects/exceptions.js";
import { moduleType } from "../../objects/module.js";
import { jsName } from "../../objects/names.js";
import { builtinFunctionType, isinstance, isType, type PyType, type Value } from "../../objects/object.js";
import { toLong } from "../../objects/protocols/index.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { $caught, $handled, $reraise, $uncaught } from "../../objects/raise.js";
import { Tuple } from "../../objects/tuple.js";
import { extensionRegistry } from "../copyreg.js";
import { oldName } from "./compat.js";
import { PicklingError } from "./errors.js";
import { Op } from "./opcodes.js";
import { encodeText } from "./texts.js";
import { save, saveKeyed, type Writer } from "./writer.js";
import builtins from "../builtins/module.js";

/** The parts of a qualified name; an AttributeError if some function's locals are among them. */
export function pathOf(owner: Value, name: string): Suspends<string[]> {
  const path = name.split(".");
  if (path.includes("<locals>")) {
    throw new AttributeError(owner === undefined ? `Can't get local object ${repr(name)}` : `Can't get local attribute ${repr(name)} on ${repr(owner)}`);
  }
  return path;
}

/** What a path of names leads to, with its owner; undefined if there is nothing. */
export function deepAttribute(start: Value, path: readonly string[]): Suspends<[found: Value, parent: Value] | undefined> {
  let parent: Value = start;
  let found: Value = start;
  for (let i = 0; i < path.length; i++) {
    parent = found;
    found = getattrOr(parent, path[i] as string);
    if (found === undefined) return undefined;
  }
  return [found, parent];
}

/** The module that has an object under this name. */
export function whichModule(obj: Value, path: readonly string[]): Suspends<Value> {
  const own = getattrOr(obj, "__module__");
  if (own !== undefined && own !== null) return own;
  const entries = modules.$entries();
  for (let i = 0; i < entries.length; i++) {
    const { key, value } = entries[i];
    if (key === "__main__" || key === "__mp_main__" || value === null) continue;
    const found = deepAttribute(value, path);
    if (found !== undefined && found[0] === obj) return key;
  }
  return "__main__";
}

function moduleOf(obj: Value, name: Value): Suspends<Value> {
  const handled = $handled();
  try {
    return importModule(text(name));
  } catch (e) {
    const error = $caught(e, null);
    if (!isinstance(error, Exception)) throw $reraise(error);
    $uncaught(handled);
  }
  throw new PicklingError(`Can't pickle ${repr(obj)}: import of module ${repr(name)} failed`);
}

/** The usual case: a class of a script that its module has as a variable, with nothing that could run on the way. */
function savedClass(w: Writer, obj: Value): Suspends<boolean> {
  if (obj.$heap !== true || extensionRegistry.$size() > 0 || w.persistentId !== null) return false;
  const name: Value = obj.$qualname;
  const moduleName: Value = obj.$dict.get("__module__");
  if (typeof name !== "string" || typeof moduleName !== "string" || name.includes(".")) return false;
  const module: Value = modules.$named(moduleName);
  if (module === undefined || module === null || module.$cls !== moduleType) return false;
  const property = jsName(name);
  if (!Object.hasOwn(module as object, property) || module[property] !== obj) return false;
  save(w, moduleName, false);
  save(w, name, false);
  w.out.op(Op.STACK_GLOBAL);
  w.put(obj);
  return true;
}

/** Writes an object as the name under which a module has it. */
export function saveGlobal(w: Writer, obj: Value, given: Value): Suspends<void> {
  if (w.proto >= 4 && given === undefined && savedClass(w, obj)) return;
  let name: Value = given ?? getattrOr(obj, "__qualname__");
  if (name === undefined) name = $getattr(obj, "__name__");
  const shown = text(name);
  const path = pathOf(undefined, shown);
  const moduleName = whichModule(obj, path);
  const module = moduleOf(obj, moduleName);
  const found = deepAttribute(module, path);
  if (found === undefined) throw new PicklingError(`Can't pickle ${repr(obj)}: attribute lookup ${shown} on ${text(moduleName)} failed`);
  if (found[0] !== obj) throw new PicklingError(`Can't pickle ${repr(obj)}: it's not the same object as ${text(moduleName)}.${shown}`);
  if (w.proto >= 2) {
    const code = extensionRegistry.$get(new Tuple([moduleName, name]));
    if (code !== undefined) {
      writeExtension(w, code);
      return;
    }
  }
  const parent = found[1];
  if (parent === module) name = path[path.length - 1];
  if (w.proto >= 4) {
    const key = moduleKey(obj, moduleName);
    if (key === undefined) save(w, moduleName, false);
    else saveKeyed(w, moduleName as string, key);
    if (isType(obj) && isHeapTypeInC(obj)) saveKeyed(w, name as string, (obj.$nameKey ??= {}) as object);
    else save(w, name, false);
    w.out.op(Op.STACK_GLOBAL);
  } else if (path.length > 1 && parent !== module) saveMember(w, text(moduleName), path);
  else writeGlobal(w, text(moduleName), text(name));
  w.put(obj);
}

/** Modules' names as functions in C have them: other objects than the equal names that classes have. */
const functionModules = new Map<string, object>();
const groupModule = {};

/** Modules in C that make their classes when they are loaded: each class has the module's name as a string of its own. */
const MAKERS: ReadonlySet<string> = new Set(["array", "itertools", "operator", "time", "os", "re", "select", "_io", "_random", "_thread"]);
const MADE: ReadonlySet<Value> = new Set(["collections.deque", "collections.defaultdict", "functools.partial"]);

function isHeapTypeInC(cls: PyType): boolean {
  return !cls.$heap && (MAKERS.has(cls.$module) || MADE.has(`${cls.$module}.${cls.$name}`));
}

/** What the memo knows the name of an object's module by, if not by its text. */
function moduleKey(obj: Value, name: Value): object | undefined {
  if (typeof name !== "string") return undefined;
  if (obj === ExceptionGroup) return groupModule;
  if (isType(obj)) return isHeapTypeInC(obj) ? ((obj.$moduleKey ??= {}) as object) : undefined;
  if (obj.$cls !== builtinFunctionType) return undefined;
  let key = functionModules.get(name);
  if (key === undefined) functionModules.set(name, (key = {}));
  return key;
}

/** A member of a class, before protocol 4: `getattr(getattr(first, second), third)`. */
function saveMember(w: Writer, moduleName: string, path: readonly string[]): Suspends<void> {
  const getattr = $getattr(builtins, "getattr");
  for (let i = 1; i < path.length; i++) {
    save(w, getattr, false);
    if (w.proto < 2) w.out.op(Op.MARK);
  }
  writeGlobal(w, moduleName, path[0] as string);
  for (let i = 1; i < path.length; i++) {
    save(w, path[i], false);
    w.out.op(w.proto < 2 ? Op.TUPLE : Op.TUPLE2);
    w.out.op(Op.REDUCE);
  }
}

function writeExtension(w: Writer, given: Value): Suspends<void> {
  const code = toLong(given);
  if (code <= 0 || code > 0x7fffffff) throw new RuntimeError(`extension code ${code} is out of range`);
  const { out } = w;
  if (code <= 0xff) out.opByte(Op.EXT1, code);
  else if (code <= 0xffff) {
    out.opByte(Op.EXT2, code & 255);
    out.op(code >> 8);
  } else out.opInt(Op.EXT4, code);
}

/** GLOBAL with two lines: module and name. Before protocol 3 they are Python 2's, and ASCII. */
function writeGlobal(w: Writer, moduleName: string, name: string): Suspends<void> {
  let module = moduleName;
  let member = name;
  if (w.proto < 3 && w.fixImports) [module, member] = oldName(module, member);
  const { out } = w;
  out.op(Op.GLOBAL);
  for (const [kind, line] of [
    ["module", module],
    ["global", member],
  ] as const) {
    if (w.proto < 3 ? !/^[\x00-\x7f]*$/.test(line) : !line.isWellFormed())
      throw new PicklingError(`can't pickle ${kind} identifier '${line}' using pickle protocol ${w.proto}`);
    out.bytes(encodeText(line));
    out.op(10);
  }
}

/**
 * names - imports and global names as lowered code asks for them.
 *
 * Mirrors  IMPORT_NAME, IMPORT_FROM and LOAD_NAME in Python/bytecodes.c of CPython 3.13
 */
import type { Suspends } from "../frames/suspend.js";
import { ImportError, NameError } from "../objects/exceptions.js";
import { jsName } from "../objects/names.js";
import type { Value } from "../objects/object.js";
import { attributeDict } from "../objects/attributedict.js";
import { $getattr, getattrOr } from "../objects/attributes.js";
import builtinsModule from "../modules/builtins/module.js";
import { isDict } from "../objects/dict.js";
import { moduleHooks } from "../objects/modulehooks.js";
import { call } from "../objects/protocols/call.js";
import { getitem, setitem } from "../objects/protocols/getitem.js";
import { Tuple } from "../objects/tuple.js";
import { builtinIn, type DynamicRecord } from "./dynamic.js";
import type { ModuleRecord } from "./namespace.js";
import { inGlobals, resolveName } from "./resolvename.js";
import { importAs, importFrom, importModule, importNamed, lastOf, membersOf, publicNames } from "./importer.js";

/** A name that may begin with dots, made absolute. */
function resolve(record: ModuleRecord | DynamicRecord, name: string): Suspends<string> {
  let level = 0;
  while (name[level] === ".") level++;
  if (level === 0) return name;
  return resolveName(name.slice(level), level, "globals" in record ? inGlobals(record.globals) : (key) => getattrOr(record.module, key));
}

/** The `__import__` that a script has put in the place of the usual one, or has given a text by its `__builtins__`; undefined: it is the usual one. */
function ownImport(record: ModuleRecord | DynamicRecord): Suspends<Value> {
  let found: Value;
  if ("globals" in record) {
    const { globals } = record;
    found = builtinIn(isDict(globals) ? globals.$get("__builtins__") : getitem(globals, "__builtins__"), "__import__");
  } else found = (builtinsModule as Value).__import__;
  if (found === undefined) throw new ImportError("__import__ not found");
  return found === moduleHooks.usualImport ? undefined : found;
}

/** What such a function gives for a name that may begin with dots. */
function imported(own: Value, record: ModuleRecord | DynamicRecord, name: string, wanted: Value): Suspends<Value> {
  const bare = name.replace(/^\.+/, "");
  const globals = "globals" in record ? record.globals : $getattr(record.module, "__dict__");
  return call(own, bare, globals, "locals" in record ? record.locals : globals, wanted, name.length - bare.length);
}

/** The module of that name itself. */
export function $import(record: ModuleRecord, name: string): Suspends<Value> {
  const own = ownImport(record);
  return own === undefined ? importModule(resolve(record, name)) : imported(own, record, name, null);
}

/** `import a.b as c`: what a has under the name b, which need not be the module of that name. */
export function $importAs(record: ModuleRecord, name: string): Suspends<Value> {
  const own = ownImport(record);
  return own === undefined ? importAs(resolve(record, name)) : lastOf(imported(own, record, name, null), name.split("."));
}

export function $importFrom(record: ModuleRecord, name: string, names: readonly string[]): Suspends<Value[]> {
  const own = ownImport(record);
  return own === undefined ? importFrom(resolve(record, name), names) : membersOf(imported(own, record, name, new Tuple([...names])), name, names);
}

const ALL = new Tuple(["*"]);

/** `from m import *`: into a module, or into the locals of a text. */
export function $importAll(record: ModuleRecord | DynamicRecord, name: string): Suspends<null> {
  const { module } = record;
  const own = ownImport(record);
  const source = own === undefined ? importModule(resolve(record, name)) : imported(own, record, name, ALL);
  if (own === undefined) importNamed(source, ALL);
  if ("locals" in record) for (const key of publicNames(source)) setitem(record.locals, key, $getattr(source, key));
  else for (const key of publicNames(source)) module[jsName(key)] = $getattr(source, key);
  return null;
}

/**
 * A name that the text does not declare: the module's, then a builtin.
 *
 * @param self the instance, in a method: perhaps one of its attributes was meant
 */
export function $global(record: ModuleRecord, name: string, self?: Value): Suspends<Value> {
  const { module } = record;
  const property = jsName(name);
  if (Object.hasOwn(module as object, property)) {
    const value: Value = module[property];
    if (value !== undefined) return value;
  }
  const builtin = builtinIn(module.__builtins__, name);
  if (builtin !== undefined) return builtin;
  if (name === "__builtins__") return attributeDict(builtinsModule);
  const error = new NameError(`name '${name}' is not defined`);
  error.$attr = name;
  if (self !== undefined) error.$obj = self;
  throw error;
}

/** `globals()` */
export function $globals(record: ModuleRecord): Suspends<Value> {
  return $getattr(record.module, "__dict__");
}

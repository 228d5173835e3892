/**
 * names - imports and global names as lowered code asks for them.
 *
 * Mirrors  IMPORT_NAME, IMPORT_FROM and LOAD_NAME in Python/bytecodes.c of CPython 3.13
 */
import type { Suspends } from "../frames/suspend.js";
import { NameError } from "../objects/exceptions.js";
import { jsName } from "../objects/names.js";
import type { Value } from "../objects/object.js";
import { attributeDict } from "../objects/attributedict.js";
import { $getattr } from "../objects/attributes.js";
import builtinsModule from "../modules/builtins/module.js";
import { setitem } from "../objects/protocols/getitem.js";
import { builtinIn, type DynamicRecord } from "./dynamic.js";
import type { ModuleRecord } from "./namespace.js";
import { absoluteName, importAs, importFrom, importModule, publicNames } from "./importer.js";

/** A name that may begin with dots, made absolute. */
function resolve({ module }: Pick<ModuleRecord, "module">, name: string): Suspends<string> {
  let level = 0;
  while (name[level] === ".") level++;
  return absoluteName(module, name.slice(level), level);
}

/** The module of that name itself. */
export function $import(record: ModuleRecord, name: string): Suspends<Value> {
  return importModule(resolve(record, name));
}

/** `import a.b as c`: what a has under the name b, which need not be the module of that name. */
export function $importAs(record: ModuleRecord, name: string): Suspends<Value> {
  return importAs(resolve(record, name));
}

export function $importFrom(record: ModuleRecord, name: string, names: readonly string[]): Suspends<Value[]> {
  return importFrom(resolve(record, name), names);
}

/** `from m import *`: into a module, or into the locals of a text. */
export function $importAll(record: ModuleRecord | DynamicRecord, name: string): Suspends<null> {
  const { module } = record;
  const source = importModule(resolve(record, name));
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

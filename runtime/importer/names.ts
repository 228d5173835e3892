/**
 * names - imports and global names of lowered modules.
 *
 * Suspends  imports; a global name does not
 */
import type { Suspends } from "../frames/suspend.js";
import { attributeDict } from "../objects/attributedict.js";
import type { Dict } from "../objects/dict.js";
import { jsName } from "../objects/names.js";
import type { Value } from "../objects/object.js";
import { $getattr } from "../objects/attributes.js";
import { $unbound } from "../objects/definition.js";
import { absoluteName, importFrom, importModule, modules, publicNames } from "./importer.js";
import type { ModuleRecord } from "./namespace.js";

/** The absolute name of what a module calls `..a.b`. */
function absolute(record: ModuleRecord, name: string): Suspends<string> {
  let level = 0;
  while (name.charCodeAt(level) === 46) level++;
  return absoluteName(record.module, name.slice(level), level);
}

/** `import a.b`: the module itself. */
export function $import(record: ModuleRecord, name: string): Suspends<Value> {
  return importModule(absolute(record, name));
}

/** `from m import x, y`: the values in order. */
export function $importFrom(record: ModuleRecord, name: string, names: readonly string[]): Suspends<Value[]> {
  return importFrom(absolute(record, name), names);
}

/** `from m import *` */
export function $importAll(record: ModuleRecord, name: string): Suspends<null> {
  const module: Value = importModule(absolute(record, name));
  const names = publicNames(module);
  for (const each of names) record.module[jsName(each)] = $getattr(module, each);
  return null;
}

/** A name that the module's text does not declare: of the module, of builtins, or none. */
export function $global(record: ModuleRecord, name: string): Value {
  const property = jsName(name);
  const own: Value = Object.hasOwn(record.module as object, property) ? record.module[property] : undefined;
  if (own !== undefined) return own;
  const builtins: Value = modules.$get("builtins");
  const found: Value = builtins !== undefined && builtins !== null && Object.hasOwn(builtins as object, property) ? builtins[property] : undefined;
  return found !== undefined ? found : $unbound(name, 1);
}

/** `globals()` */
export function $globals(record: ModuleRecord): Dict {
  return attributeDict(record.module);
}

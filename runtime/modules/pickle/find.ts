/**
 * find - what a pickle names: a module and something in it.
 *
 * Mirrors     Modules/_pickle.c (_pickle_Unpickler_find_class_impl)
 * Suspends    the import
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { AttributeError, TypeError, ValueError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { typeName } from "../../objects/typename.js";
import { newName } from "./compat.js";
import { deepAttribute, pathOf } from "./global.js";
import { audit } from "../../objects/audit.js";

export function findGlobal(module: string, name: string, proto: number, fixImports: boolean): Suspends<Value> {
  audit("pickle.find_class", module, name);
  if (proto < 3 && fixImports) [module, name] = newName(module, name);
  if (typeof module !== "string") throw new TypeError("module name must be a string");
  if (typeof name !== "string") throw new TypeError(`attribute name must be string, not '${typeName(name)}'`);
  if (module === "") throw new ValueError("Empty module name");
  const owner = importModule(module);
  const found = deepAttribute(owner, proto >= 4 ? pathOf(owner, name) : [name]);
  if (found === undefined) throw new AttributeError(`Can't get attribute ${repr(name)} on ${repr(owner)}`);
  return found[0];
}

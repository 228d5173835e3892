/**
 * importlib.util - what a name would import.
 *
 * Mirrors     Lib/importlib/util.py of CPython 3.13
 * Suspends    find_spec: it imports the parents
 * Differs     no LazyLoader
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { ImportError, ModuleNotFoundError, ValueError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { repr } from "../../objects/protocols/repr.js";
import { text as str } from "../../objects/protocols/str.js";
import { specByFinders } from "../../importer/finders.js";
import { importModule, listOf, modules, path } from "../../importer/importer.js";
import { describeNative } from "../../importer/describe.js";
import { nativeModule } from "../registry.js";
import { module_from_spec, spec_from_loader } from "./_bootstrap.js";
import external, { cache_from_source, decode_source, source_from_cache, spec_from_file_location, specIn } from "./_bootstrap_external.js";
import { resolved } from "./index.js";

export function resolve_name(name: Value, package_: Value): Suspends<string> {
  const wanted = str(name);
  let level = 0;
  while (wanted[level] === ".") level++;
  if (level === 0) return wanted;
  if (package_ === null || !truth(package_)) throw new ImportError(`no package specified for ${repr(name)} (required for relative module names)`);
  return resolved(wanted.slice(level), str(package_), level);
}

/** The spec of a module, imported or not; None if there is no such module. */
export function find_spec(name: Value, package_: Value = null): Suspends<Value> {
  const full = resolve_name(name, package_);
  const known: Value = modules.$get(full);
  if (known === null) return null;
  if (known !== undefined) {
    const spec = getattrOr(known, "__spec__");
    if (spec === undefined) throw new ValueError(`${full}.__spec__ is not set`);
    if (spec === null) throw new ValueError(`${full}.__spec__ is None`);
    return spec;
  }
  const dot = full.lastIndexOf(".");
  const places = dot > 0 ? placesOf(full.slice(0, dot), full) : null;
  const bySome = specByFinders(full, places);
  if (bySome !== null) return bySome;
  const own: Value = nativeModule(full);
  if (own !== undefined) {
    describeNative(own);
    return own.__spec__;
  }
  return specIn(places === null ? path : listOf(places), full);
}

/** `__path__` of the package of a module that is looked for. */
function placesOf(parent: string, full: string): Suspends<Value> {
  const places = getattrOr(importModule(parent), "__path__");
  if (places !== undefined) return places;
  const error = new ModuleNotFoundError(`__path__ attribute not found on ${repr(parent)} while trying to find ${repr(full)}`);
  error.$modname = full;
  throw error;
}

export default pymodule("importlib.util", {
  find_spec,
  resolve_name,
  module_from_spec,
  spec_from_loader,
  spec_from_file_location,
  cache_from_source,
  source_from_cache,
  decode_source,
  MAGIC_NUMBER: (external as Value).MAGIC_NUMBER,
});

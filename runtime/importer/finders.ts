/**
 * finders - `sys.meta_path`: the finders that stand for the importer itself, and those that a script has put there.
 *
 * Mirrors     _find_spec and _load_unlocked in Lib/importlib/_bootstrap.py of CPython 3.13
 * Suspends    everything: finders and loaders are Python code
 * Differs     what finders of the script do not know is found by the importer, where PathFinder stands
 */
import type { Suspends } from "../frames/suspend.js";
import { getattrOr } from "../objects/attributes.js";
import { isType, PyObject, type Value } from "../objects/object.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { pyclass } from "../objects/register.js";
import { sysModule } from "../modules/sys/module.js";
import { nativeModule } from "../modules/registry.js";
import { carriedContents } from "../snapshot/carried.js";

@pyclass("_frozen_importlib.BuiltinImporter")
export class BuiltinImporter extends PyObject {}
@pyclass("_frozen_importlib.FrozenImporter")
export class FrozenImporter extends PyObject {}
@pyclass("_frozen_importlib_external.PathFinder")
export class PathFinder extends PyObject {}

/** What `sys.meta_path` holds at the start. */
export const metaPath: Value[] = [BuiltinImporter, FrozenImporter, PathFinder];
carriedContents("sys.meta_path", metaPath);

/** Whether the importer is to find modules by itself, as it does until a script has changed `sys.meta_path`. */
export function isOrdinary(): boolean {
  const list: Value = sysModule.meta_path;
  return list === metaPath && metaPath.length === 3 && metaPath[0] === BuiltinImporter && metaPath[1] === FrozenImporter && metaPath[2] === PathFinder;
}

/**
 * The module of that name by what stands in `sys.meta_path`; undefined: none of them knows it.
 *
 * @param places `__path__` of its package, or null
 * @param ordinary loads it as the importer does; undefined if it does not find it
 */
export function loadByFinders(name: string, places: Value, ordinary: () => Suspends<Value>): Suspends<Value> {
  const list: Value = sysModule.meta_path;
  const finders: Value[] = Array.isArray(list) ? [...(list as Value[])] : [];
  for (let i = 0; i < finders.length; i++) {
    const finder = finders[i];
    if (finder === PathFinder) {
      const module = ordinary();
      if (module !== undefined) return module;
    } else if (finder !== BuiltinImporter && finder !== FrozenImporter) {
      const spec = specBy(finder, name, places);
      if (spec !== null) return loadSpec(name, spec);
    }
  }
  return undefined;
}

function specBy(finder: Value, name: string, places: Value): Suspends<Value> {
  const find = getattrOr(finder, "find_spec");
  return find === undefined ? null : call(find, name, places, null);
}

/** The spec that finders of the script have for a name, or null. */
export function specByFinders(name: string, places: Value): Suspends<Value> {
  if (isOrdinary()) return null;
  const finders: Value[] = [...(sysModule.meta_path as Value[])];
  for (let i = 0; i < finders.length; i++) {
    const finder = finders[i];
    if (finder === PathFinder) return null;
    if (finder === BuiltinImporter || finder === FrozenImporter) continue;
    const spec = specBy(finder, name, places);
    if (spec !== null) return spec;
  }
  return null;
}

function loadSpec(name: string, spec: Value): Suspends<Value> {
  const loader = getattrOr(spec, "loader");
  if (loader !== undefined && loader !== null && getattrOr(loader, "exec_module") === undefined && getattrOr(loader, "load_module") !== undefined)
    return callMethod(loader, "load_module", name);
  const bootstrap: Value = nativeModule("importlib._bootstrap");
  return call(bootstrap._load, spec);
}

/** Whether a finder is one of the importer's own. */
export function isOwnFinder(finder: Value): boolean {
  return isType(finder) && (finder === BuiltinImporter || finder === FrozenImporter || finder === PathFinder);
}

/**
 * finders - `sys.meta_path`: the finders that stand for the importer itself, and those that a script has put there.
 *
 * Mirrors     _find_spec and _load_unlocked in Lib/importlib/_bootstrap.py of CPython 3.13
 * Suspends    everything: finders and loaders are Python code
 * Differs     what finders of the script do not know is found by the importer, where PathFinder stands
 */
import type { Suspends } from "../frames/suspend.js";
import { getattrOr } from "../objects/attributes.js";
import { PyObject, type Value } from "../objects/object.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { pyclass } from "../objects/register.js";
import { sysModule } from "../modules/sys/module.js";
import { nativeModule } from "../modules/registry.js";
import { carriedContents } from "../snapshot/carried.js";
import { goOn, type Way } from "./way.js";

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
 * @param way takes the functions of importlib that an exception passes, from `depth` on
 */
export function loadByFinders(name: string, places: Value, ordinary: () => Suspends<Value>, way: Way, depth: number): Suspends<Value> {
  const finders = list();
  let at = 0;
  for (;;) {
    goOn(way, depth, "finding");
    const spec = specFrom(finders, at, name, places);
    if (spec !== null) return loadSpec(name, spec, way, depth);
    at = finders.indexOf(PathFinder, at);
    if (at < 0) return undefined;
    const module = ordinary();
    if (module !== undefined) return module;
    at++;
  }
}

/** What stands in `sys.meta_path`. */
function list(): Value[] {
  const given: Value = sysModule.meta_path;
  return Array.isArray(given) ? [...(given as Value[])] : [];
}

/** The spec that finders of the script have for a name, from a place in the list on and before the PathFinder that follows; null: they have none. */
function specFrom(finders: readonly Value[], from: number, name: string, places: Value): Suspends<Value> {
  for (let i = from; i < finders.length && finders[i] !== PathFinder; i++) {
    const find = isOwnFinder(finders[i]) ? undefined : getattrOr(finders[i], "find_spec");
    const spec = find === undefined ? null : call(find, name, places, null);
    if (spec !== null) return spec;
  }
  return null;
}

/** The spec that finders of the script have for a name before the importer is asked, or null. */
export function specByFinders(name: string, places: Value): Suspends<Value> {
  return isOrdinary() ? null : specFrom(list(), 0, name, places);
}

/** The module of a spec that a finder gave. */
export function loadSpec(name: string, spec: Value, way: Way, depth: number): Suspends<Value> {
  goOn(way, depth, "loading");
  const loader = getattrOr(spec, "loader");
  if (loader !== undefined && loader !== null && getattrOr(loader, "exec_module") === undefined && getattrOr(loader, "load_module") !== undefined)
    return callMethod(loader, "load_module", name);
  const bootstrap: Value = nativeModule("importlib._bootstrap");
  return call(bootstrap._load, spec);
}

/** Whether a finder is one of the importer's own. */
export function isOwnFinder(finder: Value): boolean {
  return finder === BuiltinImporter || finder === FrozenImporter || finder === PathFinder;
}

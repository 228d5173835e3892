/**
 * importlib - import by name, and again.
 *
 * Mirrors     Lib/importlib/__init__.py of CPython 3.13
 * Suspends    import_module, reload: modules' bodies
 */
import type { Suspends } from "../../frames/suspend.js";
import { stringOf } from "../../objects/str.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { ImportError, ModuleNotFoundError, TypeError, ValueError } from "../../objects/exceptions.js";
import { moduleType, pymodule } from "../../objects/module.js";
import { isinstance, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { repr } from "../../objects/protocols/repr.js";
import { text as str } from "../../objects/protocols/str.js";
import { isOwnFinder } from "../../importer/finders.js";
import { Dict } from "../../objects/keymap.js";
import { dunderImport, importModule, locate, modules } from "../../importer/importer.js";
import { goOn } from "../../importer/way.js";
import { LIBRARY } from "../../importer/place.js";
import { loading } from "../../importer/sourceloader.js";
import { $passing, type Passed } from "../../objects/raise.js";
import { builtin } from "../../objects/register.js";
import { callMethod } from "../../objects/protocols/call.js";
import { nativeModule } from "../registry.js";
import { sysModule } from "../sys/module.js";

/** A line of this module that is passed, and what stands there. */
function passed(name: string, ...span: Passed["span"]): Passed {
  return { file: `${LIBRARY}/importlib/__init__.py`, name, span };
}

const BOOTSTRAP = "<frozen importlib._bootstrap>";

/** The absolute name that a name with dots in front means in a package. */
export function resolved(name: string, parent: string, level: number): Suspends<string> {
  const parts = parent.split(".");
  if (parts.length < level) throw new ImportError("attempted relative import beyond top-level package");
  const base = parts.slice(0, parts.length - level + 1).join(".");
  return name === "" ? base : `${base}.${name}`;
}

/** `import_module(".b", "a")` is `a.b`. */
export function import_module(name: Value, package_: Value = null): Suspends<Value> {
  if (stringOf(name) === undefined) $getattr(name, "startswith");
  const wanted = str(name);
  let level = 0;
  while (wanted[level] === ".") level++;
  if (level > 0 && (package_ === null || !truth(package_)))
    throw new TypeError(`the 'package' argument is required to perform a relative import for ${repr(name)}`);
  const way = [passed("import_module", 88, 11, 88, 63)];
  try {
    goOn(way, 1, level === 0 ? "checking" : "resolving");
    if (wanted === "") throw new ValueError("Empty module name");
    const target = level === 0 ? wanted : resolved(wanted.slice(level), str(package_), level);
    goOn(way, 1, "nowhere");
    return importModule(target, way);
  } catch (thrown) {
    throw $passing(thrown, way.reverse());
  }
}

/** Runs a module's body again, in the module. */
export function reload(module: Value): Suspends<Value> {
  const spec: Value = isinstance(module, moduleType) || module === null ? getattrOr(module, "__spec__") : undefined;
  const name: Value = (spec === undefined || spec === null ? undefined : getattrOr(spec, "name")) ?? getattrOr(module, "__name__");
  if (name === undefined || !isinstance(module, moduleType)) throw new TypeError("reload() argument must be a module");
  if (modules.$get(name) !== module) {
    const error = new ImportError(`module ${str(name)} not in sys.modules`);
    error.$modname = name;
    throw error;
  }
  if (nativeModule(str(name)) === module) return module;
  const found = locate(str(name));
  if (found === undefined) {
    const error = new ModuleNotFoundError(`spec not found for the module ${repr(name)}`);
    error.$modname = name;
    throw error;
  }
  try {
    if ("spec" in found) callMethod($getattr(found.spec, "loader"), "exec_module", module);
    else loading.run!(module, found.file, str(name));
  } catch (thrown) {
    throw $passing(thrown, [{ file: BOOTSTRAP, name: "_exec", span: [866] }, passed("reload", 129, 4, 129, 38)]);
  }
  return modules.$get(name);
}

/** Nothing is kept of what folders hold; finders of the script may keep something. */
export function invalidate_caches(): Suspends<null> {
  const finders = [...(sysModule.meta_path as Value[])];
  for (let i = 0; i < finders.length; i++) {
    if (!isOwnFinder(finders[i]) && getattrOr(finders[i], "invalidate_caches") !== undefined) callMethod(finders[i], "invalidate_caches");
  }
  return null;
}

export const __import__ = builtin(
  "__import__(name, globals=None, locals=None, fromlist=(), level=0)",
  (name: Value, globals: Value, _locals: Value, fromlist: Value, level: Value): Suspends<Value> => {
    const way: Passed[] = [{ file: BOOTSTRAP, name: "__import__", span: [level > 0 ? 1470 : 1466] }];
    try {
      return dunderImport(name, globals ?? new Dict(), fromlist ?? null, level ?? 0, way);
    } catch (thrown) {
      throw $passing(thrown, way.reverse());
    }
  },
  "importlib",
);

const module = pymodule("importlib", { import_module, reload, invalidate_caches, __import__ }) as Value;
module.__path__ = [];
export default module;

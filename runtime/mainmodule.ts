/**
 * mainmodule - the file of the module that `-m` names, or why it cannot be run.
 *
 * Mirrors   _get_module_details of Lib/runpy.py of CPython 3.13, whose frames are frozen there
 * Suspends  all: the packages of the module are imported
 */
import type { Suspends } from "./frames/suspend.js";
import { importModule, locate, modules } from "./importer/importer.js";
import { $getattr, getattrOr } from "./objects/attributes.js";
import { ImportError } from "./objects/exceptions.js";
import type { Value } from "./objects/object.js";
import { text as str } from "./objects/protocols/str.js";
import { $passing } from "./objects/raise.js";
import { typeName } from "./objects/typename.js";
import { warn } from "./objects/warn.js";

/** Functions of runpy with the lines they stand at, innermost first. */
type Places = readonly (readonly [name: string, line: number])[];

const RUNPY = "<frozen runpy>";
const LOOKING: Places = [["_run_module_as_main", 189]];
/** Where runpy runs the module that it has found. */
export const RUNNING: Places = [
  ["_run_code", 88],
  ["_run_module_as_main", 198],
];

/** Does what runpy has done in a frozen module: an exception passes its frames. */
export function passing(places: Places, work: () => Suspends<void>): Suspends<void> {
  try {
    work();
  } catch (thrown) {
    throw $passing(
      thrown,
      places.map(([name, line]) => ({ file: RUNPY, name, span: [line] })),
    );
  }
}

/** A module that is to be run: its file, or the spec that a finder has given for what is no text. */
export type MainModule = { name: string; file: string } | { spec: Value };

/** The module to be run, which is `__main__` of a package that is named; a text that says why there is none. */
export function findModule(name: string, above: Places = LOOKING): Suspends<MainModule | string> {
  if (name.startsWith(".")) return "Relative module names not supported";
  const parent = name.slice(0, Math.max(name.lastIndexOf("."), 0));
  if (parent !== "") {
    const refused = importParent(name, parent, above);
    if (refused !== null) return refused;
  }
  const found = locate(name);
  if (found === undefined) return `No module named ${name}`;
  const isPackage = "spec" in found ? $getattr(found.spec, "submodule_search_locations") !== null : found.isPackage;
  if (!isPackage) return "spec" in found ? found : { name, file: found.file };
  const main = findModule(`${name}.__main__`, [["_get_module_details", 148], ...above]);
  return typeof main === "string" ? `${main}; '${name}' is a package and cannot be directly executed` : main;
}

/** Imports the package of a module; the text if it has none. What goes wrong in the package itself is raised. */
function importParent(name: string, parent: string, above: Places): Suspends<string | null> {
  const imports = (): Suspends<void> => void importModule(parent);
  try {
    passing([["_get_module_details", 112], ...above], imports);
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    const missing = (error as Value).$modname as string | null;
    if (missing == null || (missing !== parent && !parent.startsWith(`${missing}.`))) throw error;
    return unfound(name, typeName(error), str(error));
  }
  if (getattrOr(modules.$get(parent), "__path__") === undefined)
    return unfound(name, "ModuleNotFoundError", `__path__ attribute not found on '${parent}' while trying to find '${name}'`);
  const known: Value = modules.$get(name);
  if (known === undefined || known === null || getattrOr(known, "__path__") !== undefined) return null;
  const twice = `'${name}' found in sys.modules after import of package '${parent}', but prior to execution of '${name}'; this may result in unpredictable behaviour`;
  warn("RuntimeWarning", twice, null, { file: RUNPY, line: 128 });
  return null;
}

function unfound(name: string, kind: string, message: string): string {
  const hint = name.endsWith(".py") ? `. Try using '${name.slice(0, -3)}' instead of '${name}' as the module name.` : "";
  return `Error while finding module specification for '${name}' (${kind}: ${message})${hint}`;
}

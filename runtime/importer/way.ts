/**
 * way - the functions of importlib that an import is in: CPython's tracebacks show those of `importlib.import_module()`, and not those of `import`.
 *
 * Mirrors  the lines of Lib/importlib/_bootstrap.py and _bootstrap_external.py, remove_importlib_frames in Python/import.c of CPython 3.13
 */
import { ImportError, type PyException } from "../objects/exceptions.js";
import { isinstance, type Value } from "../objects/object.js";
import type { Passed } from "../objects/raise.js";

const BOOTSTRAP = "<frozen importlib._bootstrap>";
const EXTERNAL = "<frozen importlib._bootstrap_external>";

/** The functions of an import that is to be shown, outermost first; null: of an import statement. */
export type Way = Passed[] | null;

/** Functions of one of the two files with their lines. */
function places(file: string, lines: Readonly<Record<string, number>>): Passed[] {
  return Object.entries(lines).map(([name, line]) => ({ file, name, span: [line] }));
}

const REMOVED = "_call_with_frames_removed";
const REMOVING = places(BOOTSTRAP, { [REMOVED]: 488 });
const LOADING = places(BOOTSTRAP, { _gcd_import: 1387, _find_and_load: 1360, _find_and_load_unlocked: 1331, _load_unlocked: 935 });

/** What runs the body of a module, given its file. */
export const EXECUTING = [...places(EXTERNAL, { exec_module: 1022 }), ...REMOVING];
/** What makes code of a file. */
export const COMPILING = [...places(EXTERNAL, { exec_module: 1018, get_code: 1156, source_to_code: 1086 }), ...REMOVING];

/** Where an import of one module stands. */
const AT = {
  nowhere: [],
  checking: places(BOOTSTRAP, { _gcd_import: 1384, _sanity_check: 1298 }),
  resolving: places(BOOTSTRAP, { _gcd_import: 1386, _resolve_name: 1235 }),
  /** None is in sys.modules */
  halted: places(BOOTSTRAP, { _gcd_import: 1387, _find_and_load: 1370 }),
  /** its package is imported */
  parent: [...places(BOOTSTRAP, { _gcd_import: 1387, _find_and_load: 1360, _find_and_load_unlocked: 1310 }), ...REMOVING],
  /** what should be its package is none */
  noPackage: places(BOOTSTRAP, { _gcd_import: 1387, _find_and_load: 1360, _find_and_load_unlocked: 1319 }),
  /** finders are asked */
  finding: places(BOOTSTRAP, { _gcd_import: 1387, _find_and_load: 1360, _find_and_load_unlocked: 1322, _find_spec: 1262 }),
  missing: places(BOOTSTRAP, { _gcd_import: 1387, _find_and_load: 1360, _find_and_load_unlocked: 1324 }),
  /** a loader of the script's runs it */
  loading: LOADING,
  compiling: [...LOADING, ...COMPILING],
  executing: [...LOADING, ...EXECUTING],
} as const;

/** An import that stands `depth` functions deep in others goes on to a place. */
export function goOn(way: Way, depth: number, at: keyof typeof AT): void {
  if (way !== null) way.splice(depth, way.length, ...AT[at]);
}

/** What an exception that passes an import statement loses of its way: all of importlib's own functions, or those around what runs bodies. Gives it back. */
export function $withoutImporter(error: Value): Value {
  const all = isinstance(error, ImportError);
  for (const step of (error as PyException).$trace ?? []) {
    const { through } = step;
    if (through === undefined) continue;
    const removed = all ? 0 : through.findIndex(({ name }) => name === REMOVED);
    if (removed >= 0) step.through = through.filter(({ file }, at) => at < removed || (file !== BOOTSTRAP && file !== EXTERNAL));
  }
  return error;
}

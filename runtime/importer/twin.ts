/**
 * twin - names that a module of gilt's own lacks and the library's text of that module has: its private helpers, and what it imports for itself.
 *
 * The text is run as a module that nobody can import, in which gilt's own functions and classes then take the places of those of the same names: what it
 * says of them, it says of gilt's.
 *
 * Suspends    the text is Python code
 * Invariants
 *   T1  Only modules of TEXTS: running another one's text would do something twice, or hand out state that gilt's module does not look at.
 *       Of others, what the text imports is had, which no text is run for.
 *   T2  A name that the text does not bind at top level costs a look at the text, never a run of it.
 */
import type { Suspends } from "../frames/suspend.js";
import { getattrOr } from "../objects/attributes.js";
import { newModule } from "../objects/module.js";
import { jsName } from "../objects/names.js";
import { hidden, type Value } from "../objects/object.js";
import { call } from "../objects/protocols/call.js";
import { importModule, prepare, sourceOf } from "./importer.js";
import { library, LIBRARY } from "./place.js";

const TEXTS: ReadonlySet<string> = new Set(
  (
    "base64 calendar collections contextlib copy dataclasses enum fnmatch functools heapq importlib._bootstrap importlib._bootstrap_external importlib.util linecache locale pickle pickletools " +
    "random re._compiler re._constants re._parser reprlib shlex string struct tempfile textwrap traceback types"
  ).split(" "),
);

/** Packages among them. */
const PACKAGES: ReadonlySet<string> = new Set(["collections"]);

/** What CPython puts into the two modules that are there before anything can be imported, under the last part of its name. */
const GIVEN = ["sys", "_imp", "_thread", "_warnings", "_weakref", "importlib._bootstrap", "importlib._bootstrap_external"];

/** Modules whose functions do only the plain cases: in their text its own remain, but for private ones. */
const PARTIAL: ReadonlySet<string> = new Set(["traceback"]);

/** Whether a module gets what it lacks from the library's text. */
export function isLookedAt(module: Value): boolean {
  return TEXTS.has(module.__name__ as string);
}

/** The value of a name that gilt's module lacks; undefined if its text has none of that name either. */
export function fromText(module: Value, name: string): Suspends<Value> {
  const value = TEXTS.has(module.__name__ as string) ? inText(module, name) : imported(module, name);
  if (value !== undefined) module[jsName(name)] = value;
  return value;
}

/** What the text of a module has under a name. */
export function inText(module: Value, name: string): Suspends<Value> {
  if (module.$twin === undefined) {
    const own = module.__name__ as string;
    const file = `${LIBRARY}/${own.replaceAll(".", "/")}${PACKAGES.has(own) ? "/__init__" : ""}.py`;
    if (!binds(file, name)) return undefined;
    hidden(module as object, "$twin", null);
    hidden(module as object, "$twin", run(module, own, file));
  }
  const twin = module.$twin;
  return twin === null ? undefined : twin[jsName(name)]; // null: its body looks for the name
}

/** What the text of a module imports at its top level under a name: `os` of `subprocess`, for those who put something in its place. */
function imported(module: Value, name: string): Suspends<Value> {
  const own = module.__name__ as string;
  const path = `${LIBRARY}/${own.replaceAll(".", "/")}`;
  const isPackage = library().isThere(`${path}/__init__.py`);
  const file = isPackage ? `${path}/__init__.py` : `${path}.py`;
  const bytes = library().isThere(file) ? library().readFile(file) : undefined;
  if (bytes === undefined || !/^\w+$/.test(name)) return undefined;
  const said = new RegExp(`^(?:from +(\\.*)([\\w.]*) +)?import +(?:[^#\\n]*[,\\s])??(?:([\\w.]+) +as +)?${name} *(?:,|#|$)`, "m").exec(
    Buffer.from(bytes).toString("utf8"),
  );
  if (said === null) return undefined;
  const [, dots, rest = "", original] = said;
  if (dots === undefined) return importModule(original ?? name);
  const above = own.split(".");
  if (dots !== "") above.length -= dots.length - (isPackage ? 1 : 0);
  const from = dots === "" ? rest : [...above, ...(rest === "" ? [] : [rest])].join(".");
  const found = getattrOr(importModule(from), original ?? name);
  return found ?? (dots === "" || rest !== "" ? undefined : importModule(`${from}.${original ?? name}`));
}

function run(module: Value, own: string, file: string): Suspends<Value> {
  const twin: Value = newModule(own);
  for (const name of ["__spec__", "__loader__", "__package__", "__path__"]) if (module[name] !== undefined) twin[name] = module[name];
  twin.__file__ = file;
  const isFirst = own.startsWith("importlib._bootstrap");
  if (isFirst) give(twin);
  const body = prepare(twin, sourceOf(file), file, own);
  body();
  // the text begins with None for some of them, and for what is made of them
  if (isFirst) give(twin);
  if (own === "importlib._bootstrap") twin._blocking_on = call(twin._WeakValueDictionary);
  for (const name of Object.keys(module.$members as object)) {
    const property = jsName(name);
    if (module[property] !== undefined && (!PARTIAL.has(own) || name.startsWith("_"))) twin[property] = module[property];
  }
  return twin;
}

function give(twin: Value): Suspends<void> {
  for (const name of GIVEN) twin[name.slice(name.lastIndexOf(".") + 1)] = importModule(name);
}

/** Whether a text binds a name at its top level, or in a block there: a line says it by its first words. */
function binds(file: string, name: string): boolean {
  const bytes = library().isThere(file) ? library().readFile(file) : undefined;
  if (bytes === undefined || !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(name)) return false;
  const word = name.replace(/[^\w]/g, "\\$&");
  return new RegExp(
    `^ {0,4}(?:(?:async )?def ${word}\\b|class ${word}\\b|(?:\\w+(?:, | = ))*${word}(?: = |, |: )|(?:import|from)\\b.*\\b${word}\\b| +.*\\b${word}\\b *,?\\)?$)`,
    "m",
  ).test(Buffer.from(bytes).toString("utf8"));
}

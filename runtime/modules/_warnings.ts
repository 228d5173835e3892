/**
 * _warnings - what becomes of a warning: filters, registries, and the text on stderr.
 *
 * Mirrors     Python/_warnings.c of CPython 3.13
 * Suspends    all: filters' patterns, categories, sys.stderr, what `warnings` was given to show them with
 * Differs     functions of the runtime have no frames: in one that is Python in CPython, stacklevel counts one less
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr, getattrOr } from "../objects/attributes.js";
import { Dict, isDict } from "../objects/dict.js";
import {
  DeprecationWarning,
  ImportWarning,
  PendingDeprecationWarning,
  ResourceWarning,
  RuntimeError,
  TypeError,
  UserWarning,
  ValueError,
  Warning,
} from "../objects/exceptions.js";
import { runningFrames } from "../objects/frameobject.js";
import { moduleHooks, moduleNamed, moduleOfFile } from "../objects/modulehooks.js";
import { pymodule } from "../objects/module.js";
import { isType, typeOf, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { toIndex } from "../objects/protocols/index.js";
import { repr } from "../objects/protocols/repr.js";
import { text as str } from "../objects/protocols/str.js";
import { builtin } from "../objects/register.js";
import { sourceLine } from "../objects/tracelines.js";
import type { Place } from "../objects/warn.js";
import { isTuple, plainTuple, Tuple } from "../objects/tuple.js";
import { typeName } from "../objects/typename.js";
import { instanceOf, subclassOf } from "../objects/protocols/isinstance.js";
import { importModule } from "../importer/importer.js";
import { finalizing } from "./sys/index.js";
import { sysModule } from "./sys/module.js";
import { carriedContents } from "../snapshot/carried.js";

const state = { version: 0 };
const defaultFilters: Value[] = [];
const _onceregistry: Value = new Dict();
carriedContents("warnings", state);
carriedContents("warnings filters", defaultFilters);

function fillFilters(): void {
  defaultFilters.push(new Tuple(["default", null, DeprecationWarning, "__main__", 0]));
  for (const category of [DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning])
    defaultFilters.push(new Tuple(["ignore", null, category, null, 0]));
}

/** An attribute of the module `warnings`, once that is imported. */
function shown(name: string, load = false): Suspends<Value> {
  const module = load ? importModule("warnings") : moduleNamed("warnings");
  return module === undefined || module === null ? undefined : getattrOr(module, name);
}

/** Whether a filter's pattern takes a text: a plain str is compared, anything else is asked to match. */
function matches(pattern: Value, text: Value): Suspends<boolean> {
  if (pattern === null) return true;
  if (typeof pattern === "string") return pattern === text;
  return truth(callMethod(pattern, "match", text));
}

/** The action for a warning, and the filter that says so. */
function actionFor(category: Value, text: Value, line: Value, module: Value): Suspends<[action: string, item: Value]> {
  const list = shown("filters") ?? defaultFilters;
  if (!Array.isArray(list)) throw new ValueError("warnings.filters must be a list");
  for (let i = 0; i < list.length; i++) {
    const item: Value = list[i];
    if (!isTuple(item) || plainTuple(item).items.length !== 5) throw new ValueError(`warnings.filters item ${i} isn't a 5-tuple`);
    const [action, message, cls, where, at] = plainTuple(item).items as [Value, Value, Value, Value, Value];
    if (typeof action !== "string") throw new TypeError(`action must be a string, not '${typeName(action)}'`);
    if (matches(message, text) && matches(where, module) && subclassOf(category, cls) && (Number(toIndex(at)) === 0 || Number(toIndex(at)) === Number(line)))
      return [action, item];
  }
  const action = shown("defaultaction") ?? "default";
  if (typeof action !== "string") throw new TypeError(`warnings.defaultaction must be a string, not '${typeName(action)}'`);
  return [action, null];
}

/** Whether a registry has the key; it forgets all when the filters have changed since. */
function already(registry: Dict, key: Value, set: boolean): Suspends<boolean> {
  const version: Value = registry.$get("version");
  if (version !== state.version) {
    callMethod(registry, "clear");
    registry.$set("version", state.version);
  } else {
    const found: Value = registry.$get(key);
    if (found !== undefined && truth(found)) return true;
  }
  if (set) registry.$set(key, true);
  return false;
}

function isMessage(message: Value): Suspends<boolean> {
  return instanceOf(message, Warning);
}

/** A warning at a place. `registry` null: shown whatever was shown before. */
export function explicit(
  category: Value,
  message: Value,
  file: Value,
  line: Value,
  module: Value,
  registry: Value,
  sourceText: Value,
  source: Value,
): Suspends<null> {
  const given = isMessage(message);
  const text: Value = given ? str(message) : message;
  const cls: Value = given ? typeOf(message) : category;
  const warning: Value = given ? message : call(category, message);
  const key = new Tuple([text, cls, line]);
  if (registry !== null && already(registry as Dict, key, false)) return null;
  const [action, item] = actionFor(cls, text, line, module);
  if (action === "error") throw warning;
  if (action === "ignore") return null;
  if (action !== "always") {
    if (registry !== null) (registry as Dict).$set(key, true);
    if (action === "once") {
      if (already((registry ?? shown("onceregistry") ?? _onceregistry) as Dict, new Tuple([text, cls]), true)) return null;
    } else if (action === "module") {
      if (registry !== null && already(registry as Dict, new Tuple([text, cls]), true)) return null;
    } else if (action !== "default") throw new RuntimeError(`Unrecognized action (${repr(action)}) in warnings.filters:\n ${repr(item)}`);
  }
  show(cls, text, warning, file, line, sourceText, source);
  return null;
}

function show(category: Value, text: Value, warning: Value, file: Value, line: Value, sourceText: Value, source: Value): Suspends<void> {
  // nothing is imported for its sake when all ends
  const shower = source !== null && finalizing.now ? undefined : shown("_showwarnmsg", source !== null);
  if (shower === undefined) {
    print(category, text, file, line, sourceText);
    return;
  }
  if (typeof shower !== "function" && getattrOr(shower, "__call__") === undefined) throw new TypeError("warnings._showwarnmsg() must be set to a callable");
  const made = call(shown("WarningMessage"), warning, category, file, line, null, null, source);
  call(shower, made);
}

/** On stderr, without the module `warnings`. */
function print(category: Value, text: Value, file: Value, line: Value, sourceText: Value): Suspends<void> {
  const stderr: Value = sysModule.stderr;
  if (stderr === undefined || stderr === null) return;
  const from = typeof sourceText === "string" ? sourceText : sourceLine(str(file), Number(line));
  const stripped = from.trim();
  callMethod(stderr, "write", `${str(file)}:${str(line)}: ${str($getattr(category, "__name__"))}: ${str(text)}\n${stripped === "" ? "" : `  ${stripped}\n`}`);
}

/** `x/y.py` is module `x/y` where nobody says better. */
function moduleFor(file: Value): Suspends<Value> {
  const name = str(file);
  return name === "" ? "<unknown>" : name.toLowerCase().endsWith(".py") ? name.slice(0, -3) : name;
}

interface Context {
  file: Value;
  line: number;
  module: Value;
  registry: Value;
}

function registryIn(globals: Value): Suspends<Value> {
  const known: Value = (globals as Dict).$get("__warningregistry__");
  if (known !== undefined && known !== null) return known;
  const made = new Dict();
  (globals as Dict).$set("__warningregistry__", made);
  return made;
}

/** Where the caller `level` frames up stands. */
function contextAt(level: number, prefixes: readonly string[]): Suspends<Context> {
  const frames = runningFrames();
  const internal = (file: string): boolean => file.includes("importlib") && file.includes("_bootstrap");
  let at = 0;
  if (level <= 0 || (frames.length > 0 && internal(frames[0]!.file))) at = Math.max(0, level - 1);
  else {
    for (let n = level; n > 1 && at < frames.length; n--) {
      at++;
      while (at < frames.length && (internal(frames[at]!.file) || prefixes.some((prefix) => frames[at]!.file.startsWith(prefix)))) at++;
    }
  }
  const frame = frames[at];
  if (frame === undefined) return { file: "<sys>", line: 0, module: "sys", registry: registryIn($getattr(sysModule, "__dict__")) };
  const owner: Value = moduleHooks.modules?.$named(moduleOfFile(frame.file));
  if (owner === undefined || owner === null) return { file: frame.file, line: frame.line, module: "<string>", registry: new Dict() };
  const globals = $getattr(owner, "__dict__");
  return { file: frame.file, line: frame.line, module: (globals as Dict).$get("__name__") ?? "<string>", registry: registryIn(globals) };
}

function categoryOf(message: Value, category: Value): Suspends<Value> {
  if (isMessage(message)) return typeOf(message);
  if (category === undefined || category === null) return UserWarning;
  if (!isType(category) || !subclassOf(category, Warning)) throw new TypeError(`category must be a Warning subclass, not '${typeName(category)}'`);
  return category;
}

export const warn = builtin(
  "warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())",
  (message: Value, category: Value, stacklevel: Value, source: Value, prefixes: Value): Suspends<null> => {
    let level = stacklevel === undefined ? 1 : Number(toIndex(stacklevel));
    let skipped: string[] = [];
    if (prefixes !== undefined) {
      if (!isTuple(prefixes)) throw new TypeError(`warn() argument 'skip_file_prefixes' must be tuple, not ${prefixes === null ? "None" : typeName(prefixes)}`);
      const { items } = plainTuple(prefixes);
      for (const item of items) if (typeof item !== "string") throw new TypeError(`Found non-str '${typeName(item)}' in skip_file_prefixes.`);
      skipped = items as string[];
      if (skipped.length > 0) level = Math.max(2, level);
    }
    const cls = categoryOf(message, category);
    const { file, line, module, registry } = contextAt(level, skipped);
    return explicit(cls, message, file, line, module, registry, null, source ?? null);
  },
  "_warnings",
);

export const warn_explicit = builtin(
  "warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None)",
  (message: Value, category: Value, filename: Value, lineno: Value, module: Value, registry: Value, globals: Value, source: Value): Suspends<null> => {
    const line = toIndex(lineno);
    if (globals !== undefined && globals !== null && !isDict(globals)) throw new TypeError(`module_globals must be a dict, not '${typeName(globals)}'`);
    if (registry !== undefined && registry !== null && !isDict(registry)) throw new TypeError("'registry' must be a dict or None");
    return explicit(category, message, filename, line, module === undefined ? moduleFor(filename) : module, registry ?? null, null, source ?? null);
  },
  "_warnings",
);

/** A warning about the text of a program, as the compiler gives it. */
function warnOfText(category: Value, message: string, file: string, line: number): Suspends<null> {
  return explicit(category, message, file, line, moduleFor(file), null, null, null);
}

/** A warning that a line of the library gives. */
function warnOfLibrary(category: Value, message: string, { file, line }: Place, source: Value): Suspends<null> {
  return explicit(category, message, file, line, moduleOfFile(file), null, null, source);
}

/** The filters are not what they were: registries are to forget. */
export function filtersChanged(): void {
  state.version++;
}

export const _filters_mutated = builtin(
  "_filters_mutated()",
  (): null => {
    filtersChanged();
    return null;
  },
  "_warnings",
);

fillFilters();

const module: Value = pymodule("_warnings", { warn, warn_explicit, _filters_mutated, filters: defaultFilters, _onceregistry, _defaultaction: "default" });
// for the runtime, which asks the registry for this module only when there is something to warn of
module.$ofText = warnOfText;
module.$ofLibrary = warnOfLibrary;

export default module;

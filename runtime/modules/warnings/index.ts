/**
 * warnings - what Python code sees of warnings: filters to set, hooks to replace, a context that keeps them.
 *
 * Mirrors     Lib/warnings.py of CPython 3.13
 * Suspends    all that shows a warning or compiles a pattern
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import { Kw } from "../../objects/function.js";
import { DeprecationWarning, OSError, RuntimeError, TypeError, ValueError, Warning } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import { isType, PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callable, callMethod } from "../../objects/protocols/call.js";
import { contains } from "../../objects/protocols/contains.js";
import { compare, LT } from "../../objects/protocols/compare.js";
import { same } from "../../objects/protocols/eq.js";
import { repr } from "../../objects/protocols/repr.js";
import { text as str } from "../../objects/protocols/str.js";
import { pyclass } from "../../objects/register.js";
import { sourceLine } from "../../objects/tracelines.js";
import { Tuple } from "../../objects/tuple.js";
import { importModule, modules } from "../../importer/importer.js";
import _warnings, { _filters_mutated, filtersChanged, warn, warn_explicit } from "../_warnings.js";
import { instanceOf, subclassOf } from "../../objects/protocols/isinstance.js";
import { sysModule } from "../sys/module.js";
import { deprecated } from "./deprecated.js";
import { _getaction, _getcategory, _OptionError, optionFilter } from "./options.js";

const core = _warnings as Value;

@pyclass("warnings.WarningMessage")
export class WarningMessage extends PyObject {
  static _WARNING_DETAILS = new Tuple(["message", "category", "filename", "lineno", "file", "line", "source"]);
  declare message: Value;
  declare category: Value;
  declare filename: Value;
  declare lineno: Value;
  declare file: Value;
  declare line: Value;
  declare source: Value;
  declare _category_name: Value;

  __init__(message: Value, category: Value, filename: Value, lineno: Value, file: Value = null, line: Value = null, source: Value = null): Suspends<null> {
    this.message = message;
    this.category = category;
    this.filename = filename;
    this.lineno = lineno;
    this.file = file;
    this.line = line;
    this.source = source;
    this._category_name = truth(category) ? $getattr(category, "__name__") : null;
    return null;
  }

  __str__(): Suspends<string> {
    return `{message : ${repr(this.message)}, category : ${repr(this._category_name)}, filename : ${repr(this.filename)}, lineno : ${str(this.lineno)}, line : ${repr(this.line)}}`;
  }
}

/** Writes a warning to a file; programs put their own in its place. */
export function showwarning(message: Value, category: Value, filename: Value, lineno: Value, file: Value = null, line: Value = null): Suspends<null> {
  return _showwarnmsg_impl(new WarningMessage(message, category, filename, lineno, file, line));
}

/** A warning as text. */
export function formatwarning(message: Value, category: Value, filename: Value, lineno: Value, line: Value = null): Suspends<string> {
  return _formatwarnmsg_impl(new WarningMessage(message, category, filename, lineno, null, line));
}

export function _showwarnmsg_impl(msg: Value): Suspends<null> {
  let file: Value = $getattr(msg, "file");
  if (file === null) {
    file = sysModule.stderr;
    if (file === null || file === undefined) return null;
  }
  const text = _formatwarnmsg(msg);
  try {
    callMethod(file, "write", text);
  } catch (error) {
    if (!instanceOf(error as Value, OSError)) throw error;
  }
  return null;
}

export function _formatwarnmsg_impl(msg: Value): Suspends<string> {
  const category = str($getattr($getattr(msg, "category"), "__name__"));
  const filename: Value = $getattr(msg, "filename");
  const lineno: Value = $getattr(msg, "lineno");
  let text = `${str(filename)}:${str(lineno)}: ${category}: ${str($getattr(msg, "message"))}\n`;
  let line: Value = $getattr(msg, "line");
  if (line === null) line = typeof filename === "string" && typeof lineno === "number" ? sourceLine(filename, lineno) : "";
  if (truth(line)) text += `  ${str(callMethod(line, "strip"))}\n`;
  if ($getattr(msg, "source") !== null) text += `${category}: Enable tracemalloc to get the object allocation traceback\n`;
  return text;
}

/** Shows a warning through what the program put in the place of showwarning(). */
export function _showwarnmsg(msg: Value): Suspends<null> {
  const shower: Value = self().showwarning;
  if (shower !== undefined && shower !== originals().showwarning) {
    if (!callable(shower)) throw new TypeError("warnings.showwarning() must be set to a function or method");
    call(
      shower,
      $getattr(msg, "message"),
      $getattr(msg, "category"),
      $getattr(msg, "filename"),
      $getattr(msg, "lineno"),
      $getattr(msg, "file"),
      $getattr(msg, "line"),
    );
    return null;
  }
  call(self()._showwarnmsg_impl, msg);
  return null;
}

export function _formatwarnmsg(msg: Value): Suspends<Value> {
  const formatter: Value = self().formatwarning;
  if (formatter !== undefined && formatter !== originals().formatwarning) {
    return call(formatter, $getattr(msg, "message"), $getattr(msg, "category"), $getattr(msg, "filename"), $getattr(msg, "lineno"), $getattr(msg, "line"));
  }
  return call(self()._formatwarnmsg_impl, msg);
}

const ACTIONS: ReadonlySet<Value> = new Set(["error", "ignore", "always", "default", "module", "once"]);

function checkLine(lineno: Value): Suspends<void> {
  if (typeof lineno !== "number" && typeof lineno !== "bigint" && typeof lineno !== "boolean") throw new TypeError("lineno must be an int");
  if (truth(compare(lineno, 0, LT))) throw new ValueError("lineno must be an int >= 0");
}

/** Puts a filter in front, with patterns for message and module. */
export function filterwarnings(
  action: Value,
  message: Value = "",
  category: Value = Warning,
  module: Value = "",
  lineno: Value = 0,
  append: Value = false,
): Suspends<null> {
  if (!ACTIONS.has(action)) throw new ValueError(`invalid action: ${repr(action)}`);
  if (typeof message !== "string") throw new TypeError("message must be a string");
  if (!isType(category) || !subclassOf(category, Warning)) throw new TypeError("category must be a Warning subclass");
  if (typeof module !== "string") throw new TypeError("module must be a string");
  checkLine(lineno);
  const re: Value = message !== "" || module !== "" ? importModule("re") : null;
  const pattern = message === "" ? null : callMethod(re, "compile", message, $getattr(re, "I"));
  const where = module === "" ? null : callMethod(re, "compile", module);
  addFilter(new Tuple([action, pattern, category, where, lineno]), append);
  return null;
}

/** The same for all messages and modules. */
export function simplefilter(action: Value, category: Value = Warning, lineno: Value = 0, append: Value = false): Suspends<null> {
  if (!ACTIONS.has(action)) throw new ValueError(`invalid action: ${repr(action)}`);
  checkLine(lineno);
  addFilter(new Tuple([action, null, category, null, lineno]), append);
  return null;
}

function addFilter(item: Tuple, append: Value): Suspends<void> {
  const filters: Value[] = self().filters;
  if (truth(append)) {
    if (!truth(contains(filters, item))) filters.push(item);
  } else {
    for (let i = 0; i < filters.length; i++) {
      if (!same(filters[i], item)) continue;
      filters.splice(i, 1);
      break;
    }
    filters.unshift(item);
  }
  filtersChanged();
}

/** No filters at all. */
export function resetwarnings(): Suspends<null> {
  self().filters.length = 0;
  filtersChanged();
  return null;
}

@pyclass("warnings.catch_warnings")
export class catch_warnings extends PyObject {
  declare _record: Value;
  declare _module: Value;
  declare _entered: boolean;
  declare _filter: Value;
  declare _filters: Value;
  declare _showwarning: Value;
  declare _showwarnmsg_impl: Value;

  __init__({
    record = false,
    module = null,
    action = null,
    category = Warning,
    lineno = 0,
    append = false,
  }: { record?: Value; module?: Value; action?: Value; category?: Value; lineno?: Value; append?: Value } = {}): Suspends<null> {
    this._record = record;
    this._module = module === null ? modules.$get("warnings") : module;
    this._entered = false;
    this._filter = action === null ? null : new Tuple([action, category, lineno, append]);
    return null;
  }

  __repr__(): Suspends<string> {
    const args: string[] = [];
    if (truth(this._record)) args.push("record=True");
    if (this._module !== modules.$get("warnings")) args.push(`module=${repr(this._module)}`);
    return `${typeOf(this).$name}(${args.join(", ")})`;
  }

  __enter__(): Suspends<Value> {
    if (this._entered) throw new RuntimeError(`Cannot enter ${repr(this)} twice`);
    this._entered = true;
    const module = this._module;
    this._filters = $getattr(module, "filters");
    $setattr(module, "filters", this._filters.slice());
    callMethod(module, "_filters_mutated");
    this._showwarning = $getattr(module, "showwarning");
    this._showwarnmsg_impl = $getattr(module, "_showwarnmsg_impl");
    if (this._filter !== null) $callx(simplefilter, (this._filter as Tuple).items.slice(), null);
    if (!truth(this._record)) return null;
    const log: Value = [];
    $setattr(module, "_showwarnmsg_impl", $getattr(log, "append"));
    $setattr(module, "showwarning", $getattr(module, "_showwarning_orig"));
    return log;
  }

  __exit__(..._exc_info: Value[]): Suspends<null> {
    if (!this._entered) throw new RuntimeError(`Cannot exit ${repr(this)} without entering first`);
    const module = this._module;
    $setattr(module, "filters", this._filters);
    callMethod(module, "_filters_mutated");
    $setattr(module, "showwarning", this._showwarning);
    $setattr(module, "_showwarnmsg_impl", this._showwarnmsg_impl);
    return null;
  }
}

/** Takes the options of -W and PYTHONWARNINGS. */
export function _processoptions(args: Value): Suspends<null> {
  for (const arg of args as Value[]) {
    try {
      _setoption(arg);
    } catch (error) {
      if (!instanceOf(error as Value, _OptionError)) throw error;
      callMethod(sysModule.stderr, "write", `Invalid -W option ignored: ${str(error as Value)}\n`);
    }
  }
  return null;
}

export function _setoption(arg: Value): Suspends<null> {
  const [action, message, category, module, lineno] = optionFilter(str(arg));
  return filterwarnings(action, message, category, module, lineno);
}

const _DEPRECATED_MSG = "{name!r} is deprecated and slated for removal in Python {remove}";

/** `x is deprecated`, and an error from the version on in which it should be gone. */
export function _deprecated(name: Value, message: Value = _DEPRECATED_MSG, { remove, _version = null }: { remove: Value; _version?: Value }): Suspends<null> {
  const [major, minor] = (remove as Tuple).items as [Value, Value];
  const version = _version === null ? [3, 13, 0, "final"] : (_version as Tuple).items;
  if (version[0] > major || (version[0] === major && (version[1] > minor || (version[1] === minor && version[3] !== "alpha"))))
    throw new RuntimeError(`${repr(name)} was slated for removal after Python ${str(major)}.${str(minor)} alpha`);
  const names = new Kw() as Value;
  names.name = name;
  names.remove = `${str(major)}.${str(minor)}`;
  const text = $callx($getattr(message, "format"), [], names);
  $callx(warn, [text, DeprecationWarning, 2], null);
  return null;
}

const module: Value = pymodule("warnings", {
  __all__: ["warn", "warn_explicit", "showwarning", "formatwarning", "filterwarnings", "simplefilter", "resetwarnings", "catch_warnings", "deprecated"],
  warn,
  warn_explicit,
  showwarning,
  formatwarning,
  filterwarnings,
  simplefilter,
  resetwarnings,
  catch_warnings,
  deprecated,
  WarningMessage,
  _filters_mutated,
  _showwarnmsg,
  _showwarnmsg_impl,
  _formatwarnmsg,
  _formatwarnmsg_impl,
  _showwarning_orig: showwarning,
  _formatwarning_orig: formatwarning,
  _OptionError,
  _processoptions,
  _getaction,
  _getcategory,
  _setoption,
  _deprecated,
  _DEPRECATED_MSG,
  filters: core.filters,
  defaultaction: core._defaultaction,
  onceregistry: core._onceregistry,
  sys: sysModule,
});

/** The module object, whose attributes scripts replace. */
function self(): Value {
  return module;
}

function originals(): Value {
  return { showwarning: module._showwarning_orig, formatwarning: module._formatwarning_orig };
}

export default module;

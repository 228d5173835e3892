/**
 * warnings.options - what -W and PYTHONWARNINGS say: `action:message:category:module:line`.
 *
 * Mirrors     _setoption, _getaction, _getcategory in Lib/warnings.py of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { Exception, exceptionType, ImportError, Warning } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { importModule } from "../../importer/importer.js";
import { instanceOf, subclassOf } from "../../objects/protocols/isinstance.js";

export const _OptionError: Value = exceptionType("_OptionError", Exception, "Exception used by option processing helpers.");

/** re.escape, for what names of modules and messages hold. */
function escaped(text: string): string {
  return text.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, "\\$&");
}

export function _getaction(action: Value): Suspends<string> {
  if (action === "") return "default";
  if (action === "all") return "always";
  for (const known of ["default", "always", "ignore", "module", "once", "error"]) if (known.startsWith(action as string)) return known;
  throw new _OptionError(`invalid action: ${repr(action)}`);
}

function moduleOf(name: string): Suspends<Value> {
  try {
    return importModule(name);
  } catch (error) {
    if (!instanceOf(error as Value, ImportError)) throw error;
    throw new _OptionError(`invalid module name: ${repr(name)}`);
  }
}

export function _getcategory(category: Value): Suspends<Value> {
  if (category === "") return Warning;
  const dot = (category as string).lastIndexOf(".");
  const found = getattrOr(moduleOf(dot < 0 ? "builtins" : category.slice(0, dot)), category.slice(dot + 1));
  if (found === undefined) throw new _OptionError(`unknown warning category: ${repr(category)}`);
  if (!subclassOf(found, Warning)) throw new _OptionError(`invalid warning category: ${repr(category)}`);
  return found;
}

/** The arguments of filterwarnings() for one option. */
export function optionFilter(arg: string): Suspends<[action: string, message: string, category: Value, module: string, line: number]> {
  const parts = arg.split(":");
  if (parts.length > 5) throw new _OptionError(`too many fields (max 5): ${repr(arg)}`);
  while (parts.length < 5) parts.push("");
  const [action, message, category, module, line] = parts.map((part) => part.trim()) as [string, string, string, string, string];
  if (line !== "" && !/^\+?\d+$/.test(line)) throw new _OptionError(`invalid lineno ${repr(line)}`);
  return [
    _getaction(action),
    message === "" ? "" : escaped(message),
    _getcategory(category),
    module === "" ? "" : `${escaped(module)}\\Z`,
    line === "" ? 0 : Number(line),
  ];
}

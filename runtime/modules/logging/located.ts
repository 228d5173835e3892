/**
 * logging.located - whether anyone can see where a record was made.
 *
 * Mind  V8 takes longer to say where a call stands than logging takes for all the rest, and most formats do not ask. So it is left out where a record
 *       goes through nothing but classes and methods of the module, whose formats have none of the names; its attributes say "(unknown file)" then.
 */
import type { Value } from "../../objects/object.js";
import { Formatter } from "./formatter.js";
import { FileHandler, NullHandler, StderrHandler, StreamHandler } from "./handler.js";
import { late, Logger, RootLogger, tree } from "./logger.js";
import { PercentStyle, StrFormatStyle, StringTemplateStyle } from "./styles.js";

/** The attributes that say where. */
const NAMES = /pathname|filename|module|lineno|funcName/;

/** Classes, and their methods that are given the record, as they are here. */
type Known = Map<Value, readonly (readonly [name: string, method: Value])[]>;
function known(classes: readonly Value[], names: string): Known {
  return new Map(classes.map((cls) => [cls, names.split(" ").map((name) => [name, cls.prototype[name]] as const)]));
}
const LOGGERS = known([Logger, RootLogger], "_log makeRecord handle callHandlers filter$");
const HANDLERS = known([StreamHandler, FileHandler, StderrHandler, NullHandler], "handle emit format filter$ handleError");
const FORMATTERS = known([Formatter], "format formatMessage formatTime");
const STYLES = known([PercentStyle, StrFormatStyle, StringTemplateStyle], "format");

/** Whether an object does what its class does here. */
function isKnown(o: Value, classes: Known): boolean {
  const methods = classes.get(o?.$cls);
  return methods !== undefined && methods.every(([name, method]) => o[name] === method);
}

function isSilent(formatter: Value): boolean {
  if (formatter === null) return true;
  if (!isKnown(formatter, FORMATTERS)) return false;
  const style: Value = formatter._style;
  return isKnown(style, STYLES) && typeof style._fmt === "string" && !NAMES.test(style._fmt as string);
}

function isFree(filters: Value): boolean {
  return Array.isArray(filters) && filters.length === 0;
}

/** Whether a record of this logger may come to anything that looks where it was made. */
function isLocationSeen(logger: Value): boolean {
  if (tree.recordFactory !== undefined || !isFree(logger.filters)) return true;
  let handled = false;
  for (let one = logger; one !== null; one = one.parent) {
    if (!isKnown(one, LOGGERS) || !Array.isArray(one.handlers)) return true;
    for (const handler of one.handlers as Value[]) {
      handled = true;
      if (!isKnown(handler, HANDLERS) || !isFree(handler.filters) || !isSilent(handler.formatter)) return true;
    }
    if (one.propagate !== true) {
      if (one.propagate !== false) return true;
      break;
    }
  }
  return !handled;
}
late.isLocationSeen = isLocationSeen;

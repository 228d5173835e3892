/**
 * logging.formatter - records as text.
 *
 * Mirrors   Formatter, the styles, Filter, Filterer of Lib/logging/__init__.py
 */
import { Traceback } from "../../objects/traceobject.js";
import { len } from "../../objects/protocols/len.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { same } from "../../objects/protocols/eq.js";
import { Float } from "../../objects/float.js";
import type { Suspends } from "../../frames/suspend.js";
import { attributeDict } from "../../objects/attributedict.js";
import { getattrOr, $getattr, $setattr } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import { mod, sprintf } from "../../objects/arithmetic.js";
import { ValueError, BaseException, TypeError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { PyObject, type Value, isinstance, typeOf } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { text } from "../../objects/protocols/str.js";
import { define, pyclass } from "../../objects/register.js";
import { exceptionPieces } from "../../objects/traceback.js";
import { Tuple } from "../../objects/tuple.js";
import { stringOf } from "../../objects/str.js";
import { localtime, strftime } from "../time/index.js";
import { LogRecord } from "./record.js";
import { notFound, PercentStyle, StrFormatStyle, StringTemplateStyle } from "./styles.js";

const BASIC: Readonly<Record<string, string>> = {
  "%": "%(levelname)s:%(name)s:%(message)s",
  "{": "{levelname}:{name}:{message}",
  $: "${levelname}:${name}:${message}",
};

export function basicFormat(style: Value): string {
  return checkStyle(style, BASIC);
}
function checkStyle<T>(style: Value, table: Readonly<Record<string, T>>): T {
  const letter = stringOf(style);
  const found = letter !== undefined && Object.hasOwn(table, letter) ? table[letter] : undefined;
  if (found === undefined) throw new ValueError("Style must be one of: %,{,$");
  return found;
}

/** The style that a letter stands for. */
function styleOf(letter: Value, fmt: Value, defaults: Value): Suspends<PercentStyle> {
  const cls = checkStyle<Value>(letter, { "%": PercentStyle, "{": StrFormatStyle, $: StringTemplateStyle });
  const kw = new Kw();
  kw["defaults"] = defaults;
  return $callx(cls, [fmt], kw) as PercentStyle;
}

@pyclass("logging.Formatter")
export class Formatter extends PyObject {
  declare _fmt: Value;
  declare datefmt: Value;
  declare _style: Value;

  __init__(
    fmt: Value = null,
    datefmt: Value = null,
    style: Value = "%",
    validate: Value = true,
    { defaults = null }: { defaults?: Value } = {},
  ): Suspends<null> {
    const made = styleOf(style, fmt, defaults);
    this._style = made;
    if (truth(validate)) made.validate();
    this._fmt = made._fmt;
    this.datefmt = datefmt;
    return null;
  }
  formatTime(record: Value, datefmt: Value = null): Suspends<Value> {
    const convert: Value = this["converter"] === undefined ? undefined : $getattr(this, "converter");
    const created: Value = record instanceof LogRecord ? record.created : recordItem(record, "created");
    const moment = convert === undefined ? localtime(created) : call(convert, created);
    if (datefmt !== null && datefmt !== "") return strftime(datefmt, moment);
    const base = strftime(this["default_time_format"] ?? "%Y-%m-%d %H:%M:%S", moment);
    const pattern: Value = this["default_msec_format"];
    if (pattern === null) return base;
    const msecs = recordItem(record, "msecs");
    if (pattern !== undefined) return mod(pattern, new Tuple([base, msecs]));
    return msecs instanceof Float ? `${base as string},${String(Math.floor(msecs.value)).padStart(3, "0")}` : sprintf("%s,%03d", base, msecs);
  }
  formatException(ei: Value): Suspends<string> {
    const tb = getitem(ei, 2);
    const type = getitem(ei, 0);
    const e = getitem(ei, 1);
    if (e === null && tb === null) return "NoneType: None";
    if (!isinstance(e, BaseException) || (tb !== null && !(tb instanceof Traceback))) {
      if (tb !== null && !(tb instanceof Traceback)) $getattr(tb, "tb_frame");
      if (e === null) return "NoneType: None";
      $getattr(type, "__qualname__");
      $getattr(e, "__suppress_context__");
      throw new TypeError(`exception information of logging is of '${typeOf(e).$name}'`);
    }
    const shown = exceptionPieces(e, { limit: null, chain: true, tb }).join("");
    return shown.endsWith("\n") ? shown.slice(0, -1) : shown;
  }
  usesTime(): Suspends<boolean> {
    const style = this._style;
    if (style.$cls === PercentStyle && typeof style._fmt === "string") return (style._fmt as string).includes("%(asctime)");
    return callMethod(style, "usesTime");
  }
  formatMessage(record: Value): Suspends<Value> {
    const style = this._style;
    if (style.$cls !== PercentStyle || style._defaults !== null) return callMethod(style, "format", record);
    const values: Value = record instanceof LogRecord ? attributeDict(record) : $getattr(record, "__dict__");
    try {
      return mod(style._fmt, values);
    } catch (thrown) {
      throw notFound(thrown);
    }
  }
  formatStack(stack_info: Value): Value {
    return stack_info;
  }
  format(record: Value): Suspends<Value> {
    const message = callMethod(record, "getMessage");
    const plain = record instanceof LogRecord;
    if (!plain) $setattr(record, "message", message);
    else record.message = message;
    if (this.usesTime()) $setattr(record, "asctime", callMethod(this, "formatTime", record, this.datefmt));
    let shown: string = text(callMethod(this, "formatMessage", record));
    const info = plain ? record.exc_info : recordItem(record, "exc_info");
    if (truth(info) && !truth(plain ? record.exc_text : recordItem(record, "exc_text")))
      $setattr(record, "exc_text", callMethod(this, "formatException", info));
    const shownText = plain ? record.exc_text : recordItem(record, "exc_text");
    if (truth(shownText)) shown = `${shown}${shown.endsWith("\n") ? "" : "\n"}${text(shownText)}`;
    const stack = plain ? record.stack_info : recordItem(record, "stack_info");
    if (truth(stack)) shown = `${shown}${shown.endsWith("\n") ? "" : "\n"}${text(callMethod(this, "formatStack", stack))}`;
    return shown;
  }
}

/** An attribute of a record, or of whatever a script gives for one. */
function recordItem(record: Value, name: string): Suspends<Value> {
  const own: Value = record instanceof LogRecord ? (record as Value)[name] : undefined;
  return own === undefined ? $getattr(record, name) : own;
}

// what an instance has only if a class or a script says so: formatTime() looks past these
define(Formatter as Value, "converter", localtime, undefined);
define(Formatter as Value, "default_time_format", "%Y-%m-%d %H:%M:%S", undefined);
define(Formatter as Value, "default_msec_format", "%s,%03d", undefined);

@pyclass("logging.Filter")
export class Filter extends PyObject {
  declare name$: Value;
  declare nlen: number;

  __init__(name: Value = ""): Suspends<null> {
    this.name$ = name;
    this.nlen = len(name);
    return null;
  }
  filter$(record: Value): Suspends<Value> {
    const { name$ } = this;
    if (this.nlen === 0) return true;
    const own: Value = record instanceof LogRecord ? record.name$ : $getattr(record, "name");
    if (typeof own !== "string" || typeof name$ !== "string") {
      if (same(own, name$)) return true;
      return callMethod(own, "find", name$, 0, this.nlen) === 0 && same(getitem(own, this.nlen), ".");
    }
    return own === name$ || own.startsWith(`${name$}.`);
  }
}

@pyclass("logging.Filterer")
export class Filterer extends PyObject {
  declare filters: Value[];

  __init__(): null {
    this.filters = [];
    return null;
  }
  addFilter(filter: Value): null {
    if (!this.filters.includes(filter)) this.filters.push(filter);
    return null;
  }
  removeFilter(filter: Value): null {
    const at = this.filters.indexOf(filter);
    if (at >= 0) this.filters.splice(at, 1);
    return null;
  }
  filter$(record: Value): Suspends<Value> {
    let passed = record;
    for (const one of this.filters) {
      const method = getattrOr(one, "filter");
      const result = method === undefined ? call(one, passed) : call(method, passed);
      if (!truth(result)) return false;
      if (result instanceof LogRecord) passed = result;
    }
    return passed;
  }
}

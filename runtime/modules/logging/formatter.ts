/**
 * logging.formatter - records as text.
 *
 * Mirrors   Formatter, the styles, Filter, Filterer of Lib/logging/__init__.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { attributeDict } from "../../objects/attributedict.js";
import { getattrOr } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import { mod } from "../../objects/arithmetic.js";
import { Dict } from "../../objects/dict.js";
import { ValueError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { PyObject, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { text } from "../../objects/protocols/str.js";
import { pyclass } from "../../objects/register.js";
import { exceptionPieces } from "../../objects/traceback.js";
import { plainTuple } from "../../objects/tuple.js";
import { Template } from "../string.js";
import { localtime, strftime } from "../time/index.js";
import { LogRecord } from "./record.js";

const DEFAULTS: Readonly<Record<string, string>> = { "%": "%(message)s", "{": "{message}", $: "${message}" };
const BASIC: Readonly<Record<string, string>> = {
  "%": "%(levelname)s:%(name)s:%(message)s",
  "{": "{levelname}:{name}:{message}",
  $: "${levelname}:${name}:${message}",
};
const PERCENT = /%\(\w+\)[#0+ -]*(\*|\d+)?(\.(\*|\d+))?[diouxefgcrsa%]/i;

export function basicFormat(style: Value): string {
  return checkStyle(style, BASIC);
}
function checkStyle(style: Value, table: Readonly<Record<string, string>>): string {
  const found = typeof style === "string" && Object.hasOwn(table, style) ? table[style] : undefined;
  if (found === undefined) throw new ValueError("Style must be one of: %,{,$");
  return found;
}

@pyclass("logging.Formatter")
export class Formatter extends PyObject {
  declare _fmt: string;
  declare datefmt: Value;
  declare $style: string;
  declare $defaults: Value;

  __init__(
    fmt: Value = null,
    datefmt: Value = null,
    style: Value = "%",
    validate: Value = true,
    { defaults = null }: { defaults?: Value } = {},
  ): Suspends<null> {
    const otherwise = checkStyle(style, DEFAULTS);
    this._fmt = fmt === null || fmt === "" ? otherwise : (fmt as string);
    this.$style = style as string;
    this.$defaults = defaults;
    if (truth(validate)) validateFormat(this._fmt, style as string);
    this.datefmt = datefmt;
    return null;
  }
  formatTime(record: Value, datefmt: Value = null): Suspends<Value> {
    const convert: Value = this["converter"];
    const moment = convert === undefined ? localtime(record.created) : call(convert, record.created);
    if (datefmt !== null && datefmt !== "") return strftime(datefmt, moment);
    const base = strftime(this["default_time_format"] ?? "%Y-%m-%d %H:%M:%S", moment);
    const pattern: Value = this["default_msec_format"];
    return pattern === null ? base : `${base as string},${String(Math.floor(record.msecs.value as number)).padStart(3, "0")}`;
  }
  formatException(ei: Value): Suspends<string> {
    const [, e, tb] = plainTuple(ei).items;
    if (e === null || e === undefined) return "NoneType: None";
    const shown = exceptionPieces(e, { limit: null, chain: true, tb }).join("");
    return shown.endsWith("\n") ? shown.slice(0, -1) : shown;
  }
  usesTime(): boolean {
    const { _fmt } = this;
    return this.$style === "%"
      ? _fmt.includes("%(asctime)")
      : this.$style === "{"
        ? _fmt.includes("{asctime")
        : _fmt.includes("$asctime") || _fmt.includes("${asctime}");
  }
  formatMessage(record: Value): Suspends<Value> {
    let values: Dict = attributeDict(record);
    if (this.$defaults !== null) {
      const all = (this.$defaults as Dict).$copy();
      for (const entry of values.$entries()) all.$setNamed(entry.key as string, entry.value);
      values = all;
    }
    if (this.$style === "%") return mod(this._fmt, values);
    const kw = new Kw();
    for (const entry of values.$entries()) kw[entry.key as string] = entry.value;
    if (this.$style === "{") return $callx(getattrOr(this._fmt, "format"), [], kw);
    return $callx(getattrOr(call(Template, this._fmt), "substitute"), [], kw);
  }
  formatStack(stack_info: Value): Value {
    return stack_info;
  }
  format(record: Value): Suspends<Value> {
    record.message = callMethod(record, "getMessage");
    if (this.usesTime()) record.asctime = callMethod(this, "formatTime", record, this.datefmt);
    let shown: string = text(callMethod(this, "formatMessage", record));
    if (truth(record.exc_info) && !truth(record.exc_text)) record.exc_text = callMethod(this, "formatException", record.exc_info);
    if (truth(record.exc_text)) shown = `${shown}${shown.endsWith("\n") ? "" : "\n"}${text(record.exc_text)}`;
    if (truth(record.stack_info)) shown = `${shown}${shown.endsWith("\n") ? "" : "\n"}${text(callMethod(this, "formatStack", record.stack_info))}`;
    return shown;
  }
}

function validateFormat(fmt: string, style: string): void {
  if (style === "%" && !PERCENT.test(fmt)) throw new ValueError(`Invalid format '${fmt}' for '%' style`);
  if (style === "{" && !/\{[^{}]+\}/.test(fmt)) throw new ValueError("invalid format: no fields");
  if (style === "$" && !/\$\w|\$\{\w+\}/.test(fmt)) throw new ValueError("invalid format: no fields");
}

@pyclass("logging.Filter")
export class Filter extends PyObject {
  declare name$: string;
  declare nlen: number;

  __init__(name: Value = ""): null {
    this.name$ = name as string;
    this.nlen = (name as string).length;
    return null;
  }
  filter$(record: Value): Value {
    const { name$ } = this;
    const own = record.name$ as string;
    return name$ === "" || own === name$ || own.startsWith(`${name$}.`);
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

/**
 * logging.styles - the three ways in which a format names the attributes of a record.
 *
 * Mirrors     PercentStyle, StrFormatStyle, StringTemplateStyle of Lib/logging/__init__.py
 * Suspends    formats, whatever a script gives for one
 */
import type { Suspends } from "../../frames/suspend.js";
import { mod } from "../../objects/arithmetic.js";
import { attributeDict } from "../../objects/attributedict.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { $callx } from "../../objects/call.js";
import type { Dict } from "../../objects/dict.js";
import { KeyError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { isinstance, PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { spread } from "../../objects/iterator.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import type { Tuple } from "../../objects/tuple.js";
import { $caught, $raise, $reraise } from "../../objects/raise.js";
import { pyclass } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import stringModule from "../_string.js";
import { Template } from "../string.js";
import { LogRecord } from "./record.js";

/** What a style's format begins with where none is given: also its letter. */
export type Letter = "%" | "{" | "$";
const PERCENT = /%\(\w+\)[#0+ -]*(\*|\d+)?(\.(\*|\d+))?[diouxefgcrsa%]/i;

const SPECIFIER = /^(.?[<=>^])?[+ -]?#?0?(\d+|\{\w+\})?[,_]?(\.(\d+|\{\w+\}))?[bcdefgnosx%]?$/is;
const FIELD = /^(\d+|\w+)(\.\w+|\[[^\]]+\])*$/;
const PLACE = /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{([_a-z][_a-z0-9]*)\}|)/gi;

/** Refuses fields that no str.format takes, and a format without any. */
function validateFields(fmt: string): Suspends<void> {
  let any = false;
  try {
    for (const part of spread(call((stringModule as Value).formatter_parser, fmt))) {
      const [, name, spec, conversion] = (part as Tuple).items as [Value, string | null, string | null, string | null];
      if (name !== null && name !== "") {
        if (!FIELD.test(name)) throw new ValueError(`invalid field name/expression: ${repr(name)}`);
        any = true;
      }
      if (conversion !== null && conversion !== "" && !"rsa".includes(conversion)) throw new ValueError(`invalid conversion: ${repr(conversion)}`);
      if (spec !== null && spec !== "" && !SPECIFIER.test(spec)) throw new ValueError(`bad specifier: ${repr(spec)}`);
    }
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ValueError(`invalid format: ${text(error)}`);
  }
  if (!any) throw new ValueError("invalid format: no fields");
}

function validateTemplate(fmt: string): void {
  let any = false;
  for (const [whole, , named, braced] of fmt.matchAll(PLACE)) {
    if ((named ?? braced) !== undefined) any = true;
    else if (whole === "$") throw new ValueError("invalid format: bare '$' not allowed");
  }
  if (!any) throw new ValueError("invalid format: no fields");
}

/** Refuses a format that names nothing, or names it wrongly. */
function validateFormat(given: Value, style: Letter): Suspends<void> {
  const fmt = stringOf(given);
  if (fmt === undefined) {
    if (style === "{") throw new TypeError(`expected str, got ${typeOf(given).$name}`);
    if (bufferOf(given) !== undefined) throw new TypeError("cannot use a string pattern on a bytes-like object");
    throw new TypeError(`expected string or bytes-like object, got '${typeOf(given).$name}'`);
  }
  if (style === "%" && !PERCENT.test(fmt)) throw new ValueError(`Invalid format '${fmt}' for '%' style`);
  if (style === "{") validateFields(fmt);
  if (style === "$") validateTemplate(fmt);
}

@pyclass("logging.PercentStyle")
export class PercentStyle extends PyObject {
  static default_format: Value = "%(message)s";
  static asctime_format: Value = "%(asctime)s";
  static asctime_search: Value = "%(asctime)";
  declare _fmt: Value;
  declare _defaults: Value;

  __init__(fmt: Value, { defaults = null }: { defaults?: Value } = {}): Suspends<null> {
    this._fmt = truth(fmt) ? fmt : $getattr(this, "default_format");
    this._defaults = defaults;
    return null;
  }
  usesTime(): Suspends<boolean> {
    return callMethod(this._fmt, "find", $getattr(this, "asctime_search")) >= 0;
  }
  validate(): Suspends<null> {
    validateFormat(this._fmt, "%");
    return null;
  }
  _format(record: Value): Suspends<Value> {
    return mod(this._fmt, valuesOf(this, record));
  }
  format(record: Value): Suspends<Value> {
    try {
      return callMethod(this, "_format", record);
    } catch (thrown) {
      throw notFound(thrown);
    }
  }
}

/** What stands for a format whose field the record does not have. */
export function notFound(thrown: unknown): Suspends<Value> {
  const error = $caught(thrown, null);
  if (!isinstance(error, KeyError)) return $reraise(error);
  return $raise(new ValueError(`Formatting field not found in record: ${text(error)}`));
}

/** The attributes of a record, with the defaults behind them. */
function valuesOf(style: PercentStyle, record: Value): Suspends<Dict> {
  const own: Dict = record instanceof LogRecord ? attributeDict(record) : $getattr(record, "__dict__");
  if (!truth(style._defaults)) return own;
  const all = (style._defaults as Dict).$copy();
  for (const entry of own.$entries()) all.$setNamed(entry.key as string, entry.value);
  return all;
}

function keywordsOf(values: Dict): Kw {
  const kw = new Kw();
  for (const entry of values.$entries()) kw[entry.key as string] = entry.value;
  return kw;
}

@pyclass("logging.StrFormatStyle")
export class StrFormatStyle extends PercentStyle {
  static override default_format: Value = "{message}";
  static override asctime_format: Value = "{asctime}";
  static override asctime_search: Value = "{asctime";

  override validate(): Suspends<null> {
    validateFormat(this._fmt, "{");
    return null;
  }
  override _format(record: Value): Suspends<Value> {
    return $callx(getattrOr(this._fmt, "format"), [], keywordsOf(valuesOf(this, record)));
  }
}

@pyclass("logging.StringTemplateStyle")
export class StringTemplateStyle extends PercentStyle {
  static override default_format: Value = "${message}";
  static override asctime_format: Value = "${asctime}";
  static override asctime_search: Value = "${asctime}";
  declare _tpl: Value;

  override __init__(fmt: Value, { defaults = null }: { defaults?: Value } = {}): Suspends<null> {
    this._fmt = truth(fmt) ? fmt : $getattr(this, "default_format");
    this._defaults = defaults;
    this._tpl = call(Template, this._fmt);
    return null;
  }
  override usesTime(): Suspends<boolean> {
    return callMethod(this._fmt, "find", "$asctime") >= 0 || callMethod(this._fmt, "find", $getattr(this, "asctime_search")) >= 0;
  }
  override validate(): Suspends<null> {
    validateFormat(this._fmt, "$");
    return null;
  }
  override _format(record: Value): Suspends<Value> {
    return $callx(getattrOr(this._tpl, "substitute"), [], keywordsOf(valuesOf(this, record)));
  }
}

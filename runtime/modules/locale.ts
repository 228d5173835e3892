/**
 * locale - the locale of the program, which is always one like C.
 *
 * Mirrors     Lib/locale.py, Modules/_localemodule.c where no other locale is installed
 * Suspends    `_override_localeconv`, formatting
 */
import { specialMethod } from "../objects/object.js";
import { argumentName } from "../objects/typename.js";
import type { Suspends } from "../frames/suspend.js";
import { abs as absolute, mod } from "../objects/arithmetic.js";
import { $getattr } from "../objects/attributes.js";
import { Exception, TypeError, ValueError } from "../objects/exceptions.js";
import { float } from "../objects/float.js";
import { int } from "../objects/int.js";
import { Dict } from "../objects/keymap.js";
import { spread } from "../objects/iterator.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { call } from "../objects/protocols/call.js";
import { $lt } from "../objects/protocols/tests.js";
import { toIndex } from "../objects/protocols/index.js";
import { text as str } from "../objects/protocols/str.js";
import { builtin, pyclass } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { comparePoints } from "../objects/str/points.js";
import { Tuple } from "../objects/tuple.js";
import { warn } from "../objects/warn.js";
import { carriedContents } from "../snapshot/carried.js";

@pyclass("locale.Error", {})
export class Error_ extends Exception {}

const LC_CTYPE = 0;
const LC_ALL = 6;
const CATEGORIES = ["LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES"];
/** As setlocale() lists them. */
const MORE = ["LC_PAPER", "LC_NAME", "LC_ADDRESS", "LC_TELEPHONE", "LC_MEASUREMENT", "LC_IDENTIFICATION"];

/** What is set, by category; those behind LC_ALL follow it. */
const current: string[] = ["", "C", "C", "C", "C", "C", "C"];
carriedContents("locale", current);

function environmentLocale(category: string): string {
  const { env } = process;
  return env["LC_ALL"] || env[category] || env["LANG"] || "C";
}

/** The name that a locale has once it is set; undefined if there is none. */
function known(name: string): string | undefined {
  if (name === "C" || name === "POSIX") return "C";
  return /^C\.(UTF-8|utf8|UTF8|utf-8)$/.test(name) ? name : undefined;
}

function setTo(index: number): string {
  // Python takes UTF-8 even where the environment says C
  if (index === LC_CTYPE && current[LC_CTYPE] === "")
    current[LC_CTYPE] = known(environmentLocale("LC_CTYPE")) === "C" ? "C.UTF-8" : environmentLocale("LC_CTYPE");
  return current[index] as string;
}

function shownAll(): string {
  const values = CATEGORIES.map((_, i) => setTo(i));
  const rest = current[LC_ALL] as string;
  if (values.every((value) => value === values[0]) && rest === values[0]) return rest;
  return [...CATEGORIES.map((name, i) => `${name}=${values[i] as string}`), ...MORE.map((name) => `${name}=${rest}`)].join(";");
}

function change(category: number, name: string): string | undefined {
  const parts = name.includes(";") ? new Map(name.split(";").map((part) => part.split("=") as [string, string])) : null;
  const indexes = category === LC_ALL ? [0, 1, 2, 3, 4, 5, 6] : [category];
  const values: string[] = [];
  for (const i of indexes) {
    const own = CATEGORIES[i] ?? MORE[0]!;
    const wanted = parts !== null ? (parts.get(own) ?? "") : name === "" ? environmentLocale(own) : name;
    const found = known(wanted);
    if (found === undefined) return undefined;
    values.push(found);
  }
  indexes.forEach((i, k) => (current[i] = values[k] as string));
  return category === LC_ALL ? shownAll() : (values[0] as string);
}

/** Set the locale for the given category.  The locale can be a string, an iterable of two strings (language code and encoding), or None. */
export function setlocale(category: Value, locale: Value = null): Suspends<Value> {
  let name: Value = locale;
  if (locale !== null && stringOf(locale) === undefined && truth(locale)) name = normalize(buildName(locale));
  const n = Number(toIndex(category));
  if (n < 0 || n > LC_ALL) throw new (Error_ as Value)(name === null ? "locale query failed" : "unsupported locale setting");
  if (name === null) return n === LC_ALL ? shownAll() : setTo(n);
  if (stringOf(name) === undefined) throw new TypeError(`setlocale() argument 2 must be str or None, not ${argumentName(name)}`);
  const done = change(n, stringOf(name) as string);
  if (done === undefined) throw new (Error_ as Value)("unsupported locale setting");
  return done;
}

function indexable(pair: Value): boolean {
  return specialMethod(pair, "__iter__") !== undefined || specialMethod(pair, "__getitem__") !== undefined;
}

function buildName(pair: Value): Suspends<string> {
  const parts = indexable(pair) ? spread(pair) : [];
  if (parts.length !== 2 || parts.some((part: Value) => part !== null && stringOf(part) === undefined))
    throw new TypeError("Locale must be None, a string, or an iterable of two strings -- language code, encoding.");
  const language = parts[0] === null ? "C" : (parts[0] as string);
  return parts[1] === null ? language : `${language}.${parts[1] as string}`;
}

/** Returns a normalized locale code for the given locale name: by the library's text, whose table of names is long. */
const normalize = (localename: Value): Suspends<Value> => call($getattr(self, "normalize"), localename);

function parseName(name: string): Suspends<Tuple> {
  if (name === "C") return new Tuple([null, null]);
  if (/^C\.utf-?8$/i.test(name)) return new Tuple(["C", "UTF-8"]);
  const code = (normalize(name) as string).split("@")[0] as string;
  if (code.includes(".")) return new Tuple(code.split(".").slice(0, 2));
  if (code === "C") return new Tuple([null, null]);
  throw new ValueError(`unknown locale: ${name}`);
}

/** Returns the current setting for the given locale category as tuple (language code, encoding). */
export function getlocale(category: Value = LC_CTYPE): Suspends<Tuple> {
  const name = setlocale(category) as string;
  if (category === LC_ALL && name.includes(";")) throw new TypeError("category LC_ALL is not supported");
  return parseName(name);
}

/** Tries to determine the default locale settings and returns them as tuple (language code, encoding). */
export function getdefaultlocale(_envvars: Value = null): Suspends<Tuple> {
  warn(
    "DeprecationWarning",
    "'locale.getdefaultlocale' is deprecated and slated for removal in Python 3.15. Use setlocale(), getencoding() and getlocale() instead.",
  );
  return parseName(environmentLocale("LC_CTYPE"));
}

function encoding(): string {
  return known(environmentLocale("LC_CTYPE")) === undefined ? "ANSI_X3.4-1968" : "UTF-8";
}
export const getencoding = builtin("getencoding()", (): string => (setTo(LC_CTYPE) === "C" ? "ANSI_X3.4-1968" : encoding()), "_locale");

/** Return the charset that the user is likely using, according to the system configuration. */
export function getpreferredencoding(_do_setlocale: Value = true): string {
  return /^(C|POSIX)?$/.test(process.env["LC_ALL"] || process.env["LC_CTYPE"] || process.env["LANG"] || "") ? "utf-8" : encoding();
}

const CHAR_MAX = 127;
const _override_localeconv = new Dict();
carriedContents("settings instead of the locale's", _override_localeconv);

/** Returns numeric and monetary locale-specific parameters. */
export function localeconv(): Suspends<Dict> {
  const text = "int_curr_symbol currency_symbol mon_decimal_point mon_thousands_sep".split(" ").map((name) => [name, ""] as [string, Value]);
  const counts = "int_frac_digits frac_digits p_cs_precedes p_sep_by_space n_cs_precedes n_sep_by_space p_sign_posn n_sign_posn".split(" ");
  const conv = Dict.$of([
    ...text,
    ["mon_grouping", []],
    ["positive_sign", ""],
    ["negative_sign", ""],
    ...counts.map((name) => [name, CHAR_MAX] as [string, Value]),
    ["decimal_point", "."],
    ["thousands_sep", ""],
    ["grouping", []],
  ]);
  for (const entry of ((self as Value)._override_localeconv as Dict).$entries()) conv.$set(entry.key, entry.value);
  return conv;
}

/** Adds the separators of the locale; the text, and how many characters they are. */
function grouped(text: string, conv: Dict, monetary: boolean): Suspends<[string, number]> {
  const separator = conv.$named(monetary ? "mon_thousands_sep" : "thousands_sep") as string;
  const grouping: Value[] = spread(conv.$named(monetary ? "mon_grouping" : "grouping"));
  if (grouping.length === 0) return [text, 0];
  const body = text.trimEnd();
  const right = text.slice(body.length);
  const start = body.search(/[0-9]+$/);
  if (start < 0) return [text, 0];
  let digits = body.slice(start);
  const groups: string[] = [];
  let size = 0;
  for (let i = 0; digits !== ""; i++) {
    const next: Value = i < grouping.length ? grouping[i] : size;
    if (next === CHAR_MAX) break;
    if (next !== 0) size = Number(next);
    if (size === 0) throw new ValueError("invalid grouping");
    groups.unshift(digits.slice(-size));
    digits = digits.slice(0, -size);
    if (i >= grouping.length - 1 && grouping.at(-1) !== 0) break;
  }
  if (digits !== "") groups.unshift(digits);
  return [body.slice(0, start) + groups.join(separator) + right, separator.length * (groups.length - 1)];
}

function stripPadding(text: string, amount: number): string {
  let left = 0;
  let n = amount;
  for (; n > 0 && text[left] === " "; n--) left++;
  let right = text.length - 1;
  for (; n > 0 && text[right] === " "; n--) right--;
  return text.slice(left, right + 1);
}

function localized(formatted: string, grouping: boolean, monetary: boolean): Suspends<string> {
  const conv = localeconv();
  const point = formatted.indexOf(".");
  const head = point < 0 ? formatted : formatted.slice(0, point);
  const [whole, added] = grouping ? grouped(head, conv, monetary) : ([head, 0] as [string, number]);
  const decimal = conv.$named(monetary ? "mon_decimal_point" : "decimal_point") as string;
  const text = point < 0 ? whole : whole + decimal + formatted.slice(point + 1);
  return added > 0 ? stripPadding(text, added) : text;
}

const PERCENT = /%(?:\((?<key>.*?)\))?(?<modifiers>[-#0-9 +*.hlL]*?)[eEfFgGdiouxXcrs%]/g;

/** Formats a string in the same way that the % formatting would use, but takes the current locale into account. */
export function format_string(f: Value, val: Value, grouping: Value = false, monetary: Value = false): Suspends<string> {
  const format = str(f);
  const inGroups = truth(grouping);
  const money = truth(monetary);
  const isMapping = val instanceof Dict;
  const values: Value[] = val instanceof Tuple ? val.items : [val];
  let result = "";
  let from = 0;
  let next = 0;
  for (const found of [...format.matchAll(PERCENT)]) {
    const directive = found[0];
    result += format.slice(from, found.index);
    from = found.index + directive.length;
    if (directive.endsWith("%")) {
      result += "%";
      continue;
    }
    const stars = (found.groups?.["modifiers"] ?? "").split("*").length;
    const given: Value = isMapping ? val : new Tuple(values.slice(next, next + stars));
    if (!isMapping) next += stars;
    const formatted: string = mod(directive, given);
    result += /[eEfFgGdiu]$/.test(directive) ? localized(formatted, inGroups, money) : formatted;
  }
  if (!isMapping && next < values.length && val instanceof Tuple) throw new TypeError("not all arguments converted during string formatting");
  return result + format.slice(from);
}

/** Formats val according to the currency settings in the current locale. */
export function currency(val: Value, symbol: Value = true, grouping: Value = false, international: Value = false): Suspends<Value> {
  const conv = localeconv();
  const digits: Value = conv.$named(truth(international) ? "int_frac_digits" : "frac_digits");
  if (digits === CHAR_MAX) throw new ValueError("Currency formatting is not possible using the 'C' locale.");
  const isNegative = $lt(val, 0);
  /** a setting that is one for values below zero and another for the rest */
  const of = (name: string): Value => conv.$named(`${isNegative ? "n" : "p"}_${name}`);
  const amount: string = localized(mod(`%.${digits as number}f`, new Tuple([absolute(val)])) as string, truth(grouping), true);
  // the marks say where a sign may stand
  let text = `<${amount}>`;
  if (truth(symbol)) {
    const space = truth(of("sep_by_space")) ? " " : "";
    const sign = conv.$named(truth(international) ? "int_curr_symbol" : "currency_symbol") as string;
    if (truth(of("cs_precedes"))) text = sign + space + text;
    else text += space + (truth(international) && sign.endsWith(" ") ? sign.slice(0, -1) : sign);
  }
  const sign = conv.$named(isNegative ? "negative_sign" : "positive_sign") as string;
  switch (of("sign_posn")) {
    case 0:
      text = `(${text})`;
      break;
    case 2:
      text += sign;
      break;
    case 3:
      text = text.replace("<", sign);
      break;
    case 4:
      text = text.replace(">", sign);
      break;
    default:
      text = sign + text;
  }
  return text.replace("<", "").replace(">", "");
}

/** Convert float to string, taking the locale into account. */
export function str_(val: Value): Suspends<string> {
  return localized(mod("%.12g", new Tuple([val])) as string, false, false);
}

/** Parses a string as a normalized number according to the locale settings. */
export function delocalize(string: Value): Suspends<string> {
  const conv = localeconv();
  const separator = conv.$named("thousands_sep") as string;
  const point = conv.$named("decimal_point") as string;
  let text = str(string);
  if (separator !== "") text = text.replaceAll(separator, "");
  return point === "" ? text : text.replaceAll(point, ".");
}

/** Parses a string as locale number according to the locale settings. */
export function localize(string: Value, grouping: Value = false, monetary: Value = false): Suspends<string> {
  return localized(str(string), truth(grouping), truth(monetary));
}

export function atof(string: Value, func: Value = float): Suspends<Value> {
  return call(func, delocalize(string));
}

export function atoi(string: Value): Suspends<Value> {
  return call(int, delocalize(string));
}

function textOf(x: Value, what: string): string {
  const s = stringOf(x);
  if (s === undefined) throw new TypeError(`${what} must be str, not ${argumentName(x)}`);
  return s;
}

/** A text that C can take. */
function wholeText(x: Value, what: string): string {
  const text = textOf(x, what);
  if (text.includes("\0")) throw new ValueError("embedded null character");
  return text;
}

export const strcoll = builtin(
  "strcoll(os1, os2, /)",
  (a: Value, b: Value): number => Math.sign(comparePoints(wholeText(a, "strcoll() argument 1"), wholeText(b, "strcoll() argument 2"))),
  "_locale",
);
export const strxfrm = builtin("strxfrm(string, /)", (text: Value): Value => wholeText(text, "strxfrm() argument"), "_locale");

/** Names and numbers of nl_langinfo(), and what they are in C. */
function langinfo(): [string, number, string][] {
  const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
  const months = "January February March April May June July August September October November December".split(" ");
  const rows: [string, number, string][] = [["CODESET", 14, encoding()]];
  days.forEach((name, i) => rows.push([`ABDAY_${i + 1}`, 131072 + i, name.slice(0, 3)], [`DAY_${i + 1}`, 131079 + i, name]));
  months.forEach((name, i) => rows.push([`ABMON_${i + 1}`, 131086 + i, name.slice(0, 3)], [`MON_${i + 1}`, 131098 + i, name]));
  const others = "AM_STR=AM|PM_STR=PM|D_T_FMT=%a %b %e %H:%M:%S %Y|D_FMT=%m/%d/%y|T_FMT=%H:%M:%S|T_FMT_AMPM=%I:%M:%S %p".split("|");
  others.forEach((row, i) => rows.push([row.split("=")[0]!, 131110 + i, row.slice(row.indexOf("=") + 1)]));
  rows.push(["RADIXCHAR", 65536, "."], ["THOUSEP", 65537, ""], ["YESEXPR", 327680, "^[yY]"], ["NOEXPR", 327681, "^[nN]"], ["CRNCYSTR", 262159, "-"]);
  rows.push(["ERA", 131116, ""], ["ERA_D_FMT", 131118, ""], ["ALT_DIGITS", 131119, ""], ["ERA_D_T_FMT", 131120, ""], ["ERA_T_FMT", 131121, ""]);
  return rows;
}
const infos = langinfo();
export const nl_langinfo = builtin(
  "nl_langinfo(key, /)",
  (key: Value): Suspends<string> => {
    const n = toIndex(key);
    const row = infos.find(([, number]) => number === n);
    if (row === undefined) throw new ValueError("unsupported langinfo constant");
    return row[2];
  },
  "_locale",
);

const self = pymodule("locale", {
  Error: Error_,
  CHAR_MAX,
  LC_CTYPE,
  LC_NUMERIC: 1,
  LC_TIME: 2,
  LC_COLLATE: 3,
  LC_MONETARY: 4,
  LC_MESSAGES: 5,
  LC_ALL,
  ...Object.fromEntries(infos.map(([name, number]) => [name, number])),
  setlocale,
  getlocale,
  getdefaultlocale,
  getencoding,
  getpreferredencoding,
  localeconv,
  _override_localeconv,
  format_string,
  currency,
  str: str_,
  delocalize,
  localize,
  atof,
  atoi,
  strcoll,
  strxfrm,
  nl_langinfo,
  __all__:
    "getlocale getdefaultlocale getpreferredencoding Error setlocale localeconv strcoll strxfrm str atof atoi format_string currency normalize LC_CTYPE LC_COLLATE LC_TIME LC_MONETARY LC_NUMERIC LC_ALL CHAR_MAX getencoding LC_MESSAGES".split(
      " ",
    ),
});
export default self;

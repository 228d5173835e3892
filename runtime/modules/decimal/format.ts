/**
 * decimal.format - `__format__`.
 *
 * Mirrors     mpd_parse_fmt_str, mpd_qformat_spec of libmpdec; Decimal.__format__ of Lib/_pydecimal.py, which takes what the first does not know
 */
import type { Suspends } from "../../frames/suspend.js";
import { dict, Dict } from "../../objects/dict.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { isinstance, type Value } from "../../objects/object.js";
import { stringOf } from "../../objects/str.js";
import { rescaled } from "./basic.js";
import { DecimalObject, FINITE, finite, isZero } from "./number.js";
import type { DecimalContext } from "./status.js";
import { Form, textOf } from "./text.js";

/** Symbols of a locale; a group of length 0 repeats the one before. */
export interface Symbols {
  readonly point: string;
  readonly separator: string;
  readonly groups: readonly number[];
}
const PLAIN: Symbols = { point: ".", separator: "", groups: [] };
const COMMAS: Symbols = { point: ".", separator: ",", groups: [3, 0] };

/** The symbols in the dict that `__format__` may be given. */
export function symbolsOf(override: Value): Suspends<Partial<Symbols>> {
  if (!isinstance(override, dict)) throw new TypeError("optional argument must be a dict");
  const named = (name: string): string | undefined => {
    const value: Value = (override as Dict).$named(name);
    const found = value === undefined ? undefined : stringOf(value);
    if (value !== undefined && found === undefined) throw new TypeError("values in override dict must be strings");
    return found;
  };
  const point = named("decimal_point");
  const separator = named("thousands_sep");
  const grouping = named("grouping");
  if ((point !== undefined && (point === "" || isLong(point))) || isLong(separator ?? "") || /[^\x00-\x7f]/.test(grouping ?? "")) {
    throw new ValueError("invalid override dict");
  }
  return {
    ...(point === undefined ? {} : { point }),
    ...(separator === undefined ? {} : { separator }),
    ...(grouping === undefined ? {} : { groups: groupsOf(grouping) }),
  };
}

function isLong(symbol: string): boolean {
  return Buffer.byteLength(symbol) > 4;
}

/** 127 ends the groups, the end of the text repeats the last one. */
function groupsOf(text: string): number[] {
  const groups = [...text].map((c) => c.charCodeAt(0));
  if (groups.length === 0) return [];
  return groups.at(-1) === 127 ? groups.slice(0, -1) : [...groups, 0];
}

interface Spec {
  fill: string;
  align: string;
  sign: string;
  /** negative zero is shown without its sign */
  noNegativeZero: boolean;
  /** always a point */
  alternate: boolean;
  zeros: boolean;
  width: number;
  separated: boolean;
  precision: number;
  type: string;
}

const FIRST = /^(?:([^])?([<>=^]))?([-+ ])?()()(0)?([1-9]\d*)?(,)?(?:\.(\d+))?([eEfFgG%nN])?$/u;
const SECOND = /^(?:([^])?([<>=^]))?([-+ ])?(z)?(#)?(0)?([1-9]\d*)?(,)?(?:\.(0|[1-9]\d*))?([eEfFgGn%])?$/u;

function parse(text: string): Spec {
  const found = FIRST.exec(text) ?? SECOND.exec(text);
  const type = found?.[10];
  const localized = type === "n" || type === "N";
  if (found == null || (found[6] !== undefined && found[2] !== undefined) || (localized && found[8] !== undefined)) {
    throw new ValueError("invalid format string");
  }
  return {
    fill: found[1] ?? " ",
    align: found[2] ?? ">",
    sign: found[3] ?? "-",
    noNegativeZero: found[4] === "z",
    alternate: found[5] === "#",
    zeros: found[6] !== undefined,
    width: found[7] === undefined ? 0 : Number(found[7]),
    separated: found[8] !== undefined,
    precision: found[9] === undefined ? -1 : Number(found[9]),
    type: type ?? "",
  };
}

/** @param override symbols instead of the usual ones */
export function formatted(a: DecimalObject, text: string, ctx: DecimalContext, override: Partial<Symbols> | null): string {
  const spec = parse(text);
  if (spec.width > 0x7fffffff || spec.precision > 0x7fffffff) throw new ValueError("format specification exceeds internal limits of _decimal");
  let { type } = spec;
  let used = spec.separated ? COMMAS : PLAIN;
  if (type === "n" || type === "N") {
    type = type === "n" ? "g" : "G";
  } else if (type === "") type = ctx.$capitals !== 0 ? "G" : "g";
  if (override !== null) used = { ...used, ...override };
  const upper = type < "a" && type !== "%";
  const kind = type.toLowerCase();
  let negative = a.$sign === 1;
  let body: string;
  if (a.$kind !== FINITE) {
    body = textOf(a, Form.Scientific, upper);
    if (negative) body = body.slice(1);
    if (kind === "%") body += "%";
    return aligned(negative ? "-" : signOf(spec), body, spec);
  }
  const shown = roundedFor(a, kind, spec.precision, ctx);
  if (spec.noNegativeZero && isZero(shown)) negative = false;
  const point = kind === "e" && isZero(shown) && spec.precision >= 0 ? 1 - spec.precision : 1;
  const form = kind === "e" ? Form.Exponent : kind === "g" ? Form.Scientific : Form.Fixed;
  body = textOf(shown.$sign === 1 ? finite(0, shown.$coef, shown.$exp) : shown, form, upper, point);
  if (kind === "%") body += "%";
  return laidOut(negative ? "-" : signOf(spec), body, spec, used);
}

function signOf(spec: Spec): string {
  return spec.sign === "-" ? "" : spec.sign;
}

/** The number with the digits that are shown. */
function roundedFor(a: DecimalObject, kind: string, precision: number, ctx: DecimalContext): DecimalObject {
  let shown = kind === "%" ? finite(a.$sign, a.$coef, a.$exp + 2) : a;
  const round = ctx.$round;
  if (precision >= 0) {
    if (kind === "g") {
      const digits = precision === 0 ? 1 : precision;
      if (shown.$digits > digits) shown = toDigits(shown, digits, round);
    } else if (kind === "e") {
      if (!isZero(shown)) shown = toDigits(shown, precision + 1, round);
    } else shown = rescaled(shown, -precision, round);
  }
  if (isZero(shown) && shown.$exp > 0 && (kind === "f" || kind === "%")) shown = finite(shown.$sign, 0, 0);
  return shown;
}

/** With exactly that many digits. */
function toDigits(a: DecimalObject, digits: number, round: number): DecimalObject {
  const result = rescaled(a, a.$exp + a.$digits - digits, round);
  return result.$digits > digits ? rescaled(result, result.$exp + 1, round) : result;
}

function laidOut(sign: string, body: string, spec: Spec, symbols: Symbols): string {
  let end = 0;
  while (end < body.length && body.charCodeAt(end) >= 48 && body.charCodeAt(end) <= 57) end++;
  let rest = body.slice(end);
  if (rest[0] === ".") rest = symbols.point + rest.slice(1);
  else if (spec.alternate) rest = symbols.point + rest;
  const least = spec.zeros ? spec.width - rest.length - sign.length : 0;
  return aligned(sign, grouped(body.slice(0, end), least, symbols) + rest, spec);
}

/** Digits in groups, with zeros in front to at least that many characters. */
function grouped(digits: string, least: number, { separator, groups }: Symbols): string {
  const parts: string[] = [];
  let size = 0;
  for (let i = 0; ; i++) {
    const next = groups[i];
    if (next === undefined && groups.at(-1) !== 0) break;
    if (next !== undefined && next > 0) size = next;
    const length = Math.min(Math.max(digits.length, least, 1), size);
    parts.unshift(digits.slice(-length).padStart(length, "0"));
    digits = digits.slice(0, -length);
    least -= length;
    if (digits === "" && least <= 0) return parts.join(separator);
    least -= separator.length;
  }
  parts.unshift(digits.padStart(Math.max(least, 1), "0"));
  return parts.join(separator);
}

function aligned(sign: string, body: string, spec: Spec): string {
  const missing = spec.width - sign.length - body.length;
  if (missing <= 0) return sign + body;
  const padding = spec.fill.repeat(missing);
  switch (spec.align) {
    case "<":
      return sign + body + padding;
    case "=":
      return sign + padding + body;
    case "^": {
      const half = missing >> 1;
      return spec.fill.repeat(half) + sign + body + spec.fill.repeat(missing - half);
    }
    default:
      return padding + sign + body;
  }
}

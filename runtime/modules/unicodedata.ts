/**
 * unicodedata - what Unicode says of characters, as far as JavaScript knows it.
 *
 * Mirrors   Modules/unicodedata.c of CPython 3.13
 * Differs   Node's tables may be newer than CPython's (15.1); name(), lookup() and bidirectional(), mirrored(), combining(), decomposition() raise NotImplementedError
 */
import { NotImplementedError, TypeError, ValueError } from "../objects/exceptions.js";
import { Float } from "../objects/float.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { builtin } from "../objects/register.js";
import { isDecimal, isDigit } from "../objects/str/categories.js";
import { pointCount } from "../objects/str/points.js";
import { stringOf } from "../objects/str.js";
import { typeName } from "../objects/typename.js";

const CATEGORIES = "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co".split(" ");
const tests = new Map<string, RegExp>();

function is(property: string, char: string): boolean {
  let test = tests.get(property);
  if (test === undefined) tests.set(property, (test = new RegExp(`^\\p{${property}}$`, "u")));
  return test.test(char);
}

const unicode = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "unicodedata");

function character(x: Value, what: string): string {
  const text = stringOf(x);
  if (text === undefined || pointCount(text) !== 1) {
    if (text !== undefined) throw new TypeError(`${what}: argument must be a unicode character, not a string of length ${pointCount(text)}`);
    throw new TypeError(`${what} argument 1 must be a unicode character, not ${typeName(x)}`);
  }
  return text;
}

function form(x: Value): "NFC" | "NFKC" | "NFD" | "NFKD" {
  if (x === "NFC" || x === "NFKC" || x === "NFD" || x === "NFKD") return x;
  throw new ValueError("invalid normalization form");
}

/** The value of a decimal digit: its distance from the zero of its row. */
function digitValue(char: string): number {
  const code = char.codePointAt(0)!;
  let zero = code;
  while (code - zero < 9 && is("Nd", String.fromCodePoint(zero - 1)) && is("Nd", String.fromCodePoint(zero))) zero--;
  return code < 0x100 ? code - 48 : (code - zero) % 10;
}

const WIDE =
  /^[\u1100-\u115f\u231a\u231b\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b]$/;

function width(char: string): string {
  const code = char.codePointAt(0)!;
  if ((code >= 0x20 && code < 0x7f) || [0xa2, 0xa3, 0xa5, 0xa6, 0xac, 0xaf].includes(code)) return "Na";
  if ((code >= 0xff01 && code <= 0xff60) || (code >= 0xffe0 && code <= 0xffe6) || code === 0x3000) return "F";
  if ((code >= 0xff61 && code <= 0xffdc) || (code >= 0xffe8 && code <= 0xffee) || code === 0x20a9) return "H";
  if (WIDE.test(char) || (code >= 0x1f300 && code <= 0x1f64f) || (code >= 0x1f900 && code <= 0x1f9ff) || (code >= 0x20000 && code <= 0x3fffd)) return "W";
  return code >= 0xe000 && code <= 0xf8ff ? "A" : "N";
}

const missing = (signature: string): Value =>
  unicode(signature, (): never => {
    throw new NotImplementedError(`gilt's unicodedata has no ${signature.slice(0, signature.indexOf("("))}() yet`);
  });

export default pymodule("unicodedata", {
  unidata_version: "15.1.0",
  category: unicode("category(chr, /)", (x: Value): Value => {
    const char = character(x, "category()");
    return CATEGORIES.find((name) => is(name, char)) ?? "Cn";
  }),
  normalize: unicode("normalize(form, unistr, /)", (kind: Value, text: Value): Value => {
    const given = stringOf(text);
    if (given === undefined) throw new TypeError(`normalize() argument 2 must be str, not ${typeName(text)}`);
    return given.normalize(form(kind));
  }),
  is_normalized: unicode("is_normalized(form, unistr, /)", (kind: Value, text: Value): Value => {
    const given = stringOf(text);
    if (given === undefined) throw new TypeError(`is_normalized() argument 2 must be str, not ${typeName(text)}`);
    return given.normalize(form(kind)) === given;
  }),
  decimal: unicode("decimal(chr, default=None, /)", (x: Value, otherwise: Value): Value => {
    const char = character(x, "decimal()");
    if (isDecimal(char)) return digitValue(char);
    if (otherwise === undefined) throw new ValueError("not a decimal");
    return otherwise;
  }),
  digit: unicode("digit(chr, default=None, /)", (x: Value, otherwise: Value): Value => {
    const char = character(x, "digit()");
    if (isDecimal(char)) return digitValue(char);
    if (isDigit(char) && /^[\u00b2\u00b3\u00b9\u2070-\u2089]$/.test(char)) return Number(char.normalize("NFKD"));
    if (otherwise === undefined) throw new ValueError("not a digit");
    return otherwise;
  }),
  numeric: unicode("numeric(chr, default=None, /)", (x: Value, otherwise: Value): Value => {
    const char = character(x, "numeric()");
    if (isDecimal(char)) return new Float(digitValue(char));
    const parts = /^(\d+)(?:\u2044(\d+))?$/.exec(char.normalize("NFKD"));
    if (parts !== null) return new Float(Number(parts[1]) / Number(parts[2] ?? 1));
    if (otherwise === undefined) throw new ValueError("not a numeric character");
    return otherwise;
  }),
  east_asian_width: unicode("east_asian_width(chr, /)", (x: Value): Value => width(character(x, "east_asian_width()"))),
  name: missing("name(chr, default=None, /)"),
  lookup: missing("lookup(name, /)"),
  bidirectional: missing("bidirectional(chr, /)"),
  combining: missing("combining(chr, /)"),
  mirrored: missing("mirrored(chr, /)"),
  decomposition: missing("decomposition(chr, /)"),
});

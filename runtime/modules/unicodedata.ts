/**
 * unicodedata - what Unicode says of characters, as far as JavaScript knows it.
 *
 * Mirrors   Modules/unicodedata.c of CPython 3.13
 * Differs   Node's tables may be newer than CPython's (15.1); bidirectional(), mirrored(), decomposition() raise NotImplementedError
 */
import { KeyError, NotImplementedError, TypeError, ValueError } from "../objects/exceptions.js";
import { Float } from "../objects/float.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { builtin } from "../objects/register.js";
import { isDecimal } from "../objects/str/categories.js";
import { markAstral, pointCount } from "../objects/str/points.js";
import { stringOf } from "../objects/str.js";
import { typeName } from "../objects/typename.js";
import { codeOfName, nameOfCode } from "./re/names.js";
import { numeralOf } from "./unicodenumbers.js";

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
  if (text !== undefined && pointCount(text) === 1) return text;
  const argument = TWO_ARGUMENTS.has(what) ? "argument 1" : "argument";
  throw new TypeError(`${what} ${argument} must be a unicode character, not ${typeName(x)}`);
}

/** Functions that take a default, so that their first argument has a number in messages. */
const TWO_ARGUMENTS: ReadonlySet<string> = new Set(["name()", "decimal()", "digit()", "numeric()"]);

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

/** A character of each combining class. */
const OF_CLASSES =
  "1:334 6:16ff0 7:93c 8:3099 9:94d 10:5b0 11:5b1 12:5b2 13:5b3 14:5b4 15:5b5 16:5b6 17:5b7 18:5b8 19:5b9 20:5bb 21:5bc 22:5bd 23:5bf 24:5c1 25:5c2 26:fb1e 27:64b 28:64c " +
  "29:64d 30:618 31:619 32:61a 33:651 34:652 35:670 36:711 84:c55 91:c56 103:e38 107:e48 118:eb8 122:ec8 129:f71 130:f72 132:f74 202:321 214:1dce 216:31b 218:1dfa 220:316 " +
  "222:59a 224:302e 226:1d16d 228:5ae 230:300 232:315 233:35c 234:35d 240:345";

/** Whether the first of two characters goes before the second where text is put into order. */
function goesBefore(char: string, other: string): boolean {
  return char !== other && `\u0378${other}${char}`.normalize("NFD") === `\u0378${char}${other}`;
}

/** The class by which combining characters are ordered: JavaScript does not tell it, but orders by it. */
function combiningClass(char: string): number {
  const code = char.codePointAt(0)!;
  if (code < 0x300) return 0;
  const own = String.fromCodePoint(char.normalize("NFD").codePointAt(0)!);
  let found = 0;
  for (const row of OF_CLASSES.split(" ")) {
    const [number, hex] = row.split(":") as [string, string];
    const other = String.fromCodePoint(parseInt(hex, 16));
    if (own === other) return Number(number);
    if (goesBefore(other, own)) found = Number(number);
    else if (goesBefore(own, other)) return found === 0 ? 1 : nextClass(found);
  }
  // none goes before it, or it is of the last class
  return found === 0 ? 0 : nextClass(found);
}

/** The class above one. */
function nextClass(found: number): number {
  const classes = OF_CLASSES.split(" ").map((row) => parseInt(row, 10));
  return classes[classes.indexOf(found) + 1] ?? found;
}

const missing = (signature: string): Value =>
  unicode(signature, (): never => {
    throw new NotImplementedError(`gilt's unicodedata has no ${signature.slice(0, signature.indexOf("("))}() yet`);
  });

export default pymodule("unicodedata", {
  unidata_version: "15.1.0",
  category: unicode("category(chr, /)", (x: Value): Value => {
    const char = character(x, "category()");
    const found = CATEGORIES.find((name) => is(name, char)) ?? "Cn";
    // what has no name in CPython's tables is of a later Unicode
    return char > "\u00ff" && !"Cc Cs Co Cn".includes(found) && nameOfCode(char.codePointAt(0)!) === null ? "Cn" : found;
  }),
  normalize: unicode("normalize(form, unistr, /)", (kind: Value, text: Value): Value => {
    const given = stringOf(text);
    if (given === undefined) throw new TypeError(`normalize() argument 2 must be str, not ${typeName(text)}`);
    return markAstral(given.normalize(form(kind)));
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
    const numeral = numeralOf(char.codePointAt(0)!);
    if (numeral?.isDigit === true) return numeral.value;
    if (otherwise === undefined) throw new ValueError("not a digit");
    return otherwise;
  }),
  numeric: unicode("numeric(chr, default=None, /)", (x: Value, otherwise: Value): Value => {
    const char = character(x, "numeric()");
    if (isDecimal(char)) return new Float(digitValue(char));
    const numeral = numeralOf(char.codePointAt(0)!);
    if (numeral !== undefined) return new Float(numeral.value);
    if (otherwise === undefined) throw new ValueError("not a numeric character");
    return otherwise;
  }),
  east_asian_width: unicode("east_asian_width(chr, /)", (x: Value): Value => width(character(x, "east_asian_width()"))),
  name: unicode("name(chr, default=None, /)", (x: Value, otherwise: Value): Value => {
    const found = nameOfCode(character(x, "name()").codePointAt(0)!);
    if (found !== null) return found;
    if (otherwise === undefined) throw new ValueError("no such name");
    return otherwise;
  }),
  lookup: unicode("lookup(name, /)", (name: Value): Value => {
    const given = stringOf(name);
    if (given === undefined) throw new TypeError(`lookup() argument must be str, not ${typeName(name)}`);
    const code = codeOfName(given);
    if (code === undefined) throw new KeyError(`undefined character name '${given}'`);
    return markAstral(String.fromCodePoint(code));
  }),
  bidirectional: missing("bidirectional(chr, /)"),
  combining: unicode("combining(chr, /)", (x: Value): Value => combiningClass(character(x, "combining()"))),
  mirrored: missing("mirrored(chr, /)"),
  decomposition: missing("decomposition(chr, /)"),
});

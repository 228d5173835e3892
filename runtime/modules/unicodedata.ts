/**
 * unicodedata - what Unicode says of characters: of JavaScript's tables, and of unicodeproperties.ts.
 *
 * Mirrors   Modules/unicodedata.c of CPython 3.13
 * Differs   normalize() takes Node's tables, which may be newer than CPython's (15.1)
 */
import { KeyError, TypeError, ValueError } from "../objects/exceptions.js";
import { Float } from "../objects/float.js";
import { pymodule } from "../objects/module.js";
import { object, type Value } from "../objects/object.js";
import { builtin, builtinType, getset, methods } from "../objects/register.js";
import { digitValue, isDecimal } from "../objects/str/categories.js";
import { markAstral, pointCount } from "../objects/str/points.js";
import { stringOf } from "../objects/str.js";
import { typeName } from "../objects/typename.js";
import { codeOfName, nameOfCode } from "./re/names.js";
import { numeralOf } from "./unicodenumbers.js";
import {
  BIDIRECTIONAL,
  DECOMPOSED,
  MIRRORED,
  OLD_BIDIRECTIONAL,
  OLD_CATEGORIES,
  OLD_MIRRORED,
  OLD_WIDTHS,
  STEPS,
  WIDTHS,
  type Property,
} from "./unicodeproperties.js";

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
  const name = stringOf(x);
  if (name === "NFC" || name === "NFKC" || name === "NFD" || name === "NFKD") return name;
  throw new ValueError("invalid normalization form");
}

/** The value of a decimal digit. */
const decimalOf = (char: string): number => digitValue(char.codePointAt(0)!);

/** A character of each combining class. */
const OF_CLASSES =
  "1:334 6:16ff0 7:93c 8:3099 9:94d 10:5b0 11:5b1 12:5b2 13:5b3 14:5b4 15:5b5 16:5b6 17:5b7 18:5b8 19:5b9 20:5bb 21:5bc 22:5bd 23:5bf 24:5c1 25:5c2 26:fb1e 27:64b 28:64c " +
  "29:64d 30:618 31:619 32:61a 33:651 34:652 35:670 36:711 84:c55 91:c56 103:e38 107:e48 118:eb8 122:ec8 129:f71 130:f72 132:f74 202:321 214:1dce 216:31b 218:1dfa 220:316 " +
  "222:59a 224:302e 226:1d16d 228:5ae 230:300 232:315 233:35c 234:35d 240:345";

/** Signs that are of no class, though what they are made of is. */
const UNORDERED: ReadonlySet<string> = new Set("\u0f73\u0f75\u0f81");

const classes = { rows: undefined as { number: number; char: string }[] | undefined };
const rowsOfClasses = (): { number: number; char: string }[] =>
  (classes.rows ??= OF_CLASSES.split(" ").map((row) => {
    const [number, hex] = row.split(":") as [string, string];
    return { number: Number(number), char: String.fromCodePoint(parseInt(hex, 16)) };
  }));

/** Whether the first of two characters goes before the second where text is put into order. */
function goesBefore(char: string, other: string): boolean {
  return char !== other && `\u0378${other}${char}`.normalize("NFD") === `\u0378${char}${other}`;
}

/** The class by which combining characters are ordered: JavaScript does not tell it, but orders by it. */
function combiningClass(char: string): number {
  const code = char.codePointAt(0)!;
  if (code < 0x300 || UNORDERED.has(char) || !is("M", char) || BIDIRECTIONAL.of(code) === "") return 0;
  const own = String.fromCodePoint(char.normalize("NFD").codePointAt(0)!);
  let found = 0;
  for (const { number, char: other } of rowsOfClasses()) {
    if (own === other) return number;
    if (goesBefore(other, own)) found = number;
    else if (goesBefore(own, other)) return found === 0 ? 1 : nextClass(found);
  }
  // none goes before it, or it is of the last class
  return found === 0 ? 0 : nextClass(found);
}

/** The class above one. */
function nextClass(found: number): number {
  const rows = rowsOfClasses();
  return rows[rows.findIndex((row) => row.number === found) + 1]?.number ?? found;
}

const HANGUL = { first: 0xac00, last: 0xd7a3, vowels: 21, tails: 28 };

/** What a character becomes in one step, with the step's tag; undefined if it stays. */
function step(code: number): { tag: string; text: string } | undefined {
  const tag = DECOMPOSED.of(code);
  if (tag === "") return undefined;
  const given = String.fromCodePoint(code);
  const special = steps().get(code);
  if (special !== undefined) return { tag, text: special };
  if (tag !== "+") return { tag, text: given.normalize("NFKD").normalize("NFC") };
  const all = [...given.normalize("NFD")];
  const last = all.pop()!;
  return { tag, text: all.join("").normalize("NFC") + last };
}

const read = { steps: undefined as Map<number, string> | undefined };
function steps(): Map<number, string> {
  return (read.steps ??= new Map(
    STEPS.split(" ").map((row) => {
      const [code, points] = row.split(":") as [string, string];
      return [parseInt(code, 36), String.fromCodePoint(...points.split(",").map((point) => parseInt(point, 36)))];
    }),
  ));
}

function decompositionOf(char: string): string {
  const code = char.codePointAt(0)!;
  if (code >= HANGUL.first && code <= HANGUL.last) return "";
  const found = step(code);
  if (found === undefined) return "";
  const points = [...found.text].map((point) => point.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")).join(" ");
  return found.tag === "+" ? points : `<${found.tag}> ${points}`;
}

/** Places that Unicode 15.1 keeps for ideographs to come: wide, though nothing stands there. */
const RESERVED = "fa6e-fa6f fada-faff 2a6e0-2a6ff 2b73a-2b73f 2b81e-2b81f 2cea2-2ceaf 2ebe1-2ebef 2ee5e-2f7ff 2fa1e-2fffd 3134b-3134f 323b0-3fffd"
  .split(" ")
  .map((range) => range.split("-").map((code) => parseInt(code, 16)) as [number, number]);

function isReserved(char: string): boolean {
  const code = char.codePointAt(0)!;
  return code >= RESERVED[0]![0] && RESERVED.some(([first, last]) => code >= first && code <= last);
}

/** Ideographs for which CPython's tables have no names. */
function isTangut(code: number): boolean {
  return (code >= 0x17000 && code <= 0x187f7) || (code >= 0x18d00 && code <= 0x18d08);
}

/** What later versions of Unicode have in another category. */
const THEN: Readonly<Record<string, string>> = { "\u0295": "Ll", "\u{1171e}": "Mn" };

function categoryOf(char: string): string {
  const then = THEN[char];
  if (then !== undefined) return then;
  if (isReserved(char)) return "Cn";
  if (isTangut(char.codePointAt(0)!)) return "Lo";
  const found = CATEGORIES.find((name) => is(name, char)) ?? "Cn";
  // what else has no name in CPython's tables is of a later Unicode
  return char > "\u00ff" && !"Cc Cs Co Cn".includes(found) && nameOfCode(char.codePointAt(0)!) === null ? "Cn" : found;
}

/** Which Unicode is asked: today's, or 3.2, that of names in the internet. */
interface Version {
  readonly old: boolean;
}

/** Whether a character is not there yet. */
function isMissing({ old }: Version, char: string): boolean {
  return old && OLD_CATEGORIES.of(char.codePointAt(0)!) === "Cn";
}

function propertyOf({ old }: Version, char: string, now: Property, before: Property): string {
  const code = char.codePointAt(0)!;
  const earlier = old ? before.of(code) : "=";
  return earlier === "=" ? now.of(code) : earlier;
}

/** Characters that are not there yet stay as they are, and nothing joins across them. */
function normalized(version: Version, kind: Value, text: string): string {
  const how = form(kind);
  if (!version.old) return text.normalize(how);
  let result = "";
  let part = "";
  for (const char of text) {
    if (isMissing(version, char)) {
      result += part.normalize(how) + char;
      part = "";
    } else part += char;
  }
  return result + part.normalize(how);
}

function textOf(what: string, text: Value): string {
  const given = stringOf(text);
  if (given === undefined) throw new TypeError(`${what} argument 2 must be str, not ${typeName(text)}`);
  return given;
}

/** A default, or an error where there is none. */
function otherwiseOr(otherwise: Value, complaint: string): Value {
  if (otherwise === undefined) throw new ValueError(complaint);
  return otherwise;
}

/** The functions, of one version each. */
const FUNCTIONS: Readonly<Record<string, (version: Version, ...args: Value[]) => Value>> = {
  "category(chr, /)": (version, x) => {
    const char = character(x, "category()");
    const before = version.old ? OLD_CATEGORIES.of(char.codePointAt(0)!) : "";
    return before === "" ? categoryOf(char) : before;
  },
  "bidirectional(chr, /)": (version, x) => {
    const char = character(x, "bidirectional()");
    return isMissing(version, char) ? "" : propertyOf(version, char, BIDIRECTIONAL, OLD_BIDIRECTIONAL);
  },
  "combining(chr, /)": (version, x) => {
    const char = character(x, "combining()");
    return isMissing(version, char) ? 0 : combiningClass(char);
  },
  "mirrored(chr, /)": (version, x) => {
    const char = character(x, "mirrored()");
    return isMissing(version, char) ? 0 : Number(propertyOf(version, char, MIRRORED, OLD_MIRRORED));
  },
  "east_asian_width(chr, /)": (version, x) => {
    const char = character(x, "east_asian_width()");
    if (isMissing(version, char)) return isReserved(char) ? "W" : "N";
    return propertyOf(version, char, WIDTHS, OLD_WIDTHS);
  },
  "decomposition(chr, /)": (version, x) => {
    const char = character(x, "decomposition()");
    return isMissing(version, char) ? "" : decompositionOf(char);
  },
  "normalize(form, unistr, /)": (version, kind, text) => markAstral(normalized(version, kind, textOf("normalize()", text))),
  "is_normalized(form, unistr, /)": (version, kind, text) => {
    const given = textOf("is_normalized()", text);
    return normalized(version, kind, given) === given;
  },
  "decimal(chr, default=None, /)": (version, x, otherwise) => {
    const char = character(x, "decimal()");
    if (!isMissing(version, char) && isDecimal(char)) return decimalOf(char);
    return otherwiseOr(otherwise, "not a decimal");
  },
  "digit(chr, default=None, /)": (version, x, otherwise) => {
    const char = character(x, "digit()");
    if (!isMissing(version, char)) {
      if (isDecimal(char)) return decimalOf(char);
      const numeral = numeralOf(char.codePointAt(0)!);
      if (numeral?.isDigit === true) return numeral.value;
    }
    return otherwiseOr(otherwise, "not a digit");
  },
  "numeric(chr, default=None, /)": (version, x, otherwise) => {
    const char = character(x, "numeric()");
    if (!isMissing(version, char)) {
      if (isDecimal(char)) return new Float(decimalOf(char));
      const numeral = numeralOf(char.codePointAt(0)!);
      if (numeral !== undefined) return new Float(numeral.value);
    }
    return otherwiseOr(otherwise, "not a numeric character");
  },
  "name(chr, default=None, /)": (version, x, otherwise) => {
    const char = character(x, "name()");
    const found = isMissing(version, char) ? null : nameOfCode(char.codePointAt(0)!);
    return found ?? otherwiseOr(otherwise, "no such name");
  },
  "lookup(name, /)": (version, name) => {
    const given = stringOf(name);
    if (given === undefined) throw new TypeError(`lookup() argument must be str, not ${typeName(name)}`);
    const code = codeOfName(given);
    if (code === undefined || isMissing(version, String.fromCodePoint(code))) throw new KeyError(`undefined character name '${given}'`);
    return markAstral(String.fromCodePoint(code));
  },
};

export class UCD implements Version {
  readonly old = true;
}
Object.setPrototypeOf(UCD.prototype, object.prototype as object);
const type = builtinType("UCD()", null, { prototype: UCD.prototype, module: "unicodedata", final: true });
getset(type, { unidata_version: [() => "3.2.0"] });

const NOW: Version = { old: false };
const members: Record<string, Value> = { unidata_version: "15.1.0", UCD: type, ucd_3_2_0: new UCD() };
const table: Record<string, (this: Value, ...args: Value[]) => Value> = {};
for (const signature of Object.keys(FUNCTIONS)) {
  const body = FUNCTIONS[signature]!;
  members[signature.slice(0, signature.indexOf("("))] = unicode(signature, (...args: Value[]) => body(NOW, ...args));
  table[signature.replace("(", "(self, ")] = function (this: Value, ...args: Value[]): Value {
    return body(this as UCD, ...args);
  };
}
methods(type, table);

export default pymodule("unicodedata", members);

/**
 * _codecs.escapes - text as backslash escapes, of all that is not printable ASCII or (raw) of what latin-1 lacks.
 *
 * Mirrors     Objects/unicodeobject.c (_PyUnicode_DecodeUnicodeEscapeInternal, _PyUnicode_DecodeRawUnicodeEscapeStateful)
 * Suspends    error handlers, and what a warning runs
 */
import type { Suspends } from "../../frames/suspend.js";
import { replaceDecode, type Codec } from "../../objects/bytes/codecs.js";
import { escapeCode } from "../../objects/str/categories.js";
import { markAstral } from "../../objects/str/points.js";
import { warn } from "../../objects/warn.js";
import { codeOfName } from "../re/names.js";

/** Text, and how many bytes it was made of. */
export interface Decoded {
  readonly text: string;
  readonly used: number;
}

/** An encoding that can be asked to leave an escape that is not complete. */
export interface EscapeCodec extends Codec {
  decodePart(data: Uint8Array, errors: string, final: boolean): Suspends<Decoded>;
}

/** What stands after a backslash. */
interface Escape {
  readonly text: string;
  /** how many characters it is long */
  readonly length: number;
  /** what is wrong with it; "" for nothing */
  readonly reason: string;
  /** whether it may go on behind the end of the data */
  readonly open: boolean;
}

const PLAIN: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function numbered(text: string, at: number, tooBig: string): Escape {
  const kind = text[at]!;
  const size = DIGITS[kind]!;
  const digits = /^[0-9a-fA-F]*/.exec(text.slice(at + 1, at + 1 + size))![0];
  const length = 1 + digits.length;
  if (digits.length < size) return { text: "", length, reason: `truncated \\${kind}${"X".repeat(size)} escape`, open: at + length === text.length };
  const code = parseInt(digits, 16);
  return code > 0x10ffff ? { text: "", length, reason: tooBig, open: false } : { text: String.fromCodePoint(code), length, reason: "", open: false };
}

/** `\N{...}` */
function named(text: string, at: number): Escape {
  const bad = (length: number, open = false, reason = "malformed \\N character escape"): Escape => ({ text: "", length, reason, open });
  if (at + 1 === text.length) return bad(1, true);
  if (text[at + 1] !== "{") return bad(1);
  const end = text.indexOf("}", at + 2);
  if (end < 0) return bad(text.length - at, true);
  if (end === at + 2) return bad(2);
  const code = codeOfName(text.slice(at + 2, end));
  const length = end + 1 - at;
  return code === undefined ? bad(length, false, "unknown Unicode character name") : { text: String.fromCodePoint(code), length, reason: "", open: false };
}

function cooked(text: string, at: number): Escape {
  const char = text[at];
  if (char === undefined) return { text: "", length: 0, reason: "\\ at end of string", open: true };
  if (Object.hasOwn(PLAIN, char)) return { text: PLAIN[char]!, length: 1, reason: "", open: false };
  if (Object.hasOwn(DIGITS, char)) return numbered(text, at, "illegal Unicode character");
  if (char === "N") return named(text, at);
  const octal = /^[0-7]{1,3}/.exec(text.slice(at, at + 3))?.[0];
  if (octal !== undefined) return { text: String.fromCharCode(parseInt(octal, 8)), length: octal.length, reason: "", open: false };
  return { text: "\\" + char, length: 1, reason: "", open: false };
}

/** Only `\u` and `\U` are escapes, and only behind an odd number of backslashes. */
function raw(text: string, at: number, final: boolean): Escape {
  const char = text[at];
  if (char === undefined)
    return final ? { text: "\\", length: 0, reason: "", open: false } : { text: "", length: 0, reason: "\\ at end of string", open: true };
  return char === "u" || char === "U" ? numbered(text, at, "\\Uxxxxxxxx out of range") : { text: "\\" + char, length: 1, reason: "", open: false };
}

/** What a warning says of the escape whose three characters after the backslash are given; undefined: nothing. `letters` begin those that bytes lack. */
export function deprecated(text: string, letters = ""): string | undefined {
  const char = text[0]!;
  if (/^[4-7][0-7]{2}/.test(text)) return `invalid octal escape sequence '\\${text}'`;
  return Object.hasOwn(PLAIN, char) || char === "x" || letters.includes(char) || /[0-7]/.test(char) ? undefined : `invalid escape sequence '\\${char}'`;
}

const textOf = (data: Uint8Array): string => Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1");

function escapeCodec(name: string, isRaw: boolean, shown: (code: number, char: string) => string): EscapeCodec {
  const decodePart = (data: Uint8Array, errors: string, final: boolean): Suspends<Decoded> => {
    let text = textOf(data);
    let result = "";
    let at = 0;
    let warning: string | undefined;
    while (at < text.length) {
      const next = text.indexOf("\\", at);
      if (next !== at) {
        const end = next < 0 ? text.length : next;
        result += text.slice(at, end);
        at = end;
        continue;
      }
      const found = isRaw ? raw(text, at + 1, final) : cooked(text, at + 1);
      if (found.reason === "") {
        if (!isRaw) warning ??= deprecated(text.slice(at + 1, at + 4), "uUN");
        result += found.text;
        at += 1 + found.length;
      } else if (found.open && !final) break;
      else {
        const replacement = replaceDecode(errors, name, data, at, at + 1 + found.length, found.reason);
        result += replacement.text;
        at = replacement.position;
        if (replacement.object !== undefined && replacement.object !== data) text = textOf((data = replacement.object));
      }
    }
    if (warning !== undefined) warn("DeprecationWarning", warning);
    return { text: markAstral(result), used: at };
  };
  return {
    name,
    encode: (text) => new Uint8Array(Buffer.from(Array.from(text, (char) => shown(char.codePointAt(0)!, char)).join(""), "latin1")),
    decode: (data, errors) => decodePart(data, errors, true).text,
    decodePart,
  };
}

const SHORT: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
export const unicodeEscape = escapeCodec("unicodeescape", false, (code, char) => SHORT[char] ?? (code >= 32 && code < 127 ? char : escapeCode(code)));
export const rawUnicodeEscape = escapeCodec("rawunicodeescape", true, (code, char) => (code < 256 ? char : escapeCode(code)));

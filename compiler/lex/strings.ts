/**
 * strings - what a string token stands for: prefixes and escapes.
 *
 * Mirrors  Parser/string_parser.c and the decoders it calls, of CPython 3.13
 * Differs  two escapes that make a surrogate pair (`"\ud800\udc00"`) are one character here, as everywhere in JavaScript
 */
import { characterNamed } from "./names.js";

/** What a literal holds is rejected where its value is made; `message` as in CPython's SyntaxError. */
export class LiteralError extends Error {}

export interface StringParts {
  readonly bytes: boolean;
  readonly raw: boolean;
  /** Written with a small u: CPython keeps that as the constant's `kind`. */
  readonly unicode: boolean;
  /** Between the quotes. */
  readonly body: string;
}

export function splitString(text: string): StringParts {
  let bytes = false;
  let raw = false;
  let at = 0;
  for (; ; at++) {
    const c = text.charCodeAt(at) | 32;
    if (c === 98) bytes = true;
    else if (c === 114) raw = true;
    else if (c !== 117) break;
  }
  const width = text.length - at >= 6 && text.charCodeAt(at) === text.charCodeAt(at + 1) && text.charCodeAt(at) === text.charCodeAt(at + 2) ? 3 : 1;
  return { bytes, raw, unicode: text.charCodeAt(0) === 117, body: text.slice(at + width, text.length - width) };
}

// prettier-ignore
const SIMPLE: Readonly<Record<string, string>> = {
  "\n": "", "\\": "\\", "'": "'", '"': '"', a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v",
};
const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const TRUNCATED: Readonly<Record<string, string>> = {
  x: "truncated \\xXX escape",
  u: "truncated \\uXXXX escape",
  U: "truncated \\UXXXXXXXX escape",
};

/** Is told of an escape that Python does not know, or not in this size: CPython warns of the first in each token. */
export type Doubt = (message: string) => void;

const unknownEscape = (c: string): string => `invalid escape sequence '\\${c}'`;
const largeOctal = (digits: string): string => `invalid octal escape sequence '\\${digits}'`;

export function decodeString(body: string, raw: boolean, doubt?: Doubt): string {
  if (raw || !body.includes("\\")) return body;
  let out = "";
  let from = 0;
  for (let at = body.indexOf("\\"); at >= 0; at = body.indexOf("\\", from)) {
    out += body.slice(from, at);
    const c = body.charAt(at + 1);
    const simple = SIMPLE[c];
    if (simple !== undefined) {
      out += simple;
      from = at + 2;
    } else if (c >= "0" && c <= "7") {
      const digits = /^[0-7]{1,3}/.exec(body.slice(at + 1, at + 4))![0];
      out += String.fromCharCode(parseInt(digits, 8));
      if (digits.length === 3 && digits > "377") doubt?.(largeOctal(digits));
      from = at + 1 + digits.length;
    } else if (HEX_LENGTH[c] !== undefined) {
      const wanted = HEX_LENGTH[c];
      const digits = /^[0-9a-fA-F]*/.exec(body.slice(at + 2, at + 2 + wanted))![0];
      from = at + 2 + digits.length;
      if (digits.length < wanted) throw unicodeError(body, at, from, TRUNCATED[c]!);
      const code = parseInt(digits, 16);
      if (code > 0x10ffff) throw unicodeError(body, at, from, "illegal Unicode character");
      out += String.fromCodePoint(code);
    } else if (c === "N") {
      const name = /^\{([^}]*)\}/.exec(body.slice(at + 2));
      if (name === null || name[1] === "") {
        // CPython's decoder has looked for the brace up to here.
        const open = body.charAt(at + 2) === "{";
        throw unicodeError(body, at, !open ? at + 2 : name === null ? body.length : at + 3, "malformed \\N character escape");
      }
      from = at + 2 + name[0].length;
      out += namedCharacter(body, at, from, name[1]!);
    } else if (c === "") throw unicodeError(body, at, at + 1, "\\ at end of string");
    else {
      doubt?.(unknownEscape(String.fromCodePoint(body.codePointAt(at + 1)!)));
      out += "\\";
      from = at + 1;
    }
  }
  return out + body.slice(from);
}

/** The offsets are those of CPython's buffer, in which a character outside ASCII takes ten bytes, as `\UXXXXXXXX`. */
function unicodeError(body: string, start: number, end: number, why: string): LiteralError {
  const place = (offset: number): number => {
    let bytes = 0;
    for (const character of body.slice(0, offset)) bytes += character.codePointAt(0)! < 128 ? 1 : 10;
    return bytes;
  };
  const from = place(start);
  const to = place(end) - 1;
  const where = to === from ? `byte 0x5c in position ${from}` : `bytes in position ${from}-${to}`;
  return new LiteralError(`(unicode error) 'unicodeescape' codec can't decode ${where}: ${why}`);
}

function namedCharacter(body: string, start: number, end: number, name: string): string {
  const character = characterNamed(name);
  if (character === null) throw unicodeError(body, start, end, "unknown Unicode character name");
  return character;
}

/** Every item is a byte. */
export function decodeBytes(body: string, raw: boolean, doubt?: Doubt): Uint8Array {
  const out = new Uint8Array(body.length);
  let size = 0;
  for (let at = 0; at < body.length;) {
    const code = body.charCodeAt(at++);
    if (code > 127) throw new LiteralError("bytes can only contain ASCII literal characters");
    if (code !== 92 || raw) {
      out[size++] = code;
      continue;
    }
    const c = body.charAt(at);
    const simple = SIMPLE[c];
    if (simple !== undefined) {
      if (simple !== "") out[size++] = simple.charCodeAt(0);
      at++;
    } else if (c >= "0" && c <= "7") {
      const digits = /^[0-7]{1,3}/.exec(body.slice(at, at + 3))![0];
      out[size++] = parseInt(digits, 8) & 255;
      if (digits.length === 3 && digits > "377") doubt?.(largeOctal(digits));
      at += digits.length;
    } else if (c === "x") {
      const digits = body.slice(at + 1, at + 3);
      if (!/^[0-9a-fA-F]{2}$/.test(digits)) throw new LiteralError(`(value error) invalid \\x escape at position ${at - 1}`);
      out[size++] = parseInt(digits, 16);
      at += 3;
    } else {
      doubt?.(unknownEscape(c));
      out[size++] = 92;
    }
  }
  return out.subarray(0, size);
}

/** The text between the fields of an f-string, or of a format spec, where braces are not doubled. */
export function decodeFText(text: string, raw: boolean, spec: boolean, doubt?: Doubt): string {
  if (raw) return spec ? text : text.replace(/\{\{|\}\}/g, (m) => m.charAt(0));
  const single = spec || !/[{}]/.test(text) ? text : text.replace(/\\N\{[^{}]*\}|\{\{|\}\}/g, (m) => (m.length === 2 ? m.charAt(0) : m));
  // A backslash before a field stays one.
  const open = /\\*$/.exec(single)![0].length % 2 === 1 && text.endsWith("\\");
  if (!open) return decodeString(single, raw, doubt);
  const before = decodeString(single.slice(0, -1), raw, doubt);
  doubt?.(unknownEscape("{"));
  return before + "\\";
}

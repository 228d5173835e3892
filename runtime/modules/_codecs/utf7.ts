/**
 * _codecs.utf7 - text in the characters of mail: UTF-16 in base 64 between "+" and "-" (RFC 2152).
 *
 * Mirrors     Objects/unicodeobject.c (PyUnicode_DecodeUTF7Stateful, _PyUnicode_EncodeUTF7)
 * Suspends    error handlers
 */
import type { Suspends } from "../../frames/suspend.js";
import { replaceDecode, type Codec } from "../../objects/bytes/codecs.js";
import { dataOf } from "../../objects/bytes/text.js";
import { markAstral } from "../../objects/str/points.js";
import type { Decoded } from "./escapes.js";

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PLUS = 0x2b;
const MINUS = 0x2d;

/** Characters that stand for themselves when text is encoded. */
const isDirect = (unit: number): boolean => unit === 9 || unit === 10 || unit === 13 || (unit >= 32 && unit < 126 && unit !== PLUS && unit !== 0x5c);
const isSurrogate = (unit: number, from: number): boolean => unit >= from && unit < from + 0x400;

export function encodeUtf7(text: string): Uint8Array {
  let out = "";
  let inside = false;
  let bits = 0;
  let buffer = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isDirect(unit)) {
      if (inside) {
        if (bits > 0) out += BASE64[(buffer << (6 - bits)) & 63]!;
        bits = buffer = 0;
        inside = false;
        if (unit === MINUS || BASE64.includes(text[i]!)) out += "-";
      }
      out += text[i]!;
    } else if (!inside && unit === PLUS) out += "+-";
    else {
      if (!inside) out += "+";
      inside = true;
      buffer = (buffer << 16) | unit;
      for (bits += 16; bits >= 6; bits -= 6) out += BASE64[(buffer >> (bits - 6)) & 63]!;
      buffer &= (1 << bits) - 1;
    }
  }
  if (bits > 0) out += BASE64[(buffer << (6 - bits)) & 63]!;
  return dataOf(inside ? out + "-" : out);
}

/** Where a decoder stands in a section of base 64. */
class Section {
  bits = 0;
  buffer = 0;
  /** the first half of a pair */
  high = 0;

  /** Takes one more digit; the text that is complete with it. */
  take(digit: number): string {
    this.buffer = (this.buffer << 6) | digit;
    this.bits += 6;
    if (this.bits < 16) return "";
    this.bits -= 16;
    const unit = this.buffer >> this.bits;
    this.buffer &= (1 << this.bits) - 1;
    const before = this.high === 0 ? "" : String.fromCharCode(this.high);
    const isPair = this.high !== 0 && isSurrogate(unit, 0xdc00);
    this.high = !isPair && isSurrogate(unit, 0xd800) ? unit : 0;
    return this.high === 0 ? before + String.fromCharCode(unit) : before;
  }

  /** What is wrong with an end here; "" for nothing. */
  wrongEnd(): string {
    if (this.bits >= 6) return "partial character in shift sequence";
    return this.bits > 0 && this.buffer !== 0 ? "non-zero padding bits in shift sequence" : "";
  }
}

/** Without `final`, a section that is open at the end is left. */
export function decodeUtf7(data: Uint8Array, errors: string, final: boolean): Suspends<Decoded> {
  let result = "";
  let at = 0;
  let section: Section | null = null;
  // where the last section or error began, and how long the text was then
  let start = 0;
  let before = 0;
  while (at < data.length) {
    let reason = "";
    while (at < data.length && reason === "") {
      const byte = data[at]!;
      const digit = byte < 128 ? BASE64.indexOf(String.fromCharCode(byte)) : -1;
      if (section !== null && digit >= 0) {
        result += section.take(digit);
        at++;
      } else if (section !== null) {
        reason = section.wrongEnd();
        if (reason !== "") at++;
        else {
          if (section.high !== 0 && byte < 128 && byte !== PLUS) result += String.fromCharCode(section.high);
          if (byte === MINUS) at++;
        }
        section = null;
      } else if (byte === PLUS) {
        start = at++;
        before = result.length;
        const next = data[at];
        if (next === MINUS) {
          at++;
          result += "+";
        } else if (next !== undefined && (next > 127 || !BASE64.includes(String.fromCharCode(next)))) {
          at++;
          reason = "ill-formed sequence";
        } else section = new Section();
      } else if (byte < 128) {
        result += String.fromCharCode(byte);
        at++;
      } else {
        start = at++;
        reason = "unexpected special character";
      }
    }
    if (reason === "" && section !== null && final) {
      if (section.high !== 0 || section.wrongEnd() !== "") reason = "unterminated shift sequence";
      section = null;
    }
    if (reason !== "") {
      const replacement = replaceDecode(errors, "utf7", data, start, at, reason);
      result += replacement.text;
      at = replacement.position;
      data = replacement.object ?? data;
    }
  }
  return section === null ? { text: markAstral(result), used: at } : { text: markAstral(result.slice(0, before)), used: start };
}

export const utf7: Codec = {
  name: "utf7",
  encode: encodeUtf7,
  decode: (data, errors) => decodeUtf7(data, errors, true).text,
};

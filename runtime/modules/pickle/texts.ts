/**
 * texts - strings as bytes, in the two forms of pickles: UTF-8 that lets lone surrogates pass, and raw Unicode escapes.
 *
 * Mirrors     Modules/_pickle.c (raw_unicode_escape, write_unicode_binary)
 */
import type { Suspends } from "../../frames/suspend.js";
import { decode, encode } from "../../objects/bytes/codecs.js";
import { markAstral } from "../../objects/str/points.js";

export function encodeText(s: string): Suspends<Uint8Array> {
  return s.isWellFormed() ? Buffer.from(s, "utf8") : encode(s, "utf-8", "surrogatepass").data;
}

interface Slicing {
  utf8Slice(start: number, end: number): string;
  latin1Slice(start: number, end: number): string;
}
const slicing = Buffer.prototype as unknown as Slicing;

export function latin1(data: Uint8Array, start: number, end: number): string {
  return slicing.latin1Slice.call(data, start, end);
}

/** Text of a pickle. */
export function decodeText(data: Uint8Array, start: number, end: number): Suspends<string> {
  const text = slicing.utf8Slice.call(data, start, end);
  if (text.includes("\ufffd")) return decode(data.subarray(start, end), "utf-8", "surrogatepass", null);
  return markAstral(text);
}

/** Strings of no more characters than this are kept, for they come again: names of attributes, keys. */
const KEPT_LENGTH = 24;
const KEPT = 1024;
const kept: (string | undefined)[] = [];

/** A short text: one seen before, if it is still known. */
export function shortText(data: Uint8Array, start: number, end: number): Suspends<string> {
  const n = end - start;
  if (n > KEPT_LENGTH) return decodeText(data, start, end);
  let hash = n;
  for (let i = start; i < end; i++) {
    const byte = data[i] as number;
    if (byte > 127) return decodeText(data, start, end);
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  const place = (hash ^ (hash >>> 10)) & (KEPT - 1);
  const known = kept[place];
  if (known !== undefined && known.length === n) {
    let i = 0;
    while (i < n && known.charCodeAt(i) === data[start + i]) i++;
    if (i === n) return known;
  }
  const text = slicing.latin1Slice.call(data, start, end);
  kept[place] = text;
  return text;
}

 
const ESCAPED = /[\0\n\r\x1a\\\u0100-\uffff]/;

/** Protocol 0's form of a string: what is not Latin-1, and what would end the line, as `\u` escapes. */
export function rawUnicode(s: string): string {
  if (!ESCAPED.test(s)) return s;
  let out = "";
  for (const char of s) {
    const code = char.codePointAt(0) as number;
    if (code > 0xffff) out += `\\U${code.toString(16).padStart(8, "0")}`;
    else if (code > 0xff || code === 0 || code === 10 || code === 13 || code === 26 || code === 92) out += `\\u${code.toString(16).padStart(4, "0")}`;
    else out += char;
  }
  return out;
}

/** What rawUnicode wrote. */
export function fromRawUnicode(data: Uint8Array, start: number, end: number): Suspends<string> {
  const text = latin1(data, start, end);
  if (!text.includes("\\")) return text;
  return decode(data.subarray(start, end), "raw-unicode-escape", "strict", null);
}

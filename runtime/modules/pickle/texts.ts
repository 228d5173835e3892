/**
 * texts - strings as bytes, in the two forms of pickles: UTF-8 that lets lone surrogates pass, and raw Unicode escapes.
 *
 * Mirrors     Modules/_pickle.c (raw_unicode_escape, write_unicode_binary)
 */
import type { Suspends } from "../../frames/suspend.js";
import { decode, encode, findCodec } from "../../objects/bytes/codecs.js";
import { markAstral } from "../../objects/str/points.js";

export function encodeText(s: string): Suspends<Uint8Array> {
  return s.isWellFormed() ? Buffer.from(s, "utf8") : encode(s, "utf-8", "surrogatepass").$data;
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
  if (end - start > KEPT_LENGTH) return decodeText(data, start, end);
  for (let i = start; i < end; i++) if ((data[i] as number) > 127) return decodeText(data, start, end);
  return keptAscii(data, start, end);
}

/** A text of ASCII characters alone: one seen before, if it is short and still known. */
export function keptAscii(data: Uint8Array, start: number, end: number): string {
  const n = end - start;
  if (n > KEPT_LENGTH) return slicing.latin1Slice.call(data, start, end);
  let hash = n;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (data[i] as number)) | 0;
  const place = (hash ^ (hash >>> 10)) & (KEPT - 1);
  const known = kept[place];
  if (known !== undefined && known.length === n) {
    let i = 0;
    while (i < n && known.charCodeAt(i) === data[start + i]) i++;
    if (i === n) return known;
  }
  const text = n <= 12 ? spelled(data, start, n) : slicing.latin1Slice.call(data, start, end);
  kept[place] = text;
  return text;
}

const chars = String.fromCharCode;

/** A text of few ASCII characters: a call of the library would take longer than this. */
function spelled(d: Uint8Array, i: number, n: number): string {
  if (n <= 4) {
    if (n === 0) return "";
    if (n === 1) return chars(d[i]!);
    if (n === 2) return chars(d[i]!, d[i + 1]!);
    if (n === 3) return chars(d[i]!, d[i + 1]!, d[i + 2]!);
    return chars(d[i]!, d[i + 1]!, d[i + 2]!, d[i + 3]!);
  }
  if (n === 5) return chars(d[i]!, d[i + 1]!, d[i + 2]!, d[i + 3]!, d[i + 4]!);
  if (n === 6) return chars(d[i]!, d[i + 1]!, d[i + 2]!, d[i + 3]!, d[i + 4]!, d[i + 5]!);
  if (n === 7) return chars(d[i]!, d[i + 1]!, d[i + 2]!, d[i + 3]!, d[i + 4]!, d[i + 5]!, d[i + 6]!);
  if (n === 8) return chars(d[i]!, d[i + 1]!, d[i + 2]!, d[i + 3]!, d[i + 4]!, d[i + 5]!, d[i + 6]!, d[i + 7]!);
  const head = chars(d[i]!, d[i + 1]!, d[i + 2]!, d[i + 3]!, d[i + 4]!, d[i + 5]!, d[i + 6]!, d[i + 7]!);
  return head + spelled(d, i + 8, n - 8);
}

/** What rawUnicode wrote. */
export function fromRawUnicode(data: Uint8Array, start: number, end: number): Suspends<string> {
  const text = latin1(data, start, end);
  if (!text.includes("\\")) return text;
  return findCodec("raw-unicode-escape").decode(data.subarray(start, end), "strict", null);
}

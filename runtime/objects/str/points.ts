/**
 * points - strings by code points.
 *
 * Mind  JavaScript counts UTF-16 units. While `astral.seen` is false no string of the program holds a surrogate pair and both counts are the
 *       same; whatever lets one in (a literal, chr, decode, input) calls markAstral.
 */
import { carriedContents } from "../../snapshot/carried.js";

/** Has a character beyond U+FFFF been seen? Once true it stays so. */

export const astral = { seen: false };
carriedContents("astral characters", astral);

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/;

/** Text that comes from outside goes through here. */
export function markAstral(text: string): string {
  if (!astral.seen && PAIR.test(text)) astral.seen = true;
  return text;
}

/** Longer texts are looked through once: of the last ones it is remembered where their pairs are. */
const SHORT = 256;
const REMEMBERED = 4;
const NONE = new Int32Array(0);

/** A long text, and the units that its pairs begin at. */
interface Known {
  text: string;
  pairs: Int32Array;
}

/** The texts that were asked for last, the latest first. */
const known: Known[] = Array.from({ length: REMEMBERED }, () => ({ text: "", pairs: NONE }));

/** The units that the pairs of a text begin at. Only while `astral.seen`. */
function pairsIn(text: string): Int32Array {
  if (text.length < SHORT) return PAIR.test(text) ? findPairs(text) : NONE;
  const latest = known[0] as Known;
  if (latest.text !== text) return lookUp(text);
  latest.text = text; // of two strings that are equal, but not the same one, V8 would look at each character every time
  return latest.pairs;
}

function lookUp(text: string): Int32Array {
  let at = 1;
  while (at < REMEMBERED - 1 && (known[at] as Known).text !== text) at++;
  const found = known[at] as Known;
  if (found.text !== text) found.pairs = PAIR.test(text) ? findPairs(text) : NONE;
  found.text = text;
  for (; at > 0; at--) known[at] = known[at - 1] as Known;
  known[0] = found;
  return found.pairs;
}

function findPairs(text: string): Int32Array {
  const pairs: number[] = [];
  for (let unit = 0; unit < text.length; unit++) if ((text.codePointAt(unit) as number) > 0xffff) pairs.push(unit++);
  return Int32Array.from(pairs);
}

/** How many pairs lie before a code point. */
function pairsBefore(pairs: Int32Array, index: number): number {
  return pairsBelow(pairs, index, 1);
}

/** How many pairs begin below a limit, which counts units (`each` is 0) or code points (1: each pair before takes one unit more). */
function pairsBelow(pairs: Int32Array, limit: number, each: 0 | 1): number {
  let low = 0;
  for (let high = pairs.length; low < high;) {
    const middle = (low + high) >>> 1;
    if ((pairs[middle] as number) - each * middle < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Does this string hold a surrogate pair? */
export function isAstral(text: string): boolean {
  return astral.seen && pairsIn(text).length > 0;
}

export function fromCodePoint(code: number): string {
  if (code > 0xffff) astral.seen = true;
  return String.fromCodePoint(code);
}

/** len(text) */
export function pointCount(text: string): number {
  return astral.seen ? text.length - pairsIn(text).length : text.length;
}

/** The characters of a string. */
export function pointsOf(text: string): readonly string[] {
  return Array.from(text);
}

/** The character at `index`, counted from the end if negative; undefined beyond. */
export function pointAt(text: string, index: number): string | undefined {
  const pairs = astral.seen ? pairsIn(text) : NONE;
  if (pairs.length === 0) return text[index < 0 ? index + text.length : index];
  const at = index < 0 ? index + text.length - pairs.length : index;
  if (at < 0) return undefined;
  const unit = at + pairsBefore(pairs, at);
  const code = text.codePointAt(unit);
  return code === undefined || code <= 0xffff ? text[unit] : text.slice(unit, unit + 2);
}

/** text[start:stop] for 0 <= start, stop within the length. */
export function pointSlice(text: string, start: number, stop: number): string {
  const pairs = astral.seen ? pairsIn(text) : NONE;
  if (pairs.length === 0) return text.slice(start, stop);
  return text.slice(start + pairsBefore(pairs, start), stop + pairsBefore(pairs, stop));
}

/** The UTF-16 offset of the code point `index`. */
export function unitOffset(text: string, index: number): number {
  const pairs = astral.seen ? pairsIn(text) : NONE;
  return Math.min(pairs.length === 0 ? index : index + pairsBefore(pairs, index), text.length);
}

/** The code point index of the UTF-16 offset `unit`. */
export function pointIndex(text: string, unit: number): number {
  const pairs = astral.seen ? pairsIn(text) : NONE;
  return unit - pairsBelow(pairs, unit - 1, 0); // the first half of a pair is a character passed
}

/** Splits into characters. */
export function characters(text: string): readonly string[] {
  return isAstral(text) ? pointsOf(text) : text.split("");
}

/** A string of these UTF-16 units; `wide`: some are beyond U+00FF. */
export function fromUnits(units: Uint16Array, count: number, wide: boolean): string {
  if (wide) return Buffer.from(units.buffer, units.byteOffset, count * 2).toString("utf16le");
  const bytes = Buffer.allocUnsafe(count);
  for (let i = 0; i < count; i++) bytes[i] = units[i] as number;
  return bytes.toString("latin1");
}

/** Compares by code points: negative, 0, positive. */
export function comparePoints(a: string, b: string): number {
  if (!astral.seen || (!PAIR.test(a) && !PAIR.test(b))) return a < b ? -1 : a === b ? 0 : 1;
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x !== y) {
      // surrogates stand for what is above U+FFFF
      const xs = x >= 0xd800 && x < 0xe000 && isPart(a, i);
      const ys = y >= 0xd800 && y < 0xe000 && isPart(b, i);
      if (xs) x += 0x10000;
      if (ys) y += 0x10000;
      return x - y;
    }
  }
  return a.length - b.length;
}

/** Is the surrogate at `i` part of a pair? */
function isPart(text: string, i: number): boolean {
  const unit = text.charCodeAt(i);
  return unit < 0xdc00 ? (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00 : i > 0 && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800;
}

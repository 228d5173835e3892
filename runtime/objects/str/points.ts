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

/** Does this string hold a surrogate pair? */
export function isAstral(text: string): boolean {
  return astral.seen && PAIR.test(text);
}

export function fromCodePoint(code: number): string {
  if (code > 0xffff) astral.seen = true;
  return String.fromCodePoint(code);
}

/** len(text) */
export function pointCount(text: string): number {
  return astral.seen ? slowCount(text) : text.length;
}

function slowCount(text: string): number {
  if (!PAIR.test(text)) return text.length;
  return pointsOf(text).length;
}

let lastText = "";
let lastPoints: readonly string[] = [];

/** The characters of a string; those of the last long one are kept, for loops over indexes. */
export function pointsOf(text: string): readonly string[] {
  if (text.length < 16) return Array.from(text);
  if (text !== lastText) {
    lastPoints = Array.from(text);
    lastText = text;
  }
  return lastPoints;
}

/** The character at `index`, counted from the end if negative; undefined beyond. */
export function pointAt(text: string, index: number): string | undefined {
  if (astral.seen && PAIR.test(text)) return pointsOf(text).at(index);
  return text[index < 0 ? index + text.length : index];
}

/** text[start:stop] for 0 <= start, stop within the length. */
export function pointSlice(text: string, start: number, stop: number): string {
  if (astral.seen && PAIR.test(text)) return pointsOf(text).slice(start, stop).join("");
  return text.slice(start, stop);
}

/** The UTF-16 offset of the code point `index`. */
export function unitOffset(text: string, index: number): number {
  if (!isAstral(text)) return Math.min(index, text.length);
  let unit = 0;
  for (; index > 0 && unit < text.length; index--) unit += (text.codePointAt(unit) as number) > 0xffff ? 2 : 1;
  return unit;
}

/** The code point index of the UTF-16 offset `unit`. */
export function pointIndex(text: string, unit: number): number {
  return isAstral(text) ? pointCount(text.slice(0, unit)) : unit;
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
  if (!astral.seen) return a < b ? -1 : a === b ? 0 : 1;
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

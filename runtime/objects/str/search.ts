/**
 * search - finding, splitting and replacing in strings, by UTF-16 units.
 *
 * Mind  positions of these functions are units; str.ts converts from and to code points where a string needs it
 */
import { countLong, findLong, isLongSearch, unitsOf } from "../bytes/longsearch.js";
import { isSpaceUnit } from "./categories.js";
import { characters, isAstral } from "./points.js";

/** How often `part` stands in s[start:stop], without overlaps. An empty part stands between all characters. */
export function countIn(s: string, part: string, start: number, stop: number): number {
  if (start > stop) return 0;
  const text = start === 0 && stop >= s.length ? s : s.slice(start, stop);
  if (part === "") return (isAstral(text) ? characters(text).length : text.length) + 1;
  if (isLongSearch(part.length, text.length)) return countLong(unitsOf(text), unitsOf(part));
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

export function findIn(s: string, part: string, start: number, stop: number): number {
  if (start > stop) return -1;
  if (isLongSearch(part.length, Math.min(stop, s.length) - start)) {
    const at = findLong(unitsOf(s.slice(start, stop)), unitsOf(part), 0);
    return at < 0 ? -1 : start + at;
  }
  if (stop >= s.length) return s.indexOf(part, start);
  // what is behind the end is not looked at
  const at = s.slice(start, stop).indexOf(part);
  return at < 0 ? -1 : start + at;
}

/** Does a string have the part? */
export function hasIn(s: string, part: string): boolean {
  return isLongSearch(part.length, s.length) ? findLong(unitsOf(s), unitsOf(part), 0) >= 0 : s.includes(part);
}

export function findLastIn(s: string, part: string, start: number, stop: number): number {
  if (start > stop || part.length > stop - start) return -1;
  if (start === 0) return s.lastIndexOf(part, stop - part.length);
  const at = s.slice(start, stop).lastIndexOf(part);
  return at < 0 ? -1 : start + at;
}

/** s.split() at runs of white space; a negative `limit` is none. */
export function splitSpace(s: string, limit: number, isSpace = isSpaceUnit): string[] {
  const words: string[] = [];
  const n = s.length;
  let i = 0;
  for (;;) {
    while (i < n && isSpace(s.charCodeAt(i))) i++;
    if (i === n) return words;
    if (limit >= 0 && words.length === limit) {
      words.push(s.slice(i));
      return words;
    }
    const start = i;
    while (i < n && !isSpace(s.charCodeAt(i))) i++;
    words.push(s.slice(start, i));
  }
}

export function rsplitSpace(s: string, limit: number, isSpace = isSpaceUnit): string[] {
  const words: string[] = [];
  let i = s.length;
  for (;;) {
    while (i > 0 && isSpace(s.charCodeAt(i - 1))) i--;
    if (i === 0) break;
    if (limit >= 0 && words.length === limit) {
      words.push(s.slice(0, i));
      break;
    }
    const end = i;
    while (i > 0 && !isSpace(s.charCodeAt(i - 1))) i--;
    words.push(s.slice(i, end));
  }
  return words.reverse();
}

/** s.split(separator, limit); the separator is not empty. */
export function splitAt(s: string, separator: string, limit: number): string[] {
  if (limit < 0) return s.split(separator);
  const parts: string[] = [];
  let start = 0;
  while (parts.length < limit) {
    const at = s.indexOf(separator, start);
    if (at < 0) break;
    parts.push(s.slice(start, at));
    start = at + separator.length;
  }
  parts.push(s.slice(start));
  return parts;
}

export function rsplitAt(s: string, separator: string, limit: number): string[] {
  const parts: string[] = [];
  let end = s.length;
  while (limit < 0 || parts.length < limit) {
    const at = end < separator.length ? -1 : s.lastIndexOf(separator, end - separator.length);
    if (at < 0) break;
    parts.push(s.slice(at + separator.length, end));
    end = at;
  }
  parts.push(s.slice(0, end));
  return parts.reverse();
}

/** s.replace(old, by, limit); a negative limit is none. */
export function replaceIn(s: string, old: string, by: string, limit: number): string {
  if (limit === 0 || (s === "" && old !== "")) return s;
  if (old === "") return interleave(s, by, limit);
  if (limit < 0) return s.replaceAll(old, () => by);
  let result = "";
  let start = 0;
  for (; limit > 0; limit--) {
    const at = s.indexOf(old, start);
    if (at < 0) break;
    result += s.slice(start, at) + by;
    start = at + old.length;
  }
  return result + s.slice(start);
}

function interleave(s: string, by: string, limit: number): string {
  const chars = characters(s);
  let result = "";
  let i = 0;
  for (; i < chars.length && limit !== 0; i++, limit--) result += by + (chars[i] as string);
  return result + chars.slice(i).join("") + (limit !== 0 ? by : "");
}

const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

export function splitLines(s: string, keep: boolean): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const end of s.matchAll(LINE_END)) {
    const after = end.index + end[0].length;
    lines.push(s.slice(start, keep ? after : end.index));
    start = after;
  }
  if (start < s.length) lines.push(s.slice(start));
  return lines;
}

/** Strips white space, or the characters of `chars`; side 1 left, 2 right, 3 both. */
export function stripText(s: string, chars: string | null, side: number): string {
  if (chars !== null && (isAstral(chars) || isAstral(s))) return stripPoints(s, chars, side);
  let start = 0;
  let end = s.length;
  if (chars === null) {
    if (side & 1) while (start < end && isSpaceUnit(s.charCodeAt(start))) start++;
    if (side & 2) while (end > start && isSpaceUnit(s.charCodeAt(end - 1))) end--;
  } else {
    if (side & 1) while (start < end && hasUnit(chars, s.charCodeAt(start))) start++;
    if (side & 2) while (end > start && hasUnit(chars, s.charCodeAt(end - 1))) end--;
  }
  return end - start === s.length ? s : s.slice(start, end);
}

/** Whether a unit stands in a set of a few: quicker than to make a string of it and search for that. */
function hasUnit(chars: string, unit: number): boolean {
  for (let i = 0; i < chars.length; i++) if (chars.charCodeAt(i) === unit) return true;
  return false;
}

function stripPoints(s: string, chars: string, side: number): string {
  const set = new Set(chars);
  const text = characters(s);
  let start = 0;
  let end = text.length;
  if (side & 1) while (start < end && set.has(text[start] as string)) start++;
  if (side & 2) while (end > start && set.has(text[end - 1] as string)) end--;
  return text.slice(start, end).join("");
}

export function expandTabs(s: string, size: number): string {
  let column = 0;
  let result = "";
  for (const char of s) {
    if (char === "\t") {
      if (size > 0) {
        const step = size - (column % size);
        result += " ".repeat(step);
        column += step;
      }
    } else {
      result += char;
      column = char === "\n" || char === "\r" ? 0 : column + 1;
    }
  }
  return result;
}

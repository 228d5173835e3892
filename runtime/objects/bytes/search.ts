/**
 * bytes.search - where bytes stand in others: in time in proportion to the part that is looked at, without a copy of it.
 *
 * Mirrors  Objects/bytes_methods.c (find_internal, _Py_bytes_count, tailmatch)
 */

import { countLong, findLong, isLongSearch } from "./longsearch.js";

/** The bytes from `start` to `stop` of `data`, as Node's searches take them. */
function window(data: Uint8Array, start: number, stop: number): Buffer {
  return Buffer.from(data.buffer as ArrayBuffer, data.byteOffset + start, Math.min(stop, data.length) - start);
}

/** The first place of `part` that is between `start` and `stop` as a whole; -1 if there is none. */
export function findBytes(data: Uint8Array, part: Uint8Array, start: number, stop: number): number {
  if (part.length > stop - start) return -1;
  if (part.length === 0) return start;
  const text = window(data, start, stop);
  const at = isLongSearch(part.length, text.length) ? findLong(text, part, 0) : text.indexOf(part.length === 1 ? part[0]! : part);
  return at < 0 ? -1 : start + at;
}

/** The last one. */
export function findLastBytes(data: Uint8Array, part: Uint8Array, start: number, stop: number): number {
  if (part.length > stop - start) return -1;
  if (part.length === 0) return stop;
  const at = window(data, start, stop).lastIndexOf(part.length === 1 ? part[0]! : part);
  return at < 0 ? -1 : start + at;
}

/** How often `part` is there, one behind the other. */
export function countBytes(data: Uint8Array, part: Uint8Array, start: number, stop: number): number {
  if (start > stop) return 0;
  if (part.length === 0) return stop - start + 1;
  const text = window(data, start, stop);
  if (isLongSearch(part.length, text.length)) return countLong(text, part);
  const sought = part.length === 1 ? part[0]! : part;
  let count = 0;
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + part.length)) count++;
  return count;
}

/** Whether `part` stands at a place. */
export function standsAt(data: Uint8Array, part: Uint8Array, at: number): boolean {
  if (at < 0 || at + part.length > data.length) return false;
  for (let i = 0; i < part.length; i++) if (data[at + i] !== part[i]) return false;
  return true;
}

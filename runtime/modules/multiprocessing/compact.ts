/**
 * multiprocessing.compact - small plain values as bytes of a form of their own, for the queues between gilt's processes.
 *
 * None, bools, ints of 53 bits, floats, ASCII strings, and tuples, lists and dicts with such keys, of the classes themselves: what pickle copies without
 * asking anybody. Whatever else is in it, or is in it twice, the whole is pickled. The first byte is MARK, with which no pickle begins.
 *
 * Invariants
 *   C1  Nothing here suspends or runs Python code: one buffer and one place in it serve all.
 */
import { dict, Dict } from "../../objects/dict.js";
import { Float } from "../../objects/float.js";
import type { Entry } from "../../objects/keymap.js";
import { list } from "../../objects/list.js";
import type { Value } from "../../objects/object.js";
import { Tuple } from "../../objects/tuple.js";
import { keptAscii } from "../pickle/texts.js";

export const MARK = 0;
const NONE = 1;
const TRUE = 2;
const FALSE = 3;
const INT32 = 4;
const INT53 = 5;
const FLOAT = 6;
const TEXT = 7;
const TUPLE = 8;
const LIST = 9;
const DICT = 10;
/** With the length of a text in the low six bits. */
const SHORT_TEXT = 0x40;
const MOST_SHORT = 0x3f;
/** With a small int in the low seven bits. */
const SMALL = 0x80;

/** Values that take more are pickled. */
const ROOM = 4096;
/** Most bytes of an atom but a text; a container's head is shorter. */
const ATOM = 12;
/** More containers than this in one value, or items in one of them, are pickled. */
const MOST_CONTAINERS = 16;
const MOST_ITEMS = 255;

const eight = new Uint8Array(8);
const double = new Float64Array(eight.buffer);
const EMPTY = new Tuple([]);

let data: Uint8Array = new Uint8Array(0);
let at = 0;
/** The containers that the value holds so far: the first `opened` of these. */
const open: Value[] = new Array<Value>(MOST_CONTAINERS).fill(null);
let opened = 0;

/** Longer heads go before a value in two steps. */
const LONGEST_HEAD = 256;
const NO_HEAD = new Uint8Array(0);

/** A value's bytes, or undefined if it is none of those above. */
export function compact(value: Value): Uint8Array | undefined {
  return compactAfter(NO_HEAD, value);
}

/** The same with some bytes before them. */
export function compactAfter(head: Uint8Array, value: Value): Uint8Array | undefined {
  const begin = head.length;
  if (begin > LONGEST_HEAD) return undefined;
  const n = compactInPlace(value, begin);
  if (n === 0) return undefined;
  for (let i = 0; i < begin; i++) data[i] = head[i]!;
  if (n > 64) return data.slice(0, n);
  const made = new Uint8Array(n);
  for (let i = 0; i < n; i++) made[i] = data[i]!;
  return made;
}

/** Where a value's bytes end, which begin at `begin` of compacted() until the next one is written; 0 if it is none of those above. */
export function compactInPlace(value: Value, begin = 0): number {
  if (data.length === 0) data = new Uint8Array(ROOM + ATOM);
  data[begin] = MARK;
  at = begin + 1;
  const written = write(value);
  while (opened > 0) open[--opened] = null;
  return written ? at : 0;
}

export function compacted(): Uint8Array {
  return data;
}

function write(value: Value): boolean {
  if (at > ROOM) return false;
  switch (typeof value) {
    case "number":
      writeInt(value);
      return true;
    case "string":
      return writeText(value);
    case "boolean":
      data[at++] = value ? TRUE : FALSE;
      return true;
    case "object":
      if (value !== null) return writeObject(value);
      data[at++] = NONE;
      return true;
    default:
      return false;
  }
}

function writeInt(n: number): void {
  if (n >= 0 && n < 128) data[at++] = SMALL | n;
  else if (n === (n | 0)) {
    data[at] = INT32;
    data[at + 1] = n;
    data[at + 2] = n >> 8;
    data[at + 3] = n >> 16;
    data[at + 4] = n >> 24;
    at += 5;
  } else writeDouble(INT53, n);
}

function writeDouble(tag: number, x: number): void {
  double[0] = x;
  data[at] = tag;
  for (let i = 0; i < 8; i++) data[at + 1 + i] = eight[i]!;
  at += 9;
}

function writeText(s: string): boolean {
  const n = s.length;
  if (n > MOST_SHORT) {
    if (at + n > ROOM) return false;
    data[at] = TEXT;
    data[at + 1] = n;
    data[at + 2] = n >> 8;
    at += 3;
  } else data[at++] = SHORT_TEXT | n;
  if (at + n > ROOM) return false;
  for (let i = 0; i < n; i++) {
    const code = s.charCodeAt(i);
    if (code > 127) return false;
    data[at + i] = code;
  }
  at += n;
  return true;
}

function writeObject(value: Value): boolean {
  if (value instanceof Float) {
    writeDouble(FLOAT, value.value);
    return true;
  }
  if (opened === MOST_CONTAINERS) return false;
  for (let i = 0; i < opened; i++) if (open[i] === value) return false;
  open[opened++] = value;
  if (value instanceof Tuple) return writeItems(TUPLE, value.items);
  const cls = value.$cls;
  if (cls === list) return writeItems(LIST, value as Value[]);
  return cls === dict && writeDict(value as Dict);
}

function writeItems(tag: number, items: readonly Value[]): boolean {
  const n = items.length;
  if (n > MOST_ITEMS) return false;
  data[at] = tag;
  data[at + 1] = n;
  at += 2;
  for (let i = 0; i < n; i++) if (!write(items[i])) return false;
  return true;
}

function writeDict(value: Dict): boolean {
  const entries = value.$entries();
  const n = entries.length;
  if (n > MOST_ITEMS) return false;
  data[at] = DICT;
  data[at + 1] = n;
  at += 2;
  for (let i = 0; i < n; i++) {
    const entry = entries[i] as Entry;
    if (typeof entry.key !== "string" || entry.key.length > MOST_SHORT || !writeText(entry.key) || !write(entry.value)) return false;
  }
  return true;
}

let from = data;
let next = 0;

/** The value of which these are the bytes, from MARK on. */
export function expand(bytes: Uint8Array, start: number): Value {
  from = bytes;
  next = start + 1;
  return read();
}

function read(): Value {
  const tag = from[next++]!;
  if (tag >= SMALL) return tag & 127;
  if (tag >= SHORT_TEXT) return readText(tag & MOST_SHORT);
  switch (tag) {
    case INT32:
      next += 4;
      return from[next - 4]! | (from[next - 3]! << 8) | (from[next - 2]! << 16) | (from[next - 1]! << 24);
    case INT53:
      return readDouble();
    case FLOAT:
      return new Float(readDouble());
    case TEXT:
      next += 2;
      return readText(from[next - 2]! | (from[next - 1]! << 8));
    case TUPLE: {
      const n = from[next++]!;
      return n === 0 ? EMPTY : new Tuple(readItems(n));
    }
    case LIST:
      return readItems(from[next++]!);
    case DICT:
      return readDict(from[next++]!);
    default:
      return tag === NONE ? null : tag === TRUE;
  }
}

function readText(n: number): string {
  next += n;
  return keptAscii(from, next - n, next);
}

function readDouble(): number {
  for (let i = 0; i < 8; i++) eight[i] = from[next + i]!;
  next += 8;
  return double[0]!;
}

/** Arrays that scripts keep: with room for what is in them, where one that grows has room for seventeen. */
function readItems(n: number): Value[] {
  switch (n) {
    case 1:
      return [read()];
    case 2:
      return [read(), read()];
    case 3:
      return [read(), read(), read()];
    default: {
      const items: Value[] = [];
      for (let i = 0; i < n; i++) items.push(read());
      return items.slice();
    }
  }
}

function readDict(n: number): Dict {
  const made = new Dict();
  for (let i = 0; i < n; i++) {
    const key = readText(from[next++]! & MOST_SHORT);
    made.$setNamed(key, read());
  }
  return made;
}

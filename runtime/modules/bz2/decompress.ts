/**
 * bz2.decompress - blocks of bzip2 streams.
 *
 * Mirrors     libbzip2 1.0.8: decompress.c
 */
import { BitReader, checksum } from "./bits.js";

/** The stream is not one of bzip2's. */
export class Invalid extends Error {}

const GROUP = 50;
const LONGEST = 20;

/** The level that a stream begins with. */
export function readHeader(reader: BitReader): number {
  if (reader.bits(24) !== 0x425a68) throw new Invalid();
  const level = reader.bits(8) - 0x30;
  if (level < 1 || level > 9) throw new Invalid();
  return level;
}

/** A block's data and checksum, or the checksum of the whole at the end. */
export type Part = { readonly data: Uint8Array; readonly crc: number } | { readonly end: number };

export function readPart(reader: BitReader, level: number): Part {
  const [high, low] = [reader.bits(24), reader.bits(24)];
  if (high === 0x177245 && low === 0x385090) {
    const end = reader.bits(32);
    return { end };
  }
  if (high !== 0x314159 || low !== 0x265359) throw new Invalid();
  const crc = reader.bits(32);
  const randomised = reader.bit();
  const origin = reader.bits(24);
  if (randomised === 1 || origin > level * 100000) throw new Invalid();
  const bytes = readMap(reader);
  const column = readColumn(reader, bytes, level * 100000);
  if (origin >= column.length) throw new Invalid();
  const data = unsort(column, origin);
  if (~checksum(-1, data, 0, data.length) >>> 0 !== crc) throw new Invalid();
  return { data, crc };
}

function readMap(reader: BitReader): number[] {
  const rows = reader.bits(16);
  const bytes: number[] = [];
  for (let row = 0; row < 16; row++) {
    if (((rows >> (15 - row)) & 1) === 0) continue;
    const own = reader.bits(16);
    for (let i = 0; i < 16; i++) if (((own >> (15 - i)) & 1) === 1) bytes.push(row * 16 + i);
  }
  if (bytes.length === 0) throw new Invalid();
  return bytes;
}

/** Huffman codes of one table, by their lengths. */
interface Table {
  readonly first: Int32Array;
  readonly offset: Int32Array;
  readonly last: Int32Array;
  readonly symbols: number[];
  readonly shortest: number;
}

function tableOf(lengths: number[]): Table {
  const first = new Int32Array(LONGEST + 2);
  const offset = new Int32Array(LONGEST + 2);
  const last = new Int32Array(LONGEST + 2).fill(-1);
  const symbols: number[] = [];
  let code = 0;
  for (let length = 1; length <= LONGEST; length++) {
    first[length] = code;
    offset[length] = symbols.length;
    for (let i = 0; i < lengths.length; i++) if (lengths[i] === length) symbols.push(i);
    const count = symbols.length - offset[length]!;
    last[length] = code + count - 1;
    code = (code + count) << 1;
  }
  return { first, offset, last, symbols, shortest: Math.min(...lengths) };
}

function readTables(reader: BitReader, size: number): { tables: Table[]; selectors: number[] } {
  const groups = reader.bits(3);
  if (groups < 2 || groups > 6) throw new Invalid();
  const count = reader.bits(15);
  if (count < 1) throw new Invalid();
  const list = Array.from({ length: groups }, (_, i) => i);
  const selectors: number[] = [];
  for (let i = 0; i < count; i++) {
    let at = 0;
    while (reader.bit() === 1) if (++at >= groups) throw new Invalid();
    const [selector] = list.splice(at, 1);
    list.unshift(selector!);
    selectors.push(selector!);
  }
  const tables: Table[] = [];
  for (let t = 0; t < groups; t++) {
    let length = reader.bits(5);
    const lengths: number[] = [];
    for (let i = 0; i < size; i++) {
      for (;;) {
        if (length < 1 || length > LONGEST) throw new Invalid();
        if (reader.bit() === 0) break;
        length += reader.bit() === 0 ? 1 : -1;
      }
      lengths.push(length);
    }
    tables.push(tableOf(lengths));
  }
  return { tables, selectors };
}

function readColumn(reader: BitReader, bytes: number[], most: number): Uint8Array {
  const end = bytes.length + 1;
  const { tables, selectors } = readTables(reader, bytes.length + 2);
  const column = new Uint8Array(most);
  let length = 0;
  let run = 0;
  let digit = 1;
  let left = 0;
  let selected = 0;
  let table = tables[0]!;
  for (;;) {
    if (left === 0) {
      if (selected >= selectors.length) throw new Invalid();
      table = tables[selectors[selected++]!]!;
      left = GROUP;
    }
    left--;
    let size = table.shortest;
    let code = reader.bits(size);
    while (code > table.last[size]!) {
      if (++size > LONGEST) throw new Invalid();
      code = (code << 1) | reader.bit();
    }
    const symbol = table.symbols[table.offset[size]! + code - table.first[size]!];
    if (symbol === undefined) throw new Invalid();
    if (symbol <= 1) {
      if (digit > 2 * 1024 * 1024) throw new Invalid();
      run += digit << symbol;
      digit <<= 1;
      continue;
    }
    if (run > 0) {
      if (length + run > most) throw new Invalid();
      column.fill(bytes[0]!, length, length + run);
      length += run;
      run = 0;
      digit = 1;
    }
    if (symbol === end) return column.subarray(0, length);
    if (length >= most) throw new Invalid();
    const byte = bytes[symbol - 1]!;
    bytes.copyWithin(1, 0, symbol - 1);
    bytes[0] = byte;
    column[length++] = byte;
  }
}

/** The block whose sorted rotations end in these bytes, its runs at full length. */
function unsort(column: Uint8Array, origin: number): Uint8Array {
  const n = column.length;
  const starts = new Int32Array(257);
  for (let i = 0; i < n; i++) starts[column[i]! + 1]!++;
  for (let i = 0; i < 256; i++) starts[i + 1]! += starts[i]!;
  const next = new Int32Array(n);
  for (let i = 0; i < n; i++) next[starts[column[i]!]!++] = i;
  let data = new Uint8Array(n + (n >> 2) + 256);
  let length = 0;
  let same = 0;
  let before = -1;
  let at = next[origin]!;
  for (let i = 0; i < n; i++) {
    const byte = column[at]!;
    at = next[at]!;
    if (length + 256 > data.length) {
      const wider = new Uint8Array(data.length * 2);
      wider.set(data);
      data = wider;
    }
    if (same === 4) {
      data.fill(before, length, length + byte);
      length += byte;
      same = 0;
      before = -1;
      continue;
    }
    same = byte === before ? same + 1 : 1;
    before = byte;
    data[length++] = byte;
  }
  return data.slice(0, length);
}

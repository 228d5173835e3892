/**
 * bz2.compress - data as bzip2 streams, the same bytes that libbzip2 makes.
 *
 * Mirrors     libbzip2 1.0.8: compress.c, huffman.c, the run lengths of bzlib.c
 * Differs     rotations of a block are sorted by doubling prefixes; where two rotations are the same, another one may be named first
 */
import { BitWriter, checksum } from "./bits.js";

const GROUP = 50;
const MOST_CODES = 258;
const ITERATIONS = 4;
const LONGEST = 17;

/** A compressor: the block that is filling, and what has been written. */
export class Compressor {
  readonly writer = new BitWriter();
  readonly most: number;
  readonly block: Uint8Array;
  filled = 0;
  used = new Uint8Array(256);
  crc = -1;
  whole = 0;
  /** the run that is under way: its byte (256: none) and length */
  runByte = 256;
  run = 0;
  started = false;

  constructor(readonly level: number) {
    this.most = level * 100000 - 19;
    this.block = new Uint8Array(level * 100000);
  }

  feed(data: Uint8Array): void {
    for (let i = 0; i < data.length; i++) {
      if (this.filled >= this.most) this.endBlock(); // the run that is under way belongs to the next one
      const byte = data[i]!;
      if (byte !== this.runByte || this.run === 255) {
        if (this.runByte < 256) this.putRun();
        this.runByte = byte;
        this.run = 1;
      } else this.run++;
    }
  }

  /** Writes the run into the block: four of a byte are followed by how many more there are. */
  putRun(): void {
    const { runByte: byte, run, block } = this;
    const one = Uint8Array.of(byte);
    for (let i = 0; i < run; i++) this.crc = checksum(this.crc, one, 0, 1);
    this.used[byte] = 1;
    for (let i = 0; i < Math.min(run, 4); i++) block[this.filled++] = byte;
    if (run >= 4) {
      this.used[run - 4] = 1;
      block[this.filled++] = run - 4;
    }
    this.run = 0;
  }

  begin(): void {
    if (this.started) return;
    this.started = true;
    this.writer.put(24, 0x425a68);
    this.writer.put(8, 0x30 + this.level);
  }

  endBlock(): void {
    this.begin();
    if (this.filled > 0) this.writeBlock();
    this.filled = 0;
    this.used.fill(0);
    this.crc = -1;
  }

  finish(): Uint8Array {
    if (this.runByte < 256) this.putRun();
    this.endBlock();
    const { writer } = this;
    writer.put(24, 0x177245);
    writer.put(24, 0x385090);
    writer.put(32, this.whole >>> 0);
    while (writer.count !== 0) writer.put(1, 0);
    return writer.take();
  }

  writeBlock(): void {
    const { writer } = this;
    const crc = ~this.crc;
    this.whole = ((this.whole << 1) | (this.whole >>> 31)) ^ crc;
    writer.put(24, 0x314159);
    writer.put(24, 0x265359);
    writer.put(32, crc >>> 0);
    writer.put(1, 0);
    const { last, origin } = sortRotations(this.block, this.filled);
    writer.put(24, origin);
    const { symbols, count, frequencies, inUse } = moveToFront(last, this.used);
    writeCodes(writer, symbols, count, frequencies, this.used, inUse);
  }
}

/** The last column of the sorted rotations, and which of them is the block itself. */
function sortRotations(block: Uint8Array, n: number): { last: Uint8Array; origin: number } {
  let order = new Int32Array(n);
  let rank = new Int32Array(n);
  const counts = new Int32Array(Math.max(256, n) + 1);
  for (let i = 0; i < n; i++) counts[block[i]! + 1]!++;
  for (let i = 0; i < 256; i++) counts[i + 1]! += counts[i]!;
  const starts = counts.slice(0, 256);
  for (let i = 0; i < n; i++) order[starts[block[i]!]!++] = i;
  let classes = 0;
  for (let i = 0; i < n; i++) {
    if (i > 0 && block[order[i]!] !== block[order[i - 1]!]) classes++;
    rank[order[i]!] = classes;
  }
  let next = new Int32Array(n);
  let ranks = new Int32Array(n);
  for (let width = 1; classes < n - 1 && width < n; width *= 2) {
    // by the second half they are in order already: one pass by the first
    counts.fill(0, 0, classes + 2);
    for (let i = 0; i < n; i++) counts[rank[i]! + 1]!++;
    for (let i = 0; i <= classes; i++) counts[i + 1]! += counts[i]!;
    for (let i = 0; i < n; i++) {
      const from = order[i]! - width;
      const start = from < 0 ? from + n : from;
      next[counts[rank[start]!]!++] = start;
    }
    [order, next] = [next, order];
    classes = 0;
    ranks[order[0]!] = 0;
    for (let i = 1; i < n; i++) {
      const a = order[i - 1]!;
      const b = order[i]!;
      if (rank[a] !== rank[b] || rank[(a + width) % n] !== rank[(b + width) % n]) classes++;
      ranks[b] = classes;
    }
    [rank, ranks] = [ranks, rank];
  }
  // rotations that are the same: the last one first, as libbzip2 has them in short blocks
  for (let from = 0; classes < n - 1 && from < n;) {
    let to = from + 1;
    while (to < n && rank[order[to]!] === rank[order[from]!]) to++;
    order.subarray(from, to).sort().reverse();
    from = to;
  }
  const last = new Uint8Array(n);
  let origin = 0;
  for (let i = 0; i < n; i++) {
    const at = order[i]!;
    if (at === 0) origin = i;
    last[i] = block[at === 0 ? n - 1 : at - 1]!;
  }
  return { last, origin };
}

interface Coded {
  readonly symbols: Uint16Array;
  readonly count: number;
  readonly frequencies: Int32Array;
  readonly inUse: number;
}

/** Places in a list whose bytes move to its front when they come; runs of the first place as numbers of two digits. */
function moveToFront(last: Uint8Array, used: Uint8Array): Coded {
  const list: number[] = [];
  for (let i = 0; i < 256; i++) if (used[i] === 1) list.push(i);
  const inUse = list.length;
  const end = inUse + 1;
  const symbols = new Uint16Array(last.length + 2);
  const frequencies = new Int32Array(MOST_CODES);
  let count = 0;
  let zeros = 0;
  const put = (symbol: number): void => {
    symbols[count++] = symbol;
    frequencies[symbol]!++;
  };
  const flush = (): void => {
    for (let rest = zeros; rest > 0; rest = (rest - 1) >> 1) put(rest & 1 ? 0 : 1);
    zeros = 0;
  };
  for (const byte of last) {
    if (list[0] === byte) {
      zeros++;
      continue;
    }
    flush();
    const at = list.indexOf(byte);
    list.copyWithin(1, 0, at);
    list[0] = byte;
    put(at + 1);
  }
  flush();
  put(end);
  return { symbols, count, frequencies, inUse };
}

/** Lengths of Huffman codes, none above the longest. */
function codeLengths(frequencies: Int32Array, size: number): Uint8Array {
  const lengths = new Uint8Array(size);
  const weight = new Int32Array(size * 2 + 2);
  const parent = new Int32Array(size * 2 + 2);
  const heap = new Int32Array(size + 2);
  for (let i = 0; i < size; i++) weight[i + 1] = (frequencies[i] === 0 ? 1 : frequencies[i]!) << 8;
  for (;;) {
    let nodes = size;
    let count = 0;
    heap[0] = 0;
    weight[0] = 0;
    parent[0] = -2;
    const up = (from: number): void => {
      let at = from;
      const moved = heap[at]!;
      while (weight[moved]! < weight[heap[at >> 1]!]!) {
        heap[at] = heap[at >> 1]!;
        at >>= 1;
      }
      heap[at] = moved;
    };
    const down = (): void => {
      let at = 1;
      const moved = heap[at]!;
      for (;;) {
        let below = at << 1;
        if (below > count) break;
        if (below < count && weight[heap[below + 1]!]! < weight[heap[below]!]!) below++;
        if (weight[moved]! < weight[heap[below]!]!) break;
        heap[at] = heap[below]!;
        at = below;
      }
      heap[at] = moved;
    };
    for (let i = 1; i <= size; i++) {
      parent[i] = -1;
      heap[++count] = i;
      up(count);
    }
    while (count > 1) {
      const first = heap[1]!;
      heap[1] = heap[count--]!;
      down();
      const second = heap[1]!;
      heap[1] = heap[count--]!;
      down();
      nodes++;
      parent[first] = parent[second] = nodes;
      const [a, b] = [weight[first]!, weight[second]!];
      weight[nodes] = ((a & 0xffffff00) + (b & 0xffffff00)) | (1 + Math.max(a & 0xff, b & 0xff));
      parent[nodes] = -1;
      heap[++count] = nodes;
      up(count);
    }
    let long = false;
    for (let i = 1; i <= size; i++) {
      let length = 0;
      for (let k = i; parent[k]! >= 0; k = parent[k]!) length++;
      lengths[i - 1] = length;
      if (length > LONGEST) long = true;
    }
    if (!long) return lengths;
    for (let i = 1; i <= size; i++) weight[i] = (1 + ((weight[i]! >> 8) >> 1)) << 8;
  }
}

function writeCodes(writer: BitWriter, symbols: Uint16Array, count: number, frequencies: Int32Array, used: Uint8Array, inUse: number): void {
  const size = inUse + 2;
  const groups = count < 200 ? 2 : count < 600 ? 3 : count < 1200 ? 4 : count < 2400 ? 5 : 6;
  const lengths: Uint8Array[] = Array.from({ length: groups }, () => new Uint8Array(size));
  // to begin with, each table is for a stretch of the symbols
  let left = count;
  let start = 0;
  for (let part = groups; part > 0; part--) {
    const wanted = Math.floor(left / part);
    let end = start - 1;
    let sum = 0;
    while (sum < wanted && end < size - 1) sum += frequencies[++end]!;
    if (end > start && part !== groups && part !== 1 && (groups - part) % 2 === 1) sum -= frequencies[end--]!;
    for (let v = 0; v < size; v++) lengths[part - 1]![v] = v >= start && v <= end ? 0 : 15;
    start = end + 1;
    left -= sum;
  }
  const selectors: number[] = [];
  for (let round = 0; round < ITERATIONS; round++) {
    const tables = Array.from({ length: groups }, () => new Int32Array(size));
    selectors.length = 0;
    for (let from = 0; from < count; from += GROUP) {
      const to = Math.min(from + GROUP, count);
      let best = -1;
      let cheapest = 999999999;
      for (let t = 0; t < groups; t++) {
        const own = lengths[t]!;
        let cost = 0;
        for (let i = from; i < to; i++) cost += own[symbols[i]!]!;
        if (cost < cheapest) {
          cheapest = cost;
          best = t;
        }
      }
      selectors.push(best);
      const table = tables[best]!;
      for (let i = from; i < to; i++) table[symbols[i]!]!++;
    }
    for (let t = 0; t < groups; t++) lengths[t] = codeLengths(tables[t]!, size);
  }
  writeMap(writer, used);
  writer.put(3, groups);
  writer.put(15, selectors.length);
  const list = Array.from({ length: groups }, (_, i) => i);
  for (const selector of selectors) {
    const at = list.indexOf(selector);
    list.splice(at, 1);
    list.unshift(selector);
    for (let i = 0; i < at; i++) writer.put(1, 1);
    writer.put(1, 0);
  }
  for (const own of lengths) writeLengths(writer, own);
  const codes = lengths.map(codesOf);
  for (let i = 0; i < count; i++) {
    const t = selectors[Math.floor(i / GROUP)]!;
    const symbol = symbols[i]!;
    writer.put(lengths[t]![symbol]!, codes[t]![symbol]!);
  }
}

/** Which bytes there are: rows of 16. */
function writeMap(writer: BitWriter, used: Uint8Array): void {
  for (let row = 0; row < 16; row++) writer.put(1, Number(used.subarray(row * 16, row * 16 + 16).includes(1)));
  for (let row = 0; row < 16; row++) {
    const own = used.subarray(row * 16, row * 16 + 16);
    if (own.includes(1)) for (const one of own) writer.put(1, one);
  }
}

/** Each length by the way from the one before. */
function writeLengths(writer: BitWriter, lengths: Uint8Array): void {
  let current = lengths[0]!;
  writer.put(5, current);
  for (const length of lengths) {
    for (; current < length; current++) writer.put(2, 2);
    for (; current > length; current--) writer.put(2, 3);
    writer.put(1, 0);
  }
}

function codesOf(lengths: Uint8Array): Int32Array {
  const codes = new Int32Array(lengths.length);
  let code = 0;
  for (let length = Math.min(...lengths); length <= Math.max(...lengths); length++) {
    for (let i = 0; i < lengths.length; i++) if (lengths[i] === length) codes[i] = code++;
    code <<= 1;
  }
  return codes;
}

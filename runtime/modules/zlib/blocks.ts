/**
 * zlib.blocks - the symbols of a deflated block, their codes, and the bits that all of it is written in.
 *
 * Mirrors     trees.c of zlib 1.2.13
 * Units       lengths and costs are bits
 */
import {
  BL_CODES,
  CODE_ORDER,
  codeOf,
  D_CODES,
  EXTRA_DISTANCE_BITS,
  EXTRA_LENGTH_BITS,
  giveCodes,
  L_CODES,
  LITERALS,
  MAX_BITS,
  runsOf,
  TABLES,
  Tree,
  type Kind,
} from "./codes.js";

const HEAP_SIZE = 2 * L_CODES + 1;
const END_BLOCK = 256;
/** Codes of lengths: the one before three to six times, zero three to ten times, zero eleven to 138 times. */
const REP_3_6 = 16;
const REPZ_3_10 = 17;
const REPZ_11_138 = 18;
const STORED_BLOCK = 0;
const STATIC_TREES = 1;
const DYN_TREES = 2;
/** A strategy: no codes of a block's own. */
const FIXED = 4;

/** The symbols of a block as they come, and the blocks as bits. */
export class Blocks {
  /** Bytes that are written and not taken yet. */
  pending: Uint8Array;
  filled = 0;
  bits = 0;
  bitCount = 0;
  /** Three bytes for each symbol of the block: the distance, low byte first (0: a literal), and the literal or the length without three. */
  symbols: Uint8Array;
  next = 0;
  readonly end: number;
  private readonly literals = new Tree(L_CODES);
  private readonly distances = new Tree(D_CODES);
  private readonly codes = new Tree(BL_CODES);
  private heap = new Uint16Array(HEAP_SIZE);
  private depth = new Uint8Array(HEAP_SIZE);
  private heapCount = 0;
  /** What the block takes in codes of its own, and in the fixed ones. */
  private dynamicBits = 0;
  private fixedBits = 0;

  constructor(
    readonly most: number,
    readonly level: number,
    readonly strategy: number,
  ) {
    this.pending = new Uint8Array(most);
    this.symbols = new Uint8Array(3 * most);
    this.end = (most - 1) * 3;
    this.beginBlock();
  }

  private beginBlock(): void {
    this.literals.freq.fill(0, 0, L_CODES);
    this.distances.freq.fill(0, 0, D_CODES);
    this.codes.freq.fill(0, 0, BL_CODES);
    this.literals.freq[END_BLOCK] = 1;
    this.dynamicBits = this.fixedBits = 0;
    this.next = 0;
  }

  /** @returns whether the block is full */
  literal(byte: number): boolean {
    const { symbols } = this;
    symbols[this.next] = symbols[this.next + 1] = 0;
    symbols[this.next + 2] = byte;
    this.next += 3;
    this.literals.freq[byte]!++;
    return this.next === this.end;
  }

  /** The same for a match, its length without the shortest one's three. */
  match(distance: number, length: number): boolean {
    const { symbols } = this;
    const { lengthCode } = TABLES;
    symbols[this.next] = distance;
    symbols[this.next + 1] = distance >> 8;
    symbols[this.next + 2] = length;
    this.next += 3;
    this.literals.freq[lengthCode[length]! + LITERALS + 1]!++;
    this.distances.freq[codeOf(distance - 1)]!++;
    return this.next === this.end;
  }

  byte(value: number): void {
    if (this.filled === this.pending.length) this.grow(1);
    this.pending[this.filled++] = value;
  }

  bytes(data: Uint8Array): void {
    if (this.filled + data.length > this.pending.length) this.grow(data.length);
    this.pending.set(data, this.filled);
    this.filled += data.length;
  }

  private grow(by: number): void {
    const wider = new Uint8Array(Math.max(2 * this.pending.length, this.filled + by));
    wider.set(this.pending);
    this.pending = wider;
  }

  private put(value: number, length: number): void {
    this.bits |= value << this.bitCount;
    this.bitCount += length;
    while (this.bitCount >= 8) {
      this.byte(this.bits & 255);
      this.bits >>>= 8;
      this.bitCount -= 8;
    }
  }

  /** Ends with a whole byte. */
  private windUp(): void {
    if (this.bitCount > 0) this.byte(this.bits & 255);
    this.bits = this.bitCount = 0;
  }

  /** A block that is stored as it is; the length may be another one than that of what follows at once. */
  stored(data: Uint8Array, isLast: boolean, length = data.length): void {
    this.put((STORED_BLOCK << 1) + Number(isLast), 3);
    this.windUp();
    this.byte(length & 255);
    this.byte(length >> 8);
    this.byte(~length & 255);
    this.byte((~length >> 8) & 255);
    this.bytes(data);
  }

  /** An empty block of ten bits, so that what was written can be read up to here. */
  align(): void {
    this.put(STATIC_TREES << 1, 3);
    this.put(0, 7);
  }

  /** Writes the block in the way that takes least; `data` is what it stands for, null if that is not there any more. */
  endBlock(data: Uint8Array | null, length: number, isLast: boolean): void {
    const { literals, distances, codes } = TABLES;
    let most = length + 5;
    let fixed = most;
    let last = 0;
    if (this.level > 0) {
      this.build(this.literals, literals);
      this.build(this.distances, distances);
      this.count(this.literals);
      this.count(this.distances);
      this.build(this.codes, codes);
      for (last = BL_CODES - 1; last >= 3 && this.codes.len[CODE_ORDER[last]!] === 0;) last--;
      this.dynamicBits += 3 * (last + 1) + 5 + 5 + 4;
      most = Math.floor((this.dynamicBits + 3 + 7) / 8);
      fixed = Math.floor((this.fixedBits + 3 + 7) / 8);
      if (fixed <= most || this.strategy === FIXED) most = fixed;
    }
    if (length + 4 <= most && data !== null) this.stored(data, isLast);
    else if (fixed === most) {
      this.put((STATIC_TREES << 1) + Number(isLast), 3);
      this.write(literals.fixed!, distances.fixed!);
    } else {
      this.put((DYN_TREES << 1) + Number(isLast), 3);
      this.describe(last);
      this.write(this.literals, this.distances);
    }
    this.beginBlock();
    if (isLast) this.windUp();
  }

  /** The lengths of the codes of a tree, and how many bits its symbols take. */
  private build(tree: Tree, kind: Kind): void {
    const { heap, depth } = this;
    const { freq, dad, len } = tree;
    let maxCode = -1;
    let top = HEAP_SIZE;
    this.heapCount = 0;
    for (let n = 0; n < tree.size; n++) {
      if (freq[n] !== 0) {
        heap[++this.heapCount] = maxCode = n;
        depth[n] = 0;
      } else len[n] = 0;
    }
    // there are at least two codes, so that each has a bit
    while (this.heapCount < 2) {
      const n = maxCode < 2 ? ++maxCode : 0;
      heap[++this.heapCount] = n;
      freq[n] = 1;
      depth[n] = 0;
      this.dynamicBits--;
      if (kind.fixed !== null) this.fixedBits -= kind.fixed.len[n]!;
    }
    tree.maxCode = maxCode;
    for (let n = this.heapCount >> 1; n >= 1; n--) this.sink(freq, n);
    let node = tree.size;
    do {
      const n = heap[1]!;
      heap[1] = heap[this.heapCount--]!;
      this.sink(freq, 1);
      const m = heap[1]!;
      heap[--top] = n;
      heap[--top] = m;
      freq[node] = freq[n]! + freq[m]!;
      depth[node] = Math.max(depth[n]!, depth[m]!) + 1;
      dad[n] = dad[m] = node;
      heap[1] = node++;
      this.sink(freq, 1);
    } while (this.heapCount >= 2);
    heap[--top] = heap[1]!;
    giveCodes(tree, maxCode, this.lengths(tree, kind, top));
  }

  /** Moves what stands at a place of the heap down to where it belongs. */
  private sink(freq: Uint16Array, from: number): void {
    const { heap, depth, heapCount } = this;
    const moved = heap[from]!;
    let at = from;
    for (let below = at << 1; below <= heapCount; below <<= 1) {
      if (below < heapCount && isSmaller(freq, depth, heap[below + 1]!, heap[below]!)) below++;
      if (isSmaller(freq, depth, moved, heap[below]!)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = moved;
  }

  /** The lengths of a tree's codes, none above the longest. @returns how many there are of each */
  private lengths(tree: Tree, kind: Kind, top: number): Uint16Array {
    const { heap } = this;
    const { freq, dad, len, maxCode } = tree;
    const counts = new Uint16Array(MAX_BITS + 1);
    let tooLong = 0;
    len[heap[top]!] = 0;
    let h = top + 1;
    for (; h < HEAP_SIZE; h++) {
      const n = heap[h]!;
      let bits = len[dad[n]!]! + 1;
      if (bits > kind.longest) {
        bits = kind.longest;
        tooLong++;
      }
      len[n] = bits;
      if (n > maxCode) continue;
      counts[bits]!++;
      const extra = n >= kind.base ? kind.extra[n - kind.base]! : 0;
      this.dynamicBits += freq[n]! * (bits + extra);
      if (kind.fixed !== null) this.fixedBits += freq[n]! * (kind.fixed.len[n]! + extra);
    }
    if (tooLong === 0) return counts;
    for (; tooLong > 0; tooLong -= 2) {
      let bits = kind.longest - 1;
      while (counts[bits] === 0) bits--;
      counts[bits]!--;
      counts[bits + 1]! += 2;
      counts[kind.longest]!--;
    }
    for (let bits = kind.longest; bits !== 0; bits--) {
      for (let left = counts[bits]!; left !== 0;) {
        const m = heap[--h]!;
        if (m > maxCode) continue;
        this.dynamicBits += (bits - len[m]!) * freq[m]!;
        len[m] = bits;
        left--;
      }
    }
    return counts;
  }

  /** Counts the codes in which the lengths of a tree are written. */
  private count(tree: Tree): void {
    const { freq } = this.codes;
    for (const { length, times, before, isShort } of runsOf(tree)) {
      if (isShort) freq[length]! += times;
      else if (length !== 0) {
        if (length !== before) freq[length]!++;
        freq[REP_3_6]!++;
      } else freq[times <= 10 ? REPZ_3_10 : REPZ_11_138]!++;
    }
  }

  /** Writes the codes of a block before it, those of lengths as far as `last` in their order. */
  private describe(last: number): void {
    this.put(this.literals.maxCode + 1 - 257, 5);
    this.put(this.distances.maxCode, 5);
    this.put(last + 1 - 4, 4);
    for (let rank = 0; rank <= last; rank++) this.put(this.codes.len[CODE_ORDER[rank]!]!, 3);
    this.putLengths(this.literals);
    this.putLengths(this.distances);
  }

  private putLengths(tree: Tree): void {
    for (const { length, times, before, isShort } of runsOf(tree)) {
      if (isShort) for (let left = times; left > 0; left--) this.putCode(this.codes, length);
      else if (length !== 0) {
        if (length !== before) this.putCode(this.codes, length);
        this.putCode(this.codes, REP_3_6);
        this.put(times - Number(length !== before) - 3, 2);
      } else {
        this.putCode(this.codes, times <= 10 ? REPZ_3_10 : REPZ_11_138);
        if (times <= 10) this.put(times - 3, 3);
        else this.put(times - 11, 7);
      }
    }
  }

  private putCode(tree: Tree, symbol: number): void {
    this.put(tree.code[symbol]!, tree.len[symbol]!);
  }

  /** The symbols of the block. */
  private write(literals: Tree, distances: Tree): void {
    const { symbols, next } = this;
    const { lengthCode, baseLength, baseDistance } = TABLES;
    for (let at = 0; at < next; at += 3) {
      const distance = symbols[at]! | (symbols[at + 1]! << 8);
      const value = symbols[at + 2]!;
      if (distance === 0) {
        this.putCode(literals, value);
        continue;
      }
      const length = lengthCode[value]!;
      this.putCode(literals, length + LITERALS + 1);
      if (EXTRA_LENGTH_BITS[length] !== 0) this.put(value - baseLength[length]!, EXTRA_LENGTH_BITS[length]!);
      const code = codeOf(distance - 1);
      this.putCode(distances, code);
      if (EXTRA_DISTANCE_BITS[code] !== 0) this.put(distance - 1 - baseDistance[code]!, EXTRA_DISTANCE_BITS[code]!);
    }
    this.putCode(literals, END_BLOCK);
  }

  /** The same stream once more. */
  copy(): Blocks {
    const other = new Blocks(this.most, this.level, this.strategy);
    other.pending = this.pending.slice();
    other.filled = this.filled;
    other.bits = this.bits;
    other.bitCount = this.bitCount;
    other.symbols = this.symbols.slice();
    other.next = this.next;
    other.literals.freq.set(this.literals.freq);
    other.distances.freq.set(this.distances.freq);
    return other;
  }
}

function isSmaller(freq: Uint16Array, depth: Uint8Array, n: number, m: number): boolean {
  return freq[n]! < freq[m]! || (freq[n] === freq[m] && depth[n]! <= depth[m]!);
}

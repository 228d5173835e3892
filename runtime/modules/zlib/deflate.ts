/**
 * zlib.deflate - data as deflate streams, the same bytes that zlib makes.
 *
 * Mirrors     deflate.c of zlib 1.2.13, with memory without an end for what it gives; the blocks of that memory, which decide how data is parted that is
 *             only stored, are those of Modules/zlibmodule.c
 * Instead of  pako, a port of zlib, which cannot copy a stream (compressobj.copy()), nor give its state to another isolate
 * Invariants
 *   D1  `window` holds what can be referred to, from there on the input from `start` to `start + ahead`; `blockStart` is below 0 where the block's begin is lost.
 *   D2  `head` and `previous` have for three bytes their last place in the window, and for a place the one before; 0 is none.
 */
import { crcOf } from "../binascii.js";
import { adlerOf } from "./adler.js";
import { LEVELS } from "./levels.js";
import { deflateStored } from "./stored.js";
import { Blocks } from "./blocks.js";

const SHORTEST = 3;
const LONGEST = 258;
const MIN_AHEAD = LONGEST + SHORTEST + 1;
/** Matches of three bytes are not worth it so far back. */
const TOO_FAR = 4096;

const NO_FLUSH = 0;
const PARTIAL_FLUSH = 1;
const FULL_FLUSH = 3;
export const FINISH = 4;
const BLOCK = 5;

const FILTERED = 1;
const HUFFMAN_ONLY = 2;
const RLE = 3;

/** What a way of compressing has come to: more input is needed, a block is over, the last one is. */
export enum Came {
  NeedMore,
  BlockDone,
  FinishDone,
}

const FIRST_SLOW = 4;

/** How a stream is framed. */
export enum Wrap {
  Raw,
  Zlib,
  Gzip,
}

const NOTHING = new Uint8Array(0);

/** A stream that is being compressed. */
export class Deflate {
  blocks: Blocks;
  window: Uint8Array;
  readonly wrap: Wrap;
  readonly width: number;
  private head: Uint16Array;
  private previous: Uint16Array;
  private readonly hashMask: number;
  private readonly hashShift: number;
  private hash = 0;
  start = 0;
  ahead = 0;
  blockStart = 0;
  /** so many bytes before `start` are not in the tables yet */
  insert = 0;
  private matchStart = 0;
  private matchLength = SHORTEST - 1;
  private previousLength = SHORTEST - 1;
  private matchAvailable = false;
  /** the input, and how far it is read */
  input: Uint8Array = NOTHING;
  at = 0;
  private sum: number;
  private size = 0;
  private begun = false;
  private finished = false;
  private lastFlush = -2;

  readonly level: number;

  /**
   * @param level from 0 to 9; -1 is the usual one
   * @param bits of the window: negative for a raw stream, from 16 on for gzip
   */
  constructor(
    level: number,
    readonly bits: number,
    readonly memory: number,
    readonly strategy: number,
  ) {
    this.level = level === -1 ? 6 : level;
    this.wrap = bits < 0 ? Wrap.Raw : bits > 15 ? Wrap.Gzip : Wrap.Zlib;
    this.width = 1 << this.windowBits;
    this.window = new Uint8Array(2 * this.width);
    this.previous = new Uint16Array(this.width);
    this.head = new Uint16Array(1 << (memory + 7));
    this.hashMask = this.head.length - 1;
    this.hashShift = Math.floor((memory + 7 + SHORTEST - 1) / SHORTEST);
    this.blocks = new Blocks(1 << (memory + 6), this.level, strategy);
    this.sum = this.wrap === Wrap.Zlib ? 1 : 0;
  }

  get windowBits(): number {
    const bits = Math.abs(this.bits) % 16;
    return bits === 8 ? 9 : bits;
  }

  /** What is left of the input. */
  get left(): number {
    return this.input.length - this.at;
  }

  /** deflateSetDictionary: what the stream can refer to from the beginning. */
  useDictionary(dictionary: Uint8Array): void {
    if (this.wrap === Wrap.Zlib) this.sum = adlerOf(dictionary, this.sum);
    const { sum } = this;
    this.input = dictionary.subarray(Math.max(0, dictionary.length - this.width));
    this.at = 0;
    this.fillWindow();
    while (this.ahead >= SHORTEST) {
      let at = this.start;
      for (let left = this.ahead - (SHORTEST - 1); left > 0; left--) this.enter(at++);
      this.start = at;
      this.ahead = SHORTEST - 1;
      this.fillWindow();
    }
    this.start += this.ahead;
    this.blockStart = this.start;
    this.insert = this.ahead;
    this.ahead = 0;
    this.sum = sum;
    this.size = 0;
  }

  /** Takes all of the input. @returns what is written by now; undefined: there is nothing to do */
  run(data: Uint8Array, flush: number): Uint8Array | undefined {
    const { blocks } = this;
    this.input = data;
    this.at = 0;
    const last = this.lastFlush;
    this.lastFlush = flush;
    if ((this.left === 0 && rank(flush) <= rank(last) && flush !== FINISH) || (this.finished && this.left > 0)) return undefined;
    this.writeHeader();
    if (this.left > 0 || this.ahead > 0 || (flush !== NO_FLUSH && !this.finished)) {
      const came = this.way(flush);
      if (came === Came.FinishDone) this.finished = true;
      else if (came === Came.BlockDone) this.flushBlock(flush);
    }
    if (flush === FINISH) this.writeTrailer();
    this.input = NOTHING;
    const out = blocks.pending.slice(0, blocks.filled);
    blocks.filled = 0;
    return out;
  }

  private way(flush: number): Came {
    if (this.level === 0) return deflateStored(this, flush);
    if (this.strategy === HUFFMAN_ONLY) return this.huffman(flush);
    if (this.strategy === RLE) return this.runs(flush);
    return this.level < FIRST_SLOW ? this.fast(flush) : this.slow(flush);
  }

  private flushBlock(flush: number): void {
    if (flush === PARTIAL_FLUSH) this.blocks.align();
    else if (flush !== BLOCK) {
      this.blocks.stored(NOTHING, false);
      if (flush !== FULL_FLUSH) return;
      this.head.fill(0);
      if (this.ahead === 0) this.start = this.blockStart = this.insert = 0;
    }
  }

  private writeHeader(): void {
    const { blocks, level } = this;
    if (this.begun) return;
    this.begun = true;
    const isQuick = this.strategy >= HUFFMAN_ONLY || level < 2;
    if (this.wrap === Wrap.Gzip) blocks.bytes(Uint8Array.of(31, 139, 8, 0, 0, 0, 0, 0, level === 9 ? 2 : isQuick ? 4 : 0, 3));
    if (this.wrap !== Wrap.Zlib) return;
    const hasDictionary = this.start !== 0;
    let header = (8 + ((this.windowBits - 8) << 4)) << 8;
    header |= (isQuick ? 0 : level < 6 ? 1 : level === 6 ? 2 : 3) << 6;
    if (hasDictionary) header |= 32;
    header += 31 - (header % 31);
    blocks.bytes(Uint8Array.of(header >> 8, header & 255));
    if (hasDictionary) this.writeBig(this.sum);
    this.sum = 1;
  }

  private writeTrailer(): void {
    if (this.wrap === Wrap.Zlib) this.writeBig(this.sum);
    if (this.wrap !== Wrap.Gzip) return;
    for (const word of [this.sum, this.size]) this.blocks.bytes(Uint8Array.of(word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24));
  }

  private writeBig(word: number): void {
    this.blocks.bytes(Uint8Array.of(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255));
  }

  /** The next bytes of the input, checksum and size counted. */
  read(count: number): Uint8Array {
    const taken = this.input.subarray(this.at, this.at + count);
    this.at += taken.length;
    if (this.wrap === Wrap.Zlib) this.sum = adlerOf(taken, this.sum);
    else if (this.wrap === Wrap.Gzip) this.sum = crcOf(taken, this.sum);
    this.size = (this.size + taken.length) >>> 0;
    return taken;
  }

  /** Enters three bytes of the window into the tables. @returns where they were last */
  private enter(at: number): number {
    const hash = (this.hash = ((this.hash << this.hashShift) ^ this.window[at + SHORTEST - 1]!) & this.hashMask);
    const before = (this.previous[at & (this.width - 1)] = this.head[hash]!);
    this.head[hash] = at;
    return before;
  }

  private rehash(at: number): void {
    this.hash = ((this.window[at]! << this.hashShift) ^ this.window[at + 1]!) & this.hashMask;
  }

  private get furthest(): number {
    return this.width - MIN_AHEAD;
  }

  private fillWindow(): void {
    const { width, window } = this;
    do {
      let room = 2 * width - this.ahead - this.start;
      if (this.start >= width + this.furthest) {
        window.copyWithin(0, width, 2 * width - room);
        this.matchStart -= width;
        this.start -= width;
        this.blockStart -= width;
        if (this.insert > this.start) this.insert = this.start;
        slide(this.head, width);
        slide(this.previous, width);
        room += width;
      }
      if (this.left === 0) return;
      const taken = this.read(room);
      window.set(taken, this.start + this.ahead);
      this.ahead += taken.length;
      this.enterLate();
    } while (this.ahead < MIN_AHEAD && this.left > 0);
  }

  /** What could not be entered for want of the bytes after it. */
  private enterLate(): void {
    if (this.ahead + this.insert < SHORTEST) return;
    let at = this.start - this.insert;
    this.rehash(at);
    while (this.insert > 0) {
      this.enter(at++);
      this.insert--;
      if (this.ahead + this.insert < SHORTEST) break;
    }
  }

  /** The longest match for what is ahead, among the places of a chain; `matchStart` says where, if it is longer than the previous one. */
  private longestMatch(from: number): number {
    const { window, previous, start } = this;
    const mask = this.width - 1;
    const level = LEVELS[this.level]!;
    let chain = this.previousLength >= level.good ? level.chain >> 2 : level.chain;
    const nice = Math.min(level.nice, this.ahead);
    const limit = Math.max(0, start - this.furthest);
    const end = start + LONGEST;
    let best = this.previousLength;
    let endByte = window[start + best]!;
    let beforeEnd = window[start + best - 1]!;
    for (let match = from; ;) {
      if (
        window[match + best] === endByte &&
        window[match + best - 1] === beforeEnd &&
        window[match] === window[start] &&
        window[match + 1] === window[start + 1]
      ) {
        let at = start + 2;
        for (let other = match + 2; at < end && window[at] === window[other]; at++) other++;
        const length = at - start;
        if (length > best) {
          this.matchStart = match;
          best = length;
          if (length >= nice) break;
          endByte = window[start + best]!;
          beforeEnd = window[start + best - 1]!;
        }
      }
      match = previous[match & mask]!;
      if (match <= limit || --chain === 0) break;
    }
    return Math.min(best, this.ahead);
  }

  private endBlock(isLast: boolean): void {
    const { blockStart, start } = this;
    this.blocks.endBlock(blockStart >= 0 ? this.window.subarray(blockStart, start) : null, start - blockStart, isLast);
    this.blockStart = start;
  }

  /** Is there input for another step? False: it is over, or there may be more later. */
  private hasMore(flush: number, least: number): boolean {
    if (this.ahead >= least) return true;
    this.fillWindow();
    return this.ahead >= least || (flush !== NO_FLUSH && this.ahead > 0);
  }

  private end(flush: number, insert: number): Came {
    if (flush === NO_FLUSH) return Came.NeedMore;
    this.insert = Math.min(this.start, insert);
    if (flush === FINISH) {
      this.endBlock(true);
      return Came.FinishDone;
    }
    if (this.blocks.next > 0) this.endBlock(false);
    return Came.BlockDone;
  }

  /** Takes each match that it finds. */
  private fast(flush: number): Came {
    const { blocks, window } = this;
    const { lazy } = LEVELS[this.level]!;
    while (this.hasMore(flush, MIN_AHEAD)) {
      const before = this.ahead >= SHORTEST ? this.enter(this.start) : 0;
      if (before !== 0 && this.start - before <= this.furthest) this.matchLength = this.longestMatch(before);
      let full: boolean;
      if (this.matchLength >= SHORTEST) {
        full = blocks.match(this.start - this.matchStart, this.matchLength - SHORTEST);
        this.ahead -= this.matchLength;
        if (this.matchLength <= lazy && this.ahead >= SHORTEST) {
          for (this.matchLength--; this.matchLength > 0; this.matchLength--) this.enter(++this.start);
          this.start++;
        } else {
          this.start += this.matchLength;
          this.matchLength = 0;
          this.rehash(this.start);
        }
      } else {
        full = blocks.literal(window[this.start]!);
        this.ahead--;
        this.start++;
      }
      if (full) this.endBlock(false);
    }
    return this.end(flush, SHORTEST - 1);
  }

  /** Takes a match only if there is no longer one at the next byte. */
  private slow(flush: number): Came {
    const { blocks, window } = this;
    const { lazy } = LEVELS[this.level]!;
    while (this.hasMore(flush, MIN_AHEAD)) {
      const before = this.ahead >= SHORTEST ? this.enter(this.start) : 0;
      this.previousLength = this.matchLength;
      const previousMatch = this.matchStart;
      this.matchLength = SHORTEST - 1;
      if (before !== 0 && this.previousLength < lazy && this.start - before <= this.furthest) {
        this.matchLength = this.longestMatch(before);
        const isFar = this.matchLength === SHORTEST && this.start - this.matchStart > TOO_FAR;
        if (this.matchLength <= 5 && (this.strategy === FILTERED || isFar)) this.matchLength = SHORTEST - 1;
      }
      if (this.previousLength >= SHORTEST && this.matchLength <= this.previousLength) {
        const lastEntry = this.start + this.ahead - SHORTEST;
        const full = blocks.match(this.start - 1 - previousMatch, this.previousLength - SHORTEST);
        this.ahead -= this.previousLength - 1;
        for (let left = this.previousLength - 2; left > 0; left--) if (++this.start <= lastEntry) this.enter(this.start);
        this.matchAvailable = false;
        this.matchLength = SHORTEST - 1;
        this.start++;
        if (full) this.endBlock(false);
        continue;
      }
      if (this.matchAvailable && blocks.literal(window[this.start - 1]!)) this.endBlock(false);
      this.matchAvailable = true;
      this.start++;
      this.ahead--;
    }
    if (flush !== NO_FLUSH && this.matchAvailable) {
      blocks.literal(window[this.start - 1]!);
      this.matchAvailable = false;
    }
    return this.end(flush, SHORTEST - 1);
  }

  /** Matches of distance one alone. */
  private runs(flush: number): Came {
    const { blocks, window } = this;
    while (this.hasMore(flush, LONGEST + 1)) {
      let length = 0;
      if (this.ahead >= SHORTEST && this.start > 0) {
        const byte = window[this.start - 1];
        while (length < LONGEST && window[this.start + length] === byte) length++;
        length = Math.min(length, this.ahead);
      }
      const taken = length >= SHORTEST ? length : 1;
      const full = length >= SHORTEST ? blocks.match(1, length - SHORTEST) : blocks.literal(window[this.start]!);
      this.ahead -= taken;
      this.start += taken;
      if (full) this.endBlock(false);
    }
    return this.end(flush, 0);
  }

  private huffman(flush: number): Came {
    while (this.hasMore(flush, 1)) {
      const full = this.blocks.literal(this.window[this.start]!);
      this.ahead--;
      this.start++;
      if (full) this.endBlock(false);
    }
    return this.end(flush, 0);
  }

  /** The same stream once more. */
  copy(): Deflate {
    const other = Object.assign(new Deflate(this.level, this.bits, this.memory, this.strategy), this) as Deflate;
    other.blocks = this.blocks.copy();
    other.window = this.window.slice();
    other.head = this.head.slice();
    other.previous = this.previous.slice();
    return other;
  }
}

/** The order of what calls ask for: how much they write. */
function rank(flush: number): number {
  return flush * 2 - (flush > FINISH ? 9 : 0);
}

function slide(places: Uint16Array, by: number): void {
  for (let i = 0; i < places.length; i++) places[i] = places[i]! >= by ? places[i]! - by : 0;
}

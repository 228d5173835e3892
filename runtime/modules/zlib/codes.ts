/**
 * zlib.codes - trees of symbols with their codes, and the tables that are the same for all streams.
 *
 * Mirrors     trees.c of zlib 1.2.13
 */
export const LITERALS = 256;
const LENGTH_CODES = 29;
export const L_CODES = LITERALS + 1 + LENGTH_CODES;
export const D_CODES = 30;
export const BL_CODES = 19;
export const MAX_BITS = 15;
const MAX_BL_BITS = 7;

export const EXTRA_LENGTH_BITS = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0);
export const EXTRA_DISTANCE_BITS = Uint8Array.of(0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13);
const EXTRA_CODE_BITS = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 7);
/** The lengths of the codes of lengths are written in this order, those that are likely first. */
export const CODE_ORDER = Uint8Array.of(16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15);

/** Symbols with how often they come, and with their codes. */
export class Tree {
  readonly freq: Uint16Array;
  readonly dad: Uint16Array;
  readonly len: Uint16Array;
  readonly code: Uint16Array;
  maxCode = 0;
  constructor(readonly size: number) {
    const nodes = Math.max(2 * size + 1, size + 2);
    this.freq = new Uint16Array(nodes);
    this.dad = new Uint16Array(nodes);
    this.len = new Uint16Array(nodes);
    this.code = new Uint16Array(nodes);
  }
}

/** What all trees of one kind have in common. */
export interface Kind {
  readonly extra: Uint8Array;
  /** the first symbol with extra bits */
  readonly base: number;
  readonly longest: number;
  readonly fixed: Tree | null;
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let bits = code, left = length; left > 0; left--, bits >>= 1) result = (result << 1) | (bits & 1);
  return result;
}

/** The codes of lengths, from how many there are of each length. */
export function giveCodes(tree: Tree, maxCode: number, counts: Uint16Array): void {
  const next = new Uint16Array(MAX_BITS + 1);
  let code = 0;
  for (let bits = 1; bits <= MAX_BITS; bits++) next[bits] = code = (code + counts[bits - 1]!) << 1;
  for (let n = 0; n <= maxCode; n++) {
    const length = tree.len[n]!;
    if (length !== 0) tree.code[n] = reversed(next[length]!++, length);
  }
}

interface Tables {
  readonly lengthCode: Uint8Array;
  readonly baseLength: Uint8Array;
  readonly distanceCode: Uint8Array;
  readonly baseDistance: Uint16Array;
  readonly literals: Kind;
  readonly distances: Kind;
  readonly codes: Kind;
}

function makeTables(): Tables {
  const lengthCode = new Uint8Array(256);
  const baseLength = new Uint8Array(LENGTH_CODES);
  let length = 0;
  for (let code = 0; code < LENGTH_CODES - 1; code++) {
    baseLength[code] = length;
    for (let n = 0; n < 1 << EXTRA_LENGTH_BITS[code]!; n++) lengthCode[length++] = code;
  }
  lengthCode[255] = LENGTH_CODES - 1;
  const distanceCode = new Uint8Array(512);
  const baseDistance = new Uint16Array(D_CODES);
  let distance = 0;
  for (let code = 0; code < 16; code++) {
    baseDistance[code] = distance;
    for (let n = 0; n < 1 << EXTRA_DISTANCE_BITS[code]!; n++) distanceCode[distance++] = code;
  }
  distance >>= 7;
  for (let code = 16; code < D_CODES; code++) {
    baseDistance[code] = distance << 7;
    for (let n = 0; n < 1 << (EXTRA_DISTANCE_BITS[code]! - 7); n++) distanceCode[256 + distance++] = code;
  }
  const literals = new Tree(L_CODES + 2);
  literals.len.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, 288);
  giveCodes(literals, L_CODES + 1, Uint16Array.of(0, 0, 0, 0, 0, 0, 0, 24, 152, 112, 0, 0, 0, 0, 0, 0));
  const distances = new Tree(D_CODES);
  for (let n = 0; n < D_CODES; n++) {
    distances.len[n] = 5;
    distances.code[n] = reversed(n, 5);
  }
  return {
    lengthCode,
    baseLength,
    distanceCode,
    baseDistance,
    literals: { extra: EXTRA_LENGTH_BITS, base: LITERALS + 1, longest: MAX_BITS, fixed: literals },
    distances: { extra: EXTRA_DISTANCE_BITS, base: 0, longest: MAX_BITS, fixed: distances },
    codes: { extra: EXTRA_CODE_BITS, base: 0, longest: MAX_BL_BITS, fixed: null },
  };
}

/** What is the same for all streams. */
export const TABLES = makeTables();

/** The code of a distance, which counts from 0 here. */
export function codeOf(distance: number): number {
  const { distanceCode } = TABLES;
  return distance < 256 ? distanceCode[distance]! : distanceCode[256 + (distance >> 7)]!;
}

/** Lengths in a tree that are written together: so many times the same one, the length before them, and whether they are too few for a code of their own. */
interface Run {
  readonly length: number;
  readonly times: number;
  readonly before: number;
  readonly isShort: boolean;
}

export function runsOf(tree: Tree): Run[] {
  const { len, maxCode } = tree;
  const runs: Run[] = [];
  let before = -1;
  let count = 0;
  let most = len[0] === 0 ? 138 : 7;
  let least = len[0] === 0 ? 3 : 4;
  for (let n = 0; n <= maxCode; n++) {
    const length = len[n]!;
    const next = n === maxCode ? -1 : len[n + 1]!;
    if (++count < most && length === next) continue;
    runs.push({ length, times: count, before, isShort: count < least });
    count = 0;
    before = length;
    most = next === 0 ? 138 : length === next ? 6 : 7;
    least = next === 0 || length === next ? 3 : 4;
  }
  return runs;
}

/**
 * hash64 - CPython's 64-bit hashes, as two 32-bit words.
 *
 * Mirrors   Python/pyhash.c (strings: siphash.ts), tuplehash of Objects/tupleobject.c, frozenset_hash of Objects/setobject.c
 * Mind      a function that ends in "Into" leaves its result in `H`: read both words before anything else is hashed
 */
import { carriedContents } from "../snapshot/carried.js";

/** The hash last computed: both words as signed 32-bit integers. */
export const H = { hi: 0, lo: 0 };
carriedContents("halves of a hash", H);

/** A hash that is known. */
export interface KnownHash {
  readonly hi: number;
  readonly lo: number;
}

/** The hash of a tuple, which holds while no class changes. */
export class TupleHash implements KnownHash {
  constructor(
    readonly hi: number,
    readonly lo: number,
    readonly changes: number,
  ) {}
}

const TWO_32 = 4294967296;
/** 2**61 - 1: hashes of numbers are taken modulo this prime. */
export const MODULUS = 0x1fffffffffffffffn;

/** A bigint of 64 bits and its words, the low one first (Node runs on no machine that has them otherwise). */
const WORDS = new Int32Array(2);
const WHOLE = new BigInt64Array(WORDS.buffer);

/** The hash in `H` as a Python int. */
export function hashValue(): number | bigint {
  const { hi, lo } = H;
  if (hi >= -2097152 && hi < 2097152) return hi * TWO_32 + (lo >>> 0);
  WORDS[0] = lo;
  WORDS[1] = hi;
  return WHOLE[0]!;
}

/** Puts a hash that is a Python int of at most 64 bits into `H`. */
export function hashWordsInto(hash: number | bigint): number {
  if (typeof hash === "number") {
    H.hi = Math.floor(hash / TWO_32);
    return (H.lo = hash | 0);
  }
  WHOLE[0] = hash;
  H.hi = WORDS[1]!;
  return (H.lo = WORDS[0]!);
}

/** Hash of an int. */
export function hashIntInto(n: number | bigint): number {
  if (typeof n === "number") {
    const word = n | 0;
    if (word === n) {
      H.hi = word >> 31;
      return (H.lo = word === -1 ? -2 : word);
    }
    H.hi = Math.floor(n / TWO_32);
    return (H.lo = n | 0);
  }
  const rest = n % MODULUS;
  return hashWordsInto(rest === -1n ? -2n : rest);
}

/** Hash of a float that is not a NaN (a NaN hashes by identity). */
export function hashFloatInto(x: number): number {
  if (Number.isInteger(x)) return hashIntInto(Number.isSafeInteger(x) ? x + 0 : BigInt(x));
  if (x === Infinity || x === -Infinity) return hashIntInto(x > 0 ? 314159 : -314159);
  // x is m / 2**k, and 2**61 is 1 modulo the prime
  let m = Math.abs(x);
  let k = 0;
  while (!Number.isInteger(m)) {
    m *= 2;
    k++;
  }
  const shift = BigInt((61 - (k % 61)) % 61);
  const hash = (BigInt(m) << shift) % MODULUS;
  return hashIntInto(toInt(x < 0 ? -hash : hash));
}

function toInt(n: bigint): number | bigint {
  return n >= -9007199254740991n && n <= 9007199254740991n ? Number(n) : n;
}

/** Hash by identity, as `id(x) >> 4` is. */
export function hashIdentityInto(id: number): number {
  H.hi = Math.floor(id / TWO_32);
  return (H.lo = id | 0);
}

/** `H` times the constant (hi, lo). */
function multiply(hi: number, lo: number): void {
  const a = H.lo;
  H.hi = (upperWord(a, lo) + Math.imul(H.hi, lo) + Math.imul(a, hi)) | 0;
  H.lo = Math.imul(a, lo);
}

/** The upper 32 bits of the product of two unsigned words, by parts that all fit in 32 bits. */
function upperWord(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = (Math.imul(a1, b0) + (Math.imul(a0, b0) >>> 16)) | 0;
  const other = (Math.imul(a0, b1) + (middle & 0xffff)) | 0;
  return (Math.imul(a1, b1) + (middle >>> 16) + (other >>> 16)) | 0;
}

/** `H` plus (hi, lo). */
function plus(hi: number, lo: number): void {
  const sum = (H.lo >>> 0) + (lo >>> 0);
  H.hi = (H.hi + hi + (sum >= TWO_32 ? 1 : 0)) | 0;
  H.lo = sum | 0;
}

/** Where the hash of a tuple begins: both words. */
export const TUPLE_HI = 0x27d4eb2f;
export const TUPLE_LO = 0x165667c5;

/** What a tuple's hash so far (hi, lo) comes to with the next item, whose hash is in `H`: into `H`. */
export function addToTuple(hi: number, lo: number): void {
  const a = H.lo;
  // H * 0xc2b2ae3d27d4eb4f + (hi, lo)
  const low = Math.imul(a, 0x27d4eb4f);
  const sum = (low + lo) | 0;
  const carry = sum >>> 0 < low >>> 0 ? 1 : 0;
  const high = (upperWord(a, 0x27d4eb4f) + Math.imul(H.hi, 0x27d4eb4f) + Math.imul(a, 0xc2b2ae3d) + hi + carry) | 0;
  // ... turned left by 31 bits, * 0x9e3779b185ebca87
  const l = (sum << 31) | (high >>> 1);
  H.hi = (upperWord(l, 0x85ebca87) + Math.imul((high << 31) | (sum >>> 1), 0x85ebca87) + Math.imul(l, 0x9e3779b1)) | 0;
  H.lo = Math.imul(l, 0x85ebca87);
}

/** The hash of a tuple of so many items, when all have been added. */
export function endTupleInto(hi: number, lo: number, length: number): number {
  H.hi = hi;
  H.lo = lo;
  plus(TUPLE_HI, length ^ TUPLE_LO ^ 3527539);
  if (H.hi === -1 && H.lo === -1) {
    H.hi = 0;
    H.lo = 1546275796;
  }
  return H.lo;
}

/** The hash of a frozenset: `add()` for each item's hash in `H`, in any order. */
export class FrozenSetHash {
  hi = 0;
  lo = 0;

  add(): void {
    const { hi, lo } = H;
    H.hi = hi ^ ((hi << 16) | (lo >>> 16));
    H.lo = lo ^ 89869747 ^ (lo << 16);
    multiply(0, 3644798167 | 0);
    this.hi ^= H.hi;
    this.lo ^= H.lo;
  }

  endInto(size: number): number {
    H.hi = 0;
    H.lo = size + 1;
    multiply(0, 1927868237);
    const hi = H.hi ^ this.hi;
    const lo = H.lo ^ this.lo;
    H.hi = hi ^ (hi >>> 11) ^ (hi >>> 25);
    H.lo = lo ^ ((lo >>> 11) | (hi << 21)) ^ ((lo >>> 25) | (hi << 7));
    multiply(0, 69069);
    plus(0, 907133923);
    if (H.hi === -1 && H.lo === -1) {
      H.hi = 0;
      H.lo = 590923713;
    }
    return H.lo;
  }
}

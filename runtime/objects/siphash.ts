/**
 * siphash - the hash of strings and bytes, under a key that is random or that PYTHONHASHSEED gives.
 *
 * Mirrors   siphash13 of Python/pyhash.c, lcg_urandom and _Py_HashRandomization_Init of Python/bootstrap_hash.c
 * Differs   without PYTHONHASHSEED it is another function, whose key is random
 */
import { carried } from "../snapshot/carried.js";
import { textOf } from "./bytes/text.js";
import { H } from "./hash64.js";

/** The key's four words, the lowest first; null until something is hashed. */
let key: Int32Array | null = null;
carried(
  "hash key",
  () => key,
  (v) => {
    key = v as Int32Array | null;
  },
);

/** What PYTHONHASHSEED says: a seed, or null for a random key. */
export function hashSeed(): number | null {
  const text = process.env["PYTHONHASHSEED"];
  return text === undefined || !/^\d{1,10}$/.test(text) || Number(text) > 0xffffffff ? null : Number(text);
}

/** Whether PYTHONHASHSEED says how strings hash: sets of them have CPython's order then. */
export const SEEDED = hashSeed() !== null;

function makeKey(): Int32Array {
  const made = new Int32Array(4);
  const seed = hashSeed();
  if (seed === null) for (let i = 0; i < 4; i++) made[i] = Math.random() * 4294967296;
  else if (seed !== 0) {
    const bytes = new Uint8Array(made.buffer);
    let x = seed;
    for (let i = 0; i < 16; i++) {
      x = (Math.imul(x, 214013) + 2531011) | 0;
      bytes[i] = x >>> 16;
    }
  }
  return (key = made);
}

/** The text as CPython holds it: one, two or four bytes a character, by the widest one. */
let words = new Int32Array(64);

/** Writes the text into `words`, zeros behind it; gives its bytes. */
function layOut(s: string): number {
  const n = s.length;
  if (words.length * 4 < n * 4 + 16) words = new Int32Array(n * 2 + 4);
  const narrow = new Uint8Array(words.buffer);
  for (let i = 0; i < n; i++) {
    const c = s.charCodeAt(i);
    if (c > 255) return layOutWide(s);
    narrow[i] = c;
  }
  narrow.fill(0, n, n + 8);
  return n;
}

function layOutWide(s: string): number {
  const n = s.length;
  let size = 0;
  for (let i = 0; i < n; i++, size++) {
    const c = s.codePointAt(i)!;
    words[size] = c;
    if (c > 0xffff) i++;
  }
  if (size < n) {
    words.fill(0, size, size + 2);
    return size * 4;
  }
  const wide = new Uint16Array(words.buffer);
  for (let i = 0; i < n; i++) wide[i] = s.charCodeAt(i);
  wide.fill(0, n, n + 4);
  return n * 2;
}

/** Hash of a string. */
export function hashStringInto(s: string): number {
  if (s.length === 0) return (H.hi = H.lo = 0);
  return SEEDED ? sipInto(s, key ?? makeKey()) : quickInto(s, key ?? makeKey());
}

/** Two interleaved FNV-1a sums: where the key is random, nobody can tell it from the other, which takes several times as long. */
function quickInto(s: string, k: Int32Array): number {
  let a = k[0]!;
  let b = k[1]!;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ (c + i), 0x85ebca6b);
    b ^= b >>> 15;
  }
  a ^= a >>> 13;
  H.hi = b;
  return (H.lo = a === -1 && b === -1 ? -2 : a);
}

/** Hash of bytes: that of the text of the same characters. */
export function hashBytesInto(data: Uint8Array): number {
  if (data.length === 0) return (H.hi = H.lo = 0);
  return SEEDED ? hashStringInto(textOf(data)) : quickBytesInto(data, key ?? makeKey());
}

/** `quickInto`, without making the text. */
function quickBytesInto(data: Uint8Array, k: Int32Array): number {
  let a = k[0]!;
  let b = k[1]!;
  for (let i = 0; i < data.length; i++) {
    const c = data[i]!;
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ (c + i), 0x85ebca6b);
    b ^= b >>> 15;
  }
  a ^= a >>> 13;
  H.hi = b;
  return (H.lo = a === -1 && b === -1 ? -2 : a);
}

function sipInto(s: string, k: Int32Array): number {
  const size = layOut(s);
  let al = k[0]! ^ 0x70736575;
  let ah = k[1]! ^ 0x736f6d65;
  let bl = k[2]! ^ 0x6e646f6d;
  let bh = k[3]! ^ 0x646f7261;
  let cl = k[0]! ^ 0x6e657261;
  let ch = k[1]! ^ 0x6c796765;
  let dl = k[2]! ^ 0x79746573;
  let dh = k[3]! ^ 0x74656462;
  const blocks = size >>> 3;
  // a round for each block of eight bytes, one for the rest and the size, three at the end
  for (let round = 0; round < blocks + 4; round++) {
    let ml = 0;
    let mh = 0;
    if (round <= blocks) {
      ml = words[round * 2]!;
      mh = words[round * 2 + 1]!;
      if (round === blocks) mh |= size << 24;
    }
    dl ^= ml;
    dh ^= mh;
    let sum = (al >>> 0) + (bl >>> 0);
    ah = (ah + bh + (sum > 0xffffffff ? 1 : 0)) | 0;
    al = sum | 0;
    sum = (cl >>> 0) + (dl >>> 0);
    ch = (ch + dh + (sum > 0xffffffff ? 1 : 0)) | 0;
    cl = sum | 0;
    let t = ((bl << 13) | (bh >>> 19)) ^ al;
    bh = ((bh << 13) | (bl >>> 19)) ^ ah;
    bl = t;
    t = ((dl << 16) | (dh >>> 16)) ^ cl;
    dh = ((dh << 16) | (dl >>> 16)) ^ ch;
    dl = t;
    t = al;
    al = ah;
    ah = t;
    sum = (cl >>> 0) + (bl >>> 0);
    ch = (ch + bh + (sum > 0xffffffff ? 1 : 0)) | 0;
    cl = sum | 0;
    sum = (al >>> 0) + (dl >>> 0);
    ah = (ah + dh + (sum > 0xffffffff ? 1 : 0)) | 0;
    al = sum | 0;
    t = ((bl << 17) | (bh >>> 15)) ^ cl;
    bh = ((bh << 17) | (bl >>> 15)) ^ ch;
    bl = t;
    t = ((dl << 21) | (dh >>> 11)) ^ al;
    dh = ((dh << 21) | (dl >>> 11)) ^ ah;
    dl = t;
    t = cl;
    cl = ch;
    ch = t;
    al ^= ml;
    ah ^= mh;
    if (round === blocks) cl ^= 0xff;
  }
  const lo = al ^ bl ^ cl ^ dl;
  H.hi = ah ^ bh ^ ch ^ dh;
  return (H.lo = lo === -1 && H.hi === -1 ? -2 : lo);
}

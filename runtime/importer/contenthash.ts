/**
 * contenthash - a name for a content: 128 bits of it, without loading node:crypto, which takes as long as the rest of a start.
 *
 * Mirrors  MurmurHash3_x86_128 of Austin Appleby (public domain), over bytes and a seed. No protection against someone who makes collisions on purpose:
 *          whoever can write a script can run it.
 */

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

function final(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** 32 hexadecimal digits that stand for the bytes. */
export function contentHash(bytes: Uint8Array): string {
  const { length } = bytes;
  let [a, b, c, d] = [0, 0, 0, 0];
  const word = (at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
  const whole = length - (length % 16);
  for (let at = 0; at < whole; at += 16) {
    a ^= Math.imul(rotate(Math.imul(word(at), C1), 15), C2);
    a = (Math.imul((rotate(a, 19) + b) | 0, 5) + 0x561ccd1b) | 0;
    b ^= Math.imul(rotate(Math.imul(word(at + 4), C2), 16), C3);
    b = (Math.imul((rotate(b, 17) + c) | 0, 5) + 0x0bcaa747) | 0;
    c ^= Math.imul(rotate(Math.imul(word(at + 8), C3), 17), C4);
    c = (Math.imul((rotate(c, 15) + d) | 0, 5) + 0x96cd1c35) | 0;
    d ^= Math.imul(rotate(Math.imul(word(at + 12), C4), 18), C1);
    d = (Math.imul((rotate(d, 13) + a) | 0, 5) + 0x32ac3b17) | 0;
  }
  if (whole < length) {
    d ^= Math.imul(rotate(Math.imul(word(whole + 12), C4), 18), C1);
    c ^= Math.imul(rotate(Math.imul(word(whole + 8), C3), 17), C4);
    b ^= Math.imul(rotate(Math.imul(word(whole + 4), C2), 16), C3);
    a ^= Math.imul(rotate(Math.imul(word(whole), C1), 15), C2);
  }
  a ^= length;
  b ^= length;
  c ^= length;
  d ^= length;
  a = (a + b + c + d) | 0;
  b = (b + a) | 0;
  c = (c + a) | 0;
  d = (d + a) | 0;
  a = final(a);
  b = final(b);
  c = final(c);
  d = final(d);
  a = (a + b + c + d) | 0;
  b = (b + a) | 0;
  c = (c + a) | 0;
  d = (d + a) | 0;
  return [a, b, c, d].map((x) => (x >>> 0).toString(16).padStart(8, "0")).join("");
}

/**
 * big - integer arithmetic beyond the safe range, and the one canonical form of an int.
 *
 * Mind  an int is a number while it is a safe integer and never -0; else it is a bigint
 */
import { scale, bitLengthOf } from "../float/text.js";

export type Int = number | bigint;

const MAX = 9007199254740991n;
const MIN = -9007199254740991n;
const SHORT = 1n << 2048n;

/** The canonical form of a bigint. */
export function canon(n: bigint): Int {
  return n <= MAX && n >= MIN ? Number(n) : n;
}

/** The int that an integral double denotes. */
export function intOf(x: number): Int {
  return Number.isSafeInteger(x) ? x + 0 : BigInt(x);
}

/** Bits that the last divisor was cut by: those of the next are about as many. */
const cut = { bits: 0n, size: 0 };
/** Below this many bits V8 divides fast enough. */
const LONG = 2048;

/**
 * floor(a / b) of long positive ints whose quotient is short: estimated from the leading bits, then set right. V8 takes time that grows with
 * the square of the length, whatever the quotient.
 */
function shortQuotient(a: bigint, b: bigint): bigint | undefined {
  let head = Number(b >> cut.bits);
  if (!(head >= 1e18 && head <= 1e60)) {
    const size = bitLengthOf(b) - 100;
    cut.size = size;
    cut.bits = size > 0 ? BigInt(size) : 0n;
    head = Number(b >> cut.bits);
  }
  if (cut.size < LONG) return undefined;
  const estimate = Number(a >> cut.bits) / head;
  if (!(estimate < 1e12)) return undefined;
  let q = BigInt(Math.floor(estimate));
  let rest = a - q * b;
  while (rest < 0n) {
    rest += b;
    q -= 1n;
  }
  while (rest >= b) {
    rest -= b;
    q += 1n;
  }
  return q;
}

export function bigFloordiv(a: bigint, b: bigint): bigint {
  if (a > SHORT && b > SHORT) {
    const short = shortQuotient(a, b);
    if (short !== undefined) return short;
  }
  const q = a / b;
  return a < 0n !== b < 0n && q * b !== a ? q - 1n : q;
}

export function bigMod(a: bigint, b: bigint): bigint {
  if (a > SHORT && b > SHORT) {
    const short = shortQuotient(a, b);
    if (short !== undefined) return a - short * b;
  }
  const r = a % b;
  return r !== 0n && r < 0n !== b < 0n ? r + b : r;
}

/** Bits of |n|. */
export function bitLength(n: Int): number {
  if (typeof n === "number") {
    const size = Math.abs(n);
    if (size < 0x100000000) return 32 - Math.clz32(size);
    return 64 - Math.clz32(Math.floor(size / 0x100000000));
  }
  return bitLengthOf(n < 0n ? -n : n);
}

/** The double nearest to n, ties to even; Infinity where float() would overflow. */
export function intToDouble(n: Int): number {
  return typeof n === "number" ? n : Number(n);
}

/** a / b rounded once; Infinity for a result too large. b is not 0. */
export function bigTruediv(a: bigint, b: bigint): number {
  const negative = a < 0n !== b < 0n;
  const n = a < 0n ? -a : a;
  const d = b < 0n ? -b : b;
  if (n === 0n) return negative ? -0 : 0;
  // enough bits that the sticky bit below decides every tie
  const shift = BigInt(Math.max(0, bitLengthOf(d) - bitLengthOf(n) + 66));
  const scaled = n << shift;
  let q = scaled / d;
  if (q * d !== scaled) q = (q << 1n) | 1n;
  else q <<= 1n;
  const size = scale(q, -shift - 1n);
  return negative ? -size : size;
}

/** pow(base, exponent, modulus) with modulus > 0, exponent >= 0. */
export function powMod(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n % modulus;
  let square = bigMod(base, modulus);
  for (const bit of exponent.toString(2).split("").reverse()) {
    if (bit === "1") result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** The inverse of a modulo m > 1, or undefined. */
export function inverse(a: bigint, m: bigint): bigint | undefined {
  let [r0, r1] = [bigMod(a, m), m];
  let [s0, s1] = [1n, 0n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1] = [r1, r0 - q * r1];
    [s0, s1] = [s1, s0 - q * s1];
  }
  return r0 === 1n ? bigMod(s0, m) : undefined;
}

/** floor(sqrt(n)), n >= 0. */
export function isqrt(n: bigint): bigint {
  if (n < 4503599627370496n) return BigInt(Math.floor(Math.sqrt(Number(n))));
  let x = 1n << BigInt((bitLengthOf(n) + 1) >> 1);
  for (;;) {
    const y = (x + n / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}

export function gcd(a: bigint, b: bigint): bigint {
  if (a < 0n) a = -a;
  if (b < 0n) b = -b;
  while (b !== 0n) {
    if (a <= MAX && b <= MAX) {
      let x = Number(a);
      let y = Number(b);
      while (y !== 0) [x, y] = [y, x % y];
      return BigInt(x);
    }
    [a, b] = [b, a % b];
  }
  return a;
}

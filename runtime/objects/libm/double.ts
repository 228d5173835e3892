/**
 * double - arithmetic with pairs of doubles, high + low: about 106 bits, for results that are rounded once.
 *
 * Mind  functions return the high part and leave the low one in `low`; read it at once
 */
import { parts, scale } from "../float/text.js";

/** The low part of the last result. */
export const low = new Float64Array(1);

const SPLIT = 134217729;

/** a * b exactly. */
export function product(a: number, b: number): number {
  const p = a * b;
  let t = SPLIT * a;
  const ah = t - (t - a);
  const al = a - ah;
  t = SPLIT * b;
  const bh = t - (t - b);
  const bl = b - bh;
  low[0] = ah * bh - p + ah * bl + al * bh + al * bl;
  return p;
}

/** a + b exactly. */
export function sum(a: number, b: number): number {
  const s = a + b;
  const t = s - a;
  low[0] = a - (s - t) + (b - t);
  return s;
}

/** a + b exactly, for |a| >= |b|. */
export function quickSum(a: number, b: number): number {
  const s = a + b;
  low[0] = b - (s - a);
  return s;
}

/** (ah + al) + (bh + bl) */
export function add(ah: number, al: number, bh: number, bl: number): number {
  const s = sum(ah, bh);
  const e = low[0] as number;
  const t = sum(al, bl);
  const f = low[0] as number;
  const u = quickSum(s, e + t);
  return quickSum(u, (low[0] as number) + f);
}

/** (ah + al) * (bh + bl) */
export function multiply(ah: number, al: number, bh: number, bl: number): number {
  const p = product(ah, bh);
  return quickSum(p, (low[0] as number) + (ah * bl + al * bh));
}

/** (ah + al) / (bh + bl) */
export function divide(ah: number, al: number, bh: number, bl: number): number {
  const q = ah / bh;
  const p = product(q, bh);
  const e = low[0] as number;
  const r = ah - p - e + al - q * bl;
  return quickSum(q, r / bh);
}

/** The square root of ah + al. */
export function squareRoot(ah: number, al: number): number {
  const s = Math.sqrt(ah);
  if (s === 0) {
    low[0] = 0;
    return s;
  }
  const p = product(s, s);
  const r = ah - p - (low[0] as number) + al;
  return quickSum(s, r / (2 * s));
}

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

/** The exponent e of x = m * 2**e with 1 <= m < 2; x is positive and normal. */
export function exponentOf(x: number): number {
  bits[0] = x;
  return (((words[1] as number) >> 20) & 0x7ff) - 1023;
}

/** x * 2**n where the result is normal or the rounding does not matter. */
export function scalb(x: number, n: number): number {
  if (n >= -1022 && n <= 1023) return x * 2 ** n;
  if (n > 1023) return n > 2100 ? x * Infinity : x * 2 ** 1023 * (n > 2046 ? 2 ** 1023 * 2 ** (n - 2046) : 2 ** (n - 1023));
  return n < -2200 ? x * 0 : x * 2 ** (n + 1074) * 2 ** -1074;
}

/** (high + lower) * 2**n rounded once, also where the result is subnormal. */
export function scaleRounded(high: number, lower: number, n: number): number {
  if (exponentOf(Math.abs(high)) + n >= -1022) return scalb(high, n);
  // so small a result is rare: exactly, in integers
  const [mh, eh] = parts(Math.abs(high));
  const [ml, el] = parts(Math.abs(lower));
  if (ml === 0n) return Math.sign(high) * scale(mh, BigInt(eh + n));
  const e = Math.min(eh, el);
  const a = mh << BigInt(eh - e);
  const b = ml << BigInt(el - e);
  return Math.sign(high) * scale(high < 0 === lower < 0 ? a + b : a - b, BigInt(e + n));
}

/**
 * trigonometry - sin, cos, tan and their inverses, rounded once.
 *
 * Method  the angle modulo pi/2 as a pair; sines and cosines of k/128 from a table of pairs, the rest by short series.
 *         Inverses take JavaScript's value and correct it by one step of Newton's method in pairs.
 */
import { parts, scale, bitLengthOf } from "../float/text.js";
import { add, divide, low, multiply, product, quickSum, squareRoot, sum } from "./double.js";

/** sin and cos of k/128 for k = 0..101, four numbers each; made at first use. */
let table: Float64Array | undefined;

function makeTable(): Float64Array {
  const t = new Float64Array(4 * 102);
  // sin and cos of 1/128 by their series
  const step = [0, 0, 0, 0];
  for (const which of [0, 1]) {
    let h = 0;
    let l = 0;
    for (let k = 16 + which; k > 1; k -= 2) {
      const denominator = -(k - 1) * k * 16384;
      h = add(1, 0, h, l);
      l = low[0] as number;
      h = divide(h, l, denominator, 0);
      l = low[0] as number;
    }
    h = add(1, 0, h, l);
    l = low[0] as number;
    const factor = which === 1 ? 1 / 128 : 1;
    step[which === 1 ? 0 : 2] = h * factor;
    step[which === 1 ? 1 : 3] = l * factor;
  }
  const [sh, sl, ch, cl] = step as [number, number, number, number];
  t[2] = 1;
  for (let k = 4; k < t.length; k += 4) {
    const s0 = t[k - 4] as number;
    const s1 = t[k - 3] as number;
    const c0 = t[k - 2] as number;
    const c1 = t[k - 1] as number;
    let a = multiply(s0, s1, ch, cl);
    let al = low[0] as number;
    let b = multiply(c0, c1, sh, sl);
    t[k] = add(a, al, b, low[0] as number);
    t[k + 1] = low[0] as number;
    a = multiply(c0, c1, ch, cl);
    al = low[0] as number;
    b = multiply(s0, s1, sh, sl);
    t[k + 2] = add(a, al, -b, -(low[0] as number));
    t[k + 3] = low[0] as number;
  }
  return (table = t);
}

/** A reduced angle, |high| <= pi/4, and its quadrant. */
const angle = { high: 0, low: 0, quadrant: 0 };

// pi/2 in parts of 33 bits and a rest
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.478427660348229e-32, 2.0670321098263988e-43] as const;

function reduce(x: number): void {
  const size = Math.abs(x);
  if (size <= 0.7853981633974483) {
    angle.high = x;
    angle.low = 0;
    angle.quadrant = 0;
    return;
  }
  if (size > 1e6) {
    reduceHuge(x);
    return;
  }
  const n = Math.round(x * 0.6366197723675814);
  let h = x - n * HALF_PI[0];
  h = sum(h, -n * HALF_PI[1]);
  let l = low[0] as number;
  h = add(h, l, -n * HALF_PI[2], 0);
  l = low[0] as number;
  h = add(h, l, -n * HALF_PI[3], -n * HALF_PI[4]);
  angle.high = h;
  angle.low = low[0] as number;
  angle.quadrant = n & 3;
}

/** pi/2 times 2**1300, made at first use by Machin's formula. */
let bigHalfPi: bigint | undefined;
const BIG_BITS = 1300n;

function makeHalfPi(): bigint {
  const one = 1n << (BIG_BITS + 32n);
  const arctan = (n: bigint) => {
    let term = one / n;
    let total = 0n;
    for (let k = 1n; term !== 0n; k += 2n) {
      total += (k & 2n) === 0n ? term / k : -term / k;
      term /= n * n;
    }
    return total;
  };
  return (bigHalfPi = (8n * arctan(5n) - 2n * arctan(239n)) >> 32n);
}

function reduceHuge(x: number): void {
  const halfPi = bigHalfPi ?? makeHalfPi();
  const [m, e] = parts(Math.abs(x));
  const fixed = m << (BIG_BITS + BigInt(e));
  let n = fixed / halfPi;
  let rest = fixed - n * halfPi;
  if (rest * 2n > halfPi) {
    n++;
    rest -= halfPi;
  }
  const sign = rest < 0n !== x < 0 ? -1 : 1;
  if (rest < 0n) rest = -rest;
  const drop = BigInt(Math.max(0, bitLengthOf(rest) - 53));
  const high = (rest >> drop) << drop;
  angle.high = sign * scale(high, -BIG_BITS);
  angle.low = rest === high ? 0 : sign * scale(rest - high, -BIG_BITS);
  angle.quadrant = (x < 0 ? 4 - Number(n & 3n) : Number(n & 3n)) & 3;
}

/** Low parts of the last sine and cosine. */
let cosine = 0;
let cosineLow = 0;

/** sin and cos of h + l, |h| <= pi/4: the sine is returned (with `low`), the cosine is in `cosine`. */
function sineAndCosine(h: number, l: number): number {
  const t = table ?? makeTable();
  const negative = h < 0;
  if (negative) {
    h = -h;
    l = -l;
  }
  const k = Math.round(h * 128);
  const d = quickSum(h - k * 0.0078125, l);
  const dl = low[0] as number;
  const s0 = t[4 * k] as number;
  const s1 = t[4 * k + 1] as number;
  const c0 = t[4 * k + 2] as number;
  const c1 = t[4 * k + 3] as number;
  const d2 = d * d;
  // sin d - d and cos d - 1
  const sineRest = d * d2 * (-0.16666666666666666 + d2 * (0.008333333333333333 + d2 * (-0.0001984126984126984 + d2 * 2.7557319223985893e-6)));
  const cosineRest = d2 * (-0.5 + d2 * (0.041666666666666664 + d2 * (-0.001388888888888889 + d2 * 2.48015873015873e-5))) - d * dl;
  let p = product(s0, d);
  let pl = (low[0] as number) + (s0 * dl + s1 * d);
  let q = quickSum(c0, -p);
  let ql = (low[0] as number) - pl + c1 + (c0 * cosineRest - s0 * sineRest);
  cosine = quickSum(q, ql);
  cosineLow = low[0] as number;
  p = product(c0, d);
  pl = (low[0] as number) + (c0 * dl + c1 * d);
  q = sum(s0, p);
  ql = (low[0] as number) + pl + s1 + (s0 * cosineRest + c0 * sineRest);
  const sine = quickSum(q, ql);
  if (negative) {
    low[0] = -(low[0] as number);
    return -sine;
  }
  return sine;
}

export function sin(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  if (x > -1e-8 && x < 1e-8) return x === 0 ? x : x - (x * x * x) / 6;
  reduce(x);
  const quadrant = angle.quadrant;
  const s = sineAndCosine(angle.high, angle.low);
  const value = quadrant & 1 ? cosine : s;
  return quadrant & 2 ? -value : value;
}

export function cos(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  reduce(x);
  const quadrant = angle.quadrant;
  const s = sineAndCosine(angle.high, angle.low);
  const value = quadrant & 1 ? s : cosine;
  return quadrant === 1 || quadrant === 2 ? -value : value;
}

export function tan(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  if (x > -1e-8 && x < 1e-8) return x + (x * x * x) / 3;
  reduce(x);
  const s = sineAndCosine(angle.high, angle.low);
  const sl = low[0] as number;
  return angle.quadrant & 1 ? -divide(cosine, cosineLow, s, sl) : divide(s, sl, cosine, cosineLow);
}

/** The angle of the point (xh + xl, yh + yl), both finite and not huge or tiny, not both 0. */
function angleOf(yh: number, yl: number, xh: number, xl: number): number {
  const near = Math.atan2(yh, xh);
  reduce(near);
  const quadrant = angle.quadrant;
  let s = sineAndCosine(angle.high, angle.low);
  let sl = low[0] as number;
  let c = cosine;
  let cl = cosineLow;
  if (quadrant & 1) {
    [s, sl, c, cl] = [c, cl, -s, -sl];
  }
  if (quadrant & 2) {
    [s, sl, c, cl] = [-s, -sl, -c, -cl];
  }
  const a = multiply(yh, yl, c, cl);
  const al = low[0] as number;
  const b = multiply(xh, xl, s, sl);
  const difference = add(a, al, -b, -(low[0] as number));
  return near + difference / (xh * c + yh * s);
}

export function atan(x: number): number {
  if (x !== x) return x;
  if (x > -1e-8 && x < 1e-8) return x === 0 ? x : x - (x * x * x) / 3;
  if (Math.abs(x) > 1e17) return x < 0 ? -1.5707963267948966 : 1.5707963267948966;
  return angleOf(x, 0, 1, 0);
}

export function asin(x: number): number {
  if (!(x >= -1 && x <= 1)) return NaN;
  if (x > -1e-8 && x < 1e-8) return x + (x * x * x) / 6;
  const h = complement(x);
  return angleOf(x, 0, h, low[0] as number);
}

export function acos(x: number): number {
  if (!(x >= -1 && x <= 1)) return NaN;
  if (x === 1) return 0;
  const h = complement(x);
  return angleOf(h, low[0] as number, x, 0);
}

/** sqrt(1 - x*x) */
function complement(x: number): number {
  const a = sum(1, -x);
  const al = low[0] as number;
  const b = sum(1, x);
  const p = multiply(a, al, b, low[0] as number);
  return squareRoot(p, low[0] as number);
}

export function atan2(y: number, x: number): number {
  if (y === 0 || x === 0 || !Number.isFinite(y) || !Number.isFinite(x)) return Math.atan2(y, x);
  const ratio = Math.abs(y / x);
  if (ratio < 1e-17) return x > 0 ? y / x : y < 0 ? -Math.PI : Math.PI;
  if (ratio > 1e17) return y < 0 ? -Math.PI / 2 : Math.PI / 2;
  const size = Math.max(Math.abs(x), Math.abs(y));
  if (size > 1e100 || size < 1e-100) {
    const factor = size > 1e100 ? 2 ** -600 : 2 ** 600;
    y *= factor;
    x *= factor;
  }
  if (ratio < 1e-8 && x > 0) {
    const q = divide(y, 0, x, 0);
    return q + ((low[0] as number) - (q * q * q) / 3);
  }
  return angleOf(y, 0, x, 0);
}

/**
 * exp - the exponential function of doubles and of pairs, rounded once.
 *
 * Method  2**(n/128) from a table in pairs, times a short series; the error before the rounding is below 2**-68
 */
import { low, multiply, product, scaleRounded, squareRoot } from "./double.js";

/** 2**(i/128) as pairs; made at first use. */
let table: Float64Array | undefined;

function makeTable(): Float64Array {
  const t = new Float64Array(256);
  let h = 2;
  let l = 0;
  for (let i = 0; i < 7; i++) {
    h = squareRoot(h, l);
    l = low[0] as number;
  }
  let ph = 1;
  let pl = 0;
  for (let i = 0; i < 128; i++) {
    t[2 * i] = ph;
    t[2 * i + 1] = pl;
    ph = multiply(ph, pl, h, l);
    pl = low[0] as number;
  }
  return (table = t);
}

// ln(2)/128 in two parts; n * the first is exact
const STEP1 = 0.005415212347998022;
const STEP2 = 1.2655086083325438e-13;
const SPLIT = 134217729;

/** exp(h + l) for -750 < h < 710.  */
export function expPair(h: number, l: number): number {
  const t = table ?? makeTable();
  const n = Math.round(h * 184.6649652337873);
  // All of it in one function: calls that V8 does not inline would box each double.
  const first = h - n * STEP1;
  const step = n * STEP2;
  const r = first - step;
  const rl = first - r - step + l;
  const square = r * r;
  const series =
    square *
    (0.5 + r * (0.16666666666666666 + r * (0.041666666666666664 + r * (0.008333333333333333 + r * (0.001388888888888889 + r * 0.0001984126984126984)))));
  const q = r + series;
  const ql = series - (q - r) + (rl + r * rl);
  const j = n & 127;
  const th = t[2 * j] as number;
  const tl = t[2 * j + 1] as number;
  let t0 = SPLIT * th;
  const ah = t0 - (t0 - th);
  const at = th - ah;
  t0 = SPLIT * q;
  const bh = t0 - (t0 - q);
  const bt = q - bh;
  const m = th * q;
  const ml = ah * bh - m + ah * bt + at * bh + at * bt;
  const s = th + m;
  const rest = m - (s - th) + (ml + (th * ql + tl * q + tl));
  const k = (n - j) / 128;
  if (k > -1021 && k < 1023) return (s + rest) * 2 ** k;
  const high = s + rest;
  return scaleRounded(high, rest - (high - s), k);
}

/** exp(x); Infinity beyond the range. */
export function exp(x: number): number {
  if (x !== x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  return expPair(x, 0);
}

const LN2_LOW = 2.3190468138462996e-17;

/** 2 ** x; Infinity beyond the range. */
export function exp2(x: number): number {
  if (x !== x) return x;
  if (x >= 1024) return Infinity;
  if (x < -1075) return 0;
  const n = Math.round(x);
  const f = x - n;
  if (f === 0) return scaleRounded(1, 0, n);
  const p = product(f, 0.6931471805599453);
  const e = (low[0] as number) + f * LN2_LOW;
  if (n > -1000) return expPair(p, e) * 2 ** Math.trunc(n / 2) * 2 ** (n - Math.trunc(n / 2));
  // subnormal: the power of two goes into the exponent before the one rounding
  const q = product(n, 0.6931471805599453);
  const r = (low[0] as number) + n * LN2_LOW;
  return expPair(q, r + p + e);
}

/**
 * decimal.series - exponentials and logarithms of integers in fixed point, with known errors.
 *
 * Mirrors     _iexp, _ilog, _dexp, _dlog, _dlog10, _Log10Memoize of Lib/_pydecimal.py, whose comments prove the bounds
 */
import { isqrt } from "../../objects/int/big.js";
import { digitsOf, tenTo } from "./number.js";
import { canon } from "../../objects/int/big.js";

function absolute(x: bigint): bigint {
  return x < 0n ? -x : x;
}

function count(x: bigint): number {
  return digitsOf(canon(x));
}

/** floor(a / b) for b > 0. */
function floor(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a < 0n && q * b !== a ? q - 1n : q;
}

/** a / b for b > 0, to the nearest, halves to even. */
function nearest(a: bigint, b: bigint): bigint {
  const q = floor(a, b);
  const r = a - q * b;
  return 2n * r + (q & 1n) > b ? q + 1n : q;
}

/** x / 2**shift, to the nearest, halves to even. */
function shifted(x: bigint, shift: number): bigint {
  const b = 1n << BigInt(shift);
  const q = x >> BigInt(shift);
  return 2n * (x & (b - 1n)) + (q & 1n) > b ? q + 1n : q;
}

/** The integer closest to the square root. */
function rootNearest(n: bigint): bigint {
  const root: bigint = isqrt(n);
  return n - root * root > root ? root + 1n : root;
}

/** -(-10 * digits // (3 * 8)): how many terms of a series there are. */
function terms(m: bigint): number {
  return Math.ceil((10 * count(m)) / 24);
}

/** m * log(x / m) */
function log(x: bigint, m: bigint): bigint {
  let y = x - m;
  let r = 0;
  for (;;) {
    const size = absolute(y);
    if (r <= 8 ? size << BigInt(8 - r) < m : size >> BigInt(r - 8) < m) break;
    y = nearest((m * y) << 1n, m + rootNearest(m * (m + shifted(y, r))));
    r++;
  }
  const t = terms(m);
  const step = shifted(y, r);
  let w = nearest(m, BigInt(t));
  for (let k = t - 1; k > 0; k--) w = nearest(m, BigInt(k)) - nearest(step * w, m);
  return nearest(w * y, m);
}

/** 10**p * log10(c * 10**e), with an error of at most 1. */
export function scaledLog10(c: bigint, e: number, p: number): bigint {
  p += 2;
  const length = count(c);
  const f = e + length - (e + length >= 1 ? 1 : 0);
  let logD = 0n;
  let tens: bigint;
  if (p > 0) {
    const m = tenTo(p);
    const k = e + p - f;
    c = k >= 0 ? c * tenTo(k) : nearest(c, tenTo(-k));
    logD = nearest(log(c, m) * m, logOfTen(p));
    tens = BigInt(f) * m;
  } else tens = nearest(BigInt(f), tenTo(-p));
  return nearest(tens + logD, 100n);
}

/** 10**p * log(c * 10**e), with an error of at most 1. */
export function scaledLog(c: bigint, e: number, p: number): bigint {
  p += 2;
  const length = count(c);
  const f = e + length - (e + length >= 1 ? 1 : 0);
  let logD = 0n;
  if (p > 0) {
    const k = e + p - f;
    c = k >= 0 ? c * tenTo(k) : nearest(c, tenTo(-k));
    logD = log(c, tenTo(p));
  }
  let tens = 0n;
  if (f !== 0) {
    const extra = count(BigInt(Math.abs(f))) - 1;
    if (p + extra >= 0) tens = nearest(BigInt(f) * logOfTen(p + extra), tenTo(extra));
  }
  return nearest(tens + logD, 100n);
}

/** Digits of log(10), as far as they were needed. */
const known = { digits: "23025850929940456840179914546843642076011014886" };

/** floor(10**p * log(10)) */
function logOfTen(p: number): bigint {
  if (p >= known.digits.length) {
    for (let extra = 3; ; extra += 3) {
      const m = tenTo(p + extra + 2);
      const digits = nearest(log(10n * m, m), 100n).toString();
      if (/[^0]/.test(digits.slice(-extra))) {
        known.digits = digits.replace(/0+$/, "").slice(0, -1);
        break;
      }
    }
  }
  return BigInt(known.digits.slice(0, p + 1));
}

/** m * exp(x / m) for small x / m. */
function exponential(x: bigint, m: bigint): bigint {
  const r = ((x << 8n) / m).toString(2).length;
  const t = terms(m);
  let y = nearest(x, BigInt(t));
  let step = m << BigInt(r);
  for (let i = t - 1; i > 0; i--) y = nearest(x * (step + y), step * BigInt(i));
  for (let k = r - 1; k >= 0; k--) {
    step = m << BigInt(k + 2);
    y = nearest(y * (y + step), step);
  }
  return m + y;
}

/** exp(c * 10**e) with p digits: coefficient and exponent, with an error of at most 1 in the first. */
export function scaledExp(c: bigint, e: number, p: number): [bigint, number] {
  p += 2;
  const extra = Math.max(0, e + count(absolute(c)) - 1);
  const q = p + extra;
  const shift = e + q;
  const x = shift >= 0 ? c * tenTo(shift) : floor(c, tenTo(-shift));
  const ten = logOfTen(q);
  const quotient = floor(x, ten);
  const rest = nearest(x - quotient * ten, tenTo(extra));
  return [nearest(exponential(rest, tenTo(p)), 1000n), Number(quotient) - p + 3];
}

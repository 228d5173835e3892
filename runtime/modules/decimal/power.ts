/**
 * decimal.power - exp, ln, log10 (correctly rounded) and powers.
 *
 * Mirrors     mpd_qexp, mpd_qln, mpd_qlog10, mpd_qpow, mpd_qpowmod of libmpdec
 * Mind        powers are what libmpdec's steps give, which is not always the nearest number
 */
import { canon, powMod, type Int } from "../../objects/int/big.js";
import { divide, halfEven, multiply } from "./basic.js";
import { orderOfSizes } from "./compare.js";
import {
  adjusted,
  copied,
  DecimalObject,
  digitsOf,
  FINITE,
  finite,
  INFINITE,
  infinity,
  isOdd,
  isZero,
  QNAN,
  shiftedLeft,
  tenTo,
  trailingZeros,
  withSign,
} from "./number.js";
import { invalid, nanOf, nanOfThree, finalized, quieted, rounded } from "./rounding.js";
import { scaledExp, scaledLog, scaledLog10 } from "./series.js";
import { CLAMPED, ERRORS, etiny, EXP_INF, INEXACT, maxContext, raised, ROUNDED, workContext, type DecimalContext } from "./status.js";

export function exp(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  if (a.$kind >= QNAN) return quieted(a, ctx);
  if (a.$kind === INFINITE) return a.$sign === 1 ? finite(0, 0, 0) : infinity(0);
  if (a.$coef === 0) return finite(0, 1, 0);
  const work = halfEven(ctx);
  const p = ctx.$prec;
  const top = adjusted(a);
  if (a.$sign === 0 && top > sizeOf((ctx.$emax + 1) * 3)) return rounded(0, 1, ctx.$emax + 1, work);
  if (a.$sign === 1 && top > sizeOf((1 - etiny(ctx)) * 3)) return rounded(0, 1, etiny(ctx) - 1, work);
  if (a.$sign === 0 && top < -p) return rounded(0, canon(tenTo(p + 1) + 1n), -p - 1, work);
  if (a.$sign === 1 && top < -p - 1) return rounded(0, canon(tenTo(p + 1) - 1n), -p - 1, work);
  const c = BigInt(a.$coef);
  for (let extra = 3; ; extra += 3) {
    const [coef, e] = scaledExp(a.$sign === 1 ? -c : c, a.$exp, p + extra);
    if (isDecided(coef, p)) return rounded(0, canon(coef), e, work);
  }
}

/** Digits of a limit of exponents. */
function sizeOf(n: number): number {
  return n < 9e15 ? String(n).length : BigInt(n).toString().length;
}

/** Whether an error of 1 in the last digit does not change what the coefficient is rounded to. */
function isDecided(coef: bigint, p: number): boolean {
  const size = coef < 0n ? -coef : coef;
  return size % (5n * tenTo(digitsOf(canon(size)) - p - 1)) !== 0n;
}

export function ln(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  if (a.$kind >= QNAN) return quieted(a, ctx);
  if (isZero(a)) return infinity(1);
  if (a.$sign === 1) return invalid();
  if (a.$kind === INFINITE) return infinity(0);
  if (isOne(a)) return finite(0, 0, 0);
  return logarithm(a, lnBound(a), scaledLog, ctx);
}

export function log10(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  if (a.$kind >= QNAN) return quieted(a, ctx);
  if (isZero(a)) return infinity(1);
  if (a.$sign === 1) return invalid();
  if (a.$kind === INFINITE) return infinity(0);
  if (trailingZeros(a.$coef, a.$digits) === a.$digits - 1 && String(a.$coef)[0] === "1") {
    const top = adjusted(a);
    return rounded(top < 0 ? 1 : 0, Math.abs(top), 0, halfEven(ctx));
  }
  return logarithm(a, log10Bound(a), scaledLog10, ctx);
}

function logarithm(a: DecimalObject, bound: number, scaled: (c: bigint, e: number, p: number) => bigint, ctx: DecimalContext): DecimalObject {
  const c = BigInt(a.$coef);
  for (let places = ctx.$prec - bound + 2; ; places += 3) {
    const coef = scaled(c, a.$exp, places);
    const size = coef < 0n ? -coef : coef;
    if (digitsOf(canon(size)) > ctx.$prec && isDecided(coef, ctx.$prec)) return rounded(coef < 0n ? 1 : 0, canon(size), -places, halfEven(ctx));
  }
}

/** A lower bound of the adjusted exponent of ln(a). */
function lnBound(a: DecimalObject): number {
  const top = adjusted(a);
  if (top >= 1) return String(Math.floor((top * 23) / 10)).length - 1;
  if (top <= -2) return String(Math.floor(((-1 - top) * 23) / 10)).length - 1;
  const c = BigInt(a.$coef);
  const one = tenTo(-a.$exp);
  if (top === 0) {
    const num = (c - one).toString();
    const den = c.toString();
    return num.length - den.length - (num < den ? 1 : 0);
  }
  return a.$exp + (one - c).toString().length - 1;
}

function log10Bound(a: DecimalObject): number {
  const top = adjusted(a);
  if (top >= 1) return String(top).length - 1;
  if (top <= -2) return String(-1 - top).length - 1;
  const c = BigInt(a.$coef);
  const one = tenTo(-a.$exp);
  if (top === 0) {
    const num = (c - one).toString();
    const den = (231n * c).toString();
    return num.length - den.length - (num < den ? 1 : 0) + 2;
  }
  const num = (one - c).toString();
  return num.length + a.$exp - (num < "231" ? 1 : 0) - 1;
}

/** Whether the absolute value is 1. */
function isOne(a: DecimalObject): boolean {
  return adjusted(a) === 0 && a.$kind === FINITE && orderOfSizes(a, finite(0, 1, 0)) === 0;
}

export function isInteger(a: DecimalObject): boolean {
  if (a.$kind !== FINITE) return false;
  if (a.$exp >= 0 || a.$coef === 0) return true;
  return -a.$exp < a.$digits && trailingZeros(a.$coef, -a.$exp) === -a.$exp;
}

function isOddInteger(a: DecimalObject): boolean {
  if (a.$exp > 0 || !isInteger(a)) return false;
  return isOdd(integerOf(a));
}

/** The absolute value of an integer. */
function integerOf(a: DecimalObject): Int {
  return a.$exp >= 0 ? shiftedLeft(a.$coef, a.$exp) : canon(BigInt(a.$coef) / tenTo(-a.$exp));
}

/** 1 with that many zeros after the point. */
function longOne(sign: number, zeros: number): DecimalObject {
  return finite(sign, shiftedLeft(1, zeros), -zeros);
}

export function power(base: DecimalObject, y: DecimalObject, ctx: DecimalContext): DecimalObject {
  const found = nanOf(base, y, ctx);
  if (found !== undefined) return found;
  const whole = isInteger(y);
  const sign = whole && base.$sign === 1 && isOddInteger(y) ? 1 : 0;
  if (isZero(base)) {
    if (isZero(y)) return invalid();
    return y.$sign === 1 ? infinity(sign) : finite(sign, 0, 0);
  }
  if (base.$sign === 1 && !whole) return invalid();
  if (y.$kind === INFINITE) return powerOfInfinity(base, y, sign, ctx);
  if (base.$kind === INFINITE) {
    if (y.$coef === 0) return finite(sign, 1, 0);
    return y.$sign === 1 ? finite(sign, 0, 0) : infinity(sign);
  }
  if (y.$coef === 0) return finite(sign, 1, 0);
  if (isOne(base)) return powerOfOne(base, y, whole, sign, ctx);
  const grows = orderOfSizes(base, finite(0, 1, 0)) > 0 === (y.$sign === 0);
  if (isBeyond(base, y, grows ? ctx.$emax : etiny(ctx))) return rounded(sign, 1, grows ? EXP_INF : etiny(ctx) - 1, ctx);
  return whole ? integerPower(base, y, sign, ctx) : realPower(base, y, ctx);
}

function powerOfInfinity(base: DecimalObject, y: DecimalObject, sign: number, ctx: DecimalContext): DecimalObject {
  const c = orderOfSizes(base, finite(0, 1, 0));
  if (c === 0) {
    raised.bits |= INEXACT | ROUNDED;
    return longOne(sign, ctx.$prec - 1);
  }
  return c > 0 === (y.$sign === 1) ? finite(sign, 0, 0) : infinity(sign);
}

/** 1.00 ** 3 is 1.000000. */
function powerOfOne(base: DecimalObject, y: DecimalObject, whole: boolean, sign: number, ctx: DecimalContext): DecimalObject {
  if (!whole) {
    raised.bits |= INEXACT | ROUNDED;
    return longOne(sign, ctx.$prec - 1);
  }
  if (y.$sign === 1) return finite(sign, 1, 0);
  let zeros = base.$exp === 0 ? 0 : Number(integerOf(y)) * -base.$exp;
  if (zeros > ctx.$prec - 1) {
    zeros = ctx.$prec - 1;
    raised.bits |= ROUNDED;
  }
  return longOne(sign, Math.max(zeros, 0));
}

/** Whether the result's exponent is beyond a limit, by bounds of the logarithms. */
function isBeyond(base: DecimalObject, y: DecimalObject, limit: number): boolean {
  const top = adjusted(base);
  let zeta: number;
  if (top > 0 || top < -1) zeta = sizeOf(top > 0 ? top : -top - 1) - 1;
  else {
    const one = tenTo(-base.$exp);
    const distance = top === 0 ? BigInt(base.$coef) - one : one - BigInt(base.$coef);
    zeta = digitsOf(canon(distance)) + base.$exp - 1 - (top === 0 ? 2 : 1);
  }
  return zeta + adjusted(y) > sizeOf(Math.abs(limit));
}

function integerPower(base: DecimalObject, y: DecimalObject, sign: number, ctx: DecimalContext): DecimalObject {
  const work = workContext(ctx.$prec + y.$digits + y.$exp + 2, ctx.$emax, ctx.$emin);
  let factor = base;
  if (y.$sign === 1) {
    work.$prec += 1;
    const before = raised.bits;
    raised.bits = 0;
    factor = divide(finite(0, 1, 0), base, work);
    const errors = raised.bits & ERRORS;
    raised.bits |= before;
    if (errors !== 0) return invalid(0);
  }
  const n = BigInt(integerOf(y));
  const before = raised.bits;
  raised.bits = 0;
  const result = n < 1n << 64n ? byBits(factor, n, work) : bySquares(factor, n, work);
  raised.bits |= before;
  if (result.$kind === INFINITE) return rounded(sign, 1, EXP_INF, ctx);
  return finalized(withSign(result, sign), ctx);
}

function isLost(result: DecimalObject): boolean {
  return result.$kind !== FINITE || (result.$coef === 0 && (raised.bits & CLAMPED) !== 0);
}

function byBits(factor: DecimalObject, n: bigint, work: DecimalContext): DecimalObject {
  const bits = n.toString(2);
  let result = copied(factor);
  for (let i = 1; i < bits.length; i++) {
    result = multiply(result, result, work);
    if (bits[i] === "1") result = multiply(result, factor, work);
    if (isLost(result)) break;
  }
  return result;
}

function bySquares(factor: DecimalObject, n: bigint, work: DecimalContext): DecimalObject {
  let result = finite(0, 1, 0);
  for (let rest = n; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = multiply(result, factor, work);
    if (isLost(result)) break;
    factor = multiply(factor, factor, work);
    if (isLost(factor)) {
      result = factor;
      break;
    }
  }
  return result;
}

function realPower(base: DecimalObject, y: DecimalObject, ctx: DecimalContext): DecimalObject {
  const work = maxContext();
  work.$prec = Math.max(base.$digits, ctx.$prec) + 4 + 19;
  const before = raised.bits;
  raised.bits = 0;
  const logarithm = ln(base, work);
  const product = multiply(logarithm, y, work);
  const errors = raised.bits & ERRORS;
  raised.bits = 0;
  let result = exp(product, work);
  raised.bits |= before | errors | INEXACT | ROUNDED;
  if (result.$kind === FINITE && isOne(result) && result.$sign === 0) result = longOne(0, ctx.$prec - 1);
  if (result.$kind === INFINITE) return rounded(0, 1, EXP_INF, ctx);
  return finalized(result, ctx);
}

/** base ** y % modulus */
export function powerModulo(base: DecimalObject, y: DecimalObject, modulus: DecimalObject, ctx: DecimalContext): DecimalObject {
  const found = nanOfThree(base, y, modulus, ctx);
  if (found !== undefined) return found;
  if (!isInteger(base) || !isInteger(y) || !isInteger(modulus)) return invalid();
  if (modulus.$coef === 0 || modulus.$digits + modulus.$exp > ctx.$prec) return invalid();
  if (y.$sign === 1 && y.$coef !== 0) return invalid();
  if (isZero(base) && isZero(y)) return invalid();
  const sign = base.$sign === 1 && isOddInteger(y) ? 1 : 0;
  const m = BigInt(integerOf(modulus));
  const reduced = base.$exp > 0 ? (BigInt(base.$coef) * powMod(10n, BigInt(base.$exp), m)) % m : BigInt(integerOf(base)) % m;
  let result: bigint;
  if (y.$exp > 0) result = powMod(powMod(reduced, BigInt(y.$coef), m), 10n ** BigInt(y.$exp), m);
  else result = powMod(reduced, BigInt(integerOf(y)), m);
  return finite(sign, canon(result), 0);
}

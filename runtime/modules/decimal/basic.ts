/**
 * decimal.basic - the four operations and what is made of them: integer division, remainders, fused multiplication, rounding to exponents, square root.
 *
 * Mirrors     mpd_qadd, mpd_qmul, mpd_qdiv, mpd_qdivmod, mpd_qrem_near, mpd_qfma, mpd_qquantize, mpd_qround_to_int, mpd_qsqrt, mpd_qreduce of libmpdec
 */
import { bigFloordiv, canon, isqrt, type Int } from "../../objects/int/big.js";
import { order, orderOfSizes } from "./compare.js";
import {
  addCoefs,
  adjusted,
  copied,
  cut,
  DecimalObject,
  digitsOf,
  FINITE,
  finite,
  INFINITE,
  infinity,
  isOdd,
  isZero,
  lastDigit,
  mulCoefs,
  nan,
  QNAN,
  shiftedLeft,
  shiftedRight,
  subCoefs,
  tenTo,
  trailingZeros,
  withSign,
} from "./number.js";
import { finalized, goesUp, invalid, largest, nanOf, nanOfThree, quieted, rounded } from "./rounding.js";
import {
  CLAMPED,
  DIVISION_BY_ZERO,
  DIVISION_IMPOSSIBLE,
  DIVISION_UNDEFINED,
  ERRORS,
  etiny,
  etop,
  INEXACT,
  INVALID_OPERATION,
  maxContext,
  OVERFLOW,
  raised,
  ROUND_CEILING,
  ROUND_FLOOR,
  ROUND_HALF_EVEN,
  ROUNDED,
  SUBNORMAL,
  UNDERFLOW,
  workContext,
  type DecimalContext,
} from "./status.js";

export function add(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  return sum(a, b, b.$sign, ctx);
}

export function subtract(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  return sum(a, b, 1 - b.$sign, ctx);
}

/** a plus b, which counts as having the sign `signB`. */
function sum(a: DecimalObject, b: DecimalObject, signB: number, ctx: DecimalContext): DecimalObject {
  if (a.$kind !== FINITE || b.$kind !== FINITE) return specialSum(a, b, signB, ctx);
  if (a.$exp === b.$exp) return total(a.$sign, a.$coef, signB, b.$coef, a.$exp, ctx);
  if (a.$exp > b.$exp) return alignedSum(a, a.$sign, b, signB, ctx);
  return alignedSum(b, signB, a, a.$sign, ctx);
}

function specialSum(a: DecimalObject, b: DecimalObject, signB: number, ctx: DecimalContext): DecimalObject {
  const found = nanOf(a, b, ctx);
  if (found !== undefined) return found;
  if (a.$kind === INFINITE) return b.$kind === INFINITE && a.$sign !== signB ? invalid() : infinity(a.$sign);
  return infinity(signB);
}

/** The sum where `big` has the larger exponent. A summand too small to be seen is replaced by one that rounds the same way. */
function alignedSum(big: DecimalObject, signBig: number, small: DecimalObject, signSmall: number, ctx: DecimalContext): DecimalObject {
  let coef = small.$coef;
  let exp = small.$exp;
  let coefBig = big.$coef;
  if (coefBig !== 0) {
    const seen = big.$exp - 1 + (big.$digits > ctx.$prec ? 0 : big.$digits - ctx.$prec - 1);
    if (adjusted(small) < seen) {
      exp = seen;
      coef = coef === 0 ? 0 : 1;
    }
    coefBig = shiftedLeft(coefBig, big.$exp - exp);
  }
  return total(signBig, coefBig, signSmall, coef, exp, ctx);
}

function total(signA: number, a: Int, signB: number, b: Int, exp: number, ctx: DecimalContext): DecimalObject {
  if (signA === signB) return rounded(signA, addCoefs(a, b), exp, ctx);
  if (a > b) return rounded(signA, subCoefs(a, b), exp, ctx);
  if (a < b) return rounded(signB, subCoefs(b, a), exp, ctx);
  return rounded(ctx.$round === ROUND_FLOOR ? 1 : 0, 0, exp, ctx);
}

export function multiply(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  const sign = a.$sign ^ b.$sign;
  if (a.$kind !== FINITE || b.$kind !== FINITE) {
    const found = nanOf(a, b, ctx);
    if (found !== undefined) return found;
    return isZero(a) || isZero(b) ? invalid() : infinity(sign);
  }
  return rounded(sign, mulCoefs(a.$coef, b.$coef), a.$exp + b.$exp, ctx);
}

/** a * b + c, rounded once. */
export function fma(a: DecimalObject, b: DecimalObject, c: DecimalObject, ctx: DecimalContext): DecimalObject {
  // a product that is none comes before a third operand that is none
  if ((a.$kind === INFINITE && isZero(b)) || (isZero(a) && b.$kind === INFINITE)) return invalid();
  const found = nanOfThree(a, b, c, ctx);
  if (found !== undefined) return found;
  return add(multiply(a, b, maxContext()), c, ctx);
}

export function divide(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  const sign = a.$sign ^ b.$sign;
  if (a.$kind !== FINITE || b.$kind !== FINITE) return specialQuotient(a, b, sign, ctx);
  if (b.$coef === 0) return a.$coef === 0 ? invalid(DIVISION_UNDEFINED) : invalidOr(infinity(sign), DIVISION_BY_ZERO);
  const ideal = a.$exp - b.$exp;
  if (a.$coef === 0) return rounded(sign, 0, ideal, ctx);
  const shift = b.$digits - a.$digits + ctx.$prec + 1;
  const x = BigInt(shift > 0 ? shiftedLeft(a.$coef, shift) : a.$coef);
  const y = BigInt(shift < 0 ? shiftedLeft(b.$coef, -shift) : b.$coef);
  let exp = ideal - shift;
  const quotient = x / y;
  let q = canon(quotient);
  if (quotient * y !== x) {
    const last = lastDigit(q);
    if (last === 0 || last === 5) q = addCoefs(q, 1);
  } else if (ideal > exp) {
    const zeros = trailingZeros(q, ideal - exp);
    q = shiftedRight(q, zeros);
    exp += zeros;
  }
  return rounded(sign, q, exp, ctx);
}

function invalidOr(result: DecimalObject, bits: number): DecimalObject {
  raised.bits |= bits;
  return result;
}

function specialQuotient(a: DecimalObject, b: DecimalObject, sign: number, ctx: DecimalContext): DecimalObject {
  const found = nanOf(a, b, ctx);
  if (found !== undefined) return found;
  if (a.$kind === INFINITE) return b.$kind === INFINITE ? invalid() : infinity(sign);
  raised.bits |= CLAMPED;
  return new DecimalObject(sign, FINITE, 0, etiny(ctx), 1);
}

/** Quotient and remainder of integer division; the first is undefined where it has too many digits. */
function integerParts(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): [q: Int | undefined, r: Int, exp: number] {
  const ideal = Math.min(a.$exp, b.$exp);
  if (a.$coef === 0) return [0, 0, ideal];
  const distance = adjusted(a) - adjusted(b);
  if (distance < 0) return [0, a.$exp > b.$exp ? shiftedLeft(a.$coef, a.$exp - b.$exp) : a.$coef, ideal];
  if (distance > ctx.$prec) return [undefined, 0, 0];
  const x = a.$exp > b.$exp ? shiftedLeft(a.$coef, a.$exp - b.$exp) : a.$coef;
  const y = b.$exp > a.$exp ? shiftedLeft(b.$coef, b.$exp - a.$exp) : b.$coef;
  let q: Int;
  let r: Int;
  if (typeof x === "number" && typeof y === "number") {
    q = Math.floor(x / y);
    r = x % y;
  } else {
    const whole = bigFloordiv(BigInt(x), BigInt(y));
    q = canon(whole);
    r = canon(BigInt(x) - whole * BigInt(y));
  }
  return digitsOf(q) > ctx.$prec ? [undefined, 0, 0] : [q, r, ideal];
}

export function divideInt(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  const sign = a.$sign ^ b.$sign;
  if (a.$kind !== FINITE || b.$kind !== FINITE) {
    const found = nanOf(a, b, ctx);
    if (found !== undefined) return found;
    if (a.$kind === INFINITE) return b.$kind === INFINITE ? invalid() : infinity(sign);
    return finite(sign, 0, 0);
  }
  if (b.$coef === 0) return a.$coef === 0 ? invalid(DIVISION_UNDEFINED) : invalidOr(infinity(sign), DIVISION_BY_ZERO);
  const [q] = integerParts(a, b, ctx);
  return q === undefined ? invalid(DIVISION_IMPOSSIBLE) : rounded(sign, q, 0, ctx);
}

export function remainder(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  const special = specialRemainder(a, b, ctx);
  if (special !== undefined) return special;
  const [q, r, exp] = integerParts(a, b, ctx);
  return q === undefined ? invalid(DIVISION_IMPOSSIBLE) : rounded(a.$sign, r, exp, ctx);
}

function specialRemainder(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject | undefined {
  if (a.$kind !== FINITE || b.$kind !== FINITE) {
    const found = nanOf(a, b, ctx);
    if (found !== undefined) return found;
    return a.$kind === INFINITE ? invalid() : finalized(a, ctx);
  }
  if (b.$coef === 0) return a.$coef === 0 ? invalid(DIVISION_UNDEFINED) : invalid();
  return undefined;
}

/** divmod(a, b) */
export function divideBoth(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): [DecimalObject, DecimalObject] {
  const sign = a.$sign ^ b.$sign;
  if (a.$kind !== FINITE || b.$kind !== FINITE) {
    const found = nanOf(a, b, ctx);
    if (found !== undefined) return [found, copied(found)];
    if (a.$kind === INFINITE) return [b.$kind === INFINITE ? invalid() : infinity(sign), invalid()];
    return [finite(sign, 0, 0), finalized(a, ctx)];
  }
  if (b.$coef === 0) {
    if (a.$coef === 0) return [invalid(DIVISION_UNDEFINED), nan()];
    return [infinity(sign), invalid(DIVISION_BY_ZERO | INVALID_OPERATION)];
  }
  const [q, r, exp] = integerParts(a, b, ctx);
  if (q === undefined) return [invalid(DIVISION_IMPOSSIBLE), nan()];
  return [rounded(sign, q, 0, ctx), rounded(a.$sign, r, exp, ctx)];
}

export function remainderNear(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  const special = specialRemainder(a, b, ctx);
  if (special !== undefined) return special;
  const [q, r, exp] = integerParts(a, b, ctx);
  if (q === undefined) return invalid(DIVISION_IMPOSSIBLE);
  const rest = finite(0, r, exp);
  const half = orderOfSizes(finite(0, mulCoefs(r, 2), exp), b);
  if (half < 0 || (half === 0 && !isOdd(q))) return rounded(a.$sign, r, exp, ctx);
  if (digitsOf(addCoefs(q, 1)) > ctx.$prec) return invalid(DIVISION_IMPOSSIBLE);
  const beyond = subtract(withSign(b, 0), rest, maxContext());
  return rounded(1 - a.$sign, beyond.$coef, beyond.$exp, ctx);
}

export function plus(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  if (a.$kind >= QNAN) return quieted(a, ctx);
  return isZero(a) && ctx.$round !== ROUND_FLOOR ? rounded(0, 0, a.$exp, ctx) : finalized(a, ctx);
}

export function minus(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  if (a.$kind >= QNAN) return quieted(a, ctx);
  return isZero(a) && ctx.$round !== ROUND_FLOOR ? rounded(0, 0, a.$exp, ctx) : finalized(withSign(a, 1 - a.$sign), ctx);
}

export function absolute(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  if (a.$kind >= QNAN) return quieted(a, ctx);
  return a.$sign === 1 ? minus(a, ctx) : plus(a, ctx);
}

/** Without zeros at the end. */
export function reduce(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  if (a.$kind >= QNAN) return quieted(a, ctx);
  const whole = finalized(a, ctx);
  if (whole.$kind !== FINITE) return whole;
  if (whole.$coef === 0) return finite(whole.$sign, 0, 0);
  const most = (ctx.$clamp !== 0 ? etop(ctx) : ctx.$emax) - whole.$exp;
  const zeros = trailingZeros(whole.$coef, Math.min(most, whole.$digits));
  return finite(whole.$sign, shiftedRight(whole.$coef, zeros), whole.$exp + zeros);
}

/** `a` with the exponent of `b`. */
export function quantize(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  if (a.$kind !== FINITE || b.$kind !== FINITE) {
    const found = nanOf(a, b, ctx);
    if (found !== undefined) return found;
    return a.$kind === INFINITE && b.$kind === INFINITE ? copied(a) : invalid();
  }
  const exp = b.$exp;
  if (exp > ctx.$emax || exp < etiny(ctx)) return invalid();
  if (a.$coef === 0) return rounded(a.$sign, 0, exp, ctx);
  const shift = a.$exp - exp;
  if (a.$digits + shift > ctx.$prec) return invalid();
  let coef: Int;
  let bits = 0;
  if (shift >= 0) coef = shiftedLeft(a.$coef, shift);
  else {
    coef = shiftedRight(a.$coef, -shift);
    bits = cut.rest === 0 ? ROUNDED : ROUNDED | INEXACT;
    if (goesUp(cut.rest, a.$sign, coef, ctx.$round)) coef = addCoefs(coef, 1);
  }
  const digits = digitsOf(coef);
  if (digits > ctx.$prec || exp + digits - 1 > ctx.$emax) return invalid();
  raised.bits |= bits;
  return rounded(a.$sign, coef, exp, ctx);
}

/** The same without limits, for formatting; gives what was cut off in `cut`. */
export function rescaled(a: DecimalObject, exp: number, round: number): DecimalObject {
  if (a.$coef === 0) return finite(a.$sign, 0, exp);
  const shift = a.$exp - exp;
  if (shift >= 0) return finite(a.$sign, shiftedLeft(a.$coef, shift), exp);
  const coef = shiftedRight(a.$coef, -shift);
  return finite(a.$sign, goesUp(cut.rest, a.$sign, coef, round) ? addCoefs(coef, 1) : coef, exp);
}

/** To an integer; `exact` notes what that changed. */
export function toIntegral(a: DecimalObject, round: number, exact: boolean, ctx: DecimalContext): DecimalObject {
  if (a.$kind !== FINITE) return a.$kind >= QNAN ? quieted(a, ctx) : copied(a);
  if (a.$exp >= 0) return copied(a);
  if (a.$coef === 0) return finite(a.$sign, 0, 0);
  const coef = shiftedRight(a.$coef, -a.$exp);
  const rest = cut.rest;
  if (exact) raised.bits |= rest === 0 ? ROUNDED : ROUNDED | INEXACT;
  return finite(a.$sign, goesUp(rest, a.$sign, coef, round) ? addCoefs(coef, 1) : coef, 0);
}

export function squareRoot(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  if (a.$kind !== FINITE) {
    if (a.$kind >= QNAN) return quieted(a, ctx);
    return a.$sign === 1 ? invalid() : copied(a);
  }
  const even = Math.floor(a.$exp / 2);
  if (a.$coef === 0) return rounded(a.$sign, 0, even, ctx);
  if (a.$sign === 1) return invalid();
  let c = BigInt(a.$coef);
  let length: number;
  if (a.$exp % 2 !== 0) {
    c *= 10n;
    length = (a.$digits >> 1) + 1;
  } else length = (a.$digits + 1) >> 1;
  const shift = ctx.$prec + 1 - length;
  let exact = true;
  if (shift >= 0) c *= tenTo(2 * shift);
  else {
    const unit = tenTo(-2 * shift);
    const q = c / unit;
    exact = q * unit === c;
    c = q;
  }
  let exp = even - shift;
  let n: bigint = isqrt(c);
  if (exact && n * n === c) {
    n = shift >= 0 ? n / tenTo(shift) : n * tenTo(-shift);
    exp += shift;
  } else if (n % 5n === 0n) n += 1n;
  return rounded(0, canon(n), exp, halfEven(ctx));
}

/** The context with ROUND_HALF_EVEN. */
export function halfEven(ctx: DecimalContext): DecimalContext {
  return ctx.$round === ROUND_HALF_EVEN ? ctx : sameLimits(ctx);
}

/** A work context with the limits of another one. */
export function sameLimits(ctx: DecimalContext): DecimalContext {
  const made = workContext(ctx.$prec, ctx.$emax, ctx.$emin);
  made.$clamp = ctx.$clamp;
  return made;
}

/** The neighbour of a number in the direction of `round` (ROUND_FLOOR, ROUND_CEILING). */
function neighbour(a: DecimalObject, round: number, ctx: DecimalContext): DecimalObject {
  const down = round === ROUND_FLOOR;
  if (a.$kind >= QNAN) return quieted(a, ctx);
  if (a.$kind === INFINITE) return (a.$sign === 1) === down ? copied(a) : largest(a.$sign, ctx);
  const before = raised.bits;
  const work = sameLimits(ctx);
  work.$round = round;
  raised.bits = 0;
  let result = finalized(a, work);
  if ((raised.bits & (INEXACT | ERRORS)) === 0) {
    raised.bits = 0;
    result = sum(a, finite(0, 1, etiny(ctx) - 1), down ? 1 : 0, work);
  }
  raised.bits = before | (raised.bits & ERRORS);
  return result;
}

export function nextMinus(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  return neighbour(a, ROUND_FLOOR, ctx);
}

export function nextPlus(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  return neighbour(a, ROUND_CEILING, ctx);
}

export function nextToward(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  const found = nanOf(a, b, ctx);
  if (found !== undefined) return found;
  const c = order(a, b);
  if (c === 0) return withSign(a, b.$sign);
  const result = c < 0 ? nextPlus(a, ctx) : nextMinus(a, ctx);
  if (result.$kind === INFINITE) raised.bits |= OVERFLOW | ROUNDED | INEXACT;
  else if (adjusted(result) < ctx.$emin) {
    raised.bits |= UNDERFLOW | SUBNORMAL | ROUNDED | INEXACT;
    if (isZero(result)) raised.bits |= CLAMPED;
  }
  return result;
}

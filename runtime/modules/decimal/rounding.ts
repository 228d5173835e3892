/**
 * decimal.rounding - fits an exact result into a context: precision, exponent limits, clamping, and the conditions that this meets.
 *
 * Mirrors     mpd_qfinalize, _mpd_check_exp, _mpd_check_round, _mpd_fix_nan, mpd_qcheck_nans of libmpdec
 */
import type { Int } from "../../objects/int/big.js";
import {
  addCoefs,
  copied,
  cut,
  DecimalObject,
  digitsOf,
  FINITE,
  INFINITE,
  infinity,
  isOdd,
  lastDigit,
  lowDigits,
  nan,
  QNAN,
  shiftedLeft,
  shiftedRight,
  SNAN,
  tenTo,
} from "./number.js";
import { canon } from "../../objects/int/big.js";
import {
  CLAMPED,
  DecimalContext,
  etiny,
  etop,
  INEXACT,
  INVALID_OPERATION,
  OVERFLOW,
  raised,
  ROUND_05UP,
  ROUND_CEILING,
  ROUND_DOWN,
  ROUND_FLOOR,
  ROUND_HALF_DOWN,
  ROUND_HALF_EVEN,
  ROUND_HALF_UP,
  ROUNDED,
  SUBNORMAL,
  UNDERFLOW,
} from "./status.js";

/** A finite result, rounded. */
export function rounded(sign: number, coef: Int, exp: number, ctx: DecimalContext): DecimalObject {
  const digits = digitsOf(coef);
  const top = exp + digits - 1;
  if (digits <= ctx.$prec && top <= ctx.$emax && top >= ctx.$emin && ctx.$clamp === 0) return new DecimalObject(sign, FINITE, coef, exp, digits);
  return fitted(sign, coef, exp, digits, ctx);
}

function fitted(sign: number, coef: Int, exp: number, digits: number, ctx: DecimalContext): DecimalObject {
  const top = exp + digits - 1;
  if (top > ctx.$emax) {
    if (coef !== 0) return overflowed(sign, ctx);
    raised.bits |= CLAMPED;
    return new DecimalObject(sign, FINITE, 0, ctx.$clamp !== 0 ? etop(ctx) : ctx.$emax, 1);
  }
  if (ctx.$clamp !== 0 && exp > etop(ctx)) {
    const shift = exp - etop(ctx);
    raised.bits |= CLAMPED;
    if (coef === 0) return new DecimalObject(sign, FINITE, 0, etop(ctx), 1);
    if (top < ctx.$emin) raised.bits |= SUBNORMAL;
    return withPrecision(sign, shiftedLeft(coef, shift), exp - shift, digits + shift, ctx);
  }
  if (top < ctx.$emin) {
    const least = etiny(ctx);
    if (coef === 0) {
      if (exp >= least) return new DecimalObject(sign, FINITE, 0, exp, 1);
      raised.bits |= CLAMPED;
      return new DecimalObject(sign, FINITE, 0, least, 1);
    }
    raised.bits |= SUBNORMAL;
    if (exp < least) return subnormal(sign, coef, exp, least, ctx);
  }
  return withPrecision(sign, coef, exp, digits, ctx);
}

function subnormal(sign: number, coef: Int, exp: number, least: number, ctx: DecimalContext): DecimalObject {
  let q = shiftedRight(coef, least - exp);
  const rest = cut.rest;
  if (goesUp(rest, sign, q, ctx.$round)) q = addCoefs(q, 1);
  raised.bits |= ROUNDED;
  if (rest !== 0) {
    raised.bits |= INEXACT | UNDERFLOW;
    if (q === 0) raised.bits |= CLAMPED;
  }
  return new DecimalObject(sign, FINITE, q, least, digitsOf(q));
}

function withPrecision(sign: number, coef: Int, exp: number, digits: number, ctx: DecimalContext): DecimalObject {
  const shift = digits - ctx.$prec;
  if (shift <= 0) return new DecimalObject(sign, FINITE, coef, exp, digits);
  let q = shiftedRight(coef, shift);
  const rest = cut.rest;
  raised.bits |= rest === 0 ? ROUNDED : ROUNDED | INEXACT;
  exp += shift;
  if (goesUp(rest, sign, q, ctx.$round)) {
    q = addCoefs(q, 1);
    if (digitsOf(q) > ctx.$prec) {
      q = shiftedRight(q, 1);
      exp += 1;
      if (exp + ctx.$prec - 1 > ctx.$emax) return overflowed(sign, ctx);
      if (ctx.$clamp !== 0 && exp > etop(ctx)) return fitted(sign, q, exp, ctx.$prec, ctx);
    }
  }
  return new DecimalObject(sign, FINITE, q, exp, ctx.$prec);
}

/** Whether a coefficient is counted up for what was cut off. */
export function goesUp(rest: number, sign: number, q: Int, round: number): boolean {
  if (rest === 0) return false;
  switch (round) {
    case ROUND_HALF_EVEN:
      return rest > 5 || (rest === 5 && isOdd(q));
    case ROUND_HALF_UP:
      return rest >= 5;
    case ROUND_HALF_DOWN:
      return rest > 5;
    case ROUND_DOWN:
      return false;
    case ROUND_CEILING:
      return sign === 0;
    case ROUND_FLOOR:
      return sign === 1;
    case ROUND_05UP: {
      const last = lastDigit(q);
      return last === 0 || last === 5;
    }
    default:
      return true;
  }
}

export function overflowed(sign: number, ctx: DecimalContext): DecimalObject {
  raised.bits |= OVERFLOW | ROUNDED | INEXACT;
  const { $round: round } = ctx;
  if (round === ROUND_DOWN || round === ROUND_05UP || (round === ROUND_CEILING && sign === 1) || (round === ROUND_FLOOR && sign === 0)) {
    return largest(sign, ctx);
  }
  return infinity(sign);
}

/** The number of that sign that is farthest from 0. */
export function largest(sign: number, ctx: DecimalContext): DecimalObject {
  return new DecimalObject(sign, FINITE, canon(tenTo(ctx.$prec) - 1n), etop(ctx), ctx.$prec);
}

/** The same for a result that is there already, of any kind. */
export function finalized(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  if (a.$kind === FINITE) return rounded(a.$sign, a.$coef, a.$exp, ctx);
  return a.$kind === INFINITE ? copied(a) : shortNan(copied(a), ctx);
}

/** A NaN whose payload fits. */
function shortNan(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  const most = ctx.$prec - ctx.$clamp;
  if (a.$coef === 0 || a.$digits <= most) return a;
  const payload = most === 0 ? 0 : lowDigits(a.$coef, most);
  return new DecimalObject(a.$sign, a.$kind, payload, 0, digitsOf(payload));
}

export function invalid(bits = INVALID_OPERATION): DecimalObject {
  raised.bits |= bits;
  return nan();
}

/** The result where an operand is a NaN; undefined: none is. */
export function nanOf(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject | undefined {
  if (a.$kind < QNAN && b.$kind < QNAN) return undefined;
  let choice = b;
  if (a.$kind === SNAN) choice = a;
  else if (b.$kind !== SNAN && a.$kind === QNAN) choice = a;
  return quieted(choice, ctx);
}

/** Of three operands. */
export function nanOfThree(a: DecimalObject, b: DecimalObject, c: DecimalObject, ctx: DecimalContext): DecimalObject | undefined {
  if (a.$kind < QNAN && b.$kind < QNAN && c.$kind < QNAN) return undefined;
  const all = [a, b, c];
  return quieted((all.find((x) => x.$kind === SNAN) ?? all.find((x) => x.$kind === QNAN))!, ctx);
}

/** An operand that is a NaN as the result. */
export function quieted(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  if (a.$kind === SNAN) raised.bits |= INVALID_OPERATION;
  const result = copied(a);
  result.$kind = QNAN;
  return shortNan(result, ctx);
}

/**
 * decimal.compare - order of numbers, maxima and minima, classes of numbers.
 *
 * Mirrors     _mpd_cmp, mpd_cmp_total, mpd_qmax ..., mpd_class of libmpdec
 */
import { adjusted, DecimalObject, FINITE, finite, INFINITE, isZero, QNAN, shiftedLeft, SNAN, withSign } from "./number.js";
import { finalized, nanOf } from "./rounding.js";
import { INVALID_OPERATION, raised, type DecimalContext } from "./status.js";

/** The order of two numbers that are no NaNs: -1, 0, 1. */
export function order(a: DecimalObject, b: DecimalObject): number {
  if (a.$kind === FINITE && b.$kind === FINITE) {
    if (a.$coef === 0) return b.$coef === 0 ? 0 : b.$sign === 1 ? 1 : -1;
    if (b.$coef === 0 || a.$sign !== b.$sign) return a.$sign === 1 ? -1 : 1;
    const size = magnitudes(a, b);
    return a.$sign === 1 ? 0 - size : size;
  }
  const x = a.$kind === FINITE ? 0 : a.$sign === 1 ? -1 : 1;
  const y = b.$kind === FINITE ? 0 : b.$sign === 1 ? -1 : 1;
  return x === y ? 0 : x < y ? -1 : 1;
}

/** The order of two coefficients with exponents, neither of them 0. */
function magnitudes(a: DecimalObject, b: DecimalObject): number {
  if (a.$exp === b.$exp) return a.$coef === b.$coef ? 0 : a.$coef < b.$coef ? -1 : 1;
  const topA = adjusted(a);
  const topB = adjusted(b);
  if (topA !== topB) return topA < topB ? -1 : 1;
  const x = a.$exp > b.$exp ? shiftedLeft(a.$coef, a.$exp - b.$exp) : a.$coef;
  const y = b.$exp > a.$exp ? shiftedLeft(b.$coef, b.$exp - a.$exp) : b.$coef;
  return x === y ? 0 : x < y ? -1 : 1;
}

/** The order of the absolute values. */
export function orderOfSizes(a: DecimalObject, b: DecimalObject): number {
  return order(a.$sign === 1 ? withSign(a, 0) : a, b.$sign === 1 ? withSign(b, 0) : b);
}

/** The order of two numbers that are equal: by sign, then by exponent. */
function orderOfEqual(a: DecimalObject, b: DecimalObject): number {
  if (a.$sign !== b.$sign) return b.$sign - a.$sign;
  const exponents = a.$exp === b.$exp ? 0 : a.$exp < b.$exp ? -1 : 1;
  return a.$sign === 1 ? 0 - exponents : exponents;
}

/** -1, 0 or 1 as a number of Python's. */
export function sign(order: number): DecimalObject {
  return finite(order < 0 ? 1 : 0, Math.abs(order), 0);
}

export function compare(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  return nanOf(a, b, ctx) ?? sign(order(a, b));
}

export function compareSignal(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  const found = nanOf(a, b, ctx);
  if (found === undefined) return sign(order(a, b));
  raised.bits |= INVALID_OPERATION;
  return found;
}

/** The order of all numbers, NaNs and representations included. */
export function totalOrder(a: DecimalObject, b: DecimalObject): number {
  if (a.$sign !== b.$sign) return a.$sign === 1 ? -1 : 1;
  const up = a.$sign === 1 ? -1 : 1;
  const kindA = a.$kind === SNAN ? 1 : a.$kind === QNAN ? 2 : 0;
  const kindB = b.$kind === SNAN ? 1 : b.$kind === QNAN ? 2 : 0;
  if (kindA !== kindB) return kindA < kindB ? 0 - up : up;
  if (kindA !== 0) return a.$coef === b.$coef ? 0 : a.$coef < b.$coef ? 0 - up : up;
  return order(a, b) || (a.$kind === FINITE && b.$kind === FINITE ? orderOfEqual(a, b) : 0);
}

export function totalOrderOfSizes(a: DecimalObject, b: DecimalObject): number {
  return totalOrder(withSign(a, 0), withSign(b, 0));
}

/** max, min and their `_mag` forms. */
export function extreme(a: DecimalObject, b: DecimalObject, ctx: DecimalContext, largest: boolean, bySize: boolean): DecimalObject {
  let chosen: DecimalObject;
  if (a.$kind === QNAN && b.$kind < QNAN) chosen = b;
  else if (b.$kind === QNAN && a.$kind < QNAN) chosen = a;
  else {
    const found = nanOf(a, b, ctx);
    if (found !== undefined) return found;
    const c = (bySize ? orderOfSizes(a, b) : order(a, b)) || orderOfEqual(a, b);
    chosen = largest ? (c < 0 ? b : a) : c > 0 ? b : a;
  }
  return finalized(chosen, ctx);
}

export function isSubnormal(a: DecimalObject, ctx: DecimalContext): boolean {
  return a.$kind === FINITE && a.$coef !== 0 && adjusted(a) < ctx.$emin;
}

export function isNormal(a: DecimalObject, ctx: DecimalContext): boolean {
  return a.$kind === FINITE && a.$coef !== 0 && adjusted(a) >= ctx.$emin;
}

export function numberClass(a: DecimalObject, ctx: DecimalContext): string {
  if (a.$kind === QNAN) return "NaN";
  if (a.$kind === SNAN) return "sNaN";
  const sign = a.$sign === 1 ? "-" : "+";
  if (a.$kind === INFINITE) return sign + "Infinity";
  if (isZero(a)) return sign + "Zero";
  return sign + (isSubnormal(a, ctx) ? "Subnormal" : "Normal");
}

export function sameQuantum(a: DecimalObject, b: DecimalObject): boolean {
  if (a.$kind >= QNAN || b.$kind >= QNAN) return a.$kind >= QNAN && b.$kind >= QNAN;
  if (a.$kind === INFINITE || b.$kind === INFINITE) return a.$kind === b.$kind;
  return a.$exp === b.$exp;
}

/** A copy without the sign of `a`, with that of `b`. */
export function copySign(a: DecimalObject, b: DecimalObject): DecimalObject {
  return withSign(a, b.$sign);
}

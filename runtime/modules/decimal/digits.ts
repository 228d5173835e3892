/**
 * decimal.digits - operations on the digits and exponents: logical ones, shifts and rotations, scaleb, logb.
 *
 * Mirrors     mpd_qand, mpd_qor, mpd_qxor, mpd_qinvert, mpd_qshift, mpd_qrotate, mpd_qscaleb, mpd_qlogb of libmpdec
 */
import { canon, type Int } from "../../objects/int/big.js";
import { adjusted, copied, DecimalObject, digitsOf, FINITE, finite, INFINITE, infinity, isZero, lowDigits, QNAN, shiftedLeft, shiftedRight } from "./number.js";
import { invalid, nanOf, quieted, rounded } from "./rounding.js";
import { DIVISION_BY_ZERO, EXP_CLAMP, EXP_INF, raised, type DecimalContext } from "./status.js";

/** The digits of an operand of a logical operation, none but 0 and 1; undefined: it has others. */
function bitsOf(a: DecimalObject): string | undefined {
  if (a.$kind !== FINITE || a.$sign === 1 || a.$exp !== 0) return undefined;
  const text = String(a.$coef);
  return /^[01]+$/.test(text) ? text : undefined;
}

function fromBits(text: string, ctx: DecimalContext): DecimalObject {
  const kept = text.length > ctx.$prec ? text.slice(text.length - ctx.$prec) : text;
  return finite(0, canon(BigInt(kept === "" ? "0" : kept)), 0);
}

export function logical(a: DecimalObject, b: DecimalObject, ctx: DecimalContext, join: (x: boolean, y: boolean) => boolean): DecimalObject {
  const x = bitsOf(a);
  const y = bitsOf(b);
  if (x === undefined || y === undefined) return invalid();
  const count = Math.max(x.length, y.length);
  const left = x.padStart(count, "0");
  const right = y.padStart(count, "0");
  let text = "";
  for (let i = 0; i < count; i++) text += join(left[i] === "1", right[i] === "1") ? "1" : "0";
  return fromBits(text, ctx);
}

export function logicalInvert(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  const x = bitsOf(a);
  if (x === undefined) return invalid();
  let text = "";
  for (const c of x.padStart(ctx.$prec, "0")) text += c === "1" ? "0" : "1";
  return fromBits(text, ctx);
}

/** The number of digits that shift() and rotate() are told; undefined: it is no such number. */
function distance(b: DecimalObject, ctx: DecimalContext): number | undefined {
  if (b.$kind !== FINITE || b.$exp !== 0 || b.$coef > ctx.$prec) return undefined;
  const n = Number(b.$coef);
  return b.$sign === 1 ? -n : n;
}

export function shift(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  const found = nanOf(a, b, ctx);
  if (found !== undefined) return found;
  const n = distance(b, ctx);
  if (n === undefined) return invalid();
  if (a.$kind === INFINITE) return copied(a);
  return n >= 0 ? moved(a, capped(shiftedLeft(a.$coef, n), ctx)) : moved(a, shiftedRight(capped(a.$coef, ctx), -n));
}

function moved(a: DecimalObject, coef: Int): DecimalObject {
  return finite(a.$sign, coef, a.$exp);
}

/** The last digits of a coefficient, as many as the precision has. */
function capped(coef: Int, ctx: DecimalContext): Int {
  return digitsOf(coef) > ctx.$prec ? lowDigits(coef, ctx.$prec) : coef;
}

export function rotate(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  const found = nanOf(a, b, ctx);
  if (found !== undefined) return found;
  const n = distance(b, ctx);
  if (n === undefined) return invalid();
  if (a.$kind === INFINITE) return copied(a);
  const coef = capped(a.$coef, ctx);
  const left = n >= 0 ? n : ctx.$prec + n;
  const high = shiftedRight(coef, ctx.$prec - left);
  const low = shiftedLeft(coef, left);
  return moved(a, canon(BigInt(capped(low, ctx)) + BigInt(high)));
}

export function scaleb(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  const found = nanOf(a, b, ctx);
  if (found !== undefined) return found;
  const most = 2 * (ctx.$emax + ctx.$prec);
  if (b.$kind !== FINITE || b.$exp !== 0 || b.$coef > most) return invalid();
  if (a.$kind === INFINITE) return copied(a);
  const n = Number(b.$coef);
  const exp = a.$exp + (b.$sign === 1 ? -n : n);
  return rounded(a.$sign, a.$coef, exp > EXP_INF ? EXP_INF : exp < EXP_CLAMP ? EXP_CLAMP : exp, ctx);
}

export function logb(a: DecimalObject, ctx: DecimalContext): DecimalObject {
  if (a.$kind >= QNAN) return quieted(a, ctx);
  if (a.$kind === INFINITE) return infinity(0);
  if (isZero(a)) {
    raised.bits |= DIVISION_BY_ZERO;
    return infinity(1);
  }
  const exp = adjusted(a);
  return rounded(exp < 0 ? 1 : 0, Math.abs(exp), 0, ctx);
}

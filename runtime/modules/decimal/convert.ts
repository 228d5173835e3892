/**
 * decimal.convert - values of other types as numbers and back.
 *
 * Mirrors     PyDecType_FromObjectExact, PyDec_FromObject, convert_op, dec_as_long, _dec_hash of Modules/_decimal/_decimal.c
 * Suspends    fromObject, created: sequences of digits may be any
 */
import type { Suspends } from "../../frames/suspend.js";
import { OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { parts } from "../../objects/float/text.js";
import { canon, powMod, type Int } from "../../objects/int/big.js";
import { intValue } from "../../objects/int.js";
import { spread } from "../../objects/iterator.js";
import type { Value } from "../../objects/object.js";
import { stringOf } from "../../objects/str.js";
import { isTuple, plainTuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { toIntegral } from "./basic.js";
import { DecimalObject, FINITE, finite, INFINITE, infinity, nan, QNAN, shiftedLeft, SNAN, tenTo } from "./number.js";
import { finalized } from "./rounding.js";
import { note, settle } from "./signals.js";
import { CLAMPED, CONVERSION_SYNTAX, ERRORS, FLOAT_OPERATION, INEXACT, INVALID_OPERATION, maxContext, raised, ROUNDED, type DecimalContext } from "./status.js";
import { Form, numericText, parsed, plainText, textOf } from "./text.js";

/** The context of exact conversions. */
export const EXACT: DecimalContext = maxContext();

export function fromInt(n: Int): DecimalObject {
  return n < 0 ? finite(1, typeof n === "number" ? 0 - n : canon(-n), 0) : finite(0, n, 0);
}

export function fromDouble(x: number): DecimalObject {
  if (!Number.isFinite(x)) return x !== x ? nan() : infinity(x < 0 ? 1 : 0);
  const sign = x < 0 || Object.is(x, -0) ? 1 : 0;
  const size = Math.abs(x);
  if (Number.isInteger(size)) return finite(sign, canon(BigInt(size)), 0);
  const [m, e] = parts(size);
  let coef = m;
  let k = -e;
  while ((coef & 1n) === 0n) {
    coef >>= 1n;
    k--;
  }
  return finite(sign, canon(coef * 5n ** BigInt(k)), -k);
}

/** An operand: a Decimal or an int; undefined for anything else. */
export function operand(x: Value): DecimalObject | undefined {
  if (x instanceof DecimalObject) return x;
  const n = intValue(x);
  return n === undefined ? undefined : fromInt(n);
}

/** The same for arguments of methods. */
export function argument(x: Value): DecimalObject {
  const found = operand(x);
  if (found === undefined) throw new TypeError(`conversion from ${typeName(x)} to Decimal is not supported`);
  return found;
}

export function doubleOfFloat(x: Value): number | undefined {
  if (x instanceof Float) return x.value;
  return typeof x === "object" && x !== null && x.$value instanceof Float ? x.$value.value : undefined;
}

/** What exact conversion makes of a text. */
function exactText(text: string, ctx: DecimalContext): DecimalObject {
  raised.bits = 0;
  const result = parsed(text, EXACT);
  if (raised.bits !== 0) {
    if ((raised.bits & (INEXACT | ROUNDED | CLAMPED)) !== 0) raised.bits |= INVALID_OPERATION;
    raised.bits &= ERRORS;
    settle(ctx);
    if ((raised.bits & INVALID_OPERATION) !== 0) return nan();
  }
  return result;
}

/** Decimal(value) */
export function fromObject(value: Value, ctx: DecimalContext): Suspends<DecimalObject> {
  if (typeof value === "string") return exactText(numericText(value), ctx);
  const known = operand(value);
  if (known !== undefined) return known;
  const text = stringOf(value);
  if (text !== undefined) return exactText(numericText(text), ctx);
  if (Array.isArray(value) || isTuple(value)) return exactText(tupleText(value), ctx);
  const x = doubleOfFloat(value);
  if (x === undefined) throw new TypeError(`conversion from ${typeName(value)} to Decimal is not supported`);
  note(ctx, FLOAT_OPERATION);
  return fromDouble(x);
}

/** Context.create_decimal(value): rounded. */
export function created(value: Value, ctx: DecimalContext): Suspends<DecimalObject> {
  const text = stringOf(value);
  if (text !== undefined) return settled(parsedIn(plainText(text), ctx), ctx);
  const known = operand(value);
  if (known !== undefined) {
    raised.bits = 0;
    if (known.$kind >= QNAN && known.$coef !== 0 && known.$digits > ctx.$prec - ctx.$clamp) {
      raised.bits |= CONVERSION_SYNTAX;
      return settled(nan(), ctx);
    }
    return settled(finalized(known, ctx), ctx);
  }
  if (Array.isArray(value) || isTuple(value)) return settled(parsedIn(tupleText(value), ctx), ctx);
  const x = doubleOfFloat(value);
  if (x === undefined) throw new TypeError(`conversion from ${typeName(value)} to Decimal is not supported`);
  note(ctx, FLOAT_OPERATION);
  raised.bits = 0;
  return settled(finalized(fromDouble(x), ctx), ctx);
}

function parsedIn(text: string, ctx: DecimalContext): DecimalObject {
  raised.bits = 0;
  return parsed(text, ctx);
}

export function settled(result: DecimalObject, ctx: DecimalContext): DecimalObject {
  settle(ctx);
  return result;
}

/** The text of `(sign, digits, exponent)`. */
function tupleText(value: Value): Suspends<string> {
  const items: Value[] = Array.isArray(value) ? value : plainTuple(value).items;
  if (items.length !== 3) throw new ValueError("argument must be a sequence of length 3");
  const sign = intValue(items[0]);
  if (sign !== 0 && sign !== 1) throw new ValueError("sign must be an integer with the value 0 or 1");
  const special = stringOf(items[2]);
  let start = "";
  let end = "";
  if (special !== undefined) {
    if (special === "F") start = "Inf";
    else if (special === "n") start = "NaN";
    else if (special === "N") start = "sNaN";
    else throw new ValueError("string argument in the third position must be 'F', 'n' or 'N'");
  } else {
    const exp = intValue(items[2]);
    if (exp === undefined) throw new ValueError("exponent must be an integer");
    if (BigInt.asIntN(64, BigInt(exp)) !== BigInt(exp)) throw new OverflowError("Python int too large to convert to C ssize_t");
    end = `E${exp}`;
  }
  const given: Value = items[1];
  if (!Array.isArray(given) && !isTuple(given)) throw new ValueError("coefficient must be a tuple of digits");
  let digits = "";
  for (const item of spread(given)) {
    const digit = intValue(item);
    if (typeof digit !== "number" || digit < 0 || digit > 9) throw new ValueError("coefficient must be a tuple of digits");
    digits += String(digit);
  }
  if (special === "F") digits = "";
  else if (special === undefined && digits === "") digits = "0";
  return (sign === 1 ? "-" : "") + start + digits + end;
}

/** int(), with a rounding. */
export function asInt(a: DecimalObject, round: number, ctx: DecimalContext): Int {
  if (a.$kind !== FINITE) {
    throw a.$kind === INFINITE ? new OverflowError("cannot convert Infinity to integer") : new ValueError("cannot convert NaN to integer");
  }
  const whole = toIntegral(a, round, false, ctx);
  const size = shiftedLeft(whole.$coef, whole.$exp);
  return a.$sign === 0 ? size : typeof size === "number" ? 0 - size : -size;
}

export function asDouble(a: DecimalObject): number {
  if (a.$kind === FINITE) {
    if (typeof a.$coef === "number" && a.$exp === 0) return a.$sign === 1 ? -a.$coef : a.$coef;
    return Number(textOf(a, Form.Scientific, false));
  }
  if (a.$kind === INFINITE) return a.$sign === 1 ? -Infinity : Infinity;
  if (a.$kind === SNAN) throw new ValueError("cannot convert signaling NaN to float");
  return NaN;
}

export function ratio(a: DecimalObject): [Int, Int] {
  if (a.$kind !== FINITE) {
    throw a.$kind === INFINITE ? new OverflowError("cannot convert Infinity to integer ratio") : new ValueError("cannot convert NaN to integer ratio");
  }
  const sign = a.$sign === 1 ? -1n : 1n;
  if (a.$coef === 0) return [0, 1];
  const n = BigInt(a.$coef);
  if (a.$exp >= 0) return [canon(sign * n * tenTo(a.$exp)), 1];
  // numerator and denominator share powers of 2 and 5 only
  let top = n;
  let twos = -a.$exp;
  let fives = -a.$exp;
  while (twos > 0 && (top & 1n) === 0n) {
    top >>= 1n;
    twos--;
  }
  while (fives > 0 && top % 5n === 0n) {
    top /= 5n;
    fives--;
  }
  return [canon(sign * top), canon((1n << BigInt(twos)) * 5n ** BigInt(fives))];
}

const MODULUS = 2305843009213693951n;
/** Inverses of powers of ten, modulo the prime, as far as they were needed. */
const INVERSES: bigint[] = [1n];
const INVERSE_OF_TEN = 2075258708292324556n;

function inverse(n: number): bigint {
  if (n > 400) return powMod(INVERSE_OF_TEN, BigInt(n), MODULUS);
  for (let i = INVERSES.length; i <= n; i++) INVERSES.push((INVERSES[i - 1]! * INVERSE_OF_TEN) % MODULUS);
  return INVERSES[n]!;
}

/** hash() of a number that is no NaN. */
export function hashOf(a: DecimalObject): Int {
  if (a.$kind === INFINITE) return a.$sign === 1 ? -314159 : 314159;
  let size: Int;
  if (a.$exp === 0 && typeof a.$coef === "number") size = a.$coef;
  else {
    const factor = a.$exp < 0 ? inverse(-a.$exp) : powMod(10n, BigInt(a.$exp), MODULUS);
    size = canon(((BigInt(a.$coef) % MODULUS) * factor) % MODULUS);
  }
  if (a.$sign === 0) return size;
  return size === 1 ? -2 : typeof size === "number" ? 0 - size : -size;
}

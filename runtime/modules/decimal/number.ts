/**
 * decimal.number - the instances of Decimal: sign, coefficient and exponent, and arithmetic of coefficients.
 *
 * Mirrors     mpd_t of libmpdec
 * Mind        a coefficient is a number while it is a safe integer, else a bigint (`Int`); instances never change once Python code sees them
 */
import { MemoryError } from "../../objects/exceptions.js";
import { canon, type Int } from "../../objects/int/big.js";
import { object, type Value } from "../../objects/object.js";

export const FINITE = 0;
export const INFINITE = 1;
export const QNAN = 2;
export const SNAN = 3;

export class DecimalObject {
  /** 1: negative */
  $sign: number;
  /** FINITE ... SNAN */
  $kind: number;
  /** of a NaN its payload, 0 for none */
  $coef: Int;
  $exp: number;
  /** decimal digits of the coefficient; 1 for zero */
  $digits: number;

  constructor(sign: number, kind: number, coef: Int, exp: number, digits: number) {
    this.$sign = sign;
    this.$kind = kind;
    this.$coef = coef;
    this.$exp = exp;
    this.$digits = digits;
  }
}
Object.setPrototypeOf(DecimalObject.prototype, object.prototype as object);

export function isDecimal(x: Value): x is DecimalObject {
  return x instanceof DecimalObject;
}

export function finite(sign: number, coef: Int, exp: number): DecimalObject {
  return new DecimalObject(sign, FINITE, coef, exp, digitsOf(coef));
}

export function infinity(sign: number): DecimalObject {
  return new DecimalObject(sign, INFINITE, 0, 0, 1);
}

export function nan(): DecimalObject {
  return new DecimalObject(0, QNAN, 0, 0, 1);
}

export function copied(a: DecimalObject): DecimalObject {
  return new DecimalObject(a.$sign, a.$kind, a.$coef, a.$exp, a.$digits);
}

export function withSign(a: DecimalObject, sign: number): DecimalObject {
  return new DecimalObject(sign, a.$kind, a.$coef, a.$exp, a.$digits);
}

/** The exponent of the leading digit. */
export function adjusted(a: DecimalObject): number {
  return a.$exp + a.$digits - 1;
}

export function isZero(a: DecimalObject): boolean {
  return a.$coef === 0 && a.$kind === FINITE;
}

/** Powers of ten that are exact doubles and safe integers. */
const SMALL = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
/** Powers of ten as bigints, as far as they were asked for. */
const BIG: bigint[] = [1n];
const MANY = 1200;
/** About as many digits as V8's bigints can have. */
const MOST_DIGITS = 320_000_000;

/** 10**n */
export function tenTo(n: number): bigint {
  if (n < BIG.length) return BIG[n]!;
  if (n >= MANY) {
    if (n > MOST_DIGITS) throw new MemoryError();
    return 10n ** BigInt(n);
  }
  for (let i = BIG.length; i <= n; i++) BIG.push(BIG[i - 1]! * 10n);
  return BIG[n]!;
}

/** How many decimal digits a coefficient has. */
export function digitsOf(c: Int): number {
  return typeof c === "number" ? smallDigits(c) : bigDigits(c);
}

function smallDigits(c: number): number {
  if (c < 1e5) return c < 1e2 ? (c < 10 ? 1 : 2) : c < 1e3 ? 3 : c < 1e4 ? 4 : 5;
  if (c < 1e10) return c < 1e7 ? (c < 1e6 ? 6 : 7) : c < 1e8 ? 8 : c < 1e9 ? 9 : 10;
  if (c < 1e13) return c < 1e11 ? 11 : c < 1e12 ? 12 : 13;
  return c < 1e14 ? 14 : c < 1e15 ? 15 : 16;
}

const LOG10_2 = 0.30102999566398119521;

/** Digits of a bigint, by its logarithm; beside a power of ten that power decides. */
function bigDigits(c: bigint): number {
  const x = Number(c);
  let size: number;
  if (x < 1e300) size = Math.log10(x);
  else {
    const hex = c.toString(16);
    size = (Math.log2(parseInt(hex.slice(0, 12), 16)) + (hex.length - 12) * 4) * LOG10_2;
  }
  const whole = Math.floor(size);
  const rest = size - whole;
  const doubt = 1e-12 * (1 + whole);
  if (rest < doubt) return c >= tenTo(whole) ? whole + 1 : whole;
  if (rest > 1 - doubt) return c >= tenTo(whole + 1) ? whole + 2 : whole + 1;
  return whole + 1;
}

/** coefficient * 10**n */
export function shiftedLeft(c: Int, n: number): Int {
  if (n === 0 || c === 0) return c;
  if (typeof c === "number") {
    if (n <= 15) {
      const product = c * SMALL[n]!;
      if (product <= 9007199254740991) return product;
    }
    return canon(BigInt(c) * tenTo(n));
  }
  return c * tenTo(n);
}

/** What shiftedRight cut off: 0 nothing, 1 less than half, 5 a half, 6 more. */
export const cut = { rest: 0 };

/** floor(coefficient / 10**n), and what was cut off. */
export function shiftedRight(c: Int, n: number): Int {
  if (n === 0) {
    cut.rest = 0;
    return c;
  }
  if (typeof c === "number") {
    if (n > 16) {
      cut.rest = c === 0 ? 0 : 1;
      return 0;
    }
    const unit = n === 16 ? 1e16 : SMALL[n]!;
    const q = Math.floor(c / unit);
    const twice = (c - q * unit) * 2;
    cut.rest = twice === 0 ? 0 : twice < unit ? 1 : twice === unit ? 5 : 6;
    return q;
  }
  return bigShiftedRight(c, n);
}

function bigShiftedRight(c: bigint, n: number): Int {
  // more zeros than digits: nothing is left, and less than half
  if (n > 400 && n > digitsOf(c)) {
    cut.rest = 1;
    return 0;
  }
  const unit = tenTo(n);
  const q = c / unit;
  const rest = c - q * unit;
  if (rest === 0n) cut.rest = 0;
  else {
    const twice = rest * 2n;
    cut.rest = twice < unit ? 1 : twice === unit ? 5 : 6;
  }
  return canon(q);
}

export function addCoefs(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    return sum <= 9007199254740991 ? sum : BigInt(a) + BigInt(b);
  }
  return BigInt(a) + BigInt(b);
}

/** a - b for a >= b. */
export function subCoefs(a: Int, b: Int): Int {
  return typeof a === "number" ? a - (b as number) : canon(a - BigInt(b));
}

export function mulCoefs(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (product <= 9007199254740991) return product;
  } else if (a === 0 || b === 0) return 0;
  return canon(BigInt(a) * BigInt(b));
}

export function isOdd(c: Int): boolean {
  return typeof c === "number" ? c % 2 === 1 : (c & 1n) === 1n;
}

/** The last decimal digit. */
export function lastDigit(c: Int): number {
  return typeof c === "number" ? c % 10 : Number(c % 10n);
}

/** Zeros at the end of a coefficient that is not 0, at most `most`. */
export function trailingZeros(c: Int, most: number): number {
  let n = 0;
  if (typeof c === "bigint") {
    if ((c & 1n) === 1n) return 0;
    if (c > 10n ** 60n) {
      // by halves: long coefficients with many zeros are common (1E+1000)
      for (let step = 1; step <= most && c % tenTo(step) === 0n; step *= 2) n = step;
      for (let step = n; step >= 1; step = Math.floor(step / 2)) while (n + step <= most && c % tenTo(n + step) === 0n) n += step;
      return n;
    }
    while (n < most && c % 10n === 0n) {
      c = c / 10n;
      n++;
    }
    return n;
  }
  while (n < most && c % 10 === 0) {
    c /= 10;
    n++;
  }
  return n;
}

/** The low `n` digits. */
export function lowDigits(c: Int, n: number): Int {
  if (typeof c === "number") return n > 15 ? c : c % SMALL[n]!;
  return canon(c % tenTo(n));
}

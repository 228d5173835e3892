/**
 * ops - arithmetic of raw doubles where it is not JavaScript's.
 *
 * Mirrors  Objects/floatobject.c
 */
import { OverflowError, ValueError, ZeroDivisionError } from "../exceptions.js";
import type { Int } from "../int/big.js";
import { pow } from "../libm/pow.js";
import { roundTo } from "./text.js";

export function floatTruediv(x: number, y: number): number {
  if (y === 0) throw new ZeroDivisionError("float division by zero");
  return x / y;
}

export function floatMod(x: number, y: number): number {
  if (y === 0) throw new ZeroDivisionError("float modulo by zero");
  return modulo(x, y);
}

function modulo(x: number, y: number): number {
  const r = x % y;
  if (r !== 0) return r < 0 !== y < 0 ? r + y : r;
  return y < 0 ? -0 : r === r ? 0 : r;
}

export function floatFloordiv(x: number, y: number): number {
  if (y === 0) throw new ZeroDivisionError("float floor division by zero");
  return floorQuotient(x, y);
}

function floorQuotient(x: number, y: number): number {
  let r = x % y;
  let q = (x - r) / y;
  if (r !== 0) {
    if (r < 0 !== y < 0) {
      r += y;
      q -= 1;
    }
  }
  if (q === 0) return x / y < 0 || Object.is(x / y, -0) ? -0 : 0;
  const floor = Math.floor(q);
  return q - floor > 0.5 ? floor + 1 : floor;
}

/** divmod(x, y) */
export function floatDivmod(x: number, y: number): [number, number] {
  if (y === 0) throw new ZeroDivisionError("float divmod()");
  return [floorQuotient(x, y), modulo(x, y)];
}

/** x ** y; undefined where the result is complex. */
export function floatPow(x: number, y: number): number | undefined {
  if (y === 2) {
    const square = x * x;
    if (square !== Infinity || x === Infinity || x === -Infinity) return square;
    throw new OverflowError(34, "Numerical result out of range");
  }
  return generalPow(x, y);
}

function generalPow(x: number, y: number): number | undefined {
  if (y === 0 || x === 1) return 1;
  if (x !== x) return x;
  if (y !== y) return y;
  if (!Number.isFinite(y)) {
    const size = Math.abs(x);
    if (size === 1) return 1;
    return y > 0 === size > 1 ? Infinity : 0;
  }
  const odd = Math.abs(y % 2) === 1;
  if (!Number.isFinite(x)) {
    if (y > 0) return odd ? x : Math.abs(x);
    return odd ? (x < 0 ? -0 : 0) : 0;
  }
  if (x === 0) {
    if (y < 0) throw new ZeroDivisionError("0.0 cannot be raised to a negative power");
    return odd ? x : 0;
  }
  let negative = false;
  if (x < 0) {
    if (y !== Math.floor(y)) return undefined;
    x = -x;
    negative = odd;
    if (x === 1) return negative ? -1 : 1;
  }
  const result = pow(x, y);
  if (result === Infinity) throw new OverflowError(34, "Numerical result out of range");
  return negative ? -result : result;
}

/** round(x, digits) */
export function floatRound(x: number, digits: Int): number {
  if (!Number.isFinite(x)) return x;
  const result = roundTo(x, digits > 400 ? 400 : digits < -400 ? -400 : Number(digits));
  if (!Number.isFinite(result)) throw new OverflowError("rounded value too large to represent");
  return result;
}

/** The integral double nearest to x, ties to even. */
export function halfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

/** An integral double for int(); the errors of what is none. */
export function integral(x: number): number {
  if (x !== x) throw new ValueError("cannot convert float NaN to integer");
  if (!Number.isFinite(x)) throw new OverflowError("cannot convert float infinity to integer");
  return Math.trunc(x);
}

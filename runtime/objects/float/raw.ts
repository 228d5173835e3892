/**
 * raw - doubles outside their boxes: what emitted text uses where inference has proved that a value is a float.
 */
import { ValueError, ZeroDivisionError } from "../exceptions.js";
import { Float, realOf } from "../float.js";
import type { Value } from "../object.js";

/** The double of an int, bool or float; an int too large raises OverflowError. */
export function $double(x: Value): number {
  if (x instanceof Float) return x.value;
  return realOf(x)!;
}

export function $fdiv(a: number, b: number): number {
  if (b === 0) throw new ZeroDivisionError("float division by zero");
  return a / b;
}

export function $fsqrt(x: number): number {
  if (x < 0) throw new ValueError("math domain error");
  return Math.sqrt(x);
}

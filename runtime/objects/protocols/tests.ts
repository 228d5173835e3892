/**
 * tests - comparisons of which only the truth counts.
 *
 * Suspends  where an `__eq__`, `__lt__` ... or the `__bool__` of its result is Python code
 */
import type { Suspends } from "../../frames/suspend.js";
import type { Value } from "../object.js";
import { truth } from "./bool.js";
import { ge, gt, le, lt } from "./compare.js";
import { eq, ne } from "./eq.js";

export { truth as $truth };

function truthOf(result: Value): Suspends<boolean> {
  return typeof result === "boolean" ? result : truth(result);
}

export function $eq(a: Value, b: Value): Suspends<boolean> {
  if (typeof a === "number" && typeof b === "number") return a === b;
  return truthOf(eq(a, b));
}

export function $ne(a: Value, b: Value): Suspends<boolean> {
  if (typeof a === "number" && typeof b === "number") return a !== b;
  return truthOf(ne(a, b));
}

export function $lt(a: Value, b: Value): Suspends<boolean> {
  if (typeof a === "number" && typeof b === "number") return a < b;
  return truthOf(lt(a, b));
}

export function $le(a: Value, b: Value): Suspends<boolean> {
  if (typeof a === "number" && typeof b === "number") return a <= b;
  return truthOf(le(a, b));
}

export function $gt(a: Value, b: Value): Suspends<boolean> {
  if (typeof a === "number" && typeof b === "number") return a > b;
  return truthOf(gt(a, b));
}

export function $ge(a: Value, b: Value): Suspends<boolean> {
  if (typeof a === "number" && typeof b === "number") return a >= b;
  return truthOf(ge(a, b));
}

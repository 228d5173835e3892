/** pow - x ** y of doubles, rounded once. */
import { low, product } from "./double.js";
import { expPair } from "./exp.js";
import { logPair } from "./log.js";

/** x ** y for finite x > 0, x not 1, and finite y; Infinity beyond the range. */
export function pow(x: number, y: number): number {
  if (y === 1) return x;
  if (y === 0.5) return Math.sqrt(x);
  if (y === -1) return 1 / x;
  if (y === 3) {
    const square = product(x, x);
    const rest = low[0] as number;
    const cube = product(square, x);
    if (cube > 1e-250 && cube < 1e300) return cube + ((low[0] as number) + rest * x);
  }
  const h = logPair(x);
  const l = low[0] as number;
  const p = h * y;
  if (!(p < 709.8)) return Infinity;
  if (p < -745.2) return 0;
  if (p > -1e-300 && p < 1e-300) return 1 + p;
  // a huge y with a tiny logarithm must not overflow where the product is split
  const q = Math.abs(y) > 1e290 ? product(h * 2 ** 60, y * 2 ** -60) : product(h, y);
  const result = expPair(q, (low[0] as number) + l * y);
  return result;
}

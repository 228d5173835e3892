/**
 * hypot - the length of (x, y), rounded once, as the C function; and CPython's own for any number of coordinates.
 *
 * Mirrors  Modules/mathmodule.c: vector_norm
 */
import { low, product, quickSum, squareRoot, add, exponentOf, scalb } from "./double.js";

/** C's hypot for finite x and y. */
export function hypot(x: number, y: number): number {
  let a = Math.abs(x);
  let b = Math.abs(y);
  if (a < b) [a, b] = [b, a];
  if (b === 0 || b < a * 1e-17) return a + b;
  let factor = 1;
  if (a > 1e150) factor = 2 ** -600;
  else if (b < 1e-150) factor = 2 ** 600;
  a *= factor;
  b *= factor;
  const p = product(a, a);
  const pl = low[0] as number;
  const q = product(b, b);
  const s = add(p, pl, q, low[0] as number);
  return squareRoot(s, low[0] as number) / factor;
}

/** The Euclidean norm of `vector`, whose largest absolute value is `max`. */
export function vectorNorm(vector: number[], max: number, foundNan: boolean): number {
  if (max === Infinity) return max;
  if (foundNan) return NaN;
  if (max === 0 || vector.length <= 1) return max;
  if (max < 2.2250738585072014e-308) {
    const tiny = 2.2250738585072014e-308;
    return (
      tiny *
      vectorNorm(
        vector.map((x) => x / tiny),
        max / tiny,
        foundNan,
      )
    );
  }
  const scale = scalb(1, -(exponentOf(max) + 1));
  let total = 1;
  let rest1 = 0;
  let rest2 = 0;
  for (let x of vector) {
    x *= scale;
    const p = product(x, x);
    rest1 += low[0] as number;
    total = quickSum(total, p);
    rest2 += low[0] as number;
  }
  let h = Math.sqrt(total - 1 + (rest1 + rest2));
  const p = product(-h, h);
  rest1 += low[0] as number;
  total = quickSum(total, p);
  rest2 += low[0] as number;
  h += (total - 1 + (rest1 + rest2)) / (2 * h);
  return h / scale;
}

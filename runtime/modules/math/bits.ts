/** bits - neighbours, exponents and remainders of doubles. */
import { parts, scale } from "../../objects/float/text.js";

const value = new Float64Array(1);
const word = new BigInt64Array(value.buffer);

/** The double `steps` away from x in the direction of y. */
export function nextafter(x: number, y: number, steps: bigint): number {
  if (x !== x) return x;
  if (y !== y) return y;
  if (x === y || steps === 0n) return steps === 0n ? x : y;
  const from = ordinal(x);
  const to = ordinal(y);
  const moved = to > from ? from + steps : from - steps;
  if (to > from ? moved >= to : moved <= to) return y;
  const result = fromOrdinal(moved);
  // the zero reached from below is -0.0
  return result === 0 && from < 0n ? -0 : result;
}

/** Doubles in their order; both zeros are 0. */
function ordinal(x: number): bigint {
  value[0] = x;
  const bits = word[0] as bigint;
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}

function fromOrdinal(n: bigint): number {
  word[0] = n < 0n ? -n : n;
  const size = value[0] as number;
  return n < 0n ? -size : size;
}

export function ulp(x: number): number {
  if (x !== x) return x;
  x = Math.abs(x);
  if (x === Infinity) return x;
  const next = nextafter(x, Infinity, 1n);
  return next === Infinity ? x - nextafter(x, -Infinity, 1n) : next - x;
}

export function frexp(x: number): [number, number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  let size = Math.abs(x);
  let e = 0;
  if (size < 2.2250738585072014e-308) {
    size *= 2 ** 54;
    e = -54;
  }
  value[0] = size;
  e += Number((word[0] as bigint) >> 52n) - 1022;
  word[0] = ((word[0] as bigint) & 0xfffffffffffffn) | 0x3fe0000000000000n;
  const m = value[0] as number;
  return [x < 0 ? -m : m, e];
}

/** The C library's: one step, whose zero has the sign of where it comes from. */
export function nextBeside(x: number, y: number): number {
  const next = nextafter(x, y, 1n);
  return next === 0 && x !== 0 && x === x && x !== y ? (x < 0 ? -0 : 0) : next;
}

/** x * 2**n rounded once, for any n. */
export function ldexp(x: number, n: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  if (n > 2200) return x * Infinity;
  if (n < -2200) return x * 0;
  const [m, e] = parts(Math.abs(x));
  const size = scale(m, BigInt(e + n));
  return x < 0 ? -size : size;
}

/** The IEEE remainder: the quotient is rounded to even. */
export function remainder(x: number, y: number): number {
  const size = Math.abs(y);
  const m = Math.abs(x) % size;
  const c = size - m;
  let r: number;
  if (m < c) r = m;
  else if (m > c) r = -c;
  else r = m - 2 * ((0.5 * (Math.abs(x) - m)) % size);
  return (x < 0 || Object.is(x, -0) ? -1 : 1) * r;
}

/** x * y + z rounded once, for finite arguments. */
export function fma(x: number, y: number, z: number): number {
  const p = x * y;
  if (p === 0 || x === 0 || y === 0) {
    if (x === 0 || y === 0) return p + z;
  }
  const [mx, ex] = parts(Math.abs(x));
  const [my, ey] = parts(Math.abs(y));
  const [mz, ez] = parts(Math.abs(z));
  const negative = x < 0 !== y < 0;
  const e = Math.min(ex + ey, ez);
  let sum = (mx * my) << BigInt(ex + ey - e);
  if (negative) sum = -sum;
  const other = mz << BigInt(ez - e);
  sum += z < 0 ? -other : other;
  if (sum === 0n) return negative && (z < 0 || Object.is(z, -0)) ? -0 : 0;
  return sum < 0n ? -scale(-sum, BigInt(e)) : scale(sum, BigInt(e));
}

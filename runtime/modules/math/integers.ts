/**
 * integers - the integer functions of math.
 *
 * Mirrors  Modules/mathmodule.c: factorial, comb, perm, isqrt, gcd, lcm
 */
import { OverflowError, ValueError } from "../../objects/exceptions.js";
import { canon, gcd as bigGcd, isqrt as bigIsqrt, type Int } from "../../objects/int/big.js";
import { intAbs, intFloordiv, intMul, intSub } from "../../objects/int/ops.js";

export function gcd(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    let x = Math.abs(a);
    let y = Math.abs(b);
    while (y !== 0) [x, y] = [y, x % y];
    return x;
  }
  return canon(bigGcd(BigInt(a), BigInt(b)));
}

export function lcm(a: Int, b: Int): Int {
  if (a === 0 || b === 0) return 0;
  return intAbs(intMul(intFloordiv(a, gcd(a, b)), b));
}

export function isqrt(n: Int): Int {
  if (n < 0) throw new ValueError("isqrt() argument must be nonnegative");
  if (typeof n === "number") {
    const r = Math.floor(Math.sqrt(n));
    // the double square root of a safe integer may round up to the next one
    return r * r > n ? r - 1 : r;
  }
  return canon(bigIsqrt(n));
}

/** low * (low + 1) * ... * high, by halves. */
function product(low: number, high: number): bigint {
  if (high < low) return 1n;
  if (high - low < 8) {
    let result = BigInt(low);
    for (let i = low + 1; i <= high; i++) result *= BigInt(i);
    return result;
  }
  const middle = Math.floor((low + high) / 2);
  return product(low, middle) * product(middle + 1, high);
}

export function factorial(n: Int): Int {
  if (n < 0) throw new ValueError("factorial() not defined for negative values");
  if (typeof n === "bigint") throw new OverflowError("factorial() argument should not exceed 9223372036854775807");
  if (n <= 18) {
    let result = 1;
    for (let i = 2; i <= n; i++) result *= i;
    return result;
  }
  return canon(product(2, n));
}

/** n * (n - 1) * ... , k factors */
function falling(n: Int, k: number): bigint {
  let result = 1n;
  const big = BigInt(n);
  if (typeof n === "number") return product(n - k + 1, n);
  for (let i = 0n; i < BigInt(k); i++) result *= big - i;
  return result;
}

export function perm(n: Int, k: Int): Int {
  if (n < 0) throw new ValueError("n must be a non-negative integer");
  if (k < 0) throw new ValueError("k must be a non-negative integer");
  if (n < k) return 0;
  if (typeof k === "bigint") throw new OverflowError("k must not exceed 9223372036854775807");
  return canon(falling(n, k));
}

export function comb(n: Int, k: Int): Int {
  if (n < 0) throw new ValueError("n must be a non-negative integer");
  if (k < 0) throw new ValueError("k must be a non-negative integer");
  const other = intSub(n, k);
  if (other < 0) return 0;
  const smaller = other < k ? other : k;
  if (typeof smaller === "bigint") throw new OverflowError("min(n - k, k) must not exceed 9223372036854775807");
  if (smaller === 0) return 1;
  return canon(falling(n, smaller) / product(1, smaller));
}

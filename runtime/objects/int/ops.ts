/**
 * ops - arithmetic of ints: numbers while the result is safe, bigints beyond.
 *
 * Mind  the fast cases of `+ - *` are repeated in arithmetic.ts, where calls can be inlined
 */
import { MemoryError, OverflowError, ValueError, ZeroDivisionError } from "../exceptions.js";
import { bigFloordiv, bigMod, bigTruediv, bitLength, canon, inverse, powMod, type Int } from "./big.js";

/** More bits than V8's bigints can have; CPython would run out of memory. */
const MOST_BITS = 1 << 30;

export function intAdd(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const r = a + b;
    return Number.isSafeInteger(r) ? r : BigInt(a) + BigInt(b);
  }
  return canon(BigInt(a) + BigInt(b));
}

export function intSub(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const r = a - b;
    return Number.isSafeInteger(r) ? r : BigInt(a) - BigInt(b);
  }
  return canon(BigInt(a) - BigInt(b));
}

export function intMul(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const r = a * b;
    return Number.isSafeInteger(r) ? r + 0 : BigInt(a) * BigInt(b);
  }
  return canon(BigInt(a) * BigInt(b));
}

export function intFloordiv(a: Int, b: Int): Int {
  if (b === 0) throw new ZeroDivisionError("integer division or modulo by zero");
  // the quotient of safe integers never rounds across an integer
  if (typeof a === "number" && typeof b === "number") return Math.floor(a / b) + 0;
  return canon(bigFloordiv(BigInt(a), BigInt(b)));
}

export function intMod(a: Int, b: Int): Int {
  if (b === 0) throw new ZeroDivisionError("integer modulo by zero");
  if (typeof a === "number" && typeof b === "number") {
    const r = a % b;
    return r !== 0 && r < 0 !== b < 0 ? r + b : r + 0;
  }
  return canon(bigMod(BigInt(a), BigInt(b)));
}

/** a / b as a double. */
export function intTruediv(a: Int, b: Int): number {
  if (b === 0) throw new ZeroDivisionError("division by zero");
  if (typeof a === "number" && typeof b === "number") return a === 0 ? (b < 0 ? -0 : 0) : a / b;
  const r = bigTruediv(BigInt(a), BigInt(b));
  if (r === Infinity || r === -Infinity) throw new OverflowError("integer division result too large for a float");
  return r;
}

/** a ** b for b >= 0. */
export function intPow(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    if (b === 2) return intMul(a, a);
    if (b < 64) {
      // the product is exact as long as it is safe
      let result = 1;
      let square = a;
      for (let n = b; ; square *= square) {
        if (n & 1) result *= square;
        n >>= 1;
        if (n === 0) break;
      }
      if (Number.isSafeInteger(result)) return result + 0;
    }
    if (a === 0 || a === 1) return a;
    if (a === -1) return b % 2 === 0 ? 1 : -1;
  }
  if (a === 0 || a === 1) return a;
  if (a === -1) return BigInt(b) % 2n === 0n ? 1 : -1;
  if (typeof b === "bigint" || (bitLength(a) - 1) * b > MOST_BITS) throw new MemoryError();
  if (a === 2) return canon(1n << BigInt(b));
  return canon(BigInt(a) ** BigInt(b));
}

/** pow(a, b, m) */
export function intPowMod(a: Int, b: Int, m: Int): Int {
  if (m === 0) throw new ValueError("pow() 3rd argument cannot be 0");
  const negative = m < 0;
  const modulus = negative ? -BigInt(m) : BigInt(m);
  let base = BigInt(a);
  let exponent = BigInt(b);
  if (modulus === 1n) return 0;
  if (exponent < 0n) {
    const inverted = inverse(base, modulus);
    if (inverted === undefined) throw new ValueError("base is not invertible for the given modulus");
    base = inverted;
    exponent = -exponent;
  }
  const result = powMod(base, exponent, modulus);
  return canon(negative && result !== 0n ? result - modulus : result);
}

export function intLshift(a: Int, b: Int): Int {
  if (b < 0) throw new ValueError("negative shift count");
  if (typeof a === "number" && typeof b === "number" && b < 1023) {
    const r = a * 2 ** b;
    if (Number.isSafeInteger(r)) return r;
  }
  if (a === 0) return 0;
  if (typeof b === "bigint") throw new OverflowError("too many digits in integer");
  if (b + bitLength(a) > MOST_BITS) throw new MemoryError();
  return canon(BigInt(a) << BigInt(b));
}

export function intRshift(a: Int, b: Int): Int {
  if (b < 0) throw new ValueError("negative shift count");
  if (typeof a === "number") return b < 53 ? Math.floor(a / 2 ** Number(b)) : a < 0 ? -1 : 0;
  if (typeof b === "bigint" || b > MOST_BITS) return a < 0n ? -1 : 0;
  return canon(a >> BigInt(b));
}

const TWO32 = 0x100000000;

// A safe integer is two halves of 32 bits: the lower as JavaScript's operators see it, the upper by floor division, sign included.

export function intAnd(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    if ((a | 0) === a && (b | 0) === b) return a & b;
    return (Math.floor(a / TWO32) & Math.floor(b / TWO32)) * TWO32 + ((a & b) >>> 0);
  }
  return canon(BigInt(a) & BigInt(b));
}

export function intOr(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    if ((a | 0) === a && (b | 0) === b) return a | b;
    return (Math.floor(a / TWO32) | Math.floor(b / TWO32)) * TWO32 + ((a | b) >>> 0);
  }
  return canon(BigInt(a) | BigInt(b));
}

export function intXor(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    if ((a | 0) === a && (b | 0) === b) return a ^ b;
    return canonHalves(Math.floor(a / TWO32) ^ Math.floor(b / TWO32), (a ^ b) >>> 0);
  }
  return canon(BigInt(a) ^ BigInt(b));
}

function canonHalves(high: number, low: number): Int {
  const r = high * TWO32 + low;
  // -2**53 is the one value that two safe integers can give and that is not safe
  return Number.isSafeInteger(r) ? r : BigInt(high) * 0x100000000n + BigInt(low);
}

export function intInvert(a: Int): Int {
  return typeof a === "number" ? (a === 9007199254740991 ? -9007199254740992n : -1 - a) : canon(~a);
}

export function intNeg(a: Int): Int {
  return typeof a === "number" ? 0 - a : canon(-a);
}

export function intAbs(a: Int): Int {
  return a < 0 ? intNeg(a) : a;
}

/** round(a, digits) for negative digits: to a multiple of a power of ten, ties to even. */
export function intRound(a: Int, digits: Int): Int {
  if (digits >= 0) return a;
  if (-digits > bitLength(a)) return 0;
  const unit = 10n ** BigInt(-digits);
  const n = BigInt(a);
  let q = bigFloordiv(n, unit);
  const twice = (n - q * unit) * 2n;
  if (twice > unit || (twice === unit && (q & 1n) === 1n)) q++;
  return canon(q * unit);
}

/**
 * enum.bits - bit arithmetic of flags over ints of any size.
 */
import { intAnd, intInvert, intOr, intSub, intXor } from "../../objects/int/ops.js";
import type { Value } from "../../objects/object.js";

type Int = number | bigint;

export function bitLength(x: Int): number {
  if (typeof x === "number" && Math.abs(x) < 0x80000000) return 32 - Math.clz32(Math.abs(x));
  const big = BigInt(x);
  return big === 0n ? 0 : (big < 0n ? -big : big).toString(2).length;
}

function power(n: number): Int {
  return n < 53 ? 2 ** n : 1n << BigInt(n);
}

export const bits = {
  /** the plain int of a value of an int subclass */
  of(value: Value): Int {
    const raw: Value = value !== null && typeof value === "object" && value.$value !== undefined ? value.$value : value;
    return typeof raw === "boolean" ? Number(raw) : (raw as Int);
  },
  and: (a: Value, b: Value): Int => intAnd(bits.of(a), bits.of(b)),
  or: (a: Value, b: Value): Int => intOr(bits.of(a), bits.of(b)),
  xor: (a: Value, b: Value): Int => intXor(bits.of(a), bits.of(b)),
  invert: (a: Value): Int => intInvert(bits.of(a)),
  /** all bits up to the highest of a mask */
  all: (mask: Value): Int => intSub(power(bitLength(bits.of(mask))), 1),
  power,
};

/** Whether one bit is set. */
export function isSingle(value: Int): boolean {
  return value > 0 && intAnd(value, intSub(value, 1)) === 0;
}

/** The set bits, lowest first. */
export function split(value: Int): Int[] {
  const found: Int[] = [];
  const length = bitLength(value);
  for (let i = 0; i < length; i++) {
    const bit = power(i);
    if (intAnd(value, bit) !== 0) found.push(bit);
  }
  return found;
}

/** enum.bin: "0b0 0101" */
export function binary(value: Int, width: number): string {
  const big = BigInt(value);
  const length = bitLength(value);
  const ceiling = 1n << BigInt(length);
  let text = big >= 0n ? (big + ceiling).toString(2).replace("1", "0") : ((-big - 1n) ^ (ceiling - 1n + ceiling)).toString(2);
  const sign = text[0]!;
  text = text.slice(1);
  if (text.length < width) text = (sign.repeat(width) + text).slice(-width);
  return `0b${sign} ${text}`;
}

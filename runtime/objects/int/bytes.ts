/** bytes - ints to bytes and back: int.to_bytes, int.from_bytes. */
import type { Suspends } from "../../frames/suspend.js";
import { makeBytes } from "../bytes.js";
import { Bytes } from "../bytes/data.js";
import { OverflowError, TypeError, ValueError } from "../exceptions.js";
import type { Value } from "../object.js";
import { truth } from "../protocols/bool.js";
import { toSize } from "../protocols/index.js";
import { bitLength, canon, type Int } from "./big.js";
import { argumentName } from "../typename.js";

function isLittle(order: Value, called: string): boolean {
  if (order === undefined) return false;
  const name = typeof order === "string" ? order : order?.$value;
  if (typeof name !== "string") throw new TypeError(`${called}() argument 'byteorder' must be str, not ${argumentName(order)}`);
  if (name === "little") return true;
  if (name === "big") return false;
  throw new ValueError("byteorder must be either 'little' or 'big'");
}

export function bytesFromInt(n: Int, length: Value, order: Value, signed: Value): Suspends<Bytes> {
  const size = length === undefined ? 1 : toSize(length);
  const little = isLittle(order, "to_bytes");
  const withSign = signed !== undefined && truth(signed);
  if (size < 0) throw new ValueError("length argument must be non-negative");
  if (n < 0 && !withSign) throw new OverflowError("can't convert negative int to unsigned");
  const need = withSign ? (n < 0 ? bitLength(typeof n === "number" ? -1 - n : ~n) : bitLength(n)) + 1 : bitLength(n);
  if (need > size * 8 && !(size === 0 && n === 0)) throw new OverflowError("int too big to convert");
  const data = new Uint8Array(size);
  let rest = BigInt.asUintN(size * 8, BigInt(n));
  if (size <= 6) {
    for (let i = 0, m = Number(rest); i < size; i++, m = Math.floor(m / 256)) data[i] = m % 256;
  } else {
    const hex = rest.toString(16).padStart(size * 2, "0");
    for (let i = 0; i < size; i++) data[size - 1 - i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
    rest = 0n;
  }
  if (!little) data.reverse();
  return new Bytes(data);
}

export function intFromBytes(source: Value, order: Value, signed: Value): Suspends<Int> {
  const little = isLittle(order, "from_bytes");
  const withSign = signed !== undefined && truth(signed);
  const data = makeBytes(source).$data;
  return intOfData(data, little, withSign);
}

/** The int that bytes stand for. */
export function intOfData(data: Uint8Array, little: boolean, signed: boolean): Int {
  if (data.length === 0) return 0;
  let hex = "";
  for (let i = 0; i < data.length; i++) {
    const byte = data[little ? data.length - 1 - i : i] as number;
    hex += byte < 16 ? "0" + byte.toString(16) : byte.toString(16);
  }
  const n = BigInt("0x" + hex);
  return canon(signed ? BigInt.asIntN(data.length * 8, n) : n);
}

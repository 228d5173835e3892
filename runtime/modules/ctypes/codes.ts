/**
 * codes - C values in memory by the type codes of simple types, little-endian as the machine is.
 *
 * Mirrors     Modules/_ctypes/cfield.c of CPython 3.13: the getters and setters
 * Suspends    writeCode: `__index__`, `__float__`, `__bool__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { ByteArray, Bytes } from "../../objects/bytes/data.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { Float, toDouble } from "../../objects/float.js";
import { canon, type Int } from "../../objects/int/big.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { toIndex } from "../../objects/protocols/index.js";
import { stringOf } from "../../objects/str.js";
import { markAstral } from "../../objects/str/points.js";
import { typeName } from "../../objects/typename.js";
import { addressOf, memoryOf, stringFrom, wideFrom } from "./addresses.js";

/** Every code with its size. */
export const SIZES: Readonly<Record<string, number>> = {
  c: 1,
  b: 1,
  B: 1,
  "?": 1,
  h: 2,
  H: 2,
  i: 4,
  I: 4,
  l: 8,
  L: 8,
  q: 8,
  Q: 8,
  f: 4,
  d: 8,
  g: 16,
  u: 4,
  z: 8,
  Z: 8,
  P: 8,
  O: 8,
};
/** As CPython's message has them. */
export const CODES = "cbBhHiIlLdfuzZqQPXOv?g";

/** How memoryview's format has the code. */
export function formatOf(code: string): string {
  return code === "l" ? "<q" : code === "L" ? "<Q" : `<${code}`;
}

/** The objects that stand behind addresses in the memory of `O`, by the address that was made up for them. */
const objects = { byAddress: new Map<number, Value>(), next: 0x7f00_0000_0000 };

export function readCode(code: string, view: DataView, at: number): Value {
  switch (code) {
    case "i":
      return view.getInt32(at, true);
    case "d":
      return new Float(view.getFloat64(at, true));
    case "c":
      return new Bytes(Uint8Array.of(view.getUint8(at)));
    case "b":
      return view.getInt8(at);
    case "B":
      return view.getUint8(at);
    case "?":
      return view.getUint8(at) !== 0;
    case "h":
      return view.getInt16(at, true);
    case "H":
      return view.getUint16(at, true);
    case "I":
      return view.getUint32(at, true);
    case "l":
    case "q":
      return canon(view.getBigInt64(at, true));
    case "L":
    case "Q":
      return canon(view.getBigUint64(at, true));
    case "f":
      return new Float(view.getFloat32(at, true));
    case "g":
      return new Float(readLongDouble(view, at));
    case "u":
      return character(view.getUint32(at, true));
  }
  return readAddress(code, view, at);
}

function character(point: number): string {
  if (point > 0x10ffff) throw new ValueError("character U+" + point.toString(16) + " is not in range [U+0000; U+10ffff]");
  return markAstral(String.fromCodePoint(point));
}

function readAddress(code: string, view: DataView, at: number): Value {
  const address = canon(view.getBigUint64(at, true));
  if (code === "O") {
    const found = typeof address === "number" ? objects.byAddress.get(address) : undefined;
    if (found === undefined) throw new ValueError("PyObject is NULL");
    return found;
  }
  if (address === 0) return null;
  if (code === "P") return address;
  return code === "z" ? new Bytes(bytesAt(Number(address))) : wideAt(Number(address));
}

/** The bytes up to the first NUL. */
export function bytesAt(address: number): Uint8Array {
  return stringFrom(address);
}

/** The text of wide characters up to the first NUL. */
export function wideAt(address: number, count = Infinity): string {
  const memory = count === Infinity ? wideFrom(address) : memoryOf(address, count * 4);
  return wideText(new DataView(memory.buffer, memory.byteOffset, memory.byteLength), count);
}

export function wideText(view: DataView, count = Infinity): string {
  let text = "";
  for (let i = 0; i < count && (i + 1) * 4 <= view.byteLength; i++) {
    const point = view.getUint32(i * 4, true);
    if (point === 0 && count === Infinity) break;
    text += character(point);
  }
  return text;
}

/** Stores a value; what must be kept alive as long as it stands there, if anything. */
export function writeCode(code: string, view: DataView, at: number, value: Value): Suspends<Value> {
  switch (code) {
    case "i":
    case "I":
      if (typeof value === "number") view.setInt32(at, value, true);
      else view.setInt32(at, low32(toIndex(value)), true);
      return undefined;
    case "d": {
      const x = toDouble(value);
      view.setFloat64(at, x, true);
      return undefined;
    }
    case "c":
      view.setUint8(at, byteOf(value));
      return undefined;
    case "b":
    case "B":
      view.setInt8(at, low32(toIndex(value)));
      return undefined;
    case "?":
      view.setUint8(at, truth(value) ? 1 : 0);
      return undefined;
    case "h":
    case "H":
      view.setInt16(at, low32(toIndex(value)), true);
      return undefined;
    case "l":
    case "q":
    case "L":
    case "Q":
      view.setBigInt64(at, BigInt.asIntN(64, BigInt(toIndex(value))), true);
      return undefined;
    case "f": {
      const x = toDouble(value);
      view.setFloat32(at, x, true);
      return undefined;
    }
    case "g": {
      const x = toDouble(value);
      writeLongDouble(view, at, x);
      return undefined;
    }
    case "u":
      view.setUint32(at, wideOf(value), true);
      return undefined;
  }
  return writeAddress(code, view, at, value);
}

/** The lowest 32 bits. */
function low32(n: Int): number {
  return typeof n === "number" ? n : Number(BigInt.asIntN(32, n));
}

function byteOf(value: Value): number {
  const data =
    value instanceof Bytes || value instanceof ByteArray ? value.$data : value?.$value instanceof Bytes ? (value.$value.$data as Uint8Array) : undefined;
  if (data !== undefined && data.length === 1) return data[0] as number;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number" && value >= 0 && value <= 255) return value;
  throw new TypeError("one character bytes, bytearray or integer expected");
}

function wideOf(value: Value): number {
  const text = stringOf(value);
  if (text === undefined) throw new TypeError(`unicode string expected instead of ${typeName(value)} instance`);
  const point = text.codePointAt(0);
  if (point === undefined || text.length > (point > 0xffff ? 2 : 1)) throw new TypeError("one character unicode string expected");
  return point;
}

/** A str as wide characters, with a NUL at the end. */
export function wideBytes(text: string): Uint8Array {
  const points = [...text];
  const bytes = new Uint8Array((points.length + 1) * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < points.length; i++) view.setUint32(i * 4, (points[i] as string).codePointAt(0) as number, true);
  return bytes;
}

function writeAddress(code: string, view: DataView, at: number, value: Value): Value {
  let address: Int = 0;
  let keep: Value = undefined;
  if (code === "O") {
    address = objects.next += 16;
    objects.byAddress.set(address, value);
    keep = value;
  } else if (typeof value === "number" || typeof value === "bigint") address = value;
  else if (typeof value === "boolean") address = value ? 1 : 0;
  else if (value !== null) {
    const data = code === "z" ? terminated(value) : code === "Z" ? wide(value) : undefined;
    if (data === undefined) throw notPointer(code, value);
    address = addressOf(data);
    keep = data;
  }
  view.setBigInt64(at, BigInt.asIntN(64, BigInt(address)), true);
  return keep;
}

function terminated(value: Value): Uint8Array | undefined {
  const plain = value instanceof Bytes ? value : value.$value instanceof Bytes ? (value.$value as Bytes) : undefined;
  if (plain === undefined) return undefined;
  const data = new Uint8Array(plain.$data.length + 1);
  data.set(plain.$data);
  return data;
}

/** A copy of bytes, and a NUL. */
export { terminated as terminatedBytes };

function wide(value: Value): Uint8Array | undefined {
  const text = stringOf(value);
  return text === undefined ? undefined : wideBytes(text);
}

function notPointer(code: string, value: Value): Value {
  if (code === "P") return new TypeError("cannot be converted to pointer");
  return new TypeError(`${code === "z" ? "bytes" : "unicode string"} or integer address expected instead of ${typeName(value)} instance`);
}

/** The value of a type whose bytes stand the other way round. */
export function readBig(code: string, view: DataView, at: number): Value {
  const size = SIZES[code] as number;
  const turned = new DataView(new ArrayBuffer(size));
  for (let i = 0; i < size; i++) turned.setUint8(i, view.getUint8(at + size - 1 - i));
  return readCode(code, turned, 0);
}

export function writeBig(code: string, view: DataView, at: number, value: Value): Suspends<void> {
  const size = SIZES[code] as number;
  const turned = new DataView(new ArrayBuffer(size));
  writeCode(code, turned, 0, value);
  for (let i = 0; i < size; i++) view.setUint8(at + i, turned.getUint8(size - 1 - i));
}

/** x87's 80 bits: sign and exponent, then 64 bits of which the first is written out. */
function writeLongDouble(view: DataView, at: number, x: number): void {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const high = bits.getUint16(0);
  const exponent = (high >> 4) & 0x7ff;
  let mantissa = bits.getBigUint64(0) & 0xfffffffffffffn;
  let wideExponent = exponent === 0x7ff ? 0x7fff : exponent - 1023 + 16383;
  if (exponent === 0 && mantissa === 0n) wideExponent = 0;
  else if (exponent === 0) {
    wideExponent = 1 - 1023 + 16383;
    while ((mantissa & 0x10000000000000n) === 0n) {
      mantissa <<= 1n;
      wideExponent--;
    }
  } else mantissa |= 0x10000000000000n;
  view.setBigUint64(at, BigInt.asUintN(64, mantissa << 11n), true);
  view.setUint16(at + 8, ((high >> 15) << 15) | wideExponent, true);
}

function readLongDouble(view: DataView, at: number): number {
  const mantissa = view.getBigUint64(at, true);
  const high = view.getUint16(at + 8, true);
  const sign = high >> 15 === 1 ? -1 : 1;
  const exponent = high & 0x7fff;
  if (exponent === 0x7fff) return BigInt.asUintN(63, mantissa) === 0n ? sign * Infinity : NaN;
  if (mantissa === 0n) return sign * 0;
  // two steps, so that neither power is out of range
  const scale = exponent - 16383 - 63;
  const half = Math.trunc(scale / 2);
  return sign * Number(mantissa) * 2 ** half * 2 ** (scale - half);
}

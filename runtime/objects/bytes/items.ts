/**
 * items - single items of memory by their struct code, in native order and size.
 *
 * Mirrors  Objects/memoryobject.c: unpack_single, pack_single
 */
import type { Suspends } from "../../frames/suspend.js";
import { NotImplementedError, TypeError, ValueError } from "../exceptions.js";
import { Float, toDouble } from "../float.js";
import { canon, type Int } from "../int/big.js";
import type { Value } from "../object.js";
import { truth } from "../protocols/bool.js";
import { toIndex } from "../protocols/index.js";
import { halfToDouble, doubleToHalf } from "./half.js";
import { Bytes } from "./data.js";

/** Sizes of native codes. */
export const SIZES: { readonly [code: string]: number } = {
  c: 1,
  b: 1,
  B: 1,
  "?": 1,
  h: 2,
  H: 2,
  e: 2,
  i: 4,
  I: 4,
  f: 4,
  l: 8,
  L: 8,
  q: 8,
  Q: 8,
  n: 8,
  N: 8,
  d: 8,
  P: 8,
};

/** The code of a format that memoryview can read, or undefined. */
export function nativeCode(format: string): string | undefined {
  const code = format[0] === "@" ? format.slice(1) : format;
  return code.length === 1 && SIZES[code] !== undefined ? code : undefined;
}

export function viewOf(memory: Uint8Array): DataView {
  return new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
}

const SCRATCH = new Uint8Array(8);
const SCRATCH_VIEW = new DataView(SCRATCH.buffer);

export function readItem(memory: Uint8Array, at: number, format: string): Value {
  const code = nativeCode(format);
  if (code === "B") return memory[at];
  // a DataView of each memory costs more than the few bytes
  const view = SCRATCH_VIEW;
  const size = code === undefined ? 0 : (SIZES[code] as number);
  for (let i = 0; i < size; i++) SCRATCH[i] = memory[at + i] as number;
  const from = at;
  at = 0;
  switch (code) {
    case "b":
      return view.getInt8(at);
    case "c":
      return new Bytes(memory.slice(from, from + 1));
    case "?":
      return SCRATCH[0] !== 0;
    case "h":
      return view.getInt16(at, true);
    case "H":
      return view.getUint16(at, true);
    case "i":
      return view.getInt32(at, true);
    case "I":
      return view.getUint32(at, true);
    case "l":
    case "q":
    case "n":
      return getLong(view, at, true, true);
    case "L":
    case "Q":
    case "N":
    case "P":
      return getLong(view, at, false, true);
    case "f":
      return new Float(view.getFloat32(at, true));
    case "d":
      return new Float(view.getFloat64(at, true));
    case "e":
      return new Float(halfToDouble(view.getUint16(at, true)));
  }
  throw new NotImplementedError(`memoryview: format ${format} not supported`);
}

function invalidValue(format: string): Value {
  return new ValueError(`memoryview: invalid value for format '${format}'`);
}

function inRange(value: Value, format: string, bits: number, signed: boolean): Suspends<Int> {
  const index = typeof value === "object" && value !== null && (value instanceof Float || value.$value instanceof Float) ? undefined : true;
  if (index === undefined || typeof value === "string" || value === null) throw new TypeError(`memoryview: invalid type for format '${format}'`);
  let n: Int;
  try {
    n = typeof value === "number" ? value : toIndex(value);
  } catch (error) {
    if (error instanceof TypeError) throw new TypeError(`memoryview: invalid type for format '${format}'`);
    throw error;
  }
  if (!isWithin(n, bits, signed)) throw invalidValue(format);
  return n;
}

/** Whether an int has its place in so many bits. */
export function isWithin(n: Int, bits: number, signed: boolean): boolean {
  if (typeof n === "number" && bits < 53) {
    const end = 2 ** (signed ? bits - 1 : bits);
    return n < end && n >= (signed ? -end : 0);
  }
  const big = BigInt(n);
  return (signed ? BigInt.asIntN(bits, big) : BigInt.asUintN(bits, big)) === big;
}

/** Puts the low 64 bits of an int into memory. */
export function setLong(view: DataView, at: number, n: Int, little: boolean): void {
  if (typeof n === "bigint") {
    view.setBigInt64(at, BigInt.asIntN(64, n), little);
    return;
  }
  view.setInt32(little ? at : at + 4, n | 0, little);
  view.setInt32(little ? at + 4 : at, Math.floor(n / 4294967296), little);
}

/** The int of 64 bits in memory. */
export function getLong(view: DataView, at: number, signed: boolean, little: boolean): Int {
  const high = view.getInt32(little ? at + 4 : at, little);
  if (high >= -2097152 && high < 2097152 && (signed || high >= 0)) {
    const n = high * 4294967296 + view.getUint32(little ? at : at + 4, little);
    if (n !== -9007199254740992) return n;
  }
  return canon(signed ? view.getBigInt64(at, little) : view.getBigUint64(at, little));
}

/** Puts the first bytes of the scratch into memory. */
function copyScratch(memory: Uint8Array, at: number, size: number): null {
  for (let i = 0; i < size; i++) memory[at + i] = SCRATCH[i] as number;
  return null;
}

export function writeItem(memory: Uint8Array, at: number, format: string, value: Value): Suspends<null> {
  const code = nativeCode(format);
  switch (code) {
    case "b":
    case "B": {
      const n = inRange(value, format, 8, code === "b");
      memory[at] = Number(n);
      return null;
    }
    case "h":
    case "H": {
      const n = inRange(value, format, 16, code === "h");
      SCRATCH_VIEW.setInt16(0, Number(n), true);
      return copyScratch(memory, at, 2);
    }
    case "i":
    case "I": {
      const n = inRange(value, format, 32, code === "i");
      SCRATCH_VIEW.setInt32(0, Number(n), true);
      return copyScratch(memory, at, 4);
    }
    case "l":
    case "q":
    case "n":
    case "L":
    case "Q":
    case "N":
    case "P": {
      const n = inRange(value, format, 64, "lqn".includes(code));
      setLong(SCRATCH_VIEW, 0, n, true);
      return copyScratch(memory, at, 8);
    }
    case "?": {
      const flag = truth(value);
      memory[at] = flag ? 1 : 0;
      return null;
    }
    case "c":
      if (!(value instanceof Bytes)) throw new TypeError(`memoryview: invalid type for format '${format}'`);
      if (value.$data.length !== 1) throw invalidValue(format);
      memory[at] = value.$data[0] as number;
      return null;
    case "f":
    case "d":
    case "e": {
      let x: number;
      try {
        x = toDouble(value);
      } catch (error) {
        if (error instanceof TypeError) throw new TypeError(`memoryview: invalid type for format '${format}'`);
        throw error;
      }
      if (code === "f") SCRATCH_VIEW.setFloat32(0, x, true);
      else if (code === "d") SCRATCH_VIEW.setFloat64(0, x, true);
      else {
        const half = doubleToHalf(x);
        if (half === undefined) throw invalidValue(format);
        SCRATCH_VIEW.setUint16(0, half, true);
      }
      return copyScratch(memory, at, SIZES[code] as number);
    }
  }
  throw new NotImplementedError(`memoryview: format ${format} not supported`);
}

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
      return canon(view.getBigInt64(at, true));
    case "L":
    case "Q":
    case "N":
    case "P":
      return canon(view.getBigUint64(at, true));
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
    n = toIndex(value);
  } catch (error) {
    if (error instanceof TypeError) throw new TypeError(`memoryview: invalid type for format '${format}'`);
    throw error;
  }
  const big = BigInt(n);
  if ((signed ? BigInt.asIntN(bits, big) : BigInt.asUintN(bits, big)) !== big) throw invalidValue(format);
  return n;
}

export function writeItem(memory: Uint8Array, at: number, format: string, value: Value): Suspends<null> {
  const code = nativeCode(format);
  const view = viewOf(memory);
  switch (code) {
    case "b":
    case "B": {
      const n = inRange(value, format, 8, code === "b");
      view.setInt8(at, Number(n));
      return null;
    }
    case "h":
    case "H": {
      const n = inRange(value, format, 16, code === "h");
      view.setInt16(at, Number(n), true);
      return null;
    }
    case "i":
    case "I": {
      const n = inRange(value, format, 32, code === "i");
      view.setInt32(at, Number(n), true);
      return null;
    }
    case "l":
    case "q":
    case "n":
    case "L":
    case "Q":
    case "N":
    case "P": {
      const n = inRange(value, format, 64, "lqn".includes(code));
      view.setBigInt64(at, BigInt.asIntN(64, BigInt(n)), true);
      return null;
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
      if (code === "f") view.setFloat32(at, x, true);
      else if (code === "d") view.setFloat64(at, x, true);
      else {
        const half = doubleToHalf(x);
        if (half === undefined) throw invalidValue(format);
        view.setUint16(at, half, true);
      }
      return null;
    }
  }
  throw new NotImplementedError(`memoryview: format ${format} not supported`);
}

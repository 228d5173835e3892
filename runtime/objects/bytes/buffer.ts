/**
 * buffer - the memory of objects that have some: what C calls the buffer protocol.
 *
 * Mind  other modules (array, mmap, ctypes) add their classes with `EXPORTERS`
 */
import { BufferError, TypeError } from "../exceptions.js";
import type { Value } from "../object.js";
import { typeName } from "../typename.js";
import { ByteArray, Bytes, MemoryView, type Exports } from "./data.js";
export type { Exports };
import { isContiguous, viewBytes } from "./view.js";

/** How an object outside this folder gives its memory: undefined if it has none. */
export type Exporter = (x: Value) => BufferInfo | undefined;
export interface BufferInfo {
  memory: Uint8Array;
  format: string;
  itemsize: number;
  readonly: boolean;
  /** whose memory it is, if not its own */
  owner?: Value;
  /** lengths of its dimensions; left out: one dimension of all items */
  shape?: readonly number[];
  /** counts its views, if that matters */
  counted?: Exports;
}
export const EXPORTERS: Exporter[] = [];

/** The bytes of a bytes-like object; undefined for anything else. They are the object's own memory where it is contiguous. */
export function bufferOf(x: Value): Uint8Array | undefined {
  if (typeof x !== "object" || x === null) return undefined;
  if (x instanceof Bytes || x instanceof ByteArray) return x.$data;
  if (x instanceof MemoryView) return viewBytes(x);
  if (x.$value instanceof Bytes) return x.$value.$data;
  return bufferInfo(x)?.memory;
}

export function bufferInfo(x: Value): BufferInfo | undefined {
  for (const exporter of EXPORTERS) {
    const info = exporter(x);
    if (info !== undefined) return info;
  }
  return undefined;
}

/** bytes or bytearray, subclasses included. */
export function isBytesOrArray(x: Value): boolean {
  return x instanceof Bytes || x instanceof ByteArray || (typeof x === "object" && x !== null && x.$value instanceof Bytes);
}

/** The bytes of a bytes-like object, or TypeError; BufferError where they do not stand one after the other. */
export function toBuffer(x: Value): Uint8Array {
  const data = bufferOf(x);
  if (x instanceof MemoryView && !isContiguous(x)) throw new BufferError("memoryview: underlying buffer is not C-contiguous");
  if (data === undefined) throw new TypeError(`a bytes-like object is required, not '${typeName(x)}'`);
  return data;
}

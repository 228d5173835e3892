/**
 * _socket.values - arguments as C takes them.
 *
 * Mirrors   formats of PyArg_ParseTuple
 */
import type { Suspends } from "../../frames/suspend.js";
import { bufferInfo, bufferOf } from "../../objects/bytes/buffer.js";
import { ByteArray, MemoryView } from "../../objects/bytes/data.js";
import { OverflowError, TypeError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";

/** "i": a C int. */
export function intOf(x: Value): Suspends<number> {
  const n = toIndex(x);
  if (typeof n === "bigint") throw new OverflowError("Python int too large to convert to C long");
  if (n > 2147483647) throw new OverflowError("signed integer is greater than maximum");
  if (n < -2147483648) throw new OverflowError("signed integer is less than minimum");
  return n;
}

/** "n": a Py_ssize_t. */
export function sizeOf(x: Value): Suspends<number> {
  const n = toIndex(x);
  if (n >= 2n ** 63n || n < -(2n ** 63n)) throw new OverflowError("Python int too large to convert to C ssize_t");
  return Number(n);
}

/** The text of a str or of an instance of a subclass. */
export function textOf(x: Value): string | undefined {
  if (typeof x === "string") return x;
  const plain: unknown = x === null || x === undefined ? undefined : x.$value;
  return typeof plain === "string" ? plain : undefined;
}

export function makeTuple(items: Value[]): Tuple {
  return new Tuple(items);
}

export function itemsOfTuple(x: Value): readonly Value[] | undefined {
  return isTuple(x) ? plainTuple(x).items : undefined;
}

/** "w*": memory that can be written to; undefined for anything else. */
export function writable(x: Value): Uint8Array | undefined {
  if (x instanceof ByteArray) return x.$data;
  if (x instanceof MemoryView) return x.$readonly ? undefined : bufferOf(x);
  const info = typeof x === "object" && x !== null ? bufferInfo(x) : undefined;
  return info === undefined || info.readonly ? undefined : info.memory;
}

export function writableArgument(x: Value, name: string): Uint8Array {
  const memory = writable(x);
  if (memory === undefined) throw new TypeError(`${name}() argument 1 must be read-write bytes-like object, not ${typeName(x)}`);
  return memory;
}

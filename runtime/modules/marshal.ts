/**
 * marshal - plain values as bytes.
 *
 * Mirrors     Python/marshal.c of CPython 3.13, version 4
 * Suspends    dump, load: methods of a file
 * Differs     references are read but not written; code objects are not marshallable
 */
import type { Suspends } from "../frames/suspend.js";
import { ByteArray, Bytes } from "../objects/bytes.js";
import { toBuffer } from "../objects/bytes/buffer.js";
import { Complex } from "../objects/complex.js";
import { Dict } from "../objects/dict.js";
import { EOFError, StopIteration, ValueError } from "../objects/exceptions.js";
import { Float } from "../objects/float.js";
import { pymodule } from "../objects/module.js";
import { Ellipsis, type Value } from "../objects/object.js";
import { callMethod } from "../objects/protocols/call.js";
import { builtin } from "../objects/register.js";
import { frozenset, FrozenSet, PySet, set } from "../objects/set.js";
import { markAstral } from "../objects/str/points.js";
import { Tuple } from "../objects/tuple.js";

const marshal = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "marshal");

function long(out: number[], n: number): void {
  out.push(n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >> 24) & 255);
}

function counted(out: number[], code: string, bytes: Uint8Array): void {
  out.push(code.charCodeAt(0));
  long(out, bytes.length);
  for (const byte of bytes) out.push(byte);
}

function double(out: number[], x: number): void {
  out.push(...new Uint8Array(new Float64Array([x]).buffer));
}

function items(out: number[], code: string, values: readonly Value[]): void {
  out.push(code.charCodeAt(0));
  long(out, values.length);
  for (const value of values) write(out, value);
}

function integer(out: number[], n: bigint): void {
  const digits: number[] = [];
  for (let rest = n < 0n ? -n : n; rest > 0n; rest >>= 15n) digits.push(Number(rest & 0x7fffn));
  out.push(0x6c);
  long(out, n < 0n ? -digits.length : digits.length);
  for (const digit of digits) out.push(digit & 255, digit >> 8);
}

function write(out: number[], x: Value): void {
  if (x === null) out.push(0x4e);
  else if (typeof x === "boolean") out.push(x ? 0x54 : 0x46);
  else if (x === StopIteration) out.push(0x53);
  else if (x === Ellipsis) out.push(0x2e);
  else if (typeof x === "number" || typeof x === "bigint") {
    if (typeof x === "number" && (x | 0) === x) {
      out.push(0x69);
      long(out, x);
    } else integer(out, BigInt(x));
  } else if (x instanceof Float) {
    out.push(0x67);
    double(out, x.value);
  } else if (x instanceof Complex) {
    out.push(0x79);
    double(out, x.re);
    double(out, x.im);
  } else if (typeof x === "string") {
    const bytes = Buffer.from(x, "utf8");
    if (bytes.length === x.length && x.length < 256) out.push(0x7a, x.length, ...bytes);
    else counted(out, bytes.length === x.length ? "a" : "u", bytes);
  } else if (x instanceof Bytes || x instanceof ByteArray) counted(out, "s", x.data);
  else if (x instanceof Tuple) {
    if (x.items.length < 256) {
      out.push(0x29, x.items.length);
      for (const item of x.items) write(out, item);
    } else items(out, "(", x.items);
  } else if (Array.isArray(x)) items(out, "[", x);
  else if (x instanceof Dict) {
    out.push(0x7b);
    for (const entry of x.$entries()) {
      write(out, entry.key);
      write(out, entry.value);
    }
    out.push(0x30);
  } else if (x instanceof FrozenSet) items(out, ">", x.$array());
  else if (x instanceof PySet) items(out, "<", x.$array());
  else throw new ValueError("unmarshallable object");
}

interface Reading {
  readonly data: Uint8Array;
  at: number;
  readonly refs: Value[];
}

function take(r: Reading, count: number): Uint8Array {
  if (r.at + count > r.data.length) throw new EOFError("marshal data too short");
  return r.data.subarray(r.at, (r.at += count));
}

function takeLong(r: Reading): number {
  const [a, b, c, d] = take(r, 4) as unknown as [number, number, number, number];
  return a | (b << 8) | (c << 16) | (d << 24);
}

function takeDouble(r: Reading): number {
  return new Float64Array(Uint8Array.from(take(r, 8)).buffer)[0]!;
}

function many(r: Reading, count: number): Suspends<Value[]> {
  const values: Value[] = [];
  for (let i = 0; i < count; i++) values.push(read(r));
  return values;
}

function takeInteger(r: Reading): Value {
  const size = takeLong(r);
  let n = 0n;
  for (let i = 0; i < Math.abs(size); i++) {
    const [low, high] = take(r, 2) as unknown as [number, number];
    n |= BigInt(low | (high << 8)) << BigInt(15 * i);
  }
  const value = size < 0 ? -n : n;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

const textOf = (bytes: Uint8Array): string => markAstral(Buffer.from(bytes).toString("utf8"));
const NULL = Symbol("end of a dict");

function read(r: Reading): Suspends<Value> {
  if (r.at >= r.data.length) throw new EOFError("EOF read where object expected");
  const byte = r.data[r.at++]!;
  const code = String.fromCharCode(byte & 127);
  if (code === "r") return r.refs[takeLong(r)];
  const place = byte & 128 ? r.refs.push(null) - 1 : -1;
  const value = valueOf(r, code);
  if (place >= 0) r.refs[place] = value;
  return value;
}

function valueOf(r: Reading, code: string): Suspends<Value> {
  if (code === "N") return null;
  if (code === "T" || code === "F") return code === "T";
  if (code === "S") return StopIteration;
  if (code === ".") return Ellipsis;
  if (code === "0") return NULL;
  if (code === "i") return takeLong(r);
  if (code === "l") return takeInteger(r);
  if (code === "g") return new Float(takeDouble(r));
  if (code === "y") return new Complex(takeDouble(r), takeDouble(r));
  if (code === "z" || code === "Z") return textOf(take(r, take(r, 1)[0]!));
  if (code === "a" || code === "A" || code === "u" || code === "t") return textOf(take(r, takeLong(r)));
  if (code === "s") return new Bytes(Uint8Array.from(take(r, takeLong(r))));
  if (code === ")") return new Tuple(many(r, take(r, 1)[0]!));
  if (code === "(") return new Tuple(many(r, takeLong(r)));
  if (code === "[") return many(r, takeLong(r));
  if (code === "<") return (set as Value)(many(r, takeLong(r)));
  if (code === ">") return (frozenset as Value)(many(r, takeLong(r)));
  if (code === "{") {
    const made = new Dict();
    for (let key = read(r); key !== NULL; key = read(r)) made.$set(key, read(r));
    return made;
  }
  throw new ValueError("bad marshal data (unknown type code)");
}

function dumped(x: Value): Bytes {
  const out: number[] = [];
  write(out, x);
  return new Bytes(Uint8Array.from(out));
}

export default pymodule("marshal", {
  version: 4,
  dumps: marshal("dumps(value, version=4, /, *, allow_code=True)", (x: Value): Value => dumped(x)),
  loads: marshal("loads(bytes, /, *, allow_code=True)", (bytes: Value): Suspends<Value> => read({ data: toBuffer(bytes), at: 0, refs: [] })),
  dump: marshal("dump(value, file, version=4, /, *, allow_code=True)", (x: Value, file: Value): Suspends<Value> => callMethod(file, "write", dumped(x))),
  load: marshal("load(file, /, *, allow_code=True)", (file: Value): Suspends<Value> => {
    const data = toBuffer(callMethod(file, "read"));
    return read({ data, at: 0, refs: [] });
  }),
});

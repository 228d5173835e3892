/**
 * arguments - reading the arguments that stand in a pickle behind its instructions.
 *
 * Mirrors     Lib/pickletools.py (read_*)
 * Suspends    a file's read and readline
 */
import type { Suspends } from "../../frames/suspend.js";
import { decode, findCodec } from "../../objects/bytes/codecs.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { ByteArray, Bytes } from "../../objects/bytes/data.js";
import { ValueError } from "../../objects/exceptions.js";
import { float, Float } from "../../objects/float.js";
import { intOfData } from "../../objects/int/bytes.js";
import { int } from "../../objects/int.js";
import type { Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { escapedBytes } from "../pickle/escapes.js";

function take(f: Value, n: number): Suspends<Uint8Array> {
  return toBuffer(callMethod(f, "read", n));
}

/** Exactly `n` bytes, or the argument cannot be read. */
function whole(f: Value, n: number, what: string): Suspends<Uint8Array> {
  const data = take(f, n);
  if (data.length !== n) throw new ValueError(`not enough data in stream to read ${what}`);
  return data;
}

function unsigned(data: Uint8Array): Value {
  return intOfData(data, true, false);
}

function signed4(f: Value): Suspends<number> {
  const data = whole(f, 4, "int4");
  return intOfData(data, true, true) as number;
}

/** So many bytes as the stream says before them. */
function counted(f: Value, kind: string): Suspends<Uint8Array> {
  let n: number;
  if (kind.endsWith("1")) n = Number(unsigned(whole(f, 1, "uint1")));
  else if (kind.endsWith("8")) n = Number(unsigned(whole(f, 8, "uint8")));
  else if (kind === "string4") {
    n = signed4(f);
    if (n < 0) throw new ValueError(`${kind} byte count < 0: ${n}`);
  } else n = Number(unsigned(whole(f, 4, "uint4")));
  if (n > 2 ** 63 - 1) throw new ValueError(`${kind} byte count > sys.maxsize: ${BigInt(n)}`);
  const data = take(f, n);
  if (data.length !== n) throw new ValueError(`expected ${n} bytes in a ${kind}, but only ${data.length} remain`);
  return data;
}

function line(f: Value, what: string): Suspends<Uint8Array> {
  const data = toBuffer(callMethod(f, "readline"));
  if (data[data.length - 1] !== 10) throw new ValueError(`no newline found when trying to read ${what}`);
  return data.subarray(0, data.length - 1);
}

function unquoted(data: Uint8Array): Suspends<Uint8Array> {
  const quote = data[0];
  if (quote !== 0x22 && quote !== 0x27) throw new ValueError(`no string quotes around ${repr(new Bytes(data.slice()))}`);
  if (data[data.length - 1] !== quote) {
    throw new ValueError(`strinq quote ${repr(new Bytes(Uint8Array.of(quote)))} not found at both ends of ${repr(new Bytes(data.slice()))}`);
  }
  return data.subarray(1, data.length - 1);
}

function plainLine(f: Value): Suspends<string> {
  const data = line(f, "stringnl");
  return decode(escapedBytes(data), "ascii", "strict", null);
}

function double(data: Uint8Array): Float {
  return new Float(new DataView(data.buffer, data.byteOffset, 8).getFloat64(0));
}

/** Reads an argument of the kind from a file. */
export function readArgument(kind: string, f: Value): Suspends<Value> {
  switch (kind) {
    case "uint1":
      return unsigned(whole(f, 1, kind));
    case "uint2":
      return unsigned(whole(f, 2, kind));
    case "uint4":
      return unsigned(whole(f, 4, kind));
    case "uint8":
      return unsigned(whole(f, 8, kind));
    case "int4":
      return signed4(f);
    case "float8":
      return double(whole(f, 8, kind).slice());
    case "stringnl": {
      const inner = unquoted(line(f, kind));
      return decode(escapedBytes(inner), "ascii", "strict", null);
    }
    case "stringnl_noescape":
      return plainLine(f);
    case "stringnl_noescape_pair": {
      const first = plainLine(f);
      return `${first} ${plainLine(f)}`;
    }
    case "decimalnl_short":
    case "decimalnl_long":
      return decimal(kind, Buffer.from(line(f, "stringnl")).toString("latin1"));
    case "floatnl":
      return call(float, Buffer.from(line(f, "stringnl")).toString("latin1"));
    case "unicodestringnl":
      return findCodec("raw-unicode-escape").decode(line(f, kind), "strict", null);
    case "long1":
    case "long4":
      return long(kind, f);
  }
  const data = counted(f, kind);
  if (kind.startsWith("unicode")) return decode(data, "utf-8", "surrogatepass", null);
  if (kind.startsWith("string")) return Buffer.from(data).toString("latin1");
  return kind === "bytearray8" ? new ByteArray(data.slice()) : new Bytes(data.slice());
}

function decimal(kind: string, text: string): Suspends<Value> {
  if (kind === "decimalnl_short" && (text === "00" || text === "01")) return text === "01";
  return call(int, kind === "decimalnl_long" && text.endsWith("L") ? text.slice(0, -1) : text);
}

function long(kind: string, f: Value): Suspends<Value> {
  let n: number;
  if (kind === "long1") n = Number(unsigned(whole(f, 1, "uint1")));
  else {
    n = signed4(f);
    if (n < 0) throw new ValueError(`long4 byte count < 0: ${n}`);
  }
  const data = whole(f, n, kind);
  return intOfData(data, true, true);
}

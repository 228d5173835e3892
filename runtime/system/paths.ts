/**
 * paths - what Python takes for the name of a file: str, bytes, or an object with __fspath__.
 */
import { typeOf, type Value, lookup } from "../objects/object.js";
import { TypeError, ValueError } from "../objects/exceptions.js";
import { bufferOf } from "../objects/bytes/buffer.js";
import { callMethod } from "../objects/protocols/call.js";
import { Bytes } from "../objects/bytes/data.js";
import { decode } from "../objects/bytes/codecs.js";
import type { Suspends } from "../frames/suspend.js";
import { carriedTable } from "../snapshot/carried.js";
import { cstring, systemText } from "./posix.js";

/** Name of a file as text; bytes that are no UTF-8 are lone surrogates, for `onDisk`. @throws TypeError, ValueError */
export function fspath(path: Value): Suspends<string> {
  const given = plainPath(path);
  const text = typeof given === "string" ? given : systemText(bufferOf(given)!);
  if (text.includes("\0")) throw new ValueError("embedded null byte");
  return text;
}

/** bytes or an instance of a subclass; no other memory is a path. */
export function isBytes(x: Value): boolean {
  return x instanceof Bytes || (x !== null && x.$value instanceof Bytes);
}

/** The name of a file as node:fs takes it: a text whose lone surrogates stand for bytes (Python's "surrogateescape") as these bytes. */
export function onDisk(text: string): string | Buffer {
  return text.isWellFormed() ? text : Buffer.from(cstring(text).subarray(0, -1));
}

/** What `__fspath__` of a path gave last. */
const spellings = new WeakMap<object, Value>();
carriedTable("spellings of paths", () => spellings);

/** A path as errors name it: what its `__fspath__` gave. */
export function spelled(path: Value): Value {
  return typeof path === "object" && path !== null ? (spellings.get(path as object) ?? path) : path;
}

/** os.fspath(): the str or bytes of a path. */
export function plainPath(path: Value): Suspends<Value> {
  if (typeof path === "string") return path;
  if (path !== null && path.$value !== undefined && typeof path.$value === "string") return path.$value;
  if (isBytes(path)) return path;
  const cls = typeOf(path);
  if ((lookup(cls, "__fspath__") ?? null) === null) throw new TypeError(`expected str, bytes or os.PathLike object, not ${cls.$name}`);
  const given = callMethod(path, "__fspath__");
  const text: Value = given !== null && typeof given.$value === "string" ? given.$value : given;
  if (typeof text !== "string" && !isBytes(text)) {
    throw new TypeError(`expected ${cls.$name}.__fspath__() to return str or bytes, not ${typeOf(given).$name}`);
  }
  spellings.set(path as object, given);
  return text;
}

/** A path or any str or bytes as C wants it, with its NUL. @throws TypeError, ValueError */
export function pathBytes(path: Value): Suspends<Uint8Array> {
  const given = typeof path === "string" ? path : plainPath(path);
  if (typeof given !== "string") {
    const data = bufferOf(given)!;
    if (data.includes(0)) throw new ValueError("embedded null byte");
    return Buffer.concat([data, Buffer.alloc(1)]);
  }
  if (given.includes("\0")) throw new ValueError("embedded null byte");
  return cstring(given);
}

/** The text of bytes that came from the system: what is no UTF-8 becomes lone surrogates (Python's "surrogateescape"). */
export function pathText(data: Uint8Array): Suspends<string> {
  return decode(data, "utf-8", "surrogateescape", null);
}

/**
 * paths - what Python takes for the name of a file: str, bytes, or an object with __fspath__.
 */
import { typeOf, type Value, lookup } from "../objects/object.js";
import { TypeError, ValueError } from "../objects/exceptions.js";
import { bufferOf } from "../objects/bytes/buffer.js";
import { callMethod } from "../objects/protocols/call.js";
import { decode } from "../objects/bytes/codecs.js";
import type { Suspends } from "../frames/suspend.js";
import { cstring } from "./posix.js";

/** Name of a file for node:fs. Bytes are taken as UTF-8. @throws TypeError */
export function fspath(path: Value): Suspends<string> {
  const given = plainPath(path);
  const text = typeof given === "string" ? given : Buffer.from(bufferOf(given)!).toString("utf8");
  if (text.includes("\0")) throw new ValueError("embedded null byte");
  return text;
}

/** os.fspath(): the str or bytes of a path. */
export function plainPath(path: Value): Suspends<Value> {
  if (typeof path === "string") return path;
  if (path !== null && path.$value !== undefined && typeof path.$value === "string") return path.$value;
  if (bufferOf(path) !== undefined) return path;
  const cls = typeOf(path);
  if (lookup(cls, "__fspath__") === undefined) throw new TypeError(`expected str, bytes or os.PathLike object, not ${cls.$name}`);
  const given = callMethod(path, "__fspath__");
  if (typeof given !== "string" && bufferOf(given) === undefined) {
    throw new TypeError(`expected ${cls.$name}.__fspath__() to return str or bytes, not ${typeOf(given).$name}`);
  }
  return given;
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

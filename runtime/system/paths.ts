/**
 * paths - what Python takes for the name of a file: str, bytes, or an object with __fspath__.
 */
import { typeOf, type Value, lookup } from "../objects/object.js";
import { TypeError, ValueError } from "../objects/exceptions.js";
import { bufferOf } from "../objects/bytes/buffer.js";
import { callMethod } from "../objects/protocols/call.js";
import type { Suspends } from "../frames/suspend.js";

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

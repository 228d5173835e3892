/**
 * _codecs - text to bytes and back, by the name of an encoding.
 *
 * Mirrors     Modules/_codecsmodule.c of CPython 3.13
 * Suspends    encodings and handlers of the registry
 */
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { custom, findCodec, isEncoding, noted } from "../../objects/bytes/codecs.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { builtin } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { TypeError } from "../../objects/exceptions.js";
import { typeName } from "../../objects/typename.js";
import { functions } from "./functions.js";
import { codecOf, convert, handle, lookup, lookup_error, register, register_error, unregister } from "./registry.js";

function nameOf(x: Value, fallback: string, what: string): string {
  if (x === undefined) return fallback;
  const text = stringOf(x);
  if (text === undefined) throw new TypeError(`${what} must be str, not ${typeName(x)}`);
  return text;
}

export const codecs = {
  encode: builtin(
    "encode(obj, encoding='utf-8', errors='strict')",
    (obj: Value, encoding: Value, errors: Value): Suspends<Value> => {
      const [name, rule] = [nameOf(encoding, "utf-8", "encode() argument 'encoding'"), nameOf(errors, "strict", "encode() argument 'errors'")];
      const text = stringOf(obj);
      return text !== undefined && isEncoding(name) ? new Bytes(noted(findCodec(name), name).encode(text, rule)) : convert(0, obj, name, rule);
    },
    "_codecs",
  ),
  decode: builtin(
    "decode(obj, encoding='utf-8', errors='strict')",
    (obj: Value, encoding: Value, errors: Value): Suspends<Value> => {
      const [name, rule] = [nameOf(encoding, "utf-8", "decode() argument 'encoding'"), nameOf(errors, "strict", "decode() argument 'errors'")];
      return stringOf(obj) === undefined && isEncoding(name) ? noted(findCodec(name), name).decode(toBuffer(obj), rule, obj) : convert(1, obj, name, rule);
    },
    "_codecs",
  ),
};

custom.codec = codecOf;
custom.handler = handle;

export default pymodule("_codecs", { ...codecs, ...functions, register, unregister, lookup, register_error, lookup_error });

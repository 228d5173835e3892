/**
 * _codecs - text to bytes and back by the name of an encoding.
 *
 * Mirrors     Modules/_codecsmodule.c: encode, decode
 */
import type { Suspends } from "../frames/suspend.js";
import { toBuffer } from "../objects/bytes/buffer.js";
import { decode, encode } from "../objects/bytes/codecs.js";
import { TypeError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { builtin } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { typeName } from "../objects/typename.js";

function nameOf(x: Value, fallback: string): string {
  return x === undefined ? fallback : (stringOf(x) ?? String(x));
}

export const codecs = {
  encode: builtin(
    "encode(obj, encoding='utf-8', errors='strict')",
    (obj: Value, encoding: Value, errors: Value): Suspends<Value> => {
      const text = stringOf(obj);
      if (text === undefined) throw new TypeError(`encoding with '${nameOf(encoding, "utf-8")}' codec failed: str expected, not ${typeName(obj)}`);
      return encode(text, nameOf(encoding, "utf-8"), nameOf(errors, "strict"));
    },
    "_codecs",
  ),
  decode: builtin(
    "decode(obj, encoding='utf-8', errors='strict')",
    (obj: Value, encoding: Value, errors: Value): Suspends<Value> => decode(toBuffer(obj), nameOf(encoding, "utf-8"), nameOf(errors, "strict"), obj),
    "_codecs",
  ),
};

export default pymodule("_codecs", codecs);

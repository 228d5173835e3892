/** comparedigest - whether two digests are equal, in a time that does not say where they differ (`_operator._compare_digest`). */
import { bufferOf } from "../objects/bytes/buffer.js";
import { dataOf } from "../objects/bytes/text.js";
import { TypeError } from "../objects/exceptions.js";
import type { Value } from "../objects/object.js";
import { builtin } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { typeName } from "../objects/typename.js";

function isSame(x: Uint8Array, y: Uint8Array): boolean {
  let difference = x.length ^ y.length;
  for (let i = 0; i < y.length; i++) difference |= (x[i % Math.max(1, x.length)] ?? 0) ^ y[i]!;
  return difference === 0;
}

export const compareDigest = builtin(
  "compare_digest(a, b, /)",
  (a: Value, b: Value): boolean => {
    const s = stringOf(a);
    const t = stringOf(b);
    let x = bufferOf(a);
    let y = bufferOf(b);
    if (s !== undefined && t !== undefined) {
      if (/[^\0-\x7f]/.test(s + t)) throw new TypeError("comparing strings with non-ASCII characters is not supported");
      x = dataOf(s);
      y = dataOf(t);
    }
    if (x === undefined || y === undefined) throw new TypeError(`unsupported operand types(s) or combination of types: '${typeName(a)}' and '${typeName(b)}'`);
    return isSame(x, y);
  },
  "_operator",
);

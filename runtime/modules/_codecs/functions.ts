/**
 * _codecs.functions - the encodings one by one, as the package `encodings` calls them.
 *
 * Mirrors     Modules/_codecsmodule.c of CPython 3.13
 * Suspends    error handlers
 */
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { charmapCodec, findCodec } from "../../objects/bytes/codecs.js";
import { dataOf } from "../../objects/bytes/text.js";
import { unfinished } from "../../objects/bytes/unfinished.js";
import { Dict } from "../../objects/dict.js";
import { LookupError, TypeError, ValueError } from "../../objects/exceptions.js";
import { isinstance, object, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { builtin, builtinType } from "../../objects/register.js";
import { fromCodePoint, pointCount, pointsOf } from "../../objects/str/points.js";
import { stringOf } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { warn } from "../../objects/warn.js";
import { argumentName, typeName } from "../../objects/typename.js";
import { deprecated, rawUnicodeEscape, unicodeEscape, type EscapeCodec } from "./escapes.js";
import { decodeUtf7, encodeUtf7 } from "./utf7.js";

const codec = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_codecs");

function textArgument(x: Value, name: string): string {
  const text = stringOf(x);
  if (text === undefined) throw new TypeError(`${name}() argument 1 must be str, not ${typeName(x)}`);
  return text;
}

/** Bytes, or text as utf-8. */
function dataOrText(x: Value): Uint8Array {
  const text = stringOf(x);
  return text === undefined ? toBuffer(x) : new Uint8Array(Buffer.from(text, "utf8"));
}

function errorsOf(errors: Value): string {
  return errors === undefined || errors === null ? "strict" : (stringOf(errors) as string);
}

const made: Record<string, Value> = {};
/** Python's names by the encoding's. */
const TEXTS: Readonly<Record<string, string>> = {
  ascii: "ascii",
  latin_1: "latin-1",
  utf_8: "utf-8",
  utf_16: "utf-16",
  utf_16_le: "utf-16-le",
  utf_16_be: "utf-16-be",
  utf_32: "utf-32",
  utf_32_le: "utf-32-le",
  utf_32_be: "utf-32-be",
};
function addTextCodec(name: string, encoding: string): void {
  made[`${name}_encode`] = codec(`${name}_encode(str, errors=None, /)`, (x: Value, errors: Value): Suspends<Value> => {
    const text = textArgument(x, `${name}_encode`);
    return new Tuple([new Bytes(findCodec(encoding).encode(text, errorsOf(errors))), pointCount(text)]);
  });
  const whole = name === "ascii" || name === "latin_1";
  made[`${name}_decode`] = codec(
    `${name}_decode(data, errors=None${whole ? "" : ", final=False"}, /)`,
    (x: Value, errors: Value, final: Value): Suspends<Value> => {
      const data = toBuffer(x);
      const rest = whole || (final !== undefined && truth(final)) ? 0 : unfinished(encoding, data);
      const used = rest === 0 ? data : data.subarray(0, data.length - rest);
      return new Tuple([findCodec(encoding).decode(used, errorsOf(errors), x), used.length]);
    },
  );
}

function addEscapes(name: string, escapes: EscapeCodec): void {
  made[`${name}_encode`] = codec(`${name}_encode(str, errors=None, /)`, (x: Value, errors: Value): Suspends<Value> => {
    const text = textArgument(x, `${name}_encode`);
    return new Tuple([new Bytes(escapes.encode(text, errorsOf(errors))), pointCount(text)]);
  });
  made[`${name}_decode`] = codec(`${name}_decode(data, errors=None, final=True, /)`, (x: Value, errors: Value, final: Value): Suspends<Value> => {
    const { text, used } = escapes.decodePart(dataOrText(x), errorsOf(errors), final === undefined || truth(final));
    return new Tuple([text, used]);
  });
}

/** That looks for a mark of the order of bytes, and says which it was. */
function addMarked(size: 16 | 32): void {
  made[`utf_${size}_ex_decode`] = codec(
    `utf_${size}_ex_decode(data, errors=None, byteorder=0, final=False, /)`,
    (x: Value, errors: Value, order: Value, final: Value): Suspends<Value> => {
      const data = toBuffer(x);
      const width = size / 8;
      let found: number = order ?? 0;
      let from = 0;
      if (found === 0 && data.length >= width) {
        const little = data[0] === 0xff && data[1] === 0xfe && (width === 2 || (data[2] === 0 && data[3] === 0));
        const big = width === 2 ? data[0] === 0xfe && data[1] === 0xff : data[0] === 0 && data[1] === 0 && data[2] === 0xfe && data[3] === 0xff;
        found = little ? -1 : big ? 1 : 0;
        if (little || big) from = width;
      }
      const encoding = `utf-${size}-${found === 1 ? "be" : "le"}`;
      const rest = final !== undefined && truth(final) ? 0 : unfinished(encoding, data.subarray(from));
      const used = data.subarray(from, data.length - rest);
      return new Tuple([findCodec(encoding).decode(used, errorsOf(errors), x), data.length - rest, found]);
    },
  );
}

for (const name in TEXTS) addTextCodec(name, TEXTS[name]!);
addMarked(16);
addMarked(32);
addEscapes("unicode_escape", unicodeEscape);
addEscapes("raw_unicode_escape", rawUnicodeEscape);
made.utf_7_encode = codec("utf_7_encode(str, errors=None, /)", (x: Value): Value => {
  const text = textArgument(x, "utf_7_encode");
  return new Tuple([new Bytes(encodeUtf7(text)), pointCount(text)]);
});
made.utf_7_decode = codec("utf_7_decode(data, errors=None, final=False, /)", (x: Value, errors: Value, final: Value): Suspends<Value> => {
  const { text, used } = decodeUtf7(toBuffer(x), errorsOf(errors), final !== undefined && truth(final));
  return new Tuple([text, used]);
});

class EncodingMap {
  constructor(readonly $codes: Map<number, number>) {}
}
Object.setPrototypeOf(EncodingMap.prototype, object.prototype);
builtinType("EncodingMap()", null, { prototype: EncodingMap.prototype, module: "builtins", name: "EncodingMap" });

/** What a mapping has for a key; undefined: nothing. */
function mapped(mapping: Value, key: number): Suspends<Value> {
  if (mapping instanceof Dict) return mapping.$get(key);
  try {
    return getitem(mapping, key);
  } catch (error) {
    if (isinstance(error as Value, LookupError)) return undefined;
    throw error;
  }
}

Object.assign(made, {
  charmap_build: codec("charmap_build(map, /)", (map: Value): Value => {
    const codes = new Map<number, number>();
    pointsOf(textArgument(map, "charmap_build")).forEach((char, byte) => {
      if (char !== "\ufffe") codes.set(char.codePointAt(0)!, byte);
    });
    return new EncodingMap(codes);
  }),
  charmap_encode: codec("charmap_encode(str, errors=None, mapping=None, /)", (x: Value, errors: Value, mapping: Value): Suspends<Value> => {
    const text = textArgument(x, "charmap_encode");
    if (mapping === undefined || mapping === null) return new Tuple([new Bytes(findCodec("latin-1").encode(text, errorsOf(errors))), pointCount(text)]);
    const bytesOf = (code: number): Suspends<number[] | null> => {
      if (mapping instanceof EncodingMap) {
        const byte = mapping.$codes.get(code);
        return byte === undefined ? null : [byte];
      }
      const found = mapped(mapping, code);
      if (found === undefined || found === null) return null;
      if (typeof found === "number") {
        if (found < 0 || found > 255) throw new TypeError("character mapping must be in range(256)");
        return [found];
      }
      if (found instanceof Bytes) return [...found.$data];
      throw new TypeError(`character mapping must return integer, bytes or None, not ${typeName(found)}`);
    };
    return new Tuple([new Bytes(charmapCodec(bytesOf, () => null).encode(text, errorsOf(errors))), pointCount(text)]);
  }),
  charmap_decode: codec("charmap_decode(data, errors=None, mapping=None, /)", (x: Value, errors: Value, mapping: Value): Suspends<Value> => {
    const data = toBuffer(x);
    if (mapping === undefined || mapping === null) return new Tuple([findCodec("latin-1").decode(data, errorsOf(errors), x), data.length]);
    const chars = typeof mapping === "string" ? pointsOf(mapping) : null;
    const textOf = (byte: number): Suspends<string | null> => {
      if (chars !== null) return chars[byte] === undefined || chars[byte] === "\ufffe" ? null : chars[byte];
      const found = mapped(mapping, byte);
      if (found === undefined || found === null || found === 0xfffe || found === "\ufffe") return null;
      if (typeof found === "string") return found;
      if (typeof found !== "number") throw new TypeError(`character mapping must return integer, None or str`);
      if (found < 0 || found > 0x10ffff) throw new TypeError("character mapping must be in range(0x110000)");
      return fromCodePoint(found);
    };
    return new Tuple([charmapCodec(() => null, textOf).decode(data, errorsOf(errors), x), data.length]);
  }),
  readbuffer_encode: codec("readbuffer_encode(data, errors=None, /)", (x: Value): Suspends<Value> => {
    const data = typeof x === "string" ? dataOf(x) : toBuffer(x);
    return new Tuple([new Bytes(Uint8Array.from(data)), data.length]);
  }),
  escape_encode: codec("escape_encode(data, errors=None, /)", (x: Value): Value => {
    if (!(x instanceof Bytes)) throw new TypeError(`escape_encode() argument 1 must be bytes, not ${argumentName(x)}`);
    const { $data } = x;
    let out = "";
    for (const byte of $data) {
      const char = String.fromCharCode(byte);
      const plain = { "\\": "\\\\", "'": "\\'", "\t": "\\t", "\n": "\\n", "\r": "\\r" }[char];
      out += plain ?? (byte < 32 || byte > 126 ? `\\x${byte.toString(16).padStart(2, "0")}` : char);
    }
    return new Tuple([new Bytes(dataOf(out)), $data.length]);
  }),
  escape_decode: codec("escape_decode(data, errors=None, /)", (x: Value, errors: Value): Suspends<Value> => {
    const data = dataOrText(x);
    return new Tuple([new Bytes(unescaped(data, errorsOf(errors))), data.length]);
  }),
});

const PLAIN: Readonly<Record<string, number>> = { "\\": 92, "'": 39, '"': 34, a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** A bytes literal's text as bytes. */
function unescaped(data: Uint8Array, errors: string): Suspends<Uint8Array> {
  const out: number[] = [];
  let warning: string | undefined;
  for (let at = 0; at < data.length;) {
    const byte = data[at++]!;
    if (byte !== 92) {
      out.push(byte);
      continue;
    }
    if (at === data.length) throw new ValueError("Trailing \\ in string");
    const char = String.fromCharCode(data[at++]!);
    const rest = Buffer.from(data.subarray(at - 1, at + 2)).toString("latin1");
    const octal = /^[0-7]+/.exec(rest)?.[0];
    warning ??= deprecated(rest);
    if (PLAIN[char] !== undefined) out.push(PLAIN[char]);
    else if (octal !== undefined) {
      out.push(parseInt(octal, 8) & 255);
      at += octal.length - 1;
    } else if (char === "x") {
      const hex = /^x([0-9a-fA-F]{2})/.exec(rest)?.[1];
      if (hex !== undefined) {
        out.push(parseInt(hex, 16));
        at += 2;
        continue;
      }
      if (errors === "strict") throw new ValueError(`invalid \\x escape at position ${at - 2}`);
      if (errors === "replace") out.push(63);
      else if (errors !== "ignore") throw new ValueError(`decoding error; unknown error handling code: ${errors}`);
      if (/^x[0-9a-fA-F]/.test(rest)) at++;
    } else if (char !== "\n") out.push(92, char.charCodeAt(0));
  }
  if (warning !== undefined) warn("DeprecationWarning", warning);
  return Uint8Array.from(out);
}

/** All of them by their names. */
export const functions: Readonly<Record<string, Value>> = made;

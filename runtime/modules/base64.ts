/**
 * base64 - bytes in alphabets of 16, 32, 64 and 85 characters.
 *
 * Mirrors     Lib/base64.py
 * Suspends    all: methods of the arguments
 */
import type { Suspends } from "../frames/suspend.js";
import { bufferInfo, bufferOf, toBuffer } from "../objects/bytes/buffer.js";
import { Bytes, MemoryView } from "../objects/bytes/data.js";
import { dataOf, textOf } from "../objects/bytes/text.js";
import { AssertionError, TypeError, ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import { typeOf, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { $passingOften, type Passed } from "../objects/raise.js";
import { LIBRARY } from "../importer/place.js";
import { repr } from "../objects/protocols/repr.js";
import { len } from "../objects/protocols/len.js";
import { asciiBuffer, decodeBase64, Error } from "./binascii.js";

const toBytes = (text: string): Bytes => new Bytes(dataOf(text));

/** An argument that is bytes-like, or a str of ASCII. */
const decodableBytes = (s: Value): Uint8Array => asciiBuffer(s, "a bytes-like object or ASCII string");

/** The same as text. */
const decodable = (s: Value): string => textOf(decodableBytes(s));

export function b64encode(s: Value, altchars: Value = null): Suspends<Value> {
  let text = encoded(s);
  if (altchars !== null) {
    if (len(altchars) !== 2) throw new AssertionError(repr(altchars));
    const alternate = String.fromCharCode(...toBuffer(altchars));
    text = text.replace(/[+/]/g, (c) => alternate[c === "+" ? 0 : 1] as string);
  }
  return toBytes(text);
}

function encoded(s: Value): string {
  const { buffer, byteOffset, byteLength } = toBuffer(s);
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

/** `return binascii.a2b_base64(...)` */
const DECODING: Passed = { file: `${LIBRARY}/base64.py`, name: "b64decode", span: [88, 11, 88, 55] };

export function b64decode(s: Value, altchars: Value = null, validate: Value = false): Suspends<Value> {
  let data = decodableBytes(s);
  if (altchars !== null) {
    const alternate = decodable(altchars);
    data = dataOf(textOf(data).replace(/[^]/g, (c) => (c === alternate[0] ? "+" : c === alternate[1] ? "/" : c)));
  }
  const strict = truth(validate);
  try {
    return decodeBase64(data, strict);
  } catch (thrown) {
    throw $passingOften(thrown, [DECODING]);
  }
}

export function standard_b64encode(s: Value): Suspends<Value> {
  return toBytes(encoded(s));
}

export function standard_b64decode(s: Value): Suspends<Value> {
  return decodeBase64(decodableBytes(s), false);
}

export function urlsafe_b64encode(s: Value): Suspends<Value> {
  return toBytes(encoded(s).replaceAll("+", "-").replaceAll("/", "_"));
}

export function urlsafe_b64decode(s: Value): Suspends<Value> {
  return decodeBase64(dataOf(decodable(s).replaceAll("-", "+").replaceAll("_", "/")), false);
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE32HEX = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

function encode32(data: Uint8Array, alphabet: string): Bytes {
  let out = "";
  let bits = 0;
  let left = 0;
  for (const byte of data) {
    left = (left << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += alphabet[(left >> bits) & 31];
    }
    left &= (1 << bits) - 1;
  }
  if (bits > 0) out += alphabet[(left << (5 - bits)) & 31];
  return toBytes(out.padEnd(Math.ceil(out.length / 8) * 8, "="));
}

function decode32(text: string, alphabet: string, casefold: boolean, map01: string | null): Bytes {
  if (text.length % 8 !== 0) throw new Error("Incorrect padding");
  if (map01 !== null) text = text.replaceAll("0", "O").replaceAll("1", map01);
  if (casefold) text = text.toUpperCase();
  const body = text.replace(/=+$/, "");
  const pads = text.length - body.length;
  const out: number[] = [];
  let bits = 0;
  let left = 0;
  for (const c of body) {
    const value = alphabet.indexOf(c);
    if (value < 0) throw new Error("Non-base32 digit found");
    left = (left << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push((left >> bits) & 255);
      left &= (1 << bits) - 1;
    }
  }
  if (![0, 1, 3, 4, 6].includes(pads)) throw new Error("Incorrect padding");
  return new Bytes(Uint8Array.from(out));
}

export function b32encode(s: Value): Suspends<Value> {
  return encode32(toBuffer(s), BASE32);
}

export function b32decode(s: Value, casefold: Value = false, map01: Value = null): Suspends<Value> {
  const fold = truth(casefold);
  const map = map01 === null ? null : decodable(map01);
  return decode32(decodable(s), BASE32, fold, map);
}

export function b32hexencode(s: Value): Suspends<Value> {
  return encode32(toBuffer(s), BASE32HEX);
}

export function b32hexdecode(s: Value, casefold: Value = false): Suspends<Value> {
  const fold = truth(casefold);
  return decode32(decodable(s), BASE32HEX, fold, null);
}

export function b16encode(s: Value): Suspends<Value> {
  return toBytes(Buffer.from(toBuffer(s)).toString("hex").toUpperCase());
}

export function b16decode(s: Value, casefold: Value = false): Suspends<Value> {
  let text = decodable(s);
  if (truth(casefold)) text = text.toUpperCase();
  if (/[^0-9A-F]/.test(text)) throw new Error("Non-base16 digit found");
  if (text.length % 2 !== 0) throw new Error("Odd-length string");
  return new Bytes(new Uint8Array(Buffer.from(text, "hex")));
}

const BASE85 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

/** Groups of four bytes as five characters; a short last group gives as many as it needs. */
function encode85(data: Uint8Array, char: (n: number) => string, pad: boolean, zeros: string | null, spaces: string | null): string {
  let out = "";
  const padding = (4 - (data.length % 4)) % 4;
  for (let i = 0; i < data.length; i += 4) {
    const word = (((data[i] as number) << 24) | ((data[i + 1] ?? 0) << 16) | ((data[i + 2] ?? 0) << 8) | (data[i + 3] ?? 0)) >>> 0;
    const last = i + 4 > data.length;
    if (zeros !== null && word === 0 && !(last && !pad)) {
      out += zeros;
      continue;
    }
    if (spaces !== null && word === 0x20202020 && !last) {
      out += spaces;
      continue;
    }
    let group = "";
    for (let k = 0, n = word; k < 5; k++, n = Math.floor(n / 85)) group = char(n % 85) + group;
    out += last && !pad ? group.slice(0, 5 - padding) : group;
  }
  return out;
}

export function b85encode(b: Value, pad: Value = false): Suspends<Value> {
  const padded = truth(pad);
  return toBytes(encode85(toBuffer(b), (n) => BASE85[n] as string, padded, null, null));
}

export function b85decode(b: Value): Suspends<Value> {
  const text = decodable(b);
  const padding = (5 - (text.length % 5)) % 5;
  const all = text + "~".repeat(padding);
  const out: number[] = [];
  for (let i = 0; i < all.length; i += 5) {
    let n = 0;
    for (let k = 0; k < 5; k++) {
      const value = BASE85.indexOf(all[i + k] as string);
      if (value < 0) throw new ValueError(`bad base85 character at position ${i + k}`);
      n = n * 85 + value;
    }
    if (n > 0xffffffff) throw new ValueError(`base85 overflow in hunk starting at byte ${i}`);
    out.push(n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255);
  }
  return new Bytes(Uint8Array.from(padding > 0 ? out.slice(0, -padding) : out));
}

export function a85encode(
  b: Value,
  { foldspaces = false, wrapcol = 0, pad = false, adobe = false }: { foldspaces?: Value; wrapcol?: Value; pad?: Value; adobe?: Value } = {},
): Suspends<Value> {
  const fold = truth(foldspaces);
  const padded = truth(pad);
  const framed = truth(adobe);
  let text = encode85(toBuffer(b), (n) => String.fromCharCode(33 + n), padded, "z", fold ? "y" : null);
  if (framed) text = "<~" + text;
  if (truth(wrapcol)) {
    const width = Math.max(framed ? 2 : 1, wrapcol as number);
    const lines: string[] = text.match(new RegExp(`[^]{1,${width}}`, "g")) ?? [];
    if (framed && (lines.at(-1)?.length ?? 0) + 2 > width) lines.push("");
    text = lines.join("\n");
  }
  return toBytes(framed ? text + "~>" : text);
}

export function a85decode(
  b: Value,
  { foldspaces = false, adobe = false, ignorechars = toBytes(" \t\n\r\v") }: { foldspaces?: Value; adobe?: Value; ignorechars?: Value } = {},
): Suspends<Value> {
  let text = decodable(b);
  if (truth(adobe)) {
    if (!text.endsWith("~>")) throw new ValueError("Ascii85 encoded byte sequences must end with b'~>'");
    text = text.startsWith("<~") ? text.slice(2, -2) : text.slice(0, -2);
  }
  const fold = truth(foldspaces);
  const ignored = decodable(ignorechars);
  const out: number[] = [];
  let group: number[] = [];
  const flush = () => {
    let n = 0;
    for (const digit of group) n = n * 85 + digit;
    if (n > 0xffffffff) throw new ValueError("Ascii85 overflow");
    out.push(n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255);
    group = [];
  };
  for (const c of text + "u".repeat(4)) {
    const code = c.charCodeAt(0);
    if (code >= 33 && code <= 117) {
      group.push(code - 33);
      if (group.length === 5) flush();
    } else if (c === "z") {
      if (group.length > 0) throw new ValueError("z inside Ascii85 5-tuple");
      out.push(0, 0, 0, 0);
    } else if (fold && c === "y") {
      if (group.length > 0) throw new ValueError("y inside Ascii85 5-tuple");
      out.push(32, 32, 32, 32);
    } else if (!ignored.includes(c)) throw new ValueError(`Non-Ascii85 digit found: ${c}`);
  }
  const padding = 4 - group.length;
  return new Bytes(Uint8Array.from(padding > 0 ? out.slice(0, out.length - padding) : out));
}

/** The bytes of an object that has single ones, in one dimension. */
function plainBytes(s: Value): Uint8Array {
  const data = bufferOf(s);
  if (data === undefined) throw new TypeError(`expected bytes-like object, not ${typeOf(s).$name}`);
  if (s instanceof Bytes) return data;
  const info = bufferInfo(s);
  const format = s instanceof MemoryView ? s.$format : (info?.format ?? "B");
  const dimensions = s instanceof MemoryView ? s.$shape.length : (info?.shape?.length ?? 1);
  if (!/^[cbB]$/.test(format)) throw new TypeError(`expected single byte elements, not '${format}' from ${typeOf(s).$name}`);
  if (dimensions !== 1) throw new TypeError(`expected 1-D data, not ${dimensions}-D data from ${typeOf(s).$name}`);
  return data;
}

export function encodebytes(s: Value): Suspends<Value> {
  const data = plainBytes(s);
  const lines: string[] = [];
  for (let i = 0; i < data.length; i += 57) lines.push(Buffer.from(data.subarray(i, i + 57)).toString("base64") + "\n");
  return toBytes(lines.join(""));
}

export function decodebytes(s: Value): Suspends<Value> {
  return decodeBase64(plainBytes(s), false);
}

export default pymodule("base64", {
  a85decode,
  a85encode,
  b16decode,
  b16encode,
  b32decode,
  b32encode,
  b32hexdecode,
  b32hexencode,
  b64decode,
  b64encode,
  b85decode,
  b85encode,
  decodebytes,
  encodebytes,
  standard_b64decode,
  standard_b64encode,
  urlsafe_b64decode,
  urlsafe_b64encode,
});

/**
 * binascii - bytes as text of several kinds, and checksums.
 *
 * Mirrors     Modules/binascii.c
 * Suspends    all: `__index__`, `__bool__`
 */
import type { Suspends } from "../frames/suspend.js";
import { hexOf } from "../objects/bytes.js";
import { bufferOf, toBuffer } from "../objects/bytes/buffer.js";
import { Bytes } from "../objects/bytes/data.js";
import { dataOf, textOf } from "../objects/bytes/text.js";
import { Exception, exceptionType, TypeError, ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { toIndex } from "../objects/protocols/index.js";
import { builtin } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { typeName } from "../objects/typename.js";
import { nodeModule } from "../system/nodemodules.js";

export const Error = exceptionType("Error", ValueError, "");
Error.$module = "binascii";
export const Incomplete = exceptionType("Incomplete", Exception, "");
Incomplete.$module = "binascii";

/** An argument that is bytes-like, or a str of ASCII. */
export function asciiBuffer(x: Value, wanted = "bytes, buffer or ASCII string"): Uint8Array {
  const s = stringOf(x);
  if (s !== undefined) {
    if (/[^\0-\x7f]/.test(s)) throw new ValueError("string argument should contain only ASCII characters");
    return dataOf(s);
  }
  const data = bufferOf(x);
  if (data === undefined) throw new TypeError(`argument should be ${wanted}, not '${typeName(x)}'`);
  return data;
}

const bytes = (text: string): Bytes => new Bytes(dataOf(text));

function hexBytes(data: Value, sep: Value, group: Value): Suspends<Bytes> {
  const buffer = toBuffer(data);
  const text = hexOf(buffer, sep, group);
  return bytes(text);
}
export const hexlify = builtin("hexlify(data, sep=None, bytes_per_sep=1)", hexBytesBody(), "binascii");
export const b2a_hex = builtin("b2a_hex(data, sep=None, bytes_per_sep=1)", hexBytesBody(), "binascii");
function hexBytesBody() {
  return function (data: Value, sep: Value, group: Value): Suspends<Bytes> {
    return hexBytes(data, sep, group);
  };
}

function fromHex(hexstr: Value): Bytes {
  const text = textOf(asciiBuffer(hexstr));
  if (text.length % 2 !== 0) throw new Error("Odd-length string");
  if (!/^[0-9a-fA-F]*$/.test(text)) throw new Error("Non-hexadecimal digit found");
  return new Bytes(new Uint8Array(Buffer.from(text, "hex")));
}
export const unhexlify = builtin("unhexlify(hexstr, /)", fromHex, "binascii");
export const a2b_hex = builtin("a2b_hex(hexstr, /)", fromHex, "binascii");

export const b2a_base64 = builtin(
  "b2a_base64(data, /, *, newline=True)",
  function (data: Value, newline: Value): Suspends<Bytes> {
    const { buffer, byteOffset, byteLength } = toBuffer(data);
    const text = Buffer.from(buffer, byteOffset, byteLength).toString("base64");
    return bytes(newline === undefined || truth(newline) ? text + "\n" : text);
  },
  "binascii",
);

/** The values of base64's characters; 255 is none. */
const VALUES = new Uint8Array(256).fill(255);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].forEach((c, value) => (VALUES[c.charCodeAt(0)] = value));

export const a2b_base64 = builtin(
  "a2b_base64(data, /, *, strict_mode=False)",
  function (data: Value, strict: Value): Suspends<Bytes> {
    return decodeBase64(asciiBuffer(data), strict !== undefined && truth(strict));
  },
  "binascii",
);

/** What is base64 from end to end; undefined: it has to be looked at closely. Node's decoder skips what it does not know, and takes - and _. */
function decodePlainBase64(data: Uint8Array): Bytes | undefined {
  const { buffer, byteOffset, length } = data;
  if (length === 0 || length % 4 !== 0 || data.includes(45) || data.includes(95)) return undefined;
  const pads = data[length - 1] !== 61 ? 0 : data[length - 2] !== 61 ? 1 : 2;
  const decoded = Buffer.from(Buffer.from(buffer, byteOffset, length).toString("latin1"), "base64");
  return decoded.length === (length / 4) * 3 - pads ? new Bytes(new Uint8Array(decoded)) : undefined;
}

/** Base64 as text to bytes; strict: nothing but base64 may stand there. */
export function decodeBase64(data: Uint8Array, strict: boolean): Bytes {
  const plain = decodePlainBase64(data);
  if (plain !== undefined) return plain;
  const out = new Uint8Array((data.length * 3) >> 2);
  let size = 0;
  let quad = 0;
  let left = 0;
  let pads = 0;
  let padded = false;
  if (strict && data[0] === 61) throw new Error("Leading padding not allowed");
  for (let i = 0; i < data.length; i++) {
    const c = data[i] as number;
    if (c === 61) {
      padded = true;
      if (strict && quad === 0) throw new Error("Excess padding not allowed");
      if (quad >= 2 && quad + ++pads >= 4) {
        if (strict && i + 1 < data.length) throw new Error("Excess data after padding");
        return new Bytes(out.slice(0, size));
      }
      continue;
    }
    const value = VALUES[c] as number;
    if (value === 255) {
      if (strict) throw new Error("Only base64 data is allowed");
      continue;
    }
    if (strict && padded) throw new Error("Discontinuous padding not allowed");
    pads = 0;
    switch (quad) {
      case 0:
        quad = 1;
        left = value;
        break;
      case 1:
        quad = 2;
        out[size++] = (left << 2) | (value >> 4);
        left = value & 15;
        break;
      case 2:
        quad = 3;
        out[size++] = (left << 4) | (value >> 2);
        left = value & 3;
        break;
      default:
        quad = 0;
        out[size++] = (left << 6) | value;
        left = 0;
    }
  }
  if (quad !== 0) {
    if (quad === 1) {
      throw new Error(`Invalid base64-encoded string: number of data characters (${Math.floor(size / 3) * 4 + 1}) cannot be 1 more than a multiple of 4`);
    }
    throw new Error("Incorrect padding");
  }
  return new Bytes(out.slice(0, size));
}

export const crc32 = builtin(
  "crc32(data, crc=0, /)",
  function (data: Value, crc: Value): Suspends<number> {
    const start = crc === undefined ? 0 : Number(BigInt.asUintN(32, BigInt(toIndex(crc))));
    return crcOf(toBuffer(data), start);
  },
  "binascii",
);

let table: Uint32Array | undefined;
/** Node has it since 20.15, and gives 0 where there is no data; its module is loaded for the first checksum. */
let nodeCrc32: ((data: Uint8Array, start: number) => number) | undefined;
export const crcOf = (data: Uint8Array, start: number): number =>
  data.length === 0 ? start >>> 0 : (nodeCrc32 ??= nodeModule("node:zlib").crc32 ?? slowCrc)(data, start);
function slowCrc(data: Uint8Array, start: number): number {
  table ??= Uint32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
    return n;
  });
  let c = ~start;
  for (let i = 0; i < data.length; i++) c = (table[(c ^ (data[i] as number)) & 255] as number) ^ (c >>> 8);
  return ~c >>> 0;
}

export const crc_hqx = builtin(
  "crc_hqx(data, crc, /)",
  function (data: Value, crc: Value): Suspends<number> {
    let c = Number(BigInt.asUintN(16, BigInt(toIndex(crc))));
    const buffer = toBuffer(data);
    for (let i = 0; i < buffer.length; i++) {
      c ^= (buffer[i] as number) << 8;
      for (let k = 0; k < 8; k++) c = c & 0x8000 ? ((c << 1) ^ 0x1021) & 0xffff : c << 1;
    }
    return c & 0xffff;
  },
  "binascii",
);

export const b2a_uu = builtin(
  "b2a_uu(data, /, *, backtick=False)",
  function (data: Value, backtick: Value): Suspends<Bytes> {
    const tick = backtick !== undefined && truth(backtick);
    const buffer = toBuffer(data);
    if (buffer.length > 45) throw new Error("At most 45 bytes at once");
    const char = (n: number) => (n === 0 && tick ? "`" : String.fromCharCode(32 + n));
    let text = char(buffer.length);
    for (let i = 0; i < buffer.length; i += 3) {
      const n = ((buffer[i] as number) << 16) | ((buffer[i + 1] ?? 0) << 8) | (buffer[i + 2] ?? 0);
      text += char(n >> 18) + char((n >> 12) & 63) + char((n >> 6) & 63) + char(n & 63);
    }
    return bytes(text + "\n");
  },
  "binascii",
);

export const a2b_uu = builtin(
  "a2b_uu(data, /)",
  function (data: Value): Bytes {
    const source = asciiBuffer(data);
    const size = ((source[0] ?? 32) - 32) & 63;
    const out = new Uint8Array(size);
    let bits = 0;
    let left = 0;
    let at = 1;
    for (let k = 0; k < size; at++) {
      let c = source[at] ?? 0;
      if (c === 10 || c === 13 || at >= source.length) c = 0;
      else {
        if (c < 32 || c > 96) throw new Error("Illegal char");
        c = (c - 32) & 63;
      }
      left = (left << 6) | c;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        out[k++] = (left >> bits) & 255;
        left &= (1 << bits) - 1;
      }
    }
    for (; at < source.length; at++) {
      const c = source[at] as number;
      if (c !== 32 && c !== 96 && c !== 10 && c !== 13) throw new Error("Trailing garbage");
    }
    return new Bytes(out);
  },
  "binascii",
);

export const a2b_qp = builtin(
  "a2b_qp(data, header=False)",
  function (data: Value, header: Value): Suspends<Bytes> {
    const underscore = header !== undefined && truth(header);
    const text = textOf(asciiBuffer(data));
    let out = "";
    for (let i = 0; i < text.length;) {
      const c = text[i] as string;
      if (c === "=") {
        i++;
        if (i >= text.length) break;
        if (text[i] === "\n" || text[i] === "\r") {
          while (i < text.length && text[i] !== "\n") i++;
          if (i < text.length) i++;
        } else if (text[i] === "=") {
          out += "=";
          i++;
        } else if (/^[0-9a-fA-F]{2}/.test(text.slice(i, i + 2))) {
          out += String.fromCharCode(parseInt(text.slice(i, i + 2), 16));
          i += 2;
        } else out += "=";
      } else {
        out += underscore && c === "_" ? " " : c;
        i++;
      }
    }
    return bytes(out);
  },
  "binascii",
);

export const b2a_qp = builtin(
  "b2a_qp(data, quotetabs=False, istext=True, header=False)",
  function (data: Value, quotetabs: Value, istext: Value, header: Value): Suspends<Bytes> {
    const tabs = quotetabs !== undefined && truth(quotetabs);
    const isText = istext === undefined || truth(istext);
    const head = header !== undefined && truth(header);
    return bytes(quotedPrintable(textOf(toBuffer(data)), tabs, isText, head));
  },
  "binascii",
);

function quotedPrintable(text: string, tabs: boolean, isText: boolean, header: boolean): string {
  const newline = /^[^\n]*\r\n/.test(text) ? "\r\n" : "\n";
  let out = "";
  let line = 0;
  for (let i = 0; i < text.length;) {
    const c = text[i] as string;
    const code = c.charCodeAt(0);
    const next = text[i + 1];
    const quote =
      code > 126 ||
      c === "=" ||
      (header && c === "_") ||
      (c === "." && line === 0 && (next === undefined || next === "\n" || next === "\r" || next === "\0")) ||
      (!isText && (c === "\r" || c === "\n")) ||
      ((c === "\t" || c === " ") && next === undefined) ||
      (code < 33 && c !== "\r" && c !== "\n" && c !== "\t" && c !== " ") ||
      (code < 33 && (tabs || (!tabs && c !== "\t" && c !== " ")) && c !== "\r" && c !== "\n");
    if (quote) {
      if (line + 3 >= 76) {
        out += "=" + newline;
        line = 0;
      }
      out += "=" + code.toString(16).toUpperCase().padStart(2, "0");
      line += 3;
      i++;
    } else if (isText && (c === "\n" || (c === "\r" && next === "\n"))) {
      const last = out.at(-1);
      if (line !== 0 && (last === " " || last === "\t")) out = out.slice(0, -1) + "=" + (last === " " ? "20" : "09");
      out += newline;
      line = 0;
      i += c === "\r" ? 2 : 1;
    } else {
      if (next !== undefined && next !== "\n" && line + 1 >= 76) {
        out += "=" + newline;
        line = 0;
      }
      line++;
      out += header && c === " " ? "_" : c;
      i++;
    }
  }
  return out;
}

export default pymodule("binascii", {
  Error,
  Incomplete,
  a2b_base64,
  a2b_hex,
  a2b_qp,
  a2b_uu,
  b2a_base64,
  b2a_hex,
  b2a_qp,
  b2a_uu,
  crc32,
  crc_hqx,
  hexlify,
  unhexlify,
});

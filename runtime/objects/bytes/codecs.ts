/**
 * codecs - text to bytes and back.
 *
 * Mirrors  Objects/unicodeobject.c; names of encodings as Lib/encodings/aliases.py
 * Mind     encodings and error handlers that are not here are asked for by `custom`, which the module _codecs sets; `load` loads it
 */
import { isAscii } from "node:buffer";
import type { Suspends } from "../../frames/suspend.js";
import { LookupError, UnicodeDecodeError, UnicodeEncodeError } from "../exceptions.js";
import type { Value } from "../object.js";
import { callMethod } from "../protocols/call.js";
import { escapeCode } from "../str/categories.js";
import { fromUnits, markAstral, pointCount } from "../str/points.js";
import { $leavesCodec, DECODING, ENCODING, WRITING } from "./codecframes.js";
import { Bytes } from "./data.js";

/** An encoding by its rules for single characters; utf-8 and latin-1 have their own loops. */
export interface Codec {
  /** name in messages */
  readonly name: string;
  encode(text: string, errors: string): Suspends<Uint8Array>;
  decode(data: Uint8Array, errors: string, object: Value): Suspends<string>;
}

/** Handlers and encodings of the module codecs. */
export const custom: {
  load: (() => void) | null;
  codec: ((name: string) => Suspends<Codec | undefined>) | null;
  handler: ((name: string, error: Value) => Suspends<Replacement>) | null;
} = { load: null, codec: null, handler: null };

/** What an error handler decided. */
export interface Replacement {
  text: string;
  bytes: Uint8Array | null;
  position: number;
  /** what a decoder goes on with: the object of the exception, which a handler may have changed */
  object?: Uint8Array;
}

function encodeError(codec: string, text: string, start: number, stop: number, reason: string): Value {
  return new UnicodeEncodeError(codec, text, start, stop, reason);
}
function decodeError(codec: string, data: Uint8Array, start: number, stop: number, reason: string): Value {
  return new UnicodeDecodeError(codec, new Bytes(data), start, stop, reason);
}

/** What stands for the characters `start`..`stop` that the codec cannot encode. */
export function replaceEncode(errors: string, codec: string, points: readonly string[], start: number, stop: number, reason: string): Suspends<Replacement> {
  const bad = points.slice(start, stop);
  switch (errors) {
    case "strict":
      throw encodeError(codec, points.join(""), start, stop, reason);
    case "ignore":
      return { text: "", bytes: null, position: stop };
    case "replace":
      return { text: "?".repeat(stop - start), bytes: null, position: stop };
    case "backslashreplace":
      return { text: bad.map((c) => escapeCode(c.codePointAt(0) as number)).join(""), bytes: null, position: stop };
    case "xmlcharrefreplace":
      return { text: bad.map((c) => `&#${c.codePointAt(0)};`).join(""), bytes: null, position: stop };
    case "surrogateescape": {
      const codes = bad.map((c) => c.codePointAt(0) as number);
      const other = codes.findIndex((c) => c < 0xdc80 || c > 0xdcff);
      const some = other < 0 ? codes : codes.slice(0, other);
      if (some.length === 0) throw encodeError(codec, points.join(""), start, stop, reason);
      return { text: "", bytes: Uint8Array.from(some, (c) => c - 0xdc00), position: start + some.length };
    }
  }
  return byHandler(errors, encodeError(codec, points.join(""), start, stop, reason));
}

export function replaceDecode(errors: string, codec: string, data: Uint8Array, start: number, stop: number, reason: string): Suspends<Replacement> {
  switch (errors) {
    case "strict":
      throw decodeError(codec, data, start, stop, reason);
    case "ignore":
      return { text: "", bytes: null, position: stop };
    case "replace":
      return { text: "\ufffd", bytes: null, position: stop };
    case "backslashreplace":
      return { text: Array.from(data.subarray(start, stop), (b) => "\\x" + b.toString(16).padStart(2, "0")).join(""), bytes: null, position: stop };
    case "surrogateescape": {
      const bad = data.subarray(start, stop);
      const ascii = bad.findIndex((b) => b < 128);
      const some = ascii < 0 ? bad : bad.subarray(0, ascii);
      if (some.length === 0) throw decodeError(codec, data, start, stop, reason);
      return { text: String.fromCharCode(...Array.from(some, (b) => 0xdc00 + b)), bytes: null, position: start + some.length };
    }
  }
  return byHandler(errors, decodeError(codec, data, start, stop, reason));
}

function byHandler(errors: string, error: Value): Suspends<Replacement> {
  if (custom.handler === null) custom.load?.();
  return custom.handler!(errors, error);
}

const UTF8 = new TextEncoder();

function concat(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * Encodes character by character with a test of which ones the codec has.
 *
 * @param unit how many bytes a unit of an encoding of Unicode has, whose handlers may give ASCII and whole units alone; 0: of another
 */
export function encodePoints(
  codec: string,
  text: string,
  errors: string,
  reason: string,
  bytesOf: (code: number) => Suspends<number[] | null>,
  unit = 0,
): Suspends<Uint8Array> {
  const points = Array.from(text);
  const out: number[] = [];
  let i = 0;
  while (i < points.length) {
    const bytes = bytesOf((points[i] as string).codePointAt(0) as number);
    if (bytes !== null) {
      for (let k = 0; k < bytes.length; k++) out.push(bytes[k] as number);
      i++;
      continue;
    }
    let stop = i + 1;
    // those of UTF-16 and UTF-32 tell of one character at a time
    while (unit < 2 && stop < points.length && bytesOf((points[stop] as string).codePointAt(0) as number) === null) stop++;
    const replacement = replaceEncode(errors, codec, points, i, stop, reason);
    const { bytes: raw } = replacement;
    if (unit > 0 && (raw === null ? /[^\x00-\x7f]/.test(replacement.text) : raw.length % unit !== 0)) throw encodeError(codec, text, i, stop, reason);
    if (raw !== null) for (let k = 0; k < raw.length; k++) out.push(raw[k] as number);
    else {
      for (const char of replacement.text) {
        const more = bytesOf(char.codePointAt(0) as number);
        if (more === null) throw encodeError(codec, text, i, stop, reason);
        for (let k = 0; k < more.length; k++) out.push(more[k] as number);
      }
    }
    i = replacement.position;
  }
  return Uint8Array.from(out);
}

const utf8: Codec = {
  name: "utf-8",
  encode(text, errors): Suspends<Uint8Array> {
    if (!/[\ud800-\udfff]/.test(text) || text.isWellFormed()) return UTF8.encode(text);
    return encodePoints(
      "utf-8",
      text,
      errors,
      "surrogates not allowed",
      (code) => (code >= 0xd800 && code <= 0xdfff ? null : Array.from(UTF8.encode(String.fromCodePoint(code)))),
      1,
    );
  },
  decode(data, errors): Suspends<string> {
    const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("utf8");
    if (!text.includes("\ufffd")) return markAstral(text);
    return decodeUtf8(data, errors);
  },
};

/** Byte by byte, with CPython's extents of malformed sequences. */
function decodeUtf8(data: Uint8Array, errors: string): Suspends<string> {
  let result = "";
  let i = 0;
  while (i < data.length) {
    const b = data[i] as number;
    if (b < 0x80) {
      result += String.fromCharCode(b);
      i++;
      continue;
    }
    let reason = "invalid start byte";
    let stop = i + 1;
    const need = b >= 0xc2 && b <= 0xdf ? 1 : b >= 0xe0 && b <= 0xef ? 2 : b >= 0xf0 && b <= 0xf4 ? 3 : 0;
    if (need > 0) {
      let k = 1;
      for (; k <= need; k++) {
        const c = data[i + k];
        if (c === undefined) break;
        const low = k === 1 && b === 0xe0 ? 0xa0 : k === 1 && b === 0xf0 ? 0x90 : 0x80;
        const high = k === 1 && b === 0xed ? 0x9f : k === 1 && b === 0xf4 ? 0x8f : 0xbf;
        if (c < low || c > high) break;
      }
      if (k > need) {
        const code =
          need === 1
            ? ((b & 31) << 6) | ((data[i + 1] as number) & 63)
            : need === 2
              ? ((b & 15) << 12) | (((data[i + 1] as number) & 63) << 6) | ((data[i + 2] as number) & 63)
              : ((b & 7) << 18) | (((data[i + 1] as number) & 63) << 12) | (((data[i + 2] as number) & 63) << 6) | ((data[i + 3] as number) & 63);
        result += String.fromCodePoint(code);
        i += need + 1;
        continue;
      }
      reason = i + k >= data.length ? "unexpected end of data" : "invalid continuation byte";
      stop = i + k;
    }
    const replacement = replaceDecode(errors, "utf-8", data, i, stop, reason);
    result += replacement.text;
    i = replacement.position;
    data = replacement.object ?? data;
  }
  return markAstral(result);
}

/** A text without characters beyond U+00FF. */
function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  Buffer.from(bytes.buffer).write(text, "latin1");
  return bytes;
}

/** The characters U+0000 to U+00FF that bytes stand for. */
function latin1Text(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.length).toString("latin1");
}

/** ascii and latin-1. */
function narrow(name: string, size: number): Codec {
  const pattern = size === 128 ? /^[^\u0080-\uffff]*$/ : /^[^\u0100-\uffff]*$/;
  const reason = `ordinal not in range(${size})`;
  return {
    name,
    encode(text, errors): Suspends<Uint8Array> {
      if (pattern.test(text)) return latin1Bytes(text);
      return encodePoints(name, text, errors, reason, (code) => (code < size ? [code] : null));
    },
    decode(data, errors): Suspends<string> {
      if (size === 256 || isAscii(data)) return latin1Text(data);
      let result = "";
      for (let i = 0; i < data.length;) {
        const b = data[i] as number;
        if (b < 128) {
          result += String.fromCharCode(b);
          i++;
        } else {
          const replacement = replaceDecode(errors, name, data, i, i + 1, reason);
          result += replacement.text;
          i = replacement.position;
          data = replacement.object ?? data;
        }
      }
      return result;
    },
  };
}

/** A text without lone surrogates in units of so many bytes, `mark` before it. */
function unitBytes(text: string, size: 2 | 4, little: boolean, mark: readonly number[]): Uint8Array {
  let at = mark.length;
  const bytes = new Uint8Array(at + size * (size === 2 ? text.length : pointCount(text)));
  bytes.set(mark);
  if (size === 2) {
    const body = Buffer.from(bytes.buffer, at);
    body.write(text, "utf16le");
    if (!little) body.swap16();
    return bytes;
  }
  for (let i = 0; i < text.length; at += 4) {
    const code = text.codePointAt(i) as number;
    i += code > 0xffff ? 2 : 1;
    const first = little ? at : at + 3;
    const step = little ? 1 : -1;
    bytes[first] = code;
    bytes[first + step] = code >>> 8;
    bytes[first + 2 * step] = code >>> 16;
  }
  return bytes;
}

/** The text of whole units; undefined if they are not all characters. */
function unitText(data: Uint8Array, size: 2 | 4, little: boolean): string | undefined {
  if (data.length % size !== 0) return undefined;
  if (size === 2) {
    const body = little ? Buffer.from(data.buffer, data.byteOffset, data.length) : Buffer.from(data).swap16();
    const text = body.toString("utf16le");
    return text.isWellFormed() ? text : undefined;
  }
  const units = new Uint16Array(data.length / 2);
  let count = 0;
  let all = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [a, b, c, d] = little ? [at, at + 1, at + 2, at + 3] : [at + 3, at + 2, at + 1, at];
    const code = ((data[a] as number) | ((data[b] as number) << 8) | ((data[c] as number) << 16) | ((data[d] as number) << 24)) >>> 0;
    all |= code;
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
    if (code < 0x10000) units[count++] = code;
    else {
      units[count++] = 0xd800 + ((code - 0x10000) >> 10);
      units[count++] = 0xdc00 + ((code - 0x10000) & 0x3ff);
    }
  }
  return fromUnits(units, count, all > 0xff);
}

/** utf-16 and utf-32; order "" writes a mark and obeys one. */
function wide(size: 2 | 4, order: "" | "le" | "be"): Codec {
  const name = `utf-${size * 8}${order === "" ? "" : "-" + order}`;
  const put = (unit: number, little: boolean) => {
    const bytes: number[] = [];
    for (let k = 0; k < size; k++) bytes.push((unit >>> (8 * (little ? k : size - 1 - k))) & 255);
    return bytes;
  };
  return {
    name,
    encode(text, errors): Suspends<Uint8Array> {
      const little = order !== "be";
      const mark = order === "" ? put(0xfeff, true) : [];
      if (text.isWellFormed()) return unitBytes(text, size, little, mark);
      const body = encodePoints(
        name,
        text,
        errors,
        "surrogates not allowed",
        (code) => {
          if (code >= 0xd800 && code <= 0xdfff) return null;
          if (size === 4 || code < 0x10000) return put(code, little);
          return [...put(0xd800 + ((code - 0x10000) >> 10), little), ...put(0xdc00 + ((code - 0x10000) & 0x3ff), little)];
        },
        size,
      );
      return concat([Uint8Array.from(mark), body]);
    },
    decode(data, errors): Suspends<string> {
      let little = order !== "be";
      let i = 0;
      const read = (at: number) => {
        let unit = 0;
        for (let k = 0; k < size; k++) unit += (data[at + (little ? k : size - 1 - k)] as number) * 2 ** (8 * k);
        return unit;
      };
      if (order === "" && data.length >= size) {
        const mark = read(0);
        if (mark === 0xfeff) i = size;
        else if (mark === (size === 2 ? 0xfffe : 0xfffe0000)) {
          little = false;
          i = size;
        }
      }
      let result = unitText(i === 0 ? data : data.subarray(i), size, little);
      if (result !== undefined) return markAstral(result);
      result = "";
      while (i < data.length) {
        let reason = "";
        let stop = i + size;
        if (i + size > data.length) {
          reason = "truncated data";
          stop = data.length;
        } else {
          const unit = read(i);
          if (size === 4) {
            if (unit > 0x10ffff) reason = "code point not in range(0x110000)";
            else if (unit >= 0xd800 && unit <= 0xdfff) reason = "code point in surrogate code point range(0xd800, 0xe000)";
            else result += String.fromCodePoint(unit);
          } else if (unit < 0xd800 || unit > 0xdfff) result += String.fromCharCode(unit);
          else if (unit >= 0xdc00) reason = "illegal encoding";
          else if (i + 4 > data.length) {
            reason = "unexpected end of data";
            stop = data.length;
          } else {
            const second = read(i + 2);
            if (second >= 0xdc00 && second <= 0xdfff) {
              result += String.fromCharCode(unit, second);
              stop = i + 4;
            } else reason = "illegal UTF-16 surrogate";
          }
        }
        if (reason === "") {
          i = stop;
          continue;
        }
        const shown = order === "" ? `${name}${little ? "-le" : "-be"}` : name;
        const replacement = replaceDecode(errors, shown, data, i, stop, reason);
        result += replacement.text;
        i = replacement.position;
        data = replacement.object ?? data;
      }
      return markAstral(result);
    },
  };
}

const utf8Sig: Codec = {
  name: "utf-8-sig",
  encode(text, errors): Suspends<Uint8Array> {
    return concat([Uint8Array.of(0xef, 0xbb, 0xbf), utf8.encode(text, errors)]);
  },
  decode(data, errors, object): Suspends<string> {
    const marked = data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf;
    return utf8.decode(marked ? data.subarray(3) : data, errors, object);
  },
};

const CP1252 =
  "\u20ac\0\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\0\u017d\0\0\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\0\u017e\u0178";

/** A code page given by the characters of its bytes 128..159. */
function charmap(upper: string): Codec {
  const table = Array.from({ length: 256 }, (_, b) => (b >= 128 && b < 160 ? (upper[b - 128] as string) : String.fromCharCode(b)));
  const codec = charmapCodec(
    (code) => {
      const at = code === 0 ? 0 : table.indexOf(String.fromCodePoint(code));
      return at < 0 ? null : [at];
    },
    (byte) => (table[byte] === "\0" && byte !== 0 ? null : (table[byte] as string)),
  );
  return {
    ...codec,
    encode(text, errors): Suspends<Uint8Array> {
      return /[^\0-\x7f]/.test(text) ? codec.encode(text, errors) : latin1Bytes(text);
    },
    decode(data, errors, object): Suspends<string> {
      return isAscii(data) ? latin1Text(data) : codec.decode(data, errors, object);
    },
  };
}

/** A code page given by what it has for a character and for a byte. */
export function charmapCodec(bytesOf: (code: number) => Suspends<number[] | null>, textOf: (byte: number) => Suspends<string | null>): Codec {
  return {
    name: "charmap",
    encode(text, errors): Suspends<Uint8Array> {
      return encodePoints("charmap", text, errors, "character maps to <undefined>", bytesOf);
    },
    decode(data, errors): Suspends<string> {
      let result = "";
      for (let i = 0; i < data.length;) {
        const char = textOf(data[i] as number);
        if (char !== null) {
          result += char;
          i++;
        } else {
          const replacement = replaceDecode(errors, "charmap", data, i, i + 1, "character maps to <undefined>");
          result += replacement.text;
          i = replacement.position;
          data = replacement.object ?? data;
        }
      }
      return result;
    },
  };
}

const latin1 = narrow("latin-1", 256);
const makers: Record<string, () => Codec> = {
  "utf-8": () => utf8,
  ascii: () => narrow("ascii", 128),
  "latin-1": () => latin1,
  "utf-8-sig": () => utf8Sig,
  "utf-16": () => wide(2, ""),
  "utf-16-le": () => wide(2, "le"),
  "utf-16-be": () => wide(2, "be"),
  "utf-32": () => wide(4, ""),
  "utf-32-le": () => wide(4, "le"),
  "utf-32-be": () => wide(4, "be"),
  cp1252: () => charmap(CP1252),
};
const ALIASES: Record<string, string> = {
  utf8: "utf-8",
  u8: "utf-8",
  utf: "utf-8",
  cp65001: "utf-8",
  "us-ascii": "ascii",
  "646": "ascii",
  us: "ascii",
  latin: "latin-1",
  latin1: "latin-1",
  l1: "latin-1",
  "iso-8859-1": "latin-1",
  iso8859: "latin-1",
  "iso8859-1": "latin-1",
  "8859": "latin-1",
  cp819: "latin-1",
  utf16: "utf-16",
  u16: "utf-16",
  "utf-16le": "utf-16-le",
  "utf-16be": "utf-16-be",
  utf32: "utf-32",
  u32: "utf-32",
  "utf-32le": "utf-32-le",
  "utf-32be": "utf-32-be",
  "windows-1252": "cp1252",
  "1252": "cp1252",
  "utf8-sig": "utf-8-sig",
  "utf-8-sig": "utf-8-sig",
  "ansi-x3.4-1968": "ascii",
};
const codecs = new Map<string, Codec>();

function ownCodec(name: string): Codec | undefined {
  let codec = codecs.get(name);
  if (codec !== undefined) return codec;
  const plain = Object.hasOwn(makers, name) ? name : name.toLowerCase().replace(/[ _]/g, "-");
  codec = makers[ALIASES[plain] ?? plain]?.();
  if (codec !== undefined) codecs.set(name, codec);
  return codec;
}

/** Whether the encoding is one of these. */
export function isEncoding(name: string): boolean {
  return ownCodec(name) !== undefined;
}

/** The codec of a name, however it is spelled. */
export function findCodec(name: string): Suspends<Codec> {
  const own = ownCodec(name);
  if (own !== undefined) return own;
  if (custom.codec === null) custom.load?.();
  const codec = custom.codec!(name);
  if (codec === undefined) throw new LookupError(`unknown encoding: ${name}`);
  return codec;
}

/** Names that CPython looks for before it asks the registry, whose errors have a note. */
const DIRECT = /^(?:utf[-_ ]?(?:8|16|32)|ascii|us[-_ ]ascii|latin[-_ ]?1|iso[-_ ]?8859[-_ ]1)$/i;

/** An exception with the note that the registry gives it. */
export function $failed(error: Value, which: 0 | 1, encoding: string): Suspends<Value> {
  callMethod(error, "add_note", `${which === 0 ? "encoding" : "decoding"} with '${encoding}' codec failed`);
  return error;
}

/** A codec whose errors have that note. */
export function noted(codec: Codec, encoding: string): Codec {
  return {
    name: codec.name,
    encode(text, errors): Suspends<Uint8Array> {
      try {
        return codec.encode(text, errors);
      } catch (error) {
        throw $leavesCodec($failed(error as Value, 0, encoding), codec.name, ENCODING);
      }
    },
    decode(data, errors, object): Suspends<string> {
      try {
        return codec.decode(data, errors, object);
      } catch (error) {
        throw $leavesCodec($failed(error as Value, 1, encoding), codec.name, DECODING);
      }
    },
  };
}

/** The codec of a name as str.encode and bytes.decode use it. */
function codecFor(encoding: string): Suspends<Codec> {
  const codec = findCodec(encoding);
  return encoding === "utf-8" || ownCodec(encoding) === undefined || DIRECT.test(encoding) ? codec : noted(codec, encoding);
}

/** `text.encode(encoding, errors)` */
export function encode(text: string, encoding: string, errors: string): Suspends<Bytes> {
  return new Bytes(codecFor(encoding).encode(text, errors));
}

/** The bytes of a text that a stream is given. */
export function encodeForStream(text: string, encoding: string, errors: string): Suspends<Uint8Array> {
  const codec = findCodec(encoding);
  if (WRITING[codec.name] === undefined) return codec.encode(text, errors);
  try {
    return codec.encode(text, errors);
  } catch (error) {
    throw $leavesCodec(error, codec.name, WRITING);
  }
}

/** The text of bytes; `object` is where they come from, for error messages. */
export function decode(data: Uint8Array, encoding: string, errors: string, object: Value): Suspends<string> {
  return codecFor(encoding).decode(data, errors, object);
}

/**
 * _multibytecodec - codecs of the encodings of East Asia, and what reads and writes them in pieces.
 *
 * Mirrors     Modules/cjkcodecs/multibytecodec.c of CPython 3.13
 * Suspends    error handlers, streams
 * Differs     big5hkscs, johab, hz, the 2004 and X0213 forms and those with escapes (iso2022_*) are no such codecs
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "../objects/attributes.js";
import { toBuffer } from "../objects/bytes/buffer.js";
import { encodePoints, replaceDecode } from "../objects/bytes/codecs.js";
import { Bytes } from "../objects/bytes/data.js";
import { LookupError, TypeError } from "../objects/exceptions.js";
import { pymodule, type PyModule } from "../objects/module.js";
import { iterate } from "../objects/iterator.js";
import { END } from "../objects/iteratorbase.js";
import { object, PyObject, typeOf, type Value } from "../objects/object.js";
import { callMethod } from "../objects/protocols/call.js";
import { builtin, builtinType, methods, pyclass } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { markAstral, pointCount } from "../objects/str/points.js";
import { Tuple } from "../objects/tuple.js";
import { isKnown, tableOf } from "./multibyte/tables.js";

const ILLEGAL = "illegal multibyte sequence";
const INCOMPLETE = "incomplete multibyte sequence";

/** Four bytes of GB 18030: the lead and what may follow. */
const isFour = (data: Uint8Array, i: number): boolean => data[i + 1]! >= 0x30 && data[i + 1]! <= 0x39;
const four = new TextDecoder("gb18030", { fatal: true });

/** The one character that JavaScript's decoder, which follows a later edition, has elsewhere. */
const MOVED = { linear: 7457, text: "\u1e3f" };

function fourBytes(data: Uint8Array): string | undefined {
  if (data[0] === 0x81 && data[1] === 0x35 && data[2] === 0xf4 && data[3] === 0x37) return MOVED.text;
  try {
    const text = four.decode(data);
    return text.codePointAt(0) === 0xfffd || [...text].length === 1 ? text : undefined;
  } catch {
    return undefined; // no character there
  }
}

/** What a character outside the two-byte rows is in GB 18030: rows of 10, 126, 10 and 126. */
function fourOf(linear: number): number[] {
  return [Math.floor(linear / 12600) + 0x81, (Math.floor(linear / 1260) % 10) + 0x30, (Math.floor(linear / 10) % 126) + 0x81, (linear % 10) + 0x30];
}

const SUPPLEMENT = 189000;
const fours = { known: null as Map<string, number> | null };

/** Places in the four-byte rows of the characters below U+10000. */
function fourTable(): Map<string, number> {
  if (fours.known !== null) return fours.known;
  const { writes } = tableOf("gb18030");
  const known = new Map<string, number>();
  for (let linear = 0; linear < 39420; linear++) {
    const text = fourBytes(Uint8Array.from(fourOf(linear)));
    if (text !== undefined && text.length === 1 && !writes.has(text)) known.set(text, linear);
  }
  known.set(MOVED.text, MOVED.linear);
  fours.known = known;
  return known;
}

/** Second bytes of the letters that a syllable is made of: the initial, the vowel, the final or none. */
const INITIALS = "a1 a2 a4 a7 a8 a9 b1 b2 b3 b5 b6 b7 b8 b9 ba bb bc bd be";
const FINALS = "d4 a1 a2 a3 a4 a5 a6 a7 a9 aa ab ac ad ae af b0 b1 b2 b4 b5 b6 b7 b8 ba bb bc bd be";
const FIRST_SYLLABLE = 0xac00;
const SYLLABLES = 19 * 21 * 28;
const byteOf = (list: string, at: number): number => Number.parseInt(list.slice(at * 3, at * 3 + 2), 16);

/** A syllable that KS X 1001 has not, by its letters: EUC-KR writes them behind a filler. */
function lettersOf(code: number): number[] | null {
  if (code === 0x3164) return [0xa4, 0xd4];
  const at = code - FIRST_SYLLABLE;
  if (at < 0 || at >= SYLLABLES) return null;
  return [0xa4, 0xd4, 0xa4, byteOf(INITIALS, Math.floor(at / 588)), 0xa4, 0xbf + (Math.floor(at / 28) % 21), 0xa4, byteOf(FINALS, at % 28)];
}

/** The syllable of eight such bytes. */
function syllableAt(data: Uint8Array, i: number): string | undefined {
  if (data[i + 2] !== 0xa4 || data[i + 4] !== 0xa4 || data[i + 6] !== 0xa4) return undefined;
  const place = (list: string, byte: number): number => list.split(" ").indexOf(byte.toString(16));
  const [initial, vowel, final] = [place(INITIALS, data[i + 3]!), data[i + 5]! - 0xbf, place(FINALS, data[i + 7]!)];
  if (initial < 0 || vowel < 0 || vowel > 20 || final < 0) return undefined;
  return String.fromCharCode(FIRST_SYLLABLE + initial * 588 + vowel * 28 + final);
}

function bytesOf(name: string, code: number): number[] | null {
  if (code < 0x80) return [code];
  const char = String.fromCodePoint(code);
  const key = tableOf(name).writes.get(char);
  if (key !== undefined) return key > 0xffff ? [key >> 16, (key >> 8) & 255, key & 255] : key > 0xff ? [key >> 8, key & 255] : [key];
  if (name === "euc_kr") return lettersOf(code);
  if (name !== "gb18030") return null;
  if (code >= 0x10000) return fourOf(SUPPLEMENT + code - 0x10000);
  const linear = fourTable().get(char);
  return linear === undefined ? null : fourOf(linear);
}

/** A character read: how many bytes it has taken, or what is wrong with them. */
type Read = { readonly text: string; readonly size: number } | { readonly wrong: string; readonly size: number };

function readAt(name: string, data: Uint8Array, i: number): Read {
  const lead = data[i]!;
  if (lead < 0x80) return { text: String.fromCharCode(lead), size: 1 };
  const { reads } = tableOf(name);
  const single = reads.get(lead);
  if (single !== undefined) return { text: single, size: 1 };
  // elsewhere whatever is no ASCII may be the first of two
  if (name === "shift_jis" && (lead === 0x80 || lead === 0xa0 || lead > 0xfc)) return { wrong: ILLEGAL, size: 1 };
  if (i + 1 >= data.length) return { wrong: INCOMPLETE, size: 1 };
  if (name === "gb18030" && isFour(data, i)) {
    if (i + 3 >= data.length) return { wrong: INCOMPLETE, size: data.length - i };
    const text = fourBytes(data.subarray(i, i + 4));
    return text === undefined ? { wrong: ILLEGAL, size: 1 } : { text, size: 4 };
  }
  if (name === "euc_jp" && lead === 0x8f) {
    if (i + 2 >= data.length) return { wrong: INCOMPLETE, size: data.length - i };
    const text = reads.get((lead << 16) | (data[i + 1]! << 8) | data[i + 2]!);
    return text === undefined ? { wrong: ILLEGAL, size: 1 } : { text, size: 3 };
  }
  if (name === "euc_kr" && lead === 0xa4 && data[i + 1] === 0xd4) {
    if (i + 7 >= data.length) return { wrong: INCOMPLETE, size: data.length - i };
    const syllable = syllableAt(data, i);
    return syllable === undefined ? { wrong: ILLEGAL, size: 1 } : { text: syllable, size: 8 };
  }
  const text = reads.get((lead << 8) | data[i + 1]!);
  return text === undefined ? { wrong: ILLEGAL, size: 1 } : { text, size: 2 };
}

/** The text of some bytes; `isFinal` false: an incomplete character at the end is left, and how many bytes there are before it. */
function decodeAll(name: string, data: Uint8Array, errors: string, isFinal: boolean): Suspends<{ text: string; used: number }> {
  let text = "";
  let i = 0;
  while (i < data.length) {
    const read = readAt(name, data, i);
    if ("text" in read) {
      text += read.text;
      i += read.size;
      continue;
    }
    if (read.wrong === INCOMPLETE && !isFinal) break;
    const replacement = replaceDecode(errors, name, data, i, i + read.size, read.wrong);
    text += replacement.text;
    i = replacement.position;
  }
  return { text: markAstral(text), used: i };
}

function encodeAll(name: string, text: string, errors: string): Suspends<Uint8Array> {
  return encodePoints(name, text, errors, ILLEGAL, (code) => bytesOf(name, code), true);
}

function errorsOf(errors: Value): string {
  if (errors === undefined || errors === null) return "strict";
  const name = stringOf(errors);
  if (name === undefined) throw new TypeError(`errors must be str or None, not ${typeOf(errors).$name}`);
  return name;
}

/** The codec of one encoding. */
class CodecObject {
  constructor(readonly $encoding: string) {}
}
Object.setPrototypeOf(CodecObject.prototype, object.prototype as object);
export const MultibyteCodec = builtinType("MultibyteCodec()", null, { prototype: CodecObject.prototype, module: "_multibytecodec" });

function given(input: Value): string {
  const text = stringOf(input);
  if (text === undefined) throw new TypeError(`couldn't convert the object to str.`);
  return text;
}

methods(MultibyteCodec, {
  "encode(self, /, input, errors=None)": function (this: CodecObject, input: Value, errors: Value): Suspends<Tuple> {
    const text = given(input);
    const data = encodeAll(this.$encoding, text, errorsOf(errors));
    return new Tuple([new Bytes(data), pointCount(text)]);
  },
  "decode(self, /, input, errors=None)": function (this: CodecObject, input: Value, errors: Value): Suspends<Tuple> {
    const data = toBuffer(input);
    const { text } = decodeAll(this.$encoding, data, errorsOf(errors), true);
    return new Tuple([text, data.length]);
  },
});

const codecs = new Map<string, CodecObject>();

function getcodec(module: string, names: string): PyModule {
  const own = names.split(" ");
  return pymodule(module, {
    getcodec: builtin(
      "getcodec(encoding, /)",
      (encoding: Value): Value => {
        const name = stringOf(encoding);
        if (name === undefined) throw new TypeError("encoding name must be a string.");
        if (!own.includes(name) || !isKnown(name)) throw new LookupError("no such codec is supported.");
        let codec = codecs.get(name);
        if (codec === undefined) codecs.set(name, (codec = new CodecObject(name)));
        return codec;
      },
      module,
    ),
  });
}
export const _codecs_cn = getcodec("_codecs_cn", "gb2312 gbk gb18030");
export const _codecs_hk = getcodec("_codecs_hk", "big5hkscs");
export const _codecs_iso2022 = getcodec("_codecs_iso2022", "iso2022_jp");
export const _codecs_jp = getcodec("_codecs_jp", "shift_jis cp932 euc_jp");
export const _codecs_kr = getcodec("_codecs_kr", "euc_kr cp949 johab");
export const _codecs_tw = getcodec("_codecs_tw", "big5 cp950");

/** The encoding of an object whose class says `codec`. */
function encodingOf(self: Value): Suspends<string> {
  const codec: Value = $getattr(self, "codec");
  if (!(codec instanceof CodecObject)) throw new TypeError("codec is unexpected type");
  return codec.$encoding;
}

@pyclass("_multibytecodec.MultibyteIncrementalEncoder", { builtin: true })
export class MultibyteIncrementalEncoder extends PyObject {
  declare errors: Value;

  __init__(errors: Value = "strict"): null {
    this.errors = errors;
    return null;
  }

  encode(input: Value, final: Value = false): Suspends<Bytes> {
    void final;
    const encoding = encodingOf(this);
    return new Bytes(encodeAll(encoding, given(input), errorsOf(this.errors)));
  }

  reset(): null {
    return null;
  }

  getstate(): number {
    return 0;
  }

  setstate(_state: Value): null {
    return null;
  }
}

@pyclass("_multibytecodec.MultibyteIncrementalDecoder", { builtin: true })
export class MultibyteIncrementalDecoder extends PyObject {
  declare errors: Value;
  declare $pending: Uint8Array;

  __init__(errors: Value = "strict"): null {
    this.errors = errors;
    this.$pending = new Uint8Array(0);
    return null;
  }

  decode(input: Value, final: Value = false): Suspends<string> {
    const encoding = encodingOf(this);
    const data = Buffer.concat([this.$pending, toBuffer(input)]);
    const { text, used } = decodeAll(encoding, data, errorsOf(this.errors), final !== false && final !== 0);
    this.$pending = Uint8Array.from(data.subarray(used));
    return text;
  }

  reset(): null {
    this.$pending = new Uint8Array(0);
    return null;
  }

  getstate(): Tuple {
    return new Tuple([new Bytes(this.$pending.slice()), 0]);
  }

  setstate(state: Value): null {
    this.$pending = Uint8Array.from(toBuffer((state as Tuple).items[0]));
    return null;
  }
}

@pyclass("_multibytecodec.MultibyteStreamReader", { builtin: true })
export class MultibyteStreamReader extends PyObject {
  declare stream: Value;
  declare errors: Value;
  declare $pending: Uint8Array;

  __init__(stream: Value, errors: Value = "strict"): null {
    this.stream = stream;
    this.errors = errors;
    this.$pending = new Uint8Array(0);
    return null;
  }

  read(size: Value = null): Suspends<string> {
    return pull(this, "read", size);
  }

  readline(size: Value = null): Suspends<string> {
    return pull(this, "readline", size);
  }

  readlines(sizehint: Value = null): Suspends<Value> {
    const text = pull(this, "read", sizehint);
    return callMethod(text, "splitlines", true);
  }

  reset(): null {
    this.$pending = new Uint8Array(0);
    return null;
  }
}

function pull(self: MultibyteStreamReader, how: string, size: Value): Suspends<string> {
  const encoding = encodingOf(self);
  const whole = size === null || (typeof size === "number" && size < 0);
  for (;;) {
    const read: Value = whole ? callMethod(self.stream, how) : callMethod(self.stream, how, size);
    const bytes = toBuffer(read);
    const data = Buffer.concat([self.$pending, bytes]);
    const { text, used } = decodeAll(encoding, data, errorsOf(self.errors), bytes.length === 0 || (whole && how === "read"));
    self.$pending = Uint8Array.from(data.subarray(used));
    if (text !== "" || bytes.length === 0 || whole) return text;
  }
}

@pyclass("_multibytecodec.MultibyteStreamWriter", { builtin: true })
export class MultibyteStreamWriter extends PyObject {
  declare stream: Value;
  declare errors: Value;

  __init__(stream: Value, errors: Value = "strict"): null {
    this.stream = stream;
    this.errors = errors;
    return null;
  }

  write(strobj: Value): Suspends<null> {
    const encoding = encodingOf(this);
    const data = encodeAll(encoding, given(strobj), errorsOf(this.errors));
    callMethod(this.stream, "write", new Bytes(data));
    return null;
  }

  writelines(lines: Value): Suspends<null> {
    const it = iterate(lines);
    for (let line = it.$next(); line !== END; line = it.$next()) callMethod(this, "write", line);
    return null;
  }

  reset(): null {
    return null;
  }
}

export default pymodule("_multibytecodec", {
  MultibyteIncrementalEncoder,
  MultibyteIncrementalDecoder,
  MultibyteStreamReader,
  MultibyteStreamWriter,
  __create_codec: builtin(
    "__create_codec(arg, /)",
    (_: Value): Value => {
      throw new TypeError("argument type invalid");
    },
    "_multibytecodec",
  ),
});

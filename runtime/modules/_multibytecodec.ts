/**
 * _multibytecodec - codecs of the encodings of East Asia, and what reads and writes them in pieces.
 *
 * Mirrors     Modules/cjkcodecs/multibytecodec.c of CPython 3.13
 * Suspends    error handlers, streams
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "../objects/attributes.js";
import { toBuffer } from "../objects/bytes/buffer.js";
import { decode } from "../objects/bytes/codecs.js";
import { Bytes } from "../objects/bytes/data.js";
import { AttributeError, LookupError, OverflowError, TypeError, UnicodeDecodeError, UnicodeError, ValueError } from "../objects/exceptions.js";
import { intOfData } from "../objects/int/bytes.js";
import { isSequence, spread } from "../objects/iterator.js";
import { pymodule, type PyModule } from "../objects/module.js";
import { object, PyObject, typeOf, type Value } from "../objects/object.js";
import { callMethod } from "../objects/protocols/call.js";
import { truth } from "../objects/protocols/bool.js";
import { text } from "../objects/protocols/str.js";
import { builtin, builtinType, getset, memberType, methods, pyclass } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { pointCount, pointsOf } from "../objects/str/points.js";
import { Tuple } from "../objects/tuple.js";
import { typeName } from "../objects/typename.js";
import { hz } from "./multibyte/hz.js";
import { iso2022 } from "./multibyte/iso2022.js";
import { decodeWith, encodeWhole, encodeWith, type Scheme } from "./multibyte/scheme.js";
import { stateless } from "./multibyte/stateless.js";

/** As many bytes, or twice as many bits of characters, may wait for the next ones. */
const LONGEST = 8;

/** The codec of one encoding. */
class CodecObject {
  constructor(readonly $name: string) {}
}
Object.setPrototypeOf(CodecObject.prototype, object.prototype as object);
export const MultibyteCodec = builtinType("MultibyteCodec()", null, { prototype: CodecObject.prototype, module: "_multibytecodec" });

const schemes = new Map<string, Scheme>();

function schemeOf(name: string): Scheme {
  let scheme = schemes.get(name);
  if (scheme === undefined) schemes.set(name, (scheme = name === "hz" ? hz : name.startsWith("iso2022") ? iso2022(name) : stateless(name)));
  return scheme;
}

function errorsOf(errors: Value): string {
  if (errors === undefined || errors === null) return "strict";
  const name = stringOf(errors);
  if (name === undefined) throw new TypeError(`encode() argument 'errors' must be str or None, not ${typeName(errors)}`);
  return name;
}

/** What is to be encoded; what is no text is asked for its own. */
const given = (input: Value): Suspends<string> => stringOf(input) ?? text(input);

methods(MultibyteCodec, {
  "encode(self, /, input, errors=None)": function (this: CodecObject, input: Value, errors: Value): Suspends<Tuple> {
    const scheme = schemeOf(this.$name);
    const text = given(input);
    const data = encodeWhole(scheme, scheme.begin(false), text, errorsOf(errors));
    return new Tuple([new Bytes(data), pointCount(text)]);
  },
  "decode(self, /, input, errors=None)": function (this: CodecObject, input: Value, errors: Value): Suspends<Tuple> {
    const scheme = schemeOf(this.$name);
    const data = toBuffer(input);
    const { text } = decodeWith(scheme, scheme.begin(true), data, errorsOf(errors), true);
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
        if (!own.includes(name)) throw new LookupError("no such codec is supported.");
        let codec = codecs.get(name);
        if (codec === undefined) codecs.set(name, (codec = new CodecObject(name)));
        return codec;
      },
      module,
    ),
  });
}
export const _codecs_cn = getcodec("_codecs_cn", "gb2312 gbk gb18030 hz");
export const _codecs_hk = getcodec("_codecs_hk", "big5hkscs");
export const _codecs_iso2022 = getcodec("_codecs_iso2022", "iso2022_kr iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext");
export const _codecs_jp = getcodec("_codecs_jp", "shift_jis cp932 euc_jp shift_jis_2004 euc_jis_2004 euc_jisx0213 shift_jisx0213");
export const _codecs_kr = getcodec("_codecs_kr", "euc_kr cp949 johab");
export const _codecs_tw = getcodec("_codecs_tw", "big5 cp950");

/** What an object that works in pieces knows: its encoding, what it does about errors, what the encoding remembers. */
interface Piecewise {
  $codec: string;
  $errors: string;
  $state: Uint8Array;
}

/** The beginning of such an object; its class says which codec it has. */
function begin(self: Piecewise, errors: Value, what: string, place: number, reading: boolean): Suspends<void> {
  const name = stringOf(errors);
  if (name === undefined) throw new TypeError(`${what}() argument ${place} must be str, not ${typeName(errors)}`);
  const codec: Value = $getattr(typeOf(self), "codec");
  if (!(codec instanceof CodecObject)) throw new TypeError("codec is unexpected type");
  self.$codec = codec.$name;
  self.$errors = name;
  self.$state = schemeOf(codec.$name).begin(reading);
}

const errorsAttribute = {
  errors: [
    (self: Piecewise): Value => self.$errors,
    (self: Piecewise, value: Value): void => {
      const name = stringOf(value);
      if (name === undefined) throw new TypeError("errors must be a string");
      self.$errors = name;
    },
    (): void => {
      throw new AttributeError("cannot delete attribute");
    },
  ],
} as Parameters<typeof getset>[1];

/** The bytes of an int, the lowest first. */
function bytesOfInt(value: number | bigint, size: number): Uint8Array {
  if (value < 0) throw new OverflowError("can't convert negative int to unsigned");
  const bytes = new Uint8Array(size);
  let rest = BigInt(value);
  for (let i = 0; i < size; i++, rest >>= 8n) bytes[i] = Number(rest & 255n);
  if (rest !== 0n) throw new OverflowError("int too big to convert");
  return bytes;
}

/** Encodes one piece; what depends on the next one is kept in `$kept`. */
function encodePiece(self: Piecewise & { $kept: string }, input: Value, final: boolean): Suspends<Uint8Array> {
  const scheme = schemeOf(self.$codec);
  const text = self.$kept + given(input);
  if (final) {
    const data = encodeWhole(scheme, self.$state, text, self.$errors);
    self.$kept = "";
    return data;
  }
  const { data, used } = encodeWith(scheme, self.$state, text, self.$errors, false);
  self.$kept = pointsOf(text).slice(used).join("");
  return data;
}

@pyclass("_multibytecodec.MultibyteIncrementalEncoder", { builtin: true })
export class MultibyteIncrementalEncoder extends PyObject {
  declare $codec: string;
  declare $errors: string;
  declare $state: Uint8Array;
  declare $kept: string;

  __init__(errors: Value = "strict"): Suspends<null> {
    begin(this, errors, "IncrementalEncoder", 1, false);
    this.$kept = "";
    return null;
  }

  encode(input: Value, final: Value = false): Suspends<Bytes> {
    return new Bytes(encodePiece(this, input, truth(final)));
  }

  reset(): null {
    schemeOf(this.$codec).end(this.$state);
    this.$kept = "";
    return null;
  }

  /** The length of what is kept, it in UTF-8, and the state, as one number. */
  getstate(): Value {
    const kept = Buffer.from(this.$kept);
    return intOfData(Uint8Array.from([kept.length, ...kept, ...this.$state]), true, false);
  }

  setstate(state: Value): Suspends<null> {
    if (typeof state !== "number" && typeof state !== "bigint") throw new TypeError(`setstate() argument must be int, not ${typeName(state)}`);
    const bytes = bytesOfInt(state, 1 + 2 * LONGEST);
    const size = bytes[0]!;
    if (size > LONGEST) throw new UnicodeError("pending buffer too large");
    this.$kept = decode(bytes.slice(1, 1 + size), "utf-8", "strict", null);
    this.$state = bytes.slice(1 + size, 9 + size);
    return null;
  }
}
getset(MultibyteIncrementalEncoder as Value, errorsAttribute);

@pyclass("_multibytecodec.MultibyteIncrementalDecoder", { builtin: true })
export class MultibyteIncrementalDecoder extends PyObject {
  declare $codec: string;
  declare $errors: string;
  declare $state: Uint8Array;
  declare $pending: Uint8Array;

  __init__(errors: Value = "strict"): Suspends<null> {
    begin(this, errors, "IncrementalDecoder", 1, true);
    this.$pending = new Uint8Array(0);
    return null;
  }

  decode(input: Value, final: Value = false): Suspends<string> {
    const data = Buffer.concat([this.$pending, toBuffer(input)]);
    const { text, used } = decodeWith(schemeOf(this.$codec), this.$state, data, this.$errors, truth(final));
    this.$pending = Uint8Array.from(data.subarray(used));
    return text;
  }

  reset(): null {
    this.$state = schemeOf(this.$codec).forget(this.$state);
    this.$pending = new Uint8Array(0);
    return null;
  }

  getstate(): Tuple {
    return new Tuple([new Bytes(this.$pending.slice()), intOfData(this.$state, true, false)]);
  }

  setstate(state: Value): null {
    if (!(state instanceof Tuple)) throw new TypeError(`setstate() argument must be tuple, not ${typeName(state)}`);
    const [pending, number] = state.items;
    if (state.items.length !== 2 || !(pending instanceof Bytes) || (typeof number !== "number" && typeof number !== "bigint"))
      throw new TypeError("setstate(): illegal state argument");
    const bytes = bytesOfInt(number, LONGEST);
    if (pending.$data.length > LONGEST) throw new UnicodeDecodeError(this.$codec, pending, 0, pending.$data.length, "pending buffer too large");
    this.$pending = pending.$data.slice();
    this.$state = bytes;
    return null;
  }
}
getset(MultibyteIncrementalDecoder as Value, errorsAttribute);

/** How much is asked for; -1: everything. */
function sizeOf(size: Value): number {
  if (size === null) return -1;
  if (typeof size !== "number") throw new TypeError("arg 1 must be an integer");
  return size < 0 ? -1 : size;
}

@pyclass("_multibytecodec.MultibyteStreamReader", { builtin: true })
export class MultibyteStreamReader extends PyObject {
  declare $codec: string;
  declare $errors: string;
  declare $state: Uint8Array;
  declare $stream: Value;
  declare $pending: Uint8Array;

  __init__(stream: Value, errors: Value = "strict"): Suspends<null> {
    begin(this, errors, "StreamReader", 2, true);
    this.$stream = stream;
    this.$pending = new Uint8Array(0);
    return null;
  }

  read(sizeobj: Value = null): Suspends<string> {
    return pull(this, "read", sizeOf(sizeobj));
  }

  readline(sizeobj: Value = null): Suspends<string> {
    return pull(this, "readline", sizeOf(sizeobj));
  }

  readlines(sizehintobj: Value = null): Suspends<Value> {
    const text = pull(this, "read", sizeOf(sizehintobj));
    return callMethod(text, "splitlines", true);
  }

  reset(): null {
    this.$state = schemeOf(this.$codec).forget(this.$state);
    this.$pending = new Uint8Array(0);
    return null;
  }
}
const streamAttribute = { stream: [(self: { $stream: Value }): Value => self.$stream] } as Parameters<typeof getset>[1];
getset(MultibyteStreamReader as Value, errorsAttribute);
getset(MultibyteStreamReader as Value, streamAttribute, memberType);

/** Asks the stream until there is a character, or nothing more. */
function pull(self: MultibyteStreamReader, how: string, size: number): Suspends<string> {
  const scheme = schemeOf(self.$codec);
  for (let wanted = size; ; wanted = 1) {
    const bytes: Value = wanted < 0 ? callMethod(self.$stream, how) : callMethod(self.$stream, how, wanted);
    if (!(bytes instanceof Bytes)) throw new TypeError(`stream function returned a non-bytes object (${typeName(bytes)})`);
    const data = Buffer.concat([self.$pending, bytes.$data]);
    const { text, used } = decodeWith(scheme, self.$state, data, self.$errors, bytes.$data.length === 0 || wanted < 0);
    self.$pending = Uint8Array.from(data.subarray(used));
    if (wanted < 0 || text !== "" || data.length === 0) return text;
  }
}

@pyclass("_multibytecodec.MultibyteStreamWriter", { builtin: true })
export class MultibyteStreamWriter extends PyObject {
  declare $codec: string;
  declare $errors: string;
  declare $state: Uint8Array;
  declare $stream: Value;
  declare $kept: string;

  __init__(stream: Value, errors: Value = "strict"): Suspends<null> {
    begin(this, errors, "StreamWriter", 2, false);
    this.$stream = stream;
    this.$kept = "";
    return null;
  }

  write(strobj: Value): Suspends<null> {
    const data = encodePiece(this, strobj, false);
    callMethod(this.$stream, "write", new Bytes(data));
    return null;
  }

  writelines(lines: Value): Suspends<null> {
    if (!isSequence(lines)) throw new TypeError("arg must be a sequence object");
    const all = spread(lines);
    for (const line of all) {
      const data = encodePiece(this, line, false);
      callMethod(this.$stream, "write", new Bytes(data));
    }
    return null;
  }

  reset(): Suspends<null> {
    if (this.$kept === "") return null;
    const kept = this.$kept;
    // a text that cannot be written is gone all the same
    this.$kept = "";
    const data = encodeWhole(schemeOf(this.$codec), this.$state, kept, this.$errors);
    if (data.length > 0) callMethod(this.$stream, "write", new Bytes(data));
    return null;
  }
}
getset(MultibyteStreamWriter as Value, errorsAttribute);
getset(MultibyteStreamWriter as Value, streamAttribute, memberType);

export default pymodule("_multibytecodec", {
  MultibyteIncrementalEncoder,
  MultibyteIncrementalDecoder,
  MultibyteStreamReader,
  MultibyteStreamWriter,
  __create_codec: builtin(
    "__create_codec(arg, /)",
    (_: Value): Value => {
      throw new ValueError("argument type invalid");
    },
    "_multibytecodec",
  ),
});

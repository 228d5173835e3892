/**
 * zlib.streams - compressobj, decompressobj.
 *
 * Mirrors     Modules/zlibmodule.c of CPython 3.13
 * Suspends    all: `__index__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { EOFError, ValueError } from "../../objects/exceptions.js";
import { object, type Value } from "../../objects/object.js";
import { toInt, toSsize } from "../../objects/protocols/index.js";
import { builtin, builtinType, getset, methods } from "../../objects/register.js";
import { crcOf } from "../binascii.js";
import { Deflate, FINISH } from "./deflate.js";
import { copied, errors, inflate, inflating, type Inflating } from "./inflate.js";

const NO_FLUSH = 0;
const LAST_FLUSH = 5;
const NOTHING = new Uint8Array(0);
const DEFLATED = 8;

/** Whether zlib takes a number of bits for what it makes: of a zlib stream, below 0 of a raw one, from 16 on of gzip. */
export function canDeflate(bits: number): boolean {
  return bits < 0 ? bits <= -9 && bits >= -15 : bits > 15 ? bits >= 25 && bits <= 31 : bits >= 8;
}

/** The same for what it reads: 0 is the size that the stream says, from 32 on it is gzip or zlib. */
export function canInflate(bits: number): boolean {
  if (bits < 0) return bits >= -15 && bits <= -8;
  return bits < 48 && (bits % 16 === 0 || bits % 16 >= 8);
}

class Compress {
  $done = false;
  constructor(readonly $stream: Deflate) {}
}
Object.setPrototypeOf(Compress.prototype, object.prototype);
const compressType = builtinType("Compress()", null, { prototype: Compress.prototype, module: "zlib", name: "Compress" });

/** What a stream that has ended, or an unknown mode, comes to. */
const inconsistent = (what: string): Error => errors.make({ code: "Z_STREAM_ERROR", message: what });

function copyOf(self: Compress): Value {
  if (self.$done) throw new ValueError("Inconsistent stream state");
  return new Compress(self.$stream.copy()) as Value;
}

methods(compressType, {
  "compress(self, data, /)"(this: Compress, data: Value): Suspends<Value> {
    const given = toBuffer(data);
    if (this.$done) throw inconsistent("compressing data");
    return new Bytes(this.$stream.run(given, NO_FLUSH) ?? NOTHING);
  },
  "flush(self, mode=4, /)"(this: Compress, mode: Value): Suspends<Value> {
    const how = mode === undefined ? FINISH : toInt(mode);
    if (how === NO_FLUSH) return new Bytes(NOTHING);
    if (this.$done || how < 0 || how > LAST_FLUSH) throw inconsistent("flushing");
    if (how === FINISH) this.$done = true;
    return new Bytes(this.$stream.run(NOTHING, how) ?? NOTHING);
  },
  "copy(self, /)"(this: Compress): Value {
    return copyOf(this);
  },
  "__copy__(self, /)"(this: Compress): Value {
    return copyOf(this);
  },
  "__deepcopy__(self, memo, /)"(this: Compress, _memo: Value): Value {
    return copyOf(this);
  },
});

export const compressobj = builtin(
  "compressobj(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=None)",
  (level: Value, method: Value, wbits: Value, memLevel: Value, strategy: Value, zdict: Value): Suspends<Value> => {
    const l = toInt(level ?? -1);
    const kind = toInt(method ?? DEFLATED);
    const bits = toInt(wbits ?? 15);
    const memory = toInt(memLevel ?? 8);
    const way = toInt(strategy ?? 0);
    const dictionary = zdict === undefined || zdict === null ? null : toBuffer(zdict);
    if (l < -1 || l > 9 || kind !== DEFLATED || !canDeflate(bits) || memory < 1 || memory > 9 || way < 0 || way > 4) {
      throw new ValueError("Invalid initialization option");
    }
    const stream = new Deflate(l, bits, memory, way);
    if (dictionary !== null) {
      if (bits > 15) throw new ValueError("Invalid dictionary");
      stream.useDictionary(dictionary);
    }
    return new Compress(stream) as Value;
  },
  "zlib",
);

class Decompress {
  $eof = false;
  /** flushed after its end: zlib has let go of it */
  $done = false;
  $unused = NOTHING;
  /** input that a call with max_length left */
  $tail = NOTHING;
  /** of a gzip member: its header as far as it is there, until the stream begins; then its last eight bytes as far as they are there */
  $frame = NOTHING;
  $stream: Inflating | null = null;
  $sum = 0;
  $size = 0;
  constructor(
    readonly $bits: number,
    readonly $dictionary: Uint8Array | null,
  ) {}
}
Object.setPrototypeOf(Decompress.prototype, object.prototype);
const decompressType = builtinType("Decompress()", null, { prototype: Decompress.prototype, module: "zlib", name: "Decompress" });

const dataError = (message: string): Error => errors.make({ code: "Z_DATA_ERROR", message });

/** Where the compressed data of a gzip member begins; undefined: the header is not complete. */
function gzipStart(given: Uint8Array): number | undefined {
  if ((given.length > 0 && given[0] !== 0x1f) || (given.length > 1 && given[1] !== 0x8b)) throw dataError("incorrect header check");
  if (given.length < 10) return undefined;
  const flags = given[3]!;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (given[10] ?? 0) + 256 * (given[11] ?? 0);
  for (const text of [8, 16]) {
    if ((flags & text) === 0) continue;
    const end = given.indexOf(0, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  if ((flags & 2) !== 0) at += 2;
  return at <= given.length ? at : undefined;
}

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.concat([a, b]));

/** What the input gives, and what it leaves. Node's own reader of gzip goes on to the next member, so the frame is read here. */
function inflated(self: Decompress, data: Uint8Array, most: number): Suspends<[Uint8Array, Uint8Array]> {
  const isGzip = self.$bits > 15 && (self.$bits < 40 || (self.$frame[0] ?? data[0]) === 0x1f || self.$stream?.bits === -15);
  if (self.$stream === null) {
    if (data.length === 0) return [NOTHING, NOTHING];
    if (isGzip) {
      self.$frame = joined(self.$frame, data);
      const start = gzipStart(self.$frame);
      if (start === undefined) return [NOTHING, NOTHING];
      data = self.$frame.subarray(start);
      self.$frame = NOTHING;
      self.$stream = inflating(-15, null);
    } else self.$stream = inflating(self.$bits < 0 ? self.$bits : self.$bits % 32, self.$dictionary);
  }
  const { out, taken } = inflate(self.$stream, data, most);
  const rest = data.subarray(taken);
  if (!isGzip) {
    self.$eof = self.$stream.ended;
    return [out, rest];
  }
  self.$sum = crcOf(out, self.$sum);
  self.$size += out.length;
  return [out, self.$stream.ended ? endOfMember(self, rest) : rest];
}

/** Reads a member's checksum and length; gives what is behind them. */
function endOfMember(self: Decompress, rest: Uint8Array): Uint8Array {
  const missing = 8 - self.$frame.length;
  self.$frame = joined(self.$frame, rest.subarray(0, missing));
  if (self.$frame.length < 8) return NOTHING;
  const frame = Buffer.from(self.$frame);
  if (frame.readUInt32LE(0) !== self.$sum >>> 0) throw dataError("incorrect data check");
  if (frame.readUInt32LE(4) !== self.$size % 4294967296) throw dataError("incorrect length check");
  self.$eof = true;
  return rest.subarray(missing);
}

function piece(self: Decompress, data: Uint8Array, most: number): Suspends<Value> {
  const [out, rest] = self.$eof ? [NOTHING, data] : inflated(self, data, most);
  if (self.$eof) self.$unused = joined(self.$unused, rest);
  // what is behind the end counts as left, too, where something was left before: so in C
  self.$tail = self.$eof && self.$tail.length === 0 ? NOTHING : Uint8Array.from(rest);
  return new Bytes(Uint8Array.from(out));
}

function copyOfDecompress(self: Decompress): Value {
  if (self.$done) throw new ValueError("Inconsistent stream state");
  const other = Object.assign(new Decompress(self.$bits, self.$dictionary), self);
  if (self.$stream !== null) other.$stream = copied(self.$stream);
  return other as Value;
}

methods(decompressType, {
  "decompress(self, data, /, max_length=0)"(this: Decompress, data: Value, most: Value): Suspends<Value> {
    const limit = toSsize(most ?? 0);
    if (limit < 0) throw new ValueError("max_length must be non-negative");
    return piece(this, toBuffer(data), limit);
  },
  "flush(self, length=16384, /)"(this: Decompress, length: Value): Suspends<Value> {
    if (length !== undefined && toSsize(length) <= 0) throw new ValueError("length must be greater than zero");
    const rest = piece(this, this.$tail, 0);
    this.$done = this.$eof;
    return rest;
  },
  "copy(self, /)"(this: Decompress): Value {
    return copyOfDecompress(this);
  },
  "__copy__(self, /)"(this: Decompress): Value {
    return copyOfDecompress(this);
  },
  "__deepcopy__(self, memo, /)"(this: Decompress, _memo: Value): Value {
    return copyOfDecompress(this);
  },
});
getset(decompressType, {
  eof: [(self: Decompress) => self.$eof],
  unused_data: [(self: Decompress) => new Bytes(self.$unused) as Value],
  unconsumed_tail: [(self: Decompress) => new Bytes(self.$tail) as Value],
});

export const decompressobj = builtin(
  "decompressobj(wbits=15, zdict=b'')",
  (wbits: Value, zdict: Value): Suspends<Value> => {
    const bits = toInt(wbits ?? 15);
    const dictionary = zdict === undefined ? null : Uint8Array.from(toBuffer(zdict));
    if (!canInflate(bits)) throw new ValueError("Invalid initialization option");
    return new Decompress(bits, dictionary === null || dictionary.length === 0 ? null : dictionary) as Value;
  },
  "zlib",
);

/** What gzip reads by: bytes in, with its own input buffer. */
class ZlibDecompressor extends Decompress {
  $needsInput = true;
}
export const decompressorType = builtinType(
  "_ZlibDecompressor(wbits=15, zdict=b'')",
  (wbits: Value, zdict: Value): Suspends<Value> => {
    const bits = toInt(wbits ?? 15);
    const dictionary = zdict === undefined ? null : Uint8Array.from(toBuffer(zdict));
    if (!canInflate(bits)) throw new ValueError("Invalid initialization option");
    return new ZlibDecompressor(bits, dictionary) as Value;
  },
  { prototype: ZlibDecompressor.prototype, module: "zlib", name: "_ZlibDecompressor" },
);
methods(decompressorType, {
  "decompress(self, data, max_length=-1)"(this: ZlibDecompressor, data: Value, most: Value): Suspends<Value> {
    const limit = toSsize(most ?? -1);
    const given = toBuffer(data);
    if (this.$eof) throw new EOFError("End of stream already reached");
    const input = this.$tail.length === 0 ? given : joined(this.$tail, given);
    if (limit === 0) {
      this.$tail = Uint8Array.from(input);
      this.$needsInput = false;
      return new Bytes(NOTHING);
    }
    const found = piece(this, input, limit < 0 ? 0 : limit);
    this.$needsInput = !this.$eof && this.$tail.length === 0;
    return found;
  },
});
getset(decompressorType, {
  eof: [(self: Decompress) => self.$eof],
  unused_data: [(self: Decompress) => new Bytes(self.$unused) as Value],
  needs_input: [(self: ZlibDecompressor) => self.$needsInput],
});

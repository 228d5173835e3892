/**
 * zlib.streams - compressobj, decompressobj.
 *
 * Mirrors     Modules/zlibmodule.c of CPython 3.13
 * Suspends    all: `__index__`
 * Differs     a compressor keeps what it is given until the end: Z_SYNC_FLUSH and Z_FULL_FLUSH give nothing yet; a decompressor reads all it was given anew
 *             at each piece
 */
import { constants, deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateRawSync, inflateSync } from "node:zlib";
import type { Suspends } from "../../frames/suspend.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { ValueError } from "../../objects/exceptions.js";
import { object, type Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtin, builtinType, getset, methods } from "../../objects/register.js";

/** What a stream raises, set by the module. */
export const errors = { make: (failure: unknown): Value => failure as Value };

const FINISH = 4;

class Compress {
  $parts: Uint8Array[] = [];
  $done = false;
  constructor(
    readonly $level: number,
    readonly $bits: number,
    readonly $dictionary: Uint8Array | null,
  ) {}
}
Object.setPrototypeOf(Compress.prototype, object.prototype);
const compressType = builtinType("Compress()", null, { prototype: Compress.prototype, module: "zlib", name: "Compress" });

methods(compressType, {
  "compress(self, data, /)"(this: Compress, data: Value): Suspends<Value> {
    this.$parts.push(Uint8Array.from(toBuffer(data)));
    return new Bytes(new Uint8Array(0));
  },
  "flush(self, mode=4, /)"(this: Compress, mode: Value): Suspends<Value> {
    if ((mode ?? FINISH) !== FINISH || this.$done) return new Bytes(new Uint8Array(0));
    this.$done = true;
    const options = {
      level: this.$level,
      windowBits: Math.max(9, Math.abs(this.$bits) % 16),
      ...(this.$dictionary === null ? {} : { dictionary: this.$dictionary }),
    };
    const all = Buffer.concat(this.$parts);
    this.$parts = [];
    return new Bytes(Uint8Array.from(this.$bits < 0 ? deflateRawSync(all, options) : this.$bits > 15 ? gzipSync(all, options) : deflateSync(all, options)));
  },
  "copy(self, /)"(this: Compress): Value {
    const other = new Compress(this.$level, this.$bits, this.$dictionary);
    other.$parts = this.$parts.slice();
    other.$done = this.$done;
    return other as Value;
  },
});

export const compressobj = builtin(
  "compressobj(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=None)",
  (level: Value, _method: Value, wbits: Value, _memory: Value, _strategy: Value, zdict: Value): Suspends<Value> => {
    const [l, bits] = [Number(toIndex(level ?? -1)), Number(toIndex(wbits ?? 15))];
    if (l < -1 || l > 9) throw new ValueError("Invalid initialization option");
    return new Compress(l, bits, zdict === undefined || zdict === null ? null : Uint8Array.from(toBuffer(zdict))) as Value;
  },
  "zlib",
);

class Decompress {
  $given = new Uint8Array(0);
  /** bytes of the result that were given out */
  $taken = 0;
  $eof = false;
  $unused = new Uint8Array(0);
  /** of a call with max_length: input that waits, and how much of the result there may be more */
  $tail = new Uint8Array(0);
  constructor(
    readonly $bits: number,
    readonly $dictionary: Uint8Array | null,
  ) {}
}
Object.setPrototypeOf(Decompress.prototype, object.prototype);
const decompressType = builtinType("Decompress()", null, { prototype: Decompress.prototype, module: "zlib", name: "Decompress" });

interface Result {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function inflate(self: Decompress, finishFlush: number): Result {
  const options = { finishFlush, info: true, ...(self.$dictionary === null ? {} : { dictionary: self.$dictionary }) };
  const run = self.$bits < 0 ? inflateRawSync : self.$bits > 15 ? gunzipSync : inflateSync;
  return run(self.$given, options) as unknown as Result;
}

/** All that the input so far gives; notes the end. */
function inflated(self: Decompress): Suspends<Uint8Array> {
  try {
    const { buffer, engine } = inflate(self, constants.Z_FINISH);
    self.$eof = true;
    self.$unused = self.$given.slice(engine.bytesWritten);
    return buffer;
  } catch (failure) {
    if ((failure as { code?: string }).code !== "Z_BUF_ERROR") throw errors.make(failure);
  }
  try {
    return inflate(self, constants.Z_SYNC_FLUSH).buffer;
  } catch (failure) {
    throw errors.make(failure);
  }
}

function piece(self: Decompress, data: Uint8Array, most: number): Suspends<Value> {
  if (self.$eof) {
    self.$unused = Uint8Array.from(Buffer.concat([self.$unused, data]));
    return new Bytes(new Uint8Array(0));
  }
  self.$given = Uint8Array.from(Buffer.concat([self.$given, data]));
  const all = self.$given.length === 0 ? new Uint8Array(0) : inflated(self);
  const end = most > 0 ? Math.min(all.length, self.$taken + most) : all.length;
  const out = Uint8Array.from(all.subarray(self.$taken, end));
  self.$taken = end;
  // what is kept here counts as input that was not read: it is to be given again
  const waits = end < all.length;
  self.$tail = waits ? self.$given.slice(-1) : new Uint8Array(0);
  if (waits) {
    self.$given = self.$given.slice(0, -1);
    self.$eof = false;
  }
  return new Bytes(out);
}

methods(decompressType, {
  "decompress(self, data, /, max_length=0)"(this: Decompress, data: Value, most: Value): Suspends<Value> {
    const limit = Number(toIndex(most ?? 0));
    if (limit < 0) throw new ValueError("max_length must be non-negative");
    return piece(this, toBuffer(data), limit);
  },
  "flush(self, length=16384, /)"(this: Decompress): Suspends<Value> {
    const rest = this.$tail;
    this.$tail = new Uint8Array(0);
    return piece(this, rest, 0);
  },
  "copy(self, /)"(this: Decompress): Value {
    return Object.assign(new Decompress(this.$bits, this.$dictionary), this) as Value;
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
    const dictionary = zdict === undefined ? null : Uint8Array.from(toBuffer(zdict));
    return new Decompress(Number(toIndex(wbits ?? 15)), dictionary === null || dictionary.length === 0 ? null : dictionary) as Value;
  },
  "zlib",
);

/** What gzip reads by: bytes in, with its own input buffer. */
class ZlibDecompressor extends Decompress {
  $needsInput = true;
}
export const decompressorType = builtinType(
  "_ZlibDecompressor(wbits=15, zdict=b'')",
  (wbits: Value, zdict: Value): Suspends<Value> =>
    new ZlibDecompressor(Number(toIndex(wbits ?? 15)), zdict === undefined ? null : Uint8Array.from(toBuffer(zdict))) as Value,
  { prototype: ZlibDecompressor.prototype, module: "zlib", name: "_ZlibDecompressor" },
);
methods(decompressorType, {
  "decompress(self, data, max_length=-1)"(this: ZlibDecompressor, data: Value, most: Value): Suspends<Value> {
    const limit = Number(toIndex(most ?? -1));
    const rest = this.$tail;
    this.$tail = new Uint8Array(0);
    const found = piece(this, Uint8Array.from(Buffer.concat([rest, toBuffer(data)])), limit < 0 ? 0 : limit);
    this.$needsInput = !this.$eof && this.$tail.length === 0;
    return found;
  },
});
getset(decompressorType, {
  eof: [(self: Decompress) => self.$eof],
  unused_data: [(self: Decompress) => new Bytes(self.$unused) as Value],
  needs_input: [(self: ZlibDecompressor) => self.$needsInput],
});

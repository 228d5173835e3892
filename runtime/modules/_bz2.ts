/**
 * _bz2 - compressors and decompressors of bzip2 streams.
 *
 * Mirrors     Modules/_bz2module.c of CPython 3.13
 * Suspends    nothing but `__index__` of arguments
 */
import type { Suspends } from "../frames/suspend.js";
import { toBuffer } from "../objects/bytes/buffer.js";
import { Bytes } from "../objects/bytes/data.js";
import { EOFError, OSError, ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import { object, type Value } from "../objects/object.js";
import { toIndex, toSize } from "../objects/protocols/index.js";
import { builtinType, getset, methods } from "../objects/register.js";
import { BitReader, SHORT } from "./bz2/bits.js";
import { Compressor } from "./bz2/compress.js";
import { Invalid, readHeader, readPart } from "./bz2/decompress.js";
import { concatBytes } from "./io/decoding.js";

class CompressorObject {
  $done = false;
  constructor(readonly $stream: Compressor) {}
}
Object.setPrototypeOf(CompressorObject.prototype, object.prototype as object);

export const BZ2Compressor = builtinType(
  "BZ2Compressor(compresslevel=9, /)",
  (compresslevel: Value): Suspends<Value> => {
    const level = compresslevel === undefined ? 9 : Number(toIndex(compresslevel));
    if (level < 1 || level > 9) throw new ValueError("compresslevel must be between 1 and 9");
    return new CompressorObject(new Compressor(level));
  },
  { prototype: CompressorObject.prototype, module: "_bz2", final: true },
);
methods(BZ2Compressor, {
  "compress(self, data, /)": function (this: CompressorObject, data: Value): Bytes {
    const bytes = toBuffer(data);
    if (this.$done) throw new ValueError("Compressor has been flushed");
    this.$stream.feed(bytes);
    return new Bytes(this.$stream.writer.take());
  },
  "flush(self, /)": function (this: CompressorObject): Bytes {
    if (this.$done) throw new ValueError("Repeated call to flush()");
    this.$done = true;
    return new Bytes(this.$stream.finish());
  },
});

const NOTHING = new Uint8Array(0);

class DecompressorObject {
  /** what has come and is not read yet, and in how many of its bits the reading stands */
  $input: Uint8Array = NOTHING;
  $bit = 0;
  $level = 0;
  $crc = 0;
  /** what has been read and is not given out yet */
  $output: Uint8Array = NOTHING;
  $eof = false;
  $rest: Uint8Array = NOTHING;
}
Object.setPrototypeOf(DecompressorObject.prototype, object.prototype as object);

export const BZ2Decompressor = builtinType("BZ2Decompressor()", (): Value => new DecompressorObject(), {
  prototype: DecompressorObject.prototype,
  module: "_bz2",
  final: true,
});

/** Reads a part more; false if there is too little for it. */
function advance(self: DecompressorObject): boolean {
  const reader = new BitReader(self.$input);
  reader.at = self.$bit;
  try {
    if (self.$level === 0) self.$level = readHeader(reader);
    else {
      const part = readPart(reader, self.$level);
      if ("end" in part) {
        if (part.end !== self.$crc >>> 0) throw new Invalid();
        self.$eof = true;
        self.$rest = self.$input.slice((reader.at + 7) >> 3);
        self.$input = NOTHING;
        self.$bit = 0;
        return true;
      }
      self.$crc = ((self.$crc << 1) | (self.$crc >>> 31)) ^ part.crc;
      self.$output = self.$output.length === 0 ? part.data : concatBytes([self.$output, part.data]);
    }
  } catch (error) {
    if (error === SHORT) return false;
    if (error instanceof Invalid) throw new OSError("Invalid data stream");
    throw error;
  }
  self.$input = self.$input.slice(reader.at >> 3);
  self.$bit = reader.at & 7;
  return true;
}

methods(BZ2Decompressor, {
  "decompress(self, data, max_length=-1)": function (this: DecompressorObject, data: Value, max_length: Value): Suspends<Bytes> {
    const bytes = toBuffer(data).slice();
    const most = max_length === undefined ? -1 : toSize(max_length);
    if (this.$eof && this.$output.length === 0) throw new EOFError("End of stream already reached");
    this.$input = this.$input.length === 0 ? bytes : concatBytes([this.$input, bytes]);
    while (!this.$eof && (most < 0 || this.$output.length < most || most === 0)) {
      if (most === 0 && this.$output.length > 0) break;
      if (!advance(this)) break;
    }
    const size = most < 0 ? this.$output.length : Math.min(most, this.$output.length);
    const given = this.$output.slice(0, size);
    this.$output = this.$output.slice(size);
    return new Bytes(given);
  },
});
getset(BZ2Decompressor, {
  eof: [(self) => self.$eof === true && (self.$output as Uint8Array).length === 0],
  needs_input: [(self) => self.$eof !== true && (self.$output as Uint8Array).length === 0],
  unused_data: [(self) => new Bytes(self.$eof === true ? (self.$rest as Uint8Array) : NOTHING)],
});

export default pymodule("_bz2", { BZ2Compressor, BZ2Decompressor });

/**
 * zlib - compression and checksums. What decompresses is Node's zlib; what compresses makes the bytes of zlib 1.2.13, which Node's does not.
 *
 * Mirrors     Modules/zlibmodule.c
 * Suspends    all: `__index__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { Exception, exceptionType, ValueError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { toIndex, toInt, toSsize } from "../../objects/protocols/index.js";
import { builtin } from "../../objects/register.js";
import { crcOf } from "../binascii.js";
import { errors } from "./inflate.js";
import { adlerOf } from "./adler.js";
import { Deflate, FINISH } from "./deflate.js";
import { canDeflate, canInflate, compressobj, decompressobj, decompressorType } from "./streams.js";
import { nodeModule } from "../../system/nodemodules.js";

export const error = exceptionType("error", Exception, "");
error.$module = "zlib";

const DEFAULT_MEMORY = 8;

function start(value: Value, otherwise: number): Suspends<number> {
  return value === undefined ? otherwise : Number(BigInt.asUintN(32, BigInt(toIndex(value))));
}

export const crc32 = builtin(
  "crc32(data, value=0, /)",
  function (data: Value, value: Value): Suspends<number> {
    const from = start(value, 0);
    return crcOf(toBuffer(data), from);
  },
  "zlib",
);

export const adler32 = builtin(
  "adler32(data, value=1, /)",
  function (data: Value, value: Value): Suspends<number> {
    const from = start(value, 1);
    return adlerOf(toBuffer(data), from);
  },
  "zlib",
);

export const compress = builtin(
  "compress(data, /, level=-1, wbits=15)",
  function (data: Value, level: Value, wbits: Value): Suspends<Bytes> {
    const buffer = toBuffer(data);
    const l = level === undefined ? -1 : toInt(level);
    const bits = wbits === undefined ? 15 : toInt(wbits);
    if (l < -1 || l > 9 || !canDeflate(bits)) throw new error("Bad compression level");
    return new Bytes(new Deflate(l, bits, DEFAULT_MEMORY, 0).run(buffer, FINISH) as Uint8Array);
  },
  "zlib",
);

export const decompress = builtin(
  "decompress(data, /, wbits=15, bufsize=16384)",
  function (data: Value, wbits: Value, bufsize: Value): Suspends<Bytes> {
    const buffer = toBuffer(data);
    const bits = wbits === undefined ? 15 : toInt(wbits);
    if (bufsize !== undefined && toSsize(bufsize) < 0) throw new ValueError("bufsize must be non-negative");
    if (!canInflate(bits)) throw new error("Error -2 while preparing to decompress data: inconsistent stream state");
    return new Bytes(inflated(buffer, bits));
  },
  "zlib",
);

function inflated(buffer: Uint8Array, bits: number): Uint8Array {
  try {
    const options = bits % 16 === 0 ? {} : { windowBits: Math.abs(bits) % 16 };
    const { gunzipSync, inflateRawSync, inflateSync, unzipSync } = nodeModule("node:zlib");
    const read = bits < 0 ? inflateRawSync : bits >= 32 ? unzipSync : bits > 15 ? gunzipSync : inflateSync;
    return Uint8Array.from(read(buffer, options));
  } catch (failure) {
    throw zlibError(failure);
  }
}

/** zlib's own words for what went wrong. */
function zlibError(failure: unknown): Value {
  const { code, message } = failure as { code?: string; message: string };
  if (code === "Z_BUF_ERROR") return new error("Error -5 while decompressing data: incomplete or truncated stream");
  if (code === "Z_DATA_ERROR") return new error(`Error -3 while decompressing data: ${message}`);
  if (code === "Z_STREAM_ERROR") return new error(`Error -2 while ${message}: inconsistent stream state`);
  if (message === "Bad dictionary") return new error("Error -3 while setting zdict: invalid input data");
  if (code === "Z_NEED_DICT") return new error("Error 2 while decompressing data");
  throw failure;
}

errors.make = (failure) => zlibError(failure) as Error;

export default pymodule("zlib", {
  error,
  adler32,
  compress,
  compressobj,
  crc32,
  decompress,
  decompressobj,
  DEFLATED: 8,
  DEF_BUF_SIZE: 16384,
  DEF_MEM_LEVEL: DEFAULT_MEMORY,
  MAX_WBITS: 15,
  _ZlibDecompressor: decompressorType,
  __version__: "1.0",
  ZLIB_VERSION: "1.2.13",
  ZLIB_RUNTIME_VERSION: "1.2.13",
  Z_BEST_COMPRESSION: 9,
  Z_BEST_SPEED: 1,
  Z_DEFAULT_COMPRESSION: -1,
  Z_DEFAULT_STRATEGY: 0,
  Z_FILTERED: 1,
  Z_FINISH: 4,
  Z_FIXED: 4,
  Z_FULL_FLUSH: 3,
  Z_HUFFMAN_ONLY: 2,
  Z_NO_COMPRESSION: 0,
  Z_NO_FLUSH: 0,
  Z_PARTIAL_FLUSH: 1,
  Z_RLE: 3,
  Z_SYNC_FLUSH: 2,
  Z_BLOCK: 5,
  Z_TREES: 6,
});

/**
 * _lzma - compressors and decompressors of .xz and .lzma streams, by the system's liblzma.
 *
 * Mirrors     Modules/_lzmamodule.c of CPython 3.13
 * Suspends    nothing but `__index__` and items of filters
 * Differs     an object that a forked process inherits cannot go on: it raises LZMAError
 */
import type { Suspends } from "../frames/suspend.js";
import { toBuffer } from "../objects/bytes/buffer.js";
import { Bytes } from "../objects/bytes/data.js";
import { Dict } from "../objects/dict.js";
import { EOFError, Exception, KeyError, MemoryError, OverflowError, TypeError, ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import { isinstance, object, type Value } from "../objects/object.js";
import { callMethod } from "../objects/protocols/call.js";
import { getitem } from "../objects/protocols/getitem.js";
import { toIndex, toSize } from "../objects/protocols/index.js";
import { len } from "../objects/protocols/len.js";
import { spread } from "../objects/protocols/iter.js";
import { builtin, builtinType, getset, methods, pyclass } from "../objects/register.js";
import { Library } from "../system/libraries.js";
import { hasLibrary } from "../system/libraryfiles.js";
import { address, copyFrom, free } from "../system/posix.js";
import { concatBytes } from "./io/decoding.js";

const FILES = ["liblzma.so.5"];
/** Whether the system has the library. */
export const isThere = (): boolean => hasLibrary(...FILES);

const liblzma = new Library(FILES);
const easyEncoder = liblzma.bind("lzma_easy_encoder", "int32(ptr,uint32,int32)");
const streamEncoder = liblzma.bind("lzma_stream_encoder", "int32(ptr,ptr,int32)");
const aloneEncoder = liblzma.bind("lzma_alone_encoder", "int32(ptr,ptr)");
const rawEncoder = liblzma.bind("lzma_raw_encoder", "int32(ptr,ptr)");
const autoDecoder = liblzma.bind("lzma_auto_decoder", "int32(ptr,uint64,uint32)");
const streamDecoder = liblzma.bind("lzma_stream_decoder", "int32(ptr,uint64,uint32)");
const aloneDecoder = liblzma.bind("lzma_alone_decoder", "int32(ptr,uint64)");
const rawDecoder = liblzma.bind("lzma_raw_decoder", "int32(ptr,ptr)");
const code = liblzma.bind("lzma_code", "int32(ptr,int32)");
const end = liblzma.bind("lzma_end", "void(ptr)");
const getCheck = liblzma.bind("lzma_get_check", "int32(ptr)");
const checkIsSupported = liblzma.bind("lzma_check_is_supported", "uint8(int32)");
const presetOptions = liblzma.bind("lzma_lzma_preset", "uint8(ptr,uint32)");
const propertiesSize = liblzma.bind("lzma_properties_size", "int32(ptr,ptr)");
const propertiesEncode = liblzma.bind("lzma_properties_encode", "int32(ptr,ptr)");
const propertiesDecode = liblzma.bind("lzma_properties_decode", "int32(ptr,uint64,ptr,size_t)");

const [FORMAT_AUTO, FORMAT_XZ, FORMAT_ALONE, FORMAT_RAW] = [0, 1, 2, 3];
const [OK, STREAM_END, NO_CHECK, GET_CHECK, BUF_ERROR] = [0, 1, 2, 4, 10];
const [RUN, FINISH] = [0, 3];
const TELL_ANY_CHECK = 4;
const TELL_NO_CHECK = 1;
const PRESET_DEFAULT = 6;
const LZMA1 = 0x4000000000000001n;
const LZMA2 = 0x21n;
const DELTA = 3n;
const UNKNOWN = (1n << 64n) - 1n;
const CHECK_UNKNOWN = 16;

@pyclass("_lzma.LZMAError", { builtin: true, doc: "Call to liblzma failed." })
export class LZMAError extends Exception {}

const COMPLAINTS: Readonly<Record<number, string>> = {
  3: "Unsupported integrity check",
  6: "Memory usage limit exceeded",
  7: "Input format not supported by decoder",
  8: "Invalid or unsupported options",
  9: "Corrupt input data",
  10: "Insufficient buffer space",
  11: "Internal error",
};

function check(status: number | bigint): number {
  const n = Number(status);
  if (n === OK || n === GET_CHECK || n === NO_CHECK || n === STREAM_END) return n;
  if (n === 5) throw new MemoryError();
  throw new LZMAError(COMPLAINTS[n] ?? `Unrecognized error from liblzma: ${n}`);
}

// ---- filters

/** Filters as C has them, and the memory of their options. */
interface Filters {
  readonly bytes: Uint8Array;
  readonly options: Uint8Array[];
}

function unsigned(value: Value, bits: number): Suspends<bigint> {
  const n = BigInt(toIndex(value));
  if (n < 0n) throw new OverflowError("can't convert negative int to unsigned");
  if (n >> BigInt(bits) !== 0n) throw new OverflowError(`Value too large for uint${bits}_t type`);
  return n;
}

/** Names of numbers in the options of an LZMA filter, with their places. */
const LZMA_OPTIONS: Readonly<Record<string, number>> = { dict_size: 0, lc: 20, lp: 24, pb: 28, mode: 32, nice_len: 36, mf: 40, depth: 44 };

function idOf(spec: Value): Suspends<bigint> {
  if (!(spec instanceof Dict) && (spec === null || typeof spec !== "object")) throw new TypeError("Filter specifier must be a dict or dict-like object");
  let id: Value;
  try {
    id = getitem(spec, "id");
  } catch (error) {
    if (isinstance(error as Value, KeyError)) throw new ValueError('Filter specifier must have an "id" entry');
    throw error;
  }
  return unsigned(id, 64);
}

function optionsOf(id: bigint, spec: Value): Suspends<Uint8Array> {
  const options = new Uint8Array(256);
  const view = new DataView(options.buffer);
  const numbers: Readonly<Record<string, number>> = id === LZMA1 || id === LZMA2 ? LZMA_OPTIONS : id === DELTA ? { dist: 4 } : { start_offset: 0 };
  const kind = id === LZMA1 || id === LZMA2 ? "LZMA" : id === DELTA ? "delta" : "BCJ";
  if (kind === "BCJ" && !(id >= 4n && id <= 9n)) throw new ValueError(`Invalid filter ID: ${id}`);
  if (kind === "delta") view.setUint32(4, 1, true);
  if (kind === "LZMA") {
    const preset = callMethod(spec, "get", "preset");
    if (Number(presetOptions(options, Number(preset === null ? PRESET_DEFAULT : unsigned(preset, 32)))) !== 0)
      throw new LZMAError(`Invalid compression preset: ${String(preset)}`);
  }
  const names = spread(callMethod(spec, "keys"));
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    if (name === "id" || (name === "preset" && kind === "LZMA")) continue;
    const at = numbers[name];
    if (at === undefined) throw new ValueError(`Invalid filter specifier for ${kind} filter`);
    view.setUint32(at, Number(unsigned(getitem(spec, name), 32)), true);
  }
  return options;
}

function filtersOf(specs: Value): Suspends<Filters> {
  if (len(specs) > 4) throw new ValueError("Too many filters - liblzma supports a maximum of 4");
  const list = spread(specs);
  const bytes = new Uint8Array((list.length + 1) * 16);
  const view = new DataView(bytes.buffer);
  const options: Uint8Array[] = [];
  for (let i = 0; i < list.length; i++) {
    const id = idOf(list[i]);
    const own = optionsOf(id, list[i]);
    options.push(own);
    view.setBigUint64(i * 16, id, true);
    view.setBigUint64(i * 16 + 8, address(own), true);
  }
  view.setBigUint64(list.length * 16, UNKNOWN, true);
  return { bytes, options };
}

// ---- streams

const NOTHING = new Uint8Array(0);

const endOf = new FinalizationRegistry<Uint8Array>((stream) => {
  end(stream);
});

/** An lzma_stream: C keeps its own behind it. */
class Stream {
  $bytes: Uint8Array;
  /** What C reads: once its address is known, nothing else refers to it. */
  $input: Uint8Array = NOTHING;
  $forkedAway = false;
  constructor() {
    this.$bytes = new Uint8Array(136);
    endOf.register(this, this.$bytes);
  }
  $forked(): void {
    this.$forkedAway = true;
  }
}

/** Gives the stream some input; what comes out, and what is left of the input. */
function run(
  stream: Stream,
  data: Uint8Array,
  action: number,
  most: number,
  none: { told: boolean } | null,
): { out: Uint8Array; left: number; ended: boolean; full: boolean } {
  if (stream.$forkedAway) throw new LZMAError("the stream belongs to the process that this one was forked from");
  stream.$input = data.length === 0 ? new Uint8Array(1) : data.slice();
  const view = new DataView(stream.$bytes.buffer);
  view.setBigUint64(0, address(stream.$input), true);
  view.setBigUint64(8, BigInt(data.length), true);
  const parts: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const room = Math.min(most < 0 ? Math.max(1 << 15, total) : most - total, 1 << 24);
    const part = new Uint8Array(Math.max(room, 1));
    view.setBigUint64(24, address(part), true);
    view.setBigUint64(32, BigInt(room), true);
    const status = Number(code(stream.$bytes, action));
    const free = Number(view.getBigUint64(32, true));
    const left = Number(view.getBigUint64(8, true));
    parts.push(part.subarray(0, room - free));
    total += room - free;
    const stuck = status === BUF_ERROR && left === 0 && free > 0;
    const full = status === BUF_ERROR && free === 0;
    if (!stuck && !full) check(status);
    if ((status === GET_CHECK || status === NO_CHECK) && none !== null) none.told = true;
    const ended = status === STREAM_END;
    if (
      ended ||
      stuck ||
      (free > 0 && left === 0 && action === RUN) ||
      (most >= 0 && total >= most) ||
      (free > 0 && status !== OK && status !== GET_CHECK && status !== NO_CHECK)
    ) {
      stream.$input = NOTHING;
      return { out: parts.length === 1 ? parts[0]!.slice() : concatBytes(parts), left, ended, full: free === 0 };
    }
  }
}

class CompressorObject {
  $stream = new Stream();
  $done = false;
  $filters: Filters | null = null;
}
Object.setPrototypeOf(CompressorObject.prototype, object.prototype as object);

export const LZMACompressor = builtinType(
  "LZMACompressor(format=FORMAT_XZ, check=-1, preset=None, filters=None)",
  (format: Value, wanted: Value, preset: Value, filters: Value): Suspends<Value> => {
    const kind = format === undefined ? FORMAT_XZ : Number(toIndex(format));
    const how = wanted === undefined ? -1 : Number(toIndex(wanted));
    const level = preset === undefined || preset === null ? PRESET_DEFAULT : Number(unsigned(preset, 32));
    const chain = filters === undefined ? null : filters;
    if (preset !== undefined && preset !== null && chain !== null) throw new ValueError("Cannot specify both preset and filter chain");
    if (kind !== FORMAT_XZ && how !== -1 && how !== 0) throw new ValueError("Integrity checks are only supported by FORMAT_XZ");
    const made = new CompressorObject();
    made.$filters = chain === null ? null : filtersOf(chain);
    const { $bytes } = made.$stream;
    if (kind === FORMAT_XZ) {
      const kindOfCheck = how === -1 ? 4 : how;
      check(made.$filters === null ? easyEncoder($bytes, level, kindOfCheck) : streamEncoder($bytes, made.$filters.bytes, kindOfCheck));
    } else if (kind === FORMAT_ALONE) {
      if (made.$filters === null) {
        const options = new Uint8Array(256);
        if (Number(presetOptions(options, level)) !== 0) throw new LZMAError(`Invalid compression preset: ${level}`);
        check(aloneEncoder($bytes, options));
      } else {
        const { bytes, options } = made.$filters;
        if (options.length !== 1 || new DataView(bytes.buffer).getBigUint64(0, true) !== LZMA1)
          throw new ValueError("Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter");
        check(aloneEncoder($bytes, options[0]!));
      }
    } else if (kind === FORMAT_RAW) {
      if (made.$filters === null) throw new ValueError("Must specify filters for FORMAT_RAW");
      check(rawEncoder($bytes, made.$filters.bytes));
    } else throw new ValueError(`Invalid container format: ${kind}`);
    return made;
  },
  { prototype: CompressorObject.prototype, module: "_lzma" },
);
methods(LZMACompressor, {
  "compress(self, data, /)": function (this: CompressorObject, data: Value): Bytes {
    const bytes = toBuffer(data);
    if (this.$done) throw new ValueError("Compressor has been flushed");
    return new Bytes(run(this.$stream, bytes, RUN, -1, null).out);
  },
  "flush(self, /)": function (this: CompressorObject): Bytes {
    if (this.$done) throw new ValueError("Repeated call to flush()");
    this.$done = true;
    return new Bytes(run(this.$stream, NOTHING, FINISH, -1, null).out);
  },
});

class DecompressorObject {
  $stream = new Stream();
  $filters: Filters | null = null;
  $check = CHECK_UNKNOWN;
  $input: Uint8Array = NOTHING;
  $eof = false;
  $rest: Uint8Array = NOTHING;
  $needs = true;
}
Object.setPrototypeOf(DecompressorObject.prototype, object.prototype as object);

export const LZMADecompressor = builtinType(
  "LZMADecompressor(format=FORMAT_AUTO, memlimit=None, filters=None)",
  (format: Value, memlimit: Value, filters: Value): Suspends<Value> => {
    const kind = format === undefined ? FORMAT_AUTO : Number(toIndex(format));
    const limited = memlimit !== undefined && memlimit !== null;
    if (limited && kind === FORMAT_RAW) throw new ValueError("Cannot specify memory limit with FORMAT_RAW");
    const limit = limited ? unsigned(memlimit, 64) : UNKNOWN;
    const chain = filters === undefined ? null : filters;
    if (kind === FORMAT_RAW && chain === null) throw new ValueError("Must specify filters for FORMAT_RAW");
    if (kind !== FORMAT_RAW && chain !== null) throw new ValueError("Cannot specify filters except with FORMAT_RAW");
    const made = new DecompressorObject();
    const { $bytes } = made.$stream;
    if (kind === FORMAT_AUTO) check(autoDecoder($bytes, limit, TELL_ANY_CHECK | TELL_NO_CHECK));
    else if (kind === FORMAT_XZ) check(streamDecoder($bytes, limit, TELL_ANY_CHECK | TELL_NO_CHECK));
    else if (kind === FORMAT_ALONE) {
      made.$check = 0;
      check(aloneDecoder($bytes, limit));
    } else if (kind === FORMAT_RAW) {
      made.$check = 0;
      made.$filters = filtersOf(chain);
      check(rawDecoder($bytes, made.$filters.bytes));
    } else throw new ValueError(`Invalid container format: ${kind}`);
    return made;
  },
  { prototype: DecompressorObject.prototype, module: "_lzma" },
);
methods(LZMADecompressor, {
  "decompress(self, data, max_length=-1)": function (this: DecompressorObject, data: Value, max_length: Value): Suspends<Bytes> {
    const bytes = toBuffer(data).slice();
    const most = max_length === undefined ? -1 : toSize(max_length);
    if (this.$eof) throw new EOFError("Already at end of stream");
    const input = this.$input.length === 0 ? bytes : concatBytes([this.$input, bytes]);
    const told = { told: false };
    const { out, left, ended, full } = run(this.$stream, input, RUN, most, told);
    if (told.told) this.$check = Number(getCheck(this.$stream.$bytes));
    const rest = left === 0 ? NOTHING : input.slice(input.length - left);
    this.$input = ended ? NOTHING : rest;
    if (ended) {
      this.$eof = true;
      this.$rest = rest;
    }
    this.$needs = !ended && left === 0 && !full;
    return new Bytes(out);
  },
});
getset(LZMADecompressor, {
  check: [(self) => self.$check as number],
  eof: [(self) => self.$eof as boolean],
  needs_input: [(self) => self.$needs as boolean],
  unused_data: [(self) => new Bytes(self.$rest as Uint8Array)],
});

const lzma = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_lzma");

export const is_check_supported = lzma("is_check_supported(check_id, /)", (id: Value): Suspends<boolean> => {
  return Number(checkIsSupported(Number(toIndex(id)))) !== 0;
});

export const _encode_filter_properties = lzma("_encode_filter_properties(filter, /)", (spec: Value): Suspends<Bytes> => {
  const id = idOf(spec);
  const options = optionsOf(id, spec);
  // the filter and what it refers to are one piece, which stays while C looks at it
  const filter = new Uint8Array(16 + options.length);
  filter.set(options, 16);
  const view = new DataView(filter.buffer);
  view.setBigUint64(0, id, true);
  view.setBigUint64(8, address(filter) + 16n, true);
  const size = new Uint8Array(4);
  check(propertiesSize(size, filter));
  const properties = new Uint8Array(Math.max(1, new DataView(size.buffer).getUint32(0, true)));
  check(propertiesEncode(filter, properties));
  return new Bytes(properties.subarray(0, new DataView(size.buffer).getUint32(0, true)));
});

export const _decode_filter_properties = lzma("_decode_filter_properties(filter_id, encoded_props, /)", (given: Value, encoded: Value): Suspends<Dict> => {
  const id = unsigned(given, 64);
  const properties = toBuffer(encoded).slice();
  const filter = new Uint8Array(16);
  const view = new DataView(filter.buffer);
  view.setBigUint64(0, id, true);
  check(propertiesDecode(filter, 0, properties, properties.length));
  const found = new Dict();
  found.$setNamed("id", id <= 0xffffffffn ? Number(id) : id);
  const at = view.getBigUint64(8, true);
  if (at === 0n) return found;
  const options = new Uint8Array(48);
  copyFrom(options, at, 48);
  const numbers = new DataView(options.buffer);
  const shown = id === LZMA1 ? ["lc", "lp", "pb", "dict_size"] : id === LZMA2 ? ["dict_size"] : [];
  for (const name of shown) found.$setNamed(name, numbers.getUint32(LZMA_OPTIONS[name]!, true));
  if (id === DELTA) found.$setNamed("dist", numbers.getUint32(4, true));
  else if (shown.length === 0) found.$setNamed("start_offset", numbers.getUint32(0, true));
  free(at);
  return found;
});

export default pymodule("_lzma", {
  LZMACompressor,
  LZMADecompressor,
  LZMAError,
  is_check_supported,
  _encode_filter_properties,
  _decode_filter_properties,
  FORMAT_AUTO,
  FORMAT_XZ,
  FORMAT_ALONE,
  FORMAT_RAW,
  CHECK_NONE: 0,
  CHECK_CRC32: 1,
  CHECK_CRC64: 4,
  CHECK_SHA256: 10,
  CHECK_ID_MAX: 15,
  CHECK_UNKNOWN,
  FILTER_LZMA1: LZMA1,
  FILTER_LZMA2: 0x21,
  FILTER_DELTA: 3,
  FILTER_X86: 4,
  FILTER_POWERPC: 5,
  FILTER_IA64: 6,
  FILTER_ARM: 7,
  FILTER_ARMTHUMB: 8,
  FILTER_SPARC: 9,
  MF_HC3: 3,
  MF_HC4: 4,
  MF_BT2: 18,
  MF_BT3: 19,
  MF_BT4: 20,
  MODE_FAST: 1,
  MODE_NORMAL: 2,
  PRESET_DEFAULT,
  PRESET_EXTREME: 0x80000000,
});

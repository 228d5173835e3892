/**
 * lzma - files of .xz and .lzma streams, and data at one go.
 *
 * Mirrors     Lib/lzma.py of CPython 3.13; _lzma is what does the work
 * Suspends    the file that is written to or read
 * Differs     LZMAFile's classes are io's: `_compression.BaseStream` is not among them
 */
import type { Suspends } from "../frames/suspend.js";
import { importModule } from "../importer/importer.js";
import { $callx } from "../objects/call.js";
import { $getattr, getattrOr } from "../objects/attributes.js";
import { bufferOf } from "../objects/bytes/buffer.js";
import { add } from "../objects/arithmetic.js";
import { Bytes } from "../objects/bytes/data.js";
import { makeView } from "../objects/bytes/memoryview.js";
import { ModuleNotFoundError, TypeError, ValueError } from "../objects/exceptions.js";
import { Kw } from "../objects/function.js";
import { moduleHooks } from "../objects/modulehooks.js";
import { pymodule } from "../objects/module.js";
import { hidden, isinstance, specialMethod, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { contains } from "../objects/protocols/contains.js";
import { repr } from "../objects/protocols/repr.js";
import { getset, pyclass, pyfunction } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import _lzma, { isThere, LZMACompressor, LZMADecompressor, LZMAError } from "./_lzma.js";
import { BufferedIOBase as Streams } from "./io/abstract.js";
import { BufferedIOBase, UnsupportedOperation } from "./io/base.js";
import { DEFAULT_BUFFER_SIZE } from "./io/base.js";
import { BufferedReader } from "./io/buffered.js";
import { open as openFile } from "./io/open.js";
import { TextIOWrapper } from "./io/text.js";

const [FORMAT_AUTO, FORMAT_XZ] = [0, 1];
const [READ, WRITE] = [1, 3];

function keywords(given: Readonly<Record<string, Value>>): Kw {
  return Object.assign(new Kw(), given);
}

@pyclass("lzma.LZMAFile")
export class LZMAFile extends BufferedIOBase {
  declare _fp: Value;
  declare _closefp: boolean;
  declare _mode: number | null;
  declare _compressor: Value;
  declare _buffer: Value;
  declare _pos: Value;

  __init__(
    filename: Value = null,
    mode: Value = "r",
    { format = null, check = -1, preset = null, filters = null }: { format?: Value; check?: Value; preset?: Value; filters?: Value } = {},
  ): Suspends<null> {
    this._fp = null;
    this._closefp = false;
    this._mode = null;
    let kind: number;
    let how = mode;
    if (mode === "r" || mode === "rb") {
      if (check !== -1) throw new ValueError("Cannot specify an integrity check when opening a file for reading");
      if (preset !== null) throw new ValueError("Cannot specify a preset compression level when opening a file for reading");
      kind = READ;
    } else if (["w", "wb", "a", "ab", "x", "xb"].includes(mode as string)) {
      kind = WRITE;
      this._compressor = call(LZMACompressor, format ?? FORMAT_XZ, check, preset, filters);
      this._pos = 0;
    } else throw new ValueError(`Invalid mode: ${repr(mode)}`);
    if (isName(filename)) {
      if (!(mode as string).includes("b")) how = `${mode as string}b`;
      this._fp = call(openFile, filename, how);
      this._closefp = true;
    } else if (filename !== null && (getattrOr(filename, "read") !== undefined || getattrOr(filename, "write") !== undefined)) this._fp = filename;
    else throw new TypeError("filename must be a str, bytes, file or PathLike object");
    this._mode = kind;
    if (kind === READ) {
      const reader = $getattr(importModule("_compression"), "DecompressReader");
      const raw = $callx(reader, [this._fp, LZMADecompressor], keywords({ trailing_error: LZMAError, format: format ?? FORMAT_AUTO, filters }));
      this._buffer = call(BufferedReader, raw);
    }
    return null;
  }

  close(): Suspends<null> {
    if (this._fp === null || this._fp === undefined) return null;
    try {
      if (this._mode === READ) {
        callMethod(this._buffer, "close");
        this._buffer = null;
      } else if (this._mode === WRITE) {
        callMethod(this._fp, "write", callMethod(this._compressor, "flush"));
        this._compressor = null;
      }
    } finally {
      closeUnder(this);
    }
    return null;
  }

  fileno(): Suspends<Value> {
    mustBeOpen(this);
    return callMethod(this._fp, "fileno");
  }

  seekable(): Suspends<Value> {
    mustBeOpen(this);
    return this._mode === READ ? callMethod(this._buffer, "seekable") : false;
  }

  readable(): boolean {
    mustBeOpen(this);
    return this._mode === READ;
  }

  writable(): boolean {
    mustBeOpen(this);
    return this._mode === WRITE;
  }

  peek(size: Value = -1): Suspends<Value> {
    mustRead(this);
    return callMethod(this._buffer, "peek", size);
  }

  read(size: Value = -1): Suspends<Value> {
    mustRead(this);
    return callMethod(this._buffer, "read", size);
  }

  read1(size: Value = -1): Suspends<Value> {
    mustRead(this);
    return callMethod(this._buffer, "read1", typeof size === "number" && size < 0 ? DEFAULT_BUFFER_SIZE : size);
  }

  readline(size: Value = -1): Suspends<Value> {
    mustRead(this);
    return callMethod(this._buffer, "readline", size);
  }

  write(data: Value): Suspends<Value> {
    mustBeOpen(this);
    if (this._mode !== WRITE) throw new UnsupportedOperation("File not open for writing");
    const size = bufferOf(data)?.length ?? ((makeView(data) as Value).nbytes as number);
    callMethod(this._fp, "write", callMethod(this._compressor, "compress", data));
    this._pos = add(this._pos, size);
    return size;
  }

  seek(offset: Value, whence: Value = 0): Suspends<Value> {
    mustBeOpen(this);
    if (this._mode !== READ) throw new UnsupportedOperation("Seeking is only supported on files open for reading");
    if (!truth(callMethod(this._buffer, "seekable"))) throw new UnsupportedOperation("The underlying file object does not support seeking");
    return callMethod(this._buffer, "seek", offset, whence);
  }

  tell(): Suspends<Value> {
    mustBeOpen(this);
    return this._mode === READ ? callMethod(this._buffer, "tell") : this._pos;
  }
}
getset(LZMAFile as Value, {
  closed: [(self) => self._fp === null || self._fp === undefined],
  name: [
    (self): Suspends<Value> => {
      mustBeOpen(self as LZMAFile);
      return $getattr(self._fp, "name");
    },
  ],
  mode: [(self) => (self._mode === WRITE ? "wb" : "rb")],
});

callMethod(Streams, "register", LZMAFile);

function isName(filename: Value): boolean {
  return stringOf(filename) !== undefined || filename instanceof Bytes || specialMethod(filename, "__fspath__") !== undefined;
}

function closeUnder(file: LZMAFile): Suspends<void> {
  try {
    if (file._closefp) callMethod(file._fp, "close");
  } finally {
    file._fp = null;
    file._closefp = false;
  }
}

function mustBeOpen(file: LZMAFile): void {
  if (file._fp === null) throw new ValueError("I/O operation on closed file");
}

function mustRead(file: LZMAFile): void {
  mustBeOpen(file);
  if (file._mode !== READ) throw new UnsupportedOperation("File not open for reading");
}

export const open = pyfunction(
  "open(filename, mode='rb', *, format=None, check=-1, preset=None, filters=None, encoding=None, errors=None, newline=None)",
  (
    filename: Value,
    mode: Value,
    format: Value,
    check: Value,
    preset: Value,
    filters: Value,
    encoding: Value,
    errors: Value,
    newline: Value,
  ): Suspends<Value> => {
    const how = mode ?? "rb";
    const isText = contains(how, "t");
    if (isText) {
      if (contains(how, "b")) throw new ValueError(`Invalid mode: ${repr(how)}`);
    } else {
      if ((encoding ?? null) !== null) throw new ValueError("Argument 'encoding' not supported in binary mode");
      if ((errors ?? null) !== null) throw new ValueError("Argument 'errors' not supported in binary mode");
      if ((newline ?? null) !== null) throw new ValueError("Argument 'newline' not supported in binary mode");
    }
    const given = keywords({ format: format ?? null, check: check ?? -1, preset: preset ?? null, filters: filters ?? null });
    const file = $callx(LZMAFile, [filename, callMethod(how, "replace", "t", "")], given);
    return isText ? call(TextIOWrapper, file, encoding ?? "locale", errors ?? null, newline ?? null) : file;
  },
  "lzma",
);

export const compress = pyfunction(
  "compress(data, format=1, check=-1, preset=None, filters=None)",
  (data: Value, format: Value, check: Value, preset: Value, filters: Value): Suspends<Value> => {
    const made = call(LZMACompressor, format ?? FORMAT_XZ, check ?? -1, preset ?? null, filters ?? null);
    const first = callMethod(made, "compress", data);
    return add(first, callMethod(made, "flush"));
  },
  "lzma",
);

export const decompress = pyfunction(
  "decompress(data, format=0, memlimit=None, filters=None)",
  (data: Value, format: Value, memlimit: Value, filters: Value): Suspends<Value> => {
    let result: Value = null;
    let rest = data;
    for (;;) {
      const one = call(LZMADecompressor, format ?? FORMAT_AUTO, memlimit ?? null, filters ?? null);
      let part: Value;
      try {
        part = callMethod(one, "decompress", rest);
      } catch (error) {
        // what follows a stream and is none itself is left out
        if (result === null || !isinstance(error as Value, LZMAError)) throw error;
        return result;
      }
      result = result === null ? part : add(result, part);
      if (!truth($getattr(one, "eof"))) throw new LZMAError("Compressed data ended before the end-of-stream marker was reached");
      rest = $getattr(one, "unused_data");
      if (!truth(rest)) return result;
    }
  },
  "lzma",
);

const members: Readonly<Record<string, Value>> = (_lzma as Value).$members;
const lzma = pymodule("lzma", {
  ...members,
  LZMAFile,
  open,
  compress,
  decompress,
  __all__: (
    "CHECK_NONE CHECK_CRC32 CHECK_CRC64 CHECK_SHA256 CHECK_ID_MAX CHECK_UNKNOWN FILTER_LZMA1 FILTER_LZMA2 FILTER_DELTA FILTER_X86 FILTER_IA64 " +
    "FILTER_ARM FILTER_ARMTHUMB FILTER_POWERPC FILTER_SPARC FORMAT_AUTO FORMAT_XZ FORMAT_ALONE FORMAT_RAW MF_HC3 MF_HC4 MF_BT2 MF_BT3 MF_BT4 " +
    "MODE_FAST MODE_NORMAL PRESET_DEFAULT PRESET_EXTREME LZMACompressor LZMADecompressor LZMAFile LZMAError open compress decompress is_check_supported"
  ).split(" "),
});
/** As an import finds out: without the library there is no module. */
for (const [module, name] of [
  [_lzma, "_lzma"],
  [lzma, "lzma"],
] as const)
  hidden(module, "$imported", () => {
    if (isThere()) return;
    moduleHooks.modules?.$delete(name);
    const error: Value = new ModuleNotFoundError("No module named '_lzma': this system has no liblzma.so.5");
    error.$modname = "_lzma";
    throw error;
  });

export default lzma;

/**
 * io - streams: files, buffers, text, memory.
 *
 * Mirrors  Lib/io.py and Modules/_io of CPython 3.13
 */
import { pymodule } from "../../objects/module.js";
import { BlockingIOError } from "../../objects/exceptions.js";
import { BufferedIOBase, IOBase, RawIOBase, TextIOBase } from "./abstract.js";
import * as base from "./base.js";
import { DEFAULT_BUFFER_SIZE } from "./base.js";
import { BufferedRandom, BufferedReader, BufferedRWPair, BufferedWriter } from "./buffered.js";
import { textDefaults, warnOfDefault } from "./defaults.js";
import { FileIO } from "./fileio.js";
import { BytesIO, BytesIOBufferType, StringIO } from "./memory.js";
import { open } from "./open.js";
import { IncrementalNewlineDecoder } from "./newlines.js";
import { TextIOWrapper } from "./text.js";
import { builtin } from "../../objects/register.js";
import type { Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import type { Suspends } from "../../frames/suspend.js";

const { UnsupportedOperation } = base;

export const SEEK_SET = 0;
export const SEEK_CUR = 1;
export const SEEK_END = 2;

export const text_encoding = builtin(
  "text_encoding(encoding, stacklevel=2, /)",
  (encoding: Value, stacklevel: Value): Suspends<Value> => {
    if (encoding !== null) return encoding;
    warnOfDefault(stacklevel === undefined ? 2 : Number(toIndex(stacklevel)));
    return textDefaults.isUtf8Mode ? "utf-8" : "locale";
  },
  "io",
);

export {
  BlockingIOError,
  BufferedIOBase,
  BufferedRandom,
  BufferedReader,
  BufferedRWPair,
  BufferedWriter,
  BytesIO,
  DEFAULT_BUFFER_SIZE,
  FileIO,
  IOBase,
  open,
  RawIOBase,
  StringIO,
  TextIOBase,
  TextIOWrapper,
  UnsupportedOperation,
};

/** What both modules have. */
const streams = {
  BlockingIOError,
  open,
  open_code: builtin("open_code(path)", (path: Value): Suspends<Value> => call(open, path, "rb"), "_io"),
  FileIO,
  BytesIO,
  StringIO,
  BufferedReader,
  BufferedWriter,
  BufferedRWPair,
  BufferedRandom,
  TextIOWrapper,
  IncrementalNewlineDecoder,
  UnsupportedOperation,
  DEFAULT_BUFFER_SIZE,
  text_encoding,
};

/** The module _io, whose abstract classes are the plain ones of C. */
export const native = pymodule("_io", {
  ...streams,
  _IOBase: base.IOBase,
  _RawIOBase: base.RawIOBase,
  _BufferedIOBase: base.BufferedIOBase,
  _TextIOBase: base.TextIOBase,
  _BytesIOBuffer: BytesIOBufferType,
});

export default pymodule("io", { ...streams, IOBase, RawIOBase, BufferedIOBase, TextIOBase, SEEK_SET, SEEK_CUR, SEEK_END });

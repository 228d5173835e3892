/**
 * io - streams: files, buffers, text, memory.
 *
 * Mirrors  Lib/io.py and Modules/_io of CPython 3.13
 * Differs  the abstract classes IOBase, RawIOBase, BufferedIOBase and TextIOBase are the C ones: they have no ABCMeta
 */
import { pymodule } from "../../objects/module.js";
import { BlockingIOError } from "../../objects/exceptions.js";
import { BufferedIOBase, IOBase, RawIOBase, TextIOBase, UnsupportedOperation } from "./base.js";
import { BufferedRandom, BufferedReader, BufferedRWPair, BufferedWriter, DEFAULT_BUFFER_SIZE } from "./buffered.js";
import { FileIO } from "./fileio.js";
import { BytesIO, StringIO } from "./memory.js";
import { open } from "./open.js";
import { IncrementalNewlineDecoder } from "./newlines.js";
import { TextIOWrapper } from "./text.js";
import { builtin } from "../../objects/register.js";
import type { Value } from "../../objects/object.js";

export const SEEK_SET = 0;
export const SEEK_CUR = 1;
export const SEEK_END = 2;

export const text_encoding = builtin("text_encoding(encoding, stacklevel=2, /)", (encoding: Value): Value => encoding ?? "locale", "io");

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

export default pymodule("io", {
  BlockingIOError,
  open,
  open_code: open,
  IOBase,
  RawIOBase,
  FileIO,
  BytesIO,
  StringIO,
  BufferedIOBase,
  BufferedReader,
  BufferedWriter,
  BufferedRWPair,
  BufferedRandom,
  TextIOBase,
  TextIOWrapper,
  IncrementalNewlineDecoder,
  UnsupportedOperation,
  SEEK_SET,
  SEEK_CUR,
  SEEK_END,
  DEFAULT_BUFFER_SIZE,
  text_encoding,
});

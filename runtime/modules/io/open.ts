/**
 * open - open(): a mode string to the right stack of streams.
 *
 * Mirrors  _io_open_impl in Modules/_io/_iomodule.c of CPython 3.13
 */
import { toIndex } from "../../objects/protocols/index.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { specialMethod, typeOf, type Value } from "../../objects/object.js";
import { warn } from "../../objects/warn.js";
import { builtin } from "../../objects/register.js";
import { truth } from "../../objects/protocols/bool.js";
import { call } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import type { Suspends } from "../../frames/suspend.js";
import { BufferedRandom, BufferedReader, BufferedWriter } from "./buffered.js";
import { FileIO } from "./fileio.js";
import { TextIOWrapper } from "./text.js";
import { isTerminal } from "../../system/fds.js";
import { stringOf } from "../../objects/str.js";

/** os.fspath of what has `__fspath__`; FileIO says what it thinks of others. */
function named(file: Value): Suspends<Value> {
  if (file === null || typeof file !== "object") return file;
  const method = specialMethod(file, "__fspath__");
  return method === undefined || method === null ? file : method.call(file);
}

export const open = builtin(
  "open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
  function (file: Value, mode: Value, buffering: Value, encoding: Value, errors: Value, newline: Value, closefd: Value, opener: Value): Suspends<Value> {
    return openFile(file, mode ?? "r", buffering ?? -1, encoding ?? null, errors ?? null, newline ?? null, closefd ?? true, opener ?? null);
  },
  "_io",
);

function textOrNone(name: string, given: Value): string | null {
  const text = given === null ? null : stringOf(given);
  if (text === undefined) throw new TypeError(`open() argument '${name}' must be str or None, not ${typeOf(given).$name}`);
  return text;
}

export function openFile(
  file: Value,
  given: Value,
  buffering: Value,
  encodingGiven: Value,
  errorsGiven: Value,
  newlineGiven: Value,
  closefd: Value,
  opener: Value,
): Suspends<Value> {
  const mode = stringOf(given);
  if (mode === undefined) throw new TypeError(`open() argument 'mode' must be str, not ${typeOf(given).$name}`);
  let size = Number(toIndex(buffering));
  const encoding = textOrNone("encoding", encodingGiven);
  const errors = textOrNone("errors", errorsGiven);
  const newline = textOrNone("newline", newlineGiven);
  if (!/^[rwxabt+]*$/.test(mode) || new Set(mode).size !== mode.length) throw new ValueError(`invalid mode: ${repr(mode)}`);
  const text = mode.includes("t");
  const binary = mode.includes("b");
  const kinds = [...mode].filter((c) => "rwxa".includes(c)).length;
  if (text && binary) throw new ValueError("can't have text and binary mode at once");
  if (kinds !== 1)
    throw new ValueError(
      kinds > 1 ? "must have exactly one of create/read/write/append mode" : "Must have exactly one of create/read/write/append mode and at most one plus",
    );
  if (binary && encoding !== null) throw new ValueError("binary mode doesn't take an encoding argument");
  if (binary && errors !== null) throw new ValueError("binary mode doesn't take an errors argument");
  if (binary && newline !== null) throw new ValueError("binary mode doesn't take a newline argument");
  if (binary && size === 1) warn("RuntimeWarning", "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used");
  const raw = call(FileIO, named(file), mode.replace(/[tb]/g, ""), closefd, opener) as FileIO;
  let result: Value = raw;
  try {
    const lineBuffering = size === 1 || (size < 0 && !raw.$regular && isTerminal(raw.$fd));
    if (size === 1 || size < 0) size = raw._blksize;
    if (size === 0) {
      if (binary) return raw;
      throw new ValueError("can't have unbuffered text I/O");
    }
    if (mode.includes("+")) result = new BufferedRandom(raw, size);
    else if (mode.includes("r")) result = new BufferedReader(raw, size);
    else result = new BufferedWriter(raw, size);
    if (binary) return result;
    const wrapper = call(TextIOWrapper, result, encoding, errors, newline, lineBuffering && truth(lineBuffering)) as TextIOWrapper;
    wrapper.mode = mode;
    return wrapper;
  } catch (error) {
    raw.close();
    throw error;
  }
}

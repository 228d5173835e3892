/**
 * streams - sys.stdin, stdout and stderr: made at the start, flushed at the end.
 *
 * Mirrors  create_stdio and flush_std_files in Python/pylifecycle.c of CPython 3.13
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr } from "../../objects/attributes.js";
import { isinstance, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { callMethod } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import { $caught, $handled, $uncaught } from "../../objects/raise.js";
import { carriedContents } from "../../snapshot/carried.js";
import { real } from "../../system/descriptors.js";
import { output } from "../../objects/traceback.js";
import { withDescriptors } from "../../system/dropped.js";
import { isTerminal, openFile } from "../../system/fds.js";
import { system } from "../../system/oserror.js";
import { flushQuietly, UnsupportedOperation } from "../io/base.js";
import { BufferedReader, BufferedWriter } from "../io/buffered.js";
import { FileIO } from "../io/fileio.js";
import { TextIOWrapper } from "../io/text.js";
import { sysModule } from "./module.js";

function isOpen(fd: number): boolean {
  try {
    fs.fstatSync(real(fd));
    return true;
  } catch {
    return false; // the parent closed it
  }
}

function makeStream(fd: number, unbuffered: boolean, encoding: string, errors: string): Suspends<Value> {
  if (!isOpen(fd)) return null;
  const writes = fd > 0;
  const raw = new FileIO(fd, writes ? "w" : "r", false);
  raw.name$ = ["<stdin>", "<stdout>", "<stderr>"][fd];
  const terminal = fs.fstatSync(real(fd)).isCharacterDevice() && isTerminal(fd);
  const buffer = writes ? (unbuffered ? raw : new BufferedWriter(raw, raw._blksize)) : new BufferedReader(raw, raw._blksize);
  const text = new TextIOWrapper(
    buffer,
    encoding,
    fd === 2 ? "backslashreplace" : errors,
    writes ? "\n" : null,
    !unbuffered && (terminal || fd === 2),
    unbuffered,
  );
  text.mode = writes ? "w" : "r";
  return text;
}

/** A stream of which nothing comes: what a child of multiprocessing has as sys.stdin. The descriptor stays open, as CPython's does. */
export function makeEmptyInput(): Suspends<Value> {
  const fd = withDescriptors(() => system(() => openFile("/dev/null", fs.constants.O_RDONLY, 0), "/dev/null"));
  const text = new TextIOWrapper(new BufferedReader(new FileIO(fd, "r", false)), "utf-8");
  text.mode = "r";
  return text;
}

/** The streams that the process began with, by descriptor. */
const standard: Value[] = [];
carriedContents("standard streams", standard);

/**
 * @param unbuffered python3 -u
 * @param coding PYTHONIOENCODING: the name of an encoding and that of an error handler, `encoding:errors`, each may be missing
 */
export function makeStreams(unbuffered: boolean, coding: string): Suspends<void> {
  const [given = "", handler = ""] = coding.split(":");
  const encoding: Value = given === "" ? "utf-8" : $getattr(callMethod(importModule("_codecs"), "lookup", given), "name");
  const errors = handler !== "" ? handler : given !== "" ? "strict" : "surrogateescape";
  for (const [fd, name] of [
    [0, "stdin"],
    [1, "stdout"],
    [2, "stderr"],
  ] as const) {
    const stream = makeStream(fd, unbuffered && fd > 0, encoding as string, errors);
    sysModule[name] = stream;
    sysModule[`__${name}__`] = stream;
    standard[fd] = stream;
  }
}

/** sys.stderr, or null if there is none. */
export function stderr(): Value {
  return sysModule.stderr ?? null;
}

/** Writes text to sys.stderr as the interpreter does: nothing happens if there is none. */
export function writeStderr(text: string): Suspends<void> {
  const out = stderr();
  if (out === null) return;
  callMethod(out, "write", text);
  callMethod(out, "flush");
}

/** Before there are streams it goes to the descriptor. */
function writeError(text: string): Suspends<void> {
  if (sysModule.__stderr__ === undefined) fs.writeSync(2, text);
  else writeStderr(text);
}
output.write = writeError;
output.hasColors = canColorize;

/** Whether the interpreter prints exceptions in colors (can_colorize of Lib/_colorize.py). */
function canColorize(): Suspends<boolean> {
  const { env } = process;
  const asked = !truth($getattr(sysModule.flags, "ignore_environment"));
  if (asked) {
    if (env["PYTHON_COLORS"] === "0") return false;
    if (env["PYTHON_COLORS"] === "1") return true;
    if (env["NO_COLOR"] !== undefined) return false;
    if (env["FORCE_COLOR"] !== undefined) return true;
    if (env["TERM"] === "dumb") return false;
  }
  const before = $handled();
  try {
    return isTerminal(Number(toIndex(callMethod(stderr(), "fileno"))));
  } catch (thrown) {
    const error = $caught(thrown, null);
    $uncaught(before);
    return isinstance(error, UnsupportedOperation) && truth(callMethod(stderr(), "isatty"));
  }
}

/** The end of a program: what the streams that it began with still hold is written, wherever a script has put them. */
export function flushStandard(): Suspends<void> {
  for (const stream of standard.slice(1)) flushQuietly(stream);
}

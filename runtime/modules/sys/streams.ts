/**
 * streams - sys.stdin, stdout and stderr: made at the start, flushed at the end.
 *
 * Mirrors  create_stdio and flush_std_files in Python/pylifecycle.c of CPython 3.13
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { callMethod } from "../../objects/protocols/call.js";
import { $caught, $handled, $uncaught } from "../../objects/raise.js";
import { real } from "../../system/descriptors.js";
import { output } from "../../objects/traceback.js";
import { withDescriptors } from "../../system/dropped.js";
import { isTerminal, openFile } from "../../system/fds.js";
import { system } from "../../system/oserror.js";
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
  const buffer = writes ? (unbuffered ? raw : new BufferedWriter(raw)) : new BufferedReader(raw);
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

/** Flushes sys.stdout and sys.stderr at the end; false if stdout could not be. */
export function flushStreams(): Suspends<boolean> {
  let fine = true;
  for (const name of ["stdout", "stderr"]) {
    const stream: Value = sysModule[name];
    if (stream === undefined || stream === null) continue;
    const before = $handled();
    try {
      const closed = getattrOr(stream, "closed");
      if (closed === undefined || !truth(closed)) callMethod(stream, "flush");
    } catch (error) {
      const e = $caught(error, null);
      if (name === "stdout") {
        fine = false;
        writeStderr(`Exception ignored in: <_io.TextIOWrapper name='<stdout>' mode='w' encoding='utf-8'>\n${e.$cls.$name}: ${e.$args.join(", ")}\n`);
      }
      $uncaught(before);
    }
  }
  return fine;
}

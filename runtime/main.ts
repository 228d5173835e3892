/**
 * main - runs a compiled script as __main__: its threads, its end, its status.
 *
 * Mirrors     Modules/main.c (pymain_run_python), Python/pylifecycle.c (Py_FinalizeEx)
 * Order       the script; what it did not catch, on stderr; threading._shutdown; atexit; stdout and stderr flushed; the status, or the signal
 */
import fs from "node:fs";
import { handOn } from "./frames/generator.js";
import type { Suspends } from "./frames/suspend.js";
import { KeyboardInterrupt, SystemExit } from "./objects/exceptions.js";
import { InternalError } from "./objects/internal.js";
import { isinstance, typeOf, type Value } from "./objects/object.js";
import { call, callMethod } from "./objects/protocols/call.js";
import { truth } from "./objects/protocols/bool.js";
import { text as str } from "./objects/protocols/str.js";
import { $caught, $uncaught } from "./objects/raise.js";
import { isolate, newThread } from "./scheduler/current.js";
import { startLoop } from "./scheduler/scheduler.js";
import { leaveProcess } from "./processes/index.js";
import { signals, takePending } from "./scheduler/signals.js";
import { ends } from "./modules/ends.js";
import { sysModule } from "./modules/sys/module.js";
import { flushQuietly } from "./modules/io/base.js";
import { flushStandard, writeStderr } from "./modules/sys/streams.js";
import { finalizing } from "./modules/sys/index.js";
import { reportUnraisable } from "./modules/unraisable.js";
import { $getattr } from "./objects/attributes.js";
import { runningHooks } from "./objects/trace.js";
import { showException } from "./objects/traceback.js";

/** What the program's end leaves for the system. */
interface Ending {
  status: number;
  /** died of a KeyboardInterrupt: the parent is to see SIGINT */
  interrupted: boolean;
}

/** What kind of program it is. */
export interface Text {
  /** CPython runs it itself, as a file: what it has written is flushed when it is over, before an exception is told of and threads are waited for */
  isFile: boolean;
}

/**
 * Runs `body`, the script's module body, on the main thread; ends the process when all is done.
 *
 * @param after what runs then in any case, before the process ends
 */
export function runMain(body: () => Suspends<unknown>, after: (() => Suspends<unknown>) | null = null, text: Text = { isFile: false }): void {
  prepareMain();
  startLoop(newThread(() => life(body, after, text)));
}

/** What the process needs before anything of Python's runs in it. */
export function prepareMain(): void {
  signals.handle ??= interruptMain;
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => fail(error));
  // Node opens its debugger at this signal, which is to end the process, until a listener has come and gone
  process.on("SIGUSR1", unheard).removeListener("SIGUSR1", unheard);
  runningHooks.saved = () => isolate.current?.frames ?? [];
}

function unheard(): void {
  // its coming and going is what counts
}

function life(body: () => Suspends<unknown>, after: (() => Suspends<unknown>) | null, text: Text): Suspends<void> {
  const ending: Ending = { status: 0, interrupted: false };
  runPart(() => runFlushed(body, text), after === null ? ending : null);
  if (after !== null) runPart(after, ending);
  finish(ending);
  leave(ending);
}

/** Runs a program, and flushes what a file has written (flush_io of Python/pythonrun.c). */
function runFlushed(body: () => Suspends<unknown>, text: Text): Suspends<void> {
  try {
    body();
  } catch (thrown) {
    if (text.isFile && !(thrown instanceof InternalError)) flushBoth();
    throw thrown;
  }
  if (text.isFile) flushBoth();
}

function flushBoth(): Suspends<void> {
  flushQuietly(sysModule.stderr);
  flushQuietly(sysModule.stdout);
}

/** @param ending null: something follows, and SystemExit is told of as any other exception */
function runPart(part: () => Suspends<unknown>, ending: Ending | null): Suspends<void> {
  try {
    part();
  } catch (thrown) {
    if (thrown instanceof InternalError) fail(thrown);
    const error = $caught(thrown, null);
    // sys.excepthook runs when nothing is handled any more
    $uncaught(null);
    if (ending === null) report(error);
    else endedBy(error, ending);
  }
}

/** A bug in gilt: said as such, with what a report needs. */
function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : `${shown(error)} left its thread`;
  const stack = error instanceof Error ? (error.cause instanceof Error ? error.cause.stack : error.stack) : undefined;
  const text = stack ?? message;
  fs.writeSync(
    2,
    `gilt: internal error (G7001): ${message}\nThis is a bug in gilt, not in the script. Please report it with the script and these lines:\n${text.replace(/^/gm, "  | ")}\n`,
  );
  process.reallyExit(70);
}

function shown(thrown: Value): string {
  return thrown?.$cls === undefined ? `${typeof thrown} ${String(thrown)}` : `a Python exception, ${String(thrown.$cls.$name)} ${String(thrown.$args)},`;
}

/** The script, or what ran at its end, raised: says so, and sets the status. */
function endedBy(error: Value, ending: Ending): Suspends<void> {
  if (isinstance(error, SystemExit)) {
    ending.status = exitStatus(error);
    ending.interrupted = false;
    return;
  }
  ending.status = 1;
  ending.interrupted = isinstance(error, KeyboardInterrupt);
  report(error);
}

/** Tells of an uncaught exception, unless nobody can be told. */
function report(error: Value): Suspends<void> {
  try {
    handToHook(error);
  } catch (thrown) {
    $caught(thrown, null);
    $uncaught(null);
  }
}

/** Hands an uncaught exception to sys.excepthook. */
function handToHook(error: Value): Suspends<void> {
  const hook: Value = sysModule.excepthook;
  if (hook === undefined || hook === null) {
    writeStderr("sys.excepthook is missing\n");
    showException(error);
    return;
  }
  try {
    call(hook, typeOf(error), error, $getattr(error, "__traceback__"));
  } catch (thrown) {
    const second = $caught(thrown, null);
    writeStderr("Error in sys.excepthook:\n");
    showException(second);
    writeStderr("\nOriginal exception was:\n");
    showException(error);
    $uncaught(null);
  }
}

/** `sys.exit(x)`: numbers are statuses, None is 0, anything else is printed and means 1. */
function exitStatus(error: Value): Suspends<number> {
  const code = $getattr(error, "code");
  if (code === null || code === undefined) return 0;
  if (typeof code === "boolean") return code ? 1 : 0;
  if (typeof code === "number") return code & 255;
  // what a C long does not hold is -1, after a word about it
  if (typeof code === "bigint") {
    if (BigInt.asIntN(64, code) === code) return Number(BigInt.asUintN(8, code));
    writeStderr("Exception ignored on threading shutdown:\nOverflowError: Python int too large to convert to C long\n");
    return 255;
  }
  const plain: Value = code.$value;
  if (typeof plain === "number") return plain & 255;
  writeStderr(str(code) + "\n");
  return 1;
}

/** What runs after the script: waiting for threads, atexit, in the order in which the modules asked for it. */
function finish(ending: Ending): Suspends<void> {
  if (ends.threads !== undefined) attempt(ends.threads, "Exception ignored on threading shutdown");
  if (ends.atexit !== undefined) ends.atexit();
  finalizing.now = true;
  handOn();
  if (ends.lives !== undefined) ends.lives();
  if (!flush("stdout") && ending.status === 0) ending.status = 120;
  if (!flush("stderr") && ending.status === 0) ending.status = 120;
  if (ends.files !== undefined) ends.files();
  flushStandard();
}

/** Runs something at the end; what it raises is only told. */
function attempt(step: () => Suspends<unknown>, message: string): Suspends<void> {
  try {
    step();
  } catch (thrown) {
    reportUnraisable($caught(thrown, null), message, null);
    $uncaught(null);
  }
}

/** Flushes a standard stream; false if that failed, which has been told (flush_std_files of Python/pylifecycle.c). */
function flush(name: "stdout" | "stderr"): Suspends<boolean> {
  const stream: Value = sysModule[name];
  if (stream === undefined || stream === null || isClosed(stream)) return true;
  try {
    callMethod(stream, "flush");
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (name === "stdout") reportUnraisable(error, "Exception ignored on flushing sys.stdout", null);
    $uncaught(null);
    return false;
  }
  return true;
}

/** What cannot say it is not closed. */
function isClosed(stream: Value): Suspends<boolean> {
  try {
    return truth($getattr(stream, "closed"));
  } catch (thrown) {
    $caught(thrown, null);
    $uncaught(null);
    return false;
  }
}

/** Ends the process. */
function leave(ending: Ending): Suspends<void> {
  for (const last of ends.system) last();
  leaveProcess(ending.interrupted ? SIGINT : ending.status << 8);
}

const SIGINT = 2;

/** The handler of SIGINT before a script sets its own. */
function interruptMain(): Suspends<unknown> {
  for (const number of takePending()) if (number === 2) throw new KeyboardInterrupt();
  return null;
}

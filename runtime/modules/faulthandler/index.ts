/**
 * faulthandler - where the threads are, on demand.
 *
 * Mirrors   Modules/faulthandler.c of CPython 3.13, names and order of its functions
 * Suspends  fileno and flush of a file of the script's
 * Differs   a program of gilt's does not crash: enable() keeps its file alone
 */
import { writeSync } from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { OverflowError, RuntimeError, ValueError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { toIndex } from "../../objects/protocols/index.js";
import { callMethod } from "../../objects/protocols/call.js";
import { builtin } from "../../objects/register.js";
import { importModule } from "../../importer/importer.js";
import { ownPid } from "../../processes/index.js";
import { carriedContents } from "../../snapshot/carried.js";
import { real } from "../../system/descriptors.js";
import { stderr } from "../sys/streams.js";
import { secondsToMs } from "../../scheduler/seconds.js";
import { dumped } from "./dump.js";
import { cancelDump, dumpLater } from "./later.js";
import { checked, forget, register } from "./register.js";

const handler = { enabled: false };
carriedContents("fault handler", handler);

/** The descriptor of a file, of a number, of sys.stderr. */
function descriptorOf(file: Value): Suspends<number> {
  if (typeof file === "number") {
    if (file < 0) throw new ValueError("file is not a valid file descriptor");
    return file;
  }
  const stream: Value = file ?? stderr();
  if (stream === null || stream === undefined) throw new RuntimeError("sys.stderr is None");
  const fd: Value = callMethod(stream, "fileno");
  if (typeof fd !== "number" || fd < 0) throw new RuntimeError("file.fileno() is not a valid file descriptor");
  callMethod(stream, "flush");
  return fd;
}

const MODULE = "faulthandler";

/** The longest timeout, in milliseconds: so many microseconds as fit into 63 bits of nanoseconds. */
const LONGEST_MS = 9223372036854;

/** A flag of C's. */
const isSet = (flag: Value): Suspends<boolean> => flag !== undefined && truth(flag);

const [SIGABRT, SIGFPE, SIGSEGV] = [6, 8, 11];

/** A crash of the process, as those that faulthandler is to report. */
function die(signal: number): Suspends<null> {
  callMethod(importModule("os"), "kill", ownPid(), signal);
  return null;
}

export default pymodule(
  MODULE,
  {
    enable: builtin(
      "enable(file=sys.stderr, all_threads=True)",
      (file: Value): Suspends<null> => {
        descriptorOf(file);
        handler.enabled = true;
        return null;
      },
      MODULE,
    ),
    disable: builtin(
      "disable()",
      (): boolean => {
        const was = handler.enabled;
        handler.enabled = false;
        return was;
      },
      MODULE,
    ),
    is_enabled: builtin("is_enabled()", (): boolean => handler.enabled, MODULE),
    dump_traceback: builtin(
      "dump_traceback(file=sys.stderr, all_threads=True)",
      (file: Value, all: Value): Suspends<null> => {
        const fd = descriptorOf(file);
        writeSync(real(fd), dumped(all === undefined || truth(all)));
        return null;
      },
      MODULE,
    ),
    dump_traceback_later: builtin(
      "dump_traceback_later(timeout, repeat=False, file=sys.stderr, exit=False)",
      (timeout: Value, repeat: Value, file: Value, exit: Value): Suspends<null> => {
        const ms = Math.floor(secondsToMs(timeout) * 1000) / 1000;
        if (ms <= 0) throw new ValueError("timeout must be greater than 0");
        if (ms > LONGEST_MS) throw new OverflowError("timeout value is too large");
        dumpLater({ ms, repeats: isSet(repeat), fd: descriptorOf(file), exits: isSet(exit) });
        return null;
      },
      MODULE,
    ),
    cancel_dump_traceback_later: builtin(
      "cancel_dump_traceback_later()",
      (): null => {
        cancelDump();
        return null;
      },
      MODULE,
    ),
    register: builtin(
      "register(signum, file=sys.stderr, all_threads=True, chain=False)",
      (signum: Value, file: Value, all: Value, chain: Value): Suspends<null> => {
        const number = checked(toIndex(signum));
        register(number, { fd: descriptorOf(file), all: all === undefined || truth(all), chain: isSet(chain) });
        return null;
      },
      MODULE,
    ),
    _sigsegv: builtin("_sigsegv(release_gil=False, /)", (_release: Value): Suspends<null> => die(SIGSEGV), MODULE),
    _sigabrt: builtin("_sigabrt()", (): Suspends<null> => die(SIGABRT), MODULE),
    _sigfpe: builtin("_sigfpe()", (): Suspends<null> => die(SIGFPE), MODULE),
    unregister: builtin("unregister(signum, /)", (signum: Value): Suspends<boolean> => forget(checked(toIndex(signum))), MODULE),
  },
  "faulthandler module.",
);

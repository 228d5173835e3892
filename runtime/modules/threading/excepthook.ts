/**
 * threading.excepthook - what becomes of an exception that a thread does not catch.
 *
 * Mirrors     Modules/_threadmodule.c: thread_excepthook; Lib/threading.py: _make_invoke_excepthook
 * Calls back  threading.excepthook, which scripts replace; sys.stderr
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import { Exception, SystemExit, TypeError } from "../../objects/exceptions.js";
import { isinstance, issubclass, isType, typeOf, type Value } from "../../objects/object.js";
import { text as str } from "../../objects/protocols/str.js";
import { callMethod } from "../../objects/protocols/call.js";
import { LIBRARY } from "../../importer/place.js";
import { $caught, $passing, $uncaught, type Passed } from "../../objects/raise.js";
import { builtin } from "../../objects/register.js";
import { structItems, structSequence } from "../../objects/structseq.js";
import { formatException, output, showException } from "../../objects/traceback.js";
import { isolate, type GreenThread } from "../../scheduler/current.js";
import { sysModule } from "../sys/module.js";
import { Thread, Timer } from "./thread.js";
import { writeStderr } from "../sys/streams.js";
import { carriedContents } from "../../snapshot/carried.js";

export const ExceptHookArgs = structSequence("_thread._ExceptHookArgs", ["exc_type", "exc_value", "exc_traceback", "thread"], 4, {
  doc: "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.",
});

/** Prints what threads do not catch; SystemExit ends a thread in silence. */
export const excepthook = builtin(
  "_excepthook(args, /)",
  function (args: Value): Suspends<null> {
    if (typeOf(args) !== ExceptHookArgs) throw new TypeError("_thread.excepthook argument type must be ExceptHookArgs");
    const [type, value, , thread] = structItems(args);
    if (isType(type) && issubclass(type, SystemExit)) return null;
    const out: Value = sysModule.stderr ?? (thread === null ? null : thread._stderr) ?? null;
    if (out === null) return null;
    const name: Value = thread === null ? (isolate.current as GreenThread).ident : thread._name;
    if (out === sysModule.stderr) {
      writeStderr(`Exception in thread ${str(name)}:\n`);
      showException(value);
    } else {
      callMethod(out, "write", `Exception in thread ${str(name)}:\n`);
      callMethod(out, "flush");
      // CPython's printing knows of sys's streams alone
      callMethod(sysModule.__stderr__, "write", formatException(value, { colorize: output.hasColors() }));
    }
    return null;
  },
  "_thread",
);

const FILE = `${LIBRARY}/threading.py`;
const BOOTSTRAP: Passed = { file: FILE, name: "_bootstrap_inner", span: [1041, 16, 1041, 26] };
const RUN: Passed = { file: FILE, name: "run", span: [992, 16, 992, 57] };
const RUN_TIMER: Passed = { file: FILE, name: "run", span: [1342, 12, 1342, 52] };
const INVOKE: Passed = { file: FILE, name: "invoke_excepthook", span: [1290, 12, 1290, 22] };

/** The functions that what ends a thread has passed: its bootstrap, and the `run` of a class of the library. */
export function passedIn(thread: Thread): Passed[] {
  const run: Value = thread.run;
  return run === Thread.prototype.run ? [RUN, BOOTSTRAP] : run === Timer.prototype.run ? [RUN_TIMER, BOOTSTRAP] : [BOOTSTRAP];
}

/** The hook that scripts may replace: `threading.excepthook`. */
export const hook: { current: Value } = { current: excepthook };
carriedContents("threading.excepthook", hook);

/** Calls the hook for an exception that ended a thread. */
export function reportUncaught(thread: Value, error: Value): Suspends<void> {
  try {
    const f: Value = hook.current === null ? excepthook : hook.current;
    $callx(f, [ExceptHookArgs([typeOf(error), error, $getattr(error, "__traceback__"), thread])], null);
  } catch (thrown) {
    const second = $caught($passing(thrown, [INVOKE]), null);
    if (!isinstance(second, Exception)) throw second;
    second.$suppress = true;
    writeStderr("Exception in threading.excepthook:\n");
    sysModule.excepthook(typeOf(second), second, $getattr(second, "__traceback__"));
    $uncaught(null);
  }
}

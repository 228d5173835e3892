/**
 * excepthook - what happens to an exception that nothing caught.
 *
 * Mirrors  _PyErr_PrintEx in Python/pythonrun.c of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { typeOf, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { $caught, $uncaught } from "../../objects/raise.js";
import { formatException, tracebackOf } from "../../objects/traceback.js";
import { sysModule } from "./module.js";
import { writeStderr } from "./streams.js";

/** Prints an exception with its traceback to sys.stderr: sys.__excepthook__. */
export function printException(error: Value): Suspends<void> {
  writeStderr(formatException(error));
}

/** Calls sys.excepthook; if that raises, both exceptions are printed. */
export function reportException(error: Value): Suspends<void> {
  sysModule.last_exc = sysModule.last_value = error;
  sysModule.last_type = typeOf(error);
  sysModule.last_traceback = tracebackOf(error);
  const hook: Value = sysModule.excepthook;
  if (hook === undefined) {
    writeStderr("sys.excepthook is missing\n");
    printException(error);
    return;
  }
  if (hook === sysModule.__excepthook__) {
    printException(error);
    return;
  }
  try {
    call(hook, typeOf(error), error, tracebackOf(error));
  } catch (thrown) {
    const second = $caught(thrown, null);
    writeStderr("Error in sys.excepthook:\n");
    printException(second);
    writeStderr("\nOriginal exception was:\n");
    printException(error);
    $uncaught(null);
  }
}

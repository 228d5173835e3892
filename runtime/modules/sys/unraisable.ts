/**
 * unraisable - exceptions that cannot be raised: in callbacks at the end, in __del__, in threads that go.
 *
 * Mirrors  PyErr_WriteUnraisable in Python/errors.c of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { typeOf, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { call } from "../../objects/protocols/call.js";
import { namespace } from "../../objects/namespace.js";
import { formatException, tracebackOf } from "../../objects/traceback.js";
import { sysModule } from "./module.js";
import { writeStderr } from "./streams.js";

/** @param message the words before the object; null: "Exception ignored in" */
export function writeUnraisable(error: Value, object: Value = null, message: string | null = null): Suspends<void> {
  const hook: Value = sysModule.unraisablehook;
  if (hook === undefined || hook === sysModule.__unraisablehook__) {
    writeStderr(`${message ?? "Exception ignored in"}${object === null ? ":" : `: ${repr(object)}`}\n`);
    writeStderr(formatException(error));
    return;
  }
  call(hook, namespace({ exc_type: typeOf(error), exc_value: error, exc_traceback: tracebackOf(error), err_msg: message, object }));
}

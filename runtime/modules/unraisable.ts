/**
 * unraisable - exceptions where there is no one to raise them to: they go to sys.unraisablehook.
 *
 * Mirrors     Python/errors.c: PyErr_FormatUnraisable
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "../objects/attributes.js";
import { typeOf, type Value } from "../objects/object.js";
import { $caught, $handled, $uncaught } from "../objects/raise.js";
import { call } from "../objects/protocols/call.js";
import { structSequence } from "../objects/structseq.js";
import { sysModule } from "./sys/module.js";

export const UnraisableHookArgs = structSequence("sys.UnraisableHookArgs", ["exc_type", "exc_value", "exc_traceback", "err_msg", "object"]);

/** @param message what was being done; null: "Exception ignored in" */
export function reportUnraisable(error: Value, message: string | null, object: Value): Suspends<void> {
  const hook: Value = sysModule.unraisablehook;
  if (hook === undefined || hook === null) return;
  const before = $handled();
  try {
    call(hook, UnraisableHookArgs([typeOf(error), error, $getattr(error, "__traceback__"), message, object]));
  } catch (thrown) {
    const second = $caught(thrown, null);
    // the default one fails where stderr is closed: there is nobody left to tell
    if (hook !== sysModule.__unraisablehook__) reportSecond(second, hook);
    $uncaught(before);
  }
}

function reportSecond(second: Value, hook: Value): Suspends<void> {
  const handled = $handled();
  try {
    call(
      sysModule.__unraisablehook__,
      UnraisableHookArgs([typeOf(second), second, $getattr(second, "__traceback__"), "Exception ignored in sys.unraisablehook", hook]),
    );
  } catch (thrown) {
    $caught(thrown, null);
    $uncaught(handled);
  }
}

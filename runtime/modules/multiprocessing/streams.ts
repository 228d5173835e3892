/**
 * multiprocessing.streams - what happens to the standard streams around the start and the end of a child.
 *
 * Mirrors     Lib/multiprocessing/util.py: _close_stdin, _flush_std_streams
 */
import type { Suspends } from "../../frames/suspend.js";
import { AttributeError, OSError, ValueError } from "../../objects/exceptions.js";
import { isinstance, type PyType, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { $caught, $handled, $uncaught } from "../../objects/raise.js";
import { TextIOWrapper } from "../io/text.js";
import { sysModule } from "../sys/module.js";
import { makeEmptyInput } from "../sys/streams.js";

/** Runs a step; exceptions of these classes do not matter. */
function unless(classes: readonly PyType[], step: () => Suspends<unknown>): Suspends<void> {
  const handled = $handled();
  try {
    step();
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!classes.some((cls) => isinstance(error, cls))) throw error;
    $uncaught(handled);
  }
}

/** Closes sys.stdin; reading from it gives nothing from now on. */
export function closeStdin(): Suspends<void> {
  const stdin: Value = sysModule.stdin;
  if (stdin === undefined || stdin === null) return;
  unless([OSError, ValueError], () => callMethod(stdin, "close"));
  unless([OSError, ValueError], openNothing);
}

function openNothing(): Suspends<void> {
  sysModule.stdin = makeEmptyInput();
}

/** What the standard streams hold back is another process's: of the parent of one that begins with what that has written since it was started. */
export function forgetUnwritten(): void {
  for (const stream of [sysModule.stdout, sysModule.stderr] as Value[]) if (stream instanceof TextIOWrapper) stream.$forget();
}

export function flushStdStreams(): Suspends<void> {
  unless([AttributeError, ValueError], () => callMethod(sysModule.stdout, "flush"));
  unless([AttributeError, ValueError], () => callMethod(sysModule.stderr, "flush"));
}

/**
 * multiprocessing.ending - the end of a process: finalizers, daemons ended, the other children waited for.
 *
 * Mirrors     Lib/multiprocessing/util.py: _exit_function
 * Suspends    _exit_function
 */
import type { Suspends } from "../../frames/suspend.js";
import { truth } from "../../objects/protocols/bool.js";
import { $getattr } from "../../objects/attributes.js";
import { callMethod } from "../../objects/protocols/call.js";
import { builtin } from "../../objects/register.js";
import type { Value } from "../../objects/object.js";
import { carried } from "../../snapshot/carried.js";
import { register, unregister } from "../atexit.js";
import { _run_finalizers } from "./finalize.js";
import { debug, info } from "./log.js";
import { active_children } from "./process.js";

const ending = { exiting: false, registered: false };
carried(
  "multiprocessing ending",
  () => [ending.exiting, ending.registered],
  (state) => {
    [ending.exiting, ending.registered] = state as [boolean, boolean];
  },
);

export function is_exiting(): boolean {
  return ending.exiting;
}

export const _exit_function = builtin(
  "_exit_function()",
  (): Suspends<null> => {
    if (ending.exiting) return null;
    ending.exiting = true;
    info("process shutting down");
    debug('running all "atexit" finalizers with priority >= 0');
    _run_finalizers(0);
    for (const p of active_children() as Value[]) {
      if (!truth($getattr(p, "daemon"))) continue;
      info("calling terminate() for daemon %s", $getattr(p, "name"));
      callMethod(p._popen, "terminate");
    }
    for (const p of active_children() as Value[]) {
      info("calling join() for process %s", $getattr(p, "name"));
      callMethod(p, "join");
    }
    debug('running the remaining "atexit" finalizers');
    _run_finalizers();
    return null;
  },
  "multiprocessing.util",
);

/** Has the process end as above, from now on. */
export function atEnd(): Suspends<void> {
  if (ending.registered) return;
  ending.registered = true;
  (register as Value)(_exit_function);
}

/** The same with a logger: before logging's own end. */
export function atEndBeforeLogging(): Suspends<void> {
  if (ending.registered) (unregister as Value)(_exit_function);
  ending.registered = true;
  (register as Value)(_exit_function);
}

/** A child of a fork has an end of its own. */
export function atEndOfChild(): Suspends<void> {
  ending.exiting = false;
  ending.registered = true;
  (register as Value)(_exit_function);
}

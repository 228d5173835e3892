/**
 * concurrent.futures.process.ending - at the end of the program, the managers of executors are woken and waited for.
 *
 * Mirrors     Lib/concurrent/futures/process.py: _python_exit
 * Suspends    endExecutors
 */
import type { Suspends } from "../../../../frames/suspend.js";
import { carriedContents } from "../../../../snapshot/carried.js";
import { Thread } from "../../../threading/thread.js";
import { _ThreadWakeup } from "./wakeup.js";

/** The managers' threads and what wakes them; the program waits for them at its end. */
export const wakeups = new Map<Thread, _ThreadWakeup>();
carriedContents("concurrent.futures.process", wakeups);
export const state = { shutdown: false };

function endExecutors(): Suspends<null> {
  state.shutdown = true;
  const waiting = [...wakeups];
  for (let i = 0; i < waiting.length; i++) {
    const [thread, wakeup] = waiting[i]!;
    if (thread.$pool !== undefined) thread.$pool.open = false;
    wakeup.wakeup();
  }
  for (let i = 0; i < waiting.length; i++) waiting[i]![0].join$();
  return null;
}
export const ending = { call: endExecutors };

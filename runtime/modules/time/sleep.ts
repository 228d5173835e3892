/**
 * time.sleep - the one function of `time` that waits.
 *
 * Mirrors     Modules/timemodule.c: pysleep
 * Suspends    sleep
 */
import type { Suspends } from "../../frames/suspend.js";
import { ValueError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { builtin } from "../../objects/register.js";
import { policy } from "../../scheduler/policy.js";
import { yieldThread } from "../../scheduler/scheduler.js";
import { secondsToMs } from "../../scheduler/seconds.js";
import { checkSignals } from "../../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT, Waiters } from "../../scheduler/waiters.js";
import { audit } from "../../objects/audit.js";

/** Threads that sleep: only their timers, or a signal, wake them. */
const sleepers = new Waiters();

/** Lets the others run for so long; the deadline is reached whatever signals come meanwhile. */
export function sleepMs(ms: number): Suspends<void> {
  if (ms === 0) {
    yieldThread();
    return;
  }
  const deadlineMs = policy.current.nowMs() + ms;
  let woken: unknown;
  do {
    woken = sleepers.park(deadlineMs);
    if (woken === INTERRUPTED) checkSignals();
  } while (woken !== TIMED_OUT);
}

export const sleep = builtin(
  "sleep(object, /)",
  (seconds: Value): Suspends<null> => {
    const ms = secondsToMs(seconds);
    if (ms < 0) throw new ValueError("sleep length must be non-negative");
    audit("time.sleep", seconds);
    sleepMs(ms);
    return null;
  },
  "time",
);

/**
 * locks - locks of files that somebody else has: the system can wait for them, but all threads with it.
 *
 * Suspends  untilFree: until the lock is there; other threads run meanwhile
 */
import type { Suspends } from "../frames/suspend.js";
import { policy } from "../scheduler/policy.js";
import { checkSignals } from "../scheduler/signals.js";
import { INTERRUPTED, Waiters } from "../scheduler/waiters.js";
import { failure } from "./oserror.js";
import { EAGAIN, errno } from "./posix.js";

const EACCES = 13;
/** How often a lock that somebody else has is tried again. */
const [FIRST_MS, LONGEST_MS] = [1, 25];

const waiting = new Waiters();

/** Tries again until the lock is there: the system has no way to tell when it is free. @param attempt a call of C @throws OSError */
export function untilFree(attempt: () => number, wait: boolean): Suspends<void> {
  for (let ms = FIRST_MS; ; ms = Math.min(LONGEST_MS, ms * 2)) {
    if (attempt() >= 0) return;
    const code = errno();
    if (!wait || (code !== EAGAIN && code !== EACCES)) throw failure(code);
    if (waiting.park(policy.current.nowMs() + ms) === INTERRUPTED) checkSignals();
  }
}

/**
 * multiprocessing.pool.notifier - wakes the thread that looks after a pool's workers.
 *
 * In CPython it is a SimpleQueue between processes; only threads of one process use it.
 */
import type { Suspends } from "../../../frames/suspend.js";
import { isolate, type GreenThread } from "../../../scheduler/current.js";
import { checkSignals } from "../../../scheduler/signals.js";
import { INTERRUPTED, unpark, Waiters } from "../../../scheduler/waiters.js";
import { POLLIN, ready, waitDescriptors } from "../../../system/poll.js";

export class Notifier {
  /** There is news that the thread has not seen. */
  pending = false;
  /** The thread, while it waits. */
  thread: GreenThread | null = null;

  /** There is news. */
  put(): void {
    this.pending = true;
    if (this.thread !== null && this.thread.list !== null) unpark(this.thread, []);
  }

  /** Waits for news, or until one of the descriptors can be read. */
  wait(fds: readonly number[]): Suspends<void> {
    this.thread = isolate.current as GreenThread;
    const events = fds.map(() => POLLIN);
    while (!this.pending) {
      if (fds.length > 0 && ready(fds, events).count > 0) break;
      const woken = fds.length > 0 ? waitDescriptors(fds, events, Infinity) : new Waiters().park(Infinity);
      if (woken !== INTERRUPTED) break;
      checkSignals();
    }
    this.thread = null;
    this.pending = false;
  }
}

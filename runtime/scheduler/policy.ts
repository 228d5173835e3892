/**
 * policy - who runs next, when a running thread must stop, and what time it is: all that is nondeterministic in an isolate.
 *
 * The default is first come, first served by the real clock. A seeded or replayed order, or a clock that jumps, replaces `policy.current`.
 */
import { monotonicMs } from "./clock.js";
import type { GreenThread } from "./current.js";
import { carriedContents } from "../snapshot/carried.js";

/** Threads that could run, in the order in which they became ready: a linked list through `nextReady`. */
export interface ReadyQueue {
  readonly length: number;
  /** Removes and returns the first. */
  shift(): GreenThread | null;
  /** Removes and returns the one at a place. */
  take(at: number): GreenThread;
}

export interface Policy {
  /** Milliseconds of a monotonic clock. */
  nowMs(): number;
  /** Takes the thread that runs next out of the queue, which is not empty. */
  next(ready: ReadyQueue): GreenThread;
  /** At a fuel check, while others are ready: must the thread that has run since `sinceMs` stop? */
  preempts(nowMs: number, sinceMs: number): boolean;
  /** How long the event loop may be kept waiting by a thread that does not wait, while descriptors are watched or signals have handlers. */
  turnMs: number;
  /** The same where they are not: a turn costs a long loop its fast form. It is how late an interrupt may be seen. */
  aloneMs: number;
  /** Nothing is ready before `deadlineMs`: a clock that is not the real one moves there and says true. */
  jump?(deadlineMs: number): boolean;
}

/** sys.getswitchinterval() */
export const interval = { ms: 5 };
carriedContents("switch interval", interval);

/** First come, first served; a thread keeps running for sys.getswitchinterval() while others are ready. */
export class FairPolicy implements Policy {
  turnMs = 20;
  aloneMs = 60;

  nowMs(): number {
    return monotonicMs();
  }

  next(ready: ReadyQueue): GreenThread {
    return ready.shift() as GreenThread;
  }

  preempts(nowMs: number, sinceMs: number): boolean {
    return nowMs - sinceMs >= interval.ms;
  }
}

export const policy: { current: Policy } = { current: new FairPolicy() };

/**
 * waiters - the first-in, first-out list behind every lock, sleep and queue.
 *
 * Invariants
 *   S2  A live thread that is not running is in the ready queue or in exactly one Waiters list, never both.
 *   S4  A thread leaves a Waiters list only through unpark(); a timer that fires later finds it gone.
 * Units: milliseconds of the policy's clock.
 */
import { park, type Suspends } from "../frames/suspend.js";
import { isolate, type GreenThread } from "./current.js";
import { makeNext, makeReady } from "./scheduler.js";
import { armTimer, disarmTimer } from "./timers.js";

/** Result of a wait whose deadline has come. */
export const TIMED_OUT = Symbol("timed out");
/** Result of a wait that a signal ends: the waiter serves signals and goes on waiting, as CPython does on EINTR. */
export const INTERRUPTED = Symbol("interrupted");

/** Threads waiting for one thing, in order of arrival. */
export class Waiters {
  first: GreenThread | null;
  last: GreenThread | null;

  // made for each wait of a condition: initialisers of fields are a call of their own
  constructor() {
    this.first = null;
    this.last = null;
  }

  /** Suspends the running thread at the end of the list; the result is what unpark() gives, TIMED_OUT or INTERRUPTED. */
  park(deadlineMs: number): Suspends<unknown> {
    const thread = isolate.current as GreenThread;
    thread.list = this;
    thread.before = this.last;
    if (this.last === null) this.first = thread;
    else this.last.after = thread;
    this.last = thread;
    if (deadlineMs !== Infinity) armTimer(thread, deadlineMs);
    return park();
  }

  /** The same at the front: for one that was woken in its turn and came too late. */
  parkFirst(deadlineMs: number): Suspends<unknown> {
    const thread = isolate.current as GreenThread;
    thread.list = this;
    thread.after = this.first;
    if (this.first === null) this.last = thread;
    else this.first.before = thread;
    this.first = thread;
    if (deadlineMs !== Infinity) armTimer(thread, deadlineMs);
    return park();
  }

  /** Wakes the thread that has waited longest, if there is one. */
  wakeFirst(value: unknown): void {
    if (this.first !== null) unpark(this.first, value);
  }

  wakeAll(value: unknown): void {
    while (this.first !== null) unpark(this.first, value);
  }
}

/** Lists on which threads wait that no signal wakes. */
export const unbroken = new Set<Waiters>();
/** Lists of waits for system calls that begin again after a signal of which siginterrupt() says so. */
export const restarted = new Set<Waiters>();

/** Suspends the running thread only to be looked at from outside: it goes on in a moment, and no signal ends that. */
export function parkUnbroken(list: Waiters): Suspends<unknown> {
  unbroken.add(list);
  try {
    return list.park(Infinity);
  } finally {
    unbroken.delete(list);
  }
}

/** Ends a thread's wait: `value` is the result of its park(). */
export function unpark(thread: GreenThread, value: unknown): void {
  leave(thread);
  thread.value = value;
  makeReady(thread);
}

/** The same, and it runs before all others. */
export function unparkNext(thread: GreenThread, value: unknown): void {
  leave(thread);
  thread.value = value;
  makeNext(thread);
}

/** Ends a thread's wait with an exception raised there. */
export function unparkThrow(thread: GreenThread, exception: unknown): void {
  leave(thread);
  thread.value = exception;
  thread.threw = true;
  makeReady(thread);
}

/** A thread waits no more, and is not to go on here. */
export function takeFromWait(thread: GreenThread): void {
  leave(thread);
}

function leave(thread: GreenThread): void {
  const list = thread.list as Waiters;
  if (thread.before === null) list.first = thread.after;
  else thread.before.after = thread.after;
  if (thread.after === null) list.last = thread.before;
  else thread.after.before = thread.before;
  thread.before = null;
  thread.after = null;
  thread.list = null;
  if (thread.timer !== -1) disarmTimer(thread);
}

/**
 * _thread.lock - the lock that all others are made of.
 *
 * Mirrors     Modules/_threadmodule.c: lock
 * Suspends    acquire
 * Fairness    As in CPython a release frees the lock and wakes the first waiter, who may find it taken again by one who did not wait, but not for ever (scheduler/turns.ts).
 */
import type { Suspends } from "../../frames/suspend.js";
import { OverflowError, RuntimeError, TypeError, ValueError } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import { object, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { address } from "../../objects/identity.js";
import { builtinType, methods } from "../../objects/register.js";
import { deadlineAfter, secondsToMs } from "../../scheduler/seconds.js";
import { checkSignals, takeKept } from "../../scheduler/signals.js";
import { type Contended, HANDED, passedOver, servedTurn } from "../../scheduler/turns.js";
import { INTERRUPTED, TIMED_OUT, unpark, Waiters } from "../../scheduler/waiters.js";

/** A lock as the runtime uses it. */
export class LockObject implements Contended {
  $locked: boolean;
  $waiters: Waiters | null;
  $passedMs: number;
  $owed: boolean;

  // conditions make one for each wait: initialisers of fields are a call of their own
  constructor() {
    this.$locked = false;
    this.$waiters = null;
    this.$passedMs = 0;
    this.$owed = false;
  }
}
Object.setPrototypeOf(LockObject.prototype, object.prototype as object);

/** Longest wait that CPython takes, in seconds. */
export const TIMEOUT_MAX_SECONDS = 9223372036;

/** Takes the lock, or waits for it until `deadlineMs`: false if it did not come free. */
export function acquire(lock: LockObject, deadlineMs: number): Suspends<boolean> {
  if (!lock.$locked) {
    lock.$locked = true;
    return true;
  }
  return waitForLock(lock, deadlineMs);
}

function waitForLock(lock: LockObject, deadlineMs: number): Suspends<boolean> {
  const waiters = (lock.$waiters ??= new Waiters());
  try {
    let woken = waiters.park(deadlineMs);
    while (woken !== HANDED) {
      if (woken === INTERRUPTED) checkSignals();
      if (!lock.$locked) break;
      if (woken === TIMED_OUT) {
        servedTurn(lock);
        return false;
      }
      if (woken === INTERRUPTED) woken = waiters.park(deadlineMs);
      else {
        passedOver(lock);
        woken = waiters.parkFirst(deadlineMs);
      }
    }
    servedTurn(lock);
    lock.$locked = true;
    return true;
  } catch (error) {
    // woken, or given the lock, but stopped by a signal's exception before it could take it: the next one's turn
    if (takeKept() === HANDED) {
      servedTurn(lock);
      release(lock);
    } else if (!lock.$locked) waiters.wakeFirst(null);
    throw error;
  }
}

export function release(lock: LockObject): void {
  if (!lock.$locked) throw new RuntimeError("release unlocked lock");
  const waiters = lock.$waiters;
  if (waiters === null || waiters.first === null) lock.$locked = false;
  else if (lock.$owed) unpark(waiters.first, HANDED);
  else {
    lock.$locked = false;
    unpark(waiters.first, null);
  }
}

/** The deadline that acquire(blocking, timeout) sets: Infinity without one, -Infinity for an attempt. */
export function parseAcquire(blocking: Value, timeout: Value): Suspends<number> {
  const blocks = blocking === undefined ? true : truth(blocking);
  if (timeout === undefined) return blocks ? Infinity : -Infinity;
  const ms = secondsToMs(timeout);
  if (!blocks && ms !== -1000) throw new ValueError("can't specify a timeout for a non-blocking call");
  if (ms < 0 && ms !== -1000) throw new ValueError("timeout value must be a non-negative number");
  if (!blocks) return -Infinity;
  if (ms === -1000) return Infinity;
  if (ms > TIMEOUT_MAX_SECONDS * 1000) throw new OverflowError("timeout value is too large");
  return ms === 0 ? -Infinity : deadlineAfter(ms);
}

function lockAcquire(this: LockObject, blocking: Value, timeout: Value): Suspends<boolean> {
  if (blocking === undefined && timeout === undefined && !this.$locked) {
    this.$locked = true;
    return true;
  }
  const deadlineMs = parseAcquire(blocking, timeout);
  if (deadlineMs === -Infinity) {
    if (this.$locked) return false;
    this.$locked = true;
    return true;
  }
  return acquire(this, deadlineMs);
}

function lockEnter(this: LockObject): Suspends<boolean> {
  return acquire(this, Infinity);
}

function lockRelease(this: LockObject): null {
  release(this);
  return null;
}

function lockLocked(this: LockObject): boolean {
  return this.$locked;
}

export const lock = builtinType(
  "lock(*args, **kwargs)",
  (args: Value[], kwargs: Kw): LockObject => {
    if (Object.keys(kwargs).length > 0) throw new TypeError("lock() takes no keyword arguments");
    if (args.length > 0) throw new TypeError(`lock expected 0 arguments, got ${args.length}`);
    return new LockObject();
  },
  {
    module: "_thread",
    prototype: LockObject.prototype,
    final: true,
    doc: `A lock object is a synchronization primitive.  To create a lock,
call threading.Lock().  Methods are:

acquire() -- lock the lock, possibly blocking until it can be obtained
release() -- unlock of the lock
locked() -- test whether the lock is currently locked

A lock is not owned by the thread that locked it; another thread may
unlock it.  A thread attempting to lock a lock that it has already locked
will block until another thread unlocks it.  Deadlocks may ensue.`,
  },
);

methods(lock, {
  "acquire(self, /, blocking=True, timeout=-1)": lockAcquire,
  "acquire_lock(self, /, blocking=True, timeout=-1)": lockAcquire,
  "release(self, /)": lockRelease,
  "release_lock(self, /)": lockRelease,
  "locked(self, /)": lockLocked,
  "locked_lock(self, /)": lockLocked,
  "_at_fork_reinit(self, /)": function (this: LockObject): null {
    this.$locked = false;
    this.$waiters = null;
    return null;
  },
  "__enter__(self, /)": lockEnter,
  "__exit__(self, /, *exc_info)": lockRelease,
  "__repr__(self, /)": function (this: LockObject): string {
    return `<${this.$locked ? "locked" : "unlocked"} _thread.lock object at ${address(this)}>`;
  },
});

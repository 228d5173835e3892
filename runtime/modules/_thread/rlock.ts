/**
 * _thread.RLock - a lock that its owner may take again.
 *
 * Mirrors     Modules/_threadmodule.c: RLock
 * Suspends    acquire, _acquire_restore
 */
import type { Suspends } from "../../frames/suspend.js";
import { RuntimeError, TypeError } from "../../objects/exceptions.js";
import { object, typeOf, type Value } from "../../objects/object.js";
import { address } from "../../objects/identity.js";
import { builtinType, methods } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { isolate, type GreenThread } from "../../scheduler/current.js";
import { checkSignals, takeKept } from "../../scheduler/signals.js";
import { type Contended, HANDED, passedOver, servedTurn } from "../../scheduler/turns.js";
import { INTERRUPTED, TIMED_OUT, unpark, Waiters } from "../../scheduler/waiters.js";
import { parseAcquire } from "./lock.js";

export class RLockObject implements Contended {
  $owner: GreenThread | null;
  $count: number;
  $waiters: Waiters | null;
  $passedMs: number;
  $owed: boolean;

  constructor() {
    this.$owner = null;
    this.$count = 0;
    this.$waiters = null;
    this.$passedMs = 0;
    this.$owed = false;
  }
}
Object.setPrototypeOf(RLockObject.prototype, object.prototype as object);

export function acquireRLock(lock: RLockObject, deadlineMs: number): Suspends<boolean> {
  const thread = isolate.current as GreenThread;
  if (lock.$count === 0) {
    lock.$owner = thread;
    lock.$count = 1;
    return true;
  }
  if (lock.$owner === thread) {
    lock.$count++;
    return true;
  }
  return deadlineMs === -Infinity ? false : waitForRLock(lock, thread, deadlineMs);
}

function waitForRLock(lock: RLockObject, thread: GreenThread, deadlineMs: number): Suspends<boolean> {
  const waiters = (lock.$waiters ??= new Waiters());
  try {
    let woken = waiters.park(deadlineMs);
    while (woken !== HANDED) {
      if (woken === INTERRUPTED) checkSignals();
      if (lock.$count === 0) break;
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
    lock.$owner = thread;
    lock.$count = 1;
    return true;
  } catch (error) {
    if (takeKept() === HANDED) {
      servedTurn(lock);
      releaseRLock(lock);
    } else if (lock.$count === 0) waiters.wakeFirst(null);
    throw error;
  }
}

export function releaseRLock(lock: RLockObject): void {
  if (lock.$count === 0 || lock.$owner !== isolate.current) throw new RuntimeError("cannot release un-acquired lock");
  if (--lock.$count === 0) free(lock);
}

function free(lock: RLockObject): void {
  const first = lock.$waiters === null ? null : lock.$waiters.first;
  if (first !== null && lock.$owed) {
    lock.$owner = first;
    lock.$count = 1;
    unpark(first, HANDED);
    return;
  }
  lock.$owner = null;
  lock.$count = 0;
  if (first !== null) unpark(first, null);
}

/** Gives the lock up whatever its count, for Condition.wait; the count is the result. */
export function releaseAll(lock: RLockObject): number {
  if (lock.$count === 0) throw new RuntimeError("cannot release un-acquired lock");
  const count = lock.$count;
  free(lock);
  return count;
}

/** Takes the lock back with the count it had. */
export function acquireAgain(lock: RLockObject, count: number): Suspends<void> {
  acquireRLock(lock, Infinity);
  lock.$count = count;
}

export function ownsRLock(lock: RLockObject): boolean {
  return lock.$count !== 0 && lock.$owner === isolate.current;
}

function rlockAcquire(this: RLockObject, blocking: Value, timeout: Value): Suspends<boolean> {
  if (blocking === undefined && timeout === undefined) return acquireRLock(this, Infinity);
  const deadlineMs = parseAcquire(blocking, timeout);
  return acquireRLock(this, deadlineMs);
}

function rlockRelease(this: RLockObject): null {
  releaseRLock(this);
  return null;
}

export const RLock = builtinType("RLock(*args, **kwargs)", () => new RLockObject(), { module: "_thread", prototype: RLockObject.prototype });

methods(RLock, {
  "acquire(self, /, blocking=True, timeout=-1)": rlockAcquire,
  "release(self, /)": rlockRelease,
  "__enter__(self, /)": function (this: RLockObject): Suspends<boolean> {
    return acquireRLock(this, Infinity);
  },
  "__exit__(self, /, *exc_info)": rlockRelease,
  "_is_owned(self, /)": function (this: RLockObject): boolean {
    return ownsRLock(this);
  },
  "_recursion_count(self, /)": function (this: RLockObject): number {
    return ownsRLock(this) ? this.$count : 0;
  },
  "_release_save(self, /)": function (this: RLockObject): Tuple {
    const owner = this.$owner;
    const count = releaseAll(this);
    return new Tuple([count, owner === null ? 0 : owner.ident]);
  },
  "_acquire_restore(self, state, /)": function (this: RLockObject, state: Value): Suspends<null> {
    if (!(state instanceof Tuple)) throw new TypeError(`_acquire_restore() argument 1 must be 2-item sequence, not ${typeOf(state).$name}`);
    acquireAgain(this, state.items[0] as number);
    return null;
  },
  "_at_fork_reinit(self, /)": function (this: RLockObject): null {
    this.$owner = null;
    this.$count = 0;
    this.$waiters = null;
    return null;
  },
  "__repr__(self, /)": function (this: RLockObject): string {
    const owner = this.$owner === null ? 0 : this.$owner.ident;
    return `<${this.$count > 0 ? "locked" : "unlocked"} ${typeOf(this).$module}.${typeOf(this).$qualname} object owner=${owner} count=${this.$count} at ${address(this)}>`;
  },
});

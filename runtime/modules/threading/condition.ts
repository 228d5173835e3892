/**
 * threading.Condition - waiting for a change that another thread announces.
 *
 * Mirrors     Lib/threading.py: Condition
 * Suspends    acquire, __enter__, wait, wait_for
 * Calls back  the predicate of wait_for; the methods of a lock that is no Lock or RLock
 * Differs     acquire, release, _is_owned ... are methods; they are attributes of the instance, as in CPython, only for locks of other classes.
 *             `_waiters` is a list, not a deque
 */
import type { Suspends } from "../../frames/suspend.js";
import { RuntimeError } from "../../objects/exceptions.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { gt, le } from "../../objects/protocols/compare.js";
import { truth } from "../../objects/protocols/bool.js";
import { text as str } from "../../objects/protocols/str.js";
import { pyclass } from "../../objects/register.js";
import { policy } from "../../scheduler/policy.js";
import { checkSignals } from "../../scheduler/signals.js";
import { INTERRUPTED, Waiters } from "../../scheduler/waiters.js";
import { acquire, lock as Lock, LockObject, parseAcquire, release } from "../_thread/lock.js";
import { acquireAgain, acquireRLock, ownsRLock, releaseAll, releaseRLock, RLock, RLockObject } from "../_thread/rlock.js";
import { warnDeprecated } from "./deprecated.js";
import { add, sub } from "../../objects/arithmetic.js";
import { Float } from "../../objects/float.js";

/** `time.monotonic()` */
function monotonic(): Float {
  return new Float(policy.current.nowMs() / 1000);
}

@pyclass("threading.Condition")
export class Condition extends PyObject {
  declare _lock: Value;
  declare _waiters: LockObject[];

  __init__(lock: Value = null): Suspends<null> {
    this._waiters = [];
    if (lock === null) this._lock = new RLockObject();
    else {
      this._lock = lock;
      if (typeOf(lock) !== Lock && typeOf(lock) !== RLock) adopt(this, lock);
    }
    return null;
  }

  acquire(blocking: Value = undefined, timeout: Value = undefined): Suspends<Value> {
    const lock = this._lock;
    if (blocking === undefined && timeout === undefined) {
      if (typeOf(lock) === RLock) return acquireRLock(lock, Infinity);
      if (typeOf(lock) === Lock) return acquire(lock, Infinity);
    }
    return callMethod(lock, "acquire", blocking ?? true, timeout ?? -1);
  }

  release(...args: Value[]): Suspends<Value> {
    const lock = this._lock;
    if (args.length === 0) {
      if (typeOf(lock) === RLock) {
        releaseRLock(lock);
        return null;
      }
      if (typeOf(lock) === Lock) {
        release(lock);
        return null;
      }
    }
    return callMethod(lock, "release", ...args);
  }

  __enter__(): Suspends<Value> {
    const lock = this._lock;
    if (typeOf(lock) === RLock) return acquireRLock(lock, Infinity);
    if (typeOf(lock) === Lock) return acquire(lock, Infinity);
    return callMethod(lock, "__enter__");
  }

  __exit__(...args: Value[]): Suspends<Value> {
    const lock = this._lock;
    if (typeOf(lock) === RLock) {
      releaseRLock(lock);
      return null;
    }
    if (typeOf(lock) === Lock) {
      release(lock);
      return null;
    }
    return callMethod(lock, "__exit__", ...args);
  }

  __repr__(): Suspends<string> {
    return `<Condition(${str(this._lock)}, ${this._waiters.length})>`;
  }

  _at_fork_reinit(): Suspends<null> {
    callMethod(this._lock, "_at_fork_reinit");
    this._waiters.length = 0;
    return null;
  }

  _release_save(): Suspends<Value> {
    return releaseSave(this);
  }

  _acquire_restore(state: Value): Suspends<null> {
    acquireRestore(this, state);
    return null;
  }

  _is_owned(): Suspends<Value> {
    return isOwned(this);
  }

  /**
   * Waits until notified; the lock, which the caller holds, is free meanwhile.
   *
   * @param timeout seconds; None waits for ever
   * @returns false if the time ran out
   */
  wait(timeout: Value = null): Suspends<Value> {
    if (!truth(owned(this))) throw new RuntimeError("cannot wait on un-acquired lock");
    const waiter = new LockObject();
    waiter.$locked = true;
    this._waiters.push(waiter);
    const saved = save(this);
    let gotit = false;
    try {
      if (timeout === null) gotit = acquire(waiter, Infinity);
      else if (truth(gt(timeout, 0))) gotit = acquire(waiter, parseAcquire(true, timeout));
      else gotit = !waiter.$locked;
      return gotit;
    } finally {
      restore(this, saved);
      if (!gotit) forget(this._waiters, waiter);
    }
  }

  /** Waits until the predicate holds, or the time has run out; its last result. */
  wait_for(predicate: Value, timeout: Value = null): Suspends<Value> {
    let endtime: Value = null;
    let waittime = timeout;
    let result: Value = typeof predicate === "function" ? predicate() : call(predicate);
    while (!truth(result)) {
      if (waittime !== null) {
        if (endtime === null) endtime = add(monotonic(), waittime);
        else {
          waittime = sub(endtime, monotonic());
          if (truth(le(waittime, 0))) break;
        }
      }
      if (typeof this.wait === "function") this.wait(waittime);
      else callMethod(this, "wait", waittime);
      result = typeof predicate === "function" ? predicate() : call(predicate);
    }
    return result;
  }

  notify(n: Value = 1): Suspends<null> {
    if (!truth(owned(this))) throw new RuntimeError("cannot notify on un-acquired lock");
    if (n === 1) {
      notifyFirst(this);
      return null;
    }
    const waiters = this._waiters;
    let left = n;
    while (waiters.length > 0 && truth(gt(left, 0))) {
      const waiter = waiters.shift() as LockObject;
      if (!waiter.$locked) continue;
      release(waiter);
      left = sub(left, 1);
    }
    return null;
  }

  notify_all(): Suspends<null> {
    return callMethod(this, "notify", this._waiters.length);
  }

  notifyAll(): Suspends<null> {
    warnDeprecated("notifyAll() is deprecated, use notify_all() instead");
    return callMethod(this, "notify_all");
  }
}

/** A condition made by the runtime itself. */
export function makeCondition(lock: LockObject | RLockObject): Condition {
  const condition = Object.create(Condition.prototype as object) as Condition;
  condition._waiters = [];
  condition._lock = lock;
  return condition;
}

/** A lock that the next notice releases; to be parked on, by one who has not taken the condition's lock (nothing else runs between the two). */
export function enlist(condition: Condition): LockObject {
  const waiter = new LockObject();
  waiter.$locked = true;
  waiter.$waiters = new Waiters();
  condition._waiters.push(waiter);
  return waiter;
}

/** A signal has ended the wait for a notice: its handler runs, then the thread waits on in its old place, unless the handler raises. */
export function awaitNotice(condition: Condition, waiter: LockObject): Suspends<void> {
  try {
    checkSignals();
    while (waiter.$locked) if (waiter.$waiters!.park(Infinity) === INTERRUPTED) checkSignals();
  } catch (error) {
    if (waiter.$locked) forget(condition._waiters, waiter);
    throw error;
  }
}

function forget(waiters: LockObject[], waiter: LockObject): void {
  const at = waiters.indexOf(waiter);
  if (at >= 0) waiters.splice(at, 1);
}

/** A lock of another class: its methods become the condition's, as far as it has them. */
function adopt(self: Value, lock: Value): Suspends<void> {
  self.acquire = $getattr(lock, "acquire");
  self.release = $getattr(lock, "release");
  for (const name of ["_release_save", "_acquire_restore", "_is_owned"]) {
    const method = getattrOr(lock, name);
    if (method !== undefined) self[name] = method;
  }
}

// For the two classes of locks that nearly all conditions have, without a call into Python.

function owned(condition: Condition): Suspends<Value> {
  const lock = condition._lock;
  if (typeOf(lock) === RLock) return ownsRLock(lock);
  if (typeOf(lock) === Lock) return (lock as LockObject).$locked;
  return callMethod(condition, "_is_owned");
}

function save(condition: Condition): Suspends<Value> {
  const lock = condition._lock;
  if (typeOf(lock) === RLock) return releaseAll(lock);
  if (typeOf(lock) === Lock) return release(lock);
  return callMethod(condition, "_release_save");
}

function restore(condition: Condition, saved: Value): Suspends<Value> {
  const lock = condition._lock;
  if (typeOf(lock) === RLock) return acquireAgain(lock, saved);
  if (typeOf(lock) === Lock) return acquire(lock, Infinity);
  return callMethod(condition, "_acquire_restore", saved);
}

function isOwned(condition: Condition): Suspends<Value> {
  const lock = condition._lock;
  if (typeOf(lock) === RLock) return ownsRLock(lock);
  if (!truth(callMethod(lock, "acquire", false))) return true;
  callMethod(lock, "release");
  return false;
}

function releaseSave(condition: Condition): Suspends<Value> {
  const lock = condition._lock;
  if (typeOf(lock) === RLock) return callMethod(lock, "_release_save");
  callMethod(lock, "release");
  return null;
}

function acquireRestore(condition: Condition, state: Value): Suspends<void> {
  const lock = condition._lock;
  if (typeOf(lock) === RLock) callMethod(lock, "_acquire_restore", state);
  else callMethod(lock, "acquire");
}

/** notify() without calls into Python, for locks of the two usual classes that the caller holds. */
export function notifyFirst(condition: Condition): void {
  const waiters = condition._waiters;
  while (waiters.length > 0) {
    const waiter = waiters.shift() as LockObject;
    if (!waiter.$locked) continue;
    release(waiter);
    return;
  }
}

export function notifyEach(condition: Condition): void {
  const waiters = condition._waiters;
  for (const waiter of waiters) if (waiter.$locked) release(waiter);
  waiters.length = 0;
}

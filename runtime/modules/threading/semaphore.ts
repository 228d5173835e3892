/**
 * threading.Semaphore, BoundedSemaphore - counters that acquire() takes from and release() adds to.
 *
 * Mirrors     Lib/threading.py: Semaphore, BoundedSemaphore
 * Suspends    acquire, __enter__, release
 */
import type { Suspends } from "../../frames/suspend.js";
import { ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { add, sub } from "../../objects/arithmetic.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { gt, le, lt } from "../../objects/protocols/compare.js";
import { eq } from "../../objects/protocols/eq.js";
import { address } from "../../objects/identity.js";
import { text as str } from "../../objects/protocols/str.js";
import { pyclass } from "../../objects/register.js";
import { policy } from "../../scheduler/policy.js";
import { acquire as acquireLock, LockObject, release as releaseLock } from "../_thread/lock.js";
import { makeCondition, type Condition } from "./condition.js";

/** `<module.Class at 0x...` of a repr. */
export function place(self: Value): string {
  const cls = typeOf(self);
  return `<${cls.$module}.${cls.$qualname} at ${address(self)}`;
}

@pyclass("threading.Semaphore")
export class Semaphore extends PyObject {
  declare _cond: Condition;
  declare _value: Value;

  __init__(value: Value = 1): Suspends<null> {
    if (truth(lt(value, 0))) throw new ValueError("semaphore initial value must be >= 0");
    this._cond = makeCondition(new LockObject());
    this._value = value;
    return null;
  }

  __repr__(): Suspends<string> {
    return `${place(this)}: value=${str(this._value)}>`;
  }

  /**
   * Takes one from the counter, waiting while it is 0.
   *
   * @param timeout seconds
   * @returns whether it was taken
   */
  acquire(blocking: Value = true, timeout: Value = null): Suspends<boolean> {
    if (!truth(blocking) && timeout !== null) throw new ValueError("can't specify timeout for non-blocking acquire");
    const lock = this._cond._lock as LockObject;
    if (!lock.$locked && typeof this._value === "number" && this._value > 0) {
      this._value--;
      return true;
    }
    if (!lock.$locked && this._value === 0 && (blocking === false || timeout === 0)) return false;
    return slowAcquire(this, lock, truth(blocking), timeout);
  }

  __enter__(blocking: Value = true, timeout: Value = null): Suspends<boolean> {
    return this.acquire(blocking, timeout);
  }

  release(n: Value = 1): Suspends<null> {
    if (truth(lt(n, 1))) throw new ValueError("n must be one or more");
    const lock = this._cond._lock as LockObject;
    acquireLock(lock, Infinity);
    try {
      this._value = add(this._value, n);
      this._cond.notify(n);
    } finally {
      releaseLock(lock);
    }
    return null;
  }

  __exit__(t: Value, v: Value, tb: Value): Suspends<null> {
    this.release();
    return null;
  }
}

function slowAcquire(self: Semaphore, lock: LockObject, blocking: boolean, timeout: Value): Suspends<boolean> {
  let endtime: Value = null;
  let left = timeout;
  acquireLock(lock, Infinity);
  try {
    while (truth(eq(self._value, 0))) {
      if (!blocking) return false;
      if (left !== null) {
        const now = new Float(policy.current.nowMs() / 1000);
        if (endtime === null) endtime = add(now, left);
        else {
          left = sub(endtime, now);
          if (truth(le(left, 0))) return false;
        }
      }
      self._cond.wait(left);
    }
    self._value = sub(self._value, 1);
    return true;
  } finally {
    releaseLock(lock);
  }
}

/** A semaphore made by the runtime itself. */
export function makeSemaphore(value: number): Semaphore {
  const semaphore = Object.create(Semaphore.prototype as object) as Semaphore;
  semaphore._cond = makeCondition(new LockObject());
  semaphore._value = value;
  return semaphore;
}

@pyclass("threading.BoundedSemaphore")
export class BoundedSemaphore extends Semaphore {
  declare _initial_value: Value;

  override __init__(value: Value = 1): Suspends<null> {
    super.__init__(value);
    this._initial_value = value;
    return null;
  }

  override __repr__(): Suspends<string> {
    return `${place(this)}: value=${str(this._value)}/${str(this._initial_value)}>`;
  }

  override release(n: Value = 1): Suspends<null> {
    if (truth(lt(n, 1))) throw new ValueError("n must be one or more");
    const lock = this._cond._lock as LockObject;
    acquireLock(lock, Infinity);
    try {
      const value: Value = add(this._value, n);
      if (truth(gt(value, this._initial_value))) throw new ValueError("Semaphore released too many times");
      this._value = value;
      this._cond.notify(n);
    } finally {
      releaseLock(lock);
    }
    return null;
  }
}

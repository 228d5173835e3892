/**
 * threading.Barrier - a point that a number of threads pass together.
 *
 * Mirrors     Lib/threading.py: Barrier
 * Suspends    wait; reset and abort while another thread holds the condition
 * Calls back  the action
 */
import type { Suspends } from "../../frames/suspend.js";
import { RuntimeError, ValueError } from "../../objects/exceptions.js";
import { add, sub } from "../../objects/arithmetic.js";
import { PyObject, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call } from "../../objects/protocols/call.js";
import { le, lt } from "../../objects/protocols/compare.js";
import { eq } from "../../objects/protocols/eq.js";
import { text as str } from "../../objects/protocols/str.js";
import { pyclass } from "../../objects/register.js";
import { Float } from "../../objects/float.js";
import { policy } from "../../scheduler/policy.js";
import { acquire, LockObject, release } from "../_thread/lock.js";
import { makeCondition, notifyEach, type Condition } from "./condition.js";
import { place } from "./semaphore.js";

/** exception raised by the Barrier class */
@pyclass("threading.BrokenBarrierError")
export class BrokenBarrierError extends RuntimeError {}

const FILLING = 0;
const DRAINING = 1;
const RESETTING = -1;
const BROKEN = -2;

@pyclass("threading.Barrier")
export class Barrier extends PyObject {
  declare _cond: Condition;
  declare _action: Value;
  declare _timeout: Value;
  declare _parties: Value;
  declare _state: number;
  declare _count: number;

  __init__(parties: Value, action: Value = null, timeout: Value = null): Suspends<null> {
    if (truth(lt(parties, 1))) throw new ValueError("parties must be > 0");
    this._cond = makeCondition(new LockObject());
    this._action = action;
    this._timeout = timeout;
    this._parties = parties;
    this._state = FILLING;
    this._count = 0;
    return null;
  }

  __repr__(): Suspends<string> {
    if (this._state === BROKEN) return `${place(this)}: broken>`;
    return `${place(this)}: waiters=${waiting(this)}/${str(this._parties)}>`;
  }

  /**
   * Waits until all have come; one of them runs the action first.
   *
   * @param timeout seconds; the barrier's own if None
   * @returns a number of its own for each thread, from 0 on
   */
  wait(timeout: Value = null): Suspends<number> {
    const limit = timeout === null ? this._timeout : timeout;
    const lock = this._cond._lock as LockObject;
    acquire(lock, Infinity);
    try {
      this._enter();
      const index = this._count++;
      try {
        if (truth(eq(index + 1, this._parties))) this._release();
        else this._wait(limit);
        return index;
      } finally {
        this._count--;
        this._exit();
      }
    } finally {
      release(lock);
    }
  }

  /** Waits while the barrier drains. */
  _enter(): Suspends<null> {
    while (this._state === RESETTING || this._state === DRAINING) this._cond.wait();
    if (this._state < 0) throw new BrokenBarrierError();
    return null;
  }

  /** The last one has come: runs the action and lets all go. */
  _release(): Suspends<null> {
    try {
      if (truth(this._action)) call(this._action);
      this._state = DRAINING;
      notifyEach(this._cond);
    } catch (error) {
      this._break();
      throw error;
    }
    return null;
  }

  _wait(timeout: Value): Suspends<null> {
    if (!waitUntilLeft(this, timeout)) {
      this._break();
      throw new BrokenBarrierError();
    }
    if (this._state < 0) throw new BrokenBarrierError();
    return null;
  }

  /** The last one to leave lets those in who wait for the next round. */
  _exit(): null {
    if (this._count === 0 && (this._state === RESETTING || this._state === DRAINING)) {
      this._state = FILLING;
      notifyEach(this._cond);
    }
    return null;
  }

  reset(): Suspends<null> {
    const lock = this._cond._lock as LockObject;
    acquire(lock, Infinity);
    if (this._count > 0) {
      if (this._state === FILLING || this._state === BROKEN) this._state = RESETTING;
    } else this._state = FILLING;
    notifyEach(this._cond);
    release(lock);
    return null;
  }

  abort(): Suspends<null> {
    const lock = this._cond._lock as LockObject;
    acquire(lock, Infinity);
    this._break();
    release(lock);
    return null;
  }

  _break(): null {
    this._state = BROKEN;
    notifyEach(this._cond);
    return null;
  }

  get parties(): Value {
    return this._parties;
  }

  get n_waiting(): number {
    return waiting(this);
  }

  get broken(): boolean {
    return this._state === BROKEN;
  }
}

function waiting(barrier: Barrier): number {
  return barrier._state === FILLING ? barrier._count : 0;
}

/** `wait_for(lambda: self._state != 0, timeout)` */
function waitUntilLeft(barrier: Barrier, timeout: Value): Suspends<boolean> {
  let endtime: Value = null;
  let left = timeout;
  while (barrier._state === FILLING) {
    if (left !== null) {
      const now = new Float(policy.current.nowMs() / 1000);
      if (endtime === null) endtime = add(now, left);
      else {
        left = sub(endtime, now);
        if (truth(le(left, 0))) return false;
      }
    }
    barrier._cond.wait(left);
  }
  return true;
}

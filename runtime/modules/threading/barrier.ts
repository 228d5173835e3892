/**
 * threading.Barrier - a point that a number of threads pass together.
 *
 * Mirrors     Lib/threading.py: Barrier
 * Suspends    wait; reset and abort while another thread holds the condition
 * Calls back  the action
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import { RuntimeError, ValueError } from "../../objects/exceptions.js";
import { add, sub } from "../../objects/arithmetic.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { le, lt } from "../../objects/protocols/compare.js";
import { eq } from "../../objects/protocols/eq.js";
import { text as str } from "../../objects/protocols/str.js";
import { getset, pyclass } from "../../objects/register.js";
import { Float } from "../../objects/float.js";
import { policy } from "../../scheduler/policy.js";
import { acquire, LockObject, release } from "../_thread/lock.js";
import { Condition, makeCondition, notifyEach } from "./condition.js";
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
    if (typeOf(this) === Barrier) {
      this._state = FILLING;
      this._count = 0;
    } else {
      $setattr(this, "_state", FILLING);
      $setattr(this, "_count", 0);
    }
    return null;
  }

  __repr__(): Suspends<string> {
    if (stateOf(this) === BROKEN) return `${place(this)}: broken>`;
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
    hold(this);
    try {
      this._enter();
      const index = countOf(this);
      setCount(this, index + 1);
      try {
        if (truth(eq(index + 1, this._parties))) this._release();
        else this._wait(limit);
        return index;
      } finally {
        setCount(this, countOf(this) - 1);
        this._exit();
      }
    } finally {
      letGo(this);
    }
  }

  /** Waits while the barrier drains. */
  _enter(): Suspends<null> {
    for (;;) {
      const state = stateOf(this);
      if (state !== RESETTING && state !== DRAINING) break;
      rest(this, null);
    }
    if (stateOf(this) < 0) throw new BrokenBarrierError();
    return null;
  }

  /** The last one has come: runs the action and lets all go. */
  _release(): Suspends<null> {
    try {
      if (truth(this._action)) call(this._action);
      setState(this, DRAINING);
      wake(this);
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
    if (stateOf(this) < 0) throw new BrokenBarrierError();
    return null;
  }

  /** The last one to leave lets those in who wait for the next round. */
  _exit(): Suspends<null> {
    if (countOf(this) !== 0) return null;
    const state = stateOf(this);
    if (state === RESETTING || state === DRAINING) {
      setState(this, FILLING);
      wake(this);
    }
    return null;
  }

  reset(): Suspends<null> {
    hold(this);
    try {
      if (countOf(this) > 0) {
        const state = stateOf(this);
        if (state === FILLING || state === BROKEN) setState(this, RESETTING);
      } else setState(this, FILLING);
      wake(this);
    } finally {
      letGo(this);
    }
    return null;
  }

  abort(): Suspends<null> {
    hold(this);
    try {
      this._break();
    } finally {
      letGo(this);
    }
    return null;
  }

  _break(): Suspends<null> {
    setState(this, BROKEN);
    wake(this);
    return null;
  }
}

getset(Barrier, {
  parties: [(self: Barrier) => self._parties],
  n_waiting: [waiting],
  broken: [isBroken],
});

function isBroken(barrier: Barrier): Suspends<boolean> {
  return stateOf(barrier) === BROKEN;
}

function waiting(barrier: Barrier): Suspends<number> {
  return stateOf(barrier) === FILLING ? countOf(barrier) : 0;
}

// A subclass may keep the state and the count elsewhere, by properties, and have a condition of another kind: one that processes share.

function stateOf(barrier: Barrier): Suspends<number> {
  return typeof barrier._state === "number" ? barrier._state : ($getattr(barrier, "_state") as number);
}

function setState(barrier: Barrier, state: number): Suspends<void> {
  if (typeof barrier._state === "number") barrier._state = state;
  else $setattr(barrier, "_state", state);
}

function countOf(barrier: Barrier): Suspends<number> {
  return typeof barrier._count === "number" ? barrier._count : ($getattr(barrier, "_count") as number);
}

function setCount(barrier: Barrier, count: number): Suspends<void> {
  if (typeof barrier._count === "number") barrier._count = count;
  else $setattr(barrier, "_count", count);
}

/** The lock of the condition that `__init__` makes. */
function lockOf({ _cond: condition }: Barrier): LockObject | undefined {
  return condition instanceof Condition && condition._lock instanceof LockObject ? condition._lock : undefined;
}

function hold(barrier: Barrier): Suspends<void> {
  const lock = lockOf(barrier);
  if (lock === undefined) callMethod(barrier._cond, "__enter__");
  else acquire(lock, Infinity);
}

function letGo(barrier: Barrier): Suspends<void> {
  const lock = lockOf(barrier);
  if (lock === undefined) callMethod(barrier._cond, "__exit__", null, null, null);
  else release(lock);
}

function wake(barrier: Barrier): Suspends<void> {
  if (lockOf(barrier) === undefined) callMethod(barrier._cond, "notify_all");
  else notifyEach(barrier._cond);
}

function rest(barrier: Barrier, timeout: Value): Suspends<void> {
  if (lockOf(barrier) === undefined) callMethod(barrier._cond, "wait", timeout);
  else barrier._cond.wait(timeout);
}

/** `wait_for(lambda: self._state != 0, timeout)` */
function waitUntilLeft(barrier: Barrier, timeout: Value): Suspends<boolean> {
  let endtime: Value = null;
  let left = timeout;
  while (stateOf(barrier) === FILLING) {
    if (left !== null) {
      const now = new Float(policy.current.nowMs() / 1000);
      if (endtime === null) endtime = add(now, left);
      else {
        left = sub(endtime, now);
        if (truth(le(left, 0))) return false;
      }
    }
    rest(barrier, left);
  }
  return true;
}

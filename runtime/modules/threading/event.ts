/**
 * threading.Event - a flag that threads wait for.
 *
 * Mirrors     Lib/threading.py: Event
 * Suspends    wait; set and clear while another thread holds the condition
 */
import type { Suspends } from "../../frames/suspend.js";
import { PyObject, type Value } from "../../objects/object.js";
import { pyclass } from "../../objects/register.js";
import { acquire, LockObject, release } from "../_thread/lock.js";
import { makeCondition, notifyEach, type Condition } from "./condition.js";
import { warnDeprecated } from "./deprecated.js";
import { place } from "./semaphore.js";
import { callMethod } from "../../objects/protocols/call.js";

@pyclass("threading.Event")
export class Event extends PyObject {
  declare _cond: Condition;
  declare _flag: boolean;

  __init__(): Suspends<null> {
    this._cond = makeCondition(new LockObject());
    this._flag = false;
    return null;
  }

  __repr__(): string {
    return `${place(this)}: ${this._flag ? "set" : "unset"}>`;
  }

  _at_fork_reinit(): Suspends<null> {
    this._cond._at_fork_reinit();
    return null;
  }

  is_set(): boolean {
    return this._flag;
  }

  isSet(): Suspends<Value> {
    warnDeprecated("isSet() is deprecated, use is_set() instead");
    return callMethod(this, "is_set");
  }

  set(): Suspends<null> {
    const lock = this._cond._lock as LockObject;
    acquire(lock, Infinity);
    this._flag = true;
    notifyEach(this._cond);
    release(lock);
    return null;
  }

  clear(): Suspends<null> {
    const lock = this._cond._lock as LockObject;
    acquire(lock, Infinity);
    this._flag = false;
    release(lock);
    return null;
  }

  /**
   * Waits until the flag is set.
   *
   * @param timeout seconds; None waits for ever
   * @returns the flag: false only if the time ran out
   */
  wait(timeout: Value = null): Suspends<Value> {
    const lock = this._cond._lock as LockObject;
    if (this._flag && !lock.$locked) return true;
    acquire(lock, Infinity);
    try {
      return this._flag || this._cond.wait(timeout);
    } finally {
      release(lock);
    }
  }
}

/** An event made by the runtime itself. */
export function makeEvent(): Event {
  const event = Object.create(Event.prototype as object) as Event;
  event._cond = makeCondition(new LockObject());
  event._flag = false;
  return event;
}

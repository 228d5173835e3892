/**
 * concurrent.futures.Future - the result of a call that another thread makes.
 *
 * Mirrors     Lib/concurrent/futures/_base.py: Future
 * Suspends    result, exception; what else takes the condition, while another thread holds it
 * Calls back  the callbacks of add_done_callback
 */
import type { Suspends } from "../../../frames/suspend.js";
import { Exception, RuntimeError, TimeoutError } from "../../../objects/exceptions.js";
import { generic } from "../../../objects/genericalias.js";
import { idOf } from "../../../objects/identity.js";
import { address } from "../../../objects/identity.js";
import { isinstance, PyObject, typeOf, type Value } from "../../../objects/object.js";
import { call, callMethod } from "../../../objects/protocols/call.js";
import { repr } from "../../../objects/protocols/repr.js";
import { text } from "../../../objects/protocols/str.js";
import { $handled, $reraise, $uncaught, caughtOutside, raised } from "../../../objects/raise.js";
import { define, pyclass } from "../../../objects/register.js";
import { stringOf } from "../../../objects/str.js";
import { acquireRLock, releaseRLock, RLockObject } from "../../_thread/rlock.js";
import { makeCondition, notifyEach, type Condition } from "../../threading/condition.js";
import { logError } from "./log.js";
import type { Waiter } from "./waiter.js";

@pyclass("concurrent.futures._base.Error", { doc: "Base class for all future-related exceptions." })
export class Error extends Exception {}

@pyclass("concurrent.futures._base.CancelledError", { doc: "The Future was cancelled." })
export class CancelledError extends Error {}

@pyclass("concurrent.futures._base.InvalidStateError", { doc: "The operation is not allowed in this state." })
export class InvalidStateError extends Error {}

export const PENDING = "PENDING";
export const RUNNING = "RUNNING";
export const CANCELLED = "CANCELLED";
export const CANCELLED_AND_NOTIFIED = "CANCELLED_AND_NOTIFIED";
export const FINISHED = "FINISHED";

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  [PENDING]: "pending",
  [RUNNING]: "running",
  [CANCELLED]: "cancelled",
  [CANCELLED_AND_NOTIFIED]: "cancelled",
  [FINISHED]: "finished",
};

/** A queue into which calls go before their turn. */
export interface EarlyQueue {
  /** false: it does not go there now */
  $sendAhead(item: EarlyCall): Suspends<boolean>;
  /** false: its turn has come */
  $recall(call: number): Suspends<boolean>;
}
export interface EarlyCall {
  work_id: Value;
}

/** A future's condition, made when somebody asks for it: most futures are never waited for. */
function conditionOf(future: Future): Condition {
  return (future._condition ??= makeCondition(new RLockObject()));
}

/** The state, which a script may have set to an item of an enumeration that is a str. */
export function stateOf(future: Future): string {
  const state: Value = future._state;
  return typeof state === "string" ? state : (stringOf(state) ?? "");
}

/** The lock of a future's condition. */
export function lockOf(future: Future): RLockObject {
  return conditionOf(future)._lock as RLockObject;
}

/** Takes the lock, if there is one: else nobody has it, and what is done without a pause needs none. */
function hold(future: Future): Suspends<RLockObject | null> {
  if (future._condition === undefined) return null;
  const lock = lockOf(future);
  acquireRLock(lock, Infinity);
  return lock;
}

@pyclass("concurrent.futures._base.Future", { doc: "Represents the result of an asynchronous computation." })
export class Future extends PyObject {
  /** undefined until somebody asks for it (conditionOf) */
  declare _condition: Condition | undefined;
  declare _state: string;
  declare _result: Value;
  declare _exception: Value;
  declare _waiters: Waiter[];
  declare _done_callbacks: Value[];
  /** the queue in which its call stands before its turn, and that call's number: cancel() takes it back */
  declare $ahead: EarlyQueue | null;
  declare $call: number;

  __init__(): Suspends<null> {
    this._condition = undefined;
    this._state = PENDING;
    this._result = null;
    this._exception = null;
    this._waiters = [];
    this._done_callbacks = [];
    this.$ahead = null;
    this.$call = -1;
    return null;
  }

  __repr__(): Suspends<string> {
    const start = `<${typeOf(this).$name} at ${address(this)} state=${DESCRIPTIONS[stateOf(this)] ?? ""}`;
    if (stateOf(this) !== FINISHED) return start + ">";
    return this._exception !== null ? `${start} raised ${typeOf(this._exception).$name}>` : `${start} returned ${typeOf(this._result).$name}>`;
  }

  /** Cancels the call, if it has not begun; tells whether it is cancelled. */
  cancel(): Suspends<boolean> {
    const lock = lockOf(this);
    acquireRLock(lock, Infinity);
    try {
      if (stateOf(this) === RUNNING || stateOf(this) === FINISHED) return false;
      if (stateOf(this) !== PENDING) return true;
      if (this.$ahead !== null && !(this.$ahead.$recall(this.$call) as boolean)) return false;
      this._state = CANCELLED;
      notifyEach(conditionOf(this));
    } finally {
      releaseRLock(lock);
    }
    callMethod(this, "_invoke_callbacks");
    if (this.$ahead !== null) this.set_running_or_notify_cancel();
    return true;
  }

  /** Sends its call before its turn; until it is there nobody cancels it. False: it is cancelled already, or does not go there now. */
  $sendAhead(queue: EarlyQueue, item: EarlyCall): Suspends<boolean> {
    const lock = lockOf(this);
    acquireRLock(lock, Infinity);
    try {
      if (stateOf(this) !== PENDING || !(queue.$sendAhead(item) as boolean)) return false;
      this.$ahead = queue;
      this.$call = item.work_id as number;
      return true;
    } finally {
      releaseRLock(lock);
    }
  }

  cancelled(): boolean {
    return stateOf(this) === CANCELLED || stateOf(this) === CANCELLED_AND_NOTIFIED;
  }

  running(): boolean {
    return stateOf(this) === RUNNING;
  }

  done(): boolean {
    return stateOf(this) !== PENDING && stateOf(this) !== RUNNING;
  }

  /** Calls `fn(self)` once the future is done: by the thread that ends it, or at once. */
  add_done_callback(fn: Value): Suspends<null> {
    const lock = hold(this) as RLockObject | null;
    try {
      if (stateOf(this) === PENDING || stateOf(this) === RUNNING) {
        this._done_callbacks.push(fn);
        return null;
      }
    } finally {
      if (lock !== null) releaseRLock(lock);
    }
    const before = $handled();
    try {
      call(fn, this);
    } catch (thrown) {
      callbackFailed(this, caughtOutside(thrown), before);
    }
    return null;
  }

  _invoke_callbacks(): Suspends<null> {
    for (const callback of this._done_callbacks) {
      const before = $handled();
      try {
        call(callback, this);
      } catch (thrown) {
        callbackFailed(this, caughtOutside(thrown), before);
      }
    }
    return null;
  }

  /**
   * What the call returned; raises what it raised.
   *
   * @param timeout seconds; None waits for ever
   * @throws CancelledError  the call was cancelled
   * @throws TimeoutError    it was not done in time
   */
  result(timeout: Value = null): Suspends<Value> {
    waitUntilDone(this, timeout);
    if (this._exception !== null) return raised(this._exception);
    return this._result;
  }

  /** What the call raised, or None; waits as result() does. */
  exception(timeout: Value = null): Suspends<Value> {
    waitUntilDone(this, timeout);
    return this._exception;
  }

  /** For executors: the call is about to be made. False if it has been cancelled. */
  set_running_or_notify_cancel(): Suspends<boolean> {
    const lock = hold(this) as RLockObject | null;
    try {
      if (stateOf(this) === CANCELLED) {
        this._state = CANCELLED_AND_NOTIFIED;
        for (const waiter of this._waiters) waiter.add(this, "cancelled");
        return false;
      }
      if (stateOf(this) === PENDING) {
        this._state = RUNNING;
        return true;
      }
    } finally {
      if (lock !== null) releaseRLock(lock);
    }
    logError(`Future ${idOf(this)} in unexpected state: ${text(this._state)}`, null, "critical");
    throw new RuntimeError("Future in unexpected state");
  }

  /** For executors: the call has returned. */
  set_result(result: Value): Suspends<null> {
    end(this, result, null);
    return null;
  }

  /** For executors: the call has raised. */
  set_exception(exception: Value): Suspends<null> {
    end(this, null, exception);
    return null;
  }
}
generic(Future);

/** `future._condition`, where it has not been made: what an instance has itself goes before it. */
@pyclass("concurrent.futures._base._Condition", { builtin: true })
class LateCondition extends PyObject {
  __get__(future: Value, _cls: Value = null): Value {
    return future === null ? this : conditionOf(future as Future);
  }
}
define(Future as Value, "_condition", new LateCondition(), undefined);

/** A future made by the runtime itself. */
export function makeFuture(): Future {
  const future = Object.create(Future.prototype as object) as Future;
  future._condition = undefined;
  future._state = PENDING;
  future._result = null;
  future._exception = null;
  future._waiters = [];
  future._done_callbacks = [];
  future.$ahead = null;
  future.$call = -1;
  return future;
}

function end(future: Future, result: Value, exception: Value): Suspends<void> {
  const lock = hold(future) as RLockObject | null;
  try {
    if (stateOf(future) !== PENDING && stateOf(future) !== RUNNING) throw new InvalidStateError(`${text(future._state)}: ${repr(future)}`);
    future._result = result;
    future._exception = exception;
    future._state = FINISHED;
    for (const waiter of future._waiters) waiter.add(future, exception === null ? "result" : "exception");
    if (future._condition !== undefined) notifyEach(future._condition);
  } finally {
    if (lock !== null) releaseRLock(lock);
  }
  if (future._done_callbacks.length > 0 || (future as Value)._invoke_callbacks !== Future.prototype._invoke_callbacks) callMethod(future, "_invoke_callbacks");
}

function waitUntilDone(future: Future, timeout: Value): Suspends<void> {
  if (stateOf(future) === FINISHED && future._condition === undefined) return;
  const lock = lockOf(future);
  acquireRLock(lock, Infinity);
  try {
    if (stateOf(future) === PENDING || stateOf(future) === RUNNING) conditionOf(future).wait(timeout);
    if (stateOf(future) === CANCELLED || stateOf(future) === CANCELLED_AND_NOTIFIED) throw new CancelledError();
    if (stateOf(future) !== FINISHED) throw new TimeoutError();
  } finally {
    releaseRLock(lock);
  }
}

/** What a callback raised is told; what is no Exception goes on. */
function callbackFailed(future: Future, error: Value, before: Value): Suspends<void> {
  if (!isinstance(error, Exception)) throw $reraise(error);
  logError(`exception calling callback for ${repr(future)}`, error, "exception");
  $uncaught(before);
}

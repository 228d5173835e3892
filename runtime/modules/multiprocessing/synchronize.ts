/**
 * multiprocessing.synchronize - locks, semaphores, conditions, events and barriers that processes share.
 *
 * Mirrors     Lib/multiprocessing/synchronize.py of CPython 3.13
 * Suspends    acquire, wait and their like; notify, which waits until those it wakes are awake
 * Calls back  the predicate of wait_for; the barrier's action
 * Differs     acquire and release are methods, no attributes of the instance; a barrier's state stands in the memory all processes share
 */
import type { Suspends } from "../../frames/suspend.js";
import { AssertionError, RuntimeError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { address } from "../../objects/identity.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { eq } from "../../objects/protocols/eq.js";
import { text as str } from "../../objects/protocols/str.js";
import { spread } from "../../objects/protocols/iter.js";
import { Float } from "../../objects/float.js";
import { methods, pyclass } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { acquire, countOf, isMine, release, RECURSIVE_MUTEX, SEMAPHORE, valueOf } from "../../processes/semaphore.js";
import { policy } from "../../scheduler/policy.js";
import { secondsToMs } from "../../scheduler/seconds.js";
import { acquireSemLock, makeSemLock, SEM_VALUE_MAX, SemLock as NativeSemLock, type SemLockObject } from "../_multiprocessing.js";
import { current_thread } from "../threading/thread.js";
import { Barrier } from "./barrier.js";
import { assert_spawning, defaultContext } from "./context.js";
import { atEnd } from "./ending.js";
import { debug, logging } from "./log.js";
import { current_process } from "./process.js";

@pyclass("multiprocessing.synchronize.SemLock")
export class SemLock extends PyObject {
  declare _semlock: SemLockObject;
  declare _is_fork_ctx: boolean;

  __init__(kind: Value, value: Value, maxvalue: Value, { ctx }: { ctx?: Value }): Suspends<null> {
    setUp(this, kind as number, value, maxvalue, ctx);
    return null;
  }

  __enter__(): Suspends<boolean> {
    return acquire(this._semlock.$handle, true, null);
  }
  __exit__(t: Value, v: Value, tb: Value): null {
    release(this._semlock.$handle);
    return null;
  }

  __getstate__(): Suspends<Value> {
    assert_spawning(this);
    if (this._is_fork_ctx) {
      throw new RuntimeError(
        "A SemLock created in a fork context is being shared with a process in a spawn context. This is not supported. Please use the same context to create multiprocessing objects and Process.",
      );
    }
    const { $handle, $kind, $maxvalue, $name } = this._semlock;
    return new Tuple([$handle, $kind, $maxvalue, $name]);
  }

  __setstate__(state: Value): Suspends<null> {
    this._semlock = callMethod(NativeSemLock, "_rebuild", ...spread(state));
    if (logging.logger !== null) debug("recreated blocker with handle %r", this._semlock.$handle);
    this._is_fork_ctx = false;
    return null;
  }

  static _make_name(): Suspends<Value> {
    return semaphoreName();
  }
}
methods(SemLock, {
  "acquire(self, /, block=True, timeout=None)": function (this: SemLock, block: Value, timeout: Value): Suspends<boolean> {
    return acquireSemLock(this._semlock, block, timeout);
  },
  "release(self, /)": function (this: SemLock): null {
    release(this._semlock.$handle);
    return null;
  },
});

function semaphoreName(): Suspends<string> {
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  let name = `${str(current_process()._config.$named("semprefix"))}-`;
  for (let i = 0; i < 8; i++) name += letters[Math.floor(Math.random() * letters.length)];
  return name;
}

function setUp(self: SemLock, kind: number, value: Value, maxvalue: Value, ctx: Value): Suspends<void> {
  const context: Value = ctx === null || ctx === undefined ? defaultContext().get_context() : ctx;
  self._is_fork_ctx = truth(eq(callMethod(context, "get_start_method"), "fork"));
  self._semlock = makeSemLock(kind, value, maxvalue, self._is_fork_ctx ? null : semaphoreName());
  if (logging.logger !== null) debug(`created semlock with handle ${self._semlock.$handle}`);
  atEnd();
}

@pyclass("multiprocessing.synchronize.Semaphore")
export class Semaphore extends SemLock {
  override __init__(value: Value = 1, { ctx }: { ctx?: Value } | Value): Suspends<null> {
    setUp(this, SEMAPHORE, value, SEM_VALUE_MAX, ctx);
    return null;
  }
  get_value(): number {
    return valueOf(this._semlock.$handle);
  }
  __repr__(): Suspends<string> {
    return `<${typeOf(this).$name}(value=${valueOf(this._semlock.$handle)})>`;
  }
}

@pyclass("multiprocessing.synchronize.BoundedSemaphore")
export class BoundedSemaphore extends Semaphore {
  override __init__(value: Value = 1, { ctx }: { ctx?: Value } | Value): Suspends<null> {
    setUp(this, SEMAPHORE, value, value, ctx);
    return null;
  }
  override __repr__(): Suspends<string> {
    return `<${typeOf(this).$name}(value=${valueOf(this._semlock.$handle)}, maxvalue=${this._semlock.$maxvalue})>`;
  }
}

/** Who holds a lock: this process, with the thread if it is not the main one. */
function ownName(): Suspends<string> {
  const name = str(current_process()._name);
  const thread = str((current_thread() as Value)._name);
  return thread === "MainThread" ? name : `${name}|${thread}`;
}

@pyclass("multiprocessing.synchronize.Lock")
export class Lock extends SemLock {
  override __init__({ ctx }: { ctx?: Value } | Value): Suspends<null> {
    setUp(this, SEMAPHORE, 1, 1, ctx);
    return null;
  }
  __repr__(): Suspends<string> {
    const { $handle: handle } = this._semlock;
    let owner = "SomeOtherProcess";
    if (isMine(handle)) owner = ownName();
    else if (valueOf(handle) === 1) owner = "None";
    else if (countOf(handle) > 0) owner = "SomeOtherThread";
    return `<${typeOf(this).$name}(owner=${owner})>`;
  }
}

@pyclass("multiprocessing.synchronize.RLock")
export class RLock extends SemLock {
  override __init__({ ctx }: { ctx?: Value } | Value): Suspends<null> {
    setUp(this, RECURSIVE_MUTEX, 1, 1, ctx);
    return null;
  }
  __repr__(): Suspends<string> {
    const { $handle: handle } = this._semlock;
    let owner = "SomeOtherProcess, nonzero";
    if (isMine(handle)) owner = `${ownName()}, ${countOf(handle)}`;
    else if (valueOf(handle) === 1) owner = "None, 0";
    else if (countOf(handle) > 0) owner = "SomeOtherThread, nonzero";
    return `<${typeOf(this).$name}(${owner})>`;
  }
}

function made(self: Value, part: string, ...args: Value[]): Suspends<Value> {
  return callMethod(self, part, ...args);
}

function mustHold(self: Condition, message: string): void {
  if (!isMine(self._lock._semlock.$handle as number)) throw new AssertionError(message);
}

@pyclass("multiprocessing.synchronize.Condition")
export class Condition extends PyObject {
  declare _lock: Value;
  declare _sleeping_count: Semaphore;
  declare _woken_count: Semaphore;
  declare _wait_semaphore: Semaphore;

  __init__(lock: Value = null, { ctx }: { ctx?: Value } | Value): Suspends<null> {
    this._lock = truth(lock) ? lock : made(ctx, "RLock");
    this._sleeping_count = made(ctx, "Semaphore", 0);
    this._woken_count = made(ctx, "Semaphore", 0);
    this._wait_semaphore = made(ctx, "Semaphore", 0);
    return null;
  }

  __getstate__(): Suspends<Value> {
    assert_spawning(this);
    return new Tuple([this._lock, this._sleeping_count, this._woken_count, this._wait_semaphore]);
  }
  __setstate__(state: Value): Suspends<null> {
    [this._lock, this._sleeping_count, this._woken_count, this._wait_semaphore] = spread(state) as [Value, Semaphore, Semaphore, Semaphore];
    return null;
  }

  __enter__(): Suspends<Value> {
    return callMethod(this._lock, "__enter__");
  }
  __exit__(t: Value, v: Value, tb: Value): Suspends<Value> {
    return callMethod(this._lock, "__exit__", t, v, tb);
  }
  acquire(block: Value = true, timeout: Value = null): Suspends<Value> {
    return callMethod(this._lock, "acquire", block, timeout);
  }
  release(): Suspends<Value> {
    return callMethod(this._lock, "release");
  }

  __repr__(): Suspends<string> {
    const waiters = valueOf(this._sleeping_count._semlock.$handle) - valueOf(this._woken_count._semlock.$handle);
    return `<${typeOf(this).$name}(${str(this._lock)}, ${waiters})>`;
  }

  /**
   * Gives up the lock and waits to be notified.
   *
   * @param timeout seconds; None waits for ever
   * @returns whether it was notified
   */
  wait(timeout: Value = null): Suspends<boolean> {
    mustHold(this, "must acquire() condition before using wait()");
    release(this._sleeping_count._semlock.$handle);
    const count = countOf(this._lock._semlock.$handle as number);
    for (let n = count; n > 0; n--) callMethod(this._lock, "release");
    try {
      return acquireSemLock(this._wait_semaphore._semlock, true, timeout);
    } finally {
      release(this._woken_count._semlock.$handle);
      for (let n = count; n > 0; n--) callMethod(this._lock, "acquire");
    }
  }

  notify(n: Value = 1): Suspends<null> {
    mustHold(this, "lock is not owned");
    const waiting = this._wait_semaphore._semlock.$handle;
    const sleeping = this._sleeping_count._semlock.$handle;
    const woken = this._woken_count._semlock.$handle;
    if (acquire(waiting, false, null)) throw new AssertionError("notify: Should not have been able to acquire _wait_semaphore");
    // waits that ran out of time since the last notify sleep no more
    while (acquire(woken, false, null)) {
      if (!acquire(sleeping, false, null)) throw new AssertionError("notify: Bug in sleeping_count.acquire- res should not be False");
    }
    let sleepers = 0;
    while (sleepers < n && acquire(sleeping, false, null)) {
      release(waiting);
      sleepers++;
    }
    if (sleepers > 0) {
      for (let left = sleepers; left > 0; left--) acquire(woken, true, null);
      // some may have run out of time just now
      while (acquire(waiting, false, null));
    }
    return null;
  }

  notify_all(): Suspends<null> {
    callMethod(this, "notify", Number.MAX_SAFE_INTEGER);
    return null;
  }

  /** Waits until the predicate holds; its last value. */
  wait_for(predicate: Value, timeout: Value = null): Suspends<Value> {
    let result = call(predicate);
    const endMs = timeout === null || truth(result) ? Infinity : policy.current.nowMs() + secondsToMs(timeout);
    while (!truth(result)) {
      if (endMs === Infinity) callMethod(this, "wait");
      else {
        const leftMs = endMs - policy.current.nowMs();
        if (leftMs <= 0) break;
        callMethod(this, "wait", new Float(leftMs / 1000));
      }
      result = call(predicate);
    }
    return result;
  }
}

@pyclass("multiprocessing.synchronize.Event")
export class Event extends PyObject {
  declare _cond: Condition;
  declare _flag: Semaphore;

  __init__({ ctx }: { ctx?: Value } | Value): Suspends<null> {
    this._cond = made(ctx, "Condition", made(ctx, "Lock"));
    this._flag = made(ctx, "Semaphore", 0);
    return null;
  }

  /** Is the flag set? The caller holds the condition. */
  $isSet(): boolean {
    return valueOf(this._flag._semlock.$handle) > 0;
  }

  is_set(): Suspends<boolean> {
    this._cond.__enter__();
    try {
      return this.$isSet();
    } finally {
      this._cond.__exit__(null, null, null);
    }
  }

  set(): Suspends<null> {
    this._cond.__enter__();
    try {
      const { $handle: flag } = this._flag._semlock;
      acquire(flag, false, null);
      release(flag);
      this._cond.notify_all();
    } finally {
      this._cond.__exit__(null, null, null);
    }
    return null;
  }

  clear(): Suspends<null> {
    this._cond.__enter__();
    try {
      acquire(this._flag._semlock.$handle, false, null);
    } finally {
      this._cond.__exit__(null, null, null);
    }
    return null;
  }

  /**
   * Waits until the flag is set.
   *
   * @param timeout seconds; None waits for ever
   * @returns the flag: false only if the time ran out
   */
  wait(timeout: Value = null): Suspends<boolean> {
    this._cond.__enter__();
    try {
      if (!this.$isSet()) this._cond.wait(timeout);
      return this.$isSet();
    } finally {
      this._cond.__exit__(null, null, null);
    }
  }

  __repr__(): Suspends<string> {
    return `<${typeOf(this).$qualname} at ${address(this)} ${this.is_set() ? "set" : "unset"}>`;
  }
}

export default pymodule("multiprocessing.synchronize", {
  SemLock,
  Semaphore,
  BoundedSemaphore,
  Lock,
  RLock,
  Condition,
  Event,
  Barrier,
  RECURSIVE_MUTEX,
  SEMAPHORE,
  SEM_VALUE_MAX,
  __all__: ["Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event"],
});

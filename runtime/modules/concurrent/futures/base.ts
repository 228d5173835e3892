/**
 * concurrent.futures._base - waiting for many futures, and the abstract executor.
 *
 * Mirrors     Lib/concurrent/futures/_base.py of CPython 3.13
 * Frames      $next: result_iterator | as_completed
 * Suspends    wait, the iterators of as_completed and map
 * Differs     futures that are done already come in the order in which they were given; CPython's order is that of a set
 */
import { generatorIterator } from "../../../objects/generatoriterators.js";
import type { Suspends } from "../../../frames/suspend.js";
import { $getattr } from "../../../objects/attributes.js";
import { $callattrx } from "../../../objects/call.js";
import { NotImplementedError, RuntimeError, TimeoutError, ValueError } from "../../../objects/exceptions.js";
import { add, sub } from "../../../objects/arithmetic.js";
import { Float } from "../../../objects/float.js";
import { PyObject, type Value } from "../../../objects/object.js";
import { truth } from "../../../objects/protocols/bool.js";
import { call, callMethod } from "../../../objects/protocols/call.js";
import { lt } from "../../../objects/protocols/compare.js";
import { END, iter, PyIterator, spread } from "../../../objects/protocols/iter.js";
import { repr } from "../../../objects/protocols/repr.js";
import { methods, pyclass } from "../../../objects/register.js";
import { PySet } from "../../../objects/set.js";
import { policy } from "../../../scheduler/policy.js";
import { acquireRLock, releaseRLock } from "../../_thread/rlock.js";
import { namedTuple } from "../../collections/namedtuple.js";
import { CANCELLED_AND_NOTIFIED, FINISHED, lockOf, stateOf, type Future } from "./future.js";
import { Waiter } from "./waiter.js";

export const FIRST_COMPLETED = "FIRST_COMPLETED";
export const FIRST_EXCEPTION = "FIRST_EXCEPTION";
export const ALL_COMPLETED = "ALL_COMPLETED";

export const DoneAndNotDoneFutures = namedTuple("DoneAndNotDoneFutures", ["done", "not_done"], "concurrent.futures._base");

/** `time.monotonic()` */
function now(): Float {
  return new Float(policy.current.nowMs() / 1000);
}

/** Each future once, in order. */
function distinct(fs: Value): Suspends<Future[]> {
  const seen = new Set<Value>();
  const futures: Future[] = [];
  for (const future of spread(fs)) {
    if (seen.has(future)) continue;
    seen.add(future);
    $getattr(future, "_condition");
    futures.push(future);
  }
  return futures;
}

function isDone(future: Future): boolean {
  return stateOf(future) === FINISHED || stateOf(future) === CANCELLED_AND_NOTIFIED;
}

/** Takes the conditions of all futures, does `work`, and gives them back; work must not suspend. */
function holdingAll<T>(futures: readonly Future[], work: () => T): Suspends<T> {
  for (const future of futures) acquireRLock(lockOf(future), Infinity);
  try {
    return work();
  } finally {
    for (const future of futures) releaseRLock(lockOf(future));
  }
}

function removeWaiter(futures: readonly Future[], waiter: Waiter): void {
  for (const { _waiters: waiters } of futures) {
    const at = waiters.indexOf(waiter);
    if (at >= 0) waiters.splice(at, 1);
  }
}

function setOf(futures: readonly Future[]): Suspends<PySet> {
  const set = new PySet();
  for (const future of futures) set.$add(future);
  return set;
}

/** Waits until the first, the first exception, or all: a named tuple of two sets. */
export function wait(fs: Value, timeout: Value = null, return_when: Value = ALL_COMPLETED): Suspends<Value> {
  const futures = distinct(fs);
  let done: Future[] = [];
  const waiter = holdingAll(futures, (): Waiter | null => {
    done = futures.filter(isDone);
    if (return_when === FIRST_COMPLETED && done.length > 0) return null;
    if (return_when === FIRST_EXCEPTION && done.some((future) => stateOf(future) === FINISHED && future._exception !== null)) return null;
    if (done.length === futures.length) return null;
    const made = new Waiter(return_when === FIRST_COMPLETED ? 1 : futures.length - done.length, return_when === FIRST_EXCEPTION);
    for (const future of futures) future._waiters.push(made);
    return made;
  });
  if (waiter !== null) {
    if (return_when !== FIRST_COMPLETED && return_when !== FIRST_EXCEPTION && return_when !== ALL_COMPLETED) {
      removeWaiter(futures, waiter);
      throw new ValueError(`Invalid return condition: ${repr(return_when)}`);
    }
    waiter.event.wait(timeout);
    removeWaiter(futures, waiter);
    done = futures.filter((future) => done.includes(future) || waiter.finished.includes(future));
  }
  return call(DoneAndNotDoneFutures, setOf(done), setOf(futures.filter((future) => !done.includes(future))));
}

/** The iterator of as_completed(). */
class AsCompleted extends PyIterator {
  /** those not given out yet; null before the first look */
  left: Set<Future> | null = null;
  waiter: Waiter | null = null;
  total = 0;
  /** done, to be given out from `at` on */
  finished: Future[] = [];
  at = 0;
  constructor(
    public fs: Value,
    readonly timeout: Value,
    public end: Value,
  ) {
    super();
  }

  $next(): Suspends<Value> {
    if (this.left === null) this.begin();
    const left = this.left as unknown as Set<Future>;
    for (;;) {
      if (this.at < this.finished.length) {
        // nobody here keeps what has been given out
        const next = this.finished[this.at] as Future;
        (this.finished as unknown[])[this.at++] = undefined;
        left.delete(next);
        removeWaiter([next], this.waiter as Waiter);
        return next;
      }
      if (left.size === 0) return END;
      this.waitForMore(left);
    }
  }

  begin(): Suspends<void> {
    if (this.timeout !== null) this.end = add(this.timeout, now());
    const futures = distinct(this.fs);
    this.fs = null;
    const waiter = new Waiter(1, false);
    holdingAll(futures, () => {
      this.finished = futures.filter(isDone);
      for (const future of futures) future._waiters.push(waiter);
    });
    this.waiter = waiter;
    this.total = futures.length;
    this.left = new Set(futures);
  }

  waitForMore(left: Set<Future>): Suspends<void> {
    const waiter = this.waiter as Waiter;
    let time: Value = null;
    if (this.timeout !== null) {
      time = sub(this.end, now());
      if (truth(lt(time, 0))) {
        removeWaiter([...left], waiter);
        this.left = new Set();
        throw new TimeoutError(`${left.size} (of ${this.total}) futures unfinished`);
      }
    }
    waiter.event.wait(time);
    this.at = 0;
    this.finished = waiter.finished;
    waiter.finished = [];
    waiter.pending = 1;
    waiter.event.clear();
  }
}
generatorIterator("as_completed", AsCompleted);

/** An iterator over futures, each as it is done. */
export function as_completed(fs: Value, timeout: Value = null): Value {
  return new AsCompleted(fs, timeout, null);
}

/** The iterator of map(): results in the order of the calls. */
class MapResults extends PyIterator {
  at = 0;
  constructor(
    readonly futures: Value[],
    readonly timeout: Value,
    readonly end: Value,
  ) {
    super();
  }

  $next(): Suspends<Value> {
    if (this.at === this.futures.length) return END;
    const future: Value = this.futures[this.at];
    this.futures[this.at++] = null;
    try {
      if (this.timeout === null && typeof future.result === "function") return future.result();
      return this.timeout === null ? callMethod(future, "result") : callMethod(future, "result", sub(this.end, now()));
    } catch (error) {
      callMethod(future, "cancel");
      this.$finish();
      throw error;
    }
  }

  $finish(): Suspends<void> {
    // from the last one on, as CPython does
    const others = this.futures.splice(this.at);
    for (let i = others.length - 1; i >= 0; i--) callMethod(others[i], "cancel");
  }
}
generatorIterator("Executor.map.<locals>.result_iterator", MapResults);

@pyclass("concurrent.futures._base.Executor", { doc: "This is an abstract base class for concrete asynchronous executors." })
export class Executor extends PyObject {
  shutdown(wait: Value = true, { cancel_futures = false }: { cancel_futures?: Value } = {}): Suspends<null> {
    return null;
  }

  __enter__(): Value {
    return this;
  }

  __exit__(exc_type: Value, exc_val: Value, exc_tb: Value): Suspends<boolean> {
    $callattrx(this, "shutdown", [true], null);
    return false;
  }
}

methods(
  Executor,
  {
    "submit(self, fn, /, *args, **kwargs)": function (): Value {
      throw new NotImplementedError();
    },
    "map(self, fn, *iterables, timeout=None, chunksize=1)": function (
      this: Executor,
      fn: Value,
      iterables: Value[],
      timeout: Value,
      _chunksize: Value,
    ): Suspends<Value> {
      return mapCalls(this, fn, iterables, timeout === undefined ? null : timeout);
    },
  },
  false,
);

/** Submits a call for each tuple of items; the results come in that order. */
export function mapCalls(executor: Executor, fn: Value, iterables: Value[], timeout: Value): Suspends<Value> {
  const end: Value = timeout === null ? null : add(timeout, now());
  const iterators: PyIterator[] = [];
  for (const iterable of iterables) iterators.push(iter(iterable));
  const futures: Value[] = [];
  const { submit } = executor as Value;
  while (iterators.length > 0) {
    const args: Value[] = [];
    for (const iterator of iterators) {
      const item = iterator.$next();
      if (item === END) return new MapResults(futures, timeout, end);
      args.push(item);
    }
    futures.push(typeof submit === "function" ? submit.call(executor, fn, ...args) : callMethod(executor, "submit", fn, ...args));
  }
  return new MapResults(futures, timeout, end);
}

@pyclass("concurrent.futures._base.BrokenExecutor", { doc: "\n    Raised when a executor has become non-functional after a severe failure.\n    " })
export class BrokenExecutor extends RuntimeError {}

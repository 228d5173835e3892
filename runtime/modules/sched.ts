/**
 * sched - actions at their times, one after the other.
 *
 * Mirrors     Lib/sched.py of CPython 3.13
 * Suspends    run: the delay function and the actions; the rest while another thread holds the lock
 * Calls back  timefunc, delayfunc, the actions; comparisons of times and priorities
 */
import type { Suspends } from "../frames/suspend.js";
import { sub, add } from "../objects/arithmetic.js";
import { Dict } from "../objects/dict.js";
import { ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import { PyObject, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { call } from "../objects/protocols/call.js";
import { gt } from "../objects/protocols/compare.js";
import { same } from "../objects/protocols/eq.js";
import { getset, pyclass } from "../objects/register.js";
import { callStar } from "../objects/spread.js";
import { Tuple } from "../objects/tuple.js";
import { heapify, heappop, heappush } from "./_heapq.js";
import { acquireRLock, releaseRLock, RLockObject } from "./_thread/rlock.js";
import { namedTuple } from "./collections/namedtuple.js";
import { monotonic } from "./time/index.js";
import { sleep } from "./time/sleep.js";

export const Event = namedTuple("Event", ["time", "priority", "sequence", "action", "argument", "kwargs"], "sched");

@pyclass("sched.scheduler")
export class scheduler extends PyObject {
  declare _queue: Value[];
  declare _lock: RLockObject;
  declare timefunc: Value;
  declare delayfunc: Value;
  declare $sequence: number;

  __init__(timefunc: Value = monotonic, delayfunc: Value = sleep): Suspends<null> {
    this._queue = [];
    this._lock = new RLockObject();
    this.timefunc = timefunc;
    this.delayfunc = delayfunc;
    this.$sequence = 0;
    return null;
  }

  /** Adds an action at an absolute time; what comes back is for cancel(). */
  enterabs(time: Value, priority: Value, action: Value, argument: Value = new Tuple([]), kwargs: Value = new Dict()): Suspends<Value> {
    acquireRLock(this._lock, Infinity);
    try {
      const event = call(Event, time, priority, this.$sequence++, action, argument, kwargs);
      heappush(this._queue, event);
      return event;
    } finally {
      releaseRLock(this._lock);
    }
  }

  /** Adds an action for so much later. */
  enter(delay: Value, priority: Value, action: Value, argument: Value = new Tuple([]), kwargs: Value = new Dict()): Suspends<Value> {
    return this.enterabs(add(call(this.timefunc), delay), priority, action, argument, kwargs);
  }

  cancel(event: Value): Suspends<null> {
    acquireRLock(this._lock, Infinity);
    try {
      let at = 0;
      while (at < this._queue.length && !truth(same(this._queue[at], event))) at++;
      if (at === this._queue.length) throw new ValueError("list.remove(x): x not in list");
      this._queue.splice(at, 1);
      heapify(this._queue);
    } finally {
      releaseRLock(this._lock);
    }
    return null;
  }

  empty(): boolean {
    return this._queue.length === 0;
  }

  /** Runs what is due until nothing is left; without `blocking` until nothing is due, and gives the time that is left then. */
  run(blocking: Value = true): Suspends<Value> {
    const queue = this._queue;
    for (;;) {
      if (queue.length === 0) return null;
      const [time, , , action, argument, kwargs] = (queue[0].$value as Tuple).items;
      const now = call(this.timefunc);
      if (truth(gt(time, now))) {
        if (!truth(blocking)) return sub(time, now);
        call(this.delayfunc, sub(time, now));
      } else {
        heappop(queue);
        callStar(action, argument, kwargs);
        call(this.delayfunc, 0);
      }
    }
  }
}

function upcoming(self: scheduler): Suspends<Value[]> {
  const heap = self._queue.slice();
  const events: Value[] = [];
  while (heap.length > 0) events.push(heappop(heap));
  return events;
}
getset(scheduler, { queue: [upcoming] });

export default pymodule("sched", { scheduler, Event });

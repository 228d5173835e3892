/**
 * queue - queues that several threads put to and take from.
 *
 * Mirrors     Lib/queue.py of CPython 3.13; SimpleQueue is Modules/_queuemodule.c
 * Frames      simpleGet: C; simpleGetNow: C
 * Suspends    put, get, join; what else takes the mutex, while another thread holds it
 * Calls back  _init, _qsize, _put, _get of subclasses; PriorityQueue: __lt__ of the items
 * Differs     nothing known
 */
import type { Suspends } from "../frames/suspend.js";
import { callMethod } from "../objects/protocols/call.js";
import { Exception, TypeError, ValueError } from "../objects/exceptions.js";
import type { Kw } from "../objects/function.js";
import { pymodule } from "../objects/module.js";
import { madeFor, object, PyObject, type PyType, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { ge, gt, lt } from "../objects/protocols/compare.js";
import { len } from "../objects/protocols/len.js";
import { raised } from "../objects/raise.js";
import { builtinType, methods, pyclass } from "../objects/register.js";
import { policy } from "../scheduler/policy.js";
import { secondsToMs } from "../scheduler/seconds.js";
import { checkSignals } from "../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT, Waiters } from "../scheduler/waiters.js";
import { Deque } from "./_collections/deque.js";
import { heappop, heappush } from "./_heapq.js";
import { acquire, LockObject, release } from "./_thread/lock.js";
import { makeSemaphore, type Semaphore } from "./threading/semaphore.js";
import { awaitNotice, Condition, enlist, makeCondition, notifyEach, notifyFirst } from "./threading/condition.js";
import { Float } from "../objects/float.js";
import { generic, genericAlias } from "../objects/genericalias.js";

/** Exception raised by Queue.get(block=0)/get_nowait(). */
@pyclass("_queue.Empty", { doc: "Exception raised by Queue.get(block=0)/get_nowait()." })
export class Empty extends Exception {}

@pyclass("queue.Full", { doc: "Exception raised by Queue.put(block=0)/put_nowait()." })
export class Full extends Exception {}

@pyclass("queue.ShutDown", { doc: "Raised when put/get with shut-down queue." })
export class ShutDown extends Exception {}

@pyclass("queue.Queue", { doc: "Create a queue object with a given maximum size.\n\n    If maxsize is <= 0, the queue size is infinite.\n    " })
export class Queue extends PyObject {
  declare maxsize: Value;
  declare queue: Value;
  declare mutex: LockObject;
  declare not_empty: Condition;
  declare not_full: Condition;
  declare all_tasks_done: Condition;
  declare unfinished_tasks: number;
  declare is_shutdown: boolean;

  __init__(maxsize: Value = 0): Suspends<null> {
    this.maxsize = maxsize;
    this._init(maxsize);
    this.mutex = new LockObject();
    this.not_empty = makeCondition(this.mutex);
    this.not_full = makeCondition(this.mutex);
    this.all_tasks_done = makeCondition(this.mutex);
    this.unfinished_tasks = 0;
    this.is_shutdown = false;
    return null;
  }

  /** Says that the work on one item is done. */
  task_done(): Suspends<null> {
    const { mutex } = this;
    if (mutex instanceof LockObject && !mutex.$locked && this.unfinished_tasks > 1) {
      this.unfinished_tasks--;
      return null;
    }
    acquire(mutex, Infinity);
    try {
      const unfinished = this.unfinished_tasks - 1;
      if (unfinished <= 0) {
        if (unfinished < 0) throw new ValueError("task_done() called too many times");
        notifyEach(this.all_tasks_done);
      }
      this.unfinished_tasks = unfinished;
    } finally {
      release(mutex);
    }
    return null;
  }

  /** Waits until task_done() has been called for each item. */
  join$(): Suspends<null> {
    const { mutex } = this;
    acquire(mutex, Infinity);
    try {
      while (this.unfinished_tasks !== 0) this.all_tasks_done.wait();
    } finally {
      release(mutex);
    }
    return null;
  }

  qsize(): Suspends<Value> {
    const { mutex } = this;
    acquire(mutex, Infinity);
    try {
      return this._qsize();
    } finally {
      release(mutex);
    }
  }

  empty(): Suspends<boolean> {
    const { mutex } = this;
    acquire(mutex, Infinity);
    try {
      return !truth(this._qsize());
    } finally {
      release(mutex);
    }
  }

  full(): Suspends<Value> {
    const { mutex } = this;
    acquire(mutex, Infinity);
    try {
      const { maxsize } = this;
      if (!truth(lt(0, maxsize))) return false;
      return ge(this._qsize(), maxsize);
    } finally {
      release(mutex);
    }
  }

  /**
   * Adds an item, waiting for room if need be.
   *
   * @param timeout seconds; None waits for ever; ignored when `block` is false
   * @throws Full      there was no room in time
   * @throws ShutDown  the queue is shut down
   */
  put(item: Value, block: Value = true, timeout: Value = null): Suspends<null> {
    const { queue, maxsize, mutex, not_empty } = this;
    // what happens in most queues most of the time, written out: each function called here would be optimised for itself
    if (
      queue instanceof Deque &&
      typeof maxsize === "number" &&
      (maxsize <= 0 || queue.$size < maxsize) &&
      this._put === ownPut &&
      this._qsize === ownQsize &&
      block === true &&
      timeout === null &&
      this.is_shutdown === false &&
      mutex instanceof LockObject &&
      !mutex.$locked &&
      not_empty instanceof Condition
    ) {
      queue.$push(item);
      this.unfinished_tasks++;
      if (not_empty._waiters.length > 0) notifyFirst(not_empty);
      return null;
    }
    return block === true && timeout === null && isPlain(this) ? putPlain(this, item) : putSlowly(this, item, block, timeout);
  }

  /**
   * Removes and returns the next item, waiting for one if need be.
   *
   * @param timeout seconds; None waits for ever; ignored when `block` is false
   * @throws Empty     no item came in time
   * @throws ShutDown  the queue is shut down, and empty
   */
  get(block: Value = true, timeout: Value = null): Suspends<Value> {
    const { queue, mutex, not_full } = this;
    if (
      queue instanceof Deque &&
      queue.$size > 0 &&
      this._get === ownGet &&
      block === true &&
      timeout === null &&
      mutex instanceof LockObject &&
      !mutex.$locked &&
      not_full instanceof Condition
    ) {
      const item = queue.$shift();
      if (not_full._waiters.length > 0) notifyFirst(not_full);
      return item;
    }
    return block === true && timeout === null && isPlain(this) ? getPlain(this) : getSlowly(this, block, timeout);
  }

  put_nowait(item: Value): Suspends<null> {
    return this.put(item, false);
  }

  get_nowait(): Suspends<Value> {
    return this.get(false);
  }

  /** Makes put() and get() raise ShutDown: get() once the queue is empty, or at once. */
  shutdown(immediate: Value = false): Suspends<null> {
    const { mutex } = this;
    acquire(mutex, Infinity);
    try {
      this.is_shutdown = true;
      if (truth(immediate)) {
        while (truth(this._qsize())) {
          this._get();
          if (this.unfinished_tasks > 0) this.unfinished_tasks--;
        }
        notifyEach(this.all_tasks_done);
      }
      notifyEach(this.not_empty);
      notifyEach(this.not_full);
    } finally {
      release(mutex);
    }
    return null;
  }

  // Hooks: LifoQueue and PriorityQueue override these, and so do scripts.

  _init(_maxsize: Value): Suspends<null> {
    this.queue = new Deque();
    return null;
  }

  _qsize(): Suspends<Value> {
    const { queue } = this;
    return queue instanceof Deque ? queue.$size : len(queue);
  }

  _put(item: Value): Suspends<null> {
    const { queue } = this;
    if (queue instanceof Deque) queue.$push(item);
    else queue.append(item);
    return null;
  }

  _get(): Suspends<Value> {
    const { queue } = this;
    return queue instanceof Deque && queue.$size > 0 ? queue.$shift() : callMethod(queue, "popleft");
  }
}
generic(Queue);

const { _put: ownPut, _get: ownGet, _qsize: ownQsize } = Queue.prototype as Queue;

/** Whether a queue is as `__init__` made it and nobody holds its mutex: what is done to it without a pause need not take the mutex. */
function isPlain(self: Queue): boolean {
  const { mutex, maxsize } = self;
  return (
    self.queue instanceof Deque &&
    typeof maxsize === "number" &&
    self._put === ownPut &&
    self._get === ownGet &&
    self._qsize === ownQsize &&
    mutex instanceof LockObject &&
    !mutex.$locked &&
    isConditionOf(self.not_empty, mutex) &&
    isConditionOf(self.not_full, mutex)
  );
}

function isConditionOf(condition: Value, mutex: LockObject): boolean {
  return condition instanceof Condition && condition._lock === mutex && condition.wait === Condition.prototype.wait && Array.isArray(condition._waiters);
}

/** put() without a time limit, where there was no room. */
function putPlain(self: Queue, item: Value): Suspends<null> {
  const condition = self.not_full;
  while (isPlain(self)) {
    if (self.is_shutdown) throw new ShutDown();
    const { queue, maxsize } = self;
    if (maxsize <= 0 || queue.$size < maxsize) {
      queue.$push(item);
      self.unfinished_tasks++;
      notifyFirst(self.not_empty);
      return null;
    }
    const waiter = enlist(condition);
    const woken = waiter.$waiters!.park(Infinity);
    if (woken === INTERRUPTED) awaitNotice(condition, waiter);
  }
  return putSlowly(self, item, true, null);
}

/** get() without a time limit, where there was nothing. */
function getPlain(self: Queue): Suspends<Value> {
  const condition = self.not_empty;
  while (isPlain(self)) {
    const { queue } = self;
    if (queue.$size > 0) {
      const item = queue.$shift();
      notifyFirst(self.not_full);
      return item;
    }
    if (self.is_shutdown) throw new ShutDown();
    const waiter = enlist(condition);
    const woken = waiter.$waiters!.park(Infinity);
    if (woken === INTERRUPTED) awaitNotice(condition, waiter);
  }
  return getSlowly(self, true, null);
}

function putSlowly(self: Queue, item: Value, block: Value, timeout: Value): Suspends<null> {
  if (block === false && self.is_shutdown === false && isPlain(self)) {
    const { queue, maxsize } = self;
    if (maxsize > 0 && queue.$size >= maxsize) return raised(new Full());
    queue.$push(item);
    self.unfinished_tasks++;
    notifyFirst(self.not_empty);
    return null;
  }
  const { mutex } = self;
  acquire(mutex, Infinity);
  try {
    if (self.is_shutdown) throw new ShutDown();
    if (self.maxsize !== 0 && truth(gt(self.maxsize, 0))) waitForRoom(self, block, timeout);
    self._put(item);
    self.unfinished_tasks++;
    notifyFirst(self.not_empty);
  } finally {
    release(mutex);
  }
  return null;
}

function getSlowly(self: Queue, block: Value, timeout: Value): Suspends<Value> {
  if (block === false && self.is_shutdown === false && isPlain(self)) {
    const { queue } = self;
    if (queue.$size === 0) return raised(new Empty());
    const item = queue.$shift();
    notifyFirst(self.not_full);
    return item;
  }
  const { mutex } = self;
  acquire(mutex, Infinity);
  try {
    if (self.is_shutdown && !truth(self._qsize())) throw new ShutDown();
    waitForItem(self, block, timeout);
    const item = self._get();
    notifyFirst(self.not_full);
    return item;
  } finally {
    release(mutex);
  }
}

const negative = "'timeout' must be a non-negative number";

function waitForRoom(queue: Queue, block: Value, timeout: Value): Suspends<void> {
  if (!truth(block)) {
    if (truth(ge(queue._qsize(), queue.maxsize))) throw new Full();
    return;
  }
  if (timeout !== null && truth(lt(timeout, 0))) throw new ValueError(negative);
  const endMs = timeout === null ? Infinity : policy.current.nowMs() + secondsToMs(timeout);
  while (truth(ge(queue._qsize(), queue.maxsize))) {
    if (endMs === Infinity) queue.not_full.wait();
    else {
      const leftMs = endMs - policy.current.nowMs();
      if (leftMs <= 0) throw new Full();
      queue.not_full.wait(new Float(leftMs / 1000));
    }
    if (queue.is_shutdown) throw new ShutDown();
  }
}

function waitForItem(queue: Queue, block: Value, timeout: Value): Suspends<void> {
  if (!truth(block)) {
    if (!truth(queue._qsize())) throw new Empty();
    return;
  }
  if (timeout !== null && truth(lt(timeout, 0))) throw new ValueError(negative);
  const endMs = timeout === null ? Infinity : policy.current.nowMs() + secondsToMs(timeout);
  while (!truth(queue._qsize())) {
    if (endMs === Infinity) queue.not_empty.wait();
    else {
      const leftMs = endMs - policy.current.nowMs();
      if (leftMs <= 0) throw new Empty();
      queue.not_empty.wait(new Float(leftMs / 1000));
    }
    if (queue.is_shutdown && !truth(queue._qsize())) throw new ShutDown();
  }
}

@pyclass("queue.PriorityQueue", {
  doc: "Variant of Queue that retrieves open entries in priority order (lowest first).\n\n    Entries are typically tuples of the form:  (priority number, data).\n    ",
})
export class PriorityQueue extends Queue {
  override _init(_maxsize: Value): Suspends<null> {
    this.queue = [];
    return null;
  }
  override _qsize(): Suspends<Value> {
    return len(this.queue);
  }
  override _put(item: Value): Suspends<null> {
    heappush(this.queue, item);
    return null;
  }
  override _get(): Suspends<Value> {
    return heappop(this.queue);
  }
}

@pyclass("queue.LifoQueue", { doc: "Variant of Queue that retrieves most recently added entries first." })
export class LifoQueue extends Queue {
  override _init(_maxsize: Value): Suspends<null> {
    this.queue = [];
    return null;
  }
  override _qsize(): Suspends<Value> {
    return len(this.queue);
  }
  override _put(item: Value): Suspends<null> {
    this.queue.push(item);
    return null;
  }
  override _get(): Suspends<Value> {
    return this.queue.pop();
  }
}

/** SimpleQueue as Python would write it; CPython's tests hold it against the other. */
@pyclass("queue._PySimpleQueue")
export class _PySimpleQueue extends PyObject {
  declare _queue: Deque;
  declare _count: Semaphore;

  __init__(): null {
    this._queue = new Deque();
    this._count = makeSemaphore(0);
    return null;
  }

  put(item: Value, block: Value = true, timeout: Value = null): Suspends<null> {
    this._queue.$push(item);
    this._count.release();
    return null;
  }

  get(block: Value = true, timeout: Value = null): Suspends<Value> {
    if (timeout !== null && truth(lt(timeout, 0))) throw new ValueError(negative);
    if (!this._count.acquire(block, timeout)) throw new Empty();
    return this._queue.$shift();
  }

  put_nowait(item: Value): Suspends<null> {
    return this.put(item, false);
  }

  get_nowait(): Suspends<Value> {
    return this.get(false);
  }

  empty(): boolean {
    return this._queue.$size === 0;
  }

  qsize(): number {
    return this._queue.$size;
  }
}

/** The queue that is C in CPython: no maximum, no tasks. */
export class SimpleQueueObject {
  readonly $items = new Deque();
  readonly $waiters = new Waiters();

  $put(item: Value): void {
    this.$items.$push(item);
    this.$waiters.wakeFirst(null);
  }

  /** The next item, once there is one. */
  $take(deadlineMs = Infinity): Suspends<Value> {
    return this.$items.$size > 0 ? this.$items.$shift() : this.waitAndTake(deadlineMs);
  }

  private waitAndTake(deadlineMs: number): Suspends<Value> {
    try {
      while (this.$items.$size === 0) {
        const woken = this.$waiters.park(deadlineMs);
        if (woken === INTERRUPTED) checkSignals();
        if (woken === TIMED_OUT && this.$items.$size === 0) throw new Empty();
      }
    } catch (error) {
      if (this.$items.$size > 0) this.$waiters.wakeFirst(null); // stopped by a signal's exception: the next one's turn
      throw error;
    }
    return this.$items.$shift();
  }
}
Object.setPrototypeOf(SimpleQueueObject.prototype, object.prototype as object);

function simplePut(this: SimpleQueueObject, item: Value): null {
  this.$put(item);
  return null;
}

function simpleGetNow(this: SimpleQueueObject): Value {
  return takeNow(this);
}

function simpleGet(this: SimpleQueueObject, block: Value, timeout: Value): Suspends<Value> {
  if (block !== undefined && !truth(block)) return takeNow(this);
  let deadlineMs = Infinity;
  if (timeout !== undefined && timeout !== null) {
    const ms = secondsToMs(timeout);
    if (ms < 0) throw new ValueError(negative);
    deadlineMs = policy.current.nowMs() + ms;
  }
  return this.$take(deadlineMs);
}

/** The next item; undefined if there is none. */
export function simpleTake(queue: SimpleQueueObject): Value {
  return queue.$items.$size === 0 ? undefined : queue.$items.$shift();
}

function takeNow(queue: SimpleQueueObject): Value {
  if (queue.$items.$size === 0) throw new Empty();
  return queue.$items.$shift();
}

export const SimpleQueue = builtinType(
  "SimpleQueue(*args, **kwargs)",
  (args: Value[], kwargs: Kw): SimpleQueueObject => {
    if (args.length > 0) throw new TypeError("SimpleQueue() takes no positional arguments");
    if (Object.keys(kwargs).length > 0) throw new TypeError("SimpleQueue() takes no keyword arguments");
    return new SimpleQueueObject();
  },
  {
    module: "_queue",
    prototype: SimpleQueueObject.prototype,
    empty: (cls: PyType) => madeFor(SimpleQueueObject, cls),
    doc: "Simple, unbounded, reentrant FIFO queue.",
  },
);
methods(SimpleQueue, {
  "put(self, /, item, block=True, timeout=None)": simplePut,
  "put_nowait(self, /, item)": simplePut,
  "get(self, /, block=True, timeout=None)": simpleGet,
  "get_nowait(self, /)": simpleGetNow,
  "qsize(self, /)": function (this: SimpleQueueObject): number {
    return this.$items.$size;
  },
  "empty(self, /)": function (this: SimpleQueueObject): boolean {
    return this.$items.$size === 0;
  },
  "__class_getitem__(cls, item, /)": function (this: Value, item: Value): Value {
    return genericAlias(this, item);
  },
});

export default pymodule("queue", { Empty, Full, ShutDown, Queue, PriorityQueue, LifoQueue, SimpleQueue, _PySimpleQueue });

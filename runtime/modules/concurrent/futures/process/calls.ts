/**
 * concurrent.futures.process.calls - the calls that an executor has been given, and the queue in which they go to its processes.
 *
 * Mirrors     Lib/concurrent/futures/process.py: _WorkItem, _SafeQueue
 * Suspends    _SafeQueue
 * Calls back  callbacks of a future whose call cannot be sent
 */
import type { Suspends } from "../../../../frames/suspend.js";
import { add } from "../../../../objects/arithmetic.js";
import { $setattr } from "../../../../objects/attributes.js";
import { Dict } from "../../../../objects/dict.js";
import { Kw } from "../../../../objects/function.js";
import { isinstance, PyObject, type Value } from "../../../../objects/object.js";
import { toSsize } from "../../../../objects/protocols/index.js";
import { pyclass } from "../../../../objects/register.js";
import { formatException } from "../../../../objects/traceback.js";
import { acquire, LockObject, release } from "../../../_thread/lock.js";
import { announce, isRingEmpty, laneOf, type Lane } from "../../../multiprocessing/connection/lane.js";
import { isSentAtOnce, Queue } from "../../../multiprocessing/queues.js";
import { acquire as acquireHandle, acquireShortly, release as releaseHandle, valueOf } from "../../../../processes/semaphore.js";
import type { EarlyCall, Future } from "../future.js";
import type { ProcessPoolExecutor } from "./executor.js";
import { _CallItem, _RemoteTraceback, feederLines } from "./items.js";
import { strikeAll, strikeCall } from "./struck.js";
import { _ThreadWakeup } from "./wakeup.js";

/** Calls that stand in the queue for the processes beyond one for each. */
export const EXTRA_QUEUED_CALLS = 1;
/** So many calls of map(), of which nobody sees the futures, go there before their turn. */
const CALLS_AHEAD = 64;
/** So many of those keep the processes busy while the manager's thread rests. */
const FAR_AHEAD = 16;

/** One call to be made. */
@pyclass("concurrent.futures.process._WorkItem")
export class _WorkItem extends PyObject {
  declare future: Future;
  declare fn: Value;
  declare args: Value;
  declare kwargs: Value;

  __init__(future: Value, fn: Value, args: Value, kwargs: Value): null {
    this.future = future as Future;
    this.fn = fn;
    this.args = args;
    this.kwargs = kwargs;
    return null;
  }
}

/** The queue of calls: one that cannot be sent is its future's error. */
@pyclass("concurrent.futures.process._SafeQueue")
export class _SafeQueue extends Queue {
  declare pending_work_items: Dict;
  declare shutdown_lock: LockObject;
  declare thread_wakeup: _ThreadWakeup;
  /** so many calls have their turn */
  declare $turns: number;
  /** calls that are not made any more, and not cancelled yet */
  declare $struck: number[];

  /** Have as many calls their turn as may? */
  $isFull(): boolean {
    return this._maxsize - valueOf(this._sem._semlock.$handle) >= this.$turns;
  }

  /** Have the processes calls enough for a while? */
  $isFarAhead(): boolean {
    return this._maxsize - valueOf(this._sem._semlock.$handle) >= 2 * this.$turns + FAR_AHEAD;
  }

  /** Wakes a process for the calls that $sendAhead has sent. */
  $announce(): void {
    announce(laneOf(this._reader.$ahead));
  }

  /** Sends a call without the feeder, if that can be done at once. Nobody is woken. */
  $sendAhead(item: EarlyCall): Suspends<boolean> {
    const { $handle: room } = this._sem._semlock;
    if (this._thread === null || !acquireHandle(room, false, null)) return false;
    if (isSentAtOnce(this, item, true)) return true;
    releaseHandle(room);
    return false;
  }

  /** Takes back a call that was sent before its turn; false: its turn has come, or a process has it. */
  $recall(call: number): Suspends<boolean> {
    const struck = this.$struck.includes(call) || this.struck((lane) => (strikeCall(lane, this.$turns, call) ? [call] : [])).length > 0;
    if (struck) this.pending_work_items.$delete(call);
    return struck;
  }

  /** Takes back all that were sent before their turn; each is to be cancelled next. */
  $recallAll(): Suspends<void> {
    this.$struck = this.struck((lane) => strikeAll(lane, this.$turns));
  }

  /** What `strikes` strikes out of the queue. The room of each is free at once: the manager's thread may hear of nothing when it would have been taken. */
  private struck(strikes: (lane: Lane) => number[]): Suspends<number[]> {
    const lane = laneOf(this._reader.$ahead);
    // whoever holds the lock for reading while he waits has found nothing there
    if (isRingEmpty(lane)) return [];
    const { $handle: lock } = this._rlock._semlock;
    let calls: number[] = [];
    acquireShortly(lock);
    try {
      calls = strikes(lane);
    } finally {
      releaseHandle(lock);
    }
    for (let i = 0; i < calls.length; i++) releaseHandle(this._sem._semlock.$handle);
    return calls;
  }

  /** Called by the feeder for an object that it could not send. */
  _on_queue_feeder_error(e: Value, obj: Value): Suspends<null> {
    if (!isinstance(obj, _CallItem)) return Queue._on_queue_feeder_error(e, obj);
    $setattr(e, "__cause__", new _RemoteTraceback(`\n"""\n${formatException(e, { above: feederLines() })}"""`));
    const item = this.pending_work_items.$delete((obj as _CallItem).work_id);
    acquire(this.shutdown_lock, Infinity);
    try {
      this.thread_wakeup.wakeup();
    } finally {
      release(this.shutdown_lock);
    }
    // the future is told last: its callbacks may take the lock
    if (item !== undefined) (item as _WorkItem).future.set_exception(e);
    return null;
  }
}

/** The queue of calls of an executor. */
export function makeQueue(executor: ProcessPoolExecutor, ctx: Value): Suspends<_SafeQueue> {
  const queue = Object.create(_SafeQueue.prototype as object) as _SafeQueue;
  queue.pending_work_items = executor._pending_work_items;
  queue.shutdown_lock = executor._shutdown_lock;
  queue.thread_wakeup = executor._executor_manager_thread_wakeup as _ThreadWakeup;
  const kw = new Kw();
  kw["ctx"] = ctx;
  queue.$struck = [];
  queue.$turns = toSsize(add(executor._max_workers, EXTRA_QUEUED_CALLS));
  queue.__init__(queue.$turns + CALLS_AHEAD, kw);
  queue._ignore_epipe = true;
  return queue;
}

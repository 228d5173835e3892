/**
 * concurrent.futures.process.manager - the thread that brings calls to the processes and results to the futures.
 *
 * Mirrors     Lib/concurrent/futures/process.py: _ExecutorManagerThread, BrokenProcessPool
 * Suspends    everything
 * Calls back  callbacks of futures
 */
import type { Suspends } from "../../../../frames/suspend.js";
import { $setattr } from "../../../../objects/attributes.js";
import { Dict } from "../../../../objects/dict.js";
import { int } from "../../../../objects/int.js";
import type { Entry } from "../../../../objects/keymap.js";
import { isinstance, type Value } from "../../../../objects/object.js";
import { truth } from "../../../../objects/protocols/bool.js";
import { call, callMethod } from "../../../../objects/protocols/call.js";
import { $caught, $handled, $uncaught } from "../../../../objects/raise.js";
import { builtin, pyclass } from "../../../../objects/register.js";
import { formatException } from "../../../../objects/traceback.js";
import { unwatchAt, watchAt } from "../../../../processes/parking.js";
import { policy } from "../../../../scheduler/policy.js";
import { checkSignals } from "../../../../scheduler/signals.js";
import { INTERRUPTED } from "../../../../scheduler/waiters.js";
import { POLLIN, waitDescriptors } from "../../../../system/poll.js";
import type { Deque } from "../../../_collections/deque.js";
import { ref } from "../../../_weakref.js";
import { acquire, LockObject, release } from "../../../_thread/lock.js";
import type { Connection } from "../../../multiprocessing/connection/connection.js";
import { isLaneReady, laneOf } from "../../../multiprocessing/connection/lane.js";
import { handleOf } from "../../../multiprocessing/connection/message.js";
import { noMoreTasks } from "../../../multiprocessing/reserve.js";
import { Empty, Full, Queue as ThreadQueue } from "../../../queue.js";
import { Thread } from "../../../threading/thread.js";
import { BrokenExecutor } from "../base.js";
import { InvalidStateError, type Future } from "../future.js";
import type { _SafeQueue, _WorkItem } from "./calls.js";
import { state } from "./ending.js";
import type { ProcessPoolExecutor } from "./executor.js";
import { _CallItem, _RemoteTraceback, _ResultItem, isOfMap } from "./items.js";
import { _ThreadWakeup } from "./wakeup.js";

@pyclass("concurrent.futures.process.BrokenProcessPool", {
  doc: "\n    Raised when a process in a ProcessPoolExecutor terminated abruptly\n    while a future was in the running state.\n    ",
})
export class BrokenProcessPool extends BrokenExecutor {}

/** What came while the manager waited. */
interface Arrival {
  readonly item: Value;
  readonly broken: boolean;
  readonly cause: string | null;
}

/** Brings calls to the processes and results to the futures. */
@pyclass("concurrent.futures.process._ExecutorManagerThread")
export class _ExecutorManagerThread extends Thread {
  /** Leads to the executor while somebody else has it; the thread alone does not keep it. */
  declare executor_reference: Value;
  declare thread_wakeup: _ThreadWakeup;
  declare shutdown_lock: LockObject;
  declare processes: Dict;
  declare call_queue: Value;
  declare result_queue: Value;
  declare work_ids_queue: ThreadQueue;
  declare max_tasks_per_child: Value;
  declare pending_work_items: Dict;

  override run(): Suspends<null> {
    for (;;) {
      const failure = this.addCalls();
      if (failure !== null) {
        this.terminate_broken(failure);
        return null;
      }
      // what has come meanwhile is taken in one go: the calls that follow wake a process once
      for (let left = MOST_AT_ONCE; ; left--) {
        const { item, broken, cause } = this.arrival();
        if (broken) {
          this.terminate_broken(cause);
          return null;
        }
        if (item === null) break;
        this.take(item);
        if (left === 0 || !isLaneReady(this.result_queue._reader.$ahead as number)) break;
      }
      if (!this.is_shutting_down()) continue;
      this.flag_executor_shutting_down();
      // calls of which nobody is waiting are taken out
      this.add_call_item_to_queue();
      if (this.pending_work_items.$size() === 0) {
        this.join_executor_internals();
        return null;
      }
    }
  }

  /** Fills the queue of calls; the text of what went wrong, or null. */
  private addCalls(): Suspends<string | null> {
    const handled = $handled();
    try {
      this.add_call_item_to_queue();
      return null;
    } catch (thrown) {
      const text = formatException($caught(thrown, null));
      $uncaught(handled);
      return text;
    }
  }

  /** A result of a process, or word that one has ended. */
  private take(item: Value): Suspends<void> {
    if (isinstance(item, int)) {
      // a process that was told to end while others still work
      const process = this.processes.$delete(item);
      if (process !== undefined) callMethod(process, "join");
      return;
    }
    this.process_result_item(item);
    const exited = (item as _ResultItem).exit_pid;
    if (exited !== null) callMethod(this.processes.$delete(exited), "join");
    const executor = this.$executor();
    if (executor === null) return;
    if (exited !== null) {
      acquire(this.shutdown_lock, Infinity);
      try {
        executor._adjust_process_count();
      } finally {
        release(this.shutdown_lock);
      }
    } else executor._idle_worker_semaphore.release();
  }

  add_call_item_to_queue(): Suspends<null> {
    const queue = this.call_queue as _SafeQueue;
    try {
      this.sendCalls(queue);
      this.sendAhead(queue);
    } finally {
      queue.$announce();
    }
    return null;
  }

  /** Sends calls whose turn it is. */
  private sendCalls(queue: _SafeQueue): Suspends<void> {
    while (!queue.$isFull()) {
      const id = taken(this.work_ids_queue);
      if (id === undefined) return;
      const item = this.pending_work_items.$get(id) as _WorkItem | undefined;
      if (item === undefined) continue;
      if (truth(item.future.set_running_or_notify_cancel())) {
        const call = new _CallItem(id, item.fn, item.args, item.kwargs);
        if (!(queue.$sendAhead(call) as boolean)) callMethod(queue, "put", call, true);
      } else this.pending_work_items.$delete(id);
    }
  }

  /** Sends calls of map() before their turn. */
  private sendAhead(queue: _SafeQueue): Suspends<void> {
    const ids = this.work_ids_queue.queue as Deque;
    for (let sent = 1; ids.$size > 0; sent++) {
      const id: Value = ids.$at(0);
      const item = this.pending_work_items.$get(id) as _WorkItem | undefined;
      if (item === undefined || !isOfMap(item.fn)) return;
      const call = new _CallItem(id, item.fn, item.args, item.kwargs);
      if (!item.future.$sendAhead(queue, call)) return;
      taken(this.work_ids_queue);
      if ((sent & 7) === 0) queue.$announce();
    }
  }

  /** Waits for a result, for the end of a process, or to be woken. */
  private arrival(): Suspends<Arrival> {
    const results = this.result_queue._reader as Connection;
    const wakeup = this.thread_wakeup;
    let rested = false;
    for (;;) {
      results._check_closed();
      if (isLaneReady(results.$ahead)) return this.received(results);
      const fds = this.watched(results);
      const rests: boolean = !rested && (this.call_queue as _SafeQueue).$isFarAhead();
      const woken: Value = wakeup.$pending ? WOKEN : rests ? waitReady(fds, policy.current.nowMs() + REST_MS) : waitForResult(results, fds);
      rested = rests;
      if (woken === INTERRUPTED) checkSignals();
      if (isLaneReady(results.$ahead)) return this.received(results);
      if (!Array.isArray(woken) || woken.length === 0) continue;
      if (woken[0] !== 0) {
        wakeup.clear();
        return { item: null, broken: false, cause: null };
      }
      return woken[1] !== 0 ? this.received(results) : { item: null, broken: true, cause: null };
    }
  }

  /** The descriptors that say something to the thread: of what wakes it, of the results' pipe, of the ends of processes. */
  private watched(results: Connection): Suspends<number[]> {
    const fds: number[] = [callMethod(this.thread_wakeup._reader, "fileno"), handleOf(results)];
    const entries = this.processes.$entries();
    for (let i = 0; i < entries.length; i++) fds.push((entries[i] as Entry).value._sentinel as number);
    return fds;
  }

  private received(results: Value): Suspends<Arrival> {
    const handled = $handled();
    try {
      return { item: callMethod(results, "recv"), broken: false, cause: null };
    } catch (thrown) {
      const cause = formatException($caught(thrown, null));
      $uncaught(handled);
      return { item: null, broken: true, cause };
    }
  }

  process_result_item(item: Value): Suspends<null> {
    const work = this.pending_work_items.$delete((item as _ResultItem).work_id) as _WorkItem | undefined;
    if (work === undefined) return null;
    const { exception, result } = item as _ResultItem;
    if (exception !== null) work.future.set_exception(exception);
    else work.future.set_result(result);
    return null;
  }

  /** The executor; null if nobody has it any more. */
  $executor(): Suspends<ProcessPoolExecutor | null> {
    return call(this.executor_reference) as ProcessPoolExecutor | null;
  }

  is_shutting_down(): Suspends<boolean> {
    const executor = this.$executor();
    return state.shutdown || executor === null || executor._shutdown_thread;
  }

  terminate_broken(cause: Value): Suspends<null> {
    acquire(this.shutdown_lock, Infinity);
    try {
      this._terminate_broken(cause);
    } finally {
      release(this.shutdown_lock);
    }
    return null;
  }

  _terminate_broken(cause: Value): Suspends<null> {
    const executor = this.$executor();
    if (executor !== null) {
      executor._broken = "A child process terminated abruptly, the process pool is not usable anymore";
      executor._shutdown_thread = true;
    }
    const error = new BrokenProcessPool("A process in the process pool was terminated abruptly while the future was running or pending.");
    if (cause !== null) $setattr(error, "__cause__", new _RemoteTraceback(`\n'''\n${String(cause)}'''`));
    const pending = this.pending_work_items.$entries();
    for (let i = 0; i < pending.length; i++) breakFuture((pending[i] as Entry).value.future as Future, error);
    this.pending_work_items.$clear();
    const processes = this.processes.$entries();
    for (let i = 0; i < processes.length; i++) callMethod((processes[i] as Entry).value, "terminate");
    callMethod(this.call_queue, "_terminate_broken");
    this._join_executor_internals(true);
    return null;
  }

  flag_executor_shutting_down(): Suspends<null> {
    const executor = this.$executor();
    if (executor === null) return null;
    executor._shutdown_thread = true;
    if (!truth(executor._cancel_pending_futures)) return null;
    (this.call_queue as _SafeQueue).$recallAll();
    const kept = new Dict();
    const pending = this.pending_work_items.$entries();
    for (let i = 0; i < pending.length; i++) {
      const { key, value } = pending[i] as Entry;
      if (!truth((value as _WorkItem).future.cancel())) kept.$set(key, value);
    }
    this.pending_work_items = kept;
    while (taken(this.work_ids_queue) !== undefined);
    executor._cancel_pending_futures = false;
    return null;
  }

  shutdown_workers(): Suspends<null> {
    const stopping = this.get_n_children_alive();
    let sent = 0;
    while (sent < stopping && this.get_n_children_alive() > 0) {
      while (sent < stopping && offered(this.call_queue)) sent++;
    }
    return null;
  }

  join_executor_internals(): Suspends<null> {
    acquire(this.shutdown_lock, Infinity);
    try {
      this._join_executor_internals();
    } finally {
      release(this.shutdown_lock);
    }
    return null;
  }

  _join_executor_internals(broken: Value = false): Suspends<null> {
    if (!truth(broken)) {
      noMoreTasks(this.call_queue, 0);
      this.shutdown_workers();
    }
    callMethod(this.call_queue, "close");
    callMethod(this.call_queue, "join_thread");
    this.thread_wakeup.close();
    const processes = this.processes.$entries();
    for (let i = 0; i < processes.length; i++) {
      const process = (processes[i] as Entry).value;
      if (truth(broken)) callMethod(process, "terminate");
      callMethod(process, "join");
    }
    return null;
  }

  get_n_children_alive(): Suspends<number> {
    let alive = 0;
    const processes = this.processes.$entries();
    for (let i = 0; i < processes.length; i++) if (truth(callMethod((processes[i] as Entry).value, "is_alive"))) alive++;
    return alive;
  }
}

/** So many results are taken before more calls are sent. */
const MOST_AT_ONCE = 64;
/** So long the thread sleeps through results while the processes have calls enough: one wake-up for many. */
const REST_MS = 0.25;

/** What is said of the descriptors when the thread has been woken. */
const WOKEN: readonly number[] = [1];

/** Waits for a result, or until one of the descriptors can be read: what poll(2) says of each, or nothing for a result; INTERRUPTED. */
function waitForResult(results: Connection, fds: readonly number[]): Suspends<unknown> {
  const lane = laneOf(results.$ahead);
  watchAt(lane.parking, lane.come);
  try {
    if (lane.come()) return [];
    return waitReady(fds, Infinity);
  } finally {
    unwatchAt(lane.parking);
  }
}

function waitReady(fds: readonly number[], deadlineMs: number): Suspends<unknown> {
  return waitDescriptors(
    fds,
    fds.map(() => POLLIN),
    deadlineMs,
  );
}

/** The next number in a queue; undefined if there is none. */
export function taken(queue: ThreadQueue): Suspends<Value> {
  if ((queue.queue as Deque).$size === 0) return undefined;
  const handled = $handled();
  try {
    return queue.get(false);
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, Empty)) throw error;
    $uncaught(handled);
    return undefined;
  }
}

/** Leaves a word to end in a queue; false: it is full. */
function offered(queue: Value): Suspends<boolean> {
  const handled = $handled();
  try {
    callMethod(queue, "put_nowait", null);
    return true;
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, Full)) throw error;
    $uncaught(handled);
    return false;
  }
}

function breakFuture(future: Future, error: Value): Suspends<void> {
  const handled = $handled();
  try {
    future.set_exception(error);
  } catch (thrown) {
    const failure = $caught(thrown, null);
    // cancelled already
    if (!isinstance(failure, InvalidStateError)) throw failure;
    $uncaught(handled);
  }
}

/** What wakes the manager's thread when nobody has the executor any more. */
function waking(wakeup: _ThreadWakeup, lock: LockObject): Value {
  return builtin(
    "weakref_cb(_, thread_wakeup=None, shutdown_lock=None)",
    (): Suspends<null> => {
      acquire(lock, Infinity);
      try {
        wakeup.wakeup();
      } finally {
        release(lock);
      }
      return null;
    },
    "concurrent.futures.process",
  );
}

export function makeManager(executor: ProcessPoolExecutor): Suspends<_ExecutorManagerThread> {
  const manager = Object.create(_ExecutorManagerThread.prototype as object) as _ExecutorManagerThread;
  Thread.prototype.__init__.call(manager);
  const wakeup = executor._executor_manager_thread_wakeup as _ThreadWakeup;
  const lock = executor._shutdown_lock;
  manager.executor_reference = ref(executor, waking(wakeup, lock));
  manager.$pool = executor.$open;
  manager.thread_wakeup = wakeup;
  manager.shutdown_lock = lock;
  manager.processes = executor._processes as Dict;
  manager.call_queue = executor._call_queue;
  manager.result_queue = executor._result_queue;
  manager.work_ids_queue = executor._work_ids;
  manager.max_tasks_per_child = executor._max_tasks_per_child;
  manager.pending_work_items = executor._pending_work_items;
  return manager;
}

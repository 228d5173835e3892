/**
 * concurrent.futures.process - an executor whose calls run in processes of its own.
 *
 * Mirrors     Lib/concurrent/futures/process.py of CPython 3.13
 * Suspends    submit (processes are started), shutdown; the manager's thread waits for results
 * Calls back  callbacks of futures, on the manager's thread
 * Differs     an executor that is dropped without shutdown() keeps its processes until the program ends
 */
import { generatorIterator } from "../../../objects/generatoriterators.js";
import type { Suspends } from "../../../frames/suspend.js";
import { availableParallelism } from "node:os";
import { Bytes } from "../../../objects/bytes/data.js";
import { $setattr } from "../../../objects/attributes.js";
import { $callattrx } from "../../../objects/call.js";
import { Dict } from "../../../objects/dict.js";
import { $kwdict } from "../../../objects/display.js";
import { RuntimeError, TypeError, ValueError } from "../../../objects/exceptions.js";
import { Kw } from "../../../objects/function.js";
import { int } from "../../../objects/int.js";
import type { Entry } from "../../../objects/keymap.js";
import { pymodule } from "../../../objects/module.js";
import { hidden, isinstance, PyObject, type Value } from "../../../objects/object.js";
import { truth } from "../../../objects/protocols/bool.js";
import { call, callable, callMethod } from "../../../objects/protocols/call.js";
import { le, lt } from "../../../objects/protocols/compare.js";
import { END, iter, PyIterator } from "../../../objects/protocols/iter.js";
import { $caught, $handled, $uncaught } from "../../../objects/raise.js";
import { builtin, methods, pyclass } from "../../../objects/register.js";
import { formatException } from "../../../objects/traceback.js";
import { Tuple } from "../../../objects/tuple.js";
import { carriedContents } from "../../../snapshot/carried.js";
import { acquire, LockObject, release } from "../../_thread/lock.js";
import { partialOf } from "../../functools/partial.js";
import { Pipe, type Connection } from "../../multiprocessing/connection/connection.js";
import { wait as waitForConnections } from "../../multiprocessing/connection/wait.js";
import multiprocessing from "../../multiprocessing/index.js";
import { Queue } from "../../multiprocessing/queues.js";
import { Empty, Full, Queue as ThreadQueue } from "../../queue.js";
import { exits } from "../../threading/hooks.js";
import { makeSemaphore, type Semaphore } from "../../threading/semaphore.js";
import { Thread } from "../../threading/thread.js";
import { BrokenExecutor, Executor, mapCalls } from "./base.js";
import { InvalidStateError, makeFuture, type Future } from "./future.js";
import {
  _CallItem,
  _ExceptionWithTraceback,
  _process_chunk,
  _process_worker,
  _rebuild_exc,
  _RemoteTraceback,
  _ResultItem,
  feederLines,
} from "./processitems.js";

/** Calls that stand in the queue for the processes beyond one for each. */
const EXTRA_QUEUED_CALLS = 1;

/** Wakes the manager's thread. */
@pyclass("concurrent.futures.process._ThreadWakeup")
export class _ThreadWakeup extends PyObject {
  declare _closed: boolean;
  declare _reader: Connection;
  declare _writer: Connection;
  /** A word is in the pipe, or is being taken out: the thread will look at all there is to do after it. */
  declare $pending: boolean;

  __init__(): Suspends<null> {
    this._closed = false;
    this.$pending = false;
    [this._reader, this._writer] = Pipe(false).items as [Connection, Connection];
    return null;
  }
  close(): Suspends<null> {
    if (this._closed) return null;
    this._closed = true;
    callMethod(this._writer, "close");
    callMethod(this._reader, "close");
    return null;
  }
  wakeup(): Suspends<null> {
    if (this._closed || this.$pending) return null;
    this.$pending = true;
    callMethod(this._writer, "send_bytes", EMPTY);
    return null;
  }
  clear(): Suspends<null> {
    if (this._closed) return null;
    while (truth(callMethod(this._reader, "poll"))) callMethod(this._reader, "recv_bytes");
    this.$pending = false;
    return null;
  }
}
const EMPTY = new Bytes(new Uint8Array(0));

/** The managers' threads and what wakes them; the program waits for them at its end. */
const wakeups = new Map<Thread, _ThreadWakeup>();
carriedContents("concurrent.futures.process", wakeups);
const state = { shutdown: false };

function endExecutors(): Suspends<null> {
  state.shutdown = true;
  const waiting = [...wakeups];
  for (let i = 0; i < waiting.length; i++) waiting[i]![1].wakeup();
  for (let i = 0; i < waiting.length; i++) waiting[i]![0].join$();
  return null;
}
const ending = { call: endExecutors };

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
  declare executor: ProcessPoolExecutor;
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
      const { item, broken, cause } = this.arrival();
      if (broken) {
        this.terminate_broken(cause);
        return null;
      }
      if (item !== null) this.take(item);
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
    const { executor } = this;
    if (exited !== null) {
      const process = this.processes.$delete(exited);
      callMethod(process, "join");
      acquire(this.shutdown_lock, Infinity);
      try {
        executor._adjust_process_count();
      } finally {
        release(this.shutdown_lock);
      }
    } else executor._idle_worker_semaphore.release();
  }

  add_call_item_to_queue(): Suspends<null> {
    for (;;) {
      if (truth(callMethod(this.call_queue, "full"))) return null;
      const id = taken(this.work_ids_queue);
      if (id === undefined) return null;
      const item = this.pending_work_items.$get(id) as _WorkItem | undefined;
      if (item === undefined) continue;
      if (truth(item.future.set_running_or_notify_cancel())) {
        callMethod(this.call_queue, "put", new _CallItem(id, item.fn, item.args, item.kwargs), true);
      } else this.pending_work_items.$delete(id);
    }
  }

  /** Waits for a result, for the end of a process, or to be woken. */
  private arrival(): Suspends<Arrival> {
    const results: Value = this.result_queue._reader;
    const wakeup: Value = this.thread_wakeup._reader;
    const all: Value[] = [results, wakeup];
    const entries = this.processes.$entries();
    for (let i = 0; i < entries.length; i++) all.push((entries[i] as Entry).value._sentinel);
    const ready = waitForConnections(all);
    let item: Value = null;
    let broken = true;
    let cause: string | null = null;
    if (ready.includes(results)) {
      const handled = $handled();
      try {
        item = callMethod(results, "recv");
        broken = false;
      } catch (thrown) {
        cause = formatException($caught(thrown, null));
        $uncaught(handled);
      }
    } else if (ready.includes(wakeup)) broken = false;
    if (ready.includes(wakeup)) this.thread_wakeup.clear();
    return { item, broken, cause };
  }

  process_result_item(item: Value): Suspends<null> {
    const work = this.pending_work_items.$delete((item as _ResultItem).work_id) as _WorkItem | undefined;
    if (work === undefined) return null;
    const { exception, result } = item as _ResultItem;
    if (exception !== null) work.future.set_exception(exception);
    else work.future.set_result(result);
    return null;
  }

  is_shutting_down(): boolean {
    return state.shutdown || this.executor._shutdown_thread;
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
    const { executor } = this;
    executor._broken = "A child process terminated abruptly, the process pool is not usable anymore";
    executor._shutdown_thread = true;
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
    const { executor } = this;
    executor._shutdown_thread = true;
    if (!truth(executor._cancel_pending_futures)) return null;
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
    if (!truth(broken)) this.shutdown_workers();
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

/** The next number in a queue; undefined if there is none. */
function taken(queue: ThreadQueue): Suspends<Value> {
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

function makeManager(executor: ProcessPoolExecutor): Suspends<_ExecutorManagerThread> {
  const manager = Object.create(_ExecutorManagerThread.prototype as object) as _ExecutorManagerThread;
  Thread.prototype.__init__.call(manager);
  manager.executor = executor;
  manager.thread_wakeup = executor._executor_manager_thread_wakeup as _ThreadWakeup;
  manager.shutdown_lock = executor._shutdown_lock;
  manager.processes = executor._processes as Dict;
  manager.call_queue = executor._call_queue;
  manager.result_queue = executor._result_queue;
  manager.work_ids_queue = executor._work_ids;
  manager.max_tasks_per_child = executor._max_tasks_per_child;
  manager.pending_work_items = executor._pending_work_items;
  return manager;
}

@pyclass("concurrent.futures.process.ProcessPoolExecutor")
export class ProcessPoolExecutor extends Executor {
  declare _max_workers: Value;
  declare _mp_context: Value;
  declare _safe_to_dynamically_spawn_children: boolean;
  declare _initializer: Value;
  declare _initargs: Value;
  declare _max_tasks_per_child: Value;
  declare _executor_manager_thread: _ExecutorManagerThread | null;
  declare _processes: Dict | null;
  declare _shutdown_thread: boolean;
  declare _shutdown_lock: LockObject;
  declare _idle_worker_semaphore: Semaphore;
  declare _broken: Value;
  declare _queue_count: number;
  declare _pending_work_items: Dict;
  declare _cancel_pending_futures: Value;
  declare _executor_manager_thread_wakeup: _ThreadWakeup | null;
  declare _call_queue: Value;
  declare _result_queue: Value;
  declare _work_ids: ThreadQueue;

  __init__(
    max_workers: Value = null,
    mp_context: Value = null,
    initializer: Value = null,
    initargs: Value = new Tuple([]),
    { max_tasks_per_child = null }: { max_tasks_per_child?: Value } = {},
  ): Suspends<null> {
    if (max_workers === null) this._max_workers = availableParallelism();
    else {
      if (truth(le(max_workers, 0))) throw new ValueError("max_workers must be greater than 0");
      this._max_workers = max_workers;
    }
    const context = mp_context ?? callMethod(multiprocessing, "get_context", max_tasks_per_child === null ? null : "spawn");
    this._mp_context = context;
    this._safe_to_dynamically_spawn_children = callMethod(context, "get_start_method", false) !== "fork";
    if (initializer !== null && !callable(initializer)) throw new TypeError("initializer must be a callable");
    this._initializer = initializer;
    this._initargs = initargs;
    if (max_tasks_per_child !== null) this.checkTasks(max_tasks_per_child);
    this._max_tasks_per_child = max_tasks_per_child;
    if (!exits.includes(ending)) exits.push(ending);
    this._executor_manager_thread = null;
    this._processes = new Dict();
    this._shutdown_thread = false;
    this._shutdown_lock = new LockObject();
    this._idle_worker_semaphore = makeSemaphore(0);
    this._broken = false;
    this._queue_count = 0;
    this._pending_work_items = new Dict();
    this._cancel_pending_futures = false;
    this._executor_manager_thread_wakeup = call(_ThreadWakeup) as _ThreadWakeup;
    this._call_queue = makeQueue(this, context);
    this._result_queue = callMethod(context, "SimpleQueue");
    this._work_ids = call(ThreadQueue) as ThreadQueue;
    return null;
  }

  private checkTasks(most: Value): void {
    if (!isinstance(most, int)) throw new TypeError("max_tasks_per_child must be an integer");
    if (most <= 0) throw new ValueError("max_tasks_per_child must be >= 1");
    if (!this._safe_to_dynamically_spawn_children) {
      throw new ValueError("max_tasks_per_child is incompatible with the 'fork' multiprocessing start method; supply a different mp_context.");
    }
  }

  _start_executor_manager_thread(): Suspends<null> {
    if (this._executor_manager_thread !== null) return null;
    // forked before there is a thread of the executor's
    if (!this._safe_to_dynamically_spawn_children) this._launch_processes();
    const manager = makeManager(this);
    this._executor_manager_thread = manager;
    manager.start();
    wakeups.set(manager, manager.thread_wakeup);
    return null;
  }

  _adjust_process_count(): Suspends<null> {
    if (truth(this._idle_worker_semaphore.acquire(false))) return null;
    if (truth(lt((this._processes as Dict).$size(), this._max_workers))) this._spawn_process();
    return null;
  }

  _launch_processes(): Suspends<null> {
    while (truth(lt((this._processes as Dict).$size(), this._max_workers))) this._spawn_process();
    return null;
  }

  _spawn_process(): Suspends<null> {
    const kw = new Kw();
    kw["target"] = _process_worker;
    kw["args"] = new Tuple([this._call_queue, this._result_queue, this._initializer, this._initargs, this._max_tasks_per_child]);
    const process = $callattrx(this._mp_context, "Process", [], kw);
    callMethod(process, "start");
    (this._processes as Dict).$set(process._popen.pid, process);
    return null;
  }

  override shutdown(wait: Value = true, { cancel_futures = false }: { cancel_futures?: Value } = {}): Suspends<null> {
    acquire(this._shutdown_lock, Infinity);
    try {
      this._cancel_pending_futures = cancel_futures;
      this._shutdown_thread = true;
      const wakeup = this._executor_manager_thread_wakeup;
      if (wakeup !== null) wakeup.wakeup();
    } finally {
      release(this._shutdown_lock);
    }
    const manager = this._executor_manager_thread;
    if (manager !== null && truth(wait)) {
      manager.join$();
      wakeups.delete(manager);
    }
    this._executor_manager_thread = null;
    this._call_queue = null;
    if (this._result_queue !== null && truth(wait)) callMethod(this._result_queue, "close");
    this._result_queue = null;
    this._processes = null;
    this._executor_manager_thread_wakeup = null;
    return null;
  }
}

/** The queue of calls of an executor. */
function makeQueue(executor: ProcessPoolExecutor, ctx: Value): Suspends<_SafeQueue> {
  const queue = Object.create(_SafeQueue.prototype as object) as _SafeQueue;
  queue.pending_work_items = executor._pending_work_items;
  queue.shutdown_lock = executor._shutdown_lock;
  queue.thread_wakeup = executor._executor_manager_thread_wakeup as _ThreadWakeup;
  const kw = new Kw();
  kw["ctx"] = ctx;
  queue.__init__((executor._max_workers as number) + EXTRA_QUEUED_CALLS, kw);
  queue._ignore_epipe = true;
  return queue;
}

/** Results of chunks, one by one. */
class ChunkResults extends PyIterator {
  chunk: Value[] = [];
  at = 0;
  constructor(readonly chunks: PyIterator) {
    super();
  }
  $next(): Suspends<Value> {
    while (this.at >= this.chunk.length) {
      const chunk = this.chunks.$next();
      if (chunk === END) return END;
      this.chunk = chunk as Value[];
      this.at = 0;
    }
    const result: Value = this.chunk[this.at];
    this.chunk[this.at++] = null;
    return result;
  }
}
generatorIterator("_chain_from_iterable_of_lists", ChunkResults);

/** The arguments of calls in chunks: tuples of tuples. */
function chunksOf(iterables: Value[], size: number): Suspends<Value[]> {
  const iterators: PyIterator[] = [];
  for (let i = 0; i < iterables.length; i++) iterators.push(iter(iterables[i]));
  const chunks: Value[] = [];
  let rows: Value[] = [];
  while (iterators.length > 0) {
    const row: Value[] = [];
    let ended = false;
    for (let i = 0; i < iterators.length && !ended; i++) {
      const item = iterators[i]!.$next();
      if (item === END) ended = true;
      else row.push(item);
    }
    if (ended) break;
    rows.push(new Tuple(row));
    if (rows.length < size) continue;
    chunks.push(new Tuple(rows));
    rows = [];
  }
  if (rows.length > 0) chunks.push(new Tuple(rows));
  return chunks;
}

methods(
  ProcessPoolExecutor,
  {
    "submit(self, fn, /, *args, **kwargs)": function (this: ProcessPoolExecutor, fn: Value, args: Value[], kwargs: Kw | null): Suspends<Value> {
      acquire(this._shutdown_lock, Infinity);
      try {
        if (truth(this._broken)) throw new BrokenProcessPool(this._broken);
        if (this._shutdown_thread) throw new RuntimeError("cannot schedule new futures after shutdown");
        if (state.shutdown) throw new RuntimeError("cannot schedule new futures after interpreter shutdown");
        const future = makeFuture();
        this._pending_work_items.$set(this._queue_count, new _WorkItem(future, fn, new Tuple(args), kwargs === null ? new Dict() : $kwdict(kwargs)));
        this._work_ids.put(this._queue_count);
        this._queue_count++;
        (this._executor_manager_thread_wakeup as _ThreadWakeup).wakeup();
        if (this._safe_to_dynamically_spawn_children) this._adjust_process_count();
        this._start_executor_manager_thread();
        return future;
      } finally {
        release(this._shutdown_lock);
      }
    },
    "map(self, fn, *iterables, timeout=None, chunksize=1)": function (
      this: ProcessPoolExecutor,
      fn: Value,
      iterables: Value[],
      timeout: Value,
      chunksize: Value,
    ): Suspends<Value> {
      const size = chunksize === undefined ? 1 : chunksize;
      if (truth(lt(size, 1))) throw new ValueError("chunksize must be >= 1.");
      const chunks = chunksOf(iterables, Number(size));
      const results = mapCalls(this, partialOf(_process_chunk, [fn], new Kw()), [chunks], timeout === undefined ? null : timeout);
      return new ChunkResults(results as PyIterator);
    },
  },
  false,
);

/** Linux has semaphores enough: gilt's have no limit but memory. */
const _check_system_limits = builtin("_check_system_limits()", (): null => null, "concurrent.futures.process");

const module = pymodule("concurrent.futures.process", {
  _check_system_limits,
  ProcessPoolExecutor,
  BrokenProcessPool,
  EXTRA_QUEUED_CALLS,
  _CallItem,
  _ResultItem,
  _WorkItem,
  _ExceptionWithTraceback,
  _RemoteTraceback,
  _rebuild_exc,
  _process_chunk,
  _process_worker,
  _SafeQueue,
  _ThreadWakeup,
  _ExecutorManagerThread,
});
hidden(module, "$imports", ["multiprocessing.connection", "multiprocessing.queues", "multiprocessing.util"]);

export default module;

/**
 * concurrent.futures.ProcessPoolExecutor - an executor whose calls run in processes of its own.
 *
 * Mirrors     Lib/concurrent/futures/process.py: ProcessPoolExecutor
 * Suspends    submit (processes are started), map, shutdown
 * Differs     that an executor was dropped without shutdown() is noticed at a collection, or when somebody joins its thread
 */
import type { Suspends } from "../../../../frames/suspend.js";
import { $callattrx } from "../../../../objects/call.js";
import { Dict } from "../../../../objects/dict.js";
import { $kwdict } from "../../../../objects/display.js";
import { RuntimeError, TypeError, ValueError } from "../../../../objects/exceptions.js";
import { Kw } from "../../../../objects/function.js";
import { int } from "../../../../objects/int.js";
import { isinstance, type Value } from "../../../../objects/object.js";
import { truth } from "../../../../objects/protocols/bool.js";
import { call, callable, callMethod } from "../../../../objects/protocols/call.js";
import { le, lt } from "../../../../objects/protocols/compare.js";
import { PyIterator } from "../../../../objects/protocols/iter.js";
import { toSsize } from "../../../../objects/protocols/index.js";
import { isApart } from "../../../../objects/apart.js";
import { methods, pyclass } from "../../../../objects/register.js";
import { Tuple } from "../../../../objects/tuple.js";
import { acquire, LockObject, release } from "../../../_thread/lock.js";
import { partialOf } from "../../../functools/partial.js";
import { Home } from "../../../multiprocessing/home.js";
import multiprocessing from "../../../multiprocessing/index.js";
import { waitFor, willLast } from "../../../multiprocessing/reserve.js";
import { Queue as ThreadQueue } from "../../../queue.js";
import { exits } from "../../../threading/shutdown.js";
import { makeSemaphore, type Semaphore } from "../../../threading/semaphore.js";
import type { Open } from "../../../threading/thread.js";
import { Executor, mapCalls } from "../base.js";
import { makeFuture } from "../future.js";
import { _WorkItem, makeQueue } from "./calls.js";
import { ChunkResults, chunksOf } from "./chunks.js";
import { ending, state, wakeups } from "./ending.js";
import { HomeCalls } from "./homecalls.js";
import { _process_chunk, _process_worker } from "./items.js";
import { _ExecutorManagerThread, BrokenProcessPool, makeManager } from "./manager.js";
import { _ThreadWakeup } from "./wakeup.js";

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
  /** It has not been shut down; its thread has this too. */
  declare $open: Open;
  declare _pending_work_items: Dict;
  declare _cancel_pending_futures: Value;
  declare _executor_manager_thread_wakeup: _ThreadWakeup | null;
  declare _call_queue: Value;
  declare _result_queue: Value;
  declare _work_ids: ThreadQueue;
  /** makes calls here as long as no process runs; null: they run, undefined: they have not been started */
  declare $home: Home | null | undefined;
  /** results of map() that are made here when they are asked for */
  declare $homeCalls: HomeCalls[];

  __init__(
    max_workers: Value = null,
    mp_context: Value = null,
    initializer: Value = null,
    initargs: Value = new Tuple([]),
    { max_tasks_per_child = null }: { max_tasks_per_child?: Value } = {},
  ): Suspends<null> {
    if (max_workers === null) this._max_workers = process.getBuiltinModule("node:os").availableParallelism();
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
    this.$open = { open: true };
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
    this.$home = undefined;
    this.$homeCalls = [];
    return null;
  }

  private checkTasks(most: Value): void {
    if (!isinstance(most, int)) throw new TypeError("max_tasks_per_child must be an integer");
    if (most <= 0) throw new ValueError("max_tasks_per_child must be >= 1");
    willLast(process);
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
    if (!this._safe_to_dynamically_spawn_children && this._initializer === null) {
      const waits = waitFor(process, this._call_queue);
      if (this.$home === undefined) this.$home = waits ? new Home() : null;
    }
    callMethod(process, "start");
    (this._processes as Dict).$set(process._popen.pid, process);
    return null;
  }

  /** Results of map() that are made here, if nobody can tell; undefined: calls are to be submitted. */
  $callsHere(fn: Value, chunks: Value[]): Suspends<HomeCalls | undefined> {
    if (this._safe_to_dynamically_spawn_children || chunks.length === 0 || !isApart(fn) || (this as Value).submit !== ownSubmit()) return undefined;
    acquire(this._shutdown_lock, Infinity);
    try {
      if (truth(this._broken) || this._shutdown_thread || state.shutdown || this.$home === null) return undefined;
      this._start_executor_manager_thread();
    } finally {
      release(this._shutdown_lock);
    }
    const home: Home | null | undefined = this.$home;
    if (home === null || home === undefined || !(home.$takes(fn) as boolean)) return undefined;
    const calls = new HomeCalls(this, home, fn, chunks);
    this.$homeCalls.push(calls);
    return calls;
  }

  /** From now on processes make all calls. */
  $leaveHome(): Suspends<void> {
    this.$home = null;
    const calls = this.$homeCalls.splice(0);
    for (let i = 0; i < calls.length; i++) calls[i]!.$settle();
  }

  override shutdown(wait: Value = true, { cancel_futures = false }: { cancel_futures?: Value } = {}): Suspends<null> {
    if (this.$home !== null) this.$leaveHome();
    acquire(this._shutdown_lock, Infinity);
    try {
      this._cancel_pending_futures = cancel_futures;
      this._shutdown_thread = true;
      this.$open.open = false;
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

methods(
  ProcessPoolExecutor,
  {
    "submit(self, fn, /, *args, **kwargs)": function (this: ProcessPoolExecutor, fn: Value, args: Value[], kwargs: Kw | null): Suspends<Value> {
      if (this.$home !== null) this.$leaveHome();
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
      const chunks = chunksOf(iterables, toSsize(size));
      const here = timeout === undefined || timeout === null ? (this.$callsHere(fn, chunks) as HomeCalls | undefined) : undefined;
      if (here !== undefined) return new ChunkResults(here);
      const results = mapCalls(this, partialOf(_process_chunk, [fn], new Kw()), [chunks], timeout === undefined ? null : timeout);
      return new ChunkResults(results as PyIterator);
    },
  },
  false,
);

function ownSubmit(): Value {
  return (ProcessPoolExecutor.prototype as Value).submit;
}

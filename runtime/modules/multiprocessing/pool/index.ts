/**
 * multiprocessing.pool - a number of workers, processes or threads, that calls are given to.
 *
 * Mirrors     Lib/multiprocessing/pool.py of CPython 3.13
 * Suspends    all that waits for results; the making of a pool, which starts its workers
 * Calls back  the tasks and the initializer in the workers, callbacks on the thread for results
 * Differs     a pool that runs is kept by its own threads: only one whose threads have ended gives the ResourceWarning of dropped pools; a chunksize that is no int raises at once
 *             what CPython's thread for tasks meets (there the results never come)
 */
import type { Suspends } from "../../../frames/suspend.js";
import { importModule } from "../../../importer/importer.js";
import { $getattr, $setattr, getattrOr } from "../../../objects/attributes.js";
import { $callx } from "../../../objects/call.js";
import { sub } from "../../../objects/arithmetic.js";
import { Dict } from "../../../objects/dict.js";
import { EOFError, Exception, NotImplementedError, OSError, TypeError, ValueError } from "../../../objects/exceptions.js";
import { Kw } from "../../../objects/function.js";
import { int } from "../../../objects/int.js";
import { iterate } from "../../../objects/iterator.js";
import { pymodule } from "../../../objects/module.js";
import { hidden, isinstance, PyObject, typeOf, type Value } from "../../../objects/object.js";
import { truth } from "../../../objects/protocols/bool.js";
import { callable, callMethod } from "../../../objects/protocols/call.js";
import { le, lt } from "../../../objects/protocols/compare.js";
import { eq } from "../../../objects/protocols/eq.js";
import { toSsize } from "../../../objects/protocols/index.js";
import { spread } from "../../../objects/protocols/iter.js";
import { len } from "../../../objects/protocols/len.js";
import { repr } from "../../../objects/protocols/repr.js";
import { text as str } from "../../../objects/protocols/str.js";
import { own } from "../../../lifetimes/tracked.js";
import { $caught, $handled, $uncaught } from "../../../objects/raise.js";
import { placeInLibrary } from "../../../objects/librarydocs.js";
import { warn } from "../../../objects/warn.js";
import { methods, pyclass } from "../../../objects/register.js";
import { Tuple } from "../../../objects/tuple.js";
import { policy } from "../../../scheduler/policy.js";
import { yieldThread } from "../../../scheduler/scheduler.js";
import { checkSignals } from "../../../scheduler/signals.js";
import { INTERRUPTED, Waiters } from "../../../scheduler/waiters.js";
import { SimpleQueueObject, simpleTake } from "../../queue.js";
import { defaultName, makeThread, type Thread } from "../../threading/thread.js";
import type { Connection } from "../connection/connection.js";
import { isLaneReady } from "../connection/lane.js";
import { receiveDecoded, receiveMessage, sendMessage, sendMessages } from "../connection/message.js";
import { TimeoutError } from "../context.js";
import { finalize, type Finalize } from "../finalize.js";
import { Home } from "../home.js";
import { debug } from "../log.js";
import { noMoreTasks, waitFor, willLast } from "../reserve.js";
import { makeCache, type PoolCache } from "./cache.js";
import { ExceptionWithTraceback, MaybeEncodingError, rebuild_exc, RemoteTraceback } from "./errors.js";
import { CLOSE, handleResults, handleTasks, handleWorkers, RUN, TERMINATE, terminatePool, type Job } from "./handlers.js";
import { Notifier } from "./notifier.js";
import { ApplyResult, ChunkItems, IMapIterator, IMapUnorderedIterator, MapResult } from "./results.js";
import { Batches, SingleTask, TaskSequence } from "./tasks.js";
import { _helper_reraises_exception, mapstar, starmapstar, worker } from "./worker.js";
import { decodeResult, MapTask, resultOf, taskBytes } from "./wire.js";

const INIT = "INIT";
/** So long results may gather. */
const REST_MS = 0.5;
/** Tasks are written together up to so many bytes. */
const FLUSH_BYTES = 16384;

/** The size of batches, as itertools.islice() takes it. */
function batchSize(size: Value): Suspends<number> {
  if (!isinstance(size, int)) throw new ValueError("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
  return toSsize(size);
}

@pyclass("multiprocessing.pool.Pool", { doc: "\n    Class which supports an async version of applying functions to arguments.\n    " })
export class Pool extends PyObject {
  static _wrap_exception: Value = true;
  declare _wrap_exception: Value;
  declare _pool: Value[];
  declare _state: string;
  declare _ctx: Value;
  declare _inqueue: Value;
  declare _outqueue: Value;
  declare _taskqueue: SimpleQueueObject;
  declare _change_notifier: Notifier;
  /** all workers have been waited for, and the queues are closed */
  declare $over: boolean;
  /** tasks that are to be written together, pickled */
  declare $batch: Uint8Array[];
  declare $batchBytes: number;
  /** tasks put so far */
  declare $count: number;
  /** makes calls here as long as no worker runs */
  declare $home: Home | null;
  declare _cache: PoolCache;
  declare _maxtasksperchild: Value;
  declare _initializer: Value;
  declare _initargs: Value;
  declare _processes: Value;
  declare _worker_handler: Thread;
  declare _task_handler: Thread;
  declare _result_handler: Thread;
  declare _terminate: Finalize;

  __init__(
    processes: Value = null,
    initializer: Value = null,
    initargs: Value = new Tuple([]),
    maxtasksperchild: Value = null,
    context: Value = null,
  ): Suspends<null> {
    this._pool = [];
    this._state = INIT;
    this._ctx = truth(context) ? context : callMethod(importModule("multiprocessing"), "get_context");
    this._setup_queues();
    this._taskqueue = new SimpleQueueObject();
    this._change_notifier = new Notifier();
    this._cache = makeCache(this._change_notifier);
    this.$over = false;
    this._maxtasksperchild = maxtasksperchild;
    this._initializer = initializer;
    this._initargs = initargs;
    const count: Value = processes === null ? defaultSize() : processes;
    if (truth(lt(count, 1))) throw new ValueError("Number of processes must be at least 1");
    if (maxtasksperchild !== null && (!isinstance(maxtasksperchild, int) || truth(le(maxtasksperchild, 0)))) {
      throw new ValueError("maxtasksperchild must be a positive int or None");
    }
    if (initializer !== null && !callable(initializer)) throw new TypeError("initializer must be a callable");
    this._processes = count;
    populateOrEnd(this);
    this._worker_handler = startHandler(this, handleWorkers);
    this._task_handler = startHandler(this, handleTasks);
    this._result_handler = startHandler(this, handleResults);
    this._terminate = finalize(this, terminatePool, [this], 15);
    this._state = RUN;
    own(this, dropped, true);
    return null;
  }

  __repr__(): string {
    const cls = typeOf(this);
    return `<${cls.$module}.${cls.$qualname} state=${this._state} pool_size=${this._pool.length}>`;
  }

  _setup_queues(): Suspends<null> {
    this._inqueue = callMethod(this._ctx, "SimpleQueue");
    this._outqueue = callMethod(this._ctx, "SimpleQueue");
    this.$batch = [];
    this.$batchBytes = 0;
    this.$count = 0;
    this.$home = null;
    return null;
  }

  $closeQueues(): Suspends<void> {
    this.$over = true;
    callMethod(this._inqueue, "close");
    callMethod(this._outqueue, "close");
    for (const w of this._pool) closeWorker(w);
  }

  _check_running(): null {
    if (this._state !== RUN) throw new ValueError("Pool not running");
    return null;
  }

  /** Starts as many workers as are missing. */
  _repopulate_pool(): Suspends<null> {
    for (let missing = toSsize(sub(this._processes, this._pool.length)); missing > 0; missing--) {
      const kw = new Kw();
      kw["target"] = worker;
      kw["args"] = new Tuple([this._inqueue, this._outqueue, this._initializer, this._initargs, this._maxtasksperchild, this._wrap_exception]);
      const w = $callx($getattr(this, "Process"), [this._ctx], kw);
      $setattr(w, "name", str($getattr(w, "name")).replaceAll("Process", "PoolWorker"));
      $setattr(w, "daemon", true);
      if (this._maxtasksperchild === null) {
        willLast(w);
        if (this._state === INIT && this._initializer === null && waitFor(w, this._inqueue) && this._pool.length === 0) this.$home = new Home();
      }
      callMethod(w, "start");
      this._pool.push(w);
      debug("added worker");
    }
    return null;
  }

  /** Replaces the workers that have ended. */
  $maintain(): Suspends<void> {
    let cleaned = false;
    const { _pool: workers } = this;
    for (let i = workers.length - 1; i >= 0; i--) {
      if ($getattr(workers[i], "exitcode") === null) continue;
      debug("cleaning up worker %d", i);
      callMethod(workers[i], "join");
      closeWorker(workers[i]);
      cleaned = true;
      workers.splice(i, 1);
    }
    if (cleaned) this._repopulate_pool();
  }

  /** Until a worker ends or the pool's state changes. */
  $waitForUpdates(): Suspends<void> {
    const sentinels: number[] = [];
    for (const w of this._pool) {
      const sentinel = getattrOr(w, "sentinel");
      if (typeof sentinel === "number") sentinels.push(sentinel);
    }
    this._change_notifier.wait(sentinels);
  }

  $nextTask(tasks: TaskSequence | SingleTask): Suspends<Tuple | MapTask | null> {
    return tasks.$nextForProcess();
  }

  $putTask(task: Tuple | MapTask | null): Suspends<void> {
    if (task !== null && this.$home !== null) {
      if (this.$isDoneHere(task, this.$home)) return;
      this.$home = null;
    }
    const data = taskBytes(task);
    this.$batch.push(data);
    this.$batchBytes += data.length;
    if (task !== null) this.$count++;
    if (this.$batchBytes >= FLUSH_BYTES) this.$flushTasks();
  }

  /** Makes the calls of a task here and delivers what they give; false: a worker has to make them. */
  $isDoneHere(task: Tuple | MapTask, home: Home): Suspends<boolean> {
    const { job, number, func, chunk } = task instanceof MapTask ? task : singleCall(task);
    const result: Value = this._cache.$jobs.get(job);
    if (result === undefined || truth(result._callback ?? null) || truth(result._error_callback ?? null) || !home.$takes(func)) return false;
    const isSingle = !(task instanceof MapTask);
    const values: Value[] | undefined = home.$results(func, chunk, isSingle);
    if (values === undefined) return false;
    callMethod(result, "_set", number, new Tuple([true, isSingle ? values[0] : values]));
    if (!home.$open) this.$home = null; // the workers make the calls that follow
    return true;
  }

  /** Writes the tasks that have gathered. */
  $flushTasks(): Suspends<void> {
    const batch = this.$batch;
    if (batch.length === 0) return;
    this.$batch = [];
    this.$batchBytes = 0;
    const writer = this._inqueue._writer as Connection;
    writer._check_closed();
    if (batch.length === 1) sendMessage(writer, batch[0]!);
    else sendMessages(writer, batch);
  }

  /** All tasks have been put. */
  $lastPut(): void {
    noMoreTasks(this._inqueue, this.$count);
  }

  $takeResult(): Suspends<Value> {
    const reader = this._outqueue._reader as Connection;
    if (this._cache.$isFarAhead() && !isLaneReady(reader.$ahead)) rest();
    const message = receiveDecoded(reader, decodeResult, Infinity) as object;
    return message instanceof Uint8Array ? resultOf(message) : message;
  }

  /** Takes a few results, so that the last sentinels find room. */
  $makeRoom(): Suspends<void> {
    debug("ensuring that outqueue is not full");
    const handled = $handled();
    try {
      for (let i = 0; i < 10 && truth(callMethod(this._outqueue._reader, "poll")); i++) this.$takeResult();
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, OSError) && !isinstance(error, EOFError)) throw error;
      $uncaught(handled);
    }
  }

  /** The thread for tasks may be waiting for room. */
  $helpFinish(): Suspends<void> {
    debug("removing tasks from inqueue until task handler finished");
    callMethod(this._inqueue._rlock, "acquire");
    const reader = this._inqueue._reader as Connection;
    while (callMethod(this._task_handler, "is_alive") === true && truth(callMethod(reader, "poll"))) {
      receiveMessage(reader, Infinity);
      yieldThread();
    }
  }

  apply(func: Value, args: Value = new Tuple([]), kwds: Value = new Dict()): Suspends<Value> {
    return this.apply_async(func, args, kwds).get();
  }

  map(func: Value, iterable: Value, chunksize: Value = null): Suspends<Value> {
    return this._map_async(func, iterable, mapstar, chunksize).get();
  }

  starmap(func: Value, iterable: Value, chunksize: Value = null): Suspends<Value> {
    return this._map_async(func, iterable, starmapstar, chunksize).get();
  }

  starmap_async(func: Value, iterable: Value, chunksize: Value = null, callback: Value = null, error_callback: Value = null): Suspends<MapResult> {
    return this._map_async(func, iterable, starmapstar, chunksize, callback, error_callback);
  }

  /** The results one by one, in order. */
  imap(func: Value, iterable: Value, chunksize: Value = 1): Suspends<Value> {
    this._check_running();
    if (!truth(eq(chunksize, 1)) && truth(lt(chunksize, 1))) throw new ValueError(`Chunksize must be 1+, not ${callMethod(chunksize, "__format__", "n")}`);
    return this.$imap(new IMapIterator(this), func, iterable, chunksize);
  }

  /** The results one by one, as they come. */
  imap_unordered(func: Value, iterable: Value, chunksize: Value = 1): Suspends<Value> {
    this._check_running();
    if (!truth(eq(chunksize, 1)) && truth(lt(chunksize, 1))) throw new ValueError(`Chunksize must be 1+, not ${repr(chunksize)}`);
    return this.$imap(new IMapUnorderedIterator(this), func, iterable, chunksize);
  }

  $imap(result: IMapIterator, func: Value, iterable: Value, chunksize: Value): Suspends<Value> {
    if (truth(eq(chunksize, 1))) {
      this.$enqueue({ tasks: new TaskSequence(result._job, func, iterable), counted: result });
      return result;
    }
    const batches = new Batches(func, iterate(iterable), batchSize(chunksize));
    this.$enqueue({ tasks: new TaskSequence(result._job, mapstar, batches), counted: result });
    return new ChunkItems(iterate(result));
  }

  $enqueue(job: Job): void {
    this._taskqueue.$put(job as Value);
  }

  apply_async(func: Value, args: Value = new Tuple([]), kwds: Value = new Dict(), callback: Value = null, error_callback: Value = null): Suspends<ApplyResult> {
    this._check_running();
    const result = new ApplyResult(this, callback, error_callback);
    this.$enqueue({ tasks: new SingleTask(new Tuple([result._job, 0, func, args, kwds])), counted: null });
    return result;
  }

  map_async(func: Value, iterable: Value, chunksize: Value = null, callback: Value = null, error_callback: Value = null): Suspends<MapResult> {
    return this._map_async(func, iterable, mapstar, chunksize, callback, error_callback);
  }

  _map_async(func: Value, iterable: Value, mapper: Value, chunksize: Value = null, callback: Value = null, error_callback: Value = null): Suspends<MapResult> {
    this._check_running();
    const items: Value = getattrOr(iterable, "__len__") === undefined ? spread(iterable) : iterable;
    const length = len(items);
    let size: Value = chunksize ?? Math.ceil(length / (4 * this._pool.length));
    if (length === 0) size = 0;
    const batches = new Batches(func, iterate(items), batchSize(size));
    const result = new MapResult(this, size, length, callback, error_callback);
    this.$enqueue({ tasks: new TaskSequence(result._job, mapper, batches), counted: null });
    return result;
  }

  __reduce__(): never {
    throw new NotImplementedError("pool objects cannot be passed between processes or pickled");
  }

  /** No more jobs; the workers end when all is done. */
  close(): Suspends<null> {
    debug("closing pool");
    if (this._state === RUN) {
      this._state = CLOSE;
      (this._worker_handler as Value)._state = CLOSE;
      this._change_notifier.put();
    }
    return null;
  }

  terminate(): Suspends<null> {
    debug("terminating pool");
    this._state = TERMINATE;
    this._terminate.__call__();
    return null;
  }

  /** Waits for the workers of a pool that has been closed or terminated. */
  join$(): Suspends<null> {
    debug("joining pool");
    if (this._state === RUN) throw new ValueError("Pool is still running");
    if (this._state !== CLOSE && this._state !== TERMINATE) throw new ValueError("In unknown state");
    this._worker_handler.join$();
    this._task_handler.join$();
    this._result_handler.join$();
    for (const w of this._pool) callMethod(w, "join");
    this.$closeQueues();
    return null;
  }

  __enter__(): Value {
    this._check_running();
    return this;
  }
  __exit__(exc_type: Value, exc_val: Value, exc_tb: Value): Suspends<null> {
    callMethod(this, "terminate");
    return null;
  }
}
methods(
  Pool,
  {
    "Process(ctx, *args, **kwds)": function (ctx: Value, args: Value[], kwds: Kw): Suspends<Value> {
      return $callx($getattr(ctx, "Process"), args, kwds);
    },
  },
  true,
);

/** Nobody has the pool any more. */
function dropped(pool: Value): Suspends<void> {
  if (pool._state !== RUN) return;
  warn("ResourceWarning", `unclosed running multiprocessing pool ${repr(pool)}`, pool, placeInLibrary("multiprocessing.pool", '_warn(f"unclosed'));
}

/** A task that is one call, in the form of those of map(): its arguments are a row. What is none has no function that may be called here. */
function singleCall(task: Tuple): MapTask {
  const [job, number, func, args, kwds] = task.items as [number, number, Value, Value, Value];
  const isPlain = args instanceof Tuple && kwds instanceof Dict && kwds.$size() === 0;
  return new MapTask(job, number, isPlain ? func : null, new Tuple([args]));
}

/** A worker has ended: nobody looks at its sentinel any more. */
function closeWorker(worker: Value): Suspends<void> {
  const popen = getattrOr(worker, "_popen");
  if (popen !== undefined && popen !== null) callMethod(popen, "close");
}

/** While many results are to come, those of a while are taken in one go, instead of being woken for each. */
function rest(): Suspends<void> {
  if (new Waiters().park(policy.current.nowMs() + REST_MS) === INTERRUPTED) checkSignals();
}

function defaultSize(): Suspends<Value> {
  const count = callMethod(importModule("os"), "process_cpu_count");
  return truth(count) ? count : 1;
}

/** Starts the workers; if one cannot be started, those that run are ended. */
function populateOrEnd(pool: Pool): Suspends<void> {
  try {
    pool._repopulate_pool();
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (isinstance(error, Exception)) {
      for (const w of pool._pool) if ($getattr(w, "exitcode") === null) callMethod(w, "terminate");
      for (const w of pool._pool) callMethod(w, "join");
    }
    throw error;
  }
}

function startHandler(pool: Pool, target: Value): Suspends<Thread> {
  const thread = makeThread(target, defaultName(target));
  thread._args = new Tuple([pool]);
  thread._daemonic = true;
  (thread as Value)._state = RUN;
  thread.start();
  return thread;
}

@pyclass("multiprocessing.pool.ThreadPool")
export class ThreadPool extends Pool {
  static override _wrap_exception: Value = false;

  override __init__(processes: Value = null, initializer: Value = null, initargs: Value = new Tuple([])): Suspends<null> {
    super.__init__(processes, initializer, initargs);
    return null;
  }

  override _setup_queues(): Suspends<null> {
    this._inqueue = new SimpleQueueObject();
    this._outqueue = new SimpleQueueObject();
    return null;
  }

  override $closeQueues(): void {}

  override $nextTask(tasks: TaskSequence | SingleTask): Suspends<Tuple | null> {
    return tasks.$next();
  }

  override $putTask(task: Tuple | null): void {
    (this._inqueue as SimpleQueueObject).$put(task);
  }

  override $flushTasks(): void {}

  override $takeResult(): Suspends<Value> {
    return (this._outqueue as SimpleQueueObject).$take();
  }

  override $makeRoom(): void {}

  override $helpFinish(): void {
    const inqueue = this._inqueue as SimpleQueueObject;
    while (simpleTake(inqueue) !== undefined);
    for (let n = this._pool.length; n > 0; n--) inqueue.$put(null);
  }
}
methods(
  ThreadPool,
  {
    "Process(ctx, *args, **kwds)": function (_ctx: Value, args: Value[], kwds: Kw): Suspends<Value> {
      return $callx($getattr(importModule("multiprocessing.dummy"), "Process"), args, kwds);
    },
  },
  true,
);

const module = pymodule("multiprocessing.pool", {
  Pool,
  ThreadPool,
  ApplyResult,
  AsyncResult: ApplyResult,
  MapResult,
  IMapIterator,
  IMapUnorderedIterator,
  MaybeEncodingError,
  RemoteTraceback,
  ExceptionWithTraceback,
  rebuild_exc,
  mapstar,
  starmapstar,
  worker,
  _helper_reraises_exception,
  TimeoutError,
  INIT,
  RUN,
  CLOSE,
  TERMINATE,
  __all__: ["Pool", "ThreadPool"],
});
hidden(module, "$imports", ["multiprocessing.util"]);

export default module;

/**
 * concurrent.futures.thread - an executor whose calls run on threads of its own.
 *
 * Mirrors     Lib/concurrent/futures/thread.py of CPython 3.13
 * Frames      runItem: run; work: _worker; initialize: _worker
 * Suspends    submit (a new thread runs first), shutdown
 * Calls back  the initializer and the calls, on the pool's threads
 */
import { spread } from "../../../objects/protocols/iter.js";
import { callStar } from "../../../objects/spread.js";
import type { Suspends } from "../../../frames/suspend.js";
import { $callx } from "../../../objects/call.js";
import { RuntimeError, TypeError, ValueError } from "../../../objects/exceptions.js";
import { Dict } from "../../../objects/keymap.js";
import { Kw } from "../../../objects/function.js";
import { generic } from "../../../objects/genericalias.js";
import { isinstance, object, type Value } from "../../../objects/object.js";
import { truth } from "../../../objects/protocols/bool.js";
import { call, callable, callMethod } from "../../../objects/protocols/call.js";
import { le, lt } from "../../../objects/protocols/compare.js";
import { text as str } from "../../../objects/protocols/str.js";
import { $caught, $handled, $uncaught, caughtOutside } from "../../../objects/raise.js";
import { builtin, builtinType, methods, pyclass } from "../../../objects/register.js";
import { PySet } from "../../../objects/set.js";
import { Tuple } from "../../../objects/tuple.js";
import { acquire, LockObject, release } from "../../_thread/lock.js";
import { ref } from "../../_weakref.js";
import { Empty, SimpleQueueObject, simpleTake } from "../../queue.js";
import { exits } from "../../threading/shutdown.js";
import { makeSemaphore, type Semaphore } from "../../threading/semaphore.js";
import { makeThread, Thread, type Open } from "../../threading/thread.js";
import { BrokenExecutor, Executor } from "./base.js";
import { makeFuture, type Future } from "./future.js";
import { logError } from "./log.js";
import { carried } from "../../../snapshot/carried.js";

@pyclass("concurrent.futures.thread.BrokenThreadPool", { doc: "\n    Raised when a worker thread in a ThreadPoolExecutor failed initializing.\n    " })
export class BrokenThreadPool extends BrokenExecutor {}

/** One call to be made. */
class WorkItem {
  constructor(
    readonly future: Future,
    readonly fn: Value,
    readonly args: Value[],
    readonly kw: Kw | null,
  ) {}
}

function runItem(item: WorkItem): Suspends<void> {
  const { future } = item;
  if (!truth(future.set_running_or_notify_cancel())) return;
  let result: Value;
  try {
    result = $callx(item.fn, item.args, item.kw);
  } catch (thrown) {
    future.set_exception(caughtOutside(thrown));
    $uncaught(null);
    return;
  }
  future.set_result(result);
}

Object.setPrototypeOf(WorkItem.prototype, object.prototype);
export const workItem = builtinType(
  "_WorkItem(future, fn, args, kwargs)",
  (future: Value, fn: Value, args: Value, kwargs: Value): Value =>
    new WorkItem(future as Future, fn, spread(args), kwargs === null ? null : kwOf(kwargs as Dict)),
  { prototype: WorkItem.prototype, module: "concurrent.futures.thread" },
);
methods(workItem, {
  "run(self)"(this: WorkItem): Suspends<null> {
    runItem(this);
    return null;
  },
});
generic(workItem);

function kwOf(names: Dict): Kw {
  const kw = new Kw() as Value;
  for (const { key, value } of names.$entries()) kw[key as string] = value;
  return kw;
}

/** Threads of all pools with their queues, in order; the program waits for them at its end. A script may add some, or take them out. */
export const pools = { queues: new Dict() };
carried(
  "concurrent.futures.thread",
  () => pools.queues,
  (value) => void (pools.queues = value as Dict),
);
let exiting = false;
export const isExiting = (): boolean => exiting;

export const _python_exit = builtin(
  "_python_exit()",
  (): Suspends<null> => {
    exiting = true;
    const waiting = pools.queues.$entries().map(({ key, value }) => [key, value]);
    for (const [thread, queue] of waiting) {
      if (thread instanceof Thread && thread.$pool !== undefined) thread.$pool.open = false;
      put(queue, null);
    }
    for (const [thread] of waiting) callMethod(thread, "join");
    return null;
  },
  "concurrent.futures.thread",
);

const ending = { call: (): Suspends<Value> => call(_python_exit) };

// A script may give an executor a queue of its own, which need not be a SimpleQueue.

function put(queue: Value, item: Value): Suspends<void> {
  if (queue instanceof SimpleQueueObject) queue.$put(item);
  else callMethod(queue, "put", item);
}

/** What is there; undefined if nothing is. */
function takeNow(queue: Value): Suspends<Value> {
  if (queue instanceof SimpleQueueObject) return simpleTake(queue);
  const before = $handled();
  try {
    return callMethod(queue, "get_nowait");
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, Empty)) throw error;
    $uncaught(before);
    return undefined;
  }
}
let numbered = 0;

@pyclass("concurrent.futures.thread.ThreadPoolExecutor")
export class ThreadPoolExecutor extends Executor {
  declare _max_workers: Value;
  declare _work_queue: Value;
  declare _idle_semaphore: Semaphore;
  declare _threads: PySet;
  declare _broken: Value;
  declare _shutdown: boolean;
  declare _shutdown_lock: LockObject;
  declare _thread_name_prefix: Value;
  declare _initializer: Value;
  declare _initargs: Value;
  /** It has not been shut down; its threads have this too. */
  declare $open: Open;
  /** Leads to it, for its threads: they alone do not keep it. */
  declare $weak: Value;

  __init__(max_workers: Value = null, thread_name_prefix: Value = "", initializer: Value = null, initargs: Value = new Tuple([])): Suspends<null> {
    const most: Value = max_workers === null ? Math.min(32, process.getBuiltinModule("node:os").availableParallelism() + 4) : max_workers;
    if (truth(le(most, 0))) throw new ValueError("max_workers must be greater than 0");
    if (initializer !== null && !callable(initializer)) throw new TypeError("initializer must be a callable");
    if (!exits.includes(ending)) exits.push(ending);
    this._max_workers = most;
    this._work_queue = new SimpleQueueObject();
    this._idle_semaphore = makeSemaphore(0);
    this._threads = new PySet();
    this._broken = false;
    this._shutdown = false;
    this._shutdown_lock = new LockObject();
    this._thread_name_prefix = truth(thread_name_prefix) ? thread_name_prefix : `ThreadPoolExecutor-${numbered++}`;
    this._initializer = initializer;
    this._initargs = initargs;
    this.$open = { open: true };
    this.$weak = null;
    return null;
  }

  override shutdown(wait: Value = true, { cancel_futures = false }: { cancel_futures?: Value } = {}): Suspends<null> {
    acquire(this._shutdown_lock, Infinity);
    try {
      this._shutdown = true;
      this.$open.open = false;
      if (truth(cancel_futures)) {
        for (let item = takeNow(this._work_queue); item !== undefined; item = takeNow(this._work_queue)) {
          if (item !== null) (item as WorkItem).future.cancel();
        }
      }
      put(this._work_queue, null);
    } finally {
      release(this._shutdown_lock);
    }
    if (truth(wait)) for (const thread of this._threads.$array()) callMethod(thread, "join");
    return null;
  }

  _initializer_failed(): Suspends<null> {
    acquire(this._shutdown_lock, Infinity);
    try {
      this._broken = "A thread initializer failed, the thread pool is not usable anymore";
      for (let item = takeNow(this._work_queue); item !== undefined; item = takeNow(this._work_queue)) {
        if (item !== null) (item as WorkItem).future.set_exception(new BrokenThreadPool(this._broken));
      }
    } finally {
      release(this._shutdown_lock);
    }
    return null;
  }

  _adjust_thread_count(): Suspends<null> {
    if (this._idle_semaphore.acquire(true, 0)) return null;
    const count = this._threads.$size();
    if (!truth(lt(count, this._max_workers))) return null;
    const thread = makeThread(_worker, `${str(this._thread_name_prefix)}_${count}`);
    const queue = this._work_queue;
    this.$weak ??= ref(this, ended(queue));
    thread._args = new Tuple([this.$weak, queue, this._initializer, this._initargs]);
    thread.$pool = this.$open;
    thread.start();
    this._threads.$add(thread);
    pools.queues.$set(thread, this._work_queue);
    return null;
  }
}

methods(
  ThreadPoolExecutor,
  {
    "submit(self, fn, /, *args, **kwargs)": function (this: ThreadPoolExecutor, fn: Value, args: Value[], kwargs: Kw | null): Suspends<Value> {
      acquire(this._shutdown_lock, Infinity);
      try {
        if (truth(this._broken)) throw new BrokenThreadPool(this._broken);
        if (this._shutdown) throw new RuntimeError("cannot schedule new futures after shutdown");
        if (exiting) throw new RuntimeError("cannot schedule new futures after interpreter shutdown");
        const future = makeFuture();
        put(this._work_queue, new WorkItem(future, fn, args, kwargs));
        this._adjust_thread_count();
        return future;
      } finally {
        release(this._shutdown_lock);
      }
    },
  },
  false,
);

/** What tells the threads that nobody has the executor any more. */
function ended(queue: Value): Value {
  return builtin(
    "weakref_cb(_, q=None)",
    (): Suspends<null> => {
      put(queue, null);
      return null;
    },
    "concurrent.futures.thread",
  );
}

/** The executor; null if nobody has it any more. */
function behind(weak: Value): Suspends<ThreadPoolExecutor | null> {
  return call(weak) as ThreadPoolExecutor | null;
}

/** The life of one of the pool's threads. */
export const _worker = builtin(
  "_worker(executor_reference, work_queue, initializer, initargs)",
  (weak: Value, queue: Value, initializer: Value, initargs: Value): Suspends<null> => {
    if (initializer !== null && !initialize(weak, initializer, initargs)) return null;
    work(weak, queue);
    return null;
  },
  "concurrent.futures.thread",
);

/** Says that a thread has nothing to do. */
function idle(weak: Value): Suspends<void> {
  const executor = behind(weak);
  if (executor !== null) executor._idle_semaphore.release();
}

/** Is a thread to end? The others are told so too. */
function isOver(weak: Value): Suspends<boolean> {
  const executor = behind(weak);
  if (executor === null) return true;
  if (!exiting && !executor._shutdown) return false;
  executor._shutdown = true;
  return true;
}

function work(weak: Value, queue: Value): Suspends<void> {
  for (;;) {
    let item: Value = takeNow(queue);
    if (item === undefined) {
      idle(weak);
      item = queue instanceof SimpleQueueObject ? queue.$take() : callMethod(queue, "get", true);
    }
    if (item !== null) {
      if (item instanceof WorkItem) runItem(item);
      else callMethod(item, "run");
      continue;
    }
    if (isOver(weak)) {
      put(queue, null);
      return;
    }
  }
}

function initialize(weak: Value, initializer: Value, initargs: Value): Suspends<boolean> {
  const before = $handled();
  try {
    callStar(initializer, initargs);
    return true;
  } catch (thrown) {
    logError("Exception in initializer:", caughtOutside(thrown), "critical");
    behind(weak)?._initializer_failed();
    $uncaught(before);
    return false;
  }
}

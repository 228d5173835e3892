/**
 * concurrent.futures - calls made elsewhere, and their results.
 *
 * Mirrors     Lib/concurrent/futures/__init__.py of CPython 3.13
 */
import type { Suspends } from "../../../frames/suspend.js";
import { importModule } from "../../../importer/importer.js";
import { $getattr } from "../../../objects/attributes.js";
import { AttributeError, TimeoutError } from "../../../objects/exceptions.js";
import { pymodule } from "../../../objects/module.js";
import { fromText } from "../../../objects/modulehooks.js";
import type { Value } from "../../../objects/object.js";
import { repr } from "../../../objects/protocols/repr.js";
import { builtin } from "../../../objects/register.js";
import { Tuple } from "../../../objects/tuple.js";
import { ALL_COMPLETED, as_completed, BrokenExecutor, DoneAndNotDoneFutures, Executor, FIRST_COMPLETED, FIRST_EXCEPTION, wait } from "./base.js";
import { CANCELLED, CANCELLED_AND_NOTIFIED, CancelledError, Error, FINISHED, Future, InvalidStateError, PENDING, RUNNING } from "./future.js";
import { LockObject } from "../../_thread/lock.js";
import { _python_exit, _worker, BrokenThreadPool, isExiting, pools, ThreadPoolExecutor, workItem } from "./thread.js";

const shared = {
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  ALL_COMPLETED,
  CancelledError,
  TimeoutError,
  InvalidStateError,
  BrokenExecutor,
  Future,
  Executor,
  wait,
  as_completed,
};

/** concurrent.futures._base */
export const base = pymodule("concurrent.futures._base", {
  ...shared,
  Error,
  DoneAndNotDoneFutures,
  PENDING,
  RUNNING,
  CANCELLED,
  CANCELLED_AND_NOTIFIED,
  FINISHED,
});

fromText(
  base,
  "LOGGER _AS_COMPLETED _FUTURE_STATES _STATE_TO_DESCRIPTION_MAP _AcquireFutures _AllCompletedWaiter _AsCompletedWaiter _FirstCompletedWaiter _Waiter",
);

/** concurrent.futures.thread */
export const thread = pymodule("concurrent.futures.thread", {
  ThreadPoolExecutor,
  BrokenThreadPool,
  _WorkItem: workItem,
  _worker,
  _python_exit,
  _global_shutdown_lock: new LockObject(),
});
for (const [name, get] of [
  ["_threads_queues", (): Value => pools.queues],
  ["_shutdown", isExiting],
] as const)
  Object.defineProperty(thread, name, { get, enumerable: true, configurable: true });

/** The executor of processes is loaded when it is first asked for. */
const __getattr__ = builtin(
  "__getattr__(name)",
  (name: Value): Suspends<Value> => {
    if (name !== "ProcessPoolExecutor") throw new AttributeError(`module 'concurrent.futures' has no attribute ${repr(name)}`);
    const found = $getattr(importModule("concurrent.futures.process"), "ProcessPoolExecutor");
    (module as Value).ProcessPoolExecutor = found;
    return found;
  },
  "concurrent.futures",
);

const module = pymodule("concurrent.futures", {
  ...shared,
  __getattr__,
  ThreadPoolExecutor,
  thread,
  _base: base,
  __path__: [],
  __all__: new Tuple([
    "FIRST_COMPLETED",
    "FIRST_EXCEPTION",
    "ALL_COMPLETED",
    "CancelledError",
    "TimeoutError",
    "InvalidStateError",
    "BrokenExecutor",
    "Future",
    "Executor",
    "wait",
    "as_completed",
    "ProcessPoolExecutor",
    "ThreadPoolExecutor",
  ]),
});
export default module;

/**
 * concurrent.futures - calls made elsewhere, and their results.
 *
 * Mirrors     Lib/concurrent/futures/__init__.py of CPython 3.13
 */
import { TimeoutError } from "../../../objects/exceptions.js";
import { pymodule } from "../../../objects/module.js";
import { Tuple } from "../../../objects/tuple.js";
import { ALL_COMPLETED, as_completed, BrokenExecutor, DoneAndNotDoneFutures, Executor, FIRST_COMPLETED, FIRST_EXCEPTION, wait } from "./base.js";
import { CANCELLED, CANCELLED_AND_NOTIFIED, CancelledError, Error, FINISHED, Future, InvalidStateError, PENDING, RUNNING } from "./future.js";
import { BrokenThreadPool, ProcessPoolExecutor, ThreadPoolExecutor } from "./thread.js";

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

/** concurrent.futures.thread */
export const thread = pymodule("concurrent.futures.thread", { ThreadPoolExecutor, BrokenThreadPool });

export default pymodule("concurrent.futures", {
  ...shared,
  ProcessPoolExecutor,
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

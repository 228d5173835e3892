/**
 * multiprocessing.pool.handlers - the three threads of a pool: one looks after the workers, one hands out tasks, one takes results.
 *
 * Mirrors     Lib/multiprocessing/pool.py: _handle_workers, _handle_tasks, _handle_results, _terminate_pool
 * Suspends    everything
 */
import type { Suspends } from "../../../frames/suspend.js";
import { $getattr, getattrOr } from "../../../objects/attributes.js";
import { AssertionError, EOFError, Exception, OSError } from "../../../objects/exceptions.js";
import { isinstance, type Value } from "../../../objects/object.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { $caught, $handled, $uncaught } from "../../../objects/raise.js";
import { builtin } from "../../../objects/register.js";
import { Tuple } from "../../../objects/tuple.js";
import { current_thread } from "../../threading/thread.js";
import { debug, logging } from "../log.js";
import type { Pool } from "./index.js";
import type { SingleTask, TaskSequence } from "./tasks.js";
import { MapTask } from "./wire.js";

export const RUN = "RUN";
export const CLOSE = "CLOSE";
export const TERMINATE = "TERMINATE";

/** What the thread for tasks is given for each job. */
export interface Job {
  readonly tasks: TaskSequence | SingleTask;
  /** the iterator that is to be told how many there were, or null */
  readonly counted: Value;
}

const handler = (name: string, body: (pool: Pool) => Suspends<null>): Value => builtin(`${name}(pool)`, body, "multiprocessing.pool");

export const handleWorkers = handler("_handle_workers", (pool) => {
  const thread: Value = current_thread();
  // workers are replaced until all is done, unless the pool is terminated
  while (thread._state === RUN || (pool._cache.$jobs.size > 0 && thread._state !== TERMINATE)) {
    pool.$maintain();
    pool.$waitForUpdates();
  }
  pool._taskqueue.$put(null);
  debug("worker handler exiting");
  return null;
});

export const handleTasks = handler("_handle_tasks", (pool) => {
  const thread: Value = current_thread();
  let ended = false;
  for (;;) {
    const job = pool._taskqueue.$take() as Job | null;
    if (job === null) {
      ended = true;
      break;
    }
    if (!handOut(pool, thread, job)) break;
  }
  if (ended) debug("task handler got sentinel");
  sendSentinels(pool);
  debug("task handler exiting");
  return null;
});

/** Puts the tasks of one job; false: the pool ends. */
function handOut(pool: Pool, thread: Value, job: Job): Suspends<boolean> {
  let count = 0;
  for (let task = pool.$nextTask(job.tasks); task !== null; task = pool.$nextTask(job.tasks)) {
    if (thread._state !== RUN) {
      debug("task handler found thread._state != RUN");
      return false;
    }
    count++;
    putTask(pool, task);
    if (!job.tasks.$ready) pool.$flushTasks();
  }
  pool.$flushTasks();
  if (job.counted !== null) {
    debug("doing set_length()");
    callMethod(job.counted, "_set_length", count);
  }
  return true;
}

function putTask(pool: Pool, task: Tuple | MapTask): Suspends<void> {
  const handled = $handled();
  try {
    pool.$putTask(task);
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, Exception)) throw error;
    $uncaught(handled);
    const [job, number] = task instanceof MapTask ? [task.job, task.number] : (task.items as [number, Value]);
    const result = pool._cache.$jobs.get(job);
    if (result !== undefined) callMethod(result, "_set", number, new Tuple([false, error]));
  }
}

/** Tells the thread for results, and the workers, that there is no more. */
function sendSentinels(pool: Pool): Suspends<void> {
  const handled = $handled();
  try {
    debug("task handler sending sentinel to result handler");
    callMethod(pool._outqueue, "put", null);
    debug("task handler sending sentinel to workers");
    // no worker has had anything to do: those that are held back have ended
    if (pool.$count === 0) pool.$lastPut();
    for (let n = pool._pool.length; n > 0; n--) pool.$putTask(null);
    pool.$flushTasks();
    pool.$lastPut();
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, OSError)) throw error;
    $uncaught(handled);
    debug("task handler got OSError when sending sentinels");
  }
}

export const handleResults = handler("_handle_results", (pool) => {
  const thread: Value = current_thread();
  for (;;) {
    const task = takeResult(pool);
    if (task === undefined) return null;
    if (thread._state !== RUN) {
      if (thread._state !== TERMINATE) throw new AssertionError("Thread not in TERMINATE");
      debug("result handler found thread._state=TERMINATE");
      break;
    }
    if (task === null) {
      debug("result handler got sentinel");
      break;
    }
    deliver(pool, task as Tuple);
  }
  while (pool._cache.$jobs.size > 0 && thread._state !== TERMINATE) {
    const task = takeResult(pool);
    if (task === undefined) return null;
    if (task === null) debug("result handler ignoring extra sentinel");
    else deliver(pool, task as Tuple);
  }
  pool.$makeRoom();
  if (logging.logger !== null) debug("result handler exiting: len(cache)=%s, thread._state=%s", pool._cache.$jobs.size, thread._state);
  return null;
});

/** The next result; undefined if there can be no more. */
function takeResult(pool: Pool): Suspends<Value> {
  const handled = $handled();
  try {
    return pool.$takeResult();
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, OSError) && !isinstance(error, EOFError)) throw error;
    $uncaught(handled);
    debug("result handler got EOFError/OSError -- exiting");
    return undefined;
  }
}

function deliver(pool: Pool, task: Tuple): Suspends<void> {
  const [job, i, obj] = task.items as [number, Value, Value];
  const result = pool._cache.$jobs.get(job);
  if (result !== undefined) callMethod(result, "_set", i, obj);
}

/** Ends a pool at once; called once, by terminate() or at the end of the process. */
export const terminatePool = builtin(
  "_terminate_pool(pool)",
  (pool: Pool): Suspends<null> => {
    debug("finalizing pool");
    if (pool.$over) return null;
    const [workerHandler, taskHandler, resultHandler] = [pool._worker_handler, pool._task_handler, pool._result_handler] as [Value, Value, Value];
    workerHandler._state = TERMINATE;
    pool._change_notifier.put();
    taskHandler._state = TERMINATE;
    debug("helping task handler/workers to finish");
    pool.$helpFinish();
    if (!(callMethod(resultHandler, "is_alive") as boolean) && pool._cache.$jobs.size > 0) {
      throw new AssertionError("Cannot have cache with result_handler not alive");
    }
    resultHandler._state = TERMINATE;
    pool._change_notifier.put();
    callMethod(pool._outqueue, "put", null);
    // no worker is to be replaced once they are being ended
    debug("joining worker handler");
    joinUnlessSelf(workerHandler);
    const workers = pool._pool as Value[];
    const areProcesses = workers.length > 0 && getattrOr(workers[0], "terminate") !== undefined;
    if (areProcesses) {
      debug("terminating workers");
      for (const worker of workers) if ($getattr(worker, "exitcode") === null) callMethod(worker, "terminate");
    }
    debug("joining task handler");
    joinUnlessSelf(taskHandler);
    debug("joining result handler");
    joinUnlessSelf(resultHandler);
    if (areProcesses) {
      debug("joining pool workers");
      for (const worker of workers) {
        if (!(callMethod(worker, "is_alive") as boolean)) continue;
        debug("cleaning up worker %d", $getattr(worker, "pid"));
        callMethod(worker, "join");
      }
    }
    pool.$closeQueues();
    return null;
  },
  "multiprocessing.pool",
);

function joinUnlessSelf(thread: Value): Suspends<void> {
  if (current_thread() !== thread) callMethod(thread, "join");
}

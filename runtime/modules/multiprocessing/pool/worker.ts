/**
 * multiprocessing.pool.worker - what the workers of a pool do, be they processes or threads.
 *
 * Mirrors     Lib/multiprocessing/pool.py: worker, mapstar, starmapstar
 * Suspends    everything
 * Calls back  the initializer and the tasks
 */
import type { Suspends } from "../../../frames/suspend.js";
import { getattrOr } from "../../../objects/attributes.js";
import { $callx } from "../../../objects/call.js";
import { AssertionError, EOFError, Exception, OSError } from "../../../objects/exceptions.js";
import { int } from "../../../objects/int.js";
import { END, iterate } from "../../../objects/iterator.js";
import { isinstance, type Value } from "../../../objects/object.js";
import { truth } from "../../../objects/protocols/bool.js";
import { call, callMethod } from "../../../objects/protocols/call.js";
import { ge, lt } from "../../../objects/protocols/compare.js";
import { spread } from "../../../objects/protocols/iter.js";
import { repr } from "../../../objects/protocols/repr.js";
import { text as str } from "../../../objects/protocols/str.js";
import { $caught, $handled, $uncaught } from "../../../objects/raise.js";
import { builtin } from "../../../objects/register.js";
import { callStar } from "../../../objects/spread.js";
import { Tuple } from "../../../objects/tuple.js";
import { importModule } from "../../../importer/importer.js";
import { debug, logging } from "../log.js";
import { SimpleQueue } from "../queues.js";
import { MaybeEncodingError, withTraceback } from "./errors.js";
import { decodeTask, MapTask, resultBytes, taskOf } from "./wire.js";

const pool = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "multiprocessing.pool");

/** `list(map(*args))` */
export const mapstar = pool("mapstar(args)", (args: Value): Suspends<Value> => {
  const [func, items, ...more] = spread(args);
  if (more.length > 0 || !(items instanceof Tuple)) {
    const builtins = importModule("builtins");
    return callMethod(builtins, "list", callMethod(builtins, "map", func, items, ...more));
  }
  return mapped(func, items.items);
});

/** `list(itertools.starmap(args[0], args[1]))` */
export const starmapstar = pool("starmapstar(args)", (args: Value): Suspends<Value> => {
  const [func, items] = spread(args);
  const results: Value[] = [];
  const it = iterate(items);
  for (let item = it.$next(); item !== END; item = it.$next()) results.push($callx(func, spread(item), null));
  return results;
});

/** Raises what it is given: a task that stands for a failed iterator. */
export const _helper_reraises_exception = pool("_helper_reraises_exception(ex)", (ex: Value): never => {
  throw ex as Error;
});

/** Takes tasks from `inqueue` and puts their results into `outqueue`, until it gets None. */
export const worker = pool(
  "worker(inqueue, outqueue, initializer=None, initargs=(), maxtasks=None, wrap_exception=False)",
  (inqueue: Value, outqueue: Value, initializer: Value, initargs: Value, maxtasks: Value, wrap_exception: Value): Suspends<null> => {
    const most: Value = maxtasks ?? null;
    if (most !== null && !(isinstance(most, int) && truth(ge(most, 1)))) throw new AssertionError(`Maxtasks ${repr(most)} is not valid`);
    const writer = getattrOr(inqueue, "_writer");
    if (writer !== undefined) {
      callMethod(writer, "close");
      callMethod(outqueue._reader, "close");
    }
    if (initializer !== undefined && initializer !== null) callStar(initializer, initargs ?? new Tuple([]));
    let completed = 0;
    while (most === null || truth(lt(completed, most))) {
      const task = nextTask(inqueue);
      if (task === null) break;
      work(task, outqueue, wrap_exception === true);
      completed++;
    }
    debug("worker exiting after %d tasks", completed);
    return null;
  },
);

/** The next task; null when there is to be none. */
function nextTask(inqueue: Value): Suspends<Value> {
  let task: Value;
  const handled = $handled();
  try {
    if (inqueue instanceof SimpleQueue) {
      const message = inqueue.$take(decodeTask);
      task = message instanceof Uint8Array ? taskOf(message) : message;
    } else task = callMethod(inqueue, "get");
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, EOFError) && !isinstance(error, OSError)) throw error;
    debug("worker got EOFError or OSError -- exiting");
    $uncaught(handled);
    return null;
  }
  if (task === null) debug("worker got sentinel -- exiting");
  return task;
}

function work(task: Value, outqueue: Value, wraps: boolean): Suspends<void> {
  let job: Value;
  let i: Value;
  let result: Tuple;
  if (task instanceof MapTask) {
    job = task.job;
    i = task.number;
    result = resultOfMap(task, wraps);
  } else {
    let func, args, kwds: Value;
    [job, i, func, args, kwds] = (task as Tuple).items as [Value, Value, Value, Value, Value];
    result = resultOf(func, args, kwds, wraps);
  }
  const handled = $handled();
  try {
    if (outqueue instanceof SimpleQueue && result.items[0] === true) outqueue.$give(resultBytes(job, i, result.items[1]));
    else callMethod(outqueue, "put", new Tuple([job, i, result]));
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, Exception)) throw error;
    const wrapped = new MaybeEncodingError(error, result.items[1]);
    if (logging.logger !== null) debug(`Possible encoding error while sending result: ${str(wrapped)}`);
    callMethod(outqueue, "put", new Tuple([job, i, new Tuple([false, wrapped])]));
    $uncaught(handled);
  }
}

function resultOfMap({ func, chunk }: MapTask, wraps: boolean): Suspends<Tuple> {
  const handled = $handled();
  try {
    return new Tuple([true, mapped(func, chunk.items)]);
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, Exception)) throw error;
    const wrapped = wraps ? withTraceback(error, "map") : error;
    $uncaught(handled);
    return new Tuple([false, wrapped]);
  }
}

function mapped(func: Value, items: readonly Value[]): Suspends<Value[]> {
  const results: Value[] = [];
  for (let i = 0; i < items.length; i++) results.push(call(func, items[i]));
  return results;
}

/** Whether the call went well, and what came of it. */
function resultOf(func: Value, args: Value, kwds: Value, wraps: boolean): Suspends<Tuple> {
  const handled = $handled();
  try {
    return new Tuple([true, callStar(func, args, kwds)]);
  } catch (thrown) {
    let error = $caught(thrown, null);
    if (!isinstance(error, Exception)) throw error;
    if (wraps && func !== _helper_reraises_exception) error = withTraceback(error, func === mapstar ? "map" : func === starmapstar ? "starmap" : "apply");
    $uncaught(handled);
    return new Tuple([false, error]);
  }
}

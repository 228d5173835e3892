/**
 * concurrent.futures.process - what goes between the executor and its processes, and the life of such a process.
 *
 * Mirrors     Lib/concurrent/futures/process.py of CPython 3.13: _CallItem, _ResultItem, _process_worker and what they need
 * Frames      initialized: _process_worker
 * Suspends    the worker: it waits for calls and makes them
 */
import { callStar } from "../../../../objects/spread.js";
import type { Suspends } from "../../../../frames/suspend.js";
import { settleOwned } from "../../../../lifetimes/settle.js";
import { $setattr } from "../../../../objects/attributes.js";
import { $callx } from "../../../../objects/call.js";
import type { Dict } from "../../../../objects/dict.js";
import { Exception } from "../../../../objects/exceptions.js";
import { Kw } from "../../../../objects/function.js";
import type { Entry } from "../../../../objects/keymap.js";
import { PyObject, type Value } from "../../../../objects/object.js";
import { call, callMethod } from "../../../../objects/protocols/call.js";
import { spread } from "../../../../objects/protocols/iter.js";
import { $caught, $handled, $uncaught, caughtOutside } from "../../../../objects/raise.js";
import { builtin, pyclass } from "../../../../objects/register.js";
import { formatException } from "../../../../objects/traceback.js";
import { Tuple } from "../../../../objects/tuple.js";
import { Partial } from "../../../functools/partial.js";
import { getpid } from "../../../multiprocessing/pids.js";
import { sysModule } from "../../../sys/module.js";
import { logError } from "../log.js";

/** The cause of an exception that comes from another process: its traceback there, as text. */
@pyclass("concurrent.futures.process._RemoteTraceback")
export class _RemoteTraceback extends Exception {
  declare tb: Value;
  __init__(tb: Value): null {
    this.tb = tb;
    return null;
  }
  __str__(): Value {
    return this.tb;
  }
}

export const _rebuild_exc = builtin(
  "_rebuild_exc(exc, tb)",
  (exc: Value, tb: Value): Suspends<Value> => {
    $setattr(exc, "__cause__", new _RemoteTraceback(tb));
    return exc;
  },
  "concurrent.futures.process",
);

/** An exception that travels with the text of its traceback. */
@pyclass("concurrent.futures.process._ExceptionWithTraceback")
export class _ExceptionWithTraceback extends PyObject {
  declare exc: Value;
  declare tb: Value;

  __init__(exc: Value, tb: Value): null {
    this.exc = exc;
    this.tb = tb;
    return null;
  }
  __reduce__(): Value {
    return new Tuple([_rebuild_exc, new Tuple([this.exc, this.tb])]);
  }
}

/** An exception for another process; `above`: the frames of CPython's own that stand above. */
export function travelling(error: Value, above: string[]): Suspends<_ExceptionWithTraceback> {
  const tb = `\n"""\n${formatException(error, { above })}"""`;
  $setattr(error, "__traceback__", null);
  return new _ExceptionWithTraceback(error, tb);
}

@pyclass("concurrent.futures.process._CallItem")
export class _CallItem extends PyObject {
  declare work_id: Value;
  declare fn: Value;
  declare args: Value;
  declare kwargs: Value;

  __init__(work_id: Value, fn: Value, args: Value, kwargs: Value): null {
    this.work_id = work_id;
    this.fn = fn;
    this.args = args;
    this.kwargs = kwargs;
    return null;
  }
}

@pyclass("concurrent.futures.process._ResultItem")
export class _ResultItem extends PyObject {
  declare work_id: Value;
  declare exception: Value;
  declare result: Value;
  declare exit_pid: Value;

  __init__(work_id: Value, exception: Value = null, result: Value = null, exit_pid: Value = null): null {
    this.work_id = work_id;
    this.exception = exception;
    this.result = result;
    this.exit_pid = exit_pid;
    return null;
  }
}

/** Makes the calls of one chunk of map(). */
export const _process_chunk = builtin(
  "_process_chunk(fn, chunk)",
  (fn: Value, chunk: Value): Suspends<Value[]> => {
    const results: Value[] = [];
    const rows = spread(chunk);
    for (let i = 0; i < rows.length; i++) {
      const args = spread(rows[i]);
      results.push(args.length === 1 ? call(fn, args[0]) : $callx(fn, args, null));
    }
    return results;
  },
  "concurrent.futures.process",
);

/** Is this what map() calls? */
export function isOfMap(fn: Value): boolean {
  return fn instanceof Partial && fn.$func === _process_chunk;
}

function libraryLine(file: string, line: number, rest: string): string {
  return `  File "${String(sysModule.prefix)}/lib/python3.13/${file}", line ${line}, in ${rest}\n`;
}

/** What stands above a call's own frames in CPython. */
function workerLines(fn: Value): string[] {
  const file = "concurrent/futures/process.py";
  const lines = [libraryLine(file, 253, "_process_worker\n    r = call_item.fn(*call_item.args, **call_item.kwargs)")];
  if (fn === _process_chunk || (fn !== null && fn.$func === _process_chunk))
    lines.push(libraryLine(file, 202, "_process_chunk\n    return [fn(*args) for args in chunk]\n            ~~^^^^^^^"));
  return lines;
}

/** What stands above the frames of a failed pickling in CPython. */
export function feederLines(): string[] {
  return [
    libraryLine("multiprocessing/queues.py", 262, "_feed\n    obj = _ForkingPickler.dumps(obj)"),
    libraryLine("multiprocessing/reduction.py", 51, "dumps\n    cls(buf, protocol).dump(obj)\n    ~~~~~~~~~~~~~~~~~~~~~~~^^^^^"),
  ];
}

function sendBack(results: Value, item: _ResultItem): Suspends<void> {
  const handled = $handled();
  try {
    callMethod(results, "put", item);
  } catch (thrown) {
    const error = $caught(thrown, null);
    $uncaught(handled);
    callMethod(results, "put", new _ResultItem(item.work_id, travelling(error, []), null, item.exit_pid));
  }
}

/** Makes a call; its result or exception is in the item. */
function made(item: _CallItem, exitPid: Value): Suspends<_ResultItem> {
  const handled = $handled();
  try {
    const result = $callx(item.fn, spread(item.args), keywordsOf(item.kwargs as Dict | null));
    return new _ResultItem(item.work_id, null, result, exitPid);
  } catch (thrown) {
    const error = $caught(thrown, null);
    $uncaught(handled);
    return new _ResultItem(item.work_id, travelling(error, workerLines(item.fn)), null, exitPid);
  }
}

function keywordsOf(kwargs: Dict | null): Kw | null {
  if (kwargs === null || kwargs.$size() === 0) return null;
  const kw = new Kw();
  const entries = kwargs.$entries();
  for (let i = 0; i < entries.length; i++) kw[(entries[i] as Entry).key as string] = (entries[i] as Entry).value;
  return kw;
}

/** The life of a process of an executor. */
export const _process_worker = builtin(
  "_process_worker(call_queue, result_queue, initializer, initargs, max_tasks=None)",
  (calls: Value, results: Value, initializer: Value, initargs: Value, maxTasks: Value): Suspends<null> => {
    if (initializer !== null && !initialized(initializer, initargs)) return null;
    const most = maxTasks === undefined || maxTasks === null ? Infinity : Number(maxTasks);
    for (let tasks = 1; callNext(calls, results, tasks >= most); tasks++) settleOwned();
    return null;
  },
  "concurrent.futures.process",
);

/** Makes the next call; false: it was the last one, or there is none. */
function callNext(calls: Value, results: Value, isLast: boolean): Suspends<boolean> {
  const item = callMethod(calls, "get", true);
  if (item === null) {
    callMethod(results, "put", getpid());
    return false;
  }
  sendBack(results, made(item as _CallItem, isLast ? getpid() : null));
  return !isLast;
}

function initialized(initializer: Value, initargs: Value): Suspends<boolean> {
  const handled = $handled();
  try {
    callStar(initializer, initargs);
    return true;
  } catch (thrown) {
    logError("Exception in initializer:", caughtOutside(thrown), "critical");
    $uncaught(handled);
    return false;
  }
}

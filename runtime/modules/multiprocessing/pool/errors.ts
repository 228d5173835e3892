/**
 * multiprocessing.pool.errors - exceptions on their way from a worker to the one who asked.
 *
 * Mirrors     Lib/multiprocessing/pool.py: RemoteTraceback, ExceptionWithTraceback, MaybeEncodingError
 */
import type { Suspends } from "../../../frames/suspend.js";
import { Exception } from "../../../objects/exceptions.js";
import { PyObject, typeOf, type Value } from "../../../objects/object.js";
import { repr } from "../../../objects/protocols/repr.js";
import { text as str } from "../../../objects/protocols/str.js";
import { builtin, pyclass } from "../../../objects/register.js";
import { formatException } from "../../../objects/traceback.js";
import { Tuple } from "../../../objects/tuple.js";
import { $setattr } from "../../../objects/attributes.js";
import { sysModule } from "../../sys/module.js";

/** The cause of an exception that comes from another process: its traceback there, as text. */
@pyclass("multiprocessing.pool.RemoteTraceback")
export class RemoteTraceback extends Exception {
  declare tb: Value;
  __init__(tb: Value): null {
    this.tb = tb;
    return null;
  }
  __str__(): Value {
    return this.tb;
  }
}

/** What stands above a task's own frames in CPython: the worker, and the function that goes over a chunk. */
export const ABOVE: { [kind in "apply" | "map" | "starmap"]: string } = {
  apply: "",
  map: ", line 48, in mapstar\n    return list(map(*args))\n",
  starmap: ", line 51, in starmapstar\n    return list(itertools.starmap(args[0], args[1]))\n",
};

export function workerLines(kind: keyof typeof ABOVE): string[] {
  const file = `  File "${String(sysModule.prefix)}/lib/python3.13/multiprocessing/pool.py"`;
  const lines = [`${file}, line 125, in worker\n    result = (True, func(*args, **kwds))\n                    ~~~~^^^^^^^^^^^^^^^\n`];
  if (kind !== "apply") lines.push(file + ABOVE[kind]);
  return lines;
}

@pyclass("multiprocessing.pool.ExceptionWithTraceback")
export class ExceptionWithTraceback extends PyObject {
  declare exc: Value;
  declare tb: Value;

  __init__(exc: Value, tb: Value): Suspends<null> {
    this.exc = exc;
    this.tb = `\n"""\n${formatException(exc, { tb })}"""`;
    return null;
  }
  __reduce__(): Value {
    return new Tuple([rebuild_exc, new Tuple([this.exc, this.tb])]);
  }
}

/** An exception of a task with its traceback's text, for the way to the parent. */
export function withTraceback(exc: Value, kind: keyof typeof ABOVE): Suspends<ExceptionWithTraceback> {
  const made = Object.create(ExceptionWithTraceback.prototype as object) as ExceptionWithTraceback;
  made.exc = exc;
  made.tb = `\n"""\n${formatException(exc, { above: workerLines(kind) })}"""`;
  return made;
}

export const rebuild_exc = builtin(
  "rebuild_exc(exc, tb)",
  (exc: Value, tb: Value): Suspends<Value> => {
    $setattr(exc, "__cause__", new RemoteTraceback(tb));
    return exc;
  },
  "multiprocessing.pool",
);

@pyclass("multiprocessing.pool.MaybeEncodingError", {
  doc: "Wraps possible unpickleable errors, so they can be\n    safely sent through the socket.",
})
export class MaybeEncodingError extends Exception {
  declare exc: Value;
  declare value: Value;

  __init__(exc: Value, value: Value): Suspends<null> {
    this.exc = repr(exc);
    this.value = repr(value);
    (this as Value).$args = [this.exc, this.value];
    return null;
  }
  __str__(): Suspends<string> {
    return `Error sending result: '${str(this.value)}'. Reason: '${str(this.exc)}'`;
  }
  __repr__(): Suspends<string> {
    return `<${typeOf(this).$name}: ${str(this)}>`;
  }
}

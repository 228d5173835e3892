/**
 * _asyncio.Future - a result that an event loop will have.
 *
 * Mirrors     Modules/_asynciomodule.c of CPython 3.13: FutureObj, FutureIter
 * Suspends    methods of the loop
 * Differs     an exception that nobody retrieves is told of where ends of the library's objects are looked for, not when the future is dropped
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { disown, own } from "../../lifetimes/tracked.js";
import { $getattr } from "../../objects/attributes.js";
import { $names, type Names } from "../../objects/arguments.js";
import { $callmethodkw } from "../../objects/call.js";
import { Dict } from "../../objects/dict.js";
import { AttributeError, RuntimeError, StopIteration, TypeError, ValueError, type PyException } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import { genericAlias } from "../../objects/genericalias.js";
import { END, PyIterator } from "../../objects/iteratorbase.js";
import { iteratorType } from "../../objects/iterator.js";
import { isinstance, isType, PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { same } from "../../objects/protocols/eq.js";
import { $reraise, raised, thrownInto, type TraceStep } from "../../objects/raise.js";
import { getset, methods, pyclass } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { thrownOf } from "../../objects/generators.js";
import { copyOf, currentContext } from "../contextvars.js";
import { eventLoop } from "./running.js";

export const PENDING = "PENDING";
export const CANCELLED = "CANCELLED";
export const FINISHED = "FINISHED";

interface Callback {
  readonly f: Value;
  readonly context: Value;
}

/** Where an exception had been when it was set: raising it again must not add to that. */
interface Way {
  readonly trace: TraceStep[] | null;
  readonly traceback: Value;
}

@pyclass("_asyncio.Future", {
  builtin: true,
  doc: `This class is *almost* compatible with concurrent.futures.Future.

    Differences:

    - result() and exception() do not take a timeout argument and
      raise an exception when the future isn't done yet.

    - Callbacks registered with add_done_callback() are always called
      via the event loop's call_soon_threadsafe().

    - This class is not compatible with the wait() and as_completed()
      methods in the concurrent.futures package.`,
})
export class Future extends PyObject {
  /** undefined: __init__ has not run */
  declare $loop: Value;
  declare $state: string;
  declare $result: Value;
  declare $exception: Value;
  declare $way: Way | null;
  declare $callbacks: Callback[];
  declare $message: Value;
  /** the CancelledError that ended a task, until somebody takes it */
  declare $cancelledBy: Value;
  /** it has been given to the task that is to wait for it */
  declare $blocking: boolean;
  /** it has an exception that nobody has seen */
  declare $logs: boolean;
  /** where it was made, in debug mode */
  declare $source: Value;
}

/** A module of asyncio's own text. */
export function asyncio(name: string): Suspends<Value> {
  return importModule(`asyncio.${name}`);
}

/** What `__init__` does. */
export function begin(self: Future, given: Value): Suspends<void> {
  const loop = given === null ? eventLoop() : given;
  self.$loop = loop;
  self.$state = PENDING;
  self.$result = self.$exception = self.$way = self.$message = self.$cancelledBy = self.$source = null;
  self.$callbacks = [];
  self.$blocking = self.$logs = false;
  if (truth(callMethod(loop, "get_debug"))) self.$source = callMethod(importModule("traceback"), "extract_stack");
}

/** @throws RuntimeError __init__ has not run */
export function ensureBegun(self: Future): void {
  if (self.$loop === undefined) throw new RuntimeError("Future object is not initialized.");
}

/** Done, which one that has not begun is not. */
function isDone({ $state }: Future): boolean {
  return $state === FINISHED || $state === CANCELLED;
}

function contextKeyword(this: Kw, values: readonly Value[]): void {
  this.context = values[0];
}
let names: Names | undefined;

export function callSoon(loop: Value, f: Value, argument: Value, context: Value): Suspends<void> {
  names ??= $names(contextKeyword, "context");
  $callmethodkw(loop.call_soon, loop, "call_soon", argument === undefined ? [f] : [f, argument], names, [context]);
}

export function invalidState(message: string): Suspends<Value> {
  return call($getattr(asyncio("exceptions"), "InvalidStateError"), message);
}

function unfinished({ $loop }: Future, what: string): Suspends<Value> {
  return invalidState($loop === undefined ? "Future object is not initialized." : `${what} is not set.`);
}

/** The CancelledError that a cancelled future raises. */
export function makeCancelledError(self: Future): Suspends<Value> {
  if (self.$cancelledBy !== null) {
    const error = self.$cancelledBy;
    self.$cancelledBy = null;
    return error;
  }
  const cls = $getattr(asyncio("exceptions"), "CancelledError");
  return self.$message === null ? call(cls) : call(cls, self.$message);
}

/** It is done: the loop is to call its callbacks. */
function schedule(self: Future): Suspends<void> {
  const callbacks = self.$callbacks;
  if (callbacks.length === 0) return;
  self.$callbacks = [];
  for (const { f, context } of callbacks) callSoon(self.$loop, f, self, context);
}

export function cancelFuture(self: Future, message: Value): Suspends<boolean> {
  seen(self);
  if (self.$state !== PENDING) return false;
  self.$state = CANCELLED;
  self.$message = message;
  schedule(self);
  return true;
}

export function setResult(self: Future, result: Value): Suspends<void> {
  ensureBegun(self);
  if (self.$state !== PENDING) throw invalidState("invalid state");
  self.$result = result;
  self.$state = FINISHED;
  schedule(self);
}

export function setException(self: Future, given: Value): Suspends<void> {
  ensureBegun(self);
  if (self.$state !== PENDING) throw invalidState("invalid state");
  let exception = given;
  if (isType(given)) exception = call(given);
  if (!isException(exception)) throw new TypeError("invalid exception object");
  if (isinstance(exception, StopIteration)) {
    const instead = new RuntimeError("StopIteration interacts badly with generators and cannot be raised into a Future") as PyException;
    instead.$cause = instead.$context = exception;
    instead.$suppress = true;
    exception = instead;
  }
  self.$exception = exception;
  self.$way = wayOf(exception);
  self.$state = FINISHED;
  schedule(self);
  self.$logs = true;
  own(self, endFuture, true);
}

function isException(x: Value): boolean {
  return x !== null && typeof x === "object" && x.$args !== undefined;
}

function wayOf({ $trace, $traceback }: PyException & { $traceback?: Value }): Way {
  return { trace: $trace === null ? null : $trace.map((step: TraceStep) => ({ ...step })), traceback: $traceback };
}

/** The exception, with the traceback that it had when it was set. */
function setBack(self: Future): Value {
  const exception: Value = self.$exception;
  const { trace, traceback } = self.$way!;
  exception.$trace = trace === null ? null : trace.map((step) => ({ ...step }));
  exception.$traceback = traceback;
  if (exception.$traced !== undefined) exception.$traced = undefined;
  return exception;
}

/** Somebody has seen its exception, or nobody needs to. */
export function seen(self: Future): void {
  if (!self.$logs) return;
  self.$logs = false;
  disown(self);
}

/** The exception that result() would raise, or None, with what it does besides. Only of one that is done. */
export function failureOf(self: Future): Suspends<Value> {
  if (self.$state === CANCELLED) return makeCancelledError(self);
  seen(self);
  return self.$exception === null ? null : setBack(self);
}

export function resultOf(self: Future): Suspends<Value> {
  if (!isDone(self)) throw unfinished(self, "Result");
  const failure = failureOf(self);
  if (failure !== null) throw failure;
  return self.$result;
}

export function addCallback(self: Future, f: Value, context: Value): Suspends<void> {
  if (self.$state === PENDING) self.$callbacks.push({ f, context });
  else callSoon(self.$loop, f, self, context);
}

/** One that ends with an exception that nobody has retrieved. */
export function endFuture(self: Value): Suspends<void> {
  if (!self.$logs) return;
  self.$logs = false;
  tell(self, [
    ["message", `${typeOf(self).$name} exception was never retrieved`],
    ["exception", self.$exception],
    ["future", self],
  ]);
}

/** Tells the loop's exception handler. */
export function tell(self: Future, facts: [string, Value][]): Suspends<void> {
  if (self.$source !== null) facts.push(["source_traceback", self.$source]);
  callMethod(self.$loop, "call_exception_handler", Dict.$of(facts));
}

methods(Future, {
  "__init__(self, *, loop=None)": function (this: Future, loop: Value): Suspends<null> {
    begin(this, loop ?? null);
    return null;
  },
  "result(self, /)": function (this: Future): Suspends<Value> {
    return resultOf(this);
  },
  "exception(self, /)": function (this: Future): Suspends<Value> {
    if (this.$state === CANCELLED) throw makeCancelledError(this);
    if (!isDone(this)) throw unfinished(this, "Exception");
    seen(this);
    return this.$exception;
  },
  "set_result(self, result, /)": function (this: Future, result: Value): Suspends<null> {
    setResult(this, result);
    return null;
  },
  "set_exception(self, exception, /)": function (this: Future, exception: Value): Suspends<null> {
    setException(this, exception);
    return null;
  },
  "add_done_callback(self, fn, /, *, context=<unrepresentable>)": function (this: Future, fn: Value, context: Value): Suspends<null> {
    ensureBegun(this);
    addCallback(this, fn, context === undefined || context === null ? copyOf(currentContext()) : context);
    return null;
  },
  "remove_done_callback(self, fn, /)": function (this: Future, fn: Value): Suspends<number> {
    ensureBegun(this);
    const kept: Callback[] = [];
    for (const callback of this.$callbacks) if (!same(callback.f, fn)) kept.push(callback);
    const removed = this.$callbacks.length - kept.length;
    if (removed > 0) this.$callbacks = kept;
    return removed;
  },
  "cancel(self, /, msg=None)": function (this: Future, msg: Value): Suspends<boolean> {
    ensureBegun(this);
    return cancelFuture(this, msg ?? null);
  },
  "cancelled(self, /)": function (this: Future): boolean {
    return this.$state === CANCELLED;
  },
  "done(self, /)": function (this: Future): boolean {
    return isDone(this);
  },
  "get_loop(self, /)": function (this: Future): Value {
    ensureBegun(this);
    return this.$loop;
  },
  "_make_cancelled_error(self, /)": function (this: Future): Suspends<Value> {
    return makeCancelledError(this);
  },
  "__await__(self, /)": function (this: Future): Value {
    ensureBegun(this);
    return new FutureIter(this);
  },
  "__iter__(self, /)": function (this: Future): Value {
    ensureBegun(this);
    return new FutureIter(this);
  },
  "__repr__(self, /)": function (this: Future): Suspends<string> {
    return callMethod(asyncio("base_futures"), "_future_repr", this);
  },
  "__class_getitem__(cls, item, /)": function (this: Value, item: Value): Value {
    return genericAlias(this, item);
  },
});

getset(Future, {
  _state: [(self: Future) => self.$state ?? PENDING],
  _loop: [(self: Future) => self.$loop ?? null],
  _result: [(self: Future) => self.$result ?? null],
  _exception: [(self: Future) => self.$exception ?? null],
  _source_traceback: [(self: Future) => self.$source ?? null],
  _callbacks: [
    (self: Future) => (self.$callbacks === undefined || self.$callbacks.length === 0 ? null : self.$callbacks.map(({ f, context }) => new Tuple([f, context]))),
  ],
  _cancel_message: [
    (self: Future) => self.$message ?? null,
    (self: Future, value: Value): void => {
      self.$message = value;
    },
  ],
  _asyncio_future_blocking: [
    (self: Future) => self.$blocking ?? false,
    (self: Future, value: Value): Suspends<void> => {
      ensureBegun(self);
      self.$blocking = truth(value);
    },
  ],
  _log_traceback: [
    (self: Future) => self.$logs ?? false,
    (self: Future, value: Value): Suspends<void> => {
      if (truth(value)) throw new ValueError("_log_traceback can only be set to False");
      seen(self);
    },
    (): never => {
      throw new AttributeError("cannot delete attribute");
    },
  ],
});

/** What `await` and `yield from` step: it gives the future once, for the task to wait, and then has its result. */
export class FutureIter extends PyIterator {
  returned: Value = null;
  constructor(public $future: Future | null) {
    super();
  }

  $next(): Suspends<Value> {
    return this.$send(null);
  }

  $send(_value: Value): Suspends<Value> {
    const future = this.$future;
    if (future === null) return END;
    if (future.$state === PENDING) {
      if (future.$blocking) throw new RuntimeError("await wasn't used with future");
      future.$blocking = true;
      return future;
    }
    this.$future = null;
    this.returned = resultOf(future);
    return END;
  }

  $throw(exception: Value): never {
    this.$future = null;
    thrownInto(exception, null, null);
    throw $reraise(exception);
  }
}

/** A step as Python code sees it. */
function stepped(it: FutureIter, value: Value): Suspends<Value> {
  const given = it.$send(value);
  return given === END ? raised(it.returned === null ? new StopIteration() : new StopIteration(it.returned)) : given;
}

const futureIter = iteratorType("FutureIter", FutureIter, "_asyncio");
methods(futureIter, {
  "send(self, value, /)": function (this: FutureIter, value: Value): Suspends<Value> {
    return stepped(this, value);
  },
  "__next__(self, /)": function (this: FutureIter): Suspends<Value> {
    return stepped(this, null);
  },
  "throw(self, type, val=<unrepresentable>, tb=<unrepresentable>, /)": function (this: FutureIter, type: Value, val: Value, tb: Value): Suspends<never> {
    this.$throw(thrownOf(type, val, tb));
  },
  "close(self, /)": function (this: FutureIter): null {
    this.$future = null;
    return null;
  },
});

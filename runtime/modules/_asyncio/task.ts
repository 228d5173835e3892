/**
 * _asyncio.Task - a future that runs a coroutine, step by step.
 *
 * Mirrors     Modules/_asynciomodule.c of CPython 3.13: TaskObj
 * Suspends    the coroutine, methods of the loop
 * Differs     as Future; a pending task that nobody refers to is told of like that too
 */
import type { Suspends } from "../../frames/suspend.js";
import { Coroutine, entrust, Generator, State } from "../../frames/generator.js";
import { disown, own } from "../../lifetimes/tracked.js";
import { $getattr, $setattr, getattrOr } from "../../objects/attributes.js";
import { $callattrkw } from "../../objects/call.js";
import { BaseException, KeyboardInterrupt, RuntimeError, StopIteration, SystemExit, TypeError } from "../../objects/exceptions.js";
import { endLost } from "../../objects/generators.js";
import { END } from "../../objects/iteratorbase.js";
import { isinstance, object, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { $caught, $handled, $reraise, $uncaught, caughtOutside } from "../../objects/raise.js";
import { builtinType, getset, methods, pyclass } from "../../objects/register.js";
import { carriedContents } from "../../snapshot/carried.js";
import { ContextObject, copyOf, currentContext, runIn } from "../contextvars.js";
import {
  addCallback,
  asyncio,
  begin,
  callSoon,
  cancelFuture,
  endFuture,
  ensureBegun,
  failureOf,
  Future,
  invalidState,
  makeCancelledError,
  PENDING,
  seen,
  setException,
  setResult,
  tell,
} from "./future.js";
import { eager, enterTask, leaveTask, swapTask } from "./running.js";

/** Numbers in the names of tasks. */
const names = { next: 1 };
carriedContents("asyncio names of tasks", names);

@pyclass("_asyncio.Task", { builtin: true, doc: "A coroutine wrapped in a Future." })
export class Task extends Future {
  declare $coro: Value;
  declare $name: Value;
  declare $context: Value;
  /** it is to be cancelled at its next step */
  declare $mustCancel: boolean;
  declare $cancels: number;
  /** the future that it waits for */
  declare $waiter: Value;
  declare $logsPending: boolean;
  /** all_tasks() has it */
  declare $scheduled: boolean;
}

/** It is done. */
function unregister(task: Task): void {
  task.$scheduled = false;
  if (!task.$logs) disown(task);
}

function endTask(task: Value): Suspends<void> {
  task.$scheduled = false;
  if (task.$state === PENDING && task.$logsPending) {
    tell(task, [
      ["task", task],
      ["message", "Task was destroyed but it is pending!"],
    ]);
  }
  endFuture(task);
  if (task.$coro instanceof Coroutine && task.$coro.state === State.New) endLost(task.$coro);
}

/** What the loop calls for a step. */
class Step {
  constructor(
    readonly $task: Task,
    readonly $failure: Value,
  ) {}
}
Object.setPrototypeOf(Step.prototype, object.prototype as object);
const stepType = builtinType("TaskStepMethWrapper()", null, { prototype: Step.prototype, final: true });
methods(stepType, {
  "__call__(self, /)": function (this: Step): Suspends<null> {
    step(this.$task, this.$failure);
    return null;
  },
});
getset(stepType, {
  __self__: [(self: Step) => self.$task],
  __qualname__: [() => "TaskStepMethWrapper"],
});

/** What a future calls that the task has waited for. */
class Wakeup {
  constructor(readonly $task: Task) {}
}
Object.setPrototypeOf(Wakeup.prototype, object.prototype as object);
const wakeupType = builtinType("builtin_function_or_method()", null, { prototype: Wakeup.prototype, final: true });
methods(wakeupType, {
  "__call__(self, future, /)": function (this: Wakeup, future: Value): Suspends<null> {
    wakeUp(this.$task, future);
    return null;
  },
  "__repr__(self, /)": function (this: Wakeup): Suspends<string> {
    return `<built-in method task_wakeup of ${repr(this.$task)}>`;
  },
});
getset(wakeupType, {
  __self__: [(self: Wakeup) => self.$task],
  __name__: [() => "task_wakeup"],
  __qualname__: [(self: Wakeup) => `${typeOf(self.$task).$qualname}.task_wakeup`],
});

function stepSoon(task: Task, failure: Value): Suspends<void> {
  callSoon(task.$loop, new Step(task, failure ?? null), undefined, task.$context);
}

function startEagerly(task: Task): Suspends<void> {
  const before = swapTask(task.$loop, task);
  try {
    eager.tasks.$add(task);
    try {
      if (task.$context instanceof ContextObject) runIn(task.$context, () => advance(task, null));
      else advance(task, null);
    } finally {
      eager.tasks.$discard(task);
    }
  } finally {
    swapTask(task.$loop, before);
    if (task.$state === PENDING) task.$scheduled = true;
    else task.$coro = null;
  }
}

/** One step, with an exception for the coroutine or None. */
function step(task: Task, given: Value): Suspends<void> {
  let failure = given;
  if (task.$state !== PENDING) {
    throw invalidState(`__step(): already done: ${repr(task)} ${repr(failure)}`);
  }
  if (task.$mustCancel) {
    if (failure === null || !isCancelled(failure)) failure = makeCancelledError(task);
    task.$mustCancel = false;
  }
  task.$waiter = null;
  enterTask(task.$loop, task);
  try {
    advance(task, failure);
  } finally {
    leaveTask(task.$loop, task);
  }
}

function isCancelled(error: Value): Suspends<boolean> {
  return isinstance(error, $getattr(asyncio("exceptions"), "CancelledError"));
}

/** Runs the coroutine to its next `await`, or its end. */
function advance(task: Task, failure: Value): Suspends<void> {
  const handled = $handled();
  let given: Value;
  try {
    given = resume(task, failure);
  } catch (thrown) {
    const error = caughtOutside(thrown);
    endBy(task, error);
    if (isinstance(error, KeyboardInterrupt) || isinstance(error, SystemExit)) throw $reraise(error);
    $uncaught(handled);
    return;
  }
  if (given === END) return;
  waitFor(task, given);
}

/** What the coroutine waits for; END if it has returned, which ends the task. */
function resume(task: Task, failure: Value): Suspends<Value> {
  const coro = task.$coro;
  if (!(coro instanceof Generator)) return resumeOther(task, failure);
  const given = failure === null ? coro.$send(null) : coro.$throw(failure);
  if (given === END) endWith(task, coro.returned);
  return given;
}

/** The same of an object that is like a coroutine. */
function resumeOther(task: Task, failure: Value): Suspends<Value> {
  const handled = $handled();
  try {
    return failure === null ? callMethod(task.$coro, "send", null) : callMethod(task.$coro, "throw", failure);
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, StopIteration)) throw $reraise(error);
    $uncaught(handled);
    endWith(task, error.$returned ?? null);
    return END;
  }
}

function endWith(task: Task, result: Value): Suspends<void> {
  if (task.$mustCancel) {
    // it is cancelled right before it stops
    task.$mustCancel = false;
    cancelFuture(task, task.$message);
  } else setResult(task, result);
  unregister(task);
}

function endBy(task: Task, error: Value): Suspends<void> {
  if (isCancelled(error)) {
    task.$cancelledBy = error;
    cancelFuture(task, null);
  } else setException(task, error);
  unregister(task);
}

/** Nothing of a subclass has to be asked. */
function isExact(x: Value): boolean {
  return x instanceof Future && (typeOf(x) === (Future as Value) || typeOf(x) === (Task as Value));
}

function waitFor(task: Task, given: Value): Suspends<void> {
  if (given === null) return stepSoon(task, undefined);
  if (given === task) return stepSoon(task, new RuntimeError(`Task cannot await on itself: ${repr(task)}`));
  if (isExact(given)) {
    if (given.$loop !== task.$loop) return strangeLoop(task, given);
    if (!given.$blocking) return yieldUsed(task, given);
    given.$blocking = false;
    addCallback(given, new Wakeup(task), task.$context);
    waitsFor(task, given);
    return;
  }
  waitForOther(task, given);
}

function waitForOther(task: Task, given: Value): Suspends<void> {
  const blocking: Value = getattrOr(given, "_asyncio_future_blocking") ?? null;
  if (blocking !== null) {
    if (callMethod(asyncio("futures"), "_get_loop", given) !== task.$loop) return strangeLoop(task, given);
    if (!truth(blocking)) return yieldUsed(task, given);
    $setattr(given, "_asyncio_future_blocking", false);
    $callattrkw(given, "add_done_callback", [new Wakeup(task)], ["context"], [task.$context]);
    waitsFor(task, given);
  } else if (given instanceof Generator && !(given instanceof Coroutine)) {
    stepSoon(task, new RuntimeError(`yield was used instead of yield from for generator in task ${repr(task)} with ${repr(given)}`));
  } else stepSoon(task, new RuntimeError(`Task got bad yield: ${repr(given)}`));
}

function waitsFor(task: Task, future: Value): Suspends<void> {
  task.$waiter = future;
  if (task.$mustCancel && truth($callattrkw(future, "cancel", [], ["msg"], [task.$message]))) task.$mustCancel = false;
}

function strangeLoop(task: Task, given: Value): Suspends<void> {
  stepSoon(task, new RuntimeError(`Task ${repr(task)} got Future ${repr(given)} attached to a different loop`));
}

function yieldUsed(task: Task, given: Value): Suspends<void> {
  stepSoon(task, new RuntimeError(`yield was used instead of yield from in task ${repr(task)} with ${repr(given)}`));
}

/** A future that the task waited for is done. */
function wakeUp(task: Task, future: Value): Suspends<void> {
  step(task, isExact(future) && future.$state !== PENDING ? failureOf(future) : failureOfOther(future));
}

function failureOfOther(future: Value): Suspends<Value> {
  const handled = $handled();
  try {
    callMethod(future, "result");
    return null;
  } catch (thrown) {
    const error = caughtOutside(thrown);
    if (!isinstance(error, BaseException)) throw $reraise(error);
    $uncaught(handled);
    return error;
  }
}

methods(Task, {
  "__init__(self, coro, *, loop=None, name=None, context=None, eager_start=False)": function (
    this: Task,
    coro: Value,
    loop: Value,
    name: Value,
    context: Value,
    eagerly: Value,
  ): Suspends<null> {
    begin(this, loop ?? null);
    this.$coro = coro;
    this.$waiter = this.$name = this.$context = null;
    this.$mustCancel = this.$scheduled = false;
    this.$cancels = 0;
    this.$logsPending = true;
    if (!(coro instanceof Coroutine) && !truth(callMethod(asyncio("coroutines"), "iscoroutine", coro))) {
      this.$logsPending = false;
      throw new TypeError(`a coroutine was expected, got ${repr(coro)}`);
    }
    if (coro instanceof Coroutine) entrust(coro);
    this.$context = context === undefined || context === null ? copyOf(currentContext()) : context;
    this.$name = name === undefined || name === null ? `Task-${names.next++}` : typeof name === "string" ? name : text(name);
    own(this, endTask, true);
    if (eagerly !== undefined && truth(eagerly) && truth(callMethod(this.$loop, "is_running"))) startEagerly(this);
    else {
      stepSoon(this, undefined);
      this.$scheduled = true;
    }
    return null;
  },
  "cancel(self, /, msg=None)": function (this: Task, msg: Value): Suspends<boolean> {
    ensureBegun(this);
    seen(this);
    if (this.$state !== PENDING) return false;
    this.$cancels++;
    // it may be a task that ignores this, so it stays the one waited for
    if (this.$waiter !== null && truth($callattrkw(this.$waiter, "cancel", [], ["msg"], [msg ?? null]))) return true;
    this.$mustCancel = true;
    this.$message = msg ?? null;
    return true;
  },
  "cancelling(self, /)": function (this: Task): number {
    return this.$cancels;
  },
  "uncancel(self, /)": function (this: Task): number {
    if (this.$cancels > 0 && --this.$cancels === 0) this.$mustCancel = false;
    return this.$cancels;
  },
  "get_coro(self, /)": function (this: Task): Value {
    return this.$coro;
  },
  "get_context(self, /)": function (this: Task): Value {
    return this.$context;
  },
  "get_name(self, /)": function (this: Task): Value {
    return this.$name;
  },
  "set_name(self, value, /)": function (this: Task, value: Value): Suspends<null> {
    this.$name = typeof value === "string" ? value : text(value);
    return null;
  },
  "set_result(self, result, /)": function (): never {
    throw new RuntimeError("Task does not support set_result operation");
  },
  "set_exception(self, exception, /)": function (): never {
    throw new RuntimeError("Task does not support set_exception operation");
  },
  "get_stack(self, /, *, limit=None)": function (this: Task, limit: Value): Suspends<Value> {
    return callMethod(asyncio("base_tasks"), "_task_get_stack", this, limit ?? null);
  },
  "print_stack(self, /, *, limit=None, file=None)": function (this: Task, limit: Value, file: Value): Suspends<Value> {
    return callMethod(asyncio("base_tasks"), "_task_print_stack", this, limit ?? null, file ?? null);
  },
  "__repr__(self, /)": function (this: Task): Suspends<string> {
    return callMethod(asyncio("base_tasks"), "_task_repr", this);
  },
});

getset(Task, {
  _coro: [(self: Task) => self.$coro ?? null],
  _fut_waiter: [(self: Task) => self.$waiter ?? null],
  _must_cancel: [(self: Task) => self.$mustCancel ?? false],
  _log_destroy_pending: [
    (self: Task) => self.$logsPending ?? true,
    (self: Task, value: Value): Suspends<void> => {
      self.$logsPending = truth(value);
    },
  ],
});

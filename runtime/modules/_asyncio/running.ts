/**
 * _asyncio.running - the event loop that runs in a thread, and the task that runs in a loop.
 *
 * Mirrors     Modules/_asynciomodule.c of CPython 3.13: get_event_loop, enter_task, leave_task, swap_current_task, register_task
 * Suspends    __hash__ and __eq__ of loops
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { owned, quiet } from "../../lifetimes/tracked.js";
import { Dict } from "../../objects/dict.js";
import { KeyError, RuntimeError } from "../../objects/exceptions.js";
import { iterate } from "../../objects/iterator.js";
import { PyObject, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { contains } from "../../objects/protocols/contains.js";
import { same } from "../../objects/protocols/eq.js";
import { spread } from "../../objects/protocols/iter.js";
import { repr } from "../../objects/protocols/repr.js";
import { methods, pyclass } from "../../objects/register.js";
import { PySet } from "../../objects/set.js";
import { $getattr } from "../../objects/attributes.js";
import { isolate, type GreenThread } from "../../scheduler/current.js";
import { carried, carriedContents } from "../../snapshot/carried.js";

/** The loop that runs in this thread, or None. */
export function runningLoop(): Value {
  return (isolate.current as GreenThread).local.eventLoop ?? null;
}

export function setRunningLoop(loop: Value): void {
  (isolate.current as GreenThread).local.eventLoop = loop === null ? undefined : loop;
}

/** The loop that runs, or the one that the policy has for this thread. */
export function eventLoop(): Suspends<Value> {
  const loop = runningLoop();
  if (loop !== null) return loop;
  const policy = call($getattr(importModule("asyncio.events"), "get_event_loop_policy"));
  return callMethod(policy, "get_event_loop");
}

/** The running task of each loop: tasks are entered and left all the time, so that the one of one loop stands beside the others. */
class RunningTasks {
  loop: Value = null;
  task: Value = undefined;
  others = new Map<Value, Value>();

  get(loop: Value): Value {
    return loop === this.loop ? this.task : this.others.get(loop);
  }

  set(loop: Value, task: Value): void {
    if (loop !== this.loop && this.task === undefined && !this.others.has(loop)) this.loop = loop;
    if (loop === this.loop) this.task = task;
    else this.others.set(loop, task);
  }

  delete(loop: Value): boolean {
    if (loop !== this.loop) return this.others.delete(loop);
    const had = this.task !== undefined;
    this.task = undefined;
    return had;
  }

  clear(): void {
    this.loop = null;
    this.task = undefined;
    this.others.clear();
  }

  all(): [Value, Value][] {
    return this.task === undefined ? [...this.others] : [[this.loop, this.task], ...this.others];
  }
}
export const running = new RunningTasks();
carriedContents("asyncio running tasks", running);

/** `_current_tasks`: as a dict of them. */
@pyclass("_asyncio._CurrentTasks", { builtin: true })
export class CurrentTasks extends PyObject {
  $dict(): Suspends<Dict> {
    const all = new Dict();
    for (const [loop, task] of running.all()) all.$set(loop, task);
    return all;
  }
}
methods(CurrentTasks, {
  "get(self, key, default=None, /)": function (this: CurrentTasks, loop: Value, otherwise: Value): Value {
    return running.get(loop) ?? otherwise ?? null;
  },
  "pop(self, key, default=<unrepresentable>, /)": function (this: CurrentTasks, loop: Value, otherwise: Value): Suspends<Value> {
    const task = running.get(loop) ?? otherwise;
    if (task === undefined) throw new KeyError(loop);
    running.delete(loop);
    return task;
  },
  "clear(self, /)": function (): null {
    running.clear();
    return null;
  },
  "__getitem__(self, key, /)": function (this: CurrentTasks, loop: Value): Suspends<Value> {
    const task = running.get(loop);
    if (task === undefined) throw new KeyError(loop);
    return task;
  },
  "__setitem__(self, key, value, /)": function (this: CurrentTasks, loop: Value, task: Value): null {
    running.set(loop, task);
    return null;
  },
  "__delitem__(self, key, /)": function (this: CurrentTasks, loop: Value): Suspends<null> {
    if (!running.delete(loop)) throw new KeyError(loop);
    return null;
  },
  "__contains__(self, key, /)": function (this: CurrentTasks, loop: Value): boolean {
    return running.get(loop) !== undefined;
  },
  "__iter__(self, /)": function (this: CurrentTasks): Suspends<Value> {
    return iterate(this.$dict());
  },
  "__len__(self, /)": function (this: CurrentTasks): number {
    return running.all().length;
  },
  "__eq__(self, value, /)": function (this: CurrentTasks, other: Value): Suspends<Value> {
    return other === this || same(this.$dict(), other);
  },
  "__repr__(self, /)": function (this: CurrentTasks): Suspends<string> {
    return repr(this.$dict());
  },
});

/** Tasks that begin at once, while they do. */
export const eager = { tasks: new PySet() };
carried(
  "asyncio eager tasks",
  () => eager.tasks,
  (tasks) => {
    eager.tasks = tasks as PySet;
  },
);

/** A task of this module's own class that is scheduled: it is tracked until it is done. */
function isScheduled(o: Value): boolean {
  return o !== null && typeof o === "object" && o.$scheduled === true;
}

/** `_scheduled_tasks`: as a WeakSet of them, and of tasks of other classes. */
@pyclass("_asyncio._ScheduledTasks", { builtin: true })
export class ScheduledTasks extends PyObject {
  /** tasks of other classes; made when there is one */
  declare $others: Value;

  $all(): Suspends<Value[]> {
    const all: Value[] = this.$others === undefined ? [] : spread(this.$others);
    for (const tracked of [owned, quiet]) for (const o of tracked.keys()) if (isScheduled(o)) all.push(o);
    return all;
  }
}
methods(ScheduledTasks, {
  "add(self, item)": function (this: ScheduledTasks, item: Value): Suspends<null> {
    this.$others ??= call($getattr(importModule("_weakrefset"), "WeakSet"));
    callMethod(this.$others, "add", item);
    return null;
  },
  "discard(self, item)": function (this: ScheduledTasks, item: Value): Suspends<null> {
    if (isScheduled(item)) item.$scheduled = false;
    else if (this.$others !== undefined) callMethod(this.$others, "discard", item);
    return null;
  },
  "clear(self)": function (this: ScheduledTasks): Suspends<null> {
    for (const task of this.$all()) if (isScheduled(task)) task.$scheduled = false;
    this.$others = undefined;
    return null;
  },
  "__contains__(self, item)": function (this: ScheduledTasks, item: Value): Suspends<boolean> {
    return isScheduled(item) || (this.$others !== undefined && contains(this.$others, item));
  },
  "__iter__(self)": function (this: ScheduledTasks): Suspends<Value> {
    return iterate(this.$all());
  },
  "__len__(self)": function (this: ScheduledTasks): Suspends<number> {
    return this.$all().length;
  },
});

/** A task begins to run. @throws RuntimeError another one runs in the loop */
export function enterTask(loop: Value, task: Value): Suspends<void> {
  const current = running.get(loop);
  if (current !== undefined) throw new RuntimeError(`Cannot enter into task ${repr(task)} while another task ${repr(current)} is being executed.`);
  running.set(loop, task);
}

export function leaveTask(loop: Value, task: Value): Suspends<void> {
  const current = running.get(loop);
  if (current !== task) throw new RuntimeError(`Leaving task ${repr(task)} does not match the current task ${repr(current ?? null)}.`);
  running.delete(loop);
}

/** Makes another task the running one (None: none); the one before. */
export function swapTask(loop: Value, task: Value): Value {
  const before = running.get(loop);
  if (task === null) running.delete(loop);
  else running.set(loop, task);
  return before ?? null;
}

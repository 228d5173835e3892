/**
 * _asyncio - what of asyncio CPython has in C: futures, tasks, and which of them runs.
 *
 * Mirrors     Modules/_asynciomodule.c of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { RuntimeError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { builtin } from "../../objects/register.js";
import { Future } from "./future.js";
import { CurrentTasks, eager, enterTask, eventLoop, leaveTask, running, runningLoop, ScheduledTasks, setRunningLoop, swapTask } from "./running.js";
import { Task } from "./task.js";

const own = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_asyncio");

function loopThatRuns(): Value {
  const loop = runningLoop();
  if (loop === null) throw new RuntimeError("no running event loop");
  return loop;
}

const scheduled = new ScheduledTasks();

function schedule(task: Value): Suspends<null> {
  if (task instanceof Task) task.$scheduled = true;
  else callMethod(scheduled, "add", task);
  return null;
}

export default pymodule("_asyncio", {
  Future,
  Task,
  _scheduled_tasks: scheduled,
  _eager_tasks: eager.tasks,
  _current_tasks: new CurrentTasks(),
  _get_running_loop: own("_get_running_loop()", (): Value => runningLoop()),
  _set_running_loop: own("_set_running_loop(loop, /)", (loop: Value): null => {
    setRunningLoop(loop);
    return null;
  }),
  get_running_loop: own("get_running_loop()", (): Value => loopThatRuns()),
  get_event_loop: own("get_event_loop()", (): Suspends<Value> => eventLoop()),
  current_task: own("current_task(loop=None)", (loop: Value): Value => {
    return running.get(loop === undefined || loop === null ? loopThatRuns() : loop) ?? null;
  }),
  _register_task: own("_register_task(task)", schedule),
  _unregister_task: own("_unregister_task(task)", (task: Value): Suspends<null> => {
    callMethod(scheduled, "discard", task);
    return null;
  }),
  _register_eager_task: own("_register_eager_task(task)", (task: Value): Suspends<null> => {
    eager.tasks.$add(task);
    return null;
  }),
  _unregister_eager_task: own("_unregister_eager_task(task)", (task: Value): Suspends<null> => {
    eager.tasks.$discard(task);
    return null;
  }),
  _enter_task: own("_enter_task(loop, task)", (loop: Value, task: Value): Suspends<null> => {
    enterTask(loop, task);
    return null;
  }),
  _leave_task: own("_leave_task(loop, task)", (loop: Value, task: Value): Suspends<null> => {
    leaveTask(loop, task);
    return null;
  }),
  _swap_current_task: own("_swap_current_task(loop, task)", (loop: Value, task: Value): Value => swapTask(loop, task)),
});

/**
 * threading - threads of control and what they wait for.
 *
 * Mirrors     Lib/threading.py of CPython 3.13
 * Suspends    Thread.start, Thread.join; acquire and wait of all that has them
 * Differs     settrace and setprofile hear of the functions of modules whose text sets them or that are loaded while they are set
 */
import type { Suspends } from "../../frames/suspend.js";
import { Dict } from "../../objects/dict.js";
import { later, pymodule } from "../../objects/module.js";
import { hidden, type Value } from "../../objects/object.js";
import { pyfunction } from "../../objects/register.js";
import type { Kw } from "../../objects/function.js";
import * as thread from "../_thread/index.js";
import { RLock as _CRLock, RLockObject } from "../_thread/rlock.js";
import { Barrier, BrokenBarrierError } from "./barrier.js";
import { Condition } from "./condition.js";
import { PyRLock as _PyRLock } from "./pyrlock.js";
import { _dangling } from "./dangling.js";
import { warnDeprecated } from "./deprecated.js";
import { Event } from "./event.js";
import { excepthook, ExceptHookArgs, hook } from "./excepthook.js";
import { getprofile, gettrace, setprofile, setprofile_all_threads, settrace, settrace_all_threads } from "./hooks.js";
import { BoundedSemaphore, Semaphore } from "./semaphore.js";
import { _register_atexit, _shutdown } from "./shutdown.js";
import { _DummyThread, _MainThread, active, current_thread, limbo, main_thread, starting, Thread, Timer } from "./thread.js";

export const Lock = thread.lock;
export const ThreadError = thread.error;
export const { TIMEOUT_MAX, get_ident, get_native_id, stack_size, _local: local } = thread;
export {
  Barrier,
  BoundedSemaphore,
  BrokenBarrierError,
  Condition,
  current_thread,
  Event,
  excepthook,
  ExceptHookArgs,
  getprofile,
  gettrace,
  main_thread,
  Semaphore,
  setprofile,
  settrace,
  Thread,
  Timer,
};

export const RLock = pyfunction(
  "RLock(*args, **kwargs)",
  (args: Value[], kwargs: Kw | null): Suspends<RLockObject> => {
    if (args.length > 0 || (kwargs !== null && Object.keys(kwargs).length > 0))
      warnDeprecated("Passing arguments to RLock is deprecated and will be removed in 3.15");
    return new RLockObject();
  },
  "threading",
);

export function active_count(): number {
  main_thread();
  return active.size + limbo.size;
}

export function enumerate(): Thread[] {
  current_thread();
  return [...active.values(), ...limbo];
}

export function currentThread(): Suspends<Thread> {
  warnDeprecated("currentThread() is deprecated, use current_thread() instead");
  return current_thread();
}

export function activeCount(): Suspends<number> {
  warnDeprecated("activeCount() is deprecated, use active_count() instead");
  return active_count();
}

const module = pymodule("threading", {
  Thread,
  Timer,
  Lock,
  RLock,
  Condition,
  Semaphore,
  BoundedSemaphore,
  Event,
  Barrier,
  BrokenBarrierError,
  local,
  ThreadError,
  ExceptHookArgs,
  TIMEOUT_MAX,
  get_ident,
  get_native_id,
  _HAVE_THREAD_NATIVE_ID: true,
  stack_size,
  settrace,
  gettrace,
  setprofile,
  getprofile,
  settrace_all_threads,
  setprofile_all_threads,
  current_thread,
  main_thread,
  active_count,
  enumerate,
  currentThread,
  activeCount,
  _register_atexit,
  _shutdown,
  _MainThread,
  _DummyThread,
  _CRLock,
  _PyRLock,
  _RLock: _PyRLock,
  _dangling,
  __excepthook__: excepthook,
});
// Scripts replace the hook by assignment to the module's attribute.
Object.defineProperty(module, "excepthook", {
  get: () => hook.current,
  set: (value: Value) => {
    hook.current = value;
  },
  enumerable: true,
  configurable: true,
});
/** What starts threads; tests replace it. */
Object.defineProperty(module, "_start_joinable_thread", {
  get: () => starting.current ?? thread.start_joinable_thread,
  set: (start: Value) => {
    starting.current = start === thread.start_joinable_thread ? undefined : start;
  },
  enumerable: true,
  configurable: true,
});

/** What recipes look into: the threads by identity, and those that have not begun. They are made when somebody asks. */
function lateMember(name: string): Suspends<Value> {
  if (name !== "_active" && name !== "_limbo") return undefined;
  main_thread();
  const threads = new Dict();
  if (name === "_active") for (const [ident, one] of active) threads.$set(ident, one);
  else for (const one of limbo) threads.$set(one, one);
  return threads;
}
hidden(module as object, "$late", lateMember);
later(module, "_active_limbo_lock", () => new RLockObject());
export default module;

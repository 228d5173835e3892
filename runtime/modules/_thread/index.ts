/**
 * _thread - threads and locks as the C module of CPython has them.
 *
 * Mirrors     Modules/_threadmodule.c of CPython 3.13
 * Suspends    start_new_thread (the new thread may run first), _shutdown
 */
import type { Suspends } from "../../frames/suspend.js";
import { Dict } from "../../objects/dict.js";
import { RuntimeError, SystemExit, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { pymodule } from "../../objects/module.js";
import { type Value } from "../../objects/object.js";
import { callable } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtin } from "../../objects/register.js";
import { $mapkw } from "../../objects/keywords.js";
import { Tuple } from "../../objects/tuple.js";
import { isolate, type GreenThread } from "../../scheduler/current.js";
import { makeReady } from "../../scheduler/scheduler.js";
import { checkSignals, noteSignal, signals } from "../../scheduler/signals.js";
import { excepthook, ExceptHookArgs } from "../threading/excepthook.js";
import { _ThreadHandle, FunctionLife, HandleObject, handleOf, joinAwaited, startThread } from "./handle.js";
import { _local } from "./local.js";
import { lock, LockObject, TIMEOUT_MAX_SECONDS } from "./lock.js";
import { RLock } from "./rlock.js";
import { audit } from "../../objects/audit.js";

export const TIMEOUT_MAX = new Float(TIMEOUT_MAX_SECONDS);
export const error = RuntimeError;
export { lock, lock as LockType, RLock, _local, _ThreadHandle, ExceptHookArgs as _ExceptHookArgs, excepthook as _excepthook };

export const allocate_lock = builtin("allocate_lock()", () => new LockObject(), "_thread");

export const get_ident = builtin("get_ident()", (): number => (isolate.current as GreenThread).ident, "_thread");
export const get_native_id = builtin("get_native_id()", (): number => (isolate.current as GreenThread).nativeId, "_thread");
export const _get_main_thread_ident = builtin("_get_main_thread_ident()", (): number => (isolate.main as GreenThread).ident, "_thread");
export const _is_main_interpreter = builtin("_is_main_interpreter()", (): boolean => true, "_thread");
export const daemon_threads_allowed = builtin("daemon_threads_allowed()", (): boolean => true, "_thread");
export const _count = builtin("_count()", (): number => isolate.alive - isolate.helpers - 1, "_thread");

/** Threads started with start_new_thread are nobody's to wait for. */
export const start_new_thread = builtin(
  "start_new_thread(function, args, kwargs={}, /)",
  (f: Value, args: Value, kwargs: Value): Suspends<number> => {
    if (!callable(f)) throw new TypeError("first arg must be callable");
    if (!(args instanceof Tuple)) throw new TypeError("2nd arg must be a tuple");
    if (kwargs !== undefined && !(kwargs instanceof Dict)) throw new TypeError("optional 3rd arg must be a dictionary");
    audit("_thread.start_new_thread", f, args, kwargs ?? null);
    const items = args.items.slice();
    const kw = kwargs === undefined || kwargs.$size() === 0 ? null : $mapkw(kwargs);
    const thread = startThread(new HandleObject(), true, new FunctionLife(f, items, kw));
    makeReady(thread);
    return thread.ident;
  },
  "_thread",
);

export const start_joinable_thread = builtin(
  "start_joinable_thread(function, handle=None, daemon=True)",
  (f: Value, handle: Value, daemon: Value): Suspends<HandleObject> => {
    if (!callable(f)) throw new TypeError("thread function must be callable");
    if (handle !== undefined && handle !== null && !(handle instanceof HandleObject)) throw new TypeError("'handle' must be a _ThreadHandle");
    const own: HandleObject = handle instanceof HandleObject ? handle : new HandleObject();
    audit("_thread.start_joinable_thread", f, daemon === undefined || daemon === true ? 1 : 0, own);
    makeReady(startThread(own, daemon === undefined || daemon === true, new FunctionLife(f, [], null)));
    return own;
  },
  "_thread",
);

export const _make_thread_handle = builtin("_make_thread_handle(ident)", (ident: Value): HandleObject => handleOf(ident as number), "_thread");

export const _shutdown = builtin(
  "_shutdown()",
  (): Suspends<null> => {
    joinAwaited();
    return null;
  },
  "_thread",
);

export const exit = builtin(
  "exit()",
  (): null => {
    throw new SystemExit();
  },
  "_thread",
);

export const interrupt_main = builtin(
  "interrupt_main(signum=signal.SIGINT, /)",
  (signum: Value): Suspends<null> => {
    const number = signum === undefined ? 2 : toIndex(signum);
    if (typeof number !== "number" || number < 1 || number > 64) throw new ValueError("signal number out of range");
    if (signals.actionOf(number) !== "handle") return null;
    noteSignal(number);
    checkSignals();
    return null;
  },
  "_thread",
);

let stackBytes = 0;
export const stack_size = builtin(
  "stack_size(size=0, /)",
  (size: Value): number => {
    const bytes = size === undefined ? 0 : toIndex(size);
    const before = stackBytes;
    if (typeof bytes !== "number" || bytes < 0) throw new ValueError("size must be 0 or a positive value");
    if (size !== undefined) {
      if (bytes !== 0 && bytes < 32768) throw new ValueError(`size not valid: ${bytes} bytes`);
      stackBytes = bytes;
    }
    return before;
  },
  "_thread",
);

export default pymodule("_thread", {
  LockType: lock,
  lock,
  RLock,
  _local,
  _ThreadHandle,
  TIMEOUT_MAX,
  error,
  _ExceptHookArgs: ExceptHookArgs,
  _excepthook: excepthook,
  allocate_lock,
  allocate: allocate_lock,
  get_ident,
  get_native_id,
  _get_main_thread_ident,
  _is_main_interpreter,
  daemon_threads_allowed,
  _count,
  start_new_thread,
  start_new: start_new_thread,
  start_joinable_thread,
  _make_thread_handle,
  _shutdown,
  exit,
  exit_thread: exit,
  interrupt_main,
  stack_size,
});

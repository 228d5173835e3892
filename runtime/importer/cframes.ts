/**
 * cframes - functions of the library's Python text whose place CPython's C modules take: they leave no entry in a traceback there.
 *
 * Mirrors     Modules/_asynciomodule.c
 */
import { LIBRARY } from "./place.js";

/** Methods of asyncio's that CPython has in C: they have no frames there. */
const FUTURE_IN_C =
  "__init__ __del__ __repr__ __await__ __schedule_callbacks _make_cancelled_error result exception set_result set_exception cancel cancelled done add_done_callback " +
  "remove_done_callback get_loop";
const TASK_IN_C =
  "__init__ __del__ __repr__ __step __step_run_and_handle_result __wakeup __eager_start cancel cancelling uncancel get_coro get_context get_name set_name set_result " +
  "set_exception _enter_task _leave_task _swap_current_task _register_task _unregister_task";
const ASYNCIO = `${LIBRARY}/asyncio/`;
const inC = { names: undefined as ReadonlyMap<string, ReadonlySet<string>> | undefined };

/** Whether all functions of a file have frames in CPython too. */
export function hasFrames(file: string): boolean {
  return !file.startsWith(ASYNCIO);
}

/** Whether a function has a frame in CPython too. */
export function hasFrame({ file, name }: { file: string; name: string }): boolean {
  if (hasFrames(file)) return true;
  inC.names ??= new Map([
    [`${ASYNCIO}futures.py`, new Set(FUTURE_IN_C.split(" "))],
    [`${ASYNCIO}tasks.py`, new Set(TASK_IN_C.split(" "))],
  ]);
  return inC.names.get(file)?.has(name) !== true;
}

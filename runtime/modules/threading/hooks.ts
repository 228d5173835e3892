/**
 * threading.hooks - settrace, setprofile and what threads do with them.
 *
 * Differs     frames of this module do not tell: the first event of a thread is the call of its target
 */
import type { Value } from "../../objects/object.js";
import { builtin, pyfunction } from "../../objects/register.js";
import { runningHooks } from "../../objects/trace.js";
import { tracing, tracingOf } from "../sys/tracing.js";
import { carriedContents } from "../../snapshot/carried.js";

const kept: { trace: Value; profile: Value } = { trace: null, profile: null };
carriedContents("threading trace", kept);

export const settrace = pyfunction(
  "settrace(func)",
  (func: Value): null => {
    kept.trace = func;
    return null;
  },
  "threading",
);
export const gettrace = pyfunction("gettrace()", (): Value => kept.trace, "threading");
export const setprofile = pyfunction(
  "setprofile(func)",
  (func: Value): null => {
    kept.profile = func;
    return null;
  },
  "threading",
);
/** A thread begins: it has the functions that were set for threads. */
export function traceThread(): void {
  if (kept.trace !== null) tracing().trace = kept.trace;
  if (kept.profile !== null) tracing().profile = kept.profile;
}

/** `settrace_all_threads`, `setprofile_all_threads`: for the threads that run, too. */
function forAllThreads(what: "trace" | "profile"): Value {
  return builtin(
    `set${what}_all_threads(func)`,
    (func: Value): null => {
      kept[what] = func;
      tracing()[what] = func;
      for (const { local } of runningHooks.waiting()) tracingOf(local)[what] = func;
      return null;
    },
    "threading",
  );
}
export const settrace_all_threads = forAllThreads("trace");
export const setprofile_all_threads = forAllThreads("profile");

export const getprofile = pyfunction("getprofile()", (): Value => kept.profile, "threading");

/**
 * _tracemalloc - how much memory a script takes.
 *
 * Mirrors     Modules/_tracemalloc.c of CPython 3.13
 * Differs     memory is JavaScript's: sizes are those of V8's heap since tracing began, looked at when somebody asks, and single blocks are not known, so that
 *             a snapshot has no traces
 */
import { RuntimeError, ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { toSize } from "../objects/protocols/index.js";
import type { Suspends } from "../frames/suspend.js";
import { builtin } from "../objects/register.js";
import { Tuple } from "../objects/tuple.js";
import { carriedContents } from "../snapshot/carried.js";

const MODULE = "_tracemalloc";
const MOST_FRAMES = 65535;
/** What was there when tracing began, and the most since then. */
const state = { tracing: false, frames: 1, base: 0, peak: 0 };
carriedContents("tracemalloc", state);

function heapBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function traced(): number {
  const current = Math.max(0, heapBytes() - state.base);
  state.peak = Math.max(state.peak, current);
  return current;
}

export default pymodule(MODULE, {
  start: builtin(
    "start(nframe=1, /)",
    (nframe: Value): Suspends<null> => {
      const frames = nframe === undefined ? 1 : toSize(nframe);
      if (frames < 1 || frames > MOST_FRAMES) throw new ValueError(`the number of frames must be in range [1; ${MOST_FRAMES}]`);
      if (!state.tracing) Object.assign(state, { tracing: true, frames, base: heapBytes(), peak: 0 });
      return null;
    },
    MODULE,
  ),
  stop: builtin(
    "stop()",
    (): null => {
      state.tracing = false;
      return null;
    },
    MODULE,
  ),
  is_tracing: builtin("is_tracing()", (): boolean => state.tracing, MODULE),
  clear_traces: builtin(
    "clear_traces()",
    (): null => {
      if (state.tracing) Object.assign(state, { base: heapBytes(), peak: 0 });
      return null;
    },
    MODULE,
  ),
  reset_peak: builtin(
    "reset_peak()",
    (): null => {
      if (state.tracing) {
        state.peak = 0;
        traced();
      }
      return null;
    },
    MODULE,
  ),
  get_traced_memory: builtin(
    "get_traced_memory()",
    (): Tuple => {
      if (!state.tracing) return new Tuple([0, 0]);
      const current = traced();
      return new Tuple([current, state.peak]);
    },
    MODULE,
  ),
  get_traceback_limit: builtin("get_traceback_limit()", (): number => state.frames, MODULE),
  get_tracemalloc_memory: builtin("get_tracemalloc_memory()", (): number => 0, MODULE),
  _get_traces: builtin(
    "_get_traces()",
    (): Value[] => {
      if (!state.tracing) throw new RuntimeError("the tracemalloc module must be tracing memory allocations to take a snapshot");
      return [];
    },
    MODULE,
  ),
  _get_object_traceback: builtin("_get_object_traceback(obj, /)", (_: Value): null => null, MODULE),
});

/**
 * _tracemalloc - how much memory the program has taken since tracing began.
 *
 * Mirrors  Modules/_tracemalloc.c of CPython 3.13
 * Differs  V8 does not say which line made an object: snapshots are empty and objects have no traceback; the sizes are those of V8's heap
 */
import { ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { toIndex } from "../objects/protocols/index.js";
import { builtin } from "../objects/register.js";
import { Tuple } from "../objects/tuple.js";
import type { Suspends } from "../frames/suspend.js";
import { carriedContents } from "../snapshot/carried.js";

const MODULE = "_tracemalloc";
const state = { tracing: false, frames: 1, base: 0, peak: 0 };
carriedContents("tracemalloc", state);

function used(): number {
  const now = Math.max(0, process.memoryUsage().heapUsed - state.base);
  state.peak = Math.max(state.peak, now);
  return now;
}

function begin(): void {
  state.base = process.memoryUsage().heapUsed;
  state.peak = 0;
}

export default pymodule(MODULE, {
  is_tracing: builtin("is_tracing()", (): Value => state.tracing, MODULE),
  start: builtin(
    "start(nframe=1, /)",
    (nframe: Value): Suspends<null> => {
      const frames = nframe === undefined ? 1 : Number(toIndex(nframe));
      if (frames < 1 || frames > 65535) throw new ValueError("the number of frames must be in range [1; 65535]");
      if (!state.tracing) begin();
      state.tracing = true;
      state.frames = frames;
      return null;
    },
    MODULE,
  ),
  stop: builtin(
    "stop()",
    (): Value => {
      state.tracing = false;
      state.frames = 1;
      return null;
    },
    MODULE,
  ),
  clear_traces: builtin(
    "clear_traces()",
    (): Value => {
      if (state.tracing) begin();
      return null;
    },
    MODULE,
  ),
  reset_peak: builtin(
    "reset_peak()",
    (): Value => {
      state.peak = 0;
      return null;
    },
    MODULE,
  ),
  get_traced_memory: builtin(
    "get_traced_memory()",
    (): Value => {
      if (!state.tracing) return new Tuple([0, 0]);
      const now = used();
      return new Tuple([now, state.peak]);
    },
    MODULE,
  ),
  get_tracemalloc_memory: builtin("get_tracemalloc_memory()", (): Value => 0, MODULE),
  get_traceback_limit: builtin("get_traceback_limit()", (): Value => state.frames, MODULE),
  _get_object_traceback: builtin("_get_object_traceback(obj, /)", (_o: Value): Value => null, MODULE),
  _get_traces: builtin("_get_traces()", (): Value => [], MODULE),
});

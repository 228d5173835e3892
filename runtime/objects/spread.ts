/**
 * spread - `f(*args, **kwargs)` where the runtime is the caller: targets of threads and processes, tasks of pools, callbacks.
 *
 * Mirrors     CALL_FUNCTION_EX of Python/bytecodes.c
 * Suspends    all: iteration, `keys` and `__getitem__`, the call
 */
import type { Suspends } from "../frames/suspend.js";
import { $callx } from "./call.js";
import { Kw } from "./function.js";
import { $spreadarg } from "./iterator.js";
import { Dict } from "./keymap.js";
import { $kwmerge } from "./keywords.js";
import type { Value } from "./object.js";
import { Tuple } from "./tuple.js";

/** `f(*args, **kwargs)`, with Python's errors for what is no iterable and no mapping; `kwargs` may be left out. */
export function callStar(f: Value, args: Value, kwargs?: Value): Suspends<Value> {
  const positional = args instanceof Tuple ? args.items.slice() : $spreadarg(f, args);
  const none = kwargs === undefined || (kwargs instanceof Dict && kwargs.$size() === 0);
  return $callx(f, positional, none ? null : $kwmerge(new Kw(), kwargs, f));
}

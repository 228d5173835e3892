/**
 * atexit - functions that run when the program ends, the last one registered first.
 *
 * Mirrors     Modules/atexitmodule.c of CPython 3.13
 * Suspends    _run_exitfuncs
 * Calls back  the functions; __eq__ for unregister
 */
import type { Suspends } from "../frames/suspend.js";
import { $callx } from "../objects/call.js";
import { TypeError } from "../objects/exceptions.js";
import type { Kw } from "../objects/function.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { callable } from "../objects/protocols/call.js";
import { same } from "../objects/protocols/eq.js";
import { repr } from "../objects/protocols/repr.js";
import { $caught, $uncaught } from "../objects/raise.js";
import { builtin } from "../objects/register.js";
import { ends } from "./ends.js";
import { reportUnraisable } from "./unraisable.js";
import { carried } from "../snapshot/carried.js";

interface Callback {
  readonly f: Value;
  readonly args: Value[];
  readonly kw: Kw | null;
}

let callbacks: Callback[] = [];
carried(
  "atexit",
  () => callbacks,
  (all) => {
    callbacks = all as Callback[];
    if (callbacks.length > 0) ends.atexit = runCallbacks;
  },
);

export const register = builtin(
  "register(func, /, *args, **kwargs)",
  (func: Value, args: Value[], kwargs: Kw | null): Value => {
    if (!callable(func)) throw new TypeError("the first argument must be callable");
    callbacks.push({ f: func, args, kw: kwargs });
    ends.atexit = runCallbacks;
    return func;
  },
  "atexit",
);

export const unregister = builtin(
  "unregister(func, /)",
  (func: Value): Suspends<null> => {
    const kept: Callback[] = [];
    for (const callback of callbacks) if (!same(callback.f, func)) kept.push(callback);
    callbacks = kept;
    return null;
  },
  "atexit",
);

export const _clear = builtin(
  "_clear()",
  (): null => {
    callbacks = [];
    return null;
  },
  "atexit",
);

export const _ncallbacks = builtin("_ncallbacks()", (): number => callbacks.length, "atexit");

function runCallbacks(): Suspends<null> {
  for (let callback = callbacks.pop(); callback !== undefined; callback = callbacks.pop()) {
    try {
      $callx(callback.f, callback.args.slice(), callback.kw);
    } catch (thrown) {
      reportUnraisable($caught(thrown, null), `Exception ignored in atexit callback ${repr(callback.f)}`, null);
      $uncaught(null);
    }
  }
  return null;
}

export const _run_exitfuncs = builtin("_run_exitfuncs()", (): Suspends<null> => runCallbacks(), "atexit");

export default pymodule("atexit", { register, unregister, _clear, _ncallbacks, _run_exitfuncs });

/**
 * threading.shutdown - the end of the main program: what asked for it is called, then all threads that are not daemons are waited for.
 *
 * Mirrors     Lib/threading.py of CPython 3.13: _register_atexit, _shutdown
 * Suspends    _shutdown
 */
import type { Suspends } from "../../frames/suspend.js";
import { LIBRARY } from "../../importer/place.js";
import { $callx } from "../../objects/call.js";
import { RuntimeError } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import type { Value } from "../../objects/object.js";
import { $caught, $passing, $uncaught, type Passed } from "../../objects/raise.js";
import { builtin, pyfunction } from "../../objects/register.js";
import { isDone, joinAwaited, setDone } from "../_thread/handle.js";
import { ends } from "../ends.js";
import { reportUnraisable } from "../unraisable.js";
import { main_thread } from "./thread.js";

/** What is called before the program waits for its threads, the last one first. */
export const exits: { readonly call: () => Suspends<unknown> }[] = [];

let shuttingDown = false;

export const _register_atexit = builtin(
  "_register_atexit(func, *arg, **kwargs)",
  (func: Value, arg: Value[], kwargs: Kw | null): null => {
    if (shuttingDown) throw new RuntimeError("can't register atexit after shutdown");
    exits.push({ call: () => $callx(func, arg, kwargs) });
    return null;
  },
  "threading",
);

const FILE = `${LIBRARY}/threading.py`;
const CALLED: Passed = { file: FILE, name: "<lambda>", span: [1505, 30, 1505, 50] };
const CALLING: Passed = { file: FILE, name: "_shutdown", span: [1534, 8, 1534, 21] };
const WAITING: Passed = { file: FILE, name: "_shutdown", span: [1540, 4, 1540, 22] };

function callExit(f: () => Suspends<unknown>): Suspends<void> {
  try {
    f();
  } catch (thrown) {
    throw $passing(thrown, [CALLED, CALLING]);
  }
}

export const _shutdown = pyfunction(
  "_shutdown()",
  (): Suspends<null> => {
    const { _handle: handle } = main_thread();
    if (isDone(handle)) return null;
    shuttingDown = true;
    for (let exit = exits.pop(); exit !== undefined; exit = exits.pop()) callExit(exit.call);
    setDone(handle);
    try {
      joinAwaited();
    } catch (thrown) {
      // C does this: it waits no longer, and has nothing to say but what has come
      reportUnraisable($caught($passing(thrown, [WAITING]), null), null, null);
      $uncaught(null);
    }
    return null;
  },
  "threading",
);
ends.threads = _shutdown as () => Suspends<null>;

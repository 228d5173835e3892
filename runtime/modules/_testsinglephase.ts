/**
 * _testsinglephase - the extension module that CPython's own tests of imports import.
 *
 * Mirrors   Modules/_testsinglephase.c, its first module
 * Differs   it is built in, so it has no file and is made once; the file's other modules are not there
 */
import type { Suspends } from "../frames/suspend.js";
import { Exception, exceptionType } from "../objects/exceptions.js";
import { Float } from "../objects/float.js";
import { pymodule, type PyModule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { intAdd } from "../objects/int/ops.js";
import { toLong } from "../objects/protocols/index.js";
import { builtin } from "../objects/register.js";
import { carriedContents } from "../snapshot/carried.js";

/** How often the module was made, -1 after _clear_globals(); and when, in seconds of the monotonic clock. */
const state = { count: 1, seconds: performance.now() / 1000 };
carriedContents("_testsinglephase", state);

export const error = exceptionType("error", Exception, "");
error.$module = "_testsinglephase";

const test = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_testsinglephase");

export const look_up_self = test("look_up_self()", (): Value => module);

export const sum = test("sum(i, j, /)", (i: Value, j: Value): Suspends<Value> => {
  const first = toLong(i);
  return intAdd(first, toLong(j));
});

export const state_initialized = test("state_initialized()", (): Value => new Float(state.seconds));

export const initialized_count = test("initialized_count()", (): Value => state.count);

export const _clear_globals = test("_clear_globals()", (): null => {
  state.count = -1;
  state.seconds = 0;
  return null;
});

const module: PyModule = pymodule("_testsinglephase", {
  look_up_self,
  sum,
  state_initialized,
  initialized_count,
  _clear_globals,
  error,
  int_const: 1969,
  str_const: "something different",
  _module_initialized: new Float(state.seconds),
});
(module as Value).__doc__ = "Test module _testsinglephase";
export default module;

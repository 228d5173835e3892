/**
 * ctypes.pythonapi - what scripts call of CPython's own C functions: an exception for another thread.
 *
 * Mirrors     Python/pystate.c of CPython 3.13: PyThreadState_SetAsyncExc
 * Differs     other functions raise NotImplementedError, which names them
 */
import { handwritten } from "../../frames/save.js";
import { S, type Frame, type Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { AttributeError, NotImplementedError } from "../../objects/exceptions.js";
import { PyObject, type Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { $instance } from "../../objects/raise.js";
import { pyclass } from "../../objects/register.js";
import { runningHooks } from "../../objects/trace.js";
import { currentThread, type GreenThread } from "../../scheduler/current.js";
import { CData } from "./data.js";

/** Raises in the thread that runs: what is put on another thread's frames. */
function raiseHere(exception: Value): Suspends<number> {
  throw $instance(exception);
}

/** Stands on the frames of a thread, above those of Python: it goes on with the exception instead of the result that it waited for. */
const RAISER = handwritten("<exception of another thread>", (frame: Frame) => {
  S.value = undefined;
  S.threw = false;
  return raiseHere(frame.l?.[0] as Value);
});

/** A value that a C function is given: what a ctypes object holds. */
function plainOf(x: Value): Suspends<Value> {
  return x instanceof CData ? $getattr(x, "value") : x;
}

/** An exception for a thread: how many threads there are that get it. The one that runs has it when this call ends, the others when they run again. None takes it back. */
function setAsyncExc(id: Value, exc: Value): Suspends<number> {
  const ident = toIndex(plainOf(id));
  const given = plainOf(exc);
  if (ident === currentThread().ident) return given === null || given === 0 ? 1 : raiseHere(given);
  const thread = (runningHooks.waiting() as GreenThread[]).find((one) => one.ident === ident);
  if (thread === undefined || thread.done) return 0;
  const { frames } = thread;
  const before = frames.findIndex((frame) => frame.f === RAISER);
  if (before >= 0) frames.splice(before, 1);
  if (given === null || given === 0) return 1;
  // above the innermost frame of Python's: what the runtime does under way comes to its end
  let at = frames.length;
  while (at > 0 && frames[at - 1]!.f.file === "") at--;
  if (at > 0) frames.splice(at, 0, { f: RAISER, pc: 0, t: null, l: [given] });
  return 1;
}

@pyclass("ctypes.PyDLL", { builtin: true })
export class PyDLL extends PyObject {
  __getattr__(name: Value): Value {
    if (name === "PyThreadState_SetAsyncExc") return new SetAsyncExc();
    if (typeof name === "string" && name.startsWith("__")) throw new AttributeError(name);
    throw new NotImplementedError(`ctypes.pythonapi.${name as string}: gilt has none of CPython's C functions`);
  }

  __getitem__(name: Value): Suspends<Value> {
    return $getattr(this, name as string);
  }
}

/** The function, as a library gives it: it may be told its types, which change nothing. */
@pyclass("ctypes._FuncPtr", { builtin: true })
export class SetAsyncExc extends PyObject {
  __call__(id: Value, exc: Value): Suspends<number> {
    return setAsyncExc(id, exc);
  }
}

export const pythonapi: Value = new PyDLL();

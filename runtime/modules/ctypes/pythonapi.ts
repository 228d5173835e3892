/**
 * ctypes.pythonapi - what scripts call of CPython's own C functions: an exception for another thread, capsules.
 *
 * Mirrors     Python/pystate.c (PyThreadState_SetAsyncExc), Objects/capsule.c of CPython 3.13
 * Differs     calls of other functions raise NotImplementedError, which names them
 */
import { handwritten } from "../../frames/save.js";
import { S, type Frame, type Suspends } from "../../frames/suspend.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import { AttributeError, NotImplementedError } from "../../objects/exceptions.js";
import { capsules } from "../../objects/capsule.js";
import { PyObject, type PyType, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import { $instance } from "../../objects/raise.js";
import { pyclass } from "../../objects/register.js";
import { runningHooks } from "../../objects/trace.js";
import { currentThread, type GreenThread } from "../../scheduler/current.js";
import { FUNCFLAG_CDECL, FUNCFLAG_PYTHONAPI, functionClass, type Func } from "./foreign.js";
import { PyDLL as ProgramDLL } from "./library.js";
import { carriedContents } from "../../snapshot/carried.js";
import { c_int } from "./simple.js";

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

/** An exception for a thread: how many threads there are that get it. The one that runs has it when this call ends, the others when they run again. None takes it back. */
function setAsyncExc(id: Value, exc: Value): Suspends<number> {
  const ident = toIndex(id);
  if (ident === currentThread().ident) return exc === null || exc === 0 ? 1 : raiseHere(exc);
  const thread = (runningHooks.waiting() as GreenThread[]).find((one) => one.ident === ident);
  if (thread === undefined || thread.done) return 0;
  const { frames } = thread;
  const before = frames.findIndex((frame) => frame.f === RAISER);
  if (before >= 0) frames.splice(before, 1);
  if (exc === null || exc === 0) return 1;
  // above the innermost frame of Python's: what the runtime does under way comes to its end
  let at = frames.length;
  while (at > 0 && frames[at - 1]!.f.file === "") at--;
  if (at > 0) frames.splice(at, 0, { f: RAISER, pc: 0, t: null, l: [exc] });
  return 1;
}

/** What stands in for CPython's functions. */
const functions: Readonly<Record<string, (...args: never[]) => Suspends<Value>>> = { ...capsules, PyThreadState_SetAsyncExc: setAsyncExc };

/** Where functions seem to be, and how far apart. */
const FIRST_ADDRESS = 0x7f5a_4010_0000;
const STEP = 0x40;
const known: string[] = [];
carriedContents("ctypes.pythonapi names", known);

@pyclass("ctypes.PyDLL", { builtin: true })
export class PyDLL extends PyObject {
  declare _FuncPtr: PyType;

  __getattr__(name: Value): Suspends<Value> {
    if (typeof name === "string" && name.startsWith("__")) throw new AttributeError(name);
    const func = this.__getitem__(name);
    $setattr(this, name as string, func);
    return func;
  }

  __getitem__(name: Value): Suspends<Value> {
    // the program's other functions are those of C
    return /^_?Py/.test(name as string) ? functionOf(this, name as string) : $getattr(call(ProgramDLL, null), name as string);
  }
}

function functionOf(library: PyDLL, name: string): Suspends<Value> {
  if (!Object.hasOwn(library, "_FuncPtr")) library._FuncPtr = functionClass("_FuncPtr", FUNCFLAG_CDECL | FUNCFLAG_PYTHONAPI, c_int, null);
  if (!known.includes(name)) known.push(name);
  const func = call(library._FuncPtr, FIRST_ADDRESS + STEP * known.indexOf(name)) as Func;
  func.$own = (args) => work(name, args);
  $setattr(func, "__name__", name);
  return func;
}

function work(name: string, args: Value[]): Suspends<Value> {
  if (!Object.hasOwn(functions, name)) throw new NotImplementedError(`ctypes.pythonapi.${name}: gilt has none of CPython's C functions`);
  return (functions[name] as (...args: Value[]) => Suspends<Value>)(...args);
}

export const pythonapi: Value = new PyDLL();

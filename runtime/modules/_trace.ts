/**
 * _trace - what functions of a traced module tell while they run: the events of `sys.settrace` and `sys.setprofile`.
 *
 * Mirrors   Python/sysmodule.c (trampolines), Python/instrumentation.c of CPython 3.13
 * Suspends  all: the trace function is Python code
 * See       compiler/ast/traced.ts, which puts the calls there
 * Differs   events of functions of other modules and of C functions (`c_call`) do not come; `return` comes before `finally`
 */
import { S, type Suspends } from "../frames/suspend.js";
import { $getattr } from "../objects/attributes.js";
import { currentFrame } from "../objects/frameobject.js";
import { pymodule } from "../objects/module.js";
import { typeOf, type Value } from "../objects/object.js";
import { call } from "../objects/protocols/call.js";
import { builtin } from "../objects/register.js";
import { Tuple } from "../objects/tuple.js";
import { tracing } from "./sys/tracing.js";

/** A frame that tells; null while nobody listens. */
interface Told {
  readonly frame: Value;
  over: boolean;
}

/** Calls a trace function, which is not traced itself; one that raises is not called again. */
function tell(f: Value, frame: Value, event: string, argument: Value): Suspends<Value> {
  const own = tracing();
  own.tracing = true;
  let raised = true;
  try {
    const result = call(f, frame, event, argument);
    raised = false;
    return result;
  } finally {
    own.tracing = false;
    if (raised) {
      own.trace = own.profile = null;
      frame.$tracer = null;
    }
  }
}

/** Tells a frame's own trace function, which may give another one. */
function tellLocal(frame: Value, event: string, argument: Value): Suspends<null> {
  const own = tracing();
  if (own.tracing || own.trace === null || frame.$tracer === null) return null;
  const next = tell(frame.$tracer, frame, event, argument);
  if (next !== null) frame.$tracer = next;
  return null;
}

function tellProfile(frame: Value, event: string, argument: Value): Suspends<null> {
  const own = tracing();
  if (!own.tracing && own.profile !== null) tell(own.profile, frame, event, argument);
  return null;
}

function begin(frame: Value): Suspends<null> {
  const own = tracing();
  frame.$tracer = null;
  if (own.trace !== null) frame.$tracer = tell(own.trace, frame, "call", null);
  return tellProfile(frame, "call", null);
}

/** The frame's chain goes on with the object of the innermost frame around it that has told of itself. */
function join(frames: Value[], frame: Value): void {
  while (frames.length > 0 && frames.at(-1).$level >= frame.$level) frames.pop();
  const around = frames.at(-1);
  for (let at = frame; around !== undefined && at.$back !== null; at = at.$back) {
    if (at.$back.$level !== around.$level) continue;
    at.$back = around;
    break;
  }
  frames.push(frame);
}

function finish(told: Told, value: Value): Suspends<null> {
  told.over = true;
  const { frames } = tracing();
  if (frames.at(-1) === told.frame) frames.pop();
  tellLocal(told.frame, "return", value);
  return tellProfile(told.frame, "return", value);
}

const MODULE = "_trace";

function raisedIn(told: Told): Suspends<null> {
  const error = S.handled as Value;
  return error === null ? null : tellLocal(told.frame, "exception", new Tuple([typeOf(error), error, $getattr(error, "__traceback__")]));
}

export default pymodule(MODULE, {
  entered: builtin(
    "entered(line, /)",
    (line: Value): Suspends<Value> => {
      const own = tracing();
      if (own.tracing || (own.trace === null && own.profile === null)) return null;
      const frame: Value = currentFrame(0);
      if (frame === null) return null;
      frame.$entry.line = line;
      join(own.frames, frame);
      begin(frame);
      return { frame, over: false } as Value;
    },
    MODULE,
  ),
  line: builtin(
    "line(told, line, /)",
    (told: Value, line: Value): Suspends<Value> => {
      if (told === null) return null;
      told.frame.$entry.line = line;
      tellLocal(told.frame, "line", null);
      return told;
    },
    MODULE,
  ),
  returned: builtin(
    "returned(told, value, /)",
    (told: Value, value: Value): Suspends<Value> => {
      if (told !== null && !(told as Told).over) finish(told as Told, value);
      return value;
    },
    MODULE,
  ),
  /** An exception leaves the function. */
  left: builtin(
    "left(told, /)",
    (told: Value): Suspends<null> => {
      if (told === null || (told as Told).over) return null;
      raisedIn(told as Told);
      return finish(told as Told, null);
    },
    MODULE,
  ),
  /** A handler of the function has caught an exception. */
  caught: builtin("caught(told, /)", (told: Value): Suspends<null> => (told === null ? null : raisedIn(told as Told)), MODULE),
  yielded: builtin(
    "yielded(told, value, /)",
    (told: Value, value: Value): Suspends<Value> => {
      if (told !== null) {
        tellLocal(told.frame, "return", value);
        tellProfile(told.frame, "return", value);
      }
      return value;
    },
    MODULE,
  ),
  resumed: builtin(
    "resumed(told, value, /)",
    (told: Value, value: Value): Suspends<Value> => {
      const own = tracing();
      if (told === null || own.tracing) return value;
      const now: Value = currentFrame(0);
      if (now !== null) {
        told.frame.$back = now.$back;
        told.frame.$level = now.$level;
        join(own.frames, told.frame);
      }
      begin(told.frame);
      return value;
    },
    MODULE,
  ),
});

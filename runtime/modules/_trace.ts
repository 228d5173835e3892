/**
 * _trace - what functions of a traced module tell while they run: the events of `sys.settrace` and `sys.setprofile`.
 *
 * Mirrors   Python/sysmodule.c (trampolines), Python/instrumentation.c of CPython 3.13
 * Suspends  all: the trace function is Python code
 * See       compiler/ast/traced.ts, which puts the calls there
 * Differs   events of functions of modules that were compiled before, of class bodies and of C functions (`c_call`) do not come; `return` comes before `finally`; `opcode`
 *           comes with each line and behind a call of a debugger; an error that leaves a module is not told
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

/** A function that runs, and its frame once somebody listens; `true`: the module that runs. */
type Told = { frame: Value } | true;

/** The frame, if somebody listens: what began unheard is heard from where a debugger has given it a trace function. */
function heard(told: Told): Value {
  if (told !== true && told.frame !== null) return told.frame;
  const own = tracing();
  if (own.tracing || (own.trace === null && own.profile === null) || own.frames.length === 0) return null;
  const now: Value = currentFrame(0);
  const frame = now === null ? null : ((own.frames.find((one) => isSame(one, now)) ?? null) as Value);
  if (told !== true) told.frame = frame;
  return frame;
}

function isSame(one: Value, other: Value): boolean {
  return one.$level === other.$level && one.$entry.file === other.$entry.file && one.$entry.name === other.$entry.name;
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

function finish(frame: Value, value: Value): Suspends<null> {
  frame.$over = true;
  const { frames } = tracing();
  if (frames.at(-1) === frame) frames.pop();
  tellLocal(frame, "return", value);
  return tellProfile(frame, "return", value);
}

const MODULE = "_trace";

function raisedIn(frame: Value): Suspends<null> {
  const error = S.handled as Value;
  return error === null ? null : tellLocal(frame, "exception", new Tuple([typeOf(error), error, $getattr(error, "__traceback__")]));
}

export default pymodule(MODULE, {
  entered: builtin(
    "entered(line, /)",
    (line: Value): Suspends<Value> => {
      const own = tracing();
      if (own.tracing) return null;
      const told: Value = { frame: null };
      if (own.trace === null && own.profile === null) return told;
      const frame: Value = currentFrame(0);
      if (frame === null) return null;
      told.frame = frame;
      frame.$entry.line = line;
      join(own.frames, frame);
      begin(frame);
      return told;
    },
    MODULE,
  ),
  line: builtin(
    "line(told, line, /)",
    (told: Value, line: Value): Suspends<Value> => {
      const frame = told === null ? null : heard(told as Told);
      if (frame === null) return told;
      frame.$entry.line = line;
      if (frame.$noLines !== true) tellLocal(frame, "line", null);
      if (frame.$opcodes === true) tellLocal(frame, "opcode", null);
      return told;
    },
    MODULE,
  ),
  /** What a statement goes on with behind a call of a debugger. */
  opcode: builtin(
    "opcode(told, /)",
    (told: Value): Suspends<null> => {
      const frame = told === null ? null : heard(told as Told);
      return frame?.$opcodes === true ? tellLocal(frame, "opcode", null) : null;
    },
    MODULE,
  ),
  returned: builtin(
    "returned(told, value, /)",
    (told: Value, value: Value): Suspends<Value> => {
      const frame = told === null ? null : heard(told as Told);
      if (frame !== null && frame.$over !== true) finish(frame, value);
      return value;
    },
    MODULE,
  ),
  /** An exception leaves the function. */
  left: builtin(
    "left(told, /)",
    (told: Value): Suspends<null> => {
      const frame = told === null ? null : heard(told as Told);
      if (frame === null || frame.$over === true) return null;
      raisedIn(frame);
      return finish(frame, null);
    },
    MODULE,
  ),
  /** A handler of the function has caught an exception. */
  caught: builtin(
    "caught(told, /)",
    (told: Value): Suspends<null> => {
      const frame = told === null ? null : heard(told as Told);
      return frame === null ? null : raisedIn(frame);
    },
    MODULE,
  ),
  yielded: builtin(
    "yielded(told, value, /)",
    (told: Value, value: Value): Suspends<Value> => {
      const frame = told === null ? null : heard(told as Told);
      if (frame === null) return value;
      tellLocal(frame, "return", value);
      tellProfile(frame, "return", value);
      return value;
    },
    MODULE,
  ),
  resumed: builtin(
    "resumed(told, value, /)",
    (told: Value, value: Value): Suspends<Value> => {
      const own = tracing();
      const frame = told === null || own.tracing ? null : heard(told as Told);
      if (frame === null) return value;
      const now: Value = currentFrame(0);
      if (now !== null) {
        frame.$back = now.$back;
        frame.$level = now.$level;
        join(own.frames, frame);
      }
      begin(frame);
      return value;
    },
    MODULE,
  ),
});

/**
 * traceobject - traceback and frame objects.
 *
 * Mirrors     Python/traceback.c, Objects/frameobject.c
 * Differs     `f_locals` of a function's frame that an exception has left is empty where the program's texts do not ask for it (importer/asking.ts)
 */
import { Code, codeOfMeta, instructionAt } from "./code.js";
import { plainMeta } from "./function.js";
import { frameLocals, metaAt, runningFrame, savedLocals, variablesAt } from "./framelocals.js";
import { leftAt, type Leaving } from "../frames/left.js";
import { State } from "../frames/generator.js";
import type { Frame, Suspends } from "../frames/suspend.js";
import { Dict, isDict } from "./dict.js";
import { RuntimeError, TypeError, ValueError, type PyException } from "./exceptions.js";
import { address } from "./identity.js";
import { globalsOfModule, moduleHooks, moduleOfFile } from "./modulehooks.js";
import { object, type Value } from "./object.js";
import { builtinType, getset, methods } from "./register.js";
import { callerEntry, runningEntries, savedFrame, traceEntries, type Entry } from "./trace.js";
import { columns, sourceLine } from "./tracelines.js";

/** What sys sets: a frame that runs has been given a trace function. */
export const frameHooks = { follow: (_frame: Value): void => undefined };

/** A frame as tracebacks and `sys._getframe()` show it. */
export class FrameObject {
  constructor(
    readonly $entry: Entry,
    public $back: FrameObject | null,
    /** how many frames of the running thread are outside it; -1: not known to run */
    readonly $level = -1,
  ) {}
}
Object.setPrototypeOf(FrameObject.prototype, object.prototype);
export const frameType = builtinType("frame", null, { prototype: FrameObject.prototype, final: true });

export class Traceback {
  constructor(
    readonly $frame: FrameObject,
    public $next: Traceback | null,
    readonly $entry: Entry,
  ) {}
}
Object.setPrototypeOf(Traceback.prototype, object.prototype);
export const tracebackType = builtinType(
  "traceback(tb_next, tb_frame, tb_lasti, tb_lineno)",
  (next: Value, frame: Value, _lasti: Value, line: Value): Traceback =>
    new Traceback(frame as FrameObject, next as Traceback | null, { ...(frame as FrameObject).$entry, line: line as number, endLine: 0 }),
  { prototype: Traceback.prototype, final: true },
);

/** `e.__traceback__` */
export function traceObject(e: PyException): Traceback | null {
  const base = (e.$traceback ?? null) as Traceback | null;
  if (e.$trace === null) return base;
  if (sharesWay(e)) return traceObject((e as Value).$partOf as PyException);
  const key = e.$trace.map((step) => (step.caught === null && step.catcher === null ? "-" : "c")).join("");
  if (e.$traced !== undefined && e.$traced.key === key) return e.$traced.tb as Traceback | null;
  const entries = traceEntries(e);
  let back: FrameObject | null = null;
  const frames: FrameObject[] = [];
  for (const entry of entries) frames.push((back = new FrameObject(entry, back)));
  if (frames.length > 0) (frames[0] as Value).$catches = true;
  const { $left } = e as Leaving;
  if ($left !== undefined)
    leftAt([...entries].reverse(), $left).forEach((frame, i) => Object.assign(frames[frames.length - 1 - i]!, { $saved: frame, $left: true }));
  let tb: Traceback | null = base;
  for (let i = entries.length - 1; i >= 0; i--) tb = new Traceback(frames[i]!, tb, entries[i]!);
  (e as Value).$traced = { key, tb };
  return tb;
}

/** A part of a group has the group's traceback until it is on its way itself. */
function sharesWay(e: Value): boolean {
  const whole = e.$partOf as PyException | undefined;
  if (whole === undefined || whole.$trace === null || (whole as Value).$traceback !== e.$traceback || whole.$trace.length !== e.$trace.length) return false;
  return whole.$trace.every((step, i) => step === e.$trace[i]);
}

/** The entries of a traceback object, outermost first. */
export function entriesOfTraceback(tb: Traceback | null): Entry[] {
  const entries: Entry[] = [];
  for (let at = tb; at !== null; at = at.$next) entries.push(at.$entry);
  return entries;
}

/** The innermost frame that somebody has been given last. */
const given: { frame: FrameObject | null } = { frame: null };

/** Frames of the running thread, innermost first, for somebody who keeps them. */
export function givenChain(entries: Entry[]): FrameObject | null {
  return (given.frame = frameChain(entries));
}

/** A generator's frame among those that were given last, if it is still where it was: a frame is one object as long as it runs. */
export function givenFrame(frame: FrameObject, generator: Value): FrameObject | undefined {
  const { file, name, line } = frame.$entry;
  for (let at: Value = given.frame; at !== null; at = at.$back) {
    if (at.$level !== frame.$level) continue;
    const { $entry } = at as FrameObject;
    const isThere = $entry.file === file && $entry.name === name && $entry.line === line;
    return isThere && (at.$generator ?? generator) === generator ? (at as FrameObject) : undefined;
  }
  return undefined;
}

/** Frames of the running thread, innermost first. */
export function frameChain(entries: Entry[]): FrameObject | null {
  let back: FrameObject | null = null;
  for (let i = entries.length - 1; i >= 0; i--) back = new FrameObject(entries[i]!, back, entries.length - 1 - i);
  return back;
}

/** The frames of a thread that does not run, whose variables are at hand. */
export function savedChain(saved: readonly Frame[]): FrameObject | null {
  let back: FrameObject | null = null;
  for (const frame of saved) {
    for (const entry of savedFrame(frame.f, frame.pc).reverse()) {
      back = new FrameObject(entry, back);
      (back as Value).$saved = frame;
    }
  }
  return back;
}

/** `f_locals`: the variables as they are now; of a frame that has ended, as they were last seen. */
export function localsOfFrame(f: Value): Suspends<Value> {
  if (f.$level >= 0) {
    const locals = frameLocals(f.$entry as Entry, f.$level as number);
    if (locals !== undefined) {
      keepAdded(f, locals);
      f.$locals = locals;
    }
  } else if (f.$saved !== undefined) {
    const locals = savedLocals(f.$saved as Frame);
    keepAdded(f, locals);
    f.$locals = locals;
  }
  // the variables of a module are there for as long as it is
  else if ((f.$entry as Entry).name === "<module>") f.$locals ??= frameLocals(f.$entry as Entry, -1);
  else if (f.$catches === true) {
    const level = levelNow(f);
    if (level >= 0) f.$locals = frameLocals(f.$entry as Entry, level);
  }
  return (f.$locals ??= new Dict()) as Value;
}

/** Whether a frame is a function's, and no module's or class's. */
export function isOfFunction(f: Value): boolean {
  const entry = f.$entry as Entry;
  return entry.name !== "<module>" && metaAt(entry) !== undefined;
}

/** Where the variables of a function's frame have places; undefined: nowhere any more. */
export function frameOfVariables(f: Value): Suspends<Frame | undefined> {
  if (!(f.$level >= 0) && f.$saved !== undefined) return f.$saved as Frame;
  const level = levelNow(f);
  return level < 0 ? undefined : runningFrame(f.$entry as Entry, level);
}

/** `f_back` */
export function backOf(f: Value): FrameObject | null {
  return (f.$back ??= aroundCatcher(f)) as FrameObject | null;
}

/** The frame around one that has caught an exception, if that still runs: a traceback begins there. */
function aroundCatcher(f: Value): FrameObject | null {
  const level = levelNow(f);
  if (f.$catches !== true || level < 0) return null;
  const running = runningEntries(aroundCatcher);
  return frameChain(running.slice(running.length - level));
}

/** How many frames of the running thread are outside a frame; -1: it is not known to run. */
function levelNow(f: Value): number {
  return f.$catches === true ? levelOf(f.$entry as Entry) : (f.$level as number);
}

/** Where the frame runs that has caught an exception: the innermost one of its function; -1: nowhere any more. */
function levelOf({ file, name }: Entry): number {
  const running = runningEntries(levelOf);
  const at = running.findIndex((entry) => entry.file === file && entry.name === name);
  return at < 0 ? -1 : running.length - 1 - at;
}

/** What somebody has put into the variables of a function that is none of them stays there, as a debugger's `__return__`. */
function keepAdded(f: Value, locals: Value): Suspends<void> {
  const before = f.$locals as Value;
  if (before === undefined || before === locals) return;
  const own = new Set(variablesAt(f.$entry as Entry));
  for (const key of before.$keys() as Value[]) if (!own.has(key as string) && locals.$get(key) === undefined) locals.$set(key, before.$get(key));
}

function codeOfEntry(entry: Entry): Code {
  const meta = metaAt(entry);
  if (meta !== undefined) return codeOfMeta(meta, entry.file);
  return new Code(plainMeta(entry.name, "", { line: entry.name === "<module>" ? 1 : entry.line }), entry.file, []);
}

/** The names of a frame's module, or of the text that exec runs there. */
function globalsOfEntry(entry: Entry): Dict {
  const meta = metaAt(entry);
  const text = meta === undefined ? namedDict(moduleHooks.namesOfFile?.(entry.file)?.globals) : moduleHooks.globalsOfText?.(meta);
  return text ?? globalsOfModule(moduleOfFile(entry.file));
}

export function globalsOfFrame(f: Value): Dict {
  return globalsOfEntry(f.$entry as Entry);
}

function namedDict(value: Value): Dict | undefined {
  return isDict(value) ? value : undefined;
}

function codeOfFrame(f: Value): Code {
  return (f.$code ??= codeOfEntry(f.$entry as Entry)) as Code;
}

/** Where a frame is, as an instruction of its code. */
function instructionOf(frame: FrameObject, { file, line, endLine, column, endColumn }: Entry): number {
  const code = codeOfFrame(frame);
  if (endLine === 0 || !columns.known) return instructionAt(code, [line, null, null, null]);
  return instructionAt(code, [line, endLine, bytesBefore(file, line, column), bytesBefore(file, endLine, endColumn)]);
}

/** Columns of code objects count bytes. */
function bytesBefore(file: string, line: number, column: number): number {
  const text = sourceLine(file, line);
  return /^[\x00-\x7f]*$/.test(text) ? column : Buffer.byteLength([...text].slice(0, column).join(""));
}

getset(frameType, {
  f_back: [backOf],
  f_lineno: [
    (f) => placeNow(f).line,
    () => {
      throw new ValueError("gilt cannot go on at another line of a frame");
    },
  ],
  f_code: [codeOfFrame],
  f_globals: [(f) => globalsOfEntry(f.$entry as Entry)],
  f_builtins: [() => globalsOfModule("builtins")],
  f_lasti: [(f) => instructionOf(f as FrameObject, placeNow(f))],
  f_trace: [
    (f) => f.$tracer ?? null,
    (f, value) => {
      f.$tracer = value;
      if (value !== null && f.$level >= 0) frameHooks.follow(f);
    },
    (f) => {
      f.$tracer = null;
    },
  ],
  f_trace_lines: [
    (f) => f.$noLines !== true,
    (f, value) => {
      f.$noLines = value === false;
    },
  ],
  f_trace_opcodes: [
    (f) => f.$opcodes === true,
    (f, value) => {
      f.$opcodes = value === true;
    },
  ],
});
methods(frameType, {
  "__repr__(self, /)"(this: Value) {
    return `<frame at ${address(this)}, file '${this.$entry.file}', line ${placeNow(this).line}, code ${this.$entry.name}>`;
  },
  "clear(self, /)"(this: Value) {
    const generator = this.$generator as { state: State } | undefined;
    if (generator?.state === State.Running || isRunning(this)) throw new RuntimeError("cannot clear an executing frame");
    if (generator?.state === State.Suspended) throw new RuntimeError("cannot clear a suspended frame");
    this.$locals = new Dict();
    // what an exception has taken along; others are of threads that wait
    if (this.$left === true && this.$saved !== undefined) {
      (this.$saved as Frame).l = null;
      this.$saved = undefined;
    }
    return null;
  },
});

/** Where a frame is: the frame that asks for its own place has gone on since `sys._getframe()` gave it; of others it is the place where they were then. */
export function placeNow(frame: Value): Entry {
  const then = frame.$entry as Entry;
  if (frame.$catches === true) {
    const level = levelOf(then);
    return level < 0 ? then : (runningEntries(placeNow).at(-1 - level) ?? then);
  }
  if (frame.$level < 0) return then;
  const asking = callerEntry(0);
  if (asking === undefined || asking.file !== then.file || asking.name !== then.name || asking.line === then.line) return then;
  return isRunning(frame) && runningEntries(placeNow).length - 1 === frame.$level ? asking : then;
}

/** Whether a frame that `sys._getframe()` gave is still one of the running thread's. */
function isRunning(frame: Value): boolean {
  const level = levelNow(frame);
  if (level < 0) return false;
  const at = runningEntries(isRunning).at(-1 - level);
  return at !== undefined && at.file === frame.$entry.file && at.name === frame.$entry.name;
}

getset(tracebackType, {
  tb_frame: [(tb) => tb.$frame],
  tb_next: [
    (tb) => tb.$next,
    (tb, value) => {
      if (value !== null && !(value instanceof Traceback))
        throw new TypeError(`expected traceback object or None, got '${String((value as Value)?.$cls?.$name)}'`);
      tb.$next = value;
    },
  ],
  tb_lineno: [(tb) => tb.$entry.line],
  tb_lasti: [(tb) => instructionOf(tb.$frame as FrameObject, tb.$entry as Entry)],
});
methods(tracebackType, {
  "__dir__(self, /)"(this: Value): string[] {
    return ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"];
  },
});

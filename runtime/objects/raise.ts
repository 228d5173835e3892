/**
 * raise - throwing and catching: the stack, the context, and which exception is being handled.
 *
 * Mirrors     Python/errors.c (_PyErr_SetObject), Python/ceval.c (do_raise)
 * Invariants
 *   R1  Only Python exceptions are thrown by lowered code; JavaScript's own errors become Python's in `$caught` and nowhere else.
 *   R2  The handled exception belongs to the thread (`S.handled`); who sets it restores it (docs/conventions.md, section 8).
 *   R3  `$trace` of an exception lists where it has been, innermost first; traceback.ts reads it.
 *   R4  The frames that an exception can pass are known when it is raised: those on the JavaScript stack, then the saved ones. What of the
 *       stack is saved later, because a handler suspends, is the same place: a saved frame is a new one only if it is below all that `$trace` has.
 */
import { $fly } from "../frames/flight.js";
import type { Leaving } from "../frames/left.js";
import { left, type GeneratorFrame } from "../frames/generator.js";
import { hooks, S, type Frame, type FrameCode, type Suspends } from "../frames/suspend.js";
import { AttributeError, BaseException, MemoryError, RecursionError, RuntimeError, TypeError, type PyException } from "./exceptions.js";
import { InternalError } from "./internal.js";
import { savedPlaces, type Entry } from "./trace.js";
import { isinstance, issubclass, isType, typeOf, type Value } from "./object.js";
import { typeName } from "./typename.js";

/** A JavaScript stack that V8 has taken and not yet put into words. */
export interface TakenStack {
  stack?: unknown;
}

/** One stretch of an exception's way: a stack from where it was raised, or one saved frame it passed. */
export interface TraceStep {
  /** the stack at the raise; null if none was taken, or for a saved frame */
  raised: TakenStack | null;
  /** the function whose `raise` it was; null if the runtime raised */
  by?: FrameCode | null;
  /** the frame of the handler that caught it, and the stack there; null while it is on its way */
  caught: TakenStack | null;
  catcher: FrameCode | null;
  /** it was caught by the runtime: the nearest frame of Python is not the catcher's but the caller's */
  outside?: boolean;
  /** frames of the stack that are saved when it is caught: places from there on outwards, the catcher's counted */
  left?: number;
  /** how many saved frames are below these places */
  below: number;
  /** the stack begins in a generator's frame that is a place already: it has caught the exception and throws it again */
  again?: boolean;
  /** what it had passed before, which is Python code in CPython and has no frames here, innermost first: the stack begins outside of it */
  through?: readonly Entry[];
  /** the frame of a generator that the exception was thrown into, where the stack is the thrower's */
  into?: FrameCode | undefined;
  /** a saved frame that the exception was thrown into */
  frame: Frame | null;
  pc: number;
}

/**
 * How many stacks may be taken in one function of a script, or of one class of exceptions where the runtime raises: each costs a hundred times as much as a
 * raise that travels by return, and three times as much as one that is thrown. It grows with time, so that loops which raise stay fast, and what is raised
 * now and then, or once, has its stack.
 */
class Budget {
  left = 80;
  /** when it last grew, by the clock of the fuel checks */
  atMs = hooks.clockMs;
}
const PER_MS = 0.25;
const MOST = 200;
/** What a look at a traceback gives back: putting a stack into words costs more than taking so many, so that who looks may have them all. */
const PER_LOOK = 10;
const budgets = new WeakMap<object, Budget>();
const last = { cls: undefined as Value, budget: undefined as unknown as Budget };
/** Frames of a stack: as many levels of calls as there is room for (LIVE_FRAMES), of which a generator that delegates has five frames each, and some. */
const STACK_LIMIT = 2500;

function budgetOf(cls: Value): Budget {
  if (cls === last.cls) return last.budget;
  let budget = budgets.get(cls as object);
  if (budget === undefined) budgets.set(cls as object, (budget = new Budget()));
  last.cls = cls;
  return (last.budget = budget);
}

function budgetOfCode(code: FrameCode): Budget {
  return (code.stacks ??= new Budget()) as Budget;
}

/** Somebody looks at the traceback of an exception. */
export function lookedAt(error: PyException): void {
  refund(budgetOf(error.$cls));
  for (const { by, catcher } of error.$trace ?? []) {
    if (by !== undefined && by !== null) refund(budgetOfCode(by));
    if (catcher !== null) refund(budgetOfCode(catcher));
  }
}

function refund(budget: Budget): void {
  budget.left = Math.min(MOST, budget.left + PER_LOOK);
}

function mayTake(budget: Budget): boolean {
  if (budget.left < 1) {
    const { clockMs } = hooks;
    if (clockMs === budget.atMs) return false;
    budget.left += Math.min(MOST, (clockMs - budget.atMs) * PER_MS);
    budget.atMs = clockMs;
    if (budget.left < 1) return false;
  }
  budget.left--;
  return true;
}

// Called through tables so that V8 does not inline them into the functions that throw (research: a throw inlined into a big function costs ten times as much).
function takeStack(above: (...args: never[]) => unknown): TakenStack {
  const taken: TakenStack = {};
  Error.stackTraceLimit = STACK_LIMIT;
  Error.captureStackTrace(taken, above);
  return taken;
}

/**
 * An exception made ready to throw: its stack, and its context.
 *
 * @param code of the function whose `raise` it is; none where the runtime raises
 */
export function $raise(e: Value, code: FrameCode | null = null): PyException {
  if (e === null || typeof e !== "object" || e.$args === undefined) return notReady(e);
  const error = e as PyException;
  const handled = S.handled as PyException | null;
  if (handled !== null && handled !== error && error.$context !== handled) setContext(error, handled);
  const budget = code === null ? budgetOf(error.$cls) : budgetOfCode(code);
  const step: TraceStep = {
    raised: mayTake(budget) ? takeStack($raise) : null,
    by: code,
    caught: null,
    catcher: null,
    below: S.saved,
    frame: null,
    pc: 0,
  };
  if (error.$trace === null) error.$trace = [step];
  else error.$trace.push(step);
  return error;
}

/**
 * `return raised(e)` raises without JavaScript's throw (frames/flight.ts), in a function that says `Suspends`, outside of `try`. Not for what lowered
 * code calls without looking, because it never suspends (`$getattr` of a known field, `getitem` of a known list).
 */
export function raised(e: Value): Suspends<never> {
  return $fly($raise(e)) as never;
}

/** JavaScript's errors go on as they are; a class of exceptions may have made something else. */
function notReady(e: Value): Value {
  return e instanceof Error ? e : $raise(new TypeError("exceptions must derive from BaseException"));
}

/** `error.__context__ = handled`, after taking `error` out of the chain that begins there. */
function setContext(error: PyException, handled: PyException): void {
  let at = handled;
  let slow = handled;
  let step = false;
  while (at.$context !== null) {
    const next: PyException = at.$context;
    if (next === error) {
      at.$context = null;
      break;
    }
    at = next;
    if (at === slow) break;
    if (step) slow = slow.$context!;
    step = !step;
  }
  error.$context = handled;
}

/** What `raise x` raises. */
export function $instance(x: Value): Suspends<Value> {
  if (isType(x) && issubclass(x, BaseException)) {
    const made = x();
    if (!isinstance(made, BaseException)) {
      throw new TypeError(`calling ${classText(x)} should have returned an instance of BaseException, not ${classText(typeOf(made))}`);
    }
    return made;
  }
  if (isinstance(x, BaseException)) return x;
  throw $raise(new TypeError("exceptions must derive from BaseException"));
}

function classText(cls: Value): string {
  return `<class '${cls.$module === "builtins" ? "" : `${cls.$module}.`}${cls.$qualname}'>`;
}

/** `raise e from cause`: `cause` None suppresses the context. */
export function causedBy(e: Value, cause: Value): Suspends<Value> {
  const error = $instance(e) as PyException;
  if (cause === null) error.$cause = null;
  else if (isType(cause) && issubclass(cause, BaseException)) error.$cause = $instance(cause);
  else if (isinstance(cause, BaseException)) error.$cause = cause;
  else throw $raise(new TypeError("exception causes must derive from BaseException"));
  error.$suppress = true;
  return error;
}

/** To throw a caught exception again: nothing changes but that it is on its way once more. */
export function $reraise(e: Value): Value {
  const trace = (e as PyException).$trace;
  if (trace !== undefined && trace !== null) {
    const last = trace.at(-1);
    if (last !== undefined) again(trace, last, e as PyException);
    if (e.$traced !== undefined) e.$traced = undefined;
  } else if (trace === null && e.$traceback !== undefined) e.$trace = wayOut($reraise);
  return e;
}

/** The way of an exception that its handler gave a traceback: the frames around the handler's are added to that. */
function wayOut(above: (...args: never[]) => unknown): TraceStep[] {
  return [{ raised: takeStack(above), caught: null, catcher: null, below: S.saved, again: true, frame: null, pc: 0 }];
}

/** To throw what handlers of a `try` have raised: only the frames around the function of the `try` are added to its way, and it gets no context. */
export function $leaving(e: PyException): PyException {
  (e.$trace ??= []).push(...wayOut($leaving));
  (e as Value).$traced = undefined;
  return e;
}

/** From the catcher on the way is the one that the stack at the raise shows, but for a generator: others may have resumed it meanwhile. */
function again(trace: TraceStep[], last: TraceStep, e: PyException): void {
  const isGenerator = last.catcher !== null && !last.catcher.counts && last.catcher.file !== "";
  if (isGenerator && mayTake(budgetOf(e.$cls)))
    trace.push({ raised: takeStack($reraise), caught: null, catcher: null, below: S.saved, again: true, frame: null, pc: 0 });
  else {
    last.caught = last.catcher = null;
    if (last.outside === true) last.outside = false;
  }
}

/** What an except clause sees of something thrown; it is the handled exception from here on. */
export function $caught(e: Value, code: FrameCode | null): Value {
  let error: PyException = e;
  if (e === null || typeof e !== "object" || e.$args === undefined) error = translated(e);
  const trace = error.$trace;
  // only a runtime that was not lowered throws what did not go through $raise
  if (trace === null && S.handled !== null && S.handled !== error && error.$context === null) setContext(error, S.handled as PyException);
  if (trace !== null && trace.length > 0) {
    const last = trace[trace.length - 1]!;
    last.catcher = code;
    if (code !== null && last.raised !== null && last.caught === null && mayTake(budgetOfCode(code))) {
      last.caught = takeStack($caught);
      last.left = S.saved === last.below ? 0 : savedPlaces(last.below);
    }
  }
  S.handled = error;
  left.frame = null;
  return error;
}

/** The same for a function of the runtime that keeps the exception: the frames around its caller, and the caller's, are not the exception's way. */
export function caughtOutside(e: Value): Value {
  const error = $caught(e, null) as PyException;
  const last = error.$trace?.at(-1);
  if (last === undefined || last.caught !== null) return error;
  if (last.raised !== null) {
    last.caught = takeStack(caughtOutside);
    last.left = S.saved === last.below ? 0 : savedPlaces(last.below);
  }
  last.outside = true;
  return error;
}

/** What stands in the place of a module's functions and classes, by the name under which the text calls them. */
export const uncallable = new Map<string, Value>();
const NO_FUNCTION = /^(\S+) is not a function$/;

const READ_OF_NULL = /^Cannot (read|set) properties of null \((?:reading|setting) '(.*)'\)$/;

/** What V8 says of a value that is bigger than it can make one. */
const TOO_BIG = /^(?:Invalid (?:string|array|array buffer|typed array) length|Array buffer allocation failed|Maximum BigInt size exceeded|Invalid count value)/;

/** Python's exception for one of JavaScript's; throws again what no except clause may see. */
function translated(e: Value): PyException {
  if (!(e instanceof Error) || e instanceof InternalError) throw e;
  let error: Value;
  if (e instanceof globalThis.RangeError && e.message === "Maximum call stack size exceeded") error = new RecursionError("maximum recursion depth exceeded");
  else if (e instanceof globalThis.RangeError && TOO_BIG.test(e.message)) error = new MemoryError();
  else {
    const said = e instanceof globalThis.TypeError ? e.message : "";
    const found = READ_OF_NULL.exec(said);
    const called = NO_FUNCTION.exec(said)?.[1] ?? "";
    if (found !== null) {
      const name = found[2]!.endsWith("$") ? found[2]!.slice(0, -1) : found[2]!;
      error = new AttributeError(`'NoneType' object has no attribute '${name}'${found[1] === "set" ? " and no __dict__ for setting new attributes" : ""}`);
      error.$obj = null;
      error.$attr = name;
    } else if (uncallable.has(called)) error = new TypeError(`'${typeName(uncallable.get(called))}' object is not callable`);
    else throw new InternalError(`${e.name}: ${e.message}`, { cause: e });
  }
  const handled = S.handled as PyException | null;
  if (handled !== null) setContext(error, handled);
  if ((e as Leaving).$left !== undefined) (error as Leaving).$left = (e as Leaving).$left;
  (error as PyException).$trace = [{ raised: e, caught: null, catcher: null, below: S.saved, frame: null, pc: 0 }];
  return error;
}

/** The exception being handled by the running thread. */
export function $handled(): PyException | null {
  return S.handled as PyException | null;
}
/** What a generator's `try` finds where the generator handles nothing itself: what whoever resumes it handles. */
export const $outside = {};

/** @param frame of a generator or coroutine */
export function $uncaught(previous: PyException | null | typeof $outside, frame?: GeneratorFrame): void {
  if (previous === $outside) {
    S.handled = frame!.outer ?? null;
    left.frame = frame!;
  } else S.handled = previous;
}

/** Whether an except clause for `cls`, a class or a tuple of them, takes the exception. */
export function $except(e: Value, cls: Value): boolean {
  if (isType(cls)) {
    const own = e.$cls as Value;
    if (own === cls) return true;
    if (cls.$mro.includes(BaseException)) return own.$mro.includes(cls);
  } else if (Array.isArray(cls?.items)) {
    for (const one of cls.items) if (!isType(one) || !issubclass(one, BaseException)) throw $raise(notCatchable());
    for (const one of cls.items) if ($except(e, one)) return true;
    return false;
  }
  throw $raise(notCatchable());
}

function notCatchable(): Value {
  return new TypeError("catching classes that do not inherit from BaseException is not allowed");
}

/** A bare `raise`: what to throw. */
export function $noactive(): Value {
  return S.handled === null ? $raise(new RuntimeError("No active exception to reraise")) : $reraise(S.handled);
}

/** Gives an exception its context alone: it is about to be thrown elsewhere. */
export function inContext(error: PyException): PyException {
  const handled = S.handled as PyException | null;
  if (handled !== null && handled !== error && error.$context !== handled) setContext(error, handled);
  return error;
}

/** An exception is thrown into a generator, which handles `handled` itself: its way begins in the generator's frame, and goes on in the one that threw it. */
export function thrownInto(e: Value, frame: Frame | null, handled: Value): void {
  if (e === null || typeof e !== "object" || e.$args === undefined) return;
  if (handled !== null && handled !== e && e.$context !== handled) setContext(e, handled);
  const trace: TraceStep[] = (e.$trace ??= []);
  if (frame !== null) trace.push({ raised: null, caught: null, catcher: null, below: S.saved, frame, pc: frame.pc });
  if (!mayTake(budgetOf(e.$cls))) return;
  trace.push({ raised: takeStack(thrownInto), caught: null, catcher: null, into: frame?.f, below: S.saved, frame: null, pc: 0 });
}

/** A function that is Python code in CPython and has no frame here, and where it stands; lines of frozen modules have no columns. */
export interface Passed {
  readonly file: string;
  readonly name: string;
  readonly span: readonly [line: number, column?: number, endLine?: number, endColumn?: number];
}

/** What has been thrown passes such functions, innermost first, on the way out of the runtime's function that caught it. Gives what to throw. */
export function $passing(thrown: Value, functions: readonly Passed[]): PyException {
  const handled = S.handled;
  const error = caughtOutside(thrown) as PyException;
  S.handled = handled;
  const through = functions.map(({ file, name, span: [line, column = 0, endLine = 0, endColumn = 0] }) => ({ file, name, line, column, endLine, endColumn }));
  (error.$trace ??= []).push({ raised: takeStack($passing), caught: null, catcher: null, through, below: S.saved, frame: null, pc: 0 });
  return error;
}

/** The same where it may happen often: what is raised in a loop goes on as it is. */
export function $passingOften(thrown: Value, functions: readonly Passed[]): Value {
  return thrown?.$args === undefined || mayTake(budgetOf(thrown.$cls)) ? $passing(thrown, functions) : thrown;
}

/** Says that an exception is thrown into a saved frame, below which `S.saved` others are; called by what resumes frames. Gives what is thrown: one of JavaScript's becomes Python's. */
export function passed(thrown: Value, frame: Frame, pc: number): Value {
  if (thrown === null || typeof thrown !== "object") return thrown;
  const e: Value = thrown.$args === undefined ? ofNative(thrown) : thrown;
  if (e.$args === undefined) return e;
  const trace: TraceStep[] = (e.$trace ??= []);
  const last = trace.at(-1);
  if (last === undefined || S.saved < last.below) trace.push({ raised: null, caught: null, catcher: null, below: S.saved, frame, pc });
  return e;
}

/** One of JavaScript's errors that leaves a frame for a saved one; what is none of Python's stays. */
function ofNative(thrown: Value): Value {
  try {
    const error = translated(thrown);
    error.$trace![0]!.below = S.saved + 1;
    return error;
  } catch {
    return thrown; // InternalError is said of it where it arrives
  }
}

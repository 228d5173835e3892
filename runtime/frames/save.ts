/**
 * save - what lowered code calls around its sites: saving a frame, taking a result, fuel and depth.
 *
 * Invariants
 *   F3  A frame is pushed only while S.mode is 1, by the function that returns at once.
 *   F4  `S.depth` is the depth of the running thread: the scheduler sets it when it re-enters a frame (entering), functions count up and down.
 */
import { carried } from "../snapshot/carried.js";
import { hooks, S, type Frame, type FrameCode, type Suspends } from "./suspend.js";

/** Loop rounds between two looks at the clock. */
const FUEL = 1000;
/**
 * Frames of Python functions on the JavaScript stack; beyond, the stack moves to the heap. V8's default stack (984 KB) leaves 2.5 KB for each,
 * with the frames of the runtime between them: sorted() with a key needs more than any other.
 */
const LIVE_FRAMES = 400;

/** How many of them there is room for above the frame that is entered: fewer while a thread runs on another one's stack. */
export const stack = { room: LIVE_FRAMES };

carried("recursion limit", () => recursion.limit, limitRecursion as (limit: unknown) => void);

let codes = 0;

/** Describes the frames of a function. */
export function $fn(code: Omit<FrameCode, "id">): FrameCode {
  const { name, file, spans, around, variables, counts, twin } = code;
  return { id: codes++, name, file, spans, around, variables, counts, twin, meta: undefined, stacks: undefined };
}

/** A closure, or a function of a script, with what it was made by: the factory, or an array of it and its arguments. */
export function $c(f: object, made: unknown): object {
  (f as { $c?: unknown }).$c = made;
  return f;
}

/** A frame of the runtime's own, written by hand. */
export function handwritten(name: string, twin: (frame: Frame) => unknown): FrameCode {
  return $fn({ name, file: "", spans: [], counts: false, twin });
}

/** After a call that was captured: the function returns at once. An exception that travels by return passes it. */
export function $save(f: FrameCode, pc: number, t: unknown, l: unknown[]): undefined {
  if (S.mode === 1) S.captured.push({ f, pc, t, l });
}

/** A generator has one frame, which its code has updated. */
export function $saveGen(frame: Frame, pc: number): undefined {
  frame.pc = pc;
  S.captured.push(frame);
}

/** What the call that is resumed gave: its value, or the exception it ended with. */
export function $take(): unknown {
  const value = S.value;
  S.value = undefined;
  if (S.threw) {
    S.threw = false;
    throw value;
  }
  return value;
}

export function $throw(exception: unknown): never {
  throw exception;
}

/** Rounds of slow loops are counted in smaller portions: a look at the clock each millisecond or so. */
const SLOW_MS = 2;
const FAST_MS = 0.5;
const portion = { rounds: FUEL };

/**
 * What sources of items that may be endless (generators, `itertools.count()`) have left to give before they look at the clock: who takes the items may be
 * a loop of the runtime. A loop of Python's gives them twice what it has, so that it is the loop that looks, at the end of a round, as in CPython.
 */
export const supply = { left: 2 * FUEL };

/** The supply is used up: a point where others may run. */
export function refill(): Suspends<void> {
  $tick();
}

/** At a loop head, when the fuel is used up: a point where others may run. Gives new fuel. */
export function $tick(): number {
  const rounds = roundsNow();
  supply.left = 2 * rounds;
  return rounds;
}

function roundsNow(): number {
  const beforeMs = hooks.clockMs;
  if (hooks.mustStop()) S.mode = 1;
  if (hooks.fuel !== undefined) return hooks.fuel;
  const passedMs = hooks.clockMs - beforeMs;
  if (passedMs > SLOW_MS) portion.rounds = Math.max(1, portion.rounds >> 2);
  else if (passedMs < FAST_MS && portion.rounds < FUEL) portion.rounds = Math.min(FUEL, portion.rounds * 4);
  return portion.rounds;
}

/** How deep Python functions may call each other; `sys.setrecursionlimit`. */
export const recursion = {
  limit: 1000,
  /** Makes the RecursionError; the exceptions set it. */
  error: (): unknown => new RangeError("maximum recursion depth exceeded"),
};

/** `sys.setrecursionlimit`: a lower limit holds for the stack that runs, a higher one from the next that is entered. */
export function limitRecursion(limit: number): void {
  recursion.limit = limit;
  S.deepest = Math.min(S.deepest, limit);
  S.depthLimit = Math.min(S.depthLimit, limit);
}

/** Calls between two looks at the clock, about; fewer while they are slow. */
const CALLS = 500;
const calls = { left: CALLS, counted: 0, portion: CALLS };

/**
 * A function is entered, at this depth, and `S.depthLimit`, which each entry lowers by one, has come down to it: either the function is too deep
 * (RecursionError, or the stack moves to the heap), or many calls have been made. True: the function saves itself.
 */
export function $enter(depth: number): boolean {
  if (depth > recursion.limit) throw recursion.error();
  if (depth > S.deepest) {
    S.mode = 1;
    return true;
  }
  S.depthLimit = S.deepest;
  calls.left -= calls.counted + 1;
  calls.counted = S.deepest - depth;
  if (calls.left >= 0) return false;
  const beforeMs = hooks.clockMs;
  if (hooks.mustStop()) S.mode = 1;
  const passedMs = hooks.clockMs - beforeMs;
  if (passedMs > SLOW_MS) calls.portion = Math.max(1, calls.portion >> 2);
  else if (passedMs < FAST_MS) calls.portion = Math.min(CALLS, calls.portion * 4);
  calls.left = hooks.fuel ?? calls.portion;
  return S.mode !== 0;
}

/** For the scheduler: the JavaScript stack is empty, and `depth` frames that count are below what is entered now. */
export function entering(depth: number): void {
  S.depth = depth;
  S.deepest = Math.min(recursion.limit, depth + stack.room);
  // a frame that is entered again counts as a call: who is captured often is to look at the clock, too
  S.depthLimit = --calls.left < 0 ? depth : S.deepest;
}

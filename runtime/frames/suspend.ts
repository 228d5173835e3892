/**
 * suspend - how a thread gives up control: the one word of state that every checked call looks at.
 *
 * Invariants
 *   F1  `S.mode` is 1 only while frames are being captured: between a primitive's park() and the scheduler's taking of the list.
 *   F2  `S.captured` holds saved frames, innermost first, and is empty while `S.mode` is 0 or 2.
 */

/** Says to `lower` that a call may suspend its thread; for TypeScript it is T itself. */
export type Suspends<T> = T;

/** What describes the frames of one function. */
export interface FrameCode {
  readonly id: number;
  readonly name: string;
  readonly file: string;
  /** Python position of each site, four numbers each: line, column, end line, end column. */
  readonly spans: Int32Array | readonly number[];
  /** By site: the places around one in a generator expression that became a loop, innermost first, four numbers each. */
  readonly around?: Readonly<Record<number, readonly number[]>> | undefined;
  /** Whether its frames count towards the recursion limit. */
  readonly counts: boolean;
  /** Runs on from a saved frame; null if none is ever saved. */
  readonly twin: (frame: Frame) => unknown;
  /** Of generators and coroutines: has the body anything to do when it is closed? Found out when the first one is made. */
  closes?: boolean;
  /** What describes the Python function, if its calls make generators or coroutines (FunctionMeta); lowered modules set it. */
  meta?: unknown;
  /** The Python variables, in CPython's order, where texts look at frames that exceptions have left. */
  readonly variables?: string | undefined;
  /** How many stacks may be taken of what its functions raise and catch (objects/raise.ts). */
  stacks?: unknown;
}

/** A suspended call: where it stands and what its variables hold. */
export interface Frame {
  f: FrameCode;
  pc: number;
  /** `this` */
  t: unknown;
  /** saved variables */
  l: unknown[] | null;
}

/** The state that lowered code and the scheduler share, one for each isolate. */
export const S = {
  /** 0 running, 1 capturing, 2 an exception travels by return (flight.ts) */
  mode: 0,
  /** that exception */
  flying: undefined as unknown,
  /** what the resumed call gave: its value or, if `threw`, its exception */
  value: undefined as unknown,
  threw: false,
  captured: [] as Frame[],
  /** Frames of Python functions of the running thread, saved ones included. */
  depth: 0,
  /** Beyond this depth the stack moves to the heap, or the recursion limit is reached. */
  deepest: 0,
  /** Starts at `deepest`; each entry lowers it by one, and calls $enter() when the depth is beyond it. */
  depthLimit: 0,
  /** saved frames of the running thread: those below what is on the JavaScript stack */
  saved: 0,
  /** the exception that the running thread handles (`sys.exception()`), or null; the scheduler swaps it when it switches threads */
  handled: null as unknown,
};

/** What the scheduler tells the frames; it sets these when it is loaded. */
export const hooks = {
  /** At a fuel check: is the running thread to be captured here, for others or for the event loop? */
  mustStop: (): boolean => false,
  /** Rounds of a loop between two fuel checks, if not the usual number. */
  fuel: undefined as number | undefined,
  /** The clock at the last fuel check or turn. */
  clockMs: 0,
  /** What is to be looked at again when the clock has gone on, if there is something. */
  stale: undefined as (() => void) | undefined,
};

/** Suspends the running thread, which stands on a list from which it will be woken: the waker's value is the result. */
export function park(): Suspends<unknown> {
  S.mode = 1;
  return undefined;
}

/** Moves the running thread's frames to the heap, where the runtime's own functions have gone deep; it goes on as soon as others have had their turn. */
export function toHeap(): Suspends<void> {
  S.mode = 1;
}

/** A fuel check: suspends the running thread if its time is up. Its result is dropped. */
export function checkpoint(): Suspends<void> {
  if (hooks.mustStop()) S.mode = 1;
}

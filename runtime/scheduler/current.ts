/**
 * current - the isolate's one global: which green thread runs, and which one is the main thread.
 */
import type { Frame } from "../frames/suspend.js";
import { self } from "../processes/self.js";
import type { Waiters } from "./waiters.js";

/** One Python thread of this isolate: its suspended frames, and where it waits. */
export class GreenThread {
  /** Suspended frames, innermost last. */
  readonly frames: Frame[] = [];
  /** How many of them count towards the recursion limit. */
  depth = 0;
  /** The call the thread begins with; null once it has begun. */
  entry: (() => unknown) | null;
  /** What the next frame is resumed with: a value or, if `threw`, an exception. */
  value: unknown = undefined;
  threw = false;
  /** The list the thread is parked on, and its neighbours there. */
  list: Waiters | null = null;
  before: GreenThread | null = null;
  after: GreenThread | null = null;
  /** Milliseconds of the policy's clock at which the wait ends; its place in the heap of timers, -1 for none. */
  deadlineMs = Infinity;
  timer = -1;
  /** Order of arming, so that equal deadlines end in the order in which they were set. */
  armed = 0;
  /** Python's idea of the thread's identity. */
  readonly ident: number;
  readonly nativeId: number;
  /** State that other rooms keep for each thread, under names of their own; created when first used. */
  readonly local: ThreadState = { handled: null, context: undefined, python: undefined, dicts: undefined };
  /** The next one while it stands in the ready queue. */
  nextReady: GreenThread | null = null;
  done = false;

  constructor(entry: () => unknown, ident: number, nativeId: number) {
    this.entry = entry;
    this.ident = ident;
    this.nativeId = nativeId;
  }
}

/** What the runtime keeps for each thread. */
export interface ThreadState {
  /** The exception being handled (`sys.exception()`), while the thread does not run. */
  handled: unknown;
  /** `contextvars`: the current context. */
  context: unknown;
  /** `threading`: the Thread object. */
  python: unknown;
  /** `threading.local`: the thread's dictionaries. */
  dicts: WeakMap<object, unknown> | undefined;
}

/** glibc's thread identities are addresses; these look like them and are never used twice. */
const FIRST_IDENT = 140_000_000_000_000;
const IDENT_STEP = 8_392_704;

/** The isolate: S1 at most one thread is `current`, and none between steps. */
export const isolate = {
  current: undefined as GreenThread | undefined,
  main: undefined as GreenThread | undefined,
  /** Threads begun so far; numbers identities. */
  begun: 0,
  /** Threads that have begun or are to begin, and have not ended. */
  alive: 0,
};

/** A new thread that will call `entry` once the scheduler gets to it. The first one is the main thread. */
export function newThread(entry: () => unknown): GreenThread {
  const n = isolate.begun++;
  const thread = new GreenThread(entry, FIRST_IDENT - n * IDENT_STEP, self.pid + n);
  if (isolate.main === undefined) isolate.main = thread;
  isolate.alive++;
  return thread;
}

/** The running thread; only for code that a thread runs. */
export function currentThread(): GreenThread {
  return isolate.current as GreenThread;
}

/**
 * current - the isolate's one global: which green thread runs, and which one is the main thread.
 */
import type { Frame } from "../frames/suspend.js";
import { self } from "../processes/self.js";
import type { Waiters } from "./waiters.js";

/** One Python thread of this isolate: its suspended frames, and where it waits. */
export class GreenThread {
  /** Suspended frames, innermost last. */
  readonly frames: Frame[];
  /** How many of them count towards the recursion limit. */
  depth: number;
  /** The call the thread begins with; null once it has begun. */
  entry: (() => unknown) | null;
  /** What `entry` needs to know, if it is a function that many threads begin with. */
  subject: unknown;
  /** What the next frame is resumed with: a value or, if `threw`, an exception. */
  value: unknown;
  threw: boolean;
  /** The list the thread is parked on, and its neighbours there. */
  list: Waiters | null;
  before: GreenThread | null;
  after: GreenThread | null;
  /** Milliseconds of the policy's clock at which the wait ends; its place in the heap of timers, -1 for none. */
  deadlineMs: number;
  timer: number;
  /** Order of arming, so that equal deadlines end in the order in which they were set. */
  armed: number;
  /** Python's idea of the thread's identity. */
  readonly ident: number;
  readonly nativeId: number;
  /** State that other rooms keep for each thread, under names of their own; created when first used. */
  readonly local: ThreadState;
  /** The next one while it stands in the ready queue. */
  nextReady: GreenThread | null;
  done: boolean;
  /** Does the runtime's own work: Python does not count it. */
  isHelper: boolean;

  // threads are made by the ten thousand: initialisers of fields are a call of their own
  constructor(entry: () => unknown, ident: number, nativeId: number) {
    this.frames = [];
    this.depth = 0;
    this.entry = entry;
    this.subject = null;
    this.value = undefined;
    this.threw = false;
    this.list = null;
    this.before = null;
    this.after = null;
    this.deadlineMs = Infinity;
    this.timer = -1;
    this.armed = 0;
    this.ident = ident;
    this.nativeId = nativeId;
    this.local = { handled: null, context: undefined, python: undefined, dicts: undefined, eventLoop: undefined };
    this.nextReady = null;
    this.done = false;
    this.isHelper = false;
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
  /** `asyncio`: the event loop that runs. */
  eventLoop: unknown;
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
  /** How many of them are helpers. */
  helpers: 0,
};

/** A new thread that will call `entry` once the scheduler gets to it. The first one is the main thread. */
export function newThread(entry: () => unknown): GreenThread {
  const n = isolate.begun++;
  const thread = new GreenThread(entry, FIRST_IDENT - n * IDENT_STEP, self.pid + n);
  if (isolate.main === undefined) isolate.main = thread;
  isolate.alive++;
  return thread;
}

/** Is it the identity of a thread of this isolate? */
export function isIdent(ident: number | bigint): boolean {
  const n = (FIRST_IDENT - Number(ident)) / IDENT_STEP;
  return Number.isInteger(n) && n >= 0 && n < isolate.begun;
}

/** The running thread; only for code that a thread runs. */
export function currentThread(): GreenThread {
  return isolate.current as GreenThread;
}

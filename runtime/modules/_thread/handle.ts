/**
 * _thread._ThreadHandle - a thread to be joined; and how threads begin and end.
 *
 * Mirrors     Modules/_threadmodule.c: ThreadHandle_start, ThreadHandle_join, thread_run, _shutdown
 * Suspends    join, _shutdown
 */
import type { Suspends } from "../../frames/suspend.js";
import { loader } from "../../importer/code.js";
import { $callx } from "../../objects/call.js";
import { PythonFinalizationError, RuntimeError, SystemExit } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import { isinstance, object, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtinType, getset, methods } from "../../objects/register.js";
import { $caught, $uncaught } from "../../objects/raise.js";
import { exitProcess } from "../../processes/index.js";
import { isolate, newThread, type GreenThread } from "../../scheduler/current.js";
import { mail } from "../../scheduler/mail.js";
import { deadlineAfter, secondsToMs } from "../../scheduler/seconds.js";
import { checkSignals } from "../../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT, Waiters } from "../../scheduler/waiters.js";
import { finalizing } from "../sys/index.js";
import { reportUnraisable } from "../unraisable.js";
import { carriedContents } from "../../snapshot/carried.js";

const NOT_STARTED = 0;
const RUNNING = 1;
const DONE = 2;

export class HandleObject {
  $thread: GreenThread | null;
  $state: number;
  $ident: number;
  $joiners: Waiters | null;
  $life: Life | null;

  constructor() {
    this.$thread = null;
    this.$state = NOT_STARTED;
    this.$ident = 0;
    this.$joiners = null;
    this.$life = null;
  }
}
Object.setPrototypeOf(HandleObject.prototype, object.prototype as object);

/** Threads that the program waits for at its end. */
const awaited = new Set<HandleObject>();

carriedContents("threads awaited at the end", awaited);

/** After a fork: the threads that are waited for at the end are the parent's. */
export function forgetAwaited(): void {
  awaited.clear();
}

/** Told of each thread that has run to its end; set by threading. */
export const lifeHooks: { ended: ((thread: GreenThread) => void) | undefined } = { ended: undefined };

/** What a thread does from its beginning to its end; it must not raise. */
export interface Life {
  $run(): Suspends<void>;
}

/** A thread that is to live `life`: it has yet to be made ready, or begun. */
export function startThread(handle: HandleObject, daemon: boolean, life: Life): GreenThread {
  if (handle.$state !== NOT_STARTED) throw new RuntimeError("thread already started");
  if (finalizing.now) throw new PythonFinalizationError("can't create new thread at interpreter shutdown");
  if (isolate.begun === 1 && mail.box === undefined && !mail.worker) loader.tune();
  const thread = newThread(runThread);
  thread.subject = handle;
  handle.$thread = thread;
  handle.$life = life;
  handle.$ident = thread.ident;
  handle.$state = RUNNING;
  if (!daemon) awaited.add(handle);
  return thread;
}

function runThread(): Suspends<void> {
  const handle = isolate.current!.subject as HandleObject;
  const life = handle.$life!;
  handle.$life = null;
  life.$run();
  lifeHooks.ended?.(isolate.current!);
  setDone(handle);
  if (isolate.current === isolate.main) endForked();
}

/** The thread that forked, and is the process's main thread, has ended: the process ends with its last thread, as a C program does. */
function endForked(): Suspends<void> {
  joinAwaited();
  exitProcess(0);
}

export function setDone(handle: HandleObject): void {
  if (handle.$state === DONE) return;
  handle.$state = DONE;
  awaited.delete(handle);
  handle.$joiners?.wakeAll(null);
}

export function isDone(handle: HandleObject): boolean {
  return handle.$state === DONE;
}

/** A handle for a thread that runs already (the main thread). */
export function handleOf(ident: number): HandleObject {
  const handle = new HandleObject();
  handle.$ident = ident;
  handle.$state = RUNNING;
  return handle;
}

/** Waits for the thread's end: false if `deadlineMs` came first. */
export function joinThread(handle: HandleObject, deadlineMs: number): Suspends<boolean> {
  if (handle.$state === DONE) return true;
  if (handle.$state === NOT_STARTED) throw new RuntimeError("thread not started");
  if (handle.$thread !== null && handle.$thread === isolate.current) throw new RuntimeError("Cannot join current thread");
  if (deadlineMs === -Infinity) return false;
  const joiners = (handle.$joiners ??= new Waiters());
  for (;;) {
    const woken = joiners.park(deadlineMs);
    if (woken === INTERRUPTED) checkSignals();
    if (handle.$state === (DONE as number)) return true;
    if (woken === TIMED_OUT) return false;
  }
}

/** Waits for all threads that are not daemons. */
export function joinAwaited(): Suspends<void> {
  for (;;) {
    let next: HandleObject | undefined;
    for (const handle of awaited) {
      if (handle.$thread !== isolate.current) {
        next = handle;
        break;
      }
    }
    if (next === undefined) return;
    joinThread(next, Infinity);
  }
}

/** Runs a function that start_new_thread() was given; what it raises is reported, and SystemExit ends the thread in silence. */
export class FunctionLife implements Life {
  constructor(
    readonly f: Value,
    readonly args: Value[],
    readonly kw: Kw | null,
  ) {}

  $run(): Suspends<void> {
    try {
      $callx(this.f, this.args, this.kw);
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, SystemExit)) reportUnraisable(error, `Exception ignored in thread started by ${repr(this.f)}`, null);
      $uncaught(null);
    }
  }
}

export const _ThreadHandle = builtinType("_ThreadHandle()", () => new HandleObject(), { module: "_thread", prototype: HandleObject.prototype, final: true });

methods(_ThreadHandle, {
  "join(self, timeout=None, /)": function (this: HandleObject, timeout: Value): Suspends<null> {
    let deadlineMs = Infinity;
    if (timeout !== undefined && timeout !== null) {
      const ms = secondsToMs(timeout);
      if (ms >= 0) deadlineMs = ms === 0 ? -Infinity : deadlineAfter(ms);
    }
    joinThread(this, deadlineMs);
    return null;
  },
  "is_done(self, /)": function (this: HandleObject): boolean {
    return this.$state === DONE;
  },
  "_set_done(self, /)": function (this: HandleObject): null {
    if (this.$state === NOT_STARTED) throw new RuntimeError("thread not started");
    setDone(this);
    return null;
  },
  "__repr__(self, /)": function (this: HandleObject): string {
    return `<_thread._ThreadHandle object: ident=${this.$ident}>`;
  },
});
getset(_ThreadHandle, { ident: [(self: HandleObject) => self.$ident] });

/**
 * scheduler - runs the green threads of one isolate, one at a time.
 *
 * Invariants
 *   S1  At most one thread is running; `isolate.current` is that thread, or undefined between steps.
 *   S2  A live thread that is not running is in the ready queue or in exactly one Waiters list, never both.
 *       A thread that has begun another on its own stack (beginHere) is neither: it goes on when that one waits.
 *   S3  Control changes hands only at a call that is `Suspends`: code between two is atomic for the threads of this isolate.
 *   S5  The isolate idles only when the ready queue is empty, and wakes for the next deadline, a signal or an event of Node's loop.
 *   S6  No exception leaves step(): what a thread's first call throws is a bug of the runtime and ends the program.
 * Units: milliseconds of the policy's clock.
 */
import { $landed } from "../frames/flight.js";
import { entering, stack } from "../frames/save.js";
import { hooks, S, type Frame, type Suspends } from "../frames/suspend.js";
import { passed } from "../objects/raise.js";
import { GreenThread, isolate } from "./current.js";
import { idle, stopIdling } from "./idle.js";
import { mail } from "./mail.js";
import { policy, type ReadyQueue } from "./policy.js";
import { serveSignals, signals, watchSignals } from "./signals.js";
import { dueThread, nextDeadlineMs } from "./timers.js";
import { TIMED_OUT, unpark } from "./waiters.js";

class Ready implements ReadyQueue {
  length = 0;
  first: GreenThread | null = null;
  last: GreenThread | null = null;

  push(thread: GreenThread): void {
    if (this.last === null) this.first = thread;
    else this.last.nextReady = thread;
    this.last = thread;
    this.length++;
  }

  unshift(thread: GreenThread): void {
    thread.nextReady = this.first;
    this.first = thread;
    if (this.last === null) this.last = thread;
    this.length++;
  }

  shift(): GreenThread | null {
    const thread = this.first;
    if (thread === null) return null;
    this.first = thread.nextReady;
    if (this.first === null) this.last = null;
    thread.nextReady = null;
    this.length--;
    return thread;
  }

  take(at: number): GreenThread {
    if (at === 0) return this.shift() as GreenThread;
    let before = this.first as GreenThread;
    while (--at > 0) before = before.nextReady as GreenThread;
    const thread = before.nextReady as GreenThread;
    before.nextReady = thread.nextReady;
    if (thread.nextReady === null) this.last = before;
    thread.nextReady = null;
    this.length--;
    return thread;
  }
}

const ready = new Ready();

/**
 * How the running thread came to be captured, if not by parking; bits. None is set when the scheduler did not ask: too deep a
 * stack, or a test that suspends everywhere. The thread goes on at once then.
 */
const NOT_ASKED = 0;
/** Others are to run before it. */
const SWITCH = 1;
/** The event loop is to turn before it. */
const TURN = 2;
/** Signals have come, or the process ends: the scheduler is to see to that before it. */
const SERVE = 4;

const loop = {
  stop: NOT_ASKED,
  /** A turn is running; false while the isolate idles or has not begun. */
  running: false,
  /** When the running turn began. */
  turnMs: 0,
  /** When a module of the library was last imported. */
  importedMs: 0,
  /** Steps so far; the step that was last seen at a fuel check, and when it was first seen at one. */
  steps: 0,
  seenStep: 0,
  seenMs: 0,
  /** Threads that have begun another on their own stack and go on when it waits: they could run, too. */
  below: 0,
  /** A thread that was made the next one has not run yet. */
  urgent: false,
  /** Node's loop has turned at least once: its descriptors are in the epoll set. */
  turned: false,
  ended: false,
};

/** What each turn does besides, once something waits for it: looks at descriptors without waiting. */
export const turns = {
  poll: undefined as (() => void) | undefined,
  /** Between two steps, the threads' frames all saved: true if another isolate has taken the program over. */
  moved: undefined as (() => boolean) | undefined,
  /** All threads wait: true if that has given one of them, or another, something to do. */
  idle: undefined as (() => boolean) | undefined,
};

/** Adds a thread to those that can run: a new one, or one whose wait has ended. */
export function makeReady(thread: GreenThread): void {
  ready.push(thread);
  if (!loop.running) wakeLoop();
}

/** Adds a thread before all others. */
export function makeNext(thread: GreenThread): void {
  ready.unshift(thread);
  loop.urgent = true;
  if (!loop.running) wakeLoop();
}

/** Does the runtime's own work in another thread's name, before any other runs. */
export function helpNext(work: () => unknown, { ident, nativeId }: Pick<GreenThread, "ident" | "nativeId">): GreenThread {
  const helper = new GreenThread(work, ident, nativeId);
  helper.isHelper = true;
  isolate.alive++;
  isolate.helpers++;
  makeNext(helper);
  return helper;
}

/** Takes a thread that could run out of those that do: it goes on elsewhere, or not at all. */
export function takeFromReady(thread: GreenThread): void {
  let at = 0;
  for (let other = ready.first; other !== null; other = other.nextReady, at++) {
    if (other !== thread) continue;
    ready.take(at);
    return;
  }
}

/** Are there threads that could run now? */
export function othersReady(): boolean {
  return ready.length + loop.below > 0;
}

/** How often a thread has been run so far. */
export function stepsSoFar(): number {
  return loop.steps;
}

/** The threads that could run, in their order. */
export function readyThreads(): GreenThread[] {
  const threads: GreenThread[] = [];
  for (let thread = ready.first; thread !== null; thread = thread.nextReady) threads.push(thread);
  return threads;
}

/** For callbacks of Node's loop: there may be something to run. */
export function wakeLoop(): void {
  if (loop.running || loop.ended) return;
  loop.running = true;
  stopIdling();
  setImmediate(turn);
}

/** Goes on with threads that were made elsewhere. */
export function resumeLoop(): void {
  loop.running = true;
  setImmediate(turn);
}

/** Runs a thread as the first one, before this call returns if it never waits; the program ends with endLoop(). */
export function startLoop(thread: GreenThread): void {
  ready.push(thread);
  loop.running = true;
  run();
}

/** Nothing runs any more. `then` is called in a turn of Node's loop, on an empty stack. */
export function endLoop(then?: () => void): void {
  loop.ended = true;
  stopIdling();
  if (then !== undefined) setImmediate(then);
}

/** Whether endLoop() has been called. */
export function hasEnded(): boolean {
  return loop.ended;
}

/** Suspends the running thread, after endLoop(): it never goes on. */
export function abandon(): Suspends<never> {
  S.mode = 1;
  return undefined as never;
}

const settled = Promise.resolve();

/** Threads run in microtasks: there a throw costs half, since V8 makes no message for it. Node raises what leaves one as an uncaught exception. */
function inMicrotask(work: () => void): void {
  void settled.then(work);
}

function turn(): void {
  loop.turned = true;
  inMicrotask(run);
}

/**
 * Runs ready threads until none is left or the event loop must turn. What is rare stands in functions of its own, here and in step():
 * V8 optimises these two as they are, once, and not again for each way that they had not gone before.
 */
function run(): void {
  const { current: rules } = policy;
  loop.turnMs = hooks.clockMs = rules.nowMs();
  if (hooks.stale !== undefined) hooks.stale();
  if (turns.poll !== undefined) turns.poll();
  for (;;) {
    if (mail.box !== undefined) mail.box.look();
    if (loop.ended) return;
    if (signals.pending.length > 0) serveSignals();
    if (ready.length === 0) {
      const waited = waitForReady();
      if (waited === STOPPED) return;
      if (waited === BLOCKED) continue;
    }
    const thread = rules.next(ready);
    loop.steps++;
    loop.urgent = false;
    while (step(thread)) if (turns.moved !== undefined && hasMoved(thread)) return;
    const asked = loop.stop;
    loop.stop = NOT_ASKED;
    if ((asked & TURN) !== 0 || ((loop.steps & 31) === 0 && turnIsDue(rules.nowMs()))) {
      setImmediate(turn);
      return;
    }
  }
}

/** What came of having nothing to run: a thread is ready; the isolate has blocked and something may be; or this turn is over. */
const READY = 0;
const BLOCKED = 1;
const STOPPED = 2;

function waitForReady(): number {
  const { current: rules } = policy;
  expireTimers(rules.nowMs());
  if (ready.length > 0 || (turns.idle !== undefined && turns.idle())) return READY;
  loop.running = false;
  if (isolate.alive === 0) return STOPPED;
  if (!idle(nextDeadlineMs(), loop.turned)) return STOPPED;
  loop.running = true; // a deadline has come while the isolate was blocked
  if (!turnIsDue(rules.nowMs())) return BLOCKED;
  setImmediate(turn);
  return STOPPED;
}

/** A thread is to go on at once: has the program been taken elsewhere? */
function hasMoved(thread: GreenThread): boolean {
  ready.unshift(thread);
  if (turns.moved!()) return true;
  ready.shift();
  return false;
}

/** Looks at the clock for what may have become due while threads ran without waiting. */
function turnIsDue(nowMs: number): boolean {
  expireTimers(nowMs);
  const rules = policy.current;
  const passedMs = nowMs - loop.turnMs;
  if (passedMs < rules.turnMs) return false;
  watchSignals();
  return nowMs - Math.max(loop.turnMs, loop.importedMs) >= rules.aloneMs || turns.poll !== undefined;
}

/**
 * A module of the library begins to be imported: nobody waits for the event loop as long as that takes, and a turn would have all modules that import one
 * another saved, and go on in their second forms, which are read and compiled for that alone.
 */
export function noteImport(): void {
  loop.importedMs = policy.current.nowMs();
}

function expireTimers(nowMs: number): void {
  for (let thread = dueThread(nowMs); thread !== undefined; thread = dueThread(nowMs)) unpark(thread, TIMED_OUT);
}

/**
 * Runs one thread until it waits, is stopped or ends. True: it is to go on at once.
 *
 * Too big for V8 to copy it into its callers, which would optimise it once for each.
 */
function step(thread: GreenThread): boolean {
  isolate.current = thread;
  let value = thread.value;
  let threw = thread.threw;
  thread.value = undefined;
  thread.threw = false;
  S.handled = thread.local.handled;
  const { frames } = thread;
  for (;;) {
    if (frames.length > 0) {
      const frame = frames.pop() as Frame;
      entering(thread.depth);
      S.saved = frames.length;
      if (frame.f.counts) thread.depth--;
      if (threw) {
        value = passed(value, frame, frame.pc);
        if (frame.pc === 0 && frame.f.counts) continue; // stopped as it was entered, before there was a handler: a signal's exception passes by
      }
      S.value = value;
      S.threw = threw;
      threw = false;
      try {
        value = frame.f.twin(frame);
      } catch (exception) {
        value = exception;
        threw = true;
      }
    } else {
      const { entry } = thread;
      if (entry === null) break;
      thread.entry = null;
      entering(0);
      S.saved = 0;
      value = entry();
    }
    if (S.mode === 0) continue;
    if (S.mode === 2) {
      value = $landed();
      threw = true;
      continue;
    }
    // the frames that were saved are the thread's; the array keeps its room: `length = 0` would give it back at each suspension
    const { captured } = S;
    for (let frame = captured.pop(); frame !== undefined; frame = captured.pop()) {
      frames.push(frame);
      if (frame.f.counts) thread.depth++;
    }
    S.mode = 0;
    S.threw = false;
    thread.local.handled = S.handled;
    if (loop.ended) return false;
    if (thread.list !== null) {
      isolate.current = undefined;
      return false; // parked
    }
    if (loop.stop === NOT_ASKED) return true;
    isolate.current = undefined;
    if ((loop.stop & SWITCH) !== 0) ready.push(thread);
    else ready.unshift(thread);
    return false;
  }
  isolate.current = undefined;
  isolate.alive--;
  if (thread.isHelper) isolate.helpers--;
  thread.done = true;
  if (threw) throw value;
  return false;
}

/** Frames of Python functions that a thread must have room for to run on another one's stack, and what lies between the two. */
const ROOM_FOR_THREAD = 200;
const ROOM_BETWEEN = 20;

/**
 * Runs a new thread at once, on the running one's stack, until it waits, is stopped or ends: nothing need be saved for a thread that
 * ends without waiting. Where that cannot be, it becomes ready. The running thread may have to stop then: a site.
 */
export function beginHere(thread: GreenThread): Suspends<void> {
  const { depth, deepest, depthLimit, saved, handled } = S;
  const { room } = stack;
  if (deepest - depth < ROOM_FOR_THREAD || turns.moved !== undefined) {
    makeReady(thread);
    return;
  }
  const starter = isolate.current;
  stack.room = deepest - depth - ROOM_BETWEEN;
  loop.below++;
  loop.steps++;
  while (step(thread));
  loop.below--;
  loop.steps++;
  stack.room = room;
  S.depth = depth;
  S.deepest = deepest;
  S.depthLimit = depthLimit;
  S.saved = saved;
  S.handled = handled;
  isolate.current = starter;
  if (loop.urgent) loop.stop = SWITCH;
  else loop.stop &= TURN | SERVE;
  if (loop.stop !== NOT_ASKED || loop.ended) S.mode = 1;
}

/**
 * At a fuel check: must the running thread suspend here? If so it is not parked: the scheduler goes on with it when its turn comes.
 * Call only where the thread can suspend, and suspend if it says so.
 */
export function mustStop(): boolean {
  const rules = policy.current;
  const now = (hooks.clockMs = rules.nowMs());
  if (hooks.stale !== undefined) hooks.stale();
  if (loop.seenStep !== loop.steps) {
    loop.seenStep = loop.steps;
    loop.seenMs = now;
  }
  loop.stop = turnIsDue(now) ? TURN : NOT_ASKED;
  if (ready.length + loop.below > 0 && rules.preempts(now, loop.seenMs)) loop.stop |= SWITCH;
  if (mail.box !== undefined) {
    mail.box.look();
    if (signals.pending.length > 0 || loop.ended) loop.stop |= SERVE;
  }
  return loop.stop !== NOT_ASKED;
}

hooks.mustStop = mustStop;

/** `time.sleep(0)` and its like: lets the others run first. */
export function yieldThread(): Suspends<void> {
  if (ready.length + loop.below === 0) return;
  loop.stop = SWITCH;
  S.mode = 1;
}

/** Puts a frame on top of a thread that is not parked: it runs first when the thread goes on, its result is dropped. */
export function pushFrame(thread: GreenThread, frame: Frame): void {
  thread.frames.push(frame);
}

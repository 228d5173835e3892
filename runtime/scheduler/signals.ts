/**
 * signals - what the operating system sends to the program, from Node's handlers to the main thread.
 *
 * Node's handler only notes the number; between two steps the scheduler makes the main thread run Python's handlers, as CPython
 * does between two instructions: a thread that waits is woken with INTERRUPTED, one that was stopped gets a frame on top.
 *
 * Invariants
 *   S8  Python's handlers run on the main thread alone.
 *   S9  No handler is installed before the isolate first waits, has run for a slice or writes to a standard stream: a short script costs nothing.
 */
import { $take, handwritten } from "../frames/save.js";
import type { Frame, FrameCode, Suspends } from "../frames/suspend.js";
import { isolate } from "./current.js";
import { mail } from "./mail.js";
import { pushFrame, wakeLoop } from "./scheduler.js";
import { INTERRUPTED, restarted, unbroken, unpark, type Waiters } from "./waiters.js";
import { carried } from "../snapshot/carried.js";

export interface Reports {
  has(number: number): boolean;
  /** Writes; whether the signal then does what it did without. */
  tell(number: number): boolean;
  forget(number: number): boolean;
}

export const signals = {
  /** Numbers seen and not yet handled, in order of arrival. */
  pending: [] as number[],
  /** SIGINT is Python's business (KeyboardInterrupt): not so when a script gave it back to the system. */
  watchesInterrupt: true,
  /** Runs the handlers of what is pending, on the main thread; they may raise. Set by the module `signal` or by main. */
  handle: undefined as (() => Suspends<unknown>) | undefined,
  /** Does what a signal does that is not Python's business, where that is not the system's either: in a worker. */
  act: undefined as ((number: number) => void) | undefined,
  /** A worker's signal has become Python's business, or is it no more. */
  changed: undefined as ((number: number) => void) | undefined,
  /** Those whose handlers run only when a system call is over that waits (siginterrupt). Set by the module `signal`. */
  restarting: new Set<number>(),
  /** Signals that this program has sent to itself, for sigwaitinfo. */
  own: new Set<number>(),
  /** What programs that are started inherit: signals that the script ignores, those that it blocks. Set by the module `signal`. */
  ignored: (): readonly number[] => [],
  blocked: (): readonly number[] => [],
  /** What the script wants of a signal. Set by the module `signal`. */
  actionOf: (number: number): "ignore" | "default" | "handle" => (number === 13 || number === 25 ? "ignore" : number === 2 ? "handle" : "default"),
  /** Signals that have something written before what else they do. Set by the module `faulthandler`. */
  reports: undefined as Reports | undefined,
  /** The first process is the kernel of others: a signal of the terminal is theirs too. */
  share: undefined as ((number: number) => void) | undefined,
};

const watched = new Map<number, () => void>();
carried(
  "signals",
  () => [signals.pending, signals.watchesInterrupt, [...signals.restarting]],
  (value) => {
    const [pending, watchesInterrupt, restarting] = value as [number[], boolean, number[]];
    [signals.pending, signals.watchesInterrupt, signals.restarting] = [pending, watchesInterrupt, new Set(restarting)];
  },
);

/** Stops listening to everything; gives the numbers that were watched. */
export function unwatchAll(): number[] {
  const numbers = [...watched.keys()];
  for (const [number, note] of watched) process.removeListener(signalName(number), note);
  watched.clear();
  return numbers;
}

/** Node's name of a signal. */
export function signalName(number: number): NodeJS.Signals {
  const { signals: numbers } = process.getBuiltinModule("node:os").constants;
  return Object.keys(numbers).find((name) => numbers[name as NodeJS.Signals] === number) as NodeJS.Signals;
}

/** Installs Node's handler for SIGINT, once. */
export function watchSignals(): void {
  if (signals.watchesInterrupt && !watched.has(2)) watchSignal(2, "SIGINT");
}

/** Notes a signal instead of letting it act. */
export function watchSignal(number: number, name: NodeJS.Signals): void {
  if (watched.has(number)) return;
  const note = (): void => {
    signals.share?.(number);
    noteSignal(number);
  };
  watched.set(number, note);
  if (mail.worker) signals.changed?.(number);
  else process.on(name, note);
}

/** Gives a signal its default action back. */
export function unwatchSignal(number: number, name: NodeJS.Signals): void {
  const note = watched.get(number);
  if (note === undefined) return;
  watched.delete(number);
  if (mail.worker) signals.changed?.(number);
  else process.removeListener(name, note);
}

/** Is the signal Python's business? */
export function watches(number: number): boolean {
  return watched.has(number) || (number === 2 && signals.watchesInterrupt);
}

/** Lets a signal act on this process as if nobody had asked for it. */
export function raiseDefault(number: number, name: NodeJS.Signals): void {
  if (signals.act !== undefined) signals.act(number);
  else process.kill(process.pid, name);
}

/** A signal has come. */
export function noteSignal(number: number): void {
  if (!signals.pending.includes(number)) signals.pending.push(number);
  wakeLoop();
}

/** Between two steps, with signals pending: has the main thread run the handlers. */
export function serveSignals(): void {
  const { main } = isolate;
  // one that has not begun has no frames yet on which the handlers could be put
  if (main === undefined || main.done || main.entry !== null) return;
  if (main.list !== null) {
    if (!unbroken.has(main.list) && !goesOn(main.list)) unpark(main, INTERRUPTED);
  } else if (main.value !== INTERRUPTED && main.frames.at(-1)?.f !== HANDLERS) {
    pushFrame(main, { f: HANDLERS, pc: 0, t: null, l: [main.value, main.threw] });
    main.value = undefined;
    main.threw = false;
  }
}

/** Whether a wait is not ended by what is pending. */
function goesOn(list: Waiters): boolean {
  return restarted.has(list) && signals.pending.every((number) => signals.restarting.has(number));
}

/** Runs the handlers of pending signals, if this is the main thread: after a wait that ended INTERRUPTED. */
export function checkSignals(): Suspends<unknown> {
  if (isolate.current !== isolate.main || signals.pending.length === 0 || signals.handle === undefined) return null;
  return signals.handle();
}

/** Sends a signal to the program itself: if it is Python's business its handlers run at once, on the main thread. False: it is the system's. */
export function sendSelf(number: number): Suspends<boolean> {
  if (!watches(number)) return false;
  signals.own.add(number);
  noteSignal(number);
  checkSignals();
  return true;
}

/** Takes what is pending; for the one who runs the handlers. */
export function takePending(): number[] {
  return signals.pending.splice(0);
}

/** The frame that runs handlers on top of a stopped main thread; it holds what that was to go on with, and gives it on. */
const HANDLERS: FrameCode = handwritten("<signal handlers>", runHandlers);

function runHandlers(frame: Frame): Suspends<unknown> {
  const [value, threw] = frame.l as [unknown, boolean];
  $take();
  try {
    checkSignals();
  } catch (error) {
    kept.value = value;
    throw error;
  }
  if (threw) throw value;
  return value;
}

const kept = { value: undefined as unknown };

/** A wait has ended with an exception: what a waker had given it, if a signal's handler raised before the thread could take it. It is to be given to somebody else. */
export function takeKept(): unknown {
  const { value } = kept;
  kept.value = undefined;
  return value;
}

/** The signals that are Python's business. */
export function watchedSignals(): number[] {
  const numbers = [...watched.keys()];
  if (signals.watchesInterrupt && !watched.has(2)) numbers.push(2);
  return numbers;
}

/**
 * semaphore - counts that processes share: what multiprocessing's locks, semaphores, conditions and events are made of.
 *
 * Mirrors   Modules/_multiprocessing/semaphore.c of CPython 3.13
 * Suspends  acquire
 * Differs   a holder is known by process and thread whatever SemLock object it used
 *
 * Units: milliseconds.
 */
import type { Suspends } from "../frames/suspend.js";
import { AssertionError, ValueError } from "../objects/exceptions.js";
import { isolate } from "../scheduler/current.js";
import { deadlineAfter } from "../scheduler/seconds.js";
import { checkSignals } from "../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT } from "../scheduler/waiters.js";
import { UNIT_WORDS_SHIFT, allocate, free, memory } from "./arena.js";
import { PARKING, SEMAPHORE as RECORD } from "./layout.js";
import { makeParking, parkAt, wakeOne, type Source } from "./parking.js";

/** Kinds, as _multiprocessing.SemLock numbers them. */
export const RECURSIVE_MUTEX = 0;
export const SEMAPHORE = 1;

const { value: VALUE, most: MOST, kind: KIND } = RECORD.at;
const WAITING = PARKING.at.waiting;

/** How often this process has acquired a semaphore, and the thread that did so last. */
interface Held {
  count: number;
  ident: number;
}

const held = new Map<number, Held>();

/** A new semaphore of one of the kinds: its handle, the same in all processes. */
export function create(kind: number, value: number, most: number): number {
  const handle = allocate(RECORD.units);
  const at = handle << UNIT_WORDS_SHIFT;
  memory.words[at + VALUE] = value;
  memory.words[at + MOST] = most;
  memory.words[at + KIND] = kind;
  makeParking(at);
  return handle;
}

/** Nobody uses the semaphore any more. */
export function destroy(handle: number): void {
  held.delete(handle);
  free(handle, RECORD.units);
}

/** Takes one of the count if there is any. */
function take(at: number): boolean {
  for (;;) {
    const value = Atomics.load(memory.words, at);
    if (value <= 0) return false;
    if (Atomics.compareExchange(memory.words, at, value, value - 1) === value) return true;
  }
}

/** Takes one that is no recursive mutex, if it is there, for whom nobody asks who has it. */
export function takeAtOnce(handle: number): boolean {
  return take((handle << UNIT_WORDS_SHIFT) + VALUE);
}

/** Gives it back, which somebody has taken. */
export function giveBack(handle: number): void {
  const at = handle << UNIT_WORDS_SHIFT;
  Atomics.add(memory.words, at + VALUE, 1);
  if (Atomics.load(memory.words, at + WAITING) > 0) wakeOne(at);
}

/** The running thread has acquired it. */
function hold(handle: number): true {
  const ident = isolate.current!.ident;
  const mine = held.get(handle);
  if (mine === undefined) held.set(handle, { count: 1, ident });
  else {
    mine.count++;
    mine.ident = ident;
  }
  return true;
}

/** Acquires it: at once, or waiting as long as it takes (`timeoutMs` null) or for so long. */
export function acquire(handle: number, block: boolean, timeoutMs: number | null): Suspends<boolean> {
  const at = handle << UNIT_WORDS_SHIFT;
  if (memory.words[at + KIND] === RECURSIVE_MUTEX && isMine(handle)) {
    held.get(handle)!.count++;
    return true;
  }
  if (take(at + VALUE)) return hold(handle);
  if (!block || (timeoutMs !== null && timeoutMs <= 0)) return false;
  return acquireLate(handle, timeoutMs === null ? Infinity : deadlineAfter(timeoutMs));
}

/** How often one looks who can expect that it is held for a moment only. */
const SPINS = 100;

/** Acquires a lock that nobody holds for long. */
export function acquireShortly(handle: number): Suspends<boolean> {
  const at = (handle << UNIT_WORDS_SHIFT) + VALUE;
  for (let i = 0; i < SPINS; i++) if (take(at)) return hold(handle);
  return acquire(handle, true, null);
}

function acquireLate(handle: number, deadlineMs: number): Suspends<boolean> {
  const at = handle << UNIT_WORDS_SHIFT;
  const source: Source = {
    attempt: () => take(at + VALUE),
    more: () => Atomics.load(memory.words, at + VALUE) > 0,
    giveBack: () => giveBack(handle),
  };
  for (;;) {
    const woken = parkAt(at, source, deadlineMs);
    if (woken === true) return hold(handle);
    if (woken === TIMED_OUT) return false;
    if (woken === INTERRUPTED) checkSignals();
  }
}

/**
 * Gives one back, and wakes one who waits.
 *
 * @throws AssertionError  a recursive mutex that another thread holds
 * @throws ValueError      its greatest value is reached
 */
export function release(handle: number): void {
  const at = handle << UNIT_WORDS_SHIFT;
  const mine = held.get(handle);
  if (memory.words[at + KIND] === RECURSIVE_MUTEX) {
    if (mine === undefined || !isMine(handle)) throw new AssertionError("attempt to release recursive lock not owned by thread");
    if (mine.count > 1) {
      mine.count--;
      return;
    }
  }
  for (;;) {
    const value = Atomics.load(memory.words, at + VALUE);
    if (value >= memory.words[at + MOST]!) throw new ValueError("semaphore or lock released too many times");
    if (Atomics.compareExchange(memory.words, at + VALUE, value, value + 1) === value) break;
  }
  if (mine !== undefined) mine.count--;
  if (Atomics.load(memory.words, at + WAITING) > 0) wakeOne(at);
}

/** How often it can be acquired now. */
export function valueOf(handle: number): number {
  return Atomics.load(memory.words, (handle << UNIT_WORDS_SHIFT) + VALUE);
}

/** Has the running thread acquired it last, of this process? */
export function isMine(handle: number): boolean {
  const mine = held.get(handle);
  return mine !== undefined && mine.count > 0 && mine.ident === isolate.current!.ident;
}

/** How often this process has acquired it and not released. */
export function countOf(handle: number): number {
  return held.get(handle)?.count ?? 0;
}

/**
 * turns - processes begin to run in the order in which they were started, each when the one before it waits for the first time or has run for a moment:
 * as those of a system do that has processors to spare, so that what they print first comes in that order. A worker needs longer to get ready
 * than a system to fork, and some longer than others.
 *
 * Units: milliseconds.
 */
import { monotonicMs } from "../scheduler/clock.js";
import { idling } from "../scheduler/idle.js";
import { memory } from "./arena.js";
import type { Job } from "./job.js";
import { ARENA } from "./layout.js";

/** So long a process runs before the next one begins, if it does not wait. */
const AHEAD_MS = 30;
/** One that takes longer to get ready is waited for no more. */
const PATIENCE_MS = 400;

let own = 0;
/** The last turn that was given. */
const given = { turn: 0 };

/** The next turn: of a process that is brought up now. The kernel's. */
export function nextTurn(): number {
  return ++given.turn;
}

/** How many of those that have been given a turn have not begun. */
export function notBegun(): number {
  return Math.max(0, given.turn - Atomics.load(memory.words, ARENA.at.begun));
}

/** How long it is that a process began; without end if none has. */
export function begunForMs(): number {
  return Atomics.load(memory.words, ARENA.at.begun) === 0 ? Infinity : (Date.now() - Atomics.load(memory.words, ARENA.at.begunMs)) | 0;
}

/** The process is ready: it may begin when this returns. False: the one before it has not begun in all that time. */
export function begin({ turn, after }: Job): boolean {
  const inOrder = after === 0 || awaitTurn(after, monotonicMs() + PATIENCE_MS);
  own = turn;
  if (turn === 0) return inOrder;
  idling.first = pass;
  Atomics.store(memory.words, ARENA.at.begunMs, Date.now() | 0);
  raise(ARENA.at.begun, turn);
  return inOrder;
}

/** This process does not need to be alone any more. False: it was known already. */
export function pass(): boolean {
  idling.first = undefined;
  if (own === 0) return false;
  raise(ARENA.at.passed, own);
  // who waits for this one to begin looks again
  Atomics.notify(memory.words, ARENA.at.begun);
  own = 0;
  return true;
}

function awaitTurn(after: number, untilMs: number): boolean {
  const { words } = memory;
  const { begun, begunMs, passed } = ARENA.at;
  for (;;) {
    const last = Atomics.load(words, begun);
    if (last > after || Atomics.load(words, passed) >= after) return true;
    const leftMs = untilMs - monotonicMs();
    if (leftMs <= 0) return last >= after;
    const aheadMs = last === after ? AHEAD_MS - ((Date.now() - Atomics.load(words, begunMs)) | 0) : leftMs;
    if (aheadMs <= 0) return true;
    // what is passed on without a change of `begun` wakes this too, but for a moment before it blocks
    Atomics.wait(words, begun, last, Math.min(leftMs, aheadMs, last === after ? 5 : leftMs));
  }
}

/** A word is at least so high. */
function raise(word: number, to: number): void {
  const { words } = memory;
  for (let last = Atomics.load(words, word); last < to; last = Atomics.load(words, word)) Atomics.compareExchange(words, word, last, to);
  Atomics.notify(words, word);
}

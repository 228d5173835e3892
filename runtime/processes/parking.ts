/**
 * parking - threads of any isolate that wait for something in shared memory: parked where they run, woken through the mailboxes.
 *
 * Invariants
 *   K1  While a thread of an isolate waits, the isolate's bit in the record is set; only then does the thread look once more and park.
 *   K2  Whoever makes something available wakes one isolate. That isolate gives it to its threads in order, and wakes another one if more is left
 *       or if its threads had all given up: no wake-up is lost.
 *   K3  A watcher is woken when its record is, and looks for itself: a thread that waits for other things too. A record has watchers or parked threads, not both.
 *   K4  A process that ends takes its bits out; for one that was killed the kernel does.
 * Units: milliseconds of the policy's clock.
 */
import type { Suspends } from "../frames/suspend.js";
import { isolate, type GreenThread } from "../scheduler/current.js";
import { takeKept } from "../scheduler/signals.js";
import { unpark, Waiters } from "../scheduler/waiters.js";
import { FIRST_UNIT, memory, slotWord, usedUnits, wordOf } from "./arena.js";
import { MOST_PROCESSES, NEWS_WAKE, PARKING, PARKING_TAG, PROCESS } from "./layout.js";
import { own, post } from "./mailbox.js";
import { self } from "./self.js";

const { tag: TAG, waiting: WAITING, next: NEXT, slots: SLOTS } = PARKING.at;

/** What is waited for. Neither function may suspend. */
export interface Source {
  /** Takes it, if it is there. */
  attempt(): boolean;
  /** Could somebody else take it now? */
  more(): boolean;
  /** Gives back what was taken for a thread that a signal's exception has stopped. */
  giveBack(): void;
}

/** Threads of this isolate that wait at one record. */
interface Lot {
  readonly word: number;
  readonly source: Source;
  readonly waiters: Waiters;
}

const lots = new Map<number, Lot>();

/** Makes a parking record of the words from here on. */
export function makeParking(word: number): void {
  memory.words[word + TAG] = PARKING_TAG;
}

/** Waits at the record that begins at a word until its source gives: true, TIMED_OUT or INTERRUPTED. All who wait at one record want the same. */
export function parkAt(word: number, source: Source, deadlineMs: number): Suspends<unknown> {
  let lot = lots.get(word);
  if (lot === undefined) {
    lot = { word, source, waiters: new Waiters() };
    lots.set(word, lot);
    Atomics.or(memory.words, word + SLOTS + (self.slot >> 5), 1 << (self.slot & 31));
    Atomics.add(memory.words, word + WAITING, 1);
    if (source.attempt()) {
      leave(lot);
      return true;
    }
  }
  let woken: unknown;
  try {
    woken = lot.waiters.park(deadlineMs);
  } catch (error) {
    if (takeKept() === true) source.giveBack();
    throw error;
  }
  if (woken !== true && lot.waiters.first === null && lots.get(word) === lot) leave(lot);
  return woken;
}

/** No thread of this isolate waits at the record any more. */
function leave(lot: Lot): void {
  lots.delete(lot.word);
  withdraw(lot.word, self.slot);
  if (lot.source.more()) wakeOne(lot.word);
}

function withdraw(word: number, slot: number): boolean {
  const bit = 1 << (slot & 31);
  const before = Atomics.and(memory.words, word + SLOTS + (slot >> 5), ~bit);
  if ((before & bit) === 0) return false;
  Atomics.sub(memory.words, word + WAITING, 1);
  return true;
}

/** Does a thread of some isolate wait at the record? */
export function isAwaited(word: number): boolean {
  return Atomics.load(memory.words, word + WAITING) > 0;
}

/** Something has become available: wakes one isolate of those that wait. */
export function wakeOne(word: number): void {
  if (Atomics.load(memory.words, word + WAITING) === 0) return;
  const first = Atomics.load(memory.words, word + NEXT) & (MOST_PROCESSES - 1);
  for (let i = 0; i <= MOST_PROCESSES / 32; i++) {
    const at = ((first >> 5) + i) & (MOST_PROCESSES / 32 - 1);
    let bits = Atomics.load(memory.words, word + SLOTS + at);
    if (i === 0) bits &= -1 << (first & 31);
    if (bits === 0) continue;
    const slot = (at << 5) + 31 - Math.clz32(bits & -bits);
    Atomics.store(memory.words, word + NEXT, slot + 1);
    wake(word, slot);
    return;
  }
}

/** Wakes all isolates that wait: each looks for itself. */
export function wakeAll(word: number): void {
  if (Atomics.load(memory.words, word + WAITING) === 0) return;
  for (let at = 0; at < MOST_PROCESSES / 32; at++) {
    for (let bits = Atomics.load(memory.words, word + SLOTS + at); bits !== 0; bits &= bits - 1) wake(word, (at << 5) + 31 - Math.clz32(bits & -bits));
  }
}

function wake(word: number, slot: number): void {
  if (slot !== self.slot) {
    post(Atomics.load(memory.words, slotWord(slot) + PROCESS.at.mailbox), NEWS_WAKE);
    return;
  }
  const lot = lots.get(word);
  if (lot !== undefined) serve(lot);
  else serveWatchers(word);
}

/** NEWS_WAKE has come. */
export function serveLots(): void {
  if (lots.size > 0) for (const lot of [...lots.values()]) serve(lot);
  if (watchers.size > 0) for (const word of watchers.keys()) serveWatchers(word);
}

/** Threads of this isolate that watch a record, and what they wait for. */
interface Watcher {
  readonly thread: GreenThread;
  readonly come: () => boolean;
}

const watchers = new Map<number, Watcher[]>();

/** From now on the running thread, when it is parked, is woken with [] when the record is and `come` says that there is something. Look once more before parking. */
export function watchAt(word: number, come: () => boolean): void {
  const watcher: Watcher = { thread: isolate.current as GreenThread, come };
  const list = watchers.get(word);
  if (list !== undefined) {
    list.push(watcher);
    return;
  }
  watchers.set(word, [watcher]);
  Atomics.or(memory.words, word + SLOTS + (self.slot >> 5), 1 << (self.slot & 31));
  Atomics.add(memory.words, word + WAITING, 1);
}

/** Does a thread of this isolate watch the record? */
export function isWatchedHere(word: number): boolean {
  return watchers.has(word);
}

/** The running thread watches the record no more. */
export function unwatchAt(word: number): void {
  unwatch(word, isolate.current as GreenThread);
}

/** A thread watches nothing any more: it is not to go on. */
export function forgetWatcher(thread: GreenThread): void {
  for (const word of [...watchers.keys()]) unwatch(word, thread);
}

function unwatch(word: number, thread: GreenThread): void {
  const list = watchers.get(word);
  if (list === undefined) return;
  const at = list.findIndex((one) => one.thread === thread);
  if (at >= 0) list.splice(at, 1);
  if (list.length > 0) return;
  watchers.delete(word);
  withdraw(word, self.slot);
}

function serveWatchers(word: number): void {
  const list = watchers.get(word)?.slice() ?? [];
  for (let i = 0; i < list.length; i++) {
    const { thread, come } = list[i] as Watcher;
    if (!come()) continue;
    if (thread.list !== null) {
      unpark(thread, []);
      unwatch(word, thread); // it is about to look for itself: who puts more need not wake it
    } else post(own.record, NEWS_WAKE); // it is about to be parked, or to look: at the next step it is known
  }
}

function serve(lot: Lot): void {
  const { waiters, source } = lot;
  while (waiters.first !== null && source.attempt()) unpark(waiters.first as GreenThread, true);
  if (waiters.first === null && lots.get(lot.word) === lot) leave(lot);
}

/** This process ends. */
export function leaveLots(): void {
  for (const lot of [...lots.values()]) leave(lot);
  for (const word of watchers.keys()) withdraw(word, self.slot);
  watchers.clear();
}

/** A process was killed: takes it out of all records. What was about to be given to it goes to others. */
export function withdrawKilled(slot: number): void {
  const end = usedUnits();
  for (let unit = FIRST_UNIT; unit < end; unit++) {
    const word = wordOf(unit);
    if (memory.words[word + TAG] === PARKING_TAG && withdraw(word, slot)) wakeOne(word);
  }
}

/**
 * table - the processes of gilt, in shared memory: who there is, who is whose child, how one ended.
 *
 * Invariants
 *   T1  A slot goes FREE, TAKEN, RUNNING, ENDING, ENDED, FREE. Each step is one compare-and-exchange, so it is made once, whoever tries.
 *   T2  A process that has ended stays until its parent has waited for it; without a parent it goes at once. Parent and child look at each
 *       other's word after they have written their own, so that one of them sees to it.
 *   T3  Slot 0 is the first process, the one that the system knows.
 */
import fs from "node:fs";
import { BlockingIOError } from "../objects/exceptions.js";
import type { Value } from "../objects/object.js";
import { ARENA, ENDED, ENDING, FREE, MOST_PROCESSES, NEWS_CHILD, NEWS_SIGCHLD, NEWS_SIGNAL, PROCESS, RUNNING, TAKEN } from "./layout.js";
import { memory, slotWord } from "./arena.js";
import { announce, post } from "./mailbox.js";

const at = PROCESS.at;

export type ProcessField = keyof typeof at;

export function field(slot: number, name: ProcessField): number {
  return Atomics.load(memory.words, slotWord(slot) + at[name]);
}

export function setField(slot: number, name: ProcessField, value: number): void {
  Atomics.store(memory.words, slotWord(slot) + at[name], value);
}

function step(slot: number, from: number, to: number): boolean {
  return Atomics.compareExchange(memory.words, slotWord(slot) + at.state, from, to) === from;
}

/** Slots below this may be in use. */
export function slotCount(): number {
  return Atomics.load(memory.words, ARENA.at.highest);
}

/**
 * A slot for a new process.
 *
 * @throws BlockingIOError there are too many processes
 */
export function takeSlot(): number {
  for (let slot = 1; slot < MOST_PROCESSES; slot++) {
    if (!step(slot, FREE, TAKEN)) continue;
    memory.words.fill(0, slotWord(slot) + 1, slotWord(slot) + PROCESS.at.killed + 1);
    for (let highest = slotCount(); highest <= slot; highest = slotCount()) Atomics.compareExchange(memory.words, ARENA.at.highest, highest, slot + 1);
    return slot;
  }
  throw tooMany();
}

export function tooMany(): Value {
  return new BlockingIOError(11, "Resource temporarily unavailable");
}

/** A start that failed gives its slot back. */
export function dropSlot(slot: number): void {
  step(slot, TAKEN, FREE);
}

/** The process runs: its fields are set. */
export function runSlot(slot: number): void {
  step(slot, TAKEN, RUNNING);
}

/** Is there a process in the slot, be it that it has ended and nobody waited for it? */
export function exists(slot: number): boolean {
  const state = field(slot, "state");
  return state === RUNNING || state === ENDING || state === ENDED;
}

/** The slot of a process; -1 if gilt has none of that pid. */
export function slotOf(pid: number): number {
  for (let slot = 0, count = slotCount(); slot < count; slot++) if (field(slot, "pid") === pid && exists(slot)) return slot;
  return -1;
}

/** Slots of the children of a process, ended ones included. */
export function childrenOf(slot: number): number[] {
  const found: number[] = [];
  for (let child = 1, count = slotCount(); child < count; child++) if (field(child, "parentSlot") === slot && exists(child)) found.push(child);
  return found;
}

/** A process is about to end: true for the one caller that is to see to it. */
export function beginEnd(slot: number): boolean {
  return step(slot, RUNNING, ENDING);
}

/** It has ended, and all that was its own is gone: tells the parent. Whoever sees that it has ended finds the parent's SIGCHLD pending. */
export function finishEnd(slot: number, status: number): void {
  setField(slot, "status", status);
  leaveChildren(slot);
  const sentinel = Atomics.exchange(memory.words, slotWord(slot) + at.sentinel, -1);
  const pid = field(slot, "pid");
  const parent = field(slot, "parentSlot");
  const mailbox = parent < 0 ? 0 : field(parent, "mailbox");
  announce(mailbox, NEWS_SIGCHLD);
  step(slot, ENDING, ENDED);
  if (sentinel > 0) fs.closeSync(sentinel);
  post(mailbox, NEWS_CHILD);
  // the parent may have waited for it by now, and the slot be another's
  if (field(slot, "pid") === pid && field(slot, "parentSlot") < 0) step(slot, ENDED, FREE);
}

/** It has been stopped, or goes on: tells the parent. `status`: as waitpid gives it. */
export function noteHalt(slot: number, status: number): void {
  const parent = field(slot, "parentSlot");
  const mailbox = parent < 0 ? 0 : field(parent, "mailbox");
  announce(mailbox, NEWS_SIGCHLD);
  setField(slot, "halted", status);
  post(mailbox, NEWS_CHILD);
}

/** The status of a process that has been stopped (`options` with WUNTRACED) or goes on (with WCONTINUED) and has not been asked for; 0: none. */
export function takeHalt(slot: number, options: number): number {
  const status = field(slot, "halted");
  if (status === 0 || (options & (status === CONTINUED ? WCONTINUED : WUNTRACED)) === 0) return 0;
  if ((options & WNOWAIT) !== 0) return status;
  return Atomics.compareExchange(memory.words, slotWord(slot) + at.halted, status, 0) === status ? status : 0;
}

const WUNTRACED = 2;
const WCONTINUED = 8;
const WNOWAIT = 0x100_0000;
/** The status of a process that goes on, and of one that a signal has stopped. */
export const CONTINUED = 0xffff;
export const stoppedBy = (number: number): number => (number << 8) | 0x7f;

/** A process that ends has no children any more: they are orphans. */
export function leaveChildren(slot: number): void {
  for (const child of childrenOf(slot)) leaveChild(child);
}

/** A process that runs by now is an orphan if its parent has ended while the start was under way, and so has not seen it. */
export function leaveIfOrphan(slot: number): void {
  const parent = field(slot, "parentSlot");
  if (parent >= 0 && (field(parent, "state") !== RUNNING || field(parent, "pid") !== field(slot, "parent"))) leaveChild(slot);
}

function leaveChild(slot: number): void {
  setField(slot, "parent", 1);
  setField(slot, "parentSlot", -1);
  step(slot, ENDED, FREE);
}

/** Takes a process that has ended out of the table. False: another thread was first. */
export function reap(slot: number): boolean {
  return step(slot, ENDED, FREE);
}

/** SIGSTOP, SIGTSTP, SIGTTIN and SIGTTOU are the numbers between these. */
const SIGCONT = 18;
const SIGTTOU = 22;
const STOPS = 0b1111 << SIGCONT;

/** A signal for a process that is not the first; what it does is the process's own business. */
export function signalSlot(slot: number, number: number): void {
  // a stop that is pending ends with SIGCONT, and the other way round
  if (number >= SIGCONT && number <= SIGTTOU) Atomics.and(memory.words, slotWord(slot) + at.signals, ~(number === SIGCONT ? STOPS : 1 << (SIGCONT - 1)));
  const word = slotWord(slot) + at.signals + (number > 32 ? 1 : 0);
  Atomics.or(memory.words, word, 1 << ((number - 1) & 31));
  post(field(slot, "mailbox"), NEWS_SIGNAL);
}

/** Notes whether a signal is Python's business in a process. */
export function setCaught(slot: number, number: number, caught: boolean): void {
  const word = slotWord(slot) + at.caught + (number > 32 ? 1 : 0);
  const bit = 1 << ((number - 1) & 31);
  if (caught) Atomics.or(memory.words, word, bit);
  else Atomics.and(memory.words, word, ~bit);
}

export function isCaught(slot: number, number: number): boolean {
  return (Atomics.load(memory.words, slotWord(slot) + at.caught + (number > 32 ? 1 : 0)) & (1 << ((number - 1) & 31))) !== 0;
}

/** Is a signal pending? */
export function hasSignals(slot: number): boolean {
  const word = slotWord(slot) + at.signals;
  return Atomics.load(memory.words, word) !== 0 || Atomics.load(memory.words, word + 1) !== 0;
}

/** The process's pending signals, in the order of their numbers; none is pending afterwards. */
export function takeSignals(slot: number): number[] {
  const numbers: number[] = [];
  for (let half = 0; half < 2; half++) {
    for (let bits = Atomics.exchange(memory.words, slotWord(slot) + at.signals + half, 0); bits !== 0; bits &= bits - 1) {
      numbers.push(half * 32 + 32 - Math.clz32(bits & -bits));
    }
  }
  return numbers;
}

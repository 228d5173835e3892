/**
 * mailbox - how isolates wake one another: one word that is counted up, on which the owner blocks, or a bell beside it.
 *
 * Invariants
 *   B1  What a post is about is in place before the post: bits of news, a pending signal, a message in the port.
 *   B2  The owner reads `seq` before it looks for news, and blocks only while `seq` is what it read: no post is missed, whatever the order.
 *   B3  The bell is rung once a sleep at most: by whoever turns POLL into RUN.
 * Units: milliseconds.
 */
import fs from "node:fs";
import { eventfd } from "../system/posix.js";
import { allocate, memory, wordOf } from "./arena.js";
import { FUTEX, MAILBOX, POLL, RUN } from "./layout.js";

const { seq: SEQ, state: STATE, bell: BELL, news: NEWS } = MAILBOX.at;
const ONE = new Uint8Array(new BigUint64Array([1n]).buffer);
const EFD_FLAGS = 0o2000000 | 0o4000;

/** This isolate's own mailbox: its number, its first word, and `seq` at the last look. */
export const own = { record: 0, word: 0, seen: 0 };

/** A new mailbox, for the isolate that will own it. */
export function makeMailbox(): number {
  const record = allocate(MAILBOX.units);
  memory.words[wordOf(record) + BELL] = -1;
  return record;
}

/** This isolate owns the mailbox from now on. */
export function ownMailbox(record: number): void {
  own.record = record;
  own.word = wordOf(record);
  own.seen = Atomics.load(memory.words, own.word + SEQ) - 1; // the first look finds what came before
}

/** Tells the owner of a mailbox that there is something to look for. */
export function post(record: number, news: number): void {
  if (record === 0) return;
  const at = wordOf(record);
  Atomics.or(memory.words, at + NEWS, news);
  Atomics.add(memory.words, at + SEQ, 1);
  const state = Atomics.load(memory.words, at + STATE);
  if (state === RUN) return;
  if (state === FUTEX) Atomics.notify(memory.words, at + SEQ);
  else if (Atomics.compareExchange(memory.words, at + STATE, POLL, RUN) === POLL) fs.writeSync(memory.words[at + BELL] as number, ONE);
}

/** Notes news that a post will tell of in a moment. */
export function announce(record: number, news: number): void {
  if (record !== 0) Atomics.or(memory.words, wordOf(record) + NEWS, news);
}

/** The owner takes one bit of news, whether a post has told of it or not. False: there was none. */
export function takeAnnounced(news: number): boolean {
  return (Atomics.and(memory.words, own.word + NEWS, ~news) & news) !== 0;
}

/** The owner looks: bits of what has come since the last look. */
export function takeNews(): number {
  if (memory.words[own.word + SEQ] === own.seen) return 0;
  own.seen = Atomics.load(memory.words, own.word + SEQ);
  return Atomics.exchange(memory.words, own.word + NEWS, 0);
}

/** The owner blocks until a post or for so long. */
export function sleep(ms: number): void {
  Atomics.store(memory.words, own.word + STATE, FUTEX);
  Atomics.wait(memory.words, own.word + SEQ, own.seen, ms);
  Atomics.store(memory.words, own.word + STATE, RUN);
}

/** The owner is about to block in ppoll with its bell. False: a post has come, it must not. In both cases it calls polled() next. */
export function polling(): boolean {
  Atomics.store(memory.words, own.word + STATE, POLL);
  return Atomics.load(memory.words, own.word + SEQ) === own.seen;
}

/** The owner does not block any more. `rung`: ppoll has found that the bell can be read, be it that it was rung for an earlier sleep. */
export function polled(rung: boolean): void {
  if (Atomics.exchange(memory.words, own.word + STATE, RUN) !== RUN && !rung) return;
  try {
    fs.readSync(bell(), new Uint8Array(8));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error; // it is rung a moment later: the next ppoll returns once for nothing
  }
}

/** The owner's bell, for ppoll. */
export function bell(): number {
  const at = own.word + BELL;
  if (memory.words[at] === -1) memory.words[at] = eventfd(0, EFD_FLAGS);
  return memory.words[at] as number;
}

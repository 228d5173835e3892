/**
 * multiprocessing.connection.lane - a ring of messages in shared memory in front of a queue's pipe: what is small goes through it without a call of the system.
 *
 * Invariants
 *   L1  While anything is in the pipe or has been read ahead of it, every message goes to the pipe: what is in the ring is older.
 *   L2  `tail` is moved by the holder of the lock for writing, `head` by that of the lock for reading; `head` equals `tail` where the ring is empty.
 *   L3  Who finds nothing watches the record, then looks again and parks; who puts something wakes one isolate, and so does who takes something and leaves more.
 *   L4  Who finds the ring full waits until half of it is free, as it would for the pipe; who takes something wakes it then.
 *   L5  A message that was struck out is no message: whoever strikes it holds the lock for reading; who takes the next one passes over it.
 * Units: bytes; places in the ring are multiples of 4. A message there: its length in a word, its bytes. A length of -1: go on at the beginning.
 */
import type { Suspends } from "../../../frames/suspend.js";
import { allocateBytes, arena, bytesOf, memory, usedUnits, wordOf, wordsOf } from "../../../processes/arena.js";
import { ARENA_BYTES, UNIT_BYTES } from "../../../processes/layout.js";
import { isAwaited, isWatchedHere, makeParking, unwatchAt, wakeOne, watchAt } from "../../../processes/parking.js";
import { tasksCome, type Tasks } from "../../../processes/reserve.js";
import { policy } from "../../../scheduler/policy.js";
import { checkSignals } from "../../../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT, Waiters } from "../../../scheduler/waiters.js";
import { POLLIN, ready, waitDescriptors } from "../../../system/poll.js";

/** Words of a block. */
const START = 0;
const END = 1;
const HEAD = 2;
const TAIL = 3;
const PIPED = 4;
const TAKEN = 5;
/** Bytes of the ring. */
const SIZE = 6;
/** Parking records, which begin with a unit: of readers, of the writer. */
const PARKING_WORD = 16;
const ROOM_WORD = 64;

const FRONT_BYTES = 512;
const RING_AT = 8192;
/** A queue holds about as much as a pipe does; where much of the arena is in use already, less. */
const BLOCK_BYTES = 65536;
const SMALL_BLOCK_BYTES = 16384;
const MUCH_UNITS = ARENA_BYTES / UNIT_BYTES / 4;
const RING_WORD = RING_AT / 4;
/** Longer messages go through the pipe. */
const LONGEST = 2048;
/** In a length: the message was struck out. */
const STRUCK = 1 << 30;
/** So long a reader waits for the ring alone; then for the pipe too, which says when nobody can write any more. */
const PATIENCE_MS = 100;

/** A lane's parts, as this isolate sees them. */
export interface Lane extends Tasks {
  /** its block */
  readonly words: Int32Array;
  /** where what has been read ahead of the pipe stands (ahead.ts) */
  readonly bytes: Uint8Array;
  readonly ring: Uint8Array;
  /** bytes of the ring */
  readonly size: number;
  /** its parking record */
  readonly parking: number;
  /** that of the writer, and what he waits for */
  readonly room: number;
  readonly hasRoom: () => boolean;
  /** `head` when this isolate last wrote, -1 before that */
  seen: number;
  /** messages written since it moved */
  unread: number;
}

const lanes = new Map<number, Lane>();

/** A new lane: the number of its block. */
export function makeLane(): number {
  arena();
  const size = usedUnits() < MUCH_UNITS ? BLOCK_BYTES : SMALL_BLOCK_BYTES;
  const block = allocateBytes(size);
  memory.words[wordOf(block) + SIZE] = size - RING_AT;
  makeParking(wordOf(block) + PARKING_WORD);
  makeParking(wordOf(block) + ROOM_WORD);
  return block;
}

export function laneOf(block: number): Lane {
  let lane = lanes.get(block);
  if (lane === undefined) {
    const size = memory.words[wordOf(block) + SIZE]!;
    const all = bytesOf(block, RING_AT + size);
    const words = wordsOf(block, (RING_AT + size) / 4);
    lane = {
      words,
      bytes: all.subarray(FRONT_BYTES, RING_AT),
      ring: all.subarray(RING_AT),
      size,
      parking: wordOf(block) + PARKING_WORD,
      room: wordOf(block) + ROOM_WORD,
      hasRoom: () => isHalfFree(words, size),
      come: () => hasCome(words),
      taken: () => Atomics.load(words, TAKEN),
      last: Infinity,
      seen: -1,
      unread: 0,
    };
    lanes.set(block, lane);
  }
  return lane;
}

function hasCome(words: Int32Array): boolean {
  return words[HEAD] !== Atomics.load(words, TAIL) || words[PIPED]! > 0 || words[START]! < words[END]!;
}

function isHalfFree(words: Int32Array, size: number): boolean {
  const used = words[TAIL]! - Atomics.load(words, HEAD);
  return (used >= 0 ? used : used + size) <= size >> 1;
}

/** Is there a message, or the beginning of one, that came through the pipe? */
export function isPiped(lane: Lane): boolean {
  return Atomics.load(lane.words, PIPED) > 0 || lane.words[START]! < lane.words[END]!;
}

/** Is there a message, or the beginning of one? */
export function isLaneReady(block: number): boolean {
  return hasCome(laneOf(block).words);
}

export function isRingEmpty({ words }: Lane): boolean {
  return words[HEAD] === Atomics.load(words, TAIL);
}

/** Puts a message, the first `n` of some bytes, into the ring, which is to be announced then; false: it must go to the pipe. For the holder of the lock for writing. */
export function offer(lane: Lane, data: Uint8Array, n = data.length): boolean {
  const { words, ring, size } = lane;
  if (n > LONGEST || Atomics.load(words, PIPED) > 0 || words[START]! < words[END]!) return false;
  const need = (n + 7) & ~3;
  const head = Atomics.load(words, HEAD);
  let tail = words[TAIL]!;
  if (tail < head) {
    if (need >= head - tail) return false;
  } else if (tail + need > size || (tail + need === size && head === 0)) {
    if (need >= head) return false;
    words[RING_WORD + (tail >> 2)] = -1;
    tail = 0;
  }
  words[RING_WORD + (tail >> 2)] = n;
  if (n <= 64) for (let i = 0, at = tail + 4; i < n; i++, at++) ring[at] = data[i]!;
  else ring.set(n === data.length ? data : data.subarray(0, n), tail + 4);
  const end = tail + need;
  Atomics.store(words, TAIL, end === size ? 0 : end);
  return true;
}

/** Would a message that offer() has refused go into the ring if that were not full? */
export function isOnlyFull(lane: Lane, data: Uint8Array): boolean {
  return data.length <= LONGEST && !isPiped(lane);
}

/** Waits until half of the ring is free: true, or now and then false if it is not. For the holder of the lock for writing. */
export function waitForRoom(lane: Lane): Suspends<boolean> {
  watchAt(lane.room, lane.hasRoom);
  let woken: unknown;
  try {
    if (lane.hasRoom()) return true;
    woken = new Waiters().park(policy.current.nowMs() + PATIENCE_MS);
  } finally {
    unwatchAt(lane.room);
  }
  if (woken === INTERRUPTED) checkSignals();
  return lane.hasRoom();
}

/** May there be a reader? One waits, or one has been there since this isolate last wrote; if not, false now and then: the pipe knows. */
export function isRead(lane: Lane): boolean {
  const head = Atomics.load(lane.words, HEAD);
  if (head !== lane.seen && lane.seen >= 0) {
    lane.seen = head;
    lane.unread = 0;
    return true;
  }
  lane.seen = head;
  const unread = lane.unread++;
  return (unread & (unread - 1)) !== 0 || isAwaited(lane.parking);
}

/** Does somebody wait for a message, and in another isolate, where being woken costs something? */
export function isWantedElsewhere(lane: Lane): boolean {
  return isAwaited(lane.parking) && !isWatchedHere(lane.parking);
}

/** A message, or what has been made of it. */
export type Message = object | string | number | boolean | null;
/** What makes something of a message where it stands; suspends nowhere. */
export type Decode = (bytes: Uint8Array, start: number, end: number) => Message;

/** The next message of the ring: `decode` gets its place, and suspends nowhere; undefined if there is none. For the holder of the lock for reading. */
export function takeFromRing(lane: Lane, decode: Decode): Message | undefined {
  const { words, size: ringSize } = lane;
  let head = words[HEAD]!;
  while (head !== Atomics.load(words, TAIL)) {
    let word = words[RING_WORD + (head >> 2)]!;
    if (word < 0) {
      head = 0;
      word = words[RING_WORD]!;
    }
    const start = head + 4;
    const size = word & ~STRUCK;
    const taken = word < STRUCK ? decode(lane.ring, start, start + size) : undefined;
    head += (size + 7) & ~3;
    if (head === ringSize) head = 0;
    Atomics.store(words, HEAD, head);
    if (isAwaited(lane.room) && lane.hasRoom()) wakeOne(lane.room);
    if (taken !== undefined) return taken;
  }
  return undefined;
}

/** Strikes out messages of the ring behind the first `spared` ones, as `which` says of each, with its place. For the holder of the lock for reading. */
export function strike(lane: Lane, spared: number, which: (bytes: Uint8Array, start: number) => boolean): void {
  const { words, ring, size } = lane;
  let left = spared;
  const tail = Atomics.load(words, TAIL);
  for (let at = words[HEAD]!; at !== tail;) {
    const word = words[RING_WORD + (at >> 2)]!;
    if (word < 0) {
      at = 0;
      continue;
    }
    if (word < STRUCK && left-- <= 0 && which(ring, at + 4)) words[RING_WORD + (at >> 2)] = word | STRUCK;
    at += ((word & ~STRUCK) + 7) & ~3;
    if (at === size) at = 0;
  }
}

/** Messages are about to be written to the pipe. */
export function addPiped(lane: Lane, count: number): void {
  Atomics.add(lane.words, PIPED, count);
  tasksCome();
}

/** Messages are there: wakes a reader. One wake-up does for all that were put meanwhile. */
export function announce(lane: Lane): void {
  tasksCome();
  if (isAwaited(lane.parking)) wakeOne(lane.parking);
}

/** A task has been taken. For the holder of the lock for reading. */
export function countTaken(lane: Lane): void {
  Atomics.add(lane.words, TAKEN, 1);
}

/** A message of the pipe has been taken. */
export function tookPiped(lane: Lane): void {
  if (Atomics.load(lane.words, PIPED) > 0) Atomics.sub(lane.words, PIPED, 1);
}

/** Whoever has taken a message and sees another one calls somebody who waits. */
export function passOn(lane: Lane): void {
  if (isAwaited(lane.parking) && hasCome(lane.words)) wakeOne(lane.parking);
}

/** Waits for a message or for the end of the pipe: true, or false if the deadline came first. */
export function waitForLane(block: number, handle: number, deadlineMs: number): Suspends<boolean> {
  const lane = laneOf(block);
  try {
    for (;;) {
      if (hasCome(lane.words)) return true;
      const woken = patiently(lane, handle, deadlineMs);
      if (woken === TIMED_OUT) return hasCome(lane.words);
      if (woken === INTERRUPTED) checkSignals();
      else if (woken !== null) return true;
    }
  } catch (error) {
    passOn(lane);
    throw error;
  }
}

/** One wait: what ended it; null: patience has. */
function patiently(lane: Lane, handle: number, deadlineMs: number): Suspends<unknown> {
  watchAt(lane.parking, lane.come);
  try {
    if (lane.come()) return [];
    const patienceMs = policy.current.nowMs() + PATIENCE_MS;
    const woken = new Waiters().park(Math.min(patienceMs, deadlineMs));
    if (woken !== TIMED_OUT || deadlineMs <= patienceMs) return woken;
    if (lane.come() || ready([handle], [POLLIN]).count > 0) return [];
    return waitDescriptors([handle], [POLLIN], deadlineMs);
  } finally {
    unwatchAt(lane.parking);
  }
}

/**
 * arena - the memory that all isolates share: records and blocks of bytes, numbered; a number means the same in every isolate.
 *
 * Invariants
 *   A1  A record is either handed out or in exactly one list of freed ones; both ways are one compare-and-exchange, so that an isolate may die anywhere.
 *   A2  A record's words are 0 when it is handed out.
 * Units: words of 32 bits, units of 64 bytes.
 */
import { OSError } from "../objects/exceptions.js";
import { ARENA, ARENA_BYTES, MOST_DESCRIPTORS, MOST_PROCESSES, PROCESS, UNIT_BYTES, UNIT_WORDS } from "./layout.js";
import { self } from "./self.js";

/** A number of a record shifted by this is its first word. */
export const UNIT_WORDS_SHIFT = 4;
const UNIT_MASK = 0xfffff;
const UNIT_BITS = 20;
/** Units before the first record: the arena's own, the table of processes, the owners of descriptors. */
const TABLE_UNIT = ARENA.units;
const OWNERS_UNIT = TABLE_UNIT + MOST_PROCESSES * PROCESS.units;
export const FIRST_UNIT = OWNERS_UNIT + (MOST_DESCRIPTORS * 2) / UNIT_BYTES;
/** Beyond every pid of the system (its pid_max is at most 2**22), so that none of its processes is ever meant. */
const FIRST_PID = 2 ** 22 + 1;

const none = new SharedArrayBuffer(0);
/** The shared memory as numbers; empty until it is there. */
export const memory = {
  words: new Int32Array(none),
  bytes: new Uint8Array(none),
  /** Slot + 1 of the process that each descriptor of the system belongs to; 0: the first one, or nobody. */
  owners: new Uint16Array(none),
};

/** The arena, made at the first call in the first process. */
export function arena(): SharedArrayBuffer {
  if (memory.words.length === 0) {
    attach(new SharedArrayBuffer(ARENA_BYTES));
    memory.words[ARENA.at.next] = FIRST_UNIT;
    memory.words[ARENA.at.nextPid] = FIRST_PID;
    memory.words[ARENA.at.firstPid] = process.pid;
  }
  return memory.words.buffer;
}

/** Uses the arena that another isolate made. */
export function attach(buffer: SharedArrayBuffer): void {
  memory.words = new Int32Array(buffer);
  memory.bytes = new Uint8Array(buffer);
  memory.owners = new Uint16Array(buffer, OWNERS_UNIT * UNIT_BYTES, MOST_DESCRIPTORS);
  self.attached = true;
}

/** First word of a record. */
export function wordOf(record: number): number {
  return record * UNIT_WORDS;
}

/** First word of a process's record. */
export function slotWord(slot: number): number {
  return (TABLE_UNIT + slot * PROCESS.units) * UNIT_WORDS;
}

function sizeClass(units: number): number {
  return units <= 1 ? 0 : 32 - Math.clz32(units - 1);
}

/**
 * A new record or block of this many units, all zero.
 *
 * @throws OSError (ENOSPC) when the arena is full
 */
export function allocate(units: number): number {
  arena();
  const size = sizeClass(units);
  const list = ARENA.at.free + size;
  for (;;) {
    const head = Atomics.load(memory.words, list);
    const record = head & UNIT_MASK;
    if (record === 0) break;
    const next = Atomics.load(memory.words, wordOf(record));
    if (Atomics.compareExchange(memory.words, list, head, (((head >>> UNIT_BITS) + 1) << UNIT_BITS) | next) !== head) continue;
    memory.words.fill(0, wordOf(record), wordOf(record) + (UNIT_WORDS << size));
    return record;
  }
  const record = Atomics.add(memory.words, ARENA.at.next, 1 << size);
  if ((record + (1 << size)) * UNIT_BYTES > ARENA_BYTES) {
    Atomics.sub(memory.words, ARENA.at.next, 1 << size);
    throw new OSError(28, "No space left on device");
  }
  return record;
}

/** Gives a record back; nobody may use its number any more. */
export function free(record: number, units: number): void {
  const list = ARENA.at.free + sizeClass(units);
  for (;;) {
    const head = Atomics.load(memory.words, list);
    Atomics.store(memory.words, wordOf(record), head & UNIT_MASK);
    if (Atomics.compareExchange(memory.words, list, head, (((head >>> UNIT_BITS) + 1) << UNIT_BITS) | record) === head) return;
  }
}

/** A new block of shared bytes, all zero: its number. */
export function allocateBytes(size: number): number {
  return allocate(Math.ceil(size / UNIT_BYTES));
}

export function freeBytes(block: number, size: number): void {
  free(block, Math.ceil(size / UNIT_BYTES));
}

/** The bytes of a block, shared by all isolates. */
export function bytesOf(block: number, size: number): Uint8Array {
  return memory.bytes.subarray(block * UNIT_BYTES, block * UNIT_BYTES + size);
}

/** The words of a block, for Atomics. */
export function wordsOf(block: number, count: number): Int32Array {
  return memory.words.subarray(wordOf(block), wordOf(block) + count);
}

/** All records are below this unit. */
export function usedUnits(): number {
  return Atomics.load(memory.words, ARENA.at.next);
}

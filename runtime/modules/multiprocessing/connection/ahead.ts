/**
 * multiprocessing.connection.ahead - what has been read of a queue's pipe and was not taken yet, in the memory that all processes share.
 *
 * A reader takes all that is there in one call of the system, and leaves to the next one, of whatever process, what it does not take.
 *
 * Invariants
 *   Q1  `start`, `end` and the bytes are touched by the holder of the queue's lock for reading alone; others only ask whether there are any.
 * Units: bytes.
 */
import type { Suspends } from "../../../frames/suspend.js";
import { EOFError, OSError } from "../../../objects/exceptions.js";
import { allocateBytes, bytesOf, wordsOf } from "../../../processes/arena.js";
import { checkSignals } from "../../../scheduler/signals.js";
import { INTERRUPTED } from "../../../scheduler/waiters.js";
import { NOT_NOW, readNow } from "../../../system/pipes.js";
import { POLLIN, waitDescriptors } from "../../../system/poll.js";
import { handleOf, readExactly, type Stream } from "./message.js";

/** Words in front of the bytes. */
const START = 0;
const END = 1;
const FRONT_BYTES = 64;
const ROOM_BYTES = 8192;

/** A block's parts, as this isolate sees them. */
interface Views {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
}
const views = new Map<number, Views>();

function viewsOf(block: number): Views {
  let found = views.get(block);
  if (found === undefined) {
    found = { words: wordsOf(block, 2), bytes: bytesOf(block, FRONT_BYTES + ROOM_BYTES).subarray(FRONT_BYTES) };
    views.set(block, found);
  }
  return found;
}

/** Memory for one pipe: the number of its block. */
export function makeAhead(): number {
  return allocateBytes(FRONT_BYTES + ROOM_BYTES);
}

/** Has something been read that was not taken? */
export function isAhead(block: number): boolean {
  const { words } = viewsOf(block);
  return Atomics.load(words, START) < Atomics.load(words, END);
}

/** The next message; null if it is longer than `longest`: it stays then. */
export function takeMessage(stream: Stream, block: number, longest: number): Suspends<Uint8Array | null> {
  const view = viewsOf(block);
  const { words, bytes } = view;
  let start = words[START]!;
  if (words[END]! - start < 4) start = fill(stream, view, 4);
  const size = (bytes[start]! << 24) | (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!;
  if (size < 0 || size + 4 > ROOM_BYTES) return takeLong(stream, view, size, longest);
  if (size > longest) return null;
  if (words[END]! - start < size + 4) start = fill(stream, view, size + 4);
  const data = bytes.slice(start + 4, start + 4 + size);
  Atomics.store(words, START, start + 4 + size);
  return data;
}

/** Reads until there are so many bytes; where they begin. */
function fill(stream: Stream, { words, bytes }: Views, need: number): Suspends<number> {
  const start = words[START]!;
  let end = words[END]! - start;
  if (end > 0) bytes.copyWithin(0, start, start + end);
  Atomics.store(words, START, 0);
  Atomics.store(words, END, end);
  while (end < need) {
    const handle = handleOf(stream);
    const count = readNow(handle, end === 0 ? bytes : bytes.subarray(end), ROOM_BYTES - end);
    if (count > 0) {
      end += count;
      Atomics.store(words, END, end);
    } else if (count === 0) {
      if (end === 0) throw new EOFError();
      throw new OSError("got end of file during message");
    } else if (count === NOT_NOW && waitDescriptors([handle], [POLLIN], Infinity) === INTERRUPTED) checkSignals();
  }
  return 0;
}

/** A message that is longer than the room: the rest of it is read where it goes. */
function takeLong(stream: Stream, view: Views, short: number, longest: number): Suspends<Uint8Array | null> {
  const { words, bytes } = view;
  let size = short;
  let front = 4;
  if (size < 0) {
    front = 12;
    const start = words[END]! - words[START]! < front ? fill(stream, view, front) : words[START]!;
    size = Number(new DataView(bytes.buffer, bytes.byteOffset + start + 4, 8).getBigUint64(0));
  }
  if (size > longest) return null;
  const start = words[START]! + front;
  const data = new Uint8Array(size);
  const there = Math.min(words[END]! - start, size);
  data.set(bytes.subarray(start, start + there));
  Atomics.store(words, START, start + there);
  if (there < size) readExactly(stream, data.subarray(there), size - there);
  return data;
}

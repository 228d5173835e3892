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
import { checkSignals } from "../../../scheduler/signals.js";
import { INTERRUPTED } from "../../../scheduler/waiters.js";
import { NOT_NOW, readNow } from "../../../system/pipes.js";
import { POLLIN, waitDescriptors } from "../../../system/poll.js";
import type { Lane } from "./lane.js";
import { handleOf, readExactly, type Stream } from "./message.js";

/** Words of a lane's block. */
const START = 0;
const END = 1;

/** The next message; null if it is longer than `longest`: it stays then. */
export function takeMessage(stream: Stream, view: Lane, longest: number): Suspends<Uint8Array | null> {
  const { words, bytes } = view;
  let start = words[START]!;
  if (words[END]! - start < 4) start = fill(stream, view, 4);
  const size = (bytes[start]! << 24) | (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!;
  if (size < 0 || size + 4 > bytes.length) return takeLong(stream, view, size, longest);
  if (size > longest) return null;
  if (words[END]! - start < size + 4) start = fill(stream, view, size + 4);
  const data = bytes.slice(start + 4, start + 4 + size);
  Atomics.store(words, START, start + 4 + size);
  return data;
}

/** Reads until there are so many bytes; where they begin. */
function fill(stream: Stream, { words, bytes }: Lane, need: number): Suspends<number> {
  const start = words[START]!;
  let end = words[END]! - start;
  if (end > 0) bytes.copyWithin(0, start, start + end);
  Atomics.store(words, START, 0);
  Atomics.store(words, END, end);
  while (end < need) {
    const handle = handleOf(stream);
    const count = readNow(handle, end === 0 ? bytes : bytes.subarray(end), bytes.length - end);
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
function takeLong(stream: Stream, view: Lane, short: number, longest: number): Suspends<Uint8Array | null> {
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

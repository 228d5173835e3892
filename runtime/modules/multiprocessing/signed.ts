/**
 * multiprocessing.signed - numbers, and whole blocks of bytes, by pipes that gilt has made.
 *
 * Mirrors     Lib/multiprocessing/forkserver.py: read_signed, write_signed
 * Suspends    all of them: until it is there, or there is room
 */
import type { Suspends } from "../../frames/suspend.js";
import { EOFError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { NOT_NOW, readNow } from "../../system/pipes.js";
import { waitReadable, writeWaiting } from "../../system/poll.js";

const SIZE = 8;

export function read_signed(fd: Value): Suspends<number> {
  const bytes = new Uint8Array(SIZE);
  if (readWhole(fd as number, bytes) < SIZE) throw new EOFError("unexpected EOF");
  return Number(new DataView(bytes.buffer).getBigInt64(0, true));
}

export function write_signed(fd: Value, n: Value): Suspends<null> {
  const bytes = new Uint8Array(SIZE);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(n as number), true);
  writeWaiting(fd as number, bytes);
  return null;
}

/** Reads until the bytes are full, or to the pipe's end: how many there are. */
export function readWhole(fd: number, bytes: Uint8Array): Suspends<number> {
  let done = 0;
  while (done < bytes.length) {
    const count = readNow(fd, bytes.subarray(done), bytes.length - done);
    if (count === 0) break;
    if (count === NOT_NOW) waitReadable(fd);
    else done += count;
  }
  return done;
}

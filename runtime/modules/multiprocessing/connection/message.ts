/**
 * multiprocessing.connection.message - messages on a descriptor as CPython writes them: four bytes of length, or -1 and eight bytes, then the data.
 *
 * Suspends    both ways, while the other end is not ready
 */
import type { Suspends } from "../../../frames/suspend.js";
import { EOFError, OSError } from "../../../objects/exceptions.js";
import { checkSignals } from "../../../scheduler/signals.js";
import { INTERRUPTED } from "../../../scheduler/waiters.js";
import { NOT_NOW, mayBlock, readNow, writeNow } from "../../../system/pipes.js";
import { POLLIN, POLLOUT, waitDescriptors, waitReadable, waitWritable } from "../../../system/poll.js";
import { takeMessage } from "./ahead.js";

/** A descriptor as a stream of messages. */
export interface Stream {
  /** the descriptor; null once it is closed */
  _handle: number | null;
  /** whether calls on it may block; undefined: not known yet */
  $blocks: boolean | undefined;
  /** the block of what has been read ahead (ahead.ts), 0 for none */
  $ahead: number;
}

const LONGEST_SHORT = 0x7fffffff;
/** Longer messages are written in two parts, as CPython does. */
const LONGEST_JOINED = 16384;
/** A pipe that can be written to takes so much without blocking. */
const PIPE_BUF = 4096;

/** Header and data in one piece; for big data the header alone. */
function framed(data: Uint8Array): Uint8Array {
  const n = data.length;
  if (n > LONGEST_SHORT) {
    const header = new Uint8Array(12);
    const view = new DataView(header.buffer);
    view.setInt32(0, -1);
    view.setBigUint64(4, BigInt(n));
    return header;
  }
  const framed = new Uint8Array(n > LONGEST_JOINED ? 4 : n + 4);
  framed[0] = n >>> 24;
  framed[1] = n >>> 16;
  framed[2] = n >>> 8;
  framed[3] = n;
  if (n <= LONGEST_JOINED) framed.set(data, 4);
  return framed;
}

export function sendMessage(stream: Stream, data: Uint8Array): Suspends<void> {
  const first = framed(data);
  writeAll(stream, first);
  if (data.length > LONGEST_JOINED) writeAll(stream, data);
}

/** Several messages, none of them long, in one piece. */
export function sendMessages(stream: Stream, messages: readonly Uint8Array[]): Suspends<void> {
  let size = 0;
  for (const message of messages) size += message.length + 4;
  const all = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < messages.length; i++) {
    const message = messages[i] as Uint8Array;
    const n = message.length;
    all[at] = n >>> 24;
    all[at + 1] = n >>> 16;
    all[at + 2] = n >>> 8;
    all[at + 3] = n;
    all.set(message, at + 4);
    at += n + 4;
  }
  writeAll(stream, all);
}

export function handleOf(stream: Stream): number {
  if (stream._handle === null) throw new OSError(9, "Bad file descriptor");
  return stream._handle;
}

export function writeAll(stream: Stream, data: Uint8Array): Suspends<void> {
  const { length } = data;
  stream.$blocks ??= mayBlock(handleOf(stream));
  let done = 0;
  while (done < length) {
    const handle = handleOf(stream);
    if (stream.$blocks) waitWritable(handle);
    const most = stream.$blocks ? Math.min(length - done, PIPE_BUF) : length - done;
    const count = writeNow(handle, done === 0 ? data : data.subarray(done), most);
    if (count !== NOT_NOW) done += count;
    else if (waitDescriptors([handle], [POLLOUT], Infinity) === INTERRUPTED) checkSignals();
  }
}

/** Reads exactly so many bytes into a buffer. @throws EOFError if there are none at all */
export function readExactly(stream: Stream, buffer: Uint8Array, size: number): Suspends<void> {
  stream.$blocks ??= mayBlock(handleOf(stream));
  let done = 0;
  while (done < size) {
    const handle = handleOf(stream);
    if (stream.$blocks) waitReadable(handle);
    const count = readNow(handle, done === 0 ? buffer : buffer.subarray(done), size - done);
    if (count > 0) done += count;
    else if (count === 0) {
      if (done === 0) throw new EOFError();
      throw new OSError("got end of file during message");
    } else if (waitDescriptors([handle], [POLLIN], Infinity) === INTERRUPTED) checkSignals();
  }
}

/** The next message; null if it is longer than `longest`: its data is still in the stream then. */
export function receiveMessage(stream: Stream, longest: number): Suspends<Uint8Array | null> {
  if (stream.$ahead !== 0) return takeMessage(stream, stream.$ahead, longest);
  const header = new Uint8Array(4);
  readExactly(stream, header, 4);
  let size = (header[0]! << 24) | (header[1]! << 16) | (header[2]! << 8) | header[3]!;
  if (size === -1) size = longSize(stream);
  if (size > longest) return null;
  const data = new Uint8Array(size);
  if (size > 0) readExactly(stream, data, size);
  return data;
}

function longSize(stream: Stream): Suspends<number> {
  const header = new Uint8Array(8);
  readExactly(stream, header, 8);
  return Number(new DataView(header.buffer).getBigUint64(0));
}

/** The messages of a descriptor that nobody else reads from: what is there is read in one go. */
export class Inbox {
  readonly buffer = new Uint8Array(65536);
  at = 0;
  end = 0;

  constructor(readonly stream: Stream) {}

  /** Has something been read that was not taken? */
  pending(): boolean {
    return this.at < this.end;
  }

  next(): Suspends<Uint8Array> {
    while (this.end - this.at < 4) this.fill(this.at === this.end);
    const { buffer, at } = this;
    const size = (buffer[at]! << 24) | (buffer[at + 1]! << 16) | (buffer[at + 2]! << 8) | buffer[at + 3]!;
    if (size < 0 || size + 4 > buffer.length) return this.long(size);
    while (this.end - this.at < size + 4) this.fill(false);
    const start = this.at + 4;
    this.at = start + size;
    return this.buffer.slice(start, this.at);
  }

  /** Reads what is there, once there is something. `fresh`: the end of the stream is allowed here. */
  private fill(fresh: boolean): Suspends<void> {
    const { buffer, stream } = this;
    if (this.at > 0) {
      buffer.copyWithin(0, this.at, this.end);
      this.end -= this.at;
      this.at = 0;
    }
    for (;;) {
      const handle = handleOf(stream);
      const count = readNow(handle, buffer.subarray(this.end), buffer.length - this.end);
      if (count > 0) {
        this.end += count;
        return;
      }
      if (count === 0) {
        if (fresh) throw new EOFError();
        throw new OSError("got end of file during message");
      }
      if (waitDescriptors([handle], [POLLIN], Infinity) === INTERRUPTED) checkSignals();
    }
  }

  /** A message that is longer than the buffer. */
  private long(short: number): Suspends<Uint8Array> {
    let size = short;
    let start = this.at + 4;
    if (size < 0) {
      while (this.end - this.at < 12) this.fill(false);
      size = Number(new DataView(this.buffer.buffer).getBigUint64(this.at + 4));
      start = this.at + 12;
    }
    const data = new Uint8Array(size);
    const there = this.buffer.subarray(start, Math.min(this.end, start + size));
    data.set(there);
    this.at = start + there.length;
    if (there.length < size) readExactly(this.stream, data.subarray(there.length), size - there.length);
    return data;
  }
}

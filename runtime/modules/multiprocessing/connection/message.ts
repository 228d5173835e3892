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
import { POLLIN, POLLOUT, ready, waitDescriptors, waitReadable, waitWritable } from "../../../system/poll.js";
import { takeMessage } from "./ahead.js";
import {
  addPiped,
  announce,
  isOnlyFull,
  isPiped,
  isRead,
  laneOf,
  offer,
  passOn,
  takeFromRing,
  tookPiped,
  waitForLane,
  waitForRoom,
  type Decode,
  type Lane,
  type Message,
} from "./lane.js";

/** A descriptor as a stream of messages. */
export interface Stream {
  /** the descriptor; null once it is closed */
  _handle: number | null;
  /** whether calls on it may block; undefined: not known yet */
  $blocks: boolean | undefined;
  /** the lane in front of a queue's pipe (lane.ts), 0 for none */
  $ahead: number;
  /** a thread has taken messages that it will write */
  $busy: boolean;
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
  if (stream.$ahead !== 0) {
    const lane = laneOf(stream.$ahead);
    if (isRead(lane) && offer(lane, data)) announce(lane);
    else sendThroughLane(stream, [data]);
    return;
  }
  sendPiped(stream, data);
}

function sendPiped(stream: Stream, data: Uint8Array): Suspends<void> {
  const first = framed(data);
  writeAll(stream, first);
  if (data.length > LONGEST_JOINED) writeAll(stream, data);
}

/** Several messages, none of them long, in one piece. */
export function sendMessages(stream: Stream, messages: readonly Uint8Array[]): Suspends<void> {
  if (stream.$ahead !== 0) sendThroughLane(stream, messages);
  else sendManyPiped(stream, messages);
}

/** For the holder of a queue's lock for writing: all that the ring can hold goes there, in turn, the others into the pipe. */
function sendThroughLane(stream: Stream, messages: readonly Uint8Array[]): Suspends<void> {
  const lane = laneOf(stream.$ahead);
  const count = messages.length;
  let done = 0;
  while (isRead(lane) || !isBroken(handleOf(stream))) {
    const before = done;
    while (done < count && offer(lane, messages[done]!)) done++;
    if (done > before) announce(lane);
    if (done === count) return;
    if (!isOnlyFull(lane, messages[done]!)) break;
    if (!waitForRoom(lane) && isBroken(handleOf(stream))) break;
  }
  addPiped(lane, count - done);
  if (count - done === 1) sendPiped(stream, messages[done]!);
  else sendManyPiped(stream, done === 0 ? messages : messages.slice(done));
  announce(lane);
}

/** A message for the ring alone, without a wait and not announced: false if it does not go there now. */
export function sendAtOnce(stream: Stream, data: Uint8Array): boolean {
  const lane = laneOf(stream.$ahead);
  return (isRead(lane) || !isBroken(stream._handle as number)) && offer(lane, data);
}

/** Is nobody left to read? */
function isBroken(handle: number): boolean {
  return ready([handle], [0]).count > 0;
}

function sendManyPiped(stream: Stream, messages: readonly Uint8Array[]): Suspends<void> {
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
    else if (waitDescriptors([handle], [POLLOUT], Infinity, true) === INTERRUPTED) checkSignals();
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
    } else if (waitDescriptors([handle], [POLLIN], Infinity, true) === INTERRUPTED) checkSignals();
  }
}

/** The next message; null if it is longer than `longest`: its data is still in the stream then. */
export function receiveMessage(stream: Stream, longest: number): Suspends<Uint8Array | null> {
  if (stream.$ahead !== 0) return receiveThroughLane(stream, longest);
  const header = new Uint8Array(4);
  readExactly(stream, header, 4);
  let size = (header[0]! << 24) | (header[1]! << 16) | (header[2]! << 8) | header[3]!;
  if (size === -1) size = longSize(stream);
  if (size > longest) return null;
  const data = new Uint8Array(size);
  if (size > 0) readExactly(stream, data, size);
  return data;
}

/** For the holder of a queue's lock for reading. */
function receiveThroughLane(stream: Stream, longest: number): Suspends<Uint8Array | null> {
  const decode =
    longest === Infinity ? copied : (bytes: Uint8Array, start: number, end: number) => (end - start > longest ? TOO_LONG : copied(bytes, start, end));
  const message = receiveDecoded(stream, decode, longest);
  return message === TOO_LONG ? null : (message as Uint8Array);
}

/** What `decode` makes of a queue's next message. For the holder of its lock for reading. */
export function receiveDecoded(stream: Stream, decode: Decode, longest: number): Suspends<Message> {
  const lane = laneOf(stream.$ahead);
  for (;;) {
    waitForLane(stream.$ahead, handleOf(stream), Infinity);
    let message = takeFromRing(lane, decode);
    if (message === undefined) {
      // at the end of the pipe the ring may have more
      if (!isPiped(lane) && (ready([handleOf(stream)], [POLLIN]).count === 0 || lane.come())) continue;
      const data = takePiped(stream, lane, longest) as Uint8Array | null;
      message = data === null ? TOO_LONG : decode(data, 0, data.length);
    }
    passOn(lane);
    return message;
  }
}

const TOO_LONG = "too long";

/** The next message of a queue's pipe. */
export function takePiped(stream: Stream, lane: Lane, longest: number): Suspends<Uint8Array | null> {
  const data = takeMessage(stream, lane, longest);
  tookPiped(lane);
  return data;
}

/** A message out of the ring. */
export function copied(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const n = end - start;
  if (n > 64) return bytes.slice(start, end);
  const data = new Uint8Array(n);
  for (let i = 0; i < n; i++) data[i] = bytes[start + i]!;
  return data;
}

function longSize(stream: Stream): Suspends<number> {
  const header = new Uint8Array(8);
  readExactly(stream, header, 8);
  return Number(new DataView(header.buffer).getBigUint64(0));
}

/**
 * _socket.messages - sendmsg and recvmsg: data from several pieces of memory, and what goes beside it.
 *
 * Mirrors     sock_sendmsg, sock_recvmsg_guts in Modules/socketmodule.c of CPython 3.13
 * Calls back  the iterators of buffers and of ancillary data
 */
import type { Suspends } from "../../frames/suspend.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { OSError, OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { lookup, typeOf, type Value } from "../../objects/object.js";
import { spread } from "../../objects/protocols/iter.js";
import { isTuple } from "../../objects/tuple.js";
import { adopt, real } from "../../system/descriptors.js";
import { POLLIN, POLLOUT } from "../../system/poll.js";
import { address, recvmsg as recvmsgOf, sendmsg as sendmsgOf } from "../../system/posix.js";
import { ADDRESS_BYTES, fromAddress } from "./address.js";
import { intOf, makeTuple, writable } from "./values.js";
import { deadlineOf, eventsOf, MSG_DONTWAIT, patiently, type Waiting } from "./wait.js";

const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const HEADER = 16;
/** The most that CMSG_LEN and CMSG_SPACE take (socklen_t). */
const LIMIT = 0x7fffffff;
/** Places in one piece of memory: a struct msghdr, a struct iovec, an address, the control messages; then the data. */
const [IOVEC, NAME, CONTROL] = [64, 80, 208];

/** Data from this size on is sent from where it lies, if it is no more pieces than a system call takes (IOV_MAX). */
const COPIED = 16_384;
const MOST_PIECES = 1024;

const padded = (size: number): number => Math.ceil(size / 8) * 8;

export function cmsgLength(size: number): number {
  if (size < 0 || size > LIMIT - HEADER) throw new OverflowError("CMSG_LEN() argument out of range");
  return HEADER + size;
}

export function cmsgSpace(size: number): number {
  if (size < 0 || size > LIMIT - HEADER - 8) throw new OverflowError("CMSG_SPACE() argument out of range");
  return HEADER + padded(size);
}

function message(nameBytes: number, controlBytes: number, dataBytes: number): { bytes: Uint8Array; view: DataView; data: number } {
  const data = CONTROL + padded(controlBytes);
  const bytes = new Uint8Array(new ArrayBuffer(data + dataBytes + 8));
  const view = new DataView(bytes.buffer);
  const base = address(bytes);
  if (nameBytes > 0) {
    view.setBigUint64(0, base + BigInt(NAME), true);
    view.setUint32(8, nameBytes, true);
  }
  view.setBigUint64(16, base + BigInt(IOVEC), true);
  view.setBigUint64(24, 1n, true);
  if (controlBytes > 0) {
    view.setBigUint64(32, base + BigInt(CONTROL), true);
    view.setBigUint64(40, BigInt(controlBytes), true);
  }
  view.setBigUint64(IOVEC, base + BigInt(data), true);
  view.setBigUint64(IOVEC + 8, BigInt(dataBytes), true);
  return { bytes, view, data };
}

function sequenceOf(x: Value, words: string): Suspends<Value[]> {
  if (x === null || (lookup(typeOf(x), "__iter__") === undefined && lookup(typeOf(x), "__getitem__") === undefined)) throw new TypeError(words);
  return spread(x);
}

interface Ancillary {
  readonly level: number;
  readonly type: number;
  readonly data: Uint8Array;
}

function ancillaryOf(x: Value): Suspends<Ancillary[]> {
  const found: Ancillary[] = [];
  const what = "[sendmsg() ancillary data items]() argument must be";
  for (const item of sequenceOf(x, "sendmsg() argument 2 must be an iterable")) {
    if (!isTuple(item) && !Array.isArray(item)) throw new TypeError(`${what} 3-item sequence, not ${typeOf(item).$name}`);
    const parts = spread(item);
    if (parts.length !== 3) throw new TypeError(`${what} sequence of length 3, not ${parts.length}`);
    const level = intOf(parts[0]);
    const type = intOf(parts[1]);
    found.push({ level, type, data: toBuffer(parts[2]) });
  }
  return found;
}

/** Numbers of descriptors in a control message, changed one by one. */
function eachDescriptor(level: number, type: number, view: DataView, at: number, size: number, change: (fd: number) => number): void {
  if (level !== SOL_SOCKET || type !== SCM_RIGHTS) return;
  for (let i = 0; i + 4 <= size; i += 4) view.setInt32(at + i, change(view.getInt32(at + i, true)), true);
}

export function sendMessage(self: Waiting, buffers: Value, ancillary: Value, flags: number, to: Uint8Array | null): Suspends<number> {
  const parts: Uint8Array[] = [];
  for (const buffer of sequenceOf(buffers, "sendmsg() argument 1 must be an iterable")) parts.push(toBuffer(buffer));
  const beside = ancillary === undefined ? [] : ancillaryOf(ancillary);
  let controlBytes = 0;
  for (const { data } of beside) controlBytes += HEADER + padded(data.length);
  let dataBytes = 0;
  for (const part of parts) dataBytes += part.length;
  const whereItLies = dataBytes > COPIED && parts.length <= MOST_PIECES && !parts.some(isShared);
  const { bytes, view, data: start } = message(to === null ? 0 : to.length, controlBytes, whereItLies ? parts.length * 16 : dataBytes);
  if (to !== null) bytes.set(to, NAME);
  if (whereItLies) pointAt(parts, view, start);
  else copy(parts, bytes, start);
  let at = CONTROL;
  for (const { level, type, data } of beside) {
    view.setBigUint64(at, BigInt(HEADER + data.length), true);
    view.setInt32(at + 8, level, true);
    view.setInt32(at + 12, type, true);
    bytes.set(data, at + HEADER);
    eachDescriptor(level, type, view, at + HEADER, data.length, real);
    at += HEADER + padded(data.length);
  }
  return patiently(self, eventsOf(self, POLLOUT, flags), deadlineOf(self), () => sendNow(self, bytes, parts, flags));
}

/** `_parts` are held until they have been sent: the message may point at them. */
function sendNow(self: Waiting, bytes: Uint8Array, _parts: readonly Uint8Array[], flags: number): number {
  return sendmsgOf(real(self.$fd), bytes, flags | MSG_DONTWAIT);
}

function isShared(part: Uint8Array): boolean {
  return part.buffer instanceof SharedArrayBuffer;
}

function copy(parts: readonly Uint8Array[], bytes: Uint8Array, start: number): void {
  let at = start;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
}

/** Has a message be sent from where its parts lie: a struct iovec for each, from `start` on. */
function pointAt(parts: readonly Uint8Array[], view: DataView, start: number): void {
  view.setBigUint64(16, view.getBigUint64(IOVEC, true), true);
  view.setBigUint64(24, BigInt(parts.length), true);
  for (const [i, part] of parts.entries()) {
    view.setBigUint64(start + i * 16, address(part), true);
    view.setBigUint64(start + i * 16 + 8, BigInt(part.length), true);
  }
}

interface Received {
  readonly data: Uint8Array;
  /** list of control messages, flags, address */
  readonly rest: Value[];
}

function receiveMessage(self: Waiting, size: number, controlBytes: number, flags: number): Suspends<Received> {
  const { bytes, view, data } = message(ADDRESS_BYTES, controlBytes, size);
  const count = patiently(self, eventsOf(self, POLLIN, flags), deadlineOf(self), () => recvmsgOf(real(self.$fd), bytes, flags | MSG_DONTWAIT));
  const beside: Value[] = [];
  const end = CONTROL + Number(view.getBigUint64(40, true));
  for (let at = CONTROL; at + HEADER <= end;) {
    const length = Number(view.getBigUint64(at, true));
    if (length < HEADER) break;
    const level = view.getInt32(at + 8, true);
    const type = view.getInt32(at + 12, true);
    const held = Math.min(length, end - at) - HEADER;
    eachDescriptor(level, type, view, at + HEADER, held, adopt);
    beside.push(makeTuple([level, type, new Bytes(bytes.slice(at + HEADER, at + HEADER + held))]));
    at += padded(length);
  }
  return {
    data: bytes.subarray(data, data + Math.min(count, size)),
    rest: [beside, view.getInt32(48, true), fromAddress(bytes.subarray(NAME, NAME + ADDRESS_BYTES), view.getUint32(8, true))],
  };
}

function checkControl(size: number): void {
  if (size < 0 || size > LIMIT) throw new ValueError("invalid ancillary data buffer length");
}

export function recvmsg(self: Waiting, size: number, controlBytes: number, flags: number): Suspends<Value> {
  if (size < 0) throw new ValueError("negative buffer size in recvmsg()");
  checkControl(controlBytes);
  const { data, rest } = receiveMessage(self, size, controlBytes, flags);
  return makeTuple([new Bytes(data.slice()), ...rest]);
}

export function recvmsgInto(self: Waiting, buffers: Value, controlBytes: number, flags: number): Suspends<Value> {
  const targets: Uint8Array[] = [];
  let size = 0;
  for (const buffer of sequenceOf(buffers, "recvmsg_into() argument 1 must be an iterable")) {
    const memory = writable(buffer);
    if (memory === undefined) throw new TypeError("recvmsg_into() argument 1 must be an iterable of single-segment read-write buffers");
    targets.push(memory);
    size += memory.length;
  }
  if (targets.length > LIMIT) throw new OSError("recvmsg_into() argument 1 is too long");
  checkControl(controlBytes);
  const { data, rest } = receiveMessage(self, size, controlBytes, flags);
  let at = 0;
  for (const target of targets) {
    const part = data.subarray(at, at + target.length);
    target.set(part);
    at += part.length;
  }
  return makeTuple([data.length, ...rest]);
}

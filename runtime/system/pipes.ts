/**
 * pipes - pipes and pairs of sockets, made so that no call on them blocks the isolate: who finds nothing waits for the descriptor.
 *
 * Units: descriptors are the numbers that Python code sees.
 */
import type { Suspends } from "../frames/suspend.js";
import { OSError } from "../objects/exceptions.js";
import { adopt, real } from "./descriptors.js";
import { withDescriptors } from "./dropped.js";
import { strerror } from "./errors.js";
import { EAGAIN, EINTR, errno, fcntl, pipe2, readInto, socketpair, writeFrom } from "./posix.js";

const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;
const AF_UNIX = 1;
const SOCK_STREAM = 1;
const F_GETFL = 3;

const pair = new Int32Array(2);
const pairBytes = new Uint8Array(pair.buffer);

function failed(): never {
  const code = errno();
  throw new OSError(code, strerror(code));
}

/** The two ends of a pipe: for reading, for writing. */
export function makePipe(): Suspends<[number, number]> {
  withDescriptors(() => (pipe2(pairBytes, O_NONBLOCK | O_CLOEXEC) < 0 ? failed() : 0));
  return [adopt(pair[0]!), adopt(pair[1]!)];
}

/** Two connected sockets. */
export function makeSocketPair(): Suspends<[number, number]> {
  withDescriptors(() => (socketpair(AF_UNIX, SOCK_STREAM | O_NONBLOCK | O_CLOEXEC, 0, pairBytes) < 0 ? failed() : 0));
  return [adopt(pair[0]!), adopt(pair[1]!)];
}

/** Whether a call on the descriptor may block: it was made by somebody else. */
export function mayBlock(fd: number): boolean {
  const flags = fcntl(real(fd), F_GETFL, 0);
  if (flags < 0) failed();
  return (flags & O_NONBLOCK) === 0;
}

/** What a read or write gives that would have to wait. */
export const NOT_NOW = -1;

/** read(2): how many bytes, 0 at the end, or NOT_NOW. @throws OSError */
export function readNow(fd: number, buffer: Uint8Array, size: number): number {
  const count = Number(readInto(real(fd), buffer, size));
  return count >= 0 ? count : notNow();
}

/** write(2): how many bytes, or NOT_NOW. @throws OSError */
export function writeNow(fd: number, data: Uint8Array, size: number): number {
  const count = Number(writeFrom(real(fd), data, size));
  return count >= 0 ? count : notNow();
}

function notNow(): number {
  const code = errno();
  if (code === EAGAIN || code === EINTR) return NOT_NOW;
  throw new OSError(code, strerror(code));
}

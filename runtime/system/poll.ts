/**
 * poll - threads that wait for descriptors: parked on a list each, looked at together by one ppoll.
 *
 * While threads run, the set is looked at once a turn; when none can run, ppoll waits for the descriptors, Node's loop and the next deadline.
 *
 * Units: milliseconds of the policy's clock; events are poll(2)'s bits.
 */
import fs from "node:fs";
import type { Suspends } from "../frames/suspend.js";
import { idling } from "../scheduler/idle.js";
import { mail } from "../scheduler/mail.js";
import { policy } from "../scheduler/policy.js";
import { turns } from "../scheduler/scheduler.js";
import { checkSignals, signals } from "../scheduler/signals.js";
import { INTERRUPTED, restarted, TIMED_OUT, unpark, Waiters } from "../scheduler/waiters.js";
import type { GreenThread } from "../scheduler/current.js";
import { real } from "./descriptors.js";
import { lookForDropped, quietMs } from "./dropped.js";
import { available, fcntl, loopDescriptor, ppoll } from "./posix.js";

export const POLLIN = 1;
export const POLLPRI = 2;
export const POLLOUT = 4;
export const POLLERR = 8;
export const POLLHUP = 16;
export const POLLNVAL = 32;

/** One thread's wait: for any of some descriptors. */
interface Watch {
  readonly fds: readonly number[];
  readonly events: readonly number[];
  readonly waiters: Waiters;
}

const watches = new Set<Watch>();

/**
 * Waits until one of the descriptors is ready: the bits of each in their order, TIMED_OUT if `deadlineMs` came first, or INTERRUPTED.
 * Does not look first: ask ready() before.
 *
 * @param restarts the wait is that of a system call which begins again after signals that siginterrupt() says it of
 */
export function waitDescriptors(fds: readonly number[], events: readonly number[], deadlineMs: number, restarts = false): Suspends<unknown> {
  const watch: Watch = { fds, events, waiters: new Waiters() };
  watches.add(watch);
  idling.poller = pollDescriptors;
  turns.poll = look;
  const marked = restarts && signals.restarting.size > 0;
  if (marked) restarted.add(watch.waiters);
  try {
    return watch.waiters.park(deadlineMs);
  } finally {
    watches.delete(watch);
    if (marked) restarted.delete(watch.waiters);
    if (watches.size === 0) {
      if (mail.box === undefined || mail.worker) idling.poller = undefined;
      turns.poll = undefined;
    }
  }
}

/** What poll(2) says now of descriptors, without waiting. */
export function ready(fds: readonly number[], events: readonly number[]): { count: number; bits: number[] } {
  const set = pollset(fds, events, []);
  const count = ppoll(set, fds.length, timespec(0), null);
  return { count, bits: fds.map((_, i) => bitsAt(set, i)) };
}

/** Reading and writing are to fail rather than to wait (O_NONBLOCK). */
export function neverBlocks(fd: number): boolean {
  if (!available()) return false;
  const flags = fcntl(real(fd), 3 /* F_GETFL */, 0);
  return flags >= 0 && (flags & fs.constants.O_NONBLOCK) !== 0;
}

/** Nothing can be read now, and nobody is to wait for it. */
export function hasNothing(fd: number): boolean {
  return available() && ready([fd], [POLLIN]).count === 0 && neverBlocks(fd);
}

/** Waits until a descriptor can be read without blocking, or is at its end; handlers of signals run meanwhile. */
export function waitReadable(fd: number): Suspends<void> {
  waitFor(fd, POLLIN);
}

/** Waits until a descriptor can be written to. */
export function waitWritable(fd: number): Suspends<void> {
  waitFor(fd, POLLOUT);
}

/** So much goes into a pipe that is ready, without waiting. */
const PIPE_BUF = 4096;

/**
 * Writes all of it to what may make a writer wait; other threads run meanwhile (one of them may be the reader).
 *
 * @throws the error of node:fs
 */
export function writeWaiting(fd: number, data: Uint8Array): Suspends<number> {
  return writeAllOrSome(fd, data, false);
}

/** The same, but where nobody is to wait (O_NONBLOCK) so much of it as there is room for. */
export function writeSome(fd: number, data: Uint8Array): Suspends<number> {
  return writeAllOrSome(fd, data, true);
}

function writeAllOrSome(fd: number, data: Uint8Array, some: boolean): Suspends<number> {
  let done = 0;
  while (done < data.length) {
    if (some && available() && ready([fd], [POLLOUT]).count === 0 && neverBlocks(fd)) break;
    waitFor(fd, POLLOUT);
    done += fs.writeSync(real(fd), data, done, Math.min(PIPE_BUF, data.length - done));
  }
  return done;
}

function waitFor(fd: number, events: number): Suspends<void> {
  if (!available()) return; // the call itself waits, and with it all threads
  while (ready([fd], [events]).count === 0) {
    if (waitDescriptors([fd], [events], Infinity, true) === INTERRUPTED) checkSignals();
  }
}

/** An array of struct pollfd; `inputs` are the system's own numbers, watched for input. */
function pollset(fds: readonly number[], events: readonly number[], inputs: readonly number[]): Uint8Array {
  const set = new Uint8Array(8 * (fds.length + inputs.length));
  const view = new DataView(set.buffer);
  for (let i = 0; i < inputs.length; i++) {
    view.setInt32(8 * (fds.length + i), inputs[i] as number, true);
    view.setInt16(8 * (fds.length + i) + 4, POLLIN, true);
  }
  for (let i = 0; i < fds.length; i++) {
    view.setInt32(8 * i, real(fds[i] as number), true);
    view.setInt16(8 * i + 4, events[i] as number, true);
  }
  return set;
}

function bitsAt(set: Uint8Array, i: number): number {
  return (set[8 * i + 6] as number) | ((set[8 * i + 7] as number) << 8);
}

/** struct timespec of so many milliseconds; null (for ever) if they are infinite. */
function timespec(ms: number): Uint8Array | null {
  if (ms === Infinity) return null;
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  const seconds = Math.min(2 ** 31, Math.floor(Math.max(0, ms) / 1000));
  view.setBigInt64(0, BigInt(seconds), true);
  view.setBigInt64(8, BigInt(Math.min(999999999, Math.ceil((Math.max(0, ms) - seconds * 1000) * 1e6))), true);
  return bytes;
}

/** Looks at all descriptors that threads wait for, for `ms` at most; if it waits, at Node's loop and the mailbox too. */
function lookFor(ms: number, waits: boolean): "deadline" | "ready" | "loop" {
  const fds: number[] = [];
  const events: number[] = [];
  for (const watch of watches) {
    fds.push(...watch.fds);
    events.push(...watch.events);
  }
  const inputs: number[] = [];
  const withLoop = waits && !mail.worker;
  if (withLoop) inputs.push(loopDescriptor());
  const box = waits ? mail.box : undefined;
  if (box !== undefined) inputs.push(box.bell());
  const set = pollset(fds, events, inputs);
  const free = box === undefined || box.polling();
  const count = free ? ppoll(set, fds.length + inputs.length, timespec(ms), null) : 1;
  if (box !== undefined) box.polled(free && count > 0 && bitsAt(set, fds.length + inputs.length - 1) !== 0);
  if (!free) return "ready";
  if (count === 0) return "deadline";
  if (count < 0) return mail.worker ? "ready" : "loop"; // a signal: Node's loop has it
  let at = 0;
  let woken = false;
  for (const watch of [...watches]) {
    const bits = watch.fds.map(() => bitsAt(set, at++));
    if (bits.some((bit) => bit !== 0) && watch.waiters.first !== null) {
      unpark(watch.waiters.first as GreenThread, bits);
      woken = true;
    }
  }
  return withLoop && bitsAt(set, fds.length) !== 0 ? "loop" : woken || box !== undefined ? "ready" : "deadline";
}

/** What an isolate does that has nothing to run: waits for descriptors, Node's loop and other isolates. */
export function pollDescriptors(deadlineMs: number): "deadline" | "ready" | "loop" {
  const quiet = deadlineMs === Infinity && watches.size > 0 ? quietMs() : Infinity;
  if (quiet !== Infinity) {
    const seen = lookFor(quiet, true);
    if (seen !== "deadline") return seen;
    lookForDropped();
    return "loop";
  }
  return lookFor(deadlineMs === Infinity ? Infinity : deadlineMs - policy.current.nowMs(), true);
}

function look(): void {
  lookFor(0, false);
}

export { TIMED_OUT };

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
  makeSet(fds, events, []);
  const count = ppoll(set, fds.length, AT_ONCE, null);
  return { count, bits: fds.map((_, i) => bitsAt(i)) };
}

/** Does poll(2) have something to say of a descriptor for such an event, or of what is wrong with it? False where nobody can ask. */
export function isReady(fd: number, event: number): boolean {
  if (!available()) return false;
  set[0] = real(fd);
  set[1] = event;
  return ppoll(set, 1, AT_ONCE, null) > 0;
}

/** Reading and writing are to fail rather than to wait (O_NONBLOCK). */
export function neverBlocks(fd: number): boolean {
  if (!available()) return false;
  const flags = fcntl(real(fd), 3 /* F_GETFL */, 0);
  return flags >= 0 && (flags & fs.constants.O_NONBLOCK) !== 0;
}

/** Nothing can be read now, and nobody is to wait for it. */
export function hasNothing(fd: number): boolean {
  return available() && !isReady(fd, POLLIN) && neverBlocks(fd);
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
export const PIPE_BUF = 4096;

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
    if (some && available() && !isReady(fd, POLLOUT) && neverBlocks(fd)) break;
    waitFor(fd, POLLOUT);
    done += fs.writeSync(real(fd), data, done, Math.min(PIPE_BUF, data.length - done));
  }
  return done;
}

function waitFor(fd: number, events: number): Suspends<void> {
  if (!available()) return; // the call itself waits, and with it all threads
  while (!isReady(fd, events)) {
    if (waitDescriptors([fd], [events], Infinity, true) === INTERRUPTED) checkSignals();
  }
}

/**
 * What the system is given and fills in, the same each time: C takes the memory of a typed array, and one that has just been made would have to be moved to where
 * C may look at it. An array of struct pollfd, as words: a descriptor, and its events with what has come of them above.
 */
let set = new Int32Array(16);

/** A set of descriptors, and behind them of the system's own numbers, which are watched for input. It holds until the next one is made. */
function makeSet(fds: readonly number[], events: readonly number[], inputs: readonly number[]): void {
  const count = fds.length + inputs.length;
  if (set.length < 2 * count) set = new Int32Array(4 * count);
  for (let i = 0; i < fds.length; i++) {
    set[2 * i] = real(fds[i] as number);
    set[2 * i + 1] = (events[i] as number) & 0xffff;
  }
  for (let i = 0; i < inputs.length; i++) {
    set[2 * (fds.length + i)] = inputs[i] as number;
    set[2 * (fds.length + i) + 1] = POLLIN;
  }
}

function bitsAt(i: number): number {
  return (set[2 * i + 1] as number) >>> 16;
}

/** struct timespec of no time, and of the time that a wait may take. */
const AT_ONCE = new Int32Array(4);
const span = new Int32Array(4);

/** struct timespec of so many milliseconds; null (for ever) if they are infinite. It holds until the next one is made. */
function timespec(ms: number): Int32Array | null {
  if (ms === Infinity) return null;
  if (ms <= 0) return AT_ONCE;
  const seconds = Math.min(2 ** 31 - 1, Math.floor(ms / 1000));
  span[0] = seconds;
  span[2] = Math.min(999999999, Math.ceil((ms - seconds * 1000) * 1e6));
  return span;
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
  makeSet(fds, events, inputs);
  const free = box === undefined || box.polling();
  const count = free ? ppoll(set, fds.length + inputs.length, timespec(ms), null) : 1;
  if (box !== undefined) box.polled(free && count > 0 && bitsAt(fds.length + inputs.length - 1) !== 0);
  if (!free) return "ready";
  if (count === 0) return "deadline";
  if (count < 0) return mail.worker ? "ready" : "loop"; // a signal: Node's loop has it
  let at = 0;
  let woken = false;
  for (const watch of [...watches]) {
    const bits = watch.fds.map(() => bitsAt(at++));
    if (bits.some((bit) => bit !== 0) && watch.waiters.first !== null) {
      unpark(watch.waiters.first as GreenThread, bits);
      woken = true;
    }
  }
  return withLoop && bitsAt(fds.length) !== 0 ? "loop" : woken || box !== undefined ? "ready" : "deadline";
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

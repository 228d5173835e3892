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
import { policy } from "../scheduler/policy.js";
import { turns } from "../scheduler/scheduler.js";
import { checkSignals } from "../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT, unpark, Waiters } from "../scheduler/waiters.js";
import type { GreenThread } from "../scheduler/current.js";
import { fcntl, loopDescriptor, ppoll } from "./posix.js";

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
 */
export function waitDescriptors(fds: readonly number[], events: readonly number[], deadlineMs: number): Suspends<unknown> {
  const watch: Watch = { fds, events, waiters: new Waiters() };
  watches.add(watch);
  idling.poller = poll;
  turns.poll = look;
  try {
    return watch.waiters.park(deadlineMs);
  } finally {
    watches.delete(watch);
    if (watches.size === 0) {
      idling.poller = undefined;
      turns.poll = undefined;
    }
  }
}

/** What poll(2) says now of descriptors, without waiting. */
export function ready(fds: readonly number[], events: readonly number[]): { count: number; bits: number[] } {
  const set = pollset(fds, events, 0);
  const count = ppoll(set, fds.length, timespec(0), null);
  return { count, bits: fds.map((_, i) => bitsAt(set, i)) };
}

/** Reading and writing are to fail rather than to wait (O_NONBLOCK). */
export function neverBlocks(fd: number): boolean {
  const flags = fcntl(fd, 3 /* F_GETFL */, 0);
  return flags >= 0 && (flags & fs.constants.O_NONBLOCK) !== 0;
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
  let done = 0;
  while (done < data.length) {
    waitFor(fd, POLLOUT);
    done += fs.writeSync(fd, data, done, Math.min(PIPE_BUF, data.length - done));
  }
  return done;
}

function waitFor(fd: number, events: number): Suspends<void> {
  while (ready([fd], [events]).count === 0) {
    if (waitDescriptors([fd], [events], Infinity) === INTERRUPTED) checkSignals();
  }
}

function pollset(fds: readonly number[], events: readonly number[], extra: number): Uint8Array {
  const set = new Uint8Array(8 * (fds.length + extra));
  const view = new DataView(set.buffer);
  for (let i = 0; i < fds.length; i++) {
    view.setInt32(8 * i, fds[i] as number, true);
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

/** Looks at all descriptors that threads wait for; `ms` how long at most. */
function lookFor(ms: number, withLoop: boolean): "deadline" | "ready" | "loop" {
  const fds: number[] = [];
  const events: number[] = [];
  for (const watch of watches) {
    fds.push(...watch.fds);
    events.push(...watch.events);
  }
  if (withLoop) {
    fds.push(loopDescriptor());
    events.push(POLLIN);
  }
  const set = pollset(fds, events, 0);
  const count = ppoll(set, fds.length, timespec(ms), null);
  if (count === 0) return "deadline";
  if (count < 0) return "loop"; // a signal: Node's loop has it
  let at = 0;
  let woken = false;
  for (const watch of [...watches]) {
    const bits = watch.fds.map(() => bitsAt(set, at++));
    if (bits.some((bit) => bit !== 0) && watch.waiters.first !== null) {
      unpark(watch.waiters.first as GreenThread, bits);
      woken = true;
    }
  }
  return withLoop && bitsAt(set, fds.length - 1) !== 0 ? "loop" : woken ? "ready" : "deadline";
}

function poll(deadlineMs: number): "deadline" | "ready" | "loop" {
  return lookFor(deadlineMs === Infinity ? Infinity : deadlineMs - policy.current.nowMs(), true);
}

function look(): void {
  lookFor(0, false);
}

export { TIMED_OUT };

/**
 * _socket.wait - calls on sockets: none of them blocks the isolate; who finds nothing parks on the descriptor.
 *
 * Mirrors   sock_call_ex in Modules/socketmodule.c of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { TimeoutError } from "../../objects/exceptions.js";
import { deadlineAfter } from "../../scheduler/seconds.js";
import { checkSignals } from "../../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT } from "../../scheduler/waiters.js";
import { real } from "../../system/descriptors.js";
import { checked, failure } from "../../system/oserror.js";
import { neverBlocks, waitDescriptors } from "../../system/poll.js";
import { EAGAIN, EINTR, errno, ioctl } from "../../system/posix.js";

const FIONBIO = 0x5421;
/** Reads and writes say by this flag that they do not wait; the descriptor itself is what Python code made it. */
export const MSG_DONTWAIT = 0x40;

/** What waits: a socket. */
export interface Waiting {
  /** -1: closed */
  readonly $fd: number;
  /** seconds; -1: it waits for ever, 0: it does not wait */
  readonly $timeout: number;
}

/** When a call that begins now has waited long enough. */
export function deadlineOf(self: Waiting): number {
  return self.$timeout < 0 ? Infinity : deadlineAfter(self.$timeout * 1000);
}

/** Waits for a descriptor, whatever signals come meanwhile. @throws TimeoutError */
export function waitUntil(self: Waiting, events: number, deadlineMs: number): Suspends<void> {
  for (;;) {
    const woken = waitDescriptors([self.$fd], [events], deadlineMs, self.$timeout <= 0);
    if (woken === TIMED_OUT) throw new TimeoutError("timed out");
    if (woken !== INTERRUPTED) return;
    checkSignals();
  }
}

/** What a call waits for; nothing where a caller of a socket that may wait for ever says that this call does not. */
export function eventsOf(self: Waiting, events: number, flags: number): number {
  return self.$timeout <= 0 && (flags & MSG_DONTWAIT) !== 0 ? 0 : events;
}

/** Makes a system call until it has not to wait any more; its result. @throws OSError, TimeoutError */
export function patiently(self: Waiting, events: number, deadlineMs: number, attempt: () => number | bigint): Suspends<number> {
  for (;;) {
    const result = attempt();
    if (result >= 0) return Number(result);
    const code = errno();
    if (code === EINTR) checkSignals();
    else if (code !== EAGAIN || events === 0) throw failure(code);
    else if (self.$timeout !== 0) waitUntil(self, events, deadlineMs);
    // a script may have made the descriptor itself wait
    else if (neverBlocks(self.$fd)) throw failure(code);
    else waitUntil(self, events, Infinity);
  }
}

/** Whether calls on the descriptor itself fail rather than wait. */
export function makeNonBlocking(fd: number, flag: boolean): void {
  checked(ioctl(real(fd), FIONBIO, new Uint8Array(Int32Array.of(flag ? 1 : 0).buffer)));
}

/**
 * children - waits for programs that this process has started; green threads run on meanwhile.
 *
 * A wait for one child watches its pidfd. Any other wait (a group, any child, stops) looks again after each SIGCHLD.
 *
 * Suspends  waitChild, waitId
 */
import fs from "node:fs";
import type { Suspends } from "../frames/suspend.js";
import { checkSignals } from "../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT, Waiters } from "../scheduler/waiters.js";
import { checked } from "./oserror.js";
import { EINTR, errno, syscall, wait4, waitid } from "./posix.js";
import { POLLIN, waitDescriptors } from "./poll.js";

const WNOHANG = 1;
const WUNTRACED = 2;
const WCONTINUED = 8;
const PIDFD_OPEN = 434;

export interface Ended {
  pid: number;
  status: number;
  /** struct rusage */
  usage: DataView;
}

/** Threads that look again when a child has changed its state. */
const changes = new Waiters();
let listening = false;

function listen(): void {
  if (listening) return;
  listening = true;
  process.on("SIGCHLD", () => changes.wakeAll(undefined));
}

/** wait4(2) now: pid 0 if nothing has happened. */
export function tryWait(pid: number, options: number): Ended {
  const status = new Uint8Array(4);
  const usage = new DataView(new ArrayBuffer(144));
  let got: number;
  do got = wait4(pid, status, options | WNOHANG, new Uint8Array(usage.buffer));
  while (got < 0 && errno() === EINTR);
  checked(got);
  return { pid: got, status: new DataView(status.buffer).getInt32(0, true), usage };
}

/** wait4(2); pid 0 if the deadline came first (or WNOHANG was given and nothing has happened). @throws OSError */
export function waitChild(pid: number, options: number, deadlineMs = Infinity): Suspends<Ended> {
  const now = tryWait(pid, options);
  if (now.pid !== 0 || (options & WNOHANG) !== 0) return now;
  return pid > 0 && (options & (WUNTRACED | WCONTINUED)) === 0 ? waitForOne(pid, options, deadlineMs) : waitForAny(pid, options, deadlineMs);
}

function waitForOne(pid: number, options: number, deadlineMs: number): Suspends<Ended> {
  const fd = Number(syscall(PIDFD_OPEN, pid, 0, 0));
  if (fd < 0) return waitForAny(pid, options, deadlineMs);
  try {
    for (;;) {
      const woken = waitDescriptors([fd], [POLLIN], deadlineMs);
      if (woken === INTERRUPTED) checkSignals();
      const now = tryWait(pid, options);
      if (now.pid !== 0 || woken === TIMED_OUT) return now;
    }
  } finally {
    fs.closeSync(fd);
  }
}

function waitForAny(pid: number, options: number, deadlineMs: number): Suspends<Ended> {
  listen();
  for (;;) {
    const now = tryWait(pid, options);
    if (now.pid !== 0) return now;
    const woken = changes.park(deadlineMs);
    if (woken === INTERRUPTED) checkSignals();
    if (woken === TIMED_OUT) return now;
  }
}

/** waitid(2): siginfo_t, or undefined if nothing has happened (WNOHANG). @throws OSError */
export function waitId(kind: number, id: number, options: number): Suspends<DataView | undefined> {
  listen();
  for (;;) {
    const info = new DataView(new ArrayBuffer(128));
    let got: number;
    do got = waitid(kind, id, new Uint8Array(info.buffer), options | WNOHANG);
    while (got < 0 && errno() === EINTR);
    checked(got);
    if (info.getInt32(12, true) !== 0) return info;
    if ((options & WNOHANG) !== 0) return undefined;
    if (changes.park(Infinity) === INTERRUPTED) checkSignals();
  }
}

/**
 * children - waits for programs and processes that this process has started; green threads run on meanwhile.
 *
 * A wait for one child watches its pidfd. Any other wait (a group, any child, stops) looks again after each SIGCHLD.
 *
 * Suspends  waitChild, waitId
 */
import type { Suspends } from "../frames/suspend.js";
import { checkSignals } from "../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT, Waiters } from "../scheduler/waiters.js";
import { hasOwnChildren, inWorker, isOwnProcess, ownChildEnded, ownPid, reapProcess } from "../processes/index.js";
import { policy } from "../scheduler/policy.js";
import { adopt, closeFd } from "./descriptors.js";
import { hasNodeChildren, nodeChild, takeEnded, waitForNodeChild } from "./nodechildren.js";
import { checked, failure } from "./oserror.js";
import { available, EINTR, errno, syscall, wait4, waitid } from "./posix.js";
import { POLLIN, waitDescriptors } from "./poll.js";

const WNOHANG = 1;
/** Children of the calling thread alone: the other processes of gilt are threads of the same process of the system. */
const WNOTHREAD = 0x2000_0000;
const ECHILD = 10;
/** How often a worker, which hears no SIGCHLD, looks after programs, in milliseconds. */
const LOOK_MS = 10;
const WUNTRACED = 2;
const WEXITED = 4;
const WCONTINUED = 8;
const PIDFD_OPEN = 434;

/** Place of the pid in a siginfo_t. */
export const SI_PID = 16;

export interface Ended {
  pid: number;
  status: number;
  /** struct rusage */
  usage: DataView;
}

const NOTHING: Ended = { pid: 0, status: 0, usage: new DataView(new ArrayBuffer(144)) };

/** Threads that look again when a child has changed its state. */
const changes = new Waiters();
let listening = false;

function listen(): void {
  if (listening) return;
  listening = true;
  process.on("SIGCHLD", () => {
    changes.wakeAll(undefined);
    if (hasOwnChildren()) ownChildEnded().wakeAll(undefined);
  });
}

/** wait4(2) now: pid 0 if nothing has happened. @throws OSError */
export function tryWait(pid: number, options: number): Ended {
  if (!available()) return tryNode(pid);
  const own = pid <= 0 && hasOwnChildren(pid);
  if (own || (pid > 0 && pid !== ownPid() && isOwnProcess(pid))) {
    const ended = reapProcess(pid, options | WEXITED);
    if (ended !== undefined) return { pid: ended[0], status: ended[1], usage: new DataView(new ArrayBuffer(144)) };
    if (pid > 0) return NOTHING;
  }
  const status = new Uint8Array(4);
  const usage = new DataView(new ArrayBuffer(144));
  let got: number;
  do got = wait4(pid, status, options | WNOHANG | WNOTHREAD, new Uint8Array(usage.buffer));
  while (got < 0 && errno() === EINTR);
  if (got < 0 && own && errno() === ECHILD) return NOTHING;
  checked(got);
  return { pid: got, status: new DataView(status.buffer).getInt32(0, true), usage };
}

/** The same for children of Node's. */
function tryNode(pid: number): Ended {
  if (pid > 0 ? nodeChild(pid) === undefined : !hasNodeChildren()) throw failure(ECHILD);
  const ended = takeEnded(pid);
  return ended === undefined ? NOTHING : { pid: ended[0], status: ended[1], usage: NOTHING.usage };
}

function waitNode(pid: number, deadlineMs: number): Suspends<Ended> {
  for (;;) {
    const now = tryNode(pid);
    if (now.pid !== 0 || !waitForNodeChild(pid, deadlineMs)) return now.pid !== 0 ? now : tryNode(pid);
  }
}

/** wait4(2); pid 0 if the deadline came first (or WNOHANG was given and nothing has happened). @throws OSError */
export function waitChild(pid: number, options: number, deadlineMs = Infinity): Suspends<Ended> {
  const now = tryWait(pid, options);
  if (now.pid !== 0 || (options & WNOHANG) !== 0) return now;
  if (!available()) return waitNode(pid, deadlineMs);
  return pid > 0 && (options & (WUNTRACED | WCONTINUED)) === 0 && !isOwnProcess(pid)
    ? waitForOne(pid, options, deadlineMs)
    : waitForAny(pid, options, deadlineMs);
}

function waitForOne(pid: number, options: number, deadlineMs: number): Suspends<Ended> {
  const pidfd = Number(syscall(PIDFD_OPEN, pid, 0, 0));
  if (pidfd < 0) return waitForAny(pid, options, deadlineMs);
  const fd = adopt(pidfd);
  try {
    for (;;) {
      const woken = waitDescriptors([fd], [POLLIN], deadlineMs, deadlineMs === Infinity);
      if (woken === INTERRUPTED) checkSignals();
      const now = tryWait(pid, options);
      if (now.pid !== 0 || woken === TIMED_OUT) return now;
    }
  } finally {
    closeFd(fd);
  }
}

function waitForAny(pid: number, options: number, deadlineMs: number): Suspends<Ended> {
  listen();
  for (;;) {
    const now = tryWait(pid, options);
    if (now.pid !== 0) return now;
    const lookMs = inWorker() && !(pid > 0 && isOwnProcess(pid)) ? policy.current.nowMs() + LOOK_MS : Infinity;
    const woken = (hasOwnChildren() ? ownChildEnded() : changes).park(Math.min(deadlineMs, lookMs));
    if (woken === INTERRUPTED) checkSignals();
    if (woken === TIMED_OUT && deadlineMs <= lookMs) return now;
  }
}

/** waitid(2): siginfo_t, or undefined if nothing has happened (WNOHANG). @throws OSError */
export function waitId(kind: number, id: number, options: number): Suspends<DataView | undefined> {
  listen();
  const target = targetOf(kind, id);
  for (;;) {
    const own = target !== undefined && (target > 0 ? target !== ownPid() && isOwnProcess(target) : hasOwnChildren(target));
    const ended = own && (options & HAPPENINGS) !== 0 ? reapProcess(target, options) : undefined;
    if (ended !== undefined) return infoOf(ended);
    if (!own || target <= 0) {
      const info = new DataView(new ArrayBuffer(128));
      let got: number;
      do got = waitid(kind, id, new Uint8Array(info.buffer), options | WNOHANG | WNOTHREAD);
      while (got < 0 && errno() === EINTR);
      if (got >= 0 || !own || errno() !== ECHILD) checked(got);
      if (info.getInt32(SI_PID, true) !== 0) return info;
    }
    if ((options & WNOHANG) !== 0) return undefined;
    const lookMs = inWorker() && !(own && target > 0) ? policy.current.nowMs() + LOOK_MS : Infinity;
    if ((own ? ownChildEnded() : changes).park(lookMs) === INTERRUPTED) checkSignals();
  }
}

const [P_ALL, P_PID, P_PGID] = [0, 1, 2];
const HAPPENINGS = WEXITED | WUNTRACED | WCONTINUED;
const SIGCHLD = 17;
const SIGCONT = 18;
const CONTINUED = 0xffff;
const [CLD_EXITED, CLD_KILLED, CLD_DUMPED, CLD_STOPPED, CLD_CONTINUED] = [1, 2, 3, 5, 6];

/** What waitpid(2) calls what waitid(2) is to wait for; undefined: it has no word for it. */
function targetOf(kind: number, id: number): number | undefined {
  if (kind === P_ALL) return -1;
  if (kind === P_PID) return id > 0 ? id : undefined;
  // the group 1 is the system's first process's
  return kind === P_PGID && id !== 1 ? -id : undefined;
}

/** What has become of a child of gilt's. */
function infoOf([pid, status]: [number, number]): DataView {
  const info = new DataView(new ArrayBuffer(128));
  const [code, detail] = whatOf(status);
  info.setInt32(0, SIGCHLD, true);
  info.setInt32(8, code, true);
  info.setInt32(SI_PID, pid, true);
  info.setUint32(SI_PID + 4, process.getuid!(), true);
  info.setInt32(SI_PID + 8, detail, true);
  return info;
}

/** A status as si_code and si_status have it. */
function whatOf(status: number): [code: number, detail: number] {
  if (status === CONTINUED) return [CLD_CONTINUED, SIGCONT];
  if ((status & 0xff) === 0x7f) return [CLD_STOPPED, status >> 8];
  const signal = status & 0x7f;
  if (signal === 0) return [CLD_EXITED, status >> 8];
  return [(status & 0x80) !== 0 ? CLD_DUMPED : CLD_KILLED, signal];
}

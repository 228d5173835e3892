/**
 * children - waits for programs that this process has started; green threads run on meanwhile.
 *
 * All processes of gilt's are one process of the system, whose children the system gives to whoever asks. So each keeps a list of its own,
 * and a wait for any child is a wait for those. A wait watches pidfds; for stops, which they do not tell, it looks again from time to time.
 *
 * Suspends  waitChild, waitId
 */
import type { Suspends } from "../frames/suspend.js";
import { self } from "../processes/self.js";
import { hasOwnChildren, isOwnProcess, waitProcess } from "../processes/index.js";
import { policy } from "../scheduler/policy.js";
import { checkSignals } from "../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT } from "../scheduler/waiters.js";
import { adopt, closeFd } from "./descriptors.js";
import { checked, failure } from "./oserror.js";
import { EINTR, errno, getpgid, syscall, wait4, waitid } from "./posix.js";
import { POLLIN, waitDescriptors } from "./poll.js";

const WNOHANG = 1;
const WUNTRACED = 2;
const WCONTINUED = 8;
const WNOWAIT = 0x1000000;
const WEXITED = 4;
const [P_ALL, P_PID, P_PGID] = [0, 1, 2];
const PIDFD_OPEN = 434;
const ECHILD = 10;
/** How often a wait looks that nothing wakes. */
const LOOK_MS = 10;

export interface Ended {
  pid: number;
  status: number;
  /** struct rusage */
  usage: DataView;
}

/** Programs that this process has started and not yet waited for. */
const mine = new Set<number>();

/** A program has been started. */
export function noteChild(pid: number): void {
  mine.add(pid);
}

const NOTHING: Ended = { pid: 0, status: 0, usage: new DataView(new ArrayBuffer(144)) };

/** wait4(2) of one child, now: pid 0 if nothing has happened. @throws OSError */
function tryOne(pid: number, options: number): Ended {
  const status = new Uint8Array(4);
  const usage = new DataView(new ArrayBuffer(144));
  let got: number;
  do got = wait4(pid, status, options | WNOHANG, new Uint8Array(usage.buffer));
  while (got < 0 && errno() === EINTR);
  if (got < 0) mine.delete(pid);
  checked(got);
  if (got === 0) return NOTHING;
  const word = new DataView(status.buffer).getInt32(0, true);
  if ((word & 0xff) !== 0x7f && word !== 0xffff) mine.delete(got);
  return { pid: got, status: word, usage };
}

/** The children that waitpid's first argument means. */
function meant(pid: number): number[] {
  if (pid > 0) return mine.has(pid) ? [pid] : [];
  if (pid === -1) return [...mine];
  const group = pid === 0 ? getpgid(0) : -pid;
  return [...mine].filter((child) => getpgid(child) === group);
}

/** May the system be asked for children that nobody here has started: a program that began before this one took its place? */
function alone(): boolean {
  return !self.attached && mine.size === 0;
}

/** wait4(2) now: pid 0 if nothing has happened. @throws OSError */
export function tryWait(pid: number, options: number): Suspends<Ended> {
  if (pid > 0 && !mine.has(pid) && isOwnProcess(pid)) return ofOwn(pid, options);
  const children = meant(pid);
  if (children.length === 0 && alone()) return tryOne(pid, options);
  for (const child of children) {
    const now = tryOne(child, options);
    if (now.pid !== 0) return now;
  }
  if (pid === -1 && hasOwnChildren()) return ofOwn(pid, options | WNOHANG);
  if (children.length === 0) throw failure(ECHILD);
  return NOTHING;
}

/** A process of gilt's: nothing is known of what it used. */
function ofOwn(pid: number, options: number): Suspends<Ended> {
  const ended = waitProcess(pid, options);
  return ended === undefined ? NOTHING : { pid: ended[0], status: ended[1], usage: NOTHING.usage };
}

/** wait4(2); pid 0 if the deadline came first (or WNOHANG was given and nothing has happened). @throws OSError */
export function waitChild(pid: number, options: number, deadlineMs = Infinity): Suspends<Ended> {
  if ((options & WNOHANG) !== 0) return tryWait(pid, options);
  if (pid > 0 && !mine.has(pid) && deadlineMs === Infinity && isOwnProcess(pid)) return ofOwn(pid, options);
  if (pid === -1 && mine.size === 0 && hasOwnChildren()) return ofOwn(pid, options);
  const now = tryWait(pid, options);
  if (now.pid !== 0) return now;
  const looks = (options & (WUNTRACED | WCONTINUED)) !== 0 || (pid === -1 && hasOwnChildren()) || meant(pid).length === 0;
  return waitFor(meant(pid), () => tryWait(pid, options), deadlineMs, looks);
}

/** Waits until `look` finds something or the deadline comes; a child's end, or (`often`) some time, makes it look again. */
function waitFor(children: readonly number[], look: () => Suspends<Ended>, deadlineMs: number, often: boolean): Suspends<Ended> {
  const fds: number[] = [];
  let every = often;
  try {
    for (const child of children) {
      const fd = Number(syscall(PIDFD_OPEN, child, 0, 0));
      if (fd >= 0) fds.push(adopt(fd));
      else every = true;
    }
    const events = fds.map(() => POLLIN);
    for (;;) {
      const wakeMs = every ? Math.min(deadlineMs, policy.current.nowMs() + LOOK_MS) : deadlineMs;
      const woken = waitDescriptors(fds, events, wakeMs);
      if (woken === INTERRUPTED) checkSignals();
      const now = look();
      if (now.pid !== 0 || (woken === TIMED_OUT && wakeMs === deadlineMs)) return now;
    }
  } finally {
    for (const fd of fds) closeFd(fd);
  }
}

/** waitid(2) now: siginfo_t, or undefined if nothing has happened. @throws OSError */
function tryId(kind: number, id: number, options: number): DataView | undefined {
  const info = new DataView(new ArrayBuffer(128));
  let got: number;
  do got = waitid(kind, id, new Uint8Array(info.buffer), options | WNOHANG);
  while (got < 0 && errno() === EINTR);
  checked(got);
  const pid = info.getInt32(12, true);
  if (pid === 0) return undefined;
  if ((options & WNOWAIT) === 0 && info.getInt32(8, true) <= 3) mine.delete(pid);
  return info;
}

/** waitid(2): siginfo_t, or undefined if nothing has happened (WNOHANG). @throws OSError */
export function waitId(kind: number, id: number, options: number): Suspends<DataView | undefined> {
  let found: DataView | undefined;
  const look = (): Ended => {
    if (kind === P_ALL || kind === P_PGID) {
      const children = meant(kind === P_ALL ? -1 : id === 0 ? 0 : -id);
      if (children.length > 0 && (options & (WEXITED | WUNTRACED | WCONTINUED)) !== 0) {
        for (const child of children) if ((found = tryId(P_PID, child, options)) !== undefined) return { ...NOTHING, pid: child };
        return NOTHING;
      }
      if (!alone()) throw failure(ECHILD);
    }
    found = tryId(kind, id, options);
    return found === undefined ? NOTHING : { ...NOTHING, pid: 1 };
  };
  if (look().pid !== 0 || (options & WNOHANG) !== 0) return found;
  const children = kind === P_PID ? [id] : meant(kind === P_PGID ? -id : -1);
  waitFor(children, look, Infinity, (options & (WUNTRACED | WCONTINUED)) !== 0 || children.length === 0);
  return found;
}

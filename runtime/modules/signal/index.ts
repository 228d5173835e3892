/**
 * signal - handlers for what the system sends to the program.
 *
 * Mirrors     Lib/signal.py and Modules/signalmodule.c of CPython 3.13
 * Suspends    pause, sigwait; raise_signal and pthread_sigmask, when handlers run
 * Calls back  the handlers, on the main thread
 * Differs     ignored signals are seen and dropped, so children begin with the default action; a blocked signal is kept in the program;
 *             sigwaitinfo does not know who sent a signal, unless this program did
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { KeyboardInterrupt, NotImplementedError, OSError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { keptFrame } from "../../objects/frameobject.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { call, callable } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import { spread } from "../../objects/protocols/iter.js";
import { builtin, pyclass, pyfunction } from "../../objects/register.js";
import { PySet } from "../../objects/set.js";
import { makeStruct, structSequence } from "../../objects/structseq.js";
import { Tuple } from "../../objects/tuple.js";
import { isolate } from "../../scheduler/current.js";
import { idling } from "../../scheduler/idle.js";
import { mail } from "../../scheduler/mail.js";
import { policy } from "../../scheduler/policy.js";
import { deadlineAfter, secondsToMs } from "../../scheduler/seconds.js";
import { checkSignals, noteSignal, raiseDefault, signalName, signals as seen, takePending, unwatchSignal, watchSignal } from "../../scheduler/signals.js";
import { abandon, hasEnded } from "../../scheduler/scheduler.js";
import { INTERRUPTED, TIMED_OUT, Waiters } from "../../scheduler/waiters.js";
import { real as realFd } from "../../system/descriptors.js";
import { checked, system } from "../../system/oserror.js";
import { ownPid } from "../../processes/index.js";
import { neverBlocks } from "../../system/poll.js";
import { available, getitimer as getitimerOf, pidfdSendSignal, setitimer as setitimerOf, sigaction } from "../../system/posix.js";
import { carriedContents } from "../../snapshot/carried.js";
import { handlers, masks, nodeName, signals, signalText } from "./enums.js";
import { audit } from "../../objects/audit.js";

const { SIG_DFL, SIG_IGN } = handlers.named;

/** While a script has handlers, the event loop turns this often. */
const TURN_MS = 4;

@pyclass("signal.itimer_error")
export class ItimerError extends OSError {}

export const default_int_handler = builtin(
  "default_int_handler(signalnum, frame, /)",
  (_number: Value, _frame: Value): Value => {
    throw new KeyboardInterrupt();
  },
  "_signal",
);

/** What scripts set: a callable, SIG_DFL or SIG_IGN. Those that are not here have the default action. */
const table = new Map<number, Value>([
  [2, default_int_handler],
  [13, SIG_IGN],
  [25, SIG_IGN],
]);
/** Blocked signals (`pthread_sigmask`), and those that came meanwhile. */
const blocked = new Set<number>();
const held = new Set<number>();
let wakeupFd = -1;
carriedContents("signal handlers", table);
carriedContents("blocked signals", blocked);
carriedContents("held signals", held);
const waiting = new Waiters();
/** Threads that wait for blocked signals. */
const arrivals = new Waiters();

seen.ignored = (): number[] => [...table].filter(([number, kind]) => kind === SIG_IGN && number !== 13 && number !== 25).map(([number]) => number);
seen.blocked = (): number[] => [...blocked];
seen.actionOf = (number) => {
  if (seen.reports?.has(number)) return "handle";
  const handler: Value = table.get(number) ?? SIG_DFL;
  return handler === SIG_DFL ? "default" : handler === SIG_IGN ? "ignore" : "handle";
};

/** SIGKILL, SIGSTOP and two of the threads' library: nobody says what they do. */
const UNTOUCHED: readonly number[] = [9, 19, 32, 33];
const SIGCHLD = 17;

function numberOf(signalnum: Value): Suspends<number> {
  const number = toIndex(signalnum);
  if (typeof number !== "number" || number < 1 || number > 64) throw new ValueError("signal number out of range");
  return number;
}

/** Runs the handlers of what has come: the isolate's way to do so from now on. */
seen.handle = function runHandlers(): Suspends<unknown> {
  const numbers = takePending();
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number;
    if (blocked.has(number)) {
      held.add(number);
      arrivals.wakeAll(null);
      continue;
    }
    const handler: Value = table.get(number);
    if (seen.reports?.has(number)) {
      if (!seen.reports.tell(number)) continue;
      if (handler === undefined || handler === SIG_DFL) actOnce(number);
    }
    if (wakeupFd >= 0 && handler !== undefined && handler !== SIG_DFL && handler !== SIG_IGN) wakeUp(number);
    if (handler === undefined || handler === SIG_DFL || handler === SIG_IGN) continue;
    try {
      call(handler, number, keptFrame(0));
    } catch (error) {
      for (const later of numbers.slice(i + 1)) noteSignal(later);
      throw error;
    }
  }
  return null;
};

/** What the system does with a signal that is watched. */
function actOnce(number: number): void {
  const name = signalName(number);
  unwatchSignal(number, name);
  raiseDefault(number, name);
  watchSignal(number, name);
}

function wakeUp(number: number): void {
  try {
    fs.writeSync(realFd(wakeupFd), Uint8Array.of(number));
  } catch {
    // the reader is slow or gone; CPython warns and goes on
  }
}

export const signal = pyfunction(
  "signal(signalnum, handler)",
  (signalnum: Value, handler: Value): Suspends<Value> => {
    const number = toIndex(signalnum);
    const kind: Value = handler === SIG_DFL || handler === 0 ? SIG_DFL : handler === SIG_IGN || handler === 1 ? SIG_IGN : handler;
    if (kind !== SIG_DFL && kind !== SIG_IGN && !callable(kind))
      throw new TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
    if (isolate.current !== isolate.main) throw new ValueError("signal only works in main thread of the main interpreter");
    if (typeof number !== "number" || number < 1 || number > 64) throw new ValueError("signal number out of range");
    if (UNTOUCHED.includes(number)) throw new OSError(22, "Invalid argument");
    const before: Value = table.get(number) ?? SIG_DFL;
    // of children that have ended, and that are asked for already, a new handler does not hear
    if (number === SIGCHLD && before === SIG_DFL && mail.box !== undefined) mail.box.look();
    table.set(number, kind);
    seen.restarting.delete(number);
    seen.reports?.forget(number);
    const name = nodeName(number);
    if (number === 2) seen.watchesInterrupt = kind !== SIG_DFL;
    if (name !== undefined) {
      if (kind === SIG_DFL) unwatchSignal(number, name);
      else if (!(kind === SIG_IGN && (number === 13 || number === 25))) watchSignal(number, name);
    }
    if ((number === 13 || number === 25) && kind !== SIG_IGN) actByDefault(number, kind === SIG_DFL);
    if (callable(kind)) turnOften();
    return before;
  },
  "signal",
);

/** What listens to signals hears of them soon. */
export function turnOften(): void {
  const { current } = policy;
  current.aloneMs = current.turnMs = Math.min(current.turnMs, TURN_MS);
}

/** SIGPIPE and SIGXFSZ, which Node ignores from its start: gives the system's action back, or takes it again. */
function actByDefault(number: number, byDefault: boolean): void {
  if (!available()) return;
  const action = new Uint8Array(152);
  if (!byDefault) action[0] = 1; // SIG_IGN
  if (byDefault) sigaction(number, action, null);
}

export const getsignal = pyfunction("getsignal(signalnum)", (signalnum: Value): Suspends<Value> => table.get(numberOf(signalnum)) ?? SIG_DFL, "signal");

/** Sends a signal to this program: handlers run before this call returns, the default action acts at once. */
export function raiseSignal(number: number): Suspends<null> {
  seen.own.add(number);
  const handler: Value = table.get(number) ?? SIG_DFL;
  if (handler !== SIG_DFL || blocked.has(number) || seen.reports?.has(number)) {
    noteSignal(number);
    checkSignals();
    return null;
  }
  const name = nodeName(number);
  if (name === undefined) throw new NotImplementedError(`raise_signal(${number}): gilt cannot send real-time signals yet`);
  raiseDefault(number, name);
  if (hasEnded()) abandon();
  return null;
}

export const raise_signal = builtin(
  "raise_signal(signalnum, /)",
  (signalnum: Value): Suspends<null> => {
    const number = toIndex(signalnum);
    if (typeof number !== "number" || number < 1 || number > 64) throw new OSError(22, "Invalid argument");
    return raiseSignal(number);
  },
  "signal",
);

/** The pid that a pidfd, or an open folder of /proc, stands for; undefined: it is something else. */
function processBehind(fd: number): number | undefined {
  try {
    const link = fs.readlinkSync(`/proc/self/fd/${fd}`);
    const shown = link.includes("[pidfd]") ? /^Pid:\s*(\d+)$/m.exec(fs.readFileSync(`/proc/self/fdinfo/${fd}`, "latin1")) : /^\/proc\/(\d+)$/.exec(link);
    return shown === null ? undefined : Number(shown[1]);
  } catch {
    return undefined;
  }
}

export const pidfd_send_signal = builtin(
  "pidfd_send_signal(pidfd, signalnum, siginfo=None, flags=0, /)",
  (pidfd: Value, signalnum: Value, siginfo: Value, flags: Value): Suspends<null> => {
    const [fd, number] = [Number(toIndex(pidfd)), Number(toIndex(signalnum))];
    const how = flags === undefined ? 0 : Number(toIndex(flags));
    if (siginfo !== undefined && siginfo !== null) throw new TypeError("siginfo must be None");
    const target = realFd(fd);
    if (how !== 0 || processBehind(target) !== ownPid()) {
      checked(pidfdSendSignal(target, number, how));
      return null;
    }
    if (number === 0) return null;
    if (number < 0 || number > 64) throw new OSError(22, "Invalid argument");
    return raiseSignal(number);
  },
  "signal",
);

export const pthread_kill = builtin(
  "pthread_kill(thread_id, signalnum, /)",
  (thread: Value, signalnum: Value): Suspends<null> => {
    const number = toIndex(signalnum);
    audit("signal.pthread_kill", thread, number);
    if (number === 0) return null;
    if (typeof number !== "number" || number < 0 || number > 64) throw new OSError(22, "Invalid argument");
    return raiseSignal(number);
  },
  "signal",
);

export const pause = builtin(
  "pause()",
  (): Suspends<null> => {
    const woken = waiting.park(Infinity);
    if (woken === INTERRUPTED) checkSignals();
    return null;
  },
  "signal",
);

// ---- timers

interface RealTimer {
  handle: NodeJS.Timeout | undefined;
  /** when it next ends, by the policy's clock; 0 if it is not set */
  endsMs: number;
  intervalMs: number;
}
const real: RealTimer = { handle: undefined, endsMs: 0, intervalMs: 0 };

function ring(): void {
  idling.alarmMs = Infinity;
  if (seen.actionOf(14) === "default") raiseDefault(14, "SIGALRM");
  else noteSignal(14);
  real.handle = undefined;
  real.endsMs = 0;
  if (real.intervalMs > 0) arm(real.intervalMs, real.intervalMs);
}

function arm(ms: number, intervalMs: number): void {
  if (real.handle !== undefined) clearTimeout(real.handle);
  real.handle = undefined;
  idling.alarmMs = Infinity;
  real.endsMs = 0;
  real.intervalMs = intervalMs;
  if (ms <= 0) return;
  real.endsMs = policy.current.nowMs() + ms;
  idling.alarmMs = real.endsMs;
  real.handle = setTimeout(ring, Math.min(ms, 2 ** 31 - 1));
  real.handle.unref();
}

function leftMs(): number {
  return real.endsMs === 0 ? 0 : Math.max(0.001, real.endsMs - policy.current.nowMs());
}

export const alarm = builtin(
  "alarm(seconds, /)",
  (given: Value): Suspends<number> => {
    const seconds = Number(toIndex(given));
    const before = Math.ceil(leftMs() / 1000);
    arm(seconds * 1000, 0);
    return before;
  },
  "signal",
);

function pair(ms: number, intervalMs: number): Tuple {
  return new Tuple([new Float(ms / 1000), new Float(intervalMs / 1000)]);
}

function timeval(bytes: DataView, at: number): number {
  return Number(bytes.getBigInt64(at, true)) * 1000 + Number(bytes.getBigInt64(at + 8, true)) / 1000;
}

export const setitimer = builtin(
  "setitimer(which, seconds, interval=0.0, /)",
  (which: Value, seconds: Value, interval: Value): Suspends<Tuple> => {
    const kind = toIndex(which);
    const ms = secondsToMs(seconds);
    const intervalMs = interval === undefined ? 0 : secondsToMs(interval);
    if ((kind !== 0 && kind !== 1 && kind !== 2) || ms < 0 || intervalMs < 0) throw new ItimerError(22, "Invalid argument");
    if (kind === 0) {
      const before = pair(leftMs(), real.intervalMs);
      arm(ms, intervalMs);
      return before;
    }
    const value = new DataView(new ArrayBuffer(32));
    const old = new DataView(new ArrayBuffer(32));
    for (const [at, length] of [
      [0, intervalMs],
      [16, ms],
    ] as const) {
      value.setBigInt64(at, BigInt(Math.floor(length / 1000)), true);
      value.setBigInt64(at + 8, BigInt(Math.round((length % 1000) * 1000)), true);
    }
    setitimerOf(kind, new Uint8Array(value.buffer), new Uint8Array(old.buffer));
    return pair(timeval(old, 16), timeval(old, 0));
  },
  "signal",
);

export const getitimer = builtin(
  "getitimer(which, /)",
  (which: Value): Suspends<Tuple> => {
    const kind = toIndex(which);
    if (kind === 0) return pair(leftMs(), real.intervalMs);
    if (kind !== 1 && kind !== 2) throw new ItimerError(22, "Invalid argument");
    const value = new DataView(new ArrayBuffer(32));
    getitimerOf(kind, new Uint8Array(value.buffer));
    return pair(timeval(value, 16), timeval(value, 0));
  },
  "signal",
);

// ---- masks

function setOf(numbers: Iterable<number>): Suspends<PySet> {
  const set = new PySet();
  for (const number of numbers) set.$add(signals.of(number));
  return set;
}

function numbersOf(mask: Value): Suspends<number[]> {
  const numbers: number[] = [];
  for (const item of spread(mask)) {
    const number = toIndex(item);
    if (typeof number !== "number" || number < 1 || number > 64) throw new ValueError(`signal number ${String(number)} out of range [1; 64]`);
    numbers.push(number);
  }
  return numbers;
}

/** Signals that are watched because they were blocked. */
const watchedBlocked = new Set<number>();

export const pthread_sigmask = pyfunction(
  "pthread_sigmask(how, mask)",
  (how: Value, mask: Value): Suspends<Value> => {
    const kind = toIndex(how);
    const numbers = numbersOf(mask);
    const before = setOf([...blocked].sort((a, b) => a - b));
    if (kind !== 0 && kind !== 1 && kind !== 2) throw new OSError(22, "Invalid argument");
    if (kind === 2) blocked.clear();
    for (const number of numbers) {
      if (kind === 1) blocked.delete(number);
      else if (number !== 9 && number !== 19) {
        blocked.add(number);
        const name = nodeName(number);
        if (name !== undefined) {
          watchSignal(number, name);
          watchedBlocked.add(number);
        }
      }
    }
    for (const number of [...held]) {
      if (blocked.has(number)) continue;
      held.delete(number);
      raiseSignal(number);
    }
    for (const number of watchedBlocked) {
      if (blocked.has(number)) continue;
      watchedBlocked.delete(number);
      if ((table.get(number) ?? SIG_DFL) === SIG_DFL) unwatchSignal(number, nodeName(number)!);
    }
    return before;
  },
  "signal",
);

export const sigpending = pyfunction("sigpending()", (): Suspends<Value> => setOf([...held].sort((a, b) => a - b)), "signal");

/** Waits for one of the signals, which are blocked; undefined if the deadline comes first. */
function awaitSignal(numbers: readonly number[], deadlineMs: number): Suspends<number | undefined> {
  for (;;) {
    for (const number of numbers) if (held.delete(number)) return number;
    const woken = arrivals.park(deadlineMs);
    if (woken === INTERRUPTED) checkSignals();
    if (woken === TIMED_OUT) return numbers.find((number) => held.delete(number));
  }
}

export const sigwait = pyfunction(
  "sigwait(sigset)",
  (sigset: Value): Suspends<Value> => signals.of(awaitSignal(numbersOf(sigset), Infinity) as number),
  "signal",
);

/** siginfo_t of a signal that kill(2) sent. */
function information(number: number | undefined): Value {
  if (number === undefined) return null;
  const mine = seen.own.delete(number);
  return makeStruct(struct_siginfo, [number, 0, 0, mine ? ownPid() : 0, mine ? process.getuid!() : 0, 0, 0]);
}

export const sigwaitinfo = builtin(
  "sigwaitinfo(sigset, /)",
  (sigset: Value): Suspends<Value> => information(awaitSignal(numbersOf(sigset), Infinity)),
  "signal",
);

export const sigtimedwait = builtin(
  "sigtimedwait(sigset, timeout, /)",
  (sigset: Value, timeout: Value): Suspends<Value> => {
    const ms = secondsToMs(timeout);
    const numbers = numbersOf(sigset);
    if (ms < 0) throw new ValueError("timeout must be non-negative");
    return information(awaitSignal(numbers, deadlineAfter(ms)));
  },
  "signal",
);

// ---- the rest

export const strsignal = builtin("strsignal(signalnum, /)", (signalnum: Value): Suspends<Value> => signalText(numberOf(signalnum)), "signal");

export const valid_signals = pyfunction(
  "valid_signals()",
  (): Suspends<Value> => {
    const numbers: number[] = [];
    for (let number = 1; number <= 64; number++) if (number !== 32 && number !== 33) numbers.push(number);
    return setOf(numbers);
  },
  "signal",
);

export const siginterrupt = builtin(
  "siginterrupt(signalnum, flag, /)",
  (signalnum: Value, flag: Value): Suspends<null> => {
    const interrupts = Number(toIndex(flag)) !== 0;
    const number = numberOf(signalnum);
    if (UNTOUCHED.includes(number)) throw new OSError(22, "Invalid argument");
    if (!interrupts) seen.restarting.add(number);
    else seen.restarting.delete(number);
    return null;
  },
  "signal",
);

export const set_wakeup_fd = builtin(
  "set_wakeup_fd(fd, /, *, warn_on_full_buffer=True)",
  (fd: Value, _warn: Value): Suspends<Value> => {
    if (isolate.current !== isolate.main) throw new ValueError("set_wakeup_fd only works in main thread of the main interpreter");
    const before = wakeupFd;
    const next = toIndex(fd);
    if (next >= 0) {
      system(() => fs.fstatSync(realFd(Number(next))));
      if (!neverBlocks(Number(next))) throw new ValueError(`the fd ${Number(next)} must be in non-blocking mode`);
    }
    wakeupFd = Number(next);
    return before;
  },
  "signal",
);

export const struct_siginfo = structSequence("signal.struct_siginfo", ["si_signo", "si_code", "si_errno", "si_pid", "si_uid", "si_status", "si_band"]);

export default pymodule("signal", {
  ...signals.named,
  ...handlers.named,
  ...masks.named,
  Signals: signals.cls,
  Handlers: handlers.cls,
  Sigmasks: masks.cls,
  NSIG: 65,
  ITIMER_REAL: 0,
  ITIMER_VIRTUAL: 1,
  ITIMER_PROF: 2,
  ItimerError,
  struct_siginfo,
  default_int_handler,
  signal,
  getsignal,
  raise_signal,
  pidfd_send_signal,
  pthread_kill,
  pause,
  alarm,
  setitimer,
  getitimer,
  pthread_sigmask,
  sigpending,
  sigwait,
  sigwaitinfo,
  sigtimedwait,
  strsignal,
  valid_signals,
  siginterrupt,
  set_wakeup_fd,
});

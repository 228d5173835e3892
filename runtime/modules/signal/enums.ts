/**
 * signal.enums - numbers with names: Signals, Handlers, Sigmasks.
 *
 * Mirrors     Lib/signal.py: the three IntEnums
 */
import type { Suspends } from "../../frames/suspend.js";
import type { PyType, Value } from "../../objects/object.js";
import { Tuple } from "../../objects/tuple.js";
import { IntEnum } from "../enum/members.js";
import { createEnum, membersOf } from "../enum/type.js";

export interface NumberEnum {
  readonly cls: PyType;
  /** Members by number; of several names for one the first. */
  readonly members: ReadonlyMap<number, Value>;
  /** All names, the second names too. */
  readonly named: Readonly<Record<string, Value>>;
  /** The member of a number, or the number itself. */
  of(number: Value): Value;
}

export function intEnum(name: string, values: Readonly<Record<string, number>>): Suspends<NumberEnum> {
  const pairs: Value[] = [];
  for (const key in values) pairs.push(new Tuple([key, values[key]]));
  const cls = createEnum(IntEnum, name, pairs, { module: "signal", qualname: null, mixin: null, start: 1, boundary: null });
  const members = new Map<number, Value>();
  const named: Record<string, Value> = {};
  for (const entry of membersOf(cls).$entries()) {
    const member: Value = entry.value;
    named[entry.key as string] = member;
    members.set(member._value_ as number, member);
  }
  return { cls, members, named, of: (number) => members.get(number as number) ?? number };
}

/** Signals of 64-bit Linux. */
export const signals = intEnum("Signals", {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGIOT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGCHLD: 17,
  SIGCLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPOLL: 29,
  SIGPWR: 30,
  SIGSYS: 31,
  SIGRTMIN: 34,
  SIGRTMAX: 64,
});
export const handlers = intEnum("Handlers", { SIG_DFL: 0, SIG_IGN: 1 });
export const masks = intEnum("Sigmasks", { SIG_BLOCK: 0, SIG_UNBLOCK: 1, SIG_SETMASK: 2 });

const TEXTS: readonly string[] = [
  "Hangup",
  "Interrupt",
  "Quit",
  "Illegal instruction",
  "Trace/breakpoint trap",
  "Aborted",
  "Bus error",
  "Floating point exception",
  "Killed",
  "User defined signal 1",
  "Segmentation fault",
  "User defined signal 2",
  "Broken pipe",
  "Alarm clock",
  "Terminated",
  "Stack fault",
  "Child exited",
  "Continued",
  "Stopped (signal)",
  "Stopped",
  "Stopped (tty input)",
  "Stopped (tty output)",
  "Urgent I/O condition",
  "CPU time limit exceeded",
  "File size limit exceeded",
  "Virtual timer expired",
  "Profiling timer expired",
  "Window changed",
  "I/O possible",
  "Power failure",
  "Bad system call",
];

/** strsignal(3); null where it knows none. */
export function signalText(number: number): string | null {
  return TEXTS[number - 1] ?? (number >= 34 ? `Real-time signal ${number - 34}` : null);
}

/** Node's name of a signal; undefined for those that it does not know. */
export function nodeName(number: number): NodeJS.Signals | undefined {
  return signals.members.get(number)?._name_ as NodeJS.Signals | undefined;
}

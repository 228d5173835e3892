/**
 * timerfd - the part of os about timers that are read as descriptors.
 *
 * Mirrors  Modules/posixmodule.c of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { OverflowError, ValueError } from "../../objects/exceptions.js";

import type { Value } from "../../objects/object.js";
import { Float, toDouble } from "../../objects/float.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtin } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { constantsOf } from "../../system/constants.js";
import { adopt, real } from "../../system/descriptors.js";
import { checked } from "../../system/oserror.js";
import * as posix from "../../system/posix.js";
import { cint, fildes } from "./descriptors.js";

const os = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "posix");

const BILLION = 1_000_000_000n;
const LIMIT_NS = 2n ** 63n;
/** 2**63 nanoseconds. */
const LIMIT_SECONDS = 9223372036.854775808;
const TFD_CLOEXEC = 0o2000000;

/** Nanoseconds of a C double's seconds, rounded down. */
function fromSeconds(given: Value): Suspends<bigint> {
  const seconds = given === undefined ? 0 : toDouble(given);
  if (Number.isNaN(seconds)) throw new ValueError("Invalid value NaN (not a number)");
  if (seconds >= LIMIT_SECONDS || seconds < -LIMIT_SECONDS) throw new OverflowError("timestamp out of range for platform time_t");
  return BigInt(Math.floor(seconds * 1e9));
}

function fromNanoseconds(given: Value): Suspends<bigint> {
  const ns = given === undefined ? 0n : BigInt(toIndex(given));
  if (ns >= LIMIT_NS || ns < -LIMIT_NS) throw new OverflowError("int too big to convert");
  return ns;
}

/** struct itimerspec: the interval, then the first time. */
function record(initial: bigint, interval: bigint): Uint8Array {
  const words = new BigInt64Array(4);
  [interval, initial].forEach((ns, i) => {
    const rest = ((ns % BILLION) + BILLION) % BILLION;
    words[2 * i] = (ns - rest) / BILLION;
    words[2 * i + 1] = rest;
  });
  return new Uint8Array(words.buffer);
}

/** Nanoseconds until the timer goes off, and between two times. */
function times(memory: Uint8Array): [next: bigint, interval: bigint] {
  const words = new BigInt64Array(memory.buffer);
  return [words[2]! * BILLION + words[3]!, words[0]! * BILLION + words[1]!];
}

const inSeconds = (memory: Uint8Array): Value => new Tuple(times(memory).map((ns) => new Float(Number(ns) / 1e9)));
const inNanoseconds = (memory: Uint8Array): Value => new Tuple(times(memory).map((ns) => (ns <= Number.MAX_SAFE_INTEGER ? Number(ns) : ns)));

function set(fd: number, flags: number, initial: bigint, interval: bigint): Uint8Array {
  const old = new Uint8Array(32);
  checked(posix.timerfdSet(real(fd), flags, record(initial, interval), old));
  return old;
}

function get(fd: number): Uint8Array {
  const now = new Uint8Array(32);
  checked(posix.timerfdGet(real(fd), now));
  return now;
}

export const functions: Record<string, Value> = {
  timerfd_create: os("timerfd_create(clockid, /, *, flags=0)", (clock: Value, flags: Value): Suspends<Value> => {
    const id = cint(clock);
    const how = flags === undefined ? 0 : cint(flags);
    return adopt(checked(posix.timerfdCreate(id, how | TFD_CLOEXEC)));
  }),
  timerfd_settime: os(
    "timerfd_settime(fd, /, *, flags=0, initial=0.0, interval=0.0)",
    (fd: Value, flags: Value, initial: Value, interval: Value): Suspends<Value> => {
      const n = fildes(fd);
      const how = flags === undefined ? 0 : cint(flags);
      const first = fromSeconds(initial);
      return inSeconds(set(n, how, first, fromSeconds(interval)));
    },
  ),
  timerfd_settime_ns: os(
    "timerfd_settime_ns(fd, /, *, flags=0, initial=0, interval=0)",
    (fd: Value, flags: Value, initial: Value, interval: Value): Suspends<Value> => {
      const n = fildes(fd);
      const how = flags === undefined ? 0 : cint(flags);
      const first = fromNanoseconds(initial);
      return inNanoseconds(set(n, how, first, fromNanoseconds(interval)));
    },
  ),
  timerfd_gettime: os("timerfd_gettime(fd, /)", (fd: Value): Suspends<Value> => inSeconds(get(fildes(fd)))),
  timerfd_gettime_ns: os("timerfd_gettime_ns(fd, /)", (fd: Value): Suspends<Value> => inNanoseconds(get(fildes(fd)))),
};

export const numbers: Record<string, Value> = {
  TFD_CLOEXEC,
  ...constantsOf("TFD_NONBLOCK:2048 TFD_TIMER_ABSTIME:1 TFD_TIMER_CANCEL_ON_SET:2"),
};

/**
 * time - clocks, sleeping, and dates as the C library has them.
 *
 * Mirrors     Modules/timemodule.c of CPython 3.13
 * Suspends    sleep
 * Differs     thread_time counts the whole process: green threads share one of the system's. clock_settime raises OSError
 */
import type { Suspends } from "../../frames/suspend.js";
import { OSError, OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { pymodule } from "../../objects/module.js";
import { namespace } from "../../objects/namespace.js";
import { typeOf, type Value } from "../../objects/object.js";
import { indexOf, toIndex } from "../../objects/protocols/index.js";
import { text as str } from "../../objects/protocols/str.js";
import { builtin } from "../../objects/register.js";
import { cpuMs } from "../../system/cputime.js";
import { structItems, structSequence, makeStruct } from "../../objects/structseq.js";
import { Tuple } from "../../objects/tuple.js";
import { gmtime as gmtimeFields, localtime as localtimeFields, mktime as mktimeSeconds, type Tm } from "./calendar.js";
import { strftime as format } from "./format.js";
import { sleep } from "./sleep.js";
import { parseTime } from "./strptime.js";
import { localZone } from "./zone.js";
import { stringOf } from "../../objects/str.js";

export { sleep };

// ---- clocks

/** CLOCK_MONOTONIC */
function monotonicSeconds(): Float {
  const [whole, ns] = process.hrtime();
  return new Float(whole + ns / 1e9);
}

const CLOCKS: Readonly<Record<string, number>> = {
  CLOCK_REALTIME: 0,
  CLOCK_MONOTONIC: 1,
  CLOCK_PROCESS_CPUTIME_ID: 2,
  CLOCK_THREAD_CPUTIME_ID: 3,
  CLOCK_MONOTONIC_RAW: 4,
  CLOCK_BOOTTIME: 7,
  CLOCK_TAI: 11,
};

function realNs(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e6));
}

function cpuNs(): number {
  return Math.round(cpuMs() * 1e6);
}

/** An int of canonical form. */
function int(n: bigint): number | bigint {
  return n <= 9007199254740991n ? Number(n) : n;
}

/** The last bits of the number that the system gives the clock of a thread's processor time. */
const CPU_CLOCK = 6;

function clockNs(id: Value): Suspends<bigint> {
  const number = indexOf(id);
  if (number === undefined) throw new TypeError(`clk_id should be integer, not ${typeOf(id).$name}`);
  if (number < 0 && (Number(number) & 7) === CPU_CLOCK) return BigInt(cpuNs());
  switch (number) {
    case 0:
      return realNs();
    case 11:
      return realNs() + 37_000_000_000n;
    case 1:
    case 4:
    case 7:
      return process.hrtime.bigint();
    case 2:
    case 3:
      return BigInt(cpuNs());
    default:
      throw new OSError(22, "Invalid argument");
  }
}

const seconds = (ns: bigint): Float => new Float(Number(ns) / 1e9);

export const time = builtin("time()", () => new Float((performance.timeOrigin + performance.now()) / 1000), "time");
export const time_ns = builtin("time_ns()", () => int(realNs()), "time");
export const monotonic = builtin("monotonic()", monotonicSeconds, "time");
export const monotonic_ns = builtin("monotonic_ns()", () => int(process.hrtime.bigint()), "time");
export const perf_counter = builtin("perf_counter()", monotonicSeconds, "time");
export const perf_counter_ns = builtin("perf_counter_ns()", () => int(process.hrtime.bigint()), "time");
export const process_time = builtin("process_time()", () => new Float(cpuNs() / 1e9), "time");
export const process_time_ns = builtin("process_time_ns()", () => cpuNs(), "time");
export const thread_time = builtin("thread_time()", () => new Float(cpuNs() / 1e9), "time");
export const thread_time_ns = builtin("thread_time_ns()", () => cpuNs(), "time");
export const clock_gettime = builtin("clock_gettime(clk_id, /)", (id: Value): Suspends<Float> => seconds(clockNs(id)), "time");
export const clock_gettime_ns = builtin("clock_gettime_ns(clk_id, /)", (id: Value): Suspends<Value> => int(clockNs(id)), "time");
export const pthread_getcpuclockid = builtin(
  "pthread_getcpuclockid(thread_id, /)",
  (thread: Value): Suspends<number> => {
    if (indexOf(thread) === undefined) throw new TypeError(`pthread_getcpuclockid() argument 1 must be int, not ${typeOf(thread).$name}`);
    return (~process.pid << 3) | CPU_CLOCK;
  },
  "time",
);
export const clock_getres = builtin(
  "clock_getres(clk_id, /)",
  (id: Value): Suspends<Float> => {
    clockNs(id);
    return new Float(1e-9);
  },
  "time",
);
const notPermitted = (): never => {
  throw new OSError(1, "Operation not permitted");
};
export const clock_settime = builtin("clock_settime(clk_id, time, /)", notPermitted, "time");
export const clock_settime_ns = builtin("clock_settime_ns(clk_id, time, /)", notPermitted, "time");

const INFO: Readonly<Record<string, readonly [clock: string, monotonic: boolean]>> = {
  time: ["CLOCK_REALTIME", false],
  monotonic: ["CLOCK_MONOTONIC", true],
  perf_counter: ["CLOCK_MONOTONIC", true],
  process_time: ["CLOCK_PROCESS_CPUTIME_ID", true],
  thread_time: ["CLOCK_THREAD_CPUTIME_ID", true],
};
export const get_clock_info = builtin(
  "get_clock_info(name, /)",
  (given: Value): Value => {
    const name = stringOf(given);
    if (name === undefined) throw new TypeError(`get_clock_info() argument 1 must be str, not ${typeOf(given).$name}`);
    const info = Object.hasOwn(INFO, name) ? INFO[name] : undefined;
    if (info === undefined) throw new ValueError("unknown clock");
    const [clock, steady] = info;
    return namespace({ implementation: `clock_gettime(${clock})`, monotonic: steady, adjustable: !steady, resolution: new Float(1e-9) });
  },
  "time",
);

// ---- dates

export const struct_time = structSequence(
  "time.struct_time",
  ["tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst", "tm_zone", "tm_gmtoff"],
  9,
  {
    doc: `The time value as returned by gmtime(), localtime(), and strptime(), and
 accepted by asctime(), mktime() and strftime().  May be considered as a
 sequence of 9 integers.

 Note that several fields' values are not the same as those defined by
 the C language standard for struct tm.  For example, the value of the
 field tm_year is the actual year, not year - 1900.  See individual
 fields' descriptions for details.`,
  },
);

function struct(tm: Tm): Value {
  return makeStruct(struct_time, [tm.year, tm.mon, tm.mday, tm.hour, tm.min, tm.sec, tm.wday, tm.yday, tm.isdst, tm.zone, tm.gmtoff]);
}

/** Whole seconds of an argument; now if it is left out or None. */
function moment(given: Value): Suspends<number> {
  if (given === undefined || given === null) return Math.floor(Date.now() / 1000);
  const float: Value = given instanceof Float ? given : given.$value;
  if (float instanceof Float && Number.isNaN(float.value)) throw new ValueError("Invalid value NaN (not a number)");
  const whole = float instanceof Float ? Math.floor(float.value) : toIndex(given);
  if (whole >= 2n ** 63n || whole < -(2n ** 63n)) throw new OverflowError("timestamp out of range for platform time_t");
  if (whole > 67768036191676799n || whole < -67768040609740800n) throw new OSError(75, "Value too large for defined data type");
  return Number(whole);
}

export const gmtime = builtin("gmtime(seconds=None, /)", (given: Value): Suspends<Value> => struct(gmtimeFields(moment(given))), "time");
export const localtime = builtin("localtime(seconds=None, /)", (given: Value): Suspends<Value> => struct(localtimeFields(moment(given))), "time");

/** C counts years from 1900, in an int. */
const FIRST_YEAR = -2147483648 + 1900;

/** The nine numbers of a time tuple. */
function fieldsOf(given: Value, name: string): Suspends<Tm> {
  let items: Value[];
  let zone: Value = null;
  let gmtoff: Value = null;
  if (typeOf(given) === struct_time) {
    const all = structItems(given);
    items = all.slice(0, 9);
    zone = all[9] ?? null;
    gmtoff = all[10] ?? null;
  } else if (given instanceof Tuple) items = given.items;
  else throw new TypeError("Tuple or struct_time argument required");
  if (items.length !== 9) throw new TypeError(`${name}(): illegal time tuple argument`);
  const numbers: number[] = [];
  for (const item of items) {
    const n = indexOf(item);
    if (n === undefined) throw new TypeError(`'${typeOf(item).$name}' object cannot be interpreted as an integer`);
    if (typeof n === "bigint" || n > 2147483647 || n < -2147483648)
      throw new OverflowError(`signed integer is ${n < 0 ? "less than minimum" : "greater than maximum"}`);
    numbers.push(n);
  }
  if (numbers[0]! < FIRST_YEAR) throw new OverflowError("year out of range");
  const [year = 0, mon = 0, mday = 0, hour = 0, min = 0, sec = 0, wday = 0, yday = 0, isdst = 0] = numbers;
  return { year, mon, mday, hour, min, sec, wday: wday === -1 ? 6 : wday, yday, isdst, zone, gmtoff };
}

/** Puts 0 right where it stands for 1, and refuses what is out of range, as strftime and asctime need it. */
function checked(tm: Tm): Tm {
  if (tm.mon === 0) tm.mon = 1;
  if (tm.mday === 0) tm.mday = 1;
  if (tm.yday === 0) tm.yday = 1;
  if (tm.mon < 1 || tm.mon > 12) throw new ValueError("month out of range");
  if (tm.mday < 1 || tm.mday > 31) throw new ValueError("day of month out of range");
  if (tm.hour < 0 || tm.hour > 23) throw new ValueError("hour out of range");
  if (tm.min < 0 || tm.min > 59) throw new ValueError("minute out of range");
  if (tm.sec < 0 || tm.sec > 61) throw new ValueError("seconds out of range");
  if (tm.wday < 0) throw new ValueError("day of week out of range");
  tm.wday %= 7;
  if (tm.yday < 1 || tm.yday > 366) throw new ValueError("day of year out of range");
  return tm;
}

export const mktime = builtin("mktime(tuple, /)", (given: Value): Suspends<Float> => new Float(mktimeSeconds(fieldsOf(given, "mktime"))), "time");

function asText(tm: Tm): string {
  return format("%a %b %e %H:%M:%S ", tm) + String(tm.year);
}

export const asctime = builtin(
  "asctime(tuple=None, /)",
  (given: Value): Suspends<string> => {
    return asText(given === undefined ? localtimeFields(moment(given)) : checked(fieldsOf(given, "asctime")));
  },
  "time",
);

export const ctime = builtin("ctime(seconds=None, /)", (given: Value): Suspends<string> => asText(localtimeFields(moment(given))), "time");

export const strftime = builtin(
  "strftime(format, tuple=None, /)",
  (wanted: Value, given: Value): Suspends<string> => {
    const pattern = stringOf(wanted);
    if (pattern === undefined) throw new TypeError(`strftime() argument 1 must be str, not ${typeOf(wanted).$name}`);
    if (pattern.includes("\0")) throw new ValueError("embedded null character");
    const tm = given === undefined ? localtimeFields(moment(given)) : checked(fieldsOf(given, "strftime"));
    if (tm.zone === null) {
      const { standard, summer } = localZone().pair(Date.now() / 1000);
      const offset = tm.isdst > 0 && summer !== undefined ? summer : standard;
      tm.zone = tm.isdst < 0 ? "" : offset.name;
      tm.gmtoff = offset.seconds;
    }
    return format(pattern, tm);
  },
  "time",
);

export const strptime = builtin(
  "strptime(string, format='%a %b %d %H:%M:%S %Y', /)",
  (given: Value, wanted: Value): Suspends<Value> => {
    const text = stringOf(given);
    if (text === undefined) throw new TypeError(`strptime() argument 0 must be str, not ${typeName(given)}`);
    const pattern = wanted === undefined ? "%a %b %d %H:%M:%S %Y" : stringOf(wanted);
    if (pattern === undefined) throw new TypeError(`strptime() argument 1 must be str, not ${typeName(wanted)}`);
    return struct(parseTime(text, pattern));
  },
  "time",
);

function typeName(value: Value): Suspends<string> {
  return str(typeOf(value));
}

/** `timezone`, `altzone`, `daylight`, `tzname`: of the zone that TZ names when tzset() is called. */
function zoneNames(): Record<string, Value> {
  const { standard, summer } = localZone().pair(Date.now() / 1000);
  const other = summer ?? standard;
  return {
    timezone: -standard.seconds || 0,
    altzone: -other.seconds || 0,
    daylight: summer === undefined ? 0 : 1,
    tzname: new Tuple([standard.name, other.name]),
  };
}

export const tzset = builtin(
  "tzset()",
  (): null => {
    Object.assign(module, zoneNames());
    return null;
  },
  "time",
);

const module: Value = pymodule("time", {
  ...CLOCKS,
  time,
  time_ns,
  monotonic,
  monotonic_ns,
  perf_counter,
  perf_counter_ns,
  process_time,
  process_time_ns,
  thread_time,
  thread_time_ns,
  clock_gettime,
  clock_gettime_ns,
  clock_getres,
  pthread_getcpuclockid,
  clock_settime,
  clock_settime_ns,
  get_clock_info,
  sleep,
  struct_time,
  gmtime,
  localtime,
  mktime,
  asctime,
  ctime,
  strftime,
  strptime,
  tzset,
  _STRUCT_TM_ITEMS: 11,
  ...zoneNames(),
});
export default module;

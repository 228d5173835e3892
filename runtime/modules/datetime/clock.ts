/**
 * datetime.clock - times of the day: the class time.
 *
 * Mirrors     the class time of Modules/_datetimemodule.c
 * Suspends    `__index__` of arguments; zones; subclasses are called
 */
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes/data.js";
import { $callx } from "../../objects/call.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { madeFor, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { hash } from "../../objects/protocols/hash.js";
import { repr } from "../../objects/protocols/repr.js";
import { text as str } from "../../objects/protocols/str.js";
import { builtinType, define, getset, methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { cInt, packed, requireText, stateOf } from "./date.js";
import { clockText, formatted, tmOf } from "./format.js";
import { parseTime } from "./parse.js";
import { compareDeltas, comparisons, makeDelta, normalDelta, shownName, type TimeDelta } from "./timedelta.js";
import { askName, askOffset, checkStateZone, checkZone, fixedZone, offsetText, utc } from "./zones.js";

export class PyTime {
  $hour = 0;
  $minute = 0;
  $second = 0;
  $us = 0;
  $zone: Value = null;
  $fold = 0;
}
Object.setPrototypeOf(PyTime.prototype, object.prototype);

export const time: PyType = builtinType(
  "time(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)",
  function (hour: Value, minute: Value, second: Value, us: Value, zone: Value, fold: Value): Suspends<Value> {
    return newTime(time, hour, minute, second, us, zone, fold);
  },
  { prototype: PyTime.prototype, module: "datetime" },
);

/** What is wrong with a time of the day; null if nothing is. */
export function clockProblem(hour: number, minute: number, second: number, us: number, fold: number): string | null {
  if (hour < 0 || hour > 23) return "hour must be in 0..23";
  if (minute < 0 || minute > 59) return "minute must be in 0..59";
  if (second < 0 || second > 59) return "second must be in 0..59";
  if (us < 0 || us > 999999) return "microsecond must be in 0..999999";
  return fold === 0 || fold === 1 ? null : "fold must be either 0 or 1";
}

/** An argument, or what it is if it is left out. */
export function intOr(x: Value, otherwise: number): Suspends<number> {
  return x === undefined ? otherwise : cInt(x);
}

function newTime(cls: PyType, hour: Value, minute: Value, second: Value, us: Value, zone: Value, fold: Value): Suspends<PyTime> {
  const state = stateOf(hour, 6);
  if (state !== undefined && ((state[0] as number) & 0x7f) < 24) {
    checkStateZone(minute ?? null);
    const [h, m, s, a, b, c] = state as unknown as [number, number, number, number, number, number];
    return fillTime(cls, h & 0x7f, m, s, (a << 16) | (b << 8) | c, minute ?? null, h >> 7);
  }
  const h = intOr(hour, 0);
  const m = intOr(minute, 0);
  const s = intOr(second, 0);
  const u = intOr(us, 0);
  const f = intOr(fold, 0);
  checkZone(zone ?? null);
  return fillTime(cls, h, m, s, u, zone ?? null, f);
}

export function fillTime(cls: PyType, hour: number, minute: number, second: number, us: number, zone: Value, fold: number): PyTime {
  const problem = clockProblem(hour, minute, second, us, fold);
  if (problem !== null) throw new ValueError(problem);
  const made = madeFor(PyTime, cls);
  made.$hour = hour;
  made.$minute = minute;
  made.$second = second;
  made.$us = us;
  made.$zone = zone;
  made.$fold = fold;
  return made;
}

/** An instance of the class or of a subclass, which is called. */
function timeLike(cls: PyType, hour: number, minute: number, second: number, us: number, zone: Value, fold: number): Suspends<Value> {
  if (cls === time) return fillTime(time, hour, minute, second, us, zone, fold);
  const kw = new Kw();
  kw["fold"] = fold;
  return $callx(cls, [hour, minute, second, us, zone], fold === 0 ? null : kw);
}

function offsetOf(x: PyTime): Suspends<TimeDelta | null> {
  return askOffset(x.$zone, "utcoffset", null);
}

/** The time since midnight, less the offset. */
function sinceMidnight(x: PyTime, offset: TimeDelta): TimeDelta {
  return normalDelta(-offset.$days, x.$hour * 3600 + x.$minute * 60 + x.$second - offset.$seconds, x.$us - offset.$us);
}

function compareFields(a: PyTime, b: PyTime): number {
  return a.$hour - b.$hour || a.$minute - b.$minute || a.$second - b.$second || a.$us - b.$us;
}

comparisons<PyTime>(time, (a, b, equality): Suspends<number | undefined> => {
  if (!(b instanceof PyTime)) return undefined;
  if (a.$zone === b.$zone) return compareFields(a, b);
  const first = offsetOf(a);
  const second = offsetOf(b);
  if (first === null && second === null) return compareFields(a, b);
  if (first === null || second === null) {
    if (equality) return 1;
    throw new TypeError("can't compare offset-naive and offset-aware times");
  }
  return compareDeltas(sinceMidnight(a, first), sinceMidnight(b, second));
});

/** What repr() shows behind the fields. */
export function zoneAndFold(zone: Value, fold: number): Suspends<string> {
  let text = zone === null ? "" : `, tzinfo=${repr(zone)}`;
  if (fold !== 0) text += `, fold=${fold}`;
  return text;
}

function isoformat(x: PyTime, timespec: Value): Suspends<string> {
  const text = clockText(x.$hour, x.$minute, x.$second, x.$us, timespec);
  const offset = offsetOf(x);
  return offset === null ? text : text + offsetText(offset, ":");
}

methods(time, {
  "__new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)": function (
    this: PyType,
    hour: Value,
    minute: Value,
    second: Value,
    us: Value,
    zone: Value,
    fold: Value,
  ): Suspends<Value> {
    return newTime(this, hour, minute, second, us, zone, fold);
  },
  "fromisoformat(cls, string, /)": function (this: PyType, given: Value): Suspends<Value> {
    const text = requireText(given);
    const parts = parseTime(text.startsWith("T") ? text.slice(1) : text);
    if (parts === undefined) throw new ValueError(`Invalid isoformat string: ${repr(given)}`);
    const { offset } = parts;
    const zone = offset === null ? null : offset.seconds === 0 && offset.us === 0 ? utc : fixedZone(normalDelta(0, offset.seconds, offset.us));
    return timeLike(this, parts.hour, parts.minute, parts.second, parts.us, zone, 0);
  },
  "__repr__(self, /)": function (this: PyTime): Suspends<string> {
    const cls = typeOf(this);
    let fields = `${this.$hour}, ${this.$minute}`;
    if (this.$us !== 0) fields += `, ${this.$second}, ${this.$us}`;
    else if (this.$second !== 0) fields += `, ${this.$second}`;
    return `${shownName(cls)}(${fields}${zoneAndFold(this.$zone, this.$fold)})`;
  },
  "__str__(self, /)": function (this: PyTime): Suspends<Value> {
    return callMethod(this, "isoformat");
  },
  "__format__(self, format_spec, /)": function (this: PyTime, spec: Value): Suspends<Value> {
    const format = stringOf(spec);
    if (format === undefined) throw new TypeError(`__format__() argument 1 must be str, not ${typeName(spec)}`);
    return format === "" ? str(this) : callMethod(this, "strftime", spec);
  },
  "__hash__(self, /)": function (this: PyTime): Suspends<Value> {
    const offset = offsetOf(this);
    if (offset !== null) return hash(sinceMidnight(this, offset));
    return hash(packed(this.$hour, this.$minute, this.$second, this.$us >> 16, (this.$us >> 8) & 255, this.$us & 255));
  },
  "isoformat(self, /, timespec='auto')": function (this: PyTime, timespec: Value): Suspends<string> {
    return isoformat(this, timespec);
  },
  "strftime(self, /, format)": function (this: PyTime, format: Value): Suspends<Value> {
    return formatted(format, tmOf(1900, 1, 1, this.$hour, this.$minute, this.$second, -1), this.$us, this.$zone, null);
  },
  "utcoffset(self, /)": function (this: PyTime): Suspends<Value> {
    return offsetOf(this);
  },
  "dst(self, /)": function (this: PyTime): Suspends<Value> {
    return askOffset(this.$zone, "dst", null);
  },
  "tzname(self, /)": function (this: PyTime): Suspends<Value> {
    return askName(this.$zone, null);
  },
  "replace(self, /, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)": replaceTime,
  "__replace__(self, /, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)": replaceTime,
  "__reduce_ex__(self, protocol, /)": function (this: PyTime, protocol: Value): Suspends<Tuple> {
    const version = cInt(protocol);
    return reduced(this, version > 3);
  },
  "__reduce__(self, /)": function (this: PyTime): Tuple {
    return reduced(this, false);
  },
});

function reduced(self: PyTime, withFold: boolean): Tuple {
  const hour = self.$hour | (withFold && self.$fold === 1 ? 0x80 : 0);
  const state = new Bytes(Uint8Array.of(hour, self.$minute, self.$second, self.$us >> 16, (self.$us >> 8) & 255, self.$us & 255));
  return new Tuple([typeOf(self), new Tuple(self.$zone === null ? [state] : [state, self.$zone])]);
}

function replaceTime(this: PyTime, hour: Value, minute: Value, second: Value, us: Value, zone: Value, fold: Value): Suspends<Value> {
  const h = intOr(hour, this.$hour);
  const m = intOr(minute, this.$minute);
  const s = intOr(second, this.$second);
  const u = intOr(us, this.$us);
  const f = intOr(fold, this.$fold);
  const z: Value = zone === undefined ? this.$zone : zone;
  checkZone(z);
  return timeLike(typeOf(this), h, m, s, u, z, f);
}

getset(time, {
  hour: [(self: PyTime) => self.$hour],
  minute: [(self: PyTime) => self.$minute],
  second: [(self: PyTime) => self.$second],
  microsecond: [(self: PyTime) => self.$us],
  tzinfo: [(self: PyTime) => self.$zone],
  fold: [(self: PyTime) => self.$fold],
});

/** The class's constants, made once the runtime has loaded. */
export function setTimeConstants(): void {
  const values = { min: fillTime(time, 0, 0, 0, 0, null, 0), max: fillTime(time, 23, 59, 59, 999999, null, 0), resolution: makeDelta(0, 0, 1) };
  for (const [name, value] of Object.entries(values)) define(time, name, value, value);
}

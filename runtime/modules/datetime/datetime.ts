/**
 * datetime.datetime - moments: a date with a time of the day, and perhaps a zone.
 *
 * Mirrors     the class datetime of Modules/_datetimemodule.c
 * Suspends    `__index__` of arguments; zones; subclasses are called
 */
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes/data.js";
import { $callx } from "../../objects/call.js";
import { truediv } from "../../objects/arithmetic.js";
import { OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { Kw } from "../../objects/function.js";
import { madeFor, NotImplemented, typeOf, type PyType, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { hash } from "../../objects/protocols/hash.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtinType, define, getset, methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { pointCount } from "../../objects/str/points.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { warn } from "../../objects/warn.js";
import { gmtime, type Tm } from "../time/calendar.js";
import { parseMoment } from "../time/strptime.js";
import { localZone } from "../time/zone.js";
import {
  checkedFields,
  cInt,
  ctime,
  date,
  fillDate,
  isDatetime,
  missingArgument,
  ordinalOf,
  PyDate,
  requireText,
  stateOf,
  structOf,
  timestamp,
  packed,
} from "./date.js";
import { dateProblem, fromOrdinal, MAX_ORDINAL, toOrdinal } from "./days.js";
import { clockText, dateText, formatted, tmOf } from "./format.js";
import { dateLength, parseDate, parseTime } from "./parse.js";
import { clockProblem, fillTime, intOr, PyTime, time, zoneAndFold } from "./clock.js";
import { compareDeltas, comparisons, makeDelta, normalDelta, shownName, TimeDelta } from "./timedelta.js";
import { askName, askOffset, checkStateZone, checkZone, datetimeHooks, fixedZone, offsetText, utc } from "./zones.js";

export class PyDateTime extends PyDate {
  $hour = 0;
  $minute = 0;
  $second = 0;
  $us = 0;
  $zone: Value = null;
  $fold = 0;
}

const SIGNATURE = "year=None, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0";

export const datetime: PyType = builtinType(
  `datetime(${SIGNATURE})`,
  function (year: Value, month: Value, day: Value, hour: Value, minute: Value, second: Value, us: Value, zone: Value, fold: Value): Suspends<Value> {
    return newDateTime(datetime, year, month, day, hour, minute, second, us, zone, fold);
  },
  { prototype: PyDateTime.prototype, bases: [date], module: "datetime" },
);

isDatetime.test = (x) => x instanceof PyDateTime;

/** The fields of a moment, in the order of the constructor. */
type Fields = readonly [year: number, month: number, day: number, hour: number, minute: number, second: number, us: number];

function newDateTime(
  cls: PyType,
  year: Value,
  month: Value,
  day: Value,
  hour: Value,
  minute: Value,
  second: Value,
  us: Value,
  zone: Value,
  fold: Value,
): Suspends<PyDateTime> {
  const state = stateOf(year, 10);
  if (state !== undefined && ((state[2] as number) & 0x7f) >= 1 && ((state[2] as number) & 0x7f) <= 12) {
    checkStateZone(month ?? null);
    const [a, b, m, d, h, mi, s, u1, u2, u3] = Array.from(state) as [number, number, number, number, number, number, number, number, number, number];
    return fill(cls, [a * 256 + b, m & 0x7f, d, h, mi, s, (u1 << 16) | (u2 << 8) | u3], month ?? null, m >> 7);
  }
  if (year === undefined) throw missingArgument("year", 1);
  const y = cInt(year);
  if (month === undefined) throw missingArgument("month", 2);
  const m = cInt(month);
  if (day === undefined) throw missingArgument("day", 3);
  const d = cInt(day);
  const h = intOr(hour, 0);
  const mi = intOr(minute, 0);
  const s = intOr(second, 0);
  const u = intOr(us, 0);
  const f = intOr(fold, 0);
  checkZone(zone ?? null);
  return fill(cls, [y, m, d, h, mi, s, u], zone ?? null, f);
}

function fill(cls: PyType, fields: Fields, zone: Value, fold: number): PyDateTime {
  const [year, month, day, hour, minute, second, us] = fields;
  const problem = dateProblem(year, month, day) ?? clockProblem(hour, minute, second, us, fold);
  if (problem !== null) throw new ValueError(problem);
  const made = madeFor(PyDateTime, cls);
  made.$year = year;
  made.$month = month;
  made.$day = day;
  made.$hour = hour;
  made.$minute = minute;
  made.$second = second;
  made.$us = us;
  made.$zone = zone;
  made.$fold = fold;
  return made;
}

/** An instance of the class or of a subclass, which is called. */
function like(cls: PyType, fields: Fields, zone: Value, fold: number): Suspends<Value> {
  if (cls === datetime) return fill(datetime, fields, zone, fold);
  const kw = new Kw();
  kw["fold"] = fold;
  return $callx(cls, [...fields, zone], fold === 0 ? null : kw);
}

function fieldsOf(x: PyDateTime): Fields {
  return [x.$year, x.$month, x.$day, x.$hour, x.$minute, x.$second, x.$us];
}

function secondsOfDay(x: PyDateTime): number {
  return x.$hour * 3600 + x.$minute * 60 + x.$second;
}

/** The fields of days, seconds and microseconds in any range. */
function normalized(days: number, seconds: number, us: number): Fields {
  const s = seconds + Math.floor(us / 1_000_000);
  const ordinal = days + Math.floor(s / 86400);
  if (ordinal < 1 || ordinal > MAX_ORDINAL) throw new OverflowError("date value out of range");
  const [year, month, day] = fromOrdinal(ordinal);
  const rest = ((s % 86400) + 86400) % 86400;
  return [year, month, day, Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60, ((us % 1_000_000) + 1_000_000) % 1_000_000];
}

function plus(x: PyDateTime, delta: TimeDelta, sign: 1 | -1): Suspends<Value> {
  const fields = normalized(ordinalOf(x) + sign * delta.$days, secondsOfDay(x) + sign * delta.$seconds, x.$us + sign * delta.$us);
  return like(typeOf(x), fields, x.$zone, 0);
}

datetimeHooks.isDatetime = (x) => x instanceof PyDateTime;
datetimeHooks.zone = (x: PyDateTime) => x.$zone;
datetimeHooks.plus = (x: PyDateTime, delta): Suspends<Value> => plus(x, delta, 1);

function offsetOf(x: PyDateTime): Suspends<TimeDelta | null> {
  return askOffset(x.$zone, "utcoffset", x);
}

/** Seconds since 1970 as if the fields were UTC. */
function naiveSeconds(x: PyDateTime): number {
  return (ordinalOf(x) - 719163) * 86400 + secondsOfDay(x);
}

function localOffset(seconds: number): number {
  return localZone().at(seconds).seconds;
}

/** Seconds since 1970 of local fields; `fold` chooses where they occur twice. */
function localToUtc(local: number, fold: number): number {
  const DAY = 86400;
  const there = (u: number): number => u + localOffset(u);
  const a = there(local) - local;
  const first = local - a;
  let b: number;
  if (there(first) === local) {
    const other = first + (fold === 1 ? DAY : -DAY);
    b = there(other) - other;
    if (a === b) return first;
  } else b = there(first) - first;
  const second = local - b;
  if (there(second) === local) return second;
  if (there(first) === local) return first;
  return fold === 1 ? Math.min(first, second) : Math.max(first, second);
}

/** A timestamp as whole seconds and microseconds, rounded to even. */
function split(given: number): [seconds: number, us: number] {
  let seconds = Math.floor(given);
  const fraction = (given - seconds) * 1e6;
  let us = Math.round(fraction);
  if (Math.abs(fraction - Math.floor(fraction) - 0.5) < 1e-12 && us % 2 === 1) us--;
  if (us >= 1_000_000) {
    seconds++;
    us -= 1_000_000;
  }
  return [seconds, us];
}

function fromTm(cls: PyType, tm: Tm, us: number, zone: Value, fold: number): Suspends<Value> {
  checkedFields(tm);
  return like(cls, [tm.year, tm.mon, tm.mday, tm.hour, tm.min, Math.min(tm.sec, 59), us], zone, fold);
}

function fromTimestamp(cls: PyType, given: number, zone: Value): Suspends<Value> {
  const [seconds, us] = split(given);
  if (zone !== null) {
    const made = fromTm(cls, gmtime(seconds), us, zone, 0);
    return callMethod(zone, "fromutc", made);
  }
  const offset = localOffset(seconds);
  const tm = gmtime(seconds + offset);
  // the same fields before: the second time round
  const before = seconds - 86400 >= -62135596800 ? localOffset(seconds - 86400) : offset;
  const fold = before > offset && seconds - (before - offset) + localOffset(seconds - (before - offset)) === seconds + offset ? 1 : 0;
  return fromTm(cls, tm, us, null, fold);
}

/** The local zone at a moment. */
function localAt(seconds: number): Value {
  const { seconds: offset, name } = localZone().at(seconds);
  return fixedZone(normalDelta(0, offset, 0), name);
}

/** The time between two datetimes whose offsets are known. */
function between(a: PyDateTime, b: PyDateTime, first: TimeDelta | null, second: TimeDelta | null): TimeDelta {
  let seconds = secondsOfDay(a) - secondsOfDay(b);
  let us = a.$us - b.$us;
  let days = ordinalOf(a) - ordinalOf(b);
  if (first !== null && second !== null) {
    days += second.$days - first.$days;
    seconds += second.$seconds - first.$seconds;
    us += second.$us - first.$us;
  }
  return normalDelta(days, seconds, us);
}

function compareFields(a: PyDateTime, b: PyDateTime): number {
  return a.$year - b.$year || a.$month - b.$month || a.$day - b.$day || secondsOfDay(a) - secondsOfDay(b) || a.$us - b.$us;
}

/** Whether a datetime's offset depends on its fold: then it equals none of another zone. */
function dependsOnFold(x: PyDateTime, offset: TimeDelta | null): Suspends<boolean> {
  if (x.$zone === null) return false;
  const other = fill(datetime, fieldsOf(x), x.$zone, 1 - x.$fold);
  const there = offsetOf(other);
  return offset === null || there === null ? offset !== there : compareDeltas(offset, there) !== 0;
}

comparisons<PyDateTime>(datetime, (a, b, equality): Suspends<number | undefined> => {
  if (!(b instanceof PyDateTime)) return undefined;
  if (a.$zone === b.$zone) return compareFields(a, b);
  const first = offsetOf(a);
  const second = offsetOf(b);
  const equal = first === null || second === null ? first === second : compareDeltas(first, second) === 0;
  if (equality && (dependsOnFold(a, first) || dependsOnFold(b, second))) return 1;
  if (equal) return compareFields(a, b);
  if (first === null || second === null) {
    if (equality) return 1;
    throw new TypeError("can't compare offset-naive and offset-aware datetimes");
  }
  return compareDeltas(between(a, b, first, second), makeDelta(0, 0, 0));
});

function subtract(self: PyDateTime, value: PyDateTime): Suspends<Value> {
  if (self.$zone === value.$zone) return between(self, value, null, null);
  const first = offsetOf(self);
  const second = offsetOf(value);
  if ((first === null) !== (second === null)) throw new TypeError("can't subtract offset-naive and offset-aware datetimes");
  return between(self, value, first, second);
}

function isoformat(x: PyDateTime, separator: string, timespec: Value): Suspends<string> {
  const text = `${dateText(x.$year, x.$month, x.$day)}${separator}${clockText(x.$hour, x.$minute, x.$second, x.$us, timespec)}`;
  const offset = offsetOf(x);
  return offset === null ? text : text + offsetText(offset, ":");
}

function fromIso(cls: PyType, given: Value): Suspends<Value> {
  const text = requireText(given);
  const length = text.length < 7 ? -1 : dateLength(text);
  const day = length < 0 ? undefined : parseDate(text.slice(0, length));
  const rest = text.slice(length);
  const clock = day === undefined ? undefined : rest === "" ? null : parseTime(rest.slice(pointLength(rest)));
  if (day === undefined || clock === undefined) throw new ValueError(`Invalid isoformat string: ${repr(given)}`);
  if (clock === null) return like(cls, [...day, 0, 0, 0, 0], null, 0);
  const { offset } = clock;
  const zone = offset === null ? null : offset.seconds === 0 && offset.us === 0 ? utc : fixedZone(normalDelta(0, offset.seconds, offset.us));
  return like(cls, [...day, clock.hour, clock.minute, clock.second, clock.us], zone, 0);
}

function pointLength(text: string): number {
  return (text.codePointAt(0) as number) > 0xffff ? 2 : 1;
}

function strptime(cls: PyType, given: Value, format: Value): Suspends<Value> {
  const text = stringOf(given);
  const pattern = stringOf(format);
  if (text === undefined) throw new TypeError(`strptime() argument 1 must be str, not ${typeName(given)}`);
  if (pattern === undefined) throw new TypeError(`strptime() argument 2 must be str, not ${typeName(format)}`);
  const { tm, us, offsetUs } = parseMoment(text, pattern);
  let zone: Value = null;
  if (tm.gmtoff !== null) {
    const offset = normalDelta(0, tm.gmtoff, offsetUs);
    zone = tm.zone === null ? fixedZone(offset) : fixedZone(offset, tm.zone);
  }
  return like(cls, [tm.year, tm.mon, tm.mday, tm.hour, tm.min, tm.sec, us], zone, 0);
}

/** Seconds since 1970, with microseconds. */
function timestampOf(x: PyDateTime): Suspends<Value> {
  if (x.$zone === null) return new Float(localToUtc(naiveSeconds(x), x.$fold) + x.$us / 1e6);
  const offset = offsetOf(x);
  if (offset === null) return new Float(localToUtc(naiveSeconds(x), x.$fold) + x.$us / 1e6);
  const seconds = naiveSeconds(x) - offset.$days * 86400 - offset.$seconds;
  return truediv(seconds * 1_000_000 + x.$us - offset.$us, 1_000_000);
}

/** The moment whose offset a naive time has: of those that clocks were put forward over, `fold` says which side of the gap. */
function localMoment(self: PyDateTime): number {
  const seconds = naiveSeconds(self);
  const moment = localToUtc(seconds, self.$fold);
  const other = localToUtc(seconds, 1 - self.$fold);
  return other !== moment && other > moment === (self.$fold === 1) ? other : moment;
}

function astimezone(self: PyDateTime, given: Value): Suspends<Value> {
  if (given !== undefined && given !== null) checkZone(given);
  let own: Value = self.$zone;
  if (own !== null && own === given) return self;
  let offset = own === null ? null : offsetOf(self);
  if (offset === null) {
    own = localAt(localMoment(self));
    if (own === given) return self;
    offset = askOffset(own, "utcoffset", self);
  }
  const fields = normalized(
    ordinalOf(self) - (offset as TimeDelta).$days,
    secondsOfDay(self) - (offset as TimeDelta).$seconds,
    self.$us - (offset as TimeDelta).$us,
  );
  const target: Value =
    given === undefined || given === null
      ? localAt((toOrdinal(fields[0], fields[1], fields[2]) - 719163) * 86400 + fields[3] * 3600 + fields[4] * 60 + fields[5])
      : given;
  const inUtc = like(typeOf(self), fields, target, 0);
  return callMethod(target, "fromutc", inUtc);
}

function nowSeconds(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}

methods(datetime, {
  [`__new__(cls, ${SIGNATURE})`]: function (
    this: PyType,
    year: Value,
    month: Value,
    day: Value,
    hour: Value,
    minute: Value,
    second: Value,
    us: Value,
    zone: Value,
    fold: Value,
  ): Suspends<Value> {
    return newDateTime(this, year, month, day, hour, minute, second, us, zone, fold);
  },
  "now(cls, /, tz=None)": function (this: PyType, zone: Value): Suspends<Value> {
    checkZone(zone ?? null);
    return fromTimestamp(this, nowSeconds(), zone ?? null);
  },
  "today(cls, /)": function (this: PyType): Suspends<Value> {
    return callMethod(this, "fromtimestamp", new Float(nowSeconds()));
  },
  "utcnow(cls, /)": function (this: PyType): Suspends<Value> {
    warn(
      "DeprecationWarning",
      "datetime.datetime.utcnow() is deprecated and scheduled for removal in a future version. Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.now(datetime.UTC).",
    );
    const [seconds, us] = split(nowSeconds());
    return fromTm(this, gmtime(seconds), us, null, 0);
  },
  "fromtimestamp(cls, /, timestamp, tz=None)": function (this: PyType, given: Value, zone: Value): Suspends<Value> {
    checkZone(zone ?? null);
    return fromTimestamp(this, timestamp(given), zone ?? null);
  },
  "utcfromtimestamp(cls, timestamp, /)": function (this: PyType, given: Value): Suspends<Value> {
    warn(
      "DeprecationWarning",
      "datetime.datetime.utcfromtimestamp() is deprecated and scheduled for removal in a future version. Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.fromtimestamp(timestamp, datetime.UTC).",
    );
    const [seconds, us] = split(timestamp(given));
    return fromTm(this, gmtime(seconds), us, null, 0);
  },
  "strptime(cls, string, format, /)": function (this: PyType, given: Value, format: Value): Suspends<Value> {
    return strptime(this, given, format);
  },
  "combine(cls, /, date, time, tzinfo=None)": function (this: PyType, day: Value, clock: Value, zone: Value): Suspends<Value> {
    if (!(day instanceof PyDate)) throw new TypeError(`combine() argument 1 must be datetime.date, not ${typeName(day)}`);
    if (!(clock instanceof PyTime)) throw new TypeError(`combine() argument 2 must be datetime.time, not ${typeName(clock)}`);
    const tz: Value = zone === undefined ? clock.$zone : zone;
    checkZone(tz);
    return like(this, [day.$year, day.$month, day.$day, clock.$hour, clock.$minute, clock.$second, clock.$us], tz, clock.$fold);
  },
  "fromisoformat(cls, string, /)": function (this: PyType, given: Value): Suspends<Value> {
    return fromIso(this, given);
  },
  "__repr__(self, /)": function (this: PyDateTime): Suspends<string> {
    const cls = typeOf(this);
    let fields = `${this.$year}, ${this.$month}, ${this.$day}, ${this.$hour}, ${this.$minute}`;
    if (this.$us !== 0) fields += `, ${this.$second}, ${this.$us}`;
    else if (this.$second !== 0) fields += `, ${this.$second}`;
    return `${shownName(cls)}(${fields}${zoneAndFold(this.$zone, this.$fold)})`;
  },
  "__str__(self, /)": function (this: PyDateTime): Suspends<Value> {
    return callMethod(this, "isoformat", " ");
  },
  "__hash__(self, /)": function (this: PyDateTime): Suspends<Value> {
    const first = this.$fold === 0 ? this : fill(datetime, fieldsOf(this), this.$zone, 0);
    const offset = offsetOf(first);
    if (offset === null) {
      const { $year, $us } = this;
      return hash(packed($year >> 8, $year & 255, this.$month, this.$day, this.$hour, this.$minute, this.$second, $us >> 16, ($us >> 8) & 255, $us & 255));
    }
    return hash(normalDelta(ordinalOf(this) - offset.$days, secondsOfDay(this) - offset.$seconds, this.$us - offset.$us));
  },
  "__add__(self, value, /)": function (this: PyDateTime, value: Value): Suspends<Value> {
    return value instanceof TimeDelta ? plus(this, value, 1) : NotImplemented;
  },
  "__radd__(self, value, /)": function (this: PyDateTime, value: Value): Suspends<Value> {
    return value instanceof TimeDelta ? plus(this, value, 1) : NotImplemented;
  },
  "__sub__(self, value, /)": function (this: PyDateTime, value: Value): Suspends<Value> {
    if (value instanceof TimeDelta) return plus(this, value, -1);
    return value instanceof PyDateTime ? subtract(this, value) : NotImplemented;
  },
  "__rsub__(self, value, /)": function (this: PyDateTime, value: Value): Suspends<Value> {
    return value instanceof PyDateTime ? subtract(value, this) : NotImplemented;
  },
  "date(self, /)": function (this: PyDateTime): Value {
    return fillDate(date, this.$year, this.$month, this.$day);
  },
  "time(self, /)": function (this: PyDateTime): Value {
    return fillTime(time, this.$hour, this.$minute, this.$second, this.$us, null, this.$fold);
  },
  "timetz(self, /)": function (this: PyDateTime): Value {
    return fillTime(time, this.$hour, this.$minute, this.$second, this.$us, this.$zone, this.$fold);
  },
  "ctime(self, /)": function (this: PyDateTime): string {
    return ctime(this, this.$hour, this.$minute, this.$second);
  },
  "timetuple(self, /)": function (this: PyDateTime): Suspends<Value> {
    const dst = askOffset(this.$zone, "dst", this);
    const isdst = dst === null ? -1 : dst.$days !== 0 || dst.$seconds !== 0 || dst.$us !== 0 ? 1 : 0;
    return structOf(tmOf(this.$year, this.$month, this.$day, this.$hour, this.$minute, this.$second, isdst));
  },
  "utctimetuple(self, /)": function (this: PyDateTime): Suspends<Value> {
    const offset = offsetOf(this);
    const fields = offset === null ? fieldsOf(this) : normalized(ordinalOf(this) - offset.$days, secondsOfDay(this) - offset.$seconds, this.$us - offset.$us);
    return structOf(tmOf(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], 0));
  },
  "timestamp(self, /)": function (this: PyDateTime): Suspends<Value> {
    return timestampOf(this);
  },
  "isoformat(self, /, sep='T', timespec='auto')": function (this: PyDateTime, sep: Value, timespec: Value): Suspends<string> {
    const separator = sep === undefined ? "T" : stringOf(sep);
    if (separator === undefined || pointCount(separator) !== 1) {
      throw new TypeError(`isoformat() argument 1 must be a unicode character, not ${typeName(sep)}`);
    }
    return isoformat(this, separator, timespec);
  },
  "strftime(self, /, format)": function (this: PyDateTime, format: Value): Suspends<Value> {
    const tm = tmOf(this.$year, this.$month, this.$day, this.$hour, this.$minute, this.$second, -1);
    return formatted(format, tm, this.$us, this.$zone, this);
  },
  "utcoffset(self, /)": function (this: PyDateTime): Suspends<Value> {
    return offsetOf(this);
  },
  "dst(self, /)": function (this: PyDateTime): Suspends<Value> {
    return askOffset(this.$zone, "dst", this);
  },
  "tzname(self, /)": function (this: PyDateTime): Suspends<Value> {
    return askName(this.$zone, this);
  },
  "astimezone(self, /, tz=None)": function (this: PyDateTime, zone: Value): Suspends<Value> {
    return astimezone(this, zone);
  },
  [`replace(self, /, ${SIGNATURE})`]: replaceDateTime,
  [`__replace__(self, /, ${SIGNATURE})`]: replaceDateTime,
  "__reduce_ex__(self, protocol, /)": function (this: PyDateTime, protocol: Value): Suspends<Tuple> {
    const version = cInt(protocol);
    return reduced(this, version > 3);
  },
  "__reduce__(self, /)": function (this: PyDateTime): Tuple {
    return reduced(this, false);
  },
});

function reduced(self: PyDateTime, withFold: boolean): Tuple {
  const month = self.$month | (withFold && self.$fold === 1 ? 0x80 : 0);
  const bytes = [self.$year >> 8, self.$year & 255, month, self.$day, self.$hour, self.$minute, self.$second];
  const state = new Bytes(Uint8Array.from([...bytes, self.$us >> 16, (self.$us >> 8) & 255, self.$us & 255]));
  return new Tuple([typeOf(self), new Tuple(self.$zone === null ? [state] : [state, self.$zone])]);
}

function replaceDateTime(
  this: PyDateTime,
  year: Value,
  month: Value,
  day: Value,
  hour: Value,
  minute: Value,
  second: Value,
  us: Value,
  zone: Value,
  fold: Value,
): Suspends<Value> {
  const y = intOr(year, this.$year);
  const m = intOr(month, this.$month);
  const d = intOr(day, this.$day);
  const h = intOr(hour, this.$hour);
  const mi = intOr(minute, this.$minute);
  const s = intOr(second, this.$second);
  const u = intOr(us, this.$us);
  const f = intOr(fold, this.$fold);
  const z: Value = zone === undefined ? this.$zone : zone;
  checkZone(z);
  return like(typeOf(this), [y, m, d, h, mi, s, u], z, f);
}

getset(datetime, {
  hour: [(self: PyDateTime) => self.$hour],
  minute: [(self: PyDateTime) => self.$minute],
  second: [(self: PyDateTime) => self.$second],
  microsecond: [(self: PyDateTime) => self.$us],
  tzinfo: [(self: PyDateTime) => self.$zone],
  fold: [(self: PyDateTime) => self.$fold],
});

/** The class's constants, made once the runtime has loaded. */
export function setDateTimeConstants(): void {
  const values = {
    min: fill(datetime, [1, 1, 1, 0, 0, 0, 0], null, 0),
    max: fill(datetime, [9999, 12, 31, 23, 59, 59, 999999], null, 0),
    resolution: makeDelta(0, 0, 1),
  };
  for (const [name, value] of Object.entries(values)) define(datetime, name, value, value);
}

/**
 * datetime.date - days of the calendar.
 *
 * Mirrors     the classes date and IsoCalendarDate of Modules/_datetimemodule.c
 * Suspends    `__index__` of arguments; subclasses are called
 */
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes/data.js";
import { $callx } from "../../objects/call.js";
import { OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float, toDouble } from "../../objects/float.js";
import { madeFor, NotImplemented, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { hash } from "../../objects/protocols/hash.js";
import { indexOf, toIndex } from "../../objects/protocols/index.js";
import { text as str } from "../../objects/protocols/str.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtinType, define, getset, methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { structSequence } from "../../objects/structseq.js";
import { tuple, Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { localtime, type Tm } from "../time/calendar.js";
import { struct_time } from "../time/index.js";
import { dateProblem, fromIsoCalendar, fromOrdinal, isoCalendar, MAX_ORDINAL, toOrdinal, weekdayOf } from "./days.js";
import { dateText, formatted, tmOf } from "./format.js";
import { parseDate } from "./parse.js";
import { comparisons, makeDelta, shownName, TimeDelta } from "./timedelta.js";

export class PyDate {
  $year = 1;
  $month = 1;
  $day = 1;
}
Object.setPrototypeOf(PyDate.prototype, object.prototype);

export const date: PyType = builtinType(
  "date(year=None, month=None, day=None)",
  function (year: Value, month: Value, day: Value): Suspends<Value> {
    return newDate(date, year, month, day);
  },
  { prototype: PyDate.prototype, module: "datetime", doc: "date(year, month, day) --> date object" },
);

/** An int that C takes. */
export function cInt(x: Value): Suspends<number> {
  if (typeof x === "number" && x >= -2147483648 && x <= 2147483647) return x;
  const n = Number(toIndex(x));
  if (n > 2147483647) throw new OverflowError("signed integer is greater than maximum");
  if (n < -2147483648) throw new OverflowError("signed integer is less than minimum");
  return n;
}

/** The same of a year, week or day of the ISO calendar. */
export function isoPart(x: Value): Suspends<number> {
  const n = Number(toIndex(x));
  if (n > 2147483647 || n < -2147483648) throw new ValueError("ISO calendar component out of range");
  return n;
}

/** The bytes of a pickled state of that length, which Python 2 has as text of Latin-1; undefined for anything else. */
export function stateOf(x: Value, length: number): Uint8Array | undefined {
  if (typeof x === "string" && x.length === length && /^[\0-\xff]*$/.test(x)) return Uint8Array.from(x, (c) => c.charCodeAt(0));
  return x instanceof Bytes && x.$data.length === length ? x.$data : undefined;
}

export function missingArgument(name: string, position: number): Value {
  return new TypeError(`function missing required argument '${name}' (pos ${position})`);
}

function newDate(cls: PyType, year: Value, month: Value, day: Value): Suspends<PyDate> {
  const state = month === undefined && day === undefined ? stateOf(year, 4) : undefined;
  if (state !== undefined && (state[2] as number) >= 1 && (state[2] as number) <= 12) {
    return putDate(cls, (state[0] as number) * 256 + (state[1] as number), state[2] as number, state[3] as number);
  }
  if (year === undefined) throw missingArgument("year", 1);
  const y = cInt(year);
  if (month === undefined) throw missingArgument("month", 2);
  const m = cInt(month);
  if (day === undefined) throw missingArgument("day", 3);
  const d = cInt(day);
  return fillDate(cls, y, m, d);
}

export function fillDate(cls: PyType, year: number, month: number, day: number): PyDate {
  const problem = dateProblem(year, month, day);
  if (problem !== null) throw new ValueError(problem);
  return putDate(cls, year, month, day);
}

/** The same of what is known to be a date, or taken for one. */
function putDate(cls: PyType, year: number, month: number, day: number): PyDate {
  const made = madeFor(PyDate, cls);
  made.$year = year;
  made.$month = month;
  made.$day = day;
  return made;
}

/** An instance of the class or of a subclass, which is called. */
function dateLike(cls: PyType, year: number, month: number, day: number): Suspends<Value> {
  return cls === date ? fillDate(date, year, month, day) : $callx(cls, [year, month, day], null);
}

function dateOfOrdinal(cls: PyType, ordinal: number): Suspends<Value> {
  const [year, month, day] = fromOrdinal(ordinal);
  return dateLike(cls, year, month, day);
}

export function ordinalOf(x: PyDate): number {
  return toOrdinal(x.$year, x.$month, x.$day);
}

/** Set by the class datetime, which is a date, but not comparable to one. */
export const isDatetime: { test: (x: Value) => boolean } = { test: () => false };

function isPlainDate(x: Value): x is PyDate {
  return x instanceof PyDate && !isDatetime.test(x);
}

function plusDays(self: PyDate, days: number): Suspends<Value> {
  const ordinal = ordinalOf(self) + days;
  if (ordinal < 1 || ordinal > MAX_ORDINAL) throw new OverflowError("date value out of range");
  return dateOfOrdinal(typeOf(self), ordinal);
}

/** Seconds since 1970 of an argument. */
export function timestamp(x: Value): Suspends<number> {
  if (x instanceof Float || x?.$value instanceof Float) {
    const value = toDouble(x);
    if (Number.isNaN(value)) throw new ValueError("Invalid value NaN (not a number)");
    if (Math.abs(value) >= 2 ** 63) throw new OverflowError("timestamp out of range for platform time_t");
    return value;
  }
  const n = indexOf(x);
  if (n === undefined) throw new TypeError(`'${typeName(x)}' object cannot be interpreted as an integer`);
  if (typeof n === "bigint" && BigInt.asIntN(64, n) !== n) throw new OverflowError("timestamp out of range for platform time_t");
  return Number(n);
}

/** The fields of a moment; the year must be one of datetime's. */
export function checkedFields(tm: Tm): Tm {
  if (tm.year < 1 || tm.year > 9999) throw new ValueError(`year ${tm.year} is out of range`);
  return tm;
}

export function structOf(tm: Tm): Suspends<Value> {
  return struct_time([tm.year, tm.mon, tm.mday, tm.hour, tm.min, tm.sec, tm.wday, tm.yday, tm.isdst]);
}

export function requireText(x: Value): string {
  const text = stringOf(x);
  if (text === undefined) throw new TypeError("fromisoformat: argument must be str");
  return text;
}

const DAY_NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function ctime(x: PyDate, hour: number, minute: number, second: number): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const name = DAY_NAMES[weekdayOf(x.$year, x.$month, x.$day)] as string;
  return `${name} ${MONTH_NAMES[x.$month - 1] as string} ${String(x.$day).padStart(2)} ${two(hour)}:${two(minute)}:${two(second)} ${String(x.$year).padStart(4, "0")}`;
}

export const isoCalendarDate = structSequence("datetime.IsoCalendarDate", ["year", "week", "weekday"]);

methods(isoCalendarDate, {
  // its class has no name that a pickle could give
  "__reduce__(self, /)": function (this: Value): Tuple {
    return new Tuple([tuple, new Tuple([new Tuple([...(this.$value as Tuple).items])])]);
  },
});

comparisons<PyDate>(date, (a, b) => (isPlainDate(b) ? a.$year - b.$year || a.$month - b.$month || a.$day - b.$day : undefined));

/** The bytes of a state, as a string: it hashes as they do. */
export function packed(...bytes: number[]): string {
  return String.fromCharCode(...bytes);
}

methods(date, {
  "__new__(cls, year=None, month=None, day=None)": function (this: PyType, year: Value, month: Value, day: Value): Suspends<Value> {
    return newDate(this, year, month, day);
  },
  "today(cls, /)": function (this: PyType): Suspends<Value> {
    if (this === date) {
      const tm = localtime(Date.now() / 1000);
      return fillDate(date, tm.year, tm.mon, tm.mday);
    }
    return callMethod(this, "fromtimestamp", new Float(Date.now() / 1000));
  },
  "fromtimestamp(cls, timestamp, /)": function (this: PyType, given: Value): Suspends<Value> {
    const tm = checkedFields(localtime(Math.floor(timestamp(given))));
    return dateLike(this, tm.year, tm.mon, tm.mday);
  },
  "fromordinal(cls, ordinal, /)": function (this: PyType, given: Value): Suspends<Value> {
    const ordinal = cInt(given);
    if (ordinal < 1) throw new ValueError("ordinal must be >= 1");
    const [year, month, day] = fromOrdinal(ordinal);
    return dateLike(this, year, month, day);
  },
  "fromisoformat(cls, string, /)": function (this: PyType, given: Value): Suspends<Value> {
    const text = requireText(given);
    const parts = parseDate(text);
    if (parts === undefined) throw new ValueError(`Invalid isoformat string: ${repr(given)}`);
    return dateLike(this, parts[0], parts[1], parts[2]);
  },
  "fromisocalendar(cls, year, week, day)": function (this: PyType, year: Value, week: Value, day: Value): Suspends<Value> {
    const y = isoPart(year);
    const w = isoPart(week);
    const d = isoPart(day);
    const found = fromIsoCalendar(y, w, d);
    if (typeof found === "string") throw new ValueError(found);
    return dateLike(this, found[0], found[1], found[2]);
  },
  "__repr__(self, /)": function (this: PyDate): string {
    const cls = typeOf(this);
    return `${shownName(cls)}(${this.$year}, ${this.$month}, ${this.$day})`;
  },
  "__str__(self, /)": function (this: PyDate): Suspends<Value> {
    return callMethod(this, "isoformat");
  },
  "__format__(self, format_spec, /)": function (this: PyDate, spec: Value): Suspends<Value> {
    const format = stringOf(spec);
    if (format === undefined) throw new TypeError(`__format__() argument 1 must be str, not ${typeName(spec)}`);
    return format === "" ? str(this) : callMethod(this, "strftime", spec);
  },
  "__hash__(self, /)": function (this: PyDate): Suspends<Value> {
    return hash(packed(this.$year >> 8, this.$year & 255, this.$month, this.$day));
  },
  "__add__(self, value, /)": function (this: PyDate, value: Value): Suspends<Value> {
    return value instanceof TimeDelta ? plusDays(this, value.$days) : NotImplemented;
  },
  "__radd__(self, value, /)": function (this: PyDate, value: Value): Suspends<Value> {
    return value instanceof TimeDelta ? plusDays(this, value.$days) : NotImplemented;
  },
  "__sub__(self, value, /)": function (this: PyDate, value: Value): Suspends<Value> {
    if (value instanceof TimeDelta) return plusDays(this, -value.$days);
    return isPlainDate(value) ? makeDelta(ordinalOf(this) - ordinalOf(value), 0, 0) : NotImplemented;
  },
  "__rsub__(self, value, /)": function (this: PyDate, value: Value): Value {
    return isPlainDate(value) ? makeDelta(ordinalOf(value) - ordinalOf(this), 0, 0) : NotImplemented;
  },
  "replace(self, /, year=None, month=None, day=None)": replaceDate,
  "__replace__(self, /, year=None, month=None, day=None)": replaceDate,
  "toordinal(self, /)": function (this: PyDate): number {
    return ordinalOf(this);
  },
  "weekday(self, /)": function (this: PyDate): number {
    return weekdayOf(this.$year, this.$month, this.$day);
  },
  "isoweekday(self, /)": function (this: PyDate): number {
    return weekdayOf(this.$year, this.$month, this.$day) + 1;
  },
  "isocalendar(self, /)": function (this: PyDate): Suspends<Value> {
    return isoCalendarDate([...isoCalendar(this.$year, this.$month, this.$day)]);
  },
  "isoformat(self, /)": function (this: PyDate): string {
    return dateText(this.$year, this.$month, this.$day);
  },
  "ctime(self, /)": function (this: PyDate): string {
    return ctime(this, 0, 0, 0);
  },
  "timetuple(self, /)": function (this: PyDate): Suspends<Value> {
    return structOf(tmOf(this.$year, this.$month, this.$day, 0, 0, 0, -1));
  },
  "strftime(self, /, format)": function (this: PyDate, format: Value): Suspends<Value> {
    return formatted(format, tmOf(this.$year, this.$month, this.$day, 0, 0, 0, -1), 0, null, null);
  },
  "__reduce__(self, /)": function (this: PyDate): Tuple {
    const state = new Bytes(Uint8Array.of(this.$year >> 8, this.$year & 255, this.$month, this.$day));
    return new Tuple([typeOf(this), new Tuple([state])]);
  },
});

function replaceDate(this: PyDate, year: Value, month: Value, day: Value): Suspends<Value> {
  const y = year === undefined ? this.$year : cInt(year);
  const m = month === undefined ? this.$month : cInt(month);
  const d = day === undefined ? this.$day : cInt(day);
  return dateLike(typeOf(this), y, m, d);
}

getset(date, {
  year: [(self: PyDate) => self.$year],
  month: [(self: PyDate) => self.$month],
  day: [(self: PyDate) => self.$day],
});

/** The class's constants, made once the runtime has loaded. */
export function setDateConstants(): void {
  const values = { min: fillDate(date, 1, 1, 1), max: fillDate(date, 9999, 12, 31), resolution: makeDelta(1, 0, 0) };
  for (const [name, value] of Object.entries(values)) define(date, name, value, value);
}

/**
 * calendar.calendars - the calendars: weeks of months as numbers and as plain text.
 *
 * Mirrors     Calendar, TextCalendar and what they are made of in Lib/calendar.py
 * Suspends    methods of subclasses, print
 * Differs     what are generators in CPython are iterators over lists
 */
import type { Suspends } from "../../frames/suspend.js";
import { $callx } from "../../objects/call.js";
import { ValueError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { ListIterator, spread } from "../../objects/iterator.js";
import { PyObject, type PyType, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { toIndex } from "../../objects/protocols/index.js";
import { repr } from "../../objects/protocols/repr.js";
import { methods, pyclass } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { print } from "../builtins/print.js";
import { date, fillDate } from "../datetime/date.js";
import { daysInMonth, isLeap, weekdayOf } from "../datetime/days.js";
import { IntEnum } from "../enum/members.js";
import { createEnum, membersOf } from "../enum/type.js";
import { DAYS, MONTHS } from "../time/format.js";

@pyclass("calendar.IllegalMonthError", {})
export class IllegalMonthError extends ValueError {
  declare month: Value;
  __init__(month: Value): null {
    this.month = month;
    return null;
  }
  __str__(): Suspends<string> {
    return `bad month number ${repr(this.month)}; must be 1-12`;
  }
}

@pyclass("calendar.IllegalWeekdayError", {})
export class IllegalWeekdayError extends ValueError {
  declare weekday: Value;
  __init__(weekday: Value): null {
    this.weekday = weekday;
    return null;
  }
  __str__(): Suspends<string> {
    return `bad weekday number ${repr(this.weekday)}; must be 0 (Monday) to 6 (Sunday)`;
  }
}

/** An enumeration whose members show themselves as `calendar.MONDAY`. */
function globalEnum(name: string, names: readonly string[], first: number): Suspends<PyType> {
  const pairs = names.map((member, i) => new Tuple([member.toUpperCase(), i + first]));
  const cls = createEnum(IntEnum, name, pairs, { module: "calendar", qualname: null, mixin: null, start: 1, boundary: null });
  methods(cls, {
    "__repr__(self, /)": function (this: Value): string {
      return `calendar.${this._name_ as string}`;
    },
  });
  return cls;
}
export const Month = globalEnum("Month", MONTHS, 1);
export const Day = globalEnum("Day", DAYS, 0);

function memberList(cls: PyType): Value[] {
  return membersOf(cls)
    .$entries()
    .map((entry) => entry.value as Value);
}
export const dayMembers = memberList(Day);
export const monthMembers = memberList(Month);

export const day_name = [...DAYS];
export const day_abbr = DAYS.map((name) => name.slice(0, 3));
export const month_name = ["", ...MONTHS];
export const month_abbr = month_name.map((name) => name.slice(0, 3));

export function isleap(year: Value): Suspends<boolean> {
  return isLeap(Number(toIndex(year)));
}

export function leapdays(y1: Value, y2: Value): Suspends<number> {
  const before = (year: number): number => Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  const first = Number(toIndex(y1));
  return before(Number(toIndex(y2)) - 1) - before(first - 1);
}

function dayNumber(year: number, month: number, day: number): number {
  const y = year >= 1 && year <= 9999 ? year : 2000 + (((year % 400) + 400) % 400);
  // with the errors of date()
  fillDate(date, y, month, day);
  return weekdayOf(y, month, day);
}

/** Return weekday (0-6 ~ Mon-Sun) for year, month (1-12), day (1-31). */
export function weekday(year: Value, month: Value, day: Value): Suspends<Value> {
  const y = Number(toIndex(year));
  const m = Number(toIndex(month));
  return dayMembers[dayNumber(y, m, Number(toIndex(day)))];
}

interface MonthRange {
  year: number;
  month: number;
  /** day of the week of the first */
  first: number;
  days: number;
}

function rangeOf(year: Value, month: Value): Suspends<MonthRange> {
  const m = Number(toIndex(month));
  if (m < 1 || m > 12) throw new IllegalMonthError(month);
  const y = Number(toIndex(year));
  return { year: y, month: m, first: dayNumber(y, m, 1), days: daysInMonth(y, m) };
}

/** Return weekday of first day of month (0-6 ~ Mon-Sun) and number of days (28-31) for year, month. */
export function monthrange(year: Value, month: Value): Suspends<Tuple> {
  const { first, days } = rangeOf(year, month);
  return new Tuple([dayMembers[first], days]);
}

const mod7 = (n: number): number => ((n % 7) + 7) % 7;

function weeksOf(days: Value[]): Value[][] {
  const weeks: Value[][] = [];
  for (let i = 0; i < days.length; i += 7) weeks.push(days.slice(i, i + 7));
  return weeks;
}

function rowsOf(months: Value[], width: Value): Suspends<Value[][]> {
  const n = width === undefined ? 3 : Number(toIndex(width));
  const rows: Value[][] = [];
  for (let i = 0; i < months.length; i += n) rows.push(months.slice(i, i + n));
  return rows;
}

/** Year, month and day of all days in the weeks of a month. */
function fullDays(calendar: Calendar, year: Value, month: Value): Suspends<[number, number, number][]> {
  const range = rangeOf(year, month);
  const start = Number(toIndex(calendar._firstweekday)) % 7;
  const before = mod7(range.first - start);
  const after = mod7(start - range.first - range.days);
  const [lastYear, lastMonth] = range.month === 1 ? [range.year - 1, 12] : [range.year, range.month - 1];
  const [nextYear, nextMonth] = range.month === 12 ? [range.year + 1, 1] : [range.year, range.month + 1];
  const all: [number, number, number][] = [];
  const end = daysInMonth(lastYear, lastMonth) + 1;
  for (let d = end - before; d < end; d++) all.push([lastYear, lastMonth, d]);
  for (let d = 1; d <= range.days; d++) all.push([range.year, range.month, d]);
  for (let d = 1; d <= after; d++) all.push([nextYear, nextMonth, d]);
  return all;
}

@pyclass("calendar.Calendar", { doc: "\n    Base calendar class. This class doesn't do any formatting. It simply\n    provides data to subclasses.\n    " })
export class Calendar extends PyObject {
  declare _firstweekday: Value;

  __init__(firstweekday: Value = 0): null {
    this._firstweekday = firstweekday;
    return null;
  }
  getfirstweekday(): Suspends<Value> {
    return Number(toIndex(this._firstweekday)) % 7;
  }
  setfirstweekday(firstweekday: Value): null {
    this._firstweekday = firstweekday;
    return null;
  }
  iterweekdays(): Suspends<Value> {
    const start = Number(toIndex(this._firstweekday)) % 7;
    return new ListIterator([0, 1, 2, 3, 4, 5, 6].map((i) => (start + i) % 7));
  }
  itermonthdates(year: Value, month: Value): Suspends<Value> {
    return new ListIterator(fullDays(this, year, month).map(([y, m, d]) => fillDate(date, y, m, d)));
  }
  itermonthdays(year: Value, month: Value): Suspends<Value> {
    const inside = Number(toIndex(month));
    return new ListIterator(fullDays(this, year, month).map(([, m, d]) => (m === inside ? d : 0)));
  }
  itermonthdays2(year: Value, month: Value): Suspends<Value> {
    const inside = Number(toIndex(month));
    const start = Number(toIndex(this._firstweekday));
    return new ListIterator(fullDays(this, year, month).map(([, m, d], i) => new Tuple([m === inside ? d : 0, (start + i) % 7])));
  }
  itermonthdays3(year: Value, month: Value): Suspends<Value> {
    return new ListIterator(fullDays(this, year, month).map((day) => new Tuple([...day])));
  }
  itermonthdays4(year: Value, month: Value): Suspends<Value> {
    const start = Number(toIndex(this._firstweekday));
    return new ListIterator(fullDays(this, year, month).map((day, i) => new Tuple([...day, (start + i) % 7])));
  }
  monthdatescalendar(year: Value, month: Value): Suspends<Value> {
    return weeksOf(spread(callMethod(this, "itermonthdates", year, month)));
  }
  monthdays2calendar(year: Value, month: Value): Suspends<Value> {
    return weeksOf(spread(callMethod(this, "itermonthdays2", year, month)));
  }
  monthdayscalendar(year: Value, month: Value): Suspends<Value> {
    return weeksOf(spread(callMethod(this, "itermonthdays", year, month)));
  }
  yeardatescalendar(year: Value, width: Value = 3): Suspends<Value> {
    return rowsOf(yearOf(this, "monthdatescalendar", year), width);
  }
  yeardays2calendar(year: Value, width: Value = 3): Suspends<Value> {
    return rowsOf(yearOf(this, "monthdays2calendar", year), width);
  }
  yeardayscalendar(year: Value, width: Value = 3): Suspends<Value> {
    return rowsOf(yearOf(this, "monthdayscalendar", year), width);
  }
  get firstweekday(): Value {
    return (((this._firstweekday as number) % 7) + 7) % 7;
  }
  set firstweekday(value: Value) {
    this._firstweekday = value;
  }
}

function yearOf(calendar: Calendar, method: string, year: Value): Suspends<Value[]> {
  const months: Value[] = [];
  for (let m = 1; m <= 12; m++) months.push(callMethod(calendar, method, year, m));
  return months;
}

/** str.center() */
function centered(text: string, width: number): string {
  const missing = width - text.length;
  if (missing <= 0) return text;
  const left = (missing >> 1) + (missing & width & 1);
  return " ".repeat(left) + text + " ".repeat(missing - left);
}

const trimmed = (text: string): string => text.replace(/[ \t\n\r\f\v]+$/, "");

function printed(text: Value): Suspends<null> {
  const kw = new Kw();
  kw["end"] = "";
  $callx(print, [text], kw);
  return null;
}

/** A number that is at least `least`. */
function atLeast(least: number, given: Value): Suspends<number> {
  return Math.max(least, Number(toIndex(given)));
}

@pyclass("calendar.TextCalendar", {
  doc: "\n    Subclass of Calendar that outputs a calendar as a simple plain text\n    similar to the UNIX program cal.\n    ",
})
export class TextCalendar extends Calendar {
  prweek(theweek: Value, width: Value): Suspends<null> {
    return printed(callMethod(this, "formatweek", theweek, width));
  }
  formatday(day: Value, _weekday: Value, width: Value): Suspends<string> {
    return centered(day === 0 ? "" : String(day).padStart(2), Number(toIndex(width)));
  }
  formatweek(theweek: Value, width: Value): Suspends<string> {
    const days = spread(theweek);
    const texts: string[] = [];
    for (let i = 0; i < days.length; i++) texts.push(callMethod(this, "formatday", getitem(days[i], 0), getitem(days[i], 1), width));
    return texts.join(" ");
  }
  formatweekday(day: Value, width: Value): Suspends<string> {
    const n = Number(toIndex(width));
    const names = n >= 9 ? day_name : day_abbr;
    return centered((names[Number(toIndex(day))] as string).slice(0, n), n);
  }
  formatweekheader(width: Value): Suspends<string> {
    const days = spread(callMethod(this, "iterweekdays"));
    const texts: string[] = [];
    for (let i = 0; i < days.length; i++) texts.push(callMethod(this, "formatweekday", days[i], width));
    return texts.join(" ");
  }
  formatmonthname(theyear: Value, themonth: Value, width: Value, withyear: Value = true): Suspends<string> {
    let text: string = getitem(month_name, themonth);
    if (withyear !== false) text += ` ${repr(theyear)}`;
    return centered(text, Number(toIndex(width)));
  }
  prmonth(theyear: Value, themonth: Value, w: Value = 0, l: Value = 0): Suspends<null> {
    return printed(callMethod(this, "formatmonth", theyear, themonth, w, l));
  }
  formatmonth(theyear: Value, themonth: Value, w: Value = 0, l: Value = 0): Suspends<string> {
    const width = atLeast(2, w);
    const gap = "\n".repeat(atLeast(1, l));
    const name: string = callMethod(this, "formatmonthname", theyear, themonth, 7 * (width + 1) - 1);
    const header: string = callMethod(this, "formatweekheader", width);
    let text = trimmed(name) + gap + trimmed(header) + gap;
    const weeks: Value[] = callMethod(this, "monthdays2calendar", theyear, themonth);
    for (let i = 0; i < weeks.length; i++) {
      const week: string = callMethod(this, "formatweek", weeks[i], width);
      text += trimmed(week) + gap;
    }
    return text;
  }
  formatyear(theyear: Value, w: Value = 2, l: Value = 1, c: Value = 6, m: Value = 3): Suspends<string> {
    const width = atLeast(2, w);
    const gap = "\n".repeat(atLeast(1, l));
    const space = atLeast(2, c);
    const columns = Number(toIndex(m));
    const column = (width + 1) * 7 - 1;
    let text = trimmed(centered(repr(theyear), column * columns + space * (columns - 1))) + gap;
    const header: string = callMethod(this, "formatweekheader", width);
    const rows: Value[][][] = callMethod(this, "yeardays2calendar", theyear, columns);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as Value[][];
      const names: string[] = [];
      for (let k = 0; k < row.length; k++) names.push(callMethod(this, "formatmonthname", theyear, columns * i + k + 1, column, false));
      text += gap + trimmed(inColumns(names, column, space)) + gap;
      text += trimmed(inColumns(names.fill(header), column, space)) + gap;
      const height = Math.max(...row.map((month) => month.length));
      for (let j = 0; j < height; j++) {
        const weeks: string[] = [];
        for (let k = 0; k < row.length; k++) weeks.push(j < row[k]!.length ? callMethod(this, "formatweek", row[k]![j], width) : "");
        text += trimmed(inColumns(weeks, column, space)) + gap;
      }
    }
    return text;
  }
  pryear(theyear: Value, w: Value = 0, l: Value = 0, c: Value = 6, m: Value = 3): Suspends<null> {
    return printed(callMethod(this, "formatyear", theyear, w, l, c, m));
  }
}

function inColumns(texts: readonly string[], width: number, spacing: number): string {
  return texts.map((text) => centered(text, width)).join(" ".repeat(spacing));
}

/**
 * calendar - weeks of months, as numbers and as text.
 *
 * Mirrors     Lib/calendar.py
 * Suspends    methods of subclasses, print
 * Differs     the calendars of other locales are not there
 */
import { add, mul, sub } from "../../objects/arithmetic.js";
import { Slice } from "../../objects/slice.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { unpack } from "../../objects/unpack.js";
import { warn } from "../../objects/warn.js";
import type { Suspends } from "../../frames/suspend.js";
import { pymodule } from "../../objects/module.js";
import { hidden, type Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { date, fillDate } from "../datetime/date.js";
import { daysInMonth } from "../datetime/days.js";
import {
  Calendar,
  Day,
  day_abbr,
  day_name,
  dayMembers,
  IllegalMonthError,
  IllegalWeekdayError,
  isleap,
  leapdays,
  Month,
  month_abbr,
  month_name,
  monthMembers,
  monthrange,
  TextCalendar,
  weekday,
} from "./calendars.js";
import { HTMLCalendar } from "./html.js";

const shared = new TextCalendar(0);

export function firstweekday(): Suspends<Value> {
  return shared.getfirstweekday();
}
export function setfirstweekday(firstweekday: Value): Suspends<null> {
  const n = Number(toIndex(firstweekday));
  if (n < 0 || n > 6) throw new IllegalWeekdayError(firstweekday);
  shared._firstweekday = firstweekday;
  return null;
}
export function monthcalendar(year: Value, month: Value): Suspends<Value> {
  return shared.monthdayscalendar(year, month);
}
export function prweek(theweek: Value, width: Value): Suspends<null> {
  return shared.prweek(theweek, width);
}
export function week(theweek: Value, width: Value): Suspends<string> {
  return shared.formatweek(theweek, width);
}
export function weekheader(width: Value): Suspends<string> {
  return shared.formatweekheader(width);
}
export function prmonth(theyear: Value, themonth: Value, w: Value = 0, l: Value = 0): Suspends<null> {
  return shared.prmonth(theyear, themonth, w, l);
}
export function month(theyear: Value, themonth: Value, w: Value = 0, l: Value = 0): Suspends<string> {
  return shared.formatmonth(theyear, themonth, w, l);
}
export function calendar(theyear: Value, w: Value = 2, l: Value = 1, c: Value = 6, m: Value = 3): Suspends<string> {
  return shared.formatyear(theyear, w, l, c, m);
}
export function prcal(theyear: Value, w: Value = 0, l: Value = 0, c: Value = 6, m: Value = 3): Suspends<null> {
  return shared.pryear(theyear, w, l, c, m);
}

/** Seconds since 1970 of a time tuple in UTC. */
export function timegm(tuple: Value): Suspends<Value> {
  const [year, m, day, hour, minute, second] = unpack(getitem(tuple, new Slice(null, 6, null)), 6);
  const first = fillDate(date, Number(toIndex(year)), Number(toIndex(m)), 1);
  const days = sub(add(Math.floor(Date.UTC(2000, 0, 1) / 86400000) + daysSince2000(first.$year, first.$month), day), 1);
  const hours = add(mul(days, 24), hour);
  return add(mul(add(mul(hours, 60), minute), 60), second);
}

function daysSince2000(year: number, m: number): number {
  const y = year - 1;
  let days = y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) - 730119;
  for (let i = 1; i < m; i++) days += daysInMonth(year, i);
  return days;
}

const module = pymodule("calendar", {
  IllegalMonthError,
  IllegalWeekdayError,
  Month,
  Day,
  Calendar,
  TextCalendar,
  HTMLCalendar,
  ...Object.fromEntries([...dayMembers, ...monthMembers].map((member) => [member._name_ as string, member as Value])),
  day_name,
  day_abbr,
  month_name,
  month_abbr,
  mdays: [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31],
  EPOCH: 1970,
  isleap,
  leapdays,
  weekday,
  monthrange,
  firstweekday,
  setfirstweekday,
  monthcalendar,
  prweek,
  week,
  weekheader,
  prmonth,
  month,
  calendar,
  prcal,
  timegm,
  c: shared,
});

/** Names that months had before there was Month. */
function oldName(name: string): Suspends<Value> {
  if (name !== "January" && name !== "February") return undefined;
  warn("DeprecationWarning", `The '${name}' attribute is deprecated, use '${name.toUpperCase()}' instead`);
  return name === "January" ? 1 : 2;
}
hidden(module, "$late", oldName);

export default module;

/**
 * datetime.days - years, months and days as one number: day 1 is the first of January of year 1.
 *
 * Mirrors     the functions on dates at the start of Modules/_datetimemodule.c
 */
export const MINYEAR = 1;
export const MAXYEAR = 9999;
export const MAX_ORDINAL = 3652059;

export type Ymd = readonly [year: number, month: number, day: number];

const BEFORE: readonly number[] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const LENGTHS: readonly number[] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (LENGTHS[month] as number);
}

function daysBeforeYear(year: number): number {
  const y = year - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
}

/** The number of the day within its year. */
export function dayOfYear(year: number, month: number, day: number): number {
  return (BEFORE[month] as number) + (month > 2 && isLeap(year) ? 1 : 0) + day;
}

export function toOrdinal(year: number, month: number, day: number): number {
  return daysBeforeYear(year) + dayOfYear(year, month, day);
}

export function fromOrdinal(ordinal: number): Ymd {
  let n = ordinal - 1;
  const n400 = Math.floor(n / 146097);
  n -= n400 * 146097;
  const n100 = Math.floor(n / 36524);
  n -= n100 * 36524;
  const n4 = Math.floor(n / 1461);
  n -= n4 * 1461;
  const n1 = Math.floor(n / 365);
  n -= n1 * 365;
  const year = n400 * 400 + n100 * 100 + n4 * 4 + n1 + 1;
  if (n1 === 4 || n100 === 4) return [year - 1, 12, 31];
  let month = (n + 50) >> 5;
  let before = (BEFORE[month] as number) + (month > 2 && isLeap(year) ? 1 : 0);
  if (before > n) {
    month--;
    before -= daysInMonth(year, month);
  }
  return [year, month, n - before + 1];
}

/** 0 is Monday. */
export function weekdayOf(year: number, month: number, day: number): number {
  return (toOrdinal(year, month, day) + 6) % 7;
}

function isoWeek1Monday(year: number): number {
  const first = toOrdinal(year, 1, 1);
  const weekday = (first + 6) % 7;
  const monday = first - weekday;
  return weekday > 3 ? monday + 7 : monday;
}

/** Year, week and day of ISO 8601. */
export function isoCalendar(year: number, month: number, day: number): Ymd {
  const today = toOrdinal(year, month, day);
  let isoYear = year;
  let monday = isoWeek1Monday(year);
  let week = Math.floor((today - monday) / 7);
  if (week < 0) {
    isoYear--;
    monday = isoWeek1Monday(isoYear);
    week = Math.floor((today - monday) / 7);
  } else if (week >= 52 && today >= isoWeek1Monday(year + 1)) {
    isoYear++;
    week = 0;
  }
  return [isoYear, week + 1, ((((today - monday) % 7) + 7) % 7) + 1];
}

/** The date of a week of ISO 8601; a text says what is wrong. */
export function fromIsoCalendar(year: number, week: number, day: number): Ymd | string {
  if (year < MINYEAR || year > MAXYEAR) return `Year is out of range: ${year}`;
  if (week <= 0 || week >= 53) {
    const first = toOrdinal(year, 1, 1) % 7;
    if (week !== 53 || !(first === 4 || (first === 3 && isLeap(year)))) return `Invalid week: ${week}`;
  }
  if (day <= 0 || day >= 8) return `Invalid day: ${day} (range is [1, 7])`;
  return fromOrdinal(isoWeek1Monday(year) + (week - 1) * 7 + day - 1);
}

/** What is wrong with a date; null if nothing is. */
export function dateProblem(year: number, month: number, day: number): string | null {
  if (year < MINYEAR || year > MAXYEAR) return `year ${year} is out of range`;
  if (month < 1 || month > 12) return "month must be in 1..12";
  if (day < 1 || day > daysInMonth(year, month)) return "day is out of range for month";
  return null;
}

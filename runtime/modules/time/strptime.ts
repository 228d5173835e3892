/**
 * time.strptime - a date read from text by a format, in the C locale.
 *
 * Mirrors     Lib/_strptime.py of CPython 3.13
 * Frames      parseMoment: _strptime_datetime; parseTime: _strptime_time; match: _strptime
 * Calls back  showwarning, for a day of the month without a year
 */
import type { Suspends } from "../../frames/suspend.js";
import { ValueError } from "../../objects/exceptions.js";
import { causedBy } from "../../objects/raise.js";
import { textRepr } from "../../objects/str/categories.js";
import { warn } from "../../objects/warn.js";
import { carriedContents } from "../../snapshot/carried.js";
import { daysOf, type Tm } from "./calendar.js";
import { DAYS, MONTHS } from "./format.js";
import { localZone } from "./zone.js";

const oneOf = (names: readonly string[]): string => [...names].sort((a, b) => b.length - a.length).join("|");
const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));

const DIRECTIVES: Readonly<Record<string, string>> = {
  d: "3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9]",
  f: "[0-9]{1,6}",
  H: "2[0-3]|[0-1]\\d|\\d",
  I: "1[0-2]|0[1-9]|[1-9]",
  G: "\\d\\d\\d\\d",
  j: "36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]",
  m: "1[0-2]|0[1-9]|[1-9]",
  M: "[0-5]\\d|\\d",
  S: "6[0-1]|[0-5]\\d|\\d",
  U: "5[0-3]|[0-4]\\d|\\d",
  W: "5[0-3]|[0-4]\\d|\\d",
  w: "[0-6]",
  u: "[1-7]",
  V: "5[0-3]|0[1-9]|[1-4]\\d|\\d",
  y: "\\d\\d",
  Y: "\\d\\d\\d\\d",
  z: "[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|Z",
  A: oneOf(DAYS),
  a: oneOf(short(DAYS)),
  B: oneOf(MONTHS),
  b: oneOf(short(MONTHS)),
  p: "am|pm",
};
const COMPOUND: Readonly<Record<string, string>> = { c: "%a %b %d %H:%M:%S %Y", x: "%m/%d/%y", X: "%H:%M:%S" };

function zoneNames(): string[][] {
  const { standard, summer } = localZone().pair(Date.now() / 1000);
  return [["utc", "gmt", standard.name.toLowerCase()], summer === undefined ? [] : [summer.name.toLowerCase()]];
}

/** The format as a regular expression with a group for each directive. */
function pattern(format: string, whole: string): Suspends<string> {
  let text = "";
  for (let i = 0; i < format.length; i++) {
    const char = format.charAt(i);
    if (char === "%") {
      const letter = format.charAt(++i);
      if (letter === "") throw causedBy(new ValueError(`stray % in format '${whole}'`), null) as Error;
      if (letter === "%") text += "%";
      else if (letter === "Z") text += `(?<Z>${oneOf(zoneNames().flat()).replace(/[.*+?^${}()|[\]\\]/g, (c) => (c === "|" ? c : `\\${c}`))})`;
      else if (COMPOUND[letter] !== undefined) text += pattern(COMPOUND[letter] as string, whole);
      else if (DIRECTIVES[letter] !== undefined) text += `(?<${letter}>${DIRECTIVES[letter] as string})`;
      else throw causedBy(new ValueError(`'${letter}' is a bad directive in format '${whole}'`), null) as Error;
    } else if (/\s/.test(char)) {
      while (/\s/.test(format.charAt(i + 1))) i++;
      text += "\\s+";
    } else text += char.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  }
  return text;
}

/** Fields of the text; `zone` and `gmtoff` null where the format does not say. */
export function parseTime(text: string, format: string): Suspends<Tm> {
  return fields(match(text, format));
}

/** The same with microseconds, of the time and of its offset. */
export function parseMoment(text: string, format: string): Suspends<{ tm: Tm; us: number; offsetUs: number }> {
  const got = match(text, format);
  const { z } = got;
  const fraction = z === undefined ? "" : (z.split(".")[1] ?? "");
  const offsetUs = Number(fraction.padEnd(6, "0")) * (z?.startsWith("-") === true ? -1 : 1);
  return { tm: fields(got), us: Number((got["f"] ?? "").padEnd(6, "0")), offsetUs };
}

const WITHOUT_YEAR = `Parsing dates involving a day of month without a year specified is ambiguious
and fails to parse leap day. The default behavior will change in Python 3.15
to either always raise an exception or to use a different default year (TBD).
To avoid trouble, add a specific year to the input & format.
See https://github.com/python/cpython/issues/70647.`;

/** Formats that were warned of, or need no warning; the last ones, as CPython keeps their expressions. */
const known = new Set<string>();
carriedContents("formats of dates", known);
const MOST_KNOWN = 5;

/** Warns of a day of a month of no year, when the format is new. */
function warnOf(format: string): Suspends<void> {
  if (known.has(format)) return;
  const letters = new Set(Array.from(format.matchAll(/%(.)/gs), ([, letter]) => letter));
  if (letters.has("d") && !letters.has("Y") && !letters.has("y") && !letters.has("G")) warn("DeprecationWarning", WITHOUT_YEAR);
  if (known.size > MOST_KNOWN) known.clear();
  known.add(format);
}

function match(text: string, format: string): Suspends<Readonly<Record<string, string | undefined>>> {
  const expression = new RegExp(`^(?:${pattern(format, format)})`, "i");
  warnOf(format);
  const found = expression.exec(text);
  if (found === null || found.groups?.["z"] === "z") throw new ValueError(`time data ${textRepr(text)} does not match format ${textRepr(format)}`);
  if (found[0].length !== text.length) throw new ValueError(`unconverted data remains: ${text.slice(found[0].length)}`);
  return found.groups ?? {};
}

function fields(got: Readonly<Record<string, string | undefined>>): Tm {
  const number = (letter: string): number | undefined => (got[letter] === undefined ? undefined : Number(got[letter]));
  const place = (letter: string, names: readonly string[]): number | undefined => {
    const name = got[letter]?.toLowerCase();
    return name === undefined ? undefined : names.findIndex((one) => one.toLowerCase() === name);
  };
  const short2 = number("y");
  let year = number("Y") ?? (short2 === undefined ? undefined : short2 <= 68 ? 2000 + short2 : 1900 + short2);
  const monthName = place("B", MONTHS) ?? place("b", short(MONTHS));
  let mon = number("m") ?? (monthName === undefined ? 1 : monthName + 1);
  let mday = number("d") ?? 1;
  const sunday = number("w");
  const wdayGiven =
    place("A", DAYS) ??
    place("a", short(DAYS)) ??
    (sunday === undefined ? undefined : (sunday + 6) % 7) ??
    (got["u"] === undefined ? undefined : Number(got["u"]) - 1);
  let yday = number("j");
  const isoYear = number("G");
  const isoWeek = number("V");
  checkIso(isoYear, isoWeek, wdayGiven, year, yday);
  let leapDay = false;
  if (year === undefined) {
    leapDay = mon === 2 && mday === 29;
    year = leapDay ? 1904 : 1900;
  }
  if (yday === undefined && wdayGiven !== undefined) {
    const week = number("U") ?? number("W");
    if (week !== undefined) {
      yday = dayOfWeek(year, week, wdayGiven, got["U"] === undefined);
      if (yday <= 0) {
        year--;
        yday += daysOf(year + 1, 1, 1) - daysOf(year, 1, 1);
      }
    } else if (isoYear !== undefined && isoWeek !== undefined) {
      const fourth = daysOf(isoYear, 1, 4);
      const day = fourth - mod(fourth + 3, 7) + (isoWeek - 1) * 7 + wdayGiven;
      [year, mon, mday] = dateOf(day);
    }
  }
  if (yday === undefined) {
    if (mday > daysOf(mon === 12 ? year + 1 : year, (mon % 12) + 1, 1) - daysOf(year, mon, 1)) throw new ValueError("day is out of range for month");
    yday = daysOf(year, mon, mday) - daysOf(year, 1, 1) + 1;
  } else [year, mon, mday] = dateOf(daysOf(year, 1, 1) + yday - 1);
  const wday = wdayGiven ?? mod(daysOf(year, mon, mday) + 3, 7);
  if (leapDay) year = 1900;
  return {
    year,
    mon,
    mday,
    hour: hourOf(got),
    min: number("M") ?? 0,
    sec: number("S") ?? 0,
    wday,
    yday,
    isdst: dstOf(got["Z"]),
    zone: got["Z"] ?? null,
    gmtoff: offsetOf(got["z"]),
  };
}

function mod(a: number, b: number): number {
  return ((a % b) + b) % b;
}

function dateOf(days: number): [year: number, month: number, day: number] {
  const date = new Date(days * 86400000);
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
}

function dayOfWeek(year: number, week: number, wday: number, startsMonday: boolean): number {
  let first = mod(daysOf(year, 1, 1) + 3, 7);
  let day = wday;
  if (!startsMonday) {
    first = (first + 1) % 7;
    day = (day + 1) % 7;
  }
  return week === 0 ? 1 + day - first : 1 + mod(7 - first, 7) + 7 * (week - 1) + day;
}

const WEEKDAYS = "a weekday directive ('%A', '%a', '%w', or '%u').";

function checkIso(
  isoYear: number | undefined,
  isoWeek: number | undefined,
  wday: number | undefined,
  year: number | undefined,
  yday: number | undefined,
): void {
  if (isoYear !== undefined) {
    if (yday !== undefined) throw new ValueError("Day of the year directive '%j' is not compatible with ISO year directive '%G'. Use '%Y' instead.");
    if (isoWeek === undefined || wday === undefined)
      throw new ValueError(`ISO year directive '%G' must be used with the ISO week directive '%V' and ${WEEKDAYS}`);
  } else if (isoWeek !== undefined) {
    if (year === undefined || wday === undefined) throw new ValueError(`ISO week directive '%V' must be used with the ISO year directive '%G' and ${WEEKDAYS}`);
    throw new ValueError("ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year '%G' instead.");
  }
}

function hourOf(got: Readonly<Record<string, string | undefined>>): number {
  if (got["H"] !== undefined) return Number(got["H"]);
  if (got["I"] === undefined) return 0;
  return (Number(got["I"]) % 12) + (got["p"]?.toLowerCase() === "pm" ? 12 : 0);
}

function dstOf(zone: string | undefined): number {
  if (zone === undefined) return -1;
  return zoneNames().findIndex((names) => names.includes(zone.toLowerCase()));
}

function offsetOf(z: string | undefined): number | null {
  if (z === undefined) return null;
  if (z.toUpperCase() === "Z") return 0;
  if (z.charAt(3) === ":" && z.length > 6 && z.charAt(6) !== ":") throw new ValueError(`Inconsistent use of : in ${z}`);
  const digits = z.slice(1).replace(/:/g, "");
  const size = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2, 4)) * 60 + Number(digits.slice(4, 6) || 0);
  return z.startsWith("-") ? -size : size;
}

/**
 * time.calendar - seconds since 1970 to the fields of a date, and back.
 *
 * Mirrors     gmtime(3), localtime(3), mktime(3)
 */
import { localZone } from "./zone.js";

/** The fields of a `struct_time`, in Python's counting: months from 1, Monday is 0, days of the year from 1. */
export interface Tm {
  year: number;
  mon: number;
  mday: number;
  hour: number;
  min: number;
  sec: number;
  wday: number;
  yday: number;
  isdst: number;
  zone: string | null;
  gmtoff: number | null;
}

/** Days since 1970 of a date of the Gregorian calendar, before and after it. */
export function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468;
}

/** The fields at a moment, for a clock so many seconds ahead of Greenwich. */
function fieldsAt(seconds: number, gmtoff: number, isdst: number, zone: string): Tm {
  const local = seconds + gmtoff;
  const days = Math.floor(local / 86400);
  const rest = local - days * 86400;
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const doe = shifted - era * 146097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const mday = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const mon = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (mon <= 2 ? 1 : 0);
  return {
    year,
    mon,
    mday,
    hour: Math.floor(rest / 3600),
    min: Math.floor((rest % 3600) / 60),
    sec: Math.floor(rest % 60),
    wday: (((days + 3) % 7) + 7) % 7,
    yday: days - daysOf(year, 1, 1) + 1,
    isdst,
    zone,
    gmtoff,
  };
}

export function gmtime(seconds: number): Tm {
  return fieldsAt(seconds, 0, 0, "GMT");
}

export function localtime(seconds: number): Tm {
  const offset = localZone().at(seconds);
  return fieldsAt(seconds, offset.seconds, offset.dst ? 1 : 0, offset.name);
}

/** Seconds since 1970 of local fields; fields out of their range carry over. `isdst` 1 or 0 says which clock is meant, -1 leaves it open. */
export function mktime(tm: Tm): number {
  const months = tm.year * 12 + tm.mon - 1;
  const wall = daysOf(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, 1) * 86400 + (tm.mday - 1) * 86400 + tm.hour * 3600 + tm.min * 60 + tm.sec;
  const zone = localZone();
  const { standard, summer } = zone.pair(wall);
  const wanted = tm.isdst > 0 && summer !== undefined ? summer : standard;
  const guess = wall - wanted.seconds;
  const there = zone.at(guess);
  if (tm.isdst >= 0 || there.seconds === wanted.seconds) return guess;
  const other = wall - there.seconds;
  return zone.at(other).seconds === there.seconds ? other : guess;
}

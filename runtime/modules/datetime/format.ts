/**
 * datetime.format - isoformat() and strftime().
 *
 * Mirrors     wrap_strftime, isoformat of Modules/_datetimemodule.c
 * Suspends    utcoffset() and tzname() of zones, when %z or %Z ask for them
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { stringOf } from "../../objects/str.js";
import { typeName } from "../../objects/typename.js";
import type { Tm } from "../time/calendar.js";
import { strftime } from "../time/format.js";
import { dayOfYear, weekdayOf } from "./days.js";
import { askName, askOffset, offsetText } from "./zones.js";

export function padded(n: number, width: number): string {
  return String(n).padStart(width, "0");
}

export function clockText(hour: number, minute: number, second: number, us: number, timespec: Value): string {
  const spec = timespec === undefined ? "auto" : stringOf(timespec);
  if (spec === undefined) throw new TypeError(`isoformat() argument 'timespec' must be str, not ${typeName(timespec)}`);
  const minutes = `${padded(hour, 2)}:${padded(minute, 2)}`;
  const seconds = `${minutes}:${padded(second, 2)}`;
  switch (spec) {
    case "auto":
      return us === 0 ? seconds : `${seconds}.${padded(us, 6)}`;
    case "hours":
      return padded(hour, 2);
    case "minutes":
      return minutes;
    case "seconds":
      return seconds;
    case "milliseconds":
      return `${seconds}.${padded(Math.floor(us / 1000), 3)}`;
    case "microseconds":
      return `${seconds}.${padded(us, 6)}`;
    default:
      throw new ValueError("Unknown timespec value");
  }
}

export function dateText(year: number, month: number, day: number): string {
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

export function tmOf(year: number, month: number, day: number, hour: number, min: number, sec: number, isdst: number): Tm {
  return {
    year,
    mon: month,
    mday: day,
    hour,
    min,
    sec,
    wday: weekdayOf(year, month, day),
    yday: dayOfYear(year, month, day),
    isdst,
    zone: null,
    gmtoff: null,
  };
}

/** strftime() with %f, %z, %:z and %Z. `zone`: null for what has none; `dt`: what its methods are asked with. */
export function formatted(format: Value, tm: Tm, us: number, zone: Value, dt: Value): Suspends<string> {
  const text = stringOf(format);
  if (text === undefined) throw new TypeError(`strftime() argument 1 must be str, not ${typeName(format)}`);
  let result = "";
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    const next = text[i + 1];
    if (char !== "%" || next === undefined) result += char;
    else if (next === "f") {
      result += padded(us, 6);
      i++;
    } else if (next === "z" || (next === ":" && text[i + 2] === "z")) {
      const offset = askOffset(zone, "utcoffset", dt);
      if (offset !== null) result += offsetText(offset, next === "z" ? "" : ":");
      i += next === "z" ? 1 : 2;
    } else if (next === "Z") {
      const name = askName(zone, dt);
      if (name !== null) result += (stringOf(name) as string).replaceAll("%", "%%");
      i++;
    } else {
      result += char + next;
      i++;
    }
  }
  return strftime(result, tm);
}

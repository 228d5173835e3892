/**
 * datetime.parse - what isoformat() writes, and the other forms of ISO 8601.
 *
 * Mirrors     parse_isoformat_date, parse_isoformat_time, _find_isoformat_datetime_separator of Modules/_datetimemodule.c
 */
import { fromIsoCalendar, type Ymd } from "./days.js";

export interface TimeParts {
  hour: number;
  minute: number;
  second: number;
  us: number;
  /** null: none is given */
  offset: { seconds: number; us: number } | null;
}

function digits(text: string, at: number, count: number): number {
  const part = text.slice(at, at + count);
  return part.length === count && /^[0-9]+$/.test(part) ? Number(part) : NaN;
}

/** A date; undefined if it is none. The numbers may be out of range. */
export function parseDate(text: string): Ymd | undefined {
  if (text.length !== 7 && text.length !== 8 && text.length !== 10) return undefined;
  const year = digits(text, 0, 4);
  if (Number.isNaN(year)) return undefined;
  const separated = text[4] === "-";
  let at = separated ? 5 : 4;
  if (text[at] === "W") {
    const week = digits(text, at + 1, 2);
    at += 3;
    let day = 1;
    if (at < text.length) {
      if ((text[at] === "-") !== separated) return undefined;
      if (separated) at++;
      day = digits(text, at, 1);
      if (at + 1 !== text.length) return undefined;
    }
    if (Number.isNaN(week) || Number.isNaN(day)) return undefined;
    const found = fromIsoCalendar(year, week, day);
    return typeof found === "string" ? undefined : found;
  }
  const month = digits(text, at, 2);
  at += 2;
  if ((text[at] === "-") !== separated) return undefined;
  if (separated) at++;
  const day = digits(text, at, 2);
  return Number.isNaN(month) || Number.isNaN(day) || at + 2 !== text.length ? undefined : [year, month, day];
}

/** `HH[:MM[:SS[.ffffff]]]`, with or without colons. */
function parseClock(text: string): [number, number, number, number] | undefined {
  const parts: [number, number, number, number] = [0, 0, 0, 0];
  let at = 0;
  let separated = true;
  for (let i = 0; i < 3; i++) {
    const n = digits(text, at, 2);
    if (Number.isNaN(n)) return undefined;
    parts[i] = n;
    at += 2;
    const next = text[at];
    if (i === 0) separated = next === ":";
    if (next === undefined) return parts;
    if (separated && next === ":") {
      if (i === 2) return undefined;
      at++;
    } else if (next === "." || next === ",") {
      if (i < 2) return undefined;
      at++;
      break;
    } else if (separated || i === 2) return undefined;
  }
  const rest = text.slice(at);
  if (!/^[0-9]+$/.test(rest)) return undefined;
  parts[3] = Number(rest.slice(0, 6).padEnd(6, "0"));
  return parts;
}

/** A time of the day with its offset; undefined if it is none. */
export function parseTime(text: string): TimeParts | undefined {
  const at = text.search(/[-+Z]/);
  const clock = parseClock(at < 0 ? text : text.slice(0, at));
  if (clock === undefined) return undefined;
  const [hour, minute, second, us] = clock;
  const parts: TimeParts = { hour, minute, second, us, offset: null };
  if (at < 0) return parts;
  if (text[at] === "Z") {
    if (at !== text.length - 1) return undefined;
    parts.offset = { seconds: 0, us: 0 };
    return parts;
  }
  const zone = parseClock(text.slice(at + 1));
  if (zone === undefined) return undefined;
  const sign = text[at] === "-" ? -1 : 1;
  parts.offset = { seconds: sign * (zone[0] * 3600 + zone[1] * 60 + zone[2]), us: sign * zone[3] };
  return parts;
}

/** Where the date of a date with time ends. */
export function dateLength(text: string): number {
  if (text.length === 7) return 7;
  if (text[4] === "-") {
    if (text[5] !== "W") return 10;
    if (text.length > 8 && text[8] === "-") {
      if (text.length === 9) return -1;
      return text.length > 10 && /[0-9]/.test(text[10] as string) ? 8 : 10;
    }
    return 8;
  }
  if (text[4] !== "W") return 8;
  let at = 7;
  while (at < text.length && /[0-9]/.test(text[at] as string)) at++;
  if (at < 9) return at;
  return at % 2 === 0 ? 7 : 8;
}

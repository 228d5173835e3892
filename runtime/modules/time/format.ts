/**
 * time.format - `strftime` in the C locale.
 *
 * Mirrors     strftime(3) of glibc
 */
import { daysOf, mktime, type Tm } from "./calendar.js";

export const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
export const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

const pad = (n: number, width: number, fill = "0"): string => (n < 0 ? "-" + String(-n).padStart(width - 1, fill) : String(n).padStart(width, fill));

/** Year and week of ISO 8601. */
export function isoWeek(tm: Tm): { year: number; week: number } {
  const yday = tm.yday - 1;
  const week = Math.floor((yday - tm.wday + 10) / 7);
  if (week < 1) return { year: tm.year - 1, week: weeksIn(tm.year - 1) };
  return week > weeksIn(tm.year) ? { year: tm.year + 1, week: 1 } : { year: tm.year, week };
}

function weeksIn(year: number): number {
  const first = (((daysOf(year, 1, 1) + 3) % 7) + 7) % 7;
  const leap = daysOf(year, 3, 1) - daysOf(year, 2, 1) === 29;
  return first === 3 || (first === 2 && leap) ? 53 : 52;
}

function directive(letter: string, tm: Tm): string | undefined {
  const sunday = (tm.wday + 1) % 7;
  const hour12 = tm.hour % 12 === 0 ? 12 : tm.hour % 12;
  switch (letter) {
    case "a":
      return (DAYS[tm.wday] ?? "?").slice(0, 3);
    case "A":
      return DAYS[tm.wday] ?? "?";
    case "b":
    case "h":
      return (MONTHS[tm.mon - 1] ?? "?").slice(0, 3);
    case "B":
      return MONTHS[tm.mon - 1] ?? "?";
    case "c":
      return strftime("%a %b %e %H:%M:%S %Y", tm);
    case "C":
      return pad(Math.floor(tm.year / 100), 2);
    case "d":
      return pad(tm.mday, 2);
    case "D":
    case "x":
      return strftime("%m/%d/%y", tm);
    case "e":
      return pad(tm.mday, 2, " ");
    case "F":
      return `${tm.year}-${pad(tm.mon, 2)}-${pad(tm.mday, 2)}`;
    case "g":
      return pad(((isoWeek(tm).year % 100) + 100) % 100, 2);
    case "G":
      return String(isoWeek(tm).year);
    case "H":
      return pad(tm.hour, 2);
    case "I":
      return pad(hour12, 2);
    case "j":
      return pad(tm.yday, 3);
    case "k":
      return pad(tm.hour, 2, " ");
    case "l":
      return pad(hour12, 2, " ");
    case "m":
      return pad(tm.mon, 2);
    case "M":
      return pad(tm.min, 2);
    case "n":
      return "\n";
    case "p":
      return tm.hour < 12 ? "AM" : "PM";
    case "P":
      return tm.hour < 12 ? "am" : "pm";
    case "r":
      return strftime("%I:%M:%S %p", tm);
    case "R":
      return strftime("%H:%M", tm);
    case "s":
      return String(mktime(tm));
    case "S":
      return pad(tm.sec, 2);
    case "t":
      return "\t";
    case "T":
    case "X":
      return strftime("%H:%M:%S", tm);
    case "u":
      return String(tm.wday + 1);
    case "U":
      return pad(Math.floor((tm.yday - 1 + 7 - sunday) / 7), 2);
    case "V":
      return pad(isoWeek(tm).week, 2);
    case "w":
      return String(sunday);
    case "W":
      return pad(Math.floor((tm.yday - 1 + 7 - tm.wday) / 7), 2);
    case "y":
      return pad(((tm.year % 100) + 100) % 100, 2);
    case "Y":
      return String(tm.year);
    case "z": {
      const minutes = Math.trunc((tm.gmtoff ?? 0) / 60);
      const size = Math.abs(minutes);
      return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60), 2)}${pad(size % 60, 2)}`;
    }
    case "Z":
      return tm.zone ?? "";
    case "%":
      return "%";
    default:
      return undefined;
  }
}

export function strftime(format: string, tm: Tm): string {
  return format.replace(/%([-_0^#]*)(\d*)([EO]?)([a-zA-Z%])/g, (whole, flags: string, width: string, _modifier: string, letter: string) => {
    let text = directive(letter, tm);
    if (text === undefined) return whole;
    if (flags.includes("-")) text = text.replace(/^[0 ]+(?=\d)/, "");
    if (flags.includes("_")) text = text.replace(/^0+(?=\d)/, (zeros) => " ".repeat(zeros.length));
    if (flags.includes("^")) text = text.toUpperCase();
    if (flags.includes("#")) text = text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
    if (width !== "") text = text.padStart(Number(width), flags.includes("_") || !/\d$/.test(text) ? " " : "0");
    return text;
  });
}

import test from "ava";
import { gmtime, localtime, mktime } from "../../../../runtime/modules/time/calendar.js";
import { strftime } from "../../../../runtime/modules/time/format.js";

/** What CPython 3.13 prints for `time.strftime("%Y-%m-%d %H:%M:%S %Z %z %j %a", time.localtime(seconds))`. */
const local: Record<string, { tz: string; seconds: number; text: string }> = {
  UTC: { tz: "UTC", seconds: 1704164645, text: "2024-01-02 03:04:05 UTC +0000 002 Tue" },
  "winter by a zoneinfo file": { tz: "Europe/Berlin", seconds: 1704164645, text: "2024-01-02 04:04:05 CET +0100 002 Tue" },
  "summer by a zoneinfo file": { tz: "Europe/Berlin", seconds: 1720000000, text: "2024-07-03 11:46:40 CEST +0200 185 Wed" },
  "beyond the file's transitions, by its rule": { tz: "America/New_York", seconds: 4102444800, text: "2099-12-31 19:00:00 EST -0500 365 Thu" },
  "a POSIX rule": { tz: "CET-1CEST,M3.5.0,M10.5.0/3", seconds: 1720000000, text: "2024-07-03 11:46:40 CEST +0200 185 Wed" },
  "half an hour": { tz: "Asia/Kolkata", seconds: 0, text: "1970-01-01 05:30:00 IST +0530 001 Thu" },
};
for (const [title, { tz, seconds, text }] of Object.entries(local)) {
  test.serial(`localtime: ${title}`, (t) => {
    process.env["TZ"] = tz;
    const tm = localtime(seconds);
    t.is(strftime("%Y-%m-%d %H:%M:%S %Z %z %j %a", tm), text);
    t.is(mktime(tm), seconds);
  });
}

const weeks: Record<string, { day: number; text: string }> = {
  "the first of January may belong to the year before": { day: 0, text: "1970-01-01 W00 U00 V01 1970 4" },
  "a year of 53 weeks": { day: 366, text: "1971-01-02 W00 U00 V53 1970 6" },
  "before 1970": { day: -1, text: "1969-12-31 W52 U52 V01 1970 3" },
};
for (const [title, { day, text }] of Object.entries(weeks)) {
  test(`weeks: ${title}`, (t) => t.is(strftime("%Y-%m-%d W%W U%U V%V %G %u", gmtime(day * 86400)), text));
}

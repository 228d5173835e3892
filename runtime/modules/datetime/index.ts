/**
 * datetime - dates, times, durations and zones.
 *
 * Mirrors     Modules/_datetimemodule.c
 */
import { NAMELESS } from "../../objects/refusals.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { setTimeConstants, time } from "./clock.js";
import { date, setDateConstants } from "./date.js";
import { datetime, setDateTimeConstants } from "./datetime.js";
import { MAXYEAR, MINYEAR } from "./days.js";
import { setDeltaConstants, timedelta } from "./timedelta.js";
import { setZoneConstants, timezone, tzinfo, utc } from "./zones.js";

setDeltaConstants();
setZoneConstants();
setDateConstants();
setTimeConstants();
setDateTimeConstants();
// as their C functions call themselves in errors
for (const cls of [date, datetime, time]) (cls as Value).$f.errorName = NAMELESS;
(timedelta as Value).$f.errorName = "__new__";

export default pymodule("datetime", {
  date,
  datetime,
  time,
  timedelta,
  timezone,
  tzinfo,
  MINYEAR,
  MAXYEAR,
  UTC: utc,
  __all__: ["date", "datetime", "time", "timedelta", "timezone", "tzinfo", "MINYEAR", "MAXYEAR", "UTC"],
});

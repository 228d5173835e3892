/**
 * calendar.html - months and years as tables of HTML.
 *
 * Mirrors     HTMLCalendar of Lib/calendar.py
 * Suspends    methods of subclasses
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { encode } from "../../objects/bytes/codecs.js";
import { spread } from "../../objects/iterator.js";
import type { Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { toIndex } from "../../objects/protocols/index.js";
import { text as str } from "../../objects/protocols/str.js";
import { pyclass } from "../../objects/register.js";
import { DAYS, MONTHS } from "../time/format.js";
import { Calendar } from "./calendars.js";

const CLASSES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

@pyclass("calendar.HTMLCalendar", { doc: "\n    This calendar returns complete HTML pages.\n    " })
export class HTMLCalendar extends Calendar {
  static cssclasses: Value = CLASSES;
  static cssclasses_weekday_head: Value = CLASSES;
  static cssclass_noday = "noday";
  static cssclass_month_head = "month";
  static cssclass_month = "month";
  static cssclass_year_head = "year";
  static cssclass_year = "year";

  formatday(day: Value, weekday: Value): Suspends<string> {
    if (day === 0) return `<td class="${str($getattr(this, "cssclass_noday"))}">&nbsp;</td>`;
    return `<td class="${str(getitem($getattr(this, "cssclasses"), weekday))}">${String(day)}</td>`;
  }
  formatweek(theweek: Value): Suspends<string> {
    const days = spread(theweek);
    let cells = "";
    for (let i = 0; i < days.length; i++) cells += callMethod(this, "formatday", getitem(days[i], 0), getitem(days[i], 1)) as string;
    return `<tr>${cells}</tr>`;
  }
  formatweekday(day: Value): Suspends<string> {
    const css = str(getitem($getattr(this, "cssclasses_weekday_head"), day));
    const name = getitem(DAYS, day) as string;
    return `<th class="${css}">${name.slice(0, 3)}</th>`;
  }
  formatweekheader(): Suspends<string> {
    const days = spread(callMethod(this, "iterweekdays"));
    let cells = "";
    for (let i = 0; i < days.length; i++) cells += callMethod(this, "formatweekday", days[i]) as string;
    return `<tr>${cells}</tr>`;
  }
  formatmonthname(theyear: Value, themonth: Value, withyear: Value = true): Suspends<string> {
    const name = MONTHS[Number(toIndex(themonth)) - 1] as string;
    const shown = withyear === false ? name : `${name} ${str(theyear)}`;
    return `<tr><th colspan="7" class="${str($getattr(this, "cssclass_month_head"))}">${shown}</th></tr>`;
  }
  formatmonth(theyear: Value, themonth: Value, withyear: Value = true): Suspends<string> {
    let text = `<table border="0" cellpadding="0" cellspacing="0" class="${str($getattr(this, "cssclass_month"))}">\n`;
    text += `${callMethod(this, "formatmonthname", theyear, themonth, withyear) as string}\n`;
    text += `${callMethod(this, "formatweekheader") as string}\n`;
    const weeks: Value[] = callMethod(this, "monthdays2calendar", theyear, themonth);
    for (let i = 0; i < weeks.length; i++) text += `${callMethod(this, "formatweek", weeks[i]) as string}\n`;
    return `${text}</table>\n`;
  }
  formatyear(theyear: Value, width: Value = 3): Suspends<string> {
    const columns = Math.max(Number(toIndex(width)), 1);
    let text = `<table border="0" cellpadding="0" cellspacing="0" class="${str($getattr(this, "cssclass_year"))}">\n`;
    text += `<tr><th colspan="${columns}" class="${str($getattr(this, "cssclass_year_head"))}">${str(theyear)}</th></tr>`;
    for (let i = 1; i < 13; i += columns) {
      text += "<tr>";
      for (let m = i; m < Math.min(i + columns, 13); m++) text += `<td>${callMethod(this, "formatmonth", theyear, m, false) as string}</td>`;
      text += "</tr>";
    }
    return `${text}</table>`;
  }
  formatyearpage(theyear: Value, width: Value = 3, css: Value = "calendar.css", encoding: Value = null): Suspends<Value> {
    const charset = encoding === null ? "utf-8" : (encoding as string);
    let text = `<?xml version="1.0" encoding="${charset}"?>\n`;
    text += '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html>\n<head>\n';
    text += `<meta http-equiv="Content-Type" content="text/html; charset=${charset}" />\n`;
    if (css !== null) text += `<link rel="stylesheet" type="text/css" href="${str(css)}" />\n`;
    text += `<title>Calendar for ${str(theyear)}</title>\n</head>\n<body>\n${callMethod(this, "formatyear", theyear, width) as string}</body>\n</html>\n`;
    return encode(text, charset, "xmlcharrefreplace");
  }
}

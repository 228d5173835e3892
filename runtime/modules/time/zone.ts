/**
 * time.zone - the local time zone as the C library sees it: TZ, /etc/localtime, zoneinfo files and POSIX rules.
 *
 * Mirrors     tzset(3), tzfile(5)
 * Units       seconds since 1970
 */
import { readFileSync } from "node:fs";

/** A stretch of time with one offset. */
export interface Offset {
  /** seconds east of Greenwich */
  readonly seconds: number;
  readonly dst: boolean;
  readonly name: string;
}

interface Rule {
  readonly standard: Offset;
  /** undefined: no summer time */
  readonly summer: Offset | undefined;
  readonly starts: Switch | undefined;
  readonly ends: Switch | undefined;
}

/** A day of each year, and the second of it. */
interface Switch {
  readonly kind: "J" | "n" | "M";
  readonly day: number;
  readonly month: number;
  readonly week: number;
  readonly second: number;
}

export class Zone {
  constructor(
    readonly transitions: readonly number[],
    readonly offsets: readonly Offset[],
    readonly first: Offset,
    readonly rule: Rule | undefined,
  ) {}

  /** The offset at a moment. */
  at(seconds: number): Offset {
    const { transitions } = this;
    const last = transitions.length - 1;
    if (last < 0 || seconds < (transitions[0] as number)) return last < 0 && this.rule !== undefined ? byRule(this.rule, seconds) : this.first;
    if (seconds >= (transitions[last] as number) && this.rule !== undefined) return byRule(this.rule, seconds);
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((transitions[middle] as number) <= seconds) low = middle;
      else high = middle - 1;
    }
    return this.offsets[low] as Offset;
  }

  /** Names and offsets of the year of a moment: standard time, and summer time if the zone has it. */
  pair(seconds: number): { standard: Offset; summer: Offset | undefined } {
    const half = this.at(seconds);
    let standard = half.dst ? undefined : half;
    let summer = half.dst ? half : undefined;
    for (let month = 1; month <= 12; month++) {
      const there = this.at(seconds + month * 30.5 * 86400);
      if (there.dst) summer ??= there;
      else standard ??= there;
    }
    return { standard: standard ?? half, summer };
  }
}

const UTC: Offset = { seconds: 0, dst: false, name: "UTC" };
let known: { readonly text: string | undefined; readonly zone: Zone } | undefined;

/** The zone that the environment names now. */
export function localZone(): Zone {
  const text = process.env["TZ"];
  if (known === undefined || known.text !== text) known = { text, zone: findZone(text) };
  return known.zone;
}

function findZone(text: string | undefined): Zone {
  if (text === undefined) return readZone("/etc/localtime") ?? fixed(UTC);
  const name = text.startsWith(":") ? text.slice(1) : text;
  if (name === "") return fixed(UTC);
  const file = name.startsWith("/") ? name : `/usr/share/zoneinfo/${name}`;
  if (!/(^|\/)\.\.(\/|$)/.test(name)) {
    const zone = readZone(file);
    if (zone !== undefined) return zone;
  }
  const rule = parseRule(name);
  return rule === undefined ? fixed(UTC) : new Zone([], [], rule.standard, rule);
}

function fixed(offset: Offset): Zone {
  return new Zone([], [], offset, undefined);
}

function readZone(file: string): Zone | undefined {
  let data: Buffer;
  try {
    data = readFileSync(file);
  } catch {
    return undefined; // no such zone: the caller knows what then
  }
  return data.length >= 44 && data.toString("latin1", 0, 4) === "TZif" ? parseZone(data) : undefined;
}

function parseZone(data: Buffer): Zone {
  let at = 0;
  const header = (): { isutc: number; isstd: number; leap: number; time: number; type: number; char: number } => {
    const n = (i: number): number => data.readUInt32BE(at + 20 + 4 * i);
    const read = { isutc: n(0), isstd: n(1), leap: n(2), time: n(3), type: n(4), char: n(5) };
    at += 44;
    return read;
  };
  const version = data[4] as number;
  let counts = header();
  let width = 4;
  if (version >= 0x32) {
    at += counts.time * 5 + counts.type * 6 + counts.char + counts.leap * 8 + counts.isstd + counts.isutc;
    counts = header();
    width = 8;
  }
  const transitions: number[] = [];
  for (let i = 0; i < counts.time; i++) transitions.push(width === 8 ? Number(data.readBigInt64BE(at + 8 * i)) : data.readInt32BE(at + 4 * i));
  at += counts.time * width;
  const kinds = data.subarray(at, at + counts.time);
  at += counts.time;
  const names = at + counts.type * 6;
  const types: Offset[] = [];
  for (let i = 0; i < counts.type; i++) {
    const begin = names + (data[at + 6 * i + 5] as number);
    types.push({ seconds: data.readInt32BE(at + 6 * i), dst: data[at + 6 * i + 4] === 1, name: data.toString("latin1", begin, data.indexOf(0, begin)) });
  }
  at = names + counts.char + counts.leap * (width + 4) + counts.isstd + counts.isutc;
  const footer = version >= 0x32 ? data.toString("latin1", at + 1, data.indexOf(10, at + 1)) : "";
  const first = types.find((type) => !type.dst) ?? types[0] ?? UTC;
  return new Zone(
    transitions,
    Array.from(kinds, (kind) => types[kind] as Offset),
    first,
    footer === "" ? undefined : parseRule(footer),
  );
}

/** A POSIX rule such as `CET-1CEST,M3.5.0,M10.5.0/3`. */
function parseRule(text: string): Rule | undefined {
  const name = "(<[^>]+>|[A-Za-z]{3,})";
  const time = "([-+]?\\d+(?::\\d+){0,2})";
  const found = new RegExp(`^${name}${time}(?:${name}${time}?(?:,([^,]+),([^,]+))?)?$`).exec(text);
  if (found === null) return undefined;
  const label = (part: string): string => part.replace(/[<>]/g, "");
  const standard: Offset = { seconds: -clock(found[2] as string), dst: false, name: label(found[1] as string) };
  if (found[3] === undefined) return { standard, summer: undefined, starts: undefined, ends: undefined };
  const seconds = found[4] === undefined ? standard.seconds + 3600 : -clock(found[4]);
  return {
    standard,
    summer: { seconds, dst: true, name: label(found[3]) },
    starts: parseSwitch(found[5] ?? "M3.2.0"),
    ends: parseSwitch(found[6] ?? "M11.1.0"),
  };
}

/** `h[:m[:s]]` in seconds. */
function clock(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const [h = 0, m = 0, s = 0] = text.replace(/^[-+]/, "").split(":").map(Number);
  return sign * (h * 3600 + m * 60 + s);
}

function parseSwitch(text: string): Switch | undefined {
  const [day = "", time = "2"] = text.split("/");
  const second = clock(time);
  const month = /^M(\d+)\.(\d+)\.(\d+)$/.exec(day);
  if (month !== null) return { kind: "M", month: Number(month[1]), week: Number(month[2]), day: Number(month[3]), second };
  const number = /^(J?)(\d+)$/.exec(day);
  if (number === null) return undefined;
  return { kind: number[1] === "J" ? "J" : "n", month: 0, week: 0, day: Number(number[2]), second };
}

function byRule(rule: Rule, seconds: number): Offset {
  const { standard, summer, starts, ends } = rule;
  if (summer === undefined || starts === undefined || ends === undefined) return standard;
  const year = new Date((seconds + standard.seconds) * 1000).getUTCFullYear();
  const begin = moment(starts, year) - standard.seconds;
  const end = moment(ends, year) - summer.seconds;
  const isSummer = begin < end ? seconds >= begin && seconds < end : seconds < end || seconds >= begin;
  return isSummer ? summer : standard;
}

/** When a rule switches in a year, by the clock on the wall. */
function moment(at: Switch, year: number): number {
  const newYear = Date.UTC(year, 0, 1) / 86400000;
  const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  let day: number;
  if (at.kind === "J") day = newYear + at.day - 1 + (leap && at.day >= 60 ? 1 : 0);
  else if (at.kind === "n") day = newYear + at.day;
  else {
    const first = Date.UTC(year, at.month - 1, 1) / 86400000;
    const weekday = (((first + 4) % 7) + 7) % 7;
    day = first + ((at.day - weekday + 7) % 7) + (at.week - 1) * 7;
    if (new Date(day * 86400000).getUTCMonth() !== at.month - 1) day -= 7;
  }
  return day * 86400 + at.second;
}

/**
 * datetime.zones - tzinfo and timezone.
 *
 * Mirrors     the classes tzinfo and timezone of Modules/_datetimemodule.c
 * Suspends    the methods of tzinfo's subclasses
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { NotImplementedError, TypeError, ValueError } from "../../objects/exceptions.js";
import { madeFor, NotImplemented, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { hash } from "../../objects/protocols/hash.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtinType, define, methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { compareDeltas, deltaRepr, makeDelta, normalDelta, TimeDelta } from "./timedelta.js";

export class TzInfo {}
Object.setPrototypeOf(TzInfo.prototype, object.prototype);

export const tzinfo: PyType = builtinType(
  "tzinfo(*args, **kwargs)",
  function (): TzInfo {
    return new TzInfo();
  },
  { prototype: TzInfo.prototype, module: "datetime", doc: "Abstract base class for time zone info objects." },
);
tzinfo.$bare = true;

export class TimeZone extends TzInfo {
  constructor(
    readonly $offset: TimeDelta,
    readonly $name: Value,
  ) {
    super();
  }
}

export const timezone: PyType = builtinType(
  "timezone(offset, name=None)",
  function (offset: Value, name: Value): TimeZone {
    return zoneOf(offset, name);
  },
  { prototype: TimeZone.prototype, bases: [tzinfo], module: "datetime", final: true, doc: "Fixed offset from UTC implementation of tzinfo." },
);

/** The zone that is always at UTC. */
export const utc = new TimeZone(makeZero(), null);
function makeZero(): TimeDelta {
  return new TimeDelta();
}

function isWithinDay(offset: TimeDelta): boolean {
  return offset.$days === 0 || (offset.$days === -1 && (offset.$seconds > 0 || offset.$us > 0));
}

function zoneOf(offset: Value, name: Value): TimeZone {
  if (!(offset instanceof TimeDelta)) throw new TypeError(`timezone() argument 1 must be datetime.timedelta, not ${typeName(offset)}`);
  if (name !== undefined && stringOf(name) === undefined) throw new TypeError(`timezone() argument 2 must be str, not ${typeName(name)}`);
  if (name === undefined && offset.$days === 0 && offset.$seconds === 0 && offset.$us === 0) return utc;
  if (!isWithinDay(offset)) {
    throw new ValueError(`offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not ${deltaRepr(offset)}.`);
  }
  return new TimeZone(offset, name ?? null);
}

/** The zone of a fixed offset. */
export function fixedZone(offset: TimeDelta, name?: string): TimeZone {
  return zoneOf(offset, name);
}

/** `+HH:MM[:SS[.ffffff]]` */
export function offsetText(offset: TimeDelta, separator: string): string {
  const negative = offset.$days < 0;
  const size = negative ? normalDelta(-offset.$days, -offset.$seconds, -offset.$us) : offset;
  const two = (n: number): string => String(n).padStart(2, "0");
  const seconds = size.$seconds % 60;
  let text = `${negative ? "-" : "+"}${two(Math.floor(size.$seconds / 3600))}${separator}${two(Math.floor(size.$seconds / 60) % 60)}`;
  if (seconds !== 0 || size.$us !== 0) text += separator + two(seconds);
  if (size.$us !== 0) text += "." + String(size.$us).padStart(6, "0");
  return text;
}

function nameOf(zone: TimeZone): Value {
  if (zone.$name !== null) return zone.$name;
  const { $offset } = zone;
  return $offset.$days === 0 && $offset.$seconds === 0 && $offset.$us === 0 ? "UTC" : `UTC${offsetText($offset, ":")}`;
}

/** Set by the class datetime: what is one, and how durations are added to it. */
export const datetimeHooks: {
  isDatetime(x: Value): boolean;
  zone(x: Value): Value;
  plus(x: Value, delta: TimeDelta): Suspends<Value>;
} = {
  isDatetime: () => false,
  zone: () => null,
  plus: () => null,
};

function checkDatetime(method: string, dt: Value): void {
  if (dt !== null && !datetimeHooks.isDatetime(dt)) {
    throw new TypeError(`${method}(dt) argument must be a datetime instance or None, not ${typeName(dt)}`);
  }
}

/** What utcoffset() or dst() of a zone gives for a datetime or None; null if it gives none. */
export function askOffset(zone: Value, method: "utcoffset" | "dst", dt: Value): Suspends<TimeDelta | null> {
  if (zone === null) return null;
  if (zone instanceof TimeZone) return method === "utcoffset" ? zone.$offset : null;
  const offset = callMethod(zone, method, dt);
  if (offset === null) return null;
  if (!(offset instanceof TimeDelta)) throw new TypeError(`tzinfo.${method}() must return None or a timedelta, not '${typeName(offset)}'`);
  if (!isWithinDay(offset)) throw new ValueError("offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).");
  return offset;
}

export function askName(zone: Value, dt: Value): Suspends<Value> {
  if (zone === null) return null;
  const name = callMethod(zone, "tzname", dt);
  if (name !== null && stringOf(name) === undefined) throw new TypeError(`tzinfo.tzname() must return None or a string, not '${typeName(name)}'`);
  return name;
}

/** The same of a pickled state. */
export function checkStateZone(zone: Value): void {
  if (zone !== null && !(zone instanceof TzInfo)) throw new TypeError("bad tzinfo state arg");
}

export function checkZone(zone: Value): void {
  if (zone !== null && !(zone instanceof TzInfo)) throw new TypeError(`tzinfo argument must be None or of a tzinfo subclass, not type '${typeName(zone)}'`);
}

/** tzinfo.fromutc: from a datetime whose fields are UTC to the local ones. */
function fromUtc(zone: Value, dt: Value): Suspends<Value> {
  if (!datetimeHooks.isDatetime(dt)) throw new TypeError("fromutc: argument must be a datetime");
  if (datetimeHooks.zone(dt) !== zone) throw new ValueError("fromutc: dt.tzinfo is not self");
  if (zone instanceof TimeZone) return datetimeHooks.plus(dt, zone.$offset);
  const offset = askOffset(zone, "utcoffset", dt);
  if (offset === null) throw new ValueError("fromutc: non-None utcoffset() result required");
  const dst = askOffset(zone, "dst", dt);
  if (dst === null) throw new ValueError("fromutc: non-None dst() result required");
  const standard = datetimeHooks.plus(dt, normalDelta(offset.$days - dst.$days, offset.$seconds - dst.$seconds, offset.$us - dst.$us));
  const there = askOffset(zone, "dst", standard);
  if (there === null) throw new ValueError("fromutc: tz.dst() gave inconsistent results; cannot convert");
  return datetimeHooks.plus(standard, there);
}

methods(tzinfo, {
  "__new__(cls, *args, **kwargs)": function (this: PyType): Value {
    return madeFor(TzInfo, this);
  },
  "utcoffset(self, dt, /)": function (): never {
    throw new NotImplementedError("a tzinfo subclass must implement utcoffset()");
  },
  "dst(self, dt, /)": function (): never {
    throw new NotImplementedError("a tzinfo subclass must implement dst()");
  },
  "tzname(self, dt, /)": function (): never {
    throw new NotImplementedError("a tzinfo subclass must implement tzname()");
  },
  "fromutc(self, dt, /)": function (this: Value, dt: Value): Suspends<Value> {
    return fromUtc(this, dt);
  },
  "__reduce__(self, /)": function (this: Value): Suspends<Tuple> {
    const initargs = getattrOr(this, "__getinitargs__");
    const args = initargs === undefined ? new Tuple([]) : call(initargs);
    const state = callMethod(this, "__getstate__");
    return new Tuple([typeOf(this), args, state]);
  },
});

methods(timezone, {
  "__new__(cls, offset, name=None)": function (this: PyType, offset: Value, name: Value): TimeZone {
    return zoneOf(offset, name);
  },
  "utcoffset(self, dt, /)": function (this: TimeZone, dt: Value): Value {
    checkDatetime("utcoffset", dt);
    return this.$offset;
  },
  "dst(self, dt, /)": function (this: TimeZone, dt: Value): Value {
    checkDatetime("dst", dt);
    return null;
  },
  "tzname(self, dt, /)": function (this: TimeZone, dt: Value): Value {
    checkDatetime("tzname", dt);
    return nameOf(this);
  },
  "fromutc(self, dt, /)": function (this: TimeZone, dt: Value): Suspends<Value> {
    return fromUtc(this, dt);
  },
  "__repr__(self, /)": function (this: TimeZone): Suspends<string> {
    if (this === utc) return "datetime.timezone.utc";
    return this.$name === null ? `datetime.timezone(${deltaRepr(this.$offset)})` : `datetime.timezone(${deltaRepr(this.$offset)}, ${repr(this.$name)})`;
  },
  "__str__(self, /)": function (this: TimeZone): Value {
    return nameOf(this);
  },
  "__eq__(self, value, /)": function (this: TimeZone, value: Value): Value {
    return value instanceof TimeZone ? compareDeltas(this.$offset, value.$offset) === 0 : NotImplemented;
  },
  "__hash__(self, /)": function (this: TimeZone): Suspends<Value> {
    return hash(this.$offset);
  },
  "__getinitargs__(self, /)": function (this: TimeZone): Tuple {
    return new Tuple(this.$name === null ? [this.$offset] : [this.$offset, this.$name]);
  },
});

/** The class's constants, made once the runtime has loaded. */
export function setZoneConstants(): void {
  const [min, max] = [new TimeZone(makeDelta(-1, 60, 0), null), new TimeZone(makeDelta(0, 86340, 0), null)];
  for (const [name, value] of Object.entries({ utc, min, max })) define(timezone, name, value, value);
}

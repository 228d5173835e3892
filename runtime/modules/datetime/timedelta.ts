/**
 * datetime.timedelta - a duration in days, seconds and microseconds.
 *
 * Mirrors     the class timedelta of Modules/_datetimemodule.c
 * Suspends    `__index__` of arguments; hash
 */
import type { Suspends } from "../../frames/suspend.js";
import { OverflowError, TypeError, ValueError, ZeroDivisionError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { canon } from "../../objects/int/big.js";
import { madeFor, NotImplemented, object, type PyType, type Value } from "../../objects/object.js";
import { truediv } from "../../objects/arithmetic.js";
import { hash } from "../../objects/protocols/hash.js";
import { builtinType, define, getset, memberType, methods } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";

const MAX_DAYS = 999999999;
const US_PER_SECOND = 1_000_000;
const US_PER_DAY = 86_400_000_000;
const DAY = 86_400_000_000n;

export class TimeDelta {
  $days = 0;
  /** 0 to 86399 */
  $seconds = 0;
  /** 0 to 999999 */
  $us = 0;
}
Object.setPrototypeOf(TimeDelta.prototype, object.prototype);

export const timedelta: PyType = builtinType(
  "timedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)",
  function (days: Value, seconds: Value, us: Value, ms: Value, minutes: Value, hours: Value, weeks: Value): Suspends<TimeDelta> {
    const total = totalOf(days, seconds, us, ms, minutes, hours, weeks);
    return fromMicroseconds(total, timedelta);
  },
  {
    prototype: TimeDelta.prototype,
    module: "datetime",
    doc: "Difference between two datetime values.\n\ntimedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)\n\nAll arguments are optional and default to 0.\nArguments may be integers or floats, and may be positive or negative.",
  },
);

function instance(cls: PyType): TimeDelta {
  return madeFor(TimeDelta, cls);
}

/** A duration whose parts are already in their ranges, but for the days. */
export function makeDelta(days: number, seconds: number, us: number, cls: PyType = timedelta): TimeDelta {
  if (Math.abs(days) > MAX_DAYS) throw new OverflowError(`days=${days}; must have magnitude <= ${MAX_DAYS}`);
  const made = instance(cls);
  made.$days = days;
  made.$seconds = seconds;
  made.$us = us;
  return made;
}

/** A duration of parts in any range, as far as numbers are exact. */
export function normalDelta(days: number, seconds: number, us: number): TimeDelta {
  const carried = Math.floor(us / US_PER_SECOND);
  const s = seconds + carried;
  const moreDays = Math.floor(s / 86400);
  return makeDelta(days + moreDays, s - moreDays * 86400, us - carried * US_PER_SECOND);
}

function fromMicroseconds(total: number | bigint, cls: PyType = timedelta): TimeDelta {
  if (typeof total === "number") {
    const days = Math.floor(total / US_PER_DAY);
    const rest = total - days * US_PER_DAY;
    const seconds = Math.floor(rest / US_PER_SECOND);
    return makeDelta(days, seconds, rest - seconds * US_PER_SECOND, cls);
  }
  let days = total / DAY;
  let rest = Number(total % DAY);
  if (rest < 0) {
    rest += US_PER_DAY;
    days--;
  }
  if (days > 2147483647n || days < -2147483648n) throw new OverflowError("Python int too large to convert to C int");
  const seconds = Math.floor(rest / US_PER_SECOND);
  return makeDelta(Number(days), seconds, rest - seconds * US_PER_SECOND, cls);
}

/** All of a duration in microseconds: a number where that is exact. */
export function microseconds(x: TimeDelta): number | bigint {
  const whole = x.$days * US_PER_DAY + x.$seconds * US_PER_SECOND + x.$us;
  if (Number.isSafeInteger(whole) && Math.abs(x.$days) < 100000) return whole;
  return BigInt(x.$days) * DAY + BigInt(x.$seconds * US_PER_SECOND + x.$us);
}

/** The sum of the arguments, in microseconds. */
function totalOf(days: Value, seconds: Value, us: Value, ms: Value, minutes: Value, hours: Value, weeks: Value): number | bigint {
  const sum = new Sum();
  if (us !== undefined) sum.add("microseconds", us, 1);
  if (ms !== undefined) sum.add("milliseconds", ms, 1000);
  if (seconds !== undefined) sum.add("seconds", seconds, US_PER_SECOND);
  if (minutes !== undefined) sum.add("minutes", minutes, 60 * US_PER_SECOND);
  if (hours !== undefined) sum.add("hours", hours, 3600 * US_PER_SECOND);
  if (days !== undefined) sum.add("days", days, US_PER_DAY);
  if (weeks !== undefined) sum.add("weeks", weeks, 7 * US_PER_DAY);
  return sum.result();
}

class Sum {
  private total = 0n;
  private small = 0;
  /** fractions of microseconds */
  private leftover = 0;

  add(name: string, given: Value, factor: number): void {
    const x: Value = typeof given === "boolean" ? (given ? 1 : 0) : (given?.$value ?? given);
    if (typeof x === "number" && !(given instanceof Float)) {
      const product = x * factor;
      if (Number.isSafeInteger(product) && Number.isSafeInteger(this.small + product)) this.small += product;
      else this.total += BigInt(x) * BigInt(factor);
    } else if (typeof x === "bigint") this.total += x * BigInt(factor);
    else if (given instanceof Float || x instanceof Float) this.addFloat((x instanceof Float ? x : given).value as number, factor);
    else throw new TypeError(`unsupported type for timedelta ${name} component: ${typeName(given)}`);
  }

  private addFloat(x: number, factor: number): void {
    if (Number.isNaN(x)) throw new ValueError("cannot convert float NaN to integer");
    if (!Number.isFinite(x)) throw new OverflowError("cannot convert float infinity to integer");
    const whole = Math.trunc(x);
    this.total += BigInt(whole) * BigInt(factor);
    const fraction = (x - whole) * factor;
    const part = Math.trunc(fraction);
    this.total += BigInt(part);
    this.leftover += fraction - part;
  }

  result(): number | bigint {
    if (this.total === 0n && this.leftover === 0) return this.small;
    const x = this.total + BigInt(this.small);
    if (this.leftover === 0) return canon(x) as number | bigint;
    let whole = roundAway(this.leftover);
    if (Math.abs(whole - this.leftover) === 0.5) {
      // to even, with what there is of whole microseconds
      const odd = (x & 1n) === 0n ? 0 : 1;
      whole = 2 * roundAway((this.leftover + odd) * 0.5) - odd;
    }
    return canon(x + BigInt(whole)) as number | bigint;
  }
}

/** C's round(): halves away from zero. */
function roundAway(x: number): number {
  return x < 0 ? -Math.floor(-x + 0.5) : Math.floor(x + 0.5);
}

function isDelta(x: Value): x is TimeDelta {
  return x instanceof TimeDelta;
}

/** An int operand; undefined for anything else. */
function integer(x: Value): bigint | undefined {
  if (typeof x === "number" || typeof x === "bigint") return BigInt(x);
  if (typeof x === "boolean") return x ? 1n : 0n;
  const inner: Value = x === null || typeof x !== "object" ? undefined : x.$value;
  return typeof inner === "number" || typeof inner === "bigint" ? BigInt(inner) : undefined;
}

function floatOf(x: Value): number | undefined {
  if (x instanceof Float) return x.value;
  const inner: Value = x === null || typeof x !== "object" ? undefined : x.$value;
  return inner instanceof Float ? inner.value : undefined;
}

function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new ZeroDivisionError("integer division or modulo by zero");
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
}

/** Division to the nearest, halves to even. */
function divideNearest(a: bigint, b: bigint): bigint {
  const q = floorDivide(a, b);
  const twice = (a - q * b) * 2n;
  const greater = b > 0n ? twice > b : twice < b;
  return greater || (twice === b && (q & 1n) === 1n) ? q + 1n : q;
}

/** A finite float as a fraction. */
function ratio(x: number): [bigint, bigint] {
  if (Number.isNaN(x)) throw new ValueError("cannot convert NaN to integer ratio");
  if (!Number.isFinite(x)) throw new OverflowError("cannot convert Infinity to integer ratio");
  let denominator = 1n;
  let value = x;
  while (!Number.isInteger(value)) {
    value *= 2;
    denominator *= 2n;
  }
  return [BigInt(value), denominator];
}

function big(x: TimeDelta): bigint {
  return BigInt(microseconds(x));
}

function multiplied(x: TimeDelta, by: Value): Suspends<Value> {
  const n = integer(by);
  if (n !== undefined) return fromMicroseconds(big(x) * n);
  const f = floatOf(by);
  if (f === undefined) return NotImplemented;
  const [a, b] = ratio(f);
  return fromMicroseconds(divideNearest(big(x) * a, b));
}

function divided(x: TimeDelta, by: Value): Suspends<Value> {
  if (isDelta(by)) return truediv(canon(big(x)), canon(big(by)));
  const n = integer(by);
  if (n !== undefined) return fromMicroseconds(divideNearest(big(x), n));
  const f = floatOf(by);
  if (f === undefined) return NotImplemented;
  const [a, b] = ratio(f);
  return fromMicroseconds(divideNearest(big(x) * b, a));
}

export function addDeltas(a: TimeDelta, b: TimeDelta): TimeDelta {
  return normalDelta(a.$days + b.$days, a.$seconds + b.$seconds, a.$us + b.$us);
}

export function negated(x: TimeDelta): TimeDelta {
  return normalDelta(-x.$days, -x.$seconds, -x.$us);
}

export function compareDeltas(a: TimeDelta, b: TimeDelta): number {
  return a.$days - b.$days || a.$seconds - b.$seconds || a.$us - b.$us;
}

const two = (n: number): string => String(n).padStart(2, "0");

function shown(x: TimeDelta): string {
  const hours = Math.floor(x.$seconds / 3600);
  let text = `${hours}:${two(Math.floor(x.$seconds / 60) % 60)}:${two(x.$seconds % 60)}`;
  if (x.$days !== 0) text = `${x.$days} day${Math.abs(x.$days) === 1 ? "" : "s"}, ${text}`;
  return x.$us === 0 ? text : `${text}.${String(x.$us).padStart(6, "0")}`;
}

/** A class as repr() of its instances names it: C knows no modules of classes made by Python code. */
export function shownName(cls: PyType): string {
  return cls.$heap === true ? cls.$name : `datetime.${cls.$name}`;
}

export function deltaRepr(x: TimeDelta): string {
  const parts: string[] = [];
  if (x.$days !== 0) parts.push(`days=${x.$days}`);
  if (x.$seconds !== 0) parts.push(`seconds=${x.$seconds}`);
  if (x.$us !== 0) parts.push(`microseconds=${x.$us}`);
  const cls: PyType = (x as Value).$cls;
  return `${shownName(cls)}(${parts.length === 0 ? "0" : parts.join(", ")})`;
}

/** The six comparisons, by a function that gives a negative number, 0 or a positive one, or undefined for what it does not compare. */
export function comparisons<T>(cls: PyType, compare: (a: T, b: Value, equality: boolean) => Suspends<number | undefined>): void {
  const table: Record<string, (this: T, value: Value) => Suspends<Value>> = {
    "__lt__(self, value, /)": function (value) {
      const order = compare(this, value, false);
      return order === undefined ? NotImplemented : order < 0;
    },
    "__le__(self, value, /)": function (value) {
      const order = compare(this, value, false);
      return order === undefined ? NotImplemented : order <= 0;
    },
    "__gt__(self, value, /)": function (value) {
      const order = compare(this, value, false);
      return order === undefined ? NotImplemented : order > 0;
    },
    "__ge__(self, value, /)": function (value) {
      const order = compare(this, value, false);
      return order === undefined ? NotImplemented : order >= 0;
    },
    "__eq__(self, value, /)": function (value) {
      const order = compare(this, value, true);
      return order === undefined ? NotImplemented : order === 0;
    },
    "__ne__(self, value, /)": function (value) {
      const order = compare(this, value, true);
      return order === undefined ? NotImplemented : order !== 0;
    },
  };
  methods(cls, table);
}

comparisons<TimeDelta>(timedelta, (a, b) => (isDelta(b) ? compareDeltas(a, b) : undefined));

methods(timedelta, {
  "__new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)": function (
    this: PyType,
    days: Value,
    seconds: Value,
    us: Value,
    ms: Value,
    minutes: Value,
    hours: Value,
    weeks: Value,
  ): Suspends<Value> {
    return fromMicroseconds(totalOf(days, seconds, us, ms, minutes, hours, weeks), this);
  },
  "__repr__(self, /)": function (this: TimeDelta): string {
    return deltaRepr(this);
  },
  "__str__(self, /)": function (this: TimeDelta): string {
    return shown(this);
  },
  "__hash__(self, /)": function (this: TimeDelta): Suspends<Value> {
    return hash(new Tuple([this.$days, this.$seconds, this.$us]));
  },
  "__bool__(self, /)": function (this: TimeDelta): boolean {
    return this.$days !== 0 || this.$seconds !== 0 || this.$us !== 0;
  },
  "__add__(self, value, /)": function (this: TimeDelta, value: Value): Value {
    return isDelta(value) ? addDeltas(this, value) : NotImplemented;
  },
  "__radd__(self, value, /)": function (this: TimeDelta, value: Value): Value {
    return isDelta(value) ? addDeltas(value, this) : NotImplemented;
  },
  "__sub__(self, value, /)": function (this: TimeDelta, value: Value): Value {
    return isDelta(value) ? normalDelta(this.$days - value.$days, this.$seconds - value.$seconds, this.$us - value.$us) : NotImplemented;
  },
  "__rsub__(self, value, /)": function (this: TimeDelta, value: Value): Value {
    return isDelta(value) ? normalDelta(value.$days - this.$days, value.$seconds - this.$seconds, value.$us - this.$us) : NotImplemented;
  },
  "__mul__(self, value, /)": function (this: TimeDelta, value: Value): Suspends<Value> {
    return multiplied(this, value);
  },
  "__rmul__(self, value, /)": function (this: TimeDelta, value: Value): Suspends<Value> {
    return multiplied(this, value);
  },
  "__truediv__(self, value, /)": function (this: TimeDelta, value: Value): Suspends<Value> {
    return divided(this, value);
  },
  "__floordiv__(self, value, /)": function (this: TimeDelta, value: Value): Value {
    if (isDelta(value)) return canon(floorDivide(big(this), big(value)));
    const n = integer(value);
    return n === undefined ? NotImplemented : fromMicroseconds(floorDivide(big(this), n));
  },
  "__mod__(self, value, /)": function (this: TimeDelta, value: Value): Value {
    if (!isDelta(value)) return NotImplemented;
    const [a, b] = [big(this), big(value)];
    return fromMicroseconds(a - floorDivide(a, b) * b);
  },
  "__divmod__(self, value, /)": function (this: TimeDelta, value: Value): Value {
    if (!isDelta(value)) return NotImplemented;
    const [a, b] = [big(this), big(value)];
    const q = floorDivide(a, b);
    return new Tuple([canon(q), fromMicroseconds(a - q * b)]);
  },
  "__neg__(self, /)": function (this: TimeDelta): Value {
    return negated(this);
  },
  "__pos__(self, /)": function (this: TimeDelta): Value {
    return makeDelta(this.$days, this.$seconds, this.$us);
  },
  "__abs__(self, /)": function (this: TimeDelta): Value {
    return this.$days < 0 ? negated(this) : makeDelta(this.$days, this.$seconds, this.$us);
  },
  "total_seconds(self, /)": function (this: TimeDelta): Suspends<Value> {
    return truediv(canon(big(this)), US_PER_SECOND);
  },
  "__reduce__(self, /)": function (this: TimeDelta): Tuple {
    return new Tuple([(this as Value).$cls, new Tuple([this.$days, this.$seconds, this.$us])]);
  },
});
getset(
  timedelta,
  {
    days: [(self: TimeDelta) => self.$days],
    seconds: [(self: TimeDelta) => self.$seconds],
    microseconds: [(self: TimeDelta) => self.$us],
  },
  memberType,
);

let constants: { min: TimeDelta; max: TimeDelta; resolution: TimeDelta } | null = null;

/** The class's constants, made once the runtime has loaded. */
export function setDeltaConstants(): void {
  constants ??= { min: makeDelta(-MAX_DAYS, 0, 0), max: makeDelta(MAX_DAYS, 86399, 999999), resolution: makeDelta(0, 0, 1) };
  for (const [name, value] of Object.entries(constants)) define(timedelta, name, value, value);
}

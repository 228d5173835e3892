/**
 * seconds - Python's seconds as the scheduler's milliseconds.
 *
 * Mirrors     _PyTime_FromSecondsObject (Python/pytime.c): its errors, in its order
 */
import type { Suspends } from "../frames/suspend.js";
import { OverflowError, TypeError, ValueError } from "../objects/exceptions.js";
import { Float } from "../objects/float.js";
import { typeOf, type Value } from "../objects/object.js";
import { indexOf } from "../objects/protocols/index.js";
import { policy } from "./policy.js";

/** 2**63 nanoseconds. */
const LIMIT_SECONDS = 9223372036.854775808;

/** A number of seconds in milliseconds. */
export function secondsToMs(seconds: Value): Suspends<number> {
  if (typeof seconds === "number") return wholeToMs(seconds);
  if (seconds instanceof Float) return floatToMs(seconds.value);
  return slowToMs(seconds);
}

function wholeToMs(seconds: number): number {
  if (seconds >= LIMIT_SECONDS || seconds < -LIMIT_SECONDS) throw new OverflowError("timestamp too large to convert to C PyTime_t");
  return seconds * 1000;
}

function floatToMs(seconds: number): number {
  if (seconds !== seconds) throw new ValueError("Invalid value NaN (not a number)");
  if (seconds >= LIMIT_SECONDS || seconds < -LIMIT_SECONDS) throw new OverflowError("timestamp out of range for platform time_t");
  return seconds * 1000;
}

function slowToMs(seconds: Value): Suspends<number> {
  if (typeof seconds === "boolean") return seconds ? 1000 : 0;
  if (typeof seconds === "bigint") throw new OverflowError("timestamp too large to convert to C PyTime_t");
  const plain: Value = seconds === null ? undefined : seconds.$value;
  if (plain instanceof Float) return floatToMs(plain.value);
  if (typeof plain === "number") return wholeToMs(plain);
  const whole = indexOf(seconds);
  if (whole === undefined) throw new TypeError(`'${typeOf(seconds).$name}' object cannot be interpreted as an integer`);
  if (typeof whole === "number") return wholeToMs(whole);
  throw new OverflowError("timestamp too large to convert to C PyTime_t");
}

/** The deadline that a timeout of so many milliseconds gives. */
export function deadlineAfter(ms: number): number {
  return policy.current.nowMs() + ms;
}

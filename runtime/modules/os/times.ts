/**
 * times - what the arguments of utime() mean, in whole nanoseconds, and how a file gets them.
 *
 * Mirrors     os_utime_impl and split_py_long_to_s_and_ns of Modules/posixmodule.c; _PyTime_ObjectToTimespec, rounding down
 * Calls back  `__divmod__` and `__index__` of what is given
 * Differs     without koffi a file gets its times in microseconds
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { divmod } from "../../objects/arithmetic.js";
import { OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import type { Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { checked, system } from "../../system/oserror.js";
import { available, cstring, futimens, utimensat } from "../../system/posix.js";

const BILLION = 1_000_000_000n;
const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const MAX_SECONDS = 2n ** 63n;

/** Nanoseconds of the last access and of the last change; null: now, by the clock of the file system. */
export type FileTimes = readonly [access: bigint, change: bigint] | null;

/** Stands for the nanoseconds of a time that is now. */
const UTIME_NOW = (1n << 30n) - 1n;

/** @param times a tuple of seconds @param ns a tuple of nanoseconds @throws ValueError both @throws TypeError not two */
export function fileTimes(times: Value, ns: Value): Suspends<FileTimes> {
  if (ns !== undefined && ns !== null) {
    if (times !== undefined && times !== null) throw new ValueError("utime: you may specify either 'times' or 'ns' but not both");
    const given = pair(ns, "utime: 'ns' must be a tuple of two ints");
    return [whole(given[0]), whole(given[1])];
  }
  if (times === undefined || times === null) return null;
  const given = pair(times, "utime: 'times' must be either a tuple of two ints or None");
  return [fromSeconds(given[0]), fromSeconds(given[1])];
}

function pair(given: Value, otherwise: string): Value[] {
  if (!isTuple(given) || plainTuple(given).items.length !== 2) throw new TypeError(otherwise);
  return plainTuple(given).items;
}

/** Nanoseconds, by divmod() as CPython splits them. */
function whole(given: Value): Suspends<bigint> {
  const parts = divmod(given, BILLION);
  if (!(parts instanceof Tuple) || parts.items.length !== 2) {
    throw new TypeError(`${typeName(given)}.__divmod__() must return a 2-tuple, not ${typeName(parts)}`);
  }
  return seconds(toIndex(parts.items[0])) * BILLION + BigInt(toIndex(parts.items[1]));
}

function fromSeconds(given: Value): Suspends<bigint> {
  if (!(given instanceof Float)) return seconds(toIndex(given)) * BILLION;
  if (Number.isNaN(given.value)) throw new ValueError("Invalid value NaN (not a number)");
  if (!Number.isFinite(given.value)) throw new OverflowError("timestamp out of range for platform time_t");
  const floor = Math.floor(given.value);
  return seconds(BigInt(floor)) * BILLION + BigInt(Math.floor((given.value - floor) * 1e9));
}

function seconds(n: number | bigint): bigint {
  const big = BigInt(n);
  if (big >= MAX_SECONDS || big < -MAX_SECONDS) throw new OverflowError("timestamp out of range for platform time_t");
  return big;
}

/** Gives a file its times. @param target a path or the system's number of a descriptor @param follow a link, or what it leads to */
export function setFileTimes(target: string | number, times: FileTimes, follow: boolean, shown: Value): void {
  if (!available()) {
    const [access, change] = times === null ? [Date.now() / 1e3, Date.now() / 1e3] : [Number(times[0]) / 1e9, Number(times[1]) / 1e9];
    return setByNode(target, access, change, follow, shown);
  }
  const pairs = new BigInt64Array(times === null ? [0n, UTIME_NOW, 0n, UTIME_NOW] : [...timespec(times[0]), ...timespec(times[1])]);
  const memory = new Uint8Array(pairs.buffer);
  if (typeof target === "number") checked(futimens(target, memory), shown);
  else checked(utimensat(AT_FDCWD, cstring(target), memory, follow ? 0 : AT_SYMLINK_NOFOLLOW), shown);
}

function timespec(ns: bigint): [bigint, bigint] {
  const rest = ((ns % BILLION) + BILLION) % BILLION;
  return [(ns - rest) / BILLION, rest];
}

function setByNode(target: string | number, access: number, change: number, follow: boolean, shown: Value): void {
  system(() => {
    if (typeof target === "number") fs.futimesSync(target, access, change);
    else if (follow) fs.utimesSync(target, access, change);
    else fs.lutimesSync(target, access, change);
  }, shown);
}

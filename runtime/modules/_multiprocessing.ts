/**
 * _multiprocessing - the semaphore behind multiprocessing's locks.
 *
 * Mirrors     Modules/_multiprocessing/semaphore.c of CPython 3.13
 * Suspends    acquire
 * Differs     a semaphore has no name in the system; `name` is kept for those who look
 */
import type { Suspends } from "../frames/suspend.js";
import { FileExistsError, FileNotFoundError, OSError, OverflowError, TypeError } from "../objects/exceptions.js";
import { Float } from "../objects/float.js";
import { pymodule } from "../objects/module.js";
import { object, typeOf, type Value } from "../objects/object.js";
import { text as str } from "../objects/protocols/str.js";
import { carriedContents } from "../snapshot/carried.js";
import { truth } from "../objects/protocols/bool.js";
import { indexOf, toIndex } from "../objects/protocols/index.js";
import { Dict } from "../objects/dict.js";
import { builtin, builtinType, define, getset, methods } from "../objects/register.js";
import { acquire, countOf, create, isMine, release, valueOf } from "../processes/semaphore.js";
import { secondsToMs } from "../scheduler/seconds.js";

export const SEM_VALUE_MAX = 2147483647;
const C_INT_MAX = 2147483647;

export class SemLockObject {
  declare $handle: number;
  declare $kind: number;
  declare $maxvalue: number;
  declare $name: Value;
}
Object.setPrototypeOf(SemLockObject.prototype, object.prototype as object);

function make(handle: number, kind: number, maxvalue: number, name: Value): SemLockObject {
  const made = new SemLockObject();
  made.$handle = handle;
  made.$kind = kind;
  made.$maxvalue = maxvalue;
  made.$name = name;
  return made;
}

function toInt(x: Value): Suspends<number> {
  const n = toIndex(x);
  if (n > C_INT_MAX || n < -C_INT_MAX - 1) throw new OverflowError("Python int too large to convert to C int");
  return Number(n);
}

/** A new semaphore of one of the kinds. */
export function makeSemLock(kind: number, value: Value, maxvalue: Value, name: Value): Suspends<SemLockObject> {
  const count = toInt(value);
  const most = toInt(maxvalue);
  if (count < 0) throw new OSError(22, "Invalid argument");
  return make(create(kind, count, most), kind, most, name);
}

/** Names that this process has given to semaphores and not taken back. */
const names = new Set<string>();
carriedContents("names of semaphores", names);

export const SemLock = builtinType(
  "SemLock(kind, value, maxvalue, name, unlink)",
  (kind: Value, value: Value, maxvalue: Value, name: Value, unlink: Value): Suspends<SemLockObject> =>
    makeSemLock(toInt(kind), value, maxvalue, truth(unlink) ? null : name),
  { module: "_multiprocessing", prototype: SemLockObject.prototype, doc: "Semaphore/Mutex type" },
);
methods(SemLock, {
  "__new__(cls, kind, value, maxvalue, name, unlink)": function (
    this: Value,
    kind: Value,
    value: Value,
    maxvalue: Value,
    name: Value,
    unlink: Value,
  ): Suspends<SemLockObject> {
    const named = !truth(unlink);
    if (named && names.has(str(name))) throw new FileExistsError(17, "File exists");
    const made = makeSemLock(toInt(kind), value, maxvalue, named ? name : null);
    if (named) names.add(str(name));
    return this === SemLock ? made : (Object.setPrototypeOf(made, this.prototype as object) as SemLockObject);
  },
});
define(SemLock, "SEM_VALUE_MAX", SEM_VALUE_MAX, SEM_VALUE_MAX);

/** acquire(block, timeout) with a timeout in Python's seconds. */
export function acquireSemLock(self: SemLockObject, block: Value, timeout: Value): Suspends<boolean> {
  const blocks = block === undefined || truth(block);
  if (timeout === undefined || timeout === null) return acquire(self.$handle, blocks, null);
  if (!(timeout instanceof Float) && typeof timeout !== "number" && indexOf(timeout) === undefined && !(timeout.$value instanceof Float)) {
    throw new TypeError(`must be real number, not ${typeOf(timeout).$name}`);
  }
  return acquire(self.$handle, blocks, Math.max(0, secondsToMs(timeout)));
}

function leave(this: SemLockObject): null {
  release(this.$handle);
  return null;
}

methods(SemLock, {
  "acquire(self, /, block=True, timeout=None)": function (this: SemLockObject, block: Value, timeout: Value): Suspends<boolean> {
    return acquireSemLock(this, block, timeout);
  },
  "release(self, /)": leave,
  "_count(self, /)": function (this: SemLockObject): number {
    return countOf(this.$handle);
  },
  "_is_mine(self, /)": function (this: SemLockObject): boolean {
    return isMine(this.$handle);
  },
  "_get_value(self, /)": function (this: SemLockObject): number {
    return valueOf(this.$handle);
  },
  "_is_zero(self, /)": function (this: SemLockObject): boolean {
    return valueOf(this.$handle) === 0;
  },
  "_rebuild(cls, handle, kind, maxvalue, name, /)": function (this: Value, handle: Value, kind: Value, maxvalue: Value, name: Value): SemLockObject {
    return make(handle as number, kind as number, maxvalue as number, name);
  },
  "_after_fork(self, /)": function (this: SemLockObject): null {
    return null;
  },
  "__enter__(self, /)": function (this: SemLockObject): Suspends<boolean> {
    return acquire(this.$handle, true, null);
  },
  "__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)": leave,
});
getset(SemLock, {
  handle: [(self: SemLockObject) => self.$handle],
  kind: [(self: SemLockObject) => self.$kind],
  maxvalue: [(self: SemLockObject) => self.$maxvalue],
  name: [(self: SemLockObject) => self.$name],
});

export const sem_unlink = builtin(
  "sem_unlink(name, /)",
  (name: Value): Suspends<null> => {
    if (!names.delete(str(name))) throw new FileNotFoundError(2, "No such file or directory");
    return null;
  },
  "_multiprocessing",
);

export default pymodule("_multiprocessing", {
  SemLock,
  sem_unlink,
  flags: Dict.$of([
    ["HAVE_SEM_OPEN", 1],
    ["HAVE_SEM_TIMEDWAIT", 1],
  ]),
});

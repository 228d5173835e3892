/**
 * fcntl - what a descriptor is and does beyond reading and writing: flags, locks, devices.
 *
 * Mirrors     Modules/fcntlmodule.c of CPython 3.13
 * Suspends    flock, lockf: until the lock is free; other threads run meanwhile
 */
import type { Suspends } from "../frames/suspend.js";
import { bufferOf } from "../objects/bytes/buffer.js";
import { Bytes } from "../objects/bytes/data.js";
import { OSError, ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { toIndex } from "../objects/protocols/index.js";
import { builtin } from "../objects/register.js";
import { constantsOf } from "../system/constants.js";
import { real } from "../system/descriptors.js";
import { untilFree } from "../system/locks.js";
import { checked } from "../system/oserror.js";
import { fcntl as fcntlOf, fcntlMemory, flock as flockOf, ioctl as ioctlOf } from "../system/posix.js";
import { setRecordLock } from "../system/recordlocks.js";
import { keepStandard } from "../system/spawn.js";
import { cint, fildes } from "./os/descriptors.js";
import { audit } from "../objects/audit.js";

const BUFFER = 1024;
const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;

/** An argument that is memory, with room for what the system writes; undefined for a number. */
function memoryOf(arg: Value, name: string): Suspends<Uint8Array | undefined> {
  const data = typeof arg === "string" ? Buffer.from(arg) : bufferOf(arg);
  if (data === undefined) return undefined;
  if (data.length > BUFFER) throw new ValueError(`${name} string arg too long`);
  const memory = new Uint8Array(BUFFER);
  memory.set(data);
  return memory;
}

const lengthOf = (arg: Value): number => (typeof arg === "string" ? Buffer.from(arg) : bufferOf(arg)!).length;

export const fcntl = builtin(
  "fcntl(fd, cmd, arg=0, /)",
  (fd: Value, cmd: Value, arg: Value): Suspends<Value> => {
    const n = fildes(fd);
    const command = cint(cmd);
    const memory = arg === undefined ? undefined : memoryOf(arg, "fcntl");
    audit("fcntl.fcntl", n, command, arg ?? null);
    keepStandard();
    if (memory === undefined) return checked(fcntlOf(real(n), command, arg === undefined ? 0 : BigInt.asIntN(64, BigInt(toIndex(arg)))));
    checked(fcntlMemory(real(n), command, memory));
    return new Bytes(memory.slice(0, lengthOf(arg)));
  },
  "fcntl",
);

export const ioctl = builtin(
  "ioctl(fd, request, arg=0, mutate_flag=True, /)",
  (fd: Value, request: Value, arg: Value, mutate: Value): Suspends<Value> => {
    const n = fildes(fd);
    const code = BigInt.asUintN(32, BigInt(toIndex(request)));
    const memory = arg === undefined ? undefined : memoryOf(arg, "ioctl");
    audit("fcntl.ioctl", n, request, arg ?? null);
    if (memory === undefined) return checked(ioctlOf(real(n), code, arg === undefined ? null : BigInt(toIndex(arg))));
    const result = checked(ioctlOf(real(n), code, memory));
    if (typeof arg === "string" || arg instanceof Bytes || (mutate !== undefined && !truth(mutate))) return new Bytes(memory.slice(0, lengthOf(arg)));
    const target = bufferOf(arg)!;
    target.set(memory.subarray(0, target.length));
    return result;
  },
  "fcntl",
);

export const flock = builtin(
  "flock(fd, operation, /)",
  (fd: Value, operation: Value): Suspends<Value> => {
    const n = fildes(fd);
    const code = cint(operation);
    audit("fcntl.flock", n, code);
    untilFree(() => flockOf(real(n), code | LOCK_NB), (code & LOCK_NB) === 0);
    return null;
  },
  "fcntl",
);

export const lockf = builtin(
  "lockf(fd, cmd, len=0, start=0, whence=0, /)",
  (fd: Value, cmd: Value, length: Value, start: Value, whence: Value): Suspends<Value> => {
    const n = fildes(fd);
    const code = cint(cmd);
    audit("fcntl.lockf", n, code, length ?? null, start ?? null, whence ?? 0);
    let type: number;
    if (code === LOCK_UN) type = 2;
    else if ((code & LOCK_SH) !== 0) type = 0;
    else if ((code & LOCK_EX) !== 0) type = 1;
    else throw new ValueError("unrecognized lockf argument");
    const from = start === undefined ? 0n : BigInt(toIndex(start));
    const size = length === undefined ? 0n : BigInt(toIndex(length));
    const base = whence === undefined ? 0 : cint(whence);
    untilFree(() => setRecordLock(n, type, base, from, size), (code & LOCK_NB) === 0);
    return null;
  },
  "fcntl",
);

/** The constants that fcntl(2) and flock(2) know. */
const NUMBERS =
  "DN_ACCESS:1 DN_ATTRIB:32 DN_CREATE:4 DN_DELETE:8 DN_MODIFY:2 DN_MULTISHOT:2147483648 DN_RENAME:16 FASYNC:8192 FD_CLOEXEC:1 " +
  "FICLONE:1074041865 FICLONERANGE:1075876877 F_ADD_SEALS:1033 F_DUPFD:0 F_DUPFD_CLOEXEC:1030 F_EXLCK:4 F_GETFD:1 F_GETFL:3 F_GETLEASE:1025 " +
  "F_GETLK:5 F_GETLK64:5 F_GETOWN:9 F_GETOWN_EX:16 F_GETPIPE_SZ:1032 F_GETSIG:11 F_GET_FILE_RW_HINT:1037 F_GET_RW_HINT:1035 F_GET_SEALS:1034 " +
  "F_NOTIFY:1026 F_OFD_GETLK:36 F_OFD_SETLK:37 F_OFD_SETLKW:38 F_OWNER_PGRP:2 F_OWNER_PID:1 F_OWNER_TID:0 F_RDLCK:0 F_SEAL_FUTURE_WRITE:16 " +
  "F_SEAL_GROW:4 F_SEAL_SEAL:1 F_SEAL_SHRINK:2 F_SEAL_WRITE:8 F_SETFD:2 F_SETFL:4 F_SETLEASE:1024 F_SETLK:6 F_SETLK64:6 F_SETLKW:7 F_SETLKW64:7 " +
  "F_SETOWN:8 F_SETOWN_EX:15 F_SETPIPE_SZ:1031 F_SETSIG:10 F_SET_FILE_RW_HINT:1038 F_SET_RW_HINT:1036 F_SHLCK:8 F_UNLCK:2 F_WRLCK:1 LOCK_EX:2 " +
  "LOCK_MAND:32 LOCK_NB:4 LOCK_READ:64 LOCK_RW:192 LOCK_SH:1 LOCK_UN:8 LOCK_WRITE:128 RWH_WRITE_LIFE_EXTREME:5 RWH_WRITE_LIFE_LONG:4 " +
  "RWH_WRITE_LIFE_MEDIUM:3 RWH_WRITE_LIFE_NONE:1 RWH_WRITE_LIFE_NOT_SET:0 RWH_WRITE_LIFE_SHORT:2";

export default pymodule("fcntl", { ...constantsOf(NUMBERS), fcntl, ioctl, flock, lockf, error: OSError });

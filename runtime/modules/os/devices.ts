/**
 * devices - the part of os about what is neither a plain file nor a process: device numbers, memory files, counters, limits of paths.
 *
 * Mirrors   Modules/posixmodule.c of CPython 3.13
 * Suspends  eventfd_read, sendfile
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { indexOf, toIndex } from "../../objects/protocols/index.js";
import { builtin } from "../../objects/register.js";
import { constantsOf } from "../../system/constants.js";
import { adopt, real } from "../../system/descriptors.js";
import { neverWaits } from "../../system/fds.js";
import { checked, failure, system } from "../../system/oserror.js";
import { neverBlocks, waitReadable, waitWritable } from "../../system/poll.js";
import {
  cstring,
  EAGAIN,
  errno,
  eventfd as eventfdOf,
  fallocate,
  fpathconf as fpathconfOf,
  ioctl,
  memfd,
  mknod,
  O_CLOEXEC,
  sendfile as sendfileOf,
} from "../../system/posix.js";
import { pathBytes } from "../../system/paths.js";
import { folderArgument, pathArgument, pathOnly, seenFrom } from "./arguments.js";
import { cint, fildes } from "./descriptors.js";
import { stringOf } from "../../objects/str.js";

const os = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "posix");

const FIONBIO = 0x5421;

function setBlocking(fd: number, flag: boolean): void {
  checked(ioctl(real(fd), FIONBIO, new Uint8Array(Int32Array.of(flag ? 0 : 1).buffer)));
}

/** sendfile(2) to what may block, and with it all threads: the descriptor does not for the time of each call. */
function sendPatiently(target: number, source: number, at: Uint8Array | null, size: number): Suspends<number> {
  let done = 0;
  for (;;) {
    waitWritable(target);
    setBlocking(target, false);
    const sent = Number(sendfileOf(real(target), real(source), at, size - done));
    const code = sent < 0 ? errno() : 0;
    setBlocking(target, true);
    if (sent > 0) done += sent;
    if (sent === 0 || done >= size || (code !== 0 && code !== EAGAIN && done > 0)) return done;
    if (code !== 0 && code !== EAGAIN) throw failure(code);
  }
}

/** The number of a driver or of one of its devices; -1 is none. Mirrors _Py_Dev_Converter's parts. */
function deviceNumber(given: Value): Suspends<bigint> {
  const n = BigInt(toIndex(given));
  if (n < -1n) throw new OverflowError("can't convert negative int to unsigned");
  if (n > 0xffff_ffff_ffff_ffffn) throw new OverflowError("int too big to convert");
  if (n > 0xffff_ffffn) throw new OverflowError("Python int too large to convert to C unsigned int");
  return BigInt.asUintN(32, n);
}

/** NODEV as a dev_t. */
const NO_DEVICE = 0xffff_ffff_ffff_ffffn;

/** A dev_t of Python's. Mirrors _Py_Dev_Converter. */
function deviceOf(given: Value): Suspends<bigint> {
  const index = indexOf(given);
  if (index === undefined) throw new TypeError("an integer is required");
  const n = BigInt(index);
  if (n < -1n) throw new OverflowError("can't convert negative int to unsigned");
  if (n > NO_DEVICE) throw new OverflowError("int too big to convert");
  return BigInt.asUintN(64, n);
}

/** A dev_t of Linux. */
function device(major: bigint, minor: bigint): bigint {
  return ((major & 0xfff_ff000n) << 32n) | ((major & 0xfffn) << 8n) | ((minor & 0xffff_ff00n) << 12n) | (minor & 0xffn);
}

const small = (n: bigint): Value => (n <= 9007199254740991n ? Number(n) : n);

/** Names of pathconf(3) and confstr(3), as glibc numbers them. */
const PATHS = "ALLOC_SIZE_MIN:18 ASYNC_IO:10 CHOWN_RESTRICTED:6 FILESIZEBITS:13 LINK_MAX:0 MAX_CANON:1 MAX_INPUT:2 NAME_MAX:3 NO_TRUNC:7 PATH_MAX:4 PIPE_BUF:5 PRIO_IO:11 REC_INCR_XFER_SIZE:14 REC_MAX_XFER_SIZE:15 REC_MIN_XFER_SIZE:16 REC_XFER_ALIGN:17 SOCK_MAXBUF:12 SYMLINK_MAX:19 SYNC_IO:9 VDISABLE:8"; // prettier-ignore
export const pathconf_names: ReadonlyMap<string, number> = new Map(
  PATHS.split(" ").map((row) => {
    const [name, number] = row.split(":") as [string, string];
    return [`PC_${name}`, Number(number)];
  }),
);
export const confstr_names: ReadonlyMap<string, number> = new Map([
  ["CS_PATH", 0],
  ["CS_GNU_LIBC_VERSION", 2],
  ["CS_GNU_LIBPTHREAD_VERSION", 3],
]);
const CONFIGURED: Readonly<Record<number, () => string>> = {
  0: () => "/bin:/usr/bin",
  2: () => `glibc ${libcVersion()}`,
  3: () => `NPTL ${libcVersion()}`,
};

function libcVersion(): string {
  const report = process.report?.getReport() as { header: { glibcVersionRuntime?: string } } | undefined;
  return report?.header.glibcVersionRuntime ?? "2.36";
}

function configurationName(name: Value, names: ReadonlyMap<string, number>): Suspends<number> {
  const number = indexOf(name);
  if (number !== undefined) return Number(number);
  const text = stringOf(name);
  if (text === undefined) throw new TypeError("configuration names must be strings or integers");
  const known = names.get(text);
  if (known === undefined) throw new ValueError("unrecognized configuration name");
  return known;
}

/** fpathconf(3); -1 is "no limit" unless errno says that it failed. */
function limitOf(realFd: number, name: number): number {
  system(() => fs.fstatSync(realFd));
  return Number(fpathconfOf(realFd, name));
}

/** The groups of a user, of which one is known. */
export function groupsOf(user: string, first: number): number[] {
  const lines = fs.readFileSync("/etc/group", "utf8").split("\n");
  const more = lines.map((line) => line.split(":")).filter((fields) => fields[3]?.split(",").includes(user) === true);
  return [first, ...more.map((fields) => Number(fields[2])).filter((n) => n !== first)];
}

export const functions: Record<string, Value> = {
  major: os("major(device, /)", (given: Value): Suspends<Value> => {
    const n = deviceOf(given);
    return n === NO_DEVICE ? -1 : small(((n >> 32n) & 0xfff_ff000n) | ((n >> 8n) & 0xfffn));
  }),
  minor: os("minor(device, /)", (given: Value): Suspends<Value> => {
    const n = deviceOf(given);
    return n === NO_DEVICE ? -1 : small(((n >> 12n) & 0xffff_ff00n) | (n & 0xffn));
  }),
  makedev: os("makedev(major, minor, /)", (major: Value, minor: Value): Suspends<Value> => {
    const high = deviceNumber(major);
    const made = device(high, deviceNumber(minor));
    return made === NO_DEVICE ? -1 : small(made);
  }),
  mknod: os("mknod(path, mode=384, device=0, *, dir_fd=None)", (path: Value, mode: Value, given: Value, dirFd: Value): Suspends<Value> => {
    const bits = mode === undefined ? 0o600 : cint(mode);
    const number = given === undefined ? 0 : BigInt(toIndex(given));
    const text = pathOnly(path, "mknod");
    const seen = cstring(seenFrom(folderArgument(dirFd), text, path));
    checked(mknod(seen, bits, number));
    return null;
  }),
  memfd_create: os("memfd_create(name, flags=1)", (name: Value, flags: Value): Suspends<Value> => {
    const text = pathBytes(name);
    return adopt(checked(memfd(text, flags === undefined ? 1 : cint(flags))));
  }),
  eventfd: os("eventfd(initval, flags=524288)", (initial: Value, flags: Value): Suspends<Value> => {
    const n = cint(initial);
    return adopt(checked(eventfdOf(n, flags === undefined ? O_CLOEXEC : cint(flags))));
  }),
  eventfd_read: os("eventfd_read(fd)", (fd: Value): Suspends<Value> => {
    const n = fildes(fd);
    if (!neverBlocks(n)) waitReadable(n);
    const data = Buffer.alloc(8);
    system(() => fs.readSync(real(n), data, 0, 8, null));
    return small(data.readBigUInt64LE());
  }),
  eventfd_write: os("eventfd_write(fd, value)", (fd: Value, value: Value): Suspends<Value> => {
    const n = cint(fd);
    const data = Buffer.alloc(8);
    data.writeBigUInt64LE(BigInt.asUintN(64, BigInt(toIndex(value))));
    system(() => fs.writeSync(real(n), data));
    return null;
  }),
  posix_fallocate: os("posix_fallocate(fd, offset, length, /)", (fd: Value, offset: Value, length: Value): Suspends<Value> => {
    const n = cint(fd);
    const at = Number(toIndex(offset));
    const error = fallocate(real(n), at, Number(toIndex(length)));
    if (error !== 0) throw failure(error);
    return null;
  }),
  sendfile: os("sendfile(out_fd, in_fd, offset, count)", (out: Value, from: Value, offset: Value, count: Value): Suspends<Value> => {
    const target = cint(out);
    const source = cint(from);
    const at = offset === null ? null : new Uint8Array(BigInt64Array.of(BigInt(toIndex(offset))).buffer);
    const size = Number(toIndex(count));
    if (neverBlocks(target) || system(() => neverWaits(target))) return checked(sendfileOf(real(target), real(source), at, size));
    return sendPatiently(target, source, at, size);
  }),
  pathconf: os("pathconf(path, name)", (path: Value, name: Value): Suspends<Value> => {
    const target = pathArgument(path, "pathconf", "path or fd");
    const number = configurationName(name, pathconf_names);
    if (typeof target === "number") return limitOf(target, number);
    const fd = system(() => fs.openSync(target, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK), path);
    try {
      return limitOf(fd, number);
    } finally {
      fs.closeSync(fd);
    }
  }),
  fpathconf: os("fpathconf(fd, name, /)", (fd: Value, name: Value): Suspends<Value> => {
    const n = fildes(fd);
    return limitOf(real(n), configurationName(name, pathconf_names));
  }),
  confstr: os("confstr(name, /)", (name: Value): Suspends<Value> => {
    const found = CONFIGURED[configurationName(name, confstr_names)];
    if (found === undefined) throw failure(22);
    return found();
  }),
  getgrouplist: os("getgrouplist(user, group, /)", (user: Value, group: Value): Suspends<Value> => {
    if (typeof user !== "string") throw new TypeError(`getgrouplist() argument 1 must be str, not ${typeOf(user).$name}`);
    return groupsOf(user, cint(group));
  }),
};

export const numbers: Record<string, Value> = {
  EFD_CLOEXEC: O_CLOEXEC,
  EFD_NONBLOCK: 0o4000,
  EFD_SEMAPHORE: 1,
  MFD_CLOEXEC: 1,
  MFD_ALLOW_SEALING: 2,
  MFD_HUGETLB: 4,
  MFD_HUGE_SHIFT: 26,
  MFD_HUGE_MASK: 63,
  ...constantsOf(
    "MFD_HUGE_64KB:1073741824 MFD_HUGE_512KB:1275068416 MFD_HUGE_1MB:1342177280 MFD_HUGE_2MB:1409286144 MFD_HUGE_8MB:1543503872 " +
      "MFD_HUGE_16MB:1610612736 MFD_HUGE_32MB:1677721600 MFD_HUGE_256MB:1879048192 MFD_HUGE_512MB:1946157056 MFD_HUGE_1GB:2013265920 " +
      "MFD_HUGE_2GB:2080374784 MFD_HUGE_16GB:2281701376",
  ),
  F_LOCK: 1,
  F_TLOCK: 2,
  F_ULOCK: 0,
  F_TEST: 3,
  GRND_NONBLOCK: 1,
  GRND_RANDOM: 2,
  O_ASYNC: 0o20000,
  O_DIRECT: 0o40000,
  O_FSYNC: 0o4010000,
  O_LARGEFILE: 0,
  O_NOATIME: 0o1000000,
  O_PATH: 0o10000000,
  O_RSYNC: 0o4010000,
  O_TMPFILE: 0o20200000,
  RTLD_LAZY: 1,
  RTLD_NOW: 2,
  RTLD_GLOBAL: 256,
  RTLD_LOCAL: 0,
  RTLD_NODELETE: 4096,
  RTLD_NOLOAD: 4,
  RTLD_DEEPBIND: 8,
  SEEK_DATA: 3,
  SEEK_HOLE: 4,
  NGROUPS_MAX: 65536,
  TMP_MAX: 238328,
};

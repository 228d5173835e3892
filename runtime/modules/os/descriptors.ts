/**
 * descriptors - the part of os about open files as numbers: pipes, copies, flags, reading and writing in pieces.
 *
 * Mirrors   Modules/posixmodule.c of CPython 3.13
 * Suspends  readv, preadv: until there is something to read
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { BufferError, OSError, OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call } from "../../objects/protocols/call.js";
import { indexOf, toIndex } from "../../objects/protocols/index.js";
import { spread } from "../../objects/protocols/iter.js";
import { builtin } from "../../objects/register.js";
import { warn } from "../../objects/warn.js";
import { makeStruct, structSequence } from "../../objects/structseq.js";
import { Tuple } from "../../objects/tuple.js";
import { adopt, closeFd, openDescriptors, place, real } from "../../system/descriptors.js";
import { BOOL_AS_FD, isTerminal, neverWaits, readUpTo, seekFd, truncate, writeAll } from "../../system/fds.js";
import { changeFolder } from "../../system/folder.js";
import { withDescriptors } from "../../system/dropped.js";
import { checked, failure, system } from "../../system/oserror.js";
import { inWorker, newSession, takeTerminal } from "../../processes/index.js";
import { isReady, neverBlocks, PIPE_BUF, POLLIN, POLLOUT, waitReadable } from "../../system/poll.js";
import {
  dup2 as dup2Of,
  duplicateAway,
  fcntl,
  ioctl,
  O_CLOEXEC,
  pipe2 as pipe2Of,
  preadv2,
  pwritev2,
  ttyname as ttynameOf,
  address as addressOf,
} from "../../system/posix.js";
import { waited } from "../io/fileio.js";
import { resultOf } from "./stat.js";
import { keepStandard } from "../../system/spawn.js";
import { audit } from "../../objects/audit.js";

const os = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "posix");

const F_GETFD = 1;
const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const F_DUPFD_CLOEXEC = 1030;
const O_NONBLOCK = 0o4000;
const TIOCGWINSZ = 0x5413;
const TIOCGPTN = 0x80045430;
const TIOCSPTLCK = 0x40045431;

export const terminal_size = structSequence("os.terminal_size", ["columns", "lines"], 2);

/** A C int. */
export function cint(x: Value): Suspends<number> {
  const n = toIndex(x);
  if (n > 2147483647 || n < -2147483648) throw new OverflowError("Python int too large to convert to C int");
  return Number(n);
}

/** Permissions of a file: the kernel takes no more than these bits of an int. */
export function permissions(x: Value): Suspends<number> {
  return cint(x) & 0o7777;
}

/** A pid_t, whose limits have other words. */
export function pidOf(x: Value): Suspends<number> {
  const n = toIndex(x);
  if (typeof n === "bigint") throw new OverflowError("Python int too large to convert to C long");
  if (n > 2147483647) throw new OverflowError("signed integer is greater than maximum");
  if (n < -2147483648) throw new OverflowError("signed integer is less than minimum");
  return n;
}

/** A descriptor, or something with fileno(). */
export function fildes(x: Value): Suspends<number> {
  const n = indexOf(x);
  if (n !== undefined) {
    if (typeof x === "boolean") warn("RuntimeWarning", BOOL_AS_FD);
    if (n < 0) throw new ValueError(`file descriptor cannot be a negative integer (${String(n)})`);
    return cint(n);
  }
  const fileno = getattrOr(x, "fileno");
  if (fileno === undefined) throw new TypeError("argument must be an int, or have a fileno() method.");
  const given = call(fileno);
  if (typeof given !== "number") throw new TypeError("fileno() returned a non-integer");
  if (given < 0) throw new ValueError(`file descriptor cannot be a negative integer (${String(given)})`);
  return given;
}

function makePipe(flags: number): Suspends<Tuple> {
  const pair = new Int32Array(2);
  withDescriptors(() => checked(pipe2Of(new Uint8Array(pair.buffer), flags)));
  return new Tuple([adopt(pair[0]!), adopt(pair[1]!)]);
}

/** Sets or takes off FD_CLOEXEC. */
export function setInheritable(fd: number, inheritable: boolean): void {
  keepStandard();
  const flags = checked(fcntl(real(fd), F_GETFD, 0));
  checked(fcntl(real(fd), F_SETFD, inheritable ? flags & ~1 : flags | 1));
}

/** dup2(2). The system's own first three numbers stay what they are in the first process: what Node or a library writes goes there. */
function duplicate(from: number, to: number, inheritable: boolean): void {
  if (from === to) {
    checked(fcntl(real(from), F_GETFD, 0));
    return;
  }
  if (to <= 2 && real(to) === to) checked(dup2Of(real(from), to));
  else place(checked(fcntl(real(from), F_DUPFD_CLOEXEC, 0)), to);
  setInheritable(to, inheritable);
}

function setBlocking(fd: number, blocking: boolean): void {
  const flags = checked(fcntl(real(fd), F_GETFL, 0));
  checked(fcntl(real(fd), F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK));
}

/** The memory that readv and its like fill. */
function targets(buffers: Value, name: string, number: number): Suspends<Uint8Array[]> {
  if (!Array.isArray(buffers) && !(buffers instanceof Tuple)) throw new TypeError(`${name}() arg ${number} must be a sequence`);
  return spread(buffers).map((buffer) => {
    const data = bufferOf(buffer);
    if (data === undefined) throw new TypeError(`a bytes-like object is required, not '${typeOf(buffer).$name}'`);
    if (buffer instanceof Bytes) throw new BufferError("Object is not writable.");
    return data;
  });
}

function sources(buffers: Value, name: string, number: number): Suspends<Uint8Array[]> {
  if (!Array.isArray(buffers) && !(buffers instanceof Tuple)) throw new TypeError(`${name}() arg ${number} must be a sequence`);
  return spread(buffers).map((buffer) => {
    const data = bufferOf(buffer);
    if (data === undefined) throw new TypeError(`a bytes-like object is required, not '${typeOf(buffer).$name}'`);
    return data;
  });
}

/** struct iovec of each part. */
function vector(parts: Uint8Array[]): Uint8Array {
  const rows = new BigUint64Array(parts.length * 2);
  parts.forEach((part, i) => {
    rows[2 * i] = addressOf(part);
    rows[2 * i + 1] = BigInt(part.length);
  });
  return new Uint8Array(rows.buffer);
}

function waitFor(fd: number): Suspends<void> {
  if (!system(() => neverWaits(fd)) && !neverBlocks(fd)) waitReadable(fd);
}

/** struct winsize of a terminal. @throws OSError */
function windowSize(fd: number): Value {
  const size = new Uint16Array(4);
  checked(ioctl(real(fd), TIOCGWINSZ, new Uint8Array(size.buffer)));
  return makeStruct(terminal_size, [size[1], size[0]]);
}

/** A descriptor that is used at once; a negative one is not open. */
function fdOf(x: Value): Suspends<number> {
  const fd = cint(x);
  if (fd < 0) throw failure(9);
  return fd;
}

export const functions: Record<string, Value> = {
  close: os("close(fd)", (fd: Value): Suspends<Value> => {
    const n = fdOf(fd);
    system(() => closeFd(n));
    return null;
  }),
  read: os("read(fd, length, /)", (fd: Value, length: Value): Suspends<Value> => {
    const n = cint(fd);
    const size = Number(toIndex(length));
    if (size < 0) throw failure(22);
    if (n < 0) throw failure(9);
    if (!isReady(n, POLLIN)) waitFor(n);
    return new Bytes(system(() => readUpTo(n, size, null)));
  }),
  write: os("write(fd, data, /)", (fd: Value, data: Value): Suspends<Value> => {
    const n = cint(fd);
    const bytes = bufferOf(data);
    if (bytes === undefined) throw new TypeError(`a bytes-like object is required, not '${typeOf(data).$name}'`);
    if (n < 0) throw failure(9);
    if (n > 2 && bytes.length <= PIPE_BUF && isReady(n, POLLOUT)) return system(() => fs.writeSync(real(n), bytes));
    if (n > 2 && !system(() => neverWaits(n))) return neverBlocks(n) ? system(() => fs.writeSync(real(n), bytes)) : waited(n, bytes);
    return system(() => writeAll(n, bytes));
  }),
  lseek: os("lseek(fd, position, whence, /)", (fd: Value, position: Value, whence: Value): Suspends<Value> => {
    const n = fdOf(fd);
    const at = Number(toIndex(position));
    const from = cint(whence);
    return system(() => seekFd(n, at, from));
  }),
  fstat: os("fstat(fd)", (fd: Value): Suspends<Value> => {
    const n = fdOf(fd);
    return resultOf(system(() => fs.fstatSync(real(n), { bigint: true })));
  }),
  ftruncate: os("ftruncate(fd, length, /)", (fd: Value, length: Value): Suspends<Value> => {
    const n = fdOf(fd);
    const size = Number(toIndex(length));
    audit("os.truncate", n, length);
    system(() => truncate(n, size));
    return null;
  }),
  fsync: os("fsync(fd)", (fd: Value): Suspends<Value> => {
    const n = fildes(fd);
    system(() => fs.fsyncSync(real(n)));
    return null;
  }),
  isatty: os("isatty(fd, /)", (fd: Value): Suspends<Value> => {
    const n = cint(fd);
    return n >= 0 && isTerminal(n);
  }),
  fchmod: os("fchmod(fd, mode)", (fd: Value, mode: Value): Suspends<Value> => {
    const n = fdOf(fd);
    const bits = permissions(mode);
    audit("os.chmod", n, bits, -1);
    system(() => fs.fchmodSync(real(n), bits));
    return null;
  }),
  fchown: os("fchown(fd, uid, gid)", (fd: Value, uid: Value, gid: Value): Suspends<Value> => {
    const n = fdOf(fd);
    const [user, group] = [Number(toIndex(uid)), Number(toIndex(gid))];
    audit("os.chown", n, user >>> 0, group >>> 0, -1);
    system(() => fs.fchownSync(real(n), user, group));
    return null;
  }),
  fchdir: os("fchdir(fd)", (fd: Value): Suspends<Value> => {
    const n = fildes(fd);
    audit("os.chdir", n);
    system(() => fs.fstatSync(real(n)));
    system(() => changeFolder(`/proc/self/fd/${real(n)}`));
    return null;
  }),
  device_encoding: os("device_encoding(fd)", (fd: Value): Suspends<Value> => (isTerminal(cint(fd)) ? "UTF-8" : null)),
  pipe: os("pipe()", (): Suspends<Value> => makePipe(O_CLOEXEC)),
  pipe2: os("pipe2(flags, /)", (flags: Value): Suspends<Value> => makePipe(cint(flags))),
  dup: os("dup(fd, /)", (fd: Value): Suspends<Value> => {
    const from = real(cint(fd));
    return adopt(checked(fcntl(from, F_DUPFD_CLOEXEC, 0)));
  }),
  dup2: os("dup2(fd, fd2, inheritable=True)", (fd: Value, fd2: Value, inheritable: Value): Suspends<Value> => {
    const from = cint(fd);
    const to = cint(fd2);
    if (from < 0 || to < 0) throw new OSError(9, "Bad file descriptor");
    const inherits = inheritable === undefined || truth(inheritable);
    duplicate(from, to, inherits);
    return to;
  }),
  closerange: os("closerange(fd_low, fd_high, /)", (low: Value, high: Value): Suspends<Value> => {
    const begin = cint(low);
    const end = cint(high);
    for (const fd of openDescriptors()) if (fd >= begin && fd < end) closeFd(fd);
    return null;
  }),
  get_inheritable: os("get_inheritable(fd, /)", (fd: Value): Suspends<Value> => {
    const n = cint(fd);
    keepStandard();
    return (checked(fcntl(real(n), F_GETFD, 0)) & 1) === 0;
  }),
  set_inheritable: os("set_inheritable(fd, inheritable, /)", (fd: Value, inheritable: Value): Suspends<Value> => {
    setInheritable(cint(fd), cint(inheritable) !== 0);
    return null;
  }),
  get_blocking: os("get_blocking(fd, /)", (fd: Value): Suspends<Value> => {
    const n = cint(fd);
    return (checked(fcntl(real(n), F_GETFL, 0)) & O_NONBLOCK) === 0;
  }),
  set_blocking: os("set_blocking(fd, blocking, /)", (fd: Value, blocking: Value): Suspends<Value> => {
    setBlocking(cint(fd), truth(blocking));
    return null;
  }),
  readv: os("readv(fd, buffers, /)", (fd: Value, buffers: Value): Suspends<Value> => {
    const n = cint(fd);
    const into = targets(buffers, "readv", 2);
    waitFor(n);
    return system(() => fs.readvSync(real(n), into));
  }),
  writev: os("writev(fd, buffers, /)", (fd: Value, buffers: Value): Suspends<Value> => {
    const n = cint(fd);
    const from = sources(buffers, "writev", 2);
    return system(() => fs.writevSync(real(n), from));
  }),
  pread: os("pread(fd, length, offset, /)", (fd: Value, length: Value, offset: Value): Suspends<Value> => {
    const n = cint(fd);
    const size = Number(toIndex(length));
    if (size < 0) throw new OSError(22, "Invalid argument");
    const at = Number(toIndex(offset));
    return new Bytes(system(() => readUpTo(n, size, at)));
  }),
  pwrite: os("pwrite(fd, buffer, offset, /)", (fd: Value, buffer: Value, offset: Value): Suspends<Value> => {
    const n = cint(fd);
    const data = bufferOf(buffer);
    if (data === undefined) throw new TypeError(`a bytes-like object is required, not '${typeOf(buffer).$name}'`);
    const at = Number(toIndex(offset));
    return system(() => fs.writeSync(real(n), data, 0, data.length, at));
  }),
  preadv: os("preadv(fd, buffers, offset, flags=0, /)", (fd: Value, buffers: Value, offset: Value, flags: Value): Suspends<Value> => {
    const n = cint(fd);
    const into = targets(buffers, "preadv", 2);
    const at = Number(toIndex(offset));
    const how = flags === undefined ? 0 : cint(flags);
    if (how !== 0) return checked(preadv2(real(n), vector(into), into.length, at, how));
    return system(() => fs.readvSync(real(n), into, at));
  }),
  pwritev: os("pwritev(fd, buffers, offset, flags=0, /)", (fd: Value, buffers: Value, offset: Value, flags: Value): Suspends<Value> => {
    const n = cint(fd);
    const from = sources(buffers, "pwritev", 2);
    const at = Number(toIndex(offset));
    const how = flags === undefined ? 0 : cint(flags);
    if (how !== 0) return checked(pwritev2(real(n), vector(from), from.length, at, how));
    return system(() => fs.writevSync(real(n), from, at));
  }),
  get_terminal_size: os("get_terminal_size(fd=1, /)", (fd: Value): Suspends<Value> => windowSize(fd === undefined ? 1 : cint(fd))),
  ttyname: os("ttyname(fd, /)", (fd: Value): Suspends<Value> => nameOfTerminal(real(cint(fd)))),
  ctermid: os("ctermid()", (): Value => "/dev/tty"),
  openpty: os("openpty()", (): Value => {
    const [master, slave] = openTerminal();
    return new Tuple([adopt(master), adopt(slave)]);
  }),
  posix_openpt: os("posix_openpt(oflag, /)", (flags: Value): Suspends<Value> => adopt(openMaster(cint(flags)))),
  grantpt: os("grantpt(fd, /)", (fd: Value): Suspends<Value> => {
    slaveName(real(cint(fd)));
    return null;
  }),
  unlockpt: os("unlockpt(fd, /)", (fd: Value): Suspends<Value> => {
    checked(ioctl(real(cint(fd)), TIOCSPTLCK, new Uint8Array(4)));
    return null;
  }),
  ptsname: os("ptsname(fd, /)", (fd: Value): Suspends<Value> => slaveName(real(cint(fd)))),
  login_tty: os("login_tty(fd, /)", (fd: Value): Suspends<Value> => {
    loginTerminal(cint(fd));
    return null;
  }),
  fdatasync: os("fdatasync(fd)", (fd: Value): Suspends<Value> => {
    const n = fildes(fd);
    system(() => fs.fdatasyncSync(real(n)));
    return null;
  }),
};

const TIOCSCTTY = 0x540e;
const EPERM = 1;

/** login_tty(3): a new session with this terminal, which is its standard streams. The system knows nothing of a worker's. */
export function loginTerminal(fd: number): void {
  if (newSession() < 0 && inWorker()) throw failure(EPERM);
  const n = real(fd);
  if (inWorker()) {
    takeTerminal(nameOfTerminal(n));
    for (let to = 0; to < 3; to++) if (to !== fd) place(duplicateAway(n), to);
  } else {
    checked(ioctl(n, TIOCSCTTY, new Uint8Array(4)));
    for (let to = 0; to < 3; to++) checked(dup2Of(n, to));
  }
  if (fd > 2) closeFd(fd);
}

/** A new pseudo-terminal: the system's numbers of the master and the slave. */
export function openTerminal(): [number, number] {
  const master = openMaster(O_CLOEXEC);
  return [master, system(() => fs.openSync(slaveName(master), fs.constants.O_RDWR | fs.constants.O_NOCTTY | O_CLOEXEC))];
}

/** A new pseudo-terminal's master, unlocked. */
function openMaster(flags: number): number {
  const master = system(() => fs.openSync("/dev/ptmx", fs.constants.O_RDWR | fs.constants.O_NOCTTY | flags));
  checked(ioctl(master, TIOCSPTLCK, new Uint8Array(4)));
  return master;
}

function slaveName(master: number): string {
  const number = new Int32Array(1);
  checked(ioctl(master, TIOCGPTN, new Uint8Array(number.buffer)));
  return `/dev/pts/${number[0]}`;
}

function nameOfTerminal(fd: number): string {
  const name = new Uint8Array(128);
  const error = ttynameOf(fd, name, name.length);
  if (error !== 0) throw failure(error);
  return Buffer.from(name.subarray(0, name.indexOf(0))).toString();
}

/**
 * sqlite3.system - what SQLite asks of the system: files, locks, clocks.
 *
 * The WebAssembly has SQLite's own code for Unix in it, on a C library whose system calls are these functions. Results are what Linux gives: negative numbers
 * are errors. Paths are taken from the process's own folder.
 *
 * Mirrors     the system calls of Emscripten, as far as SQLite makes them
 * Mind        locks of fcntl(2) belong to a process of the system, which all isolates share. So they are taken as locks of open files
 *             (F_OFD_SETLK), by one descriptor for each file and isolate, which makes them the process's again.
 */
import fs from "node:fs";
import nodePath from "node:path";
import { currentFolder } from "../../system/folder.js";
import { errnoOf } from "../../system/errors.js";
import { available, errno, fcntlMemory } from "../../system/posix.js";

type Call = (...args: never[]) => number | bigint | undefined | void;

/** Errors by Linux's number, in the numbers of WASI, which the C library has. */
const ERRORS: Readonly<Record<number, number>> = {
  1: 63,
  2: 44,
  4: 27,
  5: 29,
  9: 8,
  11: 6,
  13: 2,
  16: 10,
  17: 20,
  20: 54,
  21: 31,
  22: 28,
  24: 33,
  26: 74,
  27: 22,
  28: 51,
  30: 69,
  35: 16,
  36: 37,
  39: 55,
  40: 32,
};
const [EIO, EBADF, EACCES, EINVAL, ERANGE] = [29, 8, 2, 28, 68];
const numberOf = (linux: number | undefined): number => (linux === undefined ? EIO : (ERRORS[linux] ?? EIO));
/** Commands of fcntl, as the C library of Emscripten numbers them. */
const [F_GETFD, F_SETFD, F_GETFL, F_GETLK, F_SETLK, F_SETLKW] = [1, 2, 3, 12, 13, 14];
const F_OFD_GETLK = 36;
const F_OFD_SETLK = 37;
const PAGE = 65536;
const MOST_BYTES = 2 ** 31;

/** An open file: where it stands. */
interface File {
  readonly path: string;
  readonly inode: string;
  position: number;
}

/** The descriptor that holds an inode's locks, and how many open files it is for. */
interface Holder {
  readonly fd: number;
  users: number;
}

export function systemCalls(memory: WebAssembly.Memory): Readonly<Record<string, Call>> {
  const files = new Map<number, File>();
  const holders = new Map<string, Holder>();
  const view = (): DataView => new DataView(memory.buffer);
  const bytes = (): Uint8Array => new Uint8Array(memory.buffer);
  const text = (at: number): string => {
    const all = bytes();
    return Buffer.from(all.slice(at, all.indexOf(0, at))).toString("utf8");
  };
  const path = (at: number): string => nodePath.resolve(currentFolder(), text(at));
  /** A call whose error is its result. */
  const guarded = (call: () => number): number => {
    try {
      return call();
    } catch (error) {
      return -numberOf(errnoOf(error));
    }
  };
  const writeStat = (at: number, stat: fs.BigIntStats): number => {
    const to = view();
    to.setUint32(at, Number(stat.dev & 0xffffffffn), true);
    to.setUint32(at + 4, Number(stat.mode), true);
    to.setUint32(at + 8, Number(stat.nlink), true);
    to.setUint32(at + 12, Number(stat.uid), true);
    to.setUint32(at + 16, Number(stat.gid), true);
    to.setUint32(at + 20, Number(stat.rdev & 0xffffffffn), true);
    to.setBigInt64(at + 24, stat.size, true);
    to.setInt32(at + 32, 4096, true);
    to.setInt32(at + 36, Number(stat.blocks & 0x7fffffffn), true);
    for (const [i, ns] of [stat.atimeNs, stat.mtimeNs, stat.ctimeNs].entries()) {
      to.setBigInt64(at + 40 + 16 * i, ns / 1000000000n, true);
      to.setUint32(at + 48 + 16 * i, Number(ns % 1000000000n), true);
    }
    to.setBigInt64(at + 88, stat.ino, true);
    return 0;
  };
  const inodeOf = (fd: number): string => {
    const stat = fs.fstatSync(fd, { bigint: true });
    return `${stat.dev}:${stat.ino}`;
  };
  const open = (name: string, flags: number, mode: number): number => {
    const fd = fs.openSync(name, flags, mode);
    files.set(fd, { path: name, inode: inodeOf(fd), position: 0 });
    return fd;
  };
  const close = (fd: number): void => {
    const file = files.get(fd)!;
    files.delete(fd);
    fs.closeSync(fd);
    // as with fcntl's own locks: the process has none any more once it has closed a descriptor of the file, which SQLite puts off until it may
    const holder = holders.get(file.inode);
    if (holder !== undefined && ![...files.values()].some((other) => other.inode === file.inode)) {
      holders.delete(file.inode);
      fs.closeSync(holder.fd);
    }
  };
  const holderOf = (fd: number): Holder => {
    const { inode } = files.get(fd)!;
    let holder = holders.get(inode);
    if (holder === undefined) {
      const link = `/proc/self/fd/${fd}`;
      let own: number;
      try {
        own = fs.openSync(link, fs.constants.O_RDWR);
      } catch {
        own = fs.openSync(link, fs.constants.O_RDONLY); // of a file that may only be read: locks for reading are all that is asked for
      }
      holder = { fd: own, users: 0 };
      holders.set(inode, holder);
    }
    return holder;
  };
  /** A lock: `struct flock` is the system's but for the width of the process's number. */
  const lock = (fd: number, command: number, at: number): number => {
    if (!available()) return 0; // nobody to ask: one process alone
    const record = bytes().slice(at, at + 32);
    record.fill(0, 24, 32);
    const asks = command === F_GETLK;
    if (fcntlMemory(holderOf(fd).fd, asks ? F_OFD_GETLK : F_OFD_SETLK, record) < 0) {
      // a lock for writing of a file that may only be read is refused as one that somebody else has
      const code = numberOf(errno());
      return -(code === EBADF ? EACCES : code);
    }
    if (asks) bytes().set(record.subarray(0, 24), at);
    return 0;
  };
  const transfer = (fd: number, vectors: number, count: number, done: number, move: (part: Uint8Array, position: number) => number): number => {
    const file = files.get(fd);
    if (file === undefined) {
      // standard output and error: SQLite says nothing there
      view().setUint32(done, 0, true);
      return fd <= 2 ? 0 : EBADF;
    }
    let total = 0;
    try {
      for (let i = 0; i < count; i++) {
        const at = view().getUint32(vectors + 8 * i, true);
        const length = view().getUint32(vectors + 8 * i + 4, true);
        const moved = move(bytes().subarray(at, at + length), file.position);
        total += moved;
        file.position += moved;
        if (moved < length) break;
      }
    } catch (error) {
      return numberOf(errnoOf(error));
    }
    view().setUint32(done, total, true);
    return 0;
  };

  return {
    __syscall_openat: (_folder: number, name: number, flags: number, rest: number) =>
      guarded(() => {
        const file = path(name);
        return open(file, flags & ~0o2000000, rest === 0 ? 0o644 : view().getInt32(rest, true));
      }),
    __syscall_fcntl64: (fd: number, command: number, rest: number) =>
      guarded(() => {
        if (!files.has(fd)) return -EBADF;
        if (command === F_GETFD || command === F_SETFD || command === F_GETFL) return 0;
        if (command === F_GETLK || command === F_SETLK || command === F_SETLKW) return lock(fd, command, view().getUint32(rest, true));
        return -EINVAL;
      }),
    fd_close: (fd: number) => {
      if (!files.has(fd)) return EBADF;
      return -guarded(() => {
        close(fd);
        return 0;
      });
    },
    fd_read: (fd: number, vectors: number, count: number, done: number) =>
      transfer(fd, vectors, count, done, (part, position) => fs.readSync(fd, part, 0, part.length, position)),
    fd_write: (fd: number, vectors: number, count: number, done: number) =>
      transfer(fd, vectors, count, done, (part, position) => fs.writeSync(fd, part, 0, part.length, position)),
    fd_seek: (fd: number, offset: bigint, whence: number, result: number) => {
      const file = files.get(fd);
      if (file === undefined) return EBADF;
      const base = whence === 0 ? 0 : whence === 1 ? file.position : fs.fstatSync(fd).size;
      file.position = base + Number(offset);
      view().setBigInt64(result, BigInt(file.position), true);
      return 0;
    },
    fd_sync: (fd: number) =>
      -guarded(() => {
        fs.fsyncSync(fd);
        return 0;
      }),
    fd_fdstat_get: () => 0,
    __syscall_stat64: (name: number, at: number) => guarded(() => writeStat(at, fs.statSync(path(name), { bigint: true }))),
    __syscall_lstat64: (name: number, at: number) => guarded(() => writeStat(at, fs.lstatSync(path(name), { bigint: true }))),
    __syscall_fstat64: (fd: number, at: number) => guarded(() => writeStat(at, fs.fstatSync(fd, { bigint: true }))),
    __syscall_newfstatat: (_folder: number, name: number, at: number, flags: number) =>
      guarded(() => writeStat(at, (flags & 0x100) !== 0 ? fs.lstatSync(path(name), { bigint: true }) : fs.statSync(path(name), { bigint: true }))),
    __syscall_ftruncate64: (fd: number, size: bigint) =>
      guarded(() => {
        fs.ftruncateSync(fd, Number(size));
        return 0;
      }),
    __syscall_unlinkat: (_folder: number, name: number) =>
      guarded(() => {
        fs.unlinkSync(path(name));
        return 0;
      }),
    __syscall_faccessat: (_folder: number, name: number, mode: number) =>
      guarded(() => {
        fs.accessSync(path(name), mode);
        return 0;
      }),
    __syscall_readlinkat: (_folder: number, name: number, at: number, size: number) =>
      guarded(() => {
        const target = Buffer.from(fs.readlinkSync(path(name))).subarray(0, size);
        bytes().set(target, at);
        return target.length;
      }),
    __syscall_getcwd: (at: number, size: number) => {
      const folder = Buffer.from(`${currentFolder()}\0`);
      if (folder.length > size) return -ERANGE;
      bytes().set(folder, at);
      return folder.length;
    },
    __syscall_mkdirat: (_folder: number, name: number, mode: number) =>
      guarded(() => {
        fs.mkdirSync(path(name), mode);
        return 0;
      }),
    __syscall_rmdir: (name: number) =>
      guarded(() => {
        fs.rmdirSync(path(name));
        return 0;
      }),
    __syscall_fchmod: (fd: number, mode: number) =>
      guarded(() => {
        fs.fchmodSync(fd, mode);
        return 0;
      }),
    __syscall_chmod: (name: number, mode: number) =>
      guarded(() => {
        fs.chmodSync(path(name), mode);
        return 0;
      }),
    __syscall_fchown32: () => 0,
    __syscall_utimensat: () => 0,
    __syscall_ioctl: () => -EINVAL,
    _mmap_js: () => -EINVAL,
    _munmap_js: () => 0,
    environ_sizes_get: (count: number, size: number) => {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return 0;
    },
    environ_get: () => 0,
    emscripten_get_now: () => process.getBuiltinModule("node:perf_hooks").performance.now(),
    _emscripten_get_now_is_monotonic: () => 1,
    emscripten_date_now: () => Date.now(),
    clock_time_get: (_clock: number, _precision: bigint, at: number) => {
      view().setBigUint64(at, BigInt(Date.now()) * 1000000n, true);
      return 0;
    },
    emscripten_get_heap_max: () => MOST_BYTES,
    emscripten_resize_heap: (size: number) => {
      const wanted = size >>> 0;
      const now = memory.buffer.byteLength;
      if (wanted > MOST_BYTES) return 0;
      try {
        memory.grow(Math.ceil((Math.min(MOST_BYTES, Math.max(wanted, now * 1.2)) - now) / PAGE));
        return 1;
      } catch {
        return 0; // SQLite says that there is no memory left
      }
    },
    _tzset_js: (zone: number, daylight: number, standardName: number, daylightName: number) => {
      const year = new Date().getFullYear();
      const winter = new Date(year, 0, 1).getTimezoneOffset();
      const summer = new Date(year, 6, 1).getTimezoneOffset();
      view().setUint32(zone, Math.max(winter, summer) * 60, true);
      view().setInt32(daylight, Number(winter !== summer), true);
      for (const at of [standardName, daylightName]) bytes().fill(0, at, at + 1);
    },
    _localtime_js: (seconds: bigint, at: number) => {
      const date = new Date(Number(seconds) * 1000);
      const start = new Date(date.getFullYear(), 0, 1);
      const fields = [
        date.getSeconds(),
        date.getMinutes(),
        date.getHours(),
        date.getDate(),
        date.getMonth(),
        date.getFullYear() - 1900,
        date.getDay(),
        Math.round((Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - Date.UTC(date.getFullYear(), 0, 1)) / 86400000),
        Number(date.getTimezoneOffset() < Math.max(start.getTimezoneOffset(), new Date(date.getFullYear(), 6, 1).getTimezoneOffset())),
        -date.getTimezoneOffset() * 60,
      ];
      for (const [i, field] of fields.entries()) view().setInt32(at + 4 * i, field, true);
    },
  };
}

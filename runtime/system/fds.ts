/**
 * fds - descriptors of this process's table by node:fs: whole writes, positions, what kind a descriptor is.
 *
 * Invariants
 *   D1  process.stdin, stdout and stderr are never touched: Node would make the descriptors non-blocking, also for the other processes that have them.
 */
import fs from "node:fs";
import { watchSignals } from "../scheduler/signals.js";
import { adopt, real } from "./descriptors.js";
import { errnoOf } from "./errors.js";
import { onDisk } from "./paths.js";
import { lseek } from "./posix.js";
import { nodeModule } from "./nodemodules.js";

/** What a bool in the place of a descriptor is warned of with. */
export const BOOL_AS_FD = "bool is used as a file descriptor";

export function isTerminal(fd: number): boolean {
  try {
    // node:tty takes longer to load than all else that a start does with descriptors; major 1 is /dev/null and its like
    const stat = fs.fstatSync(real(fd));
    return stat.isCharacterDevice() && stat.rdev >>> 8 !== 1 && nodeModule("node:tty").isatty(real(fd));
  } catch (error) {
    if (errnoOf(error) !== 9) throw error;
    return false;
  }
}

/** Waits until the descriptor takes data again; for a descriptor that somebody else made non-blocking. */
const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes all of it, at a position or (null) at the descriptor's own; how many bytes: fewer where an error came after them, which the next write meets.
 *
 * @throws the error of node:fs
 */
export function writeAll(fd: number, data: Uint8Array, position: number | null = null): number {
  const realFd = real(fd);
  // whoever reads it may answer with a signal
  if (fd === 1 || fd === 2) watchSignals();
  let done = 0;
  while (done < data.length) {
    try {
      done += fs.writeSync(realFd, data, done, data.length - done, position === null ? null : position + done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") {
        if (done > 0) break;
        throw error;
      }
      Atomics.wait(pause, 0, 0, 1);
    }
  }
  return done;
}

/** What is to hear of it when a file was cut short, or may have been: memory that is mapped from it (system/mapping.ts) must not be touched unseen. */
export const cutShort = { heard: undefined as (() => void) | undefined };

/** ftruncate(2), or truncate(2) for a path. @throws the error of node:fs */
export function truncate(file: number | string, size: number): void {
  if (typeof file === "number") return truncateReal(real(file), size);
  fs.truncateSync(onDisk(file), size);
  if (cutShort.heard !== undefined) cutShort.heard();
}

/** ftruncate(2) of a descriptor of the system. @throws the error of node:fs */
export function truncateReal(fd: number, size: number): void {
  fs.ftruncateSync(fd, size);
  if (cutShort.heard !== undefined) cutShort.heard();
}

/** open(2), closed on exec: a number of this process's table. @throws the error of node:fs */
export function openFile(path: string, flags: number, mode: number): number {
  const fd = fs.openSync(onDisk(path), flags, mode);
  if ((flags & fs.constants.O_TRUNC) !== 0 && cutShort.heard !== undefined) cutShort.heard();
  return adopt(fd);
}

/** lseek(2). @throws an error with `errno` */
export function seekFd(fd: number, offset: number, whence: number): number {
  return lseek(real(fd), offset, whence);
}

/** Whether it is /dev/null, /dev/zero or the like: seeking there is allowed, and leads to no other place. */
export function movesNowhere(fd: number): boolean {
  const stat = fs.fstatSync(real(fd));
  return stat.isCharacterDevice() && stat.rdev >>> 8 === MEMORY_DEVICES;
}

const MEMORY_DEVICES = 1;

/** Regular files and block devices never make a reader wait; pipes, terminals and sockets do. */
export function neverWaits(fd: number): boolean {
  return neverWaitsFor(fs.fstatSync(real(fd)));
}

/** `neverWaits` of a descriptor whose state is known. */
export function neverWaitsFor(stat: fs.Stats): boolean {
  return stat.isFile() || stat.isBlockDevice() || stat.isDirectory();
}

const NOTHING = new Uint8Array(0);
/** Where data is read before it is known how much it is: memory for the most that may come costs more than copying what came. */
let landing: Uint8Array | undefined;
const LANDING = 65536;

/** Reads up to so many bytes: into memory of its own, which is as long as what came. @param position null: where the descriptor stands */
export function readUpTo(fd: number, size: number, position: number | null): Uint8Array {
  if (size > LANDING) {
    const data = new Uint8Array(size);
    const got = fs.readSync(real(fd), data, 0, size, position);
    return got * 2 < size ? data.slice(0, got) : data.subarray(0, got);
  }
  landing ??= new Uint8Array(LANDING);
  const got = fs.readSync(real(fd), landing, 0, size, position);
  return got === 0 ? NOTHING : landing.slice(0, got);
}

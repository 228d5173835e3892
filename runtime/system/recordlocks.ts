/**
 * recordlocks - locks of stretches of files, which each process has for itself.
 *
 * The system has them for the one process that all of gilt's are to it, so locks of open file descriptions take their place: what a process of gilt has
 * opened itself is its own.
 *
 * Differs  a lock ends when the descriptor that it was taken by is closed, in all processes that have it, not when any of the file is
 */
import fs from "node:fs";
import { real } from "./descriptors.js";
import { EAGAIN, errno, fcntlMemory } from "./posix.js";

const F_OFD_SETLK = 37;
const F_UNLCK = 2;
const EACCES = 13;

/** This process's descriptors with locks of a file, by the file's device and number. A child inherits no locks. */
const holders = new Map<string, Set<number>>();

/**
 * Sets or takes off a lock, or fails at once.
 *
 * @param type F_RDLCK, F_WRLCK or F_UNLCK
 * @returns as fcntl(2) does
 */
export function setRecordLock(fd: number, type: number, whence: number, start: bigint, length: bigint): number {
  const result = fcntlMemory(real(fd), F_OFD_SETLK, record(type, whence, start, length)) as number;
  const code = result < 0 ? errno() : 0;
  if (code !== 0 && code !== EAGAIN && code !== EACCES) return result;
  const file = fileOf(fd);
  const own = file === null ? undefined : holders.get(file);
  if (result >= 0) {
    if (type === F_UNLCK) own?.delete(fd);
    else if (own !== undefined) own.add(fd);
    else if (file !== null) holders.set(file, new Set([fd]));
    return result;
  }
  // what this process has locked by another descriptor is no obstacle to it
  for (const other of own ?? []) {
    if (other === fd) continue;
    if (fileOf(other) === file) return 0;
    own!.delete(other); // closed since, and its locks with it
  }
  return fcntlMemory(real(fd), F_OFD_SETLK, record(type, whence, start, length)) as number; // errno as it was
}

/** struct flock: type, whence, start, length; no process. */
function record(type: number, whence: number, start: bigint, length: bigint): Uint8Array {
  const view = new DataView(new ArrayBuffer(32));
  view.setInt16(0, type, true);
  view.setInt16(2, whence, true);
  view.setBigInt64(8, start, true);
  view.setBigInt64(16, length, true);
  return new Uint8Array(view.buffer);
}

function fileOf(fd: number): string | null {
  try {
    const { dev, ino } = fs.fstatSync(real(fd));
    return `${dev}:${ino}`;
  } catch {
    return null; // closed
  }
}

/**
 * folder - the current folder and the file mode mask of this Python process.
 *
 * Node gives workers neither: theirs are a matter of the thread, once it shares them with nobody (separate()).
 */
import fs from "node:fs";
import { chdir, cstring, errno, LOST, systemText, umask, unshare } from "./posix.js";
import { strerror } from "./errors.js";

const CLONE_FS = 0x200;

const own = { worker: false };

/** This thread gets a current folder and a mask of its own. */
export function separate(): void {
  if (unshare(CLONE_FS) !== 0) throw new Error(`unshare: ${strerror(errno())}`);
}

/** This isolate is a worker. */
export function useThreadFolder(): void {
  own.worker = true;
}

/** getcwd(3). @throws an error with `errno` */
export function currentFolder(): string {
  if (!own.worker) {
    const folder = process.cwd();
    if (!folder.includes(LOST)) return folder;
  }
  const folder = systemText(fs.readlinkSync("/proc/thread-self/cwd", "buffer"));
  if (folder.endsWith(" (deleted)")) throw Object.assign(new Error("getcwd"), { errno: 2, code: "ENOENT" });
  return folder;
}

/** chdir(2). @throws an error with `errno` */
export function changeFolder(path: string): void {
  if (!own.worker && path.isWellFormed()) process.chdir(path);
  else {
    if (chdir(cstring(path)) !== 0) throw Object.assign(new Error("chdir"), { errno: errno(), code: "chdir" });
    if (!own.worker) process.chdir("."); // Node remembers where it was
  }
}

/** umask(2): sets it, gives what it was. */
export function changeMask(mask: number): number {
  return own.worker ? umask(mask) : process.umask(mask);
}

/** The mask as it is. */
export function currentMask(): number {
  const mask = changeMask(0o77);
  changeMask(mask);
  return mask;
}

/**
 * descriptors - the numbers by which Python code knows open files.
 *
 * In the first process they are the kernel's own.
 */
import fs from "node:fs";

/** The kernel's number of a descriptor, for every system call and call of node:fs. */
export function real(fd: number): number {
  return fd;
}

/** Python's number for a new descriptor of the kernel's. */
export function adopt(fd: number): number {
  return fd;
}

/** close(2). @throws the error of node:fs */
export function closeFd(fd: number): void {
  fs.closeSync(fd);
}

/**
 * descriptors - the numbers of descriptors that Python code sees, and what they are for the system.
 *
 * All processes that gilt starts itself live in one process of the system, so each but the first has a table of its own. In the first
 * one the table is the kernel's: a number means itself.
 *
 * Invariants
 *   D2  Whatever a call of the system or of node:fs takes is real(fd); whatever one gave goes through adopt() before Python code sees it.
 *   D3  A table's descriptors belong to it alone: a new process gets duplicates, and what is left at its end is closed.
 */
import fs from "node:fs";

/** No descriptor has this number: the system answers EBADF. */
const NEVER_OPEN = 0x7fff_ffff;

export const descriptors = {
  /** This process's table, the system's number or -1 at each place; undefined in the first process. */
  table: undefined as number[] | undefined,
  /** Told of each descriptor of the system that the table gains or loses. */
  owns: undefined as ((realFd: number, open: boolean) => void) | undefined,
  /** What the first process opened, beside the standard streams: a child that gets everything gets these. */
  opened: new Set<number>([0, 1, 2]),
};

/** The system's number of a descriptor; one that is not open gives EBADF in every call. */
export function real(fd: number): number {
  const { table } = descriptors;
  if (table === undefined || fd < 0) return fd;
  const number = table[fd];
  return number === undefined || number < 0 ? NEVER_OPEN : number;
}

/** A new descriptor of the system: the number that Python code sees, the lowest that is free. */
export function adopt(realFd: number): number {
  const { table } = descriptors;
  if (table === undefined) {
    descriptors.opened.add(realFd);
    return realFd;
  }
  let fd = table.indexOf(-1);
  if (fd < 0) fd = table.length;
  table[fd] = realFd;
  descriptors.owns?.(realFd, true);
  return fd;
}

/** close(2). @throws the error of node:fs */
export function closeFd(fd: number): void {
  const realFd = real(fd);
  const { table } = descriptors;
  if (table === undefined) descriptors.opened.delete(fd);
  else if (realFd !== NEVER_OPEN) {
    table[fd] = -1;
    descriptors.owns?.(realFd, false);
  }
  fs.closeSync(realFd);
}

/** The table gives up a descriptor of the system without closing it; what it was. */
export function release(fd: number): number {
  const realFd = real(fd);
  if (descriptors.table === undefined) descriptors.opened.delete(fd);
  else if (realFd !== NEVER_OPEN) {
    descriptors.table[fd] = -1;
    descriptors.owns?.(realFd, false);
  }
  return realFd;
}

/** What dup2(2) does in a table that is not the system's: the number means this descriptor from now on, what it meant before is closed. */
export function place(realFd: number, fd: number): void {
  const { table } = descriptors;
  if (table === undefined) throw new Error("place() in the process whose table is the system's");
  const before = real(fd);
  if (before === realFd) return;
  for (let free = table.length; free < fd; free++) table[free] = -1;
  table[fd] = realFd;
  descriptors.owns?.(realFd, true);
  if (before === NEVER_OPEN) return;
  descriptors.owns?.(before, false);
  fs.closeSync(before);
}

/** The first process uses a descriptor that it was given from outside. */
export function noteInherited(fd: number): void {
  if (descriptors.table === undefined) descriptors.opened.add(fd);
}

/** The numbers that are open, as far as gilt opened or inherited them. */
export function openDescriptors(): number[] {
  const { table, opened } = descriptors;
  if (table === undefined) return [...opened];
  const fds: number[] = [];
  for (let fd = 0; fd < table.length; fd++) if ((table[fd] as number) >= 0) fds.push(fd);
  return fds;
}

/** A process ends: closes all that is left. */
export function closeTable(): void {
  for (const fd of openDescriptors()) {
    try {
      closeFd(fd);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error; // the system's own errors at a close say nothing that anybody could use
    }
  }
}

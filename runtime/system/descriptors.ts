/**
 * descriptors - the numbers of descriptors that Python code sees, and what they are for the system.
 *
 * Each Python process has a table of its own: those that gilt starts live in one process of the system, and Node holds about fifteen descriptors
 * for itself, above which the first process would begin to count. A program that is started, or that takes the process's place, gets what it
 * inherits under the table's numbers (system/inherit.ts).
 *
 * Invariants
 *   D2  Whatever a call of the system or of node:fs takes is real(fd); whatever one gave goes through adopt() before Python code sees it.
 *   D3  A table's descriptors belong to it alone: a new process gets duplicates, and what is left at its end is closed.
 */
import fs from "node:fs";

/** No descriptor has this number: the system answers EBADF. */
const NEVER_OPEN = 0x7fff_ffff;

export const descriptors = {
  /** This process's table, the system's number or -1 at each place. */
  table: [0, 1, 2],
  /** Whether what the first process was given from outside, beyond the standard streams, is in its table already. */
  complete: false,
  /** What it was started with and has not closed. */
  given: new Set([0, 1, 2]),
  /** Told of each descriptor of the system that the table gains or loses. */
  owns: undefined as ((realFd: number, open: boolean) => void) | undefined,
  /** For each number when it got its descriptor, by count. */
  births: [] as number[],
  count: 0,
  /** Opens what has been promised and may be opened later, as long as nobody sees its number: before the next number is given. */
  promised: undefined as (() => boolean) | undefined,
};

/** Before numbers are given or listed. */
export function keepPromises(): void {
  const open = descriptors.promised;
  descriptors.promised = undefined;
  open?.();
}

/** Tells apart the descriptors that a number means one after the other; 0: nobody has asked for its number. */
export function birthOf(fd: number): number {
  return descriptors.births[fd] ?? 0;
}

/** The table, with all that is in it; `made` is a descriptor that the program has just made. */
function tableOf(made = -1): number[] {
  if (!descriptors.complete) {
    descriptors.complete = true;
    for (const fd of givenFromOutside()) {
      if (fd === made) continue;
      set(fd, fd);
      descriptors.given.add(fd);
    }
  }
  return descriptors.table;
}

function set(fd: number, realFd: number): void {
  const { table } = descriptors;
  for (let free = table.length; free < fd; free++) table[free] = -1;
  table[fd] = realFd;
  descriptors.births[fd] = ++descriptors.count;
}

/**
 * The descriptors above 2 that this process of the system was started with. Node's own are polls, event counters and pipes to itself, younger than the process: one
 * for all, which waits, and then one for each loop, which has an event counter too.
 */
function givenFromOutside(): number[] {
  const pipes = new Map<string, number[]>();
  const found: number[] = [];
  let loops = 0;
  for (const name of listed()) {
    const fd = Number(name);
    const target = fd < 3 ? undefined : targetOf(fd);
    if (target === undefined) continue;
    if (target.startsWith("anon_inode:")) {
      if (target === "anon_inode:[eventfd]") loops++;
      continue;
    }
    found.push(fd);
    if (target.startsWith("pipe:")) pipes.set(target, [...(pipes.get(target) ?? []), fd]);
  }
  const own = ownPipes([...pipes.values()].filter((ends) => ends.length === 2 && ends.every(isYoung)) as [number, number][], loops);
  return found.filter((fd) => !own.has(fd));
}

/**
 * Ends of Node's pipes, and of what has been made since, of those that have both ends here and are younger than the process or have been made just before it: these
 * are the oldest.
 */
function ownPipes(pairs: [number, number][], loops: number): Set<number> {
  if (pairs.length <= loops + 1) return new Set(pairs.flat());
  const pipes = pairs.map((ends) => ({ ends, madeNs: fs.fstatSync(ends[0], { bigint: true }).ctimeNs, waits: !isNonBlocking(ends[0]) }));
  // of those that are of one tick of the clock the numbers tell
  pipes.sort((a, b) => Number(a.madeNs - b.madeNs) || a.ends[0] - b.ends[0]);
  const first = pipes.findIndex(({ waits }, i) => waits && i + loops < pipes.length && pipes.slice(i + 1, i + 1 + loops).every((pipe) => !pipe.waits));
  return new Set(pipes.slice(Math.max(first, 0)).flatMap(({ ends }) => ends));
}

function isNonBlocking(fd: number): boolean {
  const flags = /flags:\s*(\d+)/.exec(fs.readFileSync(`/proc/self/fdinfo/${fd}`, "latin1"))![1]!;
  return (parseInt(flags, 8) & fs.constants.O_NONBLOCK) !== 0;
}

function listed(): string[] {
  try {
    return fs.readdirSync("/proc/self/fd");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return []; // a system that does not tell
  }
}

function targetOf(fd: number): string | undefined {
  try {
    return fs.readlinkSync(`/proc/self/fd/${fd}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined; // the listing's own
  }
}

/** The system's clock of files ticks every few milliseconds. */
const TICK_MS = 20;

function isYoung(fd: number): boolean {
  return fs.fstatSync(fd).ctimeMs >= Date.now() - process.uptime() * 1000 - TICK_MS;
}

/** How often descriptors have been used. */
export const use = { count: 0 };

/** The system's number of a descriptor; one that is not open gives EBADF in every call. */
export function real(fd: number): number {
  use.count++;
  if (fd < 0) return fd;
  const number = fd < 3 ? descriptors.table[fd] : tableOf()[fd];
  return number === undefined || number < 0 ? NEVER_OPEN : number;
}

/** Whether a number is open in this process. */
export function isOpen(fd: number): boolean {
  return fd >= 0 && real(fd) !== NEVER_OPEN;
}

/** A new descriptor of the system: the number that Python code sees, the lowest that is free. */
export function adopt(realFd: number): number {
  if (descriptors.promised !== undefined) keepPromises();
  const table = tableOf(realFd);
  // the other end of a pair: it was there when the table was completed, and so was taken for given
  if (descriptors.given.delete(realFd)) table[realFd] = -1;
  let fd = table.indexOf(-1);
  if (fd < 0) fd = table.length;
  table[fd] = realFd;
  descriptors.births[fd] = ++descriptors.count;
  descriptors.owns?.(realFd, true);
  return fd;
}

/** close(2). @throws the error of node:fs */
export function closeFd(fd: number): void {
  fs.closeSync(release(fd));
}

/** The table gives up a descriptor of the system without closing it; what it was. */
export function release(fd: number): number {
  const realFd = real(fd);
  if (realFd !== NEVER_OPEN && fd >= 0) {
    descriptors.table[fd] = -1;
    descriptors.births[fd] = 0;
    descriptors.given.delete(realFd);
    descriptors.owns?.(realFd, false);
  }
  return realFd;
}

/** What dup2(2) does: the number means this descriptor from now on, what it meant before is closed. */
export function place(realFd: number, fd: number): void {
  if (descriptors.promised !== undefined) keepPromises();
  const before = real(fd);
  if (before === realFd) return;
  tableOf(realFd);
  set(fd, realFd);
  descriptors.owns?.(realFd, true);
  if (before === NEVER_OPEN) return;
  descriptors.given.delete(before);
  descriptors.owns?.(before, false);
  fs.closeSync(before);
}

/** The system's numbers of what this process of the system was started with, as far as it is open. */
export function givenDescriptors(): Iterable<number> {
  tableOf();
  return descriptors.given;
}

/** The numbers that are open. */
export function openDescriptors(): number[] {
  if (descriptors.promised !== undefined) keepPromises();
  const table = tableOf();
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

/**
 * start - a process starts another one.
 *
 * Suspends  startProcess, in a worker: until the kernel has answered
 */
import type { Suspends } from "../frames/suspend.js";
import { watchedSignals } from "../scheduler/signals.js";
import { currentFolder, currentMask } from "../system/folder.js";
import { openDescriptors, real } from "../system/descriptors.js";
import { osError, system } from "../system/oserror.js";
import { available, duplicateLike } from "../system/posix.js";
import fs from "node:fs";
import { memory } from "./arena.js";
import { kernelConnection } from "./child.js";
import { FORK } from "./entries.js";
import type { Job } from "./job.js";
import { assign, startKernel } from "./kernel.js";
import type { Guest } from "./home.js";
import type { Snapshot } from "../snapshot/snapshot.js";
import type { Tasks } from "./reserve.js";
import { askStart } from "./rpc.js";
import { self } from "./self.js";
import { dropSlot, field, setCaught, setField, slotOf, takeSlot, tooMany } from "./table.js";
import { NotImplementedError } from "../objects/exceptions.js";

/** What a new process is made of. */
export interface Start {
  /** Where it begins: a name given to processEntry(). */
  entry: string;
  /** What the entry is called with; copied, or shared if it lies in a SharedArrayBuffer. */
  payload: Uint8Array | Snapshot;
  /** Which descriptors of this process it gets, under the same numbers. */
  descriptors: "all" | readonly number[];
  /** It would only wait for these tasks, so it need not run before it is needed for them. */
  tasks?: Tasks | null;
  /** It is not likely to end before the program does. */
  lasts?: boolean;
  /** It begins as a thread of this isolate, which is the first program's. */
  guest?: Guest;
}

/**
 * Starts a process, a child of this one; its pid.
 *
 * @throws BlockingIOError there are too many
 * @throws OSError         its descriptors cannot be duplicated
 */
export function startProcess({ entry, payload, descriptors, tasks = null, lasts = false, guest }: Start): Suspends<number> {
  if (!self.worker) startKernel();
  const slot = takeSlot();
  const table: number[] = [];
  let pid = 0;
  try {
    duplicateInto(table, slot, descriptors === "all" ? openDescriptors() : descriptors);
    const job: Job = {
      slot,
      pid: 0,
      entry,
      payload,
      table,
      folder: folderOrNone(),
      umask: available() ? currentMask() : 0o22,
      environment: { ...process.env },
      quiet: false,
      turn: 0,
      after: 0,
      lasts,
      watched: entry === FORK ? watchedSignals() : [SIGINT],
      options: self.options,
    };
    setField(slot, "parent", self.pid);
    setField(slot, "parentSlot", self.slot);
    setField(slot, "group", field(self.slot, "group"));
    setField(slot, "session", field(self.slot, "session"));
    for (const number of job.watched) setCaught(slot, number, true);
    pid = self.worker ? askStart(kernelConnection(), job, []) : assign(job, tasks, guest);
    if (pid === 0) throw tooMany();
  } finally {
    if (pid === 0) giveUp(slot, table);
  }
  return pid;
}

function folderOrNone(): string | null {
  try {
    return currentFolder();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).errno === undefined) throw error;
    return null;
  }
}

function duplicateInto(table: number[], slot: number, fds: readonly number[]): void {
  if (!available()) throw new NotImplementedError("processes need koffi, which has no binary for this machine");
  for (const fd of fds) {
    let copy: number;
    try {
      copy = duplicateFor(slot, fd);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).errno !== EBADF) throw osError(error);
      continue; // closed behind gilt's back
    }
    for (let free = table.length; free < fd; free++) table[free] = -1;
    table[fd] = copy;
  }
}

/** The system's number of a duplicate of a descriptor, which belongs to the process of that slot. */
function duplicateFor(slot: number, fd: number): number {
  const copy = duplicateLike(real(fd));
  if (copy < memory.owners.length) memory.owners[copy] = slot + 1;
  return copy;
}

/**
 * Duplicates of descriptors that a process of gilt's is to take: the system's numbers, which it adopts.
 *
 * @throws OSError one of them is not open
 */
export function handTo(pid: number, fds: readonly number[]): number[] {
  const slot = slotOf(pid);
  return system(() => fds.map((fd) => duplicateFor(slot, fd)));
}

const EBADF = 9;
const SIGINT = 2;

function giveUp(slot: number, table: readonly number[]): void {
  for (const realFd of table) {
    if (realFd < 0) continue;
    if (realFd < memory.owners.length) memory.owners[realFd] = 0;
    fs.closeSync(realFd);
  }
  dropSlot(slot);
}

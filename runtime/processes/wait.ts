/**
 * wait - how a process learns that a child has ended.
 *
 * Suspends  waitProcess
 */
import type { Suspends } from "../frames/suspend.js";
import { ChildProcessError } from "../objects/exceptions.js";
import { checkSignals } from "../scheduler/signals.js";
import { INTERRUPTED } from "../scheduler/waiters.js";
import { adopt } from "../system/descriptors.js";
import { system } from "../system/oserror.js";
import { makePipe } from "../system/posix.js";
import fs from "node:fs";
import { memory, slotWord } from "./arena.js";
import { ENDED, PROCESS, RUNNING } from "./layout.js";
import { childEnded, childSeen } from "./news.js";
import { self } from "./self.js";
import { childrenOf, field, reap, takeHalt } from "./table.js";

const WNOHANG = 1;
const WEXITED = 4;
const WNOWAIT = 0x100_0000;

/**
 * Waits for a child of gilt's to end (or to be stopped or go on, as options say), of the pid or group that waitpid(2) would take it for. Its pid and status as that gives it;
 * undefined with WNOHANG if there is nothing to tell.
 *
 * @throws ChildProcessError there is no such child
 */
export function waitProcess(pid: number, options: number): Suspends<[number, number] | undefined> {
  for (;;) {
    const ended = reapProcess(pid, options | WEXITED);
    if (ended !== undefined || (options & WNOHANG) !== 0) return ended;
    if (childEnded.park(Infinity) === INTERRUPTED) checkSignals();
  }
}

/** Is it one of those that a wait for this pid is for: that one, -1 any, 0 those of the caller's group, -n those of the group n. */
function isMeant(slot: number, pid: number): boolean {
  if (pid > 0) return field(slot, "pid") === pid;
  return pid === -1 || field(slot, "group") === (pid === 0 ? field(self.slot, "group") : -pid);
}

/**
 * The same without waiting. An end is told with WEXITED alone; with WNOWAIT the child stays there to be waited for.
 *
 * @throws ChildProcessError there is no such child
 */
export function reapProcess(pid: number, options: number): [number, number] | undefined {
  let any = false;
  for (const slot of childrenOf(self.slot)) {
    if (!isMeant(slot, pid)) continue;
    any = true;
    const childPid = field(slot, "pid");
    if (field(slot, "state") !== ENDED) {
      const halted = takeHalt(slot, options);
      if (halted === 0) continue;
      childSeen();
      return [childPid, halted];
    }
    if ((options & WEXITED) === 0) continue;
    const status = field(slot, "status");
    if ((options & WNOWAIT) === 0 && !reap(slot)) continue;
    childSeen();
    return [childPid, status];
  }
  if (!any) throw new ChildProcessError(10, "No child processes");
  return undefined;
}

/** Has this process children of gilt's that a wait for this pid is for, ended ones that nobody waited for included? */
export function hasChildren(pid: number): boolean {
  return childrenOf(self.slot).some((slot) => isMeant(slot, pid));
}

/**
 * A descriptor that can be read, being at its end, once the child has ended; the caller closes it. One for each call.
 *
 * @throws ChildProcessError there is no such child
 */
export function sentinelOf(pid: number): number {
  const slot = childrenOf(self.slot).find((child) => field(child, "pid") === pid);
  if (slot === undefined) throw new ChildProcessError(10, "No child processes");
  const word = slotWord(slot) + PROCESS.at.sentinel;
  const known = Atomics.load(memory.words, word);
  // the pipe that was made for an earlier caller has another reading end for this one
  if (known > 0 && field(slot, "state") === RUNNING) {
    const reads = reopened(known);
    // the child has not ended in between: the number still meant its pipe
    if (reads >= 0 && Atomics.load(memory.words, word) === known) return adopt(reads);
    if (reads >= 0) fs.closeSync(reads);
  }
  const [reads, writes] = system(makePipe);
  if (Atomics.compareExchange(memory.words, word, 0, writes) !== 0) fs.closeSync(writes);
  return adopt(reads);
}

/** Another descriptor of what a number of the system's means; -1 if that is closed by now. */
function reopened(realFd: number): number {
  try {
    return fs.openSync(`/proc/self/fd/${realFd}`, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return -1;
  }
}

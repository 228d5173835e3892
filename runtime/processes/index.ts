/**
 * processes - Python processes that gilt starts itself: workers with a runtime of their own, for os.fork and multiprocessing.
 *
 * What others of the runtime use; docs/conventions.md, section 10. The rest is loaded when there is to be a second process.
 *
 * Suspends  startProcess, waitProcess, exitProcess
 */
import type { Suspends } from "../frames/suspend.js";
import { ChildProcessError } from "../objects/exceptions.js";
import { loader } from "../importer/code.js";
import { abandon, endLoop, hasEnded } from "../scheduler/scheduler.js";
import type { Waiters } from "../scheduler/waiters.js";
import { loadPart } from "gilt:natives";
import { available, exitNow, getpgid, getsid, setpgid, setsid } from "../system/posix.js";
import type { Attributes } from "../system/spawn.js";
import { self } from "./self.js";
import type { Start } from "./start.js";

export { processEntry, type Entry } from "./entries.js";
export type { Start } from "./start.js";

const parts = { live: undefined as typeof import("./live.js") | undefined };

/** Loaded at its first use. */
function live(): typeof import("./live.js") {
  return (parts.live ??= loadPart("processes/live") as typeof import("./live.js"));
}

/** os.getpid() */
export function ownPid(): number {
  return self.pid;
}

/** Is this process a worker_thread? */
export function inWorker(): boolean {
  return self.worker;
}

/** os.getppid(): 1 once the parent has ended. */
export function parentPid(): number {
  return self.worker ? live().parentOfWorker() : process.ppid;
}

/** os.getpgrp(); 0 in the first process while there is no other: the system knows it. */
export function ownGroup(): number {
  return self.attached ? live().field(self.slot, "group") : 0;
}

/** getpgid(2); 0 is this process. -1: errno() says why not. */
export function groupOf(pid: number): number {
  return self.attached ? live().groupOf(pid) : getpgid(pid);
}

/** getsid(2); 0 is this process. -1: errno() says why not. */
export function sessionOf(pid: number): number {
  return self.attached ? live().sessionOf(pid) : getsid(pid);
}

/** setpgid(2). -1: errno() says why not. */
export function joinGroup(pid: number, group: number): number {
  return self.attached ? live().joinGroup(pid, group) : setpgid(pid, group);
}

/** setsid(2). -1: the process leads a group. */
export function newSession(): number {
  return self.attached ? live().newSession() : setsid();
}

/** Is it a process of gilt's, this one included, running or not waited for? */
export function isOwnProcess(pid: number): boolean {
  return pid === self.pid || (self.attached && live().slotOf(pid) >= 0);
}

/** A script is likely to start processes soon: a worker gets ready meanwhile. */
export function warmUp(): void {
  if (!self.worker) live().warmUp();
}

/**
 * Starts a process, a child of this one, and gives its pid.
 *
 * @throws BlockingIOError there are too many
 */
export function startProcess(start: Start): Suspends<number> {
  return live().startProcess(start);
}

/** Duplicates of descriptors for another process of gilt's, by the system's numbers, which it adopts. */
export function handTo(pid: number, fds: readonly number[]): number[] {
  return live().handTo(pid, fds);
}

/**
 * Ends this process at once, as os._exit() does: no Python code runs any more, nothing is flushed, nobody is waited for.
 *
 * @param status 0 to 255
 */
export function exitProcess(status: number): Suspends<never> {
  leaveProcess((status & 255) << 8);
  return abandon();
}

/** The same for what no thread runs, or at the end of the main one: the process ends once the stack is empty. `status` is as waitpid gives it. */
export function leaveProcess(status: number): void {
  if (hasEnded()) return;
  if (self.worker) {
    live().endProcess(status);
    return;
  }
  endLoop();
  loader.storeCaches();
  if (self.attached) live().outlive(() => leaveSystem(status));
  else leaveSystem(status);
}

/** How many forks the runtime has been that this process, a worker, runs on; 0 for a fresh one. */
export function renewals(): number {
  return self.worker ? live().renewals() : 0;
}

/** This thread of a worker is changed for good: it is to be no other process. */
export function markWorker(): void {
  if (self.worker) live().markWorker();
}

/** A program has taken the place of this process, which is a worker: signals are the program's. */
export function handOver(program: number): void {
  live().handOver(program);
}

/** Resource limits that this process, which is a worker, has given itself. */
export function ownLimits(): Map<number, readonly [bigint, bigint]> {
  return live().limits;
}

/** This process, which is a worker, has a controlling terminal of its own. */
export function takeTerminal(path: string): void {
  live().takeTerminal(path);
}

export function ownTerminal(): string | undefined {
  return live().ownTerminal();
}

/** How a program begins that takes the place of this process, which is a worker. */
export function ownAttributes(): Attributes {
  return live().ownAttributes();
}

/** The system's process ends. */
function leaveSystem(status: number): void {
  const signal = status & 127;
  if (signal !== 0) {
    for (const name of process.eventNames()) if (typeof name === "string" && name.startsWith("SIG")) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  }
  const code = signal !== 0 ? 128 + signal : status >> 8;
  if (self.attached && live().hasWorkers() && available()) exitNow(code);
  process.reallyExit(code);
}

/**
 * Waits for a child of gilt's to end, of the pid or group that waitpid(2) would take it for. Its pid and status as waitpid(2) gives it; undefined with WNOHANG if none has.
 *
 * @throws ChildProcessError there is no such child: it may be one of the system's
 */
export function waitProcess(pid: number, options: number): Suspends<[number, number] | undefined> {
  if (!self.attached) throw new ChildProcessError(10, "No child processes");
  return live().waitProcess(pid, options);
}

/** The same without waiting. An end is told with WEXITED alone; with WNOWAIT the child stays there to be waited for. */
export function reapProcess(pid: number, options: number): [number, number] | undefined {
  return live().reapProcess(pid, options);
}

/** Has this process children of gilt's, ended ones that nobody waited for included? Of the pid or group that waitpid(2) would take it for. */
export function hasOwnChildren(pid = -1): boolean {
  return self.attached && live().hasChildren(pid);
}

/** Threads here are woken when a child of gilt's has ended: for waits that look at other things too. */
export function ownChildEnded(): Waiters {
  return live().childEnded;
}

/** Sends a signal to a process of gilt's other than this one (0: is it there?); false if there is none of that pid. */
export function signalProcess(pid: number, signal: number): boolean {
  return self.attached && live().signalProcess(pid, signal);
}

/** The same for those of a process group, this one not counted: how many there are. */
export function signalGroup(group: number, signal: number): number {
  return self.attached ? live().signalGroup(group, signal) : 0;
}

/** A descriptor that can be read once a child of gilt's has ended; the caller closes it. */
export function sentinelOf(pid: number): number {
  return live().sentinelOf(pid);
}

/**
 * fork - a child that begins where its parent stands: os.fork, and the fork of multiprocessing.
 *
 * Mirrors     os_fork_impl in Modules/posixmodule.c of CPython 3.13
 * Suspends    forkProcess: the forking thread's frames are data only while it waits
 * Differs     what holds a resource of the system and cannot be duplicated raises NotImplementedError when the child uses it
 */
import { loadPart } from "gilt:natives";
import type { Suspends } from "../frames/suspend.js";
import { inherit } from "../lifetimes/tracked.js";
import { forgetWriters, looked } from "../modules/io/writers.js";
import { warn } from "../objects/warn.js";
import { isolate, type GreenThread } from "../scheduler/current.js";
import { helpNext } from "../scheduler/scheduler.js";
import { signals } from "../scheduler/signals.js";
import { parkUnbroken, unpark, unparkThrow, Waiters } from "../scheduler/waiters.js";
import { afterForkInChild, afterForkInParent, beforeFork } from "./atfork.js";
import { FORK } from "./entries.js";
import { openDescriptors } from "../system/descriptors.js";
import type { Snapshot } from "../snapshot/snapshot.js";
import { exitProcess, ownPid, startProcess, type Start } from "./index.js";

/** What the parent knows of a child. */
export type Role = Pick<Start, "tasks" | "lasts" | "guest">;

/**
 * Starts a child with all that this process has, of its threads the running one alone.
 *
 * @param entry null: this call returns twice, 0 in the child; else the child calls it, on an empty stack, and ends with status 0 when it returns
 * @param without descriptors that the child does not get, since nobody there uses them
 * @param role what is known of the child
 * @returns the child's pid
 */
export function forkProcess(entry: (() => Suspends<unknown>) | null, without: readonly number[] = [], role: Role = {}): Suspends<number> {
  if (entry === null) looked(null);
  beforeFork();
  const thread = isolate.current as GreenThread;
  const threads = isolate.alive - isolate.helpers;
  const forking = new Waiters();
  // once this thread waits: before any other runs, so that the snapshot shows this moment
  const begin = (): Suspends<void> => startFork(thread, entry, without, role);
  helpNext(begin, thread);
  let pid: number;
  try {
    pid = parkUnbroken(forking) as number;
  } catch (error) {
    afterForkInParent();
    throw error;
  }
  if (pid === 0) {
    if (threads > 1) inherit();
    afterForkInChild();
    return 0;
  }
  afterForkInParent();
  // of multiprocessing the warning is about a file of the library, and those are not shown
  if (threads > 1 && entry === null)
    warn("DeprecationWarning", `This process (pid=${ownPid()}) is multi-threaded, use of fork() may lead to deadlocks in the child.`);
  return pid;
}

/** Takes the snapshot and starts the child; the forking thread goes on with its pid, or with what went wrong. */
function startFork(thread: GreenThread, entry: (() => Suspends<unknown>) | null, without: readonly number[], role: Role): Suspends<void> {
  try {
    const payload = role.guest === undefined ? snapshotOf(thread, entry) : new Uint8Array(0);
    const descriptors = without.length === 0 ? "all" : openDescriptors().filter((fd) => !without.includes(fd));
    unpark(thread, startProcess({ entry: FORK, payload, descriptors, ...role }));
  } catch (error) {
    unparkThrow(thread, error);
  }
}

function snapshotOf(thread: GreenThread, entry: (() => Suspends<unknown>) | null): Snapshot {
  const { capture } = loadPart("snapshot/snapshot") as typeof import("../snapshot/snapshot.js");
  const life = (): Suspends<void> => liveAs(entry!);
  return withoutPending(() => capture({ thread, entry: entry === null ? null : life }));
}

/** Signals that have come and were not handled yet are the parent's alone. */
function withoutPending<T>(work: () => T): T {
  const pending = signals.pending.splice(0);
  try {
    return work();
  } finally {
    signals.pending.push(...pending);
  }
}

/** The life of a child that does not return. */
function liveAs(entry: () => Suspends<unknown>): Suspends<void> {
  forgetWriters();
  inherit();
  afterForkInChild();
  entry();
  exitProcess(0);
}

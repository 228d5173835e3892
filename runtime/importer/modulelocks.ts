/**
 * modulelocks - a module is imported by one thread; others that import it meanwhile wait until its body has run.
 *
 * Mirrors     _ModuleLock, _find_and_load and _lock_unlock_module in Lib/importlib/_bootstrap.py of CPython 3.13
 * Suspends    withModuleLock, awaitModule
 * Invariants
 *   L1  A lock is in the table while a thread has it or waits for it.
 *   L2  No thread waits for a module whose thread waits, by way of others, for one of its own: such a circle goes on with what there is.
 */
import type { Suspends } from "../frames/suspend.js";
import { RuntimeError } from "../objects/exceptions.js";
import { repr } from "../objects/protocols/repr.js";
import { atFork } from "../processes/atfork.js";
import { isolate, type GreenThread } from "../scheduler/current.js";
import { checkSignals } from "../scheduler/signals.js";
import { INTERRUPTED, Waiters } from "../scheduler/waiters.js";
import { carriedContents } from "../snapshot/carried.js";

interface ModuleLock {
  owner: GreenThread | null;
  /** How often its thread has it: imports may go round in a circle. */
  depth: number;
  /** How many have it or wait for it, those included that were woken and have not run yet. */
  users: number;
  readonly waiting: Waiters;
}

const locks = new Map<string, ModuleLock>();
carriedContents("module locks", locks);
atFork({ child: forgetOthers });

/** Threads that are not there any more import nothing to its end. */
function forgetOthers(): void {
  for (const [name, lock] of locks) if (lock.owner !== isolate.current) locks.delete(name);
}

/** Runs `load` while no other thread loads the module of that name. */
export function withModuleLock<T>(name: string, load: () => Suspends<T>): Suspends<T> {
  let lock = locks.get(name);
  if (lock === undefined) locks.set(name, (lock = { owner: null, depth: 0, users: 0, waiting: new Waiters() }));
  if (!acquire(name, lock)) throw new RuntimeError(`deadlock detected by _ModuleLock(${repr(name)})`);
  try {
    return load();
  } finally {
    release(name, lock);
  }
}

/** Waits until a module that is in sys.modules has been loaded by the thread that does; not where that one waits for this thread. */
export function awaitModule(name: string): Suspends<void> {
  const lock = locks.get(name);
  if (lock === undefined || lock.owner === isolate.current) return;
  if (acquire(name, lock)) release(name, lock);
}

/** Takes a lock when it is free. @returns whether it could be had without a deadlock */
function acquire(name: string, lock: ModuleLock): Suspends<boolean> {
  const me = isolate.current as GreenThread;
  lock.users++;
  try {
    while (lock.owner !== null && lock.owner !== me) {
      if (waitsFor(lock.owner, me)) {
        passOn(name, lock);
        return false;
      }
      if (lock.waiting.park(Infinity) === INTERRUPTED) checkSignals();
    }
  } catch (error) {
    passOn(name, lock); // stopped by a signal's exception
    throw error;
  }
  lock.owner = me;
  lock.depth++;
  return true;
}

function release(name: string, lock: ModuleLock): void {
  if (--lock.depth === 0) lock.owner = null;
  passOn(name, lock);
}

/** One user less: the next one's turn, if nobody has the lock. */
function passOn(name: string, lock: ModuleLock): void {
  if (--lock.users === 0) locks.delete(name);
  else if (lock.owner === null) lock.waiting.wakeFirst(null);
}

/** _has_deadlocked: does a thread wait, for a module's lock, for the other one? */
function waitsFor(thread: GreenThread, other: GreenThread): boolean {
  for (let at: GreenThread | null = thread; at !== null; at = ownerWaitedFor(at)) if (at === other) return true;
  return false;
}

/** The thread that has the module that a thread waits for. */
function ownerWaitedFor(thread: GreenThread): GreenThread | null {
  if (thread.list === null) return null;
  for (const lock of locks.values()) if (lock.waiting === thread.list) return lock.owner;
  return null;
}

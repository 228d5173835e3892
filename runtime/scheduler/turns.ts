/**
 * turns - when the first waiter of a lock is given it, instead of finding it taken again.
 *
 * A release frees a lock and wakes the first waiter, and whoever comes before it runs takes it. In CPython the waiter wakes on another core and soon wins that race;
 * where threads take turns on one core it would lose it for ever to a thread that lets the lock go for a moment only. So a waiter that has found the lock
 * taken again for a switch interval is owed it: the next release hands it over.
 */
import { interval, policy } from "./policy.js";

/** A lock with waiters. */
export interface Contended {
  /** when the first waiter first found it taken again; 0: it has not */
  $passedMs: number;
  /** the next release is for the first waiter */
  $owed: boolean;
}

/** What a waiter is woken with that has been given the lock. */
export const HANDED = Symbol("handed");

/** The first waiter was woken and found the lock taken. */
export function passedOver(lock: Contended): void {
  const now = policy.current.nowMs();
  if (lock.$passedMs === 0) lock.$passedMs = now;
  else if (now - lock.$passedMs >= interval.ms) lock.$owed = true;
}

/** A waiter has the lock, or waits no more. */
export function servedTurn(lock: Contended): void {
  lock.$passedMs = 0;
  lock.$owed = false;
}

/**
 * dropped - descriptors of objects that nobody has any more: closed when the collector has seen it, and at the latest when no descriptor is left
 * or when nothing but a descriptor could wake the program.
 *
 * CPython closes them at once, by reference counting.
 *
 * Invariants
 *   D4  A number is closed for a dropped object only if it is still the descriptor that the object had.
 * Suspends  withDescriptors, when there is no descriptor left
 */
import type { Suspends } from "../frames/suspend.js";
import { self } from "../processes/self.js";
import { monotonicMs } from "../scheduler/clock.js";
import { collectGarbage, collectInTurn } from "../scheduler/collect.js";
import { isolate } from "../scheduler/current.js";
import { helpNext } from "../scheduler/scheduler.js";
import { birthOf, closeFd } from "./descriptors.js";
import { errnoOf } from "./errors.js";

interface Claim {
  readonly fd: number;
  readonly birth: number;
  readonly pid: number;
}

export const dropped = {
  /** The program has moved to another isolate: descriptors are its business. */
  over: false,
  /** Claims of dropped objects are kept until what these had to write has been written; undefined: they are served at once. */
  held: undefined as Claim[] | undefined,
  /** Lets go of objects that are kept only for what they have to write. */
  settle: undefined as (() => Suspends<void>) | undefined,
  /** Are there such objects? */
  keeps: (): boolean => false,
};

const claims = new FinalizationRegistry<Claim>((claim) => {
  if (dropped.held === undefined) serve(claim);
  else dropped.held.push(claim);
});

/** What is known of the last look for dropped objects: how many have been claimed for since, and when the next one may be. */
const looks = { fresh: 0, nextMs: 0 };
const QUIET_MS = 50;
/** So many times as long as a look has taken there is no other one. */
const REST = 20;

/** A thread that waits so long for a descriptor, without an end, may be waiting for one that nobody has any more: then is the time to look. Infinity: there is none. */
export function quietMs(): number {
  return looks.fresh > 0 ? Math.max(QUIET_MS, looks.nextMs - monotonicMs()) : Infinity;
}

/** Looks for dropped objects in the next turn of Node's loop; before that, what those had to write is written. */
export function lookForDropped(): void {
  looks.fresh = 0;
  const { main } = isolate;
  if (main !== undefined && dropped.keeps()) helpNext(settleKept, main);
  else collectInTurn(rest);
}

function settleKept(): Suspends<void> {
  dropped.settle!();
  collectInTurn(rest);
}

function rest(ms: number): void {
  looks.nextMs = monotonicMs() + REST * ms;
}

/** The descriptor is closed when `owner` is dropped. */
export function closeWhenDropped(owner: object, fd: number): void {
  looks.fresh++;
  claims.register(owner, { fd, birth: birthOf(fd), pid: self.pid }, owner);
}

/** The owner has closed it, or given it away. */
export function disclaim(owner: object): void {
  claims.unregister(owner);
}

function serve({ fd, birth, pid }: Claim): void {
  if (dropped.over || pid !== self.pid || birthOf(fd) !== birth) return;
  try {
    closeFd(fd);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error; // nobody is there to hear of what the system says
  }
}

/** Serves the claims that were held. */
export function serveHeld(): void {
  const { held } = dropped;
  dropped.held = undefined;
  for (const claim of held ?? []) serve(claim);
}

const EMFILE = 24;
const ENFILE = 23;

/** Opens something; when there is no descriptor left, once more after those of dropped objects have been closed. */
export function withDescriptors<T>(open: () => T): Suspends<T> {
  try {
    return open();
  } catch (error) {
    const code = errnoOf(error) ?? (error as { $errno?: number }).$errno;
    if (code !== EMFILE && code !== ENFILE) throw error;
  }
  if (dropped.settle !== undefined) dropped.settle();
  else collectGarbage();
  collectGarbage(); // callbacks of the first one come in the turn after it
  return open();
}

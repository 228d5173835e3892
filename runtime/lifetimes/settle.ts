/**
 * settle - objects that nothing refers to any more are told so: `__del__`, weak references and their callbacks, warnings of what was never awaited.
 *
 * Mirrors     subtype_dealloc in Objects/typeobject.c, Python/gc.c, finalize_modules in Python/pylifecycle.c of CPython 3.13
 * Suspends    all: the running thread's frames have to be data to be looked into
 * Differs     an end is noticed after the next statement of a file that speaks of such things; elsewhere before print(), when all threads
 *             wait, at a collection, at the exit. What takes more than a twentieth of the time is put off
 */
import { loadPart } from "gilt:natives";
import type { Suspends } from "../frames/suspend.js";
import { isOfLibrary } from "../importer/place.js";
import { Coroutine, handOn, State } from "../frames/generator.js";
import { reportUnraisable } from "../modules/unraisable.js";
import { moduleHooks } from "../objects/modulehooks.js";
import { lookup, specialMethod, typeOf, type PyType, type Value } from "../objects/object.js";
import { $caught, $handled, $uncaught } from "../objects/raise.js";
import { isolate, type GreenThread } from "../scheduler/current.js";
import { policy } from "../scheduler/policy.js";
import { helpNext, stepsSoFar } from "../scheduler/scheduler.js";
import { parkUnbroken, unparkNext, unparkThrow, Waiters } from "../scheduler/waiters.js";
import { cpuMs } from "../system/cputime.js";
import type { Garbage } from "../snapshot/reach.js";
import { disown, endingOf, lives, own, owned, quiet, referred, told } from "./tracked.js";

/** So many objects may be met in any case, so that what a short program sees does not depend on how fast its machine is. */
const FREE_OBJECTS = 100_000;
/** The time that looking may take, of the processor: so much at once, and this part of all that passes. */
const FREE_MS = 200;
const SHARE = 0.05;
/** Of objects that hold one another in a row, so many are looked at one by one in a collection. */
const LINKS = 200;
const spent = { objects: 0, cpuMs: 0, sinceMs: 0, busy: false, looked: false, idleSteps: -1, ended: 0 };

/** Ends what nothing refers to, if there may be such a thing and there was time to look. */
export function settle(): Suspends<void> {
  handOn();
  if (!lives.any || spent.busy) return;
  if (!isSpent()) endFree(false);
}

/** Has looking taken what it may? */
function isSpent(): boolean {
  const nowMs = policy.current.nowMs();
  if (spent.sinceMs === 0) spent.sinceMs = nowMs;
  return spent.objects > FREE_OBJECTS && spent.cpuMs > FREE_MS + SHARE * (nowMs - spent.sinceMs);
}

/** The same where weak references do not matter. */
export function settleOwned(): Suspends<void> {
  handOn();
  if (owned.size > 0) settle();
}

/** All threads wait, perhaps for what the end of an object does: looks, once until one of them has run again. @returns whether there is something to run */
export function settleIdle(): boolean {
  const { main } = isolate;
  if (owned.size === 0 || spent.busy || main === undefined || isolate.alive === 0 || spent.idleSteps === stepsSoFar() || isSpent()) return false;
  Object.assign(helpNext(settleNow, main).local, main.local);
  return true;
}

/** Classes of the library whose instances keep a connection open until their end. */
const KEEPS_OPEN: ReadonlySet<string> = new Set(["asyncio.streams.StreamWriter"]);

function keepsOpen(o: Value): boolean {
  const cls = typeOf(o);
  return KEEPS_OPEN.has(`${cls.$module as string}.${cls.$qualname}`);
}

/** When connections are looked for next, and how long there is no other look if that one finds nothing: longer each time, as long as there are as many. */
const connections = { count: 0, nextMs: 0, restMs: 0 };
const [SHORTEST_REST_MS, LONGEST_REST_MS, GROWTH] = [250, 5000, 4];

/** When an event loop that begins to wait now should look for connections that nobody has: whoever is at the other end may wait for their end. */
export function connectionsDueMs(): number {
  if (quiet.size === 0) return Infinity;
  let count = 0;
  for (const o of quiet.keys()) if (keepsOpen(o)) count++;
  if (count !== connections.count) Object.assign(connections, { count, nextMs: 0, restMs: 0 });
  return count === 0 ? Infinity : Math.max(connections.nextMs, policy.current.nowMs() + SHORTEST_REST_MS);
}

/** Looks for them. @returns whether something has ended, which may have given the loop something to do */
export function settleConnections(): Suspends<boolean> {
  const before = spent.ended;
  settle();
  const any = spent.ended !== before;
  connections.restMs = any ? SHORTEST_REST_MS : Math.min(Math.max(GROWTH * connections.restMs, SHORTEST_REST_MS), LONGEST_REST_MS);
  connections.nextMs = policy.current.nowMs() + connections.restMs;
  return any;
}

function settleNow(): Suspends<void> {
  settle();
  spent.idleSteps = stepsSoFar();
}

/** The same after a call whose value is let go. A coroutine of the library's counts then as one of the script's: it may be that nobody awaits it. */
export function settleAfter(value: Value): Suspends<void> {
  handOn();
  if (quiet.size > 0 && value instanceof Coroutine && value.state === State.New) {
    const ending = quiet.get(value);
    if (ending !== undefined) {
      quiet.delete(value);
      owned.set(value, ending);
    }
  }
  value = null; // this frame is looked into too
  settleOwned();
}

/** Has a loop let go of an asynchronous generator that is not over? */
const going = { any: false };

/** A loop over an asynchronous iterator is left before its end. */
export function letGo(iterator: Value): void {
  if (quiet.has(iterator as object)) going.any = true;
}

/** The same as `settle` after such a loop. */
export function settleLeft(): Suspends<void> {
  if (!going.any) return;
  going.any = false;
  settle();
}

/** Ends what nothing refers to, and what only itself refers to. @returns how many objects were in cycles */
export function collect(): Suspends<number> {
  handOn();
  if (!lives.any || spent.busy) return 0;
  const { held, inCycles } = endFree(true);
  if (held.length > 0) {
    spent.busy = true;
    try {
      for (let i = 0; i < held.length; i++) tell(held[i]!);
      for (let i = 0; i < held.length; i++) end(held[i]!);
    } finally {
      held.length = 0;
      spent.busy = false;
    }
    endFree(true);
  }
  lives.tellUnseen();
  return inCycles;
}

/** The program ends: what is still there ends too. */
export function endAll(): Suspends<void> {
  const order = owned.size > 0 && owned.size + quiet.size > 1 ? look((reach, thread) => reach.inOrder(thread)) : [];
  spent.busy = true;
  for (let i = 0; i < order.length; i++) end(order[i]!);
  for (const kept of [owned, quiet]) {
    // the first of a map that much was deleted from takes long to find
    while (kept.size > 0) {
      const all = [...kept.keys()];
      for (let i = 0; i < all.length; i++) if (kept.has(all[i]!)) end(all[i]!);
    }
  }
}

/** What the program can reach of Python's objects, that of the running thread first. */
export function reachable(): Suspends<Value[]> {
  handOn();
  return look((reach, thread) => reach.everything(thread));
}

/**
 * Ends what nothing refers to, and what is free then. `fully` takes the time that it needs.
 * @returns what was found last, of which what nothing refers to has ended
 */
function endFree(fully: boolean): Suspends<Garbage> {
  // looking forgets what died unseen: with nobody to see it, or on the way to another isolate
  const isWeak = referred.size > 0;
  let found: Garbage;
  for (let looks = 1; ; looks++) {
    found = look(garbage);
    spent.objects += found.met;
    if (found.free.length === 0) break;
    // a long chain is not looked at link by link
    const last = fully ? looks > LINKS : found.held.length === 0 || isSpent();
    endThese(found.free);
    if (last && fully) endThese(found.held);
    // what has ended is not reached from here any more
    found.held.length = 0;
    if (last && (!fully || looks > 2 * LINKS)) break;
  }
  if (isWeak) lives.tellUnseen();
  return found;
}

/** Ends objects in their order; the list holds them no longer then. */
function endThese(free: object[]): Suspends<void> {
  spent.busy = true;
  try {
    for (let i = 0; i < free.length; i++) {
      end(free[i]!);
      tell(free[i]!);
    }
  } finally {
    free.length = 0;
    spent.busy = false;
  }
}

type Reach = typeof import("../snapshot/reach.js");

function garbage(reach: Reach, thread: GreenThread): Garbage {
  return reach.findGarbage(thread);
}

/** Looks what can be reached, once the running thread waits: before any other runs. */
function look<T>(question: (reach: Reach, thread: GreenThread) => T): Suspends<T> {
  const thread = isolate.current as GreenThread;
  const looking = new Waiters();
  helpNext(() => lookFor(thread, question), thread);
  return parkUnbroken(looking) as T;
}

function lookFor<T>(thread: GreenThread, question: (reach: Reach, thread: GreenThread) => T): Suspends<void> {
  const began = cpuMs();
  try {
    unparkNext(thread, question(loadPart("snapshot/reach") as Reach, thread));
  } catch (error) {
    unparkThrow(thread, error);
  }
  // the first time names are given, which a fork needs too
  if (spent.looked) spent.cpuMs += cpuMs() - began;
  spent.looked = true;
}

/** Its weak references are told that it is gone. */
function tell(o: object): Suspends<void> {
  told.add(o);
  lives.tell(o);
}

function end(o: object): Suspends<void> {
  const ending = endingOf(o);
  if (ending === undefined) return;
  disown(o);
  spent.ended++;
  const handled = $handled();
  try {
    ending(o);
  } catch (thrown) {
    reportUnraisable($caught(thrown, null), null, o as Value);
    $uncaught(handled);
  }
}

/** The end of an instance: its `__del__`. What that raises is only told. */
function callDel(o: Value): Suspends<void> {
  const del: Value = specialMethod(o, "__del__");
  if (del === undefined || del === null) return;
  const handled = $handled();
  try {
    del.call(o);
  } catch (thrown) {
    reportUnraisable($caught(thrown, null), null, lookup(typeOf(o), "__del__"));
    $uncaught(handled);
  }
}

/** Methods `__del__` of the runtime's own that are to be called for some classes alone, and what says for which. */
export const ENDS_OF_SOME = new Map<Value, (cls: PyType) => boolean>();

/** Do instances of a class have an end of their own? */
export function hasEnd(cls: PyType): boolean {
  const del = lookup(cls, "__del__");
  if (del === undefined) return false;
  const counts = ENDS_OF_SOME.get(del);
  return counts === undefined || counts(cls);
}

/** Is the class of a module of the library? */
export function isLibraryClass(cls: PyType): boolean {
  const file: Value = moduleHooks.modules?.$named(cls.$module as string)?.__file__;
  return typeof file === "string" && isOfLibrary(file);
}

/** An instance of such a class has been made. */
export function track(o: object, cls: PyType): void {
  own(o, callDel, isLibraryClass(cls));
}

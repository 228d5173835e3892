/**
 * tracked - objects whose end somebody could notice: by `__del__`, a weak reference, a warning.
 *
 * Nothing counts references. While there are such objects, settle.ts looks which of them can still be reached, where their end could be seen.
 * Invariants
 *   L1  Iteration is in the order in which objects were tracked: of objects that end together the older one goes first.
 */
import type { Suspends } from "../frames/suspend.js";
import { ends } from "../modules/ends.js";
import type { Value } from "../objects/object.js";
import { carried, carriedContents } from "../snapshot/carried.js";
import { turns } from "../scheduler/scheduler.js";
import { endAll, settleIdle } from "./settle.js";

/** How the end of a tracked object is told; it runs once. */
export type Ending = (o: Value) => Suspends<unknown>;

/** Objects that are kept until they have ended, each with what is then to run: those of scripts, whose end is looked for before something is written. */
export const owned = new Map<object, Ending>();
export const OWNED = "objects with an end";
carriedContents(OWNED, owned);

/** The same of the library: nobody looks for their end alone. */
export const quiet = new Map<object, Ending>();
export const QUIET = "objects of the library with an end";
carriedContents(QUIET, quiet);

/** Objects that have weak references. They may go without having been seen. */
export const referred = new Set<WeakRef<object>>();
export const REFERRED = "objects with weak references";
carriedContents(REFERRED, referred);

/**
 * What a fork has left without anybody who refers to it: a child that begins on an empty stack has the objects of its parent's stack, but not that,
 * and every child those of the stacks of its parent's other threads. There they are kept, since in CPython the stack is there, unseen, until the child ends.
 */
export const left = new Set<object>();
carriedContents("objects of a stack that was left", left);

/** Such a child begins: what has an end and cannot be reached when somebody looks for the first time was such a stack's. */
export function inherit(): void {
  lives.inherited = new Set([...owned.keys(), ...quiet.keys()]);
  for (const weak of referred) {
    const o = weak.deref();
    if (o !== undefined) lives.inherited.add(o);
  }
}

export const lives = {
  /** What a child has of its parent until it has looked for the first time. */
  inherited: null as Set<object> | null,
  /** Is there anything whose end could be noticed? Everything else asks this first. */
  any: false,
  /** Has this isolate made weak references itself? What came along with a fork is put back when it becomes another process, those are not. */
  madeWeak: false,
  /** Tells the weak references of an object that it is gone; set by the first one. */
  tell: (_o: Value): Suspends<void> => undefined,
  /** Have references without an object that died unseen been told; set by the first one. */
  tellUnseen: (): Suspends<void> => undefined,
};

/** From now on `ending` runs when nothing refers to the object any more. */
export function own(o: object, ending: Ending, quietly = false): void {
  (quietly ? quiet : owned).set(o, ending);
  if (!lives.any) begin();
}

export function disown(o: object): void {
  if (!owned.delete(o)) quiet.delete(o);
  if (owned.size === 0 && quiet.size === 0 && referred.size === 0) lives.any = false;
}

export function endingOf(o: object): Ending | undefined {
  return owned.get(o) ?? quiet.get(o);
}

/** Objects whose references have been told. */
export const told = new WeakSet<object>();

/** An object has got its first weak reference. */
export function refer(o: object): void {
  told.delete(o);
  referred.add(new WeakRef(o));
  lives.madeWeak = true;
  if (!lives.any) begin();
}

function begin(): void {
  lives.any = true;
  ends.lives = endAll;
  turns.idle = settleIdle;
}
carried(
  "objects with an end, any",
  () => lives.any,
  (any) => {
    if (any === true) begin();
    else lives.any = false;
  },
);

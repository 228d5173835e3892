/**
 * exported - whether memory may move: memoryviews show where it is.
 *
 * Suspends    isExported: it waits for a collection
 * Mind        CPython's views go with their last reference, ours with a collection, which is asked for only where a view would be in the way
 */
import type { Suspends } from "../../frames/suspend.js";
import type { Exports } from "./data.js";

/** What this file needs of one that loads after it: the collection of scheduler/collect.ts. */
export const late = {} as { collectGarbage: () => Suspends<number> };

/** Whether views of the memory are still in use. */
export function isExported(memory: Exports): Suspends<boolean> {
  if (memory.$viewed === 0) return false;
  late.collectGarbage();
  if (forgetDropped(memory) > 0) return true;
  memory.$viewed = 0;
  return false;
}

/** Forgets the uses that are over; how many are left. */
export function forgetDropped(memory: Exports): number {
  memory.$uses = (memory.$uses ?? []).filter((use) => use.deref() !== undefined);
  return memory.$uses.length;
}

/**
 * sequence - what lists and tuples share.
 *
 * Mirrors     list_repeat, tuple_repeat
 */
import type { Suspends } from "../frames/suspend.js";
import { MemoryError } from "./exceptions.js";
import type { Value } from "./object.js";
import { toSize } from "./protocols/index.js";

/** Longest array that V8 can hold comfortably. */
const LONGEST = 2 ** 27;

/** `items.__mul__(count)`; the operator itself words a wrong count in another way. */
export function repeated(items: Value[], count: Value): Suspends<Value[]> {
  const n = toSize(count);
  if (n <= 0 || items.length === 0) return [];
  if (items.length * n > LONGEST) throw new MemoryError();
  if (items.length === 1) return new Array<Value>(n).fill(items[0]);
  const all: Value[] = [];
  for (let i = 0; i < n; i++) for (let j = 0; j < items.length; j++) all.push(items[j]);
  return all;
}

/**
 * identity - `id(x)`: numbers that look like addresses, given out when first asked for.
 */
import type { Value } from "./object.js";
import { carriedTable, carriedContents } from "../snapshot/carried.js";

const START = 0x7f3a_5c00_0000;
const STEP = 48;
/** Small ints stand in one table, as in CPython. */
const SMALL_INTS = 0x9e_5000;
const ids = new WeakMap<object, number>();
const texts = new Map<unknown, number>();
const state = { next: START };
carriedTable("identities", () => ids, true); // what is kept by hash may have been by that of a builtin class
carriedContents("identities of values", texts);
carriedContents("next identity", state);

export function idOf(x: Value): number {
  if (x !== null && (typeof x === "object" || typeof x === "function")) {
    let id = ids.get(x as object);
    if (id === undefined) {
      id = state.next += STEP;
      ids.set(x as object, id);
    }
    return id;
  }
  if (typeof x === "number" && x >= -5 && x <= 256) return SMALL_INTS + 32 * x;
  let id = texts.get(x);
  if (id === undefined) {
    id = state.next += STEP;
    texts.set(x, id);
  }
  return id;
}

/** `0x7f3a5c000030`, as reprs show it. */
export function address(x: Value): string {
  return `0x${idOf(x).toString(16)}`;
}

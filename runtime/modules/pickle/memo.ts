/**
 * memo - what a pickler has written already, by identity, with the number that a pickle refers to it by.
 *
 * Mirrors     Modules/_pickle.c (PyMemoTable)
 * Mind        strings go by their text: equal ones count as one object, as CPython's interned ones do. So do bytes of no more than one byte.
 * Invariants
 *   P3  The number of an object is its place in `items`; `byKey`, once there are many, has the same numbers.
 */
import { Bytes } from "../../objects/bytes/data.js";
import type { Value } from "../../objects/object.js";

/** Up to so many objects are looked for one by one. */
const FEW = 8;

export class Memo {
  items: Value[] = [];
  byKey: Map<unknown, number> | null = null;

  /** The number of an object; -1 if it was not written yet. */
  find(key: Value): number {
    if (this.byKey !== null) return this.byKey.get(key) ?? -1;
    const { items } = this;
    for (let i = 0; i < items.length; i++) if (items[i] === key) return i;
    return -1;
  }

  /** Takes an object in, and gives its number. */
  add(key: Value): number {
    const number = this.items.push(key) - 1;
    if (this.byKey !== null) this.byKey.set(key, number);
    else if (number >= FEW) this.index();
    return number;
  }

  private index(): void {
    const byKey = new Map<unknown, number>();
    for (let i = 0; i < this.items.length; i++) byKey.set(this.items[i], i);
    this.byKey = byKey;
  }

  clear(): void {
    this.items = [];
    this.byKey = null;
  }
}

const shortBytes: Bytes[] = [];
/** What stands for a bytes object in a memo: CPython has the empty one and those of one byte only once. */
export function bytesKey(x: Bytes): Bytes {
  const { data } = x;
  if (data.length > 1) return x;
  const index = data.length === 0 ? 256 : (data[0] as number);
  return (shortBytes[index] ??= x);
}

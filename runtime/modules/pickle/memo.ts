/**
 * memo - what a pickler has written already, by identity, with the number that a pickle refers to it by.
 *
 * Mirrors     Modules/_pickle.c (PyMemoTable)
 * Mind        strings go by their text: equal ones count as one object, as CPython's interned ones do. So do bytes of no more than one byte.
 * Invariants
 *   P3  The number of an object is its place in `few`, or, once there are many, what `byKey` has for it; `size` is the next one.
 */
import { Bytes } from "../../objects/bytes/data.js";
import type { Value } from "../../objects/object.js";

/** Up to so many objects are looked for one by one. */
const FEW = 8;

export class Memo {
  size = 0;
  private few: Value[] = [];
  private byKey: Map<unknown, number> | null = null;

  /** The number of an object; -1 if it was not written yet. */
  find(key: Value): number {
    if (this.byKey !== null) {
      const number = this.byKey.get(key);
      return number === undefined ? -1 : number;
    }
    const { few } = this;
    for (let i = 0; i < few.length; i++) if (few[i] === key) return i;
    return -1;
  }

  /** Takes an object in, and gives its number. */
  add(key: Value): number {
    const number = this.size++;
    if (this.byKey !== null) this.byKey.set(key, number);
    else {
      this.few.push(key);
      if (number >= FEW) this.index();
    }
    return number;
  }

  /** The number of an object that nobody else can refer to. */
  addUnseen(): number {
    if (this.byKey === null) this.few.push(undefined);
    return this.size++;
  }

  private index(): void {
    const byKey = new Map<unknown, number>();
    const { few } = this;
    for (let i = 0; i < few.length; i++) if (few[i] !== undefined) byKey.set(few[i], i);
    this.byKey = byKey;
    this.few = [];
  }

  /** All objects, at their numbers. */
  items(): Value[] {
    if (this.byKey === null) return this.few.slice();
    const items: Value[] = [];
    for (const [key, number] of this.byKey) items[number] = key;
    return items;
  }

  clear(): void {
    this.size = 0;
    this.few = [];
    this.byKey = null;
  }
}

const shortBytes: Bytes[] = [];
/** What stands for a bytes object in a memo: CPython has the empty one and those of one byte only once. */
export function bytesKey(x: Bytes): Bytes {
  const { $data } = x;
  if ($data.length > 1) return x;
  const index = $data.length === 0 ? 256 : ($data[0] as number);
  return (shortBytes[index] ??= x);
}

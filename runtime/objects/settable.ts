/**
 * settable - the hash table of CPython's sets, whose order of iteration scripts print.
 *
 * Mirrors     Objects/setobject.c: probes, growth, reuse of dummies, the finger of pop()
 * Suspends    find, add, merge, removing: keys with the same hash are compared
 * Mind        a slot is three items: key, low and high word of its hash. A key is `undefined` in a slot never used, DUMMY in one that was left
 */
import type { Suspends } from "../frames/suspend.js";
import { sameTuples } from "./keymap.js";
import { same } from "./protocols/eq.js";
import type { Value } from "./object.js";

const LINEAR_PROBES = 9;
const PERTURB_SHIFT = 5;
const SMALLEST = 8;

/** Stands in a slot whose key was removed. */
const DUMMY = { dummy: true };

function emptySlots(count: number): Value[] {
  return new Array<Value>(count * 3).fill(undefined);
}

/** What a new table begins with. */
const UNUSED = emptySlots(SMALLEST);

export class SetTable {
  slots: Value[] = UNUSED.slice();
  mask = SMALLEST - 1;
  /** slots in use, dummies too */
  fill = 0;
  size = 0;
  /** where pop() looks next */
  finger = 0;

  /** Position of the key's slot in `slots`; -1 if it is not there. */
  find(key: Value, lo: number, hi: number): Suspends<number> {
    const slots = this.slots;
    let mask = this.mask;
    let shiftedLo = lo;
    let shiftedHi = hi;
    let i = lo & mask;
    for (;;) {
      let at = i * 3;
      for (let probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0; probes >= 0; probes--, at += 3) {
        const found = slots[at];
        if (found === undefined) return -1;
        if (slots[at + 1] !== lo || slots[at + 2] !== hi || found === DUMMY) continue;
        if (found === key) return at;
        if (typeof found === "number" && typeof key === "number") continue;
        const equal = sameTuples(found, key) || same(found, key);
        if (slots !== this.slots || slots[at] !== found) return this.find(key, lo, hi);
        if (equal) return at;
        mask = this.mask;
      }
      shiftedLo = (shiftedHi << (32 - PERTURB_SHIFT)) | (shiftedLo >>> PERTURB_SHIFT);
      shiftedHi >>>= PERTURB_SHIFT;
      i = (i * 5 + 1 + (shiftedLo >>> 0)) & mask;
    }
  }

  /** Adds the key unless it is there; tells whether it was added. */
  add(key: Value, lo: number, hi: number): Suspends<boolean> {
    const slots = this.slots;
    const mask = this.mask;
    let shiftedLo = lo;
    let shiftedHi = hi;
    let i = lo & mask;
    let left = -1;
    for (;;) {
      let at = i * 3;
      for (let probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0; probes >= 0; probes--, at += 3) {
        const found = slots[at];
        if (found === undefined) {
          if (left < 0) this.put(at, key, lo, hi);
          else this.reuse(left, key, lo, hi);
          return true;
        }
        if (slots[at + 1] !== lo || slots[at + 2] !== hi || found === DUMMY) {
          if (found === DUMMY) left = at;
          continue;
        }
        if (found === key) return false;
        if (typeof found === "number" && typeof key === "number") continue;
        const equal = sameTuples(found, key) || same(found, key);
        if (slots !== this.slots || slots[at] !== found) return this.add(key, lo, hi);
        if (equal) return false;
      }
      shiftedLo = (shiftedHi << (32 - PERTURB_SHIFT)) | (shiftedLo >>> PERTURB_SHIFT);
      shiftedHi >>>= PERTURB_SHIFT;
      i = (i * 5 + 1 + (shiftedLo >>> 0)) & mask;
    }
  }

  /** Fills a slot that a key left: the last one seen on the way, as CPython does. */
  private reuse(at: number, key: Value, lo: number, hi: number): void {
    this.slots[at] = key;
    this.slots[at + 1] = lo;
    this.slots[at + 2] = hi;
    this.size++;
  }

  private put(at: number, key: Value, lo: number, hi: number): void {
    const slots = this.slots;
    slots[at] = key;
    slots[at + 1] = lo;
    slots[at + 2] = hi;
    this.fill++;
    this.size++;
    if (this.fill * 5 >= this.mask * 3) this.resize(this.size > 50000 ? this.size * 2 : this.size * 4);
  }

  /** Adds a key known to be new, to a table without dummies that is big enough. */
  private addNew(key: Value, lo: number, hi: number): void {
    const { slots, mask } = this;
    let shiftedLo = lo;
    let shiftedHi = hi;
    let i = lo & mask;
    for (;;) {
      let at = i * 3;
      for (let probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0; probes >= 0; probes--, at += 3) {
        if (slots[at] === undefined) {
          slots[at] = key;
          slots[at + 1] = lo;
          slots[at + 2] = hi;
          return;
        }
      }
      shiftedLo = (shiftedHi << (32 - PERTURB_SHIFT)) | (shiftedLo >>> PERTURB_SHIFT);
      shiftedHi >>>= PERTURB_SHIFT;
      i = (i * 5 + 1 + (shiftedLo >>> 0)) & mask;
    }
  }

  private resize(least: number): void {
    let count = SMALLEST;
    while (count <= least) count *= 2;
    if (count === SMALLEST && this.mask === SMALLEST - 1 && this.fill === this.size) return;
    const old = this.slots;
    this.slots = emptySlots(count);
    this.mask = count - 1;
    this.fill = this.size;
    for (let at = 0; at < old.length; at += 3) {
      const key = old[at];
      if (key !== undefined && key !== DUMMY) this.addNew(key, old[at + 1], old[at + 2]);
    }
  }

  /** Makes room for so many more keys, as before the keys of a set or a dict are added. */
  reserve(more: number): void {
    if ((this.fill + more) * 5 >= this.mask * 3) this.resize((this.size + more) * 2);
  }

  /** Adds the keys of another table. */
  merge(other: SetTable): Suspends<void> {
    if (other === this || other.size === 0) return;
    this.reserve(other.size);
    const from = other.slots;
    if (this.fill === 0) {
      if (this.mask === other.mask && other.fill === other.size) this.slots = from.slice();
      else {
        for (let at = 0; at < from.length; at += 3) {
          const key = from[at];
          if (key !== undefined && key !== DUMMY) this.addNew(key, from[at + 1], from[at + 2]);
        }
      }
      this.fill = this.size = other.size;
      return;
    }
    for (let at = 0; at < from.length; at += 3) {
      const key = from[at];
      if (key !== undefined && key !== DUMMY) this.add(key, from[at + 1], from[at + 2]);
    }
  }

  /** Empties the slot that find() gave. */
  leave(at: number): void {
    this.slots[at] = DUMMY;
    this.slots[at + 1] = -1;
    this.slots[at + 2] = -1;
    this.size--;
  }

  /** Drops the dummies after many removals. */
  tidy(): void {
    if (this.fill - this.size > Math.floor(this.mask / 4)) this.resize(this.size > 50000 ? this.size * 2 : this.size * 4);
  }

  /** Takes the key at the finger out; undefined if there is none. */
  pop(): Value {
    if (this.size === 0) return undefined;
    let i = this.finger & this.mask;
    let key = this.slots[i * 3];
    while (key === undefined || key === DUMMY) {
      i = i === this.mask ? 0 : i + 1;
      key = this.slots[i * 3];
    }
    this.leave(i * 3);
    this.finger = i + 1;
    return key;
  }

  /** Position of the first key at or after a position; -1 if there is none. */
  nextAt(at: number): number {
    const slots = this.slots;
    for (; at < slots.length; at += 3) {
      const key = slots[at];
      if (key !== undefined && key !== DUMMY) return at;
    }
    return -1;
  }

  /** The keys in their order. */
  keys(): Value[] {
    const keys: Value[] = [];
    for (let at = this.nextAt(0); at >= 0; at = this.nextAt(at + 3)) keys.push(this.slots[at]);
    return keys;
  }

  copy(): SetTable {
    const copy = new SetTable();
    copy.slots = this.slots.slice();
    copy.mask = this.mask;
    copy.fill = this.fill;
    copy.size = this.size;
    return copy;
  }
}

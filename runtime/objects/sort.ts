/**
 * sort - the stable sort of list.sort() and sorted().
 *
 * Mirrors     Objects/listobject.c of CPython 3.13 (timsort with powersort's merges): the same comparisons in the same order
 * Suspends    Timsort: comparisons may run Python code
 * Mind        keys whose comparison cannot run any go to JavaScript's sort (sortnative.ts)
 */
import type { Suspends } from "../frames/suspend.js";
import type { Value } from "./object.js";
import { lessThan } from "./protocols/compare.js";
import { sortNatively } from "./sortnative.js";

/** Sorts `keys` in place and moves `values` (if not null) in the same way. */
export function sortKeys(keys: Value[], values: Value[] | null, reverse: boolean): Suspends<void> {
  if (keys.length < 2) return;
  if (sortNatively(keys, values, reverse)) return;
  if (reverse) reverseBoth(keys, values);
  const sort = new Timsort(keys, values);
  try {
    sort.run();
  } finally {
    if (reverse) reverseBoth(keys, values);
  }
}

function reverseBoth(keys: Value[], values: Value[] | null): void {
  keys.reverse();
  if (values !== null) values.reverse();
}

const MIN_GALLOP = 7;
/** Below it, runs are extended by binary insertion. */
const MAX_MINRUN = 64;

interface Run {
  base: number;
  length: number;
  power: number;
}

class Timsort {
  minGallop = MIN_GALLOP;
  pending: Run[] = [];

  constructor(
    readonly keys: Value[],
    readonly values: Value[] | null,
  ) {}

  run(): Suspends<void> {
    let remaining = this.keys.length;
    let low = 0;
    const minRun = minimalRun(remaining);
    while (remaining > 0) {
      let n = this.countRun(low, remaining);
      if (n < minRun) {
        const force = remaining <= minRun ? remaining : minRun;
        this.binaryInsertion(low, force, n);
        n = force;
      }
      this.foundNewRun(low, n);
      this.pending.push({ base: low, length: n, power: 0 });
      low += n;
      remaining -= n;
    }
    this.mergeAll();
  }

  private reverse(low: number, n: number): void {
    const { keys, values } = this;
    for (let i = low, j = low + n - 1; i < j; i++, j--) {
      const key = keys[i];
      keys[i] = keys[j];
      keys[j] = key;
      if (values !== null) {
        const value = values[i];
        values[i] = values[j];
        values[j] = value;
      }
    }
  }

  /** Length of the run that begins at `low`, made ascending. */
  private countRun(low: number, remaining: number): Suspends<number> {
    const keys = this.keys;
    let n = 1;
    for (; n < remaining; n++) if (lessThan(keys[low + n], keys[low + n - 1])) break;
    if (n === remaining) return n;
    if (n > 1) {
      if (lessThan(keys[low], keys[low + n - 1])) return n;
      this.reverse(low, n);
    }
    n++;
    let equal = 0;
    for (; n < remaining; n++) {
      if (lessThan(keys[low + n], keys[low + n - 1])) {
        if (equal > 0) this.reverse(low + n - equal - 1, equal + 1);
        equal = 0;
      } else if (lessThan(keys[low + n - 1], keys[low + n])) break;
      else equal++;
    }
    if (equal > 0) this.reverse(low + n - equal - 1, equal + 1);
    this.reverse(low, n);
    for (; n < remaining; n++) if (lessThan(keys[low + n], keys[low + n - 1])) break;
    return n;
  }

  private binaryInsertion(low: number, n: number, sorted: number): Suspends<void> {
    const { keys, values } = this;
    for (let done = low + sorted; done < low + n; done++) {
      let left = low;
      let right = done;
      const pivot = keys[done];
      while (left < right) {
        const middle = (left + right) >> 1;
        if (lessThan(pivot, keys[middle])) right = middle;
        else left = middle + 1;
      }
      keys.copyWithin(left + 1, left, done);
      keys[left] = pivot;
      if (values !== null) {
        const value = values[done];
        values.copyWithin(left + 1, left, done);
        values[left] = value;
      }
    }
  }

  private foundNewRun(low: number, n2: number): Suspends<void> {
    const pending = this.pending;
    const last = pending.at(-1);
    if (last === undefined) return;
    const power = runPower(last.base, last.length, n2, this.keys.length);
    while (pending.length > 1 && (pending[pending.length - 2] as Run).power > power) this.mergeAt(pending.length - 2);
    (pending.at(-1) as Run).power = power;
  }

  private mergeAll(): Suspends<void> {
    const pending = this.pending;
    while (pending.length > 1) {
      let n = pending.length - 2;
      if (n > 0 && (pending[n - 1] as Run).length < (pending[n + 1] as Run).length) n--;
      this.mergeAt(n);
    }
  }

  private mergeAt(i: number): Suspends<void> {
    const a = this.pending[i] as Run;
    const b = this.pending[i + 1] as Run;
    let { base: baseA, length: na } = a;
    const baseB = b.base;
    let nb = b.length;
    a.length = na + nb;
    this.pending.splice(i + 1, 1);
    const k = this.gallopRight(this.keys[baseB], this.keys, baseA, na, 0);
    baseA += k;
    na -= k;
    if (na === 0) return;
    nb = this.gallopLeft(this.keys[baseA + na - 1], this.keys, baseB, nb, nb - 1);
    if (nb <= 0) return;
    if (na <= nb) this.mergeLow(baseA, na, baseB, nb);
    else this.mergeHigh(baseA, na, baseB, nb);
  }

  /** Where `key` belongs in a[base:base+n], left of equal ones. */
  private gallopLeft(key: Value, a: Value[], base: number, n: number, hint: number): Suspends<number> {
    let last = 0;
    let offset = 1;
    if (lessThan(a[base + hint], key)) {
      const most = n - hint;
      while (offset < most && lessThan(a[base + hint + offset], key)) {
        last = offset;
        offset = offset * 2 + 1;
      }
      if (offset > most) offset = most;
      last += hint;
      offset += hint;
    } else {
      const most = hint + 1;
      while (offset < most && !lessThan(a[base + hint - offset], key)) {
        last = offset;
        offset = offset * 2 + 1;
      }
      if (offset > most) offset = most;
      const k = last;
      last = hint - offset;
      offset = hint - k;
    }
    last++;
    while (last < offset) {
      const middle = last + ((offset - last) >> 1);
      if (lessThan(a[base + middle], key)) last = middle + 1;
      else offset = middle;
    }
    return offset;
  }

  /** Where `key` belongs in a[base:base+n], right of equal ones. */
  private gallopRight(key: Value, a: Value[], base: number, n: number, hint: number): Suspends<number> {
    let last = 0;
    let offset = 1;
    if (lessThan(key, a[base + hint])) {
      const most = hint + 1;
      while (offset < most && lessThan(key, a[base + hint - offset])) {
        last = offset;
        offset = offset * 2 + 1;
      }
      if (offset > most) offset = most;
      const k = last;
      last = hint - offset;
      offset = hint - k;
    } else {
      const most = n - hint;
      while (offset < most && !lessThan(key, a[base + hint + offset])) {
        last = offset;
        offset = offset * 2 + 1;
      }
      if (offset > most) offset = most;
      last += hint;
      offset += hint;
    }
    last++;
    while (last < offset) {
      const middle = last + ((offset - last) >> 1);
      if (lessThan(key, a[base + middle])) offset = middle;
      else last = middle + 1;
    }
    return offset;
  }

  private copy(to: number, keys: Value[], values: Value[] | null, from: number, n: number): void {
    if (keys === this.keys) {
      keys.copyWithin(to, from, from + n);
      if (values !== null) values.copyWithin(to, from, from + n);
      return;
    }
    for (let i = 0; i < n; i++) this.keys[to + i] = keys[from + i];
    if (this.values !== null && values !== null) for (let i = 0; i < n; i++) this.values[to + i] = values[from + i];
  }

  private move(to: number, keys: Value[], values: Value[] | null, from: number): void {
    this.keys[to] = keys[from];
    if (this.values !== null && values !== null) this.values[to] = values[from];
  }

  /** Merges two neighbouring runs where the first is the shorter one. */
  private mergeLow(baseA: number, na: number, baseB: number, nb: number): Suspends<void> {
    const { keys, values } = this;
    const left = keys.slice(baseA, baseA + na);
    const leftValues = values === null ? null : values.slice(baseA, baseA + na);
    let to = baseA;
    let a = 0;
    let b = baseB;
    let minGallop = this.minGallop;
    let lastOfA = false;
    try {
      this.move(to++, keys, values, b++);
      nb--;
      if (nb === 0) return;
      if (na === 1) {
        lastOfA = true;
        return;
      }
      for (;;) {
        let countA = 0;
        let countB = 0;
        for (;;) {
          if (lessThan(keys[b], left[a])) {
            this.move(to++, keys, values, b++);
            countB++;
            countA = 0;
            nb--;
            if (nb === 0) return;
            if (countB >= minGallop) break;
          } else {
            this.move(to++, left, leftValues, a++);
            countA++;
            countB = 0;
            na--;
            if (na === 1) {
              lastOfA = true;
              return;
            }
            if (countA >= minGallop) break;
          }
        }
        minGallop++;
        do {
          if (minGallop > 1) minGallop--;
          this.minGallop = minGallop;
          countA = this.gallopRight(keys[b], left, a, na, 0);
          if (countA > 0) {
            this.copy(to, left, leftValues, a, countA);
            to += countA;
            a += countA;
            na -= countA;
            if (na === 1) {
              lastOfA = true;
              return;
            }
            if (na === 0) return;
          }
          this.move(to++, keys, values, b++);
          nb--;
          if (nb === 0) return;
          countB = this.gallopLeft(left[a], keys, b, nb, 0);
          if (countB > 0) {
            this.copy(to, keys, values, b, countB);
            to += countB;
            b += countB;
            nb -= countB;
            if (nb === 0) return;
          }
          this.move(to++, left, leftValues, a++);
          na--;
          if (na === 1) {
            lastOfA = true;
            return;
          }
        } while (countA >= MIN_GALLOP || countB >= MIN_GALLOP);
        minGallop++;
        this.minGallop = minGallop;
      }
    } finally {
      if (lastOfA) {
        this.copy(to, keys, values, b, nb);
        this.move(to + nb, left, leftValues, a);
      } else if (na > 0) this.copy(to, left, leftValues, a, na);
    }
  }

  /** Merges two neighbouring runs where the second is the shorter one, from the right. */
  private mergeHigh(baseA: number, na: number, baseB: number, nb: number): Suspends<void> {
    const { keys, values } = this;
    const right = keys.slice(baseB, baseB + nb);
    const rightValues = values === null ? null : values.slice(baseB, baseB + nb);
    let to = baseB + nb - 1;
    let a = baseA + na - 1;
    let b = nb - 1;
    let minGallop = this.minGallop;
    let firstOfB = false;
    try {
      this.move(to--, keys, values, a--);
      na--;
      if (na === 0) return;
      if (nb === 1) {
        firstOfB = true;
        return;
      }
      for (;;) {
        let countA = 0;
        let countB = 0;
        for (;;) {
          if (lessThan(right[b], keys[a])) {
            this.move(to--, keys, values, a--);
            countA++;
            countB = 0;
            na--;
            if (na === 0) return;
            if (countA >= minGallop) break;
          } else {
            this.move(to--, right, rightValues, b--);
            countB++;
            countA = 0;
            nb--;
            if (nb === 1) {
              firstOfB = true;
              return;
            }
            if (countB >= minGallop) break;
          }
        }
        minGallop++;
        do {
          if (minGallop > 1) minGallop--;
          this.minGallop = minGallop;
          countA = na - this.gallopRight(right[b], keys, baseA, na, na - 1);
          if (countA > 0) {
            to -= countA;
            a -= countA;
            this.copy(to + 1, keys, values, a + 1, countA);
            na -= countA;
            if (na === 0) return;
          }
          this.move(to--, right, rightValues, b--);
          nb--;
          if (nb === 1) {
            firstOfB = true;
            return;
          }
          countB = nb - this.gallopLeft(keys[a], right, 0, nb, nb - 1);
          if (countB > 0) {
            to -= countB;
            b -= countB;
            this.copy(to + 1, right, rightValues, b + 1, countB);
            nb -= countB;
            if (nb === 1) {
              firstOfB = true;
              return;
            }
            if (nb === 0) return;
          }
          this.move(to--, keys, values, a--);
          na--;
          if (na === 0) return;
        } while (countA >= MIN_GALLOP || countB >= MIN_GALLOP);
        minGallop++;
        this.minGallop = minGallop;
      }
    } finally {
      if (firstOfB) {
        to -= na;
        a -= na;
        this.copy(to + 1, keys, values, a + 1, na);
        this.move(to, right, rightValues, b);
      } else if (nb > 0) this.copy(to - (nb - 1), right, rightValues, 0, nb);
    }
  }
}

function minimalRun(n: number): number {
  let r = 0;
  while (n >= MAX_MINRUN) {
    r |= n & 1;
    n >>= 1;
  }
  return n + r;
}

/** Depth of the boundary between two runs in powersort's tree of merges. */
function runPower(start: number, n1: number, n2: number, n: number): number {
  let power = 0;
  let a = 2 * start + n1;
  let b = a + n1 + n2;
  for (;;) {
    power++;
    if (a >= n) {
      a -= n;
      b -= n;
    } else if (b >= n) return power;
    a *= 2;
    b *= 2;
  }
}

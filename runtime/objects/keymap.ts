/**
 * keymap - the storage of dicts, and of sets whose order nobody can rely on: entries in order of insertion, found by Python's equality.
 *
 * Invariants
 *   K1  `$map` holds every entry once: under its plain key (keys.ts), or, where that is not enough, under the key object itself.
 *   K2  `$buckets` holds the entries of the second kind again, by the low word of their hash; `$hashed` counts them.
 *   K3  `$version` changes whenever a key comes or goes.
 * Suspends    whatever finds a key: `__hash__` and `__eq__` of the keys
 * Mind        names start with `$`, because Dict derives from it and Python code sees its names
 */
import type { Suspends } from "../frames/suspend.js";
import { H } from "./hash64.js";
import { hashStringInto } from "./siphash.js";
import { object, type Value } from "./object.js";

export class Entry {
  constructor(
    public key: Value,
    public value: Value,
  ) {}
}

/** An entry whose key had to be hashed. */
export class HashedEntry extends Entry {
  next: HashedEntry | undefined = undefined;
  constructor(
    key: Value,
    value: Value,
    readonly lo: number,
    readonly hi: number,
  ) {
    super(key, value);
  }
}

/** A key of the JavaScript Map. */
export type PlainKey = string | number | bigint | object | null | undefined;

/** What this file needs of files that load after it, because classes derive from KeyMap while they load; keys.ts fills it in. */
export const keys = {} as {
  /** What stands for a key in a JavaScript Map, if equal keys have the same; else undefined: such keys are hashed and compared. */
  plain: (key: Value) => PlainKey;
  /** The hash of a key: the low word, the high one in `H`. */
  hash: (key: Value) => Suspends<number>;
  same: (a: Value, b: Value) => Suspends<boolean>;
  /** Whether a key that is hashed can only be equal to others that are. */
  apart: (key: Value) => boolean;
  isTuple: (key: Value) => boolean;
};

/** Whether two keys are tuples of items that are the very same; false says nothing. */
export function sameTuples(a: Value, b: Value): boolean {
  if (!keys.isTuple(a) || !keys.isTuple(b)) return false;
  const x: Value[] = a.items;
  const y: Value[] = b.items;
  if (x.length !== y.length) return false;
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}

export class KeyMap {
  $map = new Map<unknown, Entry>();
  $buckets: Map<number, HashedEntry> | null = null;
  $hashed = 0;
  $version = 0;
  /** keys in order, while popitem() takes them from the end; valid for `$tailVersion` only */
  $tail: unknown[] | null = null;
  $tailVersion = 0;

  /** The entry of a key. */
  $find(key: Value): Suspends<Entry | undefined> {
    const plain = keys.plain(key);
    if (plain !== undefined) {
      const entry = this.$map.get(plain);
      return entry !== undefined || this.$hashed === 0 ? entry : this.$findAmongHashed(key);
    }
    return this.$findHashed(key, keys.hash(key), H.hi);
  }

  /** The entry of a key that another one holds: it is not hashed again. */
  $findKeyOf(other: Entry): Suspends<Entry | undefined> {
    return other instanceof HashedEntry && keys.plain(other.key) === undefined ? this.$findHashed(other.key, other.lo, other.hi) : this.$find(other.key);
  }

  /** The entry of a key whose hash is known. */
  $findHashed(key: Value, lo: number, hi: number): Suspends<HashedEntry | Entry | undefined> {
    const buckets = this.$buckets;
    if (buckets !== null) {
      let entry = buckets.get(lo);
      while (entry !== undefined) {
        if (entry.key === key) return entry;
        if (entry.hi === hi) {
          const version = this.$version;
          const found = sameTuples(entry.key, key) || keys.same(entry.key, key);
          if (version !== this.$version && !this.$holds(entry)) return this.$findHashed(key, lo, hi);
          if (found) return entry;
        }
        entry = entry.next;
      }
    }
    if (this.$map.size === this.$hashed || keys.apart(key)) return undefined;
    return this.$findAmongPlain(key, lo, hi);
  }

  /** Whether an entry is still one of this dict's, after Python code has run. */
  $holds(entry: HashedEntry): boolean {
    return this.$map.get(entry.key) === entry;
  }

  /** A plain key that is not in `$map` may still be equal to an object with `__eq__`. */
  $findAmongHashed(key: Value): Suspends<Entry | undefined> {
    const lo = keys.hash(key);
    const hi = H.hi;
    let entry = this.$buckets === null ? undefined : this.$buckets.get(lo);
    while (entry !== undefined) {
      if (entry.hi === hi && !keys.apart(entry.key) && keys.same(entry.key, key)) return entry;
      entry = entry.next;
    }
    return undefined;
  }

  /** An object with `__eq__` may be equal to a number or a string: numbers are found by their hash, strings by a search. */
  $findAmongPlain(key: Value, lo: number, hi: number): Suspends<Entry | undefined> {
    const candidates: Entry[] = [];
    for (const [plain, entry] of this.$map) {
      if (typeof plain === "string") {
        if (hashStringInto(plain) === lo && H.hi === hi) candidates.push(entry);
      } else if (typeof plain === "number" || typeof plain === "bigint" || plain === null) {
        if (keys.hash(entry.key) === lo && H.hi === hi) candidates.push(entry);
      }
    }
    for (let i = 0; i < candidates.length; i++) {
      const entry = candidates[i] as Entry;
      if (keys.same(entry.key, key)) return entry;
    }
    return undefined;
  }

  /** The entry of a key, made with this value if it is new. `$fresh(size)` before and after tells which. */
  $obtain(key: Value, value: Value): Suspends<Entry> {
    const plain = keys.plain(key);
    if (plain !== undefined) {
      const known = this.$map.get(plain) ?? (this.$hashed === 0 ? undefined : this.$findAmongHashed(key));
      if (known !== undefined) return known;
      const entry = new Entry(key, value);
      this.$map.set(plain, entry);
      this.$version++;
      return entry;
    }
    const lo = keys.hash(key);
    const hi = H.hi;
    const known = this.$findHashed(key, lo, hi);
    if (known !== undefined) return known;
    return this.$appendHashed(key, value, lo, hi);
  }

  /** `$obtain` of a key that another one holds: it is not hashed again. */
  $obtainKeyOf(other: Entry, value: Value): Suspends<Entry> {
    if (!(other instanceof HashedEntry) || keys.plain(other.key) !== undefined) return this.$obtain(other.key, value);
    const { key, lo, hi } = other;
    return this.$findHashed(key, lo, hi) ?? this.$appendHashed(key, value, lo, hi);
  }

  $appendHashed(key: Value, value: Value, lo: number, hi: number): Entry {
    const entry = new HashedEntry(key, value, lo, hi);
    const buckets = (this.$buckets ??= new Map());
    entry.next = buckets.get(lo);
    buckets.set(lo, entry);
    this.$map.set(key, entry);
    this.$hashed++;
    this.$version++;
    return entry;
  }

  /** Takes an entry out. */
  $drop(entry: Entry): void {
    this.$version++;
    if (!(entry instanceof HashedEntry)) {
      this.$map.delete(keys.plain(entry.key));
      return;
    }
    this.$map.delete(entry.key);
    this.$hashed--;
    const buckets = this.$buckets as Map<number, HashedEntry>;
    let at = buckets.get(entry.lo);
    if (at === entry) {
      if (entry.next === undefined) buckets.delete(entry.lo);
      else buckets.set(entry.lo, entry.next);
      return;
    }
    while (at !== undefined && at.next !== entry) at = at.next;
    if (at !== undefined) at.next = entry.next;
  }

  /** The last entry; undefined if there is none. */
  $last(): Entry | undefined {
    if (this.$map.size === 0) return undefined;
    if (this.$tail === null || this.$tailVersion !== this.$version) this.$tail = [...this.$map.keys()];
    return this.$map.get(this.$tail.at(-1));
  }

  /** Takes the last entry out. */
  $dropLast(entry: Entry): void {
    this.$drop(entry);
    this.$tail?.pop();
    this.$tailVersion = this.$version;
  }

  /** The entry is the last one from now on; or the first one. It stays the same entry, so that a search that goes on finds it. */
  $move(entry: Entry, last: boolean): void {
    const first = last ? [] : [...this.$map];
    const key = entry instanceof HashedEntry ? entry.key : keys.plain(entry.key);
    this.$map.delete(key);
    this.$map.set(key, entry);
    for (const [other, its] of first) {
      if (its === entry) continue;
      this.$map.delete(other);
      this.$map.set(other, its);
    }
    this.$version++;
  }

  $clear(): void {
    this.$map.clear();
    this.$buckets = null;
    this.$hashed = 0;
    this.$version++;
    this.$tail = null;
  }

  /** Puts the entries of another one, equal keys keeping their place; with `values`, and new entries. */
  $copyFrom(other: KeyMap): void {
    for (const [plain, entry] of other.$map) {
      if (entry instanceof HashedEntry) this.$appendHashed(entry.key, entry.value, entry.lo, entry.hi);
      else this.$map.set(plain, new Entry(entry.key, entry.value));
    }
    this.$version++;
  }
}
Object.setPrototypeOf(KeyMap.prototype, object.prototype);

/** Python's dict; its Python methods are in dict.ts. */
export class Dict extends KeyMap {
  /** The value of a key; undefined if it is not there. */
  $get(key: Value): Suspends<Value> {
    const entry = this.$find(key);
    return entry === undefined ? undefined : entry.value;
  }

  $set(key: Value, value: Value): Suspends<void> {
    if ((typeof key === "string" || typeof key === "number") && this.$hashed === 0) {
      const entry = this.$map.get(key);
      if (entry !== undefined) entry.value = value;
      else {
        this.$map.set(key, new Entry(key, value));
        this.$version++;
      }
      return;
    }
    const entry = this.$obtain(key, value);
    entry.value = value;
  }

  $has(key: Value): Suspends<boolean> {
    return this.$find(key) !== undefined;
  }

  /** Takes a key out and gives its value; undefined if it was not there. */
  $delete(key: Value): Suspends<Value> {
    const entry = this.$find(key);
    if (entry === undefined) return undefined;
    // read first: an entry of `__dict__` is the attribute itself
    const value: Value = entry.value;
    this.$drop(entry);
    return value;
  }

  /** The value of a string key, with no Python code run; undefined if it is not there. */
  $named(name: string): Value {
    return this.$map.get(name)?.value;
  }

  $setNamed(name: string, value: Value): void {
    const entry = this.$map.get(name);
    if (entry !== undefined) entry.value = value;
    else {
      this.$map.set(name, new Entry(name, value));
      this.$version++;
    }
  }

  $size(): number {
    return this.$map.size;
  }

  /** The entries as they stand now. */
  $entries(): Entry[] {
    return [...this.$map.values()];
  }

  /** The keys as they stand now. */
  $keys(): Value[] {
    const found: Value[] = [];
    for (const entry of this.$map.values()) found.push(entry.key);
    return found;
  }

  $copy(): Dict {
    const copy = new Dict();
    copy.$copyFrom(this);
    return copy;
  }

  /** A dict with these string keys. */
  static $of(items: Iterable<readonly [string, Value]>): Dict {
    const made = new Dict();
    for (const [key, value] of items) made.$setNamed(key, value);
    return made;
  }
}

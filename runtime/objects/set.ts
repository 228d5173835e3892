/**
 * set - sets and frozensets.
 *
 * Mirrors     Objects/setobject.c: a set of numbers, None and tuples iterates in CPython's order, and under PYTHONHASHSEED one of strings
 * Invariants
 *   T1  Exactly one of `$table` and `$keys` is not null: `$table` until a key comes whose hash CPython takes at random (a string, without PYTHONHASHSEED) or from an address.
 * Suspends    whatever finds a key, prints keys, or iterates another value
 */
import type { Suspends } from "../frames/suspend.js";
import { dict, Dict } from "./dict.js";
import { KeyError, RuntimeError, TypeError } from "./exceptions.js";
import { Float } from "./float.js";
import { FrozenSetHash, H, hashValue } from "./hash64.js";
import { END, iterate, iteratorType } from "./iterator.js";
import { PyIterator } from "./iteratorbase.js";
import { HashedEntry, KeyMap, type Entry } from "./keymap.js";
import { plainKey } from "./keys.js";
import { madeFor, NotImplemented, object, typeOf, type PyType, type Value } from "./object.js";
import { callMethod } from "./protocols/call.js";
import { hashInto } from "./protocols/hash.js";
import { repr } from "./protocols/repr.js";
import { isWithin, leave } from "./recursion.js";
import { builtinType, methods, unhashable } from "./register.js";
import { generic } from "./genericalias.js";
import { hashStringInto, SEEDED } from "./siphash.js";
import { SetTable } from "./settable.js";
import { Tuple } from "./tuple.js";

/** Whether the place of a key in CPython's table can be told. */
function hasPlace(key: Value): boolean {
  switch (typeof key) {
    case "number":
    case "bigint":
    case "boolean":
      return true;
    case "string":
      return SEEDED;
    case "function":
      return false;
    default:
      if (key === null || key instanceof Tuple || key instanceof Float) return true;
      return typeof plainKey(key) !== "object" && (SEEDED || typeof plainKey(key) !== "string");
  }
}

export class SetBase {
  $table: SetTable | null = new SetTable();
  $keys: KeyMap | null = null;
  /** hash of a frozenset once it is known */
  $hash: { hi: number; lo: number } | null = null;

  $size(): number {
    return this.$table !== null ? this.$table.size : (this.$keys as KeyMap).$map.size;
  }

  $has(key: Value): Suspends<boolean> {
    if (this.$table !== null) return this.$table.find(key, hashInto(key), H.hi) >= 0;
    return (this.$keys as KeyMap).$find(key) !== undefined;
  }

  /** Adds a key; tells whether it was new. */
  $add(key: Value): Suspends<boolean> {
    if (this.$table !== null) {
      if (hasPlace(key)) return this.$table.add(key, hashInto(key), H.hi);
      this.$leaveTable();
    }
    const keys = this.$keys as KeyMap;
    const size = keys.$map.size;
    keys.$obtain(key, undefined);
    return keys.$map.size !== size;
  }

  /** `$has` of a key that another set or a dict holds: it is not hashed again. */
  $hasKeyOf(other: Entry): Suspends<boolean> {
    if (this.$table === null) return (this.$keys as KeyMap).$findKeyOf(other) !== undefined;
    return other instanceof HashedEntry ? this.$table.find(other.key, other.lo, other.hi) >= 0 : this.$has(other.key);
  }

  /** `$add` of such a key. */
  $addKeyOf(other: Entry): Suspends<boolean> {
    if (!(other instanceof HashedEntry)) return this.$add(other.key);
    if (this.$table !== null) {
      if (hasPlace(other.key)) return this.$table.add(other.key, other.lo, other.hi);
      this.$leaveTable();
    }
    const keys = this.$keys as KeyMap;
    const size = keys.$map.size;
    keys.$obtainKeyOf(other, undefined);
    return keys.$map.size !== size;
  }

  /** `$discard` of such a key. */
  $discardKeyOf(other: Entry): Suspends<boolean> {
    if (!(other instanceof HashedEntry)) return this.$discard(other.key);
    if (this.$table !== null) {
      const at = this.$table.find(other.key, other.lo, other.hi);
      if (at >= 0) this.$table.leave(at);
      return at >= 0;
    }
    const entry = (this.$keys as KeyMap).$findKeyOf(other);
    if (entry !== undefined) (this.$keys as KeyMap).$drop(entry);
    return entry !== undefined;
  }

  /** The keys as they stand now, in order, with their hashes where they are known. */
  $keyEntries(): Entry[] {
    if (this.$table === null) return [...(this.$keys as KeyMap).$map.values()];
    const { slots } = this.$table;
    const entries: Entry[] = [];
    for (let at = this.$table.nextAt(0); at >= 0; at = this.$table.nextAt(at + 3))
      entries.push(new HashedEntry(slots[at], undefined, slots[at + 1] as number, slots[at + 2] as number));
    return entries;
  }

  /** From now on the order is that of insertion. */
  $leaveTable(): Suspends<void> {
    const table = this.$table as SetTable;
    const map = new KeyMap();
    if (table.size > 0) {
      for (let at = table.nextAt(0); at >= 0; at = table.nextAt(at + 3)) {
        const key = table.slots[at];
        if (plainKey(key) === undefined) map.$appendHashed(key, undefined, table.slots[at + 1], table.slots[at + 2]);
        else map.$obtain(key, undefined);
      }
    }
    this.$table = null;
    this.$keys = map;
  }

  /** Takes a key out; tells whether it was there. */
  $discard(key: Value): Suspends<boolean> {
    if (this.$table !== null) {
      const at = this.$table.find(key, hashInto(key), H.hi);
      if (at < 0) return false;
      this.$table.leave(at);
      return true;
    }
    const entry = (this.$keys as KeyMap).$find(key);
    if (entry === undefined) return false;
    (this.$keys as KeyMap).$drop(entry);
    return true;
  }

  $clear(): void {
    this.$table = new SetTable();
    this.$keys = null;
  }

  /** The keys as they stand now, in order. */
  $array(): Value[] {
    if (this.$table !== null) return this.$table.keys();
    const keys: Value[] = [];
    for (const entry of (this.$keys as KeyMap).$map.values()) keys.push(entry.key);
    return keys;
  }

  /** Adds the keys of any iterable. */
  $update(other: Value): Suspends<void> {
    if (other instanceof SetBase) return this.$merge(other);
    if (other instanceof Dict && typeOf(other) === dict) {
      if (this.$table !== null) this.$table.reserve(other.$map.size);
      const entries = other.$entries();
      for (let i = 0; i < entries.length; i++) this.$addKeyOf(entries[i] as Entry);
      return;
    }
    const it = iterate(other);
    for (let key = it.$next(); key !== END; key = it.$next()) this.$add(key);
  }

  private $merge(other: SetBase): Suspends<void> {
    if (other === this) return;
    if (other.$table !== null) {
      if (this.$table !== null) return this.$table.merge(other.$table);
    } else if (this.$table !== null) {
      this.$leaveTable();
      if ((this.$keys as KeyMap).$map.size === 0) return (this.$keys as KeyMap).$copyFrom(other.$keys as KeyMap);
    }
    const entries = other.$keyEntries();
    for (let i = 0; i < entries.length; i++) this.$addKeyOf(entries[i] as Entry);
  }

  $differenceUpdate(other: Value): Suspends<void> {
    if (other === this) return this.$clear();
    if (other instanceof SetBase) {
      const from = Math.floor(other.$size() / 8) > this.$size() ? intersection(new PySet(), this, other) : other;
      const entries = from.$keyEntries();
      for (let i = 0; i < entries.length; i++) this.$discardKeyOf(entries[i] as Entry);
    } else {
      const it = iterate(other);
      for (let key = it.$next(); key !== END; key = it.$next()) this.$discard(key);
    }
    if (this.$table !== null) this.$table.tidy();
  }

  $symmetricUpdate(other: Value): Suspends<void> {
    if (other === this) return this.$clear();
    let entries: Entry[];
    if (other instanceof Dict && typeOf(other) === dict) entries = other.$entries();
    else if (other instanceof SetBase) entries = other.$keyEntries();
    else {
      const others = new PySet();
      others.$update(other);
      entries = others.$keyEntries();
    }
    for (let i = 0; i < entries.length; i++) if (!this.$discardKeyOf(entries[i] as Entry)) this.$addKeyOf(entries[i] as Entry);
  }

  /** Takes over the keys of another one, which is used no more. */
  $become(other: SetBase): void {
    this.$table = other.$table;
    this.$keys = other.$keys;
  }
}
Object.setPrototypeOf(SetBase.prototype, object.prototype);

export class PySet extends SetBase {}
export class FrozenSet extends SetBase {}

/** `frozenset()`; made when it is first asked for. */
const empty: { set: FrozenSet | null } = { set: null };

/** A frozenset of plain strings. */
export function frozenSetOf(items: Iterable<string>): Suspends<FrozenSet> {
  const made = new FrozenSet();
  made.$update([...items]);
  return made;
}

export const set = builtinType(
  "set(iterable=(), /)",
  function (iterable: Value): Suspends<PySet> {
    const made = new PySet();
    if (iterable !== undefined) made.$update(iterable);
    return made;
  },
  { prototype: PySet.prototype, empty: (cls: PyType) => madeFor(PySet, cls) },
);

export const frozenset = builtinType(
  "frozenset(iterable=(), /)",
  function (iterable: Value): Suspends<FrozenSet> {
    if (iterable === undefined) return (empty.set ??= new FrozenSet());
    if (iterable instanceof FrozenSet && typeOf(iterable) === frozenset) return iterable;
    const made = new FrozenSet();
    made.$update(iterable);
    return made;
  },
  { prototype: FrozenSet.prototype, empty: (cls: PyType) => madeFor(FrozenSet, cls) },
);

/** An empty set or frozenset, as the other one is. */
function emptyLike(x: SetBase): SetBase {
  return x instanceof FrozenSet ? new FrozenSet() : new PySet();
}

function copyOf(x: SetBase): Suspends<SetBase> {
  const made = emptyLike(x);
  made.$update(x);
  return made;
}

/** Adds those of one table's keys that another has, or those that it has not. */
function addFound(made: SetBase, from: SetTable, within: SetTable, has: boolean): Suspends<void> {
  const to = made.$table!;
  for (let at = from.nextAt(0); at >= 0; at = from.nextAt(at + 3)) {
    const key: Value = from.slots[at];
    const lo = from.slots[at + 1] as number;
    const hi = from.slots[at + 2] as number;
    if (within.find(key, lo, hi) >= 0 === has) to.add(key, lo, hi);
  }
}

function areAllIn(from: SetTable, within: SetTable): Suspends<boolean> {
  for (let at = from.nextAt(0); at >= 0; at = from.nextAt(at + 3)) {
    if (within.find(from.slots[at], from.slots[at + 1] as number, from.slots[at + 2] as number) < 0) return false;
  }
  return true;
}

function intersection(made: SetBase, a: SetBase, other: Value): Suspends<SetBase> {
  if (a === other) {
    made.$update(a);
    return made;
  }
  if (other instanceof SetBase) {
    const swap = other.$size() > a.$size();
    const from = swap ? a : other;
    const within = swap ? other : a;
    if (from.$table !== null && within.$table !== null) {
      addFound(made, from.$table, within.$table, true);
      return made;
    }
    const entries = from.$keyEntries();
    for (let i = 0; i < entries.length; i++) if (within.$hasKeyOf(entries[i] as Entry)) made.$addKeyOf(entries[i] as Entry);
    return made;
  }
  const it = iterate(other);
  for (let key = it.$next(); key !== END; key = it.$next()) {
    if (plainKey(key) !== undefined) {
      if (a.$has(key)) made.$add(key);
      continue;
    }
    const entry = new HashedEntry(key, undefined, hashInto(key), H.hi);
    if (a.$hasKeyOf(entry)) made.$addKeyOf(entry);
  }
  return made;
}

function difference(a: SetBase, other: Value): Suspends<SetBase> {
  let otherSize = -1;
  if (other instanceof SetBase) otherSize = other.$size();
  else if (other instanceof Dict && typeOf(other) === dict) otherSize = other.$map.size;
  if (otherSize < 0 || Math.floor(a.$size() / 4) > otherSize) {
    const made = copyOf(a);
    made.$differenceUpdate(other);
    return made;
  }
  const made = emptyLike(a);
  if (other instanceof SetBase && a.$table !== null && other.$table !== null) {
    addFound(made, a.$table, other.$table, false);
    return made;
  }
  const entries = a.$keyEntries();
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as Entry;
    if (!(other instanceof SetBase ? other.$hasKeyOf(entry) : (other as Dict).$findKeyOf(entry) !== undefined)) made.$addKeyOf(entry);
  }
  return made;
}

function symmetricDifference(a: SetBase, other: Value): Suspends<SetBase> {
  const made = emptyLike(a);
  made.$update(other);
  made.$symmetricUpdate(a);
  return made;
}

function isSubset(a: SetBase, b: Value): Suspends<boolean> {
  if (!(b instanceof SetBase)) return intersection(new PySet(), a, b).$size() === a.$size();
  if (a.$size() > b.$size()) return false;
  if (a.$table !== null && b.$table !== null) return areAllIn(a.$table, b.$table);
  const entries = a.$keyEntries();
  for (let i = 0; i < entries.length; i++) if (!b.$hasKeyOf(entries[i] as Entry)) return false;
  return true;
}

function isSuperset(a: SetBase, b: Value): Suspends<boolean> {
  if (b instanceof SetBase) return isSubset(b, a);
  const it = iterate(b);
  for (let key = it.$next(); key !== END; key = it.$next()) if (!a.$has(key)) return false;
  return true;
}

/** A key as it is looked for: a set, which has no hash, stands for the frozenset of its keys. */
function sought(key: Value): Suspends<Value> {
  if (!(key instanceof PySet) || typeof (key as Value).__hash__ === "function") return key;
  const frozen = new FrozenSet();
  frozen.$update(key);
  return frozen;
}

export class SetIterator extends PyIterator {
  set: SetBase | null;
  size: number;
  at = 0;
  /** keys that are still to come */
  left: number;
  entries: IterableIterator<Entry> | null;
  constructor(set: SetBase) {
    super();
    this.set = set;
    this.left = this.size = set.$size();
    this.entries = set.$keys === null ? null : set.$keys.$map.values();
  }
  $next(): Value {
    const { set } = this;
    if (set === null) return END;
    if (set.$size() !== this.size) {
      this.size = -1;
      throw new RuntimeError("Set changed size during iteration");
    }
    this.left--;
    if (this.entries !== null) {
      const step = this.entries.next();
      if (step.done !== true) return step.value.key;
    } else if (set.$table !== null) {
      const at = set.$table.nextAt(this.at);
      if (at >= 0) {
        this.at = at + 3;
        return set.$table.slots[at];
      }
    }
    this.set = null;
    return END;
  }
}
export const setIterator = iteratorType("set_iterator", SetIterator);

/** What an iterator has still to give. */
export function remainingKeys(it: SetIterator): Value[] {
  const { set } = it;
  if (set === null) return [];
  if (it.entries === null && set.$table !== null) {
    const keys: Value[] = [];
    for (let at = set.$table.nextAt(it.at); at >= 0; at = set.$table.nextAt(at + 3)) keys.push(set.$table.slots[at]);
    return keys;
  }
  // the entries that are left are taken, and the iterator goes on over an array of them
  const rest = [...(it.entries as IterableIterator<Entry>)];
  it.entries = rest.values();
  return rest.map((entry) => entry.key);
}
methods(setIterator, {
  "__length_hint__(self, /)": function (this: SetIterator): number {
    return this.set === null || this.set.$size() !== this.size ? 0 : this.left;
  },
});

/** The hash of a set of keys, for frozensets. */
function hashKeysInto(x: SetBase): Suspends<number> {
  if (x.$hash !== null) {
    H.hi = x.$hash.hi;
    return (H.lo = x.$hash.lo);
  }
  const sum = new FrozenSetHash();
  if (x.$table !== null) {
    const { slots } = x.$table;
    for (let at = x.$table.nextAt(0); at >= 0; at = x.$table.nextAt(at + 3)) {
      H.lo = slots[at + 1];
      H.hi = slots[at + 2];
      sum.add();
    }
  } else {
    const entries = [...(x.$keys as KeyMap).$map.values()];
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as Entry;
      if (entry instanceof HashedEntry) {
        H.lo = entry.lo;
        H.hi = entry.hi;
      } else if (typeof entry.key === "string") hashStringInto(entry.key);
      else hashInto(entry.key);
      sum.add();
    }
  }
  sum.endInto(x.$size());
  x.$hash = { hi: H.hi, lo: H.lo };
  return H.lo;
}

for (const type of [set, frozenset] as PyType[]) {
  methods(type, {
    "__repr__(self, /)": function (this: SetBase): Suspends<string> {
      const name = typeOf(this).$name;
      if (this.$size() === 0) return `${name}()`;
      if (isWithin(this)) return `${name}(...)`;
      try {
        const keys = this.$array();
        let text = "";
        for (let i = 0; i < keys.length; i++) text += (i > 0 ? ", " : "") + repr(keys[i]);
        return typeOf(this) === set ? `{${text}}` : `${name}({${text}})`;
      } finally {
        leave(this);
      }
    },
    "__eq__(self, value, /)": function (this: SetBase, value: Value): Suspends<Value> {
      return !(value instanceof SetBase) ? NotImplemented : this.$size() === value.$size() && isSubset(this, value);
    },
    "__ne__(self, value, /)": function (this: SetBase, value: Value): Suspends<Value> {
      return !(value instanceof SetBase) ? NotImplemented : this.$size() !== value.$size() || !isSubset(this, value);
    },
    "__lt__(self, value, /)": function (this: SetBase, value: Value): Suspends<Value> {
      return !(value instanceof SetBase) ? NotImplemented : this.$size() < value.$size() && isSubset(this, value);
    },
    "__le__(self, value, /)": function (this: SetBase, value: Value): Suspends<Value> {
      return !(value instanceof SetBase) ? NotImplemented : isSubset(this, value);
    },
    "__gt__(self, value, /)": function (this: SetBase, value: Value): Suspends<Value> {
      return !(value instanceof SetBase) ? NotImplemented : this.$size() > value.$size() && isSubset(value, this);
    },
    "__ge__(self, value, /)": function (this: SetBase, value: Value): Suspends<Value> {
      return !(value instanceof SetBase) ? NotImplemented : isSubset(value, this);
    },
    "__iter__(self, /)": function (this: SetBase): SetIterator {
      return new SetIterator(this);
    },
    "__len__(self, /)": function (this: SetBase): number {
      return this.$size();
    },
    "__contains__(self, object, /)": function (this: SetBase, key: Value): Suspends<boolean> {
      return this.$has(sought(key));
    },
    "__sub__(self, value, /)": function (this: Value, value: Value): Suspends<Value> {
      return this instanceof SetBase && value instanceof SetBase ? difference(this, value) : NotImplemented;
    },
    "__rsub__(self, value, /)": function (this: SetBase, value: Value): Suspends<Value> {
      return value instanceof SetBase ? difference(value, this) : NotImplemented;
    },
    "__and__(self, value, /)": function (this: SetBase, value: Value): Suspends<Value> {
      return value instanceof SetBase ? intersection(emptyLike(this), this, value) : NotImplemented;
    },
    "__rand__(self, value, /)": function (this: SetBase, value: Value): Suspends<Value> {
      return value instanceof SetBase ? intersection(emptyLike(value), value, this) : NotImplemented;
    },
    "__xor__(self, value, /)": function (this: SetBase, value: Value): Suspends<Value> {
      return value instanceof SetBase ? symmetricDifference(this, value) : NotImplemented;
    },
    "__rxor__(self, value, /)": function (this: SetBase, value: Value): Suspends<Value> {
      return value instanceof SetBase ? symmetricDifference(value, this) : NotImplemented;
    },
    "__or__(self, value, /)": function (this: SetBase, value: Value): Suspends<Value> {
      if (!(value instanceof SetBase)) return NotImplemented;
      const made = copyOf(this);
      made.$update(value);
      return made;
    },
    "__ror__(self, value, /)": function (this: SetBase, value: Value): Suspends<Value> {
      if (!(value instanceof SetBase)) return NotImplemented;
      const made = copyOf(value);
      made.$update(this);
      return made;
    },
    "copy(self, /)": function (this: SetBase): Suspends<SetBase> {
      return typeOf(this) === frozenset ? this : copyOf(this);
    },
    "difference(self, /, *others)": function (this: SetBase, others: Value[]): Suspends<SetBase> {
      if (others.length === 0) return copyOf(this);
      const made = difference(this, others[0]);
      for (let i = 1; i < others.length; i++) made.$differenceUpdate(others[i]);
      return made;
    },
    "intersection(self, /, *others)": function (this: SetBase, others: Value[]): Suspends<SetBase> {
      if (others.length === 0) return copyOf(this);
      let made: SetBase = this;
      for (let i = 0; i < others.length; i++) made = intersection(emptyLike(this), made, others[i]);
      return made;
    },
    "isdisjoint(self, other, /)": function (this: SetBase, other: Value): Suspends<boolean> {
      if (other === this) return this.$size() === 0;
      if (other instanceof SetBase) {
        const swap = other.$size() > this.$size();
        const entries = (swap ? this : other).$keyEntries();
        const within = swap ? other : this;
        for (let i = 0; i < entries.length; i++) if (within.$hasKeyOf(entries[i] as Entry)) return false;
        return true;
      }
      const it = iterate(other);
      for (let key = it.$next(); key !== END; key = it.$next()) if (this.$has(key)) return false;
      return true;
    },
    "issubset(self, other, /)": function (this: SetBase, other: Value): Suspends<boolean> {
      return isSubset(this, other);
    },
    "issuperset(self, other, /)": function (this: SetBase, other: Value): Suspends<boolean> {
      return isSuperset(this, other);
    },
    "symmetric_difference(self, other, /)": function (this: SetBase, other: Value): Suspends<SetBase> {
      return symmetricDifference(this, other);
    },
    "union(self, /, *others)": function (this: SetBase, others: Value[]): Suspends<SetBase> {
      const made = copyOf(this);
      for (let i = 0; i < others.length; i++) made.$update(others[i]);
      return made;
    },
    "__reduce__(self, /)": function (this: SetBase): Suspends<Tuple> {
      return new Tuple([typeOf(this), new Tuple([this.$array()]), callMethod(this, "__getstate__")]);
    },
  });
}

methods(frozenset, {
  "__new__(cls, iterable=(), /)": function (this: PyType, iterable: Value): Suspends<Value> {
    if (this === frozenset) return frozenset(iterable);
    const made = madeFor(FrozenSet, this);
    if (iterable !== undefined) made.$update(iterable);
    return made;
  },
  "__hash__(self, /)": function (this: FrozenSet): Suspends<Value> {
    hashKeysInto(this);
    return hashValue();
  },
});

methods(set, {
  "__init__(self, /, *args, **kwargs)": function (this: PySet, args: Value[], kwargs: Value): Suspends<null> {
    if (kwargs !== undefined && Object.keys(kwargs as object).length > 0) throw new TypeError("set() takes no keyword arguments");
    if (args.length > 1) throw new TypeError(`set expected at most 1 argument, got ${args.length}`);
    this.$clear();
    if (args.length === 1) this.$update(args[0]);
    return null;
  },
  "__isub__(self, value, /)": function (this: PySet, value: Value): Suspends<Value> {
    if (!(value instanceof SetBase)) return NotImplemented;
    this.$differenceUpdate(value);
    return this;
  },
  "__iand__(self, value, /)": function (this: PySet, value: Value): Suspends<Value> {
    if (!(value instanceof SetBase)) return NotImplemented;
    this.$become(intersection(new PySet(), this, value));
    return this;
  },
  "__ixor__(self, value, /)": function (this: PySet, value: Value): Suspends<Value> {
    if (!(value instanceof SetBase)) return NotImplemented;
    this.$symmetricUpdate(value);
    return this;
  },
  "__ior__(self, value, /)": function (this: PySet, value: Value): Suspends<Value> {
    if (!(value instanceof SetBase)) return NotImplemented;
    this.$update(value);
    return this;
  },
  "add(self, object, /)": function (this: PySet, key: Value): Suspends<null> {
    this.$add(key);
    return null;
  },
  "clear(self, /)": function (this: PySet): null {
    this.$clear();
    return null;
  },
  "discard(self, object, /)": function (this: PySet, key: Value): Suspends<null> {
    this.$discard(sought(key));
    return null;
  },
  "remove(self, object, /)": function (this: PySet, key: Value): Suspends<null> {
    if (!this.$discard(sought(key))) throw new KeyError(key);
    return null;
  },
  "pop(self, /)": function (this: PySet): Value {
    if (this.$size() === 0) throw new KeyError("pop from an empty set");
    if (this.$table !== null) return this.$table.pop();
    const keys = this.$keys as KeyMap;
    const entry = keys.$map.values().next().value as Entry;
    keys.$drop(entry);
    return entry.key;
  },
  "difference_update(self, /, *others)": function (this: PySet, others: Value[]): Suspends<null> {
    for (let i = 0; i < others.length; i++) this.$differenceUpdate(others[i]);
    return null;
  },
  "intersection_update(self, /, *others)": function (this: PySet, others: Value[]): Suspends<null> {
    let made: SetBase = others.length === 0 ? copyOf(this) : this;
    for (let i = 0; i < others.length; i++) made = intersection(new PySet(), made, others[i]);
    this.$become(made);
    return null;
  },
  "symmetric_difference_update(self, other, /)": function (this: PySet, other: Value): Suspends<null> {
    this.$symmetricUpdate(other);
    return null;
  },
  "update(self, /, *others)": function (this: PySet, others: Value[]): Suspends<null> {
    for (let i = 0; i < others.length; i++) this.$update(others[i]);
    return null;
  },
});
unhashable(set);
generic(set);
generic(frozenset);

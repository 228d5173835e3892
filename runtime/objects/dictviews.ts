/**
 * dictviews - keys(), values(), items() of dicts, and iterators over dicts.
 *
 * Mirrors     the second half of Objects/dictobject.c
 * Suspends    set operations and comparisons of views
 */
import type { Suspends } from "../frames/suspend.js";
import type { Dict } from "./dict.js";
import { RuntimeError } from "./exceptions.js";
import { END, iterate, iteratorType, spread } from "./iterator.js";
import { PyIterator } from "./iteratorbase.js";
import type { Entry } from "./keymap.js";
import { NotImplemented, object, type PyType, type Value } from "./object.js";
import { same } from "./protocols/eq.js";
import { repr } from "./protocols/repr.js";
import { isWithin, leave } from "./recursion.js";
import { builtinType, getset, methods, unhashable } from "./register.js";
import { PySet, SetBase } from "./set.js";
import { Tuple } from "./tuple.js";
import { callMethod } from "./protocols/call.js";
import { contains } from "./protocols/contains.js";
import { len } from "./protocols/len.js";
import { mappingProxy } from "./mappingproxy.js";

/** What an iteration gives of each entry; "entry" is for the runtime itself. */
type Part = "key" | "value" | "item" | "entry";

function partOf(entry: Entry, part: Part): Value {
  return part === "key" ? entry.key : part === "value" ? entry.value : part === "item" ? new Tuple([entry.key, entry.value]) : entry;
}

export class DictIterator extends PyIterator {
  dict: Dict | null;
  entries: IterableIterator<Entry>;
  size: number;
  left: number;
  constructor(
    dict: Dict,
    readonly part: Part,
  ) {
    super();
    this.dict = dict;
    this.entries = dict.$map.values();
    this.size = this.left = dict.$map.size;
  }
  $next(): Value {
    if (this.dict === null) return END;
    if (this.dict.$map.size !== this.size) {
      this.size = -1;
      throw new RuntimeError("dictionary changed size during iteration");
    }
    const step = this.entries.next();
    if (step.done === true) {
      this.dict = null;
      return END;
    }
    if (this.left === 0) {
      this.dict = null;
      throw new RuntimeError("dictionary keys changed during iteration");
    }
    this.left--;
    return partOf(step.value, this.part);
  }
}

export class DictReverseIterator extends PyIterator {
  entries: Entry[];
  size: number;
  constructor(
    readonly dict: Dict,
    readonly part: Part,
  ) {
    super();
    this.entries = dict.$entries();
    this.size = this.entries.length;
  }
  $next(): Value {
    if (this.entries.length === 0) return END;
    if (this.dict.$map.size !== this.size) {
      this.size = -1;
      throw new RuntimeError("dictionary changed size during iteration");
    }
    return partOf(this.entries.pop() as Entry, this.part);
  }
}

/** Python has a class for each part. */
class DictKeyIterator extends DictIterator {}
class DictValueIterator extends DictIterator {}
class DictItemIterator extends DictIterator {}
class DictReverseKeyIterator extends DictReverseIterator {}
class DictReverseValueIterator extends DictReverseIterator {}
class DictReverseItemIterator extends DictReverseIterator {}

function lengthHint(type: PyType): void {
  methods(type, {
    "__length_hint__(self, /)": function (this: DictIterator): number {
      return this.dict === null || this.dict.$map.size !== this.size ? 0 : this.left;
    },
  });
}
/** The types of iterators forward, and of those backward. */
export const forwardTypes = [
  iteratorType("dict_keyiterator", DictKeyIterator),
  iteratorType("dict_valueiterator", DictValueIterator),
  iteratorType("dict_itemiterator", DictItemIterator),
];
for (const type of forwardTypes) lengthHint(type);
export const backwardTypes = [
  iteratorType("dict_reversekeyiterator", DictReverseKeyIterator),
  iteratorType("dict_reversevalueiterator", DictReverseValueIterator),
  iteratorType("dict_reverseitemiterator", DictReverseItemIterator),
];

/** What an iterator has still to give. */
export function remaining(it: DictIterator | DictReverseIterator): Value[] {
  if (it instanceof DictReverseIterator) return it.entries.map((entry) => partOf(entry, it.part)).reverse();
  if (it.dict === null) return [];
  const entries = it.dict.$entries();
  return entries.slice(entries.length - it.left).map((entry) => partOf(entry, it.part));
}

export function iterateKeys(dict: Dict): DictIterator {
  return new DictKeyIterator(dict, "key");
}
export function reverseKeys(dict: Dict): DictReverseIterator {
  return new DictReverseKeyIterator(dict, "key");
}

export class DictView {
  constructor(readonly $dict: Dict) {}
}
Object.setPrototypeOf(DictView.prototype, object.prototype);
export class DictKeys extends DictView {}
export class DictValues extends DictView {}
export class DictItems extends DictView {}

const keysType = builtinType("dict_keys()", null, { prototype: DictKeys.prototype, final: true });
const valuesType = builtinType("dict_values()", null, { prototype: DictValues.prototype, final: true });
const itemsType = builtinType("dict_items()", null, { prototype: DictItems.prototype, final: true });

for (const type of [keysType, valuesType, itemsType]) {
  getset(type, { mapping: [(self: DictView) => mappingProxy(self.$dict)] });
  methods(type, {
    "__len__(self, /)": function (this: DictView): number {
      return this.$dict.$map.size;
    },
    "__repr__(self, /)": function (this: DictView): Suspends<string> {
      if (isWithin(this)) return "...";
      try {
        const items = spread(this);
        const text = repr(items);
        return `${(this as Value).$cls.$name}(${text})`;
      } finally {
        leave(this);
      }
    },
  });
}

methods(keysType, {
  "__iter__(self, /)": function (this: DictKeys): DictIterator {
    return new DictKeyIterator(this.$dict, "key");
  },
  "__reversed__(self, /)": function (this: DictKeys): DictReverseIterator {
    return new DictReverseKeyIterator(this.$dict, "key");
  },
  "__contains__(self, key, /)": function (this: DictKeys, key: Value): Suspends<boolean> {
    return this.$dict.$has(key);
  },
});
methods(valuesType, {
  "__iter__(self, /)": function (this: DictValues): DictIterator {
    return new DictValueIterator(this.$dict, "value");
  },
  "__reversed__(self, /)": function (this: DictValues): DictReverseIterator {
    return new DictReverseValueIterator(this.$dict, "value");
  },
});
methods(itemsType, {
  "__iter__(self, /)": function (this: DictItems): DictIterator {
    return new DictItemIterator(this.$dict, "item");
  },
  "__reversed__(self, /)": function (this: DictItems): DictReverseIterator {
    return new DictReverseItemIterator(this.$dict, "item");
  },
  "__contains__(self, key, /)": function (this: DictItems, key: Value): Suspends<boolean> {
    if (!(key instanceof Tuple) || key.items.length !== 2) return false;
    const entry = this.$dict.$find(key.items[0]);
    return entry !== undefined && same(entry.value, key.items[1]);
  },
});

function isSetLike(x: Value): boolean {
  return x instanceof SetBase || x instanceof DictKeys || x instanceof DictItems;
}

function sizeOf(x: Value): number {
  return x instanceof SetBase ? x.$size() : (x as DictView).$dict.$map.size;
}

function allWithin(a: Value, b: Value): Suspends<boolean> {
  const it = iterate(a);
  for (let item = it.$next(); item !== END; item = it.$next()) if (!contains(b, item)) return false;
  return true;
}

function asSet(view: Value): Suspends<PySet> {
  const made = new PySet();
  made.$update(view instanceof DictKeys ? view.$dict : view);
  return made;
}

function intersection(view: Value, other: Value): Suspends<Value> {
  if (other instanceof PySet && (other as Value).$cls.$heap !== true && sizeOf(view) <= other.$size()) return callMethod(other, "intersection", view);
  let from = other;
  let within = view;
  if ((from instanceof DictKeys || from instanceof DictItems) && sizeOf(from) > sizeOf(within)) {
    from = view;
    within = other;
  }
  const made = new PySet();
  const it = iterate(from);
  for (let item = it.$next(); item !== END; item = it.$next()) if (contains(within, item)) made.$add(item);
  return made;
}

for (const type of [keysType, itemsType]) {
  methods(type, {
    "__eq__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      return !isSetLike(value) ? NotImplemented : sizeOf(this) === sizeOf(value) && allWithin(this, value);
    },
    "__ne__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      return !isSetLike(value) ? NotImplemented : sizeOf(this) !== sizeOf(value) || !allWithin(this, value);
    },
    "__lt__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      return !isSetLike(value) ? NotImplemented : sizeOf(this) < sizeOf(value) && allWithin(this, value);
    },
    "__le__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      return !isSetLike(value) ? NotImplemented : sizeOf(this) <= sizeOf(value) && allWithin(this, value);
    },
    "__gt__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      return !isSetLike(value) ? NotImplemented : sizeOf(this) > sizeOf(value) && allWithin(value, this);
    },
    "__ge__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      return !isSetLike(value) ? NotImplemented : sizeOf(this) >= sizeOf(value) && allWithin(value, this);
    },
    "__and__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      return intersection(this, value);
    },
    "__rand__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      return intersection(this, value);
    },
    "__or__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      const made = asSet(this);
      made.$update(value);
      return made;
    },
    "__ror__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      const made = asSet(value);
      made.$update(this);
      return made;
    },
    "__sub__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      const made = asSet(this);
      made.$differenceUpdate(value);
      return made;
    },
    "__rsub__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      const made = asSet(value);
      made.$differenceUpdate(this);
      return made;
    },
    "__xor__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      const made = asSet(this);
      made.$symmetricUpdate(value);
      return made;
    },
    "__rxor__(self, value, /)": function (this: DictView, value: Value): Suspends<Value> {
      const made = asSet(value);
      made.$symmetricUpdate(this);
      return made;
    },
    "isdisjoint(self, other, /)": function (this: DictView, other: Value): Suspends<boolean> {
      if ((this as Value) === other) return sizeOf(this) === 0;
      let from = other;
      let within: Value = this;
      if (isSetLike(other) && len(other) > len(this)) {
        from = this;
        within = other;
      }
      const it = iterate(from);
      for (let item = it.$next(); item !== END; item = it.$next()) if (contains(within, item)) return false;
      return true;
    },
  });
  unhashable(type);
}

/**
 * dict - dictionaries.
 *
 * Mirrors     Objects/dictobject.c
 * Suspends    whatever finds a key, prints or compares values, or reads another mapping
 * Mind        methods of the class begin with `$`; Python's are in the table below. An instance of a subclass is a Dict with the subclass's prototype
 */
import type { Suspends } from "../frames/suspend.js";
import { KeyError, TypeError, ValueError } from "./exceptions.js";
import { raised } from "./raise.js";
import { DictItems, DictIterator, DictKeys, DictValues, iterateKeys, reverseKeys, type DictReverseIterator } from "./dictviews.js";
import { END, iterate, spread } from "./iterator.js";
import { Dict, HashedEntry, type Entry } from "./keymap.js";
import "./keys.js";
import { madeFor, NotImplemented, specialMethod, typeOf, type PyType, type Value } from "./object.js";
import { getattrOr } from "./attributes.js";
import { call, callMethod } from "./protocols/call.js";
import { same } from "./protocols/eq.js";
import { getitem } from "./protocols/getitem.js";
import { repr } from "./protocols/repr.js";
import { isWithin, leave } from "./recursion.js";
import { builtinType, methods, unhashable } from "./register.js";
import { generic } from "./genericalias.js";
import type { SetBase } from "./set.js";
import { Tuple } from "./tuple.js";

export { Dict };

export const dict = builtinType(
  "dict(*args, **kwargs)",
  function (args: Value[], kwargs: Value): Suspends<Dict> {
    const made = new Dict();
    if (args.length > 0 || kwargs !== undefined) initDict(made, "dict", args, kwargs);
    return made;
  },
  { prototype: Dict.prototype, empty: (cls: PyType) => madeFor(Dict, cls) },
);

/** Whether a value is a dict, subclasses included. */
export function isDict(x: Value): x is Dict {
  return x instanceof Dict;
}

function initDict(into: Dict, name: string, args: Value[], kwargs: Value): Suspends<null> {
  if (args.length > 1) throw new TypeError(`${name} expected at most 1 argument, got ${args.length}`);
  if (args.length === 1) updateDict(into, args[0]);
  if (kwargs !== undefined) for (const key in kwargs) into.$setNamed(key, kwargs[key]);
  return null;
}

/** `d.update(other)`: a mapping, or pairs. */
export function updateDict(into: Dict, other: Value): Suspends<null> {
  if (other instanceof Dict && specialMethod(other, "__iter__") === dict.prototype.__iter__) {
    if (into.$map.size === 0 && into.$hashed === 0) into.$copyFrom(other);
    else if (other !== into) mergeDict(into, other);
    return null;
  }
  const keys = keysMethod(other);
  if (keys === undefined) return updatePairs(into, other);
  const it = iterate(call(keys));
  for (let key = it.$next(); key !== END; key = it.$next()) into.$set(key, getitem(other, key));
  return null;
}

function mergeDict(into: Dict, other: Dict): Suspends<void> {
  const entries = other.$entries();
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as Entry;
    if (entry instanceof HashedEntry) into.$obtainKeyOf(entry, entry.value).value = entry.value;
    else into.$set(entry.key, entry.value);
  }
}

/** The keys of a dict or a set, with their hashes; undefined for what is neither. */
function heldKeys(x: Value): Entry[] | undefined {
  if (x === null || typeof x !== "object") return undefined;
  if (typeOf(x) === dict) return (x as Dict).$entries();
  return typeof x.$keyEntries === "function" && !typeOf(x).$heap ? (x as SetBase).$keyEntries() : undefined;
}

/** `other.keys` if it has that attribute. */
function keysMethod(other: Value): Suspends<Value> {
  if ((Array.isArray(other) && !typeOf(other).$heap) || other instanceof Tuple || other === null || typeof other !== "object") return undefined;
  return getattrOr(other, "keys");
}

function updatePairs(into: Dict, pairs: Value): Suspends<null> {
  const it = iterate(pairs);
  let at = 0;
  for (let pair = it.$next(); pair !== END; pair = it.$next()) {
    const items = pairItems(pair, at);
    if (items.length !== 2) throw new ValueError(`dictionary update sequence element #${at} has length ${items.length}; 2 is required`);
    into.$set(items[0], items[1]);
    at++;
  }
  return null;
}

function pairItems(pair: Value, at: number): Suspends<Value[]> {
  if (pair instanceof Tuple) return pair.items;
  if (Array.isArray(pair)) return pair;
  try {
    return spread(pair);
  } catch (error) {
    if (error instanceof TypeError) throw new TypeError(`cannot convert dictionary update sequence element #${at} to a sequence`);
    throw error;
  }
}

/** `d[key]` */
export function dictGetitem(d: Dict, key: Value): Suspends<Value> {
  const entry = d.$find(key);
  if (entry !== undefined) return entry.value;
  if (typeOf(d) !== dict) {
    const missing = specialMethod(d, "__missing__");
    if (missing !== undefined && missing !== null) return missing.call(d, key);
  }
  return raised(new KeyError(key));
}

/** `del d[key]` */
export function dictDelitem(d: Dict, key: Value): Suspends<null> {
  const entry = d.$find(key);
  if (entry === undefined) return raised(new KeyError(key));
  d.$drop(entry);
  return null;
}

/** Whether two dicts have equal items. */
export function sameDicts(a: Dict, b: Dict): Suspends<boolean> {
  if (a.$map.size !== b.$map.size) return false;
  const entries = a.$entries();
  for (let i = 0; i < entries.length; i++) {
    const { value } = entries[i] as Entry;
    const other = b.$findKeyOf(entries[i] as Entry);
    if (other === undefined) return false;
    if (other.value !== value && !same(value, other.value)) return false;
  }
  return true;
}

function fresh(d: Dict): Dict {
  return d.$copy();
}

methods(dict, {
  "__init__(self, /, *args, **kwargs)": function (this: Dict, args: Value[], kwargs: Value): Suspends<null> {
    return initDict(this, "dict", args, kwargs);
  },
  "__repr__(self, /)": function (this: Dict): Suspends<string> {
    if (this.$map.size === 0) return "{}";
    if (isWithin(this)) return "{...}";
    try {
      const it = new DictIterator(this, "entry");
      let text = "{";
      let first = true;
      for (let entry = it.$next(); entry !== END; entry = it.$next()) {
        if (!first) text += ", ";
        first = false;
        const key = repr(entry.key);
        const value = repr(entry.value);
        text += `${key}: ${value}`;
      }
      return text + "}";
    } finally {
      leave(this);
    }
  },
  "__eq__(self, value, /)": function (this: Dict, value: Value): Suspends<Value> {
    return value instanceof Dict ? sameDicts(this, value) : NotImplemented;
  },
  "__ne__(self, value, /)": function (this: Dict, value: Value): Suspends<Value> {
    return value instanceof Dict ? !sameDicts(this, value) : NotImplemented;
  },
  "__lt__(self, value, /)": () => NotImplemented,
  "__le__(self, value, /)": () => NotImplemented,
  "__gt__(self, value, /)": () => NotImplemented,
  "__ge__(self, value, /)": () => NotImplemented,
  "__iter__(self, /)": function (this: Dict): DictIterator {
    return iterateKeys(this);
  },
  "__reversed__(self, /)": function (this: Dict): DictReverseIterator {
    return reverseKeys(this);
  },
  "__or__(self, value, /)": function (this: Dict, value: Value): Suspends<Value> {
    if (!(value instanceof Dict)) return NotImplemented;
    const made = fresh(this);
    updateDict(made, value);
    return made;
  },
  "__ror__(self, value, /)": function (this: Dict, value: Value): Suspends<Value> {
    if (!(value instanceof Dict)) return NotImplemented;
    const made = fresh(value);
    updateDict(made, this);
    return made;
  },
  "__ior__(self, value, /)": function (this: Dict, value: Value): Suspends<Value> {
    updateDict(this, value);
    return this;
  },
  "__len__(self, /)": function (this: Dict): number {
    return this.$map.size;
  },
  "__getitem__(self, key, /)": function (this: Dict, key: Value): Suspends<Value> {
    return dictGetitem(this, key);
  },
  "__setitem__(self, key, value, /)": function (this: Dict, key: Value, value: Value): Suspends<null> {
    this.$set(key, value);
    return null;
  },
  "__delitem__(self, key, /)": function (this: Dict, key: Value): Suspends<null> {
    return dictDelitem(this, key);
  },
  "__contains__(self, key, /)": function (this: Dict, key: Value): Suspends<boolean> {
    return this.$has(key);
  },
  "get(self, key, default=None, /)": function (this: Dict, key: Value, otherwise: Value): Suspends<Value> {
    const entry = this.$find(key);
    return entry !== undefined ? entry.value : otherwise === undefined ? null : otherwise;
  },
  "setdefault(self, key, default=None, /)": function (this: Dict, key: Value, value: Value): Suspends<Value> {
    return this.$obtain(key, value === undefined ? null : value).value;
  },
  "pop(self, key, default=<unrepresentable>, /)": function (this: Dict, key: Value, otherwise: Value): Suspends<Value> {
    const value = this.$delete(key);
    if (value !== undefined) return value;
    if (otherwise !== undefined) return otherwise;
    return raised(new KeyError(key));
  },
  "popitem(self, /)": function (this: Dict): Tuple {
    const entry = this.$last();
    if (entry === undefined) throw new KeyError("popitem(): dictionary is empty");
    const pair = new Tuple([entry.key, entry.value]);
    this.$dropLast(entry);
    return pair;
  },
  "keys(self, /)": function (this: Dict): DictKeys {
    return new DictKeys(this);
  },
  "items(self, /)": function (this: Dict): DictItems {
    return new DictItems(this);
  },
  "values(self, /)": function (this: Dict): DictValues {
    return new DictValues(this);
  },
  "update(self, /, *args, **kwargs)": function (this: Dict, args: Value[], kwargs: Value): Suspends<null> {
    return initDict(this, "update", args, kwargs);
  },
  "fromkeys(cls, iterable, value=None, /)": function (this: PyType, iterable: Value, value: Value): Suspends<Value> {
    const made = this === dict ? new Dict() : call(this);
    const common = value === undefined ? null : value;
    const plain = typeOf(made) === dict;
    const entries = plain ? heldKeys(iterable) : undefined;
    if (entries !== undefined) {
      for (let i = 0; i < entries.length; i++) {
        const entry = entries[i] as Entry;
        if (entry instanceof HashedEntry) (made as Dict).$obtainKeyOf(entry, common);
        else (made as Dict).$set(entry.key, common);
      }
      return made;
    }
    const keys = iterate(iterable);
    for (let key = keys.$next(); key !== END; key = keys.$next()) {
      if (plain) (made as Dict).$set(key, common);
      else callMethod(made, "__setitem__", key, common);
    }
    return made;
  },
  "clear(self, /)": function (this: Dict): null {
    this.$clear();
    return null;
  },
  "copy(self, /)": function (this: Dict): Dict {
    return fresh(this);
  },
});
unhashable(dict);

generic(dict);

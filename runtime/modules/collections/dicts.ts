/**
 * dicts - defaultdict, OrderedDict, Counter.
 *
 * Mirrors     Modules/_collectionsmodule.c (defaultdict), Objects/odictobject.c, Counter of Lib/collections/__init__.py
 * Suspends    whatever finds a key, compares values or calls the factory
 */
import type { Suspends } from "../../frames/suspend.js";
import { add, sub } from "../../objects/arithmetic.js";
import { attributeDict } from "../../objects/attributedict.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { dict, sameDicts, updateDict } from "../../objects/dict.js";
import { DictItems, DictKeys, DictValues } from "../../objects/dictviews.js";
import { KeyError, NotImplementedError, RuntimeError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { generic } from "../../objects/genericalias.js";
import { END, iterate, iteratorType, spread } from "../../objects/iterator.js";
import { isCallable } from "../../objects/iterators.js";
import { PyIterator } from "../../objects/iteratorbase.js";
import { Dict, type Entry } from "../../objects/keymap.js";
import { madeFor, lookup, NotImplemented, typeOf, type PyType, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { ge, greaterThan, le } from "../../objects/protocols/compare.js";
import { contains } from "../../objects/protocols/contains.js";
import { eq, same } from "../../objects/protocols/eq.js";
import { getitem, setitem } from "../../objects/protocols/getitem.js";
import { indexOf, toSize } from "../../objects/protocols/index.js";
import { repr } from "../../objects/protocols/repr.js";
import { isWithin, leave } from "../../objects/recursion.js";
import { moduleNamed } from "../../objects/modulehooks.js";
import { builtin, builtinType, define, getset, methods, unhashable } from "../../objects/register.js";
import { sortKeys } from "../../objects/sort.js";
import { Tuple } from "../../objects/tuple.js";
import { isMapping } from "./abc/mappings.js";

function entriesOf(d: Dict): Entry[] {
  return d.$entries();
}

/** The initialiser that dict itself has. */
function initPlain(self: Dict, args: Value[], kwargs: Kw): Suspends<Value> {
  if (args.length > 0) updateDict(self, args[0]);
  for (const name in kwargs) callMethod(self, "__setitem__", name, kwargs[name]);
  return null;
}

export class DefaultDict extends Dict {
  $factory: Value = null;
}
export const defaultdict = builtinType(
  "defaultdict(*args, **kwargs)",
  function (args: Value[], kwargs: Kw): Suspends<Value> {
    const made = new DefaultDict();
    initDefault(made, args, kwargs);
    return made;
  },
  { bases: [dict], prototype: DefaultDict.prototype, module: "collections", empty: (cls: PyType) => madeFor(DefaultDict, cls) },
);

function initDefault(self: DefaultDict, args: Value[], kwargs: Kw): Suspends<null> {
  const factory = args.length === 0 ? null : args[0];
  if (factory !== null && !isCallable(factory)) throw new TypeError("first argument must be callable or None");
  self.$factory = factory;
  if (args.length > 2) throw new TypeError(`dict expected at most 1 argument, got ${args.length - 1}`);
  initPlain(self, args.slice(1), kwargs);
  return null;
}

function defaultCopy(d: DefaultDict): Suspends<Value> {
  if (typeOf(d) !== defaultdict) return call(typeOf(d), d.$factory, d);
  const copy = new DefaultDict();
  copy.$factory = d.$factory;
  copy.$copyFrom(d);
  return copy;
}

methods(defaultdict, {
  "__init__(self, /, *args, **kwargs)": function (this: DefaultDict, args: Value[], kwargs: Kw): Suspends<null> {
    return initDefault(this, args, kwargs);
  },
  "__missing__(self, key, /)": function (this: DefaultDict, key: Value): Suspends<Value> {
    if (this.$factory === null) throw new KeyError(key);
    const value = call(this.$factory);
    setitem(this, key, value);
    return value;
  },
  "__repr__(self, /)": function (this: DefaultDict): Suspends<string> {
    const factory = this.$factory !== null && isWithin(this.$factory) ? "..." : reprAndLeave(this.$factory);
    const items = dict.prototype.__repr__.call(this);
    return `${typeOf(this).$name}(${factory}, ${items})`;
  },
  "copy(self, /)": function (this: DefaultDict): Suspends<Value> {
    return defaultCopy(this);
  },
  "__copy__(self, /)": function (this: DefaultDict): Suspends<Value> {
    return defaultCopy(this);
  },
  "__or__(self, value, /)": function (this: DefaultDict, value: Value): Suspends<Value> {
    if (!(value instanceof Dict)) return NotImplemented;
    const made = defaultCopy(this);
    updateDict(made as Dict, value);
    return made;
  },
  "__ror__(self, value, /)": function (this: DefaultDict, value: Value): Suspends<Value> {
    if (!(value instanceof Dict)) return NotImplemented;
    const made = new DefaultDict();
    made.$factory = this.$factory;
    updateDict(made, value);
    updateDict(made, this);
    return made;
  },
  "__reduce__(self, /)": function (this: DefaultDict): Suspends<Value> {
    const args = this.$factory === null ? [] : [this.$factory];
    return new Tuple([typeOf(this), new Tuple(args), null, null, iterate(callMethod(this, "items"))]);
  },
});
getset(defaultdict, {
  default_factory: [
    (self: DefaultDict) => self.$factory,
    (self: DefaultDict, value: Value) => {
      self.$factory = value;
    },
  ],
});
generic(defaultdict);

function reprAndLeave(x: Value): Suspends<string> {
  if (x === null) return "None";
  try {
    return repr(x);
  } finally {
    leave(x);
  }
}

export class OrderedDict_ extends Dict {}
export const OrderedDict = builtinType(
  "OrderedDict(*args, **kwargs)",
  function (args: Value[], kwargs: Kw): Suspends<Value> {
    const made = new OrderedDict_();
    initOrdered(made, args, kwargs);
    return made;
  },
  { bases: [dict], prototype: OrderedDict_.prototype, module: "collections", empty: (cls: PyType) => madeFor(OrderedDict_, cls) },
);
OrderedDict.$hasDict = true;
getset(OrderedDict, { __dict__: [(self: Value) => attributeDict(self)] });

function initOrdered(self: Dict, args: Value[], kwargs: Kw): Suspends<null> {
  if (args.length > 1) throw new TypeError(`expected at most 1 arguments, got ${args.length}`);
  return updateOrdered(self, args, kwargs);
}

/** Item by item, by what a subclass does to set one (mutablemapping_update). */
function updateOrdered(self: Dict, args: Value[], kwargs: Kw): Suspends<null> {
  const [other] = args;
  if (args.length > 0) {
    const keys = other === null || other instanceof Tuple || Array.isArray(other) || typeof other !== "object" ? undefined : getattrOr(other, "keys");
    if (typeOf(other) === dict) setPairs(self, callMethod(other, "items"));
    else if (keys === undefined) setPairs(self, other);
    else {
      const it = iterate(call(keys));
      for (let key = it.$next(); key !== END; key = it.$next()) setitem(self, key, getitem(other, key));
    }
  }
  for (const name in kwargs) setitem(self, name, kwargs[name]);
  return null;
}

function setPairs(self: Dict, pairs: Value): Suspends<void> {
  const it = iterate(pairs);
  for (let pair = it.$next(); pair !== END; pair = it.$next()) {
    const items = spread(pair);
    if (items.length < 2) throw new ValueError(`need more than ${items.length} value${items.length === 1 ? "" : "s"} to unpack`);
    if (items.length > 2) throw new ValueError("too many values to unpack (expected 2)");
    setitem(self, items[0], items[1]);
  }
}

class OrderedIterator extends PyIterator {
  entries: Entry[];
  at = 0;
  version: number;
  size: number;
  constructor(
    readonly dict: Dict,
    readonly part: "key" | "value" | "item",
    reverse: boolean,
  ) {
    super();
    this.entries = dict.$entries();
    if (reverse) this.entries.reverse();
    this.version = dict.$version;
    this.size = this.entries.length;
  }
  $next(): Value {
    if (this.at >= this.entries.length) return END;
    if (this.dict.$version !== this.version) {
      if (this.dict.$map.size !== this.size) throw new RuntimeError("OrderedDict changed size during iteration");
      throw new RuntimeError("OrderedDict mutated during iteration");
    }
    const entry = this.entries[this.at++] as Entry;
    return this.part === "key" ? entry.key : this.part === "value" ? entry.value : new Tuple([entry.key, entry.value]);
  }
}
methods(iteratorType("odict_iterator", OrderedIterator), {
  "__reduce__(self, /)": function (this: OrderedIterator): Suspends<Value> {
    const rest: Value[] = [];
    const at = this.at;
    for (let item = this.$next(); item !== END; item = this.$next()) rest.push(item);
    this.at = at;
    return new Tuple([$getattr(moduleNamed("builtins"), "iter"), new Tuple([rest])]);
  },
});

class OrderedKeys extends DictKeys {}
class OrderedValues extends DictValues {}
class OrderedItems extends DictItems {}
for (const [view, base, name, part] of [
  [OrderedKeys, DictKeys, "odict_keys", "key"],
  [OrderedValues, DictValues, "odict_values", "value"],
  [OrderedItems, DictItems, "odict_items", "item"],
] as const) {
  const type = builtinType(`${name}()`, null, { bases: [(base.prototype as Value).$cls as PyType], prototype: view.prototype, final: true });
  methods(type, {
    "__iter__(self, /)": function (this: DictKeys): Value {
      return new OrderedIterator(this.$dict, part, false);
    },
    "__reversed__(self, /)": function (this: DictKeys): Value {
      return new OrderedIterator(this.$dict, part, true);
    },
  });
}

function updated(self: Value, other: Value): Suspends<Value> {
  updateOrdered(self as Dict, [other], new Kw());
  return self;
}

/** Whether the keys of both are equal one after the other (_odict_keys_equal). */
function sameOrder(a: Dict, b: Dict): Suspends<boolean> {
  const own = entriesOf(a);
  const other = entriesOf(b);
  const [versionA, versionB] = [a.$version, b.$version];
  for (let i = 0; i < own.length; i++) {
    if (i === other.length) return false;
    const equal = same(own[i]!.key, other[i]!.key);
    if (a.$version !== versionA || b.$version !== versionB) throw new RuntimeError("OrderedDict mutated during iteration");
    if (!equal) return false;
  }
  return own.length === other.length;
}

methods(OrderedDict, {
  "__init__(self, /, *args, **kwargs)": function (this: Dict, args: Value[], kwargs: Kw): Suspends<null> {
    return initOrdered(this, args, kwargs);
  },
  "__repr__(self, /)": function (this: Dict): Suspends<string> {
    const name = typeOf(this).$name;
    if (this.$map.size === 0) return `${name}()`;
    if (isWithin(this)) return "...";
    let shown: string;
    try {
      const plain = new Dict();
      updateDict(plain, this);
      shown = repr(plain);
    } finally {
      leave(this);
    }
    return `${name}(${shown})`;
  },
  "__iter__(self, /)": function (this: Dict): Value {
    return new OrderedIterator(this, "key", false);
  },
  "__reversed__(self, /)": function (this: Dict): Value {
    return new OrderedIterator(this, "key", true);
  },
  "keys(self, /)": function (this: Dict): Value {
    return new OrderedKeys(this);
  },
  "values(self, /)": function (this: Dict): Value {
    return new OrderedValues(this);
  },
  "items(self, /)": function (this: Dict): Value {
    return new OrderedItems(this);
  },
  "__eq__(self, value, /)": function (this: Dict, value: Value): Suspends<Value> {
    if (!(value instanceof Dict)) return NotImplemented;
    const equal = sameDicts(this, value);
    if (!equal || !(value instanceof OrderedDict_)) return equal;
    return sameOrder(this, value);
  },
  "__ne__(self, value, /)": function (this: Dict, value: Value): Suspends<Value> {
    const equal = OrderedDict.prototype.__eq__.call(this, value);
    return equal === NotImplemented ? NotImplemented : !equal;
  },
  "popitem(self, /, last=True)": function (this: Dict, last: Value): Suspends<Value> {
    const back = last === undefined || truth(last);
    const entry = back ? this.$last() : this.$map.values().next().value;
    if (entry === undefined) throw new KeyError("dictionary is empty");
    if (back) this.$dropLast(entry);
    else this.$drop(entry);
    return new Tuple([entry.key, entry.value]);
  },
  "move_to_end(self, /, key, last=True)": function (this: Dict, key: Value, last: Value): Suspends<null> {
    const back = last === undefined || truth(last);
    const entry = this.$find(key);
    if (entry === undefined) throw new KeyError(key);
    this.$move(entry, back);
    return null;
  },
  "pop(self, key, default=<unrepresentable>)": function (this: Dict, key: Value, otherwise: Value): Suspends<Value> {
    const value = this.$delete(key);
    if (value !== undefined) return value;
    if (otherwise !== undefined) return otherwise;
    throw new KeyError(key);
  },
  "setdefault(self, /, key, default=None)": function (this: Dict, key: Value, value: Value): Suspends<Value> {
    const otherwise = value === undefined ? null : value;
    if (typeOf(this) === OrderedDict) return this.$obtain(key, otherwise).value;
    if (contains(this, key)) return getitem(this, key);
    setitem(this, key, otherwise);
    return otherwise;
  },
  "fromkeys(cls, /, iterable, value=None)": function (this: PyType, iterable: Value, value: Value): Suspends<Value> {
    const common = value === undefined ? null : value;
    const made = call(this);
    const keys = iterate(iterable);
    for (let key = keys.$next(); key !== END; key = keys.$next()) setitem(made, key, common);
    return made;
  },
  "copy(self, /)": function (this: Dict): Suspends<Value> {
    return call(typeOf(this), this);
  },
  "__or__(self, value, /)": function (this: Dict, value: Value): Suspends<Value> {
    if (!(value instanceof Dict)) return NotImplemented;
    const made = call(typeOf(this), this);
    return updated(made, value);
  },
  "__ior__(self, value, /)": function (this: Dict, value: Value): Suspends<Value> {
    return updated(this, value);
  },
  "update(self, /, *args, **kwargs)": function (this: Dict, args: Value[], kwargs: Kw): Suspends<null> {
    if (args.length > 1) throw new TypeError(`update() takes at most 1 positional argument (${args.length} given)`);
    return updateOrdered(this, args, kwargs);
  },
  "__ror__(self, value, /)": function (this: Dict, value: Value): Suspends<Value> {
    if (!(value instanceof Dict)) return NotImplemented;
    const made = call(typeOf(this), value);
    return updated(made, this);
  },
  "__reduce__(self, /)": function (this: Dict): Suspends<Value> {
    return new Tuple([typeOf(this), new Tuple([]), callMethod(this, "__getstate__"), null, new OrderedIterator(this, "item", false)]);
  },
});
unhashable(OrderedDict);

class Counter_ extends Dict {}
export const Counter = builtinType(
  "Counter(*args, **kwds)",
  function (args: Value[], kwds: Kw): Suspends<Value> {
    const made = new Counter_();
    initCounter(made, args, kwds);
    return made;
  },
  { bases: [dict], prototype: Counter_.prototype, module: "collections", empty: (cls: PyType) => madeFor(Counter_, cls) },
);
Counter.$heap = true;
Counter.$hasDict = true;
getset(Counter, { __dict__: [(self: Value) => attributeDict(self)] });

function initCounter(self: Dict, args: Value[], kwds: Kw): Suspends<null> {
  if (args.length > 1) throw new TypeError(`Counter.__init__() takes from 1 to 2 positional arguments but ${args.length + 1} were given`);
  updateCounter(self, args, kwds, 1);
  return null;
}

/** Adds (`sign` 1) or takes away (-1) the counts of an iterable or a mapping, and of keywords. */
function updateCounter(self: Dict, args: Value[], kwds: Kw, sign: 1 | -1): Suspends<null> {
  const source = args.length === 0 ? null : args[0];
  if (source !== null) {
    if (isMapping(source)) {
      if (self.$map.size === 0 && sign === 1) updateDict(self, source);
      else {
        const it = iterate(callMethod(source, "items"));
        for (let pair = it.$next(); pair !== END; pair = it.$next()) {
          const { items } = pair as Tuple;
          change(self, items[0], items[1], sign);
        }
      }
    } else {
      const it = iterate(source);
      for (let item = it.$next(); item !== END; item = it.$next()) change(self, item, 1, sign);
    }
  }
  const names = Object.keys(kwds);
  const copied = sign === 1 && self.$map.size === 0;
  for (let i = 0; i < names.length; i++) {
    if (copied) self.$setNamed(names[i] as string, kwds[names[i] as string]);
    else change(self, names[i], kwds[names[i] as string], sign);
  }
  return null;
}

/** Whether counts are read and written as a dict's items, not by methods of a subclass. */
function countsInDict(self: Value): boolean {
  const cls = typeOf(self);
  return lookup(cls, "get") === lookup(dict, "get") && lookup(cls, "__setitem__") === lookup(dict, "__setitem__");
}

function change(self: Dict, key: Value, by: Value, sign: 1 | -1): Suspends<void> {
  if (!countsInDict(self)) {
    const known = callMethod(self, "get", key, 0);
    setitem(self, key, sign === 1 ? add(by, known) : sub(known, by));
    return;
  }
  const entry = self.$find(key);
  if (entry === undefined) self.$set(key, sign === 1 ? (by === 1 ? 1 : add(by, 0)) : sub(0, by));
  else entry.value = sign === 1 ? add(by, entry.value) : sub(entry.value, by);
}

/** Tallies the elements of an iterable in any mapping. */
export const countElements = builtin(
  "_count_elements(mapping, iterable, /)",
  (mapping: Value, iterable: Value): Suspends<null> => {
    const it = iterate(iterable);
    if (mapping instanceof Dict && countsInDict(mapping)) {
      for (let item = it.$next(); item !== END; item = it.$next()) change(mapping, item, 1, 1);
      return null;
    }
    for (let item = it.$next(); item !== END; item = it.$next()) {
      const known = callMethod(mapping, "get", item, 0);
      setitem(mapping, item, add(known, 1));
    }
    return null;
  },
  "_collections",
);

/** Elements and counts, most common first, equal counts in order of first appearance. */
function mostCommon(self: Dict): Suspends<Tuple[]> {
  const entries = entriesOf(self);
  const pairs: Value[] = entries.map((entry) => new Tuple([entry.key, entry.value]));
  sortKeys(
    entries.map((entry) => entry.value),
    pairs,
    true,
  );
  return pairs as Tuple[];
}

function count(c: Value, key: Value): Suspends<Value> {
  return getitem(c, key);
}

/** A Counter of the positive results of `f` over the keys of both. */
function combine(a: Dict, b: Dict, f: (x: Value, y: Value) => Suspends<Value>, second: ((y: Value) => Suspends<Value>) | null): Suspends<Value> {
  const made = new Counter_();
  const own = entriesOf(a);
  for (let i = 0; i < own.length; i++) {
    const { key, value } = own[i] as Entry;
    const result = f(value, count(b, key));
    if (greaterThan(result, 0)) made.$set(key, result);
  }
  const other = second === null ? [] : entriesOf(b);
  for (let i = 0; i < other.length; i++) {
    const { key, value } = other[i] as Entry;
    if (a.$find(key) !== undefined) continue;
    const result = (second as (y: Value) => Suspends<Value>)(value);
    if (greaterThan(result, 0)) made.$set(key, result);
  }
  return made;
}

const lower = (x: Value, y: Value): Suspends<Value> => (greaterThan(y, x) ? x : y);
const higher = (x: Value, y: Value): Suspends<Value> => (greaterThan(y, x) ? y : x);

function keepPositive(self: Dict): Suspends<Value> {
  const entries = entriesOf(self);
  for (let i = 0; i < entries.length; i++) if (!greaterThan((entries[i] as Entry).value, 0)) self.$drop(entries[i] as Entry);
  return self;
}

/** Whether `f` holds for the counts of every key of both. */
function everyCount(a: Dict, b: Dict, f: (x: Value, y: Value) => Suspends<Value>): Suspends<boolean> {
  const own = entriesOf(a);
  for (let i = 0; i < own.length; i++) if (!truth(f((own[i] as Entry).value, count(b, (own[i] as Entry).key)))) return false;
  const other = entriesOf(b);
  for (let i = 0; i < other.length; i++) if (!truth(f(count(a, (other[i] as Entry).key), (other[i] as Entry).value))) return false;
  return true;
}

class Elements extends PyIterator {
  entries: Entry[];
  left: number;
  at = -1;
  constructor(counter: Dict) {
    super();
    this.entries = counter.$entries();
    this.left = 0;
  }
  $next(): Suspends<Value> {
    while (this.left <= 0) {
      this.at++;
      if (this.at >= this.entries.length) return END;
      const n = indexOf((this.entries[this.at] as Entry).value);
      if (n === undefined) throw new TypeError(`'${typeOf((this.entries[this.at] as Entry).value).$name}' object cannot be interpreted as an integer`);
      this.left = Number(n);
    }
    this.left--;
    return (this.entries[this.at] as Entry).key;
  }
}
iteratorType("chain", Elements, "itertools");

methods(
  Counter,
  {
    "__init__(self, /, *args, **kwds)": function (this: Dict, args: Value[], kwds: Kw): Suspends<null> {
      return initCounter(this, args, kwds);
    },
    "__missing__(self, key)": () => 0,
    "total(self)": function (this: Dict): Suspends<Value> {
      const entries = entriesOf(this);
      let sum: Value = 0;
      for (let i = 0; i < entries.length; i++) sum = add(sum, (entries[i] as Entry).value);
      return sum;
    },
    "most_common(self, n=None)": function (this: Dict, n: Value): Suspends<Value> {
      const pairs = mostCommon(this);
      if (n === undefined || n === null || truth(ge(n, pairs.length))) return pairs;
      return pairs.slice(0, Math.max(0, toSize(n)));
    },
    "elements(self)": function (this: Dict): Value {
      return new Elements(this);
    },
    "update(self, iterable=None, /, **kwds)": function (this: Dict, iterable: Value, kwds: Kw): Suspends<null> {
      return updateCounter(this, iterable === undefined ? [] : [iterable], kwds, 1);
    },
    "subtract(self, iterable=None, /, **kwds)": function (this: Dict, iterable: Value, kwds: Kw): Suspends<null> {
      return updateCounter(this, iterable === undefined ? [] : [iterable], kwds, -1);
    },
    "copy(self)": function (this: Dict): Suspends<Value> {
      return call(typeOf(this), this);
    },
    "__reduce__(self)": function (this: Dict): Value {
      return new Tuple([typeOf(this), new Tuple([this.$copy()])]);
    },
    "__delitem__(self, elem)": function (this: Dict, key: Value): Suspends<null> {
      this.$delete(key);
      return null;
    },
    "__repr__(self)": function (this: Dict): Suspends<string> {
      const name = typeOf(this).$name;
      if (this.$map.size === 0) return `${name}()`;
      return `${name}(${reprByCount(this)})`;
    },
    "__eq__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      return other instanceof Counter_ ? everyCount(this, other, eq) : NotImplemented;
    },
    "__ne__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      return other instanceof Counter_ ? !everyCount(this, other, eq) : NotImplemented;
    },
    "__le__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      return other instanceof Counter_ ? everyCount(this, other, le) : NotImplemented;
    },
    "__lt__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      return other instanceof Counter_ ? everyCount(this, other, le) && !everyCount(this, other, eq) : NotImplemented;
    },
    "__ge__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      return other instanceof Counter_ ? everyCount(this, other, ge) : NotImplemented;
    },
    "__gt__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      return other instanceof Counter_ ? everyCount(this, other, ge) && !everyCount(this, other, eq) : NotImplemented;
    },
    "__add__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      return other instanceof Counter_ ? combine(this, other, add, (y) => y) : NotImplemented;
    },
    "__sub__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      return other instanceof Counter_ ? combine(this, other, sub, (y) => sub(0, y)) : NotImplemented;
    },
    "__or__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      return other instanceof Counter_ ? combine(this, other, higher, (y) => y) : NotImplemented;
    },
    "__and__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      return other instanceof Counter_ ? combine(this, other, lower, null) : NotImplemented;
    },
    "__pos__(self)": function (this: Dict): Suspends<Value> {
      return combine(this, new Counter_(), (x) => x, null);
    },
    "__neg__(self)": function (this: Dict): Suspends<Value> {
      return combine(this, new Counter_(), (x) => sub(0, x), null);
    },
    "__iadd__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      const it = iterate(callMethod(other, "items"));
      for (let pair = it.$next(); pair !== END; pair = it.$next()) change(this, pair.items[0], pair.items[1], 1);
      return keepPositive(this);
    },
    "__isub__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      const it = iterate(callMethod(other, "items"));
      for (let pair = it.$next(); pair !== END; pair = it.$next()) change(this, pair.items[0], pair.items[1], -1);
      return keepPositive(this);
    },
    "__ior__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      const it = iterate(callMethod(other, "items"));
      for (let pair = it.$next(); pair !== END; pair = it.$next()) {
        if (greaterThan(pair.items[1], count(this, pair.items[0]))) this.$set(pair.items[0], pair.items[1]);
      }
      return keepPositive(this);
    },
    "__iand__(self, other)": function (this: Dict, other: Value): Suspends<Value> {
      const entries = entriesOf(this);
      for (let i = 0; i < entries.length; i++) {
        const entry = entries[i] as Entry;
        const theirs = count(other, entry.key);
        if (greaterThan(entry.value, theirs)) entry.value = theirs;
      }
      return keepPositive(this);
    },
  },
  false,
);
methods(Counter, {
  "fromkeys(cls, iterable, v=None)": function (): never {
    throw new NotImplementedError("Counter.fromkeys() is undefined.  Use Counter(iterable) instead.");
  },
});
define(Counter, "__hash__", null, null);
generic(Counter);

/** The items as a dict's repr, the most common first where counts can be compared. */
function reprByCount(self: Dict): Suspends<string> {
  const shown = new Dict();
  try {
    const pairs = mostCommon(self);
    for (let i = 0; i < pairs.length; i++) shown.$set(pairs[i]!.items[0], pairs[i]!.items[1]);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return repr(self.$copy());
  }
  return repr(shown);
}

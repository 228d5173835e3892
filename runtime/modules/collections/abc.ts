/**
 * collections.abc - abstract base classes of containers.
 *
 * Mirrors     Lib/_collections_abc.py of CPython 3.13
 * Suspends    the mixin methods: they call the abstract ones
 */
import type { Suspends } from "../../frames/suspend.js";
import { $setattr } from "../../objects/attributes.js";
import { $class } from "../../objects/class.js";
import { dict, Dict } from "../../objects/dict.js";
import { DictItems, DictKeys, DictValues } from "../../objects/dictviews.js";
import { GeneratorExit, IndexError, KeyError, NotImplementedError, RuntimeError, StopIteration, ValueError } from "../../objects/exceptions.js";
import { describe, Kw, plain } from "../../objects/function.js";
import { genericAlias } from "../../objects/genericalias.js";
import { asyncGeneratorType } from "../../objects/asyncgenerators.js";
import { coroutineType, generatorType } from "../../objects/generators.js";
import { ArrayIterator, END, iterate, SequenceIterator, spread } from "../../objects/iterator.js";
import { list } from "../../objects/list.js";
import { mappingproxy } from "../../objects/mappingproxy.js";
import { Pattern, setPattern } from "../../objects/match.js";
import { pymodule } from "../../objects/module.js";
import { forget, isinstance, isType, NotImplemented, typeOf, type PyType, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { contains } from "../../objects/protocols/contains.js";
import { eq, same } from "../../objects/protocols/eq.js";
import { delitem, getitem, setitem } from "../../objects/protocols/getitem.js";
import { hash } from "../../objects/protocols/hash.js";
import { toSize } from "../../objects/protocols/index.js";
import { len } from "../../objects/protocols/len.js";
import { repr } from "../../objects/protocols/repr.js";
import { $caught, $handled, $reraise, $uncaught } from "../../objects/raise.js";
import { builtin, define, methods } from "../../objects/register.js";
import { range } from "../../objects/range.js";
import { frozenset, set } from "../../objects/set.js";
import { bytearray, bytes } from "../../objects/bytes.js";
import { memoryview } from "../../objects/bytes/memoryview.js";
import { str } from "../../objects/str.js";
import { Tuple, tuple } from "../../objects/tuple.js";
import { ABCMeta } from "../abc.js";

const withMeta = new Kw();
withMeta["metaclass"] = ABCMeta;

type Methods = Record<string, (this: Value, ...args: Value[]) => Value>;

/** An abstract method: the parameters after `self`, and what it does when it is called all the same. */
function abstractMethod(module: string, owner: string, name: string, params: string[], body: (this: Value, ...args: Value[]) => Value): Suspends<Value> {
  const f = plain(
    describe(body, {
      name,
      qualname: `${owner}.${name}`,
      module,
      params: ["self", ...params],
      posonly: 0,
      required: params.length + 1,
      kwonly: [],
      kwrequired: 0,
      varargs: null,
      varkw: null,
      doc: null,
      kind: "function",
      method: true,
      line: 0,
    }),
  );
  $setattr(f, "__isabstractmethod__", true);
  return f;
}

interface Definition {
  bases?: Value[];
  /** name to parameters after self, and what a call by super() gives */
  abstract?: Record<string, [string[], (this: Value, ...args: Value[]) => Value]>;
  mixin?: Methods;
  /** methods whose presence makes any class a subclass */
  hook?: string[];
  generic?: boolean;
  module?: string;
}

/** An abstract class, as `class name(metaclass=ABCMeta)` makes it. */
export function abstractClass(
  name: string,
  { bases = [], abstract = {}, mixin = {}, hook, generic = false, module = "collections.abc" }: Definition,
): Suspends<Value> {
  const cls: Value = $class({ name, qualname: name, module, doc: null, line: 0, statics: [] }, bases, bases.length === 0 ? withMeta : null, (ns) => {
    ns.set("__slots__", new Tuple([]));
    // stand here so that the class is not abstract by them; the real ones follow
    for (const signature of Object.keys(mixin)) ns.set(signature.slice(0, signature.indexOf("(")), null);
    for (const method of Object.keys(abstract)) {
      const [params, body] = abstract[method] as [string[], (this: Value, ...args: Value[]) => Value];
      ns.set(method, abstractMethod(module, name, method, params, body));
    }
  });
  methods(cls, mixin);
  if (hook !== undefined) {
    methods(cls, {
      "__subclasshook__(cls, C, /)": function (this: Value, C: Value): Value {
        return this === cls ? hasMethods(C as PyType, hook) : NotImplemented;
      },
    });
  }
  if (generic) {
    methods(cls, {
      "__class_getitem__(cls, item, /)": function (this: Value, item: Value): Value {
        return genericAlias(this, item);
      },
    });
  }
  forget(cls as PyType);
  return cls;
}

function hasMethods(C: PyType, names: readonly string[]): Value {
  for (const name of names) {
    const owner = C.$mro.find((base) => base.$dict.has(name));
    if (owner === undefined || owner.$dict.get(name) === null) return NotImplemented;
  }
  return true;
}

/** Private in CPython's module, and used by other modules of its library. */
const _check_methods = builtin(
  "_check_methods(C, /, *methods)",
  function (C: Value, names: Value[]): Value {
    return hasMethods(C as PyType, names as string[]);
  },
  "_collections_abc",
);

const keyError = (): never => {
  throw new KeyError();
};
const indexError = (): never => {
  throw new IndexError();
};

export const Hashable = abstractClass("Hashable", { abstract: { __hash__: [[], () => 0] }, hook: ["__hash__"] });
export const Awaitable = abstractClass("Awaitable", { abstract: { __await__: [[], () => null] }, hook: ["__await__"], generic: true });
export const Coroutine = abstractClass("Coroutine", {
  bases: [Awaitable],
  abstract: {
    send: [
      ["value"],
      () => {
        throw new StopIteration();
      },
    ],
    throw: [
      ["typ", "val", "tb"],
      (typ: Value) => {
        throw isType(typ) ? call(typ) : typ;
      },
    ],
  },
  mixin: { "close(self)": closeGenerator("coroutine") },
  hook: ["__await__", "send", "throw", "close"],
});
export const AsyncIterable = abstractClass("AsyncIterable", { abstract: { __aiter__: [[], () => null] }, hook: ["__aiter__"], generic: true });
export const AsyncIterator = abstractClass("AsyncIterator", {
  bases: [AsyncIterable],
  abstract: { __anext__: [[], () => null] },
  mixin: {
    "__aiter__(self)": function (this: Value): Value {
      return this;
    },
  },
  hook: ["__anext__", "__aiter__"],
});
export const AsyncGenerator = abstractClass("AsyncGenerator", {
  bases: [AsyncIterator],
  abstract: { asend: [["value"], () => null], athrow: [["typ", "val", "tb"], () => null] },
  mixin: {
    "__anext__(self)": function (this: Value): Suspends<Value> {
      return callMethod(this, "asend", null);
    },
  },
  hook: ["__aiter__", "__anext__", "asend", "athrow", "aclose"],
});
export const Iterable = abstractClass("Iterable", { abstract: { __iter__: [[], () => new ArrayIterator([])] }, hook: ["__iter__"], generic: true });
export const Iterator = abstractClass("Iterator", {
  bases: [Iterable],
  abstract: {
    __next__: [
      [],
      () => {
        throw new StopIteration();
      },
    ],
  },
  mixin: {
    "__iter__(self)": function (this: Value): Value {
      return this;
    },
  },
  hook: ["__iter__", "__next__"],
});
export const Reversible = abstractClass("Reversible", {
  bases: [Iterable],
  abstract: { __reversed__: [[], () => new ArrayIterator([])] },
  hook: ["__reversed__", "__iter__"],
});

function closeGenerator(kind: string): (this: Value) => Value {
  return function (this: Value): Suspends<null> {
    try {
      callMethod(this, "throw", GeneratorExit);
    } catch (error) {
      if (error instanceof GeneratorExit || error instanceof StopIteration) return null;
      throw error;
    }
    throw new RuntimeError(`${kind} ignored GeneratorExit`);
  };
}
export const Generator = abstractClass("Generator", {
  bases: [Iterator],
  abstract: {
    send: [
      ["value"],
      () => {
        throw new StopIteration();
      },
    ],
    throw: [
      ["typ", "val", "tb"],
      (typ: Value) => {
        throw isType(typ) ? call(typ) : typ;
      },
    ],
  },
  mixin: {
    "__next__(self)": function (this: Value): Suspends<Value> {
      return callMethod(this, "send", null);
    },
    "close(self)": closeGenerator("generator"),
  },
  hook: ["__iter__", "__next__", "send", "throw", "close"],
});
export const Sized = abstractClass("Sized", { abstract: { __len__: [[], () => 0] }, hook: ["__len__"] });
export const Container = abstractClass("Container", { abstract: { __contains__: [["x"], () => false] }, hook: ["__contains__"], generic: true });
export const Collection = abstractClass("Collection", { bases: [Sized, Iterable, Container], hook: ["__len__", "__iter__", "__contains__"] });
export const Buffer = abstractClass("Buffer", {
  abstract: {
    __buffer__: [
      ["flags"],
      () => {
        throw new NotImplementedError();
      },
    ],
  },
  hook: ["__buffer__"],
});
export const Callable = abstractClass("Callable", { abstract: { __call__: [["args", "kwds"], () => false] }, hook: ["__call__"], generic: true });

function isSet(x: Value): boolean {
  return (
    typeOf(x).$mro.includes(set as PyType) ||
    typeOf(x).$mro.includes(frozenset as PyType) ||
    x instanceof DictKeys ||
    x instanceof DictItems ||
    typeOf(x).$mro.includes(SetABC as PyType)
  );
}
function isIterable(x: Value): boolean {
  return x !== null && hasMethods(typeOf(x), ["__iter__"]) === true;
}
function everyIn(a: Value, b: Value): Suspends<boolean> {
  const it = iterate(a);
  for (let item = it.$next(); item !== END; item = it.$next()) if (!contains(b, item)) return false;
  return true;
}
function fromIterable(self: Value, items: Value[]): Suspends<Value> {
  return callMethod(self, "_from_iterable", items);
}
/** The items of `a` that are, or are not, in `b`. */
function selected(a: Value, b: Value, inside: boolean): Suspends<Value[]> {
  const found: Value[] = [];
  const it = iterate(a);
  for (let item = it.$next(); item !== END; item = it.$next()) if (contains(b, item) === inside) found.push(item);
  return found;
}

export const SetABC: Value = abstractClass("Set", {
  bases: [Collection],
  mixin: {
    "__le__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      return !isSet(other) ? NotImplemented : len(this) <= len(other) && everyIn(this, other);
    },
    "__lt__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      return !isSet(other) ? NotImplemented : len(this) < len(other) && everyIn(this, other);
    },
    "__gt__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      return !isSet(other) ? NotImplemented : len(this) > len(other) && everyIn(other, this);
    },
    "__ge__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      return !isSet(other) ? NotImplemented : len(this) >= len(other) && everyIn(other, this);
    },
    "__eq__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      return !isSet(other) ? NotImplemented : len(this) === len(other) && everyIn(this, other);
    },
    "_from_iterable(cls, it)": function (this: Value, it: Value): Suspends<Value> {
      return call(this, it);
    },
    "__and__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      return isIterable(other) ? fromIterable(this, selected(other, this, true)) : NotImplemented;
    },
    "__rand__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      return isIterable(other) ? fromIterable(this, selected(other, this, true)) : NotImplemented;
    },
    "isdisjoint(self, other)": function (this: Value, other: Value): Suspends<boolean> {
      const it = iterate(other);
      for (let item = it.$next(); item !== END; item = it.$next()) if (contains(this, item)) return false;
      return true;
    },
    "__or__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      return isIterable(other) ? fromIterable(this, [...spread(this), ...spread(other)]) : NotImplemented;
    },
    "__ror__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      return isIterable(other) ? fromIterable(this, [...spread(this), ...spread(other)]) : NotImplemented;
    },
    "__sub__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      if (!isIterable(other)) return NotImplemented;
      const others = isSet(other) ? other : fromIterable(this, spread(other));
      return fromIterable(this, selected(this, others, false));
    },
    "__rsub__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      if (!isIterable(other)) return NotImplemented;
      const others = isSet(other) ? other : fromIterable(this, spread(other));
      return fromIterable(this, selected(others, this, false));
    },
    "__xor__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      if (!isIterable(other)) return NotImplemented;
      const others = isSet(other) ? other : fromIterable(this, spread(other));
      return fromIterable(this, [...selected(this, others, false), ...selected(others, this, false)]);
    },
    "__rxor__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      if (!isIterable(other)) return NotImplemented;
      const others = isSet(other) ? other : fromIterable(this, spread(other));
      return fromIterable(this, [...selected(this, others, false), ...selected(others, this, false)]);
    },
    "_hash(self)": function (this: Value): Suspends<Value> {
      return hash(frozenset(this));
    },
  },
});
define(SetABC, "__hash__", null, null);

export const MutableSet = abstractClass("MutableSet", {
  bases: [SetABC],
  abstract: {
    add: [
      ["value"],
      () => {
        throw new NotImplementedError();
      },
    ],
    discard: [
      ["value"],
      () => {
        throw new NotImplementedError();
      },
    ],
  },
  mixin: {
    "remove(self, value)": function (this: Value, value: Value): Suspends<null> {
      if (!contains(this, value)) throw new KeyError(value);
      callMethod(this, "discard", value);
      return null;
    },
    "pop(self)": function (this: Value): Suspends<Value> {
      return popFrom(this);
    },
    "clear(self)": function (this: Value): Suspends<null> {
      while (len(this) > 0) popFrom(this);
      return null;
    },
    "__ior__(self, it)": function (this: Value, other: Value): Suspends<Value> {
      const items = spread(other);
      for (let i = 0; i < items.length; i++) callMethod(this, "add", items[i]);
      return this;
    },
    "__iand__(self, it)": function (this: Value, other: Value): Suspends<Value> {
      const gone = selected(this, other, false);
      for (let i = 0; i < gone.length; i++) callMethod(this, "discard", gone[i]);
      return this;
    },
    "__ixor__(self, it)": function (this: Value, other: Value): Suspends<Value> {
      const items = spread(other);
      for (let i = 0; i < items.length; i++) callMethod(this, contains(this, items[i]) ? "discard" : "add", items[i]);
      return this;
    },
    "__isub__(self, it)": function (this: Value, other: Value): Suspends<Value> {
      const items = spread(other);
      for (let i = 0; i < items.length; i++) callMethod(this, "discard", items[i]);
      return this;
    },
  },
});
function popFrom(self: Value): Suspends<Value> {
  const value = iterate(self).$next();
  if (value === END) throw new KeyError();
  callMethod(self, "discard", value);
  return value;
}

/** `mapping[key]`, or undefined where that raises KeyError. */
function itemOr(mapping: Value, key: Value): Suspends<Value> {
  try {
    return getitem(mapping, key);
  } catch (error) {
    if (error instanceof KeyError) return undefined;
    throw error;
  }
}
function asDict(mapping: Value): Suspends<Dict> {
  const made = new Dict();
  const it = iterate(mapping);
  for (let key = it.$next(); key !== END; key = it.$next()) made.$set(key, getitem(mapping, key));
  return made;
}

export const Mapping: Value = abstractClass("Mapping", {
  bases: [Collection],
  abstract: { __getitem__: [["key"], keyError] },
  mixin: {
    "get(self, key, default=None)": function (this: Value, key: Value, otherwise: Value): Suspends<Value> {
      const value = itemOr(this, key);
      return value === undefined ? (otherwise === undefined ? null : otherwise) : value;
    },
    "__contains__(self, key)": function (this: Value, key: Value): Suspends<boolean> {
      return itemOr(this, key) !== undefined;
    },
    "keys(self)": function (this: Value): Suspends<Value> {
      return call(KeysView, this);
    },
    "items(self)": function (this: Value): Suspends<Value> {
      return call(ItemsView, this);
    },
    "values(self)": function (this: Value): Suspends<Value> {
      return call(ValuesView, this);
    },
    "__eq__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      if (!typeOf(other).$mro.includes(dict as PyType) && !typeOf(other).$mro.includes(Mapping as PyType)) return NotImplemented;
      const own = asDict(this);
      return eq(own, other instanceof Dict ? other : asDict(other));
    },
  },
});
define(Mapping, "__hash__", null, null);
define(Mapping, "__reversed__", null, null);

export const MappingView = abstractClass("MappingView", {
  bases: [Sized],
  mixin: {
    "__init__(self, mapping)": function (this: Value, mapping: Value): null {
      this._mapping = mapping;
      return null;
    },
    "__len__(self)": function (this: Value): Suspends<number> {
      return len(this._mapping);
    },
    "__repr__(self)": function (this: Value): Suspends<string> {
      return `${typeOf(this).$name}(${repr(this._mapping)})`;
    },
  },
  generic: true,
});
MappingView.$hasDict = true;
const toSet: Methods = {
  "_from_iterable(cls, it)": function (this: Value, it: Value): Suspends<Value> {
    return set(it);
  },
};
export const KeysView: Value = abstractClass("KeysView", {
  bases: [MappingView, SetABC],
  mixin: {
    ...toSet,
    "__contains__(self, key)": function (this: Value, key: Value): Suspends<boolean> {
      return contains(this._mapping, key);
    },
    "__iter__(self)": function (this: Value): Suspends<Value> {
      return iterate(this._mapping);
    },
  },
});
export const ItemsView: Value = abstractClass("ItemsView", {
  bases: [MappingView, SetABC],
  mixin: {
    ...toSet,
    "__contains__(self, item)": function (this: Value, item: Value): Suspends<boolean> {
      const parts = spread(item);
      const value = itemOr(this._mapping, parts[0]);
      return value !== undefined && same(value, parts[1]);
    },
    "__iter__(self)": function (this: Value): Suspends<Value> {
      const pairs: Value[] = [];
      const it = iterate(this._mapping);
      for (let key = it.$next(); key !== END; key = it.$next()) pairs.push(new Tuple([key, getitem(this._mapping, key)]));
      return iterate(pairs);
    },
  },
});
export const ValuesView: Value = abstractClass("ValuesView", {
  bases: [MappingView, Collection],
  mixin: {
    "__contains__(self, value)": function (this: Value, value: Value): Suspends<boolean> {
      const it = iterate(this._mapping);
      for (let key = it.$next(); key !== END; key = it.$next()) if (same(getitem(this._mapping, key), value)) return true;
      return false;
    },
    "__iter__(self)": function (this: Value): Suspends<Value> {
      const values: Value[] = [];
      const it = iterate(this._mapping);
      for (let key = it.$next(); key !== END; key = it.$next()) values.push(getitem(this._mapping, key));
      return iterate(values);
    },
  },
});

/** Whether a method that takes an item away raises what says that there is none left. */
function ends(self: Value, method: string, empty: PyType): Suspends<boolean> {
  const handled = $handled();
  try {
    callMethod(self, method);
    return false;
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, empty)) throw $reraise(error);
    $uncaught(handled);
    return true;
  }
}

export const MutableMapping: Value = abstractClass("MutableMapping", {
  bases: [Mapping],
  abstract: { __setitem__: [["key", "value"], keyError], __delitem__: [["key"], keyError] },
  mixin: {
    "pop(self, key, default=<unrepresentable>)": function (this: Value, key: Value, otherwise: Value): Suspends<Value> {
      const value = otherwise === undefined ? getitem(this, key) : itemOr(this, key);
      if (value === undefined) return otherwise;
      delitem(this, key);
      return value;
    },
    "popitem(self)": function (this: Value): Suspends<Value> {
      const key = iterate(this).$next();
      if (key === END) throw new KeyError();
      const value = getitem(this, key);
      delitem(this, key);
      return new Tuple([key, value]);
    },
    "clear(self)": function (this: Value): Suspends<null> {
      while (!ends(this, "popitem", KeyError));
      return null;
    },
    "update(self, other=(), /, **kwds)": function (this: Value, other: Value, kwds: Kw): Suspends<null> {
      return updateMapping(this, other, kwds);
    },
    "setdefault(self, key, default=None)": function (this: Value, key: Value, otherwise: Value): Suspends<Value> {
      const known = itemOr(this, key);
      if (known !== undefined) return known;
      const value = otherwise === undefined ? null : otherwise;
      setitem(this, key, value);
      return value;
    },
  },
});

/** MutableMapping.update */
export function updateMapping(self: Value, other: Value, kwds: Kw): Suspends<null> {
  if (other !== undefined) {
    const mapping =
      other instanceof Dict || (other !== null && typeof other === "object" && !Array.isArray(other) && hasMethods(typeOf(other), ["keys"]) === true);
    const it = iterate(mapping ? callMethod(other, "keys") : other);
    for (let item = it.$next(); item !== END; item = it.$next()) {
      if (mapping) setitem(self, item, getitem(other, item));
      else {
        const pair = spread(item);
        if (pair.length !== 2)
          throw new ValueError(pair.length > 2 ? "too many values to unpack (expected 2)" : `not enough values to unpack (expected 2, got ${pair.length})`);
        setitem(self, pair[0], pair[1]);
      }
    }
  }
  const names = Object.keys(kwds);
  for (let i = 0; i < names.length; i++) setitem(self, names[i], kwds[names[i] as string]);
  return null;
}

export const Sequence: Value = abstractClass("Sequence", {
  bases: [Reversible, Collection],
  abstract: { __getitem__: [["index"], indexError] },
  mixin: {
    "__iter__(self)": function (this: Value): Value {
      return new SequenceIterator(this);
    },
    "__contains__(self, value)": function (this: Value, value: Value): Suspends<boolean> {
      const it = iterate(this);
      for (let item = it.$next(); item !== END; item = it.$next()) if (same(item, value)) return true;
      return false;
    },
    "__reversed__(self)": function (this: Value): Suspends<Value> {
      const items: Value[] = [];
      for (let i = len(this) - 1; i >= 0; i--) items.push(getitem(this, i));
      return iterate(items);
    },
    "index(self, value, start=0, stop=None)": function (this: Value, value: Value, start: Value, stop: Value): Suspends<number> {
      let from = start === undefined || start === null ? 0 : toSize(start);
      if (from < 0) from = Math.max(len(this) + from, 0);
      let to = stop === undefined || stop === null ? Infinity : toSize(stop);
      if (to < 0) to += len(this);
      for (let i = from; i < to; i++) {
        const item = positionOr(this, i);
        if (item === undefined) break;
        if (same(item, value)) return i;
      }
      throw new ValueError();
    },
    "count(self, value)": function (this: Value, value: Value): Suspends<number> {
      let n = 0;
      const it = iterate(this);
      for (let item = it.$next(); item !== END; item = it.$next()) if (same(item, value)) n++;
      return n;
    },
  },
});
function positionOr(sequence: Value, i: number): Suspends<Value> {
  try {
    return getitem(sequence, i);
  } catch (error) {
    if (error instanceof IndexError) return undefined;
    throw error;
  }
}
export const ByteString = abstractClass("ByteString", { bases: [Sequence] });

export const MutableSequence: Value = abstractClass("MutableSequence", {
  bases: [Sequence],
  abstract: { __setitem__: [["index", "value"], indexError], __delitem__: [["index"], indexError], insert: [["index", "value"], indexError] },
  mixin: {
    "append(self, value)": function (this: Value, value: Value): Suspends<null> {
      callMethod(this, "insert", len(this), value);
      return null;
    },
    "clear(self)": function (this: Value): Suspends<null> {
      while (!ends(this, "pop", IndexError));
      return null;
    },
    "reverse(self)": function (this: Value): Suspends<null> {
      const n = len(this);
      for (let i = 0; i < Math.floor(n / 2); i++) {
        const item = getitem(this, i);
        setitem(this, i, getitem(this, n - i - 1));
        setitem(this, n - i - 1, item);
      }
      return null;
    },
    "extend(self, values)": function (this: Value, values: Value): Suspends<null> {
      const items = spread(values);
      for (let i = 0; i < items.length; i++) callMethod(this, "append", items[i]);
      return null;
    },
    "pop(self, index=-1)": function (this: Value, index: Value): Suspends<Value> {
      const at = index === undefined ? -1 : index;
      const value = getitem(this, at);
      delitem(this, at);
      return value;
    },
    "remove(self, value)": function (this: Value, value: Value): Suspends<null> {
      delitem(this, callMethod(this, "index", value));
      return null;
    },
    "__iadd__(self, values)": function (this: Value, values: Value): Suspends<Value> {
      callMethod(this, "extend", values);
      return this;
    },
  },
});

setPattern(Sequence as PyType, Pattern.Sequence);
setPattern(Mapping as PyType, Pattern.Mapping);
for (const [base, classes] of [
  [SetABC, [frozenset]],
  [MutableSet, [set]],
  [Mapping, [mappingproxy]],
  [MutableMapping, [dict]],
  [Sequence, [tuple, str, range, memoryview]],
  [ByteString, [bytes, bytearray]],
  [MutableSequence, [list, bytearray]],
  [KeysView, [(DictKeys.prototype as Value).$cls]],
  [ItemsView, [(DictItems.prototype as Value).$cls]],
  [ValuesView, [(DictValues.prototype as Value).$cls]],
  [Generator, [generatorType]],
  [Coroutine, [coroutineType]],
  [AsyncGenerator, [asyncGeneratorType]],
] as [Value, Value[]][]) {
  for (const cls of classes) callMethod(base, "register", cls);
}

export default pymodule("collections.abc", {
  Awaitable,
  Coroutine,
  AsyncIterable,
  AsyncIterator,
  AsyncGenerator,
  Hashable,
  Iterable,
  Iterator,
  Generator,
  Reversible,
  Sized,
  Container,
  Callable,
  Collection,
  Set: SetABC,
  MutableSet,
  Mapping,
  MutableMapping,
  MappingView,
  KeysView,
  ItemsView,
  ValuesView,
  Sequence,
  MutableSequence,
  ByteString,
  Buffer,
  _check_methods,
});

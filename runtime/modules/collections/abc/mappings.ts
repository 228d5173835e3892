/**
 * collections.abc - Mapping, MutableMapping and the views.
 *
 * Mirrors     Lib/_collections_abc.py of CPython 3.13
 * Suspends    the mixin methods: they call the abstract ones
 */
import type { Suspends } from "../../../frames/suspend.js";
import { Dict } from "../../../objects/dict.js";
import { KeyError } from "../../../objects/exceptions.js";
import { getattrOr } from "../../../objects/attributes.js";
import { Kw } from "../../../objects/function.js";
import { generatorIterator } from "../../../objects/generatoriterators.js";
import { END, iterate, PyIterator, spread } from "../../../objects/iterator.js";
import { NotImplemented, typeOf, type Value } from "../../../objects/object.js";
import { call, callMethod } from "../../../objects/protocols/call.js";
import { contains } from "../../../objects/protocols/contains.js";
import { eq, same } from "../../../objects/protocols/eq.js";
import { delitem, getitem, setitem } from "../../../objects/protocols/getitem.js";
import { len } from "../../../objects/protocols/len.js";
import { instanceOf } from "../../../objects/protocols/isinstance.js";
import { repr } from "../../../objects/protocols/repr.js";
import { define } from "../../../objects/register.js";
import { set } from "../../../objects/set.js";
import { unpack } from "../../../objects/unpack.js";
import { Tuple } from "../../../objects/tuple.js";
import { type Methods, abstractClass, ends, keyError } from "./define.js";
import { Sized, Collection } from "./protocols.js";
import { SetABC } from "./sets.js";

/** `mapping[key]`, or undefined where that raises KeyError. */
export function itemOr(mapping: Value, key: Value): Suspends<Value> {
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
      if (!isMapping(other)) return NotImplemented;
      const own = asDict(this);
      return eq(own, other instanceof Dict ? other : asDict(other));
    },
  },
});
define(Mapping, "__hash__", null, null);
define(Mapping, "__reversed__", null, null);

/** isinstance(x, Mapping): of a dict it is seen at once. */
export function isMapping(x: Value): Suspends<boolean> {
  return x instanceof Dict || instanceOf(x, Mapping);
}

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

/** The values of a mapping, each looked up when it is asked for, as the library's generators do it. */
class Values extends PyIterator {
  keys: PyIterator | null = null;
  constructor(readonly mapping: Value) {
    super();
  }
  $next(): Suspends<Value> {
    this.keys ??= iterate(this.mapping);
    const key = this.keys.$next();
    return key === END ? END : this.$of(key);
  }
  $of(key: Value): Suspends<Value> {
    return getitem(this.mapping, key);
  }
}
generatorIterator("ValuesView.__iter__", Values);

class Items extends Values {
  override $of(key: Value): Suspends<Value> {
    return new Tuple([key, getitem(this.mapping, key)]);
  }
}
generatorIterator("ItemsView.__iter__", Items);

export const ItemsView: Value = abstractClass("ItemsView", {
  bases: [MappingView, SetABC],
  mixin: {
    ...toSet,
    "__contains__(self, item)": function (this: Value, item: Value): Suspends<boolean> {
      const parts = spread(item);
      const value = itemOr(this._mapping, parts[0]);
      return value !== undefined && same(value, parts[1]);
    },
    "__iter__(self)": function (this: Value): Value {
      return new Items(this._mapping);
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
    "__iter__(self)": function (this: Value): Value {
      return new Values(this._mapping);
    },
  },
});

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
      if (key === END) {
        const error = new KeyError() as Value;
        error.$suppress = true; // `from None`
        throw error;
      }
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
    const keyed = isMapping(other) ? other : getattrOr(other, "keys") === undefined ? undefined : callMethod(other, "keys");
    const it = iterate(keyed ?? other);
    for (let item = it.$next(); item !== END; item = it.$next()) {
      if (keyed !== undefined) setitem(self, item, getitem(other, item));
      else {
        const [key, value] = unpack(item, 2);
        setitem(self, key, value);
      }
    }
  }
  const names = Object.keys(kwds);
  for (let i = 0; i < names.length; i++) setitem(self, names[i], kwds[names[i] as string]);
  return null;
}

/**
 * collections.abc - Set and MutableSet.
 *
 * Mirrors     Lib/_collections_abc.py of CPython 3.13
 * Suspends    the mixin methods: they call the abstract ones
 */
import type { Suspends } from "../../../frames/suspend.js";
import { DictItems, DictKeys } from "../../../objects/dictviews.js";
import { KeyError, NotImplementedError } from "../../../objects/exceptions.js";
import { END, iterate, spread } from "../../../objects/iterator.js";
import { NotImplemented, typeOf, type PyType, type Value } from "../../../objects/object.js";
import { call, callMethod } from "../../../objects/protocols/call.js";
import { contains } from "../../../objects/protocols/contains.js";
import { hash } from "../../../objects/protocols/hash.js";
import { len } from "../../../objects/protocols/len.js";
import { define } from "../../../objects/register.js";
import { frozenset, set } from "../../../objects/set.js";
import { abstractClass, hasMethods } from "./define.js";
import { Collection } from "./protocols.js";

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

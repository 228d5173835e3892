/**
 * collections.abc - Set and MutableSet.
 *
 * Mirrors     Lib/_collections_abc.py of CPython 3.13
 * Suspends    the mixin methods: they call the abstract ones
 */
import type { Suspends } from "../../../frames/suspend.js";
import { bitor, sub } from "../../../objects/arithmetic.js";
import { DictItems, DictKeys } from "../../../objects/dictviews.js";
import { KeyError, NotImplementedError } from "../../../objects/exceptions.js";
import { generatorIterator } from "../../../objects/generatoriterators.js";
import { END, iterate, PyIterator } from "../../../objects/iterator.js";
import { NotImplemented, typeOf, type Value } from "../../../objects/object.js";
import { call, callMethod } from "../../../objects/protocols/call.js";
import { contains } from "../../../objects/protocols/contains.js";
import { hash } from "../../../objects/protocols/hash.js";
import { instanceOf } from "../../../objects/protocols/isinstance.js";
import { len } from "../../../objects/protocols/len.js";
import { define } from "../../../objects/register.js";
import { frozenset, set } from "../../../objects/set.js";
import { abstractClass, hasMethods } from "./define.js";
import { Collection } from "./protocols.js";

/** isinstance(x, Set): of the builtin ones it is seen at once. */
function isSet(x: Value): Suspends<boolean> {
  const cls = typeOf(x);
  return cls === set || cls === frozenset || x instanceof DictKeys || x instanceof DictItems || instanceOf(x, SetABC);
}
function isIterable(x: Value): boolean {
  return x !== null && hasMethods(typeOf(x), ["__iter__"]) === true;
}
function everyIn(a: Value, b: Value): Suspends<boolean> {
  const it = iterate(a);
  for (let item = it.$next(); item !== END; item = it.$next()) if (!contains(b, item)) return false;
  return true;
}
function fromIterable(self: Value, items: Value): Suspends<Value> {
  return callMethod(self, "_from_iterable", items);
}

/** The items of an iterable that are, or are not, in a container: a generator expression of the library's. */
class Selected extends PyIterator {
  constructor(
    readonly items: PyIterator,
    readonly container: Value,
    readonly inside: boolean,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    for (;;) {
      const item = this.items.$next();
      if (item === END || contains(this.container, item) === this.inside) return item;
    }
  }
}
generatorIterator("Set.__and__.<locals>.<genexpr>", Selected);

/** The items of both sets, one after the other. */
class Both extends PyIterator {
  items: PyIterator | null = null;
  constructor(readonly waiting: Value[]) {
    super();
  }
  $next(): Suspends<Value> {
    for (;;) {
      if (this.items !== null) {
        const item = this.items.$next();
        if (item !== END) return item;
      }
      if (this.waiting.length === 0) return END;
      this.items = iterate(this.waiting.shift());
    }
  }
}
generatorIterator("Set.__or__.<locals>.<genexpr>", Both);

function intersection(this: Value, other: Value): Suspends<Value> {
  return isIterable(other) ? fromIterable(this, new Selected(iterate(other), this, true)) : NotImplemented;
}
function union(this: Value, other: Value): Suspends<Value> {
  return isIterable(other) ? fromIterable(this, new Both([this, other])) : NotImplemented;
}
function symmetricDifference(this: Value, other: Value): Suspends<Value> {
  if (!isIterable(other)) return NotImplemented;
  const others = isSet(other) ? other : fromIterable(this, other);
  return bitor(sub(this, others), sub(others, this));
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
    "__and__(self, other)": intersection,
    "__rand__(self, other)": intersection,
    "isdisjoint(self, other)": function (this: Value, other: Value): Suspends<boolean> {
      const it = iterate(other);
      for (let item = it.$next(); item !== END; item = it.$next()) if (contains(this, item)) return false;
      return true;
    },
    "__or__(self, other)": union,
    "__ror__(self, other)": union,
    "__sub__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      if (!isIterable(other)) return NotImplemented;
      const others = isSet(other) ? other : fromIterable(this, other);
      return fromIterable(this, new Selected(iterate(this), others, false));
    },
    "__rsub__(self, other)": function (this: Value, other: Value): Suspends<Value> {
      if (!isIterable(other)) return NotImplemented;
      const others = isSet(other) ? other : fromIterable(this, other);
      return fromIterable(this, new Selected(iterate(others), this, false));
    },
    "__xor__(self, other)": symmetricDifference,
    "__rxor__(self, other)": symmetricDifference,
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
    "__ior__(self, it)": function (this: Value, it: Value): Suspends<Value> {
      withEach(this, "add", it);
      return this;
    },
    "__iand__(self, it)": function (this: Value, it: Value): Suspends<Value> {
      withEach(this, "discard", sub(this, it));
      return this;
    },
    "__ixor__(self, it)": function (this: Value, it: Value): Suspends<Value> {
      if (it === this) callMethod(this, "clear");
      else {
        const items = iterate(isSet(it) ? it : fromIterable(this, it));
        for (let item = items.$next(); item !== END; item = items.$next()) callMethod(this, contains(this, item) ? "discard" : "add", item);
      }
      return this;
    },
    "__isub__(self, it)": function (this: Value, it: Value): Suspends<Value> {
      if (it === this) callMethod(this, "clear");
      else withEach(this, "discard", it);
      return this;
    },
  },
});
function withEach(self: Value, method: "add" | "discard", iterable: Value): Suspends<void> {
  const items = iterate(iterable);
  for (let item = items.$next(); item !== END; item = items.$next()) callMethod(self, method, item);
}
function popFrom(self: Value): Suspends<Value> {
  const value = iterate(self).$next();
  if (value === END) throw new KeyError();
  callMethod(self, "discard", value);
  return value;
}

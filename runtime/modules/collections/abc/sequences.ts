/**
 * collections.abc - Sequence, ByteString and MutableSequence.
 *
 * Mirrors     Lib/_collections_abc.py of CPython 3.13
 * Suspends    the mixin methods: they call the abstract ones
 */
import type { Suspends } from "../../../frames/suspend.js";
import { $class } from "../../../objects/class.js";
import { IndexError, ValueError } from "../../../objects/exceptions.js";
import type { Kw } from "../../../objects/function.js";
import { generatorIterator } from "../../../objects/generatoriterators.js";
import { END, iterate, PyIterator, SequenceIterator, spread } from "../../../objects/iterator.js";
import { lookup, type PyType, type Value } from "../../../objects/object.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { same } from "../../../objects/protocols/eq.js";
import { delitem, getitem, setitem } from "../../../objects/protocols/getitem.js";
import { toSize } from "../../../objects/protocols/index.js";
import { len } from "../../../objects/protocols/len.js";
import { methods } from "../../../objects/register.js";
import { warn } from "../../../objects/warn.js";
import { ABCMeta } from "../../abc.js";
import { abstractClass, ends, indexError } from "./define.js";
import { Reversible, Collection } from "./protocols.js";

/** What `Sequence.__reversed__` gives: a generator in CPython. */
class Backwards extends PyIterator {
  at: number | undefined;
  constructor(readonly sequence: Value) {
    super();
  }
  $next(): Suspends<Value> {
    this.at ??= len(this.sequence);
    return this.at <= 0 ? END : getitem(this.sequence, --this.at);
  }
}
generatorIterator("Sequence.__reversed__", Backwards);

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
    "__reversed__(self)": function (this: Value): Value {
      return new Backwards(this);
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

const byteStringMeta: Value = $class(
  { name: "_DeprecateByteStringMeta", qualname: "_DeprecateByteStringMeta", module: "_collections_abc", doc: null, line: 0, statics: [] },
  [ABCMeta],
  null,
  () => undefined,
);
const GOING = "'collections.abc.ByteString' is deprecated and slated for removal in Python 3.14";
methods(byteStringMeta, {
  "__new__(cls, name, bases, namespace, /, **kwargs)": function (this: PyType, name: Value, bases: Value, namespace: Value, kwargs: Kw): Suspends<Value> {
    if (name !== "ByteString") warn("DeprecationWarning", GOING);
    const make: Value = lookup(ABCMeta, "__new__");
    return Object.keys(kwargs).length === 0 ? make.call(this, name, bases, namespace) : make.call(this, name, bases, namespace, kwargs);
  },
  "__instancecheck__(self, instance, /)": function (this: PyType, instance: Value): Suspends<Value> {
    warn("DeprecationWarning", GOING);
    return (lookup(ABCMeta, "__instancecheck__") as Value).call(this, instance);
  },
});
export const ByteString = abstractClass("ByteString", { bases: [Sequence], metaclass: byteStringMeta });

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
      const items = iterate(values === this ? spread(values) : values);
      for (let item = items.$next(); item !== END; item = items.$next()) callMethod(this, "append", item);
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

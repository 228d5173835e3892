/**
 * iteratorreductions - iterators of the builtin types as calls of iter(), reversed(), enumerate() ... and a position.
 *
 * Mirrors     `__reduce__` and `__setstate__` of Objects/iterobject.c, listobject.c, tupleobject.c, unicodeobject.c, rangeobject.c, setobject.c,
 *             dictobject.c, enumobject.c, Python/bltinmodule.c
 * Suspends    `__setstate__`: truth and indexes
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "./attributes.js";
import { bytearrayIterator } from "./bytearray.js";
import { bytesIterator, type BytesIterator } from "./bytes.js";
import { backwardTypes, forwardTypes, remaining, type DictIterator, type DictReverseIterator } from "./dictviews.js";
import { intAdd, intMul } from "./int/ops.js";
import {
  type ListIterator,
  listIterator,
  type ListReverseIterator,
  listReverseIterator,
  type PyIterator,
  type SequenceIterator,
  sequenceIterator,
  tupleIterator,
  UserIterator,
} from "./iterator.js";
import {
  callableIterator,
  enumerate,
  filter,
  map,
  reversed,
  zip,
  type CallableIterator,
  type Enumerate,
  type Filter,
  type MapIterator,
  type Reversed,
  type Zip,
} from "./iterators.js";
import { moduleNamed } from "./modulehooks.js";
import { typeOf, type PyType, type Value } from "./object.js";
import { truth } from "./protocols/bool.js";
import { toSize } from "./protocols/index.js";
import { type LongRangeIterator, longRangeIterator, makeRange, type RangeIterator, rangeIterator } from "./range.js";
import { methods } from "./register.js";
import { remainingKeys, setIterator, type SetIterator } from "./set.js";
import { strAsciiIterator, strIterator, type StrIterator } from "./str.js";
import { pointIndex, unitOffset } from "./str/points.js";
import { Tuple } from "./tuple.js";

function built(name: string): Suspends<Value> {
  return $getattr(moduleNamed("builtins"), name);
}

/** An iterator as Python code sees it. */
export function shownIterator(it: PyIterator): Value {
  return it instanceof UserIterator ? it.iterator : it;
}

/** `iter(source)`, moved on to a position if there is one. */
function again(f: string, source: Value, at?: Value): Suspends<Tuple> {
  const made = [built(f), new Tuple([source])];
  return new Tuple(at === undefined ? made : [...made, at]);
}

function reduction(cls: PyType, reduce: (it: Value) => Suspends<Value>): void {
  methods(cls, {
    "__reduce__(self, /)": function (this: Value): Suspends<Value> {
      return reduce(this);
    },
  });
}

reduction(listIterator, (it: ListIterator) => (it.items === null ? again("iter", []) : again("iter", it.items, it.at)));
reduction(tupleIterator, (it: ListIterator) => (it.items === null ? again("iter", new Tuple([])) : again("iter", new Tuple(it.items), it.at)));
reduction(listReverseIterator, (it: ListReverseIterator) => (it.items === null ? again("iter", []) : again("reversed", it.items, it.at)));
methods(listReverseIterator, {
  "__setstate__(self, object, /)": function (this: ListReverseIterator, at: Value): Suspends<null> {
    if (this.items !== null) this.at = Math.min(Math.max(-1, toSize(at)), this.items.length - 1);
    return null;
  },
});

for (const cls of [strIterator, strAsciiIterator]) {
  reduction(cls, (it: StrIterator) => (it.source === "" ? again("iter", "") : again("iter", it.source, pointIndex(it.source, it.at))));
  methods(cls, {
    "__setstate__(self, object, /)": function (this: StrIterator, at: Value): Suspends<null> {
      this.at = unitOffset(this.source, Math.max(0, toSize(at)));
      return null;
    },
  });
}
for (const cls of [bytesIterator, bytearrayIterator]) {
  reduction(cls, (it: BytesIterator) => (it.source === null ? again("iter", new Tuple([])) : again("iter", it.source, it.at)));
  methods(cls, {
    "__setstate__(self, object, /)": function (this: BytesIterator, at: Value): Suspends<null> {
      if (this.source !== null) this.at = Math.min(Math.max(0, toSize(at)), this.source.$data.length);
      return null;
    },
  });
}

reduction(rangeIterator, (it: RangeIterator) => again("iter", makeRange(it.next, it.next + it.left * it.step, it.step), null));
reduction(longRangeIterator, (it: LongRangeIterator) => {
  const { start, step, stop } = it.range;
  return again("iter", makeRange(intAdd(start, intMul(it.at, step)), stop, step), null);
});

for (const cls of [...forwardTypes, ...backwardTypes]) reduction(cls, (it: DictIterator | DictReverseIterator) => again("iter", remaining(it)));
reduction(setIterator, (it: SetIterator) => again("iter", remainingKeys(it)));

reduction(callableIterator, (it: CallableIterator) =>
  it.f === undefined ? again("iter", new Tuple([])) : new Tuple([built("iter"), new Tuple([it.f, it.sentinel])]),
);
reduction(sequenceIterator, (it: SequenceIterator) => (it.sequence === undefined ? again("iter", new Tuple([])) : again("iter", it.sequence, it.at)));
methods(sequenceIterator, {
  "__setstate__(self, object, /)": function (this: SequenceIterator, at: Value): Suspends<null> {
    if (this.sequence !== undefined) this.at = Math.max(0, toSize(at));
    return null;
  },
});

reduction(enumerate, (it: Enumerate) => new Tuple([typeOf(it), new Tuple([shownIterator(it.items), it.count])]));
reduction(zip, (it: Zip) => {
  const made = [typeOf(it), new Tuple(it.sources.map(shownIterator))];
  return new Tuple(it.strict ? [...made, true] : made);
});
methods(zip, {
  "__setstate__(self, object, /)": function (this: Zip, strict: Value): Suspends<null> {
    this.strict = truth(strict);
    return null;
  },
});
reduction(map, (it: MapIterator) => new Tuple([typeOf(it), new Tuple([it.f, ...it.sources.map(shownIterator)])]));
reduction(filter, (it: Filter) => new Tuple([typeOf(it), new Tuple([it.f, shownIterator(it.items)])]));
reduction(reversed, (it: Reversed) =>
  it.at < 0 ? new Tuple([typeOf(it), new Tuple([new Tuple([])])]) : new Tuple([typeOf(it), new Tuple([it.sequence]), it.at]),
);
methods(reversed, {
  "__setstate__(self, object, /)": function (this: Reversed, at: Value): Suspends<null> {
    if (this.at >= 0) this.at = Math.max(-1, Math.min(toSize(at), this.at));
    return null;
  },
});

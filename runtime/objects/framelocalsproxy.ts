/**
 * framelocalsproxy - `frame.f_locals` of functions: what is stored into it are the function's variables (PEP 667).
 *
 * Mirrors   PyFrameLocalsProxy_Type of Objects/frameobject.c of CPython 3.13
 * Suspends  everything: the thread's frames move to the heap, where variables have places
 * Differs   a variable that has no place where its function stands, since nothing reads it any more, is shown and not stored; one that no code assigns
 *           again is each closure's own
 */
import type { Suspends } from "../frames/suspend.js";
import { KeyError, TypeError } from "./exceptions.js";
import { storeVariable } from "./framelocals.js";
import { isDict, type Dict } from "./dict.js";
import { ListIterator } from "./iterator.js";
import { NotImplemented, object, type Value } from "./object.js";
import { contains } from "./protocols/contains.js";
import { eq } from "./protocols/eq.js";
import { repr } from "./protocols/repr.js";
import { isWithin, leave } from "./recursion.js";
import { builtinType, getset, methods, unhashable } from "./register.js";
import { frameOfVariables, frameType, isOfFunction, localsOfFrame } from "./traceobject.js";
import { stringOf } from "./str.js";
import { Tuple } from "./tuple.js";
import { typeName } from "./typename.js";

export class FrameLocalsProxy {
  constructor(readonly $frame: Value) {}
}
Object.setPrototypeOf(FrameLocalsProxy.prototype, object.prototype);
export const frameLocalsProxy = builtinType(
  "FrameLocalsProxy(frame)",
  function (frame: Value): FrameLocalsProxy {
    if (!(frame !== null && typeof frame === "object" && frame.$entry !== undefined)) throw new TypeError(`expect frame, not ${typeName(frame)}`);
    return new FrameLocalsProxy(frame);
  },
  { prototype: FrameLocalsProxy.prototype, final: true },
);

/** The variables as they are now, in a dictionary of their own. */
function variablesOf(proxy: FrameLocalsProxy): Suspends<Dict> {
  return (localsOfFrame(proxy.$frame) as Dict).$copy();
}

function store(proxy: FrameLocalsProxy, key: Value, value: Value): Suspends<void> {
  const name = stringOf(key);
  const frame = name === undefined ? undefined : frameOfVariables(proxy.$frame);
  if (frame !== undefined && storeVariable(frame, name!, value)) return;
  // what is no variable stays beside them
  (localsOfFrame(proxy.$frame) as Dict).$set(key, value);
}

/** Stores what a mapping has; false: it is none that is taken. */
function storeAll(proxy: FrameLocalsProxy, from: Value): Suspends<boolean> {
  if (!isDict(from) && !(from instanceof FrameLocalsProxy)) return false;
  const items = from instanceof FrameLocalsProxy ? variablesOf(from) : from;
  for (const { key, value } of [...items.$entries()]) store(proxy, key, value);
  return true;
}

const updateWrong = (): Value => new TypeError("update() argument must be dict or another FrameLocalsProxy");

function find(proxy: FrameLocalsProxy, key: Value): Suspends<Value> {
  return (localsOfFrame(proxy.$frame) as Dict).$get(key);
}

/** Of one frame, or like a dictionary; NotImplemented for anything else. */
function equal(proxy: FrameLocalsProxy, other: Value): Suspends<Value> {
  if (other instanceof FrameLocalsProxy) return proxy.$frame === other.$frame || sameFrame(proxy.$frame, other.$frame);
  return isDict(other) ? eq(variablesOf(proxy), other) : NotImplemented;
}

methods(frameLocalsProxy, {
  "__getitem__(self, key, /)": function (this: FrameLocalsProxy, key: Value): Suspends<Value> {
    const value = find(this, key);
    if (value === undefined) throw new KeyError(`local variable '${repr(key)}' is not defined`);
    return value;
  },
  "__setitem__(self, key, value, /)": function (this: FrameLocalsProxy, key: Value, value: Value): Suspends<null> {
    store(this, key, value);
    return null;
  },
  "__delitem__(self, key, /)": function (): never {
    throw new TypeError("cannot remove variables from FrameLocalsProxy");
  },
  "__contains__(self, key, /)": function (this: FrameLocalsProxy, key: Value): Suspends<boolean> {
    return contains(localsOfFrame(this.$frame), key);
  },
  "__len__(self, /)": function (this: FrameLocalsProxy): Suspends<number> {
    return (localsOfFrame(this.$frame) as Dict).$size();
  },
  "__iter__(self, /)": function (this: FrameLocalsProxy): Suspends<Value> {
    return new ListIterator([...variablesOf(this).$keys()]);
  },
  "__reversed__(self, /)": function (this: FrameLocalsProxy): Suspends<Value[]> {
    return [...variablesOf(this).$keys()].reverse();
  },
  "__repr__(self, /)": function (this: FrameLocalsProxy): Suspends<string> {
    if (isWithin(this)) return "{...}";
    try {
      return repr(variablesOf(this));
    } finally {
      leave(this);
    }
  },
  "__eq__(self, value, /)": function (this: FrameLocalsProxy, other: Value): Suspends<Value> {
    return equal(this, other);
  },
  "__ne__(self, value, /)": function (this: FrameLocalsProxy, other: Value): Suspends<Value> {
    const same = equal(this, other);
    return same === NotImplemented ? NotImplemented : same !== true;
  },
  "__or__(self, value, /)": function (this: FrameLocalsProxy, other: Value): Suspends<Value> {
    return joined(this, other);
  },
  "__ror__(self, value, /)": function (this: FrameLocalsProxy, other: Value): Suspends<Value> {
    return joined(other, this);
  },
  "__ior__(self, value, /)": function (this: FrameLocalsProxy, other: Value): Suspends<Value> {
    return storeAll(this, other) ? this : NotImplemented;
  },
  "keys(self, /)": function (this: FrameLocalsProxy): Suspends<Value[]> {
    return [...variablesOf(this).$keys()];
  },
  "values(self, /)": function (this: FrameLocalsProxy): Suspends<Value[]> {
    return [...variablesOf(this).$entries()].map(({ value }) => value);
  },
  "items(self, /)": function (this: FrameLocalsProxy): Suspends<Value[]> {
    return [...variablesOf(this).$entries()].map(({ key, value }) => new Tuple([key, value]));
  },
  "copy(self, /)": function (this: FrameLocalsProxy): Suspends<Value> {
    return variablesOf(this);
  },
  "get(self, key, default=None, /)": function (this: FrameLocalsProxy, key: Value, otherwise: Value): Suspends<Value> {
    return find(this, key) ?? otherwise ?? null;
  },
  "setdefault(self, key, default=None, /)": function (this: FrameLocalsProxy, key: Value, otherwise: Value): Suspends<Value> {
    const value = find(this, key);
    if (value !== undefined) return value;
    store(this, key, otherwise ?? null);
    return otherwise ?? null;
  },
  "update(self, other, /)": function (this: FrameLocalsProxy, other: Value): Suspends<null> {
    if (!storeAll(this, other)) throw updateWrong();
    return null;
  },
});
unhashable(frameLocalsProxy);

function sameFrame(a: Value, b: Value): boolean {
  return a.$level >= 0 && a.$level === b.$level && a.$entry.file === b.$entry.file && a.$entry.name === b.$entry.name;
}

/** `a | b` with a proxy on either side. */
function joined(a: Value, b: Value): Suspends<Value> {
  const sides: Dict[] = [];
  for (const side of [a, b]) {
    if (!isDict(side) && !(side instanceof FrameLocalsProxy)) return NotImplemented;
    sides.push(side instanceof FrameLocalsProxy ? variablesOf(side) : side);
  }
  const made = sides[0]!.$copy();
  for (const { key, value } of sides[1]!.$entries()) made.$set(key, value);
  return made;
}

getset(frameType, {
  f_locals: [(frame): Suspends<Value> => (isOfFunction(frame) ? new FrameLocalsProxy(frame) : localsOfFrame(frame))],
});

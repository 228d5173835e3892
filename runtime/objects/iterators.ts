/**
 * iterators - enumerate, zip, map, filter, reversed, and iter(callable, sentinel).
 *
 * Mirrors     Objects/enumobject.c, Objects/iterobject.c, Python/bltinmodule.c
 * Suspends    all but the making of enumerate and zip of builtin iterables
 */
import { refill, supply } from "../frames/save.js";
import type { Suspends } from "../frames/suspend.js";
import { S } from "../frames/suspend.js";
import { IndexError, StopIteration, TypeError, ValueError } from "./exceptions.js";
import { intAdd } from "./int/ops.js";
import type { Int } from "./int/big.js";
import { callOrEnd, callWithOrEnd, END, endsWith, iterate, iteratorMethods, iteratorType } from "./iterator.js";
import { PyIterator } from "./iteratorbase.js";
import { hidden, specialMethod, type PyType, type Value } from "./object.js";
import { truth } from "./protocols/bool.js";
import { call } from "./protocols/call.js";
import { same } from "./protocols/eq.js";
import { getitem } from "./protocols/getitem.js";
import { toIndex } from "./protocols/index.js";
import { len } from "./protocols/len.js";
import { generic } from "./genericalias.js";
import { builtinType, methods } from "./register.js";
import { Tuple } from "./tuple.js";
import { typeName } from "./typename.js";

/** A class of iterators that Python code makes by calling it, and may derive from. */
export function callableType<F extends (this: Value, ...args: Value[]) => Value>(
  signature: string,
  make: F,
  iterator: { prototype: object },
  module?: string,
): PyType<ReturnType<F>> & F {
  const type = builtinType(signature, make, { prototype: iterator.prototype, ...(module === undefined ? {} : { module }) });
  iteratorMethods(type);
  newOf(type, signature);
  return type;
}

/** Instances of subclasses are made as the builtin class makes its own, and given the subclass's prototype; what it finds elsewhere (`__reversed__`) stays as it is. */
function newOf(type: Value, signature: string): void {
  methods(type, {
    [`__new__(cls, ${signature.slice(signature.indexOf("(") + 1)}`]: function (this: PyType, ...slots: Value[]): Suspends<Value> {
      const made = type.$builtinMake.$body.apply(undefined, slots);
      if (this !== type && made.$cls === type) Object.setPrototypeOf(made as object, this.prototype as object);
      return made;
    },
  });
}

export class Enumerate extends PyIterator {
  constructor(
    readonly items: PyIterator,
    public count: Int,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    const item = this.items.$next();
    if (item === END) return endsWith(this, this.items);
    const count = this.count;
    this.count = typeof count === "number" && count < 9007199254740991 ? count + 1 : intAdd(count, 1);
    return new Tuple([count, item]);
  }
}
export const enumerate = callableType(
  "enumerate(iterable, start=0)",
  function (iterable: Value, start: Value): Suspends<Enumerate> {
    const from = start === undefined ? 0 : toIndex(start);
    return new Enumerate(iterate(iterable), from);
  },
  Enumerate,
);

export class Zip extends PyIterator {
  constructor(
    readonly sources: PyIterator[],
    public strict: boolean,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    const { sources } = this;
    if (sources.length === 0) return END;
    const row: Value[] = [];
    for (let i = 0; i < sources.length; i++) {
      const item = (sources[i] as PyIterator).$next();
      if (item === END) {
        if (this.strict) return this.checkStrictly(i);
        return endsWith(this, sources[i]);
      }
      row.push(item);
    }
    return new Tuple(row);
  }
  /** One iterator has ended: the others must have too. */
  private checkStrictly(at: number): Suspends<Value> {
    if (at > 0) throw new ValueError(`zip() argument ${at + 1} is shorter than argument${at === 1 ? " " : "s 1-"}${at}`);
    for (let i = 1; i < this.sources.length; i++) {
      const item = (this.sources[i] as PyIterator).$next();
      if (item !== END) throw new ValueError(`zip() argument ${i + 1} is longer than argument${i === 1 ? " " : "s 1-"}${i}`);
    }
    return END;
  }
}
export const zip = callableType(
  "zip(*iterables, strict=False)",
  function (iterables: Value[], strict: Value): Suspends<Zip> {
    const strictly = strict !== undefined && truth(strict);
    const sources: PyIterator[] = [];
    for (let i = 0; i < iterables.length; i++) sources.push(iterate(iterables[i]));
    return new Zip(sources, strictly);
  },
  Zip,
);

export class MapIterator extends PyIterator {
  constructor(
    readonly f: Value,
    readonly sources: PyIterator[],
  ) {
    super();
  }
  $next(): Suspends<Value> {
    const { sources } = this;
    if (sources.length === 1) {
      const item = (sources[0] as PyIterator).$next();
      return item === END ? endsWith(this, sources[0]) : callOrEnd(this, this.f, item);
    }
    const args: Value[] = [];
    for (let i = 0; i < sources.length; i++) {
      const item = (sources[i] as PyIterator).$next();
      if (item === END) return endsWith(this, sources[i]);
      args.push(item);
    }
    return callWithOrEnd(this, this.f, args);
  }
}
export const map = callableType(
  "map(*args)",
  function (args: Value[]): Suspends<MapIterator> {
    if (args.length < 2) throw new TypeError("map() must have at least two arguments.");
    const sources: PyIterator[] = [];
    for (let i = 1; i < args.length; i++) sources.push(iterate(args[i]));
    return new MapIterator(args[0], sources);
  },
  MapIterator,
);
hidden(map, "$shownSignature", "(function, iterable, /, *iterables)");

export class Filter extends PyIterator {
  constructor(
    readonly f: Value,
    readonly items: PyIterator,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    for (;;) {
      const item = this.items.$next();
      if (item === END) return endsWith(this, this.items);
      const given = this.f === null ? item : callOrEnd(this, this.f, item);
      if (given === END) return END;
      if (truth(given)) return item;
    }
  }
}
export const filter = callableType(
  "filter(function, iterable, /)",
  function (f: Value, iterable: Value): Suspends<Filter> {
    return new Filter(f, iterate(iterable));
  },
  Filter,
);

/** From the last item to the first, by `__getitem__`. */
export class Reversed extends PyIterator {
  constructor(
    public sequence: Value,
    public at: number,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    if (this.at < 0) return END;
    const handled = S.handled;
    try {
      const item = itemAt(this.sequence, this.at);
      this.at--;
      return item;
    } catch (error) {
      if (!(error instanceof IndexError) && !(error instanceof StopIteration)) throw error;
      S.handled = handled;
      this.at = -1;
      this.sequence = null;
      return END;
    }
  }
}

function itemAt(sequence: Value, at: number): Suspends<Value> {
  const other: Value = typeof sequence === "object" && sequence !== null ? specialMethod(sequence, "__getitem__")?.$item : undefined;
  return other === undefined ? getitem(sequence, at) : other.call(sequence, at);
}

/** `reversed(x)` */
export function reverse(x: Value): Suspends<Value> {
  const method = specialMethod(x, "__reversed__");
  if (method === null) throw new TypeError(`'${typeName(x)}' object is not reversible`);
  if (method !== undefined) return method.call(x);
  if (specialMethod(x, "__getitem__") == null || specialMethod(x, "__len__") == null) throw new TypeError(`'${typeName(x)}' object is not reversible`);
  return new Reversed(x, len(x) - 1);
}
export const reversed = callableType(
  "reversed(sequence, /)",
  function (sequence: Value): Suspends<Value> {
    return reverse(sequence);
  },
  Reversed,
);
methods(reversed, {
  "__length_hint__(self, /)": function (this: Reversed): Suspends<number> {
    if (this.at < 0 || this.sequence === null) return 0;
    return len(this.sequence) > this.at ? this.at + 1 : 0;
  },
});

/** Calls a function until it gives the sentinel. */
export class CallableIterator extends PyIterator {
  constructor(
    public f: Value,
    readonly sentinel: Value,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    if (this.f === undefined) return END;
    if (--supply.left < 0) refill();
    const handled = S.handled;
    try {
      const value = call(this.f);
      if (!same(this.sentinel, value)) return value;
    } catch (error) {
      if (!(error instanceof StopIteration)) throw error;
      S.handled = handled;
    }
    this.f = undefined;
    return END;
  }
}
export const callableIterator = iteratorType("callable_iterator", CallableIterator);

/** Whether a value can be called. */
export function isCallable(x: Value): Suspends<boolean> {
  return typeof x === "function" || (x !== null && specialMethod(x, "__call__") != null);
}

generic(enumerate);

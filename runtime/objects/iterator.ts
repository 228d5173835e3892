/**
 * iterator - iterators of the runtime, and how loops get one from any value.
 *
 * Mirrors     Objects/iterobject.c, PyObject_GetIter of Objects/abstract.c
 * Suspends    iterate and $next of what Python code iterates
 * Mind        `$next()` gives END at the end and never StopIteration; `__next__` is the same with StopIteration
 */
import type { Suspends } from "../frames/suspend.js";
import { S } from "../frames/suspend.js";
import { IndexError, StopIteration, TypeError } from "./exceptions.js";
import { $reraise, raised } from "./raise.js";
import { list } from "./list.js";
import { NotImplemented, specialMethod, typeOf, type PyType, type Value } from "./object.js";
import { END, PyIterator } from "./iteratorbase.js";
import { askLength, hasLength, len } from "./protocols/len.js";
import { call } from "./protocols/call.js";
import { text } from "./protocols/str.js";
import { builtinType, methods } from "./register.js";
import { Tuple } from "./tuple.js";
import { typeName } from "./typename.js";

/** Makes a Python type of an iterator class. */
export function iteratorType(name: string, iterator: { prototype: object }, module?: string): PyType {
  const type = builtinType(`${name}()`, null, { prototype: iterator.prototype, final: true, ...(module === undefined ? {} : { module }) });
  iteratorMethods(type);
  return type;
}

export function iteratorMethods(type: PyType): void {
  methods(type, {
    "__iter__(self, /)": function (this: Value): Value {
      return this;
    },
    "__next__(self, /)": function (this: PyIterator): Suspends<Value> {
      const value = this.$next();
      return value === END ? halt(this) : value;
    },
  });
}

export { END, PyIterator };

/** What an iterator's function makes of an item; END where it raises StopIteration, which ends the iterator as it does in C. */
export function callOrEnd(it: PyIterator, f: Value, item: Value): Suspends<Value> {
  const handled = S.handled;
  try {
    return call(f, item);
  } catch (error) {
    if (!(error instanceof StopIteration)) throw error;
    return stopped(it, error, handled);
  }
}

/** The same with any number of arguments. */
export function callWithOrEnd(it: PyIterator, f: Value, args: Value[]): Suspends<Value> {
  const handled = S.handled;
  try {
    return call(f, ...args);
  } catch (error) {
    if (!(error instanceof StopIteration)) throw error;
    return stopped(it, error, handled);
  }
}

/** Raises the StopIteration of an iterator that has ended. */
export function halt(it: PyIterator): Suspends<Value> {
  const { $stop } = it;
  if ($stop !== undefined) {
    it.$stop = undefined;
    throw $reraise($stop);
  }
  const held: Value = (it as Value).returned ?? null;
  if (held === null) return raised(new StopIteration());
  (it as Value).returned = null;
  return raised(new StopIteration(held));
}

/** An iterator ends because the one that it asks has: the StopIteration of that one goes on through it, as it does in C. */
export function endsWith(it: PyIterator, source: Value): Value {
  const held: Value = source.returned ?? null;
  if (held !== null) source.returned = null;
  if (held !== null || (it as Value).returned !== undefined) (it as Value).returned = held;
  if (source.$stop !== undefined) {
    it.$stop = source.$stop;
    source.$stop = undefined;
  }
  return END;
}

function stopped(it: PyIterator, error: Value, handled: Value): Value {
  S.handled = handled;
  it.$stop = error;
  (it as Value).returned = (error as Value).$returned ?? null;
  return END;
}

/** `iter(x)` for a loop. */
export function iterate(x: Value): Suspends<PyIterator> {
  if (Array.isArray(x) && x.$cls === list) return new ListIterator(x);
  if (x instanceof Tuple) return new TupleIterator(x.items);
  return iterateByMethod(x);
}

function iterateByMethod(x: Value): Suspends<PyIterator> {
  const method = specialMethod(x, "__iter__");
  if (method !== undefined && method !== null) return asIterator(method.call(x));
  if (method === undefined && isSequence(x)) return new SequenceIterator(x);
  throw new TypeError(`'${typeName(x)}' object is not iterable`);
}

/** Whether items can be asked for one after the other: by `__getitem__`, but for classes of C that have it for keys alone (`$keyed`). */
export function isSequence(x: Value): boolean {
  return typeof specialMethod(x, "__getitem__") === "function" && (typeOf(x) as Value).$keyed !== true;
}

function asIterator(it: Value): Suspends<PyIterator> {
  if (it !== null && it.$next !== undefined && !typeOf(it).$heap) return it;
  const next = it === undefined ? undefined : specialMethod(it, "__next__");
  if (typeof next !== "function") throw new TypeError(`iter() returned non-iterator of type '${typeName(it)}'`);
  return new UserIterator(it, next);
}

/** A Python object that is known to be an iterator, for a loop. */
export function resume(iterator: Value): Suspends<PyIterator> {
  return asIterator(iterator);
}

/** `iter(x)` as Python code sees it. */
export function pyIterator(x: Value): Suspends<Value> {
  const it = iterate(x);
  return it instanceof UserIterator ? it.iterator : it;
}

/** Runs `__next__` of a class that Python code defines. */
export class UserIterator extends PyIterator {
  /** what StopIteration held */
  returned: Value = null;
  constructor(
    readonly iterator: Value,
    readonly next: Value,
  ) {
    super();
  }
  $next(): Suspends<Value> {
    const handled = S.handled;
    try {
      return this.next.call(this.iterator);
    } catch (error) {
      if (!(error instanceof StopIteration)) throw error;
      S.handled = handled;
      this.returned = (error as Value).$returned ?? null;
      return END;
    }
  }
}

/** Any iterable as a fresh array. */
export function spread(x: Value): Suspends<Value[]> {
  if (Array.isArray(x) && x.$cls === list) return x.slice();
  if (x instanceof Tuple) return x.items.slice();
  const items: Value[] = [];
  const it = iterate(x);
  askLength(x);
  for (let item = it.$next(); item !== END; item = it.$next()) items.push(item);
  return items;
}

/** The array behind a list or tuple, to be read only; any other iterable as a fresh one. */
export function itemsOf(x: Value): Suspends<Value[]> {
  if (Array.isArray(x) && x.$cls === list) return x;
  if (x instanceof Tuple) return x.items;
  return spread(x);
}

export class ListIterator extends PyIterator {
  at = 0;
  constructor(public items: Value[] | null) {
    super();
  }
  $next(): Value {
    const { items } = this;
    if (items !== null) {
      if (this.at < items.length) return items[this.at++];
      this.items = null;
    }
    return END;
  }
}

export class ListReverseIterator extends PyIterator {
  at: number;
  constructor(public items: Value[] | null) {
    super();
    this.at = items === null ? -1 : items.length - 1;
  }
  $next(): Value {
    const { items } = this;
    if (items !== null) {
      if (this.at >= 0 && this.at < items.length) return items[this.at--];
      this.items = null;
      this.at = -1;
    }
    return END;
  }
}

export class TupleIterator extends ListIterator {}

/** Iterates over an array that nobody else changes. */
export class ArrayIterator extends PyIterator {
  at = 0;
  constructor(readonly items: readonly Value[]) {
    super();
  }
  $next(): Value {
    return this.at < this.items.length ? this.items[this.at++] : END;
  }
}

/** The old protocol: `__getitem__` with 0, 1, 2 ... until IndexError. */
export class SequenceIterator extends PyIterator {
  at = 0;
  constructor(public sequence: Value) {
    super();
  }
  $next(): Suspends<Value> {
    if (this.sequence === undefined) return END;
    const handled = S.handled;
    try {
      const method = specialMethod(this.sequence, "__getitem__");
      // sq_item, where a C class has another one than mp_subscript
      const item = (method.$item ?? method).call(this.sequence, this.at);
      this.at++;
      return item;
    } catch (error) {
      if (!(error instanceof IndexError) && !(error instanceof StopIteration)) throw error;
      S.handled = handled;
      this.sequence = undefined;
      return END;
    }
  }
}

export const listIterator = iteratorType("list_iterator", ListIterator);
export const listReverseIterator = iteratorType("list_reverseiterator", ListReverseIterator);
export const tupleIterator = iteratorType("tuple_iterator", TupleIterator);
export const sequenceIterator = iteratorType("iterator", SequenceIterator);

for (const type of [listIterator, tupleIterator]) {
  methods(type, {
    "__length_hint__(self, /)": function (this: ListIterator): number {
      return this.items === null ? 0 : Math.max(0, this.items.length - this.at);
    },
    "__setstate__(self, object, /)": function (this: ListIterator, at: Value): null {
      if (this.items !== null) this.at = Math.min(Math.max(0, at), this.items.length);
      return null;
    },
  });
}
methods(listReverseIterator, {
  "__length_hint__(self, /)": function (this: ListReverseIterator): number {
    return this.items === null || this.items.length < this.at ? 0 : this.at + 1;
  },
});

methods(sequenceIterator, {
  "__length_hint__(self, /)": function (this: SequenceIterator): Suspends<Value> {
    if (this.sequence === undefined) return 0;
    return hasLength(this.sequence) ? Math.max(0, len(this.sequence) - this.at) : NotImplemented;
  },
});

/** `f(*x)`: the items of `x` for a call. */
export function $spreadarg(f: Value, x: Value): Suspends<Value[]> {
  if (!(Array.isArray(x) || x instanceof Tuple) && specialMethod(x, "__iter__") == null && !isSequence(x)) {
    throw new TypeError(`${functionText(f)} argument after * must be an iterable, not ${typeName(x)}`);
  }
  return spread(x);
}

/** A function as messages about calls name it; other values as str() shows them. */
export function functionText(f: Value): Suspends<string> {
  // a method of a class is not known before it is bound
  if (f === undefined) return "function";
  if (typeof f !== "function") return text(f);
  const { module, qualname } =
    f.$mro !== undefined ? { module: f.$module as string, qualname: f.$qualname as string } : (f.$f ?? f.$func?.$f ?? { module: "builtins", qualname: "?" });
  return module === "builtins" ? `${qualname}()` : `${module}.${qualname}()`;
}

export { iterate as $iter, itemsOf as $items };

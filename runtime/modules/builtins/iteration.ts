/**
 * iteration - builtin functions over iterables.
 *
 * Mirrors     Python/bltinmodule.c
 * Suspends    all: iteration, comparison, key functions
 */
import type { Suspends } from "../../frames/suspend.js";
import { bytearray } from "../../objects/bytearray.js";
import { ByteArray, Bytes } from "../../objects/bytes/data.js";
import { StopIteration, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import type { Kw } from "../../objects/function.js";
import { intAdd } from "../../objects/int/ops.js";
import { END, halt, iterate, pyIterator, spread, type PyIterator } from "../../objects/iterator.js";
import { CallableIterator, isCallable } from "../../objects/iterators.js";
import { list, sortList } from "../../objects/list.js";
import { hidden, specialMethod, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call } from "../../objects/protocols/call.js";
import { greaterThan, lessThan } from "../../objects/protocols/compare.js";
import { hash as hashOf } from "../../objects/protocols/hash.js";
import { sizeOf } from "../../objects/protocols/len.js";
import { builtin } from "../../objects/register.js";
import { typeName } from "../../objects/typename.js";
import { add } from "../../objects/arithmetic.js";

export const len = builtin("len(obj, /)", sizeOf);

export const hash = builtin("hash(obj, /)", hashOf);

export const iter = builtin("iter(object, sentinel=None, /)", function (object: Value, sentinel: Value): Suspends<Value> {
  if (sentinel === undefined) return pyIterator(object);
  if (!isCallable(object)) throw new TypeError("iter(v, w): v must be callable");
  return new CallableIterator(object, sentinel);
});

export const next = builtin("next(iterator, default=None, /)", function (iterator: Value, otherwise: Value): Suspends<Value> {
  const native = iterator !== null && iterator.$next !== undefined && iterator.send === undefined && !typeOf(iterator).$heap;
  if (native) {
    const value = (iterator as PyIterator).$next();
    if (value !== END) return value;
    return otherwise === undefined ? halt(iterator) : otherwise;
  }
  const method = specialMethod(iterator, "__next__");
  if (typeof method !== "function") throw new TypeError(`'${typeName(iterator)}' object is not an iterator`);
  if (otherwise === undefined) return method.call(iterator);
  return nextOr(iterator, method, otherwise);
});

function nextOr(iterator: Value, method: Value, otherwise: Value): Suspends<Value> {
  try {
    return method.call(iterator);
  } catch (error) {
    if (!(error instanceof StopIteration)) throw error;
    return otherwise;
  }
}

export const all = builtin("all(iterable, /)", function (iterable: Value): Suspends<boolean> {
  const it = iterate(iterable);
  for (let item = it.$next(); item !== END; item = it.$next()) if (!truth(item)) return false;
  return true;
});

export const any = builtin("any(iterable, /)", function (iterable: Value): Suspends<boolean> {
  const it = iterate(iterable);
  for (let item = it.$next(); item !== END; item = it.$next()) if (truth(item)) return true;
  return false;
});

export const sorted = builtin("sorted(*args, **kwargs)", function (args: Value[], kwargs: Kw): Suspends<Value[]> {
  if (args.length !== 1) throw new TypeError(`sorted expected 1 argument, got ${args.length}`);
  for (const name in kwargs) {
    if (name !== "key" && name !== "reverse") throw new TypeError(`sort() got an unexpected keyword argument '${name}'`);
  }
  const items = spread(args[0]);
  const reverse = kwargs.reverse !== undefined && truth(kwargs.reverse);
  sortList(items, kwargs.key, reverse);
  return items;
});
hidden(sorted, "$shownSignature", "(iterable, /, *, key=None, reverse=False)");

export const min = builtin("min(*args, default=None, key=None)", function (args: Value[], otherwise: Value, key: Value): Suspends<Value> {
  return extreme("min", args, otherwise, key);
});

export const max = builtin("max(*args, default=None, key=None)", function (args: Value[], otherwise: Value, key: Value): Suspends<Value> {
  return extreme("max", args, otherwise, key);
});

function extreme(name: "min" | "max", args: Value[], otherwise: Value, key: Value): Suspends<Value> {
  if (args.length === 0) throw new TypeError(`${name} expected at least 1 argument, got 0`);
  if (args.length > 1 && otherwise !== undefined) throw new TypeError(`Cannot specify a default for ${name}() with multiple positional arguments`);
  const it = iterate(args.length > 1 ? args : args[0]);
  const keyed = key !== undefined && key !== null;
  let best = it.$next();
  if (best === END) {
    if (otherwise !== undefined) return otherwise;
    throw new ValueError(`${name}() iterable argument is empty`);
  }
  let bestKey = keyed ? call(key, best) : best;
  for (let item = it.$next(); item !== END; item = it.$next()) {
    const itemKey = keyed ? call(key, item) : item;
    const better = name === "max" ? greaterThan(itemKey, bestKey) : lessThan(itemKey, bestKey);
    if (better) {
      best = item;
      bestKey = itemKey;
    }
  }
  return best;
}

export const sum = builtin("sum(iterable, /, start=0)", function (iterable: Value, start: Value): Suspends<Value> {
  let total = start === undefined ? 0 : start;
  if (typeof total === "string") throw new TypeError("sum() can't sum strings [use ''.join(seq) instead]");
  const kind = typeName(total);
  if (kind === "bytes" || kind === "bytearray") throw new TypeError(`sum() can't sum ${kind} [use b''.join(seq) instead]`);
  if (typeof total === "number") {
    const quick = sumOfInts(iterable, total);
    if (quick !== undefined) return quick;
  }
  const it = iterate(iterable);
  let item = it.$next();
  for (; item !== END && (typeof total === "number" || typeof total === "bigint"); item = it.$next()) {
    if (typeof item === "boolean") total = intAdd(total, item ? 1 : 0);
    else if (typeof item === "number" || typeof item === "bigint") total = intAdd(total, item);
    else total = add(total, item);
  }
  if (item !== END && total instanceof Float) {
    const float = total;
    const left = new FloatSum(float.value);
    while (item !== END && left.add(item)) item = it.$next();
    total = left.total();
  }
  for (; item !== END; item = it.$next()) total = add(total, item);
  return total;
});

/** The sum of a list, bytes or a bytearray of nothing but ints, as long as it is small; undefined for anything else. */
function sumOfInts(iterable: Value, start: number): number | undefined {
  const isList = Array.isArray(iterable) && iterable.$cls === list;
  if (!isList && !(iterable instanceof Bytes) && !(iterable instanceof ByteArray && typeOf(iterable) === bytearray)) return undefined;
  const items: ArrayLike<Value> = isList ? iterable : (iterable as Bytes | ByteArray).$data;
  let total = start;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (typeof item !== "number") return undefined;
    total += item;
    if (!Number.isSafeInteger(total)) return undefined;
  }
  return total;
}

/** The compensated sum of floats and ints (Neumaier). */
class FloatSum {
  lost = 0;
  constructor(public sum: number) {}

  /** Adds a float or a small int; false for anything else. */
  add(item: Value): boolean {
    if (item instanceof Float) {
      const x = item.value;
      const sum = this.sum + x;
      this.lost += Math.abs(this.sum) >= Math.abs(x) ? this.sum - sum + x : x - sum + this.sum;
      this.sum = sum;
      return true;
    }
    if (typeof item === "boolean") this.sum += item ? 1 : 0;
    else if (typeof item === "number") this.sum += item;
    else if (typeof item === "bigint" && BigInt.asIntN(64, item) === item) this.sum += Number(item);
    else return false;
    return true;
  }

  total(): Float {
    return new Float(this.lost !== 0 && Number.isFinite(this.lost) ? this.sum + this.lost : this.sum);
  }
}

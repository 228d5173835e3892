/**
 * unpack - `a, b = x` and `a, *b, c = x`.
 *
 * Mirrors     _PyEval_UnpackIterable of Python/ceval.c
 * Suspends    all: iteration
 */
import type { Suspends } from "../frames/suspend.js";
import { TypeError, ValueError } from "./exceptions.js";
import { END, iterate, spread, type PyIterator } from "./iterator.js";
import { list } from "./list.js";
import { specialMethod, type Value } from "./object.js";
import { Tuple } from "./tuple.js";
import { typeName } from "./typename.js";

/** Exactly `count` items: a list's or tuple's own array, which is not to be changed. */
export function unpack(x: Value, count: number): Suspends<Value[]> {
  if (x instanceof Tuple) {
    if (x.items.length === count) return x.items;
    throw wrongCount(x.items.length, count);
  }
  if (Array.isArray(x) && x.$cls === list) {
    if (x.length === count) return x;
    throw wrongCount(x.length, count);
  }
  return unpackIterable(x, count);
}

function wrongCount(length: number, count: number): Value {
  return length > count
    ? new ValueError(`too many values to unpack (expected ${count})`)
    : new ValueError(`not enough values to unpack (expected ${count}, got ${length})`);
}

function unpackIterable(x: Value, count: number): Suspends<Value[]> {
  const it = unpackable(x);
  const items: Value[] = [];
  while (items.length < count) {
    const item = it.$next();
    if (item === END) throw wrongCount(items.length, count);
    items.push(item);
  }
  if (it.$next() !== END) throw wrongCount(count + 1, count);
  return items;
}

function unpackable(x: Value): Suspends<PyIterator> {
  if (specialMethod(x, "__iter__") == null && specialMethod(x, "__getitem__") == null) {
    throw new TypeError(`cannot unpack non-iterable ${typeName(x)} object`);
  }
  return iterate(x);
}

/** `before` items, a list of the middle ones, `after` items. */
export function unpackRest(x: Value, before: number, after: number): Suspends<Value[]> {
  const items = x instanceof Tuple || (Array.isArray(x) && x.$cls === list) ? spread(x) : spreadIterable(x, before, after);
  const least = before + after;
  if (items.length < least) throw tooFew(items.length, least);
  const parts = items.slice(0, before);
  parts.push(items.slice(before, items.length - after));
  for (let i = items.length - after; i < items.length; i++) parts.push(items[i]);
  return parts;
}

function tooFew(length: number, least: number): Value {
  return new ValueError(`not enough values to unpack (expected at least ${least}, got ${length})`);
}

function spreadIterable(x: Value, before: number, after: number): Suspends<Value[]> {
  const it = unpackable(x);
  const items: Value[] = [];
  for (let item = it.$next(); item !== END; item = it.$next()) items.push(item);
  if (items.length < before) throw tooFew(items.length, before + after);
  return items;
}

export { unpack as $unpack, unpackRest as $unpackRest };

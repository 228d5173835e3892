/**
 * moves - items taken out of an array, put into it and copied from it.
 *
 * Mind        V8 does these in one go only for arrays with Array's own prototype; with a subclass's it looks each item up by its name
 */
import type { Value } from "./object.js";

/** Above this many arguments a call would overflow the stack. */
const MANY_ITEMS = 10000;

function isPlain(items: Value[]): boolean {
  return Object.getPrototypeOf(items) === Array.prototype;
}

/** The items from `start` to `stop`, in a plain array. */
export function copyItems(items: Value[], start: number, stop: number): Value[] {
  if (isPlain(items)) return items.slice(start, stop);
  const copy: Value[] = [];
  const end = Math.min(stop, items.length);
  for (let i = start; i < end; i++) copy.push(items[i]);
  return copy;
}

/** Takes one item out, which is the result. */
export function removeItem(items: Value[], at: number): Value {
  if (at === items.length - 1) return items.pop();
  if (isPlain(items)) return at === 0 ? items.shift() : items.splice(at, 1)[0];
  const item = items[at];
  removeItems(items, at, 1);
  return item;
}

export function removeItems(items: Value[], start: number, count: number): void {
  if (isPlain(items)) {
    items.splice(start, count);
    return;
  }
  const left = items.length - count;
  for (let i = start; i < left; i++) items[i] = items[i + count];
  items.length = left;
}

/** Puts an item before that at a place. */
export function insertItem(items: Value[], at: number, item: Value): void {
  const { length } = items;
  if (at === length) items.push(item);
  else if (isPlain(items)) items.splice(at, 0, item);
  else {
    items.push(items[length - 1]);
    for (let i = length - 1; i > at; i--) items[i] = items[i - 1];
    items[at] = item;
  }
}

/** `items[start:stop] = more` */
export function replaceItems(items: Value[], start: number, stop: number, more: readonly Value[]): void {
  const grown = more.length - (stop - start);
  if (grown !== 0 && more.length < MANY_ITEMS && isPlain(items)) {
    items.splice(start, stop - start, ...(more as Value[]));
    return;
  }
  const { length } = items;
  for (let i = 0; i < grown; i++) items.push(null);
  if (grown > 0) for (let i = length - 1; i >= stop; i--) items[i + grown] = items[i];
  if (grown < 0) removeItems(items, start, -grown);
  for (let i = 0; i < more.length; i++) items[start + i] = more[i];
}

export function reverseItems(items: Value[]): void {
  if (isPlain(items)) {
    items.reverse();
    return;
  }
  for (let i = 0, j = items.length - 1; i < j; i++, j--) {
    const item = items[i];
    items[i] = items[j];
    items[j] = item;
  }
}

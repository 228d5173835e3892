/**
 * javascript - what lowered code needs of JavaScript's own operations where a frame cannot hold their state.
 */

/** The end of `$values`. */
export const $DONE = Symbol("done");

/** A cursor over what JavaScript iterates; a loop that suspends keeps it in its frame. */
export interface Cursor {
  next(): unknown;
}

class ArrayCursor implements Cursor {
  at = 0;
  constructor(readonly array: readonly unknown[]) {}

  next(): unknown {
    return this.at < this.array.length ? this.array[this.at++] : $DONE;
  }
}

class IteratorCursor implements Cursor {
  constructor(readonly iterator: Iterator<unknown>) {}

  next(): unknown {
    const { done, value } = this.iterator.next();
    return done === true ? $DONE : value;
  }
}

export function $values(x: Iterable<unknown>): Cursor {
  return Array.isArray(x) ? new ArrayCursor(x) : new IteratorCursor(x[Symbol.iterator]());
}

/** The keys that `for (k in o)` goes through. */
export function $keysIn(o: object): string[] {
  const keys: string[] = [];
  for (const key in o) keys.push(key);
  return keys;
}

/** At most `n` items of an iterable. */
export function $first(x: Iterable<unknown>, n: number): readonly unknown[] {
  if (Array.isArray(x)) return x;
  const items: unknown[] = [];
  const iterator = x[Symbol.iterator]();
  while (items.length < n) {
    const { done, value } = iterator.next();
    if (done === true) break;
    items.push(value);
  }
  return items;
}

/** The properties that a pattern leaves. */
export function $rest(o: object, without: readonly PropertyKey[]): object {
  const rest: Record<PropertyKey, unknown> = { ...o };
  for (const key of without) delete rest[key];
  return rest;
}

/** `super.key` outside the class. */
export function $superGet(home: object, key: PropertyKey, self: unknown): unknown {
  return Reflect.get(Object.getPrototypeOf(home) as object, key, self);
}

/** What `new` gives if the constructor returns `value`. */
export function $constructed(value: unknown, self: unknown): unknown {
  return value !== null && (typeof value === "object" || typeof value === "function") ? value : self;
}

/**
 * iterators - JavaScript's own iterators, which cannot be looked into.
 */
import type { Value } from "../objects/object.js";

export const ITERATORS: ReadonlySet<unknown> = new Set([[].values(), new Map().values(), new Set().values()].map((it) => Object.getPrototypeOf(it) as object));

/** What a property's iterator has yet to give is taken out, and its owner gets another one over that; undefined if it holds none. */
export function takeRest(owner: Value, key: string | number): Value[] | undefined {
  const v: Value = owner[key];
  if (typeof v !== "object" || v === null || v.next === undefined || !ITERATORS.has(Object.getPrototypeOf(v))) return undefined;
  const items = [...(v as Iterable<Value>)];
  owner[key] = items.values();
  return items;
}

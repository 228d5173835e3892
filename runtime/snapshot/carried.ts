/**
 * carried - the runtime's own state that a new process has to have: each file says here what of its variables that is.
 *
 * A container that is a constant is declared by itself, and gets the contents it had; a variable by a pair of functions.
 */

/** Contents that are taken over by `read` and given back by `write`, in the new isolate. */
export interface Carried {
  readonly read: () => unknown;
  readonly write: (value: unknown) => void;
}

/** By name, in the order in which they were declared. */
export const carriedState = new Map<string, Carried>();
/** The constants among them. */
export const containers = new Set<object>();
/** Weak tables by object: entries of objects that travel travel with them. */
export const carriedTables = new Map<string, () => WeakMap<object, unknown> | undefined>();

/** Those that have entries of the runtime's own objects, too. */
export const tablesOfAll = new Set<string>();

/** State of the runtime that travels: a variable. */
export function carried(name: string, read: () => unknown, write: (value: unknown) => void): void {
  carriedState.set(name, { read, write });
}

/** The same for the contents of a constant array, Map, Set or object. */
export function carriedContents(name: string, container: object): void {
  containers.add(container);
  carriedState.set(name, { read: () => copyOf(container), write: (value) => refill(container, value as object) });
}

/**
 * The same for a WeakMap that keeps something about objects; it may change from thread to thread. `ofAll`: also about the runtime's own, as far as
 * something that travels refers to them.
 */
export function carriedTable(name: string, table: () => WeakMap<object, unknown> | undefined, ofAll = false): void {
  carriedTables.set(name, table);
  if (ofAll) tablesOfAll.add(name);
}

/** The contents of a container, or the properties of an object. */
export function copyOf(container: object): object {
  if (Array.isArray(container)) return container.slice();
  if (container instanceof Map) return new Map(container as Map<unknown, unknown>);
  if (container instanceof Set) return new Set(container as Set<unknown>);
  const copy: Record<string, unknown> = {};
  for (const name of Object.getOwnPropertyNames(container)) copy[name] = (container as Record<string, unknown>)[name];
  return copy;
}

/** Gives a container, or an object, other contents. */
export function refill(container: object, value: object): void {
  if (Array.isArray(container)) container.splice(0, container.length, ...(value as unknown[]));
  else if (container instanceof Map) {
    container.clear();
    (value as Map<unknown, unknown>).forEach((item, key) => container.set(key, item));
  } else if (container instanceof Set) {
    container.clear();
    (value as Set<unknown>).forEach((item) => container.add(item));
  } else {
    for (const name of Object.getOwnPropertyNames(container)) if (!Object.hasOwn(value, name)) delete (container as Record<string, unknown>)[name];
    Object.assign(container, value);
  }
}

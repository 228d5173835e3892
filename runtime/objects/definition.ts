/**
 * definition - what `def` and `del` of lowered code do, and its reads of names.
 */
import type { Suspends } from "../frames/suspend.js";
import { Dict } from "./dict.js";
import { NameError, TypeError, UnboundLocalError } from "./exceptions.js";
import type { FunctionMeta, Kw } from "./function.js";
import { spread } from "./iterator.js";
import { specialMethod, type Value } from "./object.js";
import { Tuple } from "./tuple.js";
import { typeName } from "./typename.js";

export { plain as $plain } from "./function.js";
export { makeClassmethod as $classmethod, makeStaticmethod as $staticmethod } from "./descriptors.js";

/** Makes a JavaScript function the Python function that a `def`, a lambda or a method is. */
export function $def(f: Value, meta: FunctionMeta, defaults: Value[] | null, kwdefaults: Kw | null): Value {
  f.$f = meta;
  if (defaults !== null) f.$defaults = defaults;
  if (kwdefaults !== null) f.$kwdefaults = kwdefaults;
  return f;
}

/** Raises for a variable without a value: 0 local, 1 global, 2 of an outer function. */
export function $unbound(name: string, kind: number): never {
  if (kind === 0) throw new UnboundLocalError(`cannot access local variable '${name}' where it is not associated with a value`);
  if (kind === 1) throw named(new NameError(`name '${name}' is not defined`), name);
  throw named(new NameError(`cannot access free variable '${name}' where it is not associated with a value in enclosing scope`), name);
}

function named(error: Value, name: string): Value {
  error.$attr = name;
  return error;
}

/** `locals()` of a function: the variables that have a value. */
export function $locals(names: readonly string[], values: readonly Value[]): Dict {
  const dict = new Dict();
  for (let i = 0; i < names.length; i++) if (values[i] !== undefined) dict.$setNamed(names[i]!, values[i]);
  return dict;
}

/** `*xs` in a display, or beside other arguments: a fresh array. With `ofSet` it is a set's display, whose errors are those of iter(). */
export function $spread(x: Value, ofSet?: boolean): Suspends<Value[]> {
  if (ofSet !== true && !(Array.isArray(x) || x instanceof Tuple) && specialMethod(x, "__iter__") == null && specialMethod(x, "__getitem__") == null) {
    throw new TypeError(`Value after * must be an iterable, not ${typeName(x)}`);
  }
  return spread(x);
}

/** `[*xs, *ys]` step by step, `{*xs, *ys}` with `ofSet`. */
export function $extend(list: Value[], more: Value, ofSet?: boolean): Suspends<void> {
  const items = $spread(more, ofSet);
  for (let i = 0; i < items.length; i++) list.push(items[i]);
}

/** A rest array as an array of its own. */
export function $copy(items: Value[]): Value[] {
  return items.slice();
}

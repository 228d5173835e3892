/**
 * standin - a function that compiled code can call in the place of any object.
 *
 * Suspends    the function: the object's `__call__`
 */
import type { Suspends } from "../frames/suspend.js";
import { $callx } from "../objects/call.js";
import { NameError } from "../objects/exceptions.js";
import { Kw } from "../objects/function.js";
import { hidden, lookup, object, typeOf, type Value } from "../objects/object.js";

/**
 * Whether a value that is no function may be called: an object of a class of Python's, which in a program that is restored may not be known to be of it yet.
 * What may not is itself where the text calls it (`uncallable` of objects/raise.ts).
 */
export function mayBeCalled(value: Value): boolean {
  const cls = typeOf(value);
  return cls === object || cls.$heap || lookup(cls, "__call__") != null;
}

/** Calls an object; what the text reads of it is the object's. Its name is not defined if there is none. */
export function standIn(name: string, object: Value): Value {
  const stand: Value = (...args: Value[]): Suspends<Value> => {
    if (object === undefined) throw new NameError(`name '${name}' is not defined`);
    const last: Value = args.at(-1);
    return last instanceof Kw ? $callx(object, args.slice(0, -1), last) : $callx(object, args, null);
  };
  if (typeof object !== "object" || object === null) return stand;
  Object.setPrototypeOf(stand, object as object);
  hidden(stand as object, "$store", object.$store ?? object);
  hidden(stand as object, "$plain", false);
  return stand;
}

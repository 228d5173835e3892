/**
 * construct - keywords on their way into `__init__` and `__new__`, and what makes instances of a class's C base.
 */
import { place } from "./arguments.js";
import { Kw } from "./function.js";
import { isObjectsNew, lookup, object, type PyType, type Value } from "./object.js";

/** The arguments for a function, keywords placed; a Kw at the end of `args` holds them. */
export function placeInit(f: Value, args: Value[]): Value[] {
  const last: Value = args.length > 0 ? args[args.length - 1] : undefined;
  if (!(last instanceof Kw)) return args;
  const pos = args.slice(0, -1);
  if (f.$f !== undefined) return place(f, pos, last);
  return Object.keys(last).length === 0 ? pos : args;
}

/** How many arguments there are, keywords counted one by one. */
export function kwCount(args: readonly Value[]): number {
  const last: Value = args.length > 0 ? args[args.length - 1] : undefined;
  return last instanceof Kw ? args.length - 1 + Object.keys(last).length : args.length;
}

/**
 * What makes the instances of a class whose base in C has neither a `__new__` nor an `__init__` here: what calling that base does. Null for other classes.
 */
export function makerBelow(cls: PyType): Value {
  const base: PyType = cls.$layout;
  if (base === object || (base.$builtinMake ?? null) === null || base.$empty !== null || base.$boxes) return null;
  return isObjectsNew(lookup(base, "__new__") ?? null) && lookup(base, "__init__")?.$owner === object ? base.$builtinMake : null;
}

/**
 * construct - keywords on their way into `__init__` and `__new__`.
 */
import { place } from "./arguments.js";
import { Kw } from "./function.js";
import type { Value } from "./object.js";

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

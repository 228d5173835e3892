/**
 * iterate - any iterable as an array, for the object model's own needs (`__slots__`, `mro()`).
 */
import type { Suspends } from "../frames/suspend.js";
import { spread } from "./iterator.js";
import type { Value } from "./object.js";

export function iterate(iterable: Value): Suspends<Value[]> {
  return spread(iterable);
}

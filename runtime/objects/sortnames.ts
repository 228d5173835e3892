/**
 * sortnames - a list of names in order, as `dir()` gives it.
 */
import type { Suspends } from "../frames/suspend.js";
import type { Value } from "./object.js";
import { callMethod } from "./protocols/call.js";

export function sortNames(names: Value[]): Suspends<Value[]> {
  if (names.every((name) => typeof name === "string")) return names.sort((a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0));
  callMethod(names, "sort");
  return names;
}

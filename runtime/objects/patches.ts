/**
 * patches - what scripts put in the place of members of the runtime's own modules: `mock.patch("os.getcwd", ...)`.
 *
 * Functions of the runtime that are Python code in CPython call others by their module's attribute, and so see what is there now; here they ask.
 */
import { carriedContents } from "../snapshot/carried.js";
import type { Value } from "./object.js";

/** By the dotted name of the member. */
const patches = new Map<string, Value>();
carriedContents("members put in the place of others", patches);

/** What is in the place of a member; undefined if it is the module's own. */
export function patched(member: string): Value {
  return patches.size === 0 ? undefined : patches.get(member);
}

/** Notes that a script sets a member of a module of the runtime (undefined: deletes it). */
export function notePatch(module: Value, name: string, property: string, value: Value): void {
  const member = `${module.__name__ as string}.${name}`;
  if (value === undefined || value === module.$members[property] || value === module.$members[name]) patches.delete(member);
  else patches.set(member, value);
}

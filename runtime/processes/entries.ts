/**
 * entries - where a process that gilt starts begins: functions by name, the same in every isolate.
 */
import type { Suspends } from "../frames/suspend.js";
import { nativeModule } from "../modules/registry.js";

/** Called on the main thread of the new process; the process ends when it returns, as a script does at its end. */
export type Entry = (payload: Uint8Array) => Suspends<unknown>;

/** The entry whose payload is a snapshot: nothing is called, the process goes on where that was taken. */
export const FORK = "fork";

const entries = new Map<string, Entry>();

/**
 * Registers where processes may begin. A name "module:what" is registered while gilt's own module of that name is loaded, which the new
 * process does first; any other name by a file that every start loads.
 */
export function processEntry(name: string, entry: Entry): void {
  entries.set(name, entry);
}

export function entryOf(name: string): Entry {
  const colon = name.indexOf(":");
  if (colon > 0) nativeModule(name.slice(0, colon));
  const entry = entries.get(name);
  if (entry === undefined) throw new Error(`no process entry '${name}'`);
  return entry;
}

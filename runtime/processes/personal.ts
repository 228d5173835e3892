/**
 * personal - what a process of gilt's has of its own that the system keeps for all of them together: resource limits, the controlling terminal.
 *
 * The programs that it starts, and the one that takes its place, get it for real.
 */
import { carried, carriedContents } from "../snapshot/carried.js";
import { type Attributes, inherited } from "../system/spawn.js";
import { getpgid } from "../system/posix.js";
import { groupOf, sessionOf } from "./index.js";
import { self } from "./self.js";

/** Limits by kind, soft and hard. Empty in the first process: its limits are the system's. */
export const limits = new Map<number, readonly [bigint, bigint]>();
carriedContents("resource limits", limits);
inherited.limits = () => [...limits].map(([kind, [soft, hard]]) => [kind, soft, hard] as const);

/** Path of the controlling terminal; undefined: that of the first process. */
let terminal: string | undefined;
carried(
  "terminal",
  () => terminal,
  (value) => {
    terminal = value as string | undefined;
  },
);

export function takeTerminal(path: string): void {
  terminal = path;
}

export function ownTerminal(): string | undefined {
  return terminal;
}

/** How a program begins that takes this process's place, where this is a worker: its session and its group. */
export function ownAttributes(): Attributes {
  const group = groupOf(0);
  if (sessionOf(0) === self.pid) return { session: true };
  if (group === self.pid) return { group: 0 };
  return group === getpgid(0) || group < 0 ? {} : { group };
}

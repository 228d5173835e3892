/**
 * job - what a new process is made of, as the parent says it.
 */
import type { Snapshot } from "../snapshot/snapshot.js";

export interface Job {
  /** Its place in the table; taken by the parent. */
  slot: number;
  pid: number;
  /** Where it begins (entries.ts), and with what: the entry FORK with a snapshot, which is copied when a worker is given it. */
  entry: string;
  payload: Uint8Array | Snapshot;
  /** The system's descriptors, or -1, by the numbers that it will know; already duplicates of the parent's. */
  table: number[];
  /** Current folder; null where the parent's is gone. */
  folder: string | null;
  umask: number;
  environment: Record<string, string | undefined>;
  /** Signals that are Python's business there from the beginning: those of a fork's parent. */
  watched: number[];
  /** There are so few workers that this one may keep to itself, at the end, that it is free: nobody has to be woken for that. */
  quiet: boolean;
  /** Which process it is, counted as they are started, and which one that still runs was started before it; 0: it has no turn, and none goes before it. */
  turn: number;
  after: number;
  /** It is not likely to end before the program does: the worker will be no other process. */
  lasts: boolean;
  /** What `gilt run` was given. */
  options: object;
}

/**
 * thaw - the proof of snapshots: `gilt run --thaw=random:SEED` moves the whole program into a fresh isolate now and then, and goes on there.
 *
 * The fresh isolate is the runtime's bundle evaluated again; what stays of the old one is what the operating system knows.
 */
import { loader } from "../importer/code.js";
import { endLoop, resumeLoop, turns } from "../scheduler/scheduler.js";
import { unwatchAll, watchSignal, signalName } from "../scheduler/signals.js";
import { stopIdling } from "../scheduler/idle.js";
import { isolate } from "../scheduler/current.js";
import { injectBy } from "../frames/inject.js";
import { ends } from "../modules/ends.js";
import { descriptors } from "../system/descriptors.js";
import { dropped } from "../system/dropped.js";
import { prepareMain } from "../main.js";
import { capture, restore, type Snapshot } from "./snapshot.js";

const v8 = () => process.getBuiltinModule("node:v8");

/** What one isolate hands to the next. */
export interface Move {
  /** a snapshot, so that the isolates share nothing */
  readonly bytes: Uint8Array;
  readonly signals: readonly number[];
  readonly descriptors: Pick<typeof descriptors, "table" | "complete" | "given">;
  readonly plan: Plan;
}

/** When to move; the next isolate goes on with it. */
interface Plan {
  seed: number;
  /** moves made, and the most that are made: each costs the evaluation of the runtime */
  moves: number;
  readonly most: number;
  /** how threads are made to stop so often */
  readonly suspend: string;
}

const MOST = 6;
/** The part of the stops at which the program moves, at first; the more it has moved, the rarer. */
const SHARE = 0.02;

/** Moves by a rule `random:SEED` from here on. */
export function thawBy(rule: string, suspend: string): void {
  const seed = /^random:(\d+)$/.exec(rule)?.[1];
  if (seed === undefined) throw new RangeError(`thaw: ${rule}`);
  follow({ seed: Number(seed) * 7919 + 1, moves: 0, most: MOST, suspend });
}

function follow(plan: Plan): void {
  turns.moved = () => {
    plan.seed = (Math.imul(plan.seed, 1664525) + 1013904223) >>> 0;
    if (plan.moves >= plan.most || plan.seed / 2 ** 32 > SHARE / (1 + plan.moves)) return false;
    plan.moves++;
    const bytes = v8().serialize(capture("all"));
    turns.moved = undefined;
    dropped.over = true;
    endLoop();
    stopIdling();
    const signals = unwatchAll();
    const next = loader.freshBundle("runtime-inject") as { arrive(move: Move): void };
    next.arrive({ bytes, signals, descriptors, plan });
    return true;
  };
}

/** The program arrives in this isolate. */
export function arrive({ bytes, signals, descriptors: open, plan }: Move): void {
  Object.assign(descriptors, { table: open.table, complete: open.complete, given: open.given });
  restore(v8().deserialize(bytes) as Snapshot);
  isolate.current = undefined;
  prepareMain();
  ends.system.push(() => loader.storeCaches());
  for (const number of signals) watchSignal(number, signalName(number));
  injectBy(plan.suspend);
  follow(plan);
  resumeLoop();
}

/**
 * line - processes that have been started and wait for a worker: one that is free again takes a millisecond, a new one a hundred of processor time.
 *
 * So few workers get ready at a time, and the next one only when the process that has begun last has not ended within a moment: many processes that
 * run for a moment each share the first workers, those that last get one each. To everybody they are there, with a pid, a parent, descriptors and signals,
 * as a process is that the system has not let run yet. They leave the line in the order in which they were started.
 *
 * Invariants
 *   L1  While somebody waits, a timer of Node's runs.
 *   L2  A process leaves the line once: to be brought up, or ended by a signal.
 * Units: milliseconds.
 */
import { idling } from "../scheduler/idle.js";
import { policy } from "../scheduler/policy.js";
import type { Job } from "./job.js";
import { beginEnd, field, finishEnd, hasSignals } from "./table.js";
import { begunForMs, notBegun } from "./turns.js";

/** What the kernel does with those in the line. */
interface Means {
  /** Brings a process up in a worker that is free (true), or in a new one if it may. */
  bringUp(job: Job, mayBoot: boolean): boolean;
  letGo(job: Job): void;
}

const TICK_MS = 5;
/** A process that has not ended after so long is one that lasts. */
const MOMENT_MS = 20;
/** A worker that has not begun after so long is counted no more: it may have broken. */
const PATIENCE_MS = 400;
/** So many workers may get ready at a time, on whatever machine. */
const MOST_BOOTING = 4;

const state = {
  jobs: [] as Job[],
  means: undefined as Means | undefined,
  timer: undefined as NodeJS.Timeout | undefined,
  advancing: false,
  bootedMs: 0,
  most: 0,
};

/** How many workers may get ready at a time: as many as there are processors. */
export function mostBooting(): number {
  if (state.most === 0) state.most = Math.min(MOST_BOOTING, Math.max(2, process.getBuiltinModule("node:os").availableParallelism()));
  return state.most;
}

/** May another worker be made for the next process now? */
export function mayBoot(): boolean {
  const waiting = notBegun();
  if (waiting === 0) return begunForMs() >= MOMENT_MS;
  if (waiting < mostBooting() && begunForMs() >= MOMENT_MS) return true;
  return policy.current.nowMs() - state.bootedMs >= PATIENCE_MS;
}

/** A worker is made. */
export function booted(): void {
  state.bootedMs = policy.current.nowMs();
}

/** A process gets in line. */
export function queueUp(job: Job, means: Means): void {
  state.means = means;
  state.jobs.push(job);
  if (state.timer === undefined) tick();
}

/** How many wait. */
export function lineLength(): number {
  return state.jobs.length;
}

/** A worker is free, or time has passed: those who can begin. */
export function advance(): void {
  // to look for a worker is to hear what they say, which may be that one is free
  if (state.advancing) return;
  state.advancing = true;
  while (state.jobs.length > 0 && state.means!.bringUp(state.jobs[0]!, mayBoot())) state.jobs.shift();
  state.advancing = false;
}

/** Signals have been sent: whoever waits and has one that ends it ends; whoever has another one looks at it himself. */
export function lookInLine(): void {
  for (const job of state.jobs.slice()) {
    const killed = field(job.slot, "killed");
    if (killed === 0 && !hasSignals(job.slot)) continue;
    state.jobs.splice(state.jobs.indexOf(job), 1);
    if (killed === 0) state.means!.bringUp(job, true);
    else if (beginEnd(job.slot)) {
      state.means!.letGo(job);
      finishEnd(job.slot, killed);
    }
  }
}

/** The first program is over: everybody begins. */
export function clearLine(): void {
  for (const job of state.jobs.splice(0)) state.means!.bringUp(job, true);
}

function tick(): void {
  idling.lineMs = policy.current.nowMs() + TICK_MS;
  state.timer = setTimeout(look, TICK_MS);
  state.timer.unref();
}

function look(): void {
  state.timer = undefined;
  idling.lineMs = Infinity;
  advance();
  if (state.jobs.length > 0) tick();
}

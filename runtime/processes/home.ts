/**
 * home - processes that run where their parent does, as a thread of its isolate, while nobody can tell: they touch nothing but queues that all processes share.
 *
 * To everybody else they are processes, with a pid, a parent, descriptors and signals. One that computes for long, is sent a signal, or is about to do what only a worker can
 * goes away: a snapshot is taken of its thread, which goes on in a worker. What such a process may do at home is multiprocessing/athome.ts's business.
 *
 * Invariants
 *   H1  Its thread keeps nothing across a wait that a snapshot cannot take, so it can be taken away wherever it stands.
 *   H2  A process is taken out of the list once, by whoever ends it or sends it away.
 * Units: milliseconds of processor time of all threads.
 */
import { loadPart } from "gilt:natives";
import type { Suspends } from "../frames/suspend.js";
import { GreenThread, isolate } from "../scheduler/current.js";
import { helpNext, makeReady, takeFromReady } from "../scheduler/scheduler.js";
import { signals } from "../scheduler/signals.js";
import { takeFromWait, Waiters } from "../scheduler/waiters.js";
import { cpuMs } from "../system/cputime.js";
import type { Job } from "./job.js";
import { forgetWatcher } from "./parking.js";
import { beginEnd, field, finishEnd, hasSignals } from "./table.js";

/** A process, as it knows of itself. */
export class Stay {
  /** where its thread waits for what others do */
  readonly waiters = new Waiters();
  /** how often it has given or taken something */
  acts = 0;
  /** it is a worker's by now */
  away = false;
}

/** A process that begins at home: what its thread calls, and the thread that started it. */
export interface Guest {
  readonly stay: Stay;
  readonly entry: () => Suspends<void>;
  readonly starter: GreenThread;
}

interface Resident {
  readonly stay: Stay;
  readonly thread: GreenThread;
  readonly job: Job;
  /** processor time when it was last judged, -1 before, and what it had done by then */
  seenCpu: number;
  seenActs: number;
  /** at the first judgement */
  begunCpu: number;
  /** it did not do much when it was last judged; it is to go away */
  wasLong: boolean;
  due: boolean;
}

/** How a process begins to run in a worker, and how its descriptors are closed: the kernel's. */
interface Means {
  bringUp(job: Job): void;
  letGo(job: Job): void;
}

const TICK_MS = 10;
/** A process is judged by so much processor time; it is to do more in it than a few things, and two in a millisecond. */
const SPAN_CPU = 20;
const FEW = 4;
const ACTS_PER_CPU = 2;
/** One that has kept the isolate busy for so long is a worker's business, however much it does. */
const PATIENCE_CPU = 600;

const state = { residents: [] as Resident[], means: undefined as Means | undefined, timer: undefined as NodeJS.Timeout | undefined, called: false };

/** A process begins, once its parent waits or has had its time. */
export function lodge(job: Job, { stay, entry, starter }: Guest, means: Means): void {
  state.means = means;
  const thread = new GreenThread(entry, starter.ident, starter.nativeId);
  thread.local.python = starter.local.python;
  state.residents.push({ stay, thread, job, seenCpu: -1, seenActs: 0, begunCpu: 0, wasLong: false, due: false });
  makeReady(thread);
  tick();
}

/** How many there are. */
export function residentCount(): number {
  return state.residents.length;
}

/** It gives or takes something. */
export function acts(stay: Stay): void {
  stay.acts++;
  if (state.timer === undefined) tick();
}

function residentOf(stay: Stay): Resident {
  return state.residents.find((one) => one.stay === stay)!;
}

/** The running thread's process goes away: this call returns in the worker. */
export function goAway(stay: Stay): Suspends<void> {
  const resident = residentOf(stay);
  atNextStep(() => {
    if (state.residents.includes(resident)) sendAway(resident);
  });
  stay.waiters.park(Infinity);
}

/** The running thread's process has ended, with a status as waitpid gives it; the thread returns then. */
export function endAtHome(stay: Stay, status: number): void {
  isolate.alive++; // it was not counted among the threads, and is about to end as one
  conclude(residentOf(stay), status);
}

/** Does something before any other thread runs, while none does. */
function atNextStep(work: () => void): void {
  helpNext(work, isolate.current ?? { ident: 0, nativeId: 0 });
}

/** Somebody has sent signals, or some have been here for too long. */
export function lookAtHome(): void {
  if (state.residents.length === 0 || state.called) return;
  state.called = true;
  atNextStep(() => {
    state.called = false;
    for (const resident of state.residents.slice()) {
      const killed = field(resident.job.slot, "killed");
      if (killed !== 0) {
        takeOut(resident);
        conclude(resident, killed);
      } else if (resident.due || hasSignals(resident.job.slot)) sendAway(resident);
    }
  });
}

/** This program is over: its children go on elsewhere. */
export function sendAllAway(): void {
  for (const resident of state.residents.slice()) sendAway(resident);
}

function sendAway(resident: Resident): void {
  const { thread, job } = resident;
  const { capture } = loadPart("snapshot/snapshot") as typeof import("../snapshot/snapshot.js");
  takeOut(resident);
  const pending = signals.pending.splice(0);
  try {
    job.payload = capture({ thread, entry: thread.entry });
  } finally {
    signals.pending.push(...pending);
  }
  state.residents.splice(state.residents.indexOf(resident), 1);
  state.means!.bringUp(job);
}

/** Its thread runs no more. */
function takeOut({ thread }: Resident): void {
  if (thread.list === null) takeFromReady(thread);
  else {
    forgetWatcher(thread);
    takeFromWait(thread);
  }
}

function conclude(resident: Resident, status: number): void {
  const { job } = resident;
  state.residents.splice(state.residents.indexOf(resident), 1);
  if (!beginEnd(job.slot)) return;
  state.means!.letGo(job);
  finishEnd(job.slot, status);
}

function tick(): void {
  if (state.timer !== undefined) return;
  state.timer = setTimeout(judge, TICK_MS);
  state.timer.unref();
}

/** Which of those that do not wait take long for what they do? */
function judge(): void {
  state.timer = undefined;
  const cpu = cpuMs();
  let busy = false;
  let due = false;
  for (const resident of state.residents) {
    const { stay, thread } = resident;
    if (thread.list !== null) {
      resident.seenCpu = -1;
      resident.wasLong = false;
      continue;
    }
    busy = true;
    if (resident.seenCpu < 0) {
      if (resident.begunCpu === 0) resident.begunCpu = cpu;
      seen(resident, cpu);
      continue;
    }
    const span = cpu - resident.seenCpu;
    if (span < SPAN_CPU) continue;
    const long = stay.acts - resident.seenActs <= FEW + ACTS_PER_CPU * span;
    resident.due ||= (long && resident.wasLong) || cpu - resident.begunCpu > PATIENCE_CPU;
    resident.wasLong = long;
    due ||= resident.due;
    seen(resident, cpu);
  }
  if (due) lookAtHome();
  if (busy) tick();
}

function seen(resident: Resident, cpu: number): void {
  resident.seenCpu = cpu;
  resident.seenActs = resident.stay.acts;
}

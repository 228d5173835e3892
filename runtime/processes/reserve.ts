/**
 * reserve - processes that have been started and of which nobody needs yet that they run: the workers of a pool, which would wait for tasks.
 *
 * To everybody they are there, with a pid, a parent, descriptors and signals, as a process is that the system has not let run yet; what they begin
 * with is what their parent was when it started them. The first is brought up with the first task, the others when the tasks are more than the others manage: when each takes long, or when
 * short ones have kept the others busy for long. One that is to end before that does so without a worker.
 *
 * Invariants
 *   R1  A process is brought up or ended once: whoever does it takes it out of the list first.
 *   R2  While tasks wait, a timer of Node's runs; who puts tasks starts it (`tasksCome`).
 * Units: milliseconds; of the policy's clock, or of the processor time of all threads, so that a busy machine makes no task long.
 */
import { idling } from "../scheduler/idle.js";
import { policy } from "../scheduler/policy.js";
import { cpuMs } from "../system/cputime.js";
import type { Job } from "./job.js";
import { beginEnd, field, finishEnd, hasSignals } from "./table.js";

/** What processes of the reserve would do: tasks of a queue. */
export interface Tasks {
  /** Does one wait? */
  readonly come: () => boolean;
  /** How many have been taken. */
  readonly taken: () => number;
  /** So many there are in all: once they are taken, nothing is left to do but to end. */
  last: number;
}

/** Processes for the same tasks, and what has been seen of these. */
interface Group {
  readonly tasks: Tasks;
  readonly jobs: Job[];
  /** one of them runs */
  begun: boolean;
  /** since when tasks have waited; 0: none does */
  sinceMs: number;
  /** the first task was taken: processor time then; -1 before */
  begunCpu: number;
  /** when the others were last looked at, and tasks taken by then */
  seenMs: number;
  seenCpu: number;
  taken: number;
}

/** How a process begins to run, and how its descriptors are closed if it never does: the kernel's. */
interface Means {
  bringUp(job: Job): void;
  letGo(job: Job): void;
}

const TICK_MS = 10;
/** So long the first worker may get ready. */
const READY_MS = 1000;
/** The others are judged by so much processor time, or, where they do not compute, by so much time. */
const SPAN_CPU = 30;
const SPAN_MS = 60;
/** Tasks are long if fewer are taken in a millisecond of processor time (and if no more than a few are taken in all). */
const SHORT_PER_CPU = 2;
const FEW = 4;
/** Short tasks may keep the others busy for so much processor time. */
const PATIENCE_CPU = 600;

const state = { groups: [] as Group[], means: undefined as Means | undefined, timer: undefined as NodeJS.Timeout | undefined };

/** A process waits until it is needed. */
export function hold(job: Job, tasks: Tasks, means: Means): void {
  state.means = means;
  const group = state.groups.find((one) => one.tasks === tasks);
  if (group !== undefined) group.jobs.push(job);
  else state.groups.push({ tasks, jobs: [job], begun: false, sinceMs: 0, begunCpu: -1, seenMs: 0, seenCpu: 0, taken: 0 });
}

/** How many there are. */
export function heldCount(): number {
  let count = 0;
  for (const { jobs } of state.groups) count += jobs.length;
  return count;
}

/** Tasks have been put. */
export function tasksCome(): void {
  if (state.groups.length === 0) return;
  for (const group of state.groups.slice()) if (!group.begun && group.tasks.come()) bringUp(group, group.jobs[0]!);
  if (state.groups.length > 0 && state.timer === undefined) tick();
}

/** So many tasks have been put, and no more will be. */
export function settle(tasks: Tasks, last: number): void {
  tasks.last = last;
  if (state.groups.length === 0) return;
  endIdle();
  tasksCome();
}

function tick(): void {
  idling.reserveMs = policy.current.nowMs() + TICK_MS;
  state.timer = setTimeout(look, TICK_MS);
  state.timer.unref();
}

function look(): void {
  state.timer = undefined;
  idling.reserveMs = Infinity;
  endIdle();
  let waits = false;
  for (const group of state.groups.slice()) {
    if (!group.tasks.come()) {
      group.sinceMs = 0;
      continue;
    }
    waits = true;
    if (isShort(group)) bringUp(group, group.jobs[0]!);
  }
  if (waits && state.groups.length > 0) tick();
}

/** Do tasks wait that are too much for the others? */
function isShort(group: Group): boolean {
  const nowMs = policy.current.nowMs();
  const cpu = cpuMs();
  const taken = group.tasks.taken();
  if (group.sinceMs === 0) seen(group, (group.sinceMs = nowMs), cpu, taken);
  if (group.begunCpu < 0) {
    if (taken === 0 && nowMs - group.sinceMs < READY_MS) return false;
    group.begunCpu = cpu;
    seen(group, nowMs, cpu, taken);
    return false;
  }
  const spanCpu = cpu - group.seenCpu;
  if (spanCpu < SPAN_CPU && nowMs - group.seenMs < SPAN_MS) return false;
  const long = taken - group.taken <= FEW + SHORT_PER_CPU * spanCpu;
  seen(group, nowMs, cpu, taken);
  return long || cpu - group.begunCpu > PATIENCE_CPU;
}

function seen(group: Group, nowMs: number, cpu: number, taken: number): void {
  group.seenMs = nowMs;
  group.seenCpu = cpu;
  group.taken = taken;
}

/** Those that would only find that there is nothing left to do have ended. */
function endIdle(): void {
  for (const group of state.groups.slice()) {
    if (group.tasks.taken() < group.tasks.last) continue;
    for (const job of group.jobs.slice()) end(group, job, 0);
  }
}

/** Signals have been sent: whoever is held and has one that ends it ends; whoever has another one looks at it himself. */
export function lookForSignals(): void {
  for (const group of state.groups.slice()) {
    for (const job of group.jobs.slice()) {
      const killed = field(job.slot, "killed");
      if (killed !== 0) end(group, job, killed);
      else if (hasSignals(job.slot)) bringUp(group, job);
    }
  }
}

/** The first program is over: those that have tasks do them, the others end. */
export function release(): void {
  for (const group of state.groups.slice()) {
    for (const job of group.jobs.slice()) {
      if (group.tasks.come()) bringUp(group, job);
      else end(group, job, 0);
    }
  }
}

function takeOut(group: Group, job: Job): void {
  group.jobs.splice(group.jobs.indexOf(job), 1);
  if (group.jobs.length === 0) state.groups.splice(state.groups.indexOf(group), 1);
}

function bringUp(group: Group, job: Job): void {
  group.begun = true;
  takeOut(group, job);
  state.means!.bringUp(job);
}

function end(group: Group, job: Job, status: number): void {
  takeOut(group, job);
  if (!beginEnd(job.slot)) return;
  state.means!.letGo(job);
  finishEnd(job.slot, status);
}

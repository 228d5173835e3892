/**
 * child - the life of a worker: it loads the runtime, waits for a process to be, is it, and begins again with a fresh runtime.
 *
 * Invariants
 *   W1  A process that ends closes its descriptors, leaves what it waits for, and only then tells its parent.
 *   W2  It ends between two steps of the scheduler or at a fuel check; where Python code runs on in one long call of the runtime's, the kernel
 *       ends the worker.
 */
import type { MessagePort } from "node:worker_threads";
import type { Suspends } from "../frames/suspend.js";
import { loader } from "../importer/code.js";
import { ends } from "../modules/ends.js";
import { endLoop, hasEnded } from "../scheduler/scheduler.js";
import { mail } from "../scheduler/mail.js";
import { noteSignal, signalName, signals, unwatchAll, watches, watchSignal } from "../scheduler/signals.js";
import { closeTable, descriptors } from "../system/descriptors.js";
import { changeFolder, changeMask, separate, useThreadFolder } from "../system/folder.js";
import { available, gettid, guardCalls, kill } from "../system/posix.js";
import { attach, memory } from "./arena.js";
import { entryOf, FORK } from "./entries.js";
import type { Job } from "./job.js";
import { MAILBOX, NEWS_MESSAGE, NEWS_SIGNAL } from "./layout.js";
import { own, ownMailbox, post, sleep, takeNews } from "./mailbox.js";
import { watchNews } from "./news.js";
import { leaveLots } from "./parking.js";
import { beginsWith, remember, renew, renewable } from "./renewal.js";
import { answered, Connection, type ToKernel, type ToWorker } from "./rpc.js";
import type { Loaded, Snapshot } from "../snapshot/snapshot.js";
import { self } from "./self.js";
import { HARMLESS, SIGCONT, SIGKILL, SIGSTOP, STOPPING } from "./signalling.js";
import { begin, pass } from "./turns.js";
import { beginEnd, CONTINUED, field, finishEnd, noteHalt, setCaught, stoppedBy, takeSignals } from "./table.js";

/** What the worker's launcher (bin/worker.js) gives. */
export interface Link {
  readonly memory: SharedArrayBuffer;
  /** The mailbox of this isolate, and of the kernel. */
  readonly mailbox: number;
  readonly kernelMailbox: number;
  readonly port: MessagePort;
  /** This is the worker's first runtime. */
  readonly first: boolean;
  /** A process that this worker has been told to be already. */
  readonly job: Job | undefined;
  /** Begins the next life, with a fresh runtime. */
  recycle(job?: Job): void;
}

/** What differs from a start by the command line: set by the one who loads this. */
export interface Starter {
  /** Makes streams, flags and paths as the options say. */
  setUp(options: object): Suspends<void>;
  /** Runs a body as the main thread of a program: runMain. */
  run(body: () => Suspends<unknown>): void;
  /** Goes on where a snapshot was taken. */
  resume(snapshot: Snapshot, options: object, loaded: Loaded, ready: () => boolean): void;
}

const state = {
  link: undefined as Link | undefined,
  starter: undefined as Starter | undefined,
  job: undefined as Job | undefined,
  quiet: false,
  retired: false,
  /** The program that has taken this process's place; 0 for none. */
  program: 0,
};
let connection: Connection<ToKernel, ToWorker> | undefined;

/** This worker's way to the kernel. */
export function kernelConnection(): Connection<ToKernel, ToWorker> {
  return connection!;
}

/** Waits for a process to be, and is it. Returns when its first turn is over; the link's recycle() comes later, on an empty stack. */
export function serve(link: Link, starter: Starter): void {
  attach(link.memory);
  Object.assign(state, { link, starter });
  self.worker = mail.worker = true;
  ownMailbox(link.mailbox);
  guardCalls(memory.words, own.word + MAILBOX.at.native, own.word + MAILBOX.at.ending);
  useThreadFolder();
  connection = new Connection<ToKernel, ToWorker>(link.port, () => post(link.kernelMailbox, NEWS_MESSAGE));
  connection.hear("run", (job) => {
    state.job = job;
  });
  connection.hear("retire", () => {
    state.retired = true;
  });
  connection.hear("started", answered);
  if (link.first && available()) separate();
  if (link.first) loader.hasLoaded();
  run(link.job ?? nextJob(link.first && available() ? gettid() : 0, false), starter);
}

/** Tells the kernel that this worker is free, and waits until it is to be a process. */
function nextJob(threadId: number, quiet: boolean): Job {
  state.job = undefined;
  if (quiet) Atomics.store(memory.words, own.word + MAILBOX.at.free, 1);
  else connection!.say("ready", { threadId });
  for (;;) {
    takeNews();
    connection!.drain();
    if (state.retired) leave();
    if (state.job !== undefined) {
      Atomics.store(memory.words, own.word + MAILBOX.at.free, 0);
      return state.job;
    }
    sleep(Infinity);
  }
}

/** The worker ends. Node goes on with what runs until it looks for an end, at a call or a turn of a loop. */
function leave(): never {
  process.reallyExit(0);
  for (;;);
}

/** The process has ended: this worker is free for the next one. A fork of the same program can have this runtime as it is. */
function beFree(): void {
  const { link, starter, quiet } = state;
  if (self.marked) leave();
  const job = nextJob(0, quiet);
  if (job.entry !== FORK || !renewable()) return link!.recycle(job);
  renew();
  if (!beginsWith((job.payload as Snapshot).natives)) return link!.recycle(job);
  run(job, starter!);
}

function run(job: Job, starter: Starter): void {
  state.quiet = job.quiet;
  state.program = 0;
  self.slot = job.slot;
  self.pid = job.pid;
  self.options = job.options;
  descriptors.table = job.table;
  descriptors.complete = true;
  descriptors.owns = (realFd, open) => {
    if (realFd < memory.owners.length) memory.owners[realFd] = open ? job.slot + 1 : 0;
  };
  for (const name in process.env) if (job.environment[name] === undefined) delete process.env[name];
  for (const name in job.environment) if (process.env[name] !== job.environment[name]) process.env[name] = job.environment[name];
  if (available()) {
    if (job.folder !== null) changeFolder(job.folder);
    changeMask(job.umask);
  }
  signals.act = actBySignal;
  signals.changed = (number) => setCaught(job.slot, number, watches(number));
  unwatchAll();
  for (const number of job.watched) if (number !== SIGINT) watchSignal(number, signalName(number));
  watchNews({ messages: () => connection!.drain(), signals: serveSignals, kills: () => undefined });
  post(own.record, NEWS_SIGNAL); // one may have come before anybody looked
  if (job.entry === FORK) {
    starter.resume(job.payload as Snapshot, job.options, job.lasts ? () => undefined : remember, () => begin(job));
    return;
  }
  starter.run((): Suspends<void> => {
    starter.setUp(job.options);
    const entry = entryOf(job.entry);
    begin(job);
    entry(job.payload as Uint8Array);
  });
}

/** This process ends with a status as waitpid gives it. Nothing of Python's runs any more once the running thread has been suspended. */
export function endProcess(status: number): void {
  if (hasEnded()) return;
  // one turn later, so that what was due in Node's loop has found the process ended
  endLoop(() => setImmediate(beFree));
  mail.box = undefined; // what comes from now on is for the next life
  if (!beginEnd(self.slot)) return;
  for (const letGo of ends.leaving) letGo();
  pass();
  leaveLots();
  closeTable();
  finishEnd(self.slot, status);
}

const SIGINT = 2;

/** Signals are pending. */
function serveSignals(): void {
  for (const number of takeSignals(self.slot)) {
    if (state.program !== 0) signalProgram(number);
    else if (number !== SIGKILL && number !== SIGSTOP && watches(number)) noteSignal(number);
    else actBySignal(number);
  }
}

/** Hands a signal on to the program that has taken this process's place. */
function signalProgram(number: number): void {
  kill(state.program, number);
  if (number === SIGSTOP) noteHalt(self.slot, stoppedBy(number));
  else if (number === SIGCONT) noteHalt(self.slot, CONTINUED);
}

/** This thread is changed for good: the worker ends with the process that it is. */
export function markWorker(): void {
  if (self.marked) return;
  self.marked = true;
  connection!.say("marked", null);
}

/** A program has taken this process's place: what is sent to the process is the program's from now on. */
export function handOver(program: number): void {
  state.program = program;
  for (let number = 1; number <= 64; number++) if (number !== SIGKILL) setCaught(self.slot, number, true);
  serveSignals();
}

/** The default action of a signal. */
export function actBySignal(number: number): void {
  if (STOPPING.has(number)) stop(number);
  else if (!HARMLESS.has(number)) endProcess(number);
}

/** Stands still until SIGCONT or SIGKILL. */
function stop(signal: number): void {
  noteHalt(self.slot, stoppedBy(signal));
  for (;;) {
    for (const number of takeSignals(self.slot)) {
      if (number === SIGKILL) return endProcess(SIGKILL);
      if (watches(number)) noteSignal(number);
      if (number === SIGCONT) return noteHalt(self.slot, CONTINUED);
      if (!STOPPING.has(number) && !HARMLESS.has(number) && !watches(number)) return endProcess(number);
    }
    takeNews();
    sleep(Infinity);
  }
}

/** os.getppid() */
export function parentOfWorker(): number {
  return field(self.slot, "parent");
}

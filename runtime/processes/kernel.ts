/**
 * kernel - the first process's part: it makes the workers, hands processes to them, and sees when one breaks.
 *
 * It is there from the first start of a process on. Workers that have nothing to be wait for the next process, with a fresh runtime.
 *
 * Invariants
 *   N1  Every worker is made here, so every end of one is seen here, however it comes.
 *   N2  A process that could not end itself (its worker broke, ran out of memory, did not react) is ended here, once, with all that was its own.
 * Units: milliseconds.
 */
import fs from "node:fs";
import type { Worker as NodeWorker } from "node:worker_threads";
import { loader } from "../importer/code.js";
import { idling } from "../scheduler/idle.js";
import { policy } from "../scheduler/policy.js";
import { signals } from "../scheduler/signals.js";
import { mail } from "../scheduler/mail.js";
import { closeTable } from "../system/descriptors.js";
import { pollDescriptors } from "../system/poll.js";
import { available, getpgid, getsid, tcgetpgrp } from "../system/posix.js";
import { arena, memory, wordOf } from "./arena.js";
import { ARENA, MAILBOX, MOST_RUNNING, NEWS_MESSAGE, PROCESS, RUNNING } from "./layout.js";
import { advance, booted, clearLine, lineLength, lookInLine, mayBoot, mostBooting, queueUp } from "./line.js";
import { own, makeMailbox, ownMailbox, post } from "./mailbox.js";
import { watchNews } from "./news.js";
import { withdrawKilled } from "./parking.js";
import { Connection, type ToKernel, type ToWorker } from "./rpc.js";
import type { Job } from "./job.js";
import { lodge, lookAtHome, residentCount, sendAllAway, type Guest } from "./home.js";
import { heldCount, hold, lookForSignals, release, type Tasks } from "./reserve.js";
import { self } from "./self.js";
import { nextTurn } from "./turns.js";
import { beginEnd, field, finishEnd, leaveChildren, leaveIfOrphan, runSlot, setField, signalSlot, slotCount } from "./table.js";
import { nodeModule } from "../system/nodemodules.js";

/** A worker and what it is at present. */
interface Runner {
  readonly worker: NodeWorker;
  readonly connection: Connection<ToWorker, ToKernel>;
  readonly mailbox: number;
  /** Slot of the process that it is or will be as soon as it can; -1 for none. */
  slot: number;
  /** It waits for a process. */
  idle: boolean;
  /** Thread identity of the system, while no process has shown it. */
  threadId: number;
  /** The same for good; 0 while it is not known. */
  thread: number;
  /** It ran out of memory. */
  exhausted: boolean;
  /** When its process was seen to be killed, and the time that its thread had taken by then. */
  killed: { readonly atMs: number; readonly cpuMs: number } | undefined;
  /** It is to be ended, whatever it does, as soon as it is not in C; and has been. */
  ending: boolean;
  ended: boolean;
  /** Its thread has been changed for good: it is no other process any more, and ends. */
  marked: boolean;
}

const runners = new Set<Runner>();
/** Mailboxes of workers that have ended. Somebody may still post to them, so they are used for nothing else. */
const spareMailboxes: number[] = [];
/** Workers kept waiting; those beyond end. */
const KEPT = 4;
/** How long a process may compute on once it must end; and how long it may take that gets no processor, or blocks. */
const GRACE_MS = 60;
const LONGEST_GRACE_MS = 600;
/** How often Node's loop turns while the first program computes: broken workers are seen there. */
const TURN_MS = 20;

/** The kernel begins, at its first use. */
export function startKernel(): void {
  if (mail.box !== undefined) return;
  arena();
  self.attached = true;
  ownMailbox(makeMailbox());
  for (const [name, value] of Object.entries({
    pid: process.pid,
    parent: process.ppid,
    parentSlot: -1,
    group: available() ? getpgid(0) : process.pid,
    session: available() ? getsid(0) : process.pid,
    mailbox: own.record,
    state: RUNNING,
  })) {
    setField(0, name as keyof typeof PROCESS.at, value);
  }
  memory.words[ARENA.at.highest] = 1;
  watchNews({
    messages: () => {
      for (const runner of runners) runner.connection.drain();
    },
    signals: () => undefined,
    kills: watchKilled,
  });
  if (available()) idling.poller = pollDescriptors;
  signals.share = shareSignal;
  policy.current.aloneMs = Math.min(policy.current.aloneMs, TURN_MS);
}

/** A worker is made, ahead of the first process, if there is none. */
export function warmUp(): void {
  startKernel();
  if (runners.size === 0) addRunner();
}

/** Starts a process; it need not run before it is needed for `tasks`, and a guest begins here. Gives its pid, or 0 if too many run. */
export function assign(job: Job, tasks: Tasks | null = null, guest?: Guest): number {
  startKernel();
  if (tasks === null && guest === undefined) return bringUpOrQueue(job);
  if (runners.size + heldCount() + residentCount() + lineLength() >= MOST_RUNNING) return 0;
  admit(job);
  if (runners.size === 0) loader.tune();
  if (tasks !== null) hold(job, tasks, { bringUp: (held) => bringUp(held, false), letGo });
  else lodge(job, guest!, { bringUp, letGo });
  return job.pid;
}

function nextPid(): number {
  return Atomics.add(memory.words, ARENA.at.nextPid, 1);
}

/** To everybody a process is there from now on, whenever it begins. */
function admit(job: Job): void {
  job.pid = nextPid();
  setField(job.slot, "pid", job.pid);
  runSlot(job.slot);
}

/** Runs a process in a worker, now or when one is free. Gives its pid, or 0 if too many run. */
function bringUpOrQueue(job: Job): number {
  if (lineLength() === 0) {
    const chosen = freeRunner();
    if (chosen !== undefined || runners.size < mostBooting() || mayBoot()) return bringUp(job, true, chosen);
  }
  if (runningCount() + heldCount() + residentCount() + lineLength() >= MOST_RUNNING) return 0;
  admit(job);
  queueUp(job, { bringUp: bringUpIfFree, letGo });
  return job.pid;
}

function bringUpIfFree(job: Job, mayBoot: boolean): boolean {
  const chosen = freeRunner();
  if (chosen === undefined && !mayBoot) return false;
  bringUp(job, true, chosen);
  return true;
}

/** A worker that waits, or at least one whose process has ended. */
function freeRunner(): Runner | undefined {
  // what a worker has said may retire it, or start another process: heard before any is chosen
  for (const runner of [...runners]) {
    if (runner.slot < 0 || isRunning(runner.slot, runner.mailbox)) continue;
    runner.slot = -1;
    runner.connection.drain();
  }
  let chosen: Runner | undefined;
  for (const runner of runners) {
    if (runner.slot < 0 && Atomics.exchange(memory.words, wordOf(runner.mailbox) + MAILBOX.at.free, 0) === 1) runner.idle = true;
    if (runner.slot >= 0 || runner.marked || runner.ending) continue;
    if (chosen === undefined || (runner.idle && !chosen.idle)) chosen = runner;
  }
  return chosen;
}

/**
 * Runs a process in a worker that waits, or begins again, or is new. Gives its pid, or 0 if too many run.
 *
 * @param inTurn it begins after the one that was brought up before it
 */
function bringUp(job: Job, inTurn = true, chosen = freeRunner()): number {
  if (job.pid === 0 && runningCount() + heldCount() + residentCount() + lineLength() >= MOST_RUNNING) return 0;
  chosen ??= addRunner();
  if (job.pid === 0) {
    job.pid = chosen.threadId !== 0 ? chosen.threadId : nextPid();
    chosen.threadId = 0;
  }
  chosen.slot = job.slot;
  setField(job.slot, "pid", job.pid);
  setField(job.slot, "mailbox", chosen.mailbox);
  runSlot(job.slot);
  chosen.idle = false;
  chosen.killed = undefined;
  job.quiet = runners.size < mostBooting();
  if (inTurn) takeTurn(job, chosen.mailbox);
  chosen.connection.say("run", job);
  return job.pid;
}

/** The process that was brought up last. */
const lastUp = { slot: -1, mailbox: 0 };

function takeTurn(job: Job, mailbox: number): void {
  job.turn = nextTurn();
  job.after = lastUp.slot >= 0 && isRunning(lastUp.slot, lastUp.mailbox) ? job.turn - 1 : 0;
  Object.assign(lastUp, { slot: job.slot, mailbox });
}

/** A process that never ran is over: closes what was to be its own. */
function letGo({ table }: Job): void {
  for (const fd of table) {
    if (fd < 0) continue;
    if (fd < memory.owners.length) memory.owners[fd] = 0;
    fs.closeSync(fd);
  }
}

function addRunner(): Runner {
  const { Worker, MessageChannel } = nodeModule("node:worker_threads");
  const { port1, port2 } = new MessageChannel();
  const mailbox = spareMailboxes.pop() ?? makeMailbox();
  loader.untune();
  booted();
  const worker = new Worker(`${loader.dist}/../bin/worker.js`, {
    workerData: { bundles: loader.bundlesForWorkers(), memory: arena(), mailbox, kernelMailbox: own.record, port: port2 },
    transferList: [port2],
    stdin: false,
    // else Node would take over the descriptors of this process for them
    stdout: true,
    stderr: true,
    trackUnmanagedFds: false,
  });
  const connection = new Connection<ToWorker, ToKernel>(port1, () => post(mailbox, NEWS_MESSAGE));
  const runner: Runner = {
    worker,
    connection,
    mailbox,
    slot: -1,
    idle: false,
    threadId: 0,
    thread: 0,
    killed: undefined,
    exhausted: false,
    ending: false,
    ended: false,
    marked: false,
  };
  connection.hear("ready", ({ threadId }) => freed(runner, threadId));
  connection.hear("marked", () => {
    runner.marked = true;
  });
  connection.hear("start", ({ id, job }) => {
    const pid = assign(job);
    connection.say("started", { id, pid });
    if (pid !== 0) leaveIfOrphan(job.slot);
  });
  worker.on("error", (error) => {
    runner.exhausted = (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
    if (!runner.exhausted) fs.writeSync(2, `gilt: internal error (G7002): ${error.stack ?? error.message}\n`);
  });
  worker.on("exit", () => broken(runner));
  worker.unref();
  port1.unref();
  runners.add(runner);
  return runner;
}

/** A worker says that it waits for a process; the one that it was has ended. */
function freed(runner: Runner, threadId: number): void {
  if (threadId !== 0) runner.threadId = runner.thread = threadId;
  else if (runner.slot >= 0 && !isRunning(runner.slot, runner.mailbox)) runner.slot = -1;
  runner.idle = runner.slot < 0;
  if (!runner.idle) return;
  advance();
  if (runner.slot >= 0) return;
  let idle = 0;
  for (const other of runners) if (other.slot < 0 || !isRunning(other.slot, other.mailbox)) idle++;
  if (idle > KEPT) retire(runner);
}

function retire(runner: Runner): void {
  runners.delete(runner);
  runner.connection.say("retire", null);
}

/** Is the process of that slot still the one that the worker with this mailbox runs? */
function isRunning(slot: number, mailbox: number): boolean {
  return field(slot, "state") === RUNNING && field(slot, "mailbox") === mailbox;
}

/** A worker has ended. */
function broken(runner: Runner): void {
  runners.delete(runner);
  runner.connection.port.close();
  memory.words[wordOf(runner.mailbox) + MAILBOX.at.native] = memory.words[wordOf(runner.mailbox) + MAILBOX.at.ending] = 0;
  spareMailboxes.push(runner.mailbox);
  const { slot } = runner;
  if (slot < 0 || !isRunning(slot, runner.mailbox) || !beginEnd(slot)) return;
  setField(slot, "mailbox", 0);
  withdrawKilled(slot);
  for (let fd = 0; fd < memory.owners.length; fd++) {
    if (memory.owners[fd] !== slot + 1) continue;
    memory.owners[fd] = 0;
    fs.closeSync(fd);
  }
  const killed = field(slot, "killed");
  finishEnd(slot, killed !== 0 ? killed : runner.exhausted ? SIGKILL : INTERNAL << 8);
}

const SIGKILL = 9;
/** Status of a process that a bug of gilt's ended. */
const INTERNAL = 70;

/** Somebody has sent a signal that ends a process: it has a while to do so by itself. */
function watchKilled(): void {
  lookForSignals();
  lookInLine();
  lookAtHome();
  for (const runner of killedRunners()) runner.killed ??= killedNow(runner);
  lookAgain(GRACE_MS);
}

function lookAgain(afterMs: number): void {
  idling.killMs = policy.current.nowMs() + afterMs;
  setTimeout(endKilled, afterMs).unref();
}

/** Workers that run processes which have been killed, and those that are to be ended. */
function killedRunners(): Runner[] {
  return [...runners].filter((runner) => runner.ending || (runner.slot >= 0 && isRunning(runner.slot, runner.mailbox) && field(runner.slot, "killed") !== 0));
}

function endKilled(): void {
  idling.killMs = Infinity;
  let wait = 0;
  for (const runner of killedRunners()) {
    if (runner.ended) continue;
    if (!runner.ending) {
      const { atMs, cpuMs } = (runner.killed ??= killedNow(runner));
      runner.ending = threadMs(runner.thread) - cpuMs >= GRACE_MS || policy.current.nowMs() - atMs >= LONGEST_GRACE_MS;
    }
    if (runner.ending) endWorker(runner);
    if (!runner.ended) wait = runner.ending ? 1 : GRACE_MS;
  }
  if (wait > 0) lookAgain(wait);
}

/** Keeps a worker out of C and, if it is not there now, ends it. */
function endWorker(runner: Runner): void {
  const at = wordOf(runner.mailbox);
  Atomics.store(memory.words, at + MAILBOX.at.ending, 1);
  if (Atomics.load(memory.words, at + MAILBOX.at.native) !== 0) return;
  runner.ended = true;
  void runner.worker.terminate();
}

function killedNow(runner: Runner): Runner["killed"] & object {
  return { atMs: policy.current.nowMs(), cpuMs: threadMs(runner.thread) };
}

/** Processor time that a thread of this process has taken, as exact as the system's ticks are; NaN if nobody knows. */
function threadMs(thread: number): number {
  try {
    const fields = fs.readFileSync(`/proc/self/task/${thread}/stat`, "latin1").split(") ")[1]!.split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return NaN; // its thread is not known yet, or the system shows none: LONGEST_GRACE_MS remains
  }
}

const TICK_MS = 10;

/** The terminal's signals go to all processes of its foreground group; the system knows of this one only. */
function shareSignal(number: number): void {
  if (number !== 2 || !inForeground()) return;
  const group = field(0, "group");
  for (let slot = 1, count = slotCount(); slot < count; slot++) {
    if (field(slot, "state") === RUNNING && field(slot, "group") === group) signalSlot(slot, number);
  }
  lookAtHome();
}

function inForeground(): boolean {
  if (!available()) return false;
  let terminal: number;
  try {
    terminal = fs.openSync("/dev/tty", fs.constants.O_RDONLY | fs.constants.O_NOCTTY);
  } catch {
    return false; // no terminal: the signal came from another program, which meant this one
  }
  const foreground = tcgetpgrp(terminal);
  fs.closeSync(terminal);
  return foreground === getpgid(0);
}

/** Processes that run, this one not counted. */
export function runningCount(): number {
  let running = 0;
  for (const runner of runners) if (runner.slot >= 0 && field(runner.slot, "state") === RUNNING) running++;
  return running;
}

/** The first program is over: its children are orphans, and `then` is called when the last of them has ended. */
export function outlive(then: () => void): void {
  leaveChildren(0);
  release();
  clearLine();
  sendAllAway();
  if (runningCount() === 0) return then();
  closeTable();
  const wait = (): void => {
    mail.box!.look();
    if (runningCount() === 0) return then();
    if (idling.poller !== undefined) idling.poller(Math.min(idling.killMs, policy.current.nowMs() + 1000));
    else mail.box!.sleep(TURN_MS);
    setImmediate(wait);
  };
  setImmediate(wait);
}

/** Whether any worker is there: it would keep the system's process from ending quickly. */
export function hasWorkers(): boolean {
  return runners.size > 0;
}

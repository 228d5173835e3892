/**
 * subprocess preexec - a child in which a function runs before its program begins.
 *
 * A forked process of gilt's does what CPython's child does up to the program, and says what has become of it; the parent starts the program so.
 * Meanwhile the process keeps the descriptors that the program is to have. The program's pid is another one than the function sees.
 *
 * Mirrors     child_exec() in Modules/_posixsubprocess.c of CPython 3.13
 * Suspends    prepareChild
 * Differs     what the function does to its process that only the system knows (a trace, prctl) does not reach the program
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { call } from "../../objects/protocols/call.js";
import { forkProcess } from "../../processes/fork.js";
import { joinGroup, markWorker, newSession, ownAttributes, ownLimits, sentinelOf, signalProcess, waitProcess } from "../../processes/index.js";
import { checkSignals, signals } from "../../scheduler/signals.js";
import { INTERRUPTED, Waiters } from "../../scheduler/waiters.js";
import { adopt, closeFd, openDescriptors, place, real } from "../../system/descriptors.js";
import { errnoOf } from "../../system/errors.js";
import { changeFolder, changeMask, currentFolder, currentMask } from "../../system/folder.js";
import { supplementaryGroups } from "../../system/identity.js";
import { POLLIN, waitDescriptors } from "../../system/poll.js";
import { address, closesOnExec, duplicateAway, errno, getAffinity, getpriority, makePipe, syscall } from "../../system/posix.js";
import { type Attributes, IDENTITY_CALLS, type Limit } from "../../system/spawn.js";
import { systemEnvironment } from "../os/environment.js";
import type { Order } from "./execute.js";
import { closeQuietly } from "./handles.js";

const SIGKILL = 9;
const SIGPIPE = 13;
const SIGXFSZ = 25;
const SIGNALS = 64;
const MASK_BYTES = 128;

/** What the child is when its program is to begin. */
export interface Prepared {
  readonly attributes: Attributes;
  readonly folder: string;
  readonly environment: ReadonlyMap<string, string>;
  /** the system's number of each of its descriptors, by its own; and whether programs get it without being asked */
  readonly descriptors: readonly (readonly [fd: number, realFd: number, inheritable: boolean])[];
}

/** How it ends before: an error of the system at one of the steps, an exception of the function; a pid: it was over, with that of the child. */
export type Outcome =
  { readonly prepared: Prepared; readonly done: () => Suspends<void> } | { readonly error: number; readonly step: Step } | { readonly pid: number };
type Step = "chdir" | "function" | "";

/** Resource limits travel as text. */
type Report =
  | { readonly error: number; readonly step: Step }
  | {
      readonly attributes: Omit<Attributes, "limits" | "affinity">;
      readonly limits: readonly (readonly [number, string, string])[];
      readonly affinity: readonly number[] | null;
      readonly folder: string;
      readonly environment: readonly (readonly [string, string])[];
      readonly descriptors: Prepared["descriptors"];
    };

/** What of the order is the child's, in the parent's terms. */
export interface Wanted {
  /** [descriptor here, descriptor there] */
  readonly rows: readonly (readonly [number, number])[];
  /** the parent's ends of the pipes */
  readonly parent: readonly number[];
  readonly cwd: Uint8Array | undefined;
  readonly group: number;
  readonly umask: number;
}

/** Runs the steps and the function in a child of their own. */
export function prepareChild(order: Order, wanted: Wanted): Suspends<Outcome> {
  const [readEnd, writeEnd] = makePipe();
  const before = { nice: getpriority(0, 0), affinity: ownAffinity(), ids: ownIds() };
  const life = (): Suspends<void> => prepare(order, wanted, before, writeEnd);
  let pid: number;
  try {
    pid = forkProcess(life);
  } catch (error) {
    fs.closeSync(readEnd);
    fs.closeSync(writeEnd);
    throw error;
  }
  const reads = adopt(readEnd);
  const ended = sentinelOf(pid);
  const parts: Buffer[] = [];
  try {
    for (let whole = false; !whole;) {
      const woken = waitDescriptors([reads, ended], [POLLIN, POLLIN], Infinity);
      if (woken === INTERRUPTED) {
        checkSignals();
        continue;
      }
      const [readable] = woken as number[];
      if (readable === 0) break;
      const part = Buffer.alloc(65536);
      const size = fs.readSync(real(reads), part, 0, part.length, null);
      parts.push(part.subarray(0, size));
      whole = part[size - 1] === 10;
    }
  } catch (error) {
    end(pid);
    throw error;
  } finally {
    closeFd(ended);
    closeFd(reads);
    fs.closeSync(writeEnd);
  }
  const text = Buffer.concat(parts).toString("utf8");
  if (text === "") return { pid };
  const report = JSON.parse(text) as Report;
  if ("error" in report) {
    end(pid);
    return report;
  }
  const attributes: Attributes = { ...report.attributes, limits: report.limits.map(([kind, soft, hard]): Limit => [kind, BigInt(soft), BigInt(hard)]) };
  if (report.affinity !== null) attributes.affinity = Uint8Array.from(report.affinity);
  const prepared = { attributes, folder: report.folder, environment: new Map(report.environment), descriptors: report.descriptors };
  return { prepared, done: (): Suspends<void> => end(pid) };
}

/** The child has served. */
function end(pid: number): Suspends<void> {
  signalProcess(pid, SIGKILL);
  waitProcess(pid, 0);
}

interface Before {
  readonly nice: number;
  readonly affinity: readonly number[];
  readonly ids: Ids;
}

/** The child's life: it ends when the parent says so. */
function prepare(order: Order, wanted: Wanted, before: Before, writeEnd: number): Suspends<void> {
  const failed = takeSteps(order, wanted);
  const report = failed ?? reportOf(order, before);
  const text = Buffer.from(JSON.stringify(report) + "\n");
  for (let done = 0; done < text.length;) done += fs.writeSync(writeEnd, text, done);
  const forever = new Waiters();
  for (;;) if (forever.park(Infinity) === INTERRUPTED) checkSignals();
}

function takeSteps(order: Order, wanted: Wanted): Suspends<Report | undefined> {
  const copies = wanted.rows.map(([from, to]) => [from === to ? -1 : duplicateAway(real(from)), to] as const);
  for (const [copy, to] of copies) if (copy >= 0) place(copy, to);
  for (const fd of wanted.parent) if (fd > 2) closeQuietly(fd);
  try {
    if (wanted.cwd !== undefined) changeFolder(Buffer.from(wanted.cwd.subarray(0, -1)).toString("utf8"));
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined) throw error;
    return { error: code, step: "chdir" };
  }
  if (wanted.umask >= 0) changeMask(wanted.umask);
  if (order.startNewSession) newSession();
  if (wanted.group >= 0 && joinGroup(0, wanted.group) < 0) return { error: errno(), step: "" };
  const error = becomeUser(order);
  if (error !== 0) return { error, step: "" };
  try {
    call(order.preexec);
  } catch {
    return { error: 0, step: "function" }; // CPython says no more of it either
  }
  return undefined;
}

function becomeUser({ identity }: Order): number {
  if (identity === undefined) return 0;
  markWorker();
  const { user, group, groups } = identity;
  const set = (number: number, a: number | bigint, b: number | bigint, c: number): number => (Number(syscall(number, a, b, c)) < 0 ? errno() : 0);
  let error = 0;
  if (groups !== undefined) error = set(IDENTITY_CALLS.groups, groups.length, address(new Uint8Array(Uint32Array.from(groups).buffer)), 0);
  if (error === 0 && group !== undefined) error = set(IDENTITY_CALLS.group, group, group, -1);
  if (error === 0 && user !== undefined) error = set(IDENTITY_CALLS.user, user, user, -1);
  return error;
}

function reportOf(order: Order, before: Before): Report {
  const attributes: Omit<Attributes, "limits" | "affinity"> = { ...ownAttributes(), umask: currentMask(), mask: signals.blocked() };
  const ignored: number[] = [];
  const defaults: number[] = [];
  for (let number = 1; number <= SIGNALS; number++) {
    const restored = order.restoreSignals && (number === SIGPIPE || number === SIGXFSZ);
    if (signals.actionOf(number) === "ignore" && !restored) ignored.push(number);
    else if (number !== SIGKILL && number !== 19 && number !== 32 && number !== 33) defaults.push(number);
  }
  attributes.ignored = ignored;
  attributes.defaults = defaults;
  const ids = ownIds();
  const { user, group, groups } = ids;
  if (JSON.stringify(ids) !== JSON.stringify(before.ids)) attributes.identity = { user, group, groups };
  const nice = getpriority(0, 0);
  if (nice !== before.nice) attributes.nice = nice;
  const affinity = ownAffinity();
  return {
    attributes,
    limits: [...ownLimits()].map(([kind, [soft, hard]]) => [kind, String(soft), String(hard)]),
    affinity: affinity.join() === before.affinity.join() ? null : affinity,
    folder: currentFolder(),
    environment: [...systemEnvironment()],
    descriptors: openDescriptors().map((fd) => [fd, real(fd), !closesOnExec(real(fd))]),
  };
}

function ownAffinity(): number[] {
  const mask = new Uint8Array(MASK_BYTES);
  getAffinity(0, MASK_BYTES, mask);
  return [...mask];
}

/** The identity of this thread, which may be another one than its process's. */
interface Ids {
  readonly user: number;
  readonly group: number;
  readonly groups: number[];
}

function ownIds(): Ids {
  return { user: process.geteuid!(), group: process.getegid!(), groups: supplementaryGroups() };
}

/**
 * nodechildren - programs by Node's child_process, where koffi has no binary; never beside posix_spawn in one process: each would take the
 * other's children.
 *
 * Cannot  pass_fds, close_fds=False, process_group, extra_groups, restore_signals=False, pipesize, posix_spawn's own options, fork, waits for stops
 * Mind    Node tells what happens in turns of its loop: a wait parks its thread
 */
import type { ChildProcess, SpawnOptions } from "node:child_process";
import type { Suspends } from "../frames/suspend.js";
import { checkSignals } from "../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT, Waiters } from "../scheduler/waiters.js";
import { currentFolder, currentMask, changeMask } from "./folder.js";
import { nodeModule } from "./nodemodules.js";

const childProcess = (): typeof import("node:child_process") => nodeModule("node:child_process");

export type Stream = "pipe" | "ignore" | number;

export interface Wanted {
  /** the program: a path, or a name that is looked for along PATH */
  file: string;
  words: string[];
  folder: string | undefined;
  environment: Record<string, string>;
  streams: [Stream, Stream, Stream];
  session: boolean;
  umask: number | undefined;
  user: number | undefined;
  group: number | undefined;
}

export class NodeChild {
  /** as waitpid gives it; undefined while it runs */
  status: number | undefined;
  /** threads that wait for its end */
  readonly ended = new Waiters();
  constructor(
    readonly process: ChildProcess,
    readonly pid: number,
  ) {}
}

/** Those that have been started and not yet waited for. */
const children = new Map<number, NodeChild>();

function signalNumber(name: string): number {
  return process.getBuiltinModule("node:os").constants.signals[name as NodeJS.Signals];
}

/** Starts a program; the number of the error if that cannot be done. */
export function startChild(wanted: Wanted): Suspends<NodeChild | number> {
  const options: SpawnOptions = {
    argv0: wanted.words[0] ?? "",
    cwd: wanted.folder ?? currentFolder(),
    env: wanted.environment,
    stdio: wanted.streams.slice() as ("pipe" | "ignore" | number)[],
    detached: wanted.session,
    ...(wanted.user === undefined ? {} : { uid: wanted.user }),
    ...(wanted.group === undefined ? {} : { gid: wanted.group }),
  };
  const before = wanted.umask === undefined ? undefined : currentMask();
  if (wanted.umask !== undefined) changeMask(wanted.umask);
  const child = childProcess().spawn(wanted.file, wanted.words.slice(1), options);
  if (before !== undefined) changeMask(before);
  if (child.pid === undefined) return errorOf(child);
  const made = new NodeChild(child, child.pid);
  children.set(made.pid, made);
  child.on("error", () => undefined); // it has started: what comes later is about signals that did not reach it
  child.on("exit", (code, signal) => {
    made.status = code !== null ? code << 8 : signalNumber(signal!);
    made.ended.wakeAll(null);
  });
  return made;
}

/** Why a program did not start: Node says so in the next turn. */
function errorOf(child: ChildProcess): Suspends<number> {
  const told = new Waiters();
  let code = 0;
  child.on("error", (error: NodeJS.ErrnoException) => {
    code = Math.abs(error.errno ?? 2);
    told.wakeAll(null);
  });
  while (code === 0) if (told.park(Infinity) === INTERRUPTED) checkSignals();
  return code;
}

/** Is it a child of Node's that nobody has waited for? */
export function nodeChild(pid: number): NodeChild | undefined {
  return children.get(pid);
}

export function hasNodeChildren(): boolean {
  return children.size > 0;
}

/** Takes the status of a child that has ended: [pid, status]; undefined if none of those meant has. */
export function takeEnded(pid: number): [number, number] | undefined {
  for (const child of children.values()) {
    if ((pid > 0 && child.pid !== pid) || child.status === undefined) continue;
    children.delete(child.pid);
    return [child.pid, child.status];
  }
  return undefined;
}

/** Waits until a child ends, or the deadline comes: false then. */
export function waitForNodeChild(pid: number, deadlineMs: number): Suspends<boolean> {
  const waiters = pid > 0 ? children.get(pid)!.ended : anyEnded();
  const woken = waiters.park(deadlineMs);
  if (woken === INTERRUPTED) checkSignals();
  return woken !== TIMED_OUT;
}

/** A list that is woken when any child ends. */
function anyEnded(): Waiters {
  const any = new Waiters();
  for (const child of children.values()) child.process.once("exit", () => any.wakeAll(null));
  return any;
}

/**
 * multiprocessing.popen_fork - children that begin with all that the parent has.
 *
 * Mirrors     Lib/multiprocessing/popen_fork.py of CPython 3.13
 * Suspends    the start, poll, wait
 */
import type { Suspends } from "../../frames/suspend.js";
import { settleWriters } from "../io/writers.js";
import { ChildProcessError } from "../../objects/exceptions.js";
import { isinstance, PyObject, type Value } from "../../objects/object.js";
import { pymodule } from "../../objects/module.js";
import { callMethod } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { $caught, $handled, $uncaught } from "../../objects/raise.js";
import { builtin, pyclass } from "../../objects/register.js";
import { exitProcess, sentinelOf, signalProcess, waitProcess } from "../../processes/index.js";
import { forkProcess, type Role } from "../../processes/fork.js";
import { guestOf } from "./athome.js";
import { closeFd } from "../../system/descriptors.js";
import { makePipe } from "../../system/pipes.js";
import { _clear, _run_exitfuncs } from "../atexit.js";
import { laneOf } from "./connection/lane.js";
import { wait } from "./connection/wait.js";
import { atEndOfChild } from "./ending.js";
import { finalize, type Finalize } from "./finalize.js";
import { type BaseProcess, processes } from "./process.js";
import { flushStdStreams } from "./streams.js";

const WNOHANG = 1;
const SIGTERM = 15;
const SIGKILL = 9;
/** Children that have ended keep their sentinel open as long as no more than so many others did after them. */
const KEPT_SENTINELS = 64;

/** Popens of children that have ended, the latest last, whose sentinels are still open. */
const ended: Popen[] = [];

@pyclass("multiprocessing.popen_fork.Popen")
export class Popen extends PyObject {
  static method = "fork";
  declare returncode: number | null;
  declare finalizer: Finalize | null;
  declare pid: number;
  declare sentinel: number;
  /** what is open for the child: its sentinel, and while it runs the end of the pipe that shows it that this process lives */
  declare $fds: number[];

  __init__(process_obj: Value): Suspends<null> {
    flushStdStreams();
    this.returncode = null;
    this.finalizer = null;
    callMethod(this, "_launch", process_obj);
    return null;
  }

  /** What is open for children that have ended stays with their parent. One that another thread is about to launch has nothing open yet. */
  $forked(): void {
    if (typeof this.returncode === "number") this.$fds.length = 0;
  }

  duplicate_for_child(fd: Value): Suspends<Value> {
    return fd;
  }

  /** The exit code, or None if the child runs. */
  poll(flag: Value = WNOHANG): Suspends<number | null> {
    if (this.returncode === null) {
      const status = statusOf(this.pid, flag as number);
      if (status !== undefined) {
        this.returncode = (status & 0x7f) === 0 ? (status >> 8) & 0xff : -(status & 0x7f);
        keep(this);
      }
    }
    return this.returncode;
  }

  /** @param timeout seconds; None waits for ever */
  wait(timeout: Value = null): Suspends<number | null> {
    if (this.returncode !== null) return this.returncode;
    if (timeout !== null && !truth(wait([this.sentinel], timeout))) return null;
    return this.poll(timeout === null ? 0 : WNOHANG);
  }

  _send_signal(sig: Value): Suspends<null> {
    if (this.returncode === null) signalProcess(this.pid, sig as number);
    return null;
  }
  terminate(): Suspends<null> {
    this._send_signal(SIGTERM);
    return null;
  }
  kill(): Suspends<null> {
    this._send_signal(SIGKILL);
    return null;
  }

  _launch(process_obj: Value): Suspends<null> {
    const [child_r, parent_w] = makePipe();
    const role = roleOf(process_obj as BaseProcess);
    let pid = 0;
    try {
      pid = forkProcess(() => live(process_obj, child_r, parent_w), ofOthers(role.lasts === true), role);
    } finally {
      closeFd(child_r);
      if (pid === 0) closeFd(parent_w);
    }
    launched(this, pid, parent_w);
    return null;
  }

  close(): Suspends<null> {
    if (this.finalizer !== null) this.finalizer.__call__();
    return null;
  }
}

/** Descriptors that are open for other children, and of no use to a new one: of those that have ended, and for a worker of a pool of all. */
function ofOthers(worker: boolean): number[] {
  const fds = ended.flatMap((popen) => popen.$fds);
  if (!worker || processes.children === undefined) return fds;
  for (const { _popen: popen } of processes.children.$array() as Value[]) if (popen instanceof Popen && popen.returncode === null) fds.push(...popen.$fds);
  return fds;
}

/** What is known of the child. */
function roleOf(process_obj: BaseProcess): Role {
  const { $tasks: lane, $lasts: lasts } = process_obj;
  const guest = guestOf(process_obj);
  if (guest !== undefined) return { guest };
  delete process_obj.$tasks;
  return { tasks: lane === undefined ? null : laneOf(lane), lasts: lasts === true };
}

/** A child runs: `parent_w` is the end of the pipe by which it sees that its parent has ended. */
export function launched(popen: Popen, pid: number, parent_w: number): Suspends<void> {
  popen.pid = pid;
  hold(popen, sentinelOf(pid), parent_w);
}

/** A popen has these two descriptors, and closes them when it is closed or gone. */
export function hold(popen: Popen, sentinel: number, parent_w: number): Suspends<void> {
  popen.sentinel = sentinel;
  popen.$fds = [sentinel, parent_w];
  popen.finalizer = finalize(popen, closeAll, [popen.$fds], null, true);
}

const closeAll = builtin(
  "close_fds(fds)",
  (fds: Value): null => {
    const open = fds as number[];
    while (open.length > 0) closeFd(open.pop()!);
    return null;
  },
  "multiprocessing.util",
);

/** The status of a child that has ended. */
function statusOf(pid: number, flag: number): Suspends<number | undefined> {
  const handled = $handled();
  try {
    return waitProcess(pid, flag)?.[1];
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, ChildProcessError)) throw error;
    $uncaught(handled);
    return undefined;
  }
}

/** A child has ended. Of those that ended long ago the sentinels are closed. */
export function keep(popen: Popen): Suspends<void> {
  if (popen.$fds.length > 1) closeFd(popen.$fds.pop()!);
  if (popen.finalizer !== null) popen.finalizer.$setApart();
  ended.push(popen);
  if (ended.length <= KEPT_SENTINELS) return;
  const oldest = ended.shift()!;
  if (oldest.finalizer !== null) oldest.finalizer.__call__();
}

/** The life of a forked child. */
function live(process_obj: Value, parentSentinel: number, parent_w: number): Suspends<unknown> {
  let code: Value = 1;
  try {
    (_clear as Value)();
    atEndOfChild();
    ended.length = 0;
    closeFd(parent_w);
    code = callMethod(process_obj, "_bootstrap", parentSentinel);
  } finally {
    _run_exitfuncs();
  }
  settleWriters();
  return exitProcess(Number(code) & 255);
}

export default pymodule("multiprocessing.popen_fork", { Popen, __all__: ["Popen"] });

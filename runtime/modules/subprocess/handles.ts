/**
 * subprocess handles - what a child's standard streams are: pipes, /dev/null, files.
 *
 * Mirrors     Popen._get_handles in Lib/subprocess.py of CPython 3.13
 * Calls back  fileno of the files
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { int } from "../../objects/int.js";
import { isinstance, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { adopt, closeFd, real } from "../../system/descriptors.js";
import { withDescriptors } from "../../system/dropped.js";
import { checked, system } from "../../system/oserror.js";
import { fcntl, O_CLOEXEC, pipe2 } from "../../system/posix.js";
import { cint } from "../os/descriptors.js";
import { sysModule } from "../sys/module.js";

export const PIPE = -1;
export const STDOUT = -2;
export const DEVNULL = -3;
const F_SETPIPE_SZ = 1031;

/** Python's descriptors; -1 where there is none. */
export interface Handles {
  /** what the child gets as 0, 1, 2 */
  child: [number, number, number];
  /** our ends of the pipes to them */
  parent: [number, number, number];
  /** /dev/null, once for all streams */
  devnull: number;
  /** the child's ends have been closed */
  closed: boolean;
}

/** A pipe whose ends programs do not inherit: [read, write]. */
export function makePipe(): Suspends<[number, number]> {
  const pair = new Int32Array(2);
  withDescriptors(() => checked(pipe2(new Uint8Array(pair.buffer), O_CLOEXEC)));
  return [adopt(pair[0]!), adopt(pair[1]!)];
}

/** Closes a descriptor, whatever becomes of it. */
export function closeQuietly(fd: number): void {
  try {
    closeFd(fd);
  } catch {
    // EBADF: closed by somebody else
  }
}

/** What an argument of Popen for a stream means; a number is Python's of a descriptor. */
export function streamOf(given: Value): Suspends<"inherit" | "pipe" | "null" | "stdout" | number> {
  if (given === null) return "inherit";
  if (!isinstance(given, int)) return Number(callMethod(given, "fileno"));
  const number = cint(given);
  return number === PIPE ? "pipe" : number === DEVNULL ? "null" : number === STDOUT ? "stdout" : number;
}

function openNull(handles: Handles): number {
  if (handles.devnull === -1) handles.devnull = adopt(system(() => fs.openSync("/dev/null", fs.constants.O_RDWR | O_CLOEXEC)));
  return handles.devnull;
}

function openOne(handles: Handles, at: 0 | 1 | 2, given: Value, pipesize: number): Suspends<void> {
  const kind = streamOf(given);
  if (kind === "inherit") return;
  if (kind === "pipe") {
    const [read, write] = makePipe();
    handles.child[at] = at === 0 ? read : write;
    handles.parent[at] = at === 0 ? write : read;
    if (pipesize > 0) checked(fcntl(real(write), F_SETPIPE_SZ, pipesize));
  } else if (kind === "null") handles.child[at] = openNull(handles);
  else if (kind === "stdout") {
    if (at !== 2) handles.child[at] = STDOUT;
    else handles.child[at] = handles.child[1] !== -1 ? handles.child[1] : Number(callMethod($getattr(sysModule, "__stdout__"), "fileno"));
  } else handles.child[at] = kind;
}

export function openHandles(stdin: Value, stdout: Value, stderr: Value, pipesize: number): Suspends<Handles> {
  const handles: Handles = { child: [-1, -1, -1], parent: [-1, -1, -1], devnull: -1, closed: false };
  try {
    openOne(handles, 0, stdin, pipesize);
    openOne(handles, 1, stdout, pipesize);
    openOne(handles, 2, stderr, pipesize);
  } catch (error) {
    closeChildEnds(handles);
    for (const fd of handles.parent) if (fd !== -1) closeQuietly(fd);
    throw error;
  }
  return handles;
}

/** The child has its ends: ours are closed, and /dev/null. */
export function closeChildEnds(handles: Handles): void {
  if (handles.closed) return;
  handles.closed = true;
  for (let at = 0; at < 3; at++) {
    if (handles.parent[at] !== -1) closeQuietly(handles.child[at]!);
  }
  if (handles.devnull !== -1) closeQuietly(handles.devnull);
}

/**
 * inherit - what a program that is started, or takes the process's place, gets of this process's descriptors: those that are not closed on exec,
 * under the numbers that Python code knows, and nothing else.
 */
import { isOpen, openDescriptors, real } from "./descriptors.js";
import { dup3, fcntl, O_CLOEXEC } from "./posix.js";
import { arrange, type Attributes, type FileAction, keepStandard, spawn } from "./spawn.js";
import fs from "node:fs";

const F_GETFD = 1;
const F_SETFD = 2;
const F_DUPFD_CLOEXEC = 1030;

function closesOnExec(realFd: number): boolean {
  return (fcntl(realFd, F_GETFD, 0) & 1) !== 0;
}

/** The numbers that a program inherits; in any case the standard streams, whose flag Node has set behind a worker's back. */
export function inheritable(): number[] {
  keepStandard();
  return openDescriptors().filter((fd) => fd < 3 || !closesOnExec(real(fd)));
}

/** Closes everything but these. */
export function closingAllBut(keep: readonly number[]): FileAction[] {
  const actions: FileAction[] = [];
  let from = 0;
  for (const fd of [...keep].sort((a, b) => a - b)) {
    for (; from < fd; from++) actions.push(["close", from]);
    from = Math.max(from, fd + 1);
  }
  actions.push(["closefrom", from]);
  return actions;
}

/** Which numbers the child has open after actions that speak of its own descriptors, without those it would close on exec. */
function keptAfter(kept: readonly number[], actions: readonly FileAction[]): number[] {
  const open = new Set(kept);
  for (const action of actions) {
    if (action[0] === "open") open.add(action[1]);
    else if (action[0] === "dup2") open.add(action[2]);
    else if (action[0] === "close") open.delete(action[1]);
    else if (action[0] === "closefrom") for (const fd of [...open]) if (fd >= action[1]) open.delete(fd);
  }
  return [...open];
}

/**
 * Starts a program as posix_spawn(3) does, with what it inherits: its pid, or the error number as a negative one.
 *
 * @param actions in the numbers that Python code knows; they see all of the table, also what is closed on exec
 */
export function spawnInheriting(
  path: Uint8Array,
  argv: readonly Uint8Array[],
  env: readonly Uint8Array[],
  actions: readonly FileAction[],
  attributes: Attributes,
): number {
  const kept = inheritable();
  const seen = actions.length === 0 ? kept : openDescriptors();
  const { actions: rows, undo } = arrange(seen.map((fd) => [real(fd), fd] as const));
  try {
    return spawn(path, argv, env, [...rows, ...actions, ...closingAllBut(keptAfter(kept, actions))], attributes);
  } finally {
    for (const fd of undo) fs.closeSync(fd);
  }
}

/**
 * Before execve(2) in the first process: its descriptors are put where Python code knows them, over what Node holds there. The result takes that back,
 * should execve return.
 */
export function takePlaces(): () => void {
  const kept = inheritable();
  const moved = kept.filter((fd) => real(fd) !== fd);
  const above = Math.max(2, ...kept) + 1;
  const sources = moved.map((fd) => fcntl(real(fd), F_DUPFD_CLOEXEC, above));
  const saved = moved.map((fd) => fcntl(fd, F_DUPFD_CLOEXEC, above));
  const others = openDescriptors().filter((fd) => real(fd) > 2 && !kept.includes(real(fd)) && !closesOnExec(real(fd)));
  for (const fd of others) fcntl(real(fd), F_SETFD, 1);
  moved.forEach((fd, at) => dup3(sources[at]!, fd, 0));
  const unused = [0, 1, 2].filter((fd) => !isOpen(fd) && fcntl(fd, F_GETFD, 0) >= 0 && !closesOnExec(fd));
  for (const fd of unused) fcntl(fd, F_SETFD, 1);
  return () => {
    for (const fd of unused) fcntl(fd, F_SETFD, 0);
    moved.forEach((fd, at) => {
      const before = saved[at]!;
      if (before >= 0) dup3(before, fd, O_CLOEXEC);
      else fs.closeSync(fd);
    });
    for (const fd of others) fcntl(real(fd), F_SETFD, 0);
    for (const fd of [...sources, ...saved]) if (fd >= 0) fs.closeSync(fd);
  };
}

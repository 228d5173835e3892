/**
 * spawn - starts programs: posix_spawn(3) with what is done in the child before the program runs.
 *
 * Mirrors  child_exec() in Modules/_posixsubprocess.c: the order of what happens in the child
 * Mind     Node sets FD_CLOEXEC on the descriptors it was started with: keepStandard() takes it off before the first program is started
 *          texts end in NUL; descriptors are the kernel's numbers
 */
import { signals } from "../scheduler/signals.js";
import { givenDescriptors } from "./descriptors.js";
import {
  address,
  actionsChdir,
  actionsClose,
  actionsCloseFrom,
  actionsDestroy,
  actionsDup2,
  actionsInit,
  actionsOpen,
  attributesDefaults,
  attributesFlags,
  attributesGroup,
  attributesInit,
  attributesMask,
  attributesParam,
  attributesPolicy,
  errno,
  fcntl,
  posixSpawn,
  sigaction,
  syscall,
  umask,
} from "./posix.js";

/** What the child does before the program begins, in this order. */
export type FileAction =
  | readonly ["dup2", from: number, to: number]
  | readonly ["close", fd: number]
  | readonly ["open", fd: number, path: Uint8Array, flags: number, mode: number]
  | readonly ["closefrom", from: number]
  | readonly ["chdir", path: Uint8Array];

/** Who the program runs as; the rest stays as it is. */
export interface Identity {
  user?: number;
  group?: number;
  groups?: readonly number[];
}

export interface Attributes {
  identity?: Identity;
  /** setsid() */
  session?: boolean;
  /** setpgid(0, group) */
  group?: number;
  /** real ids for effective ones */
  resetIds?: boolean;
  /** signals that get their default action */
  defaults?: readonly number[];
  /** signals that the child blocks; undefined: those of this thread */
  mask?: readonly number[];
  umask?: number;
  scheduler?: number;
  priority?: number;
}

const F_GETFD = 1;
const F_SETFD = 2;

let standardKept = false;

/** What the first process was started with as programs expect it: not closed on exec. */
export function keepStandard(): void {
  if (standardKept) return;
  standardKept = true;
  for (const fd of givenDescriptors()) {
    const flags = fcntl(fd, F_GETFD, 0);
    if (flags > 0) fcntl(fd, F_SETFD, flags & ~1);
  }
}

/** A sigset_t of these signals. */
export function signalSet(numbers: readonly number[]): Uint8Array {
  const set = new Uint8Array(128);
  for (const number of numbers) set[(number - 1) >> 3]! |= 1 << ((number - 1) & 7);
  return set;
}

/** Runs `start` while the signals that the script ignores are ignored by the kernel as well: a new program inherits that. */
export function withIgnored<T>(start: () => T): T {
  const numbers = signals.ignored();
  if (numbers.length === 0) return start();
  const ignore = new Uint8Array(152);
  ignore[0] = 1; // SIG_IGN
  const before = numbers.map((number) => {
    const old = new Uint8Array(152);
    sigaction(number, ignore, old);
    return old;
  });
  try {
    return start();
  } finally {
    numbers.forEach((number, at) => sigaction(number, before[at]!, null));
  }
}

const SETFLAGS = { resetIds: 1, group: 2, defaults: 4, mask: 8, param: 0x10, scheduler: 0x20, session: 0x80 };

/** Starts a program: its pid, or the error number as a negative one. */
export function spawn(
  path: Uint8Array,
  argv: readonly Uint8Array[],
  env: readonly Uint8Array[],
  actions: readonly FileAction[],
  attributes: Attributes,
): number {
  keepStandard();
  const list = new Uint8Array(128);
  const attribute = new Uint8Array(512);
  actionsInit(list);
  try {
    for (const action of actions) {
      const error = addAction(list, action);
      if (error !== 0) return -error;
    }
    attributesInit(attribute);
    setAttributes(attribute, attributes);
    const pid = new Uint8Array(4);
    const before = attributes.umask === undefined ? undefined : umask(attributes.umask);
    const start = (): number => withIgnored(() => posixSpawn(pid, path, list, attribute, [...argv, null], [...env, null]));
    const error = attributes.identity === undefined ? start() : asIdentity(attributes.identity, start);
    if (before !== undefined) umask(before);
    return error !== 0 ? -error : new DataView(pid.buffer).getInt32(0, true);
  } finally {
    actionsDestroy(list);
  }
}

function addAction(list: Uint8Array, action: FileAction): number {
  switch (action[0]) {
    case "dup2":
      return actionsDup2(list, action[1], action[2]);
    case "close":
      return actionsClose(list, action[1]);
    case "open":
      return actionsOpen(list, action[1], action[2], action[3], action[4]);
    case "closefrom":
      return actionsCloseFrom(list, action[1]);
    case "chdir":
      return actionsChdir(list, action[1]);
  }
}

function setAttributes(attribute: Uint8Array, given: Attributes): void {
  let flags = SETFLAGS.mask;
  attributesMask(attribute, signalSet(given.mask ?? signals.blocked()));
  if (given.session === true) flags |= SETFLAGS.session;
  if (given.resetIds === true) flags |= SETFLAGS.resetIds;
  if (given.group !== undefined) {
    flags |= SETFLAGS.group;
    attributesGroup(attribute, given.group);
  }
  if (given.defaults !== undefined) {
    flags |= SETFLAGS.defaults;
    attributesDefaults(attribute, signalSet(given.defaults));
  }
  if (given.priority !== undefined) {
    flags |= SETFLAGS.param;
    attributesParam(attribute, Uint8Array.from(Buffer.from(new Int32Array([given.priority]).buffer)));
  }
  if (given.scheduler !== undefined) {
    flags |= SETFLAGS.scheduler;
    attributesPolicy(attribute, given.scheduler);
  }
  attributesFlags(attribute, flags);
}

/** Numbers of system calls: the C library's functions change all threads, these the calling one alone. */
const CALLS = process.arch === "arm64" ? { groups: 159, group: 149, user: 147 } : { groups: 116, group: 119, user: 117 };

function groupArray(groups: readonly number[]): bigint {
  return address(new Uint8Array(Uint32Array.from(groups).buffer));
}

/** Starts a child while this thread (and no other) has another identity, which the child keeps; the error number. */
function asIdentity({ user, group, groups }: Identity, start: () => number): number {
  const before = { user: process.geteuid!(), group: process.getegid!(), groups: process.getgroups!() };
  const set = (call: number, id: number, effective: number): number => (Number(syscall(call, id, effective, -1)) < 0 ? errno() : 0);
  let error = 0;
  if (groups !== undefined && Number(syscall(CALLS.groups, groups.length, groupArray(groups), 0)) < 0) error = errno();
  if (error === 0 && group !== undefined) error = set(CALLS.group, group, group);
  if (error === 0 && user !== undefined) error = set(CALLS.user, user, user);
  if (error === 0) error = start();
  if (user !== undefined) set(CALLS.user, process.getuid!(), before.user);
  if (group !== undefined) set(CALLS.group, process.getgid!(), before.group);
  if (groups !== undefined) syscall(CALLS.groups, before.groups.length, groupArray(before.groups), 0);
  return error;
}

const F_DUPFD_CLOEXEC = 1030;

/**
 * The actions that give the child these descriptors, [the kernel's number here, number there], and a way to undo what had to be prepared here:
 * what a later row needs is not overwritten by an earlier one.
 */
export function arrange(rows: readonly (readonly [number, number])[]): { actions: FileAction[]; undo: number[] } {
  const actions: FileAction[] = [];
  const undo: number[] = [];
  rows.forEach(([from, to], at) => {
    let source = from;
    if (rows.some((row, before) => before < at && row[1] === from)) {
      source = fcntl(from, F_DUPFD_CLOEXEC, 1 + Math.max(2, ...rows.map((row) => row[1])));
      if (source < 0)
        source = from; // EBADF: the child says so
      else undo.push(source);
    }
    actions.push(["dup2", source, to]);
  });
  return { actions, undo };
}

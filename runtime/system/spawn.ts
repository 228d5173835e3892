/**
 * spawn - starts programs: posix_spawn(3) with what is done in the child before the program runs.
 *
 * Mirrors  child_exec() in Modules/_posixsubprocess.c: the order of what happens in the child
 * Mind     Node sets FD_CLOEXEC on the descriptors it was started with: keepStandard() takes it off before the first program is started
 *          texts end in NUL; descriptors are the kernel's numbers
 *          limits and priorities can be given to another process only once it is there: a shell stands still until it has them, and becomes the program
 */
import fs from "node:fs";
import { signals } from "../scheduler/signals.js";
import { givenDescriptors } from "./descriptors.js";
import { supplementaryGroups } from "./identity.js";
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
  cstring,
  EINTR,
  errno,
  fcntl,
  kill,
  posixSpawn,
  prlimit,
  setAffinity,
  setpriority,
  sigaction,
  syscall,
  umask,
  wait4,
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

/** A resource limit: its kind, the soft and the hard one as rlim_t. */
export type Limit = readonly [kind: number, soft: bigint, hard: bigint];

export interface Attributes {
  /** signals that the program ignores; undefined: those that the script ignores */
  ignored?: readonly number[];
  limits?: readonly Limit[];
  nice?: number;
  /** processors, a bit each */
  affinity?: Uint8Array;
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
export function withIgnored<T>(start: () => T, numbers = signals.ignored()): T {
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

/** Limits that this process has of its own, where the system keeps them for all processes of gilt's together; set by personal.ts. */
export const inherited = { limits: (): readonly Limit[] => [] };

/** Starts a program: its pid, or the error number as a negative one. */
export function spawn(
  path: Uint8Array,
  argv: readonly Uint8Array[],
  env: readonly Uint8Array[],
  actions: readonly FileAction[],
  attributes: Attributes,
): number {
  const { limits = inherited.limits(), nice, affinity } = attributes;
  if (limits.length === 0 && nice === undefined && affinity === undefined) return start(path, argv, env, actions, attributes);
  return startHeld(path, argv, env, actions, attributes, (pid) => {
    for (const [kind, soft, hard] of limits) prlimit(pid, kind, new Uint8Array(BigUint64Array.of(soft, hard).buffer), null);
    if (nice !== undefined) setpriority(0, pid, nice);
    if (affinity !== undefined) setAffinity(pid, affinity.length, affinity);
  });
}

function start(path: Uint8Array, argv: readonly Uint8Array[], env: readonly Uint8Array[], actions: readonly FileAction[], attributes: Attributes): number {
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
    const begin = (): number => withIgnored(() => posixSpawn(pid, path, list, attribute, [...argv, null], [...env, null]), attributes.ignored);
    const error = attributes.identity === undefined ? begin() : asIdentity(attributes.identity, begin);
    if (before !== undefined) umask(before);
    return error !== 0 ? -error : new DataView(pid.buffer).getInt32(0, true);
  } finally {
    actionsDestroy(list);
  }
}

const WUNTRACED = 2;
const WNOTHREAD = 0x2000_0000;
const SIGCONT = 18;
const [ENOENT, EACCES] = [2, 13];

/** Starts a shell that stops, prepares it, and lets it go on as the program. */
function startHeld(
  path: Uint8Array,
  argv: readonly Uint8Array[],
  env: readonly Uint8Array[],
  actions: readonly FileAction[],
  attributes: Attributes,
  prepare: (pid: number) => void,
): number {
  const error = whyNot(path, actions);
  if (error !== 0) return -error;
  const [name, ...words] = argv as [Uint8Array, ...Uint8Array[]];
  const text = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, -1)).toString("latin1");
  const given = text(name);
  // a shell gives a program the name that it was called by; another one only bash can give
  const plain = given === text(path) || (!given.includes("/") && text(path).endsWith(`/${given}`));
  const shell = plain ? "/bin/sh" : "/bin/bash";
  const script = plain ? 'kill -STOP $$; exec "$@"' : 'kill -STOP $$; exec -a "$0" "$@"';
  const pid = start(cstring(shell), [cstring(shell), cstring("-c"), cstring(script), name, plain ? name : path, ...words], env, actions, attributes);
  if (pid < 0) return pid;
  let got: number;
  const status = new Uint8Array(4);
  do got = wait4(pid, status, WUNTRACED | WNOTHREAD, null);
  while (got < 0 && errno() === EINTR);
  prepare(pid);
  kill(pid, SIGCONT);
  return pid;
}

/** Why a program cannot be started: the number of the error, or 0. */
function whyNot(path: Uint8Array, actions: readonly FileAction[]): number {
  let file = Buffer.from(path.subarray(0, -1));
  const folder = actions.find((action) => action[0] === "chdir");
  if (folder !== undefined && file[0] !== 47) file = Buffer.concat([Buffer.from((folder[1] as Uint8Array).subarray(0, -1)), Buffer.from("/"), file]);
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile() ? 0 : EACCES;
  } catch (error) {
    return -((error as NodeJS.ErrnoException).errno ?? -ENOENT);
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
    attributesParam(attribute, new Uint8Array(Buffer.from(new Int32Array([given.priority]).buffer)));
  }
  if (given.scheduler !== undefined) {
    flags |= SETFLAGS.scheduler;
    attributesPolicy(attribute, given.scheduler);
  }
  attributesFlags(attribute, flags);
}

/** Numbers of system calls: the C library's functions change all threads, these the calling one alone. */
export const IDENTITY_CALLS = process.arch === "arm64" ? { groups: 159, group: 149, user: 147 } : { groups: 116, group: 119, user: 117 };

function groupArray(groups: readonly number[]): bigint {
  return address(new Uint8Array(Uint32Array.from(groups).buffer));
}

/** Starts a child while this thread (and no other) has another identity, which the child keeps; the error number. */
function asIdentity({ user, group, groups }: Identity, start: () => number): number {
  const before = {
    real: { user: process.getuid!(), group: process.getgid!() },
    user: process.geteuid!(),
    group: process.getegid!(),
    groups: supplementaryGroups(),
  };
  const set = (call: number, id: number, effective: number): number => (Number(syscall(call, id, effective, -1)) < 0 ? errno() : 0);
  let error = 0;
  if (groups !== undefined && Number(syscall(IDENTITY_CALLS.groups, groups.length, groupArray(groups), 0)) < 0) error = errno();
  if (error === 0 && group !== undefined) error = set(IDENTITY_CALLS.group, group, group);
  if (error === 0 && user !== undefined) error = set(IDENTITY_CALLS.user, user, user);
  if (error === 0) error = start();
  if (user !== undefined) set(IDENTITY_CALLS.user, before.real.user, before.user);
  if (group !== undefined) set(IDENTITY_CALLS.group, before.real.group, before.group);
  if (groups !== undefined) syscall(IDENTITY_CALLS.groups, before.groups.length, groupArray(before.groups), 0);
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

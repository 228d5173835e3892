/**
 * subprocess execute - starts a Popen's program.
 *
 * Mirrors     Popen._execute_child in Lib/subprocess.py, Modules/_posixsubprocess.c of CPython 3.13
 * Frames      execute: _execute_child
 * Calls back  __fspath__ of arguments, items of env
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { IndexError, TypeError, ValueError } from "../../objects/exceptions.js";
import { intFrom } from "../../objects/int.js";
import { lookup, typeOf, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { END, iter, spread } from "../../objects/protocols/iter.js";
import { truth } from "../../objects/protocols/bool.js";
import { itemsOf } from "../../objects/protocols/iter.js";
import { isOpen, real } from "../../system/descriptors.js";
import { closingAllBut, inheritable } from "../../system/inherit.js";
import { failure } from "../../system/oserror.js";
import { pathBytes, plainPath } from "../../system/paths.js";
import { cstring, fcntl } from "../../system/posix.js";
import { arrange, type Attributes, type Identity, spawn } from "../../system/spawn.js";
import { argumentList, environmentList, isMapping, ownEnvironment } from "../os/arguments.js";
import { cint } from "../os/descriptors.js";
import { execPath, hasFolder, joined } from "../os/exec.js";
import { spawnFirst } from "../os/programs.js";
import { looked } from "../io/writers.js";
import { SubprocessError } from "./errors.js";
import { closeQuietly, type Handles } from "./handles.js";
import { identityOf } from "./identity.js";
import { type Prepared, prepareChild } from "./preexec.js";
import { audit } from "../../objects/audit.js";

const F_GETFD = 1;
const SIGPIPE = 13;
const SIGXFSZ = 25;
const [EPERM, ESRCH, EBADF, EINVAL] = [1, 3, 9, 22];

/** What Popen() was asked for, as far as the child is concerned. */
export interface Order {
  args: Value;
  executable: Value;
  preexec: Value;
  closeFds: boolean;
  passFds: Value;
  cwd: Value;
  env: Value;
  shell: boolean;
  restoreSignals: boolean;
  startNewSession: boolean;
  processGroup: Value;
  umask: Value;
  identity: Identity | undefined;
}

/** What `_execute_child` of a script's is called with. */
export function slotsOf(order: Order, { child, parent }: Handles): Value[] {
  const { args, executable, preexec, closeFds, passFds, cwd, env, shell, identity } = order;
  const { group = null, groups = null, user = null } = identity ?? {};
  const streams = [child[0], parent[0], parent[1], child[1], parent[2], child[2]];
  const { restoreSignals, umask, startNewSession, processGroup } = order;
  const rest = [group, groups, user, umask, startNewSession, processGroup === null ? -1 : processGroup];
  return [args, executable, preexec, closeFds, passFds, cwd, env, null, 0, shell, ...streams, restoreSignals, ...rest];
}

/** The inverse. */
export function orderOf(slots: readonly Value[]): Suspends<Order> {
  const [args, executable, preexec, closeFds, passFds, cwd, env, , , shell] = slots;
  const [restoreSignals, group, groups, user, umask, startNewSession, processGroup] = slots.slice(16);
  return {
    args,
    executable,
    preexec,
    closeFds: truth(closeFds),
    passFds,
    cwd,
    env,
    shell: truth(shell),
    restoreSignals: truth(restoreSignals),
    startNewSession: truth(startNewSession),
    processGroup: processGroup === -1 ? null : processGroup,
    umask,
    identity: identityOf(user, group, groups),
  };
}

export function handlesOf(slots: readonly Value[]): Handles {
  const [inRead, inWrite, outRead, outWrite, errRead, errWrite] = slots.slice(10, 16) as [number, number, number, number, number, number];
  return { child: [inRead, outWrite, errWrite], parent: [inWrite, outRead, errRead], devnull: -1, closed: false };
}

/** The words of the command, the program first. */
export function wordsOf(order: Order): Suspends<Value[]> {
  const { args } = order;
  let words: Value[];
  if (typeof args === "string" || typeof args?.$value === "string" || bufferOf(args) !== undefined) words = [args];
  else if (args !== null && lookup(typeOf(args), "__fspath__") !== undefined) {
    if (order.shell) throw new TypeError("path-like args is not allowed when shell is true");
    words = [args];
  } else words = spread(args);
  if (order.shell) {
    words = ["/bin/sh", "-c", ...words];
    if (truth(order.executable)) words[0] = order.executable;
  }
  return words;
}

/** Starts the program: its pid. @throws OSError and its like, as CPython's child tells them */
export function execute(order: Order, handles: Handles): Suspends<number> {
  looked(null);
  const words = wordsOf(order);
  if (order.executable === null && words.length === 0) throw new IndexError("list index out of range");
  const executable: Value = order.executable ?? words[0];
  const program = plainPath(executable);
  audit("subprocess.Popen", executable, words, order.cwd, order.env);
  const pass = spread(order.passFds);
  const group = order.processGroup === null ? -1 : cint(order.processGroup);
  const umask = cint(order.umask);
  const { child, parent } = handles;
  const rows = child.map((fd, at) => [fd, at] as const).filter(([fd]) => fd !== -1);
  // CPython goes two ways here, whose words for the same mistakes differ
  const short =
    hasFolder(program) &&
    order.preexec === null &&
    pass.length === 0 &&
    order.cwd === null &&
    rows.every(([fd]) => fd > 2) &&
    !order.startNewSession &&
    group === -1 &&
    order.identity === undefined &&
    umask < 0;
  if (short) audit("os.posix_spawn", executable, words, order.env);
  const env = short ? environmentOfSpawn(order.env) : environmentOfFork(order.env);
  const name = pathBytes(program);
  const places: Uint8Array[] = [];
  if (hasFolder(program)) places.push(name);
  else for (const folder of execPath(order.env)) places.push(joined(String(folder), name));
  const argv: Uint8Array[] = [];
  if (short) argv.push(...argumentList(words, "posix_spawn: argv"));
  else for (const word of words) argv.push(pathBytes(word));
  const keep = order.closeFds ? keptDescriptors(pass) : inheritable().filter((fd) => fd > 2 && !parent.includes(fd));
  const cwd = order.cwd === null ? undefined : pathBytes(order.cwd);

  if (!short) {
    for (const fd of [...rows.map(([fd]) => fd), ...keep]) if (fcntl(real(fd), F_GETFD, 0) < 0) throw failure(EBADF);
  }
  if (order.preexec !== null) {
    const outcome = prepareChild(order, { rows, parent, cwd, group, umask });
    if ("pid" in outcome) return outcome.pid;
    if ("error" in outcome) {
      if (outcome.step === "function") throw new SubprocessError("Exception occurred in preexec_fn.");
      throw outcome.step === "chdir" ? failure(outcome.error, order.cwd) : failure(outcome.error);
    }
    try {
      const pid = startPrepared(outcome.prepared, order, keep, places, argv, env);
      if (pid < 0) throw failure(-pid, executable);
      return pid;
    } finally {
      outcome.done();
    }
  }
  const wanted = [...rows.map(([fd, at]) => [real(fd), at] as const), ...keep.map((fd) => [real(fd), fd] as const)];
  for (let fd = 0; fd < 3; fd++) if (child[fd] === -1 && isOpen(fd)) wanted.push([real(fd), fd]);
  const { actions, undo } = arrange(wanted);
  actions.push(...closingAllBut(wanted.map(([, fd]) => fd)));
  if (cwd !== undefined) actions.push(["chdir", cwd]);
  const attributes: Attributes = {};
  if (order.restoreSignals) attributes.defaults = [SIGPIPE, SIGXFSZ];
  if (order.startNewSession) attributes.session = true;
  if (group >= 0) attributes.group = group;
  if (umask >= 0) attributes.umask = umask;
  if (order.identity !== undefined) attributes.identity = order.identity;
  const folder = cwd === undefined ? "" : Buffer.from(cwd.subarray(0, -1)).toString("utf8");
  const pid = spawnFirst(places, (place) => (places.length === 1 || isThere(place, folder) ? spawn(place, argv, env, actions, attributes) : -2) /* ENOENT */);
  for (const fd of undo) closeQuietly(fd);
  if (pid > 0) return pid;
  const error = folderError(cwd) ?? -pid;
  if (error === folderError(cwd)) throw failure(error, order.cwd);
  if (!short && attributes.group !== undefined && [EPERM, ESRCH, EINVAL].includes(error)) throw failure(error);
  throw failure(error, executable);
}

/** Starts the program of a child in which a function has run: its pid, or the error number as a negative one. */
function startPrepared(
  prepared: Prepared,
  order: Order,
  keep: readonly number[],
  places: readonly Uint8Array[],
  argv: Uint8Array[],
  env: Uint8Array[],
): number {
  const wanted: (readonly [number, number])[] = [];
  for (const [fd, realFd, inheritable] of prepared.descriptors) {
    if (fd < 3 || keep.includes(fd) || (!order.closeFds && inheritable)) wanted.push([realFd, fd]);
  }
  const { actions, undo } = arrange(wanted);
  actions.push(...closingAllBut(wanted.map(([, fd]) => fd)));
  actions.push(["chdir", cstring(prepared.folder)]);
  const texts = order.env === null ? [...prepared.environment].map(([name, value]) => cstring(`${name}=${value}`)) : env;
  const pid = spawnFirst(
    places,
    (place) => (places.length === 1 || isThere(place, prepared.folder) ? spawn(place, argv, texts, actions, prepared.attributes) : -2) /* ENOENT */,
  );
  for (const fd of undo) closeQuietly(fd);
  return pid;
}

/** Whether a program may be there; saves a child's start for each folder of PATH that has none. */
function isThere(place: Uint8Array, folder: string): boolean {
  const path = Buffer.from(place.subarray(0, -1));
  if (path[0] === 47 || folder === "") return fs.existsSync(path);
  return fs.existsSync(Buffer.concat([Buffer.from(folder + "/"), path]));
}

/** Why the child could not go to its folder; undefined if it could. */
export function folderError(cwd: Uint8Array | undefined): number | undefined {
  if (cwd === undefined) return undefined;
  try {
    const path = Buffer.from(cwd.subarray(0, -1));
    if (!fs.statSync(path).isDirectory()) return 20;
    fs.accessSync(path, fs.constants.X_OK);
    return undefined;
  } catch (error) {
    return -((error as NodeJS.ErrnoException).errno ?? -2);
  }
}

function environmentOfSpawn(env: Value): Suspends<Uint8Array[]> {
  if (env === null) return ownEnvironment();
  if (!isMapping(env)) throw new TypeError("posix_spawn: environment must be a mapping object or None");
  return environmentList(env);
}

export function environmentOfFork(env: Value): Suspends<Uint8Array[]> {
  if (env === null) return ownEnvironment();
  const texts: Uint8Array[] = [];
  const it = iter(callMethod(env, "items"));
  for (let item = it.$next(); item !== END; item = it.$next()) {
    const [key, value] = itemsOf(item) as [Value, Value];
    const name = pathBytes(key);
    if (name.includes(61)) throw new ValueError("illegal environment variable name");
    texts.push(Buffer.concat([name.subarray(0, -1), cstring("=").subarray(0, 1), pathBytes(value)]));
  }
  return texts;
}

/** The descriptors of pass_fds, in order. */
function keptDescriptors(pass: Value[]): Suspends<number[]> {
  const keep = new Set<number>();
  for (const fd of pass) keep.add(Number(intFrom(fd)));
  for (const fd of keep) if (fd < 0) throw new ValueError("bad value(s) in fds_to_keep");
  return [...keep].sort((a, b) => a - b);
}

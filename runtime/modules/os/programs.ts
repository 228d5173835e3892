/**
 * programs - the part of os that starts programs: posix_spawn, spawn*, system, popen.
 *
 * Mirrors     Modules/posixmodule.c, Lib/os.py of CPython 3.13
 * Suspends    system, spawn* with P_WAIT, close of what popen gives
 * Differs     spawn* starts the program without a fork: a program that is not there gives 127 as in CPython
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { $callkw } from "../../objects/call.js";
import { NotImplementedError, TypeError, ValueError } from "../../objects/exceptions.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { callMethod } from "../../objects/protocols/call.js";
import { indexOf } from "../../objects/protocols/index.js";
import { iter, spread } from "../../objects/protocols/iter.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtin, pyclass, pyfunction } from "../../objects/register.js";
import { isTuple, plainTuple } from "../../objects/tuple.js";
import { waitChild } from "../../system/children.js";
import { real } from "../../system/descriptors.js";
import { failure } from "../../system/oserror.js";
import { startChild } from "../../system/nodechildren.js";
import { pathBytes, pathText, plainPath } from "../../system/paths.js";
import { available, cstring } from "../../system/posix.js";
import { spawnInheriting } from "../../system/inherit.js";
import type { Attributes, FileAction } from "../../system/spawn.js";
import { looked } from "../io/writers.js";
import { nativeModule } from "../registry.js";
import { argumentList, environmentList, isMapping, ownEnvironment, sequenceItems } from "./arguments.js";
import { cint } from "./descriptors.js";
import { execPath, hasFolder, joined } from "./exec.js";
import { exitCode } from "./wait.js";
import { audit } from "../../objects/audit.js";
import { Bytes } from "../../objects/bytes.js";

const os = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "posix");
const py = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => pyfunction(signature, body, "os");

const OPEN = 0;
const CLOSE = 1;
const DUP2 = 2;
const CLOSEFROM = 3;

const ENOENT = 2;
const ENOTDIR = 20;
/** What a shell, and a child whose exec fails, end with. */
const NOT_FOUND = 127;

/** Tries the program's places one after the other: its pid, or the error number that counts as a negative one. */
export function spawnFirst(places: readonly Uint8Array[], start: (path: Uint8Array) => number): number {
  let saved = 0;
  let last = -ENOENT;
  for (const path of places) {
    const pid = start(path);
    if (pid > 0) return pid;
    last = pid;
    if (pid !== -ENOENT && pid !== -ENOTDIR && saved === 0) saved = pid;
  }
  return saved === 0 ? last : saved;
}

/** Where a program may be. */
function placesOf(file: Value, env: Value): Suspends<Uint8Array[]> {
  const given = plainPath(file);
  const name = pathBytes(given);
  if (hasFolder(given)) return [name];
  const places: Uint8Array[] = [];
  for (const folder of execPath(env)) places.push(joined(String(folder), name));
  return places;
}

function actionsOf(given: Value): Suspends<FileAction[]> {
  if (given === undefined || given === null) return [];
  const items = sequenceItems(given);
  if (items === undefined) throw new TypeError("file_actions must be a sequence or None");
  const actions: FileAction[] = [];
  for (const item of items) {
    const parts = isTuple(item) ? plainTuple(item).items : [];
    if (parts.length === 0) throw new TypeError("Each file_actions element must be a non-empty tuple");
    const kind = cint(parts[0]);
    const want = (name: string, size: number): void => {
      if (parts.length !== size) throw new TypeError(`A ${name} file_action tuple must have ${size} elements`);
    };
    if (kind === OPEN) {
      want("open", 5);
      const fd = cint(parts[1]);
      const path = pathBytes(parts[2]);
      const flags = cint(parts[3]);
      actions.push(["open", fd, path, flags, cint(parts[4])]);
    } else if (kind === CLOSE) {
      want("close", 2);
      actions.push(["close", cint(parts[1])]);
    } else if (kind === DUP2) {
      want("dup2", 3);
      const from = cint(parts[1]);
      actions.push(["dup2", from, cint(parts[2])]);
    } else if (kind === CLOSEFROM) {
      want("closefrom", 2);
      actions.push(["closefrom", cint(parts[1])]);
    } else throw new TypeError("Unknown file_actions identifier");
  }
  return actions;
}

function signalNumbers(given: Value): Suspends<number[]> {
  const numbers: number[] = [];
  for (const item of spread(given)) {
    const n = cint(item);
    if (n < 1 || n > 64) throw new ValueError(`signal number ${n} out of range [1; 64]`);
    numbers.push(n);
  }
  return numbers;
}

function posixSpawn(search: boolean): (...args: Value[]) => Suspends<Value> {
  const name = search ? "posix_spawnp" : "posix_spawn";
  return (...args: Value[]): Suspends<Value> => {
    const [path, argv, env, fileActions, setpgroup, resetids, setsid, setsigmask, setsigdef, scheduler] = args;
    looked(null);
    const file = pathBytes(path);
    if (sequenceItems(argv) === undefined) throw new TypeError(`${name}: argv must be a tuple or list`);
    if (env !== null && !isMapping(env)) throw new TypeError(`${name}: environment must be a mapping object or None`);
    const list = argumentList(argv, `${name}: argv`);
    const texts = env === null ? ownEnvironment() : environmentList(env);
    const actions = actionsOf(fileActions);
    audit("os.posix_spawn", path, argv, env);
    const attributes: Attributes = {};
    if (setpgroup !== undefined && setpgroup !== null) attributes.group = cint(setpgroup);
    if (resetids !== undefined && truth(resetids)) attributes.resetIds = true;
    if (setsid !== undefined && truth(setsid)) attributes.session = true;
    if (setsigmask !== undefined && setsigmask !== null) attributes.mask = signalNumbers(setsigmask);
    if (setsigdef !== undefined && setsigdef !== null) attributes.defaults = signalNumbers(setsigdef);
    if (scheduler !== undefined && scheduler !== null) {
      const [policy, param] = spread(scheduler) as [Value, Value];
      if (policy !== null) attributes.scheduler = cint(policy);
      attributes.priority = cint($getattr(param, "sched_priority"));
    }
    const places = search && !file.includes(47) ? placesOf(path, null) : [file];
    const pid = spawnFirst(places, (place) => spawnInheriting(place, list, texts, actions, attributes));
    if (pid < 0) throw failure(-pid, path);
    return pid;
  };
}

const PARAMETERS = "path, argv, env, /, *, file_actions=(), setpgroup=None, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=None";

/** os.system(): the shell's wait status. */
function system(command: Value): Suspends<Value> {
  looked(null);
  const text = pathBytes(command);
  audit("os.system", new Bytes(text.slice(0, -1)));
  if (!available()) return waitChild(byNode("/bin/sh", ["sh", "-c", pathText(text.slice(0, -1))], null), 0).status;
  const pid = checkedPid(spawnInheriting(cstring("/bin/sh"), [cstring("sh"), cstring("-c"), text], ownEnvironment(), [], { defaults: [2, 3] }));
  return waitChild(pid, 0).status;
}

/** A program by Node's child_process: its pid, or the error number as a negative one. */
function byNode(file: string, words: string[], env: Value): Suspends<number> {
  const environment: Record<string, string> = {};
  for (const entry of env === null ? ownEnvironment() : environmentList(env)) {
    const row = Buffer.from(entry.slice(0, -1)).toString("utf8");
    environment[row.slice(0, row.indexOf("="))] = row.slice(row.indexOf("=") + 1);
  }
  const child = startChild({
    file,
    words,
    folder: undefined,
    environment,
    streams: [real(0), real(1), real(2)],
    session: false,
    umask: undefined,
    user: undefined,
    group: undefined,
  });
  return typeof child === "number" ? -child : child.pid;
}

function checkedPid(pid: number): number {
  if (pid < 0) throw failure(-pid);
  return pid;
}

function spawnProgram(mode: Value, file: Value, args: Value, env: Value, search: boolean): Suspends<Value> {
  const items = sequenceItems(args);
  if (items === undefined) throw new TypeError("argv must be a tuple or a list");
  if (items.length === 0 || !truth(items[0])) throw new ValueError("argv first element cannot be empty");
  looked(null);
  const pid = startOrFail(file, args, env, search);
  if (indexOf(mode) === 1) return pid;
  for (;;) {
    const { status } = waitChild(pid, 0);
    if ((status & 0xff) !== 0x7f) return exitCode(status);
  }
}

/** Starts the program; a child that ends with 127 in its place if that cannot be done. */
function startOrFail(file: Value, args: Value, env: Value, search: boolean): Suspends<number> {
  let pid = -1;
  if (!available()) {
    const words: string[] = [];
    for (const item of sequenceItems(args)!) words.push(pathText(pathBytes(item).slice(0, -1)));
    const name = pathText(pathBytes(file).slice(0, -1));
    pid = byNode(search || name.includes("/") ? name : `./${name}`, words, env);
    return pid > 0 ? pid : byNode("/bin/sh", ["sh", "-c", `exit ${NOT_FOUND}`], null);
  }
  try {
    const list = argumentList(args, "execv() arg 2");
    const texts = env === null ? ownEnvironment() : environmentList(env);
    const places = search ? placesOf(file, env) : [pathBytes(file)];
    pid = spawnFirst(places, (place) => spawnInheriting(place, list, texts, [], {}));
  } catch (error) {
    if (error instanceof NotImplementedError) throw error;
    // what the arguments of a child's exec raise ends the child
  }
  if (pid > 0) return pid;
  const failing = [cstring("sh"), cstring("-c"), cstring(`exit ${NOT_FOUND}`)];
  return checkedPid(spawnInheriting(cstring("/bin/sh"), failing, [], [], {}));
}

/** The stream of os.popen(): closing it waits for the shell. */
@pyclass("os._wrap_close")
export class WrapClose extends PyObject {
  declare _stream: Value;
  declare _proc: Value;

  __init__(stream: Value, proc: Value): null {
    this._stream = stream;
    this._proc = proc;
    return null;
  }

  close(): Suspends<Value> {
    callMethod(this._stream, "close");
    const code = Number(callMethod(this._proc, "wait"));
    return code === 0 ? null : code * 256;
  }

  __enter__(): Value {
    return this;
  }

  __exit__(..._error: Value[]): Suspends<null> {
    this.close();
    return null;
  }

  __getattr__(name: Value): Suspends<Value> {
    return $getattr(this._stream, name as string);
  }

  __iter__(): Suspends<Value> {
    return iter(this._stream);
  }
}

function popen(command: Value, mode: Value, buffering: Value): Suspends<Value> {
  if (typeof command !== "string" && typeof command?.$value !== "string") throw new TypeError(`invalid cmd type (${repr(typeOf(command))}, expected string)`);
  if (mode !== "r" && mode !== "w") throw new ValueError(`invalid mode ${repr(mode)}`);
  if (buffering === 0 || buffering === null) throw new ValueError("popen() does not support unbuffered streams");
  const subprocess: Value = nativeModule("subprocess");
  const stream = mode === "r" ? "stdout" : "stdin";
  const process = $callkw(subprocess.Popen, [command], ["shell", "text", stream, "bufsize"], [true, true, subprocess.PIPE, buffering]);
  return new WrapClose($getattr(process, stream), process);
}

type Args = Value[];

export const functions: Record<string, Value> = {
  posix_spawn: os(`posix_spawn(${PARAMETERS})`, posixSpawn(false)),
  posix_spawnp: os(`posix_spawnp(${PARAMETERS})`, posixSpawn(true)),
  system: os("system(command)", system),
  popen: py("popen(cmd, mode='r', buffering=-1)", (command: Value, mode: Value, buffering: Value): Suspends<Value> =>
    popen(command, mode ?? "r", buffering === undefined ? -1 : buffering),
  ),
  spawnv: py("spawnv(mode, file, args)", (mode: Value, file: Value, args: Value): Suspends<Value> => spawnProgram(mode, file, args, null, false)),
  spawnve: py("spawnve(mode, file, args, env)", (mode: Value, file: Value, args: Value, env: Value): Suspends<Value> =>
    spawnProgram(mode, file, args, env, false),
  ),
  spawnvp: py("spawnvp(mode, file, args)", (mode: Value, file: Value, args: Value): Suspends<Value> => spawnProgram(mode, file, args, null, true)),
  spawnvpe: py("spawnvpe(mode, file, args, env)", (mode: Value, file: Value, args: Value, env: Value): Suspends<Value> =>
    spawnProgram(mode, file, args, env, true),
  ),
  spawnl: py("spawnl(mode, file, *args)", (mode: Value, file: Value, args: Args): Suspends<Value> => spawnProgram(mode, file, args, null, false)),
  spawnle: py("spawnle(mode, file, *args)", (mode: Value, file: Value, args: Args): Suspends<Value> =>
    spawnProgram(mode, file, args.slice(0, -1), args[args.length - 1], false),
  ),
  spawnlp: py("spawnlp(mode, file, *args)", (mode: Value, file: Value, args: Args): Suspends<Value> => spawnProgram(mode, file, args, null, true)),
  spawnlpe: py("spawnlpe(mode, file, *args)", (mode: Value, file: Value, args: Args): Suspends<Value> =>
    spawnProgram(mode, file, args.slice(0, -1), args[args.length - 1], true),
  ),
};

export const numbers: Record<string, Value> = {
  P_WAIT: 0,
  P_NOWAIT: 1,
  P_NOWAITO: 1,
  POSIX_SPAWN_OPEN: OPEN,
  POSIX_SPAWN_CLOSE: CLOSE,
  POSIX_SPAWN_DUP2: DUP2,
  POSIX_SPAWN_CLOSEFROM: CLOSEFROM,
};

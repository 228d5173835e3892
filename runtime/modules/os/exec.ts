/**
 * exec - os.exec*: another program takes this process's place.
 *
 * Mirrors  os_execv_impl, os_execve_impl in Modules/posixmodule.c, _execvpe in Lib/os.py of CPython 3.13
 * Mind     nothing is flushed and nothing registered at exit runs, as in CPython
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { loader } from "../../importer/code.js";
import { FileNotFoundError, NotADirectoryError, OSError, TypeError, ValueError } from "../../objects/exceptions.js";
import { isinstance, typeOf, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { $caught, $handled, $uncaught } from "../../objects/raise.js";
import { builtin, pyfunction } from "../../objects/register.js";
import { Bytes } from "../../objects/bytes/data.js";
import { Tuple } from "../../objects/tuple.js";
import { waitChild } from "../../system/children.js";
import { closeTable } from "../../system/descriptors.js";
import { handOver, leaveProcess, ownAttributes, ownTerminal } from "../../processes/index.js";
import { self } from "../../processes/self.js";
import { abandon } from "../../scheduler/scheduler.js";
import { failure } from "../../system/oserror.js";
import { pathBytes, plainPath } from "../../system/paths.js";
import { cstring, errno, execve as execveOf } from "../../system/posix.js";
import { spawnInheriting, takePlaces } from "../../system/inherit.js";
import { type FileAction, withIgnored } from "../../system/spawn.js";
import { argumentList, environmentList, isMapping, isOpenReal, ownEnvironment, pathArgument, pathOnly, sequenceItems } from "./arguments.js";
import { systemEnvironment } from "./environment.js";
import { audit } from "../../objects/audit.js";

const os = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "posix");

/**
 * The new program, or the number of the error. A worker cannot leave its place to a program: it starts it, waits for it, and ends as it did.
 */
function replace(path: Uint8Array, argv: readonly Uint8Array[], env: readonly Uint8Array[]): Suspends<number> {
  if (self.worker) {
    const pid = spawnInheriting(path, argv, env, terminalOf(ownTerminal()), ownAttributes());
    if (pid < 0) return -pid;
    handOver(pid);
    // the program has what it inherits: what it does not is open nowhere, while it runs
    closeTable();
    leaveProcess(waitChild(pid, 0).status);
    return abandon();
  }
  loader.storeCaches();
  const takeBack = takePlaces();
  withIgnored(() => execveOf(path, [...argv, null], [...env, null]));
  const error = errno();
  takeBack();
  return error;
}

/** Where the terminal is opened to become the session's; nobody uses this number. */
const ELSEWHERE = 255;

/** The first terminal that the leader of a session opens is the session's. */
function terminalOf(path: string | undefined): FileAction[] {
  if (path === undefined) return [];
  return [
    ["open", ELSEWHERE, cstring(path), fs.constants.O_RDWR, 0],
    ["close", ELSEWHERE],
  ];
}

export const execv = os("execv(path, argv, /)", (path: Value, argv: Value): Suspends<never> => {
  const file = cstring(pathOnly(path, "execv"));
  if (sequenceItems(argv) === undefined) throw new TypeError("execv() arg 2 must be a tuple or list");
  const list = argumentList(argv, "execv() arg 2");
  audit("os.exec", path, argv, null);
  throw failure(replace(file, list, ownEnvironment()));
});

export const execve = os("execve(path, argv, env)", (path: Value, argv: Value, env: Value): Suspends<never> => {
  const given = pathArgument(path, "execve", "path or fd");
  const fd = typeof given === "number" ? given : undefined;
  const file = cstring(typeof given === "number" ? programOf(given) : given);
  if (sequenceItems(argv) === undefined) throw new TypeError("execve: argv must be a tuple or list");
  if (!isMapping(env)) throw new TypeError("execve: environment must be a mapping object");
  const list = argumentList(argv, "execve: argv");
  const texts = environmentList(env);
  audit("os.exec", path, argv, env);
  if (fd !== undefined && !isOpenReal(fd)) throw failure(9, path);
  throw failure(replace(file, list, texts), path);
});

/** A name of the file that a descriptor is open for: its own, since an interpreter that reads it finds the descriptor closed, if it still is that file's. */
function programOf(fd: number): string {
  const link = `/proc/self/fd/${fd}`;
  try {
    const path = fs.readlinkSync(link);
    const [named, open] = [fs.statSync(path), fs.fstatSync(fd)];
    return named.ino === open.ino && named.dev === open.dev ? path : link;
  } catch {
    return link; // it has no name, or is not open
  }
}

/** The folders that a program is looked for in. */
export function execPath(env: Value): Suspends<Value[]> {
  let path: Value = null;
  if (env === null) path = systemEnvironment().get("PATH") ?? null;
  else {
    path = callMethod(env, "get", "PATH");
    if (typeOf(env).$name === "dict") {
      const binary = callMethod(env, "get", new Bytes(Buffer.from("PATH")));
      if (binary !== null && path !== null) throw new ValueError("env cannot contain 'PATH' and b'PATH' keys");
      if (binary !== null) path = binary;
    }
  }
  if (path === null) path = "/bin:/usr/bin";
  const text = plainPath(path);
  if (typeof text === "string") return text.split(":");
  return Buffer.from(text.$data as Uint8Array)
    .toString("latin1")
    .split(":")
    .map((part) => Buffer.from(part, "latin1").toString("utf8"));
}

/** A name with a folder in it is not looked for. */
export function hasFolder(file: Value): boolean {
  return typeof file === "string" ? file.includes("/") : (file.$data as Uint8Array).includes(47);
}

/** `folder` and `file` as one path, in bytes with a NUL. */
export function joined(folder: string, file: Uint8Array): Uint8Array {
  if (folder === "") return file;
  return Buffer.concat([Buffer.from(folder.endsWith("/") ? folder : `${folder}/`), file]);
}

function search(file: Value, args: Value, env: Value): Suspends<never> {
  const given = plainPath(file);
  const run = (path: Value): Suspends<never> => (env === null ? execv(path, args) : execve(path, args, env)) as never;
  if (hasFolder(given)) return run(file);
  const name = pathBytes(given);
  let saved: Value = null;
  let last: Value = null;
  for (const folder of execPath(env)) {
    const path = joined(String(folder), name);
    const before = $handled();
    try {
      run(new Bytes(path.slice(0, -1)));
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, OSError)) throw thrown;
      $uncaught(before);
      last = error;
      if (saved === null && !isinstance(error, FileNotFoundError) && !isinstance(error, NotADirectoryError)) saved = error;
    }
  }
  throw saved ?? last;
}

/** The arguments of execl and its like; the last one is the environment where `withEnv`. */
function split(args: Value[], withEnv: boolean): [Value, Value] {
  return withEnv ? [new Tuple(args.slice(0, -1)), args[args.length - 1]] : [new Tuple(args), null];
}

const py = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => pyfunction(signature, body, "os");

export const functions: Record<string, Value> = {
  execv,
  execve,
  execl: py("execl(file, *args)", (file: Value, args: Value): Suspends<never> => execv(file, new Tuple(args)) as never),
  execle: py("execle(file, *args)", (file: Value, args: Value): Suspends<never> => {
    const [list, env] = split(args, true);
    return execve(file, list, env) as never;
  }),
  execlp: py("execlp(file, *args)", (file: Value, args: Value): Suspends<never> => search(file, new Tuple(args), null)),
  execlpe: py("execlpe(file, *args)", (file: Value, args: Value): Suspends<never> => {
    const [list, env] = split(args, true);
    return search(file, list, env);
  }),
  execvp: py("execvp(file, args)", (file: Value, args: Value): Suspends<never> => search(file, args, null)),
  execvpe: py("execvpe(file, args, env)", (file: Value, args: Value, env: Value): Suspends<never> => search(file, args, env)),
};

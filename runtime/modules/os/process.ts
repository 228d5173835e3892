/**
 * process - the part of os about the process itself: who it is, what machine it is on, signals to others.
 *
 * Mirrors  Modules/posixmodule.c of CPython 3.13
 */
import { processors } from "../../system/processors.js";
import { NotImplementedError, OSError, ValueError } from "../../objects/exceptions.js";
import { type Value } from "../../objects/object.js";
import { builtin, pyfunction } from "../../objects/register.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { makeStruct, structSequence } from "../../objects/structseq.js";
import { toIndex } from "../../objects/protocols/index.js";
import { Float } from "../../objects/float.js";
import { Tuple } from "../../objects/tuple.js";
import { strerror } from "../../system/errors.js";
import { osError, system } from "../../system/oserror.js";
import { sendSelf, signals } from "../../scheduler/signals.js";
import { abandon, hasEnded } from "../../scheduler/scheduler.js";
import { supplementaryGroups } from "../../system/identity.js";
import { self } from "../../processes/self.js";
import { exitProcess, ownGroup, ownPid, parentPid, signalGroup, signalProcess } from "../../processes/index.js";
import { changeMask } from "../../system/folder.js";
import { cstring } from "../../system/posix.js";
import { pathBytes, pathText, plainPath } from "../../system/paths.js";
import { randomBytes } from "../../system/urandom.js";
import { settleWriters } from "../io/writers.js";
import { putSystem, removeSystem } from "./environment.js";
import type { Suspends } from "../../frames/suspend.js";
import { audit } from "../../objects/audit.js";

// loaded when first needed: os is imported by nearly everything
const nodeos = () => process.getBuiltinModule("node:os");

const os = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "posix");

/** A signal for this process: handlers run before the call returns, a default action acts at once. */
function killSelf(number: number): Suspends<void> {
  if (number === 0 || sendSelf(number)) return;
  if (signals.act === undefined) {
    system(() => process.kill(process.pid, number));
    return;
  }
  signals.act(number);
  if (hasEnded()) abandon();
}

/** A signal for a process of the system's, or for a group, of which gilt's processes are members that the system does not know. */
export function killOthers(target: number, number: number): Suspends<void> {
  if (target > 0) {
    system(() => process.kill(target, number));
    return;
  }
  if (target === -1 && self.worker) throw new NotImplementedError("os.kill(-1, signal) is not available in a child process of gilt's yet");
  const group = target === 0 ? ownGroup() : -target;
  const found = signalGroup(group, number);
  const mine = self.worker && group === ownGroup();
  try {
    process.kill(target === 0 && !self.worker ? 0 : -group, number);
  } catch (error) {
    if (found === 0 && !mine) throw osError(error);
  }
  if (mine) killSelf(number);
}

const SIGABRT = 6;

/** abort(3): the signal's default action, whatever is set for it. Node's own way would show its stacks. */
function abort(): never {
  process.removeAllListeners("SIGABRT");
  process.kill(process.pid, SIGABRT);
  // where it is blocked
  process.abort();
}

export const uname_result = structSequence("posix.uname_result", ["sysname", "nodename", "release", "version", "machine"], 5);
export const times_result = structSequence("posix.times_result", ["user", "system", "children_user", "children_system", "elapsed"], 5);

export const functions: Record<string, Value> = {
  getpid: os("getpid()", (): Value => ownPid()),
  getppid: os("getppid()", (): Value => parentPid()),
  getuid: os("getuid()", (): Value => process.getuid!()),
  geteuid: os("geteuid()", (): Value => process.geteuid!()),
  getgid: os("getgid()", (): Value => process.getgid!()),
  getegid: os("getegid()", (): Value => process.getegid!()),
  getgroups: os("getgroups()", (): Value => supplementaryGroups()),
  getlogin: os("getlogin()", (): Value => system(() => nodeos().userInfo().username)),
  umask: os("umask(mask, /)", (mask: Value): Suspends<Value> => changeMask(Number(toIndex(mask)))),
  cpu_count: os("cpu_count()", (): Value => processors.given ?? nodeos().cpus().length),
  process_cpu_count: os("process_cpu_count()", (): Value => processors.given ?? nodeos().availableParallelism()),
  getloadavg: os(
    "getloadavg()",
    (): Value =>
      new Tuple(
        nodeos()
          .loadavg()
          .map((n) => new Float(n)),
      ),
  ),
  uname: os("uname()", (): Value =>
    makeStruct(uname_result, [nodeos().type(), nodeos().hostname(), nodeos().release(), nodeos().version(), nodeos().machine()]),
  ),
  times: os("times()", (): Value => {
    const used = process.cpuUsage();
    return makeStruct(
      times_result,
      [used.user / 1e6, used.system / 1e6, 0, 0, process.uptime()].map((n) => new Float(n)),
    );
  }),
  urandom: os("urandom(size, /)", (size: Value): Suspends<Value> => {
    const n = Number(toIndex(size));
    if (n < 0) throw new ValueError("negative argument not allowed");
    return new Bytes(randomBytes(n));
  }),
  getrandom: os("getrandom(size, flags=0)", (size: Value): Suspends<Value> => {
    const n = Number(toIndex(size));
    if (n < 0) throw new OSError(22, "Invalid argument");
    return new Bytes(randomBytes(n));
  }),
  strerror: os("strerror(code, /)", (code: Value): Suspends<Value> => strerror(Number(toIndex(code)))),
  kill: os("kill(pid, signal, /)", (pid: Value, signal: Value): Suspends<Value> => {
    const target = Number(toIndex(pid));
    const number = Number(toIndex(signal));
    audit("os.kill", target, number);
    if (target === ownPid()) killSelf(number);
    else if (!signalProcess(target, number)) killOthers(target, number);
    return null;
  }),
  _exit: os("_exit(status)", (status: Value): Suspends<never> => {
    const code = Number(toIndex(status));
    settleWriters();
    return exitProcess(code);
  }),
  abort: os("abort()", (): Suspends<never> => {
    if (signals.act === undefined) abort();
    signals.act(SIGABRT);
    return abandon();
  }),
  putenv: os("putenv(name, value, /)", (name: Value, value: Value): Suspends<Value> => {
    const key = pathBytes(name).slice(0, -1);
    const bytes = pathBytes(value).slice(0, -1);
    audit("os.putenv", new Bytes(key), new Bytes(bytes));
    putSystem(pathText(key), pathText(bytes));
    return null;
  }),
  unsetenv: os("unsetenv(name, /)", (name: Value): Suspends<Value> => {
    const key = pathBytes(name).slice(0, -1);
    audit("os.unsetenv", new Bytes(key));
    removeSystem(pathText(key));
    return null;
  }),
  fsencode: pyfunction(
    "fsencode(filename)",
    (filename: Value): Suspends<Value> => {
      const path = plainPath(filename);
      return typeof path === "string" ? new Bytes(cstring(path).slice(0, -1)) : path;
    },
    "os",
  ),
  fsdecode: pyfunction(
    "fsdecode(filename)",
    (filename: Value): Suspends<Value> => {
      const path = plainPath(filename);
      return typeof path === "string" ? path : pathText(bufferOf(path)!);
    },
    "os",
  ),
};

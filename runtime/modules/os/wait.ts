/**
 * wait - the part of os about children that have ended.
 *
 * Mirrors   Modules/posixmodule.c of CPython 3.13
 * Suspends  all waits; other threads run on meanwhile
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { OverflowError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import type { Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtin } from "../../objects/register.js";
import { makeStruct, structSequence } from "../../objects/structseq.js";
import { Tuple } from "../../objects/tuple.js";
import { type Ended, SI_PID, waitChild, waitId } from "../../system/children.js";
import { adopt } from "../../system/descriptors.js";
import { checked } from "../../system/oserror.js";
import { syscall } from "../../system/posix.js";
import { cint, pidOf } from "./descriptors.js";

const os = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "posix");

export const waitid_result = structSequence("posix.waitid_result", ["si_pid", "si_uid", "si_signo", "si_status", "si_code"], 5);

const USAGE = [
  "ru_utime",
  "ru_stime",
  "ru_maxrss",
  "ru_ixrss",
  "ru_idrss",
  "ru_isrss",
  "ru_minflt",
  "ru_majflt",
  "ru_nswap",
  "ru_inblock",
  "ru_oublock",
  "ru_msgsnd",
  "ru_msgrcv",
  "ru_nsignals",
  "ru_nvcsw",
  "ru_nivcsw",
];
export const struct_rusage = structSequence("resource.struct_rusage", USAGE, 16);

/** A struct rusage as Python has it. */
export function usageOf(usage: DataView): Value {
  const fields: Value[] = [];
  for (let at = 0; at < 32; at += 16) {
    fields.push(new Float(Number(usage.getBigInt64(at, true)) + Number(usage.getBigInt64(at + 8, true)) / 1e6));
  }
  for (let at = 32; at < 144; at += 8) fields.push(Number(usage.getBigInt64(at, true)));
  return makeStruct(struct_rusage, fields);
}

const pair = (ended: Ended): Tuple => new Tuple([ended.pid, ended.status]);
const triple = (ended: Ended): Tuple => new Tuple([ended.pid, ended.status, usageOf(ended.usage)]);

/** The exit status as Popen.returncode has it: negative for a signal. @throws ValueError for a child that is stopped */
export function exitCode(status: number): number {
  if ((status & 0x7f) === 0) return (status >> 8) & 0xff;
  if ((status & 0xff) === 0x7f) throw new ValueError(`process stopped by delivery of signal ${(status >> 8) & 0xff}`);
  if ((status & 0x7f) === 0x7f) throw new ValueError(`invalid wait status: ${status}`);
  return -(status & 0x7f);
}

/** A macro of sys/wait.h. */
function macro(name: string, of: (status: number) => Value): Value {
  return os(`${name}(status)`, (status: Value): Suspends<Value> => of(cint(status)));
}

const signaled = (status: number): boolean => (status & 0x7f) !== 0 && (status & 0x7f) !== 0x7f;

export const functions: Record<string, Value> = {
  wait: os("wait()", (): Suspends<Value> => pair(waitChild(-1, 0))),
  waitpid: os("waitpid(pid, options, /)", (pid: Value, options: Value): Suspends<Value> => {
    const target = pidOf(pid);
    return pair(waitChild(target, cint(options)));
  }),
  wait3: os("wait3(options)", (options: Value): Suspends<Value> => triple(waitChild(-1, cint(options)))),
  wait4: os("wait4(pid, options)", (pid: Value, options: Value): Suspends<Value> => {
    const target = pidOf(pid);
    return triple(waitChild(target, cint(options)));
  }),
  waitid: os("waitid(idtype, id, options, /)", (kind: Value, id: Value, options: Value): Suspends<Value> => {
    const type = cint(kind);
    const target = cint(id);
    const info = waitId(type, target, cint(options));
    if (info === undefined) return null;
    const int = (at: number): number => info.getInt32(at, true);
    return makeStruct(waitid_result, [int(SI_PID), info.getUint32(SI_PID + 4, true), int(0), int(SI_PID + 8), int(8)]);
  }),
  pidfd_open: os("pidfd_open(pid, flags=0)", (pid: Value, flags: Value): Suspends<Value> => {
    const target = pidOf(pid);
    return adopt(checked(syscall(434, target, flags === undefined ? 0 : cint(flags), 0)));
  }),
  waitstatus_to_exitcode: os("waitstatus_to_exitcode(status)", (status: Value): Suspends<Value> => {
    const n = toIndex(status);
    if (typeof n === "bigint") throw new OverflowError("Python int too large to convert to C int");
    return exitCode(cint(n));
  }),
  WIFEXITED: macro("WIFEXITED", (status) => (status & 0x7f) === 0),
  WEXITSTATUS: macro("WEXITSTATUS", (status) => (status >> 8) & 0xff),
  WIFSIGNALED: macro("WIFSIGNALED", signaled),
  WTERMSIG: macro("WTERMSIG", (status) => status & 0x7f),
  WIFSTOPPED: macro("WIFSTOPPED", (status) => (status & 0xff) === 0x7f),
  WSTOPSIG: macro("WSTOPSIG", (status) => (status >> 8) & 0xff),
  WIFCONTINUED: macro("WIFCONTINUED", (status) => (status & 0xffff) === 0xffff),
  WCOREDUMP: os("WCOREDUMP(status, /)", (status: Value): Suspends<Value> => (cint(status) & 0x80) !== 0),
};

export const numbers: Record<string, Value> = {
  WNOHANG: 1,
  WUNTRACED: 2,
  WSTOPPED: 2,
  WEXITED: 4,
  WCONTINUED: 8,
  WNOWAIT: 0x1000000,
  P_ALL: 0,
  P_PID: 1,
  P_PGID: 2,
  P_PIDFD: 3,
  CLD_EXITED: 1,
  CLD_KILLED: 2,
  CLD_DUMPED: 3,
  CLD_TRAPPED: 4,
  CLD_STOPPED: 5,
  CLD_CONTINUED: 6,
  PIDFD_NONBLOCK: fs.constants.O_NONBLOCK,
};

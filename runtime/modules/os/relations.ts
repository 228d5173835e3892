/**
 * relations - the part of os about process groups, sessions, priorities, processors and identities.
 *
 * Mirrors  Modules/posixmodule.c of CPython 3.13
 * Differs  setuid and its like change the first process as a whole, as the C library does
 */
import type { Suspends } from "../../frames/suspend.js";
import { OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { Float } from "../../objects/float.js";
import { indexOf, toIndex } from "../../objects/protocols/index.js";
import { spread } from "../../objects/protocols/iter.js";
import { builtin } from "../../objects/register.js";
import { PySet } from "../../objects/set.js";
import { makeStruct, structItems, structSequence } from "../../objects/structseq.js";
import { Tuple } from "../../objects/tuple.js";
import { real } from "../../system/descriptors.js";
import { idNumber } from "../../system/identity.js";
import { checked, failure, system } from "../../system/oserror.js";
import * as posix from "../../system/posix.js";
import { self } from "../../processes/self.js";
import { groupOf, joinGroup, markWorker, newSession, sessionOf } from "../../processes/index.js";
import { killOthers } from "./process.js";
import { cint } from "./descriptors.js";
import { groupsOf } from "./devices.js";
import { names } from "./sysconf.js";
import { audit } from "../../objects/audit.js";

const os = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "posix");

export const sched_param = structSequence("posix.sched_param", ["sched_priority"], 1, { parameter: "sched_priority" });

/** A function of C that takes ints and gives nothing. */
function done(name: string, parameters: string, act: (...numbers: number[]) => number): Value {
  return os(`${name}(${parameters})`, (...args: Value[]): Suspends<Value> => {
    const numbers: number[] = [];
    for (const arg of args) numbers.push(cint(arg));
    checked(act(...numbers));
    return null;
  });
}

/** One that gives an int. */
function number(name: string, parameters: string, act: (...numbers: number[]) => number): Value {
  return os(`${name}(${parameters})`, (...args: Value[]): Suspends<Value> => {
    const numbers: number[] = [];
    for (const arg of args) numbers.push(cint(arg));
    return checked(act(...numbers));
  });
}

function setGroups(list: number[]): void {
  if (self.worker) changeThread("setgroups", list.length, posix.address(new Uint8Array(Uint32Array.from(list).buffer)));
  else system(() => process.setgroups!(list));
}

const MASK_BYTES = 1024;
const EPERM = 1;
const ESRCH = 3;
const EINVAL = 22;

/** A priority may be -1: only errno says whether it is one. */
function priority(which: number, who: number): number {
  const given = posix.getpriority(which, who);
  return given === -1 && [EINVAL, ESRCH].includes(posix.errno()) ? checked(-1) : given;
}

function three(name: string, of: () => readonly number[]): Value {
  return os(`${name}()`, (): Value => new Tuple([...of()]));
}

/** getresuid(2) and getresgid(2), by the lines of /proc that have them. */
function ids(line: "Uid" | "Gid"): number[] {
  const status = process.getBuiltinModule("node:fs").readFileSync("/proc/thread-self/status", "latin1");
  return new RegExp(`^${line}:\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)`, "m").exec(status)!.slice(1).map(Number);
}

/** Calls of the system that change the calling thread alone, as the C library's do not: a worker is a process of its own. */
const CALLS =
  process.arch === "arm64"
    ? { setuid: 146, setgid: 144, setreuid: 145, setregid: 143, setresuid: 147, setresgid: 149, setgroups: 159 }
    : { setuid: 105, setgid: 106, setreuid: 113, setregid: 114, setresuid: 117, setresgid: 119, setgroups: 116 };

/** Makes such a call in a worker, which can be no other process from then on. */
function changeThread(name: keyof typeof CALLS, a: number | bigint, b: number | bigint = 0, c = 0): void {
  markWorker();
  checked(posix.syscall(CALLS[name], a, b, c));
}

function identity(name: string, setAll: (id: number) => void, setOwn: (id: number) => void): Value {
  const set = (id: number): void => (self.worker ? setOwn(id) : setAll(id));
  return os(`${name}(id, /)`, (id: Value): Suspends<Value> => {
    const n = idNumber(id, name.slice(-3) as "uid" | "gid");
    system(() => set(n));
    return null;
  });
}

const { setreuid, setregid, setresuid, setresgid } = posix;

/** One that sets several of the identities; -1 leaves one as it is. */
function identities(name: "setreuid" | "setregid" | "setresuid" | "setresgid", parameters: string, setAll: (...ids: number[]) => number): Value {
  return os(`${name}(${parameters}, /)`, (...given: Value[]): Suspends<Value> => {
    const ids: number[] = [];
    for (const id of given) ids.push(idNumber(id, name.slice(-3) as "uid" | "gid"));
    if (self.worker) changeThread(name, ids[0]!, ids[1], ids[2] ?? 0);
    else checked(setAll(...ids));
    return null;
  });
}

/** struct sched_param. */
function parameterOf(given: Value): Suspends<Uint8Array> {
  if (typeOf(given) !== sched_param) throw new TypeError("must have a sched_param object");
  const n = toIndex(structItems(given)[0]);
  if (n > 2147483647 || n < -2147483648) throw new OverflowError("sched_priority out of range");
  return new Uint8Array(Int32Array.of(Number(n)).buffer);
}

export const functions: Record<string, Value> = {
  getpgid: number("getpgid", "pid", (pid) => groupOf(pid!)),
  getpgrp: os("getpgrp()", (): Value => checked(groupOf(0))),
  setpgid: done("setpgid", "pid, pgrp, /", (pid, group) => joinGroup(pid!, group!)),
  setpgrp: os("setpgrp()", (): Value => {
    checked(joinGroup(0, 0));
    return null;
  }),
  getsid: number("getsid", "pid, /", (pid) => sessionOf(pid!)),
  setsid: os("setsid()", (): Value => {
    if (newSession() < 0) throw failure(EPERM);
    return null;
  }),
  nice: os("nice(increment, /)", (increment: Value): Suspends<Value> => {
    const by = cint(increment);
    const before = priority(0, 0);
    markWorker();
    checked(posix.setpriority(0, 0, Math.max(-20, Math.min(19, before + by))));
    return priority(0, 0);
  }),
  getpriority: os("getpriority(which, who)", (which: Value, who: Value): Suspends<Value> => {
    const kind = cint(which);
    return priority(kind, cint(who));
  }),
  setpriority: done("setpriority", "which, who, priority", (which, who, to) => {
    markWorker();
    return posix.setpriority(which!, who!, to!);
  }),
  tcgetpgrp: number("tcgetpgrp", "fd, /", (fd) => posix.tcgetpgrp(real(fd!))),
  tcsetpgrp: done("tcsetpgrp", "fd, pgid, /", (fd, group) => posix.tcsetpgrp(real(fd!), group!)),
  sched_getaffinity: os("sched_getaffinity(pid, /)", (pid: Value): Suspends<Value> => {
    const mask = new Uint8Array(MASK_BYTES);
    checked(posix.getAffinity(cint(pid), MASK_BYTES, mask));
    const set = new PySet();
    for (let cpu = 0; cpu < MASK_BYTES * 8; cpu++) if ((mask[cpu >> 3]! & (1 << (cpu & 7))) !== 0) set.$add(cpu);
    return set;
  }),
  sched_setaffinity: os("sched_setaffinity(pid, mask, /)", (pid: Value, cpus: Value): Suspends<Value> => {
    const target = cint(pid);
    const mask = new Uint8Array(MASK_BYTES);
    for (const item of spread(cpus)) {
      const cpu = indexOf(item);
      if (cpu === undefined) throw new TypeError(`expected an iterator of ints, but iterator yielded ${String(typeText(item))}`);
      if (cpu < 0) throw new ValueError("negative CPU number");
      if (cpu > 2147483646) throw new OverflowError("CPU number too large");
      if (Number(cpu) >= MASK_BYTES * 8) throw failure(EINVAL);
      mask[Number(cpu) >> 3]! |= 1 << (Number(cpu) & 7);
    }
    markWorker();
    checked(posix.setAffinity(target, MASK_BYTES, mask));
    return null;
  }),
  sched_yield: os("sched_yield()", (): Value => null),
  sched_getscheduler: number("sched_getscheduler", "pid, /", (pid) => posix.getScheduler(pid!)),
  sched_getparam: os("sched_getparam(pid, /)", (pid: Value): Suspends<Value> => {
    const param = new Int32Array(1);
    checked(posix.getParam(cint(pid), new Uint8Array(param.buffer)));
    return makeStruct(sched_param, [param[0]]);
  }),
  sched_setparam: os("sched_setparam(pid, param, /)", (pid: Value, given: Value): Suspends<Value> => {
    const param = parameterOf(given);
    const target = cint(pid);
    markWorker();
    checked(posix.setParam(target, param));
    return null;
  }),
  sched_setscheduler: os("sched_setscheduler(pid, policy, param, /)", (pid: Value, policy: Value, given: Value): Suspends<Value> => {
    const target = cint(pid);
    const kind = cint(policy);
    const param = parameterOf(given);
    markWorker();
    checked(posix.setScheduler(target, kind, param));
    return null;
  }),
  sched_rr_get_interval: os("sched_rr_get_interval(pid, /)", (pid: Value): Suspends<Value> => {
    const interval = new BigInt64Array(2);
    checked(posix.roundRobinInterval(cint(pid), new Uint8Array(interval.buffer)));
    return new Float(Number(interval[0]) + Number(interval[1]) / 1e9);
  }),
  sched_get_priority_max: number("sched_get_priority_max", "policy", (policy) => posix.maxPriority(policy!)),
  sched_get_priority_min: number("sched_get_priority_min", "policy", (policy) => posix.minPriority(policy!)),
  getresuid: three("getresuid", () => ids("Uid")),
  getresgid: three("getresgid", () => ids("Gid")),
  setuid: identity(
    "setuid",
    (id) => process.setuid!(id),
    (id) => changeThread("setuid", id),
  ),
  setgid: identity(
    "setgid",
    (id) => process.setgid!(id),
    (id) => changeThread("setgid", id),
  ),
  seteuid: identity(
    "seteuid",
    (id) => process.seteuid!(id),
    (id) => changeThread("setresuid", -1, id, -1),
  ),
  setegid: identity(
    "setegid",
    (id) => process.setegid!(id),
    (id) => changeThread("setresgid", -1, id, -1),
  ),
  setreuid: identities("setreuid", "ruid, euid", setreuid),
  setregid: identities("setregid", "rgid, egid", setregid),
  setresuid: identities("setresuid", "ruid, euid, suid", setresuid),
  setresgid: identities("setresgid", "rgid, egid, sgid", setresgid),
  setgroups: os("setgroups(groups, /)", (groups: Value): Suspends<Value> => {
    const list: number[] = [];
    for (const group of spread(groups)) list.push(cint(group));
    setGroups(list);
    return null;
  }),
  initgroups: os("initgroups(username, gid, /)", (username: Value, gid: Value): Suspends<Value> => {
    const group = cint(gid);
    if (self.worker) setGroups(groupsOf(String(username), group));
    else system(() => process.initgroups(String(username), group));
    return null;
  }),
  killpg: os("killpg(pgid, signal, /)", (group: Value, signal: Value): Suspends<Value> => {
    const target = cint(group);
    const number = cint(signal);
    audit("os.killpg", target, number);
    killOthers(-target, number);
    return null;
  }),
  sysconf: os("sysconf(name, /)", (name: Value): Suspends<Value> => {
    let n = indexOf(name);
    if (n === undefined) {
      if (typeof name !== "string") throw new TypeError("configuration names must be strings or integers");
      n = names.get(name);
      if (n === undefined) throw new ValueError("unrecognized configuration name");
    }
    if (n === IOV_MAX) return MOST_PARTS;
    const value = Number(posix.sysconf(Number(n)));
    if (value === -1 && !names.has(name) && ![...names.values()].includes(Number(n))) throw failure(EINVAL);
    return value;
  }),
};

/** SC_IOV_MAX, which asyncio asks for when it is imported: what the C library says without asking the system. */
const IOV_MAX = 60;
const MOST_PARTS = 1024;

function typeText(x: Value): string {
  return `<class '${typeOf(x).$name}'>`;
}

export const numbers: Record<string, Value> = {
  PRIO_PROCESS: 0,
  PRIO_PGRP: 1,
  PRIO_USER: 2,
  SCHED_OTHER: 0,
  SCHED_FIFO: 1,
  SCHED_RR: 2,
  SCHED_BATCH: 3,
  SCHED_IDLE: 5,
  SCHED_RESET_ON_FORK: 0x40000000,
};

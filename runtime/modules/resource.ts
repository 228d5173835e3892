/**
 * resource - limits of the process, and what it has used.
 *
 * Mirrors     Modules/resource.c of CPython 3.13
 * Differs     a limit that a forked process gives itself holds for the programs that it starts or becomes, not for itself
 */
import type { Suspends } from "../frames/suspend.js";
import { OSError, TypeError, ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { toIndex } from "../objects/protocols/index.js";
import { spread } from "../objects/protocols/iter.js";
import { builtin } from "../objects/register.js";
import { Tuple } from "../objects/tuple.js";
import { inWorker, ownLimits, ownPid } from "../processes/index.js";
import { errno, getrusage as getrusageOf, prlimit as prlimitOf } from "../system/posix.js";
import { checked, failure } from "../system/oserror.js";
import { cint } from "./os/descriptors.js";
import { struct_rusage, usageOf } from "./os/wait.js";

const LIMITS: Record<string, number> = {
  RLIMIT_CPU: 0,
  RLIMIT_FSIZE: 1,
  RLIMIT_DATA: 2,
  RLIMIT_STACK: 3,
  RLIMIT_CORE: 4,
  RLIMIT_RSS: 5,
  RLIMIT_NPROC: 6,
  RLIMIT_NOFILE: 7,
  RLIMIT_OFILE: 7,
  RLIMIT_MEMLOCK: 8,
  RLIMIT_AS: 9,
  RLIMIT_SIGPENDING: 11,
  RLIMIT_MSGQUEUE: 12,
  RLIMIT_NICE: 13,
  RLIMIT_RTPRIO: 14,
  RLIMIT_RTTIME: 15,
};
const KINDS = 16;
const [EPERM, EINVAL] = [1, 22];

function resourceOf(x: Value): Suspends<number> {
  const n = cint(x);
  if (n < 0 || n >= KINDS) throw new ValueError("invalid resource specified");
  return n;
}

const signed = (n: bigint): Value => {
  const value = BigInt.asIntN(64, n);
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
};

/** prlimit(2): the limits before. */
function limits(pid: number, kind: number, next: Value): Suspends<Tuple> {
  const old = new BigUint64Array(2);
  let wanted: Uint8Array | null = null;
  if (next !== undefined && next !== null) {
    const pair = spread(next);
    if (pair.length !== 2) throw new ValueError("expected a tuple of 2 integers");
    const values: bigint[] = [];
    for (const item of pair) values.push(BigInt(toIndex(item)));
    wanted = new Uint8Array(BigUint64Array.from(values.map((n) => BigInt.asUintN(64, n))).buffer);
  }
  const code =
    inWorker() && (pid === 0 || pid === ownPid()) ? ownLimit(kind, wanted, old) : prlimitOf(pid, kind, wanted, new Uint8Array(old.buffer)) < 0 ? errno() : 0;
  if (code !== 0) {
    if (code === EINVAL) throw new ValueError("current limit exceeds maximum limit");
    if (code === EPERM) throw new ValueError("not allowed to raise maximum limit");
    throw failure(code);
  }
  return new Tuple([signed(old[0]!), signed(old[1]!)]);
}

/** The same in a worker, whose limits are its own: the number of the error, or 0. */
function ownLimit(kind: number, wanted: Uint8Array | null, old: BigUint64Array): number {
  const own = ownLimits();
  const known = own.get(kind);
  if (known !== undefined) old.set(known);
  else if (prlimitOf(0, kind, null, new Uint8Array(old.buffer)) < 0) return errno();
  if (wanted === null) return 0;
  const [soft, hard] = new BigUint64Array(wanted.buffer) as unknown as [bigint, bigint];
  if (soft > hard) return EINVAL;
  if (hard > old[1]! && process.geteuid!() !== 0) return EPERM;
  own.set(kind, [soft, hard]);
  return 0;
}

export const getrlimit = builtin("getrlimit(resource, /)", (kind: Value): Suspends<Value> => limits(0, resourceOf(kind), null), "resource");

export const setrlimit = builtin(
  "setrlimit(resource, limits, /)",
  (kind: Value, next: Value): Suspends<Value> => {
    const n = resourceOf(kind);
    if (next === null) throw new TypeError("'NoneType' object is not iterable");
    limits(0, n, next);
    return null;
  },
  "resource",
);

export const prlimit = builtin(
  "prlimit(pid, resource, limits=None, /)",
  (pid: Value, kind: Value, next: Value): Suspends<Value> => {
    const target = cint(pid);
    return limits(target, resourceOf(kind), next);
  },
  "resource",
);

export const getrusage = builtin(
  "getrusage(who, /)",
  (who: Value): Suspends<Value> => {
    const usage = new DataView(new ArrayBuffer(144));
    const n = cint(who);
    if (n !== 0 && n !== -1 && n !== 1) throw new ValueError("invalid who parameter");
    checked(getrusageOf(n, new Uint8Array(usage.buffer)));
    return usageOf(usage);
  },
  "resource",
);

export const getpagesize = builtin("getpagesize()", (): Value => 4096, "resource");

export default pymodule("resource", {
  ...LIMITS,
  RLIM_INFINITY: -1,
  RUSAGE_SELF: 0,
  RUSAGE_CHILDREN: -1,
  RUSAGE_THREAD: 1,
  error: OSError,
  struct_rusage,
  getrlimit,
  setrlimit,
  prlimit,
  getrusage,
  getpagesize,
});

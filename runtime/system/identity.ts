/**
 * identity - numbers of users and groups.
 */
import type { Suspends } from "../frames/suspend.js";
import { OverflowError } from "../objects/exceptions.js";
import type { Value } from "../objects/object.js";
import { toIndex } from "../objects/protocols/index.js";

/** The supplementary groups of this thread; Node's own list has the effective group too. */
export function supplementaryGroups(): number[] {
  const status = process.getBuiltinModule("node:fs").readFileSync("/proc/thread-self/status", "latin1");
  return /^Groups:[ \t]*(.*)$/m.exec(status)![1]!.split(" ").filter(Boolean).map(Number);
}

/** A user's or a group's number; -1 for none. Mirrors _Py_Uid_Converter. @throws OverflowError */
export function idNumber(id: Value, kind: "uid" | "gid"): Suspends<number> {
  const n = toIndex(id);
  if (n < -1 || (n > 0xffff_ffff && n < 2n ** 63n)) throw new OverflowError(`${kind} is less than minimum`);
  if (n > 0xffff_ffff) throw new OverflowError(`${kind} is greater than maximum`);
  return Number(n);
}

/**
 * audit - the hooks of sys.addaudithook(), and the telling of them.
 *
 * Mirrors     sys_audit_tstate in Python/sysmodule.c of CPython 3.13
 * Calls back  the hooks
 * Differs     attributes of functions, frames and classes are read and stored without an event, modules come from gilt's cache without `open` and `marshal.loads`
 */
import type { Suspends } from "../frames/suspend.js";
import { carriedContents } from "../snapshot/carried.js";
import type { Value } from "./object.js";
import { call } from "./protocols/call.js";
import { Tuple } from "./tuple.js";

/** In the order in which they were added; they stay. */
export const auditHooks: Value[] = [];
carriedContents("sys audit hooks", auditHooks);

/** Tells the hooks of an event; what one of them raises comes out. */
export function audit(event: string, ...args: Value[]): Suspends<void> {
  for (let i = 0; i < auditHooks.length; i++) call(auditHooks[i], event, new Tuple(args));
}

/** What events have in the place of `dir_fd`. */
export function auditedFolder(dirFd: Value): Value {
  return dirFd === undefined || dirFd === null ? -1 : dirFd;
}

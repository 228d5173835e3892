/**
 * atfork - what is to run before and after a fork: os.register_at_fork, and parts of the runtime.
 *
 * Mirrors  PyOS_BeforeFork, PyOS_AfterFork_Parent and PyOS_AfterFork_Child in Modules/posixmodule.c of CPython 3.13
 */
import type { Suspends } from "../frames/suspend.js";
import type { Value } from "../objects/object.js";
import { call } from "../objects/protocols/call.js";
import { $caught, $handled, $uncaught } from "../objects/raise.js";
import { reportUnraisable } from "../modules/unraisable.js";
import { carriedContents } from "../snapshot/carried.js";

/** What Python code has registered, in order. */
export const registered = { before: [] as Value[], parent: [] as Value[], child: [] as Value[] };
carriedContents("os.register_at_fork", registered);

/** The same of the runtime's own files, which register while they load: in the child, too. They stay with the runtime as the files do. */
const OWN: { before: (() => Suspends<void>)[]; parent: (() => void)[]; child: (() => void)[] } = { before: [], parent: [], child: [] };

/** For a file of the runtime: `before` runs last before the fork, `child` in the new process before any Python code, `parent` in the old one. */
export function atFork(hooks: { before?: () => Suspends<void>; parent?: () => void; child?: () => void }): void {
  if (hooks.before !== undefined) OWN.before.push(hooks.before);
  if (hooks.parent !== undefined) OWN.parent.push(hooks.parent);
  if (hooks.child !== undefined) OWN.child.push(hooks.child);
}

export function beforeFork(): Suspends<void> {
  for (let i = registered.before.length - 1; i >= 0; i--) attempt(registered.before[i]);
  for (const hook of OWN.before) hook();
}

export function afterForkInParent(): Suspends<void> {
  for (const hook of OWN.parent) hook();
  for (let i = 0; i < registered.parent.length; i++) attempt(registered.parent[i]);
}

export function afterForkInChild(): Suspends<void> {
  for (const hook of OWN.child) hook();
  for (let i = 0; i < registered.child.length; i++) attempt(registered.child[i]);
}

function attempt(hook: Value): Suspends<void> {
  const handled = $handled();
  try {
    call(hook);
  } catch (thrown) {
    reportUnraisable($caught(thrown, null), null, hook);
    $uncaught(handled);
  }
}

/**
 * namespaces - the part of os about what a process sees of the machine: its root and its namespaces.
 *
 * Mirrors     Modules/posixmodule.c of CPython 3.13
 * Calls back  __fspath__
 * Differs     unshare and setns change the calling thread, which is a process of gilt's; the system refuses some kinds to a program with threads
 */
import type { Suspends } from "../../frames/suspend.js";
import type { Value } from "../../objects/object.js";
import { builtin } from "../../objects/register.js";
import { markWorker } from "../../processes/index.js";
import { constantsOf } from "../../system/constants.js";
import { real } from "../../system/descriptors.js";
import { checked } from "../../system/oserror.js";
import * as posix from "../../system/posix.js";
import { pathOnly } from "./arguments.js";
import { cint, fildes } from "./descriptors.js";

const os = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "posix");

export const functions: Record<string, Value> = {
  chroot: os("chroot(path)", (path: Value): Suspends<Value> => {
    const text = pathOnly(path, "chroot");
    checked(posix.chroot(posix.cstring(text)), path);
    return null;
  }),
  unshare: os("unshare(flags)", (flags: Value): Suspends<Value> => {
    const kinds = cint(flags);
    markWorker();
    checked(posix.unshare(kinds));
    return null;
  }),
  setns: os("setns(fd, nstype=0)", (fd: Value, kind: Value): Suspends<Value> => {
    const n = fildes(fd);
    const kinds = kind === undefined ? 0 : cint(kind);
    markWorker();
    checked(posix.setns(real(n), kinds));
    return null;
  }),
};

export const numbers: Record<string, Value> = constantsOf(
  "CLONE_FILES:1024 CLONE_FS:512 CLONE_NEWCGROUP:33554432 CLONE_NEWIPC:134217728 CLONE_NEWNET:1073741824 CLONE_NEWNS:131072 CLONE_NEWPID:536870912 " +
    "CLONE_NEWTIME:128 CLONE_NEWUSER:268435456 CLONE_NEWUTS:67108864 CLONE_SIGHAND:2048 CLONE_SYSVSEM:262144 CLONE_THREAD:65536 CLONE_VM:256",
);

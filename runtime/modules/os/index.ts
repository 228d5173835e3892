/**
 * os - files, folders, the environment and the process.
 *
 * Mirrors  Lib/os.py and Modules/posixmodule.c of CPython 3.13
 * Differs  see process.ts for what is not available yet
 */
import fs from "node:fs";
import { NameError, OSError, TypeError } from "../../objects/exceptions.js";
import { Dict } from "../../objects/dict.js";
import { isUnasked, later, pymodule, type PyModule } from "../../objects/module.js";
import { $callkw } from "../../objects/call.js";
import type { Kw } from "../../objects/function.js";
import { int } from "../../objects/int.js";
import { hidden, isinstance, typeOf, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { pyfunction } from "../../objects/register.js";
import { frozenSetOf } from "../../objects/set.js";
import { open } from "../io/open.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { spread } from "../../objects/protocols/iter.js";
import { getattrOr } from "../../objects/attributes.js";
import { dir } from "../builtins/classes.js";
import { nativeModule } from "../registry.js";
import type { Suspends } from "../../frames/suspend.js";
import { constantsOf } from "../../system/constants.js";
import { environment } from "./environment.js";
import { fwalk } from "./fwalk.js";
import * as files from "./files.js";
import * as descriptors from "./descriptors.js";
import * as devices from "./devices.js";
import * as exec from "./exec.js";
import { forking } from "./fork.js";
import ospath from "./path.js";
import { modules } from "../../importer/importer.js";
import { PathLike } from "./pathlike.js";
import * as processes from "./process.js";
import * as scan from "./scandir.js";
import * as programs from "./programs.js";
import * as relations from "./relations.js";
import * as namespaces from "./namespaces.js";
import * as timerfd from "./timerfd.js";
import * as transfers from "./transfers.js";
import * as xattrs from "./xattrs.js";
import { names as sysconf_names } from "./sysconf.js";
import * as waits from "./wait.js";
import { stat_result } from "./stat.js";

const { constants } = fs;

/** A global of os.py that scripts may have set or deleted. */
function globalOf(name: string): Suspends<Value> {
  const value = getattrOr(module, name);
  if (value === undefined) throw new NameError(`name '${name}' is not defined`);
  return value;
}

export function getenv(key: Value, default_: Value = null): Suspends<Value> {
  if (typeof key === "string" && isUnasked(module, "environ")) return environment.get(key) ?? default_;
  return callMethod(globalOf("environ"), "get", key, default_);
}

export function getenvb(key: Value, default_: Value = null): Suspends<Value> {
  return callMethod(globalOf("environb"), "get", key, default_);
}

const fdopen = pyfunction(
  "fdopen(fd, mode='r', buffering=-1, encoding=None, *args, **kwargs)",
  (fd: Value, mode: Value, buffering: Value, encoding: Value, args: Value[], kwargs: Kw): Suspends<Value> => {
    if (!isinstance(fd, int)) throw new TypeError(`invalid fd type (${repr(typeOf(fd))}, expected integer)`);
    return $callkw(open, [fd, mode ?? "r", buffering ?? -1, encoding ?? null, ...args], Object.keys(kwargs), Object.values(kwargs));
  },
  "os",
);
/** What `from module import *` takes: modules of the library ask it of C modules. */
const _get_exports_list = pyfunction(
  "_get_exports_list(module)",
  (module: Value): Suspends<Value[]> => {
    const all = getattrOr(module, "__all__");
    if (all !== undefined) return spread(all);
    return spread(call(dir, module)).filter((name) => !String(name).startsWith("_"));
  },
  "os",
);

const get_exec_path = pyfunction(
  "get_exec_path(env=None)",
  (env: Value): Suspends<Value> => exec.execPath(env ?? (isUnasked(module, "environ") ? null : globalOf("environ"))),
  "os",
);

const numbers: Record<string, Value> = {
  F_OK: 0,
  R_OK: 4,
  W_OK: 2,
  X_OK: 1,
  O_RDONLY: constants.O_RDONLY,
  O_WRONLY: constants.O_WRONLY,
  O_RDWR: constants.O_RDWR,
  O_CREAT: constants.O_CREAT,
  O_EXCL: constants.O_EXCL,
  O_TRUNC: constants.O_TRUNC,
  O_APPEND: constants.O_APPEND,
  O_NONBLOCK: constants.O_NONBLOCK,
  O_SYNC: constants.O_SYNC,
  O_DIRECTORY: constants.O_DIRECTORY,
  O_NOFOLLOW: constants.O_NOFOLLOW,
  O_CLOEXEC: 0o2000000,
  O_NDELAY: constants.O_NONBLOCK,
  O_DSYNC: constants.O_DSYNC,
  O_NOCTTY: constants.O_NOCTTY,
  O_ACCMODE: 3,
  SEEK_SET: 0,
  SEEK_CUR: 1,
  SEEK_END: 2,
  EX_OK: 0,
  EX_USAGE: 64,
  EX_DATAERR: 65,
  EX_NOINPUT: 66,
  EX_NOUSER: 67,
  EX_NOHOST: 68,
  EX_UNAVAILABLE: 69,
  EX_SOFTWARE: 70,
  EX_OSERR: 71,
  EX_OSFILE: 72,
  EX_CANTCREAT: 73,
  EX_IOERR: 74,
  EX_TEMPFAIL: 75,
  EX_PROTOCOL: 76,
  EX_NOPERM: 77,
  EX_CONFIG: 78,
};

/** The functions of these names, as os.supports_* have them. */
function setOf(names: string): Suspends<Value> {
  const all: Record<string, Value> = { ...files.functions, ...devices.functions, ...exec.functions };
  return frozenSetOf(names.split(" ").map((name) => all[name] as Value));
}

const module: PyModule = pymodule("os", {
  ...files.functions,
  ...processes.functions,
  ...forking,
  ...descriptors.functions,
  ...devices.functions,
  ...devices.numbers,
  ...relations.functions,
  ...relations.numbers,
  ...xattrs.functions,
  ...xattrs.numbers,
  ...transfers.functions,
  ...transfers.numbers,
  ...timerfd.functions,
  ...timerfd.numbers,
  ...namespaces.functions,
  ...namespaces.numbers,
  ...programs.functions,
  ...programs.numbers,
  ...exec.functions,
  ...waits.functions,
  ...waits.numbers,
  ...numbers,
  ...constantsOf(
    "ST_RDONLY:1 ST_NOSUID:2 ST_NODEV:4 ST_NOEXEC:8 ST_SYNCHRONOUS:16 ST_MANDLOCK:64 ST_WRITE:128 ST_APPEND:256 ST_NOATIME:1024 ST_NODIRATIME:2048 ST_RELATIME:4096",
  ),
  makedirs: files.makedirs,
  removedirs: files.removedirs,
  renames: files.renames,
  walk: scan.walk,
  fwalk,
  DirEntry: scan.DirEntry,
  _walk_symlinks_as_files: scan._walk_symlinks_as_files,
  statvfs_result: files.statvfs_result,
  PathLike,
  stat_result,
  terminal_size: descriptors.terminal_size,
  sched_param: relations.sched_param,
  waitid_result: waits.waitid_result,
  _wrap_close: programs.WrapClose,
  pathconf_names: Dict.$of([...devices.pathconf_names]),
  confstr_names: Dict.$of([...devices.confstr_names]),
  uname_result: processes.uname_result,
  times_result: processes.times_result,
  sysconf_names: Dict.$of([...sysconf_names]),
  error: OSError,
  getenv,
  getenvb,
  fdopen,
  get_exec_path,
  _get_exports_list,
  path: ospath,
  name: "posix",
  linesep: "\n",
  curdir: ".",
  pardir: "..",
  sep: "/",
  extsep: ".",
  altsep: null,
  pathsep: ":",
  defpath: "/bin:/usr/bin",
  devnull: "/dev/null",
  supports_bytes_environ: true,
  supports_fd: setOf("chdir chmod chown execve listdir pathconf scandir stat statvfs truncate utime"),
  supports_dir_fd: setOf("access chmod chown link mkdir mkfifo mknod open readlink rename rmdir stat symlink unlink utime"),
  supports_follow_symlinks: setOf("access chown link stat utime"),
  supports_effective_ids: setOf("access"),
});

/** What takes a pid: CPython counts the arguments of these where it takes them apart. */
const PARSED = "kill killpg sched_setaffinity sched_setparam sched_setscheduler setpgid tcsetpgrp waitid waitpid".split(" ");
for (const name of PARSED) (module as Value)[name].$f.parsedTuple = true;

// with the classes of collections.abc, which many scripts can do without
for (const name of ["_Environ", "environ", "environb"]) later(module, name, () => (nativeModule("os.environ") as Value)[name] as Value);

// os.py imports it, and puts it there under its second name itself
hidden(module, "$imports", ["posixpath"]);
hidden(module, "$imported", () => void modules.$set("os.path", ospath));

export default module;

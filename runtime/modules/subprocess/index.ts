/**
 * subprocess - other programs: started, fed, read, waited for.
 *
 * Mirrors     Lib/subprocess.py of CPython 3.13
 * Suspends    run, call and their like; wait and communicate of Popen
 * Differs     see popen.ts and execute.ts
 */
import { $getattr } from "../../objects/attributes.js";
import { importModule } from "../../importer/importer.js";
import { builtin } from "../../objects/register.js";
import type { Suspends } from "../../frames/suspend.js";
import { hidden, type Value } from "../../objects/object.js";
import { pymodule } from "../../objects/module.js";
import { _args_from_interpreter_flags, _optim_args_from_interpreter_flags, list2cmdline } from "./commandline.js";
import { CalledProcessError, SubprocessError, TimeoutExpired } from "./errors.js";
import { DEVNULL, PIPE, STDOUT } from "./handles.js";
import { Popen, reapAbandoned } from "./popen.js";
import { call, check_call, check_output, CompletedProcess, getoutput, getstatusoutput, late, run } from "./run.js";

const subprocess = pymodule("subprocess", {
  Popen,
  PIPE,
  STDOUT,
  DEVNULL,
  call,
  check_call,
  getstatusoutput,
  getoutput,
  check_output,
  run,
  CalledProcessError,
  SubprocessError,
  TimeoutExpired,
  CompletedProcess,
  list2cmdline,
  _args_from_interpreter_flags,
  _optim_args_from_interpreter_flags,
  _active: [],
  _cleanup: builtin(
    "_cleanup()",
    (): Suspends<Value> => {
      reapAbandoned();
      return null;
    },
    "subprocess",
  ),
  _USE_POSIX_SPAWN: true,
  _USE_VFORK: true,
  _PIPE_BUF: 4096,
  _mswindows: false,
  _can_fork_exec: true,
  __all__: [
    "Popen",
    "PIPE",
    "STDOUT",
    "call",
    "check_call",
    "getstatusoutput",
    "getoutput",
    "check_output",
    "run",
    "CalledProcessError",
    "DEVNULL",
    "SubprocessError",
    "TimeoutExpired",
    "CompletedProcess",
  ],
});
late.module = subprocess;

/** communicate() waits by the runtime's own poll; the class is there for who asks. */
function lateName(name: string): Suspends<Value> {
  return name === "_PopenSelector" ? $getattr(importModule("selectors"), "PollSelector") : undefined;
}
hidden(subprocess, "$late", lateName);

export default subprocess;

/**
 * multiprocessing.util - what the other parts of the package share.
 *
 * Mirrors     Lib/multiprocessing/util.py of CPython 3.13
 * Differs     spawnv_passfds is not there: processes are no programs
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr } from "../../objects/attributes.js";
import { pymodule } from "../../objects/module.js";
import { moduleHooks } from "../../objects/modulehooks.js";
import { hidden, PyObject, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { spread } from "../../objects/protocols/iter.js";
import { builtin, pyclass } from "../../objects/register.js";
import { LockObject } from "../_thread/lock.js";
import { _exit_function, atEnd, is_exiting } from "./ending.js";
import { afterForkRegistry, Finalize, register_after_fork, registry, _run_after_forkers, _run_finalizers } from "./finalize.js";
import * as log from "./log.js";
import { debug, get_logger, info, log_to_stderr, logging, sub_debug, sub_warning } from "./log.js";
import { get_temp_dir, is_abstract_socket_namespace } from "./tempdir.js";
import { closeStdin, flushStdStreams } from "./streams.js";

@pyclass("multiprocessing.util.ForkAwareThreadLock")
export class ForkAwareThreadLock extends PyObject {
  declare _lock: LockObject;
  declare acquire: Value;
  declare release: Value;

  __init__(): Suspends<null> {
    this._lock = new LockObject();
    this.acquire = $getattr(this._lock, "acquire");
    this.release = $getattr(this._lock, "release");
    register_after_fork(this, $getattr(ForkAwareThreadLock, "_at_fork_reinit"));
    return null;
  }
  _at_fork_reinit(): Suspends<null> {
    callMethod(this._lock, "_at_fork_reinit");
    return null;
  }
  __enter__(): Suspends<Value> {
    return callMethod(this._lock, "__enter__");
  }
  __exit__(t: Value, v: Value, tb: Value): Suspends<Value> {
    return callMethod(this._lock, "__exit__", t, v, tb);
  }
}

export function _close_stdin(): Suspends<null> {
  closeStdin();
  return null;
}

export function _flush_std_streams(): Suspends<null> {
  flushStdStreams();
  return null;
}

/** Closes each of the descriptors. */
export const close_fds = builtin(
  "close_fds(*fds)",
  (fds: Value[]): Suspends<null> => {
    const os = importModule("os");
    for (let i = 0; i < fds.length; i++) callMethod(os, "close", fds[i]);
    return null;
  },
  "multiprocessing.util",
);

export function close_all_fds_except(fds: Value): Suspends<null> {
  const os = importModule("os");
  const kept: number[] = [-1, 1048576];
  for (const fd of spread(fds) as number[]) kept.push(fd);
  kept.sort((a, b) => a - b);
  for (let i = 0; i + 1 < kept.length; i++) callMethod(os, "closerange", kept[i]! + 1, kept[i + 1]);
  return null;
}

/** What tests of multiprocessing leave behind. */
export function _cleanup_tests(): Suspends<null> {
  callMethod(importModule("multiprocessing.process"), "_cleanup");
  callMethod($getattr(importModule("multiprocessing.forkserver"), "_forkserver"), "_stop");
  callMethod($getattr(importModule("multiprocessing.resource_tracker"), "_resource_tracker"), "_stop");
  _run_finalizers();
  callMethod(importModule("gc"), "collect");
  return null;
}

const module = pymodule("multiprocessing.util", {
  NOTSET: log.NOTSET,
  SUBDEBUG: log.SUBDEBUG,
  DEBUG: log.DEBUG,
  INFO: log.INFO,
  SUBWARNING: log.SUBWARNING,
  LOGGER_NAME: log.LOGGER_NAME,
  DEFAULT_LOGGING_FORMAT: log.DEFAULT_LOGGING_FORMAT,
  sub_debug,
  debug,
  info,
  sub_warning,
  get_logger,
  log_to_stderr,
  is_abstract_socket_namespace,
  abstract_sockets_supported: true,
  get_temp_dir,
  register_after_fork,
  _run_after_forkers,
  Finalize,
  _run_finalizers,
  is_exiting,
  _exit_function,
  ForkAwareThreadLock,
  close_all_fds_except,
  close_fds,
  _cleanup_tests,
  _close_stdin,
  _flush_std_streams,
});
const live: Readonly<Record<string, [() => Value, (value: Value) => void]>> = {
  _logger: [() => logging.logger, (value) => void (logging.logger = value)],
  _log_to_stderr: [() => logging.toStderr, (value) => void (logging.toStderr = value === true)],
  _finalizer_registry: [() => registry.dict, (value) => void (registry.dict = value)],
  _exiting: [is_exiting, () => {}],
};
hidden(module, "$imported", atEnd);
for (const name in live) Object.defineProperty(module, name, { get: live[name]![0], set: live[name]![1], enumerable: true, configurable: true });
const LATER: ReadonlySet<string> = new Set(
  "ForkAwareLocal MAXFD _afterfork_counter _args_from_interpreter_flags _finalizer_counter _platform_supports_abstract_sockets _remove_temp_dir".split(" "),
);

/** What is made when somebody asks for it. */
function lateName(name: string): Suspends<Value> {
  if (name === "_afterfork_registry") return afterForkRegistry();
  if (!LATER.has(name)) return undefined;
  const beside = moduleHooks.textBeside as (name: string) => Suspends<Value>;
  const text = beside("multiprocessing.util");
  // the end of the program and forks are this module's business
  callMethod(importModule("atexit"), "unregister", text._exit_function);
  text.register_after_fork = register_after_fork;
  (module as Value)[name] = text[name];
  return text[name];
}
hidden(module as object, "$late", lateName);
export default module;

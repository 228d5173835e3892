/**
 * multiprocessing.process - a process as an object, after the manner of threading.Thread.
 *
 * Mirrors     Lib/multiprocessing/process.py of CPython 3.13
 * Frames      join$: BaseProcess.join
 * Suspends    start, join, and all that asks for the state of a child
 * Calls back  run; _Popen of the class
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import { bytes, makeBytes } from "../../objects/bytes.js";
import { Bytes } from "../../objects/bytes/data.js";
import { $callx } from "../../objects/call.js";
import { Dict, dict } from "../../objects/dict.js";
import { AssertionError, NotImplementedError, SystemExit, TypeError, ValueError } from "../../objects/exceptions.js";
import { int } from "../../objects/int.js";
import { pymodule } from "../../objects/module.js";
import { hidden, isinstance, PyObject, typeOf, type Value } from "../../objects/object.js";
import { currentFolder } from "../../system/folder.js";
import { randomBytes } from "../../system/urandom.js";
import { truth } from "../../objects/protocols/bool.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { spread } from "../../objects/protocols/iter.js";
import { repr } from "../../objects/protocols/repr.js";
import { text as str } from "../../objects/protocols/str.js";
import { $caught, $uncaught } from "../../objects/raise.js";
import { builtinType, getset, methods, pyclass } from "../../objects/register.js";
import { PySet } from "../../objects/set.js";
import { $mapkw } from "../../objects/keywords.js";
import { stringOf } from "../../objects/str.js";
import { printException } from "../../objects/traceback.js";
import { Tuple } from "../../objects/tuple.js";
import { _shutdown } from "../threading/shutdown.js";
import { sysModule } from "../sys/module.js";
import { writeStderr } from "../sys/streams.js";
import { carried } from "../../snapshot/carried.js";
import { _run_after_forkers, registry } from "./finalize.js";
import { info } from "./log.js";
import { getpid } from "./pids.js";
import { closeStdin, flushStdStreams } from "./streams.js";

/** What the functions of this module are about; parts are made when they are first asked for. */
export const processes: {
  current: Value;
  parent: Value;
  children: PySet;
  /** children begun so far, for names and identities */
  count: number;
  ORIGINAL_DIR: Value;
} = { current: undefined, parent: null, children: undefined as unknown as PySet, count: 0, ORIGINAL_DIR: currentFolder() };
carried(
  "multiprocessing processes",
  () => [processes.current, processes.parent, processes.children, processes.count, processes.ORIGINAL_DIR],
  (state) => {
    [processes.current, processes.parent, processes.children, processes.count, processes.ORIGINAL_DIR] = state as [Value, Value, PySet, number, Value];
  },
);

function children(): PySet {
  return (processes.children ??= new PySet());
}

export function current_process(): Value {
  return (processes.current ??= makeMainProcess());
}

/** Child processes that live. */
export function active_children(): Suspends<Value[]> {
  _cleanup();
  return children().$array();
}

/** The process that began this one; None in the main process. */
export function parent_process(): Value {
  return processes.parent;
}

/** Forgets the children that have ended. */
export function _cleanup(): Suspends<null> {
  const all = children().$array();
  for (let i = 0; i < all.length; i++) {
    const popen: Value = (all[i] as Value)._popen;
    if (truth(popen) && callMethod(popen, "poll") !== null) children().$discard(all[i]);
  }
  return null;
}

function checkOpen(self: BaseProcess): void {
  if (self._closed === true) throw new ValueError("process object is closed");
}

function mustBe(condition: boolean, message: string): void {
  if (!condition) throw new AssertionError(message);
}

@pyclass("multiprocessing.process.BaseProcess", {
  doc: "\n    Process objects represent activity that is run in a separate process\n\n    The class is analogous to `threading.Thread`\n    ",
})
export class BaseProcess extends PyObject {
  declare _identity: Tuple;
  declare _config: Dict;
  declare _parent_pid: number | null;
  declare _parent_name: Value;
  declare _popen: Value;
  declare _closed: boolean;
  declare _target: Value;
  declare _args: Tuple;
  declare _kwargs: Dict;
  declare _name: Value;
  declare _sentinel: Value;
  /** The lane of the tasks for which it is started, if it has nothing else to do. */
  declare $tasks?: number;
  /** It is a worker of a pool. */
  declare $lasts?: boolean;

  _Popen(): Suspends<Value> {
    throw new NotImplementedError();
  }

  __init__(
    group: Value = null,
    target: Value = null,
    name: Value = null,
    args: Value = new Tuple([]),
    kwargs: Value = new Dict(),
    { daemon = null }: { daemon?: Value } = {},
  ): Suspends<null> {
    mustBe(group === null, "group argument must be None for now");
    const current = current_process();
    const count = ++processes.count;
    this._identity = new Tuple([...(current._identity as Tuple).items, count]);
    this._config = callMethod(current._config, "copy");
    this._parent_pid = getpid();
    this._parent_name = $getattr(current, "name");
    this._popen = null;
    this._closed = false;
    this._target = target;
    this._args = new Tuple(spread(args));
    this._kwargs = dict(kwargs);
    this._name = truth(name) ? name : `${typeOf(this).$name}-${this._identity.items.join(":")}`;
    if (daemon !== null) $setattr(this, "daemon", daemon);
    return null;
  }

  _check_closed(): Suspends<null> {
    checkOpen(this);
    return null;
  }

  /** What the process does: calls its target. Classes of scripts do something else. */
  run(): Suspends<null> {
    if (truth(this._target)) $callx(this._target, this._args.items.slice(), this._kwargs.$size() === 0 ? null : $mapkw(this._kwargs));
    return null;
  }

  start(): Suspends<null> {
    checkOpen(this);
    mustBe(this._popen === null, "cannot start a process twice");
    mustBe(this._parent_pid === getpid(), "can only start a process object created by current process");
    mustBe(!truth(current_process()._config.$named("daemon") ?? false), "daemonic processes are not allowed to have children");
    _cleanup();
    this._popen = call($getattr(this, "_Popen"), this);
    this._sentinel = this._popen.sentinel;
    // the target may lead back to this object
    for (const name of ["_target", "_args", "_kwargs"] as const) delete (this as Value)[name];
    children().$add(this);
    return null;
  }

  terminate(): Suspends<null> {
    checkOpen(this);
    callMethod(this._popen, "terminate");
    return null;
  }

  kill(): Suspends<null> {
    checkOpen(this);
    callMethod(this._popen, "kill");
    return null;
  }

  /**
   * Waits until the process has ended.
   *
   * @param timeout seconds; None waits for ever
   */
  join$(timeout: Value = null): Suspends<null> {
    checkOpen(this);
    mustBe(this._parent_pid === getpid(), "can only join a child process");
    mustBe(this._popen !== null, "can only join a started process");
    if (callMethod(this._popen, "wait", timeout) !== null) children().$discard(this);
    return null;
  }

  is_alive(): Suspends<boolean> {
    checkOpen(this);
    if (this === processes.current) return true;
    mustBe(this._parent_pid === getpid(), "can only test a child process");
    if (this._popen === null) return false;
    if (callMethod(this._popen, "poll") === null) return true;
    children().$discard(this);
    return false;
  }

  /** Gives back what the object holds of the system. */
  close(): Suspends<null> {
    if (this._popen !== null) {
      if (callMethod(this._popen, "poll") === null) {
        throw new ValueError("Cannot close a process while it is still running. You should first call join() or terminate().");
      }
      callMethod(this._popen, "close");
      this._popen = null;
      delete (this as Value)._sentinel;
      children().$discard(this);
    }
    this._closed = true;
    return null;
  }

  __repr__(): Suspends<string> {
    let exitcode: Value = null;
    let status: string;
    if (this === processes.current) status = "started";
    else if (this._closed) status = "closed";
    else if (this._parent_pid !== getpid()) status = "unknown";
    else if (this._popen === null) status = "initial";
    else {
      exitcode = callMethod(this._popen, "poll");
      status = exitcode !== null ? "stopped" : "started";
    }
    const parts = [typeOf(this).$name, `name=${repr(this._name)}`];
    if (this._popen !== null) parts.push(`pid=${str(this._popen.pid)}`);
    parts.push(`parent=${str(this._parent_pid)}`, status);
    if (exitcode !== null) parts.push(`exitcode=${signalName(exitcode as number)}`);
    if (truth($getattr(this, "daemon"))) parts.push("daemon");
    return `<${parts.join(" ")}>`;
  }

  /** The life of the child: what it returns is its exit code. */
  _bootstrap(parent_sentinel: Value = null): Suspends<Value> {
    let exitcode: Value = 1;
    try {
      const method: Value = $getattr(this, "_start_method");
      if (method !== null) callMethod(importModule("multiprocessing.context"), "_force_start_method", method);
      processes.count = 0;
      processes.children = new PySet();
      closeStdin();
      processes.current = this;
      processes.parent = makeParentProcess(this._parent_name, this._parent_pid, parent_sentinel);
      callMethod(this, "_after_fork");
      info("child process calling self.run()");
      callMethod(this, "run");
      exitcode = 0;
    } catch (thrown) {
      exitcode = endedBy(this, $caught(thrown, null));
      $uncaught(null);
    } finally {
      _shutdown();
      info("process exiting with exitcode %d", exitcode);
      flushStdStreams();
    }
    return exitcode;
  }

  static _after_fork(): Suspends<null> {
    registry.dict.$clear();
    _run_after_forkers();
    return null;
  }
}

function setName(self: BaseProcess, name: Value): void {
  mustBe(stringOf(name) !== undefined, "name must be a string");
  self._name = name;
}

function setDaemon(self: BaseProcess, daemonic: Value): void {
  mustBe(self._popen === null, "process has already started");
  self._config.$setNamed("daemon", daemonic);
}

function setAuthkey(self: BaseProcess, authkey: Value): Suspends<void> {
  self._config.$setNamed("authkey", AuthenticationString(authkey));
}

function exitcodeOf(self: BaseProcess): Suspends<Value> {
  checkOpen(self);
  return self._popen === null ? null : callMethod(self._popen, "poll");
}

function identOf(self: BaseProcess): Value {
  checkOpen(self);
  if (self === processes.current) return getpid();
  return self._popen === null ? null : self._popen.pid;
}

function sentinelOfProcess(self: BaseProcess): Value {
  checkOpen(self);
  if (self._sentinel === undefined) throw new ValueError("process not started");
  return self._sentinel;
}

getset(BaseProcess, {
  name: [(self: BaseProcess) => self._name, setName],
  daemon: [(self: BaseProcess) => self._config.$named("daemon") ?? false, setDaemon],
  authkey: [(self: BaseProcess) => getitem(self._config, "authkey"), setAuthkey],
  exitcode: [exitcodeOf],
  ident: [identOf],
  pid: [identOf],
  sentinel: [sentinelOfProcess],
});

/** This process is a child that has begun elsewhere. */
export function becomeChild(process: BaseProcess): void {
  processes.count = 0;
  processes.children = new PySet();
  processes.current = process;
}

/** The exit code that an exception which leaves run() gives; it is told first. */
export function endedBy(self: BaseProcess, error: Value): Suspends<Value> {
  if (isinstance(error, SystemExit)) {
    const code = $getattr(error, "code");
    if (code === null) return 0;
    if (isinstance(code, int)) return code;
    writeStderr(`${str(code)}\n`);
    return 1;
  }
  writeStderr(`Process ${str($getattr(self, "name"))}:\n`);
  printException(error, { above: bootstrapLines(self) });
  return 1;
}

/** What stands above the frames of run() in CPython. */
function bootstrapLines(self: Value): string[] {
  const file = `${String(sysModule.prefix)}/lib/python3.13/multiprocessing/process.py`;
  const lines = [`  File "${file}", line 313, in _bootstrap\n    self.run()\n    ~~~~~~~~^^\n`];
  if (self.run === BaseProcess.prototype.run) {
    lines.push(`  File "${file}", line 108, in run\n    self._target(*self._args, **self._kwargs)\n    ~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n`);
  }
  return lines;
}

/** Names of exit codes that are signals, as repr() shows them. */
const SIGNALS =
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH POLL PWR SYS".split(
    " ",
  );
function signalName(exitcode: number): string {
  const name = exitcode === -34 ? "RTMIN" : exitcode === -64 ? "RTMAX" : SIGNALS[-exitcode - 1];
  return name === undefined ? String(exitcode) : `-SIG${name}`;
}

/** A key that is not to go to others by accident: bytes that cannot be pickled but for a child that is being started. */
export const AuthenticationString = builtinType(
  "AuthenticationString(source=b'')",
  function (source: Value): Suspends<Value> {
    const key = Object.create(AuthenticationString.prototype as object) as Value;
    hidden(key as object, "$value", source === undefined ? new Bytes(new Uint8Array(0)) : makeBytes(source));
    return key;
  },
  { bases: [bytes], module: "multiprocessing.process" },
);
AuthenticationString.$hasDict = true;
methods(
  AuthenticationString,
  {
    "__reduce__(self)": function (this: Value): Suspends<Value> {
      if (callMethod(importModule("multiprocessing.context"), "get_spawning_popen") === null) {
        throw new TypeError("Pickling an AuthenticationString object is disallowed for security reasons");
      }
      return new Tuple([AuthenticationString, new Tuple([this.$value])]);
    },
  },
  false,
);

@pyclass("multiprocessing.process._ParentProcess")
export class _ParentProcess extends BaseProcess {
  declare _pid: Value;

  override is_alive(): Suspends<boolean> {
    return !truth(callMethod(importModule("multiprocessing.connection"), "wait", [this._sentinel], 0));
  }

  override join$(timeout: Value = null): Suspends<null> {
    callMethod(importModule("multiprocessing.connection"), "wait", [this._sentinel], timeout);
    return null;
  }
}
getset(_ParentProcess, { ident: [(self: _ParentProcess) => self._pid], pid: [(self: _ParentProcess) => self._pid] });

function bare(cls: Value, name: Value, config: Dict): BaseProcess {
  const made = Object.create(cls.prototype as object) as BaseProcess;
  made._identity = new Tuple([]);
  made._name = name;
  made._parent_pid = null;
  made._popen = null;
  made._closed = false;
  made._config = config;
  return made;
}

function makeParentProcess(name: Value, pid: Value, sentinel: Value): Value {
  const made = bare(_ParentProcess, name, new Dict()) as _ParentProcess;
  made._pid = pid;
  made._sentinel = sentinel;
  return made;
}

@pyclass("multiprocessing.process._MainProcess")
class _MainProcess extends BaseProcess {
  override close(): null {
    return null;
  }
}

function makeMainProcess(): Value {
  const key = Object.create(AuthenticationString.prototype as object) as Value;
  hidden(key as object, "$value", new Bytes(randomBytes(32)));
  return bare(
    _MainProcess,
    "MainProcess",
    Dict.$of([
      ["authkey", key],
      ["semprefix", "/mp"],
    ]),
  );
}

const module = pymodule("multiprocessing.process", {
  BaseProcess,
  AuthenticationString,
  _ParentProcess,
  current_process,
  active_children,
  parent_process,
  _cleanup,
});
/** Names that tests and scripts read and set. */
const live: Readonly<Record<string, [() => Value, (value: Value) => void]>> = {
  _current_process: [current_process, (value) => void (processes.current = value)],
  _parent_process: [parent_process, (value) => void (processes.parent = value)],
  _children: [children, (value) => void (processes.children = value as PySet)],
  // those that have ended are not in it, whether or not somebody still has them
  _dangling: [children, (value) => void (processes.children = value as PySet)],
  ORIGINAL_DIR: [() => processes.ORIGINAL_DIR, (value) => void (processes.ORIGINAL_DIR = value)],
};
for (const name in live) Object.defineProperty(module, name, { get: live[name]![0], set: live[name]![1], enumerable: true, configurable: true });
export default module;

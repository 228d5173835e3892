/**
 * subprocess.Popen - a program that runs beside this one.
 *
 * Mirrors     class Popen in Lib/subprocess.py of CPython 3.13
 * Suspends    wait, communicate, `with`; other threads run on meanwhile
 * Calls back  fileno, read, write, close of the streams
 * Differs     children whose Popen is gone are reaped when the next one is started, once the collector has seen it
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { $callattrx } from "../../objects/call.js";
import { add } from "../../objects/arithmetic.js";
import { BrokenPipeError, ChildProcessError, KeyboardInterrupt, ProcessLookupError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { Kw } from "../../objects/function.js";
import { generic } from "../../objects/genericalias.js";
import { int } from "../../objects/int.js";
import { isinstance, lookup, PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import { repr } from "../../objects/protocols/repr.js";
import { getset, methods, pyclass } from "../../objects/register.js";
import { pointCount, pointSlice } from "../../objects/str/points.js";
import { Tuple } from "../../objects/tuple.js";
import { warn } from "../../objects/warn.js";
import { policy } from "../../scheduler/policy.js";
import { type Ended, tryWait, waitChild } from "../../system/children.js";
import { available } from "../../system/posix.js";
import { LockObject } from "../_thread/lock.js";
import { BufferedReader, BufferedWriter } from "../io/buffered.js";
import { defaultEncoding, warnOfDefault } from "../io/defaults.js";
import { openFile } from "../io/open.js";
import { TextIOWrapper } from "../io/text.js";
import { functions as processes } from "../os/process.js";
import { exitCode } from "../os/wait.js";
import { communicate, type Exchange } from "./communicate.js";
import { SubprocessError, TimeoutExpired } from "./errors.js";
import { execute, handlesOf, type Order, orderOf, slotsOf } from "./execute.js";
import { startByNode } from "./nodeback.js";
import { type NodePipe, readingPipe, writingPipe } from "./nodepipe.js";
import { closeChildEnds, closeQuietly, openHandles, STDOUT, type Handles } from "./handles.js";
import { identityOf } from "./identity.js";

/** How long to wait for a child after the first ^C, which it has got too. */
const SIGINT_WAIT_SECONDS = 0.25;

/** Children whose Popen nobody has any more, still to be reaped. */
const abandoned = new Set<number>();
const dropped = new FinalizationRegistry((pid: number) => abandoned.add(pid));

export function reapAbandoned(): Suspends<void> {
  for (const pid of abandoned) {
    try {
      if (tryWait(pid, 0).pid !== 0) abandoned.delete(pid);
    } catch {
      abandoned.delete(pid); // somebody else has waited for it
    }
  }
}

/** The time, by the policy's clock, at which a timeout in seconds is over. */
export function deadlineOf(timeout: Value): Suspends<number> {
  if (timeout === null) return Infinity;
  return ((add(new Float(policy.current.nowMs() / 1000), timeout) as Value).value as number) * 1000;
}

/** Seconds until then; None for ever. */
export function remaining(deadlineMs: number): Value {
  return deadlineMs === Infinity ? null : new Float((deadlineMs - policy.current.nowMs()) / 1000);
}

@pyclass("subprocess.Popen", {
  doc: " Execute a child program in a new process.\n\n    For a complete description of the arguments see the Python documentation.\n    ",
})
export class Popen extends PyObject {
  declare args: Value;
  declare stdin: Value;
  declare stdout: Value;
  declare stderr: Value;
  declare pid: Value;
  declare returncode: Value;
  declare encoding: Value;
  declare errors: Value;
  declare pipesize: Value;
  declare text_mode: Value;
  declare _child_created: boolean;
  declare _waitpid_lock: LockObject;
  declare _input: Value;
  declare _communication_started: boolean;
  declare _sigint_wait_secs: Value;
  declare _closed_child_pipe_fds: boolean;
  declare $exchange: Exchange | null;
  /** While a script's `_execute_child` runs. */
  declare $handles: Handles | null;

  __repr__(): Suspends<string> {
    const text = `<${typeOf(this).$name}: returncode: ${repr($getattr(this, "returncode"))} args: ${repr($getattr(this, "args"))}>`;
    return pointCount(text) > 80 ? `${pointSlice(text, 0, 76)}...>` : text;
  }

  __enter__(): Value {
    return this;
  }

  __exit__(exc_type: Value, _value: Value, _traceback: Value): Suspends<null> {
    if (truth(this.stdout)) callMethod(this.stdout, "close");
    if (truth(this.stderr)) callMethod(this.stderr, "close");
    try {
      if (truth(this.stdin)) callMethod(this.stdin, "close");
    } finally {
      if (exc_type === KeyboardInterrupt) {
        // the child has got the SIGINT too: wait a little for it, not for ever
        if (this._sigint_wait_secs !== 0) waitBriefly(this, this._sigint_wait_secs);
        this._sigint_wait_secs = 0;
      } else callMethod(this, "wait");
    }
    return null;
  }

  communicate(input: Value = null, timeout: Value = null): Suspends<Value> {
    if ($getattr(this, "_communication_started") === true && truth(input)) throw new ValueError("Cannot send input after starting communication");
    const { stdin, stdout, stderr } = this;
    const pipes = Number(stdin !== null) + Number(stdout !== null) + Number(stderr !== null);
    if (timeout === null && !this._communication_started && pipes <= 1) {
      let out: Value = null;
      let err: Value = null;
      if (stdin !== null && truth(stdin)) this._stdin_write(input);
      else if (stdout !== null && truth(stdout)) {
        out = callMethod(stdout, "read");
        callMethod(stdout, "close");
      } else if (stderr !== null && truth(stderr)) {
        err = callMethod(stderr, "read");
        callMethod(stderr, "close");
      }
      callMethod(this, "wait");
      return new Tuple([out, err]);
    }
    const deadlineMs = deadlineOf(timeout);
    let result: Value;
    try {
      result = callMethod(this, "_communicate", input, deadlineMs === Infinity ? null : new Float(deadlineMs / 1000), timeout);
    } catch (error) {
      if (error instanceof KeyboardInterrupt) waitInterrupted(this, deadlineMs);
      throw error;
    } finally {
      this._communication_started = true;
    }
    callMethod(this, "wait", remaining(deadlineMs));
    return result;
  }

  _communicate(input: Value, endtime: Value, orig_timeout: Value): Suspends<Value> {
    const deadlineMs = endtime === null ? Infinity : (endtime.value as number) * 1000;
    const result: Value = communicate(this, input, deadlineMs, orig_timeout);
    callMethod(this, "wait", remaining(deadlineMs));
    return result;
  }

  _stdin_write(input: Value): Suspends<null> {
    const { stdin } = this;
    if (truth(input)) ignoringBrokenPipe(stdin, "write", [input]);
    ignoringBrokenPipe(stdin, "close", []);
    return null;
  }

  poll(): Suspends<Value> {
    return this._internal_poll();
  }

  _internal_poll(_deadstate: Value = null): Suspends<Value> {
    if ($getattr(this, "returncode") !== null) return this.returncode;
    try {
      const ended = tryWait(this.pid as number, 0);
      if (ended.pid !== 0) noteEnd(this, ended);
    } catch (error) {
      if (!(error instanceof ChildProcessError)) throw error;
      if (this.returncode === null) this.returncode = _deadstate ?? 0;
    }
    return this.returncode;
  }

  wait(timeout: Value = null): Suspends<Value> {
    const deadlineMs = deadlineOf(timeout);
    try {
      return waitWith(this, timeout);
    } catch (error) {
      if (error instanceof KeyboardInterrupt) waitInterrupted(this, deadlineMs);
      throw error;
    }
  }

  _wait(timeout: Value): Suspends<Value> {
    if ($getattr(this, "returncode") !== null) return this.returncode;
    const deadlineMs = deadlineOf(timeout);
    for (;;) {
      let ended: Ended;
      try {
        ended = waitChild(this.pid as number, 0, deadlineMs);
      } catch (error) {
        if (!(error instanceof ChildProcessError)) throw error;
        // another thread has waited for it, or somebody who did not ask this object
        if (this.returncode === null) this.returncode = 0;
        return this.returncode;
      }
      if (this.returncode !== null) return this.returncode;
      if (ended.pid === 0) throw new TimeoutExpired(this.args, timeout);
      noteEnd(this, ended);
      return this.returncode;
    }
  }

  send_signal(sig: Value): Suspends<null> {
    callMethod(this, "poll");
    if (this.returncode !== null) return null;
    try {
      call(processes["kill"], this.pid, sig);
    } catch (error) {
      if (!(error instanceof ProcessLookupError)) throw error;
    }
    return null;
  }

  terminate(): Suspends<null> {
    callMethod(this, "send_signal", 15);
    return null;
  }

  kill(): Suspends<null> {
    callMethod(this, "send_signal", 9);
    return null;
  }
}

getset(Popen, {
  universal_newlines: [
    (self: Value): Suspends<Value> => $getattr(self, "text_mode"),
    (self: Value, value: Value): Suspends<void> => {
      self.text_mode = truth(value);
    },
  ],
});
(Popen as Value).$dict.set("_child_created", false);
(Popen as Value).prototype._child_created = false;
generic(Popen);

/** The child has ended; its status. */
function noteEnd(self: Popen, ended: Ended): void {
  dropped.unregister(self);
  self.returncode = (ended.status & 0xff) === 0x7f ? -((ended.status >> 8) & 0xff) : exitCode(ended.status);
}

/** `self._wait(timeout=timeout)` */
function waitWith(self: Popen, timeout: Value): Suspends<Value> {
  const kw = new Kw();
  kw["timeout"] = timeout;
  return $callattrx(self, "_wait", [], kw);
}

/** Waits for so long; that it was too short is nobody's business. */
function waitBriefly(self: Popen, seconds: Value): Suspends<void> {
  try {
    waitWith(self, seconds);
  } catch (error) {
    if (!(error instanceof TimeoutExpired)) throw error;
  }
}

/** After a KeyboardInterrupt: the child has got it too, and will end soon. */
function waitInterrupted(self: Popen, deadlineMs: number): Suspends<void> {
  const most = self._sigint_wait_secs === 0 ? 0 : SIGINT_WAIT_SECONDS;
  self._sigint_wait_secs = 0;
  waitBriefly(self, new Float(Math.min(most, (deadlineMs - policy.current.nowMs()) / 1000)));
}

function ignoringBrokenPipe(stream: Value, method: string, args: Value[]): Suspends<void> {
  try {
    callMethod(stream, method, ...args);
  } catch (error) {
    if (!isBrokenPipe(error)) throw error;
  }
}

/** EPIPE, or EINVAL, which CPython takes for the same. */
export function isBrokenPipe(error: unknown): boolean {
  const { $errno } = error as Value;
  return error instanceof BrokenPipeError || $errno === 22;
}

methods(
  Popen,
  {
    "__init__(self, args, bufsize=-1, executable=None, stdin=None, stdout=None, stderr=None, preexec_fn=None, close_fds=True, shell=False, cwd=None, env=None, universal_newlines=None, startupinfo=None, creationflags=0, restore_signals=True, start_new_session=False, pass_fds=(), *, user=None, group=None, extra_groups=None, encoding=None, errors=None, text=None, umask=-1, pipesize=-1, process_group=None)":
      function (this: Popen, ...slots: Value[]): Suspends<null> {
        return start(this, slots);
      },
    "_execute_child(self, args, executable, preexec_fn, close_fds, pass_fds, cwd, env, startupinfo, creationflags, shell, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, restore_signals, gid, gids, uid, umask, start_new_session, process_group)":
      function (this: Popen, ...slots: Value[]): Suspends<null> {
        executeChild(this, orderOf(slots), this.$handles ?? handlesOf(slots));
        return null;
      },
  },
  false,
);

function start(self: Popen, slots: Value[]): Suspends<null> {
  const or = (value: Value, otherwise: Value): Value => (value === undefined ? otherwise : value);
  const [args, givenBufsize, executable, stdin, stdout, stderr, preexec, givenClose, shell, cwd, env, universal, startupinfo, creationflags] = slots;
  const [restoreSignals, newSession, givenPass, user, group, extraGroups, encoding, errors, text, umask, givenPipesize, processGroup] = slots.slice(14);
  reapAbandoned();
  self._waitpid_lock = new LockObject();
  self._input = null;
  self._communication_started = false;
  self.$exchange = null;
  self.$handles = null;
  const bufsize: Value = givenBufsize === undefined || givenBufsize === null ? -1 : givenBufsize;
  if (!isinstance(bufsize, int)) throw new TypeError("bufsize must be an integer");
  if (stdout === STDOUT) throw new ValueError("STDOUT can only be used for stderr");
  const pipesize: Value = givenPipesize === undefined || givenPipesize === null ? -1 : givenPipesize;
  if (!isinstance(pipesize, int)) throw new TypeError("pipesize must be an integer");
  const passFds: Value = or(givenPass, new Tuple([]));
  let closeFds = truth(or(givenClose, true));
  if (!closeFds && truth(passFds)) {
    warn("RuntimeWarning", "pass_fds overriding close_fds.");
    closeFds = true;
  }
  if (or(startupinfo, null) !== null) throw new ValueError("startupinfo is only supported on Windows platforms");
  if (or(creationflags, 0) !== 0) throw new ValueError("creationflags is only supported on Windows platforms");

  self.args = args;
  self.stdin = self.stdout = self.stderr = self.pid = self.returncode = null;
  self.encoding = or(encoding, null);
  self.errors = or(errors, null);
  self.pipesize = pipesize;
  if (or(text, null) !== null && or(universal, null) !== null && truth(universal) !== truth(text)) {
    throw new SubprocessError("Cannot disambiguate when both text and universal_newlines are supplied but different. Pass one or the other.");
  }
  self.text_mode = firstTrue([self.encoding, self.errors, or(text, null), or(universal, null)]);
  if (truth(self.text_mode) && self.encoding === null) {
    warnOfDefault(1, "'encoding' argument not specified.");
    self.encoding = defaultEncoding();
  }
  self._sigint_wait_secs = new Float(SIGINT_WAIT_SECONDS);
  self._closed_child_pipe_fds = false;
  const identity = identityOf(or(user, null), or(group, null), or(extraGroups, null));

  const order: Order = {
    args,
    executable: or(executable, null),
    preexec: or(preexec, null),
    closeFds,
    passFds,
    cwd: or(cwd, null),
    env: or(env, null),
    shell: truth(or(shell, false)),
    restoreSignals: truth(or(restoreSignals, true)),
    startNewSession: truth(or(newSession, false)),
    processGroup: or(processGroup, null),
    umask: or(umask, -1),
    identity,
  };
  const streams = [or(stdin, null), or(stdout, null), or(stderr, null)];
  if (available()) startBySystem(self, order, streams, Number(bufsize), Number(toIndex(pipesize)));
  else {
    const child = startByNode(order, streams, Number(toIndex(pipesize)));
    self.pid = child.pid;
    const { stdin: input, stdout: output, stderr: errorOutput } = child.process;
    makeStreams(
      self,
      [input === null ? null : writingPipe(input), output === null ? null : readingPipe(output), errorOutput === null ? null : readingPipe(errorOutput)],
      Number(bufsize),
    );
    self._child_created = true;
  }
  self._closed_child_pipe_fds = true;
  if (self.pid !== null) dropped.register(self, self.pid as number, self);
  return null;
}

function executeChild(self: Popen, order: Order, handles: Handles): Suspends<void> {
  self.pid = execute(order, handles);
  self._child_created = true;
}

function startBySystem(self: Popen, order: Order, streams: Value[], bufsize: number, pipesize: number): Suspends<void> {
  const handles = openHandles(streams[0], streams[1], streams[2], pipesize);
  try {
    makeStreams(
      self,
      handles.parent.map((fd) => (fd === -1 ? null : fd)),
      bufsize,
    );
    if (lookup(typeOf(self), "_execute_child").$f?.builtin !== undefined) executeChild(self, order, handles);
    else {
      self.$handles = handles;
      callMethod(self, "_execute_child", ...slotsOf(order, handles));
      self.$handles = null;
    }
    closeChildEnds(handles);
  } catch (error) {
    closeAll(self, handles);
    throw error;
  }
}

function firstTrue(values: Value[]): Suspends<Value> {
  for (const value of values) if (truth(value)) return value;
  return values[values.length - 1];
}

/** `ends`: our ends of the pipes, as descriptors or as raw streams; null where there is none. */
function makeStreams(self: Popen, ends: (number | NodePipe | null)[], bufsize: number): Suspends<void> {
  const isText = truth(self.text_mode);
  const lines = isText && bufsize === 1;
  const size = lines ? -1 : bufsize;
  const [stdin, stdout, stderr] = ends as [Value, Value, Value];
  if (stdin !== null) {
    self.stdin = opened(stdin, "wb", size);
    if (isText) self.stdin = call(TextIOWrapper, self.stdin, self.encoding, self.errors, null, lines, true);
  }
  if (stdout !== null) {
    self.stdout = opened(stdout, "rb", size);
    if (isText) self.stdout = call(TextIOWrapper, self.stdout, self.encoding, self.errors);
  }
  if (stderr !== null) {
    self.stderr = opened(stderr, "rb", size);
    if (isText) self.stderr = call(TextIOWrapper, self.stderr, self.encoding, self.errors);
  }
}

/** What the system says that one read or write of a pipe best takes, in bytes. */
const PIPE_BLOCK = 4096;

function opened(end: number | NodePipe, mode: string, size: number): Suspends<Value> {
  if (typeof end === "number") return openFile(end, mode, size, null, null, null, true, null);
  if (size === 0) return end;
  const bytes = size < 0 || size === 1 ? PIPE_BLOCK : size;
  return mode === "wb" ? new BufferedWriter(end, bytes) : new BufferedReader(end, bytes);
}

/** The child did not start: nothing stays open. */
function closeAll(self: Popen, handles: Handles): Suspends<void> {
  [self.stdin, self.stdout, self.stderr].forEach((stream: Value, at) => {
    if (stream === null && handles.parent[at] !== -1) closeQuietly(handles.parent[at]!);
  });
  for (const stream of [self.stdin, self.stdout, self.stderr]) if (stream !== null) callMethod(stream, "close");
  closeChildEnds(handles);
}

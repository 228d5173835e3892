/**
 * threading.Thread - a thread of control, green as all of gilt's.
 *
 * Mirrors     Lib/threading.py: Thread, Timer, _MainThread, _DummyThread
 * Frames      $run: Thread._bootstrap; $live: Thread._bootstrap_inner
 * Suspends    start (the new thread runs first, as in CPython), join
 * Calls back  run; threading.excepthook
 * Differs     `_started` is made when it is first looked at; names that CPython's bootstrap uses inside (_bootstrap ...) are not called by it
 */
import type { Suspends } from "../../frames/suspend.js";
import { AssertionError, RuntimeError } from "../../objects/exceptions.js";
import { collect } from "../../lifetimes/settle.js";
import { $callx } from "../../objects/call.js";
import { $mapkw } from "../../objects/keywords.js";
import { callStar } from "../../objects/spread.js";
import { $getattr, $setattr, getattrOr } from "../../objects/attributes.js";
import { functionType, PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { gt } from "../../objects/protocols/compare.js";
import { text as str } from "../../objects/protocols/str.js";
import { patched } from "../../objects/patches.js";
import { $caught, $passing, $uncaught } from "../../objects/raise.js";
import { traceThread } from "./hooks.js";
import { runningHooks } from "../../objects/trace.js";
import { getset, pyclass } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { Dict } from "../../objects/dict.js";
import { atFork } from "../../processes/atfork.js";
import { isolate, type GreenThread } from "../../scheduler/current.js";
import { deadlineAfter, secondsToMs } from "../../scheduler/seconds.js";
import { beginHere } from "../../scheduler/scheduler.js";
import { checkSignals, signals } from "../../scheduler/signals.js";
import { INTERRUPTED, Waiters } from "../../scheduler/waiters.js";
import { forgetAwaited, handleOf, isDone, lifeHooks, setDone, HandleObject, joinThread, startThread } from "../_thread/handle.js";
import { warnDeprecated } from "./deprecated.js";
import { makeEvent, type Event } from "./event.js";
import { passedIn, reportUncaught } from "./excepthook.js";
import { sysModule } from "../sys/module.js";
import { carriedContents, carried } from "../../snapshot/carried.js";
import { audit, auditHooks } from "../../objects/audit.js";

/** Threads that have begun, by identity, in order; and those that have been started and not yet begun. */
export const active = new Map<number, Thread>();
export const limbo = new Set<Thread>();
carriedContents("threading active", active);
carriedContents("threading limbo", limbo);

/** What starts threads, where a script has replaced `threading._start_joinable_thread`. */
export const starting: { current: Value } = { current: undefined };
carriedContents("threading starting", starting);

/** The threads that wait, or could run, the youngest first. */
function waiting(): GreenThread[] {
  const threads: GreenThread[] = [];
  for (const thread of active.values()) {
    const green = thread === mainThread ? isolate.main : (thread._handle.$thread ?? undefined);
    if (green !== undefined && green !== isolate.current) threads.push(green);
  }
  return threads.reverse();
}
runningHooks.waiting = waiting;

/** After a fork the thread that forked is the only one, and the main one. */
function afterFork(): void {
  const current = isolate.current!.local.python as Thread | undefined;
  for (const thread of [...active.values(), ...limbo]) {
    if (thread === current) continue;
    setDone(thread._handle);
    thread.$begun = true;
  }
  limbo.clear();
  active.clear();
  forgetAwaited();
  mainThread = current;
  if (current === undefined) return;
  active.set(isolate.current!.ident, current);
  current._native_id = isolate.current!.nativeId;
  if (current instanceof _DummyThread) {
    Object.setPrototypeOf(current, _MainThread.prototype as object);
    current._name = "MainThread";
    current._daemonic = false;
  }
}
atFork({ child: afterFork });

/** A thread that was not started here ends: so does what stood for it. */
function forgetDummy({ ident, local }: GreenThread): void {
  if (active.get(ident) === local.python) active.delete(ident);
}
lifeHooks.ended = forgetDummy;

let names = 0;
carried(
  "threading names",
  () => names,
  (n) => {
    names = n as number;
  },
);
function newName(prefix: string): string {
  return `${prefix}-${++names}`;
}

function mustBeInitialized(self: Thread, message: string): void {
  if (self._initialized !== true) throw new AssertionError(message);
}

/** Of an executor, that its threads have too: it has not been shut down. */
export interface Open {
  open: boolean;
}

@pyclass("threading.Thread")
export class Thread extends PyObject {
  static _initialized = false;
  declare _initialized: boolean;
  declare _target: Value;
  declare _name: Value;
  declare _args: Value;
  declare _kwargs: Value;
  declare _daemonic: Value;
  declare _ident: number | null;
  declare _native_id: number | null;
  declare _handle: HandleObject;
  /** sys.stderr as it was when the thread was made, for the case that there is none at its end */
  declare _stderr: Value;
  /** start() has been called and the thread has begun */
  declare $begun: boolean;
  declare $event: Event | undefined;
  /** For a thread of an executor: has that not been shut down? */
  declare $pool: Open | undefined;
  /** Where the one who starts it waits until it has begun, if it must. */
  declare $starter: Waiters | undefined;

  __init__(
    group: Value = null,
    target: Value = null,
    name: Value = null,
    args: Value = new Tuple([]),
    kwargs: Value = null,
    { daemon = null }: { daemon?: Value } = {},
  ): Suspends<null> {
    if (group !== null) throw new AssertionError("group argument must be None for now");
    this._target = target;
    this._name = truth(name) ? str(name) : defaultName(target);
    this._args = args;
    this._kwargs = kwargs === null ? new Dict() : kwargs;
    this._daemonic = daemon !== null ? daemon : current_thread()._daemonic;
    this._ident = null;
    this._native_id = null;
    this._handle = new HandleObject();
    this._stderr = sysModule.stderr;
    this.$begun = false;
    this.$event = undefined;
    this.$starter = undefined;
    this.$pool = undefined;
    this._initialized = true;
    return null;
  }

  __repr__(): Suspends<string> {
    mustBeInitialized(this, "Thread.__init__() was not called");
    let status = isDone(this._handle) ? "stopped" : this.$begun ? "started" : "initial";
    if (truth(this._daemonic)) status += " daemon";
    if (this._ident !== null) status += ` ${this._ident}`;
    return `<${typeOf(this).$name}(${str(this._name)}, ${status})>`;
  }

  /** Starts the thread; it runs until it waits, before this call returns. */
  start(): Suspends<null> {
    if (this._initialized !== true) throw new RuntimeError("thread.__init__() not called");
    if (this.$begun || this._handle.$thread !== null) throw new RuntimeError("threads can only be started once");
    if (starting.current !== undefined) this.$startBy(starting.current);
    else {
      if (auditHooks.length > 0) audit("_thread.start_joinable_thread", $getattr(this, "_bootstrap"), truth(this._daemonic) ? 1 : 0, this._handle);
      const thread = startThread(this._handle, truth(this._daemonic), this);
      limbo.add(this);
      beginHere(thread);
    }
    while (!this.$begun) if ((this.$starter ??= new Waiters()).park(Infinity) === INTERRUPTED) checkSignals();
    // the thread may have run to its end
    if (signals.pending.length > 0) checkSignals();
    return null;
  }

  /** Has a function of the script's start it. */
  $startBy(start: Value): Suspends<void> {
    limbo.add(this);
    try {
      $callx(
        start,
        [$getattr(this, "_bootstrap")],
        $mapkw(
          Dict.$of([
            ["handle", this._handle],
            ["daemon", this._daemonic],
          ]),
        ),
      );
    } catch (error) {
      limbo.delete(this);
      throw error;
    }
  }

  /** What CPython's thread begins with. */
  _bootstrap(): Suspends<null> {
    this.$run();
    return null;
  }

  /** Notes the thread that runs it, as the one that this stands for. */
  _set_ident(): null {
    this._ident = isolate.current!.ident;
    return null;
  }
  _set_native_id(): null {
    this._native_id = isolate.current!.nativeId;
    return null;
  }

  run(): Suspends<null> {
    try {
      if (this._target !== null) {
        const { _target: target, _args: args, _kwargs: kwargs } = this;
        callStar(target, args, kwargs);
      }
    } finally {
      this._target = undefined;
      this._args = undefined;
      this._kwargs = undefined;
    }
    return null;
  }

  /** What its green thread runs. */
  $run(): Suspends<void> {
    this.$live();
  }

  /** The thread's life. */
  private $live(): Suspends<void> {
    const thread = isolate.current as GreenThread;
    thread.local.python = this;
    const ident = patched("threading.get_ident");
    this._ident = ident === undefined ? thread.ident : call(ident);
    this._native_id = thread.nativeId;
    this.$begun = true;
    this.$starter?.wakeFirst(null);
    active.set(thread.ident, this);
    limbo.delete(this);
    if (this.$event !== undefined) this.$event.set();
    traceThread();
    try {
      if (typeof this.run === "function") this.run();
      else callMethod(this, "run");
    } catch (thrown) {
      reportUncaught(this, $caught($passing(thrown, passedIn(this)), null));
      $uncaught(null);
    } finally {
      const ident = patched("threading.get_ident");
      if (ident !== undefined) call(ident);
      active.delete(thread.ident);
    }
  }

  /**
   * Waits until the thread has ended.
   *
   * @param timeout seconds; None waits for ever
   */
  join$(timeout: Value = null): Suspends<null> {
    if (this._initialized !== true) throw new RuntimeError("Thread.__init__() not called");
    if (!this.$begun) throw new RuntimeError("cannot join thread before it is started");
    if (this === (isolate.current as GreenThread).local.python) throw new RuntimeError("cannot join current thread");
    let deadlineMs = Infinity;
    if (timeout !== null) {
      const ms = truth(gt(0, timeout)) ? 0 : secondsToMs(timeout);
      deadlineMs = ms <= 0 ? -Infinity : deadlineAfter(ms);
    }
    // a dropped executor is to end its threads
    if (this.$pool !== undefined && this.$pool.open && !isDone(this._handle)) collect();
    joinThread(this._handle, deadlineMs);
    return null;
  }

  is_alive(): boolean {
    mustBeInitialized(this, "Thread.__init__() not called");
    return this.$begun && !isDone(this._handle);
  }

  isDaemon(): Suspends<Value> {
    warnDeprecated("isDaemon() is deprecated, get the daemon attribute instead");
    return $getattr(this, "daemon");
  }
  setDaemon(daemonic: Value): Suspends<null> {
    warnDeprecated("setDaemon() is deprecated, set the daemon attribute instead");
    $setattr(this, "daemon", daemonic);
    return null;
  }
  getName(): Suspends<Value> {
    warnDeprecated("getName() is deprecated, get the name attribute instead");
    return $getattr(this, "name");
  }
  setName(name: Value): Suspends<null> {
    warnDeprecated("setName() is deprecated, set the name attribute instead");
    $setattr(this, "name", name);
    return null;
  }
}

function initialized(self: Thread): Thread {
  mustBeInitialized(self, "Thread.__init__() not called");
  return self;
}

function setName(self: Thread, name: Value): Suspends<void> {
  initialized(self)._name = str(name);
}

function setDaemonic(self: Thread, daemonic: Value): void {
  if (self._initialized !== true) throw new RuntimeError("Thread.__init__() not called");
  if (self.$begun) throw new RuntimeError("cannot set daemon status of active thread");
  self._daemonic = daemonic;
}

/** The event that says that the thread has begun. */
function startedEvent(self: Thread): Event {
  if (self.$event === undefined) {
    self.$event = makeEvent();
    self.$event._flag = self.$begun;
  }
  return self.$event;
}

getset(Thread, {
  name: [(self: Thread) => initialized(self)._name, setName],
  ident: [(self: Thread) => initialized(self)._ident],
  native_id: [(self: Thread) => initialized(self)._native_id],
  daemon: [(self: Thread) => initialized(self)._daemonic, setDaemonic],
  _started: [startedEvent],
});

/** A thread made by the runtime itself. */
export function makeThread(target: Value, name: string): Thread {
  const thread = Object.create(Thread.prototype as object) as Thread;
  thread._target = target;
  thread._name = name;
  thread._args = new Tuple([]);
  thread._kwargs = new Dict();
  thread._daemonic = current_thread()._daemonic;
  thread._ident = null;
  thread._native_id = null;
  thread._handle = new HandleObject();
  thread._stderr = sysModule.stderr;
  thread.$begun = false;
  thread.$event = undefined;
  thread.$starter = undefined;
  thread.$pool = undefined;
  thread._initialized = true;
  return thread;
}

export function defaultName(target: Value): Suspends<string> {
  const name = newName("Thread");
  if (target === null) return name;
  const targetName = typeof target === "function" && target.$cls === functionType && target.$own === undefined ? target.$f.name : getattrOr(target, "__name__");
  return targetName === undefined ? name : `${name} (${str(targetName)})`;
}

@pyclass("threading.Timer")
export class Timer extends Thread {
  declare interval: Value;
  declare function: Value;
  declare args: Value;
  declare kwargs: Value;
  declare finished: Event;

  override __init__(interval: Value, function_: Value, args: Value = null, kwargs: Value = null): Suspends<null> {
    super.__init__();
    this.interval = interval;
    this.function = function_;
    this.args = args === null ? [] : args;
    this.kwargs = kwargs === null ? new Dict() : kwargs;
    this.finished = makeEvent();
    return null;
  }

  cancel(): Suspends<null> {
    this.finished.set();
    return null;
  }

  override run(): Suspends<null> {
    this.finished.wait(this.interval);
    if (!this.finished.is_set()) callStar(this.function, this.args, this.kwargs);
    this.finished.set();
    return null;
  }
}

@pyclass("threading._MainThread")
export class _MainThread extends Thread {
  override __init__(): Suspends<null> {
    const thread = isolate.main as GreenThread;
    adopt(this, thread, "MainThread", false);
    return null;
  }
}

@pyclass("threading._DummyThread")
export class _DummyThread extends Thread {
  override __init__(): Suspends<null> {
    adopt(this, isolate.current as GreenThread, newName("Dummy"), true);
    return null;
  }

  override is_alive(): boolean {
    if (!isDone(this._handle) && (this.$event === undefined || this.$event._flag)) return true;
    throw new RuntimeError("thread is not alive");
  }

  override join$(_timeout: Value = null): Suspends<null> {
    throw new RuntimeError("cannot join a dummy thread");
  }
}

/** Fills the Thread object of a thread that runs already. */
function adopt(self: Thread, thread: GreenThread, name: string, daemon: boolean): Thread {
  self._target = null;
  self._name = name;
  self._args = new Tuple([]);
  self._kwargs = new Dict();
  self._daemonic = daemon;
  self._ident = thread.ident;
  self._native_id = thread.nativeId;
  self._handle = handleOf(thread.ident);
  self.$begun = true;
  self.$event = undefined;
  self.$starter = undefined;
  self.$pool = undefined;
  self._initialized = true;
  thread.local.python = self;
  active.set(thread.ident, self);
  return self;
}

let mainThread: Thread | undefined;
carried(
  "threading main",
  () => mainThread,
  (thread) => {
    mainThread = thread as Thread | undefined;
  },
);

export function main_thread(): Thread {
  return (mainThread ??= adopt(Object.create(_MainThread.prototype as object) as Thread, isolate.main as GreenThread, "MainThread", false));
}

export function current_thread(): Thread {
  const thread = isolate.current as GreenThread;
  const python = thread.local.python as Thread | undefined;
  if (python !== undefined) return python;
  return thread === isolate.main ? main_thread() : adopt(Object.create(_DummyThread.prototype as object) as Thread, thread, newName("Dummy"), true);
}

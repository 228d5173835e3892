/**
 * multiprocessing.queues - queues that processes put to and take from.
 *
 * Mirrors     Lib/multiprocessing/queues.py of CPython 3.13
 * Suspends    put, get, join, join_thread
 * Calls back  what pickle calls, on the feeder's thread for put()
 * Differs     the feeder writes what has gathered in one piece
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { AssertionError, ValueError } from "../../objects/exceptions.js";
import { generic } from "../../objects/genericalias.js";
import { pymodule } from "../../objects/module.js";
import { PyObject, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { callMethod } from "../../objects/protocols/call.js";
import { le } from "../../objects/protocols/compare.js";
import { toIndex } from "../../objects/protocols/index.js";
import { spread } from "../../objects/protocols/iter.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtin, pyclass } from "../../objects/register.js";
import { printException } from "../../objects/traceback.js";
import { Tuple } from "../../objects/tuple.js";
import { acquire as acquireHandle, acquireShortly, release as releaseHandle, valueOf } from "../../processes/semaphore.js";
import { policy } from "../../scheduler/policy.js";
import { secondsToMs } from "../../scheduler/seconds.js";
import { acquireSemLock, SEM_VALUE_MAX } from "../_multiprocessing.js";
import { Deque } from "../_collections/deque.js";
import { acquire, LockObject, release } from "../_thread/lock.js";
import { Empty, Full } from "../queue.js";
import { makeCondition, notifyFirst, type Condition } from "../threading/condition.js";
import { makeThread, type Thread } from "../threading/thread.js";
import { sysModule } from "../sys/module.js";
import { residentCount, type Stay } from "../../processes/home.js";
import { yieldThread } from "../../scheduler/scheduler.js";
import { leaveHome, putAtHome, takeAtHome } from "./athome.js";
import { makeQueueEnds, type Connection } from "./connection/connection.js";
import { announce, isWantedElsewhere, laneOf, type Decode, type Message } from "./connection/lane.js";
import { sendAtOnce, sendMessage } from "./connection/message.js";
import { decoded, objectOf, takeBefore, takeNext } from "./connection/taking.js";
import { compact } from "./compact.js";
import { assert_spawning } from "./context.js";
import { feed, finalizeClose, finalizeJoin, sentinel } from "./feeder.js";
import { finalize, register_after_fork, type Finalize } from "./finalize.js";
import { debug } from "./log.js";
import { getpid } from "./pids.js";
import { pack, packKnown } from "./pickling.js";
import { isPutQuickly, takenQuickly } from "./quick.js";
import type { SemLock } from "./synchronize.js";

@pyclass("multiprocessing.queues.Queue")
export class Queue extends PyObject {
  declare _maxsize: number;
  declare _reader: Connection;
  declare _writer: Connection;
  declare _rlock: SemLock;
  declare _wlock: SemLock;
  declare _sem: SemLock;
  declare _opid: number;
  declare _ignore_epipe: Value;
  declare _notempty: Condition;
  declare _buffer: Deque;
  declare _thread: Thread | null;
  declare _jointhread: Finalize | null;
  declare _joincancelled: boolean;
  declare _closed: boolean;
  declare _close: Finalize | null;
  /** the process at home (athome.ts) that has it */
  declare $stay: Stay | undefined;

  __init__(maxsize: Value = 0, { ctx }: { ctx?: Value }): Suspends<null> {
    setUp(this, maxsize, ctx);
    return null;
  }

  __getstate__(): Suspends<Value> {
    assert_spawning(this);
    return new Tuple([this._ignore_epipe, this._maxsize, this._reader, this._writer, this._rlock, this._wlock, this._sem, this._opid]);
  }
  __setstate__(state: Value): Suspends<null> {
    [this._ignore_epipe, this._maxsize, this._reader, this._writer, this._rlock, this._wlock, this._sem, this._opid] = spread(state) as [
      Value,
      number,
      Connection,
      Connection,
      SemLock,
      SemLock,
      SemLock,
      number,
    ];
    resetQueue(this);
    return null;
  }

  _reset(after_fork: Value = false): null {
    resetQueue(this);
    return null;
  }

  /**
   * Leaves an object for the feeder, waiting for room if need be.
   *
   * @param timeout seconds; None waits for ever
   */
  put(obj: Value, block: Value = true, timeout: Value = null): Suspends<null> {
    if (this._thread !== null && timeout === null && block === true && isPutQuickly(this, obj)) return null;
    if (this.$stay !== undefined && putAtHome(this, obj, block === true && timeout === null)) return null;
    takeRoom(this, block, timeout);
    if (this._thread !== null && (isSentAtOnce(this, obj, false) || (residentCount() > 0 && isSentSoon(this, obj)))) return null;
    const lock = this._notempty._lock as LockObject;
    acquire(lock, Infinity);
    try {
      if (this._thread === null) this._start_thread();
      this._buffer.$push(obj);
      notifyFirst(this._notempty);
    } finally {
      release(lock);
    }
    return null;
  }

  /**
   * The next object, waiting for one if need be.
   *
   * @param timeout seconds; None waits for ever
   */
  get(block: Value = true, timeout: Value = null): Suspends<Value> {
    const waits = timeout === null && block === true;
    if (this.$stay !== undefined) {
      const message = takeAtHome(this, waits);
      if (message !== undefined) return objectOf(message);
    }
    if (waits && !this._closed && this._reader._handle !== null) {
      const message = takenQuickly(this);
      if (message !== undefined) return objectOf(message);
    }
    if (this._closed) throw new ValueError(`Queue ${repr(this)} is closed`);
    return objectOf(truth(block) && timeout === null ? takeAny(this) : takeWithin(this, block, timeout));
  }

  qsize(): number {
    return this._maxsize - valueOf(this._sem._semlock.$handle);
  }
  empty(): Suspends<boolean> {
    return !truth(this._poll());
  }
  full(): boolean {
    return valueOf(this._sem._semlock.$handle) === 0;
  }
  get_nowait(): Suspends<Value> {
    return this.get(false);
  }
  put_nowait(obj: Value): Suspends<Value> {
    return callMethod(this, "put", obj, false);
  }
  _poll(timeout: Value = 0): Suspends<Value> {
    if (this.$stay !== undefined) leaveHome(this);
    return this._reader.poll(timeout);
  }

  /** This process puts no more. */
  close(): Suspends<null> {
    if (this.$stay !== undefined) leaveHome(this);
    this._closed = true;
    const { _close: close } = this;
    if (close !== null) {
      this._close = null;
      close.__call__();
    }
    return null;
  }

  /** Waits until all is in the pipe; only after close(). */
  join_thread(): Suspends<null> {
    if (this.$stay !== undefined) leaveHome(this);
    debug("Queue.join_thread()");
    if (!this._closed) throw new AssertionError(`Queue ${repr(this)} not closed`);
    if (this._jointhread !== null) this._jointhread.__call__();
    return null;
  }

  /** The process may end before all is in the pipe. */
  cancel_join_thread(): Suspends<null> {
    if (this.$stay !== undefined) leaveHome(this);
    debug("Queue.cancel_join_thread()");
    this._joincancelled = true;
    if (this._jointhread !== null) this._jointhread.cancel();
    return null;
  }

  _terminate_broken(): Suspends<null> {
    callMethod(this._reader, "close");
    callMethod(this, "close");
    callMethod(this, "join_thread");
    return null;
  }

  _start_thread(): Suspends<null> {
    debug("Queue._start_thread()");
    while (this._buffer.$size > 0) this._buffer.$shift();
    const thread = makeThread(feed, "QueueFeederThread");
    const onerror = $getattr(this, "_on_queue_feeder_error");
    thread._args = new Tuple([this._buffer, this._notempty, this._reader, this._writer, this._wlock, this._ignore_epipe, onerror, this._sem]);
    thread._daemonic = true;
    this._thread = thread;
    debug("doing self._thread.start()");
    thread.start();
    debug("... done self._thread.start()");
    if (!this._joincancelled) this._jointhread = finalize(thread, finalizeJoin, [thread], -5);
    this._close = finalize(this, finalizeClose, [this._buffer, this._notempty], 10);
    return null;
  }

  /** What becomes of an object that cannot be sent; concurrent.futures has its own way. */
  static _on_queue_feeder_error(e: Value, obj: Value): Suspends<null> {
    printException(e, { above: feederLines() });
    return null;
  }
}
generic(Queue);

/** What stands above the frames of a failed pickling in CPython. */
function feederLines(): string[] {
  const library = `  File "${String(sysModule.prefix)}/lib/python3.13/multiprocessing`;
  return [
    `${library}/queues.py", line 262, in _feed\n    obj = _ForkingPickler.dumps(obj)\n`,
    `${library}/reduction.py", line 51, in dumps\n    cls(buf, protocol).dump(obj)\n    ~~~~~~~~~~~~~~~~~~~~~~~^^^^^\n`,
  ];
}

/** A primitive of a context: `ctx.Lock()`. */
function made(ctx: Value, name: string, ...args: Value[]): Suspends<Value> {
  return callMethod(ctx, name, ...args);
}

function setUp(self: Queue, maxsize: Value, ctx: Value): Suspends<void> {
  self._maxsize = truth(le(maxsize, 0)) ? SEM_VALUE_MAX : (toIndex(maxsize) as number);
  [self._reader, self._writer] = makeQueueEnds();
  self._rlock = made(ctx, "Lock");
  self._opid = getpid();
  self._wlock = made(ctx, "Lock");
  self._sem = made(ctx, "BoundedSemaphore", self._maxsize);
  self._ignore_epipe = false;
  resetQueue(self);
  register_after_fork(self, afterFork);
}

const afterFork = builtin(
  "_after_fork(queue)",
  (queue: Value): Suspends<null> => {
    debug("Queue._after_fork()");
    resetQueue(queue as Queue);
    return null;
  },
  "multiprocessing.queues",
);

/** No feeder, nothing in the buffer. */
export function resetQueue(self: Queue): void {
  self._writer.$busy = false;
  self._notempty = makeCondition(new LockObject());
  self._buffer = new Deque();
  self._thread = null;
  self._jointhread = null;
  self._joincancelled = false;
  self._closed = false;
  self._close = null;
  self.$stay = undefined;
}

function takeRoom(self: Queue, block: Value, timeout: Value): Suspends<void> {
  if (self._closed) throw new ValueError(`Queue ${repr(self)} is closed`);
  if (!acquireSemLock(self._sem._semlock, block, timeout)) throw new Full();
}

/** Puts an object into the ring, if nothing is to go before it and nobody has to be woken, unless the caller does that (announce()): once for many objects. */
export function isSentAtOnce(self: Queue, obj: Value, announced: boolean): Suspends<boolean> {
  const { _writer: writer } = self;
  if (self._buffer.$size > 0 || writer.$busy || writer._handle === null || (!announced && isWantedElsewhere(laneOf(writer.$ahead)))) return false;
  const { $handle: lock } = self._wlock._semlock;
  const data = compact(obj) ?? packKnown(obj);
  if (data === undefined || !acquireHandle(lock, false, null)) return false;
  let sent = false;
  try {
    sent = sendAtOnce(writer, data);
  } finally {
    releaseHandle(lock);
  }
  // one may have begun to wait
  if (sent && !announced) announce(laneOf(writer.$ahead));
  return sent;
}

/** The same once a process at home has had its turn, which makes room. */
function isSentSoon(self: Queue, obj: Value): Suspends<boolean> {
  yieldThread();
  return isSentAtOnce(self, obj, false);
}

function takeAny(self: Queue): Suspends<Message> {
  const message = takeNext(self._reader, self._rlock._semlock.$handle, decoded);
  releaseHandle(self._sem._semlock.$handle);
  return message;
}

function takeWithin(self: Queue, block: Value, timeout: Value): Suspends<Message> {
  const blocks = truth(block);
  let deadlineMs = Infinity;
  if (blocks && timeout !== null) deadlineMs = policy.current.nowMs() + Math.max(0, secondsToMs(timeout));
  const message = takeBefore(self._reader, self._rlock._semlock.$handle, decoded, deadlineMs, blocks);
  if (message === undefined) throw new Empty();
  releaseHandle(self._sem._semlock.$handle);
  return message;
}

@pyclass("multiprocessing.queues.JoinableQueue")
export class JoinableQueue extends Queue {
  declare _unfinished_tasks: SemLock;
  declare _cond: Value;

  override __init__(maxsize: Value = 0, { ctx }: { ctx?: Value }): Suspends<null> {
    setUp(this, maxsize, ctx);
    this._unfinished_tasks = made(ctx, "Semaphore", 0);
    this._cond = made(ctx, "Condition");
    return null;
  }

  override __getstate__(): Suspends<Value> {
    return new Tuple([...(super.__getstate__() as Tuple).items, this._cond, this._unfinished_tasks]);
  }
  override __setstate__(state: Value): Suspends<null> {
    const items = spread(state);
    super.__setstate__(new Tuple(items.slice(0, -2)));
    [this._cond, this._unfinished_tasks] = items.slice(-2) as [Value, SemLock];
    return null;
  }

  override put(obj: Value, block: Value = true, timeout: Value = null): Suspends<null> {
    takeRoom(this, block, timeout);
    const lock = this._notempty._lock as LockObject;
    acquire(lock, Infinity);
    try {
      this._cond.__enter__();
      try {
        if (this._thread === null) this._start_thread();
        this._buffer.$push(obj);
        releaseHandle(this._unfinished_tasks._semlock.$handle);
        notifyFirst(this._notempty);
      } finally {
        this._cond.__exit__(null, null, null);
      }
    } finally {
      release(lock);
    }
    return null;
  }

  /** Says that the work on one object is done. */
  task_done(): Suspends<null> {
    const { $handle: unfinished } = this._unfinished_tasks._semlock;
    this._cond.__enter__();
    try {
      if (!acquireHandle(unfinished, false, null)) throw new ValueError("task_done() called too many times");
      if (valueOf(unfinished) === 0) this._cond.notify_all();
    } finally {
      this._cond.__exit__(null, null, null);
    }
    return null;
  }

  /** Waits until task_done() has been called for each object. */
  join$(): Suspends<null> {
    this._cond.__enter__();
    try {
      if (valueOf(this._unfinished_tasks._semlock.$handle) !== 0) this._cond.wait();
    } finally {
      this._cond.__exit__(null, null, null);
    }
    return null;
  }
}

@pyclass("multiprocessing.queues.SimpleQueue")
export class SimpleQueue extends PyObject {
  declare _reader: Connection;
  declare _writer: Connection;
  declare _rlock: SemLock;
  declare _wlock: SemLock;

  __init__({ ctx }: { ctx?: Value }): Suspends<null> {
    [this._reader, this._writer] = makeQueueEnds();
    this._rlock = made(ctx, "Lock");
    this._wlock = made(ctx, "Lock");
    return null;
  }

  close(): Suspends<null> {
    callMethod(this._reader, "close");
    callMethod(this._writer, "close");
    return null;
  }

  _poll(timeout: Value = 0): Suspends<Value> {
    return this._reader.poll(timeout);
  }
  empty(): Suspends<boolean> {
    return !truth(this._poll());
  }

  __getstate__(): Suspends<Value> {
    assert_spawning(this);
    return new Tuple([this._reader, this._writer, this._rlock, this._wlock]);
  }
  __setstate__(state: Value): Suspends<null> {
    [this._reader, this._writer, this._rlock, this._wlock] = spread(state) as [Connection, Connection, SemLock, SemLock];
    return null;
  }

  get(): Suspends<Value> {
    return objectOf(takeNext(this._reader, this._rlock._semlock.$handle, decoded));
  }

  put(obj: Value): Suspends<null> {
    this.$give(pack(obj));
    return null;
  }

  /** What `decode` makes of the next message. */
  $take(decode: Decode): Suspends<Message> {
    return takeNext(this._reader, this._rlock._semlock.$handle, decode);
  }

  $give(data: Uint8Array): Suspends<void> {
    const { $handle: lock } = this._wlock._semlock;
    acquireShortly(lock);
    try {
      this._writer._check_closed();
      sendMessage(this._writer, data);
    } finally {
      releaseHandle(lock);
    }
  }
}
generic(SimpleQueue);

export default pymodule("multiprocessing.queues", {
  Queue,
  JoinableQueue,
  SimpleQueue,
  Empty,
  Full,
  _sentinel: sentinel,
  __all__: ["Queue", "SimpleQueue", "JoinableQueue"],
});

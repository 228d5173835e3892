/**
 * multiprocessing.connection.Connection - objects and bytes sent to and received from the other end of a pipe or socket.
 *
 * Mirrors     Lib/multiprocessing/connection.py: _ConnectionBase, Connection, Pipe
 * Suspends    send, recv and their like, while the other end is not ready; poll
 * Calls back  what pickle calls
 * Differs     a connection that is dropped without close() is closed when the collector has seen it
 */
import type { Suspends } from "../../../frames/suspend.js";
import { bufferInfo, bufferOf } from "../../../objects/bytes/buffer.js";
import { ByteArray, Bytes, MemoryView } from "../../../objects/bytes/data.js";
import { OSError, TypeError, ValueError } from "../../../objects/exceptions.js";
import { PyObject, type Value } from "../../../objects/object.js";
import { truth } from "../../../objects/protocols/bool.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { gt, lt } from "../../../objects/protocols/compare.js";
import { toIndex, toSsize } from "../../../objects/protocols/index.js";
import { getset, pyclass } from "../../../objects/register.js";
import { Tuple } from "../../../objects/tuple.js";
import { typeName } from "../../../objects/typename.js";
import { policy } from "../../../scheduler/policy.js";
import { secondsToMs } from "../../../scheduler/seconds.js";
import { closeFd } from "../../../system/descriptors.js";
import { closeWhenDropped, disclaim } from "../../../system/dropped.js";
import { system } from "../../../system/oserror.js";
import { makePipe, makeSocketPair } from "../../../system/pipes.js";
import { POLLIN, ready } from "../../../system/poll.js";
import { BufferTooShort } from "../context.js";
import { dumps, loads, PICKLE_MARK, unpack } from "../pickling.js";
import { isLaneReady, laneOf, makeLane, passOn, waitForLane } from "./lane.js";
import { receiveMessage, sendMessage, type Stream } from "./message.js";
import { waitForAny } from "./wait.js";

/** A message as Python code sees it, which knows pickles alone. */
function shown(connection: Connection, data: Uint8Array): Suspends<Uint8Array> {
  return connection.$ahead !== 0 && data[0]! < PICKLE_MARK ? dumps(unpack(data)) : data;
}

function isReadonly(buf: Value): boolean {
  if (buf instanceof ByteArray) return false;
  return buf instanceof MemoryView ? buf.$readonly : (bufferInfo(buf)?.readonly ?? true);
}

@pyclass("multiprocessing.connection._ConnectionBase")
export class _ConnectionBase extends PyObject implements Stream {
  static _handle: Value = null;
  declare _handle: number | null;
  declare _readable: Value;
  declare _writable: Value;
  declare $blocks: boolean | undefined;
  declare $ahead: number;
  declare $busy: boolean;

  __init__(handle: Value, readable: Value = true, writable: Value = true): Suspends<null> {
    const number = toSsize(callMethod(handle, "__index__"));
    if (number < 0) throw new ValueError("invalid handle");
    if (!truth(readable) && !truth(writable)) throw new ValueError("at least one of `readable` and `writable` must be True");
    this._handle = number;
    this._readable = readable;
    this._writable = writable;
    this.$blocks = undefined;
    this.$ahead = 0;
    this.$busy = false;
    closeWhenDropped(this, number);
    return null;
  }

  /** In a child that a fork made: the descriptor there is the child's own. */
  $forked(): void {
    if (this._handle !== null) closeWhenDropped(this, this._handle);
  }

  _check_closed(): null {
    if (this._handle === null) throw new OSError("handle is closed");
    return null;
  }
  _check_readable(): Suspends<null> {
    if (!truth(this._readable)) throw new OSError("connection is write-only");
    return null;
  }
  _check_writable(): Suspends<null> {
    if (!truth(this._writable)) throw new OSError("connection is read-only");
    return null;
  }
  _bad_message_length(): Suspends<null> {
    if (truth(this._writable)) this._readable = false;
    else callMethod(this, "close");
    throw new OSError("bad message length");
  }

  fileno(): Value {
    this._check_closed();
    return this._handle;
  }

  close(): Suspends<null> {
    if (this._handle !== null) {
      try {
        this._close();
      } finally {
        this._handle = null;
      }
    }
    return null;
  }

  _close(): null {
    const handle = this._handle as number;
    disclaim(this);
    system(() => closeFd(handle));
    return null;
  }

  /** Sends bytes; `size` of them from `offset` on. */
  send_bytes(buf: Value, offset: Value = 0, size: Value = null): Suspends<null> {
    this._check_closed();
    this._check_writable();
    const data = bufferOf(buf);
    if (data === undefined) throw new TypeError(`memoryview: a bytes-like object is required, not '${typeName(buf)}'`);
    const n = data.length;
    if (truth(lt(offset, 0))) throw new ValueError("offset is negative");
    if (truth(lt(n, offset))) throw new ValueError("buffer length < offset");
    const start = Number(toIndex(offset));
    let end = n;
    if (size !== null) {
      if (truth(lt(size, 0))) throw new ValueError("size is negative");
      end = start + Number(toIndex(size));
      if (end > n) throw new ValueError("buffer length < offset + size");
    }
    sendMessage(this, start === 0 && end === n ? data : data.subarray(start, end));
    return null;
  }

  /** Sends an object, pickled. */
  send(obj: Value): Suspends<null> {
    this._check_closed();
    this._check_writable();
    sendMessage(this, dumps(obj));
    return null;
  }

  recv_bytes(maxlength: Value = null): Suspends<Value> {
    this._check_closed();
    this._check_readable();
    if (maxlength !== null && truth(lt(maxlength, 0))) throw new ValueError("negative maxlength");
    const data = receiveMessage(this, maxlength === null ? Infinity : Number(toIndex(maxlength)));
    if (data === null) return this._bad_message_length();
    return new Bytes(shown(this, data));
  }

  /** Receives bytes into a buffer; how many. */
  recv_bytes_into(buf: Value, offset: Value = 0): Suspends<Value> {
    this._check_closed();
    this._check_readable();
    const room = bufferOf(buf);
    if (room === undefined) throw new TypeError(`memoryview: a bytes-like object is required, not '${typeName(buf)}'`);
    if (truth(lt(offset, 0))) throw new ValueError("negative offset");
    if (truth(gt(offset, room.length))) throw new ValueError("offset too large");
    const start = Number(toIndex(offset));
    const data = shown(this, receiveMessage(this, Infinity) as Uint8Array);
    if (room.length < start + data.length) throw new BufferTooShort(new Bytes(data));
    if (isReadonly(buf)) throw new TypeError("readinto() argument must be read-write bytes-like object, not memoryview");
    room.set(data, start);
    return data.length;
  }

  /** Receives an object. */
  recv(): Suspends<Value> {
    this._check_closed();
    this._check_readable();
    const data = receiveMessage(this, Infinity) as Uint8Array;
    return this.$ahead !== 0 ? unpack(data) : loads(data);
  }

  /**
   * Whether there is something to receive.
   *
   * @param timeout seconds to wait for it; None waits for ever
   */
  poll(timeout: Value = 0): Suspends<boolean> {
    this._check_closed();
    this._check_readable();
    return this._poll(timeout);
  }

  _poll(timeout: Value): Suspends<boolean> {
    const handle = this._handle as number;
    if (this.$ahead !== 0) return this.pollLane(handle, timeout);
    if (timeout === 0) return ready([handle], [POLLIN]).count > 0;
    const deadlineMs = timeout === null ? Infinity : policy.current.nowMs() + secondsToMs(timeout);
    return waitForAny([handle], deadlineMs).length > 0;
  }

  private pollLane(handle: number, timeout: Value): Suspends<boolean> {
    if (isLaneReady(this.$ahead)) return true;
    if (timeout === 0) return ready([handle], [POLLIN]).count > 0;
    const deadlineMs = timeout === null ? Infinity : policy.current.nowMs() + secondsToMs(timeout);
    const come = waitForLane(this.$ahead, handle, deadlineMs);
    passOn(laneOf(this.$ahead)); // this thread was called, and may not take anything
    return come || ready([handle], [POLLIN]).count > 0;
  }

  __enter__(): Value {
    return this;
  }
  __exit__(exc_type: Value, exc_value: Value, exc_tb: Value): Suspends<null> {
    callMethod(this, "close");
    return null;
  }
}
getset(_ConnectionBase, {
  closed: [(self: _ConnectionBase) => self._handle === null],
  readable: [(self: _ConnectionBase) => self._readable],
  writable: [(self: _ConnectionBase) => self._writable],
});

/** Who puts something else in the place of the descriptor has taken it. */
_ConnectionBase.$setattro = function setConnectionAttribute(self: Value, name: string, value: Value): boolean {
  if (name === "_handle") {
    disclaim(self as object);
    if (typeof value === "number") closeWhenDropped(self as object, value);
    self.$blocks = undefined;
  }
  return false;
};

@pyclass("multiprocessing.connection.Connection", {
  doc: "\n    Connection class based on an arbitrary file descriptor (Unix only), or\n    a socket handle (Windows).\n    ",
})
export class Connection extends _ConnectionBase {}

/** A connection of the runtime's own making; its descriptor does not block. */
export function makeConnection(fd: number, readable: boolean, writable: boolean): Connection {
  const connection = Object.create(Connection.prototype as object) as Connection;
  connection._handle = fd;
  connection._readable = readable;
  connection._writable = writable;
  connection.$blocks = false;
  connection.$ahead = 0;
  connection.$busy = false;
  closeWhenDropped(connection, fd);
  return connection;
}

/** The two ends of a queue's pipe, with a lane in front of it. */
export function makeQueueEnds(): Suspends<[Connection, Connection]> {
  const [r, w] = makePipe();
  const reader = makeConnection(r, true, false);
  const writer = makeConnection(w, false, true);
  reader.$ahead = writer.$ahead = makeLane();
  return [reader, writer];
}

/** Two connections, the ends of a pipe; of one that goes one way: the end to receive, the end to send. */
export function Pipe(duplex: Value = true): Suspends<Tuple> {
  if (truth(duplex)) {
    const [a, b] = makeSocketPair();
    return new Tuple([makeConnection(a, true, true), makeConnection(b, true, true)]);
  }
  const [r, w] = makePipe();
  return new Tuple([makeConnection(r, true, false), makeConnection(w, false, true)]);
}

/**
 * multiprocessing.dummy.connection - connections between threads, over queues.
 *
 * Mirrors     Lib/multiprocessing/dummy/connection.py of CPython 3.13
 * Suspends    accept, recv, poll
 */
import type { Suspends } from "../../../frames/suspend.js";
import { $getattr } from "../../../objects/attributes.js";
import { pymodule } from "../../../objects/module.js";
import { PyObject, type Value } from "../../../objects/object.js";
import { truth } from "../../../objects/protocols/bool.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { gt, le } from "../../../objects/protocols/compare.js";
import { pyclass } from "../../../objects/register.js";
import { Tuple } from "../../../objects/tuple.js";
import { Queue } from "../../queue.js";

@pyclass("multiprocessing.dummy.connection.Connection")
export class Connection extends PyObject {
  declare _out: Queue;
  declare _in: Queue;
  declare send: Value;
  declare send_bytes: Value;
  declare recv: Value;
  declare recv_bytes: Value;

  __init__(_in: Value, _out: Value): Suspends<null> {
    this._out = _out;
    this._in = _in;
    this.send = this.send_bytes = $getattr(_out, "put");
    this.recv = this.recv_bytes = $getattr(_in, "get");
    return null;
  }

  /** @param timeout seconds */
  poll(timeout: Value = 0): Suspends<boolean> {
    if (truth(gt(this._in.qsize(), 0))) return true;
    if (truth(le(timeout, 0))) return false;
    const { not_empty: condition } = this._in;
    callMethod(condition, "acquire");
    try {
      condition.wait(timeout);
    } finally {
      callMethod(condition, "release");
    }
    return truth(gt(this._in.qsize(), 0));
  }

  close(): null {
    return null;
  }
  __enter__(): Value {
    return this;
  }
  __exit__(exc_type: Value, exc_value: Value, exc_tb: Value): Suspends<null> {
    callMethod(this, "close");
    return null;
  }
}

function connect(a: Value, b: Value): Suspends<Connection> {
  const connection = Object.create(Connection.prototype as object) as Connection;
  connection.__init__(a, b);
  return connection;
}

function makeQueue(maxsize: Value = 0): Suspends<Queue> {
  const queue = Object.create(Queue.prototype as object) as Queue;
  queue.__init__(maxsize);
  return queue;
}

@pyclass("multiprocessing.dummy.connection.Listener")
export class Listener extends PyObject {
  declare _backlog_queue: Queue | null;

  __init__(address: Value = null, family: Value = null, backlog: Value = 1): Suspends<null> {
    this._backlog_queue = makeQueue(backlog);
    return null;
  }
  accept(): Suspends<Value> {
    const [a, b] = (callMethod(this._backlog_queue, "get") as Tuple).items;
    return connect(a, b);
  }
  close(): null {
    this._backlog_queue = null;
    return null;
  }
  get address(): Value {
    return this._backlog_queue;
  }
  __enter__(): Value {
    return this;
  }
  __exit__(exc_type: Value, exc_value: Value, exc_tb: Value): Suspends<null> {
    callMethod(this, "close");
    return null;
  }
}

export function Client(address: Value): Suspends<Value> {
  const a = makeQueue();
  const b = makeQueue();
  callMethod(address, "put", new Tuple([b, a]));
  return connect(a, b);
}

export function Pipe(duplex: Value = true): Suspends<Value> {
  const a = makeQueue();
  const b = makeQueue();
  return new Tuple([connect(a, b), connect(b, a)]);
}

export default pymodule("multiprocessing.dummy.connection", { Client, Listener, Pipe, Connection, families: [null], __all__: ["Client", "Listener", "Pipe"] });

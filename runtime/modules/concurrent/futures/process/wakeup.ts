/**
 * concurrent.futures.process._ThreadWakeup - wakes the manager's thread of an executor.
 *
 * Mirrors     Lib/concurrent/futures/process.py: _ThreadWakeup
 * Suspends    all of it: a pipe
 */
import type { Suspends } from "../../../../frames/suspend.js";
import { Bytes } from "../../../../objects/bytes/data.js";
import { PyObject } from "../../../../objects/object.js";
import { truth } from "../../../../objects/protocols/bool.js";
import { callMethod } from "../../../../objects/protocols/call.js";
import { pyclass } from "../../../../objects/register.js";
import { type Connection, Pipe } from "../../../multiprocessing/connection/connection.js";

/** Wakes the manager's thread. */
@pyclass("concurrent.futures.process._ThreadWakeup")
export class _ThreadWakeup extends PyObject {
  declare _closed: boolean;
  declare _reader: Connection;
  declare _writer: Connection;
  /** A word is in the pipe, or is being taken out: the thread will look at all there is to do after it. */
  declare $pending: boolean;

  __init__(): Suspends<null> {
    this._closed = false;
    this.$pending = false;
    [this._reader, this._writer] = Pipe(false).items as [Connection, Connection];
    return null;
  }
  close(): Suspends<null> {
    if (this._closed) return null;
    this._closed = true;
    callMethod(this._writer, "close");
    callMethod(this._reader, "close");
    return null;
  }
  wakeup(): Suspends<null> {
    if (this._closed || this.$pending) return null;
    this.$pending = true;
    try {
      callMethod(this._writer, "send_bytes", EMPTY);
    } catch (error) {
      this.$pending = false; // stopped by a signal's exception: the next one is to try again
      throw error;
    }
    return null;
  }
  clear(): Suspends<null> {
    if (this._closed) return null;
    while (truth(callMethod(this._reader, "poll"))) callMethod(this._reader, "recv_bytes");
    this.$pending = false;
    return null;
  }
}
const EMPTY = new Bytes(new Uint8Array(0));

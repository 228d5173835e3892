/**
 * multiprocessing.feeder - the thread that takes what put() has left in a queue's buffer to the pipe.
 *
 * Mirrors     Lib/multiprocessing/queues.py: Queue._feed, _finalize_join, _finalize_close
 * Suspends    everything
 * Calls back  what pickle calls; _on_queue_feeder_error
 */
import type { Suspends } from "../../frames/suspend.js";
import { Exception, OSError } from "../../objects/exceptions.js";
import { isinstance, object, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { $caught, $handled, $uncaught } from "../../objects/raise.js";
import { builtin } from "../../objects/register.js";
import { acquire as acquireHandle, release as releaseHandle } from "../../processes/semaphore.js";
import type { Deque } from "../_collections/deque.js";
import { acquire, release, type LockObject } from "../_thread/lock.js";
import { notifyFirst, type Condition } from "../threading/condition.js";
import type { Thread } from "../threading/thread.js";
import type { Connection } from "./connection/connection.js";
import { sendMessage, sendMessages } from "./connection/message.js";
import { is_exiting } from "./ending.js";
import { debug, info } from "./log.js";
import { pack } from "./pickling.js";
import type { SemLock } from "./synchronize.js";

const EPIPE = 32;
/** What is written in one piece: so many bytes, about. */
const BATCH_BYTES = 16384;

/** In a queue's buffer: there will be no more. */
export const sentinel: Value = Object.create(object.prototype as object);

/** Objects and their pickles that are to be written together. */
class Batch {
  readonly objects: Value[] = [];
  readonly pickles: Uint8Array[] = [];
  size = 0;
}

/** What a feeder works with. */
interface Feed {
  readonly buffer: Deque;
  readonly notempty: Condition;
  readonly reader: Connection;
  readonly writer: Connection;
  readonly writeLock: SemLock;
  readonly ignoresEpipe: boolean;
  readonly onerror: Value;
  readonly sem: SemLock;
}

export const feed = builtin(
  "_feed(buffer, notempty, reader, writer, writelock, ignore_epipe, onerror, queue_sem)",
  (buffer: Value, notempty: Value, reader: Value, writer: Value, writeLock: Value, ignoresEpipe: Value, onerror: Value, sem: Value): Suspends<null> => {
    debug("starting thread to feed data to pipe");
    const work: Feed = { buffer, notempty, reader, writer, writeLock, ignoresEpipe: ignoresEpipe === true, onerror, sem };
    const lock = work.notempty._lock as LockObject;
    let goesOn = true;
    while (goesOn) {
      acquire(lock, Infinity);
      if (work.buffer.$size === 0) work.notempty.wait();
      release(lock);
      work.writer.$busy = true;
      goesOn = empty(work);
      work.writer.$busy = false;
    }
    return null;
  },
  "multiprocessing.queues",
);

/** Sends all that is in the buffer; false: that was the last. */
function empty(work: Feed): Suspends<boolean> {
  let batch = new Batch();
  while (work.buffer.$size > 0) {
    const obj = work.buffer.$shift();
    if (obj === sentinel) {
      if (!flush(work, batch)) return false;
      debug("feeder thread got sentinel -- exiting");
      callMethod(work.reader, "close");
      callMethod(work.writer, "close");
      return false;
    }
    const data = pickled(work, obj);
    if (data === null) return false;
    if (data === undefined) continue;
    batch.objects.push(obj);
    batch.pickles.push(data);
    batch.size += data.length;
    if (batch.size < BATCH_BYTES) continue;
    if (!flush(work, batch)) return false;
    batch = new Batch();
  }
  return flush(work, batch);
}

/** An object's pickle; undefined if it has none, which has been told; null: the feeder is to end. */
function pickled(work: Feed, obj: Value): Suspends<Uint8Array | null | undefined> {
  const handled = $handled();
  try {
    return pack(obj);
  } catch (thrown) {
    const error = $caught(thrown, null);
    const goesOn = failed(work, error, [obj]);
    $uncaught(handled);
    return goesOn ? undefined : null;
  }
}

/** Writes a batch; false: the feeder is to end. */
function flush(work: Feed, batch: Batch): Suspends<boolean> {
  if (batch.objects.length === 0) return true;
  const handled = $handled();
  const { $handle: lock } = work.writeLock._semlock;
  try {
    acquireHandle(lock, true, null);
    try {
      if (batch.pickles.length > 1) sendMessages(work.writer, batch.pickles);
      else sendMessage(work.writer, batch.pickles[0]!);
    } finally {
      releaseHandle(lock);
    }
    return true;
  } catch (thrown) {
    const error = $caught(thrown, null);
    const goesOn = failed(work, error, batch.objects);
    $uncaught(handled);
    return goesOn;
  }
}

/** Objects could not be sent: it is as if they had never been put. False: the feeder is to end. */
function failed(work: Feed, error: Value, objects: readonly Value[]): Suspends<boolean> {
  if (!isinstance(error, Exception)) throw error;
  if (work.ignoresEpipe && isinstance(error, OSError) && error.$errno === EPIPE) return false;
  if (is_exiting()) {
    info("error in queue thread: %s", error);
    return false;
  }
  for (let i = 0; i < objects.length; i++) {
    releaseHandle(work.sem._semlock.$handle);
    call(work.onerror, error, objects[i]);
  }
  return true;
}

export const finalizeJoin = builtin(
  "_finalize_join(thread)",
  (thread: Value): Suspends<null> => {
    debug("joining queue thread");
    (thread as Thread).join$();
    debug("... queue thread joined");
    return null;
  },
  "multiprocessing.queues",
);

export const finalizeClose = builtin(
  "_finalize_close(buffer, notempty)",
  (buffer: Value, notempty: Value): Suspends<null> => {
    debug("telling queue thread to quit");
    const lock = (notempty as Condition)._lock as LockObject;
    acquire(lock, Infinity);
    (buffer as Deque).$push(sentinel);
    notifyFirst(notempty as Condition);
    release(lock);
    return null;
  },
  "multiprocessing.queues",
);

/**
 * multiprocessing.quick - the usual case of a queue: a small plain value goes into the ring, or out of it, with nothing to wait for.
 *
 * Nothing here suspends. Who holds the queue's locks meanwhile is not noted: they are the queue's own, held for one step, and nobody asks.
 */
import type { Value } from "../../objects/object.js";
import { giveBack, takeAtOnce } from "../../processes/semaphore.js";
import { compacted, compactInPlace } from "./compact.js";
import { announce, countTaken, isRead, isRingEmpty, isWantedElsewhere, laneOf, offer, passOn, takeFromRing, type Message } from "./connection/lane.js";
import { decoded } from "./connection/taking.js";
import type { Queue } from "./queues.js";

/** Puts an object into the ring; false: nothing has been done. Whoever waits in another isolate is better told of several at once, which is the feeder's work. */
export function isPutQuickly(queue: Queue, obj: Value): boolean {
  const { _writer: writer } = queue;
  if (queue._closed || queue._buffer.$size > 0 || writer.$busy || writer._handle === null) return false;
  const lane = laneOf(writer.$ahead);
  return !isWantedElsewhere(lane) && isRead(lane) && isPutNow(queue, obj);
}

/** The same whoever waits, for one who knows that there are readers. */
export function isPutNow(queue: Queue, obj: Value): boolean {
  const bytes = compactInPlace(obj);
  if (bytes === 0) return false;
  const { $handle: room } = queue._sem._semlock;
  const { $handle: lock } = queue._wlock._semlock;
  if (!takeAtOnce(room)) return false;
  const lane = laneOf(queue._writer.$ahead);
  if (takeAtOnce(lock)) {
    const put = offer(lane, compacted(), bytes);
    giveBack(lock);
    if (put) {
      announce(lane);
      return true;
    }
  }
  giveBack(room);
  return false;
}

/** The next message of the ring; undefined: there is none, or somebody else takes it. */
export function takenQuickly(queue: Queue): Message | undefined {
  const lane = laneOf(queue._reader.$ahead);
  const { $handle: lock } = queue._rlock._semlock;
  if (isRingEmpty(lane) || !takeAtOnce(lock)) return undefined;
  const message = takeFromRing(lane, decoded);
  if (message !== undefined) countTaken(lane);
  giveBack(lock);
  if (message === undefined) return undefined;
  passOn(lane);
  giveBack(queue._sem._semlock.$handle);
  return message;
}

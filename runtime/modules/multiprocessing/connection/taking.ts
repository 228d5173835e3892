/**
 * multiprocessing.connection.taking - the reading end of a queue of which several processes read.
 *
 * Nobody holds the lock for reading while he waits: who sees something takes the lock, and takes what is there if it still is.
 */
import type { Suspends } from "../../../frames/suspend.js";
import type { Value } from "../../../objects/object.js";
import { acquire, acquireShortly, release } from "../../../processes/semaphore.js";
import { policy } from "../../../scheduler/policy.js";
import { POLLIN, ready } from "../../../system/poll.js";
import { expand, MARK } from "../compact.js";
import { unpack } from "../pickling.js";
import type { Connection } from "./connection.js";
import { countTaken, isLaneReady, isPiped, laneOf, passOn, takeFromRing, waitForLane, type Decode, type Message } from "./lane.js";
import { copied, handleOf, takePiped } from "./message.js";

/** A message that has to be unpickled, which may run Python code. */
export class Pickled {
  constructor(readonly data: Uint8Array) {}
}

export function decoded(bytes: Uint8Array, start: number, end: number): Message {
  return bytes[start] === MARK ? (expand(bytes, start) as Message) : new Pickled(copied(bytes, start, end));
}

/** The object of a message. */
export function objectOf(message: Message): Suspends<Value> {
  return message instanceof Pickled ? unpack(message.data) : (message as Value);
}

/** The next message; waits as long as it takes. */
export function takeNext(reader: Connection, lock: number, decode: Decode): Suspends<Message> {
  for (;;) {
    reader._check_closed();
    let taken: Message | undefined;
    try {
      if (!isLaneReady(reader.$ahead)) waitForLane(reader.$ahead, handleOf(reader), Infinity);
      acquireShortly(lock);
      taken = takeAndRelease(reader, lock, decode);
    } catch (error) {
      passOn(laneOf(reader.$ahead)); // a signal's exception: this reader was called, and takes nothing
      throw error;
    }
    if (taken !== undefined) return taken;
  }
}

/** The next message if there is one before the deadline; undefined: there was none. `blocks`: whether to wait at all. */
export function takeBefore(reader: Connection, lock: number, decode: Decode, deadlineMs: number, blocks: boolean): Suspends<Message | undefined> {
  for (;;) {
    reader._check_closed();
    const handle = handleOf(reader);
    let taken: Message | undefined;
    try {
      const come = isLaneReady(reader.$ahead) || (blocks && waitForLane(reader.$ahead, handle, deadlineMs)) || ready([handle], [POLLIN]).count > 0;
      if (!come) return undefined;
      const leftMs = deadlineMs - policy.current.nowMs();
      if (!acquire(lock, blocks, blocks && leftMs !== Infinity ? Math.max(0, leftMs) : null)) return undefined;
      taken = takeAndRelease(reader, lock, decode);
    } catch (error) {
      passOn(laneOf(reader.$ahead));
      throw error;
    }
    if (taken !== undefined || !blocks) return taken;
  }
}

/** Takes a message, if there still is one, and releases the lock. */
function takeAndRelease(reader: Connection, lock: number, decode: Decode): Suspends<Message | undefined> {
  const lane = laneOf(reader.$ahead);
  let taken: Message | undefined;
  try {
    taken = takeFromRing(lane, decode);
    if (taken === undefined) taken = takeFromPipe(reader, decode);
    if (taken !== undefined) countTaken(lane);
  } finally {
    release(lock);
  }
  passOn(lane);
  return taken;
}

function takeFromPipe(reader: Connection, decode: Decode): Suspends<Message | undefined> {
  const lane = laneOf(reader.$ahead);
  if (!isPiped(lane) && (ready([handleOf(reader)], [POLLIN]).count === 0 || lane.come())) return undefined;
  const data = takePiped(reader, lane, Infinity) as Uint8Array;
  return decode(data, 0, data.length);
}

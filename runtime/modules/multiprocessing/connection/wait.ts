/**
 * multiprocessing.connection.wait - waiting for the first of several things to be ready.
 *
 * Mirrors     Lib/multiprocessing/connection.py: wait; Lib/selectors.py for what may be waited for
 * Suspends    wait
 * Calls back  fileno of the objects
 */
import type { Suspends } from "../../../frames/suspend.js";
import { getattrOr } from "../../../objects/attributes.js";
import { add } from "../../../objects/arithmetic.js";
import { AttributeError, KeyError, TypeError, ValueError } from "../../../objects/exceptions.js";
import { int } from "../../../objects/int.js";
import { isinstance, type Value } from "../../../objects/object.js";
import { call } from "../../../objects/protocols/call.js";
import { spread } from "../../../objects/protocols/iter.js";
import { repr } from "../../../objects/protocols/repr.js";
import { $caught, $handled, $uncaught, causedBy } from "../../../objects/raise.js";
import { unwatchAt, watchAt } from "../../../processes/parking.js";
import { policy } from "../../../scheduler/policy.js";
import { secondsToMs } from "../../../scheduler/seconds.js";
import { checkSignals } from "../../../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT } from "../../../scheduler/waiters.js";
import { POLLIN, ready, waitDescriptors } from "../../../system/poll.js";
import { Connection } from "./connection.js";
import { laneOf, passOn } from "./lane.js";

/** The descriptor of an object, in selectors' words if it has none. */
function descriptorOf(object: Value): Suspends<number> {
  let fd: Value = object;
  if (!isinstance(object, int)) {
    const handled = $handled();
    try {
      const fileno = getattrOr(object, "fileno");
      if (fileno === undefined) throw new ValueError(`Invalid file object: ${repr(object)}`);
      fd = call(fileno);
      if (!isinstance(fd, int)) throw new TypeError("fileno() returned a non-integer");
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, AttributeError) && !isinstance(error, TypeError)) throw error;
      $uncaught(handled);
      throw causedBy(new ValueError(`Invalid file object: ${repr(object)}`), null) as Error;
    }
  }
  const number = Number(add(fd, 0));
  if (number < 0) throw new ValueError(`Invalid file descriptor: ${number}`);
  return number;
}

/** Descriptors of which one at least is ready at the deadline; their places. */
export function waitForAny(fds: readonly number[], deadlineMs: number): Suspends<number[]> {
  const events = fds.map(() => POLLIN);
  for (;;) {
    const now = ready(fds, events);
    if (now.count > 0) return placesOf(now.bits);
    if (deadlineMs <= policy.current.nowMs()) return [];
    const woken = waitDescriptors(fds, events, deadlineMs);
    if (woken === INTERRUPTED) checkSignals();
    else if (woken === TIMED_OUT) return placesOf(ready(fds, events).bits);
    else return placesOf(woken as number[]);
  }
}

function placesOf(bits: readonly number[]): number[] {
  const places: number[] = [];
  for (let i = 0; i < bits.length; i++) if (bits[i] !== 0) places.push(i);
  return places;
}

/**
 * The objects that are ready to be read, in their order, as soon as there is one.
 *
 * @param timeout seconds; None waits for ever
 */
export function wait(object_list: Value, timeout: Value = null): Suspends<Value[]> {
  const objects = spread(object_list);
  const fds: number[] = [];
  for (let i = 0; i < objects.length; i++) {
    const fd = descriptorOf(objects[i]);
    if (fds.includes(fd)) throw new KeyError(`${repr(objects[i])} (FD ${fd}) is already registered`);
    fds.push(fd);
  }
  const deadlineMs = timeout === null ? Infinity : policy.current.nowMs() + secondsToMs(timeout);
  const queues = objects.filter((object) => object instanceof Connection && object.$ahead !== 0) as Connection[];
  if (queues.length > 0) return waitForQueues(objects, queues, fds, deadlineMs);
  const places = waitForAny(fds, deadlineMs);
  return places.map((place) => objects[place] as Value);
}

/** The same where some are the reading ends of queues, whose messages may not be in the pipe. */
function waitForQueues(objects: readonly Value[], queues: readonly Connection[], fds: readonly number[], deadlineMs: number): Suspends<Value[]> {
  const lanes = queues.map(({ $ahead }) => laneOf($ahead));
  for (let i = 0; i < lanes.length; i++) watchAt(lanes[i]!.parking, lanes[i]!.come);
  try {
    for (;;) {
      const come = queues.filter((_, i) => lanes[i]!.come());
      if (come.length > 0) return come;
      const places = waitForAny(fds, deadlineMs);
      // what was sent before a process ended has come when its end is seen
      const late = queues.filter((_, i) => lanes[i]!.come());
      if (places.length > 0) return objects.filter((object, i) => places.includes(i) || late.includes(object as Connection));
      if (deadlineMs <= policy.current.nowMs()) return late;
    }
  } finally {
    for (let i = 0; i < lanes.length; i++) {
      unwatchAt(lanes[i]!.parking);
      // this thread was called, and may not take anything
      passOn(lanes[i]!);
    }
  }
}

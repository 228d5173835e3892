/**
 * select - waiting for descriptors.
 *
 * Mirrors     Modules/selectmodule.c of CPython 3.13
 * Suspends    select, poll.poll, epoll.poll
 * Calls back  fileno of the files
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { FileNotFoundError, KeyError, OSError, OverflowError, RuntimeError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { pymodule } from "../../objects/module.js";
import { lookup, object, typeOf, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { indexOf, toIndex } from "../../objects/protocols/index.js";
import { spread } from "../../objects/protocols/iter.js";
import { builtin, builtinType, methods } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { deadlineAfter, secondsToMs } from "../../scheduler/seconds.js";
import { checkSignals } from "../../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT } from "../../scheduler/waiters.js";
import { epoll, numbers as epollNumbers } from "./epoll.js";
import { POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLPRI, ready, waitDescriptors } from "../../system/poll.js";

/** The descriptor of a number or of something with fileno(). */
export function descriptor(file: Value): Suspends<number> {
  const number = indexOf(file);
  if (number === undefined) {
    const fileno = getattrOr(file, "fileno");
    if (fileno === undefined) throw new TypeError("argument must be an int, or have a fileno() method.");
    const given = call(fileno);
    if (typeof given !== "number") throw new TypeError("fileno() returned a non-integer");
    return checkedDescriptor(given);
  }
  return checkedDescriptor(number);
}

function checkedDescriptor(number: number | bigint): number {
  if (number < 0) throw new ValueError(`file descriptor cannot be a negative integer (${String(number)})`);
  return Number(number);
}

const FD_SETSIZE = 1024;

/** What seconds may be given as. */
export function isNumber(x: Value): Suspends<boolean> {
  return x instanceof Float || x?.$value instanceof Float || indexOf(x) !== undefined;
}

/** Bits of poll() as an unsigned short. */
function bitsOf(x: Value): Suspends<number> {
  const bits = toIndex(x);
  if (bits < 0) throw new ValueError("value must be positive");
  if (bits > 65535) throw new OverflowError("Python int too large for C unsigned short");
  return Number(bits);
}

/** The bits of each descriptor once one is ready; null if the time ran out. */
export function waitForAny(fds: number[], events: number[], deadlineMs: number): Suspends<number[] | null> {
  for (;;) {
    const now = ready(fds, events);
    if (now.count !== 0) return now.bits;
    if (deadlineMs === -Infinity) return null;
    const woken = waitDescriptors(fds, events, deadlineMs);
    if (woken === TIMED_OUT) return null;
    if (woken === INTERRUPTED) checkSignals();
    else return woken as number[];
  }
}

export const select = builtin(
  "select(rlist, wlist, xlist, timeout=None, /)",
  (rlist: Value, wlist: Value, xlist: Value, timeout: Value): Suspends<Tuple> => {
    let deadlineMs = Infinity;
    if (timeout !== undefined && timeout !== null) {
      if (!isNumber(timeout)) throw new TypeError("timeout must be a float or None");
      const ms = secondsToMs(timeout);
      if (ms < 0) throw new ValueError("timeout must be non-negative");
      deadlineMs = ms === 0 ? -Infinity : deadlineAfter(ms);
    }
    const lists: Value[][] = [];
    for (const list of [rlist, wlist, xlist]) {
      if (lookup(typeOf(list), "__iter__") === undefined && lookup(typeOf(list), "__getitem__") === undefined)
        throw new TypeError("arguments 1-3 must be sequences");
      lists.push(Array.isArray(list) ? list : spread(list)); // a list may change while its files are asked
    }
    const wanted = [POLLIN, POLLOUT, POLLPRI];
    const fds: number[] = [];
    const events: number[] = [];
    const asked: Value[][] = [[], [], []];
    for (let i = 0; i < 3; i++) {
      const list = lists[i] as Value[];
      for (let j = 0; j < list.length; j++) {
        const file: Value = list[j];
        const fd = descriptor(file);
        asked[i]!.push(file);
        if (fd >= FD_SETSIZE) throw new ValueError("filedescriptor out of range in select()");
        fds.push(fd);
        events.push(wanted[i] as number);
      }
    }
    const bits = waitForAny(fds, events, deadlineMs);
    const found: Value[][] = [[], [], []];
    const counts = [POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI];
    if (bits !== null) {
      let at = 0;
      for (let i = 0; i < 3; i++) {
        for (const file of asked[i] as Value[]) {
          const bit = bits[at++] as number;
          if ((bit & POLLNVAL) !== 0) throw new OSError(9, "Bad file descriptor");
          if ((bit & (counts[i] as number)) !== 0) (found[i] as Value[]).push(file);
        }
      }
    }
    return new Tuple(found);
  },
  "select",
);

class PollObject {
  readonly $events = new Map<number, number>();
  /** a thread waits for them */
  $polling = false;
}
Object.setPrototypeOf(PollObject.prototype, object.prototype as object);

const pollType = builtinType("poll()", null, { module: "select", prototype: PollObject.prototype, final: true });
pollType.$noNew = true;
methods(pollType, {
  "register(self, fd, eventmask=select.POLLIN | select.POLLPRI | select.POLLOUT, /)": function (this: PollObject, fd: Value, eventmask: Value): Suspends<null> {
    this.$events.set(descriptor(fd), eventmask === undefined ? POLLIN | POLLPRI | POLLOUT : bitsOf(eventmask));
    return null;
  },
  "modify(self, fd, eventmask, /)": function (this: PollObject, fd: Value, eventmask: Value): Suspends<null> {
    const number = descriptor(fd);
    if (!this.$events.has(number)) throw new FileNotFoundError(2, "No such file or directory");
    this.$events.set(number, bitsOf(eventmask));
    return null;
  },
  "unregister(self, fd, /)": function (this: PollObject, fd: Value): Suspends<null> {
    const number = descriptor(fd);
    if (!this.$events.delete(number)) throw new KeyError(number);
    return null;
  },
  "poll(self, timeout=None, /)": function (this: PollObject, timeout: Value): Suspends<Value[]> {
    let deadlineMs = Infinity;
    if (timeout !== undefined && timeout !== null) {
      if (!isNumber(timeout)) throw new TypeError("timeout must be an integer or None");
      const ms = secondsToMs(timeout) / 1000;
      if (ms >= 0) deadlineMs = ms === 0 ? -Infinity : deadlineAfter(ms);
    }
    if (this.$polling) throw new RuntimeError("concurrent poll() invocation");
    const fds = [...this.$events.keys()];
    let bits: number[] | null;
    this.$polling = true;
    try {
      bits = waitForAny(fds, [...this.$events.values()], deadlineMs);
    } finally {
      this.$polling = false;
    }
    const found: Value[] = [];
    if (bits !== null) for (let i = 0; i < fds.length; i++) if (bits[i] !== 0) found.push(new Tuple([fds[i], bits[i]]));
    return found;
  },
});

export const poll = builtin("poll()", (): Value => new PollObject(), "select");

export default pymodule("select", {
  select,
  poll,
  epoll,
  ...epollNumbers,
  error: OSError,
  PIPE_BUF: 4096,
  POLLIN,
  POLLPRI,
  POLLOUT,
  POLLERR,
  POLLHUP,
  POLLNVAL,
  POLLRDNORM: 64,
  POLLRDBAND: 128,
  POLLWRNORM: 256,
  POLLWRBAND: 512,
  POLLMSG: 1024,
  POLLRDHUP: 8192,
});

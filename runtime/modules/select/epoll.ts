/**
 * select.epoll - a set of descriptors that the system watches.
 *
 * Mirrors     pyepoll_* in Modules/selectmodule.c of CPython 3.13
 * Suspends    poll: the thread waits for the epoll descriptor itself, which is readable when one of the set is ready
 */
import type { Suspends } from "../../frames/suspend.js";
import { OSError, TypeError, ValueError } from "../../objects/exceptions.js";
import { connectionsDueMs, settleConnections } from "../../lifetimes/settle.js";
import { object, type PyType, type Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtinType, getset, methods } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { monotonicMs } from "../../scheduler/clock.js";
import { deadlineAfter, secondsToMs } from "../../scheduler/seconds.js";
import { adopt, closeFd, descriptors, keepPromises, real, use } from "../../system/descriptors.js";
import { checked } from "../../system/oserror.js";
import { POLLIN } from "../../system/poll.js";
import { available, epollControl, epollCreate, epollWait, isLoaded, O_CLOEXEC } from "../../system/posix.js";
import { cint } from "../os/descriptors.js";
import { descriptor, isNumber, waitForAny } from "./index.js";

const [ADD, DELETE, MODIFY] = [1, 2, 3];
const ENTRIES = 1023;
/** struct epoll_event is packed on x86-64 alone. */
const [SIZE, AT_DATA] = process.arch === "x64" ? [12, 4] : [16, 8];

export const numbers: Record<string, Value> = {
  EPOLL_CLOEXEC: O_CLOEXEC,
  EPOLLIN: 1,
  EPOLLPRI: 2,
  EPOLLOUT: 4,
  EPOLLERR: 8,
  EPOLLHUP: 16,
  EPOLLRDNORM: 64,
  EPOLLRDBAND: 128,
  EPOLLWRNORM: 256,
  EPOLLWRBAND: 512,
  EPOLLMSG: 1024,
  EPOLLRDHUP: 8192,
  EPOLLEXCLUSIVE: 2 ** 28,
  EPOLLONESHOT: 2 ** 30,
  EPOLLET: 2 ** 31,
};
const USUAL = 1 | 2 | 4;

/** A set that nobody has used yet: it is opened when somebody does, or sees another number. Importing selectors makes one and closes it. */
const PROMISED = -2;

class EpollObject {
  /** -1: closed */
  $fd = -1;
  /** when it was asked last without waiting, and if nothing was ready, how often descriptors had been used then (else -1) */
  $askedMs = 0;
  $quiet = -1;
}
Object.setPrototypeOf(EpollObject.prototype, object.prototype as object);

function opened(fd: number): EpollObject {
  const made = new EpollObject();
  made.$fd = fd;
  return made;
}

export const epoll: PyType = builtinType(
  "epoll(sizehint=-1, flags=0)",
  (sizehint: Value, flags: Value): Suspends<Value> => {
    const size = sizehint === undefined ? -1 : cint(sizehint);
    const bits = flags === undefined ? 0 : cint(flags);
    if (size !== -1 && size <= 0) throw new ValueError("negative sizehint");
    if (bits !== 0 && bits !== O_CLOEXEC) throw new OSError("invalid flags");
    if (isLoaded()) return opened(create());
    const made = opened(PROMISED);
    const others = descriptors.promised;
    descriptors.promised = () => {
      others?.();
      if (made.$fd === PROMISED && available()) made.$fd = create();
      return true;
    };
    return made;
  },
  { module: "select", prototype: EpollObject.prototype, final: true },
);

function create(): number {
  return adopt(checked(epollCreate(O_CLOEXEC)));
}

function fdOf(self: EpollObject): number {
  if (self.$fd === PROMISED) {
    keepPromises();
    if (self.$fd === PROMISED) self.$fd = create(); // in a fork, or to say that there is no koffi
  }
  if (self.$fd < 0) throw new ValueError("I/O operation on closed epoll object");
  return self.$fd;
}

function control(self: EpollObject, operation: number, file: Value, mask: Value): Suspends<void> {
  const epfd = fdOf(self);
  const fd = descriptor(file);
  const event = new DataView(new ArrayBuffer(16));
  event.setUint32(0, mask === undefined ? USUAL : Number(BigInt.asUintN(32, BigInt(toIndex(mask)))), true);
  event.setInt32(AT_DATA, fd, true);
  checked(epollControl(real(epfd), operation, real(fd), new Uint8Array(event.buffer)));
}

/** Room for events, which one call fills and reads at once; event loops ask for few, again and again. */
const FEW = 64;
let room: { events: DataView; bytes: Uint8Array } | undefined;

function roomFor(most: number): { events: DataView; bytes: Uint8Array } {
  const events = new DataView(new ArrayBuffer(SIZE * most));
  return { events, bytes: new Uint8Array(events.buffer) };
}

/** What is ready now: pairs of descriptor and bits. */
function readyNow(self: EpollObject, most: number): Value[] {
  const { events, bytes } = most <= FEW ? (room ??= roomFor(FEW)) : roomFor(most);
  const count = checked(epollWait(real(fdOf(self)), bytes, most, 0));
  const found: Value[] = [];
  self.$quiet = count === 0 ? use.count : -1;
  for (let i = 0; i < count; i++) found.push(new Tuple([events.getInt32(SIZE * i + AT_DATA, true), events.getUint32(SIZE * i, true)]));
  return found;
}

/**
 * Nothing was ready, and no descriptor has been used since: event loops that are busy ask at every turn, and what comes from elsewhere can wait for so
 * long.
 */
const QUIET_MS = 0.05;

function nothingNew(self: EpollObject): boolean {
  const nowMs = monotonicMs();
  if (self.$quiet === use.count && nowMs - self.$askedMs < QUIET_MS) return true;
  self.$askedMs = nowMs;
  return false;
}

function close(self: EpollObject): void {
  if (self.$fd === -1) return;
  const fd = self.$fd;
  self.$fd = -1;
  if (fd !== PROMISED) closeFd(fd);
}

methods(epoll, {
  "fromfd(cls, fd, /)": function (this: PyType, fd: Value): Suspends<Value> {
    return opened(cint(fd));
  },
  "close(self, /)": function (this: EpollObject): null {
    close(this);
    return null;
  },
  "fileno(self, /)": function (this: EpollObject): number {
    return fdOf(this);
  },
  "register(self, fd, eventmask=7)": function (this: EpollObject, fd: Value, mask: Value): Suspends<null> {
    control(this, ADD, fd, mask);
    return null;
  },
  "modify(self, fd, eventmask)": function (this: EpollObject, fd: Value, mask: Value): Suspends<null> {
    control(this, MODIFY, fd, mask);
    return null;
  },
  "unregister(self, fd)": function (this: EpollObject, fd: Value): Suspends<null> {
    control(this, DELETE, fd, 0);
    return null;
  },
  "poll(self, timeout=None, maxevents=-1)": function (this: EpollObject, timeout: Value, maxevents: Value): Suspends<Value[]> {
    const given = maxevents === undefined ? -1 : cint(maxevents);
    const fd = fdOf(this);
    let deadlineMs = Infinity;
    if (timeout !== undefined && timeout !== null) {
      if (!isNumber(timeout)) throw new TypeError("timeout must be an integer or None");
      const ms = secondsToMs(timeout);
      if (ms >= 0) deadlineMs = ms === 0 ? -Infinity : deadlineAfter(ms);
    }
    if (given !== -1 && given <= 0) throw new ValueError(`maxevents must be greater than 0, got ${given}`);
    const most = given === -1 ? ENTRIES : given;
    let dueMs = deadlineMs === -Infinity ? Infinity : connectionsDueMs();
    for (;;) {
      if (deadlineMs === -Infinity && nothingNew(this)) return [];
      const found = readyNow(this, most);
      if (found.length > 0 || deadlineMs === -Infinity) return found;
      if (waitForAny([fd], [POLLIN], Math.min(deadlineMs, dueMs)) !== null) continue;
      if (deadlineMs <= dueMs) return readyNow(this, most);
      if (settleConnections()) return [];
      dueMs = connectionsDueMs();
    }
  },
  "__enter__(self, /)": function (this: EpollObject): Value {
    fdOf(this);
    return this;
  },
  "__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)": function (this: EpollObject): null {
    close(this);
    return null;
  },
});
getset(epoll, { closed: [(self: Value): Value => (self as unknown as EpollObject).$fd === -1] });

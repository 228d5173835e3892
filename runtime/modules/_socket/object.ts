/**
 * _socket.socket - a socket; what Lib/socket.py derives its class from.
 *
 * A socket that waits for ever keeps a descriptor that blocks, as in CPython, for programs that inherit it; only one that accepts does not.
 *
 * Mirrors     the type socket in Modules/socketmodule.c of CPython 3.13
 * Suspends    connect, accept, send and recv in all their forms: until the socket is ready; the other threads run meanwhile
 * Differs     SO_RCVTIMEO and SO_SNDTIMEO end no wait; a socket that is dropped is closed when the collector has seen it, without a ResourceWarning
 */
import type { Suspends } from "../../frames/suspend.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { OSError, OverflowError, TimeoutError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { indexOf, toIndex } from "../../objects/protocols/index.js";
import { getset, memberType, methods, pyclass } from "../../objects/register.js";
import { deadlineAfter, secondsToMs } from "../../scheduler/seconds.js";
import { checkSignals } from "../../scheduler/signals.js";
import { INTERRUPTED, Waiters } from "../../scheduler/waiters.js";
import { adopt, closeFd, real } from "../../system/descriptors.js";
import { closeWhenDropped, disclaim, withDescriptors } from "../../system/dropped.js";
import { checked, failure, system } from "../../system/oserror.js";
import { POLLIN, POLLOUT } from "../../system/poll.js";
import {
  accept4,
  bindSocket,
  connect as connectOf,
  EAGAIN,
  EINTR,
  errno,
  getpeername,
  getsockname,
  getsockopt,
  listen as listenOf,
  recv as recvOf,
  recvfrom as recvfromOf,
  send as sendOf,
  sendto as sendtoOf,
  setsockopt,
  shutdown as shutdownOf,
  socket as socketOf,
} from "../../system/posix.js";
import { ADDRESS_BYTES, fromAddress, toAddress } from "./address.js";
import { recvmsg, recvmsgInto, sendMessage } from "./messages.js";
import { intOf, makeTuple, sizeOf, writableArgument } from "./values.js";
import { deadlineOf, eventsOf, makeNonBlocking, MSG_DONTWAIT, patiently, waitUntil } from "./wait.js";
import { audit } from "../../objects/audit.js";

const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const AF_VSOCK = 40;
const SOL_SOCKET = 1;
const SO_TYPE = 3;
const SO_ERROR = 4;
const SO_PROTOCOL = 38;
const MSG_PEEK = 2;
const MSG_WAITALL = 0x100;
const EBADF = 9;
const ENOTSOCK = 88;
const ECONNRESET = 104;
const EINPROGRESS = 115;
/** How long a connect to a socket whose backlog is full waits between two tries. */
const RETRY_MS = 1;
const MOST_OPTION = 1024;
const SOMAXCONN_DEFAULT = 128;

/** Seconds of new sockets; -1: they wait for ever. */
export const defaults = { timeout: -1 };

@pyclass("_socket.socket", {
  builtin: true,
  doc: "socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object\nsocket(family=-1, type=-1, proto=-1, fileno=None) -> socket object",
})
export class socket extends PyObject {
  /** -1: closed */
  declare $fd: number;
  declare $family: number;
  declare $type: number;
  declare $proto: number;
  /** seconds; -1: it waits for ever, 0: it does not wait */
  declare $timeout: number;
  /** it has accepted: its descriptor does not block, though it may wait */
  declare $accepts: boolean;

  /** In a child that a fork made: the descriptor there is the child's own. */
  $forked(): void {
    if (this.$fd >= 0) closeWhenDropped(this, this.$fd);
  }
}
Object.assign(socket.prototype, { $fd: -1, $family: 0, $type: 0, $proto: 0, $timeout: -1, $accepts: false });

/** A timeout that Python code gave: seconds, or -1 for None. */
export function timeoutOf(value: Value): Suspends<number> {
  if (value === null) return -1;
  const ms = secondsToMs(value);
  if (ms < 0) throw new ValueError("Timeout value out of range");
  return value instanceof Float ? value.value : ms / 1000;
}

export function shownTimeout(seconds: number): Value {
  return seconds < 0 ? null : new Float(seconds);
}

function option(fd: number, name: number): number {
  const value = new Int32Array(1);
  checked(getsockopt(real(fd), SOL_SOCKET, name, new Uint8Array(value.buffer), new Uint8Array(Int32Array.of(4).buffer)));
  return value[0]!;
}

/** A name of the socket's; the call gives its size. @throws OSError */
function nameFrom(call: (fd: number, address: Uint8Array, size: Uint8Array) => number, fd: number): Suspends<Value> {
  const packed = new Uint8Array(ADDRESS_BYTES);
  const size = Int32Array.of(ADDRESS_BYTES);
  checked(call(real(fd), packed, new Uint8Array(size.buffer)));
  return fromAddress(packed, Math.min(ADDRESS_BYTES, size[0]!));
}

/** The object takes a descriptor. */
export function take(self: socket, fd: number, family: number, type: number, proto: number): void {
  self.$fd = fd;
  self.$family = family;
  self.$type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
  self.$proto = proto;
  self.$accepts = false;
  self.$timeout = (type & SOCK_NONBLOCK) !== 0 ? 0 : defaults.timeout;
  if (self.$timeout >= 0) makeNonBlocking(fd, true);
  closeWhenDropped(self, fd);
}

/** Of a descriptor that is there. */
function takeGiven(self: socket, fileno: Value, family: number, type: number, proto: number): Suspends<void> {
  if (fileno instanceof Float) throw new TypeError("'float' object cannot be interpreted as an integer");
  const n = toIndex(fileno);
  if (typeof n === "bigint") throw new OverflowError("Python int too large to convert to C long");
  if (n < 0) throw new ValueError("negative file descriptor");
  const packed = new Uint8Array(ADDRESS_BYTES);
  if (getsockname(real(n), packed, new Uint8Array(Int32Array.of(ADDRESS_BYTES).buffer)) < 0) {
    const code = errno();
    if (family === -1 || code === EBADF || code === ENOTSOCK) throw failure(code);
  }
  take(
    self,
    n,
    family === -1 ? packed[0]! | (packed[1]! << 8) : family,
    type === -1 ? option(n, SO_TYPE) : type,
    proto === -1 ? option(n, SO_PROTOCOL) : proto,
  );
}

function setTimeout(self: socket, seconds: number): null {
  makeNonBlocking(self.$fd, seconds >= 0);
  self.$timeout = seconds;
  self.$accepts = false;
  return null;
}

/** 0, or the number of the error. @throws TimeoutError */
function connectTo(self: socket, packed: Uint8Array): Suspends<number> {
  const deadlineMs = deadlineOf(self);
  const waits = self.$timeout !== 0;
  if (self.$timeout < 0) makeNonBlocking(self.$fd, true);
  try {
    while (connectOf(real(self.$fd), packed, packed.length) < 0) {
      const code = errno();
      if (code === EAGAIN && self.$timeout < 0) {
        if (new Waiters().park(deadlineAfter(RETRY_MS)) === INTERRUPTED) checkSignals();
      } else if (code === EINPROGRESS && waits) {
        return connected(self, deadlineMs);
      } else if (code !== EINTR) return code;
    }
    return 0;
  } finally {
    if (self.$timeout < 0 && self.$fd >= 0) makeNonBlocking(self.$fd, false);
  }
}

function connected(self: socket, deadlineMs: number): Suspends<number> {
  waitUntil(self, POLLOUT, deadlineMs);
  return option(self.$fd, SO_ERROR);
}

/** Bytes received into memory; how many. */
function receive(self: socket, memory: Uint8Array, flags: number): Suspends<number> {
  const deadlineMs = deadlineOf(self);
  const count = patiently(self, eventsOf(self, POLLIN, flags), deadlineMs, () => recvOf(real(self.$fd), memory, memory.length, flags | MSG_DONTWAIT));
  if ((flags & MSG_WAITALL) === 0 || (flags & MSG_PEEK) !== 0 || self.$timeout >= 0 || self.$type !== 1) return count;
  return receiveRest(self, memory, count, flags);
}

/** MSG_WAITALL of a socket that waits. */
function receiveRest(self: socket, memory: Uint8Array, first: number, flags: number): Suspends<number> {
  let count = first;
  let last = first;
  while (last > 0 && count < memory.length) {
    const rest = memory.subarray(count);
    last = patiently(self, POLLIN, Infinity, () => recvOf(real(self.$fd), rest, rest.length, flags | MSG_DONTWAIT));
    count += last;
  }
  return count;
}

function receiveFrom(self: socket, memory: Uint8Array, flags: number): Suspends<[number, Value]> {
  const packed = new Uint8Array(ADDRESS_BYTES);
  const size = Int32Array.of(ADDRESS_BYTES);
  const sizeBytes = new Uint8Array(size.buffer);
  const count = patiently(self, eventsOf(self, POLLIN, flags), deadlineOf(self), () =>
    recvfromOf(real(self.$fd), memory, memory.length, flags | MSG_DONTWAIT, packed, sizeBytes),
  );
  return [count, fromAddress(packed, Math.min(ADDRESS_BYTES, size[0]!))];
}

const flagsOf = (flags: Value): Suspends<number> => (flags === undefined ? 0 : intOf(flags));

/** Options of AF_VSOCK have 64 bits. */
function wideOption(self: socket, level: number, name: number): Suspends<number> {
  const value = new BigUint64Array(1);
  checked(getsockopt(real(self.$fd), level, name, new Uint8Array(value.buffer), new Uint8Array(Int32Array.of(8).buffer)));
  return Number(value[0]);
}

function setOption(self: socket, level: number, name: number, value: Value, length: Value): Suspends<null> {
  const fd = real(self.$fd);
  if (value === null && length !== undefined) {
    const size = Number(toIndex(length));
    checked(setsockopt(fd, level, name, null, size));
    return null;
  }
  const n = indexOf(value);
  if (n !== undefined && self.$family === AF_VSOCK) {
    checked(setsockopt(fd, level, name, new Uint8Array(BigUint64Array.of(BigInt(n)).buffer), 8));
    return null;
  }
  if (typeof n === "number" && n >= -2147483648 && n <= 2147483647) {
    checked(setsockopt(fd, level, name, new Uint8Array(Int32Array.of(n).buffer), 4));
    return null;
  }
  const data = Uint8Array.from(toBuffer(value));
  checked(setsockopt(fd, level, name, data, data.length));
  return null;
}

methods(socket, {
  "__init__(self, family=-1, type=-1, proto=-1, fileno=None)": function (
    this: socket,
    family: Value,
    type: Value,
    proto: Value,
    fileno: Value,
  ): Suspends<null> {
    const [f, t, p] = [family === undefined ? -1 : intOf(family), type === undefined ? -1 : intOf(type), proto === undefined ? -1 : intOf(proto)];
    if (fileno !== undefined && fileno !== null) {
      audit("socket.__new__", this, f, t, p);
      takeGiven(this, fileno, f, t, p);
      return null;
    }
    const [ownFamily, ownType, ownProto] = [f === -1 ? 2 : f, t === -1 ? 1 : t, p === -1 ? 0 : p];
    audit("socket.__new__", this, ownFamily, ownType, ownProto);
    const fd = adopt(withDescriptors(() => checked(socketOf(ownFamily, ownType | SOCK_CLOEXEC, ownProto))));
    take(this, fd, ownFamily, ownType, ownProto);
    return null;
  },
  "__repr__(self, /)": function (this: socket): string {
    return `<socket object, fd=${this.$fd}, family=${this.$family}, type=${this.$type}, proto=${this.$proto}>`;
  },
  "_accept(self, /)": function (this: socket): Suspends<Value> {
    if (this.$timeout < 0 && !this.$accepts) {
      makeNonBlocking(this.$fd, true);
      this.$accepts = true;
    }
    const packed = new Uint8Array(ADDRESS_BYTES);
    const size = new Int32Array(1);
    const sizeBytes = new Uint8Array(size.buffer);
    const made = patiently(this, POLLIN, deadlineOf(this), () => {
      size[0] = ADDRESS_BYTES;
      return accept4(real(this.$fd), packed, sizeBytes, SOCK_CLOEXEC);
    });
    return makeTuple([adopt(made), fromAddress(packed, Math.min(ADDRESS_BYTES, size[0]!))]);
  },
  "bind(self, object, /)": function (this: socket, address: Value): Suspends<null> {
    const packed = toAddress(this.$family, address, "bind");
    audit("socket.bind", this, address);
    checked(bindSocket(real(this.$fd), packed, packed.length));
    return null;
  },
  "listen(self, backlog=None, /)": function (this: socket, backlog: Value): Suspends<null> {
    const most = backlog === undefined ? SOMAXCONN_DEFAULT : intOf(backlog);
    checked(listenOf(real(this.$fd), Math.max(0, most)));
    return null;
  },
  "connect(self, object, /)": function (this: socket, address: Value): Suspends<null> {
    const packed = toAddress(this.$family, address, "connect");
    audit("socket.connect", this, address);
    const code = connectTo(this, packed);
    if (code !== 0) throw failure(code);
    return null;
  },
  "connect_ex(self, object, /)": function (this: socket, address: Value): Suspends<number> {
    const packed = toAddress(this.$family, address, "connect_ex");
    audit("socket.connect", this, address);
    try {
      return connectTo(this, packed);
    } catch (error) {
      if (error instanceof TimeoutError) return EAGAIN;
      throw error;
    }
  },
  "close(self, /)": function (this: socket): null {
    const fd = this.$fd;
    if (fd < 0) return null;
    this.$fd = -1;
    disclaim(this);
    try {
      system(() => {
        closeFd(fd);
      });
    } catch (error) {
      if ((error as { $errno?: number }).$errno !== ECONNRESET) throw error;
    }
    return null;
  },
  "detach(self, /)": function (this: socket): number {
    const fd = this.$fd;
    this.$fd = -1;
    disclaim(this);
    return fd;
  },
  "fileno(self, /)": function (this: socket): number {
    return this.$fd;
  },
  "getsockname(self, /)": function (this: socket): Suspends<Value> {
    return nameFrom(getsockname, this.$fd);
  },
  "getpeername(self, /)": function (this: socket): Suspends<Value> {
    return nameFrom(getpeername, this.$fd);
  },
  "getsockopt(self, level, option, buflen=0, /)": function (this: socket, level: Value, name: Value, buflen: Value): Suspends<Value> {
    const [l, n, size] = [intOf(level), intOf(name), flagsOf(buflen)];
    if (size === 0 && this.$family === AF_VSOCK) return wideOption(this, l, n);
    const room = Int32Array.of(size === 0 ? 4 : size);
    if (size < 0 || size > MOST_OPTION) throw new OSError("getsockopt buflen out of range");
    const value = new Uint8Array(Math.max(4, size));
    checked(getsockopt(real(this.$fd), l, n, value, new Uint8Array(room.buffer)));
    return size === 0 ? new DataView(value.buffer).getInt32(0, true) : new Bytes(value.slice(0, room[0]));
  },
  "setsockopt(self, level, option, value, optlen=None, /)": function (this: socket, level: Value, name: Value, value: Value, optlen: Value): Suspends<null> {
    if (optlen !== undefined && value !== null) throw new TypeError("setsockopt() takes exactly 3 arguments (4 given)");
    return setOption(this, intOf(level), intOf(name), value, optlen);
  },
  "shutdown(self, object, /)": function (this: socket, how: Value): Suspends<null> {
    checked(shutdownOf(real(this.$fd), intOf(how)));
    return null;
  },
  "setblocking(self, object, /)": function (this: socket, flag: Value): Suspends<null> {
    return setTimeout(this, truth(flag) ? -1 : 0);
  },
  "getblocking(self, /)": function (this: socket): boolean {
    return this.$timeout !== 0;
  },
  "settimeout(self, object, /)": function (this: socket, timeout: Value): Suspends<null> {
    return setTimeout(this, timeoutOf(timeout));
  },
  "gettimeout(self, /)": function (this: socket): Value {
    return shownTimeout(this.$timeout);
  },
  "recv(self, buffersize, flags=0, /)": function (this: socket, buffersize: Value, flags: Value): Suspends<Bytes> {
    const [size, bits] = [sizeOf(buffersize), flagsOf(flags)];
    if (size < 0) throw new ValueError("negative buffersize in recv");
    const memory = new Uint8Array(size);
    const count = receive(this, memory, bits);
    return new Bytes(count === size ? memory : memory.slice(0, count));
  },
  "recv_into(self, buffer, nbytes=0, flags=0)": function (this: socket, buffer: Value, nbytes: Value, flags: Value): Suspends<number> {
    const memory = writableArgument(buffer, "recv_into");
    const [size, bits] = [nbytes === undefined ? 0 : sizeOf(nbytes), flagsOf(flags)];
    if (size < 0) throw new ValueError("negative buffersize in recv_into");
    if (size > memory.length) throw new ValueError("buffer too small for requested bytes");
    return receive(this, size === 0 ? memory : memory.subarray(0, size), bits);
  },
  "recvfrom(self, buffersize, flags=0, /)": function (this: socket, buffersize: Value, flags: Value): Suspends<Value> {
    const [size, bits] = [sizeOf(buffersize), flagsOf(flags)];
    if (size < 0) throw new ValueError("negative buffersize in recvfrom");
    const memory = new Uint8Array(size);
    const [count, from] = receiveFrom(this, memory, bits);
    return makeTuple([new Bytes(memory.slice(0, count)), from]);
  },
  "recvfrom_into(self, buffer, nbytes=0, flags=0)": function (this: socket, buffer: Value, nbytes: Value, flags: Value): Suspends<Value> {
    const memory = writableArgument(buffer, "recvfrom_into");
    const [size, bits] = [nbytes === undefined ? 0 : sizeOf(nbytes), flagsOf(flags)];
    if (size < 0) throw new ValueError("negative buffersize in recvfrom_into");
    if (size > memory.length) throw new ValueError("nbytes is greater than the length of the buffer");
    const [count, from] = receiveFrom(this, size === 0 ? memory : memory.subarray(0, size), bits);
    return makeTuple([count, from]);
  },
  "recvmsg(self, bufsize, ancbufsize=0, flags=0, /)": function (this: socket, bufsize: Value, ancbufsize: Value, flags: Value): Suspends<Value> {
    return recvmsg(this, sizeOf(bufsize), ancbufsize === undefined ? 0 : sizeOf(ancbufsize), flagsOf(flags));
  },
  "recvmsg_into(self, buffers, ancbufsize=0, flags=0, /)": function (this: socket, buffers: Value, ancbufsize: Value, flags: Value): Suspends<Value> {
    return recvmsgInto(this, buffers, ancbufsize === undefined ? 0 : sizeOf(ancbufsize), flagsOf(flags));
  },
  "send(self, data, flags=0, /)": function (this: socket, data: Value, flags: Value): Suspends<number> {
    const bytes = toBuffer(data);
    const bits = flagsOf(flags);
    return patiently(this, eventsOf(this, POLLOUT, bits), deadlineOf(this), () => sendOf(real(this.$fd), bytes, bytes.length, bits | MSG_DONTWAIT));
  },
  "sendall(self, data, flags=0, /)": function (this: socket, data: Value, flags: Value): Suspends<null> {
    let rest = toBuffer(data);
    const bits = flagsOf(flags);
    const deadlineMs = deadlineOf(this);
    do {
      const part = rest;
      rest = rest.subarray(patiently(this, eventsOf(this, POLLOUT, bits), deadlineMs, () => sendOf(real(this.$fd), part, part.length, bits | MSG_DONTWAIT)));
    } while (rest.length > 0);
    return null;
  },
  "sendto(self, data, flags_or_address=None, address=None, more=None, /)": function (
    this: socket,
    data: Value,
    second: Value,
    third: Value,
    more: Value,
  ): Suspends<number> {
    if (second === undefined || more !== undefined) throw new TypeError(`sendto() takes 2 or 3 arguments (${more === undefined ? 1 : 4} given)`);
    const bytes = toBuffer(data);
    const bits = third === undefined ? 0 : intOf(second);
    const packed = toAddress(this.$family, third === undefined ? second : third, "sendto");
    audit("socket.sendto", this, third === undefined ? second : third);
    return patiently(this, eventsOf(this, POLLOUT, bits), deadlineOf(this), () =>
      sendtoOf(real(this.$fd), bytes, bytes.length, bits | MSG_DONTWAIT, packed, packed.length),
    );
  },
  "sendmsg(self, buffers, ancdata=None, flags=0, address=None, /)": function (
    this: socket,
    buffers: Value,
    ancdata: Value,
    flags: Value,
    address: Value,
  ): Suspends<number> {
    const bits = flagsOf(flags);
    const to = address === undefined || address === null ? null : toAddress(this.$family, address, "sendmsg");
    audit("socket.sendmsg", this, address ?? null);
    return sendMessage(this, buffers, ancdata, bits, to);
  },
  "__reduce_ex__(self, protocol, /)": function (this: socket): Value {
    throw new TypeError(`cannot pickle '${typeOf(this) === (socket as Value) ? "_socket.socket" : typeOf(this).$name}' object`);
  },
});
getset(socket, { family: [(self: socket) => self.$family], type: [(self: socket) => self.$type], proto: [(self: socket) => self.$proto] }, memberType);
getset(socket, { timeout: [(self: socket) => shownTimeout(self.$timeout)] });
for (const name of "getsockopt listen recv recvfrom recvmsg recvmsg_into send sendall sendmsg".split(" "))
  ((socket as Value).$dict.get(name) as Value).$f.parsedTuple = true;

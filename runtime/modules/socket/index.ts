/**
 * socket - pairs of sockets, and the names of Python's module; what needs the network is not there yet.
 *
 * Mirrors     Lib/socket.py and Modules/socketmodule.c of CPython 3.13
 * Suspends    send, sendall, recv, recv_into
 * Differs     a socket is one of socketpair(); others raise NotImplementedError when they are made
 */
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { BlockingIOError, NotImplementedError, OSError, TimeoutError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { pymodule } from "../../objects/module.js";
import { object, PyObject, type Value } from "../../objects/object.js";
import { builtin, getset, pyclass, pyfunction } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { closeFd } from "../../system/descriptors.js";
import { strerror } from "../../system/errors.js";
import { makeSocketPair, NOT_NOW, readNow, writeNow } from "../../system/pipes.js";
import { waitReadable, waitWritable } from "../../system/poll.js";
import { constants } from "./constants.js";

const EAGAIN = 11;
const EBADF = 9;

@pyclass("socket.herror")
export class herror extends OSError {}

@pyclass("socket.gaierror")
export class gaierror extends OSError {}

@pyclass("socket.socket")
export class socket extends PyObject {
  declare $fd: number;
  /** None: it waits; 0.0: it does not */
  declare $timeout: Value;

  __init__(_family: Value = -1, _type: Value = -1, _proto: Value = -1, _fileno: Value = null): null {
    throw new NotImplementedError("gilt's socket has no sockets yet but those of socketpair()");
  }

  fileno(): number {
    return this.$fd;
  }

  setblocking(flag: Value): null {
    this.$timeout = flag === false || flag === 0 ? new Float(0) : null;
    return null;
  }

  getblocking(): boolean {
    return this.$timeout === null;
  }

  settimeout(value: Value): null {
    if (value !== null && Number(value instanceof Float ? value.value : value) > 0) throw new NotImplementedError("gilt's sockets have no timeouts yet");
    this.$timeout = value === null ? null : new Float(0);
    return null;
  }

  gettimeout(): Value {
    return this.$timeout;
  }

  send(data: Value, _flags: Value = 0): Suspends<Value> {
    const bytes = toBuffer(data);
    for (;;) {
      const count = writeNow(opened(this), bytes, bytes.length);
      if (count !== NOT_NOW) return count;
      if (this.$timeout !== null) throw notNow();
      waitWritable(this.$fd);
    }
  }

  sendall(data: Value, _flags: Value = 0): Suspends<null> {
    let rest = toBuffer(data);
    while (rest.length > 0) rest = rest.subarray(this.send(new Bytes(Uint8Array.from(rest))) as number);
    return null;
  }

  recv(bufsize: Value, _flags: Value = 0): Suspends<Value> {
    const buffer = new Uint8Array(Number(bufsize));
    return new Bytes(buffer.slice(0, received(this, buffer)));
  }

  recv_into(buffer: Value, nbytes: Value = 0, _flags: Value = 0): Suspends<Value> {
    const target = toBuffer(buffer);
    return received(this, nbytes === 0 ? target : target.subarray(0, Number(nbytes)));
  }

  detach(): number {
    const fd = this.$fd;
    this.$fd = -1;
    return fd;
  }

  close(): null {
    if (this.$fd >= 0) closeFd(this.detach());
    return null;
  }

  __enter__(): Value {
    return this;
  }

  __exit__(_type: Value, _value: Value, _traceback: Value): null {
    return this.close();
  }

  __repr__(): string {
    if (this.$fd < 0) return "<socket.socket [closed] fd=-1, family=1, type=1, proto=0>";
    return `<socket.socket fd=${this.$fd}, family=1, type=1, proto=0>`;
  }
}
getset(socket, {
  family: [() => 1],
  type: [() => 1],
  proto: [() => 0],
  timeout: [(self: socket) => self.$timeout],
  _closed: [(self: socket) => self.$fd < 0],
});

function opened(self: socket): number {
  if (self.$fd < 0) throw new OSError(EBADF, strerror(EBADF));
  return self.$fd;
}

function notNow(): Value {
  return new BlockingIOError(EAGAIN, strerror(EAGAIN));
}

function received(self: socket, buffer: Uint8Array): Suspends<number> {
  for (;;) {
    const count = readNow(opened(self), buffer, buffer.length);
    if (count !== NOT_NOW) return count;
    if (self.$timeout !== null) throw notNow();
    waitReadable(self.$fd);
  }
}

function makeSocket(fd: number): Value {
  const made = Object.create(socket.prototype as object) as socket;
  made.$fd = fd;
  made.$timeout = null;
  return made;
}

export const socketpair = pyfunction(
  "socketpair(family=None, type=1, proto=0)",
  (family: Value): Suspends<Value> => {
    if (family !== undefined && family !== null && family !== 1) throw new NotImplementedError("gilt's socketpair() knows AF_UNIX alone");
    const [a, b] = makeSocketPair();
    return new Tuple([makeSocket(a), makeSocket(b)]);
  },
  "socket",
);

function missing(name: string): Value {
  return pyfunction(
    `${name}(*args, **kwargs)`,
    (): Value => {
      throw new NotImplementedError(`gilt's socket has no ${name}() yet`);
    },
    "socket",
  );
}

const gethostname = builtin("gethostname()", (): string => process.getBuiltinModule("node:os").hostname(), "_socket");
const swapped = (name: string, bytes: number): Value =>
  builtin(
    `${name}(x, /)`,
    (x: Value): number => (bytes === 2 ? ((x & 255) << 8) | (x >> 8) : Buffer.from(Uint32Array.of(Number(x)).buffer).readUInt32BE(0)),
    "_socket",
  );

/** What is not given has this as its default, here and in modules that pass timeouts on. */
const NO_TIMEOUT: Value = Object.create(object.prototype as object);
const MISSING =
  "create_connection create_server getaddrinfo gethostbyname gethostbyname_ex gethostbyaddr getnameinfo getservbyname getfqdn fromfd inet_aton inet_ntoa inet_pton inet_ntop";

export default pymodule("socket", {
  ...constants(),
  ...Object.fromEntries(MISSING.split(" ").map((name) => [name, missing(name)])),
  error: OSError,
  herror,
  gaierror,
  timeout: TimeoutError,
  socket,
  SocketType: socket,
  gethostname,
  socketpair,
  htons: swapped("htons", 2),
  ntohs: swapped("ntohs", 2),
  htonl: swapped("htonl", 4),
  ntohl: swapped("ntohl", 4),
  getdefaulttimeout: builtin("getdefaulttimeout()", (): null => null, "_socket"),
  setdefaulttimeout: missing("setdefaulttimeout"),
  has_ipv6: false,
  has_dualstack_ipv6: pyfunction("has_dualstack_ipv6()", (): boolean => false, "socket"),
  _GLOBAL_DEFAULT_TIMEOUT: NO_TIMEOUT,
});

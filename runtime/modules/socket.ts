/**
 * socket - the names of Python's module; what needs the network is not there yet.
 *
 * Mirrors     Lib/socket.py of CPython 3.13
 * Differs     sockets raise NotImplementedError when they are made
 */
import { NotImplementedError, OSError, TimeoutError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import { PyObject, type Value } from "../objects/object.js";
import { builtin, pyclass, pyfunction } from "../objects/register.js";

@pyclass("socket.herror")
export class herror extends OSError {}

@pyclass("socket.gaierror")
export class gaierror extends OSError {}

@pyclass("socket.socket")
export class socket extends PyObject {
  __init__(_family: Value = -1, _type: Value = -1, _proto: Value = -1, _fileno: Value = null): null {
    throw new NotImplementedError("gilt's socket has no sockets yet");
  }
}

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

export default pymodule("socket", {
  error: OSError,
  herror,
  gaierror,
  timeout: TimeoutError,
  socket,
  SocketType: socket,
  gethostname,
  socketpair: missing("socketpair"),
  create_connection: missing("create_connection"),
  create_server: missing("create_server"),
  getaddrinfo: missing("getaddrinfo"),
  gethostbyname: missing("gethostbyname"),
  fromfd: missing("fromfd"),
  has_ipv6: true,
  AF_UNSPEC: 0,
  AF_UNIX: 1,
  AF_INET: 2,
  AF_INET6: 10,
  SOCK_STREAM: 1,
  SOCK_DGRAM: 2,
  SOCK_RAW: 3,
  SOCK_NONBLOCK: 2048,
  SOCK_CLOEXEC: 524288,
  SOL_SOCKET: 1,
  SO_REUSEADDR: 2,
  SO_ERROR: 4,
  SO_BROADCAST: 6,
  SO_SNDBUF: 7,
  SO_RCVBUF: 8,
  SO_KEEPALIVE: 9,
  SO_LINGER: 13,
  SO_REUSEPORT: 15,
  SOMAXCONN: 4096,
  IPPROTO_TCP: 6,
  IPPROTO_UDP: 17,
  TCP_NODELAY: 1,
  SHUT_RD: 0,
  SHUT_WR: 1,
  SHUT_RDWR: 2,
  MSG_PEEK: 2,
  MSG_DONTWAIT: 64,
  INADDR_ANY: 0,
});

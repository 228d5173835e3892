/**
 * _socket - sockets of the system; Lib/socket.py is what scripts import.
 *
 * Mirrors   Modules/socketmodule.c of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { OSError, TimeoutError, TypeError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import { typeOf, type Value } from "../../objects/object.js";
import { indexOf } from "../../objects/protocols/index.js";
import { builtin } from "../../objects/register.js";
import { adopt, closeFd, real } from "../../system/descriptors.js";
import { withDescriptors } from "../../system/dropped.js";
import { checked, system } from "../../system/oserror.js";
import { duplicateAway, socketpair as socketpairOf } from "../../system/posix.js";
import { constants } from "./constants.js";
import { gaierror, herror } from "./errors.js";
import { cmsgLength, cmsgSpace } from "./messages.js";
import { functions } from "./names.js";
import { defaults, shownTimeout, socket, take, timeoutOf } from "./object.js";
import { intOf, makeTuple, sizeOf } from "./values.js";

const own = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_socket");
const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;

function descriptorOf(x: Value): Suspends<number> {
  const n = indexOf(x);
  if (n === undefined) throw new TypeError(`'${typeOf(x).$name}' object cannot be interpreted as an integer`);
  return intOf(n);
}

const close = own("close(object, /)", (fd: Value): Suspends<null> => {
  const n = descriptorOf(fd);
  system(() => {
    closeFd(n);
  });
  return null;
});

const dup = own("dup(object, /)", (fd: Value): Suspends<number> => {
  const n = descriptorOf(fd);
  return adopt(withDescriptors(() => system(() => duplicateAway(real(n)))));
});

function made(realFd: number, family: number, type: number, proto: number): Value {
  const one = Object.create(socket.prototype as object) as socket;
  take(one, adopt(realFd), family, type, proto);
  return one;
}

const socketpair = own("socketpair(family=None, type=1, proto=0, /)", (family: Value, type: Value, proto: Value): Suspends<Value> => {
  const f = family === undefined || family === null ? AF_UNIX : intOf(family);
  const t = type === undefined ? SOCK_STREAM : intOf(type);
  const p = proto === undefined ? 0 : intOf(proto);
  const pair = new Int32Array(2);
  withDescriptors(() => checked(socketpairOf(f, t | SOCK_CLOEXEC, p, new Uint8Array(pair.buffer))));
  return makeTuple([made(pair[0]!, f, t, p), made(pair[1]!, f, t, p)]);
});

const getdefaulttimeout = own("getdefaulttimeout()", (): Value => shownTimeout(defaults.timeout));
const setdefaulttimeout = own("setdefaulttimeout(object, /)", (timeout: Value): Suspends<null> => {
  defaults.timeout = timeoutOf(timeout);
  return null;
});

export default pymodule("_socket", {
  ...constants(),
  ...functions,
  error: OSError,
  timeout: TimeoutError,
  herror,
  gaierror,
  socket,
  SocketType: socket,
  has_ipv6: true,
  close,
  dup,
  socketpair,
  getdefaulttimeout,
  setdefaulttimeout,
  CMSG_LEN: own("CMSG_LEN(length, /)", (length: Value): Suspends<number> => cmsgLength(sizeOf(length))),
  CMSG_SPACE: own("CMSG_SPACE(length, /)", (length: Value): Suspends<number> => cmsgSpace(sizeOf(length))),
});

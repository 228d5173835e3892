/**
 * multiprocessing.connection.Listener - connections between processes that have no common parent, by an address.
 *
 * Mirrors     Lib/multiprocessing/connection.py: Listener, Client, SocketListener, SocketClient
 * Suspends    accept, Client
 * Differs     names of hosts are looked up in /etc/hosts alone
 */
import fs from "node:fs";
import type { Suspends } from "../../../frames/suspend.js";
import { bufferOf } from "../../../objects/bytes/buffer.js";
import { Bytes } from "../../../objects/bytes/data.js";
import { bytes } from "../../../objects/bytes.js";
import { OSError, TypeError, ValueError } from "../../../objects/exceptions.js";
import { isinstance, PyObject, type Value } from "../../../objects/object.js";
import { truth } from "../../../objects/protocols/bool.js";
import { toSsize } from "../../../objects/protocols/index.js";
import { repr } from "../../../objects/protocols/repr.js";
import { text as str } from "../../../objects/protocols/str.js";
import { builtin, getset, pyclass } from "../../../objects/register.js";
import { stringOf } from "../../../objects/str.js";
import { Tuple } from "../../../objects/tuple.js";
import { ownPid } from "../../../processes/index.js";
import { closeFd } from "../../../system/descriptors.js";
import { acceptSocket, AF_INET, AF_UNIX, connectSocket, listenSocket, type Address } from "../../../system/sockets.js";
import { finalize, type Finalize } from "../finalize.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { get_temp_dir, is_abstract_socket_namespace } from "../tempdir.js";
import { answer_challenge, deliver_challenge } from "./auth.js";
import { makeConnection, type Connection } from "./connection.js";

const FAMILIES: Readonly<Record<string, number>> = { AF_INET, AF_UNIX };
let names = 0;

/** A free address of a family. */
export function arbitrary_address(family: Value): Suspends<Value> {
  if (family === "AF_INET") return new Tuple(["localhost", 0]);
  if (family === "AF_UNIX") return `${str(get_temp_dir())}/listener-${ownPid().toString(36)}${(names++).toString(36).padStart(4, "_")}`;
  if (family === "AF_PIPE") throw new ValueError("Family AF_PIPE is not recognized.");
  throw new ValueError("unrecognized family");
}

/** The family that an address is of. */
export function address_type(address: Value): Suspends<Value> {
  if (address instanceof Tuple) return "AF_INET";
  if (typeof address === "string" && address.startsWith("\\\\")) return "AF_PIPE";
  if (typeof address === "string" || is_abstract_socket_namespace(address)) return "AF_UNIX";
  throw new ValueError(`address type of ${repr(address)} unrecognized`);
}

function validFamily(family: Value): number {
  if (family === "AF_PIPE") throw new ValueError(`Family ${String(family)} is not recognized.`);
  const number = FAMILIES[family as string];
  if (number === undefined) throw new ValueError(`Family ${String(family)} is not recognized.`);
  return number;
}

function toAddress(address: Value): Suspends<Address> {
  if (address instanceof Tuple) {
    if (address.items.length !== 2) throw new TypeError("AF_INET address must be a pair (host, port)");
    return { host: str(address.items[0]), port: toSsize(address.items[1]) };
  }
  const text = stringOf(address);
  return text !== undefined ? Buffer.from(text) : (bufferOf(address) as Uint8Array);
}

/** An address as Python has it. */
function fromAddress(address: Address): Value {
  if (!(address instanceof Uint8Array)) return new Tuple([address.host, address.port]);
  return address[0] === 0 ? new Bytes(address) : Buffer.from(address).toString();
}

function checkKey(authkey: Value): void {
  if (authkey !== null && !isinstance(authkey, bytes)) throw new TypeError("authkey should be a byte string");
}

const unlink = builtin(
  "unlink(path)",
  (path: Value): null => {
    fs.rmSync(String(path), { force: true });
    return null;
  },
  "posix",
);

@pyclass("multiprocessing.connection.SocketListener")
export class SocketListener extends PyObject {
  declare $fd: number | null;
  declare _address: Value;
  declare _family: Value;
  declare _last_accepted: Value;
  declare _unlink: Finalize | null;

  __init__(address: Value, family: Value, backlog: Value = 1): Suspends<null> {
    const made = listenSocket(validFamily(family), toAddress(address), toSsize(backlog));
    this.$fd = made.fd;
    this._address = fromAddress(made.address);
    this._family = family;
    this._last_accepted = null;
    this._unlink = family === "AF_UNIX" && !is_abstract_socket_namespace(address) ? finalize(this, unlink, [address], 0) : null;
    return null;
  }

  accept(): Suspends<Connection> {
    if (this.$fd === null) throw new OSError(9, "Bad file descriptor");
    const { fd, address } = acceptSocket(this.$fd);
    this._last_accepted = fromAddress(address);
    return makeConnection(fd, true, true);
  }

  close(): Suspends<null> {
    if (this.$fd !== null) closeFd(this.$fd);
    this.$fd = null;
    if (this._unlink !== null) this._unlink.__call__();
    this._unlink = null;
    return null;
  }

  fileno(): Value {
    return this.$fd ?? -1;
  }
}

@pyclass("multiprocessing.connection.Listener", {
  doc: "\n    Returns a listener object.\n\n    This is a wrapper for a bound socket which is 'listening' for\n    connections, or for a Windows named pipe.\n    ",
})
export class Listener extends PyObject {
  declare _listener: SocketListener | null;
  declare _authkey: Value;

  __init__(address: Value = null, family: Value = null, backlog: Value = 1, authkey: Value = null): Suspends<null> {
    const kind: Value = truth(family) ? family : truth(address) ? address_type(address) : "AF_UNIX";
    const place: Value = truth(address) ? address : arbitrary_address(kind);
    validFamily(kind);
    const listener = Object.create(SocketListener.prototype as object) as SocketListener;
    listener.__init__(place, kind, backlog);
    this._listener = listener;
    checkKey(authkey);
    this._authkey = authkey;
    return null;
  }

  /** Waits for a connection; one that does not know the key is refused. */
  accept(): Suspends<Connection> {
    if (this._listener === null) throw new OSError("listener is closed");
    const connection = this._listener.accept();
    if (this._authkey !== null) {
      deliver_challenge(connection, this._authkey);
      answer_challenge(connection, this._authkey);
    }
    return connection;
  }

  close(): Suspends<null> {
    const { _listener: listener } = this;
    this._listener = null;
    if (listener !== null) listener.close();
    return null;
  }

  __enter__(): Value {
    return this;
  }
  __exit__(exc_type: Value, exc_value: Value, exc_tb: Value): Suspends<null> {
    callMethod(this, "close");
    return null;
  }
}
getset(Listener, {
  address: [(self: Listener) => (self._listener as Value)._address],
  last_accepted: [(self: Listener) => (self._listener as Value)._last_accepted],
});

export function SocketClient(address: Value): Suspends<Connection> {
  return makeConnection(connectSocket(validFamily(address_type(address)), toAddress(address)), true, true);
}

/** A connection to a listener. */
export function Client(address: Value, family: Value = null, authkey: Value = null): Suspends<Connection> {
  validFamily(truth(family) ? family : address_type(address));
  const connection = SocketClient(address);
  checkKey(authkey);
  if (authkey !== null) {
    answer_challenge(connection, authkey);
    deliver_challenge(connection, authkey);
  }
  return connection;
}

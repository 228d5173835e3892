/**
 * multiprocessing.managers - what managers, proxies and servers say to one another.
 *
 * Mirrors     Lib/multiprocessing/managers.py of CPython 3.13: Token, State, dispatch, RemoteError
 * Suspends    dispatch: it waits for the answer
 */
import type { Suspends } from "../../../frames/suspend.js";
import { $callx } from "../../../objects/call.js";
import { Kw } from "../../../objects/function.js";
import { Exception, KeyError, TypeError, ValueError } from "../../../objects/exceptions.js";
import { Dict } from "../../../objects/dict.js";
import { PyObject, type Value } from "../../../objects/object.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { repr } from "../../../objects/protocols/repr.js";
import { text as str } from "../../../objects/protocols/str.js";
import { pyclass } from "../../../objects/register.js";
import { stringOf } from "../../../objects/str.js";
import { isTuple, plainTuple, Tuple } from "../../../objects/tuple.js";
import { typeOf } from "../../../objects/object.js";
import { unpack } from "../../../objects/unpack.js";
import { Client, Listener } from "../connection/listener.js";
import { XmlClient, XmlListener } from "../connection/xml.js";

/** Tells a shared object from all others. */
@pyclass("multiprocessing.managers.Token", { doc: "\n    Type to uniquely identify a shared object\n    " })
export class Token extends PyObject {
  declare typeid: Value;
  declare address: Value;
  declare id: Value;

  __init__(typeid: Value, address: Value, id: Value): null {
    this.typeid = typeid;
    this.address = address;
    this.id = id;
    return null;
  }
  __getstate__(): Value {
    return new Tuple([this.typeid, this.address, this.id]);
  }
  __setstate__(state: Value): Suspends<null> {
    [this.typeid, this.address, this.id] = unpack(state, 3) as [Value, Value, Value];
    return null;
  }
  __repr__(): Suspends<string> {
    return `${typeOf(this).$name}(typeid=${repr(this.typeid)}, address=${repr(this.address)}, id=${repr(this.id)})`;
  }
}

@pyclass("multiprocessing.managers.State")
export class State extends PyObject {
  static INITIAL = 0;
  static STARTED = 1;
  static SHUTDOWN = 2;
  declare value: number;
}
export const INITIAL = 0;
export const STARTED = 1;
export const SHUTDOWN = 2;

@pyclass("multiprocessing.managers.RemoteError")
export class RemoteError extends Exception {
  __str__(): Suspends<string> {
    const line = "-".repeat(75);
    return `\n${line}\n${str((this as Value).$args[0])}${line}`;
  }
}

/** What a server answered that is no result, as the exception it stands for. */
export function convert_to_error(kind: Value, result: Value): Suspends<Value> {
  if (kind === "#ERROR") return result;
  if (kind !== "#TRACEBACK" && kind !== "#UNSERIALIZABLE") return new ValueError(`Unrecognized message type ${repr(kind)}`);
  if (stringOf(result) === undefined) throw new TypeError(`Result ${repr(result)} (kind '${String(kind)}' type is ${str(typeOf(result))}, not str`);
  return new RemoteError(kind === "#UNSERIALIZABLE" ? `Unserializable message: ${str(result)}\n` : result);
}

/** Asks the server at the other end of a connection, and gives its answer. */
export function ask(connection: Value, id: Value, method: string, args: Value[], kwds: Value = new Dict()): Suspends<Value> {
  callMethod(connection, "send", new Tuple([id, method, new Tuple(args), kwds]));
  const [kind, result] = unpack(callMethod(connection, "recv"), 2) as [Value, Value];
  if (kind === "#RETURN") return result;
  throw convert_to_error(kind, result);
}

export function dispatch(c: Value, id: Value, methodname: Value, args: Value = new Tuple([]), kwds: Value = new Dict()): Suspends<Value> {
  return ask(c, id, methodname as string, isTuple(args) ? plainTuple(args).items : [], kwds);
}

/** Listener and Client by the name of a serializer. */
export const listener_client = Dict.$of([
  ["pickle", new Tuple([Listener, Client])],
  ["xmlrpclib", new Tuple([XmlListener, XmlClient])],
]);

export function transport(serializer: Value): Suspends<[listener: Value, client: Value]> {
  const pair = listener_client.$get(serializer);
  if (pair === undefined) throw new KeyError(serializer);
  return plainTuple(pair).items as [Value, Value];
}

/** A connection to the server at an address. */
export function connected(client: Value, address: Value, authkey: Value): Suspends<Value> {
  if (client === Client) return Client(address, null, authkey);
  return withKey(client, address, authkey);
}

function withKey(client: Value, address: Value, authkey: Value): Suspends<Value> {
  const kw = new Kw();
  kw["authkey"] = authkey;
  return $callx(client, [address], kw);
}

/** One request on a connection of its own. */
export function askOnce(client: Value, address: Value, authkey: Value, method: string, args: Value[], kwds?: Value): Suspends<Value> {
  const connection = connected(client, address, authkey);
  try {
    return ask(connection, null, method, args, kwds);
  } finally {
    callMethod(connection, "close");
  }
}

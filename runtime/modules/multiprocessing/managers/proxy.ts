/**
 * multiprocessing.managers.BaseProxy - stands for an object that a server holds.
 *
 * Mirrors     Lib/multiprocessing/managers.py of CPython 3.13: BaseProxy, RebuildProxy, MakeProxyType, AutoProxy
 * Suspends    each call of a method: it waits for the server
 * Differs     a proxy that is dropped gives its object back when it is collected, or at the end of the process
 */
import type { Suspends } from "../../../frames/suspend.js";
import { $getattr, $setattr, getattrOr } from "../../../objects/attributes.js";
import { $callx } from "../../../objects/call.js";
import { $class } from "../../../objects/class.js";
import { $kwdict } from "../../../objects/display.js";
import { Dict } from "../../../objects/dict.js";
import { Exception } from "../../../objects/exceptions.js";
import { Kw } from "../../../objects/function.js";
import { address as addressText } from "../../../objects/identity.js";
import { forget, isinstance, PyObject, typeOf, type PyType, type Value } from "../../../objects/object.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { getitem } from "../../../objects/protocols/getitem.js";
import { spread } from "../../../objects/protocols/iter.js";
import { repr } from "../../../objects/protocols/repr.js";
import { truth } from "../../../objects/protocols/bool.js";
import { $caught, $handled, $reraise, $uncaught } from "../../../objects/raise.js";
import { builtin, methods, pyclass } from "../../../objects/register.js";
import { PySet } from "../../../objects/set.js";
import { $mapkw } from "../../../objects/keywords.js";
import { Tuple } from "../../../objects/tuple.js";
import { unpack } from "../../../objects/unpack.js";
import { carriedContents } from "../../../snapshot/carried.js";
import { currentThread, type GreenThread } from "../../../scheduler/current.js";
import { current_thread } from "../../threading/thread.js";
import { get_spawning_popen } from "../context.js";
import { finalize, register_after_fork, type Finalize } from "../finalize.js";
import { debug, info } from "../log.js";
import { getpid } from "../pids.js";
import { AuthenticationString, current_process } from "../process.js";
import { ask, askOnce, connected, convert_to_error, STARTED, transport, type State, type Token } from "./dispatch.js";

/** Connections to one server: each thread has its own, and so has each process. */
class Connections {
  pid = getpid();
  byThread = new Map<GreenThread, Value>();

  private own(): Map<GreenThread, Value> {
    if (this.pid !== getpid()) {
      this.pid = getpid();
      this.byThread = new Map();
    }
    return this.byThread;
  }
  get(): Value {
    return this.own().get(currentThread());
  }
  set(connection: Value): void {
    this.own().set(currentThread(), connection);
  }
  take(): Value {
    const known = this.own();
    const connection = known.get(currentThread());
    known.delete(currentThread());
    return connection;
  }
}

/** What this process has with a server: connections, and the objects it has proxies of. */
interface Link {
  readonly connections: Connections;
  readonly ids: PySet;
}
const links: { byAddress: [address: Value, link: Link][] } = { byAddress: [] };
carriedContents("multiprocessing managers", links);

function sameAddress(a: Value, b: Value): boolean {
  return a === b || (a instanceof Tuple && b instanceof Tuple && a.items[0] === b.items[0] && a.items[1] === b.items[1]);
}

function linkTo(address: Value): Link {
  for (const [known, link] of links.byAddress) if (sameAddress(known, address)) return link;
  const link = { connections: new Connections(), ids: new PySet() };
  links.byAddress.push([address, link]);
  return link;
}

/** Forgets a server that has ended. */
export function unlinkFrom(address: Value): void {
  links.byAddress = links.byAddress.filter(([known]) => !sameAddress(known, address));
}

@pyclass("multiprocessing.managers.BaseProxy", { doc: "\n    A base for proxies of shared objects\n    " })
export class BaseProxy extends PyObject {
  declare _token: Token;
  declare _id: Value;
  declare _manager: Value;
  declare _serializer: Value;
  declare _Client: Value;
  declare _owned_by_manager: Value;
  declare _authkey: Value;
  declare _close: Finalize;
  declare _isauto: Value;
  declare $link: Link;

  __init__(
    token: Value,
    serializer: Value,
    manager: Value = null,
    authkey: Value = null,
    exposed: Value = null,
    incref: Value = true,
    manager_owned: Value = false,
  ): Suspends<null> {
    this.$link = linkTo(token.address);
    this._token = token as Token;
    this._id = token.id;
    this._manager = manager;
    this._serializer = serializer;
    this._Client = transport(serializer)[1];
    this._owned_by_manager = manager_owned;
    this._authkey = authkey !== null ? AuthenticationString(authkey) : manager !== null ? manager._authkey : $getattr(current_process(), "authkey");
    if (truth(incref)) this._incref();
    register_after_fork(this, afterFork);
    return null;
  }

  _connect(): Suspends<null> {
    debug("making connection to manager");
    let name = String($getattr(current_process(), "name"));
    const thread = String($getattr(current_thread(), "name"));
    if (thread !== "MainThread") name += `|${thread}`;
    const connection = connected(this._Client, this._token.address, this._authkey);
    ask(connection, null, "accept_connection", [name]);
    this.$link.connections.set(connection);
    return null;
  }

  /** Calls a method of the object, and gives a copy of its result, or a proxy. */
  _callmethod(methodname: Value, args: Value = new Tuple([]), kwds: Value = new Dict()): Suspends<Value> {
    let connection = this.$link.connections.get();
    if (connection === undefined) {
      debug("thread %r does not own a connection", $getattr(current_thread(), "name"));
      this._connect();
      connection = this.$link.connections.get();
    }
    callMethod(connection, "send", new Tuple([this._id, methodname, args, kwds]));
    const [kind, result] = unpack(callMethod(connection, "recv"), 2) as [Value, Value];
    if (kind === "#RETURN") return result;
    if (kind === "#PROXY") return this.$proxyOf(result);
    throw convert_to_error(kind, result);
  }

  /** A proxy of what a method gave. */
  $proxyOf(result: Value): Suspends<Value> {
    const [exposed, token] = unpack(result, 2) as [Value, Value];
    const make = spread(getitem($getattr(this._manager, "_registry"), token.typeid)).at(-1) as Value;
    token.address = this._token.address;
    const kw = new Kw();
    kw["manager"] = this._manager;
    kw["authkey"] = this._authkey;
    kw["exposed"] = exposed;
    const proxy = $callx(make, [token, this._serializer], kw);
    askOnce(this._Client, token.address, this._authkey, "decref", [token.id]);
    return proxy;
  }

  _getvalue(): Suspends<Value> {
    return callMethod(this, "_callmethod", "#GETVALUE");
  }

  _incref(): Suspends<null> {
    if (truth(this._owned_by_manager)) {
      debug("owned_by_manager skipped INCREF of %r", this._token.id);
      return null;
    }
    askOnce(this._Client, this._token.address, this._authkey, "incref", [this._id]);
    debug("INCREF %r", this._token.id);
    this.$link.ids.$add(this._id);
    const state = this._manager === null ? null : this._manager._state;
    const { _token: token, _authkey: authkey, $link: link, _Client: client } = this;
    const done = builtin("_decref()", () => giveBack(token, authkey, state as State | null, link, client), "multiprocessing.managers");
    this._close = finalize(this, done, [], 10);
    return null;
  }

  _after_fork(): Suspends<null> {
    this._manager = null;
    const handled = $handled();
    try {
      this._incref();
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, Exception)) throw $reraise(error);
      info("incref failed: %s", error);
      $uncaught(handled);
    }
    return null;
  }

  __reduce__(): Suspends<Value> {
    const kwds = new Dict();
    if (get_spawning_popen() !== null) kwds.$setNamed("authkey", this._authkey);
    let make: Value = typeOf(this);
    if (this._isauto === true) {
      kwds.$setNamed("exposed", $getattr(this, "_exposed_"));
      make = AutoProxy;
    }
    return new Tuple([RebuildProxy, new Tuple([make, this._token, this._serializer, kwds])]);
  }

  __deepcopy__(_memo: Value): Suspends<Value> {
    return callMethod(this, "_getvalue");
  }

  __repr__(): Suspends<string> {
    return `<${typeOf(this).$name} object, typeid ${repr(this._token.typeid)} at ${addressText(this)}>`;
  }

  __str__(): Suspends<Value> {
    const handled = $handled();
    try {
      return callMethod(this, "_callmethod", "__repr__");
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, Exception)) throw $reraise(error);
      $uncaught(handled);
      return `${repr(this).slice(0, -1)}; '__str__()' failed>`;
    }
  }
}

const afterFork = builtin("_after_fork(self)", (self: Value): Suspends<null> => callMethod(self, "_after_fork"), "multiprocessing.managers");

/** A proxy is gone: the server need not keep the object for it. */
function giveBack(token: Token, authkey: Value, state: State | null, link: Link, client: Value): Suspends<null> {
  link.ids.$discard(token.id);
  if (state === null || state.value === STARTED) {
    const handled = $handled();
    try {
      debug("DECREF %r", token.id);
      askOnce(client, token.address, authkey, "decref", [token.id]);
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, Exception)) throw $reraise(error);
      debug("... decref failed %s", error);
      $uncaught(handled);
    }
  } else debug("DECREF %r -- manager already shutdown", token.id);
  if (link.ids.$size() === 0) {
    const connection = link.connections.take();
    if (connection !== undefined) callMethod(connection, "close");
  }
  return null;
}

/** What pickles of proxies call. */
export const RebuildProxy = builtin(
  "RebuildProxy(func, token, serializer, kwds)",
  (func: Value, token: Value, serializer: Value, kwds: Value): Suspends<Value> => {
    const current = current_process();
    const server = getattrOr(current, "_manager_server");
    const kw = $mapkw(kwds);
    if (server !== undefined && server !== null && sameAddress(server.address, token.address)) {
      debug("Rebuild a proxy owned by manager, token=%r", token);
      kw["manager_owned"] = true;
      if (!truth(server.id_to_local_proxy_obj.$has(token.id))) server.id_to_local_proxy_obj.$set(token.id, getitem(server.id_to_obj, token.id));
    }
    const wanted = kw["incref"] === undefined || truth(kw["incref"]);
    kw["incref"] = wanted && !truth(getattrOr(current, "_inheriting") ?? false);
    return $callx(func, [token, serializer], kw);
  },
  "multiprocessing.managers",
);

const made = new Map<string, Value>();

function forwarder(name: string): (this: Value, args: Value[], kw: Kw) => Suspends<Value> {
  return function (this: Value, args: Value[], kw: Kw): Suspends<Value> {
    return callMethod(this, "_callmethod", name, new Tuple(args), $kwdict(kw));
  };
}

/** A class of proxies with these methods. */
export function MakeProxyType(name: Value, exposed: Value): Suspends<Value> {
  const names = spread(exposed) as string[];
  const key = `${String(name)} ${names.join(" ")}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const meta = { name: String(name), qualname: String(name), module: "multiprocessing.managers", doc: null, line: 0, statics: [] };
  const cls: Value = $class(meta, [BaseProxy], null, () => undefined);
  for (let i = 0; i < names.length; i++) methods(cls, { [`${names[i]}(self, /, *args, **kwds)`]: forwarder(names[i] as string) }, false);
  forget(cls as PyType);
  $setattr(cls, "_exposed_", new Tuple(names));
  made.set(key, cls);
  return cls;
}

/** A proxy with the methods that the object has. */
export const AutoProxy = builtin(
  "AutoProxy(token, serializer, manager=None, authkey=None, exposed=None, incref=True, manager_owned=False)",
  (
    token: Value,
    serializer: Value,
    manager: Value = null,
    authkey: Value = null,
    exposed: Value = null,
    incref: Value = true,
    manager_owned: Value = false,
  ): Suspends<Value> => {
    const client = transport(serializer)[1];
    const names = exposed ?? askOnce(client, token.address, authkey, "get_methods", [token]);
    const key = authkey ?? (manager !== null ? manager._authkey : $getattr(current_process(), "authkey"));
    const cls = MakeProxyType(`AutoProxy[${String(token.typeid)}]`, names);
    const kw = new Kw();
    Object.assign(kw, { manager, authkey: key, incref, manager_owned });
    const proxy = $callx(cls, [token, serializer], kw);
    proxy._isauto = true;
    return proxy;
  },
  "multiprocessing.managers",
);

/**
 * multiprocessing.managers.BaseManager - starts a server, or finds one, and makes shared objects there.
 *
 * Mirrors     Lib/multiprocessing/managers.py of CPython 3.13: BaseManager
 * Suspends    everything that asks the server
 */
import { callStar } from "../../../objects/spread.js";
import type { Suspends } from "../../../frames/suspend.js";
import { $getattr, $setattr, getattrOr } from "../../../objects/attributes.js";
import { $callattrx, $callx } from "../../../objects/call.js";
import { $kwdict } from "../../../objects/display.js";
import { Dict } from "../../../objects/dict.js";
import { AssertionError, Exception, TypeError } from "../../../objects/exceptions.js";
import { Kw } from "../../../objects/function.js";
import { Float } from "../../../objects/float.js";
import { define, getset, methods, pyclass, builtin } from "../../../objects/register.js";
import { forget, isinstance, PyObject, typeOf, type PyType, type Value } from "../../../objects/object.js";
import { callable, callMethod } from "../../../objects/protocols/call.js";
import { spread } from "../../../objects/protocols/iter.js";
import { repr } from "../../../objects/protocols/repr.js";
import { truth } from "../../../objects/protocols/bool.js";
import { $caught, $handled, $reraise, $uncaught } from "../../../objects/raise.js";
import { Tuple } from "../../../objects/tuple.js";
import { unpack } from "../../../objects/unpack.js";
import signal from "../../signal/index.js";
import { Pipe } from "../connection/connection.js";
import { defaultContext, ProcessError } from "../context.js";
import { finalize } from "../finalize.js";
import { debug, info } from "../log.js";
import { AuthenticationString, current_process } from "../process.js";
import { askOnce, INITIAL, SHUTDOWN, STARTED, State, Token, transport } from "./dispatch.js";
import { AutoProxy, unlinkFrom } from "./proxy.js";
import { Server } from "./server.js";

function mustBeInitial(state: State): void {
  if (state.value === INITIAL) return;
  throw new ProcessError(state.value === STARTED ? "Already started server" : "Manager has shut down");
}

@pyclass("multiprocessing.managers.BaseManager", { doc: "\n    Base class for managers\n    " })
export class BaseManager extends PyObject {
  static _registry: Value = new Dict();
  declare _address: Value;
  declare _authkey: Value;
  declare _state: State;
  declare _serializer: Value;
  declare _Listener: Value;
  declare _Client: Value;
  declare _ctx: Value;
  declare _shutdown_timeout: Value;
  declare _process: Value;

  __init__(
    address: Value = null,
    authkey: Value = null,
    serializer: Value = "pickle",
    ctx: Value = null,
    { shutdown_timeout = new Float(1.0) }: { shutdown_timeout?: Value } = {},
  ): Suspends<null> {
    this._address = address;
    this._authkey = AuthenticationString(authkey ?? $getattr(current_process(), "authkey"));
    const state = Object.create(State.prototype as object) as State;
    state.value = INITIAL;
    this._state = state;
    this._serializer = serializer;
    [this._Listener, this._Client] = transport(serializer);
    this._ctx = ctx ?? callMethod(defaultContext(), "get_context");
    this._shutdown_timeout = shutdown_timeout;
    return null;
  }

  get_server(): Suspends<Value> {
    mustBeInitial(this._state);
    return $callx($getattr(this, "_Server"), [$getattr(this, "_registry"), this._address, this._authkey, this._serializer], null);
  }

  connect(): Suspends<null> {
    askOnce(this._Client, this._address, this._authkey, "dummy", []);
    this._state.value = STARTED;
    return null;
  }

  /** Starts the process that is the server. */
  start(initializer: Value = null, initargs: Value = new Tuple([])): Suspends<null> {
    mustBeInitial(this._state);
    if (initializer !== null && !callable(initializer)) throw new TypeError("initializer must be a callable");
    const [reader, writer] = Pipe(false).items as [Value, Value];
    const kw = new Kw();
    const cls = typeOf(this);
    kw["target"] = $getattr(cls, "_run_server");
    kw["args"] = new Tuple([$getattr(this, "_registry"), this._address, this._authkey, this._serializer, writer, initializer, initargs]);
    const process = $callattrx(this._ctx, "Process", [], kw);
    this._process = process;
    $setattr(process, "name", `${cls.$name}-${spread(process._identity).join(":")}`);
    callMethod(process, "start");
    callMethod(writer, "close");
    this._address = callMethod(reader, "recv");
    callMethod(reader, "close");
    this._state.value = STARTED;
    const { _address: address, _authkey: authkey, _state: state, _Client: client, _shutdown_timeout: timeout } = this;
    const end = builtin("_finalize_manager()", () => endServer(process, address, authkey, state, client, timeout), "multiprocessing.managers");
    $setattr(this, "shutdown", finalize(this, end, [], 0));
    return null;
  }

  /** Waits for the server's end. */
  join$(timeout: Value = null): Suspends<null> {
    if (this._process === null || this._process === undefined) return null;
    callMethod(this._process, "join", timeout);
    if (!truth(callMethod(this._process, "is_alive"))) this._process = null;
    return null;
  }

  _debug_info(): Suspends<Value> {
    return askOnce(this._Client, this._address, this._authkey, "debug_info", []);
  }

  _number_of_objects(): Suspends<Value> {
    return askOnce(this._Client, this._address, this._authkey, "number_of_objects", []);
  }

  __enter__(): Suspends<Value> {
    if (this._state.value === INITIAL) callMethod(this, "start");
    if (this._state.value !== STARTED) throw new ProcessError(this._state.value === SHUTDOWN ? "Manager has shut down" : "Unable to start server");
    return this;
  }

  __exit__(exc_type: Value, exc_val: Value, exc_tb: Value): Suspends<null> {
    callMethod(this, "shutdown");
    return null;
  }
}
// a static member that is a function would be taken for a method
define(BaseManager as unknown as PyType, "_Server", Server, Server);
getset(BaseManager, { address: [(self: BaseManager) => self._address] });

/** Tells the server to end, and makes sure that it does. */
function endServer(process: Value, address: Value, authkey: Value, state: State, client: Value, timeout: Value): Suspends<null> {
  if (truth(callMethod(process, "is_alive"))) {
    info("sending shutdown message to manager");
    const handled = $handled();
    try {
      askOnce(client, address, authkey, "shutdown", []);
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, Exception)) throw $reraise(error);
      $uncaught(handled);
    }
    callMethod(process, "join", timeout);
    if (truth(callMethod(process, "is_alive"))) {
      info("manager still alive");
      info("trying to `terminate()` manager process");
      callMethod(process, "terminate");
      callMethod(process, "join", timeout);
      if (truth(callMethod(process, "is_alive"))) {
        info("manager still alive after terminate");
        callMethod(process, "kill");
        callMethod(process, "join");
      }
    }
  }
  state.value = SHUTDOWN;
  unlinkFrom(address);
  return null;
}

/** The method by which a manager makes an object of a kind. */
function creator(typeid: string, proxytype: Value): (this: BaseManager, args: Value[], kwds: Kw) => Suspends<Value> {
  return function (this: BaseManager, args: Value[], kwds: Kw): Suspends<Value> {
    debug("requesting creation of a shared %r object", typeid);
    const [token, exposed] = unpack($callattrx(this, "_create", [typeid, ...args], kwds), 2) as [Value, Value];
    const kw = new Kw();
    kw["manager"] = this;
    kw["authkey"] = this._authkey;
    kw["exposed"] = exposed;
    const proxy = $callx(proxytype, [token, this._serializer], kw);
    askOnce(this._Client, token.address, this._authkey, "decref", [token.id]);
    return proxy;
  };
}

/** `cls.register(...)` */
export function registerType(
  cls: PyType,
  typeid: string,
  make: Value = null,
  proxytype: Value = null,
  exposed: Value = null,
  typeids: Value = null,
  creates = true,
): Suspends<void> {
  if (!cls.$dict.has("_registry")) {
    const copy = callMethod($getattr(cls, "_registry"), "copy");
    define(cls, "_registry", copy, copy);
    forget(cls);
  }
  const proxy = proxytype ?? AutoProxy;
  const names = exposed !== null && truth(exposed) ? exposed : (getattrOr(proxy, "_exposed_") ?? null);
  const byMethod = typeids !== null && truth(typeids) ? typeids : (getattrOr(proxy, "_method_to_typeid_") ?? null);
  if (byMethod !== null) checkNames(byMethod);
  ($getattr(cls, "_registry") as Dict).$set(typeid, new Tuple([make, names, byMethod, proxy]));
  if (!creates) return;
  methods(cls, { [`${typeid}(self, /, *args, **kwds)`]: creator(typeid, proxy) }, false);
  forget(cls);
}

function checkNames(byMethod: Value): Suspends<void> {
  const pairs = spread(callMethod(byMethod, "items"));
  for (let i = 0; i < pairs.length; i++) {
    const parts = unpack(pairs[i], 2);
    for (const part of parts) if (typeof part !== "string") throw new AssertionError(`${repr(part)} is not a string`);
  }
}

methods(
  BaseManager,
  {
    "_create(self, typeid, /, *args, **kwds)": function (this: BaseManager, typeid: Value, args: Value[], kwds: Kw): Suspends<Value> {
      if (this._state.value !== STARTED) throw new AssertionError("server not yet started");
      const answer = askOnce(this._Client, this._address, this._authkey, "create", [typeid, ...args], $kwdict(kwds));
      const [id, exposed] = unpack(answer, 2) as [Value, Value];
      return new Tuple([new Token(typeid, this._address, id), exposed]);
    },
  },
  false,
);
methods(BaseManager, {
  "_run_server(cls, registry, address, authkey, serializer, writer, initializer=None, initargs=())": function (
    this: Value,
    registry: Value,
    address: Value,
    authkey: Value,
    serializer: Value,
    writer: Value,
    initializer: Value,
    initargs: Value,
  ): Suspends<null> {
    const signals = signal as Value;
    callMethod(signals, "signal", signals.SIGINT, signals.SIG_IGN);
    if (initializer !== undefined && initializer !== null) callStar(initializer, initargs ?? new Tuple([]));
    const server = $callx($getattr(this, "_Server"), [registry, address, authkey, serializer], null);
    callMethod(writer, "send", $getattr(server, "address"));
    callMethod(writer, "close");
    info("manager serving at %r", $getattr(server, "address"));
    callMethod(server, "serve_forever");
    return null;
  },
  "register(cls, typeid, callable=None, proxytype=None, exposed=None, method_to_typeid=None, create_method=True)": function (
    this: Value,
    typeid: Value,
    make: Value,
    proxytype: Value,
    exposed: Value,
    typeids: Value,
    creates: Value,
  ): Suspends<null> {
    registerType(this as PyType, typeid as string, make ?? null, proxytype ?? null, exposed ?? null, typeids ?? null, creates === undefined || truth(creates));
    return null;
  },
});

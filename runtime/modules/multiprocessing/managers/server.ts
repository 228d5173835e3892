/**
 * multiprocessing.managers.Server - the process that holds the shared objects, and answers for them.
 *
 * Mirrors     Lib/multiprocessing/managers.py of CPython 3.13: Server
 * Suspends    everything: it waits for requests; the objects' methods
 */
import type { Suspends } from "../../../frames/suspend.js";
import { $getattr } from "../../../objects/attributes.js";
import { $callx } from "../../../objects/call.js";
import { Dict, isDict } from "../../../objects/dict.js";
import { AssertionError, AttributeError, EOFError, Exception, KeyError, OSError, SystemExit, TypeError, ValueError } from "../../../objects/exceptions.js";
import { bytes } from "../../../objects/bytes.js";
import { idOf } from "../../../objects/identity.js";
import { isinstance, PyObject, typeOf, type Value } from "../../../objects/object.js";
import { callable, call, callMethod } from "../../../objects/protocols/call.js";
import { spread } from "../../../objects/protocols/iter.js";
import { repr } from "../../../objects/protocols/repr.js";
import { text as str } from "../../../objects/protocols/str.js";
import { truth } from "../../../objects/protocols/bool.js";
import { $caught, $handled, $reraise, $uncaught } from "../../../objects/raise.js";
import { builtin, methods, pyclass } from "../../../objects/register.js";
import { PySet } from "../../../objects/set.js";
import { $mapkw } from "../../../objects/keywords.js";
import { callStar } from "../../../objects/spread.js";
import { formatException } from "../../../objects/traceback.js";
import { Tuple } from "../../../objects/tuple.js";
import { unpack } from "../../../objects/unpack.js";
import type { Kw } from "../../../objects/function.js";
import { acquire, LockObject, release } from "../../_thread/lock.js";
import { makeEvent, type Event } from "../../threading/event.js";
import { current_thread, defaultName, makeThread } from "../../threading/thread.js";
import { answer_challenge, deliver_challenge } from "../connection/auth.js";
import { debug, info } from "../log.js";
import { AuthenticationString, current_process } from "../process.js";
import { Token, transport } from "./dispatch.js";

/** What the server holds of an object: it, the methods that may be called, types of results by method. */
type Held = [object: Value, exposed: PySet, typeids: Value];

/** Names of what can be called of an object. */
export function all_methods(obj: Value): Suspends<string[]> {
  const names: string[] = [];
  const all = spread(callMethod(obj, "__dir__")) as string[];
  all.sort();
  for (let i = 0; i < all.length; i++) {
    const name = all[i] as string;
    if (callable($getattr(obj, name))) names.push(name);
  }
  return names;
}

/** The same without those that begin with `_`. */
export function public_methods(obj: Value): Suspends<string[]> {
  return all_methods(obj).filter((name) => !name.startsWith("_"));
}

/** A thread that ends with the program. */
function startDaemon(body: Value): Suspends<void> {
  const thread = makeThread(body, defaultName(body));
  thread._daemonic = true;
  thread.start();
}

/** The text of an exception, as `#TRACEBACK` carries it. */
function failure(error: Value): Suspends<Tuple> {
  return new Tuple(["#TRACEBACK", formatException(error)]);
}

@pyclass("multiprocessing.managers.Server", { doc: "\n    Server class which runs in a process controlled by a manager object\n    " })
export class Server extends PyObject {
  static public = ["shutdown", "create", "accept_connection", "get_methods", "debug_info", "number_of_objects", "dummy", "incref", "decref"];
  declare registry: Dict;
  declare authkey: Value;
  declare listener: Value;
  declare address: Value;
  declare id_to_obj: Dict;
  declare id_to_refcount: Dict;
  declare id_to_local_proxy_obj: Dict;
  declare mutex: LockObject;
  declare stop_event: Event;

  __init__(registry: Value, address: Value, authkey: Value, serializer: Value): Suspends<null> {
    if (!isinstance(authkey, bytes)) throw new TypeError(`Authkey ${repr(authkey)} is type ${str(typeOf(authkey))}, not bytes`);
    this.registry = registry as Dict;
    this.authkey = AuthenticationString(authkey);
    this.listener = call(transport(serializer)[0], address, null, 128);
    this.address = $getattr(this.listener, "address");
    this.id_to_obj = Dict.$of([["0", new Tuple([null, new Tuple([])])]]);
    this.id_to_refcount = new Dict();
    this.id_to_local_proxy_obj = new Dict();
    this.mutex = new LockObject();
    return null;
  }

  serve_forever(): Suspends<null> {
    this.stop_event = makeEvent();
    current_process()._manager_server = this;
    const handled = $handled();
    try {
      startDaemon(builtin("accepter()", () => callMethod(this, "accepter"), "multiprocessing.managers"));
      while (!this.stop_event.is_set()) this.stop_event.wait(1);
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (typeOf(error).$name !== "KeyboardInterrupt" && !isinstance(error, SystemExit)) throw $reraise(error);
      $uncaught(handled);
    }
    throw new SystemExit(0);
  }

  /** Takes connections, one after another, and gives each a thread. */
  accepter(): Suspends<null> {
    for (;;) {
      const connection = this.accepted();
      if (connection === null) continue;
      startDaemon(builtin("handle_request()", () => callMethod(this, "handle_request", connection), "multiprocessing.managers"));
    }
  }

  private accepted(): Suspends<Value> {
    const handled = $handled();
    try {
      return callMethod(this.listener, "accept");
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, OSError)) throw $reraise(error);
      $uncaught(handled);
      return null;
    }
  }

  handle_request(conn: Value): Suspends<null> {
    const handled = $handled();
    try {
      this._handle_request(conn);
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, SystemExit)) throw $reraise(error);
      $uncaught(handled);
    } finally {
      callMethod(conn, "close");
    }
    return null;
  }

  _handle_request(c: Value): Suspends<null> {
    const handled = $handled();
    let message: Value;
    try {
      deliver_challenge(c, this.authkey);
      answer_challenge(c, this.authkey);
      const [, name, args, kwds] = unpack(callMethod(c, "recv"), 4) as [Value, Value, Value, Value];
      if (!spread($getattr(this, "public")).includes(name)) throw new AssertionError(`${repr(name)} unrecognized`);
      const result = $callx($getattr(this, name as string), [c, ...spread(args)], $mapkw(kwds));
      message = new Tuple(["#RETURN", result]);
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, Exception)) throw $reraise(error);
      message = failure(error);
      $uncaught(handled);
    }
    this.answer(c, message);
    return null;
  }

  /** Sends an answer, or what went wrong with it; nobody may be there to hear it. */
  private answer(c: Value, message: Value): Suspends<void> {
    const handled = $handled();
    try {
      callMethod(c, "send", message);
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, Exception)) throw $reraise(error);
      const text = failure(error);
      $uncaught(handled);
      try {
        callMethod(c, "send", text);
      } catch (again) {
        const second = $caught(again, null);
        if (!isinstance(second, Exception)) throw $reraise(second);
        $uncaught(handled);
        info("Failure to send message: %r", message);
      }
    }
  }

  /** Answers the calls of the proxies of one thread, as long as it is there. */
  serve_client(conn: Value): Suspends<null> {
    debug("starting server thread to service %r", $getattr(current_thread(), "name"));
    while (!this.stop_event.is_set()) {
      const message = this.response(conn);
      if (message === null) return null;
      if (!this.sent(conn, message)) {
        callMethod(conn, "close");
        return null;
      }
    }
    return null;
  }

  private sent(conn: Value, message: Value): Suspends<boolean> {
    const handled = $handled();
    try {
      callMethod(conn, "send", message);
      return true;
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, Exception)) throw $reraise(error);
      const text = new Tuple(["#UNSERIALIZABLE", formatException(error)]);
      $uncaught(handled);
      try {
        callMethod(conn, "send", text);
        return true;
      } catch (again) {
        const second = $caught(again, null);
        if (!isinstance(second, Exception)) throw $reraise(second);
        $uncaught(handled);
        info("exception in thread serving %r", $getattr(current_thread(), "name"));
        return false;
      }
    }
  }

  /** The answer to the next request; null: the other end has gone. */
  private response(conn: Value): Suspends<Value> {
    const handled = $handled();
    let request: Value[] | null = null;
    try {
      request = unpack(callMethod(conn, "recv"), 4);
      return this.result(conn, request);
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (request === null && isinstance(error, EOFError)) {
        debug("got EOF -- exiting thread serving %r", $getattr(current_thread(), "name"));
        $uncaught(handled);
        return null;
      }
      if (!isinstance(error, Exception)) throw $reraise(error);
      if (isinstance(error, AttributeError) && request !== null) {
        const answer = this.fallback(request);
        $uncaught(handled);
        return answer;
      }
      const message = failure(error);
      $uncaught(handled);
      return message;
    }
  }

  private held(ident: Value): Suspends<Held> {
    const found = this.id_to_obj.$get(ident) ?? this.id_to_local_proxy_obj.$get(ident);
    if (found === undefined) throw new KeyError(ident);
    return spread(found) as Held;
  }

  private result(conn: Value, request: Value[]): Suspends<Value> {
    const [ident, name, args, kwds] = request;
    const [object, exposed, typeids] = this.held(ident);
    if (!exposed.$has(name)) {
      throw new AttributeError(`method ${repr(name)} of ${repr(typeOf(object))} object is not in exposed=${repr(exposed)}`);
    }
    const method = $getattr(object, name as string);
    const handled = $handled();
    let made: Value;
    try {
      made = callStar(method, args, kwds);
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, Exception)) throw $reraise(error);
      $uncaught(handled);
      return new Tuple(["#ERROR", error]);
    }
    const typeid: Value = isDict(typeids) ? ((typeids as Value).$get(name) ?? null) : null;
    if (typeid === null) return new Tuple(["#RETURN", made]);
    const [id, names] = unpack(callMethod(this, "create", conn, typeid, made), 2) as [Value, Value];
    return new Tuple(["#PROXY", new Tuple([names, new Token(typeid, this.address, id)])]);
  }

  /** What all objects can be asked. */
  private fallback(request: Value[]): Suspends<Value> {
    const [ident, name] = request;
    const handled = $handled();
    try {
      const [object] = this.held(ident);
      if (name === "#GETVALUE") return new Tuple(["#RETURN", object]);
      if (name === "__str__") return new Tuple(["#RETURN", str(object)]);
      if (name === "__repr__") return new Tuple(["#RETURN", repr(object)]);
      throw new KeyError(name);
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, Exception)) throw $reraise(error);
      const message = failure(error);
      $uncaught(handled);
      return message;
    }
  }

  dummy(_c: Value): null {
    return null;
  }

  debug_info(_c: Value): Suspends<string> {
    const lines: string[] = [];
    const idents = this.id_to_refcount.$keys().sort() as string[];
    for (let i = 0; i < idents.length; i++) {
      const ident = idents[i] as string;
      const [object] = this.held(ident);
      if (ident !== "0") lines.push(`  ${ident}:       refcount=${str(this.id_to_refcount.$get(ident))}\n    ${str(object).slice(0, 75)}`);
    }
    return lines.join("\n");
  }

  number_of_objects(_c: Value): number {
    return this.id_to_refcount.$size();
  }

  shutdown(c: Value): Suspends<null> {
    try {
      debug("manager received shutdown message");
      callMethod(c, "send", new Tuple(["#RETURN", null]));
    } finally {
      this.stop_event.set();
    }
    return null;
  }

  get_methods(_c: Value, token: Value): Suspends<Value> {
    return new Tuple(this.held($getattr(token, "id"))[1].$array());
  }

  accept_connection(c: Value, name: Value): Suspends<null> {
    current_thread()._name = name;
    callMethod(c, "send", new Tuple(["#RETURN", null]));
    callMethod(this, "serve_client", c);
    throw new SystemExit(0);
  }

  incref(_c: Value, ident: Value): Suspends<null> {
    acquire(this.mutex, Infinity);
    try {
      const count = this.id_to_refcount.$get(ident);
      if (count !== undefined) {
        this.id_to_refcount.$set(ident, count + 1);
        return null;
      }
      const local = this.id_to_local_proxy_obj.$get(ident);
      if (local === undefined) throw new KeyError(ident);
      this.id_to_refcount.$set(ident, 1);
      this.id_to_obj.$set(ident, local);
      return null;
    } finally {
      release(this.mutex);
    }
  }

  decref(_c: Value, ident: Value): Suspends<null> {
    const count = this.id_to_refcount.$get(ident);
    if (count === undefined) {
      if (this.id_to_local_proxy_obj.$has(ident)) {
        debug("Server DECREF skipping %r", ident);
        return null;
      }
      throw new KeyError(ident);
    }
    if (count <= 0) throw new AssertionError(`Id ${str(ident)} (${repr(this.id_to_obj.$get(ident))}) has refcount ${str(count)}, not 1+`);
    if (count > 1) {
      this.id_to_refcount.$set(ident, count - 1);
      return null;
    }
    this.id_to_refcount.$delete(ident);
    debug("disposing of obj with id %r", ident);
    this.id_to_obj.$delete(ident);
    return null;
  }
}

methods(
  Server,
  {
    "create(self, c, typeid, /, *args, **kwds)": function (this: Server, c: Value, typeid: Value, args: Value[], kwds: Kw): Suspends<Value> {
      const entry = this.registry.$get(typeid);
      if (entry === undefined) throw new KeyError(typeid);
      const [make, given, typeids] = spread(entry) as [Value, Value, Value];
      let ident: string;
      let exposed: Value[];
      acquire(this.mutex, Infinity);
      try {
        let object: Value;
        if (make !== null) object = $callx(make, args, Object.keys(kwds).length === 0 ? null : kwds);
        else {
          if (Object.keys(kwds).length > 0 || args.length !== 1) throw new ValueError("Without callable, must have one non-keyword argument");
          object = args[0];
        }
        exposed = given === null ? public_methods(object) : spread(given);
        if (typeids !== null && truth(typeids)) {
          if (!isDict(typeids)) throw new TypeError(`Method_to_typeid ${repr(typeids)}: type ${str(typeOf(typeids))}, not dict`);
          exposed = [...exposed, ...(typeids as Value).$keys()];
        }
        ident = idOf(object).toString(16);
        debug("%r callable returned object with id %r", typeid, ident);
        const names = new PySet();
        for (let i = 0; i < exposed.length; i++) names.$add(exposed[i]);
        this.id_to_obj.$set(ident, new Tuple([object, names, typeids]));
        if (!this.id_to_refcount.$has(ident)) this.id_to_refcount.$set(ident, 0);
      } finally {
        release(this.mutex);
      }
      callMethod(this, "incref", c, ident);
      return new Tuple([ident, new Tuple(exposed)]);
    },
  },
  false,
);

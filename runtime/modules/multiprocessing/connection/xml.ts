/**
 * multiprocessing.connection.xml - connections whose objects travel as the parameters of XML-RPC calls.
 *
 * Mirrors     Lib/multiprocessing/connection.py: ConnectionWrapper, XmlListener, XmlClient
 * Suspends    all of it
 */
import type { Suspends } from "../../../frames/suspend.js";
import { importModule } from "../../../importer/importer.js";
import { $getattr, $setattr } from "../../../objects/attributes.js";
import { PyObject, type Value } from "../../../objects/object.js";
import { call, callMethod } from "../../../objects/protocols/call.js";
import { spread } from "../../../objects/protocols/iter.js";
import { builtin, pyclass } from "../../../objects/register.js";
import { Tuple } from "../../../objects/tuple.js";
import { Client, Listener } from "./listener.js";

@pyclass("multiprocessing.connection.ConnectionWrapper")
export class ConnectionWrapper extends PyObject {
  declare _conn: Value;
  declare _dumps: Value;
  declare _loads: Value;

  __init__(conn: Value, dumps: Value, loads: Value): Suspends<null> {
    this._conn = conn;
    this._dumps = dumps;
    this._loads = loads;
    for (const name of ["fileno", "close", "poll", "recv_bytes", "send_bytes"]) $setattr(this, name, $getattr(conn, name));
    return null;
  }

  send(obj: Value): Suspends<null> {
    callMethod(this._conn, "send_bytes", call(this._dumps, obj));
    return null;
  }

  recv(): Suspends<Value> {
    return call(this._loads, callMethod(this._conn, "recv_bytes"));
  }
}

export const _xml_dumps = builtin(
  "_xml_dumps(obj)",
  (obj: Value): Suspends<Value> => callMethod(callMethod(importModule("xmlrpc.client"), "dumps", new Tuple([obj]), null, null, null, 1), "encode", "utf-8"),
  "multiprocessing.connection",
);

export const _xml_loads = builtin(
  "_xml_loads(s)",
  (s: Value): Suspends<Value> => {
    const [values] = spread(callMethod(importModule("xmlrpc.client"), "loads", callMethod(s, "decode", "utf-8")));
    return spread(values)[0];
  },
  "multiprocessing.connection",
);

@pyclass("multiprocessing.connection.XmlListener")
export class XmlListener extends Listener {
  override accept(): Suspends<Value> {
    return new ConnectionWrapper(super.accept(), _xml_dumps, _xml_loads) as Value;
  }
}

export function XmlClient(address: Value, family: Value = null, authkey: Value = null): Suspends<Value> {
  return new ConnectionWrapper(Client(address, family, authkey), _xml_dumps, _xml_loads) as Value;
}

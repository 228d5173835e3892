/**
 * multiprocessing.reduction - pickling for other processes.
 *
 * Mirrors     Lib/multiprocessing/reduction.py of CPython 3.13
 * Suspends    what pickle calls
 * Differs     a descriptor that is sent goes by the number it has for the system, which all processes of gilt share
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr } from "../../objects/attributes.js";
import { pymodule } from "../../objects/module.js";
import type { PyType, Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { builtin, builtinType, define, methods } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { dispatchTable } from "../copyreg.js";
import { loads } from "../pickle/index.js";
import { pickler } from "../pickle/pickler.js";
import { _rebuild_partial, _reduce_partial, DupFd } from "./reducers.js";
import { forkingTable, reducers, registerReducer } from "./pickling.js";

/** `Pickler.__init__`, and the table with multiprocessing's reducers. */
function open(self: Value, args: Value[]): Suspends<Value> {
  callMethod(pickler, "__init__", self, ...args);
  self.$dispatchTable = forkingTable().$copy();
  return self;
}

export const ForkingPickler = builtinType(
  "ForkingPickler(*args)",
  (args: Value[]): Suspends<Value> => open(Object.create(ForkingPickler.prototype as object), args),
  { bases: [pickler], module: "multiprocessing.reduction", doc: "Pickler subclass used by multiprocessing." },
);
ForkingPickler.$hasDict = true;
methods(
  ForkingPickler,
  {
    "__init__(self, *args)": function (this: Value, args: Value[]): Suspends<null> {
      open(this, args);
      return null;
    },
  },
  false,
);
methods(ForkingPickler, {
  "register(cls, type, reduce)": function (this: Value, type: Value, reduce: Value): Suspends<null> {
    registerReducer(type, reduce);
    return null;
  },
  "dumps(cls, obj, protocol=None)": function (this: Value, obj: Value, protocol: Value): Suspends<Value> {
    const buffer = callMethod(importModule("io"), "BytesIO");
    const made = call(this, buffer, protocol ?? null);
    callMethod(made, "dump", obj);
    return callMethod(buffer, "getbuffer");
  },
});
define(ForkingPickler as PyType, "loads", loads, loads);
define(ForkingPickler as PyType, "_extra_reducers", reducers.extra, reducers.extra);
define(ForkingPickler as PyType, "_copyreg_dispatch_table", dispatchTable, dispatchTable);

export function register(type: Value, reduce: Value): Suspends<null> {
  registerReducer(type, reduce);
  return null;
}

/** Pickles into a file, for another process. */
export function dump(obj: Value, file: Value, protocol: Value = null): Suspends<null> {
  callMethod(ForkingPickler(file, protocol), "dump", obj);
  return null;
}

const reduction = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "multiprocessing.reduction");

const _reduce_method = reduction("_reduce_method(m)", (m: Value): Suspends<Value> => {
  const getattr = $getattr(importModule("builtins"), "getattr");
  const self = $getattr(m, "__self__");
  return new Tuple([getattr, new Tuple([self, $getattr($getattr(m, "__func__"), "__name__")])]);
});

const _reduce_method_descriptor = reduction("_reduce_method_descriptor(m)", (m: Value): Suspends<Value> => {
  const getattr = $getattr(importModule("builtins"), "getattr");
  return new Tuple([getattr, new Tuple([$getattr(m, "__objclass__"), $getattr(m, "__name__")])]);
});

export default pymodule("multiprocessing.reduction", {
  HAVE_SEND_HANDLE: true,
  ForkingPickler,
  register,
  dump,
  DupFd,
  ACKNOWLEDGE: false,
  _reduce_method,
  _reduce_method_descriptor,
  _reduce_partial,
  _rebuild_partial,
  __all__: ["send_handle", "recv_handle", "ForkingPickler", "register", "dump", "DupFd", "sendfds", "recvfds"],
});

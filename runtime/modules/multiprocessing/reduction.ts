/**
 * multiprocessing.reduction - pickling for other processes.
 *
 * Mirrors     Lib/multiprocessing/reduction.py of CPython 3.13
 * Suspends    what pickle calls
 * Differs     a descriptor in a pickle goes by the number it has for the system, which all processes of gilt share; send_handle sends it for real
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr } from "../../objects/attributes.js";
import { pymodule } from "../../objects/module.js";
import { isinstance, type PyType, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { builtin, builtinType, define, methods } from "../../objects/register.js";
import { AssertionError, EOFError, RuntimeError } from "../../objects/exceptions.js";
import { int } from "../../objects/int.js";
import { toIndex } from "../../objects/protocols/index.js";
import { spread } from "../../objects/protocols/iter.js";
import { receiveDescriptors, sendDescriptors } from "../../system/passing.js";
import { Tuple } from "../../objects/tuple.js";
import { dispatchTable } from "../copyreg.js";
import { loads } from "../pickle/index.js";
import { pickler } from "../pickle/pickler.js";
import { _rebuild_partial, _rebuild_socket, _reduce_partial, _reduce_socket, DupFd } from "./reducers.js";
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

function descriptorOf(x: Value): Suspends<number> {
  return Number(isinstance(x, int) ? toIndex(x) : callMethod(x, "fileno"));
}

const sendfds = reduction("sendfds(sock, fds)", (sock: Value, fds: Value): Suspends<null> => {
  const numbers: number[] = [];
  for (const fd of spread(fds)) numbers.push(Number(toIndex(fd)));
  sendDescriptors(descriptorOf(sock), numbers.length % 256, numbers);
  return null;
});

const recvfds = reduction("recvfds(sock, size)", (sock: Value, size: Value): Suspends<Value[]> => {
  const { byte, fds } = receiveDescriptors(descriptorOf(sock), Number(toIndex(size)));
  if (byte === undefined && fds === undefined) throw new EOFError();
  if (fds === undefined) throw new RuntimeError(`received 0 items of ancdata`);
  if (fds.length % 256 !== byte) throw new AssertionError(`Len is ${fds.length} but msg[0] is ${byte}`);
  return fds;
});

/** A descriptor for the process at the other end of a Connection; it need not be gilt's. */
const send_handle = reduction("send_handle(conn, handle, destination_pid)", (conn: Value, handle: Value): Suspends<null> => {
  sendDescriptors(descriptorOf(conn), 1, [Number(toIndex(handle))]);
  return null;
});

const recv_handle = reduction("recv_handle(conn)", (conn: Value): Suspends<Value> => spread(call(recvfds, conn, 1))[0]);

export default pymodule("multiprocessing.reduction", {
  HAVE_SEND_HANDLE: true,
  sendfds,
  recvfds,
  send_handle,
  recv_handle,
  ForkingPickler,
  register,
  dump,
  DupFd,
  ACKNOWLEDGE: false,
  _reduce_method,
  _reduce_method_descriptor,
  _reduce_partial,
  _rebuild_partial,
  _reduce_socket,
  _rebuild_socket,
  __all__: ["send_handle", "recv_handle", "ForkingPickler", "register", "dump", "DupFd", "sendfds", "recvfds"],
});

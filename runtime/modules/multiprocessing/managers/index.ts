/**
 * multiprocessing.managers - objects that live in a server process and are used from others by proxies.
 *
 * Mirrors     Lib/multiprocessing/managers.py of CPython 3.13
 */
import type { Suspends } from "../../../frames/suspend.js";
import { $getattr } from "../../../objects/attributes.js";
import { Dict, dict } from "../../../objects/dict.js";
import { list } from "../../../objects/list.js";
import { pymodule } from "../../../objects/module.js";
import { hidden, typeOf, type PyType, type Value as Any } from "../../../objects/object.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { spread } from "../../../objects/protocols/iter.js";
import { pyclass } from "../../../objects/register.js";
import { Tuple } from "../../../objects/tuple.js";
import { array } from "../../array.js";
import queue from "../../queue.js";
import threading from "../../threading/index.js";
import { convert_to_error, dispatch, listener_client, RemoteError, State, Token } from "./dispatch.js";
import { BaseManager, registerType } from "./manager.js";
import {
  AcquirerProxy,
  Array,
  ArrayProxy,
  BarrierProxy,
  BaseListProxy,
  BasePoolProxy,
  ConditionProxy,
  DictProxy,
  EventProxy,
  IteratorProxy,
  ListProxy,
  Namespace,
  NamespaceProxy,
  PoolProxy,
  Value,
  ValueProxy,
} from "./proxies.js";
import { AutoProxy, BaseProxy, MakeProxyType, RebuildProxy } from "./proxy.js";
import { all_methods, public_methods, Server } from "./server.js";
import { _SharedMemoryTracker, SharedMemoryManager, SharedMemoryServer } from "./sharedmemory.js";
import { registerReducer } from "../pickling.js";
import pool from "../pool/index.js";

@pyclass("multiprocessing.managers.SyncManager", {
  doc: "\n    Subclass of `BaseManager` which supports a number of shared object types.\n\n    The types registered are those intended for the synchronization\n    of threads, plus `dict`, `list` and `Namespace`.\n\n    The `multiprocessing.Manager()` function creates started instances of\n    this class.\n    ",
})
export class SyncManager extends BaseManager {}

/** Views of dicts travel as lists, arrays as their bytes. */
export function rebuild_as_list(obj: Any): Suspends<Any> {
  return new Tuple([list, new Tuple([spread(obj)])]);
}
export function reduce_array(a: Any): Suspends<Any> {
  return new Tuple([array, new Tuple([$getattr(a, "typecode"), callMethod(a, "tobytes")])]);
}
registerReducer(array, reduce_array);
for (const view of ["items", "keys", "values"]) registerReducer(typeOf(callMethod(new Dict(), view)), rebuild_as_list);

const sync = SyncManager as unknown as PyType;
const threads = threading as Any;
const queues = queue as Any;
registerType(sync, "Queue", queues.Queue);
registerType(sync, "JoinableQueue", queues.Queue);
registerType(sync, "Event", threads.Event, EventProxy);
registerType(sync, "Lock", threads.Lock, AcquirerProxy);
registerType(sync, "RLock", threads.RLock, AcquirerProxy);
registerType(sync, "Semaphore", threads.Semaphore, AcquirerProxy);
registerType(sync, "BoundedSemaphore", threads.BoundedSemaphore, AcquirerProxy);
registerType(sync, "Condition", threads.Condition, ConditionProxy);
registerType(sync, "Barrier", threads.Barrier, BarrierProxy);
registerType(sync, "Pool", (pool as Any).Pool, PoolProxy);
registerType(sync, "list", list, ListProxy);
registerType(sync, "dict", dict, DictProxy);
registerType(sync, "Value", Value, ValueProxy);
registerType(sync, "Array", Array, ArrayProxy);
registerType(sync, "Namespace", Namespace, NamespaceProxy);
registerType(sync, "Iterator", null, IteratorProxy, null, null, false);
registerType(sync, "AsyncResult", null, null, null, null, false);

const module = pymodule("multiprocessing.managers", {
  __all__: ["BaseManager", "SyncManager", "BaseProxy", "Token", "SharedMemoryManager"],
  HAS_SHMEM: true,
  _SharedMemoryTracker,
  SharedMemoryServer,
  SharedMemoryManager,
  rebuild_as_list,
  reduce_array,
  Token,
  State,
  RemoteError,
  dispatch,
  convert_to_error,
  listener_client,
  all_methods,
  public_methods,
  Server,
  BaseManager,
  SyncManager,
  BaseProxy,
  MakeProxyType,
  AutoProxy,
  RebuildProxy,
  IteratorProxy,
  AcquirerProxy,
  ConditionProxy,
  EventProxy,
  BarrierProxy,
  NamespaceProxy,
  ValueProxy,
  BaseListProxy,
  ListProxy,
  DictProxy,
  ArrayProxy,
  BasePoolProxy,
  PoolProxy,
  Namespace,
  Value,
  Array,
});
hidden(module, "$imports", ["multiprocessing.util"]);

export default module;

/**
 * concurrent.futures.process - an executor whose calls run in processes of its own.
 *
 * Mirrors     Lib/concurrent/futures/process.py of CPython 3.13
 */
import { pymodule } from "../../../../objects/module.js";
import { fromText } from "../../../../objects/modulehooks.js";
import { hidden } from "../../../../objects/object.js";
import { builtin } from "../../../../objects/register.js";
import { _SafeQueue, _WorkItem, EXTRA_QUEUED_CALLS } from "./calls.js";
import { ProcessPoolExecutor } from "./executor.js";
import { _CallItem, _ExceptionWithTraceback, _process_chunk, _process_worker, _rebuild_exc, _RemoteTraceback, _ResultItem } from "./items.js";
import { _ExecutorManagerThread, BrokenProcessPool } from "./manager.js";
import { _ThreadWakeup } from "./wakeup.js";
import { addForms } from "./wire.js";

/** Linux has semaphores enough: gilt's have no limit but memory. */
const _check_system_limits = builtin("_check_system_limits()", (): null => null, "concurrent.futures.process");

const module = pymodule("concurrent.futures.process", {
  _check_system_limits,
  ProcessPoolExecutor,
  BrokenProcessPool,
  EXTRA_QUEUED_CALLS,
  _CallItem,
  _ResultItem,
  _WorkItem,
  _ExceptionWithTraceback,
  _RemoteTraceback,
  _rebuild_exc,
  _process_chunk,
  _process_worker,
  _SafeQueue,
  _ThreadWakeup,
  _ExecutorManagerThread,
});
fromText(module, "_MAX_WINDOWS_WORKERS _chain_from_iterable_of_lists");
addForms();
hidden(module, "$imports", ["multiprocessing.connection", "multiprocessing.queues", "multiprocessing.util"]);

export default module;

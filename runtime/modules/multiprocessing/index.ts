/**
 * multiprocessing - processes with the interface of threads, and what they share.
 *
 * Mirrors     Lib/multiprocessing/__init__.py of CPython 3.13
 * Differs     each Process is an isolate of this program, with a heap of its own
 */
import { modules } from "../../importer/importer.js";
import { bindMethod } from "../../objects/function.js";
import type { Dict } from "../../objects/dict.js";
import { pymodule } from "../../objects/module.js";
import { lookup, typeOf, type Value } from "../../objects/object.js";
import context, { AuthenticationError, BufferTooShort, defaultContext, Process, ProcessError, TimeoutError } from "./context.js";
import process, { active_children, current_process, parent_process } from "./process.js";

const METHODS =
  "Array Barrier BoundedSemaphore Condition Event JoinableQueue Lock Manager Pipe Pool Queue RLock RawArray RawValue Semaphore SimpleQueue Value allow_connection_pickling cpu_count freeze_support get_all_start_methods get_context get_logger get_start_method log_to_stderr set_executable set_forkserver_preload set_start_method".split(
    " ",
  );

const members: Record<string, Value> = {
  AuthenticationError,
  BufferTooShort,
  Process,
  ProcessError,
  TimeoutError,
  active_children,
  current_process,
  parent_process,
};
for (const name of METHODS) {
  const self = defaultContext();
  members[name] = bindMethod(self, lookup(typeOf(self), name));
}
const __all__ = [...Object.keys(members), "reducer"].sort();

const module = pymodule("multiprocessing", { ...members, SUBDEBUG: 5, SUBWARNING: 25, context, process, __all__, __path__: [] }) as Value;
for (const name of ["reduction", "reducer"]) {
  Object.defineProperty(module, name, {
    get: () => (context as Value).reduction as Value,
    set: (value: Value) => void ((context as Value).reduction = value),
    enumerable: true,
    configurable: true,
  });
}
nameMain();

/** The main module under the name that children know it by. */
function nameMain(): void {
  const main: Value = (modules as Dict).$named("__main__");
  if (main !== undefined) (modules as Dict).$setNamed("__mp_main__", main);
}
export default module;

/**
 * multiprocessing.context - ways of starting processes, and what else depends on them.
 *
 * Mirrors     Lib/multiprocessing/context.py of CPython 3.13
 * Suspends    all that imports a part of the package when it is first needed
 */
import type { Suspends } from "../../frames/suspend.js";
import { nativeModule } from "../registry.js";
import { importModule } from "../../importer/importer.js";
import { $getattr } from "../../objects/attributes.js";
import { $callattrx } from "../../objects/call.js";
import { Exception, NotImplementedError, RuntimeError, ValueError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { pymodule } from "../../objects/module.js";
import { Dict } from "../../objects/keymap.js";
import { hidden, PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { define, getset, methods, pyclass } from "../../objects/register.js";
import { currentThread } from "../../scheduler/current.js";
import { carried } from "../../snapshot/carried.js";
import { active_children, BaseProcess, current_process, parent_process } from "./process.js";
import { stringOf } from "../../objects/str.js";

@pyclass("multiprocessing.context.ProcessError")
export class ProcessError extends Exception {}

@pyclass("multiprocessing.context.BufferTooShort")
export class BufferTooShort extends ProcessError {}

@pyclass("multiprocessing.context.TimeoutError")
export class TimeoutError extends ProcessError {}

@pyclass("multiprocessing.context.AuthenticationError")
export class AuthenticationError extends ProcessError {}

/** Calls a function of a part of the package with `ctx=` this context. */
function make(self: Value, part: string, name: string, args: Value[] = []): Suspends<Value> {
  const kw = new Kw();
  kw["ctx"] = callMethod(self, "get_context");
  return $callattrx(importModule(`multiprocessing.${part}`), name, args, kw);
}

@pyclass("multiprocessing.context.BaseContext")
export class BaseContext extends PyObject {
  static _name: Value = null;
  declare _name: Value;

  static current_process(): Value {
    return current_process();
  }
  static parent_process(): Value {
    return parent_process();
  }
  static active_children(): Suspends<Value> {
    return active_children();
  }

  cpu_count(): Suspends<Value> {
    const count = callMethod(importModule("os"), "cpu_count");
    if (count === null) throw new NotImplementedError("cannot determine number of cpus");
    return count;
  }

  /** A manager whose server process has been started. */
  Manager(): Suspends<Value> {
    const manager = make(this, "managers", "SyncManager");
    callMethod(manager, "start");
    return manager;
  }

  /** Two connections, the ends of a pipe. */
  Pipe(duplex: Value = true): Suspends<Value> {
    return callMethod(importModule("multiprocessing.connection"), "Pipe", duplex);
  }

  Lock(): Suspends<Value> {
    return make(this, "synchronize", "Lock");
  }
  RLock(): Suspends<Value> {
    return make(this, "synchronize", "RLock");
  }
  Condition(lock: Value = null): Suspends<Value> {
    return make(this, "synchronize", "Condition", [lock]);
  }
  Semaphore(value: Value = 1): Suspends<Value> {
    return make(this, "synchronize", "Semaphore", [value]);
  }
  BoundedSemaphore(value: Value = 1): Suspends<Value> {
    return make(this, "synchronize", "BoundedSemaphore", [value]);
  }
  Event(): Suspends<Value> {
    return make(this, "synchronize", "Event");
  }
  Barrier(parties: Value, action: Value = null, timeout: Value = null): Suspends<Value> {
    return make(this, "synchronize", "Barrier", [parties, action, timeout]);
  }
  Queue(maxsize: Value = 0): Suspends<Value> {
    return make(this, "queues", "Queue", [maxsize]);
  }
  JoinableQueue(maxsize: Value = 0): Suspends<Value> {
    return make(this, "queues", "JoinableQueue", [maxsize]);
  }
  SimpleQueue(): Suspends<Value> {
    return make(this, "queues", "SimpleQueue");
  }

  Pool(processes: Value = null, initializer: Value = null, initargs: Value = undefined, maxtasksperchild: Value = null): Suspends<Value> {
    const kw = new Kw();
    kw["context"] = callMethod(this, "get_context");
    return $callattrx(importModule("multiprocessing.pool"), "Pool", [processes, initializer, initargs, maxtasksperchild], kw);
  }

  RawArray(typecode_or_type: Value, size_or_initializer: Value): Suspends<Value> {
    return callMethod(importModule("multiprocessing.sharedctypes"), "RawArray", typecode_or_type, size_or_initializer);
  }

  Array(typecode_or_type: Value, size_or_initializer: Value, { lock = true }: { lock?: Value } = {}): Suspends<Value> {
    const kw = new Kw();
    kw["lock"] = lock;
    kw["ctx"] = callMethod(this, "get_context");
    return $callattrx(importModule("multiprocessing.sharedctypes"), "Array", [typecode_or_type, size_or_initializer], kw);
  }

  freeze_support(): null {
    return null;
  }

  get_logger(): Suspends<Value> {
    return callMethod(importModule("multiprocessing.util"), "get_logger");
  }
  log_to_stderr(level: Value = null): Suspends<Value> {
    return callMethod(importModule("multiprocessing.util"), "log_to_stderr", level);
  }
  allow_connection_pickling(): Suspends<null> {
    importModule("multiprocessing.connection");
    return null;
  }
  set_executable(executable: Value): Suspends<null> {
    callMethod(importModule("multiprocessing.spawn"), "set_executable", executable);
    return null;
  }
  set_forkserver_preload(module_names: Value): Suspends<null> {
    callMethod(importModule("multiprocessing.forkserver"), "set_forkserver_preload", module_names);
    return null;
  }

  get_context(method: Value = null): Suspends<Value> {
    return method === null ? this : concreteContext(method);
  }
  get_start_method(allow_none: Value = false): Suspends<Value> {
    return this._name;
  }
  set_start_method(method: Value, force: Value = false): Suspends<null> {
    throw new ValueError("cannot set start method of concrete context");
  }

  _check_available(): null {
    return null;
  }
}
for (const [name, value] of Object.entries({ ProcessError, BufferTooShort, TimeoutError, AuthenticationError }))
  define(BaseContext as Value, name, value, value);

// with * in their signature
methods(
  BaseContext,
  {
    "RawValue(self, typecode_or_type, *args)": function (this: Value, typecode: Value, args: Value[]): Suspends<Value> {
      return callMethod(importModule("multiprocessing.sharedctypes"), "RawValue", typecode, ...args);
    },
    "Value(self, typecode_or_type, *args, lock=True)": function (this: Value, typecode: Value, args: Value[], lock: Value): Suspends<Value> {
      const kw = new Kw();
      kw["lock"] = lock ?? true;
      kw["ctx"] = callMethod(this, "get_context");
      return $callattrx(importModule("multiprocessing.sharedctypes"), "Value", [typecode, ...args], kw);
    },
  },
  false,
);

/** The context whose name is given. */
function concreteContext(method: Value): Suspends<Value> {
  const name = stringOf(method);
  const context = name === undefined ? undefined : contextNamed(name);
  if (context === undefined) throw new ValueError(`cannot find context for ${repr(method)}`);
  callMethod(context, "_check_available");
  return context;
}

/** What the module's own Process is: of the start method that is set when it starts. */
@pyclass("multiprocessing.context.Process")
export class Process extends BaseProcess {
  static _start_method: Value = null;

  static _Popen(process_obj: Value): Suspends<Value> {
    return callMethod($getattr(callMethod(defaultContext(), "get_context"), "Process"), "_Popen", process_obj);
  }
  static override _after_fork(): Suspends<Value> {
    return callMethod($getattr(callMethod(defaultContext(), "get_context"), "Process"), "_after_fork");
  }
}

@pyclass("multiprocessing.context.DefaultContext")
export class DefaultContext extends BaseContext {
  declare _default_context: Value;
  declare _actual_context: Value;

  __init__(context: Value): Suspends<null> {
    this._default_context = context;
    this._actual_context = null;
    return null;
  }

  override get_context(method: Value = null): Suspends<Value> {
    if (method !== null) return concreteContext(method);
    return (this._actual_context ??= this._default_context);
  }

  override set_start_method(method: Value, force: Value = false): Suspends<null> {
    if (this._actual_context !== null && !truth(force)) throw new RuntimeError("context has already been set");
    if (method === null && truth(force)) this._actual_context = null;
    else this._actual_context = this.get_context(method);
    return null;
  }

  override get_start_method(allow_none: Value = false): Suspends<Value> {
    if (this._actual_context === null) {
      if (truth(allow_none)) return null;
      this._actual_context = this._default_context;
    }
    return this._actual_context._name;
  }

  /** All start methods, the default first. */
  get_all_start_methods(): Value[] {
    return ["fork", "spawn", "forkserver"];
  }
}

/** A process class of one start method; its Popen is in a module of its own. */
function popenOf(part: string, process_obj: Value): Suspends<Value> {
  return callMethod(importModule(`multiprocessing.${part}`), "Popen", process_obj);
}

@pyclass("multiprocessing.context.ForkProcess")
export class ForkProcess extends BaseProcess {
  static _start_method: Value = "fork";
  static _Popen(process_obj: Value): Suspends<Value> {
    return popenOf("popen_fork", process_obj);
  }
}

@pyclass("multiprocessing.context.SpawnProcess")
export class SpawnProcess extends BaseProcess {
  static _start_method: Value = "spawn";
  static _Popen(process_obj: Value): Suspends<Value> {
    return popenOf("popen_spawn_posix", process_obj);
  }
  static override _after_fork(): null {
    return null;
  }
}

@pyclass("multiprocessing.context.ForkServerProcess")
export class ForkServerProcess extends BaseProcess {
  static _start_method: Value = "forkserver";
  static _Popen(process_obj: Value): Suspends<Value> {
    return popenOf("popen_forkserver", process_obj);
  }
}

@pyclass("multiprocessing.context.ForkContext")
export class ForkContext extends BaseContext {
  static override _name: Value = "fork";
}
@pyclass("multiprocessing.context.SpawnContext")
export class SpawnContext extends BaseContext {
  static override _name: Value = "spawn";
}
@pyclass("multiprocessing.context.ForkServerContext")
export class ForkServerContext extends BaseContext {
  static override _name: Value = "forkserver";
}
for (const [context, cls] of [
  [DefaultContext, Process],
  [ForkContext, ForkProcess],
  [SpawnContext, SpawnProcess],
  [ForkServerContext, ForkServerProcess],
] as [Value, Value][]) {
  define(context, "Process", cls, cls);
}

const contexts: Record<string, Value> = {
  fork: Object.create(ForkContext.prototype as object) as Value,
  spawn: Object.create(SpawnContext.prototype as object) as Value,
  forkserver: Object.create(ForkServerContext.prototype as object) as Value,
};
const theDefault = Object.create(DefaultContext.prototype as object) as DefaultContext;
theDefault._default_context = contexts["fork"];
theDefault._actual_context = null;
/** `_concrete_contexts`, once somebody has asked for it: a script can add contexts of its own. */
const shown: { table: Dict | null } = { table: null };
carried(
  "multiprocessing contexts by name",
  () => shown.table,
  (value) => void (shown.table = value as Dict | null),
);

function contextNamed(name: string): Value {
  if (shown.table !== null) for (const { key, value } of shown.table.$entries()) if (key === name) return value;
  return Object.hasOwn(contexts, name) ? contexts[name] : undefined;
}

function lateName(name: string): Value {
  if (name !== "_concrete_contexts") return undefined;
  return (shown.table ??= Dict.$of(Object.entries(contexts)));
}

carried(
  "multiprocessing context",
  () => theDefault._actual_context?._name ?? null,
  (name) => {
    theDefault._actual_context = name === null ? null : (contextNamed(name as string) ?? null);
  },
);

export function defaultContext(): DefaultContext {
  return theDefault;
}

export function _force_start_method(method: Value): null {
  theDefault._actual_context = contextNamed(method as string);
  return null;
}

/** The Popen that is writing down its process just now, by thread. */
const spawning = new WeakMap<object, Value>();

export function get_spawning_popen(): Value {
  return spawning.get(currentThread()) ?? null;
}
export function set_spawning_popen(popen: Value): null {
  spawning.set(currentThread(), popen);
  return null;
}
export function assert_spawning(obj: Value): Suspends<null> {
  if (get_spawning_popen() === null) {
    throw new RuntimeError(`${typeOf(obj).$name} objects should only be shared between processes through inheritance`);
  }
  return null;
}

const reducers: { reduction: Value } = { reduction: undefined };
/** Read by an accessor of JavaScript's, which cannot wait. */
function reducerOf(): Value {
  return (reducers.reduction ??= nativeModule("multiprocessing.reduction"));
}
getset(BaseContext, {
  reducer: [reducerOf, (_self, reduction) => void (reducers.reduction = reduction)],
});

const module = pymodule("multiprocessing.context", {
  ProcessError,
  BufferTooShort,
  TimeoutError,
  AuthenticationError,
  BaseContext,
  Process,
  DefaultContext,
  ForkProcess,
  SpawnProcess,
  ForkServerProcess,
  ForkContext,
  SpawnContext,
  ForkServerContext,
  _default_context: theDefault,
  _force_start_method,
  get_spawning_popen,
  set_spawning_popen,
  assert_spawning,
});
Object.defineProperty(module, "reduction", { get: reducerOf, set: (value: Value) => void (reducers.reduction = value), enumerable: true, configurable: true });
hidden(module as object, "$late", lateName);
export default module;

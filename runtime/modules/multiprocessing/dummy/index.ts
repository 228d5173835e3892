/**
 * multiprocessing.dummy - the interface of multiprocessing over threads.
 *
 * Mirrors     Lib/multiprocessing/dummy/__init__.py of CPython 3.13
 * Differs     the processes that a process has begun are held strongly until they end
 */
import type { Suspends } from "../../../frames/suspend.js";
import { importModule } from "../../../importer/importer.js";
import { attributeDict } from "../../../objects/attributedict.js";
import { dict } from "../../../objects/dict.js";
import { RuntimeError } from "../../../objects/exceptions.js";
import type { Kw } from "../../../objects/function.js";
import { list } from "../../../objects/list.js";
import { pymodule } from "../../../objects/module.js";
import { moduleNamed } from "../../../objects/modulehooks.js";
import { jsName } from "../../../objects/names.js";
import { hidden, PyObject, typeOf, type Value } from "../../../objects/object.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { repr } from "../../../objects/protocols/repr.js";
import { getset, methods, pyclass } from "../../../objects/register.js";
import { Dict } from "../../../objects/dict.js";
import { Tuple } from "../../../objects/tuple.js";
import { Queue } from "../../queue.js";
import { Barrier, BoundedSemaphore, Condition, current_thread, Event, Lock, RLock, Semaphore } from "../../threading/index.js";
import { Thread } from "../../threading/thread.js";
import { Pipe } from "./connection.js";

/** Children by the one that began them. */
function childrenOf(thread: Value): Set<Value> {
  return (thread.$children ??= new Set<Value>()) as Set<Value>;
}

@pyclass("multiprocessing.dummy.DummyProcess")
export class DummyProcess extends Thread {
  declare _pid: Value;
  declare $children: Set<Value> | undefined;
  declare _start_called: boolean;
  declare _parent: Value;

  override __init__(group: Value = null, target: Value = null, name: Value = null, args: Value = new Tuple([]), kwargs: Value = new Dict()): Suspends<null> {
    super.__init__(group, target, name, args, kwargs);
    this._pid = null;
    this.$children = undefined;
    this._start_called = false;
    this._parent = current_thread();
    return null;
  }

  override start(): Suspends<null> {
    const current: Value = current_thread();
    if (this._parent !== current) throw new RuntimeError(`Parent is ${repr(this._parent)} but current_process is ${repr(current)}`);
    this._start_called = true;
    childrenOf(this._parent).add(this);
    super.start();
    return null;
  }
}
getset(DummyProcess, {
  exitcode: [(self: DummyProcess) => (self._start_called && !(callMethod(self, "is_alive") as boolean) ? 0 : null)],
});

export function active_children(): Suspends<Value[]> {
  const children = childrenOf(current_thread());
  for (const child of [...children]) if (!(callMethod(child, "is_alive") as boolean)) children.delete(child);
  return [...children];
}

export function freeze_support(): null {
  return null;
}

@pyclass("multiprocessing.dummy.Namespace")
export class Namespace extends PyObject {
  __repr__(): Suspends<string> {
    const parts: string[] = [];
    for (const entry of attributeDict(this).$entries()) {
      const name = String(entry.key);
      if (!name.startsWith("_")) parts.push(`${name}=${repr(entry.value)}`);
    }
    return `${typeOf(this).$name}(${parts.sort().join(", ")})`;
  }
}
methods(
  Namespace,
  {
    "__init__(self, /, **kwds)": function (this: Value, kwds: Kw): null {
      for (const name in kwds) this[jsName(name)] = kwds[name];
      return null;
    },
  },
  false,
);

export function Array(typecode: Value, sequence: Value, lock: Value = true): Suspends<Value> {
  return callMethod(importModule("array"), "array", typecode, sequence);
}

@pyclass("multiprocessing.dummy.Value")
class ValueObject extends PyObject {
  declare _typecode: Value;
  declare _value: Value;

  __init__(typecode: Value, value: Value, lock: Value = true): null {
    this._typecode = typecode;
    this._value = value;
    return null;
  }
  __repr__(): Suspends<string> {
    return `<${typeOf(this).$name}(${repr(this._typecode)}, ${repr(this._value)})>`;
  }
  get value(): Value {
    return this._value;
  }
  set value(value: Value) {
    this._value = value;
  }
}

export function Manager(): Value {
  return moduleNamed("multiprocessing.dummy");
}

export function shutdown(): null {
  return null;
}

export function Pool(processes: Value = null, initializer: Value = null, initargs: Value = new Tuple([])): Suspends<Value> {
  return callMethod(importModule("multiprocessing.pool"), "ThreadPool", processes, initializer, initargs);
}

const module = pymodule("multiprocessing.dummy", {
  DummyProcess,
  Process: DummyProcess,
  current_process: current_thread,
  active_children,
  freeze_support,
  Lock,
  RLock,
  Semaphore,
  BoundedSemaphore,
  Condition,
  Event,
  Barrier,
  Queue,
  JoinableQueue: Queue,
  Namespace,
  dict,
  list,
  Array,
  Value: ValueObject,
  Manager,
  shutdown,
  Pipe,
  Pool,
  __path__: [],
  __all__:
    "Process current_process active_children freeze_support Lock RLock Semaphore BoundedSemaphore Condition Event Barrier Queue Manager Pipe Pool JoinableQueue".split(
      " ",
    ),
});
hidden(module, "$imports", ["multiprocessing.dummy.connection"]);

export default module;

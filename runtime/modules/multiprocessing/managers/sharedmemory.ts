/**
 * multiprocessing.managers.SharedMemoryManager - blocks of shared memory that go when their manager does.
 *
 * Mirrors     Lib/multiprocessing/managers.py of CPython 3.13: _SharedMemoryTracker, SharedMemoryServer, SharedMemoryManager
 * Suspends    everything that asks the server
 */
import type { Suspends } from "../../../frames/suspend.js";
import { $getattr, getattrOr } from "../../../objects/attributes.js";
import { bufferOf } from "../../../objects/bytes/buffer.js";
import { $callx } from "../../../objects/call.js";
import { Float } from "../../../objects/float.js";
import { Kw } from "../../../objects/function.js";
import { typeOf, PyObject, type PyType, type Value } from "../../../objects/object.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { repr } from "../../../objects/protocols/repr.js";
import { text as str } from "../../../objects/protocols/str.js";
import { spread } from "../../../objects/protocols/iter.js";
import { define, methods, pyclass } from "../../../objects/register.js";
import { Tuple } from "../../../objects/tuple.js";
import { unpack } from "../../../objects/unpack.js";
import { ownPid } from "../../../processes/index.js";
import { systemText } from "../../../system/posix.js";
import { ProcessError } from "../context.js";
import { debug } from "../log.js";
import { ensure_running } from "../resource_tracker.js";
import { SharedMemory } from "../shared_memory.js";
import { ShareableList } from "../shareablelist.js";
import { ask, connected, INITIAL, SHUTDOWN, STARTED } from "./dispatch.js";
import { BaseManager } from "./manager.js";
import { Server } from "./server.js";

/** What a server holds of its manager's blocks: their names. */
@pyclass("multiprocessing.managers._SharedMemoryTracker", { doc: "Manages one or more shared memory segments." })
export class _SharedMemoryTracker extends PyObject {
  declare shared_memory_context_name: Value;
  declare segment_names: Value;

  __init__(name: Value, segment_names: Value = undefined): null {
    this.shared_memory_context_name = name;
    this.segment_names = segment_names ?? [];
    return null;
  }

  register_segment(segment_name: Value): Suspends<null> {
    debug(`Register segment ${repr(segment_name)} in pid ${ownPid()}`);
    callMethod(this.segment_names, "append", segment_name);
    return null;
  }

  destroy_segment(segment_name: Value): Suspends<null> {
    debug(`Destroy segment ${repr(segment_name)} in pid ${ownPid()}`);
    callMethod(this.segment_names, "remove", segment_name);
    const segment = $callx(SharedMemory, [segment_name], null);
    callMethod(segment, "close");
    callMethod(segment, "unlink");
    return null;
  }

  unlink(): Suspends<null> {
    const names = spread(this.segment_names);
    for (let i = 0; i < names.length; i++) this.destroy_segment(names[i]);
    return null;
  }

  __getstate__(): Value {
    return new Tuple([this.shared_memory_context_name, this.segment_names]);
  }

  __setstate__(state: Value): Suspends<null> {
    [this.shared_memory_context_name, this.segment_names] = unpack(state, 2) as [Value, Value];
    return null;
  }
}

@pyclass("multiprocessing.managers.SharedMemoryServer")
export class SharedMemoryServer extends Server {
  static override public = [
    ...["shutdown", "create", "accept_connection", "get_methods", "debug_info", "number_of_objects", "dummy", "incref", "decref"],
    ...["track_segment", "release_segment", "list_segments"],
  ];
  declare shared_memory_context: _SharedMemoryTracker;

  override __init__(registry: Value, address: Value, authkey: Value, serializer: Value): Suspends<null> {
    super.__init__(registry, address, authkey, serializer);
    const { address: own } = this as Value;
    const shown = bufferOf(own) === undefined ? str(own) : systemText(bufferOf(own)!);
    this.shared_memory_context = $callx(_SharedMemoryTracker, [`shm_${shown}_${ownPid()}`], null) as _SharedMemoryTracker;
    debug(`SharedMemoryServer started by pid ${ownPid()}`);
    return null;
  }

  override shutdown(c: Value): Suspends<null> {
    this.shared_memory_context.unlink();
    return super.shutdown(c);
  }

  track_segment(_c: Value, segment_name: Value): Suspends<null> {
    return this.shared_memory_context.register_segment(segment_name);
  }

  release_segment(_c: Value, segment_name: Value): Suspends<null> {
    return this.shared_memory_context.destroy_segment(segment_name);
  }

  list_segments(_c: Value): Value {
    return this.shared_memory_context.segment_names;
  }
}

methods(
  SharedMemoryServer,
  {
    "create(self, c, typeid, /, *args, **kwargs)": function (this: SharedMemoryServer, c: Value, typeid: Value, args: Value[], kwargs: Kw): Suspends<Value> {
      const entry = this.registry.$get(typeid);
      const row = entry === undefined ? [] : spread(entry);
      if (entry !== undefined && getattrOr(row[row.length - 1], "_shared_memory_proxy") !== undefined) {
        kwargs["shared_memory_context"] = this.shared_memory_context;
      }
      return $callx($getattr(Server, "create"), [this, c, typeid, ...args], kwargs);
    },
  },
  false,
);

@pyclass("multiprocessing.managers.SharedMemoryManager", {
  doc: "Like SyncManager but uses SharedMemoryServer instead of Server.\n\n        It provides methods for creating and returning SharedMemory instances\n        and for creating a list-like object (ShareableList) backed by shared\n        memory.  It also provides methods that create and return Proxy Objects\n        that support synchronization across processes (i.e. multi-process-safe\n        locks and semaphores).\n        ",
})
export class SharedMemoryManager extends BaseManager {
  /** The resource tracker runs before the server does: both processes have one in common. */
  override __init__(
    address: Value = null,
    authkey: Value = null,
    serializer: Value = "pickle",
    ctx: Value = null,
    { shutdown_timeout = new Float(1.0) }: { shutdown_timeout?: Value } = {},
  ): Suspends<null> {
    ensure_running();
    const kw = new Kw();
    kw["shutdown_timeout"] = shutdown_timeout;
    super.__init__(address, authkey, serializer, ctx, kw as { shutdown_timeout?: Value });
    debug(`${typeOf(this).$name} created by pid ${ownPid()}`);
    return null;
  }

  override get_server(): Suspends<Value> {
    const { value: state } = this._state;
    if (state === STARTED) throw new ProcessError("Already started SharedMemoryServer");
    if (state === SHUTDOWN) throw new ProcessError("SharedMemoryManager has shut down");
    if (state !== INITIAL) throw new ProcessError(`Unknown state ${repr(state)}`);
    return $callx($getattr(this, "_Server"), [$getattr(this, "_registry"), this._address, this._authkey, this._serializer], null);
  }

  /** A new block of so many bytes, which the manager keeps. */
  SharedMemory(size: Value): Suspends<Value> {
    const connection = connected(this._Client, this._address, this._authkey);
    try {
      const block = $callx(SharedMemory, [null, true, size], null);
      tracked(connection, block);
      return block;
    } finally {
      callMethod(connection, "close");
    }
  }

  /** A new list in such a block. */
  ShareableList(sequence: Value): Suspends<Value> {
    const connection = connected(this._Client, this._address, this._authkey);
    try {
      const list = $callx(ShareableList, [sequence], null);
      tracked(connection, $getattr(list, "shm"));
      return list;
    } finally {
      callMethod(connection, "close");
    }
  }
}
define(SharedMemoryManager as unknown as PyType, "_Server", SharedMemoryServer, SharedMemoryServer);

/** Tells the server of a block; if it cannot be told, the block goes again. */
function tracked(connection: Value, block: Value): Suspends<void> {
  let told = false;
  try {
    ask(connection, null, "track_segment", [$getattr(block, "name")]);
    told = true;
  } finally {
    if (!told) callMethod(block, "unlink");
  }
}

/**
 * multiprocessing.popen_spawn_posix - children that begin with nothing but their process object.
 *
 * Mirrors     Lib/multiprocessing/popen_spawn_posix.py of CPython 3.13
 * Suspends    the start: the process object is pickled
 */
import type { Suspends } from "../../frames/suspend.js";
import { pymodule } from "../../objects/module.js";
import { PyObject, type Value } from "../../objects/object.js";
import { define, pyclass } from "../../objects/register.js";
import { startProcess } from "../../processes/index.js";
import { closeFd } from "../../system/descriptors.js";
import { makePipe } from "../../system/pipes.js";
import { set_spawning_popen } from "./context.js";
import { launched, Popen as ForkPopen } from "./popen_fork.js";
import { get_preparation_data, payloadOf } from "./spawn.js";

/** A descriptor that a child gets under the same number. */
@pyclass("multiprocessing.popen_spawn_posix._DupFd")
export class _DupFd extends PyObject {
  declare fd: Value;
  __init__(fd: Value): null {
    this.fd = fd;
    return null;
  }
  detach(): Value {
    return this.fd;
  }
}

@pyclass("multiprocessing.popen_spawn_posix.Popen")
export class Popen extends ForkPopen {
  static override method = "spawn";
  declare _fds: number[];

  override __init__(process_obj: Value): Suspends<null> {
    this._fds = [];
    super.__init__(process_obj);
    return null;
  }

  override duplicate_for_child(fd: Value): Suspends<Value> {
    this._fds.push(fd as number);
    return fd;
  }

  /** Starts a child that reads its process object from its payload. */
  override _launch(process_obj: Value): Suspends<null> {
    const payload = pickledFor(this, process_obj);
    const [child_r, parent_w] = makePipe();
    let pid = 0;
    try {
      const told = new Uint8Array(payload.length + 4);
      told.set(payload);
      new DataView(told.buffer).setUint32(payload.length, child_r);
      pid = startProcess({ entry: "multiprocessing.spawn:main", payload: told, descriptors: [0, 1, 2, child_r, ...this._fds] });
    } finally {
      closeFd(child_r);
      if (pid === 0) closeFd(parent_w);
    }
    launched(this, pid, parent_w);
    return null;
  }
}
define(Popen as Value, "DupFd", _DupFd, _DupFd);

/** What a child is to read. */
export function pickledFor(popen: ForkPopen, process_obj: Value): Suspends<Uint8Array> {
  const preparation = get_preparation_data(process_obj._name);
  set_spawning_popen(popen);
  try {
    return payloadOf(preparation, process_obj);
  } finally {
    set_spawning_popen(null);
  }
}

export default pymodule("multiprocessing.popen_spawn_posix", { Popen, _DupFd, __all__: ["Popen"] });

/**
 * multiprocessing.forkserver - a process that has nothing of the program but what it was told to import, and forks children for it.
 *
 * Mirrors     Lib/multiprocessing/forkserver.py of CPython 3.13
 * Suspends    whatever asks the server, or waits for it
 * Differs     requests come by the pipe whose end tells the server that it is needed no more (CPython has a socket besides): descriptors go by
 *             their numbers for the system, which all processes of gilt share
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import { PyObject, type Value } from "../../objects/object.js";
import { spread } from "../../objects/protocols/iter.js";
import { pyclass } from "../../objects/register.js";
import { handTo, processEntry, startProcess, waitProcess } from "../../processes/index.js";
import { carriedContents } from "../../snapshot/carried.js";
import { closeFd } from "../../system/descriptors.js";
import { errnoOf } from "../../system/errors.js";
import { osError } from "../../system/oserror.js";
import { makePipe } from "../../system/pipes.js";
import { writeWaiting } from "../../system/poll.js";
import { acquire, LockObject, release } from "../_thread/lock.js";
import { serve } from "./forkserving.js";
import { read_signed, write_signed } from "./signed.js";
import { get_preparation_data } from "./spawn.js";

/** More descriptors than so many do not go with a request, those included that each has. */
const MAXFDS_TO_SEND = 256;
const WNOHANG = 1;
const EPIPE = 32;

@pyclass("multiprocessing.forkserver.ForkServer")
export class ForkServer extends PyObject {
  declare _forkserver_address: Value;
  declare _forkserver_alive_fd: number | null;
  declare _forkserver_pid: number | null;
  declare _inherited_fds: number[] | null;
  declare _lock: LockObject;
  declare _preload_modules: Value;

  __init__(): null {
    this._forkserver_address = null;
    this._forkserver_alive_fd = null;
    this._forkserver_pid = null;
    this._inherited_fds = null;
    this._lock = new LockObject();
    this._preload_modules = ["__main__"];
    return null;
  }

  /** Ends the server, and waits for that. */
  _stop(): Suspends<null> {
    acquire(this._lock, Infinity);
    try {
      this._stop_unlocked();
    } finally {
      release(this._lock);
    }
    return null;
  }

  _stop_unlocked(): Suspends<null> {
    if (this._forkserver_pid === null) return null;
    closeFd(this._forkserver_alive_fd!);
    this._forkserver_alive_fd = null;
    waitProcess(this._forkserver_pid, 0);
    this._forkserver_pid = null;
    this._forkserver_address = null;
    return null;
  }

  /** Names of modules that the server tries to import when it starts. */
  set_forkserver_preload(modules_names: Value): Suspends<null> {
    if (!spread(modules_names).every((name) => typeof name === "string")) throw new TypeError("module_names must be a list of strings");
    this._preload_modules = modules_names;
    return null;
  }

  /** The descriptors that this process was given; None if no server has forked it. */
  get_inherited_fds(): Value {
    return this._inherited_fds;
  }

  /**
   * Asks for a child, which gets these descriptors.
   *
   * @returns a pair of descriptors: from the first one come its pid and then its exit code, the other one is for its process object
   */
  connect_to_new_process(fds: Value): Suspends<[number, number]> {
    this.ensure_running();
    const given = spread(fds) as number[];
    if (given.length + 4 >= MAXFDS_TO_SEND) throw new ValueError("too many fds");
    const [parent_r, child_w] = makePipe();
    const [child_r, parent_w] = makePipe();
    let asked = false;
    try {
      while (!this.$ask([child_r, child_w, ...given])) {
        // it is about to end
        waitProcess(this._forkserver_pid!, 0);
        this.$forget();
        this.ensure_running();
      }
      asked = true;
    } finally {
      closeFd(child_r);
      closeFd(child_w);
      if (!asked) {
        closeFd(parent_r);
        closeFd(parent_w);
      }
    }
    return [parent_r, parent_w];
  }

  /** Sends the server a request; false if it is not there to read it. */
  $ask([child_r, child_w, ...fds]: readonly number[]): Suspends<boolean> {
    const alive = this._forkserver_alive_fd!;
    const numbers = handTo(this._forkserver_pid!, [child_r!, child_w!, alive, ...fds]);
    try {
      writeWaiting(alive, new Uint8Array(Int32Array.of(numbers.length, ...numbers).buffer));
      return true;
    } catch (error) {
      if (errnoOf(error) !== EPIPE) throw osError(error);
      return false;
    }
  }

  $forget(): void {
    closeFd(this._forkserver_alive_fd!);
    this._forkserver_address = null;
    this._forkserver_alive_fd = null;
    this._forkserver_pid = null;
  }

  /** Has the server run. */
  ensure_running(): Suspends<null> {
    acquire(this._lock, Infinity);
    try {
      this.$ensure();
    } finally {
      release(this._lock);
    }
    return null;
  }

  $ensure(): Suspends<void> {
    if (this._forkserver_pid !== null) {
      if (waitProcess(this._forkserver_pid, WNOHANG) === undefined) return;
      this.$forget(); // it has died
    }
    const preload = spread(this._preload_modules);
    if (preload.length > 0) get_preparation_data("ignore");
    const [alive_r, alive_w] = makePipe();
    let pid = 0;
    try {
      const payload = Buffer.from(JSON.stringify({ alive_r, preload }));
      pid = startProcess({ entry: "multiprocessing.forkserver:main", payload, descriptors: [0, 1, 2, alive_r] });
    } finally {
      closeFd(alive_r);
      if (pid === 0) closeFd(alive_w);
    }
    this._forkserver_address = `\0listener-${pid}`;
    this._forkserver_alive_fd = alive_w;
    this._forkserver_pid = pid;
  }
}

export const server = new ForkServer();
carriedContents("multiprocessing forkserver", server);

export function ensure_running(): Suspends<null> {
  return server.ensure_running();
}
export function get_inherited_fds(): Value {
  return server.get_inherited_fds();
}
export function connect_to_new_process(fds: Value): Suspends<Value> {
  return server.connect_to_new_process(fds);
}
export function set_forkserver_preload(modules_names: Value): Suspends<null> {
  return server.set_forkserver_preload(modules_names);
}

/** The life of the server. */
processEntry("multiprocessing.forkserver:main", (payload: Uint8Array): Suspends<unknown> => {
  const { alive_r, preload } = JSON.parse(Buffer.from(payload).toString()) as { alive_r: number; preload: string[] };
  serve(server, alive_r, preload);
  return undefined;
});

export default pymodule("multiprocessing.forkserver", {
  ForkServer,
  _forkserver: server,
  MAXFDS_TO_SEND,
  read_signed,
  write_signed,
  set_forkserver_preload,
  ensure_running,
  get_inherited_fds,
  connect_to_new_process,
  __all__: ["ensure_running", "get_inherited_fds", "connect_to_new_process", "set_forkserver_preload"],
});

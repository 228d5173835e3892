/**
 * multiprocessing.popen_forkserver - children of a server that has nothing of the program.
 *
 * Mirrors     Lib/multiprocessing/popen_forkserver.py of CPython 3.13
 * Suspends    the start: the process object is pickled
 * Differs     there is no server: each child begins with nothing, as with spawn
 */
import type { Suspends } from "../../frames/suspend.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { pyclass } from "../../objects/register.js";
import { _DupFd, launchSpawned, Popen as SpawnPopen } from "./popen_spawn_posix.js";

@pyclass("multiprocessing.popen_forkserver.Popen")
export class Popen extends SpawnPopen {
  static override method = "forkserver";

  override _launch(process_obj: Value): Suspends<null> {
    launchSpawned(this, process_obj);
    return null;
  }
}

export default pymodule("multiprocessing.popen_forkserver", { Popen, _DupFd, __all__: ["Popen"] });

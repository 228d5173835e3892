/**
 * multiprocessing.popen_forkserver - children of the fork server.
 *
 * Mirrors     Lib/multiprocessing/popen_forkserver.py of CPython 3.13
 * Suspends    the start: the process object is pickled, and the server asked; poll, wait
 */
import type { Suspends } from "../../frames/suspend.js";
import { EOFError, OSError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import { isinstance, PyObject, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { $caught, $handled, $uncaught } from "../../objects/raise.js";
import { define, pyclass } from "../../objects/register.js";
import { osError } from "../../system/oserror.js";
import { writeWaiting } from "../../system/poll.js";
import { wait } from "./connection/wait.js";
import { connect_to_new_process, get_inherited_fds } from "./forkserver.js";
import { hold, keep, Popen as ForkPopen } from "./popen_fork.js";
import { read_signed } from "./signed.js";
import { pickledFor } from "./popen_spawn_posix.js";

const WNOHANG = 1;

/** A descriptor that the server hands to a child: the child finds it by its place. */
@pyclass("multiprocessing.popen_forkserver._DupFd")
export class _DupFd extends PyObject {
  declare ind: Value;
  __init__(ind: Value): null {
    this.ind = ind;
    return null;
  }
  detach(): Value {
    return get_inherited_fds()[this.ind as number];
  }
}

@pyclass("multiprocessing.popen_forkserver.Popen")
export class Popen extends ForkPopen {
  static override method = "forkserver";
  declare _fds: Value[];

  override __init__(process_obj: Value): Suspends<null> {
    this._fds = [];
    super.__init__(process_obj);
    return null;
  }

  override duplicate_for_child(fd: Value): Suspends<Value> {
    this._fds.push(fd);
    return this._fds.length - 1;
  }

  override _launch(process_obj: Value): Suspends<null> {
    const payload = pickledFor(this, process_obj);
    const [status_r, data_w] = connect_to_new_process(this._fds) as [number, number];
    // by the open end the child sees that its parent lives
    hold(this, status_r, data_w);
    try {
      writeWaiting(data_w, payload);
    } catch (error) {
      throw osError(error);
    }
    this.pid = read_signed(status_r);
    return null;
  }

  override poll(flag: Value = WNOHANG): Suspends<number | null> {
    if (this.returncode !== null) return this.returncode;
    if (!truth(wait([this.sentinel], flag === WNOHANG ? 0 : null))) return null;
    this.returncode = exitCodeFrom(this.sentinel);
    keep(this);
    return this.returncode;
  }
}
define(Popen as Value, "DupFd", _DupFd, _DupFd);

/** The exit code of a child, which the server tells; 255 if that has died before. */
function exitCodeFrom(fd: number): Suspends<number> {
  const handled = $handled();
  try {
    return read_signed(fd);
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, OSError) && !isinstance(error, EOFError)) throw error;
    $uncaught(handled);
    return 255;
  }
}

export default pymodule("multiprocessing.popen_forkserver", { Popen, _DupFd, __all__: ["Popen"] });

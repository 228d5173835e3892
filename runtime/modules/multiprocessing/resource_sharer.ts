/**
 * multiprocessing.resource_sharer - descriptors that are sent to a process that runs already.
 *
 * Mirrors     Lib/multiprocessing/resource_sharer.py of CPython 3.13
 * Differs     all processes of gilt are one for the system: a descriptor goes by its number there, no server hands it out
 */
import type { Suspends } from "../../frames/suspend.js";
import { pymodule } from "../../objects/module.js";
import { PyObject, type Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { pyclass } from "../../objects/register.js";
import { carriedContents } from "../../snapshot/carried.js";
import { adopt, real } from "../../system/descriptors.js";
import { system } from "../../system/oserror.js";
import { duplicateAway } from "../../system/posix.js";
import { defaultName } from "../threading/thread.js";

const sharer = { counted: false };
carriedContents("multiprocessing sharer", sharer);

/** CPython starts a thread for this, which takes a number that names have. */
function countThread(): Suspends<void> {
  if (sharer.counted) return;
  sharer.counted = true;
  defaultName(null);
}

/** A descriptor that is on its way: by the system's number of a duplicate, which the one who receives it makes its own. */
@pyclass("multiprocessing.resource_sharer.DupFd")
export class DupShared extends PyObject {
  declare $real: number;

  __init__(fd: Value): Suspends<null> {
    const number = Number(toIndex(fd));
    countThread();
    this.$real = system(() => duplicateAway(real(number)));
    return null;
  }
  __getstate__(): number {
    return this.$real;
  }
  __setstate__(state: Value): null {
    this.$real = state as number;
    return null;
  }
  /** The descriptor; to be called once. */
  detach(): number {
    return adopt(this.$real);
  }
}

/** Has no server to stop. */
export function stop(timeout: Value = null): null {
  return null;
}

export default pymodule("multiprocessing.resource_sharer", { DupFd: DupShared, stop, __all__: ["stop", "DupFd"] });

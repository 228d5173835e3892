/**
 * multiprocessing.forkserver - the interface of the server that CPython forks children from.
 *
 * Mirrors     Lib/multiprocessing/forkserver.py of CPython 3.13
 * Differs     there is no server; what it is to import beforehand is only checked
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { carriedContents } from "../../snapshot/carried.js";
import { spread } from "../../objects/protocols/iter.js";

/** Names of modules that a server would import before it forks. */
const preload: { names: Value[] } = { names: ["__main__"] };
carriedContents("multiprocessing preload", preload);

export function set_forkserver_preload(modules_names: Value): Suspends<null> {
  const names = spread(modules_names);
  if (!names.every((name) => typeof name === "string")) throw new TypeError("module_names must be a list of strings");
  preload.names = names;
  return null;
}

/** Has the server run; there is none. */
export function ensure_running(): null {
  return null;
}

export function get_inherited_fds(): null {
  return null;
}

export default pymodule("multiprocessing.forkserver", {
  set_forkserver_preload,
  ensure_running,
  get_inherited_fds,
  __all__: ["ensure_running", "get_inherited_fds", "connect_to_new_process", "set_forkserver_preload"],
});

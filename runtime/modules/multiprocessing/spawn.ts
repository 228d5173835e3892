/**
 * multiprocessing.spawn - what a child that begins with nothing is told of its parent, and what it makes of it.
 *
 * Mirrors     Lib/multiprocessing/spawn.py of CPython 3.13
 * Suspends    everything that runs the main module again
 * Differs     children are no programs: get_command_line() only says how CPython would start one
 */
import fs from "node:fs";
import nodePath from "node:path";
import type { Suspends } from "../../frames/suspend.js";
import { importModule, locate, modules, path } from "../../importer/importer.js";
import { bodyOfFile, bodyOfSpec } from "../../importer/mainbody.js";
import { SourceFileLoader } from "../../importer/sourceloader.js";
import { specOfFile } from "../../importer/spec.js";
import { $getattr, $setattr, getattrOr } from "../../objects/attributes.js";
import { Dict } from "../../objects/dict.js";
import { EOFError, ImportError, RuntimeError, SystemExit } from "../../objects/exceptions.js";
import { newModule, pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { callMethod } from "../../objects/protocols/call.js";
import { spread } from "../../objects/protocols/iter.js";
import { processEntry } from "../../processes/index.js";
import builtinsModule from "../builtins/module.js";
import { carriedContents } from "../../snapshot/carried.js";
import { sysModule } from "../sys/module.js";
import { _force_start_method, defaultContext } from "./context.js";
import { get_logger, log_to_stderr, logging } from "./log.js";
import { current_process, processes } from "./process.js";
import { dumps, loads } from "./pickling.js";
import type { BaseProcess } from "./process.js";
import { readWhole } from "./signed.js";

const python: { executable: Value } = { executable: undefined };
carriedContents("multiprocessing executable", python);

export function set_executable(exe: Value): Suspends<null> {
  python.executable = exe === null ? null : callMethod(importModule("os"), "fsencode", exe);
  return null;
}
export function get_executable(): Suspends<Value> {
  if (python.executable === undefined) set_executable(sysModule.executable);
  return python.executable;
}

export function freeze_support(): null {
  return null;
}

/** A process that runs its main module again, as a child does first, is not to start others. */
function checkNotImporting(): Suspends<void> {
  if (!truth(getattrOr(current_process(), "_inheriting") ?? false)) return;
  throw new RuntimeError(`
        An attempt has been made to start a new process before the
        current process has finished its bootstrapping phase.

        This probably means that you are not using fork to start your
        child processes and you have forgotten to use the proper idiom
        in the main module:

            if __name__ == '__main__':
                freeze_support()
                ...

        The "freeze_support()" line can be omitted if the program
        is not going to be frozen to produce an executable.

        To fix this issue, refer to the "Safe importing of main module"
        section in https://docs.python.org/3/library/multiprocessing.html
        `);
}

/** What a child needs to know before it can read its process object. */
export function get_preparation_data(name: Value): Suspends<Dict> {
  checkNotImporting();
  const data = Dict.$of([
    ["log_to_stderr", logging.toStderr],
    ["authkey", $getattr(current_process(), "authkey")],
  ]);
  if (logging.logger !== null) data.$setNamed("log_level", callMethod(logging.logger, "getEffectiveLevel"));
  const folders = spread(sysModule.path);
  const here = folders.indexOf("");
  if (here >= 0) folders[here] = processes.ORIGINAL_DIR;
  data.$setNamed("name", name);
  data.$setNamed("sys_path", folders);
  data.$setNamed("sys_argv", sysModule.argv);
  data.$setNamed("orig_dir", processes.ORIGINAL_DIR);
  data.$setNamed("start_method", defaultContext().get_start_method());
  const main: Value = (modules as Dict).$named("__main__");
  const spec: Value = main === undefined ? null : (getattrOr(main, "__spec__") ?? null);
  const found: Value = spec === null ? null : (getattrOr(spec, "name") ?? null);
  const file: Value = main === undefined ? null : (getattrOr(main, "__file__") ?? null);
  if (found !== null) data.$setNamed("init_main_from_name", found);
  else if (file !== null) data.$setNamed("init_main_from_path", nodePath.resolve(String(processes.ORIGINAL_DIR), String(file)));
  return data;
}

/** Makes this process ready to read its process object. */
export function prepare(given: Value): Suspends<null> {
  const data = given as Dict;
  const current: Value = current_process();
  const name = data.$named("name");
  if (name !== undefined) $setattr(current, "name", name);
  const authkey = data.$named("authkey");
  if (authkey !== undefined) $setattr(current, "authkey", authkey);
  if (truth(data.$named("log_to_stderr") ?? false)) log_to_stderr();
  const level = data.$named("log_level");
  if (level !== undefined) callMethod(get_logger(), "setLevel", level);
  const folders = data.$named("sys_path");
  if (folders !== undefined) path.splice(0, path.length, ...spread(folders));
  const argv = data.$named("sys_argv");
  if (argv !== undefined) sysModule.argv = argv;
  const folder = data.$named("orig_dir");
  if (folder !== undefined) processes.ORIGINAL_DIR = folder;
  const method = data.$named("start_method");
  if (method !== undefined) _force_start_method(method);
  const found = data.$named("init_main_from_name");
  if (found !== undefined) mainByName(String(found));
  const file = data.$named("init_main_from_path");
  if (file !== undefined) mainByPath(String(file));
  return null;
}

/** Runs the module again that the parent's main module is, unless it is a package's or a folder's: those do what they do without asking for their name. */
function mainByName(name: string): Suspends<void> {
  if (name === "__main__" || name.endsWith(".__main__")) return;
  const main: Value = (modules as Dict).$named("__main__");
  const spec: Value = main === undefined ? null : (getattrOr(main, "__spec__") ?? null);
  if (spec !== null && getattrOr(spec, "name") === name) return;
  const dot = name.lastIndexOf(".");
  if (dot > 0) importModule(name.slice(0, dot));
  const found = locate(name);
  if (found === undefined) throw new ImportError(`No module named ${name}`);
  if ("spec" in found) runMainAgain(String($getattr(found.spec, "origin")), found.spec);
  else runMainAgain(found.file, specOfFile(name, new SourceFileLoader(name, found.file), found.file));
}

function mainByPath(file: string): Suspends<void> {
  const main: Value = (modules as Dict).$named("__main__");
  if (main !== undefined && getattrOr(main, "__file__") === file) return;
  if (nodePath.parse(file).name === "ipython") return;
  runMainAgain(file, null);
}

/** The main module of the parent under the name `__mp_main__`; `__main__` means it, too. */
function runMainAgain(file: string, spec: Value): Suspends<void> {
  const module = newModule("__mp_main__") as Value;
  module.__file__ = file;
  module.__cached__ = null;
  module.__spec__ = spec;
  module.__package__ = spec === null ? "" : $getattr(spec, "parent");
  module.__builtins__ = builtinsModule;
  (modules as Dict).$setNamed("__mp_main__", module);
  (modules as Dict).$setNamed("__main__", module);
  const run = spec === null ? bodyOfFile(module, fs.readFileSync(file), file, "__mp_main__") : bodyOfSpec(module, spec, "__mp_main__");
  run();
}

export function import_main_path(main_path: Value): Suspends<null> {
  mainByPath(String(main_path));
  return null;
}

/** What goes to a child: two pickles, each with its length in front. */
export function payloadOf(preparation: Dict, process_obj: Value): Suspends<Uint8Array> {
  const parts = [dumps(preparation), dumps(process_obj)];
  const payload = new Uint8Array(8 + parts[0]!.length + parts[1]!.length);
  const view = new DataView(payload.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length);
    payload.set(part, at + 4);
    at += 4 + part.length;
  }
  return payload;
}

function pickleAt(payload: Uint8Array, at: number): Uint8Array {
  const size = new DataView(payload.buffer, payload.byteOffset).getUint32(at);
  return payload.subarray(at + 4, at + 4 + size);
}

/** What every program finds in sys.modules. */
export function firstModules(): void {
  for (const [name, module] of [
    ["sys", sysModule],
    ["builtins", builtinsModule],
    ["__main__", newModule("__main__")],
  ] as [string, Value][]) {
    if ((modules as Dict).$named(name) === undefined) (modules as Dict).$setNamed(name, module);
  }
}

/** A child becomes what its process object says: its exit code. */
function become(preparation: Uint8Array, process_obj: Uint8Array, parent_sentinel: Value): Suspends<Value> {
  const current: Value = current_process();
  let self: BaseProcess;
  current._inheriting = true;
  try {
    firstModules();
    prepare(loads(preparation));
    self = loads(process_obj) as BaseProcess;
  } finally {
    delete current._inheriting;
  }
  return callMethod(self, "_bootstrap", parent_sentinel);
}

/** The life of a spawned child. Its parent's sentinel comes last in the payload. */
processEntry("multiprocessing.spawn:main", (payload: Uint8Array): Suspends<unknown> => {
  const sentinel = new DataView(payload.buffer, payload.byteOffset).getUint32(payload.length - 4);
  const preparation = pickleAt(payload, 0);
  throw new SystemExit(become(preparation, pickleAt(payload, 4 + preparation.length), sentinel));
});

/** The life of a child that reads from a pipe what others have as their payload: its exit code. */
export function _main(fd: Value, parent_sentinel: Value): Suspends<Value> {
  return become(readPickle(fd as number), readPickle(fd as number), parent_sentinel);
}

function readPickle(fd: number): Suspends<Uint8Array> {
  const size = new Uint8Array(4);
  const pickle = readWhole(fd, size) === 4 ? new Uint8Array(new DataView(size.buffer).getUint32(0)) : undefined;
  if (pickle === undefined || readWhole(fd, pickle) < pickle.length) throw new EOFError("Ran out of input");
  return pickle;
}

export default pymodule("multiprocessing.spawn", {
  set_executable,
  get_executable,
  freeze_support,
  get_preparation_data,
  prepare,
  import_main_path,
  WINEXE: false,
  WINSERVICE: false,
  old_main_modules: [],
  __all__: ["_main", "freeze_support", "set_executable", "get_executable", "get_preparation_data", "get_command_line", "import_main_path"],
});

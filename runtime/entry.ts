/**
 * entry - the runtime's front door: a script, a text or a module of sys.path as __main__.
 *
 * Mirrors  Modules/main.c of CPython 3.13 (pymain_run_file, pymain_run_command, pymain_run_module)
 */
import "./objects/all.js";
import { loadPart } from "gilt:natives";
import fs from "node:fs";
import nodePath from "node:path";
import { self } from "./processes/self.js";
import type { Link } from "./processes/child.js";
import { currentFolder } from "./system/folder.js";
import { isTerminal } from "./system/fds.js";
import { injectBy, injection } from "./frames/inject.js";
import type { Suspends } from "./frames/suspend.js";
import { findAmong, importModule, modules, ownFolder, path, prepare, sourceOf } from "./importer/importer.js";
import { compileFlags, loader, stageTimes, type Source } from "./importer/code.js";
import { keepTexts } from "./importer/smalltexts.js";
import { $getattr } from "./objects/attributes.js";
import { describeMain } from "./importer/describe.js";
import { LIBRARY_PATH } from "./importer/place.js";
import { bodyOfFile, bodyOfSpec } from "./importer/mainbody.js";
import { SourceFileLoader } from "./importer/sourceloader.js";
import { specOfFile, type ModuleSpec } from "./importer/spec.js";
import { prepareMain, runMain, type Text } from "./main.js";
import { findModule, passing, RUNNING, type MainModule } from "./mainmodule.js";
import type { Move } from "./snapshot/thaw.js";
import { environmentOf, takeSettings, type RunOptions } from "./settings.js";
import { isolate } from "./scheduler/current.js";
import type { Loaded, Snapshot } from "./snapshot/snapshot.js";
import { startLoop } from "./scheduler/scheduler.js";
import { ends } from "./modules/ends.js";
import { commandLine } from "./modules/sys/index.js";
import { sysModule } from "./modules/sys/module.js";
import { makeStreams, writeStderr } from "./modules/sys/streams.js";
import { rememberSource } from "./objects/tracelines.js";
import { newModule } from "./objects/module.js";
import type { Value } from "./objects/object.js";
import { Dict } from "./objects/dict.js";
import { SyntaxWarning, SystemExit } from "./objects/exceptions.js";
import { warnings } from "./objects/warn.js";
import { call, callMethod } from "./objects/protocols/call.js";
import builtinsModule from "./modules/builtins/module.js";
import { nativeModule } from "./modules/registry.js";

const python = nodePath.join(loader.dist, "..", "bin", "gilt-python");

/** Runs a script file; "-" is standard input, as is "", which is none. */
export function runScript(script: string, args: readonly string[], options: RunOptions = {}): void {
  const isInput = script === "-" || script === "";
  const prompted = isInput && (options.interactive === true || isTerminal(0));
  const text: Text = { isFile: true };
  const body = (): Suspends<unknown> => {
    setUp([script, ...args], options);
    if (!isInput) keepTexts(nodePath.resolve(script));
    if (prompted) return beginPrompt(options);
    if (isInput) {
      addPath("");
      runBytes(fs.readFileSync(0), "<stdin>");
      return;
    }
    let bytes: Buffer;
    let isPlace: boolean;
    try {
      isPlace = fs.statSync(script).isDirectory();
      bytes = isPlace ? Buffer.of() : fs.readFileSync(script);
    } catch (error) {
      const { errno, code } = error as NodeJS.ErrnoException;
      if (errno === undefined) throw error;
      return refuse(
        `${python}: can't open file '${nodePath.resolve(script)}': [Errno ${-errno}] ${code === "ENOENT" ? "No such file or directory" : code === "EACCES" ? "Permission denied" : String(code)}`,
        2,
      );
    }
    // CPython makes the name absolute and leaves the dots in it
    const shown = nodePath.isAbsolute(script) ? script : `${currentFolder()}/${script}`;
    if (isPlace || (!script.endsWith(".py") && isZip(bytes))) {
      text.isFile = false;
      return runPlace(shown);
    }
    addPath(nodePath.dirname(fs.realpathSync(script)));
    // the rest keeps its line numbers
    if (options.skipFirstLine === true) bytes = bytes.subarray(bytes.includes(10) ? bytes.indexOf(10) : bytes.length);
    runBytes(bytes, shown);
  };
  run(prompted ? { ...options, interactive: true } : options, body, text);
}

/** Runs `__main__`, and the prompt behind it if that is asked for. */
function run(options: RunOptions, body: () => Suspends<unknown>, text?: Text): void {
  runMain(body, options.interactive === true ? (loadPart("prompt") as typeof import("./prompt.js")).prompt : null, text);
}

/** Puts the program's own folder before the others, unless -I or -P says not to. */
function addPath(folder: string): void {
  if (commandLine.safePath) return;
  path.unshift(folder);
  ownFolder.path = folder;
}

/** What stands before the first prompt where no script has run. */
function beginPrompt(options: RunOptions): Suspends<void> {
  addPath("");
  runBytes(Buffer.from(""), "<stdin>");
  if (options.quiet === true) return;
  writeStderr(`Python ${String(sysModule.version).replace("\n", " ")} on linux\nType "help", "copyright", "credits" or "license" for more information.\n`);
}

/** Whether a file ends in the directory of a zip file. */
function isZip(bytes: Buffer): boolean {
  // the record that the directory ends with, before a comment of at most 65535 bytes
  return bytes.subarray(-65557).includes("PK\x05\x06");
}

/** Runs `__main__` of a folder or a zip file, as runpy does. */
function runPlace(place: string): Suspends<void> {
  path.unshift(place);
  ownFolder.path = place;
  const found = findAmong([place], "__main__");
  if (found === undefined || "namespace" in found) return refuse(`${python}: can't find '__main__' module in '${place}'`, 1);
  runFound("spec" in found ? found : { name: "__main__", file: found.file });
}

/** Runs a script that `gilt build` wrote: `file` is its JavaScript. */
export function runBuilt(file: string, args: readonly string[]): void {
  const { adoptBuilt, ChangedByHand } = loadPart("importer/built") as typeof import("./importer/built.js");
  let script;
  try {
    script = adoptBuilt(file);
  } catch (error) {
    if (!(error instanceof ChangedByHand)) throw error;
    fs.writeSync(2, `gilt: ${error.message}\n`);
    process.exit(2);
  }
  runScript(script, args);
}

/** Runs a text given on the command line. */
export function runText(text: string, args: readonly string[], options: RunOptions = {}): void {
  run(options, () => {
    setUp(["-c", ...args], options);
    keepTexts(`-c ${text}`);
    addPath("");
    rememberSource("<string>", text);
    runBytes(Buffer.from(text + "\n"), "<string>");
  });
}

/** Runs a module of sys.path as `python3 -m` does. */
export function runModule(name: string, args: readonly string[], options: RunOptions = {}): void {
  runMain(() => {
    setUp(["-m", ...args], options);
    keepTexts(`-m ${[name, ...args].join("\0")}`);
    addPath(currentFolder());
    const found = findModule(name);
    if (typeof found === "string") return refuse(`${python}: ${found}`, 1);
    sysModule.argv[0] = "spec" in found ? $getattr(found.spec, "origin") : found.file;
    runFound(found);
  });
}

function refuse(message: string, status: number): Suspends<void> {
  writeStderr(message + "\n");
  throw new SystemExit(status);
}

function setUp(argv: string[], options: RunOptions): Suspends<void> {
  self.options = options;
  (modules as Dict).$setNamed("sys", sysModule);
  (modules as Dict).$setNamed("builtins", builtinsModule);
  const env = environmentOf(options);
  takeSettings(options);
  sysModule.argv = argv;
  sysModule.orig_argv = [python, ...(options.words ?? argv)];
  sysModule.executable = python;
  sysModule._base_executable = python;
  for (const name of ["PYTHONPATH", "GILT_PATH"]) {
    const folders = (name === "GILT_PATH" ? process.env : env)[name];
    if (folders !== undefined && folders !== "") path.push(...folders.split(":").map((folder) => (folder === "" ? currentFolder() : nodePath.resolve(folder))));
  }
  path.push(...LIBRARY_PATH);
  makeStreams(commandLine.unbuffered, env["PYTHONIOENCODING"] ?? "");
  takeWarnings(env["PYTHONWARNINGS"] ?? "", options.warnings ?? []);
  compileFlags.checkTypes = options.checkTypes === true;
  compileFlags.optimize = commandLine.optimize;
  if (commandLine.optimize > 0) (builtinsModule as Value).__debug__ = false;
  if (options.suspend !== undefined) {
    compileFlags.inject = true;
    injectBy(options.suspend);
    if (options.thaw !== undefined) thaw().thawBy(options.thaw, options.suspend);
  }
  if (options.timing === true) ends.system.push(writeTimes);
  ends.system.push(() => loader.storeCaches());
}

/** In a worker: is the processes that the kernel says, one after the other, each with a runtime of its own. */
export function serveKernel(link: Link): void {
  const child = loadPart("processes/child") as typeof import("./processes/child.js");
  child.serve(link, { setUp: (options) => setUp([""], { ...options, timing: false, words: [""] }), run: runMain, resume });
}

/** A forked process begins: with what its parent had, in the thread that forked. */
function resume(snapshot: Snapshot, options: RunOptions, loaded: Loaded, ready: () => boolean): void {
  // nothing is to be suspended while the program is being put together
  Object.assign(injection, { policy: null, atomic: 0 });
  prepareMain();
  const { restore } = loadPart("snapshot/snapshot") as typeof import("./snapshot/snapshot.js");
  const thread = restore(snapshot, loaded);
  isolate.current = undefined;
  if (options.suspend !== undefined) injectBy(options.suspend);
  ends.system.push(() => loader.storeCaches());
  ready();
  startLoop(thread);
}

/** What --timing shows. */
function writeTimes(): void {
  for (const [stage, ms] of stageTimes()) fs.writeSync(2, `gilt: ${stage.padEnd(16)} ${ms.toFixed(1)} ms\n`);
}

/** Warnings have a reader from here on; the options of the environment and the command line are its filters. */
function takeWarnings(environment: string, given: readonly string[]): Suspends<void> {
  warnings.handler = (category, message, source, place, level) => {
    const { warn, $ofLibrary } = nativeModule("_warnings") as Value;
    const cls: Value = (builtinsModule as Value)[category];
    return place === null ? call(warn, message, cls, level, source) : $ofLibrary(cls, message, place, source);
  };
  warnings.ofText = (message, file, line) => (nativeModule("_warnings") as Value).$ofText(SyntaxWarning, message, file, line);
  const all = [...(commandLine.devMode ? ["default"] : []), ...(environment === "" ? [] : environment.split(",")), ...given];
  if (commandLine.bytesWarning > 0) all.push(`${commandLine.bytesWarning > 1 ? "error" : "default"}::BytesWarning`);
  sysModule.warnoptions = all;
  if (all.length > 0) callMethod(importModule("warnings"), "_processoptions", all);
}

/** What `__main__` says of a module that was found by its name. */
function specOf(name: string, file: string): Suspends<ModuleSpec> {
  return specOfFile(name, new SourceFileLoader(name, file), file);
}

/** Runs a source text as `__main__`. */
function runBytes(source: Source, file: string, spec: ModuleSpec | null = null): Suspends<void> {
  const module = newMain(file, spec);
  const run = source instanceof Buffer ? bodyOfFile(module, source, file, "__main__") : prepare(module, source, file, "__main__");
  run();
}

/** Runs what was found on a path as `__main__`, as runpy does. */
function runFound(found: MainModule): Suspends<void> {
  passing(RUNNING, () => {
    if ("file" in found) return runBytes(sourceOf(found.file), found.file, specOf(found.name, found.file));
    const run = bodyOfSpec(newMain(String($getattr(found.spec, "origin")), found.spec), found.spec, "__main__");
    run();
  });
}

function newMain(file: string, spec: ModuleSpec | null): Suspends<Value> {
  const module = newModule("__main__") as Value;
  describeMain(module, file, spec);
  (modules as Dict).$setNamed("__main__", module);
  return module;
}

const thaw = () => loadPart("snapshot/thaw") as typeof import("./snapshot/thaw.js");

/** The program of another isolate goes on in this one: `--thaw`. */
export function arrive(move: Move): void {
  thaw().arrive(move);
}

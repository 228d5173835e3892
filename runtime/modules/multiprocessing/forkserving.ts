/**
 * multiprocessing.forkserving - the life of the fork server, and the beginning of its children.
 *
 * Mirrors     Lib/multiprocessing/forkserver.py: main, _serve_one
 * Suspends    everything
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr } from "../../objects/attributes.js";
import { Exception, ImportError } from "../../objects/exceptions.js";
import { isinstance, typeOf, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { $caught, $handled, $uncaught } from "../../objects/raise.js";
import { exitProcess, sentinelOf, waitProcess } from "../../processes/index.js";
import { forkProcess } from "../../processes/fork.js";
import { adopt, closeFd } from "../../system/descriptors.js";
import { _clear, _run_exitfuncs } from "../atexit.js";
import { settleWriters } from "../io/writers.js";
import { signal } from "../signal/index.js";
import { sysModule } from "../sys/module.js";
import { waitForAny } from "./connection/wait.js";
import { atEndOfChild } from "./ending.js";
import type { ForkServer } from "./forkserver.js";
import { readWhole, write_signed } from "./signed.js";
import { _main, firstModules } from "./spawn.js";
import { closeStdin } from "./streams.js";

const SIGINT = 2;
const SIG_IGN = 1;

/** A child: its pid, what can be read when it has ended, and where its client hears of it. */
interface Child {
  readonly pid: number;
  readonly sentinel: number;
  readonly status: number;
}

/** Forks a child for each request, and tells its exit code, as long as there may be clients. */
export function serve(server: ForkServer, alive_r: number, preload: readonly string[]): Suspends<void> {
  firstModules();
  sysModule.argv = ["-c"];
  sysModule.path.unshift("");
  for (const name of preload) tryImport(name);
  closeStdin();
  const interrupt = call(signal, SIGINT, SIG_IGN);
  const children: Child[] = [];
  for (;;) {
    const ready = waitForAny([alive_r, ...children.map((child) => child.sentinel)], Infinity);
    for (const ended of children.filter((_, i) => ready.includes(i + 1))) {
      children.splice(children.indexOf(ended), 1);
      tellEnd(ended);
    }
    if (!ready.includes(0)) continue;
    const request = readRequest(alive_r);
    if (request === null) return;
    children.push(forkOne(server, request, [alive_r, ...children.flatMap(({ sentinel, status }) => [sentinel, status])], interrupt));
  }
}

function tryImport(name: string): Suspends<void> {
  const handled = $handled();
  try {
    importModule(name);
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, ImportError)) throw error;
    $uncaught(handled);
  }
}

/** The descriptors that come with a request; null: there are no clients any more. */
function readRequest(alive_r: number): Suspends<number[] | null> {
  const count = new Int32Array(1);
  if (readWhole(alive_r, new Uint8Array(count.buffer)) < count.byteLength) return null;
  const numbers = new Int32Array(count[0]!);
  readWhole(alive_r, new Uint8Array(numbers.buffer));
  return [...numbers].map(adopt);
}

/** @param unused descriptors of the server's that are not for the child */
function forkOne(server: ForkServer, request: readonly number[], unused: readonly number[], interrupt: Value): Suspends<Child> {
  const [child_r, status, ...fds] = request as [number, number, ...number[]];
  const pid = forkProcess(() => live(server, child_r, fds, interrupt), [...unused, status]);
  tell(status, pid);
  closeFd(child_r);
  for (const fd of fds) closeFd(fd);
  return { pid, sentinel: sentinelOf(pid), status };
}

/** Tells a client a number, if it is there. */
function tell(fd: number, number: number): Suspends<void> {
  try {
    write_signed(fd, number);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
}

function tellEnd({ pid, sentinel, status }: Child): Suspends<void> {
  const [, ended] = waitProcess(pid, 0)!;
  tell(status, (ended & 0x7f) === 0 ? (ended >> 8) & 0xff : -(ended & 0x7f));
  closeFd(status);
  closeFd(sentinel);
}

/** The life of a child. */
function live(server: ForkServer, child_r: number, [alive_w, ...fds]: readonly number[], interrupt: Value): Suspends<unknown> {
  let code: Value = 1;
  try {
    (_clear as Value)();
    atEndOfChild();
    call(signal, SIGINT, interrupt);
    server._forkserver_alive_fd = alive_w!;
    server._inherited_fds = fds;
    code = begin(child_r);
  } finally {
    _run_exitfuncs();
  }
  settleWriters();
  return exitProcess(Number(code) & 255);
}

function begin(child_r: number): Suspends<Value> {
  try {
    return _main(child_r, child_r);
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, Exception)) throw error;
    callMethod(sysModule as Value, "excepthook", typeOf(error), error, $getattr(error, "__traceback__"));
    callMethod(sysModule.stderr, "flush");
    return 1;
  }
}

/**
 * _testprocesses - processes and what they share without multiprocessing around them: for tests of runtime/processes.
 *
 * Suspends  start, wait, acquire
 */
import type { Suspends } from "../frames/suspend.js";
import { Dict } from "../objects/dict.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { call } from "../objects/protocols/call.js";
import { toIndex } from "../objects/protocols/index.js";
import { spread } from "../objects/protocols/iter.js";
import { builtin } from "../objects/register.js";
import { Tuple } from "../objects/tuple.js";
import { exitProcess, hasOwnChildren, processEntry, renewals, sentinelOf, signalProcess, startProcess, waitProcess, warmUp } from "../processes/index.js";
import * as semaphores from "../processes/semaphore.js";
import { ppoll } from "../system/posix.js";
import builtinsModule from "./builtins/module.js";

const test = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_testprocesses");

processEntry("_testprocesses:text", (payload: Uint8Array): Suspends<unknown> => {
  const names = Dict.$of([["__name__", "__main__"]]);
  return call((builtinsModule as Value).exec, Buffer.from(payload).toString("utf8"), names);
});

const start = test("start(text, descriptors=None, /)", (text: Value, given: Value): Suspends<number> => {
  const descriptors = given === undefined || given === null ? "all" : (spread(given) as number[]);
  return startProcess({ entry: "_testprocesses:text", payload: Buffer.from(String(text)), descriptors });
});

const wait = test("wait(pid, options=0, /)", (pid: Value, options: Value): Suspends<Value> => {
  const ended = waitProcess(Number(pid), Number(options ?? 0));
  return ended === undefined ? null : new Tuple(ended);
});

export default pymodule("_testprocesses", {
  start,
  wait,
  warm_up: test("warm_up()", (): null => {
    warmUp();
    return null;
  }),
  kill: test("kill(pid, signal, /)", (pid: Value, signal: Value): Suspends<Value> => signalProcess(Number(pid), Number(toIndex(signal)))),
  sentinel: test("sentinel(pid, /)", (pid: Value): Value => sentinelOf(Number(pid))),
  has_children: test("has_children()", (): Value => hasOwnChildren()),
  exit: test("exit(status, /)", (status: Value): Suspends<never> => exitProcess(Number(status))),
  semaphore: test("semaphore(kind, value, most, /)", (kind: Value, value: Value, most: Value): Value =>
    semaphores.create(Number(kind), Number(value), Number(most))),
  acquire: test("acquire(handle, block=True, seconds=None, /)", (handle: Value, block: Value, seconds: Value): Suspends<Value> => {
    const ms = seconds === undefined || seconds === null ? null : Number(seconds.value ?? seconds) * 1000;
    return semaphores.acquire(Number(handle), block !== false, ms);
  }),
  release: test("release(handle, /)", (handle: Value): null => {
    semaphores.release(Number(handle));
    return null;
  }),
  system_calls: test("system_calls()", (): never => {
    const room = new Uint8Array(16);
    for (;;) ppoll(room, 0, room, null);
  }),
  renewals: test("renewals()", (): Value => renewals()),
  value: test("value(handle, /)", (handle: Value): Value => semaphores.valueOf(Number(handle))),
});

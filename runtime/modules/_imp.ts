/**
 * _imp - the import lock, and what the interpreter has built in.
 *
 * Mirrors   Python/import.c of CPython 3.13
 * Suspends  acquire_lock
 * Differs   gilt's own imports do not take the lock; frozen modules and extension modules, which gilt does not have, are not offered
 */
import type { Suspends } from "../frames/suspend.js";
import { keyedHash } from "../importer/sourcehash.js";
import { Bytes } from "../objects/bytes.js";
import { toBuffer } from "../objects/bytes/buffer.js";
import { RuntimeError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { toIndex } from "../objects/protocols/index.js";
import { builtin } from "../objects/register.js";
import { atFork } from "../processes/atfork.js";
import { isolate, type GreenThread } from "../scheduler/current.js";
import { checkSignals } from "../scheduler/signals.js";
import { INTERRUPTED, Waiters } from "../scheduler/waiters.js";
import { carriedContents } from "../snapshot/carried.js";
import { NATIVE_NAMES } from "./registry.js";

const imp = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_imp");

const lock = { owner: null as GreenThread | null, depth: 0 };
carriedContents("import lock", lock);
const waiting = new Waiters();
// no module is half imported in a child
const beforeFork = (): Suspends<void> => acquire();
atFork({ before: beforeFork, parent: release, child: releaseInChild });

function acquire(): Suspends<void> {
  try {
    while (lock.owner !== null && lock.owner !== isolate.current) if (waiting.park(Infinity) === INTERRUPTED) checkSignals();
  } catch (error) {
    if (lock.owner === null) waiting.wakeFirst(null); // stopped by a signal's exception: the next one's turn
    throw error;
  }
  lock.owner = isolate.current as GreenThread;
  lock.depth++;
}

function releaseInChild(): void {
  if (lock.owner === isolate.current) release();
  else Object.assign(lock, { owner: null, depth: 0 }); // a thread that is not there any more
}

function release(): void {
  if (lock.owner !== isolate.current) throw new RuntimeError("not holding the import lock");
  if (--lock.depth > 0) return;
  lock.owner = null;
  waiting.wakeFirst(null);
}

export default pymodule("_imp", {
  lock_held: imp("lock_held()", (): boolean => lock.owner !== null),
  acquire_lock: imp("acquire_lock()", (): Suspends<null> => {
    acquire();
    return null;
  }),
  release_lock: imp("release_lock()", (): null => {
    release();
    return null;
  }),
  is_builtin: imp("is_builtin(name, /)", (name: Value): number => (name === "sys" || name === "builtins" ? -1 : NATIVE_NAMES.includes(name as string) ? 1 : 0)),
  is_frozen: imp("is_frozen(name, /)", (_name: Value): boolean => false),
  extension_suffixes: imp("extension_suffixes()", (): string[] => [".cpython-313-x86_64-linux-gnu.so", ".abi3.so", ".so"]),
  // nothing is frozen here, and no module is made in C
  _override_frozen_modules_for_tests: imp("_override_frozen_modules_for_tests(override, /)", (_override: Value): null => null),
  _override_multi_interp_extensions_check: imp("_override_multi_interp_extensions_check(override, /)", (_override: Value): number => 0),
  source_hash: imp(
    "source_hash(key, source)",
    (key: Value, source: Value): Suspends<Value> => new Bytes(keyedHash(BigInt.asUintN(64, BigInt(toIndex(key))), toBuffer(source))),
  ),
  check_hash_based_pycs: "default",
});

/**
 * threading._RLock - the lock that its owner may take again, as Python code: over a plain lock, with its state to be seen.
 *
 * Mirrors     Lib/threading.py: _RLock
 * Suspends    acquire, _acquire_restore
 */
import type { Suspends } from "../../frames/suspend.js";
import { RuntimeError } from "../../objects/exceptions.js";
import { address } from "../../objects/identity.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { spread } from "../../objects/protocols/iter.js";
import { repr } from "../../objects/protocols/repr.js";
import { pyclass } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { isolate, type GreenThread } from "../../scheduler/current.js";
import { LockObject } from "../_thread/lock.js";
import { active, current_thread } from "./thread.js";

@pyclass("threading._RLock")
export class PyRLock extends PyObject {
  declare _block: LockObject;
  declare _owner: Value;
  declare _count: number;

  __init__(): null {
    this._block = new LockObject();
    this._owner = null;
    this._count = 0;
    return null;
  }

  __repr__(): Suspends<string> {
    const cls = typeOf(this);
    current_thread(); // the main thread is registered when it is first asked for
    const owner = active.get(this._owner as number);
    const shown: Value = owner === undefined ? this._owner : owner._name;
    const state = this._block.$locked ? "locked" : "unlocked";
    return `<${state} ${cls.$module}.${cls.$qualname} object owner=${repr(shown)} count=${this._count} at ${address(this)}>`;
  }

  _at_fork_reinit(): null {
    this._block = new LockObject();
    this._owner = null;
    this._count = 0;
    return null;
  }

  /** @param timeout seconds; -1 waits for ever @returns 1 if the thread had the lock, else whether it has got it */
  acquire(blocking: Value = true, timeout: Value = -1): Suspends<Value> {
    const me = own();
    if (this._owner === me) {
      this._count++;
      return 1;
    }
    const got = callMethod(this._block, "acquire", blocking, timeout);
    if (got === true) {
      this._owner = me;
      this._count = 1;
    }
    return got;
  }

  __enter__(blocking: Value = true, timeout: Value = -1): Suspends<Value> {
    return this.acquire(blocking, timeout);
  }

  release(): Suspends<null> {
    if (this._owner !== own()) throw new RuntimeError("cannot release un-acquired lock");
    if (--this._count === 0) {
      this._owner = null;
      callMethod(this._block, "release");
    }
    return null;
  }

  __exit__(_t: Value, _v: Value, _tb: Value): Suspends<null> {
    callMethod(this, "release");
    return null;
  }

  _acquire_restore(state: Value): Suspends<null> {
    callMethod(this._block, "acquire");
    [this._count, this._owner] = spread(state) as [number, Value];
    return null;
  }

  _release_save(): Suspends<Value> {
    if (this._count === 0) throw new RuntimeError("cannot release un-acquired lock");
    const state = new Tuple([this._count, this._owner]);
    this._count = 0;
    this._owner = null;
    callMethod(this._block, "release");
    return state;
  }

  _is_owned(): boolean {
    return this._owner === own();
  }

  _recursion_count(): number {
    return this._owner === own() ? this._count : 0;
  }
}

/** The number of the thread that runs. */
function own(): number {
  return (isolate.current as GreenThread).ident;
}

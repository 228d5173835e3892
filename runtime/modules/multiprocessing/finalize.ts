/**
 * multiprocessing.finalize - what is to be done for an object when it is gone, or when the process ends.
 *
 * Mirrors     Lib/multiprocessing/util.py: Finalize, _run_finalizers, register_after_fork
 * Suspends    the callbacks
 * Calls back  the callbacks
 */
import type { Suspends } from "../../frames/suspend.js";
import { LIBRARY } from "../../importer/place.js";
import { getattrOr } from "../../objects/attributes.js";
import { Dict } from "../../objects/dict.js";
import { Exception, TypeError, ValueError } from "../../objects/exceptions.js";
import { idOf } from "../../objects/identity.js";
import { int } from "../../objects/int.js";
import { isinstance, PyObject, typeOf, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { repr } from "../../objects/protocols/repr.js";
import { text as str } from "../../objects/protocols/str.js";
import { $caught, $handled, $passing, $uncaught, type Passed } from "../../objects/raise.js";
import { pyclass } from "../../objects/register.js";
import { callStar } from "../../objects/spread.js";
import { printException } from "../../objects/traceback.js";
import { Tuple } from "../../objects/tuple.js";
import { carried } from "../../snapshot/carried.js";
import { ref } from "../_weakref.js";
import { atEnd } from "./ending.js";
import { info, logging, sub_debug } from "./log.js";
import { getpid } from "./pids.js";

/** Finalizers by their key, (exitpriority, number). */
export const registry: { dict: Dict } = { dict: new Dict() };
let made = 0;
carried(
  "multiprocessing finalizers",
  () => [registry.dict, made],
  (state) => {
    [registry.dict, made] = state as [Dict, number];
  },
);

@pyclass("multiprocessing.util.Finalize", { doc: "\n    Class which supports object finalization using weakrefs\n    " })
export class Finalize extends PyObject {
  declare _weakref: Value;
  declare _callback: Value;
  declare _args: Value;
  declare _kwargs: Value;
  declare _key: Tuple | null;
  declare _pid: number;
  /** the object, where it is there as long as this is registered; no weak reference then */
  declare $of?: Value;
  /** called by whoever holds it, and registered no more */
  declare $isApart?: boolean;

  __init__(obj: Value, callback: Value, args: Value = new Tuple([]), kwargs: Value = null, exitpriority: Value = null): Suspends<null> {
    if (exitpriority !== null && !isinstance(exitpriority, int)) {
      throw new TypeError(`Exitpriority (${repr(exitpriority)}) must be None or int, not ${str(typeOf(exitpriority))}`);
    }
    if (obj !== null) {
      if (this.$of === undefined) this._weakref = ref(obj, this);
    } else if (exitpriority === null) throw new ValueError("Without object, exitpriority cannot be None");
    atEnd();
    this._callback = callback;
    this._args = args;
    this._kwargs = truth(kwargs) ? kwargs : new Dict();
    this._key = new Tuple([exitpriority, made++]);
    this._pid = getpid();
    registry.dict.$set(this._key, this);
    return null;
  }

  /** Calls back, unless that has been done or cancelled. */
  __call__(wr: Value = null): Suspends<Value> {
    const key = this._key;
    if (key === null || !(this.$isApart === true || (registry.dict.$delete(key) as unknown))) {
      sub_debug("finalizer no longer registered");
      return null;
    }
    let result: Value = null;
    if (this._pid !== getpid()) sub_debug("finalizer ignored because different process");
    else {
      if (logging.logger !== null) sub_debug("finalizer calling %s with args %s and kwargs %s", this._callback, this._args, this._kwargs);
      result = callStar(this._callback, this._args, this._kwargs);
    }
    this.$forget();
    return result;
  }

  $forget(): void {
    this.$of = this._weakref = this._callback = this._args = this._kwargs = this._key = null;
  }

  cancel(): Suspends<null> {
    if (this._key !== null && (this.$isApart === true || (registry.dict.$delete(this._key) as unknown))) this.$forget();
    return null;
  }

  /** Nobody else is to find it: forks need not take it along. */
  $setApart(): Suspends<void> {
    if (this._key !== null && registry.dict.$delete(this._key)) this.$isApart = true;
  }

  still_active(): Suspends<boolean> {
    return this._key !== null && (this.$isApart === true || registry.dict.$has(this._key));
  }

  __repr__(): Suspends<string> {
    const name = typeOf(this).$name;
    const obj: Value = this.$of ?? (this._weakref === undefined || this._weakref === null ? null : call(this._weakref));
    if (obj === null) return `<${name} object, dead>`;
    let text = `<${name} object, callback=${str(getattrOr(this._callback, "__name__") ?? this._callback)}`;
    if (truth(this._args)) text += `, args=${str(this._args)}`;
    if (truth(this._kwargs)) text += `, kwargs=${str(this._kwargs)}`;
    const priority: Value = (this._key as Tuple).items[0];
    if (priority !== null) text += `, exitpriority=${str(priority)}`;
    return `${text}>`;
  }
}

/** A finalizer of the runtime's own. `lasts`: the object is there until it is called or set apart. */
export function finalize(obj: Value, callback: Value, args: Value[], exitpriority: number | null = null, lasts = false): Suspends<Finalize> {
  const made = Object.create(Finalize.prototype as object) as Finalize;
  if (lasts) made.$of = obj;
  made.__init__(obj, callback, new Tuple(args), null, exitpriority);
  return made;
}

/** Runs the finalizers with an exit priority (of at least so much): the highest first, the latest first among equals. */
export function _run_finalizers(minpriority: Value = null): Suspends<null> {
  const keys: Tuple[] = [];
  for (const entry of registry.dict.$entries()) {
    const key = entry.key as Tuple;
    if (key.items[0] !== null && (minpriority === null || key.items[0] >= minpriority)) keys.push(key);
  }
  keys.sort((a, b) => Number(b.items[0]) - Number(a.items[0]) || (b.items[1] as number) - (a.items[1] as number));
  for (let i = 0; i < keys.length; i++) {
    const finalizer = registry.dict.$get(keys[i]);
    if (finalizer !== undefined) runOne(finalizer as Finalize);
  }
  if (minpriority === null) registry.dict.$clear();
  return null;
}

const FILE = `${LIBRARY}/multiprocessing/util.py`;
const CALLED: Passed = { file: FILE, name: "__call__", span: [216, 22, 216, 65] };
const RUNNING: Passed = { file: FILE, name: "_run_finalizers", span: [292, 16, 292, 27] };

function runOne(finalizer: Finalize): Suspends<void> {
  if (logging.logger !== null) sub_debug("calling %s", repr(finalizer));
  const handled = $handled();
  try {
    call(finalizer);
  } catch (thrown) {
    const error = $caught($passing(thrown, [CALLED, RUNNING]), null);
    if (!isinstance(error, Exception)) throw error;
    printException(error);
    $uncaught(handled);
  }
}

/** Objects that want to know of a fork, by weak reference, in order. */
let afterFork: { obj: Value; func: Value }[] = [];
let pruneAt = 64;
carried(
  "multiprocessing after fork",
  () => afterFork.map(({ obj, func }) => [obj, func]),
  (state) => {
    afterFork = (state as [Value, Value][]).map(([obj, func]) => ({ obj, func }));
  },
);

export function register_after_fork(obj: Value, func: Value): Suspends<null> {
  atEnd();
  if (afterFork.length >= pruneAt) prune();
  afterFork.push({ obj: ref(obj, null), func });
  return null;
}

/** What hears of forks, as CPython keeps it: objects by a number, their identity and the function. */
export function afterForkRegistry(): Suspends<Dict> {
  const registered = new Dict();
  const all = afterFork.slice();
  for (let i = 0; i < all.length; i++) {
    const obj = call(all[i]!.obj);
    if (obj !== null) registered.$set(new Tuple([i, idOf(obj), all[i]!.func]), obj);
  }
  return registered;
}

/** Do functions of scripts hear of forks? */
export function hasForkersOfScripts(): boolean {
  return afterFork.some(({ func }) => !String(func.$f?.module).startsWith("multiprocessing"));
}

function prune(): Suspends<void> {
  const kept: typeof afterFork = [];
  for (const one of afterFork) if (call(one.obj) !== null) kept.push(one);
  afterFork = kept;
  pruneAt = Math.max(64, 2 * kept.length);
}

export function _run_after_forkers(): Suspends<null> {
  const all = afterFork.slice();
  for (let i = 0; i < all.length; i++) {
    const obj = call(all[i]!.obj);
    if (obj !== null) tellForked(obj, all[i]!.func);
  }
  return null;
}

function tellForked(obj: Value, func: Value): Suspends<void> {
  const handled = $handled();
  try {
    call(func, obj);
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, Exception)) throw error;
    info("after forker raised exception %s", error);
    $uncaught(handled);
  }
}

/**
 * multiprocessing.pool.wire - tasks and results between a pool and its workers, in a form of their own where their pickle would say the same at greater length.
 *
 * A task that calls a function which pickle knows by name: KIND, job, number, the function's pickle (which the worker reads once), the arguments' pickle.
 * A result: RESULT, job, number, the value's pickle. Anything else is one pickle, which begins with 0x80.
 */
import type { Suspends } from "../../../frames/suspend.js";
import { Dict } from "../../../objects/dict.js";
import { functionType, builtinFunctionType, typeOf, type Value } from "../../../objects/object.js";
import { Tuple } from "../../../objects/tuple.js";
import { MARK } from "../compact.js";
import { dumps, forkingTable, loads, pack, unpack } from "../pickling.js";
import { mapstar, starmapstar } from "./worker.js";

const CALL = 1;
const MAP = 2;
const STARMAP = 3;
const RESULT = 4;
/** Kind, job, number, length of the function's pickle. */
const TASK_HEADER = 11;
const RESULT_HEADER = 9;

/** Pickles of functions, as this process has written them. */
const written = new WeakMap<object, Uint8Array>();
/** Functions by their pickles, as this process has read them; and the last one. */
const functions = new Map<string, Value>();
const last: { pickle: Uint8Array; func: Value } = { pickle: new Uint8Array(0), func: undefined };

/** The pickle of a function that has a name to be found by; undefined for any other callable. */
function referenceTo(func: Value): Suspends<Uint8Array | undefined> {
  if (typeof func !== "function" || func.$f === undefined || func.$self !== undefined) return undefined;
  const known = written.get(func as object);
  if (known !== undefined) return known;
  const cls = typeOf(func);
  if ((cls !== functionType && cls !== builtinFunctionType) || forkingTable().$get(cls) !== undefined) return undefined;
  const data = dumps(func);
  written.set(func as object, data);
  return data;
}

function put32(data: Uint8Array, at: number, n: number): void {
  data[at] = n >>> 24;
  data[at + 1] = n >>> 16;
  data[at + 2] = n >>> 8;
  data[at + 3] = n;
}

function get32(data: Uint8Array, at: number): number {
  return ((data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!) >>> 0;
}

/** A task as bytes. */
export function taskBytes(task: Tuple | null): Suspends<Uint8Array> {
  if (task === null) return dumps(null);
  const [job, number, func, args, kwds] = task.items as [number, number, Value, Value, Value];
  let kind = CALL;
  let called: Value = func;
  let given: Value;
  if (func === mapstar || func === starmapstar) {
    [called, given] = ((args as Tuple).items[0] as Tuple).items as [Value, Value];
    kind = func === mapstar ? MAP : STARMAP;
  } else given = kwds instanceof Dict && kwds.$size() === 0 && args instanceof Tuple ? args : undefined;
  const reference = given === undefined ? undefined : referenceTo(called);
  if (reference === undefined || reference.length > 0xffff) return dumps(task);
  const pickle = pack(given);
  const data = new Uint8Array(TASK_HEADER + reference.length + pickle.length);
  data[0] = kind;
  put32(data, 1, job);
  put32(data, 5, number);
  data[9] = reference.length >> 8;
  data[10] = reference.length;
  data.set(reference, TASK_HEADER);
  data.set(pickle, TASK_HEADER + reference.length);
  return data;
}

/** Is the function that a task calls that of the task before? */
function isLast(data: Uint8Array, end: number): boolean {
  const { pickle } = last;
  if (pickle.length !== end - TASK_HEADER) return false;
  for (let i = 0; i < pickle.length; i++) if (pickle[i] !== data[TASK_HEADER + i]) return false;
  return true;
}

function functionOf(pickle: Uint8Array): Suspends<Value> {
  const key = Buffer.from(pickle).toString("latin1");
  let func = functions.get(key);
  if (func === undefined) {
    func = loads(pickle);
    functions.set(key, func);
  }
  last.pickle = pickle;
  last.func = func;
  return func;
}

/** A task as it was before. */
export function taskOf(data: Uint8Array): Suspends<Value> {
  const kind = data[0]!;
  if (kind === MARK || kind > STARMAP) return unpack(data);
  const end = TASK_HEADER + ((data[9]! << 8) | data[10]!);
  const func = isLast(data, end) ? last.func : functionOf(data.slice(TASK_HEADER, end));
  const given = unpack(data.subarray(end));
  const job = get32(data, 1);
  const number = get32(data, 5);
  if (kind === CALL) return new Tuple([job, number, func, given, new Dict()]);
  return new Tuple([job, number, kind === MAP ? mapstar : starmapstar, new Tuple([new Tuple([func, given])]), new Dict()]);
}

/** The result of a task that went well, as bytes. */
export function resultBytes(job: Value, number: Value, value: Value): Suspends<Uint8Array> {
  const pickle = pack(value);
  const data = new Uint8Array(RESULT_HEADER + pickle.length);
  data[0] = RESULT;
  put32(data, 1, job as number);
  put32(data, 5, number as number);
  data.set(pickle, RESULT_HEADER);
  return data;
}

/** A result `(job, number, (ok, value))`, or None. */
export function resultOf(data: Uint8Array): Suspends<Value> {
  if (data[0] !== RESULT) return unpack(data);
  return new Tuple([get32(data, 1), get32(data, 5), new Tuple([true, unpack(data.subarray(RESULT_HEADER))])]);
}

/**
 * multiprocessing.pool.wire - tasks and results between a pool and its workers, in a form of their own where their pickle would say the same at greater length.
 *
 * A task that calls a function which pickle knows by name: KIND, job, number, the function's pickle (which the worker reads once), the arguments' pickle.
 * A result: RESULT, job, number, the value's pickle. Anything else is one pickle, which begins with 0x80.
 */
import type { Suspends } from "../../../frames/suspend.js";
import { Dict } from "../../../objects/dict.js";
import type { Value } from "../../../objects/object.js";
import { Tuple } from "../../../objects/tuple.js";
import { MARK } from "../compact.js";
import { dumps, pack, unpack } from "../pickling.js";
import { functionAt, get32, put32, referenceTo } from "../references.js";
import { mapstar, starmapstar } from "./worker.js";

const CALL = 1;
const MAP = 2;
const STARMAP = 3;
const RESULT = 4;
/** Kind, job, number, length of the function's pickle. */
const TASK_HEADER = 11;
const RESULT_HEADER = 9;

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
  if (reference === undefined) return dumps(task);
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

/** A task as it was before. */
export function taskOf(data: Uint8Array): Suspends<Value> {
  const kind = data[0]!;
  if (kind === MARK || kind > STARMAP) return unpack(data);
  const end = TASK_HEADER + ((data[9]! << 8) | data[10]!);
  const func = functionAt(data, TASK_HEADER, end);
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

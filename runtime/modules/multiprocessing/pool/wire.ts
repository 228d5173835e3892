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
import { compactAfter, expand, MARK } from "../compact.js";
import type { Message } from "../connection/lane.js";
import { copied } from "../connection/message.js";
import { dumps, pack, unpack } from "../pickling.js";
import { functionAt, get32, lastFunctionAt, put32, referenceTo } from "../references.js";
import { mapstar, starmapstar } from "./worker.js";

const CALL = 1;
const MAP = 2;
const STARMAP = 3;
const RESULT = 4;
/** Kind, job, number, length of the function's pickle. */
const TASK_HEADER = 11;
const RESULT_HEADER = 9;

/** A task of map(): so that the plain ones, of which there may be many, need not be put together from their parts on either side. */
export class MapTask {
  constructor(
    readonly job: number,
    readonly number: number,
    readonly func: Value,
    /** what the function is called with, one after the other */
    readonly chunk: Tuple,
  ) {}
}

/** The same in the form that others have. */
export function tupleOf({ job, number, func, chunk }: MapTask): Tuple {
  return new Tuple([job, number, mapstar, new Tuple([new Tuple([func, chunk])]), new Dict()]);
}

/** A task as bytes. */
export function taskBytes(task: Tuple | MapTask | null): Suspends<Uint8Array> {
  if (task === null) return dumps(null);
  if (task instanceof MapTask) return bytesOf(MAP, task.job, task.number, task.func, task.chunk) ?? dumps(tupleOf(task));
  const [job, number, func, args, kwds] = task.items as [number, number, Value, Value, Value];
  if (func === mapstar || func === starmapstar) {
    const [called, given] = ((args as Tuple).items[0] as Tuple).items as [Value, Value];
    return bytesOf(func === mapstar ? MAP : STARMAP, job, number, called, given) ?? dumps(task);
  }
  if (!(kwds instanceof Dict && kwds.$size() === 0 && args instanceof Tuple)) return dumps(task);
  return bytesOf(CALL, job, number, func, args) ?? dumps(task);
}

/** What stands before the arguments of the last task: it differs from the next one's in little. */
const head: { reference: Uint8Array; bytes: Uint8Array } = { reference: new Uint8Array(0), bytes: new Uint8Array(0) };

/** A task whose function has a name to be found by; undefined for any other. */
function bytesOf(kind: number, job: number, number: number, func: Value, given: Value): Suspends<Uint8Array | undefined> {
  const reference = referenceTo(func) as Uint8Array | undefined;
  if (reference === undefined) return undefined;
  if (head.reference !== reference) {
    head.reference = reference;
    head.bytes = new Uint8Array(TASK_HEADER + reference.length);
    head.bytes[9] = reference.length >> 8;
    head.bytes[10] = reference.length;
    head.bytes.set(reference, TASK_HEADER);
  }
  const { bytes } = head;
  bytes[0] = kind;
  put32(bytes, 1, job);
  put32(bytes, 5, number);
  return compactAfter(bytes, given) ?? joined(bytes.slice(), pack(given));
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const data = new Uint8Array(first.length + second.length);
  data.set(first);
  data.set(second, first.length);
  return data;
}

/** A task in the ring: as a MapTask if it is a plain one that calls the function that was called last, else its bytes. */
export function decodeTask(bytes: Uint8Array, start: number, end: number): Message {
  if (bytes[start] === MAP) {
    const from = start + TASK_HEADER;
    const until = from + ((bytes[start + 9]! << 8) | bytes[start + 10]!);
    const func = bytes[until] === MARK ? lastFunctionAt(bytes, from, until) : undefined;
    if (func !== undefined) return new MapTask(get32(bytes, start + 1), get32(bytes, start + 5), func, expand(bytes, until) as Tuple);
  }
  return copied(bytes, start, end);
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

const resultHead = new Uint8Array(RESULT_HEADER);

/** The result of a task that went well, as bytes. */
export function resultBytes(job: Value, number: Value, value: Value): Suspends<Uint8Array> {
  resultHead[0] = RESULT;
  put32(resultHead, 1, job as number);
  put32(resultHead, 5, number as number);
  return compactAfter(resultHead, value) ?? joined(resultHead.slice(), pack(value));
}

/** A result in the ring: `(job, number, (True, value))` if the value is a plain one, else its bytes. */
export function decodeResult(bytes: Uint8Array, start: number, end: number): Message {
  if (bytes[start] === RESULT && bytes[start + RESULT_HEADER] === MARK) {
    return new Tuple([get32(bytes, start + 1), get32(bytes, start + 5), new Tuple([true, expand(bytes, start + RESULT_HEADER)])]);
  }
  return copied(bytes, start, end);
}

/** A result `(job, number, (ok, value))`, or None. */
export function resultOf(data: Uint8Array): Suspends<Value> {
  if (data[0] !== RESULT) return unpack(data);
  return new Tuple([get32(data, 1), get32(data, 5), new Tuple([true, unpack(data.subarray(RESULT_HEADER))])]);
}

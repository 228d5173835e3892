/**
 * concurrent.futures.process.wire - calls and results between an executor and its processes, in forms of their own where their pickle would say the same at
 * greater length: mark, number of the call, and for a call the length of its function's pickle and that pickle; then the arguments or the result.
 */
import type { Suspends } from "../../../../frames/suspend.js";
import type { Dict } from "../../../../objects/dict.js";
import type { Value } from "../../../../objects/object.js";
import { Tuple } from "../../../../objects/tuple.js";
import type { Partial } from "../../../functools/partial.js";
import { compact, expand } from "../../../multiprocessing/compact.js";
import { addForm } from "../../../multiprocessing/pickling.js";
import { functionAt, get32, knownReference, put32, referenceTo } from "../../../multiprocessing/references.js";
import { _CallItem, _process_chunk, _ResultItem, isOfMap } from "./items.js";
import { CHUNK } from "./struck.js";

const CALL = 0x11;
const RESULT = 0x13;
const CALL_HEADER = 7;
const RESULT_HEADER = 5;
const MOST_CALLS = 2 ** 32;

/** What a call is about: one of map() calls `_process_chunk` with the function. */
function calledBy(item: _CallItem): Value {
  const { fn } = item;
  return isOfMap(fn) ? (fn as Partial).$args[0] : fn;
}

function callBytes(item: _CallItem, reference: Uint8Array | undefined): Uint8Array | undefined {
  if (reference === undefined || (item.kwargs as Dict).$size() > 0 || item.work_id >= MOST_CALLS) return undefined;
  const args = compact(item.args);
  if (args === undefined) return undefined;
  const end = CALL_HEADER + reference.length;
  const data = new Uint8Array(end + args.length);
  data[0] = isOfMap(item.fn) ? CHUNK : CALL;
  put32(data, 1, item.work_id as number);
  data[5] = reference.length >> 8;
  data[6] = reference.length;
  data.set(reference, CALL_HEADER);
  data.set(args, end);
  return data;
}

function readCall(data: Uint8Array): Suspends<Value> {
  const end = CALL_HEADER + ((data[5]! << 8) | data[6]!);
  const func = functionAt(data, CALL_HEADER, end);
  const args: Value = expand(data, end);
  const chunk = data[0] === CHUNK;
  return new _CallItem(get32(data, 1), chunk ? _process_chunk : func, chunk ? new Tuple([func, (args as Tuple).items[0]]) : args, null);
}

const calls = {
  writeKnown: (item: Value): Uint8Array | undefined => callBytes(item as _CallItem, knownReference(calledBy(item as _CallItem))),
  write: (item: Value): Suspends<Uint8Array | undefined> => callBytes(item as _CallItem, referenceTo(calledBy(item as _CallItem))),
  read: readCall,
};

function resultBytes(item: Value): Uint8Array | undefined {
  if (item.exception !== null || item.exit_pid !== null || item.work_id >= MOST_CALLS) return undefined;
  const result = compact(item.result);
  if (result === undefined) return undefined;
  const data = new Uint8Array(RESULT_HEADER + result.length);
  data[0] = RESULT;
  put32(data, 1, item.work_id as number);
  data.set(result, RESULT_HEADER);
  return data;
}

const results = {
  writeKnown: resultBytes,
  write: (item: Value): Suspends<Uint8Array | undefined> => resultBytes(item),
  read: (data: Uint8Array): Suspends<Value> => new _ResultItem(get32(data, 1), null, expand(data, RESULT_HEADER), null),
};

export function addForms(): void {
  addForm(_CallItem, { mark: CALL, ...calls });
  addForm(_CallItem, { mark: CHUNK, ...calls });
  addForm(_ResultItem, { mark: RESULT, ...results });
}

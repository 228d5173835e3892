/**
 * multiprocessing.references - functions that travel to other processes again and again: pickled once, and read once.
 */
import type { Suspends } from "../../frames/suspend.js";
import { functionType, builtinFunctionType, typeOf, type Value } from "../../objects/object.js";
import { dumps, forkingTable, loads } from "./pickling.js";

/** Longer pickles of functions go with each object. */
const LONGEST = 0xffff;

/** Pickles of functions, as this process has written them. */
const written = new WeakMap<object, Uint8Array>();
/** Functions by their pickles, as this process has read them; and the last one. */
const functions = new Map<string, Value>();
const last: { pickle: Uint8Array; func: Value } = { pickle: new Uint8Array(0), func: undefined };

/** The pickle of a function that has been pickled before. */
export function knownReference(func: Value): Uint8Array | undefined {
  return typeof func === "function" ? written.get(func as object) : undefined;
}

/** The pickle of a function that has a name to be found by; undefined for any other callable. */
export function referenceTo(func: Value): Suspends<Uint8Array | undefined> {
  if (typeof func !== "function" || func.$f === undefined || func.$self !== undefined) return undefined;
  const known = written.get(func as object);
  if (known !== undefined) return known;
  const cls = typeOf(func);
  if ((cls !== functionType && cls !== builtinFunctionType) || forkingTable().$get(cls) !== undefined) return undefined;
  const data = dumps(func);
  if (data.length > LONGEST) return undefined;
  written.set(func as object, data);
  return data;
}

export function put32(data: Uint8Array, at: number, n: number): void {
  data[at] = n >>> 24;
  data[at + 1] = n >>> 16;
  data[at + 2] = n >>> 8;
  data[at + 3] = n;
}

export function get32(data: Uint8Array, at: number): number {
  return ((data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!) >>> 0;
}

/** The function whose pickle stands there, if it is the one that was read last. */
export function lastFunctionAt(data: Uint8Array, start: number, end: number): Value {
  return isLast(data, start, end) ? last.func : undefined;
}

/** The function whose pickle stands there. */
export function functionAt(data: Uint8Array, start: number, end: number): Suspends<Value> {
  return isLast(data, start, end) ? last.func : functionOf(data.slice(start, end));
}

function isLast(data: Uint8Array, start: number, end: number): boolean {
  const { pickle } = last;
  if (pickle.length !== end - start) return false;
  for (let i = 0; i < pickle.length; i++) if (pickle[i] !== data[start + i]) return false;
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

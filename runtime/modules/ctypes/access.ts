/**
 * access - values of fields and items: what is in a part of memory as Python sees it, and what may be stored there.
 *
 * Mirrors     PyCData_get, _PyCData_set of Modules/_ctypes/_ctypes.c
 * Suspends    store: `__index__` ... of values, calls of classes
 */
import type { Suspends } from "../../frames/suspend.js";
import { RuntimeError, TypeError } from "../../objects/exceptions.js";
import { $callx } from "../../objects/call.js";
import { isinstance, typeOf, type PyType, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { $caught } from "../../objects/raise.js";
import { isTuple, plainTuple } from "../../objects/tuple.js";
import { className, typeName } from "../../objects/typename.js";
import { addressOf } from "./addresses.js";
import { readBig, readCode, writeBig, writeCode } from "./codes.js";
import { CData, infoOf, keep, part, type Info } from "./data.js";

/** The value of class `cls` at an offset of an object: a plain one for c_int ..., else an object over that part. */
export function load(cls: PyType, info: Info, whole: CData, at: number): Value {
  if (info.kind === "simple" && !info.boxed) return info.big ? readBig(info.code, whole.$view, at) : readCode(info.code, whole.$view, at);
  return part(cls, whole, at, info.size);
}

/** Stores a value of class `cls` at an offset of an object. */
export function store(cls: PyType, info: Info, whole: CData, at: number, value: Value): Suspends<void> {
  if (value instanceof CData) {
    copyIn(cls, info, whole, at, value);
    return;
  }
  if (info.kind === "simple") {
    if (info.big) {
      writeBig(info.code, whole.$view, at, value);
      return;
    }
    const kept = writeCode(info.code, whole.$view, at, value);
    if (info.pointers) keep(whole, at, kept ?? null);
    return;
  }
  if (isTuple(value)) {
    copyIn(cls, info, whole, at, fromTuple(cls, plainTuple(value).items) as CData);
    return;
  }
  if (info.kind === "pointer" && value === null) {
    whole.$view.setBigInt64(at, 0n, true);
    keep(whole, at, null);
    return;
  }
  throw new TypeError(`expected ${cls.$name} instance, got ${typeName(value)}`);
}

/** `cls(*items)`, with the class's name in what is wrong with them. */
function fromTuple(cls: PyType, items: Value[]): Suspends<Value> {
  try {
    return $callx(cls, items.slice(), null);
  } catch (thrown) {
    const error: Value = $caught(thrown, null);
    throw new RuntimeError(`(${className(cls)}) ${className(typeOf(error))}: ${textOf(error)}`);
  }
}

function textOf(error: Value): Suspends<string> {
  const args = (error.$args ?? []) as Value[];
  return args.length === 1 && typeof args[0] === "string" ? args[0] : repr(args[0]);
}

function copyIn(cls: PyType, info: Info, whole: CData, at: number, value: CData): void {
  if (isinstance(value, cls)) {
    whole.$bytes.set(value.$bytes.subarray(0, info.size), at);
    if (info.pointers) keep(whole, at, value.$kept === null ? null : value);
    return;
  }
  // an array where a pointer to its items is wanted
  const given = infoOf(typeOf(value));
  if (info.kind === "pointer" && given.kind === "array" && info.item !== null && given.item === info.item) {
    whole.$view.setBigInt64(at, BigInt(addressOf(value.$bytes)), true);
    keep(whole, at, value);
    return;
  }
  throw new TypeError(`incompatible types, ${typeName(value)} instance instead of ${className(cls)} instance`);
}

/**
 * pointer - pointers to objects of ctypes: POINTER, pointer, cast.
 *
 * Mirrors     Modules/_ctypes/_ctypes.c (PyCPointerType, Pointer_*), callproc.c (POINTER, pointer) of CPython 3.13; Lib/ctypes/__init__.py (cast)
 * Suspends    what takes values and positions
 */
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes/data.js";
import { Exception, TypeError, ValueError } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import { isType, late, lookup, typeOf, type PyType, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { indexOf, toIndex } from "../../objects/protocols/index.js";
import { builtin, getset, methods, pyclass } from "../../objects/register.js";
import { Slice } from "../../objects/slice.js";
import type { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { carriedContents } from "../../snapshot/carried.js";
import { load, store } from "./access.js";
import { addressOf, memoryOf } from "./addresses.js";
import { _CData, CData, classOf, CTypeType, fresh, infoOf, isData, keep, knownInfo, metaclass, over, ownClass } from "./data.js";
import { CArgument } from "./memory.js";
import { c_char, c_void_p, c_wchar, noDelete } from "./simple.js";

export const PyCPointerType = metaclass("PyCPointerType", CTypeType);

methods(PyCPointerType, {
  "__new__(cls, name, bases, namespace, /, **kwargs)": function (this: PyType, name: string, bases: Tuple, names: Value, kw: Kw): Suspends<PyType> {
    const made = classOf(this, name, bases, names, kw);
    describe(made);
    return made;
  },
  "__init__(self, /, *args, **kwargs)": function (): null {
    return null;
  },
});

function describe(cls: PyType): void {
  const item: Value = lookup(cls, "_type_");
  if (item !== undefined && knownInfo(item) === undefined) throw new TypeError("_type_ must have storage info");
  (cls as Value).$info = {
    kind: "pointer",
    size: 8,
    align: 8,
    format: "&" + (item === undefined ? "B" : (knownInfo(item)?.format ?? "B")),
    shape: [],
    code: "P",
    boxed: false,
    big: false,
    item: (item ?? null) as PyType | null,
    length: 0,
    pointers: true,
  };
}

export const _Pointer = ownClass(PyCPointerType, "_Pointer", _CData, [], "_ctypes");
_Pointer.$heap = false;

const pointerTypes = new Map<PyType, PyType>();
carriedContents("ctypes pointers", pointerTypes);

export function pointerType(cls: Value): Suspends<PyType> {
  if (cls === null) return c_void_p;
  if (!isType(cls) || knownInfo(cls) === undefined) throw new TypeError("_type_ must have storage info");
  let made = pointerTypes.get(cls);
  if (made === undefined) {
    made = ownClass(PyCPointerType, `LP_${cls.$name}`, _Pointer, [["_type_", cls]], late.callerModule() ?? "builtins");
    describe(made);
    pointerTypes.set(cls, made);
  }
  return made;
}

function target(self: CData): number {
  const address = Number(self.$view.getBigUint64(0, true));
  if (address === 0) throw new ValueError("NULL pointer access");
  return address;
}

/** Objects that pointers point to, as long as the pointer stands there: `contents` is over the very same memory. */
function contentsOf(self: CData): CData {
  const item = infoOf(typeOf(self)).item as PyType;
  const made = over(item, memoryOf(target(self), infoOf(item).size), null);
  made.$kept = new Map<number, Value>([[-2, self]]);
  return made;
}

function pointTo(self: CData, value: Value): void {
  const item = infoOf(typeOf(self)).item as PyType;
  if (!(value instanceof CData)) throw new TypeError(`expected ${item.$name} instead of ${typeName(value)}`);
  self.$view.setBigInt64(0, BigInt(addressOf(value.$bytes)), true);
  keep(self, 0, value);
}

/** The memory from an item on that the pointer leads to. */
function itemAt(self: CData, index: number): CData {
  const item = infoOf(typeOf(self)).item as PyType;
  const { size } = infoOf(item);
  return over(item, memoryOf(target(self) + index * size, size), null);
}

methods(_Pointer, {
  "__init__(self, /, *args)": function (this: CData, args: Value[]): null {
    if (args.length > 0) pointTo(this, args[0]);
    return null;
  },
  "__bool__(self, /)": function (this: CData): boolean {
    return this.$view.getBigUint64(0, true) !== 0n;
  },
  "__getitem__(self, key, /)": function (this: CData, key: Value): Suspends<Value> {
    const item = infoOf(typeOf(this)).item as PyType;
    const info = infoOf(item);
    if (!(key instanceof Slice)) {
      if (indexOf(key) === undefined) throw new TypeError("Pointer indices must be integer");
      return load(item, info, itemAt(this, Number(toIndex(key))), 0);
    }
    return slice(this, key, item);
  },
  "__setitem__(self, key, value, /)": function (this: CData, key: Value, value: Value): Suspends<null> {
    if (indexOf(key) === undefined) throw new TypeError("Pointer indices must be integer");
    const item = infoOf(typeOf(this)).item as PyType;
    store(item, infoOf(item), itemAt(this, Number(toIndex(key))), 0, value);
    return null;
  },
});
getset(_Pointer, { contents: [contentsOf, pointTo, noDelete] });

function slice(self: CData, key: Slice, item: PyType): Suspends<Value> {
  const step = key.step === null ? 1 : Number(toIndex(key.step));
  if (step === 0) throw new ValueError("slice step cannot be zero");
  if (key.start === null && step < 0) throw new ValueError("slice start is required for step < 0");
  const start = key.start === null ? 0 : Number(toIndex(key.start));
  if (key.stop === null) throw new ValueError("slice stop is required");
  const stop = Number(toIndex(key.stop));
  const info = infoOf(item);
  const items: Value[] = [];
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) items.push(load(item, info, itemAt(self, i), 0));
  if (item === c_char) return new Bytes(Uint8Array.from(items, (one: Value) => (one as Bytes).$data[0] as number));
  return item === c_wchar ? items.join("") : items;
}

const ctypes = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_ctypes");

export const POINTER = ctypes("POINTER(type, /)", (cls: Value): Suspends<Value> => pointerType(cls));
export const pointer = ctypes("pointer(obj, /)", (obj: Value): Suspends<Value> => {
  const cls = pointerType(typeOf(obj));
  return call(cls, obj);
});

/** `cast(obj, typ)`: what a pointer, an array, bytes or a number means as another pointer. */
export function cast(obj: Value, typ: Value): Suspends<Value> {
  const given = addressMeant(obj);
  const info = knownInfo(typ);
  if (info === undefined || (info.kind !== "pointer" && !"zZP".includes(info.code || "-")))
    throw new TypeError(`cast() argument 2 must be a pointer, not ${isType(typ) ? typ.$name : typeName(typ)}`);
  const made = fresh(typ as PyType);
  made.$view.setBigInt64(0, BigInt(given.address), true);
  if (given.kept !== null) keep(made, 0, given.kept);
  return made;
}

interface Meant {
  address: number | bigint;
  /** what must live as long as somebody points there */
  kept: Value;
}

/** An argument of a function that has another type than it wants. */
@pyclass("ctypes.ArgumentError")
export class ArgumentError extends Exception {}

function wrongType(obj: Value): Value {
  return new ArgumentError(`argument 1: TypeError: '${typeName(obj)}' object cannot be interpreted as ctypes.c_void_p`);
}

function addressMeant(obj: Value): Suspends<Meant> {
  if (obj === null) return { address: 0, kept: null };
  if (obj instanceof CArgument) return { address: addressOf(obj.$of.$bytes) + obj.$offset, kept: obj.$of };
  if (obj instanceof Bytes) {
    const data = new Uint8Array(obj.$data.length + 1);
    data.set(obj.$data);
    return { address: addressOf(data), kept: data };
  }
  if (!isData(obj)) {
    if (indexOf(obj) === undefined) throw wrongType(obj);
    return { address: toIndex(obj), kept: null };
  }
  const info = infoOf(typeOf(obj));
  if (info.kind === "array") return { address: addressOf(obj.$bytes), kept: obj };
  if (info.kind === "pointer" || info.kind === "function" || (info.kind === "simple" && info.pointers))
    return { address: obj.$view.getBigUint64(0, true), kept: obj };
  throw wrongType(obj);
}

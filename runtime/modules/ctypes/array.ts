/**
 * array - arrays of any type of ctypes: `c_int * 3`, and Array for those of one's own.
 *
 * Mirrors     Modules/_ctypes/_ctypes.c of CPython 3.13: PyCArrayType, Array_*, CharArray_*, WCharArray_*
 * Suspends    what takes values and positions
 */
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes/data.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { AttributeError, IndexError, OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import { intValue } from "../../objects/int.js";
import { late, lookup, typeOf, type PyType, type Value } from "../../objects/object.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { indexOf, toPosition } from "../../objects/protocols/index.js";
import { len } from "../../objects/protocols/len.js";
import { generic } from "../../objects/genericalias.js";
import { getset, methods } from "../../objects/register.js";
import { Slice, sliceIndices } from "../../objects/slice.js";
import { stringOf } from "../../objects/str.js";
import type { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { carriedContents } from "../../snapshot/carried.js";
import { load, store } from "./access.js";
import { wideText } from "./codes.js";
import { _CData, classOf, CTypeType, infoOf, knownInfo, metaclass, ownClass, type CData, type Info } from "./data.js";
import { c_char, c_wchar, noDelete } from "./simple.js";

export const PyCArrayType = metaclass("PyCArrayType", CTypeType);

methods(PyCArrayType, {
  "__new__(cls, name, bases, namespace, /, **kwargs)": function (this: PyType, name: string, bases: Tuple, names: Value, kw: Kw): Suspends<PyType> {
    const made = classOf(this, name, bases, names, kw);
    describe(made);
    return made;
  },
  "__init__(self, /, *args, **kwargs)": function (): null {
    return null;
  },
});

export const Array = ownClass(PyCArrayType, "Array", _CData, [["__doc__", "Abstract base class for arrays."]], "_ctypes");
generic(Array);
Array.$heap = false;

/** Finds out what a class is of from its `_type_` and `_length_`. */
function describe(cls: PyType): void {
  const given: Value = lookup(cls, "_length_");
  if (given === undefined) throw new AttributeError("class must define a '_length_' attribute");
  const length = intValue(given);
  if (length === undefined) throw new TypeError("The '_length_' attribute must be an integer");
  if (length < 0) throw new ValueError("The '_length_' attribute must not be negative");
  if (typeof length === "bigint") throw new OverflowError("The '_length_' attribute is too large");
  const item: Value = lookup(cls, "_type_");
  if (item === undefined) throw new AttributeError("class must define a '_type_' attribute");
  const of = knownInfo(item);
  if (of === undefined) throw new TypeError("_type_ must have storage info");
  const size = of.size * length;
  if (size >= 2 ** 63) throw new OverflowError("array too large");
  const info: Info = {
    kind: "array",
    size,
    align: of.align,
    format: of.format,
    shape: [length, ...of.shape],
    code: "",
    boxed: false,
    big: false,
    item: item as PyType,
    length,
    pointers: of.pointers,
  };
  (cls as Value).$info = info;
  if (cls.$dict.has("_type_") && item === c_char) getset(cls, { value: charValue, raw: charRaw });
  if (cls.$dict.has("_type_") && item === c_wchar) getset(cls, { value: wideValue });
}

/** The classes made so far. */
const arrays = new Map<PyType, Map<number, PyType>>();
carriedContents("ctypes arrays", arrays);

/** `item * length`: one class for each pair. */
export function arrayType(item: PyType, length: number, module: string): Suspends<PyType> {
  let made = arrays.get(item);
  if (made === undefined) arrays.set(item, (made = new Map()));
  let cls = made.get(length);
  if (cls === undefined) {
    cls = ownClass(
      PyCArrayType,
      `${item.$name}_Array_${length}`,
      Array,
      [
        ["_length_", length],
        ["_type_", item],
      ],
      module,
    );
    describe(cls);
    made.set(length, cls);
  }
  return cls;
}

function multiplied(item: PyType, count: Value): Suspends<PyType> {
  const n = indexOf(count);
  if (n === undefined) throw new TypeError(`can't multiply sequence by non-int of type '${typeName(count)}'`);
  if (n < 0) throw new ValueError(`Array length must be >= 0, not ${n}`);
  if (Number(n) * infoOf(item).size >= 2 ** 63) throw new OverflowError("array too large");
  return arrayType(item, Number(n), late.callerModule() ?? "builtins");
}

methods(CTypeType, {
  "__mul__(self, value, /)": function (this: PyType, count: Value): Suspends<PyType> {
    return multiplied(this, count);
  },
  "__rmul__(self, value, /)": function (this: PyType, count: Value): Suspends<PyType> {
    return multiplied(this, count);
  },
});

function position(self: CData, info: Info, key: Value, what: string): Suspends<number> {
  if (indexOf(key) === undefined) throw new TypeError(what);
  const i = toPosition(key, what);
  const at = i < 0 ? i + info.length : i;
  if (at < 0 || at >= info.length) throw new IndexError("invalid index");
  return at;
}

function getItem(self: CData, key: Value): Suspends<Value> {
  const info = infoOf(typeOf(self));
  const item = info.item as PyType;
  const of = infoOf(item);
  if (!(key instanceof Slice)) return load(item, of, self, position(self, info, key, "indices must be integers") * of.size);
  const { start, step, count } = sliceIndices(key, info.length);
  if (item === c_char) {
    const data = new Uint8Array(count);
    for (let i = 0, at = start; i < count; i++, at += step) data[i] = self.$bytes[at] as number;
    return new Bytes(data);
  }
  const items: Value[] = [];
  for (let i = 0, at = start; i < count; i++, at += step) items.push(load(item, of, self, at * of.size));
  return item === c_wchar ? items.join("") : items;
}

export function setItem(self: CData, key: Value, value: Value): Suspends<null> {
  const info = infoOf(typeOf(self));
  const item = info.item as PyType;
  const of = infoOf(item);
  if (!(key instanceof Slice)) {
    const at = position(self, info, key, "indices must be integer");
    store(item, of, self, at * of.size, value);
    return null;
  }
  const { start, step, count } = sliceIndices(key, info.length);
  const given = sequenceLength(value);
  if (given !== count) throw new ValueError("Can only assign sequence of same size");
  for (let i = 0, at = start; i < count; i++, at += step) {
    const one = getitem(value, i);
    store(item, of, self, at * of.size, one);
  }
  return null;
}

/** The length of a sequence; what has none has the wrong one. */
function sequenceLength(value: Value): Suspends<number> {
  try {
    return len(value);
  } catch (error) {
    if (error instanceof TypeError) return -1;
    throw error;
  }
}

methods(Array, {
  "__init__(self, /, *args, **kwargs)": function (this: CData, args: Value[]): Suspends<null> {
    for (let i = 0; i < args.length; i++) setItem(this, i, args[i]);
    return null;
  },
  "__len__(self, /)": function (this: CData): number {
    return infoOf(typeOf(this)).length;
  },
  "__getitem__(self, key, /)": function (this: CData, key: Value): Suspends<Value> {
    return getItem(this, key);
  },
  "__setitem__(self, key, value, /)": function (this: CData, key: Value, value: Value): Suspends<null> {
    return setItem(this, key, value);
  },
  "__delitem__(self, key, /)": function (): null {
    throw new TypeError("Array does not support item deletion");
  },
});

type Accessors = [(self: CData) => Value, (self: CData, value: Value) => void, (self: CData) => void];

const charValue: Accessors = [
  (self) => {
    const end = self.$bytes.indexOf(0);
    return new Bytes(self.$bytes.slice(0, end < 0 ? self.$bytes.length : end));
  },
  (self, value) => {
    const data = value instanceof Bytes ? value.$data : value?.$value instanceof Bytes ? (value.$value.$data as Uint8Array) : undefined;
    if (data === undefined) throw new TypeError(`bytes expected instead of ${typeName(value)} instance`);
    const room = self.$bytes.length;
    if (data.length > room) throw new ValueError("byte string too long");
    self.$bytes.set(data);
    if (data.length < room) self.$bytes[data.length] = 0;
  },
  noDelete,
];

const charRaw: Accessors = [
  (self) => new Bytes(self.$bytes.slice()),
  (self, value) => {
    const data = toBuffer(value);
    if (data.length > self.$bytes.length) throw new ValueError("byte string too long");
    self.$bytes.set(data);
  },
  () => {
    throw new AttributeError("cannot delete attribute");
  },
];

const wideValue: Accessors = [
  (self) => wideText(self.$view),
  (self, value) => {
    const text = stringOf(value);
    if (text === undefined) throw new TypeError(`unicode string expected instead of ${typeName(value)} instance`);
    const points = [...text];
    const room = self.$bytes.length / 4;
    if (points.length > room) throw new ValueError("string too long");
    for (let i = 0; i < points.length; i++) self.$view.setUint32(i * 4, (points[i] as string).codePointAt(0) as number, true);
    if (points.length < room) self.$view.setUint32(points.length * 4, 0, true);
  },
  noDelete,
];

/**
 * struct - values to bytes and back by a format.
 *
 * Mirrors     Modules/_struct.c
 * Suspends    pack, pack_into: `__index__`, `__float__`, `__bool__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { bufferOf, toBuffer } from "../../objects/bytes/buffer.js";
import { encode } from "../../objects/bytes/codecs.js";
import { ByteArray, Bytes, MemoryView } from "../../objects/bytes/data.js";
import { doubleToHalf, halfToDouble } from "../../objects/bytes/half.js";
import { getLong, isWithin, setLong, viewOf } from "../../objects/bytes/items.js";
import { BaseException, OverflowError, TypeError } from "../../objects/exceptions.js";
import { Float, toDouble } from "../../objects/float.js";
import type { Int } from "../../objects/int/big.js";
import { int } from "../../objects/int.js";
import { END, PyIterator } from "../../objects/iteratorbase.js";
import { iteratorType } from "../../objects/iterator.js";
import { pymodule } from "../../objects/module.js";
import { isinstance, madeFor, object, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { indexOf, toSize } from "../../objects/protocols/index.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtin, builtinType, getset, methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { error, knownLayout, layoutOf, type Field, type Layout } from "./format.js";

export { error };

/** A format as a str or bytes. */
function layout(format: Value): Suspends<Layout> {
  if (typeof format === "string") {
    const known = knownLayout(format);
    if (known !== undefined) return known;
  }
  const s = stringOf(format);
  if (s !== undefined) {
    // only ASCII may stand in a format
    encode(s, "ascii", "strict");
    return layoutOf(s);
  }
  const data = format instanceof Bytes || format?.$value instanceof Bytes ? (bufferOf(format) as Uint8Array) : undefined;
  if (data === undefined) throw new TypeError(`Struct() argument 1 must be a str or bytes object, not ${typeName(format)}`);
  return layoutOf(Buffer.from(data).toString("latin1"));
}

/** An integer argument: in range for its field, else the error of the code. */
function integer(value: Value, { code, size, signed }: Field): Suspends<Int> {
  const n = typeof value === "number" ? value : value === null || typeof value === "string" || value instanceof Float ? undefined : indexOf(value);
  if (n === undefined) throw new error("required argument is not an integer");
  const bits = size * 8;
  if (code === "P") {
    if (!isWithin(n, bits, true) && !isWithin(n, bits, false)) throw new error("int too large to convert");
  } else if (!isWithin(n, bits, signed)) {
    const low = signed ? -(1n << BigInt(bits - 1)) : 0n;
    const high = (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
    throw new error(`'${code}' format requires ${low} <= number <= ${high}`);
  }
  return n;
}

function real(value: Value): Suspends<number> {
  if (value instanceof Float) return value.value;
  try {
    return toDouble(value);
  } catch (failure) {
    if (failure instanceof BaseException) throw new error("required argument is not a float");
    throw failure;
  }
}

/** What goes into memory for a value: an int, the bytes of a text, or the number that a code of its own takes. */
type Raw = Int | Uint8Array;

/** The error of a number that its field has no room for. */
function tooLarge(value: Value, code: string): Value {
  return isinstance(value, int) ? new error("int too large to convert") : new OverflowError(`float too large to pack with ${code} format`);
}

/** The value as its field takes it, or the error of the code. */
function toRaw(value: Value, field: Field, native: boolean): Suspends<Raw> {
  switch (field.code) {
    case "c": {
      const data = value instanceof Bytes ? value.$data : value?.$value instanceof Bytes ? value.$value.$data : undefined;
      if (data === undefined || data.length !== 1) throw new error("char format requires a bytes object of length 1");
      return data[0] as number;
    }
    case "?":
      return truth(value) ? 1 : 0;
    case "e": {
      const x = real(value);
      const half = doubleToHalf(x);
      if (half === undefined) throw tooLarge(value, "e");
      return half;
    }
    case "f": {
      const x = real(value);
      if (!native && Number.isFinite(x) && !Number.isFinite(Math.fround(x))) throw tooLarge(value, "f");
      return x;
    }
    case "d":
      return real(value);
    case "s":
    case "p": {
      const isBytes = value instanceof Bytes || value instanceof ByteArray || value?.$value instanceof Bytes;
      if (!isBytes) throw new error(`argument for '${field.code}' must be a bytes object`);
      // a bytearray may change while other values are converted
      return value instanceof ByteArray ? value.$data.slice() : (bufferOf(value) as Uint8Array);
    }
  }
  return integer(value, field);
}

/** Adds all values as their fields take them. */
function toRaws(form: Layout, values: Value[], first: number, raws: Raw[]): Suspends<void> {
  let k = first;
  for (let i = 0; i < form.fields.length; i++) {
    const field = form.fields[i] as Field;
    const times = isText(field) ? 1 : field.count;
    for (let j = 0; j < times; j++) raws.push(toRaw(values[k++], field, form.native));
  }
}

function isText({ code }: Field): boolean {
  return code === "s" || code === "p";
}

function putText(memory: Uint8Array, at: number, { code, count }: Field, data: Uint8Array): void {
  if (count === 0) return;
  if (code === "s") {
    memory.set(data.subarray(0, count), at);
    return;
  }
  const n = Math.min(data.length, count - 1);
  memory[at] = Math.min(n, 255);
  memory.set(data.subarray(0, n), at + 1);
}

function putOne(view: DataView, at: number, { code, size }: Field, little: boolean, raw: Int): void {
  if (code === "d") view.setFloat64(at, raw as number, little);
  else if (code === "f") view.setFloat32(at, raw as number, little);
  else if (size === 1) view.setInt8(at, Number(raw));
  else if (size === 2) view.setInt16(at, Number(raw), little);
  else if (size === 4) view.setInt32(at, Number(raw), little);
  else setLong(view, at, raw, little);
}

/** Packs into memory that is all zeros, as far as there are values. */
function putAll(memory: Uint8Array, view: DataView, form: Layout, raws: readonly Raw[]): void {
  let k = 0;
  for (let i = 0; i < form.fields.length && k < raws.length; i++) {
    const field = form.fields[i] as Field;
    if (isText(field)) putText(memory, field.offset, field, raws[k++] as Uint8Array);
    else for (let j = 0; j < field.count && k < raws.length; j++) putOne(view, field.offset + j * field.size, field, form.little, raws[k++] as Int);
  }
}

/** Records up to this size are put together and taken apart here: a DataView of each memory costs more than copying so few bytes. */
const SMALL = 64;
const scratch = new Uint8Array(SMALL);
const scratchView = viewOf(scratch);

/** The bytes of values that have been converted. */
function packed(form: Layout, raws: readonly Raw[]): Uint8Array {
  const { size } = form;
  if (size > SMALL) {
    const memory = new Uint8Array(size);
    putAll(memory, viewOf(memory), form, raws);
    return memory;
  }
  scratch.fill(0);
  putAll(scratch, scratchView, form, raws);
  return scratch.slice(0, size);
}

function unpackFrom(memory: Uint8Array, at: number, form: Layout): Tuple {
  const { size } = form;
  if (size > SMALL) return takeAll(memory, viewOf(memory), at, form);
  for (let i = 0; i < size; i++) scratch[i] = memory[at + i] as number;
  return takeAll(scratch, scratchView, 0, form);
}

function takeAll(memory: Uint8Array, view: DataView, at: number, form: Layout): Tuple {
  const { fields, little } = form;
  const items: Value[] = [];
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] as Field;
    if (isText(field)) items.push(takeText(memory, at + field.offset, field));
    else for (let j = 0; j < field.count; j++) items.push(takeOne(view, at + field.offset + j * field.size, field, little));
  }
  return new Tuple(items);
}

function takeText(memory: Uint8Array, at: number, { code, count }: Field): Bytes {
  if (code === "s") return new Bytes(memory.slice(at, at + count));
  const n = count === 0 ? 0 : Math.min(memory[at] as number, count - 1);
  return new Bytes(memory.slice(at + 1, at + 1 + n));
}

function takeOne(view: DataView, at: number, { code, size, signed }: Field, little: boolean): Value {
  switch (code) {
    case "c":
      return new Bytes(Uint8Array.of(view.getUint8(at)));
    case "?":
      return view.getUint8(at) !== 0;
    case "e":
      return new Float(halfToDouble(view.getUint16(at, little)));
    case "f":
      return new Float(view.getFloat32(at, little));
    case "d":
      return new Float(view.getFloat64(at, little));
  }
  switch (size) {
    case 1:
      return signed ? view.getInt8(at) : view.getUint8(at);
    case 2:
      return signed ? view.getInt16(at, little) : view.getUint16(at, little);
    case 4:
      return signed ? view.getInt32(at, little) : view.getUint32(at, little);
    default:
      return getLong(view, at, signed, little);
  }
}

function doPack(form: Layout, values: Value[], first: number): Suspends<Bytes> {
  const given = values.length - first;
  if (given !== form.values) throw new error(`pack expected ${form.values} items for packing (got ${given})`);
  const raws: Raw[] = [];
  toRaws(form, values, first, raws);
  return new Bytes(packed(form, raws));
}

/** `args`: buffer, offset, values */
function doPackInto(form: Layout, args: Value[], first: number): Suspends<null> {
  if (args.length - first < 2) {
    if (args.length - first === 0) throw new error("pack_into expected buffer argument");
    throw new error("pack_into expected offset argument");
  }
  const given = args.length - first - 2;
  if (given !== form.values) throw new error(`pack_into expected ${form.values} items for packing (got ${given})`);
  const target = args[first];
  const readonly = target instanceof Bytes || target?.$value instanceof Bytes || (target instanceof MemoryView && target.$readonly);
  const memory = readonly ? undefined : bufferOf(target);
  if (memory === undefined) throw new TypeError(`argument must be read-write bytes-like object, not ${typeName(target)}`);
  const offset = toSize(args[first + 1]);
  const { size } = form;
  let at = offset;
  if (at < 0) {
    if (at + size > 0) throw new error(`no space to pack ${size} bytes at offset ${offset}`);
    if (at + memory.length < 0) throw new error(`offset ${offset} out of range for ${memory.length}-byte buffer`);
    at += memory.length;
  }
  if (memory.length - at < size) {
    throw new error(
      `pack_into requires a buffer of at least ${size + at} bytes for packing ${size} bytes at offset ${at} (actual buffer size is ${memory.length})`,
    );
  }
  const raws: Raw[] = [];
  try {
    toRaws(form, args, first + 2, raws);
  } finally {
    // what stands before a value that cannot be packed is packed
    memory.set(packed(form, raws), at);
  }
  return null;
}

function doUnpack(form: Layout, buffer: Value): Tuple {
  const memory = toBuffer(buffer);
  if (memory.length !== form.size) throw new error(`unpack requires a buffer of ${form.size} bytes`);
  return unpackFrom(memory, 0, form);
}

function doUnpackFrom(form: Layout, buffer: Value, offset: Value): Suspends<Tuple> {
  const memory = toBuffer(buffer);
  const start = offset === undefined ? 0 : toSize(offset);
  const { size } = form;
  let at = start;
  if (at < 0) {
    if (at + size > 0) throw new error(`not enough data to unpack ${size} bytes at offset ${start}`);
    if (at + memory.length < 0) throw new error(`offset ${start} out of range for ${memory.length}-byte buffer`);
    at += memory.length;
  }
  if (memory.length - at < size) {
    throw new error(
      `unpack_from requires a buffer of at least ${size + at} bytes for unpacking ${size} bytes at offset ${at} (actual buffer size is ${memory.length})`,
    );
  }
  return unpackFrom(memory, at, form);
}

class UnpackIterator extends PyIterator {
  at = 0;
  constructor(
    readonly form: Layout,
    readonly memory: Uint8Array,
  ) {
    super();
  }
  $next(): Value {
    if (this.at >= this.memory.length) return END;
    const items = unpackFrom(this.memory, this.at, this.form);
    this.at += this.form.size;
    return items;
  }
}
const unpackIterator = iteratorType("unpack_iterator", UnpackIterator, "_struct");
methods(unpackIterator, {
  "__length_hint__(self, /)": function (this: UnpackIterator): number {
    return (this.memory.length - this.at) / this.form.size;
  },
});

function doIterUnpack(form: Layout, buffer: Value): UnpackIterator {
  const memory = toBuffer(buffer);
  if (form.size === 0) throw new error("cannot iteratively unpack with a struct of length 0");
  if (memory.length % form.size !== 0) throw new error(`iterative unpacking requires a buffer of a multiple of ${form.size} bytes`);
  return new UnpackIterator(form, memory);
}

class StructObject {
  constructor(public form: Layout) {}
}
Object.setPrototypeOf(StructObject.prototype, object.prototype as object);

export const Struct = builtinType(
  "Struct(format)",
  function (format: Value): Suspends<StructObject> {
    return new StructObject(layout(format));
  },
  {
    prototype: StructObject.prototype,
    module: "_struct",
    empty: (cls) => madeFor(StructObject, cls, layoutOf("")),
    doc: "Struct(fmt) --> compiled struct object",
  },
);
methods(Struct, {
  "__init__(self, format)": function (this: StructObject, format: Value): Suspends<null> {
    this.form = layout(format);
    return null;
  },
  "__repr__(self, /)": function (this: StructObject): Suspends<string> {
    return `Struct(${repr(this.form.format)})`;
  },
  "pack(self, /, *values)": function (this: StructObject, values: Value[]): Suspends<Bytes> {
    return doPack(this.form, values, 0);
  },
  "pack_into(self, /, *values)": function (this: StructObject, values: Value[]): Suspends<null> {
    return doPackInto(this.form, values, 0);
  },
  "unpack(self, buffer, /)": function (this: StructObject, buffer: Value): Tuple {
    return doUnpack(this.form, buffer);
  },
  "unpack_from(self, /, buffer, offset=0)": function (this: StructObject, buffer: Value, offset: Value): Suspends<Tuple> {
    return doUnpackFrom(this.form, buffer, offset);
  },
  "iter_unpack(self, buffer, /)": function (this: StructObject, buffer: Value): UnpackIterator {
    return doIterUnpack(this.form, buffer);
  },
});
getset(Struct, {
  size: [(self) => self.form.size],
  format: [(self) => self.form.format],
});

export const calcsize = builtin("calcsize(format, /)", (format: Value): Suspends<number> => layout(format).size, "_struct");
export const pack = builtin(
  "pack(*args)",
  function (args: Value[]): Suspends<Bytes> {
    if (args.length === 0) throw new TypeError("missing format argument");
    return doPack(layout(args[0]), args, 1);
  },
  "_struct",
);
export const pack_into = builtin(
  "pack_into(*args)",
  function (args: Value[]): Suspends<null> {
    if (args.length === 0) throw new TypeError("missing format argument");
    return doPackInto(layout(args[0]), args, 1);
  },
  "_struct",
);
export const unpack = builtin("unpack(format, buffer, /)", (format: Value, buffer: Value): Suspends<Tuple> => doUnpack(layout(format), buffer), "_struct");
export const unpack_from = builtin(
  "unpack_from(format, /, buffer, offset=0)",
  function (format: Value, buffer: Value, offset: Value): Suspends<Tuple> {
    return doUnpackFrom(layout(format), buffer, offset);
  },
  "_struct",
);
export const iter_unpack = builtin(
  "iter_unpack(format, buffer, /)",
  (format: Value, buffer: Value): Suspends<UnpackIterator> => doIterUnpack(layout(format), buffer),
  "_struct",
);

/** struct.pack_into() for the runtime. */
export function putInto(format: string, buffer: Value, offset: number, values: Value[]): Suspends<null> {
  return doPackInto(layoutOf(format), [buffer, offset, ...values], 0);
}

export default pymodule("struct", {
  calcsize,
  pack,
  pack_into,
  unpack,
  unpack_from,
  iter_unpack,
  Struct,
  error,
  __all__: ["calcsize", "pack", "pack_into", "unpack", "unpack_from", "iter_unpack", "Struct", "error"],
});

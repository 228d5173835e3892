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
import { viewOf } from "../../objects/bytes/items.js";
import { OverflowError, TypeError } from "../../objects/exceptions.js";
import { Float, toDouble } from "../../objects/float.js";
import { canon } from "../../objects/int/big.js";
import { END, PyIterator } from "../../objects/iteratorbase.js";
import { iteratorType } from "../../objects/iterator.js";
import { pymodule } from "../../objects/module.js";
import { madeFor, object, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { indexOf, toSize } from "../../objects/protocols/index.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtin, builtinType, getset, methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { error, layoutOf, type Field, type Layout } from "./format.js";

export { error };

/** A format as a str or bytes. */
function layout(format: Value): Suspends<Layout> {
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

/** An integer argument: in range for `bits`, else the error of the code. */
function integer(value: Value, code: string, bits: number, signed: boolean): Suspends<bigint> {
  const n = typeof value === "number" ? value : value === null || typeof value === "string" || value instanceof Float ? undefined : indexOf(value);
  if (n === undefined) throw new error("required argument is not an integer");
  const big = BigInt(n);
  if (code === "P") {
    if (BigInt.asIntN(64, big) !== big && BigInt.asUintN(64, big) !== big) throw new error("int too large to convert");
    return big;
  }
  if ((signed ? BigInt.asIntN(bits, big) : BigInt.asUintN(bits, big)) !== big) {
    const low = signed ? -(1n << BigInt(bits - 1)) : 0n;
    const high = (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
    throw new error(`'${code}' format requires ${low} <= number <= ${high}`);
  }
  return big;
}

function real(value: Value): Suspends<number> {
  try {
    return toDouble(value);
  } catch (failure) {
    if (failure instanceof TypeError) throw new error("required argument is not a float");
    throw failure;
  }
}

function packOne(view: DataView, at: number, field: Field, { little, native }: Layout, value: Value): Suspends<null> {
  const { code, size } = field;
  switch (code) {
    case "c": {
      const data = value instanceof Bytes ? value.$data : value?.$value instanceof Bytes ? value.$value.$data : undefined;
      if (data === undefined || data.length !== 1) throw new error("char format requires a bytes object of length 1");
      view.setUint8(at, data[0] as number);
      return null;
    }
    case "?": {
      const flag = truth(value);
      view.setUint8(at, flag ? 1 : 0);
      return null;
    }
    case "e": {
      const x = real(value);
      const half = doubleToHalf(x);
      if (half === undefined) throw new OverflowError("float too large to pack with e format");
      view.setUint16(at, half, little);
      return null;
    }
    case "f": {
      const x = real(value);
      if (!native && Number.isFinite(x) && !Number.isFinite(Math.fround(x))) throw new OverflowError("float too large to pack with f format");
      view.setFloat32(at, x, little);
      return null;
    }
    case "d": {
      const x = real(value);
      view.setFloat64(at, x, little);
      return null;
    }
    case "s":
    case "p": {
      const isBytes = value instanceof Bytes || value instanceof ByteArray || value?.$value instanceof Bytes;
      if (!isBytes) throw new error(`argument for '${code}' must be a bytes object`);
      packText(view, at, field, bufferOf(value) as Uint8Array);
      return null;
    }
  }
  const signed = code === code.toLowerCase();
  const n = integer(value, code, size * 8, signed);
  if (size === 1) view.setInt8(at, Number(n));
  else if (size === 2) view.setInt16(at, Number(n), little);
  else if (size === 4) view.setInt32(at, Number(n), little);
  else view.setBigInt64(at, BigInt.asIntN(64, n), little);
  return null;
}

function packText(view: DataView, at: number, { code, count }: Field, data: Uint8Array): void {
  if (count === 0) return;
  const target = new Uint8Array(view.buffer, view.byteOffset + at, count);
  if (code === "s") {
    target.set(data.subarray(0, count));
    return;
  }
  const n = Math.min(data.length, count - 1);
  target[0] = Math.min(n, 255);
  target.set(data.subarray(0, n), 1);
}

/** Packs values into memory that is all zeros where the fields are. */
function packInto(memory: Uint8Array, at: number, form: Layout, values: Value[], first: number): Suspends<null> {
  const view = viewOf(memory);
  let k = first;
  for (let i = 0; i < form.fields.length; i++) {
    const field = form.fields[i] as Field;
    const text = field.code === "s" || field.code === "p";
    const times = text ? 1 : field.count;
    for (let j = 0; j < times; j++) packOne(view, at + field.offset + j * field.size, field, form, values[k++]);
  }
  return null;
}

function unpackFrom(memory: Uint8Array, at: number, form: Layout): Tuple {
  const view = viewOf(memory);
  const { little } = form;
  const items: Value[] = [];
  for (const field of form.fields) {
    const { code, size } = field;
    if (code === "s" || code === "p") {
      const start = at + field.offset;
      if (code === "s") items.push(new Bytes(memory.slice(start, start + field.count)));
      else {
        const n = field.count === 0 ? 0 : Math.min(memory[start] as number, field.count - 1);
        items.push(new Bytes(memory.slice(start + 1, start + 1 + n)));
      }
      continue;
    }
    for (let j = 0; j < field.count; j++) items.push(unpackOne(view, at + field.offset + j * size, code, size, little));
  }
  return new Tuple(items);
}

function unpackOne(view: DataView, at: number, code: string, size: number, little: boolean): Value {
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
  const signed = code === code.toLowerCase();
  switch (size) {
    case 1:
      return signed ? view.getInt8(at) : view.getUint8(at);
    case 2:
      return signed ? view.getInt16(at, little) : view.getUint16(at, little);
    case 4:
      return signed ? view.getInt32(at, little) : view.getUint32(at, little);
    default:
      return canon(signed ? view.getBigInt64(at, little) : view.getBigUint64(at, little));
  }
}

function doPack(form: Layout, values: Value[], first: number): Suspends<Bytes> {
  const given = values.length - first;
  if (given !== form.values) throw new error(`pack expected ${form.values} items for packing (got ${given})`);
  const memory = new Uint8Array(form.size);
  packInto(memory, 0, form, values, first);
  return new Bytes(memory);
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
  const packed = new Uint8Array(size);
  packInto(packed, 0, form, args, first + 2);
  memory.set(packed, at);
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

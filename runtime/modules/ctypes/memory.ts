/**
 * memory - objects over other objects' memory, and functions on memory itself.
 *
 * Mirrors     Modules/_ctypes/_ctypes.c, callproc.c of CPython 3.13; Lib/ctypes/__init__.py
 * Suspends    `__index__` of numbers
 */
import type { Suspends } from "../../frames/suspend.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { Bytes, type MemoryView } from "../../objects/bytes/data.js";
import { makeView } from "../../objects/bytes/memoryview.js";
import { isContiguous, viewBytes } from "../../objects/bytes/view.js";
import { OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { int } from "../../objects/int.js";
import { isinstance, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtin, builtinType, getset, methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { pointCount } from "../../objects/str/points.js";
import { typeName } from "../../objects/typename.js";
import { addressOf, memoryFrom, memoryOf } from "./addresses.js";
import { arrayType } from "./array.js";
import { bytesAt, wideAt } from "./codes.js";
import { CData, CTypeType, infoOf, isData, knownInfo, over } from "./data.js";
import { parameterOf } from "./parameters.js";
import { c_char, c_wchar } from "./simple.js";
import { symbolIn } from "./symbols.js";

function offsetOf(offset: Value): Suspends<number> {
  const n = offset === undefined ? 0 : Number(toIndex(offset));
  if (n < 0) throw new ValueError("offset cannot be negative");
  return n;
}

function checkSize(size: number, offset: number, wanted: number): void {
  if (wanted > size - offset) throw new ValueError(`Buffer size too small (${size} instead of at least ${wanted + offset} bytes)`);
}

/** `cls.from_buffer(view)`: an object over memory that `view` shows. */
export function overView(cls: PyType, view: MemoryView, offset: number): CData {
  const size = infoOf(cls).size;
  if (view.$readonly) throw new TypeError("underlying buffer is not writable");
  if (!isContiguous(view)) throw new TypeError("underlying buffer is not C contiguous");
  const bytes = viewBytes(view);
  checkSize(bytes.length, offset, size);
  const made = over(cls, bytes.subarray(offset, offset + size), null);
  made.$kept = new Map<number, Value>([[-1, view]]);
  return made;
}

methods(CTypeType, {
  "from_buffer(self, obj, offset=0)": function (this: PyType, source: Value, offset: Value): Suspends<CData> {
    infoOf(this);
    const from = offsetOf(offset);
    const view = makeView(source);
    return overView(this, view, from);
  },
  "from_buffer_copy(self, buffer, offset=0)": function (this: PyType, source: Value, offset: Value): Suspends<CData> {
    const { size } = infoOf(this);
    const data = toBuffer(source);
    const from = offsetOf(offset);
    checkSize(data.length, from, size);
    return over(this, data.slice(from, from + size), null);
  },
  "from_address(self, value, /)": function (this: PyType, address: Value): Suspends<CData> {
    if (!isinstance(address, int)) throw new TypeError("integer expected");
    return over(this, memoryOf(Number(toIndex(address)), infoOf(this).size), null);
  },
  "from_param(self, value, /)": function (this: PyType, value: Value): Suspends<Value> {
    return parameterOf(this, value);
  },
  "in_dll(self, dll, name, /)": function (this: PyType, library: Value, name: Value): Suspends<Value> {
    const text = stringOf(name);
    if (text === undefined) throw new TypeError(`argument 2 must be str, not ${typeName(name)}`);
    const handle: Value = $getattr(library, "_handle");
    if (!isinstance(handle, int)) throw new TypeError("the _handle attribute of the second argument must be an integer");
    return over(this, memoryOf(Number(symbolIn(BigInt(toIndex(handle)), text, ValueError)), infoOf(this).size), null);
  },
});

/** A reference that only a call could take: byref(), from_param(). */
export class CArgument {
  constructor(
    readonly $of: CData,
    readonly $tag: string,
    readonly $offset = 0,
  ) {}
}
Object.setPrototypeOf(CArgument.prototype, object.prototype as object);
const argument = builtinType("CArgObject()", null, { prototype: CArgument.prototype, module: "" });
methods(argument, {
  "__repr__(self, /)": function (this: CArgument): Suspends<string> {
    if (this.$tag === "P") return `<cparam 'P' (0x${(addressOf(this.$of.$bytes) + this.$offset).toString(16)})>`;
    const value = (this.$of as Value).$value ?? this.$of.$view;
    return `<cparam '${this.$tag}' (${value instanceof DataView ? shownArgument(this) : repr(value)})>`;
  },
});
getset(argument, { _obj: [(self: CArgument) => self.$of] });

function shownArgument(argument: CArgument): string {
  const { $view: view } = argument.$of;
  switch (argument.$tag) {
    case "c":
      return `'${String.fromCharCode(view.getUint8(0))}'`;
    case "d":
      return String(view.getFloat64(0, true));
    case "f":
      return String(view.getFloat32(0, true));
    case "b":
      return String(view.getInt8(0));
    case "B":
      return String(view.getUint8(0));
    case "h":
      return String(view.getInt16(0, true));
    case "H":
      return String(view.getUint16(0, true));
    case "i":
      return String(view.getInt32(0, true));
    case "I":
      return String(view.getUint32(0, true));
  }
  return view.byteLength === 8 ? view.getBigInt64(0, true).toString() : "?";
}

const ctypes = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_ctypes");

/** `sizeof(x)` */
export function sizeOf(x: Value): number {
  const size = isData(x) ? x.$bytes.length : knownInfo(x)?.size;
  if (size === undefined) throw new TypeError("this type has no size");
  return size;
}
export const sizeof = ctypes("sizeof(obj, /)", (x: Value): number => sizeOf(x));

export const alignment = ctypes("alignment(obj, /)", (x: Value): number => {
  const info = isData(x) ? infoOf(typeOf(x)) : knownInfo(x);
  if (info === undefined) throw new TypeError("no alignment info");
  return info.align;
});

export const addressof = ctypes("addressof(obj, /)", (x: Value): number => {
  if (!isData(x)) throw new TypeError("invalid type");
  return addressOf(x.$bytes);
});

export const byref = ctypes("byref(obj, offset=0, /)", (x: Value, offset: Value): Suspends<CArgument> => {
  if (!isData(x)) throw new TypeError(`byref() argument must be a ctypes instance, not '${typeName(x)}'`);
  return new CArgument(x, "P", offset === undefined ? 0 : Number(toIndex(offset)));
});

export const resize = ctypes("resize(obj, size, /)", (x: Value, size: Value): Suspends<null> => {
  if (!isData(x)) throw new TypeError("excepted ctypes instance");
  const n = Number(toIndex(size));
  const least = infoOf(typeOf(x)).size;
  if (n < least) throw new ValueError(`minimum size is ${least}`);
  if (x.$base !== null || x.$kept?.has(-1) === true) throw new ValueError("Memory cannot be resized because this object doesn't own it");
  const bytes = new Uint8Array(n);
  bytes.set(x.$bytes.subarray(0, Math.min(n, x.$bytes.length)));
  x.$bytes = bytes;
  x.$view = new DataView(bytes.buffer);
  return null;
});

/** The memory that an argument of memmove() and its like means: an object's, an address's. */
export function memoryMeant(x: Value, size: number): Suspends<Uint8Array> {
  if (x instanceof CArgument) return x.$of.$bytes.subarray(x.$offset);
  if (isData(x)) {
    const info = infoOf(typeOf(x));
    if (info.kind === "pointer" || (info.kind === "simple" && info.pointers)) return memoryOf(Number(x.$view.getBigUint64(0, true)), size);
    return x.$bytes.length >= size ? x.$bytes : memoryOf(addressOf(x.$bytes), size);
  }
  if (x instanceof Bytes) return x.$data;
  return memoryOf(Number(toIndex(x)), size);
}

export const memmove = ctypes("memmove(dst, src, count, /)", (dst: Value, src: Value, count: Value): Suspends<number> => {
  const n = Number(toIndex(count));
  const from = memoryMeant(src, n);
  const to = memoryMeant(dst, n);
  to.set(from.subarray(0, n));
  return addressOf(to);
});

export const memset = ctypes("memset(dst, c, count, /)", (dst: Value, c: Value, count: Value): Suspends<number> => {
  const n = Number(toIndex(count));
  const byte = Number(toIndex(c)) & 255;
  const to = memoryMeant(dst, n);
  to.fill(byte, 0, n);
  return addressOf(to);
});

function addressMeant(x: Value): Suspends<number> {
  if (x instanceof CArgument) return addressOf(x.$of.$bytes) + x.$offset;
  if (isData(x)) {
    const info = infoOf(typeOf(x));
    return info.kind === "pointer" || (info.kind === "simple" && info.pointers) ? Number(x.$view.getBigUint64(0, true)) : addressOf(x.$bytes);
  }
  if (x instanceof Bytes) return addressOf(x.$data);
  return Number(toIndex(x));
}

export const string_at = ctypes("string_at(ptr, size=-1)", (ptr: Value, size: Value): Suspends<Bytes> => {
  const n = size === undefined ? -1 : Number(toIndex(size));
  const address = addressMeant(ptr);
  return new Bytes(n < 0 ? bytesAt(address) : memoryOf(address, n).slice());
});

export const wstring_at = ctypes("wstring_at(ptr, size=-1)", (ptr: Value, size: Value): Suspends<string> => {
  const n = size === undefined ? -1 : Number(toIndex(size));
  const address = addressMeant(ptr);
  return n < 0 ? wideAt(address) : wideAt(address, n);
});

/** What a pointer points to, for access.ts and pointer.ts. */
export function pointedTo(address: number): Uint8Array {
  return memoryFrom(address);
}

/** `create_string_buffer(init, size=None)` */
export function create_string_buffer(init: Value, size: Value = null): Suspends<Value> {
  if (isinstance(init, int)) return call(arrayType(c_char, lengthOf(init), "ctypes"));
  const data = init instanceof Bytes ? init.$data : init?.$value instanceof Bytes ? (init.$value.$data as Uint8Array) : undefined;
  if (data === undefined) throw new TypeError(init);
  const made = call(arrayType(c_char, size === null ? data.length + 1 : lengthOf(size), "ctypes"));
  $setattr(made, "value", init);
  return made;
}

/** `create_unicode_buffer(init, size=None)` */
export function create_unicode_buffer(init: Value, size: Value = null): Suspends<Value> {
  if (isinstance(init, int)) return call(arrayType(c_wchar, lengthOf(init), "ctypes"));
  const text = stringOf(init);
  if (text === undefined) throw new TypeError(init);
  const made = call(arrayType(c_wchar, size === null ? pointCount(text) + 1 : lengthOf(size), "ctypes"));
  $setattr(made, "value", init);
  return made;
}

function lengthOf(size: Value): Suspends<number> {
  const n = toIndex(size);
  if (n < 0) throw new ValueError(`Array length must be >= 0, not ${n}`);
  if (typeof n === "bigint") throw new OverflowError("array too large");
  return n;
}

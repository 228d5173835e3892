/**
 * array - arrays of numbers of one kind.
 *
 * Mirrors     Modules/arraymodule.c
 * Suspends    what takes items: `__index__`, `__float__`, iteration
 * Differs     the addresses that buffer_info gives are numbers of gilt's own
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr, getattrOr } from "../objects/attributes.js";
import { bufferOf, EXPORTERS, toBuffer } from "../objects/bytes/buffer.js";
import { takeBytes } from "../objects/bytes.js";
import { Bytes, type Use } from "../objects/bytes/data.js";
import { isExported } from "../objects/bytes/exported.js";
import { numberAt, openNumbers, type NumberMemory, type Numbers } from "../objects/bytes/numbers.js";
import { getLong, isWithin, readItem, SIZES, viewOf } from "../objects/bytes/items.js";
import { BufferError, EOFError, IndexError, OverflowError, TypeError, ValueError } from "../objects/exceptions.js";
import { Float, toDouble } from "../objects/float.js";
import type { Kw } from "../objects/function.js";
import { generic } from "../objects/genericalias.js";
import { idOf } from "../objects/identity.js";
import { iterate, iteratorType } from "../objects/iterator.js";
import { END, PyIterator } from "../objects/iteratorbase.js";
import { bareInstance } from "../objects/objectmethods.js";
import { pymodule } from "../objects/module.js";
import { moduleNamed } from "../objects/modulehooks.js";
import { isType, lookup, madeFor, NotImplemented, object, typeOf, type PyType, type Value } from "../objects/object.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { compareItems, EQ, GE, GT, LE, LT, NE, type Comparison } from "../objects/protocols/compare.js";
import { same } from "../objects/protocols/eq.js";
import { clamp, toIndex, toPosition, toSize } from "../objects/protocols/index.js";
import { repr } from "../objects/protocols/repr.js";
import { builtin, builtinType, getset, methods, unhashable } from "../objects/register.js";
import { Slice, sliceIndices } from "../objects/slice.js";
import { stringOf } from "../objects/str.js";
import { markAstral } from "../objects/str/points.js";
import { warn } from "../objects/warn.js";
import { Tuple } from "../objects/tuple.js";
import { typeName } from "../objects/typename.js";
import { MutableSequence } from "./collections/abc/sequences.js";

const CODES = "bBuwhHiIlLqQfd";

/** Codes of characters: units of 32 bits, as wchar_t and Py_UCS4 have. */
const isText = (code: string): boolean => code === "w" || code === "u";

/** How many bytes are written to a file at once. */
const FILE_BLOCK = 64 * 1024;

export class ArrayObject implements NumberMemory {
  $viewed = 0;
  $uses: WeakRef<Use>[] | null = null;
  $numbers: Numbers | undefined = undefined;
  $low = 0;
  $high = -1;
  /** `$data` for items of 64 bits, once there was one */
  $view: DataView | null = null;
  /** `$data` are the bytes of the items; its buffer may be longer, for items to come. `replace()` alone changes it. */
  constructor(
    public $code: string,
    public $data: Uint8Array,
  ) {}

  /** In a new isolate: `$numbers` and `$view` may have come as copies. */
  $forked(): void {
    this.$numbers = undefined;
    this.$view = null;
  }
}
Object.setPrototypeOf(ArrayObject.prototype, object.prototype as object);

EXPORTERS.push((x) => {
  if (!(x instanceof ArrayObject)) return undefined;
  return { memory: x.$data, format: x.$code, itemsize: sizeOf(x), readonly: false, counted: x };
});

const sizeOf = (a: ArrayObject): number => SIZES[a.$code] ?? 4;
const lengthOf = (a: ArrayObject): number => a.$data.length / sizeOf(a);

function itemAt(a: ArrayObject, i: number): Value {
  const code = a.$code;
  switch (code) {
    case "l":
    case "q":
      return getLong(viewOn(a), i * 8, true, true);
    case "L":
    case "Q":
      return getLong(viewOn(a), i * 8, false, true);
    case "w":
    case "u":
      return characterAt(a, i);
    default:
      return readItem(a.$data, i * sizeOf(a), code);
  }
}

function viewOn(a: ArrayObject): DataView {
  return (a.$view ??= viewOf(a.$data));
}

function characterAt(a: ArrayObject, i: number): string {
  const point = readItem(a.$data, i * 4, "I") as number;
  if (point > 0x10ffff) throw new ValueError("chr() arg not in range(0x110000)");
  return markAstral(String.fromCodePoint(point));
}

/** The characters from the beginning on. */
function textOf(a: ArrayObject): string {
  let text = "";
  for (let i = 0; i < lengthOf(a); i++) text += characterAt(a, i);
  return text;
}

/** A text's code points, as items. */
function unitsOf(text: string): Uint8Array {
  const points = Uint32Array.from(text, (c) => c.codePointAt(0) as number);
  return new Uint8Array(points.buffer);
}

function character(value: Value): Uint8Array {
  const text = stringOf(value);
  const units = text === undefined ? undefined : unitsOf(text);
  if (units?.length !== 4) throw new TypeError("array item must be unicode character");
  return units;
}

function replace(a: ArrayObject, data: Uint8Array): void {
  a.$data = data;
  a.$numbers = undefined;
  a.$view = null;
}

/** The items, where they are numbers that JavaScript has an array for. */
function opened(a: ArrayObject): Numbers | undefined {
  if (a.$numbers === undefined && Object.getPrototypeOf(a) === ArrayObject.prototype) {
    openNumbers(a, a.$data, 0, a.$code, sizeOf(a), lengthOf(a), false);
  }
  return a.$numbers;
}

function itemsOf(a: ArrayObject): Value[] {
  const items: Value[] = [];
  for (let i = 0; i < lengthOf(a); i++) items.push(itemAt(a, i));
  return items;
}

const NAMES: { readonly [code: string]: string } = {
  b: "signed char",
  B: "unsigned byte integer",
  h: "signed short integer",
  H: "unsigned short",
  i: "signed integer",
  I: "unsigned int",
};

const SCRATCH = new DataView(new ArrayBuffer(8));
const SCRATCH_BYTES = new Uint8Array(SCRATCH.buffer);

/** What was written to the scratch memory. */
function written(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = SCRATCH_BYTES[i] as number;
  return bytes;
}

/** Puts a plain number that has its place there; false if it takes more than that. */
function put(view: DataView, at: number, code: string, value: Value): boolean {
  if (code === "d" || code === "f") {
    const x = value instanceof Float ? value.value : value;
    if (typeof x !== "number") return false;
    if (code === "d") view.setFloat64(at, x, true);
    else view.setFloat32(at, x, true);
    return true;
  }
  if (typeof value !== "number" || isText(code)) return false;
  const size = SIZES[code] as number;
  if (size === 8) {
    if (value < 0 && code < "a") return false;
    view.setInt32(at, value | 0, true);
    view.setInt32(at + 4, Math.floor(value / 4294967296), true);
    return true;
  }
  if (!isWithin(value, size * 8, code > "a")) return false;
  putSmall(view, at, size, value);
  return true;
}

/** The bytes of one item. */
function packed(code: string, value: Value): Suspends<Uint8Array> {
  if (isText(code)) return character(value);
  const size = SIZES[code] as number;
  if (put(SCRATCH, 0, code, value)) return written(size);
  if (code === "f" || code === "d") {
    put(SCRATCH, 0, code, new Float(toDouble(value)));
    return written(size);
  }
  const n = BigInt(toIndex(value));
  const signed = code === code.toLowerCase();
  const low = signed ? -(1n << BigInt(size * 8 - 1)) : 0n;
  const high = (1n << BigInt(signed ? size * 8 - 1 : size * 8)) - 1n;
  if (n < low || n > high) {
    throw outOfRange(code, n);
  }
  if (size === 8) SCRATCH.setBigInt64(0, BigInt.asIntN(64, n), true);
  else putSmall(SCRATCH, 0, size, Number(n));
  return written(size);
}

/** What the C functions say that take an item: some of them convert to a longer type first. */
function outOfRange(code: string, n: bigint): Value {
  const how = n < 0n ? "less than minimum" : "greater than maximum";
  if (code === "q" || code === "Q") return new OverflowError(n < 0n && code === "Q" ? "can't convert negative int to unsigned" : "int too big to convert");
  if (code === "I" || code === "L") {
    if (n < 0n) return new OverflowError("can't convert negative value to unsigned int");
    return new OverflowError(n >= 1n << 64n ? "Python int too large to convert to C unsigned long" : "unsigned int is greater than maximum");
  }
  if (code === "l" || BigInt.asIntN(64, n) !== n) return new OverflowError("Python int too large to convert to C long");
  if (code === "b" && BigInt.asIntN(16, n) !== n) return new OverflowError(`signed short integer is ${how}`);
  if (code === "H" && BigInt.asIntN(32, n) !== n) return new OverflowError(`signed integer is ${how}`);
  return new OverflowError(`${NAMES[code]!} is ${how}`);
}

function putSmall(view: DataView, at: number, size: number, n: number): void {
  if (size === 1) view.setInt8(at, n);
  else if (size === 2) view.setInt16(at, n, true);
  else view.setInt32(at, n, true);
}

/** Before the length changes. @param added bytes that are to be in it */
function resizable(a: ArrayObject, added?: Uint8Array): Suspends<void> {
  if (a.$viewed > 0 && (added?.buffer === a.$data.buffer || isExported(a))) throw new BufferError("cannot resize an array that is exporting buffers");
}

/** Replaces `removed` items from `at` on. */
function splice(a: ArrayObject, at: number, removed: number, added: Uint8Array): Suspends<void> {
  const size = sizeOf(a);
  if (removed * size !== added.length) resizable(a, added);
  const { $data: old } = a;
  const length = old.length - removed * size + added.length;
  if (length === old.length) {
    old.set(added, at * size);
    return;
  }
  const capacity = old.buffer.byteLength;
  const rest = (at + removed) * size;
  const place = at * size + added.length;
  if (old.byteOffset === 0 && length <= capacity && length * 4 >= capacity) {
    const data = new Uint8Array(old.buffer, 0, length);
    if (rest < old.length) new Uint8Array(old.buffer).copyWithin(place, rest, old.length);
    data.set(added, at * size);
    return replace(a, data);
  }
  const data = new Uint8Array(new ArrayBuffer(length > old.length ? roomFor(length) : length), 0, length);
  data.set(old.subarray(0, at * size));
  data.set(added, at * size);
  data.set(old.subarray(rest), place);
  replace(a, data);
}

/** Bytes of a buffer that is to grow on: an eighth more, in whole items of every size. */
function roomFor(length: number): number {
  return (length + (length >> 3) + 64) & ~7;
}

function joined(parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Items of any iterable as bytes. */
function fromIterable(code: string, iterable: Value): Suspends<Uint8Array> {
  const size = SIZES[code] ?? 4;
  let room = new Uint8Array(Array.isArray(iterable) ? roomFor(iterable.length * size) : 64);
  let end = 0;
  const it = iterate(iterable);
  for (let item = it.$next(); item !== END; item = it.$next()) {
    if (put(SCRATCH, 0, code, item)) for (let i = 0; i < size; i++) room[end + i] = SCRATCH_BYTES[i]!;
    else {
      const bytes = packed(code, item);
      room.set(bytes, end);
    }
    end += size;
    if (end + size > room.length) {
      const larger = new Uint8Array(roomFor(2 * end));
      larger.set(room);
      room = larger;
    }
  }
  return room.subarray(0, end);
}

function construct(typecode: Value, initializer: Value): Suspends<ArrayObject> {
  const code = stringOf(typecode);
  if (code === undefined || code.length !== 1) {
    throw new TypeError(`array() argument 1 must be a unicode character, not ${code === undefined ? typeName(typecode) : `a string of length ${code.length}`}`);
  }
  if (code === "u") warn("DeprecationWarning", "The 'u' type code is deprecated and will be removed in Python 3.16");
  const text = initializer === undefined ? undefined : stringOf(initializer);
  if (!isText(code)) {
    if (text !== undefined) throw new TypeError(`cannot use a str to initialize an array with typecode '${code}'`);
    if (initializer instanceof ArrayObject && isText(initializer.$code)) {
      throw new TypeError(`cannot use a unicode array to initialize an array with typecode '${code}'`);
    }
  }
  if (!CODES.includes(code)) throw new ValueError("bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)");
  const made = new ArrayObject(code, new Uint8Array(0));
  if (initializer === undefined) return made;
  if (text !== undefined) {
    replace(made, unitsOf(text));
    return made;
  }
  if (initializer instanceof ArrayObject && initializer.$code === code) replace(made, initializer.$data.slice());
  else {
    const bytes = initializer instanceof ArrayObject ? undefined : Array.isArray(initializer) ? undefined : bufferOf(initializer);
    if (bytes !== undefined) appendBytes(made, bytes);
    else replace(made, fromIterable(code, initializer));
  }
  return made;
}

function appendBytes(a: ArrayObject, bytes: Uint8Array): Suspends<void> {
  if (bytes.length % sizeOf(a) !== 0) throw new ValueError("bytes length not a multiple of item size");
  splice(a, lengthOf(a), 0, bytes);
}

/** An array of these arguments; `keywords` are those of a class that looks at none. */
function fromArguments(args: readonly Value[], keywords: Kw | null): Suspends<ArrayObject> {
  if (keywords !== null && Object.keys(keywords).length > 0) throw new TypeError("array.array() takes no keyword arguments");
  if (args.length < 1) throw new TypeError(`array() takes at least 1 argument (${args.length} given)`);
  if (args.length > 2) throw new TypeError(`array() takes at most 2 arguments (${args.length} given)`);
  return construct(args[0], args[1]);
}

export const array = builtinType(
  "array(*args, **kwargs)",
  function (args: Value[], kwargs: Kw): Suspends<ArrayObject> {
    return fromArguments(args, kwargs);
  },
  {
    prototype: ArrayObject.prototype,
    module: "array",
    empty: (cls: PyType) => madeFor(ArrayObject, cls, "B", new Uint8Array(0)),
  },
);

class ArrayIterator extends PyIterator {
  at = 0;
  /** null: the end has been seen */
  source: ArrayObject | null;
  constructor(source: ArrayObject) {
    super();
    this.source = source;
  }
  $next(): Value {
    const { source } = this;
    if (source === null) return END;
    const numbers = source.$numbers;
    if (numbers !== undefined && this.at < numbers.length) return numberAt(source, this.at++);
    if (this.at < lengthOf(source)) return itemAt(source, this.at++);
    this.source = null;
    return END;
  }
}
methods(iteratorType("arrayiterator", ArrayIterator, "array"), {
  "__reduce__(self, /)": function (this: ArrayIterator): Suspends<Value> {
    const iter = $getattr(moduleNamed("builtins"), "iter");
    return this.source === null ? new Tuple([iter, new Tuple([new Tuple([])])]) : new Tuple([iter, new Tuple([this.source]), this.at]);
  },
  "__setstate__(self, state, /)": function (this: ArrayIterator, state: Value): Suspends<null> {
    const index = toSize(state);
    if (this.source !== null) this.at = Math.min(Math.max(0, index), lengthOf(this.source));
    return null;
  },
});

const made = (like: ArrayObject, data: Uint8Array): ArrayObject => new ArrayObject(like.$code, data);

function at(a: ArrayObject, key: Value, what: string): Suspends<number> {
  let i = toPosition(key, "array indices must be integers");
  const length = lengthOf(a);
  if (i < 0) i += length;
  if (i < 0 || i >= length) throw new IndexError(`array ${what} out of range`);
  return i;
}

function slicedBytes(a: ArrayObject, key: Slice): Suspends<Uint8Array> {
  const size = sizeOf(a);
  const { start, step, count } = sliceIndices(key, lengthOf(a));
  if (size === 1) return takeBytes(a.$data, { start, stop: 0, step, count });
  if (step === 1) return a.$data.slice(start * size, (start + count) * size);
  const parts: Uint8Array[] = [];
  for (let i = 0, k = start; i < count; i++, k += step) parts.push(a.$data.subarray(k * size, (k + 1) * size));
  return joined(parts);
}

function compared(a: ArrayObject, b: Value, op: Comparison): Suspends<Value> {
  return b instanceof ArrayObject ? compareItems(itemsOf(a), itemsOf(b), op) : NotImplemented;
}

function position(a: ArrayObject, v: Value): Suspends<number> {
  for (let i = 0; i < lengthOf(a); i++) if (same(itemAt(a, i), v)) return i;
  return -1;
}

function sameKind(a: ArrayObject, b: Value): ArrayObject {
  if (!(b instanceof ArrayObject)) throw new TypeError(`can only append array (not "${typeName(b)}") to array`);
  if (b.$code !== a.$code) throw new TypeError("bad argument type for built-in operation");
  return b;
}

function repeated(a: ArrayObject, count: Value): Suspends<Uint8Array> {
  const n = Math.max(0, toSize(count));
  const { $data } = a;
  const size = $data.length * n;
  const all = new Uint8Array(size);
  if (n > 0) all.set($data);
  for (let done = $data.length; done < size; done *= 2) all.copyWithin(done, 0, Math.min(done, size - done));
  return all;
}

methods(array, {
  "__new__(cls, /, *args, **kwargs)": function (this: PyType, args: Value[], kwargs: Kw): Suspends<Value> {
    const init = lookup(this, "__init__");
    const plain = fromArguments(args, init === undefined || init.$owner === object ? kwargs : null);
    if (this === array) return plain;
    const one = bareInstance(this) as ArrayObject;
    one.$code = plain.$code;
    replace(one, plain.$data);
    return one;
  },
  "__repr__(self, /)": function (this: ArrayObject): Suspends<string> {
    const name = typeName(this).replace(/^array\./, "");
    if (isText(this.$code) && lengthOf(this) > 0) return `${name}('${this.$code}', ${repr(textOf(this))})`;
    return lengthOf(this) === 0 ? `${name}('${this.$code}')` : `${name}('${this.$code}', ${repr(itemsOf(this))})`;
  },
  "__len__(self, /)": function (this: ArrayObject): number {
    return lengthOf(this);
  },
  "__iter__(self, /)": function (this: ArrayObject): Value {
    opened(this);
    return new ArrayIterator(this);
  },
  "__contains__(self, key, /)": function (this: ArrayObject, v: Value): Suspends<boolean> {
    return position(this, v) >= 0;
  },
  "__getitem__(self, key, /)": function (this: ArrayObject, key: Value): Suspends<Value> {
    if (key instanceof Slice) return made(this, slicedBytes(this, key));
    const i = at(this, key, "index");
    opened(this);
    return itemAt(this, i);
  },
  "__setitem__(self, key, value, /)": function (this: ArrayObject, key: Value, value: Value): Suspends<null> {
    if (!(key instanceof Slice)) {
      const i = at(this, key, "assignment index");
      if (!put(viewOn(this), i * sizeOf(this), this.$code, value)) {
        const bytes = packed(this.$code, value);
        this.$data.set(bytes, i * sizeOf(this));
      }
      opened(this);
      return null;
    }
    if (!(value instanceof ArrayObject)) throw new TypeError(`can only assign array (not "${typeName(value)}") to array slice`);
    sameKind(this, value);
    // a copy, since the array may be assigned to a part of itself
    const added = value.$data.slice();
    const { start, stop, step, count } = sliceIndices(key, lengthOf(this));
    if (step === 1) splice(this, start, Math.max(0, stop - start), added);
    else {
      const size = sizeOf(this);
      if (added.length / size !== count) throw new ValueError(`attempt to assign array of size ${added.length / size} to extended slice of size ${count}`);
      for (let i = 0, k = start; i < count; i++, k += step) this.$data.set(added.subarray(i * size, (i + 1) * size), k * size);
    }
    return null;
  },
  "__delitem__(self, key, /)": function (this: ArrayObject, key: Value): Suspends<null> {
    if (!(key instanceof Slice)) {
      splice(this, at(this, key, "assignment index"), 1, new Uint8Array(0));
      return null;
    }
    const { start, step, count } = sliceIndices(key, lengthOf(this));
    const gone = new Set<number>();
    for (let i = 0, k = start; i < count; i++, k += step) gone.add(k);
    const size = sizeOf(this);
    if (count > 0) resizable(this);
    replace(
      this,
      this.$data.filter((_, i) => !gone.has(Math.floor(i / size))),
    );
    return null;
  },
  "__add__(self, value, /)": function (this: ArrayObject, other: Value): Value {
    return made(this, joined([this.$data, sameKind(this, other).$data]));
  },
  "__iadd__(self, value, /)": function (this: ArrayObject, other: Value): Value {
    if (!(other instanceof ArrayObject)) throw new TypeError(`can only extend with array (not "${typeName(other)}")`);
    splice(this, lengthOf(this), 0, sameKind(this, other).$data.slice());
    return this;
  },
  "__mul__(self, value, /)": function (this: ArrayObject, count: Value): Suspends<Value> {
    return made(this, repeated(this, count));
  },
  "__rmul__(self, value, /)": function (this: ArrayObject, count: Value): Suspends<Value> {
    return made(this, repeated(this, count));
  },
  "__imul__(self, value, /)": function (this: ArrayObject, count: Value): Suspends<Value> {
    const bytes = repeated(this, count);
    splice(this, 0, lengthOf(this), bytes);
    return this;
  },
  "__eq__(self, value, /)": function (this: ArrayObject, other: Value): Suspends<Value> {
    return compared(this, other, EQ);
  },
  "__ne__(self, value, /)": function (this: ArrayObject, other: Value): Suspends<Value> {
    return compared(this, other, NE);
  },
  "__lt__(self, value, /)": function (this: ArrayObject, other: Value): Suspends<Value> {
    return compared(this, other, LT);
  },
  "__le__(self, value, /)": function (this: ArrayObject, other: Value): Suspends<Value> {
    return compared(this, other, LE);
  },
  "__gt__(self, value, /)": function (this: ArrayObject, other: Value): Suspends<Value> {
    return compared(this, other, GT);
  },
  "__ge__(self, value, /)": function (this: ArrayObject, other: Value): Suspends<Value> {
    return compared(this, other, GE);
  },
  "append(self, v, /)": function (this: ArrayObject, v: Value): Suspends<null> {
    const bytes = packed(this.$code, v);
    splice(this, lengthOf(this), 0, bytes);
    return null;
  },
  "extend(self, bb, /)": function (this: ArrayObject, iterable: Value): Suspends<null> {
    if (iterable instanceof ArrayObject && iterable.$code !== this.$code) throw new TypeError("can only extend with array of same kind");
    const bytes = iterable instanceof ArrayObject ? iterable.$data.slice() : fromIterable(this.$code, iterable);
    splice(this, lengthOf(this), 0, bytes);
    return null;
  },
  "insert(self, i, v, /)": function (this: ArrayObject, i: Value, v: Value): Suspends<null> {
    const n = toSize(i);
    const bytes = packed(this.$code, v);
    const length = lengthOf(this);
    splice(this, Math.min(n < 0 ? Math.max(0, n + length) : n, length), 0, bytes);
    return null;
  },
  "pop(self, i=-1, /)": function (this: ArrayObject, i: Value): Suspends<Value> {
    const length = lengthOf(this);
    if (length === 0) throw new IndexError("pop from empty array");
    let n = i === undefined ? -1 : toSize(i);
    if (n < 0) n += length;
    if (n < 0 || n >= length) throw new IndexError("pop index out of range");
    const item = itemAt(this, n);
    splice(this, n, 1, new Uint8Array(0));
    return item;
  },
  "remove(self, v, /)": function (this: ArrayObject, v: Value): Suspends<null> {
    const i = position(this, v);
    if (i < 0) throw new ValueError("array.remove(x): x not in array");
    splice(this, i, 1, new Uint8Array(0));
    return null;
  },
  "index(self, v, start=0, stop=9223372036854775807, /)": function (this: ArrayObject, v: Value, start: Value, stop: Value): Suspends<number> {
    let from = start === undefined ? 0 : clamp(toIndex(start));
    let to = stop === undefined ? Infinity : clamp(toIndex(stop));
    if (from < 0) from = Math.max(0, from + lengthOf(this));
    if (to < 0) to += lengthOf(this);
    // looking may run Python code, which may change the array
    for (let i = from; i < to && i < lengthOf(this); i++) if (same(itemAt(this, i), v)) return i;
    throw new ValueError("array.index(x): x not in array");
  },
  "count(self, v, /)": function (this: ArrayObject, v: Value): Suspends<number> {
    let n = 0;
    for (let i = 0; i < lengthOf(this); i++) if (same(itemAt(this, i), v)) n++;
    return n;
  },
  "reverse(self, /)": function (this: ArrayObject): null {
    const size = sizeOf(this);
    const parts: Uint8Array[] = [];
    for (let i = lengthOf(this) - 1; i >= 0; i--) parts.push(this.$data.slice(i * size, (i + 1) * size));
    this.$data.set(joined(parts));
    return null;
  },
  "tobytes(self, /)": function (this: ArrayObject): Bytes {
    return new Bytes(this.$data.slice());
  },
  "frombytes(self, buffer, /)": function (this: ArrayObject, buffer: Value): null {
    appendBytes(this, toBuffer(buffer).slice());
    return null;
  },
  "tolist(self, /)": function (this: ArrayObject): Value[] {
    return itemsOf(this);
  },
  "fromlist(self, list, /)": function (this: ArrayObject, items: Value): Suspends<null> {
    if (!Array.isArray(items)) throw new TypeError("arg must be list");
    const bytes = fromIterable(this.$code, items);
    splice(this, lengthOf(this), 0, bytes);
    return null;
  },
  "tofile(self, f, /)": function (this: ArrayObject, f: Value): Suspends<null> {
    for (let at = 0; at < this.$data.length; at += FILE_BLOCK) callMethod(f, "write", new Bytes(this.$data.slice(at, at + FILE_BLOCK)));
    return null;
  },
  "fromfile(self, f, n, /)": function (this: ArrayObject, f: Value, count: Value): Suspends<null> {
    const n = toSize(count);
    if (n < 0) throw new ValueError("negative count");
    const read = callMethod(f, "read", n * sizeOf(this));
    if (!(read instanceof Bytes)) throw new TypeError("read() didn't return bytes");
    const bytes = toBuffer(read);
    appendBytes(this, bytes.slice());
    if (bytes.length !== n * sizeOf(this)) throw new EOFError("read() didn't return enough bytes");
    return null;
  },
  "fromunicode(self, ustr, /)": function (this: ArrayObject, text: Value): null {
    const units = stringOf(text);
    if (units === undefined) throw new TypeError(`fromunicode() argument must be str, not ${typeName(text)}`);
    if (!isText(this.$code)) throw new ValueError("fromunicode() may only be called on unicode type arrays ('u' or 'w')");
    splice(this, lengthOf(this), 0, unitsOf(units));
    return null;
  },
  "tounicode(self, /)": function (this: ArrayObject): string {
    if (!isText(this.$code)) throw new ValueError("tounicode() may only be called on unicode type arrays ('u' or 'w')");
    return textOf(this);
  },
  "buffer_info(self, /)": function (this: ArrayObject): Tuple {
    return new Tuple([idOf(this as Value) + 64, lengthOf(this)]);
  },
  "byteswap(self, /)": function (this: ArrayObject): null {
    const size = sizeOf(this);
    const data = this.$data;
    for (let at = 0; at < data.length; at += size) data.subarray(at, at + size).reverse();
    return null;
  },
  "clear(self, /)": function (this: ArrayObject): null {
    splice(this, 0, lengthOf(this), new Uint8Array(0));
    return null;
  },
  "__reduce_ex__(self, value, /)": function (this: ArrayObject, protocol: Value): Suspends<Value> {
    const attributes = getattrOr(this, "__dict__") ?? null;
    const cls = typeOf(this);
    if (toSize(protocol) < 3) return new Tuple([cls, new Tuple([this.$code, itemsOf(this)]), attributes]);
    return new Tuple([_array_reconstructor, new Tuple([cls, this.$code, FORMATS[this.$code], new Bytes(this.$data.slice())]), attributes]);
  },
  "__copy__(self, /)": function (this: ArrayObject): ArrayObject {
    return made(this, this.$data.slice());
  },
  "__deepcopy__(self, unused, /)": function (this: ArrayObject, _: Value): ArrayObject {
    return made(this, this.$data.slice());
  },
});
unhashable(array);
generic(array);
callMethod(MutableSequence, "register", array);

getset(array, {
  typecode: [(self) => self.$code],
  itemsize: [(self) => sizeOf(self as ArrayObject)],
});

/** Formats of items by typecode, as `__reduce_ex__` numbers them: width, sign and order of bytes. */
const FORMATS: Readonly<Record<string, number>> = { B: 0, b: 1, H: 2, h: 4, I: 6, i: 8, L: 10, l: 12, Q: 10, q: 12, f: 14, d: 16, u: 20, w: 20 };
/** The formats as codes of items, least significant byte first; that after each is the same the other way round. */
const CODES_OF_FORMATS: Readonly<Record<number, string>> = { 0: "B", 1: "b", 2: "H", 4: "h", 6: "I", 8: "i", 10: "Q", 12: "q", 14: "f", 16: "d", 20: "w" };

/** What pickles of arrays call. */
export const _array_reconstructor = builtin(
  "_array_reconstructor(arraytype, typecode, mformat_code, items, /)",
  (arraytype: Value, typecode: Value, format: Value, items: Value): Suspends<Value> => {
    if (!isType(arraytype)) throw new TypeError(`first argument must be a type object, not ${typeName(arraytype)}`);
    if (!arraytype.$mro.includes(array as PyType)) throw new TypeError(`${arraytype.$name} is not a subtype of array.array`);
    const n = toSize(format);
    if (n < 0 || n > 21) throw new ValueError("third argument must be a valid machine format code.");
    if (!(items instanceof Bytes)) throw new TypeError(`fourth argument should be bytes, not ${typeName(items)}`);
    const code = CODES_OF_FORMATS[n <= 1 ? n : n & ~1];
    if (code === undefined) return call(arraytype, typecode, utf16Of(items.$data, n === 19));
    const source = new ArrayObject(code, items.$data.slice());
    if (items.$data.length % sizeOf(source) !== 0) throw new ValueError("bytes length not a multiple of item size");
    if (n > 1 && n % 2 === 1) swap(source);
    const made = call(arraytype, typecode);
    if (made.$code === code || FORMATS[made.$code as string] === FORMATS[code]) replace(made, source.$data);
    else replace(made, fromIterable(made.$code as string, itemsOf(source)));
    return made;
  },
  "array",
);

/** The text of UTF-16 bytes. */
function utf16Of(data: Uint8Array, swapped: boolean): string {
  const bytes = Buffer.from(data);
  return markAstral((swapped ? bytes.swap16() : bytes).toString("utf16le"));
}

/** Turns the bytes of each item round. */
function swap(a: ArrayObject): void {
  const size = sizeOf(a);
  for (let at = 0; at < a.$data.length; at += size) a.$data.subarray(at, at + size).reverse();
}

export default pymodule("array", { _array_reconstructor, array, ArrayType: array, typecodes: "bBuwhHiIlLqQfd" });

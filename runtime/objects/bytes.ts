/**
 * bytes - bytes and bytearray.
 *
 * Mirrors     Objects/bytesobject.c, Objects/bytearrayobject.c
 * Suspends    constructors and join: iteration, `__bytes__`, `__index__`
 * Mind        an instance of a subclass of bytes holds one in `$value`; one of bytearray is a ByteArray with the subclass's prototype
 */
import type { Suspends } from "../frames/suspend.js";
import { bufferOf, isBytesOrArray, toBuffer } from "./bytes/buffer.js";
import { decode, encode } from "./bytes/codecs.js";
import { ByteArray, Bytes } from "./bytes/data.js";
import {
  bytesRepr,
  capitalize,
  dataOf,
  hexText,
  isalnum,
  isalpha,
  isascii,
  isByteSpace,
  isdigit,
  islower,
  isspace,
  istitle,
  isupper,
  lower,
  SPACES,
  splitlines,
  swapcase,
  textOf,
  title,
  upper,
} from "./bytes/text.js";
import { BufferError, IndexError, MemoryError, OverflowError, TypeError, ValueError } from "./exceptions.js";
import { percent } from "./format/percent.js";
import { iterate, iteratorType } from "./iterator.js";
import { END, PyIterator } from "./iteratorbase.js";
import { isinstance, NotImplemented, specialMethod, type PyType, typeOf, type Value } from "./object.js";
import { truth } from "./protocols/bool.js";
import { hash } from "./protocols/hash.js";
import { len as length } from "./protocols/len.js";
import { callMethod } from "./protocols/call.js";
import { clamp, indexOf, toIndex, toPosition, toSize, toSsize } from "./protocols/index.js";
import { builtinType, methods, unhashable } from "./register.js";
import { Slice, sliceIndices, type Indices } from "./slice.js";
import { stringOf } from "./str.js";
import { pointCount } from "./str/points.js";
import { countBytes, findBytes, findLastBytes, standsAt } from "./bytes/search.js";
import { expandTabs, replaceIn, rsplitAt, rsplitSpace, splitAt, splitSpace, stripText } from "./str/search.js";
import { isTuple, plainTuple, Tuple } from "./tuple.js";
import { argumentName, typeName } from "./typename.js";

export { ByteArray, Bytes };

/** The bytes in a bytes, a bytearray or an instance of a subclass. */
function own(self: Value): Uint8Array {
  return self instanceof Bytes || self instanceof ByteArray ? self.data : self.$value.data;
}

/** A byte of an iterable. */
function byteOf(item: Value, what: string): Suspends<number> {
  const n = toIndex(item);
  if (n < 0 || n > 255) throw new ValueError(`${what} must be in range(0, 256)`);
  return Number(n);
}

/** The bytes of an iterable of ints. */
function fromIterable(x: Value, what: string, kind: string): Suspends<Uint8Array> {
  if (stringOf(x) !== undefined || (specialMethod(x, "__iter__") == null && specialMethod(x, "__getitem__") == null)) {
    throw new TypeError(`cannot convert '${typeName(x)}' object to ${kind}`);
  }
  const out: number[] = [];
  const it = iterate(x);
  for (let item = it.$next(); item !== END; item = it.$next()) out.push(byteOf(item, what));
  return Uint8Array.from(out);
}

/** What the constructors share: text with an encoding, a length, memory, or an iterable. */
function construct(source: Value, encoding: Value, errors: Value, what: string, kind: string): Suspends<Uint8Array> {
  if (encoding !== undefined) name(encoding, kind, "encoding");
  if (errors !== undefined) name(errors, kind, "errors");
  if (source === undefined) {
    if (encoding !== undefined) throw new TypeError("encoding without a string argument");
    if (errors !== undefined) throw new TypeError("errors without a string argument");
    return new Uint8Array(0);
  }
  const s = stringOf(source);
  if (encoding !== undefined || errors !== undefined) {
    if (s === undefined) throw new TypeError(encoding !== undefined ? "encoding without a string argument" : "errors without a string argument");
    if (encoding === undefined) throw new TypeError("string argument without an encoding");
    return encode(s, name(encoding, kind, "encoding"), errors === undefined ? "strict" : name(errors, kind, "errors")).data;
  }
  if (s !== undefined) throw new TypeError("string argument without an encoding");
  const data = bufferOf(source);
  if (data !== undefined) return data.slice();
  const size = Array.isArray(source) || source instanceof Tuple ? undefined : indexOf(source);
  if (size !== undefined) {
    if (typeof size === "bigint") throw new OverflowError("cannot fit 'int' into an index-sized integer");
    if (size < 0) throw new ValueError("negative count");
    if (size > 0x1fffffff) throw new MemoryError();
    return new Uint8Array(size);
  }
  if (source === null) throw new TypeError(`cannot convert 'NoneType' object to ${kind}`);
  return fromIterable(source, what, kind);
}

function name(x: Value, kind: string, argument: string): string {
  const s = stringOf(x);
  if (s === undefined) throw new TypeError(`${kind}() argument '${argument}' must be str, not ${argumentName(x)}`);
  return s;
}

/** `bytes(x)` of a value that stands for bytes (for int.from_bytes and others). */
export function makeBytes(x: Value): Suspends<Bytes> {
  if (x instanceof Bytes) return x;
  const method = typeof x === "object" && x !== null ? specialMethod(x, "__bytes__") : undefined;
  if (method !== undefined && method !== null) {
    const result = method.call(x);
    if (result instanceof Bytes) return result;
    if (result?.$value instanceof Bytes) return result.$value;
    throw new TypeError(`__bytes__ returned non-bytes (type ${typeName(result)})`);
  }
  const data = bufferOf(x);
  if (data !== undefined) return new Bytes(data.slice());
  return new Bytes(fromIterable(x, "bytes", "bytes"));
}

export const bytes = builtinType(
  "bytes(source=b'', encoding='utf-8', errors='strict')",
  function (source: Value, encoding: Value, errors: Value): Suspends<Bytes> {
    if (source !== undefined && encoding === undefined && errors === undefined) {
      if (source instanceof Bytes) return source;
      const method = typeof source === "object" && source !== null ? specialMethod(source, "__bytes__") : undefined;
      if (method !== undefined && method !== null) return makeBytes(source);
    }
    return new Bytes(construct(source, encoding, errors, "bytes", "bytes"));
  },
  { prototype: Bytes.prototype, boxes: true },
);

export const bytearray = builtinType(
  "bytearray(source=b'', encoding='utf-8', errors='strict')",
  function (source: Value, encoding: Value, errors: Value): Suspends<ByteArray> {
    return new ByteArray(construct(source, encoding, errors, "byte", "bytearray"));
  },
  { prototype: ByteArray.prototype, empty: (cls: PyType) => Object.setPrototypeOf(new ByteArray(new Uint8Array(0)), cls.prototype as object) as Value },
);

methods(bytearray, {
  "__reduce_ex__(self, proto=0, /)": function (this: Value, protocol: Value): Suspends<Value> {
    const state = callMethod(this, "__getstate__");
    const data = (this as ByteArray).data;
    const proto = protocol === undefined ? 0 : toSize(protocol);
    const args = data.length === 0 ? [] : proto < 3 ? [Buffer.from(data).toString("latin1"), "latin-1"] : [new Bytes(data.slice())];
    return new Tuple([typeOf(this), new Tuple(args), state]);
  },
  "__reduce__(self, /)": function (this: Value): Suspends<Value> {
    return callMethod(this, "__reduce_ex__", 2);
  },
});
bytearray.$fields = ["data", "exports"];

/** A bytes literal: one byte for each character up to U+00FF. */
export function bytesLiteral(text: string): Bytes {
  return new Bytes(dataOf(text));
}

const FEW = 32;

interface Range {
  readonly start: number;
  readonly stop: number;
}

/** Where find(), count() ... look. */
function rangeOf(length: number, start: Value, stop: Value): Suspends<Range> {
  const from = bound(start, length, 0);
  const to = Math.min(bound(stop, length, length), length);
  return { start: from, stop: from > length ? from - 1 : to };
}

function bound(x: Value, length: number, otherwise: number): Suspends<number> {
  if (x === undefined || x === null) return otherwise;
  const n = indexOf(x);
  if (n === undefined) throw new TypeError("slice indices must be integers or None or have an __index__ method");
  const at = clamp(n);
  return at < 0 ? Math.max(0, at + length) : at;
}

/** A part to look for: bytes, or one byte as an int. */
function needle(x: Value): Suspends<Uint8Array> {
  const data = bufferOf(x);
  if (data !== undefined) return data;
  const n = indexOf(x);
  if (n === undefined) throw new TypeError(`argument should be integer or bytes-like object, not '${typeName(x)}'`);
  if (n < 0 || n > 255) throw new ValueError("byte must be in range(0, 256)");
  return Uint8Array.of(Number(n));
}

function find(self: Value, sub: Value, start: Value, stop: Value, last: boolean): Suspends<number> {
  const part = needle(sub);
  const data = own(self);
  const range = rangeOf(data.length, start, stop);
  return (last ? findLastBytes : findBytes)(data, part, range.start, range.stop);
}

function found(at: number): number {
  if (at < 0) throw new ValueError("subsection not found");
  return at;
}

function affix(self: Value, affixes: Value, start: Value, stop: Value, method: string, atEnd: boolean): Suspends<boolean> {
  const text = own(self);
  const range = rangeOf(text.length, start, stop);
  const test = (part: Uint8Array): boolean => part.length <= range.stop - range.start && standsAt(text, part, atEnd ? range.stop - part.length : range.start);
  if (isTuple(affixes)) {
    for (const item of plainTuple(affixes).items) if (test(toBuffer(item))) return true;
    return false;
  }
  const data = bufferOf(affixes);
  if (data === undefined) throw new TypeError(`${method} first arg must be bytes or a tuple of bytes, not ${typeName(affixes)}`);
  return test(data);
}

function separator(sep: Value): string | null {
  if (sep === undefined || sep === null) return null;
  const s = textOf(toBuffer(sep));
  if (s === "") throw new ValueError("empty separator");
  return s;
}

function fillByte(fill: Value, method: string): string {
  if (fill === undefined) return " ";
  if (!isBytesOrArray(fill)) throw new TypeError(`${method}() argument 2 must be a byte string of length 1, not ${typeName(fill)}`);
  const data = own(fill);
  if (data.length !== 1) throw new TypeError(`${method}() argument 2 must be a byte string of length 1, not ${typeName(fill)}`);
  return textOf(data);
}

function repeat(data: Uint8Array, count: Value): Suspends<Uint8Array> {
  const n = toSize(count);
  if (n <= 0 || data.length === 0) return new Uint8Array(0);
  if (data.length * n > 0x7fffffff) throw new MemoryError();
  const all = new Uint8Array(data.length * n);
  for (let i = 0; i < n; i++) all.set(data, i * data.length);
  return all;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

export function takeBytes(data: Uint8Array, { start, step, count }: Indices): Uint8Array {
  // a few bytes are copied sooner than V8's slice() has begun
  if (step === 1 && count > FEW) return data.slice(start, start + count);
  const taken = new Uint8Array(count);
  for (let i = 0, at = start; i < count; i++, at += step) taken[i] = data[at] as number;
  return taken;
}

/** Compares as C's memcmp does. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  return a.length - b.length;
}

export class BytesIterator extends PyIterator {
  at = 0;
  constructor(public source: Bytes | ByteArray | null) {
    super();
  }
  $next(): Value {
    const { source } = this;
    if (source === null) return END;
    if (this.at < source.data.length) return source.data[this.at++];
    this.source = null;
    return END;
  }
}
class ByteArrayIterator extends BytesIterator {}
export const bytesIterator = iteratorType("bytes_iterator", BytesIterator);
export const bytearrayIterator = iteratorType("bytearray_iterator", ByteArrayIterator);

/** The methods that both classes have; `made` is the one that results belong to. */
function shared(cls: PyType, made: (data: Uint8Array) => Value): void {
  const fromText = (s: string): Value => made(dataOf(s));
  const fromTexts = (texts: readonly string[]): Value[] => {
    const all: Value[] = [];
    for (let i = 0; i < texts.length; i++) all.push(made(dataOf(texts[i] as string)));
    return all;
  };
  const result = (self: Value, data: Uint8Array): Value => (self instanceof Bytes && data.length === self.data.length ? self : made(data));
  const kind = cls.$name;
  const indexText = kind === "bytes" ? "byte" : "bytearray";
  const comparison = (test: (order: number) => boolean, same: boolean | null) =>
    function (this: Value, other: Value): Value {
      // bytes know only one another; bytearray and memoryview, asked in turn, know everything that has memory
      if (kind === "bytes" && !isBytesOrArray(other)) return NotImplemented;
      const data = bufferOf(other);
      if (data === undefined) return NotImplemented;
      const mine = own(this);
      if (same !== null && mine.length !== data.length) return !same;
      return test(compareBytes(mine, data));
    };
  methods(cls, {
    "__eq__(self, value, /)": comparison((order) => order === 0, true),
    "__ne__(self, value, /)": comparison((order) => order !== 0, false),
    "__lt__(self, value, /)": comparison((order) => order < 0, null),
    "__le__(self, value, /)": comparison((order) => order <= 0, null),
    "__gt__(self, value, /)": comparison((order) => order > 0, null),
    "__ge__(self, value, /)": comparison((order) => order >= 0, null),
    "__len__(self, /)": function (this: Value): number {
      return own(this).length;
    },
    "__contains__(self, key, /)": function (this: Value, key: Value): Suspends<boolean> {
      const n = typeof key === "number" ? key : bufferOf(key) === undefined ? indexOf(key) : undefined;
      if (n !== undefined) {
        if (n < 0 || n > 255) throw new ValueError("byte must be in range(0, 256)");
        return own(this).includes(Number(n));
      }
      const data = own(this);
      return findBytes(data, toBuffer(key), 0, data.length) >= 0;
    },
    "__getitem__(self, key, /)": function (this: Value, key: Value): Suspends<Value> {
      const data = own(this);
      if (key instanceof Slice) {
        const at = sliceIndices(key, data.length);
        return at.step === 1 ? result(this, takeBytes(data, at)) : made(takeBytes(data, at));
      }
      const at = toPosition(key, `${indexText} indices must be integers or slices`);
      const byte = data[at < 0 ? at + data.length : at];
      if (byte === undefined) throw new IndexError(kind === "bytes" ? "index out of range" : "bytearray index out of range");
      return byte;
    },
    "__add__(self, value, /)": function (this: Value, other: Value): Value {
      const data = bufferOf(other);
      if (data === undefined) throw new TypeError(`can't concat ${typeName(other)} to ${typeName(this)}`);
      return made(concat(own(this), data));
    },
    "__mul__(self, value, /)": function (this: Value, count: Value): Suspends<Value> {
      return made(repeat(own(this), count));
    },
    "__rmul__(self, value, /)": function (this: Value, count: Value): Suspends<Value> {
      return made(repeat(own(this), count));
    },
    "__mod__(self, value, /)": function (this: Value, args: Value): Suspends<Value> {
      const text = percent(textOf(own(this)), args, true);
      return fromText(text);
    },
    "__rmod__(self, value, /)": function (this: Value, format: Value): Suspends<Value> {
      if (!isinstance(format, cls)) return NotImplemented;
      const text = percent(textOf(own(format)), this, true);
      return fromText(text);
    },
    "capitalize(self, /)": function (this: Value): Value {
      return fromText(capitalize(textOf(own(this))));
    },
    "center(self, width, fillchar=b' ', /)": function (this: Value, width: Value, fill: Value): Suspends<Value> {
      const s = textOf(own(this));
      const n = toSsize(width);
      const char = fillByte(fill, "center");
      const missing = n - s.length;
      if (missing <= 0) return fromText(s);
      const left = (missing >> 1) + (missing & n & 1);
      return fromText(char.repeat(left) + s + char.repeat(missing - left));
    },
    "count(self, sub, start=None, end=None, /)": function (this: Value, sub: Value, start: Value, stop: Value): Suspends<number> {
      const part = needle(sub);
      const data = own(this);
      const range = rangeOf(data.length, start, stop);
      return countBytes(data, part, range.start, range.stop);
    },
    "decode(self, /, encoding='utf-8', errors='strict')": function (this: Value, encoding: Value, errors: Value): Suspends<string> {
      const codec = encoding === undefined ? "utf-8" : name(encoding, "decode", "encoding");
      return decode(own(this), codec, errors === undefined ? "strict" : name(errors, "decode", "errors"), this);
    },
    "endswith(self, suffix, start=None, end=None, /)": function (this: Value, suffix: Value, start: Value, stop: Value): Suspends<boolean> {
      return affix(this, suffix, start, stop, "endswith", true);
    },
    "expandtabs(self, /, tabsize=8)": function (this: Value, size: Value): Suspends<Value> {
      return fromText(expandTabs(textOf(own(this)), size === undefined ? 8 : toSsize(size)));
    },
    "find(self, sub, start=None, end=None, /)": function (this: Value, sub: Value, start: Value, stop: Value): Suspends<number> {
      return find(this, sub, start, stop, false);
    },
    "fromhex(cls, string, /)": function (this: Value, string: Value): Value {
      const data = fromHex(string);
      return this === cls ? made(data) : this(new Bytes(data));
    },
    "hex(self, /, sep=None, bytes_per_sep=1)": function (this: Value, sep: Value, group: Value): Suspends<string> {
      return hexOf(own(this), sep, group);
    },
    "index(self, sub, start=None, end=None, /)": function (this: Value, sub: Value, start: Value, stop: Value): Suspends<number> {
      return found(find(this, sub, start, stop, false));
    },
    "isalnum(self, /)": function (this: Value): boolean {
      return isalnum(textOf(own(this)));
    },
    "isalpha(self, /)": function (this: Value): boolean {
      return isalpha(textOf(own(this)));
    },
    "isascii(self, /)": function (this: Value): boolean {
      return isascii(textOf(own(this)));
    },
    "isdigit(self, /)": function (this: Value): boolean {
      return isdigit(textOf(own(this)));
    },
    "islower(self, /)": function (this: Value): boolean {
      return islower(textOf(own(this)));
    },
    "isspace(self, /)": function (this: Value): boolean {
      return isspace(textOf(own(this)));
    },
    "istitle(self, /)": function (this: Value): boolean {
      return istitle(textOf(own(this)));
    },
    "isupper(self, /)": function (this: Value): boolean {
      return isupper(textOf(own(this)));
    },
    "join(self, iterable_of_bytes, /)": function (this: Value, iterable: Value): Suspends<Value> {
      const by = own(this);
      if (specialMethod(iterable, "__iter__") == null && specialMethod(iterable, "__getitem__") == null) throw new TypeError("can only join an iterable");
      const parts: Uint8Array[] = [];
      const it = iterate(iterable);
      for (let item = it.$next(); item !== END; item = it.$next()) {
        const data = bufferOf(item);
        if (data === undefined)
          throw new TypeError(`sequence item ${by.length > 0 ? (parts.length + 1) >> 1 : parts.length}: expected a bytes-like object, ${typeName(item)} found`);
        if (parts.length > 0 && by.length > 0) parts.push(by);
        parts.push(data);
      }
      return made(new Uint8Array(Buffer.concat(parts)));
    },
    "ljust(self, width, fillchar=b' ', /)": function (this: Value, width: Value, fill: Value): Suspends<Value> {
      return fromText(textOf(own(this)).padEnd(toSsize(width), fillByte(fill, "ljust")));
    },
    "lower(self, /)": function (this: Value): Value {
      return fromText(lower(textOf(own(this))));
    },
    "lstrip(self, bytes=None, /)": function (this: Value, chars: Value): Value {
      return result(this, strip(own(this), chars, 1));
    },
    "maketrans(frm, to, /)": function (from: Value, to: Value): Value {
      const a = toBuffer(from);
      const b = toBuffer(to);
      if (a.length !== b.length) throw new ValueError("maketrans arguments must have same length");
      const table = Uint8Array.from({ length: 256 }, (_, i) => i);
      for (let i = 0; i < a.length; i++) table[a[i] as number] = b[i] as number;
      return new Bytes(table);
    },
    "partition(self, sep, /)": function (this: Value, sep: Value): Tuple {
      const s = textOf(own(this));
      const by = separator(toBytes(sep)) as string;
      const at = s.indexOf(by);
      const parts = at < 0 ? [s, "", ""] : [s.slice(0, at), by, s.slice(at + by.length)];
      return new Tuple(fromTexts(parts));
    },
    "removeprefix(self, prefix, /)": function (this: Value, prefix: Value): Value {
      const s = textOf(own(this));
      const part = textOf(toBuffer(prefix));
      return fromText(s.startsWith(part) ? s.slice(part.length) : s);
    },
    "removesuffix(self, suffix, /)": function (this: Value, suffix: Value): Value {
      const s = textOf(own(this));
      const part = textOf(toBuffer(suffix));
      return fromText(part !== "" && s.endsWith(part) ? s.slice(0, -part.length) : s);
    },
    "replace(self, old, new, count=-1, /)": function (this: Value, old: Value, by: Value, count: Value): Suspends<Value> {
      const from = textOf(toBuffer(old));
      const to = textOf(toBuffer(by));
      return fromText(replaceIn(textOf(own(this)), from, to, count === undefined ? -1 : toSsize(count)));
    },
    "rfind(self, sub, start=None, end=None, /)": function (this: Value, sub: Value, start: Value, stop: Value): Suspends<number> {
      return find(this, sub, start, stop, true);
    },
    "rindex(self, sub, start=None, end=None, /)": function (this: Value, sub: Value, start: Value, stop: Value): Suspends<number> {
      return found(find(this, sub, start, stop, true));
    },
    "rjust(self, width, fillchar=b' ', /)": function (this: Value, width: Value, fill: Value): Suspends<Value> {
      return fromText(textOf(own(this)).padStart(toSsize(width), fillByte(fill, "rjust")));
    },
    "rpartition(self, sep, /)": function (this: Value, sep: Value): Tuple {
      const s = textOf(own(this));
      const by = separator(toBytes(sep)) as string;
      const at = s.lastIndexOf(by);
      const parts = at < 0 ? ["", "", s] : [s.slice(0, at), by, s.slice(at + by.length)];
      return new Tuple(fromTexts(parts));
    },
    "rsplit(self, /, sep=None, maxsplit=-1)": function (this: Value, sep: Value, most: Value): Suspends<Value[]> {
      const n = most === undefined ? -1 : toSsize(most);
      const by = separator(sep);
      const s = textOf(own(this));
      return fromTexts(by === null ? rsplitSpace(s, n, isByteSpace) : rsplitAt(s, by, n));
    },
    "rstrip(self, bytes=None, /)": function (this: Value, chars: Value): Value {
      return result(this, strip(own(this), chars, 2));
    },
    "split(self, /, sep=None, maxsplit=-1)": function (this: Value, sep: Value, most: Value): Suspends<Value[]> {
      const n = most === undefined ? -1 : toSsize(most);
      const by = separator(sep);
      const s = textOf(own(this));
      return fromTexts(by === null ? splitSpace(s, n, isByteSpace) : splitAt(s, by, n));
    },
    "splitlines(self, /, keepends=False)": function (this: Value, keep: Value): Suspends<Value[]> {
      return fromTexts(splitlines(textOf(own(this)), keep !== undefined && truth(keep)));
    },
    "startswith(self, prefix, start=None, end=None, /)": function (this: Value, prefix: Value, start: Value, stop: Value): Suspends<boolean> {
      return affix(this, prefix, start, stop, "startswith", false);
    },
    "strip(self, bytes=None, /)": function (this: Value, chars: Value): Value {
      return result(this, strip(own(this), chars, 3));
    },
    "swapcase(self, /)": function (this: Value): Value {
      return fromText(swapcase(textOf(own(this))));
    },
    "title(self, /)": function (this: Value): Value {
      return fromText(title(textOf(own(this))));
    },
    "translate(self, table, /, delete=b'')": function (this: Value, table: Value, gone: Value): Value {
      const data = own(this);
      const to = table === null ? null : toBuffer(table);
      if (to !== null && to.length !== 256) throw new ValueError("translation table must be 256 characters long");
      const without = gone === undefined ? null : toBuffer(gone);
      const kept = without === null || without.length === 0 ? data : data.filter((b) => !without.includes(b));
      return made(to === null ? kept.slice() : kept.map((b) => to[b] as number));
    },
    "upper(self, /)": function (this: Value): Value {
      return fromText(upper(textOf(own(this))));
    },
    "zfill(self, width, /)": function (this: Value, width: Value): Suspends<Value> {
      const s = textOf(own(this));
      const missing = toSsize(width) - s.length;
      if (missing <= 0) return fromText(s);
      const sign = s[0] === "+" || s[0] === "-" ? s[0] : "";
      return fromText(sign + "0".repeat(missing) + s.slice(sign.length));
    },
  });
}

function toBytes(x: Value): Value {
  toBuffer(x);
  return x;
}

function strip(data: Uint8Array, chars: Value, side: number): Uint8Array {
  const set = chars === undefined || chars === null ? SPACES : textOf(toBuffer(chars));
  return dataOf(stripText(textOf(data), set, side));
}

function fromHex(string: Value): Uint8Array {
  const s = stringOf(string);
  if (s === undefined) throw new TypeError(`fromhex() argument must be str, not ${argumentName(string)}`);
  const out: number[] = [];
  let i = 0;
  while (i < s.length) {
    if (isByteSpace(s.charCodeAt(i))) {
      i++;
      continue;
    }
    for (let k = 0; k < 2; k++) {
      if (!/^[0-9a-fA-F]$/.test(s[i + k] ?? "")) throw new ValueError(`non-hexadecimal number found in fromhex() arg at position ${i + k}`);
    }
    out.push(parseInt(s.slice(i, i + 2), 16));
    i += 2;
  }
  return Uint8Array.from(out);
}

/** bytes.hex() and memoryview.hex() */
export function hexOf(data: Uint8Array, sep: Value, group: Value): Suspends<string> {
  const size = group === undefined ? 1 : toSsize(group);
  if (sep === undefined || sep === null) return hexText(data, "", 0);
  const s = stringOf(sep);
  let char: string;
  if (s !== undefined) {
    if (pointCount(s) !== 1) throw new ValueError("sep must be length 1.");
    char = s;
  } else if (isBytesOrArray(sep)) {
    if (own(sep).length !== 1) throw new ValueError("sep must be length 1.");
    char = textOf(own(sep));
  } else {
    if (length(sep) !== 1) throw new ValueError("sep must be length 1.");
    throw new TypeError("sep must be str or bytes.");
  }
  if (char.charCodeAt(0) > 127) throw new ValueError("sep must be ASCII.");
  return hexText(data, char, size);
}

shared(bytes, (data) => new Bytes(data));
shared(bytearray, (data) => new ByteArray(data));

methods(bytes, {
  "__repr__(self, /)": function (this: Value): string {
    return bytesRepr(own(this));
  },
  "__hash__(self, /)": function (this: Value): Suspends<Value> {
    // as CPython hashes text of the same bytes
    return hash(textOf(own(this)));
  },
  "__iter__(self, /)": function (this: Value): BytesIterator {
    return new BytesIterator(this instanceof Bytes ? this : this.$value);
  },
  "__bytes__(self, /)": function (this: Value): Bytes {
    return this instanceof Bytes ? this : this.$value;
  },
  "__getnewargs__(self, /)": function (this: Value): Tuple {
    return new Tuple([this instanceof Bytes ? this : this.$value]);
  },
});

/** Before the length changes. */
function resizable(self: ByteArray): void {
  if (self.exports > 0) throw new BufferError(EXPORTED);
}

const EXPORTED = "Existing exports of data: object cannot be re-sized";

const NOTHING = new Uint8Array(0);

/** Memory that a bytearray has to itself, with room behind its data. */
const roomy = new WeakSet<ArrayBufferLike>();

/** Puts bytes in the place of others: where they are if there is room, the shorter side moved. */
function insert(self: ByteArray, at: number, removed: number, given: Uint8Array): void {
  const { data } = self;
  if (removed === given.length) return data.set(given, at);
  resizable(self);
  const added = given.buffer === data.buffer ? given.slice() : given;
  const size = data.length - removed + added.length;
  const end = at + removed;
  if (size > data.length) {
    const grown = withRoom(data, at, size);
    if (end < data.length) {
      if (grown.buffer === data.buffer) grown.copyWithin(at + added.length, end, data.length);
      else grown.set(data.subarray(end), at + added.length);
    }
    self.data = grown;
  } else if (at < data.length - end) {
    data.copyWithin(data.length - size, 0, at);
    self.data = withoutWaste(data.subarray(data.length - size));
  } else {
    data.copyWithin(at + added.length, end);
    self.data = withoutWaste(data.subarray(0, size));
  }
  self.data.set(added, at);
}

/** The first bytes of some memory, at the beginning of one of another size: where it was if there is room. */
function withRoom(data: Uint8Array, kept: number, size: number): Uint8Array {
  const { buffer, byteOffset } = data;
  if (roomy.has(buffer) && size <= buffer.byteLength - byteOffset) return new Uint8Array(buffer, byteOffset, size);
  const all = madeRoom(size);
  all.set(data.subarray(0, kept));
  return all;
}

/** The same bytes in memory of their own where they are a small part of what they stand in. */
function withoutWaste(data: Uint8Array): Uint8Array {
  if (data.length >= data.buffer.byteLength >> 2 || data.buffer.byteLength < SMALL) return data;
  const all = madeRoom(data.length);
  all.set(data);
  return all;
}

/** Memory below which nothing is given back. */
const SMALL = 256;

function madeRoom(size: number): Uint8Array {
  const room = new ArrayBuffer(size + (size >> 2) + 16);
  roomy.add(room);
  return new Uint8Array(room, 0, size);
}

/** What is assigned to a slice or appended: bytes-like, or an iterable of ints. */
function addedBytes(x: Value): Suspends<Uint8Array> {
  const data = bufferOf(x);
  return data ?? fromIterable(x, "byte", "bytearray");
}

function deleteItem(self: ByteArray, key: Value): Suspends<null> {
  const { data } = self;
  if (key instanceof Slice) {
    const { start, step, count } = sliceIndices(key, data.length);
    if (count === 0) return null;
    if (step === 1) {
      insert(self, start, count, NOTHING);
      return null;
    }
    resizable(self);
    const stride = Math.abs(step);
    const first = step < 0 ? start + (count - 1) * step : start;
    for (let i = 0; i < count; i++) {
      const from = first + i * stride + 1;
      data.copyWithin(from - i - 1, from, i === count - 1 ? data.length : from + stride - 1);
    }
    self.data = data.subarray(0, data.length - count);
    return null;
  }
  let at = toPosition(key, "bytearray indices must be integers or slices");
  if (at < 0) at += data.length;
  if (at < 0 || at >= data.length) throw new IndexError("bytearray index out of range");
  insert(self, at, 1, NOTHING);
  return null;
}

function setItem(self: ByteArray, key: Value, value: Value): Suspends<null> {
  const { data } = self;
  if (!(key instanceof Slice)) {
    let at = toPosition(key, "bytearray indices must be integers or slices");
    if (at < 0) at += data.length;
    const byte = byteOf(value, "byte");
    if (at < 0 || at >= data.length) throw new IndexError("bytearray index out of range");
    data[at] = byte;
    return null;
  }
  if (typeof value === "number" || stringOf(value) !== undefined) {
    throw new TypeError("can assign only bytes, buffers, or iterables of ints in range(0, 256)");
  }
  const added = addedBytes(value);
  const { start, stop, step, count } = sliceIndices(key, self.data.length);
  if (step === 1) {
    insert(self, start, Math.max(stop - start, 0), added);
    return null;
  }
  if (added.length === 0) return deleteItem(self, key);
  if (added.length !== count) throw new ValueError(`attempt to assign bytes of size ${added.length} to extended slice of size ${count}`);
  for (let i = 0, at = start; i < count; i++, at += step) self.data[at] = added[i] as number;
  return null;
}

methods(bytearray, {
  "__init__(self, source=b'', encoding='utf-8', errors='strict')": function (this: ByteArray, source: Value, encoding: Value, errors: Value): Suspends<null> {
    const data = construct(source, encoding, errors, "byte", "bytearray");
    resizable(this);
    this.data = data;
    return null;
  },
  "__repr__(self, /)": function (this: Value): string {
    return `${this.$cls.$name}(${bytesRepr(own(this), true)})`;
  },
  "__iter__(self, /)": function (this: ByteArray): BytesIterator {
    return new ByteArrayIterator(this);
  },
  "__setitem__(self, key, value, /)": function (this: ByteArray, key: Value, value: Value): Suspends<null> {
    return setItem(this, key, value);
  },
  "__delitem__(self, key, /)": function (this: ByteArray, key: Value): Suspends<null> {
    return deleteItem(this, key);
  },
  "__iadd__(self, value, /)": function (this: ByteArray, other: Value): ByteArray {
    const data = bufferOf(other);
    if (data === undefined) throw new TypeError(`can't concat ${typeName(other)} to ${typeName(this)}`);
    if (other === this && data.length > 0) throw new BufferError(EXPORTED);
    insert(this, this.data.length, 0, data);
    return this;
  },
  "__imul__(self, value, /)": function (this: ByteArray, count: Value): Suspends<ByteArray> {
    const data = repeat(this.data, count);
    if (data.length !== this.data.length) resizable(this);
    this.data = data;
    return this;
  },
  "append(self, item, /)": function (this: ByteArray, item: Value): Suspends<null> {
    const byte = byteOf(item, "byte");
    insert(this, this.data.length, 0, Uint8Array.of(byte));
    return null;
  },
  "clear(self, /)": function (this: ByteArray): null {
    insert(this, 0, this.data.length, NOTHING);
    return null;
  },
  "copy(self, /)": function (this: ByteArray): ByteArray {
    return new ByteArray(this.data.slice());
  },
  "extend(self, iterable_of_ints, /)": function (this: ByteArray, iterable: Value): Suspends<null> {
    if (
      bufferOf(iterable) === undefined &&
      (iterable === null || (specialMethod(iterable, "__iter__") == null && specialMethod(iterable, "__getitem__") == null))
    ) {
      throw new TypeError(`can't extend bytearray with ${typeName(iterable)}`);
    }
    if (stringOf(iterable) !== undefined) throw new TypeError("expected iterable of integers; got: 'str'");
    const added = addedBytes(iterable);
    insert(this, this.data.length, 0, added);
    return null;
  },
  "insert(self, index, item, /)": function (this: ByteArray, index: Value, item: Value): Suspends<null> {
    const n = toSsize(index);
    const byte = byteOf(item, "byte");
    const at = Math.min(n < 0 ? Math.max(0, n + this.data.length) : n, this.data.length);
    insert(this, at, 0, Uint8Array.of(byte));
    return null;
  },
  "pop(self, index=-1, /)": function (this: ByteArray, index: Value): Suspends<number> {
    const n = index === undefined ? -1 : toSsize(index);
    const { data } = this;
    if (data.length === 0) throw new IndexError("pop from empty bytearray");
    const at = n < 0 ? n + data.length : n;
    const byte = data[at];
    if (byte === undefined) throw new IndexError("pop index out of range");
    insert(this, at, 1, NOTHING);
    return byte;
  },
  "remove(self, value, /)": function (this: ByteArray, value: Value): Suspends<null> {
    const byte = byteOf(value, "byte");
    const at = this.data.indexOf(byte);
    if (at < 0) throw new ValueError("value not found in bytearray");
    insert(this, at, 1, NOTHING);
    return null;
  },
  "reverse(self, /)": function (this: ByteArray): null {
    this.data.reverse();
    return null;
  },
  "__alloc__(self, /)": function (this: ByteArray): number {
    return this.data.length === 0 ? 0 : this.data.length + 1;
  },
});
unhashable(bytearray);

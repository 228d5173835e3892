/**
 * bytes - bytes, and the methods that bytearray has too.
 *
 * Mirrors     Objects/bytesobject.c, Objects/bytes_methods.c
 * Suspends    constructors and join: iteration, `__bytes__`, `__index__`
 * Mind        an instance of a subclass holds a Bytes in `$value`
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
import { IndexError, MemoryError, OverflowError, TypeError, ValueError } from "./exceptions.js";
import { hashValue } from "./hash64.js";
import { percent } from "./format/percent.js";
import { iterate, iteratorType } from "./iterator.js";
import { lentBytes } from "./bytes/pythonbuffer.js";
import { END, PyIterator } from "./iteratorbase.js";
import { list } from "./list.js";
import { isinstance, NotImplemented, specialMethod, type PyType, type Value } from "./object.js";
import { truth } from "./protocols/bool.js";
import { hashDataInto } from "./protocols/hash.js";
import { warn, warnings } from "./warn.js";
import { len as length } from "./protocols/len.js";
import { clamp, indexOf, toIndex, toPosition, toSize, toSsize } from "./protocols/index.js";
import { builtinType, methods } from "./register.js";
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
  return self instanceof Bytes || self instanceof ByteArray ? self.$data : self.$value.$data;
}

/** A byte of an iterable. */
export function byteOf(item: Value, what: string): Suspends<number> {
  const n = toIndex(item);
  if (n < 0 || n > 255) throw new ValueError(`${what} must be in range(0, 256)`);
  return Number(n);
}

/** The bytes of an iterable of ints. */
export function fromIterable(x: Value, what: string, kind: string): Suspends<Uint8Array> {
  if (stringOf(x) !== undefined || (specialMethod(x, "__iter__") == null && specialMethod(x, "__getitem__") == null)) {
    throw new TypeError(`cannot convert '${typeName(x)}' object to ${kind}`);
  }
  const small = Array.isArray(x) && x.$cls === list ? bytesIn(x) : undefined;
  if (small !== undefined) return small;
  const out: number[] = [];
  const it = iterate(x);
  for (let item = it.$next(); item !== END; item = it.$next()) out.push(byteOf(item, what));
  return Uint8Array.from(out);
}

/** The bytes that a list holds; undefined if something else is in it. */
function bytesIn(items: readonly Value[]): Uint8Array | undefined {
  const found = new Uint8Array(items.length);
  for (let i = 0; i < items.length; i++) {
    const n = items[i];
    if (typeof n !== "number" || !(n >= 0 && n <= 255)) return undefined;
    found[i] = n;
  }
  return found;
}

/** What the constructors share: text with an encoding, a length, memory, or an iterable. */
export function construct(source: Value, encoding: Value, errors: Value, what: string, kind: string): Suspends<Uint8Array> {
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
    return encode(s, name(encoding, kind, "encoding"), errors === undefined ? "strict" : name(errors, kind, "errors")).$data;
  }
  if (s !== undefined) throw new TypeError("string argument without an encoding");
  const data = bufferOf(source);
  if (data !== undefined) return data.slice();
  const lent = lentBytes(source);
  if (lent !== undefined) return lent;
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

/** What an object's `__bytes__` gives, an instance of a subclass perhaps; undefined if it has none. */
function askedForBytes(x: Value): Suspends<Value> {
  const method = x === null ? undefined : specialMethod(x, "__bytes__");
  if (method === undefined) return undefined;
  if (method === null) throw new TypeError("'NoneType' object is not callable");
  const result = method.call(x);
  if (isinstance(result, bytes)) return result;
  throw new TypeError(`__bytes__ returned non-bytes (type ${typeName(result)})`);
}

/** `bytes(x)` of a value that stands for bytes (for int.from_bytes and others). */
export function makeBytes(x: Value): Suspends<Bytes> {
  if (x instanceof Bytes) return x;
  const made = askedForBytes(x);
  if (made !== undefined) return made instanceof Bytes ? made : made.$value;
  const data = bufferOf(x);
  if (data !== undefined) return new Bytes(data.slice());
  return new Bytes(lentBytes(x) ?? fromIterable(x, "bytes", "bytes"));
}

export const bytes = builtinType(
  "bytes(source=b'', encoding='utf-8', errors='strict')",
  function (source: Value, encoding: Value, errors: Value): Suspends<Bytes> {
    if (source !== undefined && encoding === undefined && errors === undefined) {
      if (source instanceof Bytes) return source;
      const made = askedForBytes(source);
      if (made !== undefined) return made;
    }
    return new Bytes(construct(source, encoding, errors, "bytes", "bytes"));
  },
  { prototype: Bytes.prototype, boxes: true },
);

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

export function repeat(data: Uint8Array, count: Value): Suspends<Uint8Array> {
  const n = toSize(count);
  if (n <= 0 || data.length === 0) return new Uint8Array(0);
  if (data.length * n > 0x7fffffff) throw new MemoryError();
  const size = data.length * n;
  const all = new Uint8Array(size);
  if (data.length === 1) return all.fill(data[0] as number);
  all.set(data);
  // what is there already is doubled
  for (let done = data.length; done < size; done *= 2) all.copyWithin(done, 0, Math.min(done, size - done));
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
  if (n > FEW) return Buffer.compare(a, b);
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
    const { $data } = source;
    if (this.at < $data.length) return $data[this.at++];
    this.source = null;
    return END;
  }
}
export const bytesIterator = iteratorType("bytes_iterator", BytesIterator);

/** What -b warns of, where bytes are compared with text. */
function warnOfMeeting(kind: string, other: Value): Suspends<void> {
  // an instance of a subclass holds a plain value
  const plain: unknown = typeof other === "object" && other !== null ? other.$value : other;
  if (typeof plain === "string") warn("BytesWarning", `Comparison between ${kind} and string`);
  else if (kind === "bytes" && ["number", "bigint", "boolean"].includes(typeof plain)) warn("BytesWarning", "Comparison between bytes and int");
}

/** The methods that both classes have; `made` is the one that results belong to. */
export function sharedMethods(cls: PyType, made: (data: Uint8Array) => Value): void {
  const fromText = (s: string): Value => made(dataOf(s));
  const fromTexts = (texts: readonly string[]): Value[] => {
    const all: Value[] = [];
    for (let i = 0; i < texts.length; i++) all.push(made(dataOf(texts[i] as string)));
    return all;
  };
  const result = (self: Value, data: Uint8Array): Value => (self instanceof Bytes && data.length === self.$data.length ? self : made(data));
  const kind = cls.$name;
  const indexText = kind === "bytes" ? "byte" : "bytearray";
  const comparison = (test: (order: number) => boolean, same: boolean | null) =>
    function (this: Value, other: Value): Suspends<Value> {
      if (warnings.bytes > 0 && same !== null) warnOfMeeting(kind, other);
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
      return result(this, repeat(own(this), count));
    },
    "__rmul__(self, value, /)": function (this: Value, count: Value): Suspends<Value> {
      return result(this, repeat(own(this), count));
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
  if (sep === undefined) return hexText(data, "", 0);
  const s = stringOf(sep);
  let char: string;
  if (s !== undefined) {
    if (pointCount(s) !== 1) throw new ValueError("sep must be length 1.");
    char = s;
  } else if (isinstance(sep, bytes)) {
    if (own(sep).length !== 1) throw new ValueError("sep must be length 1.");
    char = textOf(own(sep));
  } else {
    if (length(sep) !== 1) throw new ValueError("sep must be length 1.");
    throw new TypeError("sep must be str or bytes.");
  }
  if (char.charCodeAt(0) > 127) throw new ValueError("sep must be ASCII.");
  return hexText(data, char, size);
}

sharedMethods(bytes, (data) => new Bytes(data));

methods(bytes, {
  "__repr__(self, /)": function (this: Value): string {
    return bytesRepr(own(this));
  },
  "__str__(self, /)": function (this: Value): Suspends<string> {
    if (warnings.bytes > 0) warn("BytesWarning", "str() on a bytes instance");
    return bytesRepr(own(this));
  },
  "__hash__(self, /)": function (this: Value): Value {
    hashDataInto(this instanceof Bytes ? this : this.$value);
    return hashValue();
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

/**
 * str - strings.
 *
 * Mirrors     Objects/unicodeobject.c
 * Suspends    str(): `__str__`; join: iteration; format: `__format__`; translate: `__getitem__`
 * Mind        JavaScript strings by code points (str/points.ts); an instance of a subclass holds one in `$value`
 */
import type { Suspends } from "../frames/suspend.js";
import { bufferOf } from "./bytes/buffer.js";
import { decode, encode } from "./bytes/codecs.js";
import { Dict } from "./keymap.js";
import { dict } from "./dict.js";
import { IndexError, LookupError, MemoryError, TypeError, ValueError } from "./exceptions.js";
import { specText } from "./float.js";
import { percent } from "./format/percent.js";
import { formatText } from "./format/spec.js";
import { formatMap, formatString } from "./format/template.js";
import { isinstance, NotImplemented, type Value } from "./object.js";
import { iteratorType } from "./iterator.js";
import { END, PyIterator } from "./iteratorbase.js";
import { spread } from "./iterator.js";
import { truth } from "./protocols/bool.js";
import { getitem } from "./protocols/getitem.js";
import { hash } from "./protocols/hash.js";
import { clamp, indexOf, toIndex, toPosition, toSize, toSsize } from "./protocols/index.js";
import { strByMethod, text } from "./protocols/str.js";
import { builtinType, methods } from "./register.js";
import { Slice, sliceIndices } from "./slice.js";
import { capitalizeText, foldText, isLower, isTitle, isUpper, swapText, titleText } from "./str/case.js";
import { isAlnum, isAlpha, isDecimal, isDigit, isIdentifier, isNumeric, isPrintable, isSpace, textRepr } from "./str/categories.js";
import {
  astral,
  characters,
  comparePoints,
  fromCodePoint,
  isAstral,
  pointAt,
  pointCount,
  pointIndex,
  pointSlice,
  unitOffset,
  fromUnits,
} from "./str/points.js";
import { countIn, expandTabs, findIn, findLastIn, hasIn, replaceIn, rsplitAt, rsplitSpace, splitAt, splitLines, splitSpace, stripText } from "./str/search.js";
import { isTuple, plainTuple, Tuple } from "./tuple.js";
import { argumentName, typeName } from "./typename.js";

export { astral };

/** Longest string that V8 makes. */
const LONGEST = 0x1fffffe8;

/** The string in a str or an instance of a subclass; undefined for anything else. */
export function stringOf(x: Value): string | undefined {
  if (typeof x === "string") return x;
  return typeof x === "object" && x !== null && typeof x.$value === "string" ? x.$value : undefined;
}

/** The same where it is known to be a str. */
function own(self: Value): string {
  return typeof self === "string" ? self : self.$value;
}

export const str = builtinType(
  "str(object='', encoding='utf-8', errors='strict')",
  function (object: Value, encoding: Value, errors: Value): Suspends<Value> {
    if (encoding === undefined && errors === undefined) {
      if (object === undefined) return "";
      if (typeof object === "string") return object;
      return (typeof object === "object" && object !== null) || typeof object === "function" ? strObject(object) : text(object);
    }
    return decoded(object === undefined ? undefined : object, encoding, errors);
  },
  { prototype: String.prototype, boxes: true },
);

function strObject(x: Value): Suspends<Value> {
  return strByMethod(x);
}

function decoded(object: Value, encoding: Value, errors: Value): Suspends<string> {
  if (encoding !== undefined) needText(encoding, "str() argument 'encoding' must be str");
  errorsName(errors, "str");
  if (object === undefined) return "";
  if (stringOf(object) !== undefined) throw new TypeError("decoding str is not supported");
  const data = bufferOf(object);
  if (data === undefined) throw new TypeError(`decoding to str: need a bytes-like object, ${typeName(object)} found`);
  return decode(data, encoding === undefined ? "utf-8" : needText(encoding, "str() argument 'encoding' must be str"), errorsName(errors, "str"), object);
}

function errorsName(errors: Value, method: string): string {
  return errors === undefined ? "strict" : needText(errors, `${method}() argument 'errors' must be str`);
}

/** A str argument; `message` begins the TypeError. */
function needText(x: Value, message: string): string {
  const s = stringOf(x);
  if (s === undefined) throw new TypeError(`${message}, not ${message.includes("argument") ? argumentName(x) : typeName(x)}`);
  return s;
}

/** A bound of find(), count() ...: code points from the start; None and nothing stand for `otherwise`. */
function bound(x: Value, length: number, otherwise: number): Suspends<number> {
  if (x === undefined || x === null) return otherwise;
  const n = typeof x === "number" ? x : indexOf(x);
  if (n === undefined) throw new TypeError("slice indices must be integers or None or have an __index__ method");
  const at = clamp(n);
  return at < 0 ? Math.max(0, at + length) : at;
}

interface Range {
  readonly start: number;
  readonly stop: number;
}

/** What find(), count() ... look through, by UTF-16 units; `start` may lie behind `stop`. */
function rangeOf(s: string, start: Value, stop: Value): Suspends<Range> {
  if (start === undefined && stop === undefined) return { start: 0, stop: s.length };
  const length = pointCount(s);
  const from = bound(start, length, 0);
  const to = Math.min(bound(stop, length, length), length);
  return from > length ? { start: 1, stop: 0 } : { start: unitOffset(s, from), stop: unitOffset(s, to) };
}

function find(s: string, sub: Value, start: Value, stop: Value, name: string, last: boolean): Suspends<number> {
  const part = needText(sub, `${name}() argument 1 must be str`);
  const range = rangeOf(s, start, stop);
  const at = last ? findLastIn(s, part, range.start, range.stop) : findIn(s, part, range.start, range.stop);
  return at <= 0 ? at : pointIndex(s, at);
}

function found(at: number): number {
  if (at < 0) throw new ValueError("substring not found");
  return at;
}

/** startswith, endswith: a str or a tuple of them. */
function affix(s: string, affixes: Value, start: Value, stop: Value, name: string, atEnd: boolean): Suspends<boolean> {
  let one = stringOf(affixes);
  const range = rangeOf(s, start, stop);
  if (one === undefined && !isTuple(affixes)) {
    throw new TypeError(`${name} first arg must be str or a tuple of str, not ${typeName(affixes)}`);
  }
  if (one !== undefined) return hasAffix(s, one, range, atEnd);
  for (const item of plainTuple(affixes).items) {
    one = stringOf(item);
    if (one === undefined) throw new TypeError(`tuple for ${name} must only contain str, not ${typeName(item)}`);
    if (hasAffix(s, one, range, atEnd)) return true;
  }
  return false;
}

function hasAffix(s: string, part: string, range: Range, atEnd: boolean): boolean {
  if (range.start > range.stop || part.length > range.stop - range.start) return false;
  return s.startsWith(part, atEnd ? range.stop - part.length : range.start);
}

function separator(sep: Value): string | null {
  if (sep === undefined || sep === null) return null;
  const s = needText(sep, "must be str or None");
  if (s === "") throw new ValueError("empty separator");
  return s;
}

function limit(n: Value): Suspends<number> {
  return n === undefined ? -1 : toSsize(n);
}

function fillCharacter(fill: Value): string {
  if (fill === undefined) return " ";
  const s = stringOf(fill);
  if (s === undefined) throw new TypeError(`The fill character must be a unicode character, not ${typeName(fill)}`);
  if (pointCount(s) !== 1) throw new TypeError("The fill character must be exactly one character long");
  return s;
}

function padding(fill: string, count: number): string {
  if (count > LONGEST) throw new MemoryError();
  return count > 0 ? fill.repeat(count) : "";
}

function stripSet(chars: Value, name: string): string {
  const s = stringOf(chars);
  if (s === undefined) throw new TypeError(`${name} arg must be None or str`);
  return s;
}

function strip(s: string, chars: Value, side: number, name: string): string {
  if (chars === undefined || chars === null) return stripText(s, null, side);
  return stripText(s, stripSet(chars, name), side);
}

function repeat(s: string, count: Value): Suspends<string> {
  const n = toSize(count);
  if (n <= 0 || s === "") return "";
  if (s.length * n > LONGEST) throw new MemoryError();
  return s.repeat(n);
}

/** `s[key]` */
export function strGetitem(s: string, key: Value): Suspends<string> {
  if (key instanceof Slice) return slice(s, key);
  const n = typeof key === "number" ? key : indexOf(key);
  if (n === undefined) throw new TypeError(`string indices must be integers, not '${typeName(key)}'`);
  const at = typeof n === "number" ? n : toPosition(key, "");
  const char = pointAt(s, at);
  if (char === undefined) throw new IndexError("string index out of range");
  return char;
}

function slice(s: string, key: Slice): Suspends<string> {
  const { start, step, count } = sliceIndices(key, pointCount(s));
  if (step === 1) return pointSlice(s, start, start + count);
  if (isAstral(s)) {
    const chars = characters(s);
    let result = "";
    for (let i = 0, at = start; i < count; i++, at += step) result += chars[at] as string;
    return result;
  }
  if (count < 13) {
    let result = "";
    for (let i = 0, at = start; i < count; i++, at += step) result += s[at] as string;
    return result;
  }
  const units = new Uint16Array(count);
  let all = 0;
  for (let i = 0, at = start; i < count; i++, at += step) all |= units[i] = s.charCodeAt(at);
  return fromUnits(units, count, all > 0xff);
}

/** `separator.join(items)` */
export function join(by: string, iterable: Value): Suspends<string> {
  const items = joinable(iterable);
  let plain = true;
  for (let i = 0; i < items.length; i++) {
    if (typeof items[i] !== "string") {
      plain = false;
      if (stringOf(items[i]) === undefined) throw new TypeError(`sequence item ${i}: expected str instance, ${typeName(items[i])} found`);
    }
  }
  return (plain ? items : items.map(own)).join(by);
}

function joinable(iterable: Value): Suspends<Value[]> {
  if (Array.isArray(iterable) && !iterable.$cls.$heap) return iterable;
  if (iterable instanceof Tuple) return iterable.items;
  const iterates =
    iterable !== null && (typeof iterable === "string" || iterable.$cls.prototype.__iter__ != null || iterable.$cls.prototype.__getitem__ != null);
  if (!iterates) throw new TypeError("can only join an iterable");
  return spread(iterable);
}

function compare(self: Value, other: Value, test: (order: number) => boolean): Value {
  const s = stringOf(other);
  return s === undefined ? NotImplemented : test(comparePoints(own(self), s));
}

/** Iterates over characters. */
export class StrIterator extends PyIterator {
  at = 0;
  constructor(public source: string) {
    super();
  }
  $next(): Value {
    const { source, at } = this;
    if (at >= source.length) {
      this.source = "";
      return END;
    }
    const unit = source.charCodeAt(at);
    if ((unit & 0xfc00) === 0xd800 && (source.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      this.at = at + 2;
      return source.slice(at, at + 2);
    }
    this.at = at + 1;
    return source[at];
  }
}
export const strIterator = iteratorType("str_iterator", StrIterator);
class AsciiIterator extends StrIterator {}
export const strAsciiIterator = iteratorType("str_ascii_iterator", AsciiIterator);

/** `iter(s)` */
export function strIterate(s: string): StrIterator {
  return new StrIterator(s);
}

methods(str, {
  "__repr__(self, /)": function (this: Value): string {
    return textRepr(own(this));
  },
  "__str__(self, /)": function (this: Value): string {
    return own(this);
  },
  "__hash__(self, /)": function (this: Value): Suspends<Value> {
    return hash(own(this));
  },
  "__eq__(self, value, /)": function (this: Value, other: Value): Value {
    const s = stringOf(other);
    return s === undefined ? NotImplemented : own(this) === s;
  },
  "__ne__(self, value, /)": function (this: Value, other: Value): Value {
    const s = stringOf(other);
    return s === undefined ? NotImplemented : own(this) !== s;
  },
  "__lt__(self, value, /)": function (this: Value, other: Value): Value {
    return compare(this, other, (order) => order < 0);
  },
  "__le__(self, value, /)": function (this: Value, other: Value): Value {
    return compare(this, other, (order) => order <= 0);
  },
  "__gt__(self, value, /)": function (this: Value, other: Value): Value {
    return compare(this, other, (order) => order > 0);
  },
  "__ge__(self, value, /)": function (this: Value, other: Value): Value {
    return compare(this, other, (order) => order >= 0);
  },
  "__iter__(self, /)": function (this: Value): StrIterator {
    const s = own(this);
    return s.length < 1000 && /^[\x00-\x7f]*$/.test(s) ? new AsciiIterator(s) : new StrIterator(s);
  },
  "__len__(self, /)": function (this: Value): number {
    return pointCount(own(this));
  },
  "__contains__(self, key, /)": function (this: Value, key: Value): boolean {
    const s = stringOf(key);
    if (s === undefined) throw new TypeError(`'in <string>' requires string as left operand, not ${typeName(key)}`);
    return hasIn(own(this), s);
  },
  "__getitem__(self, key, /)": function (this: Value, key: Value): Suspends<string> {
    return strGetitem(own(this), key);
  },
  "__add__(self, value, /)": function (this: Value, other: Value): string {
    const s = stringOf(other);
    if (s === undefined) throw new TypeError(`can only concatenate str (not "${typeName(other)}") to str`);
    return own(this) + s;
  },
  "__mul__(self, value, /)": function (this: Value, count: Value): Suspends<string> {
    return repeat(own(this), count);
  },
  "__rmul__(self, value, /)": function (this: Value, count: Value): Suspends<string> {
    return repeat(own(this), count);
  },
  "__mod__(self, value, /)": function (this: Value, args: Value): Suspends<Value> {
    return percent(own(this), args);
  },
  "__rmod__(self, value, /)": function (this: Value, format: Value): Suspends<Value> {
    const s = stringOf(format);
    return s === undefined ? NotImplemented : percent(s, this);
  },
  "__format__(self, format_spec, /)": function (this: Value, spec: Value): Suspends<string> {
    const form = specText(spec);
    return form === "" ? text(this) : formatText(own(this), form, typeName(this));
  },
  "__getnewargs__(self, /)": function (this: Value): Tuple {
    return new Tuple([own(this)]);
  },
  "__sizeof__(self, /)": function (this: Value): number {
    const s = own(this);
    if (/^[\x00-\x7f]*$/.test(s)) return 41 + s.length;
    return isAstral(s) ? 60 + 4 * pointCount(s) : /[^\0-\xff]/.test(s) ? 58 + 2 * s.length : 57 + s.length;
  },
  "capitalize(self, /)": function (this: Value): string {
    return capitalizeText(own(this));
  },
  "casefold(self, /)": function (this: Value): string {
    return foldText(own(this));
  },
  "center(self, width, fillchar=' ', /)": function (this: Value, width: Value, fill: Value): Suspends<string> {
    const s = own(this);
    const n = toSsize(width);
    const char = fillCharacter(fill);
    const missing = n - pointCount(s);
    if (missing <= 0) return s;
    const left = (missing >> 1) + (missing & n & 1);
    return padding(char, left) + s + padding(char, missing - left);
  },
  "count(self, sub, start=None, end=None, /)": function (this: Value, sub: Value, start: Value, stop: Value): Suspends<number> {
    const part = needText(sub, "count() argument 1 must be str");
    const range = rangeOf(own(this), start, stop);
    return countIn(own(this), part, range.start, range.stop);
  },
  "encode(self, /, encoding='utf-8', errors='strict')": function (this: Value, encoding: Value, errors: Value): Suspends<Value> {
    const name = encoding === undefined ? "utf-8" : needText(encoding, "encode() argument 'encoding' must be str");
    return encode(own(this), name, errorsName(errors, "encode"));
  },
  "endswith(self, suffix, start=None, end=None, /)": function (this: Value, suffix: Value, start: Value, stop: Value): Suspends<boolean> {
    return affix(own(this), suffix, start, stop, "endswith", true);
  },
  "expandtabs(self, /, tabsize=8)": function (this: Value, size: Value): Suspends<string> {
    return expandTabs(own(this), size === undefined ? 8 : toSsize(size));
  },
  "find(self, sub, start=None, end=None, /)": function (this: Value, sub: Value, start: Value, stop: Value): Suspends<number> {
    return find(own(this), sub, start, stop, "find", false);
  },
  "format(self, /, *args, **kwargs)": function (this: Value, args: Value[], kwargs: Value): Suspends<string> {
    return formatString(own(this), args, kwargs);
  },
  "format_map(self, mapping, /)": function (this: Value, mapping: Value): Suspends<string> {
    return formatMap(own(this), mapping);
  },
  "index(self, sub, start=None, end=None, /)": function (this: Value, sub: Value, start: Value, stop: Value): Suspends<number> {
    return found(find(own(this), sub, start, stop, "index", false));
  },
  "isalnum(self, /)": function (this: Value): boolean {
    return isAlnum(own(this));
  },
  "isalpha(self, /)": function (this: Value): boolean {
    return isAlpha(own(this));
  },
  "isascii(self, /)": function (this: Value): boolean {
    return /^[\x00-\x7f]*$/.test(own(this));
  },
  "isdecimal(self, /)": function (this: Value): boolean {
    return isDecimal(own(this));
  },
  "isdigit(self, /)": function (this: Value): boolean {
    return isDigit(own(this));
  },
  "isidentifier(self, /)": function (this: Value): boolean {
    return isIdentifier(own(this));
  },
  "islower(self, /)": function (this: Value): boolean {
    return isLower(own(this));
  },
  "isnumeric(self, /)": function (this: Value): boolean {
    return isNumeric(own(this));
  },
  "isprintable(self, /)": function (this: Value): boolean {
    return isPrintable(own(this));
  },
  "isspace(self, /)": function (this: Value): boolean {
    return isSpace(own(this));
  },
  "istitle(self, /)": function (this: Value): boolean {
    return isTitle(own(this));
  },
  "isupper(self, /)": function (this: Value): boolean {
    return isUpper(own(this));
  },
  "join(self, iterable, /)": function (this: Value, iterable: Value): Suspends<string> {
    return join(own(this), iterable);
  },
  "ljust(self, width, fillchar=' ', /)": function (this: Value, width: Value, fill: Value): Suspends<string> {
    const s = own(this);
    const n = toSsize(width);
    return s + padding(fillCharacter(fill), n - pointCount(s));
  },
  "lower(self, /)": function (this: Value): string {
    return own(this).toLowerCase();
  },
  "lstrip(self, chars=None, /)": function (this: Value, chars: Value): string {
    return strip(own(this), chars, 1, "lstrip");
  },
  "maketrans(x, y=None, z=None, /)": function (x: Value, y: Value, z: Value): Suspends<Value> {
    return makeTranslation(x, y, z);
  },
  "partition(self, sep, /)": function (this: Value, sep: Value): Tuple {
    const s = own(this);
    const by = partitionAt(sep);
    const at = s.indexOf(by);
    return new Tuple(at < 0 ? [s, "", ""] : [s.slice(0, at), by, s.slice(at + by.length)]);
  },
  "removeprefix(self, prefix, /)": function (this: Value, prefix: Value): string {
    const part = needText(prefix, "removeprefix() argument must be str");
    return own(this).startsWith(part) ? own(this).slice(part.length) : own(this);
  },
  "removesuffix(self, suffix, /)": function (this: Value, suffix: Value): string {
    const part = needText(suffix, "removesuffix() argument must be str");
    return part !== "" && own(this).endsWith(part) ? own(this).slice(0, -part.length) : own(this);
  },
  "replace(self, old, new, /, count=-1)": function (this: Value, old: Value, by: Value, count: Value): Suspends<string> {
    const from = needText(old, "replace() argument 1 must be str");
    const to = needText(by, "replace() argument 2 must be str");
    return replaceIn(own(this), from, to, limit(count));
  },
  "rfind(self, sub, start=None, end=None, /)": function (this: Value, sub: Value, start: Value, stop: Value): Suspends<number> {
    return find(own(this), sub, start, stop, "rfind", true);
  },
  "rindex(self, sub, start=None, end=None, /)": function (this: Value, sub: Value, start: Value, stop: Value): Suspends<number> {
    return found(find(own(this), sub, start, stop, "rindex", true));
  },
  "rjust(self, width, fillchar=' ', /)": function (this: Value, width: Value, fill: Value): Suspends<string> {
    const s = own(this);
    const n = toSsize(width);
    return padding(fillCharacter(fill), n - pointCount(s)) + s;
  },
  "rpartition(self, sep, /)": function (this: Value, sep: Value): Tuple {
    const s = own(this);
    const by = partitionAt(sep);
    const at = s.lastIndexOf(by);
    return new Tuple(at < 0 ? ["", "", s] : [s.slice(0, at), by, s.slice(at + by.length)]);
  },
  "rsplit(self, /, sep=None, maxsplit=-1)": function (this: Value, sep: Value, most: Value): Suspends<string[]> {
    const n = limit(most);
    const by = separator(sep);
    return by === null ? rsplitSpace(own(this), n) : rsplitAt(own(this), by, n);
  },
  "rstrip(self, chars=None, /)": function (this: Value, chars: Value): string {
    return strip(own(this), chars, 2, "rstrip");
  },
  "split(self, /, sep=None, maxsplit=-1)": function (this: Value, sep: Value, most: Value): Suspends<string[]> {
    const n = limit(most);
    const by = separator(sep);
    return by === null ? splitSpace(own(this), n) : splitAt(own(this), by, n);
  },
  "splitlines(self, /, keepends=False)": function (this: Value, keep: Value): Suspends<string[]> {
    return splitLines(own(this), keep !== undefined && truth(keep));
  },
  "startswith(self, prefix, start=None, end=None, /)": function (this: Value, prefix: Value, start: Value, stop: Value): Suspends<boolean> {
    return affix(own(this), prefix, start, stop, "startswith", false);
  },
  "strip(self, chars=None, /)": function (this: Value, chars: Value): string {
    return strip(own(this), chars, 3, "strip");
  },
  "swapcase(self, /)": function (this: Value): string {
    return swapText(own(this));
  },
  "title(self, /)": function (this: Value): string {
    return titleText(own(this));
  },
  "translate(self, table, /)": function (this: Value, table: Value): Suspends<string> {
    return translate(own(this), table);
  },
  "upper(self, /)": function (this: Value): string {
    return own(this).toUpperCase();
  },
  "zfill(self, width, /)": function (this: Value, width: Value): Suspends<string> {
    const s = own(this);
    const missing = toSsize(width) - pointCount(s);
    if (missing <= 0) return s;
    const sign = s[0] === "+" || s[0] === "-" ? s[0] : "";
    return sign + padding("0", missing) + s.slice(sign.length);
  },
});

function partitionAt(sep: Value): string {
  const by = needText(sep, "must be str");
  if (by === "") throw new ValueError("empty separator");
  return by;
}

function makeTranslation(x: Value, y: Value, z: Value): Suspends<Value> {
  const table = new Dict();
  if (y === undefined) {
    if (!isinstance(x, dict)) throw new TypeError("if you give only one argument to maketrans it must be a dict");
    const items = spread(x.items());
    for (let i = 0; i < items.length; i++) {
      const [key, value] = items[i].items as [Value, Value];
      const s = stringOf(key);
      if (s !== undefined) {
        if (pointCount(s) !== 1) throw new ValueError("string keys in translate table must be of length 1");
        table.$set(s.codePointAt(0), value);
      } else {
        const n = indexOf(key);
        if (n === undefined || key === null) throw new TypeError("keys in translate table must be strings or integers");
        table.$set(key, value);
      }
    }
    return table;
  }
  const to = needText(y, "maketrans() argument 2 must be str");
  if (z !== undefined) needText(z, "maketrans() argument 3 must be str");
  const from = stringOf(x);
  if (from === undefined) throw new TypeError("first maketrans argument must be a string if there is a second argument");
  const a = characters(from);
  const b = characters(to);
  if (a.length !== b.length) throw new ValueError("the first two maketrans arguments must have equal length");
  for (let i = 0; i < a.length; i++) table.$set((a[i] as string).codePointAt(0), (b[i] as string).codePointAt(0));
  if (z !== undefined) {
    const gone = characters(needText(z, "maketrans() argument 3 must be str"));
    for (let i = 0; i < gone.length; i++) table.$set((gone[i] as string).codePointAt(0), null);
  }
  return table;
}

function translate(s: string, table: Value): Suspends<string> {
  return isAstral(s) ? translatePoints(characters(s), table) : translateUnits(s, table);
}

/** Unit by unit, as long as each is replaced by one. */
function translateUnits(s: string, table: Value): Suspends<string> {
  const units = new Uint16Array(s.length);
  // what units below 256 become, 0x10000 where it is not known yet; and the others
  const low = new Int32Array(256).fill(0x10000);
  const high = new Map<number, number>();
  let all = 0;
  for (let i = 0; i < s.length; i++) {
    const unit = s.charCodeAt(i);
    let to = unit < 256 ? (low[unit] as number) : (high.get(unit) ?? 0x10000);
    if (to === 0x10000) {
      const text = translation(s[i] as string, table);
      if (text.length !== 1) return fromUnits(units, i, all > 0xff) + text + translatePoints(characters(s.slice(i + 1)), table);
      to = text.charCodeAt(0);
      if (unit < 256) low[unit] = to;
      else high.set(unit, to);
    }
    all |= units[i] = to;
  }
  return fromUnits(units, s.length, all > 0xff);
}

function translatePoints(chars: readonly string[], table: Value): Suspends<string> {
  const known = new Map<string, string>();
  let result = "";
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] as string;
    let to = known.get(char);
    if (to === undefined) {
      to = translation(char, table);
      known.set(char, to);
    }
    result += to;
  }
  return result;
}

function translation(char: string, table: Value): Suspends<string> {
  let value;
  try {
    value = getitem(table, char.codePointAt(0));
  } catch (error) {
    if (error instanceof LookupError) return char;
    throw error;
  }
  if (value === null) return "";
  const s = stringOf(value);
  if (s !== undefined) return s;
  const n = typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" ? toIndex(value) : undefined;
  if (n === undefined) throw new TypeError("character mapping must return integer, None or str");
  if (n < 0 || n > 0x10ffff) throw new ValueError("character mapping must be in range(0x110000)");
  return fromCodePoint(Number(n));
}

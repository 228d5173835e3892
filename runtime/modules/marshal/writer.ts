/**
 * marshal.writer - values to bytes.
 *
 * Mirrors     Python/marshal.c of CPython 3.13 (w_object)
 * Suspends    where levels are many
 */
import type { Suspends } from "../../frames/suspend.js";
import { toHeap } from "../../frames/suspend.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { MemoryView } from "../../objects/bytes/data.js";
import { isContiguous } from "../../objects/bytes/view.js";
import { codeType, type Code } from "../../objects/code.js";
import { Complex } from "../../objects/complex.js";
import { dict, type Dict } from "../../objects/dict.js";
import { NotImplementedError, StopIteration, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { formatFloat } from "../../objects/format/spec.js";
import { list } from "../../objects/list.js";
import { Ellipsis, typeOf, type Value } from "../../objects/object.js";
import { frozenset, set, type SetBase } from "../../objects/set.js";
import { plainTuple, tuple } from "../../objects/tuple.js";
import { sourceOfCode } from "../builtins/evaluate.js";

/** Deeper values are refused. */
export const MOST_LEVELS = 2000;
/** So many levels are on JavaScript's stack at a time. */
export const LIVE_LEVELS = 200;
/** In a code: the object gets a number, by which it is referred to. */
export const FLAG_REF = 0x80;

/** Behind the letter of a code object: it is gilt's, and its parts are what codeOfSource() takes. */
export const GILT = 0x47;

/** The objects of a value that are there more than once: those that get numbers. */
function repeated(x: Value): ReadonlySet<Value> {
  const once = new Set<Value>();
  const more = new Set<Value>();
  const left: Value[] = [x];
  while (left.length > 0) {
    const one = left.pop();
    if (one === null || typeof one === "boolean" || one === Ellipsis || one === StopIteration) continue;
    if (once.has(one)) {
      more.add(one);
      continue;
    }
    once.add(one);
    for (const part of partsOf(one)) left.push(part);
  }
  return more;
}

function partsOf(x: Value): readonly Value[] {
  switch (typeOf(x)) {
    case list:
      return x as Value[];
    case tuple:
      return plainTuple(x).items;
    case set:
    case frozenset:
      return (x as SetBase).$array();
    case dict:
      return (x as Dict).$entries().flatMap(({ key, value }) => [key, value]);
  }
  return [];
}

/** What code was made of, as values. */
function partsOfCode(code: Code): Value[] {
  const source = sourceOfCode(code);
  if (source === undefined) throw new NotImplementedError("gilt marshals code that compile() has made, and not that of functions");
  const [text, path, how, flags = 0, optimize = -1, places] = source;
  return [text, path, how, flags, optimize, places === undefined ? null : [...places]];
}

class Writer {
  private data = new Uint8Array(64);
  private length = 0;
  private depth = 0;
  private readonly numbers = new Map<Value, number>();

  constructor(
    private readonly version: number,
    private readonly allowCode: boolean,
    private readonly repeated: ReadonlySet<Value>,
  ) {}

  get written(): Uint8Array {
    return this.data.slice(0, this.length);
  }

  private put(...bytes: number[]): void {
    this.putAll(bytes);
  }

  private putAll(bytes: ArrayLike<number>): void {
    const end = this.length + bytes.length;
    if (end > this.data.length) {
      const grown = new Uint8Array(Math.max(end, this.data.length * 2));
      grown.set(this.data);
      this.data = grown;
    }
    this.data.set(bytes, this.length);
    this.length = end;
  }

  private putLong(n: number): void {
    this.put(n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >> 24) & 255);
  }

  /** A code, a size and so many bytes. */
  private putCounted(code: number, bytes: Uint8Array): void {
    this.put(code);
    this.putLong(bytes.length);
    this.putAll(bytes);
  }

  write(x: Value): Suspends<void> {
    if (++this.depth > MOST_LEVELS) throw new ValueError("object too deeply nested to marshal");
    if (this.depth % LIVE_LEVELS === 0) toHeap();
    const single = x === null ? "N" : x === StopIteration ? "S" : x === Ellipsis ? "." : x === true ? "T" : x === false ? "F" : "";
    if (single !== "") this.put(single.charCodeAt(0));
    else if (!this.refer(x)) this.writeObject(x, this.version >= 3 && this.repeated.has(x) ? FLAG_REF : 0);
    this.depth--;
  }

  /** Writes the number of an object that has one; else gives it one, if it is there again. */
  private refer(x: Value): boolean {
    if (this.version < 3 || !this.repeated.has(x)) return false;
    const number = this.numbers.get(x);
    if (number === undefined) {
      this.numbers.set(x, this.numbers.size);
      return false;
    }
    this.put(0x72);
    this.putLong(number);
    return true;
  }

  private writeObject(x: Value, flag: number): Suspends<void> {
    const code = (letter: string): number => letter.charCodeAt(0) | flag;
    if (typeof x === "number" || typeof x === "bigint") return this.writeInt(x, code);
    if (typeof x === "string") return this.writeText(x, code);
    if (x instanceof Float) return this.writeDoubles(this.version > 1 ? code("g") : code("f"), [x.value]);
    if (x instanceof Complex) return this.writeDoubles(this.version > 1 ? code("y") : code("x"), [x.re, x.im]);
    switch (typeOf(x)) {
      case tuple: {
        const { items } = plainTuple(x);
        if (this.version >= 4 && items.length < 256) this.put(code(")"), items.length);
        else this.putSized(code("("), items.length);
        return this.writeAll(items);
      }
      case list:
        this.putSized(code("["), (x as Value[]).length);
        return this.writeAll(x as Value[]);
      case dict:
        this.put(code("{"));
        this.writeAll(partsOf(x));
        this.put(0x30);
        return;
      case set:
      case frozenset: {
        const items = this.sorted((x as SetBase).$array());
        this.putSized(typeOf(x) === set ? code("<") : code(">"), items.length);
        return this.writeAll(items);
      }
      case codeType:
        if (!this.allowCode) throw new ValueError("marshalling code objects is disallowed");
        this.put(code("c"), GILT);
        return this.writeAll(partsOfCode(x as Code));
    }
    const bytes = x instanceof MemoryView && !isContiguous(x) ? undefined : bufferOf(x);
    if (bytes === undefined) throw new ValueError("unmarshallable object");
    this.putCounted(code("s"), bytes);
  }

  private putSized(code: number, size: number): void {
    this.put(code);
    this.putLong(size);
  }

  private writeAll(items: readonly Value[]): Suspends<void> {
    for (let i = 0; i < items.length; i++) this.write(items[i]);
  }

  private writeInt(n: number | bigint, code: (letter: string) => number): void {
    if (typeof n === "number" && (n | 0) === n) {
      this.putSized(code("i"), n);
      return;
    }
    const digits: number[] = [];
    for (let rest = n < 0 ? -BigInt(n) : BigInt(n); rest > 0n; rest >>= 15n) digits.push(Number(rest & 0x7fffn));
    this.putSized(code("l"), n < 0 ? -digits.length : digits.length);
    this.putAll(digits.flatMap((digit) => [digit & 255, digit >> 8]));
  }

  private writeText(text: string, code: (letter: string) => number): void {
    const bytes = utf8(text);
    const ascii = this.version >= 4 && bytes.length === text.length;
    if (ascii && bytes.length < 256) {
      this.put(code("z"), bytes.length);
      this.putAll(bytes);
    } else this.putCounted(ascii ? code("a") : code("u"), bytes);
  }

  /** As their eight bytes, or (before version 2) as text. */
  private writeDoubles(code: number, values: readonly number[]): void {
    this.put(code);
    for (const value of values) {
      if (this.version > 1) this.putAll(new Uint8Array(new Float64Array([value]).buffer));
      else {
        const text = Buffer.from(formatFloat(value, ".17g"), "latin1");
        this.put(text.length);
        this.putAll(text);
      }
    }
  }

  /** The items of a set in an order that does not depend on hashes: that of their bytes. */
  private sorted(items: readonly Value[]): Suspends<Value[]> {
    const keyed: { bytes: Uint8Array; item: Value }[] = [];
    for (let i = 0; i < items.length; i++) keyed.push({ bytes: marshalled(items[i], this.version, this.allowCode), item: items[i] });
    keyed.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
    return keyed.map(({ item }) => item);
  }
}

/** utf-8, which has lone surrogates as if they were characters. */
function utf8(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text, "utf8");
  const parts = Array.from(text, (char) => {
    const code = char.codePointAt(0)!;
    return code >= 0xd800 && code <= 0xdfff ? Buffer.from([0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)]) : Buffer.from(char, "utf8");
  });
  return Buffer.concat(parts);
}

export function marshalled(x: Value, version: number, allowCode: boolean): Suspends<Uint8Array> {
  const writer = new Writer(version, allowCode, version >= 3 ? repeated(x) : new Set());
  writer.write(x);
  return writer.written;
}

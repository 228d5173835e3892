/**
 * memory - streams over bytes and text in memory.
 *
 * Mirrors  Modules/_io/bytesio.c and stringio.c of CPython 3.13
 */
import { BufferedIOBase, isOver, TextIOBase, optionalSize, writableBuffer } from "./base.js";
import { BufferError, OSError, StopIteration, TypeError, ValueError } from "../../objects/exceptions.js";
import { object, typeOf, type Value } from "../../objects/object.js";
import { builtinType, pyclass } from "../../objects/register.js";
import { bufferOf, EXPORTERS } from "../../objects/bytes/buffer.js";
import { Bytes, type Exports } from "../../objects/bytes/data.js";
import { makeView } from "../../objects/bytes/memoryview.js";
import { isExported } from "../../objects/bytes/exported.js";
import { attributeDict } from "../../objects/attributedict.js";
import { isDict } from "../../objects/dict.js";
import { callMethod } from "../../objects/protocols/call.js";
import { toIndex, toInt, toSsize } from "../../objects/protocols/index.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";
import { END } from "../../objects/iterator.js";
import { repr } from "../../objects/protocols/repr.js";
import { pointCount, pointSlice } from "../../objects/str/points.js";
import { lineEnds, lineEndsOf } from "./newlines.js";
import type { Suspends } from "../../frames/suspend.js";
import { stringOf } from "../../objects/str.js";

/** How much may be read: all where the size is None or negative. */
function sizeOf(size: Value): Suspends<number> {
  const limit = typeof size === "number" ? size : (optionalSize(size) ?? -1);
  return limit < 0 ? Infinity : limit;
}

function stateItems(self: Value, state: Value, count: number): Value[] {
  const items: Value[] = isTuple(state) ? plainTuple(state).items : [];
  if (items.length < count) {
    throw new TypeError(`${typeOf(self).$name}.__setstate__ argument should be ${count}-tuple, got ${isTuple(state) ? "tuple" : typeOf(state).$name}`);
  }
  return items;
}

function takeAttributes(self: Value, attributes: Value): Suspends<void> {
  if (attributes === null) return;
  if (!isDict(attributes)) throw new TypeError(`fourth item of state should be a dict, got a ${typeOf(attributes).$name}`);
  callMethod(attributeDict(self), "update", attributes);
}

@pyclass("_io.BytesIO", { builtin: true, positional: true, doc: "Buffered I/O implementation using an in-memory bytes buffer." })
export class BytesIO extends BufferedIOBase {
  declare $data: Uint8Array;
  declare $length: number;
  declare $at: number;
  /** views of its memory that are in use, or may be */
  declare $shared: Exports;

  __init__(initial_bytes: Value = null): Suspends<null> {
    const data = initial_bytes === null ? new Uint8Array(0) : bufferOf(initial_bytes);
    if (data === undefined) throw new TypeError(`a bytes-like object is required, not '${typeOf(initial_bytes).$name}'`);
    if (this.$shared !== undefined) this.$resizable();
    this.$shared = { $viewed: 0, $uses: null };
    this.$data = data.slice();
    this.$length = data.length;
    this.$at = 0;
    return null;
  }

  $check(): void {
    if (this.$closed === true) throw new ValueError("I/O operation on closed file.");
  }

  close(): Suspends<null> {
    this.$resizable();
    this.$closed = true;
    isOver(this);
    return null;
  }

  getvalue(): Value {
    return this.$whole();
  }

  $whole(): Bytes {
    this.$check();
    return new Bytes(this.$data.slice(0, this.$length));
  }

  override $enough(hint: number): number {
    return hint;
  }

  getbuffer(): Value {
    this.$check();
    return makeView(new BytesIOBuffer(this));
  }

  /** Before the length changes, or the memory goes. */
  $resizable(): Suspends<void> {
    const { $shared: shared } = this;
    if (isExported(shared)) throw new BufferError("Existing exports of data: object cannot be re-sized");
  }

  __getstate__(): Value {
    const attributes = attributeDict(this);
    return new Tuple([this.$whole(), this.$at, attributes.$size() === 0 ? null : attributes.$copy()]);
  }

  __setstate__(state: Value): Suspends<null> {
    this.$check();
    const items = stateItems(this, state, 3);
    this.__init__(items[0]);
    const at = Number(toIndex(items[1]));
    if (at < 0) throw new ValueError("position value cannot be negative");
    this.$at = at;
    takeAttributes(this, items[2]);
    return null;
  }

  read(size: Value = -1): Suspends<Value> {
    return this.$read(size);
  }

  $read(size: Value): Suspends<Value> {
    const most = sizeOf(size);
    this.$check();
    const end = Math.min(this.$length, this.$at + most);
    const piece = this.$data.slice(this.$at, Math.max(this.$at, end));
    this.$at += piece.length;
    return new Bytes(piece);
  }

  read1(size: Value = -1): Suspends<Value> {
    return this.$read(size);
  }

  override readinto(buffer: Value): Suspends<Value> {
    const target = writableBuffer(buffer, "readinto");
    this.$check();
    const start = Math.min(this.$at, this.$length);
    const piece = this.$data.subarray(start, Math.min(this.$length, start + target.length));
    target.set(piece);
    this.$at += piece.length;
    return piece.length;
  }

  readline(size: Value = -1): Suspends<Value> {
    const most = sizeOf(size);
    this.$check();
    const end = this.$data.subarray(0, this.$length).indexOf(10, this.$at);
    const stop = Math.min(end < 0 ? this.$length : end + 1, this.$at + most);
    const line = this.$data.slice(this.$at, Math.max(this.$at, stop));
    this.$at += line.length;
    return new Bytes(line);
  }

  write(b: Value): Suspends<Value> {
    this.$check();
    const bytes = bufferOf(b);
    if (bytes === undefined) throw new TypeError(`a bytes-like object is required, not '${typeOf(b).$name}'`);
    if (bytes.length === 0) return 0;
    const end = this.$at + bytes.length;
    if (end > this.$length && this.$shared.$viewed > 0) this.$resizable();
    if (end > this.$data.length) {
      const bigger = new Uint8Array(Math.max(end, this.$data.length * 2, 64));
      bigger.set(this.$data.subarray(0, this.$length));
      this.$data = bigger;
    }
    if (this.$at > this.$length) this.$data.fill(0, this.$length, this.$at);
    this.$data.set(bytes, this.$at);
    this.$at = end;
    this.$length = Math.max(this.$length, end);
    return bytes.length;
  }

  seek(pos: Value, whence: Value = 0): Suspends<Value> {
    const [offset, from] = [toSsize(pos), toInt(whence)];
    this.$check();
    const base = from === 0 ? 0 : from === 1 ? this.$at : from === 2 ? this.$length : -1;
    if (base < 0) throw new ValueError(`invalid whence (${from}, should be 0, 1 or 2)`);
    if (from === 0 && offset < 0) throw new ValueError(`negative seek value ${String(offset)}`);
    return (this.$at = Math.max(0, base + offset));
  }

  tell(): Value {
    this.$check();
    return this.$at;
  }

  truncate(size: Value = null): Suspends<Value> {
    this.$check();
    const length = optionalSize(size) ?? this.$at;
    if (length < 0) throw new ValueError(`negative size value ${length}`);
    if (length < this.$length) this.$resizable();
    this.$length = Math.min(this.$length, length);
    return length;
  }

  readable(): boolean {
    this.$check();
    return true;
  }

  writable(): boolean {
    this.$check();
    return true;
  }

  seekable(): boolean {
    this.$check();
    return true;
  }
}

/** Whose memory the views of `getbuffer()` show. */
class BytesIOBuffer {
  constructor(readonly $source: BytesIO) {}
}
Object.setPrototypeOf(BytesIOBuffer.prototype, object.prototype as object);
export const BytesIOBufferType = builtinType("_BytesIOBuffer()", null, { prototype: BytesIOBuffer.prototype, module: "_io", final: true });
EXPORTERS.push((x) => {
  if (!(x instanceof BytesIOBuffer)) return undefined;
  const { $data, $length, $shared } = x.$source;
  return { memory: $data.subarray(0, $length), format: "B", itemsize: 1, readonly: false, counted: $shared };
});

@pyclass("_io.StringIO", {
  builtin: true,
  positional: true,
  doc: "Text I/O implementation using an in-memory buffer.\n\nThe initial_value argument sets the value of object.  The newline\nargument is like the one of TextIOWrapper's constructor.",
})
export class StringIO extends TextIOBase {
  declare $text: string;
  /** How many characters there are. */
  declare $length: number;
  declare $at: number;
  declare $newline: string | null;
  declare $seen: number;

  __init__(initial_value: Value = "", newline: Value = "\n"): Suspends<null> {
    const initial = initial_value === null ? null : stringOf(initial_value);
    if (initial === undefined) throw new TypeError(`initial_value must be str or None, not ${typeOf(initial_value).$name}`);
    const end = newline === null ? null : stringOf(newline);
    if (end === undefined) throw new TypeError(`newline must be str or None, not ${typeOf(newline).$name}`);
    if (end !== null && !["", "\n", "\r", "\r\n"].includes(end)) throw new ValueError(`illegal newline value: ${repr(newline)}`);
    this.$newline = end;
    this.$text = "";
    this.$length = this.$at = 0;
    this.$seen = 0;
    if (initial !== null && initial !== "") {
      this.$put(initial);
      this.$at = 0;
    }
    return null;
  }

  $check(): void {
    if (this.$closed === true) throw new ValueError("I/O operation on closed file");
  }

  close(): null {
    this.$closed = true;
    isOver(this);
    return null;
  }

  get line_buffering(): boolean {
    return false;
  }

  override get newlines(): Value {
    this.$check();
    return lineEnds(this.$seen);
  }

  getvalue(): Value {
    this.$check();
    return this.$text;
  }

  $put(text: string): void {
    const { $newline } = this;
    let put = text;
    if ($newline === null || $newline === "") this.$seen |= lineEndsOf(text);
    if ($newline === null) put = text.replace(/\r\n?/g, "\n");
    else if ($newline === "\r" || $newline === "\r\n") put = text.replaceAll("\n", $newline);
    const added = pointCount(put);
    const { $text, $at, $length } = this;
    if ($at >= $length) this.$text = $text + "\0".repeat($at - $length) + put;
    else this.$text = this.$slice(0, $at) + put + this.$slice($at + added, Infinity);
    this.$at += added;
    this.$length = Math.max(this.$length, this.$at);
  }

  __getstate__(): Value {
    this.$check();
    const attributes = attributeDict(this);
    return new Tuple([this.$text, this.$newline, this.$at, attributes.$size() === 0 ? null : attributes.$copy()]);
  }

  __setstate__(state: Value): Suspends<null> {
    this.$check();
    const items = stateItems(this, state, 4);
    if (typeof items[0] !== "string") throw new TypeError(`initial_value must be str or None, not ${typeOf(items[0]).$name}`);
    this.__init__("", items[1]);
    this.$text = items[0] as string;
    this.$length = pointCount(this.$text);
    const at = Number(toIndex(items[2]));
    if (at < 0) throw new ValueError("position value cannot be negative");
    this.$at = at;
    takeAttributes(this, items[3]);
    return null;
  }

  write(s: Value): Value {
    if (typeof s !== "string") {
      if (s !== null && typeof s.$value === "string") return this.write(s.$value);
      throw new TypeError(`string argument expected, got '${typeOf(s).$name}'`);
    }
    this.$check();
    if (s !== "") this.$put(s);
    return pointCount(s);
  }

  $slice(start: number, stop: number): string {
    return pointSlice(this.$text, start, Math.min(stop, this.$length));
  }

  read(size: Value = -1): Suspends<Value> {
    const most = sizeOf(size);
    this.$check();
    const text = this.$slice(this.$at, this.$at + most);
    this.$at += pointCount(text);
    return text;
  }

  readline(size: Value = -1): Suspends<Value> {
    const most = sizeOf(size);
    this.$check();
    const rest = this.$slice(this.$at, Infinity);
    const { $newline } = this;
    const found = $newline === "" ? /\r\n?|\n/.exec(rest) : null;
    const mark = $newline === null || $newline === "" ? "\n" : $newline;
    const end = found !== null ? found.index + found[0].length : rest.indexOf(mark) < 0 ? rest.length : rest.indexOf(mark) + mark.length;
    const line = pointSlice(rest.slice(0, end), 0, Math.min(end, most));
    this.$at += pointCount(line);
    return line;
  }

  override __next__(): Suspends<Value> {
    this.$check();
    const line = this.readline();
    if (line === "") throw new StopIteration();
    return line;
  }

  override $next(): Suspends<Value> {
    this.$check();
    const line = this.readline();
    return line === "" ? END : line;
  }

  seek(pos: Value, whence: Value = 0): Suspends<Value> {
    const [offset, from] = [toSsize(pos), toInt(whence)];
    this.$check();
    if (from < 0 || from > 2) throw new ValueError(`Invalid whence (${from}, should be 0, 1 or 2)`);
    if (from === 0 && offset < 0) throw new ValueError(`Negative seek position ${offset}`);
    if (from !== 0 && offset !== 0) throw new OSError("Can't do nonzero cur-relative seeks");
    if (from === 0) this.$at = offset;
    else if (from === 2) this.$at = this.$length;
    return this.$at;
  }

  tell(): Value {
    this.$check();
    return this.$at;
  }

  truncate(pos: Value = null): Suspends<Value> {
    this.$check();
    const length = optionalSize(pos) ?? this.$at;
    if (length < 0) throw new ValueError(`Negative size value ${length}`);
    this.$text = this.$slice(0, length);
    this.$length = Math.min(this.$length, length);
    return length;
  }

  readable(): boolean {
    this.$check();
    return true;
  }

  writable(): boolean {
    this.$check();
    return true;
  }

  seekable(): boolean {
    this.$check();
    return true;
  }
}

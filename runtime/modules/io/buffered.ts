/**
 * buffered - bytes held back between a raw stream and its user, for reading, writing, or both.
 *
 * Mirrors     Modules/_io/bufferedio.c of CPython 3.13
 * Suspends    whatever reaches the raw stream
 * Calls back  read, readinto, write, seek, tell, close of the raw stream, where it is a class of the script's own
 * Invariants
 *   B1  Of `$ahead` (read, not yet given) and `$pending` (written, not yet passed on) one at most holds anything.
 */
import { toIndex, toSsize } from "../../objects/protocols/index.js";
import { BlockingIOError, OSError, RuntimeError, ValueError, TypeError, type PyException } from "../../objects/exceptions.js";
import { isinstance, typeOf, type Value } from "../../objects/object.js";
import { pyclass } from "../../objects/register.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { ByteArray, Bytes } from "../../objects/bytes/data.js";
import { makeView } from "../../objects/bytes/memoryview.js";
import { $caught, $handled, $raise, $reraise, $uncaught } from "../../objects/raise.js";
import { className } from "../../objects/typename.js";
import { concatBytes } from "./decoding.js";
import { repr } from "../../objects/protocols/repr.js";
import { truth } from "../../objects/protocols/bool.js";
import type { Suspends } from "../../frames/suspend.js";
import { BufferedIOBase, DEFAULT_BUFFER_SIZE, endsWith, isOver, optionalSize, UnsupportedOperation, writableBuffer, type IOBase } from "./base.js";
import { FileIO } from "./fileio.js";
import { listWriter, unlistWriter, type Writer } from "./writers.js";

const NOTHING = new Uint8Array(0);

/** What the four buffered classes have in common. */
@pyclass("_io._BufferedIOMixin", { builtin: true, positional: true })
class Buffered extends BufferedIOBase {
  __reduce__(): Value {
    throw new TypeError(`cannot pickle '${typeOf(this).$name}' instances`);
  }
  __reduce_ex__(_protocol: Value): Value {
    throw new TypeError(`cannot pickle '${typeOf(this).$name}' instances`);
  }

  declare $raw: Value;
  declare $size: number;
  declare $ahead: Uint8Array;
  declare $pending: Uint8Array[];
  declare $held: number;
  declare $listed: boolean;
  declare $found: boolean;

  $start(raw: Value, bytes: number): void {
    this.$raw = undefined;
    if (!(bytes > 0)) throw new ValueError("buffer size must be strictly positive");
    this.$raw = raw;
    this.$size = bytes;
    this.$ahead = NOTHING;
    this.$pending = [];
    this.$held = 0;
    this.$listed = false;
    this.$found = false;
    if (!(raw instanceof FileIO)) endsWith(this, raw);
  }

  /** Gives up what was written and not passed on. */
  $forget(): void {
    this.$pending = [];
    this.$held = 0;
  }

  $unwritten(): Uint8Array | undefined {
    return this.$held === 0 ? undefined : concatBytes(this.$pending);
  }

  $file(): FileIO | undefined {
    return this.$raw instanceof FileIO && this.$raw.$closed === false ? this.$raw : undefined;
  }

  get raw(): Value {
    return this.$raw ?? null;
  }

  $isClosed(): Suspends<boolean> {
    const { $raw } = this;
    return $raw instanceof FileIO ? $raw.$closed === true : truth($getattr($raw, "closed"));
  }

  get closed(): Suspends<boolean> {
    return this.$isClosed();
  }

  get name$(): Suspends<Value> {
    return $getattr(this.$raw, "name");
  }

  get mode(): Suspends<Value> {
    return $getattr(this.$raw, "mode");
  }

  $check(what: string): Suspends<void> {
    this.$attached();
    if (this.$isClosed()) throw new ValueError(what);
  }

  /** The raw stream; what it alone answers, it answers when it is closed too. */
  $attached(): Value {
    if (this.$raw === undefined) throw new ValueError("I/O operation on uninitialized object");
    if (this.$raw === null) throw new ValueError("raw stream has been detached");
    return this.$raw;
  }

  /** A piece from the raw stream: empty at the end, null if nothing is there now. */
  $rawRead(size: number): Suspends<Uint8Array | null> {
    const { $raw } = this;
    if ($raw instanceof FileIO) return $raw.$read(size);
    const data = new Uint8Array(size);
    const given = callMethod($raw, "readinto", makeView(new ByteArray(data)));
    if (given === null) return null;
    const got = countRead(given);
    if (!(got >= 0 && got <= size)) throw new OSError(`raw readinto() returned invalid length ${got} (should have been between 0 and ${size})`);
    return data.subarray(0, got);
  }

  /** All that the raw stream still has, or null if nothing is there now. */
  $rawReadAll(): Suspends<Uint8Array | null> {
    const { $raw } = this;
    const method = $raw instanceof FileIO ? undefined : getattrOr($raw, "readall");
    if (method !== undefined) {
      const whole = call(method);
      if (whole === null) return null;
      const data = bufferOf(whole);
      if (data === undefined) throw new TypeError("readall() should return bytes");
      return data;
    }
    const parts: Uint8Array[] = [];
    for (;;) {
      const piece = $raw instanceof FileIO ? this.$rawRead(65536) : pieceOf(callMethod($raw, "read"));
      if (piece === null || piece.length === 0) return piece === null && parts.length === 0 ? null : concatBytes(parts);
      parts.push(piece.slice());
    }
  }

  /** Where the raw stream says that it stands, or is after a seek. */
  $position(given: Value): Suspends<number> {
    const at = Number(toIndex(given));
    if (at < 0) throw new OSError(`Raw stream returned invalid position ${at}`);
    return at;
  }

  /** @returns how many bytes were written; 0: none can be now */
  $rawWriteOnce(data: Uint8Array): Suspends<number> {
    const { $raw } = this;
    if ($raw instanceof FileIO) return $raw.$write(data);
    const given = callMethod($raw, "write", makeView(new Bytes(data)));
    if (given === null) return 0;
    const done = toSsize(given);
    if (done >= 0 && done <= data.length) return done;
    throw new OSError(`raw write() returned invalid length ${done} (should have been between 0 and ${data.length})`);
  }

  /** Writes what is held back; whether nothing is left. What an error leaves stays held back. */
  $drain(): Suspends<boolean> {
    if (this.$held === 0) return true;
    let rest = this.$pending.length === 1 ? this.$pending[0]! : concatBytes(this.$pending);
    this.$pending = [];
    this.$held = 0;
    try {
      while (rest.length > 0) {
        const done = this.$rawWriteOnce(rest);
        if (done === 0) break;
        rest = rest.subarray(done);
      }
    } catch (thrown) {
      this.$holdAgain(rest);
      throw thrown;
    }
    if (rest.length === 0) return true;
    this.$holdAgain(rest);
    return false;
  }

  /** Others may have written since it was taken. */
  $holdAgain(rest: Uint8Array): void {
    this.$pending.unshift(rest);
    this.$held += rest.length;
  }

  $passOn(): Suspends<void> {
    if (!this.$drain()) throw wouldBlock(0);
  }

  /** Drops what was read ahead and puts the raw stream where the user believes it to be. */
  $dropAhead(): Suspends<void> {
    if (this.$ahead.length === 0) return;
    callMethod(this.$raw, "seek", -this.$ahead.length, 1);
    this.$ahead = NOTHING;
  }

  read(size: Value = -1): Suspends<Value> {
    const count = typeof size === "number" ? size : optionalSize(size);
    this.$check("read of closed file");
    if (count !== null && count < -1) throw new ValueError("read length must be non-negative or -1");
    this.$passOn();
    if (count === null || count < 0) {
      const first = this.$ahead;
      this.$ahead = NOTHING;
      const rest = this.$rawReadAll();
      if (rest === null) return first.length === 0 ? null : new Bytes(first.slice());
      return new Bytes(concatBytes([first, rest]));
    }
    const data = this.$take(count);
    return data === null ? null : new Bytes(data);
  }

  /** So many bytes, or those that there are; null if there are none now, and nobody is to wait for them. */
  $take(size: number): Suspends<Uint8Array | null> {
    if (this.$ahead.length >= size) {
      const data = this.$ahead.slice(0, size);
      this.$ahead = this.$ahead.subarray(size);
      return data;
    }
    const parts = [this.$ahead];
    let got = this.$ahead.length;
    this.$ahead = NOTHING;
    while (got < size) {
      const piece = this.$rawRead(Math.max(this.$size, size - got));
      if (piece === null && got === 0) return null;
      if (piece === null || piece.length === 0) break;
      const wanted = piece.subarray(0, size - got);
      parts.push(wanted);
      got += wanted.length;
      if (piece.length > wanted.length) this.$ahead = piece.subarray(wanted.length);
    }
    return concatBytes(parts);
  }

  read1(size: Value = -1): Suspends<Value> {
    const asked = toSsize(size);
    this.$check("read of closed file");
    this.$passOn();
    const limit = asked < 0 ? this.$size : asked;
    if (limit === 0) return new Bytes(NOTHING);
    // no more is read than was asked for: a script may go on with the descriptor itself
    if (this.$ahead.length === 0) return new Bytes(this.$rawRead(limit) ?? NOTHING);
    const data = this.$ahead.slice(0, limit);
    this.$ahead = this.$ahead.subarray(limit);
    return new Bytes(data);
  }

  readinto(buffer: Value): Suspends<Value> {
    return this.$readInto(writableBuffer(buffer, "readinto"), false);
  }

  readinto1(buffer: Value): Suspends<Value> {
    return this.$readInto(writableBuffer(buffer, "readinto1"), true);
  }

  /** Fills memory as far as there is something. @param once whether the raw stream is read at most once */
  $readInto(target: Uint8Array, once: boolean): Suspends<number | null> {
    this.$check("readinto of closed file");
    let done = Math.min(this.$ahead.length, target.length);
    target.set(this.$ahead.subarray(0, done));
    this.$ahead = this.$ahead.subarray(done);
    if (done === target.length) return done;
    this.$passOn();
    while (done < target.length && !(once && done > 0 && target.length - done <= this.$size)) {
      const piece = this.$rawRead(target.length - done > this.$size ? target.length - done : this.$size);
      if (piece === null && done === 0) return null;
      if (piece === null || piece.length === 0) break;
      const wanted = piece.subarray(0, target.length - done);
      target.set(wanted, done);
      done += wanted.length;
      if (piece.length > wanted.length) this.$ahead = piece.subarray(wanted.length);
      if (once) break;
    }
    return done;
  }

  peek(size: Value = 0): Suspends<Value> {
    toSsize(size);
    this.$check("peek of closed file");
    this.$passOn();
    if (this.$ahead.length === 0) this.$ahead = this.$rawRead(this.$size) ?? NOTHING;
    return new Bytes(this.$ahead.slice());
  }

  /** A line as bytes, at most `limit` long (negative: no limit). */
  $line(limit: number): Suspends<Uint8Array> {
    const parts: Uint8Array[] = [];
    let got = 0;
    for (;;) {
      const room = limit < 0 ? this.$ahead.length : Math.min(limit - got, this.$ahead.length);
      const end = this.$ahead.subarray(0, room).indexOf(10);
      const take = end < 0 ? room : end + 1;
      parts.push(this.$ahead.slice(0, take));
      got += take;
      this.$ahead = this.$ahead.subarray(take);
      if (end >= 0 || (limit >= 0 && got >= limit)) break;
      const piece = this.$rawRead(this.$size);
      if (piece === null || piece.length === 0) break;
      this.$ahead = piece;
    }
    return parts.length === 1 ? parts[0]! : concatBytes(parts);
  }

  readline(size: Value = -1): Suspends<Value> {
    const limit = optionalSize(size);
    this.$check("readline of closed file");
    this.$passOn();
    return new Bytes(this.$line(limit ?? -1));
  }

  write(buffer: Value): Suspends<Value> {
    this.$check("write to closed file");
    const bytes = bufferOf(buffer);
    if (bytes === undefined) throw new TypeError(`a bytes-like object is required, not '${typeOf(buffer).$name}'`);
    this.$dropAhead();
    this.$put(bytes.slice());
    return bytes.length;
  }

  /** Takes bytes that nobody else will change. */
  $put(bytes: Uint8Array): Suspends<void> {
    const { $size } = this;
    let rest = bytes;
    if (this.$held + rest.length > $size || rest.length >= $size) {
      if (!this.$drain()) return this.$keep(bytes, bytes.length);
      while (rest.length >= $size) {
        const done = this.$rawWriteOnce(rest);
        if (done === 0) return this.$keep(rest, bytes.length);
        rest = rest.subarray(done);
      }
    }
    if (rest.length > 0) this.$hold(rest);
  }

  $hold(bytes: Uint8Array): void {
    if (!this.$listed) listWriter(this);
    this.$pending.push(bytes);
    this.$held += bytes.length;
  }

  /** Holds back what there is room for of a text that cannot be written now. @param all how long it was */
  $keep(rest: Uint8Array, all: number): void {
    const room = Math.max(0, this.$size - this.$held);
    this.$hold(rest.subarray(0, room));
    if (rest.length > room) throw wouldBlock(all - (rest.length - room));
  }

  flush(): Suspends<null> {
    this.$check("flush of closed file");
    this.$passOn();
    return null;
  }

  seek(target: Value, whence: Value = 0): Suspends<Value> {
    this.$check("seek of closed file");
    const from = Number(toIndex(whence));
    if (![0, 1, 2, 3, 4].includes(from)) throw new ValueError(`whence value ${from} unsupported`);
    if (!truth(callMethod(this.$raw, "seekable"))) throw new UnsupportedOperation("File or stream is not seekable.");
    this.$passOn();
    const place = Number(toIndex(target));
    const shift = from === 1 ? this.$ahead.length : 0;
    this.$ahead = NOTHING;
    return this.$position(callMethod(this.$raw, "seek", place - shift, from));
  }

  tell(): Suspends<Value> {
    return this.$tell();
  }

  $tell(): Suspends<number> {
    this.$attached();
    // a device may always be at its beginning
    return Math.max(0, this.$position(callMethod(this.$raw, "tell")) - this.$ahead.length + this.$held);
  }

  truncate(pos: Value = null): Suspends<Value> {
    this.$check("truncate of closed file");
    if (!truth(callMethod(this, "writable"))) throw new UnsupportedOperation("truncate");
    this.$passOn();
    const length = pos ?? this.$tell();
    this.$dropAhead();
    return callMethod(this.$raw, "truncate", length);
  }

  close(): Suspends<null> {
    if (this.$raw === null || this.$raw === undefined || this.$isClosed()) return null;
    return closeAfter(this, "flush", this.$raw);
  }

  detach(): Suspends<Value> {
    this.$check("detach of closed file");
    callMethod(this, "flush");
    const { $raw } = this;
    this.$raw = null;
    return $raw;
  }

  fileno(): Suspends<Value> {
    return callMethod(this.$attached(), "fileno");
  }

  isatty(): Suspends<Value> {
    return callMethod(this.$attached(), "isatty");
  }

  seekable(): Suspends<Value> {
    return callMethod(this.$attached(), "seekable");
  }

  readable(): Suspends<Value> {
    return callMethod(this.$attached(), "readable");
  }

  writable(): Suspends<Value> {
    return callMethod(this.$attached(), "writable");
  }

  __repr__(): Suspends<string> {
    const cls = typeOf(this);
    const name: Value = nameOf(this);
    return name === undefined ? `<${className(cls)}>` : `<${className(cls)} name=${repr(name)}>`;
  }
}

/** Calls a method of a stream, which is no writer any more then, and closes another in any case: an error of that has the first one as its context. */
export function closeAfter(stream: Writer & IOBase, method: string, other: Value): Suspends<null> {
  const handled = $handled();
  let failed: Value;
  try {
    callMethod(stream, method);
  } catch (thrown) {
    failed = $caught(thrown, null);
  }
  unlistWriter(stream);
  isOver(stream);
  callMethod(other, "close");
  if (failed === undefined) return null;
  $uncaught(handled);
  throw $reraise(failed);
}

function wouldBlock(written: number): Value {
  return new BlockingIOError(11, "write could not complete without blocking", written);
}

/** How much a raw stream says that it has read. */
function countRead(given: Value): Suspends<number> {
  const handled = $handled();
  try {
    return toSsize(given);
  } catch (thrown) {
    const error = $caught(thrown, null);
    const failed = new OSError("raw readinto() failed") as PyException;
    failed.$cause = error as PyException;
    failed.$suppress = true;
    const raised = $raise(failed);
    $uncaught(handled);
    throw raised;
  }
}

function pieceOf(piece: Value): Uint8Array | null {
  if (piece === null) return null;
  const data = bufferOf(piece);
  if (data === undefined) throw new TypeError("read() should return bytes");
  return data;
}

/** The name that a stream says it has. */
export function nameOf(stream: Value): Suspends<Value> {
  const handled = $handled();
  try {
    return getattrOr(stream, "name");
  } catch (error) {
    if (!isinstance($caught(error, null), ValueError)) throw $reraise(error);
    $uncaught(handled);
    return undefined;
  }
}

@pyclass("_io.BufferedReader", { builtin: true, positional: true, doc: "Create a new buffered reader using the given readable raw IO object." })
export class BufferedReader extends Buffered {
  __init__(raw: Value, buffer_size: Value = DEFAULT_BUFFER_SIZE): Suspends<null> {
    const size = toSsize(buffer_size);
    if (!truth(callMethod(raw, "readable"))) throw new UnsupportedOperation("File or stream is not readable.");
    this.$start(raw, size);
    return null;
  }

  writable(): boolean {
    return false;
  }

  write(_data: Value): Value {
    throw new UnsupportedOperation("write");
  }
}

@pyclass("_io.BufferedWriter", {
  builtin: true,
  positional: true,
  doc: "A buffer for a writeable sequential RawIO object.\n\nThe constructor creates a BufferedWriter for the given writeable raw\nstream. If the buffer_size is not given, it defaults to\nDEFAULT_BUFFER_SIZE.",
})
export class BufferedWriter extends Buffered {
  __init__(raw: Value, buffer_size: Value = DEFAULT_BUFFER_SIZE): Suspends<null> {
    const size = toSsize(buffer_size);
    if (!truth(callMethod(raw, "writable"))) throw new UnsupportedOperation("File or stream is not writable.");
    this.$start(raw, size);
    return null;
  }

  readable(): boolean {
    return false;
  }

  read(_size: Value = -1): Value {
    throw new UnsupportedOperation("read");
  }

  read1(_size: Value = -1): Value {
    throw new UnsupportedOperation("read1");
  }

  readline(_size: Value = -1): Value {
    throw new UnsupportedOperation("read");
  }

  readinto(_buffer: Value): Value {
    throw new UnsupportedOperation("read");
  }

  readinto1(_buffer: Value): Value {
    throw new UnsupportedOperation("read1");
  }

  peek(_size: Value = 0): Value {
    throw new UnsupportedOperation("peek");
  }
}

@pyclass("_io.BufferedRandom", {
  builtin: true,
  positional: true,
  doc: "A buffered interface to random access streams.\n\nThe constructor creates a reader and writer for a seekable stream,\nraw, given in the first argument. If the buffer_size is omitted it\ndefaults to DEFAULT_BUFFER_SIZE.",
})
export class BufferedRandom extends Buffered {
  __init__(raw: Value, buffer_size: Value = DEFAULT_BUFFER_SIZE): Suspends<null> {
    const size = toSsize(buffer_size);
    if (!truth(callMethod(raw, "seekable"))) throw new UnsupportedOperation("File or stream is not seekable.");
    if (!truth(callMethod(raw, "readable"))) throw new UnsupportedOperation("File or stream is not readable.");
    if (!truth(callMethod(raw, "writable"))) throw new UnsupportedOperation("File or stream is not writable.");
    this.$start(raw, size);
    return null;
  }
}

@pyclass("_io.BufferedRWPair", {
  builtin: true,
  positional: true,
  doc: "A buffered reader and writer object together.\n\nA buffered reader object and buffered writer object put together to\nform a sequential IO object that can read and write. This is typically\nused with a socket or two-way pipe.\n\nreader and writer are RawIOBase objects that are readable and\nwriteable respectively. If the buffer_size is omitted it defaults to\nDEFAULT_BUFFER_SIZE.",
})
export class BufferedRWPair extends BufferedIOBase {
  declare $reader: BufferedReader;
  declare $writer: BufferedWriter;

  __init__(reader: Value, writer: Value, buffer_size: Value = DEFAULT_BUFFER_SIZE): Suspends<null> {
    this.$reader = call(BufferedReader, reader, buffer_size) as BufferedReader; // both ask the objects: Python code
    this.$writer = call(BufferedWriter, writer, buffer_size) as BufferedWriter;
    return null;
  }

  get closed(): Suspends<boolean> {
    if ((this.$writer as Value) === undefined) throw new RuntimeError("the BufferedRWPair object is being garbage-collected");
    return this.$writer.$isClosed();
  }

  /** Each of the two, once there is one. */
  $begun<T>(part: T | undefined): T {
    if (part === undefined) throw new ValueError("I/O operation on uninitialized object");
    return part;
  }

  read(size: Value = -1): Suspends<Value> {
    return this.$begun(this.$reader).read(size);
  }

  read1(size: Value = -1): Suspends<Value> {
    return this.$begun(this.$reader).read1(size);
  }

  peek(size: Value = 0): Suspends<Value> {
    return this.$begun(this.$reader).peek(size);
  }

  readline(size: Value = -1): Suspends<Value> {
    return this.$begun(this.$reader).readline(size);
  }

  write(data: Value): Suspends<Value> {
    return this.$begun(this.$writer).write(data);
  }

  flush(): Suspends<null> {
    return this.$begun(this.$writer).flush();
  }

  readable(): Suspends<Value> {
    return this.$begun(this.$reader).readable();
  }

  writable(): Suspends<Value> {
    return this.$begun(this.$writer).writable();
  }

  isatty(): Suspends<Value> {
    return truth(this.$begun(this.$reader).isatty()) || truth(this.$begun(this.$writer).isatty());
  }

  close(): Suspends<null> {
    const writer = this.$begun(this.$writer);
    const reader = this.$begun(this.$reader);
    isOver(this);
    return closeAfter(writer, "close", reader);
  }
}

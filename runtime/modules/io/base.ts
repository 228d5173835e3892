/**
 * base - what all streams share: closing, lines, `with`, and the refusals of what a stream cannot do.
 *
 * Mirrors     Modules/_io/iobase.c of CPython 3.13
 * Suspends    everything: a subclass may override what it calls
 * Calls back  close, flush, read, readline, seek of subclasses
 */
import { indexOf, toSize } from "../../objects/protocols/index.js";
import { exceptionType, OSError, StopIteration, TypeError, ValueError } from "../../objects/exceptions.js";
import { lookup, PyObject, typeOf, type PyType, type Value } from "../../objects/object.js";
import { pyclass } from "../../objects/register.js";
import { $getattr } from "../../objects/attributes.js";
import { callMethod } from "../../objects/protocols/call.js";
import { len } from "../../objects/protocols/len.js";
import { typeName } from "../../objects/typename.js";
import { END, iterate as $iter } from "../../objects/iterator.js";
import { truth } from "../../objects/protocols/bool.js";
import { bufferInfo, bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes, ByteArray, MemoryView } from "../../objects/bytes/data.js";
import { concatBytes } from "./decoding.js";
import { $caught, $handled, $uncaught } from "../../objects/raise.js";
import { ENDS_OF_SOME, hasEnd, isLibraryClass, track } from "../../lifetimes/settle.js";
import { disown, endingOf, lives } from "../../lifetimes/tracked.js";
import { reportUnraisable } from "../unraisable.js";
import type { Suspends } from "../../frames/suspend.js";

/** Bytes. */
export const DEFAULT_BUFFER_SIZE = 8192;

/** io.UnsupportedOperation: both an OSError and a ValueError. */
export const UnsupportedOperation = exceptionType("UnsupportedOperation", null, "", [OSError, ValueError]);
UnsupportedOperation.$module = "io";

function unsupported(name: string): never {
  throw new UnsupportedOperation(name);
}

/** Raises ValueError if the stream says that it is closed. */
export function checkClosed(stream: Value): Suspends<void> {
  if (truth($getattr(stream, "closed"))) throw new ValueError("I/O operation on closed file.");
}

@pyclass("_io._IOBase", {
  builtin: true,
  positional: true,
  doc: "The abstract base class for all I/O classes.\n\nThis class provides dummy implementations for many methods that\nderived classes can override selectively; the default implementations\nrepresent a file that cannot be read, written or seeked.\n\nEven though IOBase does not declare read, readinto, or write because\ntheir signatures will vary, implementations and clients should\nconsider those methods part of the interface. Also, implementations\nmay raise UnsupportedOperation when operations they do not support are\ncalled.\n\nThe basic type used for binary data read from or written to a file is\nbytes. Other bytes-like objects are accepted as method arguments too.\nIn some cases (such as readinto), a writable object is required. Text\nI/O classes work with str data.\n\nNote that calling any method (except additional calls to close(),\nwhich are ignored) on a closed stream should raise a ValueError.\n\nIOBase (and its subclasses) support the iterator protocol, meaning\nthat an IOBase object can be iterated over yielding the lines in a\nstream.\n\nIOBase also supports the :keyword:`with` statement. In this example,\nfp is closed after the suite of the with statement is complete:\n\nwith open('spam.txt', 'r') as fp:\n    fp.write('Spam and eggs!')\n",
})
export class IOBase extends PyObject {
  declare $closed: boolean | undefined;

  get closed(): boolean {
    return this.$closed === true;
  }

  close(): Suspends<null> {
    if (this.$closed !== true) {
      try {
        callMethod(this, "flush");
      } finally {
        this.$closed = true;
      }
    }
    isOver(this);
    return null;
  }

  /** A stream that nobody has any more is closed. */
  __del__(): Suspends<null> {
    const handled = $handled();
    try {
      if (truth($getattr(this, "closed"))) return null;
    } catch (thrown) {
      $caught(thrown, null); // it was never begun
      $uncaught(handled);
    }
    try {
      callMethod(this, "close");
    } catch (thrown) {
      reportUnraisable($caught(thrown, null), null, this);
      $uncaught(handled);
    }
    return null;
  }

  flush(): Suspends<null> {
    if (truth($getattr(this, "closed"))) throw new ValueError("I/O operation on closed file.");
    return null;
  }

  seek(_offset: Value, _whence: Value = 0): Value {
    unsupported("seek");
  }

  tell(): Suspends<Value> {
    return callMethod(this, "seek", 0, 1);
  }

  truncate(_size: Value = null): Value {
    unsupported("truncate");
  }

  fileno(): Value {
    unsupported("fileno");
  }

  isatty(): Suspends<boolean> {
    checkClosed(this);
    return false;
  }

  readable(): boolean {
    return false;
  }

  writable(): boolean {
    return false;
  }

  seekable(): boolean {
    return false;
  }

  _checkClosed(): Suspends<null> {
    checkClosed(this);
    return null;
  }

  _checkReadable(): Suspends<null> {
    if (!truth(callMethod(this, "readable"))) unsupported("File or stream is not readable.");
    return null;
  }

  _checkWritable(): Suspends<null> {
    if (!truth(callMethod(this, "writable"))) unsupported("File or stream is not writable.");
    return null;
  }

  _checkSeekable(): Suspends<null> {
    if (!truth(callMethod(this, "seekable"))) unsupported("File or stream is not seekable.");
    return null;
  }

  __enter__(): Suspends<Value> {
    checkClosed(this);
    return this;
  }

  __exit__(..._error: Value[]): Suspends<null> {
    callMethod(this, "close");
    return null;
  }

  __iter__(): Suspends<Value> {
    checkClosed(this);
    return this;
  }

  __next__(): Suspends<Value> {
    const line = callMethod(this, "readline");
    if (!truth(line)) throw new StopIteration();
    return line;
  }

  /** Streams are their own iterators: the raw protocol. */
  $next(): Suspends<Value> {
    const line = callMethod(this, "readline");
    return truth(line) ? line : END;
  }

  readline(size: Value = -1): Suspends<Value> {
    const limit = optionalSize(size) ?? -1;
    const parts: Uint8Array[] = [];
    let total = 0;
    while (limit < 0 || total < limit) {
      const piece = callMethod(this, "read", 1);
      if (piece === null) break;
      const data = bufferOf(piece);
      if (data === undefined) throw new OSError(`read() should have returned a bytes object, not '${typeOf(piece).$name}'`);
      if (data.length === 0) break;
      parts.push(data);
      total += data.length;
      if (data[data.length - 1] === 10) break;
    }
    return new Bytes(concatBytes(parts));
  }

  readlines(hint: Value = -1): Suspends<Value[]> {
    const limit = optionalSize(hint) ?? -1;
    const lines: Value[] = [];
    let total = 0;
    const it = $iter(this);
    for (let line = it.$next(); line !== END; line = it.$next()) {
      lines.push(line);
      if (limit <= 0) continue;
      total += len(line);
      if (total >= this.$enough(limit)) break;
    }
    return lines;
  }

  /** Characters after which readlines() stops. */
  $enough(hint: number): number {
    return hint + 1;
  }

  writelines(lines: Value): Suspends<null> {
    checkClosed(this);
    const it = $iter(lines);
    for (let line = it.$next(); line !== END; line = it.$next()) callMethod(this, "write", line);
    return null;
  }
}

const ownDel: Value = lookup(IOBase as Value as PyType, "__del__");

/** Would a script see that a stream of this class is closed? */
function isSeen(cls: PyType): boolean {
  for (const base of cls.$mro) {
    if (base === (IOBase as Value)) return false;
    if (base.$heap && (base.$dict.has("close") || base.$dict.has("flush")) && !isLibraryClass(base)) return true;
  }
  return false;
}
ENDS_OF_SOME.set(ownDel, isSeen);

/** A stream is closed: its end is nobody's business any more, unless its class says what is to happen then. */
export function isOver(stream: IOBase): void {
  if (lives.any && lookup(typeOf(stream), "__del__") === ownDel) disown(stream);
}

/** A stream over one that has an end of its own has one too: it may hold back something, and closes the other. */
export function endsWith(stream: IOBase, below: Value): void {
  if (typeof below !== "object" || below === null || endingOf(stream) !== undefined) return;
  if (endingOf(below) !== undefined || hasEnd(typeOf(below))) track(stream, typeOf(stream));
}

@pyclass("_io._RawIOBase", { builtin: true, positional: true, doc: "Base class for raw binary I/O." })
export class RawIOBase extends IOBase {
  read(size: Value = -1): Suspends<Value> {
    if (size === null || size < 0) return callMethod(this, "readall");
    const target = new ByteArray(new Uint8Array(Number(size)));
    const got = callMethod(this, "readinto", target);
    if (got === null) return null;
    return new Bytes(bufferOf(target)!.slice(0, got));
  }

  readall(): Suspends<Value> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const piece = callMethod(this, "read", 8192);
      if (piece === null) return parts.length > 0 ? new Bytes(concatBytes(parts)) : null;
      const data = bufferOf(piece);
      if (data === undefined) throw new TypeError("read() should return bytes");
      if (data.length === 0) return new Bytes(concatBytes(parts));
      parts.push(data);
    }
  }

  readinto(_buffer: Value): Value {
    unsupported("readinto");
  }

  write(_data: Value): Value {
    unsupported("write");
  }
}

@pyclass("_io._BufferedIOBase", {
  builtin: true,
  positional: true,
  doc: "Base class for buffered IO objects.\n\nThe main difference with RawIOBase is that the read() method\nsupports omitting the size argument, and does not have a default\nimplementation that defers to readinto().\n\nIn addition, read(), readinto() and write() may raise\nBlockingIOError if the underlying raw stream is in non-blocking\nmode and not ready; unlike their raw counterparts, they will never\nreturn None.\n\nA typical implementation should not inherit from a RawIOBase\nimplementation, but wrap one.\n",
})
export class BufferedIOBase extends IOBase {
  detach(): Value {
    unsupported("detach");
  }

  read(_size: Value = -1): Value {
    unsupported("read");
  }

  read1(_size: Value = -1): Value {
    unsupported("read1");
  }

  write(_data: Value): Value {
    unsupported("write");
  }

  readinto(buffer: Value): Suspends<Value> {
    return readInto(this, buffer, "readinto", "read");
  }

  readinto1(buffer: Value): Suspends<Value> {
    return readInto(this, buffer, "readinto1", "read1");
  }
}

/** A size that may be None, as the C functions of io take it. */
export function optionalSize(size: Value): Suspends<number | null> {
  if (size === null) return null;
  if (indexOf(size) === undefined) throw new TypeError(`argument should be integer or None, not '${typeOf(size).$name}'`);
  return toSize(size);
}

/** The memory that a method of this name may write to. */
export function writableBuffer(buffer: Value, method: string): Uint8Array {
  const target = bufferOf(buffer);
  const readonly =
    buffer instanceof Bytes || buffer?.$value instanceof Bytes || (buffer instanceof MemoryView && buffer.$readonly) || bufferInfo(buffer)?.readonly === true;
  if (target === undefined || readonly) throw new TypeError(`${method}() argument must be read-write bytes-like object, not ${typeName(buffer)}`);
  return target;
}

function readInto(stream: Value, buffer: Value, name: string, method: string): Suspends<Value> {
  const target = writableBuffer(buffer, name);
  const given = callMethod(stream, method, target.length);
  if (!(given instanceof Bytes) && !(given?.$value instanceof Bytes)) throw new TypeError("read() should return bytes");
  const data = bufferOf(given)!;
  if (data.length > target.length) throw new ValueError(`read() returned too much data: ${target.length} bytes requested, ${data.length} returned`);
  target.set(data);
  return data.length;
}

@pyclass("_io._TextIOBase", {
  builtin: true,
  positional: true,
  doc: "Base class for text I/O.\n\nThis class provides a character and line based interface to stream\nI/O. There is no readinto method because Python's character strings\nare immutable.\n",
})
export class TextIOBase extends IOBase {
  get encoding(): Value {
    return null;
  }

  get newlines(): Value {
    return null;
  }

  get errors(): Value {
    return null;
  }

  detach(): Value {
    unsupported("detach");
  }

  read(_size: Value = -1): Value {
    unsupported("read");
  }

  readline(_size: Value = -1): Value {
    unsupported("readline");
  }

  write(_text: Value): Value {
    unsupported("write");
  }
}

/** Flushes a stream, if there is one; errors are nobody's concern (flush_io_stream of Python/pythonrun.c). */
export function flushQuietly(stream: Value): Suspends<void> {
  if (stream === undefined || stream === null) return;
  const before = $handled();
  try {
    callMethod(stream, "flush");
  } catch (thrown) {
    $caught(thrown, null);
    $uncaught(before);
  }
}

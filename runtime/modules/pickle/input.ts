/**
 * input - the bytes of a pickle while it is read: all of a bytes object, or what a file gives piece by piece.
 *
 * Mirrors     Modules/_pickle.c (_Unpickler_ReadFromFile, _Unpickler_Readline, _Unpickler_SkipConsumed)
 * Suspends    need, line, skip: a file's methods
 * Invariants
 *   P4  `at..end` of `data` is there to be read; need(n) makes it at least n bytes, or raises.
 *   P5  The file stands at `taken` of `data`: what was only looked at (peek) is read from it before it is asked again, and when the pickle ends.
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { ByteArray, Bytes, MemoryView } from "../../objects/bytes/data.js";
import { EOFError, NotImplementedError, TypeError } from "../../objects/exceptions.js";
import { isinstance, typeOf, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { $caught, $handled, $reraise, $uncaught } from "../../objects/raise.js";
import { typeName } from "../../objects/typename.js";
import { BytesIO } from "../io/memory.js";
import { UnpicklingError } from "./errors.js";

/** So much of a file is looked at in advance. */
const PREFETCH = 128 * 1024;
const NOTHING = new Uint8Array(0);

export function truncated(): Value {
  return new UnpicklingError("pickle data was truncated");
}

export class Input {
  data: Uint8Array;
  at = 0;
  end: number;
  private taken: number;
  private read: Value = null;
  private readline: Value = null;
  private peek: Value = undefined;
  /** a BytesIO whose memory `data` is */
  private memory: BytesIO | null = null;

  constructor(data: Uint8Array | null) {
    this.data = data ?? NOTHING;
    this.taken = this.end = this.data.length;
  }

  /** From now on the bytes come from a file. */
  open(file: Value): Suspends<void> {
    if (typeOf(file) === (BytesIO as Value)) {
      this.memory = file as BytesIO;
      return;
    }
    this.peek = getattrOr(file, "peek");
    const read = getattrOr(file, "read");
    const readline = getattrOr(file, "readline");
    if (read === undefined || readline === undefined) throw new TypeError("file must have 'read' and 'readline' attributes");
    this.read = read;
    this.readline = readline;
  }

  /** Before a pickle is read. */
  start(): void {
    const { memory } = this;
    if (memory === null) return;
    memory.$check();
    this.set(memory.$data.subarray(memory.$at, Math.max(memory.$at, memory.$length)));
  }

  private set(data: Uint8Array): void {
    this.data = data;
    this.at = 0;
    this.taken = this.end = data.length;
  }

  /** Makes `n` bytes available. */
  need(n: number): Suspends<void> {
    if (this.at + n > this.end && !this.fill(n)) throw truncated();
  }

  /** The code of the next instruction. */
  opcode(): Suspends<number> {
    if (this.at >= this.end && !this.fill(1)) throw new EOFError("Ran out of input");
    return this.data[this.at++] as number;
  }

  private fill(n: number): Suspends<boolean> {
    if (this.read === null) return false;
    this.skip();
    if (this.peek !== undefined && n < PREFETCH && this.lookAhead(n)) return true;
    this.set(bytesOf(call(this.read, n), "read"));
    return this.end >= n;
  }

  private lookAhead(n: number): Suspends<boolean> {
    const handled = $handled();
    try {
      this.set(bytesOf(call(this.peek, PREFETCH), "peek"));
      this.taken = 0;
      return this.end >= n;
    } catch (e) {
      const error = $caught(e, null);
      if (!isinstance(error, NotImplementedError)) throw $reraise(error);
      $uncaught(handled);
      this.peek = undefined;
      return false;
    }
  }

  /** Takes from the file what was looked at and used. */
  skip(): Suspends<void> {
    if (this.memory !== null) {
      this.memory.$at += this.at;
      this.set(NOTHING);
      return;
    }
    const used = this.at - this.taken;
    if (used <= 0) return;
    this.taken = this.at;
    call(this.read, used);
  }

  /** A line: it ends before the result and its newline, and `at` is moved behind that. It begins at `lineStart`. */
  line(): Suspends<number> {
    const stop = this.data.indexOf(10, this.at);
    if (stop >= 0 && stop < this.end) {
      this.lineStart = this.at;
      this.at = stop + 1;
      return stop;
    }
    return this.nextLine();
  }
  lineStart = 0;

  /** A line with something on it, as names of modules and in modules must be. */
  nameLine(): Suspends<number> {
    const stop = this.line();
    if (stop === this.lineStart) throw truncated();
    return stop;
  }

  private nextLine(): Suspends<number> {
    if (this.read === null) throw truncated();
    this.skip();
    this.set(bytesOf(call(this.readline), "readline"));
    const stop = this.end - 1;
    if (stop < 0 || this.data[stop] !== 10) throw truncated();
    this.lineStart = 0;
    this.at = this.end;
    return stop;
  }
}

function bytesOf(x: Value, method: string): Uint8Array {
  if (x instanceof Bytes || x instanceof ByteArray || x instanceof MemoryView || x?.$value instanceof Bytes) return bufferOf(x) as Uint8Array;
  throw new TypeError(`${method}() returned non-bytes object (${typeName(x)})`);
}

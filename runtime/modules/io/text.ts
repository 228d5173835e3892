/**
 * text - a text stream over a binary one: encoding, newlines, line buffering.
 *
 * Mirrors     Modules/_io/textio.c of CPython 3.13
 * Suspends    whatever reaches the binary stream
 * Calls back  read1, write, flush, close of the binary stream, where it is a class of the script's own
 * Differs     tell() gives the byte position; CPython's cookie also holds the decoder's state (only encodings with a state show it)
 */
import { endsWith, TextIOBase, UnsupportedOperation } from "./base.js";
import { BufferedWriter, BufferedReader, BufferedRandom, closeAfter, nameOf } from "./buffered.js";
import { defaultEncoding, warnOfDefault } from "./defaults.js";
import { FileIO } from "./fileio.js";
import { listWriter } from "./writers.js";
import { OSError, StopIteration, TypeError, ValueError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { stringOf } from "../../objects/str.js";
import { pyclass } from "../../objects/register.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { callMethod } from "../../objects/protocols/call.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { repr } from "../../objects/protocols/repr.js";
import { truth } from "../../objects/protocols/bool.js";
import { typeName } from "../../objects/typename.js";
import { toLong, toSsize } from "../../objects/protocols/index.js";
import { lt } from "../../objects/protocols/compare.js";
import { encode, encodeForStream } from "../../objects/bytes/codecs.js";
import { canonicalName, decoderOf, TextDecoding, textEncoding } from "./decoding.js";
import { LF, lineEnds, lineEndsOf } from "./newlines.js";
import { isAscii } from "../../objects/str/case.js";
import { pointCount, pointSlice } from "../../objects/str/points.js";
import { END } from "../../objects/iterator.js";
import type { Suspends } from "../../frames/suspend.js";

/** Characters kept back before they are encoded. */
const CHUNK = 8192;

/** Encodings whose streams begin with a mark, and what encodes the rest of them. */
const MARKED: Readonly<Record<string, string>> = { "utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8" };

/** Encodings of one byte a character that have ASCII in them. */
const NARROW = /^(?:ascii|iso8859-\d+|cp125\d|koi8-[ru])$/;

@pyclass("_io.TextIOWrapper", {
  builtin: true,
  positional: true,
  doc: "Character and line based layer over a BufferedIOBase object, buffer.\n\nencoding gives the name of the encoding that the stream will be\ndecoded or encoded with. It defaults to locale.getencoding().\n\nerrors determines the strictness of encoding and decoding (see\nhelp(codecs.Codec) or the documentation for codecs.register) and\ndefaults to \"strict\".\n\nnewline controls how line endings are handled. It can be None, '',\n'\\n', '\\r', and '\\r\\n'.  It works as follows:\n\n* On input, if newline is None, universal newlines mode is\n  enabled. Lines in the input can end in '\\n', '\\r', or '\\r\\n', and\n  these are translated into '\\n' before being returned to the\n  caller. If it is '', universal newline mode is enabled, but line\n  endings are returned to the caller untranslated. If it has any of\n  the other legal values, input lines are only terminated by the given\n  string, and the line ending is returned to the caller untranslated.\n\n* On output, if newline is None, any '\\n' characters written are\n  translated to the system default line separator, os.linesep. If\n  newline is '' or '\\n', no translation takes place. If newline is any\n  of the other legal values, any '\\n' characters written are translated\n  to the given string.\n\nIf line_buffering is True, a call to flush is implied when a call to\nwrite contains a newline character.",
})
export class TextIOWrapper extends TextIOBase {
  __reduce__(): Value {
    throw new TypeError(`cannot pickle '${typeOf(this).$name}' instances`);
  }
  __reduce_ex__(_protocol: Value): Value {
    throw new TypeError(`cannot pickle '${typeOf(this).$name}' instances`);
  }

  declare $buffer: Value;
  declare $encoding: string;
  declare $errors: string;
  declare $utf8: boolean;
  /** bytes of ASCII are the text: of an encoding of one byte a character */
  declare $narrow: boolean;
  /** null: universal, translated; "": universal, kept; else the only line end */
  declare $newline: string | null;
  declare $lineBuffering: boolean;
  declare $writeThrough: boolean;
  /** what was written and not passed on: text for UTF-8, a byte a character for other encodings */
  declare $out: string;
  /** how many bytes its first `$countedTo` units are */
  declare $counted: number;
  declare $countedTo: number;
  /** what is written next begins a stream with a mark; undefined: nobody has looked yet */
  declare $begins: boolean | undefined;
  /** text decoded and not yet given */
  declare $in: string;
  /** bytes that are read at once, characters that are kept back */
  declare $chunk: number;
  declare $decoding: TextDecoding | null;
  /** the last piece with its own line ends, if some were changed */
  declare $raw: string | null;
  declare $ended: boolean;
  /** the line ends seen, as `lineEnds` takes them */
  declare $seen: number;
  declare $listed: boolean;
  declare $found: boolean;
  /** lines are taken by `next()`, and there may be more */
  declare $iterated: boolean;
  declare mode: Value;

  __init__(
    buffer: Value,
    encoding: Value = null,
    errors: Value = null,
    newline: Value = null,
    line_buffering: Value = false,
    write_through: Value = false,
  ): Suspends<null> {
    this.$buffer = undefined;
    const named = given("TextIOWrapper", "encoding", encoding, true);
    const handler = given("TextIOWrapper", "errors", errors, true);
    const ends = newlineOf("TextIOWrapper", newline, true);
    if (named === null) warnOfDefault(1);
    this.$buffer = buffer;
    const known = named === null ? defaultEncoding() : named === "locale" ? "UTF-8" : named;
    this.$encodes(textEncoding(known));
    this.$encoding = known;
    this.$errors = handler ?? "strict";
    this.$newline = ends;
    this.$lineBuffering = truth(line_buffering);
    this.$writeThrough = truth(write_through);
    this.$chunk = CHUNK;
    this.$out = "";
    this.$counted = this.$countedTo = 0;
    this.$begins = undefined;
    this.$in = "";
    this.$decoding = null;
    this.$raw = null;
    this.$ended = false;
    this.$seen = 0;
    this.$listed = false;
    this.$found = false;
    this.$iterated = false;
    endsWith(this, buffer);
    return null;
  }

  get _CHUNK_SIZE(): Value {
    return this.$chunk;
  }

  set _CHUNK_SIZE(size: Value) {
    const chunk = toSsize(size);
    if (chunk <= 0) throw new ValueError("a strictly positive integer is required");
    this.$chunk = chunk;
  }

  get buffer(): Value {
    return this.$buffer;
  }

  get encoding(): Value {
    return this.$encoding;
  }

  get errors(): Value {
    return this.$errors;
  }

  get newlines(): Value {
    return lineEnds(this.$seen);
  }

  get line_buffering(): boolean {
    return this.$lineBuffering;
  }

  get write_through(): boolean {
    return this.$writeThrough;
  }

  $isClosed(): Suspends<boolean> {
    const { $buffer } = this;
    if ($buffer === undefined) throw new ValueError("I/O operation on uninitialized object");
    if ($buffer === null) return false;
    return $buffer instanceof BufferedWriter || $buffer instanceof BufferedReader ? $buffer.$isClosed() : truth($getattr($buffer, "closed"));
  }

  get closed(): Suspends<boolean> {
    return this.$isClosed();
  }

  get name$(): Suspends<Value> {
    return $getattr(this.$buffer, "name");
  }

  $check(): Suspends<void> {
    const { $buffer } = this;
    if ($buffer === null) throw new ValueError("underlying buffer has been detached");
    if ($buffer === undefined) throw new ValueError("I/O operation on uninitialized object");
    if (this.$isClosed()) throw new ValueError("I/O operation on closed file.");
  }

  write(text: Value): Suspends<Value> {
    if (typeof text !== "string") {
      if (text !== null && typeof text.$value === "string") return this.write(text.$value);
      throw new TypeError(`write() argument must be str, not ${typeOf(text).$name}`);
    }
    this.$check();
    const { $buffer } = this;
    if (!($buffer instanceof BufferedWriter) && !truth(callMethod($buffer, "writable"))) throw new UnsupportedOperation("not writable");
    this.$write(text);
    return pointCount(text);
  }

  /** Gives up what was written and not passed on. */
  $forget(): void {
    this.$out = "";
    this.$counted = this.$countedTo = 0;
    if (this.$buffer instanceof BufferedWriter) this.$buffer.$forget();
  }

  $unwritten(): Suspends<Uint8Array | undefined> {
    return this.$out === "" ? undefined : this.$bytes();
  }

  $file(): FileIO | undefined {
    const { $buffer } = this;
    return $buffer instanceof BufferedWriter || $buffer instanceof BufferedRandom ? $buffer.$file() : undefined;
  }

  /** The way of print(): no checks but the encoding's. */
  $write(text: string): Suspends<void> {
    if (!this.$listed) listWriter(this);
    const { $newline } = this;
    const whole = $newline === null || $newline === "" || $newline === "\n" ? text : text.replaceAll("\n", $newline);
    const isFull = this.$add(whole);
    if (this.$in !== "" || this.$decoding !== null) this.$rewind();
    if (this.$lineBuffering && (text.includes("\n") || text.includes("\r"))) {
      this.$passOn();
      callMethod(this.$buffer, "flush");
    } else if (this.$writeThrough || isFull) this.$passOn();
  }

  /** Adds to what is held back; whether that is a chunk now. */
  $add(text: string): Suspends<boolean> {
    if (!(this.$utf8 ? text.isWellFormed() : this.$narrow && isAscii(text))) {
      this.$hold(this.$encodeNext(text));
      return this.$out.length >= this.$chunk;
    }
    if (!this.$mayBeFull(text)) {
      this.$out += text;
      return false;
    }
    const count = this.$bytesOf(text);
    if (count >= this.$chunk) this.$passOn();
    this.$out += text;
    this.$counted += count;
    this.$countedTo = this.$out.length;
    return this.$counted >= this.$chunk;
  }

  /** Whether a text more may make a chunk: a unit is three bytes at most. If so, all that is held back has been counted. */
  $mayBeFull(text: string): boolean {
    const most = this.$utf8 ? 3 : 1;
    if (this.$counted + (this.$out.length - this.$countedTo + text.length) * most < this.$chunk) return false;
    this.$counted += this.$bytesOf(this.$out.slice(this.$countedTo));
    this.$countedTo = this.$out.length;
    return this.$counted + text.length * most >= this.$chunk;
  }

  $bytesOf(text: string): number {
    return this.$utf8 ? Buffer.byteLength(text) : text.length;
  }

  /** Whether a text more makes a chunk. */
  $fills(text: string): boolean {
    return this.$mayBeFull(text) && this.$counted + this.$bytesOf(text) >= this.$chunk;
  }

  $encodes(encoding: string): void {
    this.$utf8 = encoding === "utf-8";
    this.$narrow = NARROW.test(encoding);
  }

  /** Keeps back what was encoded. */
  $hold(data: Uint8Array): Suspends<void> {
    if (!this.$utf8) this.$out += Buffer.from(data.buffer, data.byteOffset, data.length).toString("latin1");
    else {
      this.$passOn();
      this.$put(data);
    }
  }

  /** The bytes of text that is not at the beginning of a stream. */
  $encode(text: string): Suspends<Uint8Array> {
    if (this.$utf8 && text.isWellFormed()) return Buffer.from(text, "utf8");
    return encodeForStream(text, MARKED[canonicalName(this.$encoding)] ?? this.$encoding, this.$errors);
  }

  /** The bytes of what is written next. */
  $encodeNext(text: string): Suspends<Uint8Array> {
    if (MARKED[canonicalName(this.$encoding)] === undefined) return this.$encode(text);
    this.$begins ??= !truth(callMethod(this.$buffer, "seekable")) || callMethod(this.$buffer, "tell") === 0;
    if (!this.$begins) return this.$encode(text);
    const bytes = encodeForStream(text, this.$encoding, this.$errors);
    this.$begins = false;
    return bytes;
  }

  $bytes(): Uint8Array {
    return Buffer.from(this.$out, this.$utf8 ? "utf8" : "latin1");
  }

  $passOn(): Suspends<void> {
    if (this.$out === "") return;
    const data = this.$bytes();
    this.$out = "";
    this.$counted = this.$countedTo = 0;
    this.$put(data);
  }

  $put(data: Uint8Array): Suspends<void> {
    const { $buffer } = this;
    if (($buffer instanceof BufferedWriter || $buffer instanceof BufferedRandom) && ($buffer as Value).write === ownWrite) {
      $buffer.$dropAhead();
      $buffer.$put(data);
    } else callMethod($buffer, "write", new Bytes(data));
  }

  flush(): Suspends<null> {
    this.$check();
    this.$iterated = false;
    this.$passOn();
    callMethod(this.$buffer, "flush");
    return null;
  }

  // ------------------------------------------------------------- reading

  $canRead(): Suspends<void> {
    this.$check();
    const { $buffer } = this;
    if (!($buffer instanceof BufferedReader) && !truth(callMethod($buffer, "readable"))) throw new UnsupportedOperation("not readable");
    this.$passOn();
  }

  /** Decodes one more piece; false at the end. */
  $more(size: number): Suspends<boolean> {
    if (this.$ended) return false;
    const { $buffer } = this;
    const method = $buffer instanceof BufferedReader || hasRead1($buffer) ? "read1" : "read";
    const piece = callMethod($buffer, method, size);
    const data = bufferOf(piece);
    if (data === undefined) throw new TypeError(`underlying ${method}() should have returned a bytes-like object, not '${typeOf(piece).$name}'`);
    this.$decoding ??= new TextDecoding(this.$encoding, canonicalName(this.$encoding), this.$errors, decoderOf(this.$encoding, this.$errors));
    const end = data.length === 0;
    const before = this.$in;
    this.$in = ""; // what cannot be decoded takes with it what stands before it
    const text = this.$translate(this.$decoding.feed(data, end), end);
    this.$in = before + text;
    if (end) {
      this.$ended = true;
      return text !== "";
    }
    return true;
  }

  /** A \r at the end of a piece waits for the next one. */
  $translate(text: string, end: boolean): string {
    this.$raw = null;
    if (this.$newline !== null && this.$newline !== "") return text;
    if (!text.includes("\r") && !this.$decoding!.carried) {
      if (text.includes("\n")) this.$seen |= LF;
      return text;
    }
    let whole = (this.$decoding!.carried ? "\r" : "") + text;
    this.$decoding!.carried = false;
    if (!end && whole.endsWith("\r")) {
      this.$decoding!.carried = true;
      whole = whole.slice(0, -1);
    }
    this.$seen |= lineEndsOf(whole);
    if (this.$newline !== null) return whole;
    this.$raw = whole;
    return whole.replace(/\r\n?/g, "\n");
  }

  read(size: Value = -1): Suspends<Value> {
    this.$canRead();
    if (size === null || size < 0) {
      while (this.$more(65536));
      const all = this.$in;
      this.$in = "";
      this.$ended = false;
      return all;
    }
    const count = Number(size);
    for (let missing = count - pointCount(this.$in); missing > 0 && this.$more(Math.max(this.$chunk, missing)); missing = count - pointCount(this.$in));
    const text = pointSlice(this.$in, 0, count);
    this.$in = this.$in.slice(text.length);
    if (this.$in === "") this.$ended = false;
    return text;
  }

  readline(size: Value = -1): Suspends<Value> {
    if (size !== null && typeof size !== "number") throw new TypeError(`'${typeOf(size).$name}' object cannot be interpreted as an integer`);
    this.$canRead();
    const limit = size === null || size < 0 ? Infinity : Number(size);
    let from = 0;
    for (;;) {
      const end = this.$lineEnd(from);
      if (end >= 0 && end <= limit) return this.$give(end);
      if (this.$in.length >= limit) return this.$give(limit);
      from = Math.max(0, this.$in.length - 1);
      if (!this.$more(this.$chunk)) {
        this.$ended = false;
        return this.$give(this.$in.length);
      }
    }
  }

  /** End of the first line of what was decoded, or -1. */
  $lineEnd(from: number): number {
    const { $newline, $in } = this;
    if ($newline === "") {
      const match = /\r\n?|\n/g;
      match.lastIndex = from;
      const found = match.exec($in);
      if (found === null || (found[0] === "\r" && found.index === $in.length - 1 && !this.$ended)) return -1;
      return found.index + found[0].length;
    }
    const mark = $newline ?? "\n";
    const at = $in.indexOf(mark, from);
    return at < 0 ? -1 : at + mark.length;
  }

  $give(end: number): string {
    const line = this.$in.slice(0, end);
    this.$in = this.$in.slice(end);
    return line;
  }

  override __next__(): Suspends<Value> {
    const line = this.$next();
    if (line === END) throw new StopIteration();
    return line;
  }

  override $next(): Suspends<Value> {
    this.$iterated = true;
    const line = this.readline === ownReadline ? this.readline() : callMethod(this, "readline");
    if (line !== "") return line;
    this.$iterated = false;
    return END;
  }

  // ------------------------------------------------------------- position

  /** How many bytes what was read ahead has. */
  $ahead(): Suspends<number> {
    const pending = this.$decoding === null ? 0 : this.$decoding.pendingBytes();
    return this.$encode(this.$untranslated()).length + pending;
  }

  /** What is still to be given, with its line ends as they are in the file: it all stands in the last piece that was read. */
  $untranslated(): string {
    const raw = this.$raw;
    if (raw === null || this.$in === "") return this.$in;
    let at = raw.length;
    for (let left = this.$in.length; left > 0 && at > 0; left--) {
      at--;
      if (at > 0 && raw[at] === "\n" && raw[at - 1] === "\r") at--;
    }
    return raw.slice(at);
  }

  /** Forgets what was read ahead and moves the binary stream back by it. Where it cannot be moved, what it gave is still to be given. */
  $rewind(): Suspends<void> {
    if (!truth(callMethod(this.$buffer, "seekable"))) return;
    const ahead = this.$ahead();
    this.$in = "";
    this.$decoding = this.$decoding === null ? null : this.$decoding.elsewhere();
    this.$ended = false;
    if (ahead > 0) callMethod(this.$buffer, "seek", -ahead, 1);
  }

  tell(): Suspends<Value> {
    this.$check();
    if (!truth(callMethod(this.$buffer, "seekable"))) throw new UnsupportedOperation("underlying stream is not seekable");
    if (this.$iterated) throw new OSError("telling position disabled by next() call");
    this.$passOn();
    callMethod(this, "flush");
    const ahead = this.$ahead();
    return Number(callMethod(this.$buffer, "tell")) - ahead;
  }

  seek(cookie: Value, whence: Value = 0): Suspends<Value> {
    whence = toLong(whence);
    this.$check();
    if (!truth(callMethod(this.$buffer, "seekable"))) throw new UnsupportedOperation("underlying stream is not seekable");
    if (whence === 1) {
      if (cookie !== 0) throw new UnsupportedOperation("can't do nonzero cur-relative seeks");
      cookie = callMethod(this, "tell");
      whence = 0;
    }
    if (whence === 2 && cookie !== 0) throw new UnsupportedOperation("can't do nonzero end-relative seeks");
    if (whence !== 0 && whence !== 2) throw new ValueError(`invalid whence (${String(whence)}, should be 0, 1 or 2)`);
    if (whence === 0 && truth(lt(cookie, 0))) throw new ValueError(`negative seek position ${String(cookie)}`);
    callMethod(this, "flush");
    this.$in = "";
    this.$ended = false;
    const at = callMethod(this.$buffer, "seek", cookie, whence);
    this.$decoding = this.$decoding === null || at === 0 ? null : this.$decoding.elsewhere();
    this.$begins = at === 0;
    return at;
  }

  truncate(pos: Value = null): Suspends<Value> {
    callMethod(this, "flush");
    return callMethod(this.$buffer, "truncate", pos ?? this.tell());
  }

  // ------------------------------------------------------------- the rest

  close(): Suspends<null> {
    if (this.$buffer === null || this.$buffer === undefined || this.$isClosed()) return null;
    return closeAfter(this, "flush", this.$buffer);
  }

  detach(): Suspends<Value> {
    callMethod(this, "flush");
    const { $buffer } = this;
    this.$buffer = null;
    return $buffer;
  }

  fileno(): Suspends<Value> {
    this.$check();
    return callMethod(this.$buffer, "fileno");
  }

  isatty(): Suspends<Value> {
    this.$check();
    return callMethod(this.$buffer, "isatty");
  }

  seekable(): Suspends<Value> {
    this.$check();
    return callMethod(this.$buffer, "seekable");
  }

  readable(): Suspends<Value> {
    this.$check();
    return callMethod(this.$buffer, "readable");
  }

  writable(): Suspends<Value> {
    this.$check();
    return callMethod(this.$buffer, "writable");
  }

  reconfigure({
    encoding = null,
    errors = null,
    newline = undefined,
    line_buffering = null,
    write_through = null,
  }: {
    encoding?: Value;
    errors?: Value;
    newline?: Value;
    line_buffering?: Value;
    write_through?: Value;
  } = {}): Suspends<null> {
    if (this.$in !== "" && (encoding !== null || errors !== null || newline !== undefined)) {
      throw new UnsupportedOperation("It is not possible to set the encoding or newline of stream after the first read");
    }
    const ends = newline === undefined ? undefined : newlineOf("reconfigure", newline);
    const byLine = line_buffering === null ? this.$lineBuffering : toLong(line_buffering) !== 0;
    const through = write_through === null ? this.$writeThrough : toLong(write_through) !== 0;
    callMethod(this, "flush");
    const named = given("reconfigure", "encoding", encoding);
    const handler = given("reconfigure", "errors", errors);
    if (named !== null) {
      const known = named === "locale" ? "UTF-8" : named;
      this.$encodes(textEncoding(known));
      this.$encoding = known;
      this.$begins = undefined;
      this.$errors = handler ?? "strict";
    } else if (handler !== null) this.$errors = handler;
    if (ends !== undefined) this.$newline = ends;
    this.$lineBuffering = byLine;
    this.$writeThrough = through;
    return null;
  }

  __repr__(): Suspends<string> {
    if (this.$buffer === undefined) throw new ValueError("I/O operation on uninitialized object");
    const name = nameOf(this);
    const mode = getattrOr(this, "mode");
    return `<${typeName(this)}${name === undefined ? "" : ` name=${repr(name)}`}${mode === undefined ? "" : ` mode=${repr(mode)}`} encoding=${repr(this.$encoding)}>`;
  }
}

/** A class or an object may have another. */
const ownReadline: Value = TextIOWrapper.prototype.readline;
const ownWrite: Value = BufferedWriter.prototype.write;

/** Raw streams, and what a script has made, may have `read` alone. */
function hasRead1(buffer: Value): Suspends<boolean> {
  return !(buffer instanceof FileIO) && getattrOr(buffer, "read1") !== undefined;
}

/** A str that was given, as C takes it; or None. @param whole whether C takes it as a string that ends at a null character */
function given(f: string, name: string, value: Value, whole = false): Suspends<string | null> {
  if (value === null) return null;
  const text = stringOf(value);
  if (text === undefined) throw new TypeError(`${f}() argument '${name}' must be str or None, not ${typeOf(value).$name}`);
  encode(text, "utf-8", "strict"); // UnicodeEncodeError for lone surrogates
  const end = text.indexOf("\0");
  if (end >= 0 && whole) throw new ValueError("embedded null character");
  return end < 0 ? text : text.slice(0, end);
}

function newlineOf(f: string, value: Value, whole = false): Suspends<string | null> {
  const newline = given(f, "newline", value, whole);
  if (newline !== null && !["", "\n", "\r", "\r\n"].includes(newline)) throw new ValueError(`illegal newline value: ${newline}`);
  return newline;
}

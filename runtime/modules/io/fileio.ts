/**
 * fileio - a file descriptor as an unbuffered stream, and the errors of the system in Python's classes.
 *
 * Mirrors   Modules/_io/fileio.c of CPython 3.13
 * Suspends  writes to pipes; reads of what is no regular file: the thread waits until the descriptor is ready, the others run on
 */
import fs from "node:fs";
import { $setattr } from "../../objects/attributes.js";
import { OSError, TypeError, ValueError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { toInt, toSsize } from "../../objects/protocols/index.js";
import { pyclass } from "../../objects/register.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { concatBytes } from "./decoding.js";
import { warn } from "../../objects/warn.js";
import { repr } from "../../objects/protocols/repr.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { fspath } from "../../system/paths.js";
import { closeFd, real } from "../../system/descriptors.js";
import { closeWhenDropped, disclaim, withDescriptors } from "../../system/dropped.js";
import { BOOL_AS_FD, isTerminal, movesNowhere, neverWaitsFor, openFile, readUpTo, seekFd, truncate, writeAll } from "../../system/fds.js";
import { hasNothing, waitReadable, writeSome } from "../../system/poll.js";
import { osError, system } from "../../system/oserror.js";
import type { Suspends } from "../../frames/suspend.js";
import { looked } from "./writers.js";
import { DEFAULT_BUFFER_SIZE, isOver, RawIOBase, UnsupportedOperation, optionalSize, writableBuffer } from "./base.js";
import { stringOf } from "../../objects/str.js";
import { audit } from "../../objects/audit.js";
import { O_CLOEXEC } from "../../system/posix.js";

/** A mode string as flags of open(2). */
export function openFlags(mode: string): number {
  const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_EXCL, O_APPEND } = fs.constants;
  const plus = mode.includes("+");
  if (mode.includes("x")) return (plus ? O_RDWR : O_WRONLY) | O_CREAT | O_EXCL;
  if (mode.includes("w")) return (plus ? O_RDWR : O_WRONLY) | O_CREAT | O_TRUNC;
  if (mode.includes("a")) return (plus ? O_RDWR : O_WRONLY) | O_CREAT | O_APPEND;
  return plus ? O_RDWR : O_RDONLY;
}

/** Without the "b". */
const MODES: readonly string[] = "r w x a r+ w+ x+ a+ +r +w +x +a".split(" ");
const CHUNK = 65536;

/** Writes to a pipe or the like; the errors are Python's. */
export function waited(fd: number, bytes: Uint8Array): Suspends<number> {
  try {
    return writeSome(fd, bytes);
  } catch (error) {
    throw osError(error);
  }
}

@pyclass("_io.FileIO", {
  builtin: true,
  positional: true,
  doc: "Open a file.\n\nThe mode can be 'r' (default), 'w', 'x' or 'a' for reading,\nwriting, exclusive creation or appending.  The file will be created if it\ndoesn't exist when opened for writing or appending; it will be truncated\nwhen opened for writing.  A FileExistsError will be raised if it already\nexists when opened for creating. Opening a file for creating implies\nwriting so this mode behaves in a similar way to 'w'.Add a '+' to the mode\nto allow simultaneous reading and writing. A custom opener can be used by\npassing a callable as *opener*. The underlying file descriptor for the file\nobject is then obtained by calling opener with (*name*, *flags*).\n*opener* must return an open file descriptor (passing os.open as *opener*\nresults in functionality similar to passing None).",
})
export class FileIO extends RawIOBase {
  __reduce__(): Value {
    throw new TypeError(`cannot pickle '${typeOf(this).$name}' instances`);
  }
  __reduce_ex__(_protocol: Value): Value {
    throw new TypeError(`cannot pickle '${typeOf(this).$name}' instances`);
  }

  declare $fd: number;
  declare $mode: string;
  declare $closefd: boolean;
  declare $regular: boolean;
  /** where the next read or write is; null: at the descriptor's own position, which others may share */
  declare $position: number | null;
  declare $append: boolean;
  /** device and number of a file that can be written to; empty where nobody asks */
  declare $inode: string;
  declare name$: Value;
  /** what one read or write of the system best takes, in bytes */
  declare _blksize: number;

  __init__(file: Value, mode: Value = "r", closefd: Value = true, opener: Value = null): Suspends<null> {
    const text = stringOf(mode);
    if (text === undefined) throw new TypeError(`FileIO() argument 'mode' must be str, not ${typeOf(mode).$name}`);
    const words = text.replace("b", "");
    if (!MODES.includes(words)) throw new ValueError(`invalid mode: ${text}`);
    this.$mode = words;
    this.$closed = true;
    this.$inode = "";
    this.$closefd = closefd !== false;
    if (typeof file === "boolean") {
      warn("RuntimeWarning", BOOL_AS_FD);
      file = Number(file);
    }
    if (typeof file === "number") {
      if (file < 0) throw new ValueError("negative file descriptor");
      audit("open", file, words, openFlags(words) | O_CLOEXEC);
      this.$fd = file;
      this.$position = null;
    } else if (opener !== null) {
      audit("open", file, words, openFlags(words) | O_CLOEXEC);
      const fd = call(opener, file, openFlags(words) | O_CLOEXEC);
      if (typeof fd !== "number") throw new TypeError("expected integer from opener");
      if (fd < 0) throw new ValueError(`opener returned ${fd}`);
      this.$fd = fd;
      this.$position = null;
    } else {
      if (!this.$closefd) throw new ValueError("Cannot use closefd=False with file name");
      const path = fspath(file);
      audit("open", file, words, openFlags(words) | O_CLOEXEC);
      looked(path);
      this.$fd = withDescriptors(() => system(() => openFile(path, openFlags(words), 0o666), file));
      this.$position = 0;
    }
    const stat = system(() => fs.fstatSync(real(this.$fd)));
    if (stat.isDirectory()) {
      if (typeof file !== "number") closeFd(this.$fd);
      throw new OSError(21, "Is a directory", file);
    }
    this._blksize = stat.blksize > 1 ? stat.blksize : DEFAULT_BUFFER_SIZE;
    if (words !== "r" && typeof file !== "number" && opener === null) this.$inode = `${stat.dev}:${stat.ino}`;
    if (typeOf(this) === FileIO) this.name$ = file;
    else $setattr(this, "name", file);
    this.$closed = false;
    if (this.$closefd) closeWhenDropped(this, this.$fd);
    this.$regular = neverWaitsFor(stat);
    this.$append = words.includes("a");
    if (!this.$regular) this.$position = null;
    else if (this.$append && this.$position !== null) this.$position = fs.fstatSync(real(this.$fd)).size;
    return null;
  }

  /** The program is about to be copied: a file's position is the descriptor's then, which the processes have in common. */
  $shared(): void {
    if (this.$closed === false) this.$follow();
  }

  /** In a child that a fork made: the descriptor there is the child's own. */
  $forked(): void {
    if (this.$closed === false && this.$closefd) closeWhenDropped(this, this.$fd);
  }

  get closed(): boolean {
    return this.$closed === true;
  }

  get mode(): string {
    return this.$modeText();
  }

  $modeText(): string {
    const { $mode } = this;
    const plus = $mode.includes("+");
    if ($mode.includes("x")) return plus ? "xb+" : "xb";
    if ($mode.includes("a")) return plus ? "ab+" : "ab";
    return plus ? "rb+" : $mode.includes("w") ? "wb" : "rb";
  }

  get closefd(): boolean {
    return this.$closefd;
  }

  $check(): void {
    if (this.$closed === true) throw new ValueError("I/O operation on closed file");
  }

  readable(): boolean {
    this.$check();
    return this.$reads();
  }

  $reads(): boolean {
    return this.$mode.includes("r") || this.$mode.includes("+");
  }

  writable(): boolean {
    this.$check();
    return this.$writes();
  }

  $writes(): boolean {
    return !this.$mode.includes("r") || this.$mode.includes("+");
  }

  seekable(): boolean {
    this.$check();
    return this.$regular || movesNowhere(this.$fd);
  }

  /** From here on others may move the descriptor's position (a child that gets it, os.lseek): follow it. */
  fileno(): number {
    this.$check();
    this.$follow();
    return this.$fd;
  }

  $follow(): void {
    if (this.$position === null) return;
    const { $position } = this;
    if ($position !== 0 && !this.$append) system(() => seekFd(this.$fd, $position, 0));
    this.$position = null;
  }

  isatty(): boolean {
    this.$check();
    return isTerminal(this.$fd);
  }

  /** Up to `size` bytes, none at the end; null if there is nothing now, and nobody is to wait for it. */
  $read(size: number): Suspends<Uint8Array | null> {
    this.$check();
    if (!this.$reads()) throw new UnsupportedOperation("not readable");
    if (!this.$regular) {
      if (hasNothing(this.$fd)) return null;
      waitReadable(this.$fd);
    }
    const piece = system(() => readUpTo(this.$fd, size, this.$position));
    if (this.$position !== null) this.$position += piece.length;
    return piece;
  }

  read(size: Value = -1): Suspends<Value> {
    if (size === null || size < 0) return this.$readAll();
    const piece = this.$read(Number(size));
    return piece === null ? null : new Bytes(piece);
  }

  readall(): Suspends<Value> {
    return this.$readAll();
  }

  $readAll(): Suspends<Value> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const piece = this.$read(CHUNK);
      if (piece === null && parts.length === 0) return null;
      if (piece === null || piece.length === 0) break;
      parts.push(piece);
    }
    return new Bytes(concatBytes(parts));
  }

  readinto(buffer: Value): Suspends<Value> {
    const target = writableBuffer(buffer, "readinto");
    const piece = this.$read(target.length);
    if (piece === null) return null;
    target.set(piece);
    return piece.length;
  }

  write(b: Value): Suspends<Value> {
    this.$check();
    if (!this.$writes()) throw new UnsupportedOperation("not writable");
    const bytes = bufferOf(b);
    if (bytes === undefined) throw new TypeError(`a bytes-like object is required, not '${typeOf(b).$name}'`);
    const done = this.$write(bytes);
    return done === 0 && bytes.length > 0 ? null : done;
  }

  $write(bytes: Uint8Array): Suspends<number> {
    if (this.$closed === true) throw new ValueError("write to closed file");
    if (!this.$regular && this.$fd > 2) return waited(this.$fd, bytes);
    const done = system(() => writeAll(this.$fd, bytes, this.$append ? null : this.$position));
    if (this.$position !== null) this.$position = this.$append ? fs.fstatSync(real(this.$fd)).size : this.$position + done;
    return done;
  }

  $seek(offset: number, whence: number): number {
    if (!this.$regular && !movesNowhere(this.$fd)) throw new OSError(29, "Illegal seek");
    if (this.$position === null) return system(() => seekFd(this.$fd, offset, whence));
    const base = whence === 0 ? 0 : whence === 1 ? this.$position : whence === 2 ? fs.fstatSync(real(this.$fd)).size : -1;
    if (base < 0 || base + offset < 0) throw new OSError(22, "Invalid argument");
    return (this.$position = base + offset);
  }

  seek(pos: Value, whence: Value = 0): Suspends<Value> {
    const [offset, from] = [toSsize(pos), toInt(whence)];
    this.$check();
    return this.$seek(offset, from);
  }

  tell(): Suspends<Value> {
    this.$check();
    return this.$seek(0, 1);
  }

  truncate(size: Value = null): Suspends<Value> {
    this.$check();
    if (!this.$writes()) throw new UnsupportedOperation("File not open for writing");
    const length = optionalSize(size) ?? this.$seek(0, 1);
    system(() => truncate(this.$fd, length));
    return length;
  }

  close(): Suspends<null> {
    if (this.$closed === true) return null;
    if ((this as Value).flush === ownFlush) {
      this.$close();
      return null;
    }
    try {
      callMethod(this, "flush");
    } finally {
      this.$close();
    }
    return null;
  }

  $close(): void {
    if (this.$closed === true) return;
    this.$closed = true;
    isOver(this);
    if (!this.$closefd) return;
    disclaim(this);
    system(() => closeFd(this.$fd));
  }

  __repr__(): Suspends<string> {
    const cls = typeOf(this);
    const shown = cls.$heap === true ? cls.$name : "_io.FileIO";
    if (this.$closed === true) return `<${shown} [closed]>`;
    const name = this.name$ === undefined ? `fd=${this.$fd}` : `name=${repr(this.name$)}`;
    return `<${shown} ${name} mode='${this.$modeText()}' closefd=${this.$closefd ? "True" : "False"}>`;
  }
}

/** A class or an object may have another. */
const ownFlush: Value = FileIO.prototype.flush;

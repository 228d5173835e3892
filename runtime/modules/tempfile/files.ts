/**
 * files - temporary files that are gone when they are closed, and folders that are gone at the end of their block.
 *
 * Mirrors     Lib/tempfile.py of CPython 3.13: NamedTemporaryFile, TemporaryFile, TemporaryDirectory
 * Suspends    all that a file does
 * Differs     what was neither closed nor removed is removed at a collection, or when the program ends
 */
import { disown, own } from "../../lifetimes/tracked.js";
import { placeInLibrary } from "../../objects/librarydocs.js";
import { warn } from "../../objects/warn.js";
import { contains } from "../../objects/protocols/contains.js";
import { atFork } from "../../processes/atfork.js";
import { carriedContents } from "../../snapshot/carried.js";
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, $setattr, getattrOr } from "../../objects/attributes.js";
import { OSError } from "../../objects/exceptions.js";
import { genericAlias } from "../../objects/genericalias.js";
import { hidden, typeOf, PyObject, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { methods, pyclass, pyfunction } from "../../objects/register.js";
import { closeFd } from "../../system/descriptors.js";
import { openFile as openDescriptor } from "../../system/fds.js";
import { ownPid } from "../../processes/index.js";
import { system } from "../../system/oserror.js";
import { ends } from "../ends.js";
import { openFile } from "../io/open.js";
import { iterate } from "../../objects/iterator.js";
import { makeFile, makeFolder, partsOf, pathText, shown } from "./names.js";

/** Files and folders of this process that are to go. */
const leftovers = new Set<string>();
carriedContents("temporary files", leftovers);
const forget = (): undefined => void leftovers.clear();
atFork({ child: forget }); // they are the parent's to remove
// not where a process is ended from outside: the leftovers that its snapshot brought along are still its parent's
ends.system.push(removeLeftovers);

function removeLeftovers(): undefined {
  for (const path of leftovers) {
    try {
      fs.rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error; // nobody is there any more who could be told that it stays
    }
  }
}

/** Closes a file, and removes it when it is to go: when nobody has it any more, at the latest with the program. The wrapper has it, and each method read there. */
@pyclass("tempfile._TemporaryFileCloser")
export class TemporaryFileCloser extends PyObject {
  declare file: Value;
  declare name$: Value;
  declare $delete: boolean;
  declare $deleteOnClose: boolean;
  declare $owner: number;

  __init__(file: Value, name: Value, delete_: Value = true, delete_on_close: Value = true): Suspends<null> {
    this.file = file;
    this.name$ = name;
    this.$delete = truth(delete_);
    this.$deleteOnClose = truth(delete_on_close);
    this.$owner = ownPid();
    if (this.$delete) leftovers.add(pathText(name));
    own(this, droppedFile, true);
    return null;
  }

  close(): Suspends<null> {
    callMethod(this.file, "close");
    this.$remove(this.$deleteOnClose);
    return null;
  }

  /** Removes the file, if it is to go now. */
  $remove(now: boolean): void {
    const path = pathText(this.name$);
    if (!this.$delete) disown(this);
    if (!this.$delete || !now || this.$owner !== ownPid() || !leftovers.delete(path)) return;
    disown(this);
    system(() => fs.rmSync(path, { force: true }), this.name$); // somebody else may have removed it
  }
}

@pyclass("tempfile._TemporaryFileWrapper")
export class TemporaryFileWrapper extends PyObject {
  declare file: Value;
  declare name$: Value;
  declare $closer: TemporaryFileCloser;

  __init__(file: Value, name: Value, delete_: Value = true, delete_on_close: Value = true): Suspends<null> {
    this.file = file;
    this.name$ = name;
    this.$closer = call(TemporaryFileCloser, file, name, delete_, delete_on_close) as TemporaryFileCloser;
    return null;
  }

  /** Whatever the wrapper has not, the file has. */
  __getattr__(name: string): Suspends<Value> {
    const found = $getattr(this.file, name);
    if (typeof found === "function" && found.$self !== undefined) hidden(found as object, "$keeps", this.$closer);
    return found;
  }

  __enter__(): Suspends<Value> {
    callMethod(this.file, "__enter__");
    return this;
  }

  __exit__(exc: Value, value: Value, tb: Value): Suspends<Value> {
    const result = callMethod(this.file, "__exit__", exc, value, tb);
    this.$closer.$remove(true);
    return result;
  }

  __iter__(): Suspends<Value> {
    return iterate(this.file);
  }

  close(): Suspends<null> {
    return this.$closer.close();
  }
}

/** The mode with what open() calls text. */
function opened(fd: number, mode: Value, buffering: Value, encoding: Value, errors: Value, newline: Value): Suspends<Value> {
  try {
    contains(mode, "b");
    return openFile(fd, mode, buffering, encoding, errors, newline, true, null);
  } catch (error) {
    // what failed half way has closed it
    try {
      closeFd(fd);
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code !== "EBADF") throw e;
    }
    throw error;
  }
}

const tempfile = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => pyfunction(signature, body, "tempfile");

export const NamedTemporaryFile = tempfile(
  "NamedTemporaryFile(mode='w+b', buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, delete=True, *, errors=None, delete_on_close=True)",
  (
    mode: Value,
    buffering: Value,
    encoding: Value,
    newline: Value,
    suffix: Value,
    prefix: Value,
    dir: Value,
    remove: Value,
    errors: Value,
    deleteOnClose: Value,
  ): Suspends<Value> => {
    const parts = partsOf(suffix ?? null, prefix ?? null, dir ?? null);
    const { fd, path } = makeFile(parts);
    const name = shown(path, parts);
    let file: Value;
    try {
      file = opened(fd, mode ?? "w+b", buffering ?? -1, encoding ?? null, errors ?? null, newline ?? null);
    } catch (error) {
      fs.unlinkSync(path);
      throw error;
    }
    nameRaw(file, name);
    return call(TemporaryFileWrapper, file, name, remove ?? true, deleteOnClose ?? true);
  },
);

/** A file opened by its descriptor is called as if it had been by its name. */
function nameRaw(file: Value, name: Value): Suspends<void> {
  const buffer: Value = getattrOr(file, "buffer") ?? file;
  const raw: Value = getattrOr(buffer, "raw") ?? buffer;
  $setattr(raw, "name", name);
}

/** A file without a name. */
function nameless(folder: string): number {
  const { O_RDWR, O_EXCL } = fs.constants;
  const O_TMPFILE = 0o20200000;
  return openDescriptor(folder, O_RDWR | O_EXCL | O_TMPFILE | 0o2000000, 0o600);
}

export const TemporaryFile = tempfile(
  "TemporaryFile(mode='w+b', buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, *, errors=None)",
  (mode: Value, buffering: Value, encoding: Value, newline: Value, suffix: Value, prefix: Value, dir: Value, errors: Value): Suspends<Value> => {
    const parts = partsOf(suffix ?? null, prefix ?? null, dir ?? null);
    let fd: number;
    try {
      fd = nameless(parts.folder);
    } catch (error) {
      // a file system that has no such files
      if (!["EISDIR", "EOPNOTSUPP", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
      const made = makeFile(parts);
      fs.unlinkSync(made.path);
      fd = made.fd;
    }
    return opened(fd, mode ?? "w+b", buffering ?? -1, encoding ?? null, errors ?? null, newline ?? null);
  },
);

@pyclass("tempfile.TemporaryDirectory")
export class TemporaryDirectory extends PyObject {
  declare name$: Value;
  declare _ignore_cleanup_errors: boolean;
  declare _delete: boolean;

  __init__(
    suffix: Value = null,
    prefix: Value = null,
    dir: Value = null,
    ignore_cleanup_errors: Value = false,
    { delete: remove = true }: { delete?: Value } = {},
  ): Suspends<null> {
    const parts = partsOf(suffix, prefix, dir);
    const path = makeFolder(parts);
    this.name$ = shown(path, parts);
    this._ignore_cleanup_errors = truth(ignore_cleanup_errors);
    this._delete = truth(remove);
    if (!this._delete) return null;
    leftovers.add(path);
    own(this, dropped, true);
    return null;
  }

  __repr__(): Suspends<string> {
    return `<${typeOf(this).$name} ${repr(this.name$)}>`;
  }

  __enter__(): Value {
    return this.name$;
  }

  __exit__(_exc: Value, _value: Value, _tb: Value): Suspends<null> {
    if (this._delete) this.cleanup();
    return null;
  }

  cleanup(): Suspends<null> {
    disown(this);
    const path = pathText(this.name$);
    if (!leftovers.delete(path) && !fs.existsSync(path)) return null;
    try {
      system(() => fs.rmSync(path, { recursive: true }), this.name$);
    } catch (error) {
      if (!this._ignore_cleanup_errors || !(error instanceof OSError)) throw error;
    }
    return null;
  }
}
methods(TemporaryDirectory, {
  "__class_getitem__(cls, item, /)": function (this: Value, item: Value): Value {
    return genericAlias(this, item);
  },
});

/** What a `_TemporaryFileCloser` does at its end. */
function droppedFile(closer: TemporaryFileCloser): Suspends<void> {
  try {
    callMethod(closer.file, "close");
  } finally {
    closer.$remove(true);
  }
}

/** What `weakref.finalize` does for a folder that nobody has cleaned up. */
function dropped(folder: TemporaryDirectory): Suspends<void> {
  const said = `Implicitly cleaning up ${repr(folder)}`;
  folder.cleanup();
  warn("ResourceWarning", said, null, placeInLibrary("tempfile", "_warnings.warn(warn_message"));
}

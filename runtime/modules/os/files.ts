/**
 * files - the part of os that deals with files and folders.
 *
 * Mirrors     Modules/posixmodule.c and Lib/os.py of CPython 3.13
 * Calls back  __fspath__
 */
import fs from "node:fs";
import { FileExistsError, OSError, StopIteration, TypeError } from "../../objects/exceptions.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { builtin, pyclass } from "../../objects/register.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { END } from "../../objects/iterator.js";
import { repr } from "../../objects/protocols/repr.js";
import { call } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { Tuple } from "../../objects/tuple.js";
import { Float } from "../../objects/float.js";
import { toIndex } from "../../objects/protocols/index.js";
import { changeFolder, currentFolder } from "../../system/folder.js";
import { fspath, plainPath } from "../../system/paths.js";
import { system } from "../../system/oserror.js";
import { neverBlocks, waitReadable } from "../../system/poll.js";
import { closeFd, real } from "../../system/descriptors.js";
import { isTerminal, neverWaits, openFile, seekFd, truncate, writeAll } from "../../system/fds.js";
import type { Suspends } from "../../frames/suspend.js";
import { waited } from "../io/fileio.js";
import { cint } from "./descriptors.js";
import { resultOf, statFile } from "./stat.js";

const os = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "posix");

/** A result in the kind of the argument: bytes for a bytes path. */
function alike(path: Value, text: string): Value {
  return typeof path === "string" || path === undefined || path === null || typeof path === "number" || bufferOf(path) === undefined
    ? text
    : new Bytes(Buffer.from(text));
}

export const functions: Record<string, Value> = {
  fspath: os("fspath(path)", (path: Value): Suspends<Value> => plainPath(path)),
  getcwd: os("getcwd()", (): Value => system(currentFolder)),
  getcwdb: os("getcwdb()", (): Value => new Bytes(Buffer.from(system(currentFolder)))),
  chdir: os("chdir(path)", (path: Value): Suspends<Value> => {
    const text = fspath(path);
    system(() => changeFolder(text), path);
    return null;
  }),
  listdir: os("listdir(path=None)", (path: Value): Suspends<Value> => {
    const text = path === undefined || path === null ? "." : fspath(path);
    return system(() => fs.readdirSync(text), path ?? ".").map((name) => alike(path, name));
  }),
  mkdir: os("mkdir(path, mode=511, *, dir_fd=None)", (path: Value, mode: Value): Suspends<Value> => {
    const text = fspath(path);
    system(() => fs.mkdirSync(text, Number(mode ?? 0o777)), path);
    return null;
  }),
  rmdir: os("rmdir(path, *, dir_fd=None)", (path: Value): Suspends<Value> => {
    const text = fspath(path);
    system(() => fs.rmdirSync(text), path);
    return null;
  }),
  remove: os("remove(path, *, dir_fd=None)", (path: Value): Suspends<Value> => unlink(path)),
  unlink: os("unlink(path, *, dir_fd=None)", (path: Value): Suspends<Value> => unlink(path)),
  rename: os("rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", (src: Value, dst: Value): Suspends<Value> => rename(src, dst)),
  replace: os("replace(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", (src: Value, dst: Value): Suspends<Value> => rename(src, dst)),
  stat: os("stat(path, *, dir_fd=None, follow_symlinks=True)", (path: Value, _fd: Value, follow: Value): Suspends<Value> => statFile(path, follow !== false)),
  lstat: os("lstat(path, *, dir_fd=None)", (path: Value): Suspends<Value> => statFile(path, false)),
  fstat: os("fstat(fd)", (fd: Value): Suspends<Value> => {
    const n = Number(toIndex(fd));
    return resultOf(system(() => fs.fstatSync(real(n), { bigint: true })));
  }),
  link: os("link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)", (src: Value, dst: Value): Suspends<Value> => {
    const a = fspath(src);
    const b = fspath(dst);
    system(() => fs.linkSync(a, b), src, dst);
    return null;
  }),
  symlink: os("symlink(src, dst, target_is_directory=False, *, dir_fd=None)", (src: Value, dst: Value): Suspends<Value> => {
    const a = fspath(src);
    const b = fspath(dst);
    system(() => fs.symlinkSync(a, b), src, dst);
    return null;
  }),
  readlink: os("readlink(path, *, dir_fd=None)", (path: Value): Suspends<Value> => {
    const text = fspath(path);
    return alike(
      path,
      system(() => fs.readlinkSync(text), path),
    );
  }),
  chmod: os("chmod(path, mode, *, dir_fd=None, follow_symlinks=True)", (path: Value, mode: Value): Suspends<Value> => {
    const n = Number(toIndex(mode));
    const text = typeof path === "number" ? "" : fspath(path);
    system(() => (typeof path === "number" ? fs.fchmodSync(real(path), n) : fs.chmodSync(text, n)), path);
    return null;
  }),
  chown: os("chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True)", (path: Value, uid: Value, gid: Value): Suspends<Value> => {
    const text = fspath(path);
    system(() => fs.chownSync(text, Number(uid), Number(gid)), path);
    return null;
  }),
  access: os("access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)", (path: Value, mode: Value): Suspends<Value> => {
    const text = fspath(path);
    try {
      fs.accessSync(text, Number(mode));
      return true;
    } catch {
      return false; // that is the answer
    }
  }),
  utime: os("utime(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True)", (path: Value, times: Value, ns: Value): Suspends<Value> => {
    const text = fspath(path);
    let [atime, mtime] = [Date.now() / 1000, Date.now() / 1000];
    if (ns !== undefined && ns !== null) [atime, mtime] = (ns as Tuple).items.map((n: Value) => Number(n) / 1e9) as [number, number];
    else if (times !== undefined && times !== null)
      [atime, mtime] = (times as Tuple).items.map((t: Value) => (t instanceof Float ? t.value : Number(t))) as [number, number];
    system(() => fs.utimesSync(text, atime, mtime), path);
    return null;
  }),
  truncate: os("truncate(path, length)", (path: Value, length: Value): Suspends<Value> => {
    const n = Number(toIndex(length));
    const text = typeof path === "number" ? "" : fspath(path);
    system(() => truncate(typeof path === "number" ? path : text, n), path);
    return null;
  }),
  ftruncate: os("ftruncate(fd, length, /)", (fd: Value, length: Value): Suspends<Value> => {
    system(() => truncate(Number(fd), Number(length)));
    return null;
  }),
  open: os("open(path, flags, mode=511, *, dir_fd=None)", (path: Value, flags: Value, mode: Value): Suspends<Value> => {
    const text = fspath(path);
    return system(() => openFile(text, Number(toIndex(flags)) | 0o2000000, Number(mode ?? 0o777)), path);
  }),
  close: os("close(fd)", (fd: Value): Suspends<Value> => {
    const n = Number(toIndex(fd));
    system(() => closeFd(n));
    return null;
  }),
  read: os("read(fd, length, /)", (fd: Value, length: Value): Suspends<Value> => {
    const n = Number(toIndex(fd));
    const size = Number(toIndex(length));
    if (size < 0) throw new OSError(22, "Invalid argument");
    if (!system(() => neverWaits(n)) && !neverBlocks(n)) waitReadable(n);
    const data = Buffer.allocUnsafe(size);
    return new Bytes(
      data
        .subarray(
          0,
          system(() => fs.readSync(real(n), data, 0, size, null)),
        )
        .slice(),
    );
  }),
  write: os("write(fd, data, /)", (fd: Value, data: Value): Suspends<Value> => {
    const bytes = bufferOf(data);
    if (bytes === undefined) throw new TypeError(`a bytes-like object is required, not '${typeOf(data).$name}'`);
    const n = cint(fd);
    if (n > 2 && !system(() => neverWaits(n))) return neverBlocks(n) ? system(() => fs.writeSync(real(n), bytes)) : waited(n, bytes);
    return system(() => writeAll(n, bytes));
  }),
  lseek: os("lseek(fd, position, whence, /)", (fd: Value, position: Value, whence: Value): Suspends<Value> =>
    system(() => seekFd(Number(fd), Number(position), Number(whence))),
  ),
  fsync: os("fsync(fd)", (fd: Value): Suspends<Value> => {
    system(() => fs.fsyncSync(real(Number(fd))));
    return null;
  }),
  isatty: os("isatty(fd, /)", (fd: Value): Value => isTerminal(Number(fd))),
  scandir: os("scandir(path=None)", (path: Value): Suspends<Value> => {
    const text = path === undefined || path === null ? "." : fspath(path);
    const entries = system(() => fs.readdirSync(text, { withFileTypes: true }), path ?? ".");
    const it = new ScandirIterator() as Value;
    it.$entries = entries.map((entry) => {
      const made = new DirEntry() as Value;
      made.$entry = entry;
      made.name$ = alike(path, entry.name);
      made.path = alike(path, text === "." && (path === undefined || path === null) ? `./${entry.name}` : `${text.replace(/\/$/, "")}/${entry.name}`);
      return made as Value;
    });
    it.$at = 0;
    return it;
  }),
};

function unlink(path: Value): Suspends<Value> {
  const text = fspath(path);
  if (system(() => fs.lstatSync(text), path).isDirectory()) throw new OSError(21, "Is a directory", path);
  system(() => fs.unlinkSync(text), path);
  return null;
}

function rename(src: Value, dst: Value): Suspends<Value> {
  const a = fspath(src);
  const b = fspath(dst);
  system(() => fs.renameSync(a, b), src, dst);
  return null;
}

@pyclass("posix.DirEntry", { builtin: true })
export class DirEntry extends PyObject {
  declare $entry: fs.Dirent;
  declare name$: Value;
  declare path: Value;

  is_dir({ follow_symlinks = true }: { follow_symlinks?: Value } = {}): boolean {
    if (this.$entry.isSymbolicLink() && follow_symlinks === true) return fs.statSync(String(this.path), { throwIfNoEntry: false })?.isDirectory() === true;
    return this.$entry.isDirectory();
  }

  is_file({ follow_symlinks = true }: { follow_symlinks?: Value } = {}): boolean {
    if (this.$entry.isSymbolicLink() && follow_symlinks === true) return fs.statSync(String(this.path), { throwIfNoEntry: false })?.isFile() === true;
    return this.$entry.isFile();
  }

  is_symlink(): boolean {
    return this.$entry.isSymbolicLink();
  }

  is_junction(): boolean {
    return false;
  }

  inode(): Value {
    return fs.lstatSync(String(this.path)).ino;
  }

  stat({ follow_symlinks = true }: { follow_symlinks?: Value } = {}): Suspends<Value> {
    return statFile(this.path, follow_symlinks === true);
  }

  __fspath__(): Value {
    return this.path;
  }

  __repr__(): Suspends<string> {
    return `<DirEntry ${repr(this.name$)}>`;
  }
}

@pyclass("posix.ScandirIterator", { builtin: true })
class ScandirIterator extends PyObject {
  declare $entries: Value[];
  declare $at: number;

  $next(): Value {
    return this.$at < this.$entries.length ? this.$entries[this.$at++] : END;
  }

  __iter__(): Value {
    return this;
  }

  __next__(): Value {
    const entry = this.$next();
    if (entry === END) throw new StopIteration();
    return entry;
  }

  __enter__(): Value {
    return this;
  }

  __exit__(..._error: Value[]): null {
    this.$at = this.$entries.length;
    return null;
  }

  close(): null {
    this.$at = this.$entries.length;
    return null;
  }
}

export function makedirs(name: Value, mode: Value = 0o777, exist_ok: Value = false): Suspends<null> {
  const text = fspath(name);
  const parts = text.split("/");
  for (let i = 1; i < parts.length; i++) {
    const part = parts.slice(0, i).join("/");
    if (part !== "" && !fs.existsSync(part)) system(() => fs.mkdirSync(part, 0o777), part);
  }
  try {
    fs.mkdirSync(text, Number(mode));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" && truth(exist_ok) && fs.statSync(text).isDirectory()) return null;
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw new FileExistsError(17, "File exists", name);
    system(() => {
      throw error;
    }, name);
  }
  return null;
}

export function removedirs(name: Value): Suspends<null> {
  let text = fspath(name);
  system(() => fs.rmdirSync(text), name);
  for (;;) {
    text = text.replace(/\/+[^/]*$/, "");
    if (text === "" || !text.includes("/")) break;
    try {
      fs.rmdirSync(text);
    } catch {
      break; // not empty: that is where it ends
    }
  }
  return null;
}

export function renames(old: Value, new_: Value): Suspends<null> {
  const target = fspath(new_);
  const folder = target.slice(0, target.lastIndexOf("/"));
  if (folder !== "" && !fs.existsSync(folder)) makedirs(folder);
  rename(old, new_);
  return null;
}

/** os.walk(): what it yields is made folder by folder, so that the caller may change the list of folders. */
@pyclass("os.walk", { builtin: true })
class Walk extends PyObject {
  declare $stack: Value[];
  declare $topdown: boolean;
  declare $onerror: Value;
  declare $follow: boolean;
  declare $last: Value;

  $next(): Suspends<Value> {
    const { $last } = this;
    if ($last !== null) {
      this.$last = null;
      for (const name of [...($last.items[1] as Value[])].reverse()) {
        const path = `${String($last.items[0]).replace(/\/$/, "")}/${String(name)}`;
        if (this.$follow || !fs.lstatSync(path).isSymbolicLink()) this.$stack.push(path);
      }
    }
    while (this.$stack.length > 0) {
      const top = this.$stack.pop();
      if (typeof top !== "string") return top;
      let entries: fs.Dirent[];
      try {
        entries = system(() => fs.readdirSync(top, { withFileTypes: true }), top);
      } catch (error) {
        if (this.$onerror !== null) call(this.$onerror, error);
        continue;
      }
      const isFolder = (entry: fs.Dirent): boolean =>
        entry.isDirectory() || (entry.isSymbolicLink() && fs.statSync(`${top}/${entry.name}`, { throwIfNoEntry: false })?.isDirectory() === true);
      const folders = entries.filter(isFolder).map((entry) => entry.name);
      const files = entries.filter((entry) => !isFolder(entry)).map((entry) => entry.name);
      const row = new Tuple([top, folders, files]);
      if (this.$topdown) {
        this.$last = row;
        return row;
      }
      this.$stack.push(row);
      for (const name of [...folders].reverse()) {
        const path = `${top.replace(/\/$/, "")}/${name}`;
        if (this.$follow || !fs.lstatSync(path).isSymbolicLink()) this.$stack.push(path);
      }
    }
    return END;
  }

  __iter__(): Value {
    return this;
  }

  __next__(): Suspends<Value> {
    const row = this.$next();
    if (row === END) throw new StopIteration();
    return row;
  }
}

export function walk(top: Value, topdown: Value = true, onerror: Value = null, followlinks: Value = false): Suspends<Value> {
  const it = new Walk() as Value;
  it.$stack = [fspath(top)];
  it.$topdown = truth(topdown);
  it.$onerror = onerror;
  it.$follow = truth(followlinks);
  it.$last = null;
  return it;
}

/**
 * scandir - os.scandir() and os.walk(): what is in folders.
 *
 * Mirrors     Modules/posixmodule.c, Lib/os.py of CPython 3.13
 * Calls back  onerror of walk
 */
import { generatorIterator } from "../../objects/generatoriterators.js";
import { PyIterator } from "../../objects/iteratorbase.js";
import { looked } from "../io/writers.js";
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { StopIteration } from "../../objects/exceptions.js";
import { END } from "../../objects/iterator.js";
import { object, PyObject, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { genericAlias } from "../../objects/genericalias.js";
import { builtin, getset, memberType, methods, pyclass } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { system } from "../../system/oserror.js";
import { fspath, onDisk, plainPath } from "../../system/paths.js";
import { cstring, LOST, systemText } from "../../system/posix.js";
import { pathArgument } from "./arguments.js";
import { statFile } from "./stat.js";
import { audit } from "../../objects/audit.js";

/** A result in the kind of the argument: bytes for a bytes path. */
export function alike(path: Value, text: string): Value {
  return typeof path === "string" || path === undefined || path === null || typeof path === "number" || bufferOf(path) === undefined
    ? text
    : new Bytes(Buffer.from(cstring(text).subarray(0, -1)));
}

/** What is in a folder, in the system's order, as CPython gives it; names that are no UTF-8 have lone surrogates. @throws the error of node:fs */
export function entriesOf(folder: string): fs.Dirent[] {
  const entries = read(folder, "utf8");
  if (!entries.some(({ name }) => name.includes(LOST))) return entries;
  // the names are bytes, whatever the types of Node say
  return read(folder, "buffer" as BufferEncoding).map((entry) => Object.assign(entry, { name: systemText(entry.name as unknown as Buffer) }));
}

/** Entries of a folder; readdirSync() would sort them. */
function read(folder: string, encoding: BufferEncoding): fs.Dirent[] {
  const dir = fs.opendirSync(onDisk(folder), { encoding, bufferSize: 512 });
  try {
    const entries: fs.Dirent[] = [];
    for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) entries.push(entry);
    return entries;
  } finally {
    dir.closeSync();
  }
}

/** The names alone. @throws the error of node:fs */
export function namesIn(folder: string): string[] {
  return entriesOf(folder).map(({ name }) => name);
}

/** The folder that a path or the number of a descriptor names. */
export function folderOf(path: string | number): string {
  return typeof path === "number" ? `/proc/self/fd/${path}` : path;
}

export const scandir = builtin(
  "scandir(path=None)",
  (path: Value): Suspends<Value> => {
    const given = path ?? null;
    const found = pathArgument(given, "scandir", "path, fd or None");
    audit("os.scandir", given);
    const text = folderOf(found);
    if (typeof found === "number") system(() => fs.fstatSync(found));
    const entries = system(() => entriesOf(text), ...(typeof found === "number" ? [] : [given ?? "."]));
    const it: Value = Object.create(ScandirIterator.prototype as object);
    it.$entries = entries.map((entry) => {
      const made = Object.create(DirEntry.prototype) as Value;
      made.$entry = entry;
      made.$entryName = alike(given, entry.name);
      made.$path = `${text}/${entry.name}`;
      made.$shownPath = typeof found === "number" ? entry.name : alike(given, given === null ? `./${entry.name}` : `${text.replace(/\/$/, "")}/${entry.name}`);
      return made as Value;
    });
    it.$at = 0;
    return it;
  },
  "posix",
);

@pyclass("posix.DirEntry", { builtin: true, positional: true })
export class DirEntry extends PyObject {
  declare $entry: fs.Dirent;
  declare $entryName: Value;
  declare $shownPath: Value;
  /** as node:fs finds it */
  declare $path: string;
  /** what was asked once: not asked again */
  declare $inode: number | undefined;
  declare $followed: Value;
  declare $own: Value;

  is_dir({ follow_symlinks = true }: { follow_symlinks?: Value } = {}): Suspends<boolean> {
    return this.$entry.isSymbolicLink() && truth(follow_symlinks) ? this.$target()?.isDirectory() === true : this.$entry.isDirectory();
  }

  is_file({ follow_symlinks = true }: { follow_symlinks?: Value } = {}): Suspends<boolean> {
    return this.$entry.isSymbolicLink() && truth(follow_symlinks) ? this.$target()?.isFile() === true : this.$entry.isFile();
  }

  /** What a link leads to; undefined if that is not there. @throws OSError */
  $target(): fs.Stats | undefined {
    return system(() => fs.statSync(onDisk(this.$path), { throwIfNoEntry: false }), this.$shownPath);
  }

  is_symlink(): boolean {
    return this.$entry.isSymbolicLink();
  }

  is_junction(): boolean {
    return false;
  }

  inode(): Value {
    return (this.$inode ??= system(() => fs.lstatSync(onDisk(this.$path)), this.$shownPath).ino);
  }

  stat({ follow_symlinks = true }: { follow_symlinks?: Value } = {}): Suspends<Value> {
    const follow = truth(follow_symlinks);
    const known = follow ? this.$followed : this.$own;
    if (known !== undefined) return known;
    looked(this.$path);
    const found = statFile(this.$path, this.$shownPath, follow);
    // what is no link is asked once for both
    if (follow || !this.$entry.isSymbolicLink()) this.$followed = found;
    if (!follow || !this.$entry.isSymbolicLink()) this.$own = found;
    return found;
  }

  __fspath__(): Value {
    return this.$shownPath;
  }

  __repr__(): Suspends<string> {
    return `<DirEntry ${repr(this.$entryName)}>`;
  }
}
(DirEntry as Value).$noNew = true;
getset(DirEntry, { name: [(entry): Value => entry.$entryName], path: [(entry): Value => entry.$shownPath] }, memberType);

@pyclass("posix.ScandirIterator", { builtin: true, positional: true })
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

(ScandirIterator as Value).$noNew = true;
methods(DirEntry, {
  "__class_getitem__(cls, item, /)": function (this: Value, item: Value): Value {
    return genericAlias(this, item);
  },
});

/** For walk(): links to folders are files, as shutil.rmtree needs it. */
export const _walk_symlinks_as_files: Value = Object.create(object.prototype as object);

/** A name as text, whatever it was given as. */
function plainText(name: Value): string {
  return typeof name === "string" ? name : name instanceof Bytes ? systemText(name.$data) : (name.$value as string);
}

/** Whether something is a link; what cannot be looked at is none. */
function isLink(path: string): boolean {
  try {
    return fs.lstatSync(onDisk(path), { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    return false; // ENOTDIR, EACCES: reading it will tell
  }
}

/** Whether a link leads to a folder. */
export function leadsToFolder(path: string): boolean {
  try {
    return fs.statSync(onDisk(path), { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false; // ENOTDIR, ELOOP, EACCES: it leads nowhere
  }
}

/** os.walk(): what it yields is made folder by folder, so that the caller may change the list of folders. */
class Walk extends PyIterator {
  declare $stack: Value[];
  declare $topdown: boolean;
  declare $onerror: Value;
  declare $follow: boolean;
  /** links are files */
  declare $links: boolean;
  /** the names that are given are bytes */
  declare $bytes: boolean;
  declare $last: Value;

  $next(): Suspends<Value> {
    const { $last } = this;
    if ($last !== null) {
      this.$last = null;
      for (const name of [...($last.items[1] as Value[])].reverse()) {
        const path = `${plainText($last.items[0]).replace(/\/$/, "")}/${plainText(name)}`;
        if (this.$follow || !isLink(path)) this.$stack.push(path);
      }
    }
    while (this.$stack.length > 0) {
      const top = this.$stack.pop();
      if (typeof top !== "string") return top;
      let entries: fs.Dirent[];
      try {
        audit("os.scandir", top);
        entries = system(() => entriesOf(top), top);
      } catch (error) {
        if (this.$onerror !== null) call(this.$onerror, error);
        continue;
      }
      const isFolder = (entry: fs.Dirent): boolean => entry.isDirectory() || (!this.$links && entry.isSymbolicLink() && leadsToFolder(`${top}/${entry.name}`));
      const shown = (name: string): Value => (this.$bytes ? new Bytes(Buffer.from(cstring(name).subarray(0, -1))) : name);
      const folders = entries.filter(isFolder).map((entry) => entry.name);
      const files = entries.filter((entry) => !isFolder(entry)).map((entry) => shown(entry.name));
      const row = new Tuple([shown(top), folders.map(shown), files]);
      if (this.$topdown) {
        this.$last = row;
        return row;
      }
      this.$stack.push(row);
      for (const name of [...folders].reverse()) {
        const path = `${top.replace(/\/$/, "")}/${name}`;
        if (this.$follow || !isLink(path)) this.$stack.push(path);
      }
    }
    return END;
  }
}
generatorIterator("walk", Walk);

export function walk(top: Value, topdown: Value = true, onerror: Value = null, followlinks: Value = false): Suspends<Value> {
  audit("os.walk", top, topdown, onerror, followlinks);
  const it = new Walk() as Value;
  it.$bytes = typeof top !== "number" && typeof plainPath(top) !== "string";
  it.$stack = [typeof top === "number" ? top : fspath(top)];
  it.$topdown = truth(topdown);
  it.$onerror = onerror;
  it.$links = followlinks === _walk_symlinks_as_files;
  it.$follow = it.$links === false && truth(followlinks);
  it.$last = null;
  return it;
}

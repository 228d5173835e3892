/**
 * files - the part of os that deals with files and folders by their names.
 *
 * Mirrors     Modules/posixmodule.c and Lib/os.py of CPython 3.13
 * Frames      makedirs: -; makeFolders: makedirs
 * Calls back  __fspath__
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes/data.js";
import { FileExistsError, NotImplementedError, OSError, ValueError } from "../../objects/exceptions.js";
import { isinstance, type Value } from "../../objects/object.js";
import { patched } from "../../objects/patches.js";
import { truth } from "../../objects/protocols/bool.js";
import { call } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtin, pyfunction } from "../../objects/register.js";
import { makeStruct, structSequence } from "../../objects/structseq.js";

import { openFile, truncate, truncateReal } from "../../system/fds.js";
import { changeFolder, currentFolder } from "../../system/folder.js";
import { checked, system } from "../../system/oserror.js";
import { fspath, onDisk, plainPath } from "../../system/paths.js";
import { real } from "../../system/descriptors.js";
import { cstring, systemText, fstatvfs as fstatvfsOf, mkfifo, statvfs as statvfsOf } from "../../system/posix.js";
import { folderArgument, pathArgument, pathOnly, seenFrom } from "./arguments.js";
import { cint, permissions } from "./descriptors.js";
import { withDescriptors } from "../../system/dropped.js";
import { looked } from "../io/writers.js";
import { alike, folderOf, namesIn, scandir } from "./scandir.js";
import { statFile } from "./stat.js";
import { fileTimes, setFileTimes } from "./times.js";
import { audit, auditedFolder } from "../../objects/audit.js";

const os = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "posix");

/** What `onDisk` gives. */
type DiskPath = string | Buffer;

const FD = "path or fd";
const O_CLOEXEC = 0o2000000;

export const statvfs_result = structSequence(
  "os.statvfs_result",
  ["f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail", "f_flag", "f_namemax", "f_fsid"],
  10,
);

/** A path, seen from the folder of `dir_fd`. */
function pathFrom(path: Value, name: string, dirFd: Value, what?: string): Suspends<string> {
  const text = pathOnly(path, name, what);
  return seenFrom(folderArgument(dirFd), text, path);
}

/** A path seen from the folder of `dir_fd`, or the system's number of a descriptor, which goes with neither of the two keywords. */
function targetFrom(path: Value, name: string, dirFd: Value, follow: boolean): Suspends<string | number> {
  const target = pathArgument(path, name, FD);
  const folder = folderArgument(dirFd);
  if (typeof target === "string") return seenFrom(folder, target, path);
  if (folder !== undefined)
    throw new ValueError(name === "chown" ? "chown: can't specify both dir_fd and fd" : `${name}: can't specify dir_fd without matching path`);
  if (!follow) throw new ValueError(`${name}: cannot use fd and follow_symlinks together`);
  return target;
}

/** A keyword that is true when it was not given. */
function unlessFalse(given: Value): Suspends<boolean> {
  return given === undefined || truth(given);
}

/** A function of one path that gives nothing. */
function simple(name: string, event: string, act: (path: DiskPath) => undefined): Value {
  return os(`${name}(path, *, dir_fd=None)`, (path: Value, dirFd: Value): Suspends<Value> => {
    const text = pathFrom(path, name, dirFd);
    audit(event, path, auditedFolder(dirFd));
    system(() => act(onDisk(text)), path);
    return null;
  });
}

/** A function of two paths that gives nothing. */
function twofold(name: string, act: (src: DiskPath, dst: DiskPath) => undefined): Value {
  return os(`${name}(src, dst, *, src_dir_fd=None, dst_dir_fd=None)`, (src: Value, dst: Value, srcFd: Value, dstFd: Value): Suspends<Value> => {
    const from = pathFrom(src, name, srcFd, "src");
    const to = pathFrom(dst, name, dstFd, "dst");
    audit("os.rename", src, dst, auditedFolder(srcFd), auditedFolder(dstFd));
    system(() => act(onDisk(from), onDisk(to)), src, dst);
    return null;
  });
}

/** The file itself, where a link is to be followed that a call of the system would not follow. */
function followed(text: string, follow: boolean): string {
  return follow && fs.lstatSync(text).isSymbolicLink() ? fs.realpathSync(text) : text;
}

function unlink(path: DiskPath): undefined {
  if (fs.lstatSync(path).isDirectory()) throw Object.assign(new Error("unlink"), { errno: 21, code: "EISDIR" });
  fs.unlinkSync(path);
}

/** struct statvfs of 64-bit machines: eleven longs, then what nobody uses. */
const STATVFS_WORDS = 14;
const bytesOf = (words: BigUint64Array): Uint8Array => new Uint8Array(words.buffer);

function spaceOf(words: BigUint64Array): Value {
  const [bsize, frsize, blocks, bfree, bavail, total, free, avail, id, flag, namemax] = Array.from(words, Number);
  return makeStruct(statvfs_result, [bsize, frsize, blocks, bfree, bavail, total, free, avail, flag, namemax, id]);
}

export const functions: Record<string, Value> = {
  fspath: os("fspath(path)", (path: Value): Suspends<Value> => plainPath(path)),
  _fspath: pyfunction("_fspath(path)", (path: Value): Suspends<Value> => plainPath(path), "os"),
  getcwd: os("getcwd()", (): Value => system(currentFolder)),
  getcwdb: os("getcwdb()", (): Value => new Bytes(cstring(system(currentFolder)).subarray(0, -1))),
  chdir: os("chdir(path)", (path: Value): Suspends<Value> => {
    const target = pathArgument(path, "chdir", FD);
    audit("os.chdir", path);
    system(() => changeFolder(folderOf(target)), path);
    return null;
  }),
  listdir: os("listdir(path=None)", (path: Value): Suspends<Value> => {
    const given = path ?? null;
    const target = pathArgument(given, "listdir", "path, fd or None");
    audit("os.listdir", given);
    if (typeof target === "number") system(() => fs.fstatSync(target));
    return system(() => namesIn(folderOf(target)), given ?? ".").map((name) => alike(given, name));
  }),
  mkdir: os("mkdir(path, mode=511, *, dir_fd=None)", (path: Value, mode: Value, dirFd: Value): Suspends<Value> => {
    const bits = mode === undefined ? 0o777 : permissions(mode);
    const text = pathFrom(path, "mkdir", dirFd);
    audit("os.mkdir", path, bits, auditedFolder(dirFd));
    system(() => fs.mkdirSync(onDisk(text), bits), path);
    return null;
  }),
  mkfifo: os("mkfifo(path, mode=438, *, dir_fd=None)", (path: Value, mode: Value, dirFd: Value): Suspends<Value> => {
    const bits = mode === undefined ? 0o666 : permissions(mode);
    const text = cstring(pathFrom(path, "mkfifo", dirFd));
    checked(mkfifo(text, bits));
    return null;
  }),
  rmdir: simple("rmdir", "os.rmdir", (path) => {
    fs.rmdirSync(path);
  }),
  remove: simple("remove", "os.remove", unlink),
  unlink: simple("unlink", "os.remove", unlink),
  rename: twofold("rename", (src, dst) => {
    fs.renameSync(src, dst);
  }),
  replace: twofold("replace", (src, dst) => {
    fs.renameSync(src, dst);
  }),
  link: os(
    "link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)",
    (src: Value, dst: Value, srcFd: Value, dstFd: Value, follow: Value): Suspends<Value> => {
      const from = pathFrom(src, "link", srcFd, "src");
      const to = pathFrom(dst, "link", dstFd, "dst");
      // link(2), which is called when nothing else was asked for, takes the link itself
      const plain = folderArgument(srcFd) === undefined && folderArgument(dstFd) === undefined;
      const follows = unlessFalse(follow) && !plain;
      audit("os.link", src, dst, auditedFolder(srcFd), auditedFolder(dstFd));
      system(() => fs.linkSync(onDisk(followed(from, follows)), onDisk(to)), src, dst);
      return null;
    },
  ),
  symlink: os("symlink(src, dst, target_is_directory=False, *, dir_fd=None)", (src: Value, dst: Value, _folder: Value, dirFd: Value): Suspends<Value> => {
    const from = pathOnly(src, "symlink", "src");
    const to = pathFrom(dst, "symlink", dirFd, "dst");
    audit("os.symlink", src, dst, auditedFolder(dirFd));
    system(() => fs.symlinkSync(onDisk(from), onDisk(to)), src, dst);
    return null;
  }),
  stat: os("stat(path, *, dir_fd=None, follow_symlinks=True)", (path: Value, dirFd: Value, follow: Value): Suspends<Value> => {
    const follows = unlessFalse(follow);
    const target = targetFrom(path, "stat", dirFd, follows);
    looked(target);
    return statFile(target, path, follows);
  }),
  lstat: os("lstat(path, *, dir_fd=None)", (path: Value, dirFd: Value): Suspends<Value> => {
    const target = pathFrom(path, "lstat", dirFd);
    looked(target);
    return statFile(target, path, false);
  }),
  readlink: os("readlink(path, *, dir_fd=None)", (path: Value, dirFd: Value): Suspends<Value> => {
    const text = pathFrom(path, "readlink", dirFd);
    return alike(
      path === null || typeof path === "string" ? path : plainPath(path),
      system(() => systemText(fs.readlinkSync(onDisk(text), "buffer")), path),
    );
  }),
  chmod: os("chmod(path, mode, *, dir_fd=None, follow_symlinks=True)", (path: Value, mode: Value, dirFd: Value, follow: Value): Suspends<Value> => {
    const bits = permissions(mode);
    const follows = unlessFalse(follow);
    const fd = pathArgument(path, "chmod", FD);
    const folder = folderArgument(dirFd);
    audit("os.chmod", path, bits, auditedFolder(dirFd));
    if (typeof fd === "number") system(() => fs.fchmodSync(fd, bits), path);
    else if (follows) {
      const text = onDisk(seenFrom(folder, fd, path));
      system(() => fs.chmodSync(text, bits), path);
    } else if (folder !== undefined) throw new ValueError("chmod: cannot use dir_fd and follow_symlinks together");
    else {
      if (system(() => fs.lstatSync(fd), path).isSymbolicLink()) throw new NotImplementedError("chmod: follow_symlinks unavailable on this platform");
      system(() => fs.chmodSync(fd, bits), path);
    }
    return null;
  }),
  chown: os(
    "chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True)",
    (path: Value, uid: Value, gid: Value, dirFd: Value, follow: Value): Suspends<Value> => {
      const [user, group] = [Number(toIndex(uid)), Number(toIndex(gid))];
      const follows = unlessFalse(follow);
      const target = targetFrom(path, "chown", dirFd, follows);
      audit("os.chown", path, user >>> 0, group >>> 0, auditedFolder(dirFd));
      system(() => {
        if (typeof target === "number") fs.fchownSync(target, user, group);
        else if (follows) fs.chownSync(target, user, group);
        else fs.lchownSync(target, user, group);
      }, path);
      return null;
    },
  ),
  lchown: os("lchown(path, uid, gid)", (path: Value, uid: Value, gid: Value): Suspends<Value> => {
    const text = pathOnly(path, "lchown");
    const [user, group] = [Number(toIndex(uid)), Number(toIndex(gid))];
    audit("os.chown", path, user >>> 0, group >>> 0, -1);
    system(() => fs.lchownSync(text, user, group), path);
    return null;
  }),
  access: os(
    "access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)",
    (path: Value, mode: Value, dirFd: Value, _effective: Value, follow: Value): Suspends<Value> => {
      const bits = cint(mode);
      const follows = unlessFalse(follow);
      const text = pathOnly(path, "access");
      const folder = folderArgument(dirFd);
      try {
        const seen = onDisk(seenFrom(folder, text, path));
        if (!follows && fs.lstatSync(seen).isSymbolicLink()) return true;
        fs.accessSync(seen, bits);
        return true;
      } catch {
        return false; // that is the answer
      }
    },
  ),
  utime: os(
    "utime(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True)",
    (path: Value, times: Value, ns: Value, dirFd: Value, follow: Value): Suspends<Value> => {
      const both = fileTimes(times, ns);
      const follows = unlessFalse(follow);
      const target = targetFrom(path, "utime", dirFd, follows);
      audit("os.utime", path, times ?? null, ns ?? null, auditedFolder(dirFd));
      setFileTimes(target, both, follows, path);
      return null;
    },
  ),
  truncate: os("truncate(path, length)", (path: Value, length: Value): Suspends<Value> => {
    const target = pathArgument(path, "truncate", FD);
    const size = Number(toIndex(length));
    audit("os.truncate", path, length);
    system(() => (typeof target === "number" ? truncateReal(target, size) : truncate(target, size)), path);
    return null;
  }),
  open: os("open(path, flags, mode=511, *, dir_fd=None)", (path: Value, flags: Value, mode: Value, dirFd: Value): Suspends<Value> => {
    const how = cint(flags);
    const bits = mode === undefined ? 0o777 : permissions(mode);
    const text = pathFrom(path, "open", dirFd);
    audit("open", path, null, how | O_CLOEXEC);
    looked(text);
    return withDescriptors(() => system(() => openFile(text, how | O_CLOEXEC, bits), path));
  }),
  statvfs: os("statvfs(path)", (path: Value): Suspends<Value> => {
    const target = pathArgument(path, "statvfs", FD);
    const room = new BigUint64Array(STATVFS_WORDS);
    checked(typeof target === "number" ? fstatvfsOf(target, bytesOf(room)) : statvfsOf(cstring(target), bytesOf(room)), path);
    return spaceOf(room);
  }),
  fstatvfs: os("fstatvfs(fd, /)", (fd: Value): Suspends<Value> => {
    const n = cint(fd);
    const room = new BigUint64Array(STATVFS_WORDS);
    checked(fstatvfsOf(real(n), bytesOf(room)));
    return spaceOf(room);
  }),
  sync: os("sync()", (): Value => null),
  scandir,
};

export function makedirs(name: Value, mode: Value = 0o777, exist_ok: Value = false): Suspends<null> {
  makeFolders(fspath(name), name, permissions(mode), truth(exist_ok));
  return null;
}

/** Makes a folder and those that it is to stand in. `shown`: what an error names. */
function makeFolders(text: string, shown: Value, mode: number, exists: boolean): Suspends<void> {
  const path = /[^/]\/+$/.test(text) ? text.replace(/\/+$/, "") : text;
  const slash = path.lastIndexOf("/");
  const head = path.slice(0, slash + 1).replace(/([^/])\/+$/, "$1");
  const tail = path.slice(slash + 1);
  if (head !== "" && tail !== "" && !fs.existsSync(onDisk(head))) {
    try {
      makeFolders(head, head, 0o777, exists);
    } catch (error) {
      if (!(error instanceof FileExistsError)) throw error; // somebody else was faster
    }
    if (tail === ".") return;
  }
  const made = patched("os.mkdir");
  try {
    if (made === undefined) {
      audit("os.mkdir", shown, mode, -1);
      system(() => fs.mkdirSync(onDisk(text), mode), shown);
    } else call(made, shown, mode);
  } catch (error) {
    const isThere = exists && isinstance(error as Value, OSError) && fs.statSync(onDisk(text), { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isThere) throw error;
  }
}

export function removedirs(name: Value): Suspends<null> {
  let text = fspath(name);
  audit("os.rmdir", name, -1);
  system(() => fs.rmdirSync(onDisk(text)), name);
  for (;;) {
    const above = text.replace(/\/+$/, "").replace(/\/*[^/]*$/, "");
    if (above === "" || above === text) break;
    text = above;
    audit("os.rmdir", text, -1);
    try {
      fs.rmdirSync(onDisk(text));
    } catch {
      break; // not empty: that is where it ends
    }
  }
  return null;
}

export function renames(old: Value, new_: Value): Suspends<null> {
  const source = fspath(old);
  const target = fspath(new_);
  const folder = target.slice(0, target.lastIndexOf("/"));
  if (folder !== "" && !fs.existsSync(onDisk(folder))) makedirs(folder);
  system(() => fs.renameSync(onDisk(source), onDisk(target)), old, new_);
  return null;
}

/**
 * stat - os.stat() and its result.
 *
 * Mirrors  Modules/posixmodule.c (stat_result) of CPython 3.13
 */
import fs from "node:fs";
import { Float } from "../../objects/float.js";
import type { Value } from "../../objects/object.js";
import { makeStruct, structSequence } from "../../objects/structseq.js";
import { osError } from "../../system/oserror.js";
import { onDisk } from "../../system/paths.js";

const STAT_DOC = `stat_result: Result from stat, fstat, or lstat.

This object may be accessed either as a tuple of
  (mode, ino, dev, nlink, uid, gid, size, atime, mtime, ctime)
or via the attributes st_mode, st_ino, st_dev, st_nlink, st_uid, and so on.

Posix/windows: If your platform supports st_blksize, st_blocks, st_rdev,
or st_flags, they are available as attributes only.

See os.stat for more information.`;

/** The times as floats, where they were given as whole seconds alone. */
function fillTimes(fields: Value[]): undefined {
  for (let i = 7; i < 10; i++) fields[i + 3] ??= fields[i];
}

export const stat_result = structSequence(
  "os.stat_result",
  [
    "st_mode",
    "st_ino",
    "st_dev",
    "st_nlink",
    "st_uid",
    "st_gid",
    "st_size",
    // the times as whole seconds
    null,
    null,
    null,
    "st_atime",
    "st_mtime",
    "st_ctime",
    "st_atime_ns",
    "st_mtime_ns",
    "st_ctime_ns",
    "st_blksize",
    "st_blocks",
    "st_rdev",
  ],
  10,
  {
    doc: STAT_DOC,
    filled: fillTimes,
  },
);

const small = (n: bigint): Value => (n >= -9007199254740991n && n <= 9007199254740991n ? Number(n) : n);

/** Whole seconds, the same as a float with what is beyond them, and nanoseconds: as fill_time() has them. */
function timesOf(ns: bigint): [whole: Value, seconds: Value, ns: Value] {
  let whole = Number(ns / 1000000000n);
  let beyond = Number(ns - BigInt(whole) * 1000000000n);
  if (beyond < 0) {
    whole--;
    beyond += 1e9;
  }
  return [whole, new Float(whole + 1e-9 * beyond), small(ns)];
}

export function resultOf(s: fs.BigIntStats): Value {
  const accessed = timesOf(s.atimeNs);
  const modified = timesOf(s.mtimeNs);
  const changed = timesOf(s.ctimeNs);
  return makeStruct(stat_result, [
    small(s.mode),
    small(s.ino),
    small(s.dev),
    small(s.nlink),
    small(s.uid),
    small(s.gid),
    small(s.size),
    accessed[0],
    modified[0],
    changed[0],
    accessed[1],
    modified[1],
    changed[1],
    accessed[2],
    modified[2],
    changed[2],
    small(s.blksize),
    small(s.blocks),
    small(s.rdev),
  ]);
}

/** The state of a file: by the system's number of a descriptor or by name, of a link itself or of what it points to. `path`: what an error names. */
export function statFile(target: string | number, path: Value, follow: boolean): Value {
  try {
    if (typeof target === "number") return resultOf(fs.fstatSync(target, { bigint: true }));
    const name = onDisk(target);
    return resultOf(follow ? fs.statSync(name, { bigint: true }) : fs.lstatSync(name, { bigint: true }));
  } catch (error) {
    throw osError(error, path);
  }
}

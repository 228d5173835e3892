/**
 * _posixshmem - shared memory by name: files of /dev/shm, which every program on the machine sees.
 *
 * Mirrors     Modules/_multiprocessing/posixshmem.c of CPython 3.13; shm_open(3), shm_unlink(3) of glibc
 */
import fs from "node:fs";
import type { Suspends } from "../frames/suspend.js";
import { OSError, TypeError, ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { toIndex } from "../objects/protocols/index.js";
import { builtin } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { argumentName } from "../objects/typename.js";
import { openFile } from "../system/fds.js";
import { system } from "../system/oserror.js";

const FOLDER = "/dev/shm/";

/** The file of a segment, as glibc finds it. */
function fileOf(path: Value, caller: string): string {
  const text = stringOf(path);
  if (text === undefined) throw new TypeError(`${caller}() argument 'path' must be str, not ${argumentName(path)}`);
  if (text.includes("\0")) throw new ValueError("embedded null character");
  const name = text.replace(/^\/+/, "");
  if (name === "" || name.includes("/") || name === "." || name === "..") throw new OSError(22, "Invalid argument", path);
  if (Buffer.byteLength(name) > 255) throw new OSError(36, "File name too long", path);
  return FOLDER + name;
}

/** A new descriptor of the segment. */
export function openSegment(path: Value, flags: number, mode: number): number {
  const file = fileOf(path, "shm_open");
  const { O_NOFOLLOW } = fs.constants;
  return system(() => openFile(file, flags | O_NOFOLLOW | 0o2000000, mode), path);
}

export function unlinkSegment(path: Value): void {
  const file = fileOf(path, "shm_unlink");
  system(() => fs.unlinkSync(file), path);
}

export const shm_open = builtin(
  "shm_open(path, flags, mode=511)",
  (path: Value, flags: Value, mode: Value): Suspends<number> => {
    const how = Number(toIndex(flags));
    return openSegment(path, how, mode === undefined ? 0o777 : Number(toIndex(mode)));
  },
  "_posixshmem",
);

export const shm_unlink = builtin(
  "shm_unlink(path)",
  (path: Value): null => {
    unlinkSegment(path);
    return null;
  },
  "_posixshmem",
);

export default pymodule("_posixshmem", { shm_open, shm_unlink });

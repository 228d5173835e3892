/**
 * transfers - the part of os that moves data between descriptors, and tells the system how a file will be read.
 *
 * Mirrors   Modules/posixmodule.c of CPython 3.13
 * Suspends  splice: until there is something to move; lockf: until the lock is free
 */
import type { Suspends } from "../../frames/suspend.js";
import { ValueError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtin } from "../../objects/register.js";
import { constantsOf } from "../../system/constants.js";
import { real } from "../../system/descriptors.js";
import { neverWaits } from "../../system/fds.js";
import { checked, failure, system } from "../../system/oserror.js";
import { untilFree } from "../../system/locks.js";
import { neverBlocks, waitReadable, waitWritable } from "../../system/poll.js";
import * as posix from "../../system/posix.js";
import { cint } from "./descriptors.js";

const os = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "posix");

const [F_LOCK, F_TLOCK] = [1, 2];

/** A loff_t that C may change, or none. */
function offsetOf(given: Value): Suspends<Uint8Array | null> {
  return given === undefined || given === null ? null : new Uint8Array(BigInt64Array.of(BigInt(toIndex(given))).buffer);
}

function countOf(given: Value): Suspends<number> {
  const count = Number(toIndex(given));
  if (count < 0) throw new ValueError("negative value for 'count' not allowed");
  return count;
}

/** Lets other threads run while a pipe is empty or full. */
function ready(source: number, target: number): Suspends<void> {
  if (!neverBlocks(source) && !system(() => neverWaits(source))) waitReadable(source);
  if (!neverBlocks(target) && !system(() => neverWaits(target))) waitWritable(target);
}

export const functions: Record<string, Value> = {
  copy_file_range: os(
    "copy_file_range(src, dst, count, offset_src=None, offset_dst=None)",
    (src: Value, dst: Value, count: Value, srcOffset: Value, dstOffset: Value): Suspends<Value> => {
      const source = cint(src);
      const target = cint(dst);
      const size = countOf(count);
      const from = offsetOf(srcOffset);
      const to = offsetOf(dstOffset);
      return checked(posix.copyFileRange(real(source), from, real(target), to, size, 0));
    },
  ),
  splice: os(
    "splice(src, dst, count, offset_src=None, offset_dst=None, flags=0)",
    (src: Value, dst: Value, count: Value, srcOffset: Value, dstOffset: Value, flags: Value): Suspends<Value> => {
      const source = cint(src);
      const target = cint(dst);
      const size = countOf(count);
      const from = offsetOf(srcOffset);
      const to = offsetOf(dstOffset);
      const how = flags === undefined ? 0 : cint(flags);
      if (size > 0 && (how & SPLICE_F_NONBLOCK) === 0) ready(source, target);
      return checked(posix.splice(real(source), from, real(target), to, size, how));
    },
  ),
  posix_fadvise: os("posix_fadvise(fd, offset, length, advice, /)", (fd: Value, offset: Value, length: Value, advice: Value): Suspends<Value> => {
    const n = cint(fd);
    const at = BigInt(toIndex(offset));
    const size = BigInt(toIndex(length));
    const error = posix.fadvise(real(n), at, size, cint(advice));
    if (error !== 0) throw failure(error);
    return null;
  }),
  lockf: os("lockf(fd, command, length, /)", (fd: Value, command: Value, length: Value): Suspends<Value> => {
    const n = cint(fd);
    const code = cint(command);
    const size = BigInt(toIndex(length));
    const waits = code === F_LOCK;
    untilFree(() => posix.lockf(real(n), waits ? F_TLOCK : code, size), waits);
    return null;
  }),
};

const SPLICE_F_NONBLOCK = 2;

export const numbers: Record<string, Value> = constantsOf(
  "POSIX_FADV_NORMAL:0 POSIX_FADV_RANDOM:1 POSIX_FADV_SEQUENTIAL:2 POSIX_FADV_WILLNEED:3 POSIX_FADV_DONTNEED:4 POSIX_FADV_NOREUSE:5 " +
    "RWF_HIPRI:1 RWF_DSYNC:2 RWF_SYNC:4 RWF_NOWAIT:8 RWF_APPEND:16 SPLICE_F_MOVE:1 SPLICE_F_NONBLOCK:2 SPLICE_F_MORE:4",
);

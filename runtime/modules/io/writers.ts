/**
 * writers - files that hold back what was written to them, and what becomes of it when nobody has them any more.
 *
 * CPython flushes a file as soon as its last reference is gone. Here a file with something to write is kept, and looked for in this way: it is flushed
 * if it has been dropped before anybody looks at it (opens or stats it, starts a program, runs out of descriptors), and at the program's end in any case.
 *
 * Suspends  looked, settle: while V8 collects
 * Mind      a file that is found in use again and again is looked for rarely
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import type { Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { $caught, $handled, $uncaught } from "../../objects/raise.js";
import { collectGarbage } from "../../scheduler/collect.js";
import { policy } from "../../scheduler/policy.js";
import { carriedContents } from "../../snapshot/carried.js";
import { birthOf } from "../../system/descriptors.js";
import { dropped, serveHeld } from "../../system/dropped.js";
import { errnoOf } from "../../system/errors.js";
import { writeAll } from "../../system/fds.js";
import { ends } from "../ends.js";

/** A binary or text stream as far as it matters here. */
export interface Writer {
  $listed: boolean;
  /** it has been looked for, and was in use */
  $found: boolean;
  /** what it holds back, as bytes; undefined if that is nothing */
  $unwritten(): Suspends<Uint8Array | undefined>;
  /** the file below, if it is one */
  $file(): File | undefined;
  /** of a binary stream: takes bytes */
  $put?(data: Uint8Array): Suspends<void>;
}

interface File {
  $fd: number;
  $position: number | null;
  $append: boolean;
  $closefd: boolean;
  $inode: string;
}

const writers = new Set<Writer>();
carriedContents("writers", writers);

const settling = (): Suspends<void> => settle();
dropped.settle = settling;
dropped.keeps = () => writers.size > 0;
const flushing = (): Suspends<void> => flushWriters();
ends.files = flushing;

/** A writer begins to hold something back. */
export function listWriter(writer: Writer): void {
  writer.$listed = true;
  const file = writer.$file();
  if (file === undefined || !file.$closefd) return;
  writers.add(writer);
}

/** It is closed. */
export function unlistWriter(writer: Writer): void {
  writer.$listed = false;
  writers.delete(writer);
}

/** What the process has inherited is not its own to write. */
export function forgetWriters(): void {
  for (const writer of writers) writer.$listed = false;
  writers.clear();
}

/** So much of the time at most is spent on looking for files that have been found in use before. */
const SHARE = 20;
/** What a short script does is looked at without such thrift. */
const next = { lookMs: 0, free: 30 };

/** Somebody is about to look at a file, or (null) may look at any. */
export function looked(path: string | number | null): Suspends<void> {
  if (writers.size > 0) look(path);
}

function look(path: string | number | null): Suspends<void> {
  let inode: string | undefined;
  if (path !== null) {
    try {
      const stat = typeof path === "number" ? fs.fstatSync(path) : fs.statSync(path);
      inode = `${stat.dev}:${stat.ino}`;
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      return; // whoever looks is told
    }
  }
  let any = false;
  let fresh = false;
  for (const writer of writers) {
    if (inode !== undefined && writer.$file()?.$inode !== inode) continue;
    any = true;
    fresh ||= !writer.$found;
  }
  if (!any) return;
  const beganMs = policy.current.nowMs();
  if (!fresh && beganMs < next.lookMs && next.free-- <= 0) return;
  settle();
  const endedMs = policy.current.nowMs();
  next.lookMs = endedMs + SHARE * (endedMs - beganMs);
}

/** What is left of a writer if it should be gone. */
interface Remains {
  readonly ref: WeakRef<Writer>;
  readonly data: Uint8Array;
  readonly fd: number;
  readonly birth: number;
  readonly position: number | null;
  readonly append: boolean;
}

/** Writes what dropped files held back. */
function settle(): Suspends<void> {
  if (dropped.held !== undefined) return; // another thread is at it
  dropped.held = [];
  try {
    const remains = letGo();
    collectGarbage();
    for (const left of remains) {
      const writer = left.ref.deref();
      if (writer !== undefined) {
        writer.$found = true;
        if (!writer.$listed) listWriter(writer);
      } else if (birthOf(left.fd) === left.birth) {
        const below = remains.find((other) => other !== left && other.fd === left.fd)?.ref.deref();
        if (below?.$put !== undefined) below.$put(left.data);
        else writeRemains(left, remains);
      }
    }
  } finally {
    serveHeld();
  }
}

/** Takes all writers off the list: nothing keeps them but the script. Text streams come after the binary ones that are below them. */
function letGo(): Suspends<Remains[]> {
  const remains: Remains[] = [];
  const all = [...writers];
  for (const writer of [...all.filter((one) => one.$put !== undefined), ...all.filter((one) => one.$put === undefined)]) {
    unlistWriter(writer);
    const file = writer.$file();
    const data = file === undefined ? undefined : bytesOf(writer);
    if (data === undefined) continue;
    const { $fd: fd, $position: position, $append: append } = file!;
    remains.push({ ref: new WeakRef(writer), data, fd, birth: birthOf(fd), position, append });
  }
  return remains;
}

function bytesOf(writer: Writer): Suspends<Uint8Array | undefined> {
  const before = $handled();
  try {
    return writer.$unwritten();
  } catch (thrown) {
    $caught(thrown, null);
    $uncaught(before);
    return undefined; // what cannot be encoded is lost in CPython, too
  }
}

function writeRemains({ data, fd, position, append }: Remains, all: Remains[]): void {
  try {
    writeAll(fd, data, append ? null : position);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error; // nobody is there to hear of it
    return;
  }
  // a text stream's comes after that of the binary stream below
  if (position !== null) for (const other of all) if (other.fd === fd) (other as { position: number | null }).position = position + data.length;
}

/** The program ends. */
function flushWriters(): Suspends<void> {
  for (const writer of [...writers]) {
    const before = $handled();
    try {
      if (writer.$unwritten() !== undefined) callMethod(writer as Value, "flush");
    } catch (thrown) {
      $caught(thrown, null);
      $uncaught(before); // CPython says nothing of it
    }
  }
}

/** A process ends without CPython's finalization: what its own functions dropped is written. */
export function settleWriters(): Suspends<void> {
  if (writers.size > 0) settle();
}

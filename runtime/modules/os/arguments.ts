/**
 * arguments - argument lists and environments as exec and posix_spawn take them.
 *
 * Mirrors     parse_arglist, parse_envlist in Modules/posixmodule.c of CPython 3.13
 * Calls back  keys, values of the mapping; __fspath__
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { typeOf, lookup, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { spread } from "../../objects/protocols/iter.js";
import { isTuple, plainTuple } from "../../objects/tuple.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { warn } from "../../objects/warn.js";
import { indexOf } from "../../objects/protocols/index.js";
import { real } from "../../system/descriptors.js";
import { BOOL_AS_FD } from "../../system/fds.js";
import { failure } from "../../system/oserror.js";
import { isBytes, pathBytes, plainPath } from "../../system/paths.js";
import { cint } from "./descriptors.js";
import { cstring, systemText } from "../../system/posix.js";
import { systemEnvironment } from "./environment.js";

/** as a NULL handed to the kernel ends */
const EFAULT = 14;

/** The items of a list or tuple; undefined for anything else. */
export function sequenceItems(x: Value): Value[] | undefined {
  if (Array.isArray(x)) return x as Value[];
  return isTuple(x) ? plainTuple(x).items : undefined;
}

/** An argument list. `words`: how the errors name it. */
export function argumentList(args: Value, words: string): Suspends<Uint8Array[]> {
  const items = sequenceItems(args);
  if (items === undefined) throw new TypeError(`${words} must be a tuple or list`);
  if (items.length === 0) throw new ValueError(`${words} must not be empty`);
  const texts: Uint8Array[] = [];
  for (const item of items) texts.push(pathBytes(item));
  if (texts[0]!.length === 1) throw new ValueError(`${words} first element cannot be empty`);
  return texts;
}

/** An environment of a mapping. */
export function environmentList(env: Value): Suspends<Uint8Array[]> {
  const keys = spread(callMethod(env, "keys"));
  const values = spread(callMethod(env, "values"));
  const texts: Uint8Array[] = [];
  for (let i = 0; i < keys.length; i++) {
    const key = pathBytes(keys[i]);
    const value = pathBytes(values[i]);
    if (key.length === 1 || key.indexOf(61, 1) >= 0) throw new ValueError("illegal environment variable name");
    key[key.length - 1] = 61;
    texts.push(Buffer.concat([key, value]));
  }
  return texts;
}

export function isMapping(x: Value): Suspends<boolean> {
  return x !== null && typeof x !== "string" && lookup(typeOf(x), "__getitem__") !== undefined && getattrOr(x, "keys") !== undefined;
}

/** The program's own environment. */
export function ownEnvironment(): Uint8Array[] {
  return [...systemEnvironment()].map(([key, value]) => cstring(`${key}=${value}`));
}

const KINDS = {
  path: "string, bytes or os.PathLike",
  "path or fd": "string, bytes, os.PathLike or integer",
  "path, fd or None": "string, bytes, os.PathLike, integer or None",
};

/**
 * A path as the functions of C take it: its text, or the system's number of a descriptor where one may be given.
 *
 * Mirrors  path_converter
 */
export function pathArgument(path: Value, name: string, kind: keyof typeof KINDS = "path", what = "path"): Suspends<string | number> {
  if (path === null && kind === "path, fd or None") return ".";
  if (kind !== "path" && typeof path !== "string") {
    const fd = indexOf(path);
    if (fd !== undefined) {
      if (typeof path === "boolean") warn("RuntimeWarning", BOOL_AS_FD);
      const number = cint(fd);
      // -1 stands for "no descriptor" in CPython: what takes None takes that, the others hand a NULL on
      if (number === -1 && kind === "path, fd or None") return ".";
      if (number === -1) throw failure(EFAULT, path);
      return real(number);
    }
  }
  if (path === null || (typeof path !== "string" && typeof path.$value !== "string" && !isBytes(path) && (lookup(typeOf(path), "__fspath__") ?? null) === null))
    throw new TypeError(`${name}: ${what} should be ${KINDS[kind]}, not ${typeOf(path).$name}`);
  const given = plainPath(path);
  const text = typeof given === "string" ? given : systemText(bufferOf(given)!);
  if (text.includes("\0")) throw new ValueError(`${name}: embedded null character in ${what}`);
  return text;
}

/** The same where only a path will do. */
export function pathOnly(path: Value, name: string, what = "path"): Suspends<string> {
  return pathArgument(path, name, "path", what) as string;
}

/** dir_fd: the system's number of a folder, undefined for None. */
export function folderArgument(given: Value): Suspends<number | undefined> {
  if (given === undefined || given === null) return undefined;
  const fd = indexOf(given);
  if (fd === undefined) throw new TypeError(`argument should be integer or None, not ${typeOf(given).$name}`);
  if (typeof given === "boolean") warn("RuntimeWarning", BOOL_AS_FD);
  return real(cint(fd));
}

/** A path as seen from a folder that is open. `path`: what an error names. */
export function seenFrom(folder: number | undefined, text: string, path: Value): string {
  if (folder === undefined || text.startsWith("/")) return text;
  if (!isOpenReal(folder)) throw failure(9, path);
  return `/proc/self/fd/${folder}/${text}`;
}

/** Whether the system knows a number. */
export function isOpenReal(realFd: number): boolean {
  try {
    fs.fstatSync(realFd);
    return true;
  } catch {
    return false; // that is the answer
  }
}

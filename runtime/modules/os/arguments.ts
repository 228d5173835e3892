/**
 * arguments - argument lists and environments as exec and posix_spawn take them.
 *
 * Mirrors     parse_arglist, parse_envlist in Modules/posixmodule.c of CPython 3.13
 * Calls back  keys, values of the mapping; __fspath__
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { typeOf, lookup, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { spread } from "../../objects/protocols/iter.js";
import { isTuple, plainTuple } from "../../objects/tuple.js";
import { pathBytes } from "../../system/paths.js";
import { cstring } from "../../system/posix.js";
import { systemEnvironment } from "./environ.js";

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

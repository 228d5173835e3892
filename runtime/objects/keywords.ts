/**
 * keywords - keyword arguments on their way from a call to a function.
 *
 * Mirrors     format_kwargs_error and dict_merge of Python/ceval.c and Objects/dictobject.c
 * Suspends    $kwmerge, $mapkw: they may read any mapping
 */
import type { Suspends } from "../frames/suspend.js";
import { $names, kwOf } from "./arguments.js";
import { getattrOr } from "./attributes.js";
import { Dict } from "./dict.js";
import { TypeError } from "./exceptions.js";
import { Kw } from "./function.js";
import { END, functionText, iterate } from "./iterator.js";
import type { Entry } from "./keymap.js";
import type { Value } from "./object.js";
import { call } from "./protocols/call.js";
import { getitem } from "./protocols/getitem.js";
import { text } from "./protocols/str.js";
import { typeName } from "./typename.js";

export { kwOf as $kw, $names };

export function $isKw(x: Value): boolean {
  return x instanceof Kw;
}

/** Takes the Kw off the end of a rest array. */
export function $keywords(args: Value[]): Kw {
  return args.length > 0 && args[args.length - 1] instanceof Kw ? (args.pop() as Kw) : new Kw();
}

/** The keywords but for some. */
export function $kwrest(kw: Kw | undefined, taken: readonly string[]): Kw {
  const rest = new Kw();
  if (kw !== undefined) for (const name in kw) if (!taken.includes(name)) rest[name] = kw[name];
  return rest;
}

/** `keywords(d)`: `**d` alone. */
export function $mapkw(mapping: Value): Suspends<Kw> {
  return $kwmerge(new Kw(), mapping, null);
}

/** Adds the items of a mapping; `f` is what will be called, for messages: a function, its name, or null. */
export function $kwmerge(kw: Kw, mapping: Value, f: Value): Suspends<Kw> {
  if (mapping instanceof Kw) {
    for (const name in mapping) put(kw, name, mapping[name], f);
    return kw;
  }
  if (mapping instanceof Dict) {
    const entries = mapping.$entries();
    for (let i = 0; i < entries.length; i++) {
      const { key, value } = entries[i] as Entry;
      put(kw, key, value, f);
    }
    return kw;
  }
  const keys = mapping === null ? undefined : getattrOr(mapping, "keys");
  if (keys === undefined) throw new TypeError(`${calleeText(f)} argument after ** must be a mapping, not ${typeName(mapping)}`);
  const it = iterate(call(keys));
  for (let key = it.$next(); key !== END; key = it.$next()) put(kw, key, getitem(mapping, key), f);
  return kw;
}

function put(kw: Kw, key: Value, value: Value, f: Value): Suspends<void> {
  const name = typeof key === "string" ? key : typeof key?.$value === "string" ? (key.$value as string) : undefined;
  if (name === undefined) throw new TypeError("keywords must be strings");
  if (kw[name] !== undefined) throw new TypeError(`${calleeText(f)} got multiple values for keyword argument '${text(name)}'`);
  kw[name] = value;
}

function calleeText(f: Value): Suspends<string> {
  return typeof f === "string" ? `${f}()` : f === null ? "function" : functionText(f);
}

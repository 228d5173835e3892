/**
 * spread - `f(*args, **kwargs)`: iterables as positional arguments, mappings as keywords.
 *
 * Mirrors     LIST_EXTEND, DICT_MERGE of Python/bytecodes.c
 * Suspends    all: iteration, `keys` and `__getitem__`
 */
import type { Suspends } from "../frames/suspend.js";
import { getattrOr } from "./attributes.js";
import { TypeError } from "./exceptions.js";
import { Kw } from "./function.js";
import { $spreadarg, END, functionText, iterate, spread } from "./iterator.js";
import { Dict } from "./keymap.js";
import { specialMethod, type Value } from "./object.js";
import { call } from "./protocols/call.js";
import { getitem } from "./protocols/getitem.js";
import { typeName } from "./typename.js";

export { spread as $spread, $spreadarg };

/** Adds the items of a mapping, or of a Kw, to the keywords of a call of `f`. */
export function $kwmerge(kw: Kw, mapping: Value, f: Value): Suspends<Kw> {
  if (mapping instanceof Kw) {
    for (const name in mapping) addKeyword(kw, name, mapping[name], f);
    return kw;
  }
  if (mapping instanceof Dict) {
    const entries = mapping.$entries();
    for (let i = 0; i < entries.length; i++) addKeyword(kw, entries[i]!.key, entries[i]!.value, f);
    return kw;
  }
  const keys = mapping === null || specialMethod(mapping, "__getitem__") == null ? undefined : getattrOr(mapping, "keys");
  if (keys === undefined) throw new TypeError(`${f === null ? "" : `${functionText(f)} `}argument after ** must be a mapping, not ${typeName(mapping)}`);
  const it = iterate(call(keys));
  for (let key = it.$next(); key !== END; key = it.$next()) addKeyword(kw, key, getitem(mapping, key), f);
  return kw;
}

function addKeyword(kw: Kw, name: Value, value: Value, f: Value): void {
  const key: Value = typeof name === "object" && name !== null && typeof name.$value === "string" ? name.$value : name;
  if (typeof key !== "string") throw new TypeError("keywords must be strings");
  if (key in kw) throw new TypeError(`${f === null ? "" : `${functionText(f)} `}got multiple values for keyword argument '${key}'`);
  kw[key] = value;
}

/** A mapping as keywords. */
export function $mapkw(mapping: Value): Suspends<Kw> {
  return $kwmerge(new Kw(), mapping, null);
}

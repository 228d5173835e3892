/**
 * spread - a mapping as the keywords of a call.
 *
 * Mirrors     dict_merge for CALL_FUNCTION_EX (Python/ceval.c)
 */
import type { Suspends } from "../frames/suspend.js";
import { Dict } from "./dict.js";
import { TypeError } from "./exceptions.js";
import { Kw } from "./function.js";
import { getattrOr } from "./attributes.js";
import { typeOf, type Value } from "./object.js";
import { call } from "./protocols/call.js";
import { getitem } from "./protocols/getitem.js";
import { spread } from "./protocols/iter.js";

/** `**mapping` */
export function $mapkw(mapping: Value): Suspends<Kw> {
  const kw = new Kw();
  if (mapping instanceof Dict) {
    for (const { key, value } of mapping.$entries()) kw[keyword(key)] = value;
    return kw;
  }
  const keys = getattrOr(mapping, "keys");
  if (keys === undefined) throw new TypeError(`argument after ** must be a mapping, not ${typeOf(mapping).$name}`);
  for (const key of spread(call(keys))) kw[keyword(key)] = getitem(mapping, key);
  return kw;
}

function keyword(key: Value): string {
  if (typeof key === "string") return key;
  if (key !== null && typeof key.$value === "string") return key.$value;
  throw new TypeError("keywords must be strings");
}

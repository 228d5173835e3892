/**
 * contains - `x in items`.
 *
 * Mirrors     PySequence_Contains of Objects/abstract.c
 * Suspends    all: `__contains__`, `__iter__`, `__eq__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { dict } from "../dict.js";
import { TypeError } from "../exceptions.js";
import { END, iterate, type PyIterator } from "../iterator.js";
import { Dict } from "../keymap.js";
import { list, listContains } from "../list.js";
import { specialMethod, type Value } from "../object.js";
import { hasIn } from "../str/search.js";
import { Tuple } from "../tuple.js";
import { typeName } from "../typename.js";
import { truth } from "./bool.js";
import { same } from "./eq.js";

/** `x in items`: the container is the first argument, as in the module `operator`. */
export function contains(items: Value, x: Value): Suspends<boolean> {
  if (typeof items === "string" && typeof x === "string") return hasIn(items, x);
  if (items instanceof Dict && (items as Value).$cls === dict) return items.$find(x) !== undefined;
  if (Array.isArray(items) && items.$cls === list) return listContains(items, x);
  if (items instanceof Tuple) return listContains(items.items, x);
  return containsByMethod(items, x);
}

function containsByMethod(items: Value, x: Value): Suspends<boolean> {
  const method = specialMethod(items, "__contains__");
  if (method === null) throw new TypeError(`'${typeName(items)}' object is not a container`);
  if (method !== undefined) {
    const found = method.call(items, x);
    return typeof found === "boolean" ? found : truth(found);
  }
  const it = searched(items);
  for (let item = it.$next(); item !== END; item = it.$next()) if (same(item, x)) return true;
  return false;
}

export function searched(items: Value): Suspends<PyIterator> {
  try {
    return iterate(items);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(`argument of type '${typeName(items)}' is not iterable`);
  }
}

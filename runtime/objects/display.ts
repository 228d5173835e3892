/**
 * display - what tuple, dict and set displays make, from arrays that become theirs.
 *
 * Suspends    $dict, $dictmerge, $set: keys are hashed and compared
 */
import type { Suspends } from "../frames/suspend.js";
import { updateDict } from "./dict.js";
import type { Kw } from "./function.js";
import { Dict } from "./keymap.js";
import { specialMethod, type Value } from "./object.js";
import { TypeError } from "./exceptions.js";
import { getattrOr } from "./attributes.js";
import { FrozenSet, PySet } from "./set.js";
import { Tuple } from "./tuple.js";
import { typeName } from "./typename.js";

export function $tuple(items: Value[]): Tuple {
  return new Tuple(items);
}

/** `{k1: v1, ...}` from keys and values in turn. */
export function $dict(items: Value[]): Suspends<Dict> {
  const made = new Dict();
  for (let i = 0; i < items.length; i += 2) made.$set(items[i], items[i + 1]);
  return made;
}

/** `{**a, **b}` */
export function $dictmerge(parts: Value[]): Suspends<Dict> {
  const made = new Dict();
  for (let i = 0; i < parts.length; i++) $dictadd(made, parts[i]);
  return made;
}

/** `**part` in a display: it is put into the dict, which is the result. */
export function $dictadd(made: Dict, part: Value): Suspends<Dict> {
  if (
    !(part instanceof Dict) &&
    (part === null || typeof part !== "object" || specialMethod(part, "__getitem__") == null || getattrOr(part, "keys") === undefined)
  ) {
    throw new TypeError(`'${typeName(part)}' object is not a mapping`);
  }
  updateDict(made, part);
  return made;
}

function frozen(items: Value[]): Suspends<FrozenSet> {
  const made = new FrozenSet();
  for (let i = 0; i < items.length; i++) made.$add(items[i]);
  return made;
}

/** `{a, b}`; three or more constants CPython puts into a frozenset first, which it copies once more by its items: both show in the order. */
export function $set(items: Value[], constant = false): Suspends<PySet> {
  const made = new PySet();
  if (constant && items.length > 2) {
    made.$update(frozen(frozen(items).$array()));
    return made;
  }
  for (let i = 0; i < items.length; i++) made.$add(items[i]);
  return made;
}

/** `**kw` as a dict. */
export function $kwdict(kw: Kw | Dict | undefined): Dict {
  // `**kw` that has been made a dict before: `kw.pop("a"); return dict(kw, b=1)`
  if (kw instanceof Dict) return kw.$copy();
  const made = new Dict();
  if (kw !== undefined) for (const name in kw) made.$setNamed(name, kw[name]);
  return made;
}

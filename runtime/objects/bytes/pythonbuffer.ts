/**
 * pythonbuffer - memory of objects whose classes have `__buffer__` in Python code (PEP 688).
 *
 * Mirrors     slot_bf_getbuffer, slot_bf_releasebuffer of Objects/typeobject.c of CPython 3.13
 * Calls back  __buffer__, __release_buffer__
 * Differs     memoryview(), bytes(), bytearray() and what is added to a bytearray ask for it, other functions do not; a view that nobody releases is
 *             given back to nobody
 */
import type { Suspends } from "../../frames/suspend.js";
import { reportUnraisable } from "../../modules/unraisable.js";
import { TypeError } from "../exceptions.js";
import { lookup, typeOf, type Value } from "../object.js";
import { $caught, $handled, $uncaught } from "../raise.js";
import { MemoryView } from "./data.js";
import { releaseView, viewBytes } from "./view.js";

/** How memory is asked for: PyBUF_FULL_RO, as memoryview() and bytes() do, and PyBUF_SIMPLE. */
const FULL_RO = 284;
export const SIMPLE = 0;

/** A method of the class that is Python code; undefined if it has none, or C's. */
function ownMethod(x: Value, name: string): Value {
  const cls = typeof x === "object" && x !== null ? typeOf(x) : undefined;
  const method: Value = cls?.$heap === true ? lookup(cls, name) : undefined;
  return method === null || method?.$f?.builtin !== undefined ? undefined : method;
}

/** What an object's own `__buffer__` gives; undefined if it has none. */
export function lentBy(x: Value, flags = FULL_RO): Suspends<MemoryView | undefined> {
  const method = ownMethod(x, "__buffer__");
  if (method === undefined) return undefined;
  const view = method.call(x, flags);
  if (!(view instanceof MemoryView)) throw new TypeError("__buffer__ returned non-memoryview object");
  return view;
}

/** Hands a view back to the object that lent it; what its `__release_buffer__` raises is only told of. */
export function giveBack(x: Value, view: MemoryView): Suspends<void> {
  const method = ownMethod(x, "__release_buffer__");
  const handled = $handled();
  try {
    if (method !== undefined) method.call(x, view);
  } catch (thrown) {
    reportUnraisable($caught(thrown, null), `Exception ignored in __release_buffer__ of ${typeOf(x).$name}`, null);
    $uncaught(handled);
  }
  releaseView(view);
}

/** The bytes of an object that has its own `__buffer__`, copied; undefined for others. */
export function lentBytes(x: Value, flags = FULL_RO): Suspends<Uint8Array | undefined> {
  const view = lentBy(x, flags);
  if (view === undefined) return undefined;
  const data = viewBytes(view).slice();
  giveBack(x, view);
  return data;
}

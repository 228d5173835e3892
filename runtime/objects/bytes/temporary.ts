/**
 * temporary - views of memory that an expression makes and nobody keeps: CPython's go with their last reference, ours are released.
 */
import type { Suspends } from "../../frames/suspend.js";
import type { Value } from "../object.js";
import { getitem } from "../protocols/getitem.js";
import { bytes } from "../bytes.js";
import { call } from "../protocols/call.js";
import { MemoryView } from "./data.js";
import { makeView } from "./memoryview.js";
import { releaseView } from "./view.js";

/** `memoryview(x)[key]` */
export function viewed(x: Value, key: Value): Suspends<Value> {
  const view = makeView(x);
  try {
    return getitem(view, key);
  } finally {
    releaseView(view);
  }
}

/** `bytes(memoryview(x)[a:b])`, or `.tobytes()` of such a view */
export function copied(view: Value): Suspends<Value> {
  const data = call(bytes, view);
  if (view instanceof MemoryView) releaseView(view);
  return data;
}

/**
 * callingmodule - the module of the script that calls: what classes made by a function (namedtuple, make_dataclass) have as `__module__`.
 *
 * Mirrors     sys._getframemodulename as Lib/collections, Lib/typing and Lib/enum use it
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "../objects/attributes.js";
import type { Dict } from "../objects/dict.js";
import { currentFrame } from "../objects/frameobject.js";
import type { Value } from "../objects/object.js";

/** The `__name__` of the module whose code runs. */
export function callingModule(): Suspends<Value> {
  const frame = currentFrame(0);
  return frame === null ? "__main__" : (($getattr(frame, "f_globals") as Dict).$named("__name__") ?? "__main__");
}

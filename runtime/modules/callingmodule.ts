/**
 * callingmodule - the module of the script that calls: what classes made by a function (namedtuple, make_dataclass) have as `__module__`.
 *
 * Mirrors     sys._getframemodulename as Lib/collections, Lib/typing and Lib/enum use it
 */
import { globalsOfModule } from "../objects/modulehooks.js";
import { late, type Value } from "../objects/object.js";

/** The `__name__` of the module whose code runs. */
export function callingModule(): Value {
  const name = late.callerModule();
  return name === null ? "__main__" : (globalsOfModule(name).$named("__name__") ?? name);
}

/**
 * threading.deprecated - the warning of the old camelCase names.
 */
import type { Suspends } from "../../frames/suspend.js";
import { warn } from "../../objects/warn.js";

/** `warnings.warn(message, DeprecationWarning, stacklevel=2)` of the function's caller. */
export function warnDeprecated(message: string): Suspends<void> {
  warn("DeprecationWarning", message);
}

/**
 * warn - warnings that the runtime itself gives.
 *
 * The module `warnings` sets the handler when it is there; before that a warning has no reader. Nothing is shown for categories that
 * CPython's default filters ignore outside `__main__`.
 */
import type { Suspends } from "../frames/suspend.js";

export type WarnHandler = (category: string, message: string) => Suspends<null>;

export const warnings: { handler: WarnHandler | null } = { handler: null };

/** PyErr_WarnEx(category, message, 1) */
export function warn(category: string, message: string): Suspends<null> {
  return warnings.handler === null ? null : warnings.handler(category, message);
}

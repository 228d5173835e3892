/**
 * warn - warnings that the runtime itself gives.
 *
 * The module `warnings` sets the handler when it is there; before that a warning has no reader. Nothing is shown for categories that
 * CPython's default filters ignore outside `__main__`.
 */
export type WarnHandler = (category: string, message: string) => void;

export const warnings: { handler: WarnHandler | null } = { handler: null };

/** PyErr_WarnEx(category, message, 1) */
export function warn(category: string, message: string): void {
  if (warnings.handler !== null) warnings.handler(category, message);
}

/**
 * warn - warnings that the runtime itself gives.
 *
 * The entry sets the handler, which loads `_warnings` when the first one comes.
 */
import type { Suspends } from "../frames/suspend.js";
import { carriedContents } from "../snapshot/carried.js";

export type WarnHandler = (category: string, message: string) => Suspends<null>;

export const warnings: {
  handler: WarnHandler | null;
  /** a SyntaxWarning about a program's text */
  ofText: ((message: string, file: string, line: number) => Suspends<null>) | null;
} = { handler: null, ofText: null };
carriedContents("warnings of the runtime", warnings);

/** PyErr_WarnEx(category, message, 1) */
export function warn(category: string, message: string): Suspends<null> {
  return warnings.handler === null ? null : warnings.handler(category, message);
}

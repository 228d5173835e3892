/**
 * warn - warnings that the runtime itself gives.
 *
 * The entry sets the handler, which loads `_warnings` when the first one comes.
 */
import type { Suspends } from "../frames/suspend.js";
import { carriedContents } from "../snapshot/carried.js";

/** A line of the library, where CPython's text gives the warning. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export type WarnHandler = (category: string, message: string, source: unknown, place: Place | null, level: number) => Suspends<null>;

export const warnings: {
  handler: WarnHandler | null;
  /** a SyntaxWarning about a program's text */
  ofText: ((message: string, file: string, line: number) => Suspends<null>) | null;
  /** how often -b was given: whether to warn where bytes meet text */
  bytes: number;
} = { handler: null, ofText: null, bytes: 0 };
carriedContents("warnings of the runtime", warnings);

/**
 * PyErr_WarnEx(category, message, level); PyErr_ResourceWarning and its like name the object that it is about.
 *
 * @param place null: where the running Python code stands, or who called it, if `level` is more than 1
 */
export function warn(category: string, message: string, source: unknown = null, place: Place | null = null, level = 1): Suspends<null> {
  return warnings.handler === null ? null : warnings.handler(category, message, source, place, level);
}

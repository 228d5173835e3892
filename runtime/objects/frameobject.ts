/**
 * frameobject - `sys._getframe`.
 */
import { runningEntries, type Entry } from "./trace.js";
import { frameChain, type FrameObject } from "./traceobject.js";

/** The Python frame `depth` levels up; null if there are not so many. */
export function currentFrame(depth: number): FrameObject | null {
  return frameChain(runningEntries(currentFrame).slice(depth));
}

/** The places of the running thread, innermost first. */
export function runningFrames(): Entry[] {
  return runningEntries(runningFrames);
}

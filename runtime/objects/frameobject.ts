/**
 * frameobject - `sys._getframe`, and the frames of all threads.
 */
import { runningEntries, runningHooks, type Entry } from "./trace.js";
import { frameChain, givenChain, savedChain, type FrameObject } from "./traceobject.js";

/** The Python frame `depth` levels up; null if there are not so many. */
export function currentFrame(depth: number): FrameObject | null {
  return frameChain(runningEntries(currentFrame).slice(depth));
}

/** The same for a script, which may keep it. */
export function keptFrame(depth: number): FrameObject | null {
  return givenChain(runningEntries(keptFrame).slice(depth));
}

/** The places of the running thread, innermost first. */
export function runningFrames(): Entry[] {
  return runningEntries(runningFrames);
}

/** The innermost frame of each thread that does not run, by identity, the youngest first. */
export function waitingFrames(): [number, FrameObject | null][] {
  return runningHooks.waiting().map((thread) => [thread.ident, savedChain(thread.frames)]);
}

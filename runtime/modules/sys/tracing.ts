/**
 * sys.tracing - the trace function and the profile function of each thread.
 */
import type { Value } from "../../objects/object.js";
import { isolate } from "../../scheduler/current.js";

export interface Tracing {
  trace: Value;
  profile: Value;
  /** one of them is running: what it does is not traced */
  tracing: boolean;
  /** the frames that have told that they began, outermost first: each is the same object for all events, and as `f_back` */
  frames: Value[];
}

/** Those of the running thread. */
export function tracing(): Tracing {
  return tracingOf(isolate.current!.local);
}

/** Those of a thread, by what it keeps for itself. */
export function tracingOf(local: Value): Tracing {
  return (local.tracing ??= { trace: null, profile: null, tracing: false, frames: [] }) as Tracing;
}

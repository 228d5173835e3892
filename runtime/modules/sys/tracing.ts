/**
 * sys.tracing - the trace function and the profile function of each thread.
 */
import type { Value } from "../../objects/object.js";
import { frameHooks } from "../../objects/traceobject.js";
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

/** Whether the running thread traces what runs from now on. */
export function isTracing(): boolean {
  const own = (isolate.current?.local as Value)?.tracing as Tracing | undefined;
  return own !== undefined && !own.tracing && (own.trace !== null || own.profile !== null);
}

/** A frame that runs has been given a trace function: what it does next is told, though it began untold. */
frameHooks.follow = (frame) => {
  const { frames } = tracing();
  const at = frames.findIndex((one) => one.$level >= frame.$level);
  if (at < 0) frames.push(frame);
  else frames.splice(at, frames[at].$level === frame.$level ? 1 : 0, frame);
};

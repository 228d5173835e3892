/**
 * concurrent.futures.waiter - what wait() and as_completed() wait on.
 *
 * Mirrors     Lib/concurrent/futures/_base.py: _Waiter and those derived from it
 */
import type { Suspends } from "../../../frames/suspend.js";
import { makeEvent } from "../../threading/event.js";
import type { Future } from "./future.js";

export type Outcome = "result" | "exception" | "cancelled";

/** Collects futures that end; its event is set by the first, by an exception, or by the last. */
export class Waiter {
  readonly event = makeEvent();
  finished: Future[] = [];

  /** @param pending futures to wait for; 1 wakes at each */
  constructor(
    public pending: number,
    readonly stopsOnException: boolean,
  ) {}

  add(future: Future, outcome: Outcome): Suspends<void> {
    this.finished.push(future);
    if (--this.pending <= 0 || (outcome === "exception" && this.stopsOnException)) this.event.set();
  }
}

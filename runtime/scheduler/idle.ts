/**
 * idle - nothing is ready: waits for the next deadline, and lets Node's loop turn meanwhile, so that signals and events are seen at once.
 *
 * A wait is a timer of Node's for the coarse part (whole milliseconds, always early) and a block for the rest, which is exact:
 * no native call is needed. Signals are late by the blocked part at most. Descriptors are waited for by system/poll.
 *
 * Units: milliseconds of the policy's clock.
 */
import { policy } from "./policy.js";
import { wakeLoop } from "./scheduler.js";
import { watchSignals } from "./signals.js";

/** What is left for blocking: Node's timers are up to a millisecond late, and a little more on a busy machine. */
const BLOCKED_MS = 2;
/** The longest time of a Node timer; it only keeps the loop alive. */
const LONGEST_MS = 2 ** 31 - 1;

/** Waits for descriptors too, once some are watched: blocks until one is ready (false: Node's loop has work) or the deadline comes. */
export type Poller = (deadlineMs: number) => "deadline" | "ready" | "loop";

export const idling = {
  timer: undefined as NodeJS.Timeout | undefined,
  poller: undefined as Poller | undefined,
};

let word: Int32Array | undefined;

/** True if it blocked and there may be something to run; false if Node's loop calls back. */
export function idle(deadlineMs: number, turned: boolean): boolean {
  watchSignals();
  stopIdling();
  const rules = policy.current;
  if (rules.jump?.(deadlineMs)) return true;
  const leftMs = deadlineMs - rules.nowMs();
  if (leftMs <= BLOCKED_MS && idling.poller === undefined) {
    if (leftMs > 0) block(leftMs);
    return true;
  }
  if (idling.poller !== undefined && turned) {
    if (idling.poller(deadlineMs) !== "loop") return true;
    wakeLoop();
    return false;
  }
  idling.timer = setTimeout(wakeLoop, idling.poller !== undefined ? 0 : Math.min(LONGEST_MS, Math.floor(leftMs - BLOCKED_MS / 2)));
  return false;
}

/** The isolate runs again, whatever it waited for. */
export function stopIdling(): void {
  if (idling.timer === undefined) return;
  clearTimeout(idling.timer);
  idling.timer = undefined;
}

function block(ms: number): void {
  word ??= new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(word, 0, 0, ms);
}

/**
 * idle - nothing is ready: waits for the next deadline, and lets Node's loop turn meanwhile, so that signals and events are seen at once.
 *
 * A wait is a timer of Node's for the coarse part (whole milliseconds, always early) and a block for the rest, which is exact:
 * no native call is needed. Signals are late by the blocked part at most. Descriptors are waited for by system/poll, other isolates
 * by the mailbox: a worker blocks on it alone, the first program in ppoll with the bell.
 *
 * Units: milliseconds of the policy's clock.
 */
import { mail } from "./mail.js";
import { policy } from "./policy.js";
import { wakeLoop } from "./scheduler.js";
import { watchSignals } from "./signals.js";

/** What is left for blocking: Node's timers are up to a millisecond late, and a little more on a busy machine. */
const BLOCKED_MS = 2;
/** Without ppoll the first program looks at Node's loop this often while it waits. */
const UNPOLLED_MS = 10;
/** The longest time of a Node timer; it only keeps the loop alive. */
const LONGEST_MS = 2 ** 31 - 1;

/** Waits for descriptors too, once some are watched: blocks until one is ready (false: Node's loop has work) or the deadline comes. */
export type Poller = (deadlineMs: number) => "deadline" | "ready" | "loop";

export const idling = {
  timer: undefined as NodeJS.Timeout | undefined,
  poller: undefined as Poller | undefined,
  /** Calls that Node's loop owes us at its next turn, and when its next timers end: a block would keep them waiting. */
  immediates: 0,
  alarmMs: Infinity,
  killMs: Infinity,
  reserveMs: Infinity,
  lineMs: Infinity,
  watchMs: Infinity,
  /** called once, when this isolate first waits */
  first: undefined as (() => boolean) | undefined,
};

/** Runs something in a turn of Node's loop, however this isolate waits. */
export function afterTurn(work: () => void): void {
  idling.immediates++;
  setImmediate(() => {
    idling.immediates--;
    work();
  });
}

let word: Int32Array | undefined;

/** True if it blocked and there may be something to run; false if Node's loop calls back. */
export function idle(deadlineMs: number, turned: boolean): boolean {
  watchSignals();
  stopIdling();
  if (idling.first !== undefined) idling.first();
  const rules = policy.current;
  if (rules.jump?.(deadlineMs)) return true;
  const nowMs = rules.nowMs();
  if (idling.poller !== undefined || mail.box !== undefined) return blockOutside(deadlineMs, nowMs, turned);
  const leftMs = deadlineMs - nowMs;
  if (leftMs <= BLOCKED_MS) {
    if (leftMs > 0) block(leftMs);
    return true;
  }
  idling.timer = setTimeout(wakeLoop, Math.min(LONGEST_MS, Math.floor(leftMs - BLOCKED_MS / 2)));
  return false;
}

/** Blocks for descriptors or other isolates, if Node's loop has turned once and nothing is due there. */
function blockOutside(deadlineMs: number, nowMs: number, turned: boolean): boolean {
  const timerMs = Math.min(idling.alarmMs, idling.killMs, idling.reserveMs, idling.lineMs, idling.watchMs);
  const untilMs = Math.min(deadlineMs, timerMs);
  if (idling.immediates === 0 && timerMs > nowMs && (turned || mail.worker)) {
    if (idling.poller === undefined) {
      mail.box!.sleep(mail.worker ? untilMs - nowMs : Math.min(UNPOLLED_MS, untilMs - nowMs));
      if (mail.worker) return true;
    } else if (idling.poller(untilMs) !== "loop") return true;
  }
  wakeLoop();
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

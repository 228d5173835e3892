/**
 * faulthandler.later - the dump that is made when a program takes too long.
 *
 * Mirrors  faulthandler_thread, format_timeout in Modules/faulthandler.c of CPython 3.13
 * Differs  made at the program's next turn of Node's loop: a call that keeps it from turning (a long search, a C function) puts the dump off
 */
import { writeSync } from "node:fs";
import { leaveProcess } from "../../processes/index.js";
import { idling } from "../../scheduler/idle.js";
import { policy } from "../../scheduler/policy.js";
import { real } from "../../system/descriptors.js";
import { ends } from "../ends.js";
import { dumpedBetween } from "./dump.js";

export interface Watch {
  readonly ms: number;
  readonly repeats: boolean;
  readonly fd: number;
  /** the program ends with status 1 after the dump */
  readonly exits: boolean;
}

/** Node's longest timer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const watching = { timer: undefined as NodeJS.Timeout | undefined };

export function dumpLater(watch: Watch): void {
  cancelDump();
  idling.watchMs = policy.current.nowMs() + watch.ms;
  watching.timer = setTimeout(() => dump(watch), Math.min(Math.ceil(watch.ms), LONGEST_TIMER_MS));
  watching.timer.unref();
}

export function cancelDump(): void {
  clearTimeout(watching.timer);
  watching.timer = undefined;
  idling.watchMs = Infinity;
}

/** The process ends; its isolate may become another one. */
ends.leaving.push(() => {
  cancelDump();
  return undefined;
});

function dump(watch: Watch): void {
  cancelDump();
  writeSync(real(watch.fd), `Timeout (${clock(watch.ms)})!\n${dumpedBetween()}`);
  if (watch.exits) leaveProcess(1 << 8);
  else if (watch.repeats) dumpLater(watch);
}

/** Hours, minutes, seconds, and microseconds where there are some. */
function clock(ms: number): string {
  const us = Math.round(ms * 1000);
  const seconds = Math.floor(us / 1e6);
  const two = (n: number): string => String(n).padStart(2, "0");
  const rest = us % 1e6;
  const parts = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return rest === 0 ? parts : `${parts}.${String(rest).padStart(6, "0")}`;
}

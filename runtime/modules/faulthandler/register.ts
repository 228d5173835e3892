/**
 * faulthandler.register - signals that have the threads' places written.
 *
 * Mirrors  faulthandler_register_py, faulthandler_user, faulthandler_unregister_py in Modules/faulthandler.c of CPython 3.13
 * Differs  written between two steps of the main thread, as Python's handlers run
 */
import { writeSync } from "node:fs";
import { OSError, RuntimeError, ValueError } from "../../objects/exceptions.js";
import { signalName, signals, unwatchSignal, watches, watchSignal } from "../../scheduler/signals.js";
import { carriedContents } from "../../snapshot/carried.js";
import { real } from "../../system/descriptors.js";
import { turnOften } from "../signal/index.js";
import { dumped } from "./dump.js";

interface Report {
  readonly fd: number;
  readonly all: boolean;
  /** what the signal did before is done too */
  readonly chain: boolean;
}

const registered = new Map<number, Report>();
/** Those that were not watched before. */
const watchedHere = new Set<number>();
carriedContents("fault reports", registered);
carriedContents("signals watched for fault reports", watchedHere);

/** Those of crashes are enable()'s. */
const CRASHES: readonly number[] = [4, 6, 7, 8, 11];
/** SIGKILL, SIGSTOP and two of the threads' library. */
const UNTOUCHED: readonly number[] = [9, 19, 32, 33];

/** The signal that a script may have registered. */
export function checked(number: number | bigint): number {
  if (CRASHES.includes(Number(number))) throw new RuntimeError(`signal ${number} cannot be registered, use enable() instead`);
  if (number < 1 || number > 64) throw new ValueError("signal number out of range");
  return Number(number);
}

signals.reports = {
  has: (number) => registered.has(number),
  tell: (number) => {
    const { fd, all, chain } = registered.get(number) as Report;
    writeSync(real(fd), dumped(all));
    return chain;
  },
  forget,
};

/** Whether the signal was registered. */
export function forget(number: number): boolean {
  if (!registered.delete(number)) return false;
  if (watchedHere.delete(number)) unwatchSignal(number, signalName(number));
  return true;
}

export function register(number: number, report: Report): void {
  if (UNTOUCHED.includes(number)) throw new OSError(22, "Invalid argument");
  if (!watches(number)) {
    watchedHere.add(number);
    watchSignal(number, signalName(number));
  }
  registered.set(number, report);
  turnOften();
}

/**
 * signalling - signals between the processes of gilt.
 *
 * Differs  a program outside gilt knows the first process only: what it sends to another one's pid, be it the identity of a thread, reaches
 *          the first, or nobody
 */
import { system } from "../system/oserror.js";
import { NEWS_KILL, RUNNING } from "./layout.js";
import { post } from "./mailbox.js";
import { self } from "./self.js";
import { field, isCaught, setField, signalSlot, slotCount, slotOf } from "./table.js";

export const SIGKILL = 9;
export const SIGCONT = 18;
export const SIGSTOP = 19;
/** Signals whose default is to do nothing: CHLD, CONT, URG, WINCH; PIPE and XFSZ are ignored by Python. */
export const HARMLESS: ReadonlySet<number> = new Set([17, 18, 23, 28, 13, 25]);
/** Those whose default is to stop: STOP, TSTP, TTIN, TTOU. */
export const STOPPING: ReadonlySet<number> = new Set([19, 20, 21, 22]);

/** Sends a signal to a process of gilt's other than the calling one; false if there is none of that pid. 0 only asks. */
export function signalProcess(pid: number, number: number): boolean {
  const slot = slotOf(pid);
  if (slot < 0) return false;
  if (slot === 0) system(() => process.kill(field(0, "pid"), number));
  else if (number !== 0) signalTo(slot, number);
  return true;
}

function signalTo(slot: number, number: number): void {
  if (field(slot, "state") !== RUNNING) return;
  const ends = number === SIGKILL || (!HARMLESS.has(number) && !STOPPING.has(number) && !isCaught(slot, number));
  if (ends) setField(slot, "killed", number);
  signalSlot(slot, number);
  // the kernel sees to it that it does, and that one which has no worker yet gets it
  if (ends || field(slot, "mailbox") === 0) post(field(0, "mailbox"), NEWS_KILL);
}

/** Sends a signal to the processes of gilt's of a process group, the calling one not counted: how many there are. */
export function signalGroup(group: number, number: number): number {
  let found = 0;
  for (let slot = 1, count = slotCount(); slot < count; slot++) {
    if (slot === self.slot || field(slot, "state") !== RUNNING || field(slot, "group") !== group) continue;
    found++;
    if (number !== 0) signalTo(slot, number);
  }
  return found;
}

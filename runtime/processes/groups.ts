/**
 * groups - process groups and sessions: of gilt's processes by the table, of others by the system.
 *
 * The system knows the first process only; a group that another one founds has the number of its pid, which no group of the system has.
 */
import { getpgid, getsid, setpgid, setsid } from "../system/posix.js";
import { self } from "./self.js";
import { field, setField, slotOf } from "./table.js";

function slotFor(pid: number): number {
  return pid === 0 || pid === self.pid ? self.slot : slotOf(pid);
}

export function groupOf(pid: number): number {
  const slot = slotFor(pid);
  return slot < 0 ? getpgid(pid) : field(slot, "group");
}

export function sessionOf(pid: number): number {
  const slot = slotFor(pid);
  return slot < 0 ? getsid(pid) : field(slot, "session");
}

export function joinGroup(pid: number, group: number): number {
  const slot = slotFor(pid);
  if (slot < 0) return setpgid(pid, group);
  if (slot === 0) {
    const done = setpgid(field(0, "pid"), group);
    if (done === 0) setField(0, "group", getpgid(0));
    return done;
  }
  setField(slot, "group", group === 0 ? field(slot, "pid") : group);
  return 0;
}

export function newSession(): number {
  if (self.worker) {
    if (field(self.slot, "group") === self.pid) return -1;
    setField(self.slot, "group", self.pid);
    setField(self.slot, "session", self.pid);
    return self.pid;
  }
  const session = setsid();
  if (session > 0) {
    setField(0, "group", session);
    setField(0, "session", session);
  }
  return session;
}

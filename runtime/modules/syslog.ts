/**
 * syslog - messages for the system's log.
 *
 * Mirrors     Modules/syslogmodule.c of CPython 3.13
 */
import type { Suspends } from "../frames/suspend.js";
import { TypeError, ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { builtin } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { typeName } from "../objects/typename.js";
import { carried } from "../snapshot/carried.js";
import { closelog as closeRaw, cstring, openlog as openRaw, setlogmask as maskRaw, syslog as syslogRaw } from "../system/posix.js";
import { cint } from "./os/descriptors.js";
import { sysModule } from "./sys/module.js";

const PRIORITIES = { LOG_EMERG: 0, LOG_ALERT: 1, LOG_CRIT: 2, LOG_ERR: 3, LOG_WARNING: 4, LOG_NOTICE: 5, LOG_INFO: 6, LOG_DEBUG: 7 };
const FACILITIES = {
  LOG_KERN: 0,
  LOG_USER: 8,
  LOG_MAIL: 16,
  LOG_DAEMON: 24,
  LOG_AUTH: 32,
  LOG_SYSLOG: 40,
  LOG_LPR: 48,
  LOG_NEWS: 56,
  LOG_UUCP: 64,
  LOG_CRON: 72,
  LOG_AUTHPRIV: 80,
  LOG_FTP: 88,
  LOG_LOCAL0: 128,
  LOG_LOCAL1: 136,
  LOG_LOCAL2: 144,
  LOG_LOCAL3: 152,
  LOG_LOCAL4: 160,
  LOG_LOCAL5: 168,
  LOG_LOCAL6: 176,
  LOG_LOCAL7: 184,
};
const OPTIONS = { LOG_PID: 1, LOG_CONS: 2, LOG_ODELAY: 4, LOG_NDELAY: 8, LOG_NOWAIT: 16, LOG_PERROR: 32 };

/** The log is open under this name, which the C library does not copy. */
const log = { open: false, ident: null as Uint8Array | null };
carried(
  "syslog",
  () => log.open,
  (value) => {
    log.open = value as boolean;
  },
);

function textOf(x: Value, what: string): string {
  const text = stringOf(x);
  if (text === undefined) throw new TypeError(`${what} must be str, not ${x === null ? "None" : typeName(x)}`);
  return text;
}

function begin(ident: string | null, option: number, facility: number): void {
  const first: Value = Array.isArray(sysModule.argv) ? sysModule.argv[0] : undefined;
  const name = ident ?? (typeof first === "string" ? first.slice(first.lastIndexOf("/") + 1) : "");
  log.ident = name === "" ? null : cstring(name);
  openRaw(log.ident, option, facility);
  log.open = true;
}

const bits = (x: Value): Suspends<number> => cint(x);

export default pymodule("syslog", {
  openlog: builtin(
    "openlog(ident=<unrepresentable>, logoption=0, facility=8)",
    (ident: Value, option: Value, facility: Value): Suspends<null> => {
      const name = ident === undefined ? null : textOf(ident, "openlog() argument 'ident'");
      begin(name, option === undefined ? 0 : cint(option), facility === undefined ? FACILITIES.LOG_USER : cint(facility));
      return null;
    },
    "syslog",
  ),
  syslog: builtin(
    "syslog(*args)",
    (args: Value[]): Suspends<null> => {
      if (args.length < 1 || args.length > 2) throw new TypeError("syslog.syslog requires 1 to 2 arguments");
      const priority = args.length === 2 ? cint(args[0]) : PRIORITIES.LOG_INFO;
      const text = textOf(args.at(-1), `syslog() argument ${args.length}`);
      if (text.includes("\0")) throw new ValueError("embedded null character");
      if (!log.open) begin(null, 0, FACILITIES.LOG_USER);
      syslogRaw(priority, cstring("%s"), "void *", cstring(text));
      return null;
    },
    "syslog",
  ),
  closelog: builtin(
    "closelog()",
    (): null => {
      if (log.open) closeRaw();
      log.open = false;
      log.ident = null;
      return null;
    },
    "syslog",
  ),
  setlogmask: builtin("setlogmask(maskpri, /)", (mask: Value): Suspends<number> => maskRaw(cint(mask)), "syslog"),
  LOG_MASK: builtin("LOG_MASK(pri, /)", (pri: Value): Suspends<number> => 1 << bits(pri), "syslog"),
  LOG_UPTO: builtin("LOG_UPTO(pri, /)", (pri: Value): Suspends<number> => (1 << (bits(pri) + 1)) - 1, "syslog"),
  ...PRIORITIES,
  ...FACILITIES,
  ...OPTIONS,
});

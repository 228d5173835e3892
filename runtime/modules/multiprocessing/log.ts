/**
 * multiprocessing.log - the package's logger, and what its parts tell it; nothing is loaded while nobody asked for it.
 *
 * Mirrors     Lib/multiprocessing/util.py: sub_debug ... log_to_stderr
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { callMethod } from "../../objects/protocols/call.js";
import { carriedContents } from "../../snapshot/carried.js";
import { atEndBeforeLogging } from "./ending.js";

export const NOTSET = 0;
export const SUBDEBUG = 5;
export const DEBUG = 10;
export const INFO = 20;
export const SUBWARNING = 25;
export const LOGGER_NAME = "multiprocessing";
export const DEFAULT_LOGGING_FORMAT = "[%(levelname)s/%(processName)s] %(message)s";

/** The logger once there is one, and whether it writes to stderr. */
export const logging: { logger: Value; toStderr: boolean } = { logger: null, toStderr: false };
carriedContents("multiprocessing logger", logging);

function say(level: number, msg: Value, args: Value[]): Suspends<null> {
  if (logging.logger !== null) callMethod(logging.logger, "log", level, msg, ...args);
  return null;
}
export function sub_debug(msg: Value, ...args: Value[]): Suspends<null> {
  return say(SUBDEBUG, msg, args);
}
export function debug(msg: Value, ...args: Value[]): Suspends<null> {
  return say(DEBUG, msg, args);
}
export function info(msg: Value, ...args: Value[]): Suspends<null> {
  return say(INFO, msg, args);
}
export function sub_warning(msg: Value, ...args: Value[]): Suspends<null> {
  return say(SUBWARNING, msg, args);
}

export function get_logger(): Suspends<Value> {
  if (logging.logger === null) {
    const module: Value = importModule("logging");
    logging.logger = callMethod(module, "getLogger", LOGGER_NAME);
    logging.logger.propagate = 0;
    atEndBeforeLogging();
  }
  return logging.logger;
}

export function log_to_stderr(level: Value = null): Suspends<Value> {
  const module: Value = importModule("logging");
  const logger = get_logger();
  const handler = callMethod(module, "StreamHandler");
  callMethod(handler, "setFormatter", callMethod(module, "Formatter", DEFAULT_LOGGING_FORMAT));
  callMethod(logger, "addHandler", handler);
  if (truth(level)) callMethod(logger, "setLevel", level);
  logging.toStderr = true;
  return logger;
}

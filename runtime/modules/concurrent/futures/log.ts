/**
 * concurrent.futures.log - what the package tells through logging: a script's handlers get it if the script uses logging.
 */
import type { Suspends } from "../../../frames/suspend.js";
import { Kw } from "../../../objects/function.js";
import { $callattrx } from "../../../objects/call.js";
import type { Value } from "../../../objects/object.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { formatException } from "../../../objects/traceback.js";
import { sysModule } from "../../sys/module.js";
import { writeStderr } from "../../sys/streams.js";

/** `LOGGER.critical(message, exc_info=error)`, or what logging's last resort prints while nobody has imported it. */
export function logError(message: string, error: Value, level: "critical" | "exception"): Suspends<void> {
  const logging: Value = sysModule.modules.$get("logging");
  if (logging !== undefined && logging !== null) {
    const kw = new Kw();
    if (error !== null) kw["exc_info"] = error;
    $callattrx(callMethod(logging, "getLogger", "concurrent.futures"), level, ["%s", message], kw);
    return;
  }
  writeStderr(`${message}\n${error === null ? "" : formatException(error)}`);
}

/**
 * logging.capture - warnings that go to the logger "py.warnings".
 *
 * Mirrors     captureWarnings, _showwarning of Lib/logging/__init__.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { text } from "../../objects/protocols/str.js";
import { pyfunction } from "../../objects/register.js";
import { carriedContents } from "../../snapshot/carried.js";
import { NullHandler } from "./handler.js";
import { getLogger } from "./logger.js";

/** What showed warnings before they were captured; null while they are not. */
const before: { show: Value } = { show: null };
carriedContents("logging warnings", before);

const showwarning = pyfunction(
  "_showwarning(message, category, filename, lineno, file=None, line=None)",
  (message: Value, category: Value, filename: Value, lineno: Value, file: Value, line: Value): Suspends<null> => {
    if (file !== undefined && file !== null) {
      if (before.show !== null) call(before.show, message, category, filename, lineno, file, line ?? null);
      return null;
    }
    const shown = callMethod(importModule("warnings"), "formatwarning", message, category, filename, lineno, line ?? null);
    const logger = getLogger("py.warnings");
    if (logger.handlers.length === 0) callMethod(logger, "addHandler", new NullHandler());
    callMethod(logger, "warning", text(shown));
    return null;
  },
  "logging",
);

export const captureWarnings = pyfunction(
  "captureWarnings(capture)",
  (capture: Value): Suspends<null> => {
    const warnings: Value = importModule("warnings");
    if (truth(capture) && before.show === null) {
      before.show = $getattr(warnings, "showwarning");
      $setattr(warnings, "showwarning", showwarning);
    } else if (!truth(capture) && before.show !== null) {
      $setattr(warnings, "showwarning", before.show);
      before.show = null;
    }
    return null;
  },
  "logging",
);

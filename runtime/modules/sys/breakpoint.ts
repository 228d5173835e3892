/**
 * breakpoint - what sys.breakpointhook calls: pdb, or what $PYTHONBREAKPOINT names.
 *
 * Mirrors     sys_breakpointhook of Python/sysmodule.c
 * Suspends    imports the debugger and calls it
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import { AttributeError, ImportError } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import { isinstance, type Value } from "../../objects/object.js";
import { $caught, $handled, $reraise, $uncaught } from "../../objects/raise.js";
import { warn } from "../../objects/warn.js";

export const breakpointHook = function (args: Value[], kw: Kw): Suspends<Value> {
  const named = process.env["PYTHONBREAKPOINT"] ?? "";
  if (named === "0") return null;
  const target = named === "" ? "pdb.set_trace" : named;
  const dot = target.lastIndexOf(".");
  const handled = $handled();
  let hook: Value;
  try {
    hook = $getattr(importModule(dot < 0 ? "builtins" : target.slice(0, dot)), target.slice(dot + 1));
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, ImportError) && !isinstance(error, AttributeError)) throw $reraise(error);
    $uncaught(handled);
    warn("RuntimeWarning", `Ignoring unimportable $PYTHONBREAKPOINT: "${target}"`);
    return null;
  }
  return $callx(hook, args, kw);
};

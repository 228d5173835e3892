/**
 * traceback - exceptions and stacks as text; what is more than that is CPython's own text of the module.
 *
 * Mirrors     Lib/traceback.py
 * Calls back  `__str__` and `__repr__` of exceptions; write() of files
 *
 * A function here does the plain case: exceptions and tracebacks of the interpreter, limits that are numbers, no colours. Everything else, and the classes, is
 * the library's text (`importer/twin.ts`), which is run when somebody first asks for it.
 */
import { inText } from "../importer/twin.js";
import { S, type Suspends } from "../frames/suspend.js";
import { BaseException } from "../objects/exceptions.js";
import { Kw } from "../objects/function.js";
import { $callx } from "../objects/call.js";
import { pymodule } from "../objects/module.js";
import { isinstance, type Value } from "../objects/object.js";
import { callMethod } from "../objects/protocols/call.js";
import { builtin, pyfunction } from "../objects/register.js";
import { callStack, type Entry } from "../objects/trace.js";
import { exceptionOnly, exceptionPieces, suggestion, tracebackLimit } from "../objects/traceback.js";
import { backOf, entriesOfTraceback, FrameObject, placeNow, Traceback } from "../objects/traceobject.js";
import { formatEntries, withoutColumns } from "../objects/tracelines.js";
import { writeStderr } from "./sys/streams.js";

/** The text's function of that name, with arguments of which the last ones may be missing. */
function byText(name: string, args: readonly Value[], kw: Kw | null = null): Suspends<Value> {
  const given = [...args];
  while (given.length > 0 && given.at(-1) === undefined) given.pop();
  return $callx(inText(module, name), given, kw);
}

/** A keyword argument of a function of the text, unless it is missing. */
function keywords(given: Record<string, Value>): Kw {
  const kw = new Kw();
  for (const name in given) if (given[name] !== undefined) kw[name] = given[name];
  return kw;
}

function isTraceback(tb: Value): boolean {
  return tb === null || tb === undefined || tb instanceof Traceback;
}

function isLimit(limit: Value): boolean {
  return limit === null || limit === undefined || typeof limit === "number";
}

/** Whether the exception that `(exc, value, tb)` or `(exc)` means is one for the functions here. */
function isPlain(exc: Value, value: Value, tb: Value, limit: Value, kw: Kw): boolean {
  if (!isLimit(limit) || Object.keys(kw).length > 0) return false;
  if (value === undefined && tb === undefined) return isinstance(exc, BaseException);
  return value !== undefined && isinstance(value, BaseException) && tb !== undefined && isTraceback(tb);
}

function pieces(e: Value, tb: Value, limit: Value, chain: Value): Suspends<string[]> {
  if (e === null || e === undefined) return ["NoneType: None\n"];
  return exceptionPieces(e, { limit: (limit ?? null) as number | null, chain: chain !== false, ...(tb === undefined ? {} : { tb: tb as Traceback | null }) });
}

function put(file: Value, lines: string[]): Suspends<null> {
  if (file === undefined || file === null) writeStderr(lines.join(""));
  else for (const line of lines) callMethod(file, "write", line);
  return null;
}

export const format_exception = pyfunction(
  "format_exception(exc, /, value=<implicit>, tb=<implicit>, limit=None, chain=True, **kwargs)",
  function (exc: Value, value: Value, tb: Value, limit: Value, chain: Value, kw: Kw): Suspends<Value> {
    if (!isPlain(exc, value, tb, limit, kw)) return byText("format_exception", [exc], keywords({ value, tb, limit, chain, ...kw }));
    return pieces(value === undefined ? exc : value, tb, limit, chain);
  },
  "traceback",
);

export const print_exception = pyfunction(
  "print_exception(exc, /, value=<implicit>, tb=<implicit>, limit=None, file=None, chain=True, **kwargs)",
  function (exc: Value, value: Value, tb: Value, limit: Value, file: Value, chain: Value, kw: Kw): Suspends<Value> {
    if (!isPlain(exc, value, tb, limit, kw)) return byText("print_exception", [exc], keywords({ value, tb, limit, file, chain, ...kw }));
    return put(file, pieces(value === undefined ? exc : value, tb, limit, chain));
  },
  "traceback",
);

export const format_exception_only = pyfunction(
  "format_exception_only(exc, /, value=<implicit>, *, show_group=False, **kwargs)",
  function (exc: Value, value: Value, show_group: Value, kw: Kw): Suspends<Value> {
    const e = value === undefined ? exc : value;
    if (!isinstance(e, BaseException) || show_group !== undefined || Object.keys(kw).length > 0)
      return byText("format_exception_only", [exc, value], keywords({ show_group, ...kw }));
    return exceptionOnly(e);
  },
  "traceback",
);

export const format_exc = pyfunction(
  "format_exc(limit=None, chain=True)",
  function (limit: Value, chain: Value): Suspends<Value> {
    return isLimit(limit) ? pieces(S.handled, undefined, limit, chain).join("") : byText("format_exc", [limit, chain]);
  },
  "traceback",
);

export const print_exc = pyfunction(
  "print_exc(limit=None, file=None, chain=True)",
  function (limit: Value, file: Value, chain: Value): Suspends<Value> {
    return isLimit(limit) ? put(file, pieces(S.handled, undefined, limit, chain)) : byText("print_exc", [limit, file, chain]);
  },
  "traceback",
);

function limited(entries: Entry[], given: Value): Entry[] {
  const limit = given ?? tracebackLimit.current();
  if (limit === null) return entries;
  return limit >= 0 ? entries.slice(0, limit) : entries.slice(limit);
}

/** For stacks a limit keeps the innermost entries. */
function limitedStack(entries: Entry[], given: Value): Entry[] {
  const limit = given ?? tracebackLimit.current();
  if (limit === null) return entries;
  return limit >= 0 ? entries.slice(Math.max(0, entries.length - limit)) : entries.slice(0, -limit);
}

function stackEntries(frame: Value, above: (...args: never[]) => unknown): Entry[] {
  if (frame === undefined || frame === null) return callStack(above);
  const entries: Entry[] = [];
  for (let at: FrameObject | null = frame; at !== null; at = backOf(at)) entries.push(withoutColumns(placeNow(at)));
  return entries.reverse();
}

function isStack(frame: Value, limit: Value): boolean {
  return isLimit(limit) && (frame === undefined || frame === null || frame instanceof FrameObject);
}

export const format_tb = pyfunction(
  "format_tb(tb, limit=None)",
  function (tb: Value, limit: Value): Suspends<Value> {
    if (!isTraceback(tb) || !isLimit(limit)) return byText("format_tb", [tb, limit]);
    return formatEntries(limited(entriesOfTraceback(tb), limit));
  },
  "traceback",
);

export const print_tb = pyfunction(
  "print_tb(tb, limit=None, file=None)",
  function (tb: Value, limit: Value, file: Value): Suspends<Value> {
    if (!isTraceback(tb) || !isLimit(limit)) return byText("print_tb", [tb, limit, file]);
    return put(file, formatEntries(limited(entriesOfTraceback(tb), limit)));
  },
  "traceback",
);

export const format_stack = pyfunction(
  "format_stack(f=None, limit=None)",
  function (frame: Value, limit: Value): Suspends<Value> {
    if (!isStack(frame, limit)) return byText("format_stack", [frame, limit]);
    return formatEntries(limitedStack(stackEntries(frame, format_stack), limit));
  },
  "traceback",
);

export const print_stack = pyfunction(
  "print_stack(f=None, limit=None, file=None)",
  function (frame: Value, limit: Value, file: Value): Suspends<Value> {
    if (!isStack(frame, limit)) return byText("print_stack", [frame, limit, file]);
    return put(file, formatEntries(limitedStack(stackEntries(frame, print_stack), limit)));
  },
  "traceback",
);

/** What the text asks for where it would look into the variables of a frame that is left. */
export const _compute_suggestion_error = builtin(
  "_compute_suggestion_error(exc_value, tb, wrong_name)",
  function (exc: Value, tb: Value, wrong: Value): Suspends<Value> {
    return typeof wrong === "string" ? suggestion(exc, isTraceback(tb) ? ((tb ?? null) as Traceback | null) : null) : null;
  },
  "traceback",
);

const module: Value = pymodule("traceback", {
  _compute_suggestion_error,
  format_exc,
  format_exception,
  format_exception_only,
  format_stack,
  format_tb,
  print_exc,
  print_exception,
  print_stack,
  print_tb,
});
export default module;

/**
 * traceback - tracebacks as text and as lists of entries.
 *
 * Mirrors     Lib/traceback.py
 * Calls back  `__str__` and `__repr__` of exceptions; write() of files
 * Differs     capture_locals shows nothing
 */
import { unpack } from "../objects/unpack.js";
import { text } from "../objects/protocols/str.js";
import { toIndex } from "../objects/protocols/index.js";
import { getitem } from "../objects/protocols/getitem.js";
import { ge } from "../objects/protocols/compare.js";
import { $getattr } from "../objects/attributes.js";
import { add } from "../objects/arithmetic.js";
import { S, type Suspends } from "../frames/suspend.js";
import { BaseException, NotImplementedError, TypeError, ValueError, type PyException } from "../objects/exceptions.js";
import { iterate } from "../objects/iterate.js";
import { pyIterator } from "../objects/iterator.js";
import { list } from "../objects/list.js";
import { pymodule } from "../objects/module.js";
import { isinstance, PyObject, typeOf, type PyType, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { callMethod } from "../objects/protocols/call.js";
import { builtin, getset, methods, pyclass } from "../objects/register.js";
import { runningEntries, type Entry } from "../objects/trace.js";
import { exceptionName, exceptionOnly, exceptionPieces, safeText } from "../objects/traceback.js";
import { entriesOfTraceback, frameChain, traceObject as tracebackObject, FrameObject, Traceback } from "../objects/traceobject.js";
import { formatEntries, formatEntry, sourceLine } from "../objects/tracelines.js";
import { isTuple, plainTuple, Tuple } from "../objects/tuple.js";
import { writeStderr } from "./sys/streams.js";

/** A traceback object or None; whatever else has not what CPython asks it for. */
function given(tb: Value): Suspends<Traceback | null> {
  if (tb === null || tb === undefined || tb instanceof Traceback) return (tb ?? null) as Traceback | null;
  $getattr(tb, "tb_frame");
  throw new TypeError(`a traceback is needed, not '${typeOf(tb).$name}'`);
}

function frameOf(frame: Value): Suspends<FrameObject | null> {
  if (frame === null || frame === undefined || frame instanceof FrameObject) return (frame ?? null) as FrameObject | null;
  $getattr(frame, "f_lineno");
  throw new TypeError(`a frame is needed, not '${typeOf(frame).$name}'`);
}

/** The error for what is shown as an exception and is none. */
function noException(e: Value): Suspends<Value> {
  $getattr(e, "__suppress_context__");
  return new TypeError(`an exception is needed, not '${typeOf(e).$name}'`);
}

/** A limit as a number, or null. */
function limitOf(limit: Value): Suspends<number | null> {
  if (limit === undefined || limit === null || typeof limit === "number") return (limit ?? null) as number | null;
  ge(limit, 0);
  return Number(toIndex(limit));
}

/** The exception that `(exc, value, tb)` or `(exc)` means, and the traceback. */
function parts(exc: Value, value: Value, tb: Value): Suspends<{ e: Value; tb: Traceback | null | undefined }> {
  if (value === undefined && tb === undefined) {
    if (exc === null) return { e: null, tb: null };
    if (isinstance(exc, BaseException)) return { e: exc, tb: undefined };
    throw new TypeError(`Exception expected for value, ${typeOf(exc).$name} found`);
  }
  if (value === undefined || tb === undefined) throw new ValueError("Both or neither of value and tb must be given");
  const own = given(tb);
  if (value !== null && !isinstance(value, BaseException)) throw noException(value);
  return { e: value, tb: own };
}

function pieces(e: Value, tb: Traceback | null | undefined, limit: Value, chain: Value): Suspends<string[]> {
  if (e === null || e === undefined) return ["NoneType: None\n"];
  return exceptionPieces(e, { limit: limitOf(limit), chain: chain !== false, ...(tb === undefined ? {} : { tb }) });
}

function put(file: Value, lines: string[]): Suspends<null> {
  if (file === undefined || file === null) writeStderr(lines.join(""));
  else for (const line of lines) callMethod(file, "write", line);
  return null;
}

export const format_exception = builtin(
  "format_exception(exc, /, value=<implicit>, tb=<implicit>, limit=None, chain=True, **kwargs)",
  function (exc: Value, value: Value, tb: Value, limit: Value, chain: Value): Suspends<Value> {
    const { e, tb: given } = parts(exc, value, tb);
    return pieces(e, given, limit, chain);
  },
  "traceback",
);

export const print_exception = builtin(
  "print_exception(exc, /, value=<implicit>, tb=<implicit>, limit=None, file=None, chain=True, **kwargs)",
  function (exc: Value, value: Value, tb: Value, limit: Value, file: Value, chain: Value): Suspends<null> {
    const { e, tb: given } = parts(exc, value, tb);
    return put(file, pieces(e, given, limit, chain));
  },
  "traceback",
);

export const format_exception_only = builtin(
  "format_exception_only(exc, /, value=<implicit>, *, show_group=False, **kwargs)",
  function (exc: Value, value: Value): Suspends<Value> {
    const e = value === undefined ? exc : value;
    if (e !== null && !isinstance(e, BaseException)) throw noException(e);
    return e === null ? ["NoneType: None\n"] : exceptionOnly(e as PyException);
  },
  "traceback",
);

export const format_exc = builtin(
  "format_exc(limit=None, chain=True)",
  function (limit: Value, chain: Value): Suspends<string> {
    return pieces(S.handled, undefined, limit, chain).join("");
  },
  "traceback",
);

export const print_exc = builtin(
  "print_exc(limit=None, file=None, chain=True)",
  function (limit: Value, file: Value, chain: Value): Suspends<null> {
    return put(file, pieces(S.handled, undefined, limit, chain));
  },
  "traceback",
);

function limited(entries: Entry[], given_: Value): Suspends<Entry[]> {
  const limit = limitOf(given_);
  if (limit === null) return entries;
  return limit >= 0 ? entries.slice(0, limit) : entries.slice(limit);
}

/** For stacks a limit keeps the innermost entries. */
function limitedStack(entries: Entry[], given_: Value): Suspends<Entry[]> {
  const limit = limitOf(given_);
  if (limit === null) return entries;
  return limit >= 0 ? entries.slice(Math.max(0, entries.length - limit)) : entries.slice(0, -limit);
}

/** Of a stack CPython knows the lines only: nothing is marked below them. */
function withoutColumns({ file, line, name }: Entry): Entry {
  return { file, line, name, column: 0, endLine: 0, endColumn: 0 };
}

function stackEntries(frame: Value, above: (...args: never[]) => unknown): Suspends<Entry[]> {
  const entries: Entry[] = [];
  if (frame === undefined || frame === null) entries.push(...runningEntries(above));
  else for (let at = frameOf(frame); at !== null; at = at.$back) entries.push(at.$entry);
  return entries.reverse().map(withoutColumns);
}

@pyclass("traceback.FrameSummary")
export class FrameSummary extends PyObject {
  declare filename: string;
  declare lineno: number;
  declare name$: string;
  declare line: Value;
  declare locals: Value;
  declare end_lineno: Value;
  declare colno: Value;
  declare end_colno: Value;
  declare $entry: Entry;

  __init__(
    filename: Value,
    lineno: Value,
    name: Value,
    {
      lookup_line = true,
      locals = null,
      line = null,
      end_lineno = null,
      colno = null,
      end_colno = null,
    }: { lookup_line?: Value; locals?: Value; line?: Value; end_lineno?: Value; colno?: Value; end_colno?: Value } = {},
  ): Suspends<null> {
    if (typeof lineno !== "number" && lineno !== null) {
      add(lineno, 1);
      toIndex(lineno);
    }
    if (typeof filename !== "string" && truth(filename)) callMethod(filename, "startswith", "<");
    const placed = typeof end_lineno === "number" && typeof colno === "number" && typeof end_colno === "number";
    fillSummary(this, {
      file: filename as string,
      line: lineno as number,
      name: name as string,
      column: placed ? colno : 0,
      endLine: placed ? end_lineno : 0,
      endColumn: placed ? end_colno : 0,
    });
    this.locals = locals;
    if (line !== null || lookup_line === false) this.line = line;
    return null;
  }
  __iter__(): Suspends<Value> {
    return pyIterator([this.filename, this.lineno, this.name$, this.line]);
  }
  __getitem__(at: Value): Suspends<Value> {
    return getitem(new Tuple([this.filename, this.lineno, this.name$, this.line]), at);
  }
  __len__(): number {
    return 4;
  }
  __eq__(other: Value): boolean {
    const items = [this.filename, this.lineno, this.name$, this.line];
    const others: Value[] = isTuple(other)
      ? plainTuple(other).items
      : isinstance(other, FrameSummary)
        ? [other.filename, other.lineno, other.name$, other.line]
        : [];
    return others.length === 4 && items.every((item, i) => item === others[i]);
  }
  __repr__(): Suspends<string> {
    return `<FrameSummary file ${text(this.filename)}, line ${text(this.lineno)} in ${text(this.name$)}>`;
  }
}

function fillSummary(made: FrameSummary, entry: Entry): void {
  made.filename = entry.file;
  made.lineno = entry.line;
  made.name$ = entry.name;
  made.line = typeof entry.file === "string" && typeof entry.line === "number" ? sourceLine(entry.file, entry.line).trim() : "";
  made.locals = null;
  made.end_lineno = entry.endLine === 0 ? entry.line : entry.endLine;
  made.colno = entry.endLine === 0 ? null : entry.column;
  made.end_colno = entry.endLine === 0 ? null : entry.endColumn;
  made.$entry = entry;
}

function summary(entry: Entry): FrameSummary {
  const made = Object.create(FrameSummary.prototype) as FrameSummary;
  fillSummary(made, entry);
  return made;
}

/** The entry of what `format_list` is given: a FrameSummary, or a tuple of four. */
function entryOf(x: Value): Suspends<Entry> {
  if (isinstance(x, FrameSummary)) return x.$entry as Entry;
  const [file, line, name] = unpack(x, 4);
  return { file: text(file), line: (typeof line === "number" ? line : text(line)) as number, name: text(name), column: 0, endLine: 0, endColumn: 0 };
}

@pyclass("traceback.StackSummary")
export class StackSummary extends (list as unknown as new () => Value[]) {
  format(): Suspends<Value[]> {
    const entries: Entry[] = [];
    for (let i = 0; i < this.length; i++) entries.push(entryOf(this[i]));
    return formatEntries(entries);
  }
  format_frame_summary(frame: Value): Suspends<string> {
    return formatEntry(entryOf(frame));
  }
}

methods(StackSummary as unknown as PyType, {
  "extract(cls, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False)": function (
    this: Value,
    frames: Value,
    limit: Value,
    _lookup: Value,
    locals: Value,
  ): Suspends<Value> {
    if (locals !== undefined && truth(locals)) throw new NotImplementedError("gilt's StackSummary.extract() captures no locals");
    const entries: Entry[] = [];
    for (const pair of iterate(frames)) {
      const [frame, line] = unpack(pair, 2);
      entries.push({ ...frameOf(frame)!.$entry, line: line as number, endLine: 0 });
    }
    return summaries(limited(entries, limit));
  },
  "from_list(cls, a_list)": function (this: Value, given: Value): Suspends<Value> {
    const made = summaries([]);
    for (const one of iterate(given)) {
      if (isinstance(one, FrameSummary)) {
        made.push(one);
        continue;
      }
      const [file, line, name, text_] = unpack(one, 4);
      const frame = summary({ file: file as string, line: line as number, name: name as string, column: 0, endLine: 0, endColumn: 0 });
      frame.line = text_;
      made.push(frame);
    }
    return made;
  },
});

function summaries(entries: Entry[]): Value {
  const made: FrameSummary[] = Object.setPrototypeOf([], StackSummary.prototype as object) as FrameSummary[];
  for (const entry of entries) made.push(summary(entry));
  return made;
}

/** asyncio asks it for the stacks of its debug mode. */
(StackSummary as unknown as PyType).$dict.set(
  "extract",
  builtin(
    "extract(frame_gen, *, limit=None, lookup_lines=True, capture_locals=False)",
    function (frames: Value, limit: Value): Suspends<Value> {
      const entries: Entry[] = [];
      for (const pair of limited(iterate(frames) as unknown as Entry[], limit)) {
        const [frame, line] = unpack(pair, 2);
        const code: Value = $getattr(frame, "f_code");
        entries.push({
          file: $getattr(code, "co_filename") as string,
          line: line as number,
          name: $getattr(code, "co_name") as string,
          column: 0,
          endLine: 0,
          endColumn: 0,
        });
      }
      return summaries(entries);
    },
    "traceback",
  ),
);

export const extract_tb = builtin(
  "extract_tb(tb, limit=None)",
  function (tb: Value, limit: Value): Suspends<Value> {
    return summaries(limited(entriesOfTraceback(given(tb)), limit));
  },
  "traceback",
);

export const extract_stack = builtin(
  "extract_stack(f=None, limit=None)",
  function (frame: Value, limit: Value): Suspends<Value> {
    return summaries(limitedStack(stackEntries(frame, extract_stack), limit));
  },
  "traceback",
);

export const format_list = builtin(
  "format_list(extracted_list)",
  function (extracted: Value): Suspends<Value> {
    const entries: Entry[] = [];
    for (const one of iterate(extracted)) entries.push(entryOf(one));
    return formatEntries(entries);
  },
  "traceback",
);

export const print_list = builtin(
  "print_list(extracted_list, file=None)",
  function (extracted: Value, file: Value): Suspends<null> {
    const entries: Entry[] = [];
    for (const one of iterate(extracted)) entries.push(entryOf(one));
    return put(file, formatEntries(entries));
  },
  "traceback",
);

export const format_tb = builtin(
  "format_tb(tb, limit=None)",
  function (tb: Value, limit: Value): Suspends<Value> {
    return formatEntries(limited(entriesOfTraceback(given(tb)), limit));
  },
  "traceback",
);

export const print_tb = builtin(
  "print_tb(tb, limit=None, file=None)",
  function (tb: Value, limit: Value, file: Value): Suspends<null> {
    return put(file, formatEntries(limited(entriesOfTraceback(given(tb)), limit)));
  },
  "traceback",
);

export const format_stack = builtin(
  "format_stack(f=None, limit=None)",
  function (frame: Value, limit: Value): Suspends<Value> {
    return formatEntries(limitedStack(stackEntries(frame, format_stack), limit));
  },
  "traceback",
);

export const print_stack = builtin(
  "print_stack(f=None, limit=None, file=None)",
  function (frame: Value, limit: Value, file: Value): Suspends<null> {
    return put(file, formatEntries(limitedStack(stackEntries(frame, print_stack), limit)));
  },
  "traceback",
);

export const walk_tb = builtin(
  "walk_tb(tb)",
  function (tb: Value): Suspends<Value> {
    const out: Value[] = [];
    for (let at = given(tb); at !== null; at = at.$next) out.push(new Tuple([at.$frame, at.$entry.line]));
    return pyIterator(out);
  },
  "traceback",
);

export const walk_stack = builtin(
  "walk_stack(f)",
  function (frame: Value): Suspends<Value> {
    const out: Value[] = [];
    for (let at = frameOf(frame ?? frameChain(runningEntries(walk_stack))); at !== null; at = at.$back) out.push(new Tuple([at, at.$entry.line]));
    return pyIterator(out);
  },
  "traceback",
);

export const clear_frames = builtin(
  "clear_frames(tb)",
  (tb: Value): Suspends<null> => {
    given(tb);
    return null;
  },
  "traceback",
);

/** An exception ready to be printed; here it keeps the exception itself. */
@pyclass("traceback.TracebackException")
export class TracebackException extends PyObject {
  declare stack: Value;
  declare exc_type_str: Value;
  declare __notes__: Value;
  declare $e: PyException | null;
  declare $tb: Traceback | null;
  declare $limit: Value;

  __init__(
    exc_type: Value,
    exc_value: Value,
    exc_traceback: Value,
    {
      limit = null,
      lookup_lines = true,
      capture_locals = false,
      compact = false,
      max_group_width = 15,
      max_group_depth = 10,
      _seen = null,
    }: { limit?: Value; lookup_lines?: Value; capture_locals?: Value; compact?: Value; max_group_width?: Value; max_group_depth?: Value; _seen?: Value } = {},
  ): Suspends<null> {
    void [lookup_lines, compact, max_group_width, max_group_depth, _seen];
    if (truth(capture_locals)) throw new NotImplementedError("TracebackException of gilt does not capture locals");
    const tb = given(exc_traceback);
    if (exc_value !== null && !isinstance(exc_value, BaseException)) {
      $getattr(exc_type, "__qualname__");
      throw noException(exc_value);
    }
    fillException(this, exc_value as PyException | null, tb, limit);
    return null;
  }
  format(chain: Value = true): Suspends<Value> {
    return pyIterator(pieces(this.$e, this.$tb, this.$limit, chain));
  }
  format_exception_only(): Suspends<Value> {
    return pyIterator(this.$e === null ? ["NoneType: None\n"] : exceptionOnly(this.$e, this.$tb));
  }
  print(file: Value = null, chain: Value = true): Suspends<null> {
    return put(file, pieces(this.$e, this.$tb, this.$limit, chain));
  }
  __str__(): Suspends<string> {
    return this.$e === null ? "None" : safeText(this.$e);
  }
}

function fillException(made: TracebackException, e: PyException | null, tb: Traceback | null, limit: Value): Suspends<void> {
  made.$e = e;
  made.$tb = tb;
  made.$limit = limit;
  made.stack = summaries(limited(entriesOfTraceback(tb), limit));
  made.exc_type_str = e === null ? null : exceptionName(e.$cls);
}

getset(TracebackException, {
  exc_type: [(t) => (t.$e === null ? null : typeOf(t.$e))],
  filename: [(t) => t.$e?.$filename ?? null],
  lineno: [(t) => (t.$e?.$lineno === undefined ? null : String(t.$e.$lineno))],
  msg: [(t) => t.$e?.$msg ?? null],
  __cause__: [(t) => nested((t.$e?.$cause ?? null) as PyException | null)],
  __context__: [(t) => nested((t.$e?.$context ?? null) as PyException | null)],
  __suppress_context__: [(t) => t.$e?.$suppress ?? false],
});

function nested(e: PyException | null): Suspends<Value> {
  if (e === null) return null;
  const made = Object.create(TracebackException.prototype) as TracebackException;
  fillException(made, e, tracebackObject(e), null);
  return made;
}

(TracebackException as unknown as PyType).$dict.set(
  "from_exception",
  builtin(
    "from_exception(exc, *args, **kwargs)",
    function (e: Value): Suspends<Value> {
      if (!isinstance(e, BaseException)) throw noException(e);
      return nested(e as PyException);
    },
    "traceback",
  ),
);

export default pymodule("traceback", {
  FrameSummary,
  StackSummary,
  TracebackException,
  clear_frames,
  extract_stack,
  extract_tb,
  format_exc,
  format_exception,
  format_exception_only,
  format_list,
  format_stack,
  format_tb,
  print_exc,
  print_exception,
  print_list,
  print_stack,
  print_tb,
  walk_stack,
  walk_tb,
});

/**
 * traceback - an exception as CPython prints it: traceback, chain, notes, groups, suggestions.
 *
 * Mirrors     Lib/traceback.py (TracebackException.format)
 * Calls back  `__str__` and `__repr__` of exceptions and notes; what they raise is shown as `<exception str() failed>`
 */
import { writeSync } from "node:fs";
import type { Suspends } from "../frames/suspend.js";
import { getattrOr } from "./attributes.js";
import type { Dict } from "./dict.js";
import { AttributeError, BaseExceptionGroup, ImportError, NameError, SyntaxError, type PyException } from "./exceptions.js";
import { variablesAt } from "./framelocals.js";
import { globalsOfModule, moduleNamed, moduleOfFile } from "./modulehooks.js";
import { isinstance, type PyType, type Value } from "./object.js";
import { listed } from "./objectmethods.js";
import { repr } from "./protocols/repr.js";
import { text } from "./protocols/str.js";
import { $caught, $handled, $uncaught } from "./raise.js";
import { suggest } from "./suggestions.js";
import type { Entry } from "./trace.js";
import { BOLD_RED, colored, lastLine, place } from "./tracecolors.js";
import { formatEntries, sourceLine } from "./tracelines.js";
import { entriesOfTraceback, traceObject, type Traceback } from "./traceobject.js";

const CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n";
const GROUP_WIDTH = 15;
const GROUP_DEPTH = 10;

export interface FormatOptions {
  chain?: boolean;
  /** how many entries: the last ones if negative; null: as `sys.tracebacklimit` says, which for what the interpreter prints means the last ones */
  limit?: number | null;
  /** the traceback, if it is not the exception's own */
  tb?: Traceback | null;
  /** entries above those of the exception: functions that are the runtime's here and Python's in CPython */
  above?: readonly string[];
  /** as on a terminal */
  colorize?: boolean;
  /** false: no carets below the lines, as where CPython's C code prints */
  carets?: boolean;
}

/** The exception's traceback object, or null. */
export function tracebackOf(e: Value): Traceback | null {
  return traceObject(e as PyException);
}

/** All of it in one text. */
export function formatException(e: Value, options: FormatOptions = {}): Suspends<string> {
  return exceptionPieces(e, options).join("");
}

/** Where tracebacks are printed, and whether in colors; sys sets it. */
export const output = {
  write: (lines: string): Suspends<void> => void writeSync(2, lines),
  hasColors: (): Suspends<boolean> => false,
};

/** `sys.tracebacklimit`, null if there is none; sys sets it. */
export const tracebackLimit = { current: (): number | null => null };

export function printException(e: Value, options: FormatOptions = {}): Suspends<void> {
  output.write(formatException(e, options));
}

/** As the interpreter itself prints what nobody has caught: `_print_exception_bltin`. */
export function showException(e: Value): Suspends<void> {
  printException(e, { colorize: output.hasColors() });
}

/** The pieces that `traceback.format_exception` gives. */
export function exceptionPieces(e: Value, options: FormatOptions = {}): Suspends<string[]> {
  const printer = new Printer(options);
  printer.put(e as PyException, options.tb);
  return printer.out;
}

class Printer {
  readonly out: string[] = [];
  private depth = 0;
  private needClose = false;
  private outermost: PyException | undefined;
  private readonly seen = new Set<PyException>();

  private colorize: boolean;

  constructor(private readonly options: FormatOptions) {
    this.colorize = options.colorize === true;
  }

  private emit(piece: string, margin = "|"): void {
    const indent = " ".repeat(2 * this.depth) + (this.depth > 0 ? `${margin} ` : "");
    this.out.push(indent === "" ? piece : piece.replace(/^(?!$)|^(?=\n)/gm, indent).replace(/\n$/, "\n"));
  }

  put(e: PyException, tb: Traceback | null | undefined): Suspends<void> {
    this.outermost ??= e;
    for (const [message, one] of this.chainOf(e)) {
      if (message !== null) this.emit(message);
      this.one(one, one === e ? tb : undefined);
    }
  }

  /** The exceptions in the order in which they are printed, each with the words before it. */
  private chainOf(e: PyException): [string | null, PyException][] {
    this.seen.add(e);
    const chain: [string | null, PyException][] = [];
    let at: PyException | null = e;
    while (at !== null) {
      let message: string | null = null;
      let next: PyException | null = null;
      if (this.options.chain !== false) {
        if (at.$cause !== null && !this.seen.has(at.$cause)) [message, next] = [CAUSE, at.$cause];
        else if (at.$context !== null && !at.$suppress && at.$cause === null && !this.seen.has(at.$context)) [message, next] = [CONTEXT, at.$context];
      }
      if (next !== null) this.seen.add(next);
      chain.push([message, at]);
      at = next;
    }
    return chain.reverse();
  }

  private one(e: PyException, given: Traceback | null | undefined): Suspends<void> {
    const tb = given === undefined ? traceObject(e) : given;
    const entries = this.shown(entriesOfTraceback(tb));
    if (!isinstance(e, BaseExceptionGroup)) {
      const above = this.outermost === e ? (this.options.above ?? []) : [];
      if (entries.length > 0 || above.length > 0) {
        this.emit("Traceback (most recent call last):\n");
        for (const piece of above) this.emit(piece);
        for (const piece of formatEntries(entries, this.colorize))
          this.emit(this.options.carets === false ? piece.replace(/\n[ ~^]*[~^][ ~^]*(?=\n)/g, "") : piece);
      }
      for (const piece of exceptionOnly(e, tb, this.colorize)) this.emit(piece);
      return;
    }
    if (this.depth > GROUP_DEPTH) {
      this.emit(`... (max_group_depth is ${GROUP_DEPTH})\n`);
      return;
    }
    this.group(e, entries);
  }

  private shown(entries: Entry[]): Entry[] {
    const { limit } = this.options;
    if (typeof limit === "number") return limited(entries, limit);
    const usual = tracebackLimit.current();
    if (usual === null) return entries;
    // of what the interpreter prints, a limit beyond what there is leaves as many as it is beyond: so does CPython
    return limit === null ? limited(entries, usual) : entries.slice(entries.length - usual);
  }

  private group(e: PyException, entries: Entry[]): Suspends<void> {
    const top = this.depth === 0;
    if (top) this.depth++;
    if (entries.length > 0) {
      this.emit("Exception Group Traceback (most recent call last):\n", top ? "+" : "|");
      for (const piece of formatEntries(entries, this.colorize)) this.emit(piece);
    }
    for (const piece of exceptionOnly(e, tracebackOf(e), this.colorize)) this.emit(piece);
    const inner = e.$exceptions as PyException[];
    const n = inner.length <= GROUP_WIDTH ? inner.length : GROUP_WIDTH + 1;
    this.needClose = false;
    // what is in a group has no colors in CPython
    const { colorize } = this;
    this.colorize = false;
    for (let i = 0; i < n; i++) {
      const last = i === n - 1;
      if (last) this.needClose = true;
      const cut = i >= GROUP_WIDTH;
      this.out.push(`${" ".repeat(2 * this.depth)}${i === 0 ? "+-" : "  "}+---------------- ${cut ? "..." : i + 1} ----------------\n`);
      this.depth++;
      if (!cut) this.put(inner[i]!, undefined);
      else this.emit(`and ${inner.length - GROUP_WIDTH} more exception${inner.length - GROUP_WIDTH > 1 ? "s" : ""}\n`);
      if (last && this.needClose) {
        this.out.push(`${" ".repeat(2 * this.depth)}+------------------------------------\n`);
        this.needClose = false;
      }
      this.depth--;
    }
    this.colorize = colorize;
    if (top) this.depth = 0;
  }
}

function limited<T>(entries: T[], limit: number | null): T[] {
  if (limit === null) return entries;
  return limit >= 0 ? entries.slice(0, limit) : entries.slice(limit);
}

/** `f(x)`, or a text that says that it failed. */
function safely(what: string, f: (x: Value) => Suspends<string>, x: Value): Suspends<string> {
  const handled = $handled();
  try {
    return f(x);
  } catch (thrown) {
    $caught(thrown, null);
    $uncaught(handled);
    return `<${what} ${f === repr ? "repr" : "str"}() failed>`;
  }
}

/** `str(e)`, or what is shown when that fails. */
export function safeText(e: Value): Suspends<string> {
  return safely("exception", text, e);
}

/** `module.Class` as the last line of a traceback has it. */
export function exceptionName(cls: PyType): string {
  const module = cls.$dict.get("__module__") ?? cls.$module;
  return module === "__main__" || module === "builtins" ? cls.$qualname : `${typeof module === "string" ? module : "<unknown>"}.${cls.$qualname}`;
}

/** The pieces of `traceback.format_exception_only`. @param tb where names that were perhaps meant are looked for */
export function exceptionOnly(e: PyException, tb: Traceback | null = null, colorize = false): Suspends<string[]> {
  const name = exceptionName(e.$cls);
  const out = isinstance(e, SyntaxError) ? syntaxErrorLines(e, name, colorize) : [lastLine(name, messageOf(e, tb), colorize)];
  addNotes(e, out);
  return out;
}

function messageOf(e: PyException, tb: Traceback | null): Suspends<string> {
  let message = safely("exception", text, e);
  const hint = suggestion(e, tb);
  if (hint !== null) message += `. Did you mean: '${hint}'?`;
  if (isinstance(e, NameError) && typeof e.$attr === "string" && suggestionHooks.isLibrary(e.$attr)) {
    message += `${hint === null ? ". Did" : " Or did"} you forget to import '${e.$attr}'?`;
  }
  return message;
}

/** Which names are the library's modules; sys sets it. */
export const suggestionHooks = { isLibrary: (_name: string): boolean => false };

/** The names that code could use where a NameError comes from: variables of the function, of the module, builtins. */
function namesAround(tb: Traceback | null): string[] {
  const entry = entriesOfTraceback(tb).at(-1);
  if (entry === undefined) return [];
  const globals = namesInDict(globalsOfModule(moduleOfFile(entry.file)));
  const locals = entry.name === "<module>" ? globals : variablesAt(entry);
  return [...locals, ...globals, ...namesInDict(globalsOfModule("builtins"))];
}

function namesInDict(dict: Dict): string[] {
  return dict.$entries().flatMap(({ key }) => (typeof key === "string" ? [key] : []));
}

/** The name that was perhaps meant; null if there is none. */
export function suggestion(e: PyException, tb: Traceback | null): Suspends<string | null> {
  const wrong: Value = isinstance(e, ImportError) ? e.$namefrom : e.$attr;
  if (typeof wrong !== "string") return null;
  if (isinstance(e, AttributeError)) return e.$obj === undefined ? null : similarTo(e.$obj, wrong, isOfSelf(tb, wrong));
  if (isinstance(e, NameError)) {
    if (tb === null) return null;
    return e.$obj !== undefined && getattrOr(e.$obj, wrong) !== undefined ? `self.${wrong}` : suggest(wrong, namesAround(tb));
  }
  const module: Value = typeof e.$modname === "string" ? moduleNamed(e.$modname.split(".", 1)[0]!) : undefined;
  return module === undefined || module === null ? null : similarTo(module, wrong);
}

/** Was the attribute asked of a method's own instance, whose private names are no secret there? */
function isOfSelf(tb: Traceback | null, name: string): boolean {
  const entry = tb === null ? undefined : entriesOfTraceback(tb).at(-1);
  if (entry === undefined || entry.line <= 0) return false;
  const from = [...sourceLine(entry.file, entry.line)].slice(entry.column).join("");
  return from.startsWith(`self.${name}`) && !/^[\p{L}\p{M}\p{N}_]/u.test(from.slice(name.length + 5));
}

/** @param open names with a leading underscore count too */
function similarTo(o: Value, wrong: string, open = false): Suspends<string | null> {
  const handled = $handled();
  try {
    const names = listed(o).filter((name): name is string => typeof name === "string");
    return suggest(wrong, names.filter((name) => open || wrong.startsWith("_") || !name.startsWith("_")).sort());
  } catch (thrown) {
    $caught(thrown, null);
    $uncaught(handled);
    return null;
  }
}

/** `__notes__`, or a note on what asking for it has raised. */
function notesOf(e: PyException): Suspends<Value> {
  const handled = $handled();
  try {
    return getattrOr(e, "__notes__");
  } catch (thrown) {
    const error = $caught(thrown, null) as Value;
    $uncaught(handled);
    return [`Ignored error getting __notes__: ${safely("__notes__", repr, error)}`];
  }
}

function addNotes(e: PyException, out: string[]): Suspends<void> {
  const notes = notesOf(e);
  if (notes === undefined || notes === null) return;
  const items: Value[] | null = Array.isArray(notes) ? notes : notes.items !== undefined && Array.isArray(notes.items) ? notes.items : null;
  if (items === null) {
    out.push(`${safely("__notes__", repr, notes)}\n`);
    return;
  }
  for (const note of items) for (const line of safely("note", text, note).split("\n")) out.push(`${line}\n`);
}

function syntaxErrorLines(e: PyException, name: string, colorize: boolean): Suspends<string[]> {
  const out: string[] = [];
  const { $lineno: line, $endLineno: endLine, $text: source } = e;
  let suffix = "";
  if (line !== null && line !== undefined) out.push(`${place((e.$filename ?? null) === null ? "<string>" : text(e.$filename), text(line), colorize)}\n`);
  else if ((e.$filename ?? null) !== null) suffix = ` (${text(e.$filename)})`;
  if (typeof source === "string") markSyntax(out, source, e.$offset ?? null, line === endLine ? (e.$endOffset ?? null) : undefined, colorize);
  const message = (e.$msg ?? null) === null || e.$msg === "" ? "<no detail available>" : text(e.$msg);
  out.push(lastLine(name, message, colorize, suffix));
  return out;
}

/** The line of a SyntaxError and its carets; `endOffset` undefined: the error goes on in later lines. */
function markSyntax(out: string[], source: string, offset: number | null, endOffset: number | null | undefined, colorize: boolean): void {
  const right = [...source.replace(/\n+$/, "")];
  const left = [...right.join("").replace(/^[ \n\f]+/, "")];
  const spaces = right.length - left.length;
  let shown = left.join("");
  const range = offset === null ? undefined : marksOfSyntax(source, offset, endOffset, right.length, spaces);
  if (range === undefined) {
    out.push(`    ${shown}\n`);
    return;
  }
  const [from, to] = range;
  const before = left.slice(0, from).map((char) => (/\s/.test(char) ? char : " "));
  let carets = "^".repeat(to - from);
  if (colorize) {
    shown = left.slice(0, from).join("") + colored(left.slice(from, to).join(""), BOLD_RED) + left.slice(to).join("");
    carets = colored(carets, BOLD_RED);
  }
  out.push(`    ${shown}\n`, `    ${before.join("")}${carets}\n`);
}

/** The columns of a line without its first `spaces` that are marked; undefined: none. */
function marksOfSyntax(source: string, offset: number, endOffset: number | null | undefined, length: number, spaces: number): [number, number] | undefined {
  const whole = [...source].length;
  let end = endOffset === undefined ? length + 1 : endOffset === null || endOffset === 0 ? offset : endOffset;
  if (source !== "" && offset > whole) offset = length + 1;
  if (source !== "" && end > whole) end = length + 1;
  if (offset >= end || end < 0) end = offset + 1;
  const column = offset - 1 - spaces;
  return column < 0 ? undefined : [column, end - 1 - spaces];
}

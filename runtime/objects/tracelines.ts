/**
 * tracelines - the text of traceback entries: file, line, source, carets; repeated ones folded.
 *
 * Mirrors     Lib/traceback.py (StackSummary)
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { anchorsOf, showsCarets, width, type Anchors } from "./carets.js";
import type { Suspends } from "../frames/suspend.js";
import { getattrOr } from "./attributes.js";
import { Dict } from "./dict.js";
import { moduleType } from "./module.js";
import { moduleHooks } from "./modulehooks.js";
import { isinstance, type Value } from "./object.js";
import { call } from "./protocols/call.js";
import { $caught, $handled, $uncaught } from "./raise.js";
import { shownText } from "./sourcebytes.js";
import type { Entry } from "./trace.js";
import { isOfLibrary, library } from "../importer/place.js";
import { carriedContents } from "../snapshot/carried.js";
import { colored, MAGENTA, marked, place } from "./tracecolors.js";

const sources = new Map<string, readonly string[]>();
carriedContents("sources", sources);

/** Size and time of change of the files whose lines are here. */
const stamps = new Map<string, string>();
carriedContents("stamps of sources", stamps);

function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.size} ${found.mtimeMs}`;
}

/** The lines of a file that has changed are forgotten, as linecache.checkcache() does; those of one that is gone are kept. */
function checkFile(file: string): void {
  const before = stamps.get(file);
  if (before === undefined) return;
  const now = stampOf(file);
  if (now === "" || now === before) return;
  sources.delete(file);
  stamps.delete(file);
}

/** Lines of a source that is in no file (`<string>`, stdin). */
export function rememberSource(file: string, text: string): void {
  sources.set(file, text.split("\n"));
}

/** Set where linecache is loaded: its `getlines`, which programs replace (doctest does). */
export const lineHooks: { getlines: ((file: string) => Suspends<Value>) | null } = { getlines: null };

/** The sources of entries in no file, as linecache has them, or the loader of their module. */
function fetchLines(entries: readonly Entry[]): Suspends<void> {
  let last = "";
  for (const { file } of entries) {
    if (file === last) continue;
    last = file;
    if (!String(file).startsWith("<")) {
      checkFile(file);
      fetchLoaded(file);
    } else if (lineHooks.getlines !== null) {
      const lines = lineHooks.getlines(file);
      if (Array.isArray(lines) && lines.length > 0)
        sources.set(
          file,
          lines.map((line) => String(line).replace(/\n$/, "")),
        );
    }
  }
}

/** The source of a module that is in no file of its own, but in a zip file, say: its loader tells it. */
function fetchLoaded(file: string): Suspends<void> {
  if (sources.has(file) || isOfLibrary(file) || existsSync(file)) return;
  for (const { value: module } of (moduleHooks.modules as Dict).$entries()) {
    if (!isinstance(module, moduleType) || !Object.hasOwn(module, "__file__") || (module as Value).__file__ !== file) continue;
    const spec: Value = getattrOr(module, "__spec__") ?? null;
    if (spec !== null) rememberLoaded(file, getattrOr(spec, "loader"), getattrOr(spec, "name"));
    return;
  }
  const globals: Value = moduleHooks.namesOfFile?.(file)?.globals;
  if (globals instanceof Dict) rememberLoaded(file, globals.$get("__loader__"), globals.$get("__name__"));
}

/** What a loader says is the source of a module. */
function rememberLoaded(file: string, loader: Value, name: Value): Suspends<void> {
  const handled = $handled();
  try {
    const getSource = loader === undefined || loader === null ? undefined : getattrOr(loader, "get_source");
    const source = getSource === undefined ? null : call(getSource, name);
    if (typeof source === "string") rememberSource(file, source);
  } catch (thrown) {
    $caught(thrown, null); // the traceback goes without the lines
    $uncaught(handled);
  }
}

function linesOf(file: string): readonly string[] {
  let lines = sources.get(file);
  if (lines === undefined) {
    let text = "";
    try {
      if (isOfLibrary(file)) text = Buffer.from(library().readFile(file) ?? []).toString("utf8");
      else if (!file.startsWith("<")) {
        text = shownText(readFileSync(file));
        stamps.set(file, stampOf(file));
      }
    } catch {
      text = ""; // gone or unreadable: the traceback goes without the line
    }
    sources.set(file, (lines = text === "" ? [] : text.split(/\r\n|[\n\r]/)));
  }
  return lines;
}

/** A file's text, as far as it can be read. */
export function sourceOf(file: string): string {
  return linesOf(file).join("\n");
}

/** One line of the source, as `linecache.getline` gives it but for the newline. */
export function sourceLine(file: string, line: number): string {
  return (linesOf(file)[line - 1] ?? "").trimEnd();
}

/** Equal entries printed before the rest is counted. */
const REPEATS = 3;

/** The entries as the pieces of text that `traceback.format_list` gives. @param colorize as on a terminal */
export function formatEntries(entries: readonly Entry[], colorize = false): Suspends<string[]> {
  fetchLines(entries);
  const out: string[] = [];
  let last: Entry | null = null;
  let count = 0;
  const fold = (): void => {
    if (count > REPEATS) out.push(`  [Previous line repeated ${count - REPEATS} more time${count - REPEATS > 1 ? "s" : ""}]\n`);
  };
  for (const entry of entries) {
    if (last === null || last.file !== entry.file || last.line !== entry.line || last.name !== entry.name) {
      fold();
      count = 0;
      last = entry;
    }
    if (++count <= REPEATS) out.push(formatEntry(entry, colorize));
  }
  fold();
  return out;
}

/** Of a stack CPython knows the lines only: nothing is marked below them. */
export function withoutColumns({ file, line, name }: Entry): Entry {
  return { file, line, name, column: 0, endLine: 0, endColumn: 0 };
}

/** Whether anything is marked at all: not with `-X no_debug_ranges`. */
export const columns = { known: true };
carriedContents("columns of tracebacks", columns);

/** `  File "x.py", line 3, in f` and what follows it. */
export function formatEntry(entry: Entry, colorize = false): string {
  // statements at the prompt have names of their own
  const file = entry.file.startsWith("<stdin>-") ? "<stdin>" : entry.file;
  const head = `${place(file, entry.line, colorize)}, in ${colorize ? colored(entry.name, MAGENTA) : entry.name}\n`;
  const original: string[] = [];
  const isWhole = entry.endLine !== 0 && columns.known;
  const endLine = isWhole ? entry.endLine : entry.line;
  for (let line = entry.line; line <= endLine; line++) original.push(sourceLine(entry.file, line));
  if (original.every((line) => line === "")) return head;
  if (!isWhole) return `${head}    ${original[0]!.trim()}\n`;
  return head + indented(markedLines(entry, original, colorize));
}

/** The source with carets, common indentation taken off. */
function markedLines(entry: Entry, original: string[], colorize: boolean): string[] {
  const lines = dedent(original);
  const taken = original[0]!.length - lines[0]!.length;
  const start = Math.max(0, codeUnits(original[0]!, entry.column) - taken);
  const end = Math.max(0, codeUnits(original.at(-1)!, entry.endColumn) - taken);
  const whole = lines.join("\n");
  const anchors = anchorsOf(whole.slice(start, whole.length - (lines.at(-1)!.length - end)));
  const shown = new Set([0, lines.length - 1]);
  if (anchors !== null)
    for (const at of [anchors.leftLine, anchors.rightLine]) for (const line of [at - 1, at, at + 1]) if (line >= 0 && line < lines.length) shown.add(line);
  const carets = showsCarets(lines, start, end, anchors);
  const out: string[] = [];
  const put = (line: number): void => {
    out.push(...(carets ? marked(lines[line]!, marksOf(lines, line, start, end, anchors), colorize) : [lines[line]!]));
  };
  let before = -1;
  for (const line of [...shown].sort((a, b) => a - b)) {
    if (before >= 0 && line - before === 2) put(line - 1);
    else if (before >= 0 && line - before > 2) out.push(`...<${line - before - 1} lines>...`);
    put(line);
    before = line;
  }
  return dedent(out);
}

/** Characters are code points; text is JavaScript's. */
function codeUnits(text: string, characters: number): number {
  if (!/[\ud800-\udbff]/.test(text)) return characters;
  let units = 0;
  let n = 0;
  for (const char of text) {
    if (n++ >= characters) break;
    units += char.length;
  }
  return units;
}

/** What stands below a line. */
function marksOf(lines: readonly string[], at: number, start: number, end: number, anchors: Anchors | null): string {
  const text = lines[at]!;
  const spaces = text.length - text.trimStart().length;
  const startColumn = width(lines[0]!.slice(0, start));
  const count = at === lines.length - 1 ? width(text.slice(0, end)) : width(text);
  const left = anchors === null ? 0 : column(lines, anchors.leftLine, anchors.leftColumn, start);
  const right = anchors === null ? 0 : column(lines, anchors.rightLine, anchors.rightColumn, start);
  let marks = "";
  for (let col = 0; col < count; col++) {
    if (col < spaces || (at === 0 && col < startColumn)) marks += " ";
    else if (anchors === null) marks += "^";
    else {
      const afterLeft = at > anchors.leftLine || (at === anchors.leftLine && col >= left);
      const beforeRight = at < anchors.rightLine || (at === anchors.rightLine && col < right);
      marks += afterLeft && beforeRight ? "^" : "~";
    }
  }
  return marks;
}

function column(lines: readonly string[], line: number, offset: number, start: number): number {
  return width(lines[line]!.slice(0, line === 0 ? offset + start : offset));
}

/** textwrap.dedent */
function dedent(lines: readonly string[]): string[] {
  let margin: string | null = null;
  for (const line of lines) {
    const indent = /^[ \t]*(?=[^ \t\n])/.exec(line)?.[0];
    if (indent === undefined) continue;
    if (margin === null) margin = indent;
    else {
      let n = 0;
      while (n < margin.length && margin[n] === indent[n]) n++;
      margin = margin.slice(0, n);
    }
  }
  const { length } = margin ?? "";
  return lines.map((line) => (/^[ \t]*$/.test(line) ? "" : line.slice(length)));
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}\n`).join("");
}

/**
 * lookups - entries of `o.m(x)` whose failure was the lookup of `m`: what is marked is `o.m`, not the call.
 *
 * CPython has two instructions with places of their own; lowered code has one call.
 */
import { anchorsOf } from "./carets.js";
import type { PyException } from "./exceptions.js";
import type { Entry } from "./trace.js";
import { sourceLine } from "./tracelines.js";

/** What lowered code calls methods by, and what finds them there. */
const CALLS: ReadonlySet<string> = new Set("$callattr $callattrkw $callattrx $callmethodkw $callmethodx $callsuper $callsuperkw $callsuperx".split(" "));
const LOOKUPS: ReadonlySet<string> = new Set(["methodLookup", "superLookup"]);

/** The entries, outermost first. */
export function atLookups(entries: readonly Entry[], e: PyException): Entry[] {
  const last = entries.findLastIndex(({ line }) => line > 0);
  return entries.map((entry, i) => (isLookup(entry) ? upTo(entry, "") : i === last && typeof e.$attr === "string" ? upTo(entry, e.$attr) : entry));
}

function isLookup({ natives = [] }: Entry): boolean {
  const outer = natives.findLastIndex(({ name }) => !CALLS.has(name));
  return outer >= 0 && LOOKUPS.has(natives[outer]!.name);
}

/** The entry without the brackets of its call, if what is called has this name. */
function upTo(entry: Entry, name: string): Entry {
  if (entry.endLine === 0) return entry;
  const lines: string[] = [];
  for (let line = entry.line; line <= entry.endLine; line++) lines.push(sourceLine(entry.file, line));
  const last = lines.length - 1;
  lines[last] = [...lines[last]!].slice(0, entry.endColumn).join("");
  lines[0] = [...lines[0]!].slice(entry.column).join("");
  if (!lines[last]!.endsWith(")")) return entry;
  const anchors = anchorsOf(lines.join("\n"));
  if (anchors === null) return upToName(entry, lines[0]!, name);
  const { leftLine, leftColumn } = anchors;
  const called = lines[leftLine]!.slice(0, leftColumn);
  const at = called.search(/[^\s.]+\s*$/);
  if (name !== "" && called.slice(at).trimEnd() !== name) return entry;
  const endColumn = [...called].length;
  if (leftLine === 0) return { ...entry, endLine: entry.line, endColumn: entry.column + endColumn };
  // on a line of its own it begins with its name
  const line = entry.line + leftLine;
  return { ...entry, line, column: [...called.slice(0, at)].length, endLine: line, endColumn };
}

/** `m` of `(o\n.m)(x)`: what begins at the name has the end of a bracket that is not in it. */
function upToName(entry: Entry, text: string, name: string): Entry {
  const found = /^[\p{L}_][\p{L}\p{M}\p{N}_]*/u.exec(text)?.[0];
  if (found === undefined || (name !== "" && found !== name)) return entry;
  return { ...entry, endLine: entry.line, endColumn: entry.column + [...found].length };
}

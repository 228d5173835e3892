/**
 * lower - emitted TypeScript to the script that runs: docs/conventions.md, section 4.
 *
 * In      what emit gives: the text, which becomes a tree here, and where its parts come from
 * Out     the script's text, and for each of its lines the place in the Python source
 * Oracle  the recorded output of the Python script, suspended nowhere and everywhere
 */
import type { VariablesAt } from "../bind/variables.js";
import type { EmittedText } from "../emit/module.js";
import type { SourceFile } from "../source.js";
import type * as E from "./estree.js";
import type { Frames, SpanOf } from "./frames.js";
import { open } from "./open/open.js";
import { lowerPython } from "./python.js";
import { readText } from "./read/read.js";

export interface LowerOptions {
  /** As Python shows it in `File "..."`. */
  readonly path: string;
  /** Suspends at every site if a test asks for it. */
  readonly inject?: boolean;
  /** What leaves a function takes along what its variables are. */
  readonly keepsLocals?: boolean;
  /** For it: the variables of the functions. */
  readonly variables?: VariablesAt;
  /** Text of eval, exec or the prompt: who changes its functions is not in it. */
  readonly dynamic?: boolean;
}

/** A text that assigns the defaults or the code of functions, may change a dictionary of defaults in place, or names them for `setattr`. */
const CHANGES = /\.__(?:code|defaults)__ = |"__(?:code|defaults|kwdefaults)__"|\.__kwdefaults__\b/;

/** A text that gives functions other names, or may have somebody do so. */
const RENAMES = /\b(?:wraps|update_wrapper)\b|\.__(?:qual)?name__ = |"__(?:qual)?name__"/;

export function lowerModule(emitted: EmittedText, source: SourceFile, options: LowerOptions): Frames {
  const spanOf = placesIn(emitted.spans, source);
  const opened = open(readText(emitted.text) ?? readElse(emitted.text), {
    file: options.path,
    text: emitted.text,
    temporaries: emitted.temporaries,
    changeable: options.dynamic === true || CHANGES.test(emitted.text),
    renamable: options.dynamic === true || RENAMES.test(emitted.text),
    isProven: factsIn(emitted.spans),
    line: (node) => firstLine(emitted.spans, source, node) ?? spanOf(node.start, node.start)?.[0] ?? 1,
  });
  return lowerPython(opened.program, {
    file: options.path,
    spanOf,
    inlined: opened.inlined,
    inject: options.inject ?? false,
    keepsLocals: options.keepsLocals ?? false,
    variablesOf: (start, end) => (options.variables === undefined ? undefined : variablesIn(options.variables, emitted.spans, start, end)),
    flags: emitted.flags,
    madeUp: [...emitted.temporaries],
  });
}

/** By TypeScript's own parser, which is loaded only for that. */
function readElse(text: string): E.Program {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when it is needed
  const { readByTypeScript } = require("./typescript.js") as typeof import("./typescript.js");
  return readByTypeScript(text);
}

/** What is known of the node with a start and end. */
function factsIn(rows: EmittedText["spans"]): (node: E.Node, fact: string) => boolean {
  const facts = new Set<string>();
  for (const row of rows) if (row.fact !== undefined) facts.add(`${row.tsStart} ${row.tsEnd} ${row.fact}`);
  return (node, fact) => facts.has(`${node.start} ${node.end} ${fact}`);
}

/** How many rows begin at this offset or before. */
function rowsUpTo(rows: EmittedText["spans"], start: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.tsStart <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The line of the innermost row with exactly this start and end: a definition begins with its first decorator. */
function firstLine(rows: EmittedText["spans"], source: SourceFile, { start, end }: { readonly start: number; readonly end: number }): number | undefined {
  let line: number | undefined;
  for (let i = rowsUpTo(rows, start) - 1; i >= 0 && rows[i]!.tsStart === start; i--) if (rows[i]!.tsEnd === end) line = source.line(rows[i]!.pyStart);
  return line;
}

/** The variables of the function that is the node with a start and end. */
function variablesIn(variables: VariablesAt, rows: EmittedText["spans"], start: number, end: number): readonly string[] | undefined {
  for (let i = rowsUpTo(rows, start) - 1; i >= 0 && rows[i]!.tsStart === start; i--) {
    const found = rows[i]!.tsEnd === end ? variables.get(rows[i]!.pyStart) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where a node of the text comes from: the row with exactly its start and end, else the innermost around it. */
export function placesIn(rows: EmittedText["spans"], source: SourceFile): SpanOf {
  const around: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    let outer = i - 1;
    while (outer >= 0 && rows[outer]!.tsEnd < rows[i]!.tsEnd) outer = around[outer]!;
    around.push(outer);
  }
  const spanAt = (i: number): readonly [number, number, number, number] => {
    const { pyStart, pyEnd } = rows[i]!;
    return [source.line(pyStart), source.column(pyStart), source.line(pyEnd), source.column(pyEnd)];
  };
  return (start, end) => {
    if (start < 0) return undefined;
    // the last row that begins before: it or one that encloses it
    const low = rowsUpTo(rows, start);
    for (let i = low - 1; i >= 0 && rows[i]!.tsStart === start; i--) if (rows[i]!.tsEnd === end) return spanAt(i);
    // nothing between a row and the one around it reaches beyond the first, but what ends where an empty node stands
    for (let i = low - 1; i >= 0; i = start === end ? i - 1 : around[i]!) if (rows[i]!.tsEnd >= end) return spanAt(i);
    return undefined;
  };
}

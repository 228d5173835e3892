/**
 * scripts - the lowered scripts of this isolate: which Python code a line of JavaScript is.
 */

import type { FunctionMeta } from "../objects/function.js";

/** What the compiler gives with a script's text (compiler/lower/sourcemap.ts). */
export interface Positions {
  /** Six numbers a row, ascending: line of JavaScript (from 1), then line, column, end line, end column of the Python text, and the function's number. */
  readonly rows: readonly number[];
  /** Names of the functions by number; 0 is the module. */
  readonly names: readonly string[];
  /** By line of JavaScript: the places around one in a generator expression that became a loop, innermost first, four numbers each. */
  readonly around?: Readonly<Record<number, readonly number[]>>;
}

/** Where a line of a lowered script is in the Python text. */
export interface Place {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly around: readonly number[] | undefined;
}

/** What the evaluated scripts of a file declare besides their module variables, and the file of a function by its description, if it is a script's; the importer sets it. */
export const scriptTables = {
  fileOf: (_meta: FunctionMeta): string | undefined => undefined,
  of: (_path: string): readonly (() => Readonly<Record<string, unknown>>)[] => [],
};

const ROW = 6;
const scripts = new Map<string, { path: string; positions: Positions | string }>();

/** Makes a script known under the name its frames have in JavaScript's stacks. */
export function registerScript(filename: string, path: string, positions: Positions | string): void {
  scripts.set(filename, { path, positions });
}

/** Python's name for the file of a lowered script; undefined for other code. */
export function pathOf(filename: string): string | undefined {
  return scripts.get(filename)?.path;
}

/** The place of a JavaScript line; undefined for what is no lowered script, or a line that is gilt's own. */
export function placeOf(filename: string, jsLine: number): Place | undefined {
  const script = scripts.get(filename);
  if (script === undefined) return undefined;
  if (typeof script.positions === "string") script.positions = JSON.parse(script.positions) as Positions;
  const { rows, names, around } = script.positions;
  let low = 0;
  let high = rows.length / ROW - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = middle * ROW;
    const line = rows[at] as number;
    if (line === jsLine) {
      const [, start, column, endLine, endColumn, number] = rows.slice(at, at + ROW) as [number, number, number, number, number, number];
      return { file: script.path, name: names[number] ?? "<module>", line: start, column, endLine, endColumn, around: around?.[jsLine] };
    }
    if (line < jsLine) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

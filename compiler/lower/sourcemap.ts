/**
 * sourcemap - where each line of lowered text comes from.
 */
import type { Locate } from "./inlined.js";
import { MARK, MARK_END } from "./unit.js";
import type { Unit } from "./unit.js";

/** What a script's traceback needs; goes into the cache as JSON. runtime/frames/scripts.ts reads it. */
export interface Positions {
  /** Six numbers for each line that has a place, ascending: its number (from 1), then line, column, end line, end column of the Python text, and its function. */
  readonly rows: readonly number[];
  /** Names of the functions by number; 0 is the module. */
  readonly names: readonly string[];
  /** By line of the text: the places around one in a generator expression that became a loop, innermost first, four numbers each. */
  readonly around?: Readonly<Record<number, readonly number[]>>;
}

/** Takes the marks out of the text and makes the table of lines. */
export function finishLines(text: string, unit: Unit, locate: Locate | undefined): { code: string; positions: Positions } {
  const { names, extents } = unit;
  const rows: number[] = [];
  const around: Record<number, readonly number[]> = {};
  if (!locate) return { code: text, positions: { rows, names } };
  const lines = text.split("\n");
  lines.forEach((line, i) => {
    // a block that has no line of its own leaves its mark before the one of its first statement
    const start = line.lastIndexOf(MARK);
    if (start < 0) return;
    const [from = 0, to = 0, number = 0] = line
      .slice(start + 1, line.lastIndexOf(MARK_END))
      .split(",")
      .map(Number);
    const found = locate(from, to, ...(extents[number] ?? [-1, -1]));
    if (found) {
      rows.push(i + 1, ...found.span, number);
      if (found.around.length > 0) around[i + 1] = found.around;
    }
    lines[i] = line.replace(/\u0002[^\u0003]*\u0003/g, "");
  });
  return { code: lines.join("\n"), positions: { rows, names, ...(Object.keys(around).length > 0 ? { around } : {}) } };
}

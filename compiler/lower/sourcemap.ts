/**
 * sourcemap - where each line of lowered text comes from.
 */
import type { Locate, Located } from "./inlined.js";
import { BACK, MARK, MARK_END, WITHIN } from "./unit.js";
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
  const { names, extents, places } = unit;
  const rows: number[] = [];
  const around: Record<number, readonly number[]> = {};
  if (!locate) return { code: text, positions: { rows, names } };
  // both forms have each place
  const located: (Located | null)[] = [];
  const parts: string[] = [];
  let from = 0;
  let line = 1;
  let newline = text.indexOf("\n");
  let mark = text.indexOf(MARK);
  // the place of the statement around a call that has a line of its own
  let statement = -1;
  while (mark >= 0) {
    for (; newline >= 0 && newline < mark; newline = text.indexOf("\n", newline + 1)) line++;
    const end = text.indexOf(MARK_END, mark);
    const told = text.slice(mark + 1, end);
    const place = told === BACK ? statement : Number(told);
    if (told[0] !== WITHIN) statement = place;
    parts.push(text.slice(from, mark));
    from = end + 1;
    mark = text.indexOf(MARK, from);
    // a block that has no line of its own leaves its mark before the one of its first statement
    if (mark >= 0 && (newline < 0 || mark < newline)) continue;
    if (place < 0) continue;
    const { start, end: to, number } = places[place]!;
    const extent = extents[number];
    let found = located[place];
    if (found === undefined) located[place] = found = locate(start, to, extent?.[0] ?? -1, extent?.[1] ?? -1) ?? null;
    if (found === null) continue;
    const { span } = found;
    rows.push(line, span[0], span[1], span[2], span[3], number);
    if (found.around.length > 0) around[line] = found.around;
  }
  parts.push(text.slice(from));
  return { code: parts.join(""), positions: { rows, names, ...(Object.keys(around).length > 0 ? { around } : {}) } };
}

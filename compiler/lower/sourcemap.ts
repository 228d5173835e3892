/**
 * sourcemap - where each line of lowered text comes from.
 */
import type { Frames, SpanOf } from "./frames.js";
import { MARK, MARK_END } from "./unit.js";

/** Numbers for each line: line, column, end line, end column of the Python text, and the function. */
export const LINE_FIELDS = 5;

/** Takes the marks out of the text and makes the table of lines. */
export function finishLines(text: string, names: readonly string[], spanOf: SpanOf | undefined): Frames {
  if (!spanOf) return { code: text, positions: new Int32Array(0), names };
  const lines = text.split("\n");
  const positions = new Int32Array((lines.length + 1) * LINE_FIELDS);
  lines.forEach((line, i) => {
    if (!line.includes(MARK)) return;
    const start = line.indexOf(MARK);
    const end = line.indexOf(MARK_END);
    const [from = 0, to = 0, number = 0] = line.slice(start + 1, end).split(",").map(Number);
    const span = spanOf(from, to);
    if (span) positions.set([...span, number], (i + 1) * LINE_FIELDS);
    lines[i] = line.replace(/\u0002[^\u0003]*\u0003/g, "");
  });
  return { code: lines.join("\n"), positions, names };
}

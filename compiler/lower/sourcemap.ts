/**
 * sourcemap - where each line of lowered text comes from.
 */
import type { Frames, SpanOf } from "./frames.js";
import { MARK, MARK_END } from "./unit.js";

/** Takes the marks out of the text and makes the table of lines. */
export function finishLines(text: string, spanOf: SpanOf | undefined): Frames {
  if (!spanOf) return { code: text, positions: new Int32Array(0) };
  const lines = text.split("\n");
  const positions = new Int32Array((lines.length + 1) * 4);
  lines.forEach((line, i) => {
    if (!line.includes(MARK)) return;
    const start = line.indexOf(MARK);
    const end = line.indexOf(MARK_END);
    const [from = 0, to = 0] = line.slice(start + 1, end).split(",").map(Number);
    const span = spanOf(from, to);
    if (span) positions.set(span, (i + 1) * 4);
    lines[i] = line.replace(/\u0002[^\u0003]*\u0003/g, "");
  });
  return { code: lines.join("\n"), positions };
}

/**
 * linemap - a source map of lowered text: which line of the Python text each of its lines comes from.
 *
 * Mirrors  the Source Map specification, revision 3 (https://sourcemaps.info/spec.html)
 */
import type { Positions } from "../lower/sourcemap.js";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** Numbers of Positions for each line. */
const ROW = 6;

/** A signed number in the map's base 64: five bits a digit, the sign last. */
function quantity(n: number): string {
  let rest = n < 0 ? (-n << 1) | 1 : n << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? digit | 32 : digit]!;
  } while (rest > 0);
  return text;
}

/** The field `mappings`: one segment for each line that has a place. */
export function mappingsOf(positions: Positions): string {
  const { rows } = positions;
  let text = "";
  let line = 1;
  let lastLine = 0;
  let lastColumn = 0;
  for (let at = 0; at < rows.length; at += ROW) {
    const [own, sourceLine, sourceColumn] = rows.slice(at, at + 3) as [number, number, number];
    text += ";".repeat(own - line);
    line = own;
    // generated column, file, line and column of the source: each as the difference to the one before
    text += quantity(0) + quantity(0) + quantity(sourceLine - 1 - lastLine) + quantity(sourceColumn - lastColumn);
    lastLine = sourceLine - 1;
    lastColumn = sourceColumn;
  }
  return text;
}

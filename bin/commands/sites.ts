/**
 * sites - the calls of a script at which its thread may be suspended, as `gilt build --explain-sites` lists them.
 */

/** The places of a frame's sites, as lowered text has them; the first is where the function begins. */
const SPANS = /\bspans: \[([\d,]*)\]/g;

/** One line for each site: `FILE:LINE:COLUMN: text`. */
export function describeSites(file: string, source: Uint8Array, code: string): string {
  const lines = Buffer.from(source)
    .toString("utf8")
    .split(/\r\n?|\n/);
  const sites = new Map<string, readonly [number, number, string]>();
  for (const [, list] of code.matchAll(SPANS)) {
    const numbers = list!.split(",").map(Number);
    for (let at = 4; at + 3 < numbers.length; at += 4) {
      const [line, column, endLine, endColumn] = numbers.slice(at, at + 4) as [number, number, number, number];
      const text = [...(lines[line - 1] ?? "")];
      const shown = text.slice(column, endLine === line ? endColumn : undefined).join("");
      sites.set(`${line}:${column}:${shown}`, [line, column, shown + (endLine === line ? "" : " ...")]);
    }
  }
  return [...sites.values()]
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .map(([line, column, text]) => `${file}:${line}:${column + 1}: ${text}\n`)
    .join("");
}

/**
 * tracecolors - the colors of exceptions that the interpreter prints on a terminal.
 *
 * Mirrors  Lib/_colorize.py, and what Lib/traceback.py does with `colorize`
 */
export const BOLD_MAGENTA = "\x1b[1;35m";
export const BOLD_RED = "\x1b[1;31m";
export const MAGENTA = "\x1b[35m";
const RED = "\x1b[31m";
const RESET = "\x1b[0m";

export function colored(text: string, color: string): string {
  return color + text + RESET;
}

/** `  File "x.py", line 3` */
export function place(file: string, line: number | string, colorize: boolean): string {
  return colorize ? `  File ${colored(`"${file}"`, MAGENTA)}, line ${colored(String(line), MAGENTA)}` : `  File "${file}", line ${line}`;
}

/** The last line of an exception, or what stands for it. @param suffix after the message, in no color */
export function lastLine(name: string, message: string, colorize: boolean, suffix = ""): string {
  const [shownName, shown] = colorize ? [colored(name, BOLD_MAGENTA), colored(message, MAGENTA)] : [name, message];
  return message === "" ? `${shownName}\n` : `${shownName}: ${shown}${suffix}\n`;
}

/** A line and its marks. */
export function marked(line: string, marks: string, colorize: boolean): [string, string] {
  if (!colorize) return [line, marks];
  const chars = [...line];
  const out: [string, string] = ["", ""];
  const { length } = marks.length > chars.length ? marks : chars;
  for (let at = 0; at < length;) {
    const mark = marks[at] ?? "";
    let end = at + 1;
    while (end < length && (marks[end] ?? "") === mark) end++;
    const color = mark === "^" ? BOLD_RED : mark === "~" ? RED : undefined;
    const parts = [chars.slice(at, end).join(""), marks.slice(at, end)] as const;
    for (const i of [0, 1] as const) out[i] += color === undefined ? parts[i] : colored(parts[i], color);
    at = end;
  }
  return out;
}

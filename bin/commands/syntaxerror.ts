/**
 * syntaxerror - a syntax error as CPython prints it.
 */
import type { PythonSyntaxError } from "../../compiler/index.js";

/** File, line, the line itself with a caret below the place, class and message. */
export function syntaxErrorText(error: PythonSyntaxError, path: string): string {
  let text = `  File "${path}", line ${error.line}\n`;
  const line = error.text?.replace(/\n$/, "");
  if (line !== undefined) {
    const shown = line.trimStart();
    const shift = line.length - shown.length;
    const start = Math.max(0, error.col - shift);
    const end = error.endLine === error.line && error.endCol > error.col ? error.endCol - shift : start + 1;
    text += `    ${shown}\n    ${" ".repeat(start)}${"^".repeat(Math.max(1, Math.min(end, shown.length + 1) - start))}\n`;
  }
  return `${text}${error.kind}: ${error.msg}\n`;
}

/**
 * indentation - INDENT and DEDENT: the stack of open blocks.
 *
 * Invariants  every open block has two columns, with tabs to 8 and with tabs to 1; where the two disagree about an order, CPython raises TabError
 */
import { syntaxError, type PythonSyntaxError } from "../diagnostics/syntaxerror.js";
import type { SourceFile } from "../source.js";
import { Token } from "./tokens.js";

/** CPython's MAXINDENT: its tokenizer has an array of this size, and a deeper script is rejected. */
const MAX_INDENT = 100;

export class Indentation {
  readonly #columns: number[] = [0];
  readonly #alternatives: number[] = [0];

  constructor(readonly source: SourceFile) {}

  /** Offset of the first character of a line that is not blank. */
  static skip(text: string, lineStart: number): number {
    let at = lineStart;
    for (let c = text.charCodeAt(at); c === 32 || c === 9 || c === 12; c = text.charCodeAt(++at));
    return at;
  }

  /** The tokens between two lines: `at` is the first character of a line that holds code, or whose code comes at `code`, behind a backslash. */
  open(text: string, lineStart: number, at: number, code: number, out: Token[]): void {
    let column = 0;
    let alternative = 0;
    for (let i = lineStart; i < at; i++) {
      const c = text.charCodeAt(i);
      if (c === 32) {
        column++;
        alternative++;
      } else if (c === 9) {
        column = (column | 7) + 1;
        alternative++;
      } else column = alternative = 0;
    }
    const top = this.#columns.at(-1)!;
    if (column === top) {
      if (alternative !== this.#alternatives.at(-1)) throw this.#tabs(lineStart);
    } else if (column > top) {
      if (this.#columns.length >= MAX_INDENT) throw this.#error("IndentationError", "too many levels of indentation", lineStart);
      if (alternative <= this.#alternatives.at(-1)!) throw this.#tabs(lineStart);
      this.#columns.push(column);
      this.#alternatives.push(alternative);
      out.push(new Token("INDENT", "", lineStart, at));
    } else this.#dedent(column, alternative, lineStart, at, code, out);
  }

  /** The DEDENTs at the end of the text. */
  close(at: number, out: Token[]): void {
    while (this.#columns.length > 1) {
      this.#columns.pop();
      out.push(new Token("DEDENT", "", at, at));
    }
  }

  #dedent(column: number, alternative: number, lineStart: number, at: number, code: number, out: Token[]): void {
    if (!this.#columns.includes(column)) {
      const start = this.source.lineStart(this.source.line(code));
      const { length } = this.source.lineText(this.source.line(code));
      const col = length + (start + length < this.source.text.length ? 1 : 0);
      throw syntaxError(this.source, "unindent does not match any outer indentation level", {
        start,
        end: start,
        col,
        endCol: -1,
        kind: "IndentationError",
      });
    }
    while (this.#columns.at(-1)! > column) {
      this.#columns.pop();
      this.#alternatives.pop();
      out.push(new Token("DEDENT", "", at, at));
    }
    if (this.#alternatives.at(-1) !== alternative) throw this.#tabs(lineStart);
  }

  #tabs(at: number): PythonSyntaxError {
    return this.#error("TabError", "inconsistent use of tabs and spaces in indentation", at);
  }

  #error(kind: "TabError" | "IndentationError", msg: string, at: number): PythonSyntaxError {
    return syntaxError(this.source, msg, { start: at, end: at, col: 1, endCol: 0, kind });
  }
}

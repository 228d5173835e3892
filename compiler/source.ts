/**
 * source - one Python source text, and where its lines are.
 *
 * Units  offsets: UTF-16 units of the decoded text (universal newlines already applied); lines from 1;
 *        columns from 0, in characters (code points) or in UTF-8 bytes as the method says
 */

/** Where the library's files seem to lie (runtime/importer/place.ts). */
const LIBRARY = "/usr/lib/python3.13/";

/** Whether a file is one of the library's. */
export function isOfLibrary(path: string): boolean {
  return path.startsWith(LIBRARY);
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export class SourceFile {
  readonly #lineStarts: number[] = [0];
  /** Whether there are surrogates, once that was asked. */
  #astral: boolean | undefined;
  /** The index of the line that was asked for last: the next one is often the same. */
  #lastLine = 0;

  /**
   * @param path as Python shows it in `File "..."`
   * @param isMain the file is run, not imported: CPython's tokenizer reads it line by line, and at its end has no line any more
   * @param maxDigits of decimal ints, as sys.set_int_max_str_digits() says
   */
  constructor(
    readonly path: string,
    readonly text: string,
    readonly isMain = false,
    readonly maxDigits = 4300,
  ) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
  }

  /** Line of an offset, from 1. */
  line(offset: number): number {
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    const last = this.#lastLine;
    if (starts[last]! <= offset) {
      if (last === high || offset < starts[last + 1]!) return last + 1;
      low = last;
    }
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    this.#lastLine = low;
    return low + 1;
  }

  /** Offset at which a line (from 1) begins. */
  lineStart(line: number): number {
    return this.#lineStarts[line - 1] ?? this.text.length;
  }

  /** The text of a line (from 1), without its newline. */
  lineText(line: number): string {
    const start = this.lineStart(line);
    const end = this.text.indexOf("\n", start);
    return this.text.slice(start, end < 0 ? undefined : end);
  }

  /** Column in characters, from 0. */
  column(offset: number): number {
    const start = this.lineStart(this.line(offset));
    this.#astral ??= /[\ud800-\udfff]/.test(this.text);
    return this.#astral ? [...this.text.slice(start, offset)].length : Math.min(offset, this.text.length) - start;
  }

  /** Column in UTF-8 bytes, from 0: CPython's col_offset. */
  columnBytes(offset: number): number {
    return Buffer.byteLength(this.text.slice(this.lineStart(this.line(offset)), offset));
  }
}

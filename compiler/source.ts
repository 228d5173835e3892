/**
 * source - one Python source text, and where its lines are.
 *
 * Units  offsets: UTF-16 units of the decoded text (universal newlines already applied); lines from 1;
 *        columns from 0, in characters (code points) or in UTF-8 bytes as the method says
 */

export interface Span {
  readonly start: number;
  readonly end: number;
}

export class SourceFile {
  readonly #lineStarts: number[] = [0];

  /** @param path as Python shows it in `File "..."` */
  constructor(
    readonly path: string,
    readonly text: string,
  ) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
  }

  /** Line of an offset, from 1. */
  line(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
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
    const prefix = this.text.slice(this.lineStart(this.line(offset)), offset);
    return /[\ud800-\udfff]/.test(prefix) ? [...prefix].length : prefix.length;
  }

  /** Column in UTF-8 bytes, from 0: CPython's col_offset. */
  columnBytes(offset: number): number {
    return Buffer.byteLength(this.text.slice(this.lineStart(this.line(offset)), offset));
  }
}

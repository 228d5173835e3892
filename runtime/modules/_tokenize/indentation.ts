/**
 * indentation - how far lines are indented, for tokens.
 *
 * Mirrors     tok_get_normal_mode in Parser/lexer/lexer.c of CPython 3.13
 */

/** CPython's MAXINDENT */
const MOST = 100;

/** What is wrong: tabs and spaces that mean different things with other tabs, too many levels, a level that is none before. */
export type IndentationFault = "tabs" | "depth" | "dedent";

/** The levels that are open: their widths, with tabs of eight columns and of one. */
export class Indentation {
  readonly #widths = [0];
  readonly #alternates = [0];

  /** How many levels are open. */
  get depth(): number {
    return this.#widths.length - 1;
  }

  /** Takes a line with these blanks before it: 1 for a level more, -n for n less. */
  change(space: string): number | IndentationFault {
    const width = widthOf(space, 8);
    const alternate = widthOf(space, 1);
    const top = this.#widths.at(-1)!;
    if (width > top) {
      if (this.#widths.length >= MOST) return "depth";
      if (alternate <= this.#alternates.at(-1)!) return "tabs";
      this.#widths.push(width);
      this.#alternates.push(alternate);
      return 1;
    }
    let closed = 0;
    while (width < this.#widths.at(-1)!) {
      this.#widths.pop();
      this.#alternates.pop();
      closed++;
    }
    if (width !== this.#widths.at(-1)) return "dedent";
    return alternate === this.#alternates.at(-1) ? -closed : "tabs";
  }
}

function widthOf(space: string, tab: number): number {
  let width = 0;
  for (const char of space) width = char === "\t" ? (Math.floor(width / tab) + 1) * tab : char === "\f" ? 0 : width + 1;
  return width;
}

/**
 * code - pieces of TypeScript text with their binding strength, and the marks that keep the way back to Python.
 *
 * A mark is U+E000 + row number + U+E001 before a text and U+E002 after it; `stripMarks` takes them out and makes the table.
 */
import type { Span } from "../source.js";

/** How strongly a text binds, loosest first. */
export const enum Level {
  Comma,
  Assign,
  Conditional,
  Or,
  And,
  BitOr,
  BitXor,
  BitAnd,
  Equality,
  Relation,
  Shift,
  Additive,
  Multiplicative,
  Unary,
  Call,
  Primary,
}

export interface Code {
  readonly text: string;
  readonly level: Level;
}

export function code(text: string, level: Level = Level.Primary): Code {
  return { text, level };
}

/** The text, in parentheses if it binds less than `level`. */
export function at(part: Code, level: Level): string {
  return part.level < level ? `(${part.text})` : part.text;
}

/** As an argument, an item, the right side of an assignment. */
export function argument(part: Code): string {
  return at(part, Level.Assign);
}

export interface SpanRow {
  readonly tsStart: number;
  readonly tsEnd: number;
  readonly pyStart: number;
  readonly pyEnd: number;
  /** What lower may take for granted of a call: docs/conventions.md, section 7. */
  readonly fact?: string;
}

const OPEN = "\u0091";
const NUMBER_END = "\u0092";
const CLOSE = "\u0093";
const MARK = /\u0091\d+\u0092|\u0093/g;

/** Rows by number; the text holds the numbers. */
export class Marks {
  readonly #spans: { readonly span: Span; readonly fact: string | undefined }[] = [];

  mark(span: Span, text: string, fact?: string): string {
    this.#spans.push({ span, fact });
    return `${OPEN}${this.#spans.length - 1}${NUMBER_END}${text}${CLOSE}`;
  }

  /** The two halves of a mark, for text that is written in pieces. */
  begin(span: Span): string {
    this.#spans.push({ span, fact: undefined });
    return `${OPEN}${this.#spans.length - 1}${NUMBER_END}`;
  }
  readonly end = CLOSE;

  /** The text without marks, and where they stood, sorted by start, outer first. */
  strip(marked: string): { text: string; spans: SpanRow[] } {
    const spans: SpanRow[] = [];
    const rows: number[] = [];
    const starts: number[] = [];
    const parts: string[] = [];
    let length = 0;
    let from = 0;
    let opening = marked.indexOf(OPEN);
    let closing = marked.indexOf(CLOSE);
    while (closing >= 0) {
      const isOpening = opening >= 0 && opening < closing;
      const at = isOpening ? opening : closing;
      if (at > from) {
        parts.push(marked.slice(from, at));
        length += at - from;
      }
      if (isOpening) {
        const end = marked.indexOf(NUMBER_END, at);
        rows.push(Number(marked.slice(at + 1, end)));
        starts.push(length);
        from = end + 1;
        opening = marked.indexOf(OPEN, from);
        continue;
      }
      const { span, fact } = this.#spans[rows.pop()!]!;
      const row = { tsStart: starts.pop()!, tsEnd: length, pyStart: span.start, pyEnd: span.end };
      spans.push(fact === undefined ? row : { ...row, fact });
      from = at + 1;
      closing = marked.indexOf(CLOSE, from);
    }
    const text = parts.join("") + marked.slice(from);
    spans.sort((a, b) => a.tsStart - b.tsStart || b.tsEnd - a.tsEnd);
    return { text, spans };
  }
}

/** The text as it will be read. */
export function visible(marked: string): string {
  return marked.replace(MARK, "");
}

/** Text from the script, which must not contain what looks like a mark. */
export function harmless(text: string): string {
  return text.replace(/[\u0091-\u0093]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}

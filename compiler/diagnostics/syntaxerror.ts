/**
 * syntaxerror - what CPython's tokenizer and parser raise, with CPython's words and positions.
 *
 * Units  line from 1; col and endCol as `offset` and `end_offset` of Python's SyntaxError: characters, from 1
 *        (0 and -1 are among CPython's own values for an end that it does not know)
 */
import type { SourceFile } from "../source.js";

/** The class to raise. MemoryError, which has a message and nothing else, is CPython's for a text nested too deep. */
export type SyntaxErrorKind = "SyntaxError" | "IndentationError" | "TabError" | "_IncompleteInputError" | "MemoryError";

export class PythonSyntaxError extends Error {
  /** SyntaxWarnings of the text before it. */
  warnings: readonly PythonSyntaxError[] = [];
  constructor(
    readonly kind: SyntaxErrorKind,
    readonly msg: string,
    readonly line: number,
    readonly col: number,
    readonly endLine: number,
    readonly endCol: number,
    /** The line the error is in, as the attribute `text`; null where CPython has None. */
    public text: string | null,
  ) {
    super(msg);
    this.name = kind;
  }
}

export interface ErrorPlace {
  readonly start: number;
  readonly end: number;
  readonly kind?: SyntaxErrorKind;
  /** Replaces the column of `start`. */
  readonly col?: number;
  /** Replaces the column of `end`. */
  readonly endCol?: number;
  /** True for errors of CPython's tokenizer, whose `text` has no newline. */
  readonly bare?: boolean;
}

/** The error for a stretch of the source. */
export function syntaxError(source: SourceFile, msg: string, place: ErrorPlace): PythonSyntaxError {
  const line = source.line(place.start);
  const endLine = source.line(place.end);
  const text = source.lineText(line);
  const closed = place.bare !== true && source.lineStart(line) + text.length < source.text.length;
  return new PythonSyntaxError(
    place.kind ?? "SyntaxError",
    msg,
    line,
    place.col ?? source.column(place.start) + 1,
    endLine,
    place.endCol ?? source.column(place.end) + 1,
    closed ? text + "\n" : text,
  );
}

/** A SyntaxWarning that CPython's tokenizer or parser gives; its line is that of `start`. */
export interface ParserWarning {
  readonly msg: string;
  readonly start: number;
}

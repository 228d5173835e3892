/**
 * unit - one parsed unit of a file: its concrete tree's leaves are looked up among the file's tokens.
 */
import { syntaxError, type ParserWarning, type PythonSyntaxError } from "../../diagnostics/syntaxerror.js";
import type { Token } from "../../lex/tokens.js";
import type { SourceFile } from "../../source.js";
import { firstLeaf, lastLeaf, Leaf, type Part } from "../node.js";

/** Where a node of the syntax tree is. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export class Unit {
  /** @param base index of the unit's first token */
  constructor(
    readonly source: SourceFile,
    readonly tokens: readonly Token[],
    readonly base: number,
    readonly warnings: ParserWarning[],
  ) {}

  token(leaf: Leaf): Token {
    return this.tokens[this.base + leaf.at]!;
  }
  /** The token `steps` after a leaf. */
  near(leaf: Leaf, steps: number): Token {
    return this.tokens[this.base + leaf.at + steps]!;
  }
  text(leaf: Leaf): string {
    return this.tokens[this.base + leaf.at]!.text;
  }
  /** A name as Python compares it. */
  name(leaf: Leaf): string {
    const text = this.text(leaf);
    for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return text.normalize("NFKC");
    return text;
  }
  start(part: Part): number {
    return this.token(firstLeaf(part)).start;
  }
  end(part: Part): number {
    return this.token(lastLeaf(part)).end;
  }

  error(msg: string, from: Part, to: Part = from): PythonSyntaxError {
    return this.errorAt(msg, { start: this.start(from), end: this.end(to) });
  }
  errorAt(msg: string, place: Place): PythonSyntaxError {
    return syntaxError(this.source, msg, { start: place.start, end: place.end });
  }
}

/** The syntax tree is frozen once it is handed out; while it is made, a context is set and clauses join their statements. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * re.tokenizer - a pattern or template as characters and escapes.
 *
 * Mirrors     Tokenizer of Lib/re/_parser.py
 * Mind        positions count code points
 */
import { isAscii } from "../../objects/str/case.js";
import type { Value } from "../../objects/object.js";
import { asciiText, isIdentifier, textRepr } from "../../objects/str/categories.js";
import { characters } from "../../objects/str/points.js";
import { PatternError } from "./error.js";

export class Tokenizer {
  /** the next character, or a backslash with what follows it; null at the end */
  next: string | null = null;
  private readonly chars: readonly string[];
  private index = 0;

  /** `text`: bytes are decoded as latin-1 */
  constructor(
    readonly source: Value,
    text: string,
    readonly istext: boolean,
  ) {
    this.chars = characters(text);
    this.advance();
  }

  private advance(): void {
    let index = this.index;
    const char = this.chars[index];
    if (char === undefined) {
      this.next = null;
      return;
    }
    if (char === "\\") {
      const escaped = this.chars[++index];
      if (escaped === undefined) throw new PatternError("bad escape (end of pattern)", this.source, this.chars.length - 1);
      this.next = char + escaped;
    } else this.next = char;
    this.index = index + 1;
  }

  match(char: string): boolean {
    if (char !== this.next) return false;
    this.advance();
    return true;
  }

  get(): string | null {
    const char = this.next;
    this.advance();
    return char;
  }

  /** Up to `n` characters that `allowed` has. */
  getwhile(n: number, allowed: string): string {
    let result = "";
    for (; n > 0; n--) {
      if (!isOneOf(this.next, allowed)) break;
      result += this.next as string;
      this.advance();
    }
    return result;
  }

  getuntil(terminator: string, name: string): string {
    let result = "";
    for (;;) {
      const char = this.get();
      if (char === null) {
        if (result === "") throw this.error(`missing ${name}`);
        throw this.error(`missing ${terminator}, unterminated name`, countOf(result));
      }
      if (char === terminator) {
        if (result === "") throw this.error(`missing ${name}`, 1);
        return result;
      }
      result += char;
    }
  }

  tell(): number {
    return this.index - (this.next === null ? 0 : countOf(this.next));
  }

  seek(index: number): void {
    this.index = index;
    this.advance();
  }

  error(message: string, offset = 0): PatternError {
    return new PatternError(this.istext ? message : asciiText(message), this.source, this.tell() - offset);
  }

  checkgroupname(name: string, offset: number): void {
    if ((this.istext || isAscii(name)) && isIdentifier(name)) return;
    const shown = textRepr(name);
    throw this.error(`bad character in group name ${this.istext || isAscii(name) ? shown : asciiText(shown)}`, countOf(name) + offset);
  }
}

/** Length in code points. */
export function countOf(text: string): number {
  return characters(text).length;
}

export function isOneOf(char: string | null, allowed: string): boolean {
  return char !== null && char.length === 1 && allowed.includes(char);
}

/** Only ASCII digits. */
export function isNumber(name: string): boolean {
  return /^[0-9]+$/.test(name);
}

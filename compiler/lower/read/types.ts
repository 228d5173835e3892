/**
 * types - annotations of emitted text, which are passed over: what is kept of one is its text.
 */
import { isName, Scanner, T } from "./scanner.js";

export class TypeReader extends Scanner {
  /** The text of the type that begins here. */
  protected type(): string {
    const { start } = this;
    this.skipType();
    return this.text.slice(start, this.last);
  }

  /** `: T`, if it is there. */
  protected annotation(): string | undefined {
    return this.take(T.Colon) ? this.type() : undefined;
  }

  protected skipType(): void {
    do {
      this.skipOperand();
    } while (this.kind === T.Operator && (this.value === "|" || this.value === "&") && (this.next(), true));
  }

  private skipOperand(): void {
    if (this.kind === T.Typeof || (this.kind === T.Name && (this.value === "keyof" || this.value === "readonly"))) this.next();
    switch (this.kind) {
      case T.ParenOpen:
        this.skipBrackets();
        if (this.take(T.Arrow)) return this.skipType();
        break;
      case T.BracketOpen:
      case T.BraceOpen:
        this.skipBrackets();
        break;
      case T.Null:
      case T.True:
      case T.False:
      case T.This:
      case T.Void:
      case T.Text:
      case T.Number:
      case T.BigInt:
        this.next();
        break;
      case T.Operator:
        // -1
        if (this.value !== "-") this.unread();
        this.next();
        if (!this.is(T.Number) && !this.is(T.BigInt)) this.unread();
        this.next();
        break;
      default:
        if (!isName(this.kind)) this.unread();
        this.skipReference();
    }
    while (this.kind === T.BracketOpen && !this.newline) this.skipBrackets();
  }

  private skipReference(): void {
    this.next();
    while (this.take(T.Dot)) this.next();
    if (this.kind === T.Less) this.skipArguments();
    // x is T
    if (this.kind === T.Name && this.value === "is" && !this.newline) this.unread();
  }

  protected skipArguments(): void {
    this.expect(T.Less);
    do this.skipType();
    while (this.take(T.Comma));
    this.expect(T.Greater);
  }

  /** From a bracket to behind the one that closes it. */
  protected skipBrackets(): void {
    let depth = 0;
    do {
      switch (this.kind) {
        case T.ParenOpen:
        case T.BracketOpen:
        case T.BraceOpen:
          depth++;
          break;
        case T.ParenClose:
        case T.BracketClose:
        case T.BraceClose:
          depth--;
          break;
        case T.Template:
          this.skipTemplate();
          break;
        case T.End:
          this.unread();
      }
      this.next();
    } while (depth > 0);
  }

  /** At a template's first piece: to its last one. What stands between `${` and its brace is tokens. */
  private skipTemplate(): void {
    while (this.text.startsWith("${", this.end - 2)) {
      this.next();
      while (this.kind !== T.BraceClose) {
        if (this.kind === T.BraceOpen || this.kind === T.ParenOpen || this.kind === T.BracketOpen) this.skipBrackets();
        else if (this.kind === T.End) this.unread();
        else {
          if (this.kind === T.Template) this.skipTemplate();
          this.next();
        }
      }
      this.resumeTemplate();
    }
  }
}

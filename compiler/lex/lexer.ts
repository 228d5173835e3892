/**
 * lexer - a source text as Python's tokens: moo's rules, the layout, brackets, and the nesting of f-strings.
 *
 * In      SourceFile
 * Out     all tokens, ending in NEWLINE, the open DEDENTs and END; the comments; an error that counts only if the parser gets to it
 * Oracle  Parser/lexer of CPython 3.13
 */
import type moo from "moo";
import { PythonSyntaxError, syntaxError, type ParserWarning } from "../diagnostics/syntaxerror.js";
import type { SourceFile } from "../source.js";
import { badCharacter, badName, checkNumber, strayBackslash, unterminatedFString } from "./errors.js";
import { Indentation } from "./indentation.js";
import { literalState, ruleLexer, Token, type RuleLexer, type TokenType } from "./tokens.js";

export interface Comment {
  readonly start: number;
  readonly end: number;
  /** With its `#`. */
  readonly text: string;
  /** Nothing but blanks stands before it on its line. */
  readonly ownLine: boolean;
}

export interface TokenList {
  readonly tokens: Token[];
  readonly comments: Comment[];
  readonly warnings: ParserWarning[];
  /** Where the tokens end before the text does, or in an open bracket. CPython raises this error only if its parser gets there. */
  readonly stop: Stop | null;
}

export interface Stop {
  readonly error: PythonSyntaxError;
  /** CPython reads on to find this error even if its parser failed before; it does not look into f-strings. */
  readonly overrides: boolean;
  /** The tokens from here on are not in the text. */
  readonly index: number;
  /** The open bracket. */
  readonly bracket: Token | null;
}

/** An open bracket and the rules to return to behind it. */
interface Bracket {
  readonly type: string;
  readonly token: Token;
  readonly state: string;
  /** It opened a replacement field. */
  readonly field: boolean;
}

/** An open f-string. */
export interface FString {
  readonly opener: Token;
  readonly quote: string;
  readonly text: string;
  readonly spec: string;
  /** The rules to return to behind it. */
  readonly state: string;
  /** How many of its replacement fields are open. */
  fields: number;
}

/** CPython's MAXLEVEL, MAXFSTRINGLEVEL and MAX_EXPR_NESTING. */
const MAX_BRACKETS = 200;
const MAX_FSTRINGS = 150;
const MAX_FIELDS = 3;

const OPENER: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

export function lex(source: SourceFile): TokenList {
  return new Lexer(source).run();
}

/** CPython has read to the end of the text by then, and shows the line without its newline. */
export function neverClosed(source: SourceFile, bracket: Token): PythonSyntaxError {
  const { start, text } = bracket;
  const newline = source.text.indexOf("\n", start);
  return syntaxError(source, `'${text}' was never closed`, {
    start,
    end: start,
    endCol: 0,
    bare: newline >= 0 && newline + 1 < source.text.length,
  });
}

class Lexer {
  readonly #out: Token[] = [];
  readonly #comments: Comment[] = [];
  readonly #warnings: ParserWarning[] = [];
  readonly #brackets: Bracket[] = [];
  readonly #fstrings: FString[] = [];
  readonly #indentation: Indentation;
  readonly #text: string;
  readonly #rules: RuleLexer;
  #stop: { error: PythonSyntaxError; overrides: boolean } | null = null;

  constructor(readonly source: SourceFile) {
    const text = source.text;
    this.#text = text === "" || text.endsWith("\n") ? text : text + "\n";
    this.#indentation = new Indentation(source);
    this.#rules = ruleLexer(this.#text);
  }

  run(): TokenList {
    try {
      this.#all();
    } catch (error) {
      if (!(error instanceof PythonSyntaxError)) throw error;
      this.#stop = { error, overrides: this.#fstrings.length === 0 };
    }
    return this.#end();
  }

  #all(): void {
    const rules = this.#rules;
    const text = this.#text;
    this.#lineStart();
    while (this.#stop === null) {
      if (!this.#inLiteral()) {
        let at = rules.index;
        while (text.charCodeAt(at) === 32) at++;
        rules.index = at;
      }
      const token = rules.next();
      if (token === undefined) break;
      this.#take(token);
    }
    const fstring = this.#fstrings.at(-1);
    if (fstring !== undefined && this.#brackets.length === 0 && this.#stop === null) throw unterminatedFString(this.source, fstring, text.length);
  }

  /** An error that CPython raises only when its parser asks for this very token. */
  #stopHere(error: PythonSyntaxError): void {
    this.#stop = { error, overrides: false };
  }

  #take(token: moo.Token): void {
    switch (token.type) {
      case "ws":
        return;
      case "cont":
        if (token.offset + 2 >= this.#text.length) this.#stopHere(strayBackslash(this.source, token.offset));
        return;
      case "comment":
        this.#comment(token);
        return;
      case "newline":
        this.#newline(token);
        return;
      case "NAME":
        this.#name(token);
        return;
      case "NUMBER":
        checkNumber(this.source, token.text, token.offset, this.#warnings);
        this.#push("NUMBER", token);
        return;
      case "FSTART":
        this.#openFString(token);
        return;
      case "FEND":
        this.#closeFString(token);
        return;
      case "(":
      case "[":
      case "{":
        this.#openBracket(token);
        return;
      case ")":
      case "]":
      case "}":
        this.#closeBracket(token);
        return;
      case ":":
        this.#colon(token);
        return;
      case "in":
        if (!this.#merge("not", "not in", token)) this.#push("in", token);
        return;
      case "not":
        if (!this.#merge("is", "is not", token)) this.#push("not", token);
        return;
      case "error":
        this.#stray(token);
        return;
      default:
        this.#push(token.type as TokenType, token);
    }
  }

  #stray(token: moo.Token): void {
    const { text, offset } = token;
    if (text.startsWith("\\")) {
      this.#stopHere(strayBackslash(this.source, offset));
      return;
    }
    const last = this.#out.at(-1);
    const prefixed = last !== undefined && last.end === offset && /^['"]/.test(text) && /^(?:rb?|br?|u)$/i.test(last.text);
    throw badCharacter(this.source, text, prefixed ? last.start : offset, this.#fstrings.at(-1));
  }

  #push(type: TokenType, token: moo.Token): Token {
    const made = new Token(type, token.text, token.offset, token.offset + token.text.length);
    this.#out.push(made);
    return made;
  }

  #inLiteral(): boolean {
    const state = this.#rules.state;
    return state !== "main" && state !== "field";
  }

  /** `is` + `not` and `not` + `in`. */
  #merge(before: TokenType, both: TokenType, token: moo.Token): boolean {
    const last = this.#out.at(-1);
    if (last === undefined || last.type !== before) return false;
    this.#out[this.#out.length - 1] = new Token(both, both, last.start, token.offset + token.text.length);
    return true;
  }

  #comment(token: moo.Token): void {
    const start = token.offset;
    let at = start - 1;
    while (at >= 0 && /[ \t\f]/.test(this.#text.charAt(at))) at--;
    this.#comments.push({ start, end: start + token.text.length, text: token.text, ownLine: at < 0 || this.#text.charCodeAt(at) === 10 });
  }

  #newline(token: moo.Token): void {
    const fstring = this.#fstrings.at(-1);
    // a format spec ends with its line, as the field does that it is in: blank space and `}` may follow
    if (fstring?.spec === this.#rules.state && this.#out.at(-1)!.type !== "F}") {
      this.#rules.setState("field");
      return;
    }
    if (fstring !== undefined && (this.#brackets.length === 0 || this.#inLiteral())) throw unterminatedFString(this.source, fstring, token.offset);
    if (this.#brackets.length > 0) return;
    const last = this.#out.at(-1);
    if (last !== undefined && last.type !== "NEWLINE" && last.type !== "INDENT" && last.type !== "DEDENT") {
      // CPython's NEWLINE begins at the comment that ends the line.
      const comment = this.#comments.at(-1);
      const start = comment !== undefined && comment.end === token.offset ? comment.start : token.offset;
      this.#out.push(new Token("NEWLINE", "", start, token.offset + 1));
    }
    this.#lineStart();
  }

  /** Blank lines and lines with a comment alone open and close nothing. */
  #lineStart(): void {
    const start = this.#rules.index;
    let at = Indentation.skip(this.#text, start);
    // A backslash alone on the line: the indentation is this line's, the code the next one's.
    let code = at;
    let continued = false;
    while (this.#text.charCodeAt(code) === 92 && this.#text.charCodeAt(code + 1) === 10) {
      code = Indentation.skip(this.#text, code + 2);
      if (at === start) at = code;
      continued = true;
    }
    this.#rules.index = code;
    if (continued && code >= this.#text.length) this.#stopHere(strayBackslash(this.source, this.#text.lastIndexOf("\\")));
    const c = this.#text.charCodeAt(code);
    // Blanks at the end of a text without a last newline are not taken for a blank line.
    const unended = code === this.source.text.length && code > start;
    if ((c === 10 && !unended) || c === 35 || code >= this.#text.length) return;
    const from = at === code ? this.#text.lastIndexOf("\n", code - 1) + 1 : start;
    try {
      this.#indentation.open(this.#text, from, at, code, this.#out);
    } catch (error) {
      if (!(error instanceof PythonSyntaxError)) throw error;
      this.#stopHere(error);
    }
  }

  #name(token: moo.Token): void {
    const { text, offset } = token;
    for (let i = 0; i < text.length; i++) {
      if (text.charCodeAt(i) <= 127) continue;
      const error = badName(this.source, text, offset);
      if (error !== null) throw error;
      break;
    }
    this.#push("NAME", token);
  }

  #openFString(token: moo.Token): void {
    const quote = /['"]+$/.exec(token.text)![0];
    const raw = /r/i.test(token.text);
    if (this.#fstrings.length + 1 >= MAX_FSTRINGS) throw this.#error("too many nested f-strings", token.offset, token.offset);
    const opener = this.#push("FSTART", token);
    const text = literalState(quote, raw, false);
    this.#fstrings.push({ opener, quote, text, spec: literalState(quote, raw, true), state: this.#rules.state, fields: 0 });
    this.#rules.setState(text);
  }

  #closeFString(token: moo.Token): void {
    const fstring = this.#fstrings.at(-1)!;
    if (fstring.fields > 0 && this.#rules.state !== fstring.spec) throw this.#error("f-string: expecting '}'", token.offset, token.offset);
    this.#fstrings.pop();
    this.#push("FEND", token);
    this.#rules.setState(fstring.state);
  }

  #openBracket(token: moo.Token): void {
    const field = this.#inLiteral();
    const at = token.offset;
    if (field && this.#fstrings.at(-1)!.fields >= MAX_FIELDS) throw this.#error("f-string: expressions nested too deeply", at - 1, at - 1);
    if (this.#brackets.length >= MAX_BRACKETS) throw this.#error("too many nested parentheses", at, at);
    const made = this.#push(field ? "F{" : (token.type as TokenType), token);
    this.#brackets.push({ type: token.type!, token: made, state: this.#rules.state, field });
    if (field) {
      this.#fstrings.at(-1)!.fields++;
      this.#rules.setState("field");
    } else if (this.#rules.state === "field") this.#rules.setState("main");
  }

  #closeBracket(token: moo.Token): void {
    const at = token.offset;
    const open = this.#brackets.at(-1);
    // In a format spec the bracket is the field's; in the text between fields no closing bracket has an opening one.
    if (this.#inLiteral() && (open === undefined || !open.field || this.#fstrings.at(-1)!.fields === 0)) {
      throw this.#error("f-string: single '}' is not allowed", at, at);
    }
    if (open === undefined) throw this.#error(`unmatched '${token.text}'`, at, at);
    if (open.type !== OPENER[token.text]) {
      if (open.field) throw this.#error(`f-string: unmatched '${token.text}'`, at, at);
      const line = this.source.line(open.token.start);
      const where = line === this.source.line(at) ? "" : ` on line ${line}`;
      throw this.#error(`closing parenthesis '${token.text}' does not match opening parenthesis '${open.type}'${where}`, at, at);
    }
    this.#brackets.pop();
    if (open.field) this.#fstrings.at(-1)!.fields--;
    this.#push(open.field ? "F}" : (token.type as TokenType), token);
    this.#rules.setState(open.state);
  }

  #colon(token: moo.Token): void {
    if (this.#rules.state !== "field") {
      this.#push(":", token);
      return;
    }
    this.#push("F:", token);
    this.#rules.setState(this.#fstrings.at(-1)!.spec);
  }

  #end(): TokenList {
    const out = this.#out;
    const at = this.#stop === null ? this.#text.length : this.#rules.index;
    const bracket = this.#brackets.at(-1);
    const index = out.length;
    const last = out.at(-1);
    if (last !== undefined && last.type !== "NEWLINE" && last.type !== "DEDENT") out.push(new Token("NEWLINE", "", at, at));
    this.#indentation.close(at, out);
    out.push(new Token("END", "", at, at));
    const comments = this.#comments;
    const warnings = this.#warnings;
    if (this.#stop !== null) return { tokens: out, comments, warnings, stop: { ...this.#stop, index, bracket: bracket?.token ?? null } };
    if (bracket === undefined) return { tokens: out, comments, warnings, stop: null };
    const error = neverClosed(this.source, bracket.token);
    return { tokens: out, comments, warnings, stop: { error, overrides: false, index, bracket: bracket.token } };
  }

  #error(msg: string, start: number, end: number): PythonSyntaxError {
    return syntaxError(this.source, msg, { start, end, bare: true });
  }
}

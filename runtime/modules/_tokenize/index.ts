/**
 * _tokenize - a Python text's tokens, line by line, comments and blank lines too.
 *
 * Mirrors     Python/Python-tokenize.c and Parser/tokenizer of CPython 3.13
 * Suspends    readline
 * Differs     places of some errors at the end of a text
 */
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes.js";
import { IndentationError, StopIteration, SyntaxError, TabError, TypeError } from "../../objects/exceptions.js";
import { END, iteratorType } from "../../objects/iterator.js";
import { PyIterator } from "../../objects/iteratorbase.js";
import { pymodule } from "../../objects/module.js";
import { isinstance, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { $reraise } from "../../objects/raise.js";
import { builtin } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { pointCount } from "../../objects/str/points.js";
import { Tuple } from "../../objects/tuple.js";
import { Indentation, type IndentationFault } from "./indentation.js";
import { numberFault } from "./numbers.js";

const [ENDMARKER, NAME, NUMBER, STRING, NEWLINE, INDENT, DEDENT, OP, COMMENT, NL] = [0, 1, 2, 3, 4, 5, 6, 55, 62, 63] as const;
const INDENTATION_FAULTS: Readonly<Record<IndentationFault, string>> = {
  tabs: "inconsistent use of tabs and spaces in indentation",
  depth: "too many levels of indentation",
  dedent: "unindent does not match any outer indentation level",
};
const [FSTRING_START, FSTRING_MIDDLE, FSTRING_END] = [59, 60, 61] as const;
/** The operators whose kinds begin with 7 (Lib/token.py), which all are OP where comments are tokens. */
const OPERATORS = "( ) [ ] : , ; + - * / | & < > = . % { } == != <= >= ~ ^ << >> ** += -= *= /= %= &= |= ^= <<= >>= **= // //= @ @= -> ... := !".split(" ");
const CLOSING: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
/** Brackets in brackets. */
const MAX_DEPTH = 200;

/** An f-string that has begun. */
interface Formatted {
  readonly quote: string;
  readonly raw: boolean;
  readonly start: [number, number];
  /** at its text, or at a format's: not in an expression */
  literal: boolean;
  /** in a format */
  spec: boolean;
  /** how many brackets are open in each of its fields that have begun, their own brace counted */
  readonly fields: number[];
}

/** One token at a place; made at first use: names take Unicode's tables. Where comments are tokens, a name may have any character beyond ASCII. */
const rules: { strict: RegExp | undefined; lenient: RegExp | undefined } = { strict: undefined, lenient: undefined };
function tokenRule(strict: boolean): RegExp {
  if (strict) return (rules.strict ??= ruleOf(String.raw`[\p{XID_Start}_]\p{XID_Continue}*`));
  return (rules.lenient ??= ruleOf(String.raw`[A-Za-z_\u{80}-\u{10ffff}][\w\u{80}-\u{10ffff}]*`));
}
function ruleOf(name: string): RegExp {
  const number = String.raw`0[xX](?:_?[\da-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|(?:\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*|\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?[jJ]?`;
  const text = String.raw`(?:[bB][rR]?|[rR][bBfF]?|[uU]|[fF][rR]?)?(?:"""|'''|"|')`;
  const operator = String.raw`\*\*=?|//=?|>>=?|<<=?|\.\.\.|->|:=|[!=<>+\-*/%&|^@]=|[-+*/%&|^~<>()[\]{},:;.=@!$?${"`"}]`;
  return new RegExp(String.raw`[ \t\f]*(?:(#[^\r\n]*)|(\\\r?\n)|(\r?\n)|(${text})|(${number})|(${name})|(${operator}))`, "uy");
}

class TokenizerIter extends PyIterator {
  private readonly pending: Value[] = [];
  private line = "";
  private before = "";
  private number = 0;
  private column = 0;
  private readonly indents = new Indentation();
  /** the indentation of a line that a backslash ended before anything else */
  private begun: string | null = null;
  /** open brackets, and their lines */
  private readonly brackets: { char: string; line: number }[] = [];
  /** a backslash ended the line before */
  private continued = false;
  private ended = false;
  /** what is wrong with the line, said behind its tokens */
  private failed: Value = null;
  /** a text over several lines: its beginning, its quotes, where it began, its lines */
  private open: { text: string; quote: string; start: [number, number]; lines: string } | null = null;
  /** f-strings in one another */
  private readonly strings: Formatted[] = [];
  /** a piece of an f-string's text */
  private piece: { text: string; start: [number, number]; lines: string } | null = null;

  constructor(
    private readonly readline: Value,
    private readonly extra: boolean,
    private readonly ofBytes: boolean,
  ) {
    super();
  }

  $next(): Suspends<Value> {
    while (this.pending.length === 0) {
      if (this.failed !== null) throw $reraise(this.failed);
      if (this.ended) return END;
      this.step();
    }
    return this.pending.shift();
  }

  private put(kind: number, text: string, start: [number, number], end: [number, number], line = this.line): void {
    if (!this.extra && (kind === COMMENT || kind === NL)) return;
    this.pending.push(new Tuple([kind, text, new Tuple([...start]), new Tuple([...end]), line]));
  }

  private read(): Suspends<string> {
    let given: Value;
    try {
      given = call(this.readline);
    } catch (error) {
      if (!isinstance(error as Value, StopIteration)) throw error;
      return "";
    }
    if (this.ofBytes) {
      if (!(given instanceof Bytes)) throw new TypeError("readline() returned a non-bytes object");
      return Buffer.from(given.$data).toString("utf8");
    }
    const text = stringOf(given);
    if (text === undefined) throw new TypeError("readline() returned a non-string object");
    return text;
  }

  /** The tokens of one more line. */
  private step(): Suspends<void> {
    this.before = this.line;
    this.line = this.read();
    this.number++;
    this.column = 0;
    try {
      this.tokens();
    } catch (error) {
      if (!isinstance(error as Value, SyntaxError)) throw error;
      this.failed = error;
    }
  }

  private tokens(): void {
    if (this.line === "") {
      this.finish();
      return;
    }
    if (this.piece !== null) this.piece.lines += this.line;
    // a last line without a newline ends all the same
    const text = this.line.endsWith("\n") ? this.line : `${this.line}\n`;
    if (this.open !== null && !this.goOn(text)) return;
    if (this.open === null && this.column === 0 && this.isOutside() && !this.continued && this.indented(text)) return;
    this.continued = false;
    this.rest(text);
  }

  private isOutside(): boolean {
    return this.brackets.length === 0 && this.strings.length === 0;
  }

  private finish(): void {
    if (this.open !== null) throw this.error("unterminated triple-quoted string literal", this.open.start);
    const inner = this.strings.at(-1);
    if (inner?.literal === true) throw this.error(`unterminated triple-quoted f-string literal (detected at line ${this.number - 1})`, inner.start);
    if (this.brackets.length > 0 || this.continued || this.begun !== null) throw this.error("unexpected EOF in multi-line statement", [this.number - 1, -1]);
    const at: [number, number] = this.extra ? [this.number, 0] : [this.number - 1, -1];
    const line = this.extra ? this.line : this.before;
    for (let left = this.indents.depth; left > 0; left--) this.put(DEDENT, "", at, at, line);
    this.put(ENDMARKER, "", at, at, line);
    this.ended = true;
  }

  /** Blank lines and comments; indentation of others. True: the line is done. */
  private indented(text: string): boolean {
    const [space] = /^[ \t\f]*/.exec(text) as unknown as [string];
    const rest = text.slice(space.length);
    if (rest.startsWith("#") || rest === "\n" || rest === "\r\n") {
      const comment = /^#[^\r\n]*/.exec(rest)?.[0] ?? "";
      const at = space.length + comment.length;
      if (comment !== "") this.put(COMMENT, comment, this.at(space.length), this.at(at));
      this.lineEnd(NL, at);
      this.begun = null;
      return true;
    }
    const counted = this.begun === null || this.begun === "" ? space : this.begun;
    if (/^\\\r?\n/.test(rest)) {
      // the line before counts where an indentation goes on in the next
      this.begun = counted;
      return true;
    }
    const change = this.indents.change(counted);
    this.begun = null;
    if (typeof change === "string") throw this.indentError(change, text);
    if (change > 0) {
      if (this.extra) this.put(INDENT, space, [this.number, 0], this.at(space.length));
      else this.put(INDENT, "", [this.number, -1], [this.number, -1]);
    }
    const at: [number, number] = this.extra ? this.at(space.length) : [this.number, -1];
    for (let left = change; left < 0; left++) this.put(DEDENT, "", at, at);
    this.column = space.length;
    return false;
  }

  /** The rest of a text that began on a line before; false: it goes on. */
  private goOn(text: string): boolean {
    const { quote, start } = this.open!;
    const end = closing(text, 0, quote);
    this.open!.lines += this.line;
    if (end < 0) {
      this.open!.text += text;
      return false;
    }
    this.put(STRING, this.open!.text + text.slice(0, end), start, this.at(end), this.open!.lines);
    this.open = null;
    this.column = end;
    return true;
  }

  private rest(text: string): void {
    const rule = tokenRule(!this.extra);
    while (this.column < text.length) {
      const inner = this.strings.at(-1);
      if (inner?.literal === true) {
        if (!this.literal(text, inner)) return;
        continue;
      }
      rule.lastIndex = this.column;
      const found = rule.exec(text);
      if (found === null) throw this.noToken(text);
      const [whole, comment, backslash, newline, quotes, number, name, operator] = found;
      const end = this.column + whole.length;
      const token = comment ?? backslash ?? newline ?? quotes ?? number ?? name ?? operator ?? "";
      const start = end - token.length;
      this.column = end;
      if (comment !== undefined) this.place(COMMENT, token, start);
      else if (backslash !== undefined) this.continued = true;
      else if (newline !== undefined) this.newline(start);
      else if (quotes !== undefined) {
        if (!this.string(text, quotes, start)) return;
      } else if (number !== undefined) this.number_(text, token, start);
      else if (name !== undefined) this.place(NAME, token, start);
      else this.operator(token, start, inner);
    }
  }

  private place(kind: number, token: string, start: number): void {
    this.put(kind, token, this.at(start), this.at(start + token.length));
  }

  private newline(start: number): void {
    if (!this.isOutside()) this.lineEnd(NL, start);
    else if (this.extra) this.lineEnd(NEWLINE, start);
    else this.put(NEWLINE, "", this.at(start), this.at(start));
  }

  /** What ends a line; the last line of a text may have nothing there, which takes a column all the same. */
  private lineEnd(kind: number, start: number): void {
    this.put(kind, this.line.slice(start), this.at(start), this.at(Math.max(start + 1, this.line.length)));
  }

  /** A place in the line: columns count code points. */
  private at(column: number): [number, number] {
    const astral = /[\ud800-\udbff]/.test(this.line) ? this.line.slice(0, column).length - pointCount(this.line.slice(0, column)) : 0;
    return [this.number, column - astral];
  }

  private number_(text: string, token: string, start: number): void {
    const fault = numberFault(text.slice(start).trimEnd(), !this.extra);
    if (fault !== null) throw this.error(fault.message, this.at(start + fault.read - 1));
    this.place(NUMBER, token, start);
  }

  private operator(token: string, start: number, inner: Formatted | undefined): void {
    const depth = this.brackets.length;
    const atField = inner !== undefined && inner.fields.at(-1) === depth;
    if (atField && token.startsWith(":")) {
      this.column = start + 1;
      inner.literal = inner.spec = true;
      this.symbol(":", start);
      return;
    }
    if ("([{".includes(token)) {
      if (depth >= MAX_DEPTH) throw this.error("too many nested parentheses", this.at(start));
      this.brackets.push({ char: token, line: this.number });
    } else if (CLOSING[token] !== undefined) {
      if (inner !== undefined && inner.fields.length === 0 && token === "}") throw this.error("f-string: single '}' is not allowed", this.at(start));
      this.close(token, start);
      if (atField) {
        inner.fields.pop();
        inner.literal = true;
        inner.spec = false;
      }
    }
    this.symbol(token, start);
  }

  private symbol(token: string, start: number): void {
    const at = this.extra ? -1 : OPERATORS.indexOf(token);
    this.place(at < 0 ? OP : at + 7, token, start);
  }

  private close(token: string, start: number): void {
    const opened = this.brackets.pop();
    if (this.extra) return;
    if (opened === undefined) throw this.error(`unmatched '${token}'`, this.at(start));
    if (opened.char === CLOSING[token]) return;
    const where = opened.line === this.number ? "" : ` on line ${opened.line}`;
    throw this.error(`closing parenthesis '${token}' does not match opening parenthesis '${opened.char}'${where}`, this.at(start));
  }

  /** The error for a place where no token is. */
  private noToken(text: string): Value {
    const at = this.column + /^[ \t\f]*/.exec(text.slice(this.column))![0].length;
    const code = text.codePointAt(at)!;
    const char = String.fromCodePoint(code);
    if (char === "\\") return this.error("unexpected character after line continuation character", this.at(text.trimEnd().length));
    const shown = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    const message = /[\p{C}\p{Z}]/u.test(char) ? `invalid non-printable character ${shown}` : `invalid character '${char}' (${shown})`;
    return this.error(message, this.at(at));
  }

  /** The text of an f-string up to a field, its quotes or the end of the line; false: it goes on in the next line. */
  private literal(text: string, inner: Formatted): boolean {
    const { quote, raw, fields } = inner;
    const isSpec = inner.spec && fields.length > 0;
    let at = this.column;
    if (this.piece === null) {
      if (text[at] === "{" && (text[at + 1] !== "{" || isSpec)) {
        inner.literal = false;
        this.brackets.push({ char: "{", line: this.number });
        fields.push(this.brackets.length);
        this.column = at + 1;
        this.symbol("{", at);
        return true;
      }
      if (text.startsWith(quote, at)) {
        this.strings.pop();
        this.column = at + quote.length;
        this.place(FSTRING_END, quote, at);
        return true;
      }
      this.piece = { text: "", start: this.at(at), lines: this.line };
    }
    for (; ; at++) {
      const char = text[at]!;
      const next = text[at + 1];
      if (char === "\n") {
        if (quote.length === 3) return this.nextLine(text, at + 1);
        if (!isSpec) throw this.error(`unterminated f-string literal (detected at line ${this.number})`, inner.start);
        inner.literal = inner.spec = false;
        return this.flush(text, at, at);
      }
      if (text.startsWith(quote, at)) return this.flush(text, at, at);
      if (char === "{" || char === "}") {
        if (next === char && !isSpec) return this.flush(text, at + 1, at + 2);
        if (char === "}") inner.literal = false;
        return this.flush(text, at, at);
      }
      if (char !== "\\") continue;
      if (next === "\n" || (next === "\r" && text[at + 2] === "\n")) return this.nextLine(text, text.indexOf("\n", at) + 1);
      if (next === "{" || next === "}") continue;
      const close = !raw && next === "N" && text[at + 2] === "{" ? text.indexOf("}", at) : -1;
      if (close >= 0) return this.flush(text, close + 1, close + 1);
      at++;
    }
  }

  /** Gives a piece that ends at `end`; the rest of the line begins at `next`. */
  private flush(text: string, end: number, next: number): true {
    const { text: before, start, lines } = this.piece!;
    this.put(FSTRING_MIDDLE, before + text.slice(this.column, end), start, this.at(end), lines);
    this.piece = null;
    this.column = next;
    return true;
  }

  private nextLine(text: string, end: number): false {
    this.piece!.text += text.slice(this.column, end);
    return false;
  }

  /** A text that begins at `start`; false: it goes on in the next line. */
  private string(text: string, quotes: string, start: number): boolean {
    const quote = quotes.replace(/^[a-zA-Z]*/, "");
    if (/^r?f/i.test(quotes)) {
      this.strings.push({ quote, raw: /r/i.test(quotes), start: this.at(start), literal: true, spec: false, fields: [] });
      this.place(FSTRING_START, quotes, start);
      return true;
    }
    const end = closing(text, this.column, quote);
    if (end >= 0) {
      this.put(STRING, text.slice(start, end), this.at(start), this.at(end));
      this.column = end;
      return true;
    }
    if (quote.length === 1 && !/\\\r?\n$/.test(text)) {
      throw this.error(`unterminated string literal (detected at line ${this.number})`, this.at(start));
    }
    this.open = { text: text.slice(start), quote, start: this.at(start), lines: this.line };
    return false;
  }

  private indentError(fault: IndentationFault, text: string): Value {
    const shown = text.trimEnd();
    const where = new Tuple(["<string>", this.number, shown.length + 1, shown, null, null]);
    return new (fault === "tabs" ? TabError : IndentationError)(INDENTATION_FAULTS[fault], where);
  }

  private error(message: string, [line, column]: [number, number]): Value {
    return new SyntaxError(message, new Tuple(["<string>", line, column + 1, this.line.trimEnd(), line, column + 1]));
  }
}

/** Behind the quotes that end a text; -1: they are not in this line. */
function closing(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text.startsWith(quote, at)) return at + quote.length;
  }
  return -1;
}

const type = iteratorType("TokenizerIter", TokenizerIter);
type.$module = "_tokenize";

export default pymodule("_tokenize", {
  TokenizerIter: builtin(
    "TokenizerIter(readline, /, *, encoding=None, extra_tokens=False)",
    (readline: Value, encoding: Value, extra: Value): Value => new TokenizerIter(readline, extra === true, (encoding ?? null) !== null),
    "_tokenize",
  ),
});

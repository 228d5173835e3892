/**
 * _tokenize - a Python text's tokens, line by line, comments and blank lines too.
 *
 * Mirrors     Python/Python-tokenize.c and Parser/tokenizer of CPython 3.13
 * Suspends    readline
 * Differs     an f-string is one STRING token; what is no Python is told of later than CPython does, or not
 */
import type { Suspends } from "../frames/suspend.js";
import { Bytes } from "../objects/bytes.js";
import { IndentationError, StopIteration, SyntaxError } from "../objects/exceptions.js";
import { END, iteratorType } from "../objects/iterator.js";
import { PyIterator } from "../objects/iteratorbase.js";
import { pymodule } from "../objects/module.js";
import { isinstance, type Value } from "../objects/object.js";
import { call } from "../objects/protocols/call.js";
import { builtin } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { Tuple } from "../objects/tuple.js";

const [ENDMARKER, NAME, NUMBER, STRING, NEWLINE, INDENT, DEDENT, OP, COMMENT, NL] = [0, 1, 2, 3, 4, 5, 6, 55, 62, 63] as const;

/** One token at a place; made at first use: names take Unicode's tables. */
const rules: { token: RegExp | undefined } = { token: undefined };
function tokenRule(): RegExp {
  const number = String.raw`0[xX](?:_?[\da-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|(?:\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*|\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?[jJ]?`;
  const text = String.raw`(?:[bB][rR]?|[rR][bBfF]?|[uU]|[fF][rR]?)?(?:"""|'''|"|')`;
  const operator = String.raw`\*\*=?|//=?|>>=?|<<=?|\.\.\.|->|:=|[!=<>+\-*/%&|^@]=|[-+*/%&|^~<>()[\]{},:;.=@!$?${"`"}]`;
  return (rules.token ??= new RegExp(
    String.raw`[ \t\f]*(?:(#[^\r\n]*)|(\\\r?\n)|(\r?\n)|(${text})|(${number})|([\p{XID_Start}_]\p{XID_Continue}*)|(${operator}))`,
    "uy",
  ));
}

class TokenizerIter extends PyIterator {
  private readonly pending: Value[] = [];
  private line = "";
  private number = 0;
  private column = 0;
  private readonly indents: number[] = [0];
  private depth = 0;
  /** a backslash ended the line before */
  private continued = false;
  private ended = false;
  /** a text over several lines: its beginning, its quotes, where it began, its lines */
  private open: { text: string; quote: string; start: [number, number]; lines: string } | null = null;

  constructor(
    private readonly readline: Value,
    private readonly extra: boolean,
  ) {
    super();
  }

  $next(): Suspends<Value> {
    while (this.pending.length === 0) {
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
    return given instanceof Bytes ? Buffer.from(given.data).toString("utf8") : (stringOf(given) ?? "");
  }

  /** The tokens of one more line. */
  private step(): Suspends<void> {
    this.line = this.read();
    this.number++;
    this.column = 0;
    if (this.line === "") {
      this.finish();
      return;
    }
    // a last line without a newline ends all the same
    const text = this.line.endsWith("\n") ? this.line : `${this.line}\n`;
    if (this.open !== null && !this.goOn(text)) return;
    if (this.open === null && this.column === 0 && this.depth === 0 && !this.continued && this.indented(text)) return;
    this.continued = false;
    this.rest(text);
  }

  private finish(): void {
    if (this.open !== null) throw this.error("unterminated triple-quoted string literal", this.open.start);
    if (this.depth > 0) throw new SyntaxError("unexpected EOF in multi-line statement");
    for (; this.indents.length > 1; this.indents.pop()) this.put(DEDENT, "", [this.number, 0], [this.number, 0]);
    this.put(ENDMARKER, "", [this.number, 0], [this.number, 0]);
    this.ended = true;
  }

  /** Blank lines and comments; indentation of others. True: the line is done. */
  private indented(text: string): boolean {
    const [space] = /^[ \t\f]*/.exec(text) as unknown as [string];
    const rest = text.slice(space.length);
    if (rest.startsWith("#") || rest === "\n" || rest === "\r\n") {
      const comment = /^#[^\r\n]*/.exec(rest)?.[0] ?? "";
      const at = space.length + comment.length;
      if (comment !== "") this.put(COMMENT, comment, [this.number, space.length], [this.number, at]);
      this.put(NL, this.line.slice(at), [this.number, at], [this.number, at + 1]);
      return true;
    }
    let width = 0;
    for (const char of space) width = char === "\t" ? (Math.floor(width / 8) + 1) * 8 : char === "\f" ? 0 : width + 1;
    if (width > this.indents.at(-1)!) {
      this.indents.push(width);
      this.put(INDENT, space, [this.number, 0], [this.number, space.length]);
    }
    while (width < this.indents.at(-1)!) {
      if (!this.indents.includes(width)) {
        const shown = text.trimEnd();
        throw new IndentationError(
          "unindent does not match any outer indentation level",
          new Tuple(["<string>", this.number, shown.length + 1, shown, null, null]),
        );
      }
      this.indents.pop();
      this.put(DEDENT, "", [this.number, space.length], [this.number, space.length]);
    }
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
    this.put(STRING, this.open!.text + text.slice(0, end), start, [this.number, end], this.open!.lines);
    this.open = null;
    this.column = end;
    return true;
  }

  private rest(text: string): void {
    const rule = tokenRule();
    while (this.column < text.length) {
      rule.lastIndex = this.column;
      const found = rule.exec(text);
      if (found === null) throw this.error("invalid character or token", [this.number, this.column]);
      const [whole, comment, backslash, newline, quotes, number, name, operator] = found;
      const end = this.column + whole.length;
      const token = comment ?? backslash ?? newline ?? quotes ?? number ?? name ?? operator ?? "";
      const start = end - token.length;
      const place = (kind: number, value = token, last = end): void => this.put(kind, value, [this.number, start], [this.number, last]);
      this.column = end;
      if (comment !== undefined) place(COMMENT);
      else if (backslash !== undefined) this.continued = true;
      else if (newline !== undefined) place(this.depth > 0 ? NL : NEWLINE, this.line.slice(start), start + 1);
      else if (quotes !== undefined) {
        if (!this.string(text, quotes, start)) return;
      } else if (number !== undefined) place(NUMBER);
      else if (name !== undefined) place(NAME);
      else {
        if ("([{".includes(token)) this.depth++;
        else if (")]}".includes(token)) this.depth = Math.max(0, this.depth - 1);
        place(OP);
      }
    }
  }

  /** A text that begins at `start`; false: it goes on in the next line. */
  private string(text: string, quotes: string, start: number): boolean {
    const quote = quotes.replace(/^[a-zA-Z]*/, "");
    const end = closing(text, this.column, quote);
    if (end >= 0) {
      this.put(STRING, text.slice(start, end), [this.number, start], [this.number, end]);
      this.column = end;
      return true;
    }
    if (quote.length === 1 && !/\\\r?\n$/.test(text)) {
      throw this.error(`unterminated string literal (detected at line ${this.number})`, [this.number, start]);
    }
    this.open = { text: text.slice(start), quote, start: [this.number, start], lines: this.line };
    return false;
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
    (readline: Value, _encoding: Value, extra: Value): Value => new TokenizerIter(readline, extra === true),
    "_tokenize",
  ),
});

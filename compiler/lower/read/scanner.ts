/**
 * scanner - tokens of emitted TypeScript, one at a time; what a token is called is a number, so that V8 jumps where there are many.
 *
 * `>` is always a token of its own, since types end with several; `greater` makes an operator of what follows it.
 */

/** The text has something that `emit` does not write: TypeScript's own parser takes it. */
export class Unread extends Error {}

/** Of tokens. Words that begin statements or expressions have numbers of their own. */
export const enum T {
  End,
  Name,
  Text,
  Number,
  BigInt,
  /** a template from its backquote to `${` or to the other one */
  Template,
  ParenOpen,
  ParenClose,
  BracketOpen,
  BracketClose,
  BraceOpen,
  BraceClose,
  Semicolon,
  Comma,
  Colon,
  Question,
  QuestionDot,
  Dot,
  Spread,
  Arrow,
  At,
  Bang,
  Tilde,
  Increment,
  Less,
  Greater,
  /** `=` and the operators that end with it */
  Assign,
  /** other operators between two operands; `binding` says how tightly */
  Operator,
  // words
  This,
  Null,
  True,
  False,
  Super,
  New,
  Function,
  Class,
  Async,
  Await,
  Yield,
  Typeof,
  Void,
  Delete,
  Instanceof,
  In,
  As,
  Satisfies,
  Const,
  Let,
  Var,
  If,
  For,
  While,
  Do,
  Return,
  Throw,
  Try,
  Switch,
  Break,
  Continue,
  Import,
  Export,
  Interface,
  Type,
  Declare,
  Enum,
  Abstract,
  Debugger,
}

interface Word {
  readonly text: string;
  readonly kind: T;
}

const KEYWORDS: readonly (readonly [string, T])[] = [
  ["this", T.This],
  ["null", T.Null],
  ["true", T.True],
  ["false", T.False],
  ["super", T.Super],
  ["new", T.New],
  ["function", T.Function],
  ["class", T.Class],
  ["async", T.Async],
  ["await", T.Await],
  ["yield", T.Yield],
  ["typeof", T.Typeof],
  ["void", T.Void],
  ["delete", T.Delete],
  ["instanceof", T.Instanceof],
  ["in", T.In],
  ["as", T.As],
  ["satisfies", T.Satisfies],
  ["const", T.Const],
  ["let", T.Let],
  ["var", T.Var],
  ["if", T.If],
  ["for", T.For],
  ["while", T.While],
  ["do", T.Do],
  ["return", T.Return],
  ["throw", T.Throw],
  ["try", T.Try],
  ["switch", T.Switch],
  ["break", T.Break],
  ["continue", T.Continue],
  ["import", T.Import],
  ["export", T.Export],
  ["interface", T.Interface],
  ["type", T.Type],
  ["declare", T.Declare],
  ["enum", T.Enum],
  ["abstract", T.Abstract],
  ["debugger", T.Debugger],
];

/** Words that are names where nothing else can be meant. */
export function isName(kind: T): boolean {
  return kind === T.Name || kind === T.Async || kind === T.As || kind === T.Satisfies || kind === T.Type || kind === T.Declare || kind === T.Abstract;
}

/** Where the scanner is, to come back to. */
export type Place = readonly [at: number, kind: T, start: number, end: number, last: number, value: string, newline: boolean];

/** What may stand in names, by character code below 128. */
const IN_NAMES = new Uint8Array(128);
for (let code = 0; code < 128; code++) IN_NAMES[code] = /[\w$]/.test(String.fromCharCode(code)) ? 1 : 0;

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", v: "\v", f: "\f", "0": "\0" };

export class Scanner {
  /** Behind the token. */
  private at = 0;
  protected kind: T = T.End;
  protected start = 0;
  protected end = 0;
  /** The end of the token before. */
  protected last = 0;
  /** A name, an operator, what a literal stands for. */
  protected value = "";
  /** Whether the token begins a line. */
  protected newline = false;
  private readonly words = new Map<string, Word>();

  constructor(protected readonly text: string) {
    for (const [word, kind] of KEYWORDS) this.words.set(word, { text: word, kind });
  }

  protected unread(): never {
    throw new Unread(`offset ${this.start}`);
  }

  protected place(): Place {
    return [this.at, this.kind, this.start, this.end, this.last, this.value, this.newline];
  }

  protected back(place: Place): void {
    [this.at, this.kind, this.start, this.end, this.last, this.value, this.newline] = place;
  }

  /** Whether something can be read here; if not, the scanner is somewhere behind. */
  protected attempt(read: () => void): boolean {
    try {
      read();
      return true;
    } catch (error) {
      if (error instanceof Unread) return false;
      throw error;
    }
  }

  /** Whether the token is of a kind, where the type checker believes that it still is the one before. */
  protected is(kind: T): boolean {
    return this.kind === kind;
  }

  protected expect(kind: T): void {
    if (this.kind !== kind) this.unread();
    this.next();
  }

  /** Takes the token if it is there. */
  protected take(kind: T): boolean {
    if (this.kind !== kind) return false;
    this.next();
    return true;
  }

  protected next(): void {
    const { text } = this;
    this.last = this.end;
    this.newline = false;
    let at = this.at;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 32 || code === 9) at++;
      else if (code === 10 || code === 13) {
        this.newline = true;
        at++;
      } else if (code === 47 && text.charCodeAt(at + 1) === 47) {
        const end = text.indexOf("\n", at);
        at = end < 0 ? text.length : end;
      } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
        const end = text.indexOf("*/", at + 2);
        if (end < 0) this.unread();
        if (text.slice(at, end).includes("\n")) this.newline = true;
        at = end + 2;
      } else break;
    }
    this.start = at;
    this.kind = this.scan(at, text.charCodeAt(at));
    this.end = this.at;
  }

  private scan(start: number, code: number): T {
    // NaN, behind the text, is neither
    if (code < 128 ? IN_NAMES[code] === 1 : code >= 128) return code >= 48 && code <= 57 ? this.number(start) : this.nameOrWord(start);
    switch (code) {
      case 40:
        return this.sign(1, "(", T.ParenOpen);
      case 41:
        return this.sign(1, ")", T.ParenClose);
      case 46:
        return this.text.startsWith("...", start) ? this.sign(3, "...", T.Spread) : this.isDigit(start + 1) ? this.number(start) : this.sign(1, ".", T.Dot);
      case 44:
        return this.sign(1, ",", T.Comma);
      case 59:
        return this.sign(1, ";", T.Semicolon);
      case 34:
      case 39:
        return this.string(start, code);
      case 123:
        return this.sign(1, "{", T.BraceOpen);
      case 125:
        return this.sign(1, "}", T.BraceClose);
      case 91:
        return this.sign(1, "[", T.BracketOpen);
      case 93:
        return this.sign(1, "]", T.BracketClose);
      case 58:
        return this.sign(1, ":", T.Colon);
      case 96:
        return this.template(start);
      default:
        return Number.isNaN(code) ? this.sign(0, "", T.End) : this.operator(start, code);
    }
  }

  private sign(length: number, value: string, kind: T): T {
    this.at = this.start + length;
    this.value = value;
    return kind;
  }

  private isDigit(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code >= 48 && code <= 57;
  }

  private nameOrWord(start: number): T {
    const { text } = this;
    let at = start + 1;
    for (let code = text.charCodeAt(at); code < 128 ? IN_NAMES[code] === 1 : code >= 128; code = text.charCodeAt(++at));
    this.at = at;
    const name = text.slice(start, at);
    let word = this.words.get(name);
    // the same name is the same string: what it hashes to is reckoned once
    if (word === undefined) this.words.set(name, (word = { text: name, kind: T.Name }));
    this.value = word.text;
    return word.kind;
  }

  /** As TypeScript spells it: what is not a plain integer as JavaScript shows it. */
  private number(start: number): T {
    const found = /(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?)n?/iy;
    found.lastIndex = start;
    const digits = found.exec(this.text)?.[0];
    if (digits === undefined || /^0[\d_]/.test(digits)) return this.unread();
    this.at = start + digits.length;
    const match = digits.includes("_") ? digits.replaceAll("_", "") : digits;
    const code = this.text.charCodeAt(this.at);
    if (code < 128 ? IN_NAMES[code] === 1 : code >= 128) return this.unread();
    if (match.endsWith("n")) {
      // hexadecimal digits stay as they are
      this.value = /^0[ob]/i.test(match) ? `${BigInt(match.slice(0, -1))}n` : match.toLowerCase();
      return T.BigInt;
    }
    this.value = /^\d+$/.test(match) ? match : String(Number(match));
    return T.Number;
  }

  private string(start: number, quote: number): T {
    const { text } = this;
    let at = start + 1;
    let escaped = false;
    for (let code = text.charCodeAt(at); code !== quote; code = text.charCodeAt(++at)) {
      if (code === 92) {
        escaped = true;
        at++;
      } else if (code === 10 || Number.isNaN(code)) this.unread();
    }
    this.at = at + 1;
    const inside = text.slice(start + 1, at);
    this.value = escaped ? this.unescaped(inside) : inside;
    return T.Text;
  }

  /** From a backquote, or from the brace that ends an expression inside. */
  protected template(start: number): T {
    const { text } = this;
    let at = start + 1;
    for (let code = text.charCodeAt(at); code !== 96 && !(code === 36 && text.charCodeAt(at + 1) === 123); code = text.charCodeAt(++at)) {
      if (code === 92) at++;
      else if (Number.isNaN(code) || code === 13) this.unread();
    }
    this.value = text.slice(start + 1, at);
    this.at = at + (text.charCodeAt(at) === 96 ? 1 : 2);
    return T.Template;
  }

  /** At the brace behind an expression in a template: reads on in the template. */
  protected resumeTemplate(): void {
    if (this.kind !== T.BraceClose) this.unread();
    this.kind = this.template(this.start);
    this.end = this.at;
  }

  /** What a text with escapes stands for. */
  protected unescaped(inside: string): string {
    return inside.replace(
      /\\(?:u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|(\r\n|[^]))/g,
      (_, braced?: string, four?: string, two?: string, one?: string) => {
        const digits = braced ?? four ?? two;
        if (digits !== undefined) return String.fromCodePoint(parseInt(digits, 16));
        const sign = one!;
        if (sign === "u" || sign === "x" || /[1-9]/.test(sign)) return this.unread();
        return /[\r\n\u2028\u2029]/.test(sign) ? "" : (ESCAPES[sign] ?? sign);
      },
    );
  }

  private operator(start: number, code: number): T {
    const { text } = this;
    const second = text.charCodeAt(start + 1);
    switch (code) {
      case 61: // =
        if (second === 62) return this.sign(2, "=>", T.Arrow);
        if (second !== 61) return this.sign(1, "=", T.Assign);
        return text.charCodeAt(start + 2) === 61 ? this.sign(3, "===", T.Operator) : this.sign(2, "==", T.Operator);
      case 33: // !
        if (second !== 61) return this.sign(1, "!", T.Bang);
        return text.charCodeAt(start + 2) === 61 ? this.sign(3, "!==", T.Operator) : this.sign(2, "!=", T.Operator);
      case 63: // ?
        if (second === 63) return text.charCodeAt(start + 2) === 61 ? this.sign(3, "??=", T.Assign) : this.sign(2, "??", T.Operator);
        return second === 46 && !this.isDigit(start + 2) ? this.sign(2, "?.", T.QuestionDot) : this.sign(1, "?", T.Question);
      case 60: // <
        if (second === 60) return text.charCodeAt(start + 2) === 61 ? this.sign(3, "<<=", T.Assign) : this.sign(2, "<<", T.Operator);
        return second === 61 ? this.sign(2, "<=", T.Operator) : this.sign(1, "<", T.Less);
      case 62: // >
        return this.sign(1, ">", T.Greater);
      case 43: // +
        if (second === 43) return this.sign(2, "++", T.Increment);
        return second === 61 ? this.sign(2, "+=", T.Assign) : this.sign(1, "+", T.Operator);
      case 45: // -
        if (second === 45) return this.sign(2, "--", T.Increment);
        return second === 61 ? this.sign(2, "-=", T.Assign) : this.sign(1, "-", T.Operator);
      case 42: // *
        if (second === 42) return text.charCodeAt(start + 2) === 61 ? this.sign(3, "**=", T.Assign) : this.sign(2, "**", T.Operator);
        return second === 61 ? this.sign(2, "*=", T.Assign) : this.sign(1, "*", T.Operator);
      case 38: // &
        if (second === 38) return text.charCodeAt(start + 2) === 61 ? this.sign(3, "&&=", T.Assign) : this.sign(2, "&&", T.Operator);
        return second === 61 ? this.sign(2, "&=", T.Assign) : this.sign(1, "&", T.Operator);
      case 124: // |
        if (second === 124) return text.charCodeAt(start + 2) === 61 ? this.sign(3, "||=", T.Assign) : this.sign(2, "||", T.Operator);
        return second === 61 ? this.sign(2, "|=", T.Assign) : this.sign(1, "|", T.Operator);
      case 94: // ^
        return second === 61 ? this.sign(2, "^=", T.Assign) : this.sign(1, "^", T.Operator);
      case 37: // %
        return second === 61 ? this.sign(2, "%=", T.Assign) : this.sign(1, "%", T.Operator);
      case 47: // /
        return second === 61 ? this.sign(2, "/=", T.Assign) : this.sign(1, "/", T.Operator);
      case 126:
        return this.sign(1, "~", T.Tilde);
      case 64:
        return this.sign(1, "@", T.At);
      default:
        return this.unread();
    }
  }

  /** At `>` where no type ends: the whole operator. */
  protected greater(): void {
    const whole = />>>=|>>=|>=|>>>|>>|>/y;
    whole.lastIndex = this.start;
    const value = whole.exec(this.text)![0];
    this.kind = this.sign(value.length, value, value.endsWith("=") && value !== ">=" ? T.Assign : T.Operator);
    this.end = this.at;
  }
}

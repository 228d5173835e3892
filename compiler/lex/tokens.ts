/**
 * tokens - the kinds of Python's tokens, and the rules by which moo finds them.
 *
 * In      source text, one rule set for code, one for replacement fields of f-strings, eight for the literal parts of f-strings, eight for their format specs
 * Out     moo tokens whose type is a TokenType, or one of `ws comment cont newline error`
 * Oracle  Grammar/Tokens and Parser/lexer of CPython 3.13
 */
import moo from "moo";

// prettier-ignore
export const KEYWORDS = [
  "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
  "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
  "while", "with", "yield",
] as const;

// prettier-ignore
const SINGLE = ["(", ")", "[", "]", "{", "}", ",", ":", ";", "=", "+", "-", "*", "/", "%", "@", "<", ">", "&", "|", "^", "~", "."] as const;
// prettier-ignore
const LONGER = [
  "**=", "//=", ">>=", "<<=", "...", "!=", "->", ":=", "**", "//", ">>", "<<", "<=", ">=", "==", "<>", "+=", "-=", "*=", "/=", "%=", "@=", "&=",
  "|=", "^=",
] as const;
/** Never the beginning of a longer token: moo finds these by their first character. */
const ALONE = ["(", ")", "[", "]", "{", "}", ",", ";", "~"] as const;

/**
 * `F{ F} F:` are the marks of a replacement field. `is not` and `not in` are one token each: a flat list of operators would be ambiguous
 * otherwise. `match case type` are names until the parser sees that they begin a statement. `OP` is a character that CPython makes a token of
 * though no production has it (dollar, question mark, backquote, a lone `!`); `<>` is another.
 */
// prettier-ignore
export const TYPES = [
  ...KEYWORDS, ...SINGLE, ...LONGER,
  "NAME", "STRING", "NUMBER", "NEWLINE", "INDENT", "DEDENT", "END", "FSTART", "FMID", "FEND", "F{", "F}", "F:", "!", "OP", "is not", "not in",
  "match", "case", "type",
] as const;
export type TokenType = (typeof TYPES)[number];

/** Small numbers for the types: keys of the parser's cache. */
export const CODES = new Map<string, number>(TYPES.map((type, code) => [type, code]));

/** Bits of `Token.classes`: what the grammar matches instead of single types. */
export const ATOM = 1;
export const BINOP = 2;
export const UNARY = 4;
export const AUG = 8;
const CLASSES = new Uint8Array(TYPES.length);
function classify(bit: number, types: readonly TokenType[]): void {
  for (const type of types) CLASSES[CODES.get(type)!]! |= bit;
}
classify(ATOM, ["NAME", "NUMBER", "True", "False", "None", "..."]);
// prettier-ignore
classify(BINOP, ["+", "-", "*", "/", "//", "%", "@", "**", "<<", ">>", "&", "|", "^", "==", "!=", "<", ">", "<=", ">=", "and", "or", "is", "in", "is not", "not in"]);
classify(UNARY, ["+", "-", "~", "not"]);
// prettier-ignore
classify(AUG, ["+=", "-=", "*=", "/=", "//=", "%=", "@=", "&=", "|=", "^=", "<<=", ">>=", "**="]);

/** `start`, `end`: offsets in the source text. NEWLINE, INDENT, DEDENT and END have no text. */
export class Token {
  readonly code: number;
  readonly classes: number;
  constructor(
    readonly type: TokenType,
    readonly text: string,
    readonly start: number,
    readonly end: number,
  ) {
    this.code = CODES.get(type)!;
    this.classes = CLASSES[this.code]!;
  }
}

const NAME = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*/;
const DIGITS = "[0-9](?:_?[0-9])*";
const EXPONENT = `[eE][+-]?${DIGITS}`;
const NUMBER = new RegExp(
  "0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|" +
    `(?:(?:${DIGITS})?\\.${DIGITS}|${DIGITS}\\.)(?:${EXPONENT})?[jJ]?|${DIGITS}${EXPONENT}[jJ]?|${DIGITS}[jJ]?`,
);
const PREFIX = "(?:[rR][bB]?|[bB][rR]?|[uU])?";
const F_PREFIX = "(?:[rR][fF]|[fF][rR]?)";
// Unrolled loops: an alternation for each character would use up the regular expression stack on long docstrings.
const shortString = (q: string): string => `${q}[^${q}\\\\\\n]*(?:\\\\[\\s\\S][^${q}\\\\\\n]*)*${q}`;
const longString = (q: string): string => `${q}${q}${q}[^${q}\\\\]*(?:(?:\\\\[\\s\\S]|${q}(?!${q}${q}))[^${q}\\\\]*)*${q}${q}${q}`;

const keywords: ReadonlySet<string> = new Set(KEYWORDS);

/** A name, a keyword, a string or the opening of an f-string: one rule finds them, since a prefix could be a name. */
function wordType(text: string): string {
  if (keywords.has(text)) return text;
  const last = text.charCodeAt(text.length - 1);
  if (last !== 34 && last !== 39) return "NAME";
  const first = text.charCodeAt(0) | 32;
  const second = text.charCodeAt(1) | 32;
  return text.length <= 5 && (first === 102 || (first === 114 && second === 102)) ? "FSTART" : "STRING";
}
const escapeRegExp = (text: string): string => text.replace(/[-/\\^$*+?.()|[\]{}]/g, "\\$&");

/** In a replacement field `:=` is a colon and the rest of a format spec, and `!` begins a conversion. */
function codeRules(field: boolean): moo.Rules {
  const alone: readonly string[] = ALONE;
  const operators: string[] = [...LONGER.filter((op) => !(field && op === ":=")), ...SINGLE.filter((op) => !alone.includes(op))];
  if (field) operators.push("!");
  return {
    alone: { match: [...ALONE], type: (text) => text },
    ws: /[ \t\f]+/,
    word: {
      match: new RegExp(
        `${F_PREFIX}(?:"""|'''|"|')|${PREFIX}(?:${longString('"')}|${longString("'")}|(?!"""|''')(?:${shortString('"')}|${shortString("'")}))|${NAME.source}`,
      ),
      // moo would count the lines of every name
      type: wordType,
    },
    newline: { match: "\n", lineBreaks: true },
    NUMBER,
    op: { match: new RegExp(operators.map(escapeRegExp).join("|")), type: (text) => text },
    OP: /[$?!`]/,
    comment: /#[^\n]*/,
    cont: { match: /\\\n/, lineBreaks: true },
    error: moo.error,
  };
}

/** The text between the quotes (`spec` false) or between `:` and `}` (`spec` true) of an f-string. */
function literalRules(quote: string, raw: boolean, spec: boolean): moo.Rules {
  const long = quote.length === 3;
  const q = quote.charAt(0);
  const plain = `[^{}\\\\${q}${long ? "" : "\\n"}]`;
  const escape = raw ? "\\\\[^{}]|\\\\(?=[{}])" : "\\\\N\\{[^{}]*\\}|\\\\[^{}]|\\\\(?=[{}])";
  const braces = spec ? "" : "|\\{\\{|\\}\\}";
  const inner = long ? `|${q}(?!${q}${q})` : "";
  return {
    FEND: quote,
    FMID: { match: new RegExp(`(?:${plain}|${escape}${braces}${inner})+`), lineBreaks: true },
    "{": "{",
    "}": "}",
    newline: { match: "\n", lineBreaks: true },
    error: moo.error,
  };
}

/** What the wrapper moves by hand: it skips blanks without making tokens of them. */
export interface RuleLexer {
  index: number;
  readonly state: string;
  setState(state: string): void;
  reset(text: string): unknown;
  next(): moo.Token | undefined;
}

export const literalState = (quote: string, raw: boolean, spec: boolean): string => `${spec ? "spec" : "text"}${raw ? " raw" : ""} ${quote}`;

/** What moo makes of the rules of each state; none of them leads to another, the wrapper does. */
type StateLexer = moo.Lexer & { clone(): RuleLexer; readonly states: Record<string, unknown> };

const compiled: { lexer?: StateLexer } = {};

function stateLexer(state: string, rules: moo.Rules): StateLexer {
  return moo.states({ [state]: rules }, state) as StateLexer;
}

/** Most texts need few of the states: moo compiles one when it is first entered. */
function addState(lexer: StateLexer, state: string, rules: () => moo.Rules): void {
  Object.defineProperty(lexer.states, state, {
    configurable: true,
    get: (): unknown => {
      const value = stateLexer(state, rules()).states[state];
      Object.defineProperty(lexer.states, state, { value });
      return value;
    },
  });
}

/** A moo lexer of its own for each text; the rules are compiled at the first. */
export function ruleLexer(text: string): RuleLexer {
  if (compiled.lexer === undefined) {
    const lexer = stateLexer("main", codeRules(false));
    addState(lexer, "field", () => codeRules(true));
    for (const quote of ["'", '"', "'''", '"""']) {
      for (const raw of [false, true]) {
        for (const spec of [false, true]) addState(lexer, literalState(quote, raw, spec), () => literalRules(quote, raw, spec));
      }
    }
    compiled.lexer = lexer;
  }
  const lexer = compiled.lexer.clone();
  lexer.reset(text);
  return lexer;
}

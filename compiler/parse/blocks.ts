/**
 * blocks - logical lines, blocks and clauses: cuts a file into the units that the grammar knows.
 *
 * In      all tokens of a file; a function that parses one unit
 * Out     the statements
 * Oracle  the compound statements of Grammar/python.gram of CPython 3.13
 */
import type * as ast from "../ast/nodes.js";
import { syntaxError, type ParserWarning, type PythonSyntaxError } from "../diagnostics/syntaxerror.js";
import { Token, type TokenType } from "../lex/tokens.js";
import type { SourceFile } from "../source.js";
import { Clauses } from "./clauses.js";
import type { Node } from "./node.js";
import { expression } from "./shape/expressions.js";
import { header } from "./shape/headers.js";
import { simpleStatement } from "./shape/statements.js";
import { Unit } from "./shape/unit.js";

/** The tree of tokens[from..to), or the index of the token at which no tree can be. */
export type ParseUnit = (tokens: readonly Token[], from: number, to: number) => Node | number;

const COMPOUND: ReadonlySet<TokenType> = new Set<TokenType>([
  "if",
  "elif",
  "else",
  "while",
  "for",
  "try",
  "finally",
  "except",
  "with",
  "def",
  "class",
  "async",
  "match",
  "case",
]);
/** What blanks behind a statement may give. */
const BLANK: ReadonlySet<TokenType> = new Set<TokenType>(["NEWLINE", "INDENT", "DEDENT", "END"]);
const JOINING: ReadonlySet<TokenType> = new Set<TokenType>(["elif", "else", "except", "finally"]);

export class BlockReader {
  /** The first token of the statement of the file that is being read. */
  statement = 0;
  readonly warnings: ParserWarning[] = [];
  #depth = 0;
  #at = 0;
  /** The last NEWLINE passed: a compound statement ends at the token before it. */
  #newline = 0;

  constructor(
    readonly source: SourceFile,
    readonly tokens: Token[],
    readonly parseUnit: ParseUnit,
  ) {}

  module(): ast.Stmt[] {
    return this.#block("END", false).statements;
  }

  /** One statement, as typed at the prompt; behind a compound one there is an empty line. */
  interactive(): ast.Stmt[] {
    const clauses = new Clauses();
    const first = this.tokens[0]!.type;
    if (first === "END") throw this.#bad(0);
    const simple = first !== "@" && !COMPOUND.has(this.#lineType(0, false));
    do this.#line(clauses, [], false);
    while (clauses.decorated || (!simple && JOINING.has(this.tokens[this.#at]!.type)));
    this.#close(clauses);
    if (simple) {
      if (this.tokens.slice(this.#at).some(({ type }) => !BLANK.has(type))) {
        throw this.#bad(this.#at - 1, "multiple statements found while compiling a single statement");
      }
    } else {
      const ended = this.source.text.endsWith("\n") || this.tokens[this.#at - 1]!.type === "DEDENT";
      if (!ended || this.tokens[this.#at]!.type !== "END") throw this.#bad(this.#at);
    }
    return clauses.statements;
  }

  /** A whole file that is one expression. */
  expression(): ast.Expr {
    const end = this.#lineEnd(0);
    const first = this.tokens[0]!;
    if (first.type === "INDENT") throw this.#unexpectedIndent(first);
    if (COMPOUND.has(first.type) || first.type === "@") throw this.#bad(0);
    const node = this.#unit(0, end);
    const list = node.kind === "Expr" ? node.node(0) : null;
    if (list === null || (list.kind !== "TL" && list.kind !== "TLC")) throw this.#bad(0);
    const star = list.nodes(0).find((item) => item.kind === "Star");
    const u = this.#unitAt(0);
    if (star !== undefined) throw u.error("invalid syntax", star.leaf(0));
    const after = this.tokens[end]!.type === "NEWLINE" ? end + 1 : end;
    if (this.tokens[after]!.type !== "END") throw this.#bad(after);
    return expression(u, list);
  }

  #block(end: TokenType, inMatch: boolean): { statements: ast.Stmt[]; cases: ast.MatchCase[] } {
    const clauses = new Clauses();
    const cases: ast.MatchCase[] = [];
    if (end === "DEDENT") this.#depth++;
    for (;;) {
      const { type } = this.tokens[this.#at]!;
      if (type === end) {
        this.#close(clauses);
        this.#at++;
        break;
      }
      if (type === "END") {
        this.#close(clauses);
        break;
      }
      this.#line(clauses, cases, inMatch);
    }
    if (end === "DEDENT") this.#depth--;
    return { statements: clauses.statements, cases };
  }

  /** The token type a line begins with, soft keywords told from names. */
  #lineType(from: number, inMatch: boolean): TokenType {
    const { type, text } = this.tokens[from]!;
    if (type !== "NAME") return type;
    if (text === "match") {
      const end = this.#lineEnd(from);
      if (end - from > 2 && this.tokens[end - 1]!.type === ":") return this.#soften(from, "match");
    } else if (inMatch && text === "case") return this.#soften(from, "case");
    return type;
  }

  #soften(at: number, type: "match" | "case" | "type"): TokenType {
    const { text, start, end } = this.tokens[at]!;
    this.tokens[at] = new Token(type, text, start, end);
    return type;
  }

  /** A logical line with the block behind it. */
  #line(clauses: Clauses, cases: ast.MatchCase[], inMatch: boolean): void {
    const from = this.#at;
    const first = this.tokens[from]!;
    if (first.type === "INDENT") throw this.#unexpectedIndent(first);
    const type = this.#lineType(from, inMatch);
    const end = this.#lineEnd(from);
    if (inMatch && type !== "case") throw this.#bad(from);
    if (!clauses.accepts(type)) throw this.#bad(from, clauses.bareTry ? "expected 'except' or 'finally' block" : undefined);
    if (clauses.decorated && type !== "@" && type !== "def" && type !== "class" && type !== "async") throw this.#bad(from);
    if (this.#depth === 0 && !JOINING.has(type) && !clauses.decorated) this.statement = from;
    if (type === "@") {
      const node = this.#unit(from, end);
      clauses.decorate(expression(this.#unitAt(from), node.node(1)));
      this.#at = end + 1;
    } else if (COMPOUND.has(type)) this.#compound(clauses, cases, type, from, end);
    else {
      this.#simples(from, end, (statement) => clauses.add(statement));
      this.#passed(end);
    }
  }

  #compound(clauses: Clauses, cases: ast.MatchCase[], type: TokenType, from: number, end: number): void {
    const colon = this.#headerColon(from, end);
    if (colon < 0) {
      this.#unit(from, end);
      throw this.#bad(end, "expected ':'");
    }
    const head = header(this.#unitAt(from), this.#unit(from, colon));
    let body: ast.Stmt[] = [];
    let inner: ast.MatchCase[] = [];
    if (colon + 1 === end) {
      this.#at = end + 1;
      if (this.tokens[this.#at]!.type !== "INDENT") throw this.#noBlock(type, from, end);
      this.#at++;
      const block = this.#block("DEDENT", head.clause === "Match");
      body = block.statements;
      inner = block.cases;
    } else {
      if (head.clause === "Match") throw this.#bad(colon + 1);
      this.#simples(colon + 1, end, (statement) => body.push(statement));
      this.#passed(end);
    }
    const last = this.tokens[this.#newline - 1]!.end;
    if (head.clause === "Case") {
      head.node.body = body;
      cases.push(head.node);
    } else if (JOINING.has(type)) {
      if (!clauses.join(head, body, last)) throw this.#bad(from, "cannot have both 'except' and 'except*' on the same 'try'");
    } else if (!clauses.compound(head, body, inner, last)) throw this.#bad(from);
  }

  /** tokens[from..to): statements between semicolons. */
  #simples(from: number, to: number, out: (statement: ast.Stmt) => void): void {
    let begin = from;
    for (let i = from; i <= to; i++) {
      if (i < to && this.tokens[i]!.type !== ";") continue;
      if (i === begin) {
        if (i === to && begin > from) break;
        throw this.#bad(i);
      }
      const { type, text } = this.tokens[begin]!;
      if (COMPOUND.has(type) || type === "@") throw this.#bad(begin);
      if (type === "NAME" && text === "type" && this.tokens[begin + 1]!.type === "NAME") this.#soften(begin, "type");
      out(simpleStatement(this.#unitAt(begin), this.#unit(begin, i)));
      begin = i + 1;
    }
  }

  #unit(from: number, to: number): Node {
    if (from === to) throw this.#bad(from);
    const node = this.parseUnit(this.tokens, from, to);
    if (typeof node !== "number") return node;
    throw this.#bad(node);
  }

  #unitAt(from: number): Unit {
    return new Unit(this.source, this.tokens, from, this.warnings);
  }

  #passed(newline: number): void {
    this.#newline = newline;
    this.#at = newline + 1;
  }

  #lineEnd(from: number): number {
    let at = from;
    for (let { type } = this.tokens[at]!; type !== "NEWLINE" && type !== "END"; { type } = this.tokens[++at]!);
    return at;
  }

  /** The colon that ends the header: not in brackets, and no lambda's. */
  #headerColon(from: number, end: number): number {
    let depth = 0;
    let lambdas = 0;
    for (let i = from; i < end; i++) {
      switch (this.tokens[i]!.type) {
        case "(":
        case "[":
        case "{":
        case "F{":
          depth++;
          break;
        case ")":
        case "]":
        case "}":
        case "F}":
          depth--;
          break;
        case "lambda":
          if (depth === 0) lambdas++;
          break;
        case ":":
          if (depth > 0) break;
          if (lambdas === 0) return i;
          lambdas--;
      }
    }
    return -1;
  }

  #close(clauses: Clauses): void {
    if (clauses.bareTry) throw this.#bad(this.#at, "expected 'except' or 'finally' block");
    if (clauses.decorated) throw this.#bad(this.#at);
  }

  #noBlock(type: TokenType, from: number, end: number): PythonSyntaxError {
    const word = type === "async" ? this.tokens[from + 1]!.type : type;
    const star = word === "except" && this.tokens[from + 1]!.type === "*";
    const what = word === "def" ? "function definition" : word === "class" ? "class definition" : star ? "'except*' statement" : `'${word}' statement`;
    const msg = `expected an indented block after ${what} on line ${this.source.line(this.tokens[from]!.start)}`;
    return this.#error(end + 1, msg, "IndentationError");
  }

  #unexpectedIndent(indent: Token): PythonSyntaxError {
    return syntaxError(this.source, "unexpected indent", {
      start: indent.end,
      end: indent.end,
      col: this.source.column(indent.end),
      endCol: -1,
      kind: "IndentationError",
    });
  }

  #bad(index: number, msg = "invalid syntax"): PythonSyntaxError {
    return this.#error(index, msg);
  }

  /** A first finding; explain/ has the last word on what CPython would say. */
  #error(index: number, msg: string, kind: "SyntaxError" | "IndentationError" = "SyntaxError"): PythonSyntaxError {
    const { type, start, end } = this.tokens[index]!;
    if (type === "NEWLINE") return syntaxError(this.source, msg, { start, end: end - 1, endCol: this.source.column(end - 1) + 2, kind });
    return syntaxError(this.source, msg, { start, end, kind });
  }
}

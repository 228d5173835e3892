/**
 * explain - the error CPython shows for a text that is no Python.
 *
 * CPython parses a second time with rules for mistakes; so does this, by rules.ts, from the statement of the file in which the fast parser gave up.
 *
 * In      the tokens, where to begin, and the error found so far, which stands if these rules find none
 * Oracle  the messages and positions of CPython 3.13's SyntaxError
 */
import { PythonSyntaxError, syntaxError, type ErrorPlace, type SyntaxErrorKind } from "../../diagnostics/syntaxerror.js";
import { neverClosed, type TokenList } from "../../lex/lexer.js";
import { numberValue } from "../../lex/numbers.js";
import { decodeBytes, decodeFText, decodeString, LiteralError, splitString } from "../../lex/strings.js";
import { Token } from "../../lex/tokens.js";
import type { SourceFile } from "../../source.js";
import { endOf, invalidTarget, isName, positional, startOf, treeName, unpacksKeywords } from "./names.js";
import { Peg, readRules, Tree, type Actions, type Labels, type Value } from "./peg.js";
import { RULES } from "./rules.js";

export type Start = "file" | "eval" | "single";

const shared: { rules?: ReturnType<typeof readRules> } = {};

/** @param mayEnd a text that ends too early is an _IncompleteInputError */
export function explain(source: SourceFile, list: TokenList, from: number, start: Start, found: PythonSyntaxError, mayEnd = false): PythonSyntaxError {
  const rules = (shared.rules ??= readRules(RULES));
  const { tokens, stop } = cpythonTokens(source, list, start);
  const begin = tokens.findIndex((token) => token.start >= list.tokens[from]!.start && (token.type !== "DEDENT" || from === 0));
  const raiser = new Raiser(source, tokens);
  const limit = stop === null ? null : { index: stop, error: list.stop!.error };
  const first = new Peg(rules, raiser, tokens, Math.max(begin, 0), false, limit);
  try {
    if (first.run(start) !== null) return mayEnd && isAtEnd(source, first.last) ? raiser.incomplete(first) : found;
    const { last } = first;
    if (mayEnd && isAtEnd(source, last)) return raiser.incomplete(first);
    const second = new Peg(rules, raiser, tokens, Math.max(begin, 0), true, limit);
    second.run(start);
    raiser.peg = second;
    const error = raiser.unnamed(last, second.last);
    return afterAll(source, list, second, error);
  } catch (error) {
    // Nested too deep for these rules: what the tokenizer said, or what the fast parser found, is not far off.
    if (error instanceof RangeError) return list.stop?.overrides === true ? list.stop.error : found;
    if (!(error instanceof PythonSyntaxError)) throw error;
    if (mayEnd && error.msg.endsWith(" was never closed")) {
      const end = source.text.length;
      return raiser.incomplete(first, new Token("END", "", end, end));
    }
    if (mayEnd && error === list.stop?.error && lacksEnd(source, error)) {
      return new PythonSyntaxError("_IncompleteInputError", INCOMPLETE, error.line, error.col, error.line, -1, error.text);
    }
    return error === list.stop?.error ? error : afterAll(source, list, raiser.peg ?? first, error);
  }
}

const INCOMPLETE = "incomplete input";

/** Has CPython's tokenizer seen the end of the text when it gave this token? Every token is read one letter too far, but for brackets. */
function isAtEnd({ text }: SourceFile, { type, start, end }: Token): boolean {
  return type === "NEWLINE" ? start >= text.length : end >= text.length;
}

/** Errors of the tokenizer that more text could mend. */
function lacksEnd({ text }: SourceFile, { msg }: PythonSyntaxError): boolean {
  if (msg.startsWith("unterminated triple-quoted ") || msg === "unexpected EOF while parsing") return true;
  // a backslash at the end continues the literal on a line to come
  return (msg.startsWith("unterminated ") && !text.endsWith("\n")) || (msg.startsWith("unterminated string ") && /(?<!\\)(?:\\\\)*\\\n$/.test(text));
}

/** CPython reads the rest of the text before it shows an error: what its tokenizer finds there counts more, and so does a bracket left open on an earlier line. */
function afterAll(source: SourceFile, { stop }: TokenList, peg: Peg, error: PythonSyntaxError): PythonSyntaxError {
  if (stop === null || error.msg.startsWith("unexpected ")) return error;
  if (stop.overrides) return stop.error;
  if (stop.bracket === null || source.line(peg.last.start) <= source.line(stop.bracket.start)) return error;
  return neverClosed(source, stop.bracket);
}

/** The tokens as CPython's tokenizer gives them: no merged operators, no soft keywords; at the prompt a NEWLINE before the end. */
function cpythonTokens(source: SourceFile, list: TokenList, start: Start): { tokens: Token[]; stop: number | null } {
  const tokens: Token[] = [];
  let stop: number | null = null;
  list.tokens.forEach((token, index) => {
    if (list.stop !== null && index === list.stop.index) stop = tokens.length;
    const { type, text } = token;
    if (type === "is not" || type === "not in") {
      const [one, two] = type.split(" ") as ["is" | "not", "not" | "in"];
      tokens.push(new Token(one, one, token.start, token.start + one.length), new Token(two, two, token.end - two.length, token.end));
    } else if (type === "match" || type === "case" || type === "type") tokens.push(new Token("NAME", text, token.start, token.end));
    else if (type === "F{" || type === "F}" || type === "F:") {
      tokens.push(new Token(text as "{" | "}" | ":", text, token.start, token.end));
      // An empty format spec has a text too.
      if (type === "F:" && list.tokens[index + 1]!.type === "F}") tokens.push(new Token("FMID", "", token.end, token.end));
    } else {
      if (type === "END" && start === "single" && (source.text.endsWith("\n") || tokens.at(-1)?.type === "DEDENT"))
        tokens.push(new Token("NEWLINE", "", token.start, token.start));
      tokens.push(token);
    }
  });
  return { tokens, stop };
}

/** Tokens that have no column. */
const LAYOUT: ReadonlySet<string> = new Set(["INDENT", "DEDENT", "END"]);

class Raiser implements Actions {
  /** The run that raises. */
  peg: Peg | null = null;
  readonly #levels: readonly number[];

  constructor(
    readonly source: SourceFile,
    readonly tokens: readonly Token[],
  ) {
    let level = 0;
    this.#levels = tokens.map(({ type }) => {
      if (type === "(" || type === "[" || type === "{") level++;
      else if (type === ")" || type === "]" || type === "}") level--;
      return level;
    });
  }

  forced(peg: Peg, type: string): never {
    this.peg = peg;
    const token = peg.peek();
    throw this.range(token, token, `expected '${type}'`);
  }

  raise(peg: Peg, how: string, labels: Labels, first: string, second: string | null, message: string): null {
    this.peg = peg;
    const a = labels[first];
    const msg = message.replace("%a", () => treeName(a!)).replace("%d", () => String(this.source.line(startOf(a!))));
    switch (how) {
      case "at":
        throw this.range(a!, a!, msg);
      case "range":
        throw this.range(a!, labels[second!]!, msg);
      case "from":
        throw this.startingFrom(peg, a!, msg);
      case "here":
        throw this.token(peg.last, msg);
      case "next":
        throw this.token(peg.peek(), msg);
      case "indent":
        throw this.token(peg.last, msg, "IndentationError");
      default:
        return this.#target(how.slice("target ".length) as "star" | "del" | "for", a!);
    }
  }

  #target(what: "star" | "del" | "for", a: Value): null {
    const bad = invalidTarget(a, what);
    if (bad !== null) throw this.range(bad, bad, `cannot ${what === "del" ? "delete" : "assign to"} ${treeName(bad)}`);
    return null;
  }

  /** The error that no rule names: at the last token that the first pass looked at. */
  unnamed(token: Token, last: Token): PythonSyntaxError {
    if (token.type === "INDENT") return this.token(last, "unexpected indent", "IndentationError");
    if (token.type === "DEDENT") return this.token(last, "unexpected unindent", "IndentationError");
    return this.range(token, token, "invalid syntax");
  }

  /** The text ends where it must not; the place is the last token's. */
  incomplete(peg: Peg, at = peg.last): PythonSyntaxError {
    this.peg = peg;
    const { line, col, endLine, endCol, text } = this.token(at, INCOMPLETE);
    return new PythonSyntaxError("_IncompleteInputError", INCOMPLETE, line, col, endLine, this.source.text === "" ? -1 : endCol, text);
  }

  range(a: Value, b: Value, msg: string): PythonSyntaxError {
    const start = this.#inText(startOf(a));
    return this.#error(msg, {
      start,
      ...this.#end(b),
      ...(this.#isLayout(a) ? { col: 0 } : {}),
      ...(this.#isLayout(b) ? { endCol: 0 } : {}),
    });
  }

  /** A NEWLINE ends on its own line. */
  #end(value: Value): { end: number; endCol?: number } {
    if (value instanceof Token && value.type === "NEWLINE") return { end: value.end - 1, endCol: this.source.column(value.end - 1) + 2 };
    return { end: this.#inText(endOf(value)) };
  }

  /** To the last token read; CPython counts its end from 0. */
  startingFrom(peg: Peg, a: Value, msg: string): PythonSyntaxError {
    const end = peg.last.type === "NEWLINE" ? peg.last.end - 1 : this.#inText(peg.last.end);
    const endCol = this.source.column(end) + (peg.last.type === "NEWLINE" && !this.#isLayout(peg.last) ? 1 : 0);
    return this.#error(msg, { start: this.#inText(startOf(a)), end, endCol, ...(this.#isLayout(a) ? { col: 0 } : {}) });
  }

  /** At a token; one of layout has no column, CPython takes its tokenizer's. */
  token(token: Token, msg: string, kind: SyntaxErrorKind = "SyntaxError"): PythonSyntaxError {
    if (!this.#isLayout(token)) return this.#error(msg, { start: token.start, ...this.#end(token), kind });
    const start = this.#inText(token.end);
    const atEnd = token.end >= this.source.text.length;
    return this.#error(msg, { start, end: start, col: atEnd ? this.#columnAtEnd(start) : this.source.column(token.end), endCol: -1, kind });
  }

  #columnAtEnd(start: number): number {
    return this.source.isMain ? 0 : this.source.text.length - this.source.lineStart(this.source.line(start));
  }

  /** CPython shows a line without its newline once its tokenizer is past that line; an empty text has no line. */
  #error(msg: string, place: ErrorPlace): PythonSyntaxError {
    if (this.source.text === "") return new PythonSyntaxError("SyntaxError", msg, 0, 0, 0, 0, "");
    const { last } = this.peg!;
    return syntaxError(this.source, msg, { ...place, bare: this.source.line(this.#inText(last.start)) > this.source.line(place.start) });
  }

  #isLayout(value: Value): boolean {
    return value instanceof Token && (LAYOUT.has(value.type) || (value.type === "NEWLINE" && value.start >= this.source.text.length));
  }

  /** What is behind the last newline is on the last line. */
  #inText(offset: number): number {
    const { text } = this.source;
    return offset >= text.length && text.endsWith("\n") ? text.length - 1 : offset;
  }

  call(peg: Peg, name: string, labels: Labels): Value | null {
    this.peg = peg;
    const a = labels["a"]!;
    const b = labels["b"]!;
    switch (name) {
      case "missingComma":
        if (isLegacy(a) || this.#levels[peg.mark - 1] === 0) return null;
        throw this.range(a, b, "invalid syntax. Perhaps you forgot a comma?");
      case "legacy": {
        if (!isLegacy(a)) return null;
        const { text } = a as Token;
        throw this.range(a, b, `Missing parentheses in call to '${text}'. Did you mean ${text}(...)?`);
      }
      case "missingColon": {
        const end = this.#inText(endOf(a));
        throw this.#error("':' expected after dictionary key", { start: startOf(a), end, col: this.source.column(end), endCol: 0 });
      }
      case "bareGenerator": {
        const args = positional(a);
        if (args.length <= 1) return null;
        throw this.range(args.at(-1)!, b, "Generator expression must be parenthesized");
      }
      case "argumentOrder":
        throw this.token(peg.last, `positional argument follows keyword argument${unpacksKeywords(a) ? " unpacking" : ""}`);
      case "typeVarTupleBound":
      case "paramSpecBound": {
        const what = b instanceof Tree && b.kind === "Tuple" ? "constraints" : "bound";
        throw this.startingFrom(peg, a, `cannot use ${what} with ${name === "paramSpecBound" ? "ParamSpec" : "TypeVarTuple"}`);
      }
      case "real":
        if (/j$/i.test((a as Token).text)) throw this.range(a, a, "real number required in complex literal");
        return a;
      case "imaginary":
        if (!/j$/i.test((a as Token).text)) throw this.range(a, a, "imaginary number required in complex literal");
        return a;
      case "number":
        return this.#number(a as Token);
      case "conversion":
        return this.#conversion(a as Token, b as Token);
      case "string":
        return this.#string(peg, a as Token);
      case "fstring":
        return this.#fstring(peg, a as readonly Value[]);
      default:
        return this.#strings(peg, a as readonly Value[]);
    }
  }

  /** An int with too many digits; CPython gives the error no column. */
  #number(token: Token): Tree {
    try {
      numberValue(token.text, this.source.maxDigits);
    } catch (e) {
      if (!(e instanceof LiteralError)) throw e;
      throw this.#error(e.message, { start: token.start, end: token.end, col: 0, endCol: 0 });
    }
    return new Tree("Constant", token.start, token.end, []);
  }

  #conversion(mark: Token, letter: Token): Value {
    if (mark.end !== letter.start) throw this.range(mark, letter, "f-string: conversion type must come right after the exclamanation mark");
    if (!/^[sra]$/.test(letter.text)) {
      throw this.range(letter, letter, `f-string: invalid conversion character '${letter.text}': expected 's', 'r', or 'a'`);
    }
    return [mark, letter];
  }

  #decode(peg: Peg, token: Token, decode: () => unknown): void {
    try {
      decode();
    } catch (e) {
      if (!(e instanceof LiteralError)) throw e;
      throw e.message.startsWith("(") ? this.token(peg.last, e.message) : this.range(token, token, e.message);
    }
  }

  #string(peg: Peg, token: Token): Tree {
    const { bytes, raw, body } = splitString(token.text);
    this.#decode(peg, token, () => (bytes ? decodeBytes(body, raw) : decodeString(body, raw)));
    return new Tree(bytes ? "Bytes" : "Constant", token.start, token.end, []);
  }

  #fstring(peg: Peg, parts: readonly Value[]): Tree {
    const end = this.tokens[peg.mark - 1]!;
    let open = peg.mark - 1;
    for (let depth = 0; ; open--) {
      const { type } = this.tokens[open]!;
      if (type === "FEND") depth++;
      else if (type === "FSTART" && --depth === 0) break;
    }
    const opener = this.tokens[open]!;
    const raw = /r/i.test(opener.text);
    for (const part of parts) if (part instanceof Token) this.#decode(peg, part, () => decodeFText(part.text, raw, false));
    return new Tree("JoinedStr", opener.start, end.end, parts);
  }

  #strings(peg: Peg, parts: readonly Value[]): Tree {
    const trees = parts as readonly Tree[];
    const bytes = trees.filter((tree) => tree.kind === "Bytes").length;
    if (bytes > 0 && bytes < trees.length) throw this.token(peg.last, "cannot mix bytes and nonbytes literals");
    const kind = trees.some((tree) => tree.kind === "JoinedStr") ? "JoinedStr" : "Constant";
    return new Tree(kind, trees[0]!.start, trees.at(-1)!.end, []);
  }
}

function isLegacy(value: Value): boolean {
  return isName(value) && (value.text === "print" || value.text === "exec");
}

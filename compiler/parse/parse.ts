/**
 * parse - a source text to Python's syntax tree, or to one syntax error.
 *
 * In      SourceFile
 * Out     ast.Mod, frozen from here on; the comments
 * Oracle  ast.parse of CPython 3.13: trees, positions, errors
 */
import nearley from "nearley";
import grammar from "../../dist/python.grammar.js";
import type * as ast from "../ast/nodes.js";
import { PythonSyntaxError, syntaxError, type ParserWarning } from "../diagnostics/syntaxerror.js";
import { lex, type Comment } from "../lex/lexer.js";
import type { Token } from "../lex/tokens.js";
import { SourceFile } from "../source.js";
import { BlockReader } from "./blocks.js";
import { explain } from "./explain/explain.js";
import { lookAhead } from "./lookahead.js";
import { Leaf, type Node } from "./node.js";

export type Mode = "exec" | "eval" | "single";

/** Flags of compile() that the parser knows, as `ast.PyCF_*` and `codeop` number them. */
export const DONT_IMPLY_DEDENT = 0x200;
export const ALLOW_INCOMPLETE_INPUT = 0x4000;

export interface Parsed {
  readonly tree: ast.Mod;
  readonly comments: readonly Comment[];
  /** What CPython's parser warns of (SyntaxWarning), in the order of the text. */
  readonly warnings: readonly ParserWarning[];
}

/** @throws PythonSyntaxError where CPython raises one */
export function parse(source: SourceFile, mode: "eval"): ast.Expression;
export function parse(source: SourceFile, mode: "single"): ast.Interactive;
export function parse(source: SourceFile, mode?: "exec"): ast.Module;
export function parse(source: SourceFile, mode?: Mode): ast.Mod;
export function parse(source: SourceFile, mode: Mode = "exec"): ast.Mod {
  return parseWithComments(source, mode).tree;
}

/**
 * The same with the comments, for who writes the program again.
 *
 * @param flags DONT_IMPLY_DEDENT: at the prompt only a newline ends a block. ALLOW_INCOMPLETE_INPUT: a text that is wrong because it ends too
 *   early is an _IncompleteInputError
 */
export function parseWithComments(given: SourceFile, mode: Mode = "exec", flags = 0): Parsed {
  // CPython ends a file's last line with a newline before it reads it; what is typed at the prompt or given to eval stays as it is.
  const source = mode === "exec" && !given.text.endsWith("\n") ? new SourceFile(given.path, given.text + "\n", given.isMain, given.maxDigits) : given;
  const list = lex(source);
  const reader = new BlockReader(source, list.tokens, (tokens, from, to) => units().parse(tokens, from, to));
  try {
    const tree = read(reader, source, mode);
    if (list.stop !== null) throw list.stop.error;
    if (mode === "single" && (flags & DONT_IMPLY_DEDENT) !== 0 && isOpenBlock(source, list.tokens)) {
      const end = source.text.length;
      throw syntaxError(source, "invalid syntax", { start: end, end, col: 0, endCol: 0 });
    }
    return { tree, comments: list.comments, warnings: inOrder(list.warnings, reader.warnings) };
  } catch (error) {
    if (error instanceof RangeError) throw tooComplex();
    if (!(error instanceof PythonSyntaxError)) throw error;
    const explained = explain(source, list, reader.statement, mode === "exec" ? "file" : mode, error, (flags & ALLOW_INCOMPLETE_INPUT) !== 0);
    if (explained instanceof PythonSyntaxError) explained.warnings = asErrors(source, inOrder(list.warnings, reader.warnings));
    throw explained;
  }
}

/** Does the text end in a block, without a newline? */
function isOpenBlock(source: SourceFile, tokens: readonly Token[]): boolean {
  return !source.text.endsWith("\n") && tokens.at(-2)?.type === "DEDENT";
}

function inOrder(...lists: readonly (readonly ParserWarning[])[]): ParserWarning[] {
  return lists.flat().sort((a, b) => a.start - b.start);
}

/** Warnings with their places, in the shape of the errors that they are under the filter "error". */
export function asErrors(source: SourceFile, warnings: readonly (ParserWarning & { readonly end?: number })[]): PythonSyntaxError[] {
  return warnings.map(({ msg, start, end }) => syntaxError(source, msg, { start, end: end ?? start }));
}

/** JavaScript's stack is used up, at a depth at which CPython's parser gives up too, or not long before. */
function tooComplex(): PythonSyntaxError {
  return new PythonSyntaxError("MemoryError", "Parser stack overflowed - Python source too complex to parse", 0, 0, 0, 0, null);
}

function read(reader: BlockReader, source: SourceFile, mode: Mode): ast.Mod {
  const end = source.text.length;
  if (mode === "eval") return { kind: "Expression", body: reader.expression(), start: 0, end };
  if (mode === "exec") return { kind: "Module", body: reader.module(), start: 0, end };
  return { kind: "Interactive", body: reader.interactive(), start: 0, end };
}

/** Units longer than this are rarely alike; not to keep their trees saves memory. */
const LONGEST_KEPT = 400;
const MOST_KEPT = 20_000;

/** The tokens of a unit as nearley asks for them. */
class LeafLexer {
  #leaves: readonly Leaf[] = [];
  #at = 0;
  reset(leaves: unknown): void {
    this.#leaves = leaves as readonly Leaf[];
    this.#at = 0;
  }
  /** The one that comes next. */
  get ahead(): Leaf | undefined {
    return this.#leaves[this.#at];
  }
  next(): nearley.Token | undefined {
    return this.#leaves[this.#at++] as unknown as nearley.Token | undefined;
  }
  save(): nearley.LexerState {
    return {};
  }
  formatError(): string {
    return "";
  }
}

/** With so many operators before one operand CPython's parser is at its end; nearley would keep all that each of them could begin. */
const MOST_PREFIXES = 5976;

function checkPrefixes(tokens: readonly Token[], from: number, to: number): void {
  let run = 0;
  for (let i = from; i < to; i++) {
    const { type, text } = tokens[i]!;
    run = type !== "STRING" && (text === "-" || text === "+" || text === "~" || text === "not") ? run + 1 : 0;
    if (run >= MOST_PREFIXES) throw new RangeError("too many prefix operators");
  }
}

type Column = ReturnType<nearley.Parser["save"]>;

/** One nearley parser for all units: what it predicts at the start of one is kept. */
class Units {
  readonly #parser: nearley.Parser;
  readonly #start: Column;
  /** Trees by the token types of their units. */
  readonly #kept = new Map<string, Node>();

  constructor() {
    const lexer = new LeafLexer();
    this.#parser = new nearley.Parser(nearley.Grammar.fromCompiled(grammar), { lexer });
    // nearley's own report walks the whole chart, and no one reads it.
    (this.#parser as unknown as { reportError: () => string }).reportError = () => "";
    this.#start = this.#parser.save();
    lookAhead(this.#parser, lexer);
  }

  parse(tokens: readonly Token[], from: number, to: number): Node | number {
    if (to - from > LONGEST_KEPT) return this.#parse(tokens, from, to);
    let key = "";
    for (let i = from; i < to; i++) key += String.fromCharCode(tokens[i]!.code);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const node = this.#parse(tokens, from, to);
    if (typeof node !== "number") {
      if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
      this.#kept.set(key, node);
    }
    return node;
  }

  #parse(tokens: readonly Token[], from: number, to: number): Node | number {
    if (to - from > MOST_PREFIXES) checkPrefixes(tokens, from, to);
    const leaves = tokens.slice(from, to).map((token, at) => new Leaf(token, at));
    this.#parser.restore(this.#start);
    try {
      this.#parser.feed(leaves as unknown as string);
    } catch (error) {
      if (!isParseFailure(error)) throw error;
      return from + error.offset;
    }
    const results = this.#parser.results as Node[];
    if (results.length > 1) throw new Error(`${results.length} trees for one statement: this is a bug in gilt's grammar`);
    return results[0] ?? to;
  }
}

function isParseFailure(error: unknown): error is { readonly offset: number } {
  return error instanceof Error && "token" in error && "offset" in error;
}

const shared: { units?: Units } = {};
function units(): Units {
  return (shared.units ??= new Units());
}

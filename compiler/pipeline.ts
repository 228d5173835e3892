/**
 * pipeline - the stages in order: source text to TypeScript, and on to the JavaScript that runs.
 *
 * In      a script's bytes
 * Out     readable TypeScript (translate), a lowered script with its positions (compile)
 * Oracle  the script's recorded output
 */
import type * as ast from "./ast/nodes.js";
import { optimized } from "./ast/optimize.js";
import { traced, tracedText } from "./ast/traced.js";
import { bind, checkScopes } from "./bind/bind.js";
import { doubtsIn } from "./bind/doubts.js";
import { variablesByPlace, type VariablesAt } from "./bind/variables.js";
import { impliedSupers } from "./bind/supers.js";
import { PythonSyntaxError, type ParserWarning } from "./diagnostics/syntaxerror.js";
import { emitText, type EmittedText } from "./emit/module.js";
import { readSource, textSource } from "./host.js";
import { lowerModule } from "./lower/lower.js";
import { asErrors, parseWithComments, type Mode } from "./parse/parse.js";
import { PlacedSource, type Places } from "./placed.js";
import type { SourceFile } from "./source.js";
import { typesOf } from "./types/table.js";
import { literalTypes } from "./types/types.js";

export interface CompileOptions {
  /** as Python shows it in `File "..."` */
  readonly path: string;
  /** `__name__` */
  readonly name: string;
  /** asserts every inferred type at run time */
  readonly checkTypes?: boolean;
  /** lowered so that a test can suspend at every site */
  readonly inject?: boolean;
  /** 1: python3's -O, 2: -OO */
  readonly optimize?: number;
  /** tells trace functions what it does: one is set */
  readonly traced?: boolean;
  /** what leaves a function takes along what its variables are */
  readonly keepsLocals?: boolean;
  /** For the readable text: what it calls a module of the script. */
  readonly scriptModule?: (name: string, level: number) => string | null;
  /** Told the milliseconds of each stage, for --timing. */
  readonly timed?: (stage: string, ms: number) => void;
}

/** A lowered module; runtime/importer/code.ts keeps it in the cache. */
export interface Compiled {
  readonly code: string;
  readonly positions: unknown;
  /** what CPython's compiler warns of, in its order; in the shape of the errors that they are under the filter "error" */
  readonly warnings: readonly PythonSyntaxError[];
}

/** Runs one stage and tells how long it took. */
function stage<T>(options: CompileOptions, name: string, work: () => T): T {
  if (options.timed === undefined) return work();
  const began = performance.now();
  const result = work();
  options.timed(name, performance.now() - began);
  return result;
}

function front(bytes: Uint8Array, options: CompileOptions): { source: SourceFile; module: ast.Module; doubts: readonly ParserWarning[] } {
  const source = readSource(bytes, options.path, options.name === "__main__");
  const { tree, warnings } = stage(options, "parse", () => parseWithComments(source));
  const module = optimized(tree as ast.Module, options.optimize ?? 0);
  return { source, module: traced(module, options.name, source.text, (offset) => source.line(offset), options.traced === true), doubts: warnings };
}

/** The TypeScript of a script, as `gilt build` writes it. @throws PythonSyntaxError */
export function translate(bytes: Uint8Array, options: CompileOptions): string {
  const { source, module } = front(bytes, options);
  const symbols = bind(module, source);
  impliedSupers(module, symbols, source.text);
  const main = options.name === "__main__";
  const { scriptModule } = options;
  return emitText(module, symbols, typesOf(module, symbols, main), source, { main, ...(scriptModule === undefined ? {} : { scriptModule }) }).text;
}

interface Emitted {
  readonly source: SourceFile;
  readonly emitted: EmittedText;
  readonly warnings: readonly PythonSyntaxError[];
  /** of the functions, where they are to keep them */
  readonly variables?: VariablesAt;
}

/** The TypeScript, and nothing else of what it was made from. @throws PythonSyntaxError */
export function emit(bytes: Uint8Array, options: CompileOptions): Emitted {
  const { source, module, doubts } = front(bytes, options);
  const warnings = asErrors(source, doubts);
  const symbols = stage(options, "bind", () => {
    const table = bound(module, source, warnings);
    impliedSupers(module, table, source.text);
    return table;
  });
  const main = options.name === "__main__";
  const types = stage(options, "infer", () => typesOf(module, symbols, main));
  const emitted = stage(options, "emit", () => emitText(module, symbols, types, source, { main, checkTypes: options.checkTypes === true }));
  const variables = options.keepsLocals === true ? { variables: variablesByPlace(symbols) } : {};
  return { source, warnings: [...warnings, ...asErrors(source, doubtsIn(module))], emitted, ...variables };
}

export interface TextOptions {
  readonly path: string;
  readonly mode: Mode;
  /** Flags of compile(). */
  readonly flags?: number;
  /** -O and -OO. */
  readonly optimize?: number;
  /** For the build that suspends at every call. */
  readonly inject?: boolean;
  /** tells trace functions what it does: one is set */
  readonly traced?: boolean;
  /** what leaves a function takes along what its variables are */
  readonly keepsLocals?: boolean;
  /** sys.get_int_max_str_digits() */
  readonly maxDigits?: number;
  /** Of the text of a syntax tree: where its nodes say they are. */
  readonly places?: Places;
}

/** Text for eval, exec or the prompt: its names are in dictionaries. @throws PythonSyntaxError */
export function compileText(text: string, options: TextOptions): Compiled {
  const source = textSource(text, options.path, false, options.maxDigits);
  const { flags = 0 } = options;
  const { tree: parsed, warnings: doubts } = parseWithComments(source, options.mode, flags);
  const plain = optimized(parsed, options.optimize ?? 0);
  const tree = plain.kind === "Module" ? tracedText(plain, source.text, (offset) => source.line(offset), options.traced === true) : plain;
  const warnings = asErrors(source, doubts);
  const shown = options.places === undefined ? source : new PlacedSource(options.path, text, options.places);
  const symbols = bound(tree, shown, warnings, { textOnly: true, flags });
  const lowered = lowerModule(emitText(tree, symbols, literalTypes, source, { dynamic: true, flags }), shown, {
    ...options,
    dynamic: true,
    ...(options.keepsLocals === true ? { variables: variablesByPlace(symbols) } : {}),
  });
  return { ...lowered, warnings: [...warnings, ...asErrors(shown, doubtsIn(tree))] };
}

/** The JavaScript that runs. @throws PythonSyntaxError */
export function compile(bytes: Uint8Array, options: CompileOptions): Compiled {
  const { source, emitted, warnings, ...variables } = emit(bytes, options);
  return { ...stage(options, "lower", () => lowerModule(emitted, source, { ...options, ...variables })), warnings };
}

/** Throws the errors of a text that CPython's symtable finds, before it generates code. @throws PythonSyntaxError */
export function checkTextScopes(module: ast.Mod, source: SourceFile): void {
  warned([], true, () => checkScopes(module, source));
}

/** The scopes. */
function bound(
  module: ast.Mod,
  source: SourceFile,
  warnings: readonly PythonSyntaxError[],
  { textOnly = false, flags = 0 }: { textOnly?: boolean; flags?: number } = {},
): ReturnType<typeof bind> {
  return warned(warnings, textOnly, () => bind(module, source, flags));
}

/**
 * An error takes with it what was warned of before. Behind its parser CPython no longer has the text: it reads the line from the file, and what was
 * given as text has none.
 */
function warned<T>(warnings: readonly PythonSyntaxError[], textOnly: boolean, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PythonSyntaxError) {
      error.warnings = warnings;
      if (textOnly) error.text = null;
    }
    throw error;
  }
}

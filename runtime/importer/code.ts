/**
 * code - a module's compiled form: from the cache, or by the compiler, which is loaded only then.
 *
 * Invariants
 *   C1  An entry is named by the hash of the source's bytes, the build of gilt and the options: it is never wrong, only missing.
 *   C2  A cache that cannot be read or written costs time, never an error.
 */
import vm from "node:vm";
import { registerScript, type Positions } from "../frames/scripts.js";
import { IndentationError, MemoryError, SyntaxError, TabError } from "../objects/exceptions.js";
import { Tuple } from "../objects/tuple.js";
import type { Value } from "../objects/object.js";
import { contentHash } from "./contenthash.js";
import { markAstral } from "../objects/str/points.js";

/** What bin/loader.js offers to the bundles. */
interface Loader {
  cacheFolder(): string;
  compileCached(source: string, filename: string, key: string): { script: { runInThisContext(): unknown }; store: (() => void) | undefined };
  readIfThere(file: string): Buffer | undefined;
  writeAtomic(file: string, data: string | Uint8Array): void;
  storeCaches(): void;
  atEnd: (() => void)[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  loadBundle(name: string): any;
  dist: string;
}

export const loader = (globalThis as unknown as Record<symbol, Loader>)[Symbol.for("gilt.loader")]!;

/** Hash of the compiler's bundle, written in by the build. */
declare const __GILT_BUILD__: string;

/** What the compiler gives; compiler/pipeline.ts has the same shape. */
export interface Compiled {
  /** the script: an expression whose value takes ($gilt, $module) and gives the body */
  readonly code: string;
  /** JavaScript line to Python span, for tracebacks */
  readonly positions: Positions;
}

export interface CompileOptions {
  /** Python's name for the file */
  readonly path: string;
  /** as `__name__` */
  readonly name: string;
  readonly checkTypes?: boolean;
  readonly inject?: boolean;
}

export type ModuleCode = ($gilt: unknown, $module: unknown) => () => unknown;

const timings: [string, number][] = [];

/** Milliseconds that stages took, for --timing. */
export function stageTimes(): readonly (readonly [string, number])[] {
  return timings;
}

/**
 * The code of a source text, ready to run.
 *
 * @throws the compiler's PythonSyntaxError
 */
export function loadCode(bytes: Uint8Array, options: CompileOptions): ModuleCode {
  const head = `${__GILT_BUILD__} ${options.name === "__main__" ? 1 : 0}${options.checkTypes === true ? "c" : ""}${options.inject === true ? "i" : ""}\0${options.path}\0`;
  const key = contentHash(Buffer.concat([Buffer.from(head), bytes]));
  const folder = `${loader.cacheFolder()}/${key.slice(0, 2)}`;
  const file = `${folder}/${key}.json`;
  const began = performance.now();
  let compiled: Compiled | undefined;
  const stored = loader.readIfThere(file);
  if (stored !== undefined) {
    try {
      compiled = JSON.parse(stored.toString("utf8")) as Compiled;
    } catch {
      compiled = undefined; // half written by a machine that went down: made again below
    }
  }
  if (compiled === undefined) {
    compiled = compile(bytes, options);
    loader.writeAtomic(file, JSON.stringify(compiled));
    timings.push(["compile", performance.now() - began]);
  } else timings.push(["read cache", performance.now() - began]);
  // its literals
  markAstral(compiled.code);
  const filename = `gilt:${scripts++}:${options.path}`;
  registerScript(filename, options.path, compiled.positions);
  const { script, store } = loader.compileCached(compiled.code, filename, key);
  if (store !== undefined) loader.atEnd.push(store);
  return script.runInThisContext() as ModuleCode;
}

let scripts = 0;

const texts = new Map<string, ModuleCode>();
/** More different texts than this are compiled again. */
const KEPT_TEXTS = 500;

/**
 * The code of a text given to eval, exec or compile.
 *
 * @throws SyntaxError
 */
export function loadText(text: string, options: { readonly path: string; readonly mode: "exec" | "eval" | "single" }): ModuleCode {
  const key = `${options.mode} ${options.path}\0${text}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const { compileText, PythonSyntaxError } = loader.loadBundle("compiler");
  let compiled: Compiled;
  try {
    compiled = compileText(text, options) as Compiled;
  } catch (error) {
    if (error instanceof PythonSyntaxError) throw syntaxError(error as Rejection, options.path);
    throw error;
  }
  const filename = `gilt:${scripts++}:${options.path}`;
  registerScript(filename, options.path, compiled.positions);
  markAstral(compiled.code);
  const code = new vm.Script(compiled.code, { filename }).runInThisContext() as ModuleCode;
  if (texts.size >= KEPT_TEXTS) texts.clear();
  texts.set(key, code);
  return code;
}

/** What the compiler throws: PythonSyntaxError of compiler/diagnostics/syntaxerror.ts. */
interface Rejection {
  kind: "SyntaxError" | "IndentationError" | "TabError" | "MemoryError";
  msg: string;
  line: number;
  col: number;
  endLine: number;
  endCol: number;
  text: string | null;
}

function compile(bytes: Uint8Array, options: CompileOptions): Compiled {
  const { compile: run, PythonSyntaxError } = loader.loadBundle("compiler");
  try {
    return run(bytes, options) as Compiled;
  } catch (error) {
    if (error instanceof PythonSyntaxError) throw syntaxError(error as Rejection, options.path);
    throw error;
  }
}

/** The exception that stands for a text which is not Python. */
export function syntaxError(e: Rejection, path: string): Value {
  if (e.kind === "MemoryError") return new MemoryError(e.msg);
  const cls = e.kind === "TabError" ? TabError : e.kind === "IndentationError" ? IndentationError : SyntaxError;
  return new cls(e.msg, new Tuple([path, e.line, e.col, e.text, e.endLine, e.endCol]));
}

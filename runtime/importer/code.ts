/**
 * code - a module's compiled form: from the cache, or by the compiler, which is loaded only then.
 *
 * Invariants
 *   C1  An entry is named by the hash of the source's bytes, the build of gilt and the options: it is never wrong, only missing.
 *   C2  A cache that cannot be read or written costs time, never an error.
 */
import vm from "node:vm";
import { $c } from "../frames/save.js";
import type { Suspends } from "../frames/suspend.js";
import type { Positions } from "../frames/scripts.js";
import { asksForLocals, importsAsking } from "./asking.js";
import { knowScript, type ScriptText } from "./instances.js";
import { keepSmallText, smallText } from "./smalltexts.js";
import { IndentationError, MemoryError, SyntaxError, SyntaxWarning, TabError, _IncompleteInputError } from "../objects/exceptions.js";
import { sourceLine } from "../objects/tracelines.js";
import { warnings } from "../objects/warn.js";
import { Tuple } from "../objects/tuple.js";
import { isinstance, type Value } from "../objects/object.js";
import { monotonicMs } from "../scheduler/clock.js";
import { contentHash } from "./contenthash.js";
import { compileDeep, isTooDeep } from "./deep.js";
import { markAstral } from "../objects/str/points.js";
import { carriedContents } from "../snapshot/carried.js";
import { digitLimit } from "../objects/int/text.js";

/** vm.Script of a module: it gives its code, and runs nothing of it. */
interface Script {
  runInThisContext(): ModuleCode;
}

/** What bin/loader.js offers to the bundles. */
interface Loader {
  cacheFolder(): string;
  compileCached(source: string, filename: string, key: string): { script: Script; store: (() => void) | undefined };
  /** A file's bytes, good until the next file is read; undefined if it is not there. */
  readForNow(file: string): Buffer | undefined;
  /** The text of a bundle, by its file, as V8 counts places in it; undefined if it is not there. */
  bundleText(file: string): string | undefined;
  writeAtomic(file: string, data: string | Uint8Array): undefined;
  storeCaches(): undefined;
  atEnd: (() => void)[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the launcher and the build put there has no types
  loadBundle(name: string): any;
  /** With V8's flags as they suit the compiler. */
  asCompiler(work: () => Compiled): Compiled;
  bundlesForWorkers(): object;
  hasLoaded(): undefined;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the launcher and the build put there has no types
  freshBundle(name: string): any;
  dist: string;
  loadKoffi(): unknown;
  /** V8 optimises in the way that suits threads, or in its own. */
  tune(): undefined;
  untune(): undefined;
  setFlags(flags: readonly string[]): undefined;
}

/** Flags of the compiler, set by the command line. */
export const compileFlags = { checkTypes: false, inject: false, optimize: 0, keepsLocals: false };
carriedContents("compiler flags", compileFlags);

export const loader = (globalThis as unknown as Record<symbol, Loader>)[Symbol.for("gilt.loader")]!;

/** Hash of the compiler's bundle, written in by the build. */
declare const __GILT_BUILD__: string;

/** What the compiler gives; compiler/pipeline.ts has the same shape. */
export interface Compiled {
  /** the script: an expression whose value takes ($gilt, $module) and gives the body */
  readonly code: string;
  /** JavaScript line to Python span, for tracebacks; as JSON where nobody has asked yet */
  readonly positions: Positions | string;
  /** SyntaxWarnings, in order */
  readonly warnings: readonly Rejection[];
}

export interface CompileOptions {
  /** Python's name for the file */
  readonly path: string;
  /** as `__name__` */
  readonly name: string;
  readonly checkTypes?: boolean;
  readonly inject?: boolean;
  /** 1: python3's -O, 2: -OO */
  readonly optimize?: number;
  /** tells trace functions what it does: one is set */
  readonly traced?: boolean;
  /** what leaves a function takes along what its variables are (asking.ts) */
  readonly keepsLocals?: boolean;
  readonly timed?: (stage: string, ms: number) => void;
}

/** A source text: its bytes, or how to get them, what stands for them in names, and the entry that the build made of it. */
export type Source = Uint8Array | { readonly key: string; read(): Uint8Array; compiled(): Buffer | undefined };

export type ModuleCode = ($gilt: unknown, $module: unknown) => () => unknown;

/** Counts the changes of what an entry means. */
const FORM = 3;

const timings: [string, number][] = [];

/** Milliseconds that stages took, for --timing. */
export function stageTimes(): readonly (readonly [string, number])[] {
  return timings;
}

/** The cache entry of a source text. */
function entryOf(source: Source, options: CompileOptions): { key: string; file: string } {
  const head = `${__GILT_BUILD__} ${FORM} ${options.name === "__main__" ? 1 : 0}${options.checkTypes === true ? "c" : ""}${options.inject === true ? "i" : ""}${options.traced === true ? "t" : ""}${options.keepsLocals === true ? "k" : ""}${options.optimize ?? 0}\0${options.path}\0`;
  const key = contentHash(Buffer.concat([Buffer.from(head), source instanceof Uint8Array ? source : Buffer.from(source.key)]));
  return { key, file: `${loader.cacheFolder()}/${key.slice(0, 2)}/${key}.json` };
}

/** Whether a compiler's hash is that of the one this runtime goes with. */
export function isBuild(hash: string): boolean {
  return hash === __GILT_BUILD__;
}

/** Puts what the compiler made of a text before into the cache. */
export function keep(source: Uint8Array, options: CompileOptions, compiled: Compiled): undefined {
  const { file } = entryOf(source, options);
  if (loader.readForNow(file) === undefined) loader.writeAtomic(file, packed(compiled));
}

/** An entry: a line that says how long its parts are, the code, and the positions, which are read when a traceback asks. JSON of the code would be read letter by letter. */
function packed({ code, positions, warnings }: Compiled): Buffer {
  const text = Buffer.from(code);
  const places = typeof positions === "string" ? positions : JSON.stringify(positions);
  const head = { code: text.length, ascii: text.length === code.length, positions: Buffer.byteLength(places), warnings };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), text, Buffer.from(places)]);
}

/** What an entry holds; undefined if it is not whole: half written by a machine that went down. */
function unpacked(entry: Buffer): Compiled | undefined {
  const start = entry.indexOf(10) + 1;
  let head: { code: number; ascii: boolean; positions: number; warnings: readonly Rejection[] };
  try {
    head = JSON.parse(entry.toString("utf8", 0, start)) as typeof head;
  } catch {
    return undefined;
  }
  const middle = start + head.code;
  if (entry.length !== middle + head.positions) return undefined;
  const code = head.ascii ? entry.toString("latin1", start, middle) : entry.toString("utf8", start, middle);
  return { code, positions: entry.toString("utf8", middle, entry.length), warnings: head.warnings };
}

/** Whether a text's functions keep their variables: it looks at such, or one before it does. */
function keepsLocals(text: Uint8Array | string, { name, path }: { readonly name?: string; readonly path: string }): boolean {
  const isScript = name === "__main__" && typeof text !== "string";
  return (compileFlags.keepsLocals ||= asksForLocals(text) || (isScript && importsAsking(text, path, (file) => loader.readForNow(file))));
}

/**
 * The code of a source text, ready to run.
 *
 * @throws the compiler's PythonSyntaxError
 */
export function loadCode(source: Source, given: CompileOptions): Suspends<ModuleCode> {
  const options = { ...given, keepsLocals: source instanceof Uint8Array && keepsLocals(source, given) };
  const { key, file } = entryOf(source, options);
  const began = monotonicMs();
  const stored = loader.readForNow(file);
  let compiled = stored === undefined ? undefined : unpacked(stored);
  const fresh = compiled === undefined;
  if (
    compiled === undefined &&
    !(source instanceof Uint8Array) &&
    options.name !== "__main__" &&
    options.checkTypes !== true &&
    options.inject !== true &&
    (options.optimize ?? 0) === 0
  ) {
    const entry = source.compiled();
    if (entry !== undefined && (compiled = unpacked(entry)) !== undefined) loader.writeAtomic(file, entry);
  }
  if (compiled === undefined) {
    compiled = compile(source instanceof Uint8Array ? source : source.read(), { ...options, timed: (stage, ms) => timings.push([stage, ms]) });
    loader.writeAtomic(file, packed(compiled));
    timings.push(["compile, in all", monotonicMs() - began]);
  } else timings.push(["read cache", monotonicMs() - began]);
  // as with CPython's own cache, an imported module warns when it is compiled
  if (fresh || options.name === "__main__") tell(compiled.warnings, options.path);
  // its literals
  markAstral(compiled.code);
  // code that comes out of V8's cache keeps the name that it was compiled with: the same one in every program
  return evaluateScript({ filename: `gilt:${key}:${options.path}`, path: options.path, code: compiled.code, positions: compiled.positions, key });
}

/** Numbers the scripts in JavaScript's stacks. */
export const scripts = { next: 0 };
carriedContents("script numbers", scripts);

/** The texts that have been evaluated, by key: one of each is kept. */
const evaluated = new Map<string, ScriptText>();

/** A script's code, from V8's cache if it has a key. */
export function evaluateScript(given: ScriptText): Suspends<ModuleCode> {
  const text = (given.key === null ? undefined : evaluated.get(given.key)) ?? given;
  if (text.key !== null) evaluated.set(text.key, text);
  return knowScript(
    text,
    $c(scriptOf(text).runInThisContext() as object, [codeAgain, text.filename, text.path, text.code, text.positions, text.key]) as ModuleCode,
  );
}

function scriptOf(text: ScriptText): Script {
  if (text.key === null) return new vm.Script(text.code, { filename: text.filename }) as Script;
  const { script, store } = loader.compileCached(text.code, text.filename, text.key);
  if (store !== undefined) loader.atEnd.push(store);
  return script;
}

/** What a snapshot makes code with that no module or text runs yet. */
function codeAgain(filename: string, path: string, code: string, positions: ScriptText["positions"], key: string | null): Suspends<ModuleCode> {
  return evaluateScript({ filename, path, code, positions, key });
}

const texts = new Map<string, { code: ModuleCode; warnings: readonly Rejection[] }>();
/** More different texts than this are compiled again. */
const KEPT_TEXTS = 500;
/** Texts of so many characters have files of their own. */
const LONG_TEXT = 2000;

/** How compile() reads a text. */
export interface TextOptions {
  readonly path: string;
  readonly mode: "exec" | "eval" | "single";
  /** ast.PyCF_* */
  readonly flags: number;
  /** 0, 1 (-O) or 2 (-OO) */
  readonly optimize: number;
  readonly inject: boolean;
  /** tells trace functions what it does: one is set */
  readonly traced: boolean;
  /** of the text of a syntax tree: in turn an offset, a line and a column */
  readonly places?: readonly number[];
}

/** A text with ints whose digits are counted. */
const DIGITS = /[0-9_]{640}/;

/**
 * The code of a text given to eval, exec or compile.
 *
 * @throws SyntaxError
 */
export function loadText(text: string, given: TextOptions): Suspends<ModuleCode> {
  const options = { ...given, keepsLocals: keepsLocals(text, given), maxDigits: digitLimit.value };
  const marks = `${options.traced ? "t" : ""}${options.keepsLocals ? "k" : ""}${DIGITS.test(text) ? options.maxDigits : ""}`;
  const key = `${options.mode} ${options.flags} ${options.optimize}${marks} ${options.path}\0${text}\0${options.places?.join() ?? ""}`;
  const known = texts.get(key);
  if (known !== undefined) {
    tell(known.warnings, options.path);
    return known.code;
  }
  const compiled = storedText(key, text, options) ?? compileText(key, text, options);
  tell(compiled.warnings, options.path);
  markAstral(compiled.code);
  const code = evaluateScript({
    filename: `gilt:${scripts.next++}:${options.path}`,
    path: options.path,
    code: compiled.code,
    positions: compiled.positions,
    key: null,
  });
  if (texts.size >= KEPT_TEXTS) texts.clear();
  texts.set(key, { code, warnings: compiled.warnings });
  return code;
}

/** The file of the cache for something that this compiler makes. */
export function fileOf(what: string): string {
  const hash = contentHash(Buffer.from(`${__GILT_BUILD__} ${FORM} ${what}`));
  return `${loader.cacheFolder()}/${hash.slice(0, 2)}/${hash}.json`;
}

/** What is known of a text given to eval, exec or compile: a long one has a file of its own. */
function identityOf(key: string, { inject }: TextOptions): string {
  return `text${inject ? "i" : ""}\0${key}`;
}

function storedText(key: string, text: string, options: TextOptions): Compiled | undefined {
  const identity = identityOf(key, options);
  if (text.length < LONG_TEXT) return smallText(identity);
  const stored = loader.readForNow(fileOf(identity));
  return stored === undefined ? undefined : unpacked(stored);
}

function compileText(key: string, text: string, options: TextOptions): Suspends<Compiled> {
  const compiled = asked(text, options);
  if (!("code" in compiled)) throw rejected(compiled, options.path);
  const identity = identityOf(key, options);
  if (text.length < LONG_TEXT) keepSmallText(identity, compiled);
  else loader.writeAtomic(fileOf(identity), packed(compiled));
  return compiled;
}

/** What the importer takes of compiler/pipeline.ts. */
interface Compiler {
  compile(bytes: Uint8Array, options: object): Compiled;
  compileText(text: string, options: object): Compiled;
  readonly PythonSyntaxError: new () => Error;
}

/** What the compiler throws: PythonSyntaxError of compiler/diagnostics/syntaxerror.ts. */
interface Rejection {
  kind: "SyntaxError" | "IndentationError" | "TabError" | "_IncompleteInputError" | "MemoryError";
  msg: string;
  line: number;
  col: number;
  endLine: number;
  endCol: number;
  text: string | null;
  warnings?: readonly Rejection[];
}

function compile(bytes: Uint8Array, options: CompileOptions): Suspends<Compiled> {
  const answer = asked(bytes, options);
  if ("code" in answer) return answer;
  throw rejected(answer, options.path);
}

/**
 * What the compiler makes of a text or has against it, as plain data: nothing of the compiler's goes elsewhere with the program. What is too deep for it
 * is given to it once more, with a bigger stack; what is too deep for that too is CPython's MemoryError.
 */
function asked(source: Uint8Array | string, options: object): Compiled | Rejection {
  const compiler = (loader as { loadBundle(name: string): Compiler }).loadBundle("compiler");
  try {
    if (typeof source === "string") return compiler.compileText(source, options);
    return loader.asCompiler(() => compiler.compile(source, options));
  } catch (error) {
    if (error instanceof compiler.PythonSyntaxError) return plain(error as unknown as Rejection);
    if (!isTooDeep(error)) throw error;
  }
  const given = { options: JSON.parse(JSON.stringify(options)) as object };
  const { compiled, rejected: refused } = compileDeep(loader.dist, typeof source === "string" ? { ...given, text: source } : { ...given, bytes: source });
  if (compiled !== undefined) return compiled as Compiled;
  if (refused !== undefined) return plain(refused as Rejection);
  const msg = "Parser stack overflowed - Python source too complex to parse";
  return { kind: "MemoryError", msg, line: -1, col: 0, endLine: 0, endCol: 0, text: null };
}

function plain({ kind, msg, line, col, endLine, endCol, text, warnings: before = [] }: Rejection): Rejection {
  return { kind, msg, line, col, endLine, endCol, text, warnings: before.map(plain) };
}

/** Gives the warnings about a text; one that a filter makes an error is a SyntaxError. */
function tell(doubts: readonly Rejection[], path: string): Suspends<void> {
  if (warnings.ofText === null) return;
  for (const doubt of doubts) {
    try {
      warnings.ofText(doubt.msg, path, doubt.line);
    } catch (error) {
      if (!isinstance(error as Value, SyntaxWarning)) throw error;
      throw syntaxError(doubt, path);
    }
  }
}

/** The error of a text, after the warnings that came before it. */
function rejected(e: Rejection, path: string): Suspends<Value> {
  tell(e.warnings ?? [], path);
  return syntaxError(e, path);
}

function errorOf(kind: Rejection["kind"], msg: string, ...place: Tuple[]): Value {
  switch (kind) {
    case "IndentationError":
      return new IndentationError(msg, ...place);
    case "TabError":
      return new TabError(msg, ...place);
    case "_IncompleteInputError":
      return new _IncompleteInputError(msg, ...place);
    case "MemoryError":
      return new MemoryError(msg);
    case "SyntaxError":
      return new SyntaxError(msg, ...place);
  }
}

/** The exception that stands for a text which is not Python. */
export function syntaxError(e: Rejection, path: string): Suspends<Value> {
  // what the compiler throws stays here if the program goes elsewhere
  const { kind, msg, line, col, text, endLine, endCol } = e;
  if (kind === "MemoryError" || line < 0) return errorOf(kind, msg);
  const shown = text ?? (path.startsWith("<") ? "" : sourceLine(path, line));
  return errorOf(kind, msg, new Tuple([path, line, col, shown === "" && text === null ? null : shown, endLine, endCol]));
}

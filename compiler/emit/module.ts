/**
 * module - one module of Python as one text of TypeScript.
 *
 * In      ast.Module, SymbolTable, TypeTable, SourceFile
 * Out     the TypeScript text, and the way back to Python's positions
 * Oracle  the script's recorded output
 */
import { annotationsAreTexts, FUTURE_ANNOTATIONS } from "../ast/future.js";
import type * as ast from "../ast/nodes.js";
import { FIELDS } from "../ast/nodes.js";
import { eachChild, some } from "../ast/visit.js";
import type { SymbolTable } from "../bind/symtable.js";
import { isOfLibrary, type SourceFile } from "../source.js";
import type { TypeTable } from "../types/types.js";
import { annotationsAreSeen, doubtfulAnnotations, hasAnnotations } from "./annotations.js";
import type { SpanRow } from "./code.js";
import { findComments } from "./comments.js";
import { Context, FunctionContext, ModuleContext, type EmitOptions } from "./context.js";
import { docComment, docOf } from "./docs.js";
import { emitBlock, emitStatement, value } from "./emit.js";
import { declareAtHead } from "./functions.js";
import { wrapped } from "./imports.js";
import { Writer } from "./writer.js";
import { flushComments } from "./statements.js";

export interface EmittedText {
  readonly text: string;
  readonly spans: readonly SpanRow[];
  /** What the text imports from "gilt". */
  readonly helpers: readonly string[];
  /** Identifiers that are no variables of the script. */
  readonly temporaries: Set<string>;
  /** What the code objects of the text have in `co_flags` besides their own. */
  readonly flags: number;
}

const ASKS_FOR_NAMES: ReadonlySet<string> = new Set(["globals", "exec", "eval", "__import__"]);
/** These ask for names when they have no arguments. */
const ASKS_ALONE: ReadonlySet<string> = new Set(["locals", "vars", "dir"]);

/** Whether a script can see its module variables in a dictionary. */
function asksForNamespace(node: ast.Node, source: SourceFile): boolean {
  return (
    (node.kind === "Name" && ASKS_FOR_NAMES.has(node.id)) ||
    (node.kind === "Call" && node.args.length === 0 && node.func.kind === "Name" && ASKS_ALONE.has(node.func.id)) ||
    (node.kind === "Constant" && node.value.type === "str" && node.value.value === "__main__" && !source.text.includes("__name__"))
  );
}

/** Whether importing modules of a package may bind names of the package before its own text does: `from .shape import draw`, then `def shape(): ...`. */
function bindsSubmodules(module: ast.Mod, source: SourceFile): boolean {
  const folder = /([^/]*)\/__init__\.py$/.exec(source.path)?.[1];
  if (folder === undefined || isOfLibrary(source.path)) return false;
  const isOwn = (name: string | null): boolean => name !== null && name.split(".").includes(folder);
  return some(module, (n) => (n.kind === "ImportFrom" ? n.level > 0 || isOwn(n.module) : n.kind === "Import" && n.names.some((a) => isOwn(a.name))));
}

/** The TypeScript of a module as text. */
export function emitText(module: ast.Mod, symbols: SymbolTable, types: TypeTable, source: SourceFile, options: EmitOptions = {}): EmittedText {
  const taken = new Set<string>();
  const collect = (node: ast.Node): void => {
    taken.add(node.kind);
    if (node.kind === "Constant" && node.constKind !== null) taken.add(node.constKind);
    const fields = FIELDS[node.kind];
    for (let i = 0; i < fields.length; i++) {
      const value = (node as unknown as Readonly<Record<string, unknown>>)[fields[i]!];
      if (typeof value === "string") taken.add(value);
    }
    if (node.kind === "Import") for (const alias of node.names) taken.add(alias.name.split(".")[0]!);
    if (node.kind === "Global" || node.kind === "Nonlocal") node.names.forEach((n) => taken.add(n));
    if (node.kind === "ImportFrom" && node.names[0]!.name === "*") star = true;
    asks ||= asksForNamespace(node, source);
    if (node.kind === "Global") for (const name of node.names) globals.add(name);
    eachChild(node, collect);
  };
  const globals = new Set<string>();
  let star = false;
  let asks = false;
  collect(module);
  const bound = boundNames(symbols);
  const hoistAll = options.main !== true || star || asks;
  const mc = new ModuleContext(symbols, types, source, findComments(module, source), options, taken, bound, star, hoistAll);
  mc.annotations = options.annotations ?? annotationsAreSeen(module, source, options.main === true);
  mc.doubtful = doubtfulAnnotations(module, symbols, source, options.flags);
  mc.globals = globals;
  const body = module.kind === "Expression" ? [] : module.body;
  mc.futureAnnotations = annotationsAreTexts(module, options.flags);
  const out = new Writer();
  const placing = options.dynamic === true ? "none" : bindsSubmodules(module, source) ? "head" : hoistAll ? "top" : "free";
  const fn = new FunctionContext(symbols.module, placing, null);
  const cx = new Context(mc, fn, symbols.module, out);

  const doc = module.kind === "Module" ? docOf(body) : null;
  const start = doc === null ? (body[0]?.start ?? source.text.length) : body[0]!.start;
  const head = new Writer();
  // comments above everything stay there
  const top = out.capture(() => {
    if (doc !== null || body[0]?.kind === "Import" || body[0]?.kind === "ImportFrom") flushComments(cx, start);
  });
  head.raw(top);
  if (doc !== null) for (const line of docComment(doc)) head.line(line);
  declareAtHead(cx);
  if (mc.annotations && hasAnnotations(body)) {
    const none = `${cx.helper("dict")}()`;
    if (options.dynamic !== true) out.line(`const __annotations__ = ${none};`);
    else {
      const there = `${cx.helper("contains")}(${cx.helper("namespaceOf")}(false), "__annotations__")`;
      out.line(`if (!${there}) ${cx.dynamicName("setName", "__annotations__", none).text};`);
    }
  }
  if (module.kind === "Expression") evaluated(module.body, "evaluated", cx);
  else if (module.kind === "Interactive") {
    mc.interactive = true;
    for (const node of body) {
      if (node.kind === "Expr") evaluated(node.value, "displayed", cx);
      else emitStatement(node, cx);
    }
  } else emitBlock(doc === null ? body : body.slice(1), cx);
  flushComments(cx, source.text.length + 1);

  writeImports(mc, head);
  if (doc !== null && mc.helpers.size === 0 && mc.typeNames.size === 0) head.line("export {};");
  const bodyText = out.text();
  const needsBlank = !head.empty && !/^\s*(?:import\b|\n)/.test(bodyText.replace(/[\u0091-\u0093]\d*/g, ""));
  const marked = (head.empty ? "" : head.text()) + (needsBlank ? "\n" : "") + bodyText.replace(/^\n+/, "");
  const { text, spans } = mc.marks.strip(marked);
  return { text, spans, helpers: [...mc.helpers.keys()].sort(), temporaries: mc.temporaries, flags: mc.futureAnnotations ? FUTURE_ANNOTATIONS : 0 };
}

/** `evaluated(e);` is the result of eval, `displayed(e);` what the prompt shows. */
function evaluated(node: ast.Expr, helper: string, cx: Context): void {
  const text = cx.call(helper, value(node, cx)).text;
  if (cx.fn.pending.length > 0) cx.out.line(`let ${cx.fn.pending.map((n) => `${n}: ${cx.type("Value")}`).join(", ")};`);
  cx.fn.pending = [];
  cx.out.line(`${cx.mark(node, text)};`);
}

/** Every identifier that some scope binds: helpers of the same name are imported under another. */
function boundNames(symbols: SymbolTable): Set<string> {
  const names = new Set<string>();
  const visit = (scope: SymbolTable["module"]): void => {
    for (const [name, symbol] of scope.symbols) if ((symbol.bound || symbol.global !== null) && scope.kind !== "class") names.add(name);
    if (scope.kind === "class") names.add(scope.name);
    if (scope.kind === "function") names.add(scope.name);
    scope.children.forEach(visit);
  };
  visit(symbols.module);
  return names;
}

/** `import { len, print } from "gilt"; import type { Value } from "gilt";` */
function writeImports(mc: ModuleContext, head: Writer): void {
  const write = (keyword: string, table: ReadonlyMap<string, string>): void => {
    if (table.size === 0) return;
    const names = [...table.keys()].sort().map((name) => (table.get(name) === name ? name : `${name} as ${table.get(name)}`));
    const line = `${keyword} { ${names.join(", ")} } from "gilt";`;
    if (line.length <= 120) {
      head.line(line);
      return;
    }
    head.line(`${keyword} {`);
    head.indented(() => wrapped(names, { out: head }));
    head.line('} from "gilt";');
  };
  write("import", mc.helpers);
  for (const name of mc.helpers.keys()) mc.typeNames.delete(name);
  write("import type", mc.typeNames);
}

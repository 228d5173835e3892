/**
 * annotations - which annotations of a module somebody can tell of: those that are looked at, and those whose evaluation fails.
 *
 * Mirrors  what `def f(x: e)` and `x: e` evaluate, of which most programs see nothing; `annotationsOf` writes what is asked for
 */
import { annotationsAreTexts } from "../ast/future.js";
import type * as ast from "../ast/nodes.js";
import { eachChild, some } from "../ast/visit.js";
import type { SymbolTable } from "../bind/symtable.js";
import { isOfLibrary, type SourceFile } from "../source.js";
import { BUILTINS } from "./names.js";

const ASKS = /\b(?:__annotations__|get_type_hints|inspect|singledispatch(?:method)?|get_annotations)\b/;

/** Modules of the library that look at no annotations of what they are given (functools' dispatch is in ASKS). */
const INDIFFERENT: ReadonlySet<string> = new Set(
  (
    "__future__ abc argparse array ast asyncio atexit base64 binascii bisect cmath collections concurrent configparser contextlib contextvars copy csv ctypes " +
    "dataclasses datetime decimal difflib email enum errno fcntl fnmatch fractions functools gc getpass glob gzip hashlib heapq hmac html http importlib io " +
    "ipaddress itertools json keyword locale logging math mmap multiprocessing numbers operator os pathlib pickle platform pprint queue random re sched " +
    "secrets select selectors shlex shutil signal socket socketserver sqlite3 ssl stat statistics string struct subprocess sys tempfile textwrap threading " +
    "time timeit traceback types typing unittest urllib uuid warnings weakref xml zipfile zlib"
  ).split(" "),
);

/** Whether somebody may look at the annotations of a module's functions. @param main it is run, so that only what it imports can look at it from outside */
export function annotationsAreSeen(module: ast.Mod, source: SourceFile, main: boolean): boolean {
  if (ASKS.test(source.text)) return true;
  if (isOfLibrary(source.path)) return false;
  const strange = (name: string): boolean => !INDIFFERENT.has(name.split(".")[0]!);
  return (
    !main ||
    some(module, (n) => (n.kind === "ImportFrom" ? n.level > 0 || strange(n.module ?? "") : n.kind === "Import" && n.names.some((a) => strange(a.name))))
  );
}

/** A name of the module's text, in whichever scopes: how often it is bound, and where the first statement that does so ends. */
interface Bindings {
  /** one that stands in a loop or a branch, or in a class, where later members and the class's own namespace change it, counts twice */
  times: number;
  end: number;
}

const COMPOUND: ReadonlySet<string> = new Set(["For", "AsyncFor", "While", "If", "Try", "TryStar", "With", "AsyncWith", "Match"]);

function bindingsOf(module: ast.Module): Map<string, Bindings> {
  const all = new Map<string, Bindings>();
  const bind = (name: string, end: number, times: number): void => {
    const known = all.get(name);
    if (known === undefined) all.set(name, { times, end });
    else {
      known.times += times;
      known.end = Math.min(known.end, end);
    }
  };
  /** @param end of what n is evaluated in @param times what a binding here counts */
  const visit = (n: ast.Node, end: number, times: number): void => {
    if (n.kind === "Global") n.names.forEach((name) => bind(name, 0, 1));
    if (n.kind === "Name" && n.ctx !== "Load") bind(n.id, end, n.ctx === "Del" ? 2 : times);
    if (n.kind === "alias") bind(n.asname ?? n.name.split(".")[0]!, end, times);
    if (n.kind === "arg") bind(n.arg, n.start, times);
    if (n.kind === "FunctionDef" || n.kind === "AsyncFunctionDef" || n.kind === "ClassDef") bind(n.name, n.end, times);
    if ((n.kind === "ExceptHandler" || n.kind === "MatchAs" || n.kind === "MatchStar") && n.name !== null) bind(n.name, n.start, times);
    if (n.kind === "MatchMapping" && n.rest !== null) bind(n.rest, n.start, times);
    if (n.kind === "FunctionDef" || n.kind === "AsyncFunctionDef" || n.kind === "Lambda") times = 1;
    else if (n.kind === "ClassDef" || COMPOUND.has(n.kind)) times = 2;
    // of a compound statement each part stands for itself
    const whole = n.kind === "Assign" || n.kind === "AnnAssign" || n.kind === "Import" || n.kind === "ImportFrom" || n.kind === "TypeAlias";
    eachChild(n, (child) => visit(child, whole ? n.end : "start" in child ? child.start : end, times));
  };
  for (const statement of module.body) visit(statement, statement.start, 1);
  return all;
}

/** Names that the module or one of its functions binds. */
function boundAnywhere(symbols: SymbolTable): Set<string> {
  const names = new Set<string>();
  const visit = (scope: SymbolTable["module"]): void => {
    for (const [name, symbol] of scope.symbols) if (symbol.bound || symbol.global !== null) names.add(name);
    scope.children.forEach(visit);
  };
  visit(symbols.module);
  return names;
}

/** What does something when it is evaluated. */
const ACTS: ReadonlySet<string> = new Set(["Call", "Await", "Yield", "YieldFrom", "NamedExpr"]);

/**
 * Annotations of which one can tell when they are evaluated: with names that are perhaps not bound (`def f(x: List)` without the import, a class that names
 * itself, what the namespace of a metaclass has), or bound to something else later; with calls. They are evaluated in the text, where the definition stands.
 */
export function doubtfulAnnotations(module: ast.Mod, symbols: SymbolTable, source: SourceFile, flags?: number): ReadonlySet<ast.Expr> {
  const out = new Set<ast.Expr>();
  if (module.kind !== "Module" || isOfLibrary(source.path)) return out;
  if (annotationsAreTexts(module, flags) || module.body.some((s) => s.kind === "ImportFrom" && s.names[0]!.name === "*")) return out;
  let anywhere: Set<string> | null = null;
  let bindings: Map<string, Bindings> | null = null;
  const look = (annotation: ast.Expr, at: number): void => {
    const doubtful = some(annotation, (n) => {
      if (n.kind !== "Name") return ACTS.has(n.kind);
      const bound = (bindings ??= bindingsOf(module)).get(n.id);
      if (BUILTINS.has(n.id)) return bound !== undefined;
      if (!(anywhere ??= boundAnywhere(symbols)).has(n.id)) return !n.id.startsWith("__");
      return bound !== undefined && (bound.times > 1 || bound.end > at);
    });
    if (doubtful) out.add(annotation);
  };
  /** @param local within a function, whose variables' annotations are not evaluated */
  const visit = (n: ast.Node, local: boolean): void => {
    if (n.kind === "FunctionDef" || n.kind === "AsyncFunctionDef") {
      if (n.type_params.length === 0) for (const e of annotationsIn(n)) look(e, n.start);
      local = true;
    } else if (n.kind === "AnnAssign" && !local) look(n.annotation, n.start);
    if (n.kind === "ClassDef") {
      if (n.type_params.length > 0) return;
      local = false;
    }
    eachChild(n, (child) => visit(child, local));
  };
  visit(module, false);
  return out;
}

/** The annotations of a definition, in the order of their evaluation. */
export function annotationsIn({ args, returns }: ast.FunctionDef | ast.AsyncFunctionDef): ast.Expr[] {
  const all = [...args.posonlyargs, ...args.args, ...(args.vararg ? [args.vararg] : []), ...args.kwonlyargs, ...(args.kwarg ? [args.kwarg] : [])];
  return [...all.map((a) => a.annotation), returns].filter((e): e is ast.Expr => e !== null && e !== undefined);
}

/** Annotated variables of the module itself. */
export function hasAnnotations(body: readonly ast.Stmt[]): boolean {
  return standsIn(body, (n) => n.kind === "AnnAssign" && n.simple === 1);
}

/** Whether the body of a class has annotations and looks at them while it runs. */
export function looksAtAnnotations(body: readonly ast.Stmt[]): boolean {
  return hasAnnotations(body) && standsIn(body, (n) => n.kind === "Name" && n.id === "__annotations__");
}

/** Whether there is such a node in a body itself, not in functions or classes in it. */
function standsIn(body: readonly ast.Stmt[], isIt: (node: ast.Node) => boolean): boolean {
  const isOther = (n: ast.Node): boolean => n.kind === "FunctionDef" || n.kind === "AsyncFunctionDef" || n.kind === "ClassDef" || n.kind === "Lambda";
  return body.some((node) => !isOther(node) && some(node, isIt, (n) => !isOther(n)));
}

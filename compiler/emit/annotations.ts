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

/** Where the module's names are bound: the ends of the first statements that do so; what functions bind may be there from the start. */
function boundAt(body: readonly ast.Stmt[]): Map<string, number> {
  const ends = new Map<string, number>();
  const bind = (name: string, at: number): void => void ends.set(name, Math.min(at, ends.get(name) ?? Number.POSITIVE_INFINITY));
  const visit = (n: ast.Node, end: number, within: boolean): void => {
    if (n.kind === "Global") n.names.forEach((name) => bind(name, 0));
    const inner = within || n.kind === "FunctionDef" || n.kind === "AsyncFunctionDef" || n.kind === "ClassDef" || n.kind === "Lambda";
    if (!within) {
      if (n.kind === "Name" && n.ctx === "Store") bind(n.id, end);
      if (n.kind === "alias") bind(n.asname ?? n.name.split(".")[0]!, end);
      if (n.kind === "FunctionDef" || n.kind === "AsyncFunctionDef" || n.kind === "ClassDef") bind(n.name, n.end);
      if ((n.kind === "ExceptHandler" || n.kind === "MatchAs" || n.kind === "MatchStar") && n.name !== null) bind(n.name, n.start);
      if (n.kind === "MatchMapping" && n.rest !== null) bind(n.rest, n.start);
      if (n.kind === "TypeAlias") bind((n.name as ast.Name).id, end);
    }
    // of a compound statement each part stands for itself
    const whole = n.kind === "Assign" || n.kind === "AnnAssign" || n.kind === "Import" || n.kind === "ImportFrom";
    eachChild(n, (child) => visit(child, whole ? n.end : "start" in child ? child.start : end, inner));
  };
  for (const statement of body) visit(statement, statement.start, false);
  return ends;
}

/** Names that some `del` takes away. */
function deletedIn(module: ast.Mod): Set<string> {
  const names = new Set<string>();
  const visit = (n: ast.Node): void => {
    if (n.kind === "Name" && n.ctx === "Del") names.add(n.id);
    eachChild(n, visit);
  };
  visit(module);
  return names;
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

/**
 * Annotations with names that are perhaps not bound when they are evaluated: `def f(x: List)` without the import, a class that names itself.
 * They are evaluated in the text, so that the NameError comes; for all others it does not matter when that is done.
 */
export function doubtfulAnnotations(module: ast.Mod, symbols: SymbolTable, source: SourceFile, flags?: number): ReadonlySet<ast.Expr> {
  const out = new Set<ast.Expr>();
  if (module.kind !== "Module" || isOfLibrary(source.path)) return out;
  if (annotationsAreTexts(module, flags) || module.body.some((s) => s.kind === "ImportFrom" && s.names[0]!.name === "*")) return out;
  let ends: Map<string, number> | null = null;
  let anywhere: Set<string> | null = null;
  let deleted: Set<string> | null = null;
  /** @param deep within a function: the module's names are there when it is called */
  const look = (annotation: ast.Expr | null | undefined, at: number, deep: boolean): void => {
    if (annotation === null || annotation === undefined) return;
    const doubtful = some(annotation, (n) => {
      if (n.kind !== "Name" || BUILTINS.has(n.id)) return false;
      if (!(anywhere ??= boundAnywhere(symbols)).has(n.id)) return !n.id.startsWith("__");
      if (deep) return false;
      if ((deleted ??= deletedIn(module)).has(n.id)) return true;
      const end = (ends ??= boundAt(module.body)).get(n.id);
      return end !== undefined && end > at;
    });
    if (doubtful) out.add(annotation);
  };
  const visit = (n: ast.Node, deep: boolean): void => {
    if (n.kind === "FunctionDef" || n.kind === "AsyncFunctionDef") {
      if (n.type_params.length === 0) for (const e of annotationsIn(n)) look(e, n.start, deep);
      deep = true;
    } else if (n.kind === "AnnAssign" && !deep) look(n.annotation, n.start, false);
    if (n.kind === "ClassDef" && n.type_params.length > 0) return;
    eachChild(n, (child) => visit(child, deep));
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
  const isOther = (n: ast.Node): boolean => n.kind === "FunctionDef" || n.kind === "AsyncFunctionDef" || n.kind === "ClassDef" || n.kind === "Lambda";
  return body.some(
    (node) =>
      !isOther(node) &&
      some(
        node,
        (n) => n.kind === "AnnAssign" && n.simple === 1,
        (n) => !isOther(n),
      ),
  );
}

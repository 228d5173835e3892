/**
 * checks - the SyntaxErrors that CPython's symtable finds, in the order in which it goes through the text.
 *
 * What its code generator refuses (`return` outside a function ...) is in places.ts.
 */
import { annotationsAreTexts, headFutures } from "../ast/future.js";
import type * as ast from "../ast/nodes.js";
import { eachChild } from "../ast/visit.js";
import { syntaxError } from "../diagnostics/syntaxerror.js";
import type { SourceFile, Span } from "../source.js";
import { mangle, type Scope } from "./symtable.js";

type Report = (at: Span, message: string) => never;

const FUTURES: ReadonlySet<string> = new Set(
  "nested_scopes generators division absolute_import with_statement print_function unicode_literals barry_as_FLUFL generator_stop annotations".split(" "),
);

/** Errors of the first pass: one scope after another. */
export function checkSymbols(module: ast.Mod, source: SourceFile, flags?: number): void {
  const report: Report = (at, message) => {
    throw syntaxError(source, message, { start: at.start, end: at.end });
  };
  checkFutures(headFutures(module), report);
  new SymbolChecks(report, annotationsAreTexts(module, flags)).module(module);
}

/** What the head of a text asks for: what is further down is refused by places.ts. */
function checkFutures(futures: readonly ast.ImportFrom[], report: Report): void {
  for (const node of futures) {
    for (const alias of node.names) {
      if (alias.name === "braces") report(node, "not a chance");
      if (!FUTURES.has(alias.name)) report(node, `future feature ${alias.name} is not defined`);
    }
  }
}

/** What one scope has said about a name so far. */
interface Seen {
  used: boolean;
  bound: boolean;
  annotated: boolean;
  param: boolean;
  global: boolean;
  nonlocal: boolean;
  /** Target of a comprehension; of an assignment expression in one. */
  iteration: boolean;
}

interface Level {
  readonly kind: "module" | "class" | "function" | "comprehension" | "annotation" | "type";
  /** As the error says it: "list comprehension", "a type alias". */
  readonly name: string;
  readonly seen: Map<string, Seen>;
  readonly parent: Level | null;
  readonly className: string | null;
  /** Inside the iterable of a comprehension. */
  inIterable: boolean;
  isAsyncFunction: boolean;
}

const COMPREHENSIONS: Readonly<Record<string, string>> = {
  ListComp: "list comprehension",
  SetComp: "set comprehension",
  DictComp: "dict comprehension",
  GeneratorExp: "generator expression",
};

class SymbolChecks {
  #level!: Level;

  constructor(
    readonly report: Report,
    readonly futureAnnotations: boolean,
  ) {}

  module(module: ast.Mod): void {
    this.#enter("module", "", null, () => eachChild(module, (child) => this.#visit(child)));
  }

  #enter(kind: Level["kind"], name: string, className: string | null, work: () => void): void {
    const parent: Level | null = this.#level ?? null;
    this.#level = {
      kind,
      name,
      seen: new Map(),
      parent,
      className: className ?? parent?.className ?? null,
      inIterable: parent?.inIterable === true,
      isAsyncFunction: false,
    };
    work();
    this.#level = parent!;
  }

  #seen(raw: string, level = this.#level): Seen {
    const name = mangle(level.className, raw);
    let seen = level.seen.get(name);
    if (seen === undefined)
      level.seen.set(name, (seen = { used: false, bound: false, annotated: false, param: false, global: false, nonlocal: false, iteration: false }));
    return seen;
  }

  #function(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda): void {
    this.#enter("function", "", null, () => {
      const { args } = node;
      const all = [...args.posonlyargs, ...args.args, ...args.kwonlyargs, ...(args.vararg ? [args.vararg] : []), ...(args.kwarg ? [args.kwarg] : [])];
      for (const arg of all) {
        const seen = this.#seen(arg.arg);
        if (seen.param) this.report(arg, `duplicate argument '${arg.arg}' in function definition`);
        if (arg.arg === "__debug__") this.report(arg, "cannot assign to __debug__");
        seen.param = seen.bound = true;
      }
      if (node.kind === "Lambda") this.#visit(node.body);
      else node.body.forEach((s) => this.#visit(s));
    });
  }

  #bind(name: string, at: Span): Seen {
    if (name === "__debug__") this.report(at, "cannot assign to __debug__");
    const seen = this.#seen(name);
    seen.bound = true;
    return seen;
  }

  #withTypeParams(params: readonly ast.TypeParam[], what: string, work: () => void): void {
    if (params.length === 0) return work();
    this.#enter("type", what, null, () => {
      let withDefault = false;
      for (const param of params) {
        const seen = this.#seen(param.name);
        if (seen.bound) this.report(param, `duplicate type parameter '${param.name}'`);
        if (param.default_value !== null) withDefault = true;
        else if (withDefault) this.report(param, `non-default type parameter '${param.name}' follows default type parameter`);
        seen.bound = true;
        const expression = (e: ast.Expr | null, name: string): void => {
          if (e !== null) this.#enter("type", name, null, () => this.#visit(e));
        };
        if (param.kind === "TypeVar") expression(param.bound, param.bound?.kind === "Tuple" ? "a TypeVar constraint" : "a TypeVar bound");
        expression(param.default_value, `a ${param.kind} default`);
      }
      work();
    });
  }

  #annotation(node: ast.Expr | null): void {
    if (node === null) return;
    // only then it is not evaluated
    if (!this.futureAnnotations) this.#visit(node);
    else this.#enter("annotation", "an annotation", null, () => this.#visit(node));
  }

  #visit(node: ast.Node): void {
    switch (node.kind) {
      case "FunctionDef":
      case "AsyncFunctionDef": {
        this.#bind(node.name, node);
        [...node.args.defaults, ...node.args.kw_defaults].forEach((d) => d !== null && this.#visit(d));
        node.decorator_list.forEach((d) => this.#visit(d));
        this.#withTypeParams(node.type_params, "the definition of a generic", () => {
          const { args } = node;
          for (const arg of [...args.posonlyargs, ...args.args, ...(args.vararg ? [args.vararg] : []), ...(args.kwarg ? [args.kwarg] : []), ...args.kwonlyargs])
            this.#annotation(arg.annotation);
          this.#annotation(node.returns);
          this.#function(node);
        });
        return;
      }
      case "Lambda":
        [...node.args.defaults, ...node.args.kw_defaults].forEach((d) => d !== null && this.#visit(d));
        this.#function(node);
        return;
      case "ClassDef":
        this.#bind(node.name, node);
        node.decorator_list.forEach((d) => this.#visit(d));
        this.#withTypeParams(node.type_params, "the definition of a generic", () => {
          node.bases.forEach((b) => this.#visit(b));
          node.keywords.forEach((k) => this.#visit(k));
          this.#enter("class", "", node.name, () => node.body.forEach((s) => this.#visit(s)));
        });
        return;
      case "TypeAlias":
        this.#visit(node.name);
        this.#withTypeParams(node.type_params, "the definition of a generic", () => this.#enter("type", "a type alias", null, () => this.#visit(node.value)));
        return;
      case "Global":
      case "Nonlocal":
        this.#declare(node);
        return;
      case "AnnAssign":
        if (node.target.kind === "Name") {
          const seen = this.#seen(node.target.id);
          if ((seen.global || seen.nonlocal) && this.#level.kind !== "module" && node.simple === 1) {
            this.report(node, `annotated name '${node.target.id}' can't be ${seen.global ? "global" : "nonlocal"}`);
          }
          if (node.target.id === "__debug__") this.report(node, "cannot assign to __debug__");
          if (node.simple === 1) seen.annotated = true;
          if (node.value !== null) seen.bound = true;
        } else this.#visit(node.target);
        this.#annotation(node.annotation);
        if (node.value !== null) this.#visit(node.value);
        return;
      case "Name": {
        const seen = this.#seen(node.id);
        if (node.ctx === "Load") {
          seen.used = true;
          return;
        }
        if (node.id === "__debug__") this.report(node, node.ctx === "Del" ? "cannot delete __debug__" : "cannot assign to __debug__");
        seen.bound = true;
        return;
      }
      case "Attribute":
        if (node.attr === "__debug__" && node.ctx !== "Load") this.report(node, node.ctx === "Del" ? "cannot delete __debug__" : "cannot assign to __debug__");
        this.#visit(node.value);
        return;
      case "ImportFrom":
      case "Import":
        for (const alias of node.names) {
          if (alias.name === "*") {
            if (this.#level.kind !== "module") this.report(alias, "import * only allowed at module level");
          } else this.#bind(alias.asname ?? alias.name.split(".")[0]!, node);
        }
        return;
      case "ExceptHandler":
        if (node.type !== null) this.#visit(node.type);
        if (node.name !== null) this.#bind(node.name, node);
        node.body.forEach((s) => this.#visit(s));
        return;
      case "MatchAs":
      case "MatchStar":
        if (node.kind === "MatchAs" && node.pattern !== null) this.#visit(node.pattern);
        if (node.name !== null) this.#bind(node.name, node);
        return;
      case "MatchMapping":
        eachChild(node, (child) => this.#visit(child));
        if (node.rest !== null) this.#bind(node.rest, node);
        return;
      case "keyword":
        if (node.arg === "__debug__") this.report(node, "cannot assign to __debug__");
        this.#visit(node.value);
        return;
      case "ListComp":
      case "SetComp":
      case "DictComp":
      case "GeneratorExp":
        this.#comprehension(node);
        return;
      case "NamedExpr":
        this.#named(node);
        return;
      case "Yield":
      case "YieldFrom":
      case "Await":
        this.#jump(node);
        eachChild(node, (child) => this.#visit(child));
        return;
      default:
        eachChild(node, (child) => this.#visit(child));
    }
  }

  #jump(node: ast.Yield | ast.YieldFrom | ast.Await): void {
    const { kind, name } = this.#level;
    const what = node.kind === "Await" ? "await expression" : "yield expression";
    if (kind === "annotation" || kind === "type") this.report(node, `${what} cannot be used within ${name}`);
    if (node.kind !== "Await" && kind === "comprehension") this.report(node, `'yield' inside ${name}`);
  }

  #declare(node: ast.Global | ast.Nonlocal): void {
    const word = node.kind === "Global" ? "global" : "nonlocal";
    for (const name of node.names) {
      const seen = this.#seen(name);
      if (seen.param || seen.used || seen.annotated || seen.bound) {
        const problem = seen.param
          ? `name '${name}' is parameter and ${word}`
          : seen.used
            ? `name '${name}' is used prior to ${word} declaration`
            : seen.annotated
              ? `annotated name '${name}' can't be ${word}`
              : `name '${name}' is assigned to before ${word} declaration`;
        this.report(node, problem);
      }
      if (node.kind === "Global") seen.global = true;
      else seen.nonlocal = true;
    }
  }

  #comprehension(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp): void {
    const { inIterable } = this.#level;
    this.#level.inIterable = true;
    this.#visit(node.generators[0]!.iter);
    this.#level.inIterable = inIterable;
    this.#enter("comprehension", COMPREHENSIONS[node.kind]!, null, () => {
      this.#level.inIterable = inIterable;
      node.generators.forEach((g, i) => {
        this.#iteration(g.target);
        if (i > 0) {
          this.#level.inIterable = true;
          this.#visit(g.iter);
          this.#level.inIterable = inIterable;
        }
        g.ifs.forEach((test) => this.#visit(test));
      });
      if (node.kind === "DictComp") {
        this.#visit(node.key);
        this.#visit(node.value);
      } else this.#visit(node.elt);
    });
  }

  /** The target of a `for` in a comprehension. */
  #iteration(target: ast.Expr): void {
    if (target.kind === "Name") {
      const seen = this.#seen(target.id);
      if (seen.global || seen.nonlocal) this.report(target, `comprehension inner loop cannot rebind assignment expression target '${target.id}'`);
      seen.bound = seen.iteration = true;
    } else if (target.kind === "Tuple" || target.kind === "List") target.elts.forEach((e) => this.#iteration(e));
    else if (target.kind === "Starred") this.#iteration(target.value);
    else this.#visit(target);
  }

  #named(node: ast.NamedExpr): void {
    const name = node.target.id;
    if (this.#level.kind === "annotation" || this.#level.kind === "type") this.report(node, `named expression cannot be used within ${this.#level.name}`);
    if (this.#level.inIterable) this.report(node, "assignment expression cannot be used in a comprehension iterable expression");
    if (this.#level.kind === "comprehension") {
      for (let level: Level | null = this.#level; level !== null; level = level.parent) {
        if (level.kind === "comprehension") {
          if (level.seen.get(mangle(level.className, name))?.iteration) {
            this.report(node.target, `assignment expression cannot rebind comprehension iteration variable '${name}'`);
          }
          continue;
        }
        if (level.kind === "class") this.report(node.target, "assignment expression within a comprehension cannot be used in a class body");
        if (level.kind === "type") this.report(node, `assignment expression within a comprehension cannot be used within ${level.name}`);
        const seen = this.#seen(name, level);
        seen.bound = true;
        const here = this.#seen(name);
        if (level.kind === "module" || seen.global) here.global = true;
        else here.nonlocal = true;
        break;
      }
    }
    if (name === "__debug__") this.report(node.target, "cannot assign to __debug__");
    this.#visit(node.value);
    if (this.#level.kind !== "comprehension") this.#visit(node.target);
  }
}

// ---------------------------------------------------------------- second pass: names across scopes

function earlier(one: Span & ast.Node, other: Span & ast.Node): Span & ast.Node {
  return one.start < other.start ? one : other;
}

/** Contradictions between what scopes say about a name. */
export function checkNames(scope: Scope, source: SourceFile): void {
  const report: Report = (at, message) => {
    throw syntaxError(source, message, { start: at.start, end: at.end });
  };
  for (const [name, symbol] of scope.symbols) {
    if (symbol.nonlocal !== null) {
      if (symbol.global !== null)
        report(earlier(symbol.global as Span & ast.Node, symbol.nonlocal as Span & ast.Node), `name '${name}' is nonlocal and global`);
      if (scope.kind === "module") report(symbol.nonlocal as Span & ast.Node, "nonlocal declaration not allowed at module level");
      checkNonlocal(scope, name, symbol.nonlocal as Span & ast.Node, report);
    }
  }
  scope.children.forEach((child) => checkNames(child, source));
}

function checkNonlocal(scope: Scope, name: string, at: Span, report: Report): void {
  for (let outer = scope.parent; outer !== null && outer.kind !== "module"; outer = outer.parent) {
    if (outer.kind === "class") {
      // the cell of the class itself
      if (name === "__class__") return;
      continue;
    }
    const symbol = outer.symbols.get(name);
    if (symbol?.global) break;
    if (symbol?.bound || symbol?.nonlocal) {
      if (outer.kind === "typeparams") report(at, `nonlocal binding not allowed for type parameter '${name}'`);
      return;
    }
  }
  report(at, `no binding for nonlocal '${name}' found`);
}

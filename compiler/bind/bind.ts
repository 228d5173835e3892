/**
 * bind - finds the scopes of a module, and what each name in them means.
 *
 * In      ast.Module
 * Out     SymbolTable; PythonSyntaxError for what CPython's symtable refuses
 * Oracle  symtable
 */
import { looksAtFutures } from "../ast/future.js";
import type * as ast from "../ast/nodes.js";
import { eachChild } from "../ast/visit.js";
import type { SourceFile } from "../source.js";
import { replacedBuiltins } from "./replaced.js";
import { checkNames, checkSymbols } from "./checks.js";
import { checkPlaces } from "./places.js";
import { mangle, SymbolTable, type Block, type Ref, type Resolution, type Scope, type ScopeKind, type Sym, type Variable } from "./symtable.js";

/** Scopes and variables of a module; throws PythonSyntaxError. */
export function bind(module: ast.Mod, source: SourceFile, flags?: number): SymbolTable {
  const { binder, scope } = bindNames(module, source, flags);
  checkPlaces(module, source);
  const table = new SymbolTable(scope, replacedBuiltins(module, source.text));
  binder.resolve(table);
  return table;
}

/** Throws the errors that CPython's symtable finds, before it generates code. */
export function checkScopes(module: ast.Mod, source: SourceFile): void {
  bindNames(module, source);
}

function bindNames(module: ast.Mod, source: SourceFile, flags?: number): { binder: Binder; scope: Scope } {
  checkSymbols(module, source, flags);
  const binder = new Binder(looksAtFutures(module));
  const scope = binder.openScope("module", "<module>", module, null);
  binder.inScope(scope, () => {
    if (module.kind === "Expression") binder.expression(module.body);
    else binder.statements(module.body, scope.body);
  });
  checkNames(scope, source);
  return { binder, scope };
}

interface RawRef extends Omit<Ref, "place"> {
  readonly name: string;
  readonly block: Block;
  readonly statement: ast.Stmt;
}

/** Stands for the statement where there is none (eval). */
const NOWHERE: ast.Stmt = { kind: "Pass", start: 0, end: 0 };

class Binder {
  constructor(
    /** `from __future__ import x` binds x as other imports do */
    readonly looksAtFutures: boolean,
  ) {}
  readonly #refs: RawRef[] = [];
  #scope!: Scope;
  #block!: Block;
  #statement: ast.Stmt = NOWHERE;
  #order = 0;

  openScope(kind: ScopeKind, name: string, node: ast.Node, className: string | null): Scope {
    const parent = this.#scope ?? null;
    const scope: Scope = {
      kind,
      name,
      node,
      parent,
      children: [],
      place: parent === null ? null : { block: this.#block, statement: this.#statement },
      symbols: new Map(),
      variables: new Map(),
      body: undefined as unknown as Block,
      className: className ?? parent?.className ?? null,
      isAsync: false,
      isGenerator: false,
      lazy: false,
      needsClassCell: false,
    };
    (scope as { body: Block }).body = { scope, owner: null, loop: false };
    parent?.children.push(scope);
    return scope;
  }

  inScope(scope: Scope, work: () => void): void {
    const [outer, block, statement] = [this.#scope, this.#block, this.#statement];
    this.#scope = scope;
    this.#block = scope.body;
    work();
    [this.#scope, this.#block, this.#statement] = [outer, block, statement];
  }

  // ---------------------------------------------------------------- names

  #symbol(name: string, scope = this.#scope): Sym {
    let symbol = scope.symbols.get(name);
    if (symbol === undefined) scope.symbols.set(name, (symbol = { bound: false, param: false, global: null, nonlocal: null, used: false, annotated: false }));
    return symbol;
  }

  #ref(raw: string, node: ast.Node, use: Ref["use"], opens: Block | null = null, scope = this.#scope): void {
    const name = mangle(scope.className, raw);
    const symbol = this.#symbol(name, scope);
    if (use === "read") symbol.used = true;
    else symbol.bound = true;
    this.#refs.push({ name, node, use, scope, block: this.#block, statement: this.#statement, order: this.#order++, opens });
  }

  /** Gives every reference to its variable; every scope its variables. */
  resolve(table: SymbolTable): void {
    const own = (scope: Scope): void => {
      for (const [name, symbol] of scope.symbols) {
        if (symbol.global !== null) this.#variable(table.module, name);
        else if (symbol.bound && symbol.nonlocal === null) this.#variable(scope, name).param = symbol.param;
      }
      scope.children.forEach(own);
    };
    own(table.module);
    for (const ref of this.#refs) {
      let meaning: Resolution = table.resolve(ref.scope, ref.name);
      if (meaning.kind === "class") {
        const variable = meaning.scope.variables.get(ref.name)!;
        variable.refs.push(this.#placed(ref));
        meaning = meaning.outer;
        if (ref.use !== "read") continue;
      }
      if (meaning.kind !== "variable") continue;
      const { variable } = meaning;
      variable.refs.push(this.#placed(ref));
      for (let scope: Scope | null = ref.scope; scope !== variable.scope && scope !== null; scope = scope.parent) {
        if (scope.kind === "function" || scope.kind === "lambda" || (scope.kind === "comprehension" && scope.lazy)) variable.captured = true;
      }
    }
  }

  #placed(ref: RawRef): Ref {
    return { node: ref.node, use: ref.use, scope: ref.scope, place: { block: ref.block, statement: ref.statement }, order: ref.order, opens: ref.opens };
  }

  #variable(scope: Scope, name: string): Variable {
    let variable = scope.variables.get(name);
    if (variable === undefined) scope.variables.set(name, (variable = { name, scope, refs: [], param: false, captured: false }));
    return variable;
  }

  // ---------------------------------------------------------------- statements

  statements(list: readonly ast.Stmt[], block: Block): void {
    const [outer, statement] = [this.#block, this.#statement];
    this.#block = block;
    for (const stmt of list) {
      this.#statement = stmt;
      this.#stmt(stmt);
    }
    [this.#block, this.#statement] = [outer, statement];
  }

  #inner(loop = false): Block {
    return { scope: this.#scope, owner: { block: this.#block, statement: this.#statement }, loop };
  }

  #stmt(node: ast.Stmt): void {
    switch (node.kind) {
      case "FunctionDef":
      case "AsyncFunctionDef":
        node.decorator_list.forEach((d) => this.expression(d));
        this.#defaults(node.args);
        this.#withTypeParams(node, () => {
          this.#annotations(node.args, node.returns);
          this.#function("function", node.name, node, node.args, () => this.statements(node.body, this.#scope.body));
        });
        this.#ref(node.name, node, "bind", this.#block);
        return;
      case "ClassDef":
        node.decorator_list.forEach((d) => this.expression(d));
        this.#withTypeParams(node, () => {
          node.bases.forEach((b) => this.expression(b));
          node.keywords.forEach((k) => this.expression(k.value));
          const scope = this.openScope("class", node.name, node, node.name);
          this.inScope(scope, () => this.statements(node.body, scope.body));
        });
        this.#ref(node.name, node, "bind", this.#block);
        return;
      case "Assign":
        this.expression(node.value);
        node.targets.forEach((t) => this.#target(t, this.#block));
        return;
      case "AnnAssign":
        if (this.#scope.kind !== "function") this.expression(node.annotation);
        if (node.value !== null) this.expression(node.value);
        if (node.target.kind !== "Name") this.#target(node.target, null);
        else if (node.value !== null) this.#target(node.target, this.#block);
        else if (node.simple) {
          const symbol = this.#symbol(mangle(this.#scope.className, node.target.id));
          symbol.bound = symbol.annotated = true;
        }
        if (node.target.kind === "Name") this.#symbol(mangle(this.#scope.className, node.target.id)).annotated = true;
        return;
      case "AugAssign":
        if (node.target.kind === "Name") this.#ref(node.target.id, node.target, "read");
        else this.expression(node.target);
        this.expression(node.value);
        if (node.target.kind === "Name") this.#ref(node.target.id, node.target, "bind");
        return;
      case "TypeAlias":
        this.#withTypeParams(node, () => this.#lambdaLike(node, () => this.expression(node.value)));
        this.#ref(node.name.id, node, "bind", this.#block);
        return;
      case "For":
      case "AsyncFor": {
        this.expression(node.iter);
        const body = this.#inner(true);
        const outer = this.#block;
        this.#block = body;
        this.#target(node.target, body);
        this.#block = outer;
        this.statements(node.body, body);
        this.statements(node.orelse, this.#inner());
        return;
      }
      case "While": {
        const body = this.#inner(true);
        this.expression(node.test);
        this.statements(node.body, body);
        this.statements(node.orelse, this.#inner());
        return;
      }
      case "If":
        this.expression(node.test);
        this.statements(node.body, this.#inner());
        this.statements(node.orelse, this.#inner());
        return;
      case "With":
      case "AsyncWith": {
        const outer = this.#block;
        for (const item of node.items) {
          this.expression(item.context_expr);
          this.#block = { scope: this.#scope, owner: { block: this.#block, statement: node }, loop: false };
          if (item.optional_vars !== null) this.#target(item.optional_vars, this.#block);
        }
        const body = this.#block;
        this.statements(node.body, body);
        this.#block = outer;
        return;
      }
      case "Try":
      case "TryStar":
        this.statements(node.body, this.#inner());
        for (const handler of node.handlers) {
          if (handler.type !== null) this.expression(handler.type);
          const body = this.#inner();
          const outer = this.#block;
          this.#block = body;
          if (handler.name !== null) this.#ref(handler.name, handler, "bind", body);
          this.#block = outer;
          this.statements(handler.body, body);
        }
        this.statements(node.orelse, this.#inner());
        this.statements(node.finalbody, this.#inner());
        return;
      case "Match":
        this.expression(node.subject);
        for (const branch of node.cases) {
          const body = this.#inner();
          const outer = this.#block;
          this.#block = body;
          this.#pattern(branch.pattern, body);
          if (branch.guard !== null) this.expression(branch.guard);
          this.#block = outer;
          this.statements(branch.body, body);
        }
        return;
      case "Import":
        for (const alias of node.names) this.#ref(alias.asname ?? alias.name.split(".")[0]!, alias, "bind", this.#block);
        return;
      case "ImportFrom":
        if (node.module === "__future__" && node.level === 0 && !this.looksAtFutures) return;
        for (const alias of node.names) if (alias.name !== "*") this.#ref(alias.asname ?? alias.name, alias, "bind", this.#block);
        return;
      case "Global":
      case "Nonlocal":
        for (const raw of node.names) {
          const name = mangle(this.#scope.className, raw);
          if (node.kind === "Global" && this.#scope.parent !== null) this.#symbol(name).global ??= node;
          else if (node.kind === "Nonlocal") this.#symbol(name).nonlocal ??= node;
        }
        return;
      case "Delete":
        node.targets.forEach((t) => this.#target(t, null));
        return;
      default:
        eachChild(node, (child) => this.expression(child as ast.Expr));
    }
  }

  /** Type parameters live in a scope of their own around the definition. */
  #withTypeParams(node: ast.ClassDef | ast.TypeAlias | ast.FunctionDef | ast.AsyncFunctionDef, work: () => void): void {
    const first = node.type_params[0];
    if (first === undefined) return work();
    const scope = this.openScope("typeparams", "<type params>", first, null);
    this.inScope(scope, () => {
      for (const param of node.type_params) {
        this.#ref(param.name, param, "bind");
        // under the name that the body of the class knows it by, too
        const inBody = node.kind === "ClassDef" ? mangle(node.name, param.name) : param.name;
        if (inBody !== param.name) this.#ref(inBody, param, "bind");
        if (param.kind === "TypeVar" && param.bound !== null) this.expression(param.bound);
        if (param.default_value !== null) this.expression(param.default_value);
      }
      work();
    });
  }

  // ---------------------------------------------------------------- functions

  #defaults(args: ast.Arguments): void {
    args.defaults.forEach((d) => this.expression(d));
    args.kw_defaults.forEach((d) => d !== null && this.expression(d));
  }

  #annotations(args: ast.Arguments, returns: ast.Expr | null): void {
    for (const arg of parameters(args)) if (arg.annotation !== null) this.expression(arg.annotation);
    if (returns !== null) this.expression(returns);
  }

  #function(kind: "function" | "lambda", name: string, node: ast.Node, args: ast.Arguments, body: () => void): void {
    const scope = this.openScope(kind, name, node, null);
    scope.isAsync = node.kind === "AsyncFunctionDef";
    this.inScope(scope, () => {
      for (const arg of parameters(args)) {
        this.#ref(arg.arg, arg, "bind");
        this.#symbol(mangle(scope.className, arg.arg)).param = true;
      }
      body();
    });
  }

  /** A value evaluated later: type aliases. */
  #lambdaLike(node: ast.Node, body: () => void): void {
    this.inScope(this.openScope("lambda", "<lambda>", node, null), body);
  }

  // ---------------------------------------------------------------- expressions

  expression(node: ast.Node): void {
    switch (node.kind) {
      case "Name":
        if (node.ctx !== "Load") return this.#target(node, null);
        this.#ref(node.id, node, "read");
        if (node.id === "super" || node.id === "__class__") this.#needClassCell();
        return;
      case "Lambda":
        this.#defaults(node.args);
        this.#function("lambda", "<lambda>", node, node.args, () => this.expression(node.body));
        return;
      case "NamedExpr": {
        this.expression(node.value);
        let scope = this.#scope;
        while (scope.kind === "comprehension" && scope.parent !== null) scope = scope.parent;
        if (scope !== this.#scope) {
          // Seen from the comprehension it is the function's, as if nonlocal.
          this.#symbol(mangle(scope.className, node.target.id), scope).bound = true;
          this.#symbol(mangle(scope.className, node.target.id)).used = true;
          this.#refs.push({
            name: mangle(scope.className, node.target.id),
            node: node.target,
            use: "bind",
            scope: this.#scope,
            block: this.#block,
            statement: this.#statement,
            order: this.#order++,
            opens: null,
          });
        } else {
          this.#ref(node.target.id, node.target, "bind");
        }
        return;
      }
      case "ListComp":
      case "SetComp":
      case "GeneratorExp":
        return this.#comprehension(node, node.generators, [node.elt]);
      case "DictComp":
        return this.#comprehension(node, node.generators, [node.key, node.value]);
      case "Yield":
      case "YieldFrom":
        this.#scope.isGenerator = true;
        eachChild(node, (child) => this.expression(child));
        return;
      case "Call":
        this.expression(node.func);
        for (const arg of node.args) {
          this.expression(arg);
          // the only argument of a call is used up by it
          if (arg.kind === "GeneratorExp" && node.args.length === 1) this.#scope.children.at(-1)!.lazy = false;
        }
        node.keywords.forEach((k) => this.expression(k.value));
        return;
      default:
        eachChild(node, (child) => this.expression(child));
    }
  }

  #needClassCell(): void {
    for (let scope: Scope | null = this.#scope; scope !== null && scope.kind !== "class"; scope = scope.parent) scope.needsClassCell = true;
  }

  #comprehension(node: ast.Expr, generators: readonly ast.Comprehension[], results: readonly ast.Expr[]): void {
    this.expression(generators[0]!.iter);
    const scope = this.openScope("comprehension", node.kind === "GeneratorExp" ? "<genexpr>" : "<listcomp>", node, null);
    scope.lazy = node.kind === "GeneratorExp";
    this.inScope(scope, () => {
      generators.forEach((g, i) => {
        if (i > 0) this.expression(g.iter);
        if (g.is_async) scope.isAsync = true;
        this.#target(g.target, null);
        g.ifs.forEach((test) => this.expression(test));
      });
      results.forEach((r) => this.expression(r));
    });
  }

  /** The names a target binds or deletes; what it reads. */
  #target(node: ast.Expr, opens: Block | null): void {
    switch (node.kind) {
      case "Name":
        this.#ref(node.id, node, node.ctx === "Del" ? "delete" : "bind", opens);
        return;
      case "Tuple":
      case "List":
        node.elts.forEach((e) => this.#target(e, opens));
        return;
      case "Starred":
        this.#target(node.value, opens);
        return;
      default:
        eachChild(node, (child) => this.expression(child));
    }
  }

  #pattern(node: ast.Pattern, opens: Block): void {
    switch (node.kind) {
      case "MatchAs":
        if (node.pattern !== null) this.#pattern(node.pattern, opens);
        if (node.name !== null) this.#ref(node.name, node, "bind", opens);
        return;
      case "MatchStar":
        if (node.name !== null) this.#ref(node.name, node, "bind", opens);
        return;
      case "MatchMapping":
        node.keys.forEach((k) => this.expression(k));
        node.patterns.forEach((p) => this.#pattern(p, opens));
        if (node.rest !== null) this.#ref(node.rest, node, "bind", opens);
        return;
      case "MatchOr":
        // each alternative binds the same names: the first stands for all
        node.patterns.forEach((p, i) => (i === 0 ? this.#pattern(p, opens) : this.#reads(p)));
        return;
      case "MatchValue":
        this.expression(node.value);
        return;
      case "MatchSingleton":
        return;
      case "MatchSequence":
        node.patterns.forEach((p) => this.#pattern(p, opens));
        return;
      case "MatchClass":
        this.expression(node.cls);
        node.patterns.forEach((p) => this.#pattern(p, opens));
        node.kwd_patterns.forEach((p) => this.#pattern(p, opens));
    }
  }

  #reads(node: ast.Pattern): void {
    const visit = (n: ast.Node): void => {
      if (n.kind === "MatchValue") this.expression(n.value);
      else if (n.kind === "MatchClass") {
        this.expression(n.cls);
        [...n.patterns, ...n.kwd_patterns].forEach(visit);
      } else if (n.kind === "MatchMapping") {
        n.keys.forEach((k) => this.expression(k));
        n.patterns.forEach(visit);
      } else eachChild(n, visit);
    };
    visit(node);
  }
}

/** All parameters in the order of CPython's co_varnames. */
export function parameters(args: ast.Arguments): ast.Arg[] {
  return [...args.posonlyargs, ...args.args, ...args.kwonlyargs, ...(args.vararg ? [args.vararg] : []), ...(args.kwarg ? [args.kwarg] : [])];
}

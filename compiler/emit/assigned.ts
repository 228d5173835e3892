/**
 * assigned - which variables of a scope some path may read before they have a value.
 *
 * Invariants
 *   A1  The answer errs on the side of "may be unbound": a loop may run no times, a `with` may swallow, any statement of a `try` may raise.
 *   A2  Only the scope's own code counts; functions and lambdas in it run at any time.
 */
import { annotationsIn } from "./annotations.js";
import type * as ast from "../ast/nodes.js";
import { eachChild } from "../ast/visit.js";

/** Names that certainly have a value; null: never reached. */
type State = ReadonlySet<string> | null;

/** Of `names`, those that a path may read unbound. */
export function maybeUnbound(body: readonly ast.Stmt[], names: ReadonlySet<string>): Set<string> {
  if (names.size === 0) return new Set();
  const walker = new Walker(names);
  walker.block(body, new Set());
  return walker.unsafe;
}

function meet(a: State, b: State): State {
  if (a === null) return b;
  if (b === null) return a;
  if (a === b) return a;
  return new Set([...a].filter((n) => b.has(n)));
}

class Walker {
  readonly unsafe = new Set<string>();
  #state: State = null;
  #breaks: State[] = [];

  constructor(readonly names: ReadonlySet<string>) {}

  block(list: readonly ast.Stmt[], entry: State): State {
    const outer = this.#state;
    this.#state = entry;
    for (const node of list) {
      if (this.#state === null) break;
      this.#statement(node);
    }
    const exit = this.#state;
    this.#state = outer;
    return exit;
  }

  #bind(name: string): void {
    if (this.#state !== null && this.names.has(name) && !this.#state.has(name)) this.#state = new Set(this.#state).add(name);
  }

  #statement(node: ast.Stmt): void {
    switch (node.kind) {
      case "Return":
      case "Raise":
        this.#children(node);
        this.#state = null;
        return;
      case "Break":
        this.#breaks[this.#breaks.length - 1] = meet(this.#breaks.at(-1) ?? null, this.#state);
        this.#state = null;
        return;
      case "Continue":
        this.#state = null;
        return;
      case "If": {
        this.#read(node.test);
        const entry = this.#state;
        this.#state = meet(this.block(node.body, entry), this.block(node.orelse, entry));
        return;
      }
      case "While": {
        this.#read(node.test);
        const entry = this.#state;
        this.#loop(node.body, node.orelse, entry, entry, node.test.kind === "Constant" && node.test.value.type === "True");
        return;
      }
      case "For":
      case "AsyncFor": {
        this.#read(node.iter);
        const entry = this.#state;
        this.#target(node.target);
        const inside = this.#state;
        this.#loop(node.body, node.orelse, inside, entry, false);
        return;
      }
      case "With":
      case "AsyncWith": {
        this.#read(node.items[0]!.context_expr);
        // whatever follows may be swallowed
        const after = this.#state;
        node.items.forEach((item, i) => {
          if (i > 0) this.#read(item.context_expr);
          if (item.optional_vars !== null) this.#target(item.optional_vars);
        });
        this.block(node.body, this.#state);
        this.#state = after;
        return;
      }
      case "Try":
      case "TryStar": {
        const entry = this.#state;
        let exit = this.block(node.body, entry);
        exit = this.block(node.orelse, exit);
        for (const handler of node.handlers) {
          this.#state = entry;
          if (handler.type !== null) this.#read(handler.type);
          if (handler.name !== null) this.#bind(handler.name);
          let after = this.block(handler.body, this.#state);
          // its name is unbound again
          if (after !== null && handler.name !== null && after.has(handler.name)) after = new Set([...after].filter((n) => n !== handler.name));
          exit = meet(exit, after);
        }
        const final = this.block(node.finalbody, entry);
        this.#state = final === null ? null : exit === null ? null : new Set([...exit, ...final]);
        return;
      }
      case "Match": {
        this.#read(node.subject);
        const entry = this.#state;
        let exit: State = entry;
        for (const branch of node.cases) {
          this.#state = entry;
          this.#pattern(branch.pattern);
          if (branch.guard !== null) this.#read(branch.guard);
          const after = this.block(branch.body, this.#state);
          exit = meet(exit, after);
        }
        this.#state = this.#exhaustive(node) ? this.#matchExit(node, entry) : exit;
        return;
      }
      case "FunctionDef":
      case "AsyncFunctionDef":
        node.decorator_list.forEach((d) => this.#read(d));
        [...node.args.defaults, ...node.args.kw_defaults].forEach((d) => d !== null && this.#read(d));
        annotationsIn(node).forEach((e) => this.#read(e));
        this.#bind(node.name);
        return;
      case "ClassDef": {
        [...node.decorator_list, ...node.bases, ...node.keywords.map((k) => k.value)].forEach((e) => this.#read(e));
        // its body runs at once; what it binds is its own
        const entry = this.#state;
        this.block(node.body, entry);
        this.#state = entry;
        this.#bind(node.name);
        return;
      }
      case "Assign":
        this.#read(node.value);
        node.targets.forEach((t) => this.#target(t));
        return;
      case "AnnAssign":
        if (node.value !== null) {
          this.#read(node.value);
          this.#target(node.target);
        }
        this.#read(node.annotation);
        return;
      case "AugAssign":
        if (node.target.kind === "Name") this.#name(node.target.id);
        else this.#read(node.target);
        this.#read(node.value);
        this.#target(node.target);
        return;
      case "Import":
        for (const alias of node.names) this.#bind(alias.asname ?? alias.name.split(".")[0]!);
        return;
      case "ImportFrom":
        for (const alias of node.names) this.#bind(alias.asname ?? alias.name);
        return;
      case "TypeAlias":
        this.#bind(node.name.id);
        return;
      default:
        this.#children(node);
    }
  }

  #exhaustive(node: ast.Match): boolean {
    const last = node.cases.at(-1)!;
    return last.guard === null && last.pattern.kind === "MatchAs" && last.pattern.pattern === null;
  }

  /** The exit of a match whose last case always applies. */
  #matchExit(node: ast.Match, entry: State): State {
    let exit: State = null;
    for (const branch of node.cases) {
      this.#state = entry;
      this.#pattern(branch.pattern);
      exit = meet(exit, this.block(branch.body, this.#state));
    }
    return exit;
  }

  #loop(body: readonly ast.Stmt[], orelse: readonly ast.Stmt[], inside: State, entry: State, forever: boolean): void {
    this.#breaks.push(null);
    this.block(body, inside);
    const broken = this.#breaks.pop()!;
    this.#state = meet(forever ? null : this.block(orelse, entry), broken);
  }

  #children(node: ast.Node): void {
    eachChild(node, (child) => this.#read(child));
  }

  #name(name: string): void {
    if (this.#state !== null && this.names.has(name) && !this.#state.has(name)) this.unsafe.add(name);
  }

  #read(node: ast.Node): void {
    switch (node.kind) {
      case "Name":
        if (node.ctx === "Load") this.#name(node.id);
        return;
      case "NamedExpr":
        this.#read(node.value);
        this.#bind(node.target.id);
        return;
      case "Lambda":
        [...node.args.defaults, ...node.args.kw_defaults].forEach((d) => d !== null && this.#read(d));
        return;
      case "BoolOp": {
        this.#read(node.values[0]!);
        const after = this.#state;
        node.values.slice(1).forEach((v) => this.#read(v));
        this.#state = after;
        return;
      }
      case "IfExp": {
        this.#read(node.test);
        const entry = this.#state;
        this.#read(node.body);
        const left = this.#state;
        this.#state = entry;
        this.#read(node.orelse);
        this.#state = meet(left, this.#state);
        return;
      }
      case "Compare": {
        this.#read(node.left);
        this.#read(node.comparators[0]!);
        const after = this.#state;
        node.comparators.slice(1).forEach((c) => this.#read(c));
        this.#state = after;
        return;
      }
      case "ListComp":
      case "SetComp":
      case "DictComp":
      case "GeneratorExp": {
        this.#read(node.generators[0]!.iter);
        const after = this.#state;
        node.generators.forEach((g, i) => {
          if (i > 0) this.#read(g.iter);
          this.#target(g.target);
          g.ifs.forEach((test) => this.#read(test));
        });
        if (node.kind === "DictComp") {
          this.#read(node.key);
          this.#read(node.value);
        } else this.#read(node.elt);
        this.#state = after;
        return;
      }
      default:
        this.#children(node);
    }
  }

  #target(node: ast.Expr): void {
    switch (node.kind) {
      case "Name":
        this.#bind(node.id);
        return;
      case "Tuple":
      case "List":
        node.elts.forEach((e) => this.#target(e));
        return;
      case "Starred":
        this.#target(node.value);
        return;
      default:
        this.#children(node);
    }
  }

  #pattern(node: ast.Pattern): void {
    if ((node.kind === "MatchAs" || node.kind === "MatchStar") && node.name !== null) this.#bind(node.name);
    if (node.kind === "MatchMapping" && node.rest !== null) this.#bind(node.rest);
    if (node.kind === "MatchValue") this.#read(node.value);
    if (node.kind === "MatchClass") this.#read(node.cls);
    eachChild(node, (child) => {
      if (child.kind.startsWith("Match")) this.#pattern(child as ast.Pattern);
    });
  }
}

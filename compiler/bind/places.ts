/**
 * places - the SyntaxErrors of CPython's code generator: statements, expressions and targets where they may not stand.
 */
import { headFutures } from "../ast/future.js";
import type * as ast from "../ast/nodes.js";
import { reprConstant } from "../ast/literals.js";
import { eachChild } from "../ast/visit.js";
import { syntaxError } from "../diagnostics/syntaxerror.js";
import type { SourceFile, Span } from "../source.js";

/** Throws the first error, in the order in which CPython generates code. */
export function checkPlaces(module: ast.Mod, source: SourceFile): void {
  const head = headFutures(module).at(-1)?.end ?? 0;
  const walker = new Places((at, message) => {
    throw syntaxError(source, message, { start: at.start, end: at.end });
  }, head);
  walker.module(module);
}

interface Unit {
  readonly kind: "module" | "class" | "function" | "lambda" | "comprehension";
  readonly isAsync: boolean;
  isGenerator: boolean;
  /** Innermost last: what break and continue would leave. */
  readonly blocks: ("loop" | "exceptStar" | "other")[];
}

class Places {
  #units: Unit[] = [];

  /** @param head where the last `from __future__ import ...` at the head of the text ends */
  constructor(
    readonly report: (at: Span, message: string) => never,
    readonly head: number,
  ) {}

  get #unit(): Unit {
    return this.#units.at(-1)!;
  }

  module(module: ast.Mod): void {
    this.#within({ kind: "module", isAsync: false, isGenerator: false, blocks: [] }, () => eachChild(module, (child) => this.#visit(child)));
  }

  #within(unit: Unit, work: () => void): void {
    this.#units.push(unit);
    work();
    this.#units.pop();
  }

  #block(kind: Unit["blocks"][number], list: readonly ast.Stmt[]): void {
    this.#unit.blocks.push(kind);
    list.forEach((s) => this.#visit(s));
    this.#unit.blocks.pop();
  }

  #visit(node: ast.Node): void {
    switch (node.kind) {
      case "FunctionDef":
      case "AsyncFunctionDef":
        node.decorator_list.forEach((d) => this.#visit(d));
        this.#visit(node.args);
        if (node.returns !== null) this.#visit(node.returns);
        this.#within({ kind: "function", isAsync: node.kind === "AsyncFunctionDef", isGenerator: yields(node.body), blocks: [] }, () =>
          node.body.forEach((s) => this.#visit(s)),
        );
        return;
      case "Lambda":
        this.#visit(node.args);
        this.#within({ kind: "lambda", isAsync: false, isGenerator: false, blocks: [] }, () => this.#visit(node.body));
        return;
      case "ClassDef":
        node.decorator_list.forEach((d) => this.#visit(d));
        this.#keywords(node.keywords);
        this.#within({ kind: "class", isAsync: false, isGenerator: false, blocks: [] }, () => node.body.forEach((s) => this.#visit(s)));
        node.bases.forEach((b) => this.#argument(b));
        return;
      case "Return":
        if (this.#unit.kind !== "function") this.report(node, "'return' outside function");
        if (node.value !== null && this.#unit.isAsync && this.#unit.isGenerator) this.report(node, "'return' with value in async generator");
        if (this.#unit.blocks.includes("exceptStar")) this.report(node, "'break', 'continue' and 'return' cannot appear in an except* block");
        if (node.value !== null) this.#visit(node.value);
        return;
      case "Break":
      case "Continue":
        this.#jump(node);
        return;
      case "For":
      case "AsyncFor":
        if (node.kind === "AsyncFor" && !this.#isAsync()) this.report(node, "'async for' outside async function");
        this.#visit(node.iter);
        this.#visit(node.target);
        this.#block("loop", node.body);
        node.orelse.forEach((s) => this.#visit(s));
        return;
      case "While":
        this.#visit(node.test);
        this.#block("loop", node.body);
        node.orelse.forEach((s) => this.#visit(s));
        return;
      case "AsyncWith":
        if (!this.#isAsync()) this.report(node, "'async with' outside async function");
        eachChild(node, (child) => this.#visit(child));
        return;
      case "Try":
        node.body.forEach((s) => this.#visit(s));
        node.handlers.forEach((h, i) => {
          if (h.type === null && i < node.handlers.length - 1) this.report(h, "default 'except:' must be last");
          eachChild(h, (child) => this.#visit(child));
        });
        node.orelse.forEach((s) => this.#visit(s));
        node.finalbody.forEach((s) => this.#visit(s));
        return;
      case "TryStar":
        node.body.forEach((s) => this.#visit(s));
        for (const h of node.handlers) {
          if (h.type !== null) this.#visit(h.type);
          this.#block("exceptStar", h.body);
        }
        node.orelse.forEach((s) => this.#visit(s));
        node.finalbody.forEach((s) => this.#visit(s));
        return;
      case "Assign":
        this.#visit(node.value);
        node.targets.forEach((t) => this.#target(t));
        return;
      case "Yield":
      case "YieldFrom":
        if (this.#unit.kind !== "function" && this.#unit.kind !== "lambda")
          this.report(node, node.kind === "Yield" ? "'yield' outside function" : "'yield from' outside function");
        if (node.kind === "YieldFrom" && this.#unit.isAsync) this.report(node, "'yield from' inside async function");
        eachChild(node, (child) => this.#visit(child));
        return;
      case "Await": {
        const { kind, isAsync } = this.#unit;
        if (kind !== "function" && kind !== "lambda" && kind !== "comprehension") this.report(node, "'await' outside function");
        if (kind !== "comprehension" && !isAsync)
          this.report(node, kind === "function" || kind === "lambda" ? "'await' outside async function" : "'await' outside function");
        eachChild(node, (child) => this.#visit(child));
        return;
      }
      case "ListComp":
      case "SetComp":
      case "DictComp":
      case "GeneratorExp":
        this.#comprehension(node);
        return;
      case "Call":
        this.#visit(node.func);
        this.#keywords(node.keywords);
        node.args.forEach((a) => this.#argument(a));
        return;
      case "Tuple":
      case "List":
        if (node.ctx === "Store") this.#target(node);
        else node.elts.forEach((e) => this.#argument(e));
        return;
      case "Set":
        node.elts.forEach((e) => this.#argument(e));
        return;
      case "ImportFrom":
        if (node.module === "__future__" && node.level === 0 && node.start >= this.head)
          this.report(node, "from __future__ imports must occur at the beginning of the file");
        return;
      case "arg":
        // *args: *Ts
        if (node.annotation !== null) this.#argument(node.annotation);
        return;
      case "TypeVarTuple":
        // *Ts = *default
        if (node.default_value !== null) this.#argument(node.default_value);
        return;
      case "Starred":
        this.report(node, node.ctx === "Store" ? "starred assignment target must be in a list or tuple" : "can't use starred expression here");
        return;
      case "Subscript":
        this.#visit(node.value);
        this.#visit(node.slice);
        return;
      case "Match":
        this.#visit(node.subject);
        node.cases.forEach((c, i) => {
          this.#pattern(c.pattern, i === node.cases.length - 1 || c.guard !== null);
          if (c.guard !== null) this.#visit(c.guard);
          c.body.forEach((s) => this.#visit(s));
        });
        return;
      default:
        eachChild(node, (child) => this.#visit(child));
    }
  }

  #isAsync(): boolean {
    return this.#unit.kind === "function" && this.#unit.isAsync;
  }

  #jump(node: ast.Break | ast.Continue): void {
    const { blocks } = this.#unit;
    for (let i = blocks.length - 1; i >= 0; i--) {
      if (blocks[i] === "loop") return;
      if (blocks[i] === "exceptStar") this.report(node, "'break', 'continue' and 'return' cannot appear in an except* block");
    }
    this.report(node, node.kind === "Break" ? "'break' outside loop" : "'continue' not properly in loop");
  }

  #comprehension(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp): void {
    const outer = this.#unit;
    const isAsync = node.generators.some((g) => g.is_async === 1) || awaits(node);
    this.#visit(node.generators[0]!.iter);
    const allowed = outer.kind === "comprehension" || ((outer.kind === "function" || outer.kind === "lambda") && outer.isAsync);
    if (isAsync && node.kind !== "GeneratorExp" && !allowed) this.report(node, "asynchronous comprehension outside of an asynchronous function");
    this.#within({ kind: "comprehension", isAsync: true, isGenerator: false, blocks: [] }, () => {
      node.generators.forEach((g, i) => {
        if (i > 0) this.#visit(g.iter);
        this.#target(g.target);
        g.ifs.forEach((t) => this.#visit(t));
      });
      if (node.kind === "DictComp") {
        this.#visit(node.key);
        this.#visit(node.value);
      } else this.#visit(node.elt);
    });
  }

  #argument(node: ast.Expr): void {
    this.#visit(node.kind === "Starred" ? node.value : node);
  }

  #keywords(keywords: readonly ast.Keyword[]): void {
    const names = new Set<string>();
    for (const k of keywords) {
      if (k.arg !== null && names.has(k.arg)) this.report(k, `keyword argument repeated: ${k.arg}`);
      if (k.arg !== null) names.add(k.arg);
    }
    keywords.forEach((k) => this.#visit(k.value));
  }

  #target(node: ast.Expr): void {
    if (node.kind !== "Tuple" && node.kind !== "List") return this.#visit(node);
    const stars = node.elts.filter((e) => e.kind === "Starred");
    if (stars.length > 1) this.report(node, "multiple starred expressions in assignment");
    const at = node.elts.findIndex((e) => e.kind === "Starred");
    if (at >= 256 || (at >= 0 && node.elts.length - at - 1 >= 1 << 23)) this.report(node, "too many expressions in star-unpacking assignment");
    node.elts.forEach((e) => this.#target(e.kind === "Starred" ? e.value : e));
  }

  // ---------------------------------------------------------------- patterns

  #pattern(node: ast.Pattern, mayMatchAll: boolean): void {
    this.#bindings(node, new Set(), mayMatchAll);
  }

  /** Checks a pattern; adds the names it binds. */
  #bindings(node: ast.Pattern, names: Set<string>, mayMatchAll: boolean): void {
    const store = (name: string | null, at: Span): void => {
      if (name === null) return;
      if (names.has(name)) this.report(at, `multiple assignments to name '${name}' in pattern`);
      names.add(name);
    };
    switch (node.kind) {
      case "MatchAs":
        if (node.pattern === null) {
          if (!mayMatchAll)
            this.report(
              node,
              node.name === null ? "wildcard makes remaining patterns unreachable" : `name capture '${node.name}' makes remaining patterns unreachable`,
            );
        } else this.#bindings(node.pattern, names, mayMatchAll);
        store(node.name, node);
        return;
      case "MatchStar":
        store(node.name, node);
        return;
      case "MatchValue":
        if (node.value.kind === "JoinedStr") this.report(node, "patterns may only match literals and attribute lookups");
        eachChild(node, (child) => this.#visit(child));
        return;
      case "MatchSequence": {
        const stars = node.patterns.filter((p) => p.kind === "MatchStar");
        if (stars.length > 1) this.report(node, "multiple starred names in sequence pattern");
        node.patterns.forEach((p) => this.#bindings(p, names, true));
        return;
      }
      case "MatchMapping": {
        const keys = new Set<string>();
        for (const key of node.keys) {
          if (key.kind === "JoinedStr") this.report(node, "mapping pattern keys may only match literals and attribute lookups");
          const literal = literalKey(key);
          if (literal === null) continue;
          if (keys.has(literal.equal)) this.report(node, `mapping pattern checks duplicate key (${literal.repr})`);
          keys.add(literal.equal);
        }
        node.patterns.forEach((p) => this.#bindings(p, names, true));
        store(node.rest, node);
        return;
      }
      case "MatchClass": {
        const attributes = new Set<string>();
        node.kwd_attrs.forEach((name, i) => {
          if (attributes.has(name)) this.report(node.kwd_patterns[i]!, `attribute name repeated in class pattern: ${name}`);
          attributes.add(name);
        });
        [...node.patterns, ...node.kwd_patterns].forEach((p) => this.#bindings(p, names, true));
        return;
      }
      case "MatchOr": {
        let first: Set<string> | null = null;
        node.patterns.forEach((p, i) => {
          const own = new Set<string>();
          this.#bindings(p, own, mayMatchAll && i === node.patterns.length - 1);
          if (first !== null && (own.size !== first.size || [...own].some((n) => !first!.has(n))))
            this.report(node, "alternative patterns bind different names");
          first ??= own;
        });
        for (const name of first ?? []) store(name, node);
        return;
      }
      default:
        eachChild(node, (child) => this.#visit(child));
    }
  }
}

/** A literal key of a mapping pattern: what is the same for keys that are equal, and its repr; null for an attribute. */
function literalKey(key: ast.Expr): { equal: string; repr: string } | null {
  if (key.kind === "UnaryOp" && key.op === "USub") {
    const number = literalKey(key.operand);
    return number && { equal: number.equal === "0" ? "0" : negated(number.equal), repr: number.repr === "0" ? "0" : negated(number.repr) };
  }
  if (key.kind === "BinOp") {
    const [real, imaginary] = [literalKey(key.left), literalKey(key.right)];
    if (real === null || imaginary === null) return null;
    if (imaginary.equal === "0") return real;
    const sign = key.op === "Sub" ? "-" : "+";
    return { equal: `${real.equal}${sign}${imaginary.equal}`, repr: `(${real.repr.replace(/\.0$/, "")}${sign}${imaginary.repr})` };
  }
  if (key.kind !== "Constant") return null;
  const { value } = key;
  const repr = reprConstant(value);
  switch (value.type) {
    case "True":
      return { equal: "1", repr };
    case "False":
      return { equal: "0", repr };
    case "float":
      return { equal: Number.isInteger(value.value) ? BigInt(value.value).toString() : repr, repr };
    case "complex":
      return { equal: value.imag === 0 ? "0" : repr, repr };
    default:
      return { equal: repr, repr };
  }
}

function negated(number: string): string {
  return number.startsWith("-") ? number.slice(1) : `-${number}`;
}

/** Whether a function body yields, other functions inside it apart. */
function yields(body: readonly ast.Stmt[]): boolean {
  const visit = (node: ast.Node): boolean => {
    if (node.kind === "Yield" || node.kind === "YieldFrom") return true;
    if (node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef" || node.kind === "Lambda" || node.kind === "ClassDef") return false;
    let found = false;
    eachChild(node, (child) => {
      found ||= visit(child);
    });
    return found;
  };
  return body.some(visit);
}

/** Whether a comprehension waits, not counting its first iterable and generator expressions in it. */
function awaits(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp): boolean {
  const visit = (n: ast.Node): boolean => {
    if (n.kind === "Await") return true;
    if (n.kind === "Lambda" || n.kind === "GeneratorExp") return false;
    if ((n.kind === "ListComp" || n.kind === "SetComp" || n.kind === "DictComp") && n.generators.some((g) => g.is_async === 1)) return true;
    let found = false;
    eachChild(n, (child) => {
      found ||= visit(child);
    });
    return found;
  };
  const parts: ast.Node[] = node.kind === "DictComp" ? [node.key, node.value] : [node.elt];
  node.generators.forEach((g, i) => parts.push(...g.ifs, ...(i > 0 ? [g.iter] : [])));
  return parts.some(visit);
}

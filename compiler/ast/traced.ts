/**
 * traced - a module whose functions tell what they do, for `sys.settrace` and `sys.setprofile`: calls of runtime/modules/_trace.ts in their bodies.
 *
 * Only a text that sets such a function is compiled so, or stops in a debugger, and what is compiled while such a function is set; functions of
 * other modules tell nothing.
 *
 *     def f(a):                 def f(a):
 *         x = a                     __traced__ = $trace.entered(1)
 *         return x                  try:
 *                                       $trace.line(__traced__, 2); x = a
 *                                       $trace.line(__traced__, 3); return $trace.returned(__traced__, x)
 *                                   except: $trace.left(__traced__); raise
 */
import {
  FIELDS,
  type Call,
  type Constant,
  type ExceptHandler,
  type Expr,
  type ExprStmt,
  type Import,
  type MatchCase,
  type Module,
  type Name,
  type Node,
  type Stmt,
  type Yield,
} from "./nodes.js";
import { some } from "./visit.js";

/** A text that may have functions traced, itself or by a module of the library. */
const TRACING =
  /\b(?:settrace|setprofile)(?:_all_threads)?\s*\(|\bbreakpoint\s*\(|^[ \t]*(?:from[ \t]+|import[ \t]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*)(?:trace|bdb|pdb|profile|cProfile)\b/m;
/** One that asks for the lines of functions too, not for their calls alone. */
const LINES =
  /\bsettrace(?:_all_threads)?\s*\(|\bbreakpoint\s*\(|^[ \t]*(?:from[ \t]+|import[ \t]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*)(?:trace|bdb|pdb)\b/m;
/** Modules of the library that only set trace functions for others. */
const SETTING: ReadonlySet<string> = new Set(["bdb", "cProfile", "code", "doctest", "pdb", "profile", "threading", "trace"]);

/** The variable of each function that holds what is known of its frame. */
export const FRAME = "__traced__";
/** No name of Python's: nobody sees it. */
const HELPERS = "$trace";

type At = { readonly start: number; readonly end: number };

/** Lines of the text, for events. */
type LineOf = (offset: number) => number;

/** The module with the calls, if its text sets such functions. @param always whether it does or not */
export function traced(module: Module, name: string, text: string, lineOf: LineOf, always: boolean): Module {
  if (always) return new Tracer(lineOf, true, false).module(module);
  return TRACING.test(text) && !SETTING.has(name) && traces(module) ? new Tracer(lineOf, LINES.test(text), false).module(module) : module;
}

/** The same for a text that exec() runs. */
export function tracedText(module: Module, text: string, lineOf: LineOf, always: boolean): Module {
  return always || (TRACING.test(text) && traces(module)) ? new Tracer(lineOf, true, true).module(module) : module;
}

const SETTERS: ReadonlySet<string> = new Set(["settrace", "setprofile", "settrace_all_threads", "setprofile_all_threads", "breakpoint"]);
const TRACERS: ReadonlySet<string> = new Set(["trace", "bdb", "pdb", "profile", "cProfile"]);

/**
 * Whether it does: that such a function is defined, or spoken of in a docstring, is not enough, since these calls make a text half as long again.
 * A string that says it may be the text of an exec.
 */
function traces(module: Module): boolean {
  const own = new Set<string>();
  for (const s of module.body) if (s.kind === "FunctionDef") own.add(s.name);
  return some(
    module,
    (node) => {
      switch (node.kind) {
        case "Call":
          return node.func.kind === "Attribute"
            ? SETTERS.has(node.func.attr)
            : node.func.kind === "Name" && SETTERS.has(node.func.id) && !own.has(node.func.id);
        case "Import":
          return node.names.some(({ name }) => TRACERS.has(name));
        case "ImportFrom":
          return node.module !== null && TRACERS.has(node.module);
        case "Constant":
          return node.value.type === "str" && TRACING.test(node.value.value);
        default:
          return false;
      }
    },
    (node) => !(node.kind === "Expr" && isDocstring(node)),
  );
}

class Tracer {
  constructor(
    readonly lineOf: LineOf,
    /** each statement says that it begins */
    readonly lines: boolean,
    /** its names are in dictionaries */
    readonly dynamic: boolean,
  ) {}

  /** The statements are of the module itself: its frame has no variable, and is found when somebody listens. */
  private inModule = false;

  module(module: Module): Module {
    const head = module.body.findIndex((s) => !isDocstring(s) && !(s.kind === "ImportFrom" && s.module === "__future__"));
    const first = head < 0 ? module.body.length : head;
    const told = module.body.slice(first);
    if (!this.lines) return { ...module, body: [...module.body.slice(0, first), this.imported(), ...told.map((s) => this.plain(s))] };
    const at = { start: 0, end: 0 };
    const zero: Constant = { kind: "Constant", value: { type: "int", value: 0n }, constKind: null, ...at };
    this.inModule = true;
    const entered: Stmt = { kind: "Expr", value: this.helper("entered", [zero], at), ...at };
    const body = [...this.statements(told, null), this.told("returned", [none(at)], at)];
    // what a module of a file binds stays at its top level: an error that leaves it is not told
    const all = this.dynamic ? [entered, this.guarded(body, at, at)] : [this.imported(), entered, ...body];
    this.inModule = false;
    return { ...module, body: [...module.body.slice(0, first), ...all] };
  }

  imported(): Import {
    const at = { start: 0, end: 0 };
    return { kind: "Import", names: [{ kind: "alias", name: "_trace", asname: HELPERS, ...at }], ...at };
  }

  /** The body with a handler that tells of what leaves it. */
  guarded(body: Stmt[], { start, end }: At, last: At): Stmt {
    const handler: ExceptHandler = {
      kind: "ExceptHandler",
      type: null,
      name: null,
      body: [this.told("left", [], last), { kind: "Raise", exc: null, cause: null, ...last }],
      ...last,
    };
    return { kind: "Try", body, handlers: [handler], orelse: [], finalbody: [], start, end };
  }

  // ---- code that tells nothing itself: of classes, and of modules where only calls are asked for

  plain<T extends Node>(node: T): T {
    if (node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef") return this.function(node) as unknown as T;
    if (node.kind === "Lambda") {
      const at = { start: node.start, end: node.start };
      const line = this.number(node, at);
      const entered = this.helper("entered", [line], at);
      const frame = this.lines ? this.helper("line", [entered, line], at) : entered;
      return { ...node, body: this.helper("returned", [frame, this.plain(node.body)], node.body) };
    }
    return this.children(node, (child) => this.plain(child));
  }

  /** The node with its children rewritten. */
  children<T extends Node>(node: T, rewrite: (child: Node) => Node): T {
    let changed: Record<string, unknown> | undefined;
    for (const field of FIELDS[node.kind]) {
      const before = (node as unknown as Record<string, unknown>)[field];
      let after: unknown = before;
      if (Array.isArray(before)) {
        const made = before.map((item: unknown) => (isNode(item) ? rewrite(item) : item));
        if (made.some((item, i) => item !== before[i])) after = made;
      } else if (isNode(before)) after = rewrite(before);
      if (after !== before) (changed ??= { ...node })[field] = after;
    }
    return (changed as unknown as T | undefined) ?? node;
  }

  // ---- functions

  function<T extends Extract<Stmt, { kind: "FunctionDef" | "AsyncFunctionDef" }>>(node: T): T {
    const outer = this.children({ ...node, body: [] }, (child) => this.plain(child));
    const { inModule } = this;
    this.inModule = false;
    const doc = isDocstring(node.body[0]) ? [node.body[0]] : [];
    const at = { start: node.start, end: node.start };
    const store: Name = { kind: "Name", id: FRAME, ctx: "Store", ...at };
    const entered: Stmt = { kind: "Assign", targets: [store], value: this.helper("entered", [this.number(node.decorator_list[0] ?? node, at)], at), ...at };
    const last = node.body.at(-1)!;
    const end = { start: last.end, end: last.end };
    const body = [...this.statements(node.body.slice(doc.length), null), this.told("returned", [none(end)], end)];
    const told = this.guarded(body, node, end);
    this.inModule = inModule;
    return { ...outer, body: [...doc, ...(this.dynamic ? [this.imported()] : []), entered, told] };
  }

  /**
   * Statements of a function or module.
   *
   * @param loop the loop around, whose line comes again before each round
   * @param header what they are the body of: on its line they are no line of their own
   */
  statements(body: readonly Stmt[], loop: At | null, header: At | null = null): Stmt[] {
    const out: Stmt[] = [];
    let line = header === null ? 0 : this.lineOf(header.start);
    for (const s of body) {
      const first = (s.kind === "FunctionDef" || s.kind === "AsyncFunctionDef" || s.kind === "ClassDef" ? s.decorator_list[0] : undefined) ?? s;
      if (
        this.lines &&
        s.kind !== "Global" &&
        s.kind !== "Nonlocal" &&
        !(s.kind === "Expr" && s.value.kind === "Constant") &&
        this.lineOf(first.start) !== line
      )
        out.push(this.line(first));
      line = "body" in s ? 0 : this.lineOf(first.start);
      if (this.lines && s.kind === "Continue" && loop !== null) out.push(this.line(loop));
      out.push(this.statement(s, loop));
      // a debugger that it called stops right behind it
      if (this.lines && s.kind === "Expr" && isStop(s.value)) out.push(this.told("opcode", [], s));
    }
    return out;
  }

  statement(s: Stmt, loop: At | null): Stmt {
    switch (s.kind) {
      case "FunctionDef":
      case "AsyncFunctionDef":
      case "ClassDef":
        return this.plain(s);
      case "Return": {
        const value = s.value === null ? none(s) : this.inside(s.value);
        return { ...s, value: this.helper("returned", [this.frame(s), value], value) };
      }
      case "For":
      case "AsyncFor":
        return {
          ...s,
          target: this.inside(s.target),
          iter: this.inside(s.iter),
          body: [...this.statements(s.body, s, s), ...this.again(s)],
          orelse: this.statements(s.orelse, loop),
        };
      case "While":
        return { ...s, test: this.inside(s.test), body: [...this.statements(s.body, s, s), ...this.again(s)], orelse: this.statements(s.orelse, loop) };
      case "If":
        return { ...s, test: this.inside(s.test), body: this.statements(s.body, loop, s), orelse: this.statements(s.orelse, loop) };
      case "With":
      case "AsyncWith":
        return {
          ...s,
          items: s.items.map((item) => this.children(item, (child) => this.inside(child))),
          body: [...this.statements(s.body, loop, s), ...(this.lineOf(s.body.at(-1)!.start) === this.lineOf(s.start) ? [] : this.again(s))],
        };
      case "Try":
      case "TryStar":
        return {
          ...s,
          body: this.statements(s.body, loop, s),
          handlers: s.handlers.map((handler) => ({
            ...handler,
            body: [
              this.told("caught", [], { start: handler.start, end: handler.start }),
              ...this.again(handler),
              ...this.statements(handler.body, loop, handler),
            ],
          })),
          orelse: this.statements(s.orelse, loop),
          finalbody: this.statements(s.finalbody, loop),
        };
      case "Match":
        return {
          ...s,
          subject: this.inside(s.subject),
          cases: s.cases.flatMap((one) => [...this.trying(one), { ...one, body: this.statements(one.body, loop) }]),
        };
      default:
        return this.inside(s);
    }
  }

  /** Says that a case is looked at: a case before it that never holds. */
  trying(one: MatchCase): MatchCase[] {
    if (!this.lines) return [];
    const at = { start: one.pattern.start, end: one.pattern.start };
    const never: Expr = {
      kind: "Compare",
      left: this.line(one.pattern).value,
      ops: ["Is"],
      comparators: [{ kind: "Name", id: HELPERS, ctx: "Load", ...at }],
      ...at,
    };
    return [{ kind: "match_case", pattern: { kind: "MatchAs", pattern: null, name: null, ...at }, guard: never, body: [{ kind: "Pass", ...at }] }];
  }

  /** Expressions of a function: what it yields is told. */
  inside<T extends Node>(node: T): T {
    if (node.kind === "Lambda" || node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef") return this.plain(node);
    const made = this.children(node, (child) => this.inside(child));
    if (made.kind !== "Yield") return made;
    const at = { start: made.start, end: made.start };
    const value: Expr = made.value ?? none(at);
    const told: Yield = { ...made, value: this.helper("yielded", [this.frame(at), value], value) };
    return this.helper("resumed", [this.frame(at), told], made) as Node as T;
  }

  // ---- the calls

  number(node: At, { start, end }: At): Constant {
    return { kind: "Constant", value: { type: "int", value: BigInt(this.lineOf(node.start)) }, constKind: null, start, end };
  }

  frame({ start, end }: At): Expr {
    if (this.inModule) return { kind: "Constant", value: { type: "True" }, constKind: null, start, end };
    return { kind: "Name", id: FRAME, ctx: "Load", start, end };
  }

  helper(name: string, args: readonly Expr[], { start, end }: At): Call {
    const at = { start, end };
    let helpers: Expr = { kind: "Name", id: HELPERS, ctx: "Load", ...at };
    if (this.dynamic && this.inModule) {
      const module: Constant = { kind: "Constant", value: { type: "str", value: "_trace" }, constKind: null, ...at };
      helpers = { kind: "Call", func: { kind: "Name", id: "__import__", ctx: "Load", ...at }, args: [module], keywords: [], ...at };
    }
    return { kind: "Call", func: { kind: "Attribute", value: helpers, attr: name, ctx: "Load", ...at }, args, keywords: [], ...at };
  }

  told(name: string, args: readonly Expr[], at: At): ExprStmt {
    return { kind: "Expr", value: this.helper(name, [this.frame(at), ...args], at), start: at.start, end: at.end };
  }

  /** The line comes again. */
  again(node: At): ExprStmt[] {
    return this.lines ? [this.line(node)] : [];
  }

  line(node: At): ExprStmt {
    const at = { start: node.start, end: node.start };
    return this.told("line", [this.number(node, at)], at);
  }
}

function none({ start, end }: At): Constant {
  return { kind: "Constant", value: { type: "None" }, constKind: null, start, end };
}

/** Whether it calls a debugger, by its name: `breakpoint()`, `pdb.set_trace()`. */
function isStop(node: Expr): boolean {
  if (node.kind !== "Call") return false;
  const { func } = node;
  return func.kind === "Attribute" ? func.attr === "set_trace" : func.kind === "Name" && (func.id === "breakpoint" || func.id === "set_trace");
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "kind" in value;
}

function isDocstring(statement: Stmt | undefined): statement is ExprStmt {
  return statement?.kind === "Expr" && statement.value.kind === "Constant" && statement.value.value.type === "str";
}

/**
 * exceptions - raise, try with its clauses, except*, assert.
 */
import type * as ast from "../ast/nodes.js";
import { eachChild, some } from "../ast/visit.js";
import { isClassName } from "./calls.js";
import { at, Level } from "./code.js";
import type { Context } from "./context.js";
import { emitBlock, emitExpression, value } from "./emit.js";
import { leaves } from "./flow.js";
import { imported } from "./library.js";
import { jsIdentifier } from "./names.js";
import { isPlainComparison } from "./numbers.js";
import { isByName, nameTarget } from "./references.js";
import { testCode } from "./truth.js";

export function emitRaise(node: ast.Raise, cx: Context): void {
  cx.out.line(cx.mark(node, raiseText(node, cx)));
}

function raiseText(node: ast.Raise, cx: Context): string {
  if (node.exc === null) {
    const caught = cx.fn.handlers.at(-1);
    return `throw ${caught ?? `${cx.helper("reraise")}()`};`;
  }
  const { exc } = node;
  const raised = value(exc, cx);
  const text = isClassName(exc, cx) && !isByName(raised) ? `new ${raised}()` : raised;
  return node.cause === null ? `throw ${text};` : `throw ${cx.helper("causedBy")}(${text}, ${value(node.cause, cx)});`;
}

export function emitAssert(node: ast.Assert, cx: Context): void {
  const message = node.msg === null ? "" : value(node.msg, cx);
  const error = cx.mark(node.test, `throw new ${cx.helper("AssertionError")}(${message});`);
  const opposite = oppositeOf(node.test, cx);
  cx.out.line(`if (${opposite === null ? `!${at(testCode(node.test, cx), Level.Unary)}` : testCode(opposite, cx).text}) ${error}`);
}

const OPPOSITES: { readonly [K in ast.CompareOperator]?: ast.CompareOperator } = { Eq: "NotEq", NotEq: "Eq", Is: "IsNot", IsNot: "Is" };

/** `a !== b` for `not a == b`, where both are plain comparisons. */
function oppositeOf(node: ast.Expr, cx: Context): ast.Expr | null {
  if (node.kind !== "Compare" || node.ops.length !== 1) return null;
  const op = node.ops[0]!;
  const other = OPPOSITES[op];
  if (other === undefined) return null;
  if ((op === "Eq" || op === "NotEq") && !isPlainComparison(op, cx.typeOf(node.left), cx.typeOf(node.comparators[0]!))) return null;
  return { ...node, ops: [other] };
}

// ---------------------------------------------------------------- try

/** An identifier for the caught error that hides no name its handlers use. */
function caughtName(handlers: readonly ast.ExceptHandler[], cx: Context): string {
  const uses = (name: string): boolean =>
    handlers.some((h) =>
      some(
        h,
        (n) =>
          (n.kind === "Name" && n.id === name) || ((n.kind === "Global" || n.kind === "Nonlocal") && n.names.includes(name)) || Object.values(n).includes(name),
      ),
    );
  for (const name of ["e", "error", "caught"]) if (!uses(name) && !cx.module.helpers.has(name)) return name;
  return cx.name("exception");
}

// attempt: { try { body } catch (e) { handlers; break attempt; } /* else: */ orelse }
export function emitTry(node: ast.Try, cx: Context): void {
  const labelled = node.orelse.length > 0 && node.handlers.length > 0;
  const guarded = (): void => {
    if (!labelled) {
      tryCatch(node, cx, null);
      return;
    }
    const label = cx.name("attempt");
    cx.out.block(`${label}:`, () => {
      tryCatch(node, cx, label);
      cx.out.line("// else:");
      emitBlock(node.orelse, cx);
    });
  };
  if (node.finalbody.length === 0) return guarded();
  if (node.handlers.length === 0) {
    cx.out.line("try {");
    cx.out.indented(() => emitBlock([...node.body, ...node.orelse], cx));
  } else if (labelled) {
    cx.out.line("try {");
    cx.out.indented(guarded);
  } else {
    guarded();
    cx.out.dropLine();
  }
  cx.out.line("} finally {");
  // a bare `raise` in there is of what passes, if anything does, else of what the handler around caught
  cx.fn.handlers.push(null);
  cx.out.indented(() => emitBlock(node.finalbody, cx));
  cx.fn.handlers.pop();
  cx.out.line("}");
}

/** `try { body } catch (e) { handlers }` */
function tryCatch(node: ast.Try, cx: Context, label: string | null): void {
  cx.out.line("try {");
  cx.out.indented(() => emitBlock(node.body, cx));
  const { handlers } = node;
  const plan = handlers.map((h) => handlerName(h, cx));
  // all name the error alike, or there is only one
  const shared = plan.every((p) => p.kind === "own" && p.name === plan[0]!.name) ? plan[0]!.name : null;
  const error = shared ?? caughtName(handlers, cx);
  cx.out.line(`} catch (${error}${handlers.every((h) => isTyped(h.type, cx) || !asksMore(h)) ? "" : `: ${cx.type("Value")}`}) {`);
  cx.fn.handlers.push(error);
  const leave = (list: readonly ast.Stmt[]): void => {
    if (label !== null && !leaves(list)) cx.out.line(`break ${label};`);
  };
  const body = (h: ast.ExceptHandler, i: number): void => {
    cx.fn.clauses.push(h);
    handlerBody(h, plan[i]!, error, shared !== null, cx);
    cx.fn.clauses.pop();
    leave(h.body);
  };
  cx.out.indented(() => {
    if (handlers.length === 1) {
      const [h] = handlers;
      if (h!.type !== null) cx.out.line(`if (!(${condition(h!.type, error, cx, h!)})) throw ${error};`);
      body(h!, 0);
      return;
    }
    handlers.forEach((h, i) => {
      if (h.type === null) cx.out.line("} else {");
      else cx.out.line(`${i === 0 ? "" : "} else "}if (${condition(h.type, error, cx, h)}) {`);
      cx.out.indented(() => body(h, i));
    });
    if (handlers.at(-1)!.type !== null) {
      cx.out.line("} else {");
      cx.out.indented(() => cx.out.line(`throw ${error};`));
    }
    cx.out.line("}");
  });
  cx.fn.handlers.pop();
  cx.out.line("}");
}

/** Whether a handler does more with the exception than to hand it on. */
function asksMore(node: ast.ExceptHandler): boolean {
  let uses = 0;
  let handed = 0;
  const isIt = (n: ast.Node | null): boolean => n !== null && n.kind === "Name" && n.id === node.name;
  const visit = (n: ast.Node): void => {
    if (isIt(n)) uses++;
    if (n.kind === "Call") handed += n.args.filter(isIt).length;
    else if ((n.kind === "FormattedValue" && isIt(n.value)) || (n.kind === "Raise" && (isIt(n.exc) || isIt(n.cause)))) handed++;
    eachChild(n, visit);
  };
  node.body.forEach(visit);
  return uses > handed;
}

/** Whether `instanceof` tells tsc what was caught: of the script's classes, the builtins and those with declarations. */
function isTyped(type: ast.Expr | null, cx: Context): boolean {
  if (type === null) return true;
  if (type.kind === "Tuple") return type.elts.length > 0 && type.elts.every((e) => isTyped(e, cx));
  if (isClassName(type, cx)) return true;
  if (type.kind !== "Name" && type.kind !== "Attribute") return false;
  const found = imported(type, cx);
  return found !== null && /^(?:threading|queue|subprocess|concurrent\.futures)$/.test(found.module);
}

/** `e instanceof A || e instanceof B`, which fails at the handler */
function condition(type: ast.Expr, error: string, cx: Context, handler: ast.ExceptHandler): string {
  if (type.kind === "Tuple" && type.elts.length > 0 && type.elts.every((e) => e.kind === "Name" || e.kind === "Attribute")) {
    return type.elts.map((e) => cx.mark(handler, `${error} instanceof ${at(emitExpression(e, cx), Level.Relation + 1)}`)).join(" || ");
  }
  return cx.mark(handler, `${error} instanceof ${at(emitExpression(type, cx), Level.Relation + 1)}`);
}

interface HandlerName {
  /** none: no name; own: lives in the handler only; shared: a variable of the function. */
  readonly kind: "none" | "own" | "shared";
  readonly name: string;
}

function handlerName(node: ast.ExceptHandler, cx: Context): HandlerName {
  if (node.name === null) return { kind: "none", name: "" };
  const own = cx.fn.scope === cx.scope && cx.fn.declarations.openers.has(node);
  const name = jsIdentifier(cx.mangled(node.name));
  // `raise err` is a new raise, a bare one is not: they need two names
  const rebound = own && cx.fn.declarations.openers.get(node) === "let";
  const raised = some({ kind: "Module", body: node.body, start: 0, end: 0 }, (n) => n.kind === "Raise" && n.exc?.kind === "Name" && n.exc.id === node.name);
  if (own && !rebound && !raised) return { kind: "own", name };
  return { kind: "shared", name };
}

function handlerBody(node: ast.ExceptHandler, plan: HandlerName, error: string, isParameter: boolean, cx: Context): void {
  if (plan.kind === "none" || isParameter) {
    emitBlock(node.body, cx);
    return;
  }
  const opener = cx.fn.scope === cx.scope ? cx.fn.declarations.openers.get(node) : undefined;
  if (opener !== undefined) {
    cx.out.line(`${opener} ${plan.name}${opener === "let" ? `: ${cx.type("Value")}` : ""} = ${error};`);
    emitBlock(node.body, cx);
    return;
  }
  // the variable is unbound when the handler is left
  const { head, tail } = nameTarget(node.name!, cx);
  cx.out.line(`${head}${error}${tail};`);
  cx.out.line("try {");
  cx.out.indented(() => emitBlock(node.body, cx));
  cx.out.line("} finally {");
  cx.out.indented(() => cx.out.line(`${head}${cx.helper("unbound")}${tail};`));
  cx.out.line("}");
}

// ---------------------------------------------------------------- except*

/** What no arrow can hold. */
function waits(body: readonly ast.Stmt[]): boolean {
  return some(
    { kind: "Module", body, start: 0, end: 0 },
    (n) => n.kind === "Await" || n.kind === "Yield" || n.kind === "YieldFrom" || n.kind === "AsyncFor" || n.kind === "AsyncWith",
    (n) => n.kind !== "FunctionDef" && n.kind !== "AsyncFunctionDef" && n.kind !== "Lambda",
  );
}

// catch (e) { const caught = exceptStar(e); caught.handle(A, (group) => { ... }); caught.rethrow(); }
export function emitTryStar(node: ast.TryStar, cx: Context): void {
  const label = node.orelse.length > 0 ? cx.name("attempt") : null;
  const whole = (): void => {
    cx.out.line("try {");
    cx.out.indented(() => emitBlock(node.body, cx));
    const error = caughtName(node.handlers, cx);
    const caught = cx.name("group");
    cx.out.line(`} catch (${error}) {`);
    cx.fn.handlers.push(error);
    cx.out.indented(() => {
      cx.out.line(`const ${caught} = ${cx.helper("exceptStar")}(${error});`);
      for (const h of node.handlers) {
        const type = value(h.type!, cx);
        const plan = handlerName(h, cx);
        const parameter = plan.kind === "own" ? plan.name : plan.kind === "none" ? "" : cx.name("part");
        const call = cx.mark(h.type!, `${caught}.handle`);
        // a bare raise is of what is handled, which is the group
        const body = (name: string, isParameter: boolean): void => {
          cx.fn.handlers.push(null);
          handlerBody(h, plan, name, isParameter, cx);
          cx.fn.handlers.pop();
        };
        if (waits(h.body)) {
          // const part = group.match(A); if (part !== null) { try { body } catch (e) { group.raised(e); } }
          const part = cx.name("part");
          cx.out.line(`const ${part} = ${cx.mark(h.type!, `${caught}.match(${type})`)};`);
          cx.out.block(`if (${part} !== null)`, () => {
            cx.out.line("try {");
            cx.out.indented(() => body(part, false));
            cx.out.line(`} catch (${error}) {`);
            cx.out.indented(() => cx.out.line(`${caught}.raised(${error});`));
            cx.out.line("}");
          });
          continue;
        }
        cx.out.block(`${call}(${type}, (${parameter}) =>`, () => body(parameter, plan.kind === "own"), "});");
      }
      cx.out.line(`${caught}.rethrow();`);
      if (label !== null) cx.out.line(`break ${label};`);
    });
    cx.fn.handlers.pop();
    cx.out.line("}");
    if (node.orelse.length === 0) return;
    cx.out.line("// else:");
    emitBlock(node.orelse, cx);
  };
  const inner = (): void => (label === null ? whole() : cx.out.block(`${label}:`, whole));
  if (node.finalbody.length === 0) return inner();
  cx.out.line("try {");
  cx.out.indented(inner);
  cx.out.line("} finally {");
  cx.out.indented(() => emitBlock(node.finalbody, cx));
  cx.out.line("}");
}

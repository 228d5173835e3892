/**
 * exceptions - try, throw, and the jumps that leave handlers.
 *
 *     const $p1 = $handled();
 *     try { ... } catch ($e1) { const e = $caught($e1, $F); ...; $uncaught($p1); }
 *
 * The handled exception is the thread's; each way out of a handler restores what was handled before the `try`. A handler
 * left by an exception restores nothing: the handler that catches it restores what it found before its own `try`. A jump out of a handler
 * through a finally block inside it leaves the handler after that: it tells the block what to restore.
 */
import type * as E from "../estree.js";
import { id, isFunction, literal, statement } from "../estree.js";
import { block, declare, isCalm, place, set, undefinedAt } from "./context.js";
import type { Context, Place, Region } from "./context.js";
import { openExpression, variable } from "./expressions.js";
import { endsInJump } from "./functions.js";
import { openBody } from "./statements.js";

export function openTry(c: Context, node: E.TryStatement): E.Statement[] {
  const previous = c.fresh("p");
  const { finalizer } = node;
  const forgotten = finalizer?.body.map((item) => unbindOf(c, item)) ?? [];
  const guarded: Region | null = forgotten.includes(null) ? { kind: "guarded", previous, changed: false } : null;
  const open = (): E.Statement[] => tried(c, node, previous);
  const inner = guarded === null ? open() : c.region(guarded, open);
  const before = declare(guarded?.changed === true ? "let" : "const", previous, handledBefore(c, place(node)), {
    start: node.start,
    end: node.start,
  });
  if (!finalizer || finalizer.body.length === 0) return node.handler ? [before, ...inner] : inner;
  if (guarded === null) {
    // the end of `except ... as name`: nothing there can fail
    const forget = forgotten.map((name) => set(variable(c, name!).name, undefinedAt(name!)));
    const made: E.TryStatement = {
      type: "TryStatement",
      block: block(inner, node.block),
      handler: null,
      finalizer: block(forget, finalizer),
      start: node.start,
      end: node.end,
    };
    return node.handler ? [before, made] : [made];
  }
  const region: Region = { kind: "handler", previous, variable: null, caught: "" };
  const last = c.region(region, () => openBody(c, finalizer.body));
  if (!endsInJump(last, true)) last.push(restore(c, previous, finalizer));
  // frames makes a passing exception the handled one before the finalizer
  const whole = inner.length === 1 && inner[0]!.type === "TryStatement" && inner[0].finalizer === null ? inner[0] : null;
  return [
    before,
    {
      type: "TryStatement",
      block: whole?.block ?? block(inner, node.block),
      handler: whole?.handler ?? null,
      finalizer: block(last, finalizer),
      $pending: true,
      start: node.start,
      end: node.end,
    },
  ];
}

/** A `try` without its finally block. */
function tried(c: Context, node: E.TryStatement, previous: string): E.Statement[] {
  const inner = openBody(c, node.block.body);
  if (!node.handler) return inner;
  const handler = openHandler(c, node.handler, previous);
  return [{ type: "TryStatement", block: block(inner, node.block), handler, finalizer: null, start: node.start, end: node.end }];
}

/** The variable that a statement `x = unbound` forgets. */
function unbindOf(c: Context, item: E.Statement): E.Identifier | null {
  if (item.type !== "ExpressionStatement" || item.expression.type !== "AssignmentExpression") return null;
  const { left, right } = item.expression;
  return left.type === "Identifier" && c.helperName(right) === "unbound" ? left : null;
}

function openHandler(c: Context, handler: E.CatchClause, previous: string): E.CatchClause {
  const caught = c.fresh("e");
  const { param } = handler;
  if (param && param.type !== "Identifier") return c.fail(param, "a pattern in a catch");
  const variable = param ? (c.binding(param) ?? null) : null;
  const converted = c.callHelper("$caught", [id(caught, handler), id("$F", handler)], handler);
  const head = param ? declare(variable && variable.writes > 1 ? "let" : "const", param.name, converted, param) : statement(converted);
  const body = c.region({ kind: "handler", previous, variable, caught }, () => openBody(c, handler.body.body));
  if (!endsInJump(body, true)) body.push(restore(c, previous, handler));
  return { type: "CatchClause", param: id(caught, handler), body: block([head, ...body], handler.body), start: handler.start, end: handler.end };
}

function restore(c: Context, previous: string, at: E.Node): E.Statement {
  const end: Place = { start: at.end, end: at.end };
  return statement(uncaught(c, previous, end));
}

/** A function that is left and goes on later, where somebody else may handle something else: a generator, a coroutine. */
function isResumed({ fn }: Context): boolean {
  return isFunction(fn.node) && (fn.node.async || fn.node.generator);
}

/** What is handled before a `try`: of a function that is resumed, where it handles nothing itself, that of whoever resumes it at the time. */
export function handledBefore(c: Context, at: Place): E.Expression {
  const isOutside = isResumed(c) && !c.fn.regions.some((region) => region.kind === "handler");
  return isOutside ? c.helper("$outside", at) : c.callHelper("$handled", [], at);
}

/** That is the handled exception again. */
export function uncaught(c: Context, previous: string, at: Place): E.Expression {
  return c.callHelper("$uncaught", [id(previous, at), ...(isResumed(c) ? [id("$fr", at)] : [])], at);
}

/** What must be restored when a jump leaves all regions above an index: at once, and by each finally block that it passes. */
function leaving(c: Context, above: number, at: Place): E.Statement[] {
  const restores: E.Statement[] = [];
  const drops: E.Statement[] = [];
  let guarded: Extract<Region, { kind: "guarded" }> | null = null;
  let handler: Extract<Region, { kind: "handler" }> | null = null;
  const leave = (): void => {
    if (handler === null) return;
    if (guarded === null) restores.push(statement(uncaught(c, handler.previous, at)));
    else {
      guarded.changed = true;
      restores.push(set(guarded.previous, id(handler.previous, at)));
    }
  };
  for (const region of c.fn.regions.slice(above + 1).reverse()) {
    if (region.kind === "handler") handler = region;
    else if (region.kind === "guarded") {
      leave();
      guarded = region;
      handler = null;
    } else if (region.kind === "loop" && region.iterator !== undefined) drops.push(...dropped(c, region.iterator, at));
  }
  leave();
  return [...restores, ...drops];
}

/** An asynchronous generator that a loop is done with before its end is closed, if nobody else has it. */
function dropped(c: Context, iterator: string, at: Place): E.Statement[] {
  return [
    statement(c.callHelper("$letGo", [id(iterator, at)], at)),
    set(iterator, id("undefined", at)),
    statement(c.callHelper("$settleLeft", [], at)),
    // used once more, it is saved while that looks, and its place in the frame holds nothing
    set(iterator, id("undefined", at)),
  ];
}

export function openReturn(c: Context, node: E.ReturnStatement): E.Statement[] {
  let argument = node.argument ? openExpression(c, node.argument) : literal(null, node);
  const restores = leaving(c, -1, node);
  if (restores.length > 0 && argument.type !== "Literal" && !(argument.type === "Identifier" && isCalm(argument))) argument = c.hoist(argument);
  return [...restores, { type: "ReturnStatement", argument, start: node.start, end: node.end }];
}

export function openBreak(c: Context, node: E.BreakStatement): E.Statement[] {
  const to = target(c, node, node.label?.name ?? null, (kind) => kind === "loop" || kind === "switch");
  const region = c.fn.regions[to]!;
  const drops = region.kind === "loop" && region.iterator !== undefined ? dropped(c, region.iterator, node) : [];
  return [...leaving(c, to, node), ...drops, { ...node }];
}

export function openContinue(c: Context, node: E.ContinueStatement): E.Statement[] {
  return [
    ...leaving(
      c,
      target(c, node, node.label?.name ?? null, (kind) => kind === "loop"),
      node,
    ),
    { ...node },
  ];
}

/** Index of the region that a jump goes to. */
function target(c: Context, node: E.Node, label: string | null, takes: (kind: Region["kind"]) => boolean): number {
  const { regions } = c.fn;
  for (let i = regions.length - 1; i >= 0; i--) {
    const region = regions[i]!;
    if (region.kind === "handler" || region.kind === "guarded") continue;
    if (label === null ? takes(region.kind) : region.labels.includes(label)) return i;
  }
  return c.fail(node, "a jump to nowhere");
}

export function openThrow(c: Context, node: E.ThrowStatement): E.Statement[] {
  const { argument } = node;
  const raised = (value: E.Expression): E.Statement[] => [{ type: "ThrowStatement", argument: value, start: node.start, end: node.end }];
  if (c.calledHelper(argument) === "reraise") return raised(c.callHelper("$noactive", [], argument));
  if (argument.type === "Identifier") {
    const binding = c.binding(argument);
    const handler = c.fn.regions.findLast((region) => region.kind === "handler" && region.variable !== null);
    if (binding?.kind === "catch" && handler?.kind === "handler" && handler.variable === binding)
      return raised(c.callHelper("$reraise", [openExpression(c, argument)], argument));
  }
  const value = openExpression(c, argument);
  const made = argument.type === "NewExpression" || c.calledHelper(argument) === "causedBy";
  const error = made ? value : c.callHelper("$instance", [value], node);
  return raised(c.callHelper("$raise", [error, id("$F", argument)], node));
}

/**
 * loops - for, async for, while, their `else`, break and continue.
 */
import type * as ast from "../ast/nodes.js";
import type { Span } from "../source.js";
import { assign, namePattern, targetNames } from "./assignment.js";
import { at, Level } from "./code.js";
import type { Context } from "./context.js";
import { emitBlock, emitExpression, value } from "./emit.js";
import { hasBreak } from "./flow.js";
import { soleDefinition } from "./known.js";
import { jsIdentifier } from "./names.js";
import { nameTarget, rawRest } from "./references.js";
import { test } from "./truth.js";

/** `break label` or `break`. */
export function emitBreak(_node: ast.Break, cx: Context): void {
  const label = cx.fn.loops.at(-1)?.label ?? null;
  cx.out.line(label === null ? "break;" : `break ${label};`);
}

export function emitContinue(_node: ast.Continue, cx: Context): void {
  cx.out.line("continue;");
}

// loop: { while (test) { ...; break loop; } orelse }   only a loop that was not broken reaches orelse
function withElse(node: ast.For | ast.AsyncFor | ast.While, cx: Context, loop: () => void): void {
  const labelled = node.orelse.length > 0 && hasBreak(node.body);
  const label = labelled ? cx.name("loop") : null;
  const body = (): void => {
    cx.fn.loops.push({ label });
    loop();
    cx.fn.loops.pop();
    if (node.orelse.length === 0) return;
    cx.out.line("// else:");
    emitBlock(node.orelse, cx);
  };
  if (label === null) body();
  else cx.out.block(`${label}:`, body);
}

/** `while` stands for where a round ends: CPython tests the condition there. */
export function emitWhile(node: ast.While, cx: Context): void {
  withElse(node, cx, () => {
    cx.out.block(`${cx.mark(node.test, "while")} (${test(node.test, cx)})`, () => emitBlock(node.body, cx));
  });
}

export function emitFor(node: ast.For | ast.AsyncFor, cx: Context): void {
  const keyword = cx.mark(lastOf(node.body), "for") + (node.kind === "AsyncFor" ? " await" : "");
  withElse(node, cx, () => {
    const { head, first } = loopTarget(node.target, cx);
    const raw = rawRest(node.iter, cx);
    // how a class or an instance is gone through is for its (meta)class to say
    const { kind } = cx.typeOf(node.iter);
    const isOwn = raw === null && (isThis(node.iter, cx) || kind === "instance" || kind === "class" || soleDefinition(node.iter, cx)?.kind === "ClassDef");
    const items = isOwn
      ? `${at(emitExpression(node.iter, cx), Level.Relation)} as ${cx.type("Value")}`
      : cx.mark(node.iter, raw ?? iterable(node.iter, cx), iterableFact(node.iter, cx));
    cx.out.block(`${keyword} (${head} of ${items})`, () => {
      first();
      emitBlock(node.body, cx);
    });
  });
}

/** What a round of a loop does last: the jump back has its place in CPython, and `for` has it in the text. */
function lastOf(body: readonly ast.Stmt[]): Span {
  const last = body.at(-1)!;
  switch (last.kind) {
    case "Expr":
      return last.value;
    case "Assign":
      return lastTarget(last.targets.at(-1)!);
    case "AugAssign":
      return last.target;
    case "AnnAssign":
      return last.value === null ? last : last.target;
    case "If":
      return last.orelse.length > 0 ? lastOf(last.orelse) : last.test;
    case "While":
      return last.test;
    case "For":
      return last.iter;
    case "With":
      return last.items[0]!.context_expr;
    case "Try":
      return lastOf([last.body, last.orelse, last.finalbody].findLast((part) => part.length > 0)!);
    default:
      return last;
  }
}

function lastTarget(target: ast.Expr): Span {
  return (target.kind === "Tuple" || target.kind === "List") && target.elts.length > 0 ? lastTarget(target.elts.at(-1)!) : target;
}

function isThis(node: ast.Expr, cx: Context): boolean {
  const meaning = node.kind === "Name" ? cx.resolve(node.id) : null;
  return meaning?.kind === "variable" && cx.renamed.get(meaning.variable) === "this";
}

/** `items`: a list for sure. */
export function iterableFact(node: ast.Expr, cx: Context): string | undefined {
  return rawRest(node, cx) === null && cx.typeOf(node).kind === "list" ? "items" : undefined;
}

/** What is iterated: a tuple display that only passes by is an array. */
export function iterable(node: ast.Expr, cx: Context): string {
  if (node.kind === "Tuple") return `[${node.elts.map((e) => value(e, cx)).join(", ")}]`;
  return value(node, cx);
}

/** The part before `of`, and what begins the body. */
function loopTarget(target: ast.Expr, cx: Context): { head: string; first: () => void } {
  const names = targetNames(target);
  const own = cx.fn.scope === cx.scope ? cx.fn.declarations.openers : new Map<ast.Node, "const" | "let">();
  const distinct = new Set(names.map((n) => n.id)).size === names.length;
  const identifier = (n: ast.Name): string => jsIdentifier(cx.mangled(n.id));
  const pattern = distinct ? namePattern(target, identifier) : null;
  if (pattern !== null && names.length > 0) {
    const kinds = names.map((n) => own.get(n));
    if (kinds.every((k) => k !== undefined)) {
      return { head: `${kinds.every((k) => k === "const") ? "const" : "let"} ${cx.mark(target, pattern)}`, first: () => {} };
    }
    if (kinds.every((k) => k === undefined) && names.every((n) => nameTarget(n.id, cx).tail === "")) {
      const targets = namePattern(target, (n) => nameTarget(n.id, cx).head.slice(0, -3))!;
      return { head: cx.mark(target, targets), first: () => {} };
    }
  }
  const item = cx.name("item");
  return { head: `const ${item}`, first: () => assign(target, item, cx) };
}

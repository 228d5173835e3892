/**
 * statements - what stands between and around statements: comments, blank lines, declarations; and the simplest statements.
 */
import type * as ast from "../ast/nodes.js";
import { harmless } from "./code.js";
import type { Context } from "./context.js";
import { emitBlock, emitExpression, value } from "./emit.js";
import { jsIdentifier } from "./names.js";
import { test } from "./truth.js";

// ---------------------------------------------------------------- around statements

/** `let x!: Value;` for the variables whose uses begin with this statement. */
export function declareBefore(node: ast.Stmt, cx: Context): string[] {
  if (cx.fn.scope !== cx.scope) return [];
  const variables = cx.fn.declarations.before.get(node);
  if (variables === undefined) return [];
  const names = variables.map(
    (v) => `${jsIdentifier(v.name)}${cx.fn.declarations.unsafe.has(v) ? "!" : ""}: ${cx.annotation(cx.module.types.variable(v).text)}`,
  );
  return [`let ${names.join(", ")};`];
}

/** Whether the line above an offset's line is empty. */
function afterBlank(cx: Context, offset: number): boolean {
  const { source } = cx.module;
  const line = source.line(offset);
  return line > 1 && source.lineText(line - 1).trim() === "";
}

/** Writes the comments before an offset, and the blank line above it. */
export function flushComments(cx: Context, until: number): void {
  const { comments } = cx.module;
  for (let next = comments[cx.module.commentAt]; next !== undefined && next.start < until; next = comments[cx.module.commentAt]) {
    cx.module.commentAt++;
    if (!next.own && !cx.out.empty) {
      cx.out.append(`  //${harmless(next.text)}`);
      continue;
    }
    if (afterBlank(cx, next.start)) cx.out.blank();
    cx.out.line(`//${harmless(next.text)}`);
  }
  if (afterBlank(cx, until)) cx.out.blank();
}

/** Comments inside a simple statement go before it. */
export function insideComments(node: ast.Stmt, cx: Context): void {
  if ("body" in node || node.kind === "Match") return;
  const { comments } = cx.module;
  for (let next = comments[cx.module.commentAt]; next !== undefined && next.start < node.end; next = comments[cx.module.commentAt]) {
    cx.module.commentAt++;
    cx.out.line(`//${harmless(next.text)}`);
  }
}

/** A comment at the end of a statement's last line. */
export function trailingComment(node: ast.Stmt, cx: Context): void {
  const next = cx.module.comments[cx.module.commentAt];
  if (next === undefined || next.own || next.start < node.end || cx.out.empty) return;
  if (cx.module.source.line(next.start) !== cx.module.source.line(node.end)) return;
  if (cx.module.source.text.slice(node.end, next.start).trim().replace(";", "") !== "") return;
  cx.module.commentAt++;
  cx.out.append(`  //${harmless(next.text)}`);
}

/** Comments after the last statement of a block that are indented like it. */
export function endComments(cx: Context, list: readonly ast.Stmt[]): void {
  const first = list[0];
  const last = list.at(-1);
  if (first === undefined || last === undefined) return;
  const { source, comments } = cx.module;
  const column = source.column(first.start);
  let from = last.end;
  for (let next = comments[cx.module.commentAt]; next !== undefined; next = comments[cx.module.commentAt]) {
    if (!next.own || source.column(next.start) < column || source.text.slice(from, next.start).trim() !== "") return;
    if (column === 0 && next.start < from) return;
    cx.module.commentAt++;
    if (afterBlank(cx, next.start)) cx.out.blank();
    cx.out.line(`//${harmless(next.text)}`);
    from = next.end;
  }
}

// ---------------------------------------------------------------- simple ones

/** Constants on their own do nothing; a string is a comment. */
export function emitExpressionStatement(node: ast.ExprStmt, cx: Context): void {
  const { value: expression } = node;
  if (cx.module.interactive && cx.scope.kind === "module") {
    cx.out.line(`${cx.call("displayed", value(expression, cx)).text};`);
    return;
  }
  if (expression.kind === "Constant") {
    if (expression.value.type !== "str") return;
    for (const line of expression.value.value.split("\n")) cx.out.line(`// ${harmless(line.trim())}`.trimEnd());
    return;
  }
  if (expression.kind === "Await" || expression.kind === "Yield" || expression.kind === "YieldFrom") {
    cx.out.line(`${emitExpression(expression, cx).text};`);
    return;
  }
  const text = value(expression, cx);
  // what begins like a statement would be read as one
  cx.out.line(/^(?:\u0091\d+\u0092)*(?:function\b|class\b|async function|\{|let\b)/.test(text) ? `(${text});` : `${text};`);
}

export function emitIf(node: ast.If, cx: Context): void {
  cx.out.line(`if (${test(node.test, cx)}) {`);
  cx.out.indented(() => emitBlock(node.body, cx));
  let rest = node.orelse;
  while (rest.length === 1 && rest[0]!.kind === "If" && isElif(rest[0]!, cx)) {
    const inner = rest[0]!;
    ownComments(inner.start, cx);
    cx.out.line(`} else if (${test(inner.test, cx)}) {`);
    cx.out.indented(() => emitBlock(inner.body, cx));
    rest = inner.orelse;
  }
  if (rest.length > 0) {
    cx.out.line("} else {");
    cx.out.indented(() => emitBlock(rest, cx));
  }
  cx.out.line("}");
}

function isElif(node: ast.If, cx: Context): boolean {
  return cx.module.source.text.startsWith("elif", node.start) && !cx.fn.declarations.before.has(node);
}

/** Comments above an `elif` stay in the block above it. */
function ownComments(until: number, cx: Context): void {
  cx.out.indented(() => {
    const { comments } = cx.module;
    for (let next = comments[cx.module.commentAt]; next !== undefined && next.start < until; next = comments[cx.module.commentAt]) {
      cx.module.commentAt++;
      cx.out.line(`//${harmless(next.text)}`);
    }
  });
}

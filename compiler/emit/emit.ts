/**
 * emit - the two doors to the tables: an expression as text, a statement as lines.
 */
import type * as ast from "../ast/nodes.js";
import { some } from "../ast/visit.js";
import { argument, type Code } from "./code.js";
import { box, isRaw, raw } from "./numbers.js";
import { stringLiteral } from "./strings.js";
import type { Context } from "./context.js";
import { declareBefore, endComments, flushComments, insideComments, trailingComment } from "./statements.js";
import { expressions, statements, type EmitExpression, type EmitStatement } from "./table.js";

/** The text with a float as isRaw says: a raw double or a `Float`. */
export function natural(node: ast.Expr, cx: Context): Code {
  return (expressions[node.kind] as EmitExpression<ast.Expr>)(node, cx);
}

/** The text of a Python value: floats are boxed. */
export function emitExpression(node: ast.Expr, cx: Context): Code {
  const part = natural(node, cx);
  return isRaw(node, cx) ? box(part, cx) : part;
}

/** As an argument, an item or a right side. */
export function value(node: ast.Expr, cx: Context): string {
  const text = argument(emitExpression(node, cx));
  return checkedText(node, text, cx);
}

/** The text of a value, which `--check-types` wraps in the check of its type. */
export function checkedText(node: ast.Expr, text: string, cx: Context): string {
  return cx.module.options.checkTypes === true ? checked(node, text, cx) : text;
}

/** A number as a raw double, as an argument. */
export function rawValue(node: ast.Expr, cx: Context): string {
  const text = argument(raw(node, cx));
  return checkedText(node, text, cx);
}

/** `chk(":12 int:0:255", value)` */
function checked(node: ast.Expr, text: string, cx: Context): string {
  if (node.kind === "Constant" || node.kind === "Starred" || node.kind === "Slice" || node.kind === "GeneratorExp") return text;
  const { check } = cx.typeOf(node);
  if (check === null) return text;
  return `${cx.helper("chk")}(${stringLiteral(`${cx.module.source.line(node.start)}:${cx.module.source.column(node.start)} ${check}`)}, ${text})`;
}

export function emitStatement(node: ast.Stmt, cx: Context): void {
  const { pending: outer, constants: outerConstants } = cx.fn;
  cx.fn.pending = [];
  cx.fn.constants = takesConstants(node) ? [] : null;
  insideComments(node, cx);
  const lines = cx.out.capture(() => (statements[node.kind] as EmitStatement<ast.Stmt>)(node, cx));
  for (const name of declareBefore(node, cx)) cx.out.line(name);
  const { pending } = cx.fn;
  if (pending.length > 0) cx.out.line(`let ${pending.map((n) => `${n}: ${cx.type("Value")}`).join(", ")};`);
  for (const constant of cx.fn.constants ?? []) cx.out.line(`const ${constant};`);
  cx.fn.pending = outer;
  cx.fn.constants = outerConstants;
  if (lines.length > 0) {
    // the whole statement, from after the indentation
    const marked = cx.mark(node, lines.map((line, i) => (i === 0 ? line.trimStart() : line)).join("\n"));
    cx.out.raw([" ".repeat(lines[0]!.length - lines[0]!.trimStart().length) + marked]);
  }
  trailingComment(node, cx);
}

/** Whether reads of variables may be moved before a statement. */
function takesConstants(node: ast.Stmt): boolean {
  return (node.kind === "Assign" || node.kind === "AnnAssign" || node.kind === "Expr" || node.kind === "Return") && !some(node, (n) => n.kind === "NamedExpr");
}

/** The statements of one block, with the comments between them. */
export function emitBlock(list: readonly ast.Stmt[], cx: Context): void {
  for (const node of list) {
    flushComments(cx, startOf(node));
    emitStatement(node, cx);
  }
  endComments(cx, list);
}

/** Where the first line of a statement begins: at its decorators. */
function startOf(node: ast.Stmt): number {
  if (node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef" || node.kind === "ClassDef") {
    const first = node.decorator_list[0];
    if (first !== undefined) return first.start - 1;
  }
  return node.start;
}

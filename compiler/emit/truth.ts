/**
 * truth - conditions: Python's truth of a value as a JavaScript boolean.
 */
import type * as ast from "../ast/nodes.js";
import type { Span } from "../source.js";
import { at, argument, Level, type Code } from "./code.js";
import type { Context } from "./context.js";
import { emitExpression } from "./emit.js";
import { raw } from "./numbers.js";
import { emitCompare } from "./operators.js";

/** Builtins that always give a bool. */
const BOOL_RESULTS: ReadonlySet<string> = new Set(["isinstance", "issubclass", "callable", "hasattr", "bool", "any", "all"]);

/** Whether the text of an expression is a boolean, or a comparison whose truth `lower` takes. */
export function isBoolean(node: ast.Expr, cx: Context): boolean {
  switch (node.kind) {
    case "Compare":
      return true;
    case "BoolOp":
      return node.values.every((v) => isBoolean(v, cx));
    case "Call":
      return (node.func.kind === "Name" && BOOL_RESULTS.has(node.func.id) && cx.isBuiltin(node.func.id)) || cx.typeOf(node).kind === "bool";
    default:
      return cx.typeOf(node).kind === "bool";
  }
}

/** A condition. @param place where it fails, if not at itself */
export function testCode(node: ast.Expr, cx: Context, place?: Span): Code {
  if (node.kind === "BoolOp") {
    const [level, sign] = node.op === "And" ? [Level.And, "&&"] : [Level.Or, "||"];
    return { text: node.values.map((v) => at(testCode(v, cx), level)).join(` ${sign} `), level };
  }
  if (node.kind === "UnaryOp" && node.op === "Not") return { text: `!${at(testCode(node.operand, cx), Level.Unary)}`, level: Level.Unary };
  if (node.kind === "Constant" && node.value.type === "int") return { text: String(node.value.value !== 0n), level: Level.Primary };
  if (cx.typeOf(node).kind === "float") return { text: `${at(raw(node, cx), Level.Relation)} !== 0`, level: Level.Equality };
  const part = node.kind === "Compare" ? emitCompare(node, cx, place) : emitExpression(node, cx);
  if (isBoolean(node, cx)) return part;
  const { kind, plainTruth } = cx.typeOf(node);
  if (plainTruth === true) return part;
  // JavaScript agrees about these
  if (kind === "str" || kind === "None" || kind === "int") return part;
  if (kind === "list" || kind === "tuple" || kind === "dict" || kind === "set" || kind === "bytes") {
    return { text: `${cx.mark(node, `${cx.helper("len")}(${argument(part)})`, kind === "list" ? "length" : "never")} > 0`, level: Level.Relation };
  }
  return cx.marked(place ?? node, cx.call("bool", argument(part)));
}

export function test(node: ast.Expr, cx: Context): string {
  return at(testCode(node, cx), Level.Assign);
}

/**
 * places - where CPython's instructions for an attribute or a method call say that they stand, where that is not the whole of the expression.
 *
 * Mirrors  update_start_location_to_match_attr, maybe_optimize_method_call in Python/compile.c of CPython 3.13
 */
import type * as ast from "../ast/nodes.js";
import type { Span } from "../source.js";
import type { Context } from "./context.js";

/** From its name on, if that is on another line than the beginning. */
export function placeOf(node: ast.Attribute | ast.Call, cx: Context): Span {
  const attribute = node.kind === "Attribute" ? node : methodOf(node, cx);
  const { source } = cx.module;
  if (attribute === null || source.line(node.start) === source.line(attribute.end)) return node;
  return { start: attribute.end - attribute.attr.length, end: node.end };
}

/** STACK_USE_GUIDELINE */
const MOST_ARGUMENTS = 30;

/** `o.m` of a call that is made without the method as an object. */
function methodOf({ func, args, keywords }: ast.Call, cx: Context): ast.Attribute | null {
  if (func.kind !== "Attribute" || args.some((a) => a.kind === "Starred") || keywords.some((k) => k.arg === null)) return null;
  if (args.length + keywords.length + (keywords.length > 0 ? 1 : 0) >= MOST_ARGUMENTS) return null;
  return func.value.kind === "Name" && isImported(func.value.id, cx) ? null : func;
}

/** Whether the module imports something under this name. */
function isImported(name: string, cx: Context): boolean {
  const scope = cx.module.symbols.module;
  return scope.variables.get(name)?.refs.some((ref) => ref.node.kind === "alias" && ref.scope === scope) ?? false;
}

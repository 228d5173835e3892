/**
 * patterns - names that a match pattern binds: anything, as the subject has escaped.
 */
import type * as ast from "../ast/nodes.js";
import { eachChild } from "../ast/visit.js";
import { bindName, type Exec } from "./exec.js";
import { evaluate } from "./expressions.js";

export function bindPattern(x: Exec, node: ast.Pattern): void {
  if ((node.kind === "MatchAs" || node.kind === "MatchStar") && node.name !== null) bindName(x, node.name, x.Value, true);
  if (node.kind === "MatchMapping" && node.rest !== null) bindName(x, node.rest, x.Value, true);
  if (node.kind === "MatchValue") evaluate(x, node.value);
  if (node.kind === "MatchClass") evaluate(x, node.cls);
  if (node.kind === "MatchMapping") node.keys.forEach((k) => evaluate(x, k));
  eachChild(node, (child) => {
    if (child.kind.startsWith("Match")) bindPattern(x, child as ast.Pattern);
  });
}

/**
 * flow - whether control can come past the end of a block.
 */
import type * as ast from "../ast/nodes.js";

/** True if the statement after the list is never reached from it. */
export function leaves(list: readonly ast.Stmt[]): boolean {
  return list.some(leavesOne);
}

function leavesOne(node: ast.Stmt): boolean {
  switch (node.kind) {
    case "Return":
    case "Raise":
    case "Break":
    case "Continue":
      return true;
    case "If":
      return node.orelse.length > 0 && leaves(node.body) && leaves(node.orelse);
    case "Try":
    case "TryStar":
      if (leaves(node.finalbody)) return true;
      return (leaves(node.body) || leaves(node.orelse)) && node.handlers.every((h) => leaves(h.body));
    case "While":
      return isAlways(node.test) && !hasBreak(node.body);
    case "Match":
      return node.cases.every((c) => leaves(c.body)) && isIrrefutable(node.cases.at(-1)!);
    default:
      return false;
  }
}

function isAlways(test: ast.Expr): boolean {
  return test.kind === "Constant" && (test.value.type === "True" || (test.value.type === "int" && test.value.value !== 0n));
}

function isIrrefutable(branch: ast.MatchCase): boolean {
  return branch.guard === null && branch.pattern.kind === "MatchAs" && branch.pattern.pattern === null;
}

/** A `break` of this loop in its body. */
export function hasBreak(list: readonly ast.Stmt[]): boolean {
  return list.some((node) => {
    switch (node.kind) {
      case "Break":
        return true;
      case "For":
      case "AsyncFor":
      case "While":
        return hasBreak(node.orelse);
      case "If":
        return hasBreak(node.body) || hasBreak(node.orelse);
      case "With":
      case "AsyncWith":
        return hasBreak(node.body);
      case "Try":
      case "TryStar":
        return hasBreak(node.body) || hasBreak(node.orelse) || hasBreak(node.finalbody) || node.handlers.some((h) => hasBreak(h.body));
      case "Match":
        return node.cases.some((c) => hasBreak(c.body));
      default:
        return false;
    }
  });
}

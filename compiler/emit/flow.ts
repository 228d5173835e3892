/**
 * flow - whether control can come past the end of a block, and what is certainly assigned there.
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

/** What every way past the end of a block has assigned; `key` names a target, or gives null. A loop may run no times, a `try` may be left anywhere. */
export function assignedIn(list: readonly ast.Stmt[], key: (target: ast.Expr) => string | null): Set<string> {
  const found = new Set<string>();
  const target = (node: ast.Expr): void => {
    if (node.kind === "Tuple" || node.kind === "List") return node.elts.forEach(target);
    const name = key(node.kind === "Starred" ? node.value : node);
    if (name !== null) found.add(name);
  };
  const addAll = (names: Iterable<string>): void => {
    for (const name of names) found.add(name);
  };
  for (const node of list) {
    if (node.kind === "Assign") node.targets.forEach(target);
    else if (node.kind === "AnnAssign" && node.value !== null) target(node.target);
    else if (node.kind === "With" || node.kind === "AsyncWith") {
      node.items.forEach((item) => item.optional_vars !== null && target(item.optional_vars));
      if (node.items.length === 1) addAll(assignedIn(node.body, key));
    } else if (node.kind === "If") {
      const branches = [node.body, node.orelse].filter((branch) => !leaves(branch)).map((branch) => assignedIn(branch, key));
      if (branches.length > 0) addAll([...branches[0]!].filter((name) => branches.every((b) => b.has(name))));
    } else if (node.kind === "Try") {
      const ways = [[...node.body, ...node.orelse], ...node.handlers.map((h) => h.body)].filter((way) => !leaves(way)).map((way) => assignedIn(way, key));
      if (ways.length > 0) addAll([...ways[0]!].filter((name) => ways.every((w) => w.has(name))));
      addAll(assignedIn(node.finalbody, key));
    }
    if (leaves([node])) break;
  }
  return found;
}

/**
 * statements - simple statements.
 */
import type * as ast from "../../ast/nodes.js";
import { Leaf, type Node } from "../node.js";
import { typeParameters } from "./arguments.js";
import { expression, nameExpr } from "./expressions.js";
import { BINARY } from "./operators.js";
import { cannot, expressionName, invalidTarget, remove, setContext } from "./targets.js";
import type { Unit } from "./unit.js";

export function simpleStatement(u: Unit, node: Node): ast.Stmt {
  const start = u.start(node);
  const end = u.end(node);
  switch (node.kind) {
    case "Expr":
      return { kind: "Expr", value: expression(u, node.node(0)), start, end };
    case "Assign":
      return assign(u, node, start, end);
    case "AugAssign": {
      const target = expression(u, node.node(0));
      if (!isSingle(target)) throw u.errorAt(`'${expressionName(target)}' is an illegal expression for augmented assignment`, target);
      setContext(target, "Store");
      return { kind: "AugAssign", target, op: BINARY[u.text(node.leaf(1)).slice(0, -1)]!, value: expression(u, node.node(2)), start, end };
    }
    case "AnnAssign":
      return annotated(u, node, start, end);
    case "Return":
      return { kind: "Return", value: optional(u, node, 1), start, end };
    case "Raise":
      return { kind: "Raise", exc: optional(u, node, 1), cause: optional(u, node, 3), start, end };
    case "Global":
    case "Nonlocal":
      return { kind: node.kind, names: node.leaves(1).map((leaf) => u.name(leaf)), start, end };
    case "Delete":
      return {
        kind: "Delete",
        targets: node
          .node(1)
          .nodes(0)
          .map((item) => remove(u, expression(u, item))),
        start,
        end,
      };
    case "Pass":
    case "Break":
    case "Continue":
      return { kind: node.kind, start, end };
    case "Assert":
      return { kind: "Assert", test: expression(u, node.node(1)), msg: optional(u, node, 3), start, end };
    case "Import":
      return { kind: "Import", names: node.nodes(1).map((item) => alias(u, item)), start, end };
    case "ImportFrom":
      return importFrom(u, node, start, end);
    case "TypeAlias": {
      const type_params = node.size === 5 ? typeParameters(u, node.nodes(2)) : [];
      return {
        kind: "TypeAlias",
        name: nameExpr(u, node.leaf(1), "Store"),
        type_params,
        value: expression(u, node.node(node.size - 1)),
        start,
        end,
      };
    }
    default:
      throw new Error(`no statement ${node.kind}: this is a bug in gilt`);
  }
}

function optional(u: Unit, node: Node, index: number): ast.Expr | null {
  return node.size > index ? expression(u, node.node(index)) : null;
}

function isSingle(e: ast.Expr): e is ast.Name | ast.Attribute | ast.Subscript {
  return e.kind === "Name" || e.kind === "Attribute" || e.kind === "Subscript";
}

/** `a = b = value`: all but the last are targets. */
function assign(u: Unit, node: Node, start: number, end: number): ast.Assign {
  const nodes = node.nodes(0);
  const targets = nodes.map((item) => expression(u, item));
  for (const target of targets) {
    const bad = invalidTarget(target, "star");
    if (bad === null) setContext(target, "Store");
    else throw targets.length === 1 && bad === target ? comparisonMeant(u, bad) : cannot(u, "assign to", bad);
  }
  return { kind: "Assign", targets, value: expression(u, node.node(1)), start, end };
}

/** `f() = 1`: CPython asks about `==`, but not for what can hardly be meant so. */
function comparisonMeant(u: Unit, e: ast.Expr): Error {
  const name = expressionName(e);
  const plain = e.kind === "IfExp" || e.kind === "Lambda" || name === "None" || name === "True" || name === "False";
  return u.errorAt(`cannot assign to ${name}${plain ? "" : " here. Maybe you meant '==' instead of '='?"}`, e);
}

function annotated(u: Unit, node: Node, start: number, end: number): ast.AnnAssign {
  const list = node.node(0);
  const target = expression(u, list);
  if (target.kind === "Tuple" || target.kind === "List") {
    const bare = list.kind === "TLC" || list.nodes(0).length > 1;
    throw u.errorAt(`only single target (not ${expressionName(target)}) can be annotated`, bare ? (target as ast.Tuple).elts[0]! : target);
  }
  if (!isSingle(target)) throw u.errorAt("illegal target for annotation", target);
  setContext(target, "Store");
  const simple = target.kind === "Name" && list.nodes(0)[0]!.kind === "A" ? 1 : 0;
  return { kind: "AnnAssign", target, annotation: expression(u, node.node(2)), value: optional(u, node, 4), simple, start, end };
}

function dottedName(u: Unit, leaves: readonly Leaf[]): string {
  return leaves.map((leaf) => u.name(leaf)).join(".");
}

function alias(u: Unit, node: Node): ast.Alias {
  const asname = node.size > 1 ? u.name(node.leaf(2)) : null;
  return { kind: "alias", name: dottedName(u, node.leaves(0)), asname, start: u.start(node), end: u.end(node) };
}

function importFrom(u: Unit, node: Node, start: number, end: number): ast.ImportFrom {
  const path = node.node(1);
  let level = 0;
  let module: string | null = null;
  if (path.kind === "FromPath") module = dottedName(u, path.leaves(0));
  else {
    for (const dots of path.leaves(0)) level += dots.type === "..." ? 3 : 1;
    if (path.kind === "FromBoth") module = dottedName(u, path.leaves(1));
  }
  return { kind: "ImportFrom", module, names: importedNames(u, node), level, start, end };
}

function importedNames(u: Unit, node: Node): ast.Alias[] {
  const part = node.parts[3]!;
  if (part instanceof Leaf && part.type === "*") {
    const { start, end } = u.token(part);
    return [{ kind: "alias", name: "*", asname: null, start, end }];
  }
  return node.nodes(part instanceof Leaf ? 4 : 3).map((item) => {
    const asname = item.size > 1 ? u.name(item.leaf(2)) : null;
    return { kind: "alias", name: u.name(item.leaf(0)), asname, start: u.start(item), end: u.end(item) };
  });
}

/**
 * patterns - what stands behind `case`.
 */
import type * as ast from "../../ast/nodes.js";
import { Chain, items, lastLeaf, type Leaf, type Node } from "../node.js";
import { atom, nameExpr } from "./expressions.js";
import { strings } from "./strings.js";
import type { Unit } from "./unit.js";

export function pattern(u: Unit, node: Node): ast.Pattern {
  const start = u.start(node);
  const end = u.end(node);
  switch (node.kind) {
    case "PatOpen": {
      const after = u.near(lastLeaf(node), 1);
      return { kind: "MatchSequence", patterns: patterns(u, node.nodes(0)), start, end: after.type === "," ? after.end : end };
    }
    case "PatStar":
      return { kind: "MatchStar", name: captured(u, node.leaf(1)), start, end };
    case "PatAs":
      if (u.text(node.leaf(2)) === "_") throw u.error("cannot use '_' as a target", node.leaf(2));
      return { kind: "MatchAs", pattern: pattern(u, node.node(0)), name: u.name(node.leaf(2)), start, end };
    case "PatOr":
      return { kind: "MatchOr", patterns: patterns(u, node.nodes(0)), start, end };
    case "PatCapture":
      return { kind: "MatchAs", pattern: null, name: captured(u, node.leaf(0)), start, end };
    case "PatValue":
      return { kind: "MatchValue", value: dotted(u, node.leaves(0)), start, end };
    case "PatLit":
      return { kind: "MatchValue", value: literal(u, node), start, end };
    case "PatSing":
      return { kind: "MatchSingleton", value: (atom(u, node.leaf(0)) as ast.Constant).value, start, end };
    case "PatGroup":
      return pattern(u, node.node(1));
    case "PatSeq":
      return { kind: "MatchSequence", patterns: node.size === 3 ? patterns(u, node.nodes(1)) : [], start, end };
    case "PatMap":
      return mapping(u, node, start, end);
    case "PatClass":
      return classPattern(u, node, start, end);
    default:
      throw new Error(`no pattern ${node.kind}: this is a bug in gilt`);
  }
}

function patterns(u: Unit, nodes: readonly Node[]): ast.Pattern[] {
  return nodes.map((node) => pattern(u, node));
}

/** `_` captures nothing. */
function captured(u: Unit, leaf: Leaf): string | null {
  const name = u.name(leaf);
  return name === "_" ? null : name;
}

/** `a.b.c`, or a name alone. */
function dotted(u: Unit, leaves: readonly Leaf[]): ast.Name | ast.Attribute {
  let value: ast.Name | ast.Attribute = nameExpr(u, leaves[0]!, "Load");
  for (const leaf of leaves.slice(1)) value = { kind: "Attribute", value, attr: u.name(leaf), ctx: "Load", start: value.start, end: u.token(leaf).end };
  return value;
}

function literal(u: Unit, node: Node): ast.Expr {
  const part = node.parts[0]!;
  return part instanceof Chain ? strings(u, node) : number(u, part as Node);
}

function number(u: Unit, node: Node): ast.Expr {
  const start = u.start(node);
  const end = u.end(node);
  switch (node.kind) {
    case "NumNeg":
      return { kind: "UnaryOp", op: "USub", operand: atom(u, node.leaf(1)), start, end };
    case "NumBin": {
      const left = number(u, node.node(0));
      const right = atom(u, node.leaf(2)) as ast.Constant;
      const real = left.kind === "UnaryOp" ? (left.operand as ast.Constant) : (left as ast.Constant);
      if (real.value.type === "complex") throw u.errorAt("real number required in complex literal", left);
      if (right.value.type !== "complex") throw u.errorAt("imaginary number required in complex literal", right);
      return { kind: "BinOp", left, op: u.token(node.leaf(1)).type === "+" ? "Add" : "Sub", right, start, end };
    }
    default:
      return atom(u, node.leaf(0));
  }
}

function mapping(u: Unit, node: Node, start: number, end: number): ast.MatchMapping {
  const keys: ast.Expr[] = [];
  const values: ast.Pattern[] = [];
  let rest: string | null = null;
  const entries = node.size === 3 ? node.nodes(1) : [];
  entries.forEach((entry, index) => {
    if (entry.kind === "MapRest") {
      const name = entry.leaf(1);
      if (index < entries.length - 1) throw u.errorAt("invalid syntax", u.near(name, 2));
      if (u.text(name) === "_") throw u.error("invalid syntax", name);
      rest = u.name(name);
      return;
    }
    if (entry.kind === "MapItemV") keys.push(dotted(u, items(entry.parts[0] as Chain) as Leaf[]));
    else keys.push(entry.node(0).kind === "PatSing" ? atom(u, entry.node(0).leaf(0)) : literal(u, entry.node(0)));
    values.push(pattern(u, entry.node(2)));
  });
  return { kind: "MatchMapping", keys, patterns: values, rest, start, end };
}

function classPattern(u: Unit, node: Node, start: number, end: number): ast.MatchClass {
  const positional: ast.Pattern[] = [];
  const kwd_attrs: string[] = [];
  const kwd_patterns: ast.Pattern[] = [];
  for (const argument of node.size === 4 ? node.nodes(2) : []) {
    if (argument.kind === "PatKw") {
      kwd_attrs.push(u.name(argument.leaf(0)));
      kwd_patterns.push(pattern(u, argument.node(2)));
    } else {
      if (kwd_attrs.length > 0) throw u.error("positional patterns follow keyword patterns", argument);
      positional.push(pattern(u, argument.node(0)));
    }
  }
  return { kind: "MatchClass", cls: dotted(u, node.leaves(0)), patterns: positional, kwd_attrs, kwd_patterns, start, end };
}

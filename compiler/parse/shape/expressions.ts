/**
 * expressions - the concrete tree of an expression as Python's syntax tree.
 *
 * Mirrors  the actions of Grammar/python.gram of CPython 3.13; positions are those of the tokens, not of the child nodes: `(a).b` begins at the bracket
 */
import type * as ast from "../../ast/nodes.js";
import { numberValue } from "../../lex/numbers.js";
import { lastLeaf, type Leaf, type Node } from "../node.js";
import { callArguments, generators, noParameters, parameterList } from "./arguments.js";
import { bitor, operators } from "./operators.js";
import { decoded, strings } from "./strings.js";
import type { Unit } from "./unit.js";

type Shape = (u: Unit, node: Node) => ast.Expr;

export function expression(u: Unit, node: Node): ast.Expr {
  return SHAPES[node.kind]!(u, node);
}
export function expressions(u: Unit, nodes: readonly Node[]): ast.Expr[] {
  return nodes.map((node) => SHAPES[node.kind]!(u, node));
}

export function nameExpr(u: Unit, leaf: Leaf, ctx: ast.Context): ast.Name {
  const token = u.token(leaf);
  return { kind: "Name", id: u.name(leaf), ctx, start: token.start, end: token.end };
}

/** `*x` outside calls: only an operand of `|` may follow. */
export function starred(u: Unit, star: Leaf, value: Node): ast.Starred {
  return { kind: "Starred", value: bitor(u, value), ctx: "Load", start: u.token(star).start, end: u.end(value) };
}

export function atom(u: Unit, leaf: Leaf): ast.Expr {
  const token = u.token(leaf);
  const { type, text, start, end } = token;
  switch (type) {
    case "NAME":
      return { kind: "Name", id: u.name(leaf), ctx: "Load", start, end };
    case "NUMBER":
      return { kind: "Constant", value: decoded(u, token, () => numberValue(text, u.source.maxDigits)), constKind: null, start, end };
    case "True":
    case "False":
    case "None":
      return { kind: "Constant", value: { type }, constKind: null, start, end };
    default:
      return { kind: "Constant", value: { type: "Ellipsis" }, constKind: null, start, end };
  }
}

function tuple(u: Unit, node: Node, items: readonly Node[]): ast.Tuple {
  return { kind: "Tuple", elts: expressions(u, items), ctx: "Load", start: u.start(node), end: u.end(node) };
}

/** Attributes, calls and subscripts in a loop: a chain of them may be thousands long. */
function trailers(u: Unit, node: Node): ast.Expr {
  const chain: Node[] = [];
  let inner = node;
  while (TRAILERS[inner.kind] !== undefined) {
    chain.push(inner);
    inner = inner.node(0);
  }
  const start = u.start(inner);
  let value = expression(u, inner);
  for (let i = chain.length - 1; i >= 0; i--) {
    const trailer = chain[i]!;
    value = TRAILERS[trailer.kind]!(u, trailer, value, start);
  }
  return value;
}

const TRAILERS: Readonly<Record<string, (u: Unit, node: Node, value: ast.Expr, start: number) => ast.Expr>> = {
  Attr: (u, node, value, start) => ({ kind: "Attribute", value, attr: u.name(node.leaf(2)), ctx: "Load", start, end: u.end(node) }),
  Call(u, node, func, start) {
    const { args, keywords } = node.size === 4 ? callArguments(u, node.nodes(2)) : { args: [], keywords: [] };
    return { kind: "Call", func, args, keywords, start, end: u.end(node) };
  },
  /** A generator expression as the sole argument has the call's brackets as its own. */
  CallGen(u, node, func, start) {
    const end = u.end(node);
    const elt = expression(u, node.node(2));
    const only: ast.Expr = { kind: "GeneratorExp", elt, generators: generators(u, node.nodes(3)), start: u.token(node.leaf(1)).start, end };
    return { kind: "Call", func, args: [only], keywords: [], start, end };
  },
  Sub(u, node, value, start) {
    const items = node.nodes(2);
    const list = node.parts[2]!;
    const slice: ast.Expr =
      items.length === 1 && items[0]!.kind !== "Star"
        ? expression(u, items[0]!)
        : { kind: "Tuple", elts: expressions(u, items), ctx: "Load", start: u.start(list), end: u.end(list) };
    return { kind: "Subscript", value, slice, ctx: "Load", start, end: u.end(node) };
  },
  SubC(u, node, value, start) {
    const comma = u.near(lastLeaf(node.parts[2]!), 1);
    const slice: ast.Expr = {
      kind: "Tuple",
      elts: expressions(u, node.nodes(2)),
      ctx: "Load",
      start: u.start(node.parts[2]!),
      end: comma.end,
    };
    return { kind: "Subscript", value, slice, ctx: "Load", start, end: u.end(node) };
  },
};

function comprehension(kind: "ListComp" | "SetComp" | "GeneratorExp"): Shape {
  return (u, node) => {
    const elt = expression(u, node.node(1));
    return { kind, elt, generators: generators(u, node.nodes(2)), start: u.start(node), end: u.end(node) };
  };
}

const SHAPES: Readonly<Record<string, Shape>> = {
  A: (u, node) => atom(u, node.leaf(0)),
  Strings: (u, node) => strings(u, node),
  Attr: trailers,
  Call: trailers,
  CallGen: trailers,
  Sub: trailers,
  SubC: trailers,
  Tuple0: (u, node) => ({ kind: "Tuple", elts: [], ctx: "Load", start: u.start(node), end: u.end(node) }),
  Group: (u, node) => expression(u, node.node(1)),
  Paren(u, node) {
    const items = node.nodes(1);
    if (items.length > 1) return tuple(u, node, items);
    const only = items[0]!;
    if (only.kind === "Star") throw u.error("cannot use starred expression here", only);
    return expression(u, only);
  },
  TupleC: (u, node) => tuple(u, node, node.nodes(1)),
  GenExp: comprehension("GeneratorExp"),
  List: (u, node) => ({
    kind: "List",
    elts: node.size === 3 ? expressions(u, node.nodes(1)) : [],
    ctx: "Load",
    start: u.start(node),
    end: u.end(node),
  }),
  ListComp: comprehension("ListComp"),
  Dict(u, node) {
    const keys: (ast.Expr | null)[] = [];
    const values: ast.Expr[] = [];
    for (const item of node.size === 3 ? node.nodes(1) : []) {
      if (item.kind === "KV") {
        keys.push(expression(u, item.node(0)));
        values.push(expression(u, item.node(2)));
      } else {
        keys.push(null);
        values.push(bitor(u, item.node(1)));
      }
    }
    return { kind: "Dict", keys, values, start: u.start(node), end: u.end(node) };
  },
  Set: (u, node) => ({ kind: "Set", elts: expressions(u, node.nodes(1)), start: u.start(node), end: u.end(node) }),
  SetComp: comprehension("SetComp"),
  DictComp(u, node) {
    const item = node.node(1);
    if (item.kind !== "KV") throw u.error("dict unpacking cannot be used in dict comprehension", item.leaf(0));
    const key = expression(u, item.node(0));
    const value = expression(u, item.node(2));
    return { kind: "DictComp", key, value, generators: generators(u, node.nodes(2)), start: u.start(node), end: u.end(node) };
  },
  Slice(u, node) {
    let lower: ast.Expr | null = null;
    let upper: ast.Expr | null = null;
    let step: ast.Expr | null = null;
    let part = node.node(0);
    if (part.kind === "S4") {
      step = expression(u, part.node(1));
      part = part.node(0);
    }
    if (part.kind === "S3") part = part.node(0);
    if (part.kind === "S2") {
      upper = expression(u, part.node(1));
      part = part.node(0);
    }
    if (part.size === 2) lower = expression(u, part.node(0));
    return { kind: "Slice", lower, upper, step, start: u.start(node), end: u.end(node) };
  },
  Star: (u, node) => starred(u, node.leaf(0), node.node(1)),
  Ops: operators,
  IfExp(u, node) {
    const body = expression(u, node.node(0));
    const test = expression(u, node.node(2));
    return { kind: "IfExp", test, body, orelse: expression(u, node.node(4)), start: u.start(node), end: u.end(node) };
  },
  Lambda0: (u, node) => ({
    kind: "Lambda",
    args: noParameters(),
    body: expression(u, node.node(2)),
    start: u.start(node),
    end: u.end(node),
  }),
  Lambda(u, node) {
    const args = parameterList(u, node.nodes(1), true);
    return { kind: "Lambda", args, body: expression(u, node.node(3)), start: u.start(node), end: u.end(node) };
  },
  Walrus(u, node) {
    const target = nameExpr(u, node.leaf(0), "Store");
    return { kind: "NamedExpr", target, value: expression(u, node.node(2)), start: u.start(node), end: u.end(node) };
  },
  Yield: (u, node) => ({
    kind: "Yield",
    value: node.size > 1 ? expression(u, node.node(1)) : null,
    start: u.start(node),
    end: u.end(node),
  }),
  YieldFrom: (u, node) => ({ kind: "YieldFrom", value: expression(u, node.node(2)), start: u.start(node), end: u.end(node) }),
  /** A tuple without brackets, if there is more than one item. */
  TL(u, node) {
    const items = node.nodes(0);
    return items.length === 1 ? expression(u, items[0]!) : tuple(u, node, items);
  },
  TLC: (u, node) => tuple(u, node, node.nodes(0)),
};

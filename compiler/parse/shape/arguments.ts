/**
 * arguments - parameters of functions, arguments of calls, clauses of comprehensions.
 */
import type * as ast from "../../ast/nodes.js";
import { lastLeaf, type Leaf, type Node } from "../node.js";
import { expression, starred } from "./expressions.js";
import { store } from "./targets.js";
import type { Mutable, Unit } from "./unit.js";

const NO_PARAMETERS: readonly Node[] = [];

export const noParameters = (): ast.Arguments => ({
  kind: "arguments",
  posonlyargs: [],
  args: [],
  vararg: null,
  kwonlyargs: [],
  kw_defaults: [],
  kwarg: null,
  defaults: [],
});

/** The parameter list of a header: `fparams`. */
export function parameters(u: Unit, node: Node): ast.Arguments {
  return node.size === 3 ? parameterList(u, node.nodes(1), false) : parameterList(u, NO_PARAMETERS, false);
}

function parameter(u: Unit, name: Leaf, annotation: ast.Expr | null, end: number): ast.Arg {
  return { kind: "arg", arg: u.name(name), annotation, start: u.token(name).start, end };
}

/** `*name: annotation` and `**name: annotation`. */
function collector(u: Unit, node: Node): ast.Arg {
  const name = node.leaf(1);
  if (node.kind === "PSNS") return parameter(u, name, starred(u, node.leaf(3), node.node(4)), u.end(node));
  return parameter(u, name, node.size > 3 ? expression(u, node.node(3)) : null, u.end(node));
}

export function parameterList(u: Unit, nodes: readonly Node[], lambda: boolean): ast.Arguments {
  const args: ast.Arg[] = [];
  const kwonlyargs: ast.Arg[] = [];
  const kw_defaults: (ast.Expr | null)[] = [];
  const defaults: ast.Expr[] = [];
  let posonlyargs: ast.Arg[] = [];
  let vararg: ast.Arg | null = null;
  let kwarg: ast.Arg | null = null;
  let star: Node | null = null;
  let slash = false;
  for (const node of nodes) {
    if (kwarg !== null) throw u.error("arguments cannot follow var-keyword argument", node.leaf(0));
    switch (node.kind) {
      case "P":
      case "PA":
      case "PD":
      case "PAD": {
        const name = node.leaf(0);
        const annotation = node.kind === "PA" || node.kind === "PAD" ? node.node(2) : null;
        const value = node.kind === "PD" ? node.node(2) : node.kind === "PAD" ? node.node(4) : null;
        const made = parameter(u, name, annotation === null ? null : expression(u, annotation), u.end(annotation ?? name));
        if (star !== null) {
          kwonlyargs.push(made);
          kw_defaults.push(value === null ? null : expression(u, value));
        } else {
          if (value === null && defaults.length > 0) throw u.error("parameter without a default follows parameter with a default", name);
          args.push(made);
          if (value !== null) defaults.push(expression(u, value));
        }
        break;
      }
      case "PS":
      case "PSN":
      case "PSNS":
        if (star !== null) throw u.error("* argument may appear only once", node.leaf(0));
        star = node;
        if (node.kind !== "PS") vararg = collector(u, node);
        break;
      case "PK":
        if (star !== null) namedAfterStar(u, star, kwonlyargs.length, lambda);
        kwarg = collector(u, node);
        break;
      case "PSL":
        if (slash) throw u.error("/ may appear only once", node);
        if (star !== null) throw u.error("/ must be ahead of *", node);
        if (args.length === 0) throw u.error("at least one argument must precede /", node);
        slash = true;
        posonlyargs = args.splice(0);
    }
  }
  if (star !== null && kwarg === null) namedAfterStar(u, star, kwonlyargs.length, lambda);
  return { kind: "arguments", posonlyargs, args, vararg, kwonlyargs, kw_defaults, kwarg, defaults };
}

/** A `*` alone needs a name behind it. */
function namedAfterStar(u: Unit, star: Node, named: number, lambda: boolean): void {
  if (star.kind !== "PS" || named > 0) return;
  const leaf = star.leaf(0);
  throw u.errorAt("named arguments must follow bare *", lambda ? u.near(leaf, 1) : u.token(leaf));
}

export interface CallArguments {
  readonly args: ast.Expr[];
  readonly keywords: ast.Keyword[];
}

export function callArguments(u: Unit, nodes: readonly Node[]): CallArguments {
  const args: ast.Expr[] = [];
  const keywords: ast.Keyword[] = [];
  let byName = false;
  let unpacked = false;
  for (const node of nodes) {
    const start = u.start(node);
    const end = u.end(node);
    switch (node.kind) {
      case "Kw":
        keywords.push({ kind: "keyword", arg: u.name(node.leaf(0)), value: expression(u, node.node(2)), start, end });
        byName = true;
        break;
      case "KwStar":
        keywords.push({ kind: "keyword", arg: null, value: expression(u, node.node(1)), start, end });
        unpacked = true;
        break;
      case "Star":
        if (unpacked) {
          throw u.errorAt("iterable argument unpacking follows keyword argument unpacking", { start: u.near(node.leaf(0), -1).start, end });
        }
        args.push({ kind: "Starred", value: expression(u, node.node(1)), ctx: "Load", start, end });
        break;
      default:
        if (unpacked || byName) {
          const close = u.near(lastLeaf(nodes.at(-1)!), 1);
          throw u.errorAt(unpacked ? "positional argument follows keyword argument unpacking" : "positional argument follows keyword argument", close);
        }
        args.push(expression(u, node));
    }
  }
  return { args, keywords };
}

/** `for x in xs if a if b for y in ys` */
export function generators(u: Unit, nodes: readonly Node[]): ast.Comprehension[] {
  const all: Mutable<ast.Comprehension>[] = [];
  for (const node of nodes) {
    if (node.kind === "CompIf") {
      (all.at(-1)!.ifs as ast.Expr[]).push(expression(u, node.node(1)));
      continue;
    }
    const shift = node.kind === "CompForA" ? 1 : 0;
    const target = store(u, expression(u, node.node(1 + shift)));
    all.push({ kind: "comprehension", target, iter: expression(u, node.node(3 + shift)), ifs: [], is_async: shift });
  }
  return all;
}

export function typeParameters(u: Unit, nodes: readonly Node[]): ast.TypeParam[] {
  return nodes.map((node) => {
    const start = u.start(node);
    const end = u.end(node);
    switch (node.kind) {
      case "TypeVar": {
        const name = node.node(0);
        const bound = name.size > 1 ? expression(u, name.node(2)) : null;
        return {
          kind: "TypeVar",
          name: u.name(name.leaf(0)),
          bound,
          default_value: node.size > 1 ? expression(u, node.node(2)) : null,
          start,
          end,
        };
      }
      case "TypeVarTupleS":
        return { kind: "TypeVarTuple", name: u.name(node.leaf(1)), default_value: starred(u, node.leaf(3), node.node(4)), start, end };
      default: {
        const default_value = node.size > 2 ? expression(u, node.node(3)) : null;
        return { kind: node.kind as "TypeVarTuple" | "ParamSpec", name: u.name(node.leaf(1)), default_value, start, end };
      }
    }
  });
}

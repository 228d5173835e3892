/**
 * headers - the first line of a compound statement or of one of its clauses: the node, whose bodies are still to come.
 */
import type * as ast from "../../ast/nodes.js";
import type { Node } from "../node.js";
import { callArguments, parameters, typeParameters } from "./arguments.js";
import { expression } from "./expressions.js";
import { pattern } from "./patterns.js";
import { cannot, invalidTarget, setContext, store } from "./targets.js";
import type { Mutable, Unit } from "./unit.js";

/** `begin` is the offset of the header: where the statement starts, its decorators apart. */
export type Header = { readonly begin: number } & (
  | { readonly clause: "If" | "Elif"; readonly node: Mutable<ast.If> }
  | { readonly clause: "While"; readonly node: Mutable<ast.While> }
  | { readonly clause: "For"; readonly node: Mutable<ast.For | ast.AsyncFor> }
  | { readonly clause: "With"; readonly node: Mutable<ast.With | ast.AsyncWith> }
  | { readonly clause: "Def"; readonly node: Mutable<ast.FunctionDef | ast.AsyncFunctionDef> }
  | { readonly clause: "Class"; readonly node: Mutable<ast.ClassDef> }
  | { readonly clause: "Match"; readonly node: Mutable<ast.Match> }
  | { readonly clause: "Case"; readonly node: Mutable<ast.MatchCase> }
  | { readonly clause: "Try"; readonly node: Mutable<ast.Try | ast.TryStar> }
  | { readonly clause: "Except" | "ExceptStar"; readonly node: Mutable<ast.ExceptHandler> }
  | { readonly clause: "Else" | "Finally" }
);

export function header(u: Unit, outer: Node): Header {
  const begin = u.start(outer);
  const async = outer.kind === "Async";
  const node = async ? outer.node(1) : outer;
  if (async && node.kind !== "Def" && node.kind !== "DefT" && node.kind !== "For" && node.kind !== "With" && node.kind !== "WithParen") {
    throw u.error("invalid syntax", node);
  }
  const at = { start: begin, end: begin };
  switch (node.kind) {
    case "If":
    case "Elif":
      return { begin, clause: node.kind, node: { kind: "If", test: expression(u, node.node(1)), body: [], orelse: [], ...at } };
    case "While":
      return { begin, clause: "While", node: { kind: "While", test: expression(u, node.node(1)), body: [], orelse: [], ...at } };
    case "For": {
      const target = expression(u, node.node(1));
      const bad = invalidTarget(target, "for");
      if (bad !== null) throw cannot(u, "assign to", bad);
      setContext(target, "Store");
      const iter = expression(u, node.node(3));
      return { begin, clause: "For", node: { kind: async ? "AsyncFor" : "For", target, iter, body: [], orelse: [], ...at } };
    }
    case "Try":
      return { begin, clause: "Try", node: { kind: "Try", body: [], handlers: [], orelse: [], finalbody: [], ...at } };
    case "Else":
    case "Finally":
      return { begin, clause: node.kind };
    case "Except":
    case "ExceptStar":
      return { begin, clause: node.kind, node: handler(u, node, node.kind === "Except" ? 1 : 2, at) };
    case "With":
    case "WithParen":
      return { begin, clause: "With", node: { kind: async ? "AsyncWith" : "With", items: withItems(u, node), body: [], ...at } };
    case "Def":
    case "DefT":
      return { begin, clause: "Def", node: functionDef(u, node, async, at) };
    case "Class":
    case "ClassT":
      return { begin, clause: "Class", node: classDef(u, node, at) };
    case "Match":
      return { begin, clause: "Match", node: { kind: "Match", subject: expression(u, node.node(1)), cases: [], ...at } };
    case "Case": {
      const guard = node.size > 2 ? expression(u, node.node(3)) : null;
      return { begin, clause: "Case", node: { kind: "match_case", pattern: pattern(u, node.node(1)), guard, body: [] } };
    }
    default:
      throw new Error(`no header ${node.kind}: this is a bug in gilt`);
  }
}

interface Begin {
  readonly start: number;
  readonly end: number;
}

function handler(u: Unit, node: Node, type: number, at: Begin): Mutable<ast.ExceptHandler> {
  const name = node.size > type + 1 ? u.name(node.leaf(type + 2)) : null;
  return { kind: "ExceptHandler", type: node.size > type ? expression(u, node.node(type)) : null, name, body: [], ...at };
}

function functionDef(u: Unit, node: Node, async: boolean, at: Begin): Mutable<ast.FunctionDef | ast.AsyncFunctionDef> {
  const shift = node.kind === "DefT" ? 1 : 0;
  return {
    kind: async ? "AsyncFunctionDef" : "FunctionDef",
    name: u.name(node.leaf(1)),
    type_params: shift === 1 ? typeParameters(u, node.nodes(2)) : [],
    args: parameters(u, node.node(2 + shift)),
    returns: node.size > 3 + shift ? expression(u, node.node(4 + shift)) : null,
    body: [],
    decorator_list: [],
    ...at,
  };
}

function classDef(u: Unit, node: Node, at: Begin): Mutable<ast.ClassDef> {
  const shift = node.kind === "ClassT" ? 1 : 0;
  const list = node.size > 2 + shift ? node.node(2 + shift) : null;
  const { args, keywords } = list !== null && list.size === 3 ? callArguments(u, list.nodes(1)) : { args: [], keywords: [] };
  const type_params = shift === 1 ? typeParameters(u, node.nodes(2)) : [];
  return { kind: "ClassDef", name: u.name(node.leaf(1)), bases: args, keywords, body: [], decorator_list: [], type_params, ...at };
}

/** `with (a, b):` is two items, not a tuple: the grammar leaves it a tuple, since only `as` could tell. */
function withItems(u: Unit, node: Node): ast.WithItem[] {
  const items = node.nodes(node.kind === "WithParen" ? 2 : 1);
  const only = items.length === 1 && items[0]!.size === 1 ? items[0]!.node(0) : null;
  if (node.kind === "With" && only !== null && (only.kind === "Paren" || only.kind === "TupleC")) {
    const inner = only.nodes(1);
    if (inner.every((item) => item.kind !== "Star" && item.kind !== "Walrus")) {
      return inner.map((item) => ({ kind: "withitem", context_expr: expression(u, item), optional_vars: null }));
    }
  }
  return items.map((item) => ({
    kind: "withitem",
    context_expr: expression(u, item.node(0)),
    optional_vars: item.size > 1 ? store(u, expression(u, item.node(2))) : null,
  }));
}

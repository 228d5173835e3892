/**
 * sites - which calls may suspend, and which functions therefore get two forms.
 *
 * A site is a call or `new` after which the function may have to save itself, a loop head with a fuel check, a `yield` or an `await`.
 */
import { CHILD_FIELDS, eachChild, isClass, isFunction } from "./estree.js";
import type { CallExpression, NewExpression, Node } from "./estree.js";
import type { FunctionInfo, Scopes } from "./scope.js";

/** May this call suspend its thread? */
export type SiteRule = (call: CallExpression | NewExpression) => boolean;

/** JavaScript's own functions and gilt's helpers that never run Python code; everything else may. */
const SAFE_GLOBALS = new Set(
  (
    "Math Object Array String Number Boolean JSON Symbol BigInt Reflect Date Map Set WeakMap WeakRef Uint8Array Int32Array Float64Array " +
    "parseInt parseFloat isNaN"
  ).split(" "),
);

/**
 * The rule for translated Python: a callee that is a name in `safe` or a member of a JavaScript global cannot suspend.
 *
 * @param safe names of helpers and builtins that never suspend
 * @param inject for the build that suspends at every call
 */
export function nameRule(safe: ReadonlySet<string>, inject = false): SiteRule {
  return (call) => {
    const { callee } = call;
    // the helpers of the suspending build have sites of their own
    if (call.$never === true) return inject;
    if (callee.type === "Identifier") return callee.$b !== undefined || !(safe.has(callee.name) || SAFE_GLOBALS.has(callee.name));
    // an array of lowered code's own, or one written out
    if (callee.type === "MemberExpression" && callee.property.type === "Identifier") {
      const { object, property } = callee;
      if (object.type === "ArrayExpression" && property.name === "includes") return false;
      if (object.type === "Identifier" && /^\$(?:out|t)\d/.test(object.name) && (property.name === "push" || property.name === "slice")) return false;
    }
    if (callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.$b === undefined)
      return !(SAFE_GLOBALS.has(callee.object.name) || safe.has(callee.object.name));
    return true;
  };
}

export interface SiteOptions {
  rule: SiteRule;
  /** Loop heads check the fuel. */
  fuel: boolean;
  /** `for (x of xs)` calls `$iter` and `$next`, which may suspend; otherwise it is JavaScript's own. */
  iterate: boolean;
}

/** Marks nodes with `$site`: does the function that the node belongs to have a site in it? */
export function hasSite(node: Node, options: SiteOptions): boolean {
  const { type } = node;
  if (type === "Identifier" || type === "Literal" || type === "Raw" || type === "ThisExpression") return false;
  if (node.$site !== undefined) return node.$site;
  let found = false;
  switch (type) {
    case "MemberExpression":
    case "ExpressionStatement":
      break;
    case "CallExpression":
      found = (node.callee.type === "Super" && options.rule(node)) || options.rule(node);
      break;
    case "NewExpression":
      found = options.rule(node);
      break;
    case "YieldExpression":
    case "AwaitExpression":
      found = true;
      break;
    case "ForOfStatement":
      found = options.iterate || node.await;
      break;
    case "WhileStatement":
    case "DoWhileStatement":
    case "ForStatement":
      found = options.fuel;
      break;
  }
  if (isFunction(node)) found = false;
  else if (isClass(node)) found = node.superClass !== null && hasSite(node.superClass, options);
  else if (hasSiteBelow(node, options)) found = true;
  node.$site = found;
  return found;
}

/** In all of its children, which are marked. */
function hasSiteBelow(node: Node, options: SiteOptions): boolean {
  const fields = CHILD_FIELDS[node.type];
  let found = false;
  for (let i = 0; i < fields.length; i++) {
    const value = (node as unknown as Readonly<Record<string, Node | readonly (Node | null)[] | null | undefined>>)[fields[i]!];
    if (value === null || value === undefined) continue;
    if (!Array.isArray(value)) found = hasSite(value as Node, options) || found;
    else
      for (let k = 0; k < value.length; k++) {
        const item = (value as readonly (Node | null)[])[k]!;
        if (item !== null) found = hasSite(item, options) || found;
      }
  }
  return found;
}

/** Members that JavaScript itself calls: their frames cannot be saved. Accessors of classes are called by descriptors too, as functions. */
export function cannotSuspend(f: FunctionInfo): boolean {
  if ((f.memberKind === "get" || f.memberKind === "set") && f.cls === undefined) return true;
  if (f.memberKind === "field" || f.memberKind === "static block") return true;
  return f.memberKind !== undefined && (f.name === "toString" || f.name === "valueOf" || f.name === "toJSON");
}

/** Decides which functions have sites and which must go through flatten.ts. */
export function chooseLowered(scopes: Scopes, options: SiteOptions, all: boolean): void {
  const withLoweredChild = new Set<FunctionInfo>();
  for (const f of scopes.functions) {
    if (!isFunction(f.node) || cannotSuspend(f)) continue;
    f.sites = f.node.generator || (f.node.async && all) || hasSite(f.node.body, options) || f.node.params.some((p) => hasSite(p, options));
  }
  for (let i = scopes.functions.length - 1; i >= 0; i--) {
    const f = scopes.functions[i] as FunctionInfo;
    f.lowered = isFunction(f.node) && !cannotSuspend(f) && (all || f.sites || withLoweredChild.has(f) || f.bindings.some((b) => b.boxed));
    if ((f.lowered || withLoweredChild.has(f) || isKept(f)) && f.parent && !f.parent.isModule && f.memberKind !== "field") withLoweredChild.add(f.parent);
  }
}

/** A closure that others may come to have: it is made by a factory. */
function isKept(f: FunctionInfo): boolean {
  const { node } = f;
  return (node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression") && node.$local !== true && f.memberKind === undefined;
}

/** Methods of arrays and strings that call what they are given and forget it. */
const CALLERS: ReadonlySet<string> = new Set(
  "map filter forEach some every find findIndex findLast flatMap reduce reduceRight sort from replace replaceAll".split(" "),
);

/** Marks function expressions that nobody but the code around a call ever has. */
export function markLocal(node: CallExpression): void {
  const { callee } = node;
  if (callee.type === "FunctionExpression" || callee.type === "ArrowFunctionExpression") callee.$local = true;
  const property = callee.type === "MemberExpression" && callee.property.type === "Identifier" ? callee.property.name : "";
  if (property !== "" && CALLERS.has(property))
    for (const a of node.arguments) if (a.type === "FunctionExpression" || a.type === "ArrowFunctionExpression") a.$local = true;
  if (callee.type === "Identifier" && REGISTERING.has(callee.name)) for (const a of node.arguments) markPlaced(a);
}

/** The runtime's functions that make others known to Python code (runtime/objects/register.ts). */
const REGISTERING: ReadonlySet<string> = new Set(["builtin", "methods", "getset", "builtinType", "os"]);

function markPlaced(node: Node): void {
  if (isFunction(node)) {
    if (node.type !== "FunctionDeclaration") node.$placed = true;
  } else eachChild(node, markPlaced);
}

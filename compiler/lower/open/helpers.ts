/**
 * helpers - calls of gilt's helpers that have a form of their own in lowered code: displays, imports, `locals()`.
 */
import type * as E from "../estree.js";
import { id, literal } from "../estree.js";
import { isOwnClass, namespaceCall } from "./attributes.js";
import { keywordName, openKeywords } from "./calls.js";
import { array, binary, choose, isAtom, undefinedAt } from "./context.js";
import type { Context, Place } from "./context.js";
import { inOrder, openArray, openExpression, openList, variable } from "./expressions.js";

/** The opened call, or null if it is a call like any other. */
export function specialCall(c: Context, node: E.CallExpression, helper: string, isNew: boolean): E.Expression | null {
  const args = node.arguments as E.Expression[];
  if (isNew) return helper === "Float" ? openFloat(c, node) : null;
  switch (helper) {
    case "tuple":
      if (args.length === 0) return c.constant("()", () => c.callHelper("$tuple", [array([], node)], node));
      return args.length === 1 && args[0]!.type === "ArrayExpression" ? openTuple(c, args[0]!, node) : null;
    case "set":
      return args.length === 1 && args[0]!.type === "ArrayExpression" ? openSet(c, args[0]!, node) : null;
    case "list":
      return args.length === 0 ? array([], node) : args.length === 1 && args[0]!.type === "ArrayExpression" ? openArray(c, args[0]!) : null;
    case "dict":
      return openDict(c, node);
    case "merged":
      return openMerged(c, node);
    case "keywords":
      return openKeywordsCall(c, args[0]!, node);
    case "bound": {
      const [object, name] = args as [E.Expression, E.Expression];
      return c.callHelper("$getattr", openList(c, [object, name]), node);
    }
    case "call":
      return openComputed(c, node);
    case "importModule":
      return c.callHelper("$import", [id("$module", node), ...openList(c, args)], node);
    case "importAs":
      return c.callHelper("$importAs", [id("$module", node), ...openList(c, args)], node);
    case "importFrom":
      return c.callHelper("$importFrom", [id("$module", node), ...openList(c, args)], node);
    case "importStar":
      return c.callHelper("$importAll", [id("$module", node), ...openList(c, args)], node);
    case "globalName":
      if (c.fn.kind === "class" && args[0]?.type === "Literal" && (args[0].value === "__qualname__" || args[0].value === "__module__"))
        return args[0].value === "__qualname__" ? literal(c.fn.qualname, node) : id("$name", node);
      if (c.fn.kind === "class" && c.fn.rounds === 0) return openClassName(c, args[0]!, node);
      return c.callHelper("$global", [id("$module", node), ...openList(c, args), ...(c.fn.takesSelf ? [c.self(node)] : [])], node);
    case "nameOf":
    case "setName":
    case "delName":
    case "namespaceOf":
    case "evaluated":
    case "displayed":
      return c.callHelper(`$${helper}`, [id("$module", node), ...openList(c, args)], node);
    case "localsOf":
      return openLocals(c, args[0]!, node);
    case "reraise":
      return c.callHelper("$noactive", [], node);
    default:
      return null;
  }
}

/** A set display; one of constants is made in two steps, which shows in its order (runtime/objects/display.ts). */
function openSet(c: Context, items: E.ArrayExpression, node: E.CallExpression): E.Expression {
  const constant = items.elements.length > 2 && items.elements.every((item) => item !== null && isConstant(item));
  return c.callHelper("$set", constant ? [openArray(c, items), literal(true, node)] : [openArray(c, items, true)], node);
}

/** Does CPython fold the expression to a constant? */
function isConstant(e: E.Expression | E.SpreadElement): boolean {
  if (e.type === "Literal") return true;
  if (e.type === "UnaryExpression") return e.operator !== "!" && isConstant(e.argument);
  return e.type === "NewExpression" && e.callee.type === "Identifier" && e.callee.name === "Float" && isConstant(e.arguments[0]!);
}

/** `new Float(1.5)`: a constant is made once. */
function openFloat(c: Context, node: E.CallExpression): E.Expression {
  const value = openExpression(c, node.arguments[0] as E.Expression);
  const make = (): E.NewExpression => ({ type: "NewExpression", callee: c.helper("Float", node), arguments: [value], start: node.start, end: node.end });
  const isLiteral = value.type === "Literal" || (value.type === "UnaryExpression" && value.argument.type === "Literal");
  if (!isLiteral) return make();
  const text = value.type === "Literal" ? (value.raw ?? String(value.value)) : `${value.operator}${String((value.argument as E.Literal).value)}`;
  return c.constant(`float ${text}`, make);
}

function openTuple(c: Context, items: E.ArrayExpression, at: Place): E.Expression {
  const constant = items.elements.every((item) => item?.type === "Literal" && !item.regex);
  const make = (): E.Expression => c.callHelper("$tuple", [openArray(c, items)], at);
  if (!constant) return make();
  const key = items.elements.map((item) => `${typeof (item as E.Literal).value}:${String((item as E.Literal).value)}`);
  return c.constant(`tuple ${JSON.stringify(key)}`, make);
}

/** `dict({ a: 1 })`, `dict([[k, v]])`: made at once; `dict(kw)` of keywords. */
function openDict(c: Context, node: E.CallExpression): E.Expression | null {
  const args = node.arguments;
  if (args.length === 0) return c.callHelper("$dict", [array([], node)], node);
  const part = args[0]!;
  if (part.type === "SpreadElement") return null;
  // `dict(kw, b=1)`: what is first may be keywords, which are no Python value
  if (args.length > 1) return isKeywords(c, part) ? openMerged(c, node) : null;
  const flat = flatten(part);
  if (flat) return c.callHelper("$dict", [array(openList(c, flat), node)], node);
  return isKeywords(c, part) ? c.callHelper("$kwdict", [openExpression(c, part)], node) : null;
}

/** `merged(a, { k: v })`: `{**a, "k": v}`. Each part is added before the next is evaluated. */
function openMerged(c: Context, node: E.CallExpression): E.Expression {
  const open = (part: E.Expression): E.Expression => {
    const flat = flatten(part);
    if (flat) return c.callHelper("$dict", [array(openList(c, flat), part)], part);
    return isKeywords(c, part) ? c.callHelper("$kwdict", [openExpression(c, part)], part) : openExpression(c, part);
  };
  const [first, ...others] = node.arguments as E.Expression[];
  let made: E.Expression = c.callHelper("$dictmerge", [array([open(first!)], node)], node);
  for (const part of others) made = c.callHelper("$dictadd", inOrder(c, [() => made, () => open(part)]), node);
  return made;
}

/** Keys and values of an object literal or an array of pairs, one after the other. */
function flatten(part: E.Expression): E.Expression[] | null {
  if (part.type === "ObjectExpression") {
    const out: E.Expression[] = [];
    for (const item of part.properties) {
      if (item.type !== "Property" || item.computed) return null;
      const key = item.key.type === "Identifier" ? item.key.name : item.key.type === "Literal" ? String(item.key.value) : null;
      if (key === null) return null;
      out.push(literal(key, item.key), item.value as E.Expression);
    }
    return out;
  }
  if (part.type !== "ArrayExpression") return null;
  const out: E.Expression[] = [];
  for (const pair of part.elements) {
    if (pair?.type !== "ArrayExpression" || pair.elements.length !== 2) return null;
    for (const item of pair.elements) {
      if (!item || item.type === "SpreadElement") return null;
      out.push(item);
    }
  }
  return out;
}

/** Whether an expression is a Kw: a Keywords parameter or `keywords(...)`. */
function isKeywords(c: Context, node: E.Expression): boolean {
  if (c.calledHelper(node) === "keywords") return true;
  return node.type === "Identifier" && c.binding(node)?.keywords === true;
}

function openKeywordsCall(c: Context, argument: E.Expression, at: Place): E.Expression {
  const isRest = argument.type === "Identifier" && c.binding(argument)?.rest === true;
  return c.callHelper(isRest ? "$keywords" : "$mapkw", [openExpression(c, argument)], at);
}

/** `call(f, args, kw)` */
function openComputed(c: Context, node: E.CallExpression): E.Expression {
  const [f, args, kw] = node.arguments as E.Expression[];
  if (!f) return c.fail(node, "call() of nothing");
  let callee: E.Expression = openExpression(c, f);
  if (!isAtom(callee)) callee = c.hoist(callee);
  const [positional, keywords] = inOrder(c, [
    () => (args && args.type !== "ObjectExpression" ? c.callHelper("$spreadarg", [callee, openExpression(c, args)], args) : array([], node)),
    () => {
      const last = args?.type === "ObjectExpression" ? args : kw;
      if (!last) return literal(null, node);
      if (last.type === "ObjectExpression") return openKeywords(c, last, callee);
      return c.callHelper("$kwmerge", [c.callHelper("$kw", [array([], last), array([], last)], last), openExpression(c, last), callee], last);
    },
  ]) as [E.Expression, E.Expression];
  return c.callHelper("$callx", [callee, positional, keywords], node);
}

/** `localsOf({ x, y })`, in a class body `localsOf(C)`. */
function openLocals(c: Context, argument: E.Expression, at: Place): E.Expression {
  if (isOwnClass(c, argument)) return namespaceCall(c, "locals", [], at);
  if (argument.type !== "ObjectExpression") return c.fail(argument, "this localsOf()");
  const names: E.Expression[] = [];
  const values: E.Expression[] = [];
  for (const item of argument.properties) {
    if (item.type !== "Property") return c.fail(item, "this localsOf()");
    names.push(literal(keywordName(c, item), item));
    values.push(item.value.type === "Identifier" ? variable(c, item.value) : openExpression(c, item.value as E.Expression));
  }
  return c.callHelper("$locals", [array(names, at), array(values, at)], at);
}

/** A name in a class body that the text binds nowhere: what `__prepare__` gave may have it. */
function openClassName(c: Context, name: E.Expression, node: E.CallExpression): E.Expression {
  const found = c.hoist(namespaceCall(c, "find", [name], node));
  return choose(binary(found, "!==", undefinedAt(node), node), found, c.callHelper("$global", [id("$module", node), name], node), node);
}

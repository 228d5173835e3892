/**
 * expressions - an expression of emitted text as one of lowered code.
 *
 * What must run first (arguments that stand in two branches, opened comprehensions) goes to `context.pre`; operands that
 * came before such a statement are kept in temporaries, so the order of evaluation stays the text's.
 */
import type * as E from "../estree.js";
import { id, literal } from "../estree.js";
import { attributeRead, classAround, indexRead, superClass } from "./attributes.js";
import { openAssignment } from "./assignments.js";
import { openAwait } from "./awaits.js";
import { openCall } from "./calls.js";
import { openClass } from "./classes.js";
import { array, choose, isAtom, set, declare, undefinedAt, not, when } from "./context.js";
import type { Context } from "./context.js";
import { openFunction } from "./functions.js";

/** Helpers whose result in a test may be no boolean (rich comparison). */
const COMPARISONS: ReadonlySet<string> = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);

export function openExpression(c: Context, node: E.Expression): E.Expression {
  switch (node.type) {
    case "Identifier":
      return openName(c, node);
    case "Literal":
      return node.regex ? c.fail(node, "a regular expression") : node;
    case "Raw":
      return node;
    case "ThisExpression":
      return c.self(node);
    case "MemberExpression":
      if (node.optional) return c.fail(node, "an optional chain");
      return node.computed ? indexRead(c, node) : attributeRead(c, node);
    case "CallExpression":
      return openCall(c, node);
    case "TemplateLiteral": {
      const expressions = openList(c, node.expressions);
      return { ...node, expressions };
    }
    case "ArrayExpression":
      return openArray(c, node);
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return openFunction(c, node, nameOf(node), { method: false });
    case "ClassExpression":
      return openClass(c, node);
    case "UnaryExpression":
      if (node.operator === "!") return not(openTest(c, node.argument), node);
      if (node.operator === "typeof" || node.operator === "void" || node.operator === "delete") return c.fail(node, `${node.operator} in an expression`);
      return { ...node, argument: openExpression(c, node.argument) };
    case "UpdateExpression":
      return node.argument.type === "Identifier" ? { ...node, argument: variable(c, node.argument) } : c.fail(node, "++ of an attribute");
    case "BinaryExpression":
      return openBinary(c, node);
    case "LogicalExpression":
      return openLogical(c, node, openExpression);
    case "ConditionalExpression":
      return openConditional(c, node, openExpression);
    case "AssignmentExpression":
      return openAssignment(c, node);
    case "SequenceExpression":
      return { ...node, expressions: openList(c, node.expressions) };
    case "NewExpression":
      return openCall(c, { type: "CallExpression", callee: node.callee, arguments: node.arguments, optional: false, start: node.start, end: node.end }, true);
    case "TaggedTemplateExpression":
      return openTagged(c, node);
    case "YieldExpression":
      return { ...node, argument: node.argument ? openExpression(c, node.argument) : node.delegate ? c.fail(node, "yield* of nothing") : literal(null, node) };
    case "AwaitExpression":
      return openAwait(c, node);
    default:
      return c.fail(node, node.type);
  }
}

function nameOf(node: E.FunctionExpression | E.ArrowFunctionExpression): string {
  return node.id?.name ?? node.$name ?? "<lambda>";
}

/** An expression of which only the truth counts: a JavaScript boolean in the text, or a bare comparison helper. */
export function openTest(c: Context, node: E.Expression): E.Expression {
  if (node.type === "LogicalExpression" && node.operator !== "??") return openLogical(c, node, openTest);
  if (node.type === "ConditionalExpression") return openConditional(c, node, openTest);
  const helper = c.calledHelper(node);
  if (helper !== undefined && COMPARISONS.has(helper)) {
    const { callee, arguments: args } = node as E.CallExpression;
    return c.callHelper(`$${helper}`, openList(c, args as E.Expression[]), callee);
  }
  if (node.type === "BinaryExpression" && node.operator === "in") return openExpression(c, node);
  return openExpression(c, node);
}

/** A name that is written, or read where it is bound for sure. */
export function variable(c: Context, node: E.Identifier): E.Identifier {
  const binding = c.binding(node);
  if (binding?.kind === "helper") {
    c.builtins.set(node.name, binding.imported);
    return node;
  }
  return id(node.name, node);
}

function openName(c: Context, node: E.Identifier): E.Expression {
  if (node.name === "undefined" || node.name.startsWith("$")) return node;
  const binding = c.binding(node);
  // a variable of the module of that name is not seen in classes
  if (node.name === "__class__" && c.fn.namespace !== null && (!binding || binding.kind === "module")) return superClass(c, node);
  if (binding) {
    if (binding.kind === "helper" && binding.imported === "unbound") return undefinedAt(node);
    const read = variable(c, node);
    if (!c.checked.has(node)) return read;
    return choose(
      { type: "BinaryExpression", operator: "!==", left: read, right: undefinedAt(node), start: node.start, end: node.end },
      read,
      unboundName(c, node),
      node,
    );
  }
  return c.callHelper("$global", [id("$module", node), literal(node.name, node)], node);
}

/** The call that raises for an unbound variable. */
export function unboundName(c: Context, node: E.Identifier): E.Expression {
  const binding = c.binding(node);
  let kind = 1;
  if (binding && binding.kind !== "module") kind = binding.owner.node === c.fn.node ? 0 : 2;
  return c.callHelper("$unbound", [literal(binding?.python ?? node.name, node), literal(kind, node)], node);
}

/**
 * Expressions in order. Where a later one needs statements before it, the values of the earlier ones are taken before
 * those statements.
 */
export function openList(c: Context, nodes: readonly E.Expression[]): E.Expression[] {
  return inOrder(
    c,
    nodes.map((node) => () => openExpression(c, node)),
  );
}

export function inOrder(c: Context, makers: readonly (() => E.Expression)[]): E.Expression[] {
  const done: E.Expression[] = [];
  for (const make of makers) {
    const { pre, result } = c.apart(make);
    if (pre.length > 0) {
      for (let i = 0; i < done.length; i++) if (!isStable(c, done[i]!)) done[i] = c.hoist(done[i]!);
      c.pre.push(...pre);
    }
    done.push(result);
  }
  return done;
}

/** Whether an opened expression has the same value later in the statement. */
export function isStable(c: Context, node: E.Expression): boolean {
  if (node.type === "Literal" || node.type === "ThisExpression") return true;
  if (node.type !== "Identifier") return false;
  if (node.name.startsWith("$")) return node.name !== "$v" && node.name !== "$m" && node.name !== "$o" && node.name !== "$k";
  return !c.isVolatile(node.name);
}

function openBinary(c: Context, node: E.BinaryExpression): E.Expression {
  const { operator } = node;
  if (operator === "in" && node.right.type === "Identifier" && node.right.name === classAround(c) && c.fn.namespace !== null)
    return {
      type: "CallExpression",
      callee: {
        type: "MemberExpression",
        object: id(c.fn.namespace, node),
        property: id("has", node),
        computed: false,
        optional: false,
        start: node.start,
        end: node.end,
      },
      arguments: [node.left as E.Expression],
      optional: false,
      start: node.start,
      end: node.end,
    };
  const [left, right] = openList(c, [node.left as E.Expression, node.right]) as [E.Expression, E.Expression];
  if (operator === "instanceof") return c.callHelper("$except", [left, right], node);
  return { ...node, left, right };
}

type Open = (c: Context, node: E.Expression) => E.Expression;

function openLogical(c: Context, node: E.LogicalExpression, open: Open): E.Expression {
  const left = (node.operator === "??" ? openExpression : open)(c, node.left);
  const { pre, result: right } = c.apart(() => open(c, node.right));
  if (pre.length === 0) return { ...node, left, right };
  if (node.operator === "??") return c.fail(node, "??");
  const name = c.fresh("c");
  c.pre.push(declare("let", name, left));
  c.pre.push(when(node.operator === "&&" ? id(name, node) : not(id(name, node), node), [...pre, set(name, right)], null, node));
  return id(name, node);
}

function openConditional(c: Context, node: E.ConditionalExpression, open: Open): E.Expression {
  const test = openTest(c, node.test);
  const yes = c.apart(() => open(c, node.consequent));
  const no = c.apart(() => open(c, node.alternate));
  if (yes.pre.length === 0 && no.pre.length === 0) return choose(test, yes.result, no.result, node);
  const name = c.fresh("c");
  c.pre.push(declare("let", name, null, node));
  c.pre.push(when(test, [...yes.pre, set(name, yes.result)], [...no.pre, set(name, no.result)], node));
  return id(name, node);
}

/** `and(a, () => b)`, `or(a, () => b)`: the value of `a` or of `b`, by Python's truth. */
export function openAndOr(c: Context, node: E.CallExpression, helper: "and" | "or"): E.Expression {
  const [first, second] = node.arguments as E.Expression[];
  if (!first || second?.type !== "ArrowFunctionExpression" || second.body.type === "BlockStatement") return c.fail(node, `${helper}() without an arrow`);
  const body = second.body;
  const name = c.fresh("c");
  const left = openExpression(c, first);
  c.pre.push(declare("let", name, left));
  const right = c.apart(() => openExpression(c, body));
  const truth = c.callHelper("$truth", [id(name, node)], node);
  c.pre.push(when(helper === "and" ? truth : not(truth, node), [...right.pre, set(name, right.result)], null, node));
  return id(name, node);
}

/**
 * A list display; with `...xs` it is built step by step.
 *
 * @param ofSet its items are those of a set display, where an `xs` that is no iterable is told of in other words
 */
export function openArray(c: Context, node: E.ArrayExpression, ofSet = false): E.Expression {
  const elements = node.elements.map((element) => element ?? c.fail(node, "a hole in an array"));
  const first = elements.findIndex((element) => element.type === "SpreadElement");
  if (first < 0) return { ...node, elements: openList(c, elements as E.Expression[]) };
  const before = elements.slice(0, first) as E.Expression[];
  const rest = elements.slice(first);
  const flag = ofSet ? [literal(true, node)] : [];
  let list: E.Identifier;
  if (before.length > 0) list = c.hoist(array(openList(c, before), node));
  else {
    const spread = rest.shift() as E.SpreadElement;
    const made = c.callHelper("$spread", [openExpression(c, spread.argument), ...flag], spread);
    if (rest.length === 0) return made;
    list = c.hoist(made);
  }
  for (const element of rest) {
    const value = openExpression(c, element.type === "SpreadElement" ? element.argument : element);
    const step =
      element.type === "SpreadElement"
        ? c.callHelper("$extend", [list, value, ...flag], element)
        : ({
            type: "CallExpression",
            callee: {
              type: "MemberExpression",
              object: list,
              property: id("push", element),
              computed: false,
              optional: false,
              start: element.start,
              end: element.end,
            },
            arguments: [value],
            optional: false,
            start: element.start,
            end: element.end,
          } satisfies E.CallExpression);
    c.pre.push({ type: "ExpressionStatement", expression: step, start: element.start, end: element.end });
  }
  return list;
}

/** `` b`...` ``: bytes, made once. */
function openTagged(c: Context, node: E.TaggedTemplateExpression): E.Expression {
  if (c.helperName(node.tag) !== "b" || node.quasi.expressions.length > 0) return c.fail(node, "a tagged template");
  const text = node.quasi.quasis[0]!.value.cooked;
  return c.constant(`b${text}`, () => c.callHelper("$bytes", [literal(text, node)], node));
}

/** Makes an expression safe to stand twice. */
export function twice(c: Context, node: E.Expression): E.Expression {
  return isAtom(node) ? node : c.hoist(node);
}

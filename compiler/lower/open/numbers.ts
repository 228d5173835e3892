/**
 * numbers - calls whose operands are proven numbers, written out.
 *
 *     unboxed(x)        x.value
 *     double(x)         typeof x === "number" ? x : $double(x)
 *     float.sqrt(x)     $fsqrt(x)
 *     add(a, b)         of two ints: typeof a === "number" && typeof b === "number" && ($v = a + b) <= MAX && $v >= -MAX ? $v : add(a, b)
 *     xs.append(x)      of a list: xs.push(x)
 *     xs.slice(a, b)    of a list: JavaScript's
 *     floordiv(a, b)    of small ints >= 0: Math.floor(a / b)
 */
import type * as E from "../estree.js";
import { assign, call, id, literal, member } from "../estree.js";
import { binary, both, choose, isFunctionTest, isSimple } from "./context.js";
import type { Context } from "./context.js";
import { indexOf } from "./attributes.js";
import { readInts } from "./memory.js";
import { isStable, openExpression, openList } from "./expressions.js";

const RAW_FUNCTIONS: { readonly [name: string]: string } = { truediv: "$fdiv", sqrt: "$fsqrt" };

const OPERATORS: { readonly [helper: string]: string } = { add: "+", iadd: "+", sub: "-", isub: "-", mul: "*", imul: "*" };

/** The opened call, or null if it is none of these. */
export function openNumbers(c: Context, node: E.CallExpression, helper: string | undefined): E.Expression | null {
  const { callee } = node;
  const args = node.arguments as E.Expression[];
  if (callee.type === "MemberExpression" && !callee.computed && callee.property.type === "Identifier" && c.helperName(callee.object) === "float") {
    const name = RAW_FUNCTIONS[callee.property.name];
    return name === undefined ? null : c.callHelper(name, openList(c, args), node);
  }
  if (helper === "unboxed") return member(openExpression(c, args[0]!), "value", node);
  if (helper === "double") {
    let x = openExpression(c, args[0]!);
    if (!isSimple(x)) x = c.hoist(x);
    return choose({ ...isFunctionTest(x, node), right: literal("number", node) }, x, c.callHelper("$double", [x], node), node);
  }
  const { isProven } = c.options;
  if (isProven === undefined) return null;
  if (isProven(node, "append")) return append(c, node);
  if (
    isProven(node, "slice") &&
    callee.type === "MemberExpression" &&
    callee.object.type !== "Super" &&
    callee.property.type === "Identifier" &&
    callee.property.name === "slice"
  ) {
    const [list, ...bounds] = openList(c, [callee.object, ...args]) as [E.Expression, ...E.Expression[]];
    return { ...call(member(list, "slice", node), bounds, node), $never: true as const };
  }
  if (helper === "len" && isProven(node, "length")) return member(openExpression(c, args[0]!), "length", node);
  if (helper === "len" && isOfOne(node) && !isProven(node, "never") && !isProven(node, "long")) return c.callHelper("$len", openList(c, args), node);
  if (helper === "getitem" && isProven(node, "index")) {
    const [list, key] = openList(c, args) as [E.Expression, E.Expression];
    return indexOf(c, list, key, node);
  }
  if (helper === undefined) return null;
  if (helper === "getitem" && isProven(node, "ints")) return readInts(c, openList(c, args), node);
  if (isProven(node, "never")) return neverSuspends(c, node, args);
  const small = isProven(node, "small");
  return small || isProven(node, "int") ? openInts(c, node, helper, args, small) : null;
}

/** Whether a call has one argument, by its place. */
function isOfOne({ arguments: [only, ...more] }: E.CallExpression): boolean {
  return only !== undefined && more.length === 0 && only.type !== "SpreadElement" && only.type !== "ObjectExpression";
}

/** `xs.append(x)` of a list: `xs.push(x)`, which gives None. */
function append(c: Context, node: E.CallExpression): E.Expression | null {
  const { callee } = node;
  if (callee.type !== "MemberExpression" || callee.object.type === "Super") return null;
  const [list, item] = openList(c, [callee.object, node.arguments[0] as E.Expression]) as [E.Expression, E.Expression];
  const push = { ...call(member(list, "push", node), [item], node), $never: true as const };
  return { type: "SequenceExpression", expressions: [push, literal(null, node)], start: node.start, end: node.end };
}

function openInts(c: Context, node: E.CallExpression, helper: string, args: readonly E.Expression[], small: boolean): E.Expression | null {
  const operator = OPERATORS[helper];
  const isDivision = helper === "floordiv" || helper === "ifloordiv" || helper === "mod" || helper === "imod";
  if (operator === undefined && !isDivision && !(small && SMALL.has(helper))) return neverSuspends(c, node, args);
  const [a, b] = openList(c, args).map((x) => (isSimple(x) && (x.type === "Literal" || isStable(c, x)) ? x : c.hoist(x))) as [E.Expression, E.Expression?];
  if (small) {
    const done = smallInts(helper, a, b, node);
    if (done !== null) return done;
  }
  const slow = { ...call(node.callee as E.Expression, b === undefined ? [a] : [a, b], node), $never: true as const };
  c.builtins.set((node.callee as E.Identifier).name, helper);
  if (b === undefined) return slow;
  if (operator === undefined && !isDivision) return slow;
  if ([a, b].some((x) => x.type === "Literal" && typeof x.value !== "number")) return slow;
  const tests: E.Expression[] = [a, b].filter((x) => x.type !== "Literal").map((x) => ({ ...isFunctionTest(x, node), right: literal("number", node) }));
  if (tests.length === 0) return slow;
  const value = c.scratch("$v", node);
  if (isDivision) {
    // by a literal above 0
    if (b.type !== "Literal" || typeof b.value !== "number" || b.value < 1) return slow;
    if (helper.endsWith("floordiv")) return choose(tests[0]!, floor(binary(a, "/", b, node), node), slow, node);
    tests.push(binary(a, ">=", literal(0, node), node));
    return choose(
      tests.reduce((x, y) => both(x, y, node)),
      binary(a, "%", b, node),
      slow,
      node,
    );
  }
  const result = assign(value, binary(a, operator!, b, node), node);
  tests.push(binary(result, "<=", literal(Number.MAX_SAFE_INTEGER, node), node), binary(value, ">=", literal(-Number.MAX_SAFE_INTEGER, node), node));
  // 0 * -1 is -0
  if (operator === "*") tests.push(binary(value, "!==", literal(0, node), node));
  return choose(
    tests.reduce((x, y) => both(x, y, node)),
    value,
    slow,
    node,
  );
}

/** Ints only: no method of the script is called. */
function neverSuspends(c: Context, node: E.CallExpression, args: readonly E.Expression[]): E.Expression {
  const opened = openList(c, args);
  c.builtins.set((node.callee as E.Identifier).name, c.helperName(node.callee)!);
  return { ...call(node.callee as E.Expression, opened, node), $never: true as const };
}

const SMALL: ReadonlySet<string> = new Set(["neg", "rshift", "irshift", "bitand", "iand"]);

/** Operands are safe integers, not negative, the second above 0. */
function smallInts(helper: string, a: E.Expression, b: E.Expression | undefined, node: E.Node): E.Expression | null {
  if (helper === "neg") return binary(literal(0, node), "-", a, node);
  if (b === undefined) return null;
  switch (helper) {
    case "floordiv":
    case "ifloordiv":
      return floor(binary(a, "/", b, node), node);
    case "rshift":
    case "irshift":
      if (b.type !== "Literal" || typeof b.value !== "number" || b.value > 52) return null;
      return floor(binary(a, "/", literal(2 ** b.value, node), node), node);
    case "bitand":
    case "iand": {
      // x & 0xFFFFFFFF is x % 0x100000000
      if (b.type !== "Literal" || typeof b.value !== "number" || !Number.isInteger(Math.log2(b.value + 1))) return null;
      return binary(a, "%", literal(b.value + 1, node), node);
    }
    default:
      return null;
  }
}

function floor(x: E.Expression, at: E.Node): E.Expression {
  return call(member(id("Math", at), "floor", at), [x], at);
}

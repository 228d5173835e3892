/**
 * operators - arithmetic, comparisons, and/or/not, conditional expressions.
 *
 * A plain operator needs proof that JavaScript's gives the same value; everything else is a helper with the name Python's module `operator` has.
 */
import type * as ast from "../ast/nodes.js";
import { some } from "../ast/visit.js";
import type { Span } from "../source.js";
import { argument, at, code, Level, type Code } from "./code.js";
import type { Context } from "./context.js";
import { checkedText, emitExpression, natural, rawValue, value } from "./emit.js";
import { argument as argumentText } from "./code.js";
import { isLiteral } from "./known.js";
import { boxedOf, comparable, factOf, isPlainComparison, isRaw, isSmall, operand, plainBinary, plainComparison, raw, type Operand } from "./numbers.js";
import type { Type } from "../types/types.js";
import { isBoolean, test, testCode } from "./truth.js";

const BINARY: { readonly [K in ast.Operator]: string } = {
  Add: "add",
  Sub: "sub",
  Mult: "mul",
  MatMult: "matmul",
  Div: "truediv",
  Mod: "mod",
  Pow: "pow",
  LShift: "lshift",
  RShift: "rshift",
  BitOr: "bitor",
  BitXor: "xor",
  BitAnd: "bitand",
  FloorDiv: "floordiv",
};

const IN_PLACE: { readonly [K in ast.Operator]: string } = {
  Add: "iadd",
  Sub: "isub",
  Mult: "imul",
  MatMult: "imatmul",
  Div: "itruediv",
  Mod: "imod",
  Pow: "ipow",
  LShift: "ilshift",
  RShift: "irshift",
  BitOr: "ior",
  BitXor: "ixor",
  BitAnd: "iand",
  FloorDiv: "ifloordiv",
};

/** The helper of an augmented assignment. */
export function inPlaceHelper(op: ast.Operator): string {
  return IN_PLACE[op];
}

export function emitBinOp(node: ast.BinOp, cx: Context): Code {
  const { left, right } = node;
  // "%s: %d" % (name, n)
  if (node.op === "Mod" && left.kind === "Constant" && left.value.type === "str" && right.kind === "Tuple" && right.elts.every((e) => e.kind !== "Starred")) {
    return cx.marked(node, cx.call("sprintf", value(left, cx), ...right.elts.map((e) => value(e, cx))));
  }
  return cx.marked(
    node,
    binaryOf(node.op, BINARY[node.op], operand(left, cx), operand(right, cx), cx.typeOf(node), cx, { left, right }),
    factOf(cx.typeOf(left), cx.typeOf(right), cx.typeOf(node)),
  );
}

/** The operator where it is Python's, else the helper. `nodes`: the operands as nodes, for their texts as arguments. */
export function binaryOf(
  op: ast.Operator,
  helper: string,
  l: Operand,
  r: Operand,
  result: Type,
  cx: Context,
  nodes: { left: ast.Expr | null; right: ast.Expr },
): Code {
  const plain = plainBinary(op, l, r, result, cx);
  if (plain !== null) return plain;
  const text = (o: Operand, node: ast.Expr | null): string => {
    const boxed = argumentText(boxedOf(o, cx));
    return node === null ? boxed : checkedText(node, boxed, cx);
  };
  return cx.call(helper, text(l, nodes.left), text(r, nodes.right));
}

export function emitUnaryOp(node: ast.UnaryOp, cx: Context): Code {
  const { operand } = node;
  switch (node.op) {
    case "Not":
      // CPython compares and tests by one instruction, which stands where `not` does
      return code(`!${at(testCode(operand, cx, node), Level.Unary)}`, Level.Unary);
    case "USub":
      if (operand.kind === "Constant" && operand.value.type === "int") {
        const part = emitExpression(operand, cx);
        return operand.value.value === 0n ? part : code(`-${part.text}`, Level.Unary);
      }
      if (cx.typeOf(operand).kind === "float") return code(`-${at(raw(operand, cx), Level.Unary + 1)}`, Level.Unary);
      // -0 is no int
      if (cx.typeOf(operand).kind === "int" && isSmall(cx.typeOf(operand)) && cx.typeOf(operand).lo > 0)
        return code(`-${at(natural(operand, cx), Level.Unary + 1)}`, Level.Unary);
      return cx.marked(
        node,
        cx.call("neg", value(operand, cx)),
        cx.typeOf(operand).kind === "int" ? (isSmall(cx.typeOf(operand)) ? "small" : "int") : undefined,
      );
    case "UAdd":
      if (cx.typeOf(operand).kind === "float") return raw(operand, cx);
      return cx.marked(node, cx.call("pos", value(operand, cx)));
    case "Invert":
      // folded: CPython warns of it while it compiles, which nobody sees
      if (operand.kind === "Constant" && (operand.value.type === "True" || operand.value.type === "False"))
        return code(operand.value.type === "True" ? "-2" : "-1", Level.Unary);
      return cx.marked(node, cx.call("invert", value(operand, cx)));
  }
}

// ---------------------------------------------------------------- comparisons

const COMPARE: { readonly [K in ast.CompareOperator]?: string } = { Eq: "eq", NotEq: "ne", Lt: "lt", LtE: "le", Gt: "gt", GtE: "ge" };

function compareOne(op: ast.CompareOperator, left: Code, right: Code, node: ast.Compare, cx: Context, place: Span = node): Code {
  if (op === "Is" || op === "IsNot") {
    // boxed twice, a raw double would not be itself
    const [a, b] = [node.left, node.comparators[0]!];
    if (node.ops.length === 1 && a.kind === "Name" && b.kind === "Name" && a.id === b.id && cx.typeOf(a).kind === "float")
      return code(op === "Is" ? "true" : "false");
    const literals = node.ops.length === 1 && isLiteral(node.left, cx) && isLiteral(node.comparators[0]!, cx);
    return code(
      `${literals ? `(${at(left, Level.Relation)} as ${cx.type("Value")})` : at(left, Level.Relation)} ${op === "Is" ? "===" : "!=="} ${at(right, Level.Relation)}`,
      Level.Equality,
    );
  }
  if (op === "In" || op === "NotIn") {
    const call = cx.marked(node, cx.call("contains", argument(right), argument(left)));
    return op === "In" ? call : code(`!${call.text}`, Level.Unary);
  }
  return cx.marked(place, cx.call(COMPARE[op]!, argument(left), argument(right)));
}

/** `===` and `!==` say the same of two strings, of two ints (bigints are canonical), of two bools. */
function isPlainEquality(op: ast.CompareOperator, left: ast.Expr, right: ast.Expr, cx: Context): boolean {
  if (op !== "Eq" && op !== "NotEq") return false;
  const kind = (e: ast.Expr): string => (e.kind === "Name" && e.id === "__name__" && cx.resolve(e.id).kind === "global" ? "str" : cx.typeOf(e).kind);
  const both = kind(left);
  return both === kind(right) && (both === "str" || both === "int" || both === "bool");
}

/** Whether evaluating it twice is the same as once. */
export function isSimple(node: ast.Expr): boolean {
  return node.kind === "Constant" || node.kind === "Name" || (node.kind === "UnaryOp" && node.op === "USub" && node.operand.kind === "Constant");
}

/**
 * a < f() < b   is   lt(a, between = f()) && lt(between, b)
 *
 * @param place where a single one fails
 */
export function emitCompare(node: ast.Compare, cx: Context, place?: Span): Code {
  const { ops, comparators } = node;
  if (ops.length === 1) {
    const op = ops[0]!;
    // `x in (1, 2)`: contains evaluates the container first in the text
    if ((op === "In" || op === "NotIn") && !isSimple(node.left) && !isSimple(comparators[0]!) && hasEffects(node.left) && hasEffects(comparators[0]!)) {
      const item = cx.temporary("item");
      const call = cx.marked(node, cx.call("contains", value(comparators[0]!, cx), item));
      const text = `${item} = ${value(node.left, cx)}, ${op === "In" ? "" : "!"}${call.text}`;
      return code(text, Level.Comma);
    }
    // of two constants tsc knows the answer, and says so
    const constant = isLiteral(node.left, cx) && isLiteral(comparators[0]!, cx);
    if (!constant && isPlainComparison(op, cx.typeOf(node.left), cx.typeOf(comparators[0]!))) {
      return cx.marked(node, plainComparison(op, comparable(node.left, cx), comparable(comparators[0]!, cx)));
    }
    if (!constant && isPlainEquality(op, node.left, comparators[0]!, cx)) {
      return code(
        `${at(emitExpression(node.left, cx), Level.Relation)} ${op === "Eq" ? "===" : "!=="} ${at(emitExpression(comparators[0]!, cx), Level.Relation)}`,
        Level.Equality,
      );
    }
    return compareOne(op, emitExpression(node.left, cx), emitExpression(comparators[0]!, cx), node, cx, place);
  }
  const numbers = [node.left, ...comparators];
  const constants = numbers.some((n, i) => i + 1 < numbers.length && isLiteral(n, cx) && isLiteral(numbers[i + 1]!, cx));
  if (!constants && ops.every((op, i) => isPlainComparison(op, cx.typeOf(numbers[i]!), cx.typeOf(numbers[i + 1]!)))) return plainChain(node, cx);
  const parts: string[] = [];
  let left = emitExpression(node.left, cx);
  ops.forEach((op, i) => {
    const right = comparators[i]!;
    if (i === ops.length - 1 || isSimple(right)) {
      const part = emitExpression(right, cx);
      parts.push(at(compareOne(op, left, part, node, cx), Level.Equality));
      left = part;
      return;
    }
    const between = cx.temporary("between");
    parts.push(at(compareOne(op, left, code(`${between} = ${value(right, cx)}`, Level.Assign), node, cx), Level.Equality));
    left = code(between);
  });
  return code(parts.join(" && "), Level.And);
}

/** a < (between = f()) && between < b, of ints and floats */
function plainChain(node: ast.Compare, cx: Context): Code {
  let left = comparable(node.left, cx);
  const parts = node.ops.map((op, i) => {
    const right = node.comparators[i]!;
    const part = comparable(right, cx);
    if (i === node.ops.length - 1 || isSimple(right)) {
      const compared = plainComparison(op, left, part);
      left = part;
      return at(compared, Level.Equality);
    }
    const between = cx.temporary("between");
    const compared = plainComparison(op, left, code(`${between} = ${argument(part)}`, Level.Assign));
    left = code(between);
    return at(compared, Level.Equality);
  });
  return code(parts.join(" && "), Level.And);
}

/** Whether evaluating may run other code than a read. */
export function hasEffects(node: ast.Expr): boolean {
  return some(
    node,
    (n) => n.kind === "Call" || n.kind === "NamedExpr" || n.kind === "Await" || n.kind === "Yield" || n.kind === "YieldFrom",
    (n) => n.kind !== "Lambda",
  );
}

/** What cannot stand in an arrow of its own: it would suspend or leave the function around it. */
export function needsOwnFunction(node: ast.Node): boolean {
  return some(
    node,
    (n) => n.kind === "Await" || n.kind === "Yield" || n.kind === "YieldFrom" || n.kind === "NamedExpr",
    (n) => n.kind !== "Lambda",
  );
}

// ---------------------------------------------------------------- and, or, ?:

/** The value of `a and b`: `&&` of booleans, else and(a, () => b). */
export function emitBoolOp(node: ast.BoolOp, cx: Context): Code {
  const [level, sign, name] = node.op === "And" ? ([Level.And, "&&", "and"] as const) : ([Level.Or, "||", "or"] as const);
  if (node.values.slice(0, -1).every((v) => isBoolean(v, cx))) {
    const last = node.values.at(-1)!;
    return code([...node.values.slice(0, -1).map((v) => at(testCode(v, cx), level)), at(emitExpression(last, cx), level)].join(` ${sign} `), level);
  }
  // a or b or c is or(a, () => or(b, () => c))
  const build = (i: number): Code => {
    const first = node.values[i]!;
    if (i === node.values.length - 1) return emitExpression(first, cx);
    const part = emitExpression(first, cx);
    if (node.values.slice(i + 1).some(needsOwnFunction)) {
      const held = cx.temporary("either");
      const truth = cx.call("bool", `${held} = ${argument(part)}`).text;
      const rest = argument(build(i + 1));
      return code(node.op === "And" ? `${truth} ? ${rest} : ${held}` : `${truth} ? ${held} : ${rest}`, Level.Conditional);
    }
    return cx.marked(node, cx.call(name, argument(part), `() => ${argument(build(i + 1))}`));
  };
  return build(0);
}

export function emitIfExp(node: ast.IfExp, cx: Context): Code {
  const condition = at(testCode(node.test, cx), Level.Or);
  if (isRaw(node, cx)) return code(`${condition} ? ${rawValue(node.body, cx)} : ${rawValue(node.orelse, cx)}`, Level.Conditional);
  return code(`${condition} ? ${value(node.body, cx)} : ${value(node.orelse, cx)}`, Level.Conditional);
}

export { test };

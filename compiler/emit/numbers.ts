/**
 * numbers - raw floats and proven ints: where a plain operator is Python's, where a double is boxed and unboxed.
 *
 * A float is a raw double only in places whose every use is seen (types/table.ts); the text of any other expression of type float is a `Float`.
 */
import type * as ast from "../ast/nodes.js";
import type { Type } from "../types/types.js";
import { argument, at, code, Level, type Code } from "./code.js";
import type { Context } from "./context.js";
import { natural } from "./emit.js";
import { floatText } from "./literals.js";

const MAX = Number.MAX_SAFE_INTEGER;

export function isSmall(t: Type): boolean {
  return t.kind === "int" ? t.lo >= -MAX && t.hi <= MAX : t.kind === "bool";
}

function isInt(t: Type): boolean {
  return t.kind === "int" || t.kind === "bool";
}

/** Functions of the runtime that take and give doubles, as methods of `float`. */
const RAW_FUNCTIONS: ReadonlySet<string> = new Set(["math.sqrt"]);

/** Whether the natural text of an expression is a raw double. */
export function isRaw(node: ast.Expr, cx: Context): boolean {
  const { types } = cx.module;
  switch (node.kind) {
    case "Constant":
      return node.value.type === "float";
    case "Name": {
      const meaning = cx.resolve(node.id);
      return meaning.kind === "variable" && types.isRawVariable(meaning.variable);
    }
    case "Attribute":
      return types.isRawField(node);
    case "NamedExpr":
      return isRaw(node.target, cx);
    case "UnaryOp":
      return (node.op === "USub" || node.op === "UAdd") && cx.typeOf(node.operand).kind === "float";
    case "BinOp":
      return isPlainFloat(node.op, cx.typeOf(node.left), cx.typeOf(node.right));
    case "IfExp":
      return cx.typeOf(node.body).kind === "float" && cx.typeOf(node.orelse).kind === "float";
    case "Call":
      return isRawCall(node, cx) || types.rawCall(node)?.result === true;
    default:
      return false;
  }
}

export function isRawCall(node: ast.Call, cx: Context): boolean {
  const name = cx.module.types.builtin(node);
  return (
    name !== null &&
    RAW_FUNCTIONS.has(name) &&
    node.args.length === 1 &&
    node.keywords.length === 0 &&
    node.args[0]!.kind !== "Starred" &&
    isNumber(cx.typeOf(node.args[0]!))
  );
}

function isNumber(t: Type): boolean {
  return t.number === true || t.kind === "int" || t.kind === "float";
}

/** Whether an operation on doubles gives Python's result, which is a float. */
export function isPlainFloat(op: ast.Operator, left: Type, right: Type): boolean {
  if (!isNumber(left) || !isNumber(right)) return false;
  // ints of any size divide by rules of their own, and say something else about zero
  if (op === "Div") return left.kind === "float" || right.kind === "float" || (isSmall(left) && isSmall(right) && isNonzero(right));
  return (op === "Add" || op === "Sub" || op === "Mult") && (left.kind === "float" || right.kind === "float");
}

function isNonzero(t: Type): boolean {
  return t.kind === "int" && (t.lo > 0 || t.hi < 0);
}

/** An operand of which type and text are known. */
export interface Operand {
  readonly type: Type;
  /** The text is a raw double. */
  readonly raw: boolean;
  readonly part: Code;
  /** Constant number. */
  readonly constant: number | null;
}

export function operand(node: ast.Expr, cx: Context): Operand {
  return { type: cx.typeOf(node), raw: isRaw(node, cx), part: natural(node, cx), constant: constantNumber(node) };
}

function constantNumber(node: ast.Expr): number | null {
  if (node.kind !== "Constant") return null;
  return node.value.type === "int" ? Number(node.value.value) : node.value.type === "float" ? node.value.value : null;
}

/** As a double. The operand's type is a number. */
export function rawOf(o: Operand, cx: Context): Code {
  if (o.raw || (o.type.kind === "int" && isSmall(o.type))) return o.part;
  return cx.call(o.type.kind === "float" ? "unboxed" : "double", argument(o.part));
}

export function boxedOf(o: Operand, cx: Context): Code {
  return o.raw ? box(o.part, cx) : o.part;
}

export function box(part: Code, cx: Context): Code {
  return code(`new ${cx.helper("Float")}(${argument(part)})`);
}

/** An expression that is a number, as a double. */
export function raw(node: ast.Expr, cx: Context): Code {
  return rawOf(operand(node, cx), cx);
}

/** `a op b` with a plain operator or a `float.` helper, where that is Python's meaning; null: a helper for any values is needed. */
export function plainBinary(op: ast.Operator, l: Operand, r: Operand, result: Type, cx: Context): Code | null {
  if (isPlainFloat(op, l.type, r.type)) return floatBinary(op, l, r, cx);
  return isInt(l.type) && isInt(r.type) ? intBinary(op, l, r, result) : null;
}

const SIGNS: { readonly [K in ast.Operator]?: readonly [string, Level] } = {
  Add: ["+", Level.Additive],
  Sub: ["-", Level.Additive],
  Mult: ["*", Level.Multiplicative],
  Mod: ["%", Level.Multiplicative],
  BitAnd: ["&", Level.BitAnd],
  BitOr: ["|", Level.BitOr],
  BitXor: ["^", Level.BitXor],
};

function join(sign: string, level: Level, l: Code, r: Code): Code {
  return code(`${at(l, level)} ${sign} ${at(r, level + 1)}`, level);
}

function floatBinary(op: ast.Operator, l: Operand, r: Operand, cx: Context): Code {
  const [a, b] = [rawOf(l, cx), rawOf(r, cx)];
  if (op === "Div") {
    if ((r.constant !== null && r.constant !== 0) || isNonzero(r.type)) return join("/", Level.Multiplicative, a, b);
    return code(`${cx.helper("float")}.truediv(${argument(a)}, ${argument(b)})`);
  }
  const [sign, level] = SIGNS[op]!;
  return join(sign, level, a, b);
}

const INT32: readonly [number, number] = [-(2 ** 31), 2 ** 31 - 1];

function within(t: Type, [lo, hi]: readonly [number, number]): boolean {
  return t.kind === "bool" ? lo <= 0 && hi >= 1 : t.lo >= lo && t.hi <= hi;
}

function intBinary(op: ast.Operator, l: Operand, r: Operand, result: Type): Code | null {
  const [a, b] = [l.type, r.type];
  // tsc has no arithmetic of booleans
  if (a.kind === "bool" || b.kind === "bool" || !isSmall(a) || !isSmall(b) || result.kind !== "int" || !isSmall(result)) return null;
  const signed = SIGNS[op];
  const plain = (): Code => join(signed![0], signed![1], l.part, r.part);
  switch (op) {
    case "Add":
    case "Sub":
      return plain();
    case "Mult":
      // 0 * -1 would be -0
      return a.lo >= 0 && b.lo >= 0 ? plain() : null;
    case "Mod":
      return a.lo >= 0 && b.kind === "int" && b.lo >= 1 ? plain() : null;
    case "BitAnd":
      if (within(a, [0, INT32[1]]) || within(b, [0, INT32[1]])) return plain();
      return within(a, INT32) && within(b, INT32) ? plain() : null;
    case "BitOr":
    case "BitXor":
      return within(a, INT32) && within(b, INT32) ? plain() : null;
    case "RShift":
      if (!within(b, [0, 31])) return null;
      if (within(a, INT32)) return join(">>", Level.Shift, l.part, r.part);
      return within(a, [0, 2 ** 32 - 1]) ? join(">>>", Level.Shift, l.part, r.part) : null;
    case "LShift":
      return within(a, [0, INT32[1]]) && within(b, [0, 31]) && result.hi <= INT32[1] ? join("<<", Level.Shift, l.part, r.part) : null;
    default:
      return null;
  }
}

/** What lower may take for granted of a helper's call: both operands are ints (`int`), and so small that the result is exact (`small`). */
export function factOf(l: Type, r: Type, result: Type): string | undefined {
  if (!isInt(l) || !isInt(r)) return undefined;
  return isSmall(l) && isSmall(r) && isSmall(result) && (l.kind === "bool" || l.lo >= 0) && (r.kind === "bool" || r.lo >= 1) ? "small" : "int";
}

// ---------------------------------------------------------------- comparisons

const RELATIONS: { readonly [K in ast.CompareOperator]?: string } = { Lt: "<", LtE: "<=", Gt: ">", GtE: ">=", Eq: "===", NotEq: "!==" };

/** Whether JavaScript compares these two as Python does: ints and doubles (bigints are canonical and compare exactly). */
export function isPlainComparison(op: ast.CompareOperator, l: Type, r: Type): boolean {
  if (RELATIONS[op] === undefined) return false;
  const ok = (t: Type): boolean => t.kind === "int" || t.kind === "float";
  if (!ok(l) || !ok(r)) return false;
  if (op !== "Eq" && op !== "NotEq") return true;
  return l.kind === r.kind || (l.kind === "int" ? isSmall(l) : isSmall(r));
}

/** An operand of a plain comparison. */
export function comparable(node: ast.Expr, cx: Context): Code {
  return cx.typeOf(node).kind === "float" ? raw(node, cx) : natural(node, cx);
}

export function plainComparison(op: ast.CompareOperator, l: Code, r: Code): Code {
  const level = op === "Eq" || op === "NotEq" ? Level.Equality : Level.Relation;
  return code(`${at(l, level + 1)} ${RELATIONS[op]!} ${at(r, level + 1)}`, level);
}

export { floatText };

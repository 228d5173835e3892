/**
 * operators - a flat list of operands and operators as a tree, by precedence climbing.
 *
 * The grammar has one level for all operators between `or` and `**`; this makes thirteen of it.
 */
import type * as ast from "../../ast/nodes.js";
import { Leaf, type Node, type Part } from "../node.js";
import { expression } from "./expressions.js";
import type { Place, Unit } from "./unit.js";

// prettier-ignore
export const BINARY: Readonly<Record<string, ast.Operator>> = {
  "+": "Add", "-": "Sub", "*": "Mult", "/": "Div", "//": "FloorDiv", "%": "Mod", "@": "MatMult", "**": "Pow", "<<": "LShift", ">>": "RShift",
  "|": "BitOr", "^": "BitXor", "&": "BitAnd",
};
// prettier-ignore
const COMPARE: Readonly<Record<string, ast.CompareOperator>> = {
  "==": "Eq", "!=": "NotEq", "<": "Lt", "<=": "LtE", ">": "Gt", ">=": "GtE", is: "Is", "is not": "IsNot", in: "In", "not in": "NotIn",
};
const UNARY: Readonly<Record<string, ast.UnaryOperator>> = { "+": "UAdd", "-": "USub", "~": "Invert", not: "Not" };

const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARISON = 4;
const BITOR = 5;
const FACTOR = 11;
const POWER = 12;
// prettier-ignore
const PRECEDENCE: Readonly<Record<string, number>> = {
  or: OR, and: AND, "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, is: 4, "is not": 4, in: 4, "not in": 4, "|": BITOR, "^": 6, "&": 7,
  "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "//": 10, "%": 10, "@": 10, "**": POWER,
};

/** An operand: its expression, and its place with the parentheses that the expression's own place leaves out. */
interface Operand extends Place {
  readonly value: ast.Expr;
}

export function operators(u: Unit, node: Node): ast.Expr {
  return new Climb(u, flatten(node)).all(OR);
}

/** What stands behind a star: an operator that binds less than `|` is an error there. */
export function bitor(u: Unit, node: Node): ast.Expr {
  return node.kind === "Ops" ? new Climb(u, flatten(node)).all(BITOR) : expression(u, node);
}

/** Operands and operators in the order of the text. */
function flatten(node: Node): Part[] {
  const parts: Part[] = [];
  let rest: Node | null = node;
  while (rest !== null && rest.kind === "Ops") {
    parts.push(rest.node(1));
    let head: Node = rest.node(0);
    while (head.kind === "H2") {
      parts.push(head.leaf(1));
      head = head.node(0);
    }
    if (head.kind === "H1") {
      parts.push(head.leaf(0));
      rest = null;
    } else {
      parts.push(head.leaf(1));
      rest = head.node(0);
    }
  }
  if (rest !== null) parts.push(rest);
  return parts.reverse();
}

class Climb {
  #at = 0;
  constructor(
    readonly u: Unit,
    readonly parts: readonly Part[],
  ) {}

  all(lowest: number): ast.Expr {
    const { value } = this.#climb(lowest);
    const rest = this.parts[this.#at];
    if (rest !== undefined) throw this.u.error("invalid syntax", rest);
    return value;
  }

  /** Prefixes in a loop: thousands of them may stand in a row. */
  #climb(lowest: number): Operand {
    const prefixes: { leaf: Leaf; lowest: number }[] = [];
    let inner = lowest;
    for (let part = this.parts[this.#at]; part instanceof Leaf && part.type !== "await"; part = this.parts[++this.#at]) {
      if (part.type === "not" && inner > NOT) throw this.u.error("invalid syntax", part);
      prefixes.push({ leaf: part, lowest: inner });
      inner = part.type === "not" ? NOT : FACTOR;
    }
    let left = this.#tail(this.#operand(), inner);
    for (let prefix = prefixes.pop(); prefix !== undefined; prefix = prefixes.pop()) {
      const { start } = this.u.token(prefix.leaf);
      const { value: operand, end } = left;
      const value: ast.UnaryOp = { kind: "UnaryOp", op: UNARY[prefix.leaf.type]!, operand, start, end };
      left = this.#tail({ value, start, end }, prefix.lowest);
    }
    return left;
  }

  /** The operators behind an operand that bind at least as `lowest`. */
  #tail(operand: Operand, lowest: number): Operand {
    let left = operand;
    for (;;) {
      const operator = this.parts[this.#at] as Leaf | undefined;
      if (operator === undefined) return left;
      const level = PRECEDENCE[operator.type];
      if (level === undefined) throw this.u.error("invalid syntax", operator);
      if (level < lowest) return left;
      left = level <= AND ? this.#boolean(left, operator, level) : level === COMPARISON ? this.#comparison(left) : this.#binary(left, operator, level);
    }
  }

  #operand(): Operand {
    const part = this.parts[this.#at++]!;
    const start = this.u.start(part);
    const operand = part instanceof Leaf ? this.parts[this.#at++]! : part;
    if (operand instanceof Leaf) throw this.u.error("invalid syntax", operand);
    const end = this.u.end(operand);
    const value = expression(this.u, operand as Node);
    return { value: part instanceof Leaf ? { kind: "Await", value, start, end } : value, start, end };
  }

  #boolean(left: Operand, operator: Leaf, level: number): Operand {
    const values = [left.value];
    let end = left.end;
    while ((this.parts[this.#at] as Leaf | undefined)?.type === operator.type) {
      this.#at++;
      const right = this.#climb(level + 1);
      values.push(right.value);
      end = right.end;
    }
    return { value: { kind: "BoolOp", op: level === OR ? "Or" : "And", values, start: left.start, end }, start: left.start, end };
  }

  #comparison(left: Operand): Operand {
    const ops: ast.CompareOperator[] = [];
    const comparators: ast.Expr[] = [];
    let end = left.end;
    for (
      let op = this.parts[this.#at] as Leaf | undefined;
      op !== undefined && PRECEDENCE[op.type] === COMPARISON;
      op = this.parts[this.#at] as Leaf | undefined
    ) {
      this.#at++;
      ops.push(COMPARE[op.type]!);
      const right = this.#climb(BITOR);
      comparators.push(right.value);
      end = right.end;
    }
    return { value: { kind: "Compare", left: left.value, ops, comparators, start: left.start, end }, start: left.start, end };
  }

  #binary(left: Operand, operator: Leaf, level: number): Operand {
    this.#at++;
    const { value: right, end } = this.#climb(level === POWER ? FACTOR : level + 1);
    return {
      value: { kind: "BinOp", left: left.value, op: BINARY[operator.type]!, right, start: left.start, end },
      start: left.start,
      end,
    };
  }
}

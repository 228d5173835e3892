/**
 * compare - `<`, `<=`, `>`, `>=`, and the general way of all comparisons.
 *
 * Mirrors     do_richcompare of Objects/object.c
 * Suspends    all: methods of the operands
 */
import type { Suspends } from "../../frames/suspend.js";
import { compareBytes } from "../bytes.js";
import { Bytes } from "../bytes/data.js";
import { TypeError } from "../exceptions.js";
import { Float } from "../float.js";
import { issubclass, NotImplemented, specialMethod, typeOf, type Value } from "../object.js";
import { comparePoints } from "../str/points.js";
import { Tuple } from "../tuple.js";
import { typeName } from "../typename.js";
import { truth } from "./bool.js";
import { same } from "./eq.js";

/** One of the six comparisons. */
export interface Comparison {
  readonly symbol: string;
  readonly method: string;
  readonly reflected: string;
  /** what it says of two lengths */
  readonly lengths: (a: number, b: number) => boolean;
}
export const LT: Comparison = { symbol: "<", method: "__lt__", reflected: "__gt__", lengths: (a, b) => a < b };
export const LE: Comparison = { symbol: "<=", method: "__le__", reflected: "__ge__", lengths: (a, b) => a <= b };
export const GT: Comparison = { symbol: ">", method: "__gt__", reflected: "__lt__", lengths: (a, b) => a > b };
export const GE: Comparison = { symbol: ">=", method: "__ge__", reflected: "__le__", lengths: (a, b) => a >= b };
export const EQ: Comparison = { symbol: "==", method: "__eq__", reflected: "__eq__", lengths: (a, b) => a === b };
export const NE: Comparison = { symbol: "!=", method: "__ne__", reflected: "__ne__", lengths: (a, b) => a !== b };

/** The JavaScript number or bigint that compares like a plain int, bool or float; undefined for others. */
export function numeric(x: Value): number | bigint | undefined {
  switch (typeof x) {
    case "number":
    case "bigint":
      return x;
    case "boolean":
      return x ? 1 : 0;
    case "object":
      return x instanceof Float ? x.value : undefined;
    default:
      return undefined;
  }
}

export function lt(a: Value, b: Value): Suspends<Value> {
  if (typeof a === "number" && typeof b === "number") return a < b;
  const x = numeric(a);
  if (x !== undefined) {
    const y = numeric(b);
    if (y !== undefined) return x < y;
  }
  if (typeof a === "string" && typeof b === "string") return comparePoints(a, b) < 0;
  return compareSlowly(a, b, LT);
}

export function le(a: Value, b: Value): Suspends<Value> {
  if (typeof a === "number" && typeof b === "number") return a <= b;
  const x = numeric(a);
  if (x !== undefined) {
    const y = numeric(b);
    if (y !== undefined) return x <= y;
  }
  if (typeof a === "string" && typeof b === "string") return comparePoints(a, b) <= 0;
  return compareSlowly(a, b, LE);
}

export function gt(a: Value, b: Value): Suspends<Value> {
  if (typeof a === "number" && typeof b === "number") return a > b;
  const x = numeric(a);
  if (x !== undefined) {
    const y = numeric(b);
    if (y !== undefined) return x > y;
  }
  if (typeof a === "string" && typeof b === "string") return comparePoints(a, b) > 0;
  return compareSlowly(a, b, GT);
}

export function ge(a: Value, b: Value): Suspends<Value> {
  if (typeof a === "number" && typeof b === "number") return a >= b;
  const x = numeric(a);
  if (x !== undefined) {
    const y = numeric(b);
    if (y !== undefined) return x >= y;
  }
  if (typeof a === "string" && typeof b === "string") return comparePoints(a, b) >= 0;
  return compareSlowly(a, b, GE);
}

/** Whether a < b, as sorting asks. */
export function lessThan(a: Value, b: Value): Suspends<boolean> {
  const less = lt(a, b);
  return less === true || (less !== false && truth(less));
}

/** Whether a > b, as max() asks. */
export function greaterThan(a: Value, b: Value): Suspends<boolean> {
  const greater = gt(a, b);
  return greater === true || (greater !== false && truth(greater));
}

/** A comparison by the methods of its operands. */
export function compareSlowly(a: Value, b: Value, op: Comparison): Suspends<Value> {
  if (a instanceof Tuple && b instanceof Tuple) return compareItems(a.items, b.items, op);
  if (a instanceof Bytes && b instanceof Bytes) return op.lengths(compareBytes(a.$data, b.$data), 0);
  const classA = typeOf(a);
  const classB = typeOf(b);
  let reflected = false;
  if (classA !== classB && issubclass(classB, classA)) {
    const method = specialMethod(b, op.reflected);
    if (method !== undefined) {
      reflected = true;
      const result = callComparison(method, b, a);
      if (result !== NotImplemented) return result;
    }
  }
  const method = specialMethod(a, op.method);
  if (method !== undefined) {
    const result = callComparison(method, a, b);
    if (result !== NotImplemented) return result;
  }
  if (!reflected) {
    const other = specialMethod(b, op.reflected);
    if (other !== undefined) {
      const result = callComparison(other, b, a);
      if (result !== NotImplemented) return result;
    }
  }
  if (op === EQ) return a === b;
  if (op === NE) return a !== b;
  throw new TypeError(`'${op.symbol}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

function callComparison(method: Value, self: Value, other: Value): Suspends<Value> {
  if (method === null) throw new TypeError("'NoneType' object is not callable");
  return method.call(self, other);
}

/** Comparison of two sequences: the first items that differ say, else the lengths. */
export function compareItems(a: Value[], b: Value[], op: Comparison): Suspends<Value> {
  if ((op === EQ || op === NE) && a.length !== b.length) return op === NE;
  let i = 0;
  for (; i < a.length && i < b.length; i++) {
    const x = a[i];
    const y = b[i];
    if (x !== y && !same(x, y)) break;
  }
  if (i >= a.length || i >= b.length) return op.lengths(a.length, b.length);
  if (op === EQ) return false;
  if (op === NE) return true;
  return compare(a[i], b[i], op);
}

/** Any of the six comparisons. */
export function compare(a: Value, b: Value, op: Comparison): Suspends<Value> {
  const x = numeric(a);
  if (x !== undefined) {
    const y = numeric(b);
    if (y !== undefined) return byNumbers(x, y, op);
  }
  if (typeof a === "string" && typeof b === "string") return op.lengths(comparePoints(a, b), 0);
  return compareSlowly(a, b, op);
}

function byNumbers(x: number | bigint, y: number | bigint, op: Comparison): boolean {
  switch (op) {
    case LT:
      return x < y;
    case LE:
      return x <= y;
    case GT:
      return x > y;
    case GE:
      return x >= y;
    case EQ:
      return x == y;
    default:
      return x != y;
  }
}

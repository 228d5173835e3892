/**
 * arithmetic - the operators on values of any type, under the names of Python's module `operator`.
 *
 * Each is a short function with the case of two small ints, so that V8 inlines it; all else goes on to its second half.
 *
 * Suspends    all: the operands' methods
 */
import type { Suspends } from "../frames/suspend.js";
import {
  ADD,
  AND,
  binary,
  DIVMOD,
  FLOORDIV,
  inplace,
  LSHIFT,
  MATMUL,
  MOD,
  MUL,
  OR,
  POW,
  RSHIFT,
  SUB,
  TRUEDIV,
  unary,
  XOR,
  type Operator,
} from "./arithmetic/dispatch.js";
import type { Outcome } from "./arithmetic/outcome.js";
import { invertBool } from "./bool.js";
import { Complex, complexAdd, complexDiv, complexMul, complexOf, complexPow, complexSub } from "./complex.js";
import { TypeError } from "./exceptions.js";
import { doubleOf, Float, powValue } from "./float.js";
import { floatDivmod, floatFloordiv, floatMod, floatRound, floatTruediv, halfEven, integral } from "./float/ops.js";
import { percent } from "./format/percent.js";
import { intOf, type Int } from "./int/big.js";
import { intValue, powInts } from "./int.js";
import {
  intAbs,
  intAdd,
  intAnd,
  intFloordiv,
  intInvert,
  intLshift,
  intMod,
  intMul,
  intNeg,
  intOr,
  intPow,
  intPowMod,
  intRshift,
  intSub,
  intTruediv,
  intXor,
} from "./int/ops.js";
import { issubclass, NotImplemented, specialMethod, typeOf, type Value } from "./object.js";
import { toIndex } from "./protocols/index.js";
import { Tuple } from "./tuple.js";
import { typeName } from "./typename.js";

/** An operator on numbers of one kind. */
interface Kinds {
  readonly int: (a: Int, b: Int) => Outcome;
  readonly float: ((x: number, y: number) => Outcome) | null;
  readonly complex: ((a: Complex, b: Complex) => Outcome) | null;
}

/** Both operands as plain builtin numbers; NotImplemented where one is none. */
function onNumbers(a: Value, b: Value, kinds: Kinds): Outcome {
  const x = typeof a === "boolean" ? (a ? 1 : 0) : a;
  const y = typeof b === "boolean" ? (b ? 1 : 0) : b;
  const xInt = typeof x === "number" || typeof x === "bigint";
  const yInt = typeof y === "number" || typeof y === "bigint";
  if (xInt && yInt) return kinds.int(x, y);
  if ((xInt || x instanceof Float) && (yInt || y instanceof Float)) {
    if (kinds.float === null) return NotImplemented;
    return kinds.float(xInt ? doubleOf(x) : x.value, yInt ? doubleOf(y) : y.value);
  }
  if ((x instanceof Complex && (yInt || y instanceof Float || y instanceof Complex)) || (y instanceof Complex && (xInt || x instanceof Float))) {
    if (kinds.complex === null) return NotImplemented;
    return kinds.complex(complexOf(x) as Complex, complexOf(y) as Complex);
  }
  return NotImplemented;
}

const ADDITION: Kinds = { int: intAdd, float: (x, y) => new Float(x + y), complex: complexAdd };
const SUBTRACTION: Kinds = { int: intSub, float: (x, y) => new Float(x - y), complex: complexSub };
const MULTIPLICATION: Kinds = { int: intMul, float: (x, y) => new Float(x * y), complex: complexMul };
const DIVISION: Kinds = { int: (a, b) => new Float(intTruediv(a, b)), float: (x, y) => new Float(floatTruediv(x, y)), complex: complexDiv };
const FLOOR_DIVISION: Kinds = { int: intFloordiv, float: (x, y) => new Float(floatFloordiv(x, y)), complex: null };
const MODULO: Kinds = { int: intMod, float: (x, y) => new Float(floatMod(x, y)), complex: null };
const DIVMODS: Kinds = {
  int: (a, b) => new Tuple([intFloordiv(a, b), intMod(a, b)]),
  float: (x, y) => {
    const [q, r] = floatDivmod(x, y);
    return new Tuple([new Float(q), new Float(r)]);
  },
  complex: null,
};
const POWER: Kinds = { int: powInts, float: powValue, complex: (a, b) => complexPow(a.re, a.im, b.re, b.im) };
const LEFT: Kinds = { int: intLshift, float: null, complex: null };
const RIGHT: Kinds = { int: intRshift, float: null, complex: null };
const CONJUNCTION: Kinds = { int: intAnd, float: null, complex: null };
const DISJUNCTION: Kinds = { int: intOr, float: null, complex: null };
const EXCLUSION: Kinds = { int: intXor, float: null, complex: null };

function general(a: Value, b: Value, kinds: Kinds, op: Operator): Suspends<Value> {
  const result = onNumbers(a, b, kinds);
  return result !== NotImplemented ? result : binary(a, b, op);
}

function generalInplace(a: Value, b: Value, kinds: Kinds, op: Operator): Suspends<Value> {
  const result = onNumbers(a, b, kinds);
  return result !== NotImplemented ? result : inplace(a, b, op);
}

export function add(a: Value, b: Value): Suspends<Value> {
  let r;
  return typeof a === "number" && typeof b === "number" && Number.isSafeInteger((r = a + b)) ? r : addSlow(a, b);
}
function addSlow(a: Value, b: Value): Suspends<Value> {
  if (a instanceof Float) {
    if (b instanceof Float) return new Float(a.value + b.value);
    if (typeof b === "number") return new Float(a.value + b);
  } else if (typeof a === "string") {
    if (typeof b === "string") return a + b;
  } else if (typeof a === "number" && b instanceof Float) return new Float(a + b.value);
  return general(a, b, ADDITION, ADD);
}

export function iadd(a: Value, b: Value): Suspends<Value> {
  let r;
  return typeof a === "number" && typeof b === "number" && Number.isSafeInteger((r = a + b)) ? r : iaddSlow(a, b);
}
function iaddSlow(a: Value, b: Value): Suspends<Value> {
  if (a instanceof Float) {
    if (b instanceof Float) return new Float(a.value + b.value);
    if (typeof b === "number") return new Float(a.value + b);
  } else if (typeof a === "string") {
    if (typeof b === "string") return a + b;
  } else if (typeof a === "number" && b instanceof Float) return new Float(a + b.value);
  return generalInplace(a, b, ADDITION, ADD);
}

export function sub(a: Value, b: Value): Suspends<Value> {
  let r;
  return typeof a === "number" && typeof b === "number" && Number.isSafeInteger((r = a - b)) ? r : subSlow(a, b);
}
function subSlow(a: Value, b: Value): Suspends<Value> {
  if (a instanceof Float) {
    if (b instanceof Float) return new Float(a.value - b.value);
    if (typeof b === "number") return new Float(a.value - b);
  } else if (typeof a === "number" && b instanceof Float) return new Float(a - b.value);
  return general(a, b, SUBTRACTION, SUB);
}
export function isub(a: Value, b: Value): Suspends<Value> {
  let r;
  return typeof a === "number" && typeof b === "number" && Number.isSafeInteger((r = a - b)) ? r : isubSlow(a, b);
}
function isubSlow(a: Value, b: Value): Suspends<Value> {
  if (a instanceof Float) {
    if (b instanceof Float) return new Float(a.value - b.value);
    if (typeof b === "number") return new Float(a.value - b);
  } else if (typeof a === "number" && b instanceof Float) return new Float(a - b.value);
  return generalInplace(a, b, SUBTRACTION, SUB);
}

/** Texts of which it need not be asked whether there is memory for them. */
const SHORT_TEXT = 4096;

export function mul(a: Value, b: Value): Suspends<Value> {
  let r;
  return typeof a === "number" && typeof b === "number" && Number.isSafeInteger((r = a * b)) ? r + 0 : mulSlow(a, b);
}
function mulSlow(a: Value, b: Value): Suspends<Value> {
  if (a instanceof Float) {
    if (b instanceof Float) return new Float(a.value * b.value);
    if (typeof b === "number") return new Float(a.value * b);
  } else if (typeof a === "number" && b instanceof Float) return new Float(a * b.value);
  else if (typeof a === "string" && typeof b === "number" && a.length * b < SHORT_TEXT) return b > 0 ? a.repeat(b) : "";
  return general(a, b, MULTIPLICATION, MUL);
}
export function imul(a: Value, b: Value): Suspends<Value> {
  let r;
  return typeof a === "number" && typeof b === "number" && Number.isSafeInteger((r = a * b)) ? r + 0 : imulSlow(a, b);
}
function imulSlow(a: Value, b: Value): Suspends<Value> {
  if (a instanceof Float) {
    if (b instanceof Float) return new Float(a.value * b.value);
    if (typeof b === "number") return new Float(a.value * b);
  } else if (typeof a === "number" && b instanceof Float) return new Float(a * b.value);
  return generalInplace(a, b, MULTIPLICATION, MUL);
}

export function truediv(a: Value, b: Value): Suspends<Value> {
  if (b instanceof Float) {
    if (b.value !== 0) {
      if (a instanceof Float) return new Float(a.value / b.value);
      if (typeof a === "number") return new Float(a / b.value);
    }
  } else if (typeof b === "number" && b !== 0) {
    if (a instanceof Float) return new Float(a.value / b);
    if (typeof a === "number") return new Float(a === 0 ? (b < 0 ? -0 : 0) : a / b);
  }
  return general(a, b, DIVISION, TRUEDIV);
}
export function itruediv(a: Value, b: Value): Suspends<Value> {
  return generalInplace(a, b, DIVISION, TRUEDIV);
}

export function floordiv(a: Value, b: Value): Suspends<Value> {
  return typeof a === "number" && typeof b === "number" && b !== 0 ? Math.floor(a / b) + 0 : general(a, b, FLOOR_DIVISION, FLOORDIV);
}
export function ifloordiv(a: Value, b: Value): Suspends<Value> {
  return typeof a === "number" && typeof b === "number" && b !== 0 ? Math.floor(a / b) + 0 : generalInplace(a, b, FLOOR_DIVISION, FLOORDIV);
}

/** `a % b` of ints that are not negative: V8 calls fmod() for those that take more than 32 bits, several times as slow as this, which is exact up to 2**52. */
function rest(a: number, b: number): number {
  return a <= 0x7fffffff || a > 0x10000000000000 ? a % b : a - Math.floor(a / b) * b;
}

export function mod(a: Value, b: Value): Suspends<Value> {
  return typeof a === "number" && typeof b === "number" && a >= 0 && b > 0 ? rest(a, b) : modSlow(a, b);
}
function modSlow(a: Value, b: Value): Suspends<Value> {
  if (typeof a === "string" && (typeof b !== "object" || b === null || !issubclass(typeOf(b), (String.prototype as Value).$cls))) return percent(a, b);
  return general(a, b, MODULO, MOD);
}

/** `pattern % (a, b)` */
export function sprintf(pattern: Value, ...values: Value[]): Suspends<Value> {
  const args = new Tuple(values);
  return typeof pattern === "string" ? percent(pattern, args) : mod(pattern, args);
}
export function imod(a: Value, b: Value): Suspends<Value> {
  if (typeof a === "number" && typeof b === "number" && a >= 0 && b > 0) return rest(a, b);
  return typeof a === "string" ? modSlow(a, b) : generalInplace(a, b, MODULO, MOD);
}

export function divmod(a: Value, b: Value): Suspends<Value> {
  return general(a, b, DIVMODS, DIVMOD);
}

/** `a ** b`, and pow(a, b, m). */
export function pow(a: Value, b: Value, m?: Value): Suspends<Value> {
  if (m !== undefined && m !== null) return powmod(a, b, m);
  if (typeof a === "number" && typeof b === "number" && b >= 0) return intPow(a, b);
  if (a instanceof Float) {
    if (b instanceof Float) return powValue(a.value, b.value);
    if (typeof b === "number") return powValue(a.value, b);
  }
  return general(a, b, POWER, POW);
}
export function ipow(a: Value, b: Value): Suspends<Value> {
  return generalInplace(a, b, POWER, POW);
}

/** pow(a, b, m): the first operand alone is asked. */
export function powmod(a: Value, b: Value, m: Value): Suspends<Value> {
  if (typeof a !== "object" && typeof b !== "object" && typeof m !== "object") {
    const x = intValue(a);
    const y = intValue(b);
    const z = intValue(m);
    if (x !== undefined && y !== undefined && z !== undefined) return intPowMod(x, y, z);
  }
  for (const operand of [a, b, m]) {
    const kind = operand instanceof Float || operand instanceof Complex ? operand : undefined;
    if (kind instanceof Complex) break;
    if (kind !== undefined && [a, b, m].every((v) => v instanceof Float || intValue(v) !== undefined)) {
      throw new TypeError("pow() 3rd argument not allowed unless all arguments are integers");
    }
  }
  const method = specialMethod(a, "__pow__");
  if (method !== undefined && method !== null) {
    const result = method.call(a, b, m);
    if (result !== NotImplemented) return result;
  }
  throw new TypeError(`unsupported operand type(s) for ** or pow(): '${typeName(a)}', '${typeName(b)}', '${typeName(m)}'`);
}

export function lshift(a: Value, b: Value): Suspends<Value> {
  return general(a, b, LEFT, LSHIFT);
}
export function ilshift(a: Value, b: Value): Suspends<Value> {
  return generalInplace(a, b, LEFT, LSHIFT);
}

export function rshift(a: Value, b: Value): Suspends<Value> {
  if (typeof a === "number" && typeof b === "number" && b >= 0 && b < 32 && (a | 0) === a) return a >> b;
  return general(a, b, RIGHT, RSHIFT);
}
export function irshift(a: Value, b: Value): Suspends<Value> {
  return generalInplace(a, b, RIGHT, RSHIFT);
}

export function bitand(a: Value, b: Value): Suspends<Value> {
  return typeof a === "number" && typeof b === "number" ? intAnd(a, b) : bitandSlow(a, b);
}
function bitandSlow(a: Value, b: Value): Suspends<Value> {
  return typeof a === "boolean" && typeof b === "boolean" ? a && b : general(a, b, CONJUNCTION, AND);
}
export function ibitand(a: Value, b: Value): Suspends<Value> {
  return typeof a === "boolean" && typeof b === "boolean" ? a && b : generalInplace(a, b, CONJUNCTION, AND);
}

export function bitor(a: Value, b: Value): Suspends<Value> {
  return typeof a === "number" && typeof b === "number" ? intOr(a, b) : bitorSlow(a, b);
}
function bitorSlow(a: Value, b: Value): Suspends<Value> {
  return typeof a === "boolean" && typeof b === "boolean" ? a || b : general(a, b, DISJUNCTION, OR);
}
export function ibitor(a: Value, b: Value): Suspends<Value> {
  return typeof a === "boolean" && typeof b === "boolean" ? a || b : generalInplace(a, b, DISJUNCTION, OR);
}

export function xor(a: Value, b: Value): Suspends<Value> {
  return typeof a === "number" && typeof b === "number" ? intXor(a, b) : xorSlow(a, b);
}
function xorSlow(a: Value, b: Value): Suspends<Value> {
  return typeof a === "boolean" && typeof b === "boolean" ? a !== b : general(a, b, EXCLUSION, XOR);
}
export function ixor(a: Value, b: Value): Suspends<Value> {
  return typeof a === "boolean" && typeof b === "boolean" ? a !== b : generalInplace(a, b, EXCLUSION, XOR);
}

export function matmul(a: Value, b: Value): Suspends<Value> {
  return binary(a, b, MATMUL);
}
export function imatmul(a: Value, b: Value): Suspends<Value> {
  return inplace(a, b, MATMUL);
}

export function neg(x: Value): Suspends<Value> {
  if (typeof x === "number") return 0 - x;
  if (x instanceof Float) return new Float(-x.value);
  if (typeof x === "bigint") return intNeg(x);
  return unary(x, "__neg__", "unary -");
}

export function pos(x: Value): Suspends<Value> {
  if (typeof x === "number" || typeof x === "bigint" || x instanceof Float) return x;
  return unary(x, "__pos__", "unary +");
}

export function invert(x: Value): Suspends<Value> {
  if (typeof x === "number" || typeof x === "bigint") return intInvert(x);
  if (typeof x === "boolean") return invertBool(x);
  return unary(x, "__invert__", "unary ~");
}

export function abs(x: Value): Suspends<Value> {
  if (typeof x === "number" || typeof x === "bigint") return intAbs(x);
  if (x instanceof Float) return new Float(Math.abs(x.value));
  return unary(x, "__abs__", "abs()");
}

/** `round(number, ndigits=None)` */
export function round(x: Value, digits: Value): Suspends<Value> {
  const none = digits === undefined || digits === null;
  if (x instanceof Float) {
    if (none) {
      integral(x.value);
      return intOf(halfEven(x.value));
    }
    return new Float(floatRound(x.value, toIndex(digits)));
  }
  const method = specialMethod(x, "__round__");
  if (method === undefined) throw new TypeError(`type ${typeName(x)} doesn't define __round__ method`);
  return none ? method.call(x) : method.call(x, digits);
}

/**
 * decimal.methods - the methods of Decimal that are no operators.
 *
 * Mirrors     dec_methods of Modules/_decimal/_decimal.c
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError } from "../../objects/exceptions.js";
import { intValue } from "../../objects/int.js";
import type { Int } from "../../objects/int/big.js";
import type { PyType, Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { methods } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import * as basic from "./basic.js";
import * as comparing from "./compare.js";
import { chosen, roundingOf } from "./context.js";
import * as convert from "./convert.js";
import { binaryIn, Decimal, DecimalTuple, unaryIn } from "./decimal.js";
import * as digits from "./digits.js";
import { adjusted, DecimalObject, FINITE, finite, INFINITE, isZero, QNAN, SNAN, withSign } from "./number.js";
import * as powers from "./power.js";
import { settle } from "./signals.js";
import { raised, type DecimalContext } from "./status.js";
import { Form, textOf } from "./text.js";

type Unary = (a: DecimalObject, ctx: DecimalContext) => DecimalObject;
type Binary = (a: DecimalObject, b: DecimalObject, ctx: DecimalContext) => DecimalObject;

const maximum: Binary = (a, b, ctx) => comparing.extreme(a, b, ctx, true, false);
const minimum: Binary = (a, b, ctx) => comparing.extreme(a, b, ctx, false, false);
const maximumOfSizes: Binary = (a, b, ctx) => comparing.extreme(a, b, ctx, true, true);
const minimumOfSizes: Binary = (a, b, ctx) => comparing.extreme(a, b, ctx, false, true);
const and: Binary = (a, b, ctx) => digits.logical(a, b, ctx, (x, y) => x && y);
const or: Binary = (a, b, ctx) => digits.logical(a, b, ctx, (x, y) => x || y);
const xor: Binary = (a, b, ctx) => digits.logical(a, b, ctx, (x, y) => x !== y);
const compareTotal: Binary = (a, b) => comparing.sign(comparing.totalOrder(a, b));
const compareTotalOfSizes: Binary = (a, b) => comparing.sign(comparing.totalOrderOfSizes(a, b));

/** Operations by the names that methods of Decimal and of Context have. */
export const UNARY: Readonly<Record<string, Unary>> = {
  exp: powers.exp,
  ln: powers.ln,
  log10: powers.log10,
  next_minus: basic.nextMinus,
  next_plus: basic.nextPlus,
  normalize: basic.reduce,
  sqrt: basic.squareRoot,
  logb: digits.logb,
  logical_invert: digits.logicalInvert,
};
export const BINARY: Readonly<Record<string, Binary>> = {
  compare: comparing.compare,
  compare_signal: comparing.compareSignal,
  max: maximum,
  max_mag: maximumOfSizes,
  min: minimum,
  min_mag: minimumOfSizes,
  next_toward: basic.nextToward,
  remainder_near: basic.remainderNear,
  logical_and: and,
  logical_or: or,
  logical_xor: xor,
  rotate: digits.rotate,
  scaleb: digits.scaleb,
  shift: digits.shift,
  compare_total: compareTotal,
  compare_total_mag: compareTotalOfSizes,
};

type Method = (this: DecimalObject, ...args: Value[]) => Value;

function unaryMethods(): Record<string, Method> {
  const table: Record<string, Method> = {};
  for (const [name, f] of Object.entries(UNARY)) {
    table[`${name}(self, /, context=None)`] = function (context: Value): Value {
      return unaryIn(f, this, chosen(context));
    };
  }
  return table;
}

function binaryMethods(): Record<string, Method> {
  const table: Record<string, Method> = {};
  for (const [name, f] of Object.entries(BINARY)) {
    table[`${name}(self, /, other, context=None)`] = function (other: Value, context: Value): Value {
      const ctx = chosen(context);
      return binaryIn(f, this, convert.argument(other), ctx);
    };
  }
  return table;
}

methods(Decimal, unaryMethods());
methods(Decimal, binaryMethods());

/** Rounds to an integer, by the context or a rounding of its own. */
export function integralIn(a: DecimalObject, rounding: Value, exact: boolean, ctx: DecimalContext): DecimalObject {
  const round = rounding === undefined || rounding === null ? ctx.$round : roundingOf(rounding);
  raised.bits = 0;
  const result = basic.toIntegral(a, round, exact, ctx);
  settle(ctx);
  return result;
}

export function fmaIn(a: DecimalObject, b: DecimalObject, c: DecimalObject, ctx: DecimalContext): DecimalObject {
  raised.bits = 0;
  const result = basic.fma(a, b, c, ctx);
  settle(ctx);
  return result;
}

function withRounding(ctx: DecimalContext, rounding: Value): DecimalContext {
  if (rounding === undefined || rounding === null) return ctx;
  const work = basic.sameLimits(ctx);
  work.$round = roundingOf(rounding);
  return work;
}

export function copySignOf(a: DecimalObject, b: DecimalObject): DecimalObject {
  return withSign(a, b.$sign);
}

methods(Decimal, {
  "to_integral(self, /, rounding=None, context=None)": function (this: DecimalObject, rounding: Value, context: Value): Value {
    return integralIn(this, rounding, false, chosen(context));
  },
  "to_integral_value(self, /, rounding=None, context=None)": function (this: DecimalObject, rounding: Value, context: Value): Value {
    return integralIn(this, rounding, false, chosen(context));
  },
  "to_integral_exact(self, /, rounding=None, context=None)": function (this: DecimalObject, rounding: Value, context: Value): Value {
    return integralIn(this, rounding, true, chosen(context));
  },
  "quantize(self, /, exp, rounding=None, context=None)": function (this: DecimalObject, exp: Value, rounding: Value, context: Value): Value {
    const ctx = chosen(context);
    const work = withRounding(ctx, rounding);
    const unit = convert.argument(exp);
    raised.bits = 0;
    const result = basic.quantize(this, unit, work);
    settle(ctx);
    return result;
  },
  "fma(self, /, other, third, context=None)": function (this: DecimalObject, other: Value, third: Value, context: Value): Value {
    const ctx = chosen(context);
    return fmaIn(this, convert.argument(other), convert.argument(third), ctx);
  },
  "is_canonical(self, /)": function (this: DecimalObject): boolean {
    return true;
  },
  "is_finite(self, /)": function (this: DecimalObject): boolean {
    return this.$kind === FINITE;
  },
  "is_infinite(self, /)": function (this: DecimalObject): boolean {
    return this.$kind === INFINITE;
  },
  "is_nan(self, /)": function (this: DecimalObject): boolean {
    return this.$kind >= QNAN;
  },
  "is_qnan(self, /)": function (this: DecimalObject): boolean {
    return this.$kind === QNAN;
  },
  "is_snan(self, /)": function (this: DecimalObject): boolean {
    return this.$kind === SNAN;
  },
  "is_signed(self, /)": function (this: DecimalObject): boolean {
    return this.$sign === 1;
  },
  "is_zero(self, /)": function (this: DecimalObject): boolean {
    return isZero(this);
  },
  "is_normal(self, /, context=None)": function (this: DecimalObject, context: Value): boolean {
    return comparing.isNormal(this, chosen(context));
  },
  "is_subnormal(self, /, context=None)": function (this: DecimalObject, context: Value): boolean {
    return comparing.isSubnormal(this, chosen(context));
  },
  "adjusted(self, /)": function (this: DecimalObject): Int {
    return this.$kind === FINITE ? adjusted(this) : 0;
  },
  "canonical(self, /)": function (this: DecimalObject): Value {
    return this;
  },
  "conjugate(self, /)": function (this: DecimalObject): Value {
    return this;
  },
  "radix(self, /)": function (this: DecimalObject): Value {
    return finite(0, 10, 0);
  },
  "copy_abs(self, /)": function (this: DecimalObject): Value {
    return withSign(this, 0);
  },
  "copy_negate(self, /)": function (this: DecimalObject): Value {
    return withSign(this, 1 - this.$sign);
  },
  "copy_sign(self, /, other, context=None)": function (this: DecimalObject, other: Value, context: Value): Value {
    chosen(context);
    return copySignOf(this, convert.argument(other));
  },
  "same_quantum(self, /, other, context=None)": function (this: DecimalObject, other: Value, context: Value): Value {
    chosen(context);
    return comparing.sameQuantum(this, convert.argument(other));
  },
  "number_class(self, /, context=None)": function (this: DecimalObject, context: Value): string {
    return comparing.numberClass(this, chosen(context));
  },
  "to_eng_string(self, /, context=None)": function (this: DecimalObject, context: Value): string {
    return textOf(this, Form.Engineering, chosen(context).$capitals !== 0);
  },
  "as_tuple(self, /)": function (this: DecimalObject): Suspends<Value> {
    const { $kind: kind } = this;
    const exponent = kind === FINITE ? this.$exp : kind === INFINITE ? "F" : kind === QNAN ? "n" : "N";
    const shown = kind >= QNAN && this.$coef === 0 ? [] : [...String(this.$coef)].map(Number);
    return call(DecimalTuple, this.$sign, new Tuple(shown), exponent);
  },
  "as_integer_ratio(self, /)": function (this: DecimalObject): Tuple {
    return new Tuple(convert.ratio(this));
  },
  "from_float(cls, f, /)": function (this: PyType, f: Value): Suspends<Value> {
    const n = intValue(f);
    const x = n === undefined ? convert.doubleOfFloat(f) : undefined;
    if (n === undefined && x === undefined) throw new TypeError("argument must be int or float");
    const made = n !== undefined ? convert.fromInt(n) : convert.fromDouble(x!);
    return this === Decimal ? made : call(this, made);
  },
});

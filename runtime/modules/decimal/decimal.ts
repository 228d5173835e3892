/**
 * decimal.decimal - the class Decimal.
 *
 * Mirrors     PyDec_Type of Modules/_decimal/_decimal.c
 * Suspends    construction from sequences; comparison with rational numbers
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr } from "../../objects/attributes.js";
import { Complex } from "../../objects/complex.js";
import { OverflowError, TypeError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import type { Int } from "../../objects/int/big.js";
import { intValue } from "../../objects/int.js";
import { madeFor, NotImplemented, typeOf, type PyType, type Value } from "../../objects/object.js";
import { hash } from "../../objects/protocols/hash.js";
import { address } from "../../objects/identity.js";
import { builtinType, getset, methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { warn } from "../../objects/warn.js";
import { isinstance } from "../builtins/classes.js";
import { namedTuple } from "../collections/namedtuple.js";
import * as basic from "./basic.js";
import * as comparing from "./compare.js";
import { chosen, current } from "./context.js";
import * as convert from "./convert.js";
import { formatted, symbolsOf } from "./format.js";
import { DecimalObject, finite, FINITE, mulCoefs, QNAN, SNAN } from "./number.js";
import * as powers from "./power.js";
import { note, settle } from "./signals.js";
import { FLOAT_OPERATION, INVALID_OPERATION, raised, ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, type DecimalContext } from "./status.js";
import { Form, textOf } from "./text.js";

export const Decimal: PyType = builtinType(
  'Decimal(value="0", context=None)',
  function (value: Value, context: Value): Suspends<DecimalObject> {
    const ctx = chosen(context);
    return value === undefined ? finite(0, 0, 0) : instance(Decimal, convert.fromObject(value, ctx));
  },
  {
    prototype: DecimalObject.prototype,
    module: "decimal",
    doc: "Construct a new Decimal object. 'value' can be an integer, string, tuple,\nor another Decimal object. If no value is given, return Decimal('0'). The\ncontext does not affect the conversion and is only passed to determine if\nthe InvalidOperation trap is active.\n\n",
  },
);

export const DecimalTuple: Value = namedTuple("DecimalTuple", ["sign", "digits", "exponent"], "decimal");

/** A number as an instance of a class. */
function instance(cls: PyType, a: DecimalObject): DecimalObject {
  if (cls === Decimal) return typeOf(a) === Decimal ? a : new DecimalObject(a.$sign, a.$kind, a.$coef, a.$exp, a.$digits);
  return madeFor(DecimalObject, cls, a.$sign, a.$kind, a.$coef, a.$exp, a.$digits);
}

type Unary = (a: DecimalObject, ctx: DecimalContext) => DecimalObject;
type Binary = (a: DecimalObject, b: DecimalObject, ctx: DecimalContext) => DecimalObject;

/** Runs an operation in a context, and raises what that traps. */
export function unaryIn(f: Unary, a: DecimalObject, ctx: DecimalContext): DecimalObject {
  raised.bits = 0;
  const result = f(a, ctx);
  settle(ctx);
  return result;
}

export function binaryIn(f: Binary, a: DecimalObject, b: DecimalObject, ctx: DecimalContext): DecimalObject {
  raised.bits = 0;
  const result = f(a, b, ctx);
  settle(ctx);
  return result;
}

/** An operator of two operands. */
function operator(f: Binary): (this: DecimalObject, value: Value) => DecimalObject | typeof NotImplemented {
  return function (value) {
    const b = value instanceof DecimalObject ? value : convert.operand(value);
    return b === undefined ? NotImplemented : binaryIn(f, this, b, current());
  };
}

/** The same with the operands exchanged. */
function reflected(f: Binary): (this: DecimalObject, value: Value) => DecimalObject | typeof NotImplemented {
  return function (value) {
    const b = value instanceof DecimalObject ? value : convert.operand(value);
    return b === undefined ? NotImplemented : binaryIn(f, b, this, current());
  };
}

export function divmodIn(a: DecimalObject, b: DecimalObject, ctx: DecimalContext): Tuple {
  raised.bits = 0;
  const both = basic.divideBoth(a, b, ctx);
  settle(ctx);
  return new Tuple(both);
}

export function powerIn(a: DecimalObject, b: DecimalObject, modulus: DecimalObject | undefined, ctx: DecimalContext): DecimalObject {
  raised.bits = 0;
  const result = modulus === undefined ? powers.power(a, b, ctx) : powers.powerModulo(a, b, modulus, ctx);
  settle(ctx);
  return result;
}

function powered(a: Value, b: Value, modulus: Value): Value {
  const x = convert.operand(a);
  const y = convert.operand(b);
  if (x === undefined || y === undefined) return NotImplemented;
  const m = modulus === undefined || modulus === null ? undefined : convert.operand(modulus);
  if (m === undefined && modulus !== undefined && modulus !== null) return NotImplemented;
  return powerIn(x, y, m, current());
}

methods(Decimal, {
  '__new__(cls, value="0", context=None)': function (this: PyType, value: Value, context: Value): Suspends<DecimalObject> {
    const ctx = chosen(context);
    return instance(this, value === undefined ? finite(0, 0, 0) : convert.fromObject(value, ctx));
  },
  "__repr__(self, /)": function (this: DecimalObject): string {
    return `Decimal('${textOf(this, Form.Scientific, current().$capitals !== 0)}')`;
  },
  "__str__(self, /)": function (this: DecimalObject): string {
    return textOf(this, Form.Scientific, current().$capitals !== 0);
  },
  "__hash__(self, /)": function (this: DecimalObject): Suspends<Int> {
    if (this.$kind < QNAN) return convert.hashOf(this);
    if (this.$kind === SNAN) throw new TypeError("Cannot hash a signaling NaN value");
    return hash(Math.floor(parseInt(address(this), 16) / 16));
  },
  "__bool__(self, /)": function (this: DecimalObject): boolean {
    return this.$kind !== FINITE || this.$coef !== 0;
  },
  "__int__(self, /)": function (this: DecimalObject): Int {
    return convert.asInt(this, ROUND_DOWN, current());
  },
  "__trunc__(self, /)": function (this: DecimalObject): Int {
    return convert.asInt(this, ROUND_DOWN, current());
  },
  "__floor__(self, /)": function (this: DecimalObject): Int {
    return convert.asInt(this, ROUND_FLOOR, current());
  },
  "__ceil__(self, /)": function (this: DecimalObject): Int {
    return convert.asInt(this, ROUND_CEILING, current());
  },
  "__float__(self, /)": function (this: DecimalObject): Float {
    return new Float(convert.asDouble(this));
  },
  "__complex__(self, /)": function (this: DecimalObject): Complex {
    return new Complex(convert.asDouble(this), 0);
  },
  "__round__(self, ndigits=<unrepresentable>, /)": function (this: DecimalObject, ndigits: Value): Value {
    if (ndigits === undefined) return convert.asInt(this, ROUND_HALF_EVEN, current());
    const n = intValue(ndigits);
    if (n === undefined) throw new TypeError("optional arg must be an integer");
    if (typeof n === "bigint" && BigInt.asIntN(64, n) !== n) throw new OverflowError("Python int too large to convert to C ssize_t");
    return binaryIn(basic.quantize, this, finite(0, 1, -Number(n)), current());
  },
  "__copy__(self, /)": function (this: DecimalObject): DecimalObject {
    return this;
  },
  "__deepcopy__(self, object, /)": function (this: DecimalObject): DecimalObject {
    return this;
  },
  "__reduce__(self, /)": function (this: DecimalObject): Tuple {
    return new Tuple([typeOf(this), new Tuple([textOf(this, Form.Scientific, current().$capitals !== 0)])]);
  },
  "__sizeof__(self, /)": function (this: DecimalObject): number {
    return this.$digits <= 76 ? 104 : 104 + 8 * Math.ceil((this.$digits - 76) / 19);
  },
  "__format__(self, fmt, override=<unrepresentable>, /)": function (this: DecimalObject, fmt: Value, override: Value): Suspends<string> {
    const spec = stringOf(fmt);
    if (spec === undefined) throw new TypeError("format arg must be str");
    if (spec.endsWith("N")) warn("DeprecationWarning", "Format specifier 'N' is deprecated");
    return formatted(this, spec, current(), override === undefined ? null : symbolsOf(override));
  },
});

methods(Decimal, {
  "__add__(self, value, /)": function (this: DecimalObject, value: Value): Value {
    const b = value instanceof DecimalObject ? value : convert.operand(value);
    if (b === undefined) return NotImplemented;
    const ctx = current();
    raised.bits = 0;
    const result = basic.add(this, b, ctx);
    settle(ctx);
    return result;
  },
  "__sub__(self, value, /)": function (this: DecimalObject, value: Value): Value {
    const b = value instanceof DecimalObject ? value : convert.operand(value);
    if (b === undefined) return NotImplemented;
    const ctx = current();
    raised.bits = 0;
    const result = basic.subtract(this, b, ctx);
    settle(ctx);
    return result;
  },
  "__mul__(self, value, /)": function (this: DecimalObject, value: Value): Value {
    const b = value instanceof DecimalObject ? value : convert.operand(value);
    if (b === undefined) return NotImplemented;
    const ctx = current();
    raised.bits = 0;
    const result = basic.multiply(this, b, ctx);
    settle(ctx);
    return result;
  },
  "__truediv__(self, value, /)": function (this: DecimalObject, value: Value): Value {
    const b = value instanceof DecimalObject ? value : convert.operand(value);
    if (b === undefined) return NotImplemented;
    const ctx = current();
    raised.bits = 0;
    const result = basic.divide(this, b, ctx);
    settle(ctx);
    return result;
  },
  "__floordiv__(self, value, /)": operator(basic.divideInt),
  "__mod__(self, value, /)": operator(basic.remainder),
  "__radd__(self, value, /)": reflected(basic.add),
  "__rsub__(self, value, /)": reflected(basic.subtract),
  "__rmul__(self, value, /)": reflected(basic.multiply),
  "__rtruediv__(self, value, /)": reflected(basic.divide),
  "__rfloordiv__(self, value, /)": reflected(basic.divideInt),
  "__rmod__(self, value, /)": reflected(basic.remainder),
  "__divmod__(self, value, /)": function (this: DecimalObject, value: Value): Value {
    const b = convert.operand(value);
    return b === undefined ? NotImplemented : divmodIn(this, b, current());
  },
  "__rdivmod__(self, value, /)": function (this: DecimalObject, value: Value): Value {
    const b = convert.operand(value);
    return b === undefined ? NotImplemented : divmodIn(b, this, current());
  },
  "__pow__(self, value, mod=None, /)": function (this: DecimalObject, value: Value, mod: Value): Value {
    return powered(this, value, mod);
  },
  "__rpow__(self, value, mod=None, /)": function (this: DecimalObject, value: Value, mod: Value): Value {
    return powered(value, this, mod);
  },
  "__neg__(self, /)": function (this: DecimalObject): Value {
    return unaryIn(basic.minus, this, current());
  },
  "__pos__(self, /)": function (this: DecimalObject): Value {
    return unaryIn(basic.plus, this, current());
  },
  "__abs__(self, /)": function (this: DecimalObject): Value {
    return unaryIn(basic.absolute, this, current());
  },
});

/** Both sides of a comparison as numbers; undefined: the other one is none. */
function comparable(a: DecimalObject, x: Value, equality: boolean, ctx: DecimalContext): Suspends<[DecimalObject, DecimalObject] | undefined> {
  const known = convert.operand(x);
  if (known !== undefined) return [a, known];
  let double = convert.doubleOfFloat(x);
  if (double === undefined && equality && typeof x === "object" && x !== null) {
    const complex: Value = x instanceof Complex ? x : x.$value instanceof Complex ? x.$value : undefined;
    if (complex !== undefined) {
      if (complex.im !== 0) return undefined;
      double = complex.re as number;
    }
  }
  if (double !== undefined) {
    if (equality) ctx.$status |= FLOAT_OPERATION;
    else note(ctx, FLOAT_OPERATION);
    return [a, convert.fromDouble(double)];
  }
  if (!isinstance(x, $getattr(importModule("numbers"), "Rational"))) return undefined;
  return withDenominator(a, x);
}

/** `a` times the denominator, and the numerator. */
function withDenominator(a: DecimalObject, x: Value): Suspends<[DecimalObject, DecimalObject] | undefined> {
  const top = intValue($getattr(x, "numerator"));
  if (top === undefined) throw new TypeError("numerator must be an integer");
  if (a.$kind !== FINITE) return [a, convert.fromInt(top)];
  const bottom = intValue($getattr(x, "denominator"));
  if (bottom === undefined) throw new TypeError("denominator must be an integer");
  const multiple = finite(a.$sign, mulCoefs(a.$coef, bottom), a.$exp);
  return [multiple, convert.fromInt(top)];
}

const EQ = 0;
const NE = 1;
const LT = 2;
const LE = 3;
const GT = 4;
const GE = 5;

function compared(a: DecimalObject, x: Value, op: number): Suspends<Value> {
  if (x instanceof DecimalObject && a.$kind < QNAN && x.$kind < QNAN) return decided(comparing.order(a, x), op);
  const ctx = current();
  const both = comparable(a, x, op <= NE, ctx);
  if (both === undefined) return NotImplemented;
  const [left, right] = both;
  if (left.$kind >= QNAN || right.$kind >= QNAN) {
    if (op > NE || left.$kind === SNAN || right.$kind === SNAN) note(ctx, INVALID_OPERATION);
    return op === NE;
  }
  return decided(comparing.order(left, right), op);
}

function decided(order: number, op: number): boolean {
  switch (op) {
    case EQ:
      return order === 0;
    case NE:
      return order !== 0;
    case LT:
      return order < 0;
    case LE:
      return order <= 0;
    case GT:
      return order > 0;
    default:
      return order >= 0;
  }
}

methods(Decimal, {
  "__lt__(self, value, /)": function (this: DecimalObject, value: Value): Suspends<Value> {
    return compared(this, value, LT);
  },
  "__le__(self, value, /)": function (this: DecimalObject, value: Value): Suspends<Value> {
    return compared(this, value, LE);
  },
  "__eq__(self, value, /)": function (this: DecimalObject, value: Value): Suspends<Value> {
    return compared(this, value, EQ);
  },
  "__ne__(self, value, /)": function (this: DecimalObject, value: Value): Suspends<Value> {
    return compared(this, value, NE);
  },
  "__gt__(self, value, /)": function (this: DecimalObject, value: Value): Suspends<Value> {
    return compared(this, value, GT);
  },
  "__ge__(self, value, /)": function (this: DecimalObject, value: Value): Suspends<Value> {
    return compared(this, value, GE);
  },
});
getset(Decimal, {
  real: [(self: DecimalObject) => self],
  imag: [() => finite(0, 0, 0)],
});

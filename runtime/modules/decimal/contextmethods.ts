/**
 * decimal.contextmethods - the operations as methods of Context.
 *
 * Mirrors     context_methods of Modules/_decimal/_decimal.c
 * Suspends    create_decimal: sequences of digits may be any
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError } from "../../objects/exceptions.js";
import { intValue } from "../../objects/int.js";
import type { Value } from "../../objects/object.js";
import { methods } from "../../objects/register.js";
import * as basic from "./basic.js";
import * as comparing from "./compare.js";
import { Context } from "./context.js";
import * as convert from "./convert.js";
import { binaryIn, divmodIn, powerIn, unaryIn } from "./decimal.js";
import { BINARY, copySignOf, fmaIn, integralIn, UNARY } from "./methods.js";
import { DecimalObject, FINITE, finite, INFINITE, isZero, QNAN, SNAN, withSign } from "./number.js";
import { finalized } from "./rounding.js";
import type { DecimalContext } from "./status.js";
import { raised } from "./status.js";
import { Form, textOf } from "./text.js";

type Unary = (a: DecimalObject, ctx: DecimalContext) => DecimalObject;
type Binary = (a: DecimalObject, b: DecimalObject, ctx: DecimalContext) => DecimalObject;
type Method = (this: DecimalContext, ...args: Value[]) => Value;

const OWN_UNARY: Readonly<Record<string, Unary>> = {
  abs: basic.absolute,
  minus: basic.minus,
  plus: basic.plus,
  _apply: finalized,
};
const OWN_BINARY: Readonly<Record<string, Binary>> = {
  add: basic.add,
  divide: basic.divide,
  divide_int: basic.divideInt,
  multiply: basic.multiply,
  quantize: basic.quantize,
  remainder: basic.remainder,
  subtract: basic.subtract,
};
const TESTS: Readonly<Record<string, (a: DecimalObject, ctx: DecimalContext) => boolean>> = {
  is_finite: (a) => a.$kind === FINITE,
  is_infinite: (a) => a.$kind === INFINITE,
  is_nan: (a) => a.$kind >= QNAN,
  is_normal: comparing.isNormal,
  is_qnan: (a) => a.$kind === QNAN,
  is_signed: (a) => a.$sign === 1,
  is_snan: (a) => a.$kind === SNAN,
  is_subnormal: comparing.isSubnormal,
  is_zero: isZero,
};

function table(): Record<string, Method> {
  const made: Record<string, Method> = {};
  for (const [name, f] of Object.entries({ ...UNARY, ...OWN_UNARY })) {
    made[`${name}(self, x, /)`] = function (x: Value): Value {
      return unaryIn(f, convert.argument(x), this);
    };
  }
  for (const [name, f] of Object.entries({ ...BINARY, ...OWN_BINARY })) {
    made[`${name}(self, x, y, /)`] = function (x: Value, y: Value): Value {
      const a = convert.argument(x);
      return binaryIn(f, a, convert.argument(y), this);
    };
  }
  for (const [name, f] of Object.entries(TESTS)) {
    made[`${name}(self, x, /)`] = function (x: Value): Value {
      return f(convert.argument(x), this);
    };
  }
  return made;
}

methods(Context, table());
methods(Context, {
  "to_integral(self, x, /)": function (this: DecimalContext, x: Value): Value {
    return integralIn(convert.argument(x), null, false, this);
  },
  "to_integral_value(self, x, /)": function (this: DecimalContext, x: Value): Value {
    return integralIn(convert.argument(x), null, false, this);
  },
  "to_integral_exact(self, x, /)": function (this: DecimalContext, x: Value): Value {
    return integralIn(convert.argument(x), null, true, this);
  },
  "divmod(self, x, y, /)": function (this: DecimalContext, x: Value, y: Value): Value {
    const a = convert.argument(x);
    return divmodIn(a, convert.argument(y), this);
  },
  "power(self, /, a, b, modulo=None)": function (this: DecimalContext, a: Value, b: Value, modulo: Value): Value {
    const base = convert.argument(a);
    const exp = convert.argument(b);
    return powerIn(base, exp, modulo === undefined || modulo === null ? undefined : convert.argument(modulo), this);
  },
  "fma(self, x, y, z, /)": function (this: DecimalContext, x: Value, y: Value, z: Value): Value {
    const a = convert.argument(x);
    const b = convert.argument(y);
    return fmaIn(a, b, convert.argument(z), this);
  },
  "radix(self, /)": function (this: DecimalContext): Value {
    return finite(0, 10, 0);
  },
  "is_canonical(self, x, /)": function (this: DecimalContext, x: Value): Value {
    if (!(x instanceof DecimalObject)) throw new TypeError("argument must be a Decimal");
    return true;
  },
  "canonical(self, x, /)": function (this: DecimalContext, x: Value): Value {
    if (!(x instanceof DecimalObject)) throw new TypeError("argument must be a Decimal");
    return x;
  },
  "copy_abs(self, x, /)": function (this: DecimalContext, x: Value): Value {
    return withSign(convert.argument(x), 0);
  },
  "copy_decimal(self, x, /)": function (this: DecimalContext, x: Value): Value {
    return convert.argument(x);
  },
  "copy_negate(self, x, /)": function (this: DecimalContext, x: Value): Value {
    const a = convert.argument(x);
    return withSign(a, 1 - a.$sign);
  },
  "copy_sign(self, x, y, /)": function (this: DecimalContext, x: Value, y: Value): Value {
    const a = convert.argument(x);
    return copySignOf(a, convert.argument(y));
  },
  "same_quantum(self, x, y, /)": function (this: DecimalContext, x: Value, y: Value): Value {
    const a = convert.argument(x);
    return comparing.sameQuantum(a, convert.argument(y));
  },
  "number_class(self, x, /)": function (this: DecimalContext, x: Value): Value {
    return comparing.numberClass(convert.argument(x), this);
  },
  "to_sci_string(self, x, /)": function (this: DecimalContext, x: Value): Value {
    return textOf(convert.argument(x), Form.Scientific, this.$capitals !== 0);
  },
  "to_eng_string(self, x, /)": function (this: DecimalContext, x: Value): Value {
    return textOf(convert.argument(x), Form.Engineering, this.$capitals !== 0);
  },
  'create_decimal(self, num="0", /)': function (this: DecimalContext, num: Value): Suspends<Value> {
    return convert.created(num === undefined ? "0" : num, this);
  },
  "create_decimal_from_float(self, f, /)": function (this: DecimalContext, f: Value): Value {
    const n = intValue(f);
    const x = n === undefined ? convert.doubleOfFloat(f) : undefined;
    if (n === undefined && x === undefined) throw new TypeError("argument must be int or float");
    raised.bits = 0;
    return convert.settled(finalized(n !== undefined ? convert.fromInt(n) : convert.fromDouble(x!), this), this);
  },
});

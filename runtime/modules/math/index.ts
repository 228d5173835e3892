/**
 * math - functions of real numbers, with the C library's last bits.
 *
 * Mirrors     Modules/mathmodule.c
 * Suspends    all: `__float__`, `__index__`, iteration
 * Differs     about one result in a thousand of sin, cos, tan, exp, log, pow: where the C library rounds wrongly, this does not
 */
import type { Suspends } from "../../frames/suspend.js";
import { truediv } from "../../objects/arithmetic.js";
import { OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float, toDouble } from "../../objects/float.js";
import { integral } from "../../objects/float/ops.js";
import { bitLength, intOf, type Int } from "../../objects/int/big.js";
import { intValue } from "../../objects/int.js";
import { intRshift } from "../../objects/int/ops.js";
import { spread } from "../../objects/iterator.js";
import { pymodule } from "../../objects/module.js";
import { specialMethod, type Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtin } from "../../objects/register.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import * as libexp from "../../objects/libm/exp.js";
import * as hyperbolic from "../../objects/libm/hyperbolic.js";
import { vectorNorm } from "../../objects/libm/hypot.js";
import * as liblog from "../../objects/libm/log.js";
import * as libpow from "../../objects/libm/pow.js";
import * as special from "../../objects/libm/special.js";
import * as trigonometry from "../../objects/libm/trigonometry.js";
import * as bits from "./bits.js";
import * as integers from "./integers.js";
import * as sums from "./sums.js";

const domain = (): Value => new ValueError("math domain error");
const overflow = (): Value => new OverflowError("math range error");

/** A function of one double; infinities out of finite arguments are overflows or poles. */
function one(name: string, f: (x: number) => number, overflows = false): Value {
  return builtin(
    `${name}(x, /)`,
    function (x: Value): Suspends<Float> {
      const value = toDouble(x);
      const result = f(value);
      if (result !== result) {
        if (value === value) throw domain();
      } else if ((result === Infinity || result === -Infinity) && Number.isFinite(value)) throw overflows ? overflow() : domain();
      return new Float(result);
    },
    "math",
  );
}

/** A function of one double whose infinities are results. */
function plain(name: string, f: (x: number) => Value): Value {
  return builtin(
    `${name}(x, /)`,
    function (x: Value): Suspends<Value> {
      return f(toDouble(x));
    },
    "math",
  );
}

export const acos = one("acos", trigonometry.acos);
export const acosh = one("acosh", hyperbolic.acosh);
export const asin = one("asin", trigonometry.asin);
export const asinh = one("asinh", hyperbolic.asinh);
export const atan = one("atan", trigonometry.atan);
export const atanh = one("atanh", hyperbolic.atanh);
export const cbrt = one("cbrt", hyperbolic.cbrt);
export const cos = one("cos", trigonometry.cos);
export const cosh = one("cosh", hyperbolic.cosh, true);
export const erf = one("erf", special.erf);
export const erfc = one("erfc", special.erfc);
export const exp = one("exp", libexp.exp, true);
export const exp2 = one("exp2", libexp.exp2, true);
export const expm1 = one("expm1", hyperbolic.expm1, true);
export const fabs = one("fabs", Math.abs);
export const log1p = one("log1p", (x) => (x === 0 ? x : hyperbolic.log1p(x)));
export const sin = one("sin", trigonometry.sin);
export const sinh = one("sinh", hyperbolic.sinh, true);
export const sqrt = one("sqrt", Math.sqrt);
export const tan = one("tan", trigonometry.tan);
export const tanh = one("tanh", hyperbolic.tanh);

export const gamma = plain("gamma", (x) => {
  const result = special.gamma(x);
  if (result !== result && x === x) throw domain();
  if (!Number.isFinite(result) && Number.isFinite(x)) throw x === 0 ? domain() : overflow();
  return new Float(result);
});
export const lgamma = plain("lgamma", (x) => {
  const result = special.lgamma(x);
  if (result === Infinity && Number.isFinite(x)) throw x === Math.floor(x) && x <= 0 ? domain() : overflow();
  return new Float(result);
});
export const degrees = plain("degrees", (x) => new Float(x * (180 / Math.PI)));
export const radians = plain("radians", (x) => new Float(x * (Math.PI / 180)));
export const isfinite = plain("isfinite", Number.isFinite);
export const isinf = plain("isinf", (x) => x === Infinity || x === -Infinity);
export const isnan = plain("isnan", (x) => x !== x);
export const ulp = plain("ulp", (x) => new Float(bits.ulp(x)));
export const frexp = plain("frexp", (x) => {
  const [m, e] = bits.frexp(x);
  return new Tuple([new Float(m), e]);
});
export const modf = plain("modf", (x) => {
  if (!Number.isFinite(x)) return new Tuple([new Float(x !== x ? x : x > 0 ? 0 : -0), new Float(x)]);
  const whole = Math.trunc(x);
  const rest = x - whole;
  return new Tuple([new Float(rest === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rest), new Float(whole)]);
});

/** A function of two doubles. */
function two(name: string, f: (x: number, y: number) => number): Value {
  return builtin(
    `${name}(x, y, /)`,
    function (x: Value, y: Value): Suspends<Float> {
      const a = toDouble(x);
      const b = toDouble(y);
      const result = f(a, b);
      if (result !== result && a === a && b === b) throw domain();
      if ((result === Infinity || result === -Infinity) && Number.isFinite(a) && Number.isFinite(b)) throw overflow();
      return new Float(result);
    },
    "math",
  );
}

export const atan2 = two("atan2", trigonometry.atan2);
export const copysign = two("copysign", (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x)));
export const fmod = two("fmod", (x, y) => x % y);
export const remainder = two("remainder", (x, y) => {
  if (x !== x) return x;
  if (y !== y) return y;
  if (!Number.isFinite(x) || y === 0) return NaN;
  return Number.isFinite(y) ? bits.remainder(x, y) : x;
});
export const pow = two("pow", (x, y) => {
  if (y === 0 || x === 1) return 1;
  if (x !== x || y !== y) return NaN;
  const odd = Math.abs(y % 2) === 1;
  const size = Math.abs(x);
  if (!Number.isFinite(y)) return size === 1 ? 1 : y > 0 === size > 1 ? Infinity : 0;
  if (size === Infinity) return y > 0 ? (odd ? x : Infinity) : odd && x < 0 ? -0 : 0;
  if (x === 0) {
    if (y < 0) throw domain();
    return odd ? x : 0;
  }
  if (x < 0 && y !== Math.floor(y)) return NaN;
  const result = size === 1 ? 1 : y === 2 ? size * size : libpow.pow(size, y);
  return x < 0 && odd ? -result : result;
});

/** A logarithm of a number of any size. */
function logarithm(x: Value, f: (x: number) => number): Suspends<number> {
  const n = intValue(x);
  if (n !== undefined) {
    if (n <= 0) throw domain();
    const value = Number(n);
    if (Number.isFinite(value)) return f(value);
    // m * 2**e with 0.5 <= m < 1
    const e = bitLength(n);
    const m = Number(intRshift(n, e - 64)) / 2 ** 64;
    return f(m) + f(2) * e;
  }
  const value = toDouble(x);
  if (value === 0 || value < 0) throw domain();
  return f(value);
}

export const log = builtin(
  "log(x, base=None, /)",
  function (x: Value, base: Value): Suspends<Value> {
    const number = new Float(logarithm(x, liblog.log));
    if (base === undefined) return number;
    return truediv(number, new Float(logarithm(base, liblog.log)));
  },
  "math",
);
export const log2 = builtin(
  "log2(x, /)",
  function (x: Value): Suspends<Float> {
    return new Float(logarithm(x, liblog.log2));
  },
  "math",
);
export const log10 = builtin(
  "log10(x, /)",
  function (x: Value): Suspends<Float> {
    return new Float(logarithm(x, liblog.log10));
  },
  "math",
);

/** floor and ceil: by the method, else of the double. */
function rounding(name: string, method: string, f: (x: number) => number): Value {
  return builtin(
    `${name}(x, /)`,
    function (x: Value): Suspends<Value> {
      if (typeof x === "number") return x;
      if (!(x instanceof Float)) {
        const found = specialMethod(x, method);
        if (found !== undefined && found !== null) return found.call(x);
      }
      const value = toDouble(x);
      integral(value);
      return intOf(f(value));
    },
    "math",
  );
}
export const ceil = rounding("ceil", "__ceil__", Math.ceil);
export const floor = rounding("floor", "__floor__", Math.floor);
export const trunc = builtin(
  "trunc(x, /)",
  function (x: Value): Suspends<Value> {
    if (x instanceof Float) return intOf(integral(x.value));
    const method = specialMethod(x, "__trunc__");
    if (method === undefined || method === null) throw new TypeError(`type ${typeName(x)} doesn't define __trunc__ method`);
    return method.call(x);
  },
  "math",
);

export const ldexp = builtin(
  "ldexp(x, i, /)",
  function (x: Value, i: Value): Suspends<Float> {
    const value = toDouble(x);
    const n = intValue(i);
    if (n === undefined) throw new TypeError("Expected an int as second argument to ldexp.");
    const result = bits.ldexp(value, typeof n === "bigint" ? (n > 0n ? 1e6 : -1e6) : n);
    if (!Number.isFinite(result) && Number.isFinite(value)) throw overflow();
    return new Float(result);
  },
  "math",
);

export const nextafter = builtin(
  "nextafter(x, y, /, *, steps=None)",
  function (x: Value, y: Value, steps: Value): Suspends<Float> {
    const a = toDouble(x);
    const b = toDouble(y);
    if (steps === undefined || steps === null) return new Float(bits.nextBeside(a, b));
    const n = toIndex(steps);
    if (n < 0) throw new ValueError("steps must be a non-negative integer");
    return new Float(bits.nextafter(a, b, BigInt(n)));
  },
  "math",
);

export const fma = builtin(
  "fma(x, y, z, /)",
  function (x: Value, y: Value, z: Value): Suspends<Float> {
    const a = toDouble(x);
    const b = toDouble(y);
    const c = toDouble(z);
    const finite = Number.isFinite(a) && Number.isFinite(b) && Number.isFinite(c);
    const product = Number.isFinite(a) && Number.isFinite(b);
    const result = finite ? bits.fma(a, b, c) : product ? c : a * b + c;
    if (result !== result && a === a && b === b && c === c) throw new ValueError("invalid operation in fma");
    if (!Number.isFinite(result) && finite) throw new OverflowError("overflow in fma");
    return new Float(result);
  },
  "math",
);

export const isclose = builtin(
  "isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)",
  function (a: Value, b: Value, relative: Value, absolute: Value): Suspends<boolean> {
    const x = toDouble(a);
    const y = toDouble(b);
    const rel = relative === undefined ? 1e-9 : toDouble(relative);
    const abs = absolute === undefined ? 0 : toDouble(absolute);
    if (rel < 0 || abs < 0) throw new ValueError("tolerances must be non-negative");
    if (x === y) return true;
    if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
    const difference = Math.abs(y - x);
    return difference <= Math.abs(rel * y) || difference <= Math.abs(rel * x) || difference <= abs;
  },
  "math",
);

function norm(values: number[]): Float {
  let max = 0;
  let foundNan = false;
  for (let i = 0; i < values.length; i++) {
    const x = Math.abs(values[i] as number);
    values[i] = x;
    if (x !== x) foundNan = true;
    else if (x > max) max = x;
  }
  return new Float(vectorNorm(values, max, foundNan));
}

export const hypot = builtin(
  "hypot(*coordinates)",
  function (coordinates: Value[]): Suspends<Float> {
    const values: number[] = [];
    for (let i = 0; i < coordinates.length; i++) values.push(toDouble(coordinates[i]));
    return norm(values);
  },
  "math",
);

export const dist = builtin(
  "dist(p, q, /)",
  function (p: Value, q: Value): Suspends<Float> {
    const a = isTuple(p) ? plainTuple(p).items : spread(p);
    const b = isTuple(q) ? plainTuple(q).items : spread(q);
    if (a.length !== b.length) throw new ValueError("both points must have the same number of dimensions");
    const values: number[] = [];
    for (let i = 0; i < a.length; i++) {
      const x = toDouble(a[i]);
      values.push(x - toDouble(b[i]));
    }
    return norm(values);
  },
  "math",
);

export const fsum = builtin("fsum(seq, /)", (seq: Value): Suspends<Value> => sums.fsum(seq), "math");
export const prod = builtin("prod(iterable, /, *, start=1)", (iterable: Value, start: Value): Suspends<Value> => sums.productOf(iterable, start), "math");
export const sumprod = builtin("sumprod(p, q, /)", (p: Value, q: Value): Suspends<Value> => sums.sumprod(p, q), "math");

export const factorial = builtin("factorial(n, /)", (n: Value): Suspends<Int> => integers.factorial(toIndex(n)), "math");
export const isqrt = builtin("isqrt(n, /)", (n: Value): Suspends<Int> => integers.isqrt(toIndex(n)), "math");
export const comb = builtin(
  "comb(n, k, /)",
  function (n: Value, k: Value): Suspends<Int> {
    const a = toIndex(n);
    return integers.comb(a, toIndex(k));
  },
  "math",
);
export const perm = builtin(
  "perm(n, k=None, /)",
  function (n: Value, k: Value): Suspends<Int> {
    const a = toIndex(n);
    if (k === undefined || k === null) return integers.factorial(a);
    return integers.perm(a, toIndex(k));
  },
  "math",
);

/** gcd and lcm of any number of ints. */
function folded(name: string, first: Int, f: (a: Int, b: Int) => Int): Value {
  return builtin(
    `${name}(*integers)`,
    function (numbers: Value[]): Suspends<Int> {
      let result = first;
      for (let i = 0; i < numbers.length; i++) {
        const n = toIndex(numbers[i]);
        result = i === 0 ? (n < 0 ? -n : n) : f(result, n);
      }
      return result;
    },
    "math",
  );
}
export const gcd = folded("gcd", 0, integers.gcd);
export const lcm = folded("lcm", 1, integers.lcm);

export const pi = new Float(Math.PI);
export const e = new Float(Math.E);
export const tau = new Float(2 * Math.PI);
export const inf = new Float(Infinity);
export const nan = new Float(NaN);

export default pymodule("math", {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cbrt,
  ceil,
  copysign,
  cos,
  cosh,
  degrees,
  dist,
  erf,
  erfc,
  exp,
  exp2,
  expm1,
  fabs,
  factorial,
  floor,
  fma,
  fmod,
  frexp,
  fsum,
  gamma,
  gcd,
  hypot,
  isclose,
  isfinite,
  isinf,
  isnan,
  isqrt,
  lcm,
  ldexp,
  lgamma,
  log,
  log1p,
  log10,
  log2,
  modf,
  pow,
  radians,
  remainder,
  sin,
  sinh,
  sqrt,
  tan,
  tanh,
  sumprod,
  trunc,
  prod,
  perm,
  comb,
  nextafter,
  ulp,
  pi,
  e,
  tau,
  inf,
  nan,
});

/**
 * cmath - functions of complex numbers.
 *
 * Mirrors     Modules/cmathmodule.c; arguments that are not finite follow C99, Annex G, by a few rules instead of its tables
 * Suspends    all: `__complex__`, `__float__`
 */
import type { Suspends } from "../frames/suspend.js";
import { Complex, complexAbs, complexDiv, toComplex } from "../objects/complex.js";
import { OverflowError, ValueError } from "../objects/exceptions.js";
import { Float, toDouble } from "../objects/float.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { builtin } from "../objects/register.js";
import { Tuple } from "../objects/tuple.js";
import { exp as realExp } from "../objects/libm/exp.js";
import { asinh as realAsinh, cosh as realCosh, log1p, sinh as realSinh, tanh as realTanh } from "../objects/libm/hyperbolic.js";
import { hypot } from "../objects/libm/hypot.js";
import { log as realLog } from "../objects/libm/log.js";
import { atan2, cos as realCos, sin as realSin, tan as realTan } from "../objects/libm/trigonometry.js";

const LARGE = Number.MAX_VALUE / 4;
const LN2 = 0.6931471805599453;
const LN10 = 2.302585092994046;
const LARGE_LOG = 709.0895657128241;

const domain = (): Value => new ValueError("math domain error");
const overflow = (): Value => new OverflowError("math range error");
const isFinite = (z: Complex): boolean => Number.isFinite(z.re) && Number.isFinite(z.im);
const copysign = (x: number, y: number): number => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x));

function sqrtOf(z: Complex): Complex {
  const { re, im } = z;
  if (!isFinite(z)) {
    if (Math.abs(im) === Infinity) return new Complex(Infinity, im);
    if (re === Infinity) return new Complex(Infinity, im !== im ? im : copysign(0, im));
    if (re === -Infinity) return im !== im ? new Complex(NaN, Infinity) : new Complex(0, copysign(Infinity, im));
    return new Complex(NaN, NaN);
  }
  if (re === 0 && im === 0) return new Complex(0, im);
  let ax = Math.abs(re);
  const ay = Math.abs(im);
  let s: number;
  if (ax < 2.2250738585072014e-308 && ay < 2.2250738585072014e-308 && (ax > 0 || ay > 0)) {
    ax *= 2 ** 53;
    s = Math.sqrt(ax + hypot(ax, ay * 2 ** 53)) * 2 ** -27;
  } else {
    ax /= 8;
    s = 2 * Math.sqrt(ax + hypot(ax, ay / 8));
  }
  const d = ay / (2 * s);
  return re >= 0 ? new Complex(s, copysign(d, im)) : new Complex(d, copysign(s, im));
}

function logOf(z: Complex): Complex {
  const { re, im } = z;
  const angle = atan2(im, re);
  if (!isFinite(z)) {
    if (Math.abs(re) === Infinity || Math.abs(im) === Infinity) return new Complex(Infinity, angle);
    return new Complex(NaN, NaN);
  }
  const ax = Math.abs(re);
  const ay = Math.abs(im);
  let size: number;
  if (ax > LARGE || ay > LARGE) size = realLog(hypot(ax / 2, ay / 2)) + LN2;
  else if (ax < 2.2250738585072014e-308 && ay < 2.2250738585072014e-308) {
    if (ax === 0 && ay === 0) throw domain();
    size = realLog(hypot(ax * 2 ** 53, ay * 2 ** 53)) - 53 * LN2;
  } else {
    const h = hypot(ax, ay);
    if (h >= 0.71 && h <= 1.73) {
      const am = Math.max(ax, ay);
      const an = Math.min(ax, ay);
      size = log1p((am - 1) * (am + 1) + an * an) / 2;
    } else size = realLog(h);
  }
  return new Complex(size, angle);
}

function expOf(z: Complex): Complex {
  const { re, im } = z;
  if (!isFinite(z)) {
    if (Number.isFinite(re) || (re !== re && im !== 0)) {
      if (Math.abs(im) === Infinity && re === re) throw domain();
      return new Complex(NaN, NaN);
    }
    if (re !== re) return new Complex(NaN, im);
    if (re === Infinity) {
      if (Math.abs(im) === Infinity) throw domain();
      if (im !== im) return new Complex(Infinity, NaN);
      return im === 0 ? new Complex(Infinity, im) : new Complex(copysign(Infinity, realCos(im)), copysign(Infinity, realSin(im)));
    }
    if (!Number.isFinite(im)) return new Complex(0, 0);
    return new Complex(copysign(0, realCos(im)), copysign(0, realSin(im)));
  }
  let result: Complex;
  if (re > LARGE_LOG) {
    const l = realExp(re - 1);
    result = new Complex(l * realCos(im) * Math.E, l * realSin(im) * Math.E);
  } else {
    const l = realExp(re);
    result = new Complex(l * realCos(im), l * realSin(im));
  }
  return checked(result);
}

/** Finite arguments whose result is none: too large. */
function checked(z: Complex): Complex {
  if (Math.abs(z.re) === Infinity || Math.abs(z.im) === Infinity) throw overflow();
  return z;
}

function coshOf(z: Complex): Complex {
  const { re, im } = z;
  if (!isFinite(z)) {
    if (Math.abs(im) === Infinity && re === re) throw domain();
    if (Math.abs(re) === Infinity && Number.isFinite(im)) {
      if (im === 0) return new Complex(Infinity, re > 0 ? im : -im);
      return new Complex(copysign(Infinity, realCos(im)), re > 0 ? copysign(Infinity, realSin(im)) : -copysign(Infinity, realSin(im)));
    }
    if (Math.abs(re) === Infinity) return new Complex(Infinity, NaN);
    return new Complex(NaN, im === 0 || re === 0 ? 0 : NaN);
  }
  if (Math.abs(re) > LARGE_LOG) {
    const x = re - copysign(1, re);
    return checked(new Complex(realCos(im) * realCosh(x) * Math.E, realSin(im) * realSinh(x) * Math.E));
  }
  return checked(new Complex(realCos(im) * realCosh(re), realSin(im) * realSinh(re)));
}

function sinhOf(z: Complex): Complex {
  const { re, im } = z;
  if (!isFinite(z)) {
    if (Math.abs(im) === Infinity && re === re) throw domain();
    if (Math.abs(re) === Infinity && Number.isFinite(im)) {
      if (im === 0) return new Complex(re, im);
      const x = copysign(Infinity, realCos(im));
      return new Complex(re > 0 ? x : -x, copysign(Infinity, realSin(im)));
    }
    if (Math.abs(re) === Infinity || re === 0) return new Complex(Math.abs(re), NaN);
    return new Complex(NaN, im === 0 ? im : NaN);
  }
  if (Math.abs(re) > LARGE_LOG) {
    const x = re - copysign(1, re);
    return checked(new Complex(realCos(im) * realSinh(x) * Math.E, realSin(im) * realCosh(x) * Math.E));
  }
  return checked(new Complex(realCos(im) * realSinh(re), realSin(im) * realCosh(re)));
}

function tanhOf(z: Complex): Complex {
  const { re, im } = z;
  if (!isFinite(z)) {
    if (Math.abs(im) === Infinity && Number.isFinite(re)) throw domain();
    if (Math.abs(re) === Infinity) return new Complex(copysign(1, re), Number.isFinite(im) ? copysign(0, 2 * realSin(im) * realCos(im)) : 0);
    return new Complex(NaN, im === 0 ? im : NaN);
  }
  if (Math.abs(re) > LARGE_LOG) return new Complex(copysign(1, re), 4 * realSin(im) * realCos(im) * realExp(-2 * Math.abs(re)));
  const tx = realTanh(re);
  const ty = realTan(im);
  const cx = 1 / realCosh(re);
  const txty = tx * ty;
  const denominator = 1 + txty * txty;
  return new Complex((tx * (1 + ty * ty)) / denominator, (ty / denominator) * cx * cx);
}

function acosOf(z: Complex): Complex {
  const { re, im } = z;
  if (!isFinite(z)) {
    if (Math.abs(re) === Infinity || Math.abs(im) === Infinity)
      return new Complex(re !== re || im !== im ? NaN : atan2(Math.abs(im), re), im !== im ? Infinity : copysign(Infinity, -copysign(1, im)));
    return new Complex(re === 0 ? Math.PI / 2 : NaN, NaN);
  }
  if (Math.abs(re) > LARGE || Math.abs(im) > LARGE) {
    const x = atan2(Math.abs(im), re);
    const size = realLog(hypot(re / 2, im / 2)) + 2 * LN2;
    return new Complex(x, re < 0 ? -copysign(size, im) : copysign(size, -copysign(1, im)));
  }
  const s1 = sqrtOf(new Complex(1 - re, -im));
  const s2 = sqrtOf(new Complex(1 + re, im));
  return new Complex(2 * atan2(s1.re, s2.re), realAsinh(s2.re * s1.im - s2.im * s1.re));
}

function acoshOf(z: Complex): Complex {
  const { re, im } = z;
  if (!isFinite(z)) {
    if (Math.abs(re) === Infinity || Math.abs(im) === Infinity) return new Complex(Infinity, atan2(im, re));
    return new Complex(NaN, NaN);
  }
  if (Math.abs(re) > LARGE || Math.abs(im) > LARGE) return new Complex(realLog(hypot(re / 2, im / 2)) + 2 * LN2, atan2(im, re));
  const s1 = sqrtOf(new Complex(re - 1, im));
  const s2 = sqrtOf(new Complex(re + 1, im));
  return new Complex(realAsinh(s1.re * s2.re + s1.im * s2.im), 2 * atan2(s1.im, s2.re));
}

function asinhOf(z: Complex): Complex {
  const { re, im } = z;
  if (!isFinite(z)) {
    if (Math.abs(im) === Infinity) return new Complex(copysign(Infinity, re), re !== re ? NaN : atan2(im, Math.abs(re)));
    if (Math.abs(re) === Infinity) return new Complex(re, im !== im ? im : copysign(0, im));
    return new Complex(NaN, im === 0 ? im : NaN);
  }
  if (Math.abs(re) > LARGE || Math.abs(im) > LARGE) {
    const size = realLog(hypot(re / 2, im / 2)) + 2 * LN2;
    return new Complex(copysign(size, re), atan2(im, Math.abs(re)));
  }
  const s1 = sqrtOf(new Complex(1 + im, -re));
  const s2 = sqrtOf(new Complex(1 - im, re));
  return new Complex(realAsinh(s1.re * s2.im - s2.re * s1.im), atan2(im, s1.re * s2.re - s1.im * s2.im));
}

/** CM_SQRT_LARGE_DOUBLE, CM_SQRT_DBL_MIN */
const SQRT_LARGE = Math.sqrt(Number.MAX_VALUE / 4);
const SQRT_DBL_MIN = 2 ** -511;

function atanhOf(z: Complex): Complex {
  const { re, im } = z;
  if (!isFinite(z)) {
    if (Math.abs(im) === Infinity) return new Complex(copysign(0, re), copysign(Math.PI / 2, im));
    if (Math.abs(re) === Infinity) return new Complex(copysign(0, re), im !== im ? im : copysign(Math.PI / 2, im));
    return new Complex(re === 0 ? re : NaN, NaN);
  }
  if (re < 0 || Object.is(re, -0)) {
    const r = atanhOf(new Complex(-re, -im));
    return new Complex(-r.re, -r.im);
  }
  const ay = Math.abs(im);
  if (re > SQRT_LARGE || ay > SQRT_LARGE) {
    const h = hypot(re / 2, im / 2);
    return new Complex(re / 4 / h / h, -copysign(Math.PI / 2, -im));
  }
  if (re === 1 && ay < SQRT_DBL_MIN) {
    if (ay === 0) throw domain();
    return new Complex(-realLog(Math.sqrt(ay) / Math.sqrt(hypot(ay, 2))), copysign(atan2(2, -ay) / 2, im));
  }
  return new Complex(log1p((4 * re) / ((1 - re) * (1 - re) + ay * ay)) / 4, -atan2(-2 * im, (1 - re) * (1 + re) - ay * ay) / 2);
}

/** f(iz) / i and f(iz), by which the functions of angles are those of hyperbolas. */
const rotate =
  (f: (z: Complex) => Complex) =>
  (z: Complex): Complex => {
    const r = f(new Complex(-z.im, z.re));
    return new Complex(r.im, -r.re);
  };

function one(name: string, f: (z: Complex) => Complex): Value {
  return builtin(
    `${name}(z, /)`,
    function (z: Value): Suspends<Complex> {
      return f(toComplex(z));
    },
    "cmath",
  );
}

export const acos = one("acos", acosOf);
export const acosh = one("acosh", acoshOf);
export const asin = one("asin", rotate(asinhOf));
export const asinh = one("asinh", asinhOf);
export const atan = one("atan", rotate(atanhOf));
export const atanh = one("atanh", atanhOf);
export const cos = one("cos", (z) => coshOf(new Complex(-z.im, z.re)));
export const cosh = one("cosh", coshOf);
export const exp = one("exp", expOf);
export const log10 = one("log10", (z) => {
  const r = logOf(z);
  return new Complex(r.re / LN10, r.im / LN10);
});
export const sin = one("sin", rotate(sinhOf));
export const sinh = one("sinh", sinhOf);
export const sqrt = one("sqrt", sqrtOf);
export const tan = one("tan", rotate(tanhOf));
export const tanh = one("tanh", tanhOf);

export const log = builtin(
  "log(z, base=None, /)",
  function (z: Value, base: Value): Suspends<Complex> {
    const x = logOf(toComplex(z));
    if (base === undefined) return x;
    const y = logOf(toComplex(base));
    if (y.re === 0 && y.im === 0) throw domain();
    return complexDiv(x, y);
  },
  "cmath",
);

export const phase = builtin(
  "phase(z, /)",
  function (z: Value): Suspends<Float> {
    const { re, im } = toComplex(z);
    return new Float(atan2(im, re));
  },
  "cmath",
);
export const polar = builtin(
  "polar(z, /)",
  function (z: Value): Suspends<Tuple> {
    const x = toComplex(z);
    return new Tuple([new Float(complexAbs(x)), new Float(atan2(x.im, x.re))]);
  },
  "cmath",
);
export const rect = builtin(
  "rect(r, phi, /)",
  function (r: Value, phi: Value): Suspends<Complex> {
    const size = toDouble(r);
    const angle = toDouble(phi);
    if (!Number.isFinite(size) || !Number.isFinite(angle)) {
      if (Math.abs(angle) === Infinity && size !== 0 && size === size) throw domain();
      if (Math.abs(size) === Infinity && Number.isFinite(angle) && angle !== 0) {
        const x = copysign(Infinity, realCos(angle));
        const y = copysign(Infinity, realSin(angle));
        return size > 0 ? new Complex(x, y) : new Complex(-x, -y);
      }
      if (Math.abs(size) === Infinity) return angle === 0 ? new Complex(size, size > 0 ? angle : -angle) : new Complex(Infinity, NaN);
      return size === 0 ? new Complex(0, 0) : new Complex(NaN, angle === 0 ? angle : NaN);
    }
    if (angle === 0) return new Complex(size, size * angle);
    return new Complex(size * realCos(angle), size * realSin(angle));
  },
  "cmath",
);

function test(name: string, f: (z: Complex) => boolean): Value {
  return builtin(
    `${name}(z, /)`,
    function (z: Value): Suspends<boolean> {
      return f(toComplex(z));
    },
    "cmath",
  );
}
export const isfinite = test("isfinite", isFinite);
export const isinf = test("isinf", (z) => Math.abs(z.re) === Infinity || Math.abs(z.im) === Infinity);
export const isnan = test("isnan", (z) => z.re !== z.re || z.im !== z.im);

export const isclose = builtin(
  "isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)",
  function (a: Value, b: Value, relative: Value, absolute: Value): Suspends<boolean> {
    const x = toComplex(a);
    const y = toComplex(b);
    const rel = relative === undefined ? 1e-9 : toDouble(relative);
    const abs = absolute === undefined ? 0 : toDouble(absolute);
    if (rel < 0 || abs < 0) throw new ValueError("tolerances must be non-negative");
    if (x.re === y.re && x.im === y.im) return true;
    if ([x.re, x.im, y.re, y.im].some((part) => Math.abs(part) === Infinity)) return false;
    const difference = complexAbs(new Complex(x.re - y.re, x.im - y.im));
    return difference <= rel * complexAbs(y) || difference <= rel * complexAbs(x) || difference <= abs;
  },
  "cmath",
);

export default pymodule("cmath", {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atanh,
  cos,
  cosh,
  exp,
  isclose,
  isfinite,
  isinf,
  isnan,
  log,
  log10,
  phase,
  polar,
  rect,
  sin,
  sinh,
  sqrt,
  tan,
  tanh,
  pi: new Float(Math.PI),
  e: new Float(Math.E),
  tau: new Float(2 * Math.PI),
  inf: new Float(Infinity),
  nan: new Float(NaN),
  infj: new Complex(0, Infinity),
  nanj: new Complex(0, NaN),
});

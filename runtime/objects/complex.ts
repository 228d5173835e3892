/**
 * complex - complex numbers.
 *
 * Mirrors     Objects/complexobject.c
 * Suspends    complex(): `__complex__`, `__float__`, `__index__`
 */
import type { Suspends } from "../frames/suspend.js";
import { cos, sin, atan2 } from "./libm/trigonometry.js";
import { exp } from "./libm/exp.js";
import { log } from "./libm/log.js";
import { hypot } from "./libm/hypot.js";
import { OverflowError, TypeError, ValueError, ZeroDivisionError } from "./exceptions.js";
import { Float, realOf, specText, toDouble } from "./float.js";
import { floatPow } from "./float/ops.js";
import { floatRepr, parseFloatText } from "./float/text.js";
import { formatComplex } from "./format/spec.js";
import { hashComplex } from "./complex/hash.js";
import { inward, NotImplemented, object, specialMethod, type Value } from "./object.js";
import { builtinType, getset, memberType, methods } from "./register.js";
import { asciiDigits } from "./str/categories.js";
import { warnOfSubclass } from "./protocols/index.js";
import { text } from "./protocols/str.js";
import { Tuple } from "./tuple.js";
import { typeName } from "./typename.js";

export class Complex {
  constructor(
    readonly re: number,
    readonly im: number,
  ) {}
}
Object.setPrototypeOf(Complex.prototype, object.prototype as object);
inward(Complex.prototype);

/** The complex number in a value; ints and floats have no imaginary part. */
export function complexOf(x: Value): Complex | undefined {
  if (x instanceof Complex) return x;
  if (typeof x === "object" && x !== null && x.$value instanceof Complex) return x.$value;
  const real = realOf(x);
  return real === undefined ? undefined : new Complex(real, 0);
}

function own(self: Value): Complex {
  return self instanceof Complex ? self : self.$value;
}

export const complexAdd = (a: Complex, b: Complex): Complex => new Complex(a.re + b.re, a.im + b.im);
export const complexSub = (a: Complex, b: Complex): Complex => new Complex(a.re - b.re, a.im - b.im);
export const complexMul = (a: Complex, b: Complex): Complex => new Complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);

/** Smith's method, as in _Py_c_quot. */
export function complexDiv(a: Complex, b: Complex): Complex {
  const re = Math.abs(b.re);
  const im = Math.abs(b.im);
  if (re >= im) {
    if (re === 0) throw new ZeroDivisionError("complex division by zero");
    const ratio = b.im / b.re;
    const denominator = b.re + b.im * ratio;
    return new Complex((a.re + a.im * ratio) / denominator, (a.im - a.re * ratio) / denominator);
  }
  if (im >= re) {
    const ratio = b.re / b.im;
    const denominator = b.re * ratio + b.im;
    return new Complex((a.re * ratio + a.im) / denominator, (a.im * ratio - a.re) / denominator);
  }
  return new Complex(NaN, NaN);
}

/** a ** b, by repeated multiplication for small integral exponents. */
export function complexPow(ar: number, ai: number, br: number, bi: number): Complex {
  let result: Complex;
  if (bi === 0 && br === Math.floor(br) && Math.abs(br) <= 100) result = powInteger(new Complex(ar, ai), br);
  else result = powGeneral(ar, ai, br, bi);
  if (!Number.isFinite(result.re) || !Number.isFinite(result.im)) {
    if (Number.isFinite(ar) && Number.isFinite(ai) && Number.isFinite(br) && Number.isFinite(bi)) throw new OverflowError("complex exponentiation");
  }
  return result;
}

function powInteger(a: Complex, n: number): Complex {
  if (n > 0) return powPositive(a, n);
  if (n < 0 && a.re === 0 && a.im === 0) throw new ZeroDivisionError("0.0 to a negative or complex power");
  return complexDiv(new Complex(1, 0), powPositive(a, -n));
}

function powPositive(a: Complex, n: number): Complex {
  let result = new Complex(1, 0);
  let power = a;
  for (let mask = 1; mask > 0 && n >= mask; mask <<= 1) {
    if (n & mask) result = complexMul(result, power);
    power = complexMul(power, power);
  }
  return result;
}

function powGeneral(ar: number, ai: number, br: number, bi: number): Complex {
  if (br === 0 && bi === 0) return new Complex(1, 0);
  if (ar === 0 && ai === 0) {
    if (bi !== 0 || br < 0) throw new ZeroDivisionError("0.0 to a negative or complex power");
    return new Complex(0, 0);
  }
  const size = hypot(ar, ai);
  let length = floatPow(size, br) as number;
  const at = atan2(ai, ar);
  let phase = at * br;
  if (bi !== 0) {
    length *= exp(-at * bi);
    phase += bi * log(size);
  }
  return new Complex(length * cos(phase), length * sin(phase));
}

export function complexAbs(z: Complex): number {
  if (!Number.isFinite(z.re) || !Number.isFinite(z.im)) {
    if (Math.abs(z.re) === Infinity || Math.abs(z.im) === Infinity) return Infinity;
    return NaN;
  }
  const size = hypot(z.re, z.im);
  if (size === Infinity) throw new OverflowError("absolute value too large");
  return size;
}

/** A part of the repr: as a float, without ".0". */
function part(x: number): string {
  const shown = floatRepr(x);
  return shown.endsWith(".0") ? shown.slice(0, -2) : shown;
}

export function complexRepr(z: Complex): string {
  if (z.re === 0 && !Object.is(z.re, -0)) return part(z.im) + "j";
  const im = part(z.im);
  return `(${part(z.re)}${im[0] === "-" ? "" : "+"}${im}j)`;
}

const FLOAT = "(?:\\d[\\d_]*\\.?[\\d_]*|\\.\\d[\\d_]*)(?:e[+-]?\\d[\\d_]*)?|inf(?:inity)?|nan";
let pattern: RegExp | undefined;

function parse(source: string): Complex {
  let s = asciiDigits(source).trim();
  if (s.startsWith("(") && s.endsWith(")")) s = s.slice(1, -1).trim();
  pattern ??= new RegExp(`^(?:([+-]?(?:${FLOAT}))(?![\\d.j]))?(?:([+-]?(?:${FLOAT})?)j)?$`, "i");
  const found = s === "" ? null : pattern.exec(s);
  if (found !== null) {
    const im = found[2];
    const re = found[1];
    // the imaginary part needs a sign after a real one
    if (!(re !== undefined && im !== undefined && !/^[+-]/.test(im))) {
      const a = re === undefined ? 0 : parseFloatText(re);
      const b = im === undefined ? 0 : im === "" || im === "+" ? 1 : im === "-" ? -1 : parseFloatText(im);
      if (a !== undefined && b !== undefined) return new Complex(a, b);
    }
  }
  throw new ValueError("complex() arg is a malformed string");
}

/** What a number is by `__complex__`; undefined if it has none. */
function byMethod(x: Value): Suspends<Complex | undefined> {
  if (typeof x !== "object" || x === null || x instanceof Float) return undefined;
  if (x instanceof Complex) return x;
  const method = specialMethod(x, "__complex__");
  if (method === undefined || method === null) return undefined;
  const result = method.call(x);
  if (result instanceof Complex) return result;
  if (result?.$value instanceof Complex) {
    warnOfSubclass("__complex__", "complex", result);
    return result.$value;
  }
  throw new TypeError(`__complex__ returned non-complex (type ${typeName(result)})`);
}

function hasReal(x: Value): Suspends<boolean> {
  if (typeof x === "number" || typeof x === "bigint" || typeof x === "boolean" || x instanceof Float) return true;
  if (typeof x !== "object" || x === null) return false;
  return specialMethod(x, "__float__") !== undefined || specialMethod(x, "__index__") !== undefined;
}

/** A number for complex functions (cmath): TypeError for anything else. */
export function toComplex(x: Value): Suspends<Complex> {
  const z = byMethod(x);
  return z === undefined ? new Complex(toDouble(x), 0) : z;
}

function stringOf(x: Value): string | undefined {
  return typeof x === "string" ? x : typeof x === "object" && x !== null && typeof x.$value === "string" ? x.$value : undefined;
}

export const complex = builtinType(
  "complex(real=0, imag=0)",
  function (real: Value, imag: Value): Suspends<Complex> {
    if (real instanceof Complex && imag === undefined) return real;
    const source = stringOf(real);
    if (source !== undefined) {
      if (imag !== undefined) throw new TypeError("complex() can't take second arg if first is a string");
      return parse(source);
    }
    if (stringOf(imag) !== undefined) throw new TypeError("complex() second arg can't be a string");
    let a = real === undefined ? undefined : byMethod(real);
    if (a === undefined && real !== undefined && !hasReal(real)) {
      throw new TypeError(`complex() first argument must be a string or a number, not '${typeName(real)}'`);
    }
    if (imag !== undefined && !hasReal(imag) && !(imag instanceof Complex) && !(imag?.$value instanceof Complex)) {
      throw new TypeError(`complex() second argument must be a number, not '${typeName(imag)}'`);
    }
    if (a === undefined) a = new Complex(real === undefined ? 0 : toDouble(real), 0);
    if (imag === undefined) return a;
    const b = imag instanceof Complex ? imag : imag?.$value instanceof Complex ? imag.$value : new Complex(toDouble(imag), 0);
    const isComplex = (x: Value) => x instanceof Complex || (typeof x === "object" && x !== null && x.$value instanceof Complex);
    const re = isComplex(imag) ? a.re - b.im : a.re;
    const im = isComplex(real) || a.im !== 0 ? a.im + b.re : b.re;
    return new Complex(re, im);
  },
  { prototype: Complex.prototype, boxes: true },
);

const BINARY: Record<string, (a: Complex, b: Complex) => Complex> = {
  add: complexAdd,
  sub: complexSub,
  mul: complexMul,
  truediv: complexDiv,
};
const table: Record<string, (this: Value, other: Value) => Value> = {};
for (const name in BINARY) {
  const op = BINARY[name] as (a: Complex, b: Complex) => Complex;
  table[`__${name}__(self, value, /)`] = function (other) {
    const z = complexOf(other);
    return z === undefined ? NotImplemented : op(own(this), z);
  };
  table[`__r${name}__(self, value, /)`] = function (other) {
    const z = complexOf(other);
    return z === undefined ? NotImplemented : op(z, own(this));
  };
}
methods(complex, table);

/** Equality with any number. */
function equals(z: Complex, other: Value): boolean | undefined {
  if (other instanceof Complex || other?.$value instanceof Complex) {
    const w = own(other);
    return z.re === w.re && z.im === w.im;
  }
  if (typeof other === "bigint") return z.im === 0 && z.re == (other as unknown);
  const real = realOf(other);
  return real === undefined ? undefined : z.im === 0 && z.re === real;
}

methods(complex, {
  "__pow__(self, value, mod=None, /)": function (this: Value, other: Value, modulus: Value): Value {
    const w = complexOf(other);
    if (w === undefined) return NotImplemented;
    if (modulus !== undefined && modulus !== null) throw new ValueError("complex modulo");
    const z = own(this);
    return complexPow(z.re, z.im, w.re, w.im);
  },
  "__rpow__(self, value, mod=None, /)": function (this: Value, other: Value): Value {
    const w = complexOf(other);
    const z = own(this);
    return w === undefined ? NotImplemented : complexPow(w.re, w.im, z.re, z.im);
  },
  "__eq__(self, value, /)": function (this: Value, other: Value): Value {
    return equals(own(this), other) ?? NotImplemented;
  },
  "__ne__(self, value, /)": function (this: Value, other: Value): Value {
    const equal = equals(own(this), other);
    return equal === undefined ? NotImplemented : !equal;
  },
  "__lt__(self, value, /)": function (): Value {
    return NotImplemented;
  },
  "__le__(self, value, /)": function (): Value {
    return NotImplemented;
  },
  "__gt__(self, value, /)": function (): Value {
    return NotImplemented;
  },
  "__ge__(self, value, /)": function (): Value {
    return NotImplemented;
  },
  "__repr__(self, /)": function (this: Value): string {
    return complexRepr(own(this));
  },
  "__format__(self, format_spec, /)": function (this: Value, spec: Value): Suspends<string> {
    const form = specText(spec);
    const z = own(this);
    return form === "" ? text(this) : formatComplex(z.re, z.im, form);
  },
  "__hash__(self, /)": function (this: Value): Value {
    return hashComplex(own(this).re, own(this).im);
  },
  "__bool__(self, /)": function (this: Value): boolean {
    return own(this).re !== 0 || own(this).im !== 0;
  },
  "__neg__(self, /)": function (this: Value): Complex {
    return new Complex(-own(this).re, -own(this).im);
  },
  "__pos__(self, /)": function (this: Value): Complex {
    return own(this);
  },
  "__abs__(self, /)": function (this: Value): Float {
    return new Float(complexAbs(own(this)));
  },
  "__complex__(self, /)": function (this: Value): Complex {
    return own(this);
  },
  "conjugate(self, /)": function (this: Value): Complex {
    return new Complex(own(this).re, -own(this).im);
  },
  "__getnewargs__(self, /)": function (this: Value): Tuple {
    return new Tuple([new Float(own(this).re), new Float(own(this).im)]);
  },
});

getset(
  complex,
  {
    real: [(self) => new Float(own(self).re)],
    imag: [(self) => new Float(own(self).im)],
  },
  memberType,
);

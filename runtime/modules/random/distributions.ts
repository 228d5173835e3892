/**
 * distributions - random numbers that are not uniform.
 *
 * Mirrors     Lib/random.py
 * Suspends    all: random() of subclasses, arithmetic of arguments
 */
import type { Suspends } from "../../frames/suspend.js";
import { add, mul, pow, sub, truediv } from "../../objects/arithmetic.js";
import { ValueError, ZeroDivisionError } from "../../objects/exceptions.js";
import { Float, toDouble } from "../../objects/float.js";
import { floatMod } from "../../objects/float/ops.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { callMethod } from "../../objects/protocols/call.js";
import { eq } from "../../objects/protocols/eq.js";
import { ge, gt, le, lt } from "../../objects/protocols/compare.js";
import { S } from "../../frames/suspend.js";
import { exp } from "../../objects/libm/exp.js";
import { log as libLog, log2 } from "../../objects/libm/log.js";
import { pow as libPow } from "../../objects/libm/pow.js";
import { lgamma } from "../../objects/libm/special.js";
import { acos, cos, sin } from "../../objects/libm/trigonometry.js";
import { draw } from "./draw.js";

const TWO_PI = 2 * Math.PI;
const LOG4 = 1.3862943611198906;
const NORMAL = 1.7155277699214135;
const GAMMA = 2.504077396776274;

function log(x: number): number {
  if (x <= 0) throw new ValueError("math domain error");
  return libLog(x);
}

function sqrt(x: number): number {
  if (x < 0) throw new ValueError("math domain error");
  return Math.sqrt(x);
}

export function triangular(self: Value, low: Value, high: Value, mode: Value): Suspends<Value> {
  let u = draw(self);
  let c = 0.5;
  if (mode !== null) {
    const handled = S.handled;
    try {
      const width = sub(high, low);
      c = toDouble(truediv(sub(mode, low), width));
    } catch (error) {
      if (!(error instanceof ZeroDivisionError)) throw error;
      S.handled = handled;
      return low;
    }
  }
  if (u > c) {
    u = 1 - u;
    c = 1 - c;
    const other = low;
    low = high;
    high = other;
  }
  const width = sub(high, low);
  return add(low, mul(width, new Float(sqrt(u * c))));
}

/** A standard normal number by the ratio of uniforms. */
function normal(self: Value): Suspends<number> {
  for (;;) {
    const u1 = draw(self);
    const u2 = 1 - draw(self);
    const z = (NORMAL * (u1 - 0.5)) / u2;
    if ((z * z) / 4 <= -log(u2)) return z;
  }
}

export function normalvariate(self: Value, mu: Value, sigma: Value): Suspends<Value> {
  const z = normal(self);
  return add(mu, mul(new Float(z), sigma));
}

export function gauss(self: Value, mu: Value, sigma: Value): Suspends<Value> {
  let z = self.gauss_next;
  self.gauss_next = null;
  if (z === null || z === undefined) {
    const angle = draw(self) * TWO_PI;
    const radius = sqrt(-2 * log(1 - draw(self)));
    z = new Float(cos(angle) * radius);
    self.gauss_next = new Float(sin(angle) * radius);
  }
  return add(mu, mul(z, sigma));
}

export function expovariate(self: Value, lambd: Value): Suspends<Value> {
  const x = -log(1 - draw(self));
  return truediv(new Float(x), lambd);
}

export function vonmisesvariate(self: Value, mu: Value, kappa: Value): Suspends<Value> {
  if (truth(le(kappa, new Float(1e-6)))) return new Float(TWO_PI * draw(self));
  const s = toDouble(truediv(new Float(0.5), kappa));
  const r = s + sqrt(1 + s * s);
  let z: number;
  for (;;) {
    z = cos(Math.PI * draw(self));
    const d = z / (r + z);
    const u2 = draw(self);
    if (u2 < 1 - d * d || u2 <= (1 - d) * exp(d)) break;
  }
  const q = 1 / r;
  const f = (q + z) / (1 + q * z);
  const center = toDouble(mu);
  const theta = draw(self) > 0.5 ? center + acos(f) : center - acos(f);
  return new Float(floatMod(theta, TWO_PI));
}

export function gammavariate(self: Value, alpha: Value, beta: Value): Suspends<Value> {
  const zero = new Float(0);
  if (truth(le(alpha, zero)) || truth(le(beta, zero))) throw new ValueError("gammavariate: alpha and beta must be > 0.0");
  const a = toDouble(alpha);
  if (a > 1) {
    const inverse = sqrt(2 * a - 1);
    const bbb = a - LOG4;
    const ccc = a + inverse;
    for (;;) {
      const u1 = draw(self);
      if (!(u1 > 1e-7 && u1 < 0.9999999)) continue;
      const u2 = 1 - draw(self);
      const v = log(u1 / (1 - u1)) / inverse;
      const x = a * exp(v);
      const z = u1 * u1 * u2;
      const r = bbb + ccc * v - x;
      if (r + GAMMA - 4.5 * z >= 0 || r >= log(z)) return mul(new Float(x), beta);
    }
  }
  if (a === 1) {
    const x = -log(1 - draw(self));
    return mul(new Float(x), beta);
  }
  let x: number;
  for (;;) {
    const u = draw(self);
    const b = (Math.E + a) / Math.E;
    const p = b * u;
    x = p <= 1 ? power(p, 1 / a) : -log((b - p) / a);
    const u1 = draw(self);
    if (p > 1) {
      if (u1 <= power(x, a - 1)) break;
    } else if (u1 <= exp(-x)) break;
  }
  return mul(new Float(x), beta);
}

function power(x: number, y: number): number {
  if (x === 0) return y === 0 ? 1 : 0;
  return x === 1 || y === 0 ? 1 : libPow(x, y);
}

export function betavariate(self: Value, alpha: Value, beta: Value): Suspends<Value> {
  const y = callMethod(self, "gammavariate", alpha, new Float(1));
  if (!truth(y)) return new Float(0);
  const other = callMethod(self, "gammavariate", beta, new Float(1));
  return truediv(y, add(y, other));
}

export function paretovariate(self: Value, alpha: Value): Suspends<Value> {
  const u = 1 - draw(self);
  const exponent = truediv(new Float(-1), alpha);
  return pow(new Float(u), exponent);
}

export function weibullvariate(self: Value, alpha: Value, beta: Value): Suspends<Value> {
  const u = 1 - draw(self);
  const base = new Float(-log(u));
  const exponent = truediv(new Float(1), beta);
  return mul(alpha, pow(base, exponent));
}

export function binomialvariate(self: Value, n: Value, p: Value): Suspends<Value> {
  if (truth(lt(n, 0))) throw new ValueError("n must be non-negative");
  if (truth(le(p, new Float(0))) || truth(ge(p, new Float(1)))) {
    if (truth(eq(p, new Float(0)))) return 0;
    if (truth(eq(p, new Float(1)))) return n;
    throw new ValueError("p must be in the range 0.0 <= p <= 1.0");
  }
  if (n === 1) return lt(new Float(draw(self)), p) === true ? 1 : 0;
  if (truth(gt(p, new Float(0.5)))) {
    const rest = sub(new Float(1), p);
    const failures = binomialvariate(self, n, rest);
    return sub(n, failures);
  }
  return successes(self, toDouble(n), toDouble(p));
}

/** p <= 0.5 */
function successes(self: Value, n: number, p: number): Suspends<number> {
  if (n * p < 10) {
    let x = 0;
    let y = 0;
    const c = log2(1 - p);
    if (c === 0) return x;
    for (;;) {
      y += Math.floor(log2(draw(self)) / c) + 1;
      if (y > n) return x;
      x++;
    }
  }
  const spq = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spq;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const vr = 0.92 - 4.2 / b;
  for (;;) {
    const u = draw(self) - 0.5;
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (k < 0 || k > n) continue;
    let v = draw(self);
    if (us >= 0.07 && v <= vr) return k;
    const alpha = (2.83 + 5.1 / b) * spq;
    const lpq = log(p / (1 - p));
    const m = Math.floor((n + 1) * p);
    const h = lgamma(m + 1) + lgamma(n - m + 1);
    v *= alpha / (a / (us * us) + b);
    if (log(v) <= h - lgamma(k + 1) - lgamma(n - k + 1) + (k - m) * lpq) return k;
  }
}

/**
 * hyperbolic - expm1, log1p, the hyperbolic functions and cbrt.
 *
 * Mirrors  fdlibm's methods in the evaluation order of GNU libc, whose last bits they give
 */
import { exp } from "./exp.js";
import { log } from "./log.js";

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const LN2 = 6.93147180559945286227e-1;

export function expm1(x: number): number {
  if (x !== x) return x;
  const size = Math.abs(x);
  if (size >= 38.816242) {
    if (x > 709.782712893384) return Infinity;
    if (x < 0) return -1;
  }
  let k = 0;
  let c = 0;
  if (size > 0.5 * LN2) {
    let hi: number, lo: number;
    if (size < 1.5 * LN2) {
      k = x > 0 ? 1 : -1;
      hi = x - k * LN2_HIGH;
      lo = k * LN2_LOW;
    } else {
      k = Math.trunc(1.442695040888963387 * x + (x > 0 ? 0.5 : -0.5));
      hi = x - k * LN2_HIGH;
      lo = k * LN2_LOW;
    }
    x = hi - lo;
    c = hi - x - lo;
  } else if (size < 2 ** -54) return x;
  const half = 0.5 * x;
  const s = x * half;
  const r1 = 1 + s * -3.33333333333331316428e-2;
  const s2 = s * s;
  const r2 = 1.58730158725481460165e-3 + s * -7.93650757867487942473e-5;
  const r3 = 4.00821782732936239552e-6 + s * -2.01099218183624371326e-7;
  const r = r1 + s2 * r2 + s2 * s2 * r3;
  let t = 3 - r * half;
  let e = s * ((r - t) / (6 - x * t));
  if (k === 0) return x - (x * e - s);
  e = x * (e - c) - c;
  e -= s;
  if (k === -1) return 0.5 * (x - e) - 0.5;
  if (k === 1) return x < -0.25 ? -2 * (e - (x + 0.5)) : 1 + 2 * (x - e);
  if (k <= -2 || k > 56) {
    const y = 1 - (e - x);
    return k === 1024 ? y * 2 * 2 ** 1023 - 1 : y * 2 ** k - 1;
  }
  if (k < 20) {
    t = 1 - 2 ** -k;
    return (t - (e - x)) * 2 ** k;
  }
  return (x - (e + 2 ** -k) + 1) * 2 ** k;
}

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

export function log1p(x: number): number {
  if (x !== x || x === Infinity) return x;
  if (x <= -1) return x === -1 ? -Infinity : NaN;
  const size = Math.abs(x);
  if (size < 2 ** -29) return size < 2 ** -54 ? x : x - x * x * 0.5;
  let k = 1;
  let f = 0;
  let c = 0;
  let top = 1;
  bits[0] = x;
  const xTop = words[1] as number;
  if (xTop < 0x3fda827a && (xTop > 0 || xTop <= (0xbfd2bec3 | 0))) {
    k = 0;
    f = x;
  }
  if (k !== 0) {
    let u = x;
    if (xTop < 0x43400000) u = 1 + x;
    bits[0] = u;
    top = words[1] as number;
    k = (top >> 20) - 1023;
    if (xTop < 0x43400000) c = (k > 0 ? 1 - (u - x) : x - (u - 1)) / u;
    top &= 0xfffff;
    if (top < 0x6a09e) words[1] = top | 0x3ff00000;
    else {
      k++;
      words[1] = top | 0x3fe00000;
      top = (0x100000 - top) >> 2;
    }
    f = (bits[0] as number) - 1;
  }
  const half = 0.5 * f * f;
  if (top === 0) {
    if (f === 0) return k === 0 ? 0 : k * LN2_HIGH + (c + k * LN2_LOW);
    const r = half * (1 - 0.66666666666666666 * f);
    return k === 0 ? f - r : k * LN2_HIGH - (r - (k * LN2_LOW + c) - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const z2 = z * z;
  const z4 = z2 * z2;
  const r1 = z * 6.66666666666673513e-1;
  const r2 = 3.999999999940941908e-1 + z * 2.857142874366239149e-1;
  const r3 = 2.222219843214978396e-1 + z * 1.818357216161805012e-1;
  const r4 = 1.531383769920937332e-1 + z * 1.479819860510658591e-1;
  const r = r1 + z2 * r2 + z4 * r3 + z4 * z2 * r4;
  if (k === 0) return f - (half - s * (half + r));
  return k * LN2_HIGH - (half - (s * (half + r) + (k * LN2_LOW + c)) - f);
}

export function sinh(x: number): number {
  if (!Number.isFinite(x)) return x;
  const h = x < 0 ? -0.5 : 0.5;
  const size = Math.abs(x);
  if (size < 22) {
    if (size < 2 ** -28) return x;
    const t = expm1(size);
    return size < 1 ? h * (2 * t - (t * t) / (t + 1)) : h * (t + t / (t + 1));
  }
  if (size < 709.78) return h * exp(size);
  const w = exp(0.5 * size);
  return h * w * w;
}

export function cosh(x: number): number {
  if (x !== x) return x;
  const size = Math.abs(x);
  if (size < 22) {
    if (size < 0.5 * LN2) {
      if (size < 2 ** -55) return 1;
      const t = expm1(size);
      const w = 1 + t;
      return 1 + (t * t) / (w + w);
    }
    const t = exp(size);
    return 0.5 * t + 0.5 / t;
  }
  if (size < 709.78) return 0.5 * exp(size);
  const w = exp(0.5 * size);
  return 0.5 * w * w;
}

export function tanh(x: number): number {
  if (x !== x) return x;
  const size = Math.abs(x);
  if (size >= 22) return x < 0 ? -1 : 1;
  if (size < 2 ** -55) return x * (1 + x);
  let z: number;
  if (size >= 1) z = 1 - 2 / (expm1(2 * size) + 2);
  else {
    const t = expm1(-2 * size);
    z = -t / (t + 2);
  }
  return x < 0 ? -z : z;
}

export function asinh(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -28 || !Number.isFinite(x)) return x;
  let w: number;
  if (size > 2 ** 28) w = log(size) + LN2;
  else if (size > 2) w = log(2 * size + 1 / (Math.sqrt(size * size + 1) + size));
  else {
    const t = size * size;
    w = log1p(size + t / (1 + Math.sqrt(1 + t)));
  }
  return x < 0 ? -w : w;
}

/** NaN below 1. */
export function acosh(x: number): number {
  if (!(x >= 1)) return NaN;
  if (x === Infinity) return x;
  if (x > 2 ** 28) return log(x) + LN2;
  if (x === 1) return 0;
  if (x > 2) {
    const t = x * x;
    return log(2 * x - 1 / (x + Math.sqrt(t - 1)));
  }
  const t = x - 1;
  return log1p(t + Math.sqrt(2 * t + t * t));
}

export function atanh(x: number): number {
  const size = Math.abs(x);
  if (!(size <= 1)) return NaN;
  if (size < 2 ** -28) return x;
  if (size === 1) return x * Infinity;
  let t: number;
  if (size < 0.5) {
    t = size + size;
    t = 0.5 * log1p(t + (t * size) / (1 - size));
  } else t = 0.5 * log1p((size + size) / (1 - size));
  return x < 0 ? -t : t;
}

const CUBE_ROOT = 1.2599210498948731648;
const SQUARE_OF_IT = 1.5874010519681994748;
const FACTORS = [1 / SQUARE_OF_IT, 1 / CUBE_ROOT, 1, CUBE_ROOT, SQUARE_OF_IT] as const;

export function cbrt(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  let m = Math.abs(x);
  let e = 0;
  if (m < 2.2250738585072014e-308) {
    m *= 2 ** 54;
    e = -54;
  }
  bits[0] = m;
  const top = words[1] as number;
  e += (top >> 20) - 1022;
  words[1] = (top & 0xfffff) | 0x3fe00000;
  m = bits[0] as number;
  const u =
    0.35489576504391986 +
    (1.50819193781584896 -
      (2.11499494167371287 - (2.4469312256353443 - (1.83469277483613086 - (0.784932344976639262 - 0.145263899385486377 * m) * m) * m) * m) * m) *
      m;
  const t = u * u * u;
  const y = ((u * (t + 2 * m)) / (2 * t + m)) * (FACTORS[2 + (e % 3)] as number);
  return (x > 0 ? y : -y) * 2 ** Math.trunc(e / 3);
}

/**
 * log - natural logarithms in pairs; log, log2, log10.
 *
 * Method  x = 2**k * c * (1 + r): log c from a table, log(1 + r) by its series; near 1 c is 1, so that nothing cancels
 */
import { add, divide, low, multiply } from "./double.js";

/** log(1 + i/128) for i = -40..56, as pairs; made at first use. */
let table: Float64Array | undefined;
const FIRST = -40;
const LAST = 56;

function makeTable(): Float64Array {
  const t = new Float64Array(2 * (LAST - FIRST + 1));
  for (const direction of [1, -1]) {
    let h = 0;
    let l = 0;
    for (let i = direction; i >= FIRST && i <= LAST; i += direction) {
      // log((128 + i) / (128 + i - d)) = 2 artanh(d / (256 + 2i - d))
      const step = artanhInverse(256 + 2 * i - direction);
      h = add(h, l, direction * 2 * step, direction * 2 * (low[0] as number));
      l = low[0] as number;
      t[2 * (i - FIRST)] = h;
      t[2 * (i - FIRST) + 1] = l;
    }
  }
  return (table = t);
}

/** artanh(1/n) for n > 100 */
function artanhInverse(n: number): number {
  const zh = divide(1, 0, n, 0);
  const zl = low[0] as number;
  const sh = multiply(zh, zl, zh, zl);
  const sl = low[0] as number;
  let h = 0;
  let l = 0;
  for (let k = 17; k >= 1; k -= 2) {
    h = multiply(h, l, sh, sl);
    l = low[0] as number;
    const q = divide(1, 0, k, 0);
    h = add(h, l, q, low[0] as number);
    l = low[0] as number;
  }
  return multiply(h, l, zh, zl);
}

const LN2_HIGH = 0.6931471805598903;
const LN2_MIDDLE = 5.497923018708371e-14;
const SPLIT = 134217729;
const THIRD = 0.3333333333333333;
const THIRD_TOP = SPLIT * THIRD - (SPLIT * THIRD - THIRD);
const THIRD_TAIL = THIRD - THIRD_TOP;
const THIRD_LOW = 1.850371707708594e-17;

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

/** log(x) for a positive finite x, as a pair. */
export function logPair(x: number): number {
  const t = table ?? makeTable();
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    k = -54;
  }
  bits[0] = x;
  const top = words[1] as number;
  k += (top >> 20) - 1023;
  words[1] = (top & 0xfffff) | 0x3ff00000;
  let z = bits[0] as number;
  if (z > 1.4142135623730951) {
    z *= 0.5;
    k++;
  }
  const i = Math.round((z - 1) * 128);
  const c = 1 + i * 0.0078125;
  const d = z - c;
  // All of it in one function: calls that V8 does not inline would box each double.
  const r = d / c;
  let t0 = SPLIT * r;
  const rh = t0 - (t0 - r);
  const rt = r - rh;
  // what the division left, c having few bits
  const rl = (d - rh * c - rt * c) / c;
  // r - r**2/2 + r**3/3 in pairs, the rest in doubles
  const s = r * r;
  const sl = rh * rh - s + 2 * rh * rt + rt * rt + 2 * r * rl;
  t0 = SPLIT * s;
  const sh = t0 - (t0 - s);
  const st = s - sh;
  const q = s * r;
  const ql = sh * rh - q + sh * rt + st * rh + st * rt + s * rl + sl * r;
  t0 = SPLIT * q;
  const qh = t0 - (t0 - q);
  const qt = q - qh;
  const w = q * THIRD;
  const wl = qh * THIRD_TOP - w + qh * THIRD_TAIL + qt * THIRD_TOP + qt * THIRD_TAIL + q * THIRD_LOW + ql * THIRD;
  const rest = s * s * (-0.25 + r * (0.2 + r * (-0.16666666666666666 + r * (0.14285714285714285 + r * (-0.125 + r * (0.1111111111111111 - r * 0.1))))));
  // from the smallest up, each sum's first part the larger one
  let h = w + rest;
  let l = rest - (h - w) + wl;
  const half = -0.5 * s;
  let g = half + h;
  l = h - (g - half) + (l - 0.5 * sl);
  h = r + g;
  l = g - (h - r) + (l + rl);
  if (i !== 0) {
    const th = t[2 * (i - FIRST)] as number;
    g = th + h;
    l = h - (g - th) + (l + (t[2 * (i - FIRST) + 1] as number));
    h = g;
  }
  if (k !== 0) {
    const kh = k * LN2_HIGH; // exact
    g = kh + h;
    l = h - (g - kh) + (l + k * LN2_MIDDLE);
    h = g;
  }
  g = h + l;
  low[0] = l - (g - h);
  return g;
}

/** The natural logarithm. */
export function log(x: number): number {
  if (x !== x || x === Infinity) return x;
  if (x < 0) return NaN;
  return x === 0 ? -Infinity : logPair(x);
}

export function log2(x: number): number {
  if (x !== x || x === Infinity) return x;
  if (x < 0) return NaN;
  if (x === 0) return -Infinity;
  const h = logPair(x);
  return multiply(h, low[0] as number, 1.4426950408889634, 2.0355273740931033e-17);
}

/** Mirrors fdlibm, whose rounding is the C library's here. */
export function log10(x: number): number {
  if (x !== x || x === Infinity) return x;
  if (x < 0) return NaN;
  if (x === 0) return -Infinity;
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    k = -54;
  }
  bits[0] = x;
  const top = words[1] as number;
  k += (top >> 20) - 1023;
  const i = k < 0 ? 1 : 0;
  words[1] = (top & 0xfffff) | ((0x3ff - i) << 20);
  const y = k + i;
  const z = y * 3.69423907715893078616e-13 + 0.434294481903251827651 * log(bits[0] as number);
  return z + y * 3.01029995663611771306e-1;
}

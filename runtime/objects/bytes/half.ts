/** half - floats of 16 bits (struct's `e`). */

export function halfToDouble(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The bits, rounded to even; undefined for a finite value that is too large. */
export function doubleToHalf(x: number): number | undefined {
  if (x !== x) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(x);
  if (size === Infinity) return sign | 0x7c00;
  if (size === 0) return sign;
  let exponent = Math.floor(Math.log2(size));
  if (2 ** exponent > size) exponent--;
  if (exponent < -14) exponent = -14;
  // size in units of the last place
  const units = size / 2 ** (exponent - 10);
  const floor = Math.floor(units);
  const rest = units - floor;
  let m = rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
  if (m >= 2048) {
    m /= 2;
    exponent++;
  }
  if (exponent > 15) return undefined;
  return m < 1024 ? sign | m : sign | ((exponent + 15) << 10) | (m - 1024);
}

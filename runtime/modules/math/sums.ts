/**
 * sums - exactly rounded sums and products of floats.
 *
 * Mirrors     Modules/mathmodule.c: fsum, sumprod
 * Suspends    all: iteration, `__float__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { add as addValues, mul as mulValues } from "../../objects/arithmetic.js";
import { OverflowError, ValueError } from "../../objects/exceptions.js";
import { Float, toDouble } from "../../objects/float.js";
import { intAdd, intMul } from "../../objects/int/ops.js";
import type { Int } from "../../objects/int/big.js";
import { END, iterate } from "../../objects/iterator.js";
import type { Value } from "../../objects/object.js";
import { low, product, sum as sumPair } from "../../objects/libm/double.js";
import { fma } from "./bits.js";

/** Halves of doubles up to here, and of products down to its inverse, are doubles. */
const HUGE = 2 ** 900;

/** math.fsum: partial sums that do not overlap. */
export function fsum(iterable: Value): Suspends<Float> {
  const partials: number[] = [];
  let special = 0;
  let infinities = 0;
  const it = iterate(iterable);
  for (let item = it.$next(); item !== END; item = it.$next()) {
    const start = toDouble(item);
    let x = start;
    let kept = 0;
    for (let j = 0; j < partials.length; j++) {
      let y = partials[j] as number;
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y;
      const rest = y - (high - x);
      if (rest !== 0) partials[kept++] = rest;
      x = high;
    }
    partials.length = kept;
    if (x === 0) continue;
    if (Number.isFinite(x)) partials.push(x);
    else {
      if (Number.isFinite(start)) throw new OverflowError("intermediate overflow in fsum");
      if (start === start) infinities += start;
      special += start;
      partials.length = 0;
    }
  }
  if (special !== 0 || special !== special) {
    if (infinities !== infinities) throw new ValueError("-inf + inf in fsum");
    return new Float(special);
  }
  return new Float(roundedSum(partials));
}

function roundedSum(partials: readonly number[]): number {
  let n = partials.length;
  if (n === 0) return 0;
  let high = partials[--n] as number;
  let rest = 0;
  while (n > 0) {
    const x = high;
    const y = partials[--n] as number;
    high = x + y;
    rest = y - (high - x);
    if (rest !== 0) break;
  }
  // half way cases: the next partial sum decides
  if (n > 0 && ((rest < 0 && (partials[n - 1] as number) < 0) || (rest > 0 && (partials[n - 1] as number) > 0))) {
    const y = rest * 2;
    const x = high + y;
    if (y === x - high) high = x;
  }
  return high;
}

/** math.prod */
export function productOf(iterable: Value, start: Value): Suspends<Value> {
  let result: Value = start === undefined ? 1 : start;
  const it = iterate(iterable);
  for (let item = it.$next(); item !== END; item = it.$next()) {
    if (result instanceof Float && item instanceof Float) result = new Float(result.value * item.value);
    else result = mulValues(result, item);
  }
  return result;
}

/** math.sumprod: ints exactly, floats with three times the precision. */
export function sumprod(p: Value, q: Value): Suspends<Value> {
  const a = iterate(p);
  const b = iterate(q);
  let total: Value = 0;
  let ints: Int = 0;
  let intsUsed = false;
  let floatsUsed = false;
  let intPath = true;
  let floatPath = true;
  let high = 0;
  let middle = 0;
  let tiny = 0;
  for (;;) {
    const x = a.$next();
    const y = b.$next();
    if ((x === END) !== (y === END)) throw new ValueError("Inputs are not the same length");
    const finished = x === END;
    if (intPath) {
      if (!finished && isLong(x) && isLong(y)) {
        const one = intMul(x as Int, y as Int);
        const sum = intAdd(ints, one);
        if (isLong(one) && isLong(sum)) {
          intsUsed = true;
          ints = sum;
          continue;
        }
      }
      intPath = false;
      if (intsUsed) {
        total = addValues(total, ints);
        ints = 0;
        intsUsed = false;
      }
    }
    if (floatPath) {
      const u = floatOf(x);
      const v = floatOf(y);
      const one = x instanceof Float || y instanceof Float;
      if (!finished && u !== undefined && v !== undefined && one) {
        const h = u * v;
        const l = restOfProduct(u, v, h);
        const s = sumPair(high, h);
        const e = low[0] as number;
        const r = sumPair(middle, l);
        const f = low[0] as number;
        const t = sumPair(r, e);
        if (Number.isFinite(s)) {
          high = s;
          middle = t;
          tiny = tiny + f + (low[0] as number);
          floatsUsed = true;
          continue;
        }
      }
      floatPath = false;
      if (floatsUsed) {
        const s = sumPair(high, middle);
        const e = low[0] as number;
        total = addValues(total, new Float(s + (e + tiny)));
        floatsUsed = false;
      }
    }
    if (finished) return total;
    const product_ = mulValues(x, y);
    total = addValues(total, product_);
  }
}

/** Whether it is an int that a C long holds. */
function isLong(x: Value): boolean {
  return typeof x === "number" || (typeof x === "bigint" && BigInt.asIntN(64, x) === x);
}

function floatOf(x: Value): number | undefined {
  if (x instanceof Float) return x.value;
  if (typeof x === "boolean") return x ? 1 : 0;
  if (typeof x !== "number" && typeof x !== "bigint") return undefined;
  const double = Number(x);
  return Number.isFinite(double) ? double : undefined;
}

/** What a product's double `h` lacks; by halves of the factors, where none of these is too big or too small. */
function restOfProduct(u: number, v: number, h: number): number {
  if (!Number.isFinite(h)) return NaN;
  if (Math.abs(u) > HUGE || Math.abs(v) > HUGE || Math.abs(h) < 1 / HUGE || Math.abs(h) > 2 ** 1020) return fma(u, v, -h);
  product(u, v);
  return low[0]!;
}

/**
 * _statistics - the inverse of the normal distribution's cumulative function.
 *
 * Mirrors   Modules/_statisticsmodule.c of CPython 3.13: M. J. Wichura, algorithm AS241 (PPND16), Applied Statistics 37, 1988
 */
import type { Suspends } from "../frames/suspend.js";
import { ValueError } from "../objects/exceptions.js";
import { Float, toDouble } from "../objects/float.js";
import { log } from "../objects/libm/log.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { builtin } from "../objects/register.js";

/** Polynomials by falling powers: of the numerator and the denominator. */
type Quotient = readonly [readonly number[], readonly number[]];
/** Around the middle, in 0.180625 - (p - 1/2)**2. */
const CENTRAL: Quotient = [
  [
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
    1.3314166789178437745e2, 3.387132872796366608,
  ],
  [
    5.226495278852854561e3, 2.8729085735721942674e4, 3.930789580009271061e4, 2.1213794301586595867e4, 5.3941960214247511077e3, 6.871870074920579083e2,
    4.2313330701600911252e1, 1.0,
  ],
];
/** Out to p = exp(-25), in the root of -log(p), less 1.6. */
const NEAR: Quotient = [
  [
    7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1, 1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055,
    4.6303378461565452959, 1.42343711074968357734,
  ],
  [
    1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2, 1.4810397642748007459e-1, 6.8976733498510000455e-1, 1.6763848301838038494,
    2.05319162663775882187, 1.0,
  ],
];
/** Beyond, less 5. */
const FAR: Quotient = [
  [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3, 2.6532189526576123093e-2, 2.9656057182850489123e-1, 1.7848265399172913358,
    5.4637849111641143699, 6.6579046435011037772,
  ],
  [
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4, 1.48753612908506148525e-2,
    1.3692988092273580531e-1, 5.9983220655588793769e-1, 1.0,
  ],
];

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const c of coefficients) sum = sum * x + c;
  return sum;
}

function inverse(p: number, mu: number, sigma: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return mu + ((horner(CENTRAL[0], r) * q) / horner(CENTRAL[1], r)) * sigma;
  }
  let r = q <= 0 ? p : 1 - p;
  if (r <= 0 || r >= 1) throw new ValueError("inv_cdf undefined for these parameters");
  r = Math.sqrt(-log(r));
  const [numerator, denominator] = r <= 5 ? NEAR : FAR;
  r -= r <= 5 ? 1.6 : 5;
  const x = horner(numerator, r) / horner(denominator, r);
  return mu + (q < 0 ? -x : x) * sigma;
}

export default pymodule("_statistics", {
  _normal_dist_inv_cdf: builtin(
    "_normal_dist_inv_cdf(p, mu, sigma, /)",
    (p: Value, mu: Value, sigma: Value): Suspends<Value> => {
      const [a, b, c] = [toDouble(p), toDouble(mu), toDouble(sigma)];
      if (a <= 0 || a >= 1) throw new ValueError("inv_cdf undefined for these parameters");
      return new Float(inverse(a, b, c));
    },
    "_statistics",
  ),
});
